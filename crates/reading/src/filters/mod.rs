//! Reads the rules by which a mailbox sorts, forwards and throws away: scripts, exported lists, pasted text.
//!
//! Every form becomes one small shape, [`Rule`]; whether a rule hides something is for others to say. The form is
//! told by the content. What cannot be read is a [`FilterTrouble`] with its line, never silence.

mod atom;
mod exchange;
mod message_filters;
mod pasted;
mod procmail;
mod sieve;

use std::borrow::Cow;

/// Octets of a list of filters that are read.
const LARGEST: usize = 4 << 20;
/// Rules, branches, tests, values and actions of one list together.
const NODE_LIMIT: usize = 100_000;
/// Blocks and tests in one another; RFC 5228 §2.10.5 asks for 15 at least.
const DEPTH_LIMIT: usize = 32;
/// Octets kept of one value, name, folder or address.
const VALUE_LIMIT: usize = 4 << 10;
/// Troubles told of one list.
const MOST_TROUBLES: usize = 100;
/// Octets kept of the line that a rule begins with.
const EXCERPT: usize = 240;

/// What was understood of a list of filters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filters {
    /// The form it is written in.
    pub form: FilterForm,
    /// The rules, in the order in which they are asked.
    pub rules: Vec<Rule>,
    /// What was not understood.
    pub troubles: Vec<FilterTrouble>,
}

/// The form in which a list of filters is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FilterForm {
    /// A Sieve script (RFC 5228).
    Sieve,
    /// An Atom feed of search filters, as `mailFilters.xml` is.
    Atom,
    /// A `msgFilterRules.dat`.
    MessageFilters,
    /// Inbox rules of an Exchange server, as JSON or CSV.
    Exchange,
    /// A `.procmailrc`.
    Procmail,
    /// A `.forward`.
    Forward,
    /// Text pasted from a page of settings.
    Pasted,
    /// None of these.
    Unknown,
}

/// One rule: the first branch whose condition holds is done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// What the owner called it; `None` in forms without names.
    pub name: Option<Box<str>>,
    /// Whether it is switched on.
    pub is_enabled: bool,
    /// The line (or the record of a table, or the entry of a feed) at which it begins, from 1.
    pub line: u32,
    /// The beginning of what stands there.
    pub excerpt: Box<str>,
    /// Condition and actions; scripts may have several with "else" between them.
    pub branches: Vec<Branch>,
}

/// What happens where a condition holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Branch {
    /// When it happens.
    pub condition: Condition,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// One step of a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// Something is done with the mail.
    Act(Action),
    /// A rule inside the rule.
    Rule(Rule),
    /// A variable is given a value (RFC 5229).
    Set {
        /// Its name in small letters.
        name: Box<str>,
        /// Its value, where that can be known; it may name other variables.
        value: Option<Box<str>>,
    },
}

/// When a branch is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Condition {
    /// For every mail.
    #[default]
    Always,
    /// For none.
    Never,
    /// Where all hold.
    All(Vec<Condition>),
    /// Where one holds.
    Any(Vec<Condition>),
    /// Where it does not hold.
    Not(Box<Condition>),
    /// Where a field compares as said.
    Test(Test),
    /// Something that cannot be told from a mail alone, or is not understood; its name.
    Unknown(Box<str>),
}

/// A comparison of fields with values: true where one of the fields compares with one of the values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// The fields.
    pub fields: Vec<Field>,
    /// The part of an address that is compared.
    pub part: Part,
    /// How.
    pub operator: Operator,
    /// Whether capital and small letters differ.
    pub is_exact_case: bool,
    /// With what.
    pub values: Vec<Box<str>>,
}

/// A field of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Field {
    /// The author.
    From,
    /// To.
    To,
    /// Cc.
    Cc,
    /// The subject.
    Subject,
    /// The text.
    Body,
    /// Any other field of the header, in small letters.
    Header(Box<str>),
    /// The whole header, as lines.
    AllHeaders,
    /// A text of the rule's own, which may name variables.
    Text(Box<str>),
}

/// The part of a field that is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// The whole field as written.
    #[default]
    Whole,
    /// The bare address.
    Address,
    /// What stands before the @.
    Local,
    /// What stands behind it.
    Domain,
}

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// Equal.
    Is,
    /// Holds the value.
    Contains,
    /// Begins with it.
    Begins,
    /// Ends with it.
    Ends,
    /// Matches a pattern with `*` and `?`.
    Matches,
    /// Matches a regular expression.
    Regex,
    /// Is there at all; has no values.
    Exists,
}

/// What is done with a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// Thrown away, or into the trash.
    Discard,
    /// Sent back.
    Reject,
    /// Put into a folder.
    File {
        /// The folder as written; it may name variables.
        folder: Box<str>,
        /// Whether it stays in the inbox as well.
        is_copy: bool,
    },
    /// Taken out of the inbox, as archiving does.
    Archive,
    /// Sent on.
    Forward {
        /// To where; it may name variables.
        address: Box<str>,
        /// Whether it stays here as well.
        is_copy: bool,
    },
    /// Marked as read.
    MarkRead,
    /// Given a star or another flag.
    Star,
    /// Kept in the inbox.
    Keep,
    /// Answered automatically.
    Reply,
    /// No further rules are asked.
    Stop,
    /// Anything else; its name.
    Other(Box<str>),
}

