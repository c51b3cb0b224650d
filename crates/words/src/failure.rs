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
    /// The mail server refused the password.
    MailboxPassword,
    /// The mail server refused the access token.
    MailboxToken,
    /// The mail server lets nobody in at the moment.
    MailboxNotNow,
    /// The mail server does not offer what we insist on.
    MailboxLacks,
    /// The certificate is for another name.
    CertificateName,
    /// The certificate is over its time.
    CertificateExpired,
    /// The certificate is not valid yet.
    CertificateEarly,
    /// Nobody who is trusted vouches for the certificate.
    CertificateIssuer,
    /// The certificate is revoked or cannot be read.
    CertificateBad,
    /// The connection cannot be encrypted.
    MailboxTls,
    /// No authority is known that a certificate could be held against.
    NoRoots,
    /// The server's name cannot be one.
    MailboxHost,
    /// Plain text was asked for to another machine.
    MailboxPlain,
    /// The mail server cannot be reached.
    MailboxUnreachable,
    /// The connection ended or nobody answered.
    MailboxCut,
    /// What answers is no mail server, or says more than is taken.
    MailboxForeign,
    /// The Maildir cannot be read or is none.
    MaildirUnread,
    /// The system follows no more folders.
    MaildirWatches,
    /// The filters of a mailbox cannot be read from their server.
    FiltersUnread,
    /// No provider of this name is known.
    PresetUnknown,
    /// A way of telling cannot be used as it is set up.
    WayRefused,
    /// No desktop runs in this session.
    NoDesktop,
    /// A door that is needed is shut.
    DoorShut,
    /// No mailbox is set up.
    NothingWatched,
    /// Another watcher of this store is running.
    WatchRuns,
    /// A fault of ours: judging this mail stopped unexpectedly.
    Ours,
}

impl FailureKind {
    /// All kinds.
    pub const ALL: [Self; 57] = [
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
        Self::MailboxPassword,
        Self::MailboxToken,
        Self::MailboxNotNow,
        Self::MailboxLacks,
        Self::CertificateName,
        Self::CertificateExpired,
        Self::CertificateEarly,
        Self::CertificateIssuer,
        Self::CertificateBad,
        Self::MailboxTls,
        Self::NoRoots,
        Self::MailboxHost,
        Self::MailboxPlain,
        Self::MailboxUnreachable,
        Self::MailboxCut,
        Self::MailboxForeign,
        Self::MaildirUnread,
        Self::MaildirWatches,
        Self::FiltersUnread,
        Self::PresetUnknown,
        Self::WayRefused,
        Self::NoDesktop,
        Self::DoorShut,
        Self::NothingWatched,
        Self::WatchRuns,
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
            Self::MailboxPassword => "mailbox-password",
            Self::MailboxToken => "mailbox-token",
            Self::MailboxNotNow => "mailbox-not-now",
            Self::MailboxLacks => "mailbox-lacks",
            Self::CertificateName => "certificate-name",
            Self::CertificateExpired => "certificate-expired",
            Self::CertificateEarly => "certificate-early",
            Self::CertificateIssuer => "certificate-issuer",
            Self::CertificateBad => "certificate-bad",
            Self::MailboxTls => "mailbox-tls",
            Self::NoRoots => "no-roots",
            Self::MailboxHost => "mailbox-host",
            Self::MailboxPlain => "mailbox-plain",
            Self::MailboxUnreachable => "mailbox-unreachable",
            Self::MailboxCut => "mailbox-cut",
            Self::MailboxForeign => "mailbox-foreign",
            Self::MaildirUnread => "maildir-unread",
            Self::MaildirWatches => "maildir-watches",
            Self::FiltersUnread => "filters-unread",
            Self::PresetUnknown => "preset-unknown",
            Self::WayRefused => "way-refused",
            Self::NoDesktop => "no-desktop",
            Self::DoorShut => "door-shut",
            Self::NothingWatched => "nothing-watched",
            Self::WatchRuns => "watch-runs",
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
