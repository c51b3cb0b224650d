//! Filters are read from servers of our own, and from Dovecot.

use std::io::{Read, Write};
use std::sync::mpsc::Sender;
use std::time::Duration;

use facts::Secret;
use outside::Security;
use outside::sieve::{SieveError, SieveScript, SieveSettings};
use outside::{Doors, Roots};

use crate::peer::{Identity, Peer, encrypt, has, line, listen, program};

const GREETING: &str =
    "\"IMPLEMENTATION\" \"test\"\r\n\"SASL\" \"LOGIN PLAIN\"\r\n\"STARTTLS\"\r\nOK \"hi\"\r\n";

fn settings(port: u16, security: Security, roots: Roots) -> SieveSettings {
    SieveSettings {
        host: String::from("localhost"),
        port,
        security,
        user: String::from("anna"),
        password: Secret::new(String::from("p w")),
        roots,
        patience: Duration::from_secs(60),
    }
}

fn read(settings: SieveSettings) -> Result<Vec<SieveScript>, SieveError> {
    Doors::default().sieve(settings)?.expect("open").read()
}

/// Plays a server: each reply is sent, and the next order noted with the string behind it.
fn play(stream: &mut (impl Read + Write + ?Sized), noted: &Sender<Vec<u8>>, replies: &[String]) {
    for reply in replies {
        if stream.write_all(reply.as_bytes()).is_err() || stream.flush().is_err() {
            return;
        }
        let mut said = line(stream);
        if said.ends_with("+}") {
            said = format!("{said} {}", line(stream));
        }
        let _ = noted.send(said.into_bytes());
    }
}

fn plain(replies: &[&str]) -> (Result<Vec<SieveScript>, SieveError>, Peer) {
    let replies: Vec<String> = replies.iter().map(|reply| (*reply).to_owned()).collect();
    let peer = Peer::plain(move |stream, noted| play(stream, noted, &replies));
    let settings = settings(peer.port, Security::PlainToLoopback, Roots::System);
    (read(settings), peer)
}

#[test]
fn all_filters_are_read_the_active_one_first() {
    let script = "discard;\r\n\"OK\"\r\n";
    let literal = format!("{{{}}}\r\n{script}\r\nOK\r\n", script.len());
    let (scripts, peer) = plain(&[
        GREETING,
        "OK\r\n",
        "\"old\"\r\n\"a \\\"b\\\"\" ACTIVE\r\n{4}\r\ngone\r\nOK \"done\"\r\n",
        &literal,
        "NO (NONEXISTENT) \"gone\"\r\n",
        "\"keep;\"\r\nOK\r\n",
    ]);
    let script_of = |name: &str, is_active, text: Option<&str>| SieveScript {
        name: name.to_owned(),
        is_active,
        text: text.map(str::to_owned),
    };
    assert_eq!(
        scripts.expect("read"),
        [
            script_of("a \"b\"", true, Some(script)),
            script_of("gone", false, None),
            script_of("old", false, Some("keep;")),
        ]
    );
    for said in [
        "AUTHENTICATE \"PLAIN\" {12+} AGFubmEAcCB3",
        "LISTSCRIPTS",
        "GETSCRIPT {5+} a \"b\"",
        "GETSCRIPT {4+} gone",
        "GETSCRIPT {3+} old",
        "LOGOUT",
    ] {
        assert_eq!(String::from_utf8(peer.heard()).expect("text"), said);
    }
}

