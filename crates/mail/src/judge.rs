//! Joins the four axes into a report.

use std::net::IpAddr;

use brands::{Brand, Brands, ContactKind};
use facts::{
    BrandId, Claim, ClaimPlace, Day, Domain, Evidence, Instant, MailReport, Match, Place, Quote,
    SuffixList, Verdict,
};
use proof::{Outcome, Standing, Trace};
use reading::{LinkKind, Message};

use crate::claim::{self, Found};
use crate::conduct::{self, Sign};
use crate::content;
use crate::lexicon::Lexicon;
use crate::lookalike::{Host, Likeness};
use crate::notice::Forms;
use crate::reason::Unread;
use crate::report;
use crate::unclaimed;
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
    forms: Forms,
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

/// The author's domain beside a claimed brand.
pub(crate) struct Relation {
    pub(crate) matching: Match,
    pub(crate) domain: Option<Domain>,
    /// The other brand that owns the domain.
    pub(crate) other: Option<BrandId>,
    /// The brand's domain that it imitates.
    pub(crate) imitates: Option<Domain>,
    /// Whether it is one under which the brand's customers have their mailboxes.
    pub(crate) is_customers: bool,
}

impl Relation {
    fn without_domain() -> Self {
        Self {
            matching: Match::Absent,
            domain: None,
            other: None,
            imitates: None,
            is_customers: false,
        }
    }
}

/// One claim with everything that was weighed for it.
pub(crate) struct Weighed<'a> {
    pub(crate) found: Found,
    pub(crate) brand: &'a Brand,
    pub(crate) relation: Relation,
    signs: Vec<Sign>,
    conduct: Conduct,
    pub(crate) verdict: Verdict,
}

impl Judge {
    /// Prepares the brand tables for judging.
    ///
    /// # Errors
    /// [`JudgeError`], where a name or list cannot be compiled into a searcher.
    pub fn new(brands: Brands, suffixes: SuffixList) -> Result<Self, JudgeError> {
        let lexicon = Lexicon::new(&brands, &suffixes).map_err(JudgeError)?;
        let words = Words::embedded().map_err(JudgeError)?;
        let forms = Forms::new(&brands);
        Ok(Self {
            brands,
            suffixes,
            lexicon,
            words,
            forms,
        })
    }

    /// The brand tables.
    #[must_use]
    pub fn brands(&self) -> &Brands {
        &self.brands
    }

    pub(crate) fn forms(&self) -> &Forms {
        &self.forms
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
        let reader = self.conduct_reader(message, outcome);
        let mut claims = self.claim_reader().claims(message, reader.seen());
        if claims.found.is_empty()
            && let Some(bait) = bait(&reader, &claims.mentioned)
        {
            claims.found = claims.mentioned;
            for found in &mut claims.found {
                found.strength = ClaimStrength::Implied;
                found.is_weak_bait = bait == Bait::Weak;
            }
        } else if claims.found.is_empty() {
            claims.found.extend(self.borrowed_domain(&reader));
        }
        let mut report = self.report(&reader, claims.found, now);
        report
            .gaps
            .splice(0..0, report::proof_gaps(message, outcome, open));
        report
    }

    /// Whether a message's subject or text ask for anything that hostile mails ask for.
    #[must_use]
    pub fn asks_anything(&self, message: &Message) -> bool {
        self.conduct_reader(message, &nothing_proven())
            .asks_anything()
    }

    /// Judges text without a source (pasted text, an SMS, a link, a number): claim and conduct only.
    #[must_use]
    pub fn text(&self, message: &Message, now: Instant) -> MailReport {
        let outcome = nothing_proven();
        let reader = self.conduct_reader(message, &outcome);
        let mut found = self.claim_reader().claims(message, reader.seen()).found;
        self.claims_of_bare_text(message, &mut found);
        self.unproven_text(&reader, found, now)
    }

    /// Judges a mail that was forwarded as text, by what it says of its sender, its subject and its words; its
    /// links and numbers alone claim nothing.
    #[must_use]
    pub fn forwarded_text(&self, message: &Message, now: Instant) -> MailReport {
        let outcome = nothing_proven();
        let reader = self.conduct_reader(message, &outcome);
        let found = self.claim_reader().claims(message, reader.seen()).found;
        self.unproven_text(&reader, found, now)
    }

    fn unproven_text(
        &self,
        reader: &conduct::Reader<'_>,
        found: Vec<Found>,
        now: Instant,
    ) -> MailReport {
        let mut report = self.report(reader, found, now);
        debug_assert_ne!(report.verdict, Verdict::Genuine);
        report.gaps.insert(
            0,
            report::gap(reader.message.id, &Unread::TextHasNoProof {}),
        );
        report
    }

    /// The first brand that a host imitates.
    fn imitated_brand(&self, domain: &Domain) -> Option<&Brand> {
        let host = Host::of(domain, &self.suffixes);
        self.brands
            .iter()
            .find(|brand| self.lexicon.likenesses.imitated(&host, brand).is_some())
    }

