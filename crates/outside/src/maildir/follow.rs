//! What the system tells of a Maildir while it happens (inotify).

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::inotify::{self, CreateFlags, ReadFlags, WatchFlags};
use rustix::io::Errno;

use super::listing::{FileName, Listing, changes, folders};
use super::{MaildirError, MaildirEvent};

/// How long the second half of a move is waited for: both come together unless the system is very busy.
const HALF_MOVE: Duration = Duration::from_millis(50);
/// How often it is waited for.
const HALVES: usize = 20;
/// Octets taken from the system at once.
const BUFFER: usize = 64 << 10;
/// What the system tells, taken by one call of [`Follower::next`].
const MOST_TOLD: usize = 1_000;

/// A folder that the system tells about.
#[derive(Clone, Debug)]
struct Watched {
    /// The folder of mails, below the root.
    folder: PathBuf,
    /// `new` or `cur` where the mails themselves lie; absent for the folder.
    part: Option<&'static str>,
}

/// What was told of one file.
struct Told {
    folder: PathBuf,
    file: PathBuf,
    flags: ReadFlags,
}

/// Follows one Maildir with all its folders.
#[derive(Debug)]
pub struct Follower {
    root: PathBuf,
    descriptor: OwnedFd,
    watched: HashMap<i32, Watched>,
    listing: Listing,
}

