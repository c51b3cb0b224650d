//! What a report says beside the verdict: who stands behind the mail, and what could not be checked.

use brands::{Brand, Brands};
use facts::{
    ClaimPlace, Evidence, Fact, Finding, Gap, MailReport, Match, Method, ObservationId,
    ProofResult, ProvenBy, Reason as _, Subject, Verdict,
};
use proof::{Outcome, SmimeState, Standing};
use reading::{Limits, LinkKind, LookState, Message, Opaque, OpaqueKind, Trouble};

use crate::claim;
use crate::conduct::{Sign, short};
use crate::judge::{OpenQuestions, Relation, Weighed};
use crate::reason::{Reason, Unread};

/// The finding that says who stands behind the deciding claim.
pub(crate) fn identity(
    message: &Message,
    outcome: &Outcome,
    claim: &Weighed<'_>,
) -> Option<Finding> {
    let brand = claim.brand.id.clone();
    let Relation {
        matching,
        domain,
        other,
        imitates,
        is_customers,
    } = &claim.relation;
    let domain = domain.clone()?;
    let reason = match matching {
        Match::Own => own_domain(outcome, claim, domain)?,
        Match::Lookalike => {
            let imitates = imitates.clone().unwrap_or_else(|| domain.clone());
            Reason::SenderIsLookalike {
                brand,
                domain,
                imitates,
            }
        }
        Match::OtherBrand => Reason::SenderIsAnotherBrand {
            brand,
            other: other.clone()?,
            domain,
        },
        Match::Foreign if *is_customers => Reason::SenderIsACustomer { brand, domain },
        Match::Foreign => {
            let proven = match outcome.standing {
                Standing::Proven => Some(domain.clone()),
                _ => outcome.others.first().cloned(),
            };
            match proven {
                Some(domain) => Reason::ProvenSenderIsForeign { brand, domain },
                None => Reason::SenderIsForeign { brand, domain },
            }
        }
        Match::Unverified | Match::Absent => return None,
    };
    let evidence = claim.found.evidence.iter().take(3).cloned().collect();
    Some(finding(message.id, &reason, evidence))
}

fn own_domain(outcome: &Outcome, claim: &Weighed<'_>, domain: facts::Domain) -> Option<Reason> {
    let brand = claim.brand.id.clone();
    match outcome.standing {
        Standing::Proven => {
            let signer = outcome
                .sender
                .as_ref()
                .map_or(domain, |sender| sender.signer().clone());
            Some(Reason::SenderIsProven {
                brand,
                domain: signer,
            })
        }
        Standing::Rejected => Some(Reason::OwnDomainForged { brand, domain }),
        Standing::Recorded => {
            let receiver = outcome.lines.iter().find_map(|line| match &line.by {
                ProvenBy::InferredReceiver(name) | ProvenBy::NamedReceiver(name)
                    if line.result == ProofResult::Pass =>
                {
                    Some(name.clone())
                }
                _ => None,
            });
            Some(Reason::RecordedByReceiver {
                domain,
                receiver: receiver.unwrap_or_default(),
            })
        }
        Standing::Unconfirmed => outcome
            .lines
            .iter()
            .any(|l| l.method == Method::Dkim && l.is_aligned && l.result == ProofResult::Broken)
            .then_some(Reason::ChangedOnTheWay { domain }),
        _ => None,
    }
}

