//! Findings and gaps: what a room says, without a sentence.

use std::collections::BTreeMap;

use crate::{
    AccountId, Address, BrandId, Code, Day, Domain, Evidence, Instant, Method, Money,
    ObservationId, ProofResult,
};

/// How bad it is if the finding is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing to do.
    Note,
    /// Worth a look.
    Caution,
    /// Money, an account or a code is at stake.
    Danger,
}

/// How sure the room is that the finding is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// It may be so; innocent causes are common.
    Possible,
    /// Innocent causes are rare.
    Likely,
    /// Proven, or read directly from the evidence.
    Certain,
}

/// What a finding or gap is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Subject {
    /// A mail or a pasted text.
    Message(ObservationId),
    /// A file or folder that the person named.
    File(Box<str>),
    /// An account and its mailbox as a whole.
    Account(AccountId),
}

/// A typed value inside a finding; no variant can hold a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fact {
    /// A brand.
    Brand(BrandId),
    /// A domain name.
    Domain(Domain),
    /// A mail address.
    Address(Address),
    /// A sum.
    Money(Money),
    /// A day.
    Day(Day),
    /// A moment.
    Instant(Instant),
    /// A number of things.
    Count(u64),
    /// A number of octets.
    Octets(u64),
    /// A method of proof.
    Method(Method),
    /// The outcome of a method of proof.
    Result(ProofResult),
    /// A host as the person would read it in a link, already made harmless.
    Host(Box<str>),
    /// A short foreign text, already made harmless (see [`crate::Quote`]).
    Text(Box<str>),
    /// A word out of a closed list, worded by `words` (`fact-<name>-<word>`).
    Word(&'static str),
}

/// The named facts of a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts(BTreeMap<&'static str, Fact>);

impl Facts {
    /// No facts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// These facts and one more.
    #[must_use]
    pub fn with(mut self, name: &'static str, fact: Fact) -> Self {
        self.0.insert(name, fact);
        self
    }

    /// One fact by name.
    #[must_use]
    pub fn one(&self, name: &str) -> Option<&Fact> {
        self.0.get(name)
    }

    /// All facts in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Fact)> {
        self.0.iter().map(|(name, fact)| (*name, fact))
    }
}

/// A fact about the person's affairs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which finding.
    pub code: Code,
    /// How bad if true.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// About what.
    pub subject: Subject,
    /// The typed values that a sentence about it needs.
    pub facts: Facts,
    /// Where it rests.
    pub evidence: Vec<Evidence>,
}

/// A check that could not run; silence never reads as safety.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Which gap.
    pub code: Code,
    /// About what.
    pub subject: Subject,
    /// The typed values that a sentence about it needs.
    pub facts: Facts,
}
