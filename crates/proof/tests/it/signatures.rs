//! Our own signed mails: each reason for which a signature proves, or does not.

use facts::{DnsRecords, Method, ProofResult};
use mail_auth::dkim::Canonicalization;
use proof::{Policy, Standing};

use crate::support::{Kind, MAIL, NOW, Sign, judge, judge_at, known, only_dkim, ours, zone};

#[test]
fn a_signature_proves_in_every_form_and_with_every_key() {
    for form in [Canonicalization::Relaxed, Canonicalization::Simple] {
        for kind in [Kind::Rsa, Kind::Ed25519] {
            for mail in [
                MAIL.to_owned(),
                MAIL.replace("Shop\r\n", "Shop \r\n \t\r\n\r\n"),
                MAIL.split_once("\r\n\r\n").unwrap().0.to_owned() + "\r\n\r\n",
            ] {
                let sign = Sign {
                    form,
                    kind,
                    ..Sign::by("shop.example")
                };
                let signed = sign.put_on(&mail);
                let outcome = judge(signed.as_bytes(), &sign.zone(), &[]);
                assert_eq!(only_dkim(&outcome), ProofResult::Pass);
                assert_eq!(outcome.standing, Standing::Proven);
                let sender = outcome.sender.expect("proven");
                assert_eq!(
                    (sender.address().to_string(), sender.signer().as_str()),
                    ("order@shop.example".into(), "shop.example")
                );
                assert_eq!(outcome.needs, []);
            }
        }
    }
}

#[test]
fn a_changed_mail_is_broken_and_a_missing_key_is_gone() {
    let sign = Sign::by("shop.example");
    let signed = sign.put_on(MAIL);
    struct Case {
        name: &'static str,
        mail: String,
        records: DnsRecords,
        expected: ProofResult,
    }
    let (name, text) = sign.record();
    let empty = text.split_once("p=").unwrap().0.to_owned() + "p=";
    for case in [
        Case {
            name: "body",
            mail: signed.replace("Thank you", "Thank me"),
            records: sign.zone(),
            expected: ProofResult::Broken,
        },
        Case {
            name: "subject",
            mail: signed.replace("Your order", "Your gift"),
            records: sign.zone(),
            expected: ProofResult::Broken,
        },
        Case {
            name: "author",
            mail: signed.replace("order@", "other@"),
            records: sign.zone(),
            expected: ProofResult::Broken,
        },
        Case {
            name: "no key",
            mail: signed.clone(),
            records: zone(&[]),
            expected: ProofResult::KeyGone,
        },
        Case {
            name: "revoked",
            mail: signed.clone(),
            records: zone(&[(&name, &empty)]),
            expected: ProofResult::KeyGone,
        },
        Case {
            name: "unknown",
            mail: signed.clone(),
            records: known(&[]),
            expected: ProofResult::Unchecked,
        },
        Case {
            name: "no key record",
            mail: signed.clone(),
            records: zone(&[(&name, "hello")]),
            expected: ProofResult::Invalid,
        },
        Case {
            name: "other service",
            mail: signed.clone(),
            records: zone(&[(&name, &format!("{text}; s=tlsrpt"))]),
            expected: ProofResult::Invalid,
        },
        Case {
            name: "other hash",
            mail: signed.clone(),
            records: zone(&[(&name, &format!("{text}; h=sha1"))]),
            expected: ProofResult::Invalid,
        },
        Case {
            name: "other key kind",
            mail: signed.clone(),
            records: zone(&[(&name, &text.replace("k=rsa", "k=ed25519"))]),
            expected: ProofResult::Invalid,
        },
        Case {
            name: "two Subjects",
            mail: signed.replace("To: ", "Subject: Gift\r\nTo: "),
            records: sign.zone(),
            expected: ProofResult::Invalid,
        },
        Case {
            name: "no version",
            mail: signed.replace("v=1; ", ""),
            records: sign.zone(),
            expected: ProofResult::Invalid,
        },
        Case {
            name: "selector with NUL",
            mail: signed.replace("s=s1", "s=s1\0x"),
            records: sign.zone(),
            expected: ProofResult::Invalid,
        },
        Case {
            name: "selector with a quote",
            mail: signed.replace("s=s1", "s=s1'"),
            records: sign.zone(),
            expected: ProofResult::Invalid,
        },
        Case {
            name: "tag twice",
            mail: signed.replace("s=s1;", "s=s1; s=s1;"),
            records: sign.zone(),
            expected: ProofResult::Invalid,
        },
    ] {
        let outcome = judge(case.mail.as_bytes(), &case.records, &[]);
        assert_eq!(only_dkim(&outcome), case.expected, "{}", case.name);
        assert_ne!(outcome.standing, Standing::Proven, "{}", case.name);
        assert!(outcome.sender.is_none(), "{}", case.name);
    }
}

