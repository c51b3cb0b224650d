//! The stored form of a notice, in one place: what is written, and what is believed when it is read back.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::moment::{Shown, offset};
use super::{
    Amount, AmountRole, CardTail, Item, Moment, Notice, NoticeForm, NoticeKind, OrderNumber, Zone,
};
use crate::{Address, BrandId, Currency, Day, Evidence, Money, ObservationId, Place, Quote};

const SCHEMA: &str = "mioboe/notice/1";

/// Why a stored notice cannot be read: no JSON, another schema, or something that no notice holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeJsonError(Box<str>);

impl fmt::Display for NoticeJsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoticeJsonError {}

fn wrong(what: &str) -> NoticeJsonError {
    NoticeJsonError(format!("no stored notice: {what}").into())
}

#[derive(Serialize, Deserialize)]
struct Stored {
    schema: String,
    mail: String,
    brand: String,
    kind: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    orders: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    items: Vec<StoredItem>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    amounts: Vec<StoredAmount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    recipient: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    moment: Option<StoredMoment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    merchant: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    card: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    device: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ip: Option<std::net::IpAddr>,
    #[serde(default)]
    has_code: bool,
    #[serde(default)]
    has_claim_link: bool,
    #[serde(default)]
    is_preliminary: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    form: Option<StoredForm>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<StoredEvidence>,
}

#[derive(Serialize, Deserialize)]
struct StoredMoney {
    minor: i64,
    currency: String,
}

#[derive(Serialize, Deserialize)]
struct StoredAmount {
    role: String,
    #[serde(flatten)]
    money: StoredMoney,
}

#[derive(Serialize, Deserialize)]
struct StoredItem {
    title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quantity: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    amount: Option<StoredMoney>,
}

#[derive(Serialize, Deserialize)]
struct StoredMoment {
    day: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    offset: Option<String>,
    #[serde(default)]
    is_offset_written: bool,
}

#[derive(Serialize, Deserialize)]
struct StoredForm {
    name: String,
    language: String,
    is_unverified: bool,
}

#[derive(Serialize, Deserialize)]
struct StoredEvidence {
    #[serde(flatten)]
    place: StoredPlace,
    quote: String,
    from: usize,
    to: usize,
}

/// The places where the evidence of a notice can stand.
#[derive(Serialize, Deserialize)]
#[serde(tag = "place", rename_all = "kebab-case")]
enum StoredPlace {
    Header { name: String, line: u32 },
    Text { part: Vec<u16> },
}

pub(super) fn write(notice: &Notice) -> String {
    let stored = Stored {
        schema: SCHEMA.into(),
        mail: notice.mail.to_string(),
        brand: notice.brand.as_str().into(),
        kind: notice.kind.as_str().into(),
        orders: notice
            .orders
            .iter()
            .map(|order| order.as_str().into())
            .collect(),
        items: notice.items.iter().map(written_item).collect(),
        amounts: notice
            .amounts
            .iter()
            .map(|amount| StoredAmount {
                role: amount.role.as_str().into(),
                money: written_money(amount.money),
            })
            .collect(),
        recipient: notice.recipient.as_ref().map(ToString::to_string),
        moment: notice.moment.as_ref().map(written_moment),
        merchant: notice.merchant.as_deref().map(Into::into),
        card: notice.card.map(|card| card.as_str().into()),
        place: notice.place.as_deref().map(Into::into),
        device: notice.device.as_deref().map(Into::into),
        ip: notice.ip,
        has_code: notice.has_code,
        has_claim_link: notice.has_claim_link,
        is_preliminary: notice.is_preliminary,
        form: notice.form.as_ref().map(|form| StoredForm {
            name: form.name.to_string(),
            language: form.language.to_string(),
            is_unverified: form.is_unverified,
        }),
        evidence: notice
            .evidence
            .iter()
            .filter_map(written_evidence)
            .collect(),
    };
    serde_json::to_string(&stored).expect("texts, numbers and lists have a JSON form")
}

fn written_money(money: Money) -> StoredMoney {
    StoredMoney {
        minor: money.minor,
        currency: money.currency.as_str().into(),
    }
}

fn written_item(item: &Item) -> StoredItem {
    StoredItem {
        title: item.title.to_string(),
        quantity: item.quantity,
        amount: item.amount.map(written_money),
    }
}

