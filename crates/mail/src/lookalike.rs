//! Host names that imitate a brand's.

use std::collections::HashMap;

use brands::{Brand, Brands, NameUse};
use facts::{BrandId, Domain, SuffixList};

use crate::fold::fold;
use crate::lexicon::is_unnoticed_slip;

/// How a host imitates a brand's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Likeness {
    /// The brand's domain stands inside another, or a label passes for the brand's by a slip or other letters.
    Deceives,
    /// The brand's own label under another suffix.
    SameLabel,
    /// The brand's name and another word: impostors do it, and so do houses that the brand lent its name.
    NameAndWord,
}

/// What hosts are held against, per brand, prepared once.
#[derive(Debug)]
pub(crate) struct Likenesses {
    brands: HashMap<BrandId, Vec<Known>>,
}

/// A domain or name of a brand, in every form that a host is held against.
#[derive(Debug)]
struct Known {
    /// The domain that a host imitating this is said to imitate.
    domain: Domain,
    /// A whole domain with dashes for its dots; empty for a name.
    dashed: String,
    /// The label that names the domain, or the name itself; empty where the domain is a suffix.
    name: Folds,
}

/// A label or name and its forms.
#[derive(Debug)]
struct Folds {
    folded: String,
    /// The folded form without dashes.
    closed: String,
    /// The letters as written, without dashes, in lower case.
    plain: String,
}

impl Folds {
    fn of(text: &str) -> Self {
        let closed = |text: &str| text.chars().filter(|c| *c != '-').collect::<String>();
        let folded = fold(text).text;
        Self {
            closed: closed(&folded),
            folded,
            plain: closed(text).to_lowercase(),
        }
    }
}

/// A host, taken apart once for all that it is held against.
pub(crate) struct Host<'a> {
    domain: &'a Domain,
    dashed: String,
    /// The labels that a registrant chose, in the form a person reads, the registrable one last.
    labels: Vec<(String, Folds)>,
}

impl<'a> Host<'a> {
    pub(crate) fn of(domain: &'a Domain, suffixes: &SuffixList) -> Self {
        let shown = domain.to_unicode();
        let registrable = suffixes.registrable(domain);
        let suffix = registrable.map_or(0, |r| r.labels().count().saturating_sub(1));
        let all: Vec<&str> = shown.split('.').collect();
        let own = all.len().saturating_sub(suffix);
        Self {
            domain,
            dashed: shown.replace('.', "-"),
            labels: all
                .into_iter()
                .take(own)
                .map(|label| (label.to_owned(), Folds::of(label)))
                .collect(),
        }
    }
}

impl Likenesses {
    pub(crate) fn new(brands: &Brands, suffixes: &SuffixList) -> Self {
        let of = |brand: &Brand| {
            let mut known: Vec<Known> = brand
                .domains
                .iter()
                .map(|own| Known {
                    domain: own.name.clone(),
                    dashed: own.name.as_str().replace('.', "-"),
                    name: Folds::of(&core_label(&own.name, suffixes).unwrap_or_default()),
                })
                .collect();
            let first = brand.domains.first().map(|own| &own.name);
            let names = brand
                .names
                .iter()
                .filter(|name| name.usage == NameUse::Distinct)
                .map(|name| name.text.to_lowercase())
                .filter(|text| text.len() >= 3 && text.bytes().all(|b| b.is_ascii_alphanumeric()));
            known.extend(
                names
                    .zip(first.into_iter().cycle())
                    .map(|(name, first)| Known {
                        domain: first.clone(),
                        dashed: String::new(),
                        name: Folds::of(&name),
                    }),
            );
            known
        };
        Self {
            brands: brands
                .iter()
                .map(|brand| (brand.id.clone(), of(brand)))
                .collect(),
        }
    }

