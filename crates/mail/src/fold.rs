//! Text as the eye reads it: one form for letters that look alike, with the way back to the original.
//!
//! Compatibility forms (full width, half-width kana, mathematical letters) are unified (NFKC), case is
//! dropped, look-alike letters are mapped to one prototype (UTS 39 §4), invisible characters vanish, gaps
//! inside Japanese words and between s p a c e d letters close.

use unicode_normalization::UnicodeNormalization;
use unicode_security::confusable_detection::skeleton;

/// Folded text and the way back to the original.
#[derive(Clone, Debug, Default)]
pub(crate) struct Folded {
    pub(crate) text: String,
    /// Where the way back takes a step: behind each, both texts go on side by side until the next.
    steps: Vec<Step>,
    /// Octets of the original.
    length: usize,
    /// Invisible characters that stood between two letters or digits.
    pub(crate) salted: usize,
}

impl Folded {
    /// The original bytes behind the folded bytes `start..end`, which begin and end with characters.
    pub(crate) fn original(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        let from = self.origin(start);
        from..self.origin(end).max(from)
    }

    /// The original byte that the character at a folded byte came from.
    fn origin(&self, folded: usize) -> usize {
        if folded >= self.text.len() {
            return self.length;
        }
        let behind = self.steps.partition_point(|step| step.folded <= folded);
        let step = behind.checked_sub(1).and_then(|at| self.steps.get(at));
        step.map_or(0, |step| step.original + (folded - step.folded))
    }
}

/// A place in the folded text and the one in the original that it came from.
#[derive(Clone, Copy, Debug)]
struct Step {
    folded: usize,
    original: usize,
}

/// Characters that take no room and carry no meaning inside a word.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fff8}' | '\u{e0000}'..='\u{e0fff}')
}

/// A mark that sits on the letter before it; kana voicing marks are letters' parts and stay.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{711}' | '\u{730}'..='\u{74a}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Hiragana, katakana and Chinese characters, which words run together without spaces.
pub(crate) fn is_japanese(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}')
}

pub(crate) fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}')
}

pub(crate) fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309f}')
}

pub(crate) fn is_kanji(c: char) -> bool {
    is_japanese(c) && !is_katakana(c) && !is_hiragana(c)
}

/// The plain form: compatibility forms and case only. Two texts with the same plain form are the same
/// word written by an honest person.
pub(crate) fn plain(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

/// Folds `text`.
pub(crate) fn fold(text: &str) -> Folded {
    let mut out = Folding::with_room_for(text);
    let mut spaced = spaced_letters(text).into_iter();
    let mut next_spaced = spaced.next();
    let mut before: Option<char> = None;
    let mut hidden_since_letter = 0usize;
    let mut rest = text;
    // By `rest`, since most characters are ASCII, for which nothing below the first branch matters.
    while let Some(&byte) = rest.as_bytes().first() {
        let at = text.len() - rest.len();
        let is_spaced = next_spaced == Some(at);
        if byte.is_ascii_graphic()
            && !is_spaced
            && hidden_since_letter == 0
            && (byte != b'-' || !before.is_some_and(is_katakana))
        {
            let until = next_spaced.and_then(|next| next.checked_sub(at));
            let run = rest.get(..until.unwrap_or(rest.len())).unwrap_or(rest);
            let run = out.push_run(run.as_bytes(), at);
            before = run
                .iter()
                .rfind(|byte| !is_blank(**byte))
                .map(|byte| char::from(*byte));
            rest = rest.get(run.len()..).unwrap_or_default();
            continue;
        }
        let mut chars = rest.chars();
        let Some(c) = chars.next() else { break };
        rest = chars.as_str();
        // Japanese is the other half of what is read; most of it is nothing but itself.
        if let Some(letter) = kana_or_kanji(c)
            && !is_spaced
            && !rest.starts_with(VOICING)
        {
            out.salted += hidden_since_letter;
            hidden_since_letter = 0;
            push_unit(&mut out, letter, at, before.replace(c));
            continue;
        }
        if is_invisible(c) || is_mark(c) {
            if before.is_some_and(char::is_alphanumeric) {
                hidden_since_letter += usize::from(is_invisible(c));
            }
            continue;
        }
        if is_spaced || c.is_whitespace() {
            if is_spaced {
                next_spaced = spaced.next();
            }
            hidden_since_letter = 0;
            let closes = is_spaced
                || (before.is_some_and(is_japanese)
                    && chars
                        .next()
                        .is_some_and(|c| is_japanese(c) || c.is_whitespace()));
            if !closes && out.text.last().is_some_and(|last| *last != b' ') {
                out.push_byte(b' ', at);
            }
            continue;
        }
        if c.is_alphanumeric() {
            out.salted += hidden_since_letter;
        }
        hidden_since_letter = 0;
        let before_this = before.replace(c);
        if c.is_ascii() && !(c == '-' && before_this.is_some_and(is_katakana)) {
            push_ascii(&mut out, c as u8, at);
            continue;
        }
        let mut buffer = [0u8; 8];
        let length = {
            let first = c.encode_utf8(&mut buffer).len();
            // A half-width kana and its voicing mark are one letter.
            match chars.next() {
                Some(mark) if VOICING.contains(&mark) => {
                    let second = mark.encode_utf8(&mut buffer[first..]).len();
                    rest = chars.as_str();
                    first + second
                }
                _ => first,
            }
        };
        let unit = std::str::from_utf8(&buffer[..length]).unwrap_or_default();
        for c in unit.nfkc() {
            push_unit(&mut out, c, at, before_this);
        }
    }
    out.finish(text)
}

/// The marks that make another letter of the kana before them, half as wide and joined.
const VOICING: [char; 4] = ['\u{ff9e}', '\u{ff9f}', '\u{3099}', '\u{309a}'];

/// The character itself where it is of those Japanese ones that have no other compatibility form.
fn kana_or_kanji(c: char) -> Option<char> {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}' | '\u{4e00}'..='\u{9fff}')
        .then_some(c)
}

