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
