//! Newsletters and notices about brands, from people who are not the brands.

use super::senders::ordinary;
use super::{Case, Kind};
use crate::draft::Draft;
use crate::page::{Block, button, link, small, text, title};
use crate::people::goods;

pub(super) const KINDS: &[Kind] = &[
    tech_news,
    sale_roundup,
    cheaper,
    points,
    cloud_books,
    price_watch,
    fraud_warning,
    shares,
    seller_seminar,
    gadget_blog,
    house_budget,
    rail_fans,
    baseball,
    game_news,
    press_release,
    museum_shop,
];

fn foot(company: &str) -> Vec<Block> {
    vec![
        Block::Rule,
        small(format!(
            "{company}\n〒000-0000 架空県見本市中央1-2-3\nこのメールは登録された方に送っています。配信停止は文末のリンクからお手続きください。"
        )),
    ]
}

fn tech_news(case: &mut Case<'_>) -> Draft {
    let (brand, subject, lead) = [
        (
            "amazon",
            "Amazon、国内の配送拠点を2か所増やすと発表",
            "翌日に届く地域が広がる見込みです。",
        ),
        (
            "apple",
            "Apple、来春の開発者会議の日程を公表",
            "新しい地図アプリの紹介がありそうです。",
        ),
        (
            "rakuten",
            "楽天グループ、7〜9月期の決算をまとめて読む",
            "モバイル事業の赤字が縮みました。",
        ),
        (
            "google",
            "Googleの検索が変わる 小さな店への影響",
            "地図の口コミの並びが見直されます。",
        ),
        (
            "paypay",
            "PayPayと自治体の還元、12月は18市町村",
            "対象の町をまとめました。",
        ),
        (
            "microsoft",
            "Windowsの11月更新、印刷の不具合に注意",
            "直し方をまとめました。",
        ),
    ][case.random.below(6)];
    let mut blocks = vec![
        title(subject),
        text(lead),
        button(
            "続きを読む",
            "https://news.denshi-dayori.example/articles/20261115",
        ),
        title("ほかの話題"),
        text(
            "・図書館の電子書籍、貸出が3割増\n・電波の届かない山小屋で使える連絡手段\n・Netflixの値上げをどう見るか",
        ),
    ];
    blocks.extend(foot("電子だより編集部"));
    Draft::new(
        "tech-news",
        "電子だより",
        "news@denshi-dayori.example",
        ordinary("denshi-dayori.example"),
    )
    .about(brand)
    .subject(subject)
    .preheader(lead)
    .blocks(blocks)
    .bulk()
}

fn sale_roundup(case: &mut Case<'_>) -> Draft {
    let subject = case.pick(&[
        "【セール情報まとめ】Amazon・楽天・Yahoo!の今日の値下げ30件",
        "Amazonブラックフライデー前に買ってよい物、待つべき物",
        "楽天お買い物マラソンで編集部が選んだ日用品",
        "ヨドバシとビックカメラの初売り、今年はどうなる？",
    ]);
    let mut blocks = vec![Block::Picture(
        "今日の値下げ".to_owned(),
        "https://kaimono-memo.example/today".to_owned(),
    )];
    for _ in 0..4 {
        blocks.push(Block::Button(
            goods(case.random).to_owned(),
            format!(
                "https://www.amazon.co.jp/dp/B0{}?tag=kaimonomemo-22",
                case.random.token(8).to_uppercase()
            ),
        ));
    }
    blocks.extend(foot("買い物メモ"));
    Draft::new(
        "sale-roundup",
        "買い物メモ｜セール情報まとめ",
        "info@kaimono-memo.example",
        ordinary("kaimono-memo.example"),
    )
    .about("amazon")
    .subject(subject)
    .blocks(blocks)
    .bulk()
    .note("affiliate links to the brand")
}

fn cheaper(case: &mut Case<'_>) -> Draft {
    let subject = case.pick(&[
        "Amazonより安い！ 当店の毛布 今週だけの価格",
        "楽天市場店より自社サイトが5%お得です",
        "アマゾンで品切れの加湿器、在庫あります",
    ]);
    let mut blocks = vec![
        title("他店との比べ"),
        text("A社（大手通販）4,980円 → 当店 4,480円"),
        button("売り場へ", "https://soyokaze-bed.example/sale"),
    ];
    blocks.extend(foot("そよかぜ寝具株式会社"));
    Draft::new(
        "cheaper-than",
        "そよかぜ寝具 公式通販",
        "mag@soyokaze-bed.example",
        ordinary("soyokaze-bed.example"),
    )
    .about("amazon")
    .subject(subject)
    .blocks(blocks)
    .bulk()
}

