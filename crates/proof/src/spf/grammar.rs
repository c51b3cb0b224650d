//! The grammar of an SPF policy (RFC 7208 §4.6, §5, §6, §7.1, §12).
//!
//! RFC 7208 §4.6: one syntax error anywhere makes the whole policy an error, so all of it is read first.

use std::net::{Ipv4Addr, Ipv6Addr};

use facts::ProofResult;

/// A policy, read.
#[derive(Clone, Debug)]
pub(super) struct Policy<'a> {
    /// What is tried, in order.
    pub(super) directives: Vec<Directive<'a>>,
    /// The domain whose policy applies where nothing matches.
    pub(super) redirect: Option<&'a str>,
}

/// A mechanism and what its match means.
#[derive(Clone, Debug)]
pub(super) struct Directive<'a> {
    /// RFC 7208 §4.6.2: the result of a match.
    pub(super) result: ProofResult,
    /// What is tried.
    pub(super) mechanism: Mechanism<'a>,
}

/// What is tried (RFC 7208 §5). A name that is not given is that of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mechanism<'a> {
    All,
    Include(&'a str),
    Address(Option<&'a str>, Lengths),
    Exchangers(Option<&'a str>, Lengths),
    ReverseName(Option<&'a str>),
    V4(Ipv4Addr, u8),
    V6(Ipv6Addr, u8),
    Exists(&'a str),
}

/// The lengths of the networks in which addresses count as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lengths {
    pub(super) v4: u8,
    pub(super) v6: u8,
}

/// RFC 7208 §4.5: `v=spf1` alone or followed by a space.
pub(super) fn is_policy(record: &[u8]) -> bool {
    let Some((version, rest)) = record.split_at_checked(6) else {
        return false;
    };
    version.eq_ignore_ascii_case(b"v=spf1") && matches!(rest.first(), None | Some(b' '))
}

/// Reads a record that [`is_policy`]; `None` where anything in it is malformed.
pub(super) fn parse(record: &[u8]) -> Option<Policy<'_>> {
    let terms = std::str::from_utf8(record.get(6..)?).ok()?;
    let mut policy = Policy {
        directives: Vec::new(),
        redirect: None,
    };
    let mut has_explanation = false;
    for term in terms.split(' ').filter(|term| !term.is_empty()) {
        if !term.bytes().all(|b| b.is_ascii_graphic()) {
            return None;
        }
        let end = term.find([':', '/', '=']).unwrap_or(term.len());
        let (name, rest) = term.split_at_checked(end)?;
        if let Some(value) = rest.strip_prefix('=') {
            if !is_modifier(name, value) {
                return None;
            }
            // RFC 7208 §6: each of the two at most once.
            if name.eq_ignore_ascii_case("redirect") && policy.redirect.replace(value).is_some()
                || name.eq_ignore_ascii_case("exp") && std::mem::replace(&mut has_explanation, true)
            {
                return None;
            }
        } else {
            let mut letters = name.chars();
            let (result, name) = match letters.next() {
                Some('+') => (ProofResult::Pass, letters.as_str()),
                Some('-') => (ProofResult::Fail, letters.as_str()),
                Some('~') => (ProofResult::SoftFail, letters.as_str()),
                Some('?') => (ProofResult::Neutral, letters.as_str()),
                _ => (ProofResult::Pass, name),
            };
            policy.directives.push(Directive {
                result,
                mechanism: mechanism(name, rest)?,
            });
        }
    }
    Some(policy)
}

fn is_modifier(name: &str, value: &str) -> bool {
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    is_name
        && if name.eq_ignore_ascii_case("redirect") || name.eq_ignore_ascii_case("exp") {
            is_domain_spec(value)
        } else {
            macro_end(value).is_some()
        }
}

fn mechanism<'a>(name: &str, rest: &'a str) -> Option<Mechanism<'a>> {
    let argument = rest.strip_prefix(':');
    let domain = argument.filter(|argument| is_domain_spec(argument));
    Some(match name.to_ascii_lowercase().as_str() {
        "all" if rest.is_empty() => Mechanism::All,
        "include" => Mechanism::Include(domain?),
        "exists" => Mechanism::Exists(domain?),
        "ptr" if rest.is_empty() => Mechanism::ReverseName(None),
        "ptr" => Mechanism::ReverseName(Some(domain?)),
        name @ ("a" | "mx") => {
            let (kept, lengths) = lengths(rest)?;
            let host = match kept {
                "" => None,
                kept => Some(kept.strip_prefix(':').filter(|host| is_domain_spec(host))?),
            };
            if name == "a" {
                Mechanism::Address(host, lengths)
            } else {
                Mechanism::Exchangers(host, lengths)
            }
        }
        "ip4" => {
            let (address, length) = network(argument?, 32)?;
            Mechanism::V4(address.parse().ok()?, length)
        }
        "ip6" => {
            let (address, length) = network(argument?, 128)?;
            Mechanism::V6(address.parse().ok()?, length)
        }
        _ => return None,
    })
}

/// An address and the length after its slash, or the whole length.
fn network(text: &str, whole: u8) -> Option<(&str, u8)> {
    match text.split_once('/') {
        Some((address, digits)) => Some((address, length(digits, whole)?)),
        None => Some((text, whole)),
    }
}

