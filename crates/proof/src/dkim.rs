//! DKIM (RFC 6376, RFC 8301, RFC 8463): whether a signature proves its domain.
//!
//! Stricter than the protocol where a reader could be deceived: a signature proves nothing where the
//! message goes on beyond its `l=`, where a field that a person sees stands more often than it was
//! signed, or where From is not signed.

use facts::{Address, Domain, Instant, ProofResult};

use crate::canonical::{Bodies, Form, add_field, add_signature};
use crate::dns::Answers;
use crate::key::{Algorithm, Key, Published};
use crate::tags::{Tags, base64, trim};
use crate::wire::{Wire, WireField};

/// The most signatures of one message that are looked at.
const SIGNATURE_LIMIT: usize = 20;

/// 2018-01-01, when RFC 8301 withdrew `rsa-sha1`.
const SHA1_WITHDRAWN: i64 = 1_514_764_800;

/// Fields that a reader sees or that change what is seen. One of them that stands more often than it was
/// signed lets a second author speak under the signature (RFC 6376 §8.15), and so does one that was not
/// signed at all and changes what is read: see [`Cover`].
const SHOWN: [&str; 10] = [
    "from",
    "subject",
    "date",
    "to",
    "cc",
    "reply-to",
    "sender",
    "content-type",
    "content-transfer-encoding",
    "mime-version",
];

/// How much of what a reader sees a signature covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cover {
    /// Not From, or not all of several fields of one name, or readers differ on the fields: it proves nothing.
    Nothing,
    /// From, but another field could have been exchanged to show something else: the domain did sign such a
    /// mail, perhaps not this one.
    Gaps,
    /// All that matters.
    Whole,
}

/// A signature and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Checked {
    /// The signing domain, where `d=` is a well-formed name.
    pub(crate) domain: Option<Domain>,
    /// The beginning of the signature, by which recorded results name it (`header.b`).
    pub(crate) start: String,
    /// The outcome.
    pub(crate) result: ProofResult,
    /// How much it covers, whatever its key is.
    pub(crate) cover: Cover,
    /// Whether every Reply-To is signed.
    pub(crate) covers_reply: bool,
}

/// The message around the signatures, and the times by which they are judged.
#[derive(Clone, Copy)]
pub(crate) struct Setting<'a> {
    /// The message.
    pub(crate) wire: &'a Wire<'a>,
    /// The author, where From is regular; without one no signature proves anything.
    pub(crate) author: Option<&'a Address>,
    /// When the receiver took the mail, as far as its trace can be believed.
    pub(crate) received: Option<Instant>,
    /// The time of the check.
    pub(crate) now: Instant,
}

/// Checks every `DKIM-Signature`, topmost first.
pub(crate) fn check(
    setting: Setting<'_>,
    answers: &Answers<'_>,
    bodies: &mut Bodies<'_>,
) -> Vec<Checked> {
    setting
        .wire
        .named("dkim-signature")
        .take(SIGNATURE_LIMIT)
        .map(|field| check_one(setting, field, answers, bodies))
        .collect()
}

fn check_one(
    setting: Setting<'_>,
    field: &WireField<'_>,
    answers: &Answers<'_>,
    bodies: &mut Bodies<'_>,
) -> Checked {
    let invalid = |domain, start| Checked {
        domain,
        start,
        result: ProofResult::Invalid,
        cover: Cover::Nothing,
        covers_reply: false,
    };
    let Some(tags) = std::str::from_utf8(field.value())
        .ok()
        .and_then(Tags::parse)
    else {
        return invalid(None, String::new());
    };
    let domain = tags.one("d").and_then(|d| Domain::parse(d).ok());
    let start: String = tags
        .one("b")
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(64)
        .collect();
    let Some(signature) = Signature::read(&tags).filter(|s| s.version_is_known(&tags)) else {
        return invalid(domain, start);
    };
    let cover = signature.cover(setting.wire);
    let covers_reply = signature.signs_all(setting.wire, "reply-to");
    let result = judge(setting, field, &signature, cover, answers, bodies);
    Checked {
        domain: Some(signature.domain),
        start,
        result,
        cover,
        covers_reply,
    }
}

