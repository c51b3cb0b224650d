//! Real mails with frozen keys: how our results agree with those of other verifiers.

use std::collections::BTreeMap;
use std::fs;

use facts::{DnsRecords, Method, ProofResult, ProvenBy};
use reading::Limits;

use crate::support::{corpus, frozen_zone, instant, suffixes, trust};

/// Own DKIM results of one mail in the order of its fields; the lines themselves are sorted by strength, so
/// each signature is judged in a mail in which the others are renamed away.
///
/// The clock is set to a minute after `t=`, as it was for the frozen results.
fn each_signature(raw: &[u8], records: &DnsRecords) -> Vec<ProofResult> {
    let text: Vec<u8> = raw.to_vec();
    let places = places(&text);
    (0..places.len())
        .map(|kept| {
            let now = instant(made(&text[places[kept]..]).unwrap_or(1_500_000_000) + 60);
            let mut raw = text.clone();
            for (at, &place) in places.iter().enumerate() {
                if at != kept {
                    raw[place..place + 14].copy_from_slice(b"XKIM-Signature");
                }
            }
            let message = reading::read(&raw, &Limits::default());
            let outcome = proof::prove(&raw, &message, records, now, &trust(&[]), &suffixes());
            let ours: Vec<ProofResult> = outcome
                .lines
                .iter()
                .filter(|line| line.method == Method::Dkim && line.by == ProvenBy::Ourselves)
                .map(|line| line.result)
                .collect();
            assert_eq!(ours.len(), 1);
            ours[0]
        })
        .collect()
}

/// The `t=` of the signature that begins here.
fn made(field: &[u8]) -> Option<i64> {
    let text = String::from_utf8_lossy(&field[..field.len().min(2000)]).into_owned();
    let value = text
        .split([';', ':'])
        .find_map(|tag| tag.trim().strip_prefix("t=").map(str::to_owned))?;
    value.trim().parse().ok()
}

/// Where `DKIM-Signature` fields begin.
fn places(raw: &[u8]) -> Vec<usize> {
    let end = raw
        .windows(2)
        .position(|w| w == b"\n\n")
        .into_iter()
        .chain(raw.windows(4).position(|w| w == b"\r\n\r\n"))
        .min()
        .unwrap_or(raw.len());
    (0..end)
        .filter(|&at| (at == 0 || raw[at - 1] == b'\n') && raw.len() >= at + 15)
        .filter(|&at| {
            raw[at..at + 14].eq_ignore_ascii_case(b"DKIM-Signature")
                && matches!(raw[at + 14], b':' | b' ')
        })
        .collect()
}

#[test]
fn genuine_signatures_agree_with_the_frozen_results() {
    let Some(corpus) = corpus() else { return };
    let records = frozen_zone(&fs::read_to_string(corpus.join("dns/txt.json")).unwrap());
    let table = fs::read_to_string(corpus.join("genuine/expected_dkim.tsv")).unwrap();
    let mut expected: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in table.lines().skip(1) {
        let columns: Vec<&str> = row.split('\t').collect();
        let [path, _, _, _, result] = columns[..] else {
            panic!("row {row}")
        };
        expected.entry(path).or_default().push(result);
    }
    let mut deviations = Vec::new();
    let mut count = 0;
    for (path, results) in &expected {
        let raw = fs::read(corpus.join(path)).unwrap();
        for (at, (ours, theirs)) in each_signature(&raw, &records)
            .into_iter()
            .zip(results)
            .enumerate()
        {
            count += 1;
            let agrees = match *theirs {
                "pass" => ours == ProofResult::Pass,
                "nokey" => ours == ProofResult::KeyGone,
                _ => matches!(ours, ProofResult::Broken | ProofResult::Invalid),
            };
            if !agrees {
                deviations.push(format!("{path} {at}: {theirs} there, {ours:?} here"));
            }
        }
    }
    eprintln!("{count} signatures, {} deviations", deviations.len());
    // rsa-sha1 of 2023: RFC 8301 withdrew it in 2018.
    assert_eq!(
        deviations,
        ["genuine/other-signed/dkim-lingl-rsa-sha1.eml 0: pass there, Invalid here"]
    );
}

#[test]
fn the_dkim_suite_agrees() {
    let Some(suite) = corpus().map(|corpus| corpus.join("suites/dkim")) else {
        return;
    };
    let records = frozen_zone(&fs::read_to_string(suite.join("dns.json")).unwrap());
    let expected: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(suite.join("expected.json")).unwrap()).unwrap();
    let mut deviations = Vec::new();
    let mut count = 0;
    for (path, results) in expected["files"].as_object().unwrap() {
        let raw = fs::read(suite.join(path)).unwrap();
        let ours = each_signature(&raw, &records);
        let theirs = results.as_array().unwrap();
        if ours.len() != theirs.len() {
            deviations.push(format!(
                "{path}: {} there, {} here",
                theirs.len(),
                ours.len()
            ));
        }
        for (ours, theirs) in ours.into_iter().zip(theirs) {
            count += 1;
            let result = theirs["result"].as_str().unwrap();
            if (result == "pass") != (ours == ProofResult::Pass) {
                deviations.push(format!("{path}: {result} there, {ours:?} here"));
            }
        }
    }
    eprintln!("{count} signatures, {} deviations", deviations.len());
    deviations.sort();
    let named: Vec<String> = STRICTER
        .iter()
        .map(|d| format!("{}: pass there, {:?} here", d.mail, d.ours))
        .collect();
    assert_eq!(deviations, named, "{STRICTER:#?}");
    assert_eq!(count, 42);
}

