//! Real mail, where the corpus is at hand: measured, never copied.

use std::path::{Path, PathBuf};

use reading::{Limits, read};

/// The corpus, or `None` where it is absent; with `CI=true` its absence is a failure.
#[allow(
    clippy::disallowed_methods,
    reason = "tests ask whether they run in continuous integration"
)]
pub(crate) fn root() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    if root.is_dir() {
        return Some(root);
    }
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "the corpus is missing: {}",
        root.display()
    );
    eprintln!("skipped: no corpus at {}", root.display());
    None
}

/// Every mail of the measuring sets, in the order of their names.
pub(crate) fn mails(root: &Path) -> Vec<PathBuf> {
    let mut open: Vec<PathBuf> = ["phish-ja", "phish-pot", "phish-other", "genuine", "ham"]
        .map(|set| root.join(set))
        .into();
    let mut files = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(
                path.read_dir()
                    .into_iter()
                    .flatten()
                    .filter_map(|entry| Some(entry.ok()?.path())),
            );
        } else if path.extension().is_none_or(|e| e != "tsv" && e != "md") {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn every_mail_is_read_and_its_trace_with_it() {
    let Some(root) = root() else { return };
    let limits = Limits::default();
    let (mut mails_read, mut traced, mut by, mut ip, mut at) = (0, 0, 0, 0, 0);
    for file in mails(&root) {
        let raw = std::fs::read(&file).expect("a file of the corpus");
        let message = read(&raw, &limits);
        mails_read += 1;
        assert!(
            raw.is_empty() || !message.fields.is_empty(),
            "{}",
            file.display()
        );
        if let Some(top) = message.hops.first() {
            traced += 1;
            by += usize::from(top.by.is_some());
            ip += usize::from(top.ip.is_some());
            at += usize::from(top.at.is_some());
        }
    }
    eprintln!(
        "{mails_read} mails, {traced} with a trace; topmost Received: by {by}, ip {ip}, date {at}"
    );
    assert!(mails_read > 3_000);
    // What is missing is not there: qmail's own lines, hand-overs inside one server.
    assert!(by * 1000 >= traced * 995 && ip * 1000 >= traced * 980 && at * 1000 >= traced * 995);
}

#[test]
fn no_from_trick_of_the_suite_gives_a_sole_author() {
    let Some(root) = root() else { return };
    for case in [
        "server_a8",
        "server_a9.no-trace",
        "server_a10",
        "server_a11",
        "server_a12",
        "server_a13",
        "server_a14",
        "server_a15",
        "server_a16",
        "server_a17",
        "server_a18",
        "server_a19",
        "client_a1",
        "client_a2",
    ] {
        let raw = std::fs::read(root.join(format!("suites/espoofer/{case}.eml"))).expect(case);
        let message = read(&raw, &Limits::default());
        assert!(
            message.author.sole().is_none(),
            "{case}: {:?}",
            message.author
        );
        let is_hidden_elsewhere = matches!(case, "server_a12" | "server_a13");
        let claims_victim = message
            .author
            .mailboxes
            .iter()
            .any(|m| m.written == "auto-confirm@amazon.co.jp");
        assert_eq!(
            claims_victim, !is_hidden_elsewhere,
            "{case}: {:?}",
            message.author
        );
    }
    // The tricks of the others lie in the envelope and the signature: From is the victim, plainly.
    for case in [
        "server_a1",
        "server_a2",
        "server_a3",
        "server_a4",
        "server_a5",
        "server_a6",
        "server_a7",
        "server_a9",
        "client_a3",
    ] {
        let raw = std::fs::read(root.join(format!("suites/espoofer/{case}.eml"))).expect(case);
        let message = read(&raw, &Limits::default());
        let sole = message.author.sole().map(ToString::to_string);
        assert_eq!(sole.as_deref(), Some("auto-confirm@amazon.co.jp"), "{case}");
    }
}
