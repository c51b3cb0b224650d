//! Any text of a proven mail: what it says is bounded, quoted on characters, and stands in the text.
#![no_main]

use std::sync::LazyLock;

use brands::Brands;
use facts::{DnsRecords, Instant, Notice, SuffixList};
use libfuzzer_sys::fuzz_target;
use mail::{Judge, Noticed};
use proof::{AlignedSender, Trust};
use reading::{Limits, Message};

static WORDS: LazyLock<Vec<Vec<u8>>> =
    LazyLock::new(|| fuzz::words(include_str!("../dictionaries/notices.dict")));

static JUDGE: LazyLock<Judge> = LazyLock::new(|| {
    let suffixes = SuffixList::parse("jp\nco.jp\ncom\n");
    Judge::new(Brands::embedded(), suffixes).expect("the built-in brand tables load")
});

/// Senders whose forms are unlike one another; the first letter of an input chooses one.
const SENDERS: [&str; 8] = [
    "statement@vpass.ne.jp",
    "auto-confirm@amazon.co.jp",
    "info@mail.rakuten-card.co.jp",
    "mail@qa.jcb.co.jp",
    "account-update@amazon.co.jp",
    "gc-orders@gc.email.amazon.com",
    "paypaycard-info@mail.paypay-card.co.jp",
    "info@kddi-fs.com",
];

/// A mail without text from each sender, with its proof.
static PROVEN: LazyLock<Vec<(Message, AlignedSender)>> =
    LazyLock::new(|| SENDERS.map(proven).into());

fn proven(address: &str) -> (Message, AlignedSender) {
    let host = address.split('@').next_back().unwrap_or_default();
    let raw = format!(
        "Return-Path: <{address}>\r\nAuthentication-Results: mx.example; spf=pass smtp.mailfrom={host}\r\n\
         Received: from out.{host} (out.{host} [192.0.2.7])\r\n\tby mx.example with ESMTP; Mon, 16 Nov 2026 10:00:00 +0900\r\n\
         From: <{address}>\r\nSubject: x\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    );
    let message = reading::read(raw.as_bytes(), &Limits::default());
    let now = Instant::from_seconds(1_795_330_000).expect("a day of 2026");
    let trust = Trust {
        named: vec!["mx.example".into()],
    };
    let outcome = proof::prove(
        raw.as_bytes(),
        &message,
        &DnsRecords::closed(),
        now,
        &trust,
        JUDGE.suffixes(),
    );
    (
        message,
        outcome.sender.expect("the named receiver recorded a pass"),
    )
}

/// Characters that a quote or a text of a notice has at most.
const QUOTE: usize = 242;

/// The digits of a text, whatever their width, and nothing else.
fn digits(text: &str) -> String {
    let wide = |c: char| u32::from(c).checked_sub(0xff10).filter(|digit| *digit < 10);
    text.chars()
        .filter_map(|c| c.to_digit(10).or_else(|| wide(c)))
        .filter_map(|digit| char::from_digit(digit, 10))
        .collect()
}

fn holds(notice: &Notice, text: &str) {
    for evidence in &notice.evidence {
        let quote = evidence.quote.text();
        assert!(
            quote.get(evidence.quote.highlight()).is_some(),
            "a mark off the characters of {quote:?}"
        );
        assert!(
            quote.chars().count() <= QUOTE && !quote.chars().any(facts::is_tricky),
            "{quote:?}"
        );
    }
    // A plain text only: other forms of digits are unified, and they are not what this looks for.
    let is_plain = text.chars().all(|c| {
        u32::from(c) < 0x80 || (0x3000..0xa000).contains(&u32::from(c)) || u32::from(c) >= 0xff00
    });
    let printed = digits(text);
    for amount in &notice.amounts {
        assert!(amount.money.minor >= 0, "a sum below zero");
        let minor = amount.money.minor.to_string();
        let seen = minor.trim_end_matches('0');
        assert!(
            !is_plain || printed.contains(seen),
            "{minor} stands nowhere in {text:?}"
        );
    }
    let texts = [&notice.merchant, &notice.place, &notice.device];
    let titles = notice.items.iter().map(|item| &item.title);
    for text in texts.into_iter().flatten().chain(titles) {
        assert!(
            text.chars().count() <= QUOTE && !text.chars().any(facts::is_tricky),
            "{text:?}"
        );
    }
    assert_eq!(
        Notice::from_json(&notice.to_json()).as_ref(),
        Ok(notice),
        "what is stored is what was read"
    );
}

fuzz_target!(|data: &[u8]| {
    let input = fuzz::input(data, &WORDS);
    let input = String::from_utf8_lossy(&input);
    let Some(first) = input.chars().next() else {
        return;
    };
    let Some((mail, sender)) = PROVEN.get(first as usize % SENDERS.len()) else {
        return;
    };
    let rest = input.get(first.len_utf8()..).unwrap_or_default();
    let (subject, body) = rest.split_once('\n').unwrap_or((rest, ""));
    let mut message = mail.clone();
    message.subject = subject.to_owned();
    let texts: Vec<&str> = body.split("\n--\n").collect();
    message.texts = texts
        .iter()
        .enumerate()
        .map(|(nth, seen)| reading::Text {
            seen: (*seen).to_owned(),
            is_html: nth % 2 == 1,
            ..reading::Text::default()
        })
        .collect();
    let Noticed { notices, gaps } = JUDGE.notices(&message, sender);
    assert!(
        !notices.is_empty() || !gaps.is_empty(),
        "silence about a genuine mail"
    );
    assert!(notices.len() <= 50, "more notices than the limit");
    for notice in &notices {
        holds(notice, rest);
    }

    fuzz::planted(notices.len() >= 2);
});
