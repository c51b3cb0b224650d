//! Scans the header block of a raw message, tricks included.
//!
//! Two programs that disagree on where a field begins disagree on who wrote a mail. The scan therefore
//! counts every line that any common reader takes for a field, and says which ones were disguised.

use std::borrow::Cow;

use crate::Limits;

/// Octets kept of one field's value; longer ones are padding.
const VALUE_LIMIT: usize = 64 << 10;
/// Octets of a field name that are looked at.
const NAME_LIMIT: usize = 256;

/// One header field with its value as octets.
#[derive(Clone, Debug)]
pub(crate) struct RawField {
    /// The name without control characters and without space before the colon.
    pub(crate) name: String,
    /// The line in which the field begins, from 1.
    pub(crate) line: u32,
    /// Where the field begins in the raw bytes.
    pub(crate) start: usize,
    /// The value, unfolded.
    pub(crate) value: Vec<u8>,
    /// Whether some readers would not take this line for a field of that name.
    pub(crate) is_disguised: bool,
    /// Whether a control character stands in the name or the value.
    pub(crate) has_control: bool,
}

impl RawField {
    /// Whether the field has this name, in any case.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// A scanned header block.
#[derive(Clone, Debug, Default)]
pub(crate) struct HeaderBlock {
    /// The fields in order.
    pub(crate) fields: Vec<RawField>,
    /// Where the last field ends in the raw bytes.
    pub(crate) end: usize,
    /// Where the body begins in the raw bytes.
    pub(crate) body: usize,
    /// Whether every common reader finds these very fields and this body.
    pub(crate) is_plain: bool,
    /// Whether fields or parts of values were left out.
    pub(crate) is_cut: bool,
    /// Whether lines end in CR alone.
    pub(crate) is_cr_only: bool,
}

/// A line of the raw message without its end.
struct Line<'a> {
    text: &'a [u8],
    next: usize,
    /// Whether it ended in a CR that no LF follows.
    is_bare_cr: bool,
    /// Whether it ended in CRLF or LF, or with the message.
    is_plain_end: bool,
}

fn line_at(raw: &[u8], start: usize) -> Option<Line<'_>> {
    let rest = raw.get(start..).filter(|rest| !rest.is_empty())?;
    let Some(end) = memchr::memchr2(b'\n', b'\r', rest) else {
        return Some(Line {
            text: rest,
            next: raw.len(),
            is_bare_cr: false,
            is_plain_end: true,
        });
    };
    let text = rest.get(..end).unwrap_or_default();
    let (width, is_bare_cr) = match (rest.get(end), rest.get(end + 1)) {
        (Some(b'\r'), Some(b'\n')) => (2, false),
        // CR CR LF is written by broken gateways; it is one line end.
        (Some(b'\r'), Some(b'\r')) if rest.get(end + 2) == Some(&b'\n') => (3, false),
        (Some(b'\r'), _) => (1, true),
        _ => (1, false),
    };
    Some(Line {
        text,
        next: start + end + width,
        is_bare_cr,
        is_plain_end: !is_bare_cr && width < 3,
    })
}

/// What a line of the header block is.
enum Shape {
    /// A field: the length of the name and whether the name is disguised.
    Field { name_end: usize, is_disguised: bool },
    /// A line that continues the one above.
    Continuation,
    /// Anything else.
    Junk,
}

fn is_blank(b: u8) -> bool {
    b == b' ' || b == b'\t'
}

fn shape(line: &[u8]) -> Shape {
    if line.first().is_some_and(|&b| is_blank(b)) {
        return Shape::Continuation;
    }
    let Some(colon) = memchr::memchr(b':', line.get(..NAME_LIMIT).unwrap_or(line)) else {
        return Shape::Junk;
    };
    let name = line.get(..colon).unwrap_or_default();
    let kept = name
        .iter()
        .rposition(|&b| !is_blank(b))
        .map_or(0, |at| at + 1);
    let name = name.get(..kept).unwrap_or_default();
    // RFC 5322 §3.6.8: printable ASCII without the colon. RFC 5322 §4.5 allows blanks before the colon
    // to be read; control and 8-bit octets are dropped by some readers, so such names count, disguised.
    if !name.iter().any(u8::is_ascii_graphic) || name.iter().any(|&b| is_blank(b)) {
        return Shape::Junk;
    }
    // `https://…` is a line of the body whose blank line is missing.
    if line
        .get(colon + 1..)
        .is_some_and(|rest| rest.starts_with(b"//"))
    {
        return Shape::Junk;
    }
    let is_disguised = kept != colon || !name.iter().all(u8::is_ascii_graphic);
    Shape::Field {
        name_end: colon,
        is_disguised,
    }
}

