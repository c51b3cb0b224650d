//! The store, opened when a page first needs it, and anew where it went away.

use std::path::PathBuf;

use mioboe::{Opening, Place, Store, StoreError};
use tokio::sync::Mutex;

/// The store of the pages.
pub(crate) struct Keeping {
    place: Place,
    copies: Option<PathBuf>,
    open: Mutex<Option<Store>>,
}

impl Keeping {
    pub(crate) fn new(place: Place, copies: Option<PathBuf>) -> Self {
        Self {
            place,
            copies,
            open: Mutex::new(None),
        }
    }

    /// Where it is, as it is shown.
    pub(crate) fn place(&self) -> String {
        self.place.to_string()
    }

    /// Whether there is one.
    pub(crate) fn is_there(&self) -> bool {
        !matches!(&self.place, Place::Sqlite(path) if !path.exists())
    }

    /// The store; made where there is none, for what the person asks to be kept.
    ///
    /// # Errors
    /// Whatever the store says.
    pub(crate) async fn made(&self) -> Result<Store, StoreError> {
        if let Some(store) = self.store().await? {
            return Ok(store);
        }
        let mut open = self.open.lock().await;
        if let Some(store) = &*open {
            return Ok(store.clone());
        }
        let store = self.open_it().await?;
        *open = Some(store.clone());
        Ok(store)
    }

    async fn open_it(&self) -> Result<Store, StoreError> {
        let opening = Opening {
            copies: self.copies.clone(),
            ..mioboe::opening()
        };
        Store::open(&self.place, &opening).await
    }

    /// The store; `None` where nothing was kept yet: looking makes none.
    ///
    /// # Errors
    /// Whatever the store says.
    pub(crate) async fn store(&self) -> Result<Option<Store>, StoreError> {
        let mut open = self.open.lock().await;
        if !self.is_there() {
            // A file that was taken away lives on for whoever has it open; what is written there is lost.
            if let Some(gone) = open.take() {
                gone.close().await;
            }
            return Ok(None);
        }
        if let Some(store) = &*open {
            return Ok(Some(store.clone()));
        }
        let store = self.open_it().await?;
        *open = Some(store.clone());
        Ok(Some(store))
    }
}
