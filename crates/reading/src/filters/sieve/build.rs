//! From commands and tests to rules.

use super::super::{
    Action, Branch, Condition, Field, FilterTroubleKind, Operator, Part, Rule, Sink, Step, Test,
    excerpt, field, kept,
};
use super::parse::{Argument, Command, Question};

/// The rules of a script.
pub(super) fn rules(commands: Vec<Command>, text: &str, sink: &mut Sink) -> Vec<Rule> {
    let lines: Vec<&str> = text.lines().collect();
    steps(commands, &lines, Depth::Outside, sink)
        .into_iter()
        .filter_map(|step| match step {
            Step::Rule(rule) => Some(rule),
            _ => None,
        })
        .collect()
}

/// Where commands stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// Outside any condition: every command is a rule of its own, done for every mail, with a line to show.
    Outside,
    /// Between the braces of a condition.
    Inside,
}

fn steps(commands: Vec<Command>, lines: &[&str], depth: Depth, sink: &mut Sink) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut is_open = false;
    for command in commands {
        let was_open = is_open && matches!(&*command.name, "elsif" | "else");
        is_open = matches!(&*command.name, "if") || was_open && &*command.name == "elsif";
        let line = command.line;
        let at = (line as usize).saturating_sub(1);
        let written = excerpt(lines.get(at).copied().unwrap_or_default());
        match &*command.name {
            "require" => {}
            "if" => {
                let name = command.comment.as_deref().and_then(named);
                // Some programs switch a rule off by writing `if false` before its tests.
                let is_enabled = command
                    .tests
                    .first()
                    .is_none_or(|test| &*test.name != "false");
                let branch = branch(command, lines, sink);
                steps.push(Step::Rule(Rule {
                    name,
                    is_enabled,
                    line,
                    excerpt: written,
                    branches: vec![branch],
                }));
            }
            "elsif" | "else" => {
                let branch = branch(command, lines, sink);
                if let (true, Some(Step::Rule(rule))) = (was_open, steps.last_mut()) {
                    rule.branches.push(branch);
                } else {
                    // RFC 5228 §3.1: without an `if` before it there is nothing that it is the other case of.
                    sink.trouble(line, FilterTroubleKind::Malformed);
                }
            }
            _ => {
                let done = act(&command, line, sink);
                if depth == Depth::Inside {
                    steps.extend(done);
                    continue;
                }
                steps.push(Step::Rule(Rule {
                    name: command.comment.as_deref().and_then(named),
                    is_enabled: true,
                    line,
                    excerpt: written,
                    branches: vec![Branch {
                        condition: Condition::Always,
                        steps: done,
                    }],
                }));
            }
        }
    }
    steps
}

fn branch(command: Command, lines: &[&str], sink: &mut Sink) -> Branch {
    let condition = match command.tests.first() {
        Some(test) => condition(test),
        None if &*command.name == "else" => Condition::Always,
        None => Condition::Unknown(command.name),
    };
    Branch {
        condition,
        steps: steps(command.block, lines, Depth::Inside, sink),
    }
}

/// The name in a comment of the form `rule:[name]`, which web mail programs write.
fn named(comment: &str) -> Option<Box<str>> {
    let (_, rest) = comment.split_once("rule:[")?;
    Some(kept(rest.rsplit_once(']').map_or(rest, |(name, _)| name)))
}

fn texts(arguments: &[Argument]) -> Vec<&[String]> {
    // A tag such as :comparator takes the string after it, which is then no argument of its own.
    const TAKES: [&str; 14] = [
        "comparator",
        "value",
        "count",
        "content",
        "flags",
        "days",
        "seconds",
        "subject",
        "from",
        "addresses",
        "handle",
        "zone",
        "index",
        "specialuse",
    ];
    let mut found = Vec::new();
    let mut is_taken = false;
    for argument in arguments {
        match argument {
            Argument::Tag(name) => is_taken = TAKES.contains(&&**name),
            Argument::Number => is_taken = false,
            Argument::Texts(_) if is_taken => is_taken = false,
            Argument::Texts(texts) => found.push(texts.as_slice()),
        }
    }
    found
}

fn has_tag(arguments: &[Argument], name: &str) -> bool {
    arguments
        .iter()
        .any(|argument| matches!(argument, Argument::Tag(tag) if &**tag == name))
}

/// The strings that follow a tag.
fn after_tag<'a>(arguments: &'a [Argument], name: &str) -> &'a [String] {
    arguments
        .iter()
        .zip(arguments.iter().skip(1))
        .find_map(|pair| match pair {
            (Argument::Tag(tag), Argument::Texts(texts)) if &**tag == name => {
                Some(texts.as_slice())
            }
            _ => None,
        })
        .unwrap_or_default()
}

fn condition(question: &Question) -> Condition {
    let inner = || question.tests.iter().map(condition).collect::<Vec<_>>();
    let unknown = || Condition::Unknown(kept(&question.name));
    match &*question.name {
        "true" => Condition::Always,
        "false" => Condition::Never,
        "not" => match question.tests.first() {
            Some(test) => Condition::Not(Box::new(condition(test))),
            None => unknown(),
        },
        "allof" => Condition::All(inner()),
        "anyof" => Condition::Any(inner()),
        "exists" => super::super::all(
            texts(&question.arguments)
                .into_iter()
                .flatten()
                .map(|name| super::super::test(field(name), Operator::Exists, Vec::new()))
                .collect(),
        ),
        "header" | "address" | "string" => compared(question).unwrap_or_else(unknown),
        "body" => {
            let operator = operator(&question.arguments);
            match (operator, texts(&question.arguments).first()) {
                (Some(operator), Some(values)) => super::super::test(
                    Field::Body,
                    operator,
                    values.iter().map(|v| kept(v)).collect(),
                ),
                _ => unknown(),
            }
        }
        _ => unknown(),
    }
}

