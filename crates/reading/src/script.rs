//! Scripts of a page, read as text and never run: the addresses written in them, and the markup they would write.

use crate::charset;
use crate::encoded_words;
use crate::link;
use crate::parameters;

/// Octets of script looked at in one page.
const SCRIPT: usize = 1 << 20;
/// Octets decoded out of the scripts of one page.
const DECODED: usize = 2 << 20;
/// The shortest run of letters taken for base64 or hexadecimal digits.
const RUN: usize = 16;
/// The fewest character codes in a row taken for a text.
const CODES: usize = 8;

/// What the scripts of a page say.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// Addresses, in order.
    pub(crate) urls: Vec<String>,
    /// Markup that they would write into the page.
    pub(crate) markup: String,
}

/// Reads scripts; unwraps one layer of base64, percent signs, hexadecimal digits or character codes.
pub(crate) fn read<'a>(scripts: impl IntoIterator<Item = &'a str>) -> Said {
    let mut said = Said::default();
    let (mut room, mut decoded_room) = (SCRIPT, DECODED);
    for script in scripts {
        let script = link::cut(script, room);
        room -= script.len();
        let text = joined(&unescaped(script));
        said.take_urls(&text);
        for literal in literals(&text) {
            said.take_markup(literal);
        }
        for decoded in runs(&text)
            .into_iter()
            .chain(percents(&text))
            .chain(codes(&text))
        {
            let decoded = link::cut(&decoded, decoded_room);
            decoded_room -= decoded.len();
            said.take_urls(decoded);
            said.take_markup(decoded);
        }
    }
    said
}

/// The addresses written plainly in a script.
pub(crate) fn urls(script: &str) -> Vec<String> {
    let mut said = Said::default();
    said.take_urls(&joined(&unescaped(link::cut(script, SCRIPT))));
    said.urls
}

impl Said {
    fn take_urls(&mut self, text: &str) {
        self.urls.extend(
            link::plain_urls(text)
                .into_iter()
                .filter_map(|range| text.get(range))
                // A quote ends an address in a script, although it may stand in one elsewhere.
                .map(|url| url.split('\'').next().unwrap_or_default().to_owned()),
        );
    }

    fn take_markup(&mut self, text: &str) {
        if has_tag(text) && self.markup.len() + text.len() < DECODED {
            self.markup.push_str(text);
            self.markup.push('\n');
        }
    }
}

/// Whether text has a tag in it.
fn has_tag(text: &str) -> bool {
    text.as_bytes()
        .windows(2)
        .any(|two| matches!(two, [b'<', b] if b.is_ascii_alphabetic()))
        && text.contains('>')
}

/// A script with the escapes of its strings resolved (ECMA-262 §12.9.4); they mean nothing elsewhere.
fn unescaped(script: &str) -> String {
    let mut text = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(at) = rest.find('\\') {
        text.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        let mut chars = rest.chars();
        let (c, width) = match chars.next() {
            Some('x') => code(rest, 1, 2),
            Some('u') if rest.get(1..2) == Some("{") => {
                let end = link::cut(rest, 12).find('}').unwrap_or(2);
                let (c, _) = code(rest, 2, end.saturating_sub(2));
                (c, end + 1)
            }
            Some('u') => code(rest, 1, 4),
            Some('n' | 'r') => (Some('\n'), 1),
            Some('t') => (Some('\t'), 1),
            // A quote stays what it is inside its string, and must not end it here.
            Some('"' | '\'' | '`') => (Some('\u{2}'), 1),
            Some(other) => (Some(other), other.len_utf8()),
            None => (None, 0),
        };
        text.extend(c);
        rest = rest.get(width..).unwrap_or_default();
    }
    text.push_str(rest);
    text
}

/// A character by its code in hexadecimal digits, and the octets passed.
fn code(rest: &str, from: usize, digits: usize) -> (Option<char>, usize) {
    let c = rest
        .get(from..from + digits)
        .and_then(|digits| u32::from_str_radix(digits, 16).ok())
        .and_then(char::from_u32);
    match c {
        Some(c) => (Some(c), from + digits),
        None => (None, 1),
    }
}

