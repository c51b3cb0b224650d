//! The story of a mail, before a face lays it out.

use facts::{
    BrandId, Claim, ClaimPlace, Code, Confidence, Evidence, Fact, Facts, Finding, MailReport,
    Match, ObservationId, Place, Quote, Severity, Subject, Verdict,
};
use words::{Contact, Contacts, Language, Matter, label, story};

use crate::Shown;

impl Contacts for Shown {
    fn contact(&self, id: &BrandId) -> Option<Contact> {
        (id.as_str() == "rakuten").then(|| Contact {
            sites: vec!["shop.example".into()],
            reports: vec!["abuse@shop.example".into()],
            ..Contact::default()
        })
    }
}

fn report(verdict: Verdict, findings: Vec<Finding>) -> MailReport {
    MailReport {
        id: ObservationId::of(b""),
        verdict,
        claims: vec![Claim {
            brand: BrandId("rakuten".into()),
            places: vec![ClaimPlace::Name],
            matching: Match::Foreign,
        }],
        proof: Vec::new(),
        findings,
        gaps: Vec::new(),
    }
}

fn asks() -> Finding {
    let id = ObservationId::of(b"");
    let text = "see https://evil.example/pay now";
    let evidence = Evidence {
        observation: id,
        place: Place::Text { part: vec![1] },
        quote: Quote::new(text, 4..24),
    };
    Finding {
        code: Code::new("asks-for-action"),
        severity: Severity::Caution,
        confidence: Confidence::Certain,
        subject: Subject::Message(id),
        facts: Facts::new().with("action", Fact::Word("payment")),
        evidence: vec![evidence.clone(), evidence],
    }
}

#[test]
fn what_to_do_follows_the_verdict() {
    struct Case {
        verdict: Verdict,
        matter: Matter,
        headings: &'static [&'static str],
    }
    for case in [
        Case {
            verdict: Verdict::Impostor,
            matter: Matter::Mail,
            headings: &[
                "heading-do",
                "heading-reach",
                "after-intro",
                "heading-report",
            ],
        },
        Case {
            verdict: Verdict::Doubtful,
            matter: Matter::Mail,
            headings: &["heading-do", "heading-reach", "heading-report"],
        },
        Case {
            verdict: Verdict::Unproven,
            matter: Matter::Text,
            headings: &["heading-do", "heading-reach", "heading-original"],
        },
        Case {
            verdict: Verdict::Unproven,
            matter: Matter::Number,
            headings: &["heading-do", "heading-reach"],
        },
        Case {
            verdict: Verdict::Genuine,
            matter: Matter::Mail,
            headings: &["heading-do"],
        },
    ] {
        for language in Language::ALL {
            let told = story(language, &report(case.verdict, vec![]), case.matter, &Shown);
            let headings: Vec<&str> = told
                .steps
                .iter()
                .map(|list| list.heading.as_str())
                .collect();
            let expected: Vec<String> =
                case.headings.iter().map(|id| label(language, id)).collect();
            assert_eq!(headings, expected, "{:?} {:?}", case.verdict, case.matter);
            assert!(told.steps.iter().all(|list| !list.lines.is_empty()));
            assert_eq!(told.notes.is_empty(), case.matter == Matter::Mail);
            assert_eq!(told.shown_as, case.verdict);
        }
    }
}

#[test]
fn a_place_that_decided_is_shown_once_in_three_pieces_and_leads_nowhere() {
    let told = story(
        Language::English,
        &report(Verdict::Impostor, vec![asks()]),
        Matter::Mail,
        &Shown,
    );
    let [pointer] = told.pointers.as_slice() else {
        panic!("{:?}", told.pointers);
    };
    assert_eq!(pointer.before, "see ");
    assert_eq!(pointer.marked, "https://evil[.]example");
    assert!(pointer.after.ends_with(" now") && !pointer.after.contains("pay"));
    let content = told.axes.last().expect("an axis");
    assert_eq!(content.lines.len(), 1);
    assert!(content.lines[0].contains("evil[.]example"), "{content:?}");
}

#[test]
fn a_genuine_sender_of_foreign_words_does_not_look_genuine() {
    let foreign = Finding {
        code: Code::new("genuine-sender-foreign-content"),
        facts: Facts::new()
            .with("brand", Fact::Brand(BrandId("rakuten".into())))
            .with("kind", Fact::Word("shared-document")),
        evidence: Vec::new(),
        ..asks()
    };
    let told = story(
        Language::Japanese,
        &report(Verdict::Genuine, vec![foreign]),
        Matter::Mail,
        &Shown,
    );
    assert_eq!(told.shown_as, Verdict::Doubtful);
    assert!(
        told.steps[0]
            .lines
            .iter()
            .all(|line| *line != told.verdict.what_to_do)
    );
}
