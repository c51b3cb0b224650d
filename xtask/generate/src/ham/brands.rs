//! Shops, platforms and makers writing about their own business.

use super::senders::{AMAZON, bare, own, through, unsigned};
use super::{Case, Kind};
use crate::draft::{Draft, Shape};
use crate::mime::Charset;
use crate::page::{Block, button, link, marked, rows, small, text, title};
use crate::people::{commas, goods, order, person, price};
use crate::route::{Sending, Signing};

pub(super) const KINDS: &[Kind] = &[
    amazon_ordered,
    rakuten_order,
    amazon_shipped,
    yodobashi_order,
    apple_receipt,
    amazon_delivered,
    mercari_bought,
    google_alert,
    amazon_ordered_old,
    microsoft_invoice,
    netflix_notice,
    amazon_signin,
    yahoo_order,
    amazon_digital,
    rakuten_pay,
    amazon_news,
    paypal_receipt,
    nintendo_receipt,
    amazon_gift,
    steam_receipt,
    bic_order,
    google_play,
    amazon_marketplace,
    yodobashi_paid,
    rakuten_news,
    amazon_pay,
    auction_relay,
    line_stub,
    spotify_receipt,
    amazon_password,
    amazon_english,
];

fn family(case: &Case<'_>) -> String {
    case.to.name.split(' ').next().unwrap_or("").to_owned()
}

fn amazon(kind: &'static str, local: &str) -> Draft {
    Draft::new(
        kind,
        "Amazon.co.jp",
        &format!("{local}@amazon.co.jp"),
        AMAZON,
    )
    .claims("amazon")
    .field("X-AMAZON-MAIL-RELAY-TYPE", "notification")
}

fn amazon_foot() -> Vec<Block> {
    vec![
        Block::Rule,
        small(
            "このEメールは配信専用です。ご返信いただいてもお答えできません。\n© 2026 Amazon.com, Inc. or its affiliates.",
        ),
    ]
}

fn amazon_ordered(case: &mut Case<'_>) -> Draft {
    let number = order(case.random);
    let count = case.random.between(1, 3);
    let mut total = 0;
    let mut lines = String::new();
    let mut first = "";
    for _ in 0..count {
        let (item, cost) = (goods(case.random), price(case.random));
        first = item;
        total += cost;
        lines.push_str(&format!("* {item}\n  数量: 1\n  {cost} JPY\n\n"));
    }
    let cut: String = first.chars().take(14).collect();
    let url = format!("https://www.amazon.co.jp/your-orders/order-details?orderID={number}");
    let mut blocks = vec![
        text(format!("{}様、ご注文ありがとうございます。", case.to.name)),
        title("注文済み"),
        text(format!("注文番号\n\u{2068}{number}\u{2069}")),
        button("注文内容の表示と変更", url),
        text(lines),
        text(format!("合計\n{total} JPY")),
    ];
    blocks.extend(amazon_foot());
    amazon("amazon-ordered", "auto-confirm")
        .subject(format!("注文済み: 「{cut}...」"))
        .blocks(blocks)
}

fn amazon_ordered_old(case: &mut Case<'_>) -> Draft {
    let number = order(case.random);
    let (item, cost) = (goods(case.random), price(case.random));
    let rule = "=".repeat(60);
    let body = format!(
        "Amazon.co.jp ご注文の確認\n\n注文番号： {number}\n{rule}\n{} 様\n\n領収書/購入明細書\n注文番号： {number}\n注文日： {}\n\n               {item}\n               ￥ {}\n\n商品の小計： ￥ {}\n配送料・手数料： ￥ 0\n注文合計： ￥ {}\n{rule}",
        case.to.name,
        case.when.slashed(),
        commas(cost),
        commas(cost),
        commas(cost)
    );
    amazon("amazon-ordered-old", "auto-confirm")
        .subject(format!(
            "Amazon.co.jpでのご注文: {}",
            item.chars().take(10).collect::<String>()
        ))
        .blocks(vec![
            text(body),
            link("https://www.amazon.co.jp/gp/css/your-orders-access"),
        ])
        .shape(Shape::Text)
}

