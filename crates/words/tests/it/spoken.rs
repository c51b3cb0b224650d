//! What a person reads.

use facts::{
    BrandId, Claim, ClaimPlace, Code, Confidence, Domain, Fact, Facts, Finding, Gap, MailReport,
    Match, Method, ObservationId, Place, Proof, ProofResult, ProvenBy, Severity, Subject, Verdict,
};
use words::{
    Failure, FailureKind, Form, Language, Reach, Said, Value, has_label, label, label_with,
    originals, reporting, say, say_brand_reports, say_claim, say_claiming_spot, say_gap, say_match,
    say_place, say_proof, say_reach, say_severity, say_spot, say_verdict, sign, sign_width, tell,
};

use crate::Shown;
use Language::{English, Japanese};

fn brand(id: &str) -> Fact {
    Fact::Brand(BrandId(id.into()))
}

fn domain(name: &str) -> Domain {
    Domain::parse(name).expect("test name")
}

fn finding(code: &'static str, facts: Facts) -> Finding {
    Finding {
        code: Code::new(code),
        severity: Severity::Danger,
        confidence: Confidence::Likely,
        subject: Subject::Message(ObservationId::of(b"")),
        facts,
        evidence: Vec::new(),
    }
}

fn gap(code: &'static str, facts: Facts) -> Gap {
    Gap {
        code: Code::new(code),
        subject: Subject::Message(ObservationId::of(b"")),
        facts,
    }
}

fn claim(id: &str, matching: Match) -> Claim {
    Claim {
        brand: BrandId(id.into()),
        places: vec![ClaimPlace::Name, ClaimPlace::Subject],
        matching,
    }
}

fn report(verdict: Verdict, findings: Vec<Finding>, gaps: Vec<Gap>) -> MailReport {
    MailReport {
        id: ObservationId::of(b""),
        verdict,
        claims: match verdict {
            Verdict::NoClaim => Vec::new(),
            _ => vec![claim("rakuten", Match::Own)],
        },
        proof: Vec::new(),
        findings,
        gaps,
    }
}

#[test]
fn a_finding_is_said_in_both_languages_with_its_facts() {
    let lookalike = finding(
        "sender-is-lookalike",
        Facts::new()
            .with("brand", brand("rakuten"))
            .with("domain", Fact::Domain(domain("rаkuten.example")))
            .with("imitates", Fact::Domain(domain("rakuten.co.jp"))),
    );
    assert_eq!(
        say(Japanese, &lookalike, Form::Mail, &Shown).headline,
        "差出人のアドレス rаkuten.example（xn--rkuten-3nf.example） は、楽天市場の rakuten.co.jp に似せた別の名前です。"
    );
    assert_eq!(
        say(English, &lookalike, Form::Mail, &Shown).headline,
        "The sender’s domain rаkuten.example (xn--rkuten-3nf.example) imitates rakuten.co.jp of Rakuten Ichiba."
    );
}

#[test]
fn a_word_of_a_closed_list_is_worded_and_can_turn_the_advice() {
    let asked = |word| {
        finding(
            "asks-for-action",
            Facts::new().with("action", Fact::Word(word)),
        )
    };
    assert_eq!(
        say(Japanese, &asked("send-code"), Form::Mail, &Shown),
        Said {
            code: "asks-for-action".into(),
            headline: "認証番号やギフト券の番号を送るよう求めています。".into(),
            why: "なりすましが、よく求めることです。急がせる言葉と一緒に書かれていることも多くあります。".into(),
            what_to_do: "認証番号やギフト券の番号は、だれに求められても送らないでください。".into(),
            limit: "本物の会社が同じことを求める場合もあります。この項目だけで、なりすましとは言えません。".into(),
        }
    );
    assert_eq!(
        say(English, &asked("track-parcel"), Form::Mail, &Shown).headline,
        "It asks you to check on a delivery."
    );
    let result = finding(
        "server-not-allowed",
        Facts::new()
            .with("domain", Fact::Domain(domain("a.example")))
            .with("result", Fact::Result(ProofResult::SoftFail)),
    );
    assert!(
        say(English, &result, Form::Mail, &Shown)
            .headline
            .ends_with("(SPF: probably fail).")
    );
}

