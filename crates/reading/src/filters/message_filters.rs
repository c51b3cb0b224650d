//! `msgFilterRules.dat`: lines of `key="value"`, a rule beginning with its name.

use super::{
    Action, Branch, Condition, Field, FilterTroubleKind, Operator, Part, Rule, Sink, Step, Test,
    all, excerpt, kept, number,
};

/// Reads the rules of the file.
pub(super) fn read(text: &str, sink: &mut Sink) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    let mut pending: Option<&str> = None;
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let nth = number(at);
        let Some((key, value)) = pair(line) else {
            sink.trouble(nth, FilterTroubleKind::Malformed);
            continue;
        };
        if !sink.take(nth) {
            break;
        }
        if key == "name" {
            pending = None;
            rules.push(Rule {
                name: Some(kept(&value)),
                is_enabled: true,
                line: nth,
                excerpt: excerpt(line),
                branches: vec![Branch {
                    // A rule whose condition is missing or unread must not seem to take everything.
                    condition: Condition::Unknown("condition".into()),
                    steps: Vec::new(),
                }],
            });
            continue;
        }
        let Some(rule) = rules.last_mut() else {
            // `version` and `logging` stand before all rules.
            continue;
        };
        let Some(branch) = rule.branches.last_mut() else {
            continue;
        };
        match key {
            "enabled" => rule.is_enabled = value == "yes",
            "action" => {
                pending = None;
                match value.as_str() {
                    "Move to folder" => pending = Some("move"),
                    "Copy to folder" => pending = Some("copy"),
                    "Forward" => pending = Some("forward"),
                    "Delete" | "Delete from Pop3 server" => push(branch, Action::Discard),
                    "Mark read" => push(branch, Action::MarkRead),
                    "Mark flagged" | "AddTag" | "Label" => push(branch, Action::Star),
                    "Reply" => push(branch, Action::Reply),
                    "Stop execution" => push(branch, Action::Stop),
                    "JunkScore" => pending = Some("junk"),
                    other => push(branch, Action::Other(kept(other))),
                }
            }
            "actionValue" => match pending.take() {
                Some("move") => push(branch, filed(&value, false)),
                Some("copy") => push(branch, filed(&value, true)),
                Some("forward") => push(
                    branch,
                    Action::Forward {
                        address: kept(&value),
                        is_copy: true,
                    },
                ),
                // A score of 100 calls the mail junk, 0 calls it honest.
                Some("junk") if value == "100" => push(branch, filed("Junk", false)),
                _ => {}
            },
            "condition" => match condition(&value, sink, nth) {
                Some(condition) => {
                    branch.condition = condition;
                    rule.excerpt = excerpt(line);
                }
                None => sink.trouble(nth, FilterTroubleKind::Malformed),
            },
            _ => {}
        }
    }
    rules
}

fn push(branch: &mut Branch, action: Action) {
    branch.steps.push(Step::Act(action));
}

fn filed(address: &str, is_copy: bool) -> Action {
    // The folder is an address whose last part is the folder's own name.
    let path = address.split_once("://").map_or(address, |(_, rest)| rest);
    let folder = path.split_once('/').map_or(path, |(_, folder)| folder);
    let bytes = crate::parameters::percent(folder.as_bytes());
    Action::File {
        folder: kept(&String::from_utf8_lossy(&bytes)),
        is_copy,
    }
}

/// `key="value"`, with quotes and backslashes in the value escaped.
fn pair(line: &str) -> Option<(&str, String)> {
    let (key, rest) = line.split_once("=\"")?;
    let mut value = String::new();
    let mut is_escaped = false;
    for c in rest.chars() {
        match c {
            _ if is_escaped => {
                value.push(c);
                is_escaped = false;
            }
            '\\' => is_escaped = true,
            '"' => return Some((key, value)),
            c => value.push(c),
        }
    }
    None
}

/// `ALL`, or terms `AND (field,operator,value)` and `OR (…)`.
fn condition(text: &str, sink: &mut Sink, line: u32) -> Option<Condition> {
    let mut rest = text.trim();
    if rest == "ALL" {
        return Some(Condition::Always);
    }
    let mut terms = Vec::new();
    let mut is_any = false;
    while !rest.is_empty() {
        if !sink.take(line) {
            return None;
        }
        let (word, after) = rest.split_once('(')?;
        is_any |= match word.trim() {
            "OR" => true,
            "AND" | "" => false,
            _ => return None,
        };
        let (inner, left) = bracketed(after)?;
        terms.push(term(inner)?);
        rest = left.trim();
    }
    (!terms.is_empty()).then(|| {
        if is_any {
            Condition::Any(terms)
        } else {
            all(terms)
        }
    })
}

/// What stands before the bracket that closes; brackets between quotes are text.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            '(' if !is_quoted => depth += 1,
            ')' if !is_quoted && depth > 0 => depth -= 1,
            ')' if !is_quoted => {
                return Some((text.get(..at)?, text.get(at + 1..).unwrap_or_default()));
            }
            _ => {}
        }
    }
    None
}

fn term(inner: &str) -> Option<Condition> {
    let (name, rest) = inner.split_once(',')?;
    let (operator, value) = rest.split_once(',').unwrap_or((rest, ""));
    let value = value.trim();
    let value = value
        .strip_prefix('"')
        .and_then(|value| value.strip_suffix('"'))
        .map_or_else(|| value.to_owned(), |value| value.replace("\\\"", "\""));
    let name = name.trim().trim_matches('"');
    let fields = match name {
        "from" => vec![Field::From],
        "to" => vec![Field::To],
        "cc" => vec![Field::Cc],
        "to or cc" => vec![Field::To, Field::Cc],
        "all addresses" => vec![Field::From, Field::To, Field::Cc],
        "subject" => vec![Field::Subject],
        "body" => vec![Field::Body],
        "date"
        | "priority"
        | "status"
        | "age in days"
        | "size"
        | "tag"
        | "label"
        | "junk status"
        | "junk percent"
        | "junk score origin"
        | "has attachment status" => {
            return Some(Condition::Unknown(kept(name)));
        }
        other => vec![Field::Header(kept(&other.to_ascii_lowercase()))],
    };
    let (operator, is_not) = match operator.trim() {
        "contains" => (Operator::Contains, false),
        "doesn't contain" => (Operator::Contains, true),
        "is" => (Operator::Is, false),
        "isn't" => (Operator::Is, true),
        "begins with" => (Operator::Begins, false),
        "ends with" => (Operator::Ends, false),
        "is empty" => (Operator::Exists, true),
        "isn't empty" => (Operator::Exists, false),
        "matches" => (Operator::Regex, false),
        "doesn't match" => (Operator::Regex, true),
        other => return Some(Condition::Unknown(kept(other))),
    };
    let test = Condition::Test(Test {
        fields,
        part: Part::Whole,
        operator,
        is_exact_case: false,
        values: vec![kept(&value)],
    });
    Some(if is_not {
        Condition::Not(Box::new(test))
    } else {
        test
    })
}
