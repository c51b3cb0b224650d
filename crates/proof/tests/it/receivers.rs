//! What receivers recorded: which of it is believed, and what it makes of the mail.

use facts::{DnsAnswer, DnsQuestion, DnsRecord, Method, ProofResult, ProvenBy, RecordKind};
use proof::Standing;

use crate::support::{MAIL, Sign, judge, known, seal, zone};

pub(crate) const HOP: &str = "Received: from out.shop.example (out.shop.example [192.0.2.7])\r\n\tby mx.home.example (Postfix) with ESMTP id 1\r\n\tfor <hanako@home.example>; Thu, 15 Jan 2026 09:00:01 +0900\r\n";
pub(crate) const PASS: &str = "Authentication-Results: mx.home.example; dkim=pass header.d=shop.example; dmarc=pass header.from=shop.example\r\n";

/// A signature of the shop that nobody can check any more.
fn signed() -> String {
    Sign::by("shop.example").put_on(MAIL)
}

/// A signature that no longer fits the mail.
pub(crate) fn changed() -> String {
    signed().replace("Subject: Your", "Subject: [talk] Your")
}

#[test]
fn a_recorded_pass_counts_by_place_and_by_trust() {
    struct Case {
        name: &'static str,
        mail: String,
        named: &'static [&'static str],
        expected: Standing,
    }
    let planted = PASS.replace("mx.home.example", "mx.other.example");
    for case in [
        Case {
            name: "above, inferred",
            mail: format!("{PASS}{HOP}{}", signed()),
            named: &[],
            expected: Standing::Recorded,
        },
        Case {
            name: "above, named",
            mail: format!("{PASS}{HOP}{}", signed()),
            named: &["mx.home.example"],
            expected: Standing::Proven,
        },
        Case {
            name: "above, domain named",
            mail: format!("{PASS}{HOP}{}", signed()),
            named: &["home.example"],
            expected: Standing::Proven,
        },
        Case {
            name: "above, other named",
            mail: format!("{PASS}{HOP}{}", signed()),
            named: &["mx.other.example"],
            expected: Standing::Recorded,
        },
        Case {
            name: "above, strange server",
            mail: format!("{planted}{HOP}{}", signed()),
            named: &[],
            expected: Standing::Unconfirmed,
        },
        Case {
            name: "without a server's name",
            mail: format!("{}{HOP}{}", PASS.replace("mx.home.example; ", ""), signed()),
            named: &[],
            expected: Standing::Recorded,
        },
        Case {
            name: "planted below",
            mail: format!("{HOP}X-Mailer: x\r\n{PASS}{}", signed()),
            named: &["mx.home.example"],
            expected: Standing::Unconfirmed,
        },
        Case {
            name: "directly below, inferred",
            mail: format!("{HOP}{PASS}{}", signed()),
            named: &[],
            expected: Standing::Unconfirmed,
        },
        Case {
            name: "directly below, named",
            mail: format!("{HOP}{PASS}{}", signed()),
            named: &["mx.home.example"],
            expected: Standing::Proven,
        },
        Case {
            name: "second below",
            mail: format!(
                "{HOP}{}{PASS}{}",
                PASS.replace("=pass", "=temperror"),
                signed()
            ),
            named: &["mx.home.example"],
            expected: Standing::Unconfirmed,
        },
        Case {
            name: "planted below a receiver that writes above",
            mail: format!(
                "{}{HOP}{PASS}{}",
                PASS.replace("=pass", "=temperror"),
                signed()
            ),
            named: &["mx.home.example"],
            expected: Standing::Unconfirmed,
        },
        Case {
            name: "no trace",
            mail: format!("{PASS}{}", signed()),
            named: &["mx.home.example"],
            expected: Standing::Unconfirmed,
        },
        Case {
            name: "no signature in the mail",
            mail: format!("{PASS}{HOP}{MAIL}"),
            named: &["mx.home.example"],
            expected: Standing::Unsigned,
        },
        Case {
            name: "signature of another",
            mail: format!("{PASS}{HOP}{}", Sign::by("attacker.example").put_on(MAIL)),
            named: &["mx.home.example"],
            expected: Standing::Unsigned,
        },
        Case {
            name: "broken grammar",
            mail: format!(
                "{}{HOP}{}",
                PASS.replace("dkim=pass", "dkim=pass (open"),
                signed()
            ),
            named: &["mx.home.example"],
            expected: Standing::Unconfirmed,
        },
        Case {
            name: "only DMARC, no domain that passed",
            mail: format!(
                "Authentication-Results: mx.home.example; dmarc=pass header.from=shop.example\r\n{HOP}{}",
                signed()
            ),
            named: &["mx.home.example"],
            expected: Standing::Unconfirmed,
        },
    ] {
        let outcome = judge(case.mail.as_bytes(), &known(&[]), case.named);
        assert_eq!(outcome.standing, case.expected, "{}", case.name);
        assert_eq!(
            outcome.sender.is_some(),
            case.expected == Standing::Proven,
            "{}",
            case.name
        );
    }
}

