//! Public keys as published in DNS (RFC 6376 §3.6.1, RFC 8463), and the mathematics of a signature.
//!
//! mail-auth verifies signatures too, but judges their expiry by the system's clock before it looks at
//! them, so an old mail's signature could never be checked. Only the mathematics stands here; keys are read by the
//! same two crates that mail-auth uses, and RSA is verified by ring, which needs a twentieth of the time.

use mail_auth::crypto::HashAlgorithm;
use ring::signature::{
    RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY as RING_SHA1,
    RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY as RING_SHA256, RsaPublicKeyComponents,
};
use rsa::RsaPublicKey;
use rsa::pkcs1::DecodeRsaPublicKey as _;
use rsa::pkcs8::DecodePublicKey as _;
use rsa::traits::PublicKeyParts as _;

use crate::dns::{Answers, Known};
use crate::tags::{Tags, base64, trim};

/// RSA keys below this prove nothing (RFC 8301 §3.2).
const LEAST_RSA_BITS: usize = 1024;
/// RSA keys above this are not computed with: they only cost time.
const MOST_RSA_BITS: usize = 8192;

/// DER prefix of a SHA-1 DigestInfo (RFC 8017 §9.2).
pub(crate) const SHA1_INFO: &[u8] = &[
    0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14,
];
/// How a signature was made (`a=`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// `rsa-sha1`, withdrawn by RFC 8301.
    RsaSha1,
    /// `rsa-sha256`.
    RsaSha256,
    /// `ed25519-sha256` (RFC 8463).
    Ed25519Sha256,
}

impl Algorithm {
    /// Reads `a=`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        [
            (Self::RsaSha1, "rsa-sha1"),
            (Self::RsaSha256, "rsa-sha256"),
            (Self::Ed25519Sha256, "ed25519-sha256"),
        ]
        .into_iter()
        .find(|(_, name)| text.eq_ignore_ascii_case(name))
        .map(|(algorithm, _)| algorithm)
    }

    /// The hash it uses.
    pub(crate) fn hash(self) -> HashAlgorithm {
        match self {
            Self::RsaSha1 => HashAlgorithm::Sha1,
            Self::RsaSha256 | Self::Ed25519Sha256 => HashAlgorithm::Sha256,
        }
    }
}

/// A usable key.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    material: Material,
    hashes: Option<Vec<String>>,
    /// Whether `i=` must name exactly `d=` (`t=s`).
    pub(crate) is_strict: bool,
}

#[derive(Clone, Debug)]
enum Material {
    Rsa(RsaPublicKey),
    Ed25519(Box<ed25519_dalek::VerifyingKey>),
}

/// What is published at a selector.
#[derive(Clone, Debug)]
pub(crate) enum Published {
    /// A key.
    Key(Box<Key>),
    /// Nothing (any more), or a revoked key (`p=` empty).
    Gone,
    /// Something that is no usable key.
    Unusable,
    /// Not known.
    Unknown,
}

impl Key {
    /// Looks up `selector._domainkey.domain`.
    ///
    /// Of several records the first that is a key counts (RFC 6376 §3.6.2.2 leaves it open). `t=y` (testing)
    /// does not make a key worthless: who can sign with it holds the domain's key all the same.
    pub(crate) fn look_up(answers: &Answers<'_>, selector: &str, domain: &str) -> Published {
        let records = match answers.txt(&format!("{selector}._domainkey.{domain}")) {
            Known::Records(records) => records,
            Known::NoSuchName => return Published::Gone,
            Known::Unknown => return Published::Unknown,
        };
        let mut result = Published::Gone;
        for record in &records {
            match Self::parse(record) {
                Published::Key(key) => return Published::Key(key),
                Published::Unusable => result = Published::Unusable,
                Published::Gone | Published::Unknown => {}
            }
        }
        result
    }

    fn parse(record: &[u8]) -> Published {
        let Some(tags) = std::str::from_utf8(record).ok().and_then(Tags::parse) else {
            return Published::Unusable;
        };
        // RFC 6376 §3.6.1: `v=` is optional, but stands first and says DKIM1.
        if tags
            .one("v")
            .is_some_and(|v| v != "DKIM1" || tags.first() != Some("v"))
        {
            return Published::Unusable;
        }
        let listed = |name| {
            tags.one(name).map(|list: &str| {
                list.split(':')
                    .map(|item| trim(item).to_ascii_lowercase())
                    .collect()
            })
        };
        let services: Option<Vec<String>> = listed("s");
        if services.is_some_and(|s| !s.iter().any(|s| s == "*" || s == "email")) {
            return Published::Unusable;
        }
        let Some(p) = tags.one("p") else {
            return Published::Unusable;
        };
        if p.is_empty() {
            return Published::Gone;
        }
        let Some(octets) = base64(p) else {
            return Published::Unusable;
        };
        let material = match tags.one("k").unwrap_or("rsa").to_ascii_lowercase().as_str() {
            "rsa" => RsaPublicKey::from_public_key_der(&octets)
                .ok()
                .or_else(|| RsaPublicKey::from_pkcs1_der(&octets).ok())
                .filter(|key| (LEAST_RSA_BITS..=MOST_RSA_BITS).contains(&key.n().bits()))
                .map(Material::Rsa),
            "ed25519" => <[u8; 32]>::try_from(octets)
                .ok()
                .and_then(|octets| ed25519_dalek::VerifyingKey::from_bytes(&octets).ok())
                .map(|key| Material::Ed25519(Box::new(key))),
            _ => None,
        };
        let Some(material) = material else {
            return Published::Unusable;
        };
        let flags: Vec<String> = listed("t").unwrap_or_default();
        Published::Key(Box::new(Self {
            material,
            hashes: listed("h"),
            is_strict: flags.iter().any(|flag| flag == "s"),
        }))
    }

    /// Whether this key may be used with the algorithm (`k=` and `h=`).
    pub(crate) fn allows(&self, algorithm: Algorithm) -> bool {
        let fits = match self.material {
            Material::Rsa(_) => algorithm != Algorithm::Ed25519Sha256,
            Material::Ed25519(_) => algorithm == Algorithm::Ed25519Sha256,
        };
        fits && self
            .hashes
            .as_ref()
            .is_none_or(|hashes| hashes.iter().any(|hash| hash == algorithm.hash().name()))
    }

    /// Whether `signature` is this key's over `signed`.
    pub(crate) fn verifies(&self, signed: &[u8], signature: &[u8], algorithm: Algorithm) -> bool {
        match (&self.material, algorithm) {
            (Material::Rsa(key), Algorithm::RsaSha1 | Algorithm::RsaSha256) => {
                let ring = if algorithm == Algorithm::RsaSha1 {
                    &RING_SHA1
                } else {
                    &RING_SHA256
                };
                // It takes every key that `rsa` and the limits above let through.
                let numbers = RsaPublicKeyComponents {
                    n: key.n().to_bytes_be(),
                    e: key.e().to_bytes_be(),
                };
                numbers.verify(ring, signed, signature).is_ok()
            }
            (Material::Ed25519(key), Algorithm::Ed25519Sha256) => {
                // RFC 8463 §3: what is signed is the SHA-256 hash, not the octets.
                let hash = algorithm.hash().hash(signed);
                ed25519_dalek::Signature::from_slice(signature)
                    .is_ok_and(|signature| key.verify_strict(hash.as_ref(), &signature).is_ok())
            }
            _ => false,
        }
    }
}