    /// A brand whose name the author's domain is made of, where subject or text name it too and ask for something.
    ///
    /// Fan pages have such domains as well, so it is bait at most.
    fn borrowed_domain(&self, reader: &conduct::Reader<'_>) -> Option<Found> {
        let message = reader.message;
        let mailbox = message
            .author
            .mailboxes
            .iter()
            .find(|m| m.address.is_some())?;
        let domain = mailbox.address.as_ref()?.domain();
        // Holding a domain against every brand costs more than all that is asked before.
        if self.brands.owner(domain).is_some() || !reader.requests_anything() {
            return None;
        }
        let brand = self.imitated_brand(domain)?;
        let is_named = reader.written().any(|seen| {
            let mentions = self.lexicon.mentions(seen.text, &seen.folded, &self.words);
            mentions.iter().any(|mention| mention.brand == brand.id)
        });
        if !is_named {
            return None;
        }
        let written = mailbox.written.as_str();
        let at = written.rfind('@').map_or(0, |at| at + 1);
        let evidence = claim::header(message.id, "From", mailbox.line, written, at..written.len());
        Some(Found {
            is_weak_bait: true,
            ..Found::new(
                brand.id.clone(),
                ClaimStrength::Implied,
                ClaimPlace::Address,
                evidence,
            )
        })
    }

