//! What genuine mails say, by fixtures that share no table with the forms.

mod corpus;
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

#[test]
fn a_mail_that_is_not_proven_cannot_be_asked() {
    for fixture in fixtures() {
        let message = read(&fixture.raw);
        assert_eq!(
            sender(&fixture.raw, &message, "mx.other.example"),
            None,
            "{}",
            fixture.name
        );
    }
}

#[test]
fn the_proof_of_another_mail_opens_none() {
    let all = fixtures();
    let proofs: Vec<(Message, AlignedSender)> = all
        .iter()
        .map(|fixture| {
            let message = read(&fixture.raw);
            let sender = sender(&fixture.raw, &message, RECEIVER).expect("a proven author");
            (message, sender)
        })
        .collect();
    for (message, _) in &proofs {
        for (other, sender) in &proofs {
            if message.author.sole() != other.author.sole() {
                assert_eq!(JUDGE.notices(message, sender), Noticed::default());
            }
        }
    }
}

/// The same words in an advertisement, from another address of the brand, are no notice.
#[test]
fn an_advertisement_that_quotes_every_word_is_one() {
    for fixture in fixtures() {
        let raw = String::from_utf8_lossy(&fixture.raw).into_owned();
        let message = read(&fixture.raw);
        let address = message.author.sole().expect("an author").to_string();
        let (_, host) = address.split_once('@').expect("an address");
        let other = raw
            .replacen(
                &format!("<{address}>"),
                &format!("<magazine-for-all@{host}>"),
                1,
            )
            .replacen(
                "MIME-Version",
                "List-Unsubscribe: <mailto:off@example.com>\nMIME-Version",
                1,
            );
        let said = said(&noticed(other.as_bytes()));
        // Where a whole host sends such mail, an advertisement cannot be told, and its form is unknown or the same.
        if host.starts_with("dn.") {
            continue;
        }
        let kinds: Vec<&str> = said
            .notices
            .iter()
            .map(|notice| notice.kind.as_str())
            .collect();
        assert_eq!(kinds, ["advertising"], "{} {:?}", fixture.name, said.gaps);
    }
}

/// The words of one form in the mail of another kind: the subject says one thing, the text another.
#[test]
fn a_subject_over_the_text_of_another_kind_is_no_notice_of_either() {
    let all = fixtures();
    let (mut tried, mut told) = (0, 0);
    for fixture in &all {
        for other in &all {
            let (one, two) = (read(&fixture.raw), read(&other.raw));
            let kind = |said: &Said| said.notices.first().map(|notice| notice.kind.clone());
            let is_pair =
                one.author.sole() == two.author.sole() && kind(&fixture.said) != kind(&other.said);
            if !is_pair {
                continue;
            }
            let mixed = Message {
                subject: one.subject.clone(),
                ..two.clone()
            };
            let sender = sender(&other.raw, &two, RECEIVER).expect("a proven author");
            let noticed = JUDGE.notices(&mixed, &sender);
            assert!(
                !noticed.notices.is_empty() || !noticed.gaps.is_empty(),
                "silence"
            );
            tried += 1;
            for notice in &said(&noticed).notices {
                // A form that only the text or only the subject shows may speak; no value may be invented.
                let is_of = |said: &Said| said.notices.iter().any(|it| it.kind == notice.kind);
                assert!(
                    is_of(&fixture.said) || is_of(&other.said),
                    "{} over {}",
                    fixture.name,
                    other.name
                );
                let known: Vec<&String> = other
                    .said
                    .notices
                    .iter()
                    .chain(&fixture.said.notices)
                    .flat_map(|it| &it.orders)
                    .collect();
                assert!(notice.orders.iter().all(|order| known.contains(&order)));
                told += 1;
            }
        }
    }
    assert!(tried > 100 && told < tried, "{told} of {tried}");
}

#[test]
fn a_notice_is_stored_and_read_back_without_a_secret() {
    for fixture in fixtures() {
        for notice in noticed(&fixture.raw).notices {
            let json = notice.to_json();
            assert_eq!(Notice::from_json(&json), Ok(notice), "{}", fixture.name);
            for secret in ["MHNX", "TESTCD", "MIHONTOKEN12", "MHNXTESTCD9999", "135790"] {
                assert!(!json.contains(secret), "{}: {json}", fixture.name);
            }
        }
    }
}

#[test]
fn every_form_of_the_table_has_a_mail_that_matches() {
    let seen: std::collections::BTreeSet<(String, String)> = fixtures()
        .iter()
        .flat_map(|fixture| noticed(&fixture.raw).notices)
        .filter_map(|notice| {
            Some((
                notice.brand.as_str().to_owned(),
                notice.form?.name.to_string(),
            ))
        })
        .collect();
    let mut without = Vec::new();
    for brand in JUDGE.brands().iter() {
        for form in &brand.forms {
            if !seen.contains(&(brand.id.as_str().to_owned(), form.name.to_string())) {
                without.push(format!("{}/{}", brand.id.as_str(), form.name));
            }
        }
    }
    assert_eq!(without, Vec::<String>::new());
}

/// The text of a fixture replaced; the proof is the receiver's and knows nothing of it.
fn with_text(name: &str, text: &str) -> Noticed {
    let fixture = fixtures()
        .into_iter()
        .find(|fixture| fixture.name == name)
        .expect("a fixture");
    let mut message = read(&fixture.raw);
    let sender = sender(&fixture.raw, &message, RECEIVER).expect("a proven author");
    for it in &mut message.texts {
        it.seen = text.to_owned();
    }
    JUDGE.notices(&message, &sender)
}

#[test]
fn a_long_mail_is_read_to_its_limits() {
    let charge = |n: usize| {
        format!(
            "◇利用日：2026/11/14 09:00\n◇利用先：みほん駅{n}\n◇利用取引：買物\n◇利用金額：{n}円\n"
        )
    };
    let charges = |count: usize| (1..=count).map(charge).collect::<String>();
    let noticed = with_text("smbc-card/charges", &charges(50));
    assert_eq!((noticed.notices.len(), noticed.gaps.len()), (50, 0));
    let noticed = with_text("smbc-card/charges", &charges(51));
    assert_eq!(
        (noticed.notices.len(), said(&noticed).gaps),
        (50, vec!["notice-part-unread number".to_owned()])
    );

    let head = "注文済み\n注文番号\n250-1234567-7654321\n注文内容の表示と変更\n";
    let items = |count: usize| "* 見本\n数量: 1\n10 JPY\n".repeat(count);
    for (count, read) in [(200, 200), (201, 0)] {
        let noticed = with_text(
            "amazon/ordered-one",
            &format!("{head}{}合計 10 JPY\n", items(count)),
        );
        let notice = noticed.notices.first().expect("an order");
        assert_eq!(notice.items.len(), read);
        assert_eq!(noticed.gaps.is_empty(), read > 0);
        assert!(notice.evidence.len() <= 10);
    }

    let fixture = fixtures()
        .into_iter()
        .find(|fixture| fixture.name == "amazon/ordered-one")
        .expect("a fixture");
    let mut message = read(&fixture.raw);
    let sender = sender(&fixture.raw, &message, RECEIVER).expect("a proven author");
    let text = message.texts.first().cloned().expect("a text");
    let other = reading::Text {
        seen: "見本".into(),
        ..text.clone()
    };
    for (before, notices) in [(7, 1), (8, 0)] {
        message.texts = std::iter::repeat_n(other.clone(), before)
            .chain([text.clone()])
            .collect();
        assert_eq!(JUDGE.notices(&message, &sender).notices.len(), notices);
    }
}
