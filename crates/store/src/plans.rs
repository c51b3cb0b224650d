//! How an engine would run each of the room's queries.

use crate::engine::{At as _, Engine};
use crate::queries::{self, Walk};
use crate::{Error, Store};

/// How an engine would run one query.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The query's name in the room.
    pub query: &'static str,
    /// How much it may walk.
    pub walk: Walk,
    /// The engine's own words, a step a line.
    pub steps: String,
}

impl Store {
    /// The plan of every query, in the engine's own words: for tests, and for finding out why something is slow.
    ///
    /// PostgreSQL is asked to use indexes where it can, since it rightly walks and sorts what is small.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn plans(&self) -> Result<Vec<Plan>, Error> {
        let mut plans = Vec::new();
        let mut work = self.engine.snapshot().await.at(&self.name)?;
        let mut link = work.link();
        if matches!(self.engine, Engine::Postgres(_)) {
            for sql in [
                "SET LOCAL enable_seqscan = off",
                "SET LOCAL enable_bitmapscan = off",
                "SET LOCAL enable_sort = off",
                "SET LOCAL plan_cache_mode = force_generic_plan",
            ] {
                link.execute(sql, Vec::new()).await.at(&self.name)?;
            }
        }
        for query in queries::ALL {
            plans.push(Plan {
                query: query.name,
                walk: query.walk,
                steps: explain(&mut link, query).await.at(&self.name)?,
            });
        }
        Ok(plans)
    }
}

async fn explain(
    link: &mut crate::engine::Link<'_>,
    query: &queries::Query,
) -> Result<String, sqlx::Error> {
    use crate::engine::Link;
    use futures_util::TryStreamExt as _;
    let (sql, column) = match link {
        Link::Sqlite(_) => (format!("EXPLAIN QUERY PLAN {}", query.sql), 3),
        Link::Postgres(_) => {
            // A prepared statement is planned without values, as it is after a few runs.
            let name = query.name.to_ascii_lowercase();
            let prepare = format!("PREPARE plan_{name} AS {}", query.sql);
            link.run_raw(prepare).await?;
            let most = (1..=16)
                .rev()
                .find(|n| query.sql.contains(&format!("${n}")));
            let nulls = vec!["NULL"; most.unwrap_or(0)].join(", ");
            let arguments = if nulls.is_empty() {
                nulls
            } else {
                format!("({nulls})")
            };
            (
                format!("EXPLAIN (COSTS OFF) EXECUTE plan_{name}{arguments}"),
                0,
            )
        }
    };
    let rows: Vec<_> = match link {
        Link::Sqlite(_) => link.stream_made(sql, Vec::new()).try_collect().await?,
        Link::Postgres(_) => link.stream_raw(sql).try_collect().await?,
    };
    let steps: Result<Vec<String>, _> = rows.iter().map(|row| row.text(column)).collect();
    Ok(steps?.join("\n"))
}
