//! RAR archives of both generations: the names inside, as far as they stand in clear.

use super::{Contents, Entry, name};

/// Blocks looked at.
const BLOCKS: usize = 4_096;

/// Reads the block headers of a RAR archive; nothing is unpacked.
pub(crate) fn read(bytes: &[u8]) -> Contents {
    let mut contents = Contents::default();
    if let Some(blocks) = bytes.strip_prefix(b"Rar!\x1a\x07\x01\0") {
        newer(blocks, &mut contents);
    } else if let Some(blocks) = bytes.strip_prefix(b"Rar!\x1a\x07\0") {
        older(blocks, &mut contents);
    }
    contents
}

/// RAR up to version 4: a block is a checksum, a type, flags and its size.
fn older(blocks: &[u8], contents: &mut Contents) {
    let mut at = 0_usize;
    for _ in 0..BLOCKS {
        let Some(block) = blocks.get(at..).filter(|b| b.len() >= 7) else {
            return;
        };
        let (Some(&kind), Some(flags), Some(size)) =
            (block.get(2), short(block, 3), short(block, 5))
        else {
            return;
        };
        let mut length = usize::from(size).max(7);
        match kind {
            // The archive's own block: its flag 0x80 tells that all that follows is encrypted.
            0x73 if flags & 0x80 != 0 => {
                contents.is_encrypted = true;
                return;
            }
            0x74 => {
                let packed = long(block, 7).unwrap_or_default();
                let high = if flags & 0x100 != 0 {
                    long(block, 32).unwrap_or_default()
                } else {
                    0
                };
                let start = if flags & 0x100 != 0 { 40 } else { 32 };
                let name_length = usize::from(short(block, 26).unwrap_or_default());
                let written = block.get(start..start + name_length).unwrap_or_default();
                // A second form of the name may stand behind a NUL.
                let written = written.split(|&b| b == 0).next().unwrap_or_default();
                contents.push(Entry {
                    name: name(written),
                    is_encrypted: flags & 4 != 0,
                    ..Entry::default()
                });
                if high != 0 {
                    return;
                }
                length = length.saturating_add(packed);
            }
            0x7b => return,
            _ if flags & 0x8000 != 0 => {
                length = length.saturating_add(long(block, 7).unwrap_or_default());
            }
            _ => {}
        }
        at = at.saturating_add(length);
    }
    contents.is_cut = true;
}

/// RAR 5: numbers of variable length, and an area for what was added later.
fn newer(blocks: &[u8], contents: &mut Contents) {
    let mut rest = blocks;
    for _ in 0..BLOCKS {
        let Some(mut after) = rest.get(4..) else {
            return;
        };
        let Some(size) = number(&mut after) else {
            return;
        };
        let Some(mut head) = after.get(..size) else {
            contents.is_cut = true;
            return;
        };
        let behind = after.get(size..).unwrap_or_default();
        let (Some(kind), Some(flags)) = (number(&mut head), number(&mut head)) else {
            return;
        };
        let extra = if flags & 1 != 0 {
            number(&mut head).unwrap_or_default()
        } else {
            0
        };
        let data = if flags & 2 != 0 {
            number(&mut head).unwrap_or_default()
        } else {
            0
        };
        match kind {
            2 => contents.push(file(head, extra)),
            // The archive encryption header: nothing behind it can be read.
            4 => {
                contents.is_encrypted = true;
                return;
            }
            5 => return,
            _ => {}
        }
        rest = behind.get(data..).unwrap_or_default();
    }
    contents.is_cut = true;
}

fn file(mut head: &[u8], extra: usize) -> Entry {
    let mut entry = Entry::default();
    let mut read = || -> Option<()> {
        let area = head
            .len()
            .checked_sub(extra)
            .and_then(|at| head.get(at..))
            .unwrap_or_default();
        let flags = number(&mut head)?;
        let (_unpacked, _attributes) = (number(&mut head)?, number(&mut head)?);
        let skipped = 4 * (usize::from(flags & 2 != 0) + usize::from(flags & 4 != 0));
        head = head.get(skipped..)?;
        let (_method, _system) = (number(&mut head)?, number(&mut head)?);
        let length = number(&mut head)?;
        entry.name = name(head.get(..length)?);
        // The first kind of record in the area tells how the file is encrypted.
        let mut area = area;
        while let Some(size) = number(&mut area) {
            let mut record = area.get(..size)?;
            entry.is_encrypted |= number(&mut record) == Some(1);
            area = area.get(size..)?;
        }
        Some(())
    };
    let _ = read();
    entry
}

/// A number of variable length: seven bits an octet, the lowest first.
fn number(rest: &mut &[u8]) -> Option<usize> {
    let mut value = 0_u64;
    for shift in (0..63).step_by(7) {
        let (&byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return usize::try_from(value).ok();
        }
    }
    None
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at + 4)?;
    usize::try_from(u32::from_le_bytes(four.try_into().ok()?)).ok()
}
