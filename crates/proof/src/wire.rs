//! The message as it went over the wire: CRLF line ends, header fields with their raw octets, and the body.
//!
//! Nothing is scanned here: fields and body lie where the reading found them, so that what is verified is
//! what is shown.

use std::borrow::Cow;
use std::cell::OnceCell;

use reading::Layout;

use crate::shown;

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

/// A message with CRLF line ends, and where its pieces lie in it.
#[derive(Debug)]
pub(crate) struct Octets<'a> {
    text: Cow<'a, [u8]>,
    /// Where the fields begin, where the last one ends, and where the body begins.
    places: Vec<usize>,
    is_plain: bool,
}

impl<'a> Octets<'a> {
    /// Gives `raw` its CRLF line ends back: mailboxes on disk store LF; signatures are over CRLF
    /// (RFC 6376 §2.8).
    pub(crate) fn new(raw: &'a [u8], layout: &Layout) -> Self {
        let mut places = layout.fields.clone();
        places.extend([layout.end, layout.body]);
        let bare = memchr::memchr_iter(b'\n', raw)
            .any(|at| at.checked_sub(1).and_then(|before| raw.get(before)) != Some(&b'\r'));
        let text = if bare {
            Cow::Owned(with_crlf(raw, &mut places))
        } else {
            Cow::Borrowed(raw)
        };
        Self {
            text,
            places,
            is_plain: layout.is_plain,
        }
    }
}

/// Puts CR before each bare LF and moves the places, which ascend, along.
fn with_crlf(raw: &[u8], places: &mut [usize]) -> Vec<u8> {
    let mut fixed = Vec::with_capacity(raw.len() + raw.len() / 32);
    let mut places = places.iter_mut().peekable();
    let mut start = 0;
    while start < raw.len() {
        let rest = raw.get(start..).unwrap_or_default();
        let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        let line = rest.get(..length).unwrap_or_default();
        let end = start + length;
        while let Some(place) = places.next_if(|place| **place < end) {
            *place = fixed.len() + place.saturating_sub(start);
        }
        match line.strip_suffix(b"\n") {
            Some(text) if !text.ends_with(b"\r") => {
                fixed.extend_from_slice(text);
                fixed.extend_from_slice(b"\r\n");
            }
            _ => fixed.extend_from_slice(line),
        }
        start = end;
    }
    for place in places {
        *place = fixed.len();
    }
    fixed
}

/// A message split into fields and body; borrowed from [`Octets`].
#[derive(Debug)]
pub(crate) struct Wire<'a> {
    /// The fields, topmost first.
    pub(crate) fields: Vec<WireField<'a>>,
    /// The body.
    pub(crate) body: &'a [u8],
    /// Whether every reader finds these fields and this body; otherwise a signature over one mail could be
    /// shown beside another.
    pub(crate) is_plain: bool,
    fits: OnceCell<shown::Fits>,
}

impl<'a> Wire<'a> {
    /// Splits a message where the reading did.
    pub(crate) fn split(octets: &'a Octets<'_>) -> Self {
        let (headers, body) = match octets.places.split_last() {
            Some((body, headers)) => (headers, octets.text.get(*body..).unwrap_or_default()),
            None => (&[][..], &[][..]),
        };
        let fields = headers
            .windows(2)
            .map(|place| match place {
                [start, end] => field(octets.text.get(*start..*end).unwrap_or_default()),
                _ => field(&[]),
            })
            .collect();
        Self {
            fields,
            body,
            is_plain: octets.is_plain,
            fits: OnceCell::new(),
        }
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

    /// Whether the fields that describe the body could describe it only as they do.
    pub(crate) fn fits(&self) -> shown::Fits {
        *self.fits.get_or_init(|| shown::Fits::of(self))
    }
}

fn field(raw: &[u8]) -> WireField<'_> {
    let no_field = WireField {
        name: &[],
        raw,
        colon: 0,
    };
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

#[cfg(test)]
mod tests {
    use super::*;

    fn octets(raw: &[u8]) -> Octets<'_> {
        Octets::new(raw, &reading::read(raw, &reading::Limits::default()).layout)
    }

    #[test]
    fn stored_mail_gets_its_line_ends_back() {
        let octets =
            octets(b"From x Sat Jan  1 00:00:00 2022\nA: 1\nTo: 2\n\t3\nFrom: x\r\n\nbody\n");
        let wire = Wire::split(&octets);
        let names: Vec<&[u8]> = wire.fields.iter().map(|f| f.name).collect();
        assert_eq!(names, [&b"A"[..], b"To", b"From"]);
        assert_eq!(wire.fields[1].value(), b" 2\r\n\t3\r\n");
        assert_eq!(wire.body, b"body\r\n");
        assert!(wire.is_plain);
    }

    #[test]
    fn a_field_with_an_odd_name_is_no_separator() {
        let octets = octets(b"From : a@example.com\n\n");
        let wire = Wire::split(&octets);
        assert!(wire.fields[0].is(b"from"));
        assert!(!wire.is_plain);
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
            let _ = Wire::split(&octets(raw));
            let _ = Wire::split(&Octets::new(raw, &octets(b"From: a\n\nb").layout()));
        }
    }

    impl Octets<'_> {
        /// The layout of this message, to be laid over another.
        fn layout(&self) -> Layout {
            let mut fields = self.places.clone();
            let body = fields.pop().unwrap_or_default();
            let end = fields.pop().unwrap_or_default();
            Layout {
                fields,
                end,
                body,
                is_plain: self.is_plain,
            }
        }
    }
}
