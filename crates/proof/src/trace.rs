//! How a mail travelled: which Received fields can be believed.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use facts::{Domain, Instant, ProofResult};
use reading::{Hop, Message};

use crate::Trust;
use crate::dmarc::Organisations;

/// The most hops that are followed.
const HOP_LIMIT: usize = 100;

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
    /// The SPF result for the envelope sender: ours where it could be computed, else the recorded one. A pass
    /// that a believable receiver recorded on arrival stands against a later failure of ours.
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
    /// The client's reverse name as recorded; of a list's server only a confirmed one that the person named.
    pub(crate) client: Option<Domain>,
}

/// Follows the trace from the top down to the boundary.
///
/// Each Received field was written by the server named after `by`. The topmost was written by the person's
/// own side. The next one down is believed as long as the client described above it is a machine of the same
/// side: all its recorded addresses are private or in the server's own network; the mail did not come over
/// the network at all, or by a protocol for inner delivery (LMTP); the person's own program fetched it out
/// of a mailbox; or its recorded reverse name is the very receiver that the person named and DNS confirms the
/// name. What the client calls itself never makes it one of the same side, nor does a reverse name alone,
/// which the owner of an address chooses, nor one in the server's domain: rented machines have reverse names
/// of the very provider whose customers they attack.
pub(crate) fn follow(
    message: &Message,
    trust: &Trust,
    organisations: &Organisations<'_>,
) -> (Trace, Border) {
    let mut trace = Trace {
        has_travelled: message
            .hops
            .iter()
            .any(|hop| hop.by.is_some() || hop.ip.is_some() || hop.helo.is_some()),
        received: message.hops.first().and_then(|hop| hop.at),
        ..Trace::default()
    };
    let mut border = Border::default();
    let list = list_domain(message, organisations);
    trace.is_list = list.is_some();
    for (at, hop) in message.hops.iter().enumerate().take(HOP_LIMIT) {
        let step = Step::new(message, at, hop);
        if border.near.is_none() {
            border.servers.extend(step.by.clone());
        }
        let is_friend = if border.near.is_none() {
            step.reverse
                .as_ref()
                .is_some_and(|reverse| trust.names(reverse))
                && step.is_reverse_confirmed(organisations)
        } else {
            // Behind a list the trace only tells; there one organisation's names may stand together.
            step.reverse
                .as_ref()
                .zip(step.by.as_ref())
                .is_some_and(|(r, by)| organisations.share_owner(r, by))
        };
        if is_friend || step.is_inside(organisations) {
            continue;
        }
        let anchor = Anchor {
            field: hop.field,
            by: step.by.clone(),
            client: step.reverse.clone(),
        };
        if border.near.is_none()
            && list
                .as_ref()
                .is_some_and(|list| step.crosses_to_list(list, organisations))
        {
            trace.is_beyond_list = true;
            let is_known_client = step
                .reverse
                .as_ref()
                .is_some_and(|reverse| trust.knows_owner(reverse, organisations))
                && step.is_reverse_confirmed(organisations);
            border.near = Some(Anchor {
                client: anchor.client.filter(|_| is_known_client),
                ..anchor
            });
            continue;
        }
        trace.boundary = Some(at);
        trace.helo = name(hop.helo.as_deref());
        trace.is_reverse_unknown = hop.is_reverse_unknown;
        trace.client = hop.ip;
        trace.receiver = step.by;
        trace.reverse = step.reverse;
        if border.near.is_none() {
            border.near = Some(anchor);
        } else {
            border.far = Some(anchor);
        }
        break;
    }
    (trace, border)
}

/// One hop with what is needed to place it.
struct Step<'a> {
    is_top: bool,
    hop: &'a Hop,
    below: Option<&'a Hop>,
    by: Option<Domain>,
    reverse: Option<Domain>,
    value: &'a str,
    below_value: &'a str,
}

impl<'a> Step<'a> {
    fn new(message: &'a Message, at: usize, hop: &'a Hop) -> Self {
        let value = |hop: &Hop| {
            message
                .fields
                .get(hop.field)
                .map_or("", |field| field.value.as_str())
        };
        let below = message.hops.get(at + 1);
        Self {
            is_top: at == 0,
            hop,
            below,
            by: name(hop.by.as_deref()),
            reverse: name(hop.reverse.as_deref()),
            value: value(hop),
            below_value: below.map_or("", value),
        }
    }

