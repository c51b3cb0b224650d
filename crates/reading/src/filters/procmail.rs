//! `.procmailrc` in its simple forms, and `.forward`.

use super::{
    Action, Branch, Condition, DEPTH_LIMIT, Field, FilterTroubleKind, Operator, Rule, Sink, Step,
    all, excerpt, kept, number, test,
};

/// Whether a line begins a recipe.
pub(super) fn is_recipe(line: &str) -> bool {
    line.strip_prefix(":0").is_some_and(|rest| {
        rest.is_empty()
            || rest.starts_with([' ', ':', '\t'])
            || rest.starts_with(|c: char| c.is_ascii_alphabetic())
    })
}

/// Reads recipes.
pub(super) fn read(text: &str, sink: &mut Sink) -> Vec<Rule> {
    let mut lines = joined(text).into_iter().peekable();
    block(&mut lines, 0, sink)
}

/// Lines with those that a backslash continues put together.
fn joined(text: &str) -> Vec<(u32, String)> {
    let mut lines: Vec<(u32, String)> = Vec::new();
    let mut is_open = false;
    for (at, line) in text.lines().enumerate() {
        let (line, goes_on) = match line.trim().strip_suffix('\\') {
            Some(line) => (line, true),
            None => (line.trim(), false),
        };
        match lines.last_mut() {
            Some((_, last)) if is_open => last.push_str(line),
            _ => lines.push((number(at), line.to_owned())),
        }
        is_open = goes_on;
    }
    lines
}

fn block(
    lines: &mut std::iter::Peekable<impl Iterator<Item = (u32, String)>>,
    depth: usize,
    sink: &mut Sink,
) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    while let Some((line, text)) = lines.next() {
        if text.starts_with('}') {
            return rules;
        }
        if !is_recipe(&text) {
            // A program or another file may be named in an assignment; what it does is not at hand.
            if text.starts_with("INCLUDERC") || text.starts_with("SWITCHRC") {
                sink.trouble(line, FilterTroubleKind::Elsewhere);
            }
            continue;
        }
        if !sink.take(line) {
            return rules;
        }
        let flags: String = text
            .get(2..)
            .unwrap_or_default()
            .chars()
            .take_while(|c| *c != ':')
            .filter(|c| c.is_ascii_alphabetic())
            .collect();
        let mut conditions = Vec::new();
        let mut written = text.clone();
        while let Some((at, next)) = lines
            .next_if(|(_, next)| next.starts_with('*') || next.is_empty() || next.starts_with('#'))
        {
            let Some(pattern) = next.strip_prefix('*') else {
                continue;
            };
            if !sink.take(at) {
                return rules;
            }
            written.push(' ');
            written.push_str(&next);
            conditions.push(condition(pattern.trim(), &flags));
        }
        // These letters join a recipe to the one before it, whose outcome is not followed here.
        if flags.contains(['A', 'a', 'E', 'e']) {
            conditions.push(Condition::Unknown("chained".into()));
        }
        let Some((at, action)) = lines.next() else {
            sink.trouble(line, FilterTroubleKind::Malformed);
            return rules;
        };
        let is_copy = flags.contains('c');
        let steps = if action.starts_with('{') {
            if depth + 1 >= DEPTH_LIMIT {
                sink.trouble(at, FilterTroubleKind::Cut);
                return rules;
            }
            block(lines, depth + 1, sink)
                .into_iter()
                .map(Step::Rule)
                .collect()
        } else {
            let mut actions = act(&action, is_copy, sink, at);
            // A recipe that delivers ends the run, unless it says that it only copies.
            if !is_copy && !flags.contains(['f', 'w']) {
                actions.push(Action::Stop);
            }
            actions.into_iter().map(Step::Act).collect()
        };
        rules.push(Rule {
            name: None,
            is_enabled: true,
            line,
            excerpt: excerpt(&written),
            branches: vec![Branch {
                condition: all(conditions),
                steps,
            }],
        });
    }
    rules
}

fn condition(pattern: &str, flags: &str) -> Condition {
    if let Some(rest) = pattern.strip_prefix('!') {
        return Condition::Not(Box::new(condition_once(rest.trim(), flags)));
    }
    condition_once(pattern, flags)
}

