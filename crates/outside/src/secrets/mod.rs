//! Held secrets: passwords that a watcher needs without anybody there to type them, and where they lie.
//!
//! Gift codes and kept mails are none of these: they are sealed, and a watcher cannot read them.

mod command;
mod credential;
mod file;
#[cfg(feature = "session-bus")]
mod keyring;

use std::path::PathBuf;
use std::time::Duration;

use facts::Secret;

use crate::{Door, Doors};

/// The name of a held secret, such as `anna@mail.example` for the password of that mailbox.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretName(String);

/// The text cannot be the name of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the name of a secret has 1 to 120 letters and digits of ASCII and the signs `@.+-_`, and begins with none of `.-`"
)]
pub struct NameFault;

impl SecretName {
    /// Octets of a name.
    const LONGEST: usize = 120;

    /// Takes a name: 1 to 120 letters and digits of ASCII and the signs `@.+-_`, the first one neither `.` nor `-`.
    ///
    /// A name becomes that of a file where secrets are files, so no name leads out of a folder.
    ///
    /// # Errors
    /// [`NameFault`], where the text is none.
    pub fn parse(text: &str) -> Result<Self, NameFault> {
        let is_name = (1..=Self::LONGEST).contains(&text.len())
            && !text.starts_with(['.', '-'])
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"@.+-_".contains(&b));
        is_name.then(|| Self(text.to_owned())).ok_or(NameFault)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where held secrets lie. Each act goes there anew, so nothing but the place itself is kept in memory.
#[derive(Debug)]
pub struct SecretPlace(Place);

#[derive(Debug)]
enum Place {
    #[cfg(feature = "session-bus")]
    Keyring(keyring::Keyring),
    File(file::SecretFile),
    Credential(credential::Credentials),
    Command(command::SecretCommand),
}

/// How the keyring of the desktop is reached.
#[derive(Clone, Debug)]
pub struct KeyringSettings {
    /// The address of the session bus, as `DBUS_SESSION_BUS_ADDRESS` has it. Only a bus of this machine is spoken to.
    pub bus: String,
    /// How long one question may take; unlocking waits for a person as long as they need.
    pub patience: Duration,
}

/// A program that prints a secret, such as a password manager.
#[derive(Clone, Debug)]
pub struct CommandSettings {
    /// The program.
    pub program: PathBuf,
    /// Its arguments, through no shell; `{name}` in them stands for the secret's name.
    pub arguments: Vec<String>,
    /// How long it may take.
    pub patience: Duration,
}

/// Why a secret is not here.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// There is none of this name.
    #[error("there is no secret named {}", .0.as_str())]
    NotFound(SecretName),
    /// Secrets of this place are not written by us: systemd or another program does that.
    #[error("secrets of this place cannot be changed from here")]
    ReadOnly,
    /// No keyring answers; usually no desktop runs here, as on a server.
    #[error("no keyring answers on this machine")]
    NoKeyring,
    /// The keyring is locked, and nobody unlocked it.
    #[error("the keyring is locked")]
    Locked,
    /// The passphrase does not open the file.
    #[error("the passphrase does not open {0}")]
    WrongPassphrase(PathBuf),
    /// The file was written by somebody who does not know the passphrase.
    #[error("{0} was changed by somebody else")]
    Tampered(PathBuf),
    /// The file is torn or holds something else; usually a disk or a copy that failed.
    #[error("{0} is damaged, or no file of secrets")]
    Damaged(PathBuf),
    /// The file was written by a newer version.
    #[error("{0} was written by a newer version")]
    TooNew(PathBuf),
    /// Others may read the file; `chmod 600` mends that.
    #[error("{0} can be read by others")]
    Exposed(PathBuf),
    /// The system refused.
    #[error("{path} cannot be used: {source}")]
    File {
        /// What was used.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The program cannot be started, failed, or printed nothing.
    #[error("{0} gave no secret")]
    CommandFailed(PathBuf),
    /// The program took too long.
    #[error("{0} took too long to give a secret")]
    CommandTimedOut(PathBuf),
    /// The secret is longer than any, or is no text.
    #[error("the secret named {} is too long, or no text", .0.as_str())]
    Unfit(SecretName),
    /// The system gives no random numbers; never seen.
    #[error("the system gives no random numbers")]
    NoRandom,
}

/// Octets of one secret: an access token has some thousand.
const LARGEST_SECRET: usize = 64 << 10;
/// Secrets of one place.
const MOST_SECRETS: usize = 1_000;

impl SecretPlace {
    /// A file behind a passphrase; it comes into being with the first secret. `docs/secrets.md` has its format.
    #[must_use]
    pub fn file(path: PathBuf, passphrase: Secret<String>) -> Self {
        Self(Place::File(file::SecretFile::new(path, passphrase)))
    }