fn judge(
    setting: Setting<'_>,
    field: &WireField<'_>,
    signature: &Signature<'_>,
    cover: Cover,
    answers: &Answers<'_>,
    bodies: &mut Bodies<'_>,
) -> ProofResult {
    // The key is asked for first, so that one round brings all needs.
    let key = match Key::look_up(
        answers,
        signature.selector.as_str(),
        signature.domain.as_str(),
    ) {
        Published::Key(key) => Some(key),
        Published::Unknown => None,
        Published::Gone => return ProofResult::KeyGone,
        Published::Unusable => return ProofResult::Invalid,
    };
    if cover == Cover::Nothing || setting.author.is_none() {
        return ProofResult::Invalid;
    }
    let whole = bodies.len(signature.body_form);
    let covered = match signature.length {
        // RFC 6376 §3.5 (`l=`) and §8.2: what follows the covered part may be anybody's.
        Some(length) if length < whole => return ProofResult::Invalid,
        Some(length) if length > whole => return ProofResult::Broken,
        _ => whole,
    };
    if bodies.hash(signature.body_form, signature.algorithm.hash(), covered) != signature.body_hash
    {
        return ProofResult::Broken;
    }
    let Some(key) = key else {
        return ProofResult::Unchecked;
    };
    if !key.allows(signature.algorithm) || !signature.agent_fits(key.is_strict) {
        return ProofResult::Invalid;
    }
    let mut signed = Vec::new();
    for name_fields in signature.signed_fields(setting.wire) {
        add_field(name_fields, signature.header_form, &mut signed);
    }
    add_signature(field, signature.header_form, &mut signed);
    if !key.verifies(&signed, &signature.octets, signature.algorithm) {
        return ProofResult::Broken;
    }
    let reference = setting.received.unwrap_or(setting.now).seconds();
    // RFC 8301 §3.1: sha1 proves nothing since 2018. Before that nobody is known to have forged with it,
    // and the mails of that time carry nothing better.
    if signature.algorithm == Algorithm::RsaSha1
        && signature.made.unwrap_or(reference).min(reference) >= SHA1_WITHDRAWN
    {
        return ProofResult::Invalid;
    }
    // RFC 6376 §3.5 (`x=`): the time that counts is that of delivery; today says nothing of an old mail.
    if signature.expires.is_some_and(|expires| expires < reference) {
        return ProofResult::Expired;
    }
    ProofResult::Pass
}

/// A `DKIM-Signature` or `ARC-Message-Signature`, read strictly.
#[derive(Clone, Debug)]
pub(crate) struct Signature<'a> {
    pub(crate) domain: Domain,
    pub(crate) selector: Domain,
    pub(crate) algorithm: Algorithm,
    pub(crate) header_form: Form,
    pub(crate) body_form: Form,
    pub(crate) octets: Vec<u8>,
    pub(crate) body_hash: Vec<u8>,
    pub(crate) names: Vec<&'a str>,
    pub(crate) length: Option<usize>,
    pub(crate) made: Option<i64>,
    pub(crate) expires: Option<i64>,
    agent: Option<&'a str>,
}

impl<'a> Signature<'a> {
    /// Reads the tags that both kinds share.
    pub(crate) fn read(tags: &Tags<'a>) -> Option<Self> {
        let (header_form, body_form) = forms(tags.one("c"))?;
        let number = |name| match tags.one(name) {
            None => Some(None),
            // RFC 6376 §3.5: at most 12 digits for times, 76 for `l=`; more than 18 is no honest length.
            Some(digits) => (digits.len() <= 18 && digits.bytes().all(|b| b.is_ascii_digit()))
                .then(|| digits.parse::<i64>().ok())
                .flatten()
                .map(Some),
        };
        let signature = Self {
            domain: Domain::parse(tags.one("d")?).ok()?,
            selector: Domain::parse(tags.one("s")?).ok()?,
            algorithm: Algorithm::parse(tags.one("a")?)?,
            header_form,
            body_form,
            octets: base64(tags.one("b")?)?,
            body_hash: base64(tags.one("bh")?)?,
            names: tags.one("h")?.split(':').map(trim).collect(),
            length: number("l")?.map(|l| usize::try_from(l).unwrap_or(usize::MAX)),
            made: number("t")?,
            expires: number("x")?,
            agent: tags.one("i"),
        };
        // RFC 6376 §3.5: a domain has at least two labels here, `x=` lies after `t=`, and `q=` allows DNS.
        let is_whole = signature.domain.as_str().contains('.')
            && !signature.octets.is_empty()
            && signature.names.iter().all(|name| !name.is_empty())
            && signature.names.len() <= 500
            && signature
                .expires
                .zip(signature.made)
                .is_none_or(|(x, t)| x > t)
            && tags.one("q").is_none_or(|q| {
                q.split(':')
                    .any(|q| trim(q).eq_ignore_ascii_case("dns/txt"))
            });
        is_whole.then_some(signature)
    }

