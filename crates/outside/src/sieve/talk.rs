//! One talk with a server of filters, from its greeting to our farewell (RFC 5804).

use std::sync::Arc;

use data_encoding::BASE64;
use rustls::ClientConfig;
use zeroize::Zeroizing;

use super::{SieveError, SieveScript, SieveSettings};
use crate::Security;
use crate::wire::Wire;

/// Octets of a line.
const LONGEST_LINE: usize = 8 << 10;
/// Lines of one answer.
const MOST_LINES: usize = 1_000;
/// Words of one line, and octets of a word that has its own length before it and is no filter.
const MOST_WORDS: usize = 32;
const LARGEST_WORD: usize = 4 << 10;
/// Octets of a filter; servers allow some 32 kB to 1 MB.
const LARGEST_SCRIPT: usize = 1 << 20;
/// Filters of a mailbox.
const MOST_SCRIPTS: usize = 64;

/// A word of the server's.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Word {
    /// As it stands, such as `OK` or `ACTIVE`.
    Bare(Vec<u8>),
    /// A string, in quotes or behind its length.
    Text(Vec<u8>),
    /// What stands in brackets, such as `(TRYLATER)`.
    Code(Vec<u8>),
    /// A string of which only the length was read, since it is longer than is taken.
    TooLarge,
}

/// How an answer ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Ok,
    No,
    Later,
    Bye,
}

struct Answer {
    lines: Vec<Vec<Word>>,
    end: End,
}

impl Answer {
    /// The lines, where the server agreed.
    fn agreed(self, otherwise: SieveError) -> Result<Vec<Vec<Word>>, SieveError> {
        match self.end {
            End::Ok => Ok(self.lines),
            End::No => Err(otherwise),
            End::Later => Err(SieveError::TryLater),
            End::Bye => Err(SieveError::NotReached),
        }
    }
}

/// Reads all filters.
///
/// # Errors
/// [`SieveError`], where they are not known.
pub(super) fn read(
    settings: &SieveSettings,
    tls: Option<&Arc<ClientConfig>>,
) -> Result<Vec<SieveScript>, SieveError> {
    let mut talk = Talk {
        wire: Wire::connect(&settings.host, settings.port, settings.patience)?,
    };
    let encrypt = |talk: &mut Talk| -> Result<(), SieveError> {
        let tls = tls.ok_or(SieveError::NotEncrypted)?;
        Ok(talk.wire.encrypt(Arc::clone(tls), &settings.host)?)
    };
    if settings.security == Security::Tls {
        encrypt(&mut talk)?;
    }
    let mut offers = talk.hear()?.agreed(SieveError::NotUnderstood)?;
    if settings.security == Security::StartTls {
        if capability(&offers, b"STARTTLS").is_none() {
            return Err(SieveError::NotEncrypted);
        }
        talk.ask(b"STARTTLS\r\n")?
            .agreed(SieveError::NotEncrypted)?;
        encrypt(&mut talk)?;
        // What was offered in clear counts for nothing; the server says it again (RFC 5804 §2.2).
        offers = talk.hear()?.agreed(SieveError::NotUnderstood)?;
    }
    talk.log_in(settings, &offers)?;
    let scripts = talk.scripts()?;
    // They are read; whether the server hears the farewell does not matter.
    let _ = talk.wire.say(b"LOGOUT\r\n");
    Ok(scripts)
}

/// The value of a capability, empty where it has none (RFC 5804 §1.7).
fn capability<'a>(lines: &'a [Vec<Word>], name: &[u8]) -> Option<&'a [u8]> {
    lines.iter().find_map(|line| match line.first() {
        Some(Word::Text(word) | Word::Bare(word)) if word.eq_ignore_ascii_case(name) => {
            Some(match line.get(1) {
                Some(Word::Text(value)) => value.as_slice(),
                _ => b"",
            })
        }
        _ => None,
    })
}

struct Talk {
    wire: Wire,
}

impl Talk {
    fn ask(&mut self, words: &[u8]) -> Result<Answer, SieveError> {
        self.wire.say(words)?;
        self.hear()
    }

