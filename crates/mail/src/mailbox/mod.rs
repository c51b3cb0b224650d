//! Judgement over time: what happens to a mailbox that hides a theft.
//!
//! [`over_time`] looks at rows of what was seen when and where; [`FilterJudge`] at the rules by which a
//! mailbox sorts its mail. Neither knows the time, a store or a server: rows and clock come in as arguments. The windows
//! and numbers, and where each comes from, stand in `docs/over-time.md`.

mod burst;
mod change;
mod filters;
mod folders;
mod habit;
mod language;
mod reading_time;
mod reason;
mod rows;
mod tongue;
mod unanswered;
mod vanished;

use std::collections::BTreeMap;

use facts::{AccountId, Evidence, Finding, Gap, Instant, Place, Quote, Reason as _, Subject};

pub use burst::Burst;
pub use filters::{FilterAsk, FilterJudge, FiltersJudged};
pub use language::{Language, language};
pub use reason::{MailboxReason, MailboxUnread};
pub use rows::{Answered, Change, Placement, Reading, Renewal, Role, Rows, Seen, Watch};

use rows::Account;

/// Mails shown as the evidence of one finding.
const SHOWN: usize = 50;
pub(crate) const MINUTE: i64 = 60;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// What was found in the rows of all accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OverTime {
    /// What was found, account by account.
    pub findings: Vec<Finding>,
    /// What could not be judged.
    pub gaps: Vec<Gap>,
    /// Floods of mail, each with the money mails to be shown first.
    pub bursts: Vec<Burst>,
}

/// Judges what happened in mailboxes up to `now`.
///
/// Each account is judged by its own rows alone, and nothing depends on their order.
#[must_use]
pub fn over_time(rows: &Rows<'_>, now: Instant) -> OverTime {
    let mut said = OverTime::default();
    for account in Account::all(rows, now) {
        vanished::judge(&account, &mut said);
        folders::judge(&account, &mut said);
        reading_time::judge(&account, &mut said);
        burst::judge(&account, &mut said);
        tongue::judge(&account, &mut said);
        change::judge(&account, &mut said);
        unanswered::judge(&account, &mut said);
    }
    said
}

impl OverTime {
    fn find(
        &mut self,
        subject: Subject,
        reason: &MailboxReason,
        evidence: Vec<Evidence>,
    ) -> Option<&mut Finding> {
        self.findings.push(Finding {
            code: reason.code(),
            severity: reason.severity(),
            confidence: reason.confidence(),
            subject,
            facts: reason.facts(),
            evidence,
        });
        self.findings.last_mut()
    }

    fn miss(&mut self, account: &AccountId, unread: &MailboxUnread) {
        self.gaps.push(Gap {
            code: unread.code(),
            subject: Subject::Account(account.clone()),
            facts: unread.facts(),
        });
    }
}

/// A mail as evidence: where it lay, and who sent it.
fn evidence(account: &Account<'_>, mail: &Seen) -> Evidence {
    let folder = account
        .places(mail)
        .last()
        .map(|place| place.folder.clone())
        .unwrap_or_default();
    Evidence {
        observation: mail.mail,
        place: Place::Folder { name: folder },
        quote: Quote::whole(mail.sender.as_ref().map_or("", |domain| domain.as_str())),
    }
}

/// Counts by key, in the order of the keys.
fn counted<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeMap<K, u64> {
    let mut counts = BTreeMap::new();
    for key in keys {
        *counts.entry(key).or_insert(0) += 1;
    }
    counts
}
