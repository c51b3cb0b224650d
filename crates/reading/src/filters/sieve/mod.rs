//! Sieve scripts (RFC 5228) with the extensions that mailboxes offer.

mod build;
mod lex;
mod parse;

use super::{Rule, Sink};

/// Reads a script; what stands before a fault of grammar is kept.
pub(super) fn read(text: &str, sink: &mut Sink) -> Vec<Rule> {
    let commands = parse::parse(text, sink);
    build::rules(commands, text, sink)
}

/// Whether a text is a script: it begins, after comments, with a command that only scripts have.
pub(super) fn is_script(text: &str) -> bool {
    const COMMANDS: [&str; 14] = [
        "require", "if", "keep", "discard", "fileinto", "redirect", "reject", "vacation", "set",
        "stop", "include", "addflag", "setflag", "ereject",
    ];
    let mut tokens = lex::Lexer::new(text);
    match tokens.next() {
        // Nothing but comments: an empty script where it has the form of one, pasted words else.
        None => text.trim_start().starts_with(['#', '/']) && !text.trim().is_empty(),
        Some(first) => {
            let lex::Token::Word(word) = first.token else {
                return false;
            };
            let is_next = |token: Option<lex::Placed>| {
                matches!(
                    token.map(|placed| placed.token),
                    Some(
                        lex::Token::Word(_)
                            | lex::Token::Tag(_)
                            | lex::Token::Text(_)
                            | lex::Token::Mark(_)
                    )
                )
            };
            COMMANDS.contains(&word.to_ascii_lowercase().as_str())
                && text.contains([';', '{'])
                && is_next(tokens.next())
        }
    }
}
