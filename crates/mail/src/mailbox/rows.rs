//! The rows that the caller keeps, and the same sorted by account.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use facts::{AccountId, Answer, BrandId, Domain, Instant, ObservationId};

use super::Language;

/// A mail that was read once, whatever became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The mail.
    pub mail: ObservationId,
    /// The account whose mailbox it reached.
    pub account: AccountId,
    /// When the server took it in.
    pub arrived: Instant,
    /// The domain of its author, where there is one.
    pub sender: Option<Domain>,
    /// The brand it comes from, or claims to where it is not proven.
    pub brand: Option<BrandId>,
    /// Whether the sender is proven.
    pub is_proven: bool,
    /// Whether it tells of an order, a charge, a gift or a changed account.
    pub is_money: bool,
    /// Whether the person is asked about it, so that an answer can be waited for.
    pub is_asked: bool,
    /// What it says was changed in the account with the brand.
    pub change: Option<Change>,
    /// The order numbers in it.
    pub orders: Vec<Box<str>>,
    /// The language of its text as shown; see [`language`](super::language).
    pub language: Option<Language>,
}

/// What a notice says was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Change {
    /// The password.
    Password,
    /// The mail address.
    Email,
    /// The telephone number.
    Phone,
    /// The second step of signing in.
    TwoStep,
    /// The kind of account.
    AccountKind,
    /// An address to deliver to.
    Address,
    /// A way to pay.
    Payment,
}

impl Change {
    /// The word used as a fact.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::TwoStep => "two-step",
            Self::AccountKind => "account-kind",
            Self::Address => "address",
            Self::Payment => "payment",
        }
    }
}

/// A mail in a folder, from when to when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// The mail.
    pub mail: ObservationId,
    /// The account.
    pub account: AccountId,
    /// What the folder is for.
    pub role: Role,
    /// The folder's name.
    pub folder: Box<str>,
    /// When it was first seen there.
    pub first_seen: Instant,
    /// When it was last seen there.
    pub last_seen: Instant,
    /// When it was first found to be gone from there.
    pub gone_since: Option<Instant>,
    /// When it was seen to be marked as read.
    pub read: Option<Reading>,
}

/// What was seen of the mark that says that a mail was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// When it was last seen without the mark; `None` where it had it at first sight.
    pub unread_at: Option<Instant>,
    /// When it was first seen with it.
    pub read_at: Instant,
}

/// What a folder is for (RFC 6154).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Where mail arrives.
    Inbox,
    /// What was thrown away.
    Trash,
    /// What was taken for unwanted.
    Junk,
    /// What was put aside.
    Archive,
    /// What was sent.
    Sent,
    /// Any other folder.
    Other,
}

/// A folder whose numbering began anew, so that what was in it cannot be followed (RFC 9051 §2.3.1.1, UIDVALIDITY).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// The account.
    pub account: AccountId,
    /// The folder.
    pub folder: Box<str>,
    /// When that was noticed.
    pub when: Instant,
}

/// An answer of the person's about a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The mail.
    pub mail: ObservationId,
    /// What was said.
    pub answer: Answer,
    /// When.
    pub when: Instant,
}

/// Since when an account is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// The account.
    pub account: AccountId,
    /// Since when; mails that arrived before were found, not followed.
    pub since: Instant,
}

/// Everything that [`over_time`](super::over_time) looks at; it may be rows of many accounts, in any order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rows<'a> {
    /// Every mail ever seen, or at least of the last [`Rows::DAYS`] days.
    pub seen: &'a [Seen],
    /// Every folder in which one lay.
    pub placements: &'a [Placement],
    /// Folders that began anew.
    pub renewals: &'a [Renewal],
    /// The person's answers.
    pub answers: &'a [Answered],
    /// Since when accounts are followed; an account without is taken as found, not followed.
    pub watches: &'a [Watch],
}

impl Rows<'_> {
    /// Days back from now of which rows are wanted; older ones are not missed.
    pub const DAYS: i64 = 400;
}

