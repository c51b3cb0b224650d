//! A brand's mail about money that lies in the trash, the archive or among junk.

use facts::{Confidence, Subject};

use super::habit::share_is;
use super::rows::{Account, Placement, Role, Seen, between};
use super::{HOUR, MailboxReason, OverTime, evidence};

/// Who throws away what they read does so later; moved within this time of its arrival, nobody had read it.
const MOVED_SOON: i64 = HOUR;
/// So many mails of the brand must be known …
const HABIT_LEAST: u64 = 5;
/// … and this share of them, in percent, lie in such a folder, for it to be the person's way.
const HABIT_SHARE: u64 = 50;

pub(super) fn judge(account: &Account<'_>, said: &mut OverTime) {
    for mail in &account.seen {
        let Some(brand) = &mail.brand else { continue };
        if !mail.is_proven || !mail.matters() || account.is_mine(mail) {
            continue;
        }
        let Some((place, word)) = hidden(account, mail) else {
            continue;
        };
        if is_habit(account, mail, place) {
            continue;
        }
        let reason = MailboxReason::BrandMailHidden {
            brand: brand.clone(),
            arrived: mail.arrived,
            folder: place.folder.clone(),
            place: word,
        };
        let shown = vec![evidence(account, mail)];
        let is_soon =
            account.is_followed(mail) && between(mail.arrived, place.first_seen) <= MOVED_SOON;
        // Filters of unwanted mail err by themselves, and soon; for the other folders somebody decided.
        if let Some(finding) = said.find(Subject::Message(mail.mail), &reason, shown)
            && is_soon
            && place.role != Role::Junk
        {
            finding.confidence = Confidence::Likely;
        }
    }
}

/// The only kind of folder in which a mail lies now, where it is one that nobody looks into.
fn hidden<'a>(account: &Account<'a>, mail: &Seen) -> Option<(&'a Placement, &'static str)> {
    let mut found = None;
    for place in account
        .places(mail)
        .iter()
        .filter(|place| place.gone_since.is_none())
    {
        // A copy that lies elsewhere as well is not hidden; some servers show every mail in an archive of all.
        found = Some((*place, word(place.role)?));
    }
    found
}

const fn word(role: Role) -> Option<&'static str> {
    match role {
        Role::Trash => Some("trash"),
        Role::Junk => Some("junk"),
        Role::Archive => Some("archive"),
        Role::Inbox | Role::Sent | Role::Other => None,
    }
}

/// Whether most other mails of the brand lie in a folder of the same kind, by the person's own doing.
fn is_habit(account: &Account<'_>, mail: &Seen, place: &Placement) -> bool {
    let (mut here, mut all) = (0, 0);
    for other in &account.seen {
        if other.brand != mail.brand || !other.is_proven || other.mail == mail.mail {
            continue;
        }
        // A thief who hides ten mails has no habit; only what lay in the inbox for a while first counts as the person's.
        let lay = account.places(other);
        let is_own = account.is_mine(other)
            || lay.iter().any(|it| {
                it.role == Role::Inbox && between(it.first_seen, it.last_seen) > MOVED_SOON
            });
        all += 1;
        here += u64::from(is_own && lay.iter().any(|it| it.role == place.role));
    }
    share_is(here, all, HABIT_LEAST, HABIT_SHARE)
}