#[test]
fn every_word_of_the_closed_lists_is_worded() {
    let lists: [(&str, &[&str]); 4] = [
        (
            "problem",
            &[
                "no-from",
                "several-fields",
                "several-mailboxes",
                "group",
                "no-domain",
                "control",
                "encoded-address",
                "malformed",
            ],
        ),
        (
            "action",
            &[
                "confirm-account",
                "confirm-payment",
                "confirm-card-use",
                "confirm-identity",
                "unlock-account",
                "claim-prize",
                "track-parcel",
                "pay-fee",
                "call-number",
                "send-code",
                "open-attachment",
                "install",
                "alarming-words",
            ],
        ),
        (
            "kind",
            &["shared-document", "invitation", "money-request", "form"],
        ),
        (
            "result",
            &[
                "pass",
                "fail",
                "softfail",
                "neutral",
                "broken",
                "key-gone",
                "invalid",
                "expired",
                "none",
                "unchecked",
            ],
        ),
    ];
    for (name, words) in lists {
        for word in words {
            assert!(has_label(&format!("fact-{name}-{word}")), "{name}: {word}");
        }
    }
}

#[test]
fn counts_take_the_plural_and_are_grouped() {
    for (count, expected) in [
        (1, "1 image was not looked into."),
        (2, "2 images were not looked into."),
        (12_345, "12,345 images were not looked into."),
    ] {
        let gap = gap(
            "images-not-read",
            Facts::new().with("count", Fact::Count(count)),
        );
        assert_eq!(say_gap(English, &gap, &Shown).headline, expected);
    }
    let cut = gap(
        "message-cut",
        Facts::new().with("limit", Fact::Octets(64 << 20)),
    );
    assert_eq!(
        say_gap(Japanese, &cut, &Shown).headline,
        "メールが大きいため、はじめの64 MiBだけを読みました。"
    );
}

#[test]
fn hostile_facts_stay_on_their_line_and_become_no_link() {
    let lie = finding(
        "link-text-lies",
        Facts::new()
            .with("shown", Fact::Host("rakuten.co.jp".into()))
            .with("target", Fact::Host("rakuten.co.jp.login.example".into())),
    );
    assert_eq!(
        say(English, &lie, Form::Mail, &Shown).headline,
        "A link shows rakuten.co[.]jp but leads to rakuten.co.jp.login[.]example."
    );
    let disguised = finding(
        "name-is-disguised",
        Facts::new().with("brand", brand("rakuten")).with(
            "text",
            Fact::Text("R\u{1b}[2J\na\u{200b}{ $brand }\u{202e}".into()),
        ),
    );
    let headline = say(Japanese, &disguised, Form::Mail, &Shown).headline;
    assert!(
        headline.starts_with("「R\u{fffd}[2J a\u{fffd}{ $brand }\u{fffd}」は、楽天市場の"),
        "{headline}"
    );
}

#[test]
fn a_code_without_words_is_still_named() {
    let said = say(
        Japanese,
        &finding("not-worded-yet", Facts::new()),
        Form::Mail,
        &Shown,
    );
    assert_eq!(said.headline, "not-worded-yet");
}

