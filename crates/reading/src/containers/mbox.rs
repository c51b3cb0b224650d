//! One mail after the other out of an mbox, while it is read.
//!
//! The forms differ in how they keep a line of a body that begins with `From ` apart from a separator. mboxo puts
//! `>` before it, mboxrd before every line of the form `>*From `; mboxcl does so too and adds a Content-Length;
//! mboxcl2 has the length alone; some writers do nothing at all. No file says which form it has
//! (<https://www.loc.gov/preservation/digital/formats/fdd/fdd000383.shtml>), so each mail is read by what it shows:
//! by its length where that leads to the next separator, else line by line.
//!
//! What cannot be known: `>From ` in an mboxo may have been written so by the author, and is read as `From `;
//! `>From ` in a body that was taken by its length stays as it is, although an mboxcl put the `>` there.

use std::io::{self, BufRead};

use crate::Limits;
use crate::header;

use super::ContainerError;
use super::lines::Lines;
use super::separator::{AHEAD, Shape, begins_mail, shape};

/// Different Content-Length values of one mail that are tried.
const LENGTH_LIMIT: usize = 4;

/// Octets after which one mail is taken for a stream without end and the file is given up.
const ENDLESS: u64 = 1 << 30;

/// One mail out of an mbox.
#[derive(Clone, Debug)]
pub struct MboxItem {
    /// Its position in the file, from 1.
    pub position: u64,
    /// The mail without its `From ` line; quoted `>From ` lines are restored.
    pub raw: Vec<u8>,
    /// Whether it is larger than [`Limits::message`] and only its beginning is here.
    pub is_cut: bool,
}

/// Splits an mbox of any form while reading it; holds one mail at a time.
#[derive(Debug)]
pub struct MboxSplitter<R> {
    source: Lines<R>,
    limit: usize,
    endless: u64,
    position: u64,
    /// Whether the `From ` line of the next mail was passed already.
    is_begun: bool,
    is_over: bool,
    /// Whether no Content-Length has been wrong yet.
    trusts_length: bool,
    /// Whether the file's first `From ` line has no date, so that later ones need none.
    is_undated: bool,
}

impl<R: BufRead> MboxSplitter<R> {
    /// Splits what `reader` gives.
    #[must_use]
    pub fn new(reader: R, limits: Limits) -> Self {
        Self {
            source: Lines::new(reader),
            limit: limits.message,
            endless: ENDLESS.max(limits.message as u64),
            position: 0,
            is_begun: false,
            is_over: false,
            trusts_length: true,
            is_undated: false,
        }
    }

    /// The position of the mail that was read last, or that was being read when an error came.
    #[must_use]
    pub fn reached(&self) -> u64 {
        self.position
    }

    /// Finds the beginning of the first mail.
    fn begin(&mut self) -> io::Result<bool> {
        let mut line = Vec::new();
        while !self.is_begun {
            self.source.piece(&mut line)?;
            if line.is_empty() {
                return Ok(false);
            }
            let text = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
            if header::is_separator(text) && !text.starts_with(b">") {
                self.is_undated = shape(text) == Some(Shape::Undated);
                self.is_begun = true;
            } else if !text.trim_ascii().is_empty() {
                // Text before the first separator is a mail whose separator is missing.
                self.source.give_back(line);
                break;
            }
        }
        Ok(true)
    }

    fn mail(&mut self) -> io::Result<Option<MboxItem>> {
        if !self.is_begun && !self.begin()? {
            return Ok(None);
        }
        self.position += 1;
        self.is_begun = false;
        let mut item = MboxItem {
            position: self.position,
            raw: Vec::new(),
            is_cut: false,
        };
        let mut line = Vec::new();
        let mut is_header = true;
        let mut is_line_start = true;
        let mut is_after_blank = false;
        let mut octets = 0u64;
        let mut body = 0;
        // One Content-Length is the mailbox's own; another one came with the mail. Which is which shows in where
        // they lead: the mailbox's leads past everything the mail holds.
        let mut lengths: Vec<usize> = Vec::new();
        loop {
            self.source.piece(&mut line)?;
            if line.is_empty() {
                self.is_over = true;
                break;
            }
            octets = octets.saturating_add(line.len() as u64);
            if octets > self.endless {
                return Err(ContainerError::Endless.into());
            }
            let is_start = std::mem::replace(&mut is_line_start, line.ends_with(b"\n"));
            if !is_start {
                is_after_blank = false;
                item.push(&line, self.limit);
                continue;
            }
            if self.separates(&line, is_after_blank)? {
                self.is_begun = true;
                break;
            }
            is_after_blank = line.iter().all(|b| matches!(b, b'\n' | b'\r'));
            if !is_header {
                // mboxrd (https://www.loc.gov/preservation/digital/formats/fdd/fdd000385.shtml): one `>` was
                // put before every line of the form `>*From `.
                let text = match line.strip_prefix(b">") {
                    Some(rest) if quotes_from(rest) => rest,
                    _ => &line,
                };
                item.push(text, self.limit);
                continue;
            }
            item.push(&line, self.limit);
            if is_after_blank {
                is_header = false;
                body = item.raw.len();
                lengths.sort_unstable_by(|a, b| b.cmp(a));
                if self.trusts_length && self.by_lengths(&mut item, &lengths)? {
                    return Ok(Some(item));
                }
            } else if let Some(length) = content_length(&line)
                && !lengths.contains(&length)
                && lengths.len() < LENGTH_LIMIT
            {
                lengths.push(length);
            }
        }
        // The blank line that ends the header is the mail's own.
        if item.raw.len() > body {
            item.drop_last_blank_line();
        }
        Ok(Some(item))
    }

