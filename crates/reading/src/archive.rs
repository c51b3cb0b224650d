//! Archives: the names inside, whether they are locked, and small files out of them; a bomb costs nothing.

pub(crate) mod rar;
pub(crate) mod zip;

use std::borrow::Cow;

use crate::attachment::kind;
use crate::charset;
use crate::link;

/// Names kept of one archive, those of archives inside it included.
pub(crate) const NAMES: usize = 200;
/// Octets kept of one name.
const NAME: usize = 512;
/// Octets unpacked of a packed tape archive, to find the names in it.
const TAPE: usize = 4 << 20;
/// Octets of a block of a tape archive.
const BLOCK: usize = 512;

/// A file in an archive.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) is_encrypted: bool,
    pub(crate) is_deflated: bool,
    /// Where its packed bytes stand, where they can be unpacked here.
    pub(crate) data: Option<(usize, usize)>,
}

/// What an archive holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contents {
    pub(crate) entries: Vec<Entry>,
    pub(crate) is_encrypted: bool,
    /// Whether there is more than was looked at.
    pub(crate) is_cut: bool,
}

impl Contents {
    pub(crate) fn push(&mut self, entry: Entry) {
        if self.entries.len() >= NAMES {
            self.is_cut = true;
            return;
        }
        self.is_encrypted |= entry.is_encrypted;
        self.entries.push(entry);
    }
}

/// Looks into an archive; `room` is how many octets may still be unpacked, and is lessened by what was.
///
/// The entries' places are those in the returned bytes: the archive's own, or those unpacked from it.
pub(crate) fn read<'a>(bytes: &'a [u8], room: &mut usize) -> (Contents, Cow<'a, [u8]>) {
    let mut contents = Contents::default();
    if zip::is_zip(bytes) {
        let (entries, is_cut) = zip::entries(bytes);
        contents.is_encrypted = entries.iter().any(|entry| entry.is_encrypted);
        for entry in entries.into_iter().filter(|e| !e.name.ends_with('/')) {
            contents.push(entry);
        }
        contents.is_cut |= is_cut;
    } else if bytes.starts_with(b"Rar!") {
        contents = rar::read(bytes);
    } else if bytes.starts_with(b"7z\xbc\xaf\x27\x1c") {
        seven(bytes, &mut contents);
    } else if bytes.starts_with(b"\x1f\x8b") {
        return gzip(bytes, room);
    } else if is_tar(bytes) {
        tape(bytes, &mut contents);
    }
    (contents, Cow::Borrowed(bytes))
}

/// The bytes of an entry, at most `limit`, if it can be unpacked here; `room` is lessened by what was unpacked.
pub(crate) fn unpack<'a>(
    bytes: &'a [u8],
    entry: &Entry,
    limit: usize,
    room: &mut usize,
) -> Option<Cow<'a, [u8]>> {
    let (from, to) = entry.data.filter(|_| !entry.is_encrypted)?;
    let packed = bytes.get(from..to)?;
    if !entry.is_deflated {
        // Entries may lie over each other, so that what is stored costs as much as what is packed.
        let limit = limit.min(*room);
        let stored = packed.get(..limit).unwrap_or(packed);
        *room -= stored.len();
        return (limit > 0).then_some(Cow::Borrowed(stored));
    }
    inflate(packed, limit, room).map(Cow::Owned)
}

/// Unpacks at most `limit` octets, and no more than there is room for.
fn inflate(packed: &[u8], limit: usize, room: &mut usize) -> Option<Vec<u8>> {
    let limit = limit.min(*room);
    if limit == 0 {
        return None;
    }
    let unpacked = match miniz_oxide::inflate::decompress_to_vec_with_limit(packed, limit) {
        Ok(unpacked) => unpacked,
        // What came out before the limit, or before the data broke off, is read all the same.
        Err(error) => error.output,
    };
    *room -= unpacked.len().min(*room);
    (!unpacked.is_empty()).then_some(unpacked)
}

/// A gzip member (RFC 1952 §2.3): one file, or a tape archive.
fn gzip<'a>(bytes: &'a [u8], room: &mut usize) -> (Contents, Cow<'a, [u8]>) {
    let mut contents = Contents::default();
    let flags = bytes.get(3).copied().unwrap_or_default();
    let mut at = 10_usize;
    if flags & 4 != 0 {
        let extra = bytes.get(10..12).map_or(0, |two| {
            usize::from(two.first().copied().unwrap_or_default())
                | usize::from(two.get(1).copied().unwrap_or_default()) << 8
        });
        at += 2 + extra;
    }
    let mut original = String::new();
    for (flag, is_name) in [(8, true), (16, false)] {
        if flags & flag != 0 {
            let text = bytes.get(at..).unwrap_or_default();
            let end = text.iter().position(|&b| b == 0).unwrap_or(text.len());
            if is_name {
                original = name(text.get(..end).unwrap_or_default());
            }
            at += end + 1;
        }
    }
    if flags & 2 != 0 {
        at += 2;
    }
    let packed = bytes.get(at..).unwrap_or_default();
    let unpacked = inflate(packed, TAPE, room).unwrap_or_default();
    if is_tar(&unpacked) {
        contents.is_cut = unpacked.len() >= TAPE;
        tape(&unpacked, &mut contents);
    } else {
        contents.is_cut = unpacked.len() >= TAPE || unpacked.is_empty();
        contents.push(Entry {
            name: original,
            data: Some((0, unpacked.len())),
            ..Entry::default()
        });
    }
    (contents, Cow::Owned(unpacked))
}

