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

/// What a booking's mail says.
struct Booking<'a> {
    kind: &'static str,
    name: &'a str,
    address: &'static str,
    subject: &'a str,
    what: &'a str,
    brand: &'a str,
    payment: &'a str,
}

fn booked(case: &mut Case<'_>, booking: &Booking<'_>) -> Draft {
    let Booking {
        kind,
        name,
        address,
        subject,
        what,
        brand,
        payment,
    } = *booking;
    let domain: &'static str = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    let number = case.random.digits(8);
    Draft::new(kind, name, address, ordinary(domain))
        .about(brand)
        .subject(subject)
        .preheader("内容をお確かめください")
        .reply_to(format!("front@{domain}"))
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
        &Booking {
            kind: "hotel",
            name: "見本温泉 川のほとり",
            address: "yoyaku@kawano-hotori.example",
            subject,
            what: "和室 2名様 夕食つき",
            brand: "rakuten",
            payment: "楽天トラベルで事前払い",
        },
    )
}

fn bus(case: &mut Case<'_>) -> Draft {
    booked(
        case,
        &Booking {
            kind: "bus",
            name: "夜行バス つきよ号",
            address: "bus@tsukiyo-bus.example",
            subject: "乗車券のお知らせ",
            what: "見本駅前 22:30発",
            brand: "paypay",
            payment: "PayPay",
        },
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
        &Booking {
            kind: "restaurant",
            name: "食堂みかづき",
            address: "seki@mikazuki-shokudo.example",
            subject,
            what: "4名様 座敷",
            brand: "google",
            payment: "店頭",
        },
    )
}

fn rental_car(case: &mut Case<'_>) -> Draft {
    booked(
        case,
        &Booking {
            kind: "rental-car",
            name: "レンタカー はやて",
            address: "res@hayate-rent.example",
            subject: "お車の予約（ETCカード貸し出しあり）",
            what: "小型車 24時間",
            brand: "etc",
            payment: "店頭でクレジットカード",
        },
    )
}

fn cruise(case: &mut Case<'_>) -> Draft {
    booked(
        case,
        &Booking {
            kind: "cruise",
            name: "川下りアマゾン号",
            address: "fune@kawakudari.example",
            subject: "川下り「アマゾン号」ご乗船の前に",
            what: "11時の便 大人2名",
            brand: "amazon",
            payment: "Amazon Pay",
        },
    )
}

fn gym(case: &mut Case<'_>) -> Draft {
    booked(
        case,
        &Booking {
            kind: "gym",
            name: "水泳教室 かもめ",
            address: "kaiin@kamome-swim.example",
            subject: "月会費のお支払いカード（エポスカード）の変更を受け付けました",
            what: "月会費",
            brand: "epos",
            payment: "エポスカード",
        },
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
        &Booking {
            kind: "furusato",
            name: "架空町 ふるさと納税係",
            address: "furusato@town-kakuu.example",
            subject,
            what: "新米 10kg",
            brand: "sagawa",
            payment: "Amazon Pay",
        },
    )
}

fn hotel_points(case: &mut Case<'_>) -> Draft {
    booked(
        case,
        &Booking {
            kind: "hotel-club",
            name: "見本ホテルズ 友の会",
            address: "club@mihon-hotels.example",
            subject: "ポイントをAmazonギフトカードに替えられます",
            what: "友の会 銀会員",
            brand: "amazon",
            payment: "-",
        },
    )
    .bulk()
}

fn concert_bus(case: &mut Case<'_>) -> Draft {
    booked(
        case,
        &Booking {
            kind: "tour",
            name: "みちくさ観光",
            address: "tour@michikusa-kanko.example",
            subject: "日程表と集合場所（えきねっとの受け取りについて）",
            what: "紅葉と湖 日帰り",
            brand: "eki-net",
            payment: "JCB",
        },
    )
}

fn ski(case: &mut Case<'_>) -> Draft {
    booked(
        case,
        &Booking {
            kind: "ski",
            name: "白樺スキー場",
            address: "season@shirakaba-ski.example",
            subject: "シーズン券の受け取り",
            what: "大人 全日",
            brand: "view-card",
            payment: "ビューカード",
        },
    )
}

fn food_delivery(case: &mut Case<'_>) -> Draft {
    booked(
        case,
        &Booking {
            kind: "lunch-box",
            name: "仕出し弁当 おむすび亭",
            address: "chumon@omusubi-tei.example",
            subject: "お弁当の注文票",
            what: "幕の内 20個",
            brand: "paypay",
            payment: "PayPay請求書払い",
        },
    )
}

fn museum(case: &mut Case<'_>) -> Draft {
    booked(
        case,
        &Booking {
            kind: "museum",
            name: "見本科学館",
            address: "kagaku@mihon-kagakukan.example",
            subject: "特別展「アップルからはじまる物理」入場券",
            what: "一般 2枚",
            brand: "apple",
            payment: "Apple Pay",
        },
    )
}

fn airline_club(case: &mut Case<'_>) -> Draft {
    booked(
        case,
        &Booking {
            kind: "airline-club",
            name: "そらいろ航空 会員係",
            address: "miles@sorairo-air.example",
            subject: "マイルの期限と、Apple Gift Cardへの交換",
            what: "会員番号の末尾 0000",
            brand: "apple",
            payment: "-",
        },
    )
    .bulk()
}
