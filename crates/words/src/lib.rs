//! Says a finding in a language or as JSON; knows formats and decides nothing.
//!
//! Every sentence that a person reads stands in `data/words/{ja,en}`; this room puts the facts of a finding,
//! a gap, a verdict or a failure into them. The language is always an argument. What comes out carries no
//! control character other than the line break, and no hidden or direction-turning character, so that it can
//! go to a terminal as it is.

mod book;
mod codes;
mod failure;
mod format;
mod harmless;
mod json;
mod label;
mod language;
mod page;
mod say;

pub use codes::check_codes;
pub use failure::{Failure, FailureKind, Told, tell};
pub use harmless::{harmless, width};
pub use json::{CheckLine, DnsFileError, check_line, failure_line, read_dns, write_dns};
pub use label::{
    Value, has_label, label, label_with, originals, reporting, say_brand_card, say_money,
};
pub use language::Language;
pub use page::findings_page;
pub use say::{
    Names, Said, say, say_claim, say_confidence, say_gap, say_match, say_place, say_proof,
    say_severity, say_spot, say_verdict, sign,
};
