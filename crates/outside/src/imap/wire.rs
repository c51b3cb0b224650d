//! Octets to answers and commands to octets, in bounded memory and time.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::{Instant, timeout_at};

use super::error::{Exceeded, ImapError};
use super::value::number;

/// Octets that are asked of the system at once.
const BUFFER: usize = 64 << 10;
/// Octets of an answer beside its literals; the longest honest ones list capabilities or flags and have a few thousand.
const LINE_LIMIT: usize = 64 << 10;
/// Literals of an answer; an honest one has one or two.
const LITERALS_LIMIT: usize = 16;
/// Octets of a literal that is no message: a name of a folder, a word about the server.
pub(super) const SMALL_LITERAL_LIMIT: u64 = 64 << 10;
/// A literal this many times as long as is held is passed over, so that a wrong size does not end the connection; a
/// longer one does.
const PASSED_OVER_LIMIT: u64 = 4;
/// The room that is kept from one message to the next.
const KEPT: usize = 1 << 20;

/// A connection, whatever carries it.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Octets announced by their number.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Literal {
    /// They are here.
    Held(Vec<u8>),
    /// They were more than is held, and passed over.
    TooLarge,
}

/// One answer: its text, in which `{number}` and the end of a line stand for each literal, and the literals.
#[derive(Debug, Default)]
pub(super) struct Response {
    pub(super) text: Vec<u8>,
    pub(super) literals: Vec<Literal>,
}

pub(super) struct Wire {
    stream: Box<dyn Stream>,
    buffer: Vec<u8>,
    begin: usize,
    end: usize,
    spare: Vec<u8>,
    pub(super) response: Response,
    pub(super) silence: Duration,
    /// When the present command has taken too long.
    pub(super) deadline: Instant,
}

impl Wire {
    pub(super) fn new(stream: Box<dyn Stream>, silence: Duration) -> Self {
        Self {
            stream,
            buffer: vec![0; BUFFER],
            begin: 0,
            end: 0,
            spare: Vec::new(),
            response: Response::default(),
            silence,
            deadline: Instant::now() + silence,
        }
    }

    /// The bare connection, to be wrapped in TLS.
    ///
    /// What the server said before TLS and was not read yet could have been put there by anybody on the way, and would
    /// be taken for protected afterwards; so there must be none of it.
    pub(super) fn into_stream(self) -> Result<Box<dyn Stream>, ImapError> {
        if self.begin < self.end {
            return Err(ImapError::NotImap);
        }
        Ok(self.stream)
    }

    pub(super) async fn send(&mut self, octets: &[u8]) -> Result<(), ImapError> {
        let until = self.deadline.min(Instant::now() + self.silence);
        let sending = async {
            self.stream.write_all(octets).await?;
            self.stream.flush().await
        };
        match timeout_at(until, sending).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(lost(&error)),
            Err(_) => Err(ImapError::TimedOut),
        }
    }

    /// Reads one answer into `response`; a literal of more than `largest` octets is passed over.
    pub(super) async fn next(&mut self, largest: u64) -> Result<(), ImapError> {
        for literal in self.response.literals.drain(..) {
            if let Literal::Held(mut octets) = literal
                && octets.capacity() > self.spare.capacity()
                && octets.capacity() <= KEPT
            {
                octets.clear();
                self.spare = octets;
            }
        }
        self.response.text.clear();
        loop {
            self.line().await?;
            let Some(announced) = announced(&self.response.text)? else {
                return Ok(());
            };
            if self.response.literals.len() >= LITERALS_LIMIT {
                return Err(ImapError::LimitExceeded(Exceeded::Literals));
            }
            let literal = self.literal(announced, largest).await?;
            self.response.literals.push(literal);
        }
    }

    /// Waits until the server says something, or the time is over; nothing is taken out.
    pub(super) async fn is_spoken_to(&mut self, until: Instant) -> Result<bool, ImapError> {
        if self.begin < self.end {
            return Ok(true);
        }
        self.fill(until).await
    }

    async fn line(&mut self) -> Result<(), ImapError> {
        loop {
            let held = self.buffer.get(self.begin..self.end).unwrap_or_default();
            let room = LINE_LIMIT.saturating_sub(self.response.text.len());
            let found = memchr::memchr(b'\n', held);
            let taken = found.map_or(held.len(), |at| at + 1);
            if taken > room {
                return Err(ImapError::LimitExceeded(Exceeded::Line));
            }
            self.response
                .text
                .extend_from_slice(held.get(..taken).unwrap_or_default());
            self.begin += taken;
            if found.is_some() {
                return Ok(());
            }
            self.must_fill().await?;
        }
    }

    async fn literal(&mut self, announced: u64, largest: u64) -> Result<Literal, ImapError> {
        let is_held = announced <= largest;
        if !is_held && announced > largest.saturating_mul(PASSED_OVER_LIMIT) {
            return Err(ImapError::LimitExceeded(Exceeded::Literal));
        }
        let mut octets = std::mem::take(&mut self.spare);
        octets.clear();
        let mut missing = announced;
        while missing > 0 {
            if self.begin == self.end {
                self.must_fill().await?;
            }
            let held = self.buffer.get(self.begin..self.end).unwrap_or_default();
            let taken = held
                .len()
                .min(usize::try_from(missing).unwrap_or(usize::MAX));
            if is_held {
                // Room is made as octets come and never for what was only announced.
                if octets.capacity() - octets.len() < taken {
                    let step = octets.len().clamp(taken, KEPT);
                    let wanted = usize::try_from(missing).unwrap_or(step).min(step);
                    octets.reserve_exact(wanted);
                }
                octets.extend_from_slice(held.get(..taken).unwrap_or_default());
            }
            self.begin += taken;
            missing -= u64::try_from(taken).unwrap_or(missing);
        }
        Ok(if is_held {
            Literal::Held(octets)
        } else {
            Literal::TooLarge
        })
    }

    async fn must_fill(&mut self) -> Result<(), ImapError> {
        let until = self.deadline.min(Instant::now() + self.silence);
        if self.fill(until).await? {
            Ok(())
        } else {
            Err(ImapError::TimedOut)
        }
    }

    /// Reads more, once everything before was taken; whether anything came in time.
    async fn fill(&mut self, until: Instant) -> Result<bool, ImapError> {
        match timeout_at(until, self.stream.read(&mut self.buffer)).await {
            Ok(Ok(0)) => Err(ImapError::CutOff {
                said: String::new(),
            }),
            Ok(Ok(read)) => {
                self.begin = 0;
                self.end = read;
                Ok(true)
            }
            Ok(Err(error)) => Err(lost(&error)),
            Err(_) => Ok(false),
        }
    }
}

