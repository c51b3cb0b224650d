//! Sums, moments and numbers out of the text behind a label: all of it must be understood, or nothing is.

use brands::FormZone;
use facts::{Currency, Day, Moment, Money, OrderNumber, Zone};
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::Offset;

/// Digits of a sum before its point; no bill has more.
const WHOLE_LIMIT: usize = 12;

/// Codes that are read; any other three letters may be a word that lost its way.
const CODES: &[&str] = &[
    "JPY", "USD", "EUR", "GBP", "KRW", "CNY", "TWD", "HKD", "SGD", "AUD", "CAD", "NZD", "THB",
    "PHP", "IDR", "VND", "INR", "CHF", "SEK", "NOK", "DKK", "MYR", "AED", "BRL", "MXN", "PLN",
    "CZK", "HUF", "TRY", "ZAR", "MOP", "ILS",
];

/// A sum: sign, currency and number, in the orders that mails use, and nothing else but words in parentheses.
///
/// `default` is the currency of a sum that names none, and what a dollar sign stands for.
pub(crate) fn money(text: &str, default: Option<Currency>) -> Option<Money> {
    let mut rest = text.trim();
    let mut is_negative = false;
    let mut currency = None;
    loop {
        if let Some(after) = rest
            .strip_prefix(['-', '−', '▲', '△'])
            .filter(|_| !is_negative)
        {
            is_negative = true;
            rest = after.trim_start();
        } else if let Some((found, after)) =
            currency_at(rest, default).filter(|_| currency.is_none())
        {
            currency = Some(found);
            rest = after.trim_start();
        } else {
            break;
        }
    }
    let end = rest
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.')))
        .unwrap_or(rest.len());
    let (number, mut tail) = rest.split_at(end);
    tail = tail.trim_start();
    if let Some((found, after)) = currency_at(tail, default) {
        if currency.is_some_and(|known| known != found) {
            return None;
        }
        currency = Some(found);
        tail = after.trim_start();
    }
    while let Some(inner) = tail.strip_prefix('(') {
        let (inside, after) = inner.split_once(')')?;
        if inside.chars().any(|c| c.is_ascii_digit()) {
            return None;
        }
        if let Some((found, "")) = currency_at(inside, default) {
            if currency.is_some_and(|known| known != found) {
                return None;
            }
            currency = Some(found);
        }
        tail = after.trim_start();
    }
    if !tail.is_empty() {
        return None;
    }
    let currency = currency.or(default)?;
    let minor = minor(number, currency)?;
    Some(Money {
        minor: if is_negative { -minor } else { minor },
        currency,
    })
}

/// The currency with which a text begins, and what follows it.
fn currency_at(text: &str, default: Option<Currency>) -> Option<(Currency, &str)> {
    let first = text.chars().next()?;
    let code = match first {
        '¥' | '円' | '\\' => "JPY",
        '€' => "EUR",
        '£' => "GBP",
        '₩' => "KRW",
        '₹' => "INR",
        // Many countries have one.
        '$' => default
            .map(|default| default.as_str().to_owned())
            .filter(|code| code.ends_with('D'))
            .map(|_| "$")?,
        'A'..='Z' => {
            let code = text.get(..3)?;
            let after = text.get(3..)?;
            if after.starts_with(|c: char| c.is_ascii_alphabetic()) || !CODES.contains(&code) {
                return None;
            }
            return Some((Currency::parse(code).ok()?, after));
        }
        _ => return None,
    };
    let after = text.get(first.len_utf8()..)?;
    let currency = if code == "$" {
        default?
    } else {
        Currency::parse(code).ok()?
    };
    Some((currency, after))
}

