//! `mioboe/check/1`: one mail, or one file that could not be judged, on a line.

use std::collections::BTreeMap;

use facts::{Evidence, Fact, Facts, MailReport, ObservationId, Place, ProvenBy};
use serde::Serialize;
use serde_json::{Value, json};

use super::line;
use crate::failure::{Failure, tell};
use crate::say::{confidence_word, severity_word};
use crate::{Language, harmless};

const SCHEMA: &str = "mioboe/check/1";

/// A judged mail with what only the caller knows of it.
#[derive(Clone, Copy, Debug)]
pub struct CheckLine<'a> {
    /// The file as the person named it.
    pub file: &'a str,
    /// Which mail inside an mbox, from 1; absent for a file that is one mail.
    pub position: Option<u64>,
    /// The report.
    pub report: &'a MailReport,
    /// The enclosed mail that was judged instead, where the outer one only forwards it.
    pub forwarded: Option<ObservationId>,
}

#[derive(Serialize)]
struct CheckV1<'a> {
    schema: &'static str,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<u64>,
    id: String,
    verdict: &'static str,
    claims: Vec<ClaimV1<'a>>,
    proof: Vec<ProofV1<'a>>,
    findings: Vec<FindingV1<'a>>,
    gaps: Vec<GapV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forwarded: Option<String>,
}

#[derive(Serialize)]
struct ClaimV1<'a> {
    brand: &'a str,
    places: Vec<&'static str>,
    #[serde(rename = "match")]
    matching: &'static str,
}

#[derive(Serialize)]
struct ProofV1<'a> {
    method: &'static str,
    domain: Option<&'a str>,
    result: &'static str,
    aligned: bool,
    by: String,
}

#[derive(Serialize)]
struct FindingV1<'a> {
    code: &'a str,
    severity: &'static str,
    confidence: &'static str,
    facts: BTreeMap<&'a str, Value>,
    evidence: Vec<EvidenceV1<'a>>,
}

#[derive(Serialize)]
struct GapV1<'a> {
    code: &'a str,
    facts: BTreeMap<&'a str, Value>,
}

#[derive(Serialize)]
struct EvidenceV1<'a> {
    observation: String,
    place: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<&'a [u16]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nth: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    quote: &'a str,
    highlight: [usize; 2],
}

#[derive(Serialize)]
struct FailureV1<'a> {
    schema: &'static str,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<u64>,
    error: ErrorV1,
}

#[derive(Serialize)]
struct ErrorV1 {
    code: &'static str,
    message: String,
}

/// The line for a judged mail, without the line break.
#[must_use]
pub fn check_line(check: &CheckLine<'_>) -> String {
    let report = check.report;
    line(&CheckV1 {
        schema: SCHEMA,
        file: check.file,
        position: check.position,
        id: identity(report.id),
        verdict: report.verdict.as_str(),
        claims: report
            .claims
            .iter()
            .map(|claim| ClaimV1 {
                brand: claim.brand.as_str(),
                places: claim.places.iter().map(|place| place.as_str()).collect(),
                matching: claim.matching.as_str(),
            })
            .collect(),
        proof: report
            .proof
            .iter()
            .map(|proof| ProofV1 {
                method: proof.method.as_str(),
                domain: proof.domain.as_ref().map(facts::Domain::as_str),
                result: proof.result.as_str(),
                aligned: proof.is_aligned,
                by: match &proof.by {
                    ProvenBy::Ourselves => "us".to_owned(),
                    ProvenBy::NamedReceiver(receiver) => format!("receiver:{receiver}"),
                    ProvenBy::InferredReceiver(receiver) => format!("inferred:{receiver}"),
                },
            })
            .collect(),
        findings: report
            .findings
            .iter()
            .map(|finding| FindingV1 {
                code: finding.code.as_str(),
                severity: severity_word(finding.severity),
                confidence: confidence_word(finding.confidence),
                facts: facts_v1(&finding.facts),
                evidence: finding.evidence.iter().map(evidence_v1).collect(),
            })
            .collect(),
        gaps: report
            .gaps
            .iter()
            .map(|gap| GapV1 {
                code: gap.code.as_str(),
                facts: facts_v1(&gap.facts),
            })
            .collect(),
        forwarded: check.forwarded.map(identity),
    })
}

/// The line for a file, or a mail inside one, that could not be judged, without the line break.
#[must_use]
pub fn failure_line(language: Language, failure: &Failure<'_>) -> String {
    line(&FailureV1 {
        schema: SCHEMA,
        file: failure.file,
        position: failure.position,
        error: ErrorV1 {
            code: failure.kind.as_str(),
            message: tell(language, failure).message,
        },
    })
}

fn identity(id: ObservationId) -> String {
    format!("sha256:{id}")
}

pub(super) fn facts_v1(facts: &Facts) -> BTreeMap<&str, Value> {
    facts
        .iter()
        .map(|(name, fact)| (name, fact_v1(fact)))
        .collect()
}

fn fact_v1(fact: &Fact) -> Value {
    match fact {
        Fact::Brand(brand) => json!(brand.as_str()),
        Fact::Domain(domain) => json!(domain.as_str()),
        Fact::Address(address) => json!(address.to_string()),
        Fact::Money(sum) => json!({ "minor": sum.minor, "currency": sum.currency.as_str() }),
        Fact::Day(day) => json!(day.to_string()),
        Fact::Instant(instant) => json!(instant.to_string()),
        Fact::Count(count) | Fact::Octets(count) => json!(count),
        Fact::Method(method) => json!(method.as_str()),
        Fact::Result(result) => json!(result.as_str()),
        Fact::Host(text) | Fact::Text(text) => json!(harmless(text)),
        Fact::Word(word) => json!(word),
        // A kind of fact that this version of the form does not have.
        _ => Value::Null,
    }
}

fn evidence_v1(evidence: &Evidence) -> EvidenceV1<'_> {
    let quote = evidence.quote.text();
    let range = evidence.quote.highlight();
    let characters_before = |end: usize| quote.get(..end).map_or(0, |text| text.chars().count());
    let mut it = EvidenceV1 {
        observation: identity(evidence.observation),
        place: "other",
        name: None,
        line: None,
        part: None,
        nth: None,
        row: None,
        quote,
        highlight: [characters_before(range.start), characters_before(range.end)],
    };
    match &evidence.place {
        Place::Header { name, line } => {
            it.place = "header";
            it.name = Some(name);
            it.line = Some(*line);
        }
        Place::Text { part } => {
            it.place = "text";
            it.part = Some(part);
        }
        Place::Link { part, nth } => {
            it.place = "link";
            it.part = Some(part);
            it.nth = Some(*nth);
        }
        Place::Attachment { part } => {
            it.place = "attachment";
            it.part = Some(part);
        }
        Place::Dns { name } => {
            it.place = "dns";
            it.name = Some(name);
        }
        Place::Row { row } => {
            it.place = "row";
            it.row = Some(*row);
        }
        _ => {}
    }
    it
}
