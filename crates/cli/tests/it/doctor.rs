//! What the doctor tells of a person's configuration, store and files, and what it keeps to itself.

use std::path::PathBuf;

use crate::custody::{Folders, everything, mode, set_mode};
use crate::run::Place;

/// A household whose every name, address, host and path holds a canary.
fn household_of_canaries() -> (Place, Folders) {
    let place = Place::new();
    let folders = Folders {
        home: place.path().join("canary-home/hanako-canary"),
    };
    std::fs::create_dir_all(&folders.home).expect("a home");
    set_mode(place.path(), 0o700);
    let config = folders.home.join(".config/mioboe/config.toml");
    std::fs::create_dir_all(config.parent().expect("a folder")).expect("a folder");
    let store = folders.home.join("Canary Papers/canary-store.sqlite");
    std::fs::write(
        &config,
        format!(
            r#"
            person = "person-canary"
            store = "{}"
            zone = "Asia/Tokyo"
            [secrets]
            place = "command"
            program = "/opt/canary/pass-canary"
            arguments = ["canary-argument", "{{name}}"]
            [[mailbox]]
            name = "account-canary"
            host = "imap.canary.example"
            user = "user-canary@canary.example"
            secret = "secret-canary"
            sieve = "sieve.canary.example:4190"
            roots = "/etc/canary/roots.pem"
            [[mailbox]]
            name = "preset-canary"
            preset = "unknown-canary"
            user = "hanako-canary"
            [[mailbox]]
            name = "known"
            preset = "icloud"
            user = "hanako-canary"
            [[mailbox]]
            name = "disk-canary"
            maildir = "/home/canary/Maildir"
            [[tell]]
            channel = "ntfy"
            server = "https://ntfy.canary.example"
            topic = "topic-canary"
            token = "token-canary"
            [[tell]]
            channel = "webhook"
            address = "https://hook.canary.example/canary"
            key = "key-canary"
            [[tell]]
            channel = "mail"
            host = "smtp.canary.example"
            port = 465
            from = "from-canary@canary.example"
            to = "to-canary@canary.example"
            secret = "smtp-canary"
            "#,
            store.display()
        ),
    )
    .expect("a configuration");
    set_mode(&config, 0o600);
    let mail = crate::run::plain_mail("subject-canary");
    place.file("mails/canary.eml", mail);
    let imported = folders.run(
        &place,
        "en_US",
        &[
            "import",
            "--offline",
            "--account",
            "account-canary",
            "mails",
        ],
        "",
    );
    imported.assert_code(0);
    assert!(store.exists());
    (place, folders)
}

#[test]
fn diagnostics_hold_nothing_of_the_person() {
    let (place, folders) = household_of_canaries();
    for language in ["en_US", "ja_JP"] {
        let ran = folders.run(&place, language, &["doctor", "--diagnostics"], "");
        let text = format!("{}{}", ran.out, ran.err);
        assert!(ran.out.contains("count.observations: 1"), "{text}");
        assert!(ran.out.contains("mailbox.3: imap preset icloud"), "{text}");
        assert!(ran.out.contains("store: sqlite 3."), "{text}");
        let lower = text.to_lowercase();
        for canary in ["canary", "hanako", "taro", "/home", "/tmp", "@", ".example"] {
            assert!(!lower.contains(canary), "{canary}: {text}");
        }
        let own = place.path().display().to_string();
        assert!(!text.contains(&own), "{text}");
    }
    // The same where nothing can be read: neither a line of the configuration nor a path comes out.
    let config = folders.home.join(".config/mioboe/config.toml");
    std::fs::write(&config, "canary = \"secret-canary\"\n").expect("a configuration");
    let ran = folders.run(&place, "en_US", &["doctor", "--diagnostics"], "");
    ran.assert_code(2);
    assert!(ran.out.contains("config: config-refused"), "{}", ran.out);
    assert!(!format!("{}{}", ran.out, ran.err).contains("canary"));
    let broken = place.file("canary.sqlite", "no database, and a canary in it".repeat(9));
    let store = broken.display().to_string();
    let arguments = ["doctor", "--diagnostics", "--store", &store];
    let ran = folders.run(&place, "en_US", &arguments, "");
    assert!(ran.out.contains("store-foreign"), "{}", ran.out);
    assert!(!format!("{}{}", ran.out, ran.err).contains("canary"));
}

