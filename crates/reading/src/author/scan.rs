//! Splits an address field into its elements without deciding what they mean.

use crate::Irregularity;
use crate::encoded_words;

/// One piece of a list element.
#[derive(Clone, Debug)]
pub(super) enum Item {
    /// Text outside quotes, comments and brackets; encoded words not decoded.
    Text(Vec<u8>),
    /// A quoted string, its quotes and quoted pairs resolved.
    Quoted(Vec<u8>),
    /// A comment.
    Comment(Vec<u8>),
    /// What stands between `<` and `>`.
    Angle { content: Vec<u8>, is_closed: bool },
}

/// One element of an address list, between commas.
#[derive(Clone, Debug, Default)]
pub(super) struct Element {
    pub(super) items: Vec<Item>,
    /// The number of the group it stands in; 0 for none.
    pub(super) group: u32,
}

/// A field split into elements.
#[derive(Debug, Default)]
pub(super) struct List {
    pub(super) elements: Vec<Element>,
    pub(super) irregular: Vec<Irregularity>,
}

impl Element {
    pub(super) fn has_angle(&self) -> bool {
        self.items
            .iter()
            .any(|item| matches!(item, Item::Angle { .. }))
    }

    /// Whether the name is only the filler that broken mailing kits leave (`_`, `-`, nothing).
    pub(super) fn name_is_filler(&self) -> bool {
        self.items.iter().all(|item| match item {
            Item::Text(text) => text
                .iter()
                .all(|b| !b.is_ascii_alphanumeric() && b.is_ascii()),
            Item::Quoted(_) => false,
            Item::Comment(_) | Item::Angle { .. } => true,
        })
    }

    /// The text outside quotes, comments and brackets.
    pub(super) fn raw_text(&self) -> Vec<u8> {
        let mut raw = Vec::new();
        for item in &self.items {
            if let Item::Text(text) = item {
                raw.extend_from_slice(text);
            }
        }
        raw
    }

    /// The text of an address without brackets: quoted local parts with their quotes, comments left out.
    pub(super) fn raw_spec(&self) -> Vec<u8> {
        let mut raw = Vec::new();
        for item in &self.items {
            match item {
                Item::Text(text) => raw.extend_from_slice(text),
                Item::Quoted(text) => {
                    raw.push(b'"');
                    raw.extend_from_slice(text);
                    raw.push(b'"');
                }
                Item::Comment(_) | Item::Angle { .. } => {}
            }
        }
        raw
    }

    pub(super) fn comment(&self) -> Vec<u8> {
        self.items
            .iter()
            .filter_map(|item| match item {
                Item::Comment(text) => Some(text.as_slice()),
                _ => None,
            })
            .collect::<Vec<_>>()
            .join(&b' ')
    }

    /// The display name as mail programs put it together; a comment alone is a name too.
    pub(super) fn raw_name(&self) -> Vec<u8> {
        let mut raw = Vec::new();
        for item in &self.items {
            match item {
                Item::Text(text) | Item::Quoted(text) => raw.extend_from_slice(text),
                Item::Comment(text) => {
                    raw.extend_from_slice(b" (");
                    raw.extend_from_slice(text);
                    raw.extend_from_slice(b") ");
                }
                Item::Angle { .. } => break,
            }
        }
        if self.has_only_comments() {
            self.comment()
        } else {
            raw
        }
    }

    fn has_only_comments(&self) -> bool {
        self.items.iter().all(|item| match item {
            Item::Text(text) => text.trim_ascii().is_empty(),
            Item::Quoted(text) => text.is_empty(),
            Item::Comment(_) | Item::Angle { .. } => true,
        })
    }

    fn push(&mut self, byte: u8) {
        match self.items.last_mut() {
            Some(Item::Text(text)) => text.push(byte),
            _ => self.items.push(Item::Text(vec![byte])),
        }
    }

    fn is_empty(&self) -> bool {
        self.items
            .iter()
            .all(|item| matches!(item, Item::Text(text) if text.trim_ascii().is_empty()))
    }
}

