//! Keeps a batch in one transaction, and the few changes that need no batch.

use facts::{Answer, Instant, Observation, ObservationId, ObservationKind, PersonId, Source};
use serde::de::IgnoredAny;

use crate::engine::{At as _, Value, Work, values};
use crate::shapes::{days, micros};
use crate::{
    Batch, Committed, Error, Gone, Kept, NewAnswer, NewQuestion, Owner, QuestionId, Store, Telling,
    Told, queries,
};

/// The longest text by which something is found again. PostgreSQL keeps 2,704 octets of an index's row, and
/// two names of this length and a folder or thing have to go into one.
const LARGEST_NAME: usize = 320;
/// The longest name of a folder, or key of a thing.
const LARGEST_KEY: usize = 1_000;
/// The largest text of one row.
const LARGEST_CONTENT: usize = 16 << 20;
/// The largest sealed blob: the largest mail there is, and what sealing adds.
const LARGEST_BLOB: usize = 80 << 20;
/// What every binary age file begins with.
const SEALED: &[u8] = b"age-encryption.org/v1\n";

impl Store {
    /// Keeps everything of the batch in one transaction and says what of it was new.
    ///
    /// # Errors
    /// [`Error::Unfit`] where something cannot be kept; [`Error::Overtaken`] where a question is not the one any more
    /// that it was made from; [`Error::Full`], [`Error::Busy`] and the others where the engine cannot. Nothing of the
    /// batch is kept then.
    pub async fn commit(&self, batch: &Batch) -> Result<Committed, Error> {
        check(batch)?;
        let mut work = self.engine.write().await.at(&self.name)?;
        let mut keeping = Keeping {
            work: &mut work,
            batch,
            new: Committed::default(),
            is_overtaken: false,
        };
        keeping.seen().await.at(&self.name)?;
        keeping.placed().await.at(&self.name)?;
        keeping.accounted().await.at(&self.name)?;
        keeping.asked().await.at(&self.name)?;
        keeping.told().await.at(&self.name)?;
        keeping.counted().await.at(&self.name)?;
        let new = keeping.new;
        if keeping.is_overtaken {
            return Err(Error::Overtaken {
                place: self.name.to_string(),
            });
        }
        work.commit().await.at(&self.name)?;
        Ok(new)
    }

    /// Keeps an answer to a question; says whether the question is there. Undo is [`Answer::Withdrawn`].
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub async fn answer(
        &self,
        question: &QuestionId,
        answer: Answer,
        content: &str,
        at: Instant,
    ) -> Result<bool, Error> {
        let Some(asked) = self.question(question).await? else {
            return Ok(false);
        };
        let mut batch = Batch::new(asked.owner, at);
        batch.answers.push(NewAnswer {
            thing: asked.question.thing,
            answer,
            content: content.to_owned(),
        });
        self.commit(&batch).await?;
        Ok(true)
    }

    /// Notes how an attempt to tell ended; one that is settled already stays as it is.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn settle(&self, telling: &Telling, told: &Told) -> Result<(), Error> {
        let (state, due, settled, why) = match told {
            Told::Done { at } => ("done", telling.telling.due, Some(*at), None),
            Told::Later { due, why } => ("waiting", *due, None, Some(why)),
            Told::Failed { at, why } => ("failed", telling.telling.due, Some(*at), Some(why)),
        };
        let values = values![
            &*telling.owner.person.0,
            telling.telling.channel.as_str(),
            telling.telling.id.as_str(),
            state,
            micros(due),
            settled.map(micros),
            why.cloned(),
        ];
        self.engine
            .run(queries::SETTLE_TELLING, values)
            .await
            .at(&self.name)?;
        Ok(())
    }

    /// Keeps a setting of a person's, as JSON, in place of the one before.
    ///
    /// # Errors
    /// [`Error::Unfit`] where it is no JSON; else whatever the engine says.
    pub async fn set(
        &self,
        person: &PersonId,
        id: &str,
        content: &str,
        at: Instant,
    ) -> Result<(), Error> {
        name(&person.0, "the person's name")?;
        name(id, "a setting's name")?;
        json(content, "a setting")?;
        let values = values![&*person.0, id, micros(at), content];
        self.engine
            .run(queries::PUT_SETTING, values)
            .await
            .at(&self.name)?;
        Ok(())
    }
}

