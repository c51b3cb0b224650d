//! A flood of mail that buries a confirmation.
//!
//! An hour is held against the same time of day on the four weeks before: their median count, and a distance from it
//! that is the larger of the spread (1.4826 × the median distance estimates a standard deviation where values are
//! normal), of the square root of the median (what chance alone gives, were arrivals independent), and of one mail.
//! Volume alone is no flood: newsletters and lists come in heaps. What marks it is that many senders write for the
//! first time.

use std::collections::{HashMap, HashSet};

use facts::{AccountId, Domain, Instant, ObservationId, Subject};

use super::habit::middle;
use super::rows::{Account, Seen, between};
use super::{DAY, HOUR, MailboxReason, MailboxUnread, OverTime, SHOWN, evidence};

/// Days before that say what is usual.
const BASELINE_DAYS: i64 = 28;
/// Days without which nothing is known to be usual.
const LEAST_DAYS: i64 = 7;
/// Fewer mails in an hour are no flood, whatever is usual.
const FLOOR: usize = 20;
/// First-time senders in an hour that make a heap of mail a flood.
const NEW_SENDERS: usize = 10;
/// Distances from the median.
const DISTANCES: f64 = 6.0;
/// From a median distance to a standard deviation of the normal distribution.
const TO_DEVIATION: f64 = 1.4826;
/// In a mailbox without a baseline: mails in an hour …
const BAR_WITHOUT_BASELINE: usize = 60;
/// … and senders.
const SENDERS_WITHOUT_BASELINE: usize = 30;
/// A sender is new for so long after the first mail, so that the second hour of a flood is one too.
const NEW_FOR: i64 = DAY;
/// Money mails are pulled out that long before and after.
const AROUND: i64 = 48 * HOUR;

/// A flood, and what it may bury.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Burst {
    /// The account.
    pub account: AccountId,
    /// The first mail of it.
    pub begin: Instant,
    /// The last.
    pub end: Instant,
    /// How many mails.
    pub count: u64,
    /// How many senders wrote for the first time.
    pub senders: u64,
    /// Every mail about money of 48 hours before to 48 hours after, in the order in which to show them: proven ones
    /// first, those inside the flood before those around it, the newest first.
    pub money: Vec<ObservationId>,
}

/// Mails of a flood, by their places in the order of arrival.
struct Span {
    from: usize,
    to: usize,
    usual: u64,
}

pub(super) fn judge(account: &Account<'_>, said: &mut OverTime) {
    let seen = &account.seen;
    let Some(first) = seen.first() else { return };
    let times: Vec<i64> = seen.iter().map(|mail| mail.arrived.seconds()).collect();
    let mut baseline = Baseline::new(&times);
    let mut window = Window::new(seen);
    let mut spans: Vec<Span> = Vec::new();
    let mut is_new = None;
    for (to, mail) in seen.iter().enumerate() {
        window.push(mail);
        while window.from < to && between(at(seen, window.from), mail.arrived) >= HOUR {
            window.pop();
        }
        let count = to + 1 - window.from;
        if count < FLOOR {
            continue;
        }
        let begin = at(seen, window.from);
        let days = between(first.arrived, begin) / DAY;
        let (bar, senders, usual) = if days < LEAST_DAYS {
            if window.new >= NEW_SENDERS {
                is_new.get_or_insert(days);
            }
            (BAR_WITHOUT_BASELINE, SENDERS_WITHOUT_BASELINE, 0)
        } else {
            let (bar, usual) = baseline.bar(mail.arrived.seconds());
            (bar, NEW_SENDERS, usual)
        };
        if count < bar || window.new < senders {
            continue;
        }
        match spans.last_mut() {
            Some(last) if last.to + 1 >= window.from => last.to = to,
            _ => spans.push(Span {
                from: window.from,
                to,
                usual,
            }),
        }
    }
    if let Some(days) = is_new {
        let days = u64::try_from(days).unwrap_or(0);
        said.miss(account.id, &MailboxUnread::MailboxIsNew { days });
    }
    for span in spans {
        tell(account, &span, &window.first, said);
    }
}

fn at(seen: &[&Seen], index: usize) -> Instant {
    // Indices come from the walk over the same rows; the fallback is never reached.
    seen.get(index)
        .or(seen.last())
        .map_or(Instant(jiff::Timestamp::UNIX_EPOCH), |mail| mail.arrived)
}

