//! What went wrong with a file, told to the person who named it.

use crate::book::phrase;
use crate::label::{Value, arguments};
use crate::{Language, format, say};

/// Why a file could not be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FailureKind {
    /// There is no such file or folder.
    NotFound,
    /// The operating system refuses to let us read it.
    NoPermission,
    /// Reading broke off; usually a disk or network drive.
    Unreadable,
    /// Nothing is in it.
    Empty,
    /// It holds bytes that are no text at all: a picture, a program.
    Binary,
    /// It is text, but has no header field of a mail.
    NoMail,
    /// It is over the limit that is read into memory.
    TooLarge,
    /// An mbox that breaks off or has something other than mails between its `From ` lines.
    MboxBroken,
    /// A folder or archive in which no mail was found.
    FolderEmpty,
    /// A mail or mailbox in a form that only one program reads.
    ForeignMailbox,
    /// An archive or compressed file in a form that we do not unpack.
    ForeignArchive,
    /// An archive or compressed file that is cut or damaged.
    ArchiveBroken,
    /// A file in an archive is locked with a password.
    ArchiveEncrypted,
    /// A compressed file expands to far more than mail ever does.
    ArchiveExpands,
    /// An archive from a pipe or in another archive is over the limit that is held in memory.
    ArchiveTooLarge,
    /// An archive has more entries than are read.
    TooManyEntries,
    /// Archives or folders lie deeper inside each other than is looked.
    TooDeep,
    /// The file of recorded DNS answers is not one.
    DnsFileRefused,
    /// The recorded DNS answers could not be written.
    DnsFileNotWritten,
    /// A brand file of the person's own is refused.
    BrandFileRefused,
    /// Nobody can be asked: no resolver could be set up.
    NoResolver,
    /// The folders of the person are not known: no home directory is set.
    NoHome,
    /// The configuration cannot be what was meant.
    ConfigRefused,
    /// The store was written by a newer version; nothing was touched.
    StoreNewer,
    /// Something else lies where the store should be; nothing was touched.
    StoreForeign,
    /// The store is damaged.
    StoreDamaged,
    /// The store may only be read.
    StoreReadOnly,
    /// The disk is full; nothing was kept.
    StoreFull,
    /// Another process holds the store.
    StoreBusy,
    /// The database does not answer or refuses us.
    StoreUnreachable,
    /// Anything else that the store said.
    StoreFailed,
    /// There is no held secret of this name.
    SecretNotFound,
    /// The text cannot be the name of a held secret.
    SecretName,
    /// A file with a secret or a passphrase has an empty first line.
    SecretEmpty,
    /// A secret is too long, no text, or one too many.
    SecretUnfit,
    /// Secrets of this place are written by somebody else.
    SecretsReadOnly,
    /// No keyring answers.
    NoKeyring,
    /// The keyring is locked, and nobody unlocked it.
    KeyringLocked,
    /// The passphrase does not open the file of secrets.
    SecretsWrongPassphrase,
    /// The file of secrets was changed by somebody who does not know its passphrase.
    SecretsTampered,
    /// The file of secrets is damaged or none.
    SecretsDamaged,
    /// The file of secrets was written by a newer version.
    SecretsNewer,
    /// Others may read the file of secrets.
    SecretsExposed,
    /// The system refuses the place of secrets.
    SecretsUnusable,
    /// The program that should print a secret failed.
    SecretCommandFailed,
    /// The program that should print a secret took too long.
    SecretCommandLate,
    /// The system gives no random numbers.
    NoRandom,
    /// The door to the place of secrets is shut.
    SecretDoorShut,
    /// The process was handed no credentials.
    NoCredentials,
    /// The emergency kit was not written, so no backup was made.
    KitNotWritten,
    /// No mail provider of this name is known.
    NoPreset,
    /// A fault of ours: judging this mail stopped unexpectedly.
    Ours,
}

impl FailureKind {
    /// All kinds.
    pub const ALL: [Self; 52] = [
        Self::NotFound,
        Self::NoPermission,
        Self::Unreadable,
        Self::Empty,
        Self::Binary,
        Self::NoMail,
        Self::TooLarge,
        Self::MboxBroken,
        Self::FolderEmpty,
        Self::ForeignMailbox,
        Self::ForeignArchive,
        Self::ArchiveBroken,
        Self::ArchiveEncrypted,
        Self::ArchiveExpands,
        Self::ArchiveTooLarge,
        Self::TooManyEntries,
        Self::TooDeep,
        Self::DnsFileRefused,
        Self::DnsFileNotWritten,
        Self::BrandFileRefused,
        Self::NoResolver,
        Self::NoHome,
        Self::ConfigRefused,
        Self::StoreNewer,
        Self::StoreForeign,
        Self::StoreDamaged,
        Self::StoreReadOnly,
        Self::StoreFull,
        Self::StoreBusy,
        Self::StoreUnreachable,
        Self::StoreFailed,
        Self::SecretNotFound,
        Self::SecretName,
        Self::SecretEmpty,
        Self::SecretUnfit,
        Self::SecretsReadOnly,
        Self::NoKeyring,
        Self::KeyringLocked,
        Self::SecretsWrongPassphrase,
        Self::SecretsTampered,
        Self::SecretsDamaged,
        Self::SecretsNewer,
        Self::SecretsExposed,
        Self::SecretsUnusable,
        Self::SecretCommandFailed,
        Self::SecretCommandLate,
        Self::NoRandom,
        Self::SecretDoorShut,
        Self::NoCredentials,
        Self::KitNotWritten,
        Self::NoPreset,
        Self::Ours,
    ];

