//! The only doors to the world: DNS, mailboxes, filters, notices, held secrets and child processes; each can be shut by name.
//!
//! A door answers callers that know nothing of sockets or of async: it takes a question, keeps its time
//! limits, and says "nobody answered" rather than failing. What came through a door is plain data of
//! `facts`, so that it can be kept beside a verdict and replayed.

#[cfg(feature = "session-bus")]
mod bus;
mod cache;
mod child;
mod dns;
mod doors;
pub mod imap;
pub mod maildir;
mod name;
pub mod opener;
pub mod secrets;
mod security;
pub mod sieve;
pub mod tell;
mod tls;
mod wire;

pub use child::{ChildDoor, ChildError, ChildSettings};
pub use dns::{DnsDoor, DnsSettings};
pub use doors::{Door, DoorName, Doors, OutsideError};
pub use security::Security;
pub use tls::{Roots, TlsError};
