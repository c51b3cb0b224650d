//! Certificates (RFC 5280, RFC 8550): whose they are, what they are for, and who vouches for them.

use facts::{Address, Instant};
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Decode as _, Reader as _, SliceReader, Tag, Tagged as _};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages,
    SubjectAltName, SubjectKeyIdentifier,
};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use super::mathematics::{self, Fit, Hash};
use crate::SmimeFlaw;

/// Octets of a certificate; honest ones have two or three thousand, and reading one takes many times its size.
const OCTET_LIMIT: usize = 64 << 10;
/// Certificates from the signer's to the last one included.
const CHAIN_LIMIT: usize = 8;
/// Signatures of certificates verified for one signer.
const VERIFIED_LIMIT: usize = 16;
/// Mailboxes read of one certificate.
const MAILBOX_LIMIT: usize = 16;
/// Characters of a name.
const NAME_LIMIT: usize = 120;

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const ORGANISATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");
const MAIL_ADDRESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.1");
const FOR_MAIL: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.4");
const FOR_ANYTHING: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");

/// Extensions that are understood here or limit nothing that is judged here; any other one that is critical
/// makes a certificate worthless (RFC 5280 §4.2): key usage, alternative names of subject and issuer, basic
/// constraints, policies, extended key usage.
const UNDERSTOOD: [&str; 6] = [
    "2.5.29.15",
    "2.5.29.17",
    "2.5.29.18",
    "2.5.29.19",
    "2.5.29.32",
    "2.5.29.37",
];

/// A certificate included in the structure.
pub(super) struct Certificate<'a> {
    /// What its issuer signed.
    signed: &'a [u8],
    read: x509_cert::Certificate,
}

impl<'a> Certificate<'a> {
    pub(super) fn read(der: &'a [u8]) -> Option<Self> {
        if der.len() > OCTET_LIMIT {
            return None;
        }
        let read = x509_cert::Certificate::from_der(der).ok()?;
        let mut reader = SliceReader::new(super::value(der, Tag::Sequence)?).ok()?;
        Some(Self {
            signed: reader.tlv_bytes().ok()?,
            read,
        })
    }

    pub(super) fn key(&self) -> &SubjectPublicKeyInfoOwned {
        &self.read.tbs_certificate.subject_public_key_info
    }

    pub(super) fn is_named(&self, issuer: &Name, serial: &SerialNumber) -> bool {
        self.read.tbs_certificate.issuer == *issuer
            && self.read.tbs_certificate.serial_number == *serial
    }

    pub(super) fn has_key_id(&self, id: &[u8]) -> bool {
        self.key_id().is_some_and(|own| own.0.as_bytes() == id)
    }

    fn key_id(&self) -> Option<SubjectKeyIdentifier> {
        let (_, id) = self.read.tbs_certificate.get().ok()??;
        Some(id)
    }

    /// The name of its holder.
    pub(super) fn holder(&self) -> Option<Box<str>> {
        shown(&self.read.tbs_certificate.subject)
    }

    /// The mailboxes it is for (RFC 8550 §3), in the alternative names or, as of old, in the subject.
    pub(super) fn mailboxes(&self) -> Vec<Address> {
        let certificate = &self.read.tbs_certificate;
        let names = match certificate.get::<SubjectAltName>() {
            Ok(Some((_, names))) => names.0,
            _ => Vec::new(),
        };
        let alternative = names.iter().filter_map(|name| match name {
            GeneralName::Rfc822Name(address) => Address::parse(address.as_str()).ok(),
            _ => None,
        });
        let legacy = texts(&certificate.subject, MAIL_ADDRESS)
            .into_iter()
            .filter_map(|text| Address::parse(&text).ok());
        alternative.chain(legacy).take(MAILBOX_LIMIT).collect()
    }

    /// What its time says against it.
    pub(super) fn flaw_at(&self, at: Instant) -> Option<SmimeFlaw> {
        let validity = &self.read.tbs_certificate.validity;
        let seconds = |time: x509_cert::time::Time| {
            i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
        };
        if at.seconds() < seconds(validity.not_before) {
            Some(SmimeFlaw::NotYetValid)
        } else if at.seconds() > seconds(validity.not_after) {
            Some(SmimeFlaw::Expired)
        } else {
            None
        }
    }

