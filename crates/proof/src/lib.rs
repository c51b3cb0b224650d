//! Proves which domain stands behind a mail, from recorded DNS answers and a given clock.
//!
//! Every question to DNS that the records do not answer comes back as a need and counts as unknown.
//! No socket is opened and no clock is read.

mod arc;
mod belief;
mod canonical;
mod dkim;
mod dmarc;
mod dns;
mod key;
mod recorded;
mod shown;
mod smime;
mod spf;
mod standing;
mod tags;
mod trace;
mod wire;

pub use trace::Trace;

use facts::{Address, DnsQuestion, DnsRecords, Domain, Instant, Need, Proof, SuffixList};
use reading::Message;

/// Which receivers the person trusts to have checked a mail on arrival, by authserv-id (RFC 8601 §2.5).
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// The names the person gave.
    pub named: Vec<Box<str>>,
}

/// An author address whose domain is proven; only this room can make one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlignedSender {
    address: Address,
    signer: Domain,
}

impl AlignedSender {
    /// The author's address.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// The domain that proves it: the same organisation as the address's.
    #[must_use]
    pub fn signer(&self) -> &Domain {
        &self.signer
    }
}

/// How the author's domain stands after all methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Proven by an aligned signature or SPF, verified by us or recorded by a receiver that the person named.
    Proven,
    /// Recorded as passed by a receiver that the trace shows but nobody named: likely, not proven.
    Recorded,
    /// DMARC fails and the domain's policy asks to reject or quarantine such mail.
    Rejected,
    /// An aligned signature is there but could not be confirmed: changed on the way, key gone, or DNS unknown.
    Unconfirmed,
    /// The mail travelled, carries no aligned signature, and nothing aligned is proven.
    Unsigned,
    /// No trace of travelling: a draft, an export, a redacted copy.
    Untravelled,
    /// From is irregular or has no usable domain, or readers differ on what the mail's fields are, so nothing
    /// can be proven.
    NoAuthor,
}

/// A DMARC policy (RFC 9989 §4.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// `p=none`.
    None,
    /// `p=quarantine`.
    Quarantine,
    /// `p=reject`.
    Reject,
}

/// What an S/MIME signature says (RFC 8551).
///
/// It never proves the author: nobody here vouches for any issuer of certificates, and what it covers is the
/// body alone, so that under a signed text any subject and any name can be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmimeSignature {
    /// How it stands.
    pub state: SmimeState,
    /// Whom the certificate names as its holder; as written, and bounded.
    pub signer: Option<Box<str>>,
    /// Who certified the holder in the end: the last issuer, whose own word the mail cannot prove.
    pub issuer: Option<Box<str>>,
    /// The mailboxes that the certificate is for.
    pub mailboxes: Vec<Address>,
    /// Whether the author's address is one of them.
    pub is_authors: bool,
}

/// How an S/MIME signature stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SmimeState {
    /// It fits the body, and the certificates in the mail fit one another.
    Holds,
    /// It fits, and is worth nothing for this reason.
    Flawed(SmimeFlaw),
    /// It does not fit: the body or the signature was changed.
    Broken,
    /// It could not be checked: no certificate, an algorithm or a form that is not known here.
    Unchecked,
}

/// Why an S/MIME signature that fits is worth nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SmimeFlaw {
    /// It rests on SHA-1.
    WeakHash,
    /// An RSA key of less than 2048 bits.
    ShortKey,
    /// A certificate was over when the mail was received.
    Expired,
    /// A certificate was not valid yet when the mail was received.
    NotYetValid,
    /// The certificate is not for signing mail.
    NotForMail,
    /// A certificate was not issued by the one that is said to have, or by one that may not issue any.
    ChainBroken,
    /// The holder certified itself.
    SelfSigned,
    /// It covers only a part of the body.
    CoversPart,
}

impl SmimeFlaw {
    /// The word used in JSON and in the words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WeakHash => "weak-hash",
            Self::ShortKey => "short-key",
            Self::Expired => "expired",
            Self::NotYetValid => "not-yet-valid",
            Self::NotForMail => "not-for-mail",
            Self::ChainBroken => "chain-broken",
            Self::SelfSigned => "self-signed",
            Self::CoversPart => "covers-part",
        }
    }
}

/// What proof says of one mail.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Every line of proof, the strongest first.
    pub lines: Vec<Proof>,
    /// How the author's domain stands.
    pub standing: Standing,
    /// The proven author, where [`Standing::Proven`].
    pub sender: Option<AlignedSender>,
    /// Domains proven (by us, or recorded by a trusted or inferred receiver) to have sent the mail, that are
    /// not aligned with the author's.
    pub others: Vec<Domain>,
    /// Whether a Reply-To that stands in the mail is the proven author's: it is signed with what proves the
    /// author, or nobody but the author's servers handled the mail. `true` where none stands there; `false`
    /// where one does and nothing is proven.
    pub reply_to_is_authors: bool,
    /// The DMARC policy that applies to the author's domain, where known.
    pub policy: Option<Policy>,
    /// What the S/MIME signature says, where the mail carries one that could be taken out.
    pub smime: Option<SmimeSignature>,
    /// How the mail travelled.
    pub trace: Trace,
    /// What must be given before more can be said: questions that the records did not answer.
    pub needs: Vec<Need>,
}

impl Outcome {
    /// The needs that are questions to DNS.
    pub fn dns_needs(&self) -> impl Iterator<Item = &DnsQuestion> {
        self.needs.iter().filter_map(|need| match need {
            Need::Dns(question) => Some(question),
            _ => None,
        })
    }
}

/// Proves what can be proven of `message`, whose raw bytes are `raw`.
///
/// `suffixes` tells which names have one owner where DMARC's records do not: in the trace, and for domains
/// without a policy. With an empty list only equal names do.
///
/// A signature verified by us proves its domain whatever the trace says. SPF rests on the client's address
/// that a receiver wrote down, so it proves only where the person named that receiver; else it counts as
/// recorded. A signature whose `l=` leaves the end of the body uncovered proves nothing, nor does one that
/// leaves a field uncovered by which something else could be shown under it. Nothing at all is proven where
/// readers differ on where the header's fields and the body lie ([`reading::Layout::is_plain`]).
#[must_use]
pub fn prove(
    raw: &[u8],
    message: &Message,
    records: &DnsRecords,
    now: Instant,
    trust: &Trust,
    suffixes: &SuffixList,
) -> Outcome {
    standing::prove(raw, message, records, now, trust, suffixes)
}

/// A file of the suites beside the workspace; `None` where it is not there.
#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "whether absence is a failure depends on where the tests run"
)]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn suite(file: &str) -> Option<String> {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/corpus/suites")
        .join(file);
    if let Ok(text) = std::fs::read_to_string(&file) {
        return Some(text);
    }
    assert!(
        std::env::var_os("CI").is_none_or(|ci| ci != "true"),
        "{} is not there",
        file.display()
    );
    eprintln!("skipped: {} is not there", file.display());
    None
}