    /// The brand's domain that `host` imitates, and how; a host of the brand itself imitates nothing.
    ///
    /// The caller asks only about a brand that the mail claims, so that a name in common use by others is no
    /// reproach.
    pub(crate) fn imitated(&self, host: &Host<'_>, brand: &Brand) -> Option<(Domain, Likeness)> {
        let is_own = |own: &Domain| host.domain.is_within(own);
        if brand.domains.iter().any(|own| is_own(&own.name)) || brand.link_hosts.iter().any(is_own)
        {
            return None;
        }
        let known = self.brands.get(&brand.id)?;
        let inside = known.iter().find(|known| {
            !known.dashed.is_empty() && contains_piece(&host.dashed, &known.dashed, b'-')
        });
        if let Some(known) = inside {
            return Some((known.domain.clone(), Likeness::Deceives));
        }
        let mut found: Option<(&Domain, Likeness)> = None;
        for known in known {
            for (at, (label, folds)) in host.labels.iter().enumerate() {
                let is_core = at + 1 == host.labels.len();
                match likeness(label, folds, &known.name, is_core) {
                    Some(Likeness::Deceives) => {
                        return Some((known.domain.clone(), Likeness::Deceives));
                    }
                    Some(likeness) if found.is_none() => found = Some((&known.domain, likeness)),
                    _ => {}
                }
            }
        }
        found.map(|(domain, likeness)| (domain.clone(), likeness))
    }
}

/// The label that names a registrable domain: `amazon` of `gc.email.amazon.co.jp`.
fn core_label(domain: &Domain, suffixes: &SuffixList) -> Option<String> {
    let registrable = suffixes.registrable(domain)?;
    registrable.labels().next().map(str::to_owned)
}

/// Whether `piece` stands in `text` between separators.
///
/// By octets, since both are short and nearly never alike: what a search would prepare costs more than looking.
fn contains_piece(text: &str, piece: &str, separator: u8) -> bool {
    let (text, piece) = (text.as_bytes(), piece.as_bytes());
    let Some(last) = text.len().checked_sub(piece.len()) else {
        return false;
    };
    let is_end = |at: usize| text.get(at).is_none_or(|byte| *byte == separator);
    (0..=last).any(|at| {
        (at == 0 || is_end(at - 1))
            && is_end(at + piece.len())
            && text.get(at..at + piece.len()) == Some(piece)
    })
}

/// How a label that somebody registered passes for `name`; `is_core` for the registrable label itself.
fn likeness(label: &str, folds: &Folds, name: &Folds, is_core: bool) -> Option<Likeness> {
    if name.plain.len() < 3 {
        return None;
    }
    if folds.closed == name.closed {
        // The same letters honestly written are the same label; other letters in their place deceive.
        let is_honest = folds.plain == name.plain && is_core;
        return Some(if is_honest {
            Likeness::SameLabel
        } else {
            Likeness::Deceives
        });
    }
    let slips = |piece: &str| is_unnoticed_slip(piece.as_bytes(), name.plain.as_bytes());
    if slips(&folds.plain)
        || (label.contains('-') && label.to_lowercase().split('-').any(slips))
        || (name.plain.len() >= 7 && one_edit_apart(folds.plain.as_bytes(), name.plain.as_bytes()))
    {
        return Some(Likeness::Deceives);
    }
    let holds_name = contains_piece(&folds.folded, &name.folded, b'-')
        || (name.plain.len() >= 5
            && (folds.closed.starts_with(&name.closed) || folds.closed.ends_with(&name.closed)));
    holds_name.then_some(Likeness::NameAndWord)
}

/// Whether one letter changed, added or dropped makes one word the other.
fn one_edit_apart(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() - short.len() > 1 || a == b {
        return false;
    }
    let start = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let skip = usize::from(short.len() == long.len());
    short[(start + skip).min(short.len())..] == long[start + 1..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_pass_for_a_name() {
        for (label, name, expected) in [
            ("amazon-prime", "amazon", true),
            ("amzaon", "amazon", true),
            ("аmazon", "amazon", true),
            ("smbc-cerd", "smbc-card", true),
            ("epos-carb", "eposcard", true),
            ("myjcb", "jcb", false),
            ("jcb-safety", "jcb", true),
            ("costcowholesalecentre", "costco", true),
            ("ts3catd", "ts3card", true),
            ("mazon", "amazon", false),
            ("pineapple", "apple", true),
            ("economy", "costco", false),
        ] {
            assert_eq!(
                likeness(label, &Folds::of(label), &Folds::of(name), true).is_some(),
                expected,
                "{label} for {name}"
            );
        }
    }

    #[test]
    fn one_edit() {
        assert!(
            one_edit_apart(b"abc", b"abd")
                && one_edit_apart(b"abc", b"ab")
                && one_edit_apart(b"abc", b"xabc")
        );
        assert!(
            !one_edit_apart(b"abc", b"abc")
                && !one_edit_apart(b"abc", b"xyc")
                && !one_edit_apart(b"", b"ab")
        );
    }
}