    /// Whether it may sign mail (RFC 8550 §4.4.2, §4.4.4).
    pub(super) fn is_for_mail(&self) -> bool {
        let allows = match self.read.tbs_certificate.get::<KeyUsage>() {
            Ok(Some((_, usage))) => {
                usage.0.contains(KeyUsages::DigitalSignature)
                    || usage.0.contains(KeyUsages::NonRepudiation)
            }
            Ok(None) => true,
            Err(_) => false,
        };
        allows && self.purpose_allows_mail() && self.is_understood()
    }

    fn purpose_allows_mail(&self) -> bool {
        match self.read.tbs_certificate.get::<ExtendedKeyUsage>() {
            Ok(Some((_, purposes))) => purposes
                .0
                .iter()
                .any(|purpose| matches!(*purpose, FOR_MAIL | FOR_ANYTHING)),
            Ok(None) => true,
            Err(_) => false,
        }
    }

    fn is_understood(&self) -> bool {
        self.read
            .tbs_certificate
            .extensions
            .iter()
            .flatten()
            .all(|extension| {
                !extension.critical || UNDERSTOOD.contains(&extension.extn_id.to_string().as_str())
            })
    }

    fn is_own_issuer(&self) -> bool {
        self.read.tbs_certificate.issuer == self.read.tbs_certificate.subject
    }

    /// Whether it may certify others that stand `below` intermediate ones (RFC 5280 §4.2.1.9, §4.2.1.3).
    fn may_certify(&self, below: usize) -> bool {
        let certificate = &self.read.tbs_certificate;
        let is_authority = match certificate.get::<BasicConstraints>() {
            Ok(Some((_, basic))) => {
                basic.ca
                    && basic
                        .path_len_constraint
                        .is_none_or(|longest| usize::from(longest) >= below)
            }
            _ => false,
        };
        let may_sign = match certificate.get::<KeyUsage>() {
            Ok(Some((_, usage))) => usage.0.contains(KeyUsages::KeyCertSign),
            Ok(None) => true,
            Err(_) => false,
        };
        is_authority && may_sign && self.purpose_allows_mail() && self.is_understood()
    }

    /// Whether it bears the name, and the key's mark, that `child` gives its issuer.
    fn is_named_by(&self, child: &Self) -> bool {
        let authority: Option<AuthorityKeyIdentifier> = child
            .read
            .tbs_certificate
            .get()
            .ok()
            .flatten()
            .map(|(_, id)| id);
        let mark = authority.and_then(|id| id.key_identifier);
        let is_marked = match (mark, self.key_id()) {
            (Some(mark), Some(own)) => mark == own.0,
            _ => true,
        };
        is_marked && self.read.tbs_certificate.subject == child.read.tbs_certificate.issuer
    }

    /// Whether this one's key signed `child`.
    fn signed(&self, child: &Self) -> Fit {
        let Some(signature) = child.read.signature.as_bytes() else {
            return Fit::NotUnderstood;
        };
        // RFC 5280 §4.1.1.2: the algorithm inside what is signed is the one used.
        if child.read.signature_algorithm != child.read.tbs_certificate.signature {
            return Fit::Differs;
        }
        mathematics::check(
            self.key(),
            &child.read.signature_algorithm,
            None,
            child.signed,
            signature,
        )
    }
}

/// The way from a certificate through the included ones to somebody who is not among them.
pub(super) struct Chain {
    /// Who stands at its end: the last issuer.
    pub(super) issuer: Option<Box<str>>,
    /// What is wrong on the way.
    pub(super) flaw: Option<SmimeFlaw>,
}

