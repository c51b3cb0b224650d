//! The openspf test suite for RFC 7208, read from the measuring corpus.
//!
//! A case names a session and records; it stands here, at `check`, because a receiver's fields, which the room's
//! door takes, hide most of its sessions: clients in private networks, and names that no domain has.
//! What the suite calls `temperror` is unchecked here: nobody answered.
//!
//! The suite's records hold CNAME. A resolver follows those by itself (RFC 1034 §3.6.2) and answers with what
//! stands at their end under the name that was asked, which is how our door hands it on; a loop is a failure.

use std::collections::BTreeMap;
use std::net::IpAddr;

use facts::{DnsAnswer, DnsQuestion, DnsRecord, DnsRecords, Domain, ProofResult, RecordKind};
use serde::Deserialize;
use serde_json::Value;

use super::{Session, check};
use crate::dns::Answers;

#[derive(Deserialize)]
struct Section {
    tests: BTreeMap<String, Case>,
    zonedata: BTreeMap<String, Vec<Value>>,
}

#[derive(Deserialize)]
struct Case {
    helo: String,
    host: String,
    mailfrom: String,
    result: Value,
}

/// What a section's zone data says of one name.
#[derive(Default)]
struct Zone {
    records: BTreeMap<RecordKind, Vec<DnsRecord>>,
    alias: Option<String>,
    is_silent: bool,
}

const KINDS: [RecordKind; 5] = [
    RecordKind::Txt,
    RecordKind::A,
    RecordKind::Aaaa,
    RecordKind::Mx,
    RecordKind::Ptr,
];

fn zones(section: &Section) -> BTreeMap<String, Zone> {
    let mut zones: BTreeMap<String, Zone> = BTreeMap::new();
    for (name, entries) in &section.zonedata {
        let zone = zones.entry(name.to_ascii_lowercase()).or_default();
        // The suite gives policies as records of the type SPF; where a name has no TXT, they are its TXT too.
        let has_txt = entries.iter().any(|entry| entry.get("TXT").is_some());
        for entry in entries {
            let Some((kind, value)) = entry.as_object().and_then(|entry| entry.iter().next())
            else {
                assert_eq!(entry, "TIMEOUT");
                zone.is_silent = true;
                continue;
            };
            let text = || value.as_str().expect("a text").trim_end_matches('.');
            let (kind, record) = match kind.as_str() {
                "SPF" if has_txt => continue,
                "TXT" if value == "NONE" => continue,
                "TXT" | "SPF" => (RecordKind::Txt, DnsRecord::Txt(joined(value))),
                "A" => (
                    RecordKind::A,
                    DnsRecord::A(text().parse().expect("an address")),
                ),
                "AAAA" => (
                    RecordKind::Aaaa,
                    DnsRecord::Aaaa(text().parse().expect("an address")),
                ),
                "PTR" => (RecordKind::Ptr, DnsRecord::Ptr(text().into())),
                "MX" => {
                    let preference = value[0].as_u64().expect("a preference");
                    let exchange = value[1].as_str().expect("a name");
                    let record = DnsRecord::Mx {
                        preference: u16::try_from(preference).expect("a preference"),
                        exchange: exchange.into(),
                    };
                    (RecordKind::Mx, record)
                }
                "CNAME" => {
                    zone.alias = Some(text().to_ascii_lowercase());
                    continue;
                }
                other => panic!("{other} in the suite"),
            };
            zone.records.entry(kind).or_default().push(record);
        }
    }
    zones
}

fn joined(value: &Value) -> Vec<u8> {
    match value {
        Value::String(text) => latin(text),
        Value::Array(texts) => texts
            .iter()
            .flat_map(|text| latin(text.as_str().expect("a text")))
            .collect(),
        other => panic!("{other} as text"),
    }
}

/// The suite writes octets beyond ASCII as the characters of the same number.
fn latin(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| u8::try_from(u32::from(c)).expect("an octet"))
        .collect()
}

/// What a resolver that follows aliases answers.
fn resolve(zones: &BTreeMap<String, Zone>, name: &str, kind: RecordKind) -> DnsAnswer {
    let mut name = name;
    for _ in 0..8 {
        let Some(zone) = zones.get(name) else {
            return DnsAnswer::NoSuchName;
        };
        match (zone.records.get(&kind), &zone.alias) {
            (Some(records), _) => return DnsAnswer::Records(records.clone()),
            (None, Some(alias)) => name = alias,
            (None, None) if zone.is_silent => return DnsAnswer::Unreachable,
            (None, None) => return DnsAnswer::Records(Vec::new()),
        }
    }
    DnsAnswer::Unreachable
}

fn records(section: &Section) -> DnsRecords {
    let zones = zones(section);
    let mut records = DnsRecords::closed();
    for name in zones.keys() {
        for kind in KINDS {
            let question = DnsQuestion {
                name: name.as_str().into(),
                kind,
            };
            records.insert(question, resolve(&zones, name, kind));
        }
    }
    records
}