impl Store {
    /// Notes something of an account, as JSON, in place of what was noted before; this is no change of it.
    ///
    /// # Errors
    /// As [`Store::set`].
    pub async fn note_account(&self, owner: &Owner, content: &str) -> Result<(), Error> {
        name(&owner.person.0, "the person's name")?;
        name(&owner.account.0, "the account's name")?;
        json(content, "a note of an account")?;
        let values = values![&*owner.person.0, &*owner.account.0, content];
        self.engine
            .run(queries::NOTE_ACCOUNT, values)
            .await
            .at(&self.name)?;
        Ok(())
    }
}

/// A batch on its way, and what of it was new so far.
struct Keeping<'a> {
    work: &'a mut Work,
    batch: &'a Batch,
    new: Committed,
    /// Whether a question is not the one any more that the batch was made from.
    is_overtaken: bool,
}

impl Keeping<'_> {
    /// The owner, followed by these values.
    fn owned(&self, more: Vec<Value>) -> Vec<Value> {
        let Owner { person, account } = &self.batch.owner;
        let mut values = values![&*person.0, &*account.0];
        values.extend(more);
        values
    }

    async fn seen(&mut self) -> Result<(), sqlx::Error> {
        let batch = self.batch;
        for kept in &batch.observations {
            if self.keep(kept).await? {
                self.new.observations.push(kept.observation.id);
            }
        }
        for answer in &batch.answers {
            let id = answer_id(&batch.owner, answer, batch.at);
            let kept = Kept {
                observation: Observation {
                    id,
                    kind: ObservationKind::Answer,
                    source: Source::Answered,
                    person: None,
                    account: None,
                    taken: batch.at,
                },
                moment: batch.at,
                content: answer.content.clone(),
            };
            if !self.keep(&kept).await? {
                continue;
            }
            self.new.answers.push(id);
            let word = answer.answer.as_str();
            let values = self.owned(values![id, answer.thing.key(), word, micros(batch.at)]);
            self.work.execute(queries::KEEP_ANSWER, values).await?;
            let state = match answer.answer {
                Answer::Withdrawn => "open",
                _ => "answered",
            };
            let question = QuestionId::of(&batch.owner.person, &answer.thing);
            let values = values![question.as_str(), state];
            self.work.execute(queries::TURN_QUESTION, values).await?;
        }
        Ok(())
    }

    async fn keep(&mut self, kept: &Kept) -> Result<bool, sqlx::Error> {
        let observation = &kept.observation;
        let values = self.owned(values![
            observation.id,
            observation.kind.as_str(),
            crate::read::source_text(&observation.source),
            micros(observation.taken),
            micros(kept.moment),
            kept.content.as_str(),
        ]);
        let is_new = self.work.execute(queries::KEEP_OBSERVATION, values).await? > 0;
        if is_new && observation.kind == ObservationKind::Mail {
            let values = self.owned(values![observation.id]);
            self.work.execute(queries::QUEUE_MAIL, values).await?;
        }
        Ok(is_new)
    }

    async fn placed(&mut self) -> Result<(), sqlx::Error> {
        let batch = self.batch;
        let at = micros(batch.at);
        for gone in &batch.gone {
            self.new.gone += match gone {
                Gone::Uids {
                    folder,
                    validity,
                    uids,
                } => {
                    let mut count = 0;
                    for uid in uids {
                        let values = self.owned(values![folder.as_str(), *validity, *uid, at]);
                        count += self.work.execute(queries::GONE_UID, values).await?;
                    }
                    count
                }
                Gone::OtherValidities { folder, validity } => {
                    let values = self.owned(values![folder.as_str(), *validity, at]);
                    self.work.execute(queries::GONE_VALIDITIES, values).await?
                }
                Gone::Folder { folder } => {
                    let values = self.owned(values![folder.as_str(), at]);
                    self.work.execute(queries::GONE_FOLDER, values).await?
                }
            };
        }
        for placement in &batch.placements {
            let values = self.owned(values![
                placement.folder.as_str(),
                placement.validity,
                placement.uid,
                placement.observation,
                at,
                placement.internal_date.map(micros),
                placement.is_read.then_some(at),
                flags_text(&placement.flags),
            ]);
            self.work.execute(queries::PLACE, values).await?;
        }
        for change in &batch.flags {
            let values = self.owned(values![
                change.folder.as_str(),
                change.validity,
                change.uid,
                at,
                flags_text(&change.flags),
                change.is_read.then_some(at),
            ]);
            self.work.execute(queries::CHANGE_FLAGS, values).await?;
        }
        for cursor in &batch.cursors {
            let values = self.owned(values![
                cursor.folder.as_str(),
                cursor.validity,
                number(cursor.next_uid),
                cursor.modseq.map(number),
                at,
                cursor.content.as_str(),
            ]);
            self.work.execute(queries::MOVE_CURSOR, values).await?;
        }
        Ok(())
    }

    async fn accounted(&mut self) -> Result<(), sqlx::Error> {
        let batch = self.batch;
        for entry in &batch.entries {
            let values = self.owned(values![
                entry.id.as_str(),
                entry.thing.key(),
                entry.money.minor,
                entry.money.currency.as_str(),
                days(entry.day),
                entry.content.as_str(),
            ]);
            self.new.entries += self.work.execute(queries::KEEP_ENTRY, values).await?;
        }
        for blob in &batch.sealed {
            let values = self.owned(values![
                blob.thing.key(),
                blob.kind.as_str(),
                micros(batch.at),
                blob.bytes.clone(),
            ]);
            self.new.sealed += self.work.execute(queries::KEEP_SEALED, values).await?;
        }
        Ok(())
    }

    async fn asked(&mut self) -> Result<(), sqlx::Error> {
        let batch = self.batch;
        for question in &batch.questions {
            self.ask(question).await?;
        }
        for thing in &batch.withdrawn {
            let id = QuestionId::of(&batch.owner.person, thing);
            let values = values![id.as_str()];
            self.work
                .execute(queries::WITHDRAW_QUESTION, values)
                .await?;
        }
        Ok(())
    }

    async fn ask(&mut self, question: &NewQuestion) -> Result<(), sqlx::Error> {
        let Owner { person, account } = &self.batch.owner;
        let id = QuestionId::of(person, &question.thing);
        let values = values![
            id.as_str(),
            &*person.0,
            &*account.0,
            question.thing.key(),
            question.observation,
            micros(self.batch.at),
            micros(question.moment),
            days(question.day),
            question.weight,
            question.content.as_str(),
        ];
        if self.work.execute(queries::RAISE_QUESTION, values).await? > 0 {
            self.new.questions.push(id);
            return Ok(());
        }
        let values = values![
            id.as_str(),
            &*account.0,
            question.observation,
            micros(question.moment),
            days(question.day),
            question.weight,
            question.content.as_str(),
            question.over.clone(),
        ];
        let renewed = self.work.execute(queries::RENEW_QUESTION, values).await?;
        self.is_overtaken |= renewed == 0;
        Ok(())
    }

    async fn told(&mut self) -> Result<(), sqlx::Error> {
        let batch = self.batch;
        for telling in &batch.tellings {
            let values = self.owned(values![
                telling.channel.as_str(),
                telling.id.as_str(),
                micros(batch.at),
                micros(telling.due),
                telling.content.as_str(),
            ]);
            self.new.tellings += self.work.execute(queries::KEEP_TELLING, values).await?;
        }
        Ok(())
    }
}

