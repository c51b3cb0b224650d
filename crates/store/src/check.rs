//! What `doctor` asks of a store.

use crate::engine::{At as _, Engine};
use crate::{Error, Place, Store, files};

/// The most complaints that are told one by one.
const TOLD_PROBLEMS: usize = 100;

/// Which engine a store stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineKind {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// The state of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Which engine it stands on.
    pub engine: EngineKind,
    /// The version of its tables.
    pub schema: i64,
    /// What the engine complains about, in its own words; empty where all is well.
    ///
    /// SQLite: `PRAGMA integrity_check` and `foreign_key_check`. PostgreSQL: indexes and constraints that are
    /// not valid, and every row of every table read once, so that a page with a wrong checksum shows where
    /// the server keeps checksums.
    pub problems: Vec<String>,
    /// How many octets it takes.
    pub octets: u64,
    /// How many octets SQLite's log takes.
    pub log_octets: u64,
    /// The permission bits of the file: 0600 is right.
    pub file_mode: Option<u32>,
    /// The permission bits of its folder: 0700 is right.
    pub folder_mode: Option<u32>,
    /// Copies from before migrations that lie beside it.
    pub copies: Vec<std::path::PathBuf>,
}

impl Store {
    /// Checks the store from one end to the other; reads all of it.
    ///
    /// # Errors
    /// [`Error::Damaged`] where it is damaged so that it cannot be checked; else whatever the engine says.
    pub async fn check(&self) -> Result<Checked, Error> {
        let schema = self.version().await?;
        let problems = match &self.engine {
            Engine::Sqlite { .. } => self.check_sqlite().await,
            Engine::Postgres(_) => self.check_postgres().await,
        };
        let octets =
            |path: &std::path::Path| std::fs::metadata(path).map_or(0, |about| about.len());
        Ok(match &*self.place {
            Place::Sqlite(path) => Checked {
                engine: EngineKind::Sqlite,
                schema,
                problems: problems?,
                octets: octets(path),
                log_octets: octets(&files::with_ending(path, "-wal")),
                file_mode: files::mode(path),
                folder_mode: path
                    .parent()
                    .filter(|folder| !folder.as_os_str().is_empty())
                    .and_then(files::mode),
                copies: self.copies_beside(),
            },
            Place::Postgres(_) => Checked {
                engine: EngineKind::Postgres,
                schema,
                problems: problems?,
                octets: self.octets_postgres().await?,
                log_octets: 0,
                file_mode: None,
                folder_mode: None,
                copies: Vec::new(),
            },
        })
    }

    async fn check_sqlite(&self) -> Result<Vec<String>, Error> {
        let mut problems = Vec::new();
        // The pragmas stop after this many complaints themselves.
        let rows = self
            .engine
            .all("PRAGMA integrity_check(100)", Vec::new())
            .await
            .at(&self.name)?;
        for row in rows {
            let said = row.text(0).at(&self.name)?;
            if said != "ok" {
                problems.push(said);
            }
        }
        let rows = self
            .engine
            .all("PRAGMA foreign_key_check", Vec::new())
            .await
            .at(&self.name)?;
        for row in rows.iter().take(TOLD_PROBLEMS) {
            let table = row.text(0).at(&self.name)?;
            let parent = row.text(2).at(&self.name)?;
            problems.push(format!("{table} -> {parent}"));
        }
        Ok(problems)
    }

    async fn check_postgres(&self) -> Result<Vec<String>, Error> {
        let mut problems = Vec::new();
        let invalid = "SELECT c.relname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
             WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace \
             UNION ALL SELECT conname::text FROM pg_constraint \
             WHERE NOT convalidated AND connamespace = current_schema()::regnamespace";
        for row in self.engine.all(invalid, Vec::new()).await.at(&self.name)? {
            problems.push(row.text(0).at(&self.name)?);
        }
        let mut all = std::io::sink();
        match crate::dump::write_as(self, None, "", &mut all).await {
            Ok(_) => {}
            Err(Error::Damaged { what, .. }) => problems.push(what),
            Err(error) => return Err(error),
        }
        problems.truncate(TOLD_PROBLEMS);
        Ok(problems)
    }

    async fn octets_postgres(&self) -> Result<u64, Error> {
        let sql = "SELECT COALESCE(SUM(pg_total_relation_size(oid)), 0)::bigint FROM pg_class \
             WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace";
        let row = self.engine.one(sql, Vec::new()).await.at(&self.name)?;
        let octets = row.map_or(Ok(0), |row| row.int(0)).at(&self.name)?;
        Ok(octets.unsigned_abs())
    }
}
