//! Holds our verdict on every signature against another implementation (dkimpy, in Python).
//!
//! What we call proven, dkimpy must verify too. What dkimpy verifies, we must call proven, unless we are stricter for a
//! named reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use super::Done;
use super::tally::Tally;
use super::tools::Tools;
use crate::run::{Program, files_below};

const SCRIPT: &str = include_str!("second_opinion.py");

/// Mails and the DNS answers that go with them.
struct Set {
    mails: &'static str,
    records: &'static str,
}

const SETS: &[Set] = &[
    Set {
        mails: "fixtures/demo",
        records: "fixtures/demo/dns.json",
    },
    Set {
        mails: "../shared/corpus/genuine",
        records: "../shared/corpus/dns/txt.json",
    },
];

#[derive(Deserialize)]
struct Ours {
    file: String,
    #[serde(default)]
    proof: Vec<Line>,
    /// The enclosed mail that was judged instead; then the lines are not of this file.
    #[serde(default)]
    forwarded: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Line {
    method: String,
    domain: Option<String>,
    result: String,
    by: String,
}

/// What the other implementation says of one signature.
struct Theirs {
    file: String,
    domain: String,
    algorithm: String,
    is_limited: bool,
    passes: bool,
}

/// Compares every signature of every set.
pub(super) fn compare(root: &Path, tools: &Tools, is_ci: bool, tally: &mut Tally) -> Result<Done> {
    let Some(python) = tools.python() else {
        return Ok(Done::Skipped(
            "no Python with dkimpy; signatures had no second opinion".to_owned(),
        ));
    };
    let work = root.join("target/second-opinion");
    fs::create_dir_all(&work)?;
    let script = work.join("second_opinion.py");
    fs::write(&script, SCRIPT)?;
    let mut problems = Vec::new();
    for set in SETS {
        if !root.join(set.mails).is_dir() {
            if is_ci {
                bail!("{} is not here", set.mails);
            }
            let reason = format!("second opinion: {} is not here", set.mails);
            eprintln!("SKIPPED: {reason}");
            tally.skip(reason);
            continue;
        }
        let mails = files_below(root, set.mails, "eml")?;
        // A copy: the command may add to the file it is given.
        let records = work.join("dns.json");
        fs::write(
            &records,
            fs::read(root.join(set.records)).context(set.records)?,
        )?;
        let ours = Program::new(root.join("target/debug/mioboe"))
            .args(["check", "--json", "--offline", "--dns-record"])
            .arg(&records)
            .args(&mails)
            .at(root)
            .ended()?;
        let theirs = Program::new(python)
            .arg(&script)
            .arg(root.join(set.records))
            .args(&mails)
            .at(root)
            .output()?;
        let theirs = read_theirs(&theirs);
        let found = differences(&read_ours(&ours.stdout)?, &theirs);
        eprintln!(
            "{}: {} signatures, {} differences",
            set.mails,
            theirs.len(),
            found.len()
        );
        if theirs.iter().filter(|signature| signature.passes).count() == 0 {
            bail!(
                "{}: not one signature verifies; the comparison proves nothing",
                set.mails
            );
        }
        tally.pass();
        problems.extend(found);
    }
    if !problems.is_empty() {
        bail!("{}", problems.join("\n"));
    }
    Ok(Done::Ran)
}

fn read_ours(said: &str) -> Result<Vec<Ours>> {
    said.lines()
        .map(|line| serde_json::from_str(line).context("a line of the command's JSON"))
        .collect()
}

fn read_theirs(said: &str) -> Vec<Theirs> {
    said.lines()
        .filter_map(
            |line| match line.split('\t').collect::<Vec<_>>().as_slice() {
                [file, domain, algorithm, length, result] => Some(Theirs {
                    file: (*file).to_owned(),
                    domain: (*domain).to_owned(),
                    algorithm: (*algorithm).to_owned(),
                    is_limited: *length == "limited",
                    passes: *result == "pass",
                }),
                _ => None,
            },
        )
        .collect()
}

/// Every file and domain on which the two disagree without a reason.
fn differences(ours: &[Ours], theirs: &[Theirs]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut verified: BTreeMap<(&str, &str), &Theirs> = BTreeMap::new();
    for signature in theirs.iter().filter(|signature| signature.passes) {
        verified.insert((&signature.file, &signature.domain), signature);
    }
    for mail in ours.iter().filter(|mail| mail.forwarded.is_none()) {
        let lines = || {
            mail.proof
                .iter()
                .filter(|line| line.method == "dkim" && line.by == "us")
        };
        let proven: BTreeSet<&str> = lines()
            .filter(|line| line.result == "pass")
            .filter_map(|line| line.domain.as_deref())
            .collect();
        for domain in &proven {
            if !verified.contains_key(&(mail.file.as_str(), *domain)) {
                problems.push(format!(
                    "{}: we call {domain} proven, dkimpy does not",
                    mail.file
                ));
            }
        }
        for ((file, domain), signature) in &verified {
            if *file != mail.file || proven.contains(domain) {
                continue;
            }
            let results: Vec<&str> = lines()
                .filter(|line| line.domain.as_deref() == Some(domain))
                .map(|line| line.result.as_str())
                .collect();
            // RFC 8301 §3.1 bars rsa-sha1; what stands behind a body length is nobody's word; time is our own business.
            let is_stricter = signature.algorithm == "rsa-sha1"
                || signature.is_limited
                || results.contains(&"expired");
            if !is_stricter {
                problems.push(format!(
                    "{}: dkimpy verifies {domain}, we say {results:?}",
                    mail.file
                ));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disagreement_is_named_and_strictness_is_not() {
        let ours = read_ours(
            r#"{"file":"a","proof":[{"method":"dkim","domain":"shop.example","result":"pass","by":"us"}]}
{"file":"b","proof":[{"method":"dkim","domain":"shop.example","result":"broken","by":"us"}]}
{"file":"c","proof":[{"method":"dkim","domain":"shop.example","result":"invalid","by":"us"}]}
{"file":"d","proof":[{"method":"dkim","domain":"shop.example","result":"pass","by":"receiver:mx"}],"forwarded":"x"}"#,
        )
        .expect("well-formed");
        let theirs = read_theirs(
            "a\tshop.example\trsa-sha256\twhole\tfail\nb\tshop.example\trsa-sha256\twhole\tpass\n\
             c\tshop.example\trsa-sha1\twhole\tpass\nd\tshop.example\trsa-sha256\twhole\tpass\n",
        );
        assert_eq!(
            differences(&ours, &theirs),
            [
                "a: we call shop.example proven, dkimpy does not",
                "b: dkimpy verifies shop.example, we say [\"broken\"]",
            ]
        );
    }
}
