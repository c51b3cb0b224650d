//! Finds the names of brands in text, as whole names, honest or disguised.

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::MatchKind;
use brands::{Brands, NameUse};
use facts::{BrandId, SuffixList};

use crate::fold::{
    Folded, fold, is_hiragana, is_invisible, is_japanese, is_kanji, is_katakana, is_mark, plain,
};
use crate::lookalike::Likenesses;
use crate::search::Search;
use crate::words::Words;

/// A brand's name found in a text.
#[derive(Clone, Debug)]
pub(crate) struct Mention {
    pub(crate) brand: BrandId,
    /// Bytes of the folded text.
    pub(crate) folded: Range<usize>,
    /// Bytes of the original text.
    pub(crate) original: Range<usize>,
    pub(crate) is_ambiguous: bool,
    /// Written with look-alike letters, hidden characters, gaps or a slip that passes for the name.
    pub(crate) is_disguised: bool,
}

/// How often one name is looked at in one text; a name that stands there more often is said often enough.
const TRIES: u16 = 1_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    Prose,
    AuthorName,
}

#[derive(Debug)]
struct Entry {
    brand: BrandId,
    plain: String,
    folded: String,
    is_ambiguous: bool,
    letters: usize,
}

/// The names of all brands, ready to be searched for.
#[derive(Debug)]
pub(crate) struct Lexicon {
    search: Search,
    entries: Vec<Entry>,
    slips: Vec<Slip>,
    /// What hosts are held against.
    pub(crate) likenesses: Likenesses,
}

/// A Latin name long enough for a slip to be told from another word.
#[derive(Debug)]
struct Slip {
    brand: BrandId,
    plain: Vec<u8>,
}

impl Lexicon {
    pub(crate) fn new(brands: &Brands, suffixes: &SuffixList) -> Result<Self, String> {
        let mut entries = Vec::new();
        let mut slips = Vec::new();
        for brand in brands.iter() {
            for name in &brand.names {
                let folded = fold(&name.text).text;
                if folded.is_empty() {
                    continue;
                }
                let plain_name = plain(&name.text);
                let is_ambiguous = name.usage == NameUse::Ambiguous;
                if !is_ambiguous
                    && plain_name.len() >= 6
                    && plain_name.bytes().all(|b| b.is_ascii_alphanumeric())
                {
                    slips.push(Slip {
                        brand: brand.id.clone(),
                        plain: plain_name.clone().into_bytes(),
                    });
                }
                entries.push(Entry {
                    brand: brand.id.clone(),
                    letters: plain_name.chars().count(),
                    plain: plain_name,
                    folded,
                    is_ambiguous,
                });
            }
        }
        let folded = entries.iter().map(|entry| &entry.folded);
        let search = Search::new(folded, MatchKind::Standard)?;
        Ok(Self {
            search,
            entries,
            slips,
            likenesses: Likenesses::new(brands, suffixes),
        })
    }

    /// The names in `text`, the longest where they overlap, in order.
    ///
    /// In prose an ambiguous name is kept only where it stands alone or before a service word.
    pub(crate) fn mentions(&self, text: &str, folded: &Folded, words: &Words) -> Vec<Mention> {
        self.find(text, folded, words, Context::Prose)
    }

    /// The names in an author's name, where the caller judges what stands around an ambiguous one.
    pub(crate) fn named(&self, text: &str, folded: &Folded, words: &Words) -> Vec<Mention> {
        self.find(text, folded, words, Context::AuthorName)
    }

