//! Order numbers of a shape that the brand never uses.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use crate::fold::{Folded, is_invisible};
use crate::words::Words;

/// Characters between the word and the number.
const GAP: usize = 8;
/// Characters of a number; a longer run is something else.
const LENGTH: usize = 40;
/// Digits that make a run a number.
const DIGITS: usize = 6;
/// Order numbers looked at.
const TRIES: usize = 20;

/// The first number behind words such as "order number" that fits none of the shapes.
pub(crate) fn strange(
    text: &str,
    folded: &Folded,
    words: &Words,
    shapes: &[Box<str>],
) -> Option<Range<usize>> {
    if shapes.is_empty() {
        return None;
    }
    for (_, spot) in words.order_number.all(&folded.text).take(TRIES) {
        let from = folded.original(spot.start, spot.end).end;
        let Some((range, number)) = number_at(text, from) else {
            continue;
        };
        let is_number = number.chars().filter(char::is_ascii_digit).count() >= DIGITS;
        if is_number && !shapes.iter().any(|shape| fits(&number, shape)) {
            return Some(range);
        }
        if is_number {
            // One well-formed number is enough: others may be a shop's own or a parcel's.
            return None;
        }
    }
    None
}

/// The run of digits, letters and hyphens that stands right behind a word.
fn number_at(text: &str, from: usize) -> Option<(Range<usize>, String)> {
    let mut number = String::new();
    let (mut start, mut end) = (from, from);
    let mut skipped = 0;
    for (at, c) in text.get(from..)?.char_indices() {
        if is_invisible(c) {
            continue;
        }
        let plain = std::iter::once(c).nfkc().next().unwrap_or(c);
        let plain = if matches!(c, '‐'..='―' | 'ー' | '－' | '−') {
            '-'
        } else {
            plain
        };
        if plain.is_ascii_alphanumeric() || (!number.is_empty() && matches!(plain, '-' | '*')) {
            if number.is_empty() {
                start = from + at;
            }
            end = from + at + c.len_utf8();
            number.push(plain.to_ascii_uppercase());
            if number.len() > LENGTH {
                return None;
            }
        } else if number.is_empty() {
            skipped += 1;
            if skipped > GAP {
                return None;
            }
        } else {
            break;
        }
    }
    (!number.is_empty()).then_some((start..end, number))
}

/// Whether a number has a shape: 9 is a digit (or a sign that covers one up), A a letter, the rest stands for itself.
fn fits(number: &str, shape: &str) -> bool {
    let number = number.trim_end_matches('-');
    number.len() == shape.len()
        && number
            .bytes()
            .zip(shape.bytes())
            .all(|(have, want)| match want {
                b'9' => have.is_ascii_digit() || matches!(have, b'X' | b'*'),
                b'A' => have.is_ascii_uppercase(),
                _ => have == want,
            })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::fold;

    #[test]
    fn shapes_behind_the_word() {
        let words = Words::embedded().expect("lists");
        let shapes: Vec<Box<str>> = ["999-9999999-9999999", "D99-9999999-9999999"]
            .map(Into::into)
            .into();
        for (text, expected) in [
            (
                "注文番号：854-96438164-XXXX です",
                Some("854-96438164-XXXX"),
            ),
            ("注文番号 503-1234567-1234567", None),
            ("ご注文番号：５０３－１２３４５６７－１２３４５６７", None),
            ("注文番号\u{202b} 503-1234567-1234567", None),
            ("注文番号: 503-1234567-XXXXXXX", None),
            ("Order #: D01-1234567-1234567", None),
            ("Order number 12345678901", Some("12345678901")),
            ("注文番号がわかる書類", None),
            (
                "注文番号は別のメールでお知らせします。電話 0120123456",
                None,
            ),
            ("854-96438164-1234", None),
        ] {
            let folded = fold(text);
            let found = strange(text, &folded, &words, &shapes).map(|range| &text[range]);
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(
            strange("注文番号 1234567", &fold("注文番号 1234567"), &words, &[]),
            None
        );
    }

    #[test]
    fn so_many_order_numbers_are_looked_at() {
        let words = Words::embedded().expect("lists");
        let shapes = [Box::from("999-9999999-9999999")];
        let is_found = |before: usize| {
            let text = format!(
                "{}注文番号 12345678901",
                "注文番号は別のメールでお知らせします。".repeat(before)
            );
            strange(&text, &fold(&text), &words, &shapes).is_some()
        };
        assert!(is_found(19));
        assert!(!is_found(20));
    }
}
