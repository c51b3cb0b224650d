//! Joins the four axes into a report.

use std::net::IpAddr;

use brands::{Brand, Brands, ContactKind};
use facts::{
    BrandId, Claim, ClaimPlace, Day, Domain, Evidence, Finding, Gap, Instant, MailReport, Match,
    Method, ObservationId, Place, ProofResult, ProvenBy, Quote, Reason as _, Subject, SuffixList,
    Verdict,
};
use proof::{Outcome, Standing, Trace};
use reading::{Limits, LinkKind, Message, Trouble};

use crate::claim::{self, Found};
use crate::conduct::{self, Sign};
use crate::lexicon::Lexicon;
use crate::lookalike::imitated;
use crate::reason::{Reason, Unread};
use crate::verdict::{ClaimStrength, Conduct, verdict};
use crate::words::Words;

/// Why DNS questions stayed open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenQuestions {
    /// The door is shut.
    NotAsked,
    /// Nobody answered.
    Unreachable,
}

/// Judges mails by the brand tables it was given; built once, shared by threads.
#[derive(Debug)]
pub struct Judge {
    brands: Brands,
    suffixes: SuffixList,
    lexicon: Lexicon,
    words: Words,
}

/// Why a judge cannot be built: a word list or brand name that cannot be searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgeError(pub String);

impl std::fmt::Display for JudgeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for JudgeError {}

/// A brand's name used by somebody whom nothing stands behind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bait {
    /// The author is contradicted.
    Strong,
    /// The author is merely unknown.
    Weak,
}

/// One claim with everything that was weighed for it.
struct Weighed<'a> {
    found: Found,
    brand: &'a Brand,
    matching: Match,
    signs: Vec<Sign>,
    conduct: Conduct,
    verdict: Verdict,
}

impl Judge {
    /// Prepares the brand tables for judging.
    ///
    /// # Errors
    /// [`JudgeError`], where a name or list cannot be compiled into a searcher.
    pub fn new(brands: Brands, suffixes: SuffixList) -> Result<Self, JudgeError> {
        let lexicon = Lexicon::new(&brands).map_err(JudgeError)?;
        let words = Words::embedded().map_err(JudgeError)?;
        Ok(Self {
            brands,
            suffixes,
            lexicon,
            words,
        })
    }

    /// The brand tables.
    #[must_use]
    pub fn brands(&self) -> &Brands {
        &self.brands
    }

    /// The public suffix list.
    #[must_use]
    pub fn suffixes(&self) -> &SuffixList {
        &self.suffixes
    }

    /// Judges a message, given what was proven of it.
    #[must_use]
    pub fn mail(
        &self,
        message: &Message,
        outcome: &Outcome,
        now: Instant,
        open: OpenQuestions,
    ) -> MailReport {
        let mut claims = self.claim_reader().claims(message);
        if claims.found.is_empty()
            && let Some(bait) = self.bait(message, outcome, &claims.mentioned)
        {
            claims.found = claims.mentioned;
            for found in &mut claims.found {
                found.strength = ClaimStrength::Implied;
                found.is_weak_bait = bait == Bait::Weak;
            }
        }
        let mut report = self.report(message, outcome, claims.found, now);
        self.proof_gaps(message, outcome, open, &mut report);
        report
    }

    /// Judges text without a source (pasted text, an SMS, a link, a number): claim and conduct only.
    #[must_use]
    pub fn text(&self, message: &Message, now: Instant) -> MailReport {
        let outcome = nothing_proven();
        let mut found = self.claim_reader().claims(message).found;
        self.claims_of_bare_text(message, &mut found);
        let mut report = self.report(message, &outcome, found, now);
        debug_assert_ne!(report.verdict, Verdict::Genuine);
        report
            .gaps
            .insert(0, gap(message.id, &Unread::TextHasNoProof {}));
        report
    }

    /// Whether a brand's mere mention is bait: the mail asks for something, and nobody stands behind its author.
    ///
    /// An honest mail *about* a brand is sent by somebody whose own domain stands behind it. A mention in the
    /// author's name weighs more: there it is enough that nothing is proven, or that the rest of the name and the
    /// domain have no word in common.
    fn bait(&self, message: &Message, outcome: &Outcome, mentioned: &[Found]) -> Option<Bait> {
        let reader = self.conduct_reader(message, outcome);
        if mentioned.is_empty() || !reader.asks_anything() {
            return None;
        }
        if reader.is_author_unaccountable() {
            return Some(Bait::Strong);
        }
        let is_in_name = mentioned
            .iter()
            .any(|found| found.places.contains(&ClaimPlace::Name));
        let is_unproven = matches!(
            outcome.standing,
            Standing::Unsigned | Standing::Unconfirmed | Standing::NoAuthor
        ) && outcome.others.is_empty();
        (is_in_name && (is_unproven || is_name_unlike_domain(message))).then_some(Bait::Weak)
    }

