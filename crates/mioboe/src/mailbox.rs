//! Reads a mailbox on a server into the store: what came, what went, what was marked. Nothing there is changed.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use facts::Instant;
use mail::mailbox::Role;
use outside::imap::{Body, Folder, FolderRole, FolderState, ImapError, ImapSession, MessageFlags};
use outside::maildir::MaildirError;
use serde::{Deserialize, Serialize};
use store::{Batch, Cursor, FlagChange, Gone, NewCursor, Owner, Store};

use crate::access::AccessError;
use crate::keep::{Keeper, Understood};
use crate::suspects::{Broken, Suspects};
use crate::taken::{Taken, keep_taken};
use crate::{Checker, now};

/// Messages that are fetched, judged and kept in one transaction.
const BATCH: usize = 100;

/// The last messages known of a folder whose days of arrival are held against the server's: a number that was given to
/// another message is among them.
const LAST_HELD: usize = 16;
/// Where they lie, with what lay between them and is gone.
const PLACED_AT_ONCE: u32 = 64;

/// Octets of the longest name of a folder that is read; no longer one can be kept.
pub(crate) const LONGEST_FOLDER: usize = 1_000;

/// Octets of marks of a server's own that are held of one folder; of what comes then only the usual marks are.
const MOST_MARKS: usize = 4 << 20;

/// What one reading of a mailbox did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MailboxRead {
    /// Folders that were read.
    pub folders: u64,
    /// Folders that the server lists and does not open.
    pub closed: u64,
    /// Messages that were not seen in their folder before.
    pub fetched: u64,
    /// Mails that were not kept before, from any folder.
    pub new: u64,
    /// Messages that could not be read, or are too large.
    pub unread: u64,
    /// Mails that might be proven if DNS answered; they are read again.
    pub postponed: u64,
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

impl MailboxError {
    /// Whether the same may succeed later without the person changing what they set up: a server that is away, a full
    /// disk, a database that is started anew, a program or keyring that gives its secret again once the network is back.
    #[must_use]
    pub fn is_worth_retrying(&self) -> bool {
        match self {
            // A server that opens no folder at the moment says no more than that; no mailbox is without an inbox.
            Self::Server(ImapError::FolderGone { .. }) => true,
            Self::Server(error) => error.is_worth_retrying(),
            Self::Store(error) => error.is_passing(),
            Self::Access(error) => error.is_worth_retrying(),
            // A drive that comes back, or another program that gives its watches back.
            Self::Maildir(error) => !matches!(error, MaildirError::NoMaildir(_)),
            Self::Broken => false,
        }
    }
}

/// Reads every folder of a mailbox as far as it changed since the last time.
///
/// At most a hundred messages are kept with where they lie in one transaction, so that after a kill at any moment the
/// next reading goes on behind them. Trash, junk and archive are read like the inbox: thieves hide mail there.
///
/// # Errors
/// [`MailboxError`], where the server or the store ends it; the same call again goes on.
pub async fn read_mailbox(
    session: &mut ImapSession,
    checker: &Arc<Checker>,
    keeper: &Keeper,
    owner: &Owner,
) -> Result<MailboxRead, MailboxError> {
    let with = (checker, keeper, owner);
    read_all(session, with, &mut Suspects::default()).await
}

