//! Turns octets into text: by their declared charset where that works, by what they look like where not.

mod guess;
mod iso2022jp;
mod label;
mod utf7;

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

pub(crate) use label::Charset;

/// Text, and how it was come by.
#[derive(Clone, Debug, Default)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    /// The charset that was used, lower case.
    pub(crate) charset: &'static str,
    /// Whether a charset was declared that is not known, for octets that are more than ASCII.
    pub(crate) is_label_unknown: bool,
}

/// Decodes a body part; `declared` comes from its Content-Type, `meta` from the document itself.
pub(crate) fn decode_body(bytes: &[u8], declared: Option<&str>, meta: Option<&str>) -> Decoded {
    if let Some((text, name)) = by_byte_order_mark(bytes) {
        return Decoded {
            text,
            charset: name,
            is_label_unknown: false,
        };
    }
    let label = declared.map(Charset::of_label);
    let meta = meta
        .map(Charset::of_label)
        .filter(|m| !matches!(m, Charset::Unknown));
    let is_label_unknown =
        matches!(label, Some(Charset::Unknown)) && meta.is_none() && !is_plain_ascii(bytes);
    let usable = label.filter(|l| !matches!(l, Charset::Unknown)).or(meta);
    let (text, charset) = decode_with(bytes, usable.unwrap_or(Charset::Unknown));
    Decoded {
        text: text.into_owned(),
        charset,
        is_label_unknown,
    }
}

/// Decodes octets of a header that carry no declaration.
pub(crate) fn decode_undeclared(bytes: &[u8]) -> Cow<'_, str> {
    decode_with(bytes, Charset::Unknown).0
}

/// Decodes octets that were declared to be in the charset `label`; says whether the label was unknown.
pub(crate) fn decode_labelled(bytes: &[u8], label: &str) -> (String, bool) {
    let charset = Charset::of_label(label);
    let is_unknown = matches!(charset, Charset::Unknown) && !is_plain_ascii(bytes);
    (decode_with(bytes, charset).0.into_owned(), is_unknown)
}

fn is_plain_ascii(bytes: &[u8]) -> bool {
    bytes.is_ascii() && !bytes.contains(&0x1b)
}

fn decode_with(bytes: &[u8], charset: Charset) -> (Cow<'_, str>, &'static str) {
    match charset {
        Charset::Utf7 => (Cow::Owned(utf7::decode(bytes)), "utf-7"),
        _ if is_plain_ascii(bytes) && !charset.is_wide() => {
            let name = match charset {
                Charset::Known(encoding) => lower_name(encoding),
                Charset::Iso2022Jp => "iso-2022-jp",
                _ => "utf-8",
            };
            // ASCII octets are their own text in every charset but the stateful and wide ones.
            (String::from_utf8_lossy(bytes), name)
        }
        Charset::Iso2022Jp => {
            if !bytes.contains(&0x1b) && !bytes.is_ascii() {
                return guess::decode(bytes);
            }
            (Cow::Owned(iso2022jp::decode(bytes)), "iso-2022-jp")
        }
        Charset::Known(encoding) => decode_known(bytes, encoding),
        Charset::Ascii | Charset::Unknown => guess::decode(bytes),
    }
}

fn decode_known<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> (Cow<'a, str>, &'static str) {
    let (text, has_errors) = encoding.decode_without_bom_handling(bytes);
    // A single-byte charset never fails, so UTF-8 under such a label shows only by being valid UTF-8,
    // which text in another charset almost never is.
    if encoding != UTF_8
        && (has_errors || encoding.is_single_byte())
        && !bytes.is_ascii()
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return (Cow::Borrowed(text), "utf-8");
    }
    if !has_errors {
        return (text, lower_name(encoding));
    }
    // Some damage is normal (cut lines, rewritten footers); a wrong label damages nearly every character.
    let broken = text.matches('\u{fffd}').count();
    let high = bytes.iter().filter(|b| !b.is_ascii()).count();
    if broken * 6 > high {
        let (guessed, name) = guess::decode(bytes);
        if name != "windows-1252" && guessed.matches('\u{fffd}').count() < broken {
            return (guessed, name);
        }
        if encoding == UTF_8 && broken == high && name == "windows-1252" {
            return (guessed, name);
        }
    }
    (text, lower_name(encoding))
}

