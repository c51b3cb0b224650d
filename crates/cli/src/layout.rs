//! Text in columns: wrapped, cut and padded by how wide a terminal draws it.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Characters that must not begin a line of Japanese text (JIS X 4051, the common ones).
const NOT_FIRST: &str =
    "、。，．・：；？！）］｝」』】〉》〕ー～…‥々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.!?)]}:;%";
/// Characters that must not end one.
const NOT_LAST: &str = "（［｛「『【〈《〔([{¥$";

/// Breaks a text into lines of at most `columns` columns; every line after the first begins with `indent`
/// spaces, which count.
///
/// Words stay whole where they fit; between wide characters a line may break anywhere that Japanese
/// typesetting allows. A line break in the text stays one.
pub(crate) fn wrap(text: &str, columns: usize, indent: usize) -> String {
    let room = columns.saturating_sub(indent).max(10);
    let mut wrapped = String::new();
    for (at, paragraph) in text.lines().enumerate() {
        if at > 0 {
            begin_line(&mut wrapped, indent);
        }
        let mut used = 0;
        for piece in pieces(paragraph) {
            let width = piece.width();
            if used > 0 && used + piece.trim_end().width() > room {
                trim_spaces(&mut wrapped);
                begin_line(&mut wrapped, indent);
                used = 0;
            }
            if used == 0 && width > room {
                used = push_hard(&mut wrapped, piece, room, indent);
            } else {
                wrapped.push_str(piece);
                used += width;
            }
        }
        trim_spaces(&mut wrapped);
    }
    wrapped
}

/// The text cut to `columns` columns, with `…` where something is missing.
pub(crate) fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 1;
    for c in text.chars() {
        let width = c.width().unwrap_or(0);
        if used + width > columns {
            break;
        }
        kept.push(c);
        used += width;
    }
    kept.push('…');
    kept
}

/// The text cut and filled up with spaces to exactly `columns` columns.
pub(crate) fn column(text: &str, columns: usize) -> String {
    let mut text = cut(text, columns);
    let missing = columns.saturating_sub(text.width());
    text.extend(std::iter::repeat_n(' ', missing));
    text
}

/// A foreign text on one line, harmless to a terminal.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&words::harmless(word));
    }
    line
}

fn begin_line(text: &mut String, indent: usize) {
    text.push('\n');
    text.extend(std::iter::repeat_n(' ', indent));
}

fn trim_spaces(text: &mut String) {
    let end = text.trim_end_matches(' ').len();
    // An indented empty line keeps its indent out of the text as well.
    text.truncate(end);
}

/// A piece too wide for a line, broken anywhere; returns the columns used on the last line.
fn push_hard(text: &mut String, piece: &str, room: usize, indent: usize) -> usize {
    let mut used = 0;
    for c in piece.chars() {
        let width = c.width().unwrap_or(0);
        if used > 0 && used + width > room {
            begin_line(text, indent);
            used = 0;
        }
        text.push(c);
        used += width;
    }
    used
}

/// The smallest pieces between which a line may break: words with the space after them, wide characters
/// with what must stay beside them.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        if let Some(before) = before
            && may_break(before, c)
            && let Some(piece) = text.get(start..at)
        {
            pieces.push(piece);
            start = at;
        }
        before = Some(c);
    }
    if let Some(last) = text.get(start..)
        && !last.is_empty()
    {
        pieces.push(last);
    }
    pieces
}

fn may_break(before: char, after: char) -> bool {
    if after == ' ' || NOT_FIRST.contains(after) || NOT_LAST.contains(before) {
        return false;
    }
    before == ' ' || before.width() == Some(2) || after.width() == Some(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_wrapped_by_columns() {
        struct Case {
            text: &'static str,
            columns: usize,
            indent: usize,
            expected: &'static str,
        }
        for case in [
            Case {
                text: "one two three",
                columns: 10,
                indent: 0,
                expected: "one two\nthree",
            },
            Case {
                text: "one two three",
                columns: 12,
                indent: 2,
                expected: "one two\n  three",
            },
            Case {
                text: "お支払い方法の更新",
                columns: 10,
                indent: 0,
                expected: "お支払い方\n法の更新",
            },
            Case {
                text: "これはだめです。",
                columns: 14,
                indent: 0,
                expected: "これはだめで\nす。",
            },
            Case {
                text: "「鍵」「鍵」「鍵」",
                columns: 10,
                indent: 0,
                expected: "「鍵」\n「鍵」\n「鍵」",
            },
            Case {
                text: "aaaaaaaaaaaaaa",
                columns: 10,
                indent: 0,
                expected: "aaaaaaaaaa\naaaa",
            },
            Case {
                text: "a\nb",
                columns: 10,
                indent: 1,
                expected: "a\n b",
            },
            Case {
                text: "",
                columns: 10,
                indent: 1,
                expected: "",
            },
        ] {
            assert_eq!(
                wrap(case.text, case.columns, case.indent),
                case.expected,
                "{}",
                case.text
            );
        }
        assert_eq!(
            wrap("not wrapped at all", usize::MAX, 4),
            "not wrapped at all"
        );
    }

    #[test]
    fn a_column_is_exactly_as_wide_as_asked() {
        for text in [
            "",
            "a",
            "Amazon.co.jp",
            "三井住友カード",
            "半角ｶﾅと全角",
            "e\u{301}e\u{301}e\u{301}",
        ] {
            assert_eq!(column(text, 8).width(), 8, "{text}");
        }
        assert_eq!(column("三井住友カード", 8), "三井住… ");
    }

    #[test]
    fn foreign_text_becomes_one_harmless_line() {
        assert_eq!(
            one_line(" a\r\n\u{1b}[2Jb\tc\u{202e}d "),
            "a \u{fffd}[2Jb c\u{fffd}d"
        );
    }
}
