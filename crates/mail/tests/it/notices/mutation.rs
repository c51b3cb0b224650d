//! Mails with a tenth of their words changed at random: the answer is what the mail still says, or a gap.

use std::collections::BTreeSet;

use mail::Noticed;
use reading::Message;
use unicode_normalization::UnicodeNormalization as _;

use super::{Fixture, RECEIVER, Said, SaidNotice, fixtures, read, said, sender};
use crate::claims::JUDGE;

/// Rounds for each fixture and each way to tell words apart.
const ROUNDS: u64 = 40;

/// A small generator whose numbers depend on the seed alone (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("a small number")
    }
}

/// What a word may turn into: words of other mails, sums and days among them.
const OTHERS: &[&str] = &[
    "重要",
    "ありがとうございます",
    "9,999円",
    "￥ 8,888",
    "7,777 JPY",
    "$66.66",
    "2026/10/01",
    "ご確認",
    "note",
    "合計点数",
    "小計：",
    "Subtotal:",
    "4",
    "XYZ",
    "250-9999999-8888888",
    "送料",
    "残高：",
    "12:34",
    "（税込）",
];

#[derive(Clone, Copy)]
enum Words {
    /// What stands between blanks.
    Blanks,
    /// Runs of one kind of letter, since Japanese has no blanks.
    Letters,
}

fn kind(c: char) -> u8 {
    match c {
        c if c.is_whitespace() => 0,
        '0'..='9' | '０'..='９' | ',' | '.' | '，' | '-' => 1,
        c if c.is_ascii_alphabetic() => 2,
        '\u{3041}'..='\u{309f}' => 3,
        '\u{30a0}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}' => 4,
        c if c.is_alphanumeric() => 5,
        _ => 6,
    }
}

fn pieces(line: &str, words: Words) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut last = None;
    for c in line.chars() {
        let kind = match words {
            Words::Blanks => u8::from(!c.is_whitespace()),
            Words::Letters => kind(c),
        };
        if last == Some(kind) {
            pieces.last_mut().expect("a piece").push(c);
        } else {
            pieces.push(c.to_string());
        }
        last = Some(kind);
    }
    pieces
}

fn changed(word: &str, dice: &mut Dice) -> String {
    let has_digit = word.contains(|c: char| c.is_ascii_digit());
    match dice.below(6) {
        0 => String::new(),
        1 => OTHERS[dice.below(OTHERS.len())].to_owned(),
        2 | 3 if has_digit => {
            let digit = |c: char, dice: &mut Dice| match c {
                '0'..='9' => char::from(b'0' + u8::try_from(dice.below(10)).expect("a digit")),
                c => c,
            };
            word.chars().map(|c| digit(c, dice)).collect()
        }
        4 => format!("{word}{word}"),
        _ => (0..=word.chars().count().min(8))
            .map(|_| char::from(b'a' + u8::try_from(dice.below(26)).expect("a letter")))
            .collect(),
    }
}

fn mutated(text: &str, words: Words, dice: &mut Dice) -> String {
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let change = |piece: String, dice: &mut Dice| {
            let is_word = !piece.trim().is_empty();
            if is_word && dice.below(10) == 0 {
                changed(&piece, dice)
            } else {
                piece
            }
        };
        let line: String = pieces(line, words)
            .into_iter()
            .map(|piece| change(piece, dice))
            .collect();
        lines.push(line);
    }
    lines.join("\n")
}

fn squashed(text: &str) -> String {
    text.nfkc().filter(|c| c.is_alphanumeric()).collect()
}

/// The lines of a mail before and after, side by side.
struct Sides(Vec<(String, String)>);

impl Sides {
    fn of(before: &Message, after: &Message) -> Self {
        let mut lines = vec![(squashed(&before.subject), squashed(&after.subject))];
        for (before, after) in before.texts.iter().zip(&after.texts) {
            let both = before.seen.split('\n').zip(after.seen.split('\n'));
            lines.extend(both.map(|(before, after)| (squashed(before), squashed(after))));
        }
        Self(lines)
    }

    /// Whether the mail now says `now` where it said `before`.
    fn says(&self, before: &str, now: &str) -> bool {
        let (before, now) = (squashed(before), squashed(now));
        self.0
            .iter()
            .any(|(old, new)| old.contains(&before) && new.contains(&now))
    }

    /// Whether a sum that has no label stands alone on a line that was another, and the old one on none any more.
    fn says_alone(&self, before: &str, now: &str) -> bool {
        let minor = |sum: &str| {
            sum.rsplit(' ')
                .next()
                .unwrap_or_default()
                .trim_end_matches('0')
                .to_owned()
        };
        let has = |sum: &str| {
            let minor = minor(sum);
            self.0
                .iter()
                .any(|(old, new)| old != new && new.contains(&*minor))
        };
        before.starts_with("gift ")
            && has(now)
            && !self
                .0
                .iter()
                .any(|(old, new)| old == new && old.contains(&minor(before)))
    }

