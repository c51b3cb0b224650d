//! `mioboe/dns/1`: recorded DNS answers in a file, so that a verdict can be repeated years later.

use std::collections::BTreeMap;
use std::fmt;

use data_encoding::BASE64;
use facts::{DnsAnswer, DnsQuestion, DnsRecord, DnsRecords, RecordKind};
use serde::{Deserialize, Serialize};

use super::pretty;

const SCHEMA: &str = "mioboe/dns/1";

#[derive(Serialize, Deserialize)]
struct DnsV1 {
    schema: String,
    /// Whether a question that is not among the answers counts as "does not exist".
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    closed: bool,
    answers: Vec<AnswerV1>,
}

#[derive(Serialize, Deserialize)]
struct AnswerV1 {
    name: String,
    kind: KindV1,
    result: ResultV1,
    #[serde(default)]
    records: Vec<RecordV1>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum KindV1 {
    Txt,
    A,
    Aaaa,
    Mx,
    Ptr,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ResultV1 {
    Records,
    NoSuchName,
    Unreachable,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum RecordV1 {
    Plain(String),
    Octets { base64: String },
    Exchanger { preference: u16, exchange: String },
}

/// Why a file of recorded DNS answers is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DnsFileError {
    /// Not JSON, or not of either form; usually another file, or one that was cut off.
    Form {
        /// What the reader stumbled over, with line and column.
        problem: String,
    },
    /// A form that a later version wrote.
    Schema {
        /// The schema it names.
        found: String,
    },
    /// A record that does not fit the kind of its answer; usually from editing by hand.
    Record {
        /// The name asked.
        name: String,
        /// The position of the answer in the file, from 1.
        answer: usize,
    },
}

impl fmt::Display for DnsFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form { problem } => write!(f, "{problem}"),
            Self::Schema { found } => write!(f, "schema {found} instead of {SCHEMA}"),
            Self::Record { name, answer } => {
                write!(
                    f,
                    "answer {answer} ({name}): a record that does not fit its kind"
                )
            }
        }
    }
}

impl std::error::Error for DnsFileError {}

/// Writes recorded answers as a file, in the order of their questions, octet for octet.
#[must_use]
pub fn write_dns(records: &DnsRecords) -> String {
    let answers = records
        .iter()
        .map(|(question, answer)| answer_v1(question, answer))
        .collect();
    let mut text = pretty(&DnsV1 {
        schema: SCHEMA.to_owned(),
        closed: records.is_closed(),
        answers,
    });
    text.push('\n');
    text
}

/// Reads such a file back.
///
/// The short form `{"name": ["text", …], …}` is read too: the TXT records of a frozen zone, outside of
/// which nothing exists.
///
/// # Errors
/// [`DnsFileError`], where the text is neither form or a record does not fit.
pub fn read_dns(text: &str) -> Result<DnsRecords, DnsFileError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // The short form first: no file of the long form is a map of lists of strings.
    if let Ok(zone) = serde_json::from_str::<BTreeMap<String, Vec<String>>>(text) {
        return Ok(zone_of(zone));
    }
    /// Only the schema, so that a later version's file is named as such.
    #[derive(Deserialize)]
    struct Named {
        schema: String,
    }
    let form = |error: serde_json::Error| DnsFileError::Form {
        problem: error.to_string(),
    };
    let named: Named = serde_json::from_str(text).map_err(form)?;
    if named.schema != SCHEMA {
        return Err(DnsFileError::Schema {
            found: crate::harmless(&named.schema),
        });
    }
    let file: DnsV1 = serde_json::from_str(text).map_err(form)?;
    let mut records = if file.closed {
        DnsRecords::closed()
    } else {
        DnsRecords::new()
    };
    for (at, answer) in file.answers.into_iter().enumerate() {
        let question = DnsQuestion {
            name: folded(&answer.name),
            kind: kind(answer.kind),
        };
        let found = match answer.result {
            ResultV1::NoSuchName => DnsAnswer::NoSuchName,
            ResultV1::Unreachable => DnsAnswer::Unreachable,
            ResultV1::Records => {
                let found: Option<Vec<DnsRecord>> = answer
                    .records
                    .into_iter()
                    .map(|it| record(question.kind, it))
                    .collect();
                DnsAnswer::Records(found.ok_or_else(|| DnsFileError::Record {
                    name: crate::harmless(&answer.name),
                    answer: at + 1,
                })?)
            }
        };
        records.insert(question, found);
    }
    Ok(records)
}

