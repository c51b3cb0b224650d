//! Takes HTML apart into tags and texts, by the same rules as html5ever's own tokenizer (HTML standard §13.2.5), but
//! by pieces and not letter by letter.
//!
//! It knows what mails hold. Where a document ends inside a tag or holds what next to none does, it gives up, and the
//! document is read anew by html5ever alone, so that each rule that is left out here costs time and nothing else.

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Doctype, Tag, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::{Attribute, LocalName, QualName, ns};
use memchr::{memchr, memchr_iter, memmem};

/// Attributes of one tag, each of which is compared with all before it.
const ATTRIBUTES: usize = 256;

/// Gives the sink all tokens of a document; `None` where it gave up on the way.
///
/// The document has line feeds for line ends, and no NUL.
pub(super) fn feed<S: TokenSink>(html: &str, sink: &S) -> Option<()> {
    let source = StrTendril::from_slice(html.strip_prefix('\u{feff}').unwrap_or(html));
    let mut reader = Reader {
        text: &source,
        source: &source,
        at: 0,
        sink,
    };
    reader.run()?;
    reader.token(Token::EOFToken)?;
    sink.end();
    Some(())
}

struct Reader<'a, S> {
    text: &'a str,
    /// The same, as the sink takes pieces of it without copying.
    source: &'a StrTendril,
    at: usize,
    sink: &'a S,
}