#[test]
fn each_way_to_fail_has_its_name() {
    let failed = |replies: &[&str]| plain(replies).0.expect_err("failed");
    assert!(matches!(
        failed(&["BYE \"no\"\r\n"]),
        SieveError::NotReached
    ));
    assert!(matches!(
        failed(&["BYE (TRYLATER) \"no\"\r\n"]),
        SieveError::TryLater
    ));
    assert!(matches!(
        failed(&[GREETING, "NO \"wrong\"\r\n"]),
        SieveError::NotAllowed
    ));
    assert!(matches!(
        failed(&["\"SASL\" \"GSSAPI\"\r\nOK\r\n"]),
        SieveError::NotAllowed
    ));
    assert!(matches!(
        failed(&["* OK IMAP4rev1\r\n* x\r\n\"open\r\n"]),
        SieveError::NotUnderstood
    ));
    assert!(matches!(
        failed(&[GREETING, "OK\r\n", "{5000}\r\n"]),
        SieveError::NotUnderstood
    ));
    let lines = "\"X\" \"y\"\r\n".repeat(2_000);
    assert!(matches!(failed(&[&lines]), SieveError::TooLong));
    let long = format!("\"{}\"\r\n", "x".repeat(9_000));
    assert!(matches!(failed(&[&long]), SieveError::TooLong));
    let settings = SieveSettings {
        host: String::from("mail.example"),
        ..settings(4190, Security::PlainToLoopback, Roots::System)
    };
    assert!(matches!(read(settings), Err(SieveError::PlainElsewhere(_))));
}

#[test]
fn a_filter_that_is_too_long_is_named_and_not_read() {
    let (scripts, _) = plain(&[
        GREETING,
        "OK\r\n",
        "\"large\" ACTIVE\r\n\"small\"\r\nOK\r\n",
        "{4294967295}\r\n",
    ]);
    let scripts = scripts.expect("names");
    let texts: Vec<_> = scripts
        .iter()
        .map(|script| (script.name.as_str(), &script.text))
        .collect();
    assert_eq!(texts, [("large", &None), ("small", &None)]);
}

#[test]
fn only_so_many_filters_are_read() {
    let names: String = (0..70).map(|nth| format!("\"{nth}\"\r\n")).collect();
    let list = names + "OK\r\n";
    let mut replies = vec![GREETING, "OK\r\n", &list];
    replies.extend(["\"keep;\"\r\nOK\r\n"; 64]);
    let scripts = plain(&replies).0.expect("read");
    assert_eq!(scripts.len(), 70);
    let read = scripts.iter().filter(|script| script.text.is_some());
    assert_eq!(read.count(), 64);
}

#[test]
fn nothing_is_said_where_encryption_was_wanted_and_is_not_there() {
    let identity = Identity::of("localhost");
    let roots = Roots::File(identity.certificate());
    let stripped = Peer::plain(|stream, noted| {
        play(stream, noted, &["\"SASL\" \"PLAIN\"\r\nOK\r\n".to_owned()]);
    });
    let asked = read(settings(stripped.port, Security::StartTls, roots.clone()));
    assert!(matches!(asked, Err(SieveError::NotEncrypted)));
    assert!(stripped.heard().is_empty());
    let injected = Peer::plain(|stream, noted| {
        let replies = [GREETING, "OK\r\n\"SASL\" \"PLAIN\"\r\nOK\r\n"].map(str::to_owned);
        play(stream, noted, &replies);
    });
    let asked = read(settings(injected.port, Security::StartTls, roots.clone()));
    assert!(matches!(asked, Err(SieveError::NotUnderstood)));

    let config = identity.config();
    let good = Peer::plain(move |stream, noted| {
        let _ = stream.write_all(GREETING.as_bytes());
        let _ = noted.send(line(stream).into_bytes());
        let _ = stream.write_all(b"OK\r\n");
        if let Some(mut stream) = encrypt(&config, stream) {
            let replies = [GREETING, "OK\r\n", "OK\r\n"].map(str::to_owned);
            play(&mut stream, noted, &replies);
        }
    });
    let asked = read(settings(good.port, Security::StartTls, roots));
    assert_eq!(asked.expect("read"), []);
    assert_eq!(good.heard(), b"STARTTLS");

    let stranger = Identity::of("shop.example");
    let config = stranger.config();
    let peer = Peer::plain(move |stream, noted| {
        if let Some(mut stream) = encrypt(&config, stream) {
            play(&mut stream, noted, &[GREETING.to_owned()]);
        }
    });
    let roots = Roots::File(stranger.certificate());
    let asked = read(settings(peer.port, Security::Tls, roots));
    assert!(matches!(asked, Err(SieveError::WrongCertificate)));
    assert!(peer.is_silent());
}

/// A Dovecot of our own in a folder of its own, stopped at the end.
struct Dovecot {
    config: std::path::PathBuf,
    port: u16,
}

