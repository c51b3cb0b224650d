//! Runs rules on a made-up mail, with three answers to every condition: yes, no and unknown (Kleene's logic).

use std::borrow::Cow;
use std::collections::HashMap;

use reading::{Action, Branch, Condition, FilterField, Operator, Part, Rule, Step, Test};
use regex::{Regex, RegexBuilder};

use super::probes::Probe;

/// Comparisons made for one list; a list of 300 rules needs some millions.
const MOST_COMPARISONS: usize = 5_000_000;
/// Regular expressions of one list.
const MOST_EXPRESSIONS: usize = 500;
/// Octets that one regular expression may take when it is ready.
const EXPRESSION_LIMIT: usize = 256 << 10;
/// Octets of a text that variables are filled into.
const FILLED_LIMIT: usize = 4 << 10;

/// The answer to a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    Yes,
    No,
    Unknown,
}

impl Truth {
    const fn of(is: bool) -> Self {
        if is { Self::Yes } else { Self::No }
    }
}

/// What a rule does to a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Done {
    /// The rule's place in the list.
    pub(super) rule: usize,
    /// What is done, with variables filled in where they are known.
    pub(super) action: Action,
    /// Whether it is done for sure.
    pub(super) is_certain: bool,
}

/// What is kept between mails: ready expressions, and how much work is left.
#[derive(Debug, Default)]
pub(super) struct Bench {
    expressions: HashMap<Box<str>, Option<Regex>>,
    comparisons: usize,
}

impl Bench {
    /// Whether the work for one list is used up.
    pub(super) fn is_spent(&self) -> bool {
        self.comparisons > MOST_COMPARISONS
    }
}

/// Whether the values of a test are compared as they are written.
fn is_as_written(test: &Test) -> bool {
    test.is_exact_case || test.operator == Operator::Regex
}

/// Rules with the values of their tests in small letters, where capitals do not matter: that is done once, and not for
/// every mail.
pub(super) fn prepared(rules: &[Rule]) -> Vec<Rule> {
    let mut rules = rules.to_vec();
    rules.iter_mut().for_each(prepare);
    rules
}

fn prepare(rule: &mut Rule) {
    for branch in &mut rule.branches {
        lower(&mut branch.condition);
        for step in &mut branch.steps {
            if let Step::Rule(inner) = step {
                prepare(inner);
            }
        }
    }
}

fn lower(condition: &mut Condition) {
    match condition {
        Condition::Not(inner) => lower(inner),
        Condition::All(all) | Condition::Any(all) => all.iter_mut().for_each(lower),
        Condition::Test(test) if !is_as_written(test) => {
            for value in &mut test.values {
                *value = value.to_lowercase().into();
            }
        }
        _ => {}
    }
}

struct Run<'a> {
    probe: &'a Probe,
    own: &'a [String],
    bench: &'a mut Bench,
    /// `None` is a value that cannot be known.
    variables: HashMap<Box<str>, Option<String>>,
    /// What stood for the wildcards of the last match (RFC 5229 §3.2); `None` where that cannot be known.
    matched: Option<Vec<String>>,
    done: Vec<Done>,
    is_certain: bool,
    is_stopped: bool,
    /// Whether a branch that may have been taken ends everything.
    may_be_stopped: bool,
}

/// Runs rules on a mail that reaches one of these addresses.
pub(super) fn run(rules: &[Rule], probe: &Probe, own: &[String], bench: &mut Bench) -> Vec<Done> {
    let mut run = Run {
        probe,
        own,
        bench,
        variables: HashMap::new(),
        matched: Some(Vec::new()),
        done: Vec::new(),
        is_certain: true,
        is_stopped: false,
        may_be_stopped: false,
    };
    for (at, rule) in rules.iter().enumerate() {
        if run.is_stopped || run.bench.is_spent() {
            break;
        }
        run.rule(rule, at);
    }
    run.done
}

