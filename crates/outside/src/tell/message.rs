//! What may be told: a few short lines that were worded here, and nothing that could be money.

use facts::is_tricky;

/// Whether a person wants to be woken for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    /// It can wait until morning, or for the next digest.
    #[default]
    Normal,
    /// Every hour counts: money is on its way, or somebody is in the account.
    Urgent,
}

impl Urgency {
    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Urgent => "urgent",
        }
    }
}

/// A notice that may leave the machine.
///
/// A channel takes nothing else, and this takes only short lines without links and without anything that has the
/// shape of a code: a notice is shown on locked screens and passes servers that others run. It says that there is
/// something to look at; what it is stands in the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    title: String,
    body: String,
    urgency: Urgency,
}

/// Why a text may not be told; the caller tells that there is something, without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unfit {
    /// There is no title.
    #[error("the notice has no title")]
    Empty,
    /// A line is longer, or there are more of them, than a notice has.
    #[error("the notice is too long")]
    TooLong,
    /// It holds characters that are not seen, or that steer a terminal or the direction of writing.
    #[error("the notice holds characters that cannot be seen")]
    Unseen,
    /// It holds a link, or an address of the web.
    #[error("the notice holds a link")]
    Link,
    /// It holds letters and digits in the shape of a code, a card number or a long number.
    #[error("the notice holds something in the shape of a code")]
    Code,
}

impl Message {
    /// Characters of a title.
    pub const MOST_TITLE: usize = 100;
    /// Characters of one line of the body.
    pub const MOST_LINE: usize = 160;
    /// Lines of the body: enough for a digest, too few for a mail.
    pub const MOST_LINES: usize = 8;

    /// Takes a title of one line and a body of a few, or none.
    ///
    /// # Errors
    /// [`Unfit`], where the text must not leave the machine.
    pub fn new(title: &str, body: &str, urgency: Urgency) -> Result<Self, Unfit> {
        let title = title.trim();
        let body = body.trim();
        if title.is_empty() {
            return Err(Unfit::Empty);
        }
        if title.chars().count() > Self::MOST_TITLE
            || body.lines().count() > Self::MOST_LINES
            || body
                .lines()
                .any(|line| line.chars().count() > Self::MOST_LINE)
        {
            return Err(Unfit::TooLong);
        }
        if title.chars().any(is_tricky) || body.lines().any(|line| line.chars().any(is_tricky)) {
            return Err(Unfit::Unseen);
        }
        // Both together, so that nothing hides by being cut in two.
        let whole = folded(&format!("{title} {body}"));
        if has_link(&whole) {
            return Err(Unfit::Link);
        }
        if has_code(&whole) {
            return Err(Unfit::Code);
        }
        Ok(Self {
            title: title.to_owned(),
            body: body.to_owned(),
            urgency,
        })
    }

    /// The title, one line.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The body, a few lines or none.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// How much it hurries.
    #[must_use]
    pub fn urgency(&self) -> Urgency {
        self.urgency
    }
}

/// The text with full-width letters, digits and signs as their plain ones, and every kind of dash as one.
fn folded(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30fc}' | '_' => '-',
            '\u{3002}' | '\u{ff61}' => '.',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect()
}

fn has_link(text: &str) -> bool {
    const MARKS: &[&str] = &["://", "www.", "mailto:", "http:", "https:", "tel:"];
    let text = text.to_ascii_lowercase();
    if MARKS.iter().any(|mark| text.contains(mark)) {
        return true;
    }
    // A host with a path behind it; a bare name of a host or a mailbox is no link that anybody could follow by touch.
    text.match_indices('/').any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let host = before
            .rsplit(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-' || c == ':'))
            .next()
            .unwrap_or_default();
        let host = host.split(':').next().unwrap_or_default();
        let last = host.rsplit('.').next().unwrap_or_default();
        host.contains('.') && last.len() >= 2 && last.bytes().all(|b| b.is_ascii_alphabetic())
    })
}

/// Whether letters and digits stand together as in a code.
///
/// Words that a person wrote have few digits beside letters; amounts have commas, dates have groups of at most four.
fn has_code(text: &str) -> bool {
    let joined = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let mut digits_beside = 0;
    for run in text.split(|c: char| !joined(c)) {
        let run = run.trim_matches('-');
        if is_code(run) {
            return true;
        }
        // A card number, or a long code of digits, in groups with spaces between.
        let is_group = (3..=8).contains(&run.len()) && run.bytes().all(|b| b.is_ascii_digit());
        digits_beside = match (run.is_empty(), is_group) {
            // Between two spaces there is an empty run.
            (true, _) => digits_beside,
            (false, true) => digits_beside + run.len(),
            (false, false) => 0,
        };
        if digits_beside >= 12 {
            return true;
        }
    }
    has_code_in_groups(text)
}