fn amazon_shipped(case: &mut Case<'_>) -> Draft {
    let number = order(case.random);
    let (item, cost) = (goods(case.random), price(case.random));
    let day = case.when.short_in(1);
    let mut blocks = vec![
        title("発送済み"),
        text(format!("{day}にお届け予定です。")),
        text(format!("注文番号\n{number}")),
        Block::Picture(
            item.to_owned(),
            "https://www.amazon.co.jp/dp/B0MADEUP01".to_owned(),
        ),
        text(format!("* {item}\n  数量: 1\n  {cost} JPY")),
        button(
            "配送状況を確認",
            format!(
                "https://www.amazon.co.jp/progress-tracker/package?orderId={number}&shipmentId=X{}",
                case.random.token(8)
            ),
        ),
        text(format!("合計 {cost} JPY")),
    ];
    blocks.extend(amazon_foot());
    amazon("amazon-shipped", "shipment-tracking")
        .subject(format!("発送済み: {item}"))
        .blocks(blocks)
}

fn amazon_delivered(case: &mut Case<'_>) -> Draft {
    let number = order(case.random);
    let place = case.pick(&["玄関", "宅配ボックス", "郵便受け", "車庫"]);
    let mut blocks = vec![
        text(format!("お荷物を{place}にお届けしました。")),
        text(format!("注文番号 {number}")),
        button(
            "商品の状態を知らせる",
            "https://www.amazon.co.jp/your-orders/",
        ),
    ];
    blocks.extend(amazon_foot());
    let count = case.random.between(2, 4);
    amazon("amazon-delivered", "order-update")
        .subject(format!(
            "配達済み:{count}点の商品 | 注文番号 \u{200e}{number}"
        ))
        .blocks(blocks)
}

fn amazon_digital(case: &mut Case<'_>) -> Draft {
    let cost = case.random.between(3, 30) * 100;
    let number = format!("D01-{}-{}", case.random.digits(7), case.random.digits(7));
    let number = number.as_str();
    let date = case.when.japanese();
    amazon("amazon-digital", "digital-no-reply")
        .subject("Amazon.co.jpでのご注文: 星をかぞえる夜 上巻")
        .blocks(vec![
            text(format!(
                "{} 様\nお買い上げの電子書籍は端末でお読みいただけます。",
                case.to.name
            )),
            rows(&[("注文番号", number), ("注文日", &date)]),
            text("星をかぞえる夜 上巻\n販売者：Amazon Services International LLC"),
            text(format!(
                "商品の小計:  ￥ {cost}\nAmazonポイント： -￥ 0\n総計:  ￥ {cost}"
            )),
        ])
}

fn amazon_signin(case: &mut Case<'_>) -> Draft {
    let body = format!(
        "{},\n\n誰かがアカウントにサインインしました。\n\n日時: {}\nデバイス: Google Chrome Windows (デスクトップ)\n付近: Tokyo, Japan\n\nこれがお客様ご自身による操作だった場合、このメッセージは無視してください。",
        case.to.name,
        case.when.english()
    );
    amazon("amazon-signin", "account-update")
        .subject("amazon.co.jp: アクションが必要です: サインイン")
        .blocks(vec![
            text(body),
            link(format!(
                "https://www.amazon.co.jp/a/c/r/{}",
                case.random.token(24)
            )),
        ])
}

fn amazon_password(case: &mut Case<'_>) -> Draft {
    let body = format!(
        "{},\n\n日時: {}\nデバイス: Safari iPhone\n付近: Osaka, Japan\n\nこれがお客様でしたら、確認コードは次のとおりです: {}",
        case.to.name,
        case.when.english(),
        case.random.digits(6)
    );
    amazon("amazon-password", "account-update")
        .subject("amazon.co.jp:パスワード回復")
        .blocks(vec![text(body)])
}

fn amazon_gift(case: &mut Case<'_>) -> Draft {
    let giver = person(case.random).name;
    let amount = commas(case.random.between(1, 10) * 1000);
    let html = "<div class=\"claimCodeBox\">ギフトカード番号: TEST-MADEUP-CODE</div>".to_owned();
    Draft::new(
        "amazon-gift",
        "Amazon.co.jp",
        "gc-orders@gc.email.amazon.co.jp",
        AMAZON,
    )
    .claims("amazon")
    .subject(format!("{giver}さんからAmazonギフトカードが届きました"))
    .blocks(vec![
        text(format!(
            "{giver}さんより\n「いつもありがとう。好きなものを選んでね」"
        )),
        title(format!("￥{amount}")),
        Block::Raw {
            text: "ギフトカード番号: TEST-MADEUP-CODE".to_owned(),
            html,
        },
        button("アカウントに登録する", "https://www.amazon.co.jp/gc/redeem"),
        text("有効期限: 2036年11月"),
    ])
    .note("the code is made up")
}