#[test]
fn a_verdict_names_the_brand_first_and_its_ground() {
    let foreign = finding(
        "sender-is-foreign",
        Facts::new()
            .with("brand", brand("rakuten"))
            .with("domain", Fact::Domain(domain("mail.example"))),
    );
    let said = say_verdict(
        Japanese,
        &report(Verdict::Impostor, vec![foreign], vec![]),
        &Shown,
    );
    assert_eq!(
        said.headline,
        "このメールは楽天市場からのものではありません（なりすまし）。"
    );
    assert_eq!(
        said.why,
        "楽天市場を名乗っていますが、差出人のアドレスは mail.example で、楽天市場のドメインではありません。"
    );
    assert!(said.what_to_do.contains("自分で入力"));

    let mut genuine = report(Verdict::Genuine, vec![], vec![]);
    genuine.proof.push(Proof {
        method: Method::Dkim,
        domain: Some(domain("rakuten.co.jp")),
        result: ProofResult::Pass,
        is_aligned: true,
        by: ProvenBy::Ourselves,
    });
    let said = say_verdict(English, &genuine, &Shown);
    assert_eq!(
        said.headline,
        "The sender is confirmed as genuine: this mail was sent by Rakuten Ichiba (rakuten.co.jp)."
    );
    assert!(said.limit.starts_with("What was checked is the sender."));

    let text = report(
        Verdict::Unproven,
        vec![finding(
            "asks-for-action",
            Facts::new().with("action", Fact::Word("pay-fee")),
        )],
        vec![gap("text-has-no-proof", Facts::new())],
    );
    assert_eq!(
        say_verdict(English, &text, &Shown).why,
        "Text alone cannot prove who sent it. That needs the original mail."
    );
}

#[test]
fn no_verdict_leaves_a_hole() {
    for language in Language::ALL {
        for verdict in Verdict::ALL {
            for grounds in [vec![], vec![finding("brands-contradict", Facts::new())]] {
                let said = say_verdict(language, &report(verdict, grounds, vec![]), &Shown);
                for part in [&said.headline, &said.why, &said.what_to_do, &said.limit] {
                    assert!(
                        !part.is_empty() && !part.contains('{'),
                        "{verdict:?}: {part}"
                    );
                }
            }
            let sign = sign(language, &report(verdict, vec![], vec![]));
            assert!(!sign.starts_with("sign-") && words::width(&sign) <= sign_width(language));
        }
    }
}

#[test]
fn proof_always_says_what_is_proven_and_whose_it_is() {
    struct Row {
        result: ProofResult,
        is_aligned: bool,
        matching: Option<Match>,
        by: ProvenBy,
        expected: &'static str,
    }
    let us = || ProvenBy::Ourselves;
    for row in [
        Row {
            result: ProofResult::Pass,
            is_aligned: true,
            matching: Some(Match::Own),
            by: us(),
            expected: "DKIM: proven a.example, a domain of Rakuten Ichiba (verified here)",
        },
        Row {
            result: ProofResult::Pass,
            is_aligned: true,
            matching: Some(Match::Lookalike),
            by: us(),
            expected: "DKIM: proven a.example, which is not Rakuten Ichiba (verified here)",
        },
        Row {
            result: ProofResult::Pass,
            is_aligned: false,
            matching: Some(Match::Own),
            by: us(),
            expected: "DKIM: proven to have come by way of a.example, which is not the sender’s address (verified here)",
        },
        Row {
            result: ProofResult::Pass,
            is_aligned: true,
            matching: Some(Match::Unverified),
            by: ProvenBy::NamedReceiver("mx.example.net".into()),
            expected: "DKIM: recorded as passed for a.example; whether it belongs to Rakuten Ichiba is not known (recorded by mx.example.net, as you trust)",
        },
        Row {
            result: ProofResult::Pass,
            is_aligned: true,
            matching: None,
            by: ProvenBy::InferredReceiver("mx.example.net".into()),
            expected: "DKIM: recorded as passed for a.example (recorded, it seems, by mx.example.net)",
        },
        Row {
            result: ProofResult::KeyGone,
            is_aligned: true,
            matching: Some(Match::Own),
            by: us(),
            expected: "DKIM: signature of a.example cannot be checked: the key is gone (verified here)",
        },
    ] {
        let proof = Proof {
            method: Method::Dkim,
            domain: Some(domain("a.example")),
            result: row.result,
            is_aligned: row.is_aligned,
            by: row.by,
        };
        let claim = row.matching.map(|matching| claim("rakuten", matching));
        assert_eq!(
            say_proof(English, &proof, claim.as_ref(), &Shown),
            row.expected
        );
    }
    for result in [
        ProofResult::Fail,
        ProofResult::SoftFail,
        ProofResult::Neutral,
        ProofResult::Broken,
        ProofResult::Invalid,
        ProofResult::Expired,
        ProofResult::None,
        ProofResult::Unchecked,
    ] {
        let proof = Proof {
            method: Method::Spf,
            domain: None,
            result,
            is_aligned: false,
            by: us(),
        };
        let line = say_proof(Japanese, &proof, None, &Shown);
        assert!(
            line.starts_with("SPF: （ドメインなし）") && !line.contains('{'),
            "{line}"
        );
    }
}

