//! SPF (RFC 7208), evaluated by mail-auth over recorded answers.
//!
//! mail-auth asks its cache before its resolver. Ours has an answer to every question, so the resolver,
//! which knows no name server, is never asked, no future ever waits and no socket opens. A question that
//! the records do not answer is answered "nothing there" so that the evaluation goes on and names what
//! else it needs; the result is then unchecked, whatever came out.

mod grammar;

use std::borrow::Borrow;
use std::cell::{Cell, RefCell};
use std::future::Future as _;
use std::hash::{Hash, Hasher};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Instant as Deadline;

use facts::{Domain, ProofResult};
use mail_auth::dns::TxtRecordParser as _;
use mail_auth::hickory_resolver::config::{ResolveHosts, ResolverConfig, ResolverOpts};
use mail_auth::hickory_resolver::proto::op::ResponseCode;
use mail_auth::spf::verify::SpfParameters;
use mail_auth::spf::{Mechanism, SpfRecord};
use mail_auth::{
    DnsCache, DnsError, DnssecStatus, Error, MessageAuthenticator, Mx, Negative, Parameters,
    RecordSet, ResolverCache, SpfResult, TxtRecord,
};

use crate::dns::{Answers, Known};

/// RFC 7208 §4.6.4: more questions than these that find nothing make the policy an error.
const VOID_LIMIT: u32 = 2;

/// What the server at the boundary saw of its client.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Session<'a> {
    /// The client's address.
    pub(crate) client: IpAddr,
    /// What it called itself.
    pub(crate) helo: Option<&'a Domain>,
    /// The envelope sender's domain.
    pub(crate) envelope: &'a Domain,
    /// The envelope sender's local part, where known.
    pub(crate) local: Option<&'a str>,
}

/// Evaluates the envelope domain's policy for the session.
pub(crate) fn check(session: Session<'_>, answers: &Answers<'_>) -> ProofResult {
    let Some(authenticator) = deaf_authenticator() else {
        return ProofResult::Unchecked;
    };
    // RFC 7208 §5: an IPv4 client that reached the server over a mapped address is an IPv4 client.
    let client = session.client.to_canonical();
    let cache = Cache {
        answers,
        client,
        lacks: Cell::new(false),
        voids: Cell::new(0),
        last_absent: RefCell::default(),
    };
    let sender = format!(
        "{}@{}",
        session.local.unwrap_or("postmaster"),
        session.envelope
    );
    let helo = session.helo.map_or("unknown.invalid", Domain::as_str);
    let parameters = SpfParameters::mail_from(client, helo, "unknown.invalid", &sender);
    let evaluation = pin!(authenticator.check_host(Parameters::new(parameters).with_cache(&cache)));
    let result = match evaluation.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output.result(),
        // Only a resolver could make it wait; nothing is known then.
        Poll::Pending => return ProofResult::Unchecked,
    };
    if cache.lacks.get() {
        return ProofResult::Unchecked;
    }
    if cache.voids.get() > VOID_LIMIT {
        return ProofResult::Invalid;
    }
    match result {
        SpfResult::Pass => ProofResult::Pass,
        SpfResult::Fail => ProofResult::Fail,
        SpfResult::SoftFail => ProofResult::SoftFail,
        SpfResult::Neutral => ProofResult::Neutral,
        SpfResult::None => ProofResult::None,
        SpfResult::PermError => ProofResult::Invalid,
        SpfResult::TempError => ProofResult::Unchecked,
    }
}

/// An authenticator whose resolver knows no name server and reads no hosts file.
fn deaf_authenticator() -> Option<MessageAuthenticator> {
    let mut options = ResolverOpts::default();
    options.use_hosts_file = ResolveHosts::Never;
    options.cache_size = 0;
    MessageAuthenticator::new(
        ResolverConfig::from_parts(None, Vec::new(), Vec::new()),
        options,
    )
    .ok()
}

struct Cache<'a> {
    answers: &'a Answers<'a>,
    client: IpAddr,
    /// Whether a question was not answered.
    lacks: Cell<bool>,
    /// How many questions about hosts found nothing.
    voids: Cell<u32>,
    /// The last name found to have no IPv4 address.
    last_absent: RefCell<Box<str>>,
}

