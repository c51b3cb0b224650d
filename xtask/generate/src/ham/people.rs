//! People writing to people: forwards, questions, lists, staff of a brand's company.

use super::senders::{ordinary, own};
use super::{Case, Kind};
use crate::draft::{Draft, Shape};
use crate::mime::{Charset, DOT, Field, Part, Transfer, words};
use crate::page::{Block, link, text};
use crate::people::{order, person};
use crate::route::Sending;

pub(super) const KINDS: &[Kind] = &[
    forward_inline,
    asks,
    forward_attached,
    coworker,
    list_talk,
    digest,
    recruiter,
    staff,
    teacher,
    picture_ask,
    club_treasurer,
    bounce_back,
    auto_reply,
    calendar,
];

const HOME: Sending = own("yuubin-tomo.example", "none");

fn friend(case: &mut Case<'_>, kind: &'static str) -> Draft {
    let someone = person(case.random);
    let local = someone
        .address
        .split('@')
        .next()
        .unwrap_or("tomo")
        .to_owned();
    Draft::new(
        kind,
        &someone.name,
        &format!("{local}@yuubin-tomo.example"),
        HOME,
    )
    .personal()
}

fn forward_inline(case: &mut Case<'_>) -> Draft {
    let number = order(case.random);
    let (from, subject, body, brand) = [
        (
            "Amazon.co.jp <auto-confirm@amazon.co.jp>",
            "注文済み: 「猫用ドライフード...」",
            format!("注文番号\n{number}\n\n合計\n2480 JPY"),
            "amazon",
        ),
        (
            "三井住友カード <statement@vpass.ne.jp>",
            "ご利用のお知らせ【三井住友カード】",
            "◇利用日：2026/11/14 18:20\n◇利用金額：3,300円".to_owned(),
            "smbc-card",
        ),
        (
            "楽天市場 <order@rakuten.co.jp>",
            "【楽天市場】注文内容ご確認（自動配信メール）",
            "[受注番号] 200000-20261114-0000000001\n支払い金額 4,980".to_owned(),
            "rakuten",
        ),
    ][case.random.below(3)]
    .clone();
    friend(case, "forward-inline")
        .about(brand)
        .subject(format!("Fwd: {subject}"))
        .blocks(vec![
            text("これ、頼んでおいたやつです。届いたら受け取っておいてください。"),
            text(format!("---------- Forwarded message ---------\nFrom: {from}\nDate: 2026年11月14日(土) 18:31\nSubject: {subject}\nTo: <tomo@yuubin-tomo.example>\n\n{body}")),
        ])
        .shape(Shape::Text)
        .note("inline forward of a brand's mail")
}

/// A brand's mail as it would lie in an attachment: unsigned, with its own fields.
fn inner(case: &mut Case<'_>) -> (Part, &'static str) {
    let (from, subject, body, brand) = [
        (
            "\"Amazon.co.jp\" <account-update@amazon.co.jp>",
            "amazon.co.jp: アクションが必要です: サインイン",
            "日時: Nov 14, 2026 07:00 PM Japan Standard Time\n付近: Tokyo, Japan",
            "amazon",
        ),
        (
            "Apple <no_reply@email.apple.com>",
            "Apple からの領収書です。",
            "合計 ¥450",
            "apple",
        ),
    ][case.random.below(2)];
    let mut part = Part::text("plain", body, Charset::Utf8, Transfer::Base64);
    part.fields.splice(
        0..0,
        [
            Field::new("Date", "Sat, 14 Nov 2026 19:01:00 +0900"),
            Field::new("From", from),
            Field::new("To", "tomo@yuubin-tomo.example"),
            Field::new("Subject", words(subject, Charset::Utf8, false)),
            Field::new("MIME-Version", "1.0"),
        ],
    );
    (Part::message(&part.write()), brand)
}

fn forward_attached(case: &mut Case<'_>) -> Draft {
    let (part, brand) = inner(case);
    let subject = case.pick(&[
        "転送します（Amazonのメール）",
        "さっき話したメール",
        "確認をお願いします",
    ]);
    friend(case, "forward-attached")
        .about(brand)
        .subject(subject)
        .blocks(vec![text("添付のとおりです。見てもらえますか。")])
        .part(part)
        .note("the brand's mail is the attached message")
}

