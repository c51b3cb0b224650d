//! Genuine notices that nobody answered: one finding, however many they are.

use facts::{Severity, Subject};

use super::rows::{Account, Rows, Seen, between};
use super::{DAY, HOUR, MailboxReason, MailboxUnread, OverTime, SHOWN, evidence};

/// Nobody need answer on the first day.
const FRESH: i64 = DAY;
/// Up to this age notices are days old, and a note is enough.
const DAYS_OLD: i64 = 7 * DAY;
/// Up to this age they are weeks old; card issuers cover what is reported within sixty days.
const WEEKS_OLD: i64 = 60 * DAY;
/// Clocks of servers differ; only what is later than this lies in the future.
const CLOCKS_DIFFER: i64 = HOUR;

pub(super) fn judge(account: &Account<'_>, said: &mut OverTime) {
    let mut open: Vec<&Seen> = Vec::new();
    let mut future = 0;
    for mail in &account.seen {
        if !mail.is_proven || !mail.matters() || !mail.is_asked || account.is_answered(mail) {
            continue;
        }
        let age = between(mail.arrived, account.now);
        if age < -CLOCKS_DIFFER {
            future += 1;
        } else if (FRESH..=Rows::DAYS * DAY).contains(&age) {
            open.push(mail);
        }
    }
    if future > 0 {
        said.miss(
            account.id,
            &MailboxUnread::ArrivalInTheFuture { count: future },
        );
    }
    // Rows are in the order of arrival.
    let Some(oldest) = open.first() else { return };
    let (age, severity) = match between(oldest.arrived, account.now) {
        age if age <= DAYS_OLD => ("days", Severity::Note),
        age if age <= WEEKS_OLD => ("weeks", Severity::Caution),
        _ => ("months", Severity::Caution),
    };
    let reason = MailboxReason::NoticeUnanswered {
        count: open.len() as u64,
        oldest: oldest.arrived,
        age,
    };
    // The newest are the ones still remembered.
    let shown = open
        .iter()
        .rev()
        .take(SHOWN)
        .map(|mail| evidence(account, mail))
        .collect();
    if let Some(finding) = said.find(Subject::Account(account.id.clone()), &reason, shown) {
        finding.severity = severity;
    }
}
