//! The grammar of an SPF policy (RFC 7208 §4.6, §5, §6, §7.1, §12).
//!
//! mail-auth passes over many mistakes that the standard wants reported as an error of the whole policy.

/// Whether the whole record is a well-formed policy.
pub(super) fn is_well_formed(record: &[u8]) -> bool {
    let Some(terms) = record
        .get(6..)
        .and_then(|terms| std::str::from_utf8(terms).ok())
    else {
        return false;
    };
    let (mut redirects, mut explanations) = (0, 0);
    for term in terms.split(' ').filter(|term| !term.is_empty()) {
        if !term.bytes().all(|b| b.is_ascii_graphic()) {
            return false;
        }
        let end = term.find([':', '/', '=']).unwrap_or(term.len());
        let (name, rest) = term.split_at(end);
        if let Some(value) = rest.strip_prefix('=') {
            if !is_modifier(name, value) {
                return false;
            }
            redirects += u8::from(name.eq_ignore_ascii_case("redirect"));
            explanations += u8::from(name.eq_ignore_ascii_case("exp"));
            // RFC 7208 §6: each of the two at most once.
            if redirects > 1 || explanations > 1 {
                return false;
            }
        } else if !is_mechanism(
            name.strip_prefix(['+', '-', '?', '~']).unwrap_or(name),
            rest,
        ) {
            return false;
        }
    }
    true
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

fn is_mechanism(name: &str, rest: &str) -> bool {
    let argument = rest.strip_prefix(':');
    match name.to_ascii_lowercase().as_str() {
        "all" => rest.is_empty(),
        "include" | "exists" => argument.is_some_and(is_domain_spec),
        "ptr" => rest.is_empty() || argument.is_some_and(is_domain_spec),
        "a" | "mx" => match (without_lengths(rest), argument) {
            (Some(""), _) => true,
            (Some(kept), Some(_)) => kept.strip_prefix(':').is_some_and(is_domain_spec),
            _ => false,
        },
        "ip4" => argument.is_some_and(|network| {
            let (address, length) = network
                .split_once('/')
                .map_or((network, None), |(a, l)| (a, Some(l)));
            address.parse::<std::net::Ipv4Addr>().is_ok() && length.is_none_or(|l| is_length(l, 32))
        }),
        "ip6" => argument.is_some_and(|network| {
            let (address, length) = network
                .split_once('/')
                .map_or((network, None), |(a, l)| (a, Some(l)));
            address.parse::<std::net::Ipv6Addr>().is_ok()
                && length.is_none_or(|l| is_length(l, 128))
        }),
        _ => false,
    }
}

/// A prefix length without leading zeros.
fn is_length(text: &str, most: u32) -> bool {
    let is_number = text == "0"
        || !text.starts_with('0')
            && (1..=3).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_digit());
    is_number && text.parse::<u32>().is_ok_and(|length| length <= most)
}

/// The text without `/24`, `//64` or `/24//64` at its end; `None` where such an end is malformed.
fn without_lengths(text: &str) -> Option<&str> {
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let text = match text.rsplit_once("//") {
        Some((kept, length)) if is_digits(length) => is_length(length, 128).then_some(kept)?,
        _ => text,
    };
    match text.rsplit_once('/') {
        Some((kept, length)) if is_digits(length) => is_length(length, 32).then_some(kept),
        _ => Some(text),
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
                is_well_formed(case.policy.as_bytes()),
                case.is_good,
                "{}",
                case.policy
            );
        }
    }
}
