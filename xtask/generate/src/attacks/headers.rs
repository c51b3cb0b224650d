//! Attacks by header: From games, planted results, other people's envelopes.

use super::{Hostile, LURES, Lure};
use crate::mime::{Charset, Field, Part, Transfer, base64, words};

const AMAZON: &Lure = &LURES[0];
const GIFT: &Lure = &LURES[1];

fn game(from: Vec<Field>, note: &'static str) -> Hostile {
    let mut hostile = Hostile::new(
        "from-game",
        AMAZON,
        "Amazon.co.jp",
        "x@kq3xh.example",
        "kq3xh.example",
    )
    .places("address,body");
    hostile.from = from;
    hostile.note = format!("irregular: {note}");
    hostile
}

fn planted(lure: &Lure, fields: Vec<Field>, note: &'static str) -> Hostile {
    let mut hostile = Hostile::new(
        "planted-results",
        lure,
        lure.name,
        lure.exact,
        "ok-login.example",
    )
    .places("name,address,body")
    .note(note);
    hostile.planted = fields;
    hostile
}

/// All of them.
pub(super) fn all() -> Vec<Hostile> {
    let mut all = vec![
        game(
            vec![Field::new(
                "From",
                "\"auto-confirm@amazon.co.jp\" <x@kq3xh.example>",
            )],
            "the brand's address as display name",
        ),
        game(
            vec![
                Field::new("From", "Amazon.co.jp <auto-confirm@amazon.co.jp>"),
                Field::new("From", "x@kq3xh.example"),
            ],
            "two From fields, the brand's first",
        ),
        game(
            vec![
                Field::new("From", "x@kq3xh.example"),
                Field::new("From", "Amazon.co.jp <auto-confirm@amazon.co.jp>"),
            ],
            "two From fields, the brand's last",
        ),
        game(
            vec![Field::new(
                "From",
                "auto-confirm@amazon.co.jp, x@kq3xh.example",
            )],
            "two addresses",
        ),
        game(
            vec![Field::new(
                "From",
                "Amazon.co.jp: auto-confirm@amazon.co.jp, x@kq3xh.example;",
            )],
            "a group",
        ),
        game(
            vec![Field::new(
                "From",
                "x@kq3xh.example (Amazon.co.jp <auto-confirm@amazon.co.jp>)",
            )],
            "the brand in a comment",
        ),
        game(
            vec![Field::new(
                "From",
                "<auto-confirm@amazon.co.jp> <x@kq3xh.example>",
            )],
            "two angle brackets",
        ),
        game(
            vec![Field::new(
                "From",
                format!(
                    "=?utf-8?B?{}?= <x@kq3xh.example>",
                    base64(b"Amazon.co.jp <auto-confirm@amazon.co.jp>,")
                ),
            )],
            "an encoded word that holds an address",
        ),
        game(
            vec![Field::new(
                "From",
                b"Amazon.co.jp <auto-confirm@amazon.co.jp\0.kq3xh.example>".to_vec(),
            )],
            "NUL inside the address",
        ),
        game(
            vec![Field::new(
                "From",
                "Amazon.co.jp\r\n <auto-confirm@amazon.co.jp\r\n .kq3xh.example>",
            )],
            "folded inside the domain",
        ),
        game(
            vec![Field::new("From", "<Amazon.co.jp>")],
            "an address without a domain",
        ),
        game(
            vec![
                Field::new("From ", "Amazon.co.jp <auto-confirm@amazon.co.jp>"),
                Field::new("From", "x@kq3xh.example"),
            ],
            "a space before the colon",
        ),
        game(
            vec![Field::new(
                "From",
                "<@amazon.co.jp,@kq3xh.example:x@kq3xh.example>",
            )],
            "a source route",
        ),
        game(vec![Field::new("From", "")], "an empty From"),
    ];
    all.push(planted(
        AMAZON,
        vec![Field::new("Authentication-Results", "mx.mailbox.example; dkim=pass header.d=amazon.co.jp; spf=pass; dmarc=pass header.from=amazon.co.jp")],
        "the receiver's own name, below its Received",
    ));
    all.push(planted(
        &LURES[2],
        vec![Field::new("Authentication-Results", "mx.google.com; dkim=pass header.i=@rakuten.co.jp; dmarc=pass (p=QUARANTINE) header.from=rakuten.co.jp")],
        "another receiver's name",
    ));
    all.push(planted(
        &LURES[3],
        vec![
            Field::new("Authentication-Results", "spf=pass (sender IP is 198.51.100.9) smtp.mailfrom=vpass.ne.jp; dkim=pass header.d=vpass.ne.jp; dmarc=pass action=none header.from=vpass.ne.jp;compauth=pass reason=100"),
            Field::new("Received-SPF", "Pass (protection.outlook.com: domain of vpass.ne.jp designates 198.51.100.9 as permitted sender)"),
        ],
        "Outlook's form, without a name",
    ));
    all.push(planted(
        GIFT,
        vec![
            Field::new("Authentication-Results", "mx.mailbox.example; dkim=pass header.d=amazon.co.jp"),
            Field::new("Received", "from a27-3.smtp-out.us-west-2.amazonses.com (a27-3.smtp-out.us-west-2.amazonses.com [192.0.2.19])\r\n\tby mx.mailbox.example (Postfix) with ESMTPS id AAAA111122\r\n\tfor <x@example.com>; Mon, 16 Nov 2026 09:00:00 +0900"),
        ],
        "a planted Received that names the receiver",
    ));
    all.push(planted(
        &LURES[4],
        vec![Field::new("ARC-Authentication-Results", "i=1; mx.mailbox.example; dkim=pass header.d=qa.jcb.co.jp; dmarc=pass header.from=qa.jcb.co.jp")],
        "ARC results without a seal",
    ));
    let mut copied = Hostile::new(
        "copied-brand-fields",
        AMAZON,
        "Amazon.co.jp",
        "auto-confirm@amazon.co.jp",
        "bxzcv.example",
    )
    .places("name,address,body");
    copied.fields = vec![
        Field::new("X-AMAZON-MAIL-RELAY-TYPE", "notification"),
        Field::new("X-AMAZON-METADATA", "CA=C0000000000000-CU=A0000000000000"),
        Field::new("Feedback-ID", "1.us-west-2.madeup=:AmazonSES"),
    ];
    all.push(copied);
    let mut false_signature = Hostile::new(
        "false-signature",
        AMAZON,
        "Amazon.co.jp",
        "account-update@amazon.co.jp",
        "bxzcv.example",
    )
    .places("name,address,body");
    false_signature.planted = vec![Field::new(
        "DKIM-Signature",
        format!(
            "v=1; a=rsa-sha256; c=relaxed/simple; d=amazon.co.jp; s=nosuchselector; h=from:subject;\r\n\tbh={}; b={}",
            base64(&[7; 32]),
            base64(&[9; 256])
        ),
    )];
    all.push(false_signature.note("a made-up signature of the brand"));
    all.push(
        Hostile::new(
            "service-signed",
            AMAZON,
            "Amazon.co.jp",
            "auto-confirm@amazon.co.jp",
            "ok-login.example",
        )
        .places("name,address,body")
        .envelope("bounce@em.mailbarge.example")
        .signed("mailbarge.example")
        .note("signed by a mail service, not aligned"),
    );
    for (lure, address) in [
        (AMAZON, "amazon-help@freemail.example"),
        (&LURES[3], "reply@hiroba-mail.example"),
        (GIFT, "kenta.y@freemail.example"),
    ] {
        let mut hostile = Hostile::new(
            "reply-elsewhere",
            lure,
            lure.name,
            lure.exact,
            "kq3xh.example",
        )
        .places("name,address,body");
        hostile.fields = vec![Field::new(
            "Reply-To",
            format!("{} <{address}>", words(lure.name, Charset::Utf8, false)),
        )];
        all.push(hostile);
    }
    all.extend(charsets());
    all
}