impl Cache<'_> {
    fn set<T>(&self, known: Known<T>) -> Result<RecordSet<T>, Negative> {
        match known {
            Known::Records(records) if !records.is_empty() => Ok(RecordSet {
                records: records.into(),
                dnssec_status: DnssecStatus::Indeterminate,
            }),
            Known::Records(_) => Err(self.void(ResponseCode::NoError)),
            Known::NoSuchName => Err(self.void(ResponseCode::NXDomain)),
            Known::Unknown => {
                self.lacks.set(true);
                Err(Negative {
                    code: ResponseCode::ServFail,
                })
            }
        }
    }

    fn void(&self, code: ResponseCode) -> Negative {
        self.voids.set(self.voids.get().saturating_add(1));
        Negative { code }
    }

    fn policy(&self, name: &str) -> TxtRecord {
        let records = match self.answers.txt(name) {
            Known::Records(records) => records,
            Known::NoSuchName => {
                return TxtRecord::Error(Error::Dns(DnsError::RecordNotFound(
                    ResponseCode::NXDomain,
                )));
            }
            Known::Unknown => {
                self.lacks.set(true);
                // A policy that matches nothing: the evaluation goes on to the next question.
                return SpfRecord::parse(b"v=spf1").into();
            }
        };
        let mut policies = records.iter().filter(|record| is_policy(record));
        match (policies.next(), policies.next()) {
            (Some(policy), None) if !grammar::is_well_formed(policy) => {
                TxtRecord::Error(Error::Parse)
            }
            (Some(policy), None) => match SpfRecord::parse(policy) {
                Ok(mut policy) => {
                    // The explanation is for the rejected sender; asking for it would only cost a need.
                    policy.exp = None;
                    if self.client.is_ipv4() {
                        // RFC 7208 §5.6: an IPv6 network, however wide, holds no IPv4 client.
                        let directives = policy.directives.into_vec().into_iter();
                        policy.directives = directives
                            .filter(|d| !matches!(d.mechanism, Mechanism::Ip6 { .. }))
                            .collect();
                    }
                    policy.into()
                }
                Err(Error::Dns(_)) => TxtRecord::Error(Error::Dns(DnsError::InvalidRecordType)),
                Err(_) => TxtRecord::Error(Error::Parse),
            },
            // RFC 7208 §4.5: more than one policy is an error.
            (Some(_), Some(_)) => TxtRecord::Error(Error::Parse),
            (None, _) => {
                TxtRecord::Error(Error::Dns(DnsError::RecordNotFound(ResponseCode::NoError)))
            }
        }
    }
}

/// RFC 7208 §4.5: `v=spf1` alone or followed by a space.
fn is_policy(record: &[u8]) -> bool {
    let Some((version, rest)) = record.split_at_checked(6) else {
        return false;
    };
    version.eq_ignore_ascii_case(b"v=spf1") && matches!(rest.first(), None | Some(b' '))
}

/// The text behind a key of a foreign cache lookup; `None` where it cannot be told.
///
/// mail-auth hands over a type of which only `Hash` and `Eq` are known. The text is read back out of what
/// it feeds to a hasher, and compared with the key before it is believed.
fn text_of<Q>(key: &Q) -> Option<Box<str>>
where
    Box<str>: Borrow<Q>,
    Q: Hash + Eq + ?Sized,
{
    let mut tape = Tape(Vec::new());
    key.hash(&mut tape);
    // A `str` ends its hash with one octet that no UTF-8 holds.
    tape.0.pop();
    let text: Box<str> = String::from_utf8(tape.0).ok()?.into();
    (Borrow::<Q>::borrow(&text) == key).then_some(text)
}

struct Tape(Vec<u8>);

impl Hasher for Tape {
    fn finish(&self) -> u64 {
        0
    }

    fn write(&mut self, octets: &[u8]) {
        self.0.extend_from_slice(octets);
    }
}

