//! Follows a mailbox on a server: reads it, waits until something happens, reads it again; comes back after a cut.

use std::ops::ControlFlow;
use std::time::Duration;

use outside::imap::{
    Backoff, Folder, FolderState, ImapDoor, ImapError, ImapSession, ImapSettings, Woken,
};
use store::Owner;

use crate::Checker;
use crate::keep::Keeper;
use crate::mailbox::{MailboxError, MailboxRead, read_mailbox};

/// How long at most only the inbox is waited for before all folders are read again: mail that is moved or filtered away
/// never shows in the inbox.
const ALL_FOLDERS: Duration = Duration::from_secs(5 * 60);

/// What happened while a mailbox was followed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Followed {
    /// It was read.
    Read(MailboxRead),
    /// The server could not be reached or broke off; it is tried again after this time.
    Cut {
        /// Why.
        error: ImapError,
        /// For how long it is left alone.
        wait: Duration,
    },
}

/// What is followed, and with what.
#[derive(Clone, Copy, Debug)]
pub struct Following<'a> {
    /// The door to mailboxes.
    pub door: &'a ImapDoor,
    /// Where the mailbox is.
    pub settings: &'a ImapSettings,
    /// What judges its mails.
    pub checker: &'a Checker,
    /// Where they are kept.
    pub keeper: &'a Keeper,
    /// Whose it is.
    pub owner: &'a Owner,
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
        let mut backoff = Backoff::new(seed);
        loop {
            let error = match self.visit(&mut backoff, &mut tell).await {
                Ok(()) => return Ok(()),
                Err(MailboxError::Server(error)) if error.is_worth_retrying() => error,
                Err(error) => return Err(error),
            };
            let wait = backoff.after_failure();
            if tell(Followed::Cut { error, wait }).is_break() {
                return Ok(());
            }
            tokio::time::sleep(wait).await;
        }
    }

    /// One connection, until it ends or `tell` breaks.
    async fn visit(
        &self,
        backoff: &mut Backoff,
        tell: &mut impl FnMut(Followed) -> ControlFlow<()>,
    ) -> Result<(), MailboxError> {
        let mut session = self.door.connect(self.settings).await?;
        loop {
            let read = read_mailbox(&mut session, self.checker, self.keeper, self.owner).await?;
            backoff.after_success();
            if tell(Followed::Read(read)).is_break() {
                session.logout().await;
                return Ok(());
            }
            self.wait(&mut session).await?;
        }
    }

    /// Waits until the mailbox is worth reading again.
    async fn wait(&self, session: &mut ImapSession) -> Result<(), MailboxError> {
        let inbox = Folder::inbox();
        let state = session.examine(&inbox).await?;
        // What came while the other folders were read is not waited for.
        if self.has_moved(&inbox, &state).await? {
            return Ok(());
        }
        match session.wait(ALL_FOLDERS).await? {
            Woken::New | Woken::Changed | Woken::Nothing => Ok(()),
        }
    }

    /// Whether a folder stands otherwise than when it was read.
    async fn has_moved(&self, folder: &Folder, state: &FolderState) -> Result<bool, MailboxError> {
        let cursors = self.keeper.store().cursors(self.owner).await?;
        let known = cursors
            .iter()
            .map(|cursor| &cursor.cursor)
            .find(|cursor| cursor.folder == folder.name);
        Ok(known.is_none_or(|known| {
            known.validity != state.uid_validity
                || known.modseq != state.highest_mod_sequence
                || state
                    .uid_next
                    .is_some_and(|next| u64::from(next) != known.next_uid)
        }))
    }
}
