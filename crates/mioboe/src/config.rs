//! What the person set up: whose affairs, which mailboxes, where secrets lie, and how they want to be told.
//!
//! The file holds no secret, only their names. A key that is not known is refused, since a misspelled one would
//! silently do nothing.

use std::path::PathBuf;

use facts::{AccountId, PersonId};
use jiff::tz::TimeZone;
pub use outside::Security;
use serde::Deserialize;

use crate::telling::{QuietFault, QuietHours};

/// A configuration, read and found to make sense.
#[derive(Clone, Debug)]
pub struct Config {
    /// Whose affairs are kept.
    pub person: PersonId,
    /// A PostgreSQL URL without a password, where the store is a shared one.
    pub store: Option<String>,
    /// The zone of the person's days; that of the system where none is named.
    pub zone: Option<TimeZone>,
    /// Where secrets lie.
    pub secrets: SecretsAt,
    /// What is watched.
    pub mailboxes: Vec<Mailbox>,
    /// How the person is told.
    pub channels: Vec<Channel>,
    /// When nobody is told.
    pub quiet: Option<Quiet>,
    /// How many notices go out by one way before the rest waits for a digest.
    pub digest: Digest,
}

/// How many notices go out by one way before the rest waits and goes out as one.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Digest {
    /// So many, at least one.
    pub after: u16,
    /// Within so many minutes, at least one and at most a day's.
    pub minutes: u16,
}

impl Default for Digest {
    /// Three in half an hour.
    fn default() -> Self {
        Self {
            after: 3,
            minutes: 30,
        }
    }
}

impl Digest {
    const DAY: u16 = 24 * 60;

    fn checked(self) -> Result<Self, ConfigError> {
        if self.after == 0 || !(1..=Self::DAY).contains(&self.minutes) {
            return Err(ConfigError::Digest);
        }
        Ok(self)
    }
}

/// Where secrets lie.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SecretsAt {
    /// The keyring of the desktop.
    #[default]
    Keyring,
    /// A file behind a passphrase, in the data folder.
    File,
    /// What systemd hands over in `$CREDENTIALS_DIRECTORY`.
    Credentials,
    /// A program that prints one; `{name}` among the arguments stands for the secret's name.
    Command {
        /// The program.
        program: PathBuf,
        /// Its arguments.
        arguments: Vec<String>,
    },
}

/// A mailbox that is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// Its name in the store and in all that is shown.
    pub account: AccountId,
    /// Where its mails lie.
    pub place: MailboxPlace,
}

/// Where a mailbox lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailboxPlace {
    /// A folder of this machine.
    Maildir(PathBuf),
    /// A server.
    Imap(Imap),
}

/// A mailbox on a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imap {
    /// The server.
    pub server: Server,
    /// Whose mailbox, as the server wants it.
    pub user: String,
    /// The name of the password or token.
    pub secret: String,
    /// A file (PEM) of further authorities whose certificates count.
    pub roots: Option<PathBuf>,
    /// Where filters are read, as `host:port`.
    pub sieve: Option<(String, u16)>,
}

/// Which server a mailbox is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Server {
    /// A provider whose server is known by name.
    Preset(String),
    /// Any other.
    Named {
        /// The name that its certificate bears.
        host: String,
        /// The port.
        port: u16,
        /// How the connection is protected.
        security: Security,
        /// What the secret is.
        login: Login,
    },
}

/// What a mailbox's secret is.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Login {
    /// A password, as a rule one made for this program alone.
    #[default]
    Password,
    /// An OAuth access token.
    Xoauth2,
}

/// A way of telling.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(tag = "channel", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Channel {
    /// The desktop of this machine.
    Desktop,
    /// An ntfy server.
    Ntfy {
        /// Its address, without the topic.
        server: String,
        /// The name of the secret that the topic is.
        topic: String,
        /// The name of an access token.
        token: Option<String>,
        /// Whether an unencrypted server of the home network is meant.
        #[serde(default)]
        plain: bool,
    },
    /// Any program that takes a signed HTTP POST.
    Webhook {
        /// Its address.
        address: String,
        /// The name of the key that signs.
        key: String,
        /// Whether an unencrypted server of the home network is meant.
        #[serde(default)]
        plain: bool,
    },
    /// A mail.
    Mail {
        /// The server that takes it.
        host: String,
        /// Its port.
        port: u16,
        /// How the connection is protected.
        #[serde(default)]
        security: Security,
        /// The user, where the server asks for one.
        user: Option<String>,
        /// The name of the password.
        secret: Option<String>,
        /// The sender.
        from: String,
        /// The recipient.
        to: String,
    },
}