/// As [`read_mailbox`], for somebody who remembers on which messages the connection broke.
pub(crate) async fn read_all(
    session: &mut ImapSession,
    (checker, keeper, owner): (&Arc<Checker>, &Keeper, &Owner),
    suspects: &mut Suspects,
) -> Result<MailboxRead, MailboxError> {
    let mut read = MailboxRead::default();
    let folders = session.folders().await?;
    for folder in folders.iter().filter(|folder| folder.is_selectable) {
        if folder.name.len() > LONGEST_FOLDER {
            read.closed += 1;
            continue;
        }
        // Before anything is asked, so that a mark that is set meanwhile is never taken for one seen unset later.
        let looked = now();
        let state = match session.examine(folder).await {
            Ok(state) => state,
            // Somebody removed it while we read the others, or we may not.
            Err(ImapError::FolderGone { .. }) => {
                read.closed += 1;
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let mut reading = Reading {
            session,
            checker,
            keeper,
            owner,
            folder,
            state,
            looked,
            read: &mut read,
            suspects,
        };
        reading.run().await?;
        read.folders += 1;
    }
    forget_folders(keeper.store(), owner, &folders, &mut read).await?;
    read.unread += suspects.given_up();
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
    (checker, keeper, owner): (&Arc<Checker>, &Keeper, &Owner),
    (folder, state): (&Folder, FolderState),
    suspects: &mut Suspects,
) -> Result<MailboxRead, MailboxError> {
    let mut read = MailboxRead::default();
    let cursors = keeper.store().cursors(owner).await?;
    let cursor = cursors.into_iter().find(|cursor| {
        cursor.cursor.folder == folder.name && cursor.cursor.validity == state.uid_validity
    });
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
        looked: now(),
        read: &mut read,
        suspects,
    };
    reading.run_new(cursor).await?;
    read.folders = 1;
    read.unread += suspects.given_up();
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
    checker: &'a Arc<Checker>,
    keeper: &'a Keeper,
    owner: &'a Owner,
    folder: &'a Folder,
    state: FolderState,
    /// When this look at the folder began.
    looked: Instant,
    read: &'a mut MailboxRead,
    suspects: &'a mut Suspects,
}

/// What is kept of a folder beside how far it was read.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(default)]
pub(crate) struct FolderNote {
    /// What the folder is for, in a word of [`role_word`]; absent in what was kept before this was known.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    /// Since when it is followed, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<i64>,
    /// When it was found to be numbered anew (RFC 9051 §2.3.1.1), the last times.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    renewals: Vec<i64>,
}

/// Renewals of one folder that are kept.
const MOST_RENEWALS: usize = 16;

impl FolderNote {
    /// What was kept with a cursor; nothing where it cannot be read.
    pub(crate) fn of(cursor: &Cursor) -> Self {
        let note: Self = serde_json::from_str(&cursor.cursor.content).unwrap_or_default();
        Self {
            // A cursor from before this was kept has at least stood where it stands.
            since: note.since.or(Some(cursor.moved.seconds())),
            ..note
        }
    }

    /// What is kept with the next cursor of a folder.
    pub(crate) fn next(last: Option<&Cursor>, folder: &Folder, looked: Instant) -> Self {
        let first = Self {
            since: Some(looked.seconds()),
            ..Self::default()
        };
        Self {
            role: Some(role_word(folder.role).to_owned()),
            ..last.map_or(first, Self::of)
        }
    }

    /// The same as JSON.
    pub(crate) fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| "{}".to_owned())
    }

    /// What the folder is for; by its name alone where only that is known.
    pub(crate) fn role(&self, folder: &str) -> Role {
        match self.role.as_deref() {
            Some("inbox") => Role::Inbox,
            Some("trash") => Role::Trash,
            Some("junk") => Role::Junk,
            Some("archive") => Role::Archive,
            Some("sent") => Role::Sent,
            None if folder.eq_ignore_ascii_case("INBOX") => Role::Inbox,
            _ => Role::Other,
        }
    }

    /// Since when it is followed.
    pub(crate) fn since(&self) -> Option<Instant> {
        Instant::from_seconds(self.since?)
    }

    /// When it was numbered anew.
    pub(crate) fn renewals(&self) -> impl Iterator<Item = Instant> + '_ {
        let kept = self.renewals.iter();
        kept.filter_map(|seconds| Instant::from_seconds(*seconds))
    }

    fn renewed(mut self, when: Instant) -> Self {
        self.renewals.push(when.seconds());
        let surplus = self.renewals.len().saturating_sub(MOST_RENEWALS);
        self.renewals.drain(..surplus);
        self
    }
}

/// The word under which a folder's use is kept; a folder that shows every message once more is one to archive in.
const fn role_word(role: FolderRole) -> &'static str {
    match role {
        FolderRole::Inbox => "inbox",
        FolderRole::Trash => "trash",
        FolderRole::Junk => "junk",
        FolderRole::Archive | FolderRole::All => "archive",
        FolderRole::Sent => "sent",
        FolderRole::Drafts | FolderRole::Other => "other",
    }
}