/// White space of ASCII, as [`char::is_whitespace`] has it.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ')
}

/// A folded text in the making: octets, since nearly all of it is ASCII.
struct Folding {
    text: Vec<u8>,
    steps: Vec<Step>,
    /// How far the original is ahead of the folded text since the last step.
    ahead: usize,
    salted: usize,
}

impl Folding {
    fn with_room_for(text: &str) -> Self {
        Self {
            // An `m` becomes two letters: a little room for that spares the copying.
            text: Vec::with_capacity(text.len() + text.len() / 16 + 1),
            steps: Vec::new(),
            // As no text is, so that the first letter takes a step.
            ahead: usize::MAX,
            salted: 0,
        }
    }

    /// Notes that what is pushed next came from `at`.
    fn step(&mut self, at: usize) {
        let folded = self.text.len();
        // The folded text may be the longer one.
        let ahead = at.wrapping_sub(folded);
        if ahead != self.ahead {
            self.ahead = ahead;
            let original = at;
            self.steps.push(Step { folded, original });
        }
    }

    fn push_byte(&mut self, byte: u8, at: usize) {
        self.step(at);
        self.text.push(byte);
    }

    /// Pushes the ASCII letters, digits, signs and blanks that `text` begins with, something visible first, and
    /// gives them back; of several blanks one is kept.
    fn push_run<'t>(&mut self, text: &'t [u8], at: usize) -> &'t [u8] {
        let shape = |byte: &u8| SHAPES.get(usize::from(*byte)).copied().unwrap_or(NONE);
        let mut from = 0;
        let mut end = text.len();
        let mut before = 0;
        for (nth, byte) in text.iter().enumerate() {
            let shape = shape(byte);
            let is_one = shape < TWO && !(shape == b' ' && before == b' ');
            before = shape;
            if is_one {
                continue;
            }
            self.push_piece(text.get(from..nth).unwrap_or_default(), at + from);
            if shape == NONE {
                from = nth;
                end = nth;
                break;
            }
            if shape == TWO {
                push_ascii(self, *byte, at + nth);
            }
            from = nth + 1;
        }
        self.push_piece(text.get(from..end).unwrap_or_default(), at + from);
        text.get(..end).unwrap_or_default()
    }

    /// Pushes octets of which each becomes one.
    fn push_piece(&mut self, piece: &[u8], at: usize) {
        if !piece.is_empty() {
            self.step(at);
            let shape = |byte: &u8| SHAPES.get(usize::from(*byte)).copied().unwrap_or(*byte);
            self.text.extend(piece.iter().map(shape));
        }
    }

    fn finish(self, original: &str) -> Folded {
        Folded {
            text: String::from_utf8(self.text).expect("only whole characters are pushed"),
            steps: self.steps,
            length: original.len(),
            salted: self.salted,
        }
    }
}

