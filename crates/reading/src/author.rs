//! Reads address fields strictly: whatever two readers could read differently is irregular.

mod scan;

use facts::Address;

use crate::encoded_words;
use crate::header::RawField;
use crate::{Author, Irregularity, Mailbox};

use scan::{Element, Item};

/// Mailboxes kept of one field; a list of thousands is padding.
const MAILBOX_LIMIT: usize = 100;

/// Reads every From field of the message.
pub(crate) fn author(fields: &[RawField]) -> (Author, bool) {
    let mut author = Author::default();
    let mut has_unknown_charset = false;
    let mut count = 0;
    for field in fields.iter().filter(|f| f.is("from")) {
        count += 1;
        if field.is_disguised {
            author.note(Irregularity::Malformed);
        }
        // A mail with more can prove nothing any more; reading all of its fields only costs time.
        if author.mailboxes.len() >= MAILBOX_LIMIT {
            continue;
        }
        let read = addresses(field);
        has_unknown_charset |= read.has_unknown_charset;
        for found in read.irregular {
            author.note(found);
        }
        author.mailboxes.extend(read.mailboxes);
    }
    // RFC 5322 §3.6: exactly one From field; §3.6.2 allows several mailboxes in it, which no program
    // shows alike and DMARC refuses to judge (RFC 9989 §5.4.1).
    match count {
        0 => author.note(Irregularity::NoFrom),
        1 => {}
        _ => author.note(Irregularity::SeveralFields),
    }
    if author.mailboxes.len() > 1 {
        author.note(Irregularity::SeveralMailboxes);
    }
    author.irregular.sort_unstable();
    (author, has_unknown_charset)
}

impl Author {
    fn note(&mut self, found: Irregularity) {
        if !self.irregular.contains(&found) {
            self.irregular.push(found);
        }
    }
}

/// What one address field holds.
#[derive(Debug, Default)]
pub(crate) struct Addresses {
    pub(crate) mailboxes: Vec<Mailbox>,
    pub(crate) irregular: Vec<Irregularity>,
    pub(crate) has_unknown_charset: bool,
}

/// Reads one address field (RFC 5322 §3.4, with the obsolete forms of §4.4 marked irregular).
pub(crate) fn addresses(field: &RawField) -> Addresses {
    let mut read = Reader {
        line: field.line,
        found: Addresses::default(),
    };
    if field.has_control {
        read.note(Irregularity::Control);
    }
    let list = scan::list(&field.value);
    for irregular in list.irregular {
        read.note(irregular);
    }
    let mut elements = list.elements;
    mend_commas(&mut elements, &mut read);
    for element in &elements {
        if read.found.mailboxes.len() >= MAILBOX_LIMIT {
            break;
        }
        read.element(element);
    }
    if read.found.mailboxes.is_empty() {
        read.note(Irregularity::NoDomain);
        read.push(String::new(), None, String::new());
    }
    read.found
}

/// Puts a display name back together that an unquoted comma tore: `Smith, John <j@example.com>`.
fn mend_commas(elements: &mut Vec<Element>, read: &mut Reader) {
    let mut mended: Vec<Element> = Vec::with_capacity(elements.len());
    for mut element in elements.drain(..) {
        while element.has_angle()
            && let Some(mut start) = mended.pop_if(|last| {
                !last.has_angle() && last.group == element.group && read.is_bare_name(last)
            })
        {
            read.note(Irregularity::Malformed);
            if element.name_is_filler() {
                element.items.retain(|item| !matches!(item, Item::Text(_)));
            } else {
                start.items.push(Item::Text(b", ".to_vec()));
            }
            start.items.append(&mut element.items);
            element = start;
        }
        mended.push(element);
    }
    *elements = mended;
}

struct Reader {
    line: u32,
    found: Addresses,
}

impl Reader {
    fn note(&mut self, found: Irregularity) {
        if !self.found.irregular.contains(&found) {
            self.found.irregular.push(found);
        }
    }

    fn push(&mut self, name: String, address: Option<Address>, written: String) {
        self.found.mailboxes.push(Mailbox {
            name,
            address,
            written,
            line: self.line,
        });
    }

