//! Reads a mailbox on a server into the store: what came, what went, what was marked. Nothing there is changed.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use facts::{Instant, Observation, ObservationId, ObservationKind, Source};
use outside::imap::{Body, Folder, FolderState, ImapError, ImapSession, MessageFlags};
use outside::maildir::MaildirError;
use store::{Batch, FlagChange, Gone, Kept, NewCursor, NewPlacement, Owner, Store};

use crate::access::AccessError;
use crate::keep::{Arrived, Keeper, MailNote, Understood};
use crate::{Checker, now};

/// Messages that are fetched, judged and kept in one transaction.
const BATCH: usize = 100;

/// What one reading of a mailbox did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MailboxRead {
    /// Folders that were read.
    pub folders: u64,
    /// Messages that were not seen in their folder before.
    pub fetched: u64,
    /// Mails that were not kept before, from any folder.
    pub new: u64,
    /// Messages that could not be read, or are too large.
    pub unread: u64,
    /// Messages that are gone from their folder.
    pub gone: u64,
    /// Questions that are new.
    pub questions: u64,
}

/// Why a mailbox was not read to its end; what was read before is kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MailboxError {
    /// The server.
    #[error(transparent)]
    Server(#[from] ImapError),
    /// The store.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The mailbox cannot be reached as it is set up.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// A Maildir.
    #[error(transparent)]
    Maildir(#[from] MaildirError),
    /// A fault of ours: a thread that waited for something broke.
    #[error("a thread broke")]
    Broken,
}

/// Reads every folder of a mailbox as far as it changed since the last time.
///
/// Each hundred messages are kept with where they lie in one transaction, so that after a kill at any moment the next
/// reading goes on behind the last hundred. Trash, junk and archive are read like the inbox: thieves hide mail there.
///
/// # Errors
/// [`MailboxError`], where the server or the store ends it; the same call again goes on.
pub async fn read_mailbox(
    session: &mut ImapSession,
    checker: &Checker,
    keeper: &Keeper,
    owner: &Owner,
) -> Result<MailboxRead, MailboxError> {
    let mut read = MailboxRead::default();
    let folders = session.folders().await?;
    for folder in folders.iter().filter(|folder| folder.is_selectable) {
        let state = match session.examine(folder).await {
            Ok(state) => state,
            // Somebody removed it while we read the others.
            Err(ImapError::FolderGone { .. }) => continue,
            Err(error) => return Err(error.into()),
        };
        let mut reading = Reading {
            session,
            checker,
            keeper,
            owner,
            folder,
            state,
            read: &mut read,
        };
        reading.run().await?;
        read.folders += 1;
    }
    forget_folders(keeper.store(), owner, &folders, &mut read).await?;
    Ok(read)
}

/// Reads what came into the open folder since it was last read; a folder that was numbered anew waits for the next
/// reading of all.
///
/// What went and what was marked is seen by that reading too: here only a message that has just come counts, and each
/// question to the server is one that its owner waits for.
///
/// # Errors
/// As [`read_mailbox`].
pub(crate) async fn read_new(
    session: &mut ImapSession,
    (checker, keeper, owner): (&Checker, &Keeper, &Owner),
    folder: &Folder,
    state: FolderState,
) -> Result<MailboxRead, MailboxError> {
    let mut read = MailboxRead::default();
    let cursors = keeper.store().cursors(owner).await?;
    let cursor = cursors
        .into_iter()
        .map(|cursor| cursor.cursor)
        .find(|cursor| cursor.folder == folder.name && cursor.validity == state.uid_validity);
    let Some(cursor) = cursor else {
        return Ok(read);
    };
    let mut reading = Reading {
        session,
        checker,
        keeper,
        owner,
        folder,
        state,
        read: &mut read,
    };
    reading.run_new(cursor).await?;
    read.folders = 1;
    Ok(read)
}

/// Marks what lay in folders that are no longer there as gone.
async fn forget_folders(
    store: &Store,
    owner: &Owner,
    folders: &[Folder],
    read: &mut MailboxRead,
) -> Result<(), MailboxError> {
    let mut batch = Batch::new(owner.clone(), now());
    for cursor in store.cursors(owner).await? {
        let name = &cursor.cursor.folder;
        if !folders.iter().any(|folder| folder.name == *name) {
            batch.gone.push(Gone::Folder {
                folder: name.clone(),
            });
        }
    }
    if !batch.gone.is_empty() {
        read.gone += store.commit(&batch).await?.gone;
    }
    Ok(())
}

/// One folder being read.
struct Reading<'a> {
    session: &'a mut ImapSession,
    checker: &'a Checker,
    keeper: &'a Keeper,
    owner: &'a Owner,
    folder: &'a Folder,
    state: FolderState,
    read: &'a mut MailboxRead,
}

