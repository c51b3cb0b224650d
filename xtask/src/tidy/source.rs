//! Reads Rust source far enough to tell code, comments, string literals and tests apart.
//!
//! This is a lexer and no parser: it knows where a literal begins and ends, and which brackets an attribute or a
//! test module spans. That is all the rules of `tidy` need, and it keeps xtask light to compile.

/// A string literal of the program, outside attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Literal {
    /// The line it begins in, from 1.
    pub(crate) line: usize,
    /// Its text, with simple escapes resolved.
    pub(crate) text: String,
    /// Whether it stands in code that only tests run.
    pub(crate) is_test: bool,
}

/// A source file taken apart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Source {
    /// The text with comments and literals blanked by spaces; lines and columns are kept.
    pub(crate) code: String,
    /// Per line of `code`, whether it stands in code that only tests run.
    pub(crate) test_lines: Vec<bool>,
    /// The string literals outside attributes.
    pub(crate) literals: Vec<Literal>,
}

impl Source {
    /// Takes a file apart; a file that is not Rust yields nonsense and never a panic.
    pub(crate) fn read(text: &str) -> Self {
        let (code, mut found) = blank(text);
        let attributes = attribute_spans(&code);
        let tests = test_spans(&code, &attributes, text);
        let mut test_lines = Vec::new();
        let mut offset = 0;
        for line in code.split_inclusive('\n') {
            let middle = offset + line.len() / 2;
            test_lines.push(tests.iter().any(|span| span.contains(&middle)));
            offset += line.len();
        }
        found.retain(|(at, _)| !attributes.iter().any(|span| span.contains(at)));
        let literals = found
            .into_iter()
            .map(|(at, text_of)| Literal {
                line: 1 + text
                    .as_bytes()
                    .iter()
                    .take(at)
                    .filter(|byte| **byte == b'\n')
                    .count(),
                text: text_of,
                is_test: tests.iter().any(|span| span.contains(&at)),
            })
            .collect();
        Self {
            code,
            test_lines,
            literals,
        }
    }

    /// The numbers, from 1, of the lines of code that contain `needle`; with `tests` also those of tests.
    pub(crate) fn lines_with(&self, needle: &str, tests: bool) -> Vec<usize> {
        self.code
            .lines()
            .enumerate()
            .filter(|(at, line)| {
                line.contains(needle)
                    && (tests || !self.test_lines.get(*at).copied().unwrap_or(false))
            })
            .map(|(at, _)| at + 1)
            .collect()
    }
}

/// Blanks comments and literals, and collects the string literals with their offsets.
fn blank(text: &str) -> (String, Vec<(usize, String)>) {
    let bytes = text.as_bytes();
    let mut code: Vec<u8> = bytes.to_vec();
    let mut literals = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = &bytes[at..];
        let end = match byte {
            b'/' if rest.starts_with(b"//") => {
                at + rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len())
            }
            b'/' if rest.starts_with(b"/*") => at + block_comment(rest),
            b'"' => {
                let end = at + quoted(rest, b'"');
                literals.push((
                    at,
                    unescape(text.get(at + 1..end.saturating_sub(1)).unwrap_or("")),
                ));
                end
            }
            b'r' if !follows_word(bytes, at) => match raw_string(rest) {
                Some((open, length)) => {
                    let inner = text
                        .get(at + open..(at + length + 1).saturating_sub(open))
                        .unwrap_or("");
                    literals.push((at, inner.to_owned()));
                    at + length
                }
                None => {
                    at += 1;
                    continue;
                }
            },
            b'\'' => match character(text, at) {
                Some(length) => at + length,
                None => {
                    at += 1;
                    continue;
                }
            },
            _ => {
                at += 1;
                continue;
            }
        };
        for slot in code.iter_mut().take(end).skip(at) {
            if *slot != b'\n' {
                *slot = b' ';
            }
        }
        at = end.max(at + 1);
    }
    (String::from_utf8_lossy(&code).into_owned(), literals)
}

/// Whether the byte before `at` belongs to a word other than a string prefix, as in `for"`.
fn follows_word(bytes: &[u8], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|before| bytes.get(before)) else {
        return false;
    };
    if *before == b'b' || *before == b'c' {
        // `br"…"` and `cr"…"` are raw; a longer word before the `r` is not.
        return at
            .checked_sub(2)
            .and_then(|before| bytes.get(before))
            .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    }
    before.is_ascii_alphanumeric() || *before == b'_'
}