impl Reading<'_> {
    async fn run(&mut self) -> Result<(), MailboxError> {
        let store = self.keeper.store();
        let validity = self.state.uid_validity;
        let cursors = store.cursors(self.owner).await?;
        let cursor = cursors
            .into_iter()
            .find(|cursor| cursor.cursor.folder == self.folder.name);
        let mut note = FolderNote::next(cursor.as_ref(), self.folder, self.looked);
        let cursor = cursor.map(|cursor| cursor.cursor);
        if cursor.as_ref().is_some_and(|it| it.validity != validity) {
            note = note.renewed(self.looked);
            let mut batch = Batch::new(self.owner.clone(), self.looked);
            batch.gone.push(Gone::OtherValidities {
                folder: self.folder.name.clone(),
                validity,
            });
            // Together, so that a kill in between does not date the renewal later than what it explains.
            batch.cursors.push(self.cursor(1, None, &note));
            self.read.gone += store.commit(&batch).await?.gone;
        }
        let cursor = cursor.filter(|cursor| cursor.validity == validity);
        let known_change = cursor.as_ref().and_then(|cursor| cursor.modseq);
        // Marks are told again only where the server counts changes and something changed, or counts none.
        let has_changed = known_change.is_none() || known_change != self.state.highest_mod_sequence;
        let mut known = store.uids(self.owner, &self.folder.name, validity).await?;
        let mut listed: BTreeMap<u32, MessageFlags> = BTreeMap::new();
        let mut room = MOST_MARKS;
        self.session
            .uids(1..=u32::MAX, |mut it| {
                let octets = it.flags.others.iter().map(String::len).sum();
                room = room.saturating_sub(octets);
                if room == 0 {
                    it.flags.others.clear();
                }
                listed.insert(it.uid, it.flags);
            })
            .await?;
        let last = listed.keys().next_back().copied();
        let went_back = cursor
            .as_ref()
            .is_some_and(|it| self.went_back(it.next_uid, last));
        if went_back || (has_changed && self.is_reused(&known).await?) {
            // A mailbox that was restored from a copy keeps its numbering against RFC 9051 §2.3.1.1: numbers known
            // before may be those of other messages.
            note = note.renewed(self.looked);
            let mut batch = Batch::new(self.owner.clone(), self.looked);
            batch.gone.push(Gone::Folder {
                folder: self.folder.name.clone(),
            });
            batch.cursors.push(self.cursor(1, None, &note));
            store.commit(&batch).await?;
            // What lies there still is placed again; the others are gone.
            self.read.gone += known.iter().filter(|uid| !listed.contains_key(uid)).count() as u64;
            known.clear();
        }
        let fresh: Vec<u32> = listed
            .keys()
            .copied()
            .filter(|uid| known.binary_search(uid).is_err())
            .collect();
        self.take(&fresh).await?;
        let mut batch = Batch::new(self.owner.clone(), self.looked);
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
        if has_changed && !known.is_empty() {
            let marks = store.marks(self.owner, &self.folder.name, validity).await?;
            let fresh: BTreeSet<u32> = fresh.into_iter().collect();
            let changes = marks.into_iter().filter_map(|kept| {
                let flags = listed
                    .get(&kept.uid)
                    .filter(|_| !fresh.contains(&kept.uid))?;
                let told = words(flags);
                let is_new = told != kept.flags || (flags.is_seen && !kept.was_read);
                is_new.then(|| FlagChange {
                    folder: self.folder.name.clone(),
                    validity,
                    uid: kept.uid,
                    is_read: flags.is_seen,
                    flags: told,
                })
            });
            batch.flags.extend(changes);
        }
        let next = last.map_or(1, |last| u64::from(last) + 1);
        let next = self
            .state
            .uid_next
            .map_or(next, |told| next.max(u64::from(told)));
        let modseq = self.state.highest_mod_sequence;
        batch.cursors.push(self.cursor(next, modseq, &note));
        self.read.gone += store.commit(&batch).await?.gone;
        Ok(())
    }

    /// Takes what came behind the cursor.
    async fn run_new(&mut self, known: Cursor) -> Result<(), MailboxError> {
        let from = u32::try_from(known.cursor.next_uid).unwrap_or(u32::MAX);
        let mut fresh = Vec::new();
        self.session
            .uids(from..=u32::MAX, |it| fresh.push(it.uid))
            .await?;
        fresh.sort_unstable();
        self.take(&fresh).await?;
        if let Some(last) = fresh.last() {
            // The folder counts as looked at when all of it was: marks were not, and what else changed is still seen
            // by the reading of all.
            let mut batch = Batch::new(self.owner.clone(), known.moved);
            batch.cursors.push(NewCursor {
                next_uid: u64::from(*last) + 1,
                ..known.cursor
            });
            self.keeper.store().commit(&batch).await?;
        }
        Ok(())
    }

    fn cursor(&self, next_uid: u64, modseq: Option<u64>, note: &FolderNote) -> NewCursor {
        NewCursor {
            folder: self.folder.name.clone(),
            validity: self.state.uid_validity,
            next_uid,
            modseq,
            content: note.json(),
        }
    }

    /// Whether the number of the next message is lower than it was. A server whose number contradicts its own list is
    /// not believed.
    fn went_back(&self, known: u64, last: Option<u32>) -> bool {
        self.state
            .uid_next
            .is_some_and(|next| u64::from(next) < known && last.is_none_or(|last| last < next))
    }

    /// Whether one of the last numbers known is now that of a message that came in at another time.
    async fn is_reused(&mut self, known: &[u32]) -> Result<bool, MailboxError> {
        let last = known.get(known.len().saturating_sub(LAST_HELD)..);
        let Some((first, last)) = last.and_then(|last| Some((*last.first()?, last))) else {
            return Ok(false);
        };
        if self.state.exists == 0 {
            return Ok(false);
        }
        let validity = self.state.uid_validity;
        let received = self.session.received(last).await?;
        let after = Some((validity, first.saturating_sub(1)));
        let store = self.keeper.store();
        let some = store.placements_in(self.owner, &self.folder.name, after, PLACED_AT_ONCE);
        let mut placed = some.await?.into_iter();
        Ok(placed.any(|it| {
            let was = it.internal_date.filter(|_| it.gone_since.is_none());
            let is = received.get(&it.uid).filter(|_| it.validity == validity);
            was.zip(is)
                .is_some_and(|(was, is)| was.seconds() != is.seconds())
        }))
    }

    /// Fetches messages and keeps what they say and where they lie: those first on which the connection never broke, so
    /// that they wait behind none; then each of the others alone.
    async fn take(&mut self, uids: &[u32]) -> Result<(), MailboxError> {
        let (folder, validity) = (&self.folder.name, self.state.uid_validity);
        let (calm, suspected) = self.suspects.sort(folder, validity, uids);
        for some in calm.chunks(BATCH) {
            self.take_some(some).await?;
        }
        for uid in suspected {
            self.take_some(&[uid]).await?;
        }
        Ok(())
    }

    async fn take_some(&mut self, uids: &[u32]) -> Result<(), MailboxError> {
        let validity = self.state.uid_validity;
        let mut left = uids.to_vec();
        while !left.is_empty() {
            let mut came: Vec<(Taken, Option<Vec<u8>>)> = Vec::new();
            let fetched = self.session.fetch(&left, |fetched| {
                let raw = match fetched.body {
                    Body::Raw(raw) => Some(raw.to_vec()),
                    Body::TooLarge | Body::Unreadable => None,
                };
                let taken = Taken {
                    validity,
                    uid: fetched.uid,
                    received: fetched.internal_date,
                    is_read: fetched.flags.is_seen,
                    flags: words(fetched.flags),
                    understood: None,
                };
                came.push((taken, raw));
            });
            let fetched = fetched.await;
            for (taken, _) in &came {
                left.retain(|uid| *uid != taken.uid);
                self.suspects.came(&self.folder.name, validity, taken.uid);
            }
            let checker = Arc::clone(self.checker);
            let taken = off_thread(move || {
                came.into_iter()
                    .map(|(taken, raw)| Taken {
                        understood: raw.and_then(|raw| understood(&checker, &raw)),
                        ..taken
                    })
                    .collect::<Vec<Taken>>()
            });
            // What came before the connection broke is kept.
            self.keep(taken.await?).await?;
            match fetched {
                Ok(end) => left = end.rest,
                Err(error) => {
                    if is_about_messages(&error) {
                        self.broke(&left, uids.len() == 1).await?;
                    }
                    return Err(error.into());
                }
            }
        }
        Ok(())
    }

    /// Remembers on which messages the connection broke. One on which it broke alone often enough is placed as one that
    /// cannot be read, so that nothing waits behind it any longer.
    async fn broke(&mut self, uids: &[u32], was_alone: bool) -> Result<(), MailboxError> {
        let validity = self.state.uid_validity;
        let folder = &self.folder.name;
        if self.suspects.broke(folder, validity, uids, was_alone) == Broken::ForGood {
            let unread = uids.iter().map(|uid| Taken {
                validity,
                uid: *uid,
                received: None,
                is_read: false,
                flags: Vec::new(),
                understood: None,
            });
            let unread: Vec<Taken> = unread.collect();
            self.keep(unread).await?;
        }
        Ok(())
    }

    async fn keep(&mut self, taken: Vec<Taken>) -> Result<(), MailboxError> {
        let folder = &self.folder.name;
        keep_taken(self.keeper, self.owner, folder, taken, self.read).await
    }
}