    fn find(&self, text: &str, folded: &Folded, words: &Words, context: Context) -> Vec<Mention> {
        let mut found: Vec<Mention> = Vec::new();
        // Of thousands of names a mail speaks of a few.
        let mut tries: BTreeMap<usize, u16> = BTreeMap::new();
        let names = self.entries.iter().map(|entry| &entry.folded);
        let automaton = self.search.automaton(folded.text.len(), names);
        for hit in automaton.find_overlapping_iter(&folded.text) {
            let number = hit.pattern().as_usize();
            let entry = &self.entries[number];
            let tries = tries.entry(number).or_default();
            if *tries >= TRIES {
                continue;
            }
            *tries += 1;
            // A single letter is a letter, unless it is all that an author is called.
            if entry.letters < 2 && context == Context::Prose {
                continue;
            }
            if !folded.text.is_char_boundary(hit.start())
                || !folded.text.is_char_boundary(hit.end())
            {
                continue;
            }
            let original = trimmed(text, folded.original(hit.start(), hit.end()));
            if is_in_link(text, &original) {
                continue;
            }
            if original.is_empty()
                || !is_whole(
                    text,
                    &original,
                    entry,
                    &folded.text,
                    hit.range(),
                    words,
                    context,
                )
            {
                continue;
            }
            let written = &text[original.clone()];
            // A katakana or Chinese name in hiragana is a disguise in an author's name, and in a sentence mere chance.
            if written.chars().any(is_hiragana) && !entry.plain.chars().any(is_hiragana) {
                let touches = text[..original.start]
                    .chars()
                    .next_back()
                    .is_some_and(is_hiragana)
                    || text[original.end..].chars().next().is_some_and(is_hiragana);
                if context == Context::Prose || entry.letters < 4 || touches {
                    continue;
                }
            }
            let is_disguised = disguised(written, entry);
            // A short or common word is far more often another word than a disguise, unless it borrows letters
            // from another alphabet.
            if is_disguised
                && (entry.letters < 4 || entry.is_ambiguous)
                && !(context == Context::AuthorName && borrows_letters(written, entry))
            {
                continue;
            }
            found.push(Mention {
                brand: entry.brand.clone(),
                folded: hit.range(),
                original,
                is_ambiguous: entry.is_ambiguous,
                is_disguised,
            });
        }
        found.sort_by(|a, b| {
            (b.folded.len(), a.folded.start, a.is_disguised, &a.brand).cmp(&(
                a.folded.len(),
                b.folded.start,
                b.is_disguised,
                &b.brand,
            ))
        });
        // The longest first; each byte of the text belongs to the name that took it first.
        let mut taken = vec![0u32; folded.text.len()];
        let mut kept: Vec<Mention> = Vec::new();
        let mut number = 0u32;
        for mention in found {
            let bytes = &mut taken[mention.folded.clone()];
            let holder = bytes.first().copied().unwrap_or(0);
            if holder == 0 && bytes.iter().all(|taken| *taken == 0) {
                number += 1;
                bytes.fill(number);
                kept.push(mention);
            } else if kept
                .last()
                .is_some_and(|last| last.folded == mention.folded && last.brand != mention.brand)
            {
                // Two brands of one house can have the same name.
                kept.push(mention);
            }
        }
        kept.sort_by_key(|mention| mention.folded.start);
        kept
    }

    /// Brands whose Latin name a word of `text` misspells in a way that passes unnoticed: two letters
    /// exchanged, one doubled, or one for another of like shape.
    pub(crate) fn slips(&self, text: &str) -> Vec<Mention> {
        let mut found = Vec::new();
        let mut start = 0;
        for (at, c) in text
            .char_indices()
            .chain(std::iter::once((text.len(), ' ')))
        {
            if c.is_ascii_alphanumeric() {
                continue;
            }
            let word = &text[start..at];
            if (6..=24).contains(&word.len()) && word.is_ascii() {
                let lower = word.to_ascii_lowercase();
                for slip in &self.slips {
                    if is_unnoticed_slip(lower.as_bytes(), &slip.plain) {
                        found.push(Mention {
                            brand: slip.brand.clone(),
                            folded: 0..0,
                            original: start..at,
                            is_ambiguous: false,
                            is_disguised: true,
                        });
                        break;
                    }
                }
            }
            start = at + c.len_utf8();
        }
        found
    }
}

/// Drops invisible characters and white space at the ends of a range.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let Some(slice) = text.get(range.clone()) else {
        return 0..0;
    };
    let is_edge = |c: char| c.is_whitespace() || is_invisible(c);
    let start = range.start + (slice.len() - slice.trim_start_matches(is_edge).len());
    let end = range.start + slice.trim_end_matches(is_edge).len();
    start..end.max(start)
}

fn disguised(written: &str, entry: &Entry) -> bool {
    let honest = plain(written);
    if honest == entry.plain {
        return false;
    }
    // One gap in a Japanese name is layout (三井住友 カード); a gap after every letter is not.
    let gaps = written.chars().filter(|c| c.is_whitespace()).count();
    let closed: String = honest.chars().filter(|c| !c.is_whitespace()).collect();
    let name: String = entry.plain.chars().filter(|c| !c.is_whitespace()).collect();
    !(closed == name && gaps <= 1)
}

/// Whether letters of another alphabet stand for Latin ones, marks or invisible characters inside them, or digits
/// inside a word of five letters or more.
fn borrows_letters(written: &str, entry: &Entry) -> bool {
    let is_foreign = |c: char| {
        c.is_alphabetic()
            && !c.is_ascii()
            && !is_japanese(c)
            && !('\u{ff00}'..='\u{ffef}').contains(&c)
    };
    let has_digit = |text: &str| text.chars().any(|c| c.is_ascii_digit());
    written.chars().any(is_foreign)
        || written.chars().any(|c| is_invisible(c) || is_mark(c))
        || (entry.letters >= 5 && has_digit(written) && !has_digit(&entry.plain))
}

