//! What went wrong with a file, told to the person who named it.

use crate::book::phrase;
use crate::label::{Value, arguments};
use crate::{Language, format, say};

macro_rules! kinds {
    ($($(#[$about:meta])+ $name:ident $word:literal)*) => {
        /// Why something that a person named, or set up, could not be used.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum FailureKind {
            $($(#[$about])+ $name,)*
        }

        impl FailureKind {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word used in JSON and, after `failure-`, as a Fluent id.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

kinds! {
    /// There is no such file or folder.
    NotFound "not-found"
    /// The operating system refuses to let us read it.
    NoPermission "no-permission"
    /// Reading broke off; usually a disk or network drive.
    Unreadable "unreadable"
    /// Nothing is in it.
    Empty "empty"
    /// It holds bytes that are no text at all: a picture, a program.
    Binary "binary"
    /// It is text, but has no header field of a mail.
    NoMail "no-mail"
    /// It is over the limit that is read into memory.
    TooLarge "too-large"
    /// An mbox that breaks off or has something other than mails between its `From ` lines.
    MboxBroken "mbox-broken"
    /// A folder or archive in which no mail was found.
    FolderEmpty "folder-empty"
    /// A mail or mailbox in a form that only one program reads.
    ForeignMailbox "foreign-mailbox"
    /// An archive or compressed file in a form that we do not unpack.
    ForeignArchive "foreign-archive"
    /// An archive or compressed file that is cut or damaged.
    ArchiveBroken "archive-broken"
    /// A file in an archive is locked with a password.
    ArchiveEncrypted "archive-encrypted"
    /// A compressed file expands to far more than mail ever does.
    ArchiveExpands "archive-expands"
    /// An archive from a pipe or in another archive is over the limit that is held in memory.
    ArchiveTooLarge "archive-too-large"
    /// An archive has more entries than are read.
    TooManyEntries "too-many-entries"
    /// Archives or folders lie deeper inside each other than is looked.
    TooDeep "too-deep"
    /// The file of recorded DNS answers is not one.
    DnsFileRefused "dns-file-refused"
    /// The recorded DNS answers could not be written.
    DnsFileNotWritten "dns-file-not-written"
    /// A brand file of the person's own is refused.
    BrandFileRefused "brand-file-refused"
    /// Nobody can be asked: no resolver could be set up.
    NoResolver "no-resolver"
    /// The folders of the person are not known: no home directory is set.
    NoHome "no-home"
    /// The configuration cannot be what was meant.
    ConfigRefused "config-refused"
    /// The store was written by a newer version; nothing was touched.
    StoreNewer "store-newer"
    /// Something else lies where the store should be; nothing was touched.
    StoreForeign "store-foreign"
    /// The store is damaged.
    StoreDamaged "store-damaged"
    /// The store may only be read.
    StoreReadOnly "store-read-only"
    /// The disk is full; nothing was kept.
    StoreFull "store-full"
    /// Another process holds the store.
    StoreBusy "store-busy"
    /// The database does not answer or refuses us.
    StoreUnreachable "store-unreachable"
    /// Anything else that the store said.
    StoreFailed "store-failed"
    /// The store's password was given on the command line.
    StorePassword "store-password"
    /// The mail server refused the password.
    MailboxPassword "mailbox-password"
    /// The mail server refused the access token.
    MailboxToken "mailbox-token"
    /// The mail server lets nobody in at the moment.
    MailboxNotNow "mailbox-not-now"
    /// The mail server does not offer what we insist on.
    MailboxLacks "mailbox-lacks"
    /// The certificate is for another name.
    CertificateName "certificate-name"
    /// The certificate is over its time.
    CertificateExpired "certificate-expired"
    /// The certificate is not valid yet.
    CertificateEarly "certificate-early"
    /// Nobody who is trusted vouches for the certificate.
    CertificateIssuer "certificate-issuer"
    /// The certificate is revoked or cannot be read.
    CertificateBad "certificate-bad"
    /// The connection cannot be encrypted.
    MailboxTls "mailbox-tls"
    /// No authority is known that a certificate could be held against.
    NoRoots "no-roots"
    /// The server's name cannot be one.
    MailboxHost "mailbox-host"
    /// Plain text was asked for to another machine.
    MailboxPlain "mailbox-plain"
    /// The mail server cannot be reached.
    MailboxUnreachable "mailbox-unreachable"
    /// The connection ended or nobody answered.
    MailboxCut "mailbox-cut"
    /// What answers is no mail server, or says more than is taken.
    MailboxForeign "mailbox-foreign"
    /// The Maildir cannot be read or is none.
    MaildirUnread "maildir-unread"
    /// The system follows no more folders.
    MaildirWatches "maildir-watches"
    /// The filters of a mailbox cannot be read from their server.
    FiltersUnread "filters-unread"
    /// A way of telling cannot be used as it is set up.
    WayRefused "way-refused"
    /// No desktop runs in this session.
    NoDesktop "no-desktop"
    /// A door that is needed is shut.
    DoorShut "door-shut"
    /// No mailbox is set up.
    NothingWatched "nothing-watched"
    /// Another watcher of this store is running.
    WatchRuns "watch-runs"
    /// There is no held secret of this name.
    SecretNotFound "secret-not-found"
    /// The text cannot be the name of a held secret.
    SecretName "secret-name"
    /// A file with a secret or a passphrase has an empty first line.
    SecretEmpty "secret-empty"
    /// A secret is too long, no text, or one too many.
    SecretUnfit "secret-unfit"
    /// Secrets of this place are written by somebody else.
    SecretsReadOnly "secrets-read-only"
    /// No keyring answers.
    NoKeyring "no-keyring"
    /// The keyring is locked, and nobody unlocked it.
    KeyringLocked "keyring-locked"
    /// The passphrase does not open the file of secrets.
    SecretsWrongPassphrase "secrets-wrong-passphrase"
    /// The file of secrets was changed by somebody who does not know its passphrase.
    SecretsTampered "secrets-tampered"
    /// The file of secrets is damaged or none.
    SecretsDamaged "secrets-damaged"
    /// The file of secrets was written by a newer version.
    SecretsNewer "secrets-newer"
    /// Others may read the file of secrets.
    SecretsExposed "secrets-exposed"
    /// The system refuses the place of secrets.
    SecretsUnusable "secrets-unusable"
    /// The program that should print a secret failed.
    SecretCommandFailed "secret-command-failed"
    /// The program that should print a secret took too long.
    SecretCommandLate "secret-command-late"
    /// The system gives no random numbers.
    NoRandom "no-random"
    /// The door to the place of secrets is shut.
    SecretDoorShut "secret-door-shut"
    /// The process was handed no credentials.
    NoCredentials "no-credentials"
    /// The emergency kit was not written, so no backup was made.
    KitNotWritten "kit-not-written"
    /// No mail provider of this name is known.
    NoPreset "no-preset"
    /// A fault of ours: judging this mail stopped unexpectedly.
    Ours "ours"
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