    fn conduct_reader<'a>(
        &'a self,
        message: &'a Message,
        outcome: &'a Outcome,
    ) -> conduct::Reader<'a> {
        conduct::Reader {
            brands: &self.brands,
            words: &self.words,
            suffixes: &self.suffixes,
            message,
            outcome,
        }
    }

    fn claim_reader(&self) -> claim::Reader<'_> {
        claim::Reader {
            brands: &self.brands,
            lexicon: &self.lexicon,
            words: &self.words,
            suffixes: &self.suffixes,
        }
    }

    /// How the author's domain relates to a brand.
    fn matching(
        &self,
        message: &Message,
        brand: &Brand,
    ) -> (Match, Option<Domain>, Option<BrandId>) {
        let author = message
            .author
            .mailboxes
            .iter()
            .find_map(|m| m.address.as_ref());
        let Some(domain) = author.map(|a| a.domain().clone()) else {
            return (Match::Absent, None, None);
        };
        if let Some((owner, known)) = self.brands.owner(&domain) {
            if owner.id == brand.id || self.brands.same_family(&owner.id, &brand.id) {
                let matching = if known.standing.can_prove() {
                    Match::Own
                } else {
                    Match::Unverified
                };
                return (matching, Some(domain), None);
            }
            return (Match::OtherBrand, Some(domain), Some(owner.id.clone()));
        }
        if brand.link_hosts.iter().any(|host| domain.is_within(host)) {
            return (Match::Unverified, Some(domain), None);
        }
        if let Some(own) = imitated(&domain, brand, &self.suffixes) {
            let _ = own;
            return (Match::Lookalike, Some(domain), None);
        }
        if brand.has_sourced_domain() {
            (Match::Foreign, Some(domain), None)
        } else {
            (Match::Unverified, Some(domain), None)
        }
    }

    fn weigh<'a>(
        &'a self,
        message: &Message,
        outcome: &Outcome,
        found: Found,
        common: &[Sign],
    ) -> Option<Weighed<'a>> {
        let brand = self.brands.get(&found.brand)?;
        let (matching, _, _) = self.matching(message, brand);
        let reader = self.conduct_reader(message, outcome);
        let is_proven_own = matching == Match::Own && outcome.standing == Standing::Proven;
        let mut signs = if is_proven_own {
            Vec::new()
        } else {
            common.to_vec()
        };
        if !is_proven_own {
            signs.extend(reader.of_claim(&found, brand, matching));
        }
        if matching == Match::Own {
            signs.extend(foreign_content(message, brand));
        }
        let conduct = Conduct::from_points(conduct::points(&signs));
        // A domain that is proven to have sent the mail, and that is neither the author's nor the brand's, stands
        // behind it as surely as a proven author would.
        let standing = if matching == Match::Foreign
            && !outcome.others.is_empty()
            && !is_recorded_or_better(outcome)
        {
            Standing::Recorded
        } else {
            outcome.standing
        };
        // A mention is not a claim, whatever else is wrong with the mail, unless its author is forged too.
        let verdict = match verdict(found.strength, standing, matching, conduct) {
            Verdict::Impostor if found.is_weak_bait => Verdict::Doubtful,
            verdict => verdict,
        };
        Some(Weighed {
            found,
            brand,
            matching,
            signs,
            conduct,
            verdict,
        })
    }

    fn report(
        &self,
        message: &Message,
        outcome: &Outcome,
        found: Vec<Found>,
        now: Instant,
    ) -> MailReport {
        let reader = self.conduct_reader(message, outcome);
        let common = reader.of_message();
        let mut weighed: Vec<Weighed<'_>> = found
            .into_iter()
            .filter_map(|found| self.weigh(message, outcome, found, &common))
            .collect();
        // The deciding claim: a stated one before an implied one, then the gravest verdict, then the name.
        let has_stated = weighed
            .iter()
            .any(|w| w.found.strength == ClaimStrength::Stated);
        weighed.sort_by_key(|w| {
            let is_heard = !has_stated || w.found.strength == ClaimStrength::Stated;
            (
                std::cmp::Reverse(is_heard),
                gravity(w.verdict),
                w.found.places.first().copied(),
            )
        });
        let mut report = MailReport {
            id: message.id,
            verdict: Verdict::NoClaim,
            claims: Vec::new(),
            proof: outcome.lines.clone(),
            findings: Vec::new(),
            gaps: Vec::new(),
        };
        if let Some(first) = weighed.first() {
            report.verdict = first.verdict;
            self.identity_findings(message, outcome, first, &mut report.findings);
            for sign in &first.signs {
                report
                    .findings
                    .push(finding(message.id, &sign.reason, sign.evidence.clone()));
            }
            self.contradiction(message, &weighed, &mut report.findings);
            if first.matching == Match::Unverified {
                report.gaps.push(gap(
                    message.id,
                    &Unread::BrandUnverified {
                        brand: first.brand.id.clone(),
                    },
                ));
            }
            if let Some(day) = day_of(now).filter(|day| first.brand.is_stale(*day)) {
                let _ = day;
                report.gaps.push(gap(
                    message.id,
                    &Unread::BrandFactsStale {
                        brand: first.brand.id.clone(),
                        checked: first.brand.checked,
                    },
                ));
            }
            if first.conduct == Conduct::Hostile {
                // What is grave stands before what is merely said.
                report
                    .findings
                    .sort_by_key(|f| std::cmp::Reverse(f.severity));
            }
        } else {
            for sign in &common {
                report
                    .findings
                    .push(finding(message.id, &sign.reason, sign.evidence.clone()));
            }
        }
        report.claims = weighed
            .iter()
            .map(|w| Claim {
                brand: w.brand.id.clone(),
                places: w.found.places.clone(),
                matching: w.matching,
            })
            .collect();
        reading_gaps(message, &mut report);
        report
    }

    /// The findings that say who stands behind the deciding claim.
    fn identity_findings(
        &self,
        message: &Message,
        outcome: &Outcome,
        claim: &Weighed<'_>,
        out: &mut Vec<Finding>,
    ) {
        let brand = claim.brand.id.clone();
        let (matching, domain, other) = self.matching(message, claim.brand);
        let mut evidence = claim.found.evidence.clone();
        evidence.truncate(3);
        let mut say = |reason: Reason| out.push(finding(message.id, &reason, evidence.clone()));
        let Some(domain) = domain else { return };
        match matching {
            Match::Own => match outcome.standing {
                Standing::Proven => {
                    let signer = outcome
                        .sender
                        .as_ref()
                        .map_or_else(|| domain.clone(), |s| s.signer().clone());
                    say(Reason::SenderIsProven {
                        brand,
                        domain: signer,
                    });
                }
                Standing::Rejected => say(Reason::OwnDomainForged { brand, domain }),
                Standing::Recorded => {
                    let receiver = outcome.lines.iter().find_map(|line| match &line.by {
                        ProvenBy::InferredReceiver(name) | ProvenBy::NamedReceiver(name)
                            if line.result == ProofResult::Pass =>
                        {
                            Some(name.clone())
                        }
                        _ => None,
                    });
                    say(Reason::RecordedByReceiver {
                        domain,
                        receiver: receiver.unwrap_or_default(),
                    });
                }
                Standing::Unconfirmed => {
                    let is_broken = outcome.lines.iter().any(|l| {
                        l.method == Method::Dkim && l.is_aligned && l.result == ProofResult::Broken
                    });
                    if is_broken {
                        say(Reason::ChangedOnTheWay { domain });
                    }
                }
                _ => {}
            },
            Match::Lookalike => {
                let imitates = imitated(&domain, claim.brand, &self.suffixes)
                    .unwrap_or_else(|| domain.clone());
                say(Reason::SenderIsLookalike {
                    brand,
                    domain,
                    imitates,
                });
            }
            Match::OtherBrand => {
                if let Some(other) = other {
                    say(Reason::SenderIsAnotherBrand {
                        brand,
                        other,
                        domain,
                    });
                }
            }
            Match::Foreign => {
                let proven = match outcome.standing {
                    Standing::Proven => Some(domain.clone()),
                    _ => outcome.others.first().cloned(),
                };
                match proven {
                    Some(domain) => say(Reason::ProvenSenderIsForeign { brand, domain }),
                    None => say(Reason::SenderIsForeign { brand, domain }),
                }
            }
            Match::Unverified | Match::Absent => {}
        }
    }

    /// Two brands that have nothing to do with each other, both claimed by name or subject.
    fn contradiction(&self, message: &Message, weighed: &[Weighed<'_>], out: &mut Vec<Finding>) {
        let Some(first) = weighed.first().filter(|w| w.verdict != Verdict::Genuine) else {
            return;
        };
        let other = weighed[1..].iter().find(|w| {
            !self.brands.same_family(&w.brand.id, &first.brand.id)
                && w.found.places.iter().any(|p| {
                    matches!(
                        p,
                        ClaimPlace::Name | ClaimPlace::Subject | ClaimPlace::Address
                    )
                })
        });
        if let Some(other) = other {
            let reason = Reason::BrandsContradict {
                brand: first.brand.id.clone(),
                other: other.brand.id.clone(),
            };
            out.push(finding(
                message.id,
                &reason,
                other.found.evidence.iter().take(2).cloned().collect(),
            ));
        }
    }

    fn proof_gaps(
        &self,
        message: &Message,
        outcome: &Outcome,
        open: OpenQuestions,
        report: &mut MailReport,
    ) {
        let id = message.id;
        let mut gaps = Vec::new();
        if outcome.standing != Standing::Proven && !outcome.needs.is_empty() {
            let count = outcome.needs.len() as u64;
            gaps.push(gap(
                id,
                &match open {
                    OpenQuestions::NotAsked => Unread::DnsNotAsked { count },
                    OpenQuestions::Unreachable => Unread::DnsUnreachable { count },
                },
            ));
        }
        if outcome.standing != Standing::Proven
            && let Some(line) = outcome
                .lines
                .iter()
                .find(|l| l.result == ProofResult::KeyGone && l.is_aligned)
            && let Some(domain) = line.domain.clone()
        {
            gaps.push(gap(id, &Unread::KeyIsGone { domain }));
        }
        if outcome.standing == Standing::Untravelled {
            gaps.push(gap(id, &Unread::NoTransportTrace {}));
        }
        if message.has_smime_signature {
            gaps.push(gap(id, &Unread::SmimeNotVerified {}));
        }
        report.gaps.splice(0..0, gaps);
    }

    /// Claims that only bare text makes: its first line speaks like a subject, a link or number stands for a brand.
    fn claims_of_bare_text(&self, message: &Message, found: &mut Vec<Found>) {
        if !found.is_empty() {
            return;
        }
        let mut claim = |brand: &Brand, place: Place, quote: Quote| {
            if !found.iter().any(|f| f.brand == brand.id) {
                found.push(Found {
                    brand: brand.id.clone(),
                    strength: ClaimStrength::Implied,
                    places: vec![ClaimPlace::Body],
                    evidence: vec![Evidence {
                        observation: message.id,
                        place,
                        quote,
                    }],
                    disguise: None,
                    shown_address: None,
                    is_by_person: false,
                    is_weak_bait: false,
                });
            }
        };
        for link in message
            .links
            .iter()
            .filter(|l| l.kind != LinkKind::Resource)
            .take(50)
        {
            let Some(host) = link.host.as_deref() else {
                continue;
            };
            if host.parse::<IpAddr>().is_ok() {
                continue;
            }
            let Ok(host) = Domain::parse(host) else {
                continue;
            };
            let place = Place::Link {
                part: link.part.clone(),
                nth: link.nth,
            };
            let quote = Quote::whole(&format!("{}://{}/…", link.scheme, host));
            if let Some(brand) = self.brands.link_owner(&host) {
                claim(brand, place, quote);
            } else if let Some(brand) = self
                .brands
                .iter()
                .find(|b| imitated(&host, b, &self.suffixes).is_some())
            {
                claim(brand, place, quote);
            }
        }
        let text = message.texts.first().map_or("", |t| t.seen.trim());
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        if (9..=13).contains(&digits.len()) && text.chars().count() < 24 {
            let same = |value: &str| {
                value
                    .chars()
                    .filter(char::is_ascii_digit)
                    .collect::<String>()
                    == digits
            };
            let owner = self.brands.iter().find(|b| {
                b.contacts
                    .iter()
                    .any(|c| c.kind == ContactKind::Phone && same(&c.value))
            });
            if let Some(brand) = owner {
                claim(brand, Place::Text { part: Vec::new() }, Quote::whole(text));
            }
        }
    }
}

