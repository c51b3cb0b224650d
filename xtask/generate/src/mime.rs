//! Builds messages: header fields, charsets, transfer encodings, nested parts.

use encoding_rs::{EUC_JP, GBK, ISO_2022_JP, SHIFT_JIS};
use mail_auth::headers::Writer;

/// A picture of one grey pixel.
pub(crate) const DOT: [u8; 67] = [
    0x89, 0x50, 0x4e, 0x47, 0xd, 0xa, 0x1a, 0xa, 0, 0, 0, 0xd, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1,
    0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 0xa, 0x49, 0x44, 0x41, 0x54, 0x78,
    0xda, 0x63, 0xf8, 0xf, 0, 1, 1, 1, 0, 0x1c, 0xb0, 0x8c, 0x99, 0, 0, 0, 0, 0x49, 0x45, 0x4e,
    0x44, 0xae, 0x42, 0x60, 0x82,
];

/// How text becomes bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Charset {
    Utf8,
    Iso2022Jp,
    ShiftJis,
    EucJp,
    Gb2312,
    Utf7,
}

impl Charset {
    /// The name in Content-Type and encoded words.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Iso2022Jp => "iso-2022-jp",
            Self::ShiftJis => "Shift_JIS",
            Self::EucJp => "EUC-JP",
            Self::Gb2312 => "gb2312",
            Self::Utf7 => "utf-7",
        }
    }

    /// The bytes of `text`; `None` where the charset lacks one of its characters.
    pub(crate) fn encode(self, text: &str) -> Option<Vec<u8>> {
        let encoding = match self {
            Self::Utf8 => return Some(text.as_bytes().to_vec()),
            Self::Utf7 => return Some(utf7(text)),
            Self::Iso2022Jp => ISO_2022_JP,
            Self::ShiftJis => SHIFT_JIS,
            Self::EucJp => EUC_JP,
            Self::Gb2312 => GBK,
        };
        let (bytes, _, has_gaps) = encoding.encode(text);
        (!has_gaps).then(|| bytes.into_owned())
    }
}

/// UTF-7 (RFC 2152 §2): whatever is not a plain letter, digit, space or simple mark is shifted.
fn utf7(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut shifted: Vec<u8> = Vec::new();
    let flush = |shifted: &mut Vec<u8>, out: &mut Vec<u8>| {
        if !shifted.is_empty() {
            let encoded = base64(shifted);
            out.push(b'+');
            out.extend_from_slice(encoded.trim_end_matches('=').as_bytes());
            out.push(b'-');
            shifted.clear();
        }
    };
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() || " \r\n\t'(),-./:?".contains(letter) {
            flush(&mut shifted, &mut out);
            out.push(letter as u8);
        } else {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                shifted.extend_from_slice(&unit.to_be_bytes());
            }
        }
    }
    flush(&mut shifted, &mut out);
    out
}

/// How bytes travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transfer {
    Plain,
    Base64,
    Quoted,
}

/// Standard base64 in one line.
pub(crate) fn base64(bytes: &[u8]) -> String {
    let mut out: Vec<u8> = Vec::new();
    out.write_base64(bytes);
    String::from_utf8_lossy(&out).into_owned()
}

fn base64_lines(bytes: &[u8]) -> Vec<u8> {
    let encoded = base64(bytes);
    let mut out = Vec::with_capacity(encoded.len() * 78 / 76 + 2);
    for line in encoded.as_bytes().chunks(76) {
        out.extend_from_slice(line);
        out.extend_from_slice(b"\r\n");
    }
    out
}

/// Quoted-printable (RFC 2045 §6.7) of text whose lines end in CRLF.
fn quoted_lines(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut width = 0;
        for (index, byte) in line.iter().enumerate() {
            let is_last = index + 1 == line.len();
            let is_plain = matches!(byte, 33..=60 | 62..=126) || (*byte == b' ' && !is_last);
            let length = if is_plain { 1 } else { 3 };
            if width + length > 75 {
                out.extend_from_slice(b"=\r\n");
                width = 0;
            }
            if is_plain {
                out.push(*byte);
            } else {
                out.extend_from_slice(format!("={byte:02X}").as_bytes());
            }
            width += length;
        }
        out.extend_from_slice(b"\r\n");
    }
    out
}

/// Text with every line end made CRLF.
pub(crate) fn crlf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', "\r\n")
}

/// An RFC 2047 value, folded; plain where it is short ASCII.
pub(crate) fn words(text: &str, charset: Charset, is_quoted: bool) -> String {
    if text.is_ascii() && text.len() < 60 && !text.contains("=?") {
        return text.to_owned();
    }
    let charset = if charset.encode(text).is_some() {
        charset
    } else {
        Charset::Utf8
    };
    let mut pieces = Vec::new();
    let mut piece = String::new();
    for letter in text.chars() {
        piece.push(letter);
        let bytes = charset.encode(&piece).unwrap_or_default();
        let length = if is_quoted {
            bytes.len() * 3
        } else {
            bytes.len() * 4 / 3
        };
        if length > 44 {
            pieces.push(std::mem::take(&mut piece));
        }
    }
    if !piece.is_empty() {
        pieces.push(piece);
    }
    let encoded: Vec<String> = pieces
        .iter()
        .map(|piece| {
            let bytes = charset.encode(piece).unwrap_or_default();
            if is_quoted {
                let letters: String = bytes
                    .iter()
                    .map(|byte| match byte {
                        b' ' => "_".to_owned(),
                        byte if byte.is_ascii_alphanumeric() => char::from(*byte).to_string(),
                        byte => format!("={byte:02X}"),
                    })
                    .collect();
                format!("=?{}?Q?{letters}?=", charset.name().to_uppercase())
            } else {
                format!("=?{}?B?{}?=", charset.name().to_uppercase(), base64(&bytes))
            }
        })
        .collect();
    encoded.join("\r\n ")
}

