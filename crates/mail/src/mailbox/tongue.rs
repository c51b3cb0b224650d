//! A brand that writes in a language it never used on this account.

use std::collections::{BTreeMap, BTreeSet};

use facts::{BrandId, Subject};

use super::rows::{Account, Seen};
use super::{Language, MailboxReason, MailboxUnread, OverTime, SHOWN, counted, evidence};

/// Earlier mails of a brand that say what it uses.
const LEAST_EARLIER: u64 = 5;

pub(super) fn judge(account: &Account<'_>, said: &mut OverTime) {
    let mut brands: BTreeMap<&BrandId, Vec<&Seen>> = BTreeMap::new();
    for mail in account.seen.iter().filter(|mail| mail.is_proven) {
        if let Some(brand) = &mail.brand {
            brands.entry(brand).or_default().push(mail);
        }
    }
    for (brand, mails) in brands {
        judge_brand(account, brand, &mails, said);
    }
}

fn judge_brand(account: &Account<'_>, brand: &BrandId, mails: &[&Seen], said: &mut OverTime) {
    let mut earlier: Vec<Language> = Vec::new();
    // New languages in the order in which they turned up, and all mails in each.
    let mut new: Vec<(Language, Language, u64, Vec<&Seen>)> = Vec::new();
    let mut known: BTreeSet<Language> = BTreeSet::new();
    // The person said of a mail in the language that it is theirs.
    let mut own: BTreeSet<Language> = BTreeSet::new();
    let mut missed = 0;
    for mail in mails {
        let Some(language) = mail.language else {
            missed += u64::from(!earlier.is_empty() && mail.matters());
            continue;
        };
        if account.is_mine(mail) {
            own.insert(language);
        }
        if let Some((_, _, _, also)) = new.iter_mut().find(|(it, ..)| *it == language) {
            also.push(mail);
        } else if !known.is_empty() && !known.contains(&language) {
            if (earlier.len() as u64) < LEAST_EARLIER {
                // Too early to say which language is the usual one; both are from here on.
                missed += 1;
                known.insert(language);
            } else {
                let counts = counted(earlier.iter().copied());
                let usual = counts
                    .iter()
                    .max_by_key(|(_, count)| **count)
                    .map_or(language, |(usual, _)| *usual);
                new.push((language, usual, earlier.len() as u64, vec![mail]));
            }
        } else {
            known.insert(language);
        }
        if !new.iter().any(|(it, ..)| *it == language) {
            earlier.push(language);
        }
    }
    for (language, usual, count, mails) in new {
        let Some(first) = mails.first().filter(|_| !own.contains(&language)) else {
            continue;
        };
        let reason = MailboxReason::LanguageNeverUsed {
            brand: brand.clone(),
            language: language.as_str(),
            usual: usual.as_str(),
            count,
            arrived: first.arrived,
        };
        let shown = mails
            .iter()
            .take(SHOWN)
            .map(|mail| evidence(account, mail))
            .collect();
        said.find(Subject::Message(first.mail), &reason, shown);
    }
    if missed > 0 {
        let unread = MailboxUnread::LanguageNotCompared {
            brand: brand.clone(),
            count: missed,
        };
        said.miss(account.id, &unread);
    }
}
