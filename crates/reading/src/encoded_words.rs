//! Encoded words in headers (RFC 2047), as mail programs read them rather than as the RFC allows them.

use crate::charset;

/// Header text after decoding.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    pub(crate) text: String,
    /// Whether a word names a charset that is not known.
    pub(crate) has_unknown_charset: bool,
}

enum Piece<'a> {
    Raw(&'a [u8]),
    Word { charset: String, bytes: Vec<u8> },
}

/// Decodes a header value: encoded words, and raw octets by what they look like.
pub(crate) fn decode(raw: &[u8]) -> Words {
    let mut words = Words::default();
    let pieces = split(raw);
    // Raw octets of one field are in one charset: the pieces are guessed together, so that a short one
    // does not go astray.
    let has_raw_high = pieces
        .iter()
        .any(|p| matches!(p, Piece::Raw(bytes) if !bytes.is_ascii() || bytes.contains(&0x1b)));
    let raw_is_utf8 = pieces
        .iter()
        .all(|p| !matches!(p, Piece::Raw(bytes) if std::str::from_utf8(bytes).is_err()));
    let mut pending: Option<(String, Vec<u8>)> = None;
    for piece in pieces {
        match piece {
            Piece::Word { charset, bytes } => match &mut pending {
                // A multi-octet character may be split between words, against RFC 2047 §5; joined, it is
                // whole again.
                Some((label, joined)) if label.eq_ignore_ascii_case(&charset) => {
                    joined.extend(bytes)
                }
                _ => {
                    flush(&mut pending, &mut words);
                    pending = Some((charset, bytes));
                }
            },
            Piece::Raw(bytes) => {
                flush(&mut pending, &mut words);
                if has_raw_high && !raw_is_utf8 || bytes.contains(&0x1b) {
                    words.text.push_str(&charset::decode_undeclared(bytes));
                } else {
                    words.text.push_str(&String::from_utf8_lossy(bytes));
                }
            }
        }
    }
    flush(&mut pending, &mut words);
    words
}

fn flush(pending: &mut Option<(String, Vec<u8>)>, words: &mut Words) {
    if let Some((label, bytes)) = pending.take() {
        let (text, is_unknown) = charset::decode_labelled(&bytes, &label);
        words.text.push_str(&text);
        words.has_unknown_charset |= is_unknown;
    }
}

/// Splits a value into raw runs and words; white space between two words is dropped (RFC 2047 §6.2).
fn split(raw: &[u8]) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(offset) = raw
        .get(at..)
        .and_then(|rest| rest.windows(2).position(|w| w == b"=?"))
    {
        let begin = at + offset;
        let Some((word, end)) = word_at(raw, begin) else {
            at = begin + 2;
            continue;
        };
        let between = raw.get(start..begin).unwrap_or_default();
        let is_gap = matches!(pieces.last(), Some(Piece::Word { .. }))
            && between.iter().all(u8::is_ascii_whitespace);
        if !between.is_empty() && !is_gap {
            pieces.push(Piece::Raw(between));
        }
        pieces.push(word);
        start = end;
        at = end;
    }
    let tail = raw.get(start..).unwrap_or_default();
    if !tail.is_empty() {
        pieces.push(Piece::Raw(tail));
    }
    pieces
}

/// The encoded word that begins at `begin`, and where it ends.
fn word_at(raw: &[u8], begin: usize) -> Option<(Piece<'static>, usize)> {
    let charset_start = begin + 2;
    let charset_len = raw
        .get(charset_start..)?
        .iter()
        .take(64)
        .position(|&b| b == b'?')?;
    let charset = raw.get(charset_start..charset_start + charset_len)?;
    if charset.is_empty() || !charset.iter().all(u8::is_ascii_graphic) {
        return None;
    }
    let encoding = *raw.get(charset_start + charset_len + 1)?;
    if raw.get(charset_start + charset_len + 2) != Some(&b'?')
        || !matches!(encoding, b'B' | b'b' | b'Q' | b'q')
    {
        return None;
    }
    let text_start = charset_start + charset_len + 3;
    let rest = raw.get(text_start..)?;
    // A word without its end runs to the end of the value: programs show it decoded, cut or not.
    let (text_len, width) = match rest.windows(2).position(|w| w == b"?=") {
        Some(at) => (at, at + 2),
        None => (rest.len(), rest.len()),
    };
    let text = rest.get(..text_len)?;
    let bytes = match encoding {
        b'B' | b'b' => base64(text),
        _ => quoted(text),
    };
    // RFC 2231 §5: a language may follow the charset after an asterisk.
    let charset = charset.split(|&b| b == b'*').next().unwrap_or_default();
    let charset = String::from_utf8_lossy(charset).into_owned();
    Some((Piece::Word { charset, bytes }, text_start + width))
}