impl<S: TokenSink> Reader<'_, S> {
    /// The data state (§13.2.5.1) and those that it leads to.
    fn run(&mut self) -> Option<()> {
        while let Some(length) = memchr(b'<', self.rest().as_bytes()) {
            self.texts(self.at + length, true)?;
            let mut next = self.rest().bytes().skip(1);
            match (next.next()?, next.next()) {
                (b'!', _) => self.declaration()?,
                (b'?', _) => self.bogus_comment()?,
                (b'/', Some(letter)) if letter.is_ascii_alphabetic() => {
                    self.tag(TagKind::EndTag)?;
                }
                // §13.2.5.7: `</>` is nothing at all.
                (b'/', Some(b'>')) => self.at += 3,
                (b'/', _) => self.bogus_comment()?,
                (letter, _) if letter.is_ascii_alphabetic() => {
                    let raw = self.tag(TagKind::StartTag)?;
                    if let Some((kind, name)) = raw {
                        self.raw(kind, &name)?;
                    }
                }
                // §13.2.5.6: what no tag begins with is text.
                _ => {
                    self.characters(self.at..self.at + 1)?;
                    self.at += 1;
                }
            }
        }
        self.texts(self.text.len(), true)
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Hands a token on; whether it changes how what follows is read.
    fn told(&self, token: Token) -> Option<Option<RawKind>> {
        match self.sink.process_token(token, 1) {
            TokenSinkResult::RawData(kind) => Some(Some(kind)),
            TokenSinkResult::Plaintext => None,
            // No script runs here, and the charset is known.
            TokenSinkResult::Continue
            | TokenSinkResult::Script(_)
            | TokenSinkResult::EncodingIndicator(_) => Some(None),
        }
    }

    /// Hands on a token that changes nothing.
    fn token(&self, token: Token) -> Option<()> {
        self.told(token)?.is_none().then_some(())
    }

    fn piece(&self, range: std::ops::Range<usize>) -> Option<StrTendril> {
        let start = u32::try_from(range.start).ok()?;
        let length = u32::try_from(range.len()).ok()?;
        self.source.try_subtendril(start, length).ok()
    }

    fn characters(&self, range: std::ops::Range<usize>) -> Option<()> {
        if range.is_empty() {
            return Some(());
        }
        self.token(Token::CharacterTokens(self.piece(range)?))
    }

    /// Hands on the text as far as `end`, with its character references where it may hold any, and goes there.
    fn texts(&mut self, end: usize, has_references: bool) -> Option<()> {
        while has_references
            && let Some(length) = memchr(b'&', self.text.as_bytes().get(self.at..end)?)
        {
            let at = self.at + length;
            match reference(self.text.get(at + 1..end)?, false) {
                Some((letters, consumed)) => {
                    self.characters(self.at..at)?;
                    let letters: StrTendril = letters.into_iter().flatten().collect();
                    self.token(Token::CharacterTokens(letters))?;
                    self.at = at + 1 + consumed;
                }
                None => {
                    self.characters(self.at..at + 1)?;
                    self.at = at + 1;
                }
            }
        }
        self.characters(self.at..end)?;
        self.at = end;
        Some(())
    }

    /// What stands in an element whose content is no markup, up to its end tag (§13.2.5.2 to §13.2.5.4).
    fn raw(&mut self, kind: RawKind, name: &LocalName) -> Option<()> {
        let has_references = match kind {
            RawKind::Rcdata => true,
            RawKind::Rawtext | RawKind::ScriptData => false,
            RawKind::ScriptDataEscaped(_) => return None,
        };
        let rest = self.rest();
        let is_end = |at: usize| {
            let after = at + 2 + name.len();
            rest.get(at + 2..after)
                .is_some_and(|written| written.eq_ignore_ascii_case(name))
                && rest
                    .as_bytes()
                    .get(after)
                    .is_some_and(|byte| is_space(*byte) || matches!(byte, b'/' | b'>'))
        };
        let end = memmem::find_iter(rest.as_bytes(), b"</").find(|at| is_end(*at))?;
        // §13.2.5.17: a comment in a script can hide its end.
        if kind == RawKind::ScriptData && rest.get(..end)?.contains("<!--") {
            return None;
        }
        self.texts(self.at + end, has_references)
    }

    /// `<!` (§13.2.5.42).
    fn declaration(&mut self) -> Option<()> {
        let rest = self.rest().get(2..)?;
        if rest.starts_with("--") {
            return self.comment();
        }
        if rest
            .get(..7)
            .is_some_and(|word| word.eq_ignore_ascii_case("doctype"))
        {
            self.at += 9;
            return self.doctype();
        }
        if rest.starts_with("[CDATA[") {
            return None;
        }
        self.bogus_comment()
    }

    /// §13.2.5.43 to §13.2.5.52; what a comment says is nobody's matter here.
    fn comment(&mut self) -> Option<()> {
        let rest = self.rest().get(4..)?;
        let length = if rest.starts_with('>') {
            1
        } else if rest.starts_with("->") {
            2
        } else {
            let before = |end: usize| rest.get(..end).unwrap_or_default();
            let is_end =
                |end: &usize| before(*end).ends_with("--") || before(*end).ends_with("--!");
            memchr_iter(b'>', rest.as_bytes()).find(is_end)? + 1
        };
        self.at += 4 + length;
        self.token(Token::CommentToken(StrTendril::new()))
    }

    /// §13.2.5.41: everything up to the next `>`.
    fn bogus_comment(&mut self) -> Option<()> {
        self.at += memchr(b'>', self.rest().as_bytes())? + 1;
        self.token(Token::CommentToken(StrTendril::new()))
    }

    /// §13.2.5.53 to §13.2.5.67, without what is malformed.
    fn doctype(&mut self) -> Option<()> {
        let end = memchr(b'>', self.rest().as_bytes())?;
        let written = self.rest().get(..end)?;
        let rest = written.trim_start_matches(is_blank);
        if rest.len() == written.len() || rest.is_empty() {
            return None;
        }
        let (name, rest) = rest.split_at(rest.find(is_blank).unwrap_or(rest.len()));
        let rest = rest.trim_start_matches(is_blank);
        let mut doctype = Doctype {
            name: Some(name.to_ascii_lowercase().into()),
            ..Doctype::default()
        };
        if !rest.is_empty() {
            let (word, ids) = rest.split_at_checked(6)?;
            let (first, rest) = quoted(ids)?;
            let (second, rest) = match quoted(rest) {
                Some((second, rest)) => (Some(second), rest),
                None => (None, rest),
            };
            if !rest.is_empty() {
                return None;
            }
            if word.eq_ignore_ascii_case("public") {
                doctype.public_id = Some(first.into());
                doctype.system_id = second.map(Into::into);
            } else if word.eq_ignore_ascii_case("system") && second.is_none() {
                doctype.system_id = Some(first.into());
            } else {
                return None;
            }
        }
        self.at += end + 1;
        self.token(Token::DoctypeToken(doctype))
    }

    /// A tag (§13.2.5.8 and §13.2.5.32 to §13.2.5.40); what its content is to be read as, where that changes.
    fn tag(&mut self, kind: TagKind) -> Option<Option<(RawKind, LocalName)>> {
        self.at += if kind == TagKind::StartTag { 1 } else { 2 };
        let name = self.name(|byte| is_space(byte) || matches!(byte, b'/' | b'>'))?;
        let mut tag = Tag {
            kind,
            name,
            self_closing: false,
            attrs: Vec::new(),
            had_duplicate_attributes: false,
        };
        loop {
            self.skip_blanks();
            match self.byte()? {
                b'>' => break,
                b'/' => {
                    self.at += 1;
                    if self.byte()? == b'>' {
                        tag.self_closing = true;
                        break;
                    }
                }
                _ => self.attribute(&mut tag)?,
            }
        }
        self.at += 1;
        let name = tag.name.clone();
        let raw = self.told(Token::TagToken(tag))?;
        Some(raw.map(|kind| (kind, name)))
    }

    fn attribute(&mut self, tag: &mut Tag) -> Option<()> {
        // §13.2.5.32: the first letter may be a `=`.
        let mut is_first = true;
        let name = self.name(|byte| {
            let was_first = std::mem::take(&mut is_first);
            is_space(byte) || matches!(byte, b'/' | b'>') || (byte == b'=' && !was_first)
        })?;
        self.skip_blanks();
        let value = if self.byte()? == b'=' {
            self.at += 1;
            self.skip_blanks();
            self.value()?
        } else {
            StrTendril::new()
        };
        if tag.attrs.iter().any(|known| known.name.local == name) {
            tag.had_duplicate_attributes = true;
        } else if tag.attrs.len() >= ATTRIBUTES {
            return None;
        } else {
            let name = QualName::new(None, ns!(), name);
            tag.attrs.push(Attribute { name, value });
        }
        Some(())
    }

    /// A name up to where it ends, in lower case.
    fn name(&mut self, is_end: impl FnMut(u8) -> bool) -> Option<LocalName> {
        let rest = self.rest();
        let length = rest.bytes().position(is_end)?;
        let written = rest.get(..length)?;
        let name = if written.bytes().any(|byte| byte.is_ascii_uppercase()) {
            LocalName::from(written.to_ascii_lowercase())
        } else {
            LocalName::from(written)
        };
        self.at += length;
        Some(name)
    }

    fn value(&mut self) -> Option<StrTendril> {
        let (start, length, behind) = match self.byte()? {
            quote @ (b'"' | b'\'') => {
                let start = self.at + 1;
                let rest = self.text.as_bytes().get(start..)?;
                (start, memchr(quote, rest)?, 1)
            }
            // §13.2.5.35: no value at all.
            b'>' => (self.at, 0, 0),
            _ => {
                let is_end = |byte: u8| is_space(byte) || byte == b'>';
                (self.at, self.rest().bytes().position(is_end)?, 0)
            }
        };
        let end = start + length;
        self.at = end + behind;
        let mut written = self.text.get(start..end)?;
        let Some(mut ampersand) = memchr(b'&', written.as_bytes()) else {
            return self.piece(start..end);
        };
        let mut value = StrTendril::with_capacity(u32::try_from(length).ok()?);
        loop {
            let (before, behind) = written.split_at_checked(ampersand)?;
            value.push_slice(before);
            let behind = behind.get(1..)?;
            match reference(behind, true) {
                Some((letters, consumed)) => {
                    letters
                        .into_iter()
                        .flatten()
                        .for_each(|letter| value.push_char(letter));
                    written = behind.get(consumed..)?;
                }
                None => {
                    value.push_char('&');
                    written = behind;
                }
            }
            match memchr(b'&', written.as_bytes()) {
                Some(next) => ampersand = next,
                None => break,
            }
        }
        value.push_slice(written);
        Some(value)
    }

    fn skip_blanks(&mut self) {
        let blanks = self.rest().bytes().take_while(|byte| is_space(*byte));
        self.at += blanks.count();
    }
}

