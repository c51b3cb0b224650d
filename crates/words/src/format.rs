//! How facts are written inside a sentence.

use facts::{Day, Domain, Fact, Facts, Instant, Method, Money};
use fluent_bundle::{FluentArgs, FluentValue};

use crate::book::phrase;
use crate::harmless::harmless_line;
use crate::{Language, Names};

/// What stands in a sentence where a mail left a fact empty.
pub(crate) const NOTHING: &str = "–";

/// The facts as Fluent arguments, each under its name.
///
/// A word or a result also comes as the bare word under `<name>-word`, so that a sentence can branch on it.
pub(crate) fn arguments(
    language: Language,
    facts: &Facts,
    names: &dyn Names,
) -> FluentArgs<'static> {
    let mut arguments = FluentArgs::new();
    for (name, fact) in facts.iter() {
        arguments.set(name, value(language, name, fact, names));
        if let Fact::Word(word) = fact {
            arguments.set(format!("{name}-word"), *word);
        }
        if let Fact::Result(result) = fact {
            arguments.set(format!("{name}-word"), result.as_str());
        }
    }
    arguments
}

fn value(language: Language, name: &str, fact: &Fact, names: &dyn Names) -> FluentValue<'static> {
    match fact {
        Fact::Brand(id) => harmless_line(&names.brand(id, language)).into(),
        Fact::Domain(it) => domain(language, it).into(),
        Fact::Address(address) => harmless_line(&address.to_string()).into(),
        Fact::Money(sum) => money(*sum).into(),
        Fact::Day(it) => day(language, *it).into(),
        Fact::Instant(it) => instant(language, *it).into(),
        Fact::Count(count) => (*count).into(),
        Fact::Octets(count) => octets(*count).into(),
        Fact::Method(it) => method(*it).into(),
        Fact::Result(result) => word(language, name, result.as_str()).into(),
        Fact::Host(it) => host(language, it).into(),
        Fact::Text(text) if text.trim().is_empty() => NOTHING.into(),
        Fact::Text(text) => harmless_line(text).into(),
        Fact::Word(it) => word(language, name, it).into(),
        // A kind of fact that this room does not know yet; the finding's other words still stand.
        _ => "…".into(),
    }
}

/// A word of a closed list, as said; the word itself where it has no message.
pub(crate) fn word(language: Language, name: &str, word: &str) -> String {
    phrase(language, &format!("fact-{name}-{word}"), None, None).unwrap_or_else(|| word.to_owned())
}

/// The name of a method of proof.
pub(crate) const fn method(method: Method) -> &'static str {
    match method {
        Method::Dkim => "DKIM",
        Method::Spf => "SPF",
        Method::Dmarc => "DMARC",
        Method::Arc => "ARC",
        Method::Smime => "S/MIME",
    }
}

/// A domain as a person reads it, with the form that DNS reads where the two differ.
pub(crate) fn domain(language: Language, domain: &Domain) -> String {
    let shown = harmless_line(&domain.to_unicode());
    pair(language, &shown, domain.as_str())
}

/// A host out of a hostile mail: its last dot is bracketed, so that nothing turns it into a link.
pub(crate) fn host(language: Language, host: &str) -> String {
    let host = harmless_line(&host.replace("[.]", "."));
    match Domain::parse(&host) {
        Ok(name) => {
            let shown = harmless_line(&name.to_unicode());
            pair(language, &defang(&shown), &defang(name.as_str()))
        }
        Err(_) => defang(&host),
    }
}

fn pair(language: Language, shown: &str, ascii: &str) -> String {
    if shown == ascii {
        return shown.to_owned();
    }
    let mut arguments = FluentArgs::new();
    arguments.set("shown", shown.to_owned());
    arguments.set("ascii", ascii.to_owned());
    phrase(language, "name-in-two-forms", None, Some(&arguments))
        .unwrap_or_else(|| ascii.to_owned())
}

fn defang(host: &str) -> String {
    match host.rsplit_once('.') {
        Some((before, last)) => format!("{before}[.]{last}"),
        None => host.to_owned(),
    }
}

/// A sum with its currency sign and grouped digits: `¥30,000`, `$1,234.50`, `CHF 12.00`.
pub(crate) fn money(sum: Money) -> String {
    let digits = sum.currency.digits();
    let unit = 10_u64.pow(digits);
    let minor = sum.minor.unsigned_abs();
    let sign = if sum.minor < 0 { "-" } else { "" };
    let mut text = grouped(minor / unit);
    if digits > 0 {
        text.push_str(&format!(
            ".{:0width$}",
            minor % unit,
            width = digits as usize
        ));
    }
    match sum.currency.as_str() {
        "JPY" => format!("{sign}¥{text}"),
        "USD" => format!("{sign}${text}"),
        "EUR" => format!("{sign}€{text}"),
        "GBP" => format!("{sign}£{text}"),
        code => format!("{sign}{code} {text}"),
    }
}

