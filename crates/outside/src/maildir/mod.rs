//! Following a Maildir: which mails came, moved and went, while they do.
//!
//! The files themselves are read elsewhere, and may be gone by then: a mail program renames a mail whenever
//! something is done with it. Nothing here changes, opens or marks a mail.

mod follow;
mod listing;

use std::path::PathBuf;

pub use follow::Follower;
pub use listing::{FileName, Listing, changes};

/// What happened to a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MaildirEvent {
    /// It is here now. A program that writes in place, which it should not, makes this twice for one file.
    New(PathBuf),
    /// It was given another name or folder: read, answered, marked, filed or thrown away.
    Moved {
        /// Where it was.
        from: PathBuf,
        /// Where it is.
        to: PathBuf,
    },
    /// It is here no longer.
    Gone(PathBuf),
    /// More happened than the system keeps; only [`Follower::rescan`] says what.
    Overflow,
}

/// Why a Maildir cannot be followed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MaildirError {
    /// The folder cannot be read; usually it is not there or belongs to somebody else.
    #[error("{path} cannot be read: {source}")]
    NotRead {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Neither the folder nor one in it has the parts `cur` and `new`.
    #[error("{0} is no Maildir and holds none")]
    NoMaildir(PathBuf),
    /// The system follows no more folders for this user (`fs.inotify.max_user_watches`, `max_user_instances`);
    /// listings can still be compared from time to time.
    #[error("the system follows no more folders: {0}")]
    NoMoreWatches(std::io::Error),
}
