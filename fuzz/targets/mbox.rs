//! Any mailbox is split, in any pieces, into the same mails, and nothing is lost but what separates them.
#![no_main]

use std::io::BufReader;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use reading::{Kind, Limits, MboxItem, MboxSplitter, kind};

static WORDS: LazyLock<Vec<Vec<u8>>> =
    LazyLock::new(|| fuzz::words(include_str!("../dictionaries/mbox.dict")));

fn split(raw: &[u8], chunk: usize, limits: Limits) -> Vec<MboxItem> {
    MboxSplitter::new(BufReader::with_capacity(chunk, raw), limits)
        .map(|item| item.expect("memory does not fail"))
        .collect()
}

/// Octets of lines that begin so: the most that can be separators or quoting.
fn octets_of(raw: &[u8], start: &[u8]) -> usize {
    raw.split_inclusive(|&b| b == b'\n')
        .filter(|line| line.starts_with(start))
        .map(<[u8]>::len)
        .sum()
}

fuzz_target!(|data: &[u8]| {
    let raw = fuzz::input(data, &WORDS);
    let limits = Limits::default();
    let whole = split(&raw, 1 << 16, limits);

    for (item, nth) in whole.iter().zip(1..) {
        assert_eq!(item.position, nth);
        assert!(!item.is_cut);
    }
    let kept: usize = whole.iter().map(|item| item.raw.len()).sum();
    assert!(kept <= raw.len(), "mails out of nothing");
    let quotes = raw
        .split(|&b| b == b'\n')
        .filter(|line| line.starts_with(b">"))
        .count();
    // A blank line (at most CR LF) before each separator, a mark before all, blank lines before the first.
    let blank = raw
        .iter()
        .take_while(|b| b.is_ascii_whitespace() || **b >= 0x80)
        .count();
    let separators = octets_of(&raw, b"From ")
        + octets_of(&raw, b">From ")
        + octets_of(&raw, b"\xef\xbb\xbfFrom ");
    let padding = 16 * whole.len() + blank + 3;
    if !whole.is_empty() {
        assert!(
            raw.len() - kept <= separators + quotes + padding,
            "{} octets are lost",
            raw.len() - kept
        );
    }

    for chunk in [1, 7] {
        let pieces = split(&raw, chunk, limits);
        assert_eq!(
            whole.len(),
            pieces.len(),
            "the pieces decide how many mails there are"
        );
        assert!(
            whole
                .iter()
                .zip(&pieces)
                .all(|(one, other)| one.raw == other.raw)
        );
    }

    let tight = Limits {
        message: 40,
        ..limits
    };
    for item in split(&raw, 64, tight) {
        assert!(item.raw.len() <= 40);
    }

    match kind(&raw) {
        Kind::Mbox => assert!(!whole.is_empty(), "a mailbox without a mail"),
        Kind::Empty => assert!(
            raw.iter()
                .take(64 << 10)
                .all(|b| b.is_ascii_whitespace() || *b >= 0x80)
        ),
        _ => {}
    }
    fuzz::planted(
        whole.len() >= 3 && {
            // A mail taken by its length holds a separator line of its own.
            whole.iter().skip(1).any(|item| {
                item.raw.windows(7).any(|w| w == b"\n\nFrom ")
                    && item.raw.windows(5).any(|w| w == b"12:00")
            })
        },
    );
});