/// A number in minor units; groups of three must be whole, decimals no more than two or the currency's.
fn minor(number: &str, currency: Currency) -> Option<i64> {
    let digits = currency.digits() as usize;
    let is_continental = currency.as_str() == "EUR"
        && number.rfind(',').is_some_and(|at| number.len() - at == 3)
        && number.rfind(',') > number.rfind('.');
    let swapped: String;
    let number = if is_continental {
        swapped = number
            .chars()
            .map(|c| match c {
                ',' => '.',
                '.' => ',',
                c => c,
            })
            .collect();
        &swapped
    } else {
        number
    };
    let (whole, decimals) = match number.split_once('.') {
        Some((_, "")) => return None,
        Some((whole, decimals)) => (whole, decimals),
        None => (number, ""),
    };
    if decimals.len() > digits.max(2) || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let has_groups = whole.contains(',');
    let is_grouped = groups.all(|group| group.len() == 3);
    if first.is_empty() || !is_grouped || (has_groups && first.len() > 3) {
        return None;
    }
    let whole: String = whole.chars().filter(|c| *c != ',').collect();
    if whole.len() > WHOLE_LIMIT || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (kept, cut) = decimals.split_at(decimals.len().min(digits));
    if cut.bytes().any(|b| b != b'0') {
        return None;
    }
    let mut minor: i64 = whole.parse().ok()?;
    for at in 0..digits {
        let digit = kept.as_bytes().get(at).map_or(0, |b| i64::from(b - b'0'));
        minor = minor.checked_mul(10)?.checked_add(digit)?;
    }
    Some(minor)
}

/// A day, or a day and a time, in the forms that mails use, and nothing else; with a time only where the form has
/// one, since a time or zone that is missing was lost.
pub(crate) fn moment(text: &str, form: FormZone) -> Option<Moment> {
    let mut scan = Scan(text.trim());
    let date = scan.numbers_first().or_else(|| scan.month_first())?;
    scan.weekday(date)?;
    scan.blank();
    let (mut hour, rest) = match scan.number(2) {
        None => {
            let is_all = scan.0.is_empty();
            return (is_all && form == FormZone::Day).then_some(Moment {
                day: Day(date),
                time: None,
                zone: Zone::Unknown,
            });
        }
        Some(hour) => (hour, scan.one_of(&[':', '時'])?),
    };
    let minute = scan.number(2)?;
    let second = match rest {
        ':' if scan.one_of(&[':']).is_some() => scan.number(2)?,
        '時' if scan.one_of(&['分']).is_some() => {
            let second = scan.number(2);
            if second.is_some() {
                scan.one_of(&['秒'])?;
            }
            second.unwrap_or(0)
        }
        ':' => 0,
        _ => return None,
    };
    scan.blank();
    if let Some(half) = scan.half_of_day() {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if half { 12 } else { 0 };
        scan.blank();
    }
    let time = Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()?;
    let zone = match (scan.zone()?, form) {
        (Some(offset), _) => Zone::Written(offset),
        (None, FormZone::Label(offset)) => Zone::Written(offset),
        (None, FormZone::Assumed(offset)) => Zone::Assumed(offset),
        (None, FormZone::Day | FormZone::Written) => return None,
    };
    Some(Moment {
        day: Day(date),
        time: Some(time),
        zone,
    })
}

fn small(number: u32) -> Option<i8> {
    i8::try_from(number).ok()
}

fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    if !(1995..=2100).contains(&year) {
        return None;
    }
    Date::new(i16::try_from(year).ok()?, small(month)?, small(day)?).ok()
}

struct Scan<'a>(&'a str);

