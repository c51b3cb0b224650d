//! Is this mail really from them?

use std::sync::{PoisonError, RwLock};

use brands::{BrandKind, Brands, ContactKind};
use facts::{
    BrandId, ClaimPlace, Day, DnsAnswer, DnsQuestion, DnsRecords, Fact, Instant, MailReport,
    ObservationId, Reason as _, SuffixList, Verdict,
};
use mail::{Judge, OpenQuestions};
use outside::{DnsDoor, DnsSettings, DoorName, Doors};
use proof::{Outcome, Trust};
use reading::{Limits, Message};

use crate::keep::{Read, Understood, note};
use crate::look::{Budget, Looking, Viewer};
use crate::now;
use crate::shown::Shown;

/// How a check is to be made.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Shuts the door to DNS.
    pub is_offline: bool,
    /// Doors that are shut besides.
    pub shut: Vec<DoorName>,
    /// Answers recorded earlier; they are used before anybody is asked.
    pub records: DnsRecords,
    /// Receivers (authserv-ids) whose recorded results the person trusts.
    pub trusted_receivers: Vec<String>,
    /// The person's own brand files: name and TOML text.
    pub brand_files: Vec<(String, String)>,
    /// The process that looks into pictures and documents; without one they are gaps.
    pub viewer: Option<Viewer>,
}

/// Why checking cannot start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// A brand file is refused; file and problem are named.
    #[error("brand file {file}: {problem}")]
    BrandFile {
        /// The file.
        file: String,
        /// What is wrong with it.
        problem: String,
    },
    /// No resolver could be set up.
    #[error("dns: {0}")]
    Dns(String),
    /// A brand table's names cannot be searched for.
    #[error("brand tables: {0}")]
    Names(String),
}

/// How to reach a brand by hand, for "what to do".
#[derive(Clone, Debug)]
pub struct BrandCard {
    /// The brand's name in Japanese.
    pub ja: String,
    /// The brand's name in English.
    pub en: String,
    /// Hosts to type by hand.
    pub sites: Vec<String>,
    /// The brand's page about genuine and false mail.
    pub check_pages: Vec<String>,
    /// Where false mail can be reported.
    pub reports: Vec<String>,
    /// Telephone numbers that were confirmed of late.
    pub phones: Vec<String>,
    /// Whether the brand issues cards or keeps accounts, so that a number stands on the back of a card.
    pub is_issuer: bool,
}

/// A mail judged, with the lines that a list of many mails shows.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The report.
    pub report: MailReport,
    /// The author as a person sees it: name and address.
    pub from: String,
    /// The subject.
    pub subject: String,
    /// The Date field, as written by the sender.
    pub date: Option<Instant>,
    /// The enclosed mail that was judged instead, where the outer one only forwards it.
    pub judged_enclosed: Option<ObservationId>,
}

/// Checks mails; built once, shared by threads.
#[derive(Debug)]
pub struct Checker {
    judge: Judge,
    trust: Trust,
    dns: Option<DnsDoor>,
    given: DnsRecords,
    records: RwLock<DnsRecords>,
    limits: Limits,
    looking: Option<Looking>,
}

/// How often a verdict may ask for more: SPF follows includes ten deep (RFC 7208 §4.6.4).
const ROUNDS: usize = 14;

/// How many answers are kept beside those given at the start; a long run begins to collect anew beyond it.
const MOST_RECORDS: usize = 65_536;

impl Checker {
    /// Reads the brand tables and opens the doors that the options leave open.
    ///
    /// # Errors
    /// [`StartError`], where a brand file is refused or no resolver can be set up.
    pub fn new(options: Options) -> Result<Self, StartError> {
        let own: Vec<(&str, &str)> = options
            .brand_files
            .iter()
            .map(|(n, t)| (n.as_str(), t.as_str()))
            .collect();
        let brands = Brands::embedded()
            .with_own(&own)
            .map_err(|error| StartError::BrandFile {
                file: error.file.into(),
                problem: error.problem.into(),
            })?;
        let suffixes = SuffixList::parse(include_str!(
            "../../../data/suffixes/public_suffix_list.dat"
        ));
        let judge =
            Judge::new(brands, suffixes).map_err(|error| StartError::Names(error.to_string()))?;
        let doors = if options.is_offline {
            Doors::offline()
        } else {
            Doors::default()
        };
        let doors = options.shut.iter().copied().fold(doors, Doors::without);
        let dns = doors
            .dns(DnsSettings::default())
            .map_err(|error| StartError::Dns(error.to_string()))?;
        let named = options
            .trusted_receivers
            .into_iter()
            .map(String::into_boxed_str)
            .collect();
        Ok(Self {
            judge,
            trust: Trust { named },
            dns,
            given: options.records.clone(),
            records: RwLock::new(options.records),
            limits: Limits::default(),
            looking: options
                .viewer
                .and_then(|viewer| Looking::open(&doors, viewer)),
        })
    }

