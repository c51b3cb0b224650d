//! Reads lines in pieces of a bounded size, and takes back what was given.

use std::io::{self, BufRead};

/// Octets of a line that are handed out at once; a longer line comes in several pieces.
const PIECE: usize = 64 << 10;

/// A reader of lines that can take back what it gave.
#[derive(Debug)]
pub(super) struct Lines<R> {
    reader: R,
    /// What was given back; the part before `at` was handed out anew.
    back: Vec<u8>,
    at: usize,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
        Self {
            reader,
            back: Vec::new(),
            at: 0,
        }
    }

    /// Reads a line with its end into `piece`, or the next 64 KB of a longer one; leaves it empty at the end.
    pub(super) fn piece(&mut self, piece: &mut Vec<u8>) -> io::Result<()> {
        piece.clear();
        while piece.len() < PIECE {
            let room = PIECE - piece.len();
            let chunk = self.chunk()?;
            let chunk = chunk.get(..room).unwrap_or(chunk);
            if chunk.is_empty() {
                return Ok(());
            }
            let (width, is_end) = match memchr::memchr(b'\n', chunk) {
                Some(at) => (at + 1, true),
                None => (chunk.len(), false),
            };
            piece.extend_from_slice(chunk.get(..width).unwrap_or_default());
            self.pass(width);
            if is_end {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Reads until `into` holds `count` octets, fewer only at the end.
    pub(super) fn take(&mut self, into: &mut Vec<u8>, count: usize) -> io::Result<()> {
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

    /// Looks at the next octets without taking them: at least `count`, fewer only at the end.
    pub(super) fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        if self.back.len() - self.at < count {
            self.back.drain(..self.at);
            self.at = 0;
            while self.back.len() < count {
                let chunk = fill(&mut self.reader)?;
                if chunk.is_empty() {
                    break;
                }
                let width = chunk.len().min(count - self.back.len());
                self.back
                    .extend_from_slice(chunk.get(..width).unwrap_or_default());
                self.reader.consume(width);
            }
        }
        Ok(self.back.get(self.at..).unwrap_or_default())
    }

    /// Takes back the octets handed out last.
    pub(super) fn give_back(&mut self, mut bytes: Vec<u8>) {
        if self.at >= bytes.len() {
            // They still lie there.
            self.at -= bytes.len();
            return;
        }
        bytes.extend_from_slice(self.back.get(self.at..).unwrap_or_default());
        self.back = bytes;
        self.at = 0;
    }

    fn chunk(&mut self) -> io::Result<&[u8]> {
        if self.at < self.back.len() {
            return Ok(self.back.get(self.at..).unwrap_or_default());
        }
        fill(&mut self.reader)
    }

    fn pass(&mut self, width: usize) {
        if self.at < self.back.len() {
            self.at += width;
            if self.at >= self.back.len() {
                // A refused Content-Length may have left much here.
                self.back = Vec::new();
                self.at = 0;
            }
        } else {
            self.reader.consume(width);
        }
    }
}

fn fill<R: BufRead>(reader: &mut R) -> io::Result<&[u8]> {
    loop {
        match reader.fill_buf() {
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    // The borrow of the first call cannot be handed on; the second finds the same octets.
    reader.fill_buf()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_back_comes_again_and_long_lines_come_in_pieces() {
        let long = "x".repeat(PIECE + 5);
        let text = format!("one\ntwo\n{long}\nend");
        let mut lines = Lines::new(io::BufReader::with_capacity(3, text.as_bytes()));
        let mut piece = Vec::new();
        lines.piece(&mut piece).expect("in memory");
        assert_eq!(piece, b"one\n");
        assert_eq!(
            lines.peek(6).expect("in memory").get(..6),
            Some(&b"two\nxx"[..])
        );
        lines.give_back(piece.clone());
        let mut all = Vec::new();
        lines.take(&mut all, 8).expect("in memory");
        assert_eq!(all, b"one\ntwo\n");
        lines.give_back(b"two\n".to_vec());
        let mut sizes = Vec::new();
        loop {
            lines.piece(&mut piece).expect("in memory");
            if piece.is_empty() {
                break;
            }
            sizes.push(piece.len());
        }
        assert_eq!(sizes, [4, PIECE, 6, 3]);
    }
}
