//! Files that hold mails: what kind a file is, and one mail or file after the other out of it.

mod emlx;
mod inflate;
mod lines;
mod mbox;
mod separator;
mod tar;
mod zip;

use std::io::{self, Read};

use crate::Limits;
use crate::header;

pub use emlx::unwrap_emlx;
pub use inflate::{Expansion, gunzip};
pub use mbox::{MboxItem, MboxSplitter};
pub use tar::Tar;
pub use zip::{Octets, Zip};

/// Characters of a name inside an archive that are shown.
const NAME_SHOWN: usize = 512;

/// What a file holds, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// One mail.
    Mail,
    /// One mail with its length before and a property list behind it (`.emlx`).
    Emlx,
    /// An mbox: mails one after the other, each behind a `From ` line. A single mail saved with such a line
    /// is an mbox of one.
    Mbox,
    /// Something compressed with gzip.
    Gzip,
    /// A zip archive.
    Zip,
    /// A tar archive.
    Tar,
    /// A mail or mailbox in a form that is not read, by the ending that its files have.
    ForeignMailbox(&'static str),
    /// An archive or compressed file in a form that is not read, by its name.
    ForeignArchive(&'static str),
    /// Nothing, or nothing but blanks.
    Empty,
    /// Neither text nor mail.
    Binary,
    /// Text without a header.
    Text,
}

/// A file inside an archive.
pub struct Member {
    /// Its name with its folders, as far as it can be shown; it is never a place to write to.
    pub name: String,
    /// Its octets; nothing for a folder.
    pub content: Option<io::Result<Box<dyn Read + Send>>>,
}

impl std::fmt::Debug for Member {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Member")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Why something inside a container cannot be read; it comes inside an [`io::Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContainerError {
    /// Cut, changed on the way, or not of the form that it begins with.
    Broken,
    /// Locked with a password.
    Encrypted,
    /// Compressed in a way that is not read.
    Method,
    /// It expands to far more than mail ever does.
    Expands,
    /// More entries than are read.
    TooMany,
    /// One mail without an end.
    Endless,
}

impl ContainerError {
    /// The reason inside an error of reading, where it is one of these.
    #[must_use]
    pub fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }
}

impl std::fmt::Display for ContainerError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Broken => "broken",
            Self::Encrypted => "encrypted",
            Self::Method => "compression",
            Self::Expands => "expansion",
            Self::TooMany => "entries",
            Self::Endless => "endless",
        })
    }
}

impl std::error::Error for ContainerError {}

impl From<ContainerError> for io::Error {
    fn from(error: ContainerError) -> Self {
        Self::other(error)
    }
}

/// The forms that are told by the octets they begin with.
const MAGIC: &[(&[u8], Kind)] = &[
    (b"\x1f\x8b\x08", Kind::Gzip),
    (b"PK\x03\x04", Kind::Zip),
    (b"PK\x05\x06", Kind::Zip),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        Kind::ForeignMailbox(".msg"),
    ),
    (b"!BDN", Kind::ForeignMailbox(".pst")),
    (b"\xfd7zXZ\x00", Kind::ForeignArchive("xz")),
    (b"BZh", Kind::ForeignArchive("bzip2")),
    (b"\x28\xb5\x2f\xfd", Kind::ForeignArchive("zstd")),
    (b"7z\xbc\xaf\x27\x1c", Kind::ForeignArchive("7z")),
    (b"Rar!\x1a\x07", Kind::ForeignArchive("rar")),
    (b"\x04\x22\x4d\x18", Kind::ForeignArchive("lz4")),
    (b"\x1f\x9d", Kind::ForeignArchive("compress")),
];

/// Names of the first entry by which a zip shows that it is a document or a program.
const DOCUMENT_ENTRIES: &[&[u8]] = &[b"[Content_Types].xml", b"mimetype", b"META-INF/"];

fn by_magic(start: &[u8]) -> Option<Kind> {
    let (_, kind) = MAGIC.iter().find(|(magic, _)| start.starts_with(magic))?;
    // After the three letters, bzip2 has its block size and the digits of pi.
    let is_text = *kind == Kind::ForeignArchive("bzip2")
        && start.get(4..10) != Some(b"\x31\x41\x59\x26\x53\x59");
    let is_document = *kind == Kind::Zip
        && start
            .get(30..)
            .is_some_and(|name| DOCUMENT_ENTRIES.iter().any(|it| name.starts_with(it)));
    match (is_text, is_document) {
        (true, _) => None,
        (_, true) => Some(Kind::Binary),
        _ => Some(*kind),
    }
}

