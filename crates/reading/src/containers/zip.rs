//! The files inside a zip, one after the other, without holding its directory in memory.
//!
//! The directory at the end is followed (APPNOTE.TXT 6.3.10 §4.3.12), as every unpacking program does; each entry
//! in it is given, the same name twice too. Nothing is ever written, so a name is only shown.

use std::io::{self, Read};
use std::sync::Arc;

use flate2::Crc;

use super::inflate::inflate;
use super::{ContainerError, Expansion, Member, shown_name};

/// Entries read of one archive.
const MOST_ENTRIES: u64 = 1_000_000;
/// The longest comment an archive can have, with the record before it (§4.3.16).
const LONGEST_END: u64 = (64 << 10) + 22;

const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
const END_64_LOCATOR: &[u8] = b"PK\x06\x07";
const ENTRY: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";

/// Octets that can be read in any order.
pub trait Octets: Send + Sync {
    /// How many there are.
    fn length(&self) -> u64;

    /// Reads some at a position, none at the end.
    ///
    /// # Errors
    /// What the system says.
    fn read_at(&self, into: &mut [u8], at: u64) -> io::Result<usize>;
}

impl Octets for Vec<u8> {
    fn length(&self) -> u64 {
        self.len() as u64
    }

    fn read_at(&self, into: &mut [u8], at: u64) -> io::Result<usize> {
        let mut rest = usize::try_from(at)
            .ok()
            .and_then(|at| self.get(at..))
            .unwrap_or_default();
        rest.read(into)
    }
}

/// Goes through the entries of a zip.
pub struct Zip {
    octets: Arc<dyn Octets>,
    expansion: Expansion,
    /// Where the next entry of the directory stands.
    at: u64,
    /// Where the directory ends.
    end: u64,
    /// Octets before the archive: a program that unpacks itself.
    shift: u64,
    count: u64,
}

impl std::fmt::Debug for Zip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Zip")
            .field("at", &self.at)
            .field("end", &self.end)
            .finish_non_exhaustive()
    }
}

impl Zip {
    /// Finds the directory of an archive.
    ///
    /// # Errors
    /// [`ContainerError::Broken`] inside, where there is none; else what the system says.
    pub fn open(octets: Arc<dyn Octets>, expansion: &Expansion) -> io::Result<Self> {
        let length = octets.length();
        let start = length.saturating_sub(LONGEST_END);
        let tail = read_exact(&*octets, start, length - start)?;
        // The comment of the right record reaches to the end of the file.
        let record = tail
            .windows(22)
            .enumerate()
            .rev()
            .filter(|(_, record)| record.starts_with(END))
            .find(|(at, record)| {
                let comment = number(record, 20, 2).unwrap_or(0);
                (at + 22) as u64 + comment == tail.len() as u64
            })
            .ok_or(ContainerError::Broken)?;
        let end = start + record.0 as u64;
        let mut size = number(record.1, 12, 4).unwrap_or(0);
        let mut offset = number(record.1, 16, 4).unwrap_or(0);
        let mut directory_end = end;
        let is_64 =
            size == 0xffff_ffff || offset == 0xffff_ffff || number(record.1, 10, 2) == Some(0xffff);
        if let (true, Some(before)) = (is_64, end.checked_sub(20)) {
            // §4.3.14 and §4.3.15.
            let locator = read_exact(&*octets, before, 20)?;
            if locator.starts_with(END_64_LOCATOR) {
                let at = number(&locator, 8, 8).unwrap_or(u64::MAX);
                let record = read_exact(&*octets, at, 56)?;
                if !record.starts_with(END_64) {
                    return Err(ContainerError::Broken.into());
                }
                size = number(&record, 40, 8).unwrap_or(0);
                offset = number(&record, 48, 8).unwrap_or(0);
                directory_end = at;
            }
        }
        let at = directory_end
            .checked_sub(size)
            .ok_or(ContainerError::Broken)?;
        let shift = at.checked_sub(offset).ok_or(ContainerError::Broken)?;
        Ok(Self {
            octets,
            expansion: expansion.clone(),
            at,
            end: directory_end,
            shift,
            count: 0,
        })
    }

    fn entry(&mut self) -> io::Result<Member> {
        self.count += 1;
        if self.count > MOST_ENTRIES {
            return Err(ContainerError::TooMany.into());
        }
        let head = read_exact(&*self.octets, self.at, 46)?;
        if !head.starts_with(ENTRY) {
            return Err(ContainerError::Broken.into());
        }
        let field = |at, width| number(&head, at, width).unwrap_or(0);
        let (name, extra, comment) = (field(28, 2), field(30, 2), field(32, 2));
        let rest = read_exact(&*self.octets, self.at + 46, name + extra)?;
        self.at += 46 + name + extra + comment;
        let (name, extra) = rest
            .split_at_checked(usize::try_from(name).unwrap_or(usize::MAX))
            .ok_or(ContainerError::Broken)?;
        let flags = field(8, 2);
        let mut wide = Wide::of(extra);
        let length = wide.unless(field(24, 4));
        let packed = wide.unless(field(20, 4));
        let local = wide.unless(field(42, 4)).saturating_add(self.shift);
        let is_folder = name.ends_with(b"/") || name.ends_with(b"\\");
        let entry = Entry {
            is_encrypted: flags & 0x2041 != 0,
            method: field(10, 2),
            crc: field(16, 4),
            length,
            packed,
            local,
        };
        Ok(Member {
            name: shown_name(name),
            content: (!is_folder).then(|| entry.open(&self.octets, &self.expansion)),
        })
    }
}

