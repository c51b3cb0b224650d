//! The forms of a brand's genuine mails: how each is recognised, and under which words its values stand.
//!
//! A form is knowledge like a domain is: it has a source, a day, and a standing. All texts are compared after
//! NFKC, without invisible characters, and with signs such as `◇` and `■` before a label left out.
//!
//! ```toml
//! [[notices]]
//! name = "ordered"               # unique in the brand
//! kind = "order-confirmed"       # a word of facts::NoticeKind
//! language = "ja"
//! standing = "verified"          # verified: a good source shows sender, subject and labels; else unverified
//! source = "mihon.example/help"  # checked is the table's where left out
//! senders = ["order@mihon.example", "@shop.mihon.example"]   # left out: any address of the brand
//! subjects = ["^ご注文ありがとうございます"]    # one stands in the subject; ^ begins it; left out: any
//! markers = ["注文内容"]          # all stand in the text
//! unless = ["見積もり"]           # none stands in subject or text
//! split = ["注文番号"]            # a line with one of these labels begins another order or charge
//! times = 2                      # how often each order's number is printed; 1 where left out
//! zone = "+09:00"                # times are written, without a zone; "written": with one; left out: days alone
//! is_zone_written = true         # the label names that zone
//! currency = "JPY"               # of sums that name none, and of $
//! is_tight = true                # nothing but labels and their values stands between them
//! has_returns = true             # a sum below zero is a return, so that without the sum the kind is not known
//! is_preliminary = true          # a final notice of the same charge may follow
//! sum = ["合計"]                  # the sum of all charges of the mail
//! known = ["支払方法"]            # labels that stand once in each order or charge and are not read
//! fields = [
//!     { part = "order", labels = ["注文番号"] },
//!     { part = "kind", labels = ["取引"], choices = { "買物" = "charge", "取消" = "charge-reversed" } },
//!     { part = "total", labels = ["合計"], is_optional = true },
//!     { part = "merchant", labels = ["店舗"], is_below = true },    # a text below its label, above another label
//!     { part = "merchant", subject = "{}様への領収書" },
//!     { part = "gift", is_alone = true },            # the only line of the text that is a sum and nothing else
//!     { part = "gift", before = ["gift card"] },     # a sum, and these words right behind it
//! ]
//! lines = { label = "利用速報", parts = ["merchant", "moment", "charged"] }   # values one below the other
//! items = { style = "bullet", after = ["注文番号"], until = ["合計"], quantity = ["数量"] }
//! code_labels = ["ギフトカード番号"]     # a gift code stands behind these; it is never taken over
//! claim_links = ["/g/"]                # a link with this in its target is money; it is never taken over
//! ```

use std::collections::HashMap;

use facts::{Currency, Day, NoticeKind, NoticePart};
use serde::Deserialize;

/// Whether a form rests on a source that shows enough of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FormStanding {
    /// A page or parser written against genuine mail shows sender, subject and labels.
    Verified,
    /// Something of it was not seen, or only in a weak source.
    Unverified,
}

/// How moments are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormZone {
    /// A day, without a time.
    Day,
    /// A time with its zone behind it.
    Written,
    /// A time under a label that names its zone.
    Label(jiff::tz::Offset),
    /// A time without a zone, which is this one.
    Assumed(jiff::tz::Offset),
}

/// A value under its label.
#[derive(Clone, Debug)]
pub struct FormField {
    /// Which part of the notice it is.
    pub part: NoticePart,
    /// The labels before it, on its line or on the line above.
    pub labels: Vec<Box<str>>,
    /// Words right behind a sum.
    pub before: Vec<Box<str>>,
    /// What stands around it in the subject: before and behind.
    pub subject: Option<(Box<str>, Box<str>)>,
    /// Whether it is the only line that is a sum and nothing else.
    pub is_alone: bool,
    /// Whether it may be missing.
    pub is_optional: bool,
    /// For a text: whether it stands on the line below its label, which another label follows.
    pub is_below: bool,
    /// For the kind: what each word means.
    pub choices: Vec<(Box<str>, NoticeKind)>,
}

/// Values one below the other without labels of their own, from a label on.
#[derive(Clone, Debug)]
pub struct FormLines {
    /// The label; the first value may stand behind it.
    pub label: Box<str>,
    /// The values in their order.
    pub parts: Vec<NoticePart>,
    /// Where the line of the merchant ends in parentheses that say the kind: what each word means.
    pub choices: Vec<(Box<str>, NoticeKind)>,
    /// Whether a sum stands behind the last colon of its line.
    pub is_behind_colon: bool,
}

/// How a list of items is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemStyle {
    /// `* title`, a line with the quantity (perhaps), a line with the sum; without the star in HTML.
    Bullet,
    /// A title, and below it the sum.
    Pairs,
    /// A title behind the label, alone.
    Label,
    /// A title on the line below the label, above another label.
    Below,
}

