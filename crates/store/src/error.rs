//! What can go wrong with a store, told by what usually causes it.

use std::path::PathBuf;

/// Why the store could not do what it was asked.
///
/// No variant shows an address of a database, a passphrase, or anything that was kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The store was written by a newer version of the program; nothing was touched.
    /// Install the version that wrote it, or a newer one.
    #[error("{place}: the store has version {found}, this program knows up to {known}")]
    Newer {
        /// Where.
        place: String,
        /// The version found.
        found: i64,
        /// The newest version that is known here.
        known: i64,
    },
    /// There is something else where the store should be; nothing was touched. Usually a wrong path or address.
    #[error("{place}: this is not a store")]
    Foreign {
        /// Where.
        place: String,
    },
    /// A migration that was applied reads otherwise here: the store comes from a program that was changed.
    #[error("{place}: migration {version} was applied in another form")]
    Altered {
        /// Where.
        place: String,
        /// The migration.
        version: i64,
    },
    /// The store is damaged, usually by a failing disk or a program that wrote into its file.
    /// Restore the last backup, or a copy from before a migration.
    #[error("{place}: damaged ({what})")]
    Damaged {
        /// Where.
        place: String,
        /// What the engine said.
        what: String,
    },
    /// The store, its folder or its file system may not be written. Check permissions and how it is mounted.
    #[error("{place}: may only be read")]
    ReadOnly {
        /// Where.
        place: String,
    },
    /// The disk, or the quota, is full; nothing of the batch was kept. Make room and do it again.
    #[error("{place}: the disk is full")]
    Full {
        /// Where.
        place: String,
    },
    /// Another process held the store for longer than the store waits. Do it again.
    #[error("{place}: another process holds the store")]
    Busy {
        /// Where.
        place: String,
    },
    /// A question was changed since it was read; nothing of the batch was kept. Read it again, and make the batch anew.
    #[error("{place}: somebody else changed a question meanwhile")]
    Overtaken {
        /// Where.
        place: String,
    },
    /// The database server does not answer, or broke the connection off. Check that it runs; do it again.
    #[error("{place}: the database does not answer ({what})")]
    Unreachable {
        /// Where.
        place: String,
        /// What was said.
        what: String,
    },
    /// The database server refused the user, the password or the database's name.
    #[error("{place}: the database refuses us ({what})")]
    Refused {
        /// Where.
        place: String,
        /// The server's code for it (SQLSTATE).
        what: String,
    },
    /// The address of the database cannot be read; it is not repeated, since it may hold a password.
    #[error("the address of the database cannot be read")]
    Address,
    /// A migration wants a copy of what is there, and no folder was named to put it in.
    #[error("{place}: a migration needs a folder for a copy of what is there")]
    CopyWanted {
        /// Where.
        place: String,
    },
    /// What the caller gave cannot be kept: not JSON, too long, of another owner, or of something never kept.
    #[error("cannot be kept: {what}")]
    Unfit {
        /// Which part, and what is wrong with it.
        what: &'static str,
    },
    /// A value in the store is none that this program writes.
    #[error("{place}: {what} cannot be read")]
    Unreadable {
        /// Where.
        place: String,
        /// Which value.
        what: &'static str,
    },
    /// A file or folder could not be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The passphrase is not the one.
    #[error("the passphrase does not open this")]
    Passphrase,
    /// The key is not the one that this was sealed for.
    #[error("the key does not open this")]
    Key,
    /// The bytes are no age file, or a torn one.
    #[error("no age file, or a torn one")]
    NotSealed,
    /// A backup that is torn, changed, or of a form that is not known; nothing was touched.
    #[error("{}: not a whole backup ({what})", path.display())]
    Backup {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        what: &'static str,
    },
    /// There is something in the store into which a backup should be restored; nothing was touched.
    #[error("{place}: not empty")]
    NotEmpty {
        /// Where.
        place: String,
    },
    /// Anything else that an engine said.
    #[error("{place}: {what}")]
    Engine {
        /// Where.
        place: String,
        /// What the engine said.
        what: String,
    },
}

impl Error {
    /// Whether the same may succeed later: somebody else holds the store or changed it, a server is away, a disk is full.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Busy { .. }
                | Self::Unreachable { .. }
                | Self::Overtaken { .. }
                | Self::Full { .. }
        )
    }

    /// What the caller gave cannot be kept.
    pub(crate) fn unfit(what: &'static str) -> Self {
        Self::Unfit { what }
    }

    /// A file could not be read or written.
    pub(crate) fn file(path: &std::path::Path, error: std::io::Error) -> Self {
        let place = || path.display().to_string();
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                Self::Full { place: place() }
            }
            std::io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { place: place() },
            _ => Self::File {
                path: path.to_owned(),
                error,
            },
        }
    }

    /// Tells the engines' errors by cause.
    pub(crate) fn of(place: &str, error: &sqlx::Error) -> Self {
        let place = place.to_owned();
        match error {
            sqlx::Error::Database(said) => Self::of_database(place, said.as_ref()),
            sqlx::Error::Configuration(_) => Self::Address,
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) => Self::Unreachable {
                place,
                what: error.to_string(),
            },
            sqlx::Error::PoolTimedOut | sqlx::Error::BeginFailed => Self::Busy { place },
            _ => Self::Engine {
                place,
                what: error.to_string(),
            },
        }
    }

    fn of_database(place: String, said: &dyn sqlx::error::DatabaseError) -> Self {
        let code = said.code().unwrap_or_default();
        let what = said.message().to_owned();
        if said
            .try_downcast_ref::<sqlx::postgres::PgDatabaseError>()
            .is_some()
        {
            return match code.as_ref() {
                "53100" => Self::Full { place },
                "25006" => Self::ReadOnly { place },
                "40001" | "40P01" | "55P03" | "53300" => Self::Busy { place },
                "42P01" | "42703" => Self::Foreign { place },
                "23503" => Self::unfit("something of an observation that was never kept"),
                _ if code.starts_with("XX") => Self::Damaged { place, what },
                _ if code.starts_with("28") || code == "3D000" || code == "42501" => {
                    Self::Refused {
                        place,
                        what: code.into_owned(),
                    }
                }
                _ if code.starts_with("08") || code.starts_with("57P") => {
                    Self::Unreachable { place, what }
                }
                _ => Self::Engine { place, what },
            };
        }
        // The extended codes of SQLite hold the primary one in their lowest eight bits.
        match code.parse::<u32>().map(|code| (code & 0xff, code)) {
            Ok((5 | 6, _)) => Self::Busy { place },
            Ok((8, _)) => Self::ReadOnly { place },
            // SQLITE_IOERR_CORRUPTFS is the one of its family that is told by name.
            Ok((11 | 26, _) | (_, 8458)) => Self::Damaged { place, what },
            Ok((13, _)) => Self::Full { place },
            Ok((14, _)) => Self::ReadOnly { place },
            Ok((_, 787)) => Self::unfit("something of an observation that was never kept"),
            _ => Self::Engine { place, what },
        }
    }
}
