//! Made-up people, goods, shops and numbers.

use crate::random::Random;

/// Somebody made up.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) address: String,
}

const FAMILIES: [(&str, &str); 16] = [
    ("田中", "tanaka"),
    ("佐々木", "sasaki"),
    ("小林", "kobayashi"),
    ("高橋", "takahashi"),
    ("渡辺", "watanabe"),
    ("山口", "yamaguchi"),
    ("石川", "ishikawa"),
    ("森", "mori"),
    ("藤田", "fujita"),
    ("中島", "nakajima"),
    ("原", "hara"),
    ("和田", "wada"),
    ("松井", "matsui"),
    ("野口", "noguchi"),
    ("菊地", "kikuchi"),
    ("大塚", "otsuka"),
];
const GIVEN: [(&str, &str); 14] = [
    ("花子", "hanako"),
    ("一郎", "ichiro"),
    ("美咲", "misaki"),
    ("健太", "kenta"),
    ("由美子", "yumiko"),
    ("翔", "sho"),
    ("千尋", "chihiro"),
    ("誠", "makoto"),
    ("さくら", "sakura"),
    ("大輔", "daisuke"),
    ("恵", "megumi"),
    ("拓也", "takuya"),
    ("陽子", "yoko"),
    ("修", "osamu"),
];

/// A made-up person with an address at example.com or example.jp.
pub(crate) fn person(random: &mut Random) -> Person {
    let (family, family_latin) = FAMILIES[random.below(FAMILIES.len())];
    let (given, given_latin) = GIVEN[random.below(GIVEN.len())];
    let domain = random.pick(&["example.com", "example.jp"]);
    Person {
        name: format!("{family} {given}"),
        address: format!("{given_latin}.{family_latin}@{domain}"),
    }
}

/// A made-up order number of the 3-7-7 form.
pub(crate) fn order(random: &mut Random) -> String {
    format!(
        "{}-{}-{}",
        random.pick(&["249", "250", "503"]),
        random.digits(7),
        random.digits(7)
    )
}

/// `n` with separators.
pub(crate) fn commas(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A price such as shops have.
pub(crate) fn price(random: &mut Random) -> usize {
    match random.below(4) {
        0 => random.between(3, 9) * 100 + 98,
        1 => random.between(10, 99) * 100 + 80,
        2 => random.between(100, 480) * 100,
        _ => random.between(300, 9000),
    }
}

/// Things people buy.
pub(crate) fn goods(random: &mut Random) -> &'static str {
    const GOODS: [&str; 20] = [
        "蒸気を出さない加湿器 3.2L 白",
        "単3形アルカリ乾電池 20本パック",
        "ドリップコーヒー 飲み比べ 40袋",
        "綿100% フェイスタオル 5枚組",
        "猫用ドライフード 室内猫 2kg",
        "USB-C 充電ケーブル 1.5m 2本セット",
        "折りたたみ式 洗濯かご",
        "絵本 もりのゆうびんやさん",
        "無洗米 新潟産 5kg",
        "ステンレス水筒 480ml 紺",
        "ノートパソコンスタンド アルミ",
        "入門 統計のはなし 第2版",
        "子ども用レインコート 110cm",
        "ワイヤレスマウス 静音",
        "掃除機用紙パック 10枚",
        "電気毛布 掛け敷き兼用",
        "手帳 2027年 週間レフト",
        "保存容器 耐熱ガラス 6点",
        "玄米茶 ティーバッグ 100個",
        "自転車用 LEDライト",
    ];
    GOODS[random.below(GOODS.len())]
}

/// Shops and restaurants that stand in card notices.
pub(crate) fn merchant(random: &mut Random) -> &'static str {
    const MERCHANTS: [&str; 12] = [
        "アオゾラストア サカエマチ",
        "ミドリドラッグ",
        "カフェ コモレビ",
        "ハナビシショテン",
        "AMAZON.CO.JP",
        "Mastercard加盟店",
        "サクラガソリンスタンド",
        "キタグチスーパー",
        "ネットショップ ヒダマリ",
        "APPLE COM BILL",
        "モバイルSuica",
        "ラクテンSP",
    ];
    MERCHANTS[random.below(MERCHANTS.len())]
}

/// A made-up small company: its name, its domain's first label and what it sells.
#[derive(Clone, Copy)]
pub(crate) struct Shop {
    pub(crate) name: &'static str,
    pub(crate) domain: &'static str,
    pub(crate) trade: &'static str,
}

/// Made-up shops without any brand in their names.
pub(crate) const SHOPS: [Shop; 14] = [
    Shop {
        name: "青空雑貨店",
        domain: "aozora-zakka.example",
        trade: "生活雑貨",
    },
    Shop {
        name: "ひだまり書房",
        domain: "hidamari-shobo.example",
        trade: "古書",
    },
    Shop {
        name: "山の茶園",
        domain: "yamano-chaen.example",
        trade: "日本茶",
    },
    Shop {
        name: "こもれび珈琲",
        domain: "komorebi-coffee.example",
        trade: "珈琲豆",
    },
    Shop {
        name: "はなまる製菓",
        domain: "hanamaru-seika.example",
        trade: "焼き菓子",
    },
    Shop {
        name: "木工房つむぎ",
        domain: "tsumugi-wood.example",
        trade: "木の家具",
    },
    Shop {
        name: "海鮮市場みなと丸",
        domain: "minatomaru.example",
        trade: "海産物",
    },
    Shop {
        name: "そよかぜ寝具",
        domain: "soyokaze-bed.example",
        trade: "寝具",
    },
    Shop {
        name: "北の酪農便",
        domain: "kita-rakunou.example",
        trade: "乳製品",
    },
    Shop {
        name: "布と糸の店 いろは",
        domain: "iroha-cloth.example",
        trade: "手芸用品",
    },
    Shop {
        name: "自転車工房ペダル",
        domain: "pedal-koubou.example",
        trade: "自転車部品",
    },
    Shop {
        name: "ペットの森",
        domain: "petnomori.example",
        trade: "ペット用品",
    },
    Shop {
        name: "文具のすずらん",
        domain: "suzuran-bungu.example",
        trade: "文房具",
    },
    Shop {
        name: "菜園倶楽部",
        domain: "saien-club.example",
        trade: "苗と肥料",
    },
];
