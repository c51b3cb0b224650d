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
/// Writes and signs mails at the corners of the canonical forms.
const CORNERS: &str = include_str!("corners.py");
const CORNER_KEY: &str = "xtask/generate/keys/test-brand-rsa2048.pem";
const CORNER_FOLDER: &str = "target/second-opinion/corners";

/// Mails and the DNS answers that go with them.
struct Set {
    mails: &'static [&'static str],
    records: &'static str,
    /// So many signatures verify at the least; with fewer the comparison proves nothing.
    least: usize,
}

const SETS: &[Set] = &[
    Set {
        mails: &["fixtures/demo"],
        records: "fixtures/demo/dns.json",
        least: 1,
    },
    Set {
        mails: &[CORNER_FOLDER],
        records: "target/second-opinion/corners/dns.json",
        least: 416,
    },
    Set {
        mails: &[
            "../shared/corpus/genuine",
            "../shared/corpus/ham",
            "../shared/corpus/phish-ja",
            "../shared/corpus/phish-other",
            "../shared/corpus/phish-pot",
        ],
        records: "../shared/corpus/dns/txt.json",
        least: 100,
    },
    Set {
        mails: &["../shared/corpus/suites/dkim"],
        records: "../shared/corpus/suites/dkim/dns.json",
        least: 20,
    },
    Set {
        mails: &["../shared/corpus/suites/espoofer"],
        records: "../shared/corpus/suites/espoofer/dns.json",
        least: 1,
    },
];

/// What mails are called in these sets.
const EXTENSIONS: [&str; 3] = ["eml", "msg", "message"];

/// A signature that dkimpy verifies and we do not take, on purpose.
struct Stricter {
    /// How the file's path ends.
    file: &'static str,
    domain: &'static str,
    reason: &'static str,
}

const ADDED: &str =
    "RFC 6376 §8.15: a field added beside a signed one of its name is shown in its place";
const ODD_FROM: &str =
    "a From that readers read differently has no author whom a signature could prove";
const ODD_DOMAIN: &str =
    "RFC 6376 §3.5: d= is a domain name, and no domain name holds an apostrophe";

const STRICTER: &[Stricter] = &[
    Stricter {
        file: "dkim_verifier/dkim/added_header-date.eml",
        domain: "example.com",
        reason: ADDED,
    },
    Stricter {
        file: "dkim_verifier/dkim/added_header-subject.eml",
        domain: "example.com",
        reason: ADDED,
    },
    Stricter {
        file: "dkim_verifier/dkim/added_header-to.eml",
        domain: "example.com",
        reason: ADDED,
    },
    Stricter {
        file: "dkim_verifier/dkim/flags_s-auid_is_subdomain_of_sdid.eml",
        domain: "example.com",
        reason: "RFC 6376 §3.6.1, t=s: i= \"MUST NOT be a subdomain\" of d=, which dkimpy does not look at",
    },
    Stricter {
        file: "dkim_verifier/dkim/unsigned_header-content-type.eml",
        domain: "example.com",
        reason: "RFC 6376 §8.2: an unsigned Content-Type may have been exchanged to show another text",
    },
    Stricter {
        file: "dkim_verifier/dkim/unsigned_header-reply_to-not_in_domain.eml",
        domain: "example.com",
        reason: "two Reply-To fields stand in the mail, and neither is signed (RFC 5322 §3.6 allows one)",
    },
    Stricter {
        file: "espoofer/client_a2.eml",
        domain: "attacker.example",
        reason: ODD_FROM,
    },
    Stricter {
        file: "espoofer/client_a2.fooled-ar.eml",
        domain: "attacker.example",
        reason: ODD_FROM,
    },
    Stricter {
        file: "espoofer/server_a4.eml",
        domain: "amazon.co.jp'a.attacker.example",
        reason: ODD_DOMAIN,
    },
    Stricter {
        file: "espoofer/server_a4.fooled-ar.eml",
        domain: "amazon.co.jp'a.attacker.example",
        reason: ODD_DOMAIN,
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
    write_corners(root, &work, python)?;
    let mut problems = Vec::new();
    for set in SETS {
        if let Some(absent) = set.mails.iter().find(|folder| !root.join(folder).is_dir()) {
            if is_ci {
                bail!("{absent} is not here");
            }
            let reason = format!("second opinion: {absent} is not here");
            eprintln!("SKIPPED: {reason}");
            tally.skip(reason);
            continue;
        }
        let mut mails = Vec::new();
        for folder in set.mails {
            for extension in EXTENSIONS {
                mails.extend(files_below(root, folder, extension)?);
            }
        }
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
        let found = unexplained(differences(&read_ours(&ours.stdout)?, &theirs), &mails);
        let verified = theirs.iter().filter(|signature| signature.passes).count();
        eprintln!(
            "{}: {} mails, {} signatures, {verified} verify, {} differences without a reason",
            set.mails.join(", "),
            mails.len(),
            theirs.len(),
            found.len()
        );
        if verified < set.least {
            bail!(
                "{}: only {verified} signatures verify; the comparison proves nothing",
                set.mails.join(", ")
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

/// Has the other implementation sign the mails at the corners.
fn write_corners(root: &Path, work: &Path, python: &Path) -> Result<()> {
    let folder = root.join(CORNER_FOLDER);
    if folder.is_dir() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let script = work.join("corners.py");
    fs::write(&script, CORNERS)?;
    Program::new(python)
        .arg(&script)
        .arg(root.join(CORNER_KEY))
        .arg(&folder)
        .run()
}

/// The differences that no reason explains, and the reasons that explain nothing any more.
fn unexplained(mut differences: Vec<Difference>, mails: &[String]) -> Vec<String> {
    let mut idle = Vec::new();
    for stricter in STRICTER {
        if !mails.iter().any(|mail| mail.ends_with(stricter.file)) {
            continue;
        }
        let before = differences.len();
        differences.retain(|found| {
            !(found.is_ours
                && found.file.ends_with(stricter.file)
                && found.domain == stricter.domain)
        });
        if differences.len() == before {
            idle.push(format!(
                "{}: no difference any more ({})",
                stricter.file, stricter.reason
            ));
        }
    }
    differences
        .into_iter()
        .map(|found| found.text)
        .chain(idle)
        .collect()
}

/// A signature on which the two disagree.
struct Difference {
    file: String,
    domain: String,
    /// Whether we are the stricter one.
    is_ours: bool,
    text: String,
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
fn differences(ours: &[Ours], theirs: &[Theirs]) -> Vec<Difference> {
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
                problems.push(Difference {
                    file: mail.file.clone(),
                    domain: (*domain).to_owned(),
                    is_ours: false,
                    text: format!("{}: we call {domain} proven, dkimpy does not", mail.file),
                });
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
                problems.push(Difference {
                    file: mail.file.clone(),
                    domain: (*domain).to_owned(),
                    is_ours: true,
                    text: format!(
                        "{}: dkimpy verifies {domain}, we say {results:?}",
                        mail.file
                    ),
                });
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
            unexplained(differences(&ours, &theirs), &[]),
            [
                "a: we call shop.example proven, dkimpy does not",
                "b: dkimpy verifies shop.example, we say [\"broken\"]",
            ]
        );
    }
}
