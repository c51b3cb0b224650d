//! One mail, and text without a mail.

use crate::run::{Place, false_mail, plain_mail};

#[test]
fn an_innocent_mail_ends_with_0_and_tells_its_story() {
    let place = Place::new();
    place.file("mail.eml", plain_mail("lunch"));
    let ran = place.run(&["check", "--offline", "mail.eml"]);
    ran.assert_code(0);
    assert!(
        ran.out.contains("lunch") && ran.out.contains("Taro Yamada"),
        "{}",
        ran.out
    );
    assert_eq!(ran.err, "");
}

#[test]
fn a_false_mail_ends_with_1_and_says_so_first() {
    let place = Place::new();
    place.file("mail.eml", false_mail());
    let ran = place.run(&["check", "--offline", "mail.eml"]);
    ran.assert_code(1);
    let start: Vec<&str> = ran.out.lines().take(2).collect();
    assert!(
        start.iter().any(|line| line.contains("Amazon")),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("What was found") && ran.out.contains("What to do"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("security-mail.example"), "{}", ran.out);
}

#[test]
fn explaining_points_at_the_place_that_decided() {
    let place = Place::new();
    place.file("mail.eml", false_mail());
    let ran = place.run(&["check", "--offline", "--explain", "mail.eml"]);
    ran.assert_code(1);
    assert!(ran.out.contains("What decided"), "{}", ran.out);
    assert!(ran.out.contains("mail.eml:"), "{}", ran.out);
    assert!(ran.out.contains("security-mail.example"), "{}", ran.out);
}

#[test]
fn the_answer_speaks_the_language_asked_for_or_that_of_the_environment() {
    let place = Place::new();
    place.file("mail.eml", false_mail());
    let check = ["check", "--offline", "mail.eml"];
    struct Case {
        option: &'static [&'static str],
        environment: &'static [(&'static str, &'static str)],
        is_japanese: bool,
    }
    for case in [
        Case {
            option: &[],
            environment: &[("LANG", "ja_JP.UTF-8")],
            is_japanese: true,
        },
        Case {
            option: &[],
            environment: &[("LANG", "en_GB.UTF-8")],
            is_japanese: false,
        },
        Case {
            option: &[],
            environment: &[("LC_ALL", "C"), ("LANG", "ja_JP.UTF-8")],
            is_japanese: false,
        },
        Case {
            option: &[],
            environment: &[("LC_ALL", ""), ("LANG", "ja_JP.UTF-8")],
            is_japanese: true,
        },
        Case {
            option: &[],
            environment: &[],
            is_japanese: false,
        },
        Case {
            option: &["--lang", "ja"],
            environment: &[("LANG", "en_US.UTF-8")],
            is_japanese: true,
        },
        Case {
            option: &["--lang=en"],
            environment: &[("LANG", "ja_JP.UTF-8")],
            is_japanese: false,
        },
    ] {
        let line: Vec<&str> = check.iter().chain(case.option).copied().collect();
        let ran = place.run_with(&line, case.environment, b"");
        ran.assert_code(1);
        let kana = ran
            .out
            .chars()
            .filter(|c| ('ぁ'..='ん').contains(c))
            .count();
        assert_eq!(
            kana > 50,
            case.is_japanese,
            "{:?} {:?}\n{}",
            case.option,
            case.environment,
            ran.out
        );
    }
}

#[test]
fn a_mail_may_be_piped_in() {
    let place = Place::new();
    let english = [("LANG", "en")];
    for line in [&["check", "--offline", "-"][..], &["check", "--offline"]] {
        let ran = place.run_with(line, &english, false_mail().as_bytes());
        ran.assert_code(1);
        assert!(ran.out.contains("standard input"), "{}", ran.out);
    }
    let ran = place.run_with(
        &["check", "--offline", "--json", "-"],
        &english,
        plain_mail("x").as_bytes(),
    );
    ran.assert_code(0);
    assert_eq!(ran.json()[0]["file"], "-");
}

#[test]
fn escape_sequences_in_a_mail_do_not_reach_the_terminal() {
    let place = Place::new();
    place.file(
        "mail.eml",
        plain_mail("\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}lunch\u{9b}31m"),
    );
    place.file("other.eml", plain_mail("=?utf-8?B?G1syShtdMDtvd25lZAc=?="));
    for line in [
        &["check", "--offline", "mail.eml"][..],
        &["check", "--offline", "--explain", "other.eml"],
        &["check", "--offline", "mail.eml", "other.eml"],
        &["check", "--offline", "--json", "mail.eml", "other.eml"],
    ] {
        let ran = place.run(line);
        for text in [&ran.out, &ran.err] {
            let is_harmful = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
            assert!(!text.contains(is_harmful), "{line:?}: {text:?}");
        }
    }
}

#[test]
fn colors_appear_only_when_asked_for() {
    let place = Place::new();
    place.file("mail.eml", false_mail());
    let colored = place.run(&["check", "--offline", "--color", "always", "mail.eml"]);
    assert!(colored.out.contains('\u{1b}'), "{}", colored.out);
    for choice in ["auto", "never"] {
        let ran = place.run(&[
            "check",
            "--offline",
            "--explain",
            "--color",
            choice,
            "mail.eml",
        ]);
        assert!(!ran.out.contains('\u{1b}'), "{}", ran.out);
    }
}

#[test]
fn text_alone_is_never_genuine_and_says_how_to_get_the_original() {
    let place = Place::new();
    let text = "Amazon: your account is locked. https://amazon.co.jp.login-check.example/u";
    let ran = place.run(&["check", "--offline", "--text", text]);
    assert!(matches!(ran.code, Some(0 | 1)), "{}", ran.err);
    assert!(ran.out.contains("To get the original mail"), "{}", ran.out);

    let english = [("LANG", "en")];
    for line in [
        &["check", "--offline", "--json", "--text", "-"][..],
        &["check", "--offline", "--json", "--text"],
    ] {
        let ran = place.run_with(line, &english, text.as_bytes());
        assert_ne!(ran.json()[0]["verdict"], "genuine");
    }
    let ran = place.run_with(&["check", "--offline", "--text", "-"], &english, b" \n");
    ran.assert_code(2);
}

#[test]
fn a_filter_holds_for_a_single_mail_too() {
    let place = Place::new();
    place.file("mail.eml", false_mail());
    let ran = place.run(&["check", "--offline", "--only", "genuine", "mail.eml"]);
    // What is not shown is still found.
    ran.assert_code(1);
    assert_eq!(ran.out, "");
    assert!(ran.err.contains("0 of 1"), "{}", ran.err);
    let ran = place.run(&[
        "check",
        "--offline",
        "--only",
        "impostor,doubtful",
        "mail.eml",
    ]);
    assert!(ran.out.contains("What was found"), "{}", ran.out);
}

#[test]
fn text_that_names_a_file_gets_a_hint_and_a_number_gets_an_answer() {
    let place = Place::new();
    place.file("mail.eml", false_mail());
    let ran = place.run(&["check", "--offline", "--text", "mail.eml"]);
    assert!(ran.err.contains("leave out --text"), "{}", ran.err);
    let ran = place.run(&["check", "--offline", "--text", "03-0000-0000"]);
    ran.assert_code(0);
    assert_eq!(ran.err, "");
    assert!(
        ran.out.contains("This number is not in our tables"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains("To get the original"), "{}", ran.out);
}
