//! Search filters exported as an Atom feed (`mailFilters.xml`): one entry a filter, one property a condition or action.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{
    Action, Branch, Condition, Field, FilterTroubleKind, Operator, Rule, Sink, Step, all, excerpt,
    kept, number, test,
};

/// Words of one search that are read.
const WORDS_LIMIT: usize = 1_000;

/// Reads the entries of a feed.
pub(super) fn read(text: &str, sink: &mut Sink) -> Vec<Rule> {
    let mut reader = Reader::from_str(text);
    let mut rules: Vec<Rule> = Vec::new();
    let mut entry: Option<Entry> = None;
    let mut lines = Lines::new(text);
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match reader.read_event() {
            Ok(Event::Start(tag)) if tag.local_name().as_ref() == "entry" => {
                if !sink.take(lines.at(at)) {
                    break;
                }
                entry = Some(Entry {
                    line: lines.at(at),
                    ..Entry::default()
                });
            }
            Ok(Event::Start(tag) | Event::Empty(tag))
                if tag.local_name().as_ref() == "property" =>
            {
                if !sink.take(lines.at(at)) {
                    break;
                }
                if let (Some(entry), Some((name, value))) = (&mut entry, property(&tag)) {
                    entry.take(&name, &value, sink);
                }
            }
            Ok(Event::End(tag)) if tag.local_name().as_ref() == "entry" => {
                rules.extend(entry.take().map(Entry::into_rule));
            }
            Ok(Event::Eof) => {
                if entry.is_some() {
                    sink.trouble(lines.at(at), FilterTroubleKind::Malformed);
                }
                break;
            }
            Ok(_) => {}
            Err(_) => {
                sink.trouble(lines.at(at), FilterTroubleKind::Malformed);
                break;
            }
        }
    }
    rules
}

/// Counts lines while positions only grow.
struct Lines<'a> {
    text: &'a [u8],
    seen: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text: text.as_bytes(),
            seen: 0,
            line: 0,
        }
    }

    fn at(&mut self, position: usize) -> u32 {
        let passed = self.text.get(self.seen..position).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', passed).count();
        self.seen = self.seen.max(position.min(self.text.len()));
        number(self.line)
    }
}

fn property(tag: &BytesStart<'_>) -> Option<(String, String)> {
    let mut name = None;
    let mut value = None;
    for attribute in tag.attributes().flatten() {
        let written = &attribute.value;
        let text = quick_xml::escape::unescape(written).map_or_else(
            |_| written.clone().into_owned(),
            std::borrow::Cow::into_owned,
        );
        match attribute.key.local_name().as_ref() {
            "name" => name = Some(text),
            "value" => value = Some(text),
            _ => {}
        }
    }
    Some((name?, value?))
}

#[derive(Default)]
struct Entry {
    line: u32,
    written: String,
    conditions: Vec<Condition>,
    actions: Vec<Action>,
    folder: Option<Box<str>>,
    is_archived: bool,
}

impl Entry {
    fn take(&mut self, name: &str, value: &str, sink: &mut Sink) {
        if self.written.len() < super::EXCERPT {
            self.written.push_str(name);
            self.written.push_str(": ");
            self.written.push_str(value);
            self.written.push(' ');
        }
        let is_on = value == "true";
        match name {
            "from" => self
                .conditions
                .push(search(value, &Field::From, sink, self.line)),
            "to" => self
                .conditions
                .push(search(value, &Field::To, sink, self.line)),
            "subject" => self
                .conditions
                .push(search(value, &Field::Subject, sink, self.line)),
            "hasTheWord" => self
                .conditions
                .push(search(value, &Field::Body, sink, self.line)),
            "doesNotHaveTheWord" => {
                let inner = search(value, &Field::Body, sink, self.line);
                self.conditions.push(Condition::Not(Box::new(inner)));
            }
            "hasAttachment" | "size" if !value.is_empty() => {
                self.conditions.push(Condition::Unknown(kept(name)));
            }
            "label" => self.folder = Some(kept(value)),
            "shouldTrash" if is_on => self.actions.push(Action::Discard),
            "shouldArchive" => self.is_archived |= is_on,
            "shouldMarkAsRead" if is_on => self.actions.push(Action::MarkRead),
            "shouldStar" if is_on => self.actions.push(Action::Star),
            // The mail stays unless another property takes it away.
            "forwardTo" => self.actions.push(Action::Forward {
                address: kept(value),
                is_copy: true,
            }),
            "shouldSpam" if is_on => self.actions.push(Action::File {
                folder: "Junk".into(),
                is_copy: false,
            }),
            _ => {}
        }
    }

    fn into_rule(mut self) -> Rule {
        // A label alone leaves the mail in the inbox.
        match (self.folder, self.is_archived) {
            (Some(folder), is_archived) => self.actions.insert(
                0,
                Action::File {
                    folder,
                    is_copy: !is_archived,
                },
            ),
            (None, true) => self.actions.insert(0, Action::Archive),
            (None, false) => {}
        }
        Rule {
            name: None,
            is_enabled: true,
            line: self.line,
            excerpt: excerpt(&self.written),
            branches: vec![Branch {
                condition: all(self.conditions),
                steps: self.actions.into_iter().map(Step::Act).collect(),
            }],
        }
    }
}

