//! The mails in the files, folders and streams that a person names.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use reading::{Kind, MboxSplitter, kind};

/// Octets of one mail that are kept in memory.
pub const LARGEST_MAIL: u64 = 64 << 20;

/// One mail, or the reason why it is not there.
#[derive(Debug)]
pub struct Item {
    /// The file as the person named it, or as found below a named folder; `-` for standard input.
    pub file: String,
    /// The mail's position inside a container, from 1; absent for a file that is one mail.
    pub position: Option<u64>,
    /// The raw mail.
    pub body: Result<Vec<u8>, ReadError>,
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
    /// The system failed in another way.
    Io(io::Error),
}

impl ReadError {
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
            Self::Io(_) => "io",
        }
    }
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            other => f.write_str(other.code()),
        }
    }
}

impl std::error::Error for ReadError {}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
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
    let mut waiting = VecDeque::new();
    let mut total = Some(0u64);
    for path in paths {
        if path.as_os_str() == "-" {
            total = None;
            waiting.push_back(Waiting::Stdin);
        } else {
            list(path, &mut waiting, &mut total, 0);
        }
    }
    Sources {
        waiting,
        mbox: None,
        total,
    }
}

enum Waiting {
    Stdin,
    File(PathBuf),
    Broken(PathBuf, ReadError),
}

/// The mails of all named sources, one after the other; a large mailbox is never held in memory.
pub struct Sources {
    waiting: VecDeque<Waiting>,
    mbox: Option<(String, MboxSplitter<Box<dyn BufRead + Send>>)>,
    total: Option<u64>,
}

impl std::fmt::Debug for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sources")
            .field("waiting", &self.waiting.len())
            .finish_non_exhaustive()
    }
}

impl Sources {
    /// Octets in all named files, where that is known (not for standard input).
    #[must_use]
    pub fn total_bytes(&self) -> Option<u64> {
        self.total
    }

    /// Opens a stream: an item, or nothing where a mailbox begins that [`Iterator::next`] goes on with.
    fn start(&mut self, name: String, stream: Box<dyn Read + Send>) -> Option<Item> {
        let mut stream = BufReader::with_capacity(1 << 16, stream);
        let body = match stream.fill_buf() {
            Err(error) => Err(error.into()),
            Ok(start) => match kind(start) {
                Kind::Mbox => {
                    let splitter =
                        MboxSplitter::new(Box::new(stream) as Box<_>, reading::Limits::default());
                    self.mbox = Some((name, splitter));
                    return None;
                }
                Kind::Mail => whole(stream),
                Kind::Empty => Err(ReadError::Empty),
                Kind::Text => Err(ReadError::NoMail),
                _ => Err(ReadError::Binary),
            },
        };
        Some(Item {
            file: name,
            position: None,
            body,
        })
    }

    fn next_of_mailbox(&mut self) -> Option<Item> {
        let (name, splitter) = self.mbox.as_mut()?;
        let file = name.clone();
        match splitter.next() {
            Some(Ok(item)) => {
                let body = if item.is_cut {
                    Err(ReadError::TooLarge)
                } else {
                    Ok(item.raw)
                };
                Some(Item {
                    file,
                    position: Some(item.position),
                    body,
                })
            }
            Some(Err(error)) => {
                self.mbox = None;
                Some(Item {
                    file,
                    position: None,
                    body: Err(error.into()),
                })
            }
            None => {
                self.mbox = None;
                None
            }
        }
    }
}

fn whole(stream: impl Read) -> Result<Vec<u8>, ReadError> {
    let mut raw = Vec::new();
    stream.take(LARGEST_MAIL + 1).read_to_end(&mut raw)?;
    if raw.len() as u64 > LARGEST_MAIL {
        Err(ReadError::TooLarge)
    } else {
        Ok(raw)
    }
}

impl Iterator for Sources {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.next_of_mailbox() {
                return Some(item);
            }
            let opened = match self.waiting.pop_front()? {
                Waiting::Stdin => self.start("-".to_owned(), Box::new(io::stdin())),
                Waiting::Broken(path, error) => Some(Item {
                    file: path.display().to_string(),
                    position: None,
                    body: Err(error),
                }),
                Waiting::File(path) => {
                    let file = path.display().to_string();
                    match File::open(&path) {
                        Ok(stream) => self.start(file, Box::new(stream)),
                        Err(error) => Some(Item {
                            file,
                            position: None,
                            body: Err(error.into()),
                        }),
                    }
                }
            };
            if opened.is_some() {
                return opened;
            }
        }
    }
}

/// Lists a path: files in the order of their names, folders to a depth. Inside a folder, hidden names, links to
/// folders and what is no plain file (a pipe would be waited for) are passed over; what cannot be looked at is said.
fn list(path: &Path, waiting: &mut VecDeque<Waiting>, total: &mut Option<u64>, depth: usize) {
    const DEEPEST: usize = 32;
    let broken = |error: io::Error| Waiting::Broken(path.to_owned(), error.into());
    let about = match std::fs::metadata(path) {
        Ok(about) => about,
        Err(error) => return waiting.push_back(broken(error)),
    };
    if !about.is_dir() {
        if about.is_file() {
            *total = total.map(|total| total.saturating_add(about.len()));
        } else if depth > 0 {
            return;
        } else {
            *total = None;
        }
        return waiting.push_back(Waiting::File(path.to_owned()));
    }
    if depth >= DEEPEST {
        return waiting.push_back(broken(io::Error::other("nested too deep")));
    }
    let entries = match std::fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) => return waiting.push_back(broken(error)),
    };
    let mut names: Vec<PathBuf> = Vec::new();
    for entry in entries {
        match entry {
            Ok(entry) => names.push(entry.path()),
            Err(error) => waiting.push_back(broken(error)),
        }
    }
    names.sort();
    for name in names {
        let is_hidden = name
            .file_name()
            .is_some_and(|n| n.to_string_lossy().starts_with('.'));
        let is_linked_folder = name.is_symlink() && name.is_dir();
        if !is_hidden && !is_linked_folder {
            list(&name, waiting, total, depth + 1);
        }
    }
}
