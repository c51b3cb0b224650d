//! The mails in the files, folders and streams that a person names.

mod folder;
mod layer;

use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::path::PathBuf;

use reading::ContainerError;

use folder::{Listing, Moved};
use layer::Layers;

/// Octets of one mail that are kept in memory.
pub const LARGEST_MAIL: u64 = 64 << 20;

/// One mail, or the reason why it is not there.
#[derive(Debug)]
pub struct Item {
    /// The file as the person named it, or as found below a named folder; `-` for standard input. A file inside an
    /// archive stands behind the archive and a slash, as the archive names it.
    pub file: String,
    /// The mail's position inside a container, from 1; absent for a file that is one mail.
    pub position: Option<u64>,
    /// The raw mail.
    pub body: Result<Vec<u8>, ReadError>,
    /// Octets of the named files that were passed since the item before; of a compressed file, its own.
    pub passed: u64,
}

impl Item {
    fn of(file: String, body: Result<Vec<u8>, ReadError>) -> Self {
        Self {
            file,
            position: None,
            body,
            passed: 0,
        }
    }
}

/// Why a file gives no mail.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// There is no such file.
    NotFound,
    /// The file may not be read.
    Permission,
    /// The file is empty.
    Empty,
    /// The bytes are neither text nor mail.
    Binary,
    /// The bytes are text, but have no header of a mail.
    NoMail,
    /// The mail is larger than is read.
    TooLarge,
    /// A mail or mailbox in a form that is not read, with the ending that its files have.
    ForeignMailbox(&'static str),
    /// An archive or compressed file in a form that is not read, with its name.
    ForeignArchive(&'static str),
    /// An archive or compressed file that is cut or damaged.
    ArchiveBroken,
    /// A file in an archive is locked with a password.
    ArchiveEncrypted,
    /// A compressed file expands to far more than mail ever does.
    ArchiveExpands,
    /// An archive has more entries than are read.
    TooManyEntries,
    /// An archive from a pipe or inside another one is larger than is held in memory.
    ArchiveTooLarge,
    /// An archive holds nothing that could be a mail.
    NothingInside,
    /// Containers or folders lie deeper inside each other than is looked.
    TooDeep,
    /// One mail of a mailbox has no end.
    Endless,
    /// The system failed in another way.
    Io(io::Error),
}

impl ReadError {
    /// Octets that are read at most, where that is the reason.
    #[must_use]
    pub fn limit(&self) -> Option<u64> {
        match self {
            Self::TooLarge => Some(LARGEST_MAIL),
            Self::ArchiveTooLarge => Some(layer::LARGEST_HELD),
            _ => None,
        }
    }

    /// The word used in JSON and by `words`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::Permission => "permission",
            Self::Empty => "empty",
            Self::Binary => "binary",
            Self::NoMail => "no-mail",
            Self::TooLarge => "too-large",
            Self::ForeignMailbox(_) => "foreign-mailbox",
            Self::ForeignArchive(_) => "foreign-archive",
            Self::ArchiveBroken => "archive-broken",
            Self::ArchiveEncrypted => "archive-encrypted",
            Self::ArchiveExpands => "archive-expands",
            Self::TooManyEntries => "too-many-entries",
            Self::ArchiveTooLarge => "archive-too-large",
            Self::NothingInside => "folder-empty",
            Self::TooDeep => "too-deep",
            Self::Endless => "mbox-broken",
            Self::Io(_) => "io",
        }
    }
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::ForeignMailbox(form) | Self::ForeignArchive(form) => f.write_str(form),
            other => f.write_str(other.code()),
        }
    }
}

impl std::error::Error for ReadError {}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        match ContainerError::of(&error) {
            Some(ContainerError::Encrypted) => return Self::ArchiveEncrypted,
            Some(ContainerError::Method) => return Self::ForeignArchive("not deflate"),
            Some(ContainerError::Expands) => return Self::ArchiveExpands,
            Some(ContainerError::TooMany) => return Self::TooManyEntries,
            Some(ContainerError::Endless) => return Self::Endless,
            Some(_) => return Self::ArchiveBroken,
            None => {}
        }
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::Permission,
            _ => Self::Io(error),
        }
    }
}