fn amazon_news(case: &mut Case<'_>) -> Draft {
    let subject = case.pick(&[
        "おすすめの新着: 冬の台所道具",
        "秋の読書フェア 対象の本が最大30%ポイント還元",
        "ほしい物リストの商品が値下がりしました",
    ]);
    let first = goods(case.random);
    let second = goods(case.random);
    amazon("amazon-news", "store-news")
        .subject(subject)
        .preheader("閲覧履歴にもとづくおすすめです")
        .blocks(vec![
            Block::Picture(
                "冬のおすすめ".to_owned(),
                "https://www.amazon.co.jp/b?node=2127209051".to_owned(),
            ),
            text(format!("{first}\n{second}")),
            button("一覧を見る", "https://www.amazon.co.jp/gp/yourstore"),
            small("配信の停止は「Eメールの配信設定」からお手続きください。"),
        ])
        .bulk()
}

fn amazon_english(case: &mut Case<'_>) -> Draft {
    let number = order(case.random);
    amazon("amazon-english", "auto-confirm")
        .subject("Ordered: \"Stoneware teapot, 450 ml...\"")
        .blocks(vec![
            text(format!(
                "Thanks for your order, {}.",
                case.to.address.split('.').next().unwrap_or("")
            )),
            text(format!("Order #\n{number}")),
            text("* Stoneware teapot, 450 ml, grey\n  Quantity: 1\n  2480 JPY"),
            text("Total 2480 JPY"),
            button(
                "View or edit order",
                format!("https://www.amazon.co.jp/your-orders/order-details?orderID={number}"),
            ),
        ])
        .note("account set to English")
}

fn amazon_pay(case: &mut Case<'_>) -> Draft {
    let sending = Sending {
        signs_as: "amazon.com",
        bounce: crate::route::Bounce::Own("bounces.amazon.com"),
        ..AMAZON
    };
    let amount = commas(price(case.random));
    Draft::new("amazon-pay", "Amazon Pay", "no-reply@amazon.com", sending)
        .claims("amazon")
        .subject("Amazon Pay ご請求のお知らせ: 山の茶園")
        .blocks(vec![
            text(format!(
                "{}様、Amazon Payをお使いいただきありがとうございます。",
                case.to.name
            )),
            text(format!(
                "販売事業者お問い合わせ先 山の茶園\nご請求金額 {amount}\n注文番号 P03-{}-{}",
                case.random.digits(7),
                case.random.digits(7)
            )),
            link("https://pay.amazon.co.jp/"),
        ])
}

fn amazon_marketplace(case: &mut Case<'_>) -> Draft {
    let number = order(case.random);
    let seller = case.pick(&["みどり商会", "ブックス海岸通り", "家電のサトウ倉庫"]);
    let local = format!(
        "{}+A{}",
        case.random.token(14).to_lowercase(),
        case.random.token(12).to_uppercase()
    );
    Draft::new("amazon-marketplace", &format!("{seller} - Amazonマーケットプレイス"), &format!("{local}@marketplace.amazon.co.jp"), AMAZON)
        .claims("amazon")
        .subject(format!("注文番号 {number} についてのご連絡"))
        .blocks(vec![
            text(format!("{} 様\n\nご注文の品の在庫を確かめましたところ、外箱に小さなへこみがございました。\nこのままお送りしてよいか、ご返信でお知らせください。\n\n{seller}", case.to.name)),
            Block::Rule,
            small("このメッセージは出品者が書いたものを、購入者と出品者の間で取り次いでいます。"),
        ])
        .note("relay: the seller's words, Amazon's sender")
}

const RAKUTEN: Sending = own("rakuten.co.jp", "quarantine");

fn rakuten_order(case: &mut Case<'_>) -> Draft {
    let cost = price(case.random);
    let shop = case.pick(&[
        "はなまる製菓 楽天市場店",
        "そよかぜ寝具 楽天市場店",
        "ペットの森",
    ]);
    let number = format!(
        "{}-20261115-{}",
        case.random.digits(6),
        case.random.digits(10)
    );
    let item = goods(case.random);
    let body = format!(
        "{} 様\n\nお買い物の内容をお送りします。\n\n[受注番号] {number}\n[日時] 2026-11-15 {}:08\n[ショップ名] {shop}\n[商品]\n{item}\n価格 {}(円) x 1(個) = {}(円)\n支払い金額 {}",
        case.to.name,
        case.when.hour_minute(),
        commas(cost),
        commas(cost),
        commas(cost)
    );
    Draft::new("rakuten-order", "楽天市場", "order@rakuten.co.jp", RAKUTEN)
        .claims("rakuten")
        .subject("【楽天市場】注文内容ご確認（自動配信メール）")
        .blocks(vec![text(body), link("https://order.my.rakuten.co.jp/")])
}

