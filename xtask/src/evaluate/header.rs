//! From and Subject read roughly, without the rooms: for the baseline and for the sender's own domain.

use encoding_rs::{Encoding, UTF_8};

/// The header fields that the evaluation itself looks at.
#[derive(Clone, Debug, Default)]
pub(super) struct Header {
    /// From, decoded.
    pub(super) from: String,
    /// Subject, decoded.
    pub(super) subject: String,
    /// The domain of the sender's own address: From, or Reply-To where a mailing list put its own address there.
    pub(super) domain: Option<String>,
}

impl Header {
    /// Reads a raw mail.
    pub(super) fn read(raw: &[u8]) -> Self {
        let fields = fields(raw);
        let first = |name: &str| {
            fields
                .iter()
                .find(|(field, _)| field.eq_ignore_ascii_case(name))
                .map_or("", |(_, value)| value.as_str())
        };
        let lists: Vec<String> = ["List-Post", "List-Id", "Sender"]
            .iter()
            .filter_map(|name| domain(first(name)))
            .collect();
        let mut own = domain(first("From"));
        if own.as_ref().is_some_and(|own| lists.contains(own)) && !first("Reply-To").is_empty() {
            own = domain(first("Reply-To"));
        }
        Self {
            from: decoded(first("From")),
            subject: decoded(first("Subject")),
            domain: own,
        }
    }
}

/// Unfolded fields of the header.
fn fields(raw: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(raw);
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    fields
}

/// The domain of the last address in a field.
fn domain(value: &str) -> Option<String> {
    let value = match (value.rfind('<'), value.rfind('>')) {
        (Some(open), Some(close)) if open < close => value.get(open + 1..close)?,
        _ => value,
    };
    let (_, domain) = value.rsplit_once('@')?;
    let domain: String = domain
        .chars()
        .take_while(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
        .collect();
    let domain = domain.trim_matches('.').to_lowercase();
    (!domain.is_empty()).then_some(domain)
}

/// Whether `name` is `parent` or below it.
pub(super) fn is_within(name: &str, parent: &str) -> bool {
    name.strip_suffix(parent)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Encoded words decoded (RFC 2047), the space between two of them dropped.
fn decoded(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    let mut was_word = false;
    while let Some(start) = rest.find("=?") {
        let before = &rest[..start];
        let Some((text, length)) = encoded_word(&rest[start..]) else {
            out.push_str(&rest[..start + 2]);
            rest = &rest[start + 2..];
            was_word = false;
            continue;
        };
        if !(was_word && before.trim().is_empty()) {
            out.push_str(before);
        }
        out.push_str(&text);
        rest = &rest[start + length..];
        was_word = true;
    }
    out.push_str(rest);
    out
}

/// The text and the length of the encoded word at the start of `value`.
fn encoded_word(value: &str) -> Option<(String, usize)> {
    let mut parts = value.get(2..)?.splitn(4, '?');
    let (charset, kind, text, rest) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    if !rest.starts_with('=') {
        return None;
    }
    let bytes = match kind {
        "B" | "b" => base64(text),
        "Q" | "q" => quoted(text),
        _ => return None,
    };
    let charset = charset.split('*').next().unwrap_or(charset);
    let encoding = Encoding::for_label(charset.as_bytes()).unwrap_or(UTF_8);
    let length = 2 + charset_length(value) + kind.len() + 1 + text.len() + 2;
    Some((
        encoding.decode_without_bom_handling(&bytes).0.into_owned(),
        length,
    ))
}

/// The length of the charset with the question mark behind it.
fn charset_length(value: &str) -> usize {
    value
        .get(2..)
        .and_then(|rest| rest.find('?'))
        .map_or(0, |at| at + 1)
}

fn base64(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut held, mut bits) = (0_u32, 0_u32);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        held = (held << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).unwrap_or_default());
        }
    }
    bytes
}