/// A script with the borders between strings that are added to each other taken out.
fn joined(script: &str) -> String {
    let mut text = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(at) = rest.find(['"', '\'', '`']) {
        let quote = rest.get(at..=at).unwrap_or_default();
        let after = rest.get(at + 1..).unwrap_or_default();
        let next = after
            .trim_start()
            .strip_prefix('+')
            .map(str::trim_start)
            .and_then(|next| next.strip_prefix(['"', '\'', '`']));
        match next {
            Some(next) => {
                text.push_str(rest.get(..at).unwrap_or_default());
                rest = next;
            }
            None => {
                text.push_str(rest.get(..at).unwrap_or_default());
                text.push_str(quote);
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

/// What stands between quotes.
fn literals(script: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = script;
    while let Some(at) = rest.find(['"', '\'', '`']) {
        let Some(quote) = rest.get(at..).and_then(|r| r.chars().next()) else {
            break;
        };
        let inner = rest.get(at + 1..).unwrap_or_default();
        // A string in simple quotes ends with its line; markup in it was given a line break by an escape,
        // which is resolved by now, so only the quote counts.
        match inner.find(quote) {
            Some(end) => {
                found.push(inner.get(..end).unwrap_or_default());
                rest = inner.get(end + 1..).unwrap_or_default();
            }
            None => rest = inner,
        }
        if found.len() > SCRIPT / RUN {
            break;
        }
    }
    found
}

/// What runs of base64 or hexadecimal digits hold, where it is text.
fn runs(script: &str) -> Vec<String> {
    let is_digit =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'-' | b'_');
    script
        .as_bytes()
        .split(|b| !is_digit(b))
        .filter(|run| run.len() >= RUN)
        .filter_map(|run| {
            let is_hex = run.len() % 2 == 0 && run.iter().all(u8::is_ascii_hexdigit);
            let bytes = if is_hex {
                hexadecimal(run)
            } else {
                encoded_words::base64(run)
            };
            text_of(&bytes)
        })
        .collect()
}

fn hexadecimal(run: &[u8]) -> Vec<u8> {
    run.as_chunks::<2>()
        .0
        .iter()
        .filter_map(|[high, low]| {
            Some(encoded_words::hex(Some(high))? * 16 + encoded_words::hex(Some(low))?)
        })
        .collect()
}

/// The text that bytes are, if they are one that could hold an address or a tag.
fn text_of(bytes: &[u8]) -> Option<String> {
    let odd = bytes
        .iter()
        .filter(|&&b| b < 0x20 && !b.is_ascii_whitespace() || b == 0x7f)
        .count();
    if odd > bytes.len() / 16 {
        return None;
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        // Base64 that was cut off, or text in an old charset.
        Err(error) if error.valid_up_to() + 3 >= bytes.len() => {
            String::from_utf8_lossy(bytes.get(..error.valid_up_to())?).into_owned()
        }
        Err(_) if bytes.contains(&b'<') => charset::decode_undeclared(bytes).into_owned(),
        Err(_) => return None,
    };
    text.contains([':', '<', '.']).then_some(text)
}

/// What a script says with its percent signs resolved, where it has any.
fn percents(script: &str) -> Option<String> {
    let marks = script
        .as_bytes()
        .windows(3)
        .filter(|three| {
            matches!(three, [b'%', high, low]
                if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() || *high == b'u')
        })
        .count();
    if marks < 3 {
        return None;
    }
    // `%uXXXX` is what the old `escape` wrote.
    let mut text = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(at) = rest.find("%u") {
        text.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 2..).unwrap_or_default();
        let (c, width) = code(rest, 0, 4);
        match c {
            Some(c) => {
                text.push(c);
                rest = rest.get(width..).unwrap_or_default();
            }
            None => text.push_str("%u"),
        }
    }
    text.push_str(rest);
    let bytes = parameters::percent(text.as_bytes());
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Texts written as rows of character codes (`104,116,116,112`).
fn codes(script: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut row = String::new();
    let mut count = 0;
    let bytes = script.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let digits = bytes
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take(8)
            .take_while(|b| b.is_ascii_digit())
            .count();
        let c = script
            .get(at..at + digits)
            .and_then(|digits| digits.parse::<u32>().ok())
            .and_then(char::from_u32)
            .filter(|c| !c.is_control() || c.is_ascii_whitespace());
        if let Some(c) = c {
            row.push(c);
            count += 1;
        }
        at += digits.max(1);
        let goes_on = bytes
            .get(at - usize::from(digits == 0)..at)
            .is_some_and(|b| matches!(b, [] | [b',' | b' ' | b'\n' | b'\t' | b'\r']));
        if !goes_on || digits > 0 && c.is_none() {
            if count >= CODES {
                found.push(std::mem::take(&mut row));
            }
            row.clear();
            count = 0;
        }
    }
    if count >= CODES {
        found.push(row);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_a_script_are_found_in_one_layer() {
        struct Case {
            script: &'static str,
            urls: &'static [&'static str],
            has_form: bool,
        }
        let case = |script, urls| Case {
            script,
            urls,
            has_form: false,
        };
        for case in [
            case(
                "var a = 'https://evil.example/post.php';",
                &["https://evil.example/post.php"],
            ),
            case(
                r#"x="https:\/\/evil.example\/a\u0062""#,
                &["https://evil.example/ab"],
            ),
            case(
                "x = 'https://' +\n \"evil.\" + `example/x`;",
                &["https://evil.example/x"],
            ),
            // base64 of https://evil.example/p
            case(
                "location = atob('aHR0cHM6Ly9ldmlsLmV4YW1wbGUvcA==')",
                &["https://evil.example/p"],
            ),
            case(
                "location = unescape('%68%74%74%70%73%3A%2F%2Fevil.example%2Fp')",
                &["https://evil.example/p"],
            ),
            case(
                "f('\\x68\\x74\\x74\\x70\\x73://evil.example')",
                &["https://evil.example"],
            ),
            case(
                "String.fromCharCode(104,116,116,112,58,47,47,101,46,101,120,97,109,112,108,101)",
                &["http://e.example"],
            ),
            case(
                "h('687474703a2f2f652e6578616d706c65')",
                &["http://e.example"],
            ),
            Case {
                // base64 of <form action="https://evil.example/f"></form>
                script: "document.write(atob(\"PGZvcm0gYWN0aW9uPSJodHRwczovL2V2aWwuZXhhbXBsZS9mIj48L2Zvcm0+\"))",
                urls: &["https://evil.example/f"],
                has_form: true,
            },
            Case {
                script: "document.write('<form action=\"/x\">')",
                urls: &[],
                has_form: true,
            },
            case("getElementsByTagName(documentFragmentOfTheWindow)", &[]),
            case("", &[]),
            case("\\", &[]),
            case("\\u{", &[]),
            case("'", &[]),
            case("%u", &[]),
        ] {
            let said = read([case.script]);
            assert_eq!(said.urls, case.urls, "{}", case.script);
            assert_eq!(
                said.markup.contains("<form"),
                case.has_form,
                "{}",
                case.script
            );
        }
    }
}