    /// Whether a line, the next octets considered, separates two mails.
    fn separates(&mut self, line: &[u8], is_after_blank: bool) -> io::Result<bool> {
        let Some(shape) = shape(line) else {
            return Ok(false);
        };
        // Without a blank line before it, it must look it in full.
        let may_be = match shape {
            Shape::Full => true,
            Shape::Loose => is_after_blank,
            Shape::Undated => is_after_blank && self.is_undated,
            Shape::Prose => false,
        };
        if !may_be || !line.ends_with(b"\n") {
            // A separator that the file breaks off in begins nothing that could be read.
            return Ok(may_be && shape == Shape::Full && self.source.peek(1)?.is_empty());
        }
        Ok(begins_mail(shape, self.source.peek(AHEAD)?))
    }

    /// Takes the body by the first of these lengths that is right.
    fn by_lengths(&mut self, item: &mut MboxItem, lengths: &[usize]) -> io::Result<bool> {
        for &length in lengths {
            if self.by_length(item, length)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Takes the body by its Content-Length (mboxcl, mboxcl2), if that leads to a separator or the end of the file.
    fn by_length(&mut self, item: &mut MboxItem, length: usize) -> io::Result<bool> {
        if length > self.limit.saturating_sub(item.raw.len()) {
            return Ok(false);
        }
        let mut body = Vec::new();
        self.source.take(&mut body, length)?;
        let mut line = Vec::new();
        let mut peeked = Vec::new();
        let mut is_right = body.len() == length;
        // A length that leads into a line may lead to words of the mail that look like a separator there.
        let mut is_line_start = body.last().is_none_or(|&b| b == b'\n');
        let mut is_begun = false;
        let mut is_over = false;
        while is_right {
            self.source.piece(&mut line)?;
            if line.is_empty() {
                is_over = true;
                break;
            }
            peeked.extend_from_slice(&line);
            if is_line_start && self.separates(&line, true)? {
                is_begun = true;
                break;
            }
            is_line_start = line.ends_with(b"\n");
            is_right = line.iter().all(|b| matches!(b, b'\n' | b'\r')) && peeked.len() < 16;
        }
        if is_right {
            self.is_begun = is_begun;
            self.is_over = is_over;
            item.raw.append(&mut body);
        } else {
            self.trusts_length = false;
            body.append(&mut peeked);
            self.source.give_back(body);
        }
        Ok(is_right)
    }
}

impl<R: BufRead> Iterator for MboxSplitter<R> {
    type Item = io::Result<MboxItem>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let mail = self.mail();
        // A file that could not be read once is not asked again.
        self.is_over |= !matches!(mail, Ok(Some(_)));
        mail.transpose()
    }
}

impl MboxItem {
    fn push(&mut self, piece: &[u8], limit: usize) {
        let room = limit.saturating_sub(self.raw.len());
        self.is_cut |= piece.len() > room;
        self.raw
            .extend_from_slice(piece.get(..room).unwrap_or(piece));
    }

