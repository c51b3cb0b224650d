//! Seals bytes so that only the person can open them: age with an X25519 key.
//!
//! The identity is a standard file of `age -p` in its printable form, so that the age command alone opens
//! everything that was ever sealed. Whoever holds the [`SealKey`] alone can seal and not read.

use std::fmt;
use std::io::{Read as _, Write as _};
use std::str::FromStr;

use age::armor::{ArmoredReader, ArmoredWriter, Format};
use age::secrecy::{ExposeSecret as _, SecretString};
use age::{DecryptError, Decryptor, Encryptor, scrypt, x25519};
use facts::{Instant, Secret};
use zeroize::Zeroize as _;

use crate::Error;

/// The most work that a passphrase may ask for, as an exponent of 2: half a minute on a slow machine. A file
/// that asks for more was made to hold us up.
const MOST_WORK: u8 = 22;
/// The largest identity file that is read; ours have under a thousand octets.
const LARGEST_IDENTITY: u64 = 64 << 10;

/// The public half: seals, and opens nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct SealKey(x25519::Recipient);

impl FromStr for SealKey {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let key = x25519::Recipient::from_str(text.trim());
        key.map(Self).map_err(|_| Error::NotSealed)
    }
}

impl fmt::Display for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl SealKey {
    /// Seals bytes into an age file.
    ///
    /// # Errors
    /// None that a caller can cause; a failing source of randomness ends the process.
    pub fn seal(&self, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        age::encrypt(&self.0, bytes).map_err(|_| Error::NotSealed)
    }

    pub(crate) fn recipient(&self) -> &dyn age::Recipient {
        &self.0
    }
}

/// How much work guessing a passphrase takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Work {
    /// What takes this machine about a second.
    #[default]
    OneSecond,
    /// The exponent of 2 given; for tests, and for machines with little memory.
    Exponent(u8),
}

/// A new identity, protected by a passphrase.
#[derive(Clone, Debug)]
pub struct NewIdentity {
    /// The public half, to seal with.
    pub key: SealKey,
    /// The identity as a file of `age -p`, printable; worth as much as the passphrase is.
    pub file: String,
}

/// Makes an identity that a passphrase protects.
///
/// # Errors
/// [`Error::NotSealed`] where the file could not be made.
pub fn make_identity(
    passphrase: &Secret<String>,
    now: Instant,
    work: Work,
) -> Result<NewIdentity, Error> {
    let identity = x25519::Identity::generate();
    let key = SealKey(identity.to_public());
    let made = now.0.strftime("%Y-%m-%dT%H:%M:%SZ");
    // The form that age-keygen writes.
    let mut plain = format!(
        "# created: {made}\n# public key: {key}\n{}\n",
        identity.to_string().expose_secret()
    );
    let sealed = seal_with_passphrase(plain.as_bytes(), passphrase, work);
    plain.zeroize();
    Ok(NewIdentity {
        key,
        file: sealed.map_err(|_| Error::NotSealed)?,
    })
}

fn seal_with_passphrase(
    plain: &[u8],
    passphrase: &Secret<String>,
    work: Work,
) -> std::io::Result<String> {
    let encryptor = encryptor_for(passphrase, work).map_err(std::io::Error::other)?;
    let armored = ArmoredWriter::wrap_output(Vec::new(), Format::AsciiArmor)?;
    let mut writer = encryptor.wrap_output(armored)?;
    writer.write_all(plain)?;
    let bytes = writer.finish()?.finish()?;
    String::from_utf8(bytes).map_err(std::io::Error::other)
}

pub(crate) fn encryptor_for(
    passphrase: &Secret<String>,
    work: Work,
) -> Result<Encryptor, age::EncryptError> {
    let mut recipient = scrypt::Recipient::new(secret(passphrase));
    if let Work::Exponent(exponent) = work {
        recipient.set_work_factor(exponent.min(MOST_WORK));
    }
    Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
}

/// The other half, unlocked: opens what was sealed. It lives in memory alone and is wiped when dropped.
#[derive(Clone)]
pub struct Unlocked(x25519::Identity);

