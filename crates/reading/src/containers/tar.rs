//! The files inside a tar, one after the other, as it is read (POSIX.1-2017, pax, "ustar Interchange Format").

use std::io::{self, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{ContainerError, Member, shown_name};

const BLOCK: usize = 512;
/// Entries read of one archive.
const MOST_ENTRIES: u64 = 1_000_000;
/// Octets read of a long name or a pax header.
const LONGEST_NAME: u64 = 64 << 10;
/// Octets of one file that are passed over; a stream need not have an end.
const MOST_SKIPPED: u64 = 64 << 30;

/// Goes through the files of a tar; a file's content must be read before the next one is asked for.
pub struct Tar {
    source: Arc<Mutex<Source>>,
    count: u64,
    is_over: bool,
}

impl std::fmt::Debug for Tar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tar")
            .field("count", &self.count)
            .finish_non_exhaustive()
    }
}

struct Source {
    reader: Box<dyn Read + Send>,
    /// Octets left of the file that is being read.
    left: u64,
    /// Octets between it and the next header.
    padding: u64,
    /// Which file is being read; content handed out for an earlier one has ended.
    number: u64,
}

impl Tar {
    /// Reads an archive.
    #[must_use]
    pub fn new(reader: Box<dyn Read + Send>) -> Self {
        let source = Source {
            reader,
            left: 0,
            padding: 0,
            number: 0,
        };
        Self {
            source: Arc::new(Mutex::new(source)),
            count: 0,
            is_over: false,
        }
    }

    fn member(&mut self) -> io::Result<Option<Member>> {
        let mut long_name = None;
        let mut long_size = None;
        let shared = Arc::clone(&self.source);
        let mut source = lock(&shared);
        loop {
            self.count += 1;
            if self.count > MOST_ENTRIES {
                return Err(ContainerError::TooMany.into());
            }
            source.skip()?;
            let Some(header) = source.header()? else {
                return Ok(None);
            };
            let size = size(&header)?;
            source.expect(size);
            match header.get(156).copied().unwrap_or_default() {
                // The form of GNU tar for names over 100 octets.
                b'L' => long_name = Some(until_nul(&source.meta()?).to_vec()),
                b'x' => {
                    let records = source.meta()?;
                    long_name = record(&records, "path").or(long_name);
                    long_size = record(&records, "size")
                        .and_then(|it| String::from_utf8(it).ok()?.parse().ok());
                }
                b'0' | b'7' | 0 => {
                    if let Some(size) = long_size {
                        source.expect(size);
                    }
                    let name = long_name.unwrap_or_else(|| short_name(&header));
                    source.number += 1;
                    let content = Content {
                        source: Arc::clone(&shared),
                        number: source.number,
                    };
                    return Ok(Some(Member {
                        name: shown_name(&name),
                        content: (!name.ends_with(b"/"))
                            .then(|| Ok(Box::new(content) as Box<dyn Read + Send>)),
                    }));
                }
                b'S' => {
                    return Ok(Some(Member {
                        name: shown_name(&long_name.unwrap_or_else(|| short_name(&header))),
                        content: Some(Err(ContainerError::Method.into())),
                    }));
                }
                // Folders, links and devices hold no mail.
                _ => {
                    long_name = None;
                    long_size = None;
                }
            }
        }
    }
}

impl Iterator for Tar {
    type Item = io::Result<Member>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let member = self.member();
        self.is_over = !matches!(member, Ok(Some(_)));
        member.transpose()
    }
}

/// Tells from its first block whether a file is a tar.
pub(super) fn is_tar(start: &[u8]) -> bool {
    start.get(257..262) == Some(b"ustar") && start.get(..BLOCK).is_some_and(is_sound)
}

impl Source {
    /// A file of so many octets follows, filled up to a whole block.
    fn expect(&mut self, size: u64) {
        self.left = size;
        let block = BLOCK as u64;
        self.padding = (block - size % block) % block;
    }

    fn skip(&mut self) -> io::Result<()> {
        let count = self.left.saturating_add(self.padding);
        if count > MOST_SKIPPED {
            return Err(ContainerError::Endless.into());
        }
        let skipped = io::copy(&mut (&mut self.reader).take(count), &mut io::sink())?;
        self.left = 0;
        self.padding = 0;
        if skipped < count {
            return Err(ContainerError::Broken.into());
        }
        Ok(())
    }

    fn header(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut header = Vec::new();
        (&mut self.reader)
            .take(BLOCK as u64)
            .read_to_end(&mut header)?;
        if header.iter().all(|&octet| octet == 0) {
            return Ok(None);
        }
        if header.len() < BLOCK || !is_sound(&header) {
            return Err(ContainerError::Broken.into());
        }
        Ok(Some(header))
    }

    /// The whole content of an entry that tells of the next one.
    fn meta(&mut self) -> io::Result<Vec<u8>> {
        let mut meta = Vec::new();
        let most = self.left.min(LONGEST_NAME);
        (&mut self.reader).take(most).read_to_end(&mut meta)?;
        self.left -= meta.len() as u64;
        Ok(meta)
    }
}

