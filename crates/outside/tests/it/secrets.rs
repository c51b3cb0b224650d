//! Held secrets: kept, given back, forgotten, and never shown.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use facts::Secret;
use outside::Doors;
use outside::secrets::{CommandSettings, SecretError, SecretName, SecretPlace};

fn name(text: &str) -> SecretName {
    SecretName::parse(text).expect("a name")
}

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

fn file(path: &Path, passphrase: &str) -> SecretPlace {
    SecretPlace::file(path.to_owned(), secret(passphrase))
}

#[test]
fn a_file_keeps_secrets_behind_a_passphrase() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("secrets");
    let place = file(&path, "correct horse");
    assert!(matches!(
        place.get(&name("a")),
        Err(SecretError::NotFound(_))
    ));
    assert_eq!(place.names().expect("none yet"), []);
    let mailbox = name("anna@mail.example");
    place.set(&mailbox, &secret("pässword")).expect("kept");
    place.set(&name("webhook"), &secret("")).expect("kept");
    place.set(&mailbox, &secret("other")).expect("kept");
    let got = place.get(&mailbox).expect("there");
    assert_eq!(got.reveal(), "other");
    assert_eq!(
        place.names().expect("two"),
        [mailbox.clone(), name("webhook")]
    );
    let mode = fs::metadata(&path).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let octets = fs::read(&path).expect("there");
    for hidden in ["other", "webhook", "anna"] {
        let is_seen = octets
            .windows(hidden.len())
            .any(|window| window == hidden.as_bytes());
        assert!(!is_seen, "{hidden} stands in the file");
    }
    place.remove(&mailbox).expect("forgotten");
    assert!(matches!(
        place.remove(&mailbox),
        Err(SecretError::NotFound(_))
    ));
    // Nothing but the file and its lock stays.
    assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 2);
    assert!(!format!("{place:?}").contains("correct"));
}

#[test]
fn wrong_torn_and_changed_files_are_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("secrets");
    file(&path, "right")
        .set(&name("a"), &secret("b"))
        .expect("kept");
    let good = fs::read(&path).expect("there");
    let read = |octets: &[u8], passphrase: &str| {
        fs::write(&path, octets).expect("written");
        file(&path, passphrase).get(&name("a"))
    };
    assert!(read(&good, "right").is_ok());
    assert!(matches!(
        read(&good, "wrong"),
        Err(SecretError::WrongPassphrase(_))
    ));
    for torn in [0, 1, 10, good.len() / 2, good.len() - 1] {
        let torn = read(&good[..torn], "right");
        assert!(matches!(torn, Err(SecretError::Damaged(_))), "{torn:?}");
    }
    // A disk that turned one bit, anywhere behind the version.
    for at in (22..good.len()).step_by(7) {
        let mut bent = good.clone();
        bent[at] ^= 1;
        let bent = read(&bent, "right");
        assert!(
            matches!(bent, Err(SecretError::Damaged(_))),
            "{at}: {bent:?}"
        );
    }
    // Somebody who repaired the checksum, but does not know the passphrase.
    let changed = |at: usize, bit: u8| {
        use sha2::Digest as _;
        let mut octets = good.clone();
        octets[at] ^= bit;
        let end = octets.len() - 32;
        let sum = sha2::Sha256::digest(&octets[..end]);
        octets[end..].copy_from_slice(&sum);
        octets
    };
    let last = good.len() - 33;
    assert!(matches!(
        read(&changed(last, 1), "right"),
        Err(SecretError::Tampered(_))
    ));
    // The salt is part of what the passphrase must fit.
    assert!(matches!(
        read(&changed(36, 1), "right"),
        Err(SecretError::WrongPassphrase(_))
    ));
    // Memory without end is not asked for: the highest bit of its size.
    assert!(matches!(
        read(&changed(22, 0x80), "right"),
        Err(SecretError::Damaged(_))
    ));
    let newer = [b"mioboe held secrets 2\n".as_slice(), &good[22..]].concat();
    assert!(matches!(read(&newer, "right"), Err(SecretError::TooNew(_))));

    fs::write(&path, &good).expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("changed");
    assert!(matches!(
        file(&path, "right").get(&name("a")),
        Err(SecretError::Exposed(_))
    ));
}

#[test]
fn a_file_takes_only_so_much() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = file(&folder.path().join("secrets"), "right");
    let long = secret(&"x".repeat((64 << 10) + 1));
    assert!(matches!(
        place.set(&name("a"), &long),
        Err(SecretError::Unfit(_))
    ));
    let path = folder.path().join("large");
    fs::write(&path, vec![b'x'; 5 << 20]).expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("changed");
    assert!(matches!(
        file(&path, "right").names(),
        Err(SecretError::Damaged(_))
    ));
}

