//! What a rule does to which mails, and what that means.

use std::collections::{BTreeMap, BTreeSet};

use facts::{
    Address, BrandId, Confidence, Evidence, Finding, Gap, Place, Quote, Reason as _, Severity,
    Subject,
};
use reading::{Action, Condition, FilterTroubleKind, Rule, Step};

use super::probes::Kind;
use super::run::{Bench, Done, prepared, run};
use super::{FilterAsk, FilterJudge, FiltersJudged};
use crate::mailbox::{MailboxReason, MailboxUnread};

/// Brands that a rule may name before it is one about everybody: one finding tells how many.
const EVERYBODY: usize = 40;

/// What one rule did.
#[derive(Debug, Default)]
struct Deeds {
    ordinary: usize,
    notices: BTreeSet<usize>,
    /// Subjects of notices that were hit when the brand sent them.
    brands: BTreeMap<BrandId, Vec<Option<usize>>>,
    /// What it did to the mails it hit, the gravest first.
    deed: Option<Deed>,
    folder: Box<str>,
    /// What it may do, where its condition is not known.
    unsure: Option<Deed>,
    /// Ordinary mails it sends on.
    sent_ordinary: usize,
    /// Whether it sends on notices or a brand's mail.
    sends_notices: bool,
}

/// What becomes of a mail, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Deed {
    Discard,
    Reject,
    Away,
    Trash,
    Archive,
    FileRead,
    Read,
    File,
}

impl Deed {
    const fn word(self) -> &'static str {
        match self {
            Self::Discard => "discard",
            Self::Reject => "reject",
            Self::Away => "forward",
            Self::Trash => "trash",
            Self::Archive => "archive",
            Self::FileRead => "file-read",
            Self::Read => "read",
            Self::File => "file",
        }
    }
}

pub(super) fn judge(judge: &FilterJudge, ask: &FilterAsk<'_>) -> FiltersJudged {
    let mut said = Said {
        ask,
        judged: FiltersJudged::default(),
    };
    said.troubles();
    let rules = &ask.filters.rules;
    let own: Vec<String> = ask
        .own
        .iter()
        .map(|address| address.to_string().to_lowercase())
        .collect();
    let ready = prepared(rules);
    let mut bench = Bench::default();
    let mut deeds: Vec<Deeds> = rules.iter().map(|_| Deeds::default()).collect();
    for probe in &judge.probes.all {
        let done = run(&ready, probe, &own, &mut bench);
        if bench.is_spent() {
            break;
        }
        for group in done.chunk_by(|one, other| one.rule == other.rule) {
            let Some(of_rule) = group.first().and_then(|first| deeds.get_mut(first.rule)) else {
                continue;
            };
            let sends = group
                .iter()
                .any(|done| done.is_certain && matches!(done.action, Action::Forward { .. }));
            of_rule.sent_ordinary += usize::from(sends && probe.kind == Kind::Ordinary);
            of_rule.sends_notices |= sends && probe.kind != Kind::Ordinary;
            let Some((deed, folder)) = deed(group, judge) else {
                continue;
            };
            if group.iter().any(|done| !done.is_certain) {
                of_rule.unsure = of_rule
                    .unsure
                    .map_or(Some(deed), |known| Some(known.min(deed)));
                continue;
            }
            of_rule.take(&probe.kind, deed, folder);
        }
    }
    if bench.is_spent() {
        said.miss(&MailboxUnread::FiltersNotRead {
            count: rules.len() as u64,
            line: 0,
            trouble: "cut",
        });
    }
    for (rule, deeds) in rules.iter().zip(&deeds).filter(|(rule, _)| rule.is_enabled) {
        said.hides(judge, rule, deeds);
        said.forwards(judge, rule, deeds);
        said.name(rule);
    }
    said.judged
}

impl Deeds {
    fn take(&mut self, kind: &Kind, deed: Deed, folder: &str) {
        if self.deed.is_none_or(|known| deed < known) {
            self.deed = Some(deed);
            self.folder = folder.into();
        }
        match kind {
            Kind::Ordinary => self.ordinary += 1,
            Kind::Notice { subject, .. } => {
                self.notices.insert(*subject);
            }
            Kind::Brand { brand, subject } => {
                self.brands.entry(brand.clone()).or_default().push(*subject);
            }
        }
    }

    /// The brands that were hit for who they are, and not for a subject that strangers are hit for as well.
    fn meant(&self) -> Vec<&BrandId> {
        self.brands
            .iter()
            .filter(|(_, subjects)| {
                subjects
                    .iter()
                    .any(|subject| subject.is_none_or(|subject| !self.notices.contains(&subject)))
            })
            .map(|(brand, _)| brand)
            .collect()
    }
}

