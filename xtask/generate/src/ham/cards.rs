//! Cards, banks, securities and carriers writing about their own business.

use super::senders::{bare, own, through, unsigned};
use super::{Case, Kind};
use crate::draft::{Draft, Shape};
use crate::page::{Block, button, link, marked, rows, small, text};
use crate::people::{commas, merchant, price};
use crate::route::Sending;

pub(super) const KINDS: &[Kind] = &[
    smbc_instant,
    yamato_coming,
    jcb_instant,
    rakuten_card,
    smbc_click,
    epos_used,
    view_used,
    paypay_card,
    smbc_declined,
    sagawa_coming,
    smbc_amazon,
    jcb_final,
    aeon_monthly,
    mizuho_moved,
    smbc_bank,
    post_parcel,
    mufg_debit,
    sbi_debit,
    rakuten_bank,
    saison_monthly,
    orico_monthly,
    rakuten_sec,
    sbi_sec,
    post_bank,
    epos_news,
    jcb_campaign,
    eneos_card,
    yodobashi_card,
    eki_net,
    ex_booked,
    aupay_card,
    etax_notice,
    yamato_delivered,
    mercard,
    pocket_card,
];

fn amount(case: &mut Case<'_>) -> String {
    commas(price(case.random))
}

fn stamp(case: &Case<'_>) -> String {
    format!("{} {}", case.when.slashed(), case.when.hour_minute())
}

fn smbc(kind: &'static str) -> Draft {
    Draft::new(
        kind,
        "三井住友カード",
        "statement@vpass.ne.jp",
        own("vpass.ne.jp", "quarantine"),
    )
    .claims("smbc-card")
}

fn smbc_block(case: &mut Case<'_>, card: &str) -> String {
    format!(
        "ご利用カード：{card}\n\n◇利用日：{}\n◇利用先：{}\n◇利用取引：買物\n◇利用金額：{}円",
        stamp(case),
        merchant(case.random),
        amount(case)
    )
}

fn smbc_instant(case: &mut Case<'_>) -> Draft {
    let block = smbc_block(case, "三井住友カードＶＩＳＡ（ＮＬ）");
    smbc("smbc-instant")
        .subject("ご利用のお知らせ【三井住友カード】")
        .blocks(vec![
            text(format!(
                "{} 様\n\nお手元のカードで次のお取引がありました。\n\n{block}",
                case.to.name
            )),
            link("https://www.smbc-card.com/mem/index.jsp"),
            small("発行者 三井住友カード株式会社"),
        ])
        .shape(Shape::Text)
}

fn smbc_amazon(case: &mut Case<'_>) -> Draft {
    let block = smbc_block(case, "Amazon Mastercard");
    smbc("smbc-amazon-card")
        .subject("ご利用のお知らせ【三井住友カード】")
        .blocks(vec![text(format!(
            "{} 様\n\n{block}\n\nAmazonポイントはあとから付きます。",
            case.to.name
        ))])
        .note("co-branded: names amazon, from the issuer")
}

fn smbc_click(case: &mut Case<'_>) -> Draft {
    let token = case.random.token(40);
    let target = format!("https://click.contact.vpass.ne.jp/?qs={token}");
    let subject = case.pick(&[
        "【三井住友カード】お支払い金額のお知らせ",
        "【三井住友カード】アンケートのお願い",
        "Vポイントの残高のお知らせ",
    ]);
    Draft::new(
        "smbc-click",
        "三井住友カード",
        "mail@contact.vpass.ne.jp",
        own("contact.vpass.ne.jp", "quarantine"),
    )
    .claims("smbc-card")
    .subject(subject)
    .blocks(vec![
        text(format!(
            "{} 様\n\n詳しくはVpassにログインしてご覧ください。",
            case.to.name
        )),
        Block::Link(
            "https://www5.smbc-card.com/mem/vpass/index.jsp".to_owned(),
            target.clone(),
        ),
        Block::Button("Vpassにログイン".to_owned(), target),
    ])
    .note("shows www5.smbc-card.com, leads to click.contact.vpass.ne.jp")
}