fn rakuten_news(case: &mut Case<'_>) -> Draft {
    let subject = case.pick(&[
        "【楽天市場】今夜20時から お買い物マラソン",
        "あと2日 ポイントアップの対象ショップ",
        "今週のランキング 1位は毛布でした",
    ]);
    let sending = Sending {
        click: "r10.to",
        ..through("rakuten.co.jp", 4, "quarantine")
    };
    Draft::new(
        "rakuten-news",
        "楽天市場ニュース",
        "info@emagazine.rakuten.co.jp",
        sending,
    )
    .claims("rakuten")
    .subject(subject)
    .preheader("エントリーをお忘れなく")
    .blocks(vec![
        Block::Picture(
            "お買い物マラソン".to_owned(),
            "https://event.rakuten.co.jp/".to_owned(),
        ),
        button("エントリーする", "https://event.rakuten.co.jp/campaign/"),
        small("配信停止はこちら https://emagazine.rakuten.co.jp/"),
    ])
    .bulk()
}

fn rakuten_pay(case: &mut Case<'_>) -> Draft {
    let cost = commas(price(case.random));
    let date = format!("{} {}", case.when.slashed(), case.when.hour_minute());
    Draft::new(
        "rakuten-pay",
        "楽天ペイ",
        "no-reply@pay.rakuten.co.jp",
        own("pay.rakuten.co.jp", "reject"),
    )
    .claims("rakuten-pay")
    .subject("楽天ペイお支払い完了のお知らせ【楽天ペイアプリ】")
    .blocks(vec![
        text("お支払いが終わりましたのでお知らせします。"),
        marked(
            "▼",
            "\n",
            &[
                ("ご利用店舗", "キタグチスーパー"),
                ("ご利用日時", &date),
                ("決済総額", &format!("¥{cost}")),
            ],
        ),
    ])
}

fn yodobashi_order(case: &mut Case<'_>) -> Draft {
    let is_aligned = case.random.chance(50);
    let sending = if is_aligned {
        unsigned("yodobashi.com")
    } else {
        bare("yodobashi.com", 6)
    };
    let (item, cost) = (goods(case.random), commas(price(case.random)));
    Draft::new("yodobashi-order", "ヨドバシ・ドット・コム", "thanks_gochuumon@yodobashi.com", sending)
        .claims("yodobashi")
        .subject("ヨドバシ・ドット・コム：ご注文ありがとうございます")
        .blocks(vec![text(format!(
            "{} 様\n\nご注文を承りました。\n\n・ご注文日 {}\n【ご注文商品】\n・「{item}」\n　　合計 1 点 {cost} 円\n【ご注文金額】今回のお買い物合計金額 {cost} 円\n\nhttps://order.yodobashi.com/yc/mypage/index.html",
            case.to.name, case.when.japanese()
        ))])
        .shape(Shape::Text)
        .note(if is_aligned { "unsigned genuine form; SPF aligned" } else { "unsigned genuine form; nothing aligned" })
}

fn yodobashi_paid(case: &mut Case<'_>) -> Draft {
    let (item, cost) = (goods(case.random), commas(price(case.random)));
    Draft::new("yodobashi-paid", "ヨドバシ・ドット・コム", "thanks_gonyuukin@yodobashi.com", bare("yodobashi.com", 6))
        .claims("yodobashi")
        .subject("ヨドバシ・ドット・コム：クレジットカード決済のご利用確認が完了いたしました")
        .blocks(vec![text(format!(
            "{} 様\n\nお支払いの確認が済みました。\n・ご注文日 {}\n【ご注文商品】\n・「{item}」\n　　合計 1 点 {cost} 円\n【ご注文金額】今回のお買い物合計金額 {cost} 円",
            case.to.name, case.when.japanese()
        ))])
        .shape(Shape::Text)
        .charset(Charset::Iso2022Jp)
.note("unsigned genuine form; nothing aligned")
}

