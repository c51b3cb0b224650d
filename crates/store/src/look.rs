//! Looks at a store without changing anything: no migration, no permission, no file beside it.

use std::fs::Metadata;
use std::path::Path;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::SystemTime;

use facts::Secret;
use sqlx::ConnectOptions as _;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

use crate::check::EngineKind;
use crate::engine::{At as _, Engine};
use crate::open::{CONNECTIONS, PATIENCE, READERS, STEPS, Step, look};
use crate::{Error, Place, Store, files};

/// A store that is only looked at: what writes fails with [`Error::ReadOnly`].
#[derive(Debug)]
pub struct Looked {
    /// The store.
    pub store: Store,
    /// The version of its tables; 0 where there are none yet.
    pub version: i64,
    /// The newest version that is known here. Where it is another one a migration is due, and only
    /// [`Store::check`] can be asked.
    pub known: i64,
    /// The file as it was, where it is read without the locks and the log that another process would use.
    still: Option<Stamp>,
}

/// By what a file that was written to is told.
type Stamp = (u64, Option<SystemTime>);

fn stamp(about: &Metadata) -> Stamp {
    (about.len(), about.modified().ok())
}

impl Looked {
    /// Whether the tables are of an older version, so that opening the store would copy and migrate it.
    #[must_use]
    pub fn is_migration_due(&self) -> bool {
        self.version < self.known
    }

    /// Whether another process wrote while this one looked, so that what was seen may not hang together.
    #[must_use]
    pub fn is_disturbed(&self) -> bool {
        let (Some(before), Place::Sqlite(path)) = (self.still, self.store.place()) else {
            return false;
        };
        let now = std::fs::metadata(path).map(|about| stamp(&about)).ok();
        now != Some(before) || has_log(path)
    }

    /// The version of the engine, as it says it.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn engine_version(&self) -> Result<(EngineKind, String), Error> {
        let (kind, sql) = match self.store.engine {
            Engine::Sqlite { .. } => (EngineKind::Sqlite, "SELECT sqlite_version()"),
            Engine::Postgres(_) => (
                EngineKind::Postgres,
                "SELECT current_setting('server_version')",
            ),
        };
        let row = self.store.engine.one(sql, Vec::new()).await;
        let row = row.at(&self.store.name)?;
        let said = row.map_or(Ok(String::new()), |row| row.text(0));
        Ok((kind, said.at(&self.store.name)?))
    }
}

impl Store {
    /// Opens the store at this place to look at it, and changes nothing there: an older one stays as it is.
    ///
    /// A SQLite store that no process has open is read as it lies, without a lock and without a file beside it;
    /// [`Looked::is_disturbed`] tells whether that was right.
    ///
    /// # Errors
    /// [`Error::Newer`] and [`Error::Foreign`], as when it is opened; [`Error::File`] where there is none.
    pub async fn look(place: &Place) -> Result<Looked, Error> {
        Self::look_at(place, STEPS).await
    }

    /// Looks with these steps as all that are known.
    pub(crate) async fn look_at(place: &Place, steps: &[Step]) -> Result<Looked, Error> {
        let (store, still) = match place {
            Place::Sqlite(path) => look_sqlite(path, steps).await?,
            Place::Postgres(address) => (look_postgres(address).await?, None),
        };
        let known = steps.last().map_or(0, |step| step.version);
        let version = match store.version().await {
            Ok(found) if found > known => Err(Error::Newer {
                place: store.name.to_string(),
                found,
                known,
            }),
            other => other,
        };
        match version {
            Ok(version) => Ok(Looked {
                store,
                version,
                known,
                still,
            }),
            Err(error) => {
                store.close().await;
                Err(error)
            }
        }
    }
}

/// Whether the store has a log beside it: a process has it open, or was killed while it had.
fn has_log(path: &Path) -> bool {
    files::with_ending(path, "-wal").exists()
}

async fn look_sqlite(path: &Path, steps: &[Step]) -> Result<(Store, Option<Stamp>), Error> {
    let place = Place::Sqlite(path.to_owned());
    let name = place.to_string();
    let about = std::fs::metadata(path).map_err(|error| Error::file(path, error))?;
    look(path, &name, steps)?;
    let still = (!has_log(path)).then(|| stamp(&about));
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .read_only(true)
        // Without this SQLite would lay a log and its index beside the file.
        .immutable(still.is_some())
        .busy_timeout(PATIENCE)
        .pragma("query_only", "ON")
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .disable_statement_logging();
    let pool = SqlitePoolOptions::new()
        .max_connections(READERS)
        .connect_with(options)
        .await
        .at(&name)?;
    let store = Store {
        engine: Engine::Sqlite {
            write: pool.clone(),
            read: pool,
        },
        place: Arc::new(place),
        name: name.into(),
    };
    Ok((store, still))
}

async fn look_postgres(address: &Secret<String>) -> Result<Store, Error> {
    let place = Place::Postgres(address.clone());
    let name = place.to_string();
    let options = PgConnectOptions::from_str(address.reveal())
        .map_err(|_| Error::Address)?
        .application_name("mioboe")
        .options([("default_transaction_read_only", "on")])
        .disable_statement_logging();
    // One connection by hand says what is wrong; the pool would try again until its patience ends.
    let first = options.connect().await.at(&name)?;
    sqlx::Connection::close(first).await.at(&name)?;
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .connect_lazy_with(options);
    Ok(Store {
        engine: Engine::Postgres(pool),
        place: Arc::new(place),
        name: name.into(),
    })
}
