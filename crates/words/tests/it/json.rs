//! The JSON forms, frozen: a change of these expectations is a new version.

use facts::{
    BrandId, Claim, ClaimPlace, Code, Confidence, Currency, Day, DnsAnswer, DnsQuestion, DnsRecord,
    DnsRecords, Domain, Evidence, Fact, Facts, Finding, Gap, Instant, MailReport, Match, Method,
    Money, ObservationId, Place, Proof, ProofResult, ProvenBy, Quote, RecordKind, Severity,
    Subject, Verdict,
};
use serde_json::{Value, json};
use words::{
    CheckLine, DnsFileError, Failure, FailureKind, Language, check_line, failure_line, read_dns,
    write_dns,
};

use crate::root;

fn domain(name: &str) -> Domain {
    Domain::parse(name).expect("test name")
}

fn report() -> MailReport {
    let id = ObservationId::of(b"mail");
    let subject = Subject::Message(id);
    let evidence = |place, quote| Evidence {
        observation: id,
        place,
        quote,
    };
    MailReport {
        id,
        verdict: Verdict::Impostor,
        claims: vec![Claim {
            brand: BrandId("amazon".into()),
            places: vec![ClaimPlace::Name, ClaimPlace::Subject],
            matching: Match::Foreign,
        }],
        proof: vec![
            Proof {
                method: Method::Dkim,
                domain: Some(domain("security-mail.example")),
                result: ProofResult::Pass,
                is_aligned: true,
                by: ProvenBy::Ourselves,
            },
            Proof {
                method: Method::Spf,
                domain: None,
                result: ProofResult::SoftFail,
                is_aligned: false,
                by: ProvenBy::InferredReceiver("mx.example.net".into()),
            },
            Proof {
                method: Method::Dmarc,
                domain: Some(domain("security-mail.example")),
                result: ProofResult::KeyGone,
                is_aligned: true,
                by: ProvenBy::NamedReceiver("mx.example.net".into()),
            },
        ],
        findings: vec![Finding {
            code: Code::new("proven-sender-is-foreign"),
            severity: Severity::Danger,
            confidence: Confidence::Certain,
            subject: subject.clone(),
            facts: Facts::new()
                .with("brand", Fact::Brand(BrandId("amazon".into())))
                .with("domain", Fact::Domain(domain("security-mail.example"))),
            evidence: vec![
                evidence(
                    Place::Header {
                        name: "From".into(),
                        line: 7,
                    },
                    Quote::new(
                        "お店 <info@security-mail.example>",
                        "お店 <info@".len().."お店 <info@security-mail.example".len(),
                    ),
                ),
                evidence(
                    Place::Link {
                        part: vec![1, 2],
                        nth: 3,
                    },
                    Quote::whole("a[.]example"),
                ),
                evidence(Place::Text { part: vec![] }, Quote::whole("x")),
                evidence(Place::Attachment { part: vec![2] }, Quote::whole("a.pdf")),
                evidence(
                    Place::Dns {
                        name: "_dmarc.a.example".into(),
                    },
                    Quote::whole("v=DMARC1"),
                ),
                evidence(Place::Row { row: 9 }, Quote::whole("r")),
            ],
        }],
        gaps: vec![Gap {
            code: Code::new("key-is-gone"),
            subject,
            facts: Facts::new()
                .with("domain", Fact::Domain(domain("b.example")))
                .with("count", Fact::Count(2))
                .with("limit", Fact::Octets(64 << 20))
                .with(
                    "sum",
                    Fact::Money(Money {
                        minor: 30_000,
                        currency: Currency::JPY,
                    }),
                )
                .with("day", Fact::Day(Day(jiff::civil::date(2026, 11, 22))))
                .with(
                    "at",
                    Fact::Instant(Instant::from_seconds(0).expect("test moment")),
                )
                .with("method", Fact::Method(Method::Arc))
                .with("result", Fact::Result(ProofResult::KeyGone))
                .with("host", Fact::Host("b[.]example".into()))
                .with("text", Fact::Text("t".into()))
                .with("word", Fact::Word("several-fields")),
        }],
    }
}

/// A schema of `docs/schema`, ready to validate.
fn schema(name: &str) -> jsonschema::Validator {
    let text = std::fs::read_to_string(root().join("docs/schema").join(name)).expect("the schema");
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    jsonschema::draft202012::meta::validate(&schema).expect("a schema of 2020-12");
    jsonschema::draft202012::new(&schema).expect("a usable schema")
}