/// Where and how items are listed.
#[derive(Clone, Debug)]
pub struct FormItems {
    /// How.
    pub style: ItemStyle,
    /// The labels after which the list begins.
    pub after: Vec<Box<str>>,
    /// The labels before which it ends; else at the end of the text.
    pub until: Vec<Box<str>>,
    /// The labels of the quantity.
    pub quantity: Vec<Box<str>>,
    /// Whether other lines may stand before the first item.
    pub has_lead: bool,
}

/// A form of a genuine mail.
#[derive(Clone, Debug)]
pub struct Form {
    /// Its name, unique in the brand.
    pub name: Box<str>,
    /// What it tells.
    pub kind: NoticeKind,
    /// Its language.
    pub language: Box<str>,
    /// How sure.
    pub standing: FormStanding,
    /// Where it was read.
    pub source: Box<str>,
    /// When it was checked.
    pub checked: Day,
    /// The addresses it comes from (`name@host`, `@host`); empty for any of the brand's.
    pub senders: Vec<Box<str>>,
    /// Texts of which one stands in the subject; a `^` in front says that it begins it. Empty for any subject.
    pub subjects: Vec<Box<str>>,
    /// Texts that all stand in the body.
    pub markers: Vec<Box<str>>,
    /// Texts of which none stands in subject or body.
    pub unless: Vec<Box<str>>,
    /// Labels with which another order or charge begins.
    pub split: Vec<Box<str>>,
    /// How often each order's number is printed at least.
    pub times: usize,
    /// How moments are written.
    pub zone: FormZone,
    /// The currency of sums that name none.
    pub currency: Option<Currency>,
    /// Whether nothing but labels and their values stands between the first label and the last.
    pub is_tight: bool,
    /// Whether a sum below zero is a return, so that without the sum the kind is not known.
    pub has_returns: bool,
    /// Whether a final notice of the same charge may follow.
    pub is_preliminary: bool,
    /// Labels of the sum of all charges.
    pub sum: Vec<Box<str>>,
    /// Labels that stand once in each order or charge and are not read.
    pub known: Vec<Box<str>>,
    /// The values.
    pub fields: Vec<FormField>,
    /// Values without labels.
    pub lines: Option<FormLines>,
    /// The list of items.
    pub items: Option<FormItems>,
    /// Labels of a gift code.
    pub code_labels: Vec<Box<str>>,
    /// What stands in the target of a claim link.
    pub claim_links: Vec<Box<str>>,
}

