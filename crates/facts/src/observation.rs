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