/// One character after compatibility folding, as the eye takes it.
fn push_unit(out: &mut Folding, c: char, at: usize, before: Option<char>) {
    let is_dash = matches!(
        c,
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30fc}' | '\u{4e00}' | '-'
    );
    if is_dash && before.is_some_and(|b| is_katakana(b) || is_hiragana(b)) {
        push(out, 'ー', at);
        return;
    }
    if is_japanese(c) {
        push(out, japanese_shape(c), at);
        return;
    }
    let mut one = [0u8; 4];
    // A capital has lost its shape in lower case (Ν is an N, ν is not), so its own shape comes first.
    let shape = skeleton(c.encode_utf8(&mut one))
        .next()
        .filter(char::is_ascii_alphabetic);
    if let Some(shape) = shape.filter(|_| c.is_uppercase()) {
        push_ascii(out, shape as u8, at);
        return;
    }
    for c in c.to_lowercase().map(from_small_capital) {
        if c.is_ascii() {
            push_ascii(out, c as u8, at);
        } else if c == 'з' {
            push_ascii(out, b'z', at);
        } else {
            let mut one = [0u8; 4];
            for c in skeleton(c.encode_utf8(&mut one)).filter(|c| !is_mark(*c)) {
                for c in c.to_lowercase() {
                    if c.is_ascii() {
                        push_ascii(out, c as u8, at);
                    } else {
                        push(out, c, at);
                    }
                }
            }
        }
    }
}

/// Kana and Chinese characters that pass for one another at reading size, mapped to one of them; hiragana is
/// mapped to katakana, small kana to large ones.
fn japanese_shape(c: char) -> char {
    let c = match c {
        '\u{3041}'..='\u{3096}' => char::from_u32(c as u32 + 0x60).unwrap_or(c),
        c => c,
    };
    match c {
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' | '工' => 'エ',
        'ォ' => 'オ',
        'ヵ' | '力' => 'カ',
        'ヶ' => 'ケ',
        'ッ' | 'ツ' => 'シ',
        'ン' => 'ソ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        'ヮ' => 'ワ',
        'ロ' | '口' | '曰' => '日',
        '二' => 'ニ',
        '八' => 'ハ',
        '卜' => 'ト',
        '夕' => 'タ',
        '三' => 'ミ',
        'ベ' | 'ペ' => 'ヘ',
        '丼' => '井',
        '佳' | '往' => '住',
        '夫' | '夭' => '天',
        '樂' | '乐' => '楽',
        '使' => '便',
        '輪' => '輸',
        '連' => '運',
        '木' => '本',
        '國' => '国',
        c => c,
    }
}

/// Small capitals, which Unicode keeps apart from the letters they pass for.
fn from_small_capital(c: char) -> char {
    const SMALL: &str = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ";
    const PLAIN: &str = "abcdefghijklmnopqrstuvwyz";
    if !matches!(c, '\u{250}'..='\u{2af}' | '\u{1d00}'..='\u{1d2b}' | '\u{a730}'..='\u{a7af}') {
        return c;
    }
    SMALL
        .chars()
        .position(|small| small == c)
        .and_then(|at| PLAIN.chars().nth(at))
        .unwrap_or(c)
}

/// In [`SHAPES`]: the octet becomes two letters.
const TWO: u8 = 0x80;
/// In [`SHAPES`]: the octet is neither visible nor a blank, or not ASCII.
const NONE: u8 = 0x81;

/// What each ASCII letter, digit and sign becomes, and blanks a space.
const SHAPES: [u8; 256] = {
    let mut shapes = [NONE; 256];
    let mut byte = 0u8;
    while byte < 128 {
        shapes[byte as usize] = match byte.to_ascii_lowercase() {
            b'\t'..=b'\r' | b' ' => b' ',
            b'm' | b'w' => TWO,
            lower if lower.is_ascii_graphic() => one_shape(lower),
            _ => NONE,
        };
        byte += 1;
    }
    shapes
};

/// The prototypes of UTS 39 for ASCII in lower case: digits and bars that pass for letters.
const fn one_shape(byte: u8) -> u8 {
    match byte {
        b'0' => b'o',
        b'1' | b'i' | b'|' => b'l',
        byte => byte,
    }
}

/// The prototypes of UTS 39 for ASCII, after lower case, and the letters that two others imitate.
fn push_ascii(out: &mut Folding, byte: u8, at: usize) {
    match byte.to_ascii_lowercase() {
        b'm' => {
            out.push_byte(b'r', at);
            out.push_byte(b'n', at);
        }
        b'w' => {
            out.push_byte(b'v', at);
            out.push_byte(b'v', at);
        }
        byte => out.push_byte(one_shape(byte), at),
    }
}

fn push(out: &mut Folding, c: char, at: usize) {
    out.step(at);
    let mut buffer = [0u8; 4];
    out.text
        .extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
}

