//! Backups: one age file with everything, checked as a whole before anything is touched.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use age::stream::StreamReader;
use age::{Decryptor, Encryptor};
use facts::{Instant, PersonId, Secret};

use crate::engine::At as _;
use crate::open::{STEPS, Step};
use crate::seal::{self, SealKey, Unlocked, Work};
use crate::{Error, Opening, Place, Store, dump, files};

/// What a backup is sealed with.
#[derive(Clone, Debug)]
pub enum BackupKey {
    /// A passphrase of its own.
    Passphrase(Secret<String>, Work),
    /// The key of the person's identity.
    Key(SealKey),
}

/// What opens a backup.
#[derive(Clone, Debug)]
pub enum BackupOpener {
    /// Its passphrase.
    Passphrase(Secret<String>),
    /// The person's identity, unlocked.
    Identity(Unlocked),
}

/// What a backup, or a dump, holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backed {
    /// The version of the tables.
    pub schema: i64,
    /// When it was made, as its header says.
    pub made: String,
    /// How many rows each table has; of one that is read back, only those that have any.
    pub rows: dump::Rows,
    /// The SHA-256 of all that stands before the last line.
    pub sha256: String,
}

impl From<dump::Header> for Backed {
    fn from(header: dump::Header) -> Self {
        Self {
            schema: header.schema,
            made: header.made,
            rows: header.rows,
            sha256: header.sha256,
        }
    }
}

/// Into what a backup is restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restoring {
    /// A store that is missing or empty.
    Empty,
    /// Whatever is there; its rows are thrown away in the same transaction.
    Replace,
}

/// What a rehearsal showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rehearsed {
    /// What the backup holds.
    pub backed: Backed,
    /// What the restored store's own check complained about; empty where all is well.
    pub problems: Vec<String>,
    /// Whether the restored store, written out again, is the same to the last octet.
    pub is_same: bool,
}

impl Store {
    /// Writes everything, as it stands at one moment, into one age file that was not there.
    ///
    /// What is inside is JSON Lines: see `docs/STORE.md`. Reading and writing block the thread they run on.
    ///
    /// # Errors
    /// [`Error::File`] where the file is there already or cannot be written; else whatever the engine says.
    pub async fn backup(&self, to: &Path, key: &BackupKey, made: Instant) -> Result<Backed, Error> {
        let partial = files::with_ending(to, ".partial");
        if to.exists() {
            let there = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
            return Err(Error::file(to, there));
        }
        // Left over from a backup that was cut off.
        let _ = std::fs::remove_file(&partial);
        let backed = self.back_up_into(&partial, key, made).await;
        let placed = backed.and_then(|backed| {
            std::fs::rename(&partial, to).map_err(|error| Error::file(to, error))?;
            files::sync_folder_of(to).map_err(|error| Error::file(to, error))?;
            Ok(backed)
        });
        if placed.is_err() {
            let _ = std::fs::remove_file(&partial);
        }
        placed
    }

    async fn back_up_into(
        &self,
        to: &Path,
        key: &BackupKey,
        made: Instant,
    ) -> Result<Backed, Error> {
        let file_error = |error| Error::file(to, error);
        let file = files::create_new(to).map_err(file_error)?;
        let encryptor = match key {
            BackupKey::Passphrase(passphrase, work) => seal::encryptor_for(passphrase, *work),
            BackupKey::Key(key) => Encryptor::with_recipients(std::iter::once(key.recipient())),
        };
        let encryptor = encryptor.map_err(|_| Error::NotSealed)?;
        let mut writer = encryptor
            .wrap_output(BufWriter::new(file))
            .map_err(file_error)?;
        let header = dump::write(self, None, made, &mut writer).await?;
        let buffered = writer.finish().map_err(file_error)?;
        let file = buffered
            .into_inner()
            .map_err(|error| file_error(error.into_error()))?;
        file.sync_all().map_err(file_error)?;
        Ok(header.into())
    }

    /// Writes everything of one person as JSON Lines, in the form that backups have inside.
    ///
    /// # Errors
    /// [`Error::File`] where it cannot be written; else whatever the engine says.
    pub async fn export(
        &self,
        person: &PersonId,
        made: Instant,
        to: &mut (dyn Write + Send),
    ) -> Result<Backed, Error> {
        let header = dump::write(self, Some(person), made, to).await?;
        Ok(header.into())
    }

    /// Restores a backup and opens the store that comes of it.
    ///
    /// The whole backup is read and held against its checksum and counts first; then everything is put in
    /// place in one transaction.
    ///
    /// # Errors
    /// [`Error::Backup`], [`Error::Passphrase`], [`Error::Key`] and [`Error::NotSealed`] before the place is
    /// touched; [`Error::NotEmpty`] where there is something that may not be replaced.
    pub async fn restore(
        from: &Path,
        opener: &BackupOpener,
        place: &Place,
        opening: &Opening,
        restoring: Restoring,
    ) -> Result<(Self, Backed), Error> {
        let known = STEPS.last().map_or(0, |step| step.version);
        let said = dump::verify(from, &mut open(from, opener)?, known)?;
        Self::restore_at(from, opener, place, opening, restoring, &said, STEPS).await
    }