    /// Decodes text for a person; control characters inside become blanks.
    fn decode(&mut self, raw: &[u8]) -> String {
        let words = encoded_words::decode(raw);
        self.found.has_unknown_charset |= words.has_unknown_charset;
        let mut text = String::with_capacity(words.text.len());
        let mut has_hidden_break = false;
        for c in words.text.trim().chars() {
            if c.is_control() && c != '\t' {
                has_hidden_break = true;
                text.push(' ');
            } else {
                text.push(c);
            }
        }
        // A line end or NUL that comes out of an encoded word cuts the field short for some readers.
        if has_hidden_break && raw.windows(2).any(|w| w == b"=?") {
            self.note(Irregularity::Control);
        }
        text.split_whitespace_keeping_ideographic()
    }

    /// Whether an element is only a name: no angle brackets, no `@`, no address in an encoded word.
    fn is_bare_name(&mut self, element: &Element) -> bool {
        let raw = element.raw_text();
        if raw.contains(&b'@') {
            return false;
        }
        let decoded = self.decode(&raw);
        in_brackets(&decoded).is_empty() && !decoded.contains('@')
    }

    fn element(&mut self, element: &Element) {
        let raw_name = element.raw_name();
        let name = self.decode(&raw_name);
        let hidden = if raw_name.windows(2).any(|w| w == b"=?") {
            in_brackets(&name)
        } else {
            Vec::new()
        };
        if element.has_angle() {
            let mut is_first = true;
            for item in &element.items {
                if let Item::Angle { content, is_closed } = item {
                    if !is_closed {
                        self.note(Irregularity::Malformed);
                    }
                    let name = if is_first {
                        name.clone()
                    } else {
                        String::new()
                    };
                    if !is_first {
                        self.note(Irregularity::Malformed);
                    }
                    self.angle(name, content);
                    is_first = false;
                }
            }
            self.strays(element);
        } else {
            self.bare(element, &name, !hidden.is_empty());
        }
        for address in hidden {
            // RFC 2047 §5: an encoded word never stands for an address, and some programs read one in it.
            self.note(Irregularity::EncodedAddress);
            self.add_if_new(&address);
        }
    }

    /// Text with an `@` beside the angle brackets: another address in the eyes of some reader.
    fn strays(&mut self, element: &Element) {
        let mut is_after = false;
        for item in &element.items {
            match item {
                Item::Angle { .. } => is_after = true,
                Item::Text(text) => {
                    let text = String::from_utf8_lossy(text).into_owned();
                    if is_after && !text.trim().is_empty() {
                        self.note(Irregularity::Malformed);
                    }
                    for address in addresses_in(&text) {
                        if self.add_if_new(&address) {
                            self.note(Irregularity::Malformed);
                        }
                    }
                }
                // A quoted name behind the brackets is text behind the brackets.
                Item::Quoted(_) if is_after => self.note(Irregularity::Malformed),
                Item::Quoted(_) | Item::Comment(_) => {}
            }
        }
    }

    /// Adds an address that is not among the mailboxes yet.
    fn add_if_new(&mut self, text: &str) -> bool {
        let address = Address::parse(text).ok();
        let is_known = self
            .found
            .mailboxes
            .iter()
            .any(|m| match (&m.address, &address) {
                (Some(one), Some(other)) => {
                    one.domain() == other.domain()
                        && one.local().eq_ignore_ascii_case(other.local())
                }
                _ => m.written == text,
            });
        if !is_known && self.found.mailboxes.len() < MAILBOX_LIMIT {
            self.push(String::new(), address, text.to_owned());
        }
        !is_known
    }

    /// What stands between angle brackets.
    fn angle(&mut self, name: String, content: &[u8]) {
        if content.windows(2).any(|w| w == b"=?") {
            self.note(Irregularity::EncodedAddress);
            let decoded = self.decode(content);
            let inner = addresses_in(&decoded);
            if inner.is_empty() {
                self.note(Irregularity::NoDomain);
                self.push(name, None, decoded);
            } else {
                for (at, address) in inner.iter().enumerate() {
                    let name = if at == 0 { name.clone() } else { String::new() };
                    self.push(name, Address::parse(address).ok(), address.clone());
                }
            }
            return;
        }
        // Brackets inside brackets: the innermost pair holds the address.
        let innermost = content.rsplit(|&b| b == b'<').next().unwrap_or_default();
        let mut spec = scan::addr_spec(innermost);
        // RFC 5322 §4.4: a route before the address is obsolete; readers differ on which part they show.
        if spec.starts_with('@')
            && let Some((_, rest)) = spec.split_once(':')
        {
            self.note(Irregularity::Malformed);
            spec = rest.to_owned();
        }
        self.spec(name, &spec);
        if innermost.len() != content.len() {
            for inner in addresses_in(&String::from_utf8_lossy(content)) {
                self.add_if_new(&inner);
            }
        }
    }

