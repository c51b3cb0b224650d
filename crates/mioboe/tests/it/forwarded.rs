//! Forwarded mails and bare text.

use facts::Verdict;

use crate::{claims, codes, offline};

const FRIEND: &str = "Received: from out.friend.example (out.friend.example [192.0.2.9])\r\n\tby mx.mailbox.example; \
    Mon, 16 Nov 2026 10:00:00 +0900\r\nFrom: =?utf-8?B?5L2Q6Jek?= <sato@friend.example>\r\nTo: hanako@mailbox.example\r\n\
    Date: Mon, 16 Nov 2026 10:00:00 +0900\r\nMIME-Version: 1.0\r\n";

#[test]
fn a_mail_forwarded_as_an_attachment_is_judged_by_the_enclosed_one() {
    let raw = format!(
        "{FRIEND}Subject: Fwd: real?\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
         what do you think?\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nReceived: from x.example (unknown [203.0.113.5]) by \
         mx.friend.example; Mon, 16 Nov 2026 09:00:00 +0900\r\nFrom: Amazon <a@parcel-desk.example>\r\nSubject: Your account has been \
         suspended\r\n\r\nVerify your account: https://parcel-desk.example/login\r\n--b--\r\n"
    );
    let checked = offline().check(raw.as_bytes());
    assert_eq!(checked.report.verdict, Verdict::Impostor);
    assert_eq!(claims(&checked.report), ["amazon:foreign"]);
    assert!(codes(&checked.report).contains(&"forwarded-as-attachment"));
    assert!(checked.judged_enclosed.is_some());
}

#[test]
fn a_mail_quoted_in_another_is_judged_by_its_text_and_never_genuine() {
    let raw = format!(
        "{FRIEND}Subject: Fwd: =?utf-8?B?5rOo5paH?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nどう思う?\r\n\r\n\
         ---------- Forwarded message ---------\r\nFrom: Amazon.co.jp <auto-confirm@amazon.co.jp>\r\nDate: 2026年11月15日(日) 9:00\r\n\
         Subject: 注文済み: 「猫のえさ」\r\nTo: <sato@friend.example>\r\n\r\nご注文ありがとうございます。\r\n"
    );
    let report = offline().check(raw.as_bytes()).report;
    assert_eq!(report.verdict, Verdict::Unproven);
    assert_eq!(
        claims(&report),
        ["amazon:absent"],
        "a typed sender proves nothing"
    );
    assert!(codes(&report).contains(&"forwarded-in-text"));
}

#[test]
fn talk_about_a_brand_in_a_quoted_mail_is_no_claim() {
    let raw = format!(
        "{FRIEND}Subject: Fwd: lunch\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n---------- Forwarded message ---------\r\n\
         From: Jiro Suzuki <jiro@friend.example>\r\nDate: 2026年11月15日(日) 9:00\r\nSubject: lunch\r\n\r\nI ordered it from Amazon.\r\n"
    );
    assert_eq!(
        offline().check(raw.as_bytes()).report.verdict,
        Verdict::NoClaim
    );
}

#[test]
fn bare_text_is_judged_by_claim_and_conduct() {
    struct Case {
        text: &'static str,
        claims: &'static [&'static str],
        verdict: Verdict,
    }
    let checker = offline();
    for case in [
        Case {
            text: "【ヤマト運輸】お荷物を持ち帰りました。ご確認ください https://yamato-saihaitatsu.example/k",
            claims: &["yamato:absent"],
            verdict: Verdict::Impostor,
        },
        Case {
            text: "https://amazon-co-jp.parcel-desk.example/login",
            claims: &["amazon:absent"],
            verdict: Verdict::Impostor,
        },
        Case {
            text: "https://www.amazon.co.jp/",
            claims: &["amazon:absent"],
            verdict: Verdict::Unproven,
        },
        Case {
            text: "0120-999-373",
            claims: &["amazon:absent"],
            verdict: Verdict::Unproven,
        },
        Case {
            text: "明日の10時に駅で。",
            claims: &[],
            verdict: Verdict::NoClaim,
        },
        Case {
            text: "",
            claims: &[],
            verdict: Verdict::NoClaim,
        },
    ] {
        let report = checker.check_text(case.text).report;
        assert_eq!(claims(&report), case.claims, "{}", case.text);
        assert_eq!(report.verdict, case.verdict, "{}", case.text);
        assert_eq!(report.gaps[0].code.as_str(), "text-has-no-proof");
    }
}

/// A mail of the demo that is proven to be the brand's.
fn genuine() -> String {
    let path = crate::folder("fixtures/demo/01-order.eml");
    String::from_utf8_lossy(&std::fs::read(path).expect("the demo")).into_owned()
}

fn with_demo_records() -> mioboe::Checker {
    let text = std::fs::read_to_string(crate::folder("fixtures/demo/dns.json")).expect("the demo");
    mioboe::Checker::new(mioboe::Options {
        is_offline: true,
        records: words::read_dns(&text).expect("the demo's records"),
        trusted_receivers: vec!["mx.me.example".to_owned()],
        ..mioboe::Options::default()
    })
    .expect("the embedded tables")
}

#[test]
fn a_genuine_mail_inside_makes_no_wrapping_genuine() {
    let checker = with_demo_records();
    assert_eq!(
        checker.check(genuine().as_bytes()).report.verdict,
        Verdict::Genuine
    );
    let wrap = |said: &str| {
        format!(
            "{FRIEND}Subject: Fwd:\r\nContent-Type: multipart/mixed; boundary=wrapping\r\n\r\n--wrapping\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\r\n{said}\r\n--wrapping\r\nContent-Type: message/rfc822\r\n\r\n{}\r\n\
             --wrapping--\r\n",
            genuine()
        )
    };
    let bare = checker.check(wrap("FYI").as_bytes()).report;
    assert_eq!(bare.verdict, Verdict::Genuine);
    assert!(codes(&bare).contains(&"forwarded-as-attachment"));
    let said = "カード番号とパスワードを入力してください https://parcel-desk.example/login";
    let hostile = checker.check(wrap(said).as_bytes()).report;
    assert_eq!(hostile.verdict, Verdict::Unproven);
    assert_eq!(codes(&hostile)[0], "enclosed-is-proven");
    assert!(!codes(&hostile).contains(&"sender-is-proven"));
}

#[test]
fn records_typed_into_an_enclosed_mail_are_nobodys() {
    let raw = format!(
        "{FRIEND}Subject: Fwd:\r\nContent-Type: message/rfc822\r\n\r\nAuthentication-Results: mx.me.example; spf=pass \
         smtp.mailfrom=x@amazon.co.jp; dkim=pass header.d=amazon.co.jp\r\nReturn-Path: <x@amazon.co.jp>\r\nReceived: from amazon.co.jp \
         (amazon.co.jp [203.0.113.9]) by mx.me.example; Mon, 16 Nov 2026 09:00:00 +0900\r\nFrom: Amazon.co.jp \
         <auto-confirm@amazon.co.jp>\r\nSubject: x\r\n\r\nx\r\n"
    );
    assert_ne!(
        with_demo_records().check(raw.as_bytes()).report.verdict,
        Verdict::Genuine
    );
}