impl Dovecot {
    fn start(identity: &Identity, scripts: &[(&str, &str)], active: &str) -> Self {
        use std::fs;
        use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
        let folder = identity.folder();
        let open = fs::Permissions::from_mode(0o755);
        fs::set_permissions(folder, open).expect("changed");
        let home = folder.join("home");
        fs::create_dir_all(home.join("sieve")).expect("made");
        for (name, text) in scripts {
            fs::write(home.join(format!("sieve/{name}.sieve")), text).expect("written");
        }
        symlink(format!("sieve/{active}.sieve"), home.join("active.sieve")).expect("linked");
        for path in [home.clone(), home.join("sieve")] {
            chown(path, Some(NOBODY), Some(NOBODY)).expect("given");
        }
        let listener = listen();
        let port = listener.local_addr().expect("bound").port();
        drop(listener);
        let config = folder.join("dovecot.conf");
        let text = format!(
            "base_dir = {0}/run\nstate_dir = {0}/state\nlog_path = {0}/log\nprotocols = sieve\n\
             listen = 127.0.0.1\nssl = required\nssl_cert = <{1}\nssl_key = <{2}\n\
             mail_location = maildir:{0}/home/mail\nfirst_valid_uid = 1\n\
             passdb {{\n  driver = static\n  args = password=secret\n}}\n\
             userdb {{\n  driver = static\n  args = uid={NOBODY} gid={NOBODY} home={0}/home\n}}\n\
             service managesieve-login {{\n  inet_listener sieve {{\n    port = {port}\n  }}\n}}\n\
             plugin {{\n  sieve = file:~/sieve;active=~/active.sieve\n}}\n",
            folder.display(),
            identity.certificate().display(),
            identity.key().display(),
        );
        fs::write(&config, text).expect("written");
        // It goes into the background once it listens.
        let dovecot = Self { config, port };
        let status = dovecot.command(&[]);
        let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
        assert!(status, "{log}");
        dovecot
    }

    fn command(&self, words: &[&str]) -> bool {
        program("dovecot")
            .arg("-c")
            .arg(&self.config)
            .args(words)
            .stdin(std::process::Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        self.command(&["stop"]);
    }
}

/// Whether the test may make a server that steps down to another user.
#[expect(clippy::print_stderr, reason = "what was skipped is said")]
fn is_root() -> bool {
    let is_root = rustix::process::geteuid().is_root();
    if !is_root {
        eprintln!("skipped: only root starts a Dovecot of its own");
    }
    is_root
}

/// The user that owns nothing.
const NOBODY: u32 = 65_534;

#[test]
fn dovecot_gives_its_filters() {
    if !has("dovecot", "dovecot-core") || !has("managesieve", "dovecot-managesieved") {
        return;
    }
    if !is_root() {
        return;
    }
    let identity = Identity::of("localhost");
    let long = format!("# {}\nkeep;\n", "あ".repeat(20_000));
    let hides = "require [\"fileinto\"];\nif address :is \"from\" \"order@shop.example\" { fileinto \"Trash\"; stop; }\n";
    let server = Dovecot::start(&identity, &[("hides", hides), ("long", &long)], "hides");
    let with = |password: &str| SieveSettings {
        password: Secret::new(password.to_owned()),
        ..settings(
            server.port,
            Security::StartTls,
            Roots::File(identity.certificate()),
        )
    };
    let scripts = read(with("secret")).unwrap_or_else(|error| {
        let log = std::fs::read_to_string(identity.folder().join("log"));
        panic!("{error}: {log:?}")
    });
    let got: Vec<_> = scripts
        .iter()
        .map(|script| {
            let text = script.text.as_deref().expect("its text");
            (script.name.as_str(), script.is_active, text)
        })
        .collect();
    assert_eq!(
        got,
        [("hides", true, hides), ("long", false, long.as_str())]
    );
    assert!(matches!(read(with("wrong")), Err(SieveError::NotAllowed)));
    let plain = settings(server.port, Security::PlainToLoopback, Roots::System);
    assert!(matches!(read(plain), Err(SieveError::NotAllowed)));
}
