//! Whole messages, written for these tests, and what is read from them.

use reading::{Irregularity, Limits, LinkKind, Message, Trouble, read};

/// A mail as a shop would send it: two versions, an inline image, a signature.
pub(crate) const ORDER: &str = "Return-Path: <bounce@mail.shop.example>\r\n\
Received: from mail.shop.example (mail.shop.example [192.0.2.7])\r\n\tby mx.mail.example (Postfix) with ESMTPS id 1\r\n\tfor <taro@mail.example>; Mon, 24 Mar 2025 09:05:01 +0900 (JST)\r\n\
From: =?UTF-8?B?44K344On44OD44OX?= <order@shop.example>\r\n\
Reply-To: \"Help\" <help@shop.example>\r\n\
To: taro@mail.example\r\n\
Subject: =?ISO-2022-JP?B?GyRCJDRDbUo4JE4zTkcnGyhC?=\r\n\
Date: Mon, 24 Mar 2025 09:05:00 +0900\r\n\
MIME-Version: 1.0\r\n\
Content-Type: multipart/related; boundary=\r\n \"rel\"\r\n\
\r\n\
--rel\r\n\
Content-Type: multipart/alternative; boundary=alt\r\n\
\r\n\
--alt\r\n\
Content-Type: text/plain; charset=iso-2022-jp\r\n\
Content-Transfer-Encoding: 7bit\r\n\
\r\n\
\x1b$B$4CmJ8\x1b(B https://shop.example/o/1\r\n\
--alt\r\n\
Content-Type: text/html; charset=utf-8\r\n\
Content-Transfer-Encoding: quoted-printable\r\n\
\r\n\
<style>.p{display:none}</style><div class=3D\"p\">preheader</div><p>=E3=81=94=E6=B3=A8=E6=96=87</p>\r\n\
<a href=3D\"https://shop.example/o/1\"><img src=3D\"cid:1\" alt=3D\"=E7=A2=BA=E8=AA=8D\"></a>\r\n\
--alt--\r\n\
--rel\r\n\
Content-Type: image/png; name=\"=?UTF-8?B?44Ot44K0LnBuZw==?=\"\r\n\
Content-ID: <1>\r\n\
Content-Transfer-Encoding: base64\r\n\
\r\n\
iVBORw0KGgo=\r\n\
--rel--\r\n";

/// A mail with a forwarded mail and a file attached, line ends of LF.
pub(crate) const FORWARD: &str = "From: Taro <taro@mail.example>\n\
Subject: Fwd\n\
Content-Type: multipart/mixed; boundary=b\n\
\n\
--b\n\
\n\
look at this\n\
--b\n\
Content-Type: message/rfc822\n\
\n\
From: order@shop.example\n\
Subject: inner\n\
\n\
inner text\n\
--b\n\
Content-Type: application/octet-stream\n\
Content-Disposition: attachment; filename*=UTF-8''%E3%83%A1%E3%83%BC%E3%83%AB.eml\n\
Content-Transfer-Encoding: base64\n\
\n\
RnJvbTogYUBiLmV4YW1wbGUKCng=\n\
--b--\n";

fn of(raw: &str) -> Message {
    read(raw.as_bytes(), &Limits::default())
}

