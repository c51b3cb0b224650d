//! Which charset a label means, broken labels included.

use encoding_rs::{
    EUC_KR, Encoding, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, X_USER_DEFINED,
};

/// What a charset label stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Charset {
    /// An encoding of the WHATWG standard.
    Known(&'static Encoding),
    /// ISO-2022-JP and its extensions; decoded by ourselves, see `iso2022jp`.
    Iso2022Jp,
    /// UTF-7 (RFC 2152), which browsers refuse and mail programs read.
    Utf7,
    /// Declared as ASCII, or as nothing in particular: whatever else stands there is a guess.
    Ascii,
    /// Not known.
    Unknown,
}

impl Charset {
    /// The charset a label means; quotes, a leading underscore and whatever follows the name are dropped.
    pub(crate) fn of_label(label: &str) -> Self {
        let name: String = label
            .trim_start_matches(|c: char| !c.is_ascii_alphanumeric())
            .chars()
            .filter(|c| !matches!(c, '"' | '\'' | '\\'))
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '+'))
            .take(64)
            .collect::<String>()
            .to_ascii_lowercase();
        if name.is_empty() {
            return Self::Unknown;
        }
        if let Some(found) = Self::of_name(&name) {
            return found;
        }
        // Spelling differs by hyphen and underscore more than by anything else: `utf_8`, `iso8859_1`.
        let squeezed: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        Self::of_squeezed(&squeezed).unwrap_or(Self::Unknown)
    }

    fn of_name(name: &str) -> Option<Self> {
        match name {
            "us-ascii" | "ascii" | "ansi_x3.4-1968" | "7bit" | "8bit" | "binary" | "default"
            | "unknown-8bit" | "none" | "unknown" => Some(Self::Ascii),
            _ => match Encoding::for_label_no_replacement(name.as_bytes()) {
                Some(encoding) if encoding == ISO_2022_JP => Some(Self::Iso2022Jp),
                Some(encoding) if encoding == REPLACEMENT || encoding == X_USER_DEFINED => None,
                Some(encoding) => Some(Self::Known(encoding)),
                None => None,
            },
        }
    }

    fn of_squeezed(name: &str) -> Option<Self> {
        if name.starts_with("iso2022jp")
            || matches!(
                name,
                "cp50220" | "cp50221" | "cp50222" | "jis" | "iso2202jp"
            )
        {
            return Some(Self::Iso2022Jp);
        }
        if matches!(
            name,
            "utf7" | "unicode11utf7" | "xunicode11utf7" | "csutf7" | "unicode20utf7"
        ) {
            return Some(Self::Utf7);
        }
        let known =
            |label: &str| Encoding::for_label_no_replacement(label.as_bytes()).map(Self::Known);
        match name {
            "cp932" | "ms932" | "mskanji" | "windows932" | "shiftjisx0213" | "shiftjis2004"
            | "xshiftjis" | "sjisopen" => known("shift_jis"),
            "cp51932" | "eucjpms" | "eucjis2004" | "ujis" | "xeuc" | "eucjp" => known("euc-jp"),
            "cp936" | "windows936" | "euccn" | "ms936" => known("gbk"),
            "cp54936" => known("gb18030"),
            "cp950" | "windows950" | "ms950" | "eten" | "big5eten" => known("big5"),
            "cp949" | "uhc" | "ms949" => Some(Self::Known(EUC_KR)),
            "cp65001" | "utf8mb4" | "utf" | "xutf8" | "utf8bom" => Some(Self::Known(UTF_8)),
            "utf16be" => Some(Self::Known(UTF_16BE)),
            "utf16" | "utf16le" | "ucs2" => Some(Self::Known(UTF_16LE)),
            "utf8" => Some(Self::Known(UTF_8)),
            _ => {
                if let Some(page) = ["windows", "cp", "win", "ms", "xcp", "ansi"]
                    .iter()
                    .find_map(|prefix| name.strip_prefix(prefix))
                    .filter(|page| page.len() == 4 && page.starts_with("125"))
                {
                    return known(&format!("windows-{page}"));
                }
                let part = name
                    .strip_prefix("iso8859")
                    .or_else(|| name.strip_prefix("8859"))?;
                let part: String = part.chars().take_while(char::is_ascii_digit).collect();
                known(&format!("iso-8859-{part}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_read_through_its_damage() {
        for (label, name) in [
            ("UTF-8", "UTF-8"),
            ("utf_8", "UTF-8"),
            ("\"utf-8\"", "UTF-8"),
            ("utf-8;", "UTF-8"),
            ("utf-8<html>", "UTF-8"),
            ("CP932", "Shift_JIS"),
            ("windows-31j", "Shift_JIS"),
            ("cp-1252", "windows-1252"),
            ("iso8859_15", "ISO-8859-15"),
            ("iso-8859-1", "windows-1252"),
            ("gb2312", "GBK"),
            ("x-gbk", "GBK"),
        ] {
            match Charset::of_label(label) {
                Charset::Known(encoding) => assert_eq!(encoding.name(), name, "{label}"),
                other => panic!("{label}: {other:?}"),
            }
        }
        for (label, expected) in [
            ("iso-2022-jp-3", Charset::Iso2022Jp),
            ("_iso-2022-jp$esc", Charset::Iso2022Jp),
            ("cp50221", Charset::Iso2022Jp),
            ("X-UNICODE-1-1-UTF-7", Charset::Utf7),
            ("us-ascii", Charset::Ascii),
            ("cp-850", Charset::Unknown),
            ("hz-gb-2312", Charset::Unknown),
            ("", Charset::Unknown),
        ] {
            assert_eq!(Charset::of_label(label), expected, "{label}");
        }
    }
}
