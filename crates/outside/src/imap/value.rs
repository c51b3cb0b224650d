//! The grammar of answers: atoms, strings, literals and lists, read without copying and to a bounded depth.

use std::borrow::Cow;

use super::wire::{Literal, Response};

/// How deep lists may stand in lists; what we ask for has two levels.
const DEPTH_LIMIT: usize = 16;

/// One value of an answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// Anything that needs no quotes: a number, a flag, NIL, `BODY[]`.
    Atom(&'a [u8]),
    /// A quoted string, its escapes undone.
    Quoted(Cow<'a, [u8]>),
    /// Octets announced by their number.
    Literal(&'a Literal),
    /// A list in parentheses.
    List(Vec<Value<'a>>),
}

impl<'a> Value<'a> {
    /// The octets of an atom or a string; none for NIL, a list or a literal that was not held.
    pub(super) fn octets(&self) -> Option<&[u8]> {
        match self {
            Self::Atom(atom) if atom.eq_ignore_ascii_case(b"NIL") => None,
            Self::Atom(atom) => Some(atom),
            Self::Quoted(text) => Some(text),
            Self::Literal(Literal::Held(octets)) => Some(octets),
            Self::Literal(Literal::TooLarge) | Self::List(_) => None,
        }
    }

    /// The number that an atom is.
    pub(super) fn number<T: std::str::FromStr>(&self) -> Option<T> {
        match self {
            Self::Atom(atom) => number(atom),
            _ => None,
        }
    }

    /// The elements of a list.
    pub(super) fn list(&self) -> Option<&[Value<'a>]> {
        match self {
            Self::List(values) => Some(values),
            _ => None,
        }
    }
}

/// A number in ASCII digits alone; signs and what is too large are none.
pub(super) fn number<T: std::str::FromStr>(octets: &[u8]) -> Option<T> {
    if octets.is_empty() || !octets.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(octets).ok()?.parse().ok()
}

/// Reads values from an answer, starting at an octet of its text.
pub(super) struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    literals: std::slice::Iter<'a, Literal>,
}

/// The text does not follow the grammar.
#[derive(Debug)]
pub(super) struct Malformed;

impl<'a> Reader<'a> {
    pub(super) fn new(response: &'a Response, at: usize) -> Self {
        Self {
            text: &response.text,
            at,
            literals: response.literals.iter(),
        }
    }

    /// Every value up to the end of the line.
    pub(super) fn all(mut self) -> Result<Vec<Value<'a>>, Malformed> {
        let mut values = Vec::new();
        while let Some(value) = self.next()? {
            values.push(value);
        }
        Ok(values)
    }

    fn next(&mut self) -> Result<Option<Value<'a>>, Malformed> {
        self.skip_spaces();
        match self.peek() {
            None | Some(b'\r' | b'\n') => Ok(None),
            Some(b')') => Err(Malformed),
            Some(_) => self.value(0).map(Some),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value<'a>, Malformed> {
        match self.peek().ok_or(Malformed)? {
            b'(' => self.list(depth),
            b'"' => self.quoted(),
            b'{' => self.literal(),
            b'~' if self.text.get(self.at + 1) == Some(&b'{') => {
                self.at += 1;
                self.literal()
            }
            _ => self.atom(),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value<'a>, Malformed> {
        if depth >= DEPTH_LIMIT {
            return Err(Malformed);
        }
        self.at += 1;
        let mut values = Vec::new();
        loop {
            self.skip_spaces();
            match self.peek() {
                None | Some(b'\r' | b'\n') => return Err(Malformed),
                Some(b')') => {
                    self.at += 1;
                    return Ok(Value::List(values));
                }
                Some(_) => values.push(self.value(depth + 1)?),
            }
        }
    }

    fn quoted(&mut self) -> Result<Value<'a>, Malformed> {
        let begin = self.at + 1;
        let mut end = begin;
        let mut has_escapes = false;
        loop {
            match self.text.get(end) {
                None | Some(b'\r' | b'\n') => return Err(Malformed),
                Some(b'"') => break,
                Some(b'\\') => {
                    has_escapes = true;
                    end += 2;
                }
                Some(_) => end += 1,
            }
        }
        self.at = end + 1;
        let inside = self.text.get(begin..end).ok_or(Malformed)?;
        if !has_escapes {
            return Ok(Value::Quoted(Cow::Borrowed(inside)));
        }
        let mut plain = Vec::with_capacity(inside.len());
        let mut octets = inside.iter();
        while let Some(octet) = octets.next() {
            if *octet == b'\\' {
                plain.extend(octets.next());
            } else {
                plain.push(*octet);
            }
        }
        Ok(Value::Quoted(Cow::Owned(plain)))
    }

    /// The octets themselves were taken out of the text when the answer was read; here stands `{number}` and the end
    /// of a line.
    fn literal(&mut self) -> Result<Value<'a>, Malformed> {
        let rest = self.text.get(self.at..).ok_or(Malformed)?;
        let end = rest.iter().position(|it| *it == b'\n').ok_or(Malformed)?;
        let literal = self.literals.next().ok_or(Malformed)?;
        self.at += end + 1;
        Ok(Value::Literal(literal))
    }

    /// An atom, with the brackets of `BODY[HEADER.FIELDS (DATE)]` and what stands in them.
    fn atom(&mut self) -> Result<Value<'a>, Malformed> {
        let begin = self.at;
        let mut is_in_brackets = false;
        loop {
            match self.peek() {
                None | Some(b'\r' | b'\n') if is_in_brackets => return Err(Malformed),
                None | Some(b'\r' | b'\n') => break,
                Some(b'[') => is_in_brackets = true,
                Some(b']') => is_in_brackets = false,
                Some(b' ' | b'(' | b')' | b'"' | b'{') if !is_in_brackets => break,
                Some(_) => {}
            }
            self.at += 1;
        }
        if self.at == begin {
            return Err(Malformed);
        }
        self.text
            .get(begin..self.at)
            .map(Value::Atom)
            .ok_or(Malformed)
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn skip_spaces(&mut self) {
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let response = Response {
            text: text.as_bytes().to_vec(),
            literals: vec![Literal::Held(b"lit".to_vec())],
        };
        let values = Reader::new(&response, 0).all().ok()?;
        Some(values.iter().map(show).collect::<Vec<_>>().join(" "))
    }

    fn show(value: &Value<'_>) -> String {
        match value {
            Value::Atom(atom) => String::from_utf8_lossy(atom).into_owned(),
            Value::Quoted(text) => format!("'{}'", String::from_utf8_lossy(text)),
            Value::Literal(_) => String::from("<literal>"),
            Value::List(values) => {
                format!(
                    "({})",
                    values.iter().map(show).collect::<Vec<_>>().join(" ")
                )
            }
        }
    }

    #[test]
    fn values_are_read_and_what_breaks_the_grammar_is_not() {
        struct Case {
            input: &'static str,
            expected: Option<&'static str>,
        }
        for case in [
            Case {
                input: "UID 5 FLAGS (\\Seen $Junk)\r\n",
                expected: Some("UID 5 FLAGS (\\Seen $Junk)"),
            },
            Case {
                input: "BODY[HEADER.FIELDS (DATE)]<0> NIL\r\n",
                expected: Some("BODY[HEADER.FIELDS (DATE)]<0> NIL"),
            },
            Case {
                input: "BODY[] {3}\r\n UID 7)\r\n",
                expected: None,
            },
            Case {
                input: "(BODY[] {3}\r\n UID 7)\r\n",
                expected: Some("(BODY[] <literal> UID 7)"),
            },
            Case {
                input: r#""a\"b\\c" """#,
                expected: Some(r#"'a"b\c' ''"#),
            },
            Case {
                input: "\"never closed\r\n",
                expected: None,
            },
            Case {
                input: "\"escape at the end\\",
                expected: None,
            },
            Case {
                input: "(a (b) \r\n",
                expected: None,
            },
            Case {
                input: "BODY[ \r\n",
                expected: None,
            },
            Case {
                input: "{3}\r\n{4}\r\n",
                expected: None,
            },
            Case {
                input: "",
                expected: Some(""),
            },
        ] {
            assert_eq!(read(case.input).as_deref(), case.expected, "{}", case.input);
        }
        assert!(read(&format!("{}{}", "(".repeat(16), ")".repeat(16))).is_some());
        assert!(read(&"(".repeat(60_000)).is_none());
    }

    #[test]
    fn numbers_are_digits_that_fit() {
        assert_eq!(number::<u32>(b"4294967295"), Some(u32::MAX));
        for not in ["4294967296", "-1", "+1", "", "1x", "99999999999999999999"] {
            assert_eq!(number::<u32>(not.as_bytes()), None, "{not}");
        }
    }
}
