//! The words of a script (RFC 5228 §8.1).

/// A word of a script and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// The line, from 1.
    pub(super) line: u32,
    /// The word.
    pub(super) token: Token,
    /// The last comment before it, which some programs keep a rule's name in.
    pub(super) comment: Option<Box<str>>,
}

/// A word of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A name.
    Word(Box<str>),
    /// A name after a colon, without it.
    Tag(Box<str>),
    /// A number; what it counts is not used.
    Number,
    /// A string, resolved.
    Text(String),
    /// One of `[ ] ( ) { } , ;`.
    Mark(u8),
    /// Anything that is no word of a script.
    Bad,
}

/// Goes over a script word by word.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    text: &'a str,
    at: usize,
    line: u32,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            text,
            at: 0,
            line: 1,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn step(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        if byte == b'\n' {
            self.line = self.line.saturating_add(1);
        }
        Some(byte)
    }

    fn slice(&self, from: usize) -> &'a str {
        self.text.get(from..self.at).unwrap_or_default()
    }

    /// The rest of the line, without its end.
    fn rest_of_line(&mut self) -> &'a str {
        let from = self.at;
        while self.peek().is_some_and(|byte| byte != b'\n') {
            self.at += 1;
        }
        self.slice(from).trim_end_matches('\r')
    }

    /// Passes blanks and comments (§2.3); yields the last comment that begins a line.
    fn blanks(&mut self) -> Option<Box<str>> {
        let mut comment = None;
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\r' | b'\n') => {
                    self.step();
                }
                Some(b'#') => {
                    self.at += 1;
                    comment = Some(super::super::excerpt(self.rest_of_line()));
                }
                Some(b'/') if self.bytes.get(self.at + 1) == Some(&b'*') => {
                    self.at += 2;
                    while let Some(byte) = self.step() {
                        if byte == b'*' && self.peek() == Some(b'/') {
                            self.at += 1;
                            break;
                        }
                    }
                }
                _ => return comment,
            }
        }
    }

    /// A quoted string (§2.4.2); a backslash makes the next character stand for itself.
    fn quoted(&mut self) -> Token {
        self.at += 1;
        let mut text = String::new();
        let mut from = self.at;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    text.push_str(self.slice(from));
                    self.at += 1;
                    return Token::Text(text);
                }
                b'\\' => {
                    text.push_str(self.slice(from));
                    self.at += 1;
                    from = self.at;
                    // The character after it is no end of the string.
                    self.step();
                }
                _ => {
                    self.step();
                }
            }
        }
        Token::Bad
    }

    /// The lines after `text:` up to one with a single dot (§2.4.2).
    fn lines(&mut self) -> Token {
        self.rest_of_line();
        self.step();
        let mut text = String::new();
        while self.peek().is_some() {
            let line = self.rest_of_line();
            self.step();
            if line == "." {
                return Token::Text(text);
            }
            // A doubled dot at the head of a line stands for one.
            text.push_str(
                line.strip_prefix('.')
                    .filter(|rest| rest.starts_with('.'))
                    .unwrap_or(line),
            );
            text.push('\n');
        }
        Token::Bad
    }

    fn name(&mut self) -> &'a str {
        let from = self.at;
        while self
            .peek()
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        {
            self.at += 1;
        }
        self.slice(from)
    }
}

impl Iterator for Lexer<'_> {
    type Item = Placed;

    fn next(&mut self) -> Option<Placed> {
        let comment = self.blanks();
        let line = self.line;
        let token = match self.peek()? {
            b'"' => self.quoted(),
            b':' => {
                self.at += 1;
                Token::Tag(self.name().to_ascii_lowercase().into())
            }
            byte if byte.is_ascii_digit() => {
                self.name();
                Token::Number
            }
            byte if byte.is_ascii_alphabetic() || byte == b'_' => {
                let name = self.name();
                if name.eq_ignore_ascii_case("text") && self.peek() == Some(b':') {
                    self.lines()
                } else {
                    Token::Word(name.into())
                }
            }
            mark @ (b'[' | b']' | b'(' | b')' | b'{' | b'}' | b',' | b';') => {
                self.at += 1;
                Token::Mark(mark)
            }
            _ => {
                self.step();
                Token::Bad
            }
        };
        Some(Placed {
            line,
            token,
            comment,
        })
    }
}
