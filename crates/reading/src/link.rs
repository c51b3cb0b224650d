//! Links: where a browser would go, and URLs standing in plain text.

use std::ops::Range;

use url::{Host, Url};

use crate::{Link, LinkKind, LinkSource};

/// Octets kept of one target; a longer one is cut behind the host that matters.
const TARGET_LIMIT: usize = 8 << 10;
/// Octets kept of one label.
pub(crate) const LABEL_LIMIT: usize = 2 << 10;

/// A base that no mail can name, to resolve what has none.
const NO_BASE: &str = "https://mioboe-no-base.invalid/";
const NO_BASE_HOST: &str = "mioboe-no-base.invalid";

/// Reads a target the way a browser does (WHATWG URL); position and part are filled in by the caller.
pub(crate) fn read(kind: LinkKind, written: &str, base: Option<&Url>) -> Link {
    let target = clean(written);
    let direct = Url::parse(&target);
    let scheme = match &direct {
        Ok(url) => url.scheme().to_owned(),
        Err(_) => scheme_of(&target),
    };
    let resolved = match direct {
        Ok(url) => Some(url),
        Err(url::ParseError::RelativeUrlWithoutBase) => match base {
            Some(base) => base.join(&target).ok(),
            None => Url::parse(NO_BASE)
                .ok()
                .and_then(|none| none.join(&target).ok())
                .filter(|url| url.host_str() != Some(NO_BASE_HOST)),
        }
        .or_else(|| with_false_label(&target)),
        Err(url::ParseError::IdnaError) => with_false_label(&target),
        Err(_) => None,
    };
    let host = resolved.as_ref().and_then(host_of);
    let has_userinfo = resolved
        .as_ref()
        .is_some_and(|url| !url.username().is_empty() || url.password().is_some());
    Link {
        part: Vec::new(),
        nth: 0,
        kind,
        source: LinkSource::Body,
        target,
        scheme,
        host,
        has_userinfo,
        label: String::new(),
    }
}

/// A target whose host has a label that begins like an A-label and is none (`xn--zz`).
///
/// The URL standard refuses it; browsers take an ASCII host as it stands and open it.
fn with_false_label(target: &str) -> Option<Url> {
    let rest = match target.split_once(':') {
        Some((scheme, rest))
            if ["http", "https", "ftp", "ws", "wss"]
                .iter()
                .any(|special| scheme.eq_ignore_ascii_case(special)) =>
        {
            rest
        }
        // Without a scheme only two slashes begin an authority.
        _ if target.starts_with("//") || target.starts_with("\\\\") => target,
        _ => return None,
    };
    let authority = rest.trim_start_matches(['/', '\\']);
    let end = authority
        .find(['/', '\\', '?', '#'])
        .unwrap_or(authority.len());
    // A scheme that the standard does not know has a host without rules.
    let url = Url::parse(&format!("x://{}/", authority.get(..end)?)).ok()?;
    let is_name = url.host_str().is_some_and(|host| {
        host.to_ascii_lowercase().contains("xn--")
            && host
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'))
    });
    is_name.then_some(url)
}

/// The target as a browser takes it: outer blanks and inner tabs and line ends are gone.
fn clean(written: &str) -> String {
    let trimmed = written.trim_matches(|c: char| c <= ' ');
    let mut target = String::with_capacity(trimmed.len().min(TARGET_LIMIT));
    for c in trimmed.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')) {
        if target.len() + c.len_utf8() > TARGET_LIMIT {
            break;
        }
        target.push(c);
    }
    target
}

/// The scheme of a target that does not parse.
fn scheme_of(target: &str) -> String {
    match target.split_once(':') {
        Some((scheme, _))
            if scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')) =>
        {
            scheme.to_ascii_lowercase()
        }
        _ => String::new(),
    }
}

fn host_of(url: &Url) -> Option<String> {
    match url.host()? {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            // Hosts of schemes that browsers do not resolve are kept as written.
            (!name.is_empty()).then(|| name.to_ascii_lowercase())
        }
        Host::Ipv4(ip) => Some(ip.to_string()),
        Host::Ipv6(ip) => Some(format!("[{ip}]")),
    }
}

/// The base of a document, if its `<base href>` is one.
pub(crate) fn base(written: &str) -> Option<Url> {
    Url::parse(&clean(written)).ok().filter(Url::has_host)
}

