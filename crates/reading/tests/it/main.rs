//! The room at its public door: hostile bytes, the attack suite, and real mail where the corpus is at hand.

#![expect(
    clippy::print_stderr,
    reason = "tests say what they measured and what they skipped"
)]

mod attachments;
mod bombs;
mod browser;
mod containers;
mod corpus;
mod filters;
mod hostile;
mod limits;
mod mails;
mod places;
mod python;
