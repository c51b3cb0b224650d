//! A brand's mail about money that lies in the trash, the archive or among junk.

use std::collections::HashMap;

use facts::{BrandId, Confidence, Subject};

use super::habit::share_is;
use super::rows::{Account, Placement, Role, Seen, between};
use super::{DAY, HOUR, MailboxReason, OverTime, evidence};

/// Who throws away what they read does so later; moved within this time of its arrival, nobody had read it.
const MOVED_SOON: i64 = HOUR;
/// So many mails of the brand must be known …
const HABIT_LEAST: u64 = 5;
/// … and this share of them, in percent, lie in such a folder, for it to be the person's way.
const HABIT_SHARE: u64 = 50;
/// What lies hidden for longer is no news: card issuers cover what is reported within sixty days.
const RECENT: i64 = 60 * DAY;

pub(super) fn judge(account: &Account<'_>, said: &mut OverTime) {
    let habits = Habits::new(account);
    for mail in &account.seen {
        let Some(brand) = &mail.brand else { continue };
        let is_recent = between(mail.arrived, account.now) <= RECENT;
        if !mail.is_proven || !mail.matters() || !is_recent || account.is_mine(mail) {
            continue;
        }
        let Some((place, word)) = hidden(account, mail) else {
            continue;
        };
        if habits.has(account, mail, brand, place) {
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

/// Where the mails of each brand lie, by the person's own doing.
struct Habits<'a> {
    all: HashMap<&'a BrandId, u64>,
    here: HashMap<(&'a BrandId, Role), u64>,
}

impl<'a> Habits<'a> {
    fn new(account: &Account<'a>) -> Self {
        let mut habits = Self {
            all: HashMap::new(),
            here: HashMap::new(),
        };
        for mail in account.seen.iter().filter(|mail| mail.is_proven) {
            let Some(brand) = &mail.brand else { continue };
            *habits.all.entry(brand).or_default() += 1;
            for role in own_roles(account, mail) {
                *habits.here.entry((brand, role)).or_default() += 1;
            }
        }
        habits
    }

    /// Whether most other mails of the brand lie in a folder of the same kind.
    fn has(&self, account: &Account<'_>, mail: &Seen, brand: &BrandId, place: &Placement) -> bool {
        let all = self.all.get(brand).copied().unwrap_or(0);
        let here = self.here.get(&(brand, place.role)).copied().unwrap_or(0);
        let itself = own_roles(account, mail).contains(&place.role);
        share_is(
            here.saturating_sub(u64::from(itself)),
            all.saturating_sub(1),
            HABIT_LEAST,
            HABIT_SHARE,
        )
    }
}

/// The kinds of folders into which the person put a mail.
///
/// A thief who hides ten mails has no habit: what was followed counts only where it lay in the inbox for a while first, or
/// is known as their own. What was found at the first look was put there in the course of years.
fn own_roles(account: &Account<'_>, mail: &Seen) -> Vec<Role> {
    let lay = account.places(mail);
    let is_own = account.is_mine(mail)
        || !account.is_followed(mail)
        || lay
            .iter()
            .any(|it| it.role == Role::Inbox && between(it.first_seen, it.last_seen) > MOVED_SOON);
    let mut roles: Vec<Role> = lay.iter().filter(|_| is_own).map(|it| it.role).collect();
    roles.sort_unstable();
    roles.dedup();
    roles
}
