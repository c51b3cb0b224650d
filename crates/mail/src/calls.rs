//! Telephone numbers that a mail asks to call, and other numbers that somebody planted.

use std::ops::Range;

use brands::{Brand, ContactKind};
use unicode_normalization::UnicodeNormalization as _;

use crate::conduct::Seen;
use crate::fold::is_invisible;
use crate::words::Words;

/// How far, in octets of the text, a request to call may stand from the number.
const NEAR: usize = 160;
/// Numbers looked at in one text.
const NUMBERS: usize = 200;
/// Digits from which on a number may be one of a telephone.
const LEAST_DIGITS: usize = 7;
/// Characters between two digits of one number.
const GAP: usize = 3;

/// A telephone number in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    /// Where it stands.
    pub(crate) range: Range<usize>,
    /// Its digits, the country's trunk zero first where it is Japanese.
    pub(crate) digits: String,
}

/// The first number that the text asks to call, unless it is one of the brand's.
pub(crate) fn asked_for(seen: &Seen<'_>, words: &Words, brand: Option<&Brand>) -> Option<Number> {
    let folded = &seen.folded;
    let mut numbers = seen.numbers().to_vec();
    numbers.retain(|number| !brand.is_some_and(|brand| is_of(brand, &number.digits)));
    if numbers.is_empty() {
        return None;
    }
    let spots: Vec<Range<usize>> = words
        .call
        .all(&folded.text)
        .take(NUMBERS)
        .map(|(_, range)| folded.original(range.start, range.end))
        .collect();
    numbers.into_iter().find(|number| {
        spots.iter().any(|spot| {
            let apart = number
                .range
                .start
                .saturating_sub(spot.end)
                .max(spot.start.saturating_sub(number.range.end));
            apart <= NEAR
        })
    })
}

fn is_of(brand: &Brand, digits: &str) -> bool {
    brand
        .contacts
        .iter()
        .filter(|contact| contact.kind == ContactKind::Phone)
        .any(|contact| {
            let own: String = contact.value.chars().filter(char::is_ascii_digit).collect();
            own == digits
        })
}

/// All telephone numbers of a text: digits of any width, spaced out, salted, with letters that pass for digits.
pub(crate) fn numbers(text: &str) -> Vec<Number> {
    let mut found = Vec::new();
    let mut start = 0;
    // No number goes on behind the end of a line, and few lines hold one.
    for line in text.split('\n') {
        if may_hold_number(line) {
            numbers_of_line(text, start..start + line.len(), &mut found);
            if found.len() >= NUMBERS {
                break;
            }
        }
        start += line.len() + 1;
    }
    found
}

/// Whether there are digits enough for a number, by octets: what passes for a digit and is not ASCII begins with
/// one of four.
pub(crate) fn may_hold_number(line: &str) -> bool {
    let may_be_digit = |b: &u8| b.is_ascii_digit() || matches!(b, 0xc2 | 0xe2 | 0xef | 0xf0);
    line.bytes().filter(may_be_digit).count() >= LEAST_DIGITS
}

fn numbers_of_line(text: &str, line: Range<usize>, found: &mut Vec<Number>) {
    let mut run = Run::default();
    let (first, last) = (line.start, line.end);
    let line = text.get(line).unwrap_or_default();
    for (at, c) in line.char_indices().map(|(at, c)| (first + at, c)) {
        if is_invisible(c) {
            continue;
        }
        let end = at + c.len_utf8();
        match digit(c) {
            Some(digit) => run.push(digit, at..end),
            // A letter that passes for a digit counts inside a number alone.
            None if run.real >= 3
                && matches!(c, 'O' | 'o' | 'l' | 'I' | '|')
                && is_inside(text.get(end..last).unwrap_or_default(), run.gap) =>
            {
                run.lookalike(if matches!(c, 'O' | 'o') { '0' } else { '1' }, at..end);
            }
            None if matches!(c, '+' | '＋') => {
                run.finish(found);
                run = Run {
                    is_international: true,
                    start: at,
                    ..Run::default()
                };
            }
            None if is_separator(c) && run.gap < GAP && !run.digits.is_empty() => {
                run.gap += 1;
                run.separators += 1;
            }
            // What follows a letter at once belongs to its word.
            None if is_separator(c) && run.digits.is_empty() => {
                run.follows_letter &= !c.is_whitespace() && c != '(';
            }
            None => {
                run.finish(found);
                run = Run {
                    follows_letter: c.is_alphanumeric() && c.is_ascii()
                        || matches!(c, '@' | '#' | '=' | '%' | '&'),
                    ..Run::default()
                };
            }
        }
        if found.len() >= NUMBERS {
            return;
        }
    }
    run.finish(found);
}

/// Whether a number goes on behind a letter, or ends with it.
fn is_inside(rest: &str, gap: usize) -> bool {
    let next = rest.chars().find(|c| !is_invisible(*c));
    match next {
        Some(next) => digit(next).is_some() || (gap == 0 && !next.is_alphanumeric()),
        None => gap == 0,
    }
}