/// Whether no Latin word of the author's name stands in the author's domain or local part, nor the other way
/// round. Names in other scripts cannot be compared.
fn is_name_unlike_domain(message: &Message) -> bool {
    let Some(mailbox) = message.author.mailboxes.first() else {
        return false;
    };
    let Some(address) = mailbox.address.as_ref().filter(|_| is_latin(&mailbox.name)) else {
        return false;
    };
    let name = mailbox.name.to_ascii_lowercase();
    let closed: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let host = address.domain().as_str();
    let is_shared = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.len() >= 4)
        .any(|word| host.contains(word))
        || host
            .split(['.', '-'])
            .filter(|label| label.len() >= 4)
            .any(|label| closed.contains(label));
    !is_shared
}

fn is_latin(name: &str) -> bool {
    name.chars().all(|c| c < '\u{250}' || !c.is_alphabetic())
}

fn is_recorded_or_better(outcome: &Outcome) -> bool {
    matches!(outcome.standing, Standing::Proven | Standing::Recorded)
}

fn nothing_proven() -> Outcome {
    Outcome {
        lines: Vec::new(),
        standing: Standing::Untravelled,
        sender: None,
        others: Vec::new(),
        policy: None,
        trace: Trace::default(),
        needs: Vec::new(),
    }
}