/// What a rule's actions together make of a mail; `None` where it stays to be seen.
fn deed<'a>(done: &'a [Done], judge: &FilterJudge) -> Option<(Deed, &'a str)> {
    let has = |wanted: &Action| done.iter().any(|done| done.action == *wanted);
    let is_read = has(&Action::MarkRead);
    let mut folders = done.iter().filter_map(|done| match &done.action {
        Action::File {
            folder,
            is_copy: false,
        } => Some(&**folder),
        _ => None,
    });
    let is_kept = has(&Action::Keep)
        || done.iter().any(|done| {
            matches!(
                done.action,
                Action::File { is_copy: true, .. } | Action::Forward { is_copy: true, .. }
            )
        }) && !has(&Action::Discard)
            && !has(&Action::Archive)
            && !folders.clone().any(|_| true);
    if is_kept {
        return is_read.then_some((Deed::Read, ""));
    }
    if let Some(folder) = folders.clone().find(|folder| !is_hidden(folder, judge)) {
        return Some((if is_read { Deed::FileRead } else { Deed::File }, folder));
    }
    if has(&Action::Discard) {
        return Some((Deed::Discard, ""));
    }
    if has(&Action::Reject) {
        return Some((Deed::Reject, ""));
    }
    if let Some(folder) = folders.next() {
        return Some((Deed::Trash, folder));
    }
    if has(&Action::Archive) {
        return Some((Deed::Archive, ""));
    }
    let is_away = done
        .iter()
        .any(|done| matches!(done.action, Action::Forward { is_copy: false, .. }));
    if is_away {
        return Some((Deed::Away, ""));
    }
    is_read.then_some((Deed::Read, ""))
}

/// Whether a folder is one that nobody looks into, by its name; one without letters is meant to be overlooked.
fn is_hidden(folder: &str, judge: &FilterJudge) -> bool {
    let small = folder.to_lowercase();
    let name = small
        .trim_end_matches('/')
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default();
    // Servers write `INBOX.Trash` or `[…]/Trash`.
    let last = name.rsplit('.').next().unwrap_or_default();
    let is_blank = !folder.is_empty() && !folder.chars().any(char::is_alphanumeric);
    is_blank
        || [name, last].iter().any(|name| {
            judge
                .probes
                .hidden_folders
                .iter()
                .any(|hidden| hidden == name)
        })
}

struct Said<'a> {
    ask: &'a FilterAsk<'a>,
    judged: FiltersJudged,
}

