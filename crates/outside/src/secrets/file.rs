//! A file of secrets behind a passphrase; `docs/secrets.md` has its format.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use data_encoding::HEXLOWER;
use facts::Secret;
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{LARGEST_SECRET, MOST_SECRETS, SecretError, SecretName};

/// The first line of a file, with the version of its format.
const MAGIC: &[u8] = b"mioboe held secrets 1\n";
/// The beginning that every version has.
const FAMILY: &[u8] = b"mioboe held secrets ";
const SALT: usize = 16;
const NONCE: usize = 12;
const SUM: usize = 32;
/// Three numbers, the salt, the nonce, and what shows that the passphrase is right.
const HEADER: usize = MAGIC.len() + 12 + SALT + NONCE + SUM;
/// Octets of a file.
const LARGEST_FILE: u64 = 4 << 20;

/// A file may ask for so much and no more, or opening it would be an attack.
const MOST_EFFORT: Effort = Effort {
    kib: 1 << 20,
    passes: 16,
    lanes: 16,
};
/// What guessing one passphrase costs (RFC 9106 §4, the second recommendation).
const EFFORT: Effort = Effort {
    kib: 64 << 10,
    passes: 3,
    lanes: 4,
};

#[derive(Clone, Copy)]
struct Effort {
    kib: u32,
    passes: u32,
    lanes: u32,
}

type Secrets = BTreeMap<SecretName, Secret<String>>;

#[derive(Debug)]
pub(super) struct SecretFile {
    path: PathBuf,
    passphrase: Secret<String>,
}

/// What a passphrase and a salt make: one key to show that the passphrase is right, one to encrypt.
struct Keys {
    shows: Zeroizing<[u8; 32]>,
    seals: Zeroizing<[u8; 32]>,
}

impl SecretFile {
    pub(super) fn new(path: PathBuf, passphrase: Secret<String>) -> Self {
        Self { path, passphrase }
    }

    pub(super) fn get(&self, name: &SecretName) -> Result<Secret<String>, SecretError> {
        self.open()?
            .remove(name)
            .ok_or_else(|| SecretError::NotFound(name.clone()))
    }

    pub(super) fn set(
        &self,
        name: &SecretName,
        secret: &Secret<String>,
    ) -> Result<(), SecretError> {
        let _alone = self.lock()?;
        let mut secrets = self.open()?;
        if secrets.len() >= MOST_SECRETS && !secrets.contains_key(name) {
            return Err(SecretError::Unfit(name.clone()));
        }
        secrets.insert(name.clone(), secret.clone());
        self.write(&secrets)
    }

    pub(super) fn remove(&self, name: &SecretName) -> Result<(), SecretError> {
        let _alone = self.lock()?;
        let mut secrets = self.open()?;
        if secrets.remove(name).is_none() {
            return Err(SecretError::NotFound(name.clone()));
        }
        self.write(&secrets)
    }

    pub(super) fn names(&self) -> Result<Vec<SecretName>, SecretError> {
        Ok(self.open()?.into_keys().collect())
    }

    fn failed(&self, source: std::io::Error) -> SecretError {
        SecretError::File {
            path: self.path.clone(),
            source,
        }
    }

    /// Keeps another process from changing the file in between; a file of its own, since ours is replaced.
    fn lock(&self) -> Result<File, SecretError> {
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(beside(&self.path, ".lock"))
            .map_err(|error| self.failed(error))?;
        lock.lock().map_err(|error| self.failed(error))?;
        Ok(lock)
    }

