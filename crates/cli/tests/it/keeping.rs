//! Mails are kept once, and what they say is asked about once.

use std::path::Path;

use crate::run::{Place, Ran};

const RECEIVER: &str = "mx.mioboe.example";

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures/notices/amazon")
        .join(name);
    std::fs::read(&path).expect("a fixture")
}

/// A line of JSON, held against its schema in `docs/schema`.
pub(crate) fn valid(schema: &str, line: &str) -> serde_json::Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs/schema")
        .join(schema);
    let schema = std::fs::read_to_string(path).expect("the schema of the JSON form");
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("a schema in JSON");
    let schema = jsonschema::validator_for(&schema).expect("a valid schema");
    let value = serde_json::from_str(line).expect("a JSON object");
    let problems: Vec<String> = schema
        .iter_errors(&value)
        .map(|it| it.to_string())
        .collect();
    assert!(problems.is_empty(), "{line}: {problems:?}");
    value
}

/// Imports what lies in the folder `mails` of a place, into the place's own store.
fn import(place: &Place) -> Ran {
    import_into(place, "store.sqlite")
}

pub(crate) fn import_into(place: &Place, store: &str) -> Ran {
    let arguments = [
        "import",
        "--json",
        "--offline",
        "--trust-receiver",
        RECEIVER,
        "--store",
        store,
        "mails",
    ];
    let environment = [
        ("LANG", "en_US.UTF-8"),
        ("PGPASSWORD", peers::Postgres::PASSWORD),
    ];
    place.run_with(&arguments, &environment, b"")
}

fn review(place: &Place, more: &[&str]) -> Ran {
    let mut arguments = vec!["review", "--store", "store.sqlite"];
    arguments.extend(more);
    place.run(&arguments)
}

fn questions(place: &Place) -> Vec<serde_json::Value> {
    let ran = review(place, &["--list", "--json"]);
    assert_ne!(ran.code, Some(2), "{}", ran.err);
    ran.out
        .lines()
        .map(|line| valid("review-1.json", line))
        .collect()
}

fn place_with(mails: &[&str]) -> Place {
    let place = Place::new();
    for mail in mails {
        place.file(&format!("mails/{mail}"), fixture(mail));
    }
    place
}

#[test]
fn a_mail_is_kept_once_and_asked_about_once() {
    let place = place_with(&[
        "gift-ordered.eml",
        "gift-ordered-now.eml",
        "advertising.eml",
    ]);
    let first = import(&place);
    assert_eq!(first.code, Some(1), "{}", first.err);
    let told = valid("import-1.json", &first.out);
    assert_eq!(told["schema"], "mioboe/import/1");
    assert_eq!((&told["mails"], &told["new"]), (&3.into(), &3.into()));
    assert_eq!(told["questions"], 2);
    let again: serde_json::Value = serde_json::from_str(&import(&place).out).expect("JSON");
    assert_eq!((&again["mails"], &again["new"]), (&3.into(), &0.into()));
    assert_eq!(again["questions"], 0);
    let asked = questions(&place);
    assert_eq!(asked.len(), 2);
    for question in &asked {
        assert_eq!(question["schema"], "mioboe/review/1");
        assert_eq!(question["brand"], "amazon");
        assert_eq!(question["kind"], "gift-card-bought");
        assert_eq!(question["account"], "import");
    }
}

#[test]
fn an_answer_is_kept_and_taken_back() {
    let place = place_with(&["gift-ordered.eml"]);
    import(&place);
    let asked = questions(&place);
    let id = asked[0]["id"].as_str().expect("a name").to_owned();
    let answered = review(&place, &["--json", "--answer", &id[..8], "no"]);
    assert_eq!(answered.code, Some(0), "{}", answered.err);
    assert_eq!(valid("review-1.json", &answered.out)["answer"], "not-mine");
    assert!(questions(&place).is_empty());
    // The same mail again does not ask again.
    import(&place);
    assert!(questions(&place).is_empty());
    let undone = review(&place, &["--answer", &id, "undo"]);
    assert_eq!(undone.code, Some(0), "{}", undone.err);
    assert_eq!(questions(&place).len(), 1);
}

