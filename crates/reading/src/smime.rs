//! Takes an S/MIME signature out of a mail (RFC 8551): its CMS structure and the octets that it signs.
//!
//! Mail programs write the structure in BER, with lengths left open and texts in pieces; what leaves here is
//! DER. Nothing here recurses, whatever the nesting of the octets.

use crate::Smime;

/// Octets of a structure that are looked at, the mail that it may carry included.
const STRUCTURE_LIMIT: usize = 32 << 20;
/// Levels of nesting inside a structure; an honest one has about twelve.
const DEPTH: usize = 32;
/// Structures of one mail that are unpacked; a mail signed twice needs two.
pub(crate) const UNPACKED: usize = 3;

/// `id-signedData` (RFC 5652 §5.1).
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];

const OID: u8 = 0x06;
const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const OCTETS_IN_PIECES: u8 = 0x24;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const EXPLICIT_0: u8 = 0xa0;

/// Whether a media type is that of a detached signature.
pub(crate) fn is_signature(media: &str) -> bool {
    matches!(
        media,
        "application/pkcs7-signature" | "application/x-pkcs7-signature"
    )
}

/// A detached signature: `content` as it stands in the mail, without the line end before its delimiter.
pub(crate) fn detached(content: &[u8], structure: &[u8], is_whole: bool) -> Option<Smime> {
    Some(Smime {
        cms: to_der(structure)?,
        content: Some(with_crlf(content)),
        is_whole,
    })
}

/// A signature that carries what it signs, and what it carries; `None` where the structure is another one.
pub(crate) fn opaque(structure: &[u8], is_whole: bool) -> Option<(Smime, Vec<u8>)> {
    let cms = to_der(structure)?;
    let content = carried(&cms)?.to_vec();
    let smime = Smime {
        cms,
        content: None,
        is_whole,
    };
    Some((smime, content))
}

/// RFC 8551 §3.1.1: text is signed with lines that end in CRLF, however they are stored.
fn with_crlf(content: &[u8]) -> Vec<u8> {
    let mut canonical = Vec::with_capacity(content.len() + content.len() / 32);
    let mut last = 0;
    for &byte in content {
        if byte == b'\n' && last != b'\r' {
            canonical.push(b'\r');
        }
        canonical.push(byte);
        last = byte;
    }
    canonical
}

/// The content inside a `SignedData` (RFC 5652 §5.1, §5.2).
fn carried(cms: &[u8]) -> Option<&[u8]> {
    let mut structure = Elements(only(cms, SEQUENCE)?);
    if structure.value(OID)? != SIGNED_DATA {
        return None;
    }
    let mut signed = Elements(only(structure.value(EXPLICIT_0)?, SEQUENCE)?);
    signed.value(INTEGER)?;
    signed.value(SET)?;
    let mut inner = Elements(signed.value(SEQUENCE)?);
    inner.value(OID)?;
    only(inner.value(EXPLICIT_0)?, OCTETS)
}

fn only(der: &[u8], tag: u8) -> Option<&[u8]> {
    Elements(der).value(tag)
}

/// The elements of a DER value, one after the other.
struct Elements<'a>(&'a [u8]);

impl<'a> Elements<'a> {
    /// The value of the next element, where it has this tag.
    fn value(&mut self, tag: u8) -> Option<&'a [u8]> {
        let header = Header::read(self.0, 0)?;
        let end = header.length?.checked_add(header.value)?;
        let value = self.0.get(header.value..end)?;
        let found = *self.0.first()?;
        self.0 = self.0.get(end..)?;
        (found == tag).then_some(value)
    }
}

/// Tag and length of an element (X.690 §8.1).
struct Header {
    /// Where its tag ends.
    tag_end: usize,
    /// Where its value begins.
    value: usize,
    /// Octets of the value; `None` where it goes on to an end mark.
    length: Option<usize>,
}

impl Header {
    fn read(octets: &[u8], start: usize) -> Option<Self> {
        let first = *octets.get(start)?;
        let mut at = start + 1;
        if first & 0x1f == 0x1f {
            // X.690 §8.1.2.4: a long tag; five octets are more than any structure here has.
            while octets.get(at)? & 0x80 != 0 {
                at += 1;
                if at - start > 5 {
                    return None;
                }
            }
            at += 1;
        }
        let tag_end = at;
        let short = *octets.get(at)?;
        at += 1;
        let length = match short {
            0x80 => None,
            0x81..=0x88 => {
                let mut length = 0_usize;
                for _ in 0..short & 0x7f {
                    length = length
                        .checked_mul(256)?
                        .checked_add(usize::from(*octets.get(at)?))?;
                    at += 1;
                }
                Some(length)
            }
            0x89.. => return None,
            short => Some(usize::from(short)),
        };
        Some(Self {
            tag_end,
            value: at,
            length,
        })
    }
}

/// An element whose end is not reached yet.
struct Open<'a> {
    tag: &'a [u8],
    /// Where its value begins in what is written.
    start: usize,
    /// Where its value ends in what is read; `None` where an end mark closes it.
    end: Option<usize>,
    /// Beyond which nothing inside may reach.
    bound: usize,
    /// Whether it is a text in pieces.
    is_in_pieces: bool,
}

