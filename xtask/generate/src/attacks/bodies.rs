//! Attacks by body: pictures, hidden words, lying links, two brands, short messages.

use super::{Hostile, LURES, Lure, both, page};
use crate::mime::{Charset, DOT, Part, Transfer};

const AMAZON: &Lure = &LURES[0];
const GIFT: &Lure = &LURES[1];
const RAKUTEN: &Lure = &LURES[2];
const SMBC: &Lure = &LURES[3];

fn html(technique: &'static str, lure: &Lure, name: &str, markup: &str) -> Hostile {
    let root = Part::text("html", markup, Charset::Utf8, Transfer::Base64);
    Hostile::made(
        technique,
        lure,
        name,
        "notice@hiroba-mail.example",
        Charset::Utf8,
        root,
    )
}

/// All of them.
pub(super) fn all() -> Vec<Hostile> {
    let mut all = pictures();
    all.extend(hidden());
    all.extend(links());
    all.extend(elsewhere());
    all.extend(english());
    all
}

fn pictures() -> Vec<Hostile> {
    [("Amazon.co.jp ご注文の確認", GIFT), ("楽天市場 本人確認のお願い", RAKUTEN), ("三井住友カード 重要なお知らせ", SMBC)]
        .into_iter()
        .map(|(alternative, lure)| {
            let markup = format!("<html><body><a href=\"https://bxzcv.example/p\"><img src=\"https://bxzcv.example/p.png\" alt=\"{alternative}\"></a></body></html>\n");
            let mut hostile = html("picture-only", lure, "お知らせ係", &markup).places("image");
            hostile.subject = "ご確認ください".to_owned();
            hostile
        })
        .collect()
}

fn hidden() -> Vec<Hostile> {
    let salt = |style: &str| {
        let word: String = "Amazonカスタマーセンター"
            .chars()
            .map(|letter| format!("{letter}<span style=\"{style}\">q7x</span>"))
            .collect();
        format!(
            "<html><body><p>{word}です。会員の期限が切れました。</p><p><a href=\"https://kq3xh.example/r\">更新する</a></p></body></html>\n"
        )
    };
    let mut all: Vec<Hostile> = [
        ("display:none", "display none between letters"),
        ("font-size:0", "zero size between letters"),
        (
            "color:#ffffff;background:#ffffff;font-size:1px",
            "white on white between letters",
        ),
        (
            "position:absolute;left:-9999px",
            "off screen between letters",
        ),
    ]
    .into_iter()
    .map(|(style, note)| {
        let mut hostile = html("hidden-salt", AMAZON, "会員係", &salt(style))
            .places("body")
            .note(note);
        hostile.subject = "会員期限のお知らせ".to_owned();
        hostile
    })
    .collect();
    let entities = "<html><body><p>&#65;&#109;&#97;&#122;&#111;&#110;をお使いの方へ。お支払いができませんでした。</p><p><a href=\"https://kq3xh.example/e\">開く</a></p></body></html>\n";
    all.push(
        html("hidden-salt", AMAZON, "会員係", entities)
            .places("body")
            .note("letters as entities"),
    );
    let innocent = "<html><body><p>A<b></b>m<b></b>a<i></i>z<b></b>on.co.jp よりお知らせ。お客様の会員資格を止めました。</p><p><a href=\"https://kq3xh.example/t\">再開</a></p><div style=\"display:none\">町内会の会報です。来月の清掃は十時からです。</div></body></html>\n";
    all.push(
        html("hidden-salt", AMAZON, "会員係", innocent)
            .places("body")
            .note("empty tags inside the name, hidden harmless text"),
    );
    all
}

