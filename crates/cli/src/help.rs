//! Help in the person's language: texts of `words` laid over those of the command line's own declaration.

use clap::Command;
use words::{Language, has_label, label};

/// The command with its help in a language, as far as `words` has it; the rest stays English.
pub(crate) fn translated(mut command: Command, language: Language) -> Command {
    // Only a built command has its own options and command for help.
    command.build();
    let name = command.get_name().to_owned();
    let command = translated_one(
        command,
        &format!("help-{name}"),
        &format!("help-{name}-"),
        language,
    );
    command.mut_subcommands(|sub| {
        let name = sub.get_name().to_owned();
        let about = match name.as_str() {
            // The option of the same name has the plain id.
            "help" => String::from("help-help-command"),
            name => format!("help-{name}"),
        };
        let options = format!("help-{name}-");
        translated_one(sub, &about, &options, language).mut_subcommands(|act| {
            let about = match act.get_name() {
                "help" => String::from("help-help-command"),
                act => format!("{options}{act}"),
            };
            let options = format!("{about}-");
            translated_one(act, &about, &options, language)
        })
    })
}

fn translated_one(command: Command, about: &str, options: &str, language: Language) -> Command {
    let command = if has_label(about) {
        command.about(label(language, about)).long_about(None)
    } else {
        command
    };
    let command = if language == Language::English {
        command
    } else {
        // Clap's own headings are English.
        let usage = label(language, "heading-usage");
        command
            .help_template(format!(
                "{{before-help}}{{about-with-newline}}\n{usage}: {{usage}}\n\n{{all-args}}{{after-help}}"
            ))
            .subcommand_help_heading(label(language, "heading-commands"))
    };
    command.mut_args(|argument| {
        let own = format!("{options}{}", argument.get_id());
        let shared = format!("help-{}", argument.get_id());
        let argument = match [own, shared].into_iter().find(|id| has_label(id)) {
            Some(id) => argument.help(label(language, &id)).long_help(None),
            None => argument,
        };
        if language == Language::English {
            return argument;
        }
        let heading = if argument.is_positional() {
            "heading-arguments"
        } else {
            "heading-options"
        };
        // What values there are stands in the translated text.
        argument
            .help_heading(label(language, heading))
            .hide_possible_values(true)
            .hide_default_value(true)
    })
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, ValueEnum as _};

    use super::*;
    use crate::args::{Cli, Sort};

    #[test]
    fn japanese_help_is_japanese_and_names_every_value() {
        let mut command = translated(Cli::command(), Language::Japanese);
        let top = command.render_long_help().to_string();
        let check = command.find_subcommand_mut("check").expect("a command");
        let check = check.render_long_help().to_string();
        for english in [
            "Usage",
            "Options",
            "Commands",
            "Arguments",
            "Print",
            "possible values",
            "default",
        ] {
            assert!(
                !top.contains(english) && !check.contains(english),
                "{english}\n{top}\n{check}"
            );
        }
        for sort in Sort::value_variants() {
            let value = sort.to_possible_value().expect("a value");
            assert!(check.contains(value.get_name()), "{check}");
        }
        for door in mioboe::DoorName::ALL {
            assert!(check.contains(door.as_str()), "{check}");
        }
        for verdict in facts::Verdict::ALL {
            assert!(check.contains(verdict.as_str()), "{check}");
        }
    }
}
