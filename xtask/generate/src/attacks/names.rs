//! Attacks by name and domain: whose name stands where, and how it is misspelt.

use super::{Hostile, LURES, Lure};

fn lure(brand: &str) -> &'static Lure {
    LURES
        .iter()
        .find(|lure| lure.brand == brand)
        .unwrap_or(&LURES[0])
}

const THROWAWAY: [&str; 8] = [
    "news-7431.example",
    "kq3xh.example",
    "service-mailer.example",
    "tuyhj-info.example",
    "cn-trade88.example",
    "ok-login.example",
    "bxzcv.example",
    "hiroba-mail.example",
];

/// All of them.
pub(super) fn all() -> Vec<Hostile> {
    let mut all = Vec::new();
    for (index, lure) in LURES.iter().enumerate() {
        let domain = THROWAWAY[index % THROWAWAY.len()];
        let hostile = Hostile::new(
            "name-foreign-domain",
            lure,
            lure.name,
            &format!("info{index}@{domain}"),
            domain,
        );
        // Half of real phishing is authenticated, as its own domain.
        all.push(if index % 2 == 0 {
            hostile
                .signed(domain)
                .note("authenticated as its own domain")
        } else {
            hostile
        });
    }
    for (index, lure) in LURES.iter().enumerate() {
        let host = THROWAWAY[(index + 3) % THROWAWAY.len()];
        let hostile = Hostile::new("exact-domain-forged", lure, lure.name, lure.exact, host)
            .places("name,address,body");
        all.push(if index % 3 == 0 {
            hostile
                .envelope(&format!("bounce@{host}"))
                .note("SPF passes for a throw-away envelope domain")
        } else {
            hostile
        });
    }
    all.extend(lookalike_domains());
    all.extend(disguised_names());
    all.extend(local_parts());
    all
}

fn lookalike_domains() -> Vec<Hostile> {
    [
        ("amazon", "no-reply@amazon-co-jp.example"),
        ("amazon", "account@amazon.co.jp.kakunin-tetsuzuki.example"),
        ("amazon", "auto-confirm@amzaon-shop.example"),
        ("amazon", "store@arnazon.example"),
        ("amazon", "info@xn--amzon-3ve.example"),
        ("amazon", "order@amazom-security.example"),
        ("rakuten", "order@rakuten-co-jp.login-check.example"),
        ("rakuten-card", "info@rakutencard-mail.example"),
        ("smbc-card", "statement@vpass-ne-jp.example"),
        ("smbc-card", "info@smbccard-kakunin.example"),
        ("jcb", "mail@myjcbs.example"),
        ("epos", "info@0lepos.example"),
        ("mercari", "no-reply@mercarl-jp.example"),
        ("yamato", "mail@kuroneko-yamatto.example"),
        ("eki-net", "reservation@ekinet-jr.example"),
        ("apple", "appleid@id-apple-support.example"),
    ]
    .into_iter()
    .map(|(brand, address)| {
        let lure = lure(brand);
        let host = address.rsplit_once('@').map_or("", |(_, domain)| domain);
        let hostile = Hostile::new("lookalike-domain", lure, lure.name, address, host)
            .places("name,address,body");
        if host.len() % 2 == 0 {
            hostile.signed(host).note("authenticated as its own domain")
        } else {
            hostile
        }
    })
    .collect()
}

fn disguised_names() -> Vec<Hostile> {
    [
        ("amazon", "Аmazon", "Cyrillic A"),
        ("amazon", "Αmazon.co.jp", "Greek Alpha"),
        ("amazon", "Аmаzоn", "Cyrillic A, a and o"),
        ("amazon", "Aamzon", "letters swapped"),
        ("amazon", "arnazon", "rn for m"),
        ("amazon", "amazom.co.jp", "m for n"),
        ("amazon", "amzaon", "letters swapped"),
        ("amazon", "A m a z o n", "spaced"),
        ("amazon", "ａｍａｚｏｎ", "full width"),
        ("amazon", "ＡＭＡＺ0N", "full width with a digit"),
        ("amazon", "ｱﾏｿﾞﾝ", "half-width kana"),
        ("amazon", "ア マ ゾ ン", "spaced kana"),
        (
            "amazon",
            "A\u{200b}m\u{200b}a\u{200b}z\u{200b}o\u{200b}n",
            "zero-width spaces",
        ),
        ("amazon", "Am\u{ad}azon", "soft hyphen"),
        ("amazon", "𝐀𝐦𝐚𝐳𝐨𝐧", "mathematical letters"),
        ("amazon", "Ⓐⓜⓐⓩⓞⓝ", "circled letters"),
        ("amazon", "A-m-a-z-o-n カスタマー係", "hyphens"),
        (
            "amazon",
            "\u{202e}nozamA",
            "written backwards behind an override",
        ),
        ("smbc-card", "三 井 住 友 カ ー ド", "spaced"),
        ("smbc-card", "三井住友力一ド", "kanji for kana"),
        ("smbc-card", "Ｖｐａｓｓ", "full width"),
        ("rakuten", "楽　天　市　場", "ideographic spaces"),
        ("rakuten", "ﾗｸﾃﾝ市場", "half-width kana"),
        ("rakuten", "Rаkutеn", "Cyrillic a and e"),
        ("jcb", "JСB", "Cyrillic Es"),
        ("epos", "工ポスカード", "kanji for kana"),
        ("paypay", "PаyPаy", "Cyrillic a"),
        ("mercari", "メ ル 力 リ", "spaced, kanji for kana"),
        ("yamato", "ヤマ卜運輸", "kanji for kana"),
        ("mizuho", "み ず ほ 銀 行", "spaced"),
        ("apple", "Аррlе", "Cyrillic letters"),
        ("aeon-card", "ｲｵﾝｶｰﾄﾞ", "half-width kana"),
    ]
    .into_iter()
    .enumerate()
    .map(|(index, (brand, name, note))| {
        let lure = lure(brand);
        let domain = THROWAWAY[index % THROWAWAY.len()];
        let mut hostile = Hostile::new(
            "disguised-name",
            lure,
            name,
            &format!("support@{domain}"),
            domain,
        )
        .places("name")
        .note(note);
        // The body names nobody, so that the name alone carries the claim.
        let text =
            format!("お客様各位\n\nお手続きの期限が近づいています。\n\nhttps://{domain}/s\n");
        hostile.root = super::both(
            &text,
            &super::page(&text, lure.press, &format!("https://{domain}/s")),
            hostile.charset,
        );
        hostile.subject = "大切なお知らせ".to_owned();
        hostile
    })
    .collect()
}

fn local_parts() -> Vec<Hostile> {
    [
        ("amazon", "お客様窓口", "amazon@kq3xh.example"),
        ("amazon", "", "amazon.co.jp@service-mailer.example"),
        (
            "smbc-card",
            "カード会員係",
            "smbc-card-vpass@ok-login.example",
        ),
        ("rakuten", "", "rakuten-security@bxzcv.example"),
        (
            "amazon",
            "通知",
            "\"auto-confirm@amazon.co.jp\"@tuyhj-info.example",
        ),
    ]
    .into_iter()
    .map(|(brand, name, address)| {
        let lure = lure(brand);
        let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
        Hostile::new("brand-in-local-part", lure, name, address, domain).places("address,body")
    })
    .collect()
}