impl Chain {
    /// Follows the issuers among `included`.
    pub(super) fn follow(
        first: &Certificate<'_>,
        included: &[Certificate<'_>],
        at: Instant,
    ) -> Self {
        let mut last = first;
        let mut flaw = first.is_own_issuer().then_some(SmimeFlaw::SelfSigned);
        let mut verified = 0;
        let mut length = 0;
        while !last.is_own_issuer() && flaw.is_none() {
            let mut candidates = included
                .iter()
                .filter(|issuer| issuer.is_named_by(last))
                .peekable();
            if candidates.peek().is_none() {
                break;
            }
            let mut next = None;
            for issuer in candidates {
                if verified == VERIFIED_LIMIT || length == CHAIN_LIMIT {
                    break;
                }
                verified += 1;
                match issuer.signed(last) {
                    Fit::Fits(_) if !issuer.may_certify(length) => {}
                    Fit::Fits(hash) => {
                        flaw = if hash == Hash::Sha1 {
                            Some(SmimeFlaw::WeakHash)
                        } else if mathematics::is_short(issuer.key()) {
                            Some(SmimeFlaw::ShortKey)
                        } else {
                            issuer.flaw_at(at)
                        };
                        next = Some(issuer);
                        break;
                    }
                    Fit::Differs | Fit::NotUnderstood => {}
                }
            }
            match next {
                Some(issuer) => last = issuer,
                None => flaw = Some(SmimeFlaw::ChainBroken),
            }
            length += 1;
        }
        Self {
            issuer: shown(&last.read.tbs_certificate.issuer),
            flaw,
        }
    }
}

/// The name of a person or authority: the common name, or else the organisation or its unit.
fn shown(name: &Name) -> Option<Box<str>> {
    let text = [COMMON_NAME, ORGANISATION, UNIT]
        .into_iter()
        .find_map(|kind| texts(name, kind).pop())?;
    let text: String = text.chars().take(NAME_LIMIT).collect();
    (!text.trim().is_empty()).then(|| text.into())
}

/// The texts of one kind in a name.
fn texts(name: &Name, kind: ObjectIdentifier) -> Vec<String> {
    let mut found = Vec::new();
    for part in name.0.iter().flat_map(|parts| parts.0.iter()) {
        if part.oid != kind || found.len() == MAILBOX_LIMIT {
            continue;
        }
        let octets = part.value.value();
        found.push(match part.value.tag() {
            Tag::BmpString => {
                let units: Vec<u16> = octets
                    .chunks_exact(2)
                    .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
                    .collect();
                String::from_utf16_lossy(&units)
            }
            _ => String::from_utf8_lossy(octets).into_owned(),
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use rsa::pkcs1v15::Pkcs1v15Sign;
    use rsa::pkcs8::{DecodePrivateKey as _, EncodePublicKey as _};
    use rsa::sha2::{Digest as _, Sha256};
    use rsa::{RsaPrivateKey, RsaPublicKey};

    use super::*;

    const COMMON: &[u8] = &[6, 3, 0x55, 4, 3];
    const CONSTRAINTS: &[u8] = &[6, 3, 0x55, 0x1d, 0x13];
    const ALTERNATIVE: &[u8] = &[6, 3, 0x55, 0x1d, 0x11];
    const UNKNOWN: &[u8] = &[6, 3, 0x2a, 3, 4];
    /// sha256WithRSAEncryption.
    const ALGORITHM: &[u8] = &[
        0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11, 5, 0,
    ];

    fn tlv(tag: u8, pieces: &[&[u8]]) -> Vec<u8> {
        let value = pieces.concat();
        let [high, low] = u16::try_from(value.len()).expect("small").to_be_bytes();
        let length = match value.len() {
            ..0x80 => vec![low],
            0x80..0x100 => vec![0x81, low],
            _ => vec![0x82, high, low],
        };
        [&[tag][..], &length, &value].concat()
    }

    fn name(text: &str) -> Vec<u8> {
        let text = tlv(0x0c, &[text.as_bytes()]);
        tlv(0x30, &[&tlv(0x31, &[&tlv(0x30, &[COMMON, &text])])])
    }

    fn extension(kind: &[u8], value: &[u8]) -> Vec<u8> {
        tlv(0x30, &[kind, &tlv(4, &[value])])
    }

    fn own_key() -> RsaPrivateKey {
        RsaPrivateKey::from_pkcs8_pem(include_str!("../../tests/keys/rsa-2048.pem")).expect("a key")
    }

    /// The key as it stands in a certificate; another one where it is not the one that signs.
    fn public(key: &RsaPrivateKey, is_own: bool) -> Vec<u8> {
        let mut written = RsaPublicKey::from(key)
            .to_public_key_der()
            .expect("a key")
            .into_vec();
        if !is_own {
            let middle = written.len() / 2;
            written[middle] ^= 1;
        }
        written
    }

    /// A certificate signed with the one key that all authorities here have.
    fn made(subject: &str, issuer: &str, is_own: bool, extensions: &[&[u8]]) -> Vec<u8> {
        let key = own_key();
        let time = |text: &str| tlv(0x17, &[text.as_bytes()]);
        let authority = extension(CONSTRAINTS, &tlv(0x30, &[&[1, 1, 0xff]]));
        let extensions = tlv(0x30, &[&authority, &extensions.concat()]);
        let to_sign = tlv(
            0x30,
            &[
                &[0xa0, 3, 2, 1, 2, 2, 1, 1],
                ALGORITHM,
                &name(issuer),
                &tlv(0x30, &[&time("200101000000Z"), &time("400101000000Z")]),
                &name(subject),
                &public(&key, is_own),
                &tlv(0xa3, &[&extensions]),
            ],
        );
        let signature = key
            .sign(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(&to_sign))
            .expect("a signature");
        tlv(0x30, &[&to_sign, ALGORITHM, &tlv(3, &[&[0], &signature])])
    }

    fn flaw(first: &[u8], included: &[Vec<u8>]) -> Option<SmimeFlaw> {
        let at = Instant::from_seconds(1_768_435_200).expect("a time");
        let first = Certificate::read(first).expect("a certificate");
        let included: Vec<Certificate<'_>> = included
            .iter()
            .map(|der| Certificate::read(der).expect("a certificate"))
            .collect();
        Chain::follow(&first, &included, at).flaw
    }

    #[test]
    fn a_chain_is_followed_only_so_far() {
        let numbered = |nth: usize| made(&nth.to_string(), &(nth + 1).to_string(), true, &[]);
        let issuers: Vec<Vec<u8>> = (1..=CHAIN_LIMIT + 1).map(numbered).collect();
        let first = numbered(0);
        assert_eq!(flaw(&first, &issuers[..CHAIN_LIMIT]), None);
        assert_eq!(flaw(&first, &issuers), Some(SmimeFlaw::ChainBroken));
    }

    #[test]
    fn only_so_many_signatures_of_certificates_are_verified() {
        let first = made("signer", "issuer", true, &[]);
        let with = |wrong: usize| {
            let mut issuers = vec![made("issuer", "root", false, &[]); wrong];
            issuers.push(made("issuer", "root", true, &[]));
            flaw(&first, &issuers)
        };
        assert_eq!(with(VERIFIED_LIMIT - 1), None);
        assert_eq!(with(VERIFIED_LIMIT), Some(SmimeFlaw::ChainBroken));
    }

    #[test]
    fn only_so_much_of_a_certificate_is_read() {
        let mailboxes = |count: usize| {
            let one = tlv(0x81, &[b"a@b.example"]);
            let names = extension(ALTERNATIVE, &tlv(0x30, &[&one.repeat(count)]));
            let der = made("signer", "issuer", true, &[&names]);
            Certificate::read(&der)
                .expect("a certificate")
                .mailboxes()
                .len()
        };
        assert_eq!(
            (mailboxes(16), mailboxes(17)),
            (MAILBOX_LIMIT, MAILBOX_LIMIT)
        );
        let letters = |count: usize| {
            let der = made(&"あ".repeat(count), "issuer", true, &[]);
            let read = Certificate::read(&der).expect("a certificate");
            read.holder().expect("a name").chars().count()
        };
        assert_eq!((letters(120), letters(121)), (NAME_LIMIT, NAME_LIMIT));
        let padded = |size: usize| {
            made(
                "signer",
                "issuer",
                true,
                &[&extension(UNKNOWN, &vec![0; size])],
            )
        };
        let around = padded(60_000).len() - 60_000;
        let whole = padded(OCTET_LIMIT - around);
        assert_eq!(whole.len(), OCTET_LIMIT);
        assert!(Certificate::read(&whole).is_some());
        assert!(Certificate::read(&padded(OCTET_LIMIT - around + 1)).is_none());
    }
}