fn points(case: &mut Case<'_>) -> Draft {
    let name = case.pick(&[
        "ポイ活ナビ（楽天・Amazon情報）",
        "PayPay・d払い・楽天ペイ お得速報",
        "ポイント生活！ Amazonギフト券と交換",
    ]);
    let subject = case.pick(&[
        "本日締切 楽天ポイント2倍の条件をおさらい",
        "Amazonギフトカードへの交換レートが変わります",
        "歩くだけでPayPayポイント 編集部が試しました",
    ]);
    let mut blocks = vec![
        text("今日の3本です。"),
        text("1. 楽天カードの新規入会\n2. Amazonのチャージで0.5%\n3. d払いの街のお店めぐり"),
        button("記事を読む", "https://poikatsu-navi.example/a/1188"),
    ];
    blocks.extend(foot("ポイ活ナビ運営事務局"));
    Draft::new(
        "points-news",
        name,
        "mag@poikatsu-navi.example",
        ordinary("poikatsu-navi.example"),
    )
    .about("rakuten")
    .subject(subject)
    .blocks(blocks)
    .bulk()
    .note("brand names stand in the display name")
}

fn cloud_books(case: &mut Case<'_>) -> Draft {
    let subject = case.pick(&[
        "新刊『はじめて組むAmazon Web Services』先行予約",
        "著者が話す「Amazon S3で作る小さな書庫」読書会",
        "Microsoft Azureの本、3冊まとめて2割引",
    ]);
    Draft::new(
        "cloud-books",
        "ひだまり書房 技術書の棚",
        "tech@hidamari-shobo.example",
        ordinary("hidamari-shobo.example"),
    )
    .about("amazon")
    .subject(subject)
    .blocks(vec![
        text("雲の上の計算機を、手を動かしながら学ぶ一冊です。"),
        button("試し読み", "https://hidamari-shobo.example/books/aws"),
    ])
    .bulk()
}

fn price_watch(case: &mut Case<'_>) -> Draft {
    let item = goods(case.random);
    Draft::new("price-watch", "値段の見張り番", "alert@nedan-mihari.example", ordinary("nedan-mihari.example"))
        .about("amazon")
        .subject(format!("【値下がり】{item}（Amazon.co.jp）"))
        .blocks(vec![
            text(format!("見張っている品の値段が変わりました。\n\n{item}\nAmazon.co.jp　2,480円 → 1,980円\nヨドバシ.com　2,300円\n楽天市場　2,180円")),
            Block::Link("https://www.amazon.co.jp/dp/B0MADEUP07".to_owned(), "https://nedan-mihari.example/go?to=https%3A%2F%2Fwww.amazon.co.jp%2Fdp%2FB0MADEUP07".to_owned()),
        ])
        .note("shows the brand's address over a redirect of its own")
}

fn fraud_warning(case: &mut Case<'_>) -> Draft {
    let (name, address) = [
        ("見本市 くらしの安全係", "anzen@city-mihon.example"),
        ("架空県消費生活センター", "mag@shohi-kakuu.example"),
        ("みなと信用金庫", "info@minato-shinkin.example"),
    ][case.random.below(3)];
    let domain: &'static str = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    let subject = case.pick(&[
        "【注意】Amazonをかたる「アカウントが停止されました」というメールが届いています",
        "【注意喚起】三井住友カードや楽天を名のる偽メールが増えています",
        "国税庁・ヤマト運輸を装うSMSにご注意ください",
    ]);
    Draft::new("fraud-warning", name, address, ordinary(domain))
        .about("amazon")
        .subject(subject)
        .blocks(vec![
            text("次のような文面が確認されています。\n\n「お客様のAmazonアカウントを一時停止しました。24時間以内に情報を更新してください」\n「【三井住友カード】ご利用を制限いたしました」"),
            text("リンクを開かず、公式のアプリやお気に入りから確かめてください。"),
            text("困ったときは消費者ホットライン「188」へ。"),
        ])
        .note("quotes phishing in order to warn of it")
}

fn shares(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "shares-news",
        "週刊かぶ便り",
        "weekly@kabu-tayori.example",
        ordinary("kabu-tayori.example"),
    )
    .about("rakuten")
    .subject(case.pick(&[
        "楽天グループ・ソフトバンク・KDDI 通信3社を比べる",
        "Amazon決算 クラウドは伸びたか",
        "三菱UFJと三井住友、配当で選ぶなら",
    ]))
    .blocks(vec![
        text("今週の注目株を表にしました。売り買いのすすめではありません。"),
        button("表を見る", "https://kabu-tayori.example/w46"),
    ])
    .bulk()
}

