//! Hosts in foreign text, written so that nothing turns them into a link.

use std::net::Ipv4Addr;
use std::ops::Range;

use crate::harmless::harmless_line;

/// The text made harmless and on one line, with the last dot of every host in brackets, and where the bytes
/// `marked` of it now stand.
///
/// A mark that does not lie on character borders marks everything.
///
/// ```
/// let (text, marked) = words::defanged("at https://a.example/", 3..20);
/// assert_eq!(text, "at https://a[.]example/");
/// assert_eq!(text.get(marked), Some("https://a[.]example"));
/// ```
#[must_use]
pub fn defanged(text: &str, marked: Range<usize>) -> (String, Range<usize>) {
    let dots = dots(text);
    let mut dots = dots.iter().copied().peekable();
    let mut shown = String::with_capacity(text.len() + 8);
    let (mut start, mut end) = (None, None);
    for (at, c) in text.char_indices() {
        if at == marked.start {
            start = Some(shown.len());
        }
        if at == marked.end {
            end = Some(shown.len());
        }
        if dots.next_if_eq(&at).is_some() {
            shown.push_str("[.]");
        } else {
            shown.push_str(&harmless_line(c.encode_utf8(&mut [0; 4])));
        }
    }
    if marked.end == text.len() {
        end = Some(shown.len());
    }
    let marked = match (start, end) {
        (Some(start), Some(end)) if start < end => start..end,
        _ => 0..shown.len(),
    };
    (shown, marked)
}

/// Where the last dot of each host stands, in order.
fn dots(text: &str) -> Vec<usize> {
    let mut dots = Vec::new();
    let mut word: Option<usize> = None;
    for (at, c) in text.char_indices() {
        if is_host_character(c) {
            word.get_or_insert(at);
        } else if let Some(start) = word.take() {
            dots.extend(last_dot(text, start..at));
        }
    }
    if let Some(start) = word {
        dots.extend(last_dot(text, start..text.len()));
    }
    dots
}

fn is_host_character(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '-' | '_')
}

fn last_dot(text: &str, word: Range<usize>) -> Option<usize> {
    let before = text.get(..word.start)?;
    // A single slash begins a path; what stands there is no host.
    if before.ends_with('/') && !before.ends_with("//") {
        return None;
    }
    // Nor is what stands before the @ of an address; in a link it is there to look like a host.
    let is_local = text.get(word.end..)?.starts_with('@');
    if is_local && !before.ends_with("//") {
        return None;
    }
    let name = text.get(word.clone())?.trim_end_matches('.');
    let (host, last) = name.rsplit_once('.')?;
    let is_top = last.chars().count() >= 2 && last.chars().next().is_some_and(char::is_alphabetic);
    let is_name = is_top && !host.is_empty() && !host.ends_with('.');
    (is_name || name.parse::<Ipv4Addr>().is_ok()).then(|| word.start + host.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_bracketed_and_the_mark_moves_along() {
        struct Case {
            text: &'static str,
            marked: &'static str,
            shown: &'static str,
            then_marked: &'static str,
        }
        for case in [
            Case {
                text: "www.shop.example → https://evil.example/…",
                marked: "https://evil.example/…",
                shown: "www.shop[.]example → https://evil[.]example/…",
                then_marked: "https://evil[.]example/…",
            },
            Case {
                text: "From: a@b.example",
                marked: "b.example",
                shown: "From: a@b[.]example",
                then_marked: "b[.]example",
            },
            Case {
                text: "a.bc@d.example http://shop.example@evil.example/…",
                marked: "a.bc",
                shown: "a.bc@d[.]example http://shop[.]example@evil[.]example/…",
                then_marked: "a.bc",
            },
            Case {
                text: "詳しくはshop.exampleへ。1.5倍",
                marked: "1.5",
                shown: "詳しくはshop[.]exampleへ。1.5倍",
                then_marked: "1.5",
            },
            Case {
                text: "already[.]example http://192.0.2.7/a.php end.",
                marked: "end",
                shown: "already[.]example http://192.0.2[.]7/a.php end.",
                then_marked: "end",
            },
            Case {
                text: "a\u{1b}\u{2028}b.example..",
                marked: "b",
                shown: "a\u{fffd} b[.]example..",
                then_marked: "b",
            },
        ] {
            let at = case.text.rfind(case.marked).expect("the mark");
            let (shown, marked) = defanged(case.text, at..at + case.marked.len());
            assert_eq!(shown, case.shown);
            assert_eq!(shown.get(marked), Some(case.then_marked), "{shown}");
        }
        assert_eq!(defanged("", 0..0), (String::new(), 0..0));
        assert_eq!(defanged("あ", 1..2).1, 0..3);
    }
}