fn bic_order(case: &mut Case<'_>) -> Draft {
    let (item, cost) = (goods(case.random), commas(price(case.random)));
    Draft::new(
        "biccamera-order",
        "ビックカメラ.com",
        "support@cc.biccamera.com",
        own("cc.biccamera.com", ""),
    )
    .claims("biccamera")
    .subject("ご注文ありがとうございます")
    .blocks(vec![
        text(format!("{} 様", case.to.name)),
        rows(&[("ご注文商品", item), ("数量", "1")]),
        marked("■", "：", &[("お支払い金額", &format!("{cost}円"))]),
    ])
}

fn mercari_bought(case: &mut Case<'_>) -> Draft {
    let cost = commas(case.random.between(3, 90) * 100);
    let item = case.pick(&[
        "未使用 マフラー 灰",
        "文庫本 12冊まとめて",
        "Nintendo Switch ドックのみ",
        "Amazon Fire TV Stick リモコン",
    ]);
    let (subject, lead) = if case.random.chance(50) {
        (
            "【メルカリ】ご購入ありがとうございます",
            "取引が始まりました。発送までお待ちください。",
        )
    } else {
        (
            "【メルカリ】購入した商品が発送されました",
            "出品者が品物を送りました。届いたら受取評価をお願いします。",
        )
    };
    let id = format!("m{}", case.random.digits(11));
    Draft::new(
        "mercari-bought",
        "メルカリ",
        "no-reply@mercari.jp",
        through("mercari.jp", 4, "reject"),
    )
    .claims("mercari")
    .subject(subject)
    .blocks(vec![
        text(format!("{}さん\n{lead}", family(case))),
        text(format!(
            "商品ID : {id}\n商品名 : {item}\n商品代金 : ￥{cost}"
        )),
        link(format!("https://jp.mercari.com/transaction/{id}")),
    ])
}

fn yahoo_order(case: &mut Case<'_>) -> Draft {
    let cost = commas(price(case.random));
    let number = format!("suzuran-bungu-{}", case.random.digits(8));
    Draft::new(
        "yahoo-order",
        "Yahoo!ショッピング",
        "shopping-order-master@mail.yahoo.co.jp",
        own("mail.yahoo.co.jp", "quarantine"),
    )
    .claims("yahoo-japan")
    .subject("【Yahoo!ショッピング】ご注文の確認")
    .blocks(vec![
        rows(&[("注文ID", &number), ("ストア名", "文具のすずらん")]),
        text(format!(
            "（1）{}\n合計金額：{cost}円\n注文日時：{} 10時05分11秒",
            goods(case.random),
            case.when.japanese()
        )),
    ])
}

fn auction_relay(case: &mut Case<'_>) -> Draft {
    Draft::new("auction-relay", "Yahoo!オークション", "auction-master@mail.yahoo.co.jp", own("mail.yahoo.co.jp", "quarantine"))
        .claims("yahoo-japan")
        .subject(format!("発送連絡：{}", case.pick(&["古い腕時計 ジャンク", "Apple Pencil 中古", "鉄道模型 3両"])))
        .blocks(vec![text(format!(
            "オークションID：x{}\n合計落札価格：{}円\n\n出品者からの伝言：本日ヤマト運輸で送りました。お問い合わせ番号 {}",
            case.random.digits(10), commas(price(case.random)), case.random.digits(12)
        ))])
        .note("relay: the seller's words name a carrier")
}

fn apple_receipt(case: &mut Case<'_>) -> Draft {
    let cost = case.pick(&["¥160", "¥450", "¥1,300"]);
    Draft::new(
        "apple-receipt",
        "Apple",
        "no_reply@email.apple.com",
        own("email.apple.com", "quarantine"),
    )
    .claims("apple")
    .subject("Apple からの領収書です。")
    .blocks(vec![
        title("領収書"),
        rows(&[
            ("APPLE ACCOUNT", &case.to.address),
            ("日付", &case.when.japanese()),
            (
                "ご注文番号",
                &format!("M{}", case.random.token(9).to_uppercase()),
            ),
        ]),
        text(format!("iCloud+（200GBのストレージ） 月額 {cost}")),
        link("https://reportaproblem.apple.com/"),
    ])
}

fn google_alert(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "google-alert",
        "Google",
        "no-reply@accounts.google.com",
        own("accounts.google.com", "reject"),
    )
    .claims("google")
    .subject("セキュリティ通知")
    .blocks(vec![
        text(format!("{} で新しいログインがありました", case.to.address)),
        text("お心当たりがあれば、何もしていただく必要はありません。"),
        button(
            "アクティビティを確認",
            "https://myaccount.google.com/notifications",
        ),
    ])
}

