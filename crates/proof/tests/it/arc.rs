//! The ARC validation suite, read from the measuring corpus.

use std::collections::BTreeMap;
use std::fs;

use facts::{DnsAnswer, DnsQuestion, DnsRecord, DnsRecords, Method, RecordKind};
use serde::Deserialize;
use serde_saphyr::DuplicateKeyPolicy;

use crate::support::{corpus, judge_at, ours};

#[derive(Deserialize)]
struct Section {
    tests: BTreeMap<String, Case>,
    #[serde(rename = "txt-records")]
    records: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Case {
    message: String,
    cv: Option<String>,
}

/// A case of an older draft, on which we differ from the suite on purpose.
struct Deviation {
    case: &'static str,
    suite: &'static str,
    ours: &'static str,
    /// The sentence of the standard that decides.
    reason: &'static str,
}

const LAST_FAILED: &str = "RFC 8617 §5.2 step 2: \"If the Chain Validation Status of the highest instance value ARC Set \
    is \"fail\", then the Chain Validation Status is \"fail\", and the algorithm stops here.\" The suite expects nothing.";

const DEVIATIONS: &[Deviation] = &[
    Deviation {
        case: "ams_fields_c_na",
        suite: "pass",
        ours: "broken",
        reason: "RFC 8617 §4.1.2: \"The AMS header field has the same syntax and semantics as the DKIM-Signature field\"; \
                 RFC 6376 §3.5: c= is \"OPTIONAL, default is \"simple/simple\"\". The draft's signer left it out and \
                 signed the relaxed form.",
    },
    Deviation {
        case: "ams_fields_h_empty",
        suite: "pass",
        ours: "invalid",
        reason: "RFC 6376 §3.5, h=: \"This list MUST NOT be empty.\"",
    },
    Deviation {
        case: "ams_fields_h_mis_hdr",
        suite: "pass",
        ours: "invalid",
        reason: "RFC 6376 §3.5, h=: hdr-name *( [FWS] \":\" [FWS] hdr-name ), and §3.5 takes hdr-name from RFC 5322 \
                 §3.6.8, where a field name has at least one character",
    },
    Deviation {
        case: "cv_fail_i1_as_cv_fail",
        suite: "",
        ours: "invalid",
        reason: LAST_FAILED,
    },
    Deviation {
        case: "cv_fail_i2_as1_fail",
        suite: "",
        ours: "invalid",
        reason: "RFC 8617 §5.2 step 3.C: \"The \"cv\" value for all ARC-Seal header fields MUST NOT be \"fail\".\" The \
                 suite expects nothing.",
    },
    Deviation {
        case: "cv_fail_i2_as2_fail",
        suite: "",
        ours: "invalid",
        reason: LAST_FAILED,
    },
];

fn said(section: &Section, case: &Case) -> String {
    let mut records = DnsRecords::closed();
    for (name, text) in &section.records {
        let question = DnsQuestion {
            name: name.to_ascii_lowercase().into(),
            kind: RecordKind::Txt,
        };
        let text = DnsRecord::Txt(text.as_bytes().to_vec());
        records.insert(question, DnsAnswer::Records(vec![text]));
    }
    let outcome = judge_at(case.message.as_bytes(), &records, &[], 1_500_000_000);
    match ours(&outcome, Method::Arc).as_slice() {
        [] => "none".to_owned(),
        [(_, result)] => result.as_str().to_owned(),
        several => panic!("{several:?}"),
    }
}

#[test]
fn every_chain_of_the_suite_agrees_or_is_named() {
    let Some(corpus) = corpus() else { return };
    let file = corpus.join("suites/arc/arc-draft-validation-tests.yml");
    let text = fs::read_to_string(file).unwrap();
    // One case stands twice under one name; other readers of the suite see the second.
    let options = serde_saphyr::options! { duplicate_keys: DuplicateKeyPolicy::LastWins };
    let sections: Vec<Section> = serde_saphyr::from_multiple_with_options(&text, options).unwrap();
    let mut found = Vec::new();
    let mut count = 0;
    for section in &sections {
        for (name, case) in &section.tests {
            count += 1;
            let expected = case.cv.clone().unwrap_or_default().to_ascii_lowercase();
            let said = said(section, case);
            let agrees = match expected.as_str() {
                "pass" | "none" => said == expected,
                "fail" => said != "pass" && said != "none",
                _ => false,
            };
            if !agrees {
                found.push(format!("{name}: {expected:?} there, {said} here"));
            }
        }
    }
    eprintln!("{count} cases, {} deviations", found.len());
    found.sort();
    let named: Vec<String> = DEVIATIONS
        .iter()
        .inspect(|deviation| assert!(deviation.reason.starts_with("RFC")))
        .map(|d| format!("{}: {:?} there, {} here", d.case, d.suite, d.ours))
        .collect();
    assert_eq!(found, named);
    assert_eq!(count, 171);
}