fn smbc_declined(case: &mut Case<'_>) -> Draft {
    let block = smbc_block(case, "Ｏｌｉｖｅフレキシブルペイ");
    smbc("smbc-declined")
        .subject("【重要】カードがご利用いただけませんでした")
        .blocks(vec![text(format!(
            "{} 様\n\nカードがご利用いただけなかったお取引がございました。\n\n{block}\n\n理由：お客様のカードご利用枠を超えているため",
            case.to.name
        ))])
        .shape(Shape::Text)
        .note("sounds alarming, is genuine")
}

fn jcb_instant(case: &mut Case<'_>) -> Draft {
    let (stamp, cost) = (stamp(case), amount(case));
    Draft::new("jcb-instant", "JCB", "mail@qa.jcb.co.jp", through("qa.jcb.co.jp", 1, "quarantine"))
        .claims("jcb")
        .subject("JCBカード／ショッピングご利用のお知らせ")
        .blocks(vec![text(format!(
            "カード名称　：　ＪＣＢカード Ｗ\n\n【ご利用日時(日本時間)】　{stamp}\n【ご利用金額】　{cost}円\n【ご利用先】　{}\n\n▼ご留意点\n・お届けの例　Amazonプライム年会費　5,900円",
            merchant(case.random)
        ))])
        .shape(Shape::Text)
        .note("names amazon in an example")
}

fn jcb_final(case: &mut Case<'_>) -> Draft {
    let body = format!(
        "◆ご利用１\n【ご利用日】　{}\n【ご利用金額】　 {}円\n【ご利用先】　{}\n",
        case.when.slashed(),
        amount(case),
        merchant(case.random)
    );
    Draft::new(
        "jcb-final",
        "JCB",
        "mail@qa.jcb.co.jp",
        through("qa.jcb.co.jp", 1, "quarantine"),
    )
    .claims("jcb")
    .subject("（売上到着分）JCBカード/ショッピングご利用のお知らせ")
    .blocks(vec![text(body), link("https://my.jcb.co.jp/Login")])
}

fn jcb_campaign(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "jcb-campaign",
        "JCB",
        "mail@cj.jcb.co.jp",
        through("cj.jcb.co.jp", 3, "none"),
    )
    .claims("jcb")
    .subject(case.pick(&[
        "冬の旅行キャンペーン 宿泊券が当たる",
        "Apple Pay・Google Payでもっとお得に",
    ]))
    .preheader("参加登録は12月末まで")
    .blocks(vec![
        Block::Picture(
            "キャンペーン".to_owned(),
            "https://www.jcb.co.jp/campaign/".to_owned(),
        ),
        button("参加登録", "https://www.jcb.co.jp/campaign/entry"),
    ])
    .bulk()
    .note("names wallets of two other brands")
}

fn rakuten_card(case: &mut Case<'_>) -> Draft {
    let is_early = case.random.chance(50);
    let (subject, shop) = if is_early {
        (
            "【速報版】カード利用のお知らせ(本人ご利用分)",
            String::new(),
        )
    } else {
        (
            "カード利用のお知らせ(本人ご利用分)",
            format!("■利用先: {}\n", merchant(case.random)),
        )
    };
    Draft::new(
        "rakuten-card",
        "楽天カード株式会社",
        "info@mail.rakuten-card.co.jp",
        own("mail.rakuten-card.co.jp", "reject"),
    )
    .claims("rakuten-card")
    .subject(subject)
    .blocks(vec![
        text(format!(
            "<カードご利用情報>\n■利用日: {}\n{shop}■利用者: 本人\n■利用金額: {} 円",
            case.when.slashed(),
            amount(case)
        )),
        Block::Link(
            "https://www.rakuten-card.co.jp/e-navi/".to_owned(),
            format!("https://r10.to/h{}", case.random.token(5)),
        ),
    ])
    .note("short link r10.to")
}

