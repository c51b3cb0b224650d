//! How a mail behaves, each sign beside an honest neighbor.

use std::sync::LazyLock;

use brands::Brands;
use facts::{DnsRecords, Instant, MailReport, SuffixList, Verdict};
use mail::{Judge, OpenQuestions};
use reading::{Attachment, AttachmentKind, Document, Link, LinkKind, LinkSource, Markup, Message};

static JUDGE: LazyLock<Judge> = LazyLock::new(|| {
    let suffixes = SuffixList::parse(include_str!(
        "../../../../data/suffixes/public_suffix_list.dat"
    ));
    Judge::new(Brands::embedded(), suffixes).expect("the embedded tables")
});

/// A mail in a brand's name from somebody else's domain.
const CLAIM: &str = "Amazon <x@parcel-desk.example>";
/// A mail in nobody's name.
pub(crate) const NOBODY: &str = "Hanako Suzuki <hanako@friend.example>";

/// A mail, and what is set by hand before it is judged.
pub(crate) struct Mail {
    from: &'static str,
    subject: &'static str,
    body: &'static str,
    set: fn(&mut Message),
}

pub(crate) const PLAIN: fn(&mut Message) = |_| {};

impl Mail {
    pub(crate) fn new(from: &'static str, subject: &'static str, body: &'static str) -> Self {
        Self {
            from,
            subject,
            body,
            set: PLAIN,
        }
    }

    pub(crate) fn with(from: &'static str, subject: &'static str, set: fn(&mut Message)) -> Self {
        Self {
            from,
            subject,
            body: "<p>…</p>",
            set,
        }
    }
}

