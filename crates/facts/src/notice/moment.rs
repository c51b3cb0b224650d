//! A day or moment as a mail writes it, with the zone that it was written in.

use std::fmt;

use jiff::civil::{DateTime, Time};
use jiff::tz::Offset;

use crate::{Day, Instant};

/// In which zone a time was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Zone {
    /// The mail says it.
    Written(Offset),
    /// The mail does not say it; the brand's table does.
    Assumed(Offset),
    /// Nobody says it.
    Unknown,
}

/// A day, and perhaps a time of day, as a mail writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Moment {
    /// The day in the zone of the mail.
    pub day: Day,
    /// The time of day, where it is written.
    pub time: Option<Time>,
    /// The zone; unknown for a day without a time.
    pub zone: Zone,
}

impl Moment {
    /// The point on the time line; absent for a mere day and for an unknown zone.
    #[must_use]
    pub fn instant(&self) -> Option<Instant> {
        let (Zone::Written(offset) | Zone::Assumed(offset)) = self.zone else {
            return None;
        };
        let at = DateTime::from_parts(self.day.0, self.time?);
        offset.to_timestamp(at).ok().map(Instant)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.day)?;
        if let Some(time) = self.time {
            write!(f, " {time}")?;
        }
        match self.zone {
            Zone::Written(offset) => write!(f, " {}", Shown(offset)),
            Zone::Assumed(offset) => write!(f, " ({})", Shown(offset)),
            Zone::Unknown => Ok(()),
        }
    }
}

/// An offset as `+09:00`.
pub(super) struct Shown(pub(super) Offset);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.seconds();
        let sign = if seconds < 0 { '-' } else { '+' };
        let minutes = seconds.unsigned_abs() / 60;
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// Reads `+09:00`.
pub(super) fn offset(text: &str) -> Option<Offset> {
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (1, text.get(1..)?),
        b'-' => (-1, text.get(1..)?),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let number = |text: &str| {
        let is_two = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        is_two.then(|| text.parse::<i32>().ok()).flatten()
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    if minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

impl Zone {
    /// Reads an offset as tables write it: `+09:00`.
    #[must_use]
    pub fn parse_offset(text: &str) -> Option<Offset> {
        offset(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_a_place_on_the_time_line_only_with_time_and_zone() {
        let day = Day(jiff::civil::date(2026, 11, 16));
        let nine = offset("+09:00").expect("an offset");
        let time = Some(jiff::civil::time(10, 19, 0, 0));
        for (moment, seconds, shown) in [
            (
                Moment {
                    day,
                    time,
                    zone: Zone::Written(nine),
                },
                Some(1_794_791_940),
                "2026-11-16 10:19:00 +09:00",
            ),
            (
                Moment {
                    day,
                    time,
                    zone: Zone::Assumed(nine),
                },
                Some(1_794_791_940),
                "2026-11-16 10:19:00 (+09:00)",
            ),
            (
                Moment {
                    day,
                    time,
                    zone: Zone::Unknown,
                },
                None,
                "2026-11-16 10:19:00",
            ),
            (
                Moment {
                    day,
                    time: None,
                    zone: Zone::Unknown,
                },
                None,
                "2026-11-16",
            ),
        ] {
            assert_eq!(moment.instant().map(Instant::seconds), seconds);
            assert_eq!(moment.to_string(), shown);
        }
    }

    #[test]
    fn an_offset_is_read_as_it_is_shown() {
        for text in ["+09:00", "-03:30", "+00:00"] {
            assert_eq!(
                offset(text).map(|o| Shown(o).to_string()).as_deref(),
                Some(text)
            );
        }
        for text in ["9", "+9:00", "+09:60", "+99:00", "JST", ""] {
            assert_eq!(offset(text), None, "{text}");
        }
    }
}
