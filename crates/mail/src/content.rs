//! What the text of a mail hides, and what stands in it that no honest sender puts there.

use std::collections::HashSet;

use brands::{Brand, Brands};
use facts::{BrandId, Evidence, Place, Quote};
use reading::Text;

use crate::claim::{cut, header, line_quote};
use crate::conduct::{Reader, Seen, Sign, WEAK, short};
use crate::fold::{Folded, fold, is_japanese};
use crate::reason::Reason;
use crate::{calls, orders};

/// Octets of hidden text that are looked at.
const HIDDEN: usize = 64 << 10;
/// Characters of hidden text from which on it is bulk; a preheader and what phones are not shown stay below.
const BULK: usize = 600;
/// How often a brand must stand in hidden text to be what it speaks of.
const NAMED: usize = 3;
/// Lines at the head of a letter among which the greeting stands.
const HEAD: usize = 40;
/// Octets of a greeting that are looked at.
const GREETING: usize = 600;
/// Octets of a line that show its first letter, whatever invisible ones stand before it.
const START: usize = 64;
/// Words compared between hidden and shown text.
const WORDS: usize = 20_000;

/// Points at a piece of subject or text.
pub(crate) fn at(reader: &Reader<'_>, seen: &Seen<'_>, range: std::ops::Range<usize>) -> Evidence {
    let message = reader.message;
    match seen.part {
        None => header(
            message.id,
            "Subject",
            message.subject_line,
            seen.text,
            range,
        ),
        Some(part) => Evidence {
            observation: message.id,
            place: Place::Text {
                part: part.to_vec(),
            },
            quote: line_quote(seen.text, &range),
        },
    }
}

/// A number that the mail asks to call and that is not known as the brand's.
pub(crate) fn number_to_call(reader: &Reader<'_>, brand: Option<&Brand>) -> Option<Sign> {
    reader.seen().iter().find_map(|seen| {
        let number = calls::asked_for(seen, reader.words, brand)?;
        Some(Sign {
            reason: Reason::NumberToCall {
                number: short(seen.text.get(number.range.clone())?),
            },
            evidence: vec![at(reader, seen, number.range)],
            points: WEAK,
        })
    })
}

/// Whether the mail speaks of money that has gone or is about to go.
pub(crate) fn speaks_of_charges(reader: &Reader<'_>) -> bool {
    reader
        .seen()
        .iter()
        .any(|seen| reader.words.charge.all(&seen.folded.text).next().is_some())
}

/// An order number of a shape that the brand never uses.
pub(crate) fn strange_order(reader: &Reader<'_>, brand: &Brand) -> Option<Sign> {
    if brand.order_numbers.is_empty() {
        return None;
    }
    reader.seen().iter().find_map(|seen| {
        let range = orders::strange(seen.text, &seen.folded, reader.words, &brand.order_numbers)?;
        Some(Sign {
            reason: Reason::OrderNumberIsStrange {
                brand: brand.id.clone(),
                number: short(seen.text.get(range.clone())?),
            },
            evidence: vec![at(reader, seen, range)],
            points: WEAK,
        })
    })
}

/// An address to pay coins to, in a mail that speaks of coins.
pub(crate) fn coins(reader: &Reader<'_>) -> Option<Sign> {
    reader.seen().iter().find_map(|seen| {
        let range = coin_address(seen.text)?;
        reader.words.coins.all(&seen.folded.text).next()?;
        Some(Sign {
            reason: Reason::AddressForCoins {},
            evidence: vec![Evidence {
                quote: Quote::default(),
                ..at(reader, seen, range)
            }],
            points: WEAK,
        })
    })
}

/// The least letters of an address on a chain of coins.
const LEAST_ADDRESS: usize = 26;

