//! Which brand a mail claims, and when it claims none.

use std::fmt::Write as _;
use std::sync::LazyLock;

use brands::Brands;
use facts::{DnsRecords, Instant, MailReport, SuffixList, Verdict};
use mail::{Judge, OpenQuestions};

pub(crate) static JUDGE: LazyLock<Judge> = LazyLock::new(|| {
    let suffixes = SuffixList::parse(include_str!(
        "../../../../data/suffixes/public_suffix_list.dat"
    ));
    Judge::new(Brands::embedded(), suffixes).expect("the embedded tables")
});

/// A mail that travelled, unsigned, with the given fields.
struct Mail {
    from: &'static str,
    subject: &'static str,
    body: &'static str,
}

fn raw(mail: &Mail) -> String {
    format!(
        "Received: from out.sender.example (out.sender.example [192.0.2.7])\r\n\tby mx.mailbox.example with ESMTP; \
         Mon, 16 Nov 2026 10:00:00 +0900\r\nFrom: {}\r\nTo: hanako@mailbox.example\r\nSubject: {}\r\n\
         Date: Mon, 16 Nov 2026 10:00:00 +0900\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\
         Content-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
        mail.from, mail.subject, mail.body
    )
}

fn judge(mail: &Mail) -> MailReport {
    let raw = raw(mail);
    let now = Instant::from_seconds(1_763_300_000).expect("a moment");
    let message = reading::read(raw.as_bytes(), &reading::Limits::default());
    let outcome = proof::prove(
        raw.as_bytes(),
        &message,
        &DnsRecords::closed(),
        now,
        &proof::Trust::default(),
        JUDGE.suffixes(),
    );
    JUDGE.mail(&message, &outcome, now, OpenQuestions::NotAsked)
}

fn claims(report: &MailReport) -> String {
    let mut text = String::new();
    for claim in &report.claims {
        let places: Vec<&str> = claim.places.iter().map(|place| place.as_str()).collect();
        let separator = if text.is_empty() { "" } else { " " };
        write!(
            text,
            "{separator}{}:{}:{}",
            claim.brand.as_str(),
            claim.matching.as_str(),
            places.join("+")
        )
        .expect("a string");
    }
    text
}

#[test]
fn a_mail_that_says_it_comes_from_a_brand_claims_it() {
    struct Case {
        name: &'static str,
        mail: Mail,
        claims: &'static str,
    }
    let cases = [
        Case {
            name: "the brand's name alone",
            mail: Mail {
                from: "Amazon.co.jp <x@parcel-desk.example>",
                subject: "お知らせ",
                body: "",
            },
            claims: "amazon:foreign:name",
        },
        Case {
            name: "the brand's name and a desk",
            mail: Mail {
                from: "Amazonカスタマーサービス <x@parcel-desk.example>",
                subject: "お知らせ",
                body: "",
            },
            claims: "amazon:foreign:name",
        },
        Case {
            name: "a Cyrillic letter",
            mail: Mail {
                from: "Аmazon <x@parcel-desk.example>",
                subject: "お知らせ",
                body: "",
            },
            claims: "amazon:foreign:name",
        },
        Case {
            name: "two letters exchanged",
            mail: Mail {
                from: "Aamzon <x@parcel-desk.example>",
                subject: "お知らせ",
                body: "",
            },
            claims: "amazon:foreign:name",
        },
        Case {
            name: "two letters for one",
            mail: Mail {
                from: "arnazon <x@parcel-desk.example>",
                subject: "お知らせ",
                body: "",
            },
            claims: "amazon:foreign:name",
        },
        Case {
            name: "half-width kana",
            mail: Mail {
                from: "ｱﾏｿﾞﾝ <x@parcel-desk.example>",
                subject: "お知らせ",
                body: "",
            },
            claims: "amazon:foreign:name",
        },
        Case {
            name: "letters set apart",
            mail: Mail {
                from: "三 井 住 友 カ ー ド <x@parcel-desk.example>",
                subject: "お知らせ",
                body: "",
            },
            claims: "smbc-card:foreign:name",
        },
        Case {
            name: "the own domain",
            mail: Mail {
                from: "Taro Yamada <yamada@amazon.co.jp>",
                subject: "会議",
                body: "",
            },
            claims: "amazon:own:address",
        },
        Case {
            name: "the brand's domain before the at",
            mail: Mail {
                from: "vpass.ne.jp@parcel-desk.example",
                subject: "お知らせ",
                body: "",
            },
            claims: "smbc-card:foreign:address",
        },
        Case {
            name: "an address for a name",
            mail: Mail {
                from: "\"auto-confirm@amazon.co.jp\" <mary@parcel-desk.example>",
                subject: "hello",
                body: "",
            },
            claims: "amazon:foreign:name",
        },
        Case {
            name: "a quoted address without a domain",
            mail: Mail {
                from: "<\"no-reply@amazon.de\">",
                subject: "hello",
                body: "",
            },
            claims: "amazon:absent:address",
        },
        Case {
            name: "nobody's name, the subject speaks",
            mail: Mail {
                from: "info <x@parcel-desk.example>",
                subject: "【Amazon】ご利用確認のお願い",
                body: "",
            },
            claims: "amazon:foreign:subject",
        },
        Case {
            name: "nobody's name, the text speaks",
            mail: Mail {
                from: "お知らせ <x@parcel-desk.example>",
                subject: "大切なお知らせ",
                body: "<p>エポスカードをご利用いただきありがとうございます。</p>",
            },
            claims: "epos:foreign:body",
        },
        Case {
            name: "name, subject and picture",
            mail: Mail {
                from: "JCB <x@myjcb-jp.example>",
                subject: "MyJCB お知らせ",
                body: "<img src='cid:1' alt='MyJCB'>",
            },
            claims: "jcb:lookalike:name+address+subject+image",
        },
    ];
    for case in cases {
        assert_eq!(claims(&judge(&case.mail)), case.claims, "{}", case.name);
    }
}