/// A message that was fetched.
pub(crate) struct Taken {
    /// The numbering that its number is of.
    pub(crate) validity: u32,
    pub(crate) uid: u32,
    /// When the server took it in.
    pub(crate) received: Option<Instant>,
    pub(crate) is_read: bool,
    pub(crate) flags: Vec<String>,
    /// What it says; absent where it could not be read.
    pub(crate) understood: Option<Box<Understood>>,
}

impl Reading<'_> {
    async fn run(&mut self) -> Result<(), MailboxError> {
        let store = self.keeper.store();
        let validity = self.state.uid_validity;
        let cursors = store.cursors(self.owner).await?;
        let cursor = cursors
            .into_iter()
            .map(|cursor| cursor.cursor)
            .find(|cursor| cursor.folder == self.folder.name);
        let is_renumbered = cursor.as_ref().is_some_and(|it| it.validity != validity);
        if is_renumbered {
            let mut batch = Batch::new(self.owner.clone(), now());
            batch.gone.push(Gone::OtherValidities {
                folder: self.folder.name.clone(),
                validity,
            });
            self.read.gone += store.commit(&batch).await?.gone;
        }
        let known_change = cursor
            .filter(|cursor| cursor.validity == validity)
            .and_then(|cursor| cursor.modseq);
        let known = store.uids(self.owner, &self.folder.name, validity).await?;
        let mut listed: BTreeMap<u32, MessageFlags> = BTreeMap::new();
        self.session
            .uids(1..=u32::MAX, None, |it| {
                listed.insert(it.uid, it.flags);
            })
            .await?;
        let fresh: Vec<u32> = listed
            .keys()
            .copied()
            .filter(|uid| known.binary_search(uid).is_err())
            .collect();
        for some in fresh.chunks(BATCH) {
            self.take(some).await?;
        }
        let mut batch = Batch::new(self.owner.clone(), now());
        let gone: Vec<u32> = known
            .iter()
            .copied()
            .filter(|uid| !listed.contains_key(uid))
            .collect();
        if !gone.is_empty() {
            batch.gone.push(Gone::Uids {
                folder: self.folder.name.clone(),
                validity,
                uids: gone,
            });
        }
        // Marks are told again only where the server counts changes and something changed, or counts none.
        let has_changed = known_change.is_none() || known_change != self.state.highest_mod_sequence;
        if has_changed {
            let changes = known.iter().filter_map(|uid| {
                let flags = listed.get(uid)?;
                Some(FlagChange {
                    folder: self.folder.name.clone(),
                    validity,
                    uid: *uid,
                    is_read: flags.is_seen,
                    flags: words(flags),
                })
            });
            batch.flags.extend(changes);
        }
        let next = listed
            .keys()
            .next_back()
            .map_or(1, |last| u64::from(*last) + 1);
        batch.cursors.push(NewCursor {
            folder: self.folder.name.clone(),
            validity,
            next_uid: self
                .state
                .uid_next
                .map_or(next, |told| next.max(u64::from(told))),
            modseq: self.state.highest_mod_sequence,
            content: "{}".to_owned(),
        });
        self.read.gone += store.commit(&batch).await?.gone;
        Ok(())
    }

    /// Takes what came behind the cursor.
    async fn run_new(&mut self, cursor: NewCursor) -> Result<(), MailboxError> {
        let from = u32::try_from(cursor.next_uid).unwrap_or(u32::MAX);
        let mut fresh = Vec::new();
        self.session
            .uids(from..=u32::MAX, None, |it| fresh.push(it.uid))
            .await?;
        fresh.sort_unstable();
        for some in fresh.chunks(BATCH) {
            self.take(some).await?;
        }
        if let Some(last) = fresh.last() {
            let mut batch = Batch::new(self.owner.clone(), now());
            // The count of changes stays, so that the reading of all sees what else changed.
            batch.cursors.push(NewCursor {
                next_uid: u64::from(*last) + 1,
                ..cursor
            });
            self.keeper.store().commit(&batch).await?;
        }
        Ok(())
    }

    /// Fetches some messages and keeps what they say and where they lie.
    async fn take(&mut self, uids: &[u32]) -> Result<(), MailboxError> {
        let mut taken: Vec<Taken> = Vec::new();
        let checker = self.checker;
        let validity = self.state.uid_validity;
        self.session
            .fetch(uids, |fetched| {
                let understood = match fetched.body {
                    Body::Raw(raw) => Some(Box::new(checker.understand(raw))),
                    Body::TooLarge | Body::Unreadable => None,
                };
                taken.push(Taken {
                    validity,
                    uid: fetched.uid,
                    received: fetched.internal_date,
                    is_read: fetched.flags.is_seen,
                    flags: words(fetched.flags),
                    understood,
                });
                ControlFlow::Continue(())
            })
            .await?;
        keep_taken(
            self.keeper,
            self.owner,
            &self.folder.name,
            &taken,
            self.read,
        )
        .await
    }
}

