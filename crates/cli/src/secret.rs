//! `mioboe secret`: held secrets at the place that the configuration names. A secret is never printed.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};
use std::path::Path;

use facts::Secret;
use mioboe::Doors;
use mioboe::config::SecretsAt;
use mioboe::secrets::{self, PlaceError, SecretError, SecretName, SecretPlace};
use words::{FailureKind, Language, Value, label};

use crate::args::{Household, SecretAct, SecretArgs};
use crate::check::Outcome;
use crate::desk::{Desk, Stopped, empty, hidden_text, with_home};
use crate::home::{Home, handed};
use crate::piece::Trouble;
use crate::start::Refused;
use crate::terminal::Terminal;

/// Runs `mioboe secret`.
///
/// # Errors
/// Where standard output cannot be written.
pub(crate) fn run(
    args: &SecretArgs,
    language: Language,
    terminal: &mut Terminal,
) -> io::Result<Outcome> {
    let household = Household {
        store: None,
        config: args.config.clone(),
    };
    with_home(&household, language, terminal, |desk| {
        let passphrase_file = args.passphrase_file.as_deref();
        match &args.act {
            SecretAct::Set { secret_name, from } => {
                let name = name(secret_name)?;
                refuse_where_only_read(desk)?;
                let place = place(
                    desk,
                    &Doors::default(),
                    passphrase_file,
                    IsNew::WhereMissing,
                )?;
                let secret = new_secret(desk, &name, from.as_deref())?;
                make_data_folder(desk)?;
                let kept = place.set(&name, &secret);
                kept.map_err(|error| refused(desk, error))?;
                said(desk, "secret-kept", &name);
                tell_unknown(desk, &name);
                Ok(Outcome::Nothing)
            }
            SecretAct::Remove { secret_name } => {
                let name = name(secret_name)?;
                refuse_where_only_read(desk)?;
                let place = place(desk, &Doors::default(), passphrase_file, IsNew::Never)?;
                let removed = place.remove(&name);
                removed.map_err(|error| refused(desk, error))?;
                said(desk, "secret-removed", &name);
                Ok(Outcome::Nothing)
            }
            SecretAct::Test { secret_name } => {
                let name = name(secret_name)?;
                if has_no_file(desk) {
                    said(desk, "secret-absent", &name);
                    return Ok(Outcome::Found);
                }
                let place = place(desk, &Doors::default(), passphrase_file, IsNew::Never)?;
                match place.get(&name) {
                    Ok(secret) if secret.reveal().is_empty() => {
                        said(desk, "secret-there-empty", &name);
                        Ok(Outcome::Found)
                    }
                    Ok(_) => {
                        said(desk, "secret-there", &name);
                        tell_unknown(desk, &name);
                        Ok(Outcome::Nothing)
                    }
                    Err(SecretError::NotFound(_)) => {
                        said(desk, "secret-absent", &name);
                        Ok(Outcome::Found)
                    }
                    Err(error) => Err(refused(desk, error)),
                }
            }
        }
    })
}

/// Whether the file of secrets may come into being now.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum IsNew {
    Never,
    WhereMissing,
}

fn name(text: &str) -> Result<SecretName, Stopped> {
    SecretName::parse(text).map_err(|_| stopped(text, FailureKind::SecretName))
}

fn stopped(file: &str, kind: FailureKind) -> Stopped {
    Stopped::Refused(Refused {
        file: file.to_owned(),
        trouble: Trouble::of(kind),
    })
}

/// Nobody types a secret for a place that takes none.
fn refuse_where_only_read(desk: &Desk<'_>) -> Result<(), Stopped> {
    match desk.home.config.secrets {
        SecretsAt::Keyring | SecretsAt::File => Ok(()),
        SecretsAt::Credentials | SecretsAt::Command { .. } => {
            Err(refused(desk, SecretError::ReadOnly))
        }
    }
}

/// Whether secrets lie in a file that is not there yet, so that a passphrase would open nothing.
fn has_no_file(desk: &Desk<'_>) -> bool {
    desk.home.config.secrets == SecretsAt::File && !secrets::file(&desk.home.data).exists()
}

/// The place of secrets, as far as these doors lead there.
pub(crate) fn place(
    desk: &mut Desk<'_>,
    doors: &Doors,
    passphrase_file: Option<&Path>,
    is_new: IsNew,
) -> Result<SecretPlace, Stopped> {
    let is_new = is_new == IsNew::WhereMissing && has_no_file(desk);
    let (config, data) = (&desk.home.config, &desk.home.data);
    let passphrase = || desk.passphrase(passphrase_file, is_new);
    match secrets::place(config, doors, data, &handed(), passphrase) {
        Ok(place) => Ok(place),
        Err(PlaceError::Passphrase(stopped)) => Err(stopped),
        Err(PlaceError::Secret(error)) => Err(refused(desk, error)),
        Err(PlaceError::NoCredentials) => Err(stopped(
            &place_name(desk.home, desk.language),
            FailureKind::NoCredentials,
        )),
        Err(_) => Err(stopped(
            &place_name(desk.home, desk.language),
            FailureKind::SecretDoorShut,
        )),
    }
}

