//! Parameters of Content-Type and Content-Disposition (RFC 2045 §5.1, RFC 2231), broken ones included.

use crate::charset;
use crate::encoded_words;

/// Parameters kept of one field.
const LIMIT: usize = 64;
/// Octets of one field looked at.
const VALUE_LIMIT: usize = 64 << 10;

/// A field of the form `value; name=value; …`.
#[derive(Debug, Default)]
pub(crate) struct Parameters {
    /// What stands before the first semicolon, lower case, without blanks.
    pub(crate) value: String,
    list: Vec<(String, Vec<u8>)>,
}

impl Parameters {
    /// Reads the value of a field.
    pub(crate) fn parse(raw: &[u8]) -> Self {
        let raw = raw.get(..VALUE_LIMIT).unwrap_or(raw);
        let mut pieces = split(raw).into_iter();
        let value = String::from_utf8_lossy(pieces.next().unwrap_or_default())
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control())
            .collect::<String>()
            .to_ascii_lowercase();
        let list = pieces
            .filter_map(|piece| {
                let at = piece.iter().position(|&b| b == b'=')?;
                let name = String::from_utf8_lossy(piece.get(..at)?)
                    .trim()
                    .to_ascii_lowercase();
                Some((name, unquote(piece.get(at + 1..)?)))
            })
            .take(LIMIT)
            .collect();
        Self { value, list }
    }

    /// A parameter as written, without its quotes.
    pub(crate) fn raw(&self, name: &str) -> Option<&[u8]> {
        self.list
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_slice())
    }

    /// A parameter as a person reads it: continuations joined (RFC 2231 §3), charset and percent signs
    /// resolved (§4), encoded words decoded in spite of RFC 2047 §5.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        if let Some(extended) = self.raw(&format!("{name}*")) {
            let (label, rest) = charset_of(extended);
            return Some(charset::decode_labelled(&percent(rest), &label).0);
        }
        let mut joined = Vec::new();
        let mut label = None;
        for nth in 0..LIMIT {
            if let Some(part) = self.raw(&format!("{name}*{nth}*")) {
                let rest = if nth == 0 {
                    let (found, rest) = charset_of(part);
                    label = Some(found);
                    rest
                } else {
                    part
                };
                joined.extend(percent(rest));
            } else if let Some(part) = self.raw(&format!("{name}*{nth}")) {
                joined.extend_from_slice(part);
            } else {
                break;
            }
        }
        if !joined.is_empty() {
            return Some(match label {
                Some(label) => charset::decode_labelled(&joined, &label).0,
                None => encoded_words::decode(&joined).text,
            });
        }
        self.raw(name).map(|raw| encoded_words::decode(raw).text)
    }
}

/// Splits at semicolons outside quotes; a quote opens a string only right after `=`.
fn split(raw: &[u8]) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut is_quoted = false;
    let mut is_after_equals = false;
    let mut at = 0;
    while let Some(&byte) = raw.get(at) {
        match byte {
            b'\\' if is_quoted => at += 1,
            b'"' if is_quoted => is_quoted = false,
            b'"' if is_after_equals => is_quoted = true,
            b';' if !is_quoted => {
                pieces.push(raw.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
        is_after_equals = byte == b'=' || (is_after_equals && byte.is_ascii_whitespace());
        at += 1;
    }
    pieces.push(raw.get(start..).unwrap_or_default());
    pieces
}

fn unquote(raw: &[u8]) -> Vec<u8> {
    let raw = raw.trim_ascii();
    let Some(inner) = raw.strip_prefix(b"\"") else {
        return raw.into();
    };
    let mut text = Vec::with_capacity(inner.len());
    let mut at = 0;
    while let Some(&byte) = inner.get(at) {
        match byte {
            // Backslashes of Windows paths are kept: only a quote and a backslash are ever escaped.
            b'\\' if matches!(inner.get(at + 1), Some(b'"' | b'\\')) => {
                text.extend(inner.get(at + 1));
                at += 1;
            }
            // Text right behind the closing quote belongs to the value in the eyes of lenient programs.
            b'"' => {}
            _ => text.push(byte),
        }
        at += 1;
    }
    text
}

/// Takes `charset'language'` off an extended value.
fn charset_of(raw: &[u8]) -> (String, &[u8]) {
    let mut parts = raw.splitn(3, |&b| b == b'\'');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(label), Some(_), Some(rest)) => (String::from_utf8_lossy(label).into_owned(), rest),
        _ => (String::new(), raw),
    }
}

/// Resolves percent signs.
pub(crate) fn percent(raw: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(&byte) = raw.get(at) {
        at += 1;
        if byte == b'%'
            && let (Some(high), Some(low)) = (
                encoded_words::hex(raw.get(at)),
                encoded_words::hex(raw.get(at + 1)),
            )
        {
            bytes.push(high * 16 + low);
            at += 2;
        } else {
            bytes.push(byte);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_read_in_all_their_forms() {
        for (raw, expected) in [
            ("attachment; filename=a.pdf", Some("a.pdf")),
            ("attachment; filename=\"a b;c.pdf\"", Some("a b;c.pdf")),
            // RFC 2231 §4.1.
            (
                "x; filename*0*=us-ascii'en'This%20is%20even%20more%20; filename*1*=%2A%2A%2Afun%2A%2A%2A%20; filename*2=\"isn't it!\"",
                Some("This is even more ***fun*** isn't it!"),
            ),
            (
                "attachment; filename*=UTF-8''%E8%AB%8B%E6%B1%82%E6%9B%B8.pdf",
                Some("請求書.pdf"),
            ),
            (
                "attachment; filename*=iso-2022-jp''%1B%24B%40A5a%3Dq%1B%28B.pdf",
                Some("請求書.pdf"),
            ),
            (
                "attachment; filename=\"=?UTF-8?B?6KuL5rGC5pu4LnBkZg==?=\"",
                Some("請求書.pdf"),
            ),
            (
                "attachment; filename=\"=?UTF-8?B?6KuL5rGC?=\r\n =?UTF-8?B?5pu4LnBkZg==?=\"",
                Some("請求書.pdf"),
            ),
            ("attachment", None),
        ] {
            assert_eq!(
                Parameters::parse(raw.as_bytes())
                    .text("filename")
                    .as_deref(),
                expected,
                "{raw}"
            );
        }
        let odd = Parameters::parse(b"Text/ HTML; charset=\"u\"tf-8; boundary=\"a\"");
        assert_eq!(odd.value, "text/html");
        assert_eq!(odd.raw("charset"), Some(&b"utf-8"[..]));
    }
}
