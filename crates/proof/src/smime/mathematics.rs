//! Whether a signature is a key's: RSA (RFC 8017) and the NIST curves (RFC 5753), with SHA-2.

use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use rsa::pkcs1::{DecodeRsaPublicKey as _, RsaPssParams};
use rsa::sha2::{Digest as _, Sha256, Sha384, Sha512};
use rsa::traits::PublicKeyParts as _;
use rsa::{Pkcs1v15Sign, Pss, RsaPublicKey};
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use crate::key::SHA1_INFO;

/// RSA keys below this prove nothing (RFC 8551 §2.2).
const LEAST_RSA_BITS: usize = 2048;

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");

/// Digests, and the signature algorithms that name theirs, with RSA and with a curve.
const HASHES: [(Hash, &str, &str, &str); 4] = [
    (
        Hash::Sha1,
        "1.3.14.3.2.26",
        "1.2.840.113549.1.1.5",
        "1.2.840.10045.4.1",
    ),
    (
        Hash::Sha256,
        "2.16.840.1.101.3.4.2.1",
        "1.2.840.113549.1.1.11",
        "1.2.840.10045.4.3.2",
    ),
    (
        Hash::Sha384,
        "2.16.840.1.101.3.4.2.2",
        "1.2.840.113549.1.1.12",
        "1.2.840.10045.4.3.3",
    ),
    (
        Hash::Sha512,
        "2.16.840.1.101.3.4.2.3",
        "1.2.840.113549.1.1.13",
        "1.2.840.10045.4.3.4",
    ),
];

/// A hash that signatures use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    /// Collisions are for sale; whatever rests on it proves nothing.
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The hash that a digest algorithm names.
    pub(super) fn of_digest(algorithm: &AlgorithmIdentifierOwned) -> Option<Self> {
        let name = algorithm.oid.to_string();
        HASHES
            .iter()
            .find(|(_, digest, ..)| *digest == name)
            .map(|(hash, ..)| *hash)
    }

    /// The hash of these octets.
    pub(super) fn over(self, octets: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => mail_auth::crypto::HashAlgorithm::Sha1
                .hash(octets)
                .as_ref()
                .to_vec(),
            Self::Sha256 => Sha256::digest(octets).to_vec(),
            Self::Sha384 => Sha384::digest(octets).to_vec(),
            Self::Sha512 => Sha512::digest(octets).to_vec(),
        }
    }
}

/// How a signature stands to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// It is the key's, over this hash.
    Fits(Hash),
    /// It is not.
    Differs,
    /// Key or algorithm are none that are known here.
    NotUnderstood,
}

/// How the algorithm joins key and hash.
enum Scheme {
    Pkcs1,
    Pss(usize),
    Curve,
}

/// Checks `signature` over `signed`; `digest` is the hash for algorithms that leave it to the structure.
pub(super) fn check(
    key: &SubjectPublicKeyInfoOwned,
    algorithm: &AlgorithmIdentifierOwned,
    digest: Option<Hash>,
    signed: &[u8],
    signature: &[u8],
) -> Fit {
    let Some((scheme, hash)) = scheme(algorithm, digest) else {
        return Fit::NotUnderstood;
    };
    let hashed = hash.over(signed);
    let fits = match scheme {
        Scheme::Curve => curve(key, &hashed, signature),
        Scheme::Pkcs1 => rsa_key(key).map(|key| {
            let scheme = match hash {
                Hash::Sha1 => Pkcs1v15Sign {
                    hash_len: Some(hashed.len()),
                    prefix: SHA1_INFO.into(),
                },
                Hash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
                Hash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
                Hash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
            };
            key.verify(scheme, &hashed, signature).is_ok()
        }),
        Scheme::Pss(salt) => rsa_key(key).and_then(|key| {
            let scheme = match hash {
                Hash::Sha1 => return None,
                Hash::Sha256 => Pss::new_with_salt::<Sha256>(salt),
                Hash::Sha384 => Pss::new_with_salt::<Sha384>(salt),
                Hash::Sha512 => Pss::new_with_salt::<Sha512>(salt),
            };
            Some(key.verify(scheme, &hashed, signature).is_ok())
        }),
    };
    match fits {
        Some(true) => Fit::Fits(hash),
        Some(false) => Fit::Differs,
        None => Fit::NotUnderstood,
    }
}

/// Whether the key is too short to prove anything.
pub(super) fn is_short(key: &SubjectPublicKeyInfoOwned) -> bool {
    rsa_key(key).is_some_and(|key| key.n().bits() < LEAST_RSA_BITS)
}

fn scheme(algorithm: &AlgorithmIdentifierOwned, digest: Option<Hash>) -> Option<(Scheme, Hash)> {
    match algorithm.oid {
        RSA => Some((Scheme::Pkcs1, digest?)),
        EC => Some((Scheme::Curve, digest?)),
        RSA_PSS => {
            let parameters = algorithm.parameters.as_ref()?.to_der().ok()?;
            let parameters = RsaPssParams::from_der(&parameters).ok()?;
            let named = parameters.hash.oid.to_string();
            let hash = HASHES.iter().find(|(_, digest, ..)| *digest == named)?.0;
            // RFC 4056 §3: the mask is made with the same hash.
            let mask = parameters.mask_gen.parameters?.oid.to_string();
            (mask == named).then_some((Scheme::Pss(usize::from(parameters.salt_len)), hash))
        }
        other => {
            let name = other.to_string();
            HASHES.iter().find_map(|(hash, _, rsa, curve)| {
                if *rsa == name {
                    Some((Scheme::Pkcs1, *hash))
                } else {
                    (*curve == name).then_some((Scheme::Curve, *hash))
                }
            })
        }
    }
}

/// The RSA key, which the crate takes up to 4096 bits.
fn rsa_key(key: &SubjectPublicKeyInfoOwned) -> Option<RsaPublicKey> {
    if !matches!(key.algorithm.oid, RSA | RSA_PSS) {
        return None;
    }
    RsaPublicKey::from_pkcs1_der(key.subject_public_key.as_bytes()?).ok()
}

fn curve(key: &SubjectPublicKeyInfoOwned, hashed: &[u8], signature: &[u8]) -> Option<bool> {
    if key.algorithm.oid != EC {
        return None;
    }
    let curve: ObjectIdentifier = key.algorithm.parameters.as_ref()?.decode_as().ok()?;
    let point = key.subject_public_key.as_bytes()?;
    match curve {
        P256 => {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point).ok()?;
            Some(
                p256::ecdsa::Signature::from_der(signature)
                    .is_ok_and(|signature| key.verify_prehash(hashed, &signature).is_ok()),
            )
        }
        P384 => {
            let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(point).ok()?;
            Some(
                p384::ecdsa::Signature::from_der(signature)
                    .is_ok_and(|signature| key.verify_prehash(hashed, &signature).is_ok()),
            )
        }
        _ => None,
    }
}