/// Whether the name stands as a word of its own.
fn is_whole(
    text: &str,
    range: &Range<usize>,
    entry: &Entry,
    folded: &str,
    hit: Range<usize>,
    words: &Words,
    context: Context,
) -> bool {
    let (folded_start, folded_end) = (hit.start, hit.end);
    let before = text[..range.start]
        .chars()
        .rev()
        .find(|c| !is_invisible(*c));
    let after = text[range.end..].chars().find(|c| !is_invisible(*c));
    let first = entry.plain.chars().next().unwrap_or(' ');
    let last = entry.plain.chars().next_back().unwrap_or(' ');
    let is_other_script_letter = |c: char| c.is_alphanumeric() && !is_japanese(c);
    if is_other_script_letter(first) && before.is_some_and(is_other_script_letter) {
        return false;
    }
    // The last labels of a host name are nobody's name (`jp` in `smbc.co.jp`), nor are the pieces of one an
    // ambiguous one.
    if is_joined(text[..range.start].chars().rev(), &['.'])
        || entry.is_ambiguous
            && (is_joined(text[..range.start].chars().rev(), &['-', '_', '/', '@'])
                || is_joined(text[range.end..].chars(), &['.', '-', '_', '@']))
    {
        return false;
    }
    if is_other_script_letter(last) && after.is_some_and(is_other_script_letter) {
        return false;
    }
    let service_follows =
        || words.service.begins(folded, folded_end) || words.offer.begins(folded, folded_end);
    if is_katakana(first) && before.is_some_and(is_katakana) {
        return false;
    }
    if is_katakana(last) && after.is_some_and(is_katakana) && !service_follows() {
        return false;
    }
    if is_kanji(first)
        && before.is_some_and(is_kanji)
        && entry.letters <= 2
        && !words.service.ends(folded, folded_start)
    {
        return false;
    }
    if is_kanji(last) && after.is_some_and(is_kanji) && entry.letters <= 3 && !service_follows() {
        return false;
    }
    if entry.plain.chars().all(is_hiragana) && before.is_some_and(is_hiragana) {
        return false;
    }
    !entry.is_ambiguous
        || context == Context::AuthorName
        || stands_alone(before, after)
        || service_follows()
}

/// Whether the spot lies inside a written link: its host is judged as a link, its path is nobody's name.
fn is_in_link(text: &str, range: &Range<usize>) -> bool {
    let before = &text[..range.start];
    let word = before
        .char_indices()
        .rev()
        .take(200)
        .take_while(|(_, c)| !c.is_whitespace() && !is_japanese(*c))
        .last()
        .map_or(range.start, |(at, _)| at);
    before[word..].contains("://")
}

/// Whether the nearest character is one of `joints` and a Latin letter or digit follows it.
fn is_joined(mut outward: impl Iterator<Item = char>, joints: &[char]) -> bool {
    outward.next().is_some_and(|c| joints.contains(&c))
        && outward.next().is_some_and(|c| c.is_ascii_alphanumeric())
}

fn stands_alone(before: Option<char>, after: Option<char>) -> bool {
    before.is_none() && after.is_none()
        || before
            .is_some_and(|c| matches!(c, '【' | '[' | '［' | '「' | '＜' | '<' | '『' | '(' | '（'))
            && after.is_some_and(|c| {
                matches!(c, '】' | ']' | '］' | '」' | '＞' | '>' | '』' | ')' | '）')
            })
}

/// One slip that the eye forgives, between words of at least six letters.
pub(crate) fn is_unnoticed_slip(word: &[u8], name: &[u8]) -> bool {
    let (w, n) = (word.len(), name.len());
    if n < 6 || word == name {
        return false;
    }
    let same_start = word.iter().zip(name).take_while(|(a, b)| a == b).count();
    let rest_word = &word[same_start..];
    let rest_name = &name[same_start..];
    if w == n {
        // Two neighbours exchanged.
        if rest_word.len() >= 2 && rest_word[0] == rest_name[1] && rest_word[1] == rest_name[0] {
            return rest_word[2..] == rest_name[2..];
        }
        // One letter for another of like shape.
        return !rest_word.is_empty()
            && rest_word[1..] == rest_name[1..]
            && is_like(rest_word[0], rest_name[0]);
    }
    if w == n + 1 {
        // One letter doubled.
        return same_start > 0
            && rest_word[1..] == *rest_name
            && rest_word[0] == word[same_start - 1];
    }
    // One of two equal letters missing.
    w + 1 == n
        && same_start > 0
        && rest_name[1..] == *rest_word
        && rest_name[0] == name[same_start - 1]
}

fn is_like(a: u8, b: u8) -> bool {
    const GROUPS: [&[u8]; 8] = [b"mn", b"uv", b"ce", b"gq9", b"il1tj", b"o0", b"s5", b"z2"];
    GROUPS
        .iter()
        .any(|group| group.contains(&a) && group.contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_passes_unnoticed_and_another_word_does_not() {
        for (word, name, expected) in [
            ("amzaon", "amazon", true),
            ("amazom", "amazon", true),
            ("aamzon", "amazon", true),
            ("amazzon", "amazon", true),
            ("amazon", "amazon", false),
            ("amazing", "amazon", false),
            ("rakuen", "rakuten", false),
            ("paypai", "paypal", true),
            ("paypla", "paypal", true),
            ("netfiix", "netflix", true),
            ("goggle", "google", false),
            ("epson", "epos", false),
        ] {
            assert_eq!(
                is_unnoticed_slip(word.as_bytes(), name.as_bytes()),
                expected,
                "{word} for {name}"
            );
        }
    }
}
