//! Says a finding in a language or as JSON; knows formats and decides nothing.
//!
//! Every sentence that a person reads stands in `data/words/{ja,en}`; this room puts the facts of a finding,
//! a gap, a verdict or a failure into them. The language is always an argument. What comes out carries no
//! control character other than the line break, and no hidden or direction-turning character, so that it can
//! go to a terminal as it is.

mod book;
mod codes;
mod explained;
mod failure;
mod format;
mod harmless;
mod host;
mod json;
mod label;
mod language;
mod page;
mod say;
mod story;

pub use codes::check_codes;
pub use explained::{Topic, explained};
pub use failure::{Failure, FailureKind, Told, tell};
pub use harmless::{harmless, width};
pub use host::defanged;
pub use json::{
    CheckLine, DnsFileError, Imported, PresetLine, QuestionLine, answer_line, check_line,
    failure_line, import_line, preset_line, question_line, read_dns, write_dns,
};
pub use label::{
    Reach, Value, has_label, label, label_with, originals, reporting, say_brand_reports, say_money,
    say_reach,
};
pub use language::Language;
pub use page::findings_page;
pub use say::{
    Form, Names, Said, is_conduct, is_foreign_content, say, say_claim, say_claiming_spot, say_code,
    say_gap, say_match, say_place, say_proof, say_severity, say_spot, say_verdict, sign,
    sign_width,
};
pub use story::{Contact, Contacts, Ground, List, Matter, Pointer, Story, story};
