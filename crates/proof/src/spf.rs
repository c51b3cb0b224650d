//! SPF (RFC 7208), evaluated over recorded answers.
//!
//! A question that the records do not answer is taken for one that matches nothing, so that the evaluation
//! goes on and names what else it needs; the result is then unchecked, whatever came out.

mod grammar;
mod macros;
#[cfg(test)]
mod suite;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use facts::{Domain, ProofResult};

use crate::dns::{Answers, Known};
use grammar::{Lengths, Mechanism};

/// RFC 7208 §4.6.4: more terms that ask DNS than these make the policy an error.
const TERM_LIMIT: u32 = 10;
/// RFC 7208 §4.6.4: more questions than these that find nothing make the policy an error.
const VOID_LIMIT: u32 = 2;
/// RFC 7208 §4.6.4: more exchangers than these make the policy an error, more reverse names are not looked at.
const HOST_LIMIT: usize = 10;

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
    let mut evaluation = Evaluation {
        session: Session {
            // RFC 7208 §5: an IPv4 client that reached the server over a mapped address is an IPv4 client.
            client: session.client.to_canonical(),
            ..session
        },
        answers,
        terms: 0,
        voids: 0,
        lacks: false,
        names: None,
    };
    let result = evaluation.policy_of(session.envelope.as_str());
    if evaluation.lacks {
        return ProofResult::Unchecked;
    }
    result.unwrap_or(ProofResult::Invalid)
}

/// The policy is an error, and with it every policy that includes it (`permerror`).
struct Malformed;

struct Evaluation<'a> {
    session: Session<'a>,
    answers: &'a Answers<'a>,
    /// How many terms asked DNS.
    terms: u32,
    /// How many questions about hosts found nothing.
    voids: u32,
    /// Whether a question was not answered.
    lacks: bool,
    /// The client's validated names, once they were asked for.
    names: Option<Vec<Box<str>>>,
}