/// The length of the encoded word that begins here, if it is a complete one; for tokenizers.
pub(crate) fn complete_word(raw: &[u8]) -> Option<usize> {
    // RFC 2047 §2 allows 75 octets; a bound keeps many unfinished words from being searched again and again.
    let raw = raw.get(..2048).unwrap_or(raw);
    if !raw.starts_with(b"=?") {
        return None;
    }
    let (_, end) = word_at(raw, 0)?;
    raw.get(..end)?.ends_with(b"?=").then_some(end)
}

/// Base64 as mail programs read it: other characters are passed over, and padding may be missing.
pub(crate) fn base64(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for &b in text {
        let value = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            // Words glued together by a careless program: each begins anew after its padding.
            b'=' => {
                (bits, count) = (0, 0);
                continue;
            }
            _ => continue,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).unwrap_or_default());
            bits &= (1 << count) - 1;
        }
    }
    bytes
}

/// The Q encoding (RFC 2047 §4.2).
fn quoted(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&b, after)) = rest.split_first() {
        rest = after;
        match b {
            b'_' => bytes.push(b' '),
            b'=' => match (hex(after.first()), hex(after.get(1))) {
                (Some(high), Some(low)) => {
                    bytes.push(high * 16 + low);
                    rest = after.get(2..).unwrap_or_default();
                }
                _ => bytes.push(b),
            },
            _ => bytes.push(b),
        }
    }
    bytes
}

/// The value of a hexadecimal digit.
pub(crate) fn hex(digit: Option<&u8>) -> Option<u8> {
    char::from(*digit?)
        .to_digit(16)
        .and_then(|d| u8::try_from(d).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_mail_programs_read_them() {
        for (raw, expected) in [
            ("plain", "plain"),
            ("=?UTF-8?B?44Ki44Oe44K+44Oz?=", "アマゾン"),
            (
                "=?utf-8?q?Amazon=2Eco=2Ejp_=E3=81=94?= x",
                "Amazon.co.jp ご x",
            ),
            // One character split between two words.
            ("=?UTF-8?B?44Ki44M=?= =?utf-8?B?nuOCvuODsw==?=", "アマゾン"),
            ("a =?us-ascii?q?b?= =?iso-8859-1?q?=E9?= c", "a bé c"),
            (
                "=?ISO-2022-JP?B?GyRCJSIlXhsoQg==?= =?ISO-2022-JP?B?GyRCJT4lcxsoQg==?=",
                "アマゾン",
            ),
            ("=?utf-7?Q?+MKIw3jC+MPM-?=", "アマゾン"),
            ("=?utf-8*ja?B?44Ki?=", "ア"),
            ("\"=?utf-8?B?44Ki?=\"", "\"ア\""),
            ("=?utf-8?B?44Ki", "ア"),
            ("=?nothing", "=?nothing"),
            ("=?x?Z?y?=", "=?x?Z?y?="),
            ("=?utf-8?Q??=", ""),
            ("1=?2=?3", "1=?2=?3"),
        ] {
            assert_eq!(decode(raw.as_bytes()).text, expected, "{raw}");
        }
    }

    #[test]
    fn raw_octets_are_guessed() {
        for (raw, expected) in [
            ("アマゾン".as_bytes(), "アマゾン"),
            (
                b"\x83A\x83}\x83]\x83\x93\x82\xcc\x82\xa8\x92m\x82\xe7\x82\xb9",
                "アマゾンのお知らせ",
            ),
            (b"\x1b$B%\"%^%>%s\x1b(B Shop", "アマゾン Shop"),
        ] {
            assert_eq!(decode(raw).text, expected);
        }
    }

    #[test]
    fn an_unknown_charset_is_said() {
        assert!(decode(b"=?x-unheard-of?B?44Ki?=").has_unknown_charset);
        assert!(!decode(b"=?x-unheard-of?Q?abc?=").has_unknown_charset);
    }
}
