//! Short ways to make mails, signatures and DNS answers.

use std::collections::BTreeMap;
use std::path::PathBuf;

use facts::{
    DnsAnswer, DnsQuestion, DnsRecord, DnsRecords, Instant, Method, ProofResult, RecordKind,
    SuffixList,
};
use mail_auth::arc::ArcSealer;
use mail_auth::crypto::{Ed25519Key, RsaKey, Sha256};
use mail_auth::dkim::{Canonicalization, DkimSigner};
use mail_auth::headers::HeaderWriter as _;
use mail_auth::{ArcOutput, AuthenticatedMessage, AuthenticationResults, DkimOutput, DkimResult};
use proof::{Outcome, Trust, prove};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

const RSA_2048: &[u8] = include_bytes!("../keys/rsa-2048.pem");
const RSA_768: &[u8] = include_bytes!("../keys/rsa-768.pem");

/// The Ed25519 key pair printed in RFC 8463 appendix A.2.
const ED25519_SEED: &str = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";
pub(crate) const ED25519_PUBLIC: &str = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

/// 2026-01-15T00:00:00Z.
pub(crate) const NOW: i64 = 1_768_435_200;

pub(crate) fn instant(seconds: i64) -> Instant {
    Instant::from_seconds(seconds).expect("a time in range")
}

pub(crate) fn suffixes() -> SuffixList {
    SuffixList::parse("com\nnet\norg\njp\nco.jp\nexample\nch\nfr\nde\nedu\nio\nme\nru\nnl\n")
}

pub(crate) fn trust(named: &[&str]) -> Trust {
    Trust {
        named: named.iter().map(|&name| name.into()).collect(),
    }
}

/// Records from `name → texts`, closed: what is not listed does not exist.
pub(crate) fn zone(texts: &[(&str, &str)]) -> DnsRecords {
    let mut records = DnsRecords::closed();
    add(&mut records, texts);
    records
}

/// The same, open: what is not listed is unknown.
pub(crate) fn known(texts: &[(&str, &str)]) -> DnsRecords {
    let mut records = DnsRecords::new();
    add(&mut records, texts);
    records
}

fn add(records: &mut DnsRecords, texts: &[(&str, &str)]) {
    let mut by_name: BTreeMap<&str, Vec<DnsRecord>> = BTreeMap::new();
    for (name, text) in texts {
        by_name
            .entry(name)
            .or_default()
            .push(DnsRecord::Txt(text.as_bytes().to_vec()));
    }
    for (name, texts) in by_name {
        records.insert(
            DnsQuestion {
                name: name.into(),
                kind: RecordKind::Txt,
            },
            DnsAnswer::Records(texts),
        );
    }
}

pub(crate) fn judge_at(raw: &[u8], records: &DnsRecords, trusted: &[&str], now: i64) -> Outcome {
    let message = reading::read(raw, &reading::Limits::default());
    prove(
        raw,
        &message,
        records,
        instant(now),
        &trust(trusted),
        &suffixes(),
    )
}

pub(crate) fn judge(raw: &[u8], records: &DnsRecords, trusted: &[&str]) -> Outcome {
    judge_at(raw, records, trusted, NOW)
}

/// The results of one method, `domain=result`, as verified by ourselves.
pub(crate) fn ours(outcome: &Outcome, method: Method) -> Vec<(String, ProofResult)> {
    outcome
        .lines
        .iter()
        .filter(|line| line.method == method && line.by == facts::ProvenBy::Ourselves)
        .map(|line| {
            (
                line.domain
                    .as_ref()
                    .map_or(String::new(), ToString::to_string),
                line.result,
            )
        })
        .collect()
}

pub(crate) fn only_dkim(outcome: &Outcome) -> ProofResult {
    let results = ours(outcome, Method::Dkim);
    assert_eq!(results.len(), 1, "{results:?}");
    results[0].1
}

pub(crate) fn rsa_key(pem: &[u8]) -> RsaKey<Sha256> {
    RsaKey::from_key_der(PrivateKeyDer::Pkcs8(
        PrivatePkcs8KeyDer::from_pem_slice(pem).unwrap(),
    ))
    .unwrap()
}

fn ed25519_key() -> Ed25519Key {
    Ed25519Key::from_seed_and_public_key(&base64(ED25519_SEED), &base64(ED25519_PUBLIC)).unwrap()
}

/// What a test signature is like.
#[derive(Clone)]
pub(crate) struct Sign {
    pub(crate) domain: &'static str,
    pub(crate) headers: Vec<&'static str>,
    pub(crate) form: Canonicalization,
    pub(crate) has_length: bool,
    pub(crate) lives: Option<u64>,
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Rsa,
    ShortRsa,
    Ed25519,
}

impl Sign {
    pub(crate) fn by(domain: &'static str) -> Self {
        Self {
            domain,
            headers: vec!["From", "To", "Subject", "Date"],
            form: Canonicalization::Relaxed,
            has_length: false,
            lives: None,
            kind: Kind::Rsa,
        }
    }

