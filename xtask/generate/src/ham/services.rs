//! Services of daily life: passwords, schools, tickets, utilities, public bodies.

use super::senders::ordinary;
use super::{Case, Kind};
use crate::draft::Draft;
use crate::page::{button, link, rows, small, text};
use crate::people::{commas, price};

pub(super) const KINDS: &[Kind] = &[
    password_reset,
    code_mail,
    ticket,
    gas_bill,
    library,
    hospital,
    storage_full,
    job_site,
    forum_signup,
    cloud_backup,
    insurance,
    mobile_plan,
    school_fee,
    kindergarten,
    donation,
    photo_share,
];

fn simple(
    case: &mut Case<'_>,
    kind: &'static str,
    name: &str,
    address: &'static str,
    subjects: &[&str],
    body: &str,
) -> Draft {
    let domain: &'static str = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    let subject = case.random.pick(subjects);
    Draft::new(kind, name, address, ordinary(domain))
        .subject(subject)
        .blocks(vec![
            text(format!("{} 様\n\n{body}", case.to.name)),
            small(format!(
                "{name}\nこのメールにご返信いただいてもお答えできません。"
            )),
        ])
}

fn password_reset(case: &mut Case<'_>) -> Draft {
    let (name, address) = [
        ("まめ帳", "no-reply@mamecho.example"),
        ("旅の予約 あしあと", "account@ashiato-tabi.example"),
        ("写真倉庫 しおり", "no-reply@shiori-photo.example"),
    ][case.random.below(3)];
    let domain: &'static str = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    let mut draft = simple(
        case,
        "password-reset",
        name,
        address,
        &[
            "パスワードの再設定",
            "パスワード再設定のお申し込みを受け付けました",
        ],
        "30分のあいだ、下のボタンから新しいパスワードを決められます。お心当たりがなければ、何もなさらないでください。",
    );
    draft.blocks.insert(
        1,
        button(
            "パスワードを決め直す",
            format!("https://{domain}/reset/{}", case.random.token(32)),
        ),
    );
    draft
}

fn code_mail(case: &mut Case<'_>) -> Draft {
    let code = case.random.digits(6);
    simple(case, "one-time-code", "旅の予約 あしあと", "account@ashiato-tabi.example", &["ログイン用の確認番号", "【あしあと】確認番号をお送りします"], &format!("確認番号：{code}\nどなたにも教えないでください。Googleアカウントでのログインもお使いいただけます。")).about("google")
}

fn ticket(case: &mut Case<'_>) -> Draft {
    let mut draft = simple(
        case,
        "event-ticket",
        "切符売り場 ひらけごま",
        "ticket@hirakegoma.example",
        &[
            "お申し込み内容の確認（冬の音楽会）",
            "【抽選結果】冬の音楽会",
            "電子切符の受け取り方",
        ],
        "お支払いが済みました。受け取りは当日の朝からです。",
    );
    draft.blocks.push(rows(&[
        ("公演", "冬の音楽会 見本ホール"),
        ("席", "2階 C列 14番"),
        ("お支払い", "楽天カード"),
        ("金額", &format!("{}円", commas(price(case.random)))),
    ]));
    draft.about("rakuten-card")
}

fn gas_bill(case: &mut Case<'_>) -> Draft {
    let cost = commas(case.random.between(3000, 14_000));
    let mut draft = simple(
        case,
        "utility-bill",
        "見本ガス",
        "kensin@mihon-gas.example",
        &["11月分の検針のお知らせ", "ガス料金のお支払い方法の確認"],
        &format!("ご請求額：{cost}円\n引落日：12月10日（三井住友銀行の口座より）"),
    );
    draft.blocks.push(link("https://my.mihon-gas.example/"));
    draft.about("smbc")
}

fn library(case: &mut Case<'_>) -> Draft {
    let due = case.when.short_in(5);
    simple(
        case,
        "library",
        "見本市立図書館",
        "lib@lib-mihon.example",
        &["予約の本が届きました", "返却日のお知らせ"],
        &format!("『アマゾン河の探検家』をお取り置きしています。期限は{due}です。"),
    )
    .about("amazon")
}

fn hospital(case: &mut Case<'_>) -> Draft {
    let day = case.when.short_in(9);
    simple(
        case,
        "hospital",
        "見本総合病院 予約係",
        "yoyaku@mihon-hospital.example",
        &["診察日のお知らせ", "健康診断の結果について"],
        &format!("次の診察は{day} 9時30分です。"),
    )
}

