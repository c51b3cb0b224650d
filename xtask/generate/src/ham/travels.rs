//! Hotels, trips, meals and memberships.

use super::senders::ordinary;
use super::{Case, Kind};
use crate::draft::Draft;
use crate::page::{Block, button, marked, small, text};
use crate::people::{commas, price};

pub(super) const KINDS: &[Kind] = &[
    hotel,
    bus,
    restaurant,
    rental_car,
    cruise,
    gym,
    furusato,
    hotel_points,
    concert_bus,
    ski,
    food_delivery,
    museum,
    airline_club,
];

fn booked(
    case: &mut Case<'_>,
    kind: &'static str,
    name: &str,
    address: &'static str,
    subject: &str,
    what: &str,
    brand: &str,
    payment: &str,
) -> Draft {
    let domain: &'static str = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    let number = case.random.digits(8);
    Draft::new(kind, name, address, ordinary(domain))
        .about(brand)
        .subject(subject)
        .preheader("内容をお確かめください")
        .blocks(vec![
            text(format!(
                "{} 様\n\nお申し込みをありがとうございます。",
                case.to.name
            )),
            marked(
                "●",
                "：",
                &[
                    ("予約番号", &number),
                    ("内容", what),
                    ("日にち", &case.when.short_in(7)),
                    ("金額", &format!("{}円", commas(price(case.random)))),
                    ("お支払い", payment),
                ],
            ),
            button("予約を見る", format!("https://{domain}/r/{number}")),
            Block::Rule,
            small(format!("{name}\n取り消しは3日前まで無料です。")),
        ])
}

fn hotel(case: &mut Case<'_>) -> Draft {
    let subject = case.pick(&[
        "ご予約を承りました（見本温泉 川のほとり）",
        "【楽天トラベルのお客様へ】ご到着前のご案内",
        "チェックインのご案内",
    ]);
    booked(
        case,
        "hotel",
        "見本温泉 川のほとり",
        "yoyaku@kawano-hotori.example",
        subject,
        "和室 2名様 夕食つき",
        "rakuten",
        "楽天トラベルで事前払い",
    )
}

fn bus(case: &mut Case<'_>) -> Draft {
    booked(
        case,
        "bus",
        "夜行バス つきよ号",
        "bus@tsukiyo-bus.example",
        "乗車券のお知らせ",
        "見本駅前 22:30発",
        "paypay",
        "PayPay",
    )
}

fn restaurant(case: &mut Case<'_>) -> Draft {
    let subject = case.pick(&[
        "お席のご予約（Googleで予約）",
        "ご来店のお礼",
        "ご予約の前日のお知らせ",
    ]);
    booked(
        case,
        "restaurant",
        "食堂みかづき",
        "seki@mikazuki-shokudo.example",
        subject,
        "4名様 座敷",
        "google",
        "店頭",
    )
}

fn rental_car(case: &mut Case<'_>) -> Draft {
    booked(
        case,
        "rental-car",
        "レンタカー はやて",
        "res@hayate-rent.example",
        "お車の予約（ETCカード貸し出しあり）",
        "小型車 24時間",
        "etc",
        "店頭でクレジットカード",
    )
}

fn cruise(case: &mut Case<'_>) -> Draft {
    booked(
        case,
        "cruise",
        "川下りアマゾン号",
        "fune@kawakudari.example",
        "川下り「アマゾン号」ご乗船の前に",
        "11時の便 大人2名",
        "amazon",
        "Amazon Pay",
    )
}

fn gym(case: &mut Case<'_>) -> Draft {
    booked(
        case,
        "gym",
        "水泳教室 かもめ",
        "kaiin@kamome-swim.example",
        "月会費のお支払いカード（エポスカード）の変更を受け付けました",
        "月会費",
        "epos",
        "エポスカード",
    )
}

fn furusato(case: &mut Case<'_>) -> Draft {
    let subject = case.pick(&[
        "ふるさと納税 返礼品を佐川急便で発送しました",
        "寄附の受付：Amazon Payでのお手続き",
        "ワンストップ特例のご案内",
    ]);
    booked(
        case,
        "furusato",
        "架空町 ふるさと納税係",
        "furusato@town-kakuu.example",
        subject,
        "新米 10kg",
        "sagawa",
        "Amazon Pay",
    )
}

fn hotel_points(case: &mut Case<'_>) -> Draft {
    booked(
        case,
        "hotel-club",
        "見本ホテルズ 友の会",
        "club@mihon-hotels.example",
        "ポイントをAmazonギフトカードに替えられます",
        "友の会 銀会員",
        "amazon",
        "-",
    )
    .bulk()
}

fn concert_bus(case: &mut Case<'_>) -> Draft {
    booked(
        case,
        "tour",
        "みちくさ観光",
        "tour@michikusa-kanko.example",
        "日程表と集合場所（えきねっとの受け取りについて）",
        "紅葉と湖 日帰り",
        "eki-net",
        "JCB",
    )
}

fn ski(case: &mut Case<'_>) -> Draft {
    booked(
        case,
        "ski",
        "白樺スキー場",
        "season@shirakaba-ski.example",
        "シーズン券の受け取り",
        "大人 全日",
        "view-card",
        "ビューカード",
    )
}

fn food_delivery(case: &mut Case<'_>) -> Draft {
    booked(
        case,
        "lunch-box",
        "仕出し弁当 おむすび亭",
        "chumon@omusubi-tei.example",
        "お弁当の注文票",
        "幕の内 20個",
        "paypay",
        "PayPay請求書払い",
    )
}

fn museum(case: &mut Case<'_>) -> Draft {
    booked(
        case,
        "museum",
        "見本科学館",
        "kagaku@mihon-kagakukan.example",
        "特別展「アップルからはじまる物理」入場券",
        "一般 2枚",
        "apple",
        "Apple Pay",
    )
}

fn airline_club(case: &mut Case<'_>) -> Draft {
    booked(
        case,
        "airline-club",
        "そらいろ航空 会員係",
        "miles@sorairo-air.example",
        "マイルの期限と、Apple Gift Cardへの交換",
        "会員番号の末尾 0000",
        "apple",
        "-",
    )
    .bulk()
}