    /// Forgets what DNS answered since the start, but for what was given: who runs for months asks again, and the door
    /// remembers for as long as the answers themselves say. Without a door nothing is forgotten.
    pub fn forget_answers(&self) {
        if self.dns.is_some() {
            let mut records = self.records.write().unwrap_or_else(PoisonError::into_inner);
            *records = self.given.clone();
        }
    }

    /// Judges one mail, given raw.
    ///
    /// A mail that claims nothing itself and encloses another is judged by the enclosed one; one that quotes a
    /// forwarded mail, by the quoted text.
    #[must_use]
    pub fn check(&self, raw: &[u8]) -> Checked {
        self.check_and_prove(raw).0
    }

    /// Judges one mail, and takes from it what a person sees.
    #[must_use]
    pub fn check_and_show(&self, raw: &[u8]) -> (Checked, Shown) {
        let (checked, message, _) = self.check_and_prove(raw);
        (checked, Shown::of(&message))
    }

    /// Judges one mail and reads what it says, where it is proven.
    #[must_use]
    pub fn understand(&self, raw: &[u8]) -> Understood {
        let (mut checked, message, outcome) = self.check_and_prove(raw);
        let mut notices = Vec::new();
        if let Some(sender) = &outcome.sender {
            let noticed = self.judge.notices(&message, sender);
            notices = noticed.notices;
            checked.report.gaps.extend(noticed.gaps);
        }
        let brand = checked
            .report
            .claims
            .first()
            .map(|claim| claim.brand.clone());
        let sender = message
            .author
            .mailboxes
            .iter()
            .find_map(|mailbox| mailbox.address.as_ref())
            .map(|address| address.domain().as_str().to_owned());
        let is_proven = outcome.sender.is_some();
        let text: String = message
            .texts
            .iter()
            .map(|text| text.seen.as_str())
            .collect();
        let note = note(
            &checked,
            &Read {
                sender,
                is_proven,
                brand,
                language: mail::mailbox::language(&text),
                octets: raw.len(),
            },
            &notices,
        );
        Understood {
            checked,
            notices,
            note,
        }
    }

    fn check_and_prove(&self, raw: &[u8]) -> (Checked, Message, Outcome) {
        let now = now();
        let mut budget = Budget::default();
        let message = self.read_within(raw, &mut budget);
        let (report, outcome) = self.prove_and_judge(raw, &message, now, &self.trust);
        let mut checked = summary(&message, report);
        self.judge_inside(&message, &mut budget, now, &mut checked);
        (checked, message, outcome)
    }

    /// Where a mail claims nothing itself, judges what it encloses or quotes.
    fn judge_inside(
        &self,
        message: &Message,
        budget: &mut Budget,
        now: Instant,
        checked: &mut Checked,
    ) {
        if checked.report.verdict != Verdict::NoClaim {
            return;
        }
        if let Some(enclosed) = message.enclosed.first() {
            let inner = self.read_within(enclosed, budget);
            self.judge_enclosed(message, (enclosed, &inner), now, checked);
            return;
        }
        let quoted = message.texts.iter().find_map(|text| {
            let forwarded = reading::forwarded(&text.seen)?;
            Some((forwarded, text.seen.as_str()))
        });
        if let Some((forwarded, seen)) = quoted {
            let start = forwarded.start.min(seen.len());
            let inner = reading::read_text(seen.get(start..).unwrap_or(seen), &self.limits);
            let mut report = self.judge.forwarded_text(&inner, now);
            // Only what the quoted head says of its sender is a claim; quoted talk about a brand is talk.
            let is_headed = report
                .claims
                .iter()
                .flat_map(|claim| &claim.places)
                .any(|place| {
                    matches!(
                        place,
                        ClaimPlace::Name | ClaimPlace::Address | ClaimPlace::Subject
                    )
                });
            if report.verdict != Verdict::NoClaim && is_headed {
                let address = forwarded
                    .from_address
                    .map_or_else(|| forwarded.from_name, |a| a.to_string());
                let reason = mail::Reason::ForwardedInText {
                    address: short(&address),
                };
                report.findings.push(finding(message.id, &reason));
                report.id = message.id;
                checked.report = report;
            }
        }
    }