impl Scan<'_> {
    fn number(&mut self, most: usize) -> Option<u32> {
        let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > most {
            return None;
        }
        let (number, rest) = self.0.split_at(digits);
        self.0 = rest;
        number.parse().ok()
    }

    fn one_of(&mut self, signs: &[char]) -> Option<char> {
        let first = self.0.chars().next().filter(|c| signs.contains(c))?;
        self.0 = self.0.get(first.len_utf8()..)?;
        Some(first)
    }

    fn blank(&mut self) {
        self.0 = self.0.trim_start();
    }

    /// `2026/11/16`, `2026-11-16`, `2026年11月16日`.
    fn numbers_first(&mut self) -> Option<Date> {
        let mut scan = Scan(self.0);
        let year = scan.number(4)?;
        let sign = scan.one_of(&['/', '-', '.', '年'])?;
        let month = scan.number(2)?;
        scan.one_of(&[if sign == '年' { '月' } else { sign }])?;
        let day = scan.number(2)?;
        if sign == '年' {
            scan.one_of(&['日'])?;
        }
        let date = date(year, month, day)?;
        self.0 = scan.0;
        Some(date)
    }

    /// `Nov 03, 2025`, `November 3, 2025`.
    fn month_first(&mut self) -> Option<Date> {
        const MONTHS: [&str; 12] = [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ];
        let (word, rest) = self.0.split_once(' ')?;
        let word = word.trim_end_matches('.').to_ascii_lowercase();
        let month = MONTHS
            .iter()
            .position(|month| *month == word || (word.len() == 3 && month.starts_with(&word)))?;
        let mut scan = Scan(rest);
        let day = scan.number(2)?;
        scan.one_of(&[','])?;
        scan.blank();
        let year = scan.number(4)?;
        let date = date(year, u32::try_from(month).ok()? + 1, day)?;
        self.0 = scan.0;
        Some(date)
    }

    /// Passes over `(月)`, which must be the day's; `None` where it is another's.
    fn weekday(&mut self, date: Date) -> Option<()> {
        let Some(inner) = self.0.strip_prefix('(') else {
            return Some(());
        };
        let (inside, after) = inner.split_once(')')?;
        let name = match date.weekday() {
            Weekday::Monday => '月',
            Weekday::Tuesday => '火',
            Weekday::Wednesday => '水',
            Weekday::Thursday => '木',
            Weekday::Friday => '金',
            Weekday::Saturday => '土',
            Weekday::Sunday => '日',
        };
        if !inside.starts_with(name) {
            return None;
        }
        self.0 = after;
        Some(())
    }

    /// Whether `PM` or `AM` follows.
    fn half_of_day(&mut self) -> Option<bool> {
        let word = self.0.get(..2)?;
        let is_word = self.0.get(2..)?.is_empty() || self.0.get(2..)?.starts_with(' ');
        let half = match word {
            "AM" | "am" => false,
            "PM" | "pm" => true,
            _ => return None,
        };
        if !is_word {
            return None;
        }
        self.0 = self.0.get(2..)?;
        Some(half)
    }

    /// The zone that all of the rest names; `None` where the rest is something else.
    fn zone(&self) -> Option<Option<Offset>> {
        const ZONES: &[(&str, i32)] = &[
            ("JST", 9),
            ("Japan Standard Time", 9),
            ("KST", 9),
            ("UTC", 0),
            ("GMT", 0),
            ("Coordinated Universal Time", 0),
            ("PST", -8),
            ("PDT", -7),
            ("Pacific Standard Time", -8),
            ("Pacific Daylight Time", -7),
            ("Eastern Standard Time", -5),
            ("Eastern Daylight Time", -4),
        ];
        let rest = self.0.trim();
        if rest.is_empty() {
            return Some(None);
        }
        let (_, hours) = ZONES.iter().find(|(name, _)| *name == rest)?;
        Offset::from_seconds(hours * 3600).ok().map(Some)
    }
}

/// An order number at the beginning of a text; it must have one of the brand's shapes, where some are known.
pub(crate) fn order(text: &str, shapes: &[Box<str>]) -> Option<OrderNumber> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    let text = text.trim();
    let end = text.find(|c: char| !is_part(c)).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let is_apart = rest.is_empty() || rest.starts_with([' ', ')', '|', ',']);
    let has_shape = shapes.is_empty() || shapes.iter().any(|shape| fits(number, shape));
    if !is_apart || !has_shape {
        return None;
    }
    OrderNumber::parse(number).ok()
}

