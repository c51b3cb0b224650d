//! Proves that nothing is left unsaid: every code, part, variable and language.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

use crate::Language;
use crate::book::{CHAPTERS, Chapter};

/// The parts of a code's message: its value and three attributes.
const PARTS: [&str; 4] = ["", "why", "do", "limit"];

/// The variable that says what was judged.
const FORM: &str = "form";

/// One message of a chapter, as written.
pub(crate) struct Message {
    /// The Fluent id.
    pub(crate) id: String,
    /// The variables of each part; the value is the part with the empty name.
    pub(crate) parts: BTreeMap<String, BTreeSet<String>>,
}

/// Every problem with the words for these codes and fact names: a code without a message, a part that is
/// missing in a language, a variable that is no fact of the code, a message whose code nobody declares.
///
/// A `…-word` variable carries the bare word of a fact that is a word or a result.
#[must_use]
pub fn check_codes(declared: &[(&str, &[&str])]) -> Vec<String> {
    let mut problems = Vec::new();
    for language in Language::ALL {
        let messages: BTreeMap<String, Message> = code_chapters()
            .flat_map(|chapter| messages_of(chapter, language))
            .map(|message| (message.id.clone(), message))
            .collect();
        let tongue = language.as_str();
        for (code, facts) in declared {
            let Some(message) = messages.get(*code) else {
                problems.push(format!("{tongue}: {code} has no message"));
                continue;
            };
            for part in PARTS {
                if !message.parts.contains_key(part) {
                    let part = if part.is_empty() { "headline" } else { part };
                    problems.push(format!("{tongue}: {code} has no part {part}"));
                }
            }
            let variables: BTreeSet<&String> = message.parts.values().flatten().collect();
            for variable in variables {
                let fact = variable.strip_suffix("-word").unwrap_or(variable);
                // Whether a mail or only text was judged is known of every finding.
                if fact != FORM && !facts.contains(&fact) {
                    problems.push(format!(
                        "{tongue}: {code} uses ${variable}, which is no fact of it"
                    ));
                }
            }
        }
        for id in messages.keys() {
            if !declared.iter().any(|(code, _)| code == id) {
                problems.push(format!(
                    "{tongue}: {id} is a message of a code that nobody declares"
                ));
            }
        }
    }
    problems
}

/// The chapters whose messages are codes.
pub(crate) fn code_chapters() -> impl Iterator<Item = &'static Chapter> {
    CHAPTERS.iter().filter(|chapter| {
        chapter.name.starts_with("findings-") || chapter.name.starts_with("gaps-")
    })
}

/// The messages of a chapter, in the order of the file.
pub(crate) fn messages_of(chapter: &Chapter, language: Language) -> Vec<Message> {
    let resource = match parser::parse(chapter.source(language)) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    let mut messages = Vec::new();
    for entry in resource.body {
        let Entry::Message(message) = entry else {
            continue;
        };
        let mut parts = BTreeMap::new();
        let named = message.attributes.iter().map(|it| (it.id.name, &it.value));
        for (name, pattern) in message.value.iter().map(|value| ("", value)).chain(named) {
            let mut variables = BTreeSet::new();
            collect(pattern, &mut variables);
            parts.insert(name.to_owned(), variables);
        }
        messages.push(Message {
            id: message.id.name.to_owned(),
            parts,
        });
    }
    messages
}

fn collect(pattern: &Pattern<&str>, variables: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            collect_expression(expression, variables);
        }
    }
}

fn collect_expression(expression: &Expression<&str>, variables: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => collect_inline(inline, variables),
        Expression::Select { selector, variants } => {
            collect_inline(selector, variables);
            for variant in variants {
                collect(&variant.value, variables);
            }
        }
    }
}

fn collect_inline(inline: &InlineExpression<&str>, variables: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            variables.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                collect_inline(argument, variables);
            }
        }
        InlineExpression::Placeable { expression } => collect_expression(expression, variables),
        _ => {}
    }
}