#[test]
fn claims_places_and_spots_are_said() {
    let own = claim("rakuten", Match::Own);
    assert_eq!(
        say_claim(Japanese, &own, &Shown),
        "楽天市場（差出人の名前、件名）"
    );
    assert_eq!(
        say_claim(English, &own, &Shown),
        "Rakuten Ichiba (sender’s name, subject)"
    );
    let bare = Claim {
        places: Vec::new(),
        ..own
    };
    assert_eq!(say_claim(English, &bare, &Shown), "Rakuten Ichiba");
    for language in Language::ALL {
        for matching in [
            Match::Own,
            Match::Lookalike,
            Match::OtherBrand,
            Match::Foreign,
            Match::Unverified,
            Match::Absent,
        ] {
            let said = say_match(language, &claim("rakuten", matching), &Shown);
            assert!(!said.starts_with("match-") && !said.contains('{'), "{said}");
        }
        for place in [
            ClaimPlace::Name,
            ClaimPlace::Address,
            ClaimPlace::Subject,
            ClaimPlace::Body,
            ClaimPlace::Attachment,
            ClaimPlace::Image,
        ] {
            assert!(!say_place(language, place).starts_with("place-"));
        }
        for place in [
            Place::Header {
                name: "From\u{1b}".into(),
                line: 3,
            },
            Place::Text { part: vec![] },
            Place::Link {
                part: vec![],
                nth: 2,
            },
            Place::Attachment { part: vec![] },
            Place::Dns {
                name: "a.example".into(),
            },
            Place::Row { row: 4 },
            Place::Folder {
                name: "INBOX".into(),
            },
        ] {
            let said = say_spot(language, &place);
            assert!(
                !said.starts_with("spot-") && !said.contains(['{', '\u{1b}']),
                "{said}"
            );
        }
        for severity in [Severity::Note, Severity::Caution, Severity::Danger] {
            assert!(!say_severity(language, severity).starts_with("severity-"));
        }
    }
    assert_eq!(
        say_spot(
            Japanese,
            &Place::Header {
                name: "From".into(),
                line: 3
            }
        ),
        "From 欄（3行目）"
    );
}

#[test]
fn a_failure_names_file_and_reason_and_what_can_be_done() {
    let failure = Failure {
        limit: Some(100_000_000),
        position: Some(1_200),
        detail: Some("code\u{7} 27"),
        ..Failure::of(FailureKind::TooLarge, "in\nbox.mbox")
    };
    assert_eq!(
        tell(English, &failure).message,
        "in box.mbox: too large (up to 95.3 MiB) (mail 1,200) (code\u{fffd} 27)"
    );
    for language in Language::ALL {
        for &kind in FailureKind::ALL {
            let told = tell(language, &Failure::of(kind, "a.eml"));
            assert!(told.message.starts_with("a.eml: "), "{}", told.message);
            assert!(
                !told.advice.is_empty() && !told.advice.contains('{'),
                "{}",
                told.advice
            );
        }
    }
}

