//! Surveys, campaigns and benefits whose prize is a brand's gift card.

use super::senders::ordinary;
use super::{Case, Kind};
use crate::draft::Draft;
use crate::page::{Block, button, marked, rows, small, text, title};
use crate::people::commas;

pub(super) const KINDS: &[Kind] = &[
    survey,
    maker_campaign,
    city_campaign,
    employer,
    benefit_club,
    gift_code_third,
    seminar_gift,
    bank_account_gift,
    power_switch,
    magazine_quiz,
    referral,
    research_panel,
    won,
    union_gift,
];

fn survey(case: &mut Case<'_>) -> Draft {
    let gift = case.pick(&[
        "Amazonギフトカード500円分",
        "PayPayポイント300円分",
        "楽天ポイント500ポイント",
        "QUOカードPay 1,000円分",
        "Apple Gift Card 1,000円分",
    ]);
    Draft::new("survey", "くらしの調査室", "chosa@kurashi-chosa.example", ordinary("kurashi-chosa.example"))
        .about("amazon")
        .subject(format!("【アンケート】お答えの方から抽選で{gift}"))
        .preheader("5分ほどで終わります")
        .blocks(vec![
            text(format!("{} 様\n掃除用品についてうかがいます。抽選で100名の方に{gift}を差し上げます。", case.to.name)),
            button("アンケートに答える", format!("https://q.kurashi-chosa.example/s/{}", case.random.token(10))),
            small("AmazonはAmazon.com, Inc.またはその関連会社の商標です。本調査は当社によるもので、同社への問い合わせはお控えください。"),
        ])
        .bulk()
}

fn maker_campaign(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "maker-campaign",
        "はなまる製菓 キャンペーン事務局",
        "campaign@hanamaru-seika.example",
        ordinary("hanamaru-seika.example"),
    )
    .about("amazon")
    .subject(case.pick(&[
        "Amazonギフトカードが当たる！ 焼き菓子30周年",
        "レシートを送って楽天ポイント山分け",
        "その場で当たる PayPay 1,000円",
    ]))
    .blocks(vec![
        Block::Picture(
            "Amazonギフトカードが当たる".to_owned(),
            "https://hanamaru-seika.example/30th".to_owned(),
        ),
        title("応募のしかた"),
        text("1. 対象の品を買う\n2. レシートを撮る\n3. 下のボタンから送る"),
        button("応募する", "https://hanamaru-seika.example/30th/entry"),
    ])
    .bulk()
}

fn city_campaign(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "city-campaign",
        "見本市 健康づくり課",
        "kenko@city-mihon.example",
        ordinary("city-mihon.example"),
    )
    .about("paypay")
    .subject(case.pick(&[
        "健康ポイント：12月はPayPayポイントと交換できます",
        "歩数の記録でAmazonギフトカード（市内在住の方）",
        "見本市×d払い 還元のお知らせ",
    ]))
    .blocks(vec![text(format!(
        "{} 様\n今月の歩数は18万歩でした。交換の締め切りは{}です。",
        case.to.name,
        case.when.short_in(15)
    ))])
}

fn employer(case: &mut Case<'_>) -> Draft {
    Draft::new("employer-gift", "総務部 野口", "soumu@mihon-seisakusho.example", ordinary("mihon-seisakusho.example"))
        .about("amazon")
        .subject(case.pick(&["【社内】永年勤続のお礼（Amazonギフトカード）について", "忘年会の景品（Nintendo Switch）の受け渡し", "【総務】健康診断の早期受診者へ楽天ポイント"]))
        .blocks(vec![text(format!("{}さん\n\nお疲れさまです。対象の方に来週お渡しします。社員証をお持ちのうえ、総務の窓口までお越しください。\n\n総務部 野口（内線 204）", case.to.name))])
        .personal()
}

fn benefit_club(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "benefit-club",
        "福利厚生倶楽部 ゆとり",
        "club@yutori-club.example",
        ordinary("yutori-club.example"),
    )
    .about("amazon")
    .subject(case.pick(&[
        "会員の方へAmazonギフト券を進呈します",
        "今月の優待：映画・温泉・Netflix",
        "楽天トラベルで使える補助券",
    ]))
    .blocks(vec![
        text(format!(
            "{} 様\n会員番号 {} の特典です。",
            case.to.name,
            case.random.digits(8)
        )),
        button(
            "特典を受け取る",
            "https://member.yutori-club.example/benefit",
        ),
        small("受け取りには会員ページへのログインが必要です。"),
    ])
    .bulk()
}

