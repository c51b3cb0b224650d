//! Where a mail's links lead, beside what they show and whom the mail claims to be.

use std::collections::HashSet;

use brands::{Brand, Standing};
use facts::{ClaimPlace, Domain, Evidence, Match, Place, Quote};
use proof::Standing as Proven;
use reading::Link;

use crate::claim::Found;
use crate::conduct::{Reader, Sign, WEAK};
use crate::fold::fold;
use crate::lookalike::{Host, Likeness};
use crate::reason::Reason;
use crate::unfold::{Target, Unfolded};
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
    let mut elsewhere: Option<(&Link, &Target)> = None;
    for (link, unfolded) in reader.links() {
        if asks || !is_own {
            led_on(reader, link, unfolded, brand, is_own, &mut signs);
        }
        let shown = shown_host(&link.label).filter(|shown| reader.is_at_home(shown, brand));
        for target in &unfolded.targets {
            let host = &*target.host;
            if is_home(reader, target, brand) {
                own += 1;
                continue;
            }
            if target.has_userinfo {
                once(
                    &mut signs,
                    Sign {
                        reason: Reason::LinkHidesItsHost {
                            target: host.into(),
                        },
                        evidence: vec![evidence(reader, link, host)],
                        points: if is_own { 2 } else { 4 },
                    },
                );
            }
            let is_tracker = target
                .domain
                .as_ref()
                .is_some_and(|domain| reader.words.is_tracker(domain));
            if is_tracker {
                elsewhere = elsewhere.or(Some((link, target)));
                continue;
            }
            if let Some(shown) = &shown {
                once(
                    &mut signs,
                    Sign {
                        reason: Reason::LinkTextLies {
                            shown: shown.as_str().into(),
                            target: host.into(),
                        },
                        evidence: vec![evidence(reader, link, host)],
                        // A brand's mail service may count clicks under its own name.
                        points: if is_own { 2 } else { 4 },
                    },
                );
            }
            if !seen.insert(host) {
                continue;
            }
            let Some(domain) = &target.domain else {
                elsewhere = elsewhere.or(Some((link, target)));
                continue;
            };
            if is_lookalike(reader, claim, brand, matching, domain) && (asks || !is_own) {
                once(
                    &mut signs,
                    lookalike_sign(reader, link, host, brand, is_own),
                );
            }
            if !is_authors(reader, claim, matching, domain) {
                elsewhere = elsewhere.or(Some((link, target)));
            }
        }
        for target in &unfolded.carried {
            let Some(domain) = &target.domain else {
                continue;
            };
            if seen.insert(&target.host)
                && is_lookalike(reader, claim, brand, matching, domain)
                && (asks || !is_own)
            {
                once(
                    &mut signs,
                    lookalike_sign(reader, link, &target.host, brand, is_own),
                );
            }
        }
    }
    signs.extend(padding(reader, own));
    let Some((link, target)) = elsewhere else {
        return signs;
    };
    // Where no host of the brand is known, nothing leads elsewhere.
    let has_home = brand
        .domains
        .iter()
        .any(|domain| domain.standing > Standing::Unverified);
    let is_action = !reader.words.actions(&fold(&link.label).text).is_empty();
    let is_main = own == 0 || is_action;
    let counts = match matching {
        Match::Own => asks && is_main,
        _ => has_home && (asks || own == 0),
    };
    if counts {
        let host = &target.host;
        let other = target
            .domain
            .as_ref()
            .and_then(|domain| reader.brands.link_owner(domain))
            .filter(|other| is_main && !reader.brands.same_family(&other.id, &brand.id));
        let is_bound = asks && is_merely_implied(claim);
        let (reason, points) = match other {
            Some(other) => (
                Reason::LinkLeadsToAnotherBrand {
                    brand: brand.id.clone(),
                    other: other.id.clone(),
                    target: host.clone(),
                },
                3,
            ),
            None => (
                Reason::LinkLeadsElsewhere {
                    brand: brand.id.clone(),
                    target: host.clone(),
                },
                2,
            ),
        };
        signs.push(Sign {
            reason,
            evidence: vec![evidence(reader, link, host)],
            // Without a sender the link's host is all that stands behind a text. Whoever asks for something gives a
            // link to do it: where only subject or text imply the brand, and somebody has a domain of their own,
            // the two are hardly more than one sign.
            points: match matching {
                Match::Absent => 3,
                _ if is_bound => 1,
                Match::Own => 2,
                _ => points,
            },
        });
    }
    signs
}

fn is_home(reader: &Reader<'_>, target: &Target, brand: &Brand) -> bool {
    target
        .domain
        .as_ref()
        .is_some_and(|domain| reader.is_at_home(domain, brand))
}

