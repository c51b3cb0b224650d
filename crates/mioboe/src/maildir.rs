//! Follows a Maildir on this machine: reads what it holds, then what the system tells of it while it happens.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read as _};
use std::ops::ControlFlow;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use facts::Instant;
use outside::imap::Folder;
use outside::maildir::{FileName, Follower, Listing, MaildirEvent};
use sha2::{Digest as _, Sha256};
use store::{Batch, FlagChange, Gone, NewCursor, Owner, Placement};

use crate::follow::{Comeback, FirstReading, Followed};
use crate::keep::Keeper;
use crate::mailbox::{
    FolderNote, LONGEST_FOLDER, MailboxError, MailboxRead, off_thread, understood,
};
use crate::over_time::judge_over_time;
use crate::taken::{Taken, keep_taken};
use crate::{Checker, now};

/// Octets of the largest message that is read.
const LARGEST_MESSAGE: u64 = 40 << 20;

/// Messages that are read, judged and kept in one transaction.
const BATCH: usize = 100;

/// Placements that are asked for at once.
const PAGE: u32 = 2_000;

/// For how long the system is listened to at a time.
const TURN: Duration = Duration::from_secs(2);

/// How often everything is listed anew, should the system have missed something: a network drive tells nothing.
const ALL: Duration = Duration::from_secs(5 * 60);

/// A Maildir that is followed, and with what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MaildirFollowing<'a> {
    pub(crate) root: &'a Path,
    pub(crate) checker: &'a Arc<Checker>,
    pub(crate) keeper: &'a Keeper,
    pub(crate) owner: &'a Owner,
}

/// Where a message lies: a Maildir has unique names where IMAP has numbers, so that both numbers are taken from the
/// name's SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Number {
    validity: u32,
    uid: u32,
}

impl Number {
    fn of(name: &FileName) -> Self {
        let digest = Sha256::digest(name.unique.as_encoded_bytes());
        let mut numbers = digest.chunks_exact(4).map(|four| {
            four.iter()
                .fold(0_u32, |number, octet| (number << 8) | u32::from(*octet))
        });
        Self {
            validity: numbers.next().unwrap_or_default(),
            uid: numbers.next().unwrap_or_default(),
        }
    }
}

/// A message of the listing.
struct Lying {
    path: PathBuf,
    flags: String,
}

