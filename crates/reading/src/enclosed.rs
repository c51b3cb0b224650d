//! Mails inside mails, to a limit; one that encloses itself again and again costs no more than its size.

use crate::Limits;
use crate::attachment::kind::find;
use crate::body;

/// Levels of mails inside mails.
const DEPTH: usize = 5;
/// Enclosed mails kept.
const COUNT: usize = 50;

/// Keeps a mail and those inside it, each before its own, as long as their octets fit into `room`; tells
/// whether something was left out.
pub(crate) fn gather(
    raw: Vec<u8>,
    limits: &Limits,
    room: &mut usize,
    kept: &mut Vec<Vec<u8>>,
) -> bool {
    let mut open = vec![(raw, 1)];
    let mut is_cut = false;
    while let Some((raw, depth)) = open.pop() {
        if kept.len() >= COUNT || raw.len() > *room {
            is_cut = true;
            continue;
        }
        *room -= raw.len();
        if may_enclose(&raw) {
            let inner = body::enclosed_in(&raw, limits);
            if depth >= DEPTH {
                is_cut |= !inner.is_empty();
            } else {
                open.extend(inner.into_iter().rev().map(|raw| (raw, depth + 1)));
            }
        }
        kept.push(raw);
    }
    is_cut
}

/// Whether a mail could enclose another: one of the words that announce it stands in it.
fn may_enclose(raw: &[u8]) -> bool {
    let is_marked = |raw: &[u8]| {
        [&b"message/"[..], b".eml"]
            .iter()
            .any(|word| find(raw, word).is_some())
    };
    is_marked(raw) || is_marked(&raw.to_ascii_lowercase())
}