fn charsets() -> Vec<Hostile> {
    let mut all = Vec::new();
    for (index, charset) in [
        Charset::Iso2022Jp,
        Charset::Gb2312,
        Charset::ShiftJis,
        Charset::EucJp,
        Charset::Utf7,
        Charset::Iso2022Jp,
        Charset::Gb2312,
    ]
    .into_iter()
    .enumerate()
    {
        let lure = &LURES[[2, 3, 5, 6, 0, 9, 12][index]];
        let text = format!("{}\nhttps://cn-trade88.example/{index}\n", lure.body);
        let transfer = if charset == Charset::Utf7 {
            Transfer::Plain
        } else {
            Transfer::Base64
        };
        let root = Part::text("plain", &text, charset, transfer);
        let mut hostile = Hostile::made(
            "charset",
            lure,
            lure.name,
            "info@cn-trade88.example",
            charset,
            root,
        );
        // Kits write gb2312 and mean GBK, where the Japanese characters are.
        hostile.note = match charset {
            Charset::Gb2312 => "irregular: gb2312 in name, GBK in fact".to_owned(),
            other => other.name().to_owned(),
        };
        all.push(hostile);
    }
    // A charset name that no list has, over plain UTF-8.
    let lure = &LURES[0];
    let mut part = Part::text("plain", lure.body, Charset::Utf8, Transfer::Base64);
    part.fields = vec![
        Field::new("Content-Type", "text/plain; charset=\"_utf-8$x\""),
        Field::new("Content-Transfer-Encoding", "base64"),
    ];
    all.push(
        Hostile::made(
            "charset",
            lure,
            lure.name,
            "info@cn-trade88.example",
            Charset::Utf8,
            part,
        )
        .note("irregular: a broken charset name"),
    );
    // Raw Shift_JIS in the header, as old kits write it.
    let name = Charset::ShiftJis
        .encode("楽天カード株式会社")
        .unwrap_or_default();
    let mut raw = Hostile::new(
        "charset",
        &LURES[5],
        "",
        "info@cn-trade88.example",
        "cn-trade88.example",
    );
    raw.from = vec![Field::new(
        "From",
        [b"\"".as_slice(), &name, b"\" <info@cn-trade88.example>"].concat(),
    )];
    all.push(raw.note("irregular: raw Shift_JIS in From"));
    all
}