fn asks(case: &mut Case<'_>) -> Draft {
    let (subject, brand) = [
        ("このAmazonのメール本物？", "amazon"),
        ("楽天カードから変なメールが来たんだけど", "rakuten-card"),
        ("三井住友カードの「利用確認」ってほんと？", "smbc-card"),
        ("Apple Gift Cardの使い方教えて", "apple"),
    ][case.random.below(4)];
    friend(case, "asks-is-it-real")
        .about(brand)
        .subject(subject)
        .blocks(vec![text("「お支払い方法に問題があります」って書いてあるの。\nリンクは押してません。次に会ったとき見てくれる？")])
        .shape(Shape::Text)
}

fn picture_ask(case: &mut Case<'_>) -> Draft {
    friend(case, "picture-of-mail")
        .about("paypay")
        .subject("画面の写真を送るね")
        .blocks(vec![text("PayPayの通知の画面です。添付を見てください。")])
        .part(Part::file("image/png", "PayPay-screen.png", &DOT, None))
        .note("brand in the attachment's name")
}

fn coworker(case: &mut Case<'_>) -> Draft {
    let (subject, body) = [
        (
            "経費：Amazonで買った延長コードの領収書",
            "精算をお願いします。領収書は共有の場所に置きました。",
        ),
        (
            "Microsoft 365の更新の件",
            "情報システム係に聞いたところ、来週まとめて更新するそうです。",
        ),
        (
            "Google カレンダーの共有について",
            "会議室の予定表を見られるようにしました。",
        ),
        (
            "ヤマトの集荷お願いします",
            "15時までに玄関の箱を渡してください。",
        ),
    ][case.random.below(4)];
    Draft::new(
        "coworker",
        "高橋 翔",
        "sho.takahashi@mihon-seisakusho.example",
        ordinary("mihon-seisakusho.example"),
    )
    .about("amazon")
    .subject(subject)
    .blocks(vec![text(format!(
        "{}さん\n\nお疲れさまです。\n{body}\n\n高橋",
        case.to.name
    ))])
    .personal()
}

fn list_talk(case: &mut Case<'_>) -> Draft {
    let someone = person(case.random);
    let subject = case.pick(&[
        "Re: [anzen-ml:0813] 偽メールの件名を集める",
        "[anzen-ml:0814] 「Amazonプライムの自動更新」メールの見分け方",
        "Re: [anzen-ml:0815] えきねっとをかたるメール",
    ]);
    Draft::new("list-talk", &someone.name, "anzen-ml@lists.net-anzen.example", ordinary("net-anzen.example"))
        .about("amazon")
        .subject(subject)
        .blocks(vec![text(
            "うちに来た件名です。\n\n> 【重要】Amazonアカウントの確認が必要です\n> 三井住友カード【ご利用停止のお知らせ】\n> [ETC利用照会サービス] 解約の予告\n\nどれも差出人のドメインが違いました。\n\n-- \nanzen-ml の投稿は会員だけが読めます",
        )])
        .field("List-Id", "<anzen-ml.lists.net-anzen.example>")
        .field("List-Post", "<mailto:anzen-ml@lists.net-anzen.example>")
        .field("Precedence", "list")
        .shape(Shape::Text)
        .note("quotes subjects of phishing")
}

fn digest(case: &mut Case<'_>) -> Draft {
    Draft::new("forum-digest", "買い物相談掲示板", "digest@kaimono-soudan.example", ordinary("kaimono-soudan.example"))
        .about("amazon")
        .subject(case.pick(&["今週の人気の話題：Amazonから身に覚えのない荷物", "[週報] 楽天の二段階認証、PayPayの返金ほか12件"]))
        .blocks(vec![
            text("1. Amazonから身に覚えのない荷物が届いた（返信31）\n2. 楽天カードの明細に知らない店（返信12）\n3. Netflixの支払いが失敗と言われた（返信8）"),
            link("https://kaimono-soudan.example/weekly/46"),
        ])
        .bulk()
}

fn recruiter(case: &mut Case<'_>) -> Draft {
    let (company, brand) = [
        ("楽天グループ", "rakuten"),
        ("アマゾンジャパン合同会社", "amazon"),
        ("LINEヤフー", "line"),
        ("メルカリ", "mercari"),
    ][case.random.below(4)];
    Draft::new("recruiter", "転職エージェント はしわたし 菊地", "kikuchi@hashiwatashi.example", ordinary("hashiwatashi.example"))
        .about(brand)
        .subject(format!("【{company}】倉庫運営の企画職のご紹介"))
        .blocks(vec![text(format!("{} 様\n\nご経歴を拝見しました。{company}様の求人をご紹介します。\nご興味があれば、電話でお話しできる日をお知らせください。", case.to.name))])
        .personal()
}

