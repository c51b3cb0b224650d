//! Domains and the suffix list, held against the suites of others.

#![allow(missing_docs, reason = "tests")]
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

mod idna;
mod suffixes;

/// A file of the suites beside the workspace; `None` where it is not there.
#[expect(
    clippy::disallowed_methods,
    reason = "whether absence is a failure depends on where the tests run"
)]
fn suite(file: &str) -> Option<String> {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/corpus/suites")
        .join(file);
    if let Ok(text) = std::fs::read_to_string(&file) {
        return Some(text);
    }
    assert!(
        std::env::var_os("CI").is_none_or(|ci| ci != "true"),
        "{} is not there",
        file.display()
    );
    eprintln!("skipped: {} is not there", file.display());
    None
}
