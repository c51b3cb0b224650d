//! Signs a message with a test key (RFC 6376), with a signing time that is given.
//!
//! mail-auth makes the hashes and signatures. Its own signer takes `t=` from the machine's clock, which
//! would make every run different, so the canonical forms are written here; they serve as a second
//! opinion on the verifier, too.

use anyhow::{Context, Result, anyhow, ensure};
use mail_auth::crypto::{Ed25519Key, HashAlgorithm, RsaKey, Sha256, SigningKey};
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject;

use crate::clock::Moment;
use crate::mime::base64;

/// Which test key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyName {
    /// RSA 2048 for brands and shops.
    Brand,
    /// RSA 2048 for mail services.
    Service,
    /// Ed25519.
    Curve,
}

/// The test keys.
pub(crate) struct Keys {
    brand: RsaKey<Sha256>,
    service: RsaKey<Sha256>,
    curve: Ed25519Key,
}

/// The fixed head of a SubjectPublicKeyInfo around a 2048-bit RSAPublicKey (RFC 5280 §4.1, RFC 8017 §A.1.1).
const SPKI_HEAD: [u8; 24] = [
    0x30, 0x82, 0x01, 0x22, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01,
    0x01, 0x05, 0x00, 0x03, 0x82, 0x01, 0x0f, 0x00,
];

impl Keys {
    /// Reads the keys that are compiled in.
    pub(crate) fn load() -> Result<Self> {
        let brand = include_bytes!("../keys/test-brand-rsa2048.pem");
        let service = include_bytes!("../keys/test-esp-rsa2048.pem");
        let curve = include_bytes!("../keys/test-shop-ed25519.pem");
        let parse = |pem: &'static [u8]| {
            PrivateKeyDer::from_pem_slice(pem)
                .map_err(|error| anyhow!("cannot read a test key: {error}"))
        };
        let rsa = |pem: &'static [u8]| -> Result<RsaKey<Sha256>> {
            let der = parse(pem)?;
            RsaKey::from_key_der(der).context("load an RSA test key")
        };
        let der = parse(curve)?;
        Ok(Self {
            brand: rsa(brand)?,
            service: rsa(service)?,
            curve: Ed25519Key::from_pkcs8_maybe_unchecked_der(der.secret_der())
                .context("load the Ed25519 test key")?,
        })
    }

    /// The TXT record that publishes `name`'s public half (RFC 6376 §3.6.1, RFC 8463 §4).
    pub(crate) fn record(&self, name: KeyName) -> Result<String> {
        let rsa = |key: &RsaKey<Sha256>| -> Result<String> {
            let public = key.public_key();
            ensure!(
                public.len() == 270,
                "the test key is not RSA with 2048 bits"
            );
            Ok(format!(
                "v=DKIM1; k=rsa; p={}",
                base64(&[&SPKI_HEAD[..], &public].concat())
            ))
        };
        match name {
            KeyName::Brand => rsa(&self.brand),
            KeyName::Service => rsa(&self.service),
            KeyName::Curve => Ok(format!(
                "v=DKIM1; k=ed25519; p={}",
                base64(&self.curve.public_key())
            )),
        }
    }

    fn sign(&self, name: KeyName, bytes: &[u8]) -> Result<Vec<u8>> {
        match name {
            KeyName::Brand => self.brand.sign(bytes),
            KeyName::Service => self.service.sign(bytes),
            KeyName::Curve => self.curve.sign(bytes),
        }
        .context("sign with a test key")
    }
}

/// Who signs, and how.
#[derive(Clone, Debug)]
pub(crate) struct Signer {
    pub(crate) domain: String,
    pub(crate) selector: String,
    pub(crate) key: KeyName,
    /// `c=relaxed/simple`, as Amazon SES signs; otherwise relaxed/relaxed.
    pub(crate) has_simple_body: bool,
}

const SIGNED: [&str; 11] = [
    "date",
    "from",
    "to",
    "subject",
    "message-id",
    "mime-version",
    "content-type",
    "reply-to",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "feedback-id",
];

