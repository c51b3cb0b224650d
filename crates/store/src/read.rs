//! Reads what is kept.

use facts::{
    AccountId, Answer, Day, Instant, Money, Observation, ObservationId, ObservationKind, PersonId,
    Source, Thing,
};
use futures_util::stream::{BoxStream, StreamExt as _};
use serde_json::{Value as Json, json};

use crate::engine::{At as _, Row, Value, values};
use crate::shapes::{currency, day, days, instant, micros};
use crate::{
    AccountState, Asked, Counts, Cursor, Entry, Error, Found, Given, Kept, Lain, Mark, Marked,
    NewCursor, NewEntry, NewQuestion, NewSealed, NewTelling, Noted, Owner, Placement, QuestionId,
    QuestionState, Sealed, Store, Telling, queries,
};

/// For how long at most something waits to be told, in microseconds: quiet hours and a way that fails are hours, so that
/// what is due later was put off by a clock that was ahead.
const LONGEST_WAIT: i64 = 7 * 24 * 60 * 60 * 1_000_000;

/// Rows that come one after the other, so that a million of them take no more memory than one.
pub type Rows<'a, T> = BoxStream<'a, Result<T, Error>>;

impl Store {
    /// The open questions of a person: newest day first, within a day the most costly first; at most `limit`,
    /// from `after` on.
    ///
    /// # Errors
    /// Whatever the engine says; so for every call below.
    pub async fn open_questions(
        &self,
        person: &PersonId,
        after: Option<&Mark>,
        limit: u32,
    ) -> Result<Vec<Asked>, Error> {
        let (sql, values) = match after {
            None => (queries::OPEN_QUESTIONS, values![&*person.0, limit]),
            Some(Mark(day, weight, moment, id)) => {
                let values = values![
                    &*person.0,
                    limit,
                    days(*day),
                    *weight,
                    micros(*moment),
                    id.as_str()
                ];
                (queries::OPEN_QUESTIONS_AFTER, values)
            }
        };
        self.all(sql, values, asked).await
    }

