//! Filters pasted from a page of settings, in Japanese or English: best effort, one line a condition or action.
//!
//! A block of lines without a blank one between them is a rule. A line that says nothing known is a trouble, so that a
//! form which is not understood does not look like a mailbox without filters.

use super::{
    Action, Branch, Condition, Field, FilterTroubleKind, Operator, Rule, Sink, Step, all, excerpt,
    kept, number, test,
};

/// Words for the fields of a condition.
const FIELDS: &[(&str, Field)] = &[
    ("差出人", Field::From),
    ("送信者", Field::From),
    ("送信元", Field::From),
    ("from", Field::From),
    ("sender", Field::From),
    ("件名", Field::Subject),
    ("タイトル", Field::Subject),
    ("subject", Field::Subject),
    ("宛先", Field::To),
    ("受信者", Field::To),
    ("to", Field::To),
    ("cc", Field::Cc),
    ("本文", Field::Body),
    ("body", Field::Body),
];

/// Words for a comparison, the longer before those that stand in them; the last tells whether it is denied.
const OPERATORS: &[(&str, Operator, bool)] = &[
    ("を含まない", Operator::Contains, true),
    ("does not contain", Operator::Contains, true),
    ("と一致しない", Operator::Is, true),
    ("を含む", Operator::Contains, false),
    ("が含まれる", Operator::Contains, false),
    ("contains", Operator::Contains, false),
    ("と一致する", Operator::Is, false),
    ("に一致する", Operator::Is, false),
    ("と同じ", Operator::Is, false),
    ("is exactly", Operator::Is, false),
    ("で始まる", Operator::Begins, false),
    ("begins with", Operator::Begins, false),
    ("starts with", Operator::Begins, false),
    ("で終わる", Operator::Ends, false),
    ("ends with", Operator::Ends, false),
];

/// Words for a rule's name.
const NAMES: &[&str] = &[
    "フィルター名",
    "フィルタ名",
    "ルール名",
    "名前",
    "filter name",
    "rule name",
    "name",
];

/// Words before a folder.
const FOLDERS: &[&str] = &[
    "移動先",
    "振り分け先",
    "フォルダー",
    "フォルダ",
    "move to",
    "folder",
];

/// Words before an address.
const FORWARDS: &[&str] = &["転送先", "転送", "forward to", "forward"];

/// Words for what is done without saying where.
const ACTIONS: &[(&str, Action)] = &[
    ("ゴミ箱", Action::Discard),
    ("ごみ箱", Action::Discard),
    ("削除", Action::Discard),
    ("delete", Action::Discard),
    ("trash", Action::Discard),
    ("既読", Action::MarkRead),
    ("mark as read", Action::MarkRead),
    ("アーカイブ", Action::Archive),
    ("archive", Action::Archive),
];

/// Whether a text has a line with a condition in it.
pub(super) fn is_list(text: &str) -> bool {
    text.lines()
        .any(|line| condition(&line.to_lowercase(), line).is_some())
}

/// Reads blocks of lines.
pub(super) fn read(text: &str, sink: &mut Sink) -> Vec<Rule> {
    let mut rules = Vec::new();
    let mut open: Option<Draft> = None;
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        let nth = number(at);
        if line.is_empty() {
            rules.extend(open.take().and_then(|draft| draft.into_rule(sink)));
            continue;
        }
        if !sink.take(nth) {
            break;
        }
        let lower = line.to_lowercase();
        // A name after conditions and actions begins the next rule, also where no blank line stands between.
        if value_after(&lower, line, NAMES).is_some()
            && open.as_ref().is_some_and(|draft| !draft.actions.is_empty())
        {
            rules.extend(open.take().and_then(|draft| draft.into_rule(sink)));
        }
        let draft = open.get_or_insert_with(|| Draft {
            line: nth,
            excerpt: excerpt(line),
            ..Draft::default()
        });
        draft.take(&lower, line, nth, sink);
    }
    rules.extend(open.take().and_then(|draft| draft.into_rule(sink)));
    rules
}