/// Whether it may be the messages asked for that ended a fetch, and not the folder or ourselves.
fn is_about_messages(error: &ImapError) -> bool {
    matches!(
        error,
        ImapError::CutOff { .. }
            | ImapError::TimedOut
            | ImapError::NotImap
            | ImapError::LimitExceeded(_)
            | ImapError::Refused { .. }
    )
}

/// What a mail says; nothing where judging it trips, which is a fault of ours that blinds nobody to the other mails.
pub(crate) fn understood(checker: &Checker, raw: &[u8]) -> Option<Box<Understood>> {
    catch_unwind(AssertUnwindSafe(|| checker.understand(raw)))
        .ok()
        .map(Box::new)
}

/// Does what takes its time (judging asks DNS and pictures) on a thread of its own, so that other mailboxes are followed
/// meanwhile.
pub(crate) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, MailboxError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| MailboxError::Broken)
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

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use outside::secrets::SecretError;

    use super::*;

    #[test]
    fn a_folder_keeps_its_last_renewals() {
        let at = |seconds: i64| Instant::from_seconds(seconds).expect("a moment");
        let mut note = FolderNote::default();
        for seconds in 0..100 {
            note = note.renewed(at(seconds));
        }
        let kept: Vec<Instant> = note.renewals().collect();
        let last: Vec<Instant> = (84..100).map(at).collect();
        assert_eq!(kept, last);
    }

    #[test]
    fn what_a_folder_is_for_is_found_again() {
        struct Case {
            content: &'static str,
            folder: &'static str,
            role: Role,
        }
        for case in [
            Case {
                content: "{}",
                folder: "inbox",
                role: Role::Inbox,
            },
            Case {
                content: "{}",
                folder: "Trash",
                role: Role::Other,
            },
            Case {
                content: r#"{"role":"trash"}"#,
                folder: "INBOX",
                role: Role::Trash,
            },
            Case {
                content: r#"{"role":"garden"}"#,
                folder: "x",
                role: Role::Other,
            },
            Case {
                content: "[7]",
                folder: "INBOX",
                role: Role::Inbox,
            },
        ] {
            let moved = Instant::from_seconds(9).expect("a moment");
            let cursor = Cursor {
                cursor: NewCursor {
                    folder: case.folder.to_owned(),
                    validity: 1,
                    next_uid: 1,
                    modseq: None,
                    content: case.content.to_owned(),
                },
                moved,
            };
            let note = FolderNote::of(&cursor);
            assert_eq!(note.role(case.folder), case.role, "{}", case.content);
            assert_eq!(note.since(), Some(moved), "{}", case.content);
        }
        for (role, back) in [
            (FolderRole::Inbox, Role::Inbox),
            (FolderRole::Trash, Role::Trash),
            (FolderRole::Junk, Role::Junk),
            (FolderRole::Archive, Role::Archive),
            (FolderRole::All, Role::Archive),
            (FolderRole::Sent, Role::Sent),
            (FolderRole::Drafts, Role::Other),
        ] {
            let note = FolderNote {
                role: Some(role_word(role).to_owned()),
                ..FolderNote::default()
            };
            assert_eq!(note.role("x"), back);
        }
    }

    #[test]
    fn what_passes_is_tried_again_and_what_a_person_must_mend_is_not() {
        let store = |error: store::Error| MailboxError::Store(error);
        let name = || "store.sqlite".to_owned();
        for (error, is_worth) in [
            (MailboxError::Server(ImapError::TimedOut), true),
            (
                MailboxError::Server(ImapError::WrongPassword {
                    said: String::new(),
                }),
                false,
            ),
            (store(store::Error::Full { place: name() }), true),
            (store(store::Error::Busy { place: name() }), true),
            (store(store::Error::ReadOnly { place: name() }), false),
            (MailboxError::Access(AccessError::NoSecrets), false),
            (
                MailboxError::Access(SecretError::CommandTimedOut(PathBuf::new()).into()),
                true,
            ),
            (
                MailboxError::Maildir(MaildirError::NoMaildir(PathBuf::new())),
                false,
            ),
            (
                MailboxError::Maildir(MaildirError::NoMoreWatches(std::io::Error::other("none"))),
                true,
            ),
            (MailboxError::Broken, false),
        ] {
            assert_eq!(error.is_worth_retrying(), is_worth, "{error}");
        }
    }
}
