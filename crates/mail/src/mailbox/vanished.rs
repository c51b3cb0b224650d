//! A mail about money that was seen once and is gone from every folder.

use std::collections::BTreeMap;

use facts::{Confidence, Instant, Subject};

use super::habit::share_is;
use super::rows::{Account, Role, Seen, between};
use super::{DAY, HOUR, MINUTE, MailboxReason, MailboxUnread, OverTime, evidence};

/// A mail that moved is found in its new folder within this time; before it counts as gone.
const SETTLED: i64 = HOUR;
/// Mails that are gone within this time of each other went together.
const TOGETHER: i64 = 10 * MINUTE;
/// That many going together may be the emptying of a mailbox …
const EMPTIED_LEAST: usize = 10;
/// … where they are at least this share, in percent, of what was there.
const EMPTIED_SHARE: u64 = 50;
/// A folder that began anew, within this time, explains that mails are gone from it.
const RENEWED: i64 = DAY;
/// Trash and junk are emptied by providers after this time or more.
const RETENTION: i64 = 7 * DAY;
/// Mails are gone by a rule of age where so many others went at the same age …
const SAME_AGE_LEAST: usize = 5;
/// … give or take this.
const SAME_AGE: i64 = 2 * DAY;
/// A mailbox out of which this share of followed mails is gone, in percent, is emptied by another program …
const COLLECTED_SHARE: u64 = 50;
/// … where at least so many were followed.
const COLLECTED_LEAST: u64 = 20;
/// A person who deleted so many mails about money before, all known as their own, deletes such mails.
const HABIT_LEAST: u64 = 3;

pub(super) fn judge(account: &Account<'_>, said: &mut OverTime) {
    let gone: Vec<(Instant, &Seen)> = account
        .seen
        .iter()
        .filter_map(|mail| Some((gone_since(account, mail)?, *mail)))
        .collect();
    if gone.is_empty() {
        return;
    }
    let times = Times::new(account, &gone);
    let mut unexplained: BTreeMap<&'static str, u64> = BTreeMap::new();
    let mut unproven = 0;
    let deleted_own = gone
        .iter()
        .filter(|(_, mail)| mail.is_proven && mail.matters() && account.is_mine(mail))
        .count() as u64;
    for (when, mail) in &gone {
        if account.is_mine(mail) || between(*when, account.now) < SETTLED {
            continue;
        }
        if !mail.is_proven {
            // Whoever deletes a false mail does well; a true one that could not be proven may be among them, and what
            // it told of is not known.
            unproven += u64::from(mail.brand.is_some());
            continue;
        }
        if !mail.matters() {
            continue;
        }
        let (Some(domain), false) = (&mail.sender, times.is_kept_no_longer(account, *when, mail))
        else {
            continue;
        };
        if let Some(cause) = times.cause(account, *when, mail) {
            *unexplained.entry(cause).or_default() += 1;
            continue;
        }
        let reason = MailboxReason::MoneyMailVanished {
            domain: domain.clone(),
            arrived: mail.arrived,
            gone: *when,
        };
        let shown = vec![evidence(account, mail)];
        if let Some(finding) = said.find(Subject::Message(mail.mail), &reason, shown)
            && deleted_own >= HABIT_LEAST
        {
            finding.confidence = Confidence::Possible;
        }
    }
    for (cause, count) in unexplained {
        said.miss(
            account.id,
            &MailboxUnread::VanishingNotJudged { count, cause },
        );
    }
    if unproven > 0 {
        said.miss(
            account.id,
            &MailboxUnread::NoticesNotProven { count: unproven },
        );
    }
}

/// When a mail was first found to be gone from the last folder it lay in.
fn gone_since(account: &Account<'_>, mail: &Seen) -> Option<Instant> {
    let places = account.places(mail);
    places
        .iter()
        .map(|place| place.gone_since)
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .max()
}

/// When mails came and went.
struct Times {
    /// When mails were first seen.
    came: Vec<i64>,
    /// When mails were gone.
    went: Vec<i64>,
    /// At what age they were gone, for those that do not matter.
    ages: Vec<i64>,
    is_collected: bool,
}

impl Times {
    fn new(account: &Account<'_>, gone: &[(Instant, &Seen)]) -> Self {
        let mut came: Vec<i64> = account
            .seen
            .iter()
            .filter_map(|mail| Some(account.places(mail).first()?.first_seen.seconds()))
            .collect();
        came.sort_unstable();
        let mut went: Vec<i64> = gone.iter().map(|(when, _)| when.seconds()).collect();
        went.sort_unstable();
        let mut ages: Vec<i64> = gone
            .iter()
            .filter(|(_, mail)| !mail.matters())
            .map(|(when, mail)| between(mail.arrived, *when))
            .collect();
        ages.sort_unstable();
        // A program that takes mail away takes all kinds; those that matter are left out of the count, since they are
        // what is judged.
        let followed: Vec<&&Seen> = account
            .seen
            .iter()
            .filter(|mail| {
                !mail.matters() && account.is_followed(mail) && !account.places(mail).is_empty()
            })
            .collect();
        let taken = followed
            .iter()
            .filter(|mail| gone_since(account, mail).is_some())
            .count() as u64;
        Self {
            came,
            went,
            ages,
            is_collected: share_is(
                taken,
                followed.len() as u64,
                COLLECTED_LEAST,
                COLLECTED_SHARE,
            ),
        }
    }

    /// Whether a rule of retention explains that a mail is gone.
    fn is_kept_no_longer(&self, account: &Account<'_>, when: Instant, mail: &Seen) -> bool {
        let Some(last) = account
            .places(mail)
            .iter()
            .max_by_key(|place| place.gone_since)
        else {
            return false;
        };
        if matches!(last.role, Role::Trash | Role::Junk)
            && between(last.first_seen, when) >= RETENTION
        {
            return true;
        }
        let age = between(mail.arrived, when);
        age >= RETENTION && within(&self.ages, age - SAME_AGE, age + SAME_AGE) >= SAME_AGE_LEAST
    }

    /// What else may have taken a mail away.
    fn cause(&self, account: &Account<'_>, when: Instant, mail: &Seen) -> Option<&'static str> {
        let is_renewed = account.places(mail).iter().any(|place| {
            account.renewals.iter().any(|renewal| {
                renewal.folder == place.folder
                    && place
                        .gone_since
                        .is_some_and(|gone| between(renewal.when, gone).abs() <= RENEWED)
            })
        });
        if is_renewed {
            return Some("renewed");
        }
        let at = when.seconds();
        let together = within(&self.went, at - TOGETHER, at + TOGETHER);
        let came = self.came.partition_point(|came| *came < at);
        let went_before = self.went.partition_point(|went| *went < at - TOGETHER);
        let present = came.saturating_sub(went_before);
        if share_is(
            together as u64,
            present as u64,
            EMPTIED_LEAST as u64,
            EMPTIED_SHARE,
        ) && together >= EMPTIED_LEAST
        {
            return Some("emptied");
        }
        self.is_collected.then_some("collected")
    }
}

/// How many of sorted values lie between two, both included.
fn within(sorted: &[i64], from: i64, to: i64) -> usize {
    sorted.partition_point(|it| *it <= to)
        - sorted
            .partition_point(|it| *it < from)
            .min(sorted.partition_point(|it| *it <= to))
}
