//! What a server says, as far as we ask for it; what we did not ask for is passed over.

use std::collections::BTreeSet;

use facts::Instant;

use super::state::MessageFlags;
use super::value::{Reader, Value, number};
use super::wire::{Literal, Response};

/// One answer of a server.
#[derive(Debug)]
pub(super) enum Answer<'a> {
    /// The end of a command, or a remark on the way.
    Status(Spoken<'a>),
    /// The server waits for the rest of a command.
    Continue(&'a [u8]),
    /// What it can do.
    Capabilities(Capabilities),
    /// A folder.
    List(Listing),
    /// How many messages the open folder has.
    Exists(u32),
    /// A message went.
    Expunged,
    /// Messages went (RFC 7162 §3.2.10).
    Vanished,
    /// Something of a message.
    Fetch(Items<'a>),
    /// Something of a message that does not follow the grammar.
    Unreadable,
    /// What is not for us.
    Other,
}

/// A status with its words.
#[derive(Debug)]
pub(super) struct Spoken<'a> {
    pub(super) is_tagged: bool,
    pub(super) status: Status,
    pub(super) code: &'a [u8],
    pub(super) argument: &'a [u8],
    pub(super) text: &'a [u8],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Ok,
    No,
    Bad,
    Bye,
    Preauth,
}

/// What a server can do, in capitals.
#[derive(Clone, Debug, Default)]
pub(super) struct Capabilities(BTreeSet<String>);

impl Capabilities {
    fn read(words: &[u8]) -> Self {
        Self(
            words
                .split(|it| *it == b' ')
                .filter(|it| !it.is_empty())
                .map(|it| String::from_utf8_lossy(it.trim_ascii()).to_ascii_uppercase())
                .collect(),
        )
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}

/// A folder as listed.
#[derive(Debug)]
pub(super) struct Listing {
    pub(super) attributes: Vec<String>,
    pub(super) delimiter: Option<u8>,
    pub(super) name: Vec<u8>,
}

/// What was said of one message.
#[derive(Debug, Default)]
pub(super) struct Items<'a> {
    pub(super) uid: Option<u32>,
    pub(super) size: Option<u64>,
    pub(super) flags: Option<MessageFlags>,
    pub(super) date: Option<Instant>,
    pub(super) body: Option<Whole<'a>>,
}

/// A whole message as it came.
#[derive(Debug)]
pub(super) enum Whole<'a> {
    Octets(&'a [u8]),
    TooLarge,
    /// The server says that it has none.
    Nil,
}

/// What came is no answer to anything we said.
#[derive(Debug)]
pub(super) struct NoAnswer;

/// Reads an answer; `tag` is that of the command under way, if one is.
///
/// After a wrong length of a literal, a line of a mail would stand where an answer should. So what is neither marked as
/// an answer nor carries our tag ends the connection.
pub(super) fn read<'a>(response: &'a Response, tag: &str) -> Result<Answer<'a>, NoAnswer> {
    let line = response.text.as_slice();
    if let Some(rest) = line.strip_prefix(b"+") {
        return Ok(Answer::Continue(rest.trim_ascii()));
    }
    let Some(rest) = line.strip_prefix(b"* ") else {
        let rest = line
            .strip_prefix(tag.as_bytes())
            .filter(|_| !tag.is_empty())
            .and_then(|rest| rest.strip_prefix(b" "))
            .ok_or(NoAnswer)?;
        return spoken(rest, true).map(Answer::Status).ok_or(NoAnswer);
    };
    if let Some(spoken) = spoken(rest, false) {
        return Ok(Answer::Status(spoken));
    }
    Ok(data(response, rest))
}

fn spoken(line: &[u8], is_tagged: bool) -> Option<Spoken<'_>> {
    let line = line.trim_ascii();
    let end = line.iter().position(|it| *it == b' ').unwrap_or(line.len());
    let (word, text) = line.split_at_checked(end)?;
    let status = match word.to_ascii_uppercase().as_slice() {
        b"OK" => Status::Ok,
        b"NO" => Status::No,
        b"BAD" => Status::Bad,
        b"BYE" if !is_tagged => Status::Bye,
        b"PREAUTH" if !is_tagged => Status::Preauth,
        _ => return None,
    };
    let text = text.trim_ascii();
    let inside = text
        .strip_prefix(b"[")
        .and_then(|rest| rest.get(..rest.iter().position(|it| *it == b']')?))
        .unwrap_or_default();
    let end = inside
        .iter()
        .position(|it| *it == b' ')
        .unwrap_or(inside.len());
    let (code, argument) = inside.split_at_checked(end)?;
    Some(Spoken {
        is_tagged,
        status,
        code,
        argument: argument.trim_ascii(),
        text,
    })
}