fn valid(name: &str, text: &str) -> Value {
    let value: Value = serde_json::from_str(text).expect("JSON");
    let problems: Vec<String> = schema(name)
        .iter_errors(&value)
        .map(|it| format!("{} at {}", it, it.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{problems:#?}\n{text}");
    value
}

#[test]
fn the_line_of_a_judged_mail_is_frozen() {
    let report = report();
    let line = check_line(&CheckLine {
        file: "inbox.mbox",
        position: Some(3),
        report: &report,
        forwarded: Some(ObservationId::of(b"enclosed")),
    });
    let id = format!("sha256:{}", ObservationId::of(b"mail"));
    let expected = json!({
        "schema": "mioboe/check/1",
        "file": "inbox.mbox",
        "position": 3,
        "id": id,
        "verdict": "impostor",
        "claims": [{ "brand": "amazon", "places": ["name", "subject"], "match": "foreign" }],
        "proof": [
            { "method": "dkim", "domain": "security-mail.example", "result": "pass", "aligned": true, "by": "us" },
            { "method": "spf", "domain": null, "result": "softfail", "aligned": false, "by": "inferred:mx.example.net" },
            { "method": "dmarc", "domain": "security-mail.example", "result": "key-gone", "aligned": true, "by": "receiver:mx.example.net" },
        ],
        "findings": [{
            "code": "proven-sender-is-foreign",
            "severity": "danger",
            "confidence": "certain",
            "facts": { "brand": "amazon", "domain": "security-mail.example" },
            "evidence": [
                { "observation": id, "place": "header", "name": "From", "line": 7,
                  "quote": "お店 <info@security-mail.example>", "highlight": [9, 30] },
                { "observation": id, "place": "link", "part": [1, 2], "nth": 3, "quote": "a[.]example", "highlight": [0, 11] },
                { "observation": id, "place": "text", "part": [], "quote": "x", "highlight": [0, 1] },
                { "observation": id, "place": "attachment", "part": [2], "quote": "a.pdf", "highlight": [0, 5] },
                { "observation": id, "place": "dns", "name": "_dmarc.a.example", "quote": "v=DMARC1", "highlight": [0, 8] },
                { "observation": id, "place": "row", "row": 9, "quote": "r", "highlight": [0, 1] },
            ],
        }],
        "gaps": [{
            "code": "key-is-gone",
            "facts": {
                "domain": "b.example",
                "count": 2,
                "limit": 67_108_864,
                "sum": { "minor": 30_000, "currency": "JPY" },
                "day": "2026-11-22",
                "at": "1970-01-01T00:00:00Z",
                "method": "arc",
                "result": "key-gone",
                "host": "b[.]example",
                "text": "t",
                "word": "several-fields",
            },
        }],
        "forwarded": format!("sha256:{}", ObservationId::of(b"enclosed")),
    });
    assert_eq!(valid("check-1.json", &line), expected);
    assert!(!line.contains('\n'));
}

#[test]
fn the_schema_knows_every_word_and_refuses_what_lacks_a_field() {
    let mut report = report();
    for verdict in Verdict::ALL {
        report.verdict = verdict;
        for matching in [
            Match::Own,
            Match::Lookalike,
            Match::OtherBrand,
            Match::Foreign,
            Match::Unverified,
            Match::Absent,
        ] {
            report.claims[0].matching = matching;
            let line = check_line(&CheckLine {
                file: "a",
                position: None,
                report: &report,
                forwarded: None,
            });
            let value = valid("check-1.json", &line);
            assert!(value.get("position").is_none() && value.get("forwarded").is_none());
        }
    }
    let schema = schema("check-1.json");
    let whole: Value = serde_json::from_str(&check_line(&CheckLine {
        file: "a",
        position: None,
        report: &report,
        forwarded: None,
    }))
    .expect("JSON");
    for field in [
        "schema", "file", "id", "verdict", "claims", "proof", "findings", "gaps",
    ] {
        let mut value = whole.clone();
        value.as_object_mut().expect("an object").remove(field);
        assert!(!schema.is_valid(&value), "without {field}");
    }
    let mut grown = whole;
    grown["later"] = json!("field");
    assert!(schema.is_valid(&grown), "fields may be added");
}

#[test]
fn a_hostile_file_name_cannot_steer_the_terminal() {
    let report = report();
    let file = "a\u{1b}]0;x\u{7}\u{9b}31m\u{202e}\u{7f}\u{e0041}\n.eml";
    for line in [
        check_line(&CheckLine {
            file,
            position: None,
            report: &report,
            forwarded: None,
        }),
        failure_line(Language::English, &Failure::of(FailureKind::Empty, file)),
    ] {
        assert!(
            !line
                .chars()
                .any(|c| c.is_control() || c == '\u{202e}' || c == '\u{e0041}'),
            "{line:?}"
        );
        assert_eq!(
            valid("check-1.json", &line)["file"],
            file,
            "nothing is lost"
        );
    }
}

#[test]
fn the_line_of_a_file_that_cannot_be_read_is_frozen() {
    let failure = Failure {
        position: Some(2),
        ..Failure::of(FailureKind::NoMail, "b.mbox")
    };
    assert_eq!(
        failure_line(Language::English, &failure),
        r#"{"schema":"mioboe/check/1","file":"b.mbox","position":2,"error":{"code":"no-mail","message":"b.mbox: does not have the form of a mail (mail 2)"}}"#
    );
    for &kind in FailureKind::ALL {
        valid(
            "check-1.json",
            &failure_line(Language::Japanese, &Failure::of(kind, "c.eml")),
        );
    }
}

fn recorded() -> DnsRecords {
    let mut records = DnsRecords::new();
    let mut add = |name: &str, kind, answer| {
        records.insert(
            DnsQuestion {
                name: name.into(),
                kind,
            },
            answer,
        )
    };
    add(
        "s._domainkey.a.example",
        RecordKind::Txt,
        DnsAnswer::Records(vec![
            DnsRecord::Txt(b"v=DKIM1; p=AAAA".to_vec()),
            DnsRecord::Txt(vec![0xff, 0x00, 0xfe]),
            DnsRecord::Txt("控え\u{1b}[31m".as_bytes().to_vec()),
            DnsRecord::Txt(Vec::new()),
        ]),
    );
    add(
        "mx.a.example",
        RecordKind::A,
        DnsAnswer::Records(vec![DnsRecord::A([192, 0, 2, 1].into())]),
    );
    add(
        "mx.a.example",
        RecordKind::Aaaa,
        DnsAnswer::Records(vec![DnsRecord::Aaaa(
            "2001:db8::1".parse().expect("an address"),
        )]),
    );
    add(
        "a.example",
        RecordKind::Mx,
        DnsAnswer::Records(vec![DnsRecord::Mx {
            preference: 10,
            exchange: "mx.a.example".into(),
        }]),
    );
    add(
        "1.2.0.192.in-addr.arpa",
        RecordKind::Ptr,
        DnsAnswer::Records(vec![DnsRecord::Ptr("mx.a.example".into())]),
    );
    add(
        "empty.example",
        RecordKind::Txt,
        DnsAnswer::Records(Vec::new()),
    );
    add("gone.example", RecordKind::Txt, DnsAnswer::NoSuchName);
    add("slow.example", RecordKind::Txt, DnsAnswer::Unreachable);
    records
}

#[test]
fn recorded_answers_come_back_octet_for_octet() {
    let records = recorded();
    let text = write_dns(&records);
    valid("dns-1.json", &text);
    assert!(!text.contains('\u{1b}'));
    assert_eq!(read_dns(&text), Ok(records.clone()));
    assert_eq!(write_dns(&read_dns(&text).expect("our own file")), text);

    let mut closed = DnsRecords::closed();
    closed.extend(&records);
    let text = write_dns(&closed);
    valid("dns-1.json", &text);
    assert_eq!(read_dns(&text), Ok(closed));
}

#[test]
fn a_plain_list_of_texts_is_a_frozen_zone() {
    let records =
        read_dns(r#"{ "S._domainkey.A.example.": ["v=DKIM1; p=", "second"] }"#).expect("a zone");
    assert!(records.is_closed());
    let question = |name: &str| DnsQuestion {
        name: name.into(),
        kind: RecordKind::Txt,
    };
    assert_eq!(
        records.answer(&question("s._domainkey.a.example")),
        Some(&DnsAnswer::Records(vec![
            DnsRecord::Txt(b"v=DKIM1; p=".to_vec()),
            DnsRecord::Txt(b"second".to_vec())
        ]))
    );
    assert_eq!(
        records.answer(&question("other.example")),
        Some(&DnsAnswer::NoSuchName)
    );
}

#[test]
fn the_frozen_zone_of_the_corpus_is_read() {
    let path = root().join("../shared/corpus/dns/txt.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        #[expect(clippy::disallowed_methods, reason = "CI must have the corpus")]
        let is_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
        assert!(!is_ci, "{} is not there", path.display());
        #[expect(clippy::print_stderr, reason = "a skipped measurement says so")]
        {
            eprintln!("skipped: {} is not there", path.display());
        }
        return;
    };
    assert!(read_dns(&text).expect("a zone").len() >= 40);
}

#[test]
fn a_file_that_is_no_record_of_answers_is_refused_with_its_reason() {
    for (text, expected) in [
        ("", "EOF while parsing a value at line 1 column 0"),
        (
            "[1]",
            "invalid type: integer `1`, expected a string at line 1 column 2",
        ),
        (
            r#"{"schema":"mioboe/dns/2","answers":[]}"#,
            "schema mioboe/dns/2 instead of mioboe/dns/1",
        ),
        (
            r#"{"schema":"mioboe/dns/1","answers":[{"name":"a.example","kind":"a","result":"records","records":["x"]}]}"#,
            "answer 1 (a.example): a record that does not fit its kind",
        ),
        (
            r#"{"schema":"mioboe/dns/1","answers":[{"name":"a.example","kind":"txt","result":"records","records":[{"base64":"!"}]}]}"#,
            "answer 1 (a.example): a record that does not fit its kind",
        ),
    ] {
        let error = read_dns(text).expect_err(text);
        assert_eq!(error.to_string(), expected, "{text}");
    }
    assert!(matches!(
        read_dns(
            r#"{"schema":"mioboe/dns/1","answers":[{"name":"a","kind":"soa","result":"records"}]}"#
        ),
        Err(DnsFileError::Form { .. })
    ));
    let deep = "[".repeat(100_000);
    assert!(matches!(read_dns(&deep), Err(DnsFileError::Form { .. })));
}
