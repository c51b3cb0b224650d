//! Every sentence file: well formed, complete, equal in both languages, calm.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::Entry;
use fluent_syntax::{parser, serializer};
use words::{check_codes, has_label};

use crate::root;

const PARTS: [&str; 3] = ["do", "limit", "why"];

/// Words that promise what nobody can promise (STYLE.md, section 9).
const BANNED: [&str; 11] = [
    "safe",
    "guarantee",
    "100%",
    "100 %",
    "１００",
    "必ず",
    "かならず",
    "絶対",
    "安全です",
    "ご安心",
    "保証",
];

/// One message, taken apart by the reference parser.
#[derive(Debug, Default, PartialEq)]
struct Written {
    has_value: bool,
    attributes: BTreeSet<String>,
    variables: BTreeMap<String, BTreeSet<String>>,
    text: String,
}

/// All files of a language: name, then messages in order.
fn files(language: &str) -> BTreeMap<String, Vec<(String, Written)>> {
    let mut files = BTreeMap::new();
    let folder = root().join("data/words").join(language);
    for entry in std::fs::read_dir(folder).expect("the folder of sentences") {
        let path = entry.expect("a readable folder").path();
        let name = path
            .file_stem()
            .expect("a file name")
            .to_string_lossy()
            .into_owned();
        let source = std::fs::read_to_string(&path).expect("UTF-8");
        let resource = parser::parse(source.as_str())
            .unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", path.display()));
        let mut messages = Vec::new();
        for entry in resource.body {
            let message = match entry {
                Entry::Message(message) => message,
                Entry::Junk { content } => panic!("{}: junk {content:?}", path.display()),
                _ => continue,
            };
            let mut written = Written {
                has_value: message.value.is_some(),
                ..Written::default()
            };
            for attribute in &message.attributes {
                assert!(
                    written.attributes.insert(attribute.id.name.to_owned()),
                    "{name}: twice"
                );
            }
            let id = message.id.name.to_owned();
            let text = serializer::serialize(&fluent_syntax::ast::Resource {
                body: vec![Entry::Message(message)],
            });
            let mut part = String::new();
            for line in text.lines() {
                if let Some(rest) = line.trim_start().strip_prefix('.') {
                    part = rest.split(' ').next().unwrap_or_default().to_owned();
                }
                for after in line.split('$').skip(1) {
                    let end = after
                        .find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_')
                        .unwrap_or(after.len());
                    written
                        .variables
                        .entry(part.clone())
                        .or_default()
                        .insert(after[..end].to_owned());
                }
            }
            written.text = text;
            messages.push((id, written));
        }
        files.insert(name, messages);
    }
    files
}

#[test]
fn both_languages_say_the_same_things_in_the_same_order() {
    let (ja, en) = (files("ja"), files("en"));
    assert_eq!(ja.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
    let mut seen = BTreeSet::new();
    for (name, messages) in &ja {
        let other = &en[name];
        let ids = |it: &[(String, Written)]| -> Vec<String> {
            it.iter().map(|(id, _)| id.clone()).collect()
        };
        assert_eq!(ids(messages), ids(other), "{name}");
        for ((id, japanese), (_, english)) in messages.iter().zip(other) {
            assert!(seen.insert(id.clone()), "{id} stands twice");
            assert!(japanese.has_value && english.has_value, "{id} has no value");
            assert_eq!(japanese.attributes, english.attributes, "{id}");
            assert_eq!(japanese.variables, english.variables, "{id}");
            assert!(has_label(id), "{name}.ftl is not among the chapters: {id}");
        }
    }
}

#[test]
fn every_mail_provider_has_its_way_to_a_password() {
    let table = include_str!("../../../../data/mailboxes/providers.toml");
    let ids: BTreeSet<String> = table
        .lines()
        .filter_map(|line| line.strip_prefix("id = \"")?.strip_suffix('"'))
        .map(|id| format!("mailbox-{id}-how"))
        .collect();
    let said: BTreeSet<String> = files("ja")["mailboxes"]
        .iter()
        .map(|(id, _)| id.clone())
        .collect();
    assert!(ids.len() >= 8, "{ids:?}");
    assert_eq!(ids, said);
}

#[test]
fn a_code_and_a_verdict_have_four_parts() {
    for language in ["ja", "en"] {
        for (name, messages) in files(language) {
            let is_code = name.starts_with("findings-") || name.starts_with("gaps-");
            for (id, message) in messages {
                if is_code || id.starts_with("verdict-") {
                    assert_eq!(
                        message.attributes.iter().collect::<Vec<_>>(),
                        PARTS,
                        "{language}: {id}"
                    );
                }
            }
        }
    }
}

#[test]
fn nothing_is_promised() {
    for language in ["ja", "en"] {
        for (id, message) in files(language).into_values().flatten() {
            let text = message.text.to_lowercase();
            for banned in BANNED {
                assert!(!text.contains(banned), "{language}: {id} says {banned:?}");
            }
        }
    }
}

#[test]
fn japanese_is_polite_and_short() {
    for (name, messages) in files("ja") {
        for (id, message) in messages {
            if !name.starts_with("findings-") && !name.starts_with("gaps-") {
                continue;
            }
            // Every part is whole sentences; the longest one still fits a small screen.
            for line in message
                .text
                .lines()
                .filter(|line| line.trim_start().starts_with("."))
            {
                let text = line.split_once(" = ").map_or("", |(_, text)| text);
                assert!(text.chars().count() <= 180, "{id} is long: {line}");
            }
        }
    }
}

#[test]
fn every_problem_with_the_words_of_a_code_is_named() {
    let problems = check_codes(&[
        ("sender-is-foreign", &["brand", "domain"]),
        ("sender-is-proven", &["brand"]),
        ("never-heard-of", &[]),
    ]);
    for expected in [
        "ja: sender-is-proven uses $domain, which is no fact of it",
        "en: sender-is-proven uses $domain, which is no fact of it",
        "ja: never-heard-of has no message",
        "en: never-heard-of has no message",
        "ja: dns-not-asked is a message of a code that nobody declares",
    ] {
        assert!(
            problems.iter().any(|it| it == expected),
            "{expected}\n{problems:#?}"
        );
    }
    assert!(
        !problems
            .iter()
            .any(|it| it.contains(": sender-is-foreign ")),
        "{problems:#?}"
    );
}