    /// The word used in JSON and, after `failure-`, as a Fluent id.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::NoPermission => "no-permission",
            Self::Unreadable => "unreadable",
            Self::Empty => "empty",
            Self::Binary => "binary",
            Self::NoMail => "no-mail",
            Self::TooLarge => "too-large",
            Self::MboxBroken => "mbox-broken",
            Self::FolderEmpty => "folder-empty",
            Self::ForeignMailbox => "foreign-mailbox",
            Self::ForeignArchive => "foreign-archive",
            Self::ArchiveBroken => "archive-broken",
            Self::ArchiveEncrypted => "archive-encrypted",
            Self::ArchiveExpands => "archive-expands",
            Self::ArchiveTooLarge => "archive-too-large",
            Self::TooManyEntries => "too-many-entries",
            Self::TooDeep => "too-deep",
            Self::DnsFileRefused => "dns-file-refused",
            Self::DnsFileNotWritten => "dns-file-not-written",
            Self::BrandFileRefused => "brand-file-refused",
            Self::NoResolver => "no-resolver",
            Self::NoHome => "no-home",
            Self::ConfigRefused => "config-refused",
            Self::StoreNewer => "store-newer",
            Self::StoreForeign => "store-foreign",
            Self::StoreDamaged => "store-damaged",
            Self::StoreReadOnly => "store-read-only",
            Self::StoreFull => "store-full",
            Self::StoreBusy => "store-busy",
            Self::StoreUnreachable => "store-unreachable",
            Self::StoreFailed => "store-failed",
            Self::SecretNotFound => "secret-not-found",
            Self::SecretName => "secret-name",
            Self::SecretEmpty => "secret-empty",
            Self::SecretUnfit => "secret-unfit",
            Self::SecretsReadOnly => "secrets-read-only",
            Self::NoKeyring => "no-keyring",
            Self::KeyringLocked => "keyring-locked",
            Self::SecretsWrongPassphrase => "secrets-wrong-passphrase",
            Self::SecretsTampered => "secrets-tampered",
            Self::SecretsDamaged => "secrets-damaged",
            Self::SecretsNewer => "secrets-newer",
            Self::SecretsExposed => "secrets-exposed",
            Self::SecretsUnusable => "secrets-unusable",
            Self::SecretCommandFailed => "secret-command-failed",
            Self::SecretCommandLate => "secret-command-late",
            Self::NoRandom => "no-random",
            Self::SecretDoorShut => "secret-door-shut",
            Self::NoCredentials => "no-credentials",
            Self::KitNotWritten => "kit-not-written",
            Self::NoPreset => "no-preset",
            Self::Ours => "ours",
        }
    }
}

/// A failure with what is needed to tell it.
#[derive(Clone, Copy, Debug)]
pub struct Failure<'a> {
    /// Why.
    pub kind: FailureKind,
    /// The file or folder as the person named it; a file in an archive stands behind the archive and a slash.
    pub file: &'a str,
    /// Which mail inside an mbox, from 1.
    pub position: Option<u64>,
    /// The limit in octets, for [`FailureKind::TooLarge`] and [`FailureKind::ArchiveTooLarge`].
    pub limit: Option<u64>,
    /// What the system or a parser said; shown as it is, in brackets.
    pub detail: Option<&'a str>,
}

impl<'a> Failure<'a> {
    /// A failure of a whole file.
    #[must_use]
    pub const fn of(kind: FailureKind, file: &'a str) -> Self {
        Self {
            kind,
            file,
            position: None,
            limit: None,
            detail: None,
        }
    }
}

/// A failure in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The file and the reason, in one line.
    pub message: String,
    /// What can be done about it.
    pub advice: String,
}

/// Tells a failure, naming the file and the reason.
#[must_use]
pub fn tell(language: Language, failure: &Failure<'_>) -> Told {
    let limit = failure
        .limit
        .map_or(Value::Text(format::NOTHING), Value::Octets);
    let values = [("file", Value::Text(failure.file)), ("limit", limit)];
    let id = format!("failure-{}", failure.kind.as_str());
    let filled = arguments(language, &values);
    let mut message = say::known(language, &id, Some(&filled));
    if let Some(position) = failure.position {
        let values = [
            ("message", Value::Text(&message)),
            ("position", Value::Count(position)),
        ];
        message = say::known(language, "failure-at", Some(&arguments(language, &values)));
    }
    if let Some(detail) = failure.detail {
        let values = [
            ("message", Value::Text(&message)),
            ("detail", Value::Text(detail)),
        ];
        message = say::known(
            language,
            "failure-with-detail",
            Some(&arguments(language, &values)),
        );
    }
    let advice = phrase(language, &id, Some("do"), Some(&filled)).unwrap_or_default();
    Told { message, advice }
}