/// White space of the standard, line ends made alike.
fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | 0x0c | b' ')
}

fn is_blank(c: char) -> bool {
    u8::try_from(c).is_ok_and(is_space)
}

/// A quoted word behind blanks, and what follows behind further ones.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(is_blank);
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (word, rest) = text.get(1..)?.split_once(quote)?;
    Some((word, rest.trim_start_matches(is_blank)))
}

/// What the character reference means whose `&` stands before `text`, and how much of `text` it takes
/// (§13.2.5.72 to §13.2.5.80).
fn reference(text: &str, is_in_attribute: bool) -> Option<([Option<char>; 2], usize)> {
    match text.as_bytes().first()? {
        b'#' => numeric(text),
        first if first.is_ascii_alphanumeric() => {
            let mut found = None;
            // The table holds the beginnings of names too, so that the longest name is found from the left.
            for end in 1..=text.len() {
                let Some(meaning) = text.get(..end).and_then(|name| NAMED_ENTITIES.get(name))
                else {
                    break;
                };
                if meaning.0 != 0 {
                    found = Some((*meaning, end));
                }
            }
            let ((first, second), end) = found?;
            let is_closed = text.as_bytes().get(end - 1) == Some(&b';');
            let next = text.as_bytes().get(end);
            // §13.2.5.73: `&copy=` in an address is no sign.
            let goes_on = next.is_some_and(|byte| *byte == b'=' || byte.is_ascii_alphanumeric());
            if is_in_attribute && !is_closed && goes_on {
                return None;
            }
            let letter = |number: u32| char::from_u32(number).filter(|c| *c != '\0');
            Some(([letter(first), letter(second)], end))
        }
        _ => None,
    }
}

fn numeric(text: &str) -> Option<([Option<char>; 2], usize)> {
    let is_hex = matches!(text.as_bytes().get(1), Some(b'x' | b'X'));
    let (start, base) = if is_hex { (2, 16) } else { (1, 10) };
    let mut number = 0u32;
    let mut end = start;
    while let Some(digit) = text
        .as_bytes()
        .get(end)
        .and_then(|byte| char::from(*byte).to_digit(base))
    {
        number = number.saturating_mul(base).saturating_add(digit);
        end += 1;
    }
    if end == start {
        return None;
    }
    if text.as_bytes().get(end) == Some(&b';') {
        end += 1;
    }
    // §13.2.5.80: the octets of windows-1252 stand for what they mean there.
    let letter = match number {
        0 => None,
        0x80..=0x9f => usize::try_from(number - 0x80)
            .ok()
            .and_then(|at| C1_REPLACEMENTS.get(at).copied().flatten())
            .or_else(|| char::from_u32(number)),
        _ => char::from_u32(number),
    };
    Some(([Some(letter.unwrap_or('\u{fffd}')), None], end))
}