    /// The blank line before a separator belongs to the separator.
    fn drop_last_blank_line(&mut self) {
        for end in [&b"\r\n\r\n"[..], b"\n\n"] {
            if !self.is_cut && self.raw.ends_with(end) {
                self.raw.truncate(self.raw.len() - end.len() / 2);
                return;
            }
        }
    }
}

fn quotes_from(rest: &[u8]) -> bool {
    let quotes = rest.iter().take_while(|&&b| b == b'>').count();
    rest.get(quotes..)
        .is_some_and(|rest| rest.starts_with(b"From "))
}

/// The value of a Content-Length line.
fn content_length(line: &[u8]) -> Option<usize> {
    const NAME: &[u8] = b"content-length:";
    let start = line.get(..NAME.len())?;
    let value = line.get(NAME.len()..)?;
    start
        .eq_ignore_ascii_case(NAME)
        .then(|| std::str::from_utf8(value).ok()?.trim().parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(mbox: &str, limit: usize) -> Vec<(String, bool)> {
        let limits = Limits {
            message: limit,
            ..Limits::default()
        };
        // A tiny buffer makes every line cross a border.
        MboxSplitter::new(io::BufReader::with_capacity(3, mbox.as_bytes()), limits)
            .map(|item| item.expect("in memory"))
            .enumerate()
            .map(|(at, item)| {
                assert_eq!(item.position, at as u64 + 1);
                (String::from_utf8(item.raw).expect("test text"), item.is_cut)
            })
            .collect()
    }

    #[test]
    fn an_mbox_is_split_at_its_separators() {
        const LINE: &str = "From a@b.example Sat Jan  1 10:00:00 2022\n";
        struct Case {
            what: &'static str,
            mbox: String,
            mails: &'static [&'static str],
        }
        let case = |what, mbox, mails| Case { what, mbox, mails };
        for case in [
            case(
                "two mails",
                format!("{LINE}A: 1\n\nx\n\n{LINE}A: 2\n\ny\n"),
                &["A: 1\n\nx\n", "A: 2\n\ny\n"],
            ),
            case(
                "no blank line between",
                format!("{LINE}A: 1\n\nx\n{LINE}A: 2\n\ny\n"),
                &["A: 1\n\nx\n", "A: 2\n\ny\n"],
            ),
            case(
                "a quoted separator",
                format!("{LINE}A: 1\n\n>From x\n>>From y\n> From z\n"),
                &["A: 1\n\nFrom x\n>From y\n> From z\n"],
            ),
            case(
                "a sentence that begins with From",
                format!("{LINE}A: 1\n\n\nFrom now on\n"),
                &["A: 1\n\n\nFrom now on\n"],
            ),
            case(
                "length leads past a separator",
                format!("{LINE}Content-Length: 46\n\n\n{LINE}abc\n\n{LINE}A: 2\n\ny\n"),
                &[
                    "Content-Length: 46\n\n\nFrom a@b.example Sat Jan  1 10:00:00 2022\nabc",
                    "A: 2\n\ny\n",
                ],
            ),
            case(
                "a second length that leads elsewhere",
                format!(
                    "{LINE}Content-Length: 46\nContent-Length: 1\n\n\n{LINE}abc\n\n{LINE}A: 2\n\ny\n"
                ),
                &[
                    "Content-Length: 46\nContent-Length: 1\n\n\nFrom a@b.example Sat Jan  1 10:00:00 2022\nabc",
                    "A: 2\n\ny\n",
                ],
            ),
            case(
                "the same, the other way around",
                format!(
                    "{LINE}Content-Length: 1\nContent-Length: 46\n\n\n{LINE}abc\n\n{LINE}A: 2\n\ny\n"
                ),
                &[
                    "Content-Length: 1\nContent-Length: 46\n\n\nFrom a@b.example Sat Jan  1 10:00:00 2022\nabc",
                    "A: 2\n\ny\n",
                ],
            ),
            case(
                "length that lies",
                format!("{LINE}Content-Length: 9\n\nx\n\n{LINE}A: 2\n\ny\n"),
                &["Content-Length: 9\n\nx\n", "A: 2\n\ny\n"],
            ),
            case(
                "length beyond the end",
                format!("{LINE}Content-Length: 999\n\nx\n\n{LINE}A: 2\n\ny\n"),
                &["Content-Length: 999\n\nx\n", "A: 2\n\ny\n"],
            ),
            case(
                "length into a line that holds a separator",
                format!("{LINE}Content-Length: 1\n\nx{LINE}A: 2\n\ny\n"),
                &["Content-Length: 1\n\nxFrom a@b.example Sat Jan  1 10:00:00 2022\nA: 2\n\ny\n"],
            ),
            case(
                "no separator at all",
                "A: 1\n\nx\n".to_owned(),
                &["A: 1\n\nx\n"],
            ),
            case(
                "CRLF",
                format!("{LINE}A: 1\r\n\r\nx\r\n\r\n{LINE}"),
                &["A: 1\r\n\r\nx\r\n", ""],
            ),
            case("nothing", String::new(), &[]),
        ] {
            let mails: Vec<String> = split(&case.mbox, 1 << 20)
                .into_iter()
                .map(|(mail, _)| mail)
                .collect();
            assert_eq!(mails, case.mails, "{}", case.what);
        }
        let long = format!("{LINE}A: 1\n\n{}\n\n{LINE}A: 2\n\ny\n", "x".repeat(5000));
        let mails = split(&long, 100);
        assert_eq!(mails.len(), 2);
        assert!(mails[0].1 && mails[0].0.len() == 100);
        assert!(!mails[1].1);
    }
}