#[test]
fn an_order_mail_is_read_as_a_person_sees_it() {
    let message = of(ORDER);
    assert_eq!(
        message.author.sole().map(ToString::to_string).as_deref(),
        Some("order@shop.example")
    );
    assert_eq!(message.author.mailboxes[0].name, "ショップ");
    assert_eq!(message.author.mailboxes[0].line, 5);
    assert_eq!(message.reply_to[0].written, "help@shop.example");
    assert_eq!(
        message
            .return_path
            .as_ref()
            .map(ToString::to_string)
            .as_deref(),
        Some("bounce@mail.shop.example")
    );
    assert_eq!(
        (message.subject.as_str(), message.subject_line),
        ("ご注文の確認", 8)
    );
    assert_eq!(
        message.date.map(|d| d.to_string()).as_deref(),
        Some("2025-03-24T00:05:00Z")
    );
    assert_eq!(message.hops.len(), 1);
    assert_eq!(message.hops[0].by.as_deref(), Some("mx.mail.example"));
    assert_eq!(message.fields[message.hops[0].field].line, 2);
    let texts: Vec<(&[u16], bool, &str, &str, &str)> = message
        .texts
        .iter()
        .map(|t| {
            (
                t.part.as_slice(),
                t.is_html,
                t.charset.as_str(),
                t.seen.trim(),
                t.hidden.as_str(),
            )
        })
        .collect();
    assert_eq!(
        texts,
        [
            (&[1, 2][..], true, "utf-8", "ご注文", "preheader"),
            (
                &[1, 1][..],
                false,
                "iso-2022-jp",
                "ご注文 https://shop.example/o/1",
                ""
            ),
        ]
    );
    let links: Vec<(LinkKind, Option<&str>, &str, u32)> = message
        .links
        .iter()
        .map(|l| (l.kind, l.host.as_deref(), l.label.as_str(), l.nth))
        .collect();
    assert_eq!(
        links,
        [
            (LinkKind::Anchor, Some("shop.example"), "確認", 1),
            (
                LinkKind::Plain,
                Some("shop.example"),
                "https://shop.example/o/1",
                1
            ),
        ]
    );
    assert_eq!(message.attachments[0].name, "ロゴ.png");
    assert_eq!(message.troubles, []);
}

#[test]
fn an_attached_mail_is_handed_out_raw() {
    let message = of(FORWARD);
    assert_eq!(message.texts[0].seen.trim(), "look at this");
    let inner: Vec<String> = message
        .enclosed
        .iter()
        .map(|raw| {
            of(&String::from_utf8_lossy(raw)).author.mailboxes[0]
                .written
                .clone()
        })
        .collect();
    assert_eq!(inner, ["order@shop.example", "a@b.example"]);
    assert_eq!(message.attachments[1].name, "メール.eml");
}

#[test]
fn line_ends_and_what_stands_before_the_header_change_nothing() {
    let lf = ORDER.replace("\r\n", "\n");
    let cr = ORDER.replace("\r\n", "\r");
    for (what, raw) in [
        ("LF", lf.clone()),
        ("CR", cr),
        ("byte order mark", format!("\u{feff}{ORDER}")),
        (
            "mbox separator",
            format!("From x@y.example Sat Jan  1 10:00:00 2022\n{lf}"),
        ),
        ("blank lines", format!("\n\n{lf}")),
    ] {
        let message = of(&raw);
        assert_eq!(
            message.author.sole().map(ToString::to_string).as_deref(),
            Some("order@shop.example"),
            "{what}"
        );
        assert_eq!(message.subject, "ご注文の確認", "{what}");
        assert_eq!(message.texts.len(), 2, "{what}");
        assert_eq!(message.troubles, [], "{what}");
    }
}

struct From {
    what: &'static str,
    header: &'static str,
    /// Name and written address of each mailbox.
    mailboxes: &'static [(&'static str, &'static str)],
    irregular: &'static [Irregularity],
}