impl Channel {
    /// The word under which what waits for this way of telling is kept; one way of each kind.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Desktop => "desktop",
            Self::Ntfy { .. } => "ntfy",
            Self::Webhook { .. } => "webhook",
            Self::Mail { .. } => "mail",
        }
    }
}

/// When nobody is told.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Quiet {
    /// From when, as `22:00`.
    pub from: String,
    /// Until when.
    pub until: String,
    /// Whether what is urgent is told all the same.
    #[serde(default)]
    pub urgent_at_night: bool,
}

/// Why a configuration is refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// It is no TOML, or has a key that is not known, or a value of the wrong kind; the line is named.
    #[error("{0}")]
    Form(String),
    /// A mailbox or way of telling has a name that another one has.
    #[error("`{0}` stands there twice")]
    Twice(String),
    /// A mailbox says neither or both of where it is.
    #[error("mailbox `{0}` needs one of `preset`, `host` and `maildir`")]
    NoPlace(String),
    /// A mailbox on a server has no user.
    #[error("mailbox `{0}` needs `user`")]
    NoUser(String),
    /// A name is empty, too long, or has other letters than `a`-`z`, digits, `-` and `_`.
    #[error("`{0}` is no name: small letters, digits, `-` and `_`, at most 40")]
    Name(String),
    /// The zone is not known.
    #[error("`{0}` is no time zone")]
    Zone(String),
    /// `secrets.place` is `command` without a program, or another with one.
    #[error("a program is named for the place `command`, and for no other")]
    Program,
    /// The address of a server of filters is not `host:port`.
    #[error("`{0}` is not of the form host:port")]
    Sieve(String),
    /// The quiet hours are none.
    #[error("quiet: {0}")]
    Quiet(#[from] QuietFault),
    /// A digest after no notice, or of no time or more than a day.
    #[error("digest: `after` is at least 1, and `minutes` are 1 to 1440")]
    Digest,
    /// The store's URL holds a password.
    #[error("the store's address holds a password; PostgreSQL reads it from ~/.pgpass")]
    PasswordInStore,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    person: Option<String>,
    store: Option<String>,
    zone: Option<String>,
    #[serde(default)]
    secrets: Secrets,
    #[serde(default)]
    mailbox: Vec<RawMailbox>,
    #[serde(default)]
    tell: Vec<Channel>,
    quiet: Option<Quiet>,
    digest: Option<Digest>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Secrets {
    #[serde(default)]
    place: PlaceWord,
    program: Option<PathBuf>,
    #[serde(default)]
    arguments: Vec<String>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PlaceWord {
    #[default]
    Keyring,
    File,
    Credentials,
    Command,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMailbox {
    name: String,
    preset: Option<String>,
    host: Option<String>,
    port: Option<u16>,
    #[serde(default)]
    security: Security,
    #[serde(default)]
    login: Login,
    user: Option<String>,
    secret: Option<String>,
    roots: Option<PathBuf>,
    sieve: Option<String>,
    maildir: Option<PathBuf>,
}

impl Default for Config {
    /// What holds where there is no file: nothing is watched and nobody told.
    fn default() -> Self {
        Self {
            person: PersonId(ME.into()),
            store: None,
            zone: None,
            secrets: SecretsAt::default(),
            mailboxes: Vec::new(),
            channels: Vec::new(),
            quiet: None,
            digest: Digest::default(),
        }
    }
}

/// The person where none is named.
const ME: &str = "me";

/// Octets of a name at most.
const LONGEST_NAME: usize = 40;

impl Config {
    /// Reads a configuration.
    ///
    /// # Errors
    /// [`ConfigError`], where it cannot be what the person meant.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let file: File = toml::from_str(text).map_err(|error| form(text, &error))?;
        let mut names: Vec<String> = Vec::new();
        let mut once = |name: &str| {
            let is_new = !names.iter().any(|known| known == name);
            names.push(name.to_owned());
            is_new
                .then_some(())
                .ok_or_else(|| ConfigError::Twice(name.to_owned()))
        };
        let mut mailboxes = Vec::new();
        for raw in file.mailbox {
            once(&raw.name)?;
            mailboxes.push(mailbox(raw)?);
        }
        for channel in &file.tell {
            once(&format!("tell {}", channel.word()))?;
        }
        let person = file.person.unwrap_or_else(|| ME.to_owned());
        if file.store.as_deref().is_some_and(has_password) {
            return Err(ConfigError::PasswordInStore);
        }
        Ok(Self {
            person: PersonId(name(&person)?.into()),
            store: file.store,
            zone: file
                .zone
                .map(|zone| TimeZone::get(&zone).map_err(|_| ConfigError::Zone(zone)))
                .transpose()?,
            secrets: secrets(file.secrets)?,
            mailboxes,
            channels: file.tell,
            quiet: file.quiet.map(checked_quiet).transpose()?,
            digest: file.digest.unwrap_or_default().checked()?,
        })
    }
}

/// What is wrong and in which line. The line itself is not shown: somebody may have written a password there.
fn form(text: &str, error: &toml::de::Error) -> ConfigError {
    let before = error
        .span()
        .and_then(|span| text.get(..span.start))
        .unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    ConfigError::Form(format!("{line}: {}", error.message()))
}

/// The quiet hours, which hold whatever the zone.
fn checked_quiet(quiet: Quiet) -> Result<Quiet, ConfigError> {
    QuietHours::parse(&quiet.from, &quiet.until, TimeZone::UTC)?;
    Ok(quiet)
}

/// Whether a URL has a password before its host.
fn has_password(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let login = host.rsplit_once('@').map(|(login, _)| login);
    login.is_some_and(|login| login.contains(':')) || url.contains("password=")
}

fn name(written: &str) -> Result<&str, ConfigError> {
    let is_name = (1..=LONGEST_NAME).contains(&written.len())
        && written
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b));
    is_name
        .then_some(written)
        .ok_or_else(|| ConfigError::Name(written.to_owned()))
}

