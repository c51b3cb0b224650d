//! When a person is told, how much at once, and what is done where telling fails; knows no clock and sends nothing.
//!
//! One [`Telling`] stands before each way of telling. It is asked what is due, the caller words and sends that, and
//! says what became of it.

use std::collections::VecDeque;

use facts::Instant;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
pub use outside::tell::{Message, Sending, Trouble, Unfit, Urgency};

/// The hours in which nobody is told, by the clock on the wall of one place.
#[derive(Clone, Debug)]
pub struct QuietHours {
    from: Time,
    until: Time,
    zone: TimeZone,
}

/// Why quiet hours are none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QuietFault {
    /// A time is not written as `22:00`.
    #[error("`{0}` is no time of day such as 22:00")]
    Time(String),
    /// They begin when they end: that would be always or never.
    #[error("quiet hours begin and end at different times")]
    Empty,
}

impl QuietHours {
    /// Takes times as `22:00`, by the clock of `zone`; they may go across midnight.
    ///
    /// # Errors
    /// [`QuietFault`], where one of them is none.
    pub fn parse(from: &str, until: &str, zone: TimeZone) -> Result<Self, QuietFault> {
        let time = |text: &str| {
            text.parse::<Time>()
                .map_err(|_| QuietFault::Time(text.to_owned()))
        };
        let (from, until) = (time(from)?, time(until)?);
        if from == until {
            return Err(QuietFault::Empty);
        }
        Ok(Self { from, until, zone })
    }

    /// The moment at which the quiet ends, where `now` lies in it.
    ///
    /// Where clocks are put on or back, what counts is what they show: an hour that is skipped is not waited for, and
    /// one that comes twice is quiet twice.
    #[must_use]
    pub fn end(&self, now: Instant) -> Option<Instant> {
        let now = now.0;
        if !self.holds(now) {
            return None;
        }
        let local = now.to_zoned(self.zone.clone()).datetime();
        let date = if self.from < self.until || local.time() < self.until {
            Some(local.date())
        } else {
            local.date().tomorrow().ok()
        };
        let end = self.until_on(date?, now)?;
        // The clock may be put on or back in between, past the end.
        self.zone
            .following(now)
            .map(|transition| transition.timestamp())
            .take_while(|moment| *moment < end)
            .find(|moment| !self.holds(*moment))
            .or(Some(end))
            .map(Instant)
    }

    fn holds(&self, moment: Timestamp) -> bool {
        let time = moment.to_zoned(self.zone.clone()).time();
        if self.from < self.until {
            self.from <= time && time < self.until
        } else {
            self.from <= time || time < self.until
        }
    }

    /// The moment of a day at which the clock shows the end: the first that is still to come.
    fn until_on(&self, date: Date, now: Timestamp) -> Option<Timestamp> {
        let ambiguous = self
            .zone
            .to_ambiguous_timestamp(date.to_datetime(self.until));
        let first = ambiguous.earlier().ok()?;
        if first > now && !self.holds(first) {
            return Some(first);
        }
        ambiguous.later().ok()
    }
}

/// How one way of telling is used.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// When nobody is told.
    pub quiet: Option<QuietHours>,
    /// Whether urgent notices are told in the quiet hours too; only the person says so.
    pub at_night: AtNight,
    /// For how long `most_single` holds.
    pub window: SignedDuration,
    /// How many notices go out within one window; what comes beyond waits for its end and goes out as one.
    pub most_single: usize,
    /// How long to wait after a first failure; each further one doubles it.
    pub first_wait: SignedDuration,
    /// The longest wait after a failure.
    pub longest_wait: SignedDuration,
    /// How often a notice is tried before it is given up.
    pub tries: u32,
}

/// Whether urgent notices are told in the quiet hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AtNight {
    /// Everything waits until they end.
    #[default]
    NothingIsTold,
    /// Urgent notices are told at once.
    UrgentIsTold,
}

impl Default for Schedule {
    /// No quiet hours, three notices in half an hour, and about two days of tries.
    fn default() -> Self {
        Self {
            quiet: None,
            at_night: AtNight::default(),
            window: SignedDuration::from_mins(30),
            most_single: 3,
            first_wait: SignedDuration::from_mins(1),
            longest_wait: SignedDuration::from_hours(6),
            tries: 16,
        }
    }
}

