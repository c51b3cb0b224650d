//! Other shops' orders, parcels and bills: paid with a brand's wallet, carried by a brand's vans.

use super::senders::{by_service, ordinary};
use super::{Case, Kind};
use crate::draft::Draft;
use crate::page::{Block, button, link, marked, rows, small, text};
use crate::people::{SHOPS, Shop, commas, goods, price};

pub(super) const KINDS: &[Kind] = &[
    ordered,
    shipped,
    paid_wallet,
    watch_bands,
    billing,
    review_request,
    cart_left,
    coupon,
    repair,
    subscription,
    refund,
    stock_again,
    small_maker,
    used_phones,
    prepaid_shop,
];

fn shop(case: &mut Case<'_>) -> Shop {
    SHOPS[case.random.below(SHOPS.len())]
}

fn foot(shop: Shop) -> Vec<Block> {
    vec![
        Block::Rule,
        Block::Picture(
            "Visa / Mastercard / JCB / PayPay / 楽天ペイ / Amazon Pay が使えます".to_owned(),
            format!("https://{}/guide/payment", shop.domain),
        ),
        small(format!(
            "{}（{}の店）\n〒000-0000 架空県見本市{}町4-5\nお支払い：クレジットカード（Visa、Mastercard、JCB、American Express、Diners）、PayPay、楽天ペイ、Amazon Pay、d払い、au PAY",
            shop.name, shop.trade, shop.trade
        )),
    ]
}

fn from(kind: &'static str, shop: Shop, local: &str) -> Draft {
    Draft::new(
        kind,
        shop.name,
        &format!("{local}@{}", shop.domain),
        ordinary(shop.domain),
    )
}

fn ordered(case: &mut Case<'_>) -> Draft {
    let shop = shop(case);
    let (item, cost, number) = (
        goods(case.random),
        commas(price(case.random)),
        case.random.digits(7),
    );
    let subject = [
        format!("【{}】ご注文を承りました（{number}）", shop.name),
        format!("ご注文内容の控え No.{number}"),
        format!("注文番号 {number} のご確認"),
    ][case.random.below(3)]
    .clone();
    let mut blocks = vec![
        text(format!(
            "{} 様\n\n{}をご利用いただき、ありがとうございます。",
            case.to.name, shop.name
        )),
        rows(&[
            ("注文番号", &number),
            ("商品", item),
            ("合計", &format!("{cost}円（税込）")),
            ("配送", "ヤマト運輸 宅急便"),
        ]),
        button(
            "注文の状況を見る",
            format!("https://{}/mypage/{number}", shop.domain),
        ),
    ];
    blocks.extend(foot(shop));
    from("shop-ordered", shop, "order")
        .about("yamato")
        .subject(subject)
        .blocks(blocks)
}

fn shipped(case: &mut Case<'_>) -> Draft {
    let shop = shop(case);
    let slip = case.random.digits(12);
    let (carrier, address, brand) = [
        (
            "ヤマト運輸",
            "https://toi.kuronekoyamato.co.jp/cgi-bin/tneko",
            "yamato",
        ),
        (
            "佐川急便",
            "https://k2k.sagawa-exp.co.jp/p/sagawa/web/okurijoinput.jsp",
            "sagawa",
        ),
        (
            "日本郵便 ゆうパック",
            "https://trackings.post.japanpost.jp/services/srv/search/",
            "japan-post",
        ),
    ][case.random.below(3)];
    let mut blocks = vec![
        text(format!(
            "{} 様\n\n本日、{carrier}で発送しました。",
            case.to.name
        )),
        marked(
            "■",
            "：",
            &[
                ("お問い合わせ番号", &slip),
                ("お届け予定", &case.when.short_in(2)),
            ],
        ),
        link(address),
    ];
    blocks.extend(foot(shop));
    from("shop-shipped", shop, "info")
        .about(brand)
        .subject(format!("{carrier}で商品を発送しました【{}】", shop.name))
        .blocks(blocks)
        .note("links to the carrier's own site")
}

