//! One container inside another: a mailbox in an archive, an archive in a compressed file.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use reading::{Expansion, Kind, MboxSplitter, Member, Octets, Tar, Zip, gunzip, kind, unwrap_emlx};

use super::{Item, LARGEST_MAIL, ReadError};

/// Octets that are looked at to tell what something is.
const PEEK: u64 = 16 << 10;
/// Archives inside each other, and compressions.
const DEEPEST: Depth = Depth {
    archives: 2,
    packings: 2,
};
/// Octets of an archive that has no place of its own on the disk (from a pipe, in another one).
pub(super) const LARGEST_HELD: u64 = 32 << 20;

/// Endings of files that are found beside the mails in an export and are no mails.
const BESIDE_MAILS: &[&str] = &[
    ".css", ".csv", ".gif", ".html", ".jpg", ".js", ".json", ".pdf", ".plist", ".png",
];

type Stream = Box<dyn Read + Send>;

/// How many containers something lies in.
#[derive(Clone, Copy)]
struct Depth {
    archives: u8,
    packings: u8,
}

/// A container that is being read.
enum Layer {
    Mbox {
        name: String,
        splitter: MboxSplitter<Box<dyn BufRead + Send>>,
    },
    Archive {
        name: String,
        members: Box<dyn Iterator<Item = io::Result<Member>> + Send>,
        depth: Depth,
        /// Whether it gave anything yet.
        is_empty: bool,
    },
}

/// The containers of one file, the innermost last.
pub(super) struct Layers {
    stack: Vec<Layer>,
    expansion: Expansion,
}