/// Two brands that have nothing to do with each other, both claimed by name, address or subject.
pub(crate) fn contradiction(
    message: &Message,
    brands: &Brands,
    weighed: &[Weighed<'_>],
) -> Option<Finding> {
    let (first, others) = weighed.split_first()?;
    // A brand's genuine mail may be addressed, and name others; its author's name and subject speak for itself.
    let is_heard = |place: &ClaimPlace| {
        matches!(place, ClaimPlace::Name | ClaimPlace::Subject)
            || (*place == ClaimPlace::Address && first.verdict != Verdict::Genuine)
    };
    let other = others.iter().find(|w| {
        !brands.same_family(&w.brand.id, &first.brand.id) && w.found.places.iter().any(is_heard)
    })?;
    let reason = Reason::BrandsContradict {
        brand: first.brand.id.clone(),
        other: other.brand.id.clone(),
    };
    Some(finding(
        message.id,
        &reason,
        other.found.evidence.iter().take(2).cloned().collect(),
    ))
}

/// What proof could not check.
pub(crate) fn proof_gaps(message: &Message, outcome: &Outcome, open: OpenQuestions) -> Vec<Gap> {
    let id = message.id;
    let mut gaps = Vec::new();
    if outcome.standing != Standing::Proven {
        let count = outcome.dns_needs().count() as u64;
        match open {
            _ if count == 0 => {}
            OpenQuestions::NotAsked => gaps.push(gap(id, &Unread::DnsNotAsked { count })),
            OpenQuestions::Unreachable => gaps.push(gap(id, &Unread::DnsUnreachable { count })),
        }
        let gone = outcome
            .lines
            .iter()
            .find(|l| l.result == ProofResult::KeyGone && l.is_aligned);
        if let Some(domain) = gone.and_then(|line| line.domain.clone()) {
            gaps.push(gap(id, &Unread::KeyIsGone { domain }));
        }
    }
    if let Some(receiver) = unheard_receiver(message, outcome) {
        gaps.push(gap(id, &Unread::RecordedNotTrusted { receiver }));
    }
    if outcome.standing == Standing::Untravelled {
        gaps.push(gap(id, &Unread::NoTransportTrace {}));
    }
    match &outcome.smime {
        Some(smime) if smime.state == SmimeState::Holds => {
            let issuer = short(smime.issuer.as_deref().unwrap_or("?"));
            gaps.push(gap(id, &Unread::SmimeIssuerNotKnown { issuer }));
        }
        Some(smime) if smime.state != SmimeState::Unchecked => {}
        _ if message.has_smime_signature => gaps.push(gap(id, &Unread::SmimeNotVerified {})),
        _ => {}
    }
    gaps
}

/// What the S/MIME signature says, whomever the mail claims to be from.
pub(crate) fn smime(message: &Message, outcome: &Outcome) -> Option<Finding> {
    let smime = outcome.smime.as_ref()?;
    // A certificate may leave its names out.
    let signer = || short(smime.signer.as_deref().unwrap_or("?"));
    let reason = match smime.state {
        SmimeState::Holds => match message.author.sole() {
            Some(author) if smime.is_authors => Reason::SmimeHolds {
                signer: signer(),
                address: author.clone(),
                issuer: short(smime.issuer.as_deref().unwrap_or("?")),
            },
            _ => Reason::SmimeOtherMailbox {
                signer: signer(),
                mailbox: short(
                    &smime
                        .mailboxes
                        .first()
                        .map_or_else(|| "?".to_owned(), ToString::to_string),
                ),
            },
        },
        SmimeState::Flawed(flaw) => Reason::SmimeFlawed {
            flaw: flaw.as_str(),
        },
        SmimeState::Broken => Reason::SmimeBroken {},
        SmimeState::Unchecked => return None,
    };
    Some(finding(message.id, &reason, Vec::new()))
}

/// A genuine sender whose mails say what strangers wrote.
pub(crate) fn foreign_content(message: &Message, brand: &Brand) -> Option<Sign> {
    let author = message.author.sole()?;
    let sender = brand.senders.iter().find(|s| {
        s.address.domain() == author.domain()
            && s.address.local().eq_ignore_ascii_case(author.local())
    })?;
    let kind = match sender.foreign_content.as_deref()? {
        "shared-document" => "shared-document",
        "invitation" => "invitation",
        "money-request" => "money-request",
        _ => "form",
    };
    let mailbox = message.author.mailboxes.first()?;
    let evidence = claim::header(
        message.id,
        "From",
        mailbox.line,
        &mailbox.written,
        0..mailbox.written.len(),
    );
    Some(Sign {
        reason: Reason::ForeignContent {
            brand: brand.id.clone(),
            kind,
        },
        evidence: vec![evidence],
        points: 2,
    })
}

pub(crate) fn finding(id: ObservationId, reason: &Reason, evidence: Vec<Evidence>) -> Finding {
    Finding {
        code: reason.code(),
        severity: reason.severity(),
        confidence: reason.confidence(),
        subject: Subject::Message(id),
        facts: reason.facts(),
        evidence,
    }
}

pub(crate) fn gap(id: ObservationId, reason: &Unread) -> Gap {
    Gap {
        code: reason.code(),
        subject: Subject::Message(id),
        facts: reason.facts(),
    }
}

/// The authserv-id of recorded results that were not counted, where nothing of the kind was.
fn unheard_receiver(message: &Message, outcome: &Outcome) -> Option<Box<str>> {
    if outcome.standing == Standing::Proven
        || outcome
            .lines
            .iter()
            .any(|line| line.by != ProvenBy::Ourselves)
    {
        return None;
    }
    let field = message.fields.iter().find(|field| {
        field
            .name
            .trim()
            .eq_ignore_ascii_case("authentication-results")
    })?;
    let written = field.value.split(';').next().unwrap_or_default().trim();
    Some(
        facts::Quote::whole(written)
            .text()
            .chars()
            .take(80)
            .collect::<String>()
            .into(),
    )
}

fn count<T>(all: impl Iterator<Item = T>) -> u64 {
    u64::try_from(all.count()).unwrap_or(u64::MAX)
}

/// What became of the picture or document that a part is.
fn state_of(message: &Message, part: &[u16]) -> Option<LookState> {
    message
        .opaque
        .iter()
        .find(|opaque| opaque.part == part)
        .map(|opaque| opaque.state)
}

/// Pictures or documents that could not be looked into, or not wholly.
fn half_read(message: &Message, kind: OpaqueKind) -> impl Iterator<Item = &Opaque> {
    message.opaque.iter().filter(move |opaque| {
        opaque.kind == kind && matches!(opaque.state, LookState::Failed | LookState::Partly)
    })
}

/// Images that nobody looked into: those of the mail, and those that its pages only name. A page's image that
/// stands in the mail itself is counted where it stands.
fn unseen_images(message: &Message) -> u64 {
    let is_page = |part: &[u16]| message.texts.iter().any(|text| text.part == part);
    let own = count(message.images.iter().filter(|image| {
        !is_page(&image.part)
            && state_of(message, &image.part).is_none_or(|state| state == LookState::NotLooked)
    }));
    let named = count(message.images.iter().filter(|image| is_page(&image.part)));
    let are_all_seen = message
        .opaque
        .iter()
        .all(|opaque| opaque.kind != OpaqueKind::Picture || opaque.state != LookState::NotLooked);
    let in_mail = message.links.iter().filter(|link| {
        are_all_seen
            && link.kind == LinkKind::Resource
            && matches!(link.scheme.as_str(), "cid" | "data")
    });
    own + named.saturating_sub(count(in_mail))
}

/// What could not be read.
pub(crate) fn reading_gaps(message: &Message, report: &mut MailReport) {
    let limits = Limits::default();
    let id = message.id;
    for trouble in &message.troubles {
        let unread = match trouble {
            Trouble::MessageCut => Unread::MessageCut {
                limit: limits.message as u64,
            },
            Trouble::FieldsCut => Unread::FieldsCut {
                limit: limits.fields as u64,
            },
            Trouble::PartsCut => Unread::PartsCut {
                limit: limits.parts as u64,
            },
            Trouble::TextCut => Unread::TextCut {
                limit: limits.text as u64,
            },
            Trouble::LinksCut => Unread::LinksCut {
                limit: limits.links as u64,
            },
            Trouble::UnknownCharset => Unread::CharsetUnknown {},
            Trouble::BrokenEncoding => Unread::EncodingBroken {},
            Trouble::Encrypted => Unread::PartEncrypted {},
            _ => continue,
        };
        let gap = gap(id, &unread);
        if !report.gaps.contains(&gap) {
            report.gaps.push(gap);
        }
    }
    let text: usize = message.texts.iter().map(|text| text.seen.len()).sum();
    if text > claim::JUDGED && !message.troubles.contains(&Trouble::TextCut) {
        report.gaps.push(gap(
            id,
            &Unread::TextCut {
                limit: claim::JUDGED as u64,
            },
        ));
    }
    let unread = [
        Unread::ImagesNotRead {
            count: unseen_images(message),
        },
        Unread::AttachmentsNotRead {
            count: count(message.attachments.iter().filter(|attachment| {
                state_of(message, &attachment.part)
                    .is_none_or(|state| state == LookState::NotLooked)
            })),
        },
        Unread::PictureNotRead {
            count: count(half_read(message, OpaqueKind::Picture)),
        },
        Unread::DocumentNotRead {
            count: count(half_read(message, OpaqueKind::Pdf)),
        },
    ];
    for unread in unread {
        if unread.facts().one("count") != Some(&Fact::Count(0)) {
            report.gaps.push(gap(id, &unread));
        }
    }
    if message.enclosed.len() > 1 {
        report.gaps.push(gap(
            id,
            &Unread::EnclosedNotRead {
                count: message.enclosed.len() as u64 - 1,
            },
        ));
    }
}