    /// Judges the mail that another one encloses, and says so.
    ///
    /// Whoever forwards a mail can have written all of it, its trace included, and can wrap words of their own
    /// around a genuine one. So nobody's records are believed, only signatures; and where the wrapping says or
    /// shows anything itself, the enclosed mail's proof is told and not taken for the whole.
    fn judge_enclosed(
        &self,
        outer: &Message,
        (raw, inner): (&[u8], &Message),
        now: Instant,
        checked: &mut Checked,
    ) {
        let (mut report, _) = self.prove_and_judge(raw, inner, now, &Trust::default());
        let forwarder: Box<str> = short(&checked.from);
        let is_bare = outer.links.is_empty()
            && outer.images.is_empty()
            && outer.enclosed.len() == 1
            && outer.attachments.len() <= 1
            // An archive around the mail can hold other files beside it.
            && outer.attachments.iter().all(|file| file.contents.len() <= 1 && !file.is_cut)
            && !self.judge.asks_anything(outer)
            && outer
                .texts
                .iter()
                .map(|text| text.seen.trim().chars().count())
                .sum::<usize>()
                <= 200;
        let proven = report
            .findings
            .iter()
            .find(|finding| finding.code.as_str() == "sender-is-proven");
        let reason = match proven.map(|finding| &finding.facts) {
            Some(facts) if !is_bare && report.verdict == Verdict::Genuine => {
                report.verdict = Verdict::Unproven;
                match (facts.one("brand"), facts.one("domain")) {
                    (Some(Fact::Brand(brand)), Some(Fact::Domain(domain))) => {
                        mail::Reason::EnclosedIsProven {
                            brand: brand.clone(),
                            domain: domain.clone(),
                            address: forwarder,
                        }
                    }
                    _ => mail::Reason::ForwardedAsAttachment { address: forwarder },
                }
            }
            _ => mail::Reason::ForwardedAsAttachment { address: forwarder },
        };
        if report.verdict == Verdict::Unproven {
            report
                .findings
                .retain(|finding| finding.code.as_str() != "sender-is-proven");
        }
        report.findings.insert(0, finding(outer.id, &reason));
        // What was found of the wrapping still stands.
        report.findings.append(&mut checked.report.findings);
        report.gaps.append(&mut checked.report.gaps);
        report.id = outer.id;
        *checked = Checked {
            judged_enclosed: Some(inner.id),
            ..summary(inner, report)
        };
    }

    /// Judges the text of a mail, an SMS, a link or a telephone number; never genuine.
    #[must_use]
    pub fn check_text(&self, text: &str) -> Checked {
        let message = reading::read_text(text, &self.limits);
        let report = self.judge.text(&message, now());
        summary(&message, report)
    }

    /// How to reach a brand by hand.
    #[must_use]
    pub fn brand(&self, id: &BrandId) -> Option<BrandCard> {
        let brand = self.judge.brands().get(id)?;
        let today = Day(now().0.to_zoned(jiff::tz::TimeZone::UTC).date());
        let of = |kind: ContactKind| {
            brand
                .contacts
                .iter()
                .filter(|c| c.kind == kind && !c.is_stale(today))
                .map(|c| c.value.to_string())
                .collect::<Vec<_>>()
        };
        Some(BrandCard {
            ja: brand.shown.ja.to_string(),
            en: brand.shown.en.to_string(),
            sites: of(ContactKind::Site),
            check_pages: of(ContactKind::CheckPage),
            reports: of(ContactKind::Report),
            phones: of(ContactKind::Phone),
            is_issuer: matches!(brand.kind, BrandKind::Card | BrandKind::Bank),
        })
    }