/// The secret, typed or out of a file; what an editor or `echo` left at its end is no part of it.
fn new_secret(
    desk: &mut Desk<'_>,
    name: &SecretName,
    from: Option<&Path>,
) -> Result<Secret<String>, Stopped> {
    let Some(from) = from else {
        if !io::stdin().is_terminal() {
            return Err(Stopped::Said("secret-wanted"));
        }
        let value = [("name", Value::Text(name.as_str()))];
        let typed = desk.asked("secret-prompt", &value)?;
        if typed.reveal().is_empty() {
            return Err(Stopped::Said("secret-wanted"));
        }
        return Ok(typed);
    };
    let text = hidden_text(from)?;
    let line = text.reveal().strip_suffix('\n').unwrap_or(text.reveal());
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() {
        return Err(empty(from));
    }
    // What is no UTF-8 was read as U+FFFD, and nobody could log in with that.
    if line.contains(['\n', '\r', '\0', '\u{fffd}']) {
        let from = from.display().to_string();
        return Err(stopped(&from, FailureKind::SecretUnfit));
    }
    Ok(Secret::new(line.to_owned()))
}

/// The folder for data, which only the person may enter.
fn make_data_folder(desk: &Desk<'_>) -> Result<(), Stopped> {
    if desk.home.config.secrets != SecretsAt::File {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&desk.home.data).map_err(|error| {
        Stopped::Refused(Refused {
            file: desk.home.data.display().to_string(),
            trouble: Trouble {
                detail: Some(error.to_string()),
                ..Trouble::of(FailureKind::SecretsUnusable)
            },
        })
    })
}

fn said(desk: &mut Desk<'_>, id: &str, name: &SecretName) {
    let place = place_name(desk.home, desk.language);
    let values = [
        ("name", Value::Text(name.as_str())),
        ("place", Value::Text(&place)),
    ];
    desk.tell(id, &values);
}

/// A slip of the finger in a name would show only when a mailbox cannot be opened.
fn tell_unknown(desk: &mut Desk<'_>, name: &SecretName) {
    let needed = secrets::needed(&desk.home.config);
    if needed.iter().any(|needed| needed.name == name.as_str()) {
        return;
    }
    let mut names = String::new();
    for needed in &needed {
        let comma = if names.is_empty() { "" } else { ", " };
        let _ = write!(names, "{comma}{}", needed.name);
    }
    if names.is_empty() {
        desk.tell("secret-not-named", &[]);
    } else {
        desk.tell("secret-not-named-but", &[("names", Value::Text(&names))]);
    }
}

/// What the place of secrets is called.
pub(crate) fn place_name(home: &Home, language: Language) -> String {
    match &home.config.secrets {
        SecretsAt::Keyring => label(language, "secrets-keyring"),
        SecretsAt::File => secrets::file(&home.data).display().to_string(),
        SecretsAt::Credentials => label(language, "secrets-credentials"),
        SecretsAt::Command { program, .. } => program.display().to_string(),
    }
}

fn refused(desk: &Desk<'_>, error: SecretError) -> Stopped {
    let place = place_name(desk.home, desk.language);
    Stopped::Refused(refusal(&place, &error))
}

/// A failure of the place of secrets, to be told.
pub(crate) fn refusal(place: &str, error: &SecretError) -> Refused {
    let shown = |path: &Path| path.display().to_string();
    let mut detail = None;
    let (file, kind) = match error {
        SecretError::NotFound(name) => (name.as_str().to_owned(), FailureKind::SecretNotFound),
        SecretError::Unfit(name) => (name.as_str().to_owned(), FailureKind::SecretUnfit),
        SecretError::ReadOnly => (place.to_owned(), FailureKind::SecretsReadOnly),
        SecretError::NoKeyring => (place.to_owned(), FailureKind::NoKeyring),
        SecretError::Locked => (place.to_owned(), FailureKind::KeyringLocked),
        SecretError::WrongPassphrase(path) => (shown(path), FailureKind::SecretsWrongPassphrase),
        SecretError::Tampered(path) => (shown(path), FailureKind::SecretsTampered),
        SecretError::Damaged(path) => (shown(path), FailureKind::SecretsDamaged),
        SecretError::TooNew(path) => (shown(path), FailureKind::SecretsNewer),
        SecretError::Exposed(path) => (shown(path), FailureKind::SecretsExposed),
        SecretError::File { path, source } => {
            detail = Some(source.to_string());
            (shown(path), FailureKind::SecretsUnusable)
        }
        SecretError::CommandFailed(program) => (shown(program), FailureKind::SecretCommandFailed),
        SecretError::CommandTimedOut(program) => (shown(program), FailureKind::SecretCommandLate),
        SecretError::NoRandom => (place.to_owned(), FailureKind::NoRandom),
        // A new way to fail comes with words of its own here.
        _ => (place.to_owned(), FailureKind::SecretsUnusable),
    };
    Refused {
        file,
        trouble: Trouble {
            detail,
            ..Trouble::of(kind)
        },
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn every_failure_of_a_place_has_words_of_its_own() {
        let name = || SecretName::parse("gmail").expect("a name");
        let path = || PathBuf::from("/data/secrets");
        let errors = [
            SecretError::NotFound(name()),
            SecretError::ReadOnly,
            SecretError::NoKeyring,
            SecretError::Locked,
            SecretError::WrongPassphrase(path()),
            SecretError::Tampered(path()),
            SecretError::Damaged(path()),
            SecretError::TooNew(path()),
            SecretError::Exposed(path()),
            SecretError::File {
                path: path(),
                source: io::ErrorKind::StorageFull.into(),
            },
            SecretError::CommandFailed(path()),
            SecretError::CommandTimedOut(path()),
            SecretError::Unfit(name()),
            SecretError::NoRandom,
        ];
        let mut kinds = std::collections::BTreeSet::new();
        for error in &errors {
            let refused = refusal("the place", error);
            assert!(kinds.insert(refused.trouble.kind), "{error}");
            for language in Language::ALL {
                let told = words::tell(language, &refused.trouble.at(&refused.file, None));
                assert!(told.message.contains(&refused.file) && !told.advice.is_empty());
            }
        }
    }
}