impl Iterator for Zip {
    type Item = io::Result<Member>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.end {
            return None;
        }
        let entry = self.entry();
        if entry.is_err() {
            // Where one entry of the directory cannot be read, nobody knows where the next one is.
            self.at = self.end;
        }
        Some(entry)
    }
}

/// What the directory says of an entry.
struct Entry {
    is_encrypted: bool,
    method: u64,
    crc: u64,
    length: u64,
    packed: u64,
    local: u64,
}

impl Entry {
    fn open(
        &self,
        octets: &Arc<dyn Octets>,
        expansion: &Expansion,
    ) -> io::Result<Box<dyn Read + Send>> {
        // §4.4.4: bits 0, 6 and 13.
        if self.is_encrypted || self.method == 99 {
            return Err(ContainerError::Encrypted.into());
        }
        let head = read_exact(&**octets, self.local, 30)?;
        if !head.starts_with(LOCAL) {
            return Err(ContainerError::Broken.into());
        }
        let widths = number(&head, 26, 2).unwrap_or(0) + number(&head, 28, 2).unwrap_or(0);
        let packed = Span {
            octets: Arc::clone(octets),
            at: self.local + 30 + widths,
            left: self.packed,
        };
        let reader: Box<dyn Read + Send> = match self.method {
            0 => Box::new(packed),
            8 => Box::new(inflate(packed, expansion)),
            _ => return Err(ContainerError::Method.into()),
        };
        Ok(Box::new(Verified {
            reader,
            crc: Crc::new(),
            expected: self.crc,
            left: self.length,
        }))
    }
}

/// The wide values of a zip64 entry (§4.5.3), in the order in which they stand.
struct Wide<'a>(&'a [u8]);

impl<'a> Wide<'a> {
    fn of(mut extra: &'a [u8]) -> Self {
        while let (Some(id), Some(width)) = (number(extra, 0, 2), number(extra, 2, 2)) {
            let Some(end) = usize::try_from(width).ok().map(|width| 4 + width) else {
                break;
            };
            if id == 1 {
                return Self(extra.get(4..end).unwrap_or_default());
            }
            extra = extra.get(end..).unwrap_or_default();
        }
        Self(&[])
    }

    /// The narrow value, unless it says that the wide one counts.
    fn unless(&mut self, narrow: u64) -> u64 {
        if narrow != 0xffff_ffff {
            return narrow;
        }
        let wide = number(self.0, 0, 8);
        self.0 = self.0.get(8..).unwrap_or_default();
        wide.unwrap_or(narrow)
    }
}

/// A stretch of octets.
struct Span {
    octets: Arc<dyn Octets>,
    at: u64,
    left: u64,
}

impl Read for Span {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX);
        let room = into.len().min(most);
        let into = into.get_mut(..room).unwrap_or_default();
        let count = self.octets.read_at(into, self.at)?;
        self.at += count as u64;
        self.left -= count as u64;
        Ok(count)
    }
}

/// Octets that must come out as the directory says.
struct Verified {
    reader: Box<dyn Read + Send>,
    crc: Crc,
    expected: u64,
    left: u64,
}

impl Read for Verified {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        let count = self.reader.read(into)?;
        self.crc.update(into.get(..count).unwrap_or_default());
        let left = self.left.checked_sub(count as u64);
        self.left = left.ok_or(ContainerError::Broken)?;
        if count == 0 && (self.left > 0 || u64::from(self.crc.sum()) != self.expected) {
            return Err(ContainerError::Broken.into());
        }
        Ok(count)
    }
}

/// Reads `count` octets at a position; a file that ends before them is a broken archive.
fn read_exact(octets: &dyn Octets, at: u64, count: u64) -> io::Result<Vec<u8>> {
    // Nothing that is read whole is larger than two names' room.
    let count = usize::try_from(count.min(1 << 18)).unwrap_or_default();
    let mut read = vec![0; count];
    let mut filled = 0;
    while filled < count {
        let rest = read.get_mut(filled..).unwrap_or_default();
        match octets.read_at(rest, at.saturating_add(filled as u64)) {
            Ok(0) => return Err(ContainerError::Broken.into()),
            Ok(width) => filled += width,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}

/// A number of `width` octets, the lowest first.
fn number(octets: &[u8], at: usize, width: usize) -> Option<u64> {
    let octets = octets.get(at..at.checked_add(width)?)?;
    Some(
        octets
            .iter()
            .rev()
            .fold(0, |number, &octet| number << 8 | u64::from(octet)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_entries_of_a_zip_are_read() {
        // Two folders, which need no place of their own.
        let mut entry = [ENTRY, &[0; 42], b"a/"].concat();
        entry[28] = 2;
        let directory = entry.repeat(2);
        let end = [
            END,
            &[0; 8],
            &u32::try_from(directory.len()).expect("small").to_le_bytes(),
            &[0; 6],
        ]
        .concat();
        let octets = Arc::new([directory, end].concat());
        let mut members = Zip::open(octets, &Expansion::of(None)).expect("an archive");
        members.count = MOST_ENTRIES - 1;
        assert!(matches!(members.next(), Some(Ok(_))));
        let error = members.next().expect("an item").expect_err("one too many");
        assert_eq!(ContainerError::of(&error), Some(ContainerError::TooMany));
        assert!(members.next().is_none());
    }
}
