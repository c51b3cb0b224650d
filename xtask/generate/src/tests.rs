//! What a written set promises to those who measure with it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Files, attacks, demo, ham};

const SEED: u64 = 20_261_115;

fn ham(count: usize) -> Files {
    ham::files(count, SEED).expect("ham can be written")
}

/// The rows of a manifest, by column name.
fn manifest(files: &Files) -> Vec<BTreeMap<String, String>> {
    let (_, bytes) = files
        .iter()
        .find(|(name, _)| name == "manifest.tsv")
        .expect("a manifest is written");
    let text = String::from_utf8(bytes.clone()).expect("the manifest is UTF-8");
    let mut lines = text.lines();
    let names: Vec<&str> = lines
        .next()
        .expect("the manifest has a head")
        .split('\t')
        .collect();
    lines
        .map(|line| {
            names
                .iter()
                .zip(line.split('\t'))
                .map(|(name, value)| ((*name).to_owned(), value.to_owned()))
                .collect()
        })
        .collect()
}

fn mails(files: &Files) -> impl Iterator<Item = &(String, Vec<u8>)> {
    files.iter().filter(|(name, _)| name.ends_with(".eml"))
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    assert_eq!(ham(60), ham(60));
    assert_ne!(
        ham(20),
        ham::files(20, SEED + 1).expect("ham can be written")
    );
    assert_eq!(
        attacks::files().expect("attacks can be written"),
        attacks::files().expect("attacks can be written")
    );
}

#[test]
fn a_larger_set_begins_with_the_smaller_one() {
    let (small, large) = (ham(40), ham(80));
    assert!(
        mails(&small)
            .zip(mails(&large))
            .all(|(left, right)| left == right)
    );
}

#[test]
fn ham_has_every_form_that_was_promised() {
    let rows = manifest(&ham(400));
    assert_eq!(rows.len(), 400);
    let count = |column: &str, value: &str| rows.iter().filter(|row| row[column] == value).count();
    for signed in ["own", "esp-only", "none", "broken", "key-gone"] {
        assert!(count("signed", signed) >= 8, "too few mails are {signed}");
    }
    assert!(count("claims_brand", "yes") >= 80);
    assert!(count("claims_brand", "no") >= 200);
    assert!(count("travelled", "no") >= 5);
    let kinds: BTreeSet<&String> = rows.iter().map(|row| &row["kind"]).collect();
    assert!(kinds.len() >= 150, "only {} kinds", kinds.len());
    assert!(
        rows.iter()
            .any(|row| row["kind"] == "yodobashi-order" && row["signed"] == "none")
    );
}

#[test]
fn honest_mail_without_a_signature_comes_from_domains_without_a_policy() {
    // A brand that asks receivers to refuse unsigned mail signs its own; anything else would be no ham.
    let files = ham(400);
    let (_, dns) = files
        .iter()
        .find(|(name, _)| name == "dns.json")
        .expect("answers are written");
    let dns: serde_json::Value = serde_json::from_slice(dns).expect("the answers are JSON");
    let strict: BTreeSet<&str> = dns["answers"]
        .as_array()
        .expect("answers are a list")
        .iter()
        .filter(|answer| {
            answer["records"].to_string().contains("p=quarantine")
                || answer["records"].to_string().contains("p=reject")
        })
        .filter_map(|answer| answer["name"].as_str()?.strip_prefix("_dmarc."))
        .collect();
    assert!(strict.contains("amazon.co.jp"));
    let contents: BTreeMap<&String, &Vec<u8>> =
        mails(&files).map(|(name, bytes)| (name, bytes)).collect();
    for row in manifest(&files)
        .iter()
        .filter(|row| ["none", "esp-only"].contains(&row["signed"].as_str()))
    {
        let text = String::from_utf8_lossy(contents[&row["file"]]);
        let from = text
            .split("\r\nFrom: ")
            .nth(1)
            .and_then(|rest| rest.split('@').nth(1))
            .and_then(|rest| rest.split('>').next())
            .expect("From has an address");
        let from = from.trim();
        assert!(
            !strict
                .iter()
                .any(|domain| from == *domain || from.ends_with(&format!(".{domain}"))),
            "{}",
            row["file"]
        );
    }
}

#[test]
fn every_mail_keeps_the_line_rules() {
    // RFC 5322 §2.1.1 and §2.3: CRLF alone, no line over 998 bytes.
    let sets = [
        ham(200),
        attacks::files().expect("attacks can be written"),
        demo::files().expect("the demo can be written"),
    ];
    for (name, bytes) in sets.iter().flat_map(mails) {
        for line in bytes.split(|byte| *byte == b'\n') {
            assert!(line.len() < 1000, "{name} has a long line");
            assert!(
                line.is_empty() || line.ends_with(b"\r"),
                "{name} has a bare line feed"
            );
        }
    }
}

#[test]
fn attacks_are_many_and_each_says_what_it_imitates() {
    let rows = manifest(&attacks::files().expect("attacks can be written"));
    assert!(rows.len() >= 120);
    assert!(
        rows.iter()
            .all(|row| !row["brand"].is_empty() && !row["places"].is_empty())
    );
    let techniques: BTreeSet<&String> = rows.iter().map(|row| &row["technique"]).collect();
    assert!(
        techniques.len() >= 20,
        "only {} techniques",
        techniques.len()
    );
}

#[test]
fn the_demo_in_the_tree_is_the_one_written_here() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/demo");
    for (name, bytes) in demo::files().expect("the demo can be written") {
        let path = format!("{folder}/{name}");
        let found = std::fs::read(&path).expect("the demo's files are in the tree");
        assert!(
            found == bytes,
            "{path} differs; write it again with `generate demo --out fixtures/demo`"
        );
    }
}