/// Where the separators inside runs of at least four single letters stand (`A m a z o n`, `N.E.T.F.L.I.X`).
fn spaced_letters(text: &str) -> Vec<usize> {
    let is_separator = |c: char| {
        matches!(
            c,
            ' ' | '\u{3000}' | '.' | '·' | '・' | '-' | '_' | '*' | '/' | '\u{a0}'
        )
    };
    let mut marks = Vec::new();
    let mut was_letter = false;
    let mut rest = text;
    while let Some(&byte) = rest.as_bytes().first() {
        // Nearly every letter stands in a word: by octets, since all of every text passes here.
        if byte.is_ascii() {
            let mut passed = 0;
            let mut bytes = rest.bytes().peekable();
            while let Some(byte) = bytes.next_if(u8::is_ascii) {
                let is_letter = byte.is_ascii_alphanumeric();
                if is_letter && !was_letter && !bytes.peek().is_some_and(u8::is_ascii_alphanumeric)
                {
                    break;
                }
                was_letter = is_letter;
                passed += 1;
            }
            if passed > 0 {
                rest = rest.get(passed..).unwrap_or_default();
                continue;
            }
        }
        let mut chars = rest.chars();
        let Some(c) = chars.next() else { break };
        rest = chars.as_str();
        let is_japanese = kana_or_kanji(c).is_some();
        if !is_japanese && is_passed_over(c) {
            continue;
        }
        let is_letter = is_japanese || c.is_alphanumeric();
        let starts = is_letter && !was_letter;
        was_letter = is_letter;
        if !starts {
            continue;
        }
        let from = text.len() - rest.len();
        let mut visible = rest
            .char_indices()
            .filter(|(_, c)| !is_passed_over(*c))
            .map(|(at, c)| (from + at, c));
        let run = marks.len();
        let mut separator = None;
        // Each turn looks at a separator, a letter and what follows it, and goes on only past a single letter.
        while let Some((at, gap)) = visible.next() {
            let is_same = separator.map_or_else(|| is_separator(gap), |known| known == gap);
            let letter = visible.next().filter(|(_, c)| c.is_alphanumeric());
            let Some((end, letter)) = letter.filter(|_| is_same) else {
                break;
            };
            let mut after = visible.clone();
            if after.next().is_some_and(|(_, c)| c.is_alphanumeric()) {
                break;
            }
            separator = Some(gap);
            marks.push(at);
            rest = text.get(end + letter.len_utf8()..).unwrap_or_default();
        }
        if marks.len() - run < 3 {
            marks.truncate(run);
        }
    }
    marks
}

/// Whether the eye passes over a character as if it were not there.
fn is_passed_over(c: char) -> bool {
    !c.is_ascii() && (is_invisible(c) || is_mark(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_alike_fold_to_one_form() {
        let amazon = fold("Amazon").text;
        for disguised in [
            "amazon",
            "ＡＭＡＺＯＮ",
            "Аmazon",
            "Αmazοn",
            "AmaZ0n",
            "arnazon",
            "A m a z o n",
            "a\u{200b}ma\u{feff}zon",
            "A.M.A.Z.O.N",
            "𝐀𝐦𝐚𝐳𝐨𝐧",
            "Amázon",
            "ᴀᴍᴀᴢᴏɴ",
        ] {
            assert_eq!(fold(disguised).text, amazon, "{disguised}");
        }
        assert_ne!(fold("amazonia").text, amazon);
        for (one, other) in [
            ("三 井 住 友カード", "三井住友カード"),
            ("ｱﾏｿﾞﾝ", "アマゾン"),
            ("メ ル カ リ", "メルカリ"),
            ("エポスカ一ド", "エポスカード"),
            ("PayPaI", "paypal"),
            ("ΑΜΑΖΟΝ", "amazon"),
            ("АМАЗОN", "amazon"),
            ("あまぞん", "アマゾン"),
            ("アマゾソ", "アマゾン"),
            ("三丼住友カ−ド", "三井住友カード"),
            ("樂天", "楽天"),
        ] {
            assert_eq!(fold(one).text, fold(other).text, "{one}");
        }
    }

    #[test]
    fn the_way_back_leads_to_the_original_letters() {
        let text = "お客様の Аma\u{200b}zon アカウント";
        let folded = fold(text);
        let needle = fold("amazon").text;
        let at = folded.text.find(&needle).expect("found");
        assert_eq!(
            &text[folded.original(at, at + needle.len())],
            "Аma\u{200b}zon"
        );
    }

    #[test]
    fn salt_between_letters_is_counted_and_layout_is_not() {
        assert_eq!(fold("a\u{200b}b\u{200c}c").salted, 2);
        assert_eq!(fold("word \u{200b}\u{200c} word\u{200b}").salted, 0);
    }

    #[test]
    fn ordinary_sentences_keep_their_words_apart() {
        assert_eq!(fold("I a b. Next one").text.split(' ').count(), 5);
        assert_eq!(fold("東京 Tokyo").text, "東京 tokyo");
    }
}