#[test]
fn what_is_not_known_comes_back_as_a_need_all_at_once() {
    let sign = Sign::by("shop.example");
    let both = Sign::by("relay.example").put_on(&sign.put_on(MAIL));
    let outcome = judge(both.as_bytes(), &known(&[]), &[]);
    let needs: Vec<&str> = outcome.dns_needs().map(|need| &*need.name).collect();
    assert_eq!(
        needs,
        [
            "_dmarc.example",
            "_dmarc.shop.example",
            "s1._domainkey.relay.example",
            "s1._domainkey.shop.example"
        ]
    );
    assert_eq!(outcome.standing, Standing::Unconfirmed);
    assert_eq!(ours(&outcome, Method::Dkim)[0].1, ProofResult::Unchecked);
}

#[test]
fn a_short_key_and_an_open_end_prove_nothing() {
    let short = Sign {
        kind: Kind::ShortRsa,
        ..Sign::by("shop.example")
    };
    assert_eq!(
        only_dkim(&judge(short.put_on(MAIL).as_bytes(), &short.zone(), &[])),
        ProofResult::Invalid
    );

    let open = Sign {
        has_length: true,
        form: Canonicalization::Simple,
        ..Sign::by("shop.example")
    };
    let signed = open.put_on(MAIL);
    assert_eq!(
        only_dkim(&judge(signed.as_bytes(), &open.zone(), &[])),
        ProofResult::Pass
    );
    let longer = format!("{signed}<a href=\"https://attacker.example\">Click</a>\r\n");
    assert_eq!(
        only_dkim(&judge(longer.as_bytes(), &open.zone(), &[])),
        ProofResult::Invalid
    );

    let unsigned_from = Sign {
        headers: vec!["To", "Subject"],
        ..Sign::by("shop.example")
    };
    let outcome = judge(
        unsigned_from.put_on(MAIL).as_bytes(),
        &unsigned_from.zone(),
        &[],
    );
    assert_eq!(only_dkim(&outcome), ProofResult::Invalid);
}

/// The test's signatures are made at the system's time, which is far from `NOW` or not: only the times
/// passed in count.
#[test]
fn an_expiry_is_judged_by_the_time_given_and_best_by_the_time_of_receipt() {
    let sign = Sign {
        lives: Some(3600),
        ..Sign::by("shop.example")
    };
    let (field, made) = sign.field(MAIL);
    let signed = format!("{field}{MAIL}");
    let ten_years = 10 * 365 * 24 * 3600;
    for (now, expected) in [
        (made + 60, ProofResult::Pass),
        (made - ten_years, ProofResult::Pass),
        (made + 3600, ProofResult::Pass),
        (made + 3601, ProofResult::Expired),
        (made + ten_years, ProofResult::Expired),
    ] {
        let outcome = judge_at(signed.as_bytes(), &sign.zone(), &[], now);
        assert_eq!(only_dkim(&outcome), expected, "{} s after", now - made);
        assert_eq!(outcome.sender.is_some(), expected == ProofResult::Pass);
    }
    // Received in time, looked at ten years later.
    let received = jiff::Timestamp::from_second(made + 30)
        .unwrap()
        .strftime("%a, %d %b %Y %H:%M:%S +0000");
    let arrived = format!(
        "Received: from out.shop.example (out.shop.example [192.0.2.7])\r\n\tby mx.home.example with ESMTP; {received}\r\n{signed}"
    );
    let outcome = judge_at(arrived.as_bytes(), &sign.zone(), &[], made + ten_years);
    assert_eq!(only_dkim(&outcome), ProofResult::Pass);
}

#[test]
fn a_signature_without_expiry_gives_one_verdict_at_all_times() {
    let sign = Sign::by("shop.example");
    let signed = sign.put_on(MAIL);
    for now in [0, 1_000_000_000, NOW, NOW + 10 * 365 * 24 * 3600] {
        assert_eq!(
            judge_at(signed.as_bytes(), &sign.zone(), &[], now).standing,
            Standing::Proven
        );
    }
}