fn lookalike_sign(
    reader: &Reader<'_>,
    link: &Link,
    host: &str,
    brand: &Brand,
    is_own: bool,
) -> Sign {
    Sign {
        reason: Reason::LinkIsLookalike {
            brand: brand.id.clone(),
            target: host.into(),
        },
        evidence: vec![evidence(reader, link, host)],
        // A brand has hosts that no list knows, under its own name.
        points: if is_own { 2 } else { 4 },
    }
}

/// A page of the brand's own that leads on to somebody else's, or a well-known redirector that does.
fn led_on(
    reader: &Reader<'_>,
    link: &Link,
    unfolded: &Unfolded,
    brand: &Brand,
    is_own: bool,
    signs: &mut Vec<Sign>,
) {
    let away = |targets: &[Target]| -> Option<Box<str>> {
        targets
            .iter()
            .find(|target| !is_home(reader, target, brand))
            .map(|target| target.host.clone())
    };
    let through_home = match &unfolded.redirector {
        Some(through) => {
            let is_brands =
                Domain::parse(through).is_ok_and(|host| reader.is_at_home(&host, brand));
            is_brands.then(|| (through.clone(), away(&unfolded.targets)))
        }
        None => unfolded
            .targets
            .first()
            .filter(|target| is_home(reader, target, brand))
            .map(|target| (target.host.clone(), away(&unfolded.carried))),
    };
    if let Some((through, Some(target))) = through_home {
        let evidence = vec![evidence(reader, link, &target)];
        once(
            signs,
            Sign {
                reason: Reason::BrandLeadsElsewhere {
                    brand: brand.id.clone(),
                    through,
                    target,
                },
                evidence,
                points: if is_own { WEAK } else { 2 },
            },
        );
    } else if let (Some(through), Some(target)) = (&unfolded.redirector, away(&unfolded.targets)) {
        let evidence = vec![evidence(reader, link, &target)];
        once(
            signs,
            Sign {
                reason: Reason::LinkIsRedirected {
                    through: through.clone(),
                    target,
                },
                evidence,
                points: WEAK,
            },
        );
    }
}

/// How many links to another brand's hosts make its mail the wrapping of somebody's own link.
const PADDING: usize = 5;

/// Another house's newsletter around a link that is neither house's.
fn padding(reader: &Reader<'_>, own: u32) -> Option<Sign> {
    if own > 0 {
        return None;
    }
    let mut owners: Vec<(&Brand, usize)> = Vec::new();
    let mut foreign: Option<(&Link, &Target)> = None;
    let mut foreigners: HashSet<&str> = HashSet::new();
    for (link, unfolded) in reader.links() {
        let Some(target) = unfolded.targets.first() else {
            continue;
        };
        let owner = target
            .domain
            .as_ref()
            .and_then(|domain| reader.brands.link_owner(domain));
        match owner {
            Some(owner) => match owners.iter_mut().find(|(known, _)| known.id == owner.id) {
                Some((_, count)) => *count += 1,
                None => owners.push((owner, 1)),
            },
            None => {
                foreigners.insert(&target.host);
                foreign = foreign.or(Some((link, target)));
            }
        }
    }
    let (other, count) = owners.into_iter().max_by_key(|(_, count)| *count)?;
    let (link, target) = foreign?;
    let is_authors = reader.author_domain().is_some_and(|author| {
        reader
            .brands
            .owner(&author)
            .is_some_and(|(owner, _)| owner.id == other.id)
    });
    if count < PADDING || foreigners.len() > 2 || is_authors {
        return None;
    }
    Some(Sign {
        reason: Reason::PaddedWithAnotherBrand {
            other: other.id.clone(),
            target: target.host.clone(),
        },
        evidence: vec![evidence(reader, link, &target.host)],
        points: 2,
    })
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
    let host = Host::of(target, reader.suffixes);
    match reader.lexicon.likenesses.imitated(&host, brand) {
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

/// Points at a link and the host that it leads to.
pub(crate) fn evidence(reader: &Reader<'_>, link: &Link, host: &str) -> Evidence {
    // The path is left out: a claim link is money.
    let host = if host.is_empty() {
        link.host.as_deref().unwrap_or("?")
    } else {
        host
    };
    let target = match link.scheme.as_str() {
        scheme @ ("http" | "https" | "") => {
            let scheme = if scheme.is_empty() { "https" } else { scheme };
            format!("{scheme}://{host}/…")
        }
        scheme => format!("{scheme}:…"),
    };
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
pub(crate) fn shown_host(label: &str) -> Option<Domain> {
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
