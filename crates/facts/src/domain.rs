//! Domain names, in the one form in which they are compared.

use std::fmt;

/// A domain name in its ASCII (A-label), lower-case form, without the final dot.
///
/// Parsed into existence: a value is at most 253 octets of labels of 1 to 63 octets (RFC 1035 §2.3.4)
/// made of letters, digits, `-` and `_` (the underscore occurs in DNS names such as `_dmarc`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Domain(Box<str>);

/// Why a text is not a domain name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DomainError {
    /// Nothing there, or an empty label (two dots in a row).
    Empty,
    /// A name over 253 or a label over 63 octets.
    TooLong,
    /// A character that no domain name holds (a quote, a space, NUL), or an invalid internationalised label.
    BadCharacter,
}

impl fmt::Display for DomainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "empty domain name or label",
            Self::TooLong => "domain name or label too long",
            Self::BadCharacter => "character that a domain name cannot hold",
        })
    }
}

impl std::error::Error for DomainError {}

impl Domain {
    /// Parses a domain name in ASCII or Unicode form; one final dot is dropped.
    ///
    /// # Errors
    /// [`DomainError`], where the text is not a domain name.
    pub fn parse(text: &str) -> Result<Self, DomainError> {
        if text.len() > 1024 {
            return Err(DomainError::TooLong);
        }
        let ascii = if text.is_ascii() {
            text.to_ascii_lowercase()
        } else {
            idna::domain_to_ascii(text).map_err(|_| DomainError::BadCharacter)?
        };
        // Only now, since other dots than `.` become one above.
        let ascii = ascii.strip_suffix('.').unwrap_or(&ascii);
        if ascii.len() > 253 {
            return Err(DomainError::TooLong);
        }
        for label in ascii.split('.') {
            if label.is_empty() {
                return Err(DomainError::Empty);
            }
            if label.len() > 63 {
                return Err(DomainError::TooLong);
            }
            if !label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            {
                return Err(DomainError::BadCharacter);
            }
        }
        Ok(Self(ascii.into()))
    }

    /// The A-label form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form a person reads: U-labels where the punycode is valid, else the A-labels.
    #[must_use]
    pub fn to_unicode(&self) -> String {
        // A name without a punycode label is its own Unicode form.
        if !self.labels().any(|label| label.starts_with("xn--")) {
            return self.0.to_string();
        }
        let (text, result) = idna::domain_to_unicode(&self.0);
        // UTS 46 §4.1: a U-label that itself begins like an A-label is none.
        let is_doubled = text
            .split('.')
            .any(|label| !label.is_ascii() && label.starts_with("xn--"));
        if result.is_ok() && !is_doubled {
            text
        } else {
            self.0.to_string()
        }
    }

    /// Whether this name is `parent` or a name below it.
    #[must_use]
    pub fn is_within(&self, parent: &Self) -> bool {
        self.0.len() >= parent.0.len()
            && self.0.ends_with(&*parent.0)
            && (self.0.len() == parent.0.len()
                || self.0.as_bytes()[self.0.len() - parent.0.len() - 1] == b'.')
    }

    /// The name without its first label, if two labels remain.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (_, rest) = self.0.split_once('.')?;
        rest.contains('.').then(|| Self(rest.into()))
    }

    /// The name without its first octets, which must end before a label.
    pub(crate) fn tail(&self, from: usize) -> Option<Self> {
        self.0.get(from..).map(|rest| Self(rest.into()))
    }

    /// The labels from left to right.
    pub fn labels(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('.')
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_folded_to_one_form() {
        for (input, expected) in [
            ("Amazon.CO.JP.", Ok("amazon.co.jp")),
            ("日本語.jp", Ok("xn--wgv71a119e.jp")),
            ("日本語。jp。", Ok("xn--wgv71a119e.jp")),
            (".", Err(DomainError::Empty)),
            ("_dmarc.example.com", Ok("_dmarc.example.com")),
            ("", Err(DomainError::Empty)),
            ("a..b", Err(DomainError::Empty)),
            (
                "amazon.co.jp'a.attacker.example",
                Err(DomainError::BadCharacter),
            ),
            (
                "amazon.co.jp\0.attacker.example",
                Err(DomainError::BadCharacter),
            ),
            ("amazon.co.jp(a.example", Err(DomainError::BadCharacter)),
        ] {
            assert_eq!(
                Domain::parse(input)
                    .as_ref()
                    .map(Domain::as_str)
                    .map_err(|e| *e),
                expected,
                "{input}"
            );
        }
        assert_eq!(Domain::parse(&"a".repeat(64)), Err(DomainError::TooLong));
        assert_eq!(Domain::parse(&"a.".repeat(200)), Err(DomainError::TooLong));
    }

    #[test]
    fn within_means_the_same_name_or_below_it() {
        let of = |t: &str| Domain::parse(t).expect("test name");
        assert!(of("gc.email.amazon.co.jp").is_within(&of("amazon.co.jp")));
        assert!(of("amazon.co.jp").is_within(&of("amazon.co.jp")));
        assert!(!of("notamazon.co.jp").is_within(&of("amazon.co.jp")));
        assert!(!of("co.jp").is_within(&of("amazon.co.jp")));
    }
}