impl Run<'_> {
    fn rule(&mut self, rule: &Rule, at: usize) {
        if !rule.is_enabled {
            return;
        }
        let before = self.is_certain;
        for branch in &rule.branches {
            match self.truth(&branch.condition) {
                Truth::Yes => {
                    self.steps(branch, at);
                    break;
                }
                Truth::No => {}
                Truth::Unknown => {
                    // It may be this branch or one after it.
                    self.is_certain = false;
                    self.steps(branch, at);
                    if self.is_stopped {
                        // Perhaps: what follows may still be done, but not for sure.
                        self.is_stopped = false;
                        self.may_be_stopped = true;
                        break;
                    }
                }
            }
            if self.is_stopped {
                return;
            }
        }
        self.is_certain = before && !self.may_be_stopped;
    }

    fn steps(&mut self, branch: &Branch, at: usize) {
        for step in &branch.steps {
            if self.is_stopped {
                return;
            }
            match step {
                Step::Rule(rule) => self.rule(rule, at),
                Step::Set { name, value } => {
                    let value = value.as_deref().and_then(|value| self.filled(value));
                    let value = value.filter(|_| self.is_certain);
                    self.variables.insert(name.clone(), value);
                }
                Step::Act(Action::Stop) => self.is_stopped = true,
                Step::Act(action) => {
                    let action = self.resolved(action);
                    self.done.push(Done {
                        rule: at,
                        action,
                        is_certain: self.is_certain,
                    });
                }
                _ => self.is_certain = false,
            }
        }
    }

    fn resolved(&self, action: &Action) -> Action {
        let fill = |text: &str| {
            self.filled(text)
                .map_or_else(|| text.into(), String::into_boxed_str)
        };
        match action {
            Action::File { folder, is_copy } => Action::File {
                folder: fill(folder),
                is_copy: *is_copy,
            },
            Action::Forward { address, is_copy } => Action::Forward {
                address: fill(address),
                is_copy: *is_copy,
            },
            other => other.clone(),
        }
    }

    /// A text with its variables filled in (RFC 5229 §3); `None` where one is not known.
    fn filled(&self, text: &str) -> Option<String> {
        let mut made = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            made.push_str(before);
            let Some((name, left)) = after.split_once('}') else {
                made.push_str("${");
                rest = after;
                continue;
            };
            let name = name.to_ascii_lowercase();
            if let Ok(nth) = name.parse::<usize>() {
                // Without such a wildcard it stands for nothing.
                made.push_str(self.matched.as_ref()?.get(nth).map_or("", String::as_str));
            } else {
                match self.variables.get(name.as_str()) {
                    Some(value) => made.push_str(value.as_ref()?),
                    // RFC 5229 §3: a variable that was never set is empty; one of an environment is not known.
                    None if name.contains('.') => return None,
                    None => {}
                }
            }
            if made.len() > FILLED_LIMIT {
                return None;
            }
            rest = left;
        }
        made.push_str(rest);
        Some(made)
    }

    fn truth(&mut self, condition: &Condition) -> Truth {
        match condition {
            Condition::Always => Truth::Yes,
            Condition::Never => Truth::No,
            Condition::Not(inner) => match self.truth(inner) {
                Truth::Yes => Truth::No,
                Truth::No => Truth::Yes,
                Truth::Unknown => Truth::Unknown,
            },
            Condition::All(all) => {
                let mut truth = Truth::Yes;
                for one in all {
                    match self.truth(one) {
                        Truth::No => return Truth::No,
                        Truth::Unknown => truth = Truth::Unknown,
                        Truth::Yes => {}
                    }
                }
                truth
            }
            Condition::Any(any) => {
                let mut truth = Truth::No;
                for one in any {
                    match self.truth(one) {
                        Truth::Yes => return Truth::Yes,
                        Truth::Unknown => truth = Truth::Unknown,
                        Truth::No => {}
                    }
                }
                truth
            }
            Condition::Test(test) => self.test(test),
            _ => Truth::Unknown,
        }
    }

    fn test(&mut self, test: &Test) -> Truth {
        let mut truth = Truth::No;
        for field in &test.fields {
            match self.field(test, field) {
                Truth::Yes => return Truth::Yes,
                Truth::Unknown => truth = Truth::Unknown,
                Truth::No => {}
            }
        }
        truth
    }

    fn field(&mut self, test: &Test, field: &FilterField) -> Truth {
        let probe = self.probe;
        let is_exact = test.is_exact_case;
        let own = self.own;
        let written = |text| written(text, is_exact);
        if test.operator == Operator::Exists {
            return match field {
                FilterField::From | FilterField::To | FilterField::Subject | FilterField::Body => {
                    Truth::Yes
                }
                _ => Truth::Unknown,
            };
        }
        // What a field may be compared as, and what it means that nothing fits.
        let (texts, otherwise): (Vec<Cow<'_, str>>, Truth) = match field {
            FilterField::From => match test.part {
                // Programs compare an author's name, address or both; whoever equals one of them is meant.
                Part::Whole => (
                    vec![written(&probe.from).into(), written(&probe.address).into()],
                    Truth::No,
                ),
                part => (
                    vec![of_address(written(&probe.address), part).into()],
                    Truth::No,
                ),
            },
            FilterField::Subject => (vec![written(&probe.subject).into()], Truth::No),
            // A real mail says more than a made-up one.
            FilterField::Body => (vec![written(&probe.body).into()], Truth::Unknown),
            FilterField::To if !own.is_empty() => (
                own.iter()
                    .map(|address| of_address(address, test.part).into())
                    .collect(),
                Truth::No,
            ),
            FilterField::AllHeaders => {
                let head = format!(
                    "From: {}\nSubject: {}",
                    probe.from.written, probe.subject.written
                );
                let is_known = test.values.iter().all(|value| {
                    let value = value.trim_start_matches(['^', '(']).to_ascii_lowercase();
                    value.starts_with("from") || value.starts_with("subject")
                });
                let head = if is_exact { head } else { head.to_lowercase() };
                (
                    vec![head.into()],
                    if is_known { Truth::No } else { Truth::Unknown },
                )
            }
            FilterField::Text(text) => match self.filled(text) {
                Some(text) => (
                    vec![if is_exact { text } else { text.to_lowercase() }.into()],
                    Truth::No,
                ),
                None => return Truth::Unknown,
            },
            _ => return Truth::Unknown,
        };
        let mut truth = otherwise;
        for value in &test.values {
            self.bench.comparisons += 1;
            if self.bench.is_spent() {
                return Truth::Unknown;
            }
            let value: Cow<'_, str> = if value.contains("${") {
                match self.filled(value) {
                    Some(value) if is_as_written(test) => value.into(),
                    Some(value) => value.to_lowercase().into(),
                    None => {
                        truth = Truth::Unknown;
                        continue;
                    }
                }
            } else {
                Cow::Borrowed(value)
            };
            for text in &texts {
                match self.compare(test, text, &value) {
                    Truth::Yes => return Truth::Yes,
                    Truth::Unknown => truth = Truth::Unknown,
                    Truth::No => {}
                }
            }
        }
        truth
    }

    fn compare(&mut self, test: &Test, text: &str, value: &str) -> Truth {
        match test.operator {
            Operator::Is => Truth::of(text == value),
            Operator::Contains => Truth::of(text.contains(value)),
            Operator::Begins => Truth::of(text.starts_with(value)),
            Operator::Ends => Truth::of(text.ends_with(value)),
            Operator::Matches => match glob(text, value) {
                Some(matched) => {
                    self.matched = Some(matched);
                    Truth::Yes
                }
                None => Truth::No,
            },
            Operator::Regex => {
                let expressions = &mut self.bench.expressions;
                if expressions.len() < MOST_EXPRESSIONS && !expressions.contains_key(value) {
                    expressions.insert(value.into(), expression(value));
                }
                let Some(Some(ready)) = expressions.get(value) else {
                    return Truth::Unknown;
                };
                let is = ready.is_match(text);
                if is {
                    self.matched = None;
                }
                Truth::of(is)
            }
            Operator::Exists => Truth::Unknown,
        }
    }
}

