//! `docs/findings.md`, generated from the words.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use fluent_bundle::FluentArgs;

use crate::Language;
use crate::book::CHAPTERS;
use crate::codes::{code_chapters, messages_of};
use crate::format;
use crate::say::{known, speak};

/// The page that lists every finding and gap with its words in both languages; one section per code, whose
/// anchor is the code.
#[must_use]
pub fn findings_page() -> String {
    let mut page = String::new();
    heading(&mut page, "#", "page-title");
    paragraph(&mut page, "page-intro");
    let lists = fact_words();
    let mut kind = "";
    for chapter in code_chapters() {
        let title = if chapter.name.starts_with("gaps-") {
            "page-gaps"
        } else {
            "page-findings"
        };
        if title != kind {
            kind = title;
            heading(&mut page, "##", title);
        }
        for message in messages_of(chapter, Language::Japanese) {
            let _ = writeln!(page, "### {}\n", message.id);
            let variables: BTreeSet<&String> = message.parts.values().flatten().collect();
            for language in Language::ALL {
                let mut arguments = FluentArgs::new();
                for variable in &variables {
                    arguments.set(variable.as_str().to_owned(), format!("‹{variable}›"));
                }
                let said = speak(language, &message.id, &arguments);
                let parts = [
                    ("why", &said.why),
                    ("do", &said.what_to_do),
                    ("limit", &said.limit),
                ];
                let _ = writeln!(page, "**{}**\n", said.headline);
                for (part, text) in parts {
                    let title = known(language, &format!("page-part-{part}"), None);
                    let _ = writeln!(page, "- {title}: {text}");
                }
                page.push('\n');
            }
            let facts: BTreeSet<&str> = variables
                .iter()
                .map(|it| it.strip_suffix("-word").unwrap_or(it))
                .collect();
            for variable in facts {
                let Some(words) = lists.get(variable) else {
                    continue;
                };
                for word in words {
                    let _ = writeln!(
                        page,
                        "- `{variable}` = `{word}`: {} / {}",
                        format::word(Language::English, variable, word),
                        format::word(Language::Japanese, variable, word)
                    );
                }
                page.push('\n');
            }
        }
    }
    while page.ends_with("\n\n") {
        page.pop();
    }
    page
}

fn heading(page: &mut String, level: &str, id: &str) {
    let _ = writeln!(
        page,
        "{level} {} / {}\n",
        known(Language::English, id, None),
        known(Language::Japanese, id, None)
    );
}

fn paragraph(page: &mut String, id: &str) {
    for language in [Language::English, Language::Japanese] {
        let _ = writeln!(page, "{}\n", known(language, id, None));
    }
}

/// The closed lists of words by the name of their fact, in the order of the file.
fn fact_words() -> BTreeMap<String, Vec<String>> {
    let mut lists: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for chapter in CHAPTERS.iter().filter(|chapter| chapter.name == "facts") {
        for message in messages_of(chapter, Language::English) {
            let Some((name, word)) = message
                .id
                .strip_prefix("fact-")
                .and_then(|rest| rest.split_once('-'))
            else {
                continue;
            };
            lists
                .entry(name.to_owned())
                .or_default()
                .push(word.to_owned());
        }
    }
    lists
}