/// A prefix length without leading zeros.
fn length(text: &str, most: u8) -> Option<u8> {
    let is_number = text == "0"
        || !text.starts_with('0')
            && (1..=3).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_digit());
    let length = text.parse().ok().filter(|_| is_number)?;
    (length <= most).then_some(length)
}

/// Takes `/24`, `//64` or `/24//64` off the end of a text; `None` where such an end is malformed.
fn lengths(text: &str) -> Option<(&str, Lengths)> {
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let mut lengths = Lengths { v4: 32, v6: 128 };
    let text = match text.rsplit_once("//") {
        Some((kept, digits)) if is_digits(digits) => {
            lengths.v6 = length(digits, 128)?;
            kept
        }
        _ => text,
    };
    match text.rsplit_once('/') {
        Some((kept, digits)) if is_digits(digits) => {
            lengths.v4 = length(digits, 32)?;
            Some((kept, lengths))
        }
        _ => Some((text, lengths)),
    }
}

/// RFC 7208 §7.1: a macro string that ends in a top label or a macro.
fn is_domain_spec(text: &str) -> bool {
    match macro_end(text) {
        None => false,
        Some(End::Macro) => true,
        Some(End::Literal) => {
            let text = text.strip_suffix('.').unwrap_or(text);
            text.rsplit_once('.')
                .is_some_and(|(_, label)| is_top_label(label))
        }
    }
}

fn is_top_label(label: &str) -> bool {
    let is_inner = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    let is_bordered = label
        .bytes()
        .next()
        .is_some_and(|b| b.is_ascii_alphanumeric())
        && label
            .bytes()
            .next_back()
            .is_some_and(|b| b.is_ascii_alphanumeric());
    is_bordered && label.bytes().all(is_inner) && !label.bytes().all(|b| b.is_ascii_digit())
}

/// What a macro string ends in.
enum End {
    Macro,
    Literal,
}

/// Reads a macro string (RFC 7208 §7.1); `None` where a macro is malformed.
fn macro_end(text: &str) -> Option<End> {
    let mut end = End::Literal;
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let after = rest.get(at + 1..)?;
        if let Some(body) = after.strip_prefix('{') {
            let (body, tail) = body.split_once('}')?;
            let mut letters = body.chars();
            // `c`, `r` and `t` stand in explanations only.
            if !letters
                .next()
                .is_some_and(|c| "slodiphv".contains(c.to_ascii_lowercase()))
            {
                return None;
            }
            let transformed = letters
                .as_str()
                .trim_start_matches(|c: char| c.is_ascii_digit());
            let count = letters.as_str().strip_suffix(transformed)?;
            // RFC 7208 §7.1: a count of zero is a mistake.
            if !count.is_empty() && count.bytes().all(|b| b == b'0') {
                return None;
            }
            let delimiters = transformed.strip_prefix(['r', 'R']).unwrap_or(transformed);
            if !delimiters.chars().all(|c| ".-+,/_=".contains(c)) {
                return None;
            }
            rest = tail;
        } else {
            rest = after.strip_prefix(['%', '_', '-'])?;
        }
        end = if rest.is_empty() {
            End::Macro
        } else {
            End::Literal
        };
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_read_strictly() {
        struct Case {
            policy: &'static str,
            is_good: bool,
        }
        for case in [
            Case {
                policy: "v=spf1",
                is_good: true,
            },
            Case {
                policy: "v=spf1  include:a.example  ~all ",
                is_good: true,
            },
            Case {
                policy: "v=spf1 a mx/24 a:b.example/24//64 mx//64 ip4:192.0.2.0/24 ip6:2001:db8::/32 ptr -all",
                is_good: true,
            },
            Case {
                policy: "v=spf1 exists:%{ir}.%{l1r+-}._spf.%{d} redirect=%{d2}.example",
                is_good: true,
            },
            Case {
                policy: "v=spf1 include:_spf.a.example. unknown=any%%thing",
                is_good: true,
            },
            Case {
                policy: "v=spf1 a:foo:bar/baz.example.com -all",
                is_good: true,
            },
            Case {
                policy: "v=spf1 ip4:192.0.2.0/33",
                is_good: false,
            },
            Case {
                policy: "v=spf1 ip4:192.0.2.0/024",
                is_good: false,
            },
            Case {
                policy: "v=spf1 ip4:192.0.2",
                is_good: false,
            },
            Case {
                policy: "v=spf1 a:museum",
                is_good: false,
            },
            Case {
                policy: "v=spf1 a:a.example.111",
                is_good: false,
            },
            Case {
                policy: "v=spf1 include: -all",
                is_good: false,
            },
            Case {
                policy: "v=spf1 all:x",
                is_good: false,
            },
            Case {
                policy: "v=spf1 redirect=a.example redirect=b.example",
                is_good: false,
            },
            Case {
                policy: "v=spf1 exists:%{q}.example",
                is_good: false,
            },
            Case {
                policy: "v=spf1 exists:%(d).example",
                is_good: false,
            },
            Case {
                policy: "v=spf1 a\tmx",
                is_good: false,
            },
            Case {
                policy: "v=spf1 moo -all",
                is_good: false,
            },
            Case {
                policy: "v=spf1 =x",
                is_good: false,
            },
        ] {
            assert_eq!(
                parse(case.policy.as_bytes()).is_some(),
                case.is_good,
                "{}",
                case.policy
            );
        }
    }
}
