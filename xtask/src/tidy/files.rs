//! Rules about one file.

use super::{Fault, File};

/// Every Rust file of ours says in its first line what it is for.
pub(super) fn header(file: &File) -> Option<Fault> {
    file.source.as_ref()?;
    let is_said = file
        .text
        .lines()
        .next()
        .is_some_and(|line| line.starts_with("//! ") && line.len() > 10);
    (!is_said).then(|| {
        Fault::new(
            "header",
            format!("{}:1: the first line is not a `//!` sentence", file.path),
        )
    })
}

/// Where time itself is waited for: between two attempts to reach a server nothing happens that could be.
const WAITS: &[&str] = &["crates/mioboe/src/follow.rs", "crates/mioboe/src/watch.rs"];

/// Marks that hide a test or make it depend on time.
pub(super) fn banned(file: &File) -> Vec<Fault> {
    const BANNED: &[(&str, &str)] = &[
        (
            "#[ignore",
            "a test that does not run is no test; assert the wrong answer and say why",
        ),
        (
            "#[should_panic",
            "nothing of ours panics on purpose; assert the error",
        ),
        (
            "thread::sleep",
            "waiting by the clock is a race; wait for the event",
        ),
        (
            "time::sleep",
            "waiting by the clock is a race; wait for the event",
        ),
    ];
    let Some(source) = &file.source else {
        return Vec::new();
    };
    let mut faults = Vec::new();
    for (mark, reason) in BANNED {
        if *mark == "time::sleep" && WAITS.contains(&file.path.as_str()) {
            continue;
        }
        for line in source.lines_with(mark, true) {
            faults.push(Fault::new(
                "banned",
                format!("{}:{line}: `{mark}`: {reason}", file.path),
            ));
        }
    }
    faults
}

/// Rooms that know no disk, clock, process or environment.
const PURE: &[&str] = &["facts", "reading", "brands", "proof", "mail", "words"];

