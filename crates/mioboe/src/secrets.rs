//! Held secrets where the configuration says that they lie, and which of them it names.

use std::path::{Path, PathBuf};
use std::time::Duration;

use facts::Secret;
use outside::secrets::{CommandSettings, KeyringSettings};
pub use outside::secrets::{NameFault, SecretError, SecretName, SecretPlace};
use outside::{DoorName, Doors};

use crate::config::{Channel, Config, MailboxPlace, SecretsAt};

/// How long one question to the keyring or to a program may take; a person who unlocks the keyring has all the time.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the process was handed by whoever started it; the library reads no environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handed {
    /// The address of the session's bus (`DBUS_SESSION_BUS_ADDRESS`).
    pub bus: Option<String>,
    /// The folder with systemd's credentials (`CREDENTIALS_DIRECTORY`).
    pub credentials: Option<PathBuf>,
}

/// Why the place of secrets cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlaceError<E> {
    /// The place itself: usually no keyring answers.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The door that leads there is shut.
    #[error("the door `{}` is shut", .0.as_str())]
    Shut(DoorName),
    /// The configuration names systemd's credentials, and the process was handed none: it was not started as a service.
    #[error("no credentials were handed over")]
    NoCredentials,
    /// The file's passphrase was not given.
    #[error("no passphrase was given")]
    Passphrase(E),
}

/// The file behind a passphrase, where secrets lie in one.
#[must_use]
pub fn file(data: &Path) -> PathBuf {
    data.join("secrets")
}

/// The place that the configuration names. Nothing is read there yet; `passphrase` is asked for only where the place is
/// a file.
///
/// A keyring and a program are waited for on this thread, so the place is used outside of a [`crate::Runner`].
///
/// # Errors
/// [`PlaceError`], where the place cannot be used from here.
pub fn place<E>(
    config: &Config,
    doors: &Doors,
    data: &Path,
    handed: &Handed,
    passphrase: impl FnOnce() -> Result<Secret<String>, E>,
) -> Result<SecretPlace, PlaceError<E>> {
    match &config.secrets {
        SecretsAt::Keyring => {
            let settings = KeyringSettings {
                bus: handed.bus.clone().ok_or(SecretError::NoKeyring)?,
                patience: PATIENCE,
            };
            let place = doors.keyring(settings)?;
            place.ok_or(PlaceError::Shut(DoorName::Keyring))
        }
        SecretsAt::File => {
            let passphrase = passphrase().map_err(PlaceError::Passphrase)?;
            Ok(SecretPlace::file(file(data), passphrase))
        }
        SecretsAt::Credentials => {
            let folder = handed.credentials.clone();
            let folder = folder.ok_or(PlaceError::NoCredentials)?;
            Ok(SecretPlace::credentials(folder))
        }
        SecretsAt::Command { program, arguments } => {
            let settings = CommandSettings {
                program: program.clone(),
                arguments: arguments.clone(),
                patience: PATIENCE,
            };
            let place = doors.secret_command(settings);
            place.ok_or(PlaceError::Shut(DoorName::Children))
        }
    }
}

/// A secret that the configuration names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needed {
    /// Its name, as it is written there.
    pub name: String,
    /// The mailbox or the way of telling that uses it.
    pub by: String,
}