#[test]
fn spf_by_us_proves_only_for_a_named_receiver() {
    let mut records = zone(&[
        ("bounce.shop.example", "v=spf1 include:relay.example -all"),
        (
            "relay.example",
            "v=spf1 a:out.relay.example ip4:198.51.100.0/24 -all",
        ),
        ("_dmarc.shop.example", "v=DMARC1; p=reject"),
    ]);
    records.insert(
        DnsQuestion {
            name: "out.relay.example".into(),
            kind: RecordKind::A,
        },
        DnsAnswer::Records(vec![DnsRecord::A([192, 0, 2, 7].into())]),
    );
    struct Case {
        name: &'static str,
        mail: String,
        named: &'static [&'static str],
        spf: Option<ProofResult>,
        expected: Standing,
    }
    let path = "Return-Path: <b@bounce.shop.example>\r\n";
    let foreign = "Return-Path: <b@attacker.example>\r\n";
    let elsewhere = HOP.replace("192.0.2.7", "203.0.113.5");
    for case in [
        Case {
            name: "named",
            mail: format!("{path}{HOP}{MAIL}"),
            named: &["mx.home.example"],
            spf: Some(ProofResult::Pass),
            expected: Standing::Proven,
        },
        Case {
            name: "inferred",
            mail: format!("{path}{HOP}{MAIL}"),
            named: &[],
            spf: Some(ProofResult::Pass),
            expected: Standing::Recorded,
        },
        Case {
            name: "wrong client",
            mail: format!("{path}{elsewhere}{MAIL}"),
            named: &["mx.home.example"],
            spf: Some(ProofResult::Fail),
            expected: Standing::Rejected,
        },
        Case {
            name: "foreign envelope",
            mail: format!("{foreign}{HOP}{MAIL}"),
            named: &[],
            spf: Some(ProofResult::None),
            expected: Standing::Rejected,
        },
        Case {
            name: "passed on arrival, policy changed since",
            mail: format!(
                "Received-SPF: pass client-ip=203.0.113.5; envelope-from=b@bounce.shop.example\r\n{elsewhere}{MAIL}"
            ),
            named: &[],
            spf: Some(ProofResult::Pass),
            expected: Standing::Recorded,
        },
        Case {
            name: "no envelope known",
            mail: format!("{HOP}{path}{MAIL}"),
            named: &[],
            spf: None,
            expected: Standing::Unsigned,
        },
    ] {
        let outcome = judge(case.mail.as_bytes(), &records, case.named);
        assert_eq!(outcome.trace.spf, case.spf, "{}", case.name);
        assert_eq!(outcome.standing, case.expected, "{}", case.name);
    }
}