    /// All secrets of the file; none where there is no file yet.
    fn open(&self) -> Result<Secrets, SecretError> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Secrets::new()),
            Err(error) => return Err(self.failed(error)),
        };
        let metadata = file.metadata().map_err(|error| self.failed(error))?;
        if metadata.permissions().mode() & 0o077 != 0 {
            return Err(SecretError::Exposed(self.path.clone()));
        }
        let mut octets = Vec::new();
        file.take(LARGEST_FILE + 1)
            .read_to_end(&mut octets)
            .map_err(|error| self.failed(error))?;
        self.read(&octets)
    }

    fn read(&self, octets: &[u8]) -> Result<Secrets, SecretError> {
        let damaged = || SecretError::Damaged(self.path.clone());
        if octets.starts_with(FAMILY) && !octets.starts_with(MAGIC) {
            return Err(SecretError::TooNew(self.path.clone()));
        }
        // First what no key is needed for: a torn file is no wrong passphrase.
        let whole = octets
            .len()
            .checked_sub(SUM)
            .and_then(|end| octets.split_at_checked(end))
            .filter(|(whole, sum)| {
                octets.len() <= usize::try_from(LARGEST_FILE).unwrap_or(usize::MAX)
                    && Sha256::digest(whole).as_slice() == *sum
            })
            .map(|(whole, _)| whole)
            .ok_or_else(damaged)?;
        let mut reader = Reader(whole);
        if reader.take(MAGIC.len()) != Some(MAGIC) {
            return Err(damaged());
        }
        let effort = (|| {
            let effort = Effort {
                kib: reader.number()?,
                passes: reader.number()?,
                lanes: reader.number()?,
            };
            let is_bearable = effort.kib <= MOST_EFFORT.kib
                && effort.passes <= MOST_EFFORT.passes
                && effort.lanes <= MOST_EFFORT.lanes;
            is_bearable.then_some(effort)
        })()
        .ok_or_else(damaged)?;
        let salt = reader.array::<SALT>().ok_or_else(damaged)?;
        let nonce = reader.array::<NONCE>().ok_or_else(damaged)?;
        let shown = reader.take(SUM).ok_or_else(damaged)?;
        let header = whole.get(..HEADER - SUM).ok_or_else(damaged)?;
        let keys = self.keys(effort, &salt)?;
        if shows(&keys, header)?.verify_slice(shown).is_err() {
            return Err(SecretError::WrongPassphrase(self.path.clone()));
        }
        let plain = ChaCha20Poly1305::new(&Key::from(*keys.seals))
            .decrypt(
                &Nonce::from(nonce),
                Payload {
                    msg: reader.0,
                    aad: header,
                },
            )
            .map(Zeroizing::new)
            .map_err(|_| SecretError::Tampered(self.path.clone()))?;
        parse(&plain).ok_or_else(damaged)
    }

    fn keys(&self, effort: Effort, salt: &[u8]) -> Result<Keys, SecretError> {
        let damaged = || SecretError::Damaged(self.path.clone());
        let params = Params::new(effort.kib, effort.passes, effort.lanes, Some(64))
            .map_err(|_| damaged())?;
        let mut out = Zeroizing::new([0; 64]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(self.passphrase.reveal().as_bytes(), salt, &mut *out)
            .map_err(|_| damaged())?;
        let mut keys = Keys {
            shows: Zeroizing::new([0; 32]),
            seals: Zeroizing::new([0; 32]),
        };
        let (first, second) = out.split_at(32);
        keys.shows.copy_from_slice(first);
        keys.seals.copy_from_slice(second);
        Ok(keys)
    }

    /// Writes a new file and puts it in the place of the old one: at every instant one of both is whole.
    fn write(&self, secrets: &Secrets) -> Result<(), SecretError> {
        let mut random = [0; SALT + NONCE];
        getrandom::fill(&mut random).map_err(|_| SecretError::NoRandom)?;
        let (salt, nonce) = random.split_at(SALT);
        let mut octets = MAGIC.to_vec();
        for number in [EFFORT.kib, EFFORT.passes, EFFORT.lanes] {
            octets.extend(number.to_be_bytes());
        }
        octets.extend(salt);
        octets.extend(nonce);
        let keys = self.keys(EFFORT, salt)?;
        let shown = shows(&keys, &octets)?.finalize().into_bytes();
        let plain = lay_out(secrets);
        let nonce: [u8; NONCE] = nonce
            .try_into()
            .map_err(|_| SecretError::Damaged(self.path.clone()))?;
        let sealed = ChaCha20Poly1305::new(&Key::from(*keys.seals))
            .encrypt(
                &Nonce::from(nonce),
                Payload {
                    msg: &plain,
                    aad: &octets,
                },
            )
            .map_err(|_| SecretError::Damaged(self.path.clone()))?;
        octets.extend(shown);
        octets.extend(sealed);
        let sum = Sha256::digest(&octets);
        octets.extend(sum);
        self.replace(&octets).map_err(|error| self.failed(error))
    }

    fn replace(&self, octets: &[u8]) -> std::io::Result<()> {
        let mut random = [0; 8];
        getrandom::fill(&mut random).map_err(|_| ErrorKind::Other)?;
        let new = beside(&self.path, &format!(".{}.new", HEXLOWER.encode(&random)));
        let written = (|| {
            let mut file = OpenOptions::new()
                .create_new(true)
                .write(true)
                .mode(0o600)
                .open(&new)?;
            file.write_all(octets)?;
            file.sync_all()?;
            fs::rename(&new, &self.path)?;
            // The new name must outlive a loss of power too.
            let folder = self
                .path
                .parent()
                .filter(|path| !path.as_os_str().is_empty());
            File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
        })();
        if written.is_err() {
            let _ = fs::remove_file(&new);
        }
        written
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn shows(keys: &Keys, header: &[u8]) -> Result<Hmac<Sha256>, SecretError> {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&*keys.shows)
        .map_err(|_| SecretError::NoRandom)?;
    mac.update(header);
    Ok(mac)
}

/// Name behind its length, secret behind its length, for each.
fn lay_out(secrets: &Secrets) -> Zeroizing<Vec<u8>> {
    let size = secrets
        .iter()
        .map(|(name, secret)| 8 + name.as_str().len() + secret.reveal().len())
        .sum();
    // At its full size at once, so that growing leaves no copies behind.
    let mut plain = Zeroizing::new(Vec::with_capacity(size));
    for (name, secret) in secrets {
        for text in [name.as_str(), secret.reveal()] {
            // Both have limits far below.
            let length = u32::try_from(text.len()).unwrap_or(0);
            plain.extend(length.to_be_bytes());
            plain.extend(text.as_bytes());
        }
    }
    plain
}

fn parse(plain: &[u8]) -> Option<Secrets> {
    let mut reader = Reader(plain);
    let mut secrets = Secrets::new();
    while !reader.0.is_empty() {
        let name = SecretName::parse(reader.text()?).ok()?;
        let secret = reader.text()?;
        if secret.len() > LARGEST_SECRET || secrets.len() >= MOST_SECRETS {
            return None;
        }
        secrets.insert(name, Secret::new(secret.to_owned()));
    }
    Some(secrets)
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn number(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.number()?).ok()?;
        std::str::from_utf8(self.take(length)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_holds_only_so_many_secrets() {
        let mut secrets: Secrets = (0..MOST_SECRETS)
            .map(|nth| {
                let name = SecretName::parse(&format!("s{nth}")).expect("a name");
                (name, Secret::new(nth.to_string()))
            })
            .collect();
        let read = parse(&lay_out(&secrets)).expect("so many are read");
        assert!(read == secrets);
        let one_more = SecretName::parse("one-more").expect("a name");
        secrets.insert(one_more, Secret::new(String::new()));
        assert!(parse(&lay_out(&secrets)).is_none());
    }

    #[test]
    fn what_is_torn_is_no_secret() {
        let name = SecretName::parse("a").expect("a name");
        let plain = lay_out(&Secrets::from([(name, Secret::new(String::from("b")))]));
        assert!(parse(&plain).is_some());
        for end in 1..plain.len() {
            assert!(parse(&plain[..end]).is_none(), "{end}");
        }
        assert!(parse(&[0xff; 8]).is_none());
    }
}
