//! A text in the form that labels are looked for in, with the way back to what the mail says.

use unicode_normalization::UnicodeNormalization as _;

use crate::fold::is_invisible;

/// Lines of one text that are read.
pub(crate) const MOST_LINES: usize = 4_000;
/// Characters of a line that are read; what carries a value is shorter.
const LINE_LIMIT: usize = 1_000;

/// A line that holds something.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    /// Compatibility forms unified, invisible characters dropped, gaps closed to one blank, no sign in front.
    pub(crate) text: String,
    /// For each byte of `text` and its end, the byte of the original line that it came from.
    origin: Vec<u32>,
    /// The original line.
    original: String,
    /// Whether a star stood in front.
    pub(crate) is_starred: bool,
}

/// A text, line by line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plain {
    /// The lines that hold something.
    pub(crate) lines: Vec<Line>,
    /// All of them, joined, to look for markers.
    pub(crate) joined: String,
    /// Whether there are more lines than are read.
    pub(crate) is_cut: bool,
}

/// Signs that stand before a label and mean nothing.
fn is_sign(c: char) -> bool {
    matches!(
        c,
        '◇' | '◆'
            | '■'
            | '□'
            | '▼'
            | '▽'
            | '○'
            | '●'
            | '◎'
            | '・'
            | '•'
            | '*'
            | '※'
            | '★'
            | '☆'
            | ' '
    )
}

impl Line {
    fn read(original: &str) -> Self {
        let mut line = Self::default();
        let mut last = 0;
        let mut chars = original.char_indices().take(LINE_LIMIT).peekable();
        while let Some((at, c)) = chars.next() {
            if is_invisible(c) || (c.is_control() && c != '\t') {
                continue;
            }
            // A half-width kana and its voicing mark are one letter.
            let mark = chars.next_if(|(_, c)| matches!(c, '\u{ff9e}' | '\u{ff9f}'));
            last = mark.map_or(at + c.len_utf8(), |(at, c)| at + c.len_utf8());
            for c in std::iter::once(c).chain(mark.map(|(_, c)| c)).nfkc() {
                line.push(c, at);
            }
        }
        if line.text.ends_with(' ') {
            line.text.pop();
            line.origin.pop();
        }
        line.origin.push(offset(last));
        let signs = line.text.chars().take_while(|c| is_sign(*c));
        let front: usize = signs.map(char::len_utf8).sum();
        line.is_starred = line.text.starts_with(['*', '•']);
        if front < line.text.len() {
            line.text.drain(..front);
            line.origin.drain(..front);
        }
        // What was bold in a page is put between stars where the page is turned into text.
        if line.is_starred && line.text.ends_with('*') {
            let kept = line.text.trim_end_matches(['*', ' ']).len();
            line.text.truncate(kept);
            line.origin.truncate(kept + 1);
        }
        line.original = original.to_owned();
        line
    }

    fn push(&mut self, c: char, at: usize) {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c == ' ' && (self.text.is_empty() || self.text.ends_with(' ')) {
            return;
        }
        self.text.push(c);
        self.origin
            .extend(std::iter::repeat_n(offset(at), c.len_utf8()));
    }

    /// The original line, and where in it the bytes from `from` on stand.
    pub(crate) fn original(&self, from: usize) -> (&str, std::ops::Range<usize>) {
        let start = self.origin.get(from).copied().unwrap_or_default() as usize;
        let end = self.origin.last().copied().unwrap_or_default() as usize;
        (&self.original, start..end.max(start))
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl Plain {
    /// Takes a text apart.
    pub(crate) fn read(text: &str) -> Self {
        let mut plain = Self::default();
        for original in text.lines() {
            let line = Line::read(original);
            if line.text.is_empty() {
                continue;
            }
            if plain.lines.len() == MOST_LINES {
                plain.is_cut = true;
                break;
            }
            plain.lines.push(line);
        }
        for original in text.lines().take(MOST_LINES * 2) {
            plain.joined.push_str(&normal(original));
            plain.joined.push('\n');
        }
        plain
    }
}

/// A text of a table, or a subject, in the form that lines have; signs in front are kept.
pub(crate) fn normal(text: &str) -> String {
    let mut out = String::new();
    let visible = text.chars().take(LINE_LIMIT).filter(|c| !is_invisible(*c));
    for c in visible.nfkc() {
        let c = if c.is_whitespace() || c.is_control() {
            ' '
        } else {
            c
        };
        if c != ' ' || !(out.is_empty() || out.ends_with(' ')) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A label of a table: as [`normal`], without signs in front.
pub(crate) fn label(text: &str) -> String {
    let normal = normal(text);
    let bare = normal.trim_start_matches(is_sign);
    if bare.is_empty() {
        normal
    } else {
        bare.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_unified_and_leads_back() {
        for (written, text, value) in [
            (
                "◇利用金額：１，２００円",
                "利用金額:1,200円",
                "１，２００円",
            ),
            (
                "\u{3000}注文番号\u{a0} \u{202b}250-1\u{202c}",
                "注文番号 250-1",
                "250-1",
            ),
            ("*Grand Total: $10.79*", "Grand Total: $10.79", "$10.79*"),
            ("利用先: ﾐﾎﾝﾄﾞｳ", "利用先: ミホンドウ", "ﾐﾎﾝﾄﾞｳ"),
        ] {
            let line = Line::read(written);
            assert_eq!(line.text, text);
            let at = text.find([':', ' ']).expect("a separator") + 1;
            let at = at + text[at..].len()
                - text[at..]
                    .trim_start_matches([' ', 'T', 'o', 't', 'a', 'l', ':'])
                    .len();
            let (original, range) = line.original(at);
            assert!(value.starts_with(&original[range]), "{written}");
        }
    }

    #[test]
    fn so_many_lines_are_read_and_so_much_of_each() {
        let plain = Plain::read(&"x\n".repeat(MOST_LINES));
        assert_eq!((plain.lines.len(), plain.is_cut), (MOST_LINES, false));
        let plain = Plain::read(&"x\n".repeat(MOST_LINES + 1));
        assert_eq!((plain.lines.len(), plain.is_cut), (MOST_LINES, true));
        assert_eq!(
            Line::read(&"x".repeat(LINE_LIMIT + 1)).text.len(),
            LINE_LIMIT
        );
        assert_eq!(normal(&"x".repeat(LINE_LIMIT + 1)).len(), LINE_LIMIT);
    }
}