#[test]
fn every_address_in_from_is_claimed_and_every_oddity_noted() {
    use Irregularity::{
        Control, EncodedAddress, Group, Malformed, NoDomain, NoFrom, SeveralFields,
        SeveralMailboxes,
    };
    for case in [
        From {
            what: "plain",
            header: "From: a@b.example",
            mailboxes: &[("", "a@b.example")],
            irregular: &[],
        },
        From {
            what: "name",
            header: "From: \"A, B\" <a@b.example>",
            mailboxes: &[("A, B", "a@b.example")],
            irregular: &[],
        },
        From {
            what: "comment as name",
            header: "From: a@b.example (Shop)",
            mailboxes: &[("Shop", "a@b.example")],
            irregular: &[],
        },
        From {
            what: "dots in a name",
            header: "From: Shop.co.jp <a@b.example>",
            mailboxes: &[("Shop.co.jp", "a@b.example")],
            irregular: &[],
        },
        From {
            what: "folded",
            header: "From: Shop\r\n <a@b.example>",
            mailboxes: &[("Shop", "a@b.example")],
            irregular: &[],
        },
        From {
            what: "name that is the address",
            header: "From: a@b.example <a@b.example>",
            mailboxes: &[("a@b.example", "a@b.example")],
            irregular: &[],
        },
        From {
            what: "encoded name in quotes",
            header: "From: \"=?UTF-8?B?44Ki?=\" <a@b.example>",
            mailboxes: &[("ア", "a@b.example")],
            irregular: &[],
        },
        From {
            what: "raw Shift_JIS is lossy here, UTF-8 is not",
            header: "From: ショップ <a@b.example>",
            mailboxes: &[("ショップ", "a@b.example")],
            irregular: &[],
        },
        From {
            what: "quoted local part",
            header: "From: \"a b\"@b.example",
            mailboxes: &[("", "\"a b\"@b.example")],
            irregular: &[],
        },
        From {
            what: "none",
            header: "To: x@y.example",
            mailboxes: &[],
            irregular: &[NoFrom],
        },
        From {
            what: "empty",
            header: "From:",
            mailboxes: &[("", "")],
            irregular: &[NoDomain],
        },
        From {
            what: "another address as name",
            header: "From: c@d.example <a@b.example>",
            mailboxes: &[("c@d.example", "a@b.example"), ("", "c@d.example")],
            irregular: &[SeveralMailboxes, Malformed],
        },
        From {
            what: "no domain",
            header: "From: Shop <Amazon>",
            mailboxes: &[("Shop", "Amazon")],
            irregular: &[NoDomain],
        },
        From {
            what: "quoted address",
            header: "From: \"no-reply@shop.example\"",
            mailboxes: &[("no-reply@shop.example", "no-reply@shop.example")],
            irregular: &[NoDomain],
        },
        From {
            what: "quoted address in brackets",
            header: "From: S <\"no-reply@shop.example\">",
            mailboxes: &[("S", "\"no-reply@shop.example\"")],
            irregular: &[NoDomain],
        },
        From {
            what: "comma in the domain",
            header: "From: S <no-reply@shop,example>",
            mailboxes: &[("S", "no-reply@shop,example")],
            irregular: &[NoDomain],
        },
        From {
            what: "torn by filler",
            header: "From: Account team ,_<a@b.example>",
            mailboxes: &[("Account team", "a@b.example")],
            irregular: &[Malformed],
        },
        From {
            what: "torn name",
            header: "From: Smith, John <a@b.example>",
            mailboxes: &[("Smith, John", "a@b.example")],
            irregular: &[Malformed],
        },
        From {
            what: "address in a comment",
            header: "From: Shop ,(<a@b.example>)",
            mailboxes: &[("Shop", "a@b.example")],
            irregular: &[Malformed],
        },
        From {
            what: "group",
            header: "From: Shop: a@b.example;",
            mailboxes: &[("Shop", "Shop"), ("", "a@b.example")],
            irregular: &[SeveralMailboxes, Group, NoDomain],
        },
        From {
            what: "route",
            header: "From: <@x.example,@y.example:a@b.example>",
            mailboxes: &[("", "a@b.example")],
            irregular: &[Malformed],
        },
        From {
            what: "two",
            header: "From: a@b.example, c@d.example",
            mailboxes: &[("", "a@b.example"), ("", "c@d.example")],
            irregular: &[SeveralMailboxes],
        },
        From {
            what: "two fields",
            header: "From: a@b.example\r\nFrom: a@b.example",
            mailboxes: &[("", "a@b.example"), ("", "a@b.example")],
            irregular: &[SeveralFields, SeveralMailboxes],
        },
        From {
            what: "space before the colon",
            header: "From : a@b.example",
            mailboxes: &[("", "a@b.example")],
            irregular: &[Malformed],
        },
        From {
            what: "folded before the colon",
            header: "From\r\n : a@b.example",
            mailboxes: &[("", "a@b.example")],
            irregular: &[Malformed],
        },
        From {
            what: "NUL",
            header: "From: a@b.example\0.evil.example",
            mailboxes: &[("", "a@b.example\0.evil.example")],
            irregular: &[NoDomain, Control],
        },
        From {
            what: "NUL in the name of the field",
            header: "Fr\0om: a@b.example",
            mailboxes: &[("", "a@b.example")],
            irregular: &[Control, Malformed],
        },
        From {
            what: "lone CR",
            header: "From: a@b.example\rFrom: c@d.example",
            mailboxes: &[("", "a@b.example"), ("", "c@d.example")],
            irregular: &[SeveralFields, SeveralMailboxes, Control],
        },
        From {
            what: "address in an encoded word",
            header: "From: =?utf-8?Q?=3Ca=40b.example=3E?=, <c@d.example>",
            mailboxes: &[("", "a@b.example"), ("", "c@d.example")],
            irregular: &[SeveralMailboxes, EncodedAddress],
        },
        From {
            what: "encoded word in the brackets",
            header: "From: <=?utf-8?Q?a=40b.example?=>",
            mailboxes: &[("", "a@b.example")],
            irregular: &[EncodedAddress],
        },
        From {
            what: "line end in an encoded word",
            header: "From: =?utf-8?Q?Shop=0A?= =?utf-8?Q?x?= <a@b.example>",
            mailboxes: &[("Shop x", "a@b.example")],
            irregular: &[Control],
        },
        From {
            what: "text behind the brackets",
            header: "From: <a@b.example>c@d.example",
            mailboxes: &[("", "a@b.example"), ("", "c@d.example")],
            irregular: &[SeveralMailboxes, Malformed],
        },
        From {
            what: "quoted pair",
            header: "From: <a@b.example>\\,<c@d.example>",
            mailboxes: &[("", "a@b.example"), ("", "c@d.example")],
            irregular: &[SeveralMailboxes, Malformed],
        },
        From {
            what: "unclosed bracket",
            header: "From: Shop <a@b.example",
            mailboxes: &[("Shop", "a@b.example")],
            irregular: &[Malformed],
        },
        From {
            what: "doubled brackets",
            header: "From: Shop <<a@b.example>>",
            mailboxes: &[("Shop", "a@b.example")],
            irregular: &[Malformed],
        },
        From {
            what: "two at signs",
            header: "From: <a@b.example@c.example>",
            mailboxes: &[("", "a@b.example@c.example"), ("", "a@b.example")],
            irregular: &[SeveralMailboxes, Malformed],
        },
    ] {
        let message = of(&format!(
            "Subject: x\r\n{}\r\nTo: t@x.example\r\n\r\nbody\r\n",
            case.header
        ));
        let mailboxes: Vec<(&str, &str)> = message
            .author
            .mailboxes
            .iter()
            .map(|m| (m.name.as_str(), m.written.as_str()))
            .collect();
        assert_eq!(mailboxes, case.mailboxes, "{}", case.what);
        assert_eq!(message.author.irregular, case.irregular, "{}", case.what);
        let is_sole = case.irregular.is_empty() && !case.mailboxes.is_empty();
        assert_eq!(message.author.sole().is_some(), is_sole, "{}", case.what);
    }
}

