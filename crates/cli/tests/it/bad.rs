//! What cannot be read is named with the reason, and the rest is judged.

use std::fs::File;
use std::io::{self, Read as _, Write as _};

use crate::run::{Place, plain_mail};

#[test]
fn every_bad_file_is_named_and_the_good_one_is_judged() {
    let place = Place::new();
    place.file("good.eml", plain_mail("lunch"));
    place.file("empty.eml", "");
    place.file(
        "picture.eml",
        [0x89, b'P', b'N', b'G', 0, 0, 0, 13, 0xff, 0xfe, 0, 1],
    );
    place.file("notes.eml", "only a few words\nand no header\n");
    let mut large = File::create(place.path().join("large.eml")).expect("a file");
    large
        .write_all(plain_mail("large").as_bytes())
        .expect("a header");
    io::copy(&mut io::repeat(b'x').take(100 << 20), &mut large).expect("room for 100 MB");
    struct Case {
        file: &'static str,
        code: &'static str,
    }
    let cases = [
        Case {
            file: "empty.eml",
            code: "empty",
        },
        Case {
            file: "picture.eml",
            code: "binary",
        },
        Case {
            file: "notes.eml",
            code: "no-mail",
        },
        Case {
            file: "missing.eml",
            code: "not-found",
        },
        Case {
            file: "large.eml",
            code: "too-large",
        },
    ];
    let mut line = vec!["check", "--offline", "--json", "good.eml"];
    line.extend(cases.iter().map(|case| case.file));
    let ran = place.run(&line);
    ran.assert_code(2);
    let json = ran.json();
    assert_eq!(json.len(), cases.len() + 1);
    assert!(json[0].get("verdict").is_some(), "{}", json[0]);
    for (case, line) in cases.iter().zip(&json[1..]) {
        assert_eq!(line["file"], case.file);
        assert_eq!(line["error"]["code"], case.code, "{line}");
        let told = ran
            .err
            .lines()
            .filter(|line| line.contains(case.file))
            .count();
        assert_eq!(told, 1, "{}: {}", case.file, ran.err);
    }
    let human = place.run(&["check", "--offline", "good.eml", "missing.eml"]);
    human.assert_code(2);
    assert!(human.out.contains("lunch"), "{}", human.out);
    assert!(human.err.contains("missing.eml"), "{}", human.err);
    assert!(human.err.contains("Check the name"), "{}", human.err);
    // Advice that fits many files is given once.
    let twice = place.run(&["check", "--offline", "missing.eml", "gone.eml"]);
    assert_eq!(
        twice.err.matches("Check the name").count(),
        1,
        "{}",
        twice.err
    );
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_named_and_the_rest_of_the_folder_judged() {
    let place = Place::new();
    place.file("box/1.eml", plain_mail("one"));
    place.file("box/3.eml", plain_mail("three"));
    std::os::unix::fs::symlink("nowhere.eml", place.path().join("box/2.eml")).expect("a link");
    let ran = place.run(&["check", "--offline", "--json", "box"]);
    ran.assert_code(2);
    let json = ran.json();
    assert_eq!(json.len(), 3);
    assert_eq!(json[1]["error"]["code"], "not-found", "{}", json[1]);
}

#[test]
fn cut_and_hostile_octets_are_judged_or_named_but_never_break_us() {
    let place = Place::new();
    let mail = plain_mail("lunch");
    for length in 1..mail.len() {
        place.file(&format!("box/{length:04}.eml"), &mail.as_bytes()[..length]);
    }
    place.file(
        "box/long-line.eml",
        format!("Subject: {}\r\n\r\n", "あ".repeat(300_000)),
    );
    place.file(
        "box/raw.eml",
        [
            b"From: a@b.example\r\n\r\n".as_slice(),
            &[0xff, 0xfe, 0x80, 0x1b],
        ]
        .concat(),
    );
    let ran = place.run(&["check", "--offline", "--json", "box"]);
    assert!(
        matches!(ran.code, Some(0..=2)),
        "{:?} {}",
        ran.code,
        ran.err
    );
    assert_eq!(ran.json().len(), mail.len() + 1);
    assert!(
        ran.json()
            .iter()
            .all(|line| line["error"]["code"] != "ours"),
        "{}",
        ran.out
    );
    let ran = place.run(&["check", "--offline", "box"]);
    assert!(ran.out.lines().count() > 2, "{}", ran.out);
}

#[test]
fn a_folder_without_mails_is_a_failure() {
    let place = Place::new();
    std::fs::create_dir(place.path().join("box")).expect("a folder");
    let ran = place.run(&["check", "--offline", "box"]);
    ran.assert_code(2);
    assert!(ran.err.contains("box"), "{}", ran.err);
    assert_eq!(ran.out, "");
}

#[test]
fn wrong_arguments_end_with_2() {
    let place = Place::new();
    place.file("mail.eml", plain_mail("lunch"));
    place.file("brand.toml", "this is no brand = [");
    place.file("dns.json", "{\"schema\": \"another/form\"}");
    for line in [
        &["check", "--no-such-option"][..],
        &["check", "--lang", "de", "mail.eml"],
        &["check", "--jobs", "0", "mail.eml"],
        &["check", "--only", "bad", "mail.eml"],
        &["check", "--shut", "window", "mail.eml"],
        &["check", "--text", "a", "mail.eml"],
        &[
            "check",
            "--offline",
            "--brand-file",
            "brand.toml",
            "mail.eml",
        ],
        &[
            "check",
            "--offline",
            "--brand-file",
            "missing.toml",
            "mail.eml",
        ],
        &["check", "--offline", "--dns-record", "dns.json", "mail.eml"],
        &[
            "check",
            "--offline",
            "--dns-record",
            "missing.json",
            "mail.eml",
        ],
        &["no-such-command"],
        &[],
    ] {
        let ran = place.run(line);
        ran.assert_code(2);
        assert_ne!(ran.err, "", "{line:?}");
        assert_eq!(ran.out, "", "{line:?}");
    }
    let is_untouched = std::fs::read_to_string(place.path().join("dns.json"));
    assert_eq!(
        is_untouched.expect("the file"),
        "{\"schema\": \"another/form\"}"
    );
}