/// What a pure room does not name outside tests.
pub(super) fn pure_rooms(file: &File) -> Vec<Fault> {
    const IMPURE: &[&str] = &[
        "std::fs",
        "std::env",
        "std::process",
        "std::net::Tcp",
        "std::net::Udp",
        "SystemTime",
        "Timestamp::now",
        "Zoned::now",
        "std::io::stdin",
        "static mut",
    ];
    let is_pure = PURE
        .iter()
        .any(|room| file.path.starts_with(&format!("crates/{room}/src/")));
    let Some(source) = &file.source else {
        return Vec::new();
    };
    if !is_pure || file.is_test() {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for name in IMPURE {
        for line in source.lines_with(name, false) {
            faults.push(Fault::new(
                "pure-rooms",
                format!("{}:{line}: `{name}` in a pure room", file.path),
            ));
        }
    }
    faults
}

/// A literal that is also a brand's identifier and means something else there.
struct OtherMeaning {
    literal: &'static str,
    folder: &'static str,
}

/// Words that HTML, headers or formats own before any brand does.
const OTHER_MEANINGS: &[OtherMeaning] = &[
    OtherMeaning {
        literal: "x",
        folder: "crates/proof/src/",
    },
    OtherMeaning {
        literal: "meta",
        folder: "crates/reading/src/",
    },
    OtherMeaning {
        literal: "line",
        folder: "crates/words/src/",
    },
    OtherMeaning {
        literal: "target",
        folder: "crates/words/src/",
    },
];

/// Code may ask a brand table, never a brand's name.
pub(super) fn brand_names(file: &File, ids: &[String]) -> Vec<Fault> {
    let Some(source) = &file.source else {
        return Vec::new();
    };
    if !file.path.starts_with("crates/") || file.is_test() {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for literal in source.literals.iter().filter(|literal| !literal.is_test) {
        let is_other = OTHER_MEANINGS
            .iter()
            .any(|other| other.literal == literal.text && file.path.starts_with(other.folder));
        if !is_other && ids.iter().any(|id| id.eq_ignore_ascii_case(&literal.text)) {
            faults.push(Fault::new(
                "brand-names",
                format!(
                    "{}:{}: \"{}\" names a brand; ask the table",
                    file.path, literal.line, literal.text
                ),
            ));
        }
    }
    faults
}

/// Files that may hold Japanese: words to look for in foreign mail, or characters of the script; no sentences for a
/// person.
const LEXICONS: &[&str] = &[
    // characters that may not begin or end a line
    "crates/cli/src/layout.rs",
    // how mail programs in several languages announce a forwarded mail
    "crates/reading/src/text.rs",
    // how pages of settings call fields, comparisons and actions of a filter
    "crates/reading/src/filters/pasted.rs",
];

/// Japanese, and whole English sentences, stand in `data/words`.
pub(super) fn sentences(file: &File) -> Vec<Fault> {
    let Some(source) = &file.source else {
        return Vec::new();
    };
    let is_room =
        file.path.starts_with("crates/") && file.path.contains("/src/") && !file.is_test();
    if !is_room {
        return Vec::new();
    }
    let is_lexicon = LEXICONS.contains(&file.path.as_str());
    let mut faults = Vec::new();
    for literal in source.literals.iter().filter(|literal| !literal.is_test) {
        let kind = if !is_lexicon && literal.text.chars().any(is_japanese) {
            "Japanese text"
        } else if is_sentence(&literal.text) {
            "an English sentence"
        } else {
            continue;
        };
        faults.push(Fault::new(
            "sentences",
            format!(
                "{}:{}: {kind} in code; sentences stand in data/words",
                file.path, literal.line
            ),
        ));
    }
    faults
}

fn is_japanese(character: char) -> bool {
    matches!(u32::from(character), 0x3041..=0x30ff | 0x3400..=0x9fff | 0xf900..=0xfaff | 0xff66..=0xff9f)
}

/// Error messages start lower case and have no final stop; what starts upper case, ends with one and is long
/// was written for a person.
fn is_sentence(text: &str) -> bool {
    let words = text.split_whitespace().count();
    let starts = text
        .trim_start()
        .chars()
        .next()
        .is_some_and(char::is_uppercase);
    let ends = text.trim_end().ends_with(['.', '?', '!']);
    words >= 5 && starts && ends
}

/// Nothing tracked speaks of the machine it was written on.
pub(super) fn machine(file: &File) -> Vec<Fault> {
    // Written in halves, so that this file does not find itself.
    const PLACES: &[&str] = &[
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/home/", "runner"),
        concat!("static.", "crates.io"),
        concat!("index.", "crates.io"),
        concat!("files.", "pythonhosted.org"),
        concat!("registry.", "npmjs.org"),
        concat!("deb.", "debian.org"),
    ];
    let mut faults = Vec::new();
    for (at, line) in file.text.lines().enumerate() {
        for place in PLACES {
            let is_path = line.match_indices(place).any(|(start, _)| {
                let before = line.get(..start).and_then(|text| text.chars().next_back());
                !place.starts_with('/')
                    || !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
            });
            if is_path {
                faults.push(Fault::new(
                    "machine",
                    format!("{}:{}: names `{place}`", file.path, at + 1),
                ));
            }
        }
    }
    faults
}

/// The number of lines of a Rust file past 800.
pub(super) fn too_long(file: &File) -> Option<usize> {
    file.source.as_ref()?;
    let lines = file.text.lines().count();
    (lines > 800).then_some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(faults: impl IntoIterator<Item = Fault>) -> Vec<String> {
        faults
            .into_iter()
            .map(|fault| format!("{}: {}", fault.rule, fault.text))
            .collect()
    }

    #[test]
    fn a_file_without_its_sentence_is_a_fault() {
        assert_eq!(
            header(&File::new(
                "crates/mail/src/a.rs",
                "//! Says what it does.\n"
            )),
            None
        );
        assert!(header(&File::new("crates/mail/src/a.rs", "use x;\n")).is_some());
        assert!(header(&File::new("crates/mail/src/a.rs", "//!\n")).is_some());
        assert_eq!(header(&File::new("README.md", "text")), None);
    }

    #[test]
    fn a_hidden_test_and_a_sleep_are_faults_also_in_tests() {
        let text = "//! x\n// #[ignore] in a comment\n#[cfg(test)]\nmod t {\n#[ignore]\n#[should_panic(expected = \"x\")]\n\
                    fn a() { std::thread::sleep(d); let s = \"thread::sleep\"; }\n}\n";
        assert_eq!(banned(&File::new("crates/mail/src/a.rs", text)).len(), 3);
    }

    #[test]
    fn a_disk_or_a_clock_in_a_pure_room_is_a_fault() {
        let text = "use std::fs;\n#[cfg(test)]\nmod t { use std::env; }\n";
        assert_eq!(
            rules(pure_rooms(&File::new("crates/mail/src/a.rs", text))),
            ["pure-rooms: crates/mail/src/a.rs:1: `std::fs` in a pure room"]
        );
        assert!(pure_rooms(&File::new("crates/outside/src/a.rs", text)).is_empty());
        assert!(pure_rooms(&File::new("crates/mail/tests/it/main.rs", text)).is_empty());
    }

    #[test]
    fn a_brand_in_code_is_a_fault_and_in_a_test_is_not() {
        let ids = ["amazon".to_owned(), "meta".to_owned()];
        let text = "fn f(b: &str) -> bool { b == \"Amazon\" || b == \"amazon-like\" }\n\
                    #[cfg(test)]\nmod t { fn g() { f(\"amazon\"); } }\n";
        assert_eq!(
            rules(brand_names(&File::new("crates/mail/src/a.rs", text), &ids)),
            ["brand-names: crates/mail/src/a.rs:1: \"Amazon\" names a brand; ask the table"]
        );
        let html = "fn f(tag: &str) -> bool { tag == \"meta\" }";
        assert!(brand_names(&File::new("crates/reading/src/html.rs", html), &ids).is_empty());
        assert_eq!(
            brand_names(&File::new("crates/mail/src/html.rs", html), &ids).len(),
            1
        );
    }

    #[test]
    fn a_sentence_in_code_is_a_fault() {
        let text = "fn f() { a(\"本物です\"); b(\"The mail is really from them.\"); c(\"file {name}: not a mail\"); \
                    /* 理由 */ }\n#[cfg(test)]\nmod t { fn g() { a(\"件名\"); } }\n";
        assert_eq!(
            rules(sentences(&File::new("crates/mail/src/a.rs", text))),
            [
                "sentences: crates/mail/src/a.rs:1: Japanese text in code; sentences stand in data/words",
                "sentences: crates/mail/src/a.rs:1: an English sentence in code; sentences stand in data/words",
            ]
        );
        assert_eq!(
            sentences(&File::new("crates/reading/src/text.rs", text)).len(),
            1
        );
        assert!(sentences(&File::new("crates/mail/tests/it/main.rs", text)).is_empty());
    }

    #[test]
    fn a_machine_path_is_a_fault_and_a_web_path_is_not() {
        let path = format!(
            "see {}x and https://shop.example{}y",
            concat!("/wo", "rk/"),
            concat!("/wo", "rk/")
        );
        assert_eq!(machine(&File::new("README.md", &path)).len(), 1);
        assert!(
            machine(&File::new(
                "README.md",
                &format!("https://shop.example{}", concat!("/wo", "rk/"))
            ))
            .is_empty()
        );
        assert_eq!(
            machine(&File::new(
                "a.lock",
                concat!("https://static.", "crates.io/x")
            ))
            .len(),
            1
        );
    }

    #[test]
    fn a_very_long_file_is_a_question() {
        assert_eq!(too_long(&File::new("a.rs", &"x\n".repeat(801))), Some(801));
        assert_eq!(too_long(&File::new("a.rs", &"x\n".repeat(800))), None);
        assert_eq!(too_long(&File::new("a.md", &"x\n".repeat(900))), None);
    }
}
