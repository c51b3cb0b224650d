//! The whole story of one mail as data: the verdict in a sentence, reasons, what to do, gaps, the four axes.
//!
//! Faces lay it out; what is said and in which order is the same on every one of them.

use facts::{BrandId, ClaimPlace, Evidence, Finding, MailReport, Match, Place, Severity, Verdict};

use crate::label::{Reach, Value, label, label_with, originals, reporting};
use crate::label::{say_brand_reports, say_reach};
use crate::say::{
    Form, Names, Said, is_conduct, is_foreign_content, say, say_claim, say_claiming_spot, say_gap,
    say_match, say_proof, say_severity, say_spot, say_verdict, sign,
};
use crate::{Language, defanged};

/// What a person gave us to judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    /// A mail with its source.
    Mail,
    /// Text alone.
    Text,
    /// A link and nothing else.
    Link,
    /// A telephone number and nothing else.
    Number,
}

impl Matter {
    /// What a pasted text is.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let text = text.trim();
        let lower = text.to_ascii_lowercase();
        let has_scheme = ["http://", "https://", "www."]
            .iter()
            .any(|start| lower.starts_with(start));
        let is_word = !text.contains(char::is_whitespace);
        let digits = text.chars().filter(|c| c.is_numeric()).count();
        let is_dialed = |c: char| c.is_numeric() || c.is_whitespace() || !c.is_alphanumeric();
        if has_scheme && is_word {
            Self::Link
        } else if (3..=15).contains(&digits) && text.chars().all(is_dialed) {
            Self::Number
        } else {
            Self::Text
        }
    }
}

/// How a brand is reached by hand, and where it takes reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// Hosts to type.
    pub sites: Vec<String>,
    /// The brand's pages about genuine and false mail.
    pub check_pages: Vec<String>,
    /// Telephone numbers.
    pub phones: Vec<String>,
    /// Addresses that take reports of false mail.
    pub reports: Vec<String>,
    /// Whether the brand issues cards or keeps accounts.
    pub is_issuer: bool,
}

/// What brands are called and how they are reached; both stand in the brand tables, which this room does not see.
pub trait Contacts: Names {
    /// How the brand is reached by hand; `None` where no table knows it.
    fn contact(&self, id: &BrandId) -> Option<Contact>;
}

/// The story of one mail, in a language.
#[derive(Clone, Debug)]
pub struct Story {
    /// The verdict in a word or two.
    pub sign: String,
    /// The verdict that the story looks like: a genuine sender of somebody else's words looks doubtful.
    pub shown_as: Verdict,
    /// The verdict in one sentence, on what it rests, and what it cannot know.
    pub verdict: Said,
    /// What is said at once where only text was judged.
    pub notes: Vec<String>,
    /// Why, the most telling first.
    pub reasons: Vec<Ground>,
    /// What to do, and where to turn: lists with their headings, none of them empty.
    pub steps: Vec<List>,
    /// What could not be checked, each with what can be done about it.
    pub gaps: Vec<Said>,
    /// The four axes; an axis of which there is nothing to say is left out.
    pub axes: Vec<List>,
    /// The places in the mail that decided.
    pub pointers: Vec<Pointer>,
}

/// One reason.
#[derive(Clone, Debug)]
pub struct Ground {
    /// How bad it is.
    pub severity: Severity,
    /// The same in a word.
    pub weight: String,
    /// What was found.
    pub said: Said,
}

/// Lines under a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The heading.
    pub heading: String,
    /// The lines.
    pub lines: Vec<String>,
}

/// A place that decided: harmless text of it with the deciding part in the middle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// Where it stands.
    pub spot: String,
    /// What is to be seen there.
    pub what: String,
    /// The text before.
    pub before: String,
    /// The deciding text.
    pub marked: String,
    /// The text behind.
    pub after: String,
}

