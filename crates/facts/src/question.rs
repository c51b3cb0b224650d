//! What a room still needs, and what only the person can answer.

use crate::{DnsQuestion, Finding, ObservationId};

/// What a judging room must be given before it can say more; `mioboe` fills it and asks again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Need {
    /// An answer from DNS.
    Dns(DnsQuestion),
    /// A look into a picture or document, by a process of its own; the identity is that of its bytes.
    Look(ObservationId),
}

/// The thing a question is about; an answer belongs to it and survives new runs and new brand tables.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Thing {
    /// One mail.
    Mail(ObservationId),
}

/// 身に覚えがありますか: one question per thing, with all that was found about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What is asked about.
    pub thing: Thing,
    /// Everything found about it.
    pub findings: Vec<Finding>,
}

/// What the person said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Answer {
    /// はい、身に覚えがあります.
    Mine,
    /// いいえ.
    NotMine,
    /// わからない.
    Unsure,
    /// "mioboe is wrong about this": shown next time, never raises anything to genuine.
    Wrong,
}