    fn conduct_reader<'a>(
        &'a self,
        message: &'a Message,
        outcome: &'a Outcome,
    ) -> conduct::Reader<'a> {
        conduct::Reader::new(
            &self.brands,
            &self.lexicon,
            &self.words,
            &self.suffixes,
            message,
            outcome,
        )
    }

    fn claim_reader(&self) -> claim::Reader<'_> {
        claim::Reader {
            brands: &self.brands,
            lexicon: &self.lexicon,
            words: &self.words,
            suffixes: &self.suffixes,
        }
    }

    /// How the author's domain relates to a claimed brand.
    fn relation(
        &self,
        message: &Message,
        outcome: &Outcome,
        brand: &Brand,
        strength: ClaimStrength,
    ) -> Relation {
        let author = message
            .author
            .mailboxes
            .iter()
            .find_map(|m| m.address.as_ref());
        let Some(domain) = author.map(|a| a.domain().clone()) else {
            return Relation::without_domain();
        };
        let relation = |matching| Relation {
            matching,
            domain: Some(domain.clone()),
            other: None,
            imitates: None,
            is_customers: false,
        };
        if let Some((owner, known)) = self.brands.owner(&domain) {
            if owner.id != brand.id && !self.brands.same_family(&owner.id, &brand.id) {
                return Relation {
                    other: Some(owner.id.clone()),
                    ..relation(Match::OtherBrand)
                };
            }
            return match known.standing.can_prove() {
                // What somebody typed as a sender proves nothing.
                true if message.is_pasted => Relation::without_domain(),
                true => relation(Match::Own),
                false => relation(Match::Unverified),
            };
        }
        let is_customers = self.is_customer_of(brand, &domain);
        if !is_customers && brand.link_hosts.iter().any(|host| domain.is_within(host)) {
            return relation(Match::Unverified);
        }
        let host = Host::of(&domain, &self.suffixes);
        if let Some((own, likeness)) = self.lexicon.likenesses.imitated(&host, brand) {
            let is_incomplete = brand.completeness == brands::Domains::Incomplete;
            let matching = match likeness {
                Likeness::Deceives => Match::Lookalike,
                // A house has names under other suffixes that no list knows; it signs them.
                Likeness::SameLabel if is_incomplete && outcome.standing == Standing::Proven => {
                    Match::Unverified
                }
                Likeness::NameAndWord if strength != ClaimStrength::Stated => Match::Foreign,
                Likeness::SameLabel | Likeness::NameAndWord => Match::Lookalike,
            };
            return Relation {
                imitates: Some(own),
                ..relation(matching)
            };
        }
        let matching = if is_customers || brand.has_sourced_domain() {
            Match::Foreign
        } else {
            Match::Unverified
        };
        Relation {
            is_customers,
            ..relation(matching)
        }
    }

    /// Whether a domain's mailboxes are those of the brand's customers.
    fn is_customer_of(&self, brand: &Brand, domain: &Domain) -> bool {
        self.brands.is_customers(domain)
            && (brand
                .customers
                .iter()
                .any(|customers| domain.is_within(customers))
                || brand.domains.iter().any(|own| own.name == *domain))
    }

    fn weigh<'a>(
        &'a self,
        found: Found,
        common: &[Sign],
        reader: &conduct::Reader<'_>,
    ) -> Option<Weighed<'a>> {
        let (message, outcome) = (reader.message, reader.outcome);
        let brand = self.brands.get(&found.brand)?;
        let relation = self.relation(message, outcome, brand, found.strength);
        let matching = relation.matching;
        let is_proven_own = matching == Match::Own && outcome.standing == Standing::Proven;
        let mut signs = if is_proven_own {
            Vec::new()
        } else {
            common.to_vec()
        };
        if !is_proven_own {
            signs.extend(reader.of_claim(&found, brand, matching));
        } else if !outcome.reply_to_is_authors {
            // A signature that leaves Reply-To open can be replayed with another one.
            signs.extend(reader.reply(brand));
        }
        if matching == Match::Own && is_recorded_or_better(outcome) {
            let foreign = report::foreign_content(message, brand);
            if foreign.is_some() {
                signs.extend(content::number_to_call(reader, Some(brand)));
            }
            signs.extend(foreign);
        }
        signs.extend(reader.of_template());
        let conduct = Conduct::from_points(conduct::points(&signs, matching));
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
            relation,
            signs,
            conduct,
            verdict,
        })
    }

    fn report(&self, reader: &conduct::Reader<'_>, found: Vec<Found>, now: Instant) -> MailReport {
        let (message, outcome) = (reader.message, reader.outcome);
        let common = reader.of_message();
        let mut weighed: Vec<Weighed<'_>> = found
            .into_iter()
            .filter_map(|found| self.weigh(found, &common, reader))
            .collect();
        // The deciding claim: a stated one before an implied one, then the gravest verdict, then the name.
        let has_stated = weighed
            .iter()
            .any(|w| w.found.strength == ClaimStrength::Stated);
        weighed.sort_by_key(|w| {
            // A name that speaks as one brand is not excused by the address of another.
            let is_heard = !has_stated
                || w.found.strength == ClaimStrength::Stated
                || w.found.places.contains(&ClaimPlace::Name);
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
            report
                .findings
                .extend(report::identity(message, outcome, first));
            for sign in &first.signs {
                report.findings.push(report::finding(
                    message.id,
                    &sign.reason,
                    sign.evidence.clone(),
                ));
            }
            report
                .findings
                .extend(report::contradiction(message, &self.brands, &weighed));
            if first.relation.matching == Match::Unverified {
                report.gaps.push(report::gap(
                    message.id,
                    &Unread::BrandUnverified {
                        brand: first.brand.id.clone(),
                    },
                ));
            }
            if day_of(now).is_some_and(|day| first.brand.is_stale(day)) {
                report.gaps.push(report::gap(
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
            for sign in common.iter().chain(&unclaimed::signs(reader)) {
                report.findings.push(report::finding(
                    message.id,
                    &sign.reason,
                    sign.evidence.clone(),
                ));
            }
        }
        if let Some(smime) = report::smime(message, outcome)
            && !report.findings.iter().any(|f| f.code == smime.code)
        {
            report.findings.push(smime);
        }
        report.claims = weighed
            .iter()
            .map(|w| Claim {
                brand: w.brand.id.clone(),
                places: w.found.places.clone(),
                matching: w.relation.matching,
            })
            .collect();
        report::reading_gaps(message, &mut report);
        report
    }

    /// Claims that only bare text makes: its first line speaks like a subject, a link or number stands for a brand.
    fn claims_of_bare_text(&self, message: &Message, found: &mut Vec<Found>) {
        if !found.is_empty() {
            return;
        }
        let mut claim = |brand: &Brand, place: Place, quote: Quote| {
            if !found.iter().any(|f| f.brand == brand.id) {
                found.push(Found::new(
                    brand.id.clone(),
                    ClaimStrength::Implied,
                    ClaimPlace::Body,
                    Evidence {
                        observation: message.id,
                        place,
                        quote,
                    },
                ));
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
            } else if let Some(brand) = self.imitated_brand(&host) {
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

/// Whether a brand's mere mention is bait: the mail asks for something, and nobody stands behind its author.
///
/// An honest mail *about* a brand is sent by somebody whose own domain stands behind it. A mention in the
/// author's name weighs more: there it is enough that nothing is proven, or that the rest of the name and the
/// domain have no word in common. Nor does a brand give its prizes away from a free mailbox.
fn bait(reader: &conduct::Reader<'_>, mentioned: &[Found]) -> Option<Bait> {
    let (message, outcome) = (reader.message, reader.outcome);
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
    // Nobody calls themselves by a brand's name and writes from a domain that has no word of it.
    if is_in_name && is_name_unlike_domain(message) {
        return Some(Bait::Strong);
    }
    // Nor does anybody but the brand know of the reader's account with it; a colleague who writes of one signs
    // with the name of their own mailbox.
    let is_of_account = mentioned.iter().any(|found| found.is_of_readers_account);
    if is_of_account && is_name_unlike_domain(message) && is_name_unlike_mailbox(message) {
        return Some(Bait::Strong);
    }
    let is_weak = (is_in_name && is_unproven) || reader.is_prize_from_free_mailbox();
    is_weak.then_some(Bait::Weak)
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

/// Whether no Latin word of the author's name stands in the part before the @, nor the other way round.
fn is_name_unlike_mailbox(message: &Message) -> bool {
    let Some(mailbox) = message.author.mailboxes.first() else {
        return false;
    };
    let Some(address) = mailbox.address.as_ref() else {
        return false;
    };
    let name = mailbox.name.to_ascii_lowercase();
    let local = address.local().to_ascii_lowercase();
    let closed: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let is_shared = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.len() >= 3)
        .any(|word| local.contains(word))
        || local
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| word.len() >= 3)
            .any(|word| closed.contains(word));
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
        smime: None,
        trace: Trace::default(),
        needs: Vec::new(),
        reply_to_is_authors: true,
    }
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
