//! Compressed octets, and how far they may expand.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::{DeflateDecoder, MultiGzDecoder};

use super::ContainerError;

/// Octets that every file may expand to, however small it is.
const FREE: u64 = 64 << 20;
/// How many times its size a file may expand to beyond that; mail expands to about five times.
const RATIO: u64 = 100;

/// Counts what one file, with all containers inside it, gave and expands to. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct Expansion(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    read: AtomicU64,
    grown: AtomicU64,
    /// The file's size, where it is known: a reader that goes to and fro reads some octets many times.
    size: AtomicU64,
}

impl Expansion {
    /// For a file of so many octets, or for a stream.
    #[must_use]
    pub fn of(size: Option<u64>) -> Self {
        let expansion = Self::default();
        expansion
            .0
            .size
            .store(size.unwrap_or(u64::MAX), Ordering::Relaxed);
        expansion
    }

    /// Notes octets read from the file itself.
    pub fn read(&self, count: usize) {
        self.0.read.fetch_add(count as u64, Ordering::Relaxed);
    }

    /// Octets read from the file so far, at most its size.
    #[must_use]
    pub fn progress(&self) -> u64 {
        let read = self.0.read.load(Ordering::Relaxed);
        read.min(self.0.size.load(Ordering::Relaxed))
    }

    fn grow(&self, count: usize) -> io::Result<()> {
        let count = count as u64;
        let grown = self.0.grown.fetch_add(count, Ordering::Relaxed) + count;
        if grown > FREE.saturating_add(self.progress().saturating_mul(RATIO)) {
            return Err(ContainerError::Expands.into());
        }
        Ok(())
    }
}

/// Octets with what they expand to counted.
#[derive(Debug)]
struct Counted<R> {
    reader: R,
    expansion: Expansion,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(into).map_err(broken)?;
        self.expansion.grow(count)?;
        Ok(count)
    }
}

/// What the decoder says of octets that are none of its own, or too few, is said in our word; the rest is left.
fn broken(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
            ContainerError::Broken.into()
        }
        _ => error,
    }
}

/// What a gzip file holds, all its members one after the other (RFC 1952 §2.2).
pub fn gunzip<R: BufRead>(reader: R, expansion: &Expansion) -> impl Read + use<R> {
    Counted {
        reader: MultiGzDecoder::new(reader),
        expansion: expansion.clone(),
    }
}

/// What raw deflated octets hold (RFC 1951).
pub(super) fn inflate<R: Read>(reader: R, expansion: &Expansion) -> impl Read + use<R> {
    Counted {
        reader: DeflateDecoder::new(BufReader::with_capacity(16 << 10, reader)),
        expansion: expansion.clone(),
    }
}
