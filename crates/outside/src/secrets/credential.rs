//! Secrets that systemd hands to a service, one file each.

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _};
use std::path::PathBuf;

use facts::Secret;
use zeroize::Zeroize as _;

use super::{LARGEST_SECRET, MOST_SECRETS, SecretError, SecretName};

#[derive(Debug)]
pub(super) struct Credentials {
    folder: PathBuf,
}

impl Credentials {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The file's text without the line end that an editor or `echo` left.
    pub(super) fn get(&self, name: &SecretName) -> Result<Secret<String>, SecretError> {
        let path = self.folder.join(name.as_str());
        let failed = |source: std::io::Error| match source.kind() {
            ErrorKind::NotFound => SecretError::NotFound(name.clone()),
            _ => SecretError::File {
                path: path.clone(),
                source,
            },
        };
        let file = File::open(&path).map_err(failed)?;
        let most = u64::try_from(LARGEST_SECRET).unwrap_or(u64::MAX);
        let mut octets = Vec::with_capacity(LARGEST_SECRET + 1);
        file.take(most + 1)
            .read_to_end(&mut octets)
            .map_err(failed)?;
        text(name, octets)
    }

    pub(super) fn names(&self) -> Result<Vec<SecretName>, SecretError> {
        let failed = |source| SecretError::File {
            path: self.folder.clone(),
            source,
        };
        let mut names: Vec<SecretName> = fs::read_dir(&self.folder)
            .map_err(failed)?
            .flatten()
            .filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_dir()))
            .filter_map(|entry| SecretName::parse(entry.file_name().to_str()?).ok())
            .take(MOST_SECRETS)
            .collect();
        names.sort();
        Ok(names)
    }
}

/// A secret of octets that were read, without its line end; the octets are wiped where they are none.
pub(super) fn text(name: &SecretName, octets: Vec<u8>) -> Result<Secret<String>, SecretError> {
    let unfit = || SecretError::Unfit(name.clone());
    let mut text = String::from_utf8(octets).map_err(|error| {
        error.into_bytes().zeroize();
        unfit()
    })?;
    if text.len() > LARGEST_SECRET {
        text.zeroize();
        return Err(unfit());
    }
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    Ok(Secret::new(text))
}
