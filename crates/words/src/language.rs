//! The languages that mioboe speaks.

/// A language; always an argument, never a global.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Japanese.
    Japanese,
    /// English.
    English,
}

impl Language {
    /// Both languages.
    pub const ALL: [Self; 2] = [Self::Japanese, Self::English];

    /// Reads a language name (`ja`, `en`), a language tag (`ja-JP`) or a POSIX locale (`ja_JP.UTF-8`).
    ///
    /// `None` for every other language and for `C` and `POSIX`, which name no language.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let name = text.split(['-', '_', '.', '@']).next().unwrap_or_default();
        if name.eq_ignore_ascii_case("ja") {
            Some(Self::Japanese)
        } else if name.eq_ignore_ascii_case("en") {
            Some(Self::English)
        } else {
            None
        }
    }

    /// The two-letter name (ISO 639-1).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Japanese => "ja",
            Self::English => "en",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_read_from_what_people_and_systems_write() {
        for (text, expected) in [
            ("ja", Some(Language::Japanese)),
            ("ja_JP.UTF-8", Some(Language::Japanese)),
            ("JA-jp", Some(Language::Japanese)),
            ("en", Some(Language::English)),
            ("en_GB@euro", Some(Language::English)),
            ("C", None),
            ("POSIX", None),
            ("", None),
            ("jav", None),
            ("de_DE.UTF-8", None),
        ] {
            assert_eq!(Language::parse(text), expected, "{text}");
        }
    }
}