/// A search: words that must all be there, `OR` or braces between those of which one is enough, a minus before what
/// must not be there, and the name of a field before a colon.
fn search(query: &str, field: &Field, sink: &mut Sink, line: u32) -> Condition {
    let words = words(query, sink, line);
    let mut at = 0;
    join(&words, &mut at, field, false, 0)
}

#[derive(Debug, PartialEq, Eq)]
enum Word {
    Open(bool),
    Close,
    Or,
    Not,
    Text(String),
}

fn words(query: &str, sink: &mut Sink, line: u32) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = query;
    loop {
        rest = rest.trim_start();
        if words.len() >= WORDS_LIMIT {
            sink.trouble(line, FilterTroubleKind::Cut);
            return words;
        }
        let Some(first) = rest.chars().next() else {
            return words;
        };
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        match first {
            '(' => words.push(Word::Open(false)),
            '{' => words.push(Word::Open(true)),
            ')' | '}' => words.push(Word::Close),
            '|' => words.push(Word::Or),
            '-' => words.push(Word::Not),
            _ => {
                let (text, left) = word(rest);
                words.push(if text == "OR" {
                    Word::Or
                } else {
                    Word::Text(text)
                });
                rest = left;
                continue;
            }
        }
        rest = after;
    }
}

/// A word up to a blank or a bracket; quotes hold blanks together.
fn word(text: &str) -> (String, &str) {
    let mut made = String::new();
    let mut is_quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => is_quoted = !is_quoted,
            c if !is_quoted && (c.is_whitespace() || matches!(c, '(' | ')' | '{' | '}' | '|')) => {
                return (made, text.get(at..).unwrap_or_default());
            }
            c => made.push(c),
        }
    }
    (made, "")
}

/// Words up to the bracket that closes them.
fn join(words: &[Word], at: &mut usize, field: &Field, is_any: bool, depth: usize) -> Condition {
    // Each group holds words of which one is enough; all groups must hold.
    let mut groups: Vec<Vec<Condition>> = Vec::new();
    let (mut is_negated, mut is_or) = (false, false);
    let mut named = None;
    while let Some(word) = words.get(*at) {
        *at += 1;
        let inside = named.take().unwrap_or_else(|| field.clone());
        let one = match word {
            Word::Close => break,
            Word::Or => {
                is_or = true;
                continue;
            }
            Word::Not => {
                is_negated = true;
                continue;
            }
            Word::Open(_) if depth >= super::DEPTH_LIMIT => Condition::Unknown("(".into()),
            Word::Open(is_any) => join(words, at, &inside, *is_any, depth + 1),
            // A name before a bracket is for all that stands in it.
            Word::Text(text)
                if matches!(words.get(*at), Some(Word::Open(_))) && text.ends_with(':') =>
            {
                named = Some(
                    match text.trim_end_matches(':').to_ascii_lowercase().as_str() {
                        "list" => Field::Header("list-id".into()),
                        name => super::field(name),
                    },
                );
                continue;
            }
            Word::Text(text) => leaf(text, field),
        };
        let one = if std::mem::take(&mut is_negated) {
            Condition::Not(Box::new(one))
        } else {
            one
        };
        match groups.last_mut() {
            Some(group) if std::mem::take(&mut is_or) || is_any => group.push(one),
            _ => groups.push(vec![one]),
        }
    }
    all(groups
        .into_iter()
        .map(|mut group| match group.len() {
            1 => group.pop().unwrap_or_default(),
            _ => Condition::Any(group),
        })
        .collect())
}

fn leaf(text: &str, around: &Field) -> Condition {
    let (name, value) = match text.split_once(':') {
        Some((name, value)) if *around == Field::Body && !value.is_empty() => (name, value),
        _ => ("", text),
    };
    let values = || vec![kept(value)];
    if value == "*" || value == "@" && *around == Field::From {
        return Condition::Always;
    }
    match name.to_ascii_lowercase().as_str() {
        "from" => test(Field::From, Operator::Contains, values()),
        "to" => test(Field::To, Operator::Contains, values()),
        "cc" => test(Field::Cc, Operator::Contains, values()),
        "subject" => test(Field::Subject, Operator::Contains, values()),
        "list" => test(
            Field::Header("list-id".into()),
            Operator::Contains,
            values(),
        ),
        "" if *around == Field::Body => Condition::Any(vec![
            test(Field::Subject, Operator::Contains, values()),
            test(Field::From, Operator::Contains, values()),
            test(Field::Body, Operator::Contains, values()),
        ]),
        "" => test(around.clone(), Operator::Contains, values()),
        other => Condition::Unknown(kept(other)),
    }
}