    /// Every DNS answer used so far, to keep and replay.
    #[must_use]
    pub fn records(&self) -> DnsRecords {
        self.records
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn brands(&self) -> &Brands {
        self.judge.brands()
    }

    /// Reads a mail without judging it, and what stands in its pictures and documents.
    #[must_use]
    pub fn read(&self, raw: &[u8]) -> Message {
        self.read_within(raw, &mut Budget::default())
    }

    fn read_within(&self, raw: &[u8], budget: &mut Budget) -> Message {
        let mut message = reading::read(raw, &self.limits);
        if let Some(looking) = &self.looking {
            looking.fill(&mut message, budget);
        }
        message
    }

    fn prove_and_judge(
        &self,
        raw: &[u8],
        message: &Message,
        now: Instant,
        trust: &Trust,
    ) -> (MailReport, Outcome) {
        let mut asked: Vec<DnsQuestion> = Vec::new();
        let prove = || {
            let records = self.records.read().unwrap_or_else(PoisonError::into_inner);
            proof::prove(raw, message, &records, now, trust, self.judge.suffixes())
        };
        let mut outcome = prove();
        for _ in 0..ROUNDS {
            let open: Vec<DnsQuestion> = outcome
                .dns_needs()
                .filter(|q| !asked.contains(q))
                .cloned()
                .collect();
            let Some(dns) = self.dns.as_ref().filter(|_| !open.is_empty()) else {
                break;
            };
            let answers = dns.ask(&open);
            asked.extend(open);
            let mut records = self.records.write().unwrap_or_else(PoisonError::into_inner);
            if records.len() >= MOST_RECORDS {
                *records = self.given.clone();
            }
            for (question, answer) in answers {
                // A silence is not an answer: the next mail asks again.
                if answer != DnsAnswer::Unreachable {
                    records.insert(question, answer);
                }
            }
            drop(records);
            outcome = prove();
        }
        let open = if self.dns.is_some() {
            OpenQuestions::Unreachable
        } else {
            OpenQuestions::NotAsked
        };
        let report = self.judge.mail(message, &outcome, now, open);
        (report, outcome)
    }
}

fn finding(id: ObservationId, reason: &mail::Reason) -> facts::Finding {
    facts::Finding {
        code: reason.code(),
        severity: reason.severity(),
        confidence: reason.confidence(),
        subject: facts::Subject::Message(id),
        facts: reason.facts(),
        evidence: Vec::new(),
    }
}

/// Foreign text made harmless and short enough for a finding.
fn short(text: &str) -> Box<str> {
    facts::Quote::whole(text)
        .text()
        .chars()
        .take(80)
        .collect::<String>()
        .into()
}

fn summary(message: &Message, report: MailReport) -> Checked {
    let from = message
        .author
        .mailboxes
        .first()
        .map_or_else(String::new, |mailbox| {
            let address = mailbox
                .address
                .as_ref()
                .map_or_else(|| mailbox.written.clone(), ToString::to_string);
            if mailbox.name.is_empty() {
                address
            } else {
                format!("{} <{address}>", mailbox.name)
            }
        });
    Checked {
        report,
        from,
        subject: message.subject.clone(),
        date: message.date,
        judged_enclosed: None,
    }
}

#[cfg(test)]
mod tests {
    use facts::RecordKind;

    use super::*;

    #[test]
    fn what_dns_answered_is_forgotten_and_what_was_given_is_not() {
        let question = |name: &str| DnsQuestion {
            name: name.into(),
            kind: RecordKind::Txt,
        };
        let names = |is_offline: bool| -> Vec<String> {
            let mut given = DnsRecords::new();
            given.insert(question("given.example"), DnsAnswer::NoSuchName);
            let checker = Checker::new(Options {
                is_offline,
                records: given,
                ..Options::default()
            })
            .expect("the embedded tables");
            let answered = (question("asked.example"), DnsAnswer::Unreachable);
            let mut records = checker.records.write().expect("nobody panicked");
            records.insert(answered.0, answered.1);
            drop(records);
            checker.forget_answers();
            let left = checker.records();
            left.iter().map(|(it, _)| it.name.to_string()).collect()
        };
        assert_eq!(names(false), ["given.example"]);
        assert_eq!(names(true).len(), 2, "nobody could be asked again");
    }
}
