//! Decides whether a message truly comes from the brand it claims, and what a genuine one says; opens no link and no connection.
//!
//! Four axes are kept apart: the *claim* (which brand, standing where), the *proof* (which domain is proven; see the
//! room `proof`), the *match* between the two, and the *conduct*. [`verdict`] joins them by one table, which
//! `docs/verdict.md` shows.

mod attached;
mod author;
mod calls;
mod claim;
mod conduct;
mod content;
mod fold;
mod judge;
mod lexicon;
mod links;
mod lookalike;
pub mod mailbox;
mod notice;
mod orders;
mod reason;
mod report;
mod search;
mod targets;
mod unclaimed;
mod unfold;
mod verdict;
mod words;

pub use judge::{Judge, JudgeError, OpenQuestions};
pub use notice::Noticed;
pub use reason::{Reason, Unread};
pub use verdict::{ClaimStrength, Conduct, verdict};
