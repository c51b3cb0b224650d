//! What is kept: the four shapes, and what watching needs beside them.

use std::fmt;

use facts::{
    AccountId, Answer, Currency, Day, Instant, Money, Observation, ObservationId, PersonId, Thing,
};
use sha2::{Digest as _, Sha256};

/// Whose it is, and through which account it came.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owner {
    /// The person.
    pub person: PersonId,
    /// The mailbox, shop account or card.
    pub account: AccountId,
}

impl Owner {
    /// The owner of these names.
    #[must_use]
    pub fn new(person: &str, account: &str) -> Self {
        Self {
            person: PersonId(person.into()),
            account: AccountId(account.into()),
        }
    }
}

/// An observation as it is kept: immutable, and once per owner and identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What was seen. Its person and account are those of the batch; absent ones are filled in.
    pub observation: Observation,
    /// When the thing itself happened, as far as that is known; else when it was taken.
    pub moment: Instant,
    /// What was understood, as JSON written by the caller.
    pub content: String,
}

/// An answer on its way into the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAnswer {
    /// What it is about.
    pub thing: Thing,
    /// What the person said; [`Answer::Withdrawn`] takes the last answer back and opens the question again.
    pub answer: Answer,
    /// Anything the caller wants kept with it, as JSON.
    pub content: String,
}

/// An answer as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Whose.
    pub owner: Owner,
    /// The observation that the answer is.
    pub observation: ObservationId,
    /// What it is about.
    pub thing: Thing,
    /// What the person said.
    pub answer: Answer,
    /// When.
    pub at: Instant,
}

/// A line of an account: a charge, a card's balance, a refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// The same entry again has the same name; once per owner and name.
    pub id: String,
    /// What it belongs to.
    pub thing: Thing,
    /// How much.
    pub money: Money,
    /// Of which day.
    pub day: Day,
    /// What else is known, as JSON.
    pub content: String,
}

/// A line of an account as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Whose.
    pub owner: Owner,
    /// The line.
    pub entry: NewEntry,
}

/// Bytes that only the person can open: an age file. What is in it never reaches the database.
#[derive(Clone, PartialEq, Eq)]
pub struct NewSealed {
    /// What it belongs to.
    pub thing: Thing,
    /// What is in it, in a word of the caller's (`code`, `mail`); once per owner, thing and kind.
    pub kind: String,
    /// The age file, binary.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for NewSealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewSealed")
            .field("thing", &self.thing)
            .field("kind", &self.kind)
            .field("octets", &self.bytes.len())
            .finish()
    }
}

/// A sealed blob as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Whose.
    pub owner: Owner,
    /// When it was kept.
    pub kept: Instant,
    /// The blob.
    pub blob: NewSealed,
}

/// Where a message lies in a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPlacement {
    /// The folder's name, decoded.
    pub folder: String,
    /// The folder's UIDVALIDITY.
    pub validity: u32,
    /// The message's UID.
    pub uid: u32,
    /// The observation that the message is: of this batch or an earlier one.
    pub observation: ObservationId,
    /// When the server received it, by its own word.
    pub internal_date: Option<Instant>,
    /// Whether it is marked as read.
    pub is_read: bool,
    /// Its flags.
    pub flags: Vec<String>,
}

/// Changed flags of a message whose placement is kept; others are passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagChange {
    /// The folder's name, decoded.
    pub folder: String,
    /// The folder's UIDVALIDITY.
    pub validity: u32,
    /// The message's UID.
    pub uid: u32,
    /// Whether it is marked as read.
    pub is_read: bool,
    /// Its flags.
    pub flags: Vec<String>,
}

/// A placement as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// The folder's name, decoded.
    pub folder: String,
    /// The folder's UIDVALIDITY.
    pub validity: u32,
    /// The message's UID.
    pub uid: u32,
    /// The observation that the message is.
    pub observation: ObservationId,
    /// When it was first seen there.
    pub first_seen: Instant,
    /// When it, or a change of its flags, was last reported there.
    pub last_seen: Instant,
    /// When it was found gone from there; absent while it lies there.
    pub gone_since: Option<Instant>,
    /// When the server received it, by its own word.
    pub internal_date: Option<Instant>,
    /// When it was first seen marked as read.
    pub read_since: Option<Instant>,
    /// When it was last seen without that mark; absent where it had it at first sight, or has none.
    pub unread_at: Option<Instant>,
    /// Its flags when last seen.
    pub flags: Vec<String>,
}

/// A message that lies in a folder, and its marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// The message's UID.
    pub uid: u32,
    /// Whether it was ever seen marked as read.
    pub was_read: bool,
    /// Its flags when last seen.
    pub flags: Vec<String>,
}

/// A message in a folder, from when to when: what judging needs of a [`Placement`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lain {
    /// The folder's name, decoded.
    pub folder: Box<str>,
    /// The observation that the message is.
    pub observation: ObservationId,
    /// When it was first seen there.
    pub first_seen: Instant,
    /// When it, or a change of its flags, was last reported there.
    pub last_seen: Instant,
    /// When it was found gone from there.
    pub gone_since: Option<Instant>,
    /// When it was first seen marked as read.
    pub read_since: Option<Instant>,
    /// When it was last seen without that mark.
    pub unread_at: Option<Instant>,
}