/// The rows of one account.
#[derive(Debug)]
pub(super) struct Account<'a> {
    pub(super) id: &'a AccountId,
    pub(super) now: Instant,
    /// In the order of arrival, each mail once.
    pub(super) seen: Vec<&'a Seen>,
    places: HashMap<ObservationId, Vec<&'a Placement>>,
    pub(super) renewals: Vec<&'a Renewal>,
    answers: HashMap<ObservationId, Answered>,
    /// Order numbers of mails that were answered.
    mine: HashSet<&'a str>,
    answered: HashSet<&'a str>,
    pub(super) since: Option<Instant>,
}

impl<'a> Account<'a> {
    pub(super) fn all(rows: &Rows<'a>, now: Instant) -> Vec<Self> {
        let mut answers: HashMap<ObservationId, Answered> = HashMap::new();
        for answer in rows.answers {
            let last = answers.entry(answer.mail).or_insert(*answer);
            if answer.when >= last.when {
                *last = *answer;
            }
        }
        let mut accounts: BTreeMap<&AccountId, Self> = BTreeMap::new();
        for seen in rows.seen {
            let account = accounts
                .entry(&seen.account)
                .or_insert_with(|| Self::new(&seen.account, now));
            account.seen.push(seen);
        }
        for place in rows.placements {
            if let Some(account) = accounts.get_mut(&place.account) {
                account.places.entry(place.mail).or_default().push(place);
            }
        }
        for renewal in rows.renewals {
            if let Some(account) = accounts.get_mut(&renewal.account) {
                account.renewals.push(renewal);
            }
        }
        for watch in rows.watches {
            if let Some(account) = accounts.get_mut(&watch.account) {
                account.since = Some(account.since.map_or(watch.since, |it| it.min(watch.since)));
            }
        }
        let mut accounts: Vec<Self> = accounts.into_values().collect();
        for account in &mut accounts {
            account.sort(&answers);
        }
        accounts
    }

    fn new(id: &'a AccountId, now: Instant) -> Self {
        Self {
            id,
            now,
            seen: Vec::new(),
            places: HashMap::new(),
            renewals: Vec::new(),
            answers: HashMap::new(),
            mine: HashSet::new(),
            answered: HashSet::new(),
            since: None,
        }
    }

    fn sort(&mut self, answers: &HashMap<ObservationId, Answered>) {
        self.seen.sort_by_key(|seen| (seen.arrived, seen.mail));
        let mut once = BTreeSet::new();
        self.seen.retain(|seen| once.insert(seen.mail));
        for places in self.places.values_mut() {
            places.sort_by_key(|place| (place.first_seen, place.last_seen));
        }
        for seen in &self.seen {
            let Some(answer) = answers.get(&seen.mail) else {
                continue;
            };
            self.answers.insert(seen.mail, *answer);
            for order in &seen.orders {
                self.answered.insert(order);
                if answer.answer == Answer::Mine {
                    self.mine.insert(order);
                }
            }
        }
    }

    /// Where a mail lay, in the order in which it was seen there.
    pub(super) fn places(&self, mail: &Seen) -> &[&'a Placement] {
        self.places.get(&mail.mail).map_or(&[], Vec::as_slice)
    }

    /// Whether the person knows the mail, or its order, as their own doing.
    pub(super) fn is_mine(&self, mail: &Seen) -> bool {
        match self.answers.get(&mail.mail) {
            Some(answer) => answer.answer == Answer::Mine,
            None => mail.orders.iter().any(|order| self.mine.contains(&**order)),
        }
    }

    /// Whether the person said anything about the mail or its order.
    pub(super) fn is_answered(&self, mail: &Seen) -> bool {
        self.answers.contains_key(&mail.mail)
            || mail
                .orders
                .iter()
                .any(|order| self.answered.contains(&**order))
    }

    /// Whether a mail was followed from its arrival.
    pub(super) fn is_followed(&self, mail: &Seen) -> bool {
        self.since.is_some_and(|since| mail.arrived >= since)
    }
}

impl Seen {
    /// Whether a thief has a reason to hide it: money, or a change of the account.
    pub(super) fn matters(&self) -> bool {
        self.is_money || self.change.is_some()
    }
}

/// Seconds from one moment to another.
pub(super) fn between(from: Instant, to: Instant) -> i64 {
    to.seconds().saturating_sub(from.seconds())
}