/// The secrets that the configuration names, in its order.
#[must_use]
pub fn needed(config: &Config) -> Vec<Needed> {
    let mut needed = Vec::new();
    for mailbox in &config.mailboxes {
        if let MailboxPlace::Imap(imap) = &mailbox.place {
            needed.push(Needed {
                name: imap.secret.clone(),
                by: mailbox.account.0.to_string(),
            });
        }
    }
    for channel in &config.channels {
        let names = match channel {
            Channel::Desktop => [None, None],
            Channel::Ntfy { topic, token, .. } => [Some(topic), token.as_ref()],
            Channel::Webhook { key, .. } => [Some(key), None],
            Channel::Mail { secret, .. } => [secret.as_ref(), None],
        };
        needed.extend(names.into_iter().flatten().map(|name| Needed {
            name: name.clone(),
            by: channel.word().to_owned(),
        }));
    }
    needed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> Config {
        Config::parse(text).expect("a configuration")
    }

    fn name(text: &str) -> SecretName {
        SecretName::parse(text).expect("a name")
    }

    fn unasked() -> Result<Secret<String>, ()> {
        panic!("no passphrase is needed here");
    }

    #[test]
    fn a_file_lies_in_the_data_folder_behind_its_passphrase() {
        let data = tempfile::tempdir().expect("a folder");
        let config = config("[secrets]\nplace = \"file\"");
        let open = |passphrase: &str| {
            let given = Secret::new(passphrase.to_owned());
            place(
                &config,
                &Doors::shut(),
                data.path(),
                &Handed::default(),
                || Ok::<_, ()>(given),
            )
            .expect("a file needs no door")
        };
        open("first")
            .set(&name("gmail"), &Secret::new("hush".into()))
            .expect("kept");
        assert!(file(data.path()).exists());
        let got = open("first").get(&name("gmail")).expect("there");
        assert_eq!(got.reveal(), "hush");
        let wrong = open("second").get(&name("gmail"));
        assert!(matches!(wrong, Err(SecretError::WrongPassphrase(_))));
        let refused = place(
            &config,
            &Doors::shut(),
            data.path(),
            &Handed::default(),
            || Err(7),
        );
        assert!(matches!(refused, Err(PlaceError::Passphrase(7))));
    }

    #[test]
    fn credentials_and_programs_are_read_and_never_written() {
        let data = tempfile::tempdir().expect("a folder");
        std::fs::write(data.path().join("gmail"), "hush\n").expect("a credential");
        let credentials = config("[secrets]\nplace = \"credentials\"");
        let handed = Handed {
            credentials: Some(data.path().to_owned()),
            ..Handed::default()
        };
        let open = place(&credentials, &Doors::shut(), data.path(), &handed, unasked);
        let open = open.expect("handed over");
        assert_eq!(open.get(&name("gmail")).expect("there").reveal(), "hush");
        let written = open.set(&name("gmail"), &Secret::new("other".into()));
        assert!(matches!(written, Err(SecretError::ReadOnly)));
        let none = place(
            &credentials,
            &Doors::shut(),
            data.path(),
            &Handed::default(),
            unasked,
        );
        assert!(matches!(none, Err(PlaceError::NoCredentials)));
        let program = config(
            "[secrets]\nplace = \"command\"\nprogram = \"/bin/echo\"\narguments = [\"{name}\"]",
        );
        let open = place(&program, &Doors::default(), data.path(), &handed, unasked);
        let got = open.expect("a program").get(&name("gmail"));
        assert_eq!(got.expect("printed").reveal(), "gmail");
        let shut = place(&program, &Doors::shut(), data.path(), &handed, unasked);
        assert!(matches!(shut, Err(PlaceError::Shut(DoorName::Children))));
    }

    #[test]
    fn a_keyring_needs_its_door_and_a_bus() {
        let data = Path::new("/nonexistent");
        let keyring = config("");
        let no_bus = place(
            &keyring,
            &Doors::default(),
            data,
            &Handed::default(),
            unasked,
        );
        assert!(matches!(
            no_bus,
            Err(PlaceError::Secret(SecretError::NoKeyring))
        ));
        let handed = Handed {
            bus: Some("unix:path=/nonexistent/bus".into()),
            ..Handed::default()
        };
        let shut = place(&keyring, &Doors::shut(), data, &handed, unasked);
        assert!(matches!(shut, Err(PlaceError::Shut(DoorName::Keyring))));
        let no_answer = place(&keyring, &Doors::default(), data, &handed, unasked);
        assert!(matches!(
            no_answer.expect("it may answer later").names(),
            Err(SecretError::NoKeyring)
        ));
    }

    #[test]
    fn the_secrets_that_are_needed_stand_in_the_configuration() {
        let config = config(
            r#"
            [[mailbox]]
            name = "own"
            host = "mail.example"
            user = "hanako"
            secret = "own-password"
            [[mailbox]]
            name = "disk"
            maildir = "/home/hanako/Maildir"
            [[tell]]
            channel = "ntfy"
            server = "https://ntfy.example"
            topic = "ntfy-topic"
            token = "ntfy-token"
            [[tell]]
            channel = "desktop"
            "#,
        );
        let needed = needed(&config);
        let needed: Vec<_> = needed.iter().map(|it| (&*it.name, &*it.by)).collect();
        assert_eq!(
            needed,
            [
                ("own-password", "own"),
                ("ntfy-topic", "ntfy"),
                ("ntfy-token", "ntfy")
            ]
        );
    }
}