fn expression(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern)
        .case_insensitive(true)
        .multi_line(true)
        .size_limit(EXPRESSION_LIMIT)
        .build()
        .ok()
}

fn written(text: &super::probes::Text, is_exact: bool) -> &str {
    if is_exact { &text.written } else { &text.small }
}

fn of_address(address: &str, part: Part) -> &str {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    match part {
        Part::Local => local,
        Part::Domain => domain,
        Part::Whole | Part::Address => address,
    }
}

/// Whether a text matches a pattern of `*` (anything), `?` (one character) and escapes; what the wildcards stand for,
/// after the whole (RFC 5228 §2.7.1, RFC 5229 §3.2: as little as will do).
fn glob(text: &str, pattern: &str) -> Option<Vec<String>> {
    #[derive(Clone, Copy, PartialEq)]
    enum Sign {
        Many,
        One,
        Same(char),
    }
    let mut signs = Vec::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        signs.push(match c {
            '*' => Sign::Many,
            '?' => Sign::One,
            '\\' => Sign::Same(chars.next().unwrap_or('\\')),
            c => Sign::Same(c),
        });
    }
    let letters: Vec<char> = text.chars().collect();
    // Only the last star need ever be widened: an earlier one has its shortest match already.
    let mut spans: Vec<(usize, usize, usize)> = Vec::new();
    let (mut at, mut sign) = (0, 0);
    let mut star: Option<usize> = None;
    loop {
        match signs.get(sign) {
            Some(Sign::Many) => {
                star = Some(spans.len());
                spans.push((sign, at, at));
                sign += 1;
                continue;
            }
            Some(Sign::One) if at < letters.len() => {
                spans.push((sign, at, at + 1));
                at += 1;
                sign += 1;
                continue;
            }
            Some(Sign::Same(c)) if letters.get(at) == Some(c) => {
                at += 1;
                sign += 1;
                continue;
            }
            None if at == letters.len() => break,
            _ => {}
        }
        let last = star?;
        spans.truncate(last + 1);
        let (star_sign, _, end) = spans.last_mut()?;
        if *end >= letters.len() {
            return None;
        }
        *end += 1;
        at = *end;
        sign = *star_sign + 1;
    }
    let mut matched = vec![text.to_owned()];
    matched.extend(spans.into_iter().map(|(_, from, to)| {
        letters
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .collect::<String>()
    }));
    Some(matched)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_match_and_are_remembered() {
        struct Case {
            text: &'static str,
            pattern: &'static str,
            matched: Option<&'static [&'static str]>,
        }
        let case = |text, pattern, matched| Case {
            text,
            pattern,
            matched,
        };
        for case in [
            case("abc", "abc", Some(&["abc"])),
            case("abc", "a?c", Some(&["abc", "b"])),
            case(
                "order 12 of 3",
                "order * of *",
                Some(&["order 12 of 3", "12", "3"]),
            ),
            case("aXbXc", "*X*", Some(&["aXbXc", "a", "bXc"])),
            case("aaab", "*ab", Some(&["aaab", "aa"])),
            case("a*c", "a\\*c", Some(&["a*c"])),
            case("abc", "a\\*c", None),
            case("abc", "ab", None),
            case("", "*", Some(&["", ""])),
            case("", "?", None),
        ] {
            let matched = case
                .matched
                .map(|all| all.iter().map(|it| (*it).to_owned()).collect());
            assert_eq!(
                glob(case.text, case.pattern),
                matched,
                "{} {}",
                case.text,
                case.pattern
            );
        }
    }
}
