//! Joins all methods into what stands behind the mail.

use facts::{
    Address, DnsRecords, Domain, Instant, Method, Proof, ProofResult, ProvenBy, SuffixList,
};
use reading::Message;

use crate::arc::Chain;
use crate::belief::{self, Agreement, Beliefs};
use crate::canonical::Bodies;
use crate::dkim::{self, Checked, Cover, Setting};
use crate::dmarc::{Closeness, Organisations, Wish};
use crate::dns::Answers;
use crate::recorded::Entry;
use crate::spf::{self, Session};
use crate::trace::{self, Trace};
use crate::wire::{Octets, Wire};
use crate::{
    AlignedSender, Outcome, Policy, SmimeFlaw, SmimeSignature, SmimeState, Standing, Trust, arc,
    smime,
};

/// How long a key that signed a mail is expected to stay in DNS after the mail was received. A key that is
/// missing sooner was hardly ever there: the mail counts as unsigned, and since a key can be withdrawn in a
/// hurry, not as rejected.
const KEY_LIFE_SECONDS: i64 = 7 * 24 * 3600;

pub(crate) fn prove(
    raw: &[u8],
    message: &Message,
    records: &DnsRecords,
    now: Instant,
    trust: &Trust,
    suffixes: &SuffixList,
) -> Outcome {
    let answers = Answers::new(records);
    let organisations = Organisations::new(&answers, suffixes);
    let octets = Octets::new(raw, &message.layout);
    let wire = Wire::split(&octets);
    let mut bodies = Bodies::new(wire.body);
    let (trace, border) = trace::follow(message, trust, &organisations);
    let beliefs = belief::collect(message, &trace, &border, trust, &organisations);

    let author = message.author.sole();
    let received = border.near.is_some().then_some(trace.received).flatten();
    let setting = Setting {
        wire: &wire,
        author,
        received,
        now,
    };
    let signatures = dkim::check(setting, &answers, &mut bodies);
    let chain = arc::check(&wire, &answers, &mut bodies);
    let wish = author.and_then(|author| organisations.wish(author.domain()));

    let mut case = Case {
        message,
        author,
        wish,
        organisations: &organisations,
        trust,
        trace,
        is_plain: wire.is_plain,
        lines: Vec::new(),
    };
    let (envelope, clarity) = case.envelope(&beliefs);
    case.trace.envelope = envelope;
    case.add_signatures(&signatures);
    case.add_spf(&beliefs, clarity, &answers);
    case.add_recorded(&beliefs, &signatures);
    if let Some(chain) = &chain {
        case.add_chain(chain, &signatures);
    }
    case.add_dmarc();

    let policy = case
        .wish
        .map(|wish| wish.policy)
        .or_else(|| case.recorded_policy(&beliefs));
    let standing = case.standing(policy, received, now, &beliefs);
    let sender = (standing == Standing::Proven)
        .then(|| case.sender())
        .flatten();
    let others = case.others();
    let reply_to_is_authors = wire.named("reply-to").next().is_none()
        || sender.is_some() && case.reply_is_covered(&signatures);
    let smime = message
        .smime
        .as_ref()
        .map(|smime| smime::check(smime, author, received.unwrap_or(now)));
    // It comes last: no other method may rest on it.
    if let Some(smime) = &smime {
        case.add_smime(smime);
    }
    let Case {
        mut lines, trace, ..
    } = case;
    lines.sort_by_key(strength);
    lines.dedup();
    drop(organisations);
    Outcome {
        lines,
        standing,
        sender,
        others,
        reply_to_is_authors,
        policy,
        smime,
        trace,
        needs: answers
            .into_needs()
            .into_iter()
            .map(facts::Need::Dns)
            .collect(),
    }
}

/// The strongest line first.
fn strength(line: &Proof) -> (u8, bool, u8, Method) {
    let result = match line.result {
        ProofResult::Pass => 0,
        ProofResult::Fail => 1,
        ProofResult::SoftFail => 2,
        ProofResult::Broken | ProofResult::Expired => 3,
        ProofResult::Invalid => 4,
        ProofResult::KeyGone => 5,
        ProofResult::Neutral => 6,
        ProofResult::None => 7,
        ProofResult::Unchecked => 8,
    };
    let by = match line.by {
        ProvenBy::Ourselves => 0,
        ProvenBy::NamedReceiver(_) => 1,
        ProvenBy::InferredReceiver(_) => 2,
    };
    (result, !line.is_aligned, by, line.method)
}

