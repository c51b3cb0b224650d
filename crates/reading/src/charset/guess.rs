//! Guesses the charset of octets without a usable label.

use std::borrow::Cow;

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GBK, SHIFT_JIS};

use super::{LAST_RESORT, iso2022jp, lower_name};

/// Octets that are looked at; a charset shows early.
const SAMPLE: usize = 4096;

/// Decodes octets by what they look like.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, &'static str) {
    if bytes.is_ascii() {
        let has_escape = bytes.windows(2).any(|w| matches!(w, [0x1b, b'$' | b'(']));
        return if has_escape {
            (Cow::Owned(iso2022jp::decode(bytes)), "iso-2022-jp")
        } else {
            (String::from_utf8_lossy(bytes), "utf-8")
        };
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => return (Cow::Borrowed(text), "utf-8"),
        // A cut at the end, or little damage in much UTF-8, does not make it another charset.
        Err(_) if is_mostly_utf8(bytes) => return (String::from_utf8_lossy(bytes), "utf-8"),
        Err(_) => {}
    }
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    let mut best: (&'static Encoding, i64) = (LAST_RESORT, western_score(sample));
    for encoding in [EUC_JP, SHIFT_JIS, GBK, BIG5, EUC_KR] {
        let score = score(sample, encoding);
        if score > best.1 {
            best = (encoding, score);
        }
    }
    let (text, _) = best.0.decode_without_bom_handling(bytes);
    (text, lower_name(best.0))
}

fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += chunk.invalid().len();
    }
    good > bad * 8
}

/// How much like running text the octets are in a two-octet charset, per hundred characters beyond ASCII.
fn score(sample: &[u8], encoding: &'static Encoding) -> i64 {
    let (text, _) = encoding.decode_without_bom_handling(sample);
    let is_japanese = encoding == EUC_JP || encoding == SHIFT_JIS;
    let (mut sum, mut count) = (0_i64, 0_i64);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        count += 1;
        sum += match c {
            '\u{fffd}' => -200,
            // Hiragana is dense in Japanese and nearly absent elsewhere.
            'ぁ'..='ん' => 120,
            'ァ'..='ー' => 100,
            '、' | '。' | '「' | '」' | '（' | '）' | '！' | '：' | '～' | '【' | '】' | '　'
            | '，' => 80,
            '\u{4e00}'..='\u{9fff}' => {
                if is_japanese {
                    45
                } else {
                    40
                }
            }
            '\u{ac00}'..='\u{d7a3}' if encoding == EUC_KR => 60,
            '\u{ff01}'..='\u{ff5e}' => 50,
            // Half-width kana is what other charsets look like in Shift_JIS.
            '\u{ff61}'..='\u{ff9f}' => -20,
            '\u{e000}'..='\u{f8ff}' => -150,
            _ => 0,
        };
    }
    if count == 0 {
        i64::MIN
    } else {
        sum * 100 / count / 100
    }
}

/// How much like a Western text the octets are: single high octets between ASCII letters.
fn western_score(sample: &[u8]) -> i64 {
    let mut high = 0_i64;
    let mut lone = 0_i64;
    for (at, &b) in sample.iter().enumerate() {
        if b < 0x80 {
            continue;
        }
        high += 1;
        let before = at
            .checked_sub(1)
            .and_then(|i| sample.get(i))
            .copied()
            .unwrap_or(b' ');
        let after = sample.get(at + 1).copied().unwrap_or(b' ');
        // 0x81..0x9f lead the kana of Shift_JIS and are no letters in windows-1252.
        if b >= 0xc0 && before.is_ascii() && (after.is_ascii() || before.is_ascii_alphabetic()) {
            lone += 1;
        }
    }
    if high == 0 { 0 } else { lone * 100 / high - 15 }
}
