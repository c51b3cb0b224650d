//! ARC (RFC 8617): whether the chain of sealers holds, and which sealers' recorded results it carries.

use facts::{Domain, ProofResult};

use crate::canonical::{Bodies, Form, add_field, add_signature};
use crate::dkim::{Cover, Signature};
use crate::dns::Answers;
use crate::key::{Algorithm, Key, Published};
use crate::recorded::{self, Record};
use crate::tags::{Tags, base64};
use crate::wire::{Wire, WireField};

/// RFC 8617 §4.2.1: at most fifty sets.
const SET_LIMIT: usize = 50;

/// A chain of ARC sets and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    /// The outcome.
    pub(crate) result: ProofResult,
    /// The sealers, the last one first, each with what it recorded.
    pub(crate) sealers: Vec<(Domain, Record)>,
    /// Whether the last sealer signed all that is shown; otherwise its word may stand on another mail.
    pub(crate) is_covering: bool,
}

struct Set<'w> {
    results: &'w WireField<'w>,
    message: &'w WireField<'w>,
    seal: &'w WireField<'w>,
}

/// Validates the chain; `None` where the message carries none.
///
/// An expiry (`x=`) in an ARC-Message-Signature is passed over: the chain says what was seen on the way,
/// and the way is over.
pub(crate) fn check(
    wire: &Wire<'_>,
    answers: &Answers<'_>,
    bodies: &mut Bodies<'_>,
) -> Option<Chain> {
    let is_any = [
        "arc-seal",
        "arc-message-signature",
        "arc-authentication-results",
    ]
    .iter()
    .any(|name| wire.named(name).next().is_some());
    if !is_any {
        return None;
    }
    let invalid = Chain {
        result: ProofResult::Invalid,
        sealers: Vec::new(),
        is_covering: false,
    };
    let Some(sets) = sets(wire) else {
        return Some(invalid);
    };
    let mut sealers = Vec::new();
    let (mut result, is_covering) = message_signature(wire, sets.last()?, answers, bodies);
    for (at, set) in sets.iter().enumerate().rev() {
        let (domain, sealed) = seal(&sets, at, answers);
        result = worse(result, sealed);
        let Some(domain) = domain else {
            return Some(invalid);
        };
        let record = text(set.results).and_then(|value| recorded::parse_arc(&value));
        sealers.push((domain, record.map(|(_, record)| record).unwrap_or_default()));
    }
    Some(Chain {
        result,
        sealers,
        is_covering,
    })
}

fn worse(one: ProofResult, other: ProofResult) -> ProofResult {
    let rank = |result| match result {
        ProofResult::Pass => 0,
        ProofResult::Unchecked => 1,
        ProofResult::KeyGone => 2,
        _ => 3,
    };
    if rank(other) > rank(one) { other } else { one }
}

fn text(field: &WireField<'_>) -> Option<String> {
    std::str::from_utf8(field.value())
        .ok()
        .map(|value| value.replace(['\r', '\n'], ""))
}

/// The sets in the order of their instances, if they are complete (RFC 8617 §5.2 steps 1 to 3).
fn sets<'w>(wire: &'w Wire<'w>) -> Option<Vec<Set<'w>>> {
    let numbered = |name: &'static str| -> Option<Vec<(usize, &'w WireField<'w>)>> {
        let mut fields = Vec::new();
        for field in wire.named(name) {
            let value = std::str::from_utf8(field.value()).ok()?;
            let instance = value.split(';').find_map(|part| {
                let (tag, number) = part.split_once('=')?;
                (tag.trim() == "i")
                    .then(|| number.trim().parse::<usize>().ok())
                    .flatten()
            })?;
            fields.push((instance, field));
        }
        fields.sort_by_key(|(instance, _)| *instance);
        let is_gapless = fields
            .iter()
            .enumerate()
            .all(|(at, (instance, _))| *instance == at + 1);
        (is_gapless && !fields.is_empty() && fields.len() <= SET_LIMIT).then_some(fields)
    };
    let seals = numbered("arc-seal")?;
    let messages = numbered("arc-message-signature")?;
    let results = numbered("arc-authentication-results")?;
    if seals.len() != messages.len() || seals.len() != results.len() {
        return None;
    }
    Some(
        seals
            .into_iter()
            .zip(messages)
            .zip(results)
            .map(|(((_, seal), (_, message)), (_, results))| Set {
                results,
                message,
                seal,
            })
            .collect(),
    )
}