/// A form as a file writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormTable {
    pub(crate) name: toml::Spanned<String>,
    kind: String,
    language: String,
    standing: FormStanding,
    pub(crate) source: toml::Spanned<String>,
    pub(crate) checked: Option<toml::Spanned<toml::value::Datetime>>,
    #[serde(default)]
    senders: Vec<Box<str>>,
    #[serde(default)]
    subjects: Vec<Box<str>>,
    #[serde(default)]
    markers: Vec<Box<str>>,
    #[serde(default)]
    unless: Vec<Box<str>>,
    #[serde(default)]
    split: Vec<Box<str>>,
    times: Option<usize>,
    zone: Option<String>,
    #[serde(default)]
    is_zone_written: bool,
    currency: Option<String>,
    #[serde(default)]
    is_tight: bool,
    #[serde(default)]
    has_returns: bool,
    #[serde(default)]
    is_preliminary: bool,
    #[serde(default)]
    sum: Vec<Box<str>>,
    #[serde(default)]
    known: Vec<Box<str>>,
    #[serde(default)]
    fields: Vec<FieldTable>,
    lines: Option<LinesTable>,
    items: Option<ItemsTable>,
    #[serde(default)]
    code_labels: Vec<Box<str>>,
    #[serde(default)]
    claim_links: Vec<Box<str>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldTable {
    part: String,
    #[serde(default)]
    labels: Vec<Box<str>>,
    #[serde(default)]
    before: Vec<Box<str>>,
    subject: Option<String>,
    #[serde(default)]
    is_alone: bool,
    #[serde(default)]
    is_optional: bool,
    #[serde(default)]
    is_below: bool,
    #[serde(default)]
    choices: HashMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinesTable {
    label: Box<str>,
    parts: Vec<String>,
    #[serde(default)]
    choices: HashMap<String, String>,
    #[serde(default)]
    is_behind_colon: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemsTable {
    style: ItemStyle,
    #[serde(default)]
    after: Vec<Box<str>>,
    #[serde(default)]
    until: Vec<Box<str>>,
    #[serde(default)]
    quantity: Vec<Box<str>>,
    #[serde(default)]
    has_lead: bool,
}

impl FormTable {
    /// The form, or the first thing that is wrong with it.
    pub(crate) fn form(self, checked: Day) -> Result<Form, String> {
        let kind = kind(&self.kind)?;
        // An address from which nothing but advertisements come needs no words.
        let is_known_by_sender = kind == NoticeKind::Advertising && !self.senders.is_empty();
        let has_way_in =
            is_known_by_sender || !self.subjects.is_empty() || !self.markers.is_empty();
        if !has_way_in {
            return Err("neither `subjects` nor `markers`: every mail would have the form".into());
        }
        let is_known_language = matches!(self.language.len(), 2 | 3)
            && self.language.bytes().all(|b| b.is_ascii_lowercase());
        if !is_known_language {
            return Err(format!(
                "language: `{}` is none such as `ja`",
                self.language
            ));
        }
        let lists = [
            &self.senders,
            &self.subjects,
            &self.markers,
            &self.unless,
            &self.split,
            &self.sum,
            &self.known,
            &self.code_labels,
            &self.claim_links,
        ];
        if lists
            .into_iter()
            .flatten()
            .any(|text| text.trim().is_empty())
        {
            return Err("an empty text fits everything".into());
        }
        if let Some(sender) = self.senders.iter().find(|sender| !sender.contains('@')) {
            return Err(format!("senders: `{sender}` has no @"));
        }
        let zone = match self.zone.as_deref() {
            None => FormZone::Day,
            Some("written") => FormZone::Written,
            Some(text) => {
                let offset = facts::Zone::parse_offset(text).ok_or_else(|| {
                    format!("zone: `{text}` is neither written nor such as +09:00")
                })?;
                match self.is_zone_written {
                    true => FormZone::Label(offset),
                    false => FormZone::Assumed(offset),
                }
            }
        };
        let currency = match self.currency.as_deref().map(Currency::parse).transpose() {
            Ok(currency) => currency,
            Err(error) => return Err(format!("currency: {error}")),
        };
        Ok(Form {
            name: self.name.into_inner().into(),
            kind,
            language: self.language.into(),
            standing: self.standing,
            source: self.source.into_inner().into(),
            checked,
            senders: self.senders,
            subjects: self.subjects,
            markers: self.markers,
            unless: self.unless,
            split: self.split,
            times: self.times.unwrap_or(1),
            zone,
            currency,
            is_tight: self.is_tight,
            has_returns: self.has_returns,
            is_preliminary: self.is_preliminary,
            sum: self.sum,
            known: self.known,
            fields: self
                .fields
                .into_iter()
                .map(FieldTable::field)
                .collect::<Result<_, _>>()?,
            lines: self.lines.map(LinesTable::lines).transpose()?,
            items: self.items.map(ItemsTable::items).transpose()?,
            code_labels: self.code_labels,
            claim_links: self.claim_links,
        })
    }
}

impl FieldTable {
    fn field(self) -> Result<FormField, String> {
        let part = part(&self.part)?;
        let ways = [
            !self.labels.is_empty(),
            !self.before.is_empty(),
            self.subject.is_some(),
            self.is_alone,
        ];
        if ways.into_iter().filter(|is_way| *is_way).count() != 1 {
            return Err(format!(
                "fields: `{}` has one of labels, before, subject and is_alone",
                self.part
            ));
        }
        if self
            .labels
            .iter()
            .chain(&self.before)
            .any(|text| text.trim().is_empty())
        {
            return Err("an empty text fits everything".into());
        }
        if (part == NoticePart::Kind) == self.choices.is_empty() {
            return Err(format!(
                "fields: `{}`: choices are for the kind, and it has some",
                self.part
            ));
        }
        let subject = match self.subject {
            Some(text) => match text.split_once("{}") {
                Some((before, behind)) if !(before.is_empty() && behind.is_empty()) => {
                    Some((before.into(), behind.into()))
                }
                _ => return Err("fields.subject: a text with {} for the value".into()),
            },
            None => None,
        };
        Ok(FormField {
            part,
            labels: self.labels,
            before: self.before,
            subject,
            is_alone: self.is_alone,
            is_optional: self.is_optional,
            is_below: self.is_below,
            choices: choices(self.choices)?,
        })
    }
}

impl LinesTable {
    fn lines(self) -> Result<FormLines, String> {
        if self.label.trim().is_empty() || self.parts.is_empty() {
            return Err("lines: a label and at least one part".into());
        }
        Ok(FormLines {
            label: self.label,
            parts: self
                .parts
                .iter()
                .map(|word| part(word))
                .collect::<Result<_, _>>()?,
            choices: choices(self.choices)?,
            is_behind_colon: self.is_behind_colon,
        })
    }
}

impl ItemsTable {
    fn items(self) -> Result<FormItems, String> {
        let lists = [&self.after, &self.until, &self.quantity];
        if self.after.is_empty()
            || lists
                .into_iter()
                .flatten()
                .any(|text| text.trim().is_empty())
        {
            return Err("items: labels to begin after, none of them empty".into());
        }
        Ok(FormItems {
            style: self.style,
            after: self.after,
            until: self.until,
            quantity: self.quantity,
            has_lead: self.has_lead,
        })
    }
}

fn kind(word: &str) -> Result<NoticeKind, String> {
    NoticeKind::parse(word).ok_or_else(|| format!("`{word}` is no kind of notice"))
}

fn part(word: &str) -> Result<NoticePart, String> {
    NoticePart::parse(word).ok_or_else(|| format!("`{word}` is no part of a notice"))
}

fn choices(table: HashMap<String, String>) -> Result<Vec<(Box<str>, NoticeKind)>, String> {
    let mut choices = Vec::new();
    for (text, word) in table {
        choices.push((text.into(), kind(&word)?));
    }
    choices.sort();
    Ok(choices)
}