fn by_byte_order_mark(bytes: &[u8]) -> Option<(String, &'static str)> {
    let (encoding, width) = Encoding::for_bom(bytes)?;
    let rest = bytes.get(width..)?;
    if encoding == UTF_8 {
        return std::str::from_utf8(rest)
            .ok()
            .map(|text| (text.to_owned(), "utf-8"));
    }
    let (text, _) = encoding.decode_without_bom_handling(rest);
    Some((text.into_owned(), lower_name(encoding)))
}

/// The name of an encoding in lower case.
fn lower_name(encoding: &'static Encoding) -> &'static str {
    // The standard's names (https://encoding.spec.whatwg.org/#names-and-labels) that can occur here.
    match encoding.name() {
        "UTF-8" => "utf-8",
        "Shift_JIS" => "shift_jis",
        "EUC-JP" => "euc-jp",
        "ISO-2022-JP" => "iso-2022-jp",
        "GBK" => "gbk",
        "Big5" => "big5",
        "EUC-KR" => "euc-kr",
        "UTF-16LE" => "utf-16le",
        "UTF-16BE" => "utf-16be",
        "ISO-8859-2" => "iso-8859-2",
        "ISO-8859-3" => "iso-8859-3",
        "ISO-8859-4" => "iso-8859-4",
        "ISO-8859-5" => "iso-8859-5",
        "ISO-8859-6" => "iso-8859-6",
        "ISO-8859-7" => "iso-8859-7",
        "ISO-8859-8" => "iso-8859-8",
        "ISO-8859-8-I" => "iso-8859-8-i",
        "ISO-8859-10" => "iso-8859-10",
        "ISO-8859-13" => "iso-8859-13",
        "ISO-8859-14" => "iso-8859-14",
        "ISO-8859-15" => "iso-8859-15",
        "ISO-8859-16" => "iso-8859-16",
        "KOI8-R" => "koi8-r",
        "KOI8-U" => "koi8-u",
        "IBM866" => "ibm866",
        // The others (gb18030, windows-125x, macintosh …) are named in lower case already.
        other => other,
    }
}

/// The charset that an HTML document declares in its first kilobyte (`<meta charset>` and its older form).
pub(crate) fn meta_charset(bytes: &[u8]) -> Option<String> {
    let start: Vec<u8> = bytes.get(..2048).unwrap_or(bytes).to_ascii_lowercase();
    let mut rest = start.as_slice();
    while let Some(at) = find(rest, b"<meta") {
        rest = rest.get(at + 5..)?;
        let end = rest.iter().position(|&b| b == b'>').unwrap_or(rest.len());
        let tag = rest.get(..end)?;
        if let Some(at) = find(tag, b"charset") {
            let value = tag.get(at + 7..)?.trim_ascii_start();
            if let Some(value) = value.strip_prefix(b"=") {
                let value: Vec<u8> = value
                    .iter()
                    .copied()
                    .skip_while(|b| matches!(b, b' ' | b'"' | b'\''))
                    .take_while(|b| !matches!(b, b' ' | b'"' | b'\'' | b';' | b'/'))
                    .collect();
                return String::from_utf8(value).ok().filter(|v| !v.is_empty());
            }
        }
    }
    None
}

/// Where `needle` first stands in a short `haystack`.
fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w == needle)
}

impl Charset {
    /// Whether ASCII text is not its own octets in this charset.
    fn is_wide(self) -> bool {
        matches!(self, Self::Known(encoding) if encoding == UTF_16LE || encoding == UTF_16BE)
    }
}

/// The last resort, which has a character for nearly every octet.
const LAST_RESORT: &Encoding = WINDOWS_1252;

#[cfg(test)]
mod tests {
    use super::*;

    struct Case {
        what: &'static str,
        bytes: &'static [u8],
        label: Option<&'static str>,
        text: &'static str,
        charset: &'static str,
        is_label_unknown: bool,
    }