/// Whether text is only a URL or begins as one, for choosing what to read.
pub(crate) fn plain_urls(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    // Behind the last one found, and from where on the next is looked for, by the sign inside its first word.
    let (mut free, mut from) = (0, 0);
    while let Some(step) = memchr::memchr2(b':', b'.', bytes.get(from..).unwrap_or_default()) {
        let sign = from + step;
        from = sign + 1;
        let Some((start, behind)) = beginning(bytes, sign).filter(|(start, _)| *start >= free)
        else {
            continue;
        };
        let length = url_length(text.get(behind..).unwrap_or_default());
        if length > 0 {
            free = behind + length;
            from = free;
            found.push(start..free);
        }
    }
    found
}

/// Where the beginning of a URL stands around a sign, and where it ends: `https://`, `http://`, or `www.`, which
/// counts only where a word begins.
fn beginning(bytes: &[u8], sign: usize) -> Option<(usize, usize)> {
    let stands = |word: &str, behind: &[u8]| {
        let start = sign.checked_sub(word.len())?;
        let is_there = bytes
            .get(start..sign)?
            .eq_ignore_ascii_case(word.as_bytes())
            && bytes.get(sign..)?.starts_with(behind);
        is_there.then_some((start, sign + behind.len()))
    };
    if bytes.get(sign) == Some(&b':') {
        stands("https", b"://").or_else(|| stands("http", b"://"))
    } else {
        stands("www", b".").filter(|(start, _)| !before_is_word(bytes, *start))
    }
}

fn before_is_word(bytes: &[u8], at: usize) -> bool {
    at.checked_sub(1)
        .and_then(|before| bytes.get(before))
        .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'@' | b'/'))
}

/// Whether a character belongs to East Asian text, which runs on behind a URL without a space.
fn is_east_asian(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x11ff | 0x2e80..=0xa4cf | 0xac00..=0xd7ff | 0xf900..=0xfaff | 0xfe30..=0xfe4f | 0xff00..=0xffef | 0x2_0000..=0x3_ffff)
}

/// How many octets of `rest`, which follows the scheme or `www.`, belong to the URL.
fn url_length(rest: &str) -> usize {
    let mut end = 0;
    let mut is_host = true;
    let mut before = '.';
    for (at, c) in rest.char_indices() {
        let belongs = match c {
            '"' | '<' | '>' | '`' => false,
            '{' | '}' | '|' | '^' if is_host => false,
            c if c.is_ascii_graphic() => true,
            c if c.is_ascii() => false,
            // In a host, East Asian text is a label of its own (`日本語.jp`) or no part of it.
            c if is_host && is_east_asian(c) => {
                c.is_alphanumeric()
                    && (before == '.' || is_east_asian(before))
                    && has_dot_after(rest.get(at..).unwrap_or_default())
            }
            c if is_east_asian(c) => false,
            c => c.is_alphanumeric(),
        };
        if !belongs {
            break;
        }
        if matches!(c, '/' | '?' | '#' | '\\') {
            is_host = false;
        }
        before = c;
        end = at + c.len_utf8();
    }
    let url = rest.as_bytes().get(..end).unwrap_or_default();
    let count = |byte: u8| url.iter().filter(|&&b| b == byte).count();
    // A closing bracket belongs to the URL only where its opening one does.
    let (mut round, mut square) = (
        count(b')').saturating_sub(count(b'(')),
        count(b']').saturating_sub(count(b'[')),
    );
    for &last in url.iter().rev() {
        let is_trailing = match last {
            b'.' | b',' | b':' | b';' | b'!' | b'?' | b'\'' | b'*' => true,
            b')' if round > 0 => {
                round -= 1;
                true
            }
            b']' if square > 0 => {
                square -= 1;
                true
            }
            _ => false,
        };
        if !is_trailing {
            break;
        }
        end -= 1;
    }
    end
}

/// Whether the label that begins here is followed by a dot and another label.
fn has_dot_after(rest: &str) -> bool {
    let mut chars = rest
        .chars()
        .take(64)
        .skip_while(|&c| c.is_alphanumeric() || c == '-');
    chars.next() == Some('.') && chars.next().is_some_and(char::is_alphanumeric)
}

/// Reads a URL found in plain text.
pub(crate) fn read_plain(written: &str) -> Link {
    let mut link = if written
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("www."))
    {
        read(LinkKind::Plain, &format!("http://{written}"), None)
    } else {
        read(LinkKind::Plain, written, None)
    };
    link.label = cut(written, LABEL_LIMIT).to_owned();
    link
}