/// Something in a list that was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterTrouble {
    /// The line, from 1; 0 for the list as a whole.
    pub line: u32,
    /// What.
    pub kind: FilterTroubleKind,
}

/// Why something of a list was not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FilterTroubleKind {
    /// The form is none of those that are known.
    UnknownForm,
    /// Over a limit; the rest was not read.
    Cut,
    /// Against the grammar of its form.
    Malformed,
    /// Another script or a program decides, which is not at hand.
    Elsewhere,
}

/// Reads a list of filters in whatever form it has.
#[must_use]
pub fn read_filters(bytes: &[u8]) -> Filters {
    let is_cut = bytes.len() > LARGEST;
    let bytes = bytes.get(..LARGEST).unwrap_or(bytes);
    let text = decode(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut sink = Sink::default();
    if is_cut {
        sink.trouble(0, FilterTroubleKind::Cut);
    }
    let form = form(text);
    let rules = match form {
        FilterForm::Sieve => sieve::read(text, &mut sink),
        FilterForm::Atom => atom::read(text, &mut sink),
        FilterForm::MessageFilters => message_filters::read(text, &mut sink),
        FilterForm::Exchange => exchange::read(text, &mut sink),
        FilterForm::Procmail => procmail::read(text, &mut sink),
        FilterForm::Forward => procmail::read_forward(text, &mut sink),
        FilterForm::Pasted => pasted::read(text, &mut sink),
        FilterForm::Unknown => {
            if !text.trim().is_empty() {
                sink.trouble(0, FilterTroubleKind::UnknownForm);
            }
            Vec::new()
        }
    };
    Filters {
        form,
        rules,
        troubles: sink.troubles,
    }
}

/// The text of a file: UTF-16 where it says so (spreadsheets write it), else UTF-8 with marks for what is not.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes).0,
        None => String::from_utf8_lossy(bytes),
    }
}

/// The form of a list, by what it begins with and what only that form has.
fn form(text: &str) -> FilterForm {
    let head = text.trim_start();
    if head.starts_with('<') {
        return if text.contains("<feed") || text.contains("apps:property") {
            FilterForm::Atom
        } else {
            FilterForm::Unknown
        };
    }
    if head.starts_with(['{', '[']) {
        return FilterForm::Exchange;
    }
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    if lines()
        .take(40)
        .any(|line| line.starts_with("logging=\"") || line.starts_with("enabled=\""))
    {
        return FilterForm::MessageFilters;
    }
    if lines().next().is_some_and(exchange::is_heading) {
        return FilterForm::Exchange;
    }
    if lines().any(procmail::is_recipe) {
        return FilterForm::Procmail;
    }
    if sieve::is_script(text) {
        return FilterForm::Sieve;
    }
    if procmail::is_forward(text) {
        return FilterForm::Forward;
    }
    if pasted::is_list(text) {
        return FilterForm::Pasted;
    }
    FilterForm::Unknown
}

/// Counts what is made of a list, and keeps what went wrong.
#[derive(Debug, Default)]
struct Sink {
    nodes: usize,
    troubles: Vec<FilterTrouble>,
}

impl Sink {
    fn trouble(&mut self, line: u32, kind: FilterTroubleKind) {
        let trouble = FilterTrouble { line, kind };
        if self.troubles.len() < MOST_TROUBLES && !self.troubles.contains(&trouble) {
            self.troubles.push(trouble);
        }
    }

    /// Whether one more piece may be made; says so once where not.
    fn take(&mut self, line: u32) -> bool {
        self.nodes += 1;
        if self.nodes == NODE_LIMIT + 1 {
            self.trouble(line, FilterTroubleKind::Cut);
        }
        self.nodes <= NODE_LIMIT
    }
}

/// A value as it is kept.
fn kept(value: &str) -> Box<str> {
    crate::link::cut(value, VALUE_LIMIT).into()
}

/// The beginning of a line.
fn excerpt(line: &str) -> Box<str> {
    crate::link::cut(line.trim(), EXCERPT).into()
}

/// The number of a line, from its position.
fn number(at: usize) -> u32 {
    u32::try_from(at + 1).unwrap_or(u32::MAX)
}

/// A field by its name in a header.
fn field(name: &str) -> Field {
    match name.trim().to_ascii_lowercase().as_str() {
        "from" => Field::From,
        "to" => Field::To,
        "cc" => Field::Cc,
        "subject" => Field::Subject,
        other => Field::Header(kept(other)),
    }
}

/// A test of one field that does not look at capitals.
fn test(field: Field, operator: Operator, values: Vec<Box<str>>) -> Condition {
    Condition::Test(Test {
        fields: vec![field],
        part: Part::Whole,
        operator,
        is_exact_case: false,
        values,
    })
}

/// One condition of several that must all hold.
fn all(mut conditions: Vec<Condition>) -> Condition {
    match conditions.len() {
        0 => Condition::Always,
        1 => conditions.pop().unwrap_or_default(),
        _ => Condition::All(conditions),
    }
}