    /// RFC 6376 §3.5: `v=1` must be there.
    fn version_is_known(&self, tags: &Tags<'_>) -> bool {
        tags.one("v") == Some("1")
    }

    /// RFC 6376 §3.5 (`i=`) and §3.6.1 (`t=s`): the agent's domain is `d=` or, unless strict, below it.
    fn agent_fits(&self, is_strict: bool) -> bool {
        let Some(agent) = self.agent else { return true };
        let Some((_, domain)) = agent.rsplit_once('@') else {
            return false;
        };
        Domain::parse(domain).is_ok_and(|agent| {
            if is_strict {
                agent == self.domain
            } else {
                agent.is_within(&self.domain)
            }
        })
    }

    /// How much of what is shown the signature covers.
    pub(crate) fn cover(&self, wire: &Wire<'_>) -> Cover {
        // RFC 6376 §5.4: From is always signed.
        let is_sound = wire.is_plain
            && self.signed("from") > 0
            && wire.named("from").count() == 1
            && SHOWN
                .iter()
                .all(|name| wire.named(name).count() <= self.signed(name).max(1));
        if !is_sound {
            return Cover::Nothing;
        }
        let is_whole = self.signs_all(wire, "subject")
            && (self.signs_all(wire, "content-type") || wire.fits().media)
            && (self.signs_all(wire, "content-transfer-encoding") || wire.fits().encoding);
        if is_whole { Cover::Whole } else { Cover::Gaps }
    }

    /// Whether no field of this name is unsigned.
    fn signs_all(&self, wire: &Wire<'_>, name: &'static str) -> bool {
        wire.named(name).count() <= self.signed(name)
    }

    fn signed(&self, name: &str) -> usize {
        self.names
            .iter()
            .filter(|n| n.eq_ignore_ascii_case(name))
            .count()
    }

    /// The fields that were signed, in the order of `h=`; of several with one name the lowest first
    /// (RFC 6376 §5.4.2).
    pub(crate) fn signed_fields<'w>(&self, wire: &'w Wire<'w>) -> Vec<&'w WireField<'w>> {
        let mut taken: Vec<(String, usize)> = Vec::new();
        let mut fields = Vec::with_capacity(self.names.len());
        for name in &self.names {
            let name = name.to_ascii_lowercase();
            let at = match taken.iter().position(|(seen, _)| *seen == name) {
                Some(at) => at,
                None => {
                    taken.push((name.clone(), 0));
                    taken.len() - 1
                }
            };
            let Some((_, used)) = taken.get_mut(at) else {
                continue;
            };
            let field = wire
                .fields
                .iter()
                .rev()
                .filter(|f| f.is(name.as_bytes()))
                .nth(*used);
            *used += 1;
            fields.extend(field);
        }
        fields
    }
}

/// `c=`: header form and body form; simple where not given (RFC 6376 §3.5).
fn forms(text: Option<&str>) -> Option<(Form, Form)> {
    let one = |text: &str| match text.to_ascii_lowercase().as_str() {
        "simple" => Some(Form::Simple),
        "relaxed" => Some(Form::Relaxed),
        _ => None,
    };
    match text {
        None => Some((Form::Simple, Form::Simple)),
        Some(text) => match text.split_once('/') {
            Some((header, body)) => Some((one(header)?, one(body)?)),
            None => Some((one(text)?, Form::Simple)),
        },
    }
}
