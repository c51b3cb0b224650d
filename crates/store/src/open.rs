//! Opens a store: looks before it touches, copies before it migrates.

use std::fmt;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use facts::{Instant, Secret};
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, SqlSafeStr as _};

use crate::engine::{At as _, Engine, values};
use crate::{Error, dump, files};

/// How long a writer waits for another process's transaction.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
/// How many connections may read a SQLite store at once.
pub(crate) const READERS: u32 = 4;
/// The writer's page cache, 16 MiB in SQLite's negative kibibytes: the indexes by hash are touched all over.
const WRITER_CACHE: &str = "-16384";
/// How many connections a process holds to PostgreSQL.
pub(crate) const CONNECTIONS: u32 = 6;
/// What stands at the beginning of every SQLite file.
const SQLITE_MAGIC: &[u8] = b"SQLite format 3\0";
/// `mioe`, what our migrations write into the file's header as its application.
const APPLICATION: u32 = 1_835_626_341;
/// The engines' list of migrations that were applied.
pub(crate) const MIGRATIONS_TABLE: &str = "store_migration";

/// Where a store is.
#[derive(Clone, Debug)]
pub enum Place {
    /// A file; made with its folders where it is missing.
    Sqlite(PathBuf),
    /// A database, by its address (`postgres://…`), which may hold a password and is never shown.
    Postgres(Secret<String>),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "{}", path.display()),
            Self::Postgres(_) => f.write_str("PostgreSQL"),
        }
    }
}

/// How a store is opened.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The time, for the name of a copy.
    pub now: Instant,
    /// The folder for the copy that is made before a migration of what is there. A SQLite store is copied
    /// beside itself where none is named; PostgreSQL, which has no beside, is not migrated without one.
    /// The copy holds everything in clear, readable for its owner alone.
    pub copies: Option<PathBuf>,
}

impl Opening {
    /// An opening at this time, with copies beside the store.
    #[must_use]
    pub fn at(now: Instant) -> Self {
        Self { now, copies: None }
    }
}

/// A change of the tables, written for both engines.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    pub(crate) version: i64,
    pub(crate) name: &'static str,
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

/// All changes of the tables, oldest first. The SQLite text sets `user_version` to the same version.
pub(crate) const STEPS: &[Step] = &[
    Step {
        version: 1,
        name: "store",
        sqlite: include_str!("../migrations/sqlite/0001_store.sql"),
        postgres: include_str!("../migrations/postgres/0001_store.sql"),
    },
    Step {
        version: 2,
        name: "over_time",
        sqlite: include_str!("../migrations/sqlite/0002_over_time.sql"),
        postgres: include_str!("../migrations/postgres/0002_over_time.sql"),
    },
    Step {
        version: 3,
        name: "mails",
        sqlite: include_str!("../migrations/sqlite/0003_mails.sql"),
        postgres: include_str!("../migrations/postgres/0003_mails.sql"),
    },
];

/// An open store; a clone is the same store.
#[derive(Clone)]
pub struct Store {
    pub(crate) engine: Engine,
    pub(crate) place: Arc<Place>,
    /// The place as it is shown.
    pub(crate) name: Arc<str>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Store({})", self.name)
    }
}

impl Store {
    /// Opens the store at this place, makes it where there is none, and brings its tables up to date.
    ///
    /// # Errors
    /// [`Error::Newer`] and [`Error::Foreign`] before anything is touched; [`Error::CopyWanted`] where
    /// PostgreSQL is to be migrated and no folder is named; else whatever the engine says.
    pub async fn open(place: &Place, opening: &Opening) -> Result<Self, Error> {
        Self::open_at(place, opening, STEPS).await
    }

    /// Opens with these steps as all that are known.
    pub(crate) async fn open_at(
        place: &Place,
        opening: &Opening,
        steps: &'static [Step],
    ) -> Result<Self, Error> {
        let store = match place {
            Place::Sqlite(path) => Self::connect_sqlite(path, steps).await?,
            Place::Postgres(address) => Self::connect_postgres(address).await?,
        };
        match store.migrate(opening, steps).await {
            Ok(()) => Ok(store),
            Err(error) => {
                store.close().await;
                Err(error)
            }
        }
    }

