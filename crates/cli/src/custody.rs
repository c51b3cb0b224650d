//! `mioboe backup`, `restore`, `export` and `forget`: what a person does with the store as a whole.

use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::Path;

use facts::{AccountId, Day, Instant, Secret};
use mioboe::custody::{Backed, BackupKey, BackupOpener, Forget, Restoring, Work, rehearsal_place};
use mioboe::{Owner, Store};
use words::{FailureKind, Language, Value, label};

use crate::args::{Backup, Export, ForgetArgs, Restore};
use crate::check::Outcome;
use crate::desk::{Desk, Stopped, with_home};
use crate::home::Home;
use crate::kit::Kit;
use crate::piece::Trouble;
use crate::start::Refused;
use crate::terminal::Terminal;

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
        let passphrase = match (&args.passphrase_file, &args.kit) {
            // Whoever prints the passphrase need not think of one, nor be able to keep it in mind.
            (None, Some(_)) => mioboe::custody::new_passphrase()
                .map_err(|error| refused_random(&args.file, &error))?,
            (file, _) => desk.passphrase(file.as_deref(), true)?,
        };
        let made = mioboe::now();
        let kit = match &args.kit {
            Some(to) => Some(Kit::begin(desk, to, &args.file, &passphrase, made)?),
            None => None,
        };
        let done = back_up(desk, &args.file, passphrase, made);
        let backed = match (done, kit) {
            (Ok(backed), kit) => {
                if let Some(kit) = kit {
                    kit.end(desk, &args.file)?;
                }
                backed
            }
            (Err(stopped), kit) => {
                if let Some(kit) = kit {
                    kit.take_back();
                }
                return Err(stopped);
            }
        };
        let file = args.file.display().to_string();
        let rows = backed.rows.values().sum();
        let id = if args.kit.is_some() {
            "backup-done-kit"
        } else {
            "backup-done"
        };
        desk.tell(
            id,
            &[("file", Value::Text(&file)), ("rows", Value::Count(rows))],
        );
        Ok(Outcome::Nothing)
    })
}

fn back_up(
    desk: &Desk<'_>,
    file: &Path,
    passphrase: Secret<String>,
    made: Instant,
) -> Result<Backed, Stopped> {
    let store = desk.open()?;
    let key = BackupKey::Passphrase(passphrase, Work::OneSecond);
    let done = desk.runner.run(store.backup(file, &key, made));
    desk.runner.run(store.close());
    done.map_err(|error| desk.refused(&error))
}

fn refused_random(file: &Path, error: &io::Error) -> Refused {
    Refused {
        file: file.display().to_string(),
        trouble: Trouble {
            detail: Some(error.to_string()),
            ..Trouble::of(FailureKind::NoRandom)
        },
    }
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
        let done = desk
            .runner
            .run(mioboe::custody::forget(&store, &what, mioboe::now()));
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
