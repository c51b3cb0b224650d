//! Follows a mailbox on a server: reads it, waits until something happens, reads it again; comes back after a cut.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use outside::imap::{
    Backoff, Folder, FolderState, ImapDoor, ImapError, ImapSession, ImapSettings, Woken,
};
use store::{Batch, Owner};
use tokio::time::Instant;

use crate::access::AccessError;
use crate::keep::Keeper;
use crate::mailbox::{MailboxError, MailboxRead, read_all, read_new};
use crate::news::{News, queue};
use crate::over_time::{JudgedOverTime, judge_over_time};
use crate::suspects::Suspects;
use crate::{Checker, now};

/// How long at most only the inbox is waited for before all folders are read again: mail that is moved or filtered away
/// never shows in the inbox.
const ALL_FOLDERS: Duration = Duration::from_secs(5 * 60);

/// How often in a row the inbox is read because it stands otherwise, and nothing new is in it. A server whose numbers
/// never agree with themselves would keep us reading for ever; after this it is waited for.
const VAIN_READINGS: u32 = 3;

/// Questions that are asked for at once when they are counted.
const PAGE: u32 = 500;

/// Gives the way into a mailbox, with its secret fetched anew: a token may have run out since the last time.
pub type Access = Arc<dyn Fn() -> Result<ImapSettings, AccessError> + Send + Sync>;

/// What happened while a mailbox was followed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Followed {
    /// It was read.
    Read(MailboxRead),
    /// What happened to it over time was judged.
    Judged(JudgedOverTime),
    /// The server could not be reached or broke off, or the store could keep nothing; it is tried again after this time.
    Cut {
        /// Why.
        error: MailboxError,
        /// For how long it is left alone.
        wait: Duration,
        /// Whether it broke on messages that are asked for one by one from now on: each such cut brings the next visit
        /// further.
        is_narrowed: bool,
    },
}

/// What is followed, and with what.
#[derive(Clone)]
pub struct Following<'a> {
    /// The door to mailboxes.
    pub door: &'a ImapDoor,
    /// Where the mailbox is.
    pub access: Access,
    /// What judges its mails.
    pub checker: &'a Arc<Checker>,
    /// Where they are kept.
    pub keeper: &'a Keeper,
    /// Whose it is.
    pub owner: &'a Owner,
}

/// How much is read at a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// Every folder.
    All,
    /// What came into the inbox.
    Inbox {
        /// How the inbox, which is open, stands.
        state: FolderState,
        /// Whether the server told of something, and not only numbers that differ from ours.
        was_told: bool,
    },
}

/// Whether a mailbox is read for the first time: what that finds is told as one thing, since a mailbox of years raises
/// many questions.
pub(crate) enum FirstReading<'a> {
    /// It is; nothing is told until its end.
    Is {
        loud: &'a Keeper,
        silent: Keeper,
        owner: &'a Owner,
        /// The name under which the store knows that it is over.
        setting: String,
    },
    /// It was read before.
    Was(&'a Keeper),
}

impl<'a> FirstReading<'a> {
    pub(crate) async fn of(keeper: &'a Keeper, owner: &'a Owner) -> Result<Self, MailboxError> {
        let setting = format!("first-read:{}", owner.account.0);
        let was = keeper.store().setting(&owner.person, &setting).await?;
        Ok(match was {
            Some(_) => Self::Was(keeper),
            None => Self::Is {
                loud: keeper,
                silent: keeper.clone().telling(&[]),
                owner,
                setting,
            },
        })
    }

    /// With what this reading is kept.
    pub(crate) fn keeper(&self) -> &Keeper {
        match self {
            Self::Is { silent, .. } => silent,
            Self::Was(keeper) => keeper,
        }
    }

    /// Tells of a first reading that is over. Killed before it is written down, it is told once all the same.
    ///
    /// What counts are the questions that wait, whichever of several visits raised them.
    pub(crate) async fn end(&self) -> Result<(), MailboxError> {
        let Self::Is {
            loud,
            owner,
            setting,
            ..
        } = self
        else {
            return Ok(());
        };
        let mut questions = 0;
        let mut after = None;
        loop {
            let page = loud
                .store()
                .open_questions(&owner.person, after.as_ref(), PAGE)
                .await?;
            let mine = page
                .iter()
                .filter(|asked| asked.owner.account == owner.account);
            questions += mine.count() as u64;
            let Some(last) = page.last() else { break };
            after = Some(last.mark());
        }
        let news = News::FirstRead {
            account: owner.account.0.to_string(),
            questions,
        };
        let mut batch = Batch::new((*owner).clone(), now());
        queue(&mut batch, loud.ways(), setting, &news);
        loud.store().commit(&batch).await?;
        loud.store()
            .set(&owner.person, setting, "true", now())
            .await?;
        Ok(())
    }
}