fn zone_of(zone: BTreeMap<String, Vec<String>>) -> DnsRecords {
    let mut records = DnsRecords::closed();
    for (name, texts) in zone {
        let texts = texts
            .into_iter()
            .map(|text| DnsRecord::Txt(text.into_bytes()))
            .collect();
        records.insert(
            DnsQuestion {
                name: folded(&name),
                kind: RecordKind::Txt,
            },
            DnsAnswer::Records(texts),
        );
    }
    records
}

/// A name in the form in which questions are asked: lower case, without the final dot.
fn folded(name: &str) -> Box<str> {
    name.strip_suffix('.').unwrap_or(name).to_lowercase().into()
}

fn answer_v1(question: &DnsQuestion, answer: &DnsAnswer) -> AnswerV1 {
    let (result, records) = match answer {
        DnsAnswer::Records(records) => (
            ResultV1::Records,
            records.iter().filter_map(record_v1).collect(),
        ),
        DnsAnswer::NoSuchName => (ResultV1::NoSuchName, Vec::new()),
        _ => (ResultV1::Unreachable, Vec::new()),
    };
    let kind = match question.kind {
        RecordKind::Txt => KindV1::Txt,
        RecordKind::A => KindV1::A,
        RecordKind::Aaaa => KindV1::Aaaa,
        RecordKind::Mx => KindV1::Mx,
        RecordKind::Ptr => KindV1::Ptr,
    };
    AnswerV1 {
        name: question.name.to_string(),
        kind,
        result,
        records,
    }
}

fn record_v1(record: &DnsRecord) -> Option<RecordV1> {
    Some(match record {
        DnsRecord::Txt(octets) => match std::str::from_utf8(octets) {
            Ok(text) => RecordV1::Plain(text.to_owned()),
            Err(_) => RecordV1::Octets {
                base64: BASE64.encode(octets),
            },
        },
        DnsRecord::A(address) => RecordV1::Plain(address.to_string()),
        DnsRecord::Aaaa(address) => RecordV1::Plain(address.to_string()),
        DnsRecord::Mx {
            preference,
            exchange,
        } => RecordV1::Exchanger {
            preference: *preference,
            exchange: exchange.to_string(),
        },
        DnsRecord::Ptr(name) => RecordV1::Plain(name.to_string()),
        // A kind of record that this version of the form does not have.
        _ => return None,
    })
}

fn kind(kind: KindV1) -> RecordKind {
    match kind {
        KindV1::Txt => RecordKind::Txt,
        KindV1::A => RecordKind::A,
        KindV1::Aaaa => RecordKind::Aaaa,
        KindV1::Mx => RecordKind::Mx,
        KindV1::Ptr => RecordKind::Ptr,
    }
}

fn record(kind: RecordKind, record: RecordV1) -> Option<DnsRecord> {
    match (kind, record) {
        (RecordKind::Txt, RecordV1::Plain(text)) => Some(DnsRecord::Txt(text.into_bytes())),
        (RecordKind::Txt, RecordV1::Octets { base64 }) => {
            BASE64.decode(base64.as_bytes()).ok().map(DnsRecord::Txt)
        }
        (RecordKind::A, RecordV1::Plain(text)) => text.parse().ok().map(DnsRecord::A),
        (RecordKind::Aaaa, RecordV1::Plain(text)) => text.parse().ok().map(DnsRecord::Aaaa),
        (
            RecordKind::Mx,
            RecordV1::Exchanger {
                preference,
                exchange,
            },
        ) => Some(DnsRecord::Mx {
            preference,
            exchange: exchange.into(),
        }),
        (RecordKind::Ptr, RecordV1::Plain(text)) => Some(DnsRecord::Ptr(text.into())),
        _ => None,
    }
}