/// Whether bytes begin with a tape archive's header (POSIX ustar), by its mark or its checksum.
pub(crate) fn is_tar(bytes: &[u8]) -> bool {
    let Some(header) = bytes.get(..BLOCK) else {
        return false;
    };
    header.get(257..262) == Some(b"ustar")
}

/// Reads the names of a tape archive.
fn tape(bytes: &[u8], contents: &mut Contents) {
    let mut at = 0_usize;
    let mut long_name = None;
    while let Some(header) = bytes.get(at..at.saturating_add(BLOCK)) {
        let Some(size) = header.get(124..136).and_then(octal) else {
            return;
        };
        if header.first() == Some(&0) {
            return;
        }
        let data = at + BLOCK;
        let end = data.saturating_add(size).min(bytes.len());
        let text = |range: std::ops::Range<usize>| {
            let field = header.get(range).unwrap_or_default();
            field.split(|&b| b == 0).next().unwrap_or_default()
        };
        match header.get(156) {
            // GNU: the data is the name of the next entry.
            Some(b'L') => {
                long_name = bytes
                    .get(data..end)
                    .map(|n| name(n.split(|&b| b == 0).next().unwrap_or_default()));
            }
            Some(b'x' | b'g' | b'5') => {}
            _ => {
                let written = long_name.take().unwrap_or_else(|| {
                    let prefix = text(345..500);
                    let mut whole = prefix.to_vec();
                    if !prefix.is_empty() {
                        whole.push(b'/');
                    }
                    whole.extend_from_slice(text(0..100));
                    name(&whole)
                });
                contents.push(Entry {
                    name: written,
                    data: Some((data, end)),
                    ..Entry::default()
                });
                if contents.is_cut {
                    return;
                }
            }
        }
        let blocks = size.div_ceil(BLOCK);
        at = data.saturating_add(blocks.saturating_mul(BLOCK));
    }
}

fn octal(field: &[u8]) -> Option<usize> {
    let digits = field.trim_ascii_start();
    let digits = digits
        .split(|b| matches!(b, 0 | b' '))
        .next()
        .unwrap_or_default();
    usize::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok()
}

/// A 7z archive: its names where they stand in clear, and the mark of its encryption anywhere in its header.
fn seven(bytes: &[u8], contents: &mut Contents) {
    let place = |at: usize| {
        let eight = bytes.get(at..at + 8)?;
        usize::try_from(u64::from_le_bytes(eight.try_into().ok()?)).ok()
    };
    let header = place(12)
        .zip(place(20))
        .and_then(|(offset, size)| {
            let start = offset.checked_add(32)?;
            bytes.get(start..start.checked_add(size)?)
        })
        .unwrap_or_default();
    // The coder 7zAES has this number; it stands in clear even where the names do not.
    contents.is_encrypted = kind::find(header, b"\x06\xf1\x07\x01").is_some();
    // 0x01 begins a header in clear, 0x17 a packed one.
    contents.is_cut = header.first() != Some(&1);
    if contents.is_cut {
        return;
    }
    // Names: the property 0x11, its size, a zero octet, and UTF-16 with a NUL behind each.
    let names = header
        .windows(2)
        .enumerate()
        .filter(|(_, two)| two.first() == Some(&0x11))
        .filter_map(|(at, _)| {
            let first = *header.get(at + 1)?;
            let (size, start) = match first {
                0..=0x7f => (usize::from(first), at + 2),
                0x80..=0xbf => (
                    (usize::from(first) & 0x3f) << 8 | usize::from(*header.get(at + 2)?),
                    at + 3,
                ),
                _ => return None,
            };
            let text = header.get(start..start.checked_add(size)?)?;
            let text = text.strip_prefix(&[0])?;
            (text.len() % 2 == 0 && text.len() >= 4 && text.ends_with(&[0, 0])).then_some(text)
        })
        .max_by_key(|text| text.len());
    let wide: Vec<u16> = names
        .unwrap_or_default()
        .as_chunks::<2>()
        .0
        .iter()
        .map(|two| u16::from_le_bytes(*two))
        .collect();
    for written in wide.split(|unit| *unit == 0).filter(|n| !n.is_empty()) {
        contents.push(Entry {
            name: tidy(&String::from_utf16_lossy(written)),
            ..Entry::default()
        });
    }
}

/// A name out of an archive: UTF-8 where it is, else what it looks like, as old programs wrote it.
pub(crate) fn name(written: &[u8]) -> String {
    let written = written.get(..8 * NAME).unwrap_or(written);
    match std::str::from_utf8(written) {
        Ok(text) => tidy(text),
        // What wrote no UTF-8 was mostly a Japanese Windows; a name is too short to guess by.
        Err(_) => match encoding_rs::SHIFT_JIS
            .decode_without_bom_handling_and_without_replacement(written)
        {
            Some(text) => tidy(&text),
            None => tidy(&charset::decode_undeclared(written)),
        },
    }
}

/// A name without control characters, cut in its middle where it is long: its end tells what it is.
pub(crate) fn tidy(name: &str) -> String {
    shorten(
        &name.chars().filter(|c| !c.is_control()).collect::<String>(),
        NAME,
    )
}

/// Text of at most `limit` octets, its beginning and its end.
pub(crate) fn shorten(text: &str, limit: usize) -> String {
    if text.len() <= limit {
        return text.to_owned();
    }
    let mut from = text.len() - limit / 4;
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let mut short = link::cut(text, limit - limit / 4 - '…'.len_utf8()).to_owned();
    short.push('…');
    short.push_str(text.get(from..).unwrap_or_default());
    short
}