    /// Whether the client is a machine of the server's own side.
    fn is_inside(&self, organisations: &Organisations<'_>) -> bool {
        if self.came_by_inner_protocol() || self.was_stored_over_https() {
            return true;
        }
        let Some(ip) = self.hop.ip else {
            // `by` alone: handed over inside one machine or system. A client without an address is an
            // outside one, whatever it is called.
            return !has_client(self.value)
                && self.hop.helo.is_none()
                && self.hop.reverse.is_none();
        };
        if is_private(ip) {
            // A client may greet with a private address literal; the server's own record stands beside it.
            return client_addresses(self.value).all(is_private)
                && (ip.to_canonical().is_loopback()
                    || !self.hop.is_reverse_unknown && self.was_handed_on(organisations));
        }
        match (ip, server_address(self.value)) {
            (IpAddr::V4(client), Some(IpAddr::V4(server))) => client == server,
            (IpAddr::V6(client), Some(IpAddr::V6(server))) => {
                // One allocation (RFC 6177) is one operator's. A very large operator's mail servers hold
                // neighbouring ones; there the names must agree, or the next field down must be the
                // client's own.
                let common = common_bits(client, server);
                common >= 32
                    || common >= 27
                        && (self.names_agree(organisations)
                            || server_address(self.below_value) == Some(ip))
            }
            _ => false,
        }
    }

    /// Whether the next field down was written by the same owner. A private address can also be that of a
    /// proxy, behind which anybody may call; then the next field is the caller's.
    fn was_handed_on(&self, organisations: &Organisations<'_>) -> bool {
        let Some(below) = self.below else {
            return true;
        };
        let writer = name(below.by.as_deref());
        writer
            .as_ref()
            .zip(self.by.as_ref())
            .is_some_and(|(writer, by)| organisations.share_owner(writer, by))
    }

    /// Whether the recorded reverse name is the client's: the server did not doubt it, and DNS leads back.
    fn is_reverse_confirmed(&self, organisations: &Organisations<'_>) -> bool {
        let is_doubted = client_part(self.value)
            .to_ascii_lowercase()
            .contains("may be forged");
        !is_doubted
            && self
                .reverse
                .as_ref()
                .zip(self.hop.ip)
                .is_some_and(|(reverse, ip)| organisations.has_address(reverse, ip))
    }

    fn names_agree(&self, organisations: &Organisations<'_>) -> bool {
        let helo = name(self.hop.helo.as_deref());
        helo.as_ref()
            .zip(self.by.as_ref())
            .is_some_and(|(helo, by)| organisations.share_owner(helo, by))
    }

    /// LMTP carries mail inside one system (RFC 2033); IMAP and POP3 stand where the person's own program
    /// fetched it.
    fn came_by_inner_protocol(&self) -> bool {
        let protocol = self
            .hop
            .with
            .as_deref()
            .and_then(|with| with.split_whitespace().next());
        protocol.is_some_and(|protocol| {
            [
                "lmtp", "lmtps", "lmtpa", "lmtpsa", "imap", "imaps", "pop3", "pop3s",
            ]
            .iter()
            .any(|inner| protocol.eq_ignore_ascii_case(inner))
        })
    }

    /// Some mail systems put the mail into the mailbox over HTTPS. Only the topmost field can say so: further
    /// down it is somebody's web form.
    fn was_stored_over_https(&self) -> bool {
        self.is_top
            && self
                .hop
                .with
                .as_deref()
                .is_some_and(|with| with.eq_ignore_ascii_case("https"))
    }

    /// Whether the mail came from the list's server, so that the next field down is the list's own.
    fn crosses_to_list(&self, list: &Domain, organisations: &Organisations<'_>) -> bool {
        let Some(below) = self.below else {
            return false;
        };
        let writer = name(below.by.as_deref());
        [self.reverse.as_ref(), writer.as_ref()]
            .into_iter()
            .flatten()
            .any(|host| organisations.share_owner(host, list))
    }
}

/// Where the server's part (`by …`) of a Received field begins: outside comments, and not the word directly
/// behind `from`, which the client chose.
fn server_place(value: &str) -> usize {
    let bytes = value.as_bytes();
    let mut at = 0;
    let mut is_first = true;
    let mut is_name = false;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let start = at;
        let mut depth = 0_usize;
        while let Some(&b) = bytes.get(at) {
            match b {
                b'(' if depth == 0 && at > start => break,
                b'(' => depth += 1,
                b')' if depth > 0 => depth -= 1,
                b if depth == 0 && b.is_ascii_whitespace() => break,
                _ => {}
            }
            at += 1;
            if depth == 0 && byte == b'(' {
                break;
            }
        }
        let word = value.get(start..at).unwrap_or_default();
        if !is_name && word.eq_ignore_ascii_case("by") {
            return start;
        }
        is_name = is_first && word.eq_ignore_ascii_case("from");
        is_first = false;
    }
    value.len()
}

fn client_part(value: &str) -> &str {
    value.get(..server_place(value)).unwrap_or_default()
}

/// Whether the field begins with a client.
fn has_client(value: &str) -> bool {
    value
        .split_whitespace()
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case("from"))
}

