//! S/MIME (RFC 8551): whether the signature in a mail fits what it signs, and whose it says it is.
//!
//! It proves no author here. Which authorities may speak for mailboxes is known of none, and the signature
//! covers the body alone: under it, every other subject and name could be shown.
//!
//! The structure is walked with `der` and not read by a crate of its own, since mail programs neither sort
//! the sets in it nor keep to DER, and signed attributes count in the order in which they were sent.

mod certificate;
mod mathematics;

use facts::{Address, Instant};
use reading::Smime;
use x509_cert::der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef};
use x509_cert::der::{Decode as _, Reader as _, SliceReader, Tag, Tagged as _};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::AlgorithmIdentifierOwned;

use crate::{SmimeFlaw, SmimeSignature, SmimeState};
use certificate::{Certificate, Chain};
use mathematics::{Fit, Hash};

/// Elements read of one list in the structure.
const LIST_LIMIT: usize = 64;
/// Certificates read; honest mails carry two to five.
const CERTIFICATE_LIMIT: usize = 16;
/// Octets of a `SignerInfo`, for the same reason as those of a certificate.
const SIGNER_OCTETS: usize = 64 << 10;
/// Signers looked at.
const SIGNER_LIMIT: usize = 4;

const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");

/// Checks the signature; `at` is when the mail was received or, where that is not known, the time of the check.
///
/// Of several signers the author comes first, and then the one that stands best.
pub(crate) fn check(smime: &Smime, author: Option<&Address>, at: Instant) -> SmimeSignature {
    let Some(signed) = Signed::read(&smime.cms) else {
        return SmimeSignature::unchecked();
    };
    let Some(content) = smime.content.as_deref().or(signed.content) else {
        return SmimeSignature::unchecked();
    };
    signed
        .signers
        .iter()
        .map(|signer| {
            let mut found = judge(&signed, signer, content, author, at);
            if found.state == SmimeState::Holds && !smime.is_whole {
                found.state = SmimeState::Flawed(SmimeFlaw::CoversPart);
            }
            found
        })
        .min_by_key(|found| (!found.is_authors, rank(found.state)))
        .unwrap_or_else(SmimeSignature::unchecked)
}

fn rank(state: SmimeState) -> u8 {
    match state {
        SmimeState::Holds => 0,
        SmimeState::Flawed(_) => 1,
        SmimeState::Unchecked => 2,
        SmimeState::Broken => 3,
    }
}

fn judge(
    signed: &Signed<'_>,
    signer: &Signer<'_>,
    content: &[u8],
    author: Option<&Address>,
    at: Instant,
) -> SmimeSignature {
    let mut found = SmimeSignature::unchecked();
    let certificate = signed
        .certificates
        .iter()
        .find(|certificate| signer.is_of(certificate));
    if let Some(certificate) = certificate {
        found.signer = certificate.holder();
        found.mailboxes = certificate.mailboxes();
        found.is_authors = author.is_some_and(|author| {
            found.mailboxes.iter().any(|mailbox| {
                // RFC 8550 §3: the domain is compared without case; nobody keeps two mailboxes that differ
                // in nothing but the case of what stands before it.
                mailbox.domain() == author.domain()
                    && mailbox.local().eq_ignore_ascii_case(author.local())
            })
        });
    }
    let Some(hash) = Hash::of_digest(&signer.digest) else {
        return found;
    };
    let Some(attested) = signer.attested(signed.content_type, content, hash) else {
        found.state = SmimeState::Broken;
        return found;
    };
    let Some(certificate) = certificate else {
        return found;
    };
    let fit = mathematics::check(
        certificate.key(),
        &signer.algorithm,
        Some(hash),
        &attested,
        signer.signature,
    );
    let is_weak_hash = match fit {
        Fit::Fits(used) => used == Hash::Sha1 || hash == Hash::Sha1,
        Fit::Differs => {
            found.state = SmimeState::Broken;
            return found;
        }
        Fit::NotUnderstood => return found,
    };
    let chain = Chain::follow(certificate, &signed.certificates, at);
    found.issuer = chain.issuer;
    let flaw = if is_weak_hash {
        Some(SmimeFlaw::WeakHash)
    } else if mathematics::is_short(certificate.key()) {
        Some(SmimeFlaw::ShortKey)
    } else {
        certificate
            .flaw_at(at)
            .or_else(|| (!certificate.is_for_mail()).then_some(SmimeFlaw::NotForMail))
            .or(chain.flaw)
    };
    found.state = flaw.map_or(SmimeState::Holds, SmimeState::Flawed);
    found
}

impl SmimeSignature {
    fn unchecked() -> Self {
        Self {
            state: SmimeState::Unchecked,
            signer: None,
            issuer: None,
            mailboxes: Vec::new(),
            is_authors: false,
        }
    }
}

/// A `SignedData` (RFC 5652 §5.1).
struct Signed<'a> {
    content_type: ObjectIdentifier,
    content: Option<&'a [u8]>,
    certificates: Vec<Certificate<'a>>,
    signers: Vec<Signer<'a>>,
}