fn tell(account: &Account<'_>, span: &Span, first: &HashMap<&Domain, i64>, said: &mut OverTime) {
    let flood = account.seen.get(span.from..=span.to).unwrap_or_default();
    let (Some(begin), Some(end)) = (flood.first(), flood.last()) else {
        return;
    };
    let (begin, end) = (begin.arrived, end.arrived);
    let senders: HashSet<&Domain> = flood
        .iter()
        .filter_map(|mail| mail.sender.as_ref().map(|sender| (mail, sender)))
        .filter(|(mail, sender)| is_fresh(mail, first.get(sender)))
        .map(|(_, sender)| sender)
        .collect();
    let mut money: Vec<&Seen> = account
        .seen
        .iter()
        .copied()
        .filter(|mail| mail.is_money)
        .filter(|mail| {
            between(mail.arrived, begin) <= AROUND && between(end, mail.arrived) <= AROUND
        })
        .collect();
    money.sort_by_key(|mail| {
        let is_inside = begin <= mail.arrived && mail.arrived <= end;
        (
            !mail.is_proven,
            !is_inside,
            std::cmp::Reverse(mail.arrived),
            mail.mail,
        )
    });
    let reason = MailboxReason::MailBurst {
        count: flood.len() as u64,
        senders: senders.len() as u64,
        begin,
        end,
        usual: span.usual,
        money: money.len() as u64,
    };
    let shown = money
        .iter()
        .take(SHOWN)
        .map(|mail| evidence(account, mail))
        .collect();
    said.find(Subject::Account(account.id.clone()), &reason, shown);
    said.bursts.push(Burst {
        account: account.id.clone(),
        begin,
        end,
        count: flood.len() as u64,
        senders: senders.len() as u64,
        money: money.into_iter().map(|mail| mail.mail).collect(),
    });
}

/// The mails of the last hour and how many of their senders are new.
struct Window<'a, 'b> {
    seen: &'b [&'a Seen],
    from: usize,
    new: usize,
    /// Mails of a sender in the window, and whether it was new at the last one.
    senders: HashMap<&'a Domain, (usize, bool)>,
    first: HashMap<&'a Domain, i64>,
}

impl<'a, 'b> Window<'a, 'b> {
    fn new(seen: &'b [&'a Seen]) -> Self {
        Self {
            seen,
            from: 0,
            new: 0,
            senders: HashMap::new(),
            first: HashMap::new(),
        }
    }

    fn push(&mut self, mail: &'a Seen) {
        let Some(sender) = &mail.sender else { return };
        self.first.entry(sender).or_insert(mail.arrived.seconds());
        let is_new = is_fresh(mail, self.first.get(sender));
        let entry = self.senders.entry(sender).or_insert((0, false));
        self.new -= usize::from(entry.1);
        *entry = (entry.0 + 1, is_new);
        self.new += usize::from(is_new);
    }

    fn pop(&mut self) {
        let sender = self
            .seen
            .get(self.from)
            .and_then(|mail| mail.sender.as_ref());
        self.from += 1;
        let Some(sender) = sender else { return };
        if let Some(entry) = self.senders.get_mut(sender) {
            entry.0 -= 1;
            if entry.0 == 0 {
                self.new -= usize::from(entry.1);
                self.senders.remove(sender);
            }
        }
    }
}

fn is_fresh(mail: &Seen, first: Option<&i64>) -> bool {
    first.is_some_and(|first| mail.arrived.seconds() - first < NEW_FOR)
}

/// How much mail is usual at a time of day.
struct Baseline {
    counts: HashMap<i64, u64>,
    begin: i64,
    known: HashMap<i64, (usize, u64)>,
}

impl Baseline {
    fn new(times: &[i64]) -> Self {
        let mut counts = HashMap::new();
        for time in times {
            *counts.entry(time.div_euclid(HOUR)).or_insert(0) += 1;
        }
        Self {
            counts,
            begin: times.first().map_or(0, |time| time.div_euclid(HOUR)),
            known: HashMap::new(),
        }
    }

    /// How many mails in the hour up to a moment are too many, and how many are usual.
    fn bar(&mut self, time: i64) -> (usize, u64) {
        let hour = time.div_euclid(HOUR);
        if let Some(known) = self.known.get(&hour) {
            return *known;
        }
        let mut values: Vec<u64> = (1..=BASELINE_DAYS)
            .flat_map(|day| [-1, 0, 1].map(|beside| hour - 24 * day + beside))
            .filter(|hour| *hour >= self.begin)
            .map(|hour| self.counts.get(&hour).copied().unwrap_or(0))
            .collect();
        let (usual, spread) = middle(&mut values);
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "counts of mails in an hour are small, and none is negative"
        )]
        let bar = {
            let usual = usual as f64;
            let distance = (spread as f64 * TO_DEVIATION).max(usual.sqrt()).max(1.0);
            (usual + DISTANCES * distance).ceil() as usize
        };
        let known = (bar.max(FLOOR), usual);
        self.known.insert(hour, known);
        known
    }
}
