//! A brand's mail about money that was marked as read within moments of its arrival.

use facts::Subject;

use super::habit::share_is;
use super::rows::{Account, Reading, Seen, between};
use super::{MINUTE, MailboxReason, MailboxUnread, OverTime, evidence};

/// Nobody reads a mail this fast who does not wait for it; a rule does.
const AT_ONCE: i64 = MINUTE;
/// Seen without and with the mark within this time, a reading counts as observed.
const OBSERVED: i64 = 10 * MINUTE;
/// So many observed readings make a habit known.
const HABIT_LEAST: u64 = 20;
/// Who reads this share of the mail at once, in percent, reads so.
const HABIT_SHARE: u64 = 20;

pub(super) fn judge(account: &Account<'_>, said: &mut OverTime) {
    let is_judged = |mail: &Seen| {
        mail.is_proven && mail.matters() && !account.is_mine(mail) && account.is_followed(mail)
    };
    let (mut observed, mut fast) = (0, 0);
    for mail in &account.seen {
        // What is judged must not be its own measure.
        let Some(reading) = reading(account, mail).filter(|_| !is_judged(mail)) else {
            continue;
        };
        if account.is_followed(mail) && is_observed(mail, reading) {
            observed += 1;
            fast += u64::from(is_fast(mail, reading));
        }
    }
    let is_known = observed >= HABIT_LEAST;
    let is_habit = share_is(fast, observed, HABIT_LEAST, HABIT_SHARE);
    let mut missed = 0;
    for mail in account.seen.iter().filter(|mail| is_judged(mail)) {
        let (Some(brand), Some(reading)) = (&mail.brand, reading(account, mail)) else {
            continue;
        };
        if !is_fast(mail, reading) {
            // It was read somewhere between two looks that lie too far apart.
            let from = reading
                .unread_at
                .map_or(0, |unread| between(mail.arrived, unread));
            missed += u64::from(from < AT_ONCE && !is_observed(mail, reading));
            continue;
        }
        if !is_known {
            missed += 1;
            continue;
        }
        if is_habit {
            continue;
        }
        let reason = MailboxReason::BrandMailReadAtOnce {
            brand: brand.clone(),
            arrived: mail.arrived,
            seconds: u64::try_from(between(mail.arrived, reading.read_at)).unwrap_or(0),
        };
        said.find(
            Subject::Message(mail.mail),
            &reason,
            vec![evidence(account, mail)],
        );
    }
    if missed > 0 {
        said.miss(
            account.id,
            &MailboxUnread::ReadingNotObserved { count: missed },
        );
    }
}

/// What was seen of a mail's reading in the folder where it was first marked.
fn reading(account: &Account<'_>, mail: &Seen) -> Option<Reading> {
    account
        .places(mail)
        .iter()
        .filter_map(|place| place.read)
        .min_by_key(|reading| reading.read_at)
}

fn is_fast(mail: &Seen, reading: Reading) -> bool {
    between(mail.arrived, reading.read_at) <= AT_ONCE
}

fn is_observed(mail: &Seen, reading: Reading) -> bool {
    let unread = reading
        .unread_at
        .map_or(mail.arrived, |unread| unread.max(mail.arrived));
    between(unread, reading.read_at) <= OBSERVED
}
