//! Host names that imitate a brand's.

use brands::{Brand, NameUse};
use facts::{Domain, SuffixList};

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

/// The brand's domain that `host` imitates, and how; a host of the brand itself imitates nothing.
///
/// The caller asks only about a brand that the mail claims, so that a name in common use by others is no
/// reproach.
pub(crate) fn imitated(
    host: &Domain,
    brand: &Brand,
    suffixes: &SuffixList,
) -> Option<(Domain, Likeness)> {
    let first = brand.domains.first()?.name.clone();
    if brand.domains.iter().any(|own| host.is_within(&own.name))
        || brand.link_hosts.iter().any(|own| host.is_within(own))
    {
        return None;
    }
    let shown = host.to_unicode();
    let dashed = shown.replace('.', "-");
    for own in &brand.domains {
        let own_dashed = own.name.as_str().replace('.', "-");
        if contains_piece(&dashed, &own_dashed, '-') {
            return Some((own.name.clone(), Likeness::Deceives));
        }
    }
    let registrable = suffixes.registrable(host);
    let own_labels = labels_without_suffix(host, registrable.as_ref());
    let mut found: Option<(Domain, Likeness)> = None;
    let mut hold = |domain: &Domain, name: &str| {
        for (at, label) in own_labels.iter().enumerate() {
            let is_core = at + 1 == own_labels.len();
            let Some(likeness) = likeness(label, name, is_core) else {
                continue;
            };
            if found.as_ref().is_none_or(|(_, known)| {
                *known != Likeness::Deceives && likeness == Likeness::Deceives
            }) {
                found = Some((domain.clone(), likeness));
            }
        }
    };
    for own in &brand.domains {
        if let Some(name) = core_label(&own.name, suffixes) {
            hold(&own.name, &name);
        }
    }
    for name in brand
        .names
        .iter()
        .filter(|name| name.usage == NameUse::Distinct)
    {
        let text = name.text.to_lowercase();
        if text.len() >= 3 && text.bytes().all(|b| b.is_ascii_alphanumeric()) {
            hold(&first, &text);
        }
    }
    found
}

/// The labels that a registrant chose, in the form a person reads.
fn labels_without_suffix(host: &Domain, registrable: Option<&Domain>) -> Vec<String> {
    let shown = host.to_unicode();
    let suffix = registrable.map_or(0, |r| r.labels().count().saturating_sub(1));
    let all: Vec<&str> = shown.split('.').collect();
    all[..all.len().saturating_sub(suffix)]
        .iter()
        .map(|label| (*label).to_owned())
        .collect()
}

/// The label that names a registrable domain: `amazon` of `gc.email.amazon.co.jp`.
fn core_label(domain: &Domain, suffixes: &SuffixList) -> Option<String> {
    let registrable = suffixes.registrable(domain)?;
    registrable.labels().next().map(str::to_owned)
}

fn contains_piece(text: &str, piece: &str, separator: char) -> bool {
    text.match_indices(piece).any(|(at, _)| {
        text[..at]
            .chars()
            .next_back()
            .is_none_or(|c| c == separator)
            && text[at + piece.len()..]
                .chars()
                .next()
                .is_none_or(|c| c == separator)
    })
}

/// How a label that somebody registered passes for `name`; `is_core` for the registrable label itself.
fn likeness(label: &str, name: &str, is_core: bool) -> Option<Likeness> {
    if name.len() < 3 {
        return None;
    }
    let folded_label = fold(label).text;
    let folded_name = fold(name).text;
    let closed = |text: &str| text.chars().filter(|c| *c != '-').collect::<String>();
    let (closed_label, closed_name) = (closed(&folded_label), closed(&folded_name));
    let (plain_label, plain_name) = (closed(label).to_lowercase(), closed(name));
    if closed_label == closed_name {
        // The same letters honestly written are the same label; other letters in their place deceive.
        let is_honest = plain_label == plain_name && is_core;
        return Some(if is_honest {
            Likeness::SameLabel
        } else {
            Likeness::Deceives
        });
    }
    let slips =
        |piece: &str| is_unnoticed_slip(piece.to_lowercase().as_bytes(), plain_name.as_bytes());
    if slips(&plain_label)
        || label.split('-').any(slips)
        || (plain_name.len() >= 7 && one_edit_apart(plain_label.as_bytes(), plain_name.as_bytes()))
    {
        return Some(Likeness::Deceives);
    }
    let holds_name = contains_piece(&folded_label, &folded_name, '-')
        || (plain_name.len() >= 5
            && (closed_label.starts_with(&closed_name) || closed_label.ends_with(&closed_name)));
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
                likeness(label, name, true).is_some(),
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
