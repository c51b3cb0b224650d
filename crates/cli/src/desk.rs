//! What the commands around the store and its secrets share: the person's folders, a runner, and questions at the terminal.

use std::io::{self, IsTerminal as _};
use std::path::Path;

use facts::Secret;
use mioboe::{Runner, Store, StoreError};
use words::{FailureKind, Language, Value, label, label_with};

use crate::args::Household;
use crate::check::{Outcome, tell_refused};
use crate::home::Home;
use crate::piece::{Trouble, read_text};
use crate::start::Refused;
use crate::terminal::Terminal;

/// The largest file with a passphrase or a secret.
const LARGEST_PASSPHRASE: u64 = 64 << 10;

/// Why a command stopped.
#[derive(Debug)]
pub(crate) enum Stopped {
    Refused(Refused),
    /// The same may succeed later.
    Later(Refused),
    /// What to say is in `data/words` under this id.
    Said(&'static str),
    Output(io::Error),
}

impl From<Refused> for Stopped {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// What a command of this kind works with.
pub(crate) struct Desk<'a> {
    pub(crate) home: &'a Home,
    pub(crate) runner: Runner,
    pub(crate) language: Language,
    pub(crate) terminal: &'a mut Terminal,
}

/// Finds the person's folders, acts, and tells why the act stopped where it did.
pub(crate) fn with_home(
    household: &Household,
    language: Language,
    terminal: &mut Terminal,
    act: impl FnOnce(&mut Desk<'_>) -> Result<Outcome, Stopped>,
) -> io::Result<Outcome> {
    let home = match Home::find(household) {
        Ok(home) => home,
        Err(refused) => {
            tell_refused(&refused, language, terminal);
            return Ok(Outcome::Failed);
        }
    };
    let mut desk = Desk {
        home: &home,
        runner: Runner::new()?,
        language,
        terminal,
    };
    match act(&mut desk) {
        Ok(outcome) => Ok(outcome),
        Err(Stopped::Output(error)) => Err(error),
        Err(Stopped::Refused(refused)) => {
            tell_refused(&refused, language, terminal);
            Ok(Outcome::Failed)
        }
        Err(Stopped::Later(refused)) => {
            tell_refused(&refused, language, terminal);
            Ok(Outcome::Later)
        }
        Err(Stopped::Said(id)) => {
            terminal.tell(&label(language, id));
            Ok(Outcome::Failed)
        }
    }
}

impl Desk<'_> {
    pub(crate) fn open(&self) -> Result<Store, Stopped> {
        let opened = self.runner.run(self.home.open());
        opened.map_err(|error| self.refused(&error))
    }

    pub(crate) fn refused(&self, error: &StoreError) -> Stopped {
        Stopped::Refused(self.home.refused(error))
    }

    pub(crate) fn tell(&mut self, id: &str, values: &[(&str, Value<'_>)]) {
        self.terminal.tell(&label_with(self.language, id, values));
    }

    /// A passphrase out of a file, or asked for at the terminal; a new one is asked for twice.
    pub(crate) fn passphrase(
        &mut self,
        file: Option<&Path>,
        is_new: bool,
    ) -> Result<Secret<String>, Stopped> {
        if let Some(file) = file {
            return first_line(file);
        }
        if !io::stdin().is_terminal() {
            return Err(Stopped::Said("passphrase-wanted"));
        }
        let first = self.asked("passphrase-prompt", &[])?;
        if is_new {
            let second = self.asked("passphrase-again", &[])?;
            if first != second {
                return Err(Stopped::Said("passphrase-differs"));
            }
        }
        if first.reveal().is_empty() {
            return Err(Stopped::Said("passphrase-wanted"));
        }
        Ok(first)
    }

    /// What is typed without being shown.
    pub(crate) fn asked(
        &mut self,
        id: &str,
        values: &[(&str, Value<'_>)],
    ) -> io::Result<Secret<String>> {
        self.tell(id, values);
        console::Term::stderr().read_secure_line().map(Secret::new)
    }
}

/// A file whose content stays hidden; `-` is standard input.
pub(crate) fn hidden_text(file: &Path) -> Result<Secret<String>, Stopped> {
    let file = file.display().to_string();
    let text = read_text(&file, LARGEST_PASSPHRASE);
    let text = text.map_err(|trouble| Refused { file, trouble })?;
    Ok(Secret::new(text))
}

fn first_line(file: &Path) -> Result<Secret<String>, Stopped> {
    let text = hidden_text(file)?;
    let line = text.reveal().lines().next().unwrap_or_default();
    let line = Secret::new(line.to_owned());
    if line.reveal().is_empty() {
        return Err(empty(file));
    }
    Ok(line)
}

/// A file in which a secret or a passphrase should stand, and nothing does.
pub(crate) fn empty(file: &Path) -> Stopped {
    Stopped::Refused(Refused {
        file: file.display().to_string(),
        trouble: Trouble::of(FailureKind::SecretEmpty),
    })
}
