//! Companies and people whose own names contain or resemble a brand's.

use super::senders::{ordinary, own};
use super::{Case, Kind};
use crate::draft::Draft;
use crate::page::{button, rows, small, text};
use crate::people::commas;

pub(super) const KINDS: &[Kind] = &[
    chart_company,
    toothpaste,
    clinic,
    builder,
    movers,
    river_show,
    cinema,
    steam_bath,
    person_named,
    view_hotel,
    apple_school,
    line_railway,
    target_fitness,
    eco_ups,
    saison_theatre,
    jaccs_sport,
];

fn named(
    case: &mut Case<'_>,
    kind: &'static str,
    name: &str,
    address: &'static str,
    near: &str,
    subjects: &[&str],
    body: &str,
) -> Draft {
    let domain: &'static str = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    let subject = case.random.pick(subjects);
    Draft::new(kind, name, address, ordinary(domain))
        .about(near)
        .subject(subject)
        .blocks(vec![
            text(format!("{} 様\n\n{body}", case.to.name)),
            button("詳しく見る", format!("https://{domain}/info")),
            small(format!("{name}\n〒000-0000 架空県見本市")),
        ])
        .note("the sender's own name resembles a brand's")
}

fn chart_company(case: &mut Case<'_>) -> Draft {
    named(
        case,
        "name-oricon",
        "オリコン顧客満足度 読者係",
        "dokusha@oricon-dokusha.example",
        "orico",
        &["今週の音楽順位表", "オリコン調査へのご協力のお願い"],
        "今週の順位と、新しく始めた調査をお知らせします。",
    )
}

fn toothpaste(case: &mut Case<'_>) -> Draft {
    named(
        case,
        "name-lion",
        "ライオン歯科だより",
        "dayori@lion-shika.example",
        "aeon-card",
        &["ライオン歯科 年末年始の診療日", "定期検診の時期です"],
        "12月29日から1月3日まで休みます。",
    )
}

fn clinic(case: &mut Case<'_>) -> Draft {
    named(
        case,
        "name-mizuho",
        "みずほ台クリニック",
        "yoyaku@mizuhodai-clinic.example",
        "mizuho",
        &[
            "みずほ台クリニック 予約の確認",
            "インフルエンザ予防接種の受付",
        ],
        "ご予約は明日の10時です。保険証をお持ちください。",
    )
}

fn builder(case: &mut Case<'_>) -> Draft {
    let cost = commas(case.random.between(20, 90) * 10_000);
    named(
        case,
        "name-yamato",
        "大和（ヤマト）工務店",
        "mitsumori@yamato-koumuten.example",
        "yamato",
        &["屋根の修理のお見積もり", "ヤマト工務店より 工事日のご相談"],
        &format!("お見積もりは{cost}円です。ご都合のよい日をお知らせください。"),
    )
}

fn movers(case: &mut Case<'_>) -> Draft {
    named(
        case,
        "name-apple",
        "アップル引越センター 見本支店",
        "hikkoshi@apple-hikkoshi-mihon.example",
        "apple",
        &["お引越しの日程のご確認", "アップル引越センターの見積書"],
        "段ボールは前の週にお届けします。",
    )
}

fn river_show(case: &mut Case<'_>) -> Draft {
    named(
        case,
        "name-amazon",
        "東京アマゾン川展 実行委員会",
        "ticket@amazongawa-ten.example",
        "amazon",
        &[
            "東京アマゾン川展 前売り券のご案内",
            "アマゾン川の大きな魚に会いに",
        ],
        "会期は12月5日からです。前売り券はこちらの会場でも扱います。",
    )
}

fn cinema(case: &mut Case<'_>) -> Draft {
    named(
        case,
        "name-rakuten",
        "さくら楽天地シネマ",
        "cinema@sakura-rakutenchi.example",
        "rakuten",
        &["今週の上映時間", "楽天地シネマ 会員更新のお知らせ"],
        "水曜日は1,200円でご覧になれます。",
    )
}

fn steam_bath(case: &mut Case<'_>) -> Draft {
    named(
        case,
        "name-steam",
        "スチームサウナ湯けむり",
        "yu@yukemuri-sauna.example",
        "steam",
        &["スチーム室の改装が終わりました", "回数券の期限のお知らせ"],
        "お手持ちの回数券は来年3月まで使えます。",
    )
}

fn person_named(case: &mut Case<'_>) -> Draft {
    let subject = case.pick(&["Re: 来月の合宿", "写真ありがとう", "町内会の当番表"]);
    Draft::new(
        "name-person",
        "瑞穂 エポス・マリア",
        "maria.mizuho@yuubin-tomo.example",
        own("yuubin-tomo.example", "none"),
    )
    .about("epos")
    .subject(subject)
    .blocks(vec![text(
        "こんにちは。マリアです。\n宿の件、土曜日なら空いていました。また連絡します。",
    )])
    .personal()
    .note("a person's name resembles a brand's")
}

fn view_hotel(case: &mut Case<'_>) -> Draft {
    named(
        case,
        "name-view",
        "見本オーシャンビュー ホテル",
        "stay@mihon-oceanview.example",
        "view-card",
        &["ご宿泊の確認", "VIEWプランの割引"],
        "海側のお部屋をご用意しました。",
    )
}

fn apple_school(case: &mut Case<'_>) -> Draft {
    named(
        case,
        "name-apple-school",
        "アップル英語スクール",
        "school@apple-eigo.example",
        "apple",
        &["冬期講習の申し込み", "アップル通信 12月号"],
        "12月は発表会を開きます。",
    )
}

fn line_railway(case: &mut Case<'_>) -> Draft {
    named(
        case,
        "name-line",
        "みなとライン鉄道",
        "info@minato-line.example",
        "line",
        &["みなとラインの遅れについて", "通学定期の更新"],
        "本日の遅れは15分ほどでした。",
    )
}

fn target_fitness(case: &mut Case<'_>) -> Draft {
    let mut draft = named(
        case,
        "name-au",
        "ジム・オー（au鍛錬場）",
        "gym@gym-au.example",
        "au",
        &["auの会員証の作り直し", "12月の休館日"],
        "古い会員証は今月末で使えなくなります。",
    );
    draft.blocks.push(rows(&[("会費", "7,700円")]));
    draft
}

fn eco_ups(case: &mut Case<'_>) -> Draft {
    named(
        case,
        "name-ups",
        "UPS電源装置の保守 デンゲン社",
        "hoshu@dengen-hoshu.example",
        "ups",
        &[
            "UPS（無停電電源装置）の電池交換の時期です",
            "UPS点検のご報告",
        ],
        "次の点検は12月です。",
    )
}

fn saison_theatre(case: &mut Case<'_>) -> Draft {
    named(
        case,
        "name-saison",
        "四季劇場セゾン友の会",
        "tomo@shiki-saison.example",
        "saison",
        &["冬の公演 先行販売", "会員証（セゾン友の会）の更新"],
        "先行販売は金曜の正午からです。",
    )
}

fn jaccs_sport(case: &mut Case<'_>) -> Draft {
    named(
        case,
        "name-jaccs",
        "少年野球 ジャックスワローズ",
        "team@jackswallows.example",
        "jaccs",
        &["日曜の練習試合", "会費の集金"],
        "集合は8時、校庭です。",
    )
}