    /// Restores what was verified into a store whose tables are those of these steps.
    async fn restore_at(
        from: &Path,
        opener: &BackupOpener,
        place: &Place,
        opening: &Opening,
        restoring: Restoring,
        said: &dump::Header,
        steps: &'static [Step],
    ) -> Result<(Self, Backed), Error> {
        let store = Self::open_at(place, opening, steps).await?;
        match store.fill(from, opener, said, restoring).await {
            Ok(()) => Ok((store, said.clone().into())),
            Err(error) => {
                store.close().await;
                Err(error)
            }
        }
    }

    async fn fill(
        &self,
        from: &Path,
        opener: &BackupOpener,
        said: &dump::Header,
        restoring: Restoring,
    ) -> Result<(), Error> {
        let torn = |what| Error::Backup {
            path: from.to_owned(),
            what,
        };
        let known = self.version().await?;
        if said.schema > known {
            return Err(torn("the tables have another version"));
        }
        let mut work = self.engine.write().await.at(&self.name)?;
        if !dump::is_empty(&mut work).await.at(&self.name)? {
            if restoring == Restoring::Empty {
                return Err(Error::NotEmpty {
                    place: self.name.to_string(),
                });
            }
            dump::empty(&mut work).await.at(&self.name)?;
        }
        let mut plain = open(from, opener)?;
        let reader = dump::Reader::begin(from, &mut plain, known)?;
        let loaded = dump::load(self, &mut work, reader).await?;
        // The file may have been changed between the two readings.
        if loaded.sha256 != said.sha256 {
            return Err(torn("it changed while it was read"));
        }
        work.commit().await.at(&self.name)
    }

    /// Restores a backup into a store that is thrown away, and tells whether it would serve.
    ///
    /// `scratch` is the file for that store: it must not be there, and is gone afterwards. For as long as the
    /// rehearsal lasts everything lies there in clear, readable for its owner alone.
    ///
    /// # Errors
    /// As [`Store::restore`].
    pub async fn rehearse(
        from: &Path,
        opener: &BackupOpener,
        scratch: &Path,
        opening: &Opening,
    ) -> Result<Rehearsed, Error> {
        if scratch.exists() {
            return Err(Error::NotEmpty {
                place: scratch.display().to_string(),
            });
        }
        let rehearsed = Self::rehearse_in(from, opener, scratch, opening).await;
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(files::with_ending(scratch, ending));
        }
        rehearsed
    }

    async fn rehearse_in(
        from: &Path,
        opener: &BackupOpener,
        scratch: &Path,
        opening: &Opening,
    ) -> Result<Rehearsed, Error> {
        let place = Place::Sqlite(PathBuf::from(scratch));
        let restoring = Restoring::Empty;
        let known = STEPS.last().map_or(0, |step| step.version);
        let said = dump::verify(from, &mut open(from, opener)?, known)?;
        // Into tables of the backup's own version, so that it can be compared to the last octet.
        let of_its_time = STEPS.iter().filter(|step| step.version <= said.schema);
        let steps = STEPS.get(..of_its_time.count()).unwrap_or(STEPS);
        let (store, backed) =
            Self::restore_at(from, opener, &place, opening, restoring, &said, steps).await?;
        let checked = store.check().await;
        let again = dump::write_as(&store, None, &backed.made, &mut std::io::sink()).await;
        store.close().await;
        Ok(Rehearsed {
            problems: checked?.problems,
            is_same: again?.sha256 == backed.sha256,
            backed,
        })
    }
}

/// The plain text of a backup, opened and checked octet by octet as it is read.
fn open(
    from: &Path,
    opener: &BackupOpener,
) -> Result<BufReader<StreamReader<BufReader<File>>>, Error> {
    let file = File::open(from).map_err(|error| Error::file(from, error))?;
    let decryptor = Decryptor::new_buffered(BufReader::new(file)).map_err(|_| Error::NotSealed)?;
    let opened = match opener {
        BackupOpener::Passphrase(passphrase) => {
            let identity = seal::passphrase_identity(passphrase);
            decryptor
                .decrypt(std::iter::once(&identity as &dyn age::Identity))
                .map_err(|error| seal::wrong(&error, Error::Passphrase))
        }
        BackupOpener::Identity(unlocked) => decryptor
            .decrypt(std::iter::once(unlocked.identity()))
            .map_err(|error| seal::wrong(&error, Error::Key)),
    };
    opened.map(BufReader::new)
}
