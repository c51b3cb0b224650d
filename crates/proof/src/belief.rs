//! Which recorded results can be believed: by where they stand and who is said to have written them.
//!
//! A receiver puts its fields on top of what it was given. So what stands above the Received field in which
//! the receiving side describes its outside client was written by that side; what stands below is the
//! sender's word. Some receivers put their results directly below that field: these count only where the
//! person named the receiver, since it then answers for removing planted ones (RFC 8601 §5), and only where
//! nothing stands above: a receiver writes to one place. A field there that cannot be read may be the
//! receiver's own, made unreadable by the sender, so the next one is not taken for it.

use facts::{Domain, ProofResult, ProvenBy};
use reading::Message;

use crate::Trust;
use crate::dmarc::Organisations;
use crate::recorded::{self, Entry, ReceivedSpf};
use crate::trace::{Anchor, Border, Trace};

/// The most fields with recorded results that are read.
const FIELD_LIMIT: usize = 50;

/// Everything believable that receivers recorded.
#[derive(Clone, Debug, Default)]
pub(crate) struct Beliefs {
    /// Results with who vouches for them.
    pub(crate) results: Vec<(ProvenBy, Entry)>,
    /// Received-SPF of the person's receiving side.
    pub(crate) spf: Vec<(ProvenBy, ReceivedSpf)>,
    /// Received-SPF and SPF results of a list's server: told, not believed.
    pub(crate) told: Vec<ReceivedSpf>,
    /// Whether a field in a place of the receiving side could not be read.
    is_garbled: bool,
}

/// Reads the recorded results and keeps the believable ones.
pub(crate) fn collect(
    message: &Message,
    trace: &Trace,
    border: &Border,
    trust: &Trust,
    organisations: &Organisations<'_>,
) -> Beliefs {
    let mut beliefs = Beliefs::default();
    let Some(near) = &border.near else {
        return beliefs;
    };
    let judge = Judge {
        trace,
        border,
        near,
        trust,
        organisations,
    };
    let mut read = 0;
    let mut below = Below::default();
    for (at, field) in message.fields.iter().enumerate() {
        below.pass(at, near, &field.name);
        if at == near.field || !is_result(&field.name) {
            continue;
        }
        read += 1;
        if read > FIELD_LIMIT {
            break;
        }
        if field.name.eq_ignore_ascii_case("received-spf") {
            let Some(spf) = recorded::parse_received_spf(&field.value) else {
                beliefs.is_garbled |= judge.garbles(at, &mut below);
                continue;
            };
            // The field names no writer that a sender could not write, so it is credited to the receiver
            // whose place it stands in.
            let by = judge.witness(at, Kind::Spf, None, &mut below);
            if spf.client.is_some() && trace.client.is_some() && spf.client != trace.client {
                continue;
            }
            if let Some(by) = by {
                beliefs.spf.push((by, spf));
            } else if judge.is_far(at) {
                beliefs.told.push(spf);
            }
            continue;
        }
        let record = if field
            .name
            .eq_ignore_ascii_case("arc-authentication-results")
        {
            recorded::parse_arc(&field.value).map(|(_, record)| record)
        } else {
            recorded::parse(&field.value)
        };
        let Some(record) = record else {
            beliefs.is_garbled |= judge.garbles(at, &mut below);
            continue;
        };
        if let Some(by) = judge.witness(at, Kind::Results, record.server.as_deref(), &mut below) {
            beliefs
                .results
                .extend(record.results.into_iter().map(|entry| (by.clone(), entry)));
        } else if judge.is_far(at) {
            beliefs
                .told
                .extend(record.results.iter().filter_map(told_spf));
        }
    }
    beliefs
}

fn told_spf(entry: &Entry) -> Option<ReceivedSpf> {
    (entry.method == facts::Method::Spf).then(|| ReceivedSpf {
        result: entry.result,
        envelope: entry.envelope(),
        client: None,
    })
}

fn is_result(name: &str) -> bool {
    [
        "authentication-results",
        "arc-authentication-results",
        "received-spf",
    ]
    .iter()
    .any(|known| name.eq_ignore_ascii_case(known))
}

/// What a field records.
#[derive(Clone, Copy)]
enum Kind {
    Spf,
    Results,
}

/// Keeps track of the fields that stand directly below the receiver's own Received field.
#[derive(Default)]
struct Below {
    is_broken: bool,
    has_results: bool,
    has_spf: bool,
    /// A receiver that puts its results on top does not put them below as well.
    writes_above: bool,
}

impl Below {
    fn pass(&mut self, at: usize, near: &Anchor, name: &str) {
        let is_trace = is_result(name) || name.eq_ignore_ascii_case("return-path");
        self.is_broken |= at > near.field && !is_trace;
        self.writes_above |= at < near.field && is_result(name);
    }
}

struct Judge<'a> {
    trace: &'a Trace,
    border: &'a Border,
    near: &'a Anchor,
    trust: &'a Trust,
    organisations: &'a Organisations<'a>,
}

