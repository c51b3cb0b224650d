//! Recorded DNS answers as the only resolver: what is not recorded is unknown and becomes a need.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use facts::{DnsAnswer, DnsQuestion, DnsRecord, DnsRecords, RecordKind};

/// The most questions that one mail may raise; a hostile mail names as many as it likes.
const NEED_LIMIT: usize = 200;

/// What the records say to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Known<T> {
    /// The records; empty where the name exists without records of the kind.
    Records(Vec<T>),
    /// The name does not exist.
    NoSuchName,
    /// Nobody asked, or nobody answered.
    Unknown,
}

/// The recorded answers and what they lack.
pub(crate) struct Answers<'a> {
    records: &'a DnsRecords,
    needs: RefCell<BTreeSet<DnsQuestion>>,
}

impl<'a> Answers<'a> {
    /// Answers from these records.
    pub(crate) fn new(records: &'a DnsRecords) -> Self {
        Self {
            records,
            needs: RefCell::default(),
        }
    }

    /// The questions that were not answered.
    pub(crate) fn into_needs(self) -> Vec<DnsQuestion> {
        self.needs.into_inner().into_iter().collect()
    }

    /// TXT records.
    pub(crate) fn txt(&self, name: &str) -> Known<Vec<u8>> {
        self.ask(name, RecordKind::Txt, |record| match record {
            DnsRecord::Txt(text) => Some(text.clone()),
            _ => None,
        })
    }

    /// IPv4 addresses.
    pub(crate) fn ipv4(&self, name: &str) -> Known<Ipv4Addr> {
        self.ask(name, RecordKind::A, |record| match record {
            DnsRecord::A(address) => Some(*address),
            _ => None,
        })
    }

    /// IPv6 addresses.
    pub(crate) fn ipv6(&self, name: &str) -> Known<Ipv6Addr> {
        self.ask(name, RecordKind::Aaaa, |record| match record {
            DnsRecord::Aaaa(address) => Some(*address),
            _ => None,
        })
    }

    /// Mail exchangers with their preference.
    pub(crate) fn mx(&self, name: &str) -> Known<(u16, Box<str>)> {
        self.ask(name, RecordKind::Mx, |record| match record {
            DnsRecord::Mx {
                preference,
                exchange,
            } => Some((*preference, exchange.clone())),
            _ => None,
        })
    }

    /// Reverse names.
    pub(crate) fn ptr(&self, address: IpAddr) -> Known<Box<str>> {
        self.ask(
            &reverse_name(address),
            RecordKind::Ptr,
            |record| match record {
                DnsRecord::Ptr(name) => Some(name.clone()),
                _ => None,
            },
        )
    }

    /// Whether somebody asked for this address's reverse name and nobody answered.
    pub(crate) fn has_failed_ptr(&self, address: IpAddr) -> bool {
        self.has_failed(&reverse_name(address), RecordKind::Ptr)
    }

    /// Whether somebody asked for this name's addresses, of the client's family, and nobody answered.
    pub(crate) fn has_failed_address(&self, name: &str, client: IpAddr) -> bool {
        let kind = match client {
            IpAddr::V4(_) => RecordKind::A,
            IpAddr::V6(_) => RecordKind::Aaaa,
        };
        self.has_failed(name, kind)
    }

    fn has_failed(&self, name: &str, kind: RecordKind) -> bool {
        let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
        let question = DnsQuestion {
            name: name.into(),
            kind,
        };
        self.records.answer(&question) == Some(&DnsAnswer::Unreachable)
    }

    fn ask<T>(
        &self,
        name: &str,
        kind: RecordKind,
        pick: impl Fn(&DnsRecord) -> Option<T>,
    ) -> Known<T> {
        let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
        if !is_askable(&name) {
            // RFC 1035 §2.3.4: such a name cannot exist, so nobody needs to be asked.
            return Known::NoSuchName;
        }
        let question = DnsQuestion {
            name: name.into(),
            kind,
        };
        match self.records.answer(&question) {
            Some(DnsAnswer::Records(records)) => {
                Known::Records(records.iter().filter_map(pick).collect())
            }
            Some(DnsAnswer::NoSuchName) => Known::NoSuchName,
            // Nobody answered then: it is still unknown, and still wanted.
            Some(_) | None => {
                let mut needs = self.needs.borrow_mut();
                if needs.len() < NEED_LIMIT {
                    needs.insert(question);
                }
                Known::Unknown
            }
        }
    }
}

/// Every printable octet may stand in a name (RFC 2181 §11), a space by a macro of SPF (RFC 7208 §7.1).
fn is_askable(name: &str) -> bool {
    name.len() <= 253
        && name.bytes().all(|b| b.is_ascii_graphic() || b == b' ')
        && name.split('.').all(|label| (1..=63).contains(&label.len()))
}

/// The name under which an address's reverse name stands (RFC 1035 §3.5, RFC 3596 §2.5).
pub(crate) fn reverse_name(address: IpAddr) -> String {
    use std::fmt::Write as _;
    let mut name = String::with_capacity(72);
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, d] = address.octets();
            let _ = write!(name, "{d}.{c}.{b}.{a}.in-addr.arpa");
        }
        IpAddr::V6(address) => {
            for octet in address.octets().into_iter().rev() {
                let _ = write!(name, "{:x}.{:x}.", octet & 15, octet >> 4);
            }
            name.push_str("ip6.arpa");
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_recorded_becomes_a_need_unless_it_cannot_exist() {
        let records = DnsRecords::new();
        let answers = Answers::new(&records);
        assert_eq!(answers.txt("Example.COM."), Known::Unknown);
        assert_eq!(answers.txt("example.com"), Known::Unknown);
        assert_eq!(answers.txt("a\0.example.com"), Known::NoSuchName);
        assert_eq!(answers.txt("a..example.com"), Known::NoSuchName);
        let needs = answers.into_needs();
        assert_eq!(needs.len(), 1);
        assert_eq!(&*needs[0].name, "example.com");
    }

    #[test]
    fn reverse_names_are_those_of_the_rfcs() {
        assert_eq!(
            reverse_name("192.0.2.1".parse().expect("address")),
            "1.2.0.192.in-addr.arpa"
        );
        assert_eq!(
            reverse_name("2001:db8::cb01".parse().expect("address")),
            "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"
        );
    }
}