/// What is to be done now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// Nothing waits.
    Nothing,
    /// Something waits until then.
    At(Instant),
    /// This is to be told now, as one notice, and then [`Telling::told`].
    Now(Batch),
}

/// What goes out as one notice: a single one as it is, or several that are worded as a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    tickets: Vec<u64>,
    /// The notices, oldest first.
    pub messages: Vec<Message>,
    /// How many more there were than are kept; a digest counts them.
    pub left_out: usize,
}

impl Batch {
    /// The tickets of all notices in it, those included that are only counted.
    #[must_use]
    pub fn tickets(&self) -> &[u64] {
        &self.tickets
    }

    /// How much it hurries: as much as its most urgent notice.
    #[must_use]
    pub fn urgency(&self) -> Urgency {
        self.messages
            .iter()
            .map(Message::urgency)
            .max()
            .unwrap_or_default()
    }
}

/// Notices waiting.
pub(crate) const MOST_WAITING: usize = 500;
/// Notices that one digest holds; the others are counted.
const MOST_IN_DIGEST: usize = 50;

#[derive(Clone, Debug)]
struct Waiting {
    ticket: u64,
    message: Message,
}

#[derive(Clone, Copy, Debug)]
struct Sent {
    at: Instant,
    urgency: Urgency,
}

/// When the other side failed us, and until when it is left alone.
#[derive(Clone, Copy, Debug)]
struct Pause {
    since: Instant,
    until: Instant,
}

/// What waits before one way of telling.
#[derive(Clone, Debug)]
pub struct Telling {
    schedule: Schedule,
    waiting: VecDeque<Waiting>,
    next_ticket: u64,
    left_out: usize,
    sent: Vec<Sent>,
    failures_in_a_row: u32,
    pause: Option<Pause>,
}

impl Telling {
    /// Nothing waits yet.
    #[must_use]
    pub fn new(schedule: Schedule) -> Self {
        Self {
            schedule,
            waiting: VecDeque::new(),
            next_ticket: 0,
            left_out: 0,
            sent: Vec::new(),
            failures_in_a_row: 0,
            pause: None,
        }
    }

    /// Lays a notice to those that wait, and gives the ticket by which it is known.
    ///
    /// Where too many wait, the oldest that does not hurry is counted and forgotten.
    pub fn add(&mut self, message: Message) -> u64 {
        if self.waiting.len() >= MOST_WAITING {
            let calm = self
                .waiting
                .iter()
                .position(|waiting| waiting.message.urgency() == Urgency::Normal);
            self.waiting.remove(calm.unwrap_or(0));
            self.left_out += 1;
        }
        self.waiting.push_back(Waiting {
            ticket: self.next_ticket,
            message,
        });
        self.next_ticket += 1;
        self.next_ticket - 1
    }

    /// Whether the notice of this ticket still waits.
    #[must_use]
    pub fn holds(&self, ticket: u64) -> bool {
        self.waiting.iter().any(|waiting| waiting.ticket == ticket)
    }

    /// How many notices wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// What is to be told now, or when to ask again.
    #[must_use]
    pub fn due(&self, now: Instant) -> Due {
        if self.waiting.is_empty() {
            return Due::Nothing;
        }
        // A clock that was put back would make us wait for a moment that is far away by now.
        if let Some(pause) = self.pause
            && pause.since <= now
            && now < pause.until
        {
            return Due::At(pause.until);
        }
        let quiet_end = self
            .schedule
            .quiet
            .as_ref()
            .and_then(|quiet| quiet.end(now));
        let room = |urgency| self.room(urgency, now);
        let is_urgent = |waiting: &&Waiting| waiting.message.urgency() == Urgency::Urgent;
        let has_urgent = self.waiting.iter().any(|waiting| is_urgent(&waiting));
        let wakes = self.schedule.at_night == AtNight::UrgentIsTold && has_urgent;
        // Until when the calm ones wait, and the urgent ones.
        let calm_until = later(quiet_end, room(Urgency::Normal));
        let urgent_until = later(quiet_end.filter(|_| !wakes), room(Urgency::Urgent));
        match (calm_until, urgent_until) {
            (None, _) => Due::Now(self.batch(self.waiting.iter())),
            (Some(_), None) if has_urgent => {
                Due::Now(self.batch(self.waiting.iter().filter(is_urgent)))
            }
            (Some(calm), Some(urgent)) if has_urgent => Due::At(calm.min(urgent)),
            (Some(calm), _) => Due::At(calm),
        }
    }

