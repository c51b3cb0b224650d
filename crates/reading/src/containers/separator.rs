//! The `From ` lines between the mails of an mbox.

use super::is_known;

/// Octets after a `From ` line that are looked at to tell whether a mail begins there.
pub(super) const AHEAD: usize = 1024;
/// Octets of a `From ` line that are looked at.
const LINE_LIMIT: usize = 256;
/// Words that an undated `From ` line of a mailbox may have: the sender and, say, a host.
const UNDATED_WORDS: usize = 2;

/// What a line that begins with `From ` looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// With a day's time, a month and a year: `From a@b.example Sat Jan  1 10:00:00 2022`.
    Full,
    /// With a time and four digits, in some other form.
    Loose,
    /// A sender alone.
    Undated,
    /// Prose.
    Prose,
}

/// Tells the shape of a line; `None` where it does not begin with `From `.
pub(super) fn shape(line: &[u8]) -> Option<Shape> {
    let rest = line.strip_prefix(b"From ")?;
    let rest = rest.get(..LINE_LIMIT).unwrap_or(rest);
    let has_time = rest.windows(5).any(
        |w| matches!(w, [a, b, b':', c, d] if [a, b, c, d].iter().all(|it| it.is_ascii_digit())),
    );
    let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let has_month = rest
        .windows(3)
        .any(|w| months.iter().any(|m| m.as_bytes() == w));
    let has_year = rest.windows(4).any(|w| w.iter().all(u8::is_ascii_digit));
    let words = rest
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty())
        .take(UNDATED_WORDS + 1)
        .count();
    Some(match (has_time && has_year, has_month) {
        (true, true) => Shape::Full,
        (true, false) => Shape::Loose,
        (false, _) if words <= UNDATED_WORDS && line.len() <= LINE_LIMIT => Shape::Undated,
        _ => Shape::Prose,
    })
}

/// Whether what follows a `From ` line is the beginning of a mail, so that prose and pasted lines of a body that
/// was not quoted are not taken for one.
pub(super) fn begins_mail(shape: Shape, next: &[u8]) -> bool {
    let line = next
        .split(|&b| b == b'\n')
        .next()
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .unwrap_or_default();
    match shape {
        // A mail of nothing, a second separator as old relays wrote it, or the end of the file.
        Shape::Full => {
            line.is_empty()
                || line.starts_with(b"From ")
                || line.starts_with(b">From ")
                || name(line).is_some()
        }
        Shape::Loose => next.is_empty() || name(line).is_some(),
        Shape::Undated => name(line).is_some_and(is_usual),
        Shape::Prose => false,
    }
}

/// The name of the field that a line begins (RFC 5322 §2.2); blanks before the colon are read (RFC 5322 §4.5).
fn name(line: &[u8]) -> Option<&[u8]> {
    let colon = line.iter().take(128).position(|&b| b == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    (!name.is_empty() && name.iter().all(u8::is_ascii_graphic)).then_some(name)
}

/// Whether mail programs begin a mail with this field.
fn is_usual(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name).to_ascii_lowercase();
    is_known(&name)
        || name.starts_with("x-")
        || name.starts_with("arc-")
        || name.starts_with("authentication-results")
        || matches!(
            name.as_str(),
            "status" | "content-length" | "dkim-signature" | "received-spf" | "envelope-to"
        )
}