#[test]
fn the_notices_of_one_order_are_one_question() {
    let place = Place::new();
    // The same order, confirmed and then delivered.
    let one = String::from_utf8(fixture("ordered-one.eml")).expect("text");
    place.file("mails/one.eml", &one);
    place.file(
        "mails/two.eml",
        one.replace("Message-ID: <", "Message-ID: <second-"),
    );
    let ran = import(&place);
    let told: serde_json::Value = serde_json::from_str(&ran.out).expect("a JSON object");
    assert_eq!((&told["new"], &told["questions"]), (&2.into(), &1.into()));
    let asked = questions(&place);
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0]["mails"], 2);
}

#[test]
fn what_nobody_proves_raises_no_question() {
    let place = place_with(&["gift-ordered.eml"]);
    let ran = place.run(&[
        "import",
        "--json",
        "--offline",
        "--store",
        "store.sqlite",
        "mails",
    ]);
    let told: serde_json::Value = serde_json::from_str(&ran.out).expect("a JSON object");
    assert_eq!((&told["new"], &told["notices"]), (&1.into(), &0.into()));
    assert!(questions(&place).is_empty());
}

#[test]
fn what_cannot_be_is_refused_with_a_reason() {
    let place = place_with(&["gift-ordered.eml"]);
    import(&place);
    struct Case<'a> {
        arguments: &'a [&'a str],
        told: &'a str,
    }
    for case in [
        Case {
            arguments: &["--answer", "ffffffff", "yes"],
            told: "No question begins with",
        },
        Case {
            arguments: &["--answer", "a", "perhaps"],
            told: "is no answer",
        },
        Case {
            arguments: &["--config", "nothing.toml", "--list"],
            told: "nothing.toml",
        },
    ] {
        let ran = review(&place, case.arguments);
        assert_eq!(ran.code, Some(2), "{:?}: {}", case.arguments, ran.err);
        assert!(
            ran.err.contains(case.told),
            "{:?}: {}",
            case.arguments,
            ran.err
        );
    }
    place.file(
        "other.sqlite",
        "this is no store, and it must stay as it is",
    );
    let ran = place.run(&["review", "--list", "--store", "other.sqlite"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("not a store"), "{}", ran.err);
    let there = std::fs::read_to_string(place.path().join("other.sqlite")).expect("a file");
    assert_eq!(there, "this is no store, and it must stay as it is");
    place.file("broken.toml", "persons = \"me\"");
    let ran = review(&place, &["--list", "--config", "broken.toml"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("persons"), "{}", ran.err);
}

/// A place with one gift card bought, kept, and a passphrase in a file.
pub(crate) fn kept() -> Place {
    let place = place_with(&["gift-ordered.eml"]);
    import(&place);
    place.file("passphrase", "correct horse battery staple\n");
    place
}

#[test]
fn a_backup_comes_back_elsewhere_and_is_not_written_over() {
    let place = kept();
    let with = ["--passphrase-file", "passphrase"];
    let backup = |store: &str| {
        let mut arguments = vec!["backup", "all.age", "--store", store];
        arguments.extend(with);
        place.run(&arguments)
    };
    let made = backup("store.sqlite");
    assert_eq!(made.code, Some(0), "{}", made.err);
    let sealed = std::fs::read(place.path().join("all.age")).expect("a backup");
    assert!(sealed.starts_with(b"age-encryption.org/v1"));
    assert_eq!(backup("store.sqlite").code, Some(2), "it is there already");
    let restore = |more: &[&str]| {
        let mut arguments = vec!["restore", "all.age"];
        arguments.extend(with);
        arguments.extend(more);
        // The rehearsal lies in the data folder, which must not be the real one.
        let data = place.path().join("data").display().to_string();
        place.run_with(
            &arguments,
            &[("LANG", "en_US.UTF-8"), ("XDG_DATA_HOME", &data)],
            b"",
        )
    };
    let rehearsed = restore(&["--rehearse"]);
    assert_eq!(rehearsed.code, Some(0), "{}", rehearsed.err);
    assert!(
        rehearsed.err.contains("comes back whole"),
        "{}",
        rehearsed.err
    );
    assert!(!place.path().join("data/mioboe/rehearsal.sqlite").exists());
    let restored = restore(&["--store", "second.sqlite"]);
    assert_eq!(restored.code, Some(0), "{}", restored.err);
    let listed = place.run(&["review", "--list", "--json", "--store", "second.sqlite"]);
    assert_eq!(listed.out, review(&place, &["--list", "--json"]).out);
    // Nothing is thrown away unasked, and a wrong passphrase or a torn file touches nothing.
    assert_eq!(restore(&["--store", "second.sqlite"]).code, Some(2));
    place.file("passphrase", "wrong\n");
    assert_eq!(restore(&["--store", "third.sqlite"]).code, Some(2));
    assert!(!place.path().join("third.sqlite").exists());
}

#[test]
fn everything_kept_is_exported_and_forgotten() {
    let place = kept();
    let exported = place.run(&["export", "--store", "store.sqlite"]);
    assert_eq!(exported.code, Some(0), "{}", exported.err);
    assert!(
        exported.out.contains("gift-card-bought"),
        "{}",
        exported.out
    );
    for line in exported.out.lines() {
        let _: serde_json::Value = serde_json::from_str(line).expect("JSON Lines");
    }
    let unsure = place.run(&["forget", "--account", "import", "--store", "store.sqlite"]);
    assert_eq!(unsure.code, Some(2), "{}", unsure.err);
    assert_eq!(questions(&place).len(), 1);
    let forgotten = place.run(&[
        "forget",
        "--account",
        "import",
        "--yes",
        "--store",
        "store.sqlite",
    ]);
    assert_eq!(forgotten.code, Some(0), "{}", forgotten.err);
    assert!(questions(&place).is_empty());
    let left = place.run(&["export", "--store", "store.sqlite"]);
    assert!(!left.out.contains("gift-card-bought"), "{}", left.out);
}

#[test]
fn the_doctor_looks_and_changes_nothing() {
    let place = kept();
    let well = place.run(&["doctor", "--store", "store.sqlite"]);
    assert_eq!(well.code, Some(0), "{}{}", well.out, well.err);
    assert!(well.out.contains("No damage was found"), "{}", well.out);
    let none = place.run(&["doctor", "--store", "nothing.sqlite"]);
    assert_eq!(none.code, Some(0), "{}", none.err);
    assert!(!place.path().join("nothing.sqlite").exists());
}

#[test]
fn a_rule_that_hides_a_brands_mail_is_told_and_asked_about() {
    let place = Place::new();
    place.file(
        "mails/rules.sieve",
        "require [\"fileinto\"];\n\
         if address :domain :is \"from\" \"amazon.co.jp\" { discard; stop; }\n",
    );
    let import = |more: &[&str]| {
        let mut arguments = vec!["import", "--offline", "--store", "store.sqlite"];
        arguments.extend(more);
        arguments.push("mails/rules.sieve");
        place.run(&arguments)
    };
    let ran = import(&[]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("Amazon"), "{}", ran.out);
    let told = valid("import-1.json", &import(&["--json"]).out);
    assert_eq!((&told["filters"], &told["unread"]), (&1.into(), &0.into()));
    let asked = questions(&place);
    assert_eq!(asked.len(), 1);
    let thing = asked[0]["thing"].as_str().expect("a thing");
    assert!(thing.starts_with("filter:"), "{thing}");
    let listed = review(&place, &["--list"]);
    assert!(listed.out.contains("rules.sieve"), "{}", listed.out);
    // A list that hides nothing is kept and not asked about; a text that is no list is told as before.
    place.file("mails/rules.sieve", "require [\"fileinto\"];\nif header :contains \"subject\" \"[rust-users]\" { fileinto \"rust\"; }\n");
    let ran = import(&["--json"]);
    assert_eq!(
        valid("import-1.json", &ran.out)["questions"],
        0,
        "{}",
        ran.err
    );
    place.file("mails/rules.sieve", "Dear diary, today it rained.\n");
    assert_eq!(import(&[]).code, Some(2));
}

/// A genuine confirmation of another order, which came at another moment.
fn ordered_again(number: &str) -> String {
    let one = String::from_utf8(fixture("ordered-one.eml")).expect("text");
    one.replace("Message-ID: <", &format!("Message-ID: <{number}-"))
}

#[test]
fn what_is_found_over_time_is_told_and_stands_beside_the_questions() {
    let place = Place::new();
    place.file("mails/one.eml", ordered_again("first"));
    let first = import(&place);
    assert_eq!(first.code, Some(1), "{}", first.err);
    let told = valid("import-1.json", &first.out);
    // The mail is older than a day, and nobody answered.
    assert_eq!(told["findings"], 1, "{told}");
    let listed = review(&place, &["--list"]);
    assert!(
        listed.out.contains("Beside the questions:")
            && listed.out.contains("waiting for your answer"),
        "{}",
        listed.out
    );
    let japanese = review(&place, &["--list", "--lang", "ja"]);
    assert!(japanese.out.contains("質問のほかに"), "{}", japanese.out);
    // As data, each line is a question; the rest is told on the side.
    let data = review(&place, &["--list", "--json"]);
    assert_eq!(data.out.lines().count(), 1, "{}", data.out);
    assert!(data.err.contains("waiting for your answer"), "{}", data.err);
    // In words, the import says how much it found; again, it finds the same and asks nothing.
    let again = place.run(&[
        "import",
        "--offline",
        "--trust-receiver",
        RECEIVER,
        "--store",
        "store.sqlite",
        "mails",
    ]);
    assert!(again.err.contains("stood out"), "{}", again.err);
    assert_eq!(questions(&place).len(), 1);
}

#[test]
fn a_question_says_why_it_is_asked_in_both_languages() {
    let place = place_with(&["ordered-one.eml"]);
    // The address of the account was changed an hour before.
    let changed = String::from_utf8(fixture("email-changed.eml")).expect("text");
    let date = changed.lines().find(|line| line.starts_with("Date: "));
    let earlier = "Date: Mon, 16 Nov 2026 09:20:30 +0900";
    place.file(
        "mails/changed.eml",
        changed.replace(date.expect("a date"), earlier),
    );
    let told = valid("import-1.json", &import(&place).out);
    assert_eq!(told["questions"], 2);
    let asked = questions(&place);
    for question in &asked {
        let found = &question["findings"][0];
        assert_eq!(found["code"], "change-near-order", "{question}");
        assert_eq!(found["severity"], "danger");
        assert_eq!(found["facts"]["turn"], "before");
    }
    for (language, why, what) in [
        ("en_US.UTF-8", "Why you are asked", "was changed"),
        ("ja_JP.UTF-8", "お尋ねする理由", "変更"),
    ] {
        let said = typed_in(&place, language, "\n\nq\n");
        assert_eq!(said.matches(why).count(), 2, "{said}");
        assert!(said.contains(what), "{said}");
    }
}

/// What `review` says when a person types these lines.
fn typed(place: &Place, lines: &str) -> String {
    typed_in(place, "en_US.UTF-8", lines)
}

/// The same in the language of this environment.
fn typed_in(place: &Place, language: &str, lines: &str) -> String {
    let arguments = ["review", "--store", "store.sqlite"];
    let ran = place.typed(&arguments, &[("LANG", language)], lines);
    format!("{}{}", ran.out, ran.err)
}

#[test]
fn a_person_answers_takes_back_and_answers_again() {
    let place = place_with(&["gift-ordered.eml", "gift-ordered-now.eml"]);
    import(&place);
    // Not sure; take that back, it is asked again; yes; what means nothing is asked for again; later; the end.
    let said = typed(&place, "w\nu\ny\nbanana\n\nq\n");
    let count = |part: &str| said.matches(part).count();
    assert_eq!(count("Kept: not sure"), 1, "{said}");
    assert_eq!(count("was taken back"), 1, "{said}");
    assert_eq!(count("Kept: yes"), 1, "{said}");
    assert_eq!(count("Type y, n, w, x, u or q"), 1, "{said}");
    assert_eq!(questions(&place).len(), 1, "{said}");
    assert!(said.contains("still open"), "{said}");
}