/// Writes the first element of `octets` with definite lengths and whole texts; `None` where it breaks off, is
/// nested too deep or is over the limit. What is DER already stays as it is.
fn to_der(octets: &[u8]) -> Option<Vec<u8>> {
    if octets.len() > STRUCTURE_LIMIT {
        return None;
    }
    let mut written = Vec::with_capacity(octets.len());
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut at = 0;
    loop {
        while let Some(last) = open.last() {
            let is_over = match last.end {
                Some(end) => at == end,
                None => octets.get(at..at + 2) == Some(&[0, 0]) && at + 2 <= last.bound,
            };
            if !is_over {
                break;
            }
            if last.end.is_none() {
                at += 2;
            }
            let closed = open.pop()?;
            let is_piece = open.last().is_some_and(|outer| outer.is_in_pieces);
            if !is_piece {
                let mut header: Vec<u8> = if closed.is_in_pieces {
                    vec![OCTETS]
                } else {
                    closed.tag.to_vec()
                };
                header.extend(length_octets(written.len() - closed.start));
                written.splice(closed.start..closed.start, header);
            }
        }
        if open.is_empty() && at > 0 {
            return Some(written);
        }
        let bound = open.last().map_or(octets.len(), |outer| outer.bound);
        let is_in_pieces = open.last().is_some_and(|outer| outer.is_in_pieces);
        let header = Header::read(octets, at)?;
        let tag = octets.get(at..header.tag_end)?;
        let first = *tag.first()?;
        let is_constructed = first & 0x20 != 0;
        if is_in_pieces && !matches!(first, OCTETS | OCTETS_IN_PIECES) {
            return None;
        }
        let end = match header.length {
            Some(length) => Some(header.value.checked_add(length).filter(|&e| e <= bound)?),
            None => None,
        };
        match end {
            Some(end) if !is_constructed => {
                if !is_in_pieces {
                    written.extend_from_slice(tag);
                    written.extend(length_octets(end - header.value));
                }
                written.extend_from_slice(octets.get(header.value..end)?);
                at = end;
            }
            None if !is_constructed => return None,
            _ => {
                if open.len() == DEPTH {
                    return None;
                }
                open.push(Open {
                    tag,
                    start: written.len(),
                    end,
                    bound: end.unwrap_or(bound),
                    is_in_pieces: first == OCTETS_IN_PIECES,
                });
                at = header.value;
            }
        }
    }
}

/// A length in the fewest octets (X.690 §10.1).
fn length_octets(length: usize) -> Vec<u8> {
    if length < 0x80 {
        return vec![u8::try_from(length).unwrap_or_default()];
    }
    let octets: Vec<u8> = length
        .to_be_bytes()
        .into_iter()
        .skip_while(|&b| b == 0)
        .collect();
    let mut written = vec![0x80 | u8::try_from(octets.len()).unwrap_or_default()];
    written.extend(octets);
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Case {
        what: &'static str,
        ber: &'static [u8],
        der: Option<&'static [u8]>,
    }

    #[test]
    fn open_lengths_and_texts_in_pieces_become_der() {
        for case in [
            Case {
                what: "DER stays",
                ber: &[0x30, 3, 2, 1, 5],
                der: Some(&[0x30, 3, 2, 1, 5]),
            },
            Case {
                what: "open length",
                ber: &[0x30, 0x80, 2, 1, 5, 0, 0],
                der: Some(&[0x30, 3, 2, 1, 5]),
            },
            Case {
                what: "text in pieces",
                ber: &[0x24, 0x80, 4, 1, 5, 4, 2, 6, 7, 0, 0],
                der: Some(&[4, 3, 5, 6, 7]),
            },
            Case {
                what: "pieces in pieces",
                ber: &[0x24, 0x80, 0x24, 3, 4, 1, 5, 4, 1, 6, 0, 0],
                der: Some(&[4, 2, 5, 6]),
            },
            Case {
                what: "a length in more octets than it needs",
                ber: &[0x30, 0x82, 0, 3, 2, 1, 5],
                der: Some(&[0x30, 3, 2, 1, 5]),
            },
            Case {
                what: "an empty one with octets behind it",
                ber: &[0x30, 0x80, 0, 0, 9, 9],
                der: Some(&[0x30, 0]),
            },
            Case {
                what: "reaches beyond its container",
                ber: &[0x30, 2, 2, 1, 5],
                der: None,
            },
            Case {
                what: "no end",
                ber: &[0x30, 0x80, 2, 1, 5],
                der: None,
            },
            Case {
                what: "a number among pieces",
                ber: &[0x24, 0x80, 2, 1, 5, 0, 0],
                der: None,
            },
            Case {
                what: "nothing",
                ber: &[],
                der: None,
            },
        ] {
            assert_eq!(to_der(case.ber).as_deref(), case.der, "{}", case.what);
        }
    }

    #[test]
    fn deep_nesting_and_junk_end_soon() {
        assert_eq!(to_der(&[0x30, 0x80].repeat(100_000)), None);
        assert_eq!(to_der(&[0xff].repeat(1 << 20)), None);
        // A million elements in one.
        let mut many = vec![0x30, 0x80];
        many.extend([5, 0].repeat(1 << 20));
        many.extend([0, 0]);
        assert_eq!(to_der(&many).map(|der| der.len()), Some((2 << 20) + 5));
    }

    #[test]
    fn a_structure_is_only_so_large_and_deep() {
        let text = |size: usize| {
            let length = u32::try_from(size - 6).expect("small");
            let mut text = [&[OCTETS, 0x84][..], &length.to_be_bytes()].concat();
            text.resize(size, b'x');
            to_der(&text).is_some()
        };
        assert!(text(STRUCTURE_LIMIT));
        assert!(!text(STRUCTURE_LIMIT + 1));
        let nested =
            |depth: usize| to_der(&[[SEQUENCE, 0x80].repeat(depth), vec![0; 2 * depth]].concat());
        assert!(nested(DEPTH).is_some());
        assert!(nested(DEPTH + 1).is_none());
    }
}