fn paid_wallet(case: &mut Case<'_>) -> Draft {
    let shop = shop(case);
    let (wallet, brand) = [
        ("Amazon Pay", "amazon"),
        ("楽天ペイ", "rakuten-pay"),
        ("PayPay", "paypay"),
        ("d払い", "docomo"),
        ("PayPal", "paypal"),
    ][case.random.below(5)];
    let cost = commas(price(case.random));
    let mut blocks = vec![
        text(format!(
            "{} 様\n\n{wallet}でのお支払いを確認しました。品物の用意ができしだい発送します。",
            case.to.name
        )),
        rows(&[
            ("お支払い方法", wallet),
            ("お支払い額", &format!("{cost}円")),
        ]),
    ];
    blocks.extend(foot(shop));
    from("shop-paid-wallet", shop, "order")
        .about(brand)
        .subject(format!("【{}】{wallet}のお支払いを確認しました", shop.name))
        .blocks(blocks)
}

fn watch_bands(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "goods-for-brand",
        "Apple Watch バンド専門店 ベルト屋",
        "info@belt-ya.example",
        ordinary("belt-ya.example"),
    )
    .about("apple")
    .subject(case.pick(&[
        "Apple Watch 用 革バンド 入荷のお知らせ",
        "Apple Watch バンド専門店より 秋の新色",
    ]))
    .preheader("49mmにも合います")
    .blocks(vec![
        Block::Picture(
            "革バンド".to_owned(),
            "https://belt-ya.example/new".to_owned(),
        ),
        button("新色を見る", "https://belt-ya.example/new"),
        small("Apple WatchはApple Inc.の商標です。当店はApple Inc.とは別の会社です。"),
    ])
    .bulk()
    .note("brand in the display name of an independent shop")
}

fn repair(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "repair-shop",
        "任天堂Switch修理 なおし堂",
        "naoshi@naoshido.example",
        ordinary("naoshido.example"),
    )
    .about("nintendo")
    .subject(case.pick(&[
        "お預かりしたSwitchの修理見積もり",
        "Joy-Conの修理が終わりました",
    ]))
    .blocks(vec![text(format!(
        "{} 様\n\n見積もり：{}円（部品代込み）\nお返事をいただいてから作業に入ります。",
        case.to.name,
        commas(price(case.random))
    ))])
    .note("brand in the display name of an independent shop")
}

fn used_phones(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "used-phones",
        "iPhone買取のスマホ横丁",
        "kaitori@sumaho-yokocho.example",
        ordinary("sumaho-yokocho.example"),
    )
    .about("apple")
    .subject(case.pick(&[
        "iPhone 15の査定額が決まりました",
        "Google Pixel・iPhone 今週の買取表",
    ]))
    .blocks(vec![text(format!(
        "{} 様\n査定額：{}円\nご承諾の場合は3日以内にお返事ください。",
        case.to.name,
        commas(price(case.random))
    ))])
}

fn billing(case: &mut Case<'_>) -> Draft {
    let shop = shop(case);
    Draft::new(
        "billing-agent",
        "決済代行 まとめ払い",
        "billing@matomebarai.example",
        ordinary("matomebarai.example"),
    )
    .about("jcb")
    .subject(format!("{}のご利用料金のお支払いについて", shop.name))
    .blocks(vec![
        text(format!(
            "{} 様\n\n{}に代わってご請求します。",
            case.to.name, shop.name
        )),
        rows(&[
            ("請求額", &format!("{}円", commas(price(case.random)))),
            ("お支払い期限", &case.when.short_in(14)),
            ("使えるカード", "Visa、Mastercard、JCB、アメックス"),
        ]),
        button(
            "支払い方法を選ぶ",
            format!("https://pay.matomebarai.example/{}", case.random.token(16)),
        ),
    ])
    .reply_to(format!("info@{}", shop.domain))
    .note("bills on behalf of another company; Reply-To is the shop")
}