    /// What became of a batch that was due.
    pub fn told(&mut self, batch: &Batch, sending: Sending, now: Instant) {
        match sending {
            Sending::Delivered => {
                self.drop_all(batch);
                self.sent.retain(|sent| self.schedule.is_near(sent.at, now));
                self.sent.push(Sent {
                    at: now,
                    urgency: batch.urgency(),
                });
                self.failures_in_a_row = 0;
                self.pause = None;
            }
            Sending::Later { wait, .. } => {
                self.failures_in_a_row = self.failures_in_a_row.saturating_add(1);
                let tries = self.failures_in_a_row;
                if tries >= self.schedule.tries {
                    self.give_up(batch);
                }
                let asked = wait
                    .and_then(|wait| SignedDuration::try_from(wait).ok())
                    .unwrap_or(SignedDuration::ZERO);
                let wait = self.schedule.wait(tries).max(asked);
                self.pause = now.0.checked_add(wait).ok().map(|until| Pause {
                    since: now,
                    until: Instant(until),
                });
            }
            Sending::Refused { .. } => self.give_up(batch),
        }
    }

    /// The moment until which notices of an urgency wait because enough went out; none where there is room.
    ///
    /// Calm ones count all that went out. Urgent ones count urgent ones alone, so that a flood of calm ones, which
    /// anybody can cause by writing mails, does not hold them up.
    fn room(&self, urgency: Urgency, now: Instant) -> Option<Instant> {
        let mut times: Vec<Instant> = self
            .sent
            .iter()
            .filter(|sent| sent.urgency >= urgency && self.schedule.is_near(sent.at, now))
            .map(|sent| sent.at)
            .collect();
        times.sort();
        let most = self.schedule.most_single.max(1);
        let at = times.len().checked_sub(most)?;
        let until = times.get(at)?.0.checked_add(self.schedule.window).ok()?;
        Some(Instant(until))
    }

    fn batch<'a>(&self, waiting: impl Iterator<Item = &'a Waiting> + Clone) -> Batch {
        let whole = waiting.clone().count();
        // What hurries is shown before what does not, where not all is.
        let mut chosen: Vec<&Waiting> = waiting.collect();
        chosen
            .sort_by_key(|waiting| (std::cmp::Reverse(waiting.message.urgency()), waiting.ticket));
        let mut shown: Vec<&Waiting> = chosen.iter().copied().take(MOST_IN_DIGEST).collect();
        shown.sort_by_key(|waiting| waiting.ticket);
        Batch {
            tickets: chosen.iter().map(|waiting| waiting.ticket).collect(),
            left_out: self.left_out + whole.saturating_sub(shown.len()),
            messages: shown
                .into_iter()
                .map(|waiting| waiting.message.clone())
                .collect(),
        }
    }

    fn drop_all(&mut self, batch: &Batch) {
        self.waiting
            .retain(|waiting| !batch.tickets.contains(&waiting.ticket));
        self.left_out = 0;
    }

    fn give_up(&mut self, batch: &Batch) {
        self.drop_all(batch);
        self.failures_in_a_row = 0;
        self.pause = None;
    }
}

impl Schedule {
    /// Whether something that went out counts for now. What lies ahead was written by a clock that was wrong.
    fn is_near(&self, at: Instant, now: Instant) -> bool {
        at <= now && now.0.duration_since(at.0) < self.window
    }

    fn wait(&self, failures: u32) -> SignedDuration {
        let doublings = failures.saturating_sub(1).min(20);
        self.first_wait
            .checked_mul(1 << doublings)
            .unwrap_or(self.longest_wait)
            .min(self.longest_wait)
    }
}

fn later(one: Option<Instant>, other: Option<Instant>) -> Option<Instant> {
    one.max(other)
}

#[cfg(test)]
mod tests;
