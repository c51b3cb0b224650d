//! What stands in the watcher's way from outside: a full disk, tokens, certificates, a way of telling that is shut.

use std::process::{Command, Stdio};
use std::sync::Mutex;

use peers::{Authority, FakeImap, Guest, Handled, Protection, Shown};

use crate::watching::House;

/// What an AUTHENTICATE command carries for each token.
const FRESH: &str = "dXNlcj1oYW5ha28BYXV0aD1CZWFyZXIgZnJlc2gtN2QxAQE=";
/// `{"status":"400","schemes":"Bearer"}`, as a server explains that a token ran out.
const EXPIRED: &str = "+ eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIn0=\r\n";

/// A server that takes one token, and explains to every other that it ran out.
fn server_of_tokens() -> FakeImap {
    FakeImap::start(Protection::Plain, |guest: &mut Guest, command| {
        if !command.starts_with("AUTHENTICATE XOAUTH2") || command.ends_with(FRESH) {
            return Handled::No;
        }
        guest.say(EXPIRED);
        assert_eq!(guest.line().as_deref(), Some(""));
        guest.say("%T NO [AUTHENTICATIONFAILED] refused\r\n");
        Handled::Yes
    })
}

/// A household whose token is made by a program: the first is stale, the later ones are as given.
fn house_of_tokens(server: &FakeImap, later: &str) -> House {
    let house = House::new("");
    let folder = house.place.path().display().to_string();
    house.place.file(
        "token.sh",
        format!(
            "echo \"$1\" >> \"{folder}/asked\"\n\
             if [ \"$(grep -c work \"{folder}/asked\")\" = 1 ]; then echo stale-9f2; else echo {later}; fi\n"
        ),
    );
    house.place.file(
        "config.toml",
        format!(
            "[secrets]\nplace = \"command\"\nprogram = \"/bin/sh\"\n\
             arguments = [\"{folder}/token.sh\", \"{{name}}\"]\n\
             [[mailbox]]\nname = \"work\"\nhost = \"127.0.0.1\"\nport = {}\n\
             security = \"plain-to-loopback\"\nlogin = \"xoauth2\"\nuser = \"hanako\"\n",
            server.port()
        ),
    );
    house
}

#[test]
fn a_token_that_ran_out_is_asked_for_once_more() {
    struct Case {
        later: &'static str,
        code: i32,
        said: &'static [&'static str],
    }
    for case in [
        Case {
            later: "fresh-7d1",
            code: 0,
            said: &["work: 3 new mails"],
        },
        Case {
            later: "stale-9f2",
            code: 2,
            said: &["refused the access token", "400", "make a new one"],
        },
    ] {
        let server = server_of_tokens();
        let house = house_of_tokens(&server, case.later);
        let ran = house.run("watch", &["--once"]);
        ran.assert_code(case.code);
        for said in case.said {
            assert!(ran.err.contains(said), "{said}: {}", ran.err);
        }
        assert!(!ran.err.contains("stale") && !ran.err.contains("fresh"));
        let asked = std::fs::read_to_string(house.place.path().join("asked"));
        assert_eq!(asked.expect("it was asked"), "work\nwork\n");
    }
}

#[test]
fn a_certificate_that_is_refused_is_told_with_its_mending() {
    let authority = Authority::new();
    for (shown, said) in [
        (
            Shown::OtherName,
            [
                "is for another name",
                "mail.shop.example",
                "write it as host",
            ],
        ),
        (
            Shown::Expired,
            ["is over its time", "2001", "Check this computer's clock"],
        ),
        (
            Shown::NotYetValid,
            ["is not valid yet", "2099", "Check this computer's clock"],
        ),
    ] {
        let server = FakeImap::start(Protection::Tls(authority.issue(shown)), |_, _| Handled::No);
        let house = House::new(&format!(
            "host = \"localhost\"\nport = {}\nuser = \"hanako\"\nroots = \"ca.pem\"",
            server.port()
        ));
        house.place.file("ca.pem", authority.pem());
        let ran = house.run("watch", &["--once"]);
        ran.assert_code(2);
        for said in said {
            assert!(ran.err.contains(said), "{shown:?}, {said}: {}", ran.err);
        }
        assert_eq!(server.heard(), [] as [String; 0], "nothing was said");
    }
}

#[test]
fn a_mailbox_that_is_watched_no_longer_is_told_of_before_the_end() {
    let server = FakeImap::start(Protection::Plain, |guest, command| {
        if !command.starts_with("AUTHENTICATE") {
            return Handled::No;
        }
        guest.say("%T NO [AUTHENTICATIONFAILED] wrong\r\n");
        Handled::Yes
    });
    let house = House::new(&format!(
        "host = \"127.0.0.1\"\nport = {}\nsecurity = \"plain-to-loopback\"\nuser = \"hanako\"",
        server.port()
    ));
    // Nothing is left to watch, so it ends by itself, and not before the notice went out.
    let ran = house.run("watch", &[]);
    ran.assert_code(2);
    assert!(ran.err.contains("no longer watched"), "{}", ran.err);
    let (title, body) = house.told();
    assert_eq!(title, "A mailbox is no longer watched");
    assert!(body.contains("work") && body.contains("--test"), "{body}");
    let logins = server.heard();
    let logins = logins.iter().filter(|it| it.contains("AUTHENTICATE"));
    assert_eq!(logins.count(), 1, "a wrong password is sent once");
    // Once a day.
    house.run("watch", &[]).assert_code(2);
    assert!(
        house
            .hook
            .next(std::time::Duration::from_millis(1))
            .is_none()
    );
}