    /// An element without angle brackets: an address, or only a name.
    fn bare(&mut self, element: &Element, name: &str, has_hidden: bool) {
        let raw = element.raw_text();
        let text = String::from_utf8_lossy(&raw).into_owned();
        let comment = element.comment();
        let quoted_only = text.trim().is_empty();
        if text.contains('@') {
            let spec = scan::addr_spec(&element.raw_spec());
            if !scan::has_blank(&spec) {
                let label = self.decode(&comment);
                self.spec(label, &spec);
                return;
            }
            // Words and an address side by side, without brackets.
            self.note(Irregularity::Malformed);
            let inner = addresses_in(&text);
            let rest = inner.iter().fold(text.clone(), |text, address| {
                text.replace(address.as_str(), " ")
            });
            let label = self.decode(rest.as_bytes());
            for (at, address) in inner.iter().enumerate() {
                let label = if at == 0 {
                    label.clone()
                } else {
                    String::new()
                };
                self.push(label, Address::parse(address).ok(), address.clone());
            }
            if inner.is_empty() {
                self.note(Irregularity::NoDomain);
                self.push(name.to_owned(), None, text.trim().to_owned());
            }
            return;
        }
        if has_hidden {
            return;
        }
        if !name.contains('@') && quoted_only && name.is_empty() {
            return;
        }
        // An encoded or quoted address without brackets is what `Irregularity::NoDomain` means for most
        // readers; a name is claimed all the same.
        if element.raw_name().windows(2).any(|w| w == b"=?") && name.contains('@') {
            self.note(Irregularity::EncodedAddress);
            let inner = addresses_in(name);
            for address in &inner {
                self.add_if_new(address);
            }
            if !inner.is_empty() {
                return;
            }
        }
        self.note(Irregularity::NoDomain);
        self.push(name.to_owned(), None, name.to_owned());
    }

    /// An `addr-spec` (RFC 5322 §3.4.1).
    fn spec(&mut self, name: String, spec: &str) {
        let Some(at) = scan::last_at(spec) else {
            self.note(Irregularity::NoDomain);
            self.push(name, None, spec.to_owned());
            return;
        };
        let (local, _) = spec.split_at(at);
        match Address::parse(spec) {
            Ok(address) => {
                if !scan::is_local_part(local) {
                    self.note(Irregularity::Malformed);
                }
                self.push(name, Some(address), spec.to_owned());
            }
            Err(_) => {
                self.note(Irregularity::NoDomain);
                self.push(name, None, spec.to_owned());
            }
        }
        // `a@brand.example@other.example`: the first reading is claimed as well.
        if !local.starts_with('"') && local.contains('@') {
            for inner in addresses_in(local) {
                self.add_if_new(&inner);
            }
        }
    }
}

/// Collapses runs of ASCII blanks; ideographic spaces are part of a Japanese name.
trait Squeeze {
    fn split_whitespace_keeping_ideographic(&self) -> String;
}

impl Squeeze for String {
    fn split_whitespace_keeping_ideographic(&self) -> String {
        self.split([' ', '\t'])
            .filter(|w| !w.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Addresses that stand in angle brackets inside a text.
fn in_brackets(text: &str) -> Vec<String> {
    text.split('<')
        .skip(1)
        .filter_map(|rest| {
            let inner = rest.split('>').next()?.trim();
            (inner.contains('@') && Address::parse(inner).is_ok()).then(|| inner.to_owned())
        })
        .take(10)
        .collect()
}

/// Everything in a text that looks like an address.
pub(crate) fn addresses_in(text: &str) -> Vec<String> {
    let is_local = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let is_domain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text
        .get(from..)
        .and_then(|rest| rest.find('@'))
        .map(|at| at + from)
    {
        let before = text.get(from..at).unwrap_or_default();
        let local: usize = before
            .chars()
            .rev()
            .take_while(|&c| is_local(c))
            .map(char::len_utf8)
            .sum();
        let after = text.get(at + 1..).unwrap_or_default();
        let domain: usize = after
            .chars()
            .take_while(|&c| is_domain(c))
            .map(char::len_utf8)
            .sum();
        if let Some(candidate) = text.get(at - local..at + 1 + domain) {
            let candidate = candidate.trim_end_matches(['.', '-']);
            if Address::parse(candidate).is_ok_and(|a| a.domain().as_str().contains('.')) {
                found.push(candidate.to_owned());
            }
        }
        from = at + 1;
        if found.len() >= 20 {
            break;
        }
    }
    found
}
