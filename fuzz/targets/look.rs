//! Any picture and any document is looked into, or is not; what is seen keeps its limits.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use reading::{Look, LookLimits, OpaqueKind, look, look_joined};

static WORDS: LazyLock<Vec<Vec<u8>>> =
    LazyLock::new(|| fuzz::words(include_str!("../dictionaries/look.dict")));

/// Smaller than those of the program, so that many inputs are tried in a second.
const LIMITS: LookLimits = LookLimits {
    pixels: 250_000,
    side: 400,
    frames: 2,
    pages: 2,
    linked_pages: 4,
    text: 2_000,
    links: 6,
    target: 256,
};

fn holds(seen: &Look) {
    for list in [&seen.codes, &seen.links] {
        assert!(list.len() <= LIMITS.links, "{} links", list.len());
        assert!(
            list.iter()
                .all(|one| !one.trim().is_empty() && one.len() <= LIMITS.target)
        );
        assert!(
            list.iter()
                .enumerate()
                .all(|(at, one)| !list[..at].contains(one)),
            "said twice"
        );
    }
    assert!(
        seen.text.len() <= LIMITS.text,
        "{} octets of text",
        seen.text.len()
    );
}

fuzz_target!(|data: &[u8]| {
    let input = fuzz::input(data, &WORDS);
    let is_document = input.windows(5).take(1024).any(|start| start == b"%PDF-");
    if is_document {
        // What is drawn again and again, or comes out of a few octets, is bounded by the time of the process that
        // looks, which is not here: of such a document the links alone are read.
        let may_be_bomb = [&b"Do"[..], b"ilter", b"Obj"]
            .iter()
            .any(|mark| input.windows(mark.len()).any(|at| at == *mark));
        let limits = LookLimits {
            pages: usize::from(!may_be_bomb),
            ..LIMITS
        };
        let seen = look(OpaqueKind::Pdf, &input, &limits);
        holds(&seen);
        fuzz::planted(seen.links.iter().any(|link| !link.starts_with("http")));
    } else {
        let seen = look(OpaqueKind::Picture, &input, &LIMITS);
        holds(&seen);
        assert!(
            seen.text.is_empty() && !seen.is_encrypted,
            "a picture is no document"
        );
        fuzz::planted(seen.has_torn_code && !seen.codes.is_empty());
        if input.len() < 2_000 {
            let (first, second) = input.split_at(input.len() / 2);
            holds(&look_joined(first, second, &LIMITS));
        }
    }
});
