//! Hostile mail of our own wording, for development.
//!
//! Every hostile host lies under the reserved name `.example` and every client in 203.0.113.0/24, so
//! nothing here leads anywhere. The patterns are those that people report; the sentences are ours.

mod bodies;
mod headers;
mod names;

use anyhow::Result;

use crate::Files;
use crate::clock::Moment;
use crate::dkim::{KeyName, Keys, Signer, signature};
use crate::mime::{Charset, Field, Part, Transfer, mailbox, words};
use crate::people::{Person, person};
use crate::post::RECEIVER;
use crate::random::Random;
use crate::zone::Zone;

/// Who is imitated, and with which story.
#[derive(Clone, Copy)]
pub(crate) struct Lure {
    /// Our own short label.
    pub(crate) brand: &'static str,
    /// The name as the mail shows it.
    pub(crate) name: &'static str,
    /// An address of the brand's own domain, for forgeries.
    pub(crate) exact: &'static str,
    pub(crate) subject: &'static str,
    pub(crate) body: &'static str,
    pub(crate) press: &'static str,
}

/// The stories; all wording is ours.
pub(crate) const LURES: [Lure; 16] = [
    Lure {
        brand: "amazon",
        name: "Amazon.co.jp",
        exact: "account-update@amazon.co.jp",
        subject: "お支払い方法に問題が見つかりました",
        body: "Amazonをご利用のお客様へ\n\nご登録のカードで会費を頂戴できませんでした。本日中に情報を入れ直してください。期限を過ぎるとご利用を止めます。",
        press: "情報を入れ直す",
    },
    Lure {
        brand: "amazon",
        name: "Amazon",
        exact: "auto-confirm@amazon.co.jp",
        subject: "ご注文の確認（ギフトカード ￥30,000）",
        body: "Amazon.co.jpでのご注文をありがとうございます。\n商品：デジタルギフトカード ￥30,000\n覚えのない場合は、下から取り消してください。",
        press: "注文を取り消す",
    },
    Lure {
        brand: "rakuten",
        name: "楽天市場",
        exact: "order@rakuten.co.jp",
        subject: "【楽天市場】別の端末からのログインを止めました",
        body: "楽天会員の皆様\n普段と違う場所からのログインがあったため、お買い物を止めています。ご本人か確かめさせてください。",
        press: "本人確認へ進む",
    },
    Lure {
        brand: "smbc-card",
        name: "三井住友カード",
        exact: "mail@vpass.ne.jp",
        subject: "【三井住友カード】ご利用を一時お止めしています",
        body: "三井住友カードより大切なお知らせ\n第三者による使用の疑いがあり、お取引をお止めしました。Vpassのパスワードをお確かめください。",
        press: "Vpassへ",
    },
    Lure {
        brand: "jcb",
        name: "JCBカード",
        exact: "mail@qa.jcb.co.jp",
        subject: "MyJCB ご登録内容の再確認のお願い",
        body: "JCB会員様\n法令により、ご登録内容の確かめ直しをお願いしております。三日以内にお手続きください。",
        press: "MyJCBを開く",
    },
    Lure {
        brand: "rakuten-card",
        name: "楽天カード株式会社",
        exact: "info@mail.rakuten-card.co.jp",
        subject: "楽天カード：お支払い金額 98,600円 の確定",
        body: "楽天カードをお使いの方へ\nお心当たりのない請求は、今夜0時までにお申し出ください。",
        press: "請求を止める",
    },
    Lure {
        brand: "epos",
        name: "エポスカード",
        exact: "info@01epos.jp",
        subject: "エポスカード ポイントが本日で消えます",
        body: "エポスカード会員様\n8,200ポイントの期限が迫っています。受け取りの手続きをお急ぎください。",
        press: "受け取る",
    },
    Lure {
        brand: "aeon-card",
        name: "イオンカード",
        exact: "statement@email.aeon.co.jp",
        subject: "イオンカード 暗証番号の誤りが続いています",
        body: "イオンカードをお持ちの方へ\n安全のためカードを止めました。再開にはカード番号が必要です。",
        press: "再開する",
    },
    Lure {
        brand: "apple",
        name: "Apple サポート",
        exact: "no_reply@email.apple.com",
        subject: "Apple Account がロックされました",
        body: "お使いのApple Accountで確認できない購入がありました。24時間以内に解除してください。",
        press: "ロックを解除",
    },
    Lure {
        brand: "yamato",
        name: "ヤマト運輸",
        exact: "mail@kuronekoyamato.co.jp",
        subject: "ご不在のため荷物を持ち帰りました",
        body: "ヤマト運輸です。住所の番地が足りないため、再配達の料金として120円を頂戴します。",
        press: "再配達を頼む",
    },
    Lure {
        brand: "mercari",
        name: "メルカリ",
        exact: "no-reply@mercari.jp",
        subject: "メルカリ 取引の制限について",
        body: "メルカリ事務局です。売上金の振込先に誤りがあり、振込を止めています。",
        press: "振込先を直す",
    },
    Lure {
        brand: "paypay",
        name: "PayPay",
        exact: "no-reply@paypay.ne.jp",
        subject: "PayPay残高 50,000円を受け取ってください",
        body: "PayPayをご利用の方の中からあなたが選ばれました。期限は本日です。",
        press: "残高を受け取る",
    },
    Lure {
        brand: "eki-net",
        name: "えきねっと",
        exact: "reservation@eki-net.com",
        subject: "えきねっと 自動退会処理の予告",
        body: "えきねっと会員の方へ\n長くログインがないため退会となります。続ける方は本日ログインしてください。",
        press: "ログインする",
    },
    Lure {
        brand: "mizuho",
        name: "みずほ銀行",
        exact: "send_mail@e-mail.mizuhobank.co.jp",
        subject: "【みずほ銀行】取引目的のご確認",
        body: "みずほ銀行よりお願い\n取引目的のご回答がないため、口座のお取引を止めております。",
        press: "回答する",
    },
    Lure {
        brand: "e-tax",
        name: "国税庁",
        exact: "info@e-tax.nta.go.jp",
        subject: "税金の未納について 差押えの最終通知",
        body: "国税庁です。未納の税金がありますので、本日中に電子マネーでお納めください。",
        press: "納付する",
    },
    Lure {
        brand: "microsoft",
        name: "Microsoft アカウント チーム",
        exact: "account-security-noreply@accountprotection.microsoft.com",
        subject: "Microsoft アカウントの不審なサインイン",
        body: "国/地域: ロシア\nプラットフォーム: Windows\nお心当たりがなければ、すぐに電話でお知らせください。050-0000-0000",
        press: "サインインを取り消す",
    },
];