#[test]
fn spf_asks_for_everything_in_few_rounds_and_says_unchecked_until_then() {
    let mail = format!("Return-Path: <b@bounce.shop.example>\r\n{HOP}{MAIL}");
    let spf = |outcome: &proof::Outcome| -> Vec<String> {
        outcome
            .dns_needs()
            .filter(|n| !n.name.starts_with("_dmarc"))
            .map(|n| format!("{:?} {}", n.kind, n.name))
            .collect()
    };
    let first = judge(mail.as_bytes(), &known(&[]), &[]);
    assert_eq!(spf(&first), ["Txt bounce.shop.example"]);
    assert_eq!(first.trace.spf, Some(ProofResult::Unchecked));
    let records = known(&[(
        "bounce.shop.example",
        "v=spf1 include:a.example include:b.example mx a:h.example exists:%{i}.e.example ptr -all",
    )]);
    let second = judge(mail.as_bytes(), &records, &[]);
    assert_eq!(
        spf(&second),
        [
            "Ptr 7.2.0.192.in-addr.arpa",
            "A 192.0.2.7.e.example",
            "Txt a.example",
            "Txt b.example",
            "Mx bounce.shop.example",
            "A h.example",
        ]
        .iter()
        .map(|s| (*s).to_owned())
        .collect::<Vec<_>>()
        .tap_sorted(&second)
    );
    assert_eq!(second.trace.spf, Some(ProofResult::Unchecked));
}

trait TapSorted {
    fn tap_sorted(self, outcome: &proof::Outcome) -> Self;
}

impl TapSorted for Vec<String> {
    /// In the order of the outcome's needs, which sort by name.
    fn tap_sorted(mut self, outcome: &proof::Outcome) -> Self {
        let place = |text: &String| {
            outcome
                .dns_needs()
                .position(|n| format!("{:?} {}", n.kind, n.name) == *text)
        };
        self.sort_by_key(place);
        self
    }
}

#[test]
fn a_forged_author_is_rejected_and_excuses_are_heard() {
    let policy = [
        ("_dmarc.shop.example", "v=DMARC1; p=quarantine"),
        ("attacker.example", "v=spf1 -all"),
    ];
    let path = "Return-Path: <b@attacker.example>\r\n";
    let list = "List-Id: <talk.lists.club.example>\r\n";
    let list_path = "Return-Path: <talk-bounces@lists.club.example>\r\n";
    let late = HOP.replace("2026", "2020");
    struct Case {
        name: &'static str,
        mail: String,
        expected: Standing,
    }
    for case in [
        Case {
            name: "unsigned",
            mail: format!("{path}{HOP}{MAIL}"),
            expected: Standing::Rejected,
        },
        Case {
            name: "key never seen",
            mail: format!("{path}{HOP}{}", signed()),
            expected: Standing::Unsigned,
        },
        Case {
            name: "key gone since",
            mail: format!("{path}{late}{}", signed()),
            expected: Standing::Unconfirmed,
        },
        Case {
            name: "made-up key",
            mail: format!("{list_path}{HOP}{list}{}", signed()),
            expected: Standing::Unsigned,
        },
        Case {
            name: "changed by a list",
            mail: format!("{list_path}{HOP}{list}{}", changed()),
            expected: Standing::Unconfirmed,
        },
        Case {
            name: "changed by nobody known",
            mail: format!("{path}{HOP}{}", changed()),
            expected: Standing::Rejected,
        },
        Case {
            name: "list, unsigned",
            mail: format!("{list_path}{HOP}{list}{MAIL}"),
            expected: Standing::Unsigned,
        },
        Case {
            name: "calls itself a list",
            mail: format!("{path}{HOP}{list}{MAIL}"),
            expected: Standing::Rejected,
        },
        Case {
            name: "never travelled",
            mail: MAIL.to_owned(),
            expected: Standing::Untravelled,
        },
    ] {
        let mut texts = policy.to_vec();
        let (name, text) = Sign::by("shop.example").record();
        if case.name.starts_with("changed") {
            texts.push((&name, &text));
        }
        let outcome = judge(case.mail.as_bytes(), &zone(&texts), &[]);
        assert_eq!(outcome.standing, case.expected, "{}", case.name);
    }
}

