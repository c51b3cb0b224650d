//! Wrong arguments, told in the person's language: what clap found, in texts of `words`.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use words::{Language, Value, label, label_with};

/// What is wrong with the arguments, for a language that clap does not speak; `None` where clap says it itself.
pub(crate) fn translated(error: &clap::Error, language: Language) -> Option<String> {
    if language == Language::English || !error.use_stderr() {
        return None;
    }
    let all = |kind| texts(error.get(kind));
    let one = |kind| all(kind).into_iter().next().unwrap_or_default();
    let say = |id: &str, values: &[(&str, &str)]| {
        let values: Vec<(&str, Value<'_>)> = values
            .iter()
            .map(|(name, value)| (*name, Value::Text(value)))
            .collect();
        label_with(language, id, &values)
    };
    let named = one(ContextKind::InvalidArg);
    let given = one(ContextKind::InvalidValue);
    let first = match error.kind() {
        ErrorKind::UnknownArgument => say("usage-unknown-argument", &[("given", &named)]),
        ErrorKind::InvalidSubcommand => {
            let given = one(ContextKind::InvalidSubcommand);
            say("usage-unknown-command", &[("given", &given)])
        }
        ErrorKind::MissingSubcommand => say("usage-missing-command", &[]),
        ErrorKind::MissingRequiredArgument => {
            let names = all(ContextKind::InvalidArg).join(", ");
            say("usage-missing", &[("names", &names)])
        }
        ErrorKind::InvalidValue if given.is_empty() => {
            say("usage-missing-value", &[("name", &named)])
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => say(
            "usage-invalid-value",
            &[("name", &named), ("given", &given)],
        ),
        ErrorKind::TooFewValues | ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => {
            say("usage-count", &[("name", &named)])
        }
        ErrorKind::ArgumentConflict => {
            let other = all(ContextKind::PriorArg).join(", ");
            say("usage-conflict", &[("name", &named), ("other", &other)])
        }
        // What shows the help says nothing of its own, and what is seldom is better said than left out.
        _ => return None,
    };
    let mut lines = vec![first];
    let valid = all(ContextKind::ValidValue).join(", ");
    if !valid.is_empty() {
        lines.push(say("usage-valid-values", &[("values", &valid)]));
    }
    let suggested = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    let suggested = suggested.into_iter().flat_map(all).collect::<Vec<_>>();
    if !suggested.is_empty() {
        let known = suggested.join(", ");
        lines.push(say("usage-suggestion", &[("known", &known)]));
    }
    let usage = one(ContextKind::Usage);
    // Its heading is clap's own.
    let usage = usage.split_once(':').map_or("", |(_, usage)| usage.trim());
    if !usage.is_empty() {
        lines.push(format!("{}: {usage}", label(language, "heading-usage")));
    }
    lines.push(say("usage-more", &[]));
    Some(lines.join("\n"))
}

fn texts(value: Option<&ContextValue>) -> Vec<String> {
    match value {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect(),
        Some(ContextValue::Number(number)) => vec![number.to_string()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, FromArgMatches as _};

    use super::*;
    use crate::args::Cli;

    #[test]
    fn wrong_arguments_are_told_in_japanese() {
        struct Case {
            line: &'static [&'static str],
            has: &'static [&'static str],
        }
        for case in [
            Case {
                line: &["check", "--offlin"],
                has: &[
                    "「--offlin」という指定はありません",
                    "「--offline」",
                    "使い方: mioboe check",
                ],
            },
            Case {
                line: &["chekc"],
                has: &["「chekc」という命令はありません", "「check」"],
            },
            Case {
                line: &["--color", "never"],
                has: &["命令を指定してください", "使い方: mioboe"],
            },
            Case {
                line: &["import"],
                has: &["足りない指定があります", "FILE|DIR|-"],
            },
            Case {
                line: &["check", "--lang"],
                has: &["値が要ります", "--lang"],
            },
            Case {
                line: &["check", "--color", "purple", "a.eml"],
                has: &["「purple」は使えません", "使える値: auto, always, never"],
            },
            Case {
                line: &["check", "--jobs", "many"],
                has: &["「many」は使えません", "--jobs"],
            },
            Case {
                line: &["review", "--answer", "abc"],
                has: &["値の数が合いません", "--answer"],
            },
            Case {
                line: &["review", "--list", "--answer", "abc", "yes"],
                has: &["一緒に使えません", "--list", "--answer"],
            },
        ] {
            let command = crate::help::translated(Cli::command(), Language::Japanese);
            let line = std::iter::once("mioboe").chain(case.line.iter().copied());
            let parsed = command
                .try_get_matches_from(line)
                .and_then(|it| Cli::from_arg_matches(&it));
            let error = parsed.expect_err("wrong");
            let told = translated(&error, Language::Japanese).unwrap_or_default();
            for part in case.has {
                assert!(told.contains(part), "{:?}: {told}", case.line);
            }
            let english = ["error", "argument", "value", "Usage", "tip", "required"];
            for word in english {
                assert!(!told.contains(word), "{word}: {told}");
            }
            assert_eq!(translated(&error, Language::English), None);
        }
        let help = crate::help::translated(Cli::command(), Language::Japanese);
        let help = help.try_get_matches_from(["mioboe", "--help"]);
        assert_eq!(
            translated(&help.expect_err("help"), Language::Japanese),
            None
        );
    }
}