fn ours(case: &Case, records: &DnsRecords) -> ProofResult {
    let client: IpAddr = case.host.parse().expect("an address");
    // RFC 7208 §2.4: without an envelope sender, `postmaster` at what the client called itself.
    let (local, domain) = case.mailfrom.rsplit_once('@').unwrap_or(("", &case.helo));
    // RFC 7208 §4.3: no domain, no result; whoever calls has none to ask for.
    let Ok(envelope) = Domain::parse(domain) else {
        return ProofResult::None;
    };
    let helo = Domain::parse(&case.helo).ok();
    let answers = Answers::new(records);
    let session = Session {
        client,
        helo: helo.as_ref(),
        envelope: &envelope,
        local: (!local.is_empty()).then_some(local),
    };
    check(session, &answers)
}

fn word(result: ProofResult) -> &'static str {
    match result {
        ProofResult::Invalid => "permerror",
        ProofResult::Unchecked => "temperror",
        result => result.as_str(),
    }
}

#[test]
fn every_case_of_the_suite_agrees() {
    let Some(text) = crate::suite("spf/rfc7208-tests.yml") else {
        return;
    };
    let sections: Vec<Section> = serde_saphyr::from_multiple(&text).expect("the suite is YAML");
    let (mut count, mut found) = (0, Vec::new());
    for section in &sections {
        let records = records(section);
        for (name, case) in &section.tests {
            count += 1;
            let result = ours(case, &records);
            let said = word(result);
            let agrees = match &case.result {
                Value::String(expected) => expected == said,
                Value::Array(allowed) => allowed.iter().any(|expected| expected == said),
                other => panic!("{name}: {other} as a result"),
            };
            if !agrees {
                found.push(format!("{name}: {} there, {said} here", case.result));
            }
        }
    }
    assert_eq!(count, 203);
    assert_eq!(found, Vec::<String>::new());
}

/// The suite has no include inside an include that passes.
#[test]
fn a_pass_inside_an_include_is_weighed_at_every_level() {
    let mut records = DnsRecords::closed();
    for (name, policy) in [
        ("shop.example", "v=spf1 -include:a.example +all"),
        ("a.example", "v=spf1 include:b.example"),
        ("b.example", "v=spf1 ip4:192.0.2.7"),
    ] {
        let question = DnsQuestion {
            name: name.into(),
            kind: RecordKind::Txt,
        };
        let policy = DnsRecord::Txt(policy.into());
        records.insert(question, DnsAnswer::Records(vec![policy]));
    }
    for (host, expected) in [
        ("192.0.2.7", ProofResult::Fail),
        ("192.0.2.8", ProofResult::Pass),
        ("::ffff:192.0.2.7", ProofResult::Fail),
        ("2001:db8::1", ProofResult::Pass),
    ] {
        let case = Case {
            helo: "mx.shop.example".into(),
            host: host.into(),
            mailfrom: "order@shop.example".into(),
            result: Value::Null,
        };
        assert_eq!(ours(&case, &records), expected, "{host}");
    }
}

/// Each limit of RFC 7208 §4.6.4, at it and beyond.
#[test]
fn a_policy_asks_for_only_so_much() {
    let result = |policy: &str, mx: usize| {
        let mut records = DnsRecords::closed();
        let mut put = |name: &str, kind: RecordKind, all: Vec<DnsRecord>| {
            let name = name.into();
            records.insert(DnsQuestion { name, kind }, DnsAnswer::Records(all));
        };
        put(
            "shop.example",
            RecordKind::Txt,
            vec![DnsRecord::Txt(policy.as_bytes().to_vec())],
        );
        let host = || "h.example".into();
        put(
            "h.example",
            RecordKind::A,
            vec![DnsRecord::A([192, 0, 2, 1].into())],
        );
        put(
            "m.example",
            RecordKind::Mx,
            vec![
                DnsRecord::Mx {
                    preference: 1,
                    exchange: host(),
                };
                mx
            ],
        );
        let case = Case {
            helo: "mx.shop.example".into(),
            host: "192.0.2.7".into(),
            mailfrom: "order@shop.example".into(),
            result: Value::Null,
        };
        ours(&case, &records)
    };
    for (term, most) in [("a:h.example ", 10), ("a:none.example ", 2)] {
        let with = |count: usize| result(&format!("v=spf1 {}+all", term.repeat(count)), 0);
        assert_eq!(with(most), ProofResult::Pass, "{term}");
        assert_eq!(with(most + 1), ProofResult::Invalid, "{term}");
    }
    let hosts = |count: usize| result("v=spf1 mx:m.example +all", count);
    assert_eq!(hosts(10), ProofResult::Pass);
    assert_eq!(hosts(11), ProofResult::Invalid);
}