fn epos_used(case: &mut Case<'_>) -> Draft {
    let is_plain = case.random.chance(50);
    let sending = if is_plain {
        bare("01epos.jp", 6)
    } else {
        own("01epos.jp", "none")
    };
    Draft::new("epos-used", "エポスカード", "info@01epos.jp", sending)
        .claims("epos")
        .subject("エポスカードより「カードご利用のお知らせ」")
        .blocks(vec![text(format!(
            "{} 様\n\nご利用日時：{}\nご利用金額：{}円\nご利用先：{}",
            case.to.name,
            stamp(case),
            amount(case),
            merchant(case.random)
        ))])
        .shape(Shape::Text)
        .note(if is_plain { "nothing aligned" } else { "" })
}

fn epos_news(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "epos-news",
        "エポスカード",
        "info@01epos.jp",
        own("01epos.jp", "none"),
    )
    .claims("epos")
    .subject(case.pick(&[
        "マルコとマルオの7日間 まもなく",
        "【注意】エポスカードをかたるメールが出回っています",
    ]))
    .blocks(vec![
        text("会員の皆さまへのお知らせです。お店での割引と、にせメールの見分け方を載せました。"),
        button("詳しく見る", "https://www.eposcard.co.jp/"),
    ])
    .bulk()
}

fn view_used(case: &mut Case<'_>) -> Draft {
    Draft::new("view-used", "ビューカード", "viewcard@mail.viewsnet.jp", own("mail.viewsnet.jp", "none"))
        .claims("view-card")
        .subject("◆速報版◆ビューカードご利用情報のお知らせ（本人会員利用）")
        .blocks(vec![text(format!(
            "ご利用カード　　　　：　ビュー・スイカカード\n・ 利用者　　　　　　：　本人会員\n・ 利用日時　　　　　：　{}\n・ 利用加盟店　　　　：　モバイルSuica\n・ 利用金額　　　　　：　{}円\n・ 利用種別　　　　　：　お買い物",
            stamp(case), amount(case)
        ))])
        .shape(Shape::Text)
}

fn aeon_monthly(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "aeon-monthly",
        "イオンカード",
        "statement@email.aeon.co.jp",
        through("email.aeon.co.jp", 2, "quarantine"),
    )
    .claims("aeon-card")
    .subject("12月ご請求額のお知らせ")
    .blocks(vec![
        rows(&[
            ("ご請求額", &format!("{}円", amount(case))),
            ("お引落日", "12月2日"),
        ]),
        link("https://www.aeon.co.jp/app/"),
    ])
}

fn saison_monthly(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "saison-monthly",
        "セゾンカード",
        "express@mail.saisoncard.co.jp",
        through("mail.saisoncard.co.jp", 5, "none"),
    )
    .claims("saison")
    .subject("2026年12月お支払金額のお知らせ")
    .blocks(vec![
        text(format!(
            "{} 様\n今回のお支払金額は {} 円です。",
            case.to.name,
            amount(case)
        )),
        link("https://netanswerplus.saisoncard.co.jp/"),
    ])
}

fn orico_monthly(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "orico-monthly",
        "オリコ",
        "e-service@orico.co.jp",
        own("orico.co.jp", "reject"),
    )
    .claims("orico")
    .subject("ご利用明細更新のお知らせ")
    .blocks(vec![
        text(format!(
            "{} 様\n明細を更新しました。eオリコでご覧ください。",
            case.to.name
        )),
        link("https://www.orico.co.jp/eorico/"),
    ])
}

