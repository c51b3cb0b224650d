//! Keeps observations, answers, ledger entries and sealed blobs in SQLite or PostgreSQL; knows SQL and no rules.
//!
//! A [`Store`] is opened at a [`Place`] and may be cloned freely. What belongs together goes into one
//! [`Batch`] and is kept by [`Store::commit`] in one transaction: after a kill at any moment the whole batch is
//! there or nothing of it, and keeping the same again changes nothing.
//!
//! A commit that has returned survives the end of the process, however it comes, and is handed to the disk
//! before it returns (`synchronous=FULL`; PostgreSQL's `synchronous_commit`), so that it survives a power cut
//! as far as the disk keeps what it said it wrote.
//!
//! What is kept: instants to the microsecond; texts without NUL, which becomes U+FFFD, since PostgreSQL has none.
//! What lies in the database lies there in clear, but for sealed blobs.

// The tests inside the room start the same servers as those at its door.
#[cfg(test)]
extern crate self as store;

mod backup;
mod check;
mod commit;
mod dump;
mod engine;
mod error;
mod files;
mod forget;
mod look;
mod mails;
mod open;
#[cfg(test)]
#[path = "../tests/it/peers.rs"]
#[expect(dead_code, clippy::unwrap_used, clippy::print_stderr, reason = "tests")]
mod peers;
mod plans;
mod queries;
mod read;
pub mod seal;
mod shapes;

pub use backup::{Backed, BackupKey, BackupOpener, Rehearsed, Restoring};
pub use check::{Checked, EngineKind};
pub use dump::Rows as RowCounts;
pub use error::Error;
pub use forget::{Forget, Forgotten};
pub use look::Looked;
pub use mails::{MailMark, MailWord, MailsFound, Unlisted};
pub use open::{Opening, Place, Store};
pub use plans::Plan;
pub use queries::Walk;
pub use read::Rows;
pub use shapes::{
    AccountState, Asked, Batch, Committed, Counts, Cursor, Entry, FlagChange, Found, Given, Gone,
    Kept, Lain, Mark, Marked, NewAnswer, NewCursor, NewEntry, NewPlacement, NewQuestion, NewSealed,
    NewTelling, Noted, Owner, Placement, QuestionId, QuestionState, Sealed, Telling, Told,
};