fn written_moment(moment: &Moment) -> StoredMoment {
    let (offset, is_offset_written) = match moment.zone {
        Zone::Written(offset) => (Some(offset), true),
        Zone::Assumed(offset) => (Some(offset), false),
        Zone::Unknown => (None, false),
    };
    StoredMoment {
        day: moment.day.to_string(),
        time: moment.time.map(|time| time.to_string()),
        offset: offset.map(|offset| Shown(offset).to_string()),
        is_offset_written,
    }
}

fn written_evidence(evidence: &Evidence) -> Option<StoredEvidence> {
    let place = match &evidence.place {
        Place::Header { name, line } => StoredPlace::Header {
            name: name.to_string(),
            line: *line,
        },
        Place::Text { part } => StoredPlace::Text { part: part.clone() },
        _ => return None,
    };
    let highlight = evidence.quote.highlight();
    Some(StoredEvidence {
        place,
        quote: evidence.quote.text().into(),
        from: highlight.start,
        to: highlight.end,
    })
}

pub(super) fn read(text: &str) -> Result<Notice, NoticeJsonError> {
    let stored: Stored = serde_json::from_str(text).map_err(|error| wrong(&error.to_string()))?;
    if stored.schema != SCHEMA {
        return Err(wrong("schema"));
    }
    let mail = ObservationId::parse(&stored.mail).ok_or_else(|| wrong("mail"))?;
    let kind = NoticeKind::parse(&stored.kind).ok_or_else(|| wrong("kind"))?;
    let mut notice = Notice::new(mail, BrandId(stored.brand.into()), kind);
    for order in &stored.orders {
        notice
            .orders
            .push(OrderNumber::parse(order).map_err(|_| wrong("orders"))?);
    }
    for item in stored.items {
        notice.items.push(Item {
            title: item.title.into(),
            quantity: item.quantity,
            amount: item.amount.map(|money| read_money(&money)).transpose()?,
        });
    }
    for amount in &stored.amounts {
        notice.amounts.push(Amount {
            role: AmountRole::parse(&amount.role).ok_or_else(|| wrong("role"))?,
            money: read_money(&amount.money)?,
        });
    }
    let recipient = stored.recipient.as_deref().map(Address::parse);
    notice.recipient = recipient.transpose().map_err(|_| wrong("recipient"))?;
    notice.moment = stored.moment.as_ref().map(read_moment).transpose()?;
    notice.merchant = stored.merchant.map(Into::into);
    notice.card = match stored.card {
        Some(card) => Some(CardTail::parse(&card).ok_or_else(|| wrong("card"))?),
        None => None,
    };
    notice.place = stored.place.map(Into::into);
    notice.device = stored.device.map(Into::into);
    notice.ip = stored.ip;
    notice.has_code = stored.has_code;
    notice.has_claim_link = stored.has_claim_link;
    notice.is_preliminary = stored.is_preliminary;
    notice.form = stored.form.map(|form| NoticeForm {
        name: form.name.into(),
        language: form.language.into(),
        is_unverified: form.is_unverified,
    });
    for evidence in stored.evidence {
        let quote = Quote::restored(evidence.quote, evidence.from..evidence.to);
        notice.evidence.push(Evidence {
            observation: mail,
            place: match evidence.place {
                StoredPlace::Header { name, line } => Place::Header {
                    name: name.into(),
                    line,
                },
                StoredPlace::Text { part } => Place::Text { part },
            },
            quote: quote.ok_or_else(|| wrong("quote"))?,
        });
    }
    Ok(notice)
}

fn read_money(stored: &StoredMoney) -> Result<Money, NoticeJsonError> {
    let currency = Currency::parse(&stored.currency).map_err(|_| wrong("currency"))?;
    Ok(Money {
        minor: stored.minor,
        currency,
    })
}