/// What is signed and what is shown must be one mail, whatever a reader makes of odd lines.
#[test]
fn a_header_that_readers_read_differently_proves_nothing() {
    struct Case {
        name: &'static str,
        from: &'static str,
        to: &'static str,
        expected: Standing,
    }
    let case = |name, from, to, expected| Case {
        name,
        from,
        to,
        expected,
    };
    let odd = Standing::NoAuthor;
    let sign = Sign::by("shop.example");
    let signed = sign.put_on(MAIL);
    for case in [
        case("untouched", "", "", Standing::Proven),
        case(
            "a line without a name",
            "\r\n\r\n",
            "\r\nGift <b>here</b>\r\n\r\n",
            odd,
        ),
        case(
            "a boundary",
            "\r\n\r\n",
            "\r\n--x\r\n \r\nGift\r\n\r\n",
            odd,
        ),
        case(
            "a name with many blanks",
            "\nSubject:",
            &*format!("\nSubject{}:", " ".repeat(300)).leak(),
            odd,
        ),
        case("a name with a blank", "\nSubject:", "\nSubject :", odd),
        case(
            "a control character in a name",
            "\nSubject:",
            "\nSub\u{1}ject: Gift\r\nSubject:",
            odd,
        ),
        case(
            "a no-break space in a name",
            "\nSubject:",
            "\nSubject\u{a0}: Gift\r\nSubject:",
            odd,
        ),
        case("a bare CR", "\nTo:", "\nX-A: a\rSubject: Gift\r\nTo:", odd),
        case(
            "a control character in a value",
            "\nTo:",
            "\nX-A: a\u{b}b\r\nTo:",
            odd,
        ),
        case(
            "a separator inside",
            "\nTo:",
            "\nFrom x Sat Jan  1 10:00:00 2022\r\nTo:",
            odd,
        ),
        case("CR for CRLF", "\r\n", "\r", odd),
        case("CR CR LF for CRLF", "\r\n", "\r\r\n", odd),
        case("LF for CRLF", "\r\n", "\n", Standing::Proven),
        case(
            "an obsolete fold",
            "\nTo:",
            "\nX-A: a\r\n \r\n b\r\nTo:",
            Standing::Proven,
        ),
    ] {
        let mail = signed.replace(case.from, case.to);
        let mail = if case.from.is_empty() { &signed } else { &mail };
        let outcome = judge(mail.as_bytes(), &sign.zone(), &[]);
        assert_eq!(outcome.standing, case.expected, "{}", case.name);
    }
    for (name, top, expected) in [
        (
            "separator",
            "From x Sat Jan  1 10:00:00 2022\r\n",
            Standing::Proven,
        ),
        (
            "quoted separator",
            ">From x Sat Jan  1 10:00:00 2022\n",
            Standing::Proven,
        ),
        ("byte order mark", "\u{feff}", Standing::Proven),
        ("blank line", "\r\n", odd),
        ("fold", " \r\n", odd),
        ("CR behind a separator", "From x\r", odd),
        (
            "70000 octets with CR",
            &*format!("X-A: a\r\r{}\r\n", "x".repeat(70_000)).leak(),
            odd,
        ),
    ] {
        let outcome = judge(format!("{top}{signed}").as_bytes(), &sign.zone(), &[]);
        assert_eq!(outcome.standing, expected, "{name}");
    }
}

#[test]
fn a_shown_field_that_is_not_signed_leaves_the_author_unconfirmed() {
    struct Case {
        name: &'static str,
        headers: &'static [&'static str],
        top: &'static str,
        expected: Standing,
        reply_to_is_authors: bool,
    }
    let case = |name, headers, top, expected, reply_to_is_authors| Case {
        name,
        headers,
        top,
        expected,
        reply_to_is_authors,
    };
    let all: &[&str] = &["From", "Subject", "Content-Type", "Reply-To"];
    let few: &[&str] = &["From", "Subject"];
    for case in [
        case(
            "all signed",
            all,
            "Content-Type: message/rfc822\r\nReply-To: a@b.example\r\n",
            Standing::Proven,
            true,
        ),
        case(
            "the subject",
            &["From", "Date"],
            "",
            Standing::Unconfirmed,
            true,
        ),
        case(
            "a harmless type",
            few,
            "Content-Type: text/plain; charset=utf-8\r\n",
            Standing::Proven,
            true,
        ),
        case(
            "another charset",
            few,
            "Content-Type: text/plain; charset=utf-7\r\n",
            Standing::Unconfirmed,
            true,
        ),
        case(
            "another kind",
            few,
            "Content-Type: text/html\r\n",
            Standing::Unconfirmed,
            true,
        ),
        case(
            "another encoding",
            few,
            "Content-Transfer-Encoding: base64\r\n",
            Standing::Unconfirmed,
            true,
        ),
        case(
            "Reply-To",
            few,
            "Reply-To: a@b.example\r\n",
            Standing::Proven,
            false,
        ),
    ] {
        let sign = Sign {
            headers: case.headers.to_vec(),
            ..Sign::by("shop.example")
        };
        let signed = sign.put_on(&format!("{}{MAIL}", case.top));
        let outcome = judge(signed.as_bytes(), &sign.zone(), &[]);
        assert_eq!(outcome.standing, case.expected, "{}", case.name);
        assert_eq!(
            outcome.reply_to_is_authors, case.reply_to_is_authors,
            "{}",
            case.name
        );
    }
}

