//! The made-up household's mailbox that `mioboe demo` goes through.

use anyhow::Result;

use crate::Files;
use crate::attacks::{Hostile, LURES, both, page, send as let_forger_send};
use crate::clock::Moment;
use crate::dkim::Keys;
use crate::draft::{Draft, Shape};
use crate::mime::Charset;
use crate::page::{Block, button, small, text, title};
use crate::people::Person;
use crate::post::{Fate, Post};
use crate::random::Random;
use crate::route::{Bounce, Sending, Signing};
use crate::zone::Zone;

const AMAZON: Sending = Sending {
    signs_as: "amazon.co.jp",
    service: Some(0),
    signing: Signing::OwnAndService,
    bounce: Bounce::Own("bounces.amazon.co.jp"),
    policy: "quarantine",
    click: "",
};

const README: &str = "\
# The demo's mailbox

A made-up household: 田中 花子 at example.com, whose mail arrives at mx.mailbox.example.
Nobody in these mails exists, no order was placed, and no code in them is a gift code.
Real brands' names and domains stand in them because telling who claims to be whom is what the program is for; none of these mails was sent by those brands.

The signatures were made with the test keys in `xtask/generate/keys`, and `dns.json` holds made-up answers that publish those keys beside made-up SPF and DMARC records.
They say nothing about the real records of the domains named.
Hostile hosts lie under the reserved name `.example` and clients in the documentation networks of RFC 5737, so nothing here leads anywhere.

| file | what it is |
|---|---|
| `01-order.eml` | an order at Amazon.co.jp, signed with the test key for amazon.co.jp |
| `02-forged-order.eml` | a forged confirmation of a ¥30,000 gift card: the exact address in From, no signature, SPF fails, the policy is quarantine |
| `03-lookalike.eml` | \"Amazon.co.jp\" in the name, amazon-co-jp.example behind it, authenticated as itself |
| `04-gift.eml` | a gift card from a friend, signed; the code is `DEMO-MADEUP-CODE` |
| `05-foreign-content.eml` | a file shared through Google Drive: truly signed for google.com, with a stranger's text |
| `06-newsletter.eml` | a newsletter about Amazon that does not claim to be from it |
| `07-card-use.eml` | a card-use notice without a signature, which nothing contradicts |

Written by `cargo run --ignore-rust-version -p generate -- demo --out fixtures/demo`; a test of that package says when these files no longer match it.
The lines of the mails end in CRLF, as they travelled; `.gitattributes` keeps them so.
";

fn genuine() -> Vec<(&'static str, Draft)> {
    let order = "https://www.amazon.co.jp/your-orders/order-details?orderID=249-0310573-4418026";
    let code = "<div class=\"claimCodeBox\" style=\"border:1px solid #999;padding:8px\">ギフトカード番号: DEMO-MADEUP-CODE</div>";
    let epos = Sending {
        signs_as: "01epos.jp",
        service: None,
        signing: Signing::Nobody,
        bounce: Bounce::Silent("01epos.jp"),
        policy: "",
        click: "",
    };
    let google = Sending {
        signs_as: "google.com",
        service: None,
        signing: Signing::Own,
        bounce: Bounce::Own("doclist.bounces.google.com"),
        policy: "reject",
        click: "",
    };
    let newsletter = Sending {
        signs_as: "denshi-dayori.example",
        service: Some(1),
        signing: Signing::OwnAndService,
        bounce: Bounce::Service,
        policy: "none",
        click: "",
    };
    vec![
        (
            "01-order.eml",
            Draft::new("order", "Amazon.co.jp", "auto-confirm@amazon.co.jp", AMAZON)
                .subject("注文済み: 「猫用ドライフード 室内猫...」")
                .field("X-AMAZON-MAIL-RELAY-TYPE", "notification")
                .blocks(vec![
                    text("田中 花子様、ご注文ありがとうございます。"),
                    title("注文済み"),
                    text("注文番号\n\u{2068}249-0310573-4418026\u{2069}"),
                    button("注文内容の表示と変更", order),
                    text("* 猫用ドライフード 室内猫 2kg\n  数量: 1\n  1980 JPY"),
                    text("合計\n1980 JPY"),
                    small("このEメールは配信専用です。"),
                ]),
        ),
        (
            "04-gift.eml",
            Draft::new("gift", "Amazon.co.jp", "gc-orders@gc.email.amazon.co.jp", AMAZON)
                .subject("佐々木 千尋さんからAmazonギフトカードが届きました")
                .blocks(vec![
                    text("佐々木 千尋さんより\n「引っ越しを手伝ってくれてありがとう」"),
                    title("￥3,000"),
                    Block::Raw { text: "ギフトカード番号: DEMO-MADEUP-CODE".to_owned(), html: code.to_owned() },
                    button("アカウントに登録する", "https://www.amazon.co.jp/gc/redeem"),
                    text("有効期限: 2036年11月"),
                ]),
        ),
        (
            "05-foreign-content.eml",
            Draft::new("share", "返金係 (Google ドライブ経由)", "drive-shares-dm-noreply@google.com", google)
                .reply_to("henkin-madoguchi@kq3xh.example")
                .subject("アイテムが共有されました:「Amazon 返金手続き 49,800円」")
                .blocks(vec![
                    text("返金係 (henkin-madoguchi@kq3xh.example) さんがアイテムを共有しました。"),
                    text("アマゾンでのお買い物 49,800円の返金があります。本日中に 050-0000-0000 へお電話のうえ、カード番号をお伝えください。"),
                    button("開く", "https://drive.google.com/file/d/0MADEUP000000000000/view"),
                    small("Google LLC, 1600 Amphitheatre Parkway, Mountain View, CA 94043, USA"),
                ]),
        ),
        (
            "06-newsletter.eml",
            Draft::new("newsletter", "電子だより", "news@denshi-dayori.example", newsletter)
                .subject("Amazon、国内の配送拠点を2か所増やすと発表")
                .preheader("翌日に届く地域が広がる見込みです")
                .blocks(vec![
                    title("Amazon、国内の配送拠点を2か所増やすと発表"),
                    text("翌日に届く地域が広がる見込みです。"),
                    button("続きを読む", "https://news.denshi-dayori.example/articles/20261118"),
                    small("電子だより編集部\n〒000-0000 架空県見本市中央1-2-3"),
                ])
                .bulk(),
        ),
        (
            "07-card-use.eml",
            Draft::new("card-use", "エポスカード", "info@01epos.jp", epos)
                .subject("エポスカードより「カードご利用のお知らせ」")
                .shape(Shape::Text)
                .blocks(vec![text(
                    "田中 花子 様\n\nご利用日時：2026/11/18 08:11\nご利用金額：1,320円\nご利用先：カフェ コモレビ",
                )]),
        ),
    ]
}

