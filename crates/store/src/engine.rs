//! The two engines behind one handful of calls, so that a query is written once.

use futures_util::stream::{BoxStream, StreamExt as _};
use sqlx::postgres::{PgConnection, PgPool, PgRow};
use sqlx::sqlite::{SqliteConnection, SqlitePool, SqliteRow};
use sqlx::{Postgres, Row as _, Sqlite, Transaction};

use crate::Error;

/// A value on its way into a query. An absent one keeps its type, which PostgreSQL wants to know.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Int(Some(value.into()))
    }
}

impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        Self::Int(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        // PostgreSQL has no NUL in a text; both engines keep the same.
        Self::Text(Some(value.replace('\0', "\u{fffd}")))
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        if value.contains('\0') {
            return value.as_str().into();
        }
        Self::Text(Some(value))
    }
}

impl From<Option<String>> for Value {
    fn from(value: Option<String>) -> Self {
        value.map_or(Self::Text(None), Self::from)
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(Some(value))
    }
}

impl From<Option<Vec<u8>>> for Value {
    fn from(value: Option<Vec<u8>>) -> Self {
        Self::Bytes(value)
    }
}

impl From<facts::ObservationId> for Value {
    fn from(id: facts::ObservationId) -> Self {
        Self::Bytes(Some(id.as_bytes().to_vec()))
    }
}

impl From<Option<facts::ObservationId>> for Value {
    fn from(id: Option<facts::ObservationId>) -> Self {
        Self::Bytes(id.map(|id| id.as_bytes().to_vec()))
    }
}

/// Values in the order of `$1`, `$2`, ….
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::engine::Value::from($value)),*] };
}
pub(crate) use values;

macro_rules! bound {
    ($sql:expr, $values:expr) => {{
        let mut query = sqlx::query($sql);
        for value in $values {
            query = match value {
                Value::Int(value) => query.bind(value),
                Value::Text(value) => query.bind(value),
                Value::Bytes(value) => query.bind(value),
            };
        }
        query
    }};
}

/// One row of an answer.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

macro_rules! columns {
    ($($name:ident: $kind:ty),* $(,)?) => {
        $(pub(crate) fn $name(&self, at: usize) -> Result<$kind, sqlx::Error> {
            match self {
                Self::Sqlite(row) => row.try_get(at),
                Self::Postgres(row) => row.try_get(at),
            }
        })*
    };
}

impl Row {
    columns! {
        int: i64,
        maybe_int: Option<i64>,
        text: String,
        maybe_text: Option<String>,
        bytes: Vec<u8>,
        maybe_bytes: Option<Vec<u8>>,
    }
}

/// The open engines. SQLite has one connection that writes and several that read.
#[derive(Clone, Debug)]
pub(crate) enum Engine {
    Sqlite { write: SqlitePool, read: SqlitePool },
    Postgres(PgPool),
}

/// A connection, or a transaction seen as one.
pub(crate) enum Link<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

impl Link<'_> {
    /// Runs a query for what it changes; says how many rows that were.
    pub(crate) async fn execute(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<u64, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(link) => bound!(sql, values)
                .execute(&mut **link)
                .await?
                .rows_affected(),
            Self::Postgres(link) => bound!(sql, values)
                .execute(&mut **link)
                .await?
                .rows_affected(),
        })
    }

    /// Runs a query whose text was put together from names that stand in the program.
    pub(crate) async fn execute_made(
        &mut self,
        sql: String,
        values: Vec<Value>,
    ) -> Result<u64, sqlx::Error> {
        let sql = sqlx::AssertSqlSafe(sql);
        Ok(match self {
            Self::Sqlite(link) => bound!(sql, values)
                .execute(&mut **link)
                .await?
                .rows_affected(),
            Self::Postgres(link) => bound!(sql, values)
                .execute(&mut **link)
                .await?
                .rows_affected(),
        })
    }

    /// The rows, one after the other, of a query whose text was put together from names that stand in the program.
    pub(crate) fn stream_made(
        &mut self,
        sql: String,
        values: Vec<Value>,
    ) -> BoxStream<'_, Result<Row, sqlx::Error>> {
        let sql = sqlx::AssertSqlSafe(sql);
        match self {
            Self::Sqlite(link) => bound!(sql, values)
                .fetch(&mut **link)
                .map(|row| row.map(Row::Sqlite))
                .boxed(),
            Self::Postgres(link) => bound!(sql, values)
                .fetch(&mut **link)
                .map(|row| row.map(Row::Postgres))
                .boxed(),
        }
    }
}