impl MaildirFollowing<'_> {
    /// Follows the Maildir until `tell` breaks.
    ///
    /// # Errors
    /// [`MailboxError`], where the Maildir is gone or cannot be read any longer, or the store fails for good.
    pub(crate) async fn run(
        &self,
        seed: u64,
        mut tell: impl FnMut(Followed) -> ControlFlow<()>,
    ) -> Result<(), MailboxError> {
        let mut comeback = Comeback::new(seed, self.keeper, self.owner);
        loop {
            let ended = self.visit(&mut comeback, &mut tell).await;
            if comeback.after(ended, false, &mut tell).await?.is_break() {
                return Ok(());
            }
        }
    }

    /// Reads and follows it until `tell` breaks.
    async fn visit(
        &self,
        comeback: &mut Comeback<'_>,
        tell: &mut impl FnMut(Followed) -> ControlFlow<()>,
    ) -> Result<(), MailboxError> {
        let root = self.root.to_owned();
        let mut follower = off_thread(move || Follower::open(&root)).await??;
        let mut is_stale = true;
        let mut read_all = tokio::time::Instant::now();
        loop {
            if is_stale || read_all.elapsed() >= ALL {
                if !is_stale {
                    follower = off_thread(move || follower.rescan().map(|_| follower)).await??;
                }
                self.checker.forget_answers();
                let first = FirstReading::of(self.keeper, self.owner).await?;
                let silent = MaildirFollowing {
                    root: self.root,
                    checker: self.checker,
                    keeper: first.keeper(),
                    owner: self.owner,
                };
                let read = silent.read_all(follower.listing()).await?;
                let judged = judge_over_time(silent.keeper, self.owner, now()).await?;
                first.end().await?;
                comeback.reached();
                read_all = tokio::time::Instant::now();
                if tell(Followed::Judged(judged)).is_break() {
                    return Ok(());
                }
                if (is_stale || read != MailboxRead::default())
                    && tell(Followed::Read(read)).is_break()
                {
                    return Ok(());
                }
                is_stale = false;
            }
            let (came, events) = off_thread(move || {
                let events = follower.next(TURN);
                (follower, events)
            })
            .await?;
            follower = came;
            let events = events?;
            if events.contains(&MaildirEvent::Overflow) {
                is_stale = true;
                follower = off_thread(move || follower.rescan().map(|_| follower)).await??;
                continue;
            }
            if !events.is_empty() {
                let read = self.take(events).await?;
                if tell(Followed::Read(read)).is_break() {
                    return Ok(());
                }
            }
        }
    }

    /// Reads what is listed and not kept yet, and keeps what went and what was marked.
    async fn read_all(&self, listing: &Listing) -> Result<MailboxRead, MailboxError> {
        let mut folders: BTreeMap<String, BTreeMap<Number, Lying>> = BTreeMap::new();
        for folder in listing.folders() {
            folders.entry(name_of(folder)).or_default();
        }
        for path in listing.paths() {
            if let (Some(folder), Some(name)) = (self.folder_of(&path), FileName::of(&path)) {
                let flags = name.flags.clone();
                let number = Number::of(&name);
                folders
                    .entry(folder)
                    .or_default()
                    .insert(number, Lying { path, flags });
            }
        }
        let mut read = MailboxRead::default();
        self.forget_folders(&folders, listing, &mut read).await?;
        for (folder, files) in &folders {
            if folder.len() > LONGEST_FOLDER {
                read.closed += 1;
                continue;
            }
            self.read_folder(folder, files, &mut read).await?;
            read.folders += 1;
        }
        Ok(read)
    }

    async fn read_folder(
        &self,
        folder: &str,
        files: &BTreeMap<Number, Lying>,
        read: &mut MailboxRead,
    ) -> Result<(), MailboxError> {
        let mut batch = Batch::new(self.owner.clone(), now());
        let cursors = self.keeper.store().cursors(self.owner).await?;
        let cursor = cursors.iter().find(|cursor| cursor.cursor.folder == folder);
        let note = FolderNote::next(cursor, &Folder::on_disk(folder), batch.at);
        let mut known = BTreeSet::new();
        for placed in self.placed(folder).await? {
            let number = Number {
                validity: placed.validity,
                uid: placed.uid,
            };
            match files.get(&number) {
                Some(file) => {
                    known.insert(number);
                    if placed.gone_since.is_some() {
                        // It came back: it is placed again below.
                        known.remove(&number);
                    } else if placed.flags != words(&file.flags) {
                        batch.flags.push(change(folder, number, &file.flags));
                    }
                }
                None if placed.gone_since.is_none() => batch.gone.push(gone(folder, number)),
                None => {}
            }
        }
        let fresh: Vec<(&Number, &Lying)> = files
            .iter()
            .filter(|(number, _)| !known.contains(number))
            .collect();
        for some in fresh.chunks(BATCH) {
            let paths: Vec<(Number, PathBuf, String)> = some
                .iter()
                .map(|(number, file)| (**number, file.path.clone(), file.flags.clone()))
                .collect();
            self.keep(folder, paths, read).await?;
        }
        batch.cursors.push(NewCursor {
            folder: folder.to_owned(),
            validity: 0,
            next_uid: 0,
            modseq: None,
            content: note.json(),
        });
        read.gone += self.keeper.store().commit(&batch).await?.gone;
        Ok(())
    }

    /// Keeps what happened to single messages.
    async fn take(&self, events: Vec<MaildirEvent>) -> Result<MailboxRead, MailboxError> {
        let mut read = MailboxRead::default();
        let mut batch = Batch::new(self.owner.clone(), now());
        let mut fresh: BTreeMap<String, Vec<(Number, PathBuf, String)>> = BTreeMap::new();
        for event in events {
            let (from, to) = match event {
                MaildirEvent::New(to) => (None, Some(to)),
                MaildirEvent::Moved { from, to } => (Some(from), Some(to)),
                MaildirEvent::Gone(from) => (Some(from), None),
                MaildirEvent::Overflow => (None, None),
            };
            let placed = |path: &Path| {
                let name = FileName::of(path)?;
                Some((self.folder_of(path)?, Number::of(&name), name.flags))
            };
            let (before, after) = (
                from.as_deref().and_then(placed),
                to.as_deref().and_then(placed),
            );
            match (before, after, to) {
                (Some((was, ..)), Some((is, number, flags)), Some(path)) if was == is => {
                    batch.flags.push(change(&is, number, &flags));
                    // A mail program may take it out of `new` before it was read there: then it is read from here.
                    if !self.is_placed(&is, number).await? {
                        let waiting = fresh.entry(is).or_default();
                        waiting.retain(|(waits, ..)| *waits != number);
                        waiting.push((number, path, flags));
                    }
                }
                (before, after, to) => {
                    if let Some((folder, number, _)) = before {
                        batch.gone.push(gone(&folder, number));
                    }
                    if let (Some((folder, number, flags)), Some(path)) = (after, to) {
                        fresh.entry(folder).or_default().push((number, path, flags));
                    }
                }
            }
        }
        // What moved is placed anew before it counts as gone: in between it would lie nowhere.
        for (folder, messages) in fresh {
            let mut messages = messages;
            while !messages.is_empty() {
                let rest = messages.split_off(messages.len().min(BATCH));
                self.keep(&folder, messages, &mut read).await?;
                messages = rest;
            }
        }
        read.gone += self.keeper.store().commit(&batch).await?.gone;
        Ok(read)
    }

    async fn keep(
        &self,
        folder: &str,
        messages: Vec<(Number, PathBuf, String)>,
        read: &mut MailboxRead,
    ) -> Result<(), MailboxError> {
        let checker = Arc::clone(self.checker);
        let (taken, unread) = off_thread(move || {
            let (mut taken, mut unread) = (Vec::new(), 0);
            for (number, path, flags) in messages {
                let (bytes, received) = match message(&path) {
                    Ok(whole) => whole,
                    // It went or was renamed meanwhile, which is told as well.
                    Err(_) if !path.exists() => continue,
                    // It lies nowhere for the store, so that the next reading of all tries it again.
                    Err(_) => {
                        unread += 1;
                        continue;
                    }
                };
                taken.push(Taken {
                    validity: number.validity,
                    uid: number.uid,
                    received,
                    is_read: flags.contains('S'),
                    flags: words(&flags),
                    understood: bytes.and_then(|raw| understood(&checker, &raw)),
                });
            }
            (taken, unread)
        })
        .await?;
        read.unread += unread;
        keep_taken(self.keeper, self.owner, folder, taken, read).await
    }

    /// Marks what lay in folders that are no longer there as gone; a folder that could not be listed is left alone.
    async fn forget_folders(
        &self,
        folders: &BTreeMap<String, BTreeMap<Number, Lying>>,
        listing: &Listing,
        read: &mut MailboxRead,
    ) -> Result<(), MailboxError> {
        if !listing.unread().is_empty() {
            return Ok(());
        }
        let store = self.keeper.store();
        let mut batch = Batch::new(self.owner.clone(), now());
        for cursor in store.cursors(self.owner).await? {
            let folder = cursor.cursor.folder;
            if !folders.contains_key(&folder) {
                batch.gone.push(Gone::Folder { folder });
            }
        }
        if !batch.gone.is_empty() {
            read.gone += store.commit(&batch).await?.gone;
        }
        Ok(())
    }

    /// Whether a message is kept as lying there.
    async fn is_placed(&self, folder: &str, number: Number) -> Result<bool, MailboxError> {
        let before = number.uid.checked_sub(1).map_or_else(
            || number.validity.checked_sub(1).map(|it| (it, u32::MAX)),
            |uid| Some((number.validity, uid)),
        );
        let next = self
            .keeper
            .store()
            .placements_in(self.owner, folder, before, 1)
            .await?;
        Ok(next
            .iter()
            .any(|it| it.validity == number.validity && it.uid == number.uid))
    }

    async fn placed(&self, folder: &str) -> Result<Vec<Placement>, MailboxError> {
        let store = self.keeper.store();
        let mut all: Vec<Placement> = Vec::new();
        loop {
            let after = all.last().map(|last| (last.validity, last.uid));
            let mut page = store.placements_in(self.owner, folder, after, PAGE).await?;
            let is_last = page.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
            all.append(&mut page);
            if is_last {
                return Ok(all);
            }
        }
    }

    /// The folder in which a message lies: above `cur` or `new`, below the root.
    fn folder_of(&self, path: &Path) -> Option<String> {
        let folder = path.parent()?.parent()?;
        folder.strip_prefix(self.root).ok().map(name_of)
    }
}