fn hostile() -> Vec<(&'static str, Hostile)> {
    let lure = &LURES[1];
    let body = "田中 花子様、ご注文ありがとうございます。\n\n注文番号\n250-7719034-2260158\n\n* Amazonギフトカード Eメールタイプ\n  数量: 1\n  30000 JPY\n\n合計\n30000 JPY\n\nこの注文に覚えがない場合は、1時間以内に取り消してください。";
    let target = "https://order-cancel.example/jp/250-7719034-2260158";
    let shown = "https://www.amazon.co.jp/your-orders";
    let plain = format!("{body}\n\n{shown}\n");
    let mut forged = Hostile::made(
        "forged-order",
        lure,
        "Amazon.co.jp",
        "auto-confirm@amazon.co.jp",
        Charset::Utf8,
        both(&plain, &page(body, shown, target), Charset::Utf8),
    );
    "注文済み: 「Amazonギフトカード Eメール...」".clone_into(&mut forged.subject);
    let mut lookalike = Hostile::new(
        "lookalike",
        &LURES[0],
        "Amazon.co.jp",
        "account@amazon-co-jp.example",
        "amazon-co-jp.example",
    )
    .signed("amazon-co-jp.example");
    "【要確認】お支払い方法の更新をお願いします".clone_into(&mut lookalike.subject);
    vec![
        ("02-forged-order.eml", forged),
        ("03-lookalike.eml", lookalike),
    ]
}

/// The demo's files: their names and contents.
pub(crate) fn files() -> Result<Files> {
    let keys = Keys::load()?;
    let mut zone = Zone::default();
    let to = Person {
        name: "田中 花子".to_owned(),
        address: "hanako.tanaka@example.com".to_owned(),
    };
    zone.text("amazon.co.jp", "v=spf1 include:spf.amazonses.com -all");
    let mut files = Vec::new();
    for (index, (name, draft)) in genuine().into_iter().enumerate() {
        let shape = if draft.shape == Shape::Text {
            Shape::Text
        } else {
            Shape::Both
        };
        let draft = draft.charset(Charset::Utf8).shape(shape);
        let mut random = Random::for_item(30_000, index);
        let when = Moment::at(2 * 86_400 + 36_000 + 20_000 * index as u64);
        let mut post = Post {
            keys: &keys,
            zone: &mut zone,
            random: &mut random,
            to: &to,
            when,
        };
        files.push((name.to_owned(), post.send(&draft, Fate::Direct)?.bytes));
    }
    for (index, (name, hostile)) in hostile().into_iter().enumerate() {
        let mut random = Random::for_item(50_000, index);
        let when = Moment::at(3 * 86_400 + 1_860 + 30_000 * index as u64);
        files.push((
            name.to_owned(),
            let_forger_send(&hostile, &keys, &mut zone, &mut random, &to, when)?,
        ));
    }
    files.push(("dns.json".to_owned(), zone.document()?.into_bytes()));
    files.push(("README.md".to_owned(), README.as_bytes().to_vec()));
    files.push((".gitattributes".to_owned(), b"*.eml -text\n".to_vec()));
    files.sort();
    Ok(files)
}