/// What was understood of an observation, and when the thing itself happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// The observation.
    pub id: ObservationId,
    /// When the thing happened.
    pub moment: Instant,
    /// What was understood, as JSON.
    pub content: String,
}

/// How an account stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountState {
    /// A number that grows whenever anything seen, answered, placed, marked or gone is kept of it, or forgotten.
    pub changes: u64,
    /// What the caller noted of the account, as JSON; it goes with whatever is forgotten of it.
    pub content: String,
}

impl Default for AccountState {
    fn default() -> Self {
        Self {
            changes: 0,
            content: "{}".to_owned(),
        }
    }
}

/// What is no longer where it lay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gone {
    /// These messages.
    Uids {
        /// The folder's name.
        folder: String,
        /// Its UIDVALIDITY.
        validity: u32,
        /// The messages' UIDs.
        uids: Vec<u32>,
    },
    /// All that was placed under another UIDVALIDITY than this one.
    OtherValidities {
        /// The folder's name.
        folder: String,
        /// The UIDVALIDITY that the folder has now.
        validity: u32,
    },
    /// All of the folder.
    Folder {
        /// The folder's name.
        folder: String,
    },
}

/// How far a folder was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCursor {
    /// The folder's name, decoded.
    pub folder: String,
    /// Its UIDVALIDITY.
    pub validity: u32,
    /// The first UID that was not read yet.
    pub next_uid: u64,
    /// The highest MODSEQ seen (RFC 7162 §3.1: at most 63 bits), where the server has it.
    pub modseq: Option<u64>,
    /// Anything else the reader wants to find again, as JSON.
    pub content: String,
}

/// How far a folder was read, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// How far.
    pub cursor: NewCursor,
    /// When it was last moved.
    pub moved: Instant,
}

/// A question on its way into the store; one per person and thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewQuestion {
    /// What is asked about.
    pub thing: Thing,
    /// The observation that raised it.
    pub observation: Option<ObservationId>,
    /// When the thing happened.
    pub moment: Instant,
    /// The person's calendar day of that moment: days are listed newest first.
    pub day: Day,
    /// How costly a wrong answer would be: within a day the most costly comes first.
    pub weight: i64,
    /// What was seen and how we know, as JSON.
    pub content: String,
    /// The content that this one was made from; absent where there was no question. Where the store holds another one
    /// by now, somebody else added to it, and the batch is refused ([`crate::Error::Overtaken`]).
    pub over: Option<String>,
}

/// The name of a question: 32 hexadecimal digits that follow from person and thing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuestionId(pub(crate) Box<str>);

impl QuestionId {
    /// The name of the one question about this thing.
    #[must_use]
    pub fn of(person: &PersonId, thing: &Thing) -> Self {
        let mut hash = Sha256::new();
        hash.update(person.0.as_bytes());
        hash.update([0]);
        hash.update(thing.key().as_bytes());
        let hex: String = hash
            .finalize()
            .iter()
            .take(16)
            .map(|b| format!("{b:02x}"))
            .collect();
        Self(hex.into())
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for QuestionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for QuestionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a question still waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum QuestionState {
    /// It waits for the person.
    Open,
    /// The person answered.
    Answered,
    /// It is no longer asked: what was found since explains the thing.
    Withdrawn,
}

impl QuestionState {
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "open" => Self::Open,
            "answered" => Self::Answered,
            "withdrawn" => Self::Withdrawn,
            _ => return None,
        })
    }
}

/// A question as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its name.
    pub id: QuestionId,
    /// Whose.
    pub owner: Owner,
    /// When it was first asked.
    pub opened: Instant,
    /// Whether it still waits.
    pub state: QuestionState,
    /// The question.
    pub question: NewQuestion,
}

/// Something to tell the person by a channel; once per person, channel and id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTelling {
    /// The channel, in a word of the caller's.
    pub channel: String,
    /// The same thing to tell has the same name.
    pub id: String,
    /// Not before.
    pub due: Instant,
    /// What to tell, as JSON.
    pub content: String,
}

/// Something that waits to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// Whom, and about which account.
    pub owner: Owner,
    /// When it was made.
    pub made: Instant,
    /// How often it was tried.
    pub tries: u32,
    /// What, by which channel, and when it is due.
    pub telling: NewTelling,
}

/// How an attempt to tell ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// It was told.
    Done {
        /// When.
        at: Instant,
    },
    /// It is to be tried again.
    Later {
        /// Not before.
        due: Instant,
        /// What went wrong, in a word or code of the caller's; never a secret.
        why: String,
    },
    /// It is given up.
    Failed {
        /// When.
        at: Instant,
        /// What went wrong, in a word or code of the caller's; never a secret.
        why: String,
    },
}

