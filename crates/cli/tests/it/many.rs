//! Many mails: order, sorting, filtering, containers, a reader that goes away.

use std::io::{Read as _, Write as _};

use crate::run::{Place, Ran, false_mail, plain_mail};

fn files(ran: &Ran) -> Vec<String> {
    let file = |line: serde_json::Value| line["file"].as_str().expect("a file").to_owned();
    ran.json().into_iter().map(file).collect()
}

fn mixed() -> Place {
    let place = Place::new();
    place.file("box/1-plain.eml", plain_mail("b"));
    place.file("box/2-false.eml", false_mail());
    place.file("box/3-plain.eml", plain_mail("a"));
    place
}

#[test]
fn a_folder_is_walked_and_the_order_kept() {
    let place = Place::new();
    let mut expected = Vec::new();
    for number in 100..160 {
        let name = format!("box/{}/{number}.eml", number % 3);
        place.file(&name, plain_mail(&number.to_string()));
        expected.push(name);
    }
    expected.sort();
    let ran = place.run(&["check", "--offline", "--json", "--jobs", "4", "box"]);
    ran.assert_code(0);
    assert_eq!(files(&ran), expected);
}

#[test]
fn many_mails_get_a_line_each_and_a_summary_beside_the_data() {
    let ran = mixed().run(&["check", "--offline", "box"]);
    ran.assert_code(1);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 3, "{}", ran.out);
    for (line, name) in lines
        .iter()
        .zip(["1-plain.eml", "2-false.eml", "3-plain.eml"])
    {
        assert!(line.ends_with(name), "{line}");
    }
    assert!(ran.err.contains("3 mails"), "{}", ran.err);

    let quiet = mixed().run(&["check", "--offline", "--quiet", "box"]);
    assert_eq!(quiet.err, "");
    assert_eq!(quiet.out, ran.out);
}

#[test]
fn a_list_follows_the_width_asked_for() {
    for width in [40, 80, 200] {
        let columns = width.to_string();
        let environment = [("LANG", "ja_JP.UTF-8"), ("COLUMNS", columns.as_str())];
        let ran = mixed().run_with(&["check", "--offline", "box"], &environment, b"");
        ran.assert_code(1);
        let is_within = ran.out.lines().all(|line| words::width(line) <= width);
        assert!(is_within, "{width}: {}", ran.out);
        assert!(ran.out.contains("box/2-false.eml"), "{}", ran.out);
    }
}

#[test]
fn mails_are_sorted_and_filtered() {
    let place = mixed();
    let by = |key: &str| {
        let ran = place.run(&["check", "--offline", "--json", "--sort", key, "box"]);
        ran.assert_code(1);
        files(&ran)
    };
    assert_eq!(
        by("verdict").first().map(String::as_str),
        Some("box/2-false.eml")
    );
    assert_eq!(
        by("file"),
        ["box/1-plain.eml", "box/2-false.eml", "box/3-plain.eml"]
    );
    assert_eq!(
        by("date"),
        ["box/1-plain.eml", "box/3-plain.eml", "box/2-false.eml"]
    );

    let ran = place.run(&[
        "check",
        "--offline",
        "--json",
        "--only",
        "impostor,doubtful",
        "box",
    ]);
    assert_eq!(files(&ran), ["box/2-false.eml"]);
    // What is not shown is still found.
    let ran = place.run(&["check", "--offline", "--only", "no-claim", "box"]);
    ran.assert_code(1);
    assert_eq!(ran.out.lines().count(), 2, "{}", ran.out);
    assert!(ran.err.contains("2 of 3"), "{}", ran.err);
}

#[test]
fn an_mbox_gives_its_mails_with_their_positions() {
    let place = Place::new();
    let mut mbox = String::new();
    for subject in ["one", "two", "three"] {
        mbox.push_str("From taro@example.org Sun Nov 22 08:00:00 2026\n");
        mbox.push_str(&plain_mail(subject).replace("\r\n", "\n"));
        mbox.push('\n');
    }
    place.file("mails.mbox", &mbox);
    let ran = place.run(&["check", "--offline", "--json", "mails.mbox"]);
    ran.assert_code(0);
    let positions: Vec<_> = ran
        .json()
        .iter()
        .map(|line| line["position"].as_u64())
        .collect();
    assert_eq!(positions, [Some(1), Some(2), Some(3)]);

    let ran = place.run_with(
        &["check", "--offline", "--json", "-"],
        &[("LANG", "en")],
        mbox.as_bytes(),
    );
    ran.assert_code(0);
    assert_eq!(ran.json().len(), 3);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let place = Place::new();
    let mut child = place.start(&["check", "--offline", "--json", "-"], &[("LANG", "en")]);
    // Closed before the first mail is handed in, so that every write meets a closed pipe.
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().expect("a pipe");
    for number in 0..200 {
        let mail = plain_mail(&number.to_string()).replace("\r\n", "\n");
        let part = format!("From taro@example.org Sun Nov 22 08:00:00 2026\n{mail}\n");
        if stdin.write_all(part.as_bytes()).is_err() {
            break;
        }
    }
    drop(stdin);
    let mut err = String::new();
    child
        .stderr
        .take()
        .expect("a pipe")
        .read_to_string(&mut err)
        .expect("messages in UTF-8");
    assert_eq!(child.wait().expect("an end").code(), Some(0), "{err}");
    assert_eq!(err, "");
}

#[test]
fn every_json_line_fits_the_schema() {
    let place = mixed();
    place.file("box/4-empty.eml", "");
    let ran = place.run(&["check", "--offline", "--json", "box", "missing.eml"]);
    ran.assert_code(2);
    let lines = ran.json();
    assert_eq!(lines.len(), 5);
    for line in &lines {
        assert_eq!(line["schema"], "mioboe/check/1");
        assert!(
            line.get("verdict").is_some() != line.get("error").is_some(),
            "{line}"
        );
    }
    let schema = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/schema/check-1.json"
    );
    let schema = std::fs::read_to_string(schema).expect("the schema of the JSON form");
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("a schema in JSON");
    let schema = jsonschema::validator_for(&schema).expect("a valid schema");
    for line in &lines {
        let problems: Vec<String> = schema.iter_errors(line).map(|it| it.to_string()).collect();
        assert!(problems.is_empty(), "{line}: {problems:?}");
    }
}
