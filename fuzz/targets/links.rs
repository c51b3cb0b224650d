//! Any target and any text with URLs: a host is what a browser would go to, and never holds a path.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mioboe::{Checker, Options};
use reading::{Limits, LinkKind, Message, read, read_text};

static WORDS: LazyLock<Vec<Vec<u8>>> =
    LazyLock::new(|| fuzz::words(include_str!("../dictionaries/links.dict")));

static CHECKER: LazyLock<Checker> = LazyLock::new(|| {
    let options = Options {
        is_offline: true,
        ..Options::default()
    };
    Checker::new(options).expect("the built-in brand tables load")
});

fn anchored(target: &str, limits: &Limits) -> Message {
    let written = target.replace('&', "&amp;").replace('"', "&quot;");
    let mail = format!(
        "From: a@shop.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<a href=\"{written}\">x</a>"
    );
    let message = read(mail.as_bytes(), limits);
    fuzz::hold(&message, mail.as_bytes(), limits);
    message
}

fuzz_target!(|data: &[u8]| {
    let input = fuzz::input(data, &WORDS);
    let text = String::from_utf8_lossy(&input);
    let limits = Limits::default();

    let message = read_text(&text, &limits);
    fuzz::hold(&message, text.as_bytes(), &limits);
    for link in message
        .links
        .iter()
        .filter(|link| link.kind == LinkKind::Plain)
    {
        let shown = message
            .texts
            .iter()
            .any(|part| part.seen.contains(&link.label));
        assert!(shown, "a link that nobody sees: {}", link.label);
        // The target as found leads to the same place when it is an anchor's.
        let again = anchored(&link.target, &limits);
        let host = again.links.first().and_then(|link| link.host.clone());
        assert_eq!(host, link.host, "{:?}", link.target);
    }

    fuzz::planted(
        message
            .links
            .iter()
            .any(|link| link.has_userinfo && link.scheme == "https"),
    );

    let target: String = text.chars().take(2_000).collect();
    let message = anchored(&target, &limits);
    if let Some(link) = message.links.first() {
        // Reading what was read changes nothing; a target of nothing but blanks is no link any more.
        let again = anchored(&link.target, &limits);
        if let Some(again) = again.links.first() {
            assert_eq!(
                (&again.host, &again.scheme, again.has_userinfo),
                (&link.host, &link.scheme, link.has_userinfo)
            );
            assert_eq!(again.target, link.target);
        } else {
            assert!(
                link.target.trim().is_empty() && link.host.is_none(),
                "{:?}",
                link.target
            );
        }
    }

    // What judges links (lookalikes, redirects, shorteners) sees them too.
    let checked = CHECKER.check_text(&text);
    assert_ne!(
        checked.report.verdict,
        facts::Verdict::Genuine,
        "pasted text is no proof"
    );
});
