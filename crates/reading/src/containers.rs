//! Files that hold mails: what kind a file is, and one mail after the other out of an mbox.

use std::io::{self, BufRead};

use crate::Limits;
use crate::header;

/// Different Content-Length values of one mail that are tried.
const LENGTH_LIMIT: usize = 4;

/// What a file holds, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// One mail.
    Mail,
    /// An mbox: mails one after the other, each behind a `From ` line. A single mail saved with such a line
    /// is an mbox of one.
    Mbox,
    /// Nothing, or nothing but blanks.
    Empty,
    /// Neither text nor mail.
    Binary,
    /// Text without a header.
    Text,
}

/// Tells what a file holds from its first bytes; a few kilobytes are enough.
#[must_use]
pub fn kind(start: &[u8]) -> Kind {
    let start = start.get(..64 << 10).unwrap_or(start);
    let text = start
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(start)
        .trim_ascii_start();
    if text.is_empty() {
        return Kind::Empty;
    }
    let head = text.get(..1024).unwrap_or(text);
    let controls = head
        .iter()
        .filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b))
        .count();
    if controls > head.len() / 20 + 1 {
        return Kind::Binary;
    }
    let line = text
        .split(|b| matches!(b, b'\n' | b'\r'))
        .next()
        .unwrap_or_default();
    if header::is_separator(line) && !line.starts_with(b">") {
        return Kind::Mbox;
    }
    let block = header::scan(
        start,
        &Limits {
            fields: 20,
            ..Limits::default()
        },
    );
    match block.fields.len() {
        0 => Kind::Text,
        // A chat or a note may begin with one `word: text` line.
        1 if block.body < start.len()
            && !is_known(
                &block
                    .fields
                    .first()
                    .map(|f| f.name.to_ascii_lowercase())
                    .unwrap_or_default(),
            ) =>
        {
            Kind::Text
        }
        _ => Kind::Mail,
    }
}

fn is_known(name: &str) -> bool {
    matches!(
        name,
        "from"
            | "to"
            | "cc"
            | "subject"
            | "date"
            | "received"
            | "message-id"
            | "mime-version"
            | "content-type"
            | "return-path"
            | "reply-to"
            | "sender"
            | "delivered-to"
    )
}

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

/// Splits an mbox (mboxo, mboxrd, mboxcl2) while reading it; holds one mail at a time.
#[derive(Debug)]
pub struct MboxSplitter<R> {
    source: Source<R>,
    limit: usize,
    position: u64,
    /// Whether the `From ` line of the next mail was passed already.
    is_begun: bool,
    is_over: bool,
    /// Whether no Content-Length has been wrong yet.
    trusts_length: bool,
}

impl<R: BufRead> MboxSplitter<R> {
    /// Splits what `reader` gives.
    #[must_use]
    pub fn new(reader: R, limits: Limits) -> Self {
        Self {
            source: Source {
                reader,
                back: Vec::new(),
                at: 0,
            },
            limit: limits.message,
            position: 0,
            is_begun: false,
            is_over: false,
            trusts_length: true,
        }
    }