impl Link<'_> {
    /// Runs a text as it stands, without preparing it.
    pub(crate) async fn run_raw(&mut self, sql: String) -> Result<(), sqlx::Error> {
        use sqlx::Executor as _;
        let sql = sqlx::raw_sql(sqlx::AssertSqlSafe(sql));
        match self {
            Self::Sqlite(link) => link.execute(sql).await.map(drop),
            Self::Postgres(link) => link.execute(sql).await.map(drop),
        }
    }

    /// The rows of a text as it stands, without preparing it.
    pub(crate) fn stream_raw(&mut self, sql: String) -> BoxStream<'_, Result<Row, sqlx::Error>> {
        let sql = sqlx::raw_sql(sqlx::AssertSqlSafe(sql));
        match self {
            Self::Sqlite(link) => sql
                .fetch(&mut **link)
                .map(|row| row.map(Row::Sqlite))
                .boxed(),
            Self::Postgres(link) => sql
                .fetch(&mut **link)
                .map(|row| row.map(Row::Postgres))
                .boxed(),
        }
    }
}

/// A transaction; what is not committed did not happen.
pub(crate) enum Work {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Work {
    pub(crate) fn link(&mut self) -> Link<'_> {
        match self {
            Self::Sqlite(work) => Link::Sqlite(work),
            Self::Postgres(work) => Link::Postgres(work),
        }
    }

    pub(crate) async fn execute(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<u64, sqlx::Error> {
        self.link().execute(sql, values).await
    }

    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(work) => work.commit().await,
            Self::Postgres(work) => work.commit().await,
        }
    }
}

impl Engine {
    /// A transaction that writes. SQLite takes its one writer's place at once, so that it never has to give up
    /// halfway through.
    pub(crate) async fn write(&self) -> Result<Work, sqlx::Error> {
        Ok(match self {
            Self::Sqlite { write, .. } => Work::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Work::Postgres(pool.begin().await?),
        })
    }

    /// A transaction in which everything is seen as it stands at one moment.
    pub(crate) async fn snapshot(&self) -> Result<Work, sqlx::Error> {
        Ok(match self {
            Self::Sqlite { read, .. } => Work::Sqlite(read.begin().await?),
            Self::Postgres(pool) => Work::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?,
            ),
        })
    }

    /// All rows; for queries that have a limit.
    pub(crate) async fn all(
        &self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, sqlx::Error> {
        Ok(match self {
            Self::Sqlite { read, .. } => {
                let rows = bound!(sql, values).fetch_all(read).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(pool) => {
                let rows = bound!(sql, values).fetch_all(pool).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// The first row.
    pub(crate) async fn one(
        &self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Option<Row>, sqlx::Error> {
        Ok(match self {
            Self::Sqlite { read, .. } => bound!(sql, values)
                .fetch_optional(read)
                .await?
                .map(Row::Sqlite),
            Self::Postgres(pool) => bound!(sql, values)
                .fetch_optional(pool)
                .await?
                .map(Row::Postgres),
        })
    }

    /// The rows, one after the other.
    pub(crate) fn stream(
        &self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> BoxStream<'_, Result<Row, sqlx::Error>> {
        match self {
            Self::Sqlite { read, .. } => bound!(sql, values)
                .fetch(read)
                .map(|row| row.map(Row::Sqlite))
                .boxed(),
            Self::Postgres(pool) => bound!(sql, values)
                .fetch(pool)
                .map(|row| row.map(Row::Postgres))
                .boxed(),
        }
    }

    /// Runs one statement outside of a transaction.
    pub(crate) async fn run(
        &self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<u64, sqlx::Error> {
        Ok(match self {
            Self::Sqlite { write, .. } => bound!(sql, values).execute(write).await?.rows_affected(),
            Self::Postgres(pool) => bound!(sql, values).execute(pool).await?.rows_affected(),
        })
    }

    /// Closes all connections; SQLite then folds its log into the file.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// Adds where it happened to what an engine said.
pub(crate) trait At<T> {
    fn at(self, place: &str) -> Result<T, Error>;
}

impl<T> At<T> for Result<T, sqlx::Error> {
    fn at(self, place: &str) -> Result<T, Error> {
        self.map_err(|error| Error::of(place, &error))
    }
}
