//! From what the person set up to doors that can be opened: mailboxes, filters and ways of telling.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use facts::Secret;
use outside::Security;
use outside::imap::{ImapLimits, ImapSettings, Login, LoginKind, MailboxPreset, presets};
use outside::secrets::{SecretError, SecretName, SecretPlace};
use outside::sieve::SieveSettings;
use outside::tell::{
    AddressFault, DesktopSettings, NtfySettings, PlainHttp, SmtpFault, SmtpLogin, SmtpSettings,
    Topic, TopicFault, WebAddress, WebhookSettings,
};
use outside::{Doors, Roots, TlsError};

use crate::config::{self, Channel, Imap, Server};

/// Octets of a file of authorities.
const LARGEST_ROOTS: u64 = 8 << 20;

/// For how long one notice, or reading all filters, may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A way of telling, open; shared with the thread that waits for the other side.
pub(crate) type Way = Arc<dyn outside::tell::Channel>;

/// What is set up and cannot be used so; the person has to change something.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AccessError {
    /// No provider of this name is known.
    #[error("`{0}` is no provider that is known")]
    UnknownPreset(String),
    /// The secret is not there, or cannot be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// A secret is named, and there is no place where any lies.
    #[error("there is no place for secrets")]
    NoSecrets,
    /// The name of a secret cannot be one.
    #[error("`{0}` cannot be the name of a secret")]
    SecretName(String),
    /// The file of authorities cannot be read.
    #[error("{path} cannot be read: {source}")]
    Roots {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The address of a way of telling is not taken.
    #[error(transparent)]
    Address(#[from] AddressFault),
    /// The secret is no topic.
    #[error(transparent)]
    Topic(#[from] TopicFault),
    /// There are no certificates to trust.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// Notices cannot be sent by mail with these settings.
    #[error(transparent)]
    Smtp(#[from] SmtpFault),
    /// No desktop runs in this session.
    #[error("there is no desktop in this session")]
    NoDesktop,
    /// Filters are read with a password, and the mailbox has an access token.
    #[error("filters (`sieve`) are read with a password, not with an access token")]
    FiltersByToken,
    /// The door is shut.
    #[error("the door `{0}` is shut")]
    Shut(&'static str),
    /// A fault of ours: a thread that waited for it broke.
    #[error("a thread broke")]
    Broken,
}

impl AccessError {
    /// Whether the same may succeed later: a program or a keyring that gives its secret again.
    #[must_use]
    pub fn is_worth_retrying(&self) -> bool {
        matches!(
            self,
            Self::Secret(
                SecretError::CommandTimedOut(_)
                    | SecretError::CommandFailed(_)
                    | SecretError::Locked
                    | SecretError::NoKeyring
            )
        )
    }
}

/// Where a mailbox is and how to get in, with its secret fetched anew.
///
/// # Errors
/// [`AccessError`], where something has to be changed first.
pub(crate) fn imap_settings(
    imap: &Imap,
    secrets: Option<&SecretPlace>,
) -> Result<ImapSettings, AccessError> {
    let (host, port, security, login) = server(imap)?;
    let secret = held(secrets, &imap.secret)?;
    Ok(ImapSettings {
        host,
        port,
        security,
        user: imap.user.clone(),
        login: match login {
            config::Login::Password => Login::Password(secret),
            config::Login::Xoauth2 => Login::XOAuth2(secret),
        },
        extra_roots: imap
            .roots
            .as_deref()
            .map(read_roots)
            .transpose()?
            .unwrap_or_default(),
        limits: ImapLimits::default(),
    })
}

/// The host, port, security and kind of login of a mailbox.
fn server(imap: &Imap) -> Result<(String, u16, Security, config::Login), AccessError> {
    Ok(match &imap.server {
        Server::Preset(name) => {
            let preset = preset(name)?;
            let login = match preset.login {
                LoginKind::Xoauth2 => config::Login::Xoauth2,
                LoginKind::Password | LoginKind::AppPassword => config::Login::Password,
            };
            (preset.host, preset.port, preset.security, login)
        }
        Server::Named {
            host,
            port,
            security,
            login,
        } => (host.clone(), *port, *security, *login),
    })
}

/// Where the filters of a mailbox are read; `None` where no server of filters is named.
///
/// # Errors
/// [`AccessError`], where something has to be changed first.
pub(crate) fn sieve_settings(
    imap: &Imap,
    secrets: Option<&SecretPlace>,
) -> Result<Option<SieveSettings>, AccessError> {
    let Some((host, port)) = &imap.sieve else {
        return Ok(None);
    };
    let (_, _, security, login) = server(imap)?;
    // The access token of one server is no password for another.
    if login == config::Login::Xoauth2 {
        return Err(AccessError::FiltersByToken);
    }
    Ok(Some(SieveSettings {
        host: host.clone(),
        port: *port,
        security: match security {
            Security::PlainToLoopback => Security::PlainToLoopback,
            Security::Tls | Security::StartTls => Security::StartTls,
        },
        user: imap.user.clone(),
        password: held(secrets, &imap.secret)?,
        roots: imap.roots.clone().map_or(Roots::System, Roots::File),
        patience: PATIENCE,
    }))
}

/// Opens a way of telling.
///
/// # Errors
/// [`AccessError`], where something has to be changed first.
pub(crate) fn way(
    channel: &Channel,
    doors: &Doors,
    secrets: Option<&SecretPlace>,
    bus: Option<&str>,
) -> Result<Way, AccessError> {
    let address = |text: &str, plain: bool| {
        let plain = if plain {
            PlainHttp::HomeNetwork
        } else {
            PlainHttp::Never
        };
        WebAddress::parse(text, plain)
    };
    let opened: Option<Way> = match channel {
        Channel::Desktop => {
            let bus = bus.ok_or(AccessError::NoDesktop)?.to_owned();
            let settings = DesktopSettings {
                bus,
                patience: PATIENCE,
            };
            doors.desktop(settings).map(|door| Arc::new(door) as Way)
        }
        Channel::Ntfy {
            server,
            topic,
            token,
            plain,
        } => doors
            .ntfy(NtfySettings {
                server: address(server, *plain)?,
                topic: Topic::parse(held(secrets, topic)?.reveal())?,
                token: token
                    .as_deref()
                    .map(|name| held(secrets, name))
                    .transpose()?,
                roots: Roots::System,
                patience: PATIENCE,
            })?
            .map(|door| Arc::new(door) as Way),
        Channel::Webhook {
            address: url,
            key,
            plain,
        } => doors
            .webhook(WebhookSettings {
                address: address(url, *plain)?,
                key: held(secrets, key)?,
                roots: Roots::System,
                patience: PATIENCE,
            })?
            .map(|door| Arc::new(door) as Way),
        Channel::Mail {
            host,
            port,
            security,
            user,
            secret,
            from,
            to,
        } => {
            let login = match (user, secret) {
                (Some(user), Some(name)) => Some(SmtpLogin {
                    user: user.clone(),
                    password: held(secrets, name)?,
                }),
                _ => None,
            };
            doors
                .smtp(SmtpSettings {
                    host: host.clone(),
                    port: *port,
                    security: *security,
                    login,
                    from: from.clone(),
                    to: to.clone(),
                    roots: Roots::System,
                    patience: PATIENCE,
                })?
                .map(|door| Arc::new(door) as Way)
        }
    };
    opened.ok_or(AccessError::Shut(channel.word()))
}

fn preset(name: &str) -> Result<MailboxPreset, AccessError> {
    let known = presets().unwrap_or_default();
    known
        .into_iter()
        .find(|preset| preset.id == name)
        .ok_or_else(|| AccessError::UnknownPreset(name.to_owned()))
}

fn held(secrets: Option<&SecretPlace>, name: &str) -> Result<Secret<String>, AccessError> {
    let secrets = secrets.ok_or(AccessError::NoSecrets)?;
    let name = SecretName::parse(name).map_err(|_| AccessError::SecretName(name.to_owned()))?;
    Ok(secrets.get(&name)?)
}

fn read_roots(path: &Path) -> Result<Vec<u8>, AccessError> {
    let failed = |source| AccessError::Roots {
        path: path.to_owned(),
        source,
    };
    let mut pem = Vec::new();
    File::open(path)
        .map_err(failed)?
        .take(LARGEST_ROOTS)
        .read_to_end(&mut pem)
        .map_err(failed)?;
    Ok(pem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_authorities_without_end_is_read_in_part() {
        let pem = read_roots(Path::new("/dev/zero")).expect("it can be read");
        assert_eq!(pem.len() as u64, LARGEST_ROOTS);
        let missing = read_roots(Path::new("/nowhere/at/all.pem"));
        assert!(matches!(missing, Err(AccessError::Roots { .. })));
    }

    #[test]
    fn what_is_set_up_wrongly_is_named() {
        let imap = |server| Imap {
            server,
            user: "hanako@shop.example".to_owned(),
            secret: "work".to_owned(),
            roots: None,
            sieve: None,
        };
        let unknown = imap_settings(&imap(Server::Preset("nowhere".to_owned())), None);
        assert!(matches!(unknown, Err(AccessError::UnknownPreset(name)) if name == "nowhere"));
        let without = imap_settings(&imap(Server::Preset("gmail".to_owned())), None);
        assert!(matches!(without, Err(AccessError::NoSecrets)));
        assert!(matches!(
            sieve_settings(&imap(Server::Preset("gmail".to_owned())), None),
            Ok(None)
        ));
        let by_token = Imap {
            sieve: Some(("mail.shop.example".to_owned(), 4190)),
            ..imap(Server::Named {
                host: "mail.shop.example".to_owned(),
                port: 993,
                security: Security::Tls,
                login: config::Login::Xoauth2,
            })
        };
        let filters = sieve_settings(&by_token, None);
        assert!(matches!(filters, Err(AccessError::FiltersByToken)));
        let doors = Doors::offline();
        let webhook = Channel::Webhook {
            address: "http://hook.example/".to_owned(),
            key: "hook".to_owned(),
            plain: false,
        };
        assert!(matches!(
            way(&webhook, &doors, None, None).err(),
            Some(AccessError::Address(AddressFault::NotEncrypted))
        ));
        assert!(matches!(
            way(&Channel::Desktop, &doors, None, None).err(),
            Some(AccessError::NoDesktop)
        ));
        let mail = Channel::Mail {
            host: "127.0.0.1".to_owned(),
            port: 25,
            security: Security::PlainToLoopback,
            user: None,
            secret: None,
            from: "mioboe@shop.example".to_owned(),
            to: "hanako@shop.example".to_owned(),
        };
        assert!(matches!(
            way(&mail, &doors, None, None).err(),
            Some(AccessError::Shut("mail"))
        ));
        assert!(way(&mail, &Doors::default(), None, None).is_ok());
    }
}