#[test]
fn labels_take_values_and_unknown_ones_show_their_id() {
    assert_eq!(label(Japanese, "heading-do"), "すること");
    assert_eq!(label(English, "no-such-label"), "no-such-label");
    assert!(has_label("summary-mails") && !has_label("no-such-label"));
    assert_eq!(
        label_with(English, "summary-mails", &[("count", Value::Count(1))]),
        "1 mail checked."
    );
    assert_eq!(
        label_with(
            Japanese,
            "demo-mail",
            &[
                ("position", Value::Count(2)),
                ("total", Value::Count(6)),
                ("title", Value::Text("よく似た\n差出人"))
            ]
        ),
        "2 / 6　よく似た 差出人"
    );
}

#[test]
fn reaching_and_reporting_need_no_link_from_the_mail() {
    let sites = ["rakuten.co.jp".to_owned()];
    let phones = ["0120-000-000".to_owned()];
    struct Case<'a> {
        reach: Reach<'a>,
        expected: &'a [&'a str],
    }
    for case in [
        Case {
            reach: Reach {
                sites: &sites,
                ..Reach::default()
            },
            expected: &[
                "楽天市場のサイト: rakuten.co.jp と自分で入力する",
                "楽天市場に尋ねる: rakuten.co.jp を自分で入力 →「お問い合わせ」や「カスタマーサービス」",
            ],
        },
        Case {
            reach: Reach {
                is_issuer: true,
                ..Reach::default()
            },
            expected: &["楽天市場の電話: カードの裏、または通帳や明細に書かれた番号"],
        },
        Case {
            reach: Reach {
                phones: &phones,
                ..Reach::default()
            },
            expected: &[
                "楽天市場の電話: 0120-000-000（かける前に、公式のサイトの番号と同じか確かめてください）",
            ],
        },
    ] {
        assert_eq!(say_reach(Japanese, "楽天市場", &case.reach), case.expected);
    }
    assert_eq!(
        say_reach(English, "Rakuten Ichiba", &Reach::default()).len(),
        1
    );
    assert_eq!(
        say_brand_reports(
            English,
            "Rakuten Ichiba",
            &["report@rakuten.example".to_owned()]
        ),
        ["Rakuten Ichiba: forward it to report@rakuten.example"]
    );
    assert!(say_brand_reports(English, "Rakuten Ichiba", &[]).is_empty());
    for language in Language::ALL {
        let places = reporting(language);
        for expected in [
            "info@antiphishing.jp",
            "meiwaku@dekyo.or.jp",
            "#9110",
            "188",
        ] {
            assert!(
                places.iter().any(|place| place.contains(expected)),
                "{expected}"
            );
        }
        assert!(originals(language).len() >= 7);
    }
}

#[test]
fn a_genuine_sender_of_strangers_words_does_not_reassure() {
    let foreign = || {
        finding(
            "genuine-sender-foreign-content",
            Facts::new()
                .with("brand", brand("rakuten"))
                .with("kind", Fact::Word("invitation")),
        )
    };
    let proven = || {
        finding(
            "sender-is-proven",
            Facts::new()
                .with("brand", brand("rakuten"))
                .with("domain", Fact::Domain(domain("rakuten.co.jp"))),
        )
    };
    // Wherever among the findings it stands.
    for findings in [vec![foreign(), proven()], vec![proven(), foreign()]] {
        let genuine = report(Verdict::Genuine, findings, vec![]);
        let said = say_verdict(English, &genuine, &Shown);
        assert_eq!(
            said.headline,
            "Sent through Rakuten Ichiba, but somebody else chose the words."
        );
        assert!(!said.what_to_do.contains("nothing to do"), "{said:?}");
        for language in Language::ALL {
            assert!(!sign(language, &genuine).contains('○'));
        }
    }
    let impostor = report(Verdict::Impostor, vec![foreign()], vec![]);
    assert_eq!(sign(English, &impostor), "× impostor");
}