/// The content of one file.
struct Content {
    source: Arc<Mutex<Source>>,
    number: u64,
}

impl Read for Content {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut source = lock(&self.source);
        if source.number != self.number || source.left == 0 || into.is_empty() {
            return Ok(0);
        }
        let most = usize::try_from(source.left).unwrap_or(usize::MAX);
        let room = into.len().min(most);
        let count = source
            .reader
            .read(into.get_mut(..room).unwrap_or_default())?;
        if count == 0 {
            return Err(ContainerError::Broken.into());
        }
        source.left -= count as u64;
        Ok(count)
    }
}

fn lock(source: &Mutex<Source>) -> MutexGuard<'_, Source> {
    source.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether the sum of a header is right; its own field counts as blanks.
fn is_sound(header: &[u8]) -> bool {
    let sum: u64 = header
        .iter()
        .enumerate()
        .map(|(at, &octet)| {
            u64::from(if (148..156).contains(&at) {
                b' '
            } else {
                octet
            })
        })
        .sum();
    header.get(148..156).and_then(octal) == Some(sum)
}

fn size(header: &[u8]) -> io::Result<u64> {
    let field = header.get(124..136).unwrap_or_default();
    // GNU tar writes sizes over 8 GB as a number of 95 bits.
    let size = match field.split_first() {
        Some((0x80, rest)) if rest.iter().take(3).all(|&it| it == 0) => Some(
            rest.iter()
                .fold(0u64, |size, &octet| size << 8 | u64::from(octet)),
        ),
        _ => octal(field),
    };
    size.ok_or_else(|| ContainerError::Broken.into())
}

fn octal(field: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(until_nul(field)).ok()?.trim();
    if text.is_empty() {
        return Some(0);
    }
    u64::from_str_radix(text, 8).ok()
}

fn until_nul(field: &[u8]) -> &[u8] {
    field.split(|&octet| octet == 0).next().unwrap_or_default()
}

fn short_name(header: &[u8]) -> Vec<u8> {
    let name = until_nul(header.get(..100).unwrap_or_default());
    let prefix = until_nul(header.get(345..500).unwrap_or_default());
    // In GNU's own form other things stand there.
    if prefix.is_empty() || header.get(257..263) != Some(b"ustar\0") {
        name.to_vec()
    } else {
        [prefix, b"/", name].concat()
    }
}

/// The value of a pax record: `30 path=…\n`, the length counting the whole record.
fn record(mut records: &[u8], key: &str) -> Option<Vec<u8>> {
    let mut found = None;
    while let Some(blank) = records.iter().position(|&octet| octet == b' ') {
        let length: usize = std::str::from_utf8(records.get(..blank)?)
            .ok()?
            .parse()
            .ok()?;
        let record = records.get(blank + 1..length)?;
        let value = record
            .strip_prefix(key.as_bytes())
            .and_then(|rest| rest.strip_prefix(b"="));
        if let Some(value) = value {
            found = Some(value.strip_suffix(b"\n").unwrap_or(value).to_vec());
        }
        records = records.get(length..)?;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A header that is right, whatever size it claims.
    fn header(size: u64) -> Vec<u8> {
        let mut header = vec![0; BLOCK];
        header[..5].copy_from_slice(b"a.eml");
        header[124] = 0x80;
        header[128..136].copy_from_slice(&size.to_be_bytes());
        header[156] = b'0';
        header[257..262].copy_from_slice(b"ustar");
        header[148..156].copy_from_slice(b"        ");
        let sum: u64 = header.iter().map(|&it| u64::from(it)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        header
    }

    fn tar(octets: Vec<u8>) -> Tar {
        Tar::new(Box::new(io::Cursor::new(octets)))
    }

    fn error(member: Option<io::Result<Member>>) -> Option<ContainerError> {
        ContainerError::of(&member?.err()?)
    }

    #[test]
    fn so_many_entries_of_a_tar_are_read() {
        let mut members = tar(header(0).repeat(2));
        members.count = MOST_ENTRIES - 1;
        assert!(matches!(members.next(), Some(Ok(_))));
        assert_eq!(error(members.next()), Some(ContainerError::TooMany));
        assert!(members.next().is_none());
    }

    #[test]
    fn so_much_of_a_tar_is_passed_over() {
        for (size, expected) in [
            // The octets are not there, which shows that they were looked for.
            (MOST_SKIPPED, ContainerError::Broken),
            (MOST_SKIPPED + 1, ContainerError::Endless),
        ] {
            let mut members = tar(header(size));
            assert!(matches!(members.next(), Some(Ok(_))));
            assert_eq!(error(members.next()), Some(expected), "{size}");
        }
    }

    #[test]
    fn so_much_of_a_long_name_is_read() {
        for (size, left) in [(64 << 10, 0), ((64 << 10) + 1, 1)] {
            let members = tar(vec![b'n'; size]);
            let mut source = lock(&members.source);
            source.expect(size as u64);
            let read = source.meta().expect("in memory").len() as u64;
            // What is left is passed over with the entry.
            assert_eq!((read, source.left), (LONGEST_NAME, left));
        }
    }
}
