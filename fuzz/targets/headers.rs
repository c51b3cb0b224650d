//! Any header is read and its proof weighed: nothing is proven without a signature or a pass that a named
//! receiver recorded.
#![no_main]

use std::sync::LazyLock;

use facts::{
    DnsAnswer, DnsQuestion, DnsRecord, DnsRecords, Instant, Method, ProofResult, ProvenBy,
    RecordKind, SuffixList,
};
use libfuzzer_sys::fuzz_target;
use proof::{Standing, Trust, prove};
use reading::{Limits, read};

static WORDS: LazyLock<Vec<Vec<u8>>> =
    LazyLock::new(|| fuzz::words(include_str!("../dictionaries/headers.dict")));

static SUFFIXES: LazyLock<SuffixList> =
    LazyLock::new(|| SuffixList::parse("jp\nco.jp\ncom\nexample\n"));

/// Questions that one mail may leave open.
const MOST_NEEDS: usize = 200;

/// The frozen zone of the demo and a few policies of all kinds, under names that the dictionary holds.
static ZONE: LazyLock<DnsRecords> = LazyLock::new(|| {
    let mut zone = DnsRecords::closed();
    let demo: serde_json::Value =
        serde_json::from_str(include_str!("../../fixtures/demo/dns.json"))
            .expect("the demo's zone");
    for answer in demo["answers"].as_array().expect("answers") {
        let (Some(name), Some("txt"), Some(records)) = (
            answer["name"].as_str(),
            answer["kind"].as_str(),
            answer["records"].as_array(),
        ) else {
            continue;
        };
        put(
            &mut zone,
            name,
            records.iter().filter_map(|record| record.as_str()),
        );
    }
    for (name, text) in [
        ("shop.example", "v=spf1 ip4:192.0.2.0/24 ~all"),
        (
            "loop.example",
            "v=spf1 include:loop.example exists:%{ir}.%{d2r}.example -all",
        ),
        (
            "bank.example",
            "v=spf1 a mx ptr include:loop.example redirect=shop.example",
        ),
        (
            "_dmarc.shop.example",
            "v=DMARC1; p=reject; sp=none; adkim=s; aspf=s; np=quarantine",
        ),
        (
            "_dmarc.bank.example",
            "v=DMARC1;p=quarantine;pct=50;rua=mailto:a@b.example",
        ),
        ("s._domainkey.shop.example", "v=DKIM1; k=rsa; p="),
        (
            "e._domainkey.bank.example",
            "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
        ),
    ] {
        put(&mut zone, name, [text].into_iter());
    }
    let question = DnsQuestion {
        name: "mail.shop.example".into(),
        kind: RecordKind::A,
    };
    let address = DnsRecord::A([192, 0, 2, 1].into());
    zone.insert(question, DnsAnswer::Records(vec![address]));
    zone
});

fn put<'a>(zone: &mut DnsRecords, name: &str, texts: impl Iterator<Item = &'a str>) {
    let question = DnsQuestion {
        name: name.into(),
        kind: RecordKind::Txt,
    };
    let records = texts
        .map(|text| DnsRecord::Txt(text.as_bytes().to_vec()))
        .collect();
    zone.insert(question, DnsAnswer::Records(records));
}

fuzz_target!(|data: &[u8]| {
    let raw = fuzz::input(data, &WORDS);
    let limits = Limits::default();
    let message = read(&raw, &limits);
    fuzz::hold(&message, &raw, &limits);
    let now = Instant(jiff::Timestamp::from_second(1_795_330_000).expect("a day of 2026"));

    let named = Trust {
        named: vec!["mx.example".into()],
    };
    for (records, trust) in [
        (&*ZONE, Trust::default()),
        (&*ZONE, named.clone()),
        (&DnsRecords::new(), named),
    ] {
        let outcome = prove(&raw, &message, records, now, &trust, &SUFFIXES);
        let is_proven = outcome.standing == Standing::Proven;
        assert_eq!(
            is_proven,
            outcome.sender.is_some(),
            "proven without a sender, or the reverse"
        );
        let passes = |method: &[Method]| {
            outcome.lines.iter().any(|line| {
                line.result == ProofResult::Pass
                    && line.is_aligned
                    && method.contains(&line.method)
                    && match &line.by {
                        ProvenBy::Ourselves => true,
                        ProvenBy::NamedReceiver(name) => trust
                            .named
                            .iter()
                            .any(|named| named.eq_ignore_ascii_case(name)),
                        ProvenBy::InferredReceiver(_) => false,
                    }
            })
        };
        if let Some(sender) = &outcome.sender {
            assert!(
                passes(&[Method::Dkim, Method::Spf, Method::Dmarc, Method::Arc]),
                "proven by nothing"
            );
            assert_eq!(
                Some(sender.address()),
                message.author.sole(),
                "another author"
            );
            assert!(
                message.layout.is_plain,
                "readers differ, and yet it is proven"
            );
        }
        if trust.named.is_empty() && is_proven {
            let signs = raw
                .windows(14)
                .any(|w| w.eq_ignore_ascii_case(b"dkim-signature"));
            assert!(signs, "proven without a signature and without a receiver");
        }
        assert!(outcome.needs.len() <= MOST_NEEDS, "too many questions");
        assert!(
            !records.is_closed() || outcome.needs.is_empty(),
            "a closed zone answers all"
        );
        for question in outcome.dns_needs() {
            assert!(
                !question.name.bytes().any(|b| b.is_ascii_uppercase()),
                "{question:?}"
            );
        }
        fuzz::planted(outcome.lines.iter().any(|line| {
            line.method == Method::Spf
                && line.by == ProvenBy::Ourselves
                && line.result == ProofResult::SoftFail
        }));
    }
});
