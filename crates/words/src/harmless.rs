//! Foreign characters that must not reach a terminal or a page.

use facts::is_tricky;
use unicode_width::UnicodeWidthStr as _;

/// The text with every character replaced that could steer a terminal, turn the writing direction or hide
/// itself; line breaks stay.
///
/// ```
/// assert_eq!(words::harmless("a\u{1b}[31mb\u{202e}c\nd"), "a\u{fffd}[31mb\u{fffd}c\nd");
/// ```
#[must_use]
pub fn harmless(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c != '\n' && is_tricky(c) {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}

/// How many columns the text takes in a terminal, wide East Asian characters counting two.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// The same for one line: foreign text must not be able to begin a line of its own among ours.
pub(crate) fn harmless_line(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => ' ',
            c if is_tricky(c) => '\u{fffd}',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_count_two_columns() {
        assert_eq!(width("mioboe"), 6);
        assert_eq!(width("身に覚え"), 8);
    }

    #[test]
    fn foreign_text_stays_on_one_line() {
        assert_eq!(
            harmless_line("a\r\nb\u{2028}c\u{9b}31m\u{7f}"),
            "a  b c\u{fffd}31m\u{fffd}"
        );
    }
}