#[test]
fn a_receiver_that_recorded_the_failure_and_the_policy_is_believed() {
    let recorded = "Authentication-Results: mx.home.example; spf=fail smtp.mailfrom=attacker.example; dkim=none; \
        dmarc=fail (p=REJECT dis=NONE) header.from=shop.example\r\n";
    let outcome = judge(
        format!("{recorded}{HOP}{MAIL}").as_bytes(),
        &known(&[]),
        &[],
    );
    assert_eq!(outcome.standing, Standing::Rejected);
    assert_eq!(outcome.trace.spf, Some(ProofResult::Fail));
    assert!(outcome.lines.iter().any(|line| line.method == Method::Dmarc
        && line.result == ProofResult::Fail
        && line.by == ProvenBy::InferredReceiver("mx.home.example".into())));
}

#[test]
fn a_client_that_looks_like_a_friend_is_still_outside() {
    struct Case {
        name: &'static str,
        client: &'static str,
        named: &'static [&'static str],
        /// The address that DNS gives `mail.home.example`.
        address: Option<[u8; 4]>,
        boundary: usize,
    }
    for case in [
        Case {
            name: "greets as one",
            client: "mail.home.example (unknown [203.0.113.66])",
            named: &[],
            address: Some([203, 0, 113, 66]),
            boundary: 0,
        },
        Case {
            name: "greets with a private address",
            client: "[10.0.0.5] (203.0.113.66)",
            named: &[],
            address: Some([203, 0, 113, 66]),
            boundary: 0,
        },
        Case {
            name: "rented from the receiver",
            client: "x (vps7.home.example [203.0.113.66])",
            named: &[],
            address: Some([203, 0, 113, 66]),
            boundary: 0,
        },
        Case {
            name: "rented, the domain named",
            client: "x (vps7.home.example [203.0.113.66])",
            named: &["home.example"],
            address: Some([203, 0, 113, 66]),
            boundary: 0,
        },
        Case {
            name: "the host named",
            client: "mail.home.example (mail.home.example [203.0.113.66])",
            named: &["mail.home.example"],
            address: Some([203, 0, 113, 66]),
            boundary: 1,
        },
        Case {
            name: "the host named, DNS silent",
            client: "mail.home.example (mail.home.example [203.0.113.66])",
            named: &["mail.home.example"],
            address: None,
            boundary: 0,
        },
        Case {
            name: "the host named, another address in DNS",
            client: "mail.home.example (mail.home.example [203.0.113.66])",
            named: &["mail.home.example"],
            address: Some([192, 0, 2, 66]),
            boundary: 0,
        },
        Case {
            name: "the host named, the server in doubt",
            client: "x (mail.home.example [203.0.113.66] (may be forged))",
            named: &["mail.home.example"],
            address: Some([203, 0, 113, 66]),
            boundary: 0,
        },
        Case {
            name: "calls itself with",
            client: "with (mail.attacker.example [203.0.113.66])",
            named: &["mail.home.example"],
            address: None,
            boundary: 0,
        },
        Case {
            name: "calls itself by",
            client: "by (mail.attacker.example [203.0.113.66])",
            named: &["mail.home.example"],
            address: None,
            boundary: 0,
        },
        Case {
            name: "unknown, without an address",
            client: "unknown",
            named: &["mail.home.example"],
            address: None,
            boundary: 0,
        },
        Case {
            name: "a proxy before the server",
            client: "mail.home.example (unknown [172.17.0.1])",
            named: &["mail.home.example"],
            address: None,
            boundary: 0,
        },
        Case {
            name: "inside",
            client: "mail.home.example (mail.home.example [10.0.0.5])",
            named: &[],
            address: Some([203, 0, 113, 66]),
            boundary: 1,
        },
    ] {
        let mail = format!(
            "Received: from {}\r\n\tby mx.home.example with ESMTP; Thu, 15 Jan 2026 09:00:01 +0900\r\n\
            X-Virus-Scanned: no\r\n\
            Authentication-Results: mail.home.example; dkim=pass header.d=shop.example\r\n\
            Received: from out.shop.example (out.shop.example [192.0.2.7])\r\n\tby mail.home.example with ESMTP; Thu, 15 Jan 2026 09:00:00 +0900\r\n{}",
            case.client,
            signed()
        );
        let mut records = known(&[]);
        if let Some(address) = case.address {
            records.insert(
                DnsQuestion {
                    name: "mail.home.example".into(),
                    kind: RecordKind::A,
                },
                DnsAnswer::Records(vec![DnsRecord::A(address.into())]),
            );
        }
        let outcome = judge(mail.as_bytes(), &records, case.named);
        assert_eq!(outcome.trace.boundary, Some(case.boundary), "{}", case.name);
        let expected = match (case.boundary, case.named) {
            (0, _) => Standing::Unconfirmed,
            (_, []) => Standing::Recorded,
            _ => Standing::Proven,
        };
        assert_eq!(outcome.standing, expected, "{}", case.name);
    }
}

