//! ISO-2022-JP and its relatives, more forgiving than the WHATWG decoder.
//!
//! That decoder writes a replacement for two escapes in a row, which every header of joined encoded words
//! holds, and knows neither JIS X 0212 nor the sets of ISO-2022-JP-2 (RFC 1554).

use encoding_rs::{EUC_JP, EUC_KR, GBK};

/// The character set that an escape has switched to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Set {
    Ascii,
    Kana,
    /// JIS X 0208, and JIS X 0213 plane 1, which extends it.
    Kanji,
    /// JIS X 0212.
    Supplement,
    Chinese,
    Korean,
    /// A set without a table here.
    Unread,
}

/// Decodes ISO-2022-JP, -1, -2, -3 and the Windows variants.
pub(super) fn decode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut set = Set::Ascii;
    let mut run = Vec::new();
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        match byte {
            0x1b => {
                let (switched, width) = escape(after);
                flush(&mut run, set, &mut text);
                set = switched.unwrap_or(set);
                rest = after.get(width..).unwrap_or_default();
                continue;
            }
            // SO and SI switch half-width kana on and off in CP50222.
            0x0e | 0x0f => {
                flush(&mut run, set, &mut text);
                set = if byte == 0x0e { Set::Kana } else { Set::Ascii };
            }
            // RFC 1468: a line ends in ASCII; a mail cut in two relies on it.
            b'\n' | b'\r' => {
                flush(&mut run, set, &mut text);
                set = Set::Ascii;
                text.push(char::from(byte));
            }
            _ => run.push(byte),
        }
        rest = after;
    }
    flush(&mut run, set, &mut text);
    text
}

/// The set an escape designates and the octets it takes; none for an escape that is not one.
fn escape(after: &[u8]) -> (Option<Set>, usize) {
    match after {
        [b'$', b'(', b'D', ..] => (Some(Set::Supplement), 3),
        [b'$', b'(', b'C', ..] => (Some(Set::Korean), 3),
        [b'$', b'(', b'A', ..] => (Some(Set::Chinese), 3),
        [b'$', b'(', b'@' | b'B' | b'O' | b'Q', ..] => (Some(Set::Kanji), 3),
        [b'$', b'(', _, ..] => (Some(Set::Unread), 3),
        [b'$', b'@' | b'B', ..] => (Some(Set::Kanji), 2),
        [b'$', b'A', ..] => (Some(Set::Chinese), 2),
        [b'(', b'I', ..] => (Some(Set::Kana), 2),
        [b'(', b'B' | b'J' | b'H', ..] => (Some(Set::Ascii), 2),
        [b'(' | b'.' | b'&', _, ..] => (None, 2),
        _ => (None, 0),
    }
}

/// Decodes the octets gathered under one set.
fn flush(run: &mut Vec<u8>, set: Set, text: &mut String) {
    if run.is_empty() {
        return;
    }
    let mut bytes = Vec::with_capacity(run.len() * 2);
    match set {
        Set::Ascii => {
            for &b in run.iter() {
                match b {
                    // Half-width kana as bare octets, as CP50220 allows.
                    0xa1..=0xdf => bytes.extend([0x8e, b]),
                    _ => bytes.push(b),
                }
            }
        }
        Set::Kana => {
            for &b in run.iter() {
                match b | 0x80 {
                    kana @ 0xa1..=0xdf => bytes.extend([0x8e, kana]),
                    _ => bytes.push(b),
                }
            }
        }
        Set::Unread => {
            text.extend(
                run.iter()
                    .filter(|b| b.is_ascii_whitespace())
                    .map(|&b| char::from(b)),
            );
            text.push('\u{fffd}');
        }
        Set::Kanji | Set::Supplement | Set::Chinese | Set::Korean => {
            let mut pairs = run.iter().copied().peekable();
            while let Some(lead) = pairs.next() {
                match (lead & 0x7f, pairs.peek().map(|b| b & 0x7f)) {
                    (l @ 0x21..=0x7e, Some(t @ 0x21..=0x7e)) => {
                        pairs.next();
                        if set == Set::Supplement {
                            bytes.push(0x8f);
                        }
                        bytes.extend([l | 0x80, t | 0x80]);
                    }
                    // A blank among two-octet characters was put there by a line wrapper.
                    (0..=0x20 | 0x7f, _) => bytes.push(lead & 0x7f),
                    _ => bytes.push(0xff),
                }
            }
        }
    }
    let encoding = match set {
        Set::Chinese => GBK,
        Set::Korean => EUC_KR,
        _ => EUC_JP,
    };
    if !bytes.is_empty() {
        text.push_str(&encoding.decode_without_bom_handling(&bytes).0);
    }
    run.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_switch_and_lines_end_in_ascii() {
        for (bytes, expected) in [
            (&b"\x1b$B$\"\n$\"\x1b(B"[..], "あ\n$\""),
            (b"\x1b$B$\"\x1b(B\x1b$B$$\x1b(B", "あい"),
            (b"\x1b$(D0!\x1b(B", "丂"),
            (b"\x1b$A0!\x1b(B", "啊"),
            (b"\x0e1\x0fA", "ｱA"),
            (b"\x1b$B$", "\u{fffd}"),
            (b"\x1b", ""),
            (b"\x1b(J\\", "\\"),
        ] {
            assert_eq!(decode(bytes), expected, "{bytes:?}");
        }
    }
}