/// A hostile mail before it is sent.
pub(crate) struct Hostile {
    pub(crate) technique: &'static str,
    pub(crate) brand: &'static str,
    /// Where the brand stands: name, address, subject, body, image, attachment.
    pub(crate) places: &'static str,
    pub(crate) from: Vec<Field>,
    pub(crate) subject: String,
    pub(crate) root: Part,
    /// More fields of the message.
    pub(crate) fields: Vec<Field>,
    /// Trace fields that the sender planted below the receiver's own.
    pub(crate) planted: Vec<Field>,
    pub(crate) envelope: String,
    /// The domain that signs, where somebody does.
    pub(crate) signer: Option<&'static str>,
    pub(crate) charset: Charset,
    pub(crate) note: String,
}

impl Hostile {
    /// `lure` from `name` at `address`, as text and page with a link to `host`.
    pub(crate) fn new(
        technique: &'static str,
        lure: &Lure,
        name: &str,
        address: &str,
        host: &str,
    ) -> Self {
        let text = format!(
            "{}\n\n▼{}\nhttps://{host}/jp/signin\n",
            lure.body, lure.press
        );
        let page = page(lure.body, lure.press, &format!("https://{host}/jp/signin"));
        Self::made(
            technique,
            lure,
            name,
            address,
            Charset::Utf8,
            both(&text, &page, Charset::Utf8),
        )
    }