impl fmt::Debug for Unlocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// Unlocks an identity file with its passphrase; takes about a second, on purpose.
///
/// # Errors
/// [`Error::Passphrase`] where that is not the one; [`Error::NotSealed`] where it is no identity file.
pub fn unlock(file: &[u8], passphrase: &Secret<String>) -> Result<Unlocked, Error> {
    let decryptor = Decryptor::new_buffered(ArmoredReader::new(file));
    let decryptor = decryptor.map_err(|_| Error::NotSealed)?;
    if !decryptor.is_scrypt() {
        return Err(Error::NotSealed);
    }
    let identity = passphrase_identity(passphrase);
    let mut reader = decryptor
        .decrypt(std::iter::once(&identity as &dyn age::Identity))
        .map_err(|error| wrong(&error, Error::Passphrase))?
        .take(LARGEST_IDENTITY);
    let mut text = String::new();
    let read = reader.read_to_string(&mut text);
    let plain = Secret::new(text);
    read.map_err(|_| Error::NotSealed)?;
    let identity = plain
        .reveal()
        .lines()
        .find(|line| !line.starts_with('#') && !line.trim().is_empty())
        .ok_or(Error::NotSealed)?;
    let identity = x25519::Identity::from_str(identity.trim());
    identity.map(Unlocked).map_err(|_| Error::NotSealed)
}

pub(crate) fn passphrase_identity(passphrase: &Secret<String>) -> scrypt::Identity {
    let mut identity = scrypt::Identity::new(secret(passphrase));
    identity.set_max_work_factor(MOST_WORK);
    identity
}

impl Unlocked {
    /// The public half.
    #[must_use]
    pub fn key(&self) -> SealKey {
        SealKey(self.0.to_public())
    }

    /// Opens what was sealed for this identity.
    ///
    /// # Errors
    /// [`Error::Key`] where it was sealed for another one; [`Error::NotSealed`] where it is torn.
    pub fn open(&self, sealed: &[u8]) -> Result<Secret<Vec<u8>>, Error> {
        let opened = age::decrypt(&self.0, sealed);
        opened
            .map(Secret::new)
            .map_err(|error| wrong(&error, Error::Key))
    }

    pub(crate) fn identity(&self) -> &dyn age::Identity {
        &self.0
    }
}

/// What goes onto the sheet of paper for the day when nothing else is left: data, no sentence.
#[derive(Clone, Debug)]
pub struct EmergencyKit {
    /// When it was made.
    pub made: Instant,
    /// The public half, by which a kit and a store are told to belong together.
    pub key: SealKey,
    /// The identity as a file of `age -p`: what is printed as text and as a QR code.
    pub identity: String,
    /// The name to give that file, as the commands below call it.
    pub identity_name: &'static str,
    /// Opens a backup with the age command and this identity; asks for the passphrase.
    pub open_backup: &'static str,
    /// Opens a backup that was made with a passphrase of its own.
    pub open_backup_by_passphrase: &'static str,
    /// Opens one sealed blob of a backup, its `bytes` given in hexadecimal.
    pub open_blob: &'static str,
}

impl NewIdentity {
    /// The kit of this identity.
    #[must_use]
    pub fn kit(&self, made: Instant) -> EmergencyKit {
        EmergencyKit {
            made,
            key: self.key.clone(),
            identity: self.file.clone(),
            identity_name: "mioboe-identity.age",
            open_backup: "age -d -i mioboe-identity.age -o backup.jsonl mioboe-backup.age",
            open_backup_by_passphrase: "age -d -o backup.jsonl mioboe-backup.age",
            open_blob: "xxd -r -p blob.hex | age -d -i mioboe-identity.age",
        }
    }
}

fn secret(passphrase: &Secret<String>) -> SecretString {
    SecretString::from(passphrase.reveal().clone())
}

/// Tells a wrong key from a torn file.
pub(crate) fn wrong(error: &DecryptError, key: Error) -> Error {
    match error {
        DecryptError::NoMatchingKeys
        | DecryptError::KeyDecryptionFailed
        | DecryptError::DecryptionFailed => key,
        _ => Error::NotSealed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_file_is_read_to_a_length() {
        let passphrase = Secret::new("tsukimi".to_owned());
        let identity = x25519::Identity::generate().to_string();
        for (octets, opens) in [(60 << 10, true), (70 << 10, false)] {
            let plain = format!("#{}\n{}\n", "-".repeat(octets), identity.expose_secret());
            let file = seal_with_passphrase(plain.as_bytes(), &passphrase, Work::Exponent(2));
            let file = file.expect("sealed");
            assert_eq!(
                unlock(file.as_bytes(), &passphrase).is_ok(),
                opens,
                "{octets}"
            );
        }
    }
}