/// Everything that is to be kept together: all of it or, where anything fails, none.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Whose all of it is.
    pub owner: Owner,
    /// When it is kept, by the clock that the caller passes in.
    pub at: Instant,
    /// What was seen.
    pub observations: Vec<Kept>,
    /// What the person answered.
    pub answers: Vec<NewAnswer>,
    /// Lines of accounts.
    pub entries: Vec<NewEntry>,
    /// Sealed blobs.
    pub sealed: Vec<NewSealed>,
    /// What no longer lies where it lay; applied before the placements.
    pub gone: Vec<Gone>,
    /// Where messages lie.
    pub placements: Vec<NewPlacement>,
    /// Flags that changed.
    pub flags: Vec<FlagChange>,
    /// Questions to ask.
    pub questions: Vec<NewQuestion>,
    /// Things about which no question is asked any more.
    pub withdrawn: Vec<Thing>,
    /// What to tell the person.
    pub tellings: Vec<NewTelling>,
    /// How far folders were read.
    pub cursors: Vec<NewCursor>,
}

impl Batch {
    /// A batch with nothing in it.
    #[must_use]
    pub fn new(owner: Owner, at: Instant) -> Self {
        Self {
            owner,
            at,
            observations: Vec::new(),
            answers: Vec::new(),
            entries: Vec::new(),
            sealed: Vec::new(),
            gone: Vec::new(),
            placements: Vec::new(),
            flags: Vec::new(),
            questions: Vec::new(),
            withdrawn: Vec::new(),
            tellings: Vec::new(),
            cursors: Vec::new(),
        }
    }
}

/// What of a batch was new; everything else was there already and stayed as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Committed {
    /// The observations that were new, in the order of the batch.
    pub observations: Vec<ObservationId>,
    /// The answers that were new, by the observations they are.
    pub answers: Vec<ObservationId>,
    /// How many lines of accounts were new.
    pub entries: u64,
    /// How many sealed blobs were new.
    pub sealed: u64,
    /// How many placements were marked as gone.
    pub gone: u64,
    /// The questions that are new.
    pub questions: Vec<QuestionId>,
    /// How many tellings were new.
    pub tellings: u64,
}

/// A place in the list of open questions, to go on from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark(
    pub(crate) Day,
    pub(crate) i64,
    pub(crate) Instant,
    pub(crate) QuestionId,
);

impl Asked {
    /// The place after this question.
    #[must_use]
    pub fn mark(&self) -> Mark {
        let question = &self.question;
        Mark(
            question.day,
            question.weight,
            question.moment,
            self.id.clone(),
        )
    }
}

/// What a shortened name of a question leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<T> {
    /// Nothing.
    None,
    /// The one.
    One(T),
    /// More than one.
    Several,
}

/// How much is kept, and how old it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Observations.
    pub observations: u64,
    /// Answers.
    pub answers: u64,
    /// Lines of accounts.
    pub entries: u64,
    /// Sealed blobs.
    pub sealed: u64,
    /// Placements.
    pub placements: u64,
    /// Cursors.
    pub cursors: u64,
    /// Questions, answered ones included.
    pub questions: u64,
    /// Tellings, told ones included.
    pub tellings: u64,
    /// Settings.
    pub settings: u64,
    /// Questions that wait for the person.
    pub open_questions: u64,
    /// Tellings that wait to be told.
    pub waiting_tellings: u64,
    /// When the last observation reached us.
    pub last_taken: Option<Instant>,
    /// When a folder's cursor was last moved.
    pub last_moved: Option<Instant>,
    /// Since when the longest-waiting telling is due.
    pub first_due: Option<Instant>,
}

pub(crate) fn micros(at: Instant) -> i64 {
    let micros = at.0.as_microsecond();
    // Within the last second of its range jiff writes microseconds that it does not read.
    if jiff::Timestamp::from_microsecond(micros).is_err() {
        return at.0.as_second() * 1_000_000;
    }
    micros
}

pub(crate) fn instant(micros: i64) -> Option<Instant> {
    jiff::Timestamp::from_microsecond(micros).ok().map(Instant)
}

const EPOCH: jiff::civil::Date = jiff::civil::date(1970, 1, 1);

pub(crate) fn days(day: Day) -> i64 {
    let there = day.0.to_datetime(jiff::civil::Time::midnight());
    let from = EPOCH.to_datetime(jiff::civil::Time::midnight());
    there.duration_since(from).as_secs() / 86_400
}

pub(crate) fn day(days: i64) -> Option<Day> {
    let span = jiff::Span::new().try_days(days).ok()?;
    EPOCH.checked_add(span).ok().map(Day)
}

pub(crate) fn currency(code: &str) -> Option<Currency> {
    Currency::parse(code).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_both_ways() {
        for (date, count) in [
            (jiff::civil::date(1970, 1, 1), 0),
            (jiff::civil::date(1969, 12, 31), -1),
            (jiff::civil::date(2026, 11, 22), 20_779),
            (jiff::civil::Date::MAX, 2_932_896),
            (jiff::civil::Date::MIN, -4_371_587),
        ] {
            assert_eq!(days(Day(date)), count, "{date}");
            assert_eq!(day(count), Some(Day(date)));
        }
        assert_eq!(day(i64::MAX), None);
    }
}
