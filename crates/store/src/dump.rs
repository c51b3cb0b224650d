//! The open form in which rows leave a store and come back: JSON Lines.
//!
//! The first line is a header: `{"format":"mioboe-store","version":1,"schema":…,"made":…,"person":…,
//! "counts":{table: rows, …}}`. Each line after it is a row, `{table:{column: value, …}}`: numbers as numbers,
//! texts as texts, octets as hexadecimal digits, nothing as `null`. The last line is
//! `{"end":{"rows":…,"sha256":…}}`, the SHA-256 of every octet before it. Rows stand in the order of their
//! table's key, so that both engines write the same.

use std::collections::BTreeMap;
use std::io::{BufRead, Read as _, Write};
use std::path::Path;

use data_encoding::HEXLOWER;
use facts::{Instant, PersonId};
use futures_util::TryStreamExt as _;
use serde_json::{Map, Value as Json, json};
use sha2::{Digest as _, Sha256};

use crate::engine::{At as _, Engine, Link, Row, Value, Work, values};
use crate::{Error, Store, queries};

/// What the header calls the form.
const FORMAT: &str = "mioboe-store";
/// The version of the form; the version of the tables stands beside it.
const VERSION: u64 = 1;
/// The first version of the tables that has what mails are found by; a dump holds none of it.
const LISTED_SINCE: i64 = 3;
/// The longest line that is read back: the largest blob in hexadecimal digits, and its names.
const LARGEST_LINE: u64 = 192 << 20;

/// The tables, those that others refer to first, and the order of their rows.
const TABLES: &[(&str, &str)] = &[
    ("observation", "seq"),
    ("answer", "seq"),
    ("ledger_entry", "person, account, id"),
    ("sealed_blob", "person, thing, kind, account"),
    ("placement", "person, account, folder, validity, uid"),
    ("folder_cursor", "person, account, folder"),
    ("account_state", "person, account"),
    ("question", "id"),
    ("telling", "person, channel, id"),
    ("setting", "person, id"),
];

/// How many rows each table has, by the table's name.
pub type Rows = BTreeMap<String, u64>;

/// A row as a line has it: its table and its columns.
type Line = (String, Map<String, Json>);

/// What a dump says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) schema: i64,
    pub(crate) made: String,
    pub(crate) rows: Rows,
    /// Whose rows they are, where it is not everybody's.
    pub(crate) person: Option<String>,
    /// The checksum of the last line.
    pub(crate) sha256: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Int,
    Text,
    Bytes,
}

/// A table as the engine has it.
struct Table {
    name: &'static str,
    order: &'static str,
    columns: Vec<(String, Kind)>,
}

/// Writes everything, or everything of one person, as it stands at one moment.
pub(crate) async fn write(
    store: &Store,
    person: Option<&PersonId>,
    made: Instant,
    to: &mut (dyn Write + Send),
) -> Result<Header, Error> {
    write_as(store, person, &made.to_string(), to).await
}

/// As [`write`], with the time as a dump before said it.
pub(crate) async fn write_as(
    store: &Store,
    person: Option<&PersonId>,
    made: &str,
    to: &mut (dyn Write + Send),
) -> Result<Header, Error> {
    let schema = store.version().await?;
    let mut work = store.engine.snapshot().await.at(&store.name)?;
    let tables = tables(&mut work).await.at(&store.name)?;
    let (filter, bound) = match person {
        None => ("", Vec::new()),
        Some(person) => (" WHERE person = $1", values![&*person.0]),
    };
    let mut rows = Rows::new();
    for table in &tables {
        let sql = format!("SELECT COUNT(*) FROM {}{filter}", table.name);
        let mut link = work.link();
        let mut counted = link.stream_made(sql, bound.clone());
        let row = counted.try_next().await.at(&store.name)?;
        let count = row.map_or(Ok(0), |row| row.int(0)).at(&store.name)?;
        rows.insert(table.name.to_owned(), count.unsigned_abs());
    }
    let mut out = Hashing {
        to,
        hash: Sha256::new(),
    };
    let person = person.map(|person| person.0.to_string());
    out.line(&json!({
        "format": FORMAT, "version": VERSION, "schema": schema, "made": made, "person": person,
        "counts": rows,
    }))?;
    let mut written: u64 = 0;
    for table in &tables {
        let names: Vec<&str> = table
            .columns
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        let sql = format!(
            "SELECT {} FROM {}{filter} ORDER BY {}",
            names.join(", "),
            table.name,
            table.order
        );
        let mut link = work.link();
        let mut stream = link.stream_made(sql, bound.clone());
        while let Some(row) = stream.try_next().await.at(&store.name)? {
            let row = row_json(&row, table).at(&store.name)?;
            out.line(&json!({ table.name: row }))?;
            written += 1;
        }
    }
    let sha256 = HEXLOWER.encode(&out.hash.clone().finalize());
    out.line(&json!({ "end": { "rows": written, "sha256": sha256 } }))?;
    Ok(Header {
        schema,
        made: made.to_owned(),
        rows,
        person,
        sha256,
    })
}