pub(crate) fn judge(mail: &Mail) -> MailReport {
    let raw = format!(
        "Received: from out.sender.example (out.sender.example [192.0.2.7])\r\n\tby mx.mailbox.example with ESMTP; \
         Mon, 16 Nov 2026 10:00:00 +0900\r\nFrom: {}\r\nTo: hanako@mailbox.example\r\nSubject: {}\r\n\
         Date: Mon, 16 Nov 2026 10:00:00 +0900\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\
         Content-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
        mail.from, mail.subject, mail.body
    );
    let now = Instant::from_seconds(1_763_300_000).expect("a moment");
    let mut message = reading::read(raw.as_bytes(), &reading::Limits::default());
    (mail.set)(&mut message);
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

fn codes(report: &MailReport) -> Vec<&str> {
    report.findings.iter().map(|f| f.code.as_str()).collect()
}

fn has(mail: &Mail, code: &str) -> bool {
    codes(&judge(mail)).contains(&code)
}

/// A code, a mail that must have it, and its nearest innocent neighbor.
pub(crate) struct Pair {
    pub(crate) code: &'static str,
    pub(crate) guilty: Mail,
    pub(crate) innocent: Mail,
}

pub(crate) fn attach(message: &mut Message, attachment: Attachment) {
    message.attachments.push(Attachment {
        part: vec![2],
        ..attachment
    });
}

pub(crate) fn named(name: &str, kind: AttachmentKind) -> Attachment {
    Attachment {
        name: name.to_owned(),
        kind,
        ..Attachment::default()
    }
}

fn link(source: LinkSource, kind: LinkKind, host: &str) -> Link {
    Link {
        part: vec![2],
        nth: 1,
        kind,
        source,
        target: format!("https://{host}/x"),
        scheme: "https".to_owned(),
        host: Some(host.to_owned()),
        has_userinfo: false,
        label: String::new(),
    }
}

pub(crate) fn check(pairs: impl IntoIterator<Item = Pair>) {
    for pair in pairs {
        let guilty = judge(&pair.guilty);
        assert!(
            codes(&guilty).contains(&pair.code),
            "{} is not found in {:?} ({}): {:?}",
            pair.code,
            pair.guilty.subject,
            pair.guilty.body,
            codes(&guilty)
        );
        assert!(
            !has(&pair.innocent, pair.code),
            "{} is found in {:?} ({})",
            pair.code,
            pair.innocent.subject,
            pair.innocent.body
        );
    }
}

const ASKS: &str = "アカウントを確認してください";

#[test]
fn links_of_a_claimed_brand() {
    check([
        Pair {
            code: "link-leads-to-another-brand",
            guilty: Mail::new(
                CLAIM,
                ASKS,
                "<a href='https://www.rakuten.co.jp/x'>確認手続き</a>",
            ),
            // A sister of the house is no contradiction.
            innocent: Mail::new(CLAIM, ASKS, "<a href='https://amzn.to/x'>確認手続き</a>"),
        },
        Pair {
            code: "brand-leads-elsewhere",
            guilty: Mail::new(
                CLAIM,
                ASKS,
                "<a href='https://www.amazon.co.jp/gp/r.html?U=https%3A%2F%2Fparcel-desk.example%2F'>確認</a>",
            ),
            innocent: Mail::new(
                CLAIM,
                ASKS,
                "<a href='https://www.amazon.co.jp/gp/r.html?U=https%3A%2F%2Fwww.amazon.co.jp%2Fgp'>確認</a>",
            ),
        },
        Pair {
            code: "link-is-redirected",
            guilty: Mail::new(
                CLAIM,
                ASKS,
                "<a href='https://www.google.com/url?q=https://parcel-desk.example/'>確認</a>",
            ),
            innocent: Mail::new(
                CLAIM,
                ASKS,
                "<a href='https://www.google.com/url?q=https://www.amazon.co.jp/'>確認</a>",
            ),
        },
        Pair {
            code: "link-is-lookalike",
            guilty: Mail::new(
                CLAIM,
                ASKS,
                "<a href='https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Famazon-co-jp.parcel-desk.example%2F&data=05'>確認</a>",
            ),
            innocent: Mail::new(
                CLAIM,
                ASKS,
                "<a href='https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.amazon.co.jp%2F&data=05'>確認</a>",
            ),
        },
        Pair {
            code: "link-to-bare-address",
            guilty: Mail::new(CLAIM, ASKS, "<a href='http://0xcb.0x71.7/amazon'>確認</a>"),
            innocent: Mail::new(
                CLAIM,
                ASKS,
                "<a href='http://192.168.1.1/'>ルーターの設定</a>",
            ),
        },
        Pair {
            code: "link-mixes-scripts",
            guilty: Mail::new(CLAIM, ASKS, "<a href='https://аmazon.example/'>確認</a>"),
            innocent: Mail::new(
                CLAIM,
                ASKS,
                "<a href='https://アマゾン通信.example/'>確認</a>",
            ),
        },
        Pair {
            code: "link-is-no-page",
            guilty: Mail::new(
                CLAIM,
                ASKS,
                "<a href='data:text/html;base64,PGgxPg=='>確認</a>",
            ),
            innocent: Mail::new(
                CLAIM,
                ASKS,
                "<a href='mailto:info@parcel-desk.example'>連絡</a> <a href='javascript:void(0)'>戻る</a>",
            ),
        },
        Pair {
            code: "link-is-no-page",
            guilty: Mail::new(
                CLAIM,
                ASKS,
                "<a href='search-ms:query=x&crumb=location:x'>開く</a>",
            ),
            innocent: Mail::new(
                CLAIM,
                ASKS,
                "<a href='file:///C:/Users/hanako/letter.doc'>手紙</a>",
            ),
        },
        Pair {
            code: "link-to-shared-host",
            guilty: Mail::new(
                CLAIM,
                ASKS,
                "<a href='https://docs.google.com/forms/d/e/x/viewform'>確認</a>",
            ),
            innocent: Mail::new(
                CLAIM,
                "お知らせ",
                "<a href='https://bit.ly/x'>今月の便り</a>",
            ),
        },
        Pair {
            code: "link-uses-odd-port",
            guilty: Mail::new(
                CLAIM,
                ASKS,
                "<a href='https://parcel-desk.example:8443/'>確認</a>",
            ),
            innocent: Mail::new(
                CLAIM,
                ASKS,
                "<a href='https://parcel-desk.example:443/'>確認</a>",
            ),
        },
        Pair {
            code: "link-is-malformed",
            guilty: Mail::new(
                CLAIM,
                ASKS,
                "<a href='https:/\\parcel-desk.example/'>確認</a> <a href='https://https//parcel-desk.example'>確認</a>",
            ),
            innocent: Mail::new(
                CLAIM,
                ASKS,
                "<a href='HTTPS://parcel-desk.example/a//b'>確認</a>",
            ),
        },
        Pair {
            code: "padded-with-another-brand",
            guilty: Mail::new(
                CLAIM,
                ASKS,
                "<a href='https://www.rakuten.co.jp/1'>1</a><a href='https://www.rakuten.co.jp/2'>2</a><a href='https://www.rakuten.co.jp/3'>3</a>\
                 <a href='https://www.rakuten.co.jp/4'>4</a><a href='https://www.rakuten.co.jp/5'>5</a><a href='https://parcel-desk.example/'>確認</a>",
            ),
            innocent: Mail::new(
                "Amazon <auto-confirm@amazon.co.jp>",
                "お知らせ",
                "<a href='https://www.amazon.co.jp/1'>1</a><a href='https://www.amazon.co.jp/2'>2</a><a href='https://www.amazon.co.jp/3'>3</a>\
                 <a href='https://www.amazon.co.jp/4'>4</a><a href='https://www.amazon.co.jp/5'>5</a><a href='https://parcel-desk.example/'>販売者</a>",
            ),
        },
        Pair {
            code: "link-in-qr-code",
            guilty: Mail {
                set: |message| {
                    message.links.push(link(
                        LinkSource::Code,
                        LinkKind::Plain,
                        "parcel-desk.example",
                    ))
                },
                ..Mail::with(CLAIM, ASKS, PLAIN)
            },
            innocent: Mail {
                set: |message| {
                    message.links.push(link(
                        LinkSource::Code,
                        LinkKind::Plain,
                        "parcel-desk.example",
                    ))
                },
                ..Mail::with(CLAIM, "今月の便り", PLAIN)
            },
        },
        // A link in a document counts as one in the text.
        Pair {
            code: "link-is-lookalike",
            guilty: Mail {
                set: |message| {
                    message.links.push(link(
                        LinkSource::Document,
                        LinkKind::Anchor,
                        "amazon-co-jp.parcel-desk.example",
                    ))
                },
                ..Mail::with(CLAIM, ASKS, PLAIN)
            },
            innocent: Mail {
                set: |message| {
                    message.links.push(link(
                        LinkSource::Calendar,
                        LinkKind::Anchor,
                        "www.amazon.co.jp",
                    ))
                },
                ..Mail::with(CLAIM, ASKS, PLAIN)
            },
        },
    ]);
}

#[test]
fn forms_and_scripts() {
    check([
        Pair {
            code: "form-in-mail",
            guilty: Mail::with(CLAIM, ASKS, |message| {
                message.texts[0].markup = Markup {
                    forms: 1,
                    ..Markup::default()
                }
            }),
            innocent: Mail::with(CLAIM, ASKS, PLAIN),
        },
        Pair {
            code: "form-asks-for-password",
            guilty: Mail::with(CLAIM, ASKS, |message| {
                message.texts[0].markup = Markup {
                    forms: 1,
                    password_fields: 1,
                    ..Markup::default()
                };
            }),
            innocent: Mail::with(CLAIM, ASKS, |message| {
                message.texts[0].markup = Markup {
                    forms: 1,
                    ..Markup::default()
                }
            }),
        },
        Pair {
            code: "script-in-mail",
            guilty: Mail::with(CLAIM, ASKS, |message| {
                message.texts[0].markup = Markup {
                    scripts: 1,
                    ..Markup::default()
                }
            }),
            innocent: Mail::with(CLAIM, ASKS, PLAIN),
        },
        Pair {
            code: "mail-sends-on",
            guilty: Mail::with(CLAIM, ASKS, |message| {
                message.texts[0].markup = Markup {
                    has_refresh: true,
                    ..Markup::default()
                }
            }),
            innocent: Mail::with(CLAIM, ASKS, PLAIN),
        },
        Pair {
            code: "mail-sends-on",
            guilty: Mail::with(CLAIM, ASKS, |message| {
                message.links.push(link(
                    LinkSource::Page,
                    LinkKind::Refresh,
                    "parcel-desk.example",
                ));
            }),
            innocent: Mail::with(CLAIM, ASKS, |message| {
                message.links.push(link(
                    LinkSource::Page,
                    LinkKind::Anchor,
                    "parcel-desk.example",
                ));
            }),
        },
    ]);
}

#[test]
fn attachments() {
    check([
        Pair {
            code: "program-attached",
            guilty: Mail::with(NOBODY, "hello", |m| {
                attach(m, named("update.exe", AttachmentKind::Program))
            }),
            innocent: Mail::with(NOBODY, "hello", |m| {
                attach(m, named("photo.jpg", AttachmentKind::Picture))
            }),
        },
        Pair {
            code: "program-attached",
            guilty: Mail::with(NOBODY, "hello", |m| {
                attach(m, named("settings.mobileconfig", AttachmentKind::Profile))
            }),
            innocent: Mail::with(NOBODY, "hello", |m| {
                attach(m, named("report.docx", AttachmentKind::Document))
            }),
        },
        Pair {
            code: "program-attached",
            guilty: Mail::with(NOBODY, "hello", |m| {
                attach(
                    m,
                    Attachment {
                        contents: vec!["folder/run.JS".to_owned()],
                        ..named("invoice.zip", AttachmentKind::Archive)
                    },
                )
            }),
            innocent: Mail::with(NOBODY, "hello", |m| {
                attach(
                    m,
                    Attachment {
                        contents: vec!["folder/a.pdf".to_owned(), "readme".to_owned()],
                        ..named("invoice.zip", AttachmentKind::Archive)
                    },
                )
            }),
        },
        Pair {
            code: "page-attached",
            guilty: Mail::with(NOBODY, "hello", |m| {
                attach(m, named("invoice.html", AttachmentKind::Page))
            }),
            innocent: Mail::with(NOBODY, "hello", |m| {
                attach(m, named("invoice.pdf", AttachmentKind::Document))
            }),
        },
        Pair {
            code: "attachment-hides-its-kind",
            guilty: Mail::with(NOBODY, "hello", |m| {
                attach(m, named("請求書.pdf.exe", AttachmentKind::Program))
            }),
            innocent: Mail::with(NOBODY, "hello", |m| {
                attach(m, named("setup.exe", AttachmentKind::Program))
            }),
        },
        Pair {
            code: "attachment-is-locked",
            guilty: Mail::with(NOBODY, "hello", |m| {
                attach(
                    m,
                    Attachment {
                        is_encrypted: true,
                        ..named("invoice.zip", AttachmentKind::Archive)
                    },
                )
            }),
            innocent: Mail::with(NOBODY, "hello", |m| {
                attach(m, named("invoice.zip", AttachmentKind::Archive))
            }),
        },
        Pair {
            code: "password-beside-attachment",
            guilty: Mail {
                body: "<p>解凍パスワードは 2291 です。</p>",
                ..Mail::with(NOBODY, "請求書", |m| {
                    attach(
                        m,
                        Attachment {
                            is_encrypted: true,
                            ..named("invoice.zip", AttachmentKind::Archive)
                        },
                    )
                })
            },
            innocent: Mail {
                body: "<p>開くための番号は、別のメールでお送りします。</p>",
                ..Mail::with(NOBODY, "請求書", |m| {
                    attach(
                        m,
                        Attachment {
                            is_encrypted: true,
                            ..named("invoice.zip", AttachmentKind::Archive)
                        },
                    )
                })
            },
        },
        Pair {
            code: "invitation-attached",
            guilty: Mail::with(NOBODY, "会議", |m| {
                attach(m, named("invite.ics", AttachmentKind::Calendar))
            }),
            innocent: Mail::with(NOBODY, "会議", |m| {
                attach(m, named("agenda.pdf", AttachmentKind::Document))
            }),
        },
    ]);
}

#[test]
fn numbers_and_orders() {
    check([
        Pair {
            code: "number-to-call",
            guilty: Mail::new(
                CLAIM,
                "ご注文の確認",
                "<p>心当たりがない場合は ０５０－１２３４－５６７８ まで至急お電話ください。</p>",
            ),
            innocent: Mail::new(
                CLAIM,
                "ご注文の確認",
                "<p>お問い合わせ: 050-1234-5678(平日9時から)</p>",
            ),
        },
        // The number may stand in a document.
        Pair {
            code: "number-to-call",
            guilty: Mail::with(CLAIM, "ご注文の確認", |m| {
                m.documents.push(Document {
                    part: vec![2],
                    text: "To cancel, call us now: +1 (8 8 8) 555-0123".to_owned(),
                    ..Document::default()
                })
            }),
            // The brand's own number, by its table.
            innocent: Mail::new(
                CLAIM,
                "ご注文の確認",
                "<p>0120-999-373 までお電話ください。</p>",
            ),
        },
        Pair {
            code: "number-to-call",
            guilty: Mail::new(
                "Billing Dept <x2291@gmail.com>",
                "Invoice 2291",
                "<p>You have been charged $499.99 for your renewal. To cancel, call us at 888-555-0123.</p>",
            ),
            innocent: Mail::new(
                "Sakura Books <order@sakura-books.example>",
                "Your order confirmation",
                "<p>Questions about your order? Call us at 888-555-0123.</p><a href='https://sakura-books.example/'>Shop</a>",
            ),
        },
        Pair {
            code: "order-number-is-strange",
            guilty: Mail::new(CLAIM, "ご注文の確認", "<p>注文番号:854-96438164-XXXX</p>"),
            innocent: Mail::new(CLAIM, "ご注文の確認", "<p>注文番号:503-1234567-1234567</p>"),
        },
        Pair {
            code: "order-number-is-strange",
            guilty: Mail::new(CLAIM, "Order confirmation", "<p>Order # 88213321145</p>"),
            innocent: Mail::new(
                CLAIM,
                "Order confirmation",
                "<p>Order # P03-1234567-1234567</p>",
            ),
        },
        // No shape is known of this brand.
        Pair {
            code: "order-number-is-strange",
            guilty: Mail::new(CLAIM, "ご注文の確認", "<p>ご注文番号 12345-67890</p>"),
            innocent: Mail::new(
                "楽天市場 <x@parcel-desk.example>",
                "ご注文の確認",
                "<p>ご注文番号 12345-67890</p>",
            ),
        },
        Pair {
            code: "address-for-coins",
            guilty: Mail::new(
                NOBODY,
                "hello",
                "<p>Send 900 USD in bitcoin to 1BoatSLRHtKNngkdXEeobR76b53LETtpyT</p>",
            ),
            innocent: Mail::new(
                NOBODY,
                "hello",
                "<p>The build id is 1BoatSLRHtKNngkdXEeobR76b53LETtpyT</p>",
            ),
        },
        Pair {
            code: "greeting-is-misused",
            guilty: Mail::new(
                "Meeting Service <no-reply@meetings.example>",
                "Please confirm your registration",
                "<p>Hello You won $900 https://parcel-desk.example/win,</p><p>thank you for registering.</p>",
            ),
            innocent: Mail::new(
                "Meeting Service <no-reply@meetings.example>",
                "Please confirm your registration",
                "<p>Hello Hanako,</p><p>confirm at https://meetings.example/ and save $5.</p>",
            ),
        },
        Pair {
            code: "greeting-is-misused",
            guilty: Mail::new(
                NOBODY,
                "登録の確認",
                "<p>当選 https://parcel-desk.example/ 様</p>",
            ),
            innocent: Mail::new(
                NOBODY,
                "登録の確認",
                "<p>鈴木 花子 様</p><p>https://meetings.example/ をご覧ください。</p>",
            ),
        },
    ]);
}

/// Text in which no word stands twice.
fn filler(seed: &str) -> String {
    (0..60).map(|n| format!("{seed}{n}ab{n}{seed} ")).collect()
}

#[test]
fn hidden_text() {
    check([
        Pair {
            code: "hidden-text-names-another",
            guilty: Mail::with(CLAIM, ASKS, |m| {
                m.texts[0].hidden = format!("楽天市場 楽天市場 楽天市場 {}", filler("q"));
            }),
            innocent: Mail::with(CLAIM, ASKS, |m| {
                m.texts[0].hidden = format!("Amazon.co.jp アマゾン Amazon {}", filler("q"));
            }),
        },
        Pair {
            code: "text-hidden-in-bulk",
            guilty: Mail::with(CLAIM, ASKS, |m| m.texts[0].hidden = filler("quite")),
            innocent: Mail::with(CLAIM, ASKS, |m| {
                // The same text for small screens.
                m.texts[0].hidden = filler("quite");
                m.texts[0].seen = filler("quite");
            }),
        },
    ]);
}

#[test]
fn weak_signs_never_make_a_contradiction() {
    let set: fn(&mut Message) = |message| {
        message
            .links
            .push(link(LinkSource::Code, LinkKind::Plain, "bit.ly"));
        message.texts[0].markup.scripts = 1;
        attach(message, named("invite.ics", AttachmentKind::Calendar));
    };
    let body = "<p>ご不明な点は 050-1234-5678 までお電話ください。</p><a href='https://www.smbc-card.com/'>カードのサイト</a>";
    // The brand's own address without the signature that it should have is doubtful, and no more for them.
    let own = Mail::new(
        "三井住友カード <mail@contact.vpass.ne.jp>",
        "ご利用のお知らせ",
        body,
    );
    assert_eq!(judge(&own).verdict, Verdict::Doubtful);
    let report = judge(&Mail { set, ..own });
    assert_eq!(report.verdict, Verdict::Doubtful, "{:?}", codes(&report));
    // A shop's mail about a brand stays what it is.
    let report = judge(&Mail {
        set,
        ..Mail::new(
            "さくら書店 <order@sakura-books.example>",
            "三井住友カードのお支払いについて",
            body,
        )
    });
    assert_eq!(report.verdict, Verdict::NoClaim, "{:?}", codes(&report));
}

#[test]
fn a_genuine_template_with_a_strangers_words_is_told_apart() {
    let report = judge(&Mail::new(
        "service@paypal.com",
        "Invoice from Billing",
        "<p>Hello Call +1 (888) 555-0123 now,</p><p>Here is your invoice.</p>",
    ));
    assert!(
        codes(&report).contains(&"greeting-is-misused"),
        "{:?}",
        codes(&report)
    );
}

#[test]
fn a_mailbox_that_anybody_can_have() {
    check([
        Pair {
            code: "sender-has-a-free-mailbox",
            guilty: Mail::new("Amazon <notice2291@gmail.com>", "お知らせ", "<p>…</p>"),
            innocent: Mail::new(CLAIM, "お知らせ", "<p>…</p>"),
        },
        // A project that anybody can set up; and one who only writes about the brand.
        Pair {
            code: "sender-has-a-free-mailbox",
            guilty: Mail::new(
                "Amazon <noreply@x2291.firebaseapp.com>",
                "お知らせ",
                "<p>…</p>",
            ),
            innocent: Mail::new(
                "Hanako Suzuki <hanako2291@gmail.com>",
                "Amazon で買った本",
                "<p>…</p>",
            ),
        },
    ]);
}