    /// The same with a body of its own.
    pub(crate) fn made(
        technique: &'static str,
        lure: &Lure,
        name: &str,
        address: &str,
        charset: Charset,
        root: Part,
    ) -> Self {
        let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
        Self {
            technique,
            brand: lure.brand,
            places: "name,body",
            from: vec![Field::new("From", mailbox(name, address, charset, false))],
            subject: lure.subject.to_owned(),
            root,
            fields: Vec::new(),
            planted: Vec::new(),
            envelope: format!("bounce@{domain}"),
            signer: None,
            charset,
            note: String::new(),
        }
    }

    pub(crate) fn places(mut self, places: &'static str) -> Self {
        self.places = places;
        self
    }

    pub(crate) fn note(mut self, note: &str) -> Self {
        note.clone_into(&mut self.note);
        self
    }

    pub(crate) fn signed(mut self, domain: &'static str) -> Self {
        self.signer = Some(domain);
        self
    }

    pub(crate) fn envelope(mut self, address: &str) -> Self {
        address.clone_into(&mut self.envelope);
        self
    }
}

/// A page with one button.
pub(crate) fn page(body: &str, press: &str, target: &str) -> String {
    format!(
        "<html><body style=\"font-family:sans-serif\">\n<p>{}</p>\n<p><a href=\"{target}\" style=\"background:#f90;padding:10px\">{press}</a></p>\n</body></html>\n",
        body.replace('\n', "<br>\n")
    )
}

/// Text and page as alternatives.
pub(crate) fn both(text: &str, page: &str, charset: Charset) -> Part {
    let parts = [
        Part::text("plain", text, charset, Transfer::Base64),
        Part::text("html", page, charset, Transfer::Base64),
    ];
    Part::multipart("alternative", "", "=_kit_boundary_0001", &parts)
}

/// Publishes what is asked about the brands whose exact domains are forged. The answers are made up.
fn publish(zone: &mut Zone) {
    zone.absent("nosuchselector._domainkey.amazon.co.jp");
    zone.domain("amazon.co.jp.kq3xh.example");
    for (domain, policy) in [
        ("amazon.co.jp", "quarantine"),
        ("rakuten.co.jp", "quarantine"),
        ("vpass.ne.jp", "quarantine"),
        ("qa.jcb.co.jp", "quarantine"),
        ("mail.rakuten-card.co.jp", "reject"),
        ("email.aeon.co.jp", "quarantine"),
        ("email.apple.com", "quarantine"),
        ("mercari.jp", "reject"),
        ("eki-net.com", "quarantine"),
        ("e-tax.nta.go.jp", "reject"),
        ("accountprotection.microsoft.com", "reject"),
        ("paypay.ne.jp", "reject"),
        ("01epos.jp", ""),
        ("kuronekoyamato.co.jp", "none"),
        ("e-mail.mizuhobank.co.jp", "none"),
    ] {
        zone.text(domain, "v=spf1 ip4:198.51.100.0/24 -all");
        if !policy.is_empty() {
            zone.text(
                &format!("_dmarc.{domain}"),
                &format!("v=DMARC1; p={policy}"),
            );
        }
        zone.domain(domain);
    }
}