    #[test]
    fn octets_become_the_text_a_person_sees() {
        let case = |what, bytes, label, text, charset| Case {
            what,
            bytes,
            label,
            text,
            charset,
            is_label_unknown: false,
        };
        for case in [
            case(
                "UTF-8",
                "アマゾン".as_bytes(),
                Some("utf-8"),
                "アマゾン",
                "utf-8",
            ),
            case(
                "a label in quotes, broken",
                "アマゾン".as_bytes(),
                Some("\"u\"tf-8"),
                "アマゾン",
                "utf-8",
            ),
            case(
                "ISO-2022-JP",
                b"\x1b$B%\"%^%>%s\x1b(B",
                Some("ISO-2022-JP"),
                "アマゾン",
                "iso-2022-jp",
            ),
            case(
                "a label with an escape",
                b"\x1b$B%\"%^%>%s\x1b(B",
                Some("_iso-2022-jp$ESC"),
                "アマゾン",
                "iso-2022-jp",
            ),
            case(
                "ISO-2022-JP words joined",
                b"\x1b$B%\"%^\x1b(B\x1b$B%>%s\x1b(B",
                Some("iso-2022-jp"),
                "アマゾン",
                "iso-2022-jp",
            ),
            case(
                "half-width kana by escape",
                b"\x1b(I1O?^]\x1b(B",
                Some("iso-2022-jp-ms"),
                "ｱﾏｿﾞﾝ",
                "iso-2022-jp",
            ),
            case(
                "no label, ISO-2022-JP",
                b"\x1b$B%\"%^%>%s\x1b(B",
                None,
                "アマゾン",
                "iso-2022-jp",
            ),
            case(
                "Shift_JIS",
                b"\x83A\x83}\x83]\x83\x93",
                Some("cp932"),
                "アマゾン",
                "shift_jis",
            ),
            case(
                "no label, Shift_JIS",
                b"\x83A\x83}\x83]\x83\x93\x82\xcc\x82\xa8\x8bq\x97l",
                None,
                "アマゾンのお客様",
                "shift_jis",
            ),
            case(
                "no label, EUC-JP",
                b"\xa5\xa2\xa5\xde\xa5\xbe\xa5\xf3\xa4\xce\xa4\xaa\xb5\xd2\xcd\xcd",
                None,
                "アマゾンのお客様",
                "euc-jp",
            ),
            case(
                "GB2312 carrying Japanese",
                b"\xa5\xa2\xa5\xde\xa5\xbe\xa5\xf3\xa4\xce",
                Some("gb2312"),
                "アマゾンの",
                "gbk",
            ),
            case(
                "UTF-8 called Latin-1",
                "ご注文".as_bytes(),
                Some("iso-8859-1"),
                "ご注文",
                "utf-8",
            ),
            case(
                "UTF-8 called Shift_JIS",
                "ご注文の確認".as_bytes(),
                Some("shift_jis"),
                "ご注文の確認",
                "utf-8",
            ),
            case(
                "Shift_JIS called UTF-8",
                b"\x83A\x83}\x83]\x83\x93\x82\xcc\x82\xa8\x8bq\x97l",
                Some("utf-8"),
                "アマゾンのお客様",
                "shift_jis",
            ),
            case(
                "Latin-1",
                b"f\xfcr Sie, gr\xfc\xdfe",
                Some("iso-8859-1"),
                "für Sie, grüße",
                "windows-1252",
            ),
            case(
                "Latin-1 without a label",
                b"f\xfcr Sie, gr\xfc\xdfe",
                None,
                "für Sie, grüße",
                "windows-1252",
            ),
            case(
                "UTF-7",
                b"Hi +MKIw3jC+MPM-!",
                Some("unicode-1-1-utf-7"),
                "Hi アマゾン!",
                "utf-7",
            ),
            case(
                "byte order mark",
                b"\xef\xbb\xbfA\xe3\x82\xa2",
                Some("shift_jis"),
                "Aア",
                "utf-8",
            ),
            Case {
                what: "unknown label",
                bytes: "ご注文".as_bytes(),
                label: Some("x-mac-cyber"),
                text: "ご注文",
                charset: "utf-8",
                is_label_unknown: true,
            },
            Case {
                what: "unknown label on ASCII",
                bytes: b"abc",
                label: Some("x-mac-cyber"),
                text: "abc",
                charset: "utf-8",
                is_label_unknown: false,
            },
        ] {
            let decoded = decode_body(case.bytes, case.label, None);
            assert_eq!(decoded.text, case.text, "{}", case.what);
            assert_eq!(decoded.charset, case.charset, "{}", case.what);
            assert_eq!(
                decoded.is_label_unknown, case.is_label_unknown,
                "{}",
                case.what
            );
        }
    }

    #[test]
    fn a_document_may_declare_its_own_charset() {
        for (html, expected) in [
            (
                "<html><head><meta charset=\"Shift_JIS\">",
                Some("shift_jis"),
            ),
            (
                "<META http-equiv=Content-Type content=\"text/html; charset=iso-2022-jp\">",
                Some("iso-2022-jp"),
            ),
            ("<meta name=x>", None),
        ] {
            assert_eq!(meta_charset(html.as_bytes()).as_deref(), expected, "{html}");
        }
    }
}
