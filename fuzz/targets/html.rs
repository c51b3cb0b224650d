//! Any page is rendered to text and links; what is shown, shown again as text, stays what it is.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use reading::{Limits, LinkKind, Message, read};

static WORDS: LazyLock<Vec<Vec<u8>>> =
    LazyLock::new(|| fuzz::words(include_str!("../dictionaries/html.dict")));

fn page(html: &[u8], limits: &Limits) -> Message {
    let mut mail =
        b"From: a@shop.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n".to_vec();
    mail.extend_from_slice(html);
    let message = read(&mail, limits);
    fuzz::hold(&message, &mail, limits);
    message
}

/// The words that a person sees.
fn seen(message: &Message) -> Vec<String> {
    let all: String = message
        .texts
        .iter()
        .map(|text| text.seen.as_str())
        .collect();
    all.split_whitespace().map(str::to_owned).collect()
}

fuzz_target!(|data: &[u8]| {
    let html = fuzz::input(data, &WORDS);
    let limits = Limits::default();
    let message = page(&html, &limits);

    let mut escaped = b"<meta charset=utf-8><body>".to_vec();
    for c in message.texts.iter().flat_map(|text| text.seen.chars()) {
        match c {
            '<' => escaped.extend_from_slice(b"&lt;"),
            '>' => escaped.extend_from_slice(b"&gt;"),
            '&' => escaped.extend_from_slice(b"&amp;"),
            c => escaped.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    let again = page(&escaped, &limits);
    assert_eq!(
        seen(&message),
        seen(&again),
        "shown text changes when it is shown"
    );
    assert!(
        again.texts.iter().all(|text| text.hidden.is_empty()),
        "shown text hides"
    );
    assert!(
        again.links.iter().all(|link| link.kind == LinkKind::Plain),
        "shown text has markup"
    );
    // A form that sends to a host that stands in no seed.
    fuzz::planted(message.links.iter().any(|link| {
        link.kind == LinkKind::Form
            && link
                .host
                .as_deref()
                .is_some_and(|host| host.contains('.') && host != "x.example")
    }));
});
