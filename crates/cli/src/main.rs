//! The `mioboe` command; holds no rule and no sentence.
//!
//! Data goes to standard output, everything else to standard error. It ends with 0 where nothing was found,
//! with 1 where something was, and with 2 where we failed in whole or in part; the watcher ends with 75 where it may
//! begin later. A reader of our output that goes away, as `head` does, is no failure.

mod args;
mod around;
mod brands;
mod check;
mod custody;
mod demo;
mod desk;
mod diagnostics;
mod doctor;
mod explain;
mod help;
mod home;
mod import;
mod judge;
mod kit;
mod layout;
mod list;
mod piece;
mod presets;
mod progress;
mod qr;
mod report;
mod review;
mod secret;
mod serve;
mod start;
mod story;
mod terminal;
mod token;
mod usage;
mod viewer;
mod watch;

use std::ffi::OsString;
use std::io::{self, IsTerminal as _};
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};
use words::{Language, Value, label_with};

use crate::args::{Cli, Command};
use crate::check::Outcome;
use crate::terminal::{Terminal, is_closed_pipe, tell};

/// A mail is read into thousands of small pieces, which this allocator hands out for less.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    #[expect(
        clippy::disallowed_methods,
        reason = "arguments are read in this room alone"
    )]
    let arguments: Vec<OsString> = std::env::args_os().collect();
    if viewer::is_asked(&arguments) {
        return viewer::serve();
    }
    // Whoever types nothing but the name, and is there to see it, is shown the pages.
    let is_watched = io::stdin().is_terminal() && io::stdout().is_terminal();
    let arguments = or_pages(arguments, is_watched);
    // The help must speak the language before the arguments are understood.
    let language = language_asked(&arguments).unwrap_or_else(language_of_environment);
    let command = help::translated(Cli::command(), language);
    let parsed = command
        .try_get_matches_from(arguments)
        .and_then(|it| Cli::from_arg_matches(&it));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            match usage::translated(&error, language) {
                Some(told) => tell(&told),
                None => {
                    // Help that nobody reads any more is no failure.
                    let _ = error.print();
                }
            }
            return if error.use_stderr() {
                exit_code(Outcome::Failed)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    let language = cli.shared.lang.unwrap_or(language);
    tell_faults(language);
    let mut terminal = Terminal::open(cli.shared.color);
    let ended = run(&cli, language, &mut terminal).and_then(|outcome| {
        terminal.flush()?;
        Ok(outcome)
    });
    match ended {
        Ok(outcome) => exit_code(outcome),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&error.to_string());
            exit_code(Outcome::Failed)
        }
    }
}

fn run(cli: &Cli, language: Language, terminal: &mut Terminal) -> io::Result<Outcome> {
    match &cli.command {
        Command::Check(check) => check::run(check, language, terminal),
        Command::Demo(demo) => demo::run(demo, language, terminal),
        Command::Import(import) => import::run(import, language, terminal),
        Command::Review(review) => review::run(review, language, terminal),
        Command::Watch(watch) => watch::run(watch, language, terminal),
        Command::Serve(serve) => serve::run(serve, language, terminal),
        Command::Backup(backup) => custody::backup(backup, language, terminal),
        Command::Restore(restore) => custody::restore(restore, language, terminal),
        Command::Export(export) => custody::export(export, language, terminal),
        Command::Forget(forget) => custody::forget(forget, language, terminal),
        Command::Doctor(doctor) => doctor::run(doctor, language, terminal),
        Command::Secret(secret) => secret::run(secret, language, terminal),
        Command::Presets(presets) => presets::run(presets, language, terminal),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            let mut command = help::translated(Cli::command(), language);
            clap_complete::generate(*shell, &mut command, "mioboe", &mut script);
            terminal.write(&String::from_utf8_lossy(&script))?;
            Ok(Outcome::Nothing)
        }
        Command::Man { command } => man(command.as_deref(), language, terminal),
    }
}

fn man(name: Option<&str>, language: Language, terminal: &mut Terminal) -> io::Result<Outcome> {
    let mut command = help::translated(Cli::command(), language);
    command.build();
    let page = match name {
        None => Some(&command),
        Some(name) => command.find_subcommand(name),
    };
    let Some(page) = page else {
        let wrong = Cli::command().error(
            clap::error::ErrorKind::InvalidSubcommand,
            name.unwrap_or_default(),
        );
        let _ = wrong.print();
        return Ok(Outcome::Failed);
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page.clone()).render(&mut text)?;
    terminal.write(&String::from_utf8_lossy(&text))?;
    Ok(Outcome::Nothing)
}

fn exit_code(outcome: Outcome) -> ExitCode {
    ExitCode::from(match outcome {
        Outcome::Nothing => 0,
        Outcome::Found => 1,
        Outcome::Failed => 2,
        // EX_TEMPFAIL of sysexits(3).
        Outcome::Later => 75,
    })
}

/// The command line that a bare name stands for.
fn or_pages(mut arguments: Vec<OsString>, is_watched: bool) -> Vec<OsString> {
    if arguments.len() == 1 && is_watched {
        arguments.extend(["serve", "--open"].map(OsString::from));
    }
    arguments
}

/// A panic names its place and nothing else: its message may quote a mail.
fn tell_faults(language: Language) {
    std::panic::set_hook(Box::new(move |fault| {
        let place = fault
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        tell(&label_with(
            language,
            "fault-at",
            &[("place", Value::Text(&place))],
        ));
    }));
}

/// The language that `--lang` names, before anything else of the arguments is understood.
fn language_asked(arguments: &[OsString]) -> Option<Language> {
    let mut words = arguments.iter().filter_map(|it| it.to_str());
    while let Some(word) = words.next() {
        match word.strip_prefix("--lang") {
            Some("") => return words.next().and_then(Language::parse),
            Some(rest) => return rest.strip_prefix('=').and_then(Language::parse),
            None => {}
        }
    }
    None
}

/// Japanese for a Japanese locale, else English; the first variable that is set and not empty decides
/// (POSIX.1-2017, Base Definitions §8.2).
#[expect(
    clippy::disallowed_methods,
    reason = "the environment is read in this room alone"
)]
fn language_of_environment() -> Language {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(std::env::var_os)
        .find(|value| !value.is_empty())
        .and_then(|value| Language::parse(&value.to_string_lossy()))
        .unwrap_or(Language::English)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_name_at_a_terminal_opens_the_pages() {
        for (line, is_watched, expected) in [
            (&["mioboe"][..], true, &["mioboe", "serve", "--open"][..]),
            (&["mioboe"], false, &["mioboe"]),
            (&["mioboe", "--help"], true, &["mioboe", "--help"]),
            (&[], true, &[]),
        ] {
            let line: Vec<OsString> = line.iter().map(OsString::from).collect();
            assert_eq!(or_pages(line, is_watched), expected);
        }
    }

    #[test]
    fn the_language_is_found_before_the_arguments_are_understood() {
        for (line, expected) in [
            (
                &["mioboe", "--lang", "ja", "check"][..],
                Some(Language::Japanese),
            ),
            (&["mioboe", "check", "--lang=en"], Some(Language::English)),
            (&["mioboe", "check", "--lang"], None),
            (&["mioboe", "check", "mail.eml"], None),
        ] {
            let line: Vec<OsString> = line.iter().map(OsString::from).collect();
            assert_eq!(language_asked(&line), expected);
        }
    }
}