#[test]
fn a_private_client_is_inside_only_where_its_owner_wrote_the_next_field() {
    struct Case {
        name: &'static str,
        next: &'static str,
        boundary: usize,
    }
    for case in [
        Case {
            name: "the same owner",
            next: "relay.home.example",
            boundary: 1,
        },
        Case {
            name: "a stranger",
            next: "mail.attacker.example",
            boundary: 0,
        },
    ] {
        let mail = format!(
            "Received: from relay (relay.home.example [10.0.0.5])\r\n\tby mx.home.example with ESMTP; Thu, 15 Jan 2026 09:00:01 +0900\r\n\
            Received: from out.shop.example (out.shop.example [192.0.2.7])\r\n\tby {} with ESMTP; Thu, 15 Jan 2026 09:00:00 +0900\r\n{MAIL}",
            case.next
        );
        let outcome = judge(mail.as_bytes(), &known(&[]), &[]);
        assert_eq!(outcome.trace.boundary, Some(case.boundary), "{}", case.name);
    }
}

#[test]
fn a_planted_record_of_the_envelope_proves_nothing() {
    const PATH: &str = "Return-Path: <b@attacker.example>\r\n";
    const SPF: &str = "Received-SPF: pass client-ip=192.0.2.7; envelope-from=b@shop.example\r\n";
    const AR: &str =
        "Authentication-Results: mx.home.example; spf=pass smtp.mailfrom=shop.example\r\n";
    const HELO: &str =
        "Received-SPF: Pass (helo) identity=helo; client-ip=192.0.2.7; envelope-from=<>\r\n";
    const HIDDEN: &str =
        "Authentication-Results: mx.home.example; spf=none smtp.mailfrom=(b@attacker.example\r\n";
    struct Case {
        name: &'static str,
        mail: String,
        is_proven: bool,
    }
    let own = PATH.replace("attacker", "shop");
    for case in [
        Case {
            name: "recorded below",
            mail: format!("{own}{HOP}{SPF}{AR}"),
            is_proven: true,
        },
        Case {
            name: "another Return-Path",
            mail: format!("{PATH}{HOP}{SPF}"),
            is_proven: false,
        },
        Case {
            name: "an empty Return-Path",
            mail: format!("Return-Path: <>\r\n{HOP}{SPF}"),
            is_proven: false,
        },
        Case {
            name: "only what the client called itself",
            mail: format!("{}{HOP}", HELO.replace("=<>", "=b@shop.example")),
            is_proven: false,
        },
        Case {
            name: "a result above",
            mail: format!("{HELO}{HOP}{SPF}{AR}"),
            is_proven: false,
        },
        Case {
            name: "the receiver's result cannot be read",
            mail: format!("{HOP}{HIDDEN}{AR}"),
            is_proven: false,
        },
        Case {
            name: "the receiver's result above cannot be read",
            mail: format!("{HIDDEN}{AR}{HOP}"),
            is_proven: false,
        },
        Case {
            name: "a second Received-SPF",
            mail: format!(
                "{HOP}{}{SPF}",
                SPF.replace("pass", "none").replace("shop", "attacker")
            ),
            is_proven: false,
        },
        Case {
            name: "a record without an envelope",
            mail: format!("{HOP}Received-SPF: none (mx: localhost does not designate)\r\n{AR}"),
            is_proven: false,
        },
    ] {
        let mail = format!("{}{MAIL}", case.mail);
        let outcome = judge(mail.as_bytes(), &known(&[]), &["mx.home.example"]);
        assert_eq!(
            outcome.standing == Standing::Proven,
            case.is_proven,
            "{}: {:?}",
            case.name,
            outcome.lines
        );
    }
}

