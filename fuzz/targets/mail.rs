//! Any bytes, and any words of mails, are read as a mail; what is read keeps its limits and its places.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use reading::{Limits, Trouble, read};

static WORDS: LazyLock<Vec<Vec<u8>>> =
    LazyLock::new(|| fuzz::words(include_str!("../dictionaries/mail.dict")));

fuzz_target!(|data: &[u8]| {
    let raw = fuzz::input(data, &WORDS);
    let limits = Limits::default();
    let message = read(&raw, &limits);
    fuzz::hold(&message, &raw, &limits);
    assert!(
        message
            .enclosed
            .iter()
            .all(|inner| inner.len() <= raw.len())
    );

    // Smaller limits cut what is read, and nothing comes of it that was not there before.
    let tight = Limits {
        message: 2_000,
        fields: 4,
        parts: 3,
        depth: 2,
        text: 64,
        links: 1,
    };
    let cut = read(&raw, &tight);
    fuzz::hold(&cut, &raw, &tight);
    assert!(
        cut.texts
            .iter()
            .all(|text| text.is_html || text.seen.len() <= 64 * 3)
    );

    // A second look sees the same.
    if raw.len() < 512 {
        let again = read(&raw, &limits);
        assert_eq!(format!("{message:?}"), format!("{again:?}"));
    }

    fuzz::planted(
        message.troubles.contains(&Trouble::BrokenEncoding)
            && message.texts.iter().any(|text| !text.part.is_empty()),
    );
});