impl Said<'_> {
    fn subject(&self) -> Subject {
        Subject::File(self.ask.name.into())
    }

    fn miss(&mut self, unread: &MailboxUnread) {
        let subject = self.subject();
        self.judged.gaps.push(Gap {
            code: unread.code(),
            subject,
            facts: unread.facts(),
        });
    }

    fn find(
        &mut self,
        rule: &Rule,
        reason: &MailboxReason,
        severity: Severity,
        confidence: Confidence,
    ) {
        let evidence = Evidence {
            observation: self.ask.observation,
            place: Place::Row {
                row: u64::from(rule.line),
            },
            quote: Quote::whole(&rule.excerpt),
        };
        let subject = self.subject();
        self.judged.findings.push(Finding {
            code: reason.code(),
            severity,
            confidence,
            subject,
            facts: reason.facts(),
            evidence: vec![evidence],
        });
    }

    fn say(&mut self, rule: &Rule, reason: &MailboxReason) {
        self.find(rule, reason, reason.severity(), reason.confidence());
    }

    fn troubles(&mut self) {
        let mut kinds: BTreeMap<&'static str, (u64, u32)> = BTreeMap::new();
        for trouble in &self.ask.filters.troubles {
            let word = match trouble.kind {
                FilterTroubleKind::UnknownForm => "unknown-form",
                FilterTroubleKind::Cut => "cut",
                FilterTroubleKind::Malformed => "malformed",
                FilterTroubleKind::Elsewhere => "elsewhere",
                _ => "other",
            };
            let known = kinds.entry(word).or_insert((0, trouble.line));
            known.0 += 1;
            known.1 = known.1.min(trouble.line);
        }
        for (trouble, (count, line)) in kinds {
            let line = u64::from(line);
            self.miss(&MailboxUnread::FiltersNotRead {
                count,
                line,
                trouble,
            });
        }
    }

    fn hides(&mut self, judge: &FilterJudge, rule: &Rule, deeds: &Deeds) {
        let line = u64::from(rule.line);
        let name: Box<str> = rule.name.clone().unwrap_or_default();
        let Some(deed) = deeds.deed else {
            // A rule that hits nothing for sure and may hide something is told as not judged.
            if deeds.unsure.is_some_and(|deed| deed != Deed::File) {
                self.miss(&MailboxUnread::FilterNotEvaluated {
                    rule: name,
                    line,
                    unknown: unknown(rule).into(),
                });
            }
            return;
        };
        let word = deed.word();
        if deeds.ordinary == judge.probes.ordinary {
            // Everything into an ordinary folder is how some people read mail.
            if deed != Deed::File {
                self.say(
                    rule,
                    &MailboxReason::FilterHidesEverything {
                        rule: name,
                        line,
                        deed: word,
                    },
                );
            }
            return;
        }
        let meant = deeds.meant();
        if let Some(brand) = meant.first() {
            let brand = (*brand).clone();
            let count = meant.len() as u64;
            if deed == Deed::File {
                let folder = deeds.folder.clone();
                let reason = MailboxReason::FilterFilesBrand {
                    brand,
                    count,
                    rule: name,
                    line,
                    folder,
                };
                self.say(rule, &reason);
                return;
            }
            let reason = MailboxReason::FilterHidesBrand {
                brand,
                count,
                rule: name,
                line,
                deed: word,
            };
            // A rule about senders of every kind, such as "no-reply", means nobody in particular.
            let confidence = if meant.len() > EVERYBODY {
                Confidence::Possible
            } else {
                reason.confidence()
            };
            // What is only marked as read still lies in the inbox.
            let severity = if deed == Deed::Read {
                Severity::Caution
            } else {
                reason.severity()
            };
            self.find(rule, &reason, severity, confidence);
            return;
        }
        let topic = deeds
            .notices
            .first()
            .and_then(|subject| judge.probes.topics.get(*subject));
        if let (Some(topic), true) = (topic, deed != Deed::File) {
            let reason = MailboxReason::FilterHidesNotices {
                topic,
                rule: name,
                line,
                deed: word,
            };
            let severity = if deed == Deed::Read {
                Severity::Caution
            } else {
                reason.severity()
            };
            self.find(rule, &reason, severity, reason.confidence());
        }
    }

    fn forwards(&mut self, judge: &FilterJudge, rule: &Rule, deeds: &Deeds) {
        let mut addresses = BTreeSet::new();
        forwarded(rule, &mut addresses);
        if addresses.is_empty() {
            return;
        }
        if self.ask.own.is_empty()
            && !self
                .judged
                .gaps
                .iter()
                .any(|gap| gap.code == MailboxUnread::OwnAddressesNotKnown {}.code())
        {
            self.miss(&MailboxUnread::OwnAddressesNotKnown {});
        }
        let is_all = deeds.sent_ordinary == judge.probes.ordinary;
        let which = if is_all {
            "everything"
        } else if deeds.sends_notices {
            "notices"
        } else {
            "some"
        };
        for address in addresses {
            if self.is_own(judge, address) {
                continue;
            }
            let reason = MailboxReason::FilterForwardsOutside {
                address: address.into(),
                which,
                rule: rule.name.clone().unwrap_or_default(),
                line: u64::from(rule.line),
            };
            let severity = if which == "some" {
                Severity::Caution
            } else {
                Severity::Danger
            };
            self.find(rule, &reason, severity, reason.confidence());
        }
    }

    /// Whether an address is the person's, or of the same house of theirs; a free mailbox's domain is no house.
    fn is_own(&self, judge: &FilterJudge, address: &str) -> bool {
        let Ok(to) = Address::parse(address.trim().trim_matches(['<', '>'])) else {
            return false;
        };
        self.ask.own.iter().any(|own| {
            own.domain() == to.domain()
                && (own.local().eq_ignore_ascii_case(to.local()) || !judge.is_anybodys(to.domain()))
        })
    }

    fn name(&mut self, rule: &Rule) {
        let Some(name) = &rule.name else { return };
        if name.chars().any(char::is_alphanumeric) {
            return;
        }
        let reason = MailboxReason::FilterIsNameless {
            line: u64::from(rule.line),
            rule: name.clone(),
        };
        self.say(rule, &reason);
    }
}

/// Every address that a rule may send mail on to.
fn forwarded<'a>(rule: &'a Rule, addresses: &mut BTreeSet<&'a str>) {
    for step in rule.branches.iter().flat_map(|branch| &branch.steps) {
        match step {
            Step::Act(Action::Forward { address, .. }) => {
                addresses.insert(address);
            }
            Step::Rule(inner) if inner.is_enabled => forwarded(inner, addresses),
            _ => {}
        }
    }
}

/// What a rule asks for that no made-up mail can answer.
fn unknown(rule: &Rule) -> String {
    fn of(condition: &Condition) -> Option<String> {
        match condition {
            Condition::Unknown(name) => Some(name.to_string()),
            Condition::Not(inner) => of(inner),
            Condition::All(all) | Condition::Any(all) => all.iter().find_map(of),
            Condition::Test(test) => test.fields.iter().find_map(|field| match field {
                reading::FilterField::Header(name) => Some(name.to_string()),
                reading::FilterField::Body => Some("body".to_owned()),
                reading::FilterField::AllHeaders => Some("header".to_owned()),
                reading::FilterField::To | reading::FilterField::Cc => Some("to".to_owned()),
                _ => None,
            }),
            _ => None,
        }
    }
    rule.branches
        .iter()
        .find_map(|branch| {
            of(&branch.condition).or_else(|| {
                branch.steps.iter().find_map(|step| match step {
                    Step::Rule(inner) => Some(unknown(inner)).filter(|name| !name.is_empty()),
                    _ => None,
                })
            })
        })
        .unwrap_or_default()
}
