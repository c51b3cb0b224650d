//! What lies in a folder: plain folders, Maildir and MH.

use std::collections::{HashMap, VecDeque};
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use super::{ReadError, Waiting};

/// Levels of folders that are gone into.
const DEEPEST: usize = 32;

/// Beginnings of the names under which mail servers and programs keep their own records beside the mails.
const RECORDS: &[&str] = &[
    "dovecot",
    "courierimap",
    "maildirfolder",
    "maildirsize",
    "subscriptions",
    "cyrus.",
    "msgFilterRules",
];
/// Endings of such names.
const RECORD_ENDINGS: &[&str] = &[".msf", "table_of_contents"];

/// What kind of folder a path stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Folder {
    /// None: the person named the path.
    Named,
    /// Any folder.
    Plain,
    /// One that holds `cur`, `new` and `tmp` (<https://cr.yp.to/proto/maildir.html>).
    Maildir,
    /// The `cur` or `new` of a Maildir.
    Leaf,
    /// One whose mails have numbers for names.
    Mh,
}

/// Files waiting to be read, and how much there is to read.
pub(super) struct Listing {
    pub(super) waiting: VecDeque<Waiting>,
    /// Octets in all files; nothing where one of them has no size.
    pub(super) total: Option<u64>,
}

impl Listing {
    /// Lists a path: files in the order of their names, folders to a depth. Inside a folder, hidden names, links to
    /// folders and what is no plain file (a pipe would be waited for) are passed over; what cannot be looked at is
    /// said.
    pub(super) fn add(&mut self, path: &Path) {
        self.path(path, Folder::Named, 0);
    }

    fn broken(&mut self, path: &Path, error: impl Into<ReadError>) {
        self.waiting
            .push_back(Waiting::Broken(path.to_owned(), error.into()));
    }

    fn path(&mut self, path: &Path, within: Folder, depth: usize) {
        let about = match std::fs::metadata(path) {
            Ok(about) => about,
            // A mail that was moved since is looked for when its turn comes.
            Err(error) if within == Folder::Leaf && error.kind() == io::ErrorKind::NotFound => {
                return self.file(path, within, 0);
            }
            Err(error) => return self.broken(path, error),
        };
        if about.is_file() {
            self.file(path, within, about.len());
        } else if about.is_dir() && depth >= DEEPEST {
            self.broken(path, ReadError::TooDeep);
        } else if about.is_dir() {
            self.folder(path, within, depth);
        } else if within == Folder::Named {
            self.total = None;
            self.waiting.push_back(Waiting::File {
                path: path.to_owned(),
                length: None,
                is_in_maildir: false,
            });
        }
    }

    fn file(&mut self, path: &Path, within: Folder, length: u64) {
        self.total = self.total.map(|total| total.saturating_add(length));
        self.waiting.push_back(Waiting::File {
            path: path.to_owned(),
            length: Some(length),
            is_in_maildir: within == Folder::Leaf,
        });
    }

    fn folder(&mut self, path: &Path, within: Folder, depth: usize) {
        let entries = match std::fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => return self.broken(path, error),
        };
        let mut names = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => names.push(entry.file_name()),
                Err(error) => self.broken(path, error),
            }
        }
        names.sort_by(|one, other| order(one).cmp(&order(other)));
        let is_leaf = within == Folder::Maildir
            && matches!(
                path.file_name().and_then(OsStr::to_str),
                Some("cur" | "new")
            );
        let folder = if is_leaf {
            Folder::Leaf
        } else if is_maildir(path) {
            Folder::Maildir
        } else if names.iter().any(|name| name == ".mh_sequences") {
            Folder::Mh
        } else {
            Folder::Plain
        };
        for name in names {
            let path = path.join(&name);
            if is_wanted(&path, &name.to_string_lossy(), folder) {
                self.path(&path, folder, depth + 1);
            }
        }
    }
}

/// Whether an entry of a folder is looked at.
fn is_wanted(path: &Path, name: &str, folder: Folder) -> bool {
    if path.is_symlink() && path.is_dir() {
        return false;
    }
    if name.starts_with('.') {
        // The folders below a Maildir++ begin with a dot; a mail in `cur` does not.
        return folder != Folder::Leaf && is_maildir(path);
    }
    let is_record = RECORDS.iter().any(|it| name.starts_with(it))
        || RECORD_ENDINGS.iter().any(|it| name.ends_with(it));
    match folder {
        // Half-written mails lie there.
        Folder::Maildir if name == "tmp" => false,
        Folder::Leaf => true,
        // A mail that was removed keeps its number behind a comma.
        Folder::Mh => name.bytes().all(|it| it.is_ascii_digit()) || path.is_dir(),
        _ => !is_record || path.is_dir(),
    }
}

fn is_maildir(path: &Path) -> bool {
    path.join("cur").is_dir() && path.join("new").is_dir()
}

/// Numbers in their order and before all names, names in theirs.
fn order(name: &OsStr) -> (bool, usize, &OsStr) {
    let octets = name.as_encoded_bytes();
    if octets.iter().all(u8::is_ascii_digit) {
        (false, octets.len(), name)
    } else {
        (true, 0, name)
    }
}

/// Finds mails of a Maildir that were moved while others were read: whoever reads a mail renames it.
#[derive(Default)]
pub(super) struct Moved {
    folder: PathBuf,
    /// The names in the folder now, by the part that never changes.
    names: HashMap<String, PathBuf>,
    listed: u32,
}

impl Moved {
    /// Times that a folder is listed anew.
    const MOST_LISTINGS: u32 = 64;

    /// Where the mail of this name lies now.
    pub(super) fn find(&mut self, path: &Path) -> Option<PathBuf> {
        let folder = path.parent()?.parent()?;
        let lasting = lasting(path)?;
        let found = |moved: &Self| {
            let now = (moved.folder == folder).then(|| moved.names.get(&lasting))?;
            now.filter(|now| now.is_file()).cloned()
        };
        if let Some(now) = found(self) {
            return Some(now);
        }
        if self.listed >= Self::MOST_LISTINGS {
            return None;
        }
        self.listed += 1;
        folder.clone_into(&mut self.folder);
        self.names.clear();
        for leaf in ["new", "cur"] {
            for entry in std::fs::read_dir(folder.join(leaf)).ok()?.flatten() {
                let path = entry.path();
                if let Some(lasting) = self::lasting(&path) {
                    self.names.insert(lasting, path);
                }
            }
        }
        found(self)
    }
}

/// The part of a mail's name that stays when flags are added, whatever stands between (`:` is not possible on
/// every disk).
fn lasting(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy();
    let end = [":2,", ";2,", "!2,", "\u{f022}2,"]
        .iter()
        .find_map(|mark| name.find(mark));
    Some(name.get(..end.unwrap_or(name.len()))?.to_owned())
}