/// Opens what the person named; nothing is read before the first item is asked for, but folders are listed.
#[must_use]
pub fn open(paths: &[PathBuf]) -> Sources {
    let mut listing = Listing {
        waiting: VecDeque::new(),
        total: Some(0),
    };
    for path in paths {
        if path.as_os_str() == "-" {
            listing.total = None;
            listing.waiting.push_back(Waiting::Stdin);
        } else {
            listing.add(path);
        }
    }
    Sources {
        waiting: listing.waiting,
        total: listing.total,
        layers: Layers::new(),
        length: 0,
        noted: 0,
        carried: 0,
        moved: Moved::default(),
    }
}

/// The mails in octets that were handed over; `name` is what they are called, and no file of that name is opened.
#[must_use]
pub fn of_octets(name: &str, octets: Vec<u8>) -> Sources {
    let total = u64::try_from(octets.len()).ok();
    Sources {
        waiting: VecDeque::from([Waiting::Octets(name.to_owned(), octets)]),
        total,
        layers: Layers::new(),
        length: 0,
        noted: 0,
        carried: 0,
        moved: Moved::default(),
    }
}

enum Waiting {
    Stdin,
    Octets(String, Vec<u8>),
    File {
        path: PathBuf,
        /// Its size, where it has one.
        length: Option<u64>,
        is_in_maildir: bool,
    },
    Broken(PathBuf, ReadError),
}

/// The mails of all named sources, one after the other; a large mailbox is never held in memory.
pub struct Sources {
    waiting: VecDeque<Waiting>,
    total: Option<u64>,
    /// What is being read.
    layers: Layers,
    /// Octets that the file being read counts for in the total.
    length: u64,
    /// Octets of it that items were told of.
    noted: u64,
    /// Octets of files read to their end that no item was told of yet.
    carried: u64,
    moved: Moved,
}

impl std::fmt::Debug for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sources")
            .field("waiting", &self.waiting.len())
            .finish_non_exhaustive()
    }
}

impl Sources {
    /// Octets in all named files as they lie there, where that is known (not for standard input).
    #[must_use]
    pub fn total_bytes(&self) -> Option<u64> {
        self.total
    }

    /// Opens what comes next: an item, or nothing where a container begins.
    fn begin(&mut self, next: Waiting) -> Option<Item> {
        match next {
            Waiting::Stdin => self.layers.stream("-".to_owned(), io::stdin()),
            Waiting::Octets(name, octets) => self.layers.stream(name, io::Cursor::new(octets)),
            Waiting::Broken(path, error) => Some(Item::of(shown(&path), Err(error))),
            Waiting::File {
                path,
                length,
                is_in_maildir,
            } => {
                self.length = length.unwrap_or(0);
                match self.open_file(path, is_in_maildir) {
                    Ok((path, file)) => self.layers.file(shown(&path), file, length),
                    Err(item) => Some(item),
                }
            }
        }
    }

    fn open_file(&mut self, path: PathBuf, is_in_maildir: bool) -> Result<(PathBuf, File), Item> {
        let error = match File::open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) => error,
        };
        if is_in_maildir
            && error.kind() == io::ErrorKind::NotFound
            && let Some(now) = self.moved.find(&path)
            && let Ok(file) = File::open(&now)
        {
            return Ok((now, file));
        }
        Err(Item::of(shown(&path), Err(error.into())))
    }

    /// Notes on an item how much was passed for it.
    fn stamp(&mut self, item: Item) -> Item {
        let now = self.layers.progress().max(self.noted);
        let passed = std::mem::take(&mut self.carried) + (now - self.noted);
        self.noted = now;
        Item { passed, ..item }
    }

    /// The file is at its end; what no item was told of waits for the next one.
    fn close(&mut self) {
        self.carried += self.length.saturating_sub(self.noted);
        self.length = 0;
        self.noted = 0;
        self.layers = Layers::new();
    }
}

fn shown(path: &std::path::Path) -> String {
    path.display().to_string()
}

impl Iterator for Sources {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.layers.next() {
                return Some(self.stamp(item));
            }
            if self.layers.is_empty() {
                self.close();
            }
            let next = self.waiting.pop_front()?;
            if let Some(item) = self.begin(next) {
                return Some(self.stamp(item));
            }
        }
    }
}