/// Splits the value of an address field.
pub(super) fn list(value: &[u8]) -> List {
    let mut list = List::default();
    let mut element = Element::default();
    let mut group = 0;
    let mut groups = 0;
    // A colon opens a group only where a semicolon can close it; else it is part of a careless name.
    let has_semicolon = value.contains(&b';');
    let mut rest = value;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'"' => {
                let (text, width, is_closed) = quoted(after);
                if !is_closed {
                    list.note(Irregularity::Malformed);
                }
                element.items.push(Item::Quoted(text));
                rest = after.get(width..).unwrap_or_default();
            }
            b'(' => {
                let (text, width, is_closed) = comment(after);
                if !is_closed {
                    list.note(Irregularity::Malformed);
                }
                // Brackets in a comment are no address to a strict reader and one to a careless reader.
                match text
                    .trim_ascii()
                    .strip_prefix(b"<")
                    .and_then(|t| t.strip_suffix(b">"))
                {
                    Some(content) if content.contains(&b'@') => {
                        list.note(Irregularity::Malformed);
                        element.items.push(Item::Angle {
                            content: content.to_vec(),
                            is_closed: true,
                        });
                    }
                    _ => element.items.push(Item::Comment(text)),
                }
                rest = after.get(width..).unwrap_or_default();
            }
            b'<' => {
                let (content, width, is_closed) = angle(after);
                if content.contains(&b'<') || content.is_empty() {
                    list.note(Irregularity::Malformed);
                }
                element.items.push(Item::Angle { content, is_closed });
                rest = after.get(width..).unwrap_or_default();
            }
            b'>' | b')' => list.note(Irregularity::Malformed),
            b'\\' => {
                // RFC 5322 §3.2.1: a quoted pair stands in quotes and comments only.
                list.note(Irregularity::Malformed);
                if let Some((&next, after)) = after.split_first() {
                    element.push(next);
                    rest = after;
                }
            }
            b',' => list.end(&mut element, group),
            b';' => {
                if group == 0 {
                    list.note(Irregularity::Malformed);
                }
                list.end(&mut element, group);
                group = 0;
            }
            b':' if has_semicolon && group == 0 && !element.has_angle() => {
                list.note(Irregularity::Group);
                groups += 1;
                group = groups;
                // The group's name is shown as if it were the author's.
                let name = std::mem::take(&mut element);
                if !name.is_empty() {
                    list.elements.push(Element {
                        items: name.items,
                        group: u32::MAX,
                    });
                }
            }
            b':' => {
                list.note(Irregularity::Malformed);
                element.push(byte);
            }
            b'=' => match encoded_words::complete_word(rest_from(value, after)) {
                Some(width) => {
                    let word = rest_from(value, after).get(..width).unwrap_or_default();
                    for &b in word {
                        element.push(b);
                    }
                    rest = after.get(width.saturating_sub(1)..).unwrap_or_default();
                }
                None => element.push(byte),
            },
            _ => element.push(byte),
        }
    }
    list.end(&mut element, group);
    list
}

/// The value from the octet before `after` on.
fn rest_from<'a>(value: &'a [u8], after: &[u8]) -> &'a [u8] {
    value
        .get(value.len() - after.len() - 1..)
        .unwrap_or_default()
}

impl List {
    fn note(&mut self, found: Irregularity) {
        if !self.irregular.contains(&found) {
            self.irregular.push(found);
        }
    }

    fn end(&mut self, element: &mut Element, group: u32) {
        let mut element = std::mem::take(element);
        element.group = group;
        if !element.is_empty() {
            self.elements.push(element);
        }
    }
}

/// A quoted string after its opening quote: text, octets used, whether it was closed.
fn quoted(rest: &[u8]) -> (Vec<u8>, usize, bool) {
    let mut text = Vec::new();
    let mut at = 0;
    while let Some(&byte) = rest.get(at) {
        at += 1;
        match byte {
            b'"' => return (text, at, true),
            b'\\' => {
                if let Some(&next) = rest.get(at) {
                    text.push(next);
                    at += 1;
                }
            }
            _ => text.push(byte),
        }
    }
    (text, at, false)
}

/// A comment after its opening parenthesis; comments nest (RFC 5322 §3.2.2).
fn comment(rest: &[u8]) -> (Vec<u8>, usize, bool) {
    let mut text = Vec::new();
    let mut depth = 1_usize;
    let mut at = 0;
    while let Some(&byte) = rest.get(at) {
        at += 1;
        match byte {
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return (text, at, true);
                }
            }
            b'\\' => {
                if let Some(&next) = rest.get(at) {
                    text.push(next);
                    at += 1;
                }
                continue;
            }
            _ => {}
        }
        text.push(byte);
    }
    (text, at, false)
}

