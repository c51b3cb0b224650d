//! Inbox rules of an Exchange server: the JSON of its interface, and what its command writes as JSON or CSV.
//!
//! Both name the same things differently; the names are compared in small letters, and a condition that is not known
//! makes the rule's condition unknown instead of wider.

use serde_json::{Map, Value};

use super::{
    Action, Branch, Condition, Field, FilterTroubleKind, Operator, Part, Rule, Sink, Step, Test,
    all, excerpt, kept, number,
};

/// Whether a line is the heading of such a table.
pub(super) fn is_heading(line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    let has = |name: &str| {
        line.split([',', ';', '\t'])
            .any(|cell| cell.trim().trim_matches('"') == name)
    };
    has("name")
        && (has("enabled") || has("deletemessage") || has("movetofolder") || has("forwardto"))
}

/// Reads rules out of JSON or CSV.
pub(super) fn read(text: &str, sink: &mut Sink) -> Vec<Rule> {
    if !text.trim_start().starts_with(['{', '[']) {
        return table(text, sink);
    }
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => {
            sink.trouble(
                u32::try_from(error.line()).unwrap_or(u32::MAX),
                FilterTroubleKind::Malformed,
            );
            return Vec::new();
        }
    };
    let list = match value {
        Value::Array(list) => list,
        Value::Object(mut one) => match one.remove("value") {
            Some(Value::Array(list)) => list,
            _ => vec![Value::Object(one)],
        },
        _ => Vec::new(),
    };
    let mut rules = Vec::new();
    for (at, item) in list.into_iter().enumerate() {
        let Value::Object(item) = item else {
            sink.trouble(number(at), FilterTroubleKind::Malformed);
            continue;
        };
        match rule(&item, number(at), sink) {
            Some(rule) => rules.push(rule),
            None => sink.trouble(number(at), FilterTroubleKind::UnknownForm),
        }
    }
    rules
}

fn table(text: &str, sink: &mut Sink) -> Vec<Rule> {
    // The first line of what the command writes may tell a type.
    let text = match text.split_once('\n') {
        Some((first, rest)) if first.starts_with("#TYPE") => rest,
        _ => text,
    };
    let heading = text.lines().next().unwrap_or_default();
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|mark| heading.bytes().filter(|byte| byte == mark).count())
        .unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let Ok(names) = reader.headers().cloned() else {
        sink.trouble(1, FilterTroubleKind::Malformed);
        return Vec::new();
    };
    let mut rules = Vec::new();
    for (at, record) in reader.records().enumerate() {
        let line = number(at + 1);
        let Ok(record) = record else {
            sink.trouble(line, FilterTroubleKind::Malformed);
            break;
        };
        let mut item = Map::new();
        for (name, cell) in names.iter().zip(record.iter()) {
            if !sink.take(line) {
                return rules;
            }
            if !cell.trim().is_empty() {
                item.insert(
                    name.trim().to_owned(),
                    Value::String(cell.trim().to_owned()),
                );
            }
        }
        match rule(&item, line, sink) {
            Some(rule) => rules.push(rule),
            None => sink.trouble(line, FilterTroubleKind::UnknownForm),
        }
    }
    rules
}

fn rule(item: &Map<String, Value>, line: u32, sink: &mut Sink) -> Option<Rule> {
    let find = |names: &[&str]| {
        item.iter()
            .find(|(key, _)| names.contains(&key.to_ascii_lowercase().as_str()))
            .map(|(_, value)| value)
    };
    let name = find(&["displayname", "name"])?;
    let is_enabled = find(&["isenabled", "enabled"]).is_none_or(is_true);
    let mut conditions = Vec::new();
    let mut actions = Vec::new();
    let mut written = String::new();
    // The interface keeps conditions, exceptions and actions apart; the command writes them side by side.
    let inner = |name| find(&[name]).and_then(Value::as_object);
    if let Some(found) = inner("conditions") {
        predicates(found, &mut conditions, sink, line);
    }
    if let Some(found) = inner("exceptions") {
        let mut not = Vec::new();
        predicates(found, &mut not, sink, line);
        conditions.extend(not.into_iter().map(|one| Condition::Not(Box::new(one))));
    }
    let flat = find(&["actions"])
        .and_then(Value::as_object)
        .unwrap_or(item);
    act(flat, &mut actions);
    if inner("actions").is_none() {
        let mut plain = Map::new();
        let mut except = Map::new();
        for (key, value) in item {
            let lower = key.to_ascii_lowercase();
            match lower.strip_prefix("exceptif") {
                Some(rest) => except.insert(rest.to_owned(), value.clone()),
                None => plain.insert(lower, value.clone()),
            };
        }
        known_only(&mut plain);
        predicates(&plain, &mut conditions, sink, line);
        let mut not = Vec::new();
        predicates(&except, &mut not, sink, line);
        conditions.extend(not.into_iter().map(|one| Condition::Not(Box::new(one))));
    }
    let name = match name {
        Value::String(name) => name.clone(),
        _ => String::new(),
    };
    written.push_str(&name);
    Some(Rule {
        name: Some(kept(&name)),
        is_enabled,
        line,
        excerpt: excerpt(&written),
        branches: vec![Branch {
            condition: all(conditions),
            steps: actions.into_iter().map(Step::Act).collect(),
        }],
    })
}

