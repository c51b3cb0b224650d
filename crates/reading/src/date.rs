//! Dates as mail headers write them (RFC 5322 §3.3, with the obsolete forms of §4.3).

use facts::Instant;
use jiff::civil;

/// Reads a date; `None` where day, month or year cannot be made out.
pub(crate) fn parse(text: &str) -> Option<Instant> {
    let text = without_comments(text.get(..text.len().min(200)).unwrap_or_default());
    let tokens: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c == ',' || c == ';')
        .filter(|t| !t.is_empty())
        .collect();
    let mut day = None;
    let mut month = None;
    let mut year = None;
    let mut time = None;
    let mut zone = None;
    for token in tokens {
        if token.contains(':') && time.is_none() {
            if let Some((date, clock)) = token.split_once('T').filter(|(date, _)| date.len() == 10)
            {
                // ISO 8601, which some programs write in spite of the RFC.
                let mut parts = date.split('-').map(|p| p.parse::<i16>().ok());
                year = parts.next().flatten();
                month = parts.next().flatten().and_then(|m| i8::try_from(m).ok());
                day = parts.next().flatten().and_then(|d| i8::try_from(d).ok());
                let split = clock.find(['Z', '+', '-']).unwrap_or(clock.len());
                time = clock.get(..split).and_then(clock_time);
                zone = clock.get(split..).and_then(offset);
            } else {
                time = clock_time(token);
            }
        } else if let Some(found) = month_of(token).filter(|_| month.is_none()) {
            month = Some(found);
        } else if time.is_some() && zone.is_none() && offset(token).is_some() {
            zone = offset(token);
        } else if token.contains('-') && day.is_none() && !token.starts_with('-') {
            let mut parts = token.split('-');
            day = parts.next().and_then(|p| p.parse().ok());
            month = month.or_else(|| parts.next().and_then(month_of));
            year = parts.next().and_then(year_of);
        } else if let Ok(number) = token.parse::<u32>() {
            if day.is_none() && number <= 31 && token.len() <= 2 {
                day = i8::try_from(number).ok();
            } else if year.is_none() {
                year = year_of(token);
            }
        }
    }
    let (hour, minute, second) = time.unwrap_or((0, 0, 0));
    // A leap second is a real date; the calendar here ends minutes at 59.
    let date = civil::Date::new(year?, month?, day?).ok()?;
    let at = date.at(hour, minute, second.min(59), 0);
    let seconds = at
        .to_zoned(jiff::tz::TimeZone::UTC)
        .ok()?
        .timestamp()
        .as_second();
    Instant::from_seconds(seconds - i64::from(zone.unwrap_or(0)))
}

fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut depth = 0_usize;
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

fn clock_time(token: &str) -> Option<(i8, i8, i8)> {
    let mut parts = token
        .split(':')
        .map(|p| p.split('.').next().unwrap_or_default().parse::<i8>());
    let hour = parts.next()?.ok()?;
    let minute = parts.next()?.ok()?;
    let second = parts.next().and_then(Result::ok).unwrap_or(0);
    ((0..24).contains(&hour) && (0..60).contains(&minute) && (0..=60).contains(&second))
        .then_some((hour, minute, second))
}

fn month_of(token: &str) -> Option<i8> {
    let start = token.get(..3)?.to_ascii_lowercase();
    let at = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    .iter()
    .position(|m| *m == start)?;
    i8::try_from(at + 1).ok()
}

fn year_of(token: &str) -> Option<i16> {
    let number: i16 = token.parse().ok()?;
    match token.len() {
        // RFC 5322 §4.3: 00 to 49 are 2000 to 2049, 50 to 99 and three digits count from 1900.
        2 if number < 50 => Some(2000 + number),
        2 | 3 => Some(1900 + number),
        4 => Some(number),
        _ => None,
    }
}

/// A zone as seconds east of UTC.
fn offset(token: &str) -> Option<i32> {
    if let Some(digits) = token.strip_prefix(['+', '-']) {
        let digits: String = digits.chars().filter(|&c| c != ':').collect();
        if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let number: i32 = digits.parse().ok()?;
        let seconds = (number / 100) * 3600 + (number % 100) * 60;
        return Some(if token.starts_with('-') {
            -seconds
        } else {
            seconds
        });
    }
    let hours = match token.to_ascii_uppercase().as_str() {
        "GMT" | "UT" | "UTC" | "Z" => 0,
        "EST" => -5,
        "EDT" => -4,
        "CST" => -6,
        "CDT" => -5,
        "MST" => -7,
        "MDT" => -6,
        "PST" => -8,
        "PDT" => -7,
        "JST" => 9,
        "CET" | "BST" => 1,
        "CEST" => 2,
        // RFC 5322 §4.3: other letters count as -0000, since nobody used them alike.
        other if other.len() == 1 && other.bytes().all(|b| b.is_ascii_alphabetic()) => 0,
        _ => return None,
    };
    Some(hours * 3600)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_all_their_forms() {
        for (text, expected) in [
            (
                "Mon, 24 Mar 2025 09:05:01 +0900",
                Some("2025-03-24T00:05:01Z"),
            ),
            (
                "24 Mar 2025 09:05 +0900 (JST)",
                Some("2025-03-24T00:05:00Z"),
            ),
            // RFC 5322 Appendix A.5 and A.6.2.
            (
                "Thu, 13 Feb 1969 23:32 -0330 (Newfoundland Time)",
                Some("1969-02-14T03:02:00Z"),
            ),
            ("21 Nov 97 09:55:06 GMT", Some("1997-11-21T09:55:06Z")),
            ("Sat Jan  1 10:00:00 2022", Some("2022-01-01T10:00:00Z")),
            (
                "Tue, 15-Nov-2022 10:00:00 EST",
                Some("2022-11-15T15:00:00Z"),
            ),
            ("2024-02-29T10:00:00+09:00", Some("2024-02-29T01:00:00Z")),
            ("Fri, 31 Feb 2024 10:00:00 +0000", None),
            ("yesterday", None),
            ("", None),
        ] {
            let read = parse(text).map(|i| i.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }
}