/// Keeps messages of one folder with where they lie, in one transaction.
pub(crate) async fn keep_taken(
    keeper: &Keeper,
    owner: &Owner,
    folder: &str,
    taken: &[Taken],
    read: &mut MailboxRead,
) -> Result<(), MailboxError> {
    let mut batch = Batch::new(owner.clone(), now());
    let sources: Vec<Source> = taken.iter().map(|it| it.source(folder)).collect();
    let arrived: Vec<Arrived<'_>> = taken
        .iter()
        .zip(&sources)
        .filter_map(|(taken, source)| {
            Some(Arrived {
                understood: taken.understood.as_deref()?,
                source,
                received: taken.received,
            })
        })
        .collect();
    keeper.add(&mut batch, &arrived).await?;
    keeper.tell_of_new(&mut batch).await?;
    for (message, source) in taken.iter().zip(&sources) {
        let observation = match &message.understood {
            Some(understood) => understood.checked.report.id,
            None => {
                read.unread += 1;
                message.unread(&mut batch, folder, source)
            }
        };
        batch.placements.push(NewPlacement {
            folder: folder.to_owned(),
            validity: message.validity,
            uid: message.uid,
            observation,
            internal_date: message.received,
            is_read: message.is_read,
            flags: message.flags.clone(),
        });
    }
    let mails: Vec<ObservationId> = batch
        .placements
        .iter()
        .map(|placement| placement.observation)
        .collect();
    let committed = keeper.store().commit(&batch).await?;
    read.fetched += taken.len() as u64;
    let is_mail = |id: &&ObservationId| mails.contains(id);
    read.new += committed.observations.iter().filter(is_mail).count() as u64;
    read.questions += committed.questions.len() as u64;
    Ok(())
}

impl Taken {
    /// Keeps that there is a message which could not be read; it has a name of its own, since its bytes are not known.
    fn unread(&self, batch: &mut Batch, folder: &str, source: &Source) -> ObservationId {
        let name = format!(
            "unread {} {folder} {} {}",
            batch.owner.account.0, self.validity, self.uid
        );
        let id = ObservationId::of(name.as_bytes());
        let note = MailNote {
            gaps: vec!["message-cut".to_owned()],
            ..MailNote::default()
        };
        batch.observations.push(Kept {
            observation: Observation {
                id,
                kind: ObservationKind::Mail,
                source: source.clone(),
                person: None,
                account: None,
                taken: batch.at,
            },
            moment: self.received.unwrap_or(batch.at),
            content: serde_json::to_string(&note).unwrap_or_else(|_| "{}".to_owned()),
        });
        id
    }

    fn source(&self, folder: &str) -> Source {
        Source::Mailbox {
            folder: folder.into(),
            validity: self.validity,
            uid: self.uid,
        }
    }
}

/// Flags as they are kept: those of IMAP by their names, then the server's own.
fn words(flags: &MessageFlags) -> Vec<String> {
    let named = [
        (flags.is_seen, "\\Seen"),
        (flags.is_answered, "\\Answered"),
        (flags.is_flagged, "\\Flagged"),
        (flags.is_deleted, "\\Deleted"),
        (flags.is_draft, "\\Draft"),
    ];
    let set = named.into_iter().filter(|(is_set, _)| *is_set);
    set.map(|(_, name)| name.to_owned())
        .chain(flags.others.iter().cloned())
        .collect()
}