/// RFC 8617 §5.2 step 4: the newest message signature covers the mail as it is. Tells also whether it covers
/// all that is shown, which the protocol does not ask for.
fn message_signature(
    wire: &Wire<'_>,
    set: &Set<'_>,
    answers: &Answers<'_>,
    bodies: &mut Bodies<'_>,
) -> (ProofResult, bool) {
    let signature = std::str::from_utf8(set.message.value())
        .ok()
        .and_then(Tags::parse)
        .and_then(|tags| Signature::read(&tags));
    match signature {
        Some(signature) => (
            verify(wire, set, &signature, answers, bodies),
            signature.cover(wire) == Cover::Whole,
        ),
        None => (ProofResult::Invalid, false),
    }
}

fn verify(
    wire: &Wire<'_>,
    set: &Set<'_>,
    signature: &Signature<'_>,
    answers: &Answers<'_>,
    bodies: &mut Bodies<'_>,
) -> ProofResult {
    // RFC 8617 §4.1.2: an ARC-Seal is never signed here; §4.1.4.1: sha256 only.
    if signature
        .names
        .iter()
        .any(|name| name.eq_ignore_ascii_case("arc-seal"))
        || signature.algorithm == Algorithm::RsaSha1
        || !wire.is_plain
    {
        return ProofResult::Invalid;
    }
    let key = match Key::look_up(
        answers,
        signature.selector.as_str(),
        signature.domain.as_str(),
    ) {
        Published::Key(key) => key,
        Published::Gone => return ProofResult::KeyGone,
        Published::Unusable => return ProofResult::Invalid,
        Published::Unknown => return ProofResult::Unchecked,
    };
    let whole = bodies.len(signature.body_form);
    if signature.length.is_some_and(|length| length < whole) {
        return ProofResult::Invalid;
    }
    if bodies.hash(signature.body_form, signature.algorithm.hash(), whole) != signature.body_hash {
        return ProofResult::Broken;
    }
    let mut signed = Vec::new();
    for field in signature.signed_fields(wire) {
        add_field(field, signature.header_form, &mut signed);
    }
    add_signature(set.message, signature.header_form, &mut signed);
    if key.allows(signature.algorithm)
        && key.verifies(&signed, &signature.octets, signature.algorithm)
    {
        ProofResult::Pass
    } else {
        ProofResult::Broken
    }
}

/// RFC 8617 §5.2 step 6 and §5.1.1: each seal covers all sets up to its own.
fn seal(sets: &[Set<'_>], at: usize, answers: &Answers<'_>) -> (Option<Domain>, ProofResult) {
    let invalid = (None, ProofResult::Invalid);
    let Some(set) = sets.get(at) else {
        return invalid;
    };
    let Some(tags) = std::str::from_utf8(set.seal.value())
        .ok()
        .and_then(Tags::parse)
    else {
        return invalid;
    };
    // RFC 8617 §4.1.3: no `h=`; §5.2 step 3: the first sealer saw no chain, all others a good one.
    let expected = if at == 0 { "none" } else { "pass" };
    let fields = (
        tags.one("d").and_then(|d| Domain::parse(d).ok()),
        tags.one("s").and_then(|s| Domain::parse(s).ok()),
        tags.one("a")
            .and_then(Algorithm::parse)
            .filter(|a| *a != Algorithm::RsaSha1),
        tags.one("b").and_then(base64),
    );
    let (Some(domain), Some(selector), Some(algorithm), Some(octets)) = fields else {
        return invalid;
    };
    if tags.one("h").is_some()
        || !tags
            .one("cv")
            .is_some_and(|cv| cv.eq_ignore_ascii_case(expected))
    {
        return (Some(domain), ProofResult::Invalid);
    }
    let key = match Key::look_up(answers, selector.as_str(), domain.as_str()) {
        Published::Key(key) => key,
        Published::Gone => return (Some(domain), ProofResult::KeyGone),
        Published::Unusable => return (Some(domain), ProofResult::Invalid),
        Published::Unknown => return (Some(domain), ProofResult::Unchecked),
    };
    let mut signed = Vec::new();
    for below in sets.iter().take(at) {
        for field in [below.results, below.message, below.seal] {
            add_field(field, Form::Relaxed, &mut signed);
        }
    }
    add_field(set.results, Form::Relaxed, &mut signed);
    add_field(set.message, Form::Relaxed, &mut signed);
    add_signature(set.seal, Form::Relaxed, &mut signed);
    let holds = key.allows(algorithm) && key.verifies(&signed, &octets, algorithm);
    (
        Some(domain),
        if holds {
            ProofResult::Pass
        } else {
            ProofResult::Broken
        },
    )
}
