//! What there is to judge, one mail after another, and why one of them cannot be.

use std::io::Read as _;
use std::path::PathBuf;

use words::{Failure, FailureKind};

/// One mail to judge, or the reason why it cannot be.
#[derive(Debug)]
pub(crate) struct Piece {
    /// The file as the person named it.
    pub(crate) file: String,
    /// Which mail inside an mbox, from 1.
    pub(crate) position: Option<u64>,
    /// The raw mail.
    pub(crate) body: Result<Vec<u8>, Trouble>,
    /// Octets of the named files that were passed since the piece before.
    pub(crate) passed: u64,
}

/// Why something cannot be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub(crate) kind: FailureKind,
    pub(crate) limit: Option<u64>,
    pub(crate) detail: Option<String>,
}

impl Trouble {
    pub(crate) const fn of(kind: FailureKind) -> Self {
        Self {
            kind,
            limit: None,
            detail: None,
        }
    }

    /// A failure of the operating system.
    pub(crate) fn of_system(error: &std::io::Error) -> Self {
        let kind = match error.kind() {
            std::io::ErrorKind::NotFound => FailureKind::NotFound,
            std::io::ErrorKind::PermissionDenied => FailureKind::NoPermission,
            _ => FailureKind::Unreadable,
        };
        let detail = (kind == FailureKind::Unreadable).then(|| error.to_string());
        Self {
            kind,
            limit: None,
            detail,
        }
    }

    /// The failure with the file it concerns, for `words`.
    pub(crate) fn at<'a>(&'a self, file: &'a str, position: Option<u64>) -> Failure<'a> {
        Failure {
            position,
            limit: self.limit,
            detail: self.detail.as_deref(),
            ..Failure::of(self.kind, file)
        }
    }
}

/// A file or standard input (`-`), as text; octets that are not UTF-8 are replaced.
pub(crate) fn read_text(file: &str, limit: u64) -> Result<String, Trouble> {
    let mut octets = Vec::new();
    let read = if file == "-" {
        std::io::stdin()
            .lock()
            .take(limit + 1)
            .read_to_end(&mut octets)
    } else {
        std::fs::File::open(file).and_then(|it| it.take(limit + 1).read_to_end(&mut octets))
    };
    read.map_err(|error| Trouble::of_system(&error))?;
    if octets.len() as u64 > limit {
        return Err(Trouble {
            limit: Some(limit),
            ..Trouble::of(FailureKind::TooLarge)
        });
    }
    Ok(String::from_utf8(octets)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// All mails of the named files and folders, with the octets to read where they are known.
pub(crate) fn pieces(
    files: &[PathBuf],
) -> (impl Iterator<Item = Piece> + Send + use<>, Option<u64>) {
    let sources = mioboe::sources::open(files);
    let octets = sources.total_bytes();
    let pieces = sources.map(|item| Piece {
        file: item.file,
        position: item.position,
        passed: item.passed,
        body: item.body.map_err(|error| trouble(&error)),
    });
    (pieces, octets)
}

fn trouble(error: &mioboe::sources::ReadError) -> Trouble {
    let kind = match error.code() {
        "not-found" => FailureKind::NotFound,
        "permission" => FailureKind::NoPermission,
        "empty" => FailureKind::Empty,
        "binary" => FailureKind::Binary,
        "no-mail" => FailureKind::NoMail,
        "too-large" => FailureKind::TooLarge,
        "mbox-broken" => FailureKind::MboxBroken,
        "folder-empty" => FailureKind::FolderEmpty,
        "foreign-mailbox" => FailureKind::ForeignMailbox,
        "foreign-archive" => FailureKind::ForeignArchive,
        "archive-broken" => FailureKind::ArchiveBroken,
        "archive-encrypted" => FailureKind::ArchiveEncrypted,
        "archive-expands" => FailureKind::ArchiveExpands,
        "archive-too-large" => FailureKind::ArchiveTooLarge,
        "too-many-entries" => FailureKind::TooManyEntries,
        "too-deep" => FailureKind::TooDeep,
        _ => FailureKind::Unreadable,
    };
    let is_told_more = matches!(
        kind,
        FailureKind::Unreadable | FailureKind::ForeignMailbox | FailureKind::ForeignArchive
    );
    Trouble {
        kind,
        limit: error.limit(),
        detail: is_told_more.then(|| error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_of_the_system_is_told_apart_from_a_missing_file() {
        for (kind, expected) in [
            (
                std::io::ErrorKind::PermissionDenied,
                FailureKind::NoPermission,
            ),
            (std::io::ErrorKind::NotFound, FailureKind::NotFound),
            (std::io::ErrorKind::TimedOut, FailureKind::Unreadable),
        ] {
            assert_eq!(Trouble::of_system(&kind.into()).kind, expected);
        }
    }
}