fn links() -> Vec<Hostile> {
    [
        (
            AMAZON,
            "https://www.amazon.co.jp/your-orders",
            "https://amazon-co-jp.example/your-orders",
            "shown host differs",
        ),
        (
            RAKUTEN,
            "www.rakuten.co.jp",
            "https://www.rakuten.co.jp@bxzcv.example/",
            "userinfo before the host",
        ),
        (
            SMBC,
            "https://www.smbc-card.com/",
            "http://203.0.113.44/vpass/",
            "an address in place of a host",
        ),
        (
            GIFT,
            "注文を取り消す",
            "https://www.amazon.co.jp.torikeshi.example/ap/signin",
            "brand's host as a subdomain",
        ),
        (
            AMAZON,
            "amazon.co.jp",
            "https://xn--amzon-3ve.example/",
            "international host",
        ),
        (
            SMBC,
            "https://www.smbc-card.com/mem/",
            "https://redirect.service.example/?u=https%3A%2F%2Fok-login.example",
            "through a redirect",
        ),
    ]
    .into_iter()
    .map(|(lure, shown, target, note)| {
        let text = format!("{}\n\n{shown}\n", lure.body);
        let root = both(&text, &page(lure.body, shown, target), Charset::Utf8);
        Hostile::made(
            "link-lies",
            lure,
            lure.name,
            "cs@service-mailer.example",
            Charset::Utf8,
            root,
        )
        .note(note)
    })
    .collect()
}

fn plain(
    technique: &'static str,
    lure: &Lure,
    name: &str,
    address: &str,
    subject: &str,
    body: &str,
) -> Hostile {
    let root = Part::text("plain", body, Charset::Utf8, Transfer::Base64);
    let mut hostile = Hostile::made(technique, lure, name, address, Charset::Utf8, root);
    subject.clone_into(&mut hostile.subject);
    hostile
}

