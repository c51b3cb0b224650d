//! Where in an observation a finding rests.

use std::ops::Range;

use crate::ObservationId;

/// The spot in an observation on which a finding rests, with enough text to point at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The observation.
    pub observation: ObservationId,
    /// The spot.
    pub place: Place,
    /// What stands there, cut and defanged.
    pub quote: Quote,
}

/// A spot in an observation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// A header field.
    Header {
        /// The field name as written.
        name: Box<str>,
        /// The line of the raw message in which the field begins, from 1.
        line: u32,
    },
    /// The text a person sees in a body part.
    Text {
        /// The part's position in the tree, from 1 at each level; empty for the root.
        part: Vec<u16>,
    },
    /// The target or the label of a link.
    Link {
        /// The part in which the link stands.
        part: Vec<u16>,
        /// The link's position in that part, from 1.
        nth: u32,
    },
    /// The description or file name of an image or attachment.
    Attachment {
        /// The part.
        part: Vec<u16>,
    },
    /// A DNS record that was asked for.
    Dns {
        /// The name asked.
        name: Box<str>,
    },
    /// A row of a table, from 1.
    Row {
        /// The row.
        row: u64,
    },
}

/// A short piece of foreign text made harmless: no control characters, at most 240 characters, and for
/// links the path cut, so that no claim link is carried along.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quote {
    text: String,
    highlight: Range<usize>,
}

impl Quote {
    const LIMIT: usize = 240;

    /// Quotes `text`, pointing at the bytes `highlight` of it.
    ///
    /// A long text is cut around the highlight; a highlight that does not lie on character borders or
    /// outside the text points at the whole quote.
    #[must_use]
    pub fn new(text: &str, highlight: Range<usize>) -> Self {
        let highlight = if highlight.start <= highlight.end
            && text.is_char_boundary(highlight.start)
            && text.is_char_boundary(highlight.end)
        {
            highlight
        } else {
            0..text.len()
        };
        let before = Self::clean(&text[..highlight.start]);
        let marked: String = Self::clean(&text[highlight.clone()])
            .chars()
            .take(Self::LIMIT / 2)
            .collect();
        let after = Self::clean(&text[highlight.end..]);
        let skip = before.chars().count().saturating_sub(Self::LIMIT / 4);
        let mut quote = String::new();
        if skip > 0 {
            quote.push('…');
        }
        quote.extend(before.chars().skip(skip));
        let start = quote.len();
        quote.push_str(&marked);
        let end = quote.len();
        let mut rest = after.chars();
        quote.extend(rest.by_ref().take(Self::LIMIT / 4));
        if rest.next().is_some() {
            quote.push('…');
        }
        Self {
            text: quote,
            highlight: start..end,
        }
    }

    /// Quotes the whole of `text`.
    #[must_use]
    pub fn whole(text: &str) -> Self {
        Self::new(text, 0..text.len())
    }

    /// The quoted text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of [`Quote::text`] that decided.
    #[must_use]
    pub fn highlight(&self) -> Range<usize> {
        self.highlight.clone()
    }

    fn clean(text: &str) -> String {
        // Terminal escapes and bidirectional controls must not reach a terminal or a page.
        text.chars()
            .map(|c| match c {
                '\t' | '\n' | '\r' => ' ',
                c if c.is_control() => '\u{fffd}',
                '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}'
                | '\u{feff}'
                | '\u{e0000}'..='\u{e007f}' => '\u{fffd}',
                c => c,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_cut_and_keeps_pointing_at_what_decided() {
        let text = format!("{}アマゾン{}", "あ".repeat(500), "い".repeat(500));
        let at = "あ".len() * 500;
        let quote = Quote::new(&text, at..at + "アマゾン".len());
        assert!(quote.text().chars().count() <= 240);
        assert_eq!(&quote.text()[quote.highlight()], "アマゾン");
    }

    #[test]
    fn a_quote_carries_no_terminal_escape_and_no_hidden_direction() {
        let quote = Quote::whole("a\u{1b}[31mb\u{202e}c\r\nd");
        assert_eq!(quote.text(), "a\u{fffd}[31mb\u{fffd}c  d");
    }

    #[test]
    fn a_highlight_off_the_character_borders_marks_everything() {
        assert_eq!(Quote::new("あ", 1..2).highlight(), 0..3);
        assert_eq!(Quote::new("a", 5..9).highlight(), 0..1);
    }
}