#[test]
fn a_field_that_begins_with_a_blank_belongs_to_the_one_above_or_is_disguised() {
    let behind = of("Received: x\r\n From: <first@evil.example>\r\nFrom: <a@b.example>\r\n\r\n");
    assert_eq!(
        behind.author.sole().map(ToString::to_string).as_deref(),
        Some("a@b.example")
    );
    let first = of(" From: <first@evil.example>\r\nFrom: <a@b.example>\r\n\r\n");
    assert_eq!(first.author.mailboxes.len(), 2);
    assert!(first.author.sole().is_none());
}

#[test]
fn what_cannot_be_read_is_said() {
    let small = Limits {
        message: 200,
        fields: 2,
        parts: 2,
        text: 10,
        links: 1,
        ..Limits::default()
    };
    for (what, raw, limits, trouble) in [
        ("no header", "hello there\n".to_owned(), Limits::default(), Trouble::NotAMail),
        ("empty", String::new(), Limits::default(), Trouble::NotAMail),
        ("binary", "\0\u{1}\0\0From: x\n".repeat(50), Limits::default(), Trouble::NotAMail),
        ("too large", ORDER.to_owned(), small, Trouble::MessageCut),
        ("too many fields", "A: 1\nFrom: a@b.example\nTo: x\n\n".to_owned(), small, Trouble::FieldsCut),
        ("too many parts", format!("From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nx\n".repeat(5)), small, Trouble::PartsCut),
        ("too deep", format!("From: a@b.example\n{}", (0..40).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n")).collect::<String>()), Limits::default(), Trouble::PartsCut),
        ("too much text", "From: a@b.example\n\n01234567890123\n".to_owned(), small, Trouble::TextCut),
        ("too many links", "From: a@b.example\n\nhttp://a.example http://b.example\n".to_owned(), Limits { links: 1, ..Limits::default() }, Trouble::LinksCut),
        ("unknown charset", "From: a@b.example\nContent-Type: text/plain; charset=x-unheard-of\n\nあ\n".to_owned(), Limits::default(), Trouble::UnknownCharset),
        ("broken base64", "From: a@b.example\nContent-Transfer-Encoding: base64\n\n4!?4%%\n".to_owned(), Limits::default(), Trouble::BrokenEncoding),
        ("unknown transfer encoding", "From: a@b.example\nContent-Transfer-Encoding: x-rot13\n\nuryyb\n".to_owned(), Limits::default(), Trouble::BrokenEncoding),
        ("encrypted", "From: a@b.example\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\nContent-Transfer-Encoding: base64\n\nMIA=\n".to_owned(), Limits::default(), Trouble::Encrypted),
        ("PGP", "From: a@b.example\n\n-----BEGIN PGP MESSAGE-----\n".to_owned(), Limits::default(), Trouble::Encrypted),
    ] {
        let message = read(raw.as_bytes(), &limits);
        assert!(message.troubles.contains(&trouble), "{what}: {:?}", message.troubles);
    }
}

#[test]
fn an_smime_signature_is_noticed() {
    for raw in [
        "From: a@b.example\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=b\n\n--b\n\nx\n--b\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nx\n--b--\n",
        "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\nContent-Type: application/octet-stream; name=smime.p7s\n\nx\n--b--\n",
    ] {
        let message = of(raw);
        assert!(message.has_smime_signature);
        assert_eq!(message.texts[0].seen.trim(), "x");
    }
    assert!(!of(ORDER).has_smime_signature);
}

#[test]
fn a_header_that_never_ends_still_gives_its_text() {
    let message =
        of("From: a@b.example\nSubject: x\nhello there, no blank line\nhttps://evil.example/\n");
    assert_eq!(message.subject, "x");
    assert!(
        message.texts[0].seen.contains("hello there"),
        "{:?}",
        message.texts
    );
    assert_eq!(message.links[0].host.as_deref(), Some("evil.example"));
}

#[test]
fn a_boundary_right_below_the_header_hides_no_part() {
    let message = of(
        "From: a@b.example\nContent-Type: multipart/alternative; boundary=b\n--b\nContent-Type: text/plain\n\nplain\n--b\nContent-Type: text/html\n\n<p>rich\n--b--\n",
    );
    let seen: Vec<&str> = message.texts.iter().map(|text| text.seen.trim()).collect();
    assert_eq!(seen, ["rich", "plain"]);
}