fn google_play(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "google-play",
        "Google Play",
        "googleplay-noreply@google.com",
        own("google.com", "reject"),
    )
    .claims("google")
    .subject(format!(
        "Google Play のご注文の領収書（注文番号 GPA.{}-{}）",
        case.random.digits(4),
        case.random.digits(4)
    ))
    .blocks(vec![
        text("Google Play で天気アプリ工房からの定期購入が完了しました。"),
        text(format!(
            "アイテム 価格\n雨雲レーダー 月額 ￥240\n合計: ￥240\n注文日: {} 07:12:40 JST",
            case.when.slashed()
        )),
    ])
}

fn microsoft_invoice(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "microsoft-invoice",
        "Microsoft",
        "microsoft-noreply@microsoft.com",
        own("microsoft.com", "reject"),
    )
    .claims("microsoft")
    .subject("Microsoft 365 Personal の請求書")
    .blocks(vec![
        text("今月分のお支払いが済みました。"),
        text(format!("請求日: {}\n金額: ¥2,130", case.when.japanese())),
        button(
            "注文履歴を見る",
            "https://account.microsoft.com/billing/orders/",
        ),
    ])
}

fn netflix_notice(case: &mut Case<'_>) -> Draft {
    let subject = case.pick(&[
        "新しいデバイスからのサインイン",
        "来月からの料金のお知らせ",
        "今週の新着作品",
    ]);
    Draft::new(
        "netflix-notice",
        "Netflix",
        "info@account.netflix.com",
        through("account.netflix.com", 0, "reject"),
    )
    .claims("netflix")
    .subject(subject)
    .blocks(vec![
        text(format!("{}さん、こんにちは。", family(case))),
        button("アカウントを開く", "https://www.netflix.com/account"),
    ])
}

fn nintendo_receipt(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "nintendo-receipt",
        "Nintendo",
        "no-reply@accounts.nintendo.com",
        own("accounts.nintendo.com", "reject"),
    )
    .claims("nintendo")
    .subject("[ご利用明細] 商品のご購入")
    .blocks(vec![text(format!(
        "○ご購入商品:\nどうぶつ農園 追加パック\nお支払い合計金額:\n2,500円\n○ご購入日時:\n{} {}:00",
        case.when.slashed(),
        case.when.hour_minute()
    ))])
}

fn steam_receipt(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "steam-receipt",
        "Steam Support",
        "noreply@steampowered.com",
        own("steampowered.com", "quarantine"),
    )
    .claims("steam")
    .subject("Steam でのご購入、ありがとうございます！")
    .blocks(vec![rows(&[
        ("発行日", &case.when.japanese()),
        ("商品", "Lighthouse Keeper"),
        ("合計", "¥ 1,480"),
    ])])
}

fn paypal_receipt(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "paypal-receipt",
        "service-jp@paypal.com",
        "service-jp@paypal.com",
        own("paypal.com", "reject"),
    )
    .claims("paypal")
    .subject("こもれび珈琲様への支払いの領収書")
    .blocks(vec![
        text(format!(
            "{} 様\nこもれび珈琲への¥3,240 JPYのお支払いが実行されました",
            case.to.name
        )),
        rows(&[("取引日", &case.when.japanese()), ("合計", "¥3,240 JPY")]),
    ])
}

fn spotify_receipt(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "spotify-receipt",
        "Spotify",
        "no-reply@spotify.com",
        Sending {
            signing: Signing::OwnAndService,
            ..through("spotify.com", 4, "reject")
        },
    )
    .claims("spotify")
    .subject("Spotify Premiumのご請求内容")
    .blocks(vec![
        text("今月分 ¥980 を頂戴しました。"),
        rows(&[("お支払い日", &case.when.japanese())]),
    ])
}

fn line_stub(case: &mut Case<'_>) -> Draft {
    Draft::new("line-salon", "美容室こはる（LINE公式アカウント予約）", "yoyaku@salon-koharu.example", super::senders::ordinary("salon-koharu.example"))
        .about("line")
        .subject("LINEで承ったご予約の確認")
        .blocks(vec![text(format!(
            "{} 様\nLINE公式アカウントからのご予約をありがとうございます。\n日時：{} 14:00\n担当：おおつか\n変更はLINEのトーク画面からお願いします。",
            case.to.name, case.when.short_in(4)
        ))])
}
