//! DMARC (RFC 9989): the policy of a domain, and which domains belong together.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::IpAddr;

use facts::{Domain, SuffixList};
use mail_auth::dmarc::{Alignment, DmarcRecord, Policy as Asked, Psd};
use mail_auth::dns::TxtRecordParser as _;

use crate::Policy;
use crate::dns::{Answers, Known};

/// What the tree walk from a domain found.
#[derive(Clone, Debug, Default)]
struct Walk {
    /// The records found, the longest name first.
    found: Vec<(Domain, DmarcRecord)>,
    /// Whether some name of the walk is unknown, so that the organisation's domain is unknown.
    is_open: bool,
}

/// How two domains must relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closeness {
    /// One organisation.
    Relaxed,
    /// The same name.
    Strict,
}

/// What an author's domain asks of receivers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish {
    /// The policy.
    pub(crate) policy: Policy,
    /// For signatures.
    pub(crate) dkim: Closeness,
    /// For the envelope sender.
    pub(crate) spf: Closeness,
}

/// Domains as organisations, by DNS and, where that is unknown, by the public suffix list.
pub(crate) struct Organisations<'a> {
    answers: &'a Answers<'a>,
    suffixes: &'a SuffixList,
    walks: RefCell<BTreeMap<Domain, Walk>>,
}

impl<'a> Organisations<'a> {
    /// Nothing walked yet.
    pub(crate) fn new(answers: &'a Answers<'a>, suffixes: &'a SuffixList) -> Self {
        Self {
            answers,
            suffixes,
            walks: RefCell::default(),
        }
    }

    /// The wish of the author's domain; `None` where it has none or it is unknown.
    ///
    /// The domain's own record suffices even where names above it are unknown (RFC 9989 §4.10.1).
    pub(crate) fn wish(&self, author: &Domain) -> Option<Wish> {
        let walk = self.walk(author);
        let own = walk.found.first().filter(|(name, _)| name == author);
        let (record, policy) = if let Some((_, record)) = own {
            (record, record.p)
        } else if walk.is_open {
            return None;
        } else {
            let organisation = organisation(&walk, author)?;
            let (_, record) = walk
                .found
                .iter()
                .find(|(name, _)| *name == organisation)
                .or_else(|| walk.found.last())?;
            (record, self.subdomain_policy(record, author))
        };
        if record.p == Asked::Unspecified && record.rua.is_empty() {
            return None;
        }
        let policy = match policy {
            Asked::None | Asked::Unspecified => Policy::None,
            Asked::Quarantine => Policy::Quarantine,
            Asked::Reject => Policy::Reject,
        };
        // RFC 9989 §4.7: with t=y the policy is one step milder.
        let policy = match (record.t, policy) {
            (true, Policy::Reject) => Policy::Quarantine,
            (true, _) => Policy::None,
            (false, policy) => policy,
        };
        Some(Wish {
            policy,
            dkim: closeness(record.adkim),
            spf: closeness(record.aspf),
        })
    }

    /// RFC 9989 §4.7: `np` for a name that does not exist, else `sp`; the milder one where that is unknown.
    fn subdomain_policy(&self, record: &DmarcRecord, author: &Domain) -> Asked {
        if record.np == record.sp {
            return record.sp;
        }
        let rank = |policy| match policy {
            Asked::None | Asked::Unspecified => 0,
            Asked::Quarantine => 1,
            Asked::Reject => 2,
        };
        match self.answers.ipv4(author.as_str()) {
            Known::NoSuchName => record.np,
            Known::Records(_) => record.sp,
            Known::Unknown if rank(record.np) < rank(record.sp) => record.np,
            Known::Unknown => record.sp,
        }
    }

    /// Whether `domain` speaks for `author`.
    ///
    /// By the DNS tree walk (RFC 9989 §4.10) where both walks are known and found something; else two names
    /// belong together where the public suffix list gives them one registrable domain. Without a list only
    /// equal names do.
    pub(crate) fn are_close(&self, domain: &Domain, author: &Domain, closeness: Closeness) -> bool {
        if domain == author {
            return true;
        }
        if closeness == Closeness::Strict {
            return false;
        }
        let shares_suffix =
            !self.suffixes.is_empty() && self.suffixes.same_registrant(domain, author);
        // Names without a common parent have no common organisation; walking would only raise needs.
        if !domain
            .labels()
            .rev()
            .take(2)
            .eq(author.labels().rev().take(2))
        {
            return false;
        }
        let (one, other) = (self.walk(domain), self.walk(author));
        if one.is_open || other.is_open {
            return shares_suffix;
        }
        match (organisation(&one, domain), organisation(&other, author)) {
            (None, None) => shares_suffix,
            (one, other) => one.as_ref().unwrap_or(domain) == other.as_ref().unwrap_or(author),
        }
    }

    /// Whether DNS gives this name this address. A reverse name is the client's word until it does.
    pub(crate) fn has_address(&self, name: &Domain, address: IpAddr) -> bool {
        match address.to_canonical() {
            IpAddr::V4(address) => {
                matches!(self.answers.ipv4(name.as_str()), Known::Records(all) if all.contains(&address))
            }
            IpAddr::V6(address) => {
                matches!(self.answers.ipv6(name.as_str()), Known::Records(all) if all.contains(&address))
            }
        }
    }

    /// Whether two names have one owner by the public suffix list, for names that DMARC says nothing of.
    pub(crate) fn share_owner(&self, one: &Domain, other: &Domain) -> bool {
        one == other || !self.suffixes.is_empty() && self.suffixes.same_registrant(one, other)
    }

    fn walk(&self, domain: &Domain) -> Walk {
        if let Some(walk) = self.walks.borrow().get(domain) {
            return walk.clone();
        }
        let mut walk = Walk::default();
        let labels: Vec<&str> = domain.labels().collect();
        let mut left = labels.len();
        while left > 0 && labels.len() > 1 {
            let name = labels
                .get(labels.len() - left..)
                .unwrap_or_default()
                .join(".");
            match self.answers.txt(&format!("_dmarc.{name}")) {
                Known::Unknown => walk.is_open = true,
                Known::NoSuchName => {}
                Known::Records(records) => {
                    let mut policies = records
                        .iter()
                        .filter_map(|text| DmarcRecord::parse(text).ok());
                    // RFC 9989 §4.10: several records at one name count as none.
                    if let (Some(record), None, Ok(name)) =
                        (policies.next(), policies.next(), Domain::parse(&name))
                    {
                        let is_end = record.psd != Psd::Default;
                        walk.found.push((name, record));
                        if is_end {
                            break;
                        }
                    }
                }
            }
            // RFC 9989 §4.10: eight questions at most.
            left = if left > 8 { 7 } else { left - 1 };
        }
        self.walks.borrow_mut().insert(domain.clone(), walk.clone());
        walk
    }
}

fn closeness(alignment: Alignment) -> Closeness {
    match alignment {
        Alignment::Relaxed => Closeness::Relaxed,
        Alignment::Strict => Closeness::Strict,
    }
}

/// The organisation's domain of a finished walk (RFC 9989 §4.10.2).
fn organisation(walk: &Walk, start: &Domain) -> Option<Domain> {
    for (name, record) in &walk.found {
        match record.psd {
            Psd::No => return Some(name.clone()),
            Psd::Yes if name != start => {
                let labels: Vec<&str> = start.labels().collect();
                let kept = name.labels().count() + 1;
                let rest = labels.get(labels.len().checked_sub(kept)?..)?;
                return Domain::parse(&rest.join(".")).ok();
            }
            _ => {}
        }
    }
    walk.found.last().map(|(name, _)| name.clone())
}
