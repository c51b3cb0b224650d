//! What stands out in a mail that claims no brand we know.
//!
//! There is no brand to hold links and numbers against, so only what an honest mail hardly ever does is told, and the
//! verdict stays what it is.

use std::collections::HashMap;
use std::net::IpAddr;

use facts::{Domain, Match, Severity};
use proof::Standing;

use crate::conduct::{Reader, Sign};
use crate::content;
use crate::links::{evidence, shown_host};
use crate::reason::Reason;
use crate::targets::{self, Setting};
use crate::words::GRAVE;

/// Hosts shown by links to one place from which on that place counts clicks.
const SHOWN_BY_A_COUNTER: usize = 2;

/// The signs of a mail without a known brand, those that hold against any claim aside.
pub(crate) fn signs(reader: &Reader<'_>) -> Vec<Sign> {
    let asked = reader.asks(Match::Foreign);
    let asks = asked.is_some();
    let mut signs = Vec::new();
    signs.extend(misled(reader));
    signs.extend(hidden_host(reader));
    let setting = Setting {
        asks,
        is_own: false,
    };
    let is_authors = |host: &Domain| stands_behind(reader, host);
    // An address without a name is a sign where something is asked for: technicians send each other such links.
    signs.extend(
        targets::signs(reader, setting, is_authors)
            .into_iter()
            .filter(|sign| match &sign.reason {
                Reason::LinkToBareAddress { .. } => asks,
                // No mail program runs a script in a link, and old newsletters are full of them.
                Reason::LinkIsNoPage { scheme } => &**scheme != "javascript",
                _ => true,
            }),
    );
    for sign in content::markup(reader, false) {
        let is_known = signs.iter().any(|known| known.reason == sign.reason);
        // Forms and scripts alone are merely old-fashioned.
        let is_plain = matches!(sign.reason, Reason::FormInMail {} | Reason::ScriptInMail {});
        if !is_known && !is_plain {
            signs.push(sign);
        }
    }
    signs.extend(reader.of_template());
    signs.extend(call_back(reader));
    signs.extend(reader.reply_to_free_mailbox().filter(|_| asks));
    if asks {
        signs.extend(content::hidden(reader, None));
    }
    let is_grave = |sign: &Sign| matches!(&sign.reason, Reason::AsksForAction { action } if GRAVE.contains(action));
    let is_worse = |sign: &Sign| facts::Reason::severity(&sign.reason) > Severity::Note;
    if let Some(asked) = asked.filter(|asked| is_grave(asked) || signs.iter().any(is_worse)) {
        signs.push(asked);
    }
    signs
}

/// Whether a host belongs to whoever is proven to have sent the mail.
fn stands_behind(reader: &Reader<'_>, host: &Domain) -> bool {
    let is_proven = matches!(
        reader.outcome.standing,
        Standing::Proven | Standing::Recorded
    );
    let author = reader.author_domain().filter(|_| is_proven);
    author
        .iter()
        .chain(&reader.outcome.others)
        .any(|sender| reader.suffixes.same_registrant(sender, host))
}

/// A link that shows one registrable domain and leads to another.
///
/// Mail services count clicks, and hard ham shows and leads elsewhere more often than phishing does
/// (`reference/mail.md` 3.10): a place that several shown hosts lead through, and one of the author's own, is no lie.
fn misled(reader: &Reader<'_>) -> Option<Sign> {
    let mut shown_by: HashMap<&str, Vec<Domain>> = HashMap::new();
    let mut found = Vec::new();
    for (link, unfolded) in reader.links() {
        // A number is no name, and a broken host is shown as broken as it is.
        let Some(shown) = shown_host(&link.label)
            .filter(|host| host.as_str().parse::<IpAddr>().is_err())
            .and_then(|host| reader.suffixes.registrable(&host))
        else {
            continue;
        };
        let Some(target) = unfolded
            .targets
            .first()
            .filter(|target| target.domain.is_some() || target.ip.is_some())
        else {
            continue;
        };
        let shows = shown_by.entry(&target.host).or_default();
        if !shows.contains(&shown) && shows.len() < SHOWN_BY_A_COUNTER {
            shows.push(shown.clone());
        }
        // Where a filter has put its own name before a link, the label shows that name.
        let own = link
            .host
            .as_deref()
            .and_then(|host| Domain::parse(host).ok());
        let leads_there = unfolded
            .targets
            .iter()
            .chain(&unfolded.carried)
            .filter_map(|target| target.domain.as_ref())
            .chain(&own)
            .any(|domain| reader.suffixes.registrable(domain).as_ref() == Some(&shown));
        let is_excused = target.domain.as_ref().is_some_and(|domain| {
            reader.words.is_tracker(domain)
                || reader.words.is_protector(domain)
                || reader.words.shared_kind(domain, &target.path) == Some("shortener")
                || stands_behind(reader, domain)
                || reader
                    .author_domain()
                    .is_some_and(|author| reader.suffixes.same_registrant(&author, domain))
                || is_one_house(reader, &shown, domain)
        });
        if !leads_there && !is_excused {
            found.push((link, shown, target));
        }
    }
    let (link, shown, target) = found.into_iter().find(|(_, _, target)| {
        shown_by
            .get(&*target.host)
            .is_none_or(|shows| shows.len() < SHOWN_BY_A_COUNTER)
    })?;
    Some(Sign {
        reason: Reason::LinkTextLies {
            shown: shown.as_str().into(),
            target: target.host.clone(),
        },
        evidence: vec![evidence(reader, link, &target.host)],
        points: 4,
    })
}

/// Whether two hosts belong to one known house, or bear one name under two suffixes (`firm.com`, `firm.co.jp`).
fn is_one_house(reader: &Reader<'_>, shown: &Domain, target: &Domain) -> bool {
    let owner = |host: &Domain| reader.brands.link_owner(host).map(|brand| brand.id.clone());
    if let (Some(one), Some(other)) = (owner(shown), owner(target)) {
        return reader.brands.same_family(&one, &other);
    }
    let name = |host: &Domain| {
        let registrable = reader.suffixes.registrable(host)?;
        registrable.labels().next().map(str::to_owned)
    };
    name(shown).is_some_and(|one| Some(one) == name(target))
}

/// Something before an `@` that looks like a host, in front of another.
fn hidden_host(reader: &Reader<'_>) -> Option<Sign> {
    reader.links().find_map(|(link, unfolded)| {
        let target = unfolded.targets.iter().find(|target| target.has_userinfo)?;
        Some(Sign {
            reason: Reason::LinkHidesItsHost {
                target: target.host.clone(),
            },
            evidence: vec![evidence(reader, link, &target.host)],
            points: 4,
        })
    })
}

/// Money said to be gone, a number to call, and nobody but a free mailbox, or no link at all, behind it.
fn call_back(reader: &Reader<'_>) -> Option<Sign> {
    let is_free = reader.author_domain().is_some_and(|domain| {
        reader.words.is_free_mail(&domain) || reader.brands.is_customers(&domain)
    });
    let has_link = reader
        .links()
        .any(|(_, unfolded)| !unfolded.targets.is_empty());
    if !(is_free || (!has_link && reader.is_nobody_proven())) {
        return None;
    }
    content::number_to_call(reader, None).filter(|_| content::speaks_of_charges(reader))
}
