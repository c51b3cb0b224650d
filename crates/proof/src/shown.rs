//! Whether fields that no signature covers could have been exchanged to show something else.
//!
//! Honest senders leave Content-Type or Content-Transfer-Encoding unsigned, and a signed mail can be sent
//! again by anybody with such a field changed. The body is signed, so the field can be checked against it:
//! where the body can be read in one harmless way only, nothing was gained by a change.

use crate::tags::base64;
use crate::wire::Wire;

/// Octets of a body at which its kind is told.
const START: usize = 512;

/// Which describing fields fit the body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fits {
    /// Content-Type.
    pub(crate) media: bool,
    /// Content-Transfer-Encoding.
    pub(crate) encoding: bool,
}

impl Fits {
    /// Checks the describing fields against the body.
    pub(crate) fn of(wire: &Wire<'_>) -> Self {
        let value = |name| {
            wire.named(name)
                .next()
                .map(|field| text(field.value()).unwrap_or("\0".to_owned()))
        };
        let media = value("content-type").unwrap_or_default();
        let encoding = value("content-transfer-encoding").unwrap_or_default();
        Self {
            media: media.is_empty() || media_fits(&media, &encoding, wire.body),
            encoding: encoding_fits(&encoding, media.starts_with("multipart/"), wire.body),
        }
    }
}

/// The value unfolded, trimmed, in lower case; `None` where comments, escapes or control characters stand in it.
fn text(value: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(value)
        .ok()?
        .replace(['\r', '\n'], "")
        .replace('\t', " ");
    let is_simple = !text.contains(|c: char| c.is_control() || matches!(c, '(' | ')' | '\\'));
    is_simple.then(|| text.trim().to_owned())
}

fn media_fits(value: &str, encoding: &str, body: &[u8]) -> bool {
    let mut parts = value.split(';').map(str::trim);
    let media = parts.next().unwrap_or_default().to_ascii_lowercase();
    let mut boundary = None;
    let mut charset = None;
    for part in parts.filter(|part| !part.is_empty()) {
        let Some((name, value)) = part.split_once('=') else {
            return false;
        };
        let value = value.trim();
        let value = match value.strip_prefix('"') {
            Some(quoted) => quoted.strip_suffix('"').unwrap_or("\""),
            None => value,
        };
        // RFC 2231 §3 splits parameters over several names; readers join them in different ways.
        if value.contains('"') || name.contains('*') {
            return false;
        }
        let place = match name.trim().to_ascii_lowercase().as_str() {
            "boundary" => &mut boundary,
            "charset" => &mut charset,
            _ => continue,
        };
        if place.replace(value).is_some() {
            return false;
        }
    }
    match media.as_str() {
        "text/plain" => charset.is_none_or(is_plain_charset),
        // Markup in plain text is harmless until it is rendered.
        "text/html" => charset.is_none_or(is_plain_charset) && begins_with_html(encoding, body),
        "multipart/mixed"
        | "multipart/alternative"
        | "multipart/related"
        | "multipart/signed"
        | "multipart/report" => boundary.is_some_and(|boundary| is_first_boundary(boundary, body)),
        _ => false,
    }
}

/// Charsets in which ASCII octets mean ASCII letters.
fn is_plain_charset(label: &str) -> bool {
    let label = label.to_ascii_lowercase();
    matches!(
        label.as_str(),
        "us-ascii" | "ascii" | "utf-8" | "utf8" | "iso-2022-jp" | "shift_jis" | "euc-jp"
    ) || label.starts_with("iso-8859-")
        || label.starts_with("windows-125")
}

fn begins_with_html(encoding: &str, body: &[u8]) -> bool {
    let start = body.get(..START).unwrap_or(body).trim_ascii_start();
    let decoded;
    let start = if encoding.eq_ignore_ascii_case("base64") {
        let letters: String = start
            .iter()
            .filter(|b| !b.is_ascii_whitespace())
            .map(|&b| char::from(b))
            .collect();
        let whole = letters.len() / 4 * 4;
        decoded = base64(letters.get(..whole).unwrap_or_default()).unwrap_or_default();
        decoded.trim_ascii_start()
    } else {
        start
    };
    [&b"<!doctype html"[..], b"<html"].iter().any(|tag| {
        start
            .get(..tag.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(tag))
    })
}