impl Follower {
    /// Begins to follow the Maildir at `root`; what it holds already is in [`Follower::listing`].
    ///
    /// # Errors
    /// [`MaildirError`], where it cannot be read, or the system follows no more folders.
    pub fn open(root: &Path) -> Result<Self, MaildirError> {
        let descriptor = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)
            .map_err(|error| MaildirError::NoMoreWatches(error.into()))?;
        let mut follower = Self {
            root: root.to_owned(),
            descriptor,
            watched: HashMap::new(),
            listing: Listing::default(),
        };
        follower.watch()?;
        // Behind the watches, so that nothing comes in between unseen.
        follower.listing = Listing::read(root)?;
        Ok(follower)
    }

    /// What the Maildir holds, as far as it was told.
    #[must_use]
    pub fn listing(&self) -> &Listing {
        &self.listing
    }

    /// What happened since the last call; waits for something until `patience` is over, and then has nothing to tell.
    ///
    /// # Errors
    /// [`MaildirError`], where the Maildir is gone or cannot be read any longer.
    pub fn next(&mut self, patience: Duration) -> Result<Vec<MaildirEvent>, MaildirError> {
        let until = now() + patience;
        let mut events = Vec::new();
        // Mails that went, by their unique name; they may come again in another place.
        let mut went: Vec<(OsString, PathBuf)> = Vec::new();
        let mut rounds = 0;
        loop {
            let wait = if went.is_empty() {
                until.saturating_duration_since(now())
            } else {
                HALF_MOVE
            };
            // Where something happens all the time, a half is not waited for without end.
            rounds += usize::from(!went.is_empty());
            if rounds > HALVES || !self.wait(wait) {
                events.extend(went.into_iter().map(|(_, path)| MaildirEvent::Gone(path)));
                return Ok(events);
            }
            match self.read() {
                Heard::Overflow => {
                    for (unique, path) in went {
                        self.put_back(&unique, &path);
                    }
                    events.push(MaildirEvent::Overflow);
                    return Ok(events);
                }
                // Folders come, go and move rarely; then everything is looked at anew.
                Heard::Folders => {
                    for (unique, path) in went {
                        self.put_back(&unique, &path);
                    }
                    events.extend(self.rescan()?);
                    if !events.is_empty() {
                        return Ok(events);
                    }
                    went = Vec::new();
                }
                Heard::Files(told) => {
                    for told in told {
                        self.take(told, &mut went, &mut events);
                    }
                    if went.is_empty() && !events.is_empty() {
                        return Ok(events);
                    }
                }
            }
        }
    }

    /// Lists everything anew and tells what differs from what was told so far.
    ///
    /// # Errors
    /// [`MaildirError`], where the Maildir is gone or cannot be read any longer.
    pub fn rescan(&mut self) -> Result<Vec<MaildirEvent>, MaildirError> {
        self.watch()?;
        let listing = Listing::read(&self.root)?;
        let events = changes(&self.listing, &listing);
        self.listing = listing;
        Ok(events)
    }

    /// Watches every folder there is, and none that went.
    fn watch(&mut self) -> Result<(), MaildirError> {
        let folder_flags = WatchFlags::ONLYDIR
            | WatchFlags::CREATE
            | WatchFlags::MOVED_TO
            | WatchFlags::MOVED_FROM
            | WatchFlags::DELETE
            | WatchFlags::DELETE_SELF;
        let mail_flags = folder_flags | WatchFlags::CLOSE_WRITE;
        let mut watched = HashMap::new();
        let found = folders(&self.root)?;
        for folder in found.mails {
            for part in ["new", "cur"] {
                let path = self.root.join(&folder).join(part);
                if let Some(number) = self.add(&path, mail_flags)? {
                    let watch = Watched {
                        folder: folder.clone(),
                        part: Some(part),
                    };
                    watched.insert(number, watch);
                }
            }
        }
        for folder in found.all {
            if let Some(number) = self.add(&self.root.join(&folder), folder_flags)? {
                watched.insert(number, Watched { folder, part: None });
            }
        }
        for number in self.watched.keys() {
            if !watched.contains_key(number) {
                // It is usually gone with its folder.
                let _ = inotify::remove_watch(&self.descriptor, *number);
            }
        }
        self.watched = watched;
        Ok(())
    }

    fn add(&self, path: &Path, flags: WatchFlags) -> Result<Option<i32>, MaildirError> {
        match inotify::add_watch(&self.descriptor, path, flags) {
            Ok(number) => Ok(Some(number)),
            Err(error @ (Errno::NOSPC | Errno::NOMEM)) => {
                Err(MaildirError::NoMoreWatches(error.into()))
            }
            // It went meanwhile, or may not be read, which the listing tells.
            Err(_) => Ok(None),
        }
    }

    fn wait(&self, wait: Duration) -> bool {
        let Ok(wait) = wait.try_into() else {
            return false;
        };
        let mut waited = [PollFd::new(&self.descriptor, PollFlags::IN)];
        // A signal ends the wait early; then there is nothing, and the caller asks again.
        poll(&mut waited, Some(&wait)).is_ok_and(|ready| ready > 0)
    }

    fn read(&self) -> Heard {
        let mut buffer = [MaybeUninit::uninit(); BUFFER];
        let mut reader = inotify::Reader::new(&self.descriptor, &mut buffer);
        let mut told = Vec::new();
        let mut has_folders = false;
        while let Ok(event) = reader.next() {
            let flags = event.events();
            if flags.contains(ReadFlags::QUEUE_OVERFLOW) {
                return Heard::Overflow;
            }
            let Some(watched) = self.watched.get(&event.wd()) else {
                continue;
            };
            let ends = ReadFlags::ISDIR | ReadFlags::IGNORED | ReadFlags::DELETE_SELF;
            if flags.intersects(ends) {
                has_folders = true;
                continue;
            }
            let (Some(part), Some(name)) = (watched.part, event.file_name()) else {
                continue;
            };
            told.push(Told {
                folder: watched.folder.clone(),
                file: Path::new(part).join(OsStr::from_bytes(name.to_bytes())),
                flags,
            });
            if told.len() >= MOST_TOLD && reader.is_buffer_empty() {
                break;
            }
        }
        if has_folders {
            Heard::Folders
        } else {
            Heard::Files(told)
        }
    }

    fn take(
        &mut self,
        told: Told,
        went: &mut Vec<(OsString, PathBuf)>,
        events: &mut Vec<MaildirEvent>,
    ) {
        let Some(name) = FileName::of(&told.file) else {
            return;
        };
        let path = self.listing.absolute(&told.folder, &told.file);
        let known = self.listing.file(&told.folder, &name.unique);
        if told
            .flags
            .intersects(ReadFlags::MOVED_FROM | ReadFlags::DELETE)
        {
            // Where the mail stands under another name already, only its old name went.
            if known == Some(told.file.as_path()) {
                self.listing.take(&told.folder, &name.unique);
                went.push((name.unique, path));
            }
            return;
        }
        let from = match known {
            Some(known) if known == told.file => {
                // Told again: it was written in place, and is whole only now.
                if told.flags.contains(ReadFlags::CLOSE_WRITE) {
                    events.push(MaildirEvent::New(path));
                }
                return;
            }
            Some(known) => Some(self.listing.absolute(&told.folder, known)),
            None => {
                let at = went.iter().position(|(unique, _)| *unique == name.unique);
                at.map(|at| went.swap_remove(at).1)
            }
        };
        self.listing.put(&told.folder, name.unique, told.file);
        events.push(match from {
            Some(from) => MaildirEvent::Moved { from, to: path },
            None => MaildirEvent::New(path),
        });
    }

    /// Lays a mail that went back into the listing, so that the comparison with the next one tells what became of it.
    fn put_back(&mut self, unique: &OsStr, path: &Path) {
        let below = path.strip_prefix(&self.root).unwrap_or(path);
        let part = below.parent().and_then(Path::file_name);
        let folder = below.parent().and_then(Path::parent);
        if let (Some(part), Some(folder), Some(file)) = (part, folder, path.file_name())
            && self.listing.file(folder, unique).is_none()
        {
            let file = Path::new(part).join(file);
            self.listing.put(folder, unique.to_owned(), file);
        }
    }
}

enum Heard {
    Files(Vec<Told>),
    Folders,
    Overflow,
}

fn now() -> Instant {
    #[expect(
        clippy::disallowed_methods,
        reason = "a door measures its own patience"
    )]
    Instant::now()
}