    fn log_in(&mut self, settings: &SieveSettings, offers: &[Vec<Word>]) -> Result<(), SieveError> {
        let has_plain = capability(offers, b"SASL").is_some_and(|ways| {
            ways.split(|octet| *octet == b' ')
                .any(|way| way.eq_ignore_ascii_case(b"PLAIN"))
        });
        if !has_plain {
            return Err(SieveError::NotAllowed);
        }
        // RFC 4616 §2; behind its length, which may be more than a quoted string takes (RFC 5804 §4).
        let words = Zeroizing::new(
            [
                b"\0",
                settings.user.as_bytes(),
                b"\0",
                settings.password.reveal().as_bytes(),
            ]
            .concat(),
        );
        let words = Zeroizing::new(BASE64.encode(&words));
        let line = Zeroizing::new(format!(
            "AUTHENTICATE \"PLAIN\" {{{}+}}\r\n{}\r\n",
            words.len(),
            *words
        ));
        self.ask(line.as_bytes())?.agreed(SieveError::NotAllowed)?;
        Ok(())
    }

    fn scripts(&mut self) -> Result<Vec<SieveScript>, SieveError> {
        let mut scripts: Vec<SieveScript> = self
            .ask(b"LISTSCRIPTS\r\n")?
            .agreed(SieveError::NotUnderstood)?
            .into_iter()
            .filter_map(|line| {
                let mut words = line.into_iter();
                let Some(Word::Text(name)) = words.next() else {
                    return None;
                };
                let is_active = words.any(
                    |word| matches!(word, Word::Bare(word) if word.eq_ignore_ascii_case(b"ACTIVE")),
                );
                Some(SieveScript {
                    name: String::from_utf8(name).ok()?,
                    is_active,
                    text: None,
                })
            })
            .collect();
        scripts.sort_by(|a, b| (!a.is_active, &a.name).cmp(&(!b.is_active, &b.name)));
        for script in scripts.iter_mut().take(MOST_SCRIPTS) {
            // Behind its length, so that no sign in a name is taken for an order.
            let ask = format!(
                "GETSCRIPT {{{}+}}\r\n{}\r\n",
                script.name.len(),
                script.name
            );
            self.wire.say(ask.as_bytes())?;
            let answer = self.hear_up_to(LARGEST_SCRIPT)?;
            if answer
                .lines
                .iter()
                .flatten()
                .any(|word| *word == Word::TooLarge)
            {
                // The rest of it still comes; what was read so far is worth more than waiting for it.
                return Ok(scripts);
            }
            let words = match answer.agreed(SieveError::NotUnderstood) {
                Ok(lines) => lines,
                // It went between the list and now.
                Err(SieveError::NotUnderstood) => continue,
                Err(error) => return Err(error),
            };
            script.text = words.into_iter().flatten().find_map(|word| match word {
                Word::Text(text) => String::from_utf8(text).ok(),
                _ => None,
            });
        }
        Ok(scripts)
    }

    fn hear(&mut self) -> Result<Answer, SieveError> {
        self.hear_up_to(LARGEST_WORD)
    }

    /// Everything up to the line that ends an answer: `OK`, `NO` or `BYE` (RFC 5804 §1.2).
    fn hear_up_to(&mut self, largest: usize) -> Result<Answer, SieveError> {
        let mut lines = Vec::new();
        while lines.len() < MOST_LINES {
            let line = self.words(largest)?;
            if line.contains(&Word::TooLarge) {
                return Ok(Answer {
                    lines: vec![line],
                    end: End::No,
                });
            }
            let end = match line.first() {
                Some(Word::Bare(word)) if word.eq_ignore_ascii_case(b"OK") => Some(End::Ok),
                Some(Word::Bare(word)) if word.eq_ignore_ascii_case(b"NO") => Some(End::No),
                Some(Word::Bare(word)) if word.eq_ignore_ascii_case(b"BYE") => Some(End::Bye),
                _ => None,
            };
            let is_later = line.iter().any(
                |word| matches!(word, Word::Code(code) if code.eq_ignore_ascii_case(b"TRYLATER")),
            );
            match end {
                Some(End::No | End::Bye) if is_later => {
                    return Ok(Answer {
                        lines,
                        end: End::Later,
                    });
                }
                Some(end) => return Ok(Answer { lines, end }),
                None => lines.push(line),
            }
        }
        Err(SieveError::TooLong)
    }