/// What follows `<`, up to its `>`; a quote inside hides brackets.
fn angle(rest: &[u8]) -> (Vec<u8>, usize, bool) {
    let mut content = Vec::new();
    let mut at = 0;
    let mut depth = 1_usize;
    while let Some(&byte) = rest.get(at) {
        at += 1;
        match byte {
            b'"' => {
                let (_, width, is_closed) = quoted(rest.get(at..).unwrap_or_default());
                if is_closed {
                    content.push(byte);
                    content.extend_from_slice(rest.get(at..at + width).unwrap_or_default());
                    at += width;
                    continue;
                }
            }
            b'<' => depth += 1,
            b'>' => {
                depth -= 1;
                if depth == 0 {
                    return (content, at, true);
                }
            }
            _ => {}
        }
        content.push(byte);
    }
    // Brackets doubled by mistake close once: `<<a@example.com>`.
    (content, at, false)
}

/// An address as written, without comments and without the blanks that RFC 5322 §4.4 allows around its
/// dots and `@`.
pub(super) fn addr_spec(content: &[u8]) -> String {
    let mut kept = Vec::with_capacity(content.len());
    let mut at = 0;
    while let Some(&byte) = content.get(at) {
        at += 1;
        match byte {
            b'"' => {
                let (_, width, _) = quoted(content.get(at..).unwrap_or_default());
                kept.push(byte);
                kept.extend_from_slice(content.get(at..at + width).unwrap_or_default());
                at += width;
            }
            b'(' => {
                let (_, width, is_closed) = comment(content.get(at..).unwrap_or_default());
                if is_closed {
                    at += width;
                } else {
                    kept.push(byte);
                }
            }
            // Nested brackets hold the address in the innermost pair.
            b'<' | b'>' => {}
            _ => kept.push(byte),
        }
    }
    let text = String::from_utf8_lossy(&kept);
    let mut spec = String::with_capacity(text.len());
    let mut chars = text.trim().chars().peekable();
    while let Some(c) = chars.next() {
        if c == ' ' || c == '\t' {
            while chars.peek().is_some_and(|c| matches!(c, ' ' | '\t')) {
                chars.next();
            }
            let touches =
                spec.ends_with(['.', '@']) || chars.peek().is_some_and(|c| matches!(c, '.' | '@'));
            if !touches {
                spec.push(' ');
            }
        } else {
            spec.push(c);
        }
    }
    spec
}

/// Whether a blank stands outside quotes.
pub(super) fn has_blank(spec: &str) -> bool {
    outside_quotes(spec).any(|(_, c)| c.is_whitespace())
}

/// Where the `@` between local part and domain stands: the last one outside quotes.
pub(super) fn last_at(spec: &str) -> Option<usize> {
    outside_quotes(spec)
        .filter(|(_, c)| *c == '@')
        .last()
        .map(|(at, _)| at)
}

/// The characters of an address that stand in no quoted string.
fn outside_quotes(spec: &str) -> impl Iterator<Item = (usize, char)> {
    let mut is_quoted = false;
    let mut is_pair = false;
    spec.char_indices().filter(move |(_, c)| {
        let was_quoted = is_quoted;
        match c {
            _ if is_pair => is_pair = false,
            '\\' if is_quoted => is_pair = true,
            '"' => is_quoted = !is_quoted,
            _ => {}
        }
        !was_quoted && !is_quoted
    })
}

/// Whether a local part is a dot-atom (dots anywhere: mobile carriers gave out such addresses) or one
/// quoted string (RFC 5322 §3.4.1).
pub(super) fn is_local_part(local: &str) -> bool {
    if let Some(inner) = local.strip_prefix('"').and_then(|l| l.strip_suffix('"')) {
        let mut is_pair = false;
        for c in inner.chars() {
            match c {
                _ if is_pair => is_pair = false,
                '\\' => is_pair = true,
                '"' => return false,
                _ => {}
            }
        }
        return !is_pair;
    }
    !local.is_empty()
        && local.chars().all(|c| {
            c.is_ascii_alphanumeric()
                || "!#$%&'*+-/=?^_`{|}~.".contains(c)
                || !c.is_ascii() && !c.is_whitespace()
        })
}