/// A genuine sender whose mails say what strangers wrote.
fn foreign_content(message: &Message, brand: &Brand) -> Option<Sign> {
    let author = message.author.sole()?;
    let sender = brand.senders.iter().find(|s| {
        s.address.domain() == author.domain()
            && s.address.local().eq_ignore_ascii_case(author.local())
    })?;
    let kind = match sender.foreign_content.as_deref()? {
        "shared-document" => "shared-document",
        "invitation" => "invitation",
        "money-request" => "money-request",
        _ => "form",
    };
    let mailbox = message.author.mailboxes.first()?;
    let evidence = claim::header(
        message.id,
        "From",
        mailbox.line,
        &mailbox.written,
        0..mailbox.written.len(),
    );
    Some(Sign {
        reason: Reason::ForeignContent {
            brand: brand.id.clone(),
            kind,
        },
        evidence: vec![evidence],
        points: 2,
    })
}

fn gravity(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Impostor => 0,
        Verdict::Doubtful => 1,
        Verdict::Genuine => 2,
        Verdict::Unproven => 3,
        Verdict::NoClaim => 4,
    }
}

fn day_of(now: Instant) -> Option<Day> {
    Some(Day(now.0.to_zoned(jiff::tz::TimeZone::UTC).date()))
}

pub(crate) fn finding(id: ObservationId, reason: &Reason, evidence: Vec<Evidence>) -> Finding {
    Finding {
        code: reason.code(),
        severity: reason.severity(),
        confidence: reason.confidence(),
        subject: Subject::Message(id),
        facts: reason.facts(),
        evidence,
    }
}