fn data<'a>(response: &'a Response, rest: &'a [u8]) -> Answer<'a> {
    let mut words = rest.split(|it| matches!(it, b' ' | b'\r' | b'\n'));
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    // Past `* `, and past the words that tell what it is.
    let after_first = 2 + first.len();
    if let Some(count) = number::<u32>(first) {
        return match second.to_ascii_uppercase().as_slice() {
            b"EXISTS" => Answer::Exists(count),
            b"EXPUNGE" => Answer::Expunged,
            b"FETCH" => match Reader::new(response, after_first + 1 + second.len()).all() {
                Ok(values) => items(values).map_or(Answer::Unreadable, Answer::Fetch),
                Err(_) => Answer::Unreadable,
            },
            _ => Answer::Other,
        };
    }
    match first.to_ascii_uppercase().as_slice() {
        b"CAPABILITY" => {
            Answer::Capabilities(Capabilities::read(rest.get(first.len()..).unwrap_or(b"")))
        }
        b"VANISHED" => Answer::Vanished,
        b"LIST" => Reader::new(response, after_first)
            .all()
            .ok()
            .and_then(|values| listing(&values))
            .map_or(Answer::Unreadable, Answer::List),
        _ => Answer::Other,
    }
}

impl Spoken<'_> {
    /// The capabilities that a status carries along (RFC 3501 §7.1).
    pub(super) fn capabilities(&self) -> Option<Capabilities> {
        self.is_code("CAPABILITY")
            .then(|| Capabilities::read(self.argument))
    }

    pub(super) fn is_code(&self, name: &str) -> bool {
        self.code.eq_ignore_ascii_case(name.as_bytes())
    }
}

fn listing(values: &[Value<'_>]) -> Option<Listing> {
    let [attributes, delimiter, name, ..] = values else {
        return None;
    };
    Some(Listing {
        attributes: attributes
            .list()?
            .iter()
            .filter_map(Value::octets)
            .map(|it| String::from_utf8_lossy(it).to_ascii_lowercase())
            .collect(),
        delimiter: delimiter.octets().and_then(|it| it.first().copied()),
        // NIL is an atom like any other where a name must stand.
        name: match name {
            Value::Atom(atom) => atom.to_vec(),
            name => name.octets()?.to_vec(),
        },
    })
}

fn items<'a>(values: Vec<Value<'a>>) -> Option<Items<'a>> {
    let Some(Value::List(list)) = values.into_iter().next() else {
        return None;
    };
    let mut items = Items::default();
    let mut list = list.into_iter();
    while let Some(key) = list.next() {
        let (Value::Atom(key), value) = (key, list.next()?) else {
            return None;
        };
        match key.to_ascii_uppercase().as_slice() {
            b"UID" => items.uid = Some(value.number().filter(|uid| *uid > 0)?),
            b"RFC822.SIZE" => items.size = Some(value.number()?),
            b"FLAGS" => items.flags = Some(MessageFlags::read(value.list()?)),
            // A date that is none leaves the message readable.
            b"INTERNALDATE" => items.date = value.octets().and_then(date),
            b"BODY[]" => items.body = Some(whole(value)?),
            _ => {}
        }
    }
    Some(items)
}

