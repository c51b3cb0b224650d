//! The language of a text as shown.

use whatlang::Lang;

/// Characters that are looked at.
const TEXT_LIMIT: usize = 20_000;
/// Letters without which no language is told.
const LEAST_LETTERS: usize = 40;
/// Kana of all letters, in percent, that make a text Japanese: names, links and sums in Latin letters fill a mail.
const KANA_SHARE: usize = 8;
/// Letters of another script, in percent, that make a text one of that script's language.
const SCRIPT_SHARE: usize = 30;

/// A language, by its two letters of ISO 639-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(&'static str);

/// The languages that are told apart; each has a word `fact-language-…`.
const KNOWN: &[&str] = &[
    "ja", "en", "zh", "ko", "de", "fr", "es", "pt", "it", "nl", "ru", "pl", "tr", "vi", "id", "th",
    "sv", "ar",
];

impl Language {
    /// A language by its two letters; `None` for one that is not told apart here.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        KNOWN
            .iter()
            .find(|known| **known == tag)
            .map(|known| Self(known))
    }

    /// The two letters.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

/// The language of a text as shown; `None` where it is too short or cannot be told.
///
/// Scripts decide where they can: kana is Japanese, Hangul Korean, Chinese characters without kana Chinese. For the
/// rest the crate whatlang compares how often letters follow one another. Links and numbers say nothing and are left out.
#[must_use]
pub fn language(text: &str) -> Option<Language> {
    let text: String = text.chars().take(TEXT_LIMIT).collect();
    let words: String = text
        .split_whitespace()
        .filter(|word| !word.contains("://") && !word.contains('@') && !word.contains("www."))
        .flat_map(|word| [word, " "])
        .collect();
    let (mut letters, mut kana, mut chinese, mut korean, mut latin) = (0, 0, 0, 0, 0);
    for c in words.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        match u32::from(c) {
            0x3041..=0x30ff | 0x31f0..=0x31ff | 0xff66..=0xff9f => kana += 1,
            0x3400..=0x9fff | 0xf900..=0xfaff | 0x2_0000..=0x3_ffff => chinese += 1,
            0x1100..=0x11ff | 0x3130..=0x318f | 0xac00..=0xd7af => korean += 1,
            0x41..=0x24f => latin += 1,
            _ => {}
        }
    }
    // A Japanese or Chinese sentence says in a dozen characters what others say in fifty.
    let wide = kana + chinese + korean;
    if letters + 3 * wide < LEAST_LETTERS {
        return None;
    }
    let is = |part: usize, percent: usize| part * 100 >= letters * percent;
    if kana > 0 && is(kana, KANA_SHARE) {
        return Language::parse("ja");
    }
    if is(korean, SCRIPT_SHARE) {
        return Language::parse("ko");
    }
    if is(chinese, SCRIPT_SHARE) {
        return Language::parse("zh");
    }
    // A few names in another script do not change the language of the rest.
    let rest: String = words
        .chars()
        .filter(|c| !matches!(u32::from(*c), 0x1100..=0x11ff | 0x3041..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff | 0xff66..=0xff9f))
        .collect();
    let told = whatlang::detect(&rest)?;
    if latin > 0 && !told.is_reliable() {
        return None;
    }
    Language::parse(match told.lang() {
        Lang::Eng => "en",
        Lang::Deu => "de",
        Lang::Fra => "fr",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Nld => "nl",
        Lang::Rus => "ru",
        Lang::Pol => "pl",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
        Lang::Ind => "id",
        Lang::Tha => "th",
        Lang::Swe => "sv",
        Lang::Ara => "ar",
        _ => return None,
    })
}