fn quoted(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        let digits = tail.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match (
            byte,
            digits.and_then(|two| u8::from_str_radix(two, 16).ok()),
        ) {
            (b'=', Some(value)) => {
                bytes.push(value);
                rest = tail.get(2..).unwrap_or_default();
            }
            (b'_', _) => bytes.push(b' '),
            _ => bytes.push(byte),
        }
    }
    bytes
}

/// One expression over From and Subject: any of the names, without regard to case, as a word where it is Latin.
pub(super) struct Baseline {
    names: Vec<String>,
}

impl Baseline {
    /// The expression for these names.
    pub(super) fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            names: names
                .into_iter()
                .map(str::to_lowercase)
                .filter(|name| !name.is_empty())
                .collect(),
        }
    }

    /// Whether it strikes where addresses at mailbox providers are left out: those name a customer, not the brand.
    pub(super) fn strikes_beside_mailboxes(&self, header: &Header) -> bool {
        const PROVIDERS: [&str; 6] = [
            "gmail.com",
            "hotmail.com",
            "outlook.com",
            "live.com",
            "yahoo.",
            "icloud.com",
        ];
        let without = |text: &str| {
            let lower = text.to_lowercase();
            let words = lower.split_whitespace();
            let kept =
                words.filter(|word| !PROVIDERS.iter().any(|provider| word.contains(provider)));
            kept.collect::<Vec<_>>().join(" ")
        };
        self.strikes(&Header {
            from: without(&header.from),
            subject: without(&header.subject),
            ..Header::default()
        })
    }

    /// Whether it strikes.
    pub(super) fn strikes(&self, header: &Header) -> bool {
        let text = format!("{}\n{}", header.from, header.subject).to_lowercase();
        self.names.iter().any(|name| {
            text.match_indices(name.as_str())
                .any(|(at, _)| is_word(&text, at, name))
        })
    }
}

fn is_word(text: &str, at: usize, name: &str) -> bool {
    let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    let after = text
        .get(at + name.len()..)
        .and_then(|after| after.chars().next());
    let runs_on_before = is_latin(name.chars().next()) && is_latin(before);
    let runs_on_after = is_latin(name.chars().next_back()) && is_latin(after);
    !runs_on_before && !runs_on_after
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_and_subject_are_read_as_a_person_sees_them() {
        let raw = b"From: =?ISO-2022-JP?B?GyRCJCIbKEI=?=\r\n =?utf-8?q?=E3=81=84_x?= <a@Mail.Shop.example>\r\n\
                    Subject: plain =?bad?= =?utf-8?B?5pel?=\r\n\r\nFrom: not this <b@c.example>\r\n";
        let header = Header::read(raw);
        assert_eq!(header.from, "あい x <a@Mail.Shop.example>");
        assert_eq!(header.subject, "plain =?bad?= 日");
        assert_eq!(header.domain.as_deref(), Some("mail.shop.example"));
    }

    #[test]
    fn a_lists_own_address_is_passed_over_for_reply_to() {
        let raw =
            b"From: Shop via list <list@lists.example>\nList-Post: <mailto:list@lists.example>\n\
                    Reply-To: x@thief.example\n\n";
        assert_eq!(Header::read(raw).domain.as_deref(), Some("thief.example"));
        assert_eq!(Header::read(b"From: no address\n\n").domain, None);
        assert_eq!(Header::read(b"\xff\xfe").domain, None);
    }

    #[test]
    fn the_baseline_strikes_on_words() {
        let baseline = Baseline::new(["Shop", "\u{5e97}"]);
        let of = |from: &str| Header {
            from: from.to_owned(),
            ..Header::default()
        };
        assert!(baseline.strikes(&of("SHOP <a@b.example>")));
        assert!(baseline.strikes(&of("a@shop.example")));
        assert!(!baseline.strikes(&of("workshop <a@b.example>")));
        assert!(baseline.strikes(&of("x\u{5e97}x")));
        assert!(
            is_within("a.shop.example", "shop.example")
                && !is_within("ashop.example", "shop.example")
        );
    }
}
