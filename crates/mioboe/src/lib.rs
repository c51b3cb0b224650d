//! The library: one function per question a person asks; the only place that joins rooms, outside and the clock.

mod check;
mod look;
pub mod sources;
pub mod telling;

pub use check::{BrandCard, Checked, Checker, Options, StartError};
pub use look::{Viewer, serve_looks};
/// Which door a person shuts: the command names no room behind this one.
pub use outside::DoorName;

/// Every finding and gap that a room can report, with the names of its facts, a list a room.
#[must_use]
pub fn declared() -> [&'static [(&'static str, &'static [&'static str])]; 4] {
    [
        mail::Reason::DECLARED,
        mail::Unread::DECLARED,
        mail::mailbox::MailboxReason::DECLARED,
        mail::mailbox::MailboxUnread::DECLARED,
    ]
}