/// A day in the language's own order: 2026年11月22日, 22 November 2026.
pub(crate) fn day(language: Language, day: Day) -> String {
    let mut arguments = FluentArgs::new();
    // As text, since a year is not grouped like a sum.
    arguments.set("year", day.0.year().to_string());
    arguments.set("month", i64::from(day.0.month()));
    arguments.set("day", day.0.day().to_string());
    phrase(language, "day-of-month", None, Some(&arguments)).unwrap_or_else(|| day.to_string())
}

/// A moment, in UTC and saying so: this room knows no time zone.
pub(crate) fn instant(language: Language, instant: Instant) -> String {
    let moment = instant.0.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    let mut arguments = FluentArgs::new();
    arguments.set("day", day(language, Day(moment.date())));
    arguments.set(
        "time",
        format!("{:02}:{:02}", moment.hour(), moment.minute()),
    );
    phrase(language, "moment", None, Some(&arguments)).unwrap_or_else(|| instant.to_string())
}

/// A number of octets in the largest unit that leaves a short number: `64 MiB`, `1.5 KiB`.
pub(crate) fn octets(count: u64) -> String {
    for (unit, size) in [("GiB", 1_u64 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)] {
        if count >= size {
            let whole = count / size;
            // Below ten so that the sum cannot overflow: a remainder is under 2^30.
            let tenth = (count % size) * 10 / size;
            return if tenth == 0 || whole >= 100 {
                format!("{} {unit}", grouped(whole))
            } else {
                format!("{whole}.{tenth} {unit}")
            };
        }
    }
    format!("{count} B")
}

/// A number for Fluent: grouped; only whole numbers are ever handed in.
pub(crate) fn number(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let sign = if value < 0.0 { "-" } else { "" };
    format!("{sign}{}", group(&digits))
}

fn grouped(value: u64) -> String {
    group(&value.to_string())
}

fn group(digits: &str) -> String {
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_grouped_and_carry_their_currency() {
        for (minor, currency, expected) in [
            (30_000, "JPY", "¥30,000"),
            (-980, "JPY", "-¥980"),
            (123_450, "USD", "$1,234.50"),
            (5, "EUR", "€0.05"),
            (1_200_000, "CHF", "CHF 12,000.00"),
            (1_234_567, "KWD", "KWD 1,234.567"),
            (i64::MIN, "JPY", "-¥9,223,372,036,854,775,808"),
        ] {
            let currency = facts::Currency::parse(currency).expect("test currency");
            assert_eq!(money(Money { minor, currency }), expected);
        }
    }

    #[test]
    fn days_and_moments_follow_the_language() {
        let at = Day(jiff::civil::date(2026, 11, 22));
        assert_eq!(day(Language::Japanese, at), "2026年11月22日");
        assert_eq!(day(Language::English, at), "22 November 2026");
        let moment = Instant::from_seconds(1_795_306_500).expect("test moment");
        assert_eq!(
            instant(Language::Japanese, moment),
            "2026年11月22日 00:15（協定世界時）"
        );
        assert_eq!(
            instant(Language::English, moment),
            "22 November 2026, 00:15 UTC"
        );
    }

    #[test]
    fn octets_are_short() {
        for (count, expected) in [
            (0, "0 B"),
            (1_536, "1.5 KiB"),
            (64 << 20, "64 MiB"),
            (u64::MAX, "17,179,869,183 GiB"),
        ] {
            assert_eq!(octets(count), expected);
        }
    }

    #[test]
    fn a_look_alike_name_shows_both_forms_and_a_host_is_no_link() {
        let it = Domain::parse("аmazon.com").expect("test name");
        assert_eq!(
            domain(Language::English, &it),
            "аmazon.com (xn--mazon-3ve.com)"
        );
        assert_eq!(
            host(Language::Japanese, "amazon.co.jp.login-check.example"),
            "amazon.co.jp.login-check[.]example"
        );
        assert_eq!(
            host(Language::Japanese, "already[.]example"),
            "already[.]example"
        );
        assert_eq!(
            host(Language::English, "xn--mazon-3ve.com"),
            "аmazon[.]com (xn--mazon-3ve[.]com)"
        );
        assert_eq!(host(Language::English, "a b\n\u{1b}.c"), "a b \u{fffd}[.]c");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(number(0.0), "0");
        assert_eq!(number(999.0), "999");
        assert_eq!(number(-1_234_567.0), "-1,234,567");
    }
}
