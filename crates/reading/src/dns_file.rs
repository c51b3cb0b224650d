//! Recorded DNS answers in their two file forms: a frozen zone of TXT strings, and our own list of answers.

use std::fmt;

use facts::{DnsAnswer, DnsQuestion, DnsRecord, DnsRecords, RecordKind};
use serde_json::Value;

use crate::encoded_words;

const SCHEMA: &str = "mioboe/dns/1";

/// Why a file of recorded answers cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DnsFileError {
    /// The file is not JSON; usually it was cut off.
    NotJson,
    /// JSON, but of neither form; a schema that is not known is of neither form.
    NotDns,
    /// An answer that does not fit its kind; the position counts from 1.
    Answer(usize),
}

impl fmt::Display for DnsFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson => f.write_str("not JSON"),
            Self::NotDns => f.write_str("no recorded DNS answers"),
            Self::Answer(nth) => write!(f, "answer {nth} does not fit its kind"),
        }
    }
}

impl std::error::Error for DnsFileError {}

/// Reads recorded answers.
///
/// A frozen zone (`{"name": ["text", …], …}`; names beginning with `_comment` are passed over) is closed:
/// what it does not list does not exist. Our own form is open unless it says `"closed": true`.
///
/// # Errors
/// [`DnsFileError`], where the file is not of these forms.
pub fn dns_records(json: &[u8]) -> Result<DnsRecords, DnsFileError> {
    let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
    let value: Value = serde_json::from_slice(json).map_err(|_| DnsFileError::NotJson)?;
    let object = value.as_object().ok_or(DnsFileError::NotDns)?;
    match object.get("schema").and_then(Value::as_str) {
        Some(SCHEMA) => own(object),
        Some(_) => Err(DnsFileError::NotDns),
        None => zone(object),
    }
}

fn zone(object: &serde_json::Map<String, Value>) -> Result<DnsRecords, DnsFileError> {
    let mut records = DnsRecords::closed();
    for (name, texts) in object
        .iter()
        .filter(|(name, _)| !name.starts_with("_comment"))
    {
        let texts = texts.as_array().ok_or(DnsFileError::NotDns)?;
        let texts: Option<Vec<DnsRecord>> = texts
            .iter()
            .map(|text| text.as_str().map(|t| DnsRecord::Txt(t.into())))
            .collect();
        let answer = DnsAnswer::Records(texts.ok_or(DnsFileError::NotDns)?);
        records.insert(question(name, RecordKind::Txt), answer);
    }
    Ok(records)
}

fn own(object: &serde_json::Map<String, Value>) -> Result<DnsRecords, DnsFileError> {
    let is_closed = object.get("closed").and_then(Value::as_bool) == Some(true);
    let mut records = if is_closed {
        DnsRecords::closed()
    } else {
        DnsRecords::new()
    };
    let answers = object
        .get("answers")
        .and_then(Value::as_array)
        .ok_or(DnsFileError::NotDns)?;
    for (nth, value) in answers.iter().enumerate() {
        let (question, answer) = answer(value).ok_or(DnsFileError::Answer(nth + 1))?;
        records.insert(question, answer);
    }
    Ok(records)
}

fn answer(value: &Value) -> Option<(DnsQuestion, DnsAnswer)> {
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let kind = match text("kind")? {
        "txt" => RecordKind::Txt,
        "a" => RecordKind::A,
        "aaaa" => RecordKind::Aaaa,
        "mx" => RecordKind::Mx,
        "ptr" => RecordKind::Ptr,
        _ => return None,
    };
    let answer = match text("result")? {
        "no-such-name" => DnsAnswer::NoSuchName,
        "unreachable" => DnsAnswer::Unreachable,
        "records" => {
            let records = value.get("records")?.as_array()?;
            DnsAnswer::Records(
                records
                    .iter()
                    .map(|r| record(kind, r))
                    .collect::<Option<_>>()?,
            )
        }
        _ => return None,
    };
    Some((question(text("name")?, kind), answer))
}

fn record(kind: RecordKind, value: &Value) -> Option<DnsRecord> {
    Some(match kind {
        RecordKind::Txt => match value.as_str() {
            Some(text) => DnsRecord::Txt(text.into()),
            // Octets that are no UTF-8 stand in base64.
            None => DnsRecord::Txt(encoded_words::base64(
                value.get("base64")?.as_str()?.as_bytes(),
            )),
        },
        RecordKind::A => DnsRecord::A(value.as_str()?.parse().ok()?),
        RecordKind::Aaaa => DnsRecord::Aaaa(value.as_str()?.parse().ok()?),
        RecordKind::Mx => DnsRecord::Mx {
            preference: value
                .get("preference")?
                .as_u64()
                .and_then(|p| u16::try_from(p).ok())?,
            exchange: value.get("exchange")?.as_str()?.into(),
        },
        RecordKind::Ptr => DnsRecord::Ptr(value.as_str()?.into()),
    })
}

fn question(name: &str, kind: RecordKind) -> DnsQuestion {
    DnsQuestion {
        name: name.trim_end_matches('.').to_lowercase().into(),
        kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frozen_zone_is_closed() {
        let records = dns_records(br#"{"_comment": "x", "A.Example.": ["v=spf1 -all", "b"]}"#)
            .expect("a zone");
        let of = |name| records.answer(&question(name, RecordKind::Txt)).cloned();
        assert_eq!(
            of("a.example"),
            Some(DnsAnswer::Records(vec![
                DnsRecord::Txt(b"v=spf1 -all".to_vec()),
                DnsRecord::Txt(b"b".to_vec())
            ]))
        );
        assert_eq!(of("b.example"), Some(DnsAnswer::NoSuchName));
    }

    #[test]
    fn our_own_form_holds_every_kind() {
        let records = dns_records(
            br#"{"schema": "mioboe/dns/1", "answers": [
                {"name": "a.example", "kind": "txt", "result": "records", "records": ["x", {"base64": "/w=="}]},
                {"name": "a.example", "kind": "mx", "result": "records", "records": [{"preference": 10, "exchange": "mx.a.example"}]},
                {"name": "a.example", "kind": "a", "result": "records", "records": ["192.0.2.1"]},
                {"name": "a.example", "kind": "aaaa", "result": "unreachable"},
                {"name": "1.2.0.192.in-addr.arpa", "kind": "ptr", "result": "no-such-name"}]}"#,
        )
        .expect("our form");
        assert_eq!(records.len(), 5);
        assert_eq!(records.answer(&question("b.example", RecordKind::A)), None);
        assert_eq!(
            records.answer(&question("a.example", RecordKind::Txt)),
            Some(&DnsAnswer::Records(vec![
                DnsRecord::Txt(b"x".to_vec()),
                DnsRecord::Txt(vec![0xff])
            ]))
        );
    }

    #[test]
    fn another_file_is_refused() {
        for (json, expected) in [
            ("{", DnsFileError::NotJson),
            ("[]", DnsFileError::NotDns),
            (r#"{"a": 1}"#, DnsFileError::NotDns),
            (
                r#"{"schema": "mioboe/dns/2", "answers": []}"#,
                DnsFileError::NotDns,
            ),
            (
                r#"{"schema": "mioboe/dns/1", "answers": [{"name": "a", "kind": "a", "result": "records", "records": ["x"]}]}"#,
                DnsFileError::Answer(1),
            ),
        ] {
            assert_eq!(dns_records(json.as_bytes()), Err(expected), "{json}");
        }
    }
}