    /// The folder in which systemd lays the credentials of a service (`CREDENTIALS_DIRECTORY`).
    #[must_use]
    pub fn credentials(folder: PathBuf) -> Self {
        Self(Place::Credential(credential::Credentials::new(folder)))
    }

    /// The secret.
    ///
    /// # Errors
    /// [`SecretError`], where there is none, or it cannot be read.
    pub fn get(&self, name: &SecretName) -> Result<Secret<String>, SecretError> {
        match &self.0 {
            #[cfg(feature = "session-bus")]
            Place::Keyring(place) => place.get(name),
            Place::File(place) => place.get(name),
            Place::Credential(place) => place.get(name),
            Place::Command(place) => place.get(name),
        }
    }

    /// Keeps a secret, in the place of an earlier one of that name.
    ///
    /// # Errors
    /// [`SecretError`], where it is not kept; then an earlier one still is.
    pub fn set(&self, name: &SecretName, secret: &Secret<String>) -> Result<(), SecretError> {
        if secret.reveal().len() > LARGEST_SECRET {
            return Err(SecretError::Unfit(name.clone()));
        }
        match &self.0 {
            #[cfg(feature = "session-bus")]
            Place::Keyring(place) => place.set(name, secret),
            Place::File(place) => place.set(name, secret),
            Place::Credential(_) | Place::Command(_) => Err(SecretError::ReadOnly),
        }
    }

    /// Forgets a secret.
    ///
    /// # Errors
    /// [`SecretError`], where there is none, or it cannot be forgotten.
    pub fn remove(&self, name: &SecretName) -> Result<(), SecretError> {
        match &self.0 {
            #[cfg(feature = "session-bus")]
            Place::Keyring(place) => place.remove(name),
            Place::File(place) => place.remove(name),
            Place::Credential(_) | Place::Command(_) => Err(SecretError::ReadOnly),
        }
    }

    /// The names of all secrets of the place, in order; of a command none is known.
    ///
    /// # Errors
    /// [`SecretError`], where the place cannot be read.
    pub fn names(&self) -> Result<Vec<SecretName>, SecretError> {
        match &self.0 {
            #[cfg(feature = "session-bus")]
            Place::Keyring(place) => place.names(),
            Place::File(place) => place.names(),
            Place::Credential(place) => place.names(),
            Place::Command(_) => Ok(Vec::new()),
        }
    }
}

impl Doors {
    /// The keyring of the desktop, unless the door is shut; whether it answers is seen at each act.
    ///
    /// # Errors
    /// [`SecretError::NoKeyring`], where the door is not shut and this build knows none.
    pub fn keyring(&self, settings: KeyringSettings) -> Result<Option<SecretPlace>, SecretError> {
        if self.keyring == Door::Shut {
            return Ok(None);
        }
        #[cfg(feature = "session-bus")]
        let place = Ok(Some(SecretPlace(Place::Keyring(keyring::Keyring::new(
            settings,
        )))));
        #[cfg(not(feature = "session-bus"))]
        let place = {
            drop(settings);
            Err(SecretError::NoKeyring)
        };
        place
    }

    /// A program that prints secrets, unless the door to children is shut; none is started before the first question.
    #[must_use]
    pub fn secret_command(&self, settings: CommandSettings) -> Option<SecretPlace> {
        match self.children {
            Door::Open => Some(SecretPlace(Place::Command(command::SecretCommand::new(
                settings,
            )))),
            Door::Shut => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_out_of_no_folder() {
        for (text, is_name) in [
            ("anna@mail.example", true),
            ("webhook_key", true),
            ("a+b", true),
            ("", false),
            (".", false),
            ("..", false),
            (".hidden", false),
            ("-rf", false),
            ("a/b", false),
            ("a\\b", false),
            ("a b", false),
            ("a\0", false),
            ("鍵", false),
        ] {
            assert_eq!(SecretName::parse(text).is_ok(), is_name, "{text}");
        }
        let long = "a".repeat(SecretName::LONGEST);
        assert!(SecretName::parse(&long).is_ok());
        assert!(SecretName::parse(&format!("{long}a")).is_err());
    }
}