#[test]
fn a_verdict_says_on_whose_record_it_rests() {
    let line = |by| Proof {
        method: Method::Dmarc,
        domain: Some(domain("rakuten.co.jp")),
        result: ProofResult::Pass,
        is_aligned: true,
        by,
    };
    let named = || ProvenBy::NamedReceiver("mx.example.net".into());
    let mut genuine = report(Verdict::Genuine, vec![], vec![]);
    genuine.proof = vec![line(named())];
    let why = say_verdict(Japanese, &genuine, &Shown).why;
    assert!(
        why.starts_with(
            "rakuten.co.jp から出たことは、指定されたサーバー mx.example.net の記録で合格です。"
        ),
        "{why}"
    );
    genuine.proof.push(line(ProvenBy::Ourselves));
    let why = say_verdict(Japanese, &genuine, &Shown).why;
    assert!(why.contains("電子署名") && !why.contains("記録"), "{why}");
}

#[test]
fn alarming_words_are_not_called_a_request_and_text_is_not_called_a_mail() {
    let words = finding(
        "asks-for-action",
        Facts::new().with("action", Fact::Word("alarming-words")),
    );
    assert!(
        !say(Japanese, &words, Form::Mail, &Shown)
            .headline
            .contains("求め")
    );
    assert!(
        !say(English, &words, Form::Mail, &Shown)
            .headline
            .contains("ask")
    );
    for verdict in Verdict::ALL {
        let text = report(
            verdict,
            vec![],
            vec![gap("text-has-no-proof", Facts::new())],
        );
        assert_eq!(Form::of(&text), Form::Text);
        if verdict != Verdict::Genuine {
            let said = say_verdict(Japanese, &text, &Shown);
            assert!(!said.headline.contains("メール"), "{said:?}");
            assert!(!said.what_to_do.contains("添付"), "{said:?}");
        }
    }
}

#[test]
fn a_pointer_under_a_claim_does_not_speak_of_the_address() {
    let foreign = finding(
        "sender-is-foreign",
        Facts::new()
            .with("brand", brand("rakuten"))
            .with("domain", Fact::Domain(domain("mail.example"))),
    );
    let header = |name: &str| Place::Header {
        name: name.into(),
        line: 3,
    };
    let at = |place: &Place| say_claiming_spot(English, &foreign, place, &Shown);
    let claims = Some("here it claims to be Rakuten Ichiba".to_owned());
    assert_eq!(at(&header("From")), None);
    assert_eq!(at(&header("Subject")), claims);
    assert_eq!(at(&Place::Text { part: vec![] }), claims);
}

#[test]
fn a_forwarded_mail_is_told_by_what_was_found_in_it() {
    let forwarded = || {
        finding(
            "forwarded-as-attachment",
            Facts::new().with("address", Fact::Text("taro@a.example".into())),
        )
    };
    let foreign = finding(
        "sender-is-foreign",
        Facts::new()
            .with("brand", brand("rakuten"))
            .with("domain", Fact::Domain(domain("mail.example"))),
    );
    let impostor = report(Verdict::Impostor, vec![forwarded(), foreign], vec![]);
    let why = say_verdict(English, &impostor, &Shown).why;
    assert!(why.contains("is at mail.example"), "{why}");

    let enclosed = finding(
        "enclosed-is-proven",
        Facts::new()
            .with("brand", brand("rakuten"))
            .with("domain", Fact::Domain(domain("rakuten.co.jp")))
            .with("address", Fact::Text("taro@a.example".into())),
    );
    let said = say(English, &enclosed, Form::Mail, &Shown);
    let unproven = report(Verdict::Unproven, vec![enclosed], vec![]);
    let verdict = say_verdict(English, &unproven, &Shown);
    assert!(
        verdict.headline.ends_with("sent by somebody else."),
        "{verdict:?}"
    );
    assert!(
        verdict.why.contains("is not Rakuten Ichiba’s"),
        "{verdict:?}"
    );
    // So that the advice is given once.
    assert_eq!(verdict.what_to_do, said.what_to_do);
}