/// Whether the body begins with this boundary, or with the usual note to old programs and then with it. Text
/// of a stranger further down could hold another one.
fn is_first_boundary(boundary: &str, body: &[u8]) -> bool {
    let start = body.get(..START).unwrap_or(body);
    let mut lines = start
        .split(|&b| b == b'\n')
        .map(<[u8]>::trim_ascii_end)
        .filter(|line| !line.is_empty());
    let is_note = |line: &[u8]| {
        let line = line.to_ascii_lowercase();
        [&b"multi-part message"[..], b"multipart message"]
            .iter()
            .any(|note| line.windows(note.len()).any(|part| part == *note))
    };
    let mut first = lines.next().unwrap_or_default();
    if is_note(first) {
        first = lines.next().unwrap_or_default();
    }
    !boundary.is_empty() && first.strip_prefix(b"--") == Some(boundary.as_bytes())
}

fn encoding_fits(encoding: &str, is_multipart: bool, body: &[u8]) -> bool {
    match encoding.to_ascii_lowercase().as_str() {
        "" | "7bit" | "8bit" | "binary" => true,
        "base64" => {
            !is_multipart
                && body.iter().all(|&b| {
                    b.is_ascii_alphanumeric()
                        || matches!(b, b'+' | b'/' | b'=')
                        || b.is_ascii_whitespace()
                })
        }
        // Markup that was not written in this encoding holds `="`, which the encoding does not.
        "quoted-printable" => !is_multipart && is_quoted_printable(body),
        _ => false,
    }
}

/// RFC 2045 §6.7: behind `=` stand two hexadecimal digits or the end of the line.
fn is_quoted_printable(body: &[u8]) -> bool {
    body.split(|&b| b == b'\n').all(|line| {
        let mut pieces = line.trim_ascii_end().split(|&b| b == b'=');
        pieces.next();
        let mut pieces = pieces.peekable();
        while let Some(piece) = pieces.next() {
            let is_octet = piece
                .get(..2)
                .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
            let is_soft_break = piece.is_empty() && pieces.peek().is_none();
            if !is_octet && !is_soft_break {
                return false;
            }
        }
        true
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Case {
        media: &'static str,
        encoding: &'static str,
        body: &'static str,
        fits: (bool, bool),
    }

    #[test]
    fn a_describing_field_is_held_against_the_body() {
        let case = |media, encoding, body, fits| Case {
            media,
            encoding,
            body,
            fits,
        };
        for case in [
            case(
                "text/plain; charset=\"UTF-8\"",
                "7bit",
                "Hello\r\n",
                (true, true),
            ),
            case(
                "text/plain; charset=utf-7",
                "7bit",
                "Hello\r\n",
                (false, true),
            ),
            case(
                "text/plain; charset=utf-8; charset=utf-7",
                "",
                "Hello\r\n",
                (false, true),
            ),
            case("text/html", "8bit", "<!DOCTYPE html><p>a", (true, true)),
            case("text/html", "base64", "PGh0bWw+PHA+YQ==\r\n", (true, true)),
            case(
                "text/html",
                "7bit",
                "A stranger writes: <a href=\"x\">",
                (false, true),
            ),
            case("message/rfc822", "", "From: a\r\n\r\nb", (false, true)),
            case(
                "multipart/mixed; boundary=\"a\"",
                "7bit",
                "\r\n--a\r\n\r\nx",
                (true, true),
            ),
            case(
                "multipart/mixed; boundary=a",
                "7bit",
                "This is a multi-part message in MIME format.\r\n\r\n--a\r\n\r\nx",
                (true, true),
            ),
            case(
                "multipart/mixed; boundary=a",
                "",
                "A stranger writes:\r\n--a\r\n",
                (false, true),
            ),
            case(
                "multipart/mixed; boundary=a",
                "base64",
                "--a\r\n",
                (true, false),
            ),
            case(
                "multipart/mixed; boundary*0=a",
                "",
                "--a\r\n",
                (false, true),
            ),
            case("text/plain", "base64", "Hello!\r\n", (true, false)),
            case(
                "text/plain",
                "quoted-printable",
                "a=\r\n=E3=81=82\r\n",
                (true, true),
            ),
            case(
                "text/plain",
                "quoted-printable",
                "<a href=\"x\">\r\n",
                (true, false),
            ),
            case("text/plain", "x-other", "Hello", (true, false)),
        ] {
            let raw = format!(
                "From: a@b.example\r\nContent-Type: {}\r\nContent-Transfer-Encoding: {}\r\n\r\n{}",
                case.media, case.encoding, case.body
            );
            let message = reading::read(raw.as_bytes(), &reading::Limits::default());
            let octets = crate::wire::Octets::new(raw.as_bytes(), &message.layout);
            let fits = Fits::of(&Wire::split(&octets));
            assert_eq!((fits.media, fits.encoding), case.fits, "{raw}");
        }
    }
}