fn gift_code_third(case: &mut Case<'_>) -> Draft {
    Draft::new("gift-code-third-party", "くらしの調査室", "rewards@kurashi-chosa.example", ordinary("kurashi-chosa.example"))
        .about("amazon")
        .subject("謝礼のAmazonギフトカードをお送りします")
        .blocks(vec![
            text(format!("{} 様\n座談会へのご参加、ありがとうございました。", case.to.name)),
            marked("", "：", &[("ギフト券番号", "TEST-MADEUP-CODE"), ("金額", " 3,000円"), ("有効期限", " 2036/11/30")]),
            text("登録のしかた：Amazon.co.jpにログインし、「ギフトカードを登録」から番号を入れてください。"),
        ])
        .note("gift code in a third party's own template; the code is made up")
}

fn seminar_gift(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "seminar-gift",
        "クラウド会計ソフト そろばん雲",
        "event@soroban-gumo.example",
        ordinary("soroban-gumo.example"),
    )
    .about("amazon")
    .subject("資料請求とご面談でAmazonギフトカード5,000円分を進呈")
    .blocks(vec![
        text("面談の後、2週間ほどでメールにてお届けします。"),
        button("日時を選ぶ", "https://soroban-gumo.example/meet"),
    ])
    .bulk()
    .note(format!("sent {}", case.when.slashed()))
}

fn bank_account_gift(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "bank-gift",
        "みなと信用金庫",
        "info@minato-shinkin.example",
        ordinary("minato-shinkin.example"),
    )
    .about("jcb")
    .subject(case.pick(&[
        "口座を開くとJCBギフトカード1,000円",
        "みなとVisaデビット 使い始めで現金500円",
    ]))
    .blocks(vec![
        text("店頭またはアプリでお申し込みください。"),
        small("みなと信用金庫 見本本店"),
    ])
    .bulk()
}

fn power_switch(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "power-switch",
        "くらしの電気 比較窓口",
        "denki@denki-hikaku.example",
        ordinary("denki-hikaku.example"),
    )
    .about("amazon")
    .subject("電気の乗り換えでAmazonギフトカード最大10,000円（au・ソフトバンクのセット割と比べる）")
    .blocks(vec![
        rows(&[("今の料金", "月9,800円"), ("乗り換え後", "月8,900円")]),
        button("見積もる", "https://denki-hikaku.example/est"),
    ])
    .bulk()
    .note(format!("sent {}", case.when.slashed()))
}

fn magazine_quiz(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "magazine-quiz",
        "月刊ことばあそび",
        "quiz@kotoba-asobi.example",
        ordinary("kotoba-asobi.example"),
    )
    .about("quo-card")
    .subject(case.pick(&[
        "12月号の懸賞 図書カードとQUOカード",
        "クロスワード解答フォーム 賞品はKindle",
    ]))
    .blocks(vec![text("解答は月末まで受け付けます。")])
    .bulk()
}

fn referral(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "referral",
        "英会話サロン ことり",
        "hello@kotori-eikaiwa.example",
        ordinary("kotori-eikaiwa.example"),
    )
    .about("amazon")
    .subject("お友だち紹介でお二人にAmazonギフト券2,000円")
    .blocks(vec![text(format!(
        "{} 様の紹介番号：{}",
        case.to.name,
        case.random.digits(6)
    ))])
    .bulk()
}

fn research_panel(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "point-exchange",
        "モニター倶楽部 こえ",
        "support@koe-monitor.example",
        ordinary("koe-monitor.example"),
    )
    .about("amazon")
    .subject(case.pick(&[
        "ポイント交換を受け付けました（Amazonギフトカード）",
        "楽天ポイントへの交換が終わりました",
        "交換申請：PayPayマネーライト",
    ]))
    .blocks(vec![rows(&[
        ("交換ポイント", &commas(case.random.between(1, 9) * 500)),
        ("受付番号", &case.random.digits(9)),
        ("反映の予定", &case.when.short_in(3)),
    ])])
}

fn won(case: &mut Case<'_>) -> Draft {
    Draft::new("won", "こもれび珈琲 秋の感謝祭 係", "kansha@komorebi-coffee.example", ordinary("komorebi-coffee.example"))
        .about("amazon")
        .subject("ご当選のお知らせ（B賞 Amazonギフトカード1,000円分）")
        .blocks(vec![text(format!("{} 様\nお店の応募箱にお名前をいただいた秋の感謝祭で、B賞に当たりました。\n店頭で応募の半券と引き換えます。", case.to.name)), small("こもれび珈琲 見本店 050-0000-0000")])
        .note("sounds like bait, is genuine")
}

fn union_gift(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "union-gift",
        "見本製作所 労働組合",
        "kumiai@mihon-seisakusho.example",
        ordinary("mihon-seisakusho.example"),
    )
    .about("amazon")
    .subject("組合員の皆さんへ：記念品（Amazonギフト または 図書カード）の希望調べ")
    .blocks(vec![text(format!(
        "締め切りは{}です。用紙は各職場の委員へ。",
        case.when.short_in(8)
    ))])
    .personal()
}
