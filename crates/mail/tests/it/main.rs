//! The room at its door.

mod claims;
mod conduct;
mod filters;
mod mailbox;
mod notices;
mod smime;
mod unclaimed;
mod verdict_table;