/// A connection that fails in the middle; what TLS found wrong is no IMAP either.
fn lost(error: &io::Error) -> ImapError {
    match error.kind() {
        io::ErrorKind::InvalidData => ImapError::NotImap,
        io::ErrorKind::TimedOut => ImapError::TimedOut,
        _ => ImapError::CutOff {
            said: String::new(),
        },
    }
}

/// The number of octets that the end of a line announces (RFC 3501 §4.3), and RFC 7888's `{n+}`.
///
/// The words of a status are free and could end like that without meaning it.
fn announced(text: &[u8]) -> Result<Option<u64>, ImapError> {
    let line = text.strip_suffix(b"\n").unwrap_or(text);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let Some(inside) = line.strip_suffix(b"}") else {
        return Ok(None);
    };
    let inside = inside.strip_suffix(b"+").unwrap_or(inside);
    let digits = inside
        .iter()
        .rev()
        .take_while(|it| it.is_ascii_digit())
        .count();
    let (before, digits) = inside.split_at(inside.len() - digits);
    if digits.is_empty() || before.last() != Some(&b'{') || is_status(text) {
        return Ok(None);
    }
    number(digits)
        .map(Some)
        .ok_or(ImapError::LimitExceeded(Exceeded::Literal))
}

fn is_status(text: &[u8]) -> bool {
    let mut words = text.split(|it| *it == b' ');
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    first.starts_with(b"+")
        || [&b"OK"[..], b"NO", b"BAD", b"BYE", b"PREAUTH"]
            .iter()
            .any(|it| second.eq_ignore_ascii_case(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_is_announced_at_the_end_of_a_line_only() {
        for (line, expected) in [
            ("* 1 FETCH (BODY[] {5}\r\n", Some(5)),
            ("* LIST () \"/\" {12+}\r\n", Some(12)),
            ("* 1 FETCH (BODY[] ~{7}\r\n", Some(7)),
            ("* OK hello {5}\r\n", None),
            ("a1 NO [ALERT] see {5}\r\n", None),
            ("+ {5}\r\n", None),
            ("* 1 FETCH (BODY[] {-5}\r\n", None),
            ("* 1 FETCH (BODY[] {}\r\n", None),
            ("* 1 FETCH (BODY[] {5} )\r\n", None),
            ("}\r\n", None),
            ("", None),
        ] {
            assert_eq!(announced(line.as_bytes()).ok(), Some(expected), "{line}");
        }
        assert!(announced(b"* 1 FETCH (BODY[] {99999999999999999999}\r\n").is_err());
    }
}
