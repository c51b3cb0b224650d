//! Macros in an SPF policy (RFC 7208 §7).

use std::net::IpAddr;

use super::Evaluation;

/// Octets of a name in DNS; a longer one loses labels on its left (RFC 7208 §7.3).
const NAME_LIMIT: usize = 253;

impl Evaluation<'_> {
    /// Expands a domain specification of `domain`'s policy, whose grammar was checked before.
    pub(super) fn expand(&mut self, text: &str, domain: &str) -> String {
        let mut name = String::new();
        let mut rest = text;
        while let Some((literal, after)) = rest.split_once('%') {
            name.push_str(literal);
            let mut letters = after.chars();
            rest = match letters.next() {
                Some('{') => {
                    let (body, tail) = letters.as_str().split_once('}').unwrap_or_default();
                    name.push_str(&self.value(body, domain));
                    tail
                }
                Some('_') => {
                    name.push(' ');
                    letters.as_str()
                }
                Some('-') => {
                    name.push_str("%20");
                    letters.as_str()
                }
                _ => {
                    name.push('%');
                    letters.as_str()
                }
            };
        }
        name.push_str(rest);
        let name = name.strip_suffix('.').unwrap_or(&name);
        fitting(name).to_owned()
    }

    /// The value of `{letter digits r delimiters}`.
    fn value(&mut self, body: &str, domain: &str) -> String {
        let mut letters = body.chars();
        let letter = letters.next().unwrap_or_default();
        let transformed = letters
            .as_str()
            .trim_start_matches(|c: char| c.is_ascii_digit());
        let count = letters
            .as_str()
            .strip_suffix(transformed)
            .unwrap_or_default();
        let (is_reversed, delimiters) = match transformed.strip_prefix(['r', 'R']) {
            Some(delimiters) => (true, delimiters),
            None => (false, transformed),
        };
        let value = self.variable(letter.to_ascii_lowercase(), domain);
        let is_delimiter = |c: char| {
            if delimiters.is_empty() {
                c == '.'
            } else {
                delimiters.contains(c)
            }
        };
        let mut parts: Vec<&str> = value.split(is_delimiter).collect();
        if is_reversed {
            parts.reverse();
        }
        // RFC 7208 §7.3: the rightmost parts are kept, counted after the reversal.
        let kept = count
            .parse::<usize>()
            .unwrap_or(parts.len())
            .min(parts.len());
        let value = parts.split_off(parts.len() - kept).join(".");
        if letter.is_ascii_uppercase() {
            escaped(&value)
        } else {
            value
        }
    }

    /// RFC 7208 §7.2.
    fn variable(&mut self, letter: char, domain: &str) -> String {
        let local = self.session.local.unwrap_or("postmaster");
        match letter {
            's' => format!("{local}@{}", self.session.envelope),
            'l' => local.to_owned(),
            'o' => self.session.envelope.to_string(),
            'd' => domain.to_owned(),
            'i' => dotted(self.session.client),
            'v' if self.session.client.is_ipv4() => "in-addr".to_owned(),
            'v' => "ip6".to_owned(),
            'h' => self
                .session
                .helo
                .map_or("unknown.invalid", facts::Domain::as_str)
                .to_owned(),
            'p' => self.own_name(domain),
            _ => String::new(),
        }
    }

    /// The client's validated name: the domain's own, else one below it, else any (RFC 7208 §7.3).
    fn own_name(&mut self, domain: &str) -> String {
        let names = self.validated_names();
        names
            .iter()
            .find(|name| name.eq_ignore_ascii_case(domain))
            .or_else(|| names.iter().find(|name| super::is_within(name, domain)))
            .or(names.first())
            .map_or("unknown", |name| name)
            .to_owned()
    }
}

/// The address as macros write it: an IPv6 address nibble by nibble.
fn dotted(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let nibbles: Vec<String> = address
                .octets()
                .iter()
                .flat_map(|octet| [octet >> 4, octet & 15])
                .map(|nibble| format!("{nibble:x}"))
                .collect();
            nibbles.join(".")
        }
    }
}

/// RFC 7208 §7.3: an upper-case letter asks for URL escapes.
fn escaped(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b"-._~".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02x}")
            }
        })
        .collect()
}

/// The name without as many labels on its left as are too many.
fn fitting(mut name: &str) -> &str {
    while name.len() > NAME_LIMIT {
        match name.split_once('.') {
            Some((_, rest)) => name = rest,
            None => return "",
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_loses_labels_on_its_left() {
        let name = |first: usize| format!("{}.{}", "a".repeat(first), "b.c".repeat(50));
        let rest = 1 + 150;
        let whole = name(NAME_LIMIT - rest);
        assert_eq!(fitting(&whole), whole);
        let longer = name(NAME_LIMIT - rest + 1);
        assert_eq!(fitting(&longer), "b.c".repeat(50));
        assert_eq!(fitting(&"a".repeat(NAME_LIMIT + 1)), "");
    }
}
