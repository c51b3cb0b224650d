//! Findings, gaps, verdicts and the four axes, in words.

use facts::{
    BrandId, Claim, ClaimPlace, Confidence, Fact, Finding, Gap, MailReport, Match, Place, Proof,
    ProofResult, ProvenBy, Severity, Verdict,
};
use fluent_bundle::FluentArgs;

use crate::Language;
use crate::book::phrase;
use crate::codes::{code_chapters, messages_of};
use crate::format;
use crate::harmless::{harmless_line, width};

/// The gap of a report on text alone, which is not called a mail.
const ONLY_TEXT: &str = "text-has-no-proof";

/// The finding that the sender is genuine and the words are somebody else's.
const FOREIGN_CONTENT: &str = "genuine-sender-foreign-content";

/// What brands are called; the names stand in the brand tables, which this room does not see.
pub trait Names {
    /// The brand's name in a language; the identifier where no table knows it.
    fn brand(&self, id: &BrandId, language: Language) -> String;
}

/// What was judged, where the sentence depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// A mail.
    Mail,
    /// A pasted text, which has no attachments and is not called a mail.
    Text,
}

impl Form {
    /// What a report is about.
    #[must_use]
    pub fn of(report: &MailReport) -> Self {
        if report.gaps.iter().any(|gap| gap.code.as_str() == ONLY_TEXT) {
            Self::Text
        } else {
            Self::Mail
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Text => "text",
        }
    }
}