    /// The words of one line, which goes on behind a string that has its length before it.
    fn words(&mut self, largest: usize) -> Result<Vec<Word>, SieveError> {
        let mut words = Vec::new();
        loop {
            let line = self.wire.line(LONGEST_LINE)?;
            let length = parse(&line, &mut words)?;
            if words.len() > MOST_WORDS {
                return Err(SieveError::TooLong);
            }
            match length {
                None => return Ok(words),
                Some(length) if length > largest => {
                    words.push(Word::TooLarge);
                    return Ok(words);
                }
                Some(length) => words.push(Word::Text(self.wire.exactly(length)?)),
            }
        }
    }
}

/// Takes the words of a line; gives the length of the string that follows on the next ones, if one does.
fn parse(line: &[u8], words: &mut Vec<Word>) -> Result<Option<usize>, SieveError> {
    let mut rest = line;
    while let Some((first, behind)) = rest.split_first() {
        match first {
            b' ' => rest = behind,
            b'"' => {
                let (text, after) = quoted(behind).ok_or(SieveError::NotUnderstood)?;
                words.push(Word::Text(text));
                rest = after;
            }
            b'{' => {
                let number = behind
                    .strip_suffix(b"}")
                    .map(|number| number.strip_suffix(b"+").unwrap_or(number))
                    .ok_or(SieveError::NotUnderstood)?;
                return std::str::from_utf8(number)
                    .ok()
                    // 32 bits, as the grammar has it (RFC 5804 §4).
                    .and_then(|number| number.parse::<u32>().ok())
                    .and_then(|number| usize::try_from(number).ok())
                    .map(Some)
                    .ok_or(SieveError::NotUnderstood);
            }
            b'(' => {
                let end = behind
                    .iter()
                    .position(|octet| *octet == b')')
                    .ok_or(SieveError::NotUnderstood)?;
                let (code, after) = behind.split_at(end);
                words.push(Word::Code(code.to_vec()));
                rest = after.get(1..).unwrap_or_default();
            }
            _ => {
                let end = rest
                    .iter()
                    .position(|octet| b" \"({".contains(octet))
                    .unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                words.push(Word::Bare(word.to_vec()));
                rest = after;
            }
        }
        if words.len() > MOST_WORDS {
            return Err(SieveError::TooLong);
        }
    }
    Ok(None)
}

/// A string up to its closing quote, and what stands behind it.
fn quoted(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut out = Vec::new();
    let mut octets = text.iter().enumerate();
    while let Some((at, octet)) = octets.next() {
        match octet {
            b'"' => return Some((out, text.get(at + 1..)?)),
            b'\\' => out.push(*octets.next()?.1),
            _ => out.push(*octet),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Option<(Vec<Word>, Option<usize>)> {
        let mut words = Vec::new();
        let length = parse(line.as_bytes(), &mut words).ok()?;
        Some((words, length))
    }

    #[test]
    fn a_line_is_read_as_the_grammar_has_it() {
        let bare = |text: &str| Word::Bare(text.into());
        let text = |text: &str| Word::Text(text.into());
        let code = |text: &str| Word::Code(text.into());
        for (line, expected) in [
            ("", Some((vec![], None))),
            ("OK", Some((vec![bare("OK")], None))),
            (
                "NO (TRYLATER) \"later\"",
                Some((vec![bare("NO"), code("TRYLATER"), text("later")], None)),
            ),
            (
                r#""a \"b\" \\" ACTIVE"#,
                Some((vec![text("a \"b\" \\"), bare("ACTIVE")], None)),
            ),
            ("{12}", Some((vec![], Some(12)))),
            (
                "OK {4294967295+}",
                Some((vec![bare("OK")], Some(4_294_967_295))),
            ),
            ("{4294967296}", None),
            ("{-1}", None),
            ("{}", None),
            ("{1} x", None),
            ("\"open", None),
            ("\"open\\", None),
            ("NO (open", None),
        ] {
            assert_eq!(parsed(line), expected, "{line}");
        }
        assert!(parsed(&"a ".repeat(MOST_WORDS)).is_some());
        assert!(parsed(&"a ".repeat(MOST_WORDS + 1)).is_none());
    }
}