/// RFC 5228 §2.7.1 and the extension `regex`; `None` for comparisons of numbers.
fn operator(arguments: &[Argument]) -> Option<Operator> {
    if has_tag(arguments, "count") || has_tag(arguments, "value") {
        return None;
    }
    Some(if has_tag(arguments, "contains") {
        Operator::Contains
    } else if has_tag(arguments, "matches") {
        Operator::Matches
    } else if has_tag(arguments, "regex") {
        Operator::Regex
    } else {
        Operator::Is
    })
}

fn compared(question: &Question) -> Option<Condition> {
    let arguments = &question.arguments;
    let operator = operator(arguments)?;
    let texts = texts(arguments);
    let [names, values] = texts.as_slice() else {
        return None;
    };
    let part = if &*question.name != "address" {
        Part::Whole
    } else if has_tag(arguments, "localpart") {
        Part::Local
    } else if has_tag(arguments, "domain") {
        Part::Domain
    } else if has_tag(arguments, "user") || has_tag(arguments, "detail") {
        return None;
    } else {
        Part::Address
    };
    let is_text = &*question.name == "string";
    Some(Condition::Test(Test {
        fields: names
            .iter()
            .map(|name| {
                if is_text {
                    Field::Text(kept(name))
                } else {
                    field(name)
                }
            })
            .collect(),
        part,
        operator,
        // RFC 5228 §2.7.3: only this comparator tells capital from small letters.
        is_exact_case: after_tag(arguments, "comparator")
            .iter()
            .any(|name| name == "i;octet"),
        values: values.iter().map(|value| kept(value)).collect(),
    }))
}

/// What an action does. RFC 5228 §4, RFC 3894 (`:copy`), RFC 5232 (flags), RFC 5230, RFC 5429, RFC 5229.
fn act(command: &Command, line: u32, sink: &mut Sink) -> Vec<Step> {
    let arguments = &command.arguments;
    let texts = texts(arguments);
    let first = || texts.first().and_then(|texts| texts.first());
    let is_copy = has_tag(arguments, "copy");
    let mut actions = Vec::new();
    match &*command.name {
        "keep" => actions.push(Action::Keep),
        "discard" => actions.push(Action::Discard),
        "reject" | "ereject" | "refuse" => actions.push(Action::Reject),
        "stop" | "return" => actions.push(Action::Stop),
        "vacation" => actions.push(Action::Reply),
        "fileinto" => match first() {
            Some(folder) => actions.push(Action::File {
                folder: kept(folder),
                is_copy,
            }),
            None => sink.trouble(line, FilterTroubleKind::Malformed),
        },
        "redirect" => match first() {
            Some(address) => actions.push(Action::Forward {
                address: kept(address),
                is_copy,
            }),
            None => sink.trouble(line, FilterTroubleKind::Malformed),
        },
        // The flags are the last argument; one before it would be a variable's name.
        "setflag" | "addflag" => {
            let flags = texts.last().copied().unwrap_or_default();
            actions.extend(flags.iter().flat_map(|flags| flag(flags)));
        }
        "removeflag" | "unmark" => actions.push(Action::Other(kept(&command.name))),
        "mark" => actions.push(Action::Star),
        "set" => {
            let (Some(name), Some(value)) = (first(), texts.get(1).and_then(|texts| texts.first()))
            else {
                sink.trouble(line, FilterTroubleKind::Malformed);
                return Vec::new();
            };
            // RFC 5229 §4.1: a modifier changes the value; those that only change capitals do not matter here.
            let is_plain = arguments.iter().all(|argument| {
                !matches!(argument, Argument::Tag(tag) if !matches!(&**tag, "lower" | "upper" | "lowerfirst" | "upperfirst"))
            });
            return vec![Step::Set {
                name: kept(&name.to_ascii_lowercase()),
                value: is_plain.then(|| kept(value)),
            }];
        }
        "include" | "execute" | "pipe" | "filter" => {
            sink.trouble(line, FilterTroubleKind::Elsewhere);
            actions.push(Action::Other(kept(&command.name)));
        }
        _ => actions.push(Action::Other(kept(&command.name))),
    }
    // RFC 5232 §5: keep and fileinto may bring flags along.
    if matches!(&*command.name, "keep" | "fileinto") {
        actions.extend(
            after_tag(arguments, "flags")
                .iter()
                .flat_map(|flags| flag(flags)),
        );
    }
    actions.into_iter().map(Step::Act).collect()
}

fn flag(flags: &str) -> Vec<Action> {
    flags
        .split_ascii_whitespace()
        .map(|flag| match flag.to_ascii_lowercase().as_str() {
            "\\seen" => Action::MarkRead,
            "\\deleted" => Action::Discard,
            _ => Action::Star,
        })
        .collect()
}