/// For how many seconds a mailbox is out of reach before the person is told; shorter cuts mend themselves.
const AWAY: i64 = 6 * 60 * 60;

/// How a mailbox is come back to after a cut.
pub(crate) struct Comeback<'a> {
    backoff: Backoff,
    /// Since when it cannot be read.
    since: Option<facts::Instant>,
    keeper: &'a Keeper,
    owner: &'a Owner,
}

impl<'a> Comeback<'a> {
    pub(crate) fn new(seed: u64, keeper: &'a Keeper, owner: &'a Owner) -> Self {
        Self {
            backoff: Backoff::new(seed),
            since: None,
            keeper,
            owner,
        }
    }

    /// The mailbox was read.
    pub(crate) fn reached(&mut self) {
        self.backoff.after_success();
        self.since = None;
    }

    /// After a visit ended: waits until the next one is due, or breaks where there is to be none. What lasts is told by
    /// every way, once a day.
    ///
    /// # Errors
    /// The error of the visit, where only the person can mend it.
    pub(crate) async fn after(
        &mut self,
        ended: Result<(), MailboxError>,
        is_narrowed: bool,
        tell: &mut impl FnMut(Followed) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, MailboxError> {
        let error = match ended {
            Ok(()) => return Ok(ControlFlow::Break(())),
            Err(error) if error.is_worth_retrying() => error,
            Err(error) => return Err(error),
        };
        let (at, wait) = (now(), self.backoff.after_failure());
        let since = *self.since.get_or_insert(at);
        if at.seconds().saturating_sub(since.seconds()) >= AWAY {
            let account = &self.owner.account.0;
            let news = News::Away {
                account: account.to_string(),
            };
            let mut batch = Batch::new(self.owner.clone(), at);
            let id = format!("away:{account}:{}", self.keeper.day(at).0);
            queue(&mut batch, self.keeper.ways(), &id, &news);
            // Where it is the store that fails, there is nothing to lay the news into.
            let _ = self.keeper.store().commit(&batch).await;
        }
        let cut = Followed::Cut {
            error,
            wait,
            is_narrowed,
        };
        if tell(cut).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        tokio::time::sleep(wait).await;
        Ok(ControlFlow::Continue(()))
    }
}

impl Following<'_> {
    /// Follows the mailbox until `tell` breaks, or until something stands in the way that only the person can mend.
    ///
    /// `seed` spreads the waits of many watchers. Dropping the future ends it at once; what was committed stays.
    ///
    /// # Errors
    /// [`MailboxError`]: a wrong password or certificate, which are never tried again by themselves, or the store.
    pub async fn run(
        &self,
        seed: u64,
        mut tell: impl FnMut(Followed) -> ControlFlow<()>,
    ) -> Result<(), MailboxError> {
        let mut comeback = Comeback::new(seed, self.keeper, self.owner);
        let mut suspects = Suspects::default();
        loop {
            let before = suspects.breaks();
            let ended = self.visit(&mut comeback, &mut suspects, &mut tell).await;
            let is_narrowed = suspects.breaks() > before;
            let after = comeback.after(ended, is_narrowed, &mut tell).await?;
            if after.is_break() {
                return Ok(());
            }
        }
    }

    /// Connects and looks which folders there are; reads nothing.
    ///
    /// # Errors
    /// [`MailboxError`], where the mailbox cannot be reached as it is set up.
    pub async fn test(&self) -> Result<usize, MailboxError> {
        let mut session = self.connect().await?;
        let folders = session.folders().await?;
        session.examine(&Folder::inbox()).await?;
        session.logout().await;
        Ok(folders.iter().filter(|it| it.is_selectable).count())
    }

    async fn connect(&self) -> Result<ImapSession, MailboxError> {
        match self.door.connect(&self.settings().await?).await {
            // A token runs out between being fetched and being used; a fresh one that is refused as well is wrong.
            Err(ImapError::TokenRefused { .. }) => {
                Ok(self.door.connect(&self.settings().await?).await?)
            }
            connected => Ok(connected?),
        }
    }

    /// The way in, with its secret fetched anew.
    async fn settings(&self) -> Result<ImapSettings, MailboxError> {
        let access = Arc::clone(&self.access);
        // A program of the person's or a keyring may take its time.
        let settings = tokio::task::spawn_blocking(move || access())
            .await
            .map_err(|_| MailboxError::Broken)?;
        Ok(settings?)
    }