fn review_request(case: &mut Case<'_>) -> Draft {
    let shop = shop(case);
    from("review-request", shop, "shop")
        .about("rakuten")
        .subject(format!("【{}】使い心地はいかがですか？（楽天市場店のお客様へ）", shop.name))
        .blocks(vec![text(format!("{} 様\n先日は楽天市場店でのお買い物をありがとうございました。感想をお寄せください。", case.to.name)), link("https://review.rakuten.co.jp/")])
}

fn cart_left(case: &mut Case<'_>) -> Draft {
    let shop = shop(case);
    let mut blocks = vec![
        text(format!("かごに{}が入ったままです。", goods(case.random))),
        button("かごを見る", format!("https://{}/cart", shop.domain)),
    ];
    blocks.extend(foot(shop));
    from("cart-left", shop, "mag")
        .subject("お忘れ物はありませんか？ Amazon Payならすぐに買えます")
        .about("amazon")
        .blocks(blocks)
        .bulk()
}

fn coupon(case: &mut Case<'_>) -> Draft {
    let shop = shop(case);
    let mut blocks = vec![
        text("今月の割引券です。会計のときに番号を入れてください。"),
        rows(&[
            ("割引券", &case.random.token(8).to_uppercase()),
            ("期限", &case.when.short_in(14)),
        ]),
    ];
    blocks.extend(foot(shop));
    from("shop-coupon", shop, "mag")
        .subject(format!("{}から500円の割引券", shop.name))
        .blocks(blocks)
        .bulk()
}

fn subscription(case: &mut Case<'_>) -> Draft {
    let shop = shop(case);
    let mut blocks = vec![
        text(format!(
            "{} 様\n次回の定期便は{}に発送します。",
            case.to.name,
            case.when.short_in(6)
        )),
        rows(&[
            ("お支払い", "楽天カード 下4桁 0000"),
            ("金額", &format!("{}円", commas(price(case.random)))),
        ]),
    ];
    blocks.extend(foot(shop));
    from("shop-subscription", shop, "teiki")
        .about("rakuten-card")
        .subject("定期便 お支払いカードと発送日のご確認")
        .blocks(blocks)
}

fn refund(case: &mut Case<'_>) -> Draft {
    let shop = shop(case);
    from("shop-refund", shop, "support")
        .about("paypay")
        .subject("返金手続きが終わりました（PayPay残高へ）")
        .blocks(vec![text(format!(
            "{} 様\nお返しする金額：{}円\nPayPayの取引履歴でご確認ください。",
            case.to.name,
            commas(price(case.random))
        ))])
}

fn stock_again(case: &mut Case<'_>) -> Draft {
    let shop = shop(case);
    from("stock-again", shop, "info")
        .about("nintendo")
        .subject("再入荷のお知らせ：Nintendo Switch 用 収納かばん")
        .blocks(vec![
            text("お待たせしました。数に限りがあります。"),
            button("売り場へ", format!("https://{}/item/77", shop.domain)),
        ])
}

fn small_maker(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "maker-warranty",
        "家電メーカー ミナモ お客様登録",
        "touroku@minamo-kaden.example",
        by_service("minamo-kaden.example", 2),
    )
    .about("amazon")
    .subject("製品登録のお礼（Amazon.co.jpでお買い上げの品）")
    .blocks(vec![
        text(format!(
            "{} 様\n保証を1年延ばしました。お買い上げの店：Amazon.co.jp",
            case.to.name
        )),
        rows(&[("型番", "MK-210"), ("保証の終わり", "2028年11月")]),
    ])
}

fn prepaid_shop(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "gift-card-shop",
        "ギフト券売り場 たまてばこ",
        "uriba@tamatebako.example",
        ordinary("tamatebako.example"),
    )
    .about("amazon")
    .subject(case.pick(&[
        "Amazonギフト券・Apple Gift Card 本日の在庫",
        "Google Playギフト まとめ買いの受付",
    ]))
    .blocks(vec![
        text("法人向けにまとめ売りをしています。請求書払いもお選びいただけます。"),
        button("在庫表", "https://tamatebako.example/stock"),
    ])
    .bulk()
}
