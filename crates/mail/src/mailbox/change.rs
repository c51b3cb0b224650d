//! A change of the account with a brand, near an order.

use facts::{Confidence, Severity, Subject};

use super::rows::{Account, Change, Seen, between};
use super::{HOUR, MailboxReason, MailboxUnread, OverTime, evidence};

/// How long before an order a change that opens the account to somebody else counts.
const TAKEN_BEFORE: i64 = 72 * HOUR;
/// How long before an order a change counts that people make when they order.
const USUAL_BEFORE: i64 = 24 * HOUR;
/// How long after an order: a change then keeps the person out or the notices away.
const AFTER: i64 = 24 * HOUR;

pub(super) fn judge(account: &Account<'_>, said: &mut OverTime) {
    let mut unproven = 0;
    // Rows are in the order of arrival, so only neighbors are looked at.
    let times: Vec<i64> = account
        .seen
        .iter()
        .map(|mail| mail.arrived.seconds())
        .collect();
    for mail in &account.seen {
        let Some(change) = mail.change else { continue };
        let Some(brand) = mail.brand.as_ref().filter(|_| !account.is_mine(mail)) else {
            continue;
        };
        let at = mail.arrived.seconds();
        let from = times.partition_point(|time| *time < at - AFTER);
        let to = times.partition_point(|time| *time <= at + before(change));
        let orders = account
            .seen
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .filter(|order| order.brand.as_ref() == Some(brand) && order.mail != mail.mail)
            .filter(|order| !order.orders.is_empty() && !account.is_mine(order));
        let (proven, others): (Vec<&Seen>, Vec<&Seen>) =
            orders.copied().partition(|order| order.is_proven);
        let nearest = proven
            .iter()
            .min_by_key(|order| between(mail.arrived, order.arrived).abs());
        match nearest {
            Some(order) if mail.is_proven => {
                let reason = MailboxReason::ChangeNearOrder {
                    brand: brand.clone(),
                    change: change.word(),
                    changed: mail.arrived,
                    ordered: order.arrived,
                    turn: if mail.arrived <= order.arrived {
                        "before"
                    } else {
                        "after"
                    },
                };
                let shown = vec![evidence(account, mail), evidence(account, order)];
                let finding = said.find(Subject::Message(mail.mail), &reason, shown);
                if let (Some(finding), false) = (finding, takes_over(change)) {
                    finding.severity = Severity::Caution;
                    finding.confidence = Confidence::Possible;
                }
            }
            Some(_) => unproven += 1,
            None => unproven += u64::from(mail.is_proven && !others.is_empty()),
        }
    }
    if unproven > 0 {
        said.miss(
            account.id,
            &MailboxUnread::NoticesNotProven { count: unproven },
        );
    }
}

/// Whether a change can put an account into other hands.
const fn takes_over(change: Change) -> bool {
    !matches!(change, Change::Address | Change::Payment)
}

const fn before(change: Change) -> i64 {
    if takes_over(change) {
        TAKEN_BEFORE
    } else {
        USUAL_BEFORE
    }
}