    /// The question of this name.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn question(&self, id: &QuestionId) -> Result<Option<Asked>, Error> {
        self.first(queries::QUESTION, values![id.as_str()], asked)
            .await
    }

    /// The question of a person's whose name begins so; capital digits count as small ones.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn question_by_prefix(
        &self,
        person: &PersonId,
        prefix: &str,
    ) -> Result<Found<Asked>, Error> {
        let prefix = prefix.to_ascii_lowercase();
        if prefix.is_empty() || !prefix.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(Found::None);
        }
        // `g` follows the last digit, so that this is where the names that begin so end.
        let end = format!("{prefix}g");
        let mut found = self
            .all(
                queries::QUESTION_BY_PREFIX,
                values![&*person.0, prefix, end],
                asked,
            )
            .await?;
        Ok(match (found.pop(), found.pop()) {
            (None, _) => Found::None,
            (Some(one), None) => Found::One(one),
            (Some(_), Some(_)) => Found::Several,
        })
    }

    /// All questions of a person, answered ones included, by their names.
    pub fn all_questions(&self, person: &PersonId) -> Rows<'_, Asked> {
        self.rows(queries::ALL_QUESTIONS, values![&*person.0], asked)
    }

    /// All answers about a thing, oldest first, withdrawn ones included.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn answers(&self, person: &PersonId, thing: &Thing) -> Result<Vec<Given>, Error> {
        self.all(queries::ANSWERS, values![&*person.0, thing.key()], given)
            .await
    }

    /// The answer about a thing that counts: the last one, or none where that takes the one before back.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn answer_of(
        &self,
        person: &PersonId,
        thing: &Thing,
    ) -> Result<Option<Given>, Error> {
        let last = self
            .first(
                queries::LAST_ANSWER,
                values![&*person.0, thing.key()],
                given,
            )
            .await?;
        Ok(last.filter(|given| given.answer != Answer::Withdrawn))
    }

    /// Whether this was observed already.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn holds(&self, owner: &Owner, id: &ObservationId) -> Result<bool, Error> {
        let values = values![&*owner.person.0, &*owner.account.0, *id];
        let row = self.engine.one(queries::HOLDS, values).await;
        Ok(row.at(&self.name)?.is_some())
    }

    /// An observation.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn observation(
        &self,
        owner: &Owner,
        id: &ObservationId,
    ) -> Result<Option<Kept>, Error> {
        let values = values![&*owner.person.0, &*owner.account.0, *id];
        self.first(queries::OBSERVATION, values, kept).await
    }

    /// The observations of a kind whose moment lies from `from` to before `to`, oldest first.
    pub fn observations(
        &self,
        person: &PersonId,
        kind: ObservationKind,
        from: Instant,
        to: Instant,
    ) -> Rows<'_, Kept> {
        let values = values![&*person.0, kind.as_str(), micros(from), micros(to)];
        self.rows(queries::OBSERVATIONS, values, kept)
    }

    /// The accounts through which anything of a person's was observed, in the order of their names.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn accounts(&self, person: &PersonId) -> Result<Vec<AccountId>, Error> {
        self.all(queries::ACCOUNTS, values![&*person.0], |row| {
            Ok(AccountId(row.text(0)?.into()))
        })
        .await
    }

    /// The placements of a folder by UIDVALIDITY and UID, gone ones included; at most `limit`, after `after`.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn placements_in(
        &self,
        owner: &Owner,
        folder: &str,
        after: Option<(u32, u32)>,
        limit: u32,
    ) -> Result<Vec<Placement>, Error> {
        let (validity, uid) = after.map_or((-1, -1), |(v, u)| (i64::from(v), i64::from(u)));
        let values = values![
            &*owner.person.0,
            &*owner.account.0,
            folder,
            validity,
            uid,
            limit
        ];
        self.all(queries::FOLDER, values, placement).await
    }

    /// The UIDs that lie in a folder, in order: what a server's list is held against.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn uids(
        &self,
        owner: &Owner,
        folder: &str,
        validity: u32,
    ) -> Result<Vec<u32>, Error> {
        let values = values![&*owner.person.0, &*owner.account.0, folder, validity];
        self.all(queries::UIDS, values, |row| small(row, 0)).await
    }

    /// The messages that lie in a folder with their marks, by UID: what a server's marks are held against.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn marks(
        &self,
        owner: &Owner,
        folder: &str,
        validity: u32,
    ) -> Result<Vec<Marked>, Error> {
        let values = values![&*owner.person.0, &*owner.account.0, folder, validity];
        self.all(queries::FLAGS, values, |row| {
            Ok(Marked {
                uid: small(row, 0)?,
                was_read: row.maybe_int(1)?.is_some(),
                flags: flags(&row.text(2)?)?,
            })
        })
        .await
    }

    /// Everywhere the messages of an account lie or lay that a server received at `since` or later, or says nothing of,
    /// in no order.
    pub fn lain(&self, owner: &Owner, since: Instant) -> Rows<'_, Lain> {
        let values = values![&*owner.person.0, &*owner.account.0, micros(since)];
        self.rows(queries::LAIN, values, lain)
    }

    /// What was understood of the observations of a kind in one account whose moment lies at `since` or later, oldest
    /// first.
    pub fn noted(&self, owner: &Owner, kind: ObservationKind, since: Instant) -> Rows<'_, Noted> {
        let values = values![
            &*owner.person.0,
            &*owner.account.0,
            kind.as_str(),
            micros(since)
        ];
        self.rows(queries::NOTED, values, |row| {
            Ok(Noted {
                id: id(row, 0)?,
                moment: time(row, 1)?,
                content: row.text(2)?,
            })
        })
    }

    /// How an account stands.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn account_state(&self, owner: &Owner) -> Result<AccountState, Error> {
        let values = values![&*owner.person.0, &*owner.account.0];
        let state = self
            .first(queries::ACCOUNT_STATE, values, |row| {
                Ok(AccountState {
                    changes: row.int(0)?.unsigned_abs(),
                    content: row.text(1)?,
                })
            })
            .await?;
        Ok(state.unwrap_or_default())
    }

    /// Every answer of a person's, by thing, the oldest first.
    pub fn all_answers(&self, person: &PersonId) -> Rows<'_, Given> {
        self.rows(queries::ALL_ANSWERS, values![&*person.0], given)
    }

    /// Everywhere a message lies or lay, by folder, UIDVALIDITY and UID.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn placements(
        &self,
        owner: &Owner,
        id: &ObservationId,
    ) -> Result<Vec<Placement>, Error> {
        let values = values![&*owner.person.0, &*owner.account.0, *id];
        self.all(queries::PLACEMENTS, values, placement).await
    }

    /// How far the folders of an account were read, by folder.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn cursors(&self, owner: &Owner) -> Result<Vec<Cursor>, Error> {
        let values = values![&*owner.person.0, &*owner.account.0];
        self.all(queries::CURSORS, values, cursor).await
    }

    /// What is due to be told to a person by one channel: the longest waiting first, at most `limit`.
    ///
    /// What was made by a clock that was ahead is due as well: made later than `now`, or due later than anything waits.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn due_tellings(
        &self,
        person: &PersonId,
        channel: &str,
        now: Instant,
        limit: u32,
    ) -> Result<Vec<Telling>, Error> {
        let values = values![&*person.0, channel, micros(now), limit];
        let mut due = self.all(queries::DUE, values, telling).await?;
        let left = limit.saturating_sub(u32::try_from(due.len()).unwrap_or(u32::MAX));
        if left > 0 {
            let latest = micros(now).saturating_add(LONGEST_WAIT);
            let values = values![&*person.0, channel, micros(now), left, latest];
            due.extend(self.all(queries::DUE_AHEAD, values, telling).await?);
        }
        Ok(due)
    }

    /// A setting of a person's, as JSON.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn setting(&self, person: &PersonId, id: &str) -> Result<Option<String>, Error> {
        self.first(queries::SETTING, values![&*person.0, id], |row| {
            Ok(row.text(0)?)
        })
        .await
    }

    /// The lines of accounts that belong to a thing, by day.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn entries_of(&self, person: &PersonId, thing: &Thing) -> Result<Vec<Entry>, Error> {
        self.all(
            queries::ENTRIES_OF_THING,
            values![&*person.0, thing.key()],
            entry,
        )
        .await
    }

    /// The lines of accounts of the days from `from` to before `to`, by day.
    pub fn entries(&self, person: &PersonId, from: Day, to: Day) -> Rows<'_, Entry> {
        let values = values![&*person.0, days(from), days(to)];
        self.rows(queries::ENTRIES, values, entry)
    }

    /// The sealed blobs of a thing, by kind.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn sealed_of(&self, person: &PersonId, thing: &Thing) -> Result<Vec<Sealed>, Error> {
        self.all(queries::SEALED, values![&*person.0, thing.key()], sealed)
            .await
    }

    /// How much is kept, of everybody, and how old it is; counts row by row.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn counts(&self) -> Result<Counts, Error> {
        let ago = |row: &Row| -> Result<Option<Instant>, Unread> {
            Ok(row.maybe_int(0)?.and_then(instant))
        };
        let counts = self
            .first(queries::COUNTS, Vec::new(), |row| {
                let count = |at| Ok::<u64, Unread>(row.int(at)?.unsigned_abs());
                Ok(Counts {
                    observations: count(0)?,
                    answers: count(1)?,
                    entries: count(2)?,
                    sealed: count(3)?,
                    placements: count(4)?,
                    cursors: count(5)?,
                    questions: count(6)?,
                    tellings: count(7)?,
                    settings: count(8)?,
                    open_questions: count(9)?,
                    waiting_tellings: count(10)?,
                    ..Counts::default()
                })
            })
            .await?;
        let last_taken = self.first(queries::LAST_TAKEN, Vec::new(), ago).await?;
        let last_moved = self.first(queries::LAST_MOVED, Vec::new(), ago).await?;
        let first_due = self.first(queries::FIRST_DUE, Vec::new(), ago).await?;
        Ok(Counts {
            last_taken: last_taken.flatten(),
            last_moved: last_moved.flatten(),
            first_due: first_due.flatten(),
            ..counts.unwrap_or_default()
        })
    }

    pub(crate) async fn all<T>(
        &self,
        sql: &'static str,
        values: Vec<Value>,
        read: impl Fn(&Row) -> Result<T, Unread>,
    ) -> Result<Vec<T>, Error> {
        let rows = self.engine.all(sql, values).await.at(&self.name)?;
        rows.iter()
            .map(|row| read(row).map_err(|error| error.at(&self.name)))
            .collect()
    }

    pub(crate) async fn first<T>(
        &self,
        sql: &'static str,
        values: Vec<Value>,
        read: impl Fn(&Row) -> Result<T, Unread>,
    ) -> Result<Option<T>, Error> {
        let row = self.engine.one(sql, values).await.at(&self.name)?;
        row.map(|row| read(&row).map_err(|error| error.at(&self.name)))
            .transpose()
    }

    fn rows<T: Send + 'static>(
        &self,
        sql: &'static str,
        values: Vec<Value>,
        read: impl Fn(&Row) -> Result<T, Unread> + Send + 'static,
    ) -> Rows<'_, T> {
        let place = self.name.clone();
        self.engine
            .stream(sql, values)
            .map(move |row| {
                let row = row.at(&place)?;
                read(&row).map_err(|error| error.at(&place))
            })
            .boxed()
    }
}