impl Evaluation<'_> {
    /// `check_host()` of RFC 7208 §4. Each level of recursion is a term, so it is bounded.
    fn policy_of(&mut self, domain: &str) -> Result<ProofResult, Malformed> {
        // RFC 7208 §4.3: a malformed or single-label name has no policy.
        if !domain.contains('.') || domain.split('.').any(|l| !(1..=63).contains(&l.len())) {
            return Ok(ProofResult::None);
        }
        let records = match self.answers.txt(domain) {
            Known::Records(records) => records,
            Known::NoSuchName => return Ok(ProofResult::None),
            Known::Unknown => {
                self.lacks = true;
                return Ok(ProofResult::Neutral);
            }
        };
        let mut policies = records.iter().filter(|record| grammar::is_policy(record));
        let policy = match (policies.next(), policies.next()) {
            (None, _) => return Ok(ProofResult::None),
            (Some(policy), None) => grammar::parse(policy).ok_or(Malformed)?,
            // RFC 7208 §4.5: more than one policy is an error.
            (Some(_), Some(_)) => return Err(Malformed),
        };
        for directive in &policy.directives {
            if self.matches(&directive.mechanism, domain)? {
                return Ok(directive.result);
            }
        }
        match policy.redirect {
            Some(target) => {
                self.count_term()?;
                let target = self.expand(target, domain);
                self.policy_that_must_exist(&target)
            }
            // RFC 7208 §4.7.
            None => Ok(ProofResult::Neutral),
        }
    }

    /// RFC 7208 §5.2 and §6.1: where another policy is named, its absence is an error.
    fn policy_that_must_exist(&mut self, domain: &str) -> Result<ProofResult, Malformed> {
        match self.policy_of(domain)? {
            ProofResult::None => Err(Malformed),
            result => Ok(result),
        }
    }

    fn count_term(&mut self) -> Result<(), Malformed> {
        self.terms += 1;
        if self.terms > TERM_LIMIT {
            return Err(Malformed);
        }
        Ok(())
    }

    fn matches(&mut self, mechanism: &Mechanism<'_>, domain: &str) -> Result<bool, Malformed> {
        let client = self.session.client;
        match *mechanism {
            Mechanism::All => Ok(true),
            // RFC 7208 §5.6: a network of one family, however wide, holds no client of the other.
            Mechanism::V4(address, length) => Ok(is_near(client, address.into(), length)),
            Mechanism::V6(address, length) => Ok(is_near(client, address.into(), length)),
            Mechanism::Include(name) => {
                self.count_term()?;
                let name = self.expand(name, domain);
                Ok(self.policy_that_must_exist(&name)? == ProofResult::Pass)
            }
            Mechanism::Address(name, lengths) => {
                self.count_term()?;
                let name = self.named(name, domain);
                self.is_host_near(&name, lengths)
            }
            Mechanism::Exchangers(name, lengths) => {
                self.count_term()?;
                let name = self.named(name, domain);
                self.is_exchanger_near(&name, lengths)
            }
            Mechanism::Exists(name) => {
                self.count_term()?;
                let name = self.expand(name, domain);
                // RFC 7208 §5.7: IPv4 addresses, whatever the client's.
                let known = self.answers.ipv4(&name);
                Ok(!self.found(known)?.is_empty())
            }
            Mechanism::ReverseName(name) => {
                self.count_term()?;
                let name = self.named(name, domain);
                let names = self.validated_names();
                Ok(names.iter().any(|own| is_within(own, &name)))
            }
        }
    }

    fn named(&mut self, name: Option<&str>, domain: &str) -> String {
        match name {
            Some(name) => self.expand(name, domain),
            None => domain.to_owned(),
        }
    }

    /// The records of an answer; empty where there are none or nothing is known.
    fn found<T>(&mut self, known: Known<T>) -> Result<Vec<T>, Malformed> {
        match known {
            Known::Records(records) if !records.is_empty() => Ok(records),
            Known::Unknown => {
                self.lacks = true;
                Ok(Vec::new())
            }
            Known::Records(_) | Known::NoSuchName => {
                self.voids += 1;
                if self.voids > VOID_LIMIT {
                    return Err(Malformed);
                }
                Ok(Vec::new())
            }
        }
    }

    /// Whether the client stands in the network of one of the host's addresses.
    fn is_host_near(&mut self, name: &str, lengths: Lengths) -> Result<bool, Malformed> {
        let client = self.session.client;
        Ok(match client {
            IpAddr::V4(_) => {
                let known = self.answers.ipv4(name);
                let addresses: Vec<Ipv4Addr> = self.found(known)?;
                addresses
                    .into_iter()
                    .any(|address| is_near(client, address.into(), lengths.v4))
            }
            IpAddr::V6(_) => {
                let known = self.answers.ipv6(name);
                let addresses: Vec<Ipv6Addr> = self.found(known)?;
                addresses
                    .into_iter()
                    .any(|address| is_near(client, address.into(), lengths.v6))
            }
        })
    }

    fn is_exchanger_near(&mut self, name: &str, lengths: Lengths) -> Result<bool, Malformed> {
        let known = self.answers.mx(name);
        let mut hosts = self.found(known)?;
        if hosts.len() > HOST_LIMIT {
            return Err(Malformed);
        }
        hosts.sort_by_key(|(preference, _)| *preference);
        for (_, host) in hosts {
            if self.is_host_near(&host, lengths)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The names that the client's address has and that have the client's address (RFC 7208 §5.5).
    ///
    /// They are the client's doing and not the policy's, so what is wrong with them is no error of the policy:
    /// a name that cannot be looked up is passed over.
    fn validated_names(&mut self) -> Vec<Box<str>> {
        if let Some(names) = &self.names {
            return names.clone();
        }
        let client = self.session.client;
        let names = match self.answers.ptr(client) {
            Known::Records(names) => names,
            Known::NoSuchName => Vec::new(),
            Known::Unknown => {
                self.lacks |= !self.answers.has_failed_ptr(client);
                Vec::new()
            }
        };
        let mut validated = Vec::new();
        for name in names.into_iter().take(HOST_LIMIT) {
            let is_clients = match client {
                IpAddr::V4(client) => has(self.answers.ipv4(&name), client),
                IpAddr::V6(client) => has(self.answers.ipv6(&name), client),
            };
            match is_clients {
                Some(true) => validated.push(name.strip_suffix('.').unwrap_or(&name).into()),
                Some(false) => {}
                None => self.lacks |= !self.answers.has_failed_address(&name, client),
            }
        }
        self.names.insert(validated).clone()
    }
}

/// Whether an answer holds this address; `None` where it is not known.
fn has<T: PartialEq>(known: Known<T>, address: T) -> Option<bool> {
    match known {
        Known::Records(addresses) => Some(addresses.contains(&address)),
        Known::NoSuchName => Some(false),
        Known::Unknown => None,
    }
}

/// Whether two addresses of one family agree in their first `length` bits.
fn is_near(one: IpAddr, other: IpAddr, length: u8) -> bool {
    let length = u32::from(length);
    match (one, other) {
        (IpAddr::V4(one), IpAddr::V4(other)) => {
            let differing = one.to_bits() ^ other.to_bits();
            differing.leading_zeros() >= length
        }
        (IpAddr::V6(one), IpAddr::V6(other)) => {
            let differing = one.to_bits() ^ other.to_bits();
            differing.leading_zeros() >= length
        }
        _ => false,
    }
}

/// Whether a name is `domain` or stands below it, in any letter case.
fn is_within(name: &str, domain: &str) -> bool {
    let Some(start) = name.len().checked_sub(domain.len()) else {
        return false;
    };
    name.get(start..)
        .is_some_and(|end| end.eq_ignore_ascii_case(domain))
        && (start == 0 || name.as_bytes().get(start - 1) == Some(&b'.'))
}