fn secrets(raw: Secrets) -> Result<SecretsAt, ConfigError> {
    match (raw.place, raw.program) {
        (PlaceWord::Command, Some(program)) => Ok(SecretsAt::Command {
            program,
            arguments: raw.arguments,
        }),
        (PlaceWord::Command, None) | (_, Some(_)) => Err(ConfigError::Program),
        (PlaceWord::Keyring, None) => Ok(SecretsAt::Keyring),
        (PlaceWord::File, None) => Ok(SecretsAt::File),
        (PlaceWord::Credentials, None) => Ok(SecretsAt::Credentials),
    }
}

fn mailbox(raw: RawMailbox) -> Result<Mailbox, ConfigError> {
    let account = AccountId(name(&raw.name)?.into());
    let server = match (raw.preset, raw.host, raw.maildir) {
        (None, None, Some(folder)) => {
            return Ok(Mailbox {
                account,
                place: MailboxPlace::Maildir(folder),
            });
        }
        (Some(preset), None, None) => Server::Preset(preset),
        (None, Some(host), None) => Server::Named {
            host,
            port: raw.port.unwrap_or(match raw.security {
                Security::Tls => 993,
                Security::StartTls | Security::PlainToLoopback => 143,
            }),
            security: raw.security,
            login: raw.login,
        },
        _ => return Err(ConfigError::NoPlace(raw.name)),
    };
    let sieve = raw
        .sieve
        .map(|written| {
            let parts = written
                .rsplit_once(':')
                .and_then(|(host, port)| Some((host.to_owned(), port.parse().ok()?)));
            parts.ok_or(ConfigError::Sieve(written))
        })
        .transpose()?;
    Ok(Mailbox {
        place: MailboxPlace::Imap(Imap {
            server,
            user: raw
                .user
                .ok_or_else(|| ConfigError::NoUser(raw.name.clone()))?,
            secret: raw.secret.unwrap_or(raw.name),
            roots: raw.roots,
            sieve,
        }),
        account,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_configuration_is_read() {
        let config = Config::parse(
            r#"
            person = "hanako"
            zone = "Asia/Tokyo"
            [secrets]
            place = "command"
            program = "pass"
            arguments = ["show", "mioboe/{name}"]
            [[mailbox]]
            name = "gmail"
            preset = "gmail"
            user = "hanako@gmail.example"
            [[mailbox]]
            name = "own"
            host = "mail.example"
            security = "starttls"
            user = "hanako"
            secret = "own-password"
            sieve = "mail.example:4190"
            [[mailbox]]
            name = "disk"
            maildir = "/home/hanako/Maildir"
            [[tell]]
            channel = "ntfy"
            server = "https://ntfy.example"
            topic = "ntfy-topic"
            [[tell]]
            channel = "desktop"
            [quiet]
            from = "22:00"
            until = "07:00"
            "#,
        )
        .expect("a configuration");
        assert_eq!(&*config.person.0, "hanako");
        assert_eq!(config.mailboxes.len(), 3);
        let MailboxPlace::Imap(gmail) = &config.mailboxes[0].place else {
            panic!("a server");
        };
        assert_eq!(gmail.secret, "gmail");
        let MailboxPlace::Imap(own) = &config.mailboxes[1].place else {
            panic!("a server");
        };
        assert!(matches!(own.server, Server::Named { port: 143, .. }));
        assert_eq!(own.sieve, Some(("mail.example".to_owned(), 4190)));
        let told: Vec<_> = config.channels.iter().map(Channel::word).collect();
        assert_eq!(told, ["ntfy", "desktop"]);
        assert!(config.zone.is_some() && config.quiet.is_some());
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        struct Case {
            text: &'static str,
            refused: ConfigError,
        }
        for case in [
            Case {
                text: "[[mailbox]]\nname = \"a\"",
                refused: ConfigError::NoPlace("a".into()),
            },
            Case {
                text: "[[mailbox]]\nname = \"a\"\npreset = \"b\"\nmaildir = \"/c\"",
                refused: ConfigError::NoPlace("a".into()),
            },
            Case {
                text: "[[mailbox]]\nname = \"a\"\nhost = \"h\"",
                refused: ConfigError::NoUser("a".into()),
            },
            Case {
                text: "[[mailbox]]\nname = \"../a\"\nmaildir = \"/c\"",
                refused: ConfigError::Name("../a".into()),
            },
            Case {
                text: "[[mailbox]]\nname = \"a\"\nmaildir = \"/c\"\n[[mailbox]]\nname = \"a\"\nmaildir = \"/d\"",
                refused: ConfigError::Twice("a".into()),
            },
            Case {
                text: "[[tell]]\nchannel = \"desktop\"\n[[tell]]\nchannel = \"desktop\"",
                refused: ConfigError::Twice("tell desktop".into()),
            },
            Case {
                text: "zone = \"Mars/Base\"",
                refused: ConfigError::Zone("Mars/Base".into()),
            },
            Case {
                text: "[secrets]\nplace = \"command\"",
                refused: ConfigError::Program,
            },
            Case {
                text: "[[mailbox]]\nname = \"a\"\nhost = \"h\"\nuser = \"u\"\nsieve = \"h\"",
                refused: ConfigError::Sieve("h".into()),
            },
            Case {
                text: "[quiet]\nfrom = \"22:00\"\nuntil = \"22:00\"",
                refused: ConfigError::Quiet(QuietFault::Empty),
            },
            Case {
                text: "[digest]\nafter = 0\nminutes = 30",
                refused: ConfigError::Digest,
            },
            Case {
                text: "[digest]\nafter = 1\nminutes = 1441",
                refused: ConfigError::Digest,
            },
            Case {
                text: "store = \"postgres://me:secret@db.example/mioboe\"",
                refused: ConfigError::PasswordInStore,
            },
        ] {
            let refused = Config::parse(case.text).expect_err(case.text);
            assert_eq!(refused, case.refused, "{}", case.text);
        }
        let hidden =
            Config::parse("zone = \"UTC\"\n\npassword = \"hush-7c1e\"").expect_err("unknown");
        assert!(
            matches!(&hidden, ConfigError::Form(told) if told.starts_with("3:") && !told.contains("hush")),
            "{hidden}"
        );
        let unknown = Config::parse("persons = \"me\"").expect_err("unknown");
        assert!(matches!(unknown, ConfigError::Form(told) if told.contains("persons")));
        assert!(Config::parse("").is_ok_and(|config| config.mailboxes.is_empty()));
    }
}
