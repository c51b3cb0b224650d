//! Where a mail's links lead, beside what they show and whom the mail claims to be.

use std::collections::HashSet;

use brands::{Brand, Standing};
use facts::{ClaimPlace, Domain, Evidence, Match, Place, Quote};
use proof::Standing as Proven;
use reading::{Link, LinkKind};

use crate::claim::Found;
use crate::conduct::{Reader, Sign};
use crate::fold::fold;
use crate::lookalike::{Likeness, imitated};
use crate::reason::Reason;
use crate::verdict::ClaimStrength;

/// The signs in the links of a mail that claims `brand`; `asks` tells whether it asks for something.
pub(crate) fn signs(
    reader: &Reader<'_>,
    claim: &Found,
    brand: &Brand,
    matching: Match,
    asks: bool,
) -> Vec<Sign> {
    let is_own = matching == Match::Own;
    let mut signs = Vec::new();
    let mut seen: HashSet<&str> = HashSet::new();
    let mut own = 0u32;
    let mut elsewhere: Option<&Link> = None;
    for link in reader
        .message
        .links
        .iter()
        .filter(|link| link.kind != LinkKind::Resource)
    {
        let Some(host) = link.host.as_deref() else {
            continue;
        };
        let target = Domain::parse(host).ok();
        if target
            .as_ref()
            .is_some_and(|target| reader.is_at_home(target, brand))
        {
            own += 1;
            continue;
        }
        if link.has_userinfo {
            once(
                &mut signs,
                Sign {
                    reason: Reason::LinkHidesItsHost {
                        target: host.into(),
                    },
                    evidence: vec![evidence(reader, link)],
                    points: if is_own { 2 } else { 4 },
                },
            );
        }
        let shown = shown_host(&link.label).filter(|shown| reader.is_at_home(shown, brand));
        let Some(target) = target.filter(|target| !reader.words.is_tracker(target)) else {
            elsewhere = elsewhere.or(Some(link));
            continue;
        };
        if let Some(shown) = shown {
            once(
                &mut signs,
                Sign {
                    reason: Reason::LinkTextLies {
                        shown: shown.as_str().into(),
                        target: host.into(),
                    },
                    evidence: vec![evidence(reader, link)],
                    // A brand's mail service may count clicks under its own name.
                    points: if is_own { 2 } else { 4 },
                },
            );
        }
        if !seen.insert(host) {
            continue;
        }
        if is_lookalike(reader, claim, brand, matching, &target) && (asks || !is_own) {
            once(
                &mut signs,
                Sign {
                    reason: Reason::LinkIsLookalike {
                        brand: brand.id.clone(),
                        target: host.into(),
                    },
                    evidence: vec![evidence(reader, link)],
                    // A brand has hosts that no list knows, under its own name.
                    points: if is_own { 2 } else { 4 },
                },
            );
        }
        if !is_authors(reader, claim, matching, &target) {
            elsewhere = elsewhere.or(Some(link));
        }
    }
    let Some(link) = elsewhere else { return signs };
    // Where no host of the brand is known, nothing leads elsewhere.
    let has_home = brand
        .domains
        .iter()
        .any(|domain| domain.standing > Standing::Unverified);
    let is_main = own == 0 || !reader.words.actions(&fold(&link.label).text).is_empty();
    let counts = match matching {
        Match::Own => asks && is_main,
        _ => has_home && (asks || own == 0),
    };
    if counts {
        signs.push(Sign {
            reason: Reason::LinkLeadsElsewhere {
                brand: brand.id.clone(),
                target: link.host.clone().unwrap_or_default().into(),
            },
            evidence: vec![evidence(reader, link)],
            // Without a sender the link's host is all that stands behind a text. Whoever asks for something gives a
            // link to do it: where only subject or text imply the brand, and somebody has a domain of their own,
            // the two are hardly more than one sign.
            points: match matching {
                Match::Absent => 3,
                _ if asks && is_merely_implied(claim) => 1,
                _ => 2,
            },
        });
    }
    signs
}

fn is_merely_implied(claim: &Found) -> bool {
    claim.strength != ClaimStrength::Stated && !claim.places.contains(&ClaimPlace::Name)
}

fn once(signs: &mut Vec<Sign>, sign: Sign) {
    if !signs
        .iter()
        .any(|known| std::mem::discriminant(&known.reason) == std::mem::discriminant(&sign.reason))
    {
        signs.push(sign);
    }
}

fn is_lookalike(
    reader: &Reader<'_>,
    claim: &Found,
    brand: &Brand,
    matching: Match,
    target: &Domain,
) -> bool {
    if is_authors(reader, claim, matching, target) {
        return false;
    }
    match imitated(target, brand, reader.suffixes) {
        Some((_, Likeness::Deceives)) => true,
        Some(_) => claim.strength == ClaimStrength::Stated || reader.message.is_pasted,
        None => false,
    }
}

/// Whether a link leads to the author's own proven domain: in a mail that does not state to be the brand's, that is
/// where its links belong.
fn is_authors(reader: &Reader<'_>, claim: &Found, matching: Match, target: &Domain) -> bool {
    (claim.strength != ClaimStrength::Stated || matching == Match::Unverified)
        && matches!(reader.outcome.standing, Proven::Proven | Proven::Recorded)
        && reader
            .author_domain()
            .is_some_and(|author| reader.suffixes.same_registrant(&author, target))
}

fn evidence(reader: &Reader<'_>, link: &Link) -> Evidence {
    // The path is left out: a claim link is money.
    let target = format!(
        "{}://{}/…",
        link.scheme,
        link.host.as_deref().unwrap_or("?")
    );
    let label: String = link.label.chars().take(80).collect();
    let text = format!("{label} → {target}");
    let start = text.len() - target.len();
    Evidence {
        observation: reader.message.id,
        place: Place::Link {
            part: link.part.clone(),
            nth: link.nth,
        },
        quote: Quote::new(&text, start..text.len()),
    }
}

/// The host that a link's label shows, where the label is or begins with an address.
fn shown_host(label: &str) -> Option<Domain> {
    let label = label.trim();
    let after_scheme = ["https://", "http://"].iter().find_map(|scheme| {
        let start = label.get(..scheme.len())?;
        start
            .eq_ignore_ascii_case(scheme)
            .then(|| &label[scheme.len()..])
    });
    let rest = after_scheme.unwrap_or(label);
    let end = rest
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-')))
        .unwrap_or(rest.len());
    let host = rest[..end].trim_end_matches('.');
    let has_suffix = || {
        host.rsplit_once('.')
            .is_some_and(|(_, last)| last.len() >= 2 && last.chars().all(char::is_alphabetic))
    };
    let ends_well = end == rest.len() || rest[end..].starts_with(['/', '?', ':']);
    (after_scheme.is_some() || (ends_well && has_suffix()))
        .then(|| Domain::parse(host).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_that_a_label_shows() {
        for (label, expected) in [
            ("https://www.amazon.co.jp/gp/css", Some("www.amazon.co.jp")),
            ("www.smbc-card.com", Some("www.smbc-card.com")),
            ("amazon.co.jp/gp", Some("amazon.co.jp")),
            ("ログインはこちら", None),
            ("Version 1.2", None),
            ("Amazon.co.jp でのご注文", None),
            ("3.5", None),
        ] {
            assert_eq!(
                shown_host(label).as_ref().map(Domain::as_str),
                expected,
                "{label}"
            );
        }
    }
}
