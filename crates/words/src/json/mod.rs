//! The JSON forms, frozen: fields may be added, none changed (`docs/schema`).
//!
//! Every form is copied out of the facts by hand, so that renaming a fact changes no output.

mod check;
mod dns;
mod presets;
mod review;

pub use check::{CheckLine, check_line, failure_line};
pub use dns::{DnsFileError, read_dns, write_dns};
pub use presets::{PresetLine, preset_line};
pub use review::{Imported, QuestionLine, answer_line, import_line, question_line};

use std::fmt::Write as _;

use serde::Serialize;

use facts::is_tricky;

/// One line of JSON in which characters that could steer a terminal are written as escapes (RFC 8259 §7).
fn line(value: &impl Serialize) -> String {
    let plain = serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned());
    escaped(&plain)
}

/// The same on several lines, for files that people open.
fn pretty(value: &impl Serialize) -> String {
    let plain = serde_json::to_string_pretty(value).unwrap_or_else(|_| "null".to_owned());
    escaped(&plain)
}

fn escaped(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        // Such characters occur only inside strings: outside of them JSON has none but the line break.
        if c != '\n' && is_tricky(c) {
            let mut units = [0_u16; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(c);
        }
    }
    safe
}