#[test]
fn a_mail_about_a_brand_claims_nothing() {
    let cases = [
        Mail {
            from: "ポイ活ナビ <news@poikatsu.example>",
            subject: "【楽天】今週のセールまとめ",
            body: "Amazonより安い",
        },
        Mail {
            from: "info <info@clinic.example>",
            subject: "x",
            body: "<p>Please confirm your account.</p>",
        },
        Mail {
            from: "みずほ台クリニック <info@clinic.example>",
            subject: "ご予約の確認",
            body: "",
        },
        Mail {
            from: "アップル引越センター <info@mover.example>",
            subject: "お見積り",
            body: "",
        },
        Mail {
            from: "オリコンニュース <news@ranking.example>",
            subject: "今週の一位",
            body: "",
        },
        Mail {
            from: "ライオン事務局 <info@lion-soap.example>",
            subject: "新製品のお知らせ",
            body: "",
        },
        Mail {
            from: "Apple Watch バンド専門店 <shop@band.example>",
            subject: "新色入荷",
            body: "",
        },
        Mail {
            from: "山田製菓 <campaign@yamada-seika.example>",
            subject: "アンケートに答えてAmazonギフト券が当たる",
            body: "<p>抽選で100名様にAmazonギフト券をプレゼント</p>",
        },
        Mail {
            from: "佐藤 健 <sato@friend.example>",
            subject: "このAmazonのメール、本物?",
            body: "どう思う?",
        },
        Mail {
            from: "さくら書店 <order@sakura-books.example>",
            subject: "ご注文ありがとうございます",
            body: "お支払い方法: Amazon Pay<br>Visa / Mastercard / JCB / PayPay が使えます<br>ヤマト運輸でお届けします",
        },
        Mail {
            from: "Online news <digest@list.example>",
            subject: "Startups in review: the line between…",
            body: "",
        },
    ];
    for mail in cases {
        let report = judge(&mail);
        assert_eq!(
            (claims(&report).as_str(), report.verdict),
            ("", Verdict::NoClaim),
            "{}",
            mail.from
        );
    }
}

#[test]
fn two_brands_in_one_mail_are_both_reported() {
    let report = judge(&Mail {
        from: "Rakuten <account-update@rakuten.co.jp>",
        subject: "Amazonアカウントを利用制限しています",
        body: "<p>Amazon お客様</p>",
    });
    assert!(
        claims(&report).contains("rakuten:own:") && claims(&report).contains("amazon:other-brand:"),
        "{}",
        claims(&report)
    );
    assert!(
        report
            .findings
            .iter()
            .any(|f| f.code.as_str() == "brands-contradict")
    );
}

#[test]
fn the_reasons_point_at_what_decided() {
    let report = judge(&Mail {
        from: "Amazon <x@parcel-desk.example>",
        subject: "アカウントが停止されました",
        body: "<a href='https://amazon-co-jp.parcel-desk.example/login'>https://www.amazon.co.jp/</a>",
    });
    assert_eq!(report.verdict, Verdict::Impostor);
    let codes: Vec<&str> = report.findings.iter().map(|f| f.code.as_str()).collect();
    for wanted in [
        "sender-is-foreign",
        "link-is-lookalike",
        "link-text-lies",
        "asks-for-action",
    ] {
        assert!(codes.contains(&wanted), "{wanted} in {codes:?}");
    }
    let lookalike = report
        .findings
        .iter()
        .find(|f| f.code.as_str() == "link-is-lookalike")
        .expect("there");
    let quote = &lookalike.evidence[0].quote;
    assert_eq!(
        &quote.text()[quote.highlight()],
        "https://amazon-co-jp.parcel-desk.example/…",
        "no path is carried along"
    );
}