#[test]
fn the_doctor_tells_of_everything_and_touches_nothing() {
    let (place, folders) = household_of_canaries();
    let before = everything(place.path());
    for language in ["en_US", "ja_JP"] {
        let ran = folders.run(&place, language, &["doctor"], "");
        for named in [
            "config.toml",
            "account-canary",
            "imap.canary.example:993",
            "unknown-canary",
            "imap.mail.me.com:993",
            "/home/canary/Maildir",
            "secret-canary",
            "pass-canary",
            "canary-store.sqlite",
            "sieve.canary.example:4190",
            "https://hook.canary.example/canary",
            "smtp.canary.example:465",
        ] {
            assert!(ran.out.contains(named), "{named}\n{}", ran.out);
        }
        for door in ["dns", "children", "imap", "desktop", "ntfy", "keyring"] {
            assert!(ran.out.contains(&format!("  {door}: ")), "{door}");
        }
    }
    assert_eq!(everything(place.path()), before);
    // Nothing there at all is told as such, and stays so.
    let empty = Place::new();
    let nobody = Folders::of(&empty);
    let ran = nobody.run(&empty, "en_US", &["doctor"], "");
    ran.assert_code(0);
    assert!(ran.out.contains("Nothing is kept yet"), "{}", ran.out);
    assert_eq!(everything(empty.path()), []);
}

#[test]
fn what_is_wrong_with_files_is_told_and_not_mended() {
    let place = Place::new();
    let folders = Folders::of(&place);
    let store = folders.home.join("papers/store.sqlite");
    let config = folders.home.join(".config/mioboe/config.toml");
    let text = format!(
        "store = \"{}\"\n[secrets]\nplace = \"file\"\n",
        store.display()
    );
    folders.config(&place, &text);
    place.file("mails/a.eml", crate::run::plain_mail("a"));
    let import = ["import", "--offline", "mails"];
    folders.run(&place, "en_US", &import, "").assert_code(0);
    let well = folders.run(&place, "en_US", &["doctor"], "");
    well.assert_code(0);
    assert!(well.out.contains("Only your own user"), "{}", well.out);
    // What the configuration names and is not there is something to mend.
    for (more, said) in [
        (
            "[[mailbox]]\nname = \"a\"\nmaildir = \"/nonexistent\"\n",
            "not there: /nonexistent",
        ),
        (
            "[[mailbox]]\nname = \"a\"\npreset = \"none\"\nuser = \"a\"\n",
            "No mail provider is called none",
        ),
        (
            "[[mailbox]]\nname = \"a\"\nhost = \"mail.example\"\nuser = \"a\"\n",
            "made by mioboe secret set",
        ),
    ] {
        folders.config(&place, &format!("{text}{more}"));
        let ran = folders.run(&place, "en_US", &["doctor"], "");
        ran.assert_code(1);
        assert!(ran.out.contains(said), "{}", ran.out);
    }
    folders.config(&place, &text);
    struct Case {
        file: PathBuf,
        mode: u32,
        said: &'static str,
    }
    for case in [
        Case {
            file: store.clone(),
            mode: 0o644,
            said: "Other users can read it",
        },
        Case {
            file: store.clone(),
            mode: 0o622,
            said: "Other users can change it",
        },
        Case {
            file: config.clone(),
            mode: 0o666,
            said: "Other users can change it",
        },
        Case {
            file: folders.home.join("papers"),
            mode: 0o777,
            said: "replace them",
        },
    ] {
        let before = mode(&case.file);
        set_mode(&case.file, case.mode);
        let ran = folders.run(&place, "en_US", &["doctor"], "");
        ran.assert_code(1);
        assert!(ran.out.contains(case.said), "{}", ran.out);
        assert_eq!(mode(&case.file), case.mode, "told, not mended");
        set_mode(&case.file, before);
    }
    // A store of a newer version: refused, untouched, and said so.
    let mut octets = std::fs::read(&store).expect("a store");
    octets[60..64].copy_from_slice(&99_u32.to_be_bytes());
    std::fs::write(&store, &octets).expect("our own file");
    let ran = folders.run(&place, "en_US", &["doctor"], "");
    ran.assert_code(2);
    assert!(ran.out.contains("newer version"), "{}", ran.out);
    assert!(ran.out.contains("imap: not in use"), "the rest is told");
    assert_eq!(std::fs::read(&store).expect("a store"), octets);
}