pub(crate) fn gap(id: ObservationId, reason: &Unread) -> Gap {
    Gap {
        code: reason.code(),
        subject: Subject::Message(id),
        facts: reason.facts(),
    }
}

fn reading_gaps(message: &Message, report: &mut MailReport) {
    let limits = Limits::default();
    let id = message.id;
    for trouble in &message.troubles {
        let unread = match trouble {
            Trouble::MessageCut => Unread::MessageCut {
                limit: limits.message as u64,
            },
            Trouble::FieldsCut => Unread::FieldsCut {
                limit: limits.fields as u64,
            },
            Trouble::PartsCut => Unread::PartsCut {
                limit: limits.parts as u64,
            },
            Trouble::TextCut => Unread::TextCut {
                limit: limits.text as u64,
            },
            Trouble::LinksCut => Unread::LinksCut {
                limit: limits.links as u64,
            },
            Trouble::UnknownCharset => Unread::CharsetUnknown {},
            Trouble::BrokenEncoding => Unread::EncodingBroken {},
            Trouble::Encrypted => Unread::PartEncrypted {},
            _ => continue,
        };
        let gap = gap(id, &unread);
        if !report.gaps.contains(&gap) {
            report.gaps.push(gap);
        }
    }
    if !message.images.is_empty() {
        report.gaps.push(gap(
            id,
            &Unread::ImagesNotRead {
                count: message.images.len() as u64,
            },
        ));
    }
    if !message.attachments.is_empty() {
        report.gaps.push(gap(
            id,
            &Unread::AttachmentsNotRead {
                count: message.attachments.len() as u64,
            },
        ));
    }
    if message.enclosed.len() > 1 {
        report.gaps.push(gap(
            id,
            &Unread::EnclosedNotRead {
                count: message.enclosed.len() as u64 - 1,
            },
        ));
    }
}