    /// Closes all connections; a SQLite store then is one file again.
    pub async fn close(&self) {
        self.engine.close().await;
    }

    /// Where the store is.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    async fn connect_sqlite(path: &Path, steps: &[Step]) -> Result<Self, Error> {
        let place = Place::Sqlite(path.to_owned());
        let name = place.to_string();
        look(path, &name, steps)?;
        files::make_folders_above(path).map_err(|error| denied(path, error))?;
        match files::create_new(path) {
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                for ending in ["", "-wal", "-shm"] {
                    files::close_to_others(&files::with_ending(path, ending));
                }
                // SQLite would open a file that may not be written, and say so only when it writes.
                std::fs::OpenOptions::new()
                    .write(true)
                    .open(path)
                    .map_err(|error| denied(path, error))?;
            }
            Err(error) => return Err(denied(path, error)),
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(false)
            .journal_mode(SqliteJournalMode::Wal)
            // FULL hands every commit to the disk: a card's code is taken out of its mailbox only after
            // that. NORMAL would survive a kill as well, but not a power cut.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .pragma("secure_delete", "ON")
            .pragma("trusted_schema", "OFF")
            .pragma("cell_size_check", "ON")
            .disable_statement_logging();
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options.clone().pragma("cache_size", WRITER_CACHE))
            .await
            .at(&name)?;
        // Before anything else, so that a file whose making a full disk cut off is ours and not somebody else's.
        let marked: i64 = sqlx::query_scalar("PRAGMA application_id")
            .fetch_one(&write)
            .await
            .at(&name)?;
        if marked == 0 {
            let mark = format!("PRAGMA application_id = {APPLICATION}");
            sqlx::query(sqlx::AssertSqlSafe(mark))
                .execute(&write)
                .await
                .at(&name)?;
        }
        let read = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_lazy_with(options.pragma("query_only", "ON"));
        Ok(Self {
            engine: Engine::Sqlite { write, read },
            place: Arc::new(place),
            name: name.into(),
        })
    }

    async fn connect_postgres(address: &Secret<String>) -> Result<Self, Error> {
        let place = Place::Postgres(address.clone());
        let name = place.to_string();
        let options = PgConnectOptions::from_str(address.reveal())
            .map_err(|_| Error::Address)?
            .application_name("mioboe")
            .disable_statement_logging();
        // One connection by hand says what is wrong; the pool would try again until its patience ends.
        let first = options.connect().await.at(&name)?;
        sqlx::Connection::close(first).await.at(&name)?;
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .connect_lazy_with(options);
        Ok(Self {
            engine: Engine::Postgres(pool),
            place: Arc::new(place),
            name: name.into(),
        })
    }

    /// The version of the tables; 0 where there are none yet.
    pub(crate) async fn version(&self) -> Result<i64, Error> {
        let there = match self.engine {
            Engine::Sqlite { .. } => {
                "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'store_migration'"
            }
            Engine::Postgres(_) => {
                "SELECT COUNT(*) FROM pg_catalog.pg_class WHERE oid = to_regclass('store_migration')"
            }
        };
        let row = self.engine.one(there, Vec::new()).await.at(&self.name)?;
        if row.map_or(Ok(0), |row| row.int(0)).at(&self.name)? == 0 {
            return Ok(0);
        }
        let row = self
            .engine
            .one("SELECT MAX(version) FROM store_migration", Vec::new())
            .await
            .at(&self.name)?;
        let version = row.map_or(Ok(None), |row| row.maybe_int(0));
        Ok(version.at(&self.name)?.unwrap_or(0))
    }

    async fn migrate(&self, opening: &Opening, steps: &'static [Step]) -> Result<(), Error> {
        let known = steps.last().map_or(0, |step| step.version);
        let found = self.version().await?;
        if found > known {
            return Err(Error::Newer {
                place: self.name.to_string(),
                found,
                known,
            });
        }
        if found == known {
            return Ok(());
        }
        if found > 0 {
            self.copy(opening, found).await?;
        }
        match self.apply(steps).await {
            // Another process may have done the same at the same moment.
            Err(_) if self.version().await? == known => Ok(()),
            applied => applied,
        }
    }

    /// Applies what of these steps was not applied yet.
    pub(crate) async fn apply(&self, steps: &'static [Step]) -> Result<(), Error> {
        let is_sqlite = matches!(self.engine, Engine::Sqlite { .. });
        let migrations = steps
            .iter()
            .map(|step| {
                let sql = if is_sqlite {
                    step.sqlite
                } else {
                    step.postgres
                };
                Migration::new(
                    step.version,
                    step.name.into(),
                    MigrationType::Simple,
                    sql.into_sql_str(),
                    false,
                )
            })
            .collect();
        let mut migrator = Migrator::with_migrations(migrations);
        migrator.dangerous_set_table_name(MIGRATIONS_TABLE);
        let ran = match &self.engine {
            Engine::Sqlite { write, .. } => migrator.run(write).await,
            Engine::Postgres(pool) => migrator.run(pool).await,
        };
        ran.map_err(|error| match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
                Error::of(&self.name, &error)
            }
            MigrateError::VersionMismatch(version) => Error::Altered {
                place: self.name.to_string(),
                version,
            },
            error => Error::Engine {
                place: self.name.to_string(),
                what: error.to_string(),
            },
        })
    }

    /// Copies what is there before it is migrated.
    async fn copy(&self, opening: &Opening, version: i64) -> Result<(), Error> {
        let stamp = opening.now.0.strftime("%Y%m%dT%H%M%SZ");
        match (&*self.place, &self.engine) {
            (Place::Sqlite(path), Engine::Sqlite { .. }) => {
                let to = with_copies(
                    path,
                    opening.copies.as_deref(),
                    &format!(".v{version}-{stamp}"),
                );
                files::make_folders_above(&to).map_err(|error| denied(&to, error))?;
                // VACUUM INTO takes an empty file, and keeps its mode.
                files::create_new(&to).map_err(|error| denied(&to, error))?;
                self.engine
                    .run("VACUUM INTO $1", values![to.to_string_lossy().as_ref()])
                    .await
                    .at(&self.name)?;
                Ok(())
            }
            _ => {
                let Some(folder) = &opening.copies else {
                    return Err(Error::CopyWanted {
                        place: self.name.to_string(),
                    });
                };
                let to = folder.join(format!("mioboe-store.v{version}-{stamp}.jsonl"));
                files::make_folders_above(&to).map_err(|error| denied(&to, error))?;
                let mut file = files::create_new(&to).map_err(|error| denied(&to, error))?;
                dump::write(self, None, opening.now, &mut file).await?;
                file.sync_all().map_err(|error| denied(&to, error))
            }
        }
    }
}

