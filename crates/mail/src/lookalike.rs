//! Host names that imitate a brand's.

use brands::{Brand, NameUse};
use facts::{Domain, SuffixList};

use crate::fold::fold;
use crate::lexicon::is_unnoticed_slip;

/// The brand's domain that `host` imitates, if it does; a host of the brand itself imitates nothing.
///
/// Four ways are known: the brand's domain stands inside another (`amazon.co.jp.example.top`,
/// `amazon-co-jp.example`), a label or a hyphenated piece of it is the brand's name, a label differs by a slip
/// or look-alike letters, or a label begins or ends with a long name. The caller asks only about a brand that
/// the mail claims, so that a name in common use by others is no reproach.
pub(crate) fn imitated(host: &Domain, brand: &Brand, suffixes: &SuffixList) -> Option<Domain> {
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
            return Some(own.name.clone());
        }
    }
    let registrable = suffixes.registrable(host);
    let own_labels = labels_without_suffix(host, registrable.as_ref());
    for own in &brand.domains {
        let Some(name) = core_label(&own.name, suffixes) else {
            continue;
        };
        if own_labels.iter().any(|label| imitates_label(label, &name)) {
            return Some(own.name.clone());
        }
    }
    for name in brand
        .names
        .iter()
        .filter(|name| name.usage == NameUse::Distinct)
    {
        let text = name.text.to_lowercase();
        if text.len() >= 3
            && text.bytes().all(|b| b.is_ascii_alphanumeric())
            && own_labels.iter().any(|label| imitates_label(label, &text))
        {
            return Some(first);
        }
    }
    None
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

/// Whether a label that somebody registered passes for `name`.
fn imitates_label(label: &str, name: &str) -> bool {
    let folded_label = fold(label).text;
    let folded_name = fold(name).text;
    let closed_label: String = folded_label.chars().filter(|c| *c != '-').collect();
    let closed_name: String = folded_name.chars().filter(|c| *c != '-').collect();
    if name.len() >= 3
        && (closed_label == closed_name
            || folded_label.split('-').any(|piece| piece == folded_name))
    {
        return true;
    }
    if contains_piece(&folded_label, &folded_name, '-') && name.len() >= 3 {
        return true;
    }
    let plain_label: String = label
        .chars()
        .filter(|c| *c != '-')
        .collect::<String>()
        .to_lowercase();
    let plain_name: String = name.chars().filter(|c| *c != '-').collect();
    if is_unnoticed_slip(plain_label.as_bytes(), plain_name.as_bytes())
        || label
            .split('-')
            .any(|piece| is_unnoticed_slip(piece.to_lowercase().as_bytes(), plain_name.as_bytes()))
    {
        return true;
    }
    if plain_name.len() >= 7 && one_edit_apart(plain_label.as_bytes(), plain_name.as_bytes()) {
        return true;
    }
    plain_name.len() >= 5
        && (closed_label.starts_with(&closed_name) || closed_label.ends_with(&closed_name))
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
            assert_eq!(imitates_label(label, name), expected, "{label} for {name}");
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