impl Judge<'_> {
    /// Who vouches for the field at this place, if anybody does.
    fn witness(
        &self,
        at: usize,
        kind: Kind,
        server: Option<&str>,
        below: &mut Below,
    ) -> Option<ProvenBy> {
        let domain = match server {
            Some(server) => Domain::parse(server).ok(),
            None => self.near.by.clone(),
        };
        let is_named = self.is_named(server, domain.as_ref());
        let label: Box<str> = match (server, &domain) {
            (Some(server), _) => server.into(),
            (None, Some(domain)) => domain.as_str().into(),
            (None, None) => return None,
        };
        if at < self.near.field {
            if is_named {
                return Some(ProvenBy::NamedReceiver(label));
            }
            let domain = domain?;
            let is_own = self
                .border
                .servers
                .iter()
                .any(|own| self.organisations.share_owner(own, &domain));
            return is_own.then_some(ProvenBy::InferredReceiver(label));
        }
        // The receiver writes one field of a kind; a second one is the sender's, planted to look like it.
        let is_first = self.is_far(at)
            || !std::mem::replace(
                match kind {
                    Kind::Spf => &mut below.has_spf,
                    Kind::Results => &mut below.has_results,
                },
                true,
            );
        if !is_named {
            return None;
        }
        if self.is_far(at) {
            // The list's region is believed only where the person's receiver recorded its client under a
            // reverse name of the very organisation that the person named.
            let client = self.near.client.as_ref()?;
            return self
                .organisations
                .share_owner(client, &domain?)
                .then_some(ProvenBy::NamedReceiver(label));
        }
        let is_receivers = !below.is_broken
            && !below.writes_above
            && self.border.far.is_none()
            && self
                .near
                .by
                .as_ref()
                .zip(domain.as_ref())
                .is_some_and(|(by, d)| self.organisations.share_owner(by, d));
        (is_receivers && is_first).then_some(ProvenBy::NamedReceiver(label))
    }

    /// Takes note of a field that cannot be read; whether it stands where the receiving side writes.
    fn garbles(&self, at: usize, below: &mut Below) -> bool {
        let is_above = at < self.near.field;
        let is_below = !below.is_broken && !self.is_far(at) && !is_above;
        below.is_broken |= is_below;
        is_above || is_below
    }

    fn is_far(&self, at: usize) -> bool {
        self.trace.is_beyond_list
            && self
                .border
                .far
                .as_ref()
                .is_some_and(|far| (self.near.field..far.field).contains(&at))
    }

    fn is_named(&self, server: Option<&str>, domain: Option<&Domain>) -> bool {
        let is_exact = |server: &str| {
            self.trust
                .named
                .iter()
                .any(|named| server.eq_ignore_ascii_case(named))
        };
        server.is_some_and(is_exact) || domain.is_some_and(|domain| self.trust.covers(domain))
    }
}

impl Trust {
    /// Whether the person named this very host.
    pub(crate) fn names(&self, host: &Domain) -> bool {
        self.named
            .iter()
            .any(|named| Domain::parse(named).is_ok_and(|named| named == *host))
    }

    /// Whether the person named a receiver of this host's owner.
    pub(crate) fn knows_owner(&self, host: &Domain, organisations: &Organisations<'_>) -> bool {
        self.named
            .iter()
            .filter_map(|named| Domain::parse(named).ok())
            .any(|named| organisations.share_owner(&named, host))
    }

    /// Whether the person named this server or the domain it belongs to.
    pub(crate) fn covers(&self, server: &Domain) -> bool {
        self.named
            .iter()
            .filter_map(|named| Domain::parse(named).ok())
            .any(|named| {
                named == *server || named.as_str().contains('.') && server.is_within(&named)
            })
    }
}

impl Beliefs {
    /// The one envelope sender that the believable records agree on.
    pub(crate) fn envelope(&self) -> Agreement {
        let from_results = self
            .results
            .iter()
            .filter(|(_, entry)| entry.method == facts::Method::Spf)
            .map(|(_, entry)| entry.envelope());
        let all: Vec<Option<Domain>> = self
            .spf
            .iter()
            .map(|(_, spf)| spf.envelope.clone())
            .chain(from_results)
            .collect();
        let is_vague = self.is_garbled || all.contains(&None);
        let mut named = all.into_iter().flatten();
        match named.next() {
            None if is_vague => Agreement::Dissent,
            None => Agreement::Silence,
            Some(first) if named.all(|other| other == first) => {
                if is_vague {
                    Agreement::Perhaps(first)
                } else {
                    Agreement::On(first)
                }
            }
            Some(_) => Agreement::Dissent,
        }
    }

    /// The recorded SPF result for this envelope sender, and who vouches for it; a named receiver's first.
    pub(crate) fn spf_for(&self, envelope: &Domain) -> Option<(ProvenBy, ProofResult)> {
        let from_results = self
            .results
            .iter()
            .filter(|(_, e)| {
                e.method == facts::Method::Spf && e.envelope().as_ref() == Some(envelope)
            })
            .map(|(by, entry)| (by.clone(), entry.result));
        self.spf
            .iter()
            .filter(|(_, spf)| spf.envelope.as_ref() == Some(envelope))
            .map(|(by, spf)| (by.clone(), spf.result))
            .chain(from_results)
            .min_by_key(|(by, _)| matches!(by, ProvenBy::InferredReceiver(_)))
    }
}

/// Whether records agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// None says anything.
    Silence,
    /// All say the same.
    On(Domain),
    /// Those that name one say the same; another names none or cannot be read. The sender may have chosen an
    /// envelope that hides itself and planted the other record.
    Perhaps(Domain),
    /// They contradict each other, or none is clear.
    Dissent,
}
