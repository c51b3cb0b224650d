//! What was seen, where it came from, and whose it is.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::Instant;

/// The SHA-256 of an observation's bytes: the same bytes are the same observation, wherever they turn up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObservationId([u8; 32]);

impl ObservationId {
    /// The identity of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The identity with this hash, as it was kept.
    #[must_use]
    pub fn from_bytes(hash: [u8; 32]) -> Self {
        Self(hash)
    }

    /// Reads the 64 lower-case hexadecimal digits that [`fmt::Display`] writes; `None` for anything else.
    #[must_use]
    pub fn parse(hex: &str) -> Option<Self> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        };
        if hex.len() != 64 {
            return None;
        }
        let mut hash = [0; 32];
        for (byte, pair) in hash.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
            let [high, low] = pair else { return None };
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
        Some(Self(hash))
    }

    /// The hash itself.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for ObservationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0 {
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for ObservationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// The person whose affairs an observation belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub Box<str>);

/// The account (a mailbox, a shop account, a card) through which something was observed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(pub Box<str>);

/// Where an observation came from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// A file that the person named, with its position for containers of many.
    File {
        /// The file as the person named it.
        name: Box<str>,
        /// Counted from 1 inside an mbox or archive; absent for a file that is one mail.
        position: Option<u64>,
    },
    /// A message in a folder of a mailbox on a server (RFC 9051 §2.3.1.1 names it by these three).
    Mailbox {
        /// The folder's name, decoded.
        folder: Box<str>,
        /// The folder's UIDVALIDITY.
        validity: u32,
        /// The message's UID.
        uid: u32,
    },
    /// Text that the person pasted or piped.
    Pasted,
    /// What the person answered to a question.
    Answered,
}

/// What kind of thing was observed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ObservationKind {
    /// A mail message in its raw form.
    Mail,
    /// The text of a mail, an SMS, a link or a number, without the source.
    Text,
    /// An answer to a question.
    Answer,
    /// What a genuine mail says: an order, a card, a sign-in.
    Notice,
    /// The rules by which a mailbox files, forwards or discards mail.
    Filter,
}

impl ObservationKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Mail,
        Self::Text,
        Self::Answer,
        Self::Notice,
        Self::Filter,
    ];

    /// The word under which the kind is kept; it never changes.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Text => "text",
            Self::Answer => "answer",
            Self::Notice => "notice",
            Self::Filter => "filter",
        }
    }

    /// Reads [`Self::as_str`] back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }
}

/// Something seen, immutable: what, where from, whose, and when it reached us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// The identity of the bytes.
    pub id: ObservationId,
    /// What it is.
    pub kind: ObservationKind,
    /// Where it came from.
    pub source: Source,
    /// Whose affairs it concerns; absent for a check without set-up.
    pub person: Option<PersonId>,
    /// Through which account it came; absent for a check without set-up.
    pub account: Option<AccountId>,
    /// When it reached us, by the clock that `mioboe` passes in.
    pub taken: Instant,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_is_read_back_from_its_digits_alone() {
        let id = ObservationId::of(b"a mail");
        let hex = id.to_string();
        assert_eq!(ObservationId::parse(&hex), Some(id));
        assert_eq!(ObservationId::from_bytes(*id.as_bytes()), id);
        for torn in [&hex[1..], &hex.to_uppercase(), &format!("{hex}0"), "", "é"] {
            assert_eq!(ObservationId::parse(torn), None, "{torn}");
        }
    }

    #[test]
    fn a_kind_is_read_back_from_its_word() {
        for kind in ObservationKind::ALL {
            assert_eq!(ObservationKind::parse(kind.as_str()), Some(*kind));
        }
        assert_eq!(ObservationKind::parse("Mail"), None);
    }
}
