//! What genuine mails say, by fixtures that share no table with the forms.

mod mutation;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use facts::{DnsRecords, Instant, Notice, Zone};
use mail::Noticed;
use proof::{AlignedSender, Trust};
use reading::Message;
use serde::Deserialize;

use crate::claims::JUDGE;

/// What a fixture's mail says, as its author wrote it down.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    #[serde(default)]
    gaps: Vec<String>,
    #[serde(default)]
    notices: Vec<SaidNotice>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SaidNotice {
    kind: String,
    language: String,
    orders: Vec<String>,
    amounts: Vec<String>,
    items: Vec<String>,
    recipient: String,
    moment: String,
    merchant: String,
    place: String,
    device: String,
    ip: String,
    has_code: bool,
    has_link: bool,
    preliminary: bool,
    unverified: bool,
}

struct Fixture {
    name: String,
    raw: Vec<u8>,
    said: Said,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/notices")
}

fn fixtures() -> Vec<Fixture> {
    let mut found = Vec::new();
    for brand in std::fs::read_dir(folder()).expect("the fixtures") {
        let brand = brand.expect("a folder").path();
        for file in std::fs::read_dir(&brand).expect("a brand's fixtures") {
            let path = file.expect("a file").path();
            if path.extension().is_none_or(|ending| ending != "eml") {
                continue;
            }
            let said = std::fs::read_to_string(path.with_extension("toml")).expect("what it says");
            found.push(Fixture {
                name: format!(
                    "{}/{}",
                    brand.file_name().unwrap_or_default().to_string_lossy(),
                    path.file_stem().unwrap_or_default().to_string_lossy()
                ),
                raw: std::fs::read(&path).expect("a mail"),
                said: toml::from_str(&said)
                    .unwrap_or_else(|error| panic!("{}: {error}", path.display())),
            });
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    assert!(found.len() > 90, "{} fixtures", found.len());
    found
}

fn now() -> Instant {
    Instant::from_seconds(1_795_000_000).expect("a moment")
}

fn read(raw: &[u8]) -> Message {
    reading::read(raw, &reading::Limits::default())
}

/// The proven author, where the named receiver recorded one.
fn sender(raw: &[u8], message: &Message, receiver: &str) -> Option<AlignedSender> {
    let trust = Trust {
        named: vec![receiver.into()],
    };
    proof::prove(
        raw,
        message,
        &DnsRecords::closed(),
        now(),
        &trust,
        JUDGE.suffixes(),
    )
    .sender
}

const RECEIVER: &str = "mx.mioboe.example";

fn noticed(raw: &[u8]) -> Noticed {
    let message = read(raw);
    let sender = sender(raw, &message, RECEIVER)
        .unwrap_or_else(|| panic!("{:?} is not proven", message.author.mailboxes));
    JUDGE.notices(&message, &sender)
}

fn said(noticed: &Noticed) -> Said {
    let mut gaps: Vec<String> = Vec::new();
    for gap in &noticed.gaps {
        let mut text = gap.code.as_str().to_owned();
        if let Some(facts::Fact::Word(part)) = gap.facts.one("part") {
            write!(text, " {part}").expect("a text");
        }
        gaps.push(text);
    }
    gaps.sort();
    Said {
        gaps,
        notices: noticed.notices.iter().map(said_notice).collect(),
    }
}

fn said_notice(notice: &Notice) -> SaidNotice {
    let shown = |text: &Option<Box<str>>| text.as_deref().unwrap_or_default().to_owned();
    SaidNotice {
        kind: notice.kind.as_str().into(),
        language: notice
            .form
            .as_ref()
            .map(|form| form.language.to_string())
            .unwrap_or_default(),
        orders: notice
            .orders
            .iter()
            .map(|order| order.as_str().into())
            .collect(),
        amounts: notice
            .amounts
            .iter()
            .map(|a| {
                format!(
                    "{} {:?} {}",
                    a.role.as_str(),
                    a.money.currency,
                    a.money.minor
                )
            })
            .collect(),
        items: notice
            .items
            .iter()
            .map(|item| {
                let quantity = item.quantity.map(|n| n.to_string()).unwrap_or_default();
                let amount = item
                    .amount
                    .map(|m| format!("{:?} {}", m.currency, m.minor))
                    .unwrap_or_default();
                format!("{} | {quantity} | {amount}", item.title)
            })
            .collect(),
        recipient: notice
            .recipient
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        moment: notice
            .moment
            .map(|moment| moment_of(&moment))
            .unwrap_or_default(),
        merchant: shown(&notice.merchant),
        place: shown(&notice.place),
        device: shown(&notice.device),
        ip: notice.ip.map(|ip| ip.to_string()).unwrap_or_default(),
        has_code: notice.has_code,
        has_link: notice.has_claim_link,
        preliminary: notice.is_preliminary,
        unverified: notice.is_unverified(),
    }
}

fn moment_of(moment: &facts::Moment) -> String {
    let plain = moment.to_string().replace(['(', ')'], "");
    match moment.zone {
        Zone::Written(_) => format!("{plain} written"),
        Zone::Assumed(_) => format!("{plain} assumed"),
        Zone::Unknown => plain,
    }
}

#[test]
fn every_fixture_says_what_was_written_down() {
    let mut wrong = Vec::new();
    for fixture in fixtures() {
        let said = said(&noticed(&fixture.raw));
        if said != fixture.said {
            wrong.push(format!(
                "{}\n  expected {:#?}\n  said {said:#?}",
                fixture.name, fixture.said
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