#[test]
fn alignment_follows_the_policy_and_the_suffix_list() {
    struct Case {
        name: &'static str,
        signer: &'static str,
        policy: &'static [(&'static str, &'static str)],
        is_proven: bool,
    }
    for case in [
        Case {
            name: "below, no policy",
            signer: "mail.shop.example",
            policy: &[],
            is_proven: true,
        },
        Case {
            name: "below, relaxed",
            signer: "mail.shop.example",
            policy: &[("_dmarc.shop.example", "v=DMARC1; p=reject")],
            is_proven: true,
        },
        Case {
            name: "below, strict",
            signer: "mail.shop.example",
            policy: &[("_dmarc.shop.example", "v=DMARC1; p=reject; adkim=s")],
            is_proven: false,
        },
        Case {
            name: "same, strict",
            signer: "shop.example",
            policy: &[("_dmarc.shop.example", "v=DMARC1; p=reject; adkim=s")],
            is_proven: true,
        },
        Case {
            name: "stranger",
            signer: "shop.example.attacker.com",
            policy: &[],
            is_proven: false,
        },
        Case {
            name: "common suffix",
            signer: "other.example",
            policy: &[],
            is_proven: false,
        },
        Case {
            name: "own organisation below",
            signer: "mail.shop.example",
            policy: &[
                ("_dmarc.shop.example", "v=DMARC1; p=none"),
                ("_dmarc.mail.shop.example", "v=DMARC1; p=none; psd=n"),
            ],
            is_proven: false,
        },
    ] {
        let sign = Sign::by(case.signer);
        let (name, text) = sign.record();
        let mut texts = vec![(name.as_str(), text.as_str())];
        texts.extend(case.policy);
        let outcome = judge(sign.put_on(MAIL).as_bytes(), &zone(&texts), &[]);
        assert_eq!(only_dkim(&outcome), ProofResult::Pass, "{}", case.name);
        assert_eq!(
            outcome.standing == Standing::Proven,
            case.is_proven,
            "{}",
            case.name
        );
        assert_eq!(outcome.others.is_empty(), case.is_proven, "{}", case.name);
    }
}

#[test]
fn a_policy_is_found_by_the_tree_walk() {
    struct Case {
        author: &'static str,
        texts: &'static [(&'static str, &'static str)],
        expected: Option<Policy>,
    }
    for case in [
        Case {
            author: "shop.example",
            texts: &[("_dmarc.shop.example", "v=DMARC1; p=reject")],
            expected: Some(Policy::Reject),
        },
        Case {
            author: "a.b.shop.example",
            texts: &[(
                "_dmarc.shop.example",
                "v=DMARC1; p=reject; sp=quarantine; np=quarantine",
            )],
            expected: Some(Policy::Quarantine),
        },
        Case {
            author: "gone.shop.example",
            texts: &[(
                "_dmarc.shop.example",
                "v=DMARC1; p=none; sp=none; np=reject",
            )],
            expected: Some(Policy::Reject),
        },
        Case {
            author: "shop.example",
            texts: &[("_dmarc.shop.example", "v=DMARC1; p=reject; t=y")],
            expected: Some(Policy::Quarantine),
        },
        Case {
            author: "shop.example",
            texts: &[
                ("_dmarc.shop.example", "v=DMARC1; p=reject"),
                ("_dmarc.shop.example", "v=DMARC1; p=none"),
            ],
            expected: None,
        },
        Case {
            author: "shop.example",
            texts: &[("_dmarc.shop.example", "v=spf1 -all")],
            expected: None,
        },
    ] {
        let mail = MAIL.replace("order@shop.example", &format!("order@{}", case.author));
        let outcome = judge(mail.as_bytes(), &zone(case.texts), &[]);
        assert_eq!(
            outcome.policy, case.expected,
            "{} {:?}",
            case.author, case.texts
        );
        assert_eq!(outcome.standing, Standing::Untravelled);
    }
}

#[test]
fn a_mail_of_rubbish_never_panics() {
    let sign = Sign::by("shop.example");
    let signed = sign.put_on(MAIL);
    for end in 0..signed.len() {
        let _ = judge(
            &signed.as_bytes()[..end],
            &sign.zone(),
            &["mx.home.example"],
        );
    }
    for at in (0..signed.len()).step_by(3) {
        let mut octets = signed.clone().into_bytes();
        octets[at] = [0, b'\n', b';', 0xff, b'('][at / 3 % 5];
        let _ = judge(&octets, &sign.zone(), &["mx.home.example"]);
    }
}