fn staff(case: &mut Case<'_>) -> Draft {
    let someone = person(case.random);
    let (domain, brand, company): (&'static str, _, _) = [
        ("amazon.co.jp", "amazon", "アマゾンジャパン"),
        ("rakuten.com", "rakuten", "楽天グループ"),
        ("mercari.com", "mercari", "メルカリ"),
    ][case.random.below(3)];
    let local = someone
        .address
        .split('@')
        .next()
        .unwrap_or("staff")
        .replace('.', "");
    let sending = if brand == "amazon" {
        Sending {
            ..super::senders::AMAZON
        }
    } else {
        own(domain, "quarantine")
    };
    let draft = Draft::new("brand-staff", &someone.name, &format!("{local}@{domain}"), sending)
        .subject(case.pick(&["先日の勉強会のお礼", "Re: 発表資料の件", "次回の読書会の場所"]))
        .blocks(vec![text(format!("{} 様\n\n先日はありがとうございました。資料をお送りいただけると助かります。\n\n{}（{company}）", case.to.name, someone.name))])
        .personal()
        .note("somebody who works there, writing for themselves");
    if brand == "mercari" {
        draft.about(brand)
    } else {
        draft.claims(brand)
    }
}

fn teacher(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "school-class",
        "見本小学校 3年2組 担任",
        "class32@mihon-sho.example",
        ordinary("mihon-sho.example"),
    )
    .about("google")
    .subject(case.pick(&[
        "Google Classroomの使い方（保護者の方へ）",
        "学級だより 霜月号",
        "タブレットの持ち帰りについて",
    ]))
    .blocks(vec![text(
        "保護者の皆さま\n\nいつもお世話になっております。来週は参観日です。",
    )])
}

fn club_treasurer(case: &mut Case<'_>) -> Draft {
    friend(case, "club-money")
        .about("paypay")
        .subject("会費はPayPayでもOKです")
        .blocks(vec![text(
            "12月分の会費1,500円、現金かPayPayでお願いします。ゆうちょの振込先は前と同じです。",
        )])
        .shape(Shape::Text)
}

fn bounce_back(case: &mut Case<'_>) -> Draft {
    let mut draft = Draft::new(
        "auto-notice",
        "お問い合わせ窓口（自動応答）",
        "contact@kita-rakunou.example",
        ordinary("kita-rakunou.example"),
    )
    .about("amazon")
    .subject("お問い合わせを受け付けました")
    .field("Auto-Submitted", "auto-replied");
    draft.blocks = vec![
        text(format!("{} 様\n\n次の内容で受け付けました。", case.to.name)),
        Block::Rule,
        text("件名：Amazonで買った牛乳の賞味期限\n本文：先週Amazon.co.jpの御社の店で買いました。"),
    ];
    draft
}

fn auto_reply(case: &mut Case<'_>) -> Draft {
    friend(case, "auto-reply")
        .about("amazon")
        .subject("自動応答: Re: Amazonの荷物")
        .field("Auto-Submitted", "auto-replied")
        .blocks(vec![text(format!(
            "{}まで留守にしております。戻りましたらお返事します。",
            case.when.short_in(3)
        ))])
        .shape(Shape::Text)
}

fn calendar(case: &mut Case<'_>) -> Draft {
    let event = format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//kaigi//made up//JA\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:{}@mihon-seisakusho.example\r\nDTSTAMP:20261115T000000Z\r\nDTSTART:20261124T010000Z\r\nSUMMARY:AWS研修の打ち合わせ\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        case.random.hex(12)
    );
    let mut part = Part::text(
        "calendar; method=REQUEST",
        &event,
        Charset::Utf8,
        Transfer::Base64,
    );
    part.fields.push(Field::new(
        "Content-Disposition",
        "attachment; filename=\"invite.ics\"",
    ));
    Draft::new(
        "calendar",
        "小林 誠",
        "makoto.kobayashi@mihon-seisakusho.example",
        ordinary("mihon-seisakusho.example"),
    )
    .about("amazon")
    .subject("招待: AWS研修の打ち合わせ (Microsoft Teams)")
    .blocks(vec![text("火曜の10時からでお願いします。")])
    .part(part)
    .personal()
}