/// The name of a folder as it is shown and kept: the inbox for the root, Maildir++ names without their dots.
fn name_of(below: &Path) -> String {
    let parts: Vec<String> = below
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
            _ => None,
        })
        .collect();
    match parts.as_slice() {
        [] => "INBOX".to_owned(),
        [only] => only
            .strip_prefix('.')
            .map_or_else(|| only.clone(), |it| it.replace('.', "/")),
        several => several.join("/"),
    }
}

/// A message's octets and when it came, by the file's own time; no octets where it is too large, or no file.
fn message(path: &Path) -> io::Result<(Option<Vec<u8>>, Option<Instant>)> {
    // A pipe would keep us waiting for somebody to write.
    if !path.metadata()?.is_file() {
        return Ok((None, None));
    }
    let file = File::open(path)?;
    let received = file
        .metadata()?
        .modified()
        .ok()
        .and_then(|time| jiff::Timestamp::try_from(time).ok())
        .map(Instant);
    let mut raw = Vec::new();
    file.take(LARGEST_MESSAGE + 1).read_to_end(&mut raw)?;
    let is_whole = raw.len() as u64 <= LARGEST_MESSAGE;
    Ok((is_whole.then_some(raw), received))
}

fn gone(folder: &str, number: Number) -> Gone {
    Gone::Uids {
        folder: folder.to_owned(),
        validity: number.validity,
        uids: vec![number.uid],
    }
}

fn change(folder: &str, number: Number, flags: &str) -> FlagChange {
    FlagChange {
        folder: folder.to_owned(),
        validity: number.validity,
        uid: number.uid,
        is_read: flags.contains('S'),
        flags: words(flags),
    }
}

/// The letters of a Maildir's flags by their names in IMAP.
fn words(flags: &str) -> Vec<String> {
    const NAMES: [(char, &str); 5] = [
        ('S', "\\Seen"),
        ('R', "\\Answered"),
        ('F', "\\Flagged"),
        ('T', "\\Deleted"),
        ('D', "\\Draft"),
    ];
    let set = NAMES.iter().filter(|(letter, _)| flags.contains(*letter));
    set.map(|(_, name)| (*name).to_owned()).collect()
}
