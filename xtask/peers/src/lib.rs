//! Plays the world behind a door for the tests: mail servers real and hostile, a database, and authorities for their certificates.
//!
//! Only tests name this crate. Every server listens on a free port of loopback, and ends with the value that stands for
//! it; nothing is started as a service of the system.

mod authority;
mod dovecot;
mod hook;
mod imap;
mod postgres;

pub use authority::{Authority, Certificate, Shown};
pub use dovecot::Dovecot;
pub use hook::{Hook, Notice};
pub use imap::{FakeImap, Guest, Handled, Protection};
pub use postgres::Postgres;

/// Whether the tests must not be skipped for want of a program.
#[must_use]
pub fn must_run() -> bool {
    std::env::var_os("CI").is_some_and(|it| it == "true")
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test plays the world behind the door, which listens on sockets"
)]
pub(crate) fn free_port() -> u16 {
    let listener =
        std::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).expect("loopback");
    listener.local_addr().expect("a bound socket").port()
}

#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
pub(crate) fn say_skipped(why: &str) {
    eprintln!("skipped: {why}");
}