fn paypay_card(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "paypay-card",
        "PayPayカード",
        "paypaycard-info@mail.paypay-card.co.jp",
        own("mail.paypay-card.co.jp", "reject"),
    )
    .claims("paypay-card")
    .subject("PayPayカード（Visa）利用速報")
    .blocks(vec![text(format!(
        "利用速報\n{}\n{} {}\n{}円",
        merchant(case.random),
        case.when.japanese(),
        case.when.hour_minute(),
        amount(case)
    ))])
}

fn aupay_card(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "aupay-card",
        "au PAY カード",
        "info@kddi-fs.com",
        own("kddi-fs.com", "quarantine"),
    )
    .claims("au-pay-card")
    .subject("【ご利用詳細】au PAY カード")
    .blocks(vec![text(format!(
        "本会員さま ご利用分\nNo.1 --------\n▼ご利用日\n{}\n▼ご利用先\n{}\n▼ご利用金額\n{}円",
        case.when.japanese(),
        merchant(case.random),
        amount(case)
    ))])
    .shape(Shape::Text)
}

fn mercard(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "mercard",
        "メルペイ",
        "no-reply@mercari.jp",
        through("mercari.jp", 4, "reject"),
    )
    .claims("mercari")
    .subject("メルカードのご利用がありました")
    .blocks(vec![text(format!(
        "店舗名 {}\n決済金額 ¥{}\n決済日時 {}",
        merchant(case.random),
        amount(case),
        stamp(case)
    ))])
}

fn pocket_card(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "pocket-card",
        "ポケットカード",
        "announce@pinf.pocketcard.co.jp",
        own("pinf.pocketcard.co.jp", ""),
    )
    .claims("pocket-card")
    .subject("ご利用のお知らせ")
    .blocks(vec![rows(&[
        ("ご利用日", &case.when.slashed()),
        ("ご利用先", "Mastercard加盟店"),
        ("ご利用金額", &format!("{}円", amount(case))),
    ])])
}

fn eneos_card(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "eneos-card",
        "TS CUBIC CARD",
        "info@tscubic.com",
        own("tscubic.com", "reject"),
    )
    .claims("ts-cubic")
    .subject("ENEOSカード ご利用代金明細のお知らせ")
    .blocks(vec![text(format!(
        "{} 様\nENEOSカードの今月のお支払いは {} 円です。\nトヨタファイナンス株式会社",
        case.to.name,
        amount(case)
    ))])
    .note("co-branded card, mail from its issuer")
}

fn yodobashi_card(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "yodobashi-card",
        "ゴールドポイントカード・プラス",
        "info@gpc-plus.example",
        bare("gpc-plus.example", 5),
    )
    .about("yodobashi")
    .subject("ヨドバシ ゴールドポイントカード・プラス 明細確定のお知らせ")
    .blocks(vec![text(format!(
        "{} 様\n今月のお支払金額が決まりました。 {} 円",
        case.to.name,
        amount(case)
    ))])
    .note("co-branded card sent by a contractor; the contractor's domain is made up")
}

fn smbc_bank(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "smbc-bank",
        "三井住友銀行",
        "SMBC_service@dn.smbc.co.jp",
        own("dn.smbc.co.jp", "reject"),
    )
    .claims("smbc")
    .subject("【三井住友銀行】口座引き落とし予定のお知らせ")
    .blocks(vec![text(format!(
        "{} 様\n口座引落予定日：2026年11月26日\n引落金額：{}円\n内容：三井住友カード",
        case.to.name,
        amount(case)
    ))])
    .shape(Shape::Text)
}

fn mizuho_moved(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "mizuho",
        "みずほ銀行",
        "send_mail@e-mail.mizuhobank.co.jp",
        own("e-mail.mizuhobank.co.jp", "none"),
    )
    .claims("mizuho")
    .subject(case.pick(&[
        "【みずほ銀行】お振込受付のお知らせ",
        "【みずほ銀行】ワンタイムパスワードのご案内",
    ]))
    .blocks(vec![text(format!(
        "{} 様\nお手続きを受け付けました。\n受付日時　{}",
        case.to.name,
        stamp(case)
    ))])
    .shape(Shape::Text)
}

