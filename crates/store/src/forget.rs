//! Forgets for good: rows, freed pages and the log.

use std::path::PathBuf;

use facts::{Instant, PersonId};

use crate::engine::{At as _, Engine, values};
use crate::shapes::{days, micros};
use crate::{Error, Owner, Place, Store, queries};

/// What is to be forgotten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Forget {
    /// Everything that belongs to one account, its answers, questions and sealed blobs included.
    ///
    /// A question whose observation another account holds as well stays as that one's, with its answers.
    Account(Owner),
    /// Everything of a person's that happened, or was kept, before an instant: sealed blobs included.
    Before {
        /// Whose.
        person: PersonId,
        /// Before when.
        instant: Instant,
    },
}

/// What was forgotten, and what of it may still lie about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forgotten {
    /// How many observations, answers included; their placements went with them.
    pub observations: u64,
    /// How many lines of accounts.
    pub entries: u64,
    /// How many sealed blobs.
    pub sealed: u64,
    /// How many questions.
    pub questions: u64,
    /// How many tellings.
    pub tellings: u64,
    /// Copies of the store beside it, from before a migration, that may still hold what was forgotten.
    pub copies: Vec<PathBuf>,
}

/// The tables that PostgreSQL has to write anew to give freed bytes back.
const VACUUM_POSTGRES: &[&str] = &[
    "VACUUM (FULL) observation",
    "VACUUM (FULL) answer",
    "VACUUM (FULL) ledger_entry",
    "VACUUM (FULL) sealed_blob",
    "VACUUM (FULL) placement",
    "VACUUM (FULL) folder_cursor",
    "VACUUM (FULL) account_state",
    "VACUUM (FULL) question",
    "VACUUM (FULL) telling",
];

impl Store {
    /// Removes rows in one transaction, then the freed bytes from the files.
    ///
    /// A SQLite store is written anew and its log emptied. PostgreSQL's tables are written anew; its log
    /// (WAL) and archives of it are the server's and run out by its own rules. Backups are files of the
    /// person's and stay.
    ///
    /// # Errors
    /// [`Error::Busy`] where rows are removed but another process reads, so that freed bytes are still
    /// there; the same call again removes them. Else whatever the engine says.
    pub async fn forget(&self, what: &Forget) -> Result<Forgotten, Error> {
        let others = match what {
            Forget::Account(owner) => self.accounts(&owner.person).await?,
            Forget::Before { .. } => Vec::new(),
        };
        let mut work = self.engine.write().await.at(&self.name)?;
        let mut counts = [0; 5];
        // Answers that became another account's, which are not forgotten.
        let mut left = 0;
        match what {
            Forget::Account(owner) => {
                let values = || values![&*owner.person.0, &*owner.account.0];
                for other in others.iter().filter(|other| **other != owner.account) {
                    let values = || values![&*owner.person.0, &*owner.account.0, &*other.0];
                    work.execute(queries::LEAVE_QUESTIONS, values())
                        .await
                        .at(&self.name)?;
                    // An answer hangs on the observation that it is, which therefore moves first.
                    left += work
                        .execute(queries::LEAVE_ANSWERS_SEEN, values())
                        .await
                        .at(&self.name)?;
                    work.execute(queries::LEAVE_ANSWERS, values())
                        .await
                        .at(&self.name)?;
                }
                let each = [
                    queries::FORGET_ACCOUNT_OBSERVATIONS,
                    queries::FORGET_ACCOUNT_ENTRIES,
                    queries::FORGET_ACCOUNT_SEALED,
                    queries::FORGET_ACCOUNT_QUESTIONS,
                    queries::FORGET_ACCOUNT_TELLINGS,
                ];
                for (count, sql) in counts.iter_mut().zip(each) {
                    *count = work.execute(sql, values()).await.at(&self.name)?;
                }
                for sql in [
                    queries::FORGET_ACCOUNT_CURSORS,
                    queries::FORGET_ACCOUNT_STATE,
                    queries::FORGET_ACCOUNT_SETTINGS,
                ] {
                    work.execute(sql, values()).await.at(&self.name)?;
                }
            }
            Forget::Before { person, instant } => {
                let moment = micros(*instant);
                let day = days(facts::Day(
                    instant.0.to_zoned(jiff::tz::TimeZone::UTC).date(),
                ));
                let each = [
                    (queries::FORGET_OBSERVATIONS, moment),
                    (queries::FORGET_ENTRIES, day),
                    (queries::FORGET_SEALED, moment),
                    (queries::FORGET_QUESTIONS, moment),
                    (queries::FORGET_TELLINGS, moment),
                ];
                for (count, (sql, before)) in counts.iter_mut().zip(each) {
                    let values = values![&*person.0, before];
                    *count = work.execute(sql, values).await.at(&self.name)?;
                }
                // What was judged may tell of what is forgotten.
                let values = values![&*person.0];
                work.execute(queries::FORGET_STATES, values)
                    .await
                    .at(&self.name)?;
            }
        }
        work.execute(queries::FORGET_WORDS, Vec::new())
            .await
            .at(&self.name)?;
        work.commit().await.at(&self.name)?;
        self.give_back().await?;
        let [observations, entries, sealed, questions, tellings] = counts;
        Ok(Forgotten {
            observations: observations.saturating_sub(left),
            entries,
            sealed,
            questions,
            tellings,
            copies: self.copies_beside(),
        })
    }

    /// Writes the files anew without what was freed.
    async fn give_back(&self) -> Result<(), Error> {
        match &self.engine {
            Engine::Sqlite { .. } => {
                self.engine.run("VACUUM", Vec::new()).await.at(&self.name)?;
                self.empty_log().await
            }
            Engine::Postgres(_) => {
                for sql in VACUUM_POSTGRES {
                    self.engine.run(sql, Vec::new()).await.at(&self.name)?;
                }
                Ok(())
            }
        }
    }

    /// Folds SQLite's log into the file and leaves none of it.
    async fn empty_log(&self) -> Result<(), Error> {
        let Engine::Sqlite { write, .. } = &self.engine else {
            return Ok(());
        };
        let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_one(write)
            .await
            .at(&self.name)?;
        // The first column is 1 where another connection stood in the way.
        let busy: i64 = sqlx::Row::try_get(&row, 0).at(&self.name)?;
        if busy != 0 {
            return Err(Error::Busy {
                place: self.name.to_string(),
            });
        }
        Ok(())
    }

    /// The copies from before migrations that lie beside a SQLite store.
    pub(crate) fn copies_beside(&self) -> Vec<PathBuf> {
        let Place::Sqlite(path) = &*self.place else {
            return Vec::new();
        };
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return Vec::new();
        };
        let begin = format!("{}.v", name.to_string_lossy());
        let folder = if folder.as_os_str().is_empty() {
            std::path::Path::new(".")
        } else {
            folder
        };
        let mut copies: Vec<PathBuf> = std::fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(&begin))
            .map(|entry| entry.path())
            .collect();
        copies.sort();
        copies
    }
}
