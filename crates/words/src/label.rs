//! Headings, progress lines and other short phrases of the commands.

use facts::{Day, Instant, Money};
use fluent_bundle::{FluentArgs, FluentValue};

use crate::book::{CHAPTERS, has, phrase};
use crate::codes::messages_of;
use crate::harmless::harmless_line;
use crate::say::known;
use crate::{Language, format};

/// A value to put into a label.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Value<'a> {
    /// A text, possibly foreign; it is made harmless and kept on one line.
    Text(&'a str),
    /// A number of things.
    Count(u64),
    /// A number of octets.
    Octets(u64),
    /// A sum.
    Money(Money),
    /// A day.
    Day(Day),
    /// A moment.
    Instant(Instant),
    /// A host out of a hostile mail; it is written so that nothing turns it into a link.
    Host(&'a str),
}

/// The phrase `id` of `data/words`; the id itself where it does not exist (callers test with [`has_label`]).
#[must_use]
pub fn label(language: Language, id: &str) -> String {
    known(language, id, None)
}

/// The phrase `id` with values filled in.
#[must_use]
pub fn label_with(language: Language, id: &str, values: &[(&str, Value<'_>)]) -> String {
    known(language, id, Some(&arguments(language, values)))
}

/// Whether the phrase `id` exists in both languages; for the tests of those who use it.
#[must_use]
pub fn has_label(id: &str) -> bool {
    Language::ALL.into_iter().all(|language| has(language, id))
}

/// A sum as people write it: `¥30,000`.
#[must_use]
pub fn say_money(sum: Money) -> String {
    format::money(sum)
}

/// Where a false mail can be reported, whatever the brand: one paragraph for each place, the first first.
#[must_use]
pub fn reporting(language: Language) -> Vec<String> {
    all_of(language, "reporting")
}

/// How to get the original of a mail: an introduction, then one paragraph for each mail program.
#[must_use]
pub fn originals(language: Language) -> Vec<String> {
    all_of(language, "originals")
}

/// What is known of how to reach a brand by hand.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reach<'a> {
    /// Hosts to type.
    pub sites: &'a [String],
    /// The brand's pages about genuine and false mail.
    pub check_pages: &'a [String],
    /// Telephone numbers; none is better than an old one.
    pub phones: &'a [String],
    /// Whether the brand issues cards or keeps accounts, so that a number stands on something at hand.
    pub is_issuer: bool,
}

/// How to reach a brand by hand: hosts to type, its pages about false mail, and how to talk to somebody; one line
/// each, in this order.
#[must_use]
pub fn say_reach(language: Language, brand: &str, reach: &Reach<'_>) -> Vec<String> {
    let phone = if reach.is_issuer {
        "reach-phone-issuer"
    } else {
        "reach-phone"
    };
    let said = |id: &str, value: &str| {
        let values = [("brand", Value::Text(brand)), ("value", Value::Text(value))];
        label_with(language, id, &values)
    };
    let mut lines = Vec::new();
    for (id, values) in [
        ("reach-site", reach.sites),
        ("reach-check-page", reach.check_pages),
        (phone, reach.phones),
    ] {
        lines.extend(values.iter().map(|value| said(id, value)));
    }
    if reach.phones.is_empty() {
        match reach.sites.first() {
            _ if reach.is_issuer => lines.push(said("reach-card-back", "")),
            Some(site) => lines.push(said("reach-desk", site)),
            None => {}
        }
    }
    if lines.is_empty() {
        lines.push(said("reach-unknown", ""));
    }
    lines
}

/// Where a brand takes reports of false mail; nothing where no address is known.
#[must_use]
pub fn say_brand_reports(language: Language, brand: &str, addresses: &[String]) -> Vec<String> {
    addresses
        .iter()
        .map(|address| {
            let values = [
                ("brand", Value::Text(brand)),
                ("value", Value::Text(address)),
            ];
            label_with(language, "reach-report", &values)
        })
        .collect()
}

/// The values as Fluent arguments.
pub(crate) fn arguments(language: Language, values: &[(&str, Value<'_>)]) -> FluentArgs<'static> {
    let mut arguments = FluentArgs::new();
    for (name, value) in values {
        let value: FluentValue<'static> = match value {
            Value::Text(text) => harmless_line(text).into(),
            Value::Count(count) => (*count).into(),
            Value::Octets(count) => format::octets(*count).into(),
            Value::Money(sum) => format::money(*sum).into(),
            Value::Day(day) => format::day(language, *day).into(),
            Value::Instant(instant) => format::instant(language, *instant).into(),
            Value::Host(host) => format::host(language, host).into(),
        };
        arguments.set((*name).to_owned(), value);
    }
    arguments
}

fn all_of(language: Language, chapter: &str) -> Vec<String> {
    CHAPTERS
        .iter()
        .filter(|it| it.name == chapter)
        .flat_map(|it| messages_of(it, language))
        .filter_map(|message| phrase(language, &message.id, None, None))
        .collect()
}