/// A word of the shape of an address on a chain of coins.
fn coin_address(text: &str) -> Option<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let is_in_word = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let mut start = 0;
    // A word that is long enough holds the last one of so many octets: only from there its beginning is sought.
    while let Some(last) = bytes.get(start..start + LEAST_ADDRESS) {
        if let Some(other) = last.iter().rposition(|b| !b.is_ascii_alphanumeric()) {
            start += other + 1;
            continue;
        }
        let mut end = start + LEAST_ADDRESS;
        while is_in_word(end) {
            end += 1;
        }
        // What stands in a link's path is no word of the text.
        let is_joint = |at: Option<usize>| {
            let neighbor = at.and_then(|at| bytes.get(at));
            neighbor.is_some_and(|b| matches!(b, b'/' | b'=' | b'.' | b'_' | b'-' | b'@'))
        };
        let is_alone = !is_joint(start.checked_sub(1)) && !is_joint(Some(end));
        let word = text.get(start..end).unwrap_or_default();
        if is_alone && is_coin_address(word) {
            return Some(start..end);
        }
        start = end + 1;
    }
    None
}

fn is_coin_address(word: &str) -> bool {
    let has_mixture = |word: &str| {
        word.bytes().any(|b| b.is_ascii_digit())
            && word.bytes().any(|b| b.is_ascii_lowercase())
            && word.bytes().any(|b| b.is_ascii_uppercase())
    };
    let is_base58 = |word: &str| !word.contains(['0', 'O', 'I', 'l']);
    let is_bech32 = |rest: &str| {
        (39..=59).contains(&rest.len())
            && rest.bytes().all(|b| {
                b.is_ascii_digit() && b != b'1' || b.is_ascii_lowercase() && !b"bio".contains(&b)
            })
    };
    if let Some(rest) = word.strip_prefix("0x") {
        return rest.len() == 40 && rest.bytes().all(|b| b.is_ascii_hexdigit());
    }
    if let Some(rest) = word.strip_prefix("bc1") {
        return is_bech32(rest);
    }
    match word.as_bytes().first() {
        Some(b'1' | b'3') => {
            (26..=35).contains(&word.len()) && is_base58(word) && has_mixture(word)
        }
        Some(b'T') => word.len() == 34 && is_base58(word) && has_mixture(word),
        _ => false,
    }
}

/// A greeting in which a link, a number or a sum stands where a name belongs: somebody typed it into the field
/// for a name, and a service sent it on.
///
/// [`Reader::of_template`] looks once for all claims.
pub(crate) fn misused_greeting(reader: &Reader<'_>) -> Option<Sign> {
    for seen in reader.seen().iter().filter(|seen| seen.part.is_some()) {
        let mut start = 0;
        let mut left = HEAD;
        for line in seen.text.split_inclusive('\n') {
            let range = start..start + line.trim_end().len();
            start += line.len();
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            left -= 1;
            if let Some(content) = greeting_content(cut(line, GREETING), reader) {
                return Some(Sign {
                    reason: Reason::GreetingIsMisused { content },
                    evidence: vec![at(reader, seen, range)],
                    points: 2,
                });
            }
            if left == 0 {
                break;
            }
        }
    }
    None
}

/// The signs of sums.
const MONEY: [char; 6] = ['$', '€', '£', '¥', '￥', '₿'];

/// Whether a sign of a sum stands in the line.
fn has_money(line: &str) -> bool {
    let may_begin = |byte: u8| matches!(byte, b'$' | 0xc2 | 0xe2 | 0xef);
    line.bytes().any(may_begin) && line.contains(MONEY)
}

/// Whether a link stands in the line.
fn has_link(line: &str) -> bool {
    let bytes = line.as_bytes();
    let is_www = |dot: usize| {
        let start = dot.checked_sub(3);
        let before = start.and_then(|start| bytes.get(start..dot));
        before.is_some_and(|before| before.eq_ignore_ascii_case(b"www"))
    };
    let may = line.contains('/') || line.match_indices('.').any(|(dot, _)| is_www(dot));
    may && {
        let lower = line.to_ascii_lowercase();
        ["http://", "https://", "www.", "t.me/", "wa.me/", "bit.ly/"]
            .iter()
            .any(|link| lower.contains(link))
    }
}