#[derive(Default)]
struct Draft {
    line: u32,
    excerpt: Box<str>,
    name: Option<Box<str>>,
    conditions: Vec<Condition>,
    actions: Vec<Action>,
    is_any: bool,
}

impl Draft {
    fn take(&mut self, lower: &str, line: &str, nth: u32, sink: &mut Sink) {
        if let Some(condition) = condition(lower, line) {
            self.conditions.push(condition);
            if self.conditions.len() == 1 {
                self.excerpt = excerpt(line);
            }
        } else if let Some(name) = value_after(lower, line, NAMES) {
            self.name = Some(kept(name));
        } else if let Some(address) = line
            .split(|c: char| c.is_whitespace() || matches!(c, ':' | '：' | '「' | '」' | ','))
            .find(|piece| facts::Address::parse(piece).is_ok())
            .filter(|_| FORWARDS.iter().any(|word| lower.contains(word)))
        {
            self.actions.push(Action::Forward {
                address: kept(address),
                is_copy: true,
            });
        } else if let Some((_, action)) = ACTIONS.iter().find(|(word, _)| lower.contains(word)) {
            self.actions.push(action.clone());
        } else if let Some(folder) = value_after(lower, line, FOLDERS) {
            self.actions.push(Action::File {
                folder: kept(folder),
                is_copy: false,
            });
        } else if lower.contains("いずれか") || lower.contains("any of") {
            self.is_any = true;
        } else if lower.contains("すべて") || lower.contains("all of") {
            self.is_any = false;
        } else {
            sink.trouble(nth, FilterTroubleKind::UnknownForm);
        }
    }

    fn into_rule(self, sink: &mut Sink) -> Option<Rule> {
        if self.conditions.is_empty() || self.actions.is_empty() {
            sink.trouble(self.line, FilterTroubleKind::UnknownForm);
            return None;
        }
        Some(Rule {
            name: self.name,
            is_enabled: true,
            line: self.line,
            excerpt: self.excerpt,
            branches: vec![Branch {
                condition: if self.is_any {
                    Condition::Any(self.conditions)
                } else {
                    all(self.conditions)
                },
                steps: self.actions.into_iter().map(Step::Act).collect(),
            }],
        })
    }
}

/// A field, a value and a comparison on one line.
fn condition(lower: &str, line: &str) -> Option<Condition> {
    let (word, operator, is_not) = OPERATORS.iter().find(|(word, ..)| lower.contains(word))?;
    let (name, field) = FIELDS.iter().find(|(name, _)| {
        lower
            .strip_prefix(name)
            // A Latin word goes on; "together" is no "to".
            .is_some_and(|rest| {
                !name.is_ascii() || !rest.starts_with(|c: char| c.is_ascii_alphanumeric())
            })
    })?;
    let quoted = line
        .split_once('「')
        .and_then(|(_, rest)| rest.split_once('」'))
        .or_else(|| {
            line.split_once('"')
                .and_then(|(_, rest)| rest.split_once('"'))
        })
        .map(|(value, _)| value);
    let value = quoted.map(str::to_owned).or_else(|| {
        let rest = lower.strip_prefix(name)?;
        let rest = rest.replacen(word, " ", 1);
        let rest = rest.trim_start_matches(['が', 'に', 'は', ':', '：', ' ', '\u{3000}']);
        Some(rest.trim().to_owned())
    })?;
    if value.is_empty() {
        return None;
    }
    let test = test(field.clone(), *operator, vec![kept(&value)]);
    Some(if *is_not {
        Condition::Not(Box::new(test))
    } else {
        test
    })
}

/// What follows one of these words and a colon.
fn value_after<'a>(lower: &str, line: &'a str, words: &[&str]) -> Option<&'a str> {
    let word = words.iter().find(|word| lower.starts_with(**word))?;
    // Small letters may be longer than capital ones, so the value is taken from the line itself.
    let rest = line.get(word.len()..)?.trim_start();
    let rest = rest.strip_prefix([':', '：', '=', '→'])?;
    Some(rest.trim())
}