/// Whether the records of the envelope sender agree.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clarity {
    Clear,
    Contradicted,
}

struct Case<'a> {
    message: &'a Message,
    author: Option<&'a Address>,
    wish: Option<Wish>,
    organisations: &'a Organisations<'a>,
    trust: &'a Trust,
    trace: Trace,
    /// Whether all readers find the same fields and the same body.
    is_plain: bool,
    lines: Vec<Proof>,
}

impl Case<'_> {
    fn is_aligned(&self, domain: &Domain, method: Method) -> bool {
        let Some(author) = self.author else {
            return false;
        };
        let closeness = match (&self.wish, method) {
            (Some(wish), Method::Spf) => wish.spf,
            (Some(wish), _) => wish.dkim,
            (None, _) => Closeness::Relaxed,
        };
        self.organisations
            .are_close(domain, author.domain(), closeness)
    }

    fn add(&mut self, method: Method, domain: Option<Domain>, result: ProofResult, by: ProvenBy) {
        let is_aligned = domain
            .as_ref()
            .is_some_and(|domain| self.is_aligned(domain, method));
        self.lines.push(Proof {
            method,
            domain,
            result,
            is_aligned,
            by,
        });
    }

    fn add_signatures(&mut self, signatures: &[Checked]) {
        for signature in signatures {
            // RFC 8601 §2.7.1 (`policy`): it verifies, and what it leaves open lets another mail be shown.
            let result = match signature.result {
                ProofResult::Pass if !self.is_enough(signature) => ProofResult::Neutral,
                result => result,
            };
            self.add(
                Method::Dkim,
                signature.domain.clone(),
                result,
                ProvenBy::Ourselves,
            );
        }
    }

    /// Whether a signature covers enough for what it would prove: of the author's domain, all that is shown.
    fn is_enough(&self, signature: &Checked) -> bool {
        signature.cover == Cover::Whole
            || !signature
                .domain
                .as_ref()
                .is_some_and(|domain| self.is_aligned(domain, Method::Dkim))
    }

    /// Whether what proves the author covers Reply-To. By the envelope the whole mail is the author's; of
    /// signatures one that proves must cover it.
    fn reply_is_covered(&self, signatures: &[Checked]) -> bool {
        let is_proven = |domain: Option<&Domain>| {
            self.lines.iter().any(|line| {
                line.method == Method::Dkim
                    && line.result == ProofResult::Pass
                    && line.is_aligned
                    && !matches!(line.by, ProvenBy::InferredReceiver(_))
                    && line.domain.as_ref() == domain
            })
        };
        self.lines.iter().any(|line| {
            line.method == Method::Spf
                && line.result == ProofResult::Pass
                && line.is_aligned
                && !matches!(line.by, ProvenBy::InferredReceiver(_))
        }) || signatures
            .iter()
            .any(|s| s.covers_reply && s.cover == Cover::Whole && is_proven(s.domain.as_ref()))
    }

    /// The envelope sender's domain as the boundary's server saw it.
    fn envelope(&self, beliefs: &Beliefs) -> (Option<Domain>, Clarity) {
        if self.trace.boundary.is_none() {
            return (None, Clarity::Clear);
        }
        if self.trace.is_beyond_list {
            let told = beliefs.told.iter().find_map(|spf| spf.envelope.clone());
            return (told, Clarity::Clear);
        }
        let path = self.return_path().map(|address| address.domain().clone());
        match beliefs.envelope() {
            Agreement::Silence => (path, Clarity::Clear),
            Agreement::On(envelope)
                if !self.has_return_path() || path.as_ref() == Some(&envelope) =>
            {
                (Some(envelope), Clarity::Clear)
            }
            Agreement::On(envelope) | Agreement::Perhaps(envelope) => {
                (path.or(Some(envelope)), Clarity::Contradicted)
            }
            Agreement::Dissent => (path, Clarity::Contradicted),
        }
    }

    /// Whether the receiving side wrote a Return-Path (RFC 5321 §4.4: at final delivery, on top), be it empty.
    fn has_return_path(&self) -> bool {
        let boundary = self
            .trace
            .boundary
            .and_then(|at| self.message.hops.get(at))
            .map(|hop| hop.field);
        let at = self
            .message
            .fields
            .iter()
            .position(|f| f.name.eq_ignore_ascii_case("return-path"));
        at.zip(boundary).is_some_and(|(at, boundary)| at < boundary)
    }

    /// The Return-Path, where the receiving side wrote it.
    fn return_path(&self) -> Option<&Address> {
        self.message
            .return_path
            .as_ref()
            .filter(|_| self.has_return_path())
    }

    fn add_spf(&mut self, beliefs: &Beliefs, clarity: Clarity, answers: &Answers<'_>) {
        let Some(envelope) = self.trace.envelope.clone() else {
            return;
        };
        let client = self.trace.client.filter(|ip| !trace::is_private(*ip));
        let local = self
            .return_path()
            .filter(|a| *a.domain() == envelope)
            .map(Address::local);
        let ours = client.map_or(ProofResult::Unchecked, |client| {
            let session = Session {
                client,
                helo: self.trace.helo.as_ref(),
                envelope: &envelope,
                local,
            };
            spf::check(session, answers)
        });
        let told = beliefs
            .told
            .iter()
            .find(|spf| spf.envelope.as_ref() == Some(&envelope));
        let recorded = beliefs.spf_for(&envelope);
        // Ours rests on the address that the receiver recorded, so the receiver vouches for it all the same.
        let by = self.trace.receiver.as_ref().map(|receiver| {
            if self.trust.covers(receiver) && !self.trace.is_beyond_list {
                ProvenBy::Ourselves
            } else {
                ProvenBy::InferredReceiver(receiver.as_str().into())
            }
        });
        let (result, by) = match (ours, recorded, told) {
            // Policies change: what a receiver saw to pass on arrival passed, whatever DNS says today.
            (ours, Some((by, ProofResult::Pass)), _) if ours != ProofResult::Pass => {
                (ProofResult::Pass, Some(by))
            }
            (ProofResult::Unchecked, Some((by, result)), _) => (result, Some(by)),
            (ProofResult::Unchecked, None, Some(spf)) => (spf.result, by),
            (ours, ..) => (ours, by),
        };
        if clarity == Clarity::Contradicted
            && result == ProofResult::Pass
            && self.is_aligned(&envelope, Method::Spf)
        {
            // What the envelope was is not certain, so it does not prove the author.
            self.trace.spf = Some(ProofResult::Unchecked);
            return;
        }
        self.trace.spf = Some(result);
        if let Some(by) = by {
            self.add(Method::Spf, Some(envelope), result, by);
        }
    }

    /// Recorded DKIM and DMARC results; SPF was taken up with the session.
    fn add_recorded(&mut self, beliefs: &Beliefs, signatures: &[Checked]) {
        for (by, entry) in &beliefs.results {
            match entry.method {
                Method::Dkim => self.add_recorded_signature(by, entry, signatures),
                Method::Dmarc => self.add_recorded_dmarc(by, entry),
                Method::Spf | Method::Arc | Method::Smime => {}
            }
        }
    }

    fn add_recorded_signature(&mut self, by: &ProvenBy, entry: &Entry, signatures: &[Checked]) {
        let Some((named, is_exact)) = entry.signer() else {
            return;
        };
        // The signature must be there, well-formed, with that domain; otherwise the receiver was led to
        // believe in a signature that another reader does not see.
        let start = entry.property("header.b");
        let signature = signatures.iter().find(|signature| {
            let fits = signature.domain.as_ref().is_some_and(|domain| {
                if is_exact {
                    named == *domain
                } else {
                    named.is_within(domain)
                }
            });
            fits && start.is_none_or(|start| {
                signature.start.starts_with(start) || start.starts_with(&signature.start)
            })
        });
        let Some(
            signature @ Checked {
                domain: Some(domain),
                result,
                ..
            },
        ) = signature
        else {
            return;
        };
        if matches!(result, ProofResult::Invalid | ProofResult::Pass) || !self.is_enough(signature)
        {
            return;
        }
        self.add(Method::Dkim, Some(domain.clone()), entry.result, by.clone());
    }

    fn add_recorded_dmarc(&mut self, by: &ProvenBy, entry: &Entry) {
        let author = self.author.map(Address::domain);
        if author.is_none() || entry.author().as_ref() != author {
            return;
        }
        let is_aligned = entry.result == ProofResult::Pass;
        self.lines.push(Proof {
            method: Method::Dmarc,
            domain: author.cloned(),
            result: entry.result,
            is_aligned,
            by: by.clone(),
        });
    }

    fn add_chain(&mut self, chain: &Chain, signatures: &[Checked]) {
        let last = chain.sealers.first().map(|(domain, _)| domain.clone());
        self.lines.push(Proof {
            method: Method::Arc,
            domain: last,
            result: chain.result,
            is_aligned: false,
            by: ProvenBy::Ourselves,
        });
        if chain.result != ProofResult::Pass || !chain.is_covering {
            return;
        }
        let is_any_invalid = signatures.iter().any(|s| s.result == ProofResult::Invalid);
        // RFC 8617 §7.2.1: a sealer's word is good as long as everyone who handled the mail after it is
        // trusted too; later hands may have changed what it vouched for.
        for (sealer, record) in chain
            .sealers
            .iter()
            .take_while(|(sealer, _)| self.trust.covers(sealer))
        {
            let by = ProvenBy::NamedReceiver(sealer.as_str().into());
            for entry in &record.results {
                match entry.method {
                    Method::Dkim => self.add_recorded_signature(&by, entry, signatures),
                    Method::Dmarc => self.add_recorded_dmarc(&by, entry),
                    Method::Spf => {
                        // A signature that covers too little shows that the mail is not as its author sent
                        // it; the envelope that the sealer saw says nothing of what is shown now.
                        if let Some(envelope) = entry.envelope().filter(|_| !is_any_invalid) {
                            self.add(Method::Spf, Some(envelope), entry.result, by.clone());
                        }
                    }
                    Method::Arc | Method::Smime => {}
                }
            }
        }
    }

    /// Our own DMARC result (RFC 9989 §4.10), where the domain has a policy.
    fn add_dmarc(&mut self) {
        let (Some(author), Some(_)) = (self.author, self.wish) else {
            return;
        };
        let ours = |line: &&Proof| line.by == ProvenBy::Ourselves && line.is_aligned;
        let result = if self
            .lines
            .iter()
            .filter(ours)
            .any(|l| l.result == ProofResult::Pass && l.method != Method::Dmarc)
        {
            ProofResult::Pass
        } else if self.lines.iter().any(|l| {
            l.is_aligned && matches!(l.result, ProofResult::Unchecked | ProofResult::Neutral)
        }) || !self.spf_is_known()
        {
            ProofResult::Unchecked
        } else if self
            .lines
            .iter()
            .any(|l| l.is_aligned && l.result == ProofResult::Pass)
        {
            // Passes by somebody else's word, which has its own line.
            return;
        } else {
            ProofResult::Fail
        };
        self.lines.push(Proof {
            method: Method::Dmarc,
            domain: Some(author.domain().clone()),
            result,
            is_aligned: result == ProofResult::Pass,
            by: ProvenBy::Ourselves,
        });
    }

    /// The line of an S/MIME signature, which never passes: it leaves the subject open, and its issuer is
    /// nobody's word (RFC 8601 §2.7.1 calls that `policy`).
    fn add_smime(&mut self, smime: &SmimeSignature) {
        let author = self.author.filter(|_| smime.is_authors);
        let domain = author
            .or(smime.mailboxes.first())
            .map(|mailbox| mailbox.domain().clone());
        self.lines.push(Proof {
            method: Method::Smime,
            domain,
            result: match smime.state {
                SmimeState::Flawed(SmimeFlaw::Expired) => ProofResult::Expired,
                SmimeState::Holds | SmimeState::Flawed(_) => ProofResult::Neutral,
                SmimeState::Broken => ProofResult::Broken,
                SmimeState::Unchecked => ProofResult::Unchecked,
            },
            is_aligned: smime.is_authors,
            by: ProvenBy::Ourselves,
        });
    }

    fn recorded_policy(&self, beliefs: &Beliefs) -> Option<Policy> {
        let author = self.author?.domain();
        beliefs
            .results
            .iter()
            .filter(|(_, entry)| {
                entry.method == Method::Dmarc && entry.author().as_ref() == Some(author)
            })
            .find_map(|(_, entry)| entry.policy)
    }

    /// An aligned pass by a signature or an envelope, vouched for in this way. A recorded DMARC pass alone
    /// names no domain that passed, so it never counts by itself.
    fn aligned_pass(&self, is_voucher: impl Fn(&ProvenBy) -> bool) -> Option<&Proof> {
        self.lines.iter().find(|line| {
            matches!(line.method, Method::Dkim | Method::Spf)
                && line.result == ProofResult::Pass
                && line.is_aligned
                && is_voucher(&line.by)
        })
    }

    /// Whether it is known that SPF does not prove the author: its result is known, or the envelope is and
    /// belongs to somebody else.
    fn spf_is_known(&self) -> bool {
        let Some(envelope) = &self.trace.envelope else {
            return false;
        };
        !self.is_aligned(envelope, Method::Spf)
            || self
                .trace
                .spf
                .is_some_and(|result| result != ProofResult::Unchecked)
    }

    fn standing(
        &self,
        policy: Option<Policy>,
        received: Option<Instant>,
        now: Instant,
        beliefs: &Beliefs,
    ) -> Standing {
        if self.author.is_none() {
            return Standing::NoAuthor;
        }
        // Where readers differ on what the fields are, no check of them speaks for what is shown, and an honest
        // mail that some program garbled is not to be called forged.
        let is_signed = |line: &Proof| line.method == Method::Dkim && line.is_aligned;
        if !self.is_plain
            && (self.lines.iter().any(is_signed) || self.proof().is_some() || self.is_recorded())
        {
            return Standing::NoAuthor;
        }
        if self.proof().is_some() {
            return Standing::Proven;
        }
        if self.is_recorded() {
            return Standing::Recorded;
        }
        let signed = || {
            self.lines.iter().filter(|line| {
                line.method == Method::Dkim && line.is_aligned && line.by == ProvenBy::Ourselves
            })
        };
        // A signature that time or the lack of DNS keeps from being checked, and one that no longer fits.
        let is_open = signed().any(|line| match line.result {
            ProofResult::KeyGone => received
                .is_none_or(|received| now.seconds() - received.seconds() > KEY_LIFE_SECONDS),
            ProofResult::Unchecked => !was_found_bad(line, beliefs),
            ProofResult::Expired | ProofResult::Neutral => true,
            _ => false,
        });
        let may_have_been_good = is_open || signed().any(|line| line.result == ProofResult::Broken);
        if !self.trace.has_travelled {
            return if may_have_been_good {
                Standing::Unconfirmed
            } else {
                Standing::Untravelled
            };
        }
        // RFC 6376 §6.1: a signature that fails counts as none. Only a list, which changes what it hands
        // on, excuses a broken one.
        let is_key_gone = signed().any(|line| line.result == ProofResult::KeyGone);
        let is_excused = self.trace.is_list || is_open || is_key_gone;
        let asks_to_refuse = matches!(policy, Some(Policy::Quarantine | Policy::Reject));
        if asks_to_refuse && !is_excused && self.spf_is_known() {
            return Standing::Rejected;
        }
        if may_have_been_good {
            Standing::Unconfirmed
        } else {
            Standing::Unsigned
        }
    }

    /// Whether the person's own receiving side, named by nobody, recorded an aligned pass. What a list's
    /// server saw of the envelope does not count: the sender may have chosen the list.
    fn is_recorded(&self) -> bool {
        self.lines.iter().any(|line| {
            line.is_aligned
                && line.result == ProofResult::Pass
                && matches!(line.by, ProvenBy::InferredReceiver(_))
                && (line.method == Method::Dkim
                    || line.method == Method::Spf && !self.trace.is_beyond_list)
        })
    }

    /// The line that proves the author.
    fn proof(&self) -> Option<&Proof> {
        self.aligned_pass(|by| matches!(by, ProvenBy::Ourselves))
            .or_else(|| self.aligned_pass(|by| matches!(by, ProvenBy::NamedReceiver(_))))
    }

    fn sender(&self) -> Option<AlignedSender> {
        let signer = self.proof()?.domain.clone()?;
        Some(AlignedSender {
            address: self.author?.clone(),
            signer,
        })
    }

    /// Domains that did send the mail and are not the author's.
    fn others(&self) -> Vec<Domain> {
        let mut others: Vec<Domain> = Vec::new();
        for line in &self.lines {
            let is_believed = match line.by {
                ProvenBy::InferredReceiver(_) => {
                    !self.trace.is_beyond_list || line.method == Method::Dkim
                }
                _ => true,
            };
            if matches!(line.method, Method::Dkim | Method::Spf)
                && line.result == ProofResult::Pass
                && !line.is_aligned
                && is_believed
                && let Some(domain) = &line.domain
                && !others.contains(domain)
            {
                others.push(domain.clone());
            }
        }
        others
    }
}

/// Whether a believable receiver, which had the key, found the signature of this line's domain bad.
fn was_found_bad(line: &Proof, beliefs: &Beliefs) -> bool {
    beliefs.results.iter().any(|(_, entry)| {
        entry.method == Method::Dkim
            && matches!(entry.result, ProofResult::Fail | ProofResult::Invalid)
            && entry.signer().map(|(domain, _)| domain) == line.domain
    })
}