fn greeting_content(line: &str, reader: &Reader<'_>) -> Option<&'static str> {
    // Without one of these there is nothing to find, which is so of nearly every line.
    if !has_link(line) && !has_money(line) && !calls::may_hold_number(line) {
        return None;
    }
    // Nor do most of the rest begin as a greeting does.
    let may_greet = reader
        .words
        .greeting
        .may_begin(&fold(cut(line, START)).text);
    if !may_greet && !line.ends_with('様') {
        return None;
    }
    let folded = fold(line);
    let name = if let Some(end) = greeting_end(&folded, reader) {
        let rest = line.get(end..)?;
        // A name ends where the sentence begins; a link's own signs do not end it.
        let stop = rest
            .char_indices()
            .find(|(at, c)| {
                matches!(c, '!' | '！' | '、' | '，' | ';' | '?')
                    || (*c == ','
                        && !rest
                            .get(at + 1..)
                            .is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit())))
                    || (*c == '.'
                        && rest
                            .get(at + 1..)
                            .is_some_and(|r| r.is_empty() || r.starts_with(' ')))
                    || (*c == '-' && rest.get(at + 1..).is_some_and(|r| r.starts_with(' ')))
            })
            .map_or(rest.len(), |(at, _)| at);
        rest.get(..stop)?
    } else {
        let name = line.strip_suffix('様')?.trim_end();
        if name.ends_with('客') || name.ends_with('員') {
            return None;
        }
        name
    };
    if has_link(name) {
        return Some("link");
    }
    if !calls::numbers(name).is_empty() {
        return Some("number");
    }
    let is_sum = |at: usize, sign: char| {
        let after = name
            .get(at + sign.len_utf8()..)
            .unwrap_or_default()
            .trim_start();
        let before = name.get(..at).unwrap_or_default().trim_end();
        after.starts_with(|c: char| c.is_ascii_digit())
            || before.ends_with(|c: char| c.is_ascii_digit())
    };
    name.char_indices()
        .any(|(at, c)| MONEY.contains(&c) && is_sum(at, c))
        .then_some("money")
}

/// Where a greeting's words end in the line, if it begins with some.
fn greeting_end(folded: &Folded, reader: &Reader<'_>) -> Option<usize> {
    let (_, range) = reader.words.greeting.all(&folded.text).next()?;
    (range.start == 0).then(|| folded.original(range.start, range.end).end)
}

/// Forms and scripts in the mail's own texts.
pub(crate) fn markup(reader: &Reader<'_>, is_own: bool) -> Vec<Sign> {
    let message = reader.message;
    let is_attached = |text: &Text| {
        message
            .attachments
            .iter()
            .any(|attachment| attachment.part == text.part && !text.part.is_empty())
    };
    let mut signs: Vec<Sign> = Vec::new();
    for text in message.texts.iter().filter(|text| !is_attached(text)) {
        let markup = &text.markup;
        let found = [
            (
                markup.password_fields > 0,
                Reason::FormAsksForPassword {},
                if is_own { 2 } else { 4 },
            ),
            (
                markup.forms > 0 && markup.password_fields == 0,
                Reason::FormInMail {},
                WEAK,
            ),
            (markup.scripts > 0, Reason::ScriptInMail {}, WEAK),
            (
                markup.has_refresh,
                Reason::MailSendsOn {},
                if is_own { 1 } else { 2 },
            ),
        ];
        for (is_there, reason, points) in found {
            if is_there && !signs.iter().any(|sign| sign.reason == reason) {
                signs.push(Sign {
                    reason,
                    evidence: vec![Evidence {
                        observation: message.id,
                        place: Place::Text {
                            part: text.part.clone(),
                        },
                        quote: Quote::default(),
                    }],
                    points,
                });
            }
        }
    }
    signs
}

