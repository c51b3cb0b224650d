//! The public suffix list: where one registrant's names end and another's begin.

use std::collections::HashMap;

use crate::Domain;

/// Rules of the public suffix list (<https://publicsuffix.org/list/>), read from its text form.
#[derive(Clone, Debug, Default)]
pub struct SuffixList {
    rules: HashMap<Box<str>, Rule>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Rule {
    exact: bool,
    wildcard: bool,
    exception: bool,
}

impl SuffixList {
    /// Reads the list's text form; lines that are not rules are passed over.
    ///
    /// Both sections (ICANN and private) count, since two customers of one hosting service are two parties.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut rules: HashMap<Box<str>, Rule> = HashMap::new();
        for line in text.lines() {
            let Some(rule) = line.split_whitespace().next() else {
                continue;
            };
            if rule.starts_with("//") {
                continue;
            }
            let (exception, rule) = match rule.strip_prefix('!') {
                Some(rest) => (true, rest),
                None => (false, rule),
            };
            let (wildcard, rule) = match rule.strip_prefix("*.") {
                Some(rest) => (true, rest),
                None => (false, rule),
            };
            let Ok(name) = Domain::parse(rule) else {
                continue;
            };
            let entry = rules.entry(name.as_str().into()).or_default();
            entry.exception |= exception;
            entry.wildcard |= wildcard;
            entry.exact |= !exception && !wildcard;
        }
        Self { rules }
    }

    /// How many names the list knows; zero means that no list was given.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether the list is empty; then every name's last label counts as its suffix.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The registrable domain (public suffix plus one label), or `None` for a suffix itself.
    ///
    /// Follows the algorithm at <https://github.com/publicsuffix/list/wiki/Format>: an exception beats
    /// everything, else the longest rule, else the implicit rule `*`.
    #[must_use]
    pub fn registrable(&self, domain: &Domain) -> Option<Domain> {
        domain.tail(self.registrable_start(domain)?)
    }

    /// Where the registrable part of a name begins.
    fn registrable_start(&self, domain: &Domain) -> Option<usize> {
        let count = domain.labels().count();
        let mut suffix_labels = 1;
        let mut name = domain.as_str();
        for (at, label) in domain.labels().enumerate() {
            let remaining = count - at;
            if let Some(rule) = self.rules.get(name) {
                if rule.exception {
                    suffix_labels = remaining - 1;
                    break;
                }
                if rule.wildcard && at > 0 {
                    suffix_labels = suffix_labels.max(remaining + 1);
                }
                if rule.exact {
                    suffix_labels = suffix_labels.max(remaining);
                }
            }
            name = name.get(label.len() + 1..).unwrap_or_default();
        }
        // A wildcard may have been overruled by an exception found nearer the root only by error in the
        // list; the loop goes from the longest name down, so an exception is always met first.
        if count <= suffix_labels {
            return None;
        }
        let before = domain.labels().take(count - suffix_labels - 1);
        Some(before.map(|label| label.len() + 1).sum())
    }

    /// Whether two names belong to one registrant; a bare suffix belongs to nobody but itself.
    #[must_use]
    pub fn same_registrant(&self, one: &Domain, other: &Domain) -> bool {
        let own = |domain: &Domain| self.registrable_start(domain);
        match (own(one), own(other)) {
            (Some(at), Some(also)) => one.as_str().get(at..) == other.as_str().get(also..),
            _ => one == other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rule_decides_and_an_exception_beats_it() {
        let list =
            SuffixList::parse("// c\ncom\njp\nco.jp\n*.kobe.jp\n!city.kobe.jp\nfirebaseapp.com\n");
        for (input, expected) in [
            ("www.amazon.co.jp", Some("amazon.co.jp")),
            ("co.jp", None),
            ("a.b.kobe.jp", Some("a.b.kobe.jp")),
            ("b.kobe.jp", None),
            ("www.city.kobe.jp", Some("city.kobe.jp")),
            ("x.drop-1.firebaseapp.com", Some("drop-1.firebaseapp.com")),
            ("unlisted.example", Some("unlisted.example")),
            ("netflix", None),
        ] {
            let domain = Domain::parse(input).expect("test name");
            assert_eq!(
                list.registrable(&domain).as_ref().map(Domain::as_str),
                expected,
                "{input}"
            );
        }
    }
}
