//! Plays the world behind a door for the tests: mail servers real and hostile, and authorities for their certificates.
//!
//! Only tests name this crate. Every server listens on a free port of loopback, and ends with the value that stands for
//! it; nothing is started as a service of the system.

mod authority;
mod dovecot;
mod hook;
mod imap;

pub use authority::{Authority, Certificate, Shown};
pub use dovecot::Dovecot;
pub use hook::{Hook, Notice};
pub use imap::{FakeImap, Guest, Handled, Protection};

/// Whether the tests must not be skipped for want of a program.
#[must_use]
pub fn must_run() -> bool {
    std::env::var_os("CI").is_some_and(|it| it == "true")
}
