//! What the targets share: how bytes become input, what must hold of whatever was read, and the planted fault.

use std::sync::LazyLock;

use reading::{Limits, Link, Message};

/// The input of a target: as it is, or, where the first octet is odd, each octet standing for a word of the
/// format, so that random bytes meet the grammar often.
#[must_use]
pub fn input(data: &[u8], words: &[Vec<u8>]) -> Vec<u8> {
    let Some((first, rest)) = data.split_first() else {
        return Vec::new();
    };
    if first % 2 == 0 || words.is_empty() {
        return rest.to_vec();
    }
    let mut made = Vec::with_capacity(rest.len() * 8);
    for &byte in rest {
        // What lies beyond the words stands for itself, so that names and numbers can be spelt.
        match words.get(usize::from(byte)) {
            Some(word) => made.extend_from_slice(word),
            None => made.push(byte & 0x7f),
        }
    }
    made
}

/// The words of a format out of its dictionary, which libFuzzer reads in the same form (`"a\x0d\x0a"`).
#[must_use]
pub fn words(dictionary: &str) -> Vec<Vec<u8>> {
    let words: Vec<Vec<u8>> = dictionary
        .lines()
        .filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix('"'))
        .map(unescaped)
        .collect();
    assert!(
        words.len() <= 192,
        "no octet is left that stands for itself"
    );
    words
}

fn unescaped(word: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = word.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'\\' {
            bytes.push(byte);
        } else if let [b'x', high, low, after @ ..] = rest {
            let digit = |b: u8| char::from(b).to_digit(16).expect("two digits follow \\x");
            bytes.push(u8::try_from(digit(*high) * 16 + digit(*low)).expect("an octet"));
            rest = after;
        } else if let Some((&escaped, after)) = rest.split_first() {
            bytes.push(escaped);
            rest = after;
        }
    }
    bytes
}

/// Breaks where the planted fault is switched on and `is_reached`: a state of the result that only input which
/// went deep into the reader has. It shows that the target finds what it is there to find.
pub fn planted(is_reached: bool) {
    static IS_ON: LazyLock<bool> = LazyLock::new(|| std::env::var_os("MIOBOE_PLANTED").is_some());
    assert!(!(is_reached && *IS_ON), "the planted fault");
}

/// What holds of every message, whatever it was read from.
pub fn hold(message: &Message, raw: &[u8], limits: &Limits) {
    let most = raw.len().min(limits.message);
    let layout = &message.layout;
    if !message.is_pasted {
        assert_eq!(layout.fields.len(), message.fields.len());
        assert!(layout.fields.is_sorted(), "fields out of order");
        assert!(layout.fields.iter().all(|&at| at < layout.end.max(1)));
        assert!(layout.end <= layout.body && layout.body <= most);
        assert_eq!(message.id, facts::ObservationId::of(raw));
    }
    assert!(message.fields.len() <= limits.fields + 1, "too many fields");
    assert!(message.links.len() <= limits.links, "too many links");
    for hop in &message.hops {
        assert!(hop.field < message.fields.len(), "a hop of no field");
    }
    for field in &message.fields {
        assert!(field.name.bytes().all(|b| b.is_ascii_graphic()));
        assert!(field.line as usize <= raw.len() + 1);
    }
    assert!(
        message
            .subject
            .chars()
            .all(|c| c == '\n' || !c.is_control()),
        "a control character in the subject"
    );
    if let Some(sole) = message.author.sole() {
        assert!(message.author.irregular.is_empty());
        assert!(!sole.domain().as_str().is_empty());
    }
    let shown: usize = message.texts.iter().map(|text| text.seen.len()).sum();
    // One octet of an old charset becomes at most three of UTF-8, an entity fewer than it has.
    assert!(
        shown <= raw.len() * 4 + 4096 * (1 + message.texts.len()),
        "text out of nothing"
    );
    for text in message.texts.iter().filter(|text| !text.is_html) {
        assert!(
            text.seen
                .chars()
                .all(|c| matches!(c, '\n' | '\t') || !c.is_control()),
            "a control character in shown text"
        );
    }
    message.links.iter().for_each(link_holds);
}

/// What holds of every link.
pub fn link_holds(link: &Link) {
    if let Some(host) = &link.host {
        assert!(!host.is_empty(), "an empty host");
        assert!(
            !host.contains(['/', '\\', '@', '?', '#', ' ', '\t', '\n', '\r']),
            "{host:?} is no host"
        );
        assert!(
            !host.ends_with('.') && *host == host.to_ascii_lowercase(),
            "{host:?}"
        );
    }
    assert!(
        !link.target.contains(['\t', '\n', '\r']),
        "a browser drops these: {:?}",
        link.target
    );
    assert_eq!(link.scheme, link.scheme.to_ascii_lowercase());
    assert!(link.nth >= 1, "links are counted from 1");
    assert!(link.target.len() <= 8 << 10 && link.label.len() <= 2 << 10);
}