    /// The ways in which a sum such as `total USD 2338` is printed.
    fn says_sum(&self, before: &str, now: &str) -> bool {
        let printed = |sum: &str| -> Vec<String> {
            let mut parts = sum.rsplit(' ');
            let minor: i64 = parts.next().and_then(|n| n.parse().ok()).unwrap_or(-1);
            let mut ways = vec![minor.to_string()];
            if parts.next() == Some("USD") {
                ways = vec![format!("{}.{:02}", minor / 100, minor % 100)];
                ways.push(ways.concat().trim_end_matches('0').to_owned());
            }
            ways
        };
        printed(before)
            .iter()
            .any(|before| printed(now).iter().any(|now| self.says(before, now)))
    }

    /// Whether each number of a moment that is another stands where the old one stood.
    fn says_moment(&self, before: &str, now: &str) -> bool {
        let numbers = |text: &str| -> Vec<u64> {
            let digits = |c: char| !c.is_ascii_digit();
            text.split(digits).filter_map(|n| n.parse().ok()).collect()
        };
        // Hours may be of twelve.
        let is_there = |line: &str, number: u64| {
            [number, (number + 11) % 12 + 1]
                .iter()
                .any(|n| line.contains(&n.to_string()))
        };
        let (old, new) = (numbers(before), numbers(now));
        let zone = |text: &str| text.split(' ').nth(2).map(str::to_owned);
        zone(before) == zone(now)
            && old.len() == new.len()
            && old.iter().zip(&new).all(|(old, new)| {
                old == new
                    || self
                        .0
                        .iter()
                        .any(|(was, is)| is_there(was, *old) && is_there(is, *new) && was != is)
            })
    }
}

/// What is wrong with one notice beside the one that was written down; nothing where it is right.
fn wrong(
    it: &SaidNotice,
    expected: &SaidNotice,
    sides: &Sides,
    gaps: &BTreeSet<&str>,
) -> Vec<String> {
    // Another sum where the one below zero stood is no return.
    let turned = SaidNotice {
        kind: "charge".into(),
        amounts: expected
            .amounts
            .iter()
            .map(|sum| sum.replace("refunded", "charged"))
            .collect(),
        ..expected.clone()
    };
    let is_turned =
        expected.kind == "charge-reversed" && it.kind == "charge" && it.amounts != turned.amounts;
    // An order of which no word says any more that it is of a gift card is an order.
    let is_order = expected.kind == "gift-card-bought"
        && !sides
            .0
            .iter()
            .any(|(_, now)| now.contains("GiftCard") || now.contains("ギフトカード"));
    let order = SaidNotice {
        kind: "order-confirmed".into(),
        recipient: String::new(),
        unverified: false,
        ..expected.clone()
    };
    let expected = match (is_turned, is_order) {
        (true, _) => &turned,
        (_, true) if it.kind == order.kind => &order,
        _ => expected,
    };
    let mut wrong = Vec::new();
    let mut check = |part: &str, is_right: bool| {
        if !is_right {
            wrong.push(part.to_owned());
        }
    };
    check("kind", it.kind == expected.kind);
    check("language", it.language == expected.language);
    check("preliminary", it.preliminary == expected.preliminary);
    check("unverified", it.unverified || !expected.unverified);
    check(
        "code",
        (it.has_code <= expected.has_code) && (it.has_link <= expected.has_link),
    );
    let has_any = |notice: &SaidNotice| notice.has_code || notice.has_link;
    check(
        "code is lost",
        has_any(it) || !has_any(expected) || gaps.contains("code"),
    );
    let texts = [
        ("recipient", &it.recipient, &expected.recipient),
        ("merchant", &it.merchant, &expected.merchant),
        ("place", &it.place, &expected.place),
        ("device", &it.device, &expected.device),
        ("ip", &it.ip, &expected.ip),
    ];
    for (part, now, before) in texts {
        let is_lost = now.is_empty() && (before.is_empty() || gaps.contains(part));
        check(
            part,
            now == before
                || is_lost
                || (!now.is_empty() && !before.is_empty() && sides.says(before, now)),
        );
    }
    let is_lost = it.moment.is_empty() && (expected.moment.is_empty() || gaps.contains("moment"));
    check(
        "moment",
        it.moment == expected.moment || is_lost || sides.says_moment(&expected.moment, &it.moment),
    );
    let is_lost = it.orders.is_empty() && (expected.orders.is_empty() || gaps.contains("order"));
    let is_same = it.orders.len() == expected.orders.len()
        && it
            .orders
            .iter()
            .zip(&expected.orders)
            .all(|(now, before)| now == before || sides.says(before, now));
    check("order", is_lost || is_same);
    let role = |sum: &str| sum.split(' ').next().unwrap_or_default().to_owned();
    for sum in &it.amounts {
        let before = expected
            .amounts
            .iter()
            .find(|before| role(before) == role(sum));
        check(
            "amount",
            before.is_some_and(|before| {
                before == sum || sides.says_sum(before, sum) || sides.says_alone(before, sum)
            }),
        );
    }
    for before in &expected.amounts {
        let is_there = it.amounts.iter().any(|sum| role(sum) == role(before));
        check(
            "amount is lost",
            is_there || gaps.contains(&*role(before)) || gaps.contains("charged"),
        );
    }
    let is_lost = it.items.is_empty() && (expected.items.is_empty() || gaps.contains("items"));
    let is_same = it.items.len() == expected.items.len()
        && it.items.iter().zip(&expected.items).all(|(now, before)| {
            now == before
                || now
                    .split(" | ")
                    .zip(before.split(" | "))
                    .all(|(now, before)| {
                        now == before || sides.says(before, now) || sides.says_sum(before, now)
                    })
        });
    check("items", is_lost || is_same);
    wrong
}