/// Whether a number has a shape: 9 is a digit, A a letter, the rest stands for itself.
pub(crate) fn fits(number: &str, shape: &str) -> bool {
    number.len() == shape.len()
        && number
            .bytes()
            .zip(shape.bytes())
            .all(|(have, want)| match want {
                b'9' => have.is_ascii_digit(),
                b'A' => have.is_ascii_uppercase(),
                _ => have == want,
            })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd() -> Option<Currency> {
        Currency::parse("USD").ok()
    }

    #[test]
    fn sums_as_mails_write_them() {
        for (text, expected) in [
            ("1,010 JPY", "JPY 1010"),
            ("2420 JPY", "JPY 2420"),
            ("1,200円", "JPY 1200"),
            ("997 円", "JPY 997"),
            ("¥ 1,089", "JPY 1089"),
            ("¥4,782", "JPY 4782"),
            ("\\4,782", "JPY 4782"),
            ("62,586.00JPY", "JPY 62586"),
            ("10,950.00KRW", "KRW 10950"),
            ("12.50USD", "USD 1250"),
            ("7.4 USD", "USD 740"),
            ("- 430円(取消)", "JPY -430"),
            ("-3,000円", "JPY -3000"),
            ("-¥ 120", "JPY -120"),
            ("50,00 €", "EUR 5000"),
            ("1.234,56 €", "EUR 123456"),
            ("5,460(円)", "JPY 5460"),
            ("0 JPY", "JPY 0"),
            ("JPY 1,200", "JPY 1200"),
        ] {
            let sum = money(text, None).map(|m| format!("{:?} {}", m.currency, m.minor));
            assert_eq!(sum.as_deref(), Some(expected), "{text}");
        }
        assert_eq!(money("$10.79", usd()).map(|m| m.minor), Some(1079));
        assert_eq!(
            money("3,360.00", Some(Currency::JPY)).map(|m| m.minor),
            Some(3360)
        );
    }

    #[test]
    fn what_is_not_wholly_a_sum_is_none() {
        for text in [
            "",
            "円",
            "1,2x0円",
            "12,00円",
            "1,200",
            "1,200 YEN",
            "1,200 XQZ",
            "3,000円以上で",
            "1.5円",
            "1,200円(2回)",
            "1,200円 2,000円",
            "¥1,200 USD",
            "¥",
            "$10.79",
            "1,,200円",
            ",200円",
            "1234,567円",
            "9999999999999円",
            "1,200.円",
            "１０円",
            "--5円",
            "1,200円(税込",
            "12.505USD",
        ] {
            assert_eq!(money(text, None), None, "{text}");
        }
    }

    #[test]
    fn a_sum_has_so_many_digits() {
        assert!(money(&format!("{}円", "9".repeat(WHOLE_LIMIT)), None).is_some());
        assert!(money(&format!("{}円", "9".repeat(WHOLE_LIMIT + 1)), None).is_none());
    }

    #[test]
    fn moments_as_mails_write_them() {
        let nine = FormZone::Assumed(Zone::parse_offset("+09:00").expect("an offset"));
        for (text, expected) in [
            ("2026/11/16 10:19", "2026-11-16 10:19:00 (+09:00)"),
            ("2026-11-16 10:11:12", "2026-11-16 10:11:12 (+09:00)"),
            ("2026年11月16日 9:08", "2026-11-16 09:08:00 (+09:00)"),
            (
                "2026年11月16日 09時08分07秒",
                "2026-11-16 09:08:07 (+09:00)",
            ),
            ("2026年11月16日 9時8分 JST", "2026-11-16 09:08:00 +09:00"),
            ("2026/11/16(月) 18:19", "2026-11-16 18:19:00 (+09:00)"),
            ("2026年11月15日(日)", "2026-11-15"),
            ("2026/11/16", "2026-11-16"),
            (
                "Nov 03, 2025 09:56 AM Japan Standard Time",
                "2025-11-03 09:56:00 +09:00",
            ),
            (
                "Aug 2, 2020 07:00 PM Japan Standard Time",
                "2020-08-02 19:00:00 +09:00",
            ),
            (
                "Feb 9, 2023 12:30 AM Japan Standard Time",
                "2023-02-09 00:30:00 +09:00",
            ),
            ("November 15, 2026", "2026-11-15"),
        ] {
            let form = if text.contains(':') || text.contains('時') {
                nine
            } else {
                FormZone::Day
            };
            let read = moment(text, form).map(|m| m.to_string());
            assert_eq!(read.as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_wholly_a_moment_is_none() {
        for text in [
            "",
            "2026/11",
            "2026/13/01",
            "2026/11/16(火)",
            "2026/11/16 25:00",
            "2026/11/16 10:19 ごろ",
            "11/16/2026 1:02 AM",
            "Nov 03, 2025 09:56 AM Xapan Standard Time",
            "Nov 03, 2025 13:56 AM",
            "Nox 03, 2025",
            "2026/11-16",
            "2026年11月16",
            "1016/11/16",
            "2026/11/16 10",
            "2026/11/16 10:1x",
            "2026/11/16 10:19",
        ] {
            for form in [FormZone::Day, FormZone::Written] {
                assert_eq!(moment(text, form), None, "{text}");
            }
        }
    }

    #[test]
    fn order_numbers_have_the_brands_shape() {
        let shapes: Vec<Box<str>> = vec!["999-9999999-9999999".into()];
        let read = |text: &str| order(text, &shapes).map(|o| o.as_str().to_owned());
        assert_eq!(
            read("250-1234567-7654321").as_deref(),
            Some("250-1234567-7654321")
        );
        assert_eq!(
            read("250-1234567-7654321 を見る").as_deref(),
            Some("250-1234567-7654321")
        );
        for text in [
            "250-1234567-765432",
            "250-1234567-7654321x",
            "ABC-1234567-7654321",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert!(order("mihon-store-10001234", &[]).is_some());
    }
}
