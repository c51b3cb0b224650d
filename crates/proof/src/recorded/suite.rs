//! The Authentication-Results suite: how the recorded results of 21 mails are to be read.
//!
//! It stands here, at the reader, because most of its mails carry no signature, so that nothing recorded in them
//! would count at the room's door. Whose fields are read is chosen as the suite says: those of the topmost field's
//! server, or of the servers that a case names. Where the suite tells strict from relaxed reading, ours is the
//! relaxed one.

use facts::{Domain, Method, ProofResult};
use reading::Limits;
use serde_json::Value;

use super::{Record, parse, result_of};

/// A case on which we differ from the suite on purpose: more is read than the suite wants.
struct Deviation {
    case: &'static str,
    signers: &'static [&'static str],
    reason: &'static str,
}

const DEVIATIONS: &[Deviation] = &[Deviation {
    case: "multiple_arh-newest_parsing_error_01.eml",
    signers: &["error.example.com", "example.com"],
    // The suite calls the solidus in `header.b=/d5r` a syntax error. Large receivers write it so.
    reason: "RFC 6008 §3: \"The value associated with this item in the header field MUST be at least the first \
             eight characters of the digital signature\", which is base64 and holds `/`",
}];

/// A server's name as a person would trust it (RFC 8601 §2.5); another text cannot be matched with a receiver.
fn named(record: &Record) -> Option<Domain> {
    Domain::parse(record.server.as_deref()?).ok()
}

fn recorded(file: &str) -> Vec<Record> {
    let raw = crate::suite(&format!("authres/arh/{file}")).expect("the file of a case");
    let message = reading::read(raw.as_bytes(), &Limits::default());
    message
        .fields
        .iter()
        .filter(|field| field.name.eq_ignore_ascii_case("authentication-results"))
        .filter_map(|field| parse(&field.value))
        .collect()
}

/// What the records of some servers say of one method: results, and for signatures their domains.
fn results(records: &[Record], method: Method) -> Vec<(ProofResult, Option<String>)> {
    let mut results: Vec<(ProofResult, Option<String>)> = records
        .iter()
        .flat_map(|record| &record.results)
        .filter(|entry| entry.method == method)
        .map(|entry| (entry.result, entry.signer().map(|(d, _)| d.to_string())))
        .collect();
    results.sort();
    results
}

/// The records of the servers that the case trusts.
fn trusted(records: Vec<Record>, trust: &str) -> Vec<Record> {
    let top_name = records.first().and_then(named);
    let is_anonymous = records
        .first()
        .is_some_and(|record| record.server.is_none());
    records
        .into_iter()
        .filter(|record| match trust {
            "" if is_anonymous => record.server.is_none(),
            "" => top_name.is_some() && named(record) == top_name,
            trust => trust.split(' ').any(|word| {
                let (is_wide, name) = match word.strip_prefix('@') {
                    Some(name) => (true, name),
                    None => (false, word),
                };
                let trusted = Domain::parse(name).expect("a name in a case");
                named(record)
                    .is_some_and(|own| own == trusted || is_wide && own.is_within(&trusted))
            }),
        })
        .collect()
}

/// What the suite expects of one method in the same form.
fn expected(case: &Value, method: &str) -> Option<Vec<(ProofResult, Option<String>)>> {
    let list = case
        .get(method)
        .or_else(|| case.get(format!("{method}_best_first")))?
        .as_array()?;
    let mut results: Vec<(ProofResult, Option<String>)> = list
        .iter()
        .map(|entry| match entry {
            // Of DKIM a bare word names a domain that passed; of the others it is the result.
            Value::String(domain) if method == "dkim" => (ProofResult::Pass, Some(domain.clone())),
            Value::String(word) => (result_of(word), None),
            entry => {
                let text = |name| entry[name].as_str();
                let result = result_of(text("result").unwrap_or_default());
                let domain = text("header.d").or_else(|| text("derived_domain"));
                // What must be treated as a failure proves no domain.
                let is_void = result == ProofResult::Pass && text("must_treat_as").is_some();
                (result, domain.filter(|_| !is_void).map(str::to_owned))
            }
        })
        .collect();
    results.sort();
    Some(results)
}

/// Compares one case under one trust; yields how many expectations were held against it.
fn compare(file: &str, trust: &str, case: &Value, found: &mut Vec<String>) -> usize {
    let records = trusted(recorded(file), trust);
    let mut count = 0;
    for (method, name) in [
        (Method::Dkim, "dkim"),
        (Method::Spf, "spf"),
        (Method::Dmarc, "dmarc"),
    ] {
        let Some(expected) = expected(case, name) else {
            continue;
        };
        count += 1;
        let ours = results(&records, method);
        let deviation = DEVIATIONS.iter().find(|d| d.case == file && name == "dkim");
        let expected = match deviation {
            Some(deviation) => {
                assert!(deviation.reason.contains("RFC"));
                assert_ne!(ours, expected, "{file} deviates no longer");
                let signers = deviation.signers.iter();
                signers
                    .map(|signer| (ProofResult::Pass, Some((*signer).to_owned())))
                    .collect()
            }
            None => expected,
        };
        if ours != expected {
            found.push(format!(
                "{file} {trust} {name}: {expected:?} there, {ours:?} here"
            ));
        }
    }
    count
}

#[test]
fn every_case_of_the_suite_agrees_or_is_named() {
    let Some(text) = crate::suite("authres/expected.json") else {
        return;
    };
    let suite: Value = serde_json::from_str(&text).expect("JSON");
    let files = suite["files"].as_object().expect("files");
    let (mut found, mut count) = (Vec::new(), 0);
    for (file, case) in files {
        let compared = match (case.get("by_trust"), case.get("relaxed")) {
            (Some(cases), _) => cases
                .as_object()
                .expect("cases by trust")
                .iter()
                .map(|(trust, case)| {
                    let trust = match trust.as_str() {
                        top if top.starts_with("(top") => "",
                        wide if wide.starts_with('@') => wide.split(' ').next().unwrap_or_default(),
                        names => names,
                    };
                    compare(file, trust, case, &mut found)
                })
                .sum(),
            (None, Some(relaxed)) => compare(file, "", relaxed, &mut found),
            (None, None) => compare(file, "", case, &mut found),
        };
        assert!(compared > 0, "{file} expects nothing");
        count += compared;
    }
    assert_eq!(found, Vec::<String>::new());
    assert_eq!((files.len(), count), (21, 38));
}
