//! Findings, gaps, verdicts and the four axes, in words.

use facts::{
    BrandId, Claim, ClaimPlace, Confidence, Fact, Finding, Gap, MailReport, Match, Place, Proof,
    ProofResult, ProvenBy, Severity, Verdict,
};
use fluent_bundle::FluentArgs;

use crate::Language;
use crate::book::phrase;
use crate::format;
use crate::harmless::harmless_line;

/// The gap of a report on text alone, which is not called a mail.
const ONLY_TEXT: &str = "text-has-no-proof";

/// What brands are called; the names stand in the brand tables, which this room does not see.
pub trait Names {
    /// The brand's name in a language; the identifier where no table knows it.
    fn brand(&self, id: &BrandId, language: Language) -> String;
}

/// The four things said of every finding, gap and verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// What was seen, in one sentence.
    pub headline: String,
    /// Why that matters.
    pub why: String,
    /// What to do now.
    pub what_to_do: String,
    /// What this check cannot know.
    pub limit: String,
}

/// Says a finding; its code alone where it has no words (the tests keep that from happening).
#[must_use]
pub fn say(language: Language, finding: &Finding, names: &dyn Names) -> Said {
    speak(
        language,
        finding.code.as_str(),
        &format::arguments(language, &finding.facts, names),
    )
}

/// Says a gap.
#[must_use]
pub fn say_gap(language: Language, gap: &Gap, names: &dyn Names) -> Said {
    speak(
        language,
        gap.code.as_str(),
        &format::arguments(language, &gap.facts, names),
    )
}

/// Says the verdict on a mail: the brand claimed first, and on what it rests.
#[must_use]
pub fn say_verdict(language: Language, report: &MailReport, names: &dyn Names) -> Said {
    let deciding = report.findings.first();
    let mut arguments = match deciding {
        Some(finding) => format::arguments(language, &finding.facts, names),
        None => FluentArgs::new(),
    };
    arguments.set("ground", ground(report));
    let is_text = report.gaps.iter().any(|gap| gap.code.as_str() == ONLY_TEXT);
    arguments.set("form", if is_text { "text" } else { "mail" });
    let brand = report
        .claims
        .first()
        .map(|claim| names.brand(&claim.brand, language));
    arguments.set("brand", harmless_line(&brand.unwrap_or_default()));
    if deciding.is_none_or(|finding| !matches!(finding.facts.one("domain"), Some(Fact::Domain(_))))
    {
        let proven = report
            .proof
            .iter()
            .find(|line| line.result == ProofResult::Pass && line.is_aligned);
        let domain = proven.and_then(|line| line.domain.as_ref());
        arguments.set(
            "domain",
            domain.map_or_else(
                || format::NOTHING.to_owned(),
                |it| format::domain(language, it),
            ),
        );
    }
    speak(
        language,
        &format!("verdict-{}", report.verdict.as_str()),
        &arguments,
    )
}

/// The verdict in a word or two, for a list of mails; never a color alone.
#[must_use]
pub fn sign(language: Language, verdict: Verdict) -> String {
    known(language, &format!("sign-{}", verdict.as_str()), None)
}

/// A claimed brand with the places where the claim stands.
#[must_use]
pub fn say_claim(language: Language, claim: &Claim, names: &dyn Names) -> String {
    let places: Vec<String> = claim
        .places
        .iter()
        .map(|place| say_place(language, *place))
        .collect();
    let mut arguments = FluentArgs::new();
    arguments.set("brand", harmless_line(&names.brand(&claim.brand, language)));
    arguments.set(
        "places",
        places.join(&known(language, "list-separator", None)),
    );
    let id = if places.is_empty() {
        "claim-line-bare"
    } else {
        "claim-line"
    };
    known(language, id, Some(&arguments))
}

/// A place where a claim can stand.
#[must_use]
pub fn say_place(language: Language, place: ClaimPlace) -> String {
    known(language, &format!("place-{}", place.as_str()), None)
}

/// How the domain behind the mail relates to the claimed brand.
#[must_use]
pub fn say_match(language: Language, claim: &Claim, names: &dyn Names) -> String {
    let mut arguments = FluentArgs::new();
    arguments.set("brand", harmless_line(&names.brand(&claim.brand, language)));
    known(
        language,
        &format!("match-{}", claim.matching.as_str()),
        Some(&arguments),
    )
}

