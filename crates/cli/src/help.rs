//! Help in the person's language: texts of `words` laid over those of the command line's own declaration.

use clap::Command;
use words::{Language, has_label, label};

/// The command with its help in a language, as far as `words` has it; the rest stays English.
pub(crate) fn translated(command: Command, language: Language) -> Command {
    let name = command.get_name().to_owned();
    let command = translated_one(
        command,
        &format!("help-{name}"),
        &format!("help-{name}-"),
        language,
    );
    command.mut_subcommands(|sub| {
        let name = sub.get_name().to_owned();
        translated_one(
            sub,
            &format!("help-{name}"),
            &format!("help-{name}-"),
            language,
        )
    })
}

fn translated_one(command: Command, about: &str, options: &str, language: Language) -> Command {
    let command = if has_label(about) {
        command.about(label(language, about)).long_about(None)
    } else {
        command
    };
    command.mut_args(|argument| {
        let own = format!("{options}{}", argument.get_id());
        let shared = format!("help-{}", argument.get_id());
        match [own, shared].into_iter().find(|id| has_label(id)) {
            Some(id) => argument.help(label(language, &id)).long_help(None),
            None => argument,
        }
    })
}