fn elsewhere() -> Vec<Hostile> {
    let mut all = vec![
        plain("brand-in-body-only", AMAZON, "会員サービス", "info@tuyhj-info.example", "【至急】ご登録情報の更新", "平素よりアマゾンジャパンをご利用いただきありがとうございます。\n会員情報の更新をお願いいたします。\nhttps://tuyhj-info.example/a\n\nアマゾンジャパン合同会社").places("body"),
        plain("brand-in-body-only", SMBC, "カード事務局", "info@bxzcv.example", "カードのご利用確認", "三井住友カード株式会社です。\n下のページでカード番号をお確かめください。\nhttps://bxzcv.example/v").places("body"),
        plain("brand-in-body-only", RAKUTEN, "", "kaiin@news-7431.example", "ポイント失効のご連絡", "いつも楽天市場をご利用いただきありがとうございます。\n5,000ポイントが今夜失効します。\nhttps://news-7431.example/p").places("body"),
        plain("brand-in-subject-only", AMAZON, "通知", "a@cn-trade88.example", "Amazonプライムの自動更新を止めました", "詳しくはこちら。\nhttps://cn-trade88.example/q").places("subject"),
        plain("brand-in-subject-only", &LURES[4], "通知", "a@cn-trade88.example", "【JCB】カードのお取引を止めました", "詳しくはこちら。\nhttps://cn-trade88.example/j").places("subject"),
        plain("two-brands", SMBC, "三井住友カード", "no-reply@accounts.nintendo.com", "【三井住友カード】お取引の確認", "三井住友カードをお使いの方へ。お取引を確かめてください。\nhttps://ok-login.example/n").places("name,subject,body").note("claimed brand A, From domain of brand B"),
        plain("two-brands", &LURES[12], "SAISON CARD", "info@kq3xh.example", "えきねっと ご登録の確認", "えきねっとの会員資格が切れました。\nhttps://kq3xh.example/x").places("name,subject,body").note("name of one brand, text of another"),
        plain("two-brands", AMAZON, "楽天カード", "amazon@service-mailer.example", "Amazonのお支払いについて", "Amazonのお支払いに楽天カードが使えませんでした。\nhttps://service-mailer.example/z").places("name,address,subject,body"),
        plain("two-brands", &LURES[14], "国税庁", "admin@ml.etc-meisai.jp", "納税の確認", "国税庁です。税務署からの大事な通知です。\nhttps://bxzcv.example/tax").places("name,body").note("claimed brand A, From domain of brand B"),
        plain("short-message", &LURES[9], "", "sms@sms-gate.example", "", "【ヤマト運輸】お荷物を持ち帰りました。ご確認ください https://yamato-saihaitatsu.example/k").places("body"),
        plain("short-message", AMAZON, "", "sms@sms-gate.example", "", "Amazon: アカウントに異常があります 至急 https://amzn-jp.example/s").places("body"),
        plain("short-message", &LURES[14], "", "sms@sms-gate.example", "", "国税庁より未払い税金のお知らせ https://nta-go-jp.example/").places("body"),
        plain("short-message", &LURES[11], "", "sms@sms-gate.example", "", "PayPay残高を停止しました。電話 050-0000-0000").places("body").note("a number in place of a link"),
    ];
    let text = Part::text(
        "plain",
        "請求書を添付しました。ファイルを開いてください。",
        Charset::Utf8,
        Transfer::Base64,
    );
    let file = Part::file(
        "application/pdf",
        "Amazon.co.jp_invoice_250-0000000-0000000.pdf",
        b"%PDF-1.4\n% made up, empty\n%%EOF\n",
        None,
    );
    let root = Part::multipart("mixed", "", "=_kit_mixed", &[text, file]);
    let mut attached = Hostile::made(
        "brand-in-attachment",
        AMAZON,
        "経理",
        "keiri@hiroba-mail.example",
        Charset::Utf8,
        root,
    )
    .places("attachment");
    attached.subject = "請求書".to_owned();
    all.push(attached);
    let markup = "<html><body><p>楽天カード会員様</p><img src=\"cid:card@kit.example\" alt=\"楽天カード\"><p><a href=\"https://news-7431.example/c\">確かめる</a></p></body></html>\n";
    let parts = [
        Part::text("html", markup, Charset::Utf8, Transfer::Base64),
        Part::file(
            "image/png",
            "rakuten-card.png",
            &DOT,
            Some("card@kit.example"),
        ),
    ];
    let root = Part::multipart("related", "; type=\"text/html\"", "=_kit_related", &parts);
    all.push(
        Hostile::made(
            "inline-picture",
            &LURES[5],
            "楽天カード",
            "info@news-7431.example",
            Charset::Utf8,
            root,
        )
        .places("name,body,image"),
    );
    all
}

fn english() -> Vec<Hostile> {
    [
        (GIFT, "Amazon.co.jp", "auto-confirm@amazon.co.jp", "Your order of Amazon Gift Card 30,000 JPY", "Thank you for shopping with Amazon.\nIf this was not you, cancel within 2 hours:\nhttps://cancel-order.example/x"),
        (AMAZON, "Amazon Prime", "billing@prime-renew.example", "Your membership is on hold", "Dear Amazon customer,\nour billing team could not renew Prime. Call 050-0000-0000."),
        (&LURES[8], "Apple Support", "id@apple-id-lock.example", "Your Apple Account has been locked", "Dear customer, unlock your Apple Account here:\nhttps://apple-id-lock.example/u"),
        (&LURES[15], "Microsoft account team", "security@ms-alerts.example", "Unusual sign-in activity", "Microsoft detected a sign-in from a new place.\nhttps://ms-alerts.example/r"),
        (RAKUTEN, "Rakuten", "points@rakuten-bonus.example", "Claim your Rakuten points", "Rakuten thanks you. 10,000 points expire tonight.\nhttps://rakuten-bonus.example/c"),
        (GIFT, "gc-orders", "gc-orders@gc.email.amazon.co.jp", "You have received an Amazon Gift Card", "Open to receive your 50,000 JPY Amazon Gift Card:\nhttps://gift-receive.example/o"),
    ]
    .into_iter()
    .map(|(lure, name, address, subject, body)| plain("english", lure, name, address, subject, body).places("name,subject,body"))
    .collect()
}