/// Tells what a file holds from its first bytes; a few kilobytes are enough.
#[must_use]
pub fn kind(start: &[u8]) -> Kind {
    let start = start.get(..64 << 10).unwrap_or(start);
    if let Some(kind) = by_magic(start) {
        return kind;
    }
    if tar::is_tar(start) {
        return Kind::Tar;
    }
    if let Some(mail) = emlx::content(start)
        && plain_kind(mail) == Kind::Mail
    {
        return Kind::Emlx;
    }
    plain_kind(start)
}

/// Octets in which the first fields of a mail are looked for.
const FIRST_FIELDS: usize = 4 << 10;

fn plain_kind(start: &[u8]) -> Kind {
    let text = start
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(start)
        .trim_ascii_start();
    if text.is_empty() {
        return Kind::Empty;
    }
    let head = text.get(..1024).unwrap_or(text);
    let controls = head
        .iter()
        .filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b))
        .count();
    if controls > head.len() / 20 + 1 {
        return Kind::Binary;
    }
    let line = text
        .split(|b| matches!(b, b'\n' | b'\r'))
        .next()
        .unwrap_or_default();
    if header::is_separator(line) && !line.starts_with(b">") {
        return Kind::Mbox;
    }
    // Two fields make a mail, however many follow; so does one that is longer than what is looked at.
    let first = start.get(..FIRST_FIELDS).unwrap_or(start);
    let block = header::scan(
        first,
        &Limits {
            fields: 2,
            ..Limits::default()
        },
    );
    match block.fields.len() {
        0 => Kind::Text,
        // A chat or a note may begin with one `word: text` line.
        1 if block.body < first.len()
            && !is_known(
                &block
                    .fields
                    .first()
                    .map(|f| f.name.to_ascii_lowercase())
                    .unwrap_or_default(),
            ) =>
        {
            Kind::Text
        }
        _ => Kind::Mail,
    }
}

fn is_known(name: &str) -> bool {
    matches!(
        name,
        "from"
            | "to"
            | "cc"
            | "subject"
            | "date"
            | "received"
            | "message-id"
            | "mime-version"
            | "content-type"
            | "return-path"
            | "reply-to"
            | "sender"
            | "delivered-to"
    )
}

/// The name of a file in an archive as it can be shown: UTF-8, or what programs on Japanese computers wrote.
fn shown_name(name: &[u8]) -> String {
    let text = match std::str::from_utf8(name) {
        Ok(text) => text.into(),
        Err(_) => encoding_rs::SHIFT_JIS
            .decode_without_bom_handling_and_without_replacement(name)
            .unwrap_or_else(|| String::from_utf8_lossy(name)),
    };
    text.chars().take(NAME_SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_shows_what_it_is_at_its_beginning() {
        for (start, expected) in [
            (&b"From: a@b.example\r\nSubject: x\r\n\r\n"[..], Kind::Mail),
            (b"Received: x", Kind::Mail),
            (b"\xef\xbb\xbfFrom: a@b.example\n", Kind::Mail),
            (
                b"From a@b.example Sat Jan  1 10:00:00 2022\nFrom: x\n",
                Kind::Mbox,
            ),
            (b"", Kind::Empty),
            (b" \n\n", Kind::Empty),
            (
                b"%PDF-1.7\n\x00\x01\x02\x03\x04\x05\x06\x07\x08",
                Kind::Binary,
            ),
            (b"PK\x03\x04\x14\x00\x00\x00\x08\x00", Kind::Zip),
            (
                b"PK\x03\x04\x14\x00\x00\x00\x08\x00................\x13\x00\x00\x00[Content_Types].xml",
                Kind::Binary,
            ),
            (b"\x1f\x8b\x08\x00", Kind::Gzip),
            (b"BZh91AY&SY", Kind::ForeignArchive("bzip2")),
            (b"BZh: this is text\nand no archive", Kind::Text),
            (b"\xfd7zXZ\x00\x00", Kind::ForeignArchive("xz")),
            (b"!BDN....", Kind::ForeignMailbox(".pst")),
            (b"52        \nFrom: a@b.example\nSubject: x\n", Kind::Emlx),
            (b"52\nhello there", Kind::Text),
            (b"hello there\nthis is text", Kind::Text),
            (b"Note: buy milk\nand bread", Kind::Text),
        ] {
            assert_eq!(kind(start), expected, "{}", String::from_utf8_lossy(start));
        }
    }
}
