//! DNS questions and answers as data, kept with a verdict so that it can be repeated years later.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr};

/// The kinds of record that proving a mail needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// Text: SPF policies, DKIM keys, DMARC policies.
    Txt,
    /// IPv4 addresses.
    A,
    /// IPv6 addresses.
    Aaaa,
    /// Mail exchangers.
    Mx,
    /// Reverse names.
    Ptr,
}

/// A question to DNS: a lower-case name without the final dot, and a kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DnsQuestion {
    /// The name; not a [`crate::Domain`], since hostile mail makes verifiers ask for impossible names.
    pub name: Box<str>,
    /// The kind of record.
    pub kind: RecordKind,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DnsRecord {
    /// The strings of one TXT record, joined (RFC 6376 §3.6.2.2, RFC 7208 §3.3).
    Txt(Vec<u8>),
    /// An IPv4 address.
    A(Ipv4Addr),
    /// An IPv6 address.
    Aaaa(Ipv6Addr),
    /// A mail exchanger and its preference.
    Mx {
        /// Lower is tried first.
        preference: u16,
        /// The exchanger's name.
        exchange: Box<str>,
    },
    /// A reverse name.
    Ptr(Box<str>),
}

/// What DNS said.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DnsAnswer {
    /// The records; empty where the name exists without records of this kind.
    Records(Vec<DnsRecord>),
    /// The name does not exist.
    NoSuchName,
    /// Nobody answered in time, or with an error: nothing is known.
    Unreachable,
}

/// Recorded answers. A question that is not among them is *unknown*, unless the records are closed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DnsRecords {
    answers: BTreeMap<DnsQuestion, DnsAnswer>,
    closed: bool,
}

impl DnsRecords {
    /// No answers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// No answers, and whatever is not recorded does not exist (the form of a frozen zone).
    #[must_use]
    pub fn closed() -> Self {
        Self {
            answers: BTreeMap::new(),
            closed: true,
        }
    }

    /// Whether a question that is not recorded counts as "does not exist".
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Records an answer; a later one replaces an earlier one.
    pub fn insert(&mut self, question: DnsQuestion, answer: DnsAnswer) {
        self.answers.insert(question, answer);
    }

    /// Records all of `other`'s answers.
    pub fn extend(&mut self, other: &Self) {
        for (question, answer) in &other.answers {
            self.answers.insert(question.clone(), answer.clone());
        }
    }

    /// The recorded answer; `None` where nothing is known.
    #[must_use]
    pub fn answer(&self, question: &DnsQuestion) -> Option<&DnsAnswer> {
        const NOTHING: DnsAnswer = DnsAnswer::NoSuchName;
        match self.answers.get(question) {
            Some(answer) => Some(answer),
            None if self.closed => Some(&NOTHING),
            None => None,
        }
    }

    /// All recorded answers in the order of their questions.
    pub fn iter(&self) -> impl Iterator<Item = (&DnsQuestion, &DnsAnswer)> {
        self.answers.iter()
    }

    /// How many answers are recorded.
    #[must_use]
    pub fn len(&self) -> usize {
        self.answers.len()
    }

    /// Whether nothing is recorded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }
}