fn mufg_debit(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "mufg-debit",
        "三菱ＵＦＪ銀行",
        "mail@debit.bk.mufg.jp",
        own("debit.bk.mufg.jp", "reject"),
    )
    .claims("mufg")
    .subject("【三菱ＵＦＪ‐ＶＩＳＡデビット】ご利用のお知らせ")
    .blocks(vec![text(format!(
        "{} 様\n\nご利用先　　　　{}\nご利用金額（円）{}",
        case.to.name,
        merchant(case.random),
        amount(case)
    ))])
    .shape(Shape::Text)
}

fn sbi_debit(case: &mut Case<'_>) -> Draft {
    let cost = amount(case);
    Draft::new("sbi-net-debit", "住信SBIネット銀行", "post_master@netbk.co.jp", own("netbk.co.jp", "none"))
        .claims("sbi-net-bank")
        .subject("【デビットカード】ご利用のお知らせ(住信SBIネット銀行)")
        .blocks(vec![text(format!(
            "承認番号　 ：{}\n利用日時   ： {}:00\n利用加盟店 ： {}\n引落通貨   ： JPY\n引落金額   ： {cost}.00",
            case.random.digits(6), stamp(case), merchant(case.random)
        ))])
        .shape(Shape::Text)
}

fn rakuten_bank(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "rakuten-bank",
        "楽天銀行",
        "service@ac.rakuten-bank.co.jp",
        own("ac.rakuten-bank.co.jp", "quarantine"),
    )
    .claims("rakuten-bank")
    .subject("◆デビットカードご利用通知メール◆")
    .blocks(vec![text(format!(
        "{} 様\n口座引落分：{}円",
        case.to.name,
        amount(case)
    ))])
    .shape(Shape::Text)
}

fn rakuten_sec(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "rakuten-sec",
        "楽天証券",
        "service@rakuten-sec.co.jp",
        own("rakuten-sec.co.jp", "quarantine"),
    )
    .claims("rakuten-sec")
    .subject(case.pick(&[
        "［楽天証券］国内株式 約定のお知らせ",
        "［楽天証券］電子交付書面のお知らせ",
    ]))
    .blocks(vec![
        text(format!(
            "{} 様\nログイン後の画面でご確認ください。",
            case.to.name
        )),
        link("https://www.rakuten-sec.co.jp/"),
    ])
}

fn sbi_sec(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "sbi-sec",
        "SBI証券",
        "alert_master@sbisec.co.jp",
        own("sbisec.co.jp", "quarantine"),
    )
    .claims("sbi-sec")
    .subject("【SBI証券】アラートメール 株価が設定値に達しました")
    .blocks(vec![text(format!(
        "銘柄: アマゾン・ドット・コム（AMZN）\n現在値: {}.12 ドル\n時刻: {}",
        case.random.between(180, 290),
        stamp(case)
    ))])
    .shape(Shape::Text)
    .note("names amazon as a share")
}

fn post_bank(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "yucho",
        "【ゆうちょ銀行】",
        "information@jp-bank.japanpost.jp",
        own("jp-bank.japanpost.jp", "reject"),
    )
    .claims("jp-bank")
    .subject("【ゆうちょ銀行】送金受付のお知らせ")
    .blocks(vec![text(format!(
        "{} 様\nゆうちょダイレクトで送金を受け付けました。\n{}",
        case.to.name,
        stamp(case)
    ))])
    .shape(Shape::Text)
}