/// Text that the reader does not see and that speaks of something else.
pub(crate) fn hidden(reader: &Reader<'_>, claimed: Option<&BrandId>) -> Vec<Sign> {
    let mut signs = Vec::new();
    for seen in reader.seen() {
        let hidden = cut(seen.hidden, HIDDEN);
        if hidden.len() < BULK / 3 {
            continue;
        }
        let evidence = || {
            vec![Evidence {
                observation: reader.message.id,
                place: Place::Text {
                    part: seen.part.unwrap_or_default().to_vec(),
                },
                quote: Quote::whole(hidden),
            }]
        };
        let folded_hidden = fold(hidden);
        if let Some(claimed) = claimed
            && let Some(other) =
                another_named(reader, claimed, hidden, &folded_hidden, &seen.folded.text)
        {
            signs.push(Sign {
                reason: Reason::HiddenTextNamesAnother { other },
                evidence: evidence(),
                points: 2,
            });
        }
        let count = hidden.chars().filter(|c| !c.is_whitespace()).count();
        let shown = seen.text.chars().filter(|c| !c.is_whitespace()).count();
        if count >= BULK && count >= shown && is_unrelated(&folded_hidden.text, &seen.folded.text) {
            signs.push(Sign {
                reason: Reason::TextHiddenInBulk {
                    count: count as u64,
                },
                evidence: evidence(),
                points: WEAK,
            });
        }
        if !signs.is_empty() {
            break;
        }
    }
    signs
}

/// Another house's brand that hidden text names again and again while what is shown does not.
fn another_named(
    reader: &Reader<'_>,
    claimed: &BrandId,
    hidden: &str,
    folded: &Folded,
    seen: &str,
) -> Option<BrandId> {
    let mentions = reader.lexicon.mentions(hidden, folded, reader.words);
    let mut counts: Vec<(BrandId, usize, String)> = Vec::new();
    for mention in mentions.iter().filter(|mention| !mention.is_ambiguous) {
        if is_related(reader.brands, &mention.brand, claimed) {
            continue;
        }
        match counts
            .iter_mut()
            .find(|(brand, ..)| *brand == mention.brand)
        {
            Some((_, count, _)) => *count += 1,
            None => {
                let name = folded.text.get(mention.folded.clone()).unwrap_or_default();
                counts.push((mention.brand.clone(), 1, name.to_owned()));
            }
        }
    }
    counts
        .into_iter()
        .filter(|(_, count, name)| *count >= NAMED && !seen.contains(name.as_str()))
        .max_by_key(|(_, count, _)| *count)
        .map(|(brand, ..)| brand)
}

fn is_related(brands: &Brands, one: &BrandId, other: &BrandId) -> bool {
    one == other || brands.same_family(one, other)
}

/// Whether fewer than one word in five of one text stand in the other.
fn is_unrelated(hidden: &str, seen: &str) -> bool {
    let seen = words_of(seen);
    let hidden = words_of(hidden);
    if hidden.len() < 20 {
        return false;
    }
    hidden.intersection(&seen).count() * 5 < hidden.len()
}

/// The words of a folded text; Japanese, which has no blanks, in pairs of letters.
fn words_of(folded: &str) -> HashSet<&str> {
    let mut words = HashSet::new();
    for word in folded.split(|c: char| !c.is_alphanumeric()) {
        if words.len() >= WORDS {
            break;
        }
        if !word.contains(is_japanese) {
            if word.chars().nth(3).is_some() {
                words.insert(word);
            }
            continue;
        }
        let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
        for pair in starts.windows(2) {
            if let [start, second] = pair {
                let end = word
                    .get(*second..)
                    .and_then(|rest| rest.chars().next())
                    .map_or(word.len(), |c| second + c.len_utf8());
                words.insert(word.get(*start..end).unwrap_or_default());
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_coins() {
        for (text, expected) in [
            ("send to 1BoatSLRHtKNngkdXEeobR76b53LETtpyT now", true),
            ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", true),
            ("0x52908400098527886E0F7030069857D2E4169EE7", true),
            (
                "https://shop.example/1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
                false,
            ),
            ("3000000000000000000000000000", false),
            ("503-1234567-1234567", false),
            ("Thequickbrownfoxjumpsoverthelazydog1", false),
        ] {
            assert_eq!(coin_address(text).is_some(), expected, "{text}");
        }
    }

    #[test]
    fn texts_that_have_nothing_in_common() {
        let letter = |topic: &str| {
            (0..40)
                .map(|n| format!("{topic}{n} word{n}{topic} "))
                .collect::<String>()
        };
        assert!(is_unrelated(&letter("alpha"), &letter("gamma")));
        assert!(!is_unrelated(&letter("alpha"), &letter("alpha")));
        assert!(!is_unrelated("short hidden words", &letter("alpha")));
    }
}