fn whole(value: Value<'_>) -> Option<Whole<'_>> {
    match value {
        Value::Literal(Literal::Held(octets)) => Some(Whole::Octets(octets)),
        Value::Literal(Literal::TooLarge) => Some(Whole::TooLarge),
        Value::Quoted(std::borrow::Cow::Borrowed(octets)) => Some(Whole::Octets(octets)),
        Value::Atom(atom) if atom.eq_ignore_ascii_case(b"NIL") => Some(Whole::Nil),
        // A whole message between quotes cannot be one: it has no line (RFC 3501 §4.3).
        Value::Quoted(_) | Value::Atom(_) | Value::List(_) => None,
    }
}

/// `17-Jul-1996 02:44:25 -0700`, the day with a leading space where it has one digit (RFC 3501 §9, `date-time`).
fn date(octets: &[u8]) -> Option<Instant> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let text = std::str::from_utf8(octets).ok()?.trim();
    let mut words = text.split_ascii_whitespace();
    let (day, time, zone) = (words.next()?, words.next()?, words.next()?);
    let mut day = day.split('-');
    let (day, month, year) = (day.next()?, day.next()?, day.next()?);
    let month = month.to_ascii_lowercase();
    let month = (1_i8..).zip(MONTHS).find(|(_, name)| *name == month)?.0;
    let mut time = time.split(':');
    let mut clock = || time.next()?.parse::<i8>().ok();
    let (hour, minute, second) = (clock()?, clock()?, clock()?);
    let at = jiff::civil::DateTime::new(
        year.parse().ok()?,
        month,
        day.parse().ok()?,
        hour,
        minute,
        // A leap second has no place of its own on the time line.
        second.min(59),
        0,
    )
    .ok()?;
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let digits: i32 = number(digits.as_bytes()).filter(|it| *it < 2400)?;
    let offset = sign * ((digits / 100) * 3600 + (digits % 100) * 60);
    let offset = jiff::tz::Offset::from_seconds(offset).ok()?;
    offset.to_timestamp(at).ok().map(Instant)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(text: &str, literals: &[&str]) -> Response {
        Response {
            text: text.as_bytes().to_vec(),
            literals: literals
                .iter()
                .map(|it| Literal::Held(it.as_bytes().to_vec()))
                .collect(),
        }
    }

    #[test]
    fn a_message_is_read_and_what_is_unknown_passed_over() {
        let response = response(
            "* 3 fetch (X-GM-MSGID 99 FLAGS (\\Seen $Phishing) uid 7 BODY[] {2}\r\n INTERNALDATE \" 1-Nov-2026 09:00:00 +0900\" MODSEQ (12) ENVELOPE (NIL (NIL)))\r\n",
            &["hi"],
        );
        let Ok(Answer::Fetch(items)) = read(&response, "m1") else {
            panic!("no message");
        };
        assert_eq!(items.uid, Some(7));
        assert!(matches!(items.body, Some(Whole::Octets(b"hi"))));
        assert_eq!(
            items.date.map(|it| it.to_string()).as_deref(),
            Some("2026-11-01T00:00:00Z")
        );
        let flags = items.flags.expect("flags");
        assert!(flags.is_seen && !flags.is_deleted);
        assert_eq!(flags.others, ["$Phishing"]);
    }

    #[test]
    fn what_is_no_answer_to_us_is_told_from_what_is_not_for_us() {
        for (line, is_answer) in [
            ("* 12 RECENT\r\n", true),
            ("* XYZZY \0\u{fffd}\r\n", true),
            ("* ID garbage ((((\r\n", true),
            ("* -1 EXISTS\r\n", true),
            ("m1 OK done\r\n", true),
            ("m2 OK done\r\n", false),
            ("m1\r\n", false),
            ("Subject: hello\r\n", false),
            ("\r\n", false),
        ] {
            assert_eq!(
                read(&response(line, &[]), "m1").is_ok(),
                is_answer,
                "{line}"
            );
        }
        // Before the first command there is no tag that could be ours.
        assert!(read(&response(" OK\r\n", &[]), "").is_err());
    }

    #[test]
    fn dates_of_arrival_are_read_or_left() {
        for (text, expected) in [
            ("17-Jul-1996 02:44:25 -0700", Some("1996-07-17T09:44:25Z")),
            (" 1-Jan-2026 00:00:60 +0000", Some("2026-01-01T00:00:59Z")),
            ("32-Jan-2026 00:00:00 +0000", None),
            ("1-Foo-2026 00:00:00 +0000", None),
            ("1-Jan-99999 00:00:00 +0000", None),
            ("1-Jan-2026 00:00:00 +9999", None),
            ("1-Jan-2026 00:00:00", None),
            ("", None),
        ] {
            let said = date(text.as_bytes()).map(|it| it.to_string());
            assert_eq!(said.as_deref(), expected, "{text}");
        }
    }
}
