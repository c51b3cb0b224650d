//! Writes archives for the tests.

use std::io::Write as _;

use flate2::write::{DeflateEncoder, GzEncoder};
use flate2::{Compression, Crc};

/// How an entry of a zip is written.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) enum How {
    #[default]
    Deflated,
    Stored,
    /// With the sizes in the wide fields alone.
    Wide,
    /// Marked as locked with a password.
    Locked,
    /// With a method that is not read.
    Foreign,
}

pub(crate) struct Entry<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) content: &'a [u8],
    pub(crate) how: How,
}

pub(crate) fn entry<'a>(name: &'a str, content: &'a [u8]) -> Entry<'a> {
    Entry {
        name: name.as_bytes(),
        content,
        how: How::Deflated,
    }
}

pub(crate) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).expect("in memory");
    encoder.finish().expect("in memory")
}

fn deflated(content: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).expect("in memory");
    encoder.finish().expect("in memory")
}

fn small(number: usize) -> [u8; 4] {
    u32::try_from(number).expect("small").to_le_bytes()
}

fn short(number: usize) -> [u8; 2] {
    u16::try_from(number).expect("short").to_le_bytes()
}

pub(crate) fn zip(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    let is_wide = entries.iter().any(|it| it.how == How::Wide);
    for entry in entries {
        let packed = match entry.how {
            How::Stored => entry.content.to_vec(),
            _ => deflated(entry.content),
        };
        let mut crc = Crc::new();
        crc.update(entry.content);
        let (flags, method) = match entry.how {
            How::Stored => (0, 0),
            How::Locked => (1, 8),
            How::Foreign => (0, 12),
            _ => (0, 8),
        };
        let at = archive.len();
        let sizes = match entry.how {
            How::Wide => [[0xff; 4], [0xff; 4]].concat(),
            _ => [small(packed.len()), small(entry.content.len())].concat(),
        };
        let extra = match entry.how {
            How::Wide => [
                &short(1)[..],
                &short(24),
                &(entry.content.len() as u64).to_le_bytes(),
                &(packed.len() as u64).to_le_bytes(),
                &(at as u64).to_le_bytes(),
            ]
            .concat(),
            _ => Vec::new(),
        };
        let shared = [
            &short(flags)[..],
            &short(method),
            &[0; 4],
            &crc.sum().to_le_bytes(),
            &sizes,
            &short(entry.name.len()),
        ]
        .concat();
        archive.extend(
            [
                &b"PK\x03\x04\x14\0"[..],
                &shared,
                &short(0),
                entry.name,
                &packed,
            ]
            .concat(),
        );
        let offset = match entry.how {
            How::Wide => [0xff; 4],
            _ => small(at),
        };
        directory.extend(
            [
                &b"PK\x01\x02\x14\0\x14\0"[..],
                &shared,
                &short(extra.len()),
                &[0; 10],
                &offset,
                entry.name,
                &extra,
            ]
            .concat(),
        );
    }
    let (at, size, count) = (archive.len(), directory.len(), entries.len());
    archive.extend(directory);
    if is_wide {
        let end = archive.len() as u64;
        let count = (count as u64).to_le_bytes();
        archive.extend(
            [
                &b"PK\x06\x06"[..],
                &44u64.to_le_bytes(),
                &[45, 0, 45, 0],
                &[0; 8],
                &count,
                &count,
                &(size as u64).to_le_bytes(),
                &(at as u64).to_le_bytes(),
                b"PK\x06\x07",
                &[0; 4],
                &end.to_le_bytes(),
                &small(1),
                b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0",
            ]
            .concat(),
        );
    } else {
        archive.extend(
            [
                &b"PK\x05\x06\0\0\0\0"[..],
                &short(count),
                &short(count),
                &small(size),
                &small(at),
                &short(7),
                b"comment",
            ]
            .concat(),
        );
    }
    archive
}

pub(crate) fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = Vec::new();
    let mut add = |name: &[u8], kind: u8, content: &[u8]| {
        let mut header = [0u8; 512];
        let shown = name.get(..100).unwrap_or(name);
        header[..shown.len()].copy_from_slice(shown);
        header[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
        header[156] = kind;
        header[257..265].copy_from_slice(b"ustar\x0000");
        header[148..156].copy_from_slice(b"        ");
        let sum: u64 = header.iter().map(|&it| u64::from(it)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        archive.extend_from_slice(&header);
        archive.extend_from_slice(content);
        archive.resize(archive.len().next_multiple_of(512), 0);
    };
    for (name, content) in files {
        if name.ends_with('/') {
            add(name.as_bytes(), b'5', b"");
            continue;
        }
        if name.len() > 100 {
            add(b"././@LongLink", b'L', &[name.as_bytes(), b"\0"].concat());
        }
        add(name.as_bytes(), b'0', content);
    }
    archive.resize(archive.len() + 1024, 0);
    archive
}