fn digit(c: char) -> Option<char> {
    if c.is_ascii_digit() {
        return Some(c);
    }
    if c.is_ascii() || !c.is_numeric() {
        return None;
    }
    let mut forms = std::iter::once(c).nfkc();
    let plain = forms.next()?;
    (plain.is_ascii_digit() && forms.next().is_none()).then_some(plain)
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() && c != '\n'
        || matches!(
            c,
            '-' | '.' | '(' | ')' | '/' | '·' | '・' | '_' | '*' | '~' | '（' | '）' | '‐'
                ..='―' | 'ー' | '－' | '−' | '●' | '•'
        )
}

#[derive(Default)]
struct Run {
    digits: String,
    start: usize,
    end: usize,
    gap: usize,
    separators: usize,
    /// How many digits stand together, in order.
    groups: Vec<usize>,
    /// Digits that are digits.
    real: usize,
    is_international: bool,
    follows_letter: bool,
}

impl Run {
    fn push(&mut self, digit: char, range: Range<usize>) {
        self.real += 1;
        self.lookalike(digit, range);
    }

    fn lookalike(&mut self, digit: char, range: Range<usize>) {
        if self.digits.is_empty() && !self.is_international {
            self.start = range.start;
        }
        // A new group begins behind a separator.
        if (self.gap > 0 || self.groups.is_empty()) && self.groups.len() < 20 {
            self.groups.push(0);
        }
        if let Some(group) = self.groups.last_mut() {
            *group += 1;
        }
        self.end = range.end;
        self.gap = 0;
        // Longer runs are no telephone numbers; they are not kept.
        if self.digits.len() < 20 {
            self.digits.push(digit);
        }
    }

    fn finish(&self, found: &mut Vec<Number>) {
        if self.follows_letter || self.real < LEAST_DIGITS {
            return;
        }
        if let Some(digits) = self.as_number() {
            found.push(Number {
                range: self.start..self.end,
                digits,
            });
        }
    }

    fn as_number(&self) -> Option<String> {
        let digits = self.digits.as_str();
        let inside = self.separators > 0;
        if self.is_international {
            // E.164: at most fifteen digits, country code first.
            if let Some(rest) = digits.strip_prefix("81") {
                let rest = rest.strip_prefix('0').unwrap_or(rest);
                return (9..=10).contains(&rest.len()).then(|| format!("0{rest}"));
            }
            return (9..=15).contains(&digits.len()).then(|| digits.to_owned());
        }
        if digits.starts_with('0') {
            let is_japanese = match digits.len() {
                10 => {
                    !digits.starts_with("00")
                        && (inside || digits.starts_with("0120") || digits.starts_with("0570"))
                }
                11 => ["050", "070", "080", "090"]
                    .iter()
                    .any(|p| digits.starts_with(p)),
                _ => false,
            };
            return is_japanese.then(|| digits.to_owned());
        }
        let national = match digits.len() {
            11 => digits.strip_prefix('1')?,
            10 => digits,
            _ => return None,
        };
        // North America: neither area nor exchange begins with 0 or 1.
        let begins_well = |at: usize| {
            national
                .as_bytes()
                .get(at)
                .is_some_and(|b| (b'2'..=b'9').contains(b))
        };
        let is_toll_free = ["800", "888", "877", "866", "855", "844", "833"]
            .iter()
            .any(|prefix| national.starts_with(prefix));
        // Days and hours are grouped otherwise.
        let groups = match self.groups.as_slice() {
            [1, rest @ ..] if digits.len() == 11 => rest,
            groups => groups,
        };
        let is_grouped = groups == [3, 3, 4] || groups.iter().all(|group| *group == 1);
        (begins_well(0) && begins_well(3) && (is_grouped || is_toll_free))
            .then(|| format!("1{national}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_is_counted_by_its_first_octet() {
        for c in (char::MIN..=char::MAX).filter(|c| digit(*c).is_some()) {
            assert!(may_hold_number(&c.to_string().repeat(7)), "{c}");
        }
        assert!(!may_hold_number("123-456"));
    }

    #[test]
    fn numbers_in_every_dress() {
        for (text, expected) in [
            ("0120-123-456", Some("0120123456")),
            ("０１２０－１２３－４５６まで", Some("0120123456")),
            ("0120123456", Some("0120123456")),
            ("0570-000-123", Some("0570000123")),
            ("050-1234-5678", Some("05012345678")),
            ("0800-123-4567", Some("08001234567")),
            ("03(1234)5678", Some("0312345678")),
            ("+81 3-1234-5678", Some("0312345678")),
            ("+81-(0)90-1234-5678", Some("09012345678")),
            ("+1 (888) 555-0123", Some("18885550123")),
            ("1-888-555-0123", Some("18885550123")),
            ("(888) 555 0123", Some("18885550123")),
            ("8 8 8 . 5 5 5 . 0 1 2 3", Some("18885550123")),
            ("+1 8\u{200b}88 5\u{200b}55 O123", Some("18885550123")),
            ("0120-123-456 or", Some("0120123456")),
            ("+44 20 7946 0000", Some("442079460000")),
            ("503-1234567-1234567", None),
            ("2026-11-22 10:00", None),
            ("¥30,000", None),
            ("1234 5678 9012 3456", None),
            ("〒100-0001", None),
            ("ID8885550123", None),
            ("JPY 1000000", None),
        ] {
            let found = numbers(text);
            assert_eq!(found.first().map(|n| n.digits.as_str()), expected, "{text}");
        }
    }
}