fn read_moment(stored: &StoredMoment) -> Result<Moment, NoticeJsonError> {
    let day = stored.day.parse().map_err(|_| wrong("day"))?;
    let time = stored.time.as_deref().map(str::parse).transpose();
    let zone = match &stored.offset {
        None => Zone::Unknown,
        Some(text) => {
            let offset = offset(text).ok_or_else(|| wrong("offset"))?;
            match stored.is_offset_written {
                true => Zone::Written(offset),
                false => Zone::Assumed(offset),
            }
        }
    };
    Ok(Moment {
        day: Day(day),
        time: time.map_err(|_| wrong("time"))?,
        zone,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A notice with something in every field.
    fn full() -> Notice {
        let mail = ObservationId::of(b"a mail");
        let yen = |minor| Money {
            minor,
            currency: Currency::JPY,
        };
        Notice {
            orders: vec![OrderNumber::parse("250-1234567-7654321").expect("a number")],
            items: vec![
                Item {
                    title: "見本の傘".into(),
                    quantity: Some(2),
                    amount: Some(yen(3_480)),
                },
                Item {
                    title: "x".into(),
                    quantity: None,
                    amount: None,
                },
            ],
            amounts: vec![Amount {
                role: AmountRole::Total,
                money: yen(6_960),
            }],
            recipient: Address::parse("uketori@example.net").ok(),
            moment: Some(Moment {
                day: Day(jiff::civil::date(2026, 11, 16)),
                time: Some(jiff::civil::time(10, 19, 30, 0)),
                zone: Zone::Assumed(offset("+09:00").expect("an offset")),
            }),
            merchant: Some("みほん商店".into()),
            card: CardTail::parse("5171"),
            place: Some("Tokyo, Japan".into()),
            device: Some("Firefox".into()),
            ip: "2001:db8::1".parse().ok(),
            has_code: true,
            has_claim_link: true,
            is_preliminary: true,
            form: Some(NoticeForm {
                name: "ordered".into(),
                language: "ja".into(),
                is_unverified: true,
            }),
            evidence: vec![
                Evidence {
                    observation: mail,
                    place: Place::Text { part: vec![1, 2] },
                    quote: Quote::new("合計 6,960 JPY", 7..12),
                },
                Evidence {
                    observation: mail,
                    place: Place::Header {
                        name: "Subject".into(),
                        line: 7,
                    },
                    quote: Quote::whole(&"注文済み".repeat(200)),
                },
            ],
            ..Notice::new(mail, BrandId("mihon".into()), NoticeKind::OrderConfirmed)
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let bare = Notice::new(
            ObservationId::of(b""),
            BrandId("mihon".into()),
            NoticeKind::Advertising,
        );
        for notice in [full(), bare] {
            assert_eq!(Notice::from_json(&notice.to_json()), Ok(notice));
        }
    }

    #[test]
    fn the_form_is_frozen() {
        let mut notice = full();
        notice.evidence.truncate(1);
        let expected = concat!(
            r#"{"schema":"mioboe/notice/1","mail":"33d7da1d53ba7a43b75f2aa1a65a8f2b2f3c9a1c","#,
            r#""brand":"mihon","kind":"order-confirmed","orders":["250-1234567-7654321"],"#,
            r#""items":[{"title":"見本の傘","quantity":2,"amount":{"minor":3480,"currency":"JPY"}},{"title":"x"}],"#,
            r#""amounts":[{"role":"total","minor":6960,"currency":"JPY"}],"recipient":"uketori@example.net","#,
            r#""moment":{"day":"2026-11-16","time":"10:19:30","offset":"+09:00","is_offset_written":false},"#,
            r#""merchant":"みほん商店","card":"5171","place":"Tokyo, Japan","device":"Firefox","ip":"2001:db8::1","#,
            r#""has_code":true,"has_claim_link":true,"is_preliminary":true,"#,
            r#""form":{"name":"ordered","language":"ja","is_unverified":true},"#,
            r#""evidence":[{"place":"text","part":[1,2],"quote":"合計 6,960 JPY","from":7,"to":12}]}"#,
        );
        let id = notice.mail.to_string();
        let expected = expected.replace("33d7da1d53ba7a43b75f2aa1a65a8f2b2f3c9a1c", &id);
        assert_eq!(notice.to_json(), expected);
    }

    #[test]
    fn what_no_notice_holds_is_refused() {
        let whole = full().to_json();
        for (from, to) in [
            ("mioboe/notice/1", "mioboe/notice/2"),
            ("order-confirmed", "order-dreamt"),
            ("250-1234567-7654321", "MHNX-TESTCD-9999"),
            ("JPY", "yen"),
            ("5171", "517151715171"),
            ("2026-11-16", "2026-13-16"),
            ("10:19:30", "25:19:30"),
            ("+09:00", "Japan"),
            ("uketori@example.net", "uketori"),
            (r#""role":"total""#, r#""role":"sum""#),
            (r#""to":12"#, r#""to":9999"#),
            (r#""from":7"#, r#""from":1"#),
            (r#"{"schema""#, r#"{"scheme""#),
        ] {
            let text = whole.replacen(from, to, 1);
            assert_ne!(text, whole, "{from}");
            assert!(Notice::from_json(&text).is_err(), "{from} {to}");
        }
        assert!(Notice::from_json("").is_err());
    }
}