/// Why a row was not read.
pub(crate) enum Unread {
    Engine(sqlx::Error),
    /// A value that this program does not write.
    Value(&'static str),
}

impl From<sqlx::Error> for Unread {
    fn from(error: sqlx::Error) -> Self {
        Self::Engine(error)
    }
}

impl Unread {
    fn at(self, place: &str) -> Error {
        match self {
            Self::Engine(error) => Error::of(place, &error),
            Self::Value(what) => Error::Unreadable {
                place: place.to_owned(),
                what,
            },
        }
    }
}

fn time(row: &Row, at: usize) -> Result<Instant, Unread> {
    instant(row.int(at)?).ok_or(Unread::Value("an instant"))
}

fn maybe_time(row: &Row, at: usize) -> Result<Option<Instant>, Unread> {
    row.maybe_int(at)?
        .map(|micros| instant(micros).ok_or(Unread::Value("an instant")))
        .transpose()
}

fn small(row: &Row, at: usize) -> Result<u32, Unread> {
    u32::try_from(row.int(at)?).map_err(|_| Unread::Value("a number of a mailbox"))
}

fn id(row: &Row, at: usize) -> Result<ObservationId, Unread> {
    identity(row.bytes(at)?)
}

fn identity(bytes: Vec<u8>) -> Result<ObservationId, Unread> {
    let hash = bytes.try_into();
    hash.map(ObservationId::from_bytes)
        .map_err(|_| Unread::Value("an identity"))
}

fn owner(row: &Row, at: usize) -> Result<Owner, Unread> {
    Ok(Owner::new(&row.text(at)?, &row.text(at + 1)?))
}

fn thing(row: &Row, at: usize) -> Result<Thing, Unread> {
    Thing::parse(&row.text(at)?).ok_or(Unread::Value("a thing"))
}

fn date(row: &Row, at: usize) -> Result<Day, Unread> {
    day(row.int(at)?).ok_or(Unread::Value("a day"))
}

pub(crate) fn kept(row: &Row) -> Result<Kept, Unread> {
    let Owner { person, account } = owner(row, 1)?;
    Ok(Kept {
        observation: Observation {
            id: id(row, 3)?,
            kind: ObservationKind::parse(&row.text(4)?).ok_or(Unread::Value("a kind"))?,
            source: source(&row.text(5)?).ok_or(Unread::Value("a source"))?,
            person: Some(person),
            account: Some(account),
            taken: time(row, 6)?,
        },
        moment: time(row, 7)?,
        content: row.text(8)?,
    })
}

fn given(row: &Row) -> Result<Given, Unread> {
    Ok(Given {
        owner: owner(row, 0)?,
        observation: id(row, 2)?,
        thing: thing(row, 3)?,
        answer: Answer::parse(&row.text(4)?).ok_or(Unread::Value("an answer"))?,
        at: time(row, 5)?,
    })
}

fn asked(row: &Row) -> Result<Asked, Unread> {
    let content = row.text(10)?;
    Ok(Asked {
        id: QuestionId(row.text(0)?.into()),
        owner: owner(row, 1)?,
        opened: time(row, 5)?,
        state: QuestionState::parse(&row.text(9)?).ok_or(Unread::Value("a state"))?,
        question: NewQuestion {
            thing: thing(row, 3)?,
            observation: row.maybe_bytes(4)?.map(identity).transpose()?,
            moment: time(row, 6)?,
            day: date(row, 7)?,
            weight: row.int(8)?,
            over: Some(content.clone()),
            content,
        },
    })
}

fn placement(row: &Row) -> Result<Placement, Unread> {
    Ok(Placement {
        folder: row.text(0)?,
        validity: small(row, 1)?,
        uid: small(row, 2)?,
        observation: id(row, 3)?,
        first_seen: time(row, 4)?,
        last_seen: time(row, 5)?,
        gone_since: maybe_time(row, 6)?,
        internal_date: maybe_time(row, 7)?,
        read_since: maybe_time(row, 8)?,
        unread_at: maybe_time(row, 9)?,
        flags: flags(&row.text(10)?)?,
    })
}

fn flags(text: &str) -> Result<Vec<String>, Unread> {
    serde_json::from_str(text).map_err(|_| Unread::Value("flags"))
}

fn lain(row: &Row) -> Result<Lain, Unread> {
    Ok(Lain {
        folder: row.text(0)?.into(),
        observation: id(row, 1)?,
        first_seen: time(row, 2)?,
        last_seen: time(row, 3)?,
        gone_since: maybe_time(row, 4)?,
        read_since: maybe_time(row, 5)?,
        unread_at: maybe_time(row, 6)?,
    })
}

fn cursor(row: &Row) -> Result<Cursor, Unread> {
    Ok(Cursor {
        cursor: NewCursor {
            folder: row.text(0)?,
            validity: small(row, 1)?,
            next_uid: row.int(2)?.unsigned_abs(),
            modseq: row.maybe_int(3)?.map(i64::unsigned_abs),
            content: row.text(5)?,
        },
        moved: time(row, 4)?,
    })
}

fn telling(row: &Row) -> Result<Telling, Unread> {
    Ok(Telling {
        owner: owner(row, 0)?,
        made: time(row, 4)?,
        tries: small(row, 6)?,
        telling: NewTelling {
            channel: row.text(2)?,
            id: row.text(3)?,
            due: time(row, 5)?,
            content: row.text(7)?,
        },
    })
}

fn entry(row: &Row) -> Result<Entry, Unread> {
    Ok(Entry {
        owner: owner(row, 0)?,
        entry: NewEntry {
            id: row.text(2)?,
            thing: thing(row, 3)?,
            money: Money {
                minor: row.int(4)?,
                currency: currency(&row.text(5)?).ok_or(Unread::Value("a currency"))?,
            },
            day: date(row, 6)?,
            content: row.text(7)?,
        },
    })
}

fn sealed(row: &Row) -> Result<Sealed, Unread> {
    Ok(Sealed {
        owner: owner(row, 0)?,
        kept: time(row, 4)?,
        blob: NewSealed {
            thing: thing(row, 2)?,
            kind: row.text(3)?,
            bytes: row.bytes(5)?,
        },
    })
}

/// A source as it is kept; it never changes.
pub(crate) fn source_text(source: &Source) -> String {
    match source {
        Source::File { name, position } => json!({ "file": name, "position": position }),
        Source::Mailbox {
            folder,
            validity,
            uid,
        } => json!({ "folder": folder, "validity": validity, "uid": uid }),
        Source::Answered => json!("answered"),
        // A new source comes with a form of its own here; the test of all sources tells.
        _ => json!("pasted"),
    }
    .to_string()
}

fn source(text: &str) -> Option<Source> {
    let json: Json = serde_json::from_str(text).ok()?;
    match json.as_str() {
        Some("answered") => return Some(Source::Answered),
        Some("pasted") => return Some(Source::Pasted),
        Some(_) => return None,
        None => {}
    }
    if let Some(name) = json.get("file").and_then(Json::as_str) {
        return Some(Source::File {
            name: name.into(),
            position: json.get("position").and_then(Json::as_u64),
        });
    }
    let number = |name: &str| u32::try_from(json.get(name)?.as_u64()?).ok();
    Some(Source::Mailbox {
        folder: json.get("folder")?.as_str()?.into(),
        validity: number("validity")?,
        uid: number("uid")?,
    })
}
