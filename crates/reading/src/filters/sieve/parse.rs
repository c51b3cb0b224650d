//! The grammar of a script (RFC 5228 §8.2): commands with arguments, tests and blocks, whatever they are called.

use std::iter::Peekable;

use super::super::{DEPTH_LIMIT, FilterTroubleKind, Sink};
use super::lex::{Lexer, Placed, Token};

/// A command of a script.
#[derive(Clone, Debug, Default)]
pub(super) struct Command {
    /// Its name in small letters.
    pub(super) name: Box<str>,
    /// Its line.
    pub(super) line: u32,
    /// The last comment before it.
    pub(super) comment: Option<Box<str>>,
    /// Tags and strings, in order.
    pub(super) arguments: Vec<Argument>,
    /// Its tests.
    pub(super) tests: Vec<Question>,
    /// What stands between its braces.
    pub(super) block: Vec<Command>,
}

/// A test of a script.
#[derive(Clone, Debug, Default)]
pub(super) struct Question {
    /// Its name in small letters.
    pub(super) name: Box<str>,
    /// Tags and strings, in order.
    pub(super) arguments: Vec<Argument>,
    /// The tests it joins.
    pub(super) tests: Vec<Question>,
}

/// An argument of a command or test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Argument {
    /// A name after a colon.
    Tag(Box<str>),
    /// A number.
    Number,
    /// A string, or a list of them.
    Texts(Vec<String>),
}

/// Why reading stops.
struct Stop;

struct Parser<'a, 'b> {
    tokens: Peekable<Lexer<'a>>,
    sink: &'b mut Sink,
    line: u32,
}

/// The commands of a script, as far as its grammar holds.
pub(super) fn parse(text: &str, sink: &mut Sink) -> Vec<Command> {
    let mut parser = Parser {
        tokens: Lexer::new(text).peekable(),
        sink,
        line: 1,
    };
    let mut commands = Vec::new();
    while parser.tokens.peek().is_some() {
        if parser.command(0, &mut commands).is_err() {
            break;
        }
    }
    commands
}

impl Parser<'_, '_> {
    fn next(&mut self) -> Option<Placed> {
        let placed = self.tokens.next()?;
        self.line = placed.line;
        Some(placed)
    }

    fn stop<T>(&mut self, kind: FilterTroubleKind) -> Result<T, Stop> {
        self.sink.trouble(self.line, kind);
        Err(Stop)
    }

    fn malformed<T>(&mut self) -> Result<T, Stop> {
        self.stop(FilterTroubleKind::Malformed)
    }

    /// Whether the next word is this mark; passes it then.
    fn is(&mut self, mark: u8) -> bool {
        let is = self
            .tokens
            .peek()
            .is_some_and(|placed| placed.token == Token::Mark(mark));
        if is {
            self.next();
        }
        is
    }

    fn deeper(&mut self, depth: usize) -> Result<usize, Stop> {
        if depth >= DEPTH_LIMIT || !self.sink.take(self.line) {
            return self.stop(FilterTroubleKind::Cut);
        }
        Ok(depth + 1)
    }

    /// One command; what was read of a broken one is kept, since its beginning may say enough.
    fn command(&mut self, depth: usize, into: &mut Vec<Command>) -> Result<(), Stop> {
        let depth = self.deeper(depth)?;
        let Some(placed) = self.next() else {
            return self.malformed();
        };
        let Token::Word(name) = placed.token else {
            return self.malformed();
        };
        let mut command = Command {
            name: name.to_ascii_lowercase().into(),
            line: placed.line,
            comment: placed.comment,
            ..Command::default()
        };
        let read = self.rest(depth, &mut command);
        // A condition that broke off must not become one that always holds.
        if read.is_ok() || command.tests.is_empty() != is_conditional(&command.name) {
            into.push(command);
        }
        read
    }

    fn rest(&mut self, depth: usize, command: &mut Command) -> Result<(), Stop> {
        self.arguments(depth, &mut command.arguments, &mut command.tests)?;
        if self.is(b';') {
            return Ok(());
        }
        if !self.is(b'{') {
            return self.malformed();
        }
        loop {
            if self.is(b'}') {
                return Ok(());
            }
            if self.tokens.peek().is_none() {
                return self.malformed();
            }
            self.command(depth, &mut command.block)?;
        }
    }

    fn arguments(
        &mut self,
        depth: usize,
        arguments: &mut Vec<Argument>,
        tests: &mut Vec<Question>,
    ) -> Result<(), Stop> {
        loop {
            let Some(placed) = self.tokens.peek() else {
                return Ok(());
            };
            match &placed.token {
                Token::Mark(b'[') => {
                    self.next();
                    let texts = self.list()?;
                    arguments.push(Argument::Texts(texts));
                }
                Token::Mark(b'(') => {
                    self.next();
                    loop {
                        tests.push(self.question(depth)?);
                        if self.is(b')') {
                            break;
                        }
                        if !self.is(b',') {
                            return self.malformed();
                        }
                    }
                }
                Token::Mark(_) => return Ok(()),
                Token::Word(_) => {
                    tests.push(self.question(depth)?);
                    return Ok(());
                }
                Token::Bad => {
                    self.next();
                    return self.malformed();
                }
                Token::Tag(_) | Token::Number | Token::Text(_) => {
                    if !self.sink.take(self.line) {
                        return self.stop(FilterTroubleKind::Cut);
                    }
                    arguments.extend(self.next().map(|placed| match placed.token {
                        Token::Tag(name) => Argument::Tag(name),
                        Token::Text(text) => Argument::Texts(vec![text]),
                        _ => Argument::Number,
                    }));
                }
            }
        }
    }

    fn list(&mut self) -> Result<Vec<String>, Stop> {
        let mut texts = Vec::new();
        loop {
            match self.next().map(|placed| placed.token) {
                Some(Token::Text(text)) => texts.push(text),
                Some(Token::Mark(b']')) if texts.is_empty() => return Ok(texts),
                _ => return self.malformed(),
            }
            if !self.sink.take(self.line) {
                return self.stop(FilterTroubleKind::Cut);
            }
            match self.next().map(|placed| placed.token) {
                Some(Token::Mark(b',')) => {}
                Some(Token::Mark(b']')) => return Ok(texts),
                _ => return self.malformed(),
            }
        }
    }

    fn question(&mut self, depth: usize) -> Result<Question, Stop> {
        let depth = self.deeper(depth)?;
        let Some(Token::Word(name)) = self.next().map(|placed| placed.token) else {
            return self.malformed();
        };
        let mut question = Question {
            name: name.to_ascii_lowercase().into(),
            ..Question::default()
        };
        self.arguments(depth, &mut question.arguments, &mut question.tests)?;
        Ok(question)
    }
}

fn is_conditional(name: &str) -> bool {
    matches!(name, "if" | "elsif")
}
