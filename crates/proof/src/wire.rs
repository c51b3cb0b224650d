//! The message as it went over the wire: CRLF line ends, header fields with their raw octets, and the body.

use std::borrow::Cow;

/// The most header fields that are looked at; a signature over more is not judged.
const FIELD_LIMIT: usize = 4_000;

/// A header field as octets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WireField<'a> {
    /// The name without blanks around it; empty for a line that is no field.
    pub(crate) name: &'a [u8],
    /// The whole field with its CRLF.
    pub(crate) raw: &'a [u8],
    /// Where the colon stands in `raw`.
    colon: usize,
}

impl<'a> WireField<'a> {
    /// Whether the field has this name, in any case.
    pub(crate) fn is(&self, name: &[u8]) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// What follows the colon, with folds and the final CRLF.
    pub(crate) fn value(&self) -> &'a [u8] {
        self.raw.get(self.colon + 1..).unwrap_or_default()
    }

    /// The field up to and including the colon.
    pub(crate) fn head(&self) -> &'a [u8] {
        self.raw.get(..=self.colon).unwrap_or_default()
    }
}

/// A message split into fields and body; borrowed from normalised octets.
#[derive(Debug)]
pub(crate) struct Wire<'a> {
    /// The fields, topmost first.
    pub(crate) fields: Vec<WireField<'a>>,
    /// The body.
    pub(crate) body: &'a [u8],
    /// Whether there were more fields than are looked at.
    pub(crate) is_cut: bool,
}

impl<'a> Wire<'a> {
    /// Splits octets that [`normalise`] gave.
    pub(crate) fn split(octets: &'a [u8]) -> Self {
        let mut wire = Self {
            fields: Vec::new(),
            body: &[],
            is_cut: false,
        };
        let mut start = 0;
        while start < octets.len() {
            let mut end = line_end(octets, start);
            if octets.get(start..end) == Some(b"\r\n") {
                wire.body = octets.get(end..).unwrap_or_default();
                return wire;
            }
            while matches!(octets.get(end), Some(b' ' | b'\t')) {
                end = line_end(octets, end);
            }
            let raw = octets.get(start..end).unwrap_or_default();
            if wire.fields.len() < FIELD_LIMIT {
                wire.fields.push(field(raw));
            } else {
                wire.is_cut = true;
            }
            start = end;
        }
        wire
    }

    /// The fields of this name, topmost first.
    pub(crate) fn named(
        &self,
        name: &'static str,
    ) -> impl DoubleEndedIterator<Item = &WireField<'a>> {
        self.fields
            .iter()
            .filter(move |field| field.is(name.as_bytes()))
    }
}

fn field(raw: &[u8]) -> WireField<'_> {
    let no_field = WireField {
        name: &[],
        raw,
        colon: 0,
    };
    if raw.first().is_some_and(|b| matches!(b, b' ' | b'\t')) {
        // A fold with nothing above it continues no field (RFC 5322 §2.2.3).
        return no_field;
    }
    let Some(colon) = raw.iter().position(|&b| b == b':') else {
        return no_field;
    };
    // RFC 5322 §4.5.8 and RFC 6376 §3.4.2: blanks before the colon are old syntax and not part of the name.
    let name = raw.get(..colon).unwrap_or_default().trim_ascii_end();
    if name.iter().any(|b| !b.is_ascii_graphic()) {
        return no_field;
    }
    WireField { name, raw, colon }
}

fn line_end(octets: &[u8], from: usize) -> usize {
    octets
        .get(from..)
        .and_then(|rest| rest.iter().position(|&b| b == b'\n'))
        .map_or(octets.len(), |at| from + at + 1)
}

/// The message with CRLF line ends and without a byte order mark or an mbox separator before it.
///
/// Mailboxes on disk store LF; signatures are over CRLF (RFC 6376 §2.8).
pub(crate) fn normalise(raw: &[u8]) -> Cow<'_, [u8]> {
    let mut octets = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
    // RFC 4155: a mailbox file puts a line `From sender date` before each message.
    while octets.starts_with(b"From ") || octets.starts_with(b">From ") {
        let rest = octets.get(line_end(octets, 0)..).unwrap_or_default();
        let line = octets.get(..octets.len() - rest.len()).unwrap_or_default();
        let after = line
            .iter()
            .skip_while(|&&b| b != b' ')
            .find(|&&b| b != b' ');
        if after == Some(&b':') {
            break;
        }
        octets = rest;
    }
    let bare = octets
        .iter()
        .enumerate()
        .any(|(at, &b)| b == b'\n' && (at == 0 || octets.get(at - 1) != Some(&b'\r')));
    if !bare {
        return Cow::Borrowed(octets);
    }
    let mut fixed = Vec::with_capacity(octets.len() + octets.len() / 32);
    let mut previous = 0;
    for &b in octets {
        if b == b'\n' && previous != b'\r' {
            fixed.push(b'\r');
        }
        fixed.push(b);
        previous = b;
    }
    Cow::Owned(fixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_mail_gets_its_line_ends_back() {
        let octets =
            normalise(b"From x Sat Jan  1 00:00:00 2022\nA: 1\nB : 2\n\t3\nFrom: x\r\n\nbody\n");
        let wire = Wire::split(&octets);
        let names: Vec<&[u8]> = wire.fields.iter().map(|f| f.name).collect();
        assert_eq!(names, [&b"A"[..], b"B", b"From"]);
        assert_eq!(wire.fields[1].value(), b" 2\r\n\t3\r\n");
        assert_eq!(wire.body, b"body\r\n");
    }

    #[test]
    fn a_field_with_an_odd_name_is_no_separator() {
        let octets = normalise(b"From : a@example.com\n\n");
        assert!(Wire::split(&octets).fields[0].is(b"from"));
    }

    #[test]
    fn nothing_makes_it_panic() {
        for raw in [
            &b""[..],
            b"\n",
            b"From ",
            b"\r",
            b":",
            b" x\n\n",
            b"a",
            b"\xef\xbb\xbf",
            b"a:\0\n \n",
        ] {
            let octets = normalise(raw);
            let _ = Wire::split(&octets);
        }
    }
}