/// Of a rule that is written flat, only the keys that are conditions.
fn known_only(item: &mut Map<String, Value>) {
    item.retain(|key, _| {
        key.ends_with("containswords")
            || key.ends_with("contains")
            || matches!(
                key.as_str(),
                "from"
                    | "sentto"
                    | "hasattachment"
                    | "mycc"
                    | "mytoorcc"
                    | "withimportance"
                    | "messagetypematches"
                    | "fromsubscription"
                    | "withinsizerangemaximum"
                    | "withinsizerangeminimum"
                    | "receivedafterdate"
                    | "receivedbeforedate"
                    | "mynameintobox"
                    | "flaggedforaction"
                    | "withsensitivity"
            )
    });
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Bool(is) => *is,
        Value::String(text) => {
            text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("yes")
        }
        _ => false,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(is) => !is,
        Value::String(text) => {
            text.is_empty() || text.eq_ignore_ascii_case("false") || text == "{}"
        }
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Number(_) => false,
    }
}

/// The texts in a value: a list, an address, or one text that lists several in braces.
fn texts(value: &Value) -> Vec<Box<str>> {
    match value {
        Value::String(text) => text
            .trim_matches(['{', '}'])
            .split([',', ';'])
            .map(|piece| piece.trim().trim_matches('"'))
            .filter(|piece| !piece.is_empty())
            .map(address_in)
            .collect(),
        Value::Array(list) => list
            .iter()
            .flat_map(|one| match one {
                Value::String(text) => vec![address_in(text)],
                other => texts(other),
            })
            .collect(),
        Value::Object(map) => map
            .iter()
            .find(|(key, _)| {
                matches!(
                    key.to_ascii_lowercase().as_str(),
                    "emailaddress" | "address"
                )
            })
            .map(|(_, inner)| texts(inner))
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// `"Name" [SMTP:address]` is the address.
fn address_in(text: &str) -> Box<str> {
    match text.split_once("[SMTP:") {
        Some((_, rest)) => kept(rest.trim_end_matches(']')),
        None => kept(text),
    }
}

fn predicates(
    item: &Map<String, Value>,
    conditions: &mut Vec<Condition>,
    sink: &mut Sink,
    line: u32,
) {
    for (key, value) in item {
        if is_empty(value) {
            continue;
        }
        if !sink.take(line) {
            return;
        }
        let (fields, part, operator) = match key.to_ascii_lowercase().as_str() {
            "subjectcontains" | "subjectcontainswords" => {
                (vec![Field::Subject], Part::Whole, Operator::Contains)
            }
            "bodycontains" | "bodycontainswords" => {
                (vec![Field::Body], Part::Whole, Operator::Contains)
            }
            "bodyorsubjectcontains" | "subjectorbodycontainswords" => (
                vec![Field::Subject, Field::Body],
                Part::Whole,
                Operator::Contains,
            ),
            "sendercontains" | "fromaddresscontainswords" => {
                (vec![Field::From], Part::Whole, Operator::Contains)
            }
            "fromaddresses" | "from" => (vec![Field::From], Part::Address, Operator::Is),
            "recipientcontains" | "recipientaddresscontainswords" => {
                (vec![Field::To, Field::Cc], Part::Whole, Operator::Contains)
            }
            "senttoaddresses" | "sentto" => {
                (vec![Field::To, Field::Cc], Part::Address, Operator::Is)
            }
            "headercontains" | "headercontainswords" => {
                (vec![Field::AllHeaders], Part::Whole, Operator::Contains)
            }
            other => {
                conditions.push(Condition::Unknown(kept(other)));
                continue;
            }
        };
        conditions.push(Condition::Test(Test {
            fields,
            part,
            operator,
            is_exact_case: false,
            values: texts(value),
        }));
    }
}

fn act(item: &Map<String, Value>, actions: &mut Vec<Action>) {
    let mut stops = false;
    for (key, value) in item {
        if is_empty(value) {
            continue;
        }
        match key.to_ascii_lowercase().as_str() {
            "delete" | "permanentdelete" | "deletemessage" | "softdeletemessage" => {
                actions.push(Action::Discard);
            }
            "movetofolder" | "copytofolder" => {
                let folder = match value {
                    Value::String(folder) => kept(folder),
                    _ => "".into(),
                };
                actions.push(Action::File {
                    folder,
                    is_copy: key.to_ascii_lowercase().starts_with("copy"),
                });
            }
            "markasread" => actions.push(Action::MarkRead),
            "forwardto" | "forwardasattachmentto" | "redirectto" => {
                actions.extend(texts(value).into_iter().map(|address| Action::Forward {
                    address,
                    // Both leave the mail where it is.
                    is_copy: true,
                }));
            }
            "stopprocessingrules" => stops = true,
            "pintotop" | "markimportance" => actions.push(Action::Star),
            _ => {}
        }
    }
    if stops {
        actions.push(Action::Stop);
    }
}