/// A signature that the suite takes and we do not, on purpose.
#[derive(Debug)]
struct Stricter {
    mail: &'static str,
    ours: ProofResult,
    #[expect(dead_code, reason = "it is shown where the table fails")]
    reason: &'static str,
}

const BLANK_BEFORE_COLON: &str = "RFC 5322 §2.2 has no blank between a field's name and its colon (§4.5.8 knows it as \
    obsolete): some readers see no From field there, so what is signed is not what they show";

const STRICTER: &[Stricter] = &[
    Stricter {
        mail: "dkim_verifier/dkim/unsigned_header-content-type.eml",
        ours: ProofResult::Neutral,
        reason: "RFC 6376 §8.2 warns of an altered Content-Type: the signed octets would be shown as another text",
    },
    Stricter {
        mail: "dkim_verifier/dkim/unsigned_header-reply_to-not_in_domain.eml",
        ours: ProofResult::Invalid,
        reason: "RFC 5322 §3.6 allows one Reply-To; two stand there, and neither is signed (RFC 6376 §8.15)",
    },
    Stricter {
        mail: "mailibex/valid_dkim_relaxed_uncanon.eml",
        ours: ProofResult::Invalid,
        reason: BLANK_BEFORE_COLON,
    },
    Stricter {
        mail: "mailibex/valid_dkim_relaxedsimple_uncanon.eml",
        ours: ProofResult::Invalid,
        reason: BLANK_BEFORE_COLON,
    },
];

#[test]
fn the_key_variants_of_the_suite_agree() {
    let Some(suite) = corpus().map(|corpus| corpus.join("suites/dkim")) else {
        return;
    };
    let expected: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(suite.join("expected.json")).unwrap()).unwrap();
    let raw = fs::read(suite.join("dkim_verifier/rfc6376-A.2.eml")).unwrap();
    for case in expected["key_variants_for_rfc6376-A.2.eml"]
        .as_array()
        .unwrap()
    {
        let record = case["record"].as_str().unwrap();
        let records = crate::support::zone(&[("brisbane._domainkey.example.com", record)]);
        let ours = each_signature(&raw, &records);
        assert_eq!(
            case["result"] == "pass",
            ours == [ProofResult::Pass],
            "{}",
            case["case"]
        );
    }
}

#[test]
fn the_boundary_agrees_with_the_manifest() {
    let Some(corpus) = corpus() else { return };
    let manifest = fs::read_to_string(corpus.join("manifest.tsv")).unwrap();
    let suffixes = facts::SuffixList::parse(
        &fs::read_to_string(corpus.join("suites/psl/public_suffix_list.dat")).unwrap(),
    );
    let records = DnsRecords::new();
    let (mut same, mut above, mut below, mut none) = (0, 0, 0, 0);
    let mut worst: BTreeMap<(String, usize), Vec<&str>> = BTreeMap::new();
    for row in manifest.lines().skip(1) {
        let columns: Vec<&str> = row.split('\t').collect();
        let (path, expected) = (columns[0], columns.get(8).copied().unwrap_or_default());
        let Ok(expected) = expected.parse::<usize>() else {
            continue;
        };
        let raw = fs::read(corpus.join(path)).unwrap();
        let message = reading::read(&raw, &Limits::default());
        let outcome = proof::prove(
            &raw,
            &message,
            &records,
            instant(1_700_000_000),
            &trust(&[]),
            &suffixes,
        );
        match outcome.trace.boundary {
            None => {
                none += 1;
                worst
                    .entry(("none".into(), expected))
                    .or_default()
                    .push(path);
            }
            Some(at) if at == expected => same += 1,
            Some(at) if at < expected => {
                above += 1;
                worst
                    .entry((format!("above {at}"), expected))
                    .or_default()
                    .push(path);
            }
            Some(at) => {
                below += 1;
                worst
                    .entry((format!("below {at}"), expected))
                    .or_default()
                    .push(path);
            }
        }
    }
    eprintln!("boundary: {same} the same, {above} above (careful), {below} below, {none} none");
    for ((what, expected), paths) in &worst {
        eprintln!(
            "  {what} instead of {expected}: {} such as {}",
            paths.len(),
            paths[..paths.len().min(3)].join(", ")
        );
    }
    let all = same + above + below + none;
    assert!(same * 100 >= all * 94, "{same} of {all}");
    // Below would mean believing what the sender wrote.
    assert_eq!(below, 0);
}