/// The DKIM-Signature field of `message` (CRLF lines), with its final CRLF.
pub(crate) fn signature(
    message: &[u8],
    signer: &Signer,
    keys: &Keys,
    when: Moment,
) -> Result<Vec<u8>> {
    let end = find(message, b"\r\n\r\n").context("the message has no empty line")?;
    let head = message.get(..end + 2).unwrap_or_default();
    let body = message.get(end + 4..).unwrap_or_default();
    let fields = unfold(head);
    let body_hash =
        HashAlgorithm::Sha256.hash(canonical_body(body, signer.has_simple_body).as_slice());

    let mut names = Vec::new();
    let mut data = Vec::new();
    for name in SIGNED {
        // One instance per name: the lowest, as a verifier takes them (RFC 6376 §5.4.2).
        if let Some((_, value)) = fields.iter().rev().find(|(field, _)| field == name) {
            names.push(name);
            data.extend_from_slice(format!("{name}:").as_bytes());
            data.extend_from_slice(value);
            data.extend_from_slice(b"\r\n");
        }
    }
    let algorithm = if signer.key == KeyName::Curve {
        "ed25519-sha256"
    } else {
        "rsa-sha256"
    };
    let body_form = if signer.has_simple_body {
        "simple"
    } else {
        "relaxed"
    };
    let open = format!(
        "v=1; a={algorithm}; c=relaxed/{body_form}; d={};\r\n\ts={}; t={};\r\n\th={};\r\n\tbh={};\r\n\tb=",
        signer.domain,
        signer.selector,
        when.unix(),
        names.join(":"),
        base64(body_hash.as_ref()),
    );
    data.extend_from_slice(b"dkim-signature:");
    data.extend_from_slice(&relaxed_value(open.as_bytes()));
    let encoded = base64(&keys.sign(signer.key, &data)?);

    let mut out = b"DKIM-Signature: ".to_vec();
    out.extend_from_slice(open.as_bytes());
    for (index, line) in encoded.as_bytes().chunks(72).enumerate() {
        if index > 0 {
            out.extend_from_slice(b"\r\n\t ");
        }
        out.extend_from_slice(line);
    }
    out.extend_from_slice(b"\r\n");
    Ok(out)
}

fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    hay.windows(needle.len())
        .position(|window| window == needle)
}

/// Lower-case names and relaxed values (RFC 6376 §3.4.2) in their order.
fn unfold(head: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut fields: Vec<Vec<u8>> = Vec::new();
    for line in head.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match line.first() {
            Some(b' ' | b'\t') => {
                if let Some(last) = fields.last_mut() {
                    last.extend_from_slice(line);
                }
            }
            Some(_) => fields.push(line.to_vec()),
            None => {}
        }
    }
    fields
        .iter()
        .filter_map(|field| {
            let colon = field.iter().position(|byte| *byte == b':')?;
            let name = String::from_utf8_lossy(field.get(..colon)?)
                .trim()
                .to_ascii_lowercase();
            Some((name, relaxed_value(field.get(colon + 1..)?)))
        })
        .collect()
}

fn relaxed_value(value: &[u8]) -> Vec<u8> {
    let unfolded: Vec<u8> = value
        .iter()
        .copied()
        .filter(|byte| !b"\r\n".contains(byte))
        .collect();
    let squeezed = squeeze(&unfolded);
    let start = squeezed
        .iter()
        .position(|byte| *byte != b' ')
        .unwrap_or(squeezed.len());
    let mut out = squeezed.get(start..).unwrap_or_default().to_vec();
    while out.last() == Some(&b' ') {
        out.pop();
    }
    out
}

fn squeeze(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    for byte in line {
        match byte {
            b' ' | b'\t' => {
                if out.last() != Some(&b' ') {
                    out.push(b' ');
                }
            }
            byte => out.push(*byte),
        }
    }
    out
}

/// The body as it is hashed (RFC 6376 §3.4.3 and §3.4.4).
fn canonical_body(body: &[u8], is_simple: bool) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = body
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .map(|line| {
            let mut line = if is_simple {
                line.to_vec()
            } else {
                squeeze(line)
            };
            while !is_simple && line.last() == Some(&b' ') {
                line.pop();
            }
            line
        })
        .collect();
    while lines.last().is_some_and(Vec::is_empty) {
        lines.pop();
    }
    if lines.is_empty() && is_simple {
        return b"\r\n".to_vec();
    }
    let mut out = Vec::with_capacity(body.len());
    for line in lines {
        out.extend_from_slice(&line);
        out.extend_from_slice(b"\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_forms_are_those_of_the_rfc_example() {
        // RFC 6376 §3.4.5.
        let head = b"A: X\r\nB : Y\t\r\n\tZ  \r\n";
        let expected = vec![
            ("a".to_owned(), b"X".to_vec()),
            ("b".to_owned(), b"Y Z".to_vec()),
        ];
        assert_eq!(unfold(head), expected);
        let body = b" C \r\nD \t E\r\n\r\n\r\n";
        assert_eq!(canonical_body(body, false), b" C\r\nD E\r\n");
        assert_eq!(canonical_body(body, true), b" C \r\nD \t E\r\n");
        assert_eq!(canonical_body(b"", true), b"\r\n");
        assert_eq!(canonical_body(b"", false), b"");
    }
}