/// Reads a whole dump and holds it against its own header and checksum; hands each row to `row`.
pub(crate) fn verify(path: &Path, from: &mut dyn BufRead, known: i64) -> Result<Header, Error> {
    let mut reader = Reader::begin(path, from, known)?;
    while reader.next()?.is_some() {}
    reader.end()
}

/// Reads a dump row by row.
pub(crate) struct Reader<'a, R: ?Sized> {
    path: &'a Path,
    from: &'a mut R,
    hash: Sha256,
    header: Header,
    rows: Rows,
    line: Vec<u8>,
}

impl<'a, R: BufRead + ?Sized> Reader<'a, R> {
    /// Reads the header.
    pub(crate) fn begin(path: &'a Path, from: &'a mut R, known: i64) -> Result<Self, Error> {
        let mut reader = Self {
            path,
            from,
            hash: Sha256::new(),
            header: Header {
                schema: 0,
                made: String::new(),
                rows: Rows::new(),
                person: None,
                sha256: String::new(),
            },
            rows: Rows::new(),
            line: Vec::new(),
        };
        let Some(json) = reader.line()? else {
            return Err(reader.torn("empty"));
        };
        reader.hash.update(&reader.line);
        let text = |name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned);
        if text("format").as_deref() != Some(FORMAT) {
            return Err(reader.torn("the header"));
        }
        let schema = json.get("schema").and_then(Json::as_i64).unwrap_or(0);
        if json.get("version").and_then(Json::as_u64) != Some(VERSION) || schema > known {
            return Err(Error::Newer {
                place: path.display().to_string(),
                found: schema,
                known,
            });
        }
        let counts = json.get("counts").and_then(Json::as_object);
        let rows: Option<Rows> = counts.and_then(|counts| {
            let count = |(name, count): (&String, &Json)| Some((name.clone(), count.as_u64()?));
            counts.iter().map(count).collect()
        });
        let (Some(rows), Some(made), true) = (rows, text("made"), schema > 0) else {
            return Err(reader.torn("the header"));
        };
        reader.header = Header {
            schema,
            made,
            rows,
            person: text("person"),
            sha256: String::new(),
        };
        Ok(reader)
    }

    /// The next row: its table and its columns; `None` at the last line, which has to fit.
    pub(crate) fn next(&mut self) -> Result<Option<Line>, Error> {
        let Some(Json::Object(line)) = self.line()? else {
            return Err(self.torn("it has no end"));
        };
        let Some((name, json)) = line.into_iter().next() else {
            return Err(self.torn("a line"));
        };
        let Json::Object(columns) = json else {
            return Err(self.torn("a line"));
        };
        if name != "end" {
            self.hash.update(&self.line);
            *self.rows.entry(name.clone()).or_default() += 1;
            return Ok(Some((name, columns)));
        }
        let sha256 = HEXLOWER.encode(&self.hash.clone().finalize());
        if columns.get("sha256").and_then(Json::as_str) != Some(sha256.as_str()) {
            return Err(self.torn("the checksum"));
        }
        self.header.sha256 = sha256;
        Ok(None)
    }

    /// Holds the rows against the header, and sees that nothing follows.
    pub(crate) fn end(mut self) -> Result<Header, Error> {
        self.header.rows.retain(|_, count| *count > 0);
        if self.header.rows != self.rows {
            return Err(self.torn("the counts"));
        }
        if self.line()?.is_some() {
            return Err(self.torn("something follows its end"));
        }
        Ok(self.header)
    }

    fn line(&mut self) -> Result<Option<Json>, Error> {
        self.line.clear();
        let read = (&mut *self.from)
            .take(LARGEST_LINE)
            .read_until(b'\n', &mut self.line);
        // What age finds torn or changed comes out as an error of reading.
        read.map_err(|_| self.torn("it cannot be read to its end"))?;
        if self.line.is_empty() {
            return Ok(None);
        }
        if self.line.last() != Some(&b'\n') {
            return Err(self.torn("a line without an end"));
        }
        let json = serde_json::from_slice(&self.line);
        json.map(Some).map_err(|_| self.torn("a line"))
    }

    fn torn(&self, what: &'static str) -> Error {
        Error::Backup {
            path: self.path.to_owned(),
            what,
        }
    }
}

/// Puts all rows of a dump into tables that are empty.
pub(crate) async fn load<R: BufRead + Send + ?Sized>(
    store: &Store,
    work: &mut Work,
    mut reader: Reader<'_, R>,
) -> Result<Header, Error> {
    let version = store.version().await?;
    let tables = tables(work).await.at(&store.name)?;
    while let Some((name, columns)) = reader.next()? {
        let Some(table) = tables.iter().find(|table| table.name == name) else {
            return Err(reader.torn("a table that is not known"));
        };
        let is_older = reader.header.schema < version;
        let Some(values) = row_values(columns, table, is_older) else {
            return Err(reader.torn("a row that does not fit its table"));
        };
        let names: Vec<&str> = table
            .columns
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        let marks: Vec<String> = (1..=names.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "INSERT INTO {name} ({}) VALUES ({})",
            names.join(", "),
            marks.join(", ")
        );
        work.link()
            .execute_made(sql, values)
            .await
            .at(&store.name)?;
    }
    if matches!(store.engine, Engine::Postgres(_)) {
        for table in ["observation", "answer"] {
            // The next number follows the ones that were put in.
            let sql = format!(
                "SELECT setval(pg_get_serial_sequence('{table}', 'seq'), \
                 COALESCE((SELECT MAX(seq) FROM {table}), 0) + 1, false)"
            );
            work.link()
                .execute_made(sql, Vec::new())
                .await
                .at(&store.name)?;
        }
    }
    if version >= LISTED_SINCE {
        // What mails are found by is made anew.
        for sql in [queries::EMPTY_WORDS, queries::QUEUE_ALL] {
            work.execute(sql, Vec::new()).await.at(&store.name)?;
        }
    }
    reader.end()
}

