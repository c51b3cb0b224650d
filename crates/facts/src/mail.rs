//! The four axes of a mail verdict, as plain data.

use std::fmt;

use crate::{Domain, Finding, Gap, ObservationId};

/// A brand table's identifier, such as `amazon`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BrandId(pub Box<str>);

impl BrandId {
    /// The identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for BrandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What mioboe says of a mail's identity; never that it is safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Claims a brand, and an aligned domain of that brand is proven.
    Genuine,
    /// Claims a brand, and another domain stands behind it, or the brand's own domain is forged.
    Impostor,
    /// One contradiction short of impostor.
    Doubtful,
    /// Claims a brand; nothing proves or contradicts it.
    Unproven,
    /// Says nothing of a known brand.
    NoClaim,
}

impl Verdict {
    /// All verdicts.
    pub const ALL: [Self; 5] = [
        Self::Genuine,
        Self::Impostor,
        Self::Doubtful,
        Self::Unproven,
        Self::NoClaim,
    ];

    /// The word used in JSON, in docs and as a Fluent id.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Genuine => "genuine",
            Self::Impostor => "impostor",
            Self::Doubtful => "doubtful",
            Self::Unproven => "unproven",
            Self::NoClaim => "no-claim",
        }
    }
}

/// Where in a mail a claim stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClaimPlace {
    /// The display name of the author.
    Name,
    /// The author's address.
    Address,
    /// The subject.
    Subject,
    /// The text a person sees.
    Body,
    /// The name of an attachment.
    Attachment,
    /// The description of an image.
    Image,
}

impl ClaimPlace {
    /// The word used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Address => "address",
            Self::Subject => "subject",
            Self::Body => "body",
            Self::Attachment => "attachment",
            Self::Image => "image",
        }
    }
}

/// A brand that the mail wants the reader to believe it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The brand.
    pub brand: BrandId,
    /// Where the claim stands, in order and without repetition.
    pub places: Vec<ClaimPlace>,
    /// How the domain behind the mail relates to this brand.
    pub matching: Match,
}

/// How the domain in the author's address relates to a claimed brand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Match {
    /// A domain of the brand, from a source.
    Own,
    /// A domain that imitates the brand's.
    Lookalike,
    /// A domain of another known brand.
    OtherBrand,
    /// A domain that is not the brand's.
    Foreign,
    /// The brand's table has no sourced domain, so nothing can be said.
    Unverified,
    /// There is no usable author domain.
    Absent,
}

impl Match {
    /// The word used in JSON and docs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Lookalike => "lookalike",
            Self::OtherBrand => "other-brand",
            Self::Foreign => "foreign",
            Self::Unverified => "unverified",
            Self::Absent => "absent",
        }
    }
}

/// A method that can prove a domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// DKIM (RFC 6376).
    Dkim,
    /// SPF (RFC 7208).
    Spf,
    /// DMARC (RFC 9989).
    Dmarc,
    /// ARC (RFC 8617).
    Arc,
    /// S/MIME (RFC 8551).
    Smime,
}

impl Method {
    /// The word used in JSON (RFC 8601 §2.7).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dkim => "dkim",
            Self::Spf => "spf",
            Self::Dmarc => "dmarc",
            Self::Arc => "arc",
            Self::Smime => "smime",
        }
    }
}

/// The outcome of a method; a failed check is a result, not an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProofResult {
    /// Proven.
    Pass,
    /// Contradicted: an SPF `-all`, a DMARC failure, a signature that does not verify over an unchanged body.
    Fail,
    /// SPF `~all`.
    SoftFail,
    /// No statement either way.
    Neutral,
    /// A signature whose body or headers were changed on the way (a mailing list does that).
    Broken,
    /// The key is not in DNS (any more): an old mail cannot be judged by it.
    KeyGone,
    /// Malformed signature, record or name.
    Invalid,
    /// The signature's or the record's time is over.
    Expired,
    /// Nothing there to check.
    None,
    /// DNS was not asked or did not answer.
    Unchecked,
}

impl ProofResult {
    /// The word used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::SoftFail => "softfail",
            Self::Neutral => "neutral",
            Self::Broken => "broken",
            Self::KeyGone => "key-gone",
            Self::Invalid => "invalid",
            Self::Expired => "expired",
            Self::None => "none",
            Self::Unchecked => "unchecked",
        }
    }
}

/// Who says so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProvenBy {
    /// We verified it.
    Ourselves,
    /// A receiver that the person named recorded it.
    NamedReceiver(Box<str>),
    /// A receiver that the trace shows, but that nobody named, recorded it: less sure.
    InferredReceiver(Box<str>),
}

/// One line of proof, as shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The method.
    pub method: Method,
    /// The domain that the result concerns.
    pub domain: Option<Domain>,
    /// The outcome.
    pub result: ProofResult,
    /// Whether the domain is aligned with the author's address (RFC 9989).
    pub is_aligned: bool,
    /// Who says so.
    pub by: ProvenBy,
}

/// Everything said of one mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailReport {
    /// The identity of the mail's bytes.
    pub id: ObservationId,
    /// The verdict.
    pub verdict: Verdict,
    /// The brands claimed, the deciding one first.
    pub claims: Vec<Claim>,
    /// Every line of proof, the strongest first.
    pub proof: Vec<Proof>,
    /// What was found, the deciding finding first.
    pub findings: Vec<Finding>,
    /// What could not be checked.
    pub gaps: Vec<Gap>,
}