/// The start of `text`, at most `limit` octets, on a character border.
pub(crate) fn cut(text: &str, limit: usize) -> &str {
    let mut end = text.len().min(limit);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Case {
        target: &'static str,
        scheme: &'static str,
        host: Option<&'static str>,
        has_userinfo: bool,
    }

    #[test]
    fn a_host_is_what_a_browser_resolves() {
        let case = |target, scheme, host| Case {
            target,
            scheme,
            host,
            has_userinfo: false,
        };
        for case in [
            case(
                "https://www.Amazon.co.jp/x",
                "https",
                Some("www.amazon.co.jp"),
            ),
            case("HTTPS:\\\\evil.example\\a", "https", Some("evil.example")),
            case("http:evil.example", "http", Some("evil.example")),
            case("ht\ttp://ev\nil.example/", "http", Some("evil.example")),
            case("//evil.example/x", "", Some("evil.example")),
            // No A-label, but browsers open it.
            case(
                "http:/\\XN--zz.evil.example/",
                "http",
                Some("xn--zz.evil.example"),
            ),
            case("//xn--zz.evil.example?x", "", Some("xn--zz.evil.example")),
            case("http://0x7f.1/", "http", Some("127.0.0.1")),
            case("http://2130706433/", "http", Some("127.0.0.1")),
            case("http://0300.0250.1.1/", "http", Some("192.168.1.1")),
            case("http://[2001:DB8::1]:8080/", "http", Some("[2001:db8::1]")),
            case("http://evil.example./", "http", Some("evil.example")),
            case("http://%65vil.example/", "http", Some("evil.example")),
            case("http://日本語.jp/", "http", Some("xn--wgv71a119e.jp")),
            case("http://ａmazon。co．jp/", "http", Some("amazon.co.jp")),
            case("mailto:a@b.example", "mailto", None),
            case("www.example.com/x", "", None),
            case("#top", "", None),
            case("", "", None),
            case("http://", "http", None),
            case("javascript:alert(1)", "javascript", None),
            Case {
                target: "https://www.amazon.co.jp@evil.example/",
                scheme: "https",
                host: Some("evil.example"),
                has_userinfo: true,
            },
            Case {
                target: "https://a@b@evil.example/",
                scheme: "https",
                host: Some("evil.example"),
                has_userinfo: true,
            },
        ] {
            let link = read(LinkKind::Anchor, case.target, None);
            assert_eq!(link.scheme, case.scheme, "{}", case.target);
            assert_eq!(link.host.as_deref(), case.host, "{}", case.target);
            assert_eq!(link.has_userinfo, case.has_userinfo, "{}", case.target);
        }
    }

    #[test]
    fn a_base_turns_a_path_into_a_place() {
        let base = base("https://evil.example/dir/");
        assert_eq!(
            read(LinkKind::Anchor, "login", base.as_ref())
                .host
                .as_deref(),
            Some("evil.example")
        );
        assert_eq!(
            read(LinkKind::Anchor, "//other.example", base.as_ref())
                .host
                .as_deref(),
            Some("other.example")
        );
    }

    #[test]
    fn urls_in_plain_text_end_where_japanese_begins() {
        for (text, expected) in [
            (
                "詳細はhttps://example.com/a?b=cをご覧ください",
                vec!["https://example.com/a?b=c"],
            ),
            (
                "「https://example.com/」、<http://b.example>。",
                vec!["https://example.com/", "http://b.example"],
            ),
            (
                "(see https://example.com/a_(b)).",
                vec!["https://example.com/a_(b)"],
            ),
            ("HTTPS://EXAMPLE.COM.", vec!["HTTPS://EXAMPLE.COM"]),
            ("go www.example.com, now", vec!["www.example.com"]),
            ("awww.example.com", vec![]),
            ("https://日本語.jp/へ", vec!["https://日本語.jp/"]),
            ("https://example.comから", vec!["https://example.com"]),
            (
                "https://www.аmazon.co.jp/x",
                vec!["https://www.аmazon.co.jp/x"],
            ),
            ("http:// https://", vec![]),
            ("https://example.com　全角", vec!["https://example.com"]),
        ] {
            let found: Vec<&str> = plain_urls(text).into_iter().map(|r| &text[r]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
