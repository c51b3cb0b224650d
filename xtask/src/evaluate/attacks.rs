//! The attacks on From and on authentication.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::Result;

use super::judge::judge;
use super::page::Page;
use super::{VERDICTS, records};
use crate::run::files_below;

/// The attacks on From and on authentication: never genuine, whoever is trusted.
pub(super) fn attacks(root: &Path, command: &Path, work: &Path, page: &mut Page) -> Result<()> {
    page.heading("Attacks on From");
    page.say(
        "`suites/espoofer`: 22 attacks, each alone and with the Authentication-Results of a receiver that fell for it; \
         then with that receiver trusted by name.",
    );
    let folder = "../shared/corpus/suites/espoofer";
    let files = files_below(root, folder, "eml")?;
    let dns = records(
        &root.join(folder).join("dns.json"),
        work,
        "espoofer-dns.json",
    )?;
    let mut receivers = BTreeSet::new();
    for file in &files {
        let raw = fs::read(root.join(file)).unwrap_or_default();
        receivers.extend(authserv_id(&String::from_utf8_lossy(&raw)));
    }
    let mut options = vec!["--dns-record", dns.as_str()];
    let alone = judge(root, command, &options, &files)?;
    for receiver in &receivers {
        options.extend(["--trust-receiver", receiver.as_str()]);
    }
    let trusting = judge(root, command, &options, &files)?;

    let mut head = vec!["run", "mails"];
    head.extend(VERDICTS);
    let mut rows = Vec::new();
    let mut genuine = 0;
    for (name, judged) in [
        ("nobody trusted", &alone),
        ("the fooled receiver trusted", &trusting),
    ] {
        let of = |verdict: &str| judged.values().filter(|one| one.verdict == verdict).count();
        genuine += of("genuine");
        let mut row = vec![name.to_owned(), judged.len().to_string()];
        row.extend(VERDICTS.map(|verdict| of(verdict).to_string()));
        rows.push(row);
    }
    page.table(&head, rows);
    page.none("attacks on From: genuine", genuine);
    let fooled: Vec<String> = trusting
        .values()
        .chain(alone.values())
        .filter(|one| one.verdict == "genuine")
        .map(|one| {
            format!(
                "- {}: {}",
                one.file.trim_start_matches("../shared/corpus/"),
                one.codes()
            )
        })
        .collect();
    if !fooled.is_empty() {
        page.say(&fooled.join("\n"));
    }
    Ok(())
}

/// The name of the receiver in the topmost Authentication-Results (RFC 8601 §2.2).
fn authserv_id(raw: &str) -> Option<String> {
    let line = raw.lines().find(|line| {
        line.to_ascii_lowercase()
            .starts_with("authentication-results:")
    })?;
    let id = line
        .split_once(':')?
        .1
        .split(';')
        .next()?
        .split_whitespace()
        .next()?;
    Some(id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_receiver_is_read_from_its_header() {
        assert_eq!(
            authserv_id("X: y\nAuthentication-Results: mx.mail.example;\n spf=pass\n").as_deref(),
            Some("mx.mail.example")
        );
        assert_eq!(authserv_id("From: a@b.example\n"), None);
    }
}
