//! How a folder stands, and what was noticed of it on the way.

use super::answer::{Answer, Status};
use super::value::{Value, number};
use super::wait::Woken;

/// Keywords of a message that are kept; more say nothing.
const KEYWORDS_TOLD: usize = 32;

/// What is marked on a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessageFlags {
    /// Somebody opened it.
    pub is_seen: bool,
    /// Somebody answered it.
    pub is_answered: bool,
    /// Somebody marked it.
    pub is_flagged: bool,
    /// It will go with the next expunge.
    pub is_deleted: bool,
    /// It is a draft.
    pub is_draft: bool,
    /// Other marks, as the server writes them.
    pub others: Vec<String>,
}

impl MessageFlags {
    pub(super) fn read(values: &[Value<'_>]) -> Self {
        let mut flags = Self::default();
        for flag in values.iter().filter_map(Value::octets) {
            match flag.to_ascii_lowercase().as_slice() {
                b"\\seen" => flags.is_seen = true,
                b"\\answered" => flags.is_answered = true,
                b"\\flagged" => flags.is_flagged = true,
                b"\\deleted" => flags.is_deleted = true,
                b"\\draft" => flags.is_draft = true,
                // Told to whoever comes first, and no mark of anybody's.
                b"\\recent" => {}
                _ if flags.others.len() < KEYWORDS_TOLD => {
                    flags.others.push(super::error::said(flag, &[]));
                }
                _ => {}
            }
        }
        flags
    }
}

/// How a folder stands, as told when it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FolderState {
    /// The numbering: where it differs from the one known, no number known before counts (RFC 3501 §2.3.1.1).
    pub uid_validity: u32,
    /// The number that the next message gets at least; most servers tell it.
    pub uid_next: Option<u32>,
    /// The latest change, where the server counts changes (CONDSTORE, RFC 7162).
    pub highest_mod_sequence: Option<u64>,
    /// How many messages there are.
    pub exists: u32,
}

/// The folder that is open, and what the server told of it unasked.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) state: FolderState,
    pub(super) is_new: bool,
    pub(super) is_changed: bool,
    pub(super) is_renumbered: bool,
}

impl Open {
    pub(super) fn note(&mut self, answer: &Answer<'_>) {
        match answer {
            Answer::Exists(count) => {
                self.is_new |= *count > self.state.exists;
                self.is_changed |= *count < self.state.exists;
                self.state.exists = *count;
            }
            Answer::Expunged => {
                self.state.exists = self.state.exists.saturating_sub(1);
                self.is_changed = true;
            }
            Answer::Vanished | Answer::Fetch(_) | Answer::Unreadable => self.is_changed = true,
            Answer::Status(spoken)
                if spoken.status == Status::Ok && spoken.is_code("UIDVALIDITY") =>
            {
                let told: Option<u32> = number(spoken.argument);
                self.is_renumbered |= told.is_some_and(|told| told != self.state.uid_validity);
            }
            _ => {}
        }
    }

    /// What was noticed since this was last asked.
    pub(super) fn news(&mut self) -> Option<Woken> {
        let news = if self.is_new {
            Some(Woken::New)
        } else if self.is_changed {
            Some(Woken::Changed)
        } else {
            None
        };
        self.is_new = false;
        self.is_changed = false;
        news
    }
}