fn yamato_coming(case: &mut Case<'_>) -> Draft {
    let slip = format!(
        "{}-{}-{}",
        case.random.digits(4),
        case.random.digits(4),
        case.random.digits(4)
    );
    Draft::new("yamato-coming", "クロネコヤマト", "mail@kuronekoyamato.co.jp", through("kuronekoyamato.co.jp", 1, "none"))
        .claims("yamato")
        .subject("お荷物お届けのお知らせ【受取の日時や場所をご指定ください】")
        .blocks(vec![
            text(format!("{} 様\n\n次のお荷物をお届けします。\n■お届け予定日　{}\n■送り状番号　{slip}\n■ご依頼主　AMAZON.CO.JP", case.to.name, case.when.short_in(1))),
            link(format!("https://cmypage.kuronekoyamato.co.jp/portal/entrance?id={}", case.random.token(10))),
        ])
        .note("names amazon as the shipper")
}

fn yamato_delivered(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "yamato-redelivery",
        "クロネコヤマト",
        "mail@kuronekoyamato.co.jp",
        through("kuronekoyamato.co.jp", 1, "none"),
    )
    .claims("yamato")
    .subject("再配達依頼受付完了のお知らせ")
    .blocks(vec![text(format!(
        "{} 様\n再配達のご希望を承りました。\n日時　{} 18時から20時",
        case.to.name,
        case.when.short_in(1)
    ))])
    .shape(Shape::Text)
}

fn sagawa_coming(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "sagawa-coming",
        "佐川急便",
        "info-nimotsu@sagawa-exp.co.jp",
        unsigned("sagawa-exp.co.jp"),
    )
    .claims("sagawa")
    .subject("【佐川急便】お荷物お届け予定のお知らせ")
    .blocks(vec![text(format!(
        "{} 様\nお問い合せ送り状No.　{}\nお届け予定日　{}",
        case.to.name,
        case.random.digits(12),
        case.when.short_in(2)
    ))])
    .note("unsigned; SPF aligned")
}

fn post_parcel(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "post-parcel",
        "日本郵便",
        "info@delivery.post.japanpost.jp",
        own("delivery.post.japanpost.jp", "none"),
    )
    .claims("japan-post")
    .subject("【日本郵便】e受取アシスト お届け予定のお知らせ")
    .blocks(vec![
        text(format!(
            "{} 様\nゆうパックをお届けします。\nお問い合わせ番号　{}",
            case.to.name,
            case.random.digits(12)
        )),
        link("https://trackings.post.japanpost.jp/services/srv/search/"),
    ])
}

fn eki_net(case: &mut Case<'_>) -> Draft {
    Draft::new("eki-net", "えきねっと", "reservation@eki-net.com", own("eki-net.com", "quarantine"))
        .claims("eki-net")
        .subject("【申込完了】申込内容（JRきっぷ）のご案内")
        .blocks(vec![text(format!(
            "{} 様\n==列車情報==\nやまびこ 129号 {} 10:12発\n==乗車券情報==\n東京 → 仙台\n■お支払い総額　{}円",
            case.to.name, case.when.short_in(5), amount(case)
        ))])
        .shape(Shape::Text)
}

fn ex_booked(case: &mut Case<'_>) -> Draft {
    let sending = Sending {
        ..own("expy.jp", "reject")
    };
    Draft::new("ex-booked", "EX予約", "yoyaku@expy.jp", sending)
        .claims("ex")
        .subject("新幹線予約内容")
        .blocks(vec![marked(
            "",
            "　",
            &[
                ("乗車日", &case.when.short_in(3)),
                ("列車", "のぞみ 229号"),
                ("区間", "東京 → 名古屋"),
            ],
        )])
        .shape(Shape::Text)
}

fn etax_notice(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "etax",
        "e-Tax（国税電子申告・納税システム）",
        "info@e-tax.nta.go.jp",
        own("e-tax.nta.go.jp", "reject"),
    )
    .claims("e-tax")
    .subject("税務署からのお知らせ")
    .blocks(vec![text(format!(
        "{} 様\nメッセージボックスに新しいお知らせが入りました。",
        case.to.name
    ))])
    .shape(Shape::Text)
}
