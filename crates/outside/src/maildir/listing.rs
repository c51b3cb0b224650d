//! Which mails a Maildir holds, and how two such lists differ.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::{MaildirError, MaildirEvent};

/// Levels of folders below the first.
const MOST_DEPTH: usize = 16;
/// Folders of a Maildir.
const MOST_FOLDERS: usize = 5_000;

/// The name of a mail's file, taken apart: `unique:2,flags`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileName {
    /// What stays the same whatever is done with the mail.
    pub unique: OsString,
    /// What was done with it, a letter each: `S` seen, `R` answered, `F` marked, `T` to be thrown away, `P` passed
    /// on, `D` a draft. Empty for a mail in `new`.
    pub flags: String,
}

impl FileName {
    /// The name of the file at `path`; `None` where it ends in none, or in a hidden one.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?;
        let octets = name.as_encoded_bytes();
        if octets.starts_with(b".") {
            return None;
        }
        let Some(colon) = octets.windows(3).rposition(|three| three == b":2,") else {
            return Some(Self {
                unique: name.to_owned(),
                flags: String::new(),
            });
        };
        use std::os::unix::ffi::OsStrExt as _;
        let (unique, rest) = octets.split_at_checked(colon)?;
        Some(Self {
            unique: OsStr::from_bytes(unique).to_owned(),
            flags: rest
                .iter()
                .skip(3)
                .take_while(|octet| octet.is_ascii_alphanumeric())
                .map(|octet| char::from(*octet))
                .collect(),
        })
    }
}

/// The mails of a Maildir and its folders at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    root: PathBuf,
    /// By folder below the root, by unique name: the file's path below its folder.
    mails: BTreeMap<PathBuf, BTreeMap<OsString, PathBuf>>,
    unread: Vec<PathBuf>,
}

impl Listing {
    /// Lists the Maildir at `root` with all folders in it, Maildir++ (`.Trash`) and plain ones.
    ///
    /// What goes away meanwhile is simply not in the list.
    ///
    /// # Errors
    /// [`MaildirError`], where `root` cannot be read or holds no Maildir.
    pub fn read(root: &Path) -> Result<Self, MaildirError> {
        let Folders { mails, unread, .. } = folders(root)?;
        let mut listing = Self {
            root: root.to_owned(),
            mails: BTreeMap::new(),
            unread,
        };
        for folder in mails {
            // New ones first: one that moves to `cur` meanwhile is then seen twice and not missed.
            for part in ["new", "cur"] {
                listing.list(&folder, part);
            }
            listing.mails.entry(folder).or_default();
        }
        Ok(listing)
    }

    fn list(&mut self, folder: &Path, part: &str) {
        let path = self.root.join(folder).join(part);
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) => {
                if error.kind() != ErrorKind::NotFound {
                    self.unread.push(path);
                }
                return;
            }
        };
        for entry in entries.flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                continue;
            }
            let file = Path::new(part).join(entry.file_name());
            if let Some(name) = FileName::of(&file) {
                self.mails
                    .entry(folder.to_owned())
                    .or_default()
                    .insert(name.unique, file);
            }
        }
    }

    /// The paths of all mails, folder by folder.
    pub fn paths(&self) -> impl Iterator<Item = PathBuf> {
        self.mails
            .iter()
            .flat_map(|(folder, mails)| mails.values().map(|file| self.absolute(folder, file)))
    }

    /// The folders below the root; the root itself is the empty path.
    pub fn folders(&self) -> impl Iterator<Item = &Path> {
        self.mails.keys().map(PathBuf::as_path)
    }

    /// Folders that could not be listed, or were too many or too deep: nothing is known of what they hold.
    #[must_use]
    pub fn unread(&self) -> &[PathBuf] {
        &self.unread
    }

    pub(super) fn absolute(&self, folder: &Path, file: &Path) -> PathBuf {
        self.root.join(folder).join(file)
    }

    pub(super) fn file(&self, folder: &Path, unique: &OsStr) -> Option<&Path> {
        self.mails.get(folder)?.get(unique).map(PathBuf::as_path)
    }

    pub(super) fn put(&mut self, folder: &Path, unique: OsString, file: PathBuf) {
        self.mails
            .entry(folder.to_owned())
            .or_default()
            .insert(unique, file);
    }

    pub(super) fn take(&mut self, folder: &Path, unique: &OsStr) -> Option<PathBuf> {
        self.mails.get_mut(folder)?.remove(unique)
    }
}