/// The files: all attacks, their manifest and their DNS answers.
pub(crate) fn files() -> Result<Files> {
    let mut files = Vec::new();
    let keys = Keys::load()?;
    let mut zone = Zone::default();
    publish(&mut zone);
    let mut rows = String::from("file\ttechnique\tbrand\tplaces\tsigned\tnote\n");
    let all: Vec<Hostile> = [names::all(), headers::all(), bodies::all()]
        .into_iter()
        .flatten()
        .collect();
    for (index, hostile) in all.iter().enumerate() {
        let mut random = Random::for_item(503, index);
        let to = person(&mut random);
        let when = Moment::at(random.below(6 * 86_400) as u64);
        let bytes = send(hostile, &keys, &mut zone, &mut random, &to, when)?;
        let file = format!("{:03}-{}.eml", index + 1, hostile.technique);
        let from = hostile
            .from
            .first()
            .map_or("".into(), |field| String::from_utf8_lossy(&field.1));
        let signed = match hostile.signer {
            Some(domain) if from.contains(domain) => "own",
            Some(_) => "esp-only",
            None => "none",
        };
        rows.push_str(&format!(
            "{file}\t{}\t{}\t{}\t{signed}\t{}\n",
            hostile.technique, hostile.brand, hostile.places, hostile.note
        ));
        files.push((file, bytes));
    }
    files.push(("manifest.tsv".to_owned(), rows.into_bytes()));
    files.push(("dns.json".to_owned(), zone.document()?.into_bytes()));
    Ok(files)
}

/// Lets a forger's machine hand the mail to the receiver.
pub(crate) fn send(
    hostile: &Hostile,
    keys: &Keys,
    zone: &mut Zone,
    random: &mut Random,
    to: &Person,
    when: Moment,
) -> Result<Vec<u8>> {
    let envelope_domain = hostile
        .envelope
        .rsplit_once('@')
        .map_or("", |(_, domain)| domain);
    let client = format!("203.0.113.{}", random.between(5, 250));
    let helo = match random.below(3) {
        0 => format!("vps{}.hosting-kit.example", random.digits(4)),
        1 => "localhost.localdomain".to_owned(),
        _ => format!("mail.{envelope_domain}"),
    };
    zone.domain(&helo);
    zone.domain(envelope_domain);
    if envelope_domain.ends_with(".example") {
        zone.text(envelope_domain, "v=spf1 ip4:203.0.113.0/24 -all");
    }

    let mut root = hostile.root.clone();
    let mut fields = vec![Field::new("Date", when.rfc5322())];
    fields.extend(hostile.from.iter().cloned());
    fields.push(Field::new("To", to.address.as_str()));
    fields.push(Field::new(
        "Message-ID",
        format!("<{}@{envelope_domain}>", random.hex(20)),
    ));
    fields.push(Field::new(
        "Subject",
        words(&hostile.subject, hostile.charset, false),
    ));
    fields.push(Field::new("MIME-Version", "1.0"));
    fields.extend(hostile.fields.iter().cloned());
    root.fields.splice(0..0, fields);
    let message = root.write();

    let mut signed = Vec::new();
    if let Some(domain) = hostile.signer {
        let signer = Signer {
            domain: domain.to_owned(),
            selector: "kit".to_owned(),
            key: KeyName::Service,
            has_simple_body: false,
        };
        signed = signature(&message, &signer, keys, when)?;
        zone.text(
            &format!("kit._domainkey.{domain}"),
            &keys.record(KeyName::Service)?,
        );
        zone.text(&format!("_dmarc.{domain}"), "v=DMARC1; p=none");
        zone.domain(domain);
    }
    let mut out = Vec::new();
    Field::new("Return-Path", format!("<{}>", hostile.envelope)).write(&mut out);
    Field::new(
        "Received",
        format!(
            "from {helo} (unknown [{client}])\r\n\tby {RECEIVER} (Postfix) with ESMTP id {}\r\n\tfor <{}>; {}",
            random.hex(10).to_uppercase(),
            to.address,
            when.later(4).rfc5322()
        ),
    )
    .write(&mut out);
    for field in &hostile.planted {
        field.write(&mut out);
    }
    out.extend_from_slice(&signed);
    out.extend_from_slice(&message);
    Ok(out)
}