fn block_comment(rest: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

fn quoted(rest: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while let Some(&byte) = rest.get(at) {
        match byte {
            b'\\' => at += 2,
            b if b == quote => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// The lengths of the opening (`r##"`) and of the whole of a raw string, if `rest` begins with one.
fn raw_string(rest: &[u8]) -> Option<(usize, usize)> {
    let hashes = rest
        .iter()
        .skip(1)
        .take_while(|byte| **byte == b'#')
        .count();
    if rest.get(1 + hashes) != Some(&b'"') {
        return None;
    }
    let open = hashes + 2;
    let mut at = open;
    while at < rest.len() {
        if rest[at] == b'"'
            && rest[at + 1..]
                .iter()
                .take(hashes)
                .filter(|b| **b == b'#')
                .count()
                == hashes
        {
            return Some((open, at + 1 + hashes));
        }
        at += 1;
    }
    Some((open, rest.len()))
}

/// The length of the character literal at `at`; `None` for a lifetime or label.
fn character(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at + 1..)?;
    if rest.starts_with('\\') {
        return Some(quoted(text.get(at..)?.as_bytes(), b'\''));
    }
    let first = rest.chars().next()?;
    rest.get(first.len_utf8()..)?
        .starts_with('\'')
        .then(|| first.len_utf8() + 2)
}

fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '\\' {
            out.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('u') => {
                let digits: String = characters
                    .by_ref()
                    .skip_while(|c| *c == '{')
                    .take_while(|c| *c != '}')
                    .collect();
                out.extend(
                    u32::from_str_radix(&digits, 16)
                        .ok()
                        .and_then(char::from_u32),
                );
            }
            Some('\n') => while characters.next_if(|c| c.is_whitespace()).is_some() {},
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

/// The spans of `#[…]` and `#![…]`, in blanked code.
fn attribute_spans(code: &str) -> Vec<std::ops::Range<usize>> {
    let bytes = code.as_bytes();
    let mut spans = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let opens = bytes[at] == b'#'
            && (bytes.get(at + 1) == Some(&b'[') || bytes[at + 1..].starts_with(b"!["));
        if opens {
            let start = at;
            let end = matching(bytes, at + 1, b'[', b']');
            spans.push(start..end);
            at = end;
        } else {
            at += 1;
        }
    }
    spans
}

/// The offset behind the bracket that closes the first `open` at or after `from`.
fn matching(bytes: &[u8], from: usize, open: u8, close: u8) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        if *byte == open {
            depth += 1;
        } else if *byte == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return at + 1;
            }
        }
    }
    bytes.len()
}

/// The spans of items behind `#[cfg(test)]` or `#[test]`.
fn test_spans(
    code: &str,
    attributes: &[std::ops::Range<usize>],
    text: &str,
) -> Vec<std::ops::Range<usize>> {
    let bytes = code.as_bytes();
    let mut spans = Vec::new();
    for span in attributes {
        let attribute: String = text
            .get(span.clone())
            .unwrap_or("")
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        if !matches!(attribute.as_str(), "#[cfg(test)]" | "#[test]") {
            continue;
        }
        let next = bytes.iter().enumerate().skip(span.end).find(|(at, byte)| {
            matches!(byte, b'{' | b';') && !attributes.iter().any(|other| other.contains(at))
        });
        let end = match next {
            Some((at, b'{')) => matching(bytes, at, b'{', b'}'),
            Some((at, _)) => at + 1,
            None => bytes.len(),
        };
        spans.push(span.start..end);
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literals(text: &str) -> Vec<(usize, String, bool)> {
        Source::read(text)
            .literals
            .into_iter()
            .map(|l| (l.line, l.text, l.is_test))
            .collect()
    }

    #[test]
    fn a_literal_is_told_from_comment_lifetime_and_character() {
        let text = "// \"no\"\n/* \"no /* */ \" */ fn f<'a>(x: &'a str) -> char { g(\"yes \\\"1\\\"\"); '\"' }\n\
                    let r = r#\"raw \"quote\" \"#; let b = b\"bytes\"; let e = '\\'';\nlet u = \"\\u{65e5}\";";
        assert_eq!(
            literals(text),
            [
                (2, "yes \"1\"".to_owned(), false),
                (3, "raw \"quote\" ".to_owned(), false),
                (3, "bytes".to_owned(), false),
                (4, "日".to_owned(), false),
            ]
        );
        let code = Source::read(text).code;
        assert!(!code.contains("no") && !code.contains("yes") && code.contains("fn f<'a>"));
        assert_eq!(code.len(), text.len());
    }

    #[test]
    fn an_attribute_holds_no_literal_and_a_test_item_is_known() {
        let text = "#[expect(x, reason = \"why [ so\")]\nfn f() { a(\"one\") }\n#[cfg(test)]\nmod tests {\n  \
                    #[test]\n  fn t() { a(\"two\") }\n}\nfn g() { a(\"three\") }\n";
        assert_eq!(
            literals(text),
            [
                (2, "one".to_owned(), false),
                (6, "two".to_owned(), true),
                (8, "three".to_owned(), false),
            ]
        );
        let source = Source::read(text);
        assert_eq!(source.lines_with("a(", false), [2, 8]);
        assert_eq!(source.lines_with("a(", true), [2, 6, 8]);
    }

    #[test]
    fn torn_source_ends_quietly() {
        for text in [
            "\"open",
            "r#\"open",
            "/* open",
            "'",
            "'\\",
            "#[cfg(test)]",
            "#[",
            "r",
            "b'",
            "\"\\",
        ] {
            Source::read(text);
        }
    }
}