    fn mail(&mut self) -> io::Result<Option<MboxItem>> {
        let mut line = Vec::new();
        while !self.is_begun {
            if self.source.line(&mut line, self.limit)? == 0 {
                return Ok(None);
            }
            let text = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
            if is_from_line(text, true) || header::is_separator(text) && !text.starts_with(b">") {
                self.is_begun = true;
            } else if !text.trim_ascii().is_empty() {
                // Text before the first separator is a mail whose separator is missing.
                self.source.give_back(&line);
                break;
            }
        }
        self.position += 1;
        self.is_begun = false;
        let mut item = MboxItem {
            position: self.position,
            raw: Vec::new(),
            is_cut: false,
        };
        let mut is_header = true;
        let mut is_after_blank = false;
        // One Content-Length is the mailbox's own; another one came with the mail. Which is which shows in where
        // they lead: the mailbox's leads past everything the mail holds.
        let mut lengths: Vec<usize> = Vec::new();
        loop {
            let read = self.source.line(&mut line, self.limit)?;
            if read == 0 {
                self.is_over = true;
                break;
            }
            if is_from_line(&line, is_after_blank) {
                self.is_begun = true;
                break;
            }
            is_after_blank = line.iter().all(|b| matches!(b, b'\n' | b'\r'));
            if is_header && is_after_blank {
                is_header = false;
                item.push(&line, read, self.limit);
                lengths.sort_unstable_by(|a, b| b.cmp(a));
                let is_taken = self.trusts_length && self.by_lengths(&mut item, &lengths)?;
                if is_taken {
                    break;
                }
                continue;
            }
            if is_header {
                if let Some(value) = value_of(&line, b"content-length:") {
                    let read = std::str::from_utf8(value)
                        .ok()
                        .and_then(|v| v.trim().parse::<usize>().ok());
                    lengths.extend(
                        read.filter(|l| !lengths.contains(l) && lengths.len() < LENGTH_LIMIT),
                    );
                }
                item.push(&line, read, self.limit);
            } else {
                // mboxrd (https://www.loc.gov/preservation/digital/formats/fdd/fdd000385.shtml): one `>` was
                // put before every line of the form `>*From `.
                let text = match line.strip_prefix(b">") {
                    Some(rest) if quotes_from(rest) => rest,
                    _ => &line,
                };
                item.push(text, text.len() + (read - line.len()), self.limit);
            }
        }
        item.drop_last_blank_line();
        Ok(Some(item))
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

    /// Takes the body by its Content-Length (mboxcl2), if that leads to a separator or the end of the file.
    fn by_length(&mut self, item: &mut MboxItem, length: usize) -> io::Result<bool> {
        if length > self.limit.saturating_sub(item.raw.len()) {
            return Ok(false);
        }
        let mut body = Vec::new();
        self.source.take(&mut body, length)?;
        let mut line = Vec::new();
        let mut peeked = Vec::new();
        let mut is_right = body.len() == length;
        while is_right {
            if self.source.line(&mut line, self.limit)? == 0 {
                self.is_over = true;
                break;
            }
            peeked.extend_from_slice(&line);
            if is_from_line(&line, true) {
                self.is_begun = true;
                break;
            }
            is_right = line.iter().all(|b| matches!(b, b'\n' | b'\r')) && peeked.len() < 16;
        }
        if is_right {
            item.raw.append(&mut body);
        } else {
            self.is_over = false;
            self.trusts_length = false;
            body.append(&mut peeked);
            self.source.give_back(&body);
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
    fn push(&mut self, line: &[u8], whole: usize, limit: usize) {
        let room = limit.saturating_sub(self.raw.len());
        self.is_cut |= whole > room;
        self.raw.extend_from_slice(line.get(..room).unwrap_or(line));
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

/// Whether a line separates two mails; without a blank line before it, it must look it in full.
fn is_from_line(line: &[u8], is_after_blank: bool) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else {
        return false;
    };
    let rest = rest.get(..256).unwrap_or(rest);
    let has_time = rest.windows(5).any(|w| {
        matches!(w, [a, b, b':', c, d] if a.is_ascii_digit() && b.is_ascii_digit() && c.is_ascii_digit() && d.is_ascii_digit())
    });
    let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let has_month = rest
        .windows(3)
        .any(|w| months.iter().any(|m| m.as_bytes() == w));
    let has_year = rest.windows(4).any(|w| w.iter().all(u8::is_ascii_digit));
    has_time && has_year && (is_after_blank || has_month)
}

fn quotes_from(rest: &[u8]) -> bool {
    let quotes = rest.iter().take_while(|&&b| b == b'>').count();
    rest.get(quotes..)
        .is_some_and(|rest| rest.starts_with(b"From "))
}

/// The value of a header line whose name, with its colon, is `name`.
fn value_of<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let start = line.get(..name.len())?;
    start
        .eq_ignore_ascii_case(name)
        .then(|| line.get(name.len()..))
        .flatten()
}

/// A reader that can take back what it gave.
#[derive(Debug)]
struct Source<R> {
    reader: R,
    back: Vec<u8>,
    at: usize,
}

impl<R: BufRead> Source<R> {
    /// Reads a line with its end into `line`, of which at most `limit` octets are kept; gives the octets
    /// read, 0 at the end.
    fn line(&mut self, line: &mut Vec<u8>, limit: usize) -> io::Result<usize> {
        line.clear();
        let mut read = 0;
        loop {
            let chunk = self.chunk()?;
            if chunk.is_empty() {
                return Ok(read);
            }
            let (width, is_end) = match chunk.iter().position(|&b| b == b'\n') {
                Some(at) => (at + 1, true),
                None => (chunk.len(), false),
            };
            let room = limit.saturating_sub(line.len()).min(width);
            line.extend_from_slice(chunk.get(..room).unwrap_or_default());
            read += width;
            self.pass(width);
            if is_end {
                return Ok(read);
            }
        }
    }

    /// Reads `count` octets, fewer only at the end.
    fn take(&mut self, into: &mut Vec<u8>, count: usize) -> io::Result<()> {
        while into.len() < count {
            let chunk = self.chunk()?;
            if chunk.is_empty() {
                return Ok(());
            }
            let width = chunk.len().min(count - into.len());
            into.extend_from_slice(chunk.get(..width).unwrap_or_default());
            self.pass(width);
        }
        Ok(())
    }

    fn chunk(&mut self) -> io::Result<&[u8]> {
        if self.at < self.back.len() {
            return Ok(self.back.get(self.at..).unwrap_or_default());
        }
        loop {
            match self.reader.fill_buf() {
                Ok(_) => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.reader.fill_buf()
    }

    fn pass(&mut self, width: usize) {
        if self.at < self.back.len() {
            self.at += width;
            if self.at >= self.back.len() {
                self.back.clear();
                self.at = 0;
            }
        } else {
            self.reader.consume(width);
        }
    }

    fn give_back(&mut self, bytes: &[u8]) {
        let mut back = bytes.to_vec();
        back.extend_from_slice(self.back.get(self.at..).unwrap_or_default());
        self.back = back;
        self.at = 0;
    }
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

    #[test]
    fn a_file_shows_what_it_is_at_its_beginning() {
        for (start, expected) in [
            (&b"From: a@b.example\r\nSubject: x\r\n\r\n"[..], Kind::Mail),
            (b"Received: x", Kind::Mail),
            (b"\xef\xbb\xbfFrom: a@b.example\n", Kind::Mail),
            (
                b"From a@b.example Sat Jan  1 10:00:00 2022\nFrom: x\n",
                Kind::Mbox,
            ),
            (b"", Kind::Empty),
            (b" \n\n", Kind::Empty),
            (
                b"%PDF-1.7\n\x00\x01\x02\x03\x04\x05\x06\x07\x08",
                Kind::Binary,
            ),
            (b"PK\x03\x04\x14\x00\x00\x00\x08\x00", Kind::Binary),
            (b"hello there\nthis is text", Kind::Text),
            (b"Note: buy milk\nand bread", Kind::Text),
        ] {
            assert_eq!(kind(start), expected, "{}", String::from_utf8_lossy(start));
        }
    }
}
