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
    /// A folder of a mailbox, in which a mail lay as a whole.
    Folder {
        /// The folder's name.
        name: Box<str>,
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
    /// outside the text points at the whole quote. What stands behind a link's host, and runs of letters and
    /// digits that have the shape of a code, are left out: both can be money.
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
        // Only a window is looked at: a quote must not cost more than it shows.
        let window = Self::LIMIT * 4;
        let start = text[..highlight.start]
            .char_indices()
            .rev()
            .nth(window)
            .map_or(0, |(at, _)| at);
        let end = text[highlight.start..]
            .char_indices()
            .nth(window * 2)
            .map_or(text.len(), |(at, _)| highlight.start + at);
        let (shown, marked) = Self::without_secrets(&text[start..end], start, &highlight);
        let before = Self::clean(&shown[..marked.start]);
        let after = Self::clean(&shown[marked.end..]);
        let marked: String = Self::clean(&shown[marked])
            .chars()
            .take(Self::LIMIT / 2)
            .collect();
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
        // What is cut can have a shape that the whole had not: a word that loses its small letters.
        let (text, highlight) = Self::without_secrets(&quote, 0, &(start..end));
        Self { text, highlight }
    }

    /// The window without link paths and code-shaped runs, and where the highlight lies in it.
    fn without_secrets(
        window: &str,
        offset: usize,
        highlight: &Range<usize>,
    ) -> (String, Range<usize>) {
        let hidden = secrets(window);
        let mut shown = String::with_capacity(window.len());
        let mut marked = 0..0;
        let mut was_hidden = false;
        for (at, c) in window.char_indices() {
            if at + offset == highlight.start {
                marked.start = shown.len();
            }
            let is_hidden = hidden.iter().any(|range| range.contains(&at));
            if !is_hidden {
                shown.push(c);
            } else if !was_hidden {
                shown.push('…');
            }
            was_hidden = is_hidden;
            if at + offset < highlight.end {
                marked.end = shown.len();
            }
        }
        marked.end = marked.end.max(marked.start);
        (shown, marked)
    }

    /// Quotes the whole of `text`.
    #[must_use]
    pub fn whole(text: &str) -> Self {
        Self::new(text, 0..text.len())
    }

    /// A quote that was made before and stored since; `None` where it cannot have been one.
    pub(crate) fn restored(text: String, highlight: Range<usize>) -> Option<Self> {
        let is_one = text.get(highlight.clone()).is_some()
            && text.chars().count() <= Self::LIMIT + 2
            && !text.chars().any(is_tricky)
            && secrets(&text).iter().all(Range::is_empty);
        is_one.then_some(Self { text, highlight })
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
        text.chars()
            .map(|c| match c {
                '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => ' ',
                c if is_tricky(c) => '\u{fffd}',
                c => c,
            })
            .collect()
    }
}

/// Whether a character steers a terminal (C0, DEL, C1), turns the writing direction, or is not seen at all.
#[must_use]
pub fn is_tricky(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{061c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// The parts of a text that can be money: what follows the host of a link, and code-shaped runs.
fn secrets(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let is_word_end = |c: char| c.is_whitespace() || (!c.is_ascii() && !c.is_alphanumeric());
    for (at, _) in text.match_indices("://").chain(text.match_indices("www.")) {
        let host = at + if text[at..].starts_with("://") { 3 } else { 0 };
        let rest = &text[host..];
        let word = rest.find(is_word_end).unwrap_or(rest.len());
        // An address before an @ in the authority stays visible; a path, query or fragment does not.
        if let Some(path) = rest[..word].find(['/', '?', '#', '\\']) {
            found.push(host + path + 1..host + word);
        }
    }
    let is_code = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let mut start = None;
    for (at, c) in text
        .char_indices()
        .chain(std::iter::once((text.len(), ' ')))
    {
        match (is_code(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                if has_code_shape(&text[from..at]) {
                    found.push(from..at);
                }
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// Twelve or more letters and digits with a capital letter among them and no small one, or sixteen digits:
/// claim codes, PINs and card numbers have this shape; host names and words do not. Order numbers (three
/// groups of digits, the second and third of seven) are no secret.
fn has_code_shape(run: &str) -> bool {
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    let capitals = run.bytes().filter(u8::is_ascii_uppercase).count();
    let small = run.bytes().filter(u8::is_ascii_lowercase).count();
    let groups: Vec<usize> = run.split('-').map(str::len).collect();
    if capitals == 0 && matches!(groups.as_slice(), [3, 7, 7]) {
        return false;
    }
    (small == 0 && capitals > 0 && capitals + digits >= 12)
        || (small == 0 && digits >= 16)
        || (small > 0 && digits >= 4 && capitals >= 2 && capitals + digits + small >= 14)
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
    fn a_word_that_is_cut_into_the_shape_of_a_code_is_left_out() {
        for text in [
            format!("{}a", "Y".repeat(300)),
            format!("x {}a z", "Y1".repeat(90)),
            format!("{} www.shop.example/{}", "あ".repeat(100), "k".repeat(300)),
        ] {
            let quote = Quote::whole(&text);
            assert!(
                secrets(quote.text()).iter().all(Range::is_empty),
                "{}",
                quote.text()
            );
            let stored = Quote::restored(quote.text().to_owned(), quote.highlight());
            assert_eq!(stored.as_ref(), Some(&quote));
        }
    }

    #[test]
    fn a_quote_carries_no_claim_link_and_no_code() {
        for (text, expected) in [
            (
                "受け取り https://www.amazon.co.jp/g/CLAIMTOKEN2 へ",
                "受け取り https://www.amazon.co.jp/… へ",
            ),
            ("www.example.com/a?b", "www.example.com/…"),
            ("コード ABCD-EFGHIJ-KLMN です", "コード … です"),
            ("4111111111111111", "…"),
            (
                "注文番号 503-1234567-1234567",
                "注文番号 503-1234567-1234567",
            ),
            (
                "From: Amazon.co.jp <x@parcel-desk.example>",
                "From: Amazon.co.jp <x@parcel-desk.example>",
            ),
        ] {
            assert_eq!(Quote::whole(text).text(), expected);
        }
        let text = "https://example.com/secret";
        let quote = Quote::new(text, 20..text.len());
        assert_eq!(&quote.text()[quote.highlight()], "…");
    }

    #[test]
    fn a_highlight_off_the_character_borders_marks_everything() {
        assert_eq!(Quote::new("あ", 1..2).highlight(), 0..3);
        assert_eq!(Quote::new("a", 5..9).highlight(), 0..1);
    }
}