/// The four things said of every finding, gap and verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The code whose words these are: the anchor of the page that explains it.
    pub code: String,
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
pub fn say(language: Language, finding: &Finding, form: Form, names: &dyn Names) -> Said {
    let mut arguments = format::arguments(language, &finding.facts, names);
    arguments.set("form", form.as_str());
    speak(language, finding.code.as_str(), &arguments)
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

/// Says a finding or gap of which no more than its code is kept: `…` stands for what was in it.
#[must_use]
pub fn say_code(language: Language, code: &str) -> Said {
    let messages = code_chapters().flat_map(|chapter| messages_of(chapter, language));
    let mut arguments = FluentArgs::new();
    for message in messages.filter(|message| message.id == code) {
        for variable in message.parts.values().flatten() {
            arguments.set(variable.as_str().to_owned(), "…");
        }
    }
    speak(language, code, &arguments)
}

/// Says the verdict on a mail: the brand claimed first, and on what it rests.
#[must_use]
pub fn say_verdict(language: Language, report: &MailReport, names: &dyn Names) -> Said {
    let ground = ground(report);
    let deciding = report
        .findings
        .iter()
        .find(|finding| finding.code.as_str() == ground)
        .or_else(|| deciding(report));
    let mut arguments = match deciding {
        Some(finding) => format::arguments(language, &finding.facts, names),
        None => FluentArgs::new(),
    };
    arguments.set("ground", ground);
    arguments.set("form", Form::of(report).as_str());
    let receiver = named_receiver(report);
    arguments.set("by", if receiver.is_some() { "receiver" } else { "us" });
    arguments.set(
        "receiver",
        receiver.map_or_else(|| format::NOTHING.to_owned(), harmless_line),
    );
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
///
/// A genuine sender who only carries somebody else's words gets a sign of its own, which does not reassure.
#[must_use]
pub fn sign(language: Language, report: &MailReport) -> String {
    let word = report.verdict.as_str();
    if is_foreign_content(report) {
        known(language, &format!("sign-{word}-foreign-content"), None)
    } else {
        known(language, &format!("sign-{word}"), None)
    }
}

/// How many columns the widest sign takes.
#[must_use]
pub fn sign_width(language: Language) -> usize {
    Verdict::ALL
        .into_iter()
        .map(|verdict| format!("sign-{}", verdict.as_str()))
        .chain([String::from("sign-genuine-foreign-content")])
        .map(|id| width(&known(language, &id, None)))
        .max()
        .unwrap_or(0)
}

/// Whether a mail is genuine only as to its sender, and strangers chose what it says.
#[must_use]
pub fn is_foreign_content(report: &MailReport) -> bool {
    report.verdict == Verdict::Genuine && has_finding(report, FOREIGN_CONTENT)
}

/// Whether a finding is about what the message does and asks, not about who it claims to be from.
#[must_use]
pub fn is_conduct(finding: &Finding) -> bool {
    let code = finding.code.as_str();
    code.starts_with("link-")
        || matches!(
            code,
            "asks-for-action"
                | "reply-goes-elsewhere"
                | "text-is-salted"
                | "japanese-in-chinese-charset"
                | FOREIGN_CONTENT
        )
}

/// What a pointer says below a place where the message only claims to be from the finding's brand; `None` where
/// the finding's own headline belongs there.
#[must_use]
pub fn say_claiming_spot(
    language: Language,
    finding: &Finding,
    place: &Place,
    names: &dyn Names,
) -> Option<String> {
    const ADDRESS_FIELDS: [&str; 4] = ["from", "sender", "return-path", "received"];
    // These are about the very words at the place.
    const ABOUT_WORDS: [&str; 3] = [
        "name-is-disguised",
        "brands-contradict",
        "address-shows-brand",
    ];
    let is_elsewhere = match place {
        Place::Header { name, .. } => !ADDRESS_FIELDS.contains(&name.to_ascii_lowercase().as_str()),
        Place::Text { .. } | Place::Link { .. } | Place::Attachment { .. } => true,
        _ => false,
    };
    let Some(Fact::Brand(brand)) = finding.facts.one("brand") else {
        return None;
    };
    if !is_elsewhere || is_conduct(finding) || ABOUT_WORDS.contains(&finding.code.as_str()) {
        return None;
    }
    let mut arguments = FluentArgs::new();
    arguments.set("brand", harmless_line(&names.brand(brand, language)));
    Some(known(language, "explain-claim", Some(&arguments)))
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
    let is_recorded = proof.by != ProvenBy::Ourselves;
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
    // What others wrote down is a record and proves nothing by itself.
    let case = if is_recorded && proof.result == ProofResult::Pass {
        format!("recorded-{case}")
    } else {
        case.to_owned()
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
        Place::Folder { name } => {
            arguments.set("name", harmless_line(name));
            "spot-folder"
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

/// The word for a severity in JSON and in message ids.
pub(crate) const fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Caution => "caution",
        Severity::Danger => "danger",
    }
}

/// The word for a confidence in JSON.
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
        code: id.to_owned(),
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
    /// A finding that goes before all others, since the verdict alone would mislead.
    const ENCLOSED: &str = "enclosed-is-proven";
    if is_foreign_content(report) {
        return FOREIGN_CONTENT;
    }
    if report.verdict == Verdict::Unproven && has_finding(report, ENCLOSED) {
        return ENCLOSED;
    }
    /// Gaps that stop a proof, the plainest first.
    const STOP: [&str; 6] = [
        ONLY_TEXT,
        "brand-unverified",
        "no-transport-trace",
        "dns-not-asked",
        "dns-unreachable",
        "key-is-gone",
    ];
    let deciding = deciding(report).map_or("none", |finding| finding.code.as_str());
    if report.verdict != Verdict::Unproven || EXPLAIN.contains(&deciding) {
        return deciding;
    }
    let is_open = |stop: &&str| report.gaps.iter().any(|gap| gap.code.as_str() == *stop);
    STOP.into_iter().find(is_open).unwrap_or("none")
}

/// The receiver on whose record a genuine verdict rests, where nothing was verified here.
fn named_receiver(report: &MailReport) -> Option<&str> {
    let passed = || {
        report
            .proof
            .iter()
            .filter(|line| line.result == ProofResult::Pass && line.is_aligned)
    };
    if passed().any(|line| line.by == ProvenBy::Ourselves) {
        return None;
    }
    passed().find_map(|line| match &line.by {
        ProvenBy::NamedReceiver(receiver) => Some(&**receiver),
        _ => None,
    })
}

/// The first finding that is not only about the way in which the mail was handed on.
fn deciding(report: &MailReport) -> Option<&Finding> {
    report
        .findings
        .iter()
        .find(|finding| !finding.code.as_str().starts_with("forwarded-"))
}

fn has_finding(report: &MailReport, code: &str) -> bool {
    report
        .findings
        .iter()
        .any(|finding| finding.code.as_str() == code)
}
