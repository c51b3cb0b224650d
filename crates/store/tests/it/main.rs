//! The store at its door, on both engines.

#![allow(missing_docs, reason = "tests")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::use_debug,
    reason = "tests"
)]

mod backups;
mod cases;
mod conformance;
mod disks;
mod forgetting;
mod killed;
mod made;
mod mails;
mod opening;
mod peers;
mod plans;
mod sealing;
mod watching;

use std::future::Future;

/// Runs a future on a runtime of its own.
fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}