/// One run of letters, digits and dashes.
fn is_code(run: &str) -> bool {
    const LONG_NUMBER: usize = 6;
    const LONG_WORD: usize = 14;
    let bare: Vec<u8> = run.bytes().filter(u8::is_ascii_alphanumeric).collect();
    let digits = bare.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = bare.len() - digits;
    let is_upper = !bare.iter().any(u8::is_ascii_lowercase);
    let changes = bare
        .windows(2)
        .filter(|pair| {
            pair.first().is_some_and(u8::is_ascii_digit)
                != pair.last().is_some_and(u8::is_ascii_digit)
        })
        .count();
    let longest = |is: fn(&u8) -> bool| {
        run.as_bytes()
            .split(|b| !is(b))
            .map(<[u8]>::len)
            .max()
            .unwrap_or(0)
    };
    let has_mixed_shape = digits > 0 && letters > 0 && bare.len() >= 8;
    longest(u8::is_ascii_digit) >= LONG_NUMBER
        || (letters == 0 && bare.len() >= 12)
        || (has_mixed_shape && (is_upper || changes >= 2))
        || (is_upper && longest(u8::is_ascii_uppercase) >= LONG_WORD)
        || (is_upper && run.contains('-') && bare.len() >= 10 && letters > 0)
        || longest(u8::is_ascii_alphanumeric) >= 24
}

/// Groups of upper-case letters and digits with single spaces between, as codes are printed.
fn has_code_in_groups(text: &str) -> bool {
    let mut length = 0;
    let mut digits = 0;
    let mut groups = 0;
    for word in text.split(' ') {
        let is_group = (3..=8).contains(&word.len())
            && word
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if !is_group {
            (length, digits, groups) = (0, 0, 0);
            continue;
        }
        length += word.len();
        groups += 1;
        digits += word.bytes().filter(u8::is_ascii_digit).count();
        if groups >= 3 && length >= 10 && digits > 0 && digits < length {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Case {
        text: &'static str,
        unfit: Option<Unfit>,
    }

    const fn told(text: &'static str) -> Case {
        Case { text, unfit: None }
    }

    const fn held(text: &'static str, unfit: Unfit) -> Case {
        Case {
            text,
            unfit: Some(unfit),
        }
    }

    #[test]
    fn a_notice_holds_no_code_and_no_link() {
        for case in [
            told("30,000円の注文がありました。身に覚えがありますか。"),
            told("An order of ¥1,234,567 was confirmed on 2026-11-22 at 18:15."),
            told("Amazon.co.jp からの本物のメールです"),
            told("anna@mail.example: 3 questions are open"),
            told("Call 0120-999-373 today"),
            told("Look at the card ending in 1234 and/or the order of 11/22"),
            told("12 件のうち 3 件が、まだ答えられていません"),
            told("2-step sign-in was switched off on an iPhone15"),
            held("Code W3GU-YD4NGH-88C8", Unfit::Code),
            held("Code W3GUYD4NGH88C8", Unfit::Code),
            held("コードはＷ３ＧＵ－ＹＤ４ＮＧＨ－８８Ｃ８です", Unfit::Code),
            held("W3GU YD4NGH 88C8 was received", Unfit::Code),
            held("コードW3GU‐YD4NGH‐88C8", Unfit::Code),
            held("ABCD-EFGHIJ-KLMN", Unfit::Code),
            held("PIN 123456", Unfit::Code),
            held("4111 1111 1111 1111", Unfit::Code),
            held("4111-1111-1111-1111", Unfit::Code),
            held("token 9f86d081884c", Unfit::Code),
            held("abcdefghijklmnopqrstuvwxyz", Unfit::Code),
            held("https://shop.example/claim", Unfit::Link),
            held("shop.example/claim", Unfit::Link),
            held("ｈｔｔｐｓ：／／shop.example", Unfit::Link),
            held("www.shop.example", Unfit::Link),
            held("shop。example/claim", Unfit::Link),
            held("a\u{200b}b", Unfit::Unseen),
            held("a\u{1b}[31mb", Unfit::Unseen),
        ] {
            for (title, body) in [(case.text, ""), ("mioboe", case.text)] {
                let made = Message::new(title, body, Urgency::Normal);
                assert_eq!(made.err(), case.unfit, "{}", case.text);
            }
        }
        // A code cut in two by the end of the title is still one.
        let cut = Message::new("4111 1111", "1111 1111", Urgency::Normal);
        assert_eq!(cut.err(), Some(Unfit::Code));
    }

    #[test]
    fn a_notice_is_short() {
        let line = "あ".repeat(Message::MOST_LINE);
        let title = "あ".repeat(Message::MOST_TITLE);
        let body = [line.as_str(); Message::MOST_LINES].join("\n");
        assert!(Message::new(&title, &body, Urgency::Urgent).is_ok());
        for (title, body) in [
            (format!("{title}あ"), body.clone()),
            (title.clone(), format!("{body}\nあ")),
            (title.clone(), format!("{body}あ")),
        ] {
            let made = Message::new(&title, &body, Urgency::Urgent);
            assert_eq!(made.err(), Some(Unfit::TooLong));
        }
        assert_eq!(
            Message::new(" ", "x", Urgency::Normal).err(),
            Some(Unfit::Empty)
        );
        assert_eq!(
            Message::new("a\nb", "x", Urgency::Normal).err(),
            Some(Unfit::Unseen)
        );
    }
}
