//! How a mail travelled: which Received fields can be believed.

use std::net::{IpAddr, Ipv6Addr};

use facts::{Domain, Instant, ProofResult};
use reading::{Hop, Message};

use crate::dmarc::Organisations;

/// What the trusted part of the trace says.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// Whether any server recorded the mail (a Received field that parses).
    pub has_travelled: bool,
    /// The index in `Message::hops` of the hop in which the receiving side describes the outside client:
    /// the lowest one that can be believed. Fields below it are the sender's word.
    pub boundary: Option<usize>,
    /// The receiving server's name at the boundary.
    pub receiver: Option<Domain>,
    /// What the outside client called itself.
    pub helo: Option<Domain>,
    /// The outside client's reverse name, as the receiver recorded it.
    pub reverse: Option<Domain>,
    /// Whether the receiver recorded that the client has no reverse name.
    pub is_reverse_unknown: bool,
    /// The outside client's address.
    pub client: Option<IpAddr>,
    /// The envelope sender's domain, from a believable Received-SPF or Authentication-Results, else Return-Path.
    pub envelope: Option<Domain>,
    /// The SPF result for the envelope sender: ours where it could be computed, else the recorded one.
    pub spf: Option<ProofResult>,
    /// Whether mailing-list machinery handled the mail (List-Id, List-Post, a list's Sender or trace).
    pub is_list: bool,
    /// Whether the boundary lies at a mailing list's server, beyond the person's own receiver. The list's
    /// name is the sender's choice, so nothing recorded there counts unless the person named it.
    pub is_beyond_list: bool,
    /// When the receiving side took the mail, by its own clock.
    pub received: Option<Instant>,
}

/// Where in the message's fields the receiving side's word ends.
#[derive(Clone, Debug, Default)]
pub(crate) struct Border {
    /// The index in `Message::fields` of the Received field in which the person's own receiving side
    /// describes its outside client, and that receiver's name.
    pub(crate) near: Option<Anchor>,
    /// The same for a mailing list's server behind it.
    pub(crate) far: Option<Anchor>,
    /// The servers of the person's receiving side.
    pub(crate) servers: Vec<Domain>,
}

/// A Received field that describes an outside client.
#[derive(Clone, Debug)]
pub(crate) struct Anchor {
    /// Its index in `Message::fields`.
    pub(crate) field: usize,
    /// The server that wrote it.
    pub(crate) by: Option<Domain>,
    /// The client's reverse name as recorded.
    pub(crate) client: Option<Domain>,
}

/// Follows the trace from the top down to the boundary.
///
/// Each Received field was written by the server named after `by`. The topmost was written by the person's
/// own side. The next one down is believed as long as the client described above it is a machine of the same
/// side: its address is private, or in the server's own network; its recorded reverse name belongs to the
/// server's organisation; the mail did not come over the network at all; or the person's own program
/// fetched it out of a mailbox. What the client calls itself never makes it one of the same side.
pub(crate) fn follow(message: &Message, organisations: &Organisations<'_>) -> (Trace, Border) {
    let mut trace = Trace {
        has_travelled: message.hops.iter().any(|hop| hop.by.is_some() || hop.ip.is_some() || hop.helo.is_some()),
        received: message.hops.first().and_then(|hop| hop.at),
        ..Trace::default()
    };
    let mut border = Border::default();
    let list = list_domain(message, organisations);
    trace.is_list = list.is_some();
    for (at, hop) in message.hops.iter().enumerate().take(100) {
        let by = name(hop.by.as_deref());
        if border.near.is_none() {
            border.servers.extend(by.clone());
        }
        if is_inside(hop, by.as_ref(), message, organisations) {
            continue;
        }
        let anchor = Anchor { field: hop.field, by: by.clone(), client: name(hop.reverse.as_deref()) };
        if let Some(list) = list.as_ref().filter(|_| !trace.is_beyond_list)
            && crosses_to_list(hop, message.hops.get(at + 1), list, organisations)
        {
            trace.is_beyond_list = true;
            border.near = Some(anchor);
            continue;
        }
        trace.boundary = Some(at);
        trace.receiver = by;
        trace.helo = name(hop.helo.as_deref());
        trace.reverse = name(hop.reverse.as_deref());
        trace.is_reverse_unknown = hop.is_reverse_unknown;
        trace.client = hop.ip;
        if border.near.is_none() {
            border.near = Some(anchor);
        } else {
            border.far = Some(anchor);
        }
        break;
    }
    (trace, border)
}

fn name(text: Option<&str>) -> Option<Domain> {
    let text = text?;
    if text.parse::<IpAddr>().is_ok() {
        return None;
    }
    Domain::parse(text).ok()
}