/// Tells the story of a report on what was given.
#[must_use]
pub fn story(
    language: Language,
    report: &MailReport,
    matter: Matter,
    contacts: &dyn Contacts,
) -> Story {
    let teller = Teller {
        language,
        report,
        matter,
        contacts,
    };
    let verdict = say_verdict(language, report, contacts);
    Story {
        sign: sign(language, report),
        shown_as: if is_foreign_content(report) {
            Verdict::Doubtful
        } else {
            report.verdict
        },
        notes: teller.notes(),
        reasons: teller.reasons(),
        steps: teller.steps(&verdict),
        gaps: report
            .gaps
            .iter()
            .map(|gap| say_gap(language, gap, contacts))
            .collect(),
        axes: teller.axes(),
        pointers: teller.pointers(),
        verdict,
    }
}

struct Teller<'a> {
    language: Language,
    report: &'a MailReport,
    matter: Matter,
    contacts: &'a dyn Contacts,
}

impl Teller<'_> {
    fn label(&self, id: &str) -> String {
        label(self.language, id)
    }

    fn notes(&self) -> Vec<String> {
        if self.matter == Matter::Mail {
            return Vec::new();
        }
        let mut notes: Vec<String> = self.known_contact().into_iter().collect();
        notes.push(self.label("text-intro"));
        notes
    }

    /// What is said of a bare link or number: whether it stands in a brand's table.
    ///
    /// Nothing but the link or number was given: so a claim in the text that nothing contradicts is the table's.
    fn known_contact(&self) -> Option<String> {
        let (known, unknown) = match self.matter {
            Matter::Link => ("text-known-link", "text-unknown-link"),
            Matter::Number => ("text-known-number", "text-unknown-number"),
            Matter::Mail | Matter::Text => return None,
        };
        if self.report.findings.iter().any(is_alarming) {
            return None;
        }
        match self.report.claims.as_slice() {
            [] => Some(self.label(unknown)),
            [claim]
                if self.report.verdict == Verdict::Unproven
                    && claim.matching == Match::Absent
                    && claim.places == [ClaimPlace::Body] =>
            {
                let brand = self.contacts.brand(&claim.brand, self.language);
                let values = [("brand", Value::Text(&brand))];
                Some(label_with(self.language, known, &values))
            }
            _ => None,
        }
    }

    fn say(&self, finding: &Finding) -> Said {
        say(self.language, finding, Form::of(self.report), self.contacts)
    }

    fn reasons(&self) -> Vec<Ground> {
        let ground = |finding: &Finding| Ground {
            severity: finding.severity,
            weight: say_severity(self.language, finding.severity),
            said: self.say(finding),
        };
        self.report.findings.iter().map(ground).collect()
    }

    fn steps(&self, verdict: &Said) -> Vec<List> {
        let verdict_is = self.report.verdict;
        let is_alarm = matches!(verdict_is, Verdict::Impostor | Verdict::Doubtful);
        let mut lists = Vec::new();
        let mut add = |heading: &str, lines: Vec<String>| {
            let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
            if !lines.is_empty() {
                lists.push(List {
                    heading: label(self.language, heading),
                    lines,
                });
            }
        };
        add("heading-do", self.acts(verdict, is_alarm));
        let brands: Vec<(String, Contact)> = self
            .report
            .claims
            .iter()
            .filter_map(|claim| {
                let contact = self.contacts.contact(&claim.brand)?;
                Some((self.contacts.brand(&claim.brand, self.language), contact))
            })
            .collect();
        let is_reached = is_alarm
            || verdict_is == Verdict::Unproven
            || self.report.findings.iter().any(is_alarming);
        if is_reached && !brands.is_empty() {
            let mut lines = vec![self.label("reach-intro")];
            for (name, contact) in &brands {
                let reach = Reach {
                    sites: &contact.sites,
                    check_pages: &contact.check_pages,
                    phones: &contact.phones,
                    is_issuer: contact.is_issuer,
                };
                lines.extend(say_reach(self.language, name, &reach));
            }
            add("heading-reach", lines);
        }
        if verdict_is == Verdict::Impostor {
            let keep = if self.matter == Matter::Mail {
                "after-keep"
            } else {
                "after-keep-text"
            };
            let after = ["after-password", "after-card", keep];
            add("after-intro", after.map(|id| self.label(id)).into());
        }
        if is_alarm {
            let mut places: Vec<String> = brands
                .iter()
                .flat_map(|(name, contact)| {
                    say_brand_reports(self.language, name, &contact.reports)
                })
                .collect();
            places.extend(reporting(self.language));
            add("heading-report", places);
        }
        // A telephone number has no original.
        if matches!(self.matter, Matter::Text | Matter::Link) {
            add("heading-original", originals(self.language));
        }
        lists
    }

    /// What to do now.
    fn acts(&self, verdict: &Said, is_alarm: bool) -> Vec<String> {
        let mut acts = Vec::new();
        // Of somebody else's words the finding knows more than the verdict.
        if !is_foreign_content(self.report) {
            acts.push(verdict.what_to_do.clone());
        }
        if is_alarm {
            // An alarming verdict says all of it.
            return acts;
        }
        for finding in self.report.findings.iter().filter(|it| is_alarming(it)) {
            let act = self.say(finding).what_to_do;
            if !acts.contains(&act) {
                acts.push(act);
            }
        }
        acts
    }

    fn axes(&self) -> Vec<List> {
        let (language, report) = (self.language, self.report);
        let claims = report.claims.iter();
        let claims = claims.map(|it| say_claim(language, it, self.contacts));
        let first = report.claims.first();
        let proof = report.proof.iter();
        let proof = proof.map(|it| say_proof(language, it, first, self.contacts));
        let is_mail = self.matter == Matter::Mail;
        let matching = report
            .claims
            .iter()
            // Text has no sender's address that could be missing.
            .filter(|it| is_mail || it.matching != Match::Absent)
            .map(|it| say_match(language, it, self.contacts));
        let axes: [(&str, Option<&str>, Vec<String>); 4] = [
            ("axis-claim", Some("axis-claim-none"), claims.collect()),
            ("axis-proof", Some("axis-proof-none"), proof.collect()),
            // Without a claim there is nothing to compare.
            ("axis-match", None, matching.collect()),
            ("axis-conduct", Some("axis-conduct-none"), self.conduct()),
        ];
        axes.into_iter()
            .filter_map(|(axis, nothing, lines)| {
                let lines = if lines.is_empty() {
                    vec![self.label(nothing?)]
                } else {
                    lines
                };
                Some(List {
                    heading: self.label(axis),
                    lines,
                })
            })
            .collect()
    }

    /// What stands out in the content: every quoted link, text and field that a finding about it rests on.
    fn conduct(&self) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let findings = self.report.findings.iter().filter(|it| is_conduct(it));
        for Evidence { place, quote, .. } in findings.flat_map(|finding| &finding.evidence) {
            let (quote, _) = defanged(quote.text(), quote.highlight());
            if quote.trim().is_empty() {
                continue;
            }
            let spot = say_spot(self.language, place);
            // The spot names the field already.
            let value = match place {
                Place::Header { name, .. } => {
                    quote.strip_prefix(&format!("{name}: ")).unwrap_or(&quote)
                }
                _ => &quote,
            };
            let line = format!("{spot}: {}", value.trim());
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        lines
    }

    fn pointers(&self) -> Vec<Pointer> {
        let mut pointers: Vec<Pointer> = Vec::new();
        for finding in &self.report.findings {
            for Evidence { place, quote, .. } in &finding.evidence {
                let (text, marked) = defanged(quote.text(), quote.highlight());
                if text.trim().is_empty() {
                    continue;
                }
                let what = say_claiming_spot(self.language, finding, place, self.contacts)
                    .unwrap_or_else(|| self.say(finding).headline);
                let part =
                    |range: std::ops::Range<usize>| text.get(range).unwrap_or_default().to_owned();
                let pointer = Pointer {
                    spot: say_spot(self.language, place),
                    what,
                    before: part(0..marked.start),
                    after: part(marked.end..text.len()),
                    marked: part(marked),
                };
                if !pointers.contains(&pointer) {
                    pointers.push(pointer);
                }
            }
        }
        pointers
    }
}

fn is_alarming(finding: &Finding) -> bool {
    finding.severity >= Severity::Caution
}