/// Whether no table has a row.
pub(crate) async fn is_empty(work: &mut Work) -> Result<bool, sqlx::Error> {
    for table in tables(work).await? {
        let sql = format!("SELECT 1 FROM {} LIMIT 1", table.name);
        let mut link = work.link();
        if link
            .stream_made(sql, Vec::new())
            .try_next()
            .await?
            .is_some()
        {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Takes every row out of every table.
pub(crate) async fn empty(work: &mut Work) -> Result<(), sqlx::Error> {
    for table in tables(work).await?.iter().rev() {
        let sql = format!("DELETE FROM {}", table.name);
        work.link().execute_made(sql, Vec::new()).await?;
    }
    Ok(())
}

/// The tables with the columns that they have in this store, which may be of an older version.
async fn tables(work: &mut Work) -> Result<Vec<Table>, sqlx::Error> {
    let sql = match work.link() {
        Link::Sqlite(_) => {
            "SELECT m.name, p.name, p.type FROM sqlite_schema m, pragma_table_info(m.name) p \
             WHERE m.type = 'table' ORDER BY m.name, p.cid"
        }
        Link::Postgres(_) => {
            "SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns \
             WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position"
        }
    };
    let mut tables: Vec<Table> = TABLES
        .iter()
        .map(|(name, order)| Table {
            name,
            order,
            columns: Vec::new(),
        })
        .collect();
    let mut link = work.link();
    let mut rows = link.stream_made(sql.to_owned(), Vec::new());
    while let Some(row) = rows.try_next().await? {
        let name = row.text(0)?;
        let Some(table) = tables.iter_mut().find(|table| table.name == name) else {
            continue;
        };
        let kind = match row.text(2)?.to_ascii_uppercase().as_str() {
            "INTEGER" | "BIGINT" => Kind::Int,
            "BLOB" | "BYTEA" => Kind::Bytes,
            _ => Kind::Text,
        };
        table.columns.push((row.text(1)?, kind));
    }
    drop(rows);
    tables.retain(|table| !table.columns.is_empty());
    Ok(tables)
}

fn row_json(row: &Row, table: &Table) -> Result<Json, sqlx::Error> {
    let mut columns = Map::new();
    for (at, (name, kind)) in table.columns.iter().enumerate() {
        let value = match kind {
            Kind::Int => json!(row.maybe_int(at)?),
            Kind::Text => json!(row.maybe_text(at)?),
            Kind::Bytes => json!(row.maybe_bytes(at)?.map(|bytes| HEXLOWER.encode(&bytes))),
        };
        columns.insert(name.clone(), value);
    }
    Ok(columns.into())
}

/// The values of a row in the order of the table's columns; `None` where one is missing, new or of another kind.
///
/// What an older version of the tables did not have is nothing.
fn row_values(mut columns: Map<String, Json>, table: &Table, is_older: bool) -> Option<Vec<Value>> {
    let mut values = Vec::new();
    for (name, kind) in &table.columns {
        let json = match columns.remove(name) {
            None if is_older => Json::Null,
            json => json?,
        };
        let value = match (kind, json) {
            (Kind::Int, Json::Null) => Value::Int(None),
            (Kind::Text, Json::Null) => Value::Text(None),
            (Kind::Bytes, Json::Null) => Value::Bytes(None),
            (Kind::Int, json) => Value::Int(Some(json.as_i64()?)),
            (Kind::Text, Json::String(text)) => Value::from(text),
            (Kind::Bytes, Json::String(text)) => {
                Value::Bytes(Some(HEXLOWER.decode(text.as_bytes()).ok()?))
            }
            _ => return None,
        };
        values.push(value);
    }
    columns.is_empty().then_some(values)
}

struct Hashing<'a> {
    to: &'a mut (dyn Write + Send),
    hash: Sha256,
}

impl Hashing<'_> {
    fn line(&mut self, json: &Json) -> Result<(), Error> {
        let mut line = json.to_string();
        line.push('\n');
        self.hash.update(line.as_bytes());
        self.to
            .write_all(line.as_bytes())
            .map_err(|error| Error::file(Path::new("-"), error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_an_end_is_read_to_a_length() {
        let mut endless = std::io::BufReader::new(std::io::repeat(b' '));
        let error = verify(Path::new("endless"), &mut endless, 1).expect_err("no header");
        assert!(matches!(error, Error::Backup { .. }), "{error}");
    }
}