fn storage_full(case: &mut Case<'_>) -> Draft {
    simple(case, "storage-full", "写真倉庫 しおり", "no-reply@shiori-photo.example", &["保管場所の残りが少なくなりました", "容量が90%になりました"], "いらない写真を消すか、広い契約に変えてください。Googleフォトから移した写真も数に入ります。").about("google")
}

fn job_site(case: &mut Case<'_>) -> Draft {
    simple(
        case,
        "job-site",
        "しごと市場 見本",
        "match@shigoto-ichiba.example",
        &[
            "新着の求人 12件（Amazon倉庫・ヤマト運輸ほか）",
            "【急募】佐川急便 見本営業所の仕分け",
            "日本郵便の年末アルバイト",
        ],
        "ご希望に近い求人が出ました。",
    )
    .about("amazon")
    .bulk()
}

fn forum_signup(case: &mut Case<'_>) -> Draft {
    simple(
        case,
        "sign-up",
        "編み物の部屋",
        "join@amimono-room.example",
        &["会員登録を仮受付しました", "メールアドレスの確認"],
        "LINEアカウントまたはYahoo! JAPAN IDでも登録できます。",
    )
    .about("line")
}

fn cloud_backup(case: &mut Case<'_>) -> Draft {
    simple(
        case,
        "backup-report",
        "控え番 バックアップ報告",
        "report@hikaeban.example",
        &[
            "バックアップ成功：Amazon S3 / Google Drive",
            "控え番：昨夜の結果（OneDrive 1件失敗）",
        ],
        "3台のうち3台が終わりました。",
    )
    .about("amazon")
}

fn insurance(case: &mut Case<'_>) -> Draft {
    simple(
        case,
        "insurance",
        "ひまわり共済",
        "keiyaku@himawari-kyosai.example",
        &[
            "保険料控除の証明書をお送りしました",
            "お支払いのカード（JCB）の期限が近づいています",
        ],
        "証明書は郵便でお届けします。カードの期限が変わった方は、会員ページでお手続きください。",
    )
    .about("jcb")
}

fn mobile_plan(case: &mut Case<'_>) -> Draft {
    simple(
        case,
        "mobile-plan",
        "格安SIM そら電話",
        "info@sora-denwa.example",
        &[
            "ドコモ回線の工事のお知らせ",
            "au回線からの切り替えについて",
            "iPhoneの設定のしかた",
        ],
        "11月25日の深夜に短いあいだつながりにくくなります。",
    )
    .about("docomo")
}

fn school_fee(case: &mut Case<'_>) -> Draft {
    simple(
        case,
        "school-fee",
        "見本学園 事務局",
        "jimu@mihon-gakuen.example",
        &[
            "後期授業料のお振込について",
            "学費の口座振替（ゆうちょ銀行）のお知らせ",
        ],
        "振替日は11月27日です。前日までにご入金ください。",
    )
    .about("jp-bank")
}

fn kindergarten(case: &mut Case<'_>) -> Draft {
    simple(
        case,
        "kindergarten",
        "どんぐり保育園 連絡網",
        "renraku@donguri-hoiku.example",
        &["【連絡】遠足の持ち物", "【連絡】発熱時の登園について"],
        "水筒と敷物をお持ちください。",
    )
}

fn donation(case: &mut Case<'_>) -> Draft {
    simple(
        case,
        "donation",
        "森を育てる会",
        "kifu@mori-sodateru.example",
        &[
            "ご寄付のお礼と受領証",
            "Amazonのほしい物リストからのご支援、届きました",
        ],
        "苗木40本を植えました。",
    )
    .about("amazon")
}

fn photo_share(case: &mut Case<'_>) -> Draft {
    let sender = crate::people::person(case.random).name;
    let mut draft = simple(
        case,
        "photo-share",
        "写真倉庫 しおり",
        "share@shiori-photo.example",
        &[
            "アルバム「秋の遠足」が共有されました",
            "写真が3枚届いています",
        ],
        &format!("{sender}さんがアルバムを共有しました。"),
    );
    draft.blocks.insert(
        1,
        button(
            "アルバムを開く",
            format!("https://shiori-photo.example/a/{}", case.random.token(12)),
        ),
    );
    draft
}