/// The addresses between `from` and `by`.
fn client_addresses(value: &str) -> impl Iterator<Item = IpAddr> + '_ {
    client_part(value)
        .split_whitespace()
        .flat_map(|word| word.split(['(', ')', '[', ']', '<', '>', ',', ';', '=', '"', '@']))
        .filter_map(|word| {
            let word = word.split_once('%').map_or(word, |(address, _)| address);
            match word.split_at_checked(5) {
                Some((tag, address)) if tag.eq_ignore_ascii_case("ipv6:") => address.parse().ok(),
                _ => word
                    .parse()
                    .ok()
                    .or_else(|| word.parse::<SocketAddr>().ok().map(|socket| socket.ip())),
            }
        })
}

fn name(text: Option<&str>) -> Option<Domain> {
    let text = text?;
    if text.parse::<IpAddr>().is_ok() {
        return None;
    }
    Domain::parse(text).ok()
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
            ip.is_loopback()
                || ip.is_unspecified()
                || ip.is_unique_local()
                || ip.is_unicast_link_local()
        }
    }
}

fn common_bits(one: Ipv6Addr, other: Ipv6Addr) -> u32 {
    (one.to_bits() ^ other.to_bits()).leading_zeros()
}

/// The server's own address, where the field gives it right behind its name: `by NAME (ADDRESS)`.
fn server_address(value: &str) -> Option<IpAddr> {
    let mut words = value.get(server_place(value)..)?.split_whitespace();
    words.next()?;
    words.next()?;
    let word = words.next()?.strip_prefix('(')?.strip_suffix(')')?;
    word.trim_start_matches('[')
        .trim_end_matches(']')
        .parse()
        .ok()
}

/// The domain of the mailing list that handled the mail, if one did.
///
/// A newsletter calls itself a list too, so the list's name must also be the one under which the mail was
/// handed to the person's side: as the envelope sender or as the name of the topmost client.
fn list_domain(message: &Message, organisations: &Organisations<'_>) -> Option<Domain> {
    let top = message
        .hops
        .iter()
        .find(|hop| hop.ip.is_some_and(|ip| !is_private(ip)));
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
            [
                "list-id",
                "list-post",
                "x-mailing-list",
                "mailing-list",
                "x-beenthere",
            ]
            .iter()
            .any(|name| field.name.eq_ignore_ascii_case(name))
        })
        .take(20)
        .filter_map(|field| domain_in(&field.value))
        .find(|list| {
            handed
                .iter()
                .any(|name| organisations.share_owner(name, list))
                && author.is_none_or(|author| {
                    !organisations.share_owner(author, list) || is_resent(message)
                })
        })
}

/// Whether the mail was handed on by somebody: a second transport beyond the sender's own.
fn is_resent(message: &Message) -> bool {
    message.fields.iter().any(|field| {
        ["x-mailman-version", "x-mailing-list", "x-beenthere"]
            .iter()
            .any(|n| field.name.eq_ignore_ascii_case(n))
    })
}

/// The last domain name in the value of a list field (`Name <id.example.org>`, `<mailto:l@example.org>`).
fn domain_in(value: &str) -> Option<Domain> {
    value
        .rsplit(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')))
        .filter(|word| word.contains('.'))
        .find_map(|word| Domain::parse(word).ok())
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
        assert_eq!(
            server_address("from a by mx.example.org (Postfix) with SMTP"),
            None
        );
        assert_eq!(server_address("by"), None);
        assert_eq!(
            server_address("from by x (192.0.2.1) by mx.example.org (192.0.2.2)"),
            "192.0.2.2".parse().ok()
        );
        assert_eq!(
            server_address("from a(b by x (192.0.2.1)) by mx.example.org (192.0.2.2)"),
            "192.0.2.2".parse().ok()
        );
    }

    #[test]
    fn all_addresses_of_the_client_are_seen() {
        let seen = |value| {
            client_addresses(value)
                .map(|ip| ip.to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            seen("from [172.18.17.24] (201.54.18.134) by mx (10.0.0.1)"),
            ["172.18.17.24", "201.54.18.134"]
        );
        assert_eq!(
            seen("from a ([192.0.2.1]:49686 \"EHLO a\") by mx"),
            ["192.0.2.1"]
        );
        assert_eq!(seen("from a (192.0.2.1:25) by mx"), ["192.0.2.1"]);
        assert_eq!(
            seen("from by ([192.0.2.1]) by mx ([10.0.0.1])"),
            ["192.0.2.1"]
        );
        assert_eq!(
            seen("from ml01.v13.01.org (localhost [IPv6:::1]) by mx"),
            ["::1"]
        );
        assert_eq!(seen("from a (a [IPv6:2001:db8::1]) by mx"), ["2001:db8::1"]);
    }

    #[test]
    fn a_list_names_its_domain_in_several_ways() {
        for (value, expected) in [
            (
                "Talk <talk.lists.example.org>",
                Some("talk.lists.example.org"),
            ),
            ("<mailto:talk@lists.example.org>", Some("lists.example.org")),
            ("talk@lists.example.org", Some("lists.example.org")),
            ("NO", None),
        ] {
            assert_eq!(
                domain_in(value).as_ref().map(Domain::as_str),
                expected,
                "{value}"
            );
        }
    }
}
