//! Genuine mails of the corpus beside the workspace: counted, and held against what they print.

use std::path::Path;

use super::{RECEIVER, read, said, sender};
use crate::claims::JUDGE;

/// The mails of a folder that name a brand's domain in From, each with a receiver's record put on top: most of them
/// were stripped of their trace, so that nothing else could prove them.
fn asked(folder: &Path) -> Vec<(String, String, Option<mail::Noticed>)> {
    let mut found = Vec::new();
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .map(|entries| {
            entries
                .filter_map(|entry| Some(entry.ok()?.path()))
                .collect()
        })
        .unwrap_or_default();
    files.sort();
    for file in files {
        if file.is_dir() {
            found.extend(asked(&file));
            continue;
        }
        let raw = std::fs::read(&file).expect("a file");
        let bare = read(&raw);
        let Some(author) = bare.author.sole() else {
            continue;
        };
        let host = author.domain();
        let head = format!(
            "Return-Path: <x@{host}>\r\nAuthentication-Results: {RECEIVER}; spf=pass smtp.mailfrom={host}\r\n\
             Received: from out.{host} (out.{host} [192.0.2.7])\r\n\tby {RECEIVER} with ESMTP; Mon, 16 Nov 2026 10:00:00 +0900\r\n"
        );
        let raw = [head.as_bytes(), &raw].concat();
        let message = read(&raw);
        let text: Vec<&str> = message
            .texts
            .iter()
            .map(|text| text.seen.as_str())
            .collect();
        let text = format!("{}\n{}", message.subject, text.join("\n"));
        let noticed =
            sender(&raw, &message, RECEIVER).map(|sender| JUDGE.notices(&message, &sender));
        found.push((file.display().to_string(), text, noticed));
    }
    found
}

#[test]
#[expect(clippy::print_stderr, reason = "a measurement says what it counted")]
#[expect(
    clippy::disallowed_methods,
    reason = "whether absence is a failure depends on where the tests run"
)]
fn genuine_mails_of_the_corpus_are_read_or_told() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/genuine");
    if !corpus.is_dir() {
        assert!(
            std::env::var_os("CI").is_none_or(|ci| ci != "true"),
            "the corpus is not there"
        );
        eprintln!("skipped: the corpus is not there");
        return;
    }
    for set in [
        "amazon",
        "home-assistant",
        "amazon-staff",
        "blaze",
        "other-signed",
    ] {
        let (mut read, mut partly, mut gap, mut unasked, mut ads, mut strangers) =
            (0, 0, 0, 0, 0, 0);
        for (_, text, noticed) in asked(&corpus.join(set)) {
            let Some(noticed) = noticed else {
                unasked += 1;
                continue;
            };
            let said = said(&noticed);
            match (said.notices.is_empty(), said.gaps.is_empty()) {
                (true, true) => strangers += 1,
                (true, false) => gap += 1,
                (false, _)
                    if said
                        .notices
                        .iter()
                        .all(|notice| notice.kind == "advertising") =>
                {
                    ads += 1
                }
                (false, true) => read += 1,
                (false, false) => partly += 1,
            }
            for notice in &noticed.notices {
                for order in &notice.orders {
                    assert!(
                        text.contains(order.as_str()),
                        "an order that is not printed"
                    );
                }
                for amount in &notice.amounts {
                    let minor = amount.money.minor.to_string();
                    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
                    assert!(
                        digits.contains(minor.trim_end_matches('0')),
                        "a sum that is not printed"
                    );
                }
            }
        }
        eprintln!(
            "{set}: read {read}, in part {partly}, gap {gap}, advertising {ads}, no brand {strangers}, not provable {unasked}"
        );
    }
}