#[test]
fn a_customers_address_is_not_the_brands() {
    let report = judge(&Mail {
        from: "ドコモ <dattebayo-77@docomo.ne.jp>",
        subject: "お支払い方法に問題があります",
        body: "<a href='https://parcel-desk.example/'>確認する</a>",
    });
    assert_eq!(claims(&report), "docomo:foreign:name");
    assert_eq!(report.findings[0].code.as_str(), "sender-is-a-customer");
    assert_eq!(report.verdict, Verdict::Impostor);
}

#[test]
fn a_link_that_hides_its_host_is_named() {
    let report = judge(&Mail {
        from: "Amazon <x@parcel-desk.example>",
        subject: "お知らせ",
        body: "<a href='https://www.amazon.co.jp@parcel-desk.example/'>ここ</a>",
    });
    assert!(
        report
            .findings
            .iter()
            .any(|f| f.code.as_str() == "link-hides-its-host")
    );
}

#[test]
fn filler_hides_nothing_without_a_gap() {
    let filler = "<p>今日はとても良い天気でした。</p>".repeat(8_000);
    let late = "<p>Amazonカスタマーサービスです。アカウントが停止されました。<a href='https://amaz0n.parcel-desk.example/'>再開</a></p>";
    let body: &'static str = Box::leak(format!("{filler}{late}").into_boxed_str());
    let report = judge(&Mail {
        from: "お知らせ <x@parcel-desk.example>",
        subject: "ご案内",
        body,
    });
    assert_eq!(report.verdict, Verdict::Impostor);
    let more: &'static str = Box::leak(
        format!(
            "{}{late}",
            "<p>今日はとても良い天気でした。</p>".repeat(60_000)
        )
        .into_boxed_str(),
    );
    let report = judge(&Mail {
        from: "お知らせ <x@parcel-desk.example>",
        subject: "ご案内",
        body: more,
    });
    assert!(
        report.verdict == Verdict::Impostor
            || report
                .gaps
                .iter()
                .any(|gap| gap.code.as_str() == "text-cut"),
        "{:?}",
        report.gaps
    );
}

#[test]
fn a_name_that_speaks_as_one_brand_is_not_excused_by_the_address_of_another() {
    let report = judge(&Mail {
        from: "三井住友カードご利用確認通知課 <chat-noreply@google.com>",
        subject: "【三井住友カード】ご利用を停止しました",
        body: "<a href='https://parcel-desk.example/'>再開する</a>",
    });
    assert!(
        claims(&report).starts_with("smbc-card:other-brand:"),
        "{}",
        claims(&report)
    );
    assert_eq!(report.verdict, Verdict::Impostor);
}

#[test]
fn a_brands_name_from_a_domain_that_knows_nothing_of_it_is_bait() {
    let body = "<a href='https://parcel-desk.example/'>Apply today</a>";
    let report = judge(&Mail {
        from: "Silver Costco Circle <renew@zx-consulting.example>",
        subject: "You have been selected: claim your reward",
        body,
    });
    assert_eq!(
        (claims(&report).as_str(), report.verdict),
        ("costco:foreign:name", Verdict::Impostor)
    );
    let report = judge(&Mail {
        from: "Silver Costco Circle <renew@silver-circle.example>",
        subject: "Minutes of our meeting",
        body: "<p>See you on Sunday.</p>",
    });
    assert_eq!(report.verdict, Verdict::NoClaim);
}

#[test]
fn only_a_brand_knows_of_the_readers_account_with_it() {
    let told = |from| {
        judge(&Mail {
            from,
            subject: "New app connected to your Netflix account",
            body: "<p>Please review and sign the documents.</p>",
        })
        .verdict
    };
    assert_ne!(
        told("DocuShare via files <job.felix@parcel-desk.example>"),
        Verdict::NoClaim
    );
    // A colleague writes from their own mailbox, a firm from its own domain.
    assert_eq!(
        told("Jo Felix <job.felix@parcel-desk.example>"),
        Verdict::NoClaim
    );
    assert_eq!(
        told("Linden Works <it@linden-works.example>"),
        Verdict::NoClaim
    );
}

#[test]
fn a_domain_made_of_a_brands_name_is_bait_only_where_it_asks() {
    let verdict = |body| {
        judge(&Mail {
            from: "Soda Pictures <hello@netflix-soda.com>",
            subject: "A collection of pictures",
            body,
        })
        .verdict
    };
    assert_eq!(
        verdict("<p>On Netflix now: claim your free picture.</p>"),
        Verdict::Doubtful
    );
    assert_eq!(
        verdict("<p>New films on Netflix this week.</p>"),
        Verdict::NoClaim
    );
    assert_eq!(verdict("<p>Claim your free picture.</p>"), Verdict::NoClaim);
}