#[test]
fn a_made_up_list_cannot_speak_for_a_named_receiver() {
    let top = "Return-Path: <x-bounces@lists.attacker.example>\r\n\
        Received: from lists.attacker.example (lists.attacker.example [203.0.113.66])\r\n\tby mx.home.example with ESMTP; Thu, 15 Jan 2026 09:00:01 +0900\r\n";
    let planted = "Authentication-Results: mx.home.example; dkim=pass header.d=shop.example; spf=pass smtp.mailfrom=b@shop.example\r\n\
        Received-SPF: pass (mailfrom) client-ip=192.0.2.7; envelope-from=b@shop.example\r\n\
        Received: from out.shop.example (out.shop.example [192.0.2.7])\r\n\tby lists.attacker.example with ESMTP; Thu, 15 Jan 2026 09:00:00 +0900\r\n\
        List-Id: <x.lists.attacker.example>\r\n";
    let mail = format!("{top}{planted}{}", signed());
    for named in [&[][..], &["mx.home.example"]] {
        let records = known(&[("shop.example", "v=spf1 ip4:192.0.2.7 -all")]);
        let outcome = judge(mail.as_bytes(), &records, named);
        assert!(outcome.trace.is_beyond_list);
        assert_eq!(outcome.trace.boundary, Some(1));
        assert_eq!(outcome.standing, Standing::Unconfirmed, "{named:?}");
        assert!(outcome.sender.is_none());
    }
}

#[test]
fn a_named_sealer_vouches_for_what_it_saw_before_the_list_changed_it() {
    const SEALER: &str = "lists.club.example";
    let sealed = format!("{HOP}{}", seal(&changed(), SEALER, &signed()));
    let (shop_name, shop_key) = Sign::by("shop.example").record();
    let (sealer_name, sealer_key) = Sign::by(SEALER).record();
    let records = zone(&[(&shop_name, &shop_key), (&sealer_name, &sealer_key)]);
    struct Case {
        name: &'static str,
        mail: String,
        named: &'static [&'static str],
        arc: ProofResult,
        expected: Standing,
    }
    for case in [
        Case {
            name: "named",
            mail: sealed.clone(),
            named: &[SEALER],
            arc: ProofResult::Pass,
            expected: Standing::Proven,
        },
        Case {
            name: "not named",
            mail: sealed.clone(),
            named: &[],
            arc: ProofResult::Pass,
            expected: Standing::Unconfirmed,
        },
        Case {
            name: "a second subject after the seal",
            mail: sealed.replace("To: hanako", "Subject: Gift\r\nTo: hanako"),
            named: &[SEALER],
            arc: ProofResult::Pass,
            expected: Standing::Unsigned,
        },
        Case {
            name: "another type after the seal",
            mail: sealed.replace("To: hanako", "Content-Type: message/rfc822\r\nTo: hanako"),
            named: &[SEALER],
            arc: ProofResult::Pass,
            expected: Standing::Unconfirmed,
        },
        Case {
            name: "changed after the seal",
            mail: sealed.replace("Thank you", "Thank me"),
            named: &[SEALER],
            arc: ProofResult::Broken,
            expected: Standing::Unconfirmed,
        },
        Case {
            name: "results changed",
            mail: sealed.replace("dkim=pass", "dkim=pass (x)"),
            named: &[SEALER],
            arc: ProofResult::Broken,
            expected: Standing::Unconfirmed,
        },
        Case {
            name: "a field is missing",
            mail: sealed.replace("ARC-Seal:", "X-Seal:"),
            named: &[SEALER],
            arc: ProofResult::Invalid,
            expected: Standing::Unconfirmed,
        },
    ] {
        let outcome = judge(case.mail.as_bytes(), &records, case.named);
        let arc: Vec<ProofResult> = outcome
            .lines
            .iter()
            .filter(|l| l.method == Method::Arc)
            .map(|l| l.result)
            .collect();
        assert_eq!(arc, [case.arc], "{}", case.name);
        assert_eq!(outcome.standing, case.expected, "{}", case.name);
    }
}