fn clean_name(name: &[u8]) -> String {
    name.iter()
        .filter(|b| b.is_ascii_graphic())
        .map(|&b| char::from(b))
        .collect()
}

fn has_control(bytes: &[u8]) -> bool {
    // Nearly all values have none, which is seen many octets at a time; only then the place matters.
    let is_clean = |some: &[u8]| {
        !some
            .iter()
            .fold(false, |any, &b| any | (b < 0x20) | (b == 0x7f))
    };
    if bytes.chunks(64).all(is_clean) {
        return false;
    }
    bytes.iter().enumerate().any(|(at, &b)| match b {
        b'\t' => false,
        // Raw ISO-2022-JP (RFC 1468) stands in old Japanese headers: the escape belongs to the charset.
        0x1b => !matches!(bytes.get(at + 1), Some(b'$' | b'(')),
        b => b < 0x20 || b == 0x7f,
    })
}

/// Octets before the first header line that are no part of the message: a byte order mark and an mbox
/// separator. Gives the offset, the number of lines passed over, and whether nothing else was.
fn preamble(raw: &[u8]) -> (usize, u32, bool) {
    let mut at = if raw.starts_with(b"\xef\xbb\xbf") {
        3
    } else {
        0
    };
    let mut lines = 0;
    let mut blank_lines = 0;
    let mut is_plain = true;
    while let Some(line) = line_at(raw, at) {
        if line.text.iter().all(|&b| is_blank(b)) && blank_lines < 64 {
            // Leading blank lines are passed over only where a field follows: see `scan`.
            blank_lines += 1;
        } else if !is_separator(line.text) {
            break;
        }
        is_plain &= line.is_plain_end;
        at = line.next;
        lines += 1;
    }
    // To most readers a blank line on top ends the header before it began.
    is_plain &= blank_lines == 0;
    if line_at(raw, at).is_some_and(|line| matches!(shape(line.text), Shape::Field { .. }))
        || blank_lines == 0
    {
        (at, lines, is_plain)
    } else {
        (0, 0, false)
    }
}

/// Whether a line is an mbox separator (`From someone@example.com Sat Jan  1 …`) and not a From field.
pub(crate) fn is_separator(line: &[u8]) -> bool {
    let line = line.strip_prefix(b">").unwrap_or(line);
    line.strip_prefix(b"From ").is_some_and(|rest| {
        rest.iter()
            .find(|&&b| !is_blank(b))
            .is_some_and(|&b| b != b':')
    })
}

/// Fields for which there is room from the start.
const USUAL_FIELDS: usize = 32;

