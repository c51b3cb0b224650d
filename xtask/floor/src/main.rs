//! Does only what any check of a mail must do (parse, hash, verify), to hold the command's cost against it.
//!
//! `floor STEP FILE…` does one step over all files and prints what it counted; `cargo xtask bench` measures the
//! processor time from outside. The step `read` is the cost of having the bytes at all.
#![expect(clippy::print_stdout, reason = "a workshop tool talks on the terminal")]

use std::hint::black_box;

use anyhow::{Context as _, Result, bail};
use mail_parser::MessageParser;
use rsa::{BigUint, Pkcs1v15Sign, RsaPublicKey};
use sha2::{Digest as _, Sha256};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let step = arguments.next().context("floor STEP FILE…")?;
    let key = key()?;
    let (mut parts, mut hashed, mut signatures) = (0, 0, 0);
    for file in arguments {
        let raw = std::fs::read(&file).with_context(|| file.clone())?;
        match step.as_str() {
            "read" => {
                black_box(&raw);
            }
            "parse" => {
                let mail = MessageParser::default().parse(&raw);
                parts += mail.map_or(0, |mail| mail.parts().len());
            }
            "hash" => {
                let body = body(&raw);
                black_box(Sha256::digest(body));
                hashed += body.len();
            }
            "verify" => {
                for _ in 0..signed(&raw) {
                    verify(&key);
                    signatures += 1;
                }
            }
            _ => bail!("no such step: {step}"),
        }
    }
    println!("{parts} {hashed} {signatures}");
    Ok(())
}

/// What stands behind the first blank line.
fn body(raw: &[u8]) -> &[u8] {
    let at = raw
        .windows(2)
        .position(|pair| pair == b"\n\n")
        .map(|at| at + 2)
        .or_else(|| {
            let at = raw.windows(4).position(|four| four == b"\r\n\r\n")?;
            Some(at + 4)
        });
    raw.get(at.unwrap_or(raw.len())..).unwrap_or_default()
}

/// How many DKIM signatures (RFC 6376 §3.5) the header holds.
fn signed(raw: &[u8]) -> usize {
    const NAME: &[u8] = b"dkim-signature:";
    let header = raw.len() - body(raw).len();
    raw.get(..header)
        .unwrap_or_default()
        .split(|&b| b == b'\n')
        .filter(|line| {
            line.get(..NAME.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(NAME))
        })
        .count()
}

/// A modulus of 2048 bits that nobody has the factors of: verifying against it fails only after all the work.
fn key() -> Result<RsaPublicKey> {
    let mut modulus = octets("modulus");
    if let [first, .., last] = modulus.as_mut_slice() {
        *first |= 0x80;
        *last |= 1;
    }
    RsaPublicKey::new(BigUint::from_bytes_be(&modulus), BigUint::from(65_537_u32))
        .context("a modulus of 2048 bits")
}

fn verify(key: &RsaPublicKey) {
    let mut signature = octets("signature");
    if let [first, ..] = signature.as_mut_slice() {
        *first &= 0x7f;
    }
    let hash = Sha256::digest(b"hash");
    let is_verified = key
        .verify(Pkcs1v15Sign::new_unprefixed(), &hash, &signature)
        .is_ok();
    black_box(is_verified);
}

/// 256 octets that follow from a word.
fn octets(word: &str) -> Vec<u8> {
    (0..8_u8)
        .flat_map(|nth| Sha256::digest([word.as_bytes(), &[nth]].concat()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn body_and_signatures_are_found_with_either_line_end() {
        for raw in [
            "DKIM-Signature: a\nX: b\ndkim-signature: c\n\nDKIM-Signature: d\n",
            "DKIM-Signature: a\r\nX: b\r\ndkim-signature: c\r\n\r\nDKIM-Signature: d\r\n",
        ] {
            assert_eq!(signed(raw.as_bytes()), 2);
            assert!(body(raw.as_bytes()).starts_with(b"DKIM-Signature: d"));
        }
        assert_eq!(body(b"no end"), b"");
    }

    #[test]
    fn the_key_has_2048_bits() {
        use rsa::traits::PublicKeyParts as _;
        assert_eq!(key().expect("a key").size(), 256);
    }
}