impl Keeping<'_> {
    /// Counts the batch as a change of its account, where it is one; last, so that nothing waits behind the row.
    async fn counted(&mut self) -> Result<(), sqlx::Error> {
        let (new, batch) = (&self.new, self.batch);
        let is_change = !new.observations.is_empty()
            || !new.answers.is_empty()
            || new.gone > 0
            || !batch.placements.is_empty()
            || !batch.flags.is_empty();
        if is_change {
            let values = self.owned(Vec::new());
            self.work.execute(queries::COUNT_CHANGE, values).await?;
        }
        Ok(())
    }
}

/// An answer is an observation of who said what about which thing, and when.
fn answer_id(owner: &Owner, answer: &NewAnswer, at: Instant) -> ObservationId {
    let said = [
        "answer",
        &owner.person.0,
        &owner.account.0,
        &answer.thing.key(),
        answer.answer.as_str(),
        &micros(at).to_string(),
    ];
    ObservationId::of(said.join("\0").as_bytes())
}

/// A number of a server's, which has at most 63 bits.
fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn flags_text(flags: &[String]) -> String {
    serde_json::Value::from(flags).to_string()
}

/// Refuses what could not be found again, or what would not be what the columns promise.
fn check(batch: &Batch) -> Result<(), Error> {
    let Owner { person, account } = &batch.owner;
    name(&person.0, "the person's name")?;
    name(&account.0, "the account's name")?;
    for kept in &batch.observations {
        let observation = &kept.observation;
        if observation.person.as_ref().is_some_and(|of| of != person)
            || observation.account.as_ref().is_some_and(|of| of != account)
        {
            return Err(Error::unfit(
                "an observation of another owner than the batch's",
            ));
        }
        json(&kept.content, "an observation")?;
    }
    for answer in &batch.answers {
        key(&answer.thing.key(), "a thing")?;
        json(&answer.content, "an answer")?;
    }
    for entry in &batch.entries {
        name(&entry.id, "an entry's name")?;
        key(&entry.thing.key(), "a thing")?;
        json(&entry.content, "an entry")?;
    }
    for blob in &batch.sealed {
        key(&blob.thing.key(), "a thing")?;
        name(&blob.kind, "a sealed kind")?;
        if !blob.bytes.starts_with(SEALED) {
            return Err(Error::unfit("sealed bytes that are no age file"));
        }
        if blob.bytes.len() > LARGEST_BLOB {
            return Err(Error::unfit("sealed bytes, too many"));
        }
    }
    for gone in &batch.gone {
        let (Gone::Uids { folder, .. }
        | Gone::OtherValidities { folder, .. }
        | Gone::Folder { folder }) = gone;
        key(folder, "a folder's name")?;
    }
    for placement in &batch.placements {
        key(&placement.folder, "a folder's name")?;
    }
    for cursor in &batch.cursors {
        key(&cursor.folder, "a folder's name")?;
        json(&cursor.content, "a cursor")?;
    }
    for question in &batch.questions {
        key(&question.thing.key(), "a thing")?;
        json(&question.content, "a question")?;
    }
    for telling in &batch.tellings {
        name(&telling.channel, "a channel")?;
        name(&telling.id, "a telling's name")?;
        json(&telling.content, "a telling")?;
    }
    Ok(())
}

fn name(text: &str, what: &'static str) -> Result<(), Error> {
    within(text, LARGEST_NAME, what)
}

fn key(text: &str, what: &'static str) -> Result<(), Error> {
    within(text, LARGEST_KEY, what)
}

fn within(text: &str, most: usize, what: &'static str) -> Result<(), Error> {
    if text.len() > most {
        return Err(Error::unfit(what));
    }
    Ok(())
}

fn json(text: &str, what: &'static str) -> Result<(), Error> {
    within(text, LARGEST_CONTENT, what)?;
    serde_json::from_str::<IgnoredAny>(text).map_err(|_| Error::unfit(what))?;
    Ok(())
}
