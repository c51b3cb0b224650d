//! Secrets in the keyring of the desktop (the Secret Service of freedesktop.org).
//!
//! The `keyring` crate would find the bus through the environment, which only `cli` reads; the crate below it takes
//! a connection of ours.

use std::collections::HashMap;

use facts::Secret;
use secret_service::blocking::{Collection, Item, SecretService};
use secret_service::{EncryptionType, Error};

use super::credential::text;
use super::{KeyringSettings, MOST_SECRETS, SecretError, SecretName};
use crate::bus::{NoBus, connect};

/// What marks an entry as ours.
const APPLICATION: (&str, &str) = ("application", "mioboe");
/// The attribute that holds a secret's name; it is not encrypted.
const NAME: &str = "name";

/// A keyring is connected to at each act: one that was closed, or came up late, is found by the next.
pub(super) struct Keyring(KeyringSettings);

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyring")
    }
}

impl Keyring {
    pub(super) fn new(settings: KeyringSettings) -> Self {
        Self(settings)
    }

    fn service(&self) -> Result<SecretService<'static>, SecretError> {
        let Self(settings) = self;
        let bus =
            connect(&settings.bus, settings.patience).map_err(|NoBus| SecretError::NoKeyring)?;
        SecretService::connect_with_existing(EncryptionType::Dh, bus)
            .map_err(|_| SecretError::NoKeyring)
    }

    pub(super) fn get(&self, name: &SecretName) -> Result<Secret<String>, SecretError> {
        let service = self.service()?;
        let item = item(&service, name)?;
        let octets = item.get_secret().map_err(said)?;
        text(name, octets)
    }

    pub(super) fn set(
        &self,
        name: &SecretName,
        secret: &Secret<String>,
    ) -> Result<(), SecretError> {
        let service = self.service()?;
        let collection = collection(&service)?;
        let attributes = HashMap::from([APPLICATION, (NAME, name.as_str())]);
        let label = format!("mioboe: {}", name.as_str());
        collection
            .create_item(
                &label,
                attributes,
                secret.reveal().as_bytes(),
                true,
                "text/plain; charset=utf8",
            )
            .map(drop)
            .map_err(said)
    }

    pub(super) fn remove(&self, name: &SecretName) -> Result<(), SecretError> {
        let service = self.service()?;
        item(&service, name)?.delete().map_err(said)
    }

    pub(super) fn names(&self) -> Result<Vec<SecretName>, SecretError> {
        let service = self.service()?;
        let found = service
            .search_items(HashMap::from([APPLICATION]))
            .map_err(said)?;
        let mut names: Vec<SecretName> = found
            .unlocked
            .iter()
            .chain(&found.locked)
            .take(MOST_SECRETS)
            .filter_map(|item| {
                let attributes = item.get_attributes().ok()?;
                SecretName::parse(attributes.get(NAME)?).ok()
            })
            .collect();
        names.sort();
        names.dedup();
        Ok(names)
    }
}

/// The collection that the person made their own, unlocked; that may ask them for its password.
fn collection<'a>(service: &'a SecretService<'static>) -> Result<Collection<'a>, SecretError> {
    let collection = service.get_default_collection().map_err(said)?;
    if collection.is_locked().map_err(said)? {
        collection.unlock().map_err(said)?;
    }
    Ok(collection)
}

fn item<'a>(
    service: &'a SecretService<'static>,
    name: &SecretName,
) -> Result<Item<'a>, SecretError> {
    let attributes = HashMap::from([APPLICATION, (NAME, name.as_str())]);
    let found = service.search_items(attributes).map_err(said)?;
    if let Some(item) = found.unlocked.into_iter().next() {
        return Ok(item);
    }
    let item = found
        .locked
        .into_iter()
        .next()
        .ok_or_else(|| SecretError::NotFound(name.clone()))?;
    item.unlock().map_err(said)?;
    Ok(item)
}

fn said(error: Error) -> SecretError {
    match error {
        Error::Locked | Error::Prompt => SecretError::Locked,
        _ => SecretError::NoKeyring,
    }
}