/// One line of proof; what is proven is always named, and set against the brand that is claimed.
#[must_use]
pub fn say_proof(
    language: Language,
    proof: &Proof,
    claim: Option<&Claim>,
    names: &dyn Names,
) -> String {
    let case = match (proof.result, claim.map(|claim| claim.matching)) {
        (ProofResult::Pass, _) if !proof.is_aligned => "unaligned",
        (ProofResult::Pass, Some(Match::Own)) => "own",
        (ProofResult::Pass, Some(Match::Lookalike | Match::OtherBrand | Match::Foreign)) => {
            "foreign"
        }
        (ProofResult::Pass, Some(Match::Unverified | Match::Absent)) => "unknown",
        (ProofResult::Pass, None) => "plain",
        (result, _) => result.as_str(),
    };
    let by = match &proof.by {
        ProvenBy::Ourselves => known(language, "proof-by-us", None),
        ProvenBy::NamedReceiver(receiver) => by(language, "proof-by-receiver", receiver),
        ProvenBy::InferredReceiver(receiver) => by(language, "proof-by-inferred", receiver),
    };
    let mut arguments = FluentArgs::new();
    arguments.set("method", format::method(proof.method));
    arguments.set("case", case);
    arguments.set("by", by);
    arguments.set(
        "domain",
        match &proof.domain {
            Some(domain) => format::domain(language, domain),
            None => known(language, "proof-no-domain", None),
        },
    );
    let brand = claim.map(|claim| names.brand(&claim.brand, language));
    arguments.set("brand", harmless_line(&brand.unwrap_or_default()));
    known(language, "proof-line", Some(&arguments))
}

/// A spot in a mail, for pointing at evidence.
#[must_use]
pub fn say_spot(language: Language, place: &Place) -> String {
    let mut arguments = FluentArgs::new();
    let id = match place {
        Place::Header { name, line } => {
            arguments.set("name", harmless_line(name));
            arguments.set("line", *line);
            "spot-header"
        }
        Place::Text { .. } => "spot-text",
        Place::Link { nth, .. } => {
            arguments.set("nth", *nth);
            "spot-link"
        }
        Place::Attachment { .. } => "spot-attachment",
        Place::Dns { name } => {
            arguments.set("name", harmless_line(name));
            "spot-dns"
        }
        Place::Row { row } => {
            arguments.set("row", *row);
            "spot-row"
        }
        _ => "spot-other",
    };
    known(language, id, Some(&arguments))
}

/// How bad a finding is, in a word.
#[must_use]
pub fn say_severity(language: Language, severity: Severity) -> String {
    known(
        language,
        &format!("severity-{}", severity_word(severity)),
        None,
    )
}

/// How sure a finding is, in a word.
#[must_use]
pub fn say_confidence(language: Language, confidence: Confidence) -> String {
    known(
        language,
        &format!("confidence-{}", confidence_word(confidence)),
        None,
    )
}

/// The word for a severity in JSON and in message ids.
pub(crate) const fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Caution => "caution",
        Severity::Danger => "danger",
    }
}

/// The word for a confidence in JSON and in message ids.
pub(crate) const fn confidence_word(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Possible => "possible",
        Confidence::Likely => "likely",
        Confidence::Certain => "certain",
    }
}

/// A message that is known to exist; its id where it does not.
pub(crate) fn known(language: Language, id: &str, arguments: Option<&FluentArgs<'_>>) -> String {
    phrase(language, id, None, arguments).unwrap_or_else(|| id.to_owned())
}

/// The four parts of the message `id`.
pub(crate) fn speak(language: Language, id: &str, arguments: &FluentArgs<'_>) -> Said {
    let part = |attribute| phrase(language, id, attribute, Some(arguments));
    Said {
        headline: part(None).unwrap_or_else(|| id.to_owned()),
        why: part(Some("why")).unwrap_or_default(),
        what_to_do: part(Some("do")).unwrap_or_default(),
        limit: part(Some("limit")).unwrap_or_default(),
    }
}

fn by(language: Language, id: &str, receiver: &str) -> String {
    let mut arguments = FluentArgs::new();
    arguments.set("receiver", harmless_line(receiver));
    known(language, id, Some(&arguments))
}

/// What the verdict's sentence may branch on: the deciding finding's code, or, where nothing could be
/// proven, what explains that best.
fn ground(report: &MailReport) -> &'static str {
    /// Findings that explain why nothing is proven.
    const EXPLAIN: [&str; 2] = ["recorded-by-receiver", "changed-on-the-way"];
    /// Gaps that stop a proof, the plainest first.
    const STOP: [&str; 6] = [
        ONLY_TEXT,
        "brand-unverified",
        "no-transport-trace",
        "dns-not-asked",
        "dns-unreachable",
        "key-is-gone",
    ];
    let deciding = report
        .findings
        .first()
        .map_or("none", |finding| finding.code.as_str());
    if report.verdict != Verdict::Unproven || EXPLAIN.contains(&deciding) {
        return deciding;
    }
    let is_open = |stop: &&str| report.gaps.iter().any(|gap| gap.code.as_str() == *stop);
    STOP.into_iter().find(is_open).unwrap_or("none")
}