/// A From-like value: a display name, encoded or quoted as needed, and an address.
pub(crate) fn mailbox(name: &str, address: &str, charset: Charset, is_quoted: bool) -> String {
    if name.is_empty() {
        return address.to_owned();
    }
    if name.is_ascii() {
        let is_atoms = name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b" -'!_".contains(&byte));
        return if is_atoms {
            format!("{name} <{address}>")
        } else {
            format!("\"{name}\" <{address}>")
        };
    }
    format!("{} <{address}>", words(name, charset, is_quoted))
}

/// A header field: a name and a value as it stands on the wire, without the final CRLF.
#[derive(Clone)]
pub(crate) struct Field(pub(crate) String, pub(crate) Vec<u8>);

impl Field {
    pub(crate) fn new(name: &str, value: impl Into<Vec<u8>>) -> Self {
        Self(name.to_owned(), value.into())
    }

    /// The field's bytes with the final CRLF.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.0.as_bytes());
        out.extend_from_slice(b": ");
        out.extend_from_slice(&self.1);
        out.extend_from_slice(b"\r\n");
    }
}

/// One part of a message, or all of it.
#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) fields: Vec<Field>,
    pub(crate) body: Vec<u8>,
}

impl Part {
    /// A text part; falls back to UTF-8 where the charset lacks a character.
    pub(crate) fn text(kind: &str, text: &str, charset: Charset, transfer: Transfer) -> Self {
        let text = crlf(text);
        let (charset, bytes) = match charset.encode(&text) {
            Some(bytes) => (charset, bytes),
            None => (Charset::Utf8, text.into_bytes()),
        };
        Self::bytes(
            &format!("text/{kind}; charset={}", charset.name()),
            &bytes,
            transfer,
            charset,
        )
    }

    fn bytes(kind: &str, bytes: &[u8], transfer: Transfer, charset: Charset) -> Self {
        let is_seven_bit = bytes.is_ascii()
            && bytes
                .split(|byte| *byte == b'\n')
                .all(|line| line.len() < 900);
        // ISO-2022-JP and UTF-7 are seven-bit forms and travel as they are (RFC 1468).
        let travels_plain = matches!(charset, Charset::Iso2022Jp | Charset::Utf7) && is_seven_bit;
        let transfer = match transfer {
            Transfer::Plain if !is_seven_bit => Transfer::Base64,
            _ if travels_plain && transfer != Transfer::Base64 => Transfer::Plain,
            other => other,
        };
        let (name, mut body) = match transfer {
            Transfer::Plain => ("7bit", bytes.to_vec()),
            Transfer::Base64 => ("base64", base64_lines(bytes)),
            Transfer::Quoted => ("quoted-printable", quoted_lines(bytes)),
        };
        if !body.ends_with(b"\r\n") {
            body.extend_from_slice(b"\r\n");
        }
        Self {
            fields: vec![
                Field::new("Content-Type", kind),
                Field::new("Content-Transfer-Encoding", name),
            ],
            body,
        }
    }

    /// A file; `disposition` is `attachment` or `inline`, `identifier` makes it addressable by `cid:`.
    pub(crate) fn file(kind: &str, name: &str, bytes: &[u8], identifier: Option<&str>) -> Self {
        let mut part = Self::bytes(
            &format!("{kind}; name=\"{name}\""),
            bytes,
            Transfer::Base64,
            Charset::Utf8,
        );
        let disposition = if identifier.is_some() {
            "inline"
        } else {
            "attachment"
        };
        part.fields.push(Field::new(
            "Content-Disposition",
            format!("{disposition}; filename=\"{name}\""),
        ));
        if let Some(identifier) = identifier {
            part.fields
                .push(Field::new("Content-ID", format!("<{identifier}>")));
        }
        part
    }

    /// A whole message inside a message; it stays as it is, in seven bits.
    pub(crate) fn message(bytes: &[u8]) -> Self {
        Self {
            fields: vec![
                Field::new("Content-Type", "message/rfc822"),
                Field::new(
                    "Content-Disposition",
                    "attachment; filename=\"original.eml\"",
                ),
            ],
            body: bytes.to_vec(),
        }
    }

    /// A multipart; `extra` stands behind the subtype, such as `; type="text/html"`.
    pub(crate) fn multipart(subtype: &str, extra: &str, boundary: &str, parts: &[Self]) -> Self {
        let mut body = Vec::new();
        for part in parts {
            body.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
            body.extend_from_slice(&part.write());
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        let kind = format!("multipart/{subtype}{extra};\r\n boundary=\"{boundary}\"");
        Self {
            fields: vec![Field::new("Content-Type", kind)],
            body,
        }
    }

    /// Fields, empty line, body.
    pub(crate) fn write(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for field in &self.fields {
            field.write(&mut out);
        }
        out.extend_from_slice(b"\r\n");
        out.extend_from_slice(&self.body);
        if !out.ends_with(b"\r\n") {
            out.extend_from_slice(b"\r\n");
        }
        out
    }
}