/// The name of a copy of the store's file.
fn with_copies(path: &Path, folder: Option<&Path>, ending: &str) -> PathBuf {
    match (folder, path.file_name()) {
        (Some(folder), Some(name)) => files::with_ending(&folder.join(name), ending),
        _ => files::with_ending(path, ending),
    }
}

/// Looks at the file's header before SQLite touches it.
pub(crate) fn look(path: &Path, name: &str, steps: &[Step]) -> Result<(), Error> {
    let mut header = Vec::new();
    match std::fs::File::open(path) {
        Ok(file) => file
            .take(100)
            .read_to_end(&mut header)
            .map_err(|error| Error::file(path, error))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::file(path, error)),
    };
    let foreign = || Error::Foreign {
        place: name.to_owned(),
    };
    if header.is_empty() {
        return Ok(());
    }
    // The positions stand in https://www.sqlite.org/fileformat2.html, section 1.3.
    let number = |at: usize| -> Option<u32> {
        let bytes = header.get(at..at + 4)?;
        Some(u32::from_be_bytes(bytes.try_into().ok()?))
    };
    let (Some(schema), Some(version), Some(application)) = (number(40), number(60), number(68))
    else {
        return Err(foreign());
    };
    if !header.starts_with(SQLITE_MAGIC) {
        return Err(foreign());
    }
    // A store that was killed while it was made is an empty database, its tables still in the log.
    if application != APPLICATION && (application != 0 || schema != 0) {
        return Err(foreign());
    }
    let known = steps.last().map_or(0, |step| step.version);
    if i64::from(version) > known {
        return Err(Error::Newer {
            place: name.to_owned(),
            found: version.into(),
            known,
        });
    }
    Ok(())
}