/// What happened between two listings of one Maildir; a mail that went from one folder and came to another under the
/// same name has moved.
#[must_use]
pub fn changes(before: &Listing, after: &Listing) -> Vec<MaildirEvent> {
    let empty = BTreeMap::new();
    let mut events = Vec::new();
    let mut gone: BTreeMap<&OsStr, Vec<PathBuf>> = BTreeMap::new();
    let mut new: Vec<(&OsStr, PathBuf)> = Vec::new();
    let all: BTreeSet<&PathBuf> = before.mails.keys().chain(after.mails.keys()).collect();
    for folder in all {
        let were = before.mails.get(folder).unwrap_or(&empty);
        let are = after.mails.get(folder).unwrap_or(&empty);
        for (unique, file) in were {
            let from = before.absolute(folder, file);
            match are.get(unique) {
                None => gone.entry(unique).or_default().push(from),
                Some(now) if now != file => events.push(MaildirEvent::Moved {
                    from,
                    to: after.absolute(folder, now),
                }),
                Some(_) => {}
            }
        }
        for (unique, file) in are {
            if !were.contains_key(unique) {
                new.push((unique, after.absolute(folder, file)));
            }
        }
    }
    for (unique, to) in new {
        events.push(match gone.get_mut(unique).and_then(Vec::pop) {
            Some(from) => MaildirEvent::Moved { from, to },
            None => MaildirEvent::New(to),
        });
    }
    events.extend(gone.into_values().flatten().map(MaildirEvent::Gone));
    events
}

/// The folders at and below a Maildir, relative to it.
#[derive(Default)]
pub(super) struct Folders {
    /// Those of mails, with the parts `cur` and `new`.
    pub(super) mails: Vec<PathBuf>,
    /// These and all others, in which one of mails may come.
    pub(super) all: Vec<PathBuf>,
    /// Those that could not be looked into, with the root.
    unread: Vec<PathBuf>,
}

/// Looks through the folders at and below `root`.
///
/// # Errors
/// [`MaildirError`], where `root` cannot be read or holds no mails.
pub(super) fn folders(root: &Path) -> Result<Folders, MaildirError> {
    fs::read_dir(root).map_err(|source| MaildirError::NotRead {
        path: root.to_owned(),
        source,
    })?;
    let mut found = Folders::default();
    let mut open = vec![(PathBuf::new(), 0)];
    while let Some((folder, depth)) = open.pop() {
        let path = root.join(&folder);
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) => {
                if error.kind() != ErrorKind::NotFound {
                    found.unread.push(path);
                }
                continue;
            }
        };
        let mut parts = 0;
        let mut below = Vec::new();
        for entry in entries.flatten() {
            // A link may lead anywhere, and in a circle.
            if !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                continue;
            }
            match entry.file_name().to_str() {
                Some("cur" | "new") => parts += 1,
                Some("tmp") => {}
                _ => below.push(entry.file_name()),
            }
        }
        if parts == 2 {
            found.mails.push(folder.clone());
        }
        found.all.push(folder.clone());
        if found.all.len() + open.len() + below.len() > MOST_FOLDERS || depth == MOST_DEPTH {
            if !below.is_empty() {
                found.unread.push(path);
            }
            continue;
        }
        open.extend(below.into_iter().map(|name| (folder.join(name), depth + 1)));
    }
    if found.mails.is_empty() {
        return Err(MaildirError::NoMaildir(root.to_owned()));
    }
    found.mails.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(files: &[&str]) -> Listing {
        let mut listing = Listing {
            root: PathBuf::from("/m"),
            ..Listing::default()
        };
        for file in files {
            let (folder, name) = file.split_once('|').expect("folder|file");
            let file = PathBuf::from(name);
            let unique = FileName::of(&file).expect("a name").unique;
            listing.put(Path::new(folder), unique, file);
        }
        listing
    }

    #[test]
    fn a_name_has_a_part_that_stays_and_flags() {
        for (name, unique, flags) in [
            ("1.2.host", "1.2.host", ""),
            ("1.2.host:2,", "1.2.host", ""),
            ("1.2.host,S=123:2,FRS", "1.2.host,S=123", "FRS"),
            ("odd:2,a:2,S", "odd:2,a", "S"),
            ("1.2.host:1,x", "1.2.host:1,x", ""),
            ("1.2.host:2,Sab", "1.2.host", "Sab"),
        ] {
            let name = FileName::of(Path::new(name)).expect("a name");
            assert_eq!(
                (name.unique.as_os_str(), name.flags.as_str()),
                (OsStr::new(unique), flags)
            );
        }
        assert_eq!(FileName::of(Path::new(".hidden")), None);
        assert_eq!(FileName::of(Path::new("/")), None);
    }

    #[test]
    fn two_listings_tell_what_happened_between_them() {
        let before = listing(&["|new/a", "|cur/b:2,S", "|cur/c:2,", "|cur/d:2,S", "|new/e"]);
        let after = listing(&[
            "|new/a",
            "|cur/c:2,S",
            ".Trash|cur/d:2,ST",
            "|cur/e:2,",
            "|new/f",
        ]);
        let moved = |from: &str, to: &str| MaildirEvent::Moved {
            from: from.into(),
            to: to.into(),
        };
        assert_eq!(
            changes(&before, &after),
            [
                moved("/m/cur/c:2,", "/m/cur/c:2,S"),
                moved("/m/new/e", "/m/cur/e:2,"),
                MaildirEvent::New("/m/new/f".into()),
                moved("/m/cur/d:2,S", "/m/.Trash/cur/d:2,ST"),
                MaildirEvent::Gone("/m/cur/b:2,S".into()),
            ]
        );
        assert_eq!(changes(&after, &after), []);
    }
}