#[test]
fn a_way_of_telling_that_is_shut_is_told_by_the_doctor_until_it_opens() {
    let house = House::of_maildir();
    let key = house.place.path().join("secrets/hook");
    let away = house.place.path().join("secrets/away");
    std::fs::rename(&key, &away).expect("moved");
    house
        .place
        .file("mail/new/1.a.host", crate::run::plain_mail("hello"));
    house.run("watch", &["--once"]).assert_code(2);
    let shut = "It could not be used when mioboe watch tried last";
    let doctor = house.run("doctor", &[]);
    doctor.assert_code(1);
    assert!(doctor.out.contains(shut), "{}", doctor.out);
    let sheet = house.run("doctor", &["--diagnostics"]);
    assert!(sheet.out.contains("channel: webhook shut"), "{}", sheet.out);
    std::fs::rename(&away, &key).expect("moved back");
    house.run("watch", &["--once"]).assert_code(0);
    let doctor = house.run("doctor", &[]);
    assert!(!doctor.out.contains(shut), "{}", doctor.out);
}

#[test]
fn a_test_notice_that_fails_has_words_of_its_own() {
    let house = House::of_maildir();
    house.hook.answer(403);
    let ran = house.run("watch", &["--test"]);
    ran.assert_code(2);
    assert!(
        ran.err.contains("the test notice was not told"),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains("question"), "{}", ran.err);
}

#[expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "the test starts the command that it tests, with a disk of its own, or says that it cannot"
)]
#[test]
fn a_disk_that_is_full_or_read_only_loses_nothing() {
    static ALONE: Mutex<()> = Mutex::new(());
    let _alone = ALONE.lock();
    let house = House::of_maildir();
    let mail = crate::watching::fixture("gift-ordered.eml");
    house.place.file("first.eml", mail);
    let on_disk = |script: &str| {
        let path = house.place.path();
        Command::new("unshare")
            .args(["--map-root-user", "--mount", "sh", "-c"])
            .arg(format!(
                "mkdir -p disk && mount -t tmpfs -o size=2m none disk || exit 99\n\
                 say() {{ command=$1; shift; \"$0\" $command --store disk/store.sqlite --config config.toml \"$@\"; }}\n\
                 watch() {{ say watch --once --shut dns --trust-receiver mx.mioboe.example; }}\n{script}"
            ))
            .arg(env!("CARGO_BIN_EXE_mioboe"))
            .current_dir(path)
            .env("LANG", "en_US.UTF-8")
            .env("HOME", path)
            .env("XDG_DATA_HOME", path)
            .stdin(Stdio::null())
            .output()
    };
    if !on_disk("true").is_ok_and(|said| said.status.success()) {
        assert!(std::env::var_os("CI").is_none(), "a disk can be mounted");
        eprintln!("skipped: no right to mount a disk");
        return;
    }
    let said = on_disk(
        "fill() { cat /dev/zero > disk/filler 2>/dev/null; }\n\
         fill; watch; echo unmade $?\n\
         truncate -s -60K disk/filler; watch; echo half $?\n\
         rm disk/filler; watch; echo made $?\n\
         mv first.eml mail/new/1.a.host\n\
         fill; truncate -s -60K disk/filler; watch; echo tight $?\n\
         rm disk/filler\n\
         mount -o remount,ro disk; watch; echo locked $?\n\
         mount -o remount,rw disk; watch; echo mended $?\n\
         say review --list",
    )
    .expect("it ran");
    let (out, err) = (
        String::from_utf8_lossy(&said.stdout),
        String::from_utf8_lossy(&said.stderr),
    );
    assert!(err.contains("the store cannot be written"), "{err}");
    // Where it cannot begin it may later; where it fills up while mails are read, they are read again.
    let codes = [
        "unmade 75",
        "half 75",
        "made 0",
        "tight 2",
        "locked 2",
        "mended 1",
    ];
    for said in codes {
        assert!(out.contains(said), "{said}: {out}{err}");
    }
    let full = err.matches("the disk is full; nothing of this was kept");
    assert_eq!(full.count(), 3, "{err}");
    // The mail is taken once there is room, and its question is there.
    let rows = out.lines().filter(|line| line.contains("Amazon")).count();
    assert_eq!(rows, 1, "{out}{err}");
}

#[test]
fn a_password_on_the_command_line_is_refused_before_anything_is_opened() {
    let house = House::of_maildir();
    let store = "postgres://hanako:hush-7c1e@127.0.0.1:1/mioboe";
    for command in ["review", "doctor", "watch", "import"] {
        let mut arguments = vec![command, "--store", store, "--config", "config.toml"];
        arguments.extend((command == "import").then_some("mail"));
        let ran = house.place.run(&arguments);
        ran.assert_code(2);
        assert!(ran.err.contains("~/.pgpass"), "{command}: {}", ran.err);
        assert!(
            !format!("{}{}", ran.out, ran.err).contains("hush"),
            "{command}"
        );
    }
    // Without it the address is used.
    let ran = house.place.run(&[
        "review",
        "--store",
        "postgres://hanako@127.0.0.1:1/mioboe",
        "--config",
        "config.toml",
    ]);
    ran.assert_code(2);
    assert!(ran.err.contains("cannot be reached"), "{}", ran.err);
}