impl<'a> Signed<'a> {
    fn read(cms: &'a [u8]) -> Option<Self> {
        let [kind, wrapped] = *elements(value(cms, Tag::Sequence)?)?.as_slice() else {
            return None;
        };
        if ObjectIdentifier::from_der(kind).ok()? != SIGNED_DATA {
            return None;
        }
        let inside = value(context(wrapped, 0)?, Tag::Sequence)?;
        let parts = elements(inside)?;
        let [_version, _digests, encapsulated, rest @ .., signers] = parts.as_slice() else {
            return None;
        };
        let encapsulated = elements(value(encapsulated, Tag::Sequence)?)?;
        let content_type = ObjectIdentifier::from_der(encapsulated.first()?).ok()?;
        let content = match encapsulated.get(1) {
            Some(content) => Some(
                OctetStringRef::from_der(context(content, 0)?)
                    .ok()?
                    .as_bytes(),
            ),
            None => None,
        };
        let certificates = match rest.iter().find_map(|part| context(part, 0)) {
            Some(list) => elements(list)?
                .into_iter()
                .take(CERTIFICATE_LIMIT)
                .filter_map(Certificate::read)
                .collect(),
            None => Vec::new(),
        };
        let signers = elements(value(signers, Tag::Set)?)?
            .into_iter()
            .take(SIGNER_LIMIT)
            .filter_map(Signer::read)
            .collect();
        Some(Self {
            content_type,
            content,
            certificates,
            signers,
        })
    }
}

/// A `SignerInfo` (RFC 5652 §5.3).
struct Signer<'a> {
    id: SignerId<'a>,
    digest: AlgorithmIdentifierOwned,
    /// The signed attributes as sent, with their tag.
    attributes: Option<&'a [u8]>,
    algorithm: AlgorithmIdentifierOwned,
    signature: &'a [u8],
}

enum SignerId<'a> {
    Serial(Box<(Name, SerialNumber)>),
    Key(&'a [u8]),
}

impl<'a> Signer<'a> {
    fn read(der: &'a [u8]) -> Option<Self> {
        if der.len() > SIGNER_OCTETS {
            return None;
        }
        let parts = elements(value(der, Tag::Sequence)?)?;
        let [_version, id, digest, rest @ ..] = parts.as_slice() else {
            return None;
        };
        let id = if let Some(key) = context(id, 0) {
            SignerId::Key(key)
        } else {
            let [issuer, serial] = *elements(value(id, Tag::Sequence)?)?.as_slice() else {
                return None;
            };
            SignerId::Serial(Box::new((
                Name::from_der(issuer).ok()?,
                SerialNumber::from_der(serial).ok()?,
            )))
        };
        let (attributes, rest) = match rest {
            [first, rest @ ..] if context(first, 0).is_some() => (Some(*first), rest),
            rest => (None, rest),
        };
        let [algorithm, signature, ..] = rest else {
            return None;
        };
        Some(Self {
            id,
            digest: AlgorithmIdentifierOwned::from_der(digest).ok()?,
            attributes,
            algorithm: AlgorithmIdentifierOwned::from_der(algorithm).ok()?,
            signature: OctetStringRef::from_der(signature).ok()?.as_bytes(),
        })
    }

    fn is_of(&self, certificate: &Certificate<'_>) -> bool {
        match &self.id {
            SignerId::Serial(id) => certificate.is_named(&id.0, &id.1),
            SignerId::Key(key) => certificate.has_key_id(key),
        }
    }

    /// The octets that the signature is over, where they speak of this content (RFC 5652 §5.4).
    fn attested(
        &self,
        content_type: ObjectIdentifier,
        content: &[u8],
        hash: Hash,
    ) -> Option<Vec<u8>> {
        let Some(attributes) = self.attributes else {
            // RFC 5652 §5.3: attributes may be left out only where the content is plain data. Content that
            // begins like a set could be the attributes of another mail.
            let is_plain = content_type == DATA && content.first() != Some(&0x31);
            return is_plain.then(|| content.to_vec());
        };
        let mut types = Vec::new();
        let mut digests = Vec::new();
        for attribute in elements(context(attributes, 0)?)? {
            let [kind, values] = *elements(value(attribute, Tag::Sequence)?)?.as_slice() else {
                return None;
            };
            let kind = ObjectIdentifier::from_der(kind).ok()?;
            let list = match kind {
                CONTENT_TYPE => &mut types,
                MESSAGE_DIGEST => &mut digests,
                _ => continue,
            };
            list.extend(elements(value(values, Tag::Set)?)?);
        }
        // RFC 5652 §11.1 and §11.2: each stands once, with one value.
        let ([kind], [digest]) = (types.as_slice(), digests.as_slice()) else {
            return None;
        };
        let fits = ObjectIdentifier::from_der(kind).ok()? == content_type
            && OctetStringRef::from_der(digest).ok()?.as_bytes() == hash.over(content);
        let mut signed = attributes.to_vec();
        *signed.first_mut()? = 0x31;
        fits.then_some(signed)
    }
}

/// The elements inside a value, each with its tag; `None` where they do not fill it or are too many.
fn elements(value: &[u8]) -> Option<Vec<&[u8]>> {
    let mut reader = SliceReader::new(value).ok()?;
    let mut found = Vec::new();
    while !reader.is_finished() {
        if found.len() == LIST_LIMIT {
            return None;
        }
        found.push(reader.tlv_bytes().ok()?);
    }
    Some(found)
}

/// The value of an element with this tag.
fn value(der: &[u8], tag: Tag) -> Option<&[u8]> {
    let any = AnyRef::from_der(der).ok()?;
    (any.tag() == tag).then(|| any.value())
}

/// The value of an element with the context-specific tag `number`.
fn context(der: &[u8], number: u8) -> Option<&[u8]> {
    let any = AnyRef::from_der(der).ok()?;
    match any.tag() {
        Tag::ContextSpecific { number: found, .. } if found.value() == number => Some(any.value()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_only_so_many_elements() {
        let read = |count: usize| elements(&[5, 0].repeat(count)).map(|found| found.len());
        assert_eq!((read(64), read(65)), (Some(LIST_LIMIT), None));
    }
}