    /// One connection, until it ends or `tell` breaks.
    async fn visit(
        &self,
        comeback: &mut Comeback<'_>,
        suspects: &mut Suspects,
        tell: &mut impl FnMut(Followed) -> ControlFlow<()>,
    ) -> Result<(), MailboxError> {
        let mut session = self.connect().await?;
        let mut extent = Extent::All;
        let mut all_read = Instant::now();
        let mut vain = 0;
        loop {
            let mut is_over = false;
            let read = match extent {
                Extent::All => {
                    self.checker.forget_answers();
                    let first = FirstReading::of(self.keeper, self.owner).await?;
                    let keeper = first.keeper();
                    let with = (self.checker, keeper, self.owner);
                    let read = read_all(&mut session, with, suspects).await?;
                    let judged = judge_over_time(keeper, self.owner, now()).await?;
                    first.end().await?;
                    is_over |= tell(Followed::Judged(judged)).is_break();
                    all_read = Instant::now();
                    read
                }
                Extent::Inbox { state, .. } => {
                    let inbox = Folder::inbox();
                    let with = (self.checker, self.keeper, self.owner);
                    read_new(&mut session, with, (&inbox, state), suspects).await?
                }
            };
            comeback.reached();
            let is_vain =
                matches!(extent, Extent::Inbox { was_told: false, .. } if read.fetched == 0);
            vain = if is_vain { vain + 1 } else { 0 };
            if tell(Followed::Read(read)).is_break() || is_over {
                session.logout().await;
                return Ok(());
            }
            extent = self
                .wait(&mut session, all_read + ALL_FOLDERS, vain)
                .await?;
        }
    }

    /// Waits until the mailbox is worth reading again, at most until `all` are due.
    async fn wait(
        &self,
        session: &mut ImapSession,
        all: Instant,
        vain: u32,
    ) -> Result<Extent, MailboxError> {
        // However much comes into the inbox: a flood must not keep the other folders, and the judgement, from their turn.
        if Instant::now() >= all {
            return Ok(Extent::All);
        }
        let inbox = Folder::inbox();
        let state = session.examine(&inbox).await?;
        // What came while the other folders were read is not waited for.
        if vain < VAIN_READINGS && self.has_news(&inbox, &state).await? {
            let was_told = false;
            return Ok(Extent::Inbox { state, was_told });
        }
        let longest = all.saturating_duration_since(Instant::now());
        Ok(match session.wait(longest).await? {
            Woken::New | Woken::Changed => Extent::Inbox {
                state,
                was_told: true,
            },
            Woken::Nothing => Extent::All,
        })
    }

    /// Whether a folder may hold messages that were not read yet.
    async fn has_news(&self, folder: &Folder, state: &FolderState) -> Result<bool, MailboxError> {
        let cursors = self.keeper.store().cursors(self.owner).await?;
        let known = cursors
            .iter()
            .map(|cursor| &cursor.cursor)
            .find(|cursor| cursor.folder == folder.name);
        Ok(known.is_none_or(|known| {
            known.validity != state.uid_validity
                || state
                    .uid_next
                    .is_none_or(|next| u64::from(next) > known.next_uid)
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::{Place, Store};

    #[test]
    fn a_mailbox_out_of_reach_for_hours_is_told_once_a_day() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = Place::Sqlite(folder.path().join("store.sqlite"));
        crate::Runner::new().expect("a runner").run(async {
            let store = Store::open(&place, &crate::opening())
                .await
                .expect("a store");
            let keeper = Keeper::new(store, jiff::tz::TimeZone::UTC).telling(&["webhook"]);
            let owner = Owner::new("me", "work");
            let told = async || {
                let due = keeper
                    .store()
                    .due_tellings(&owner.person, "webhook", now(), 9);
                due.await.expect("the store").len()
            };
            let mut comeback = Comeback::new(1, &keeper, &owner);
            let cut = async |comeback: &mut Comeback<'_>| {
                let away = store::Error::Busy {
                    place: String::from("away"),
                };
                let mut tell = |_| ControlFlow::Break(());
                let after = comeback.after(Err(away.into()), false, &mut tell).await;
                assert!(after.expect("it passes").is_break());
            };
            cut(&mut comeback).await;
            assert_eq!(told().await, 0, "cuts mend themselves");
            let begin = now().seconds() - AWAY;
            comeback.since = facts::Instant::from_seconds(begin);
            for _ in 0..2 {
                cut(&mut comeback).await;
                assert_eq!(told().await, 1);
            }
            comeback.reached();
            assert_eq!(comeback.since, None);
            let refused = MailboxError::Broken;
            let mut tell = |_| ControlFlow::Break(());
            assert!(
                comeback
                    .after(Err(refused), false, &mut tell)
                    .await
                    .is_err()
            );
            keeper.store().close().await;
        });
    }
}
