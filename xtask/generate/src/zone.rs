//! The made-up DNS answers that stand beside the mail, in the form `mioboe/dns/1`.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde::Serialize;

#[derive(Serialize, Clone)]
#[serde(untagged)]
enum Record {
    Line(String),
    Exchanger { preference: u16, exchange: String },
}

#[derive(Serialize)]
struct Answer {
    name: String,
    kind: &'static str,
    result: &'static str,
    records: Vec<Record>,
}

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    answers: Vec<Answer>,
}

/// Answers collected while mail is written.
#[derive(Default)]
pub(crate) struct Zone {
    answers: BTreeMap<(String, &'static str), Vec<Record>>,
    missing: BTreeSet<(String, &'static str)>,
    domains: BTreeSet<String>,
}

impl Zone {
    /// A TXT record at `name`; the same record twice stays one.
    pub(crate) fn text(&mut self, name: &str, record: &str) {
        let records = self
            .answers
            .entry((name.to_ascii_lowercase(), "txt"))
            .or_default();
        let is_known = records
            .iter()
            .any(|known| matches!(known, Record::Line(line) if line == record));
        if !is_known {
            records.push(Record::Line(record.to_owned()));
        }
    }

    /// An address, and its reverse name, of a host.
    pub(crate) fn host(&mut self, name: &str, address: &str) {
        self.answers
            .entry((name.to_ascii_lowercase(), "a"))
            .or_insert_with(|| vec![Record::Line(address.to_owned())]);
        let mut octets: Vec<&str> = address.split('.').collect();
        octets.reverse();
        self.answers
            .entry((format!("{}.in-addr.arpa", octets.join(".")), "ptr"))
            .or_insert_with(|| vec![Record::Line(name.to_owned())]);
        self.domain(name);
    }

    /// A mail exchanger of `name`.
    pub(crate) fn exchanger(&mut self, name: &str, exchange: &str) {
        self.answers
            .entry((name.to_ascii_lowercase(), "mx"))
            .or_insert_with(|| {
                vec![Record::Exchanger {
                    preference: 10,
                    exchange: exchange.to_owned(),
                }]
            });
    }

    /// A name that is said not to exist, such as a rotated key.
    pub(crate) fn absent(&mut self, name: &str) {
        self.missing.insert((name.to_ascii_lowercase(), "txt"));
    }

    /// A domain that stands in a mail: a verifier asks for its SPF and for DMARC at it and above it
    /// (RFC 7208 §4.4, RFC 9989 §4.10), so all of that gets an answer.
    pub(crate) fn domain(&mut self, name: &str) {
        self.domains.insert(name.to_ascii_lowercase());
    }

    /// The JSON document; whatever a verifier would ask and nobody recorded does not exist.
    pub(crate) fn document(&self) -> Result<String> {
        let mut missing = self.missing.clone();
        for domain in &self.domains {
            missing.insert((domain.clone(), "txt"));
            let mut rest = domain.as_str();
            loop {
                missing.insert((format!("_dmarc.{rest}"), "txt"));
                match rest.split_once('.') {
                    Some((_, parent)) => rest = parent,
                    None => break,
                }
            }
        }
        let known = self.answers.iter().map(|((name, kind), records)| Answer {
            name: name.clone(),
            kind,
            result: "records",
            records: records.clone(),
        });
        let unknown = missing
            .iter()
            .filter(|question| !self.answers.contains_key(*question))
            .map(|(name, kind)| {
                // A name with an address, or with names below it, exists though it has no such text
                // (RFC 8020 §2).
                let below = format!(".{name}");
                let exists = self
                    .answers
                    .keys()
                    .any(|(known, _)| known == name || known.ends_with(&below));
                let result = if exists { "records" } else { "no-such-name" };
                Answer {
                    name: name.clone(),
                    kind,
                    result,
                    records: Vec::new(),
                }
            });
        let mut answers: Vec<Answer> = known.chain(unknown).collect();
        answers.sort_by(|left, right| (&left.name, left.kind).cmp(&(&right.name, right.kind)));
        let document = Document {
            schema: "mioboe/dns/1",
            answers,
        };
        let mut text = serde_json::to_string_pretty(&document).context("write the DNS answers")?;
        text.push('\n');
        Ok(text)
    }
}
