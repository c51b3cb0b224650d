//! A whole check of any bytes, offline, ends in a verdict that its evidence bears.
#![no_main]

use std::sync::LazyLock;

use facts::{MailReport, Verdict};
use libfuzzer_sys::fuzz_target;
use mioboe::{Checker, Options};

static WORDS: LazyLock<Vec<Vec<u8>>> =
    LazyLock::new(|| fuzz::words(include_str!("../dictionaries/check.dict")));

static CHECKER: LazyLock<Checker> = LazyLock::new(|| {
    Checker::new(Options {
        is_offline: true,
        records: facts::DnsRecords::closed(),
        trusted_receivers: vec!["mx.example".to_owned()],
        ..Options::default()
    })
    .expect("the built-in brand tables load")
});

/// Characters that a quote shows at most.
const QUOTE: usize = 240;

fn holds(report: &MailReport) {
    for evidence in report.findings.iter().flat_map(|finding| &finding.evidence) {
        let text = evidence.quote.text();
        assert!(
            text.get(evidence.quote.highlight()).is_some(),
            "a mark off the characters of {text:?}"
        );
        assert!(
            text.chars().count() <= QUOTE,
            "a quote of {} characters",
            text.chars().count()
        );
        assert!(
            !text.chars().any(facts::is_tricky),
            "{text:?} steers a terminal"
        );
    }
    if report.verdict == Verdict::NoClaim {
        assert!(
            report.claims.is_empty() || report.claims.iter().all(|claim| !claim.places.is_empty())
        );
    } else {
        assert!(
            !report.claims.is_empty(),
            "{:?} of no brand",
            report.verdict
        );
    }
}

fuzz_target!(|data: &[u8]| {
    let raw = fuzz::input(data, &WORDS);
    let checked = CHECKER.check(&raw);
    holds(&checked.report);
    assert_eq!(checked.report.id, facts::ObservationId::of(&raw));
    // Nobody signed with a key in an empty zone: only the named receiver can have proven anything.
    assert!(
        checked.report.verdict != Verdict::Genuine
            || raw
                .windows(10)
                .any(|w| w.eq_ignore_ascii_case(b"mx.example")),
        "genuine without a proof"
    );
    let pasted = CHECKER.check_text(&String::from_utf8_lossy(&raw));
    holds(&pasted.report);
    assert_ne!(
        pasted.report.verdict,
        Verdict::Genuine,
        "pasted text is no proof"
    );

    fuzz::planted(checked.report.claims.len() >= 2);
});
