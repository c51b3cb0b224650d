//! `mioboe backup`, `restore`, `export`, `forget` and `doctor`: what a person does with the store as a whole.

use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::Path;

use facts::{AccountId, Day, Instant, Secret};
use mioboe::custody::{
    BackupKey, BackupOpener, Counts, Forget, Health, Restoring, Work, rehearsal_place,
};
use mioboe::{Owner, Runner, Store, StoreError};
use words::{FailureKind, Language, Value, label, label_with};

use crate::args::{Backup, Doctor, Export, ForgetArgs, Household, Restore};
use crate::check::{Outcome, tell_refused};
use crate::home::Home;
use crate::piece::{Trouble, read_text};
use crate::start::Refused;
use crate::terminal::Terminal;

/// The largest file with a passphrase.
const LARGEST_PASSPHRASE: u64 = 64 << 10;

/// Why a command stopped.
enum Stopped {
    Refused(Refused),
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

/// What every command of this file works with.
struct Desk<'a> {
    home: &'a Home,
    runner: Runner,
    language: Language,
    terminal: &'a mut Terminal,
}

fn with_home(
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
        Err(Stopped::Said(id)) => {
            terminal.tell(&label(language, id));
            Ok(Outcome::Failed)
        }
    }
}

impl Desk<'_> {
    fn open(&self) -> Result<Store, Stopped> {
        let opened = self.runner.run(self.home.open());
        opened.map_err(|error| self.refused(&error))
    }

    fn refused(&self, error: &StoreError) -> Stopped {
        Stopped::Refused(self.home.refused(error))
    }

    fn tell(&mut self, id: &str, values: &[(&str, Value<'_>)]) {
        self.terminal.tell(&label_with(self.language, id, values));
    }

    /// A passphrase out of a file, or asked for at the terminal; a new one is asked for twice.
    fn passphrase(&mut self, file: Option<&Path>, is_new: bool) -> Result<Secret<String>, Stopped> {
        if let Some(file) = file {
            let file = file.display().to_string();
            let text = read_text(&file, LARGEST_PASSPHRASE).map_err(|trouble| Refused {
                file: file.clone(),
                trouble,
            })?;
            let line = Secret::new(text.lines().next().unwrap_or_default().to_owned());
            if line.reveal().is_empty() {
                let trouble = Trouble::of(FailureKind::Empty);
                return Err(Refused { file, trouble }.into());
            }
            return Ok(line);
        }
        if !io::stdin().is_terminal() {
            return Err(Stopped::Said("passphrase-wanted"));
        }
        let first = self.asked("passphrase-prompt")?;
        if is_new {
            let second = self.asked("passphrase-again")?;
            if first != second {
                return Err(Stopped::Said("passphrase-differs"));
            }
        }
        if first.reveal().is_empty() {
            return Err(Stopped::Said("passphrase-wanted"));
        }
        Ok(first)
    }

    fn asked(&mut self, id: &str) -> io::Result<Secret<String>> {
        self.tell(id, &[]);
        console::Term::stderr().read_secure_line().map(Secret::new)
    }
}

/// Runs `mioboe backup`.
///
/// # Errors
/// Where standard output cannot be written.
pub(crate) fn backup(
    args: &Backup,
    language: Language,
    terminal: &mut Terminal,
) -> io::Result<Outcome> {
    with_home(&args.household, language, terminal, |desk| {
        let passphrase = desk.passphrase(args.passphrase_file.as_deref(), true)?;
        let store = desk.open()?;
        let key = BackupKey::Passphrase(passphrase, Work::OneSecond);
        let done = desk
            .runner
            .run(store.backup(&args.file, &key, mioboe::now()));
        desk.runner.run(store.close());
        let backed = done.map_err(|error| desk.refused(&error))?;
        let file = args.file.display().to_string();
        let rows = backed.rows.values().sum();
        desk.tell(
            "backup-done",
            &[("file", Value::Text(&file)), ("rows", Value::Count(rows))],
        );
        Ok(Outcome::Nothing)
    })
}

/// Runs `mioboe restore`.
///
/// # Errors
/// Where standard output cannot be written.
pub(crate) fn restore(
    args: &Restore,
    language: Language,
    terminal: &mut Terminal,
) -> io::Result<Outcome> {
    with_home(&args.household, language, terminal, |desk| {
        let passphrase = desk.passphrase(args.passphrase_file.as_deref(), false)?;
        let opener = BackupOpener::Passphrase(passphrase);
        let opening = mioboe::opening();
        if args.rehearse {
            let scratch = rehearsal_place(&desk.home.data)
                .map_err(|error| refused_system(&desk.home.data, &error))?;
            let done = desk
                .runner
                .run(Store::rehearse(&args.file, &opener, &scratch, &opening));
            let rehearsed = done.map_err(|error| desk.refused(&error))?;
            let is_well = rehearsed.problems.is_empty() && rehearsed.is_same;
            let rows = rehearsed.backed.rows.values().sum();
            let values = [
                ("made", Value::Text(&rehearsed.backed.made)),
                ("rows", Value::Count(rows)),
            ];
            let id = if is_well {
                "rehearsal-well"
            } else {
                "rehearsal-ill"
            };
            desk.tell(id, &values);
            for problem in &rehearsed.problems {
                desk.terminal.tell(problem);
            }
            return Ok(if is_well {
                Outcome::Nothing
            } else {
                Outcome::Failed
            });
        }
        let restoring = if args.replace {
            Restoring::Replace
        } else {
            Restoring::Empty
        };
        let place = &desk.home.place;
        let done = desk.runner.run(Store::restore(
            &args.file, &opener, place, &opening, restoring,
        ));
        let (store, backed) = done.map_err(|error| desk.refused(&error))?;
        desk.runner.run(store.close());
        let place = place.to_string();
        let rows = backed.rows.values().sum();
        desk.tell(
            "restore-done",
            &[("file", Value::Text(&place)), ("rows", Value::Count(rows))],
        );
        Ok(Outcome::Nothing)
    })
}

fn refused_system(path: &Path, error: &io::Error) -> Refused {
    Refused {
        file: path.display().to_string(),
        trouble: Trouble::of_system(error),
    }
}

/// Runs `mioboe export`.
///
/// # Errors
/// Where standard output cannot be written.
pub(crate) fn export(
    args: &Export,
    language: Language,
    terminal: &mut Terminal,
) -> io::Result<Outcome> {
    with_home(&args.household, language, terminal, |desk| {
        let store = desk.open()?;
        desk.terminal.flush()?;
        let mut out = io::stdout();
        let person = &desk.home.config.person;
        let done = desk
            .runner
            .run(store.export(person, mioboe::now(), &mut out));
        desk.runner.run(store.close());
        done.map_err(|error| desk.refused(&error))?;
        Ok(Outcome::Nothing)
    })
}

/// Runs `mioboe forget`.
///
/// # Errors
/// Where standard output cannot be written.
pub(crate) fn forget(
    args: &ForgetArgs,
    language: Language,
    terminal: &mut Terminal,
) -> io::Result<Outcome> {
    with_home(&args.household, language, terminal, |desk| {
        let person = desk.home.config.person.clone();
        let what = match (&args.account, args.before) {
            (Some(account), None) => Forget::Account(Owner {
                person,
                account: AccountId(account.as_str().into()),
            }),
            (None, Some(day)) => Forget::Before {
                person,
                instant: begin_of(day, desk.home).ok_or(Stopped::Said("forget-what"))?,
            },
            _ => return Err(Stopped::Said("forget-what")),
        };
        if !args.yes {
            if !io::stdin().is_terminal() {
                return Err(Stopped::Said("forget-yes-wanted"));
            }
            desk.tell("forget-sure", &[]);
            let mut typed = String::new();
            io::stdin().lock().read_line(&mut typed)?;
            let words = label(desk.language, "typed-mine");
            if !words.split_whitespace().any(|word| word == typed.trim()) {
                return Err(Stopped::Said("forget-nothing-done"));
            }
        }
        let store = desk.open()?;
        let done = desk.runner.run(store.forget(&what));
        desk.runner.run(store.close());
        let forgotten = done.map_err(|error| desk.refused(&error))?;
        desk.tell(
            "forget-done",
            &[
                ("mails", Value::Count(forgotten.observations)),
                ("questions", Value::Count(forgotten.questions)),
            ],
        );
        for copy in &forgotten.copies {
            let copy = copy.display().to_string();
            desk.tell("forget-copy", &[("file", Value::Text(&copy))]);
        }
        Ok(Outcome::Nothing)
    })
}

/// When a day begins where the person is.
fn begin_of(day: Day, home: &Home) -> Option<Instant> {
    let begin = day.0.to_zoned(home.zone()).ok()?;
    Some(Instant(begin.timestamp()))
}

/// Runs `mioboe doctor`.
///
/// # Errors
/// Where standard output cannot be written.
pub(crate) fn doctor(
    args: &Doctor,
    language: Language,
    terminal: &mut Terminal,
) -> io::Result<Outcome> {
    with_home(&args.household, language, terminal, |desk| {
        if let Some(path) = desk.home.unmade() {
            let path = path.display().to_string();
            let line = label_with(
                desk.language,
                "doctor-no-store",
                &[("file", Value::Text(&path))],
            );
            desk.terminal.line(&line)?;
            return Ok(Outcome::Nothing);
        }
        let store = desk.open()?;
        let looked = desk.runner.run(mioboe::custody::look(&store));
        desk.runner.run(store.close());
        let health = looked.map_err(|error| desk.refused(&error))?;
        let place = desk.home.place.to_string();
        let lines = lines(&health, &place, desk.home, desk.language);
        for line in lines {
            desk.terminal.line(&line)?;
        }
        Ok(if health.problems.is_empty() && health.is_private {
            Outcome::Nothing
        } else {
            Outcome::Found
        })
    })
}

fn lines(health: &Health, place: &str, home: &Home, language: Language) -> Vec<String> {
    let say = |id: &str, values: &[(&str, Value<'_>)]| label_with(language, id, values);
    let Counts {
        observations,
        open_questions,
        waiting_tellings,
        ..
    } = health.counts;
    let mut lines = vec![
        say(
            "doctor-store",
            &[
                ("file", Value::Text(place)),
                ("octets", Value::Octets(health.octets)),
            ],
        ),
        say(
            "doctor-counts",
            &[
                ("mails", Value::Count(observations)),
                ("questions", Value::Count(open_questions)),
                ("waiting", Value::Count(waiting_tellings)),
            ],
        ),
        match health.counts.last_taken {
            Some(at) => say("doctor-age", &[("at", Value::Instant(at))]),
            None => say("doctor-no-age", &[]),
        },
        say(
            "doctor-watched",
            &[("count", Value::Count(home.config.mailboxes.len() as u64))],
        ),
        say(
            if health.is_private {
                "doctor-private"
            } else {
                "doctor-exposed"
            },
            &[],
        ),
    ];
    if health.problems.is_empty() {
        lines.push(say("doctor-whole", &[]));
    }
    for problem in &health.problems {
        lines.push(say("doctor-problem", &[("problem", Value::Text(problem))]));
    }
    for copy in &health.copies {
        let copy = copy.display().to_string();
        lines.push(say("doctor-copy", &[("file", Value::Text(&copy))]));
    }
    lines
}