/// Answers one lookup by name.
trait ByName: Sized {
    fn answer(cache: &Cache<'_>, name: &str) -> Self;
    fn unanswerable() -> Self;
}

impl ByName for TxtRecord {
    fn answer(cache: &Cache<'_>, name: &str) -> Self {
        cache.policy(name)
    }

    fn unanswerable() -> Self {
        Self::Error(Error::Dns(DnsError::Resolver(String::new())))
    }
}

type Answer<T> = Result<RecordSet<T>, Negative>;

impl ByName for Answer<Mx> {
    fn answer(cache: &Cache<'_>, name: &str) -> Self {
        let mut hosts = cache.set(cache.answers.mx(name))?.records.to_vec();
        hosts.sort_by_key(|(preference, _)| *preference);
        let records = hosts
            .into_iter()
            .map(|(preference, exchange)| Mx {
                exchanges: Box::new([exchange]),
                preference,
            })
            .collect();
        Ok(RecordSet {
            records,
            dnssec_status: DnssecStatus::Indeterminate,
        })
    }

    fn unanswerable() -> Self {
        Err(Negative {
            code: ResponseCode::ServFail,
        })
    }
}

impl ByName for Answer<Ipv4Addr> {
    fn answer(cache: &Cache<'_>, name: &str) -> Self {
        let answer = cache.set(cache.answers.ipv4(name));
        cache.last_absent.replace(if answer.is_err() {
            name.into()
        } else {
            Box::default()
        });
        answer
    }

    fn unanswerable() -> Self {
        Err(Negative {
            code: ResponseCode::ServFail,
        })
    }
}

impl ByName for Answer<Ipv6Addr> {
    fn answer(cache: &Cache<'_>, name: &str) -> Self {
        // `exists:` asks for IPv4 addresses only, whatever the client's (RFC 7208 §5.7); mail-auth goes on
        // to ask for the other family.
        if !cache.client.is_ipv6() || *cache.last_absent.take() == *name {
            return Err(Negative {
                code: ResponseCode::NoError,
            });
        }
        cache.set(cache.answers.ipv6(name))
    }

    fn unanswerable() -> Self {
        Err(Negative {
            code: ResponseCode::ServFail,
        })
    }
}

impl<V: ByName> ResolverCache<Box<str>, V> for Cache<'_> {
    fn get<Q>(&self, name: &Q) -> Option<V>
    where
        Box<str>: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        Some(match text_of(name) {
            Some(name) => V::answer(self, name.strip_suffix('.').unwrap_or(&name)),
            None => {
                self.lacks.set(true);
                V::unanswerable()
            }
        })
    }

    fn remove<Q>(&self, _: &Q) -> Option<V>
    where
        Box<str>: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        None
    }

    fn insert(&self, _: Box<str>, _: V, _: Deadline) {}
}

impl ResolverCache<IpAddr, Answer<Box<str>>> for Cache<'_> {
    fn get<Q>(&self, address: &Q) -> Option<Answer<Box<str>>>
    where
        IpAddr: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        // Only the client's own name is ever asked for (RFC 7208 §5.5).
        if Borrow::<Q>::borrow(&self.client) != address {
            self.lacks.set(true);
            return Some(Err(Negative {
                code: ResponseCode::ServFail,
            }));
        }
        Some(self.set(self.answers.ptr(self.client)))
    }

    fn remove<Q>(&self, _: &Q) -> Option<Answer<Box<str>>>
    where
        IpAddr: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        None
    }

    fn insert(&self, _: IpAddr, _: Answer<Box<str>>, _: Deadline) {}
}

impl DnsCache for Cache<'_> {
    type Txt = Self;
    type Mx = Self;
    type Ipv4 = Self;
    type Ipv6 = Self;
    type Ptr = Self;

    fn txt(&self) -> Option<&Self> {
        Some(self)
    }

    fn mx(&self) -> Option<&Self> {
        Some(self)
    }

    fn ipv4(&self) -> Option<&Self> {
        Some(self)
    }

    fn ipv6(&self) -> Option<&Self> {
        Some(self)
    }

    fn ptr(&self) -> Option<&Self> {
        Some(self)
    }
}
