//! Made-up times between 15 and 20 November 2026, Japan time; the machine's clock is never read.

/// 2026-11-15 00:00:00 in Japan, as seconds since 1970.
const START: u64 = 1_794_668_400;
const DAY: u64 = 86_400;

/// A moment in the made-up week.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment(u64);

impl Moment {
    /// `seconds` after the week's beginning, kept within its six days.
    pub(crate) fn at(seconds: u64) -> Self {
        Self(seconds % (6 * DAY))
    }

    /// The same moment `seconds` later; it may leave the last day by some minutes, not the month.
    pub(crate) fn later(self, seconds: u64) -> Self {
        Self(self.0 + seconds)
    }

    /// Seconds since 1970.
    pub(crate) fn unix(self) -> u64 {
        START + self.0
    }

    fn parts(self) -> (u64, u64, u64, u64) {
        (
            15 + self.0 / DAY,
            self.0 / 3600 % 24,
            self.0 / 60 % 60,
            self.0 % 60,
        )
    }

    fn weekday(self) -> usize {
        // 15 November 2026 is a Sunday.
        (self.0 / DAY % 7) as usize
    }

    /// The Date field (RFC 5322 §3.3), in Japan time.
    pub(crate) fn rfc5322(self) -> String {
        let (day, hour, minute, second) = self.parts();
        let name = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][self.weekday()];
        format!("{name}, {day} Nov 2026 {hour:02}:{minute:02}:{second:02} +0900")
    }

    /// `2026/11/15`.
    pub(crate) fn slashed(self) -> String {
        format!("2026/11/{:02}", self.parts().0)
    }

    /// `2026年11月15日`.
    pub(crate) fn japanese(self) -> String {
        format!("2026年11月{}日", self.parts().0)
    }

    /// `11月15日(日)`, `days` later, which may reach into December.
    pub(crate) fn short_in(self, days: u64) -> String {
        let later = Self(self.0 + days * DAY);
        let day = later.parts().0;
        let name = ["日", "月", "火", "水", "木", "金", "土"][later.weekday()];
        if day > 30 {
            format!("12月{}日({name})", day - 30)
        } else {
            format!("11月{day}日({name})")
        }
    }

    /// `09:41`.
    pub(crate) fn hour_minute(self) -> String {
        let (_, hour, minute, _) = self.parts();
        format!("{hour:02}:{minute:02}")
    }

    /// Digits only, as message identifiers have them: `20261115094100`.
    pub(crate) fn digits(self) -> String {
        let (day, hour, minute, second) = self.parts();
        format!("202611{day:02}{hour:02}{minute:02}{second:02}")
    }

    /// `Nov 15, 2026 09:41 AM Japan Standard Time`, as some sign-in notices write it.
    pub(crate) fn english(self) -> String {
        let (day, hour, minute, _) = self.parts();
        let half = if hour < 12 { "AM" } else { "PM" };
        let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
        format!("Nov {day:02}, 2026 {hour:02}:{minute:02} {half} Japan Standard Time")
    }
}
