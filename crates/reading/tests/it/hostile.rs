//! Damaged messages: nothing panics, nothing grows beyond its input.

use std::io::BufReader;

use reading::{Limits, MboxSplitter, Message, forwarded, kind, read, read_text};

use crate::bombs::bombs;
use crate::mails::{FORWARD, ORDER};

/// Cases tried; the seed makes each run the same.
const CASES: u32 = 4_000;

/// Pieces that steer a parser somewhere else.
const PIECES: [&str; 24] = [
    "\r\n",
    "\r",
    "\n\n",
    "\0",
    " ",
    ":",
    "--rel--",
    "--alt\r\n",
    "=?utf-8?B?",
    "?=",
    "<",
    ">",
    "\"",
    "(",
    "\\",
    ",",
    "From: x@y.example\r\n",
    "Content-Type: multipart/mixed; boundary=rel\r\n",
    "<div style='display:none'>",
    "</p>",
    "\x1b$B",
    "&#x41;",
    "http://",
    "From x Sat Jan  1 10:00:00 2022\n",
];

struct Random(u64);

impl Random {
    /// The next number below `limit` (xorshift).
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (limit.max(1) as u64)).unwrap_or(0)
    }
}

fn damage(raw: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(raw.len() + 1);
    let until = (at + random.below(80)).min(raw.len());
    match random.below(5) {
        0 => {
            if let Some(byte) = raw.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
        1 => raw.truncate(at),
        2 => {
            raw.drain(at..until);
        }
        3 => {
            let copy = raw[at..until].to_vec();
            let to = random.below(raw.len() + 1);
            raw.splice(to..to, copy);
        }
        _ => {
            let piece = PIECES[random.below(PIECES.len())].bytes();
            raw.splice(at..at, piece);
        }
    }
}

fn size(message: &Message) -> usize {
    message.fields.iter().map(|f| f.value.len()).sum::<usize>()
        + message
            .texts
            .iter()
            .map(|t| t.seen.len() + t.hidden.len())
            .sum::<usize>()
        + message
            .links
            .iter()
            .map(|l| l.target.len() + l.label.len())
            .sum::<usize>()
        + message.images.iter().map(|i| i.alt.len()).sum::<usize>()
        + message.enclosed.iter().map(Vec::len).sum::<usize>()
        + message
            .author
            .mailboxes
            .iter()
            .map(|m| m.name.len() + m.written.len())
            .sum::<usize>()
        + message.subject.len()
}

#[test]
fn damaged_messages_are_read_in_bounds() {
    let mut random = Random(0x6d69_6f62_6f65_0001);
    let limits = Limits::default();
    for case in 0..CASES {
        let mut raw = if case % 2 == 0 { ORDER } else { FORWARD }
            .as_bytes()
            .to_vec();
        for _ in 0..=random.below(6) {
            damage(&mut raw, &mut random);
        }
        let message = read(&raw, &limits);
        assert!(
            size(&message) <= 20 * raw.len() + 1024,
            "case {case}: {} of {}",
            size(&message),
            raw.len()
        );
        assert_eq!(message.id, read(&raw, &limits).id);
        let _ = kind(&raw);
        for item in MboxSplitter::new(BufReader::with_capacity(7, raw.as_slice()), limits) {
            let item = item.expect("reading from memory");
            assert!(item.raw.len() <= raw.len(), "case {case}");
        }
        let text = String::from_utf8_lossy(&raw);
        if let Some(found) = forwarded(&text) {
            assert!(
                found.start <= found.body_start && text.is_char_boundary(found.start),
                "case {case}"
            );
            assert!(text.get(found.body_start..).is_some(), "case {case}");
        }
        let pasted = read_text(&text, &limits);
        assert!(size(&pasted) <= 20 * text.len() + 1024, "case {case}");
    }
}

#[test]
fn a_small_message_cannot_ask_for_much_work() {
    let limits = Limits::default();
    for (what, raw) in [
        (
            "encoded words without end",
            format!("From: {}\n\n", "=?a?q?".repeat(10_000)),
        ),
        ("commas", format!("From: {}\n\n", ",".repeat(60_000))),
        (
            "names torn",
            format!("From: {}<a@b.example>\n\n", "a,".repeat(20_000)),
        ),
        ("brackets", format!("From: {}\n\n", "<".repeat(60_000))),
        ("quotes", format!("From: {}\n\n", "\"<(\\".repeat(15_000))),
        ("at signs", format!("From: {}\n\n", "a@".repeat(30_000))),
        ("comments", format!("From: {}\n\n", "(".repeat(60_000))),
        (
            "fields",
            format!("{}\n", "From: a@b.example\n".repeat(50_000)),
        ),
        ("folds", format!("From: a\n{}\n", " b\n".repeat(200_000))),
        (
            "received",
            format!("{}\n", "Received: from (((((((( by ;;; ( x\n".repeat(2_000)),
        ),
        (
            "boundaries",
            format!(
                "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n{}",
                "--b\n".repeat(100_000)
            ),
        ),
        (
            "parameters",
            format!(
                "From: a@b.example\nContent-Type: text/plain; {}\n\nx",
                "a=b;".repeat(15_000)
            ),
        ),
        (
            "URLs",
            format!("From: a@b.example\n\n{}", "http://a".repeat(100_000)),
        ),
        (
            "URL brackets",
            format!("From: a@b.example\n\nhttp://a{}", ")".repeat(900_000)),
        ),
        ("labels", "From:\n".repeat(100_000)),
    ] {
        let message = read(raw.as_bytes(), &limits);
        assert!(size(&message) <= 20 * raw.len(), "{what}");
        let text = read_text(&raw, &limits);
        assert!(size(&text) <= 20 * raw.len(), "{what}");
    }
}

#[test]
fn the_layout_tells_where_the_pieces_lie_and_whether_all_readers_agree() {
    struct Case {
        raw: &'static str,
        pieces: &'static [&'static str],
        body: &'static str,
        is_plain: bool,
    }
    let case = |raw, pieces, body, is_plain| Case {
        raw,
        pieces,
        body,
        is_plain,
    };
    for case in [
        case(
            "From: a\r\nTo: b\r\n c\r\n\r\nx",
            &["From: a\r\n", "To: b\r\n c\r\n"],
            "x",
            true,
        ),
        case(
            "\u{feff}From x\n>From y\nFrom: a\n\nx",
            &["From: a\n"],
            "x",
            true,
        ),
        case("From: a", &["From: a"], "", true),
        case("\nFrom: a\n\nx", &["From: a\n"], "x", false),
        case("From: a\nJunk\n\nx", &["From: a\n"], "Junk\n\nx", false),
        case("From: a\rTo: b\r\rx", &["From: a\r", "To: b\r"], "x", false),
        case("From : a\n\nx", &["From : a\n"], "x", false),
        case(" From: a\n\nx", &[" From: a\n"], "x", false),
    ] {
        let layout = reading::read(case.raw.as_bytes(), &reading::Limits::default()).layout;
        let mut borders = layout.fields.clone();
        borders.push(layout.end);
        let pieces: Vec<&str> = borders
            .windows(2)
            .map(|border| &case.raw[border[0]..border[1]])
            .collect();
        assert_eq!(pieces, case.pieces, "{:?}", case.raw);
        assert_eq!(&case.raw[layout.body..], case.body, "{:?}", case.raw);
        assert_eq!(layout.is_plain, case.is_plain, "{:?}", case.raw);
    }
}

/// Nanoseconds of processor time that this thread has used, where the system tells.
fn spent() -> Option<u64> {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()?
        .split_whitespace()
        .next()?
        .parse()
        .ok()
}

#[test]
fn four_times_as_much_costs_four_times_as_much() {
    // Far from four times four, with room for a machine that does other things as well.
    const FACTOR: u64 = 9;
    const SLACK: u64 = 60_000_000;
    let limits = Limits::default();
    let (small, large) = (bombs(4), bombs(16));
    for (small, large) in small.iter().zip(&large) {
        let mut costs = [0, 0];
        for (bomb, cost) in [small, large].into_iter().zip(&mut costs) {
            let before = spent();
            let message = read(&bomb.raw, &limits);
            let after = spent();
            assert!(
                size(&message) <= 20 * bomb.raw.len() + (9 << 20),
                "{}: {}",
                bomb.what,
                size(&message)
            );
            assert!(message.links.len() <= limits.links, "{}", bomb.what);
            *cost = after
                .zip(before)
                .map_or(0, |(after, before)| after - before);
        }
        let [one, four] = costs;
        assert!(
            four <= FACTOR * one + SLACK,
            "{}: {one} ns and four times as much {four} ns",
            small.what
        );
    }
}
