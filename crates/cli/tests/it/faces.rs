//! The other commands: demo, completions, manual, help, and the file of DNS answers.

use crate::run::{Place, plain_mail};

#[test]
fn the_demo_tells_its_mails_in_both_languages_and_writes_nothing() {
    let place = Place::new();
    let english = place.run(&["demo"]);
    english.assert_code(0);
    assert!(english.out.contains("mioboe check"), "{}", english.out);
    let japanese = place.run(&["demo", "--lang", "ja"]);
    japanese.assert_code(0);
    assert_ne!(english.out, japanese.out);
    let json = place.run(&["demo", "--json"]);
    json.assert_code(0);
    let lines = json.json();
    assert!(lines.len() >= 5, "{}", json.out);
    let has = |verdict: &str| lines.iter().any(|line| line["verdict"] == verdict);
    assert!(has("genuine") && has("impostor"), "{}", json.out);
    assert_eq!(
        std::fs::read_dir(place.path()).expect("the folder").count(),
        0
    );
}

#[test]
fn completions_and_manual_go_to_standard_output() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = place.run(&["completions", shell]);
        ran.assert_code(0);
        assert!(
            ran.out.contains("mioboe") && ran.out.contains("dns-record"),
            "{shell}"
        );
    }
    let ran = place.run(&["man"]);
    ran.assert_code(0);
    assert!(ran.out.contains(".TH mioboe"), "{}", ran.out);
    let ran = place.run(&["man", "check"]);
    ran.assert_code(0);
    assert!(ran.out.contains("offline"), "{}", ran.out);
    place.run(&["man", "no-such-command"]).assert_code(2);
}

#[test]
fn help_and_version_end_with_0() {
    let place = Place::new();
    for line in [
        &["--help"][..],
        &["check", "--help"],
        &["--lang", "ja", "check", "-h"],
        &["--version"],
    ] {
        let ran = place.run(line);
        ran.assert_code(0);
        assert!(ran.out.contains("mioboe"), "{}", ran.out);
    }
}

#[test]
fn answers_are_kept_in_a_file_that_is_made_when_missing() {
    let place = Place::new();
    // Text asks DNS nothing, so that this test reaches no network.
    let ran = place.run(&["check", "--text", "hello", "--dns-record", "dns.json"]);
    ran.assert_code(0);
    let kept = std::fs::read_to_string(place.path().join("dns.json")).expect("the file of answers");
    assert!(kept.contains("mioboe/dns/1"), "{kept}");

    place.file("mail.eml", plain_mail("lunch"));
    let ran = place.run(&["check", "--offline", "--dns-record", "dns.json", "mail.eml"]);
    ran.assert_code(0);
    let after =
        std::fs::read_to_string(place.path().join("dns.json")).expect("the file of answers");
    assert_eq!(after, kept);
    assert_eq!(
        std::fs::read_dir(place.path()).expect("the folder").count(),
        2
    );
}