    /// The key record for the selector `s1`.
    pub(crate) fn record(&self) -> (String, String) {
        let text = match self.kind {
            Kind::Rsa => format!(
                "v=DKIM1; k=rsa; p={}",
                encode(&rsa_key(RSA_2048).public_key())
            ),
            Kind::ShortRsa => format!(
                "v=DKIM1; k=rsa; p={}",
                encode(&rsa_key(RSA_768).public_key())
            ),
            Kind::Ed25519 => format!("v=DKIM1; k=ed25519; p={ED25519_PUBLIC}"),
        };
        (format!("s1._domainkey.{}", self.domain), text)
    }

    /// The signature field over `mail`, and its `t=`.
    pub(crate) fn field(&self, mail: &str) -> (String, i64) {
        macro_rules! sign {
            ($key:expr) => {{
                let mut signer = DkimSigner::from_key($key)
                    .domain(self.domain)
                    .selector("s1")
                    .headers(self.headers.iter().copied())
                    .header_canonicalization(self.form)
                    .body_canonicalization(self.form)
                    .body_length(self.has_length);
                if let Some(seconds) = self.lives {
                    signer = signer.expiration(std::time::Duration::from_secs(seconds));
                }
                signer.sign(mail.as_bytes()).unwrap()
            }};
        }
        let signature = match self.kind {
            Kind::Rsa => sign!(rsa_key(RSA_2048)),
            Kind::ShortRsa => sign!(rsa_key(RSA_768)),
            Kind::Ed25519 => sign!(ed25519_key()),
        };
        (signature.to_header(), i64::try_from(signature.t).unwrap())
    }

    /// `mail` with the signature on top.
    pub(crate) fn put_on(&self, mail: &str) -> String {
        format!("{}{mail}", self.field(mail).0)
    }

    /// A zone with the key only, closed.
    pub(crate) fn zone(&self) -> DnsRecords {
        let (name, text) = self.record();
        zone(&[(&name, &text)])
    }
}

/// `mail` with an ARC set on top: `domain` vouches that the first signature of `original` passed.
pub(crate) fn seal(mail: &str, domain: &'static str, original: &str) -> String {
    let original = AuthenticatedMessage::parse(original.as_bytes()).unwrap();
    let seen =
        DkimOutput::from(DkimResult::Pass).with_signature(&original.dkim_signatures()[0].header);
    let results = AuthenticationResults::new(domain).with_dkim_result(&seen, "order@shop.example");
    let message = AuthenticatedMessage::parse(mail.as_bytes()).unwrap();
    let sealer = ArcSealer::from_key(rsa_key(RSA_2048))
        .domain(domain)
        .selector("s1")
        .headers(["From", "To", "Subject", "Date", "DKIM-Signature"]);
    let set = sealer
        .seal(&message, &results, &ArcOutput::default())
        .unwrap();
    format!("{}{mail}", set.to_header())
}

pub(crate) const MAIL: &str = "From: Shop <order@shop.example>\r\nTo: hanako@home.example\r\n\
    Subject: Your order\r\nDate: Thu, 15 Jan 2026 09:00:00 +0900\r\nMessage-ID: <1@shop.example>\r\n\r\n\
    Thank you  for your order.\r\n\r\nShop\r\n";

pub(crate) fn encode(octets: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in octets.chunks(3) {
        let bits = chunk
            .iter()
            .fold(0_u32, |bits, &b| bits << 8 | u32::from(b))
            << (8 * (3 - chunk.len()));
        for at in 0..4 {
            if at <= chunk.len() {
                text.push(char::from(LETTERS[(bits >> (18 - 6 * at) & 63) as usize]));
            } else {
                text.push('=');
            }
        }
    }
    text
}

fn base64(text: &str) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bits = Vec::new();
    for b in text.bytes().filter(|&b| b != b'=') {
        let value = LETTERS.iter().position(|&l| l == b).unwrap();
        bits.extend((0..6).rev().map(|at| value >> at & 1));
    }
    bits.chunks_exact(8)
        .map(|c| {
            c.iter()
                .fold(0, |octet: u8, &bit| octet << 1 | u8::try_from(bit).unwrap())
        })
        .collect()
}

/// The measuring corpus beside the workspace; `None` where it is not there.
#[expect(
    clippy::disallowed_methods,
    reason = "whether absence is a failure depends on where the tests run"
)]
pub(crate) fn corpus() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("CI").is_none_or(|ci| ci != "true"),
        "../shared/corpus is not there"
    );
    eprintln!("skipped: ../shared/corpus is not there");
    None
}

/// A frozen zone of the corpus: name → list of texts, closed.
pub(crate) fn frozen_zone(json: &str) -> DnsRecords {
    let json: serde_json::Value = serde_json::from_str(json).unwrap();
    let mut records = DnsRecords::closed();
    for (name, texts) in json.as_object().unwrap() {
        if name.starts_with("_comment") {
            continue;
        }
        let texts = texts
            .as_array()
            .unwrap()
            .iter()
            .map(|text| DnsRecord::Txt(text.as_str().unwrap().as_bytes().to_vec()))
            .collect();
        let question = DnsQuestion {
            name: name.to_ascii_lowercase().into(),
            kind: RecordKind::Txt,
        };
        records.insert(question, DnsAnswer::Records(texts));
    }
    records
}
