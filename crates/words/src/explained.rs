//! Every finding and gap in the words of a person who has not met it yet: what would stand in it is named, not filled in.

use std::collections::BTreeSet;

use fluent_bundle::FluentArgs;

use crate::Language;
use crate::book::phrase;
use crate::codes::{code_chapters, messages_of};
use crate::say::{Said, known, speak};

/// Findings or gaps of one kind, explained.
#[derive(Clone, Debug)]
pub struct Topic {
    /// What names the topic in an address.
    pub name: &'static str,
    /// The heading.
    pub title: String,
    /// Each code with its words, in the order of the file.
    pub entries: Vec<Said>,
}

/// Every finding and gap, explained; a part that a mail fills in is named between brackets.
#[must_use]
pub fn explained(language: Language) -> Vec<Topic> {
    code_chapters()
        .map(|chapter| Topic {
            name: chapter.name,
            title: known(language, &format!("explained-{}", chapter.name), None),
            entries: messages_of(chapter, language)
                .into_iter()
                .map(|message| {
                    let variables: BTreeSet<String> =
                        message.parts.into_values().flatten().collect();
                    let mut arguments = FluentArgs::new();
                    for variable in variables {
                        let shown = placeholder(language, &variable);
                        arguments.set(variable, shown);
                    }
                    speak(language, &message.id, &arguments)
                })
                .collect(),
        })
        .collect()
}

/// What stands for a fact that is not known yet.
fn placeholder(language: Language, variable: &str) -> String {
    // The bare word only chooses between sentences, and none is chosen.
    let name = variable.strip_suffix("-word").unwrap_or(variable);
    let shown = phrase(language, &format!("placeholder-{name}"), None, None);
    shown.unwrap_or_else(|| known(language, "placeholder-none", None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_has_a_name_and_every_topic_a_heading() {
        for language in Language::ALL {
            for topic in explained(language) {
                assert!(!topic.title.starts_with("explained-"), "{}", topic.name);
                assert!(!topic.entries.is_empty(), "{}", topic.name);
                for said in topic.entries {
                    for part in [&said.headline, &said.why, &said.what_to_do, &said.limit] {
                        assert!(
                            !part.is_empty() && !part.contains('$'),
                            "{}: {part}",
                            said.code
                        );
                    }
                }
            }
            for chapter in code_chapters() {
                for message in messages_of(chapter, language) {
                    for variable in message.parts.into_values().flatten() {
                        // Words and the form choose sentences, and are not shown.
                        if variable.ends_with("-word") || variable == "form" {
                            continue;
                        }
                        let id = format!("placeholder-{variable}");
                        assert!(
                            phrase(language, &id, None, None).is_some(),
                            "{}: {id}",
                            language.as_str()
                        );
                    }
                }
            }
        }
    }
}