fn condition_once(pattern: &str, flags: &str) -> Condition {
    // Sizes, exit codes, scores, variables and the two macros need more than the mail or are no expression.
    if pattern.starts_with(['<', '>', '?', '$'])
        || pattern.contains("??")
        || pattern.contains("^TO")
        || pattern.contains("^FROM_")
        || pattern.starts_with(|c: char| c.is_ascii_digit())
    {
        return Condition::Unknown(kept(pattern));
    }
    if pattern.is_empty() || pattern == ".*" || pattern == "^" || pattern == "." {
        return Condition::Always;
    }
    let (is_head, is_body) = (
        !flags.contains('B') || flags.contains('H'),
        flags.contains('B'),
    );
    let mut tests = Vec::new();
    if is_head {
        tests.push(test(
            Field::AllHeaders,
            Operator::Regex,
            vec![kept(pattern)],
        ));
    }
    if is_body {
        tests.push(test(Field::Body, Operator::Regex, vec![kept(pattern)]));
    }
    Condition::Any(tests)
}

fn act(action: &str, is_copy: bool, sink: &mut Sink, line: u32) -> Vec<Action> {
    if let Some(addresses) = action.strip_prefix('!') {
        return addresses
            .split([' ', ',', '\t'])
            .filter(|address| !address.is_empty())
            .map(|address| Action::Forward {
                address: kept(address),
                is_copy,
            })
            .collect();
    }
    if action.starts_with('|') {
        sink.trouble(line, FilterTroubleKind::Elsewhere);
        return vec![Action::Other("|".into())];
    }
    if action == "/dev/null" {
        return vec![Action::Discard];
    }
    if matches!(
        action,
        "$DEFAULT" | "${DEFAULT}" | "$ORGMAIL" | "${ORGMAIL}"
    ) {
        return vec![Action::Keep];
    }
    let folder = action.trim_end_matches('/');
    let folder = folder.rsplit_once('/').map_or(folder, |(_, name)| name);
    vec![Action::File {
        folder: kept(folder.trim_start_matches('.')),
        is_copy,
    }]
}

/// Whether every line is one that a `.forward` has.
pub(super) fn is_forward(text: &str) -> bool {
    let mut has_any = false;
    text.lines().map(str::trim).all(|line| {
        if line.is_empty() || line.starts_with('#') {
            return true;
        }
        has_any = true;
        line.split(',').all(|piece| target(piece).is_some())
    }) && has_any
}

enum Target<'a> {
    Own,
    Address(&'a str),
    Program,
    File(&'a str),
}

fn target(piece: &str) -> Option<Target<'_>> {
    let piece = piece.trim().trim_matches('"').trim();
    if piece.starts_with('\\') {
        Some(Target::Own)
    } else if piece.starts_with('|') || piece.starts_with(":include:") {
        Some(Target::Program)
    } else if piece.starts_with('/') {
        Some(Target::File(piece))
    } else if facts::Address::parse(piece).is_ok() && !piece.contains(char::is_whitespace) {
        Some(Target::Address(piece))
    } else {
        None
    }
}

/// Reads a `.forward`: every target gets every mail, and nothing stays here unless a target says so.
pub(super) fn read_forward(text: &str, sink: &mut Sink) -> Vec<Rule> {
    let is_kept = text
        .lines()
        .flat_map(|line| line.split(','))
        .any(|piece| matches!(target(piece), Some(Target::Own)));
    let mut rules = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line_number = number(at);
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let mut steps = Vec::new();
        for piece in line.split(',') {
            if !sink.take(line_number) {
                return rules;
            }
            steps.extend(target(piece).map(|target| {
                Step::Act(match target {
                    Target::Own => Action::Keep,
                    Target::Address(address) => Action::Forward {
                        address: kept(address),
                        is_copy: is_kept,
                    },
                    Target::Program => {
                        sink.trouble(line_number, FilterTroubleKind::Elsewhere);
                        Action::Other("|".into())
                    }
                    Target::File("/dev/null") => Action::Discard,
                    Target::File(path) => Action::File {
                        folder: kept(path),
                        is_copy: is_kept,
                    },
                })
            }));
        }
        rules.push(Rule {
            name: None,
            is_enabled: true,
            line: line_number,
            excerpt: excerpt(line),
            branches: vec![Branch {
                condition: Condition::Always,
                steps,
            }],
        });
    }
    rules
}