fn denied(path: &Path, error: std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::PermissionDenied => Error::ReadOnly {
            place: path.display().to_string(),
        },
        _ => Error::file(path, error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peers::Postgres;
    use crate::{Batch, Kept, Owner};
    use facts::{Observation, ObservationId, ObservationKind, Source};

    /// The steps of a program that is one version ahead.
    const LATER: &[Step] = &[
        STEPS[0],
        STEPS[1],
        STEPS[2],
        Step {
            version: 4,
            name: "later",
            sqlite: "PRAGMA user_version = 4; CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT;",
            postgres: "CREATE TABLE later (id BIGINT PRIMARY KEY);",
        },
    ];

    fn wait<T>(future: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.expect("a runtime").block_on(future)
    }

    fn opening(copies: Option<&Path>) -> Opening {
        let now = "2026-11-22T10:15:00Z".parse().expect("a time");
        Opening {
            now: Instant(now),
            copies: copies.map(Path::to_owned),
        }
    }

    fn batch() -> Batch {
        let now = opening(None).now;
        let mut batch = Batch::new(Owner::new("hanako", "hanako@mail.example"), now);
        batch.observations.push(Kept {
            observation: Observation {
                id: ObservationId::of(b"a mail"),
                kind: ObservationKind::Mail,
                source: Source::Pasted,
                person: None,
                account: None,
                taken: now,
            },
            moment: now,
            content: "{}".to_owned(),
        });
        batch
    }

    #[test]
    fn every_step_writes_its_version_into_the_file() {
        for step in STEPS {
            let said = format!("PRAGMA user_version = {};", step.version);
            assert!(step.sqlite.contains(&said), "{}", step.name);
        }
        let said = format!("PRAGMA application_id = {APPLICATION};");
        assert!(STEPS[0].sqlite.contains(&said));
    }

    #[test]
    fn a_sqlite_store_is_copied_before_it_is_migrated() {
        wait(async {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("store.sqlite");
            let place = Place::Sqlite(path.clone());
            let store = Store::open(&place, &opening(None)).await.expect("opens");
            store.commit(&batch()).await.expect("keeps");
            store.close().await;
            // A look tells that a migration is due, and does not make it.
            let looked = Store::look_at(&place, LATER).await.expect("looks");
            assert!(looked.is_migration_due() && looked.version == 3);
            let checked = looked.store.check().await.expect("checks");
            assert!(checked.problems.is_empty() && checked.copies.is_empty());
            looked.store.close().await;
            let store = Store::open_at(&place, &opening(None), LATER).await;
            let store = store.expect("migrates");
            assert_eq!(store.version().await.expect("a version"), 4);
            assert_eq!(store.counts().await.expect("counts").observations, 1);
            let copy = folder.path().join("store.sqlite.v3-20261122T101500Z");
            assert_eq!(store.copies_beside(), std::slice::from_ref(&copy));
            assert_eq!(files::mode(&copy), Some(0o600));
            store.close().await;
            // The program from before the migration refuses the store, and opens the copy.
            let error = Store::open(&place, &opening(None))
                .await
                .expect_err("newer");
            assert!(matches!(error, Error::Newer { found: 4, .. }), "{error}");
            let store = Store::open(&Place::Sqlite(copy), &opening(None)).await;
            let store = store.expect("the copy opens");
            assert_eq!(store.counts().await.expect("counts").observations, 1);
            store.close().await;
        });
    }

    /// Writes a mail and where it lies, as the first version of the tables has them.
    async fn fill_first_version(store: &Store) {
        let id = ObservationId::of(b"a mail");
        for (sql, values) in [
            (
                "INSERT INTO observation (person, account, id, kind, source, taken, moment, content) \
                 VALUES ('hanako', 'hanako@mail.example', $1, 'mail', '\"pasted\"', 1, 1, '{}')",
                values![id],
            ),
            (
                "INSERT INTO placement (person, account, folder, validity, uid, observation, first_seen, last_seen, \
                 flags) VALUES ('hanako', 'hanako@mail.example', 'INBOX', 7, 1, $1, 1, 1, '[]')",
                values![id],
            ),
        ] {
            store.engine.run(sql, values).await.expect("a row");
        }
    }

    /// A store of the first version keeps what it holds, and a backup of it comes back.
    async fn migrate_first_version(place: &Place, other: &Place) {
        let folder = tempfile::tempdir().expect("a folder");
        let opening = opening(Some(folder.path()));
        let store = Store::open_at(place, &opening, &STEPS[..1]).await;
        let store = store.expect("the first version");
        fill_first_version(&store).await;
        let file = folder.path().join("first.age");
        let secret = || Secret::new("correct horse".to_owned());
        let key = crate::BackupKey::Passphrase(secret(), crate::seal::Work::Exponent(2));
        let backed = store.backup(&file, &key, opening.now).await;
        assert_eq!(backed.expect("a backup").schema, 1);
        store.close().await;
        let owner = Owner::new("hanako", "hanako@mail.example");
        let id = ObservationId::of(b"a mail");
        let store = Store::open(place, &opening).await.expect("migrates");
        let lies = store.placements(&owner, &id).await.expect("a placement");
        assert_eq!((lies.len(), lies[0].unread_at), (1, None));
        store.commit(&batch()).await.expect("keeps");
        store.close().await;
        let opener = crate::BackupOpener::Passphrase(secret());
        let scratch = folder.path().join("scratch.sqlite");
        let rehearsed = Store::rehearse(&file, &opener, &scratch, &opening).await;
        let rehearsed = rehearsed.expect("a rehearsal");
        assert!(rehearsed.is_same && rehearsed.problems.is_empty());
        let empty = crate::Restoring::Empty;
        let restored = Store::restore(&file, &opener, other, &opening, empty).await;
        let (store, _) = restored.expect("restores");
        let also = store.placements(&owner, &id).await.expect("a placement");
        assert_eq!(also, lies);
        assert_eq!(store.version().await.expect("a version"), 3);
        let unlisted = store.unlisted(9).await.expect("a list");
        assert_eq!(
            unlisted.len(),
            1,
            "what was kept before is still to be listed"
        );
        store.close().await;
    }

    #[test]
    fn the_first_version_is_migrated_and_its_backups_come_back() {
        wait(async {
            let folder = tempfile::tempdir().expect("a folder");
            let sqlite = |name: &str| Place::Sqlite(folder.path().join(name));
            migrate_first_version(&sqlite("one.sqlite"), &sqlite("other.sqlite")).await;
            if let Some(server) = Postgres::running() {
                migrate_first_version(&server.place().0, &server.place().0).await;
            }
        });
    }

    #[test]
    fn postgres_is_migrated_only_with_a_place_for_a_copy() {
        let Some(server) = Postgres::running() else {
            return;
        };
        wait(async {
            let folder = tempfile::tempdir().expect("a folder");
            let (place, _) = server.place();
            let store = Store::open(&place, &opening(None)).await.expect("opens");
            store.commit(&batch()).await.expect("keeps");
            store.close().await;
            let error = Store::open_at(&place, &opening(None), LATER).await;
            let error = error.expect_err("no folder is named");
            assert!(matches!(error, Error::CopyWanted { .. }), "{error}");
            let with_folder = opening(Some(folder.path()));
            let store = Store::open_at(&place, &with_folder, LATER).await;
            store.expect("migrates").close().await;
            let copy = folder.path().join("mioboe-store.v3-20261122T101500Z.jsonl");
            assert_eq!(files::mode(&copy), Some(0o600));
            let file = std::fs::File::open(&copy).expect("a copy");
            let header = dump::verify(&copy, &mut std::io::BufReader::new(file), 3);
            let header = header.expect("a whole copy");
            assert_eq!((header.schema, header.rows["observation"]), (3, 1));
        });
    }
}
