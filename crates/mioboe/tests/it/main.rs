//! The library at its door.

mod archives;
mod brands_have_their_mails;
mod folders;
mod forgetting;
mod forwarded;
mod looks;
mod mailbox;
mod over_time;
mod pack;
mod restored;
mod sources;
mod words_are_complete;

use std::path::PathBuf;

/// A folder of this project, from its root.
fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(name)
}

/// A checker that asks nobody.
fn offline() -> mioboe::Checker {
    mioboe::Checker::new(mioboe::Options {
        is_offline: true,
        records: facts::DnsRecords::closed(),
        ..mioboe::Options::default()
    })
    .expect("the embedded tables")
}

/// The claims as `brand:match`.
fn claims(report: &facts::MailReport) -> Vec<String> {
    report
        .claims
        .iter()
        .map(|claim| format!("{}:{}", claim.brand.as_str(), claim.matching.as_str()))
        .collect()
}

fn codes(report: &facts::MailReport) -> Vec<&'static str> {
    report
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}