impl Layers {
    /// Nothing to read.
    pub(super) fn new() -> Self {
        Self {
            stack: Vec::new(),
            expansion: Expansion::default(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.stack.is_empty()
    }

    /// Octets of the file itself that were read so far.
    pub(super) fn progress(&self) -> u64 {
        self.expansion.progress()
    }

    /// Begins a file: an item, or nothing where a container begins that [`Layers::next`] goes on with.
    pub(super) fn file(&mut self, name: String, file: File, length: Option<u64>) -> Option<Item> {
        self.expansion = Expansion::of(length);
        // Only a plain file can be read in any order.
        let again = length.and_then(|_| file.try_clone().ok());
        let stream = Counted {
            reader: file,
            expansion: self.expansion.clone(),
        };
        self.begin(name, Box::new(stream), again, NOTHING)
    }

    /// Begins a stream.
    pub(super) fn stream(
        &mut self,
        name: String,
        stream: impl Read + Send + 'static,
    ) -> Option<Item> {
        self.expansion = Expansion::of(None);
        let stream = Counted {
            reader: stream,
            expansion: self.expansion.clone(),
        };
        self.begin(name, Box::new(stream), None, NOTHING)
    }

    /// The next item out of the containers; nothing where they are at their end.
    pub(super) fn next(&mut self) -> Option<Item> {
        loop {
            let item = match self.stack.last_mut()? {
                Layer::Mbox { name, splitter } => {
                    let item = mail_of(name, splitter);
                    if !matches!(&item, Some(Ok(_))) {
                        self.stack.pop();
                    }
                    item.map(|item| item.unwrap_or_else(|broken| broken))
                }
                Layer::Archive { .. } => self.member(),
            };
            if item.is_some() {
                return item;
            }
        }
    }

    /// The next file of the innermost archive: an item, or nothing where it is a container or is passed over.
    fn member(&mut self) -> Option<Item> {
        let Some(Layer::Archive {
            name,
            members,
            depth,
            is_empty,
        }) = self.stack.last_mut()
        else {
            return None;
        };
        let depth = *depth;
        match members.next() {
            Some(Ok(member)) => {
                let name = format!("{name}/{}", member.name);
                let stream = match member.content {
                    Some(content) if !is_hidden(&member.name) => content,
                    _ => return None,
                };
                let item = match stream {
                    Ok(stream) => self.begin(name, stream, None, depth),
                    Err(error) => Some(Item::of(name, Err(error.into()))),
                };
                let is_beside = item.as_ref().is_some_and(is_beside_mails);
                if !is_beside {
                    self.has_given();
                }
                item.filter(|_| !is_beside)
            }
            Some(Err(error)) => {
                // It may go on behind a broken entry, or say by its end that it does not.
                let item = Item::of(name.clone(), Err(error.into()));
                *is_empty = false;
                Some(item)
            }
            None => {
                let item = is_empty.then(|| Item::of(name.clone(), Err(ReadError::NothingInside)));
                self.stack.pop();
                item
            }
        }
    }

    /// Every archive on the way gave something.
    fn has_given(&mut self) {
        for layer in &mut self.stack {
            if let Layer::Archive { is_empty, .. } = layer {
                *is_empty = false;
            }
        }
    }

    fn begin(
        &mut self,
        name: String,
        mut stream: Stream,
        file: Option<File>,
        depth: Depth,
    ) -> Option<Item> {
        // What a file holds is not copied as it grows.
        let size = file.as_ref().and_then(|file| file.metadata().ok());
        let size = size.map_or(PEEK, |size| size.len());
        let mut head = Vec::with_capacity(usize::try_from(size.min(PEEK) + 1).unwrap_or_default());
        let peeked = (&mut stream).take(PEEK).read_to_end(&mut head);
        let kind = kind(&head);
        let rest: Stream = match peeked {
            // What came before the error is read like any beginning.
            Err(error) if !head.is_empty() => Box::new(Failing(Some(error))),
            Err(error) => return Some(Item::of(name, Err(error.into()))),
            // That was all of it.
            Ok(count) if (count as u64) < PEEK => Box::new(io::empty()),
            Ok(_) => stream,
        };
        let body = match kind {
            Kind::Mail => whole(head, rest, size),
            Kind::Emlx => whole(head, rest, size).map(unwrap_emlx),
            Kind::Mbox => {
                let stream = joined(head, rest);
                let splitter = MboxSplitter::new(
                    Box::new(BufReader::with_capacity(1 << 16, stream)) as Box<_>,
                    reading::Limits::default(),
                );
                self.stack.push(Layer::Mbox { name, splitter });
                return None;
            }
            Kind::Gzip if depth.packings < DEEPEST.packings => {
                let packings = depth.packings + 1;
                let stream = joined(head, rest);
                let stream = gunzip(BufReader::with_capacity(1 << 16, stream), &self.expansion);
                return self.begin(name, Box::new(stream), None, Depth { packings, ..depth });
            }
            Kind::Tar | Kind::Zip if depth.archives < DEEPEST.archives => {
                let archives = depth.archives + 1;
                let stream = joined(head, rest);
                let members = if kind == Kind::Tar {
                    Ok(Box::new(Tar::new(stream)) as Box<_>)
                } else {
                    self.zip(stream, file)
                };
                match members {
                    Ok(members) => {
                        self.stack.push(Layer::Archive {
                            name,
                            members,
                            depth: Depth { archives, ..depth },
                            is_empty: true,
                        });
                        return None;
                    }
                    Err(error) => Err(error),
                }
            }
            Kind::Gzip | Kind::Tar | Kind::Zip => Err(ReadError::TooDeep),
            Kind::ForeignMailbox(form) => Err(ReadError::ForeignMailbox(form)),
            Kind::ForeignArchive(form) => Err(ReadError::ForeignArchive(form)),
            Kind::Empty => Err(ReadError::Empty),
            Kind::Text => Err(ReadError::NoMail),
            _ => Err(ReadError::Binary),
        };
        Some(Item::of(name, body))
    }

    /// Opens a zip where it lies, or in memory.
    fn zip(
        &self,
        stream: Stream,
        file: Option<File>,
    ) -> Result<Box<dyn Iterator<Item = io::Result<Member>> + Send>, ReadError> {
        let octets: Arc<dyn Octets> = match file {
            Some(file) => Arc::new(InFile {
                length: file.metadata()?.len(),
                file: Mutex::new(file),
                expansion: self.expansion.clone(),
            }),
            None => {
                let mut held = Vec::new();
                stream.take(LARGEST_HELD + 1).read_to_end(&mut held)?;
                if held.len() as u64 > LARGEST_HELD {
                    return Err(ReadError::ArchiveTooLarge);
                }
                Arc::new(held)
            }
        };
        Ok(Box::new(Zip::open(octets, &self.expansion)?))
    }
}

const NOTHING: Depth = Depth {
    archives: 0,
    packings: 0,
};

/// A mail of a mailbox; the error is the item after which there is none.
fn mail_of(
    name: &str,
    splitter: &mut MboxSplitter<Box<dyn BufRead + Send>>,
) -> Option<Result<Item, Item>> {
    let item = |position, body| Item {
        position,
        ..Item::of(name.to_owned(), body)
    };
    Some(match splitter.next()? {
        Ok(mail) if mail.is_cut => Ok(item(Some(mail.position), Err(ReadError::TooLarge))),
        Ok(mail) => Ok(item(Some(mail.position), Ok(mail.raw))),
        Err(error) => {
            let position = Some(splitter.reached()).filter(|&position| position > 0);
            Err(item(position, Err(error.into())))
        }
    })
}

fn joined(head: Vec<u8>, rest: Stream) -> Stream {
    Box::new(Cursor::new(head).chain(rest))
}

/// A mail of which the first octets were read; `size` is how large it probably is.
fn whole(mut raw: Vec<u8>, rest: impl Read, size: u64) -> Result<Vec<u8>, ReadError> {
    let more = size.min(LARGEST_MAIL + 1).saturating_sub(raw.len() as u64);
    raw.reserve_exact(usize::try_from(more + 1).unwrap_or_default());
    let room = (LARGEST_MAIL + 1).saturating_sub(raw.len() as u64);
    rest.take(room).read_to_end(&mut raw)?;
    if raw.len() as u64 > LARGEST_MAIL {
        Err(ReadError::TooLarge)
    } else {
        Ok(raw)
    }
}

/// Whether a name in an archive is hidden, as in a folder; one system puts a shadow of every file into such a folder.
fn is_hidden(name: &str) -> bool {
    let mut parts = name
        .split(['/', '\\'])
        .filter(|part| !matches!(*part, "." | ".."));
    name.starts_with("__MACOSX/") || parts.any(|part| part.starts_with('.'))
}

/// Whether something that is no mail is one of the things that an export puts beside them.
fn is_beside_mails(item: &Item) -> bool {
    let name = item.file.to_ascii_lowercase();
    let is_none = matches!(
        item.body,
        Err(ReadError::NoMail | ReadError::Binary | ReadError::Empty)
    );
    is_none && BESIDE_MAILS.iter().any(|ending| name.ends_with(ending))
}

/// A file of which what is read is counted.
struct Counted<R> {
    reader: R,
    expansion: Expansion,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(into)?;
        self.expansion.read(count);
        Ok(count)
    }
}

/// Where a stream broke off.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// A file read in any order.
struct InFile {
    file: Mutex<File>,
    length: u64,
    expansion: Expansion,
}

impl Octets for InFile {
    fn length(&self) -> u64 {
        self.length
    }

    fn read_at(&self, into: &mut [u8], at: u64) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(at))?;
        let count = file.read(into)?;
        self.expansion.read(count);
        Ok(count)
    }
}