fn seller_seminar(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "seller-seminar",
        "EC運営塾 松井",
        "matsui@ec-juku.example",
        ordinary("ec-juku.example"),
    )
    .about("amazon")
    .subject(case.pick(&[
        "Amazon出品のアカウント停止を防ぐ3つの習慣（無料講座）",
        "楽天とYahoo!ショッピング、どちらに出すか",
        "メルカリShops 初めての月商10万円",
    ]))
    .blocks(vec![
        text("出品者の方に向けた90分の講座です。"),
        button("席を予約する", "https://ec-juku.example/seminar/1127"),
    ])
    .bulk()
}

fn gadget_blog(case: &mut Case<'_>) -> Draft {
    let subject = case.pick(&[
        "新しいiPadを一週間使って",
        "Kindleで読む？ 紙で読む？",
        "Google Pixelの夜景を撮り比べました",
    ]);
    Draft::new(
        "gadget-blog",
        "カメラと文房具と私",
        "letter@camera-bungu.example",
        ordinary("camera-bungu.example"),
    )
    .about("apple")
    .subject(subject)
    .blocks(vec![
        text("今週もブログを更新しました。"),
        link("https://camera-bungu.example/2026/11"),
    ])
    .bulk()
}

fn house_budget(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "budget-app",
        "家計簿アプリ まめ帳",
        "report@mamecho.example",
        ordinary("mamecho.example"),
    )
    .about("smbc-card")
    .subject("今週の支出：三井住友カード 12,480円 / PayPay 3,210円 / Amazon 5,940円")
    .blocks(vec![
        text(format!("{}さんの今週のまとめです。", case.to.name)),
        text("三井住友カード　12,480円\n楽天カード　0円\nPayPay　3,210円\nAmazon.co.jp　5,940円"),
        button("アプリで見る", "https://app.mamecho.example/weekly"),
    ])
    .note("names issuers in the subject")
}

fn rail_fans(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "rail-fans",
        "鉄道の旅 友の会",
        "tomo@tetsudo-tabi.example",
        ordinary("tetsudo-tabi.example"),
    )
    .about("eki-net")
    .subject(case.pick(&[
        "えきねっとで取れる冬の臨時列車一覧",
        "スマートEXの早特を使いこなす",
    ]))
    .blocks(vec![
        text("会報46号をお送りします。予約の開始日を表にしました。"),
        button("会報を開く", "https://tetsudo-tabi.example/46"),
    ])
    .bulk()
}

fn baseball(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "baseball",
        "東北野球便り",
        "mail@tohoku-yakyu.example",
        ordinary("tohoku-yakyu.example"),
    )
    .about("rakuten")
    .subject(case.pick(&[
        "楽天、秋季キャンプ最終日 若手が打った",
        "楽天の来季日程と、見に行くなら この3試合",
        "PayPayドームの交流戦を振り返る",
    ]))
    .blocks(vec![text("今季もご愛読ありがとうございました。")])
    .bulk()
    .note("the brand's name as a baseball team")
}

fn game_news(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "game-news",
        "週末ゲーム通信",
        "mag@shumatsu-game.example",
        ordinary("shumatsu-game.example"),
    )
    .about("nintendo")
    .subject(case.pick(&[
        "任天堂の新作、予約は金曜から",
        "Steam秋のセール 編集部の10本",
        "PlayStationの周辺機器を修理に出してみた",
    ]))
    .blocks(vec![
        text("今週の3本立てです。"),
        button("読む", "https://shumatsu-game.example/198"),
    ])
    .bulk()
}

fn press_release(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "press-release",
        "プレス配信 まちの声",
        "press@machinokoe-pr.example",
        ordinary("machinokoe-pr.example"),
    )
    .about("amazon")
    .subject(case.pick(&[
        "【リリース】はなまる製菓、Amazonに公式店を開店",
        "【リリース】ペットの森、楽天市場の賞を受賞",
    ]))
    .blocks(vec![
        text("報道関係の皆さま\n\n掲載のご検討をお願いいたします。"),
        small("お問い合わせ：広報 野口 050-0000-0000"),
    ])
}

fn museum_shop(case: &mut Case<'_>) -> Draft {
    Draft::new(
        "fruit-and-river",
        "果樹園つうしん",
        "mail@kajuen.example",
        ordinary("kajuen.example"),
    )
    .about("apple")
    .subject(case.pick(&[
        "アップルパイの季節です ふじ・紅玉の予約",
        "りんご（アップル）の保存のこつ",
    ]))
    .blocks(vec![
        text("今年の紅玉は酸味がしっかりあります。"),
        button("予約する", "https://kajuen.example/yoyaku"),
    ])
    .bulk()
    .note("the brand's name as a fruit")
}
