//! Tag lists (RFC 6376 §3.2) and base64, read strictly.

/// A tag list: `name=value` pairs in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tags<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Tags<'a> {
    /// Reads a tag list; `None` where the grammar is broken, a tag stands twice (RFC 6376 §3.2), or there
    /// are more than 64 tags.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let mut tags: Vec<(&str, &str)> = Vec::new();
        let mut parts = text.split(';').peekable();
        while let Some(part) = parts.next() {
            let part = trim(part);
            if part.is_empty() && parts.peek().is_none() {
                break;
            }
            let (name, value) = part.split_once('=')?;
            let name = trim(name);
            let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if !is_name || tags.len() >= 64 || tags.iter().any(|(seen, _)| *seen == name) {
                return None;
            }
            tags.push((name, trim(value)));
        }
        Some(Self(tags))
    }

    /// The value of a tag. Names are case-sensitive (RFC 6376 §3.2).
    pub(crate) fn one(&self, name: &str) -> Option<&'a str> {
        self.0
            .iter()
            .find(|(seen, _)| *seen == name)
            .map(|(_, value)| *value)
    }

    /// The name of the first tag.
    pub(crate) fn first(&self) -> Option<&'a str> {
        self.0.first().map(|(name, _)| *name)
    }
}

fn is_fold(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// The text without folding white space around it.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(is_fold)
}

/// Decodes base64 with folding white space anywhere inside; `None` for anything else.
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count, mut padding) = (0_u32, 0_u32, 0_u32);
    for c in text.chars().filter(|&c| !is_fold(c)) {
        let value = match c {
            'A'..='Z' => u32::from(c) - u32::from('A'),
            'a'..='z' => u32::from(c) - u32::from('a') + 26,
            '0'..='9' => u32::from(c) - u32::from('0') + 52,
            '+' => 62,
            '/' => 63,
            '=' => {
                padding += 1;
                continue;
            }
            _ => return None,
        };
        if padding > 0 {
            return None;
        }
        bits = bits << 6 | value;
        count += 6;
        if count >= 8 {
            count -= 8;
            decoded.push((bits >> count & 0xff) as u8);
        }
        bits &= 0xff;
    }
    (padding <= 2 && count < 6).then_some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_list_is_read_strictly() {
        struct Case {
            text: &'static str,
            d: Option<&'static str>,
        }
        for case in [
            Case {
                text: "v=1; d = example.com\r\n\t;",
                d: Some("example.com"),
            },
            Case {
                text: "d=a=b",
                d: Some("a=b"),
            },
            Case {
                text: "d=a;d=b",
                d: None,
            },
            Case {
                text: "d=a;;s=b",
                d: None,
            },
            Case {
                text: "D=a",
                d: None,
            },
            Case {
                text: "1d=a;d=b",
                d: None,
            },
            Case { text: "", d: None },
        ] {
            assert_eq!(
                Tags::parse(case.text).and_then(|t| t.one("d")),
                case.d,
                "{}",
                case.text
            );
        }
    }

    #[test]
    fn base64_is_read_with_folds_and_without_rubbish() {
        assert_eq!(base64("aGVs\r\n bG8="), Some(b"hello".to_vec()));
        assert_eq!(base64("aGVsbG8"), Some(b"hello".to_vec()));
        assert_eq!(base64(""), Some(Vec::new()));
        for bad in ["a", "aGVs=bG8", "aGV*", "====", "aGVsbG8\0"] {
            assert_eq!(base64(bad), None, "{bad}");
        }
    }
}