#[test]
fn systemd_hands_secrets_over_as_files() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, octets) in [
        ("mail", b"p w\n".as_slice()),
        ("bare", b"p w"),
        ("windows", b"p w\r\n"),
        ("binary", b"\xff\xfe"),
        (".hidden", b"x"),
    ] {
        fs::write(folder.path().join(name), octets).expect("written");
    }
    let long = "x".repeat((64 << 10) + 1);
    fs::write(folder.path().join("long"), long).expect("written");
    let place = SecretPlace::credentials(folder.path().to_owned());
    for given in ["mail", "bare", "windows"] {
        let got = place.get(&name(given)).expect("there");
        assert_eq!(got.reveal(), "p w", "{given}");
    }
    for unfit in ["binary", "long"] {
        let got = place.get(&name(unfit));
        assert!(matches!(got, Err(SecretError::Unfit(_))), "{unfit}");
    }
    assert!(matches!(
        place.get(&name("none")),
        Err(SecretError::NotFound(_))
    ));
    assert!(matches!(
        place.set(&name("mail"), &secret("x")),
        Err(SecretError::ReadOnly)
    ));
    let names = place.names().expect("listed");
    let names: Vec<&str> = names.iter().map(SecretName::as_str).collect();
    assert_eq!(names, ["bare", "binary", "long", "mail", "windows"]);
    let nowhere = SecretPlace::credentials(folder.path().join("none"));
    assert!(matches!(nowhere.names(), Err(SecretError::File { .. })));
}

#[test]
fn only_so_many_secrets_are_listed() {
    let folder = tempfile::tempdir().expect("a folder");
    for nth in 0..1_001 {
        fs::write(folder.path().join(format!("s{nth}")), "x").expect("written");
    }
    let place = SecretPlace::credentials(folder.path().to_owned());
    assert_eq!(place.names().expect("listed").len(), 1_000);
}

#[test]
fn another_program_gives_a_secret_in_time_or_not_at_all() {
    const LONG: Duration = Duration::from_secs(60);
    const SHORT: Duration = Duration::from_millis(300);
    let ask = |script: &str, patience| {
        Doors::offline()
            .secret_command(CommandSettings {
                program: "/bin/sh".into(),
                arguments: ["-c", script, "sh", "{name}", "$HOME"]
                    .map(String::from)
                    .to_vec(),
                patience,
            })
            .expect("open")
            .get(&name("anna@mail.example"))
    };
    let got = ask("echo \"p w\"; echo more", LONG).expect("printed");
    assert_eq!(got.reveal(), "p w");
    // However late it says more, nothing is lost of it, and it is not taken for a failure.
    let got = ask("echo p; sleep 0.2; seq 10000; echo more", LONG).expect("printed");
    assert_eq!(got.reveal(), "p");
    // No shell of ours looks at the arguments.
    let got = ask("printf '%s %s' \"$1\" \"$2\"", LONG).expect("printed");
    assert_eq!(got.reveal(), "anna@mail.example $HOME");
    for failing in ["exit 0", "echo", "echo x; exit 1", "exit 1", "kill -9 $$"] {
        let got = ask(failing, LONG);
        assert!(
            matches!(got, Err(SecretError::CommandFailed(_))),
            "{failing}"
        );
    }
    for slow in [
        "read x < /dev/tty || sleep 600",
        "echo x; exec >&-; sleep 600",
        "sleep 600",
    ] {
        let got = ask(slow, SHORT);
        assert!(
            matches!(got, Err(SecretError::CommandTimedOut(_))),
            "{slow}: {got:?}"
        );
    }
    let endless = ask(
        "while :; do printf xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done",
        LONG,
    );
    assert!(matches!(
        endless,
        Err(SecretError::Unfit(_) | SecretError::CommandFailed(_))
    ));
    let missing = Doors::offline()
        .secret_command(CommandSettings {
            program: "/nowhere/at/all".into(),
            arguments: Vec::new(),
            patience: LONG,
        })
        .expect("open")
        .get(&name("a"));
    assert!(matches!(missing, Err(SecretError::CommandFailed(_))));
    let settings = CommandSettings {
        program: "/bin/true".into(),
        arguments: Vec::new(),
        patience: LONG,
    };
    assert!(Doors::shut().secret_command(settings).is_none());
}