/// What is wrong with an answer.
fn faults(answer: &Said, expected: &Said, sides: &Sides) -> Vec<String> {
    let gaps: BTreeSet<&str> = answer
        .gaps
        .iter()
        .filter_map(|gap| gap.split_once(' '))
        .map(|(_, part)| part)
        .collect();
    let mut faults = Vec::new();
    let mut left = expected.notices.iter();
    for notice in &answer.notices {
        // Those that could not be read are missing; the others are in their order.
        let mut nearest: Option<Vec<String>> = None;
        let is_right = left.by_ref().any(|expected| {
            let wrong = wrong(notice, expected, sides, &gaps);
            let is_right = wrong.is_empty();
            if nearest
                .as_ref()
                .is_none_or(|known| known.len() > wrong.len())
            {
                nearest = Some(wrong);
            }
            is_right
        });
        if !is_right {
            faults.push(format!("{nearest:?} in {notice:?}"));
        }
    }
    if answer.notices.len() < expected.notices.len() && answer.gaps.is_empty() {
        faults.push("a notice is lost".into());
    }
    faults
}

fn round(fixture: &Fixture, message: &Message, words: Words, seed: u64) -> (Message, Noticed) {
    let mut dice = Dice(seed);
    let mut after = message.clone();
    after.subject = mutated(&after.subject, words, &mut dice).replace('\n', " ");
    for text in &mut after.texts {
        text.seen = mutated(&text.seen, words, &mut dice);
    }
    let sender = sender(&fixture.raw, message, RECEIVER).expect("a proven author");
    let noticed = JUDGE.notices(&after, &sender);
    (after, noticed)
}

#[test]
fn a_mail_with_changed_words_is_read_right_or_not_at_all() {
    let mut wrong = Vec::new();
    let (mut whole, mut all) = (0_usize, 0_usize);
    for (nth, fixture) in fixtures().iter().enumerate() {
        // Where a mail contradicts itself, a word less makes it say one thing or the other.
        if fixture
            .said
            .gaps
            .iter()
            .any(|gap| gap.starts_with("notice-parts-contradict"))
        {
            continue;
        }
        let message = read(&fixture.raw);
        for words in [Words::Blanks, Words::Letters] {
            for turn in 0..ROUNDS {
                let seed = turn * 1_000 + u64::try_from(nth).expect("small");
                let (after, noticed) = round(fixture, &message, words, seed);
                let answer = said(&noticed);
                all += 1;
                whole += usize::from(answer == fixture.said);
                let faults = faults(&answer, &fixture.said, &Sides::of(&message, &after));
                if !faults.is_empty() {
                    let text: Vec<&str> =
                        after.texts.iter().map(|text| text.seen.as_str()).collect();
                    wrong.push(format!(
                        "{} {seed}: {faults:?}\n{}\n{}",
                        fixture.name,
                        after.subject,
                        text.join("\n")
                    ));
                }
            }
        }
    }
    // Words that nobody reads may change; where nothing were read any more, the test would prove nothing.
    assert!(whole * 10 > all, "{whole} of {all} were read whole");
    assert!(
        wrong.is_empty(),
        "{} of {all} wrong\n{}",
        wrong.len(),
        wrong
            .iter()
            .take(12)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n----\n")
    );
}