/// Scans the header block of `raw`.
pub(crate) fn scan(raw: &[u8], limits: &Limits) -> HeaderBlock {
    let (start, mut line_number, is_plain) = preamble(raw);
    let is_cr_only = is_cr_only(raw);
    let mut block = HeaderBlock {
        is_cr_only,
        is_plain: is_plain && !is_cr_only,
        fields: Vec::with_capacity(limits.fields.min(USUAL_FIELDS)),
        ..HeaderBlock::default()
    };
    let mut at = start;
    let mut is_value_full = false;
    let mut after_bare_cr = false;
    while let Some(line) = line_at(raw, at) {
        line_number += 1;
        let odd_end = line.is_bare_cr && !block.is_cr_only;
        block.is_plain &= line.is_plain_end;
        if line.text.is_empty() {
            block.end = at;
            block.body = line.next;
            // A bare CR among other line ends is no blank line to most readers.
            if !odd_end {
                return block.judged();
            }
            at = line.next;
            after_bare_cr = true;
            continue;
        }
        match shape(line.text) {
            Shape::Field {
                name_end,
                is_disguised,
            } => {
                if block.fields.len() >= limits.fields {
                    block.is_cut = true;
                } else {
                    let name = line.text.get(..name_end).unwrap_or_default();
                    let value = line.text.get(name_end + 1..).unwrap_or_default();
                    let is_odd = odd_end || after_bare_cr;
                    block.fields.push(RawField {
                        name: clean_name(name),
                        line: line_number,
                        start: at,
                        value: cut(value, &mut block.is_cut).into(),
                        is_disguised,
                        has_control: is_odd || has_control(value) || has_control(name),
                    });
                    is_value_full = false;
                }
            }
            Shape::Continuation => match block.fields.last_mut() {
                Some(field) => {
                    if field.value.len() + line.text.len() > VALUE_LIMIT {
                        is_value_full = true;
                        block.is_cut = true;
                    }
                    if !is_value_full {
                        field.value.extend_from_slice(line.text);
                    }
                    field.has_control |= has_control(line.text) || odd_end || after_bare_cr;
                }
                // RFC 5322 §2.2.3: nothing stands above that this line could continue, so some readers
                // drop it and others read it as a field of its own.
                None => {
                    block.is_plain = false;
                    let text = line.text.trim_ascii_start();
                    if let Shape::Field { name_end, .. } = shape(text) {
                        block.fields.push(RawField {
                            name: clean_name(text.get(..name_end).unwrap_or_default()),
                            line: line_number,
                            start: at,
                            value: cut(
                                text.get(name_end + 1..).unwrap_or_default(),
                                &mut block.is_cut,
                            )
                            .into(),
                            is_disguised: true,
                            has_control: has_control(text),
                        });
                    }
                }
            },
            Shape::Junk => {
                block.is_plain = false;
                let following = line_at(raw, line.next);
                let folded = following
                    .as_ref()
                    .and_then(|next| folded_name(line.text, next.text));
                if let (Some((name, value)), Some(next)) = (folded, &following) {
                    if block.fields.len() < limits.fields {
                        block.fields.push(RawField {
                            name,
                            line: line_number,
                            start: at,
                            value: cut(value, &mut block.is_cut).into(),
                            is_disguised: true,
                            has_control: has_control(value),
                        });
                    }
                    line_number += 1;
                    at = next.next;
                    continue;
                }
                // A stray line inside the block is passed over; one that no field follows is body text
                // whose blank line is missing, and so is a line that may be a boundary.
                let goes_on = !line.text.starts_with(b"--")
                    && following
                        .is_some_and(|next| matches!(shape(next.text), Shape::Field { .. }));
                if !is_separator(line.text) && (block.fields.is_empty() || !goes_on) {
                    block.end = at;
                    block.body = at;
                    return block;
                }
            }
        }
        after_bare_cr = odd_end;
        at = line.next;
    }
    block.end = raw.len();
    block.body = raw.len();
    block.judged()
}

impl HeaderBlock {
    /// Takes into account what only the whole block shows: a field that some readers skip or call otherwise,
    /// one with control characters, and one that was left out.
    fn judged(mut self) -> Self {
        self.is_plain &=
            !self.is_cut && !self.fields.iter().any(|f| f.is_disguised || f.has_control);
        self
    }
}

/// A name folded away from its colon: `From`, line end, blank, `: value`.
fn folded_name<'a>(line: &[u8], next: &'a [u8]) -> Option<(String, &'a [u8])> {
    let name = line.trim_ascii_end();
    if name.is_empty() || name.len() > NAME_LIMIT || name.iter().any(|&b| is_blank(b)) {
        return None;
    }
    next.first().filter(|&&b| is_blank(b))?;
    let value = next.trim_ascii_start().strip_prefix(b":")?;
    let name = clean_name(name);
    (!name.is_empty()).then_some((name, value))
}

fn cut<'a>(value: &'a [u8], is_cut: &mut bool) -> &'a [u8] {
    *is_cut |= value.len() > VALUE_LIMIT;
    value.get(..VALUE_LIMIT).unwrap_or(value)
}

fn is_cr_only(raw: &[u8]) -> bool {
    let start = raw.get(..64 << 10).unwrap_or(raw);
    // In this order, since nearly every message has a line feed close to its beginning.
    !start.contains(&b'\n') && start.contains(&b'\r')
}

/// The text with LF for CR where CR alone ends its lines; most readers know no such line end.
pub(crate) fn with_line_feeds(text: &[u8], is_cr_only: bool) -> Cow<'_, [u8]> {
    if is_cr_only {
        Cow::Owned(
            text.iter()
                .map(|&b| if b == b'\r' { b'\n' } else { b })
                .collect(),
        )
    } else {
        Cow::Borrowed(text)
    }
}
