//! What a room still needs, and what only the person can answer.

use crate::{BrandId, DnsQuestion, Finding, ObservationId};

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
    /// One order, whatever number of mails speaks of it.
    Order {
        /// With whom.
        brand: BrandId,
        /// Its number, in the brand's own form.
        number: Box<str>,
    },
    /// One set of a mailbox's filter rules.
    Filter(ObservationId),
}

impl Thing {
    /// The text under which answers to the thing are kept; it never changes.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Mail(id) => format!("mail:{id}"),
            Self::Order { brand, number } => format!("order:{}:{number}", brand.as_str()),
            Self::Filter(id) => format!("filter:{id}"),
        }
    }

    /// Reads [`Self::key`] back; `None` for what is no key.
    ///
    /// A brand's identifier holds no colon, so that what follows the second one is the number.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        let (kind, rest) = key.split_once(':')?;
        match kind {
            "mail" => ObservationId::parse(rest).map(Self::Mail),
            "filter" => ObservationId::parse(rest).map(Self::Filter),
            "order" => {
                let (brand, number) = rest.split_once(':')?;
                (!brand.is_empty() && !number.is_empty()).then(|| Self::Order {
                    brand: BrandId(brand.into()),
                    number: number.into(),
                })
            }
            _ => None,
        }
    }
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
    /// The answer before is taken back; nothing is deleted, the last one counts.
    Withdrawn,
}

impl Answer {
    /// Every answer.
    pub const ALL: &'static [Self] = &[
        Self::Mine,
        Self::NotMine,
        Self::Unsure,
        Self::Wrong,
        Self::Withdrawn,
    ];

    /// The word under which the answer is kept; it never changes.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::NotMine => "not-mine",
            Self::Unsure => "unsure",
            Self::Wrong => "wrong",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads [`Self::as_str`] back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|answer| answer.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_is_read_back_from_its_key() {
        let id = ObservationId::of(b"a mail");
        let order = Thing::Order {
            brand: BrandId("example-shop".into()),
            number: "249-1:2".into(),
        };
        for thing in [Thing::Mail(id), Thing::Filter(id), order] {
            assert_eq!(Thing::parse(&thing.key()), Some(thing));
        }
        for torn in [
            "", "mail", "mail:", "mail:0", "order:a", "order::1", "order:a:", "card:1",
        ] {
            assert_eq!(Thing::parse(torn), None, "{torn}");
        }
    }

    #[test]
    fn an_answer_is_read_back_from_its_word() {
        for answer in Answer::ALL {
            assert_eq!(Answer::parse(answer.as_str()), Some(*answer));
        }
        assert_eq!(Answer::parse("yes"), None);
    }
}