fn is_inside(hop: &Hop, by: Option<&Domain>, message: &Message, organisations: &Organisations<'_>) -> bool {
    let Some(ip) = hop.ip else {
        // `by` alone: handed over inside one machine or system. A named client without an address is an
        // outside one, unless it is the machine itself.
        return match hop.helo.as_deref().or(hop.reverse.as_deref()) {
            None => true,
            Some(client) => client == "localhost" || client.starts_with("localhost.") || name(Some(client)).as_ref() == by && by.is_some(),
        };
    };
    if is_private(ip) || was_fetched(hop) {
        return true;
    }
    let reverse = name(hop.reverse.as_deref());
    if let (Some(reverse), Some(by)) = (&reverse, by)
        && organisations.share_owner(reverse, by)
    {
        return true;
    }
    let server = message.fields.get(hop.field).and_then(|field| server_address(&field.value));
    let helo = name(hop.helo.as_deref());
    let names_agree = helo.as_ref().zip(by).is_some_and(|(helo, by)| organisations.share_owner(helo, by));
    match (ip, server) {
        (IpAddr::V4(client), Some(IpAddr::V4(server))) => client == server,
        (IpAddr::V6(client), Some(IpAddr::V6(server))) => {
            // One allocation (RFC 6177) is one operator's. Large operators hold neighbouring ones; there
            // the names must agree too.
            let common = common_bits(client, server);
            common >= 32 || common >= 27 && names_agree
        }
        _ => false,
    }
}

/// Whether the person's own program or server took the mail out of a mailbox (RFC 3848 names only SMTP and
/// LMTP; what fetches writes its own protocol).
fn was_fetched(hop: &Hop) -> bool {
    hop.with.as_deref().is_some_and(|with| {
        ["imap", "imaps", "pop3", "pop3s", "https", "mapi"].iter().any(|p| with.eq_ignore_ascii_case(p))
    })
}

/// Addresses that no outside client has (RFC 1918, RFC 4193, RFC 4291, RFC 3927, RFC 1122, RFC 6598).
pub(crate) fn is_private(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, ..] = ip.octets();
            ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_unspecified()
                || (a == 100 && (64..128).contains(&b))
        }
        IpAddr::V6(ip) => {
            ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local() || ip.is_unicast_link_local()
        }
    }
}

fn common_bits(one: Ipv6Addr, other: Ipv6Addr) -> u32 {
    (one.to_bits() ^ other.to_bits()).leading_zeros()
}

/// The server's own address, where the field gives it right behind its name: `by NAME (ADDRESS)`.
fn server_address(value: &str) -> Option<IpAddr> {
    let mut words = value.split_whitespace().skip_while(|word| !word.eq_ignore_ascii_case("by"));
    words.next()?;
    words.next()?;
    let word = words.next()?.strip_prefix('(')?.strip_suffix(')')?;
    word.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// The domain of the mailing list that handled the mail, if one did.
///
/// A newsletter calls itself a list too, so the list's name must also be the one under which the mail was
/// handed to the person's side: as the envelope sender or as the name of the topmost client.
fn list_domain(message: &Message, organisations: &Organisations<'_>) -> Option<Domain> {
    let top = message.hops.iter().find(|hop| hop.ip.is_some_and(|ip| !is_private(ip)));
    let handed: Vec<Domain> = message
        .return_path
        .iter()
        .map(|address| address.domain().clone())
        .chain(top.and_then(|hop| name(hop.reverse.as_deref())))
        .collect();
    let author = message.author.sole().map(facts::Address::domain);
    message
        .fields
        .iter()
        .filter(|field| {
            ["list-id", "list-post", "x-mailing-list", "mailing-list", "x-beenthere"]
                .iter()
                .any(|name| field.name.eq_ignore_ascii_case(name))
        })
        .take(20)
        .filter_map(|field| domain_in(&field.value))
        .find(|list| {
            handed.iter().any(|name| organisations.share_owner(name, list))
                && author.is_none_or(|author| !organisations.share_owner(author, list) || is_resent(message))
        })
}

/// Whether the mail was handed on by somebody: a second transport beyond the sender's own.
fn is_resent(message: &Message) -> bool {
    message.fields.iter().any(|field| {
        ["x-mailman-version", "x-mailing-list", "x-beenthere"].iter().any(|n| field.name.eq_ignore_ascii_case(n))
    })
}

/// The last domain name in the value of a list field (`Name <id.example.org>`, `<mailto:l@example.org>`).
fn domain_in(value: &str) -> Option<Domain> {
    value
        .rsplit(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')))
        .filter(|word| word.contains('.'))
        .find_map(|word| Domain::parse(word).ok())
}

/// Whether this hop took the mail from the list's server, so that the next one down is the list's own.
fn crosses_to_list(
    hop: &Hop,
    below: Option<&Hop>,
    list: &Domain,
    organisations: &Organisations<'_>,
) -> bool {
    let Some(below) = below else { return false };
    let client = name(hop.reverse.as_deref());
    let writer = name(below.by.as_deref());
    [client, writer].into_iter().flatten().any(|host| organisations.share_owner(&host, list))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_own_address_is_read_behind_its_name() {
        assert_eq!(
            server_address("from a (192.0.2.1) by mx.example.org (2001:db8::1) with SMTP"),
            "2001:db8::1".parse().ok()
        );
        assert_eq!(server_address("from a by mx.example.org (Postfix) with SMTP"), None);
        assert_eq!(server_address("by"), None);
    }

    #[test]
    fn a_list_names_its_domain_in_several_ways() {
        for (value, expected) in [
            ("Talk <talk.lists.example.org>", Some("talk.lists.example.org")),
            ("<mailto:talk@lists.example.org>", Some("lists.example.org")),
            ("talk@lists.example.org", Some("lists.example.org")),
            ("NO", None),
        ] {
            assert_eq!(domain_in(value).as_ref().map(Domain::as_str), expected, "{value}");
        }
    }
}
