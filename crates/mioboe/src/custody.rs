//! What is done with the store as a whole: backups, their rehearsal, forgetting, and a look at its health.

use std::io;
use std::path::{Path, PathBuf};

use store::{Error, Store};

pub use store::seal::Work;
pub use store::{BackupKey, BackupOpener, Counts, Forget, Forgotten, Rehearsed, Restoring};

/// How a store is.
#[derive(Clone, Debug)]
pub struct Health {
    /// What is kept, and how old it is.
    pub counts: Counts,
    /// What the engine complains about, in its own words; empty where all is well.
    pub problems: Vec<String>,
    /// The octets that it takes, its log included.
    pub octets: u64,
    /// Whether nobody but the owner can read it, as far as the permissions tell; so for a database server's, whose
    /// files are not ours.
    pub is_private: bool,
    /// Copies from before migrations that lie beside it.
    pub copies: Vec<PathBuf>,
}

/// Looks at a store from one end to the other; changes nothing.
///
/// # Errors
/// Where the store is damaged so that it cannot be read, or cannot be reached.
pub async fn look(store: &Store) -> Result<Health, Error> {
    let checked = store.check().await?;
    let is_for_others = |mode: Option<u32>| mode.is_some_and(|mode| mode & 0o077 != 0);
    Ok(Health {
        counts: store.counts().await?,
        octets: checked.octets.saturating_add(checked.log_octets),
        is_private: !is_for_others(checked.file_mode),
        problems: checked.problems,
        copies: checked.copies,
    })
}

/// The file for a store that a rehearsal throws away: in the data folder, which is made where it is missing.
///
/// # Errors
/// Where the folder cannot be made.
pub fn rehearsal_place(data: &Path) -> io::Result<PathBuf> {
    std::fs::create_dir_all(data)?;
    let place = data.join("rehearsal.sqlite");
    // Left over from a rehearsal that was cut off.
    match std::fs::remove_file(&place) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(place),
    }
}
