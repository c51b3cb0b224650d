//! Who sends for whom: mail services, their bounce and click hosts, and the addresses they send from.

use crate::dkim::{KeyName, Signer};
use crate::random::Random;
use crate::zone::Zone;

/// A mail service that sends for others. All but the one at amazonses.com are made up.
pub(crate) struct Service {
    pub(crate) domain: &'static str,
    /// The host of its outgoing machines; `#` stands for a number.
    host: &'static str,
    /// The first three octets and the first of sixteen last octets.
    block: u8,
    bounce: &'static str,
    pub(crate) click: &'static str,
    pub(crate) pixel: &'static str,
    selector: &'static str,
    has_simple_body: bool,
}

/// The mail services; the first is the one whose second signature stands on Amazon's mail.
pub(crate) const SERVICES: [Service; 7] = [
    Service {
        domain: "amazonses.com",
        host: "a27-#.smtp-out.us-west-2.amazonses.com",
        block: 16,
        bounce: "us-west-2.amazonses.com",
        click: "",
        pixel: "",
        selector: "testses",
        has_simple_body: true,
    },
    Service {
        domain: "haishin-post.example",
        host: "mta#.haishin-post.example",
        block: 32,
        bounce: "bounce.haishin-post.example",
        click: "click.haishin-post.example",
        pixel: "open.haishin-post.example",
        selector: "hp2024",
        has_simple_body: false,
    },
    Service {
        domain: "okuruwa.example",
        host: "out#.okuruwa.example",
        block: 48,
        bounce: "rt.okuruwa.example",
        click: "c.okuruwa.example",
        pixel: "c.okuruwa.example",
        selector: "okrw",
        has_simple_body: false,
    },
    Service {
        domain: "cuelisto.example",
        host: "smtp-#.cuelisto.example",
        block: 64,
        bounce: "return.cuelisto.example",
        click: "trk.cuelisto.example",
        pixel: "img.cuelisto.example",
        selector: "s1",
        has_simple_body: false,
    },
    Service {
        domain: "mailbarge.example",
        host: "o#.ptr.mailbarge.example",
        block: 80,
        bounce: "em.mailbarge.example",
        click: "u.ct.mailbarge.example",
        pixel: "u.ct.mailbarge.example",
        selector: "m1",
        has_simple_body: false,
    },
    Service {
        domain: "tayori-cloud.example",
        host: "t#.tayori-cloud.example",
        block: 96,
        bounce: "vb.tayori-cloud.example",
        click: "link.tayori-cloud.example",
        pixel: "beacon.tayori-cloud.example",
        selector: "tc1",
        has_simple_body: false,
    },
    Service {
        domain: "jimuya-mail.example",
        host: "relay#.jimuya-mail.example",
        block: 112,
        bounce: "err.jimuya-mail.example",
        click: "",
        pixel: "",
        selector: "default",
        has_simple_body: false,
    },
];

/// Who signs an organisation's mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signing {
    /// The organisation's own domain.
    Own,
    /// Its own domain, and the mail service's.
    OwnAndService,
    /// Its own domain with two keys, RSA and Ed25519 (RFC 8463 §3).
    OwnTwice,
    /// The mail service alone: the signature is not aligned with From.
    Service,
    /// Nobody.
    Nobody,
}

impl Signing {
    /// Whether From's own domain signs.
    pub(crate) fn is_own(self) -> bool {
        matches!(self, Self::Own | Self::OwnAndService | Self::OwnTwice)
    }
}

/// Where an organisation's bounces go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bounce {
    /// To this host of its own, which makes a passing SPF aligned.
    Own(&'static str),
    /// To the mail service.
    Service,
    /// To this host of its own, which publishes no SPF.
    Silent(&'static str),
}

/// How an organisation sends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sending {
    /// The domain in `d=`; the mail address' own domain or one above it.
    pub(crate) signs_as: &'static str,
    /// An index into [`SERVICES`]; none where it has machines of its own.
    pub(crate) service: Option<usize>,
    pub(crate) signing: Signing,
    pub(crate) bounce: Bounce,
    /// The DMARC policy at `signs_as`; empty where it publishes none.
    pub(crate) policy: &'static str,
    /// Its own click tracker, where it has one.
    pub(crate) click: &'static str,
}

/// What the outside of one mail looks like.
#[derive(Clone)]
pub(crate) struct Route {
    pub(crate) envelope: String,
    pub(crate) helo: String,
    pub(crate) client: String,
    pub(crate) signers: Vec<Signer>,
    /// Whether SPF for the envelope sender passes, and for a domain of the organisation.
    pub(crate) has_spf: bool,
    pub(crate) is_spf_aligned: bool,
}

fn last_octet(name: &str) -> u8 {
    // Any stable spread will do: the machines of made-up networks lie in 198.51.100.0/24.
    let sum = name.bytes().fold(7_u32, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u32::from(byte))
    });
    u8::try_from(sum % 250 + 2).unwrap_or(2)
}

impl Sending {
    /// Chooses the machines for one mail from `from_domain` and publishes what they need in `zone`.
    pub(crate) fn route(&self, from_domain: &str, random: &mut Random, zone: &mut Zone) -> Route {
        let number = random.between(1, 14);
        let (helo, client, own_spf) = match self.service.and_then(|index| SERVICES.get(index)) {
            Some(service) => {
                let client = format!("192.0.2.{}", usize::from(service.block) + number);
                (
                    service.host.replace('#', &number.to_string()),
                    client,
                    format!("include:spf.{}", service.domain),
                )
            }
            None => {
                let octet = last_octet(self.signs_as);
                let client = format!("198.51.100.{octet}");
                (
                    format!("mx-out.{}", self.signs_as),
                    client.clone(),
                    if self.signs_as.ends_with(".example") {
                        "mx".to_owned()
                    } else {
                        format!("ip4:{client}")
                    },
                )
            }
        };
        if let Some(service) = self.service.and_then(|index| SERVICES.get(index)) {
            zone.text(
                &format!("spf.{}", service.domain),
                &format!("v=spf1 ip4:192.0.2.{}/28 -all", service.block),
            );
            zone.text(
                service.bounce,
                &format!("v=spf1 include:spf.{} -all", service.domain),
            );
            zone.text(&format!("_dmarc.{}", service.domain), "v=DMARC1; p=none");
            for name in [service.domain, service.bounce] {
                zone.domain(name);
            }
        }
        zone.host(&helo, &client);
        if self.service.is_none() && self.signs_as.ends_with(".example") {
            // Small companies often write "mx" (RFC 7208 §5.4).
            zone.exchanger(self.signs_as, &helo);
        }
        let envelope_host = match (
            self.bounce,
            self.service.and_then(|index| SERVICES.get(index)),
        ) {
            (Bounce::Service, Some(service)) => service.bounce,
            (Bounce::Own(host) | Bounce::Silent(host), _) => host,
            (Bounce::Service, None) => self.signs_as,
        };
        let has_spf = !matches!(self.bounce, Bounce::Silent(_));
        let is_spf_aligned = has_spf && envelope_host.ends_with(self.signs_as);
        if is_spf_aligned {
            zone.text(envelope_host, &format!("v=spf1 {own_spf} ~all"));
        }
        if !self.policy.is_empty() {
            let record = format!(
                "v=DMARC1; p={}; rua=mailto:dmarc@{}",
                self.policy, self.signs_as
            );
            zone.text(&format!("_dmarc.{}", self.signs_as), &record);
        }
        for name in [from_domain, self.signs_as, envelope_host] {
            zone.domain(name);
        }
        let account = random.hex(16);
        Route {
            envelope: format!("{account}-{}@{envelope_host}", random.digits(5)),
            helo,
            client,
            signers: self.signers(),
            has_spf,
            is_spf_aligned,
        }
    }

    fn signers(&self) -> Vec<Signer> {
        let mut signers = Vec::new();
        let is_amazon_pair = self.service == Some(0);
        if self.signing.is_own() {
            signers.push(Signer {
                domain: self.signs_as.to_owned(),
                selector: format!("test{}", last_octet(self.signs_as)),
                key: KeyName::Brand,
                has_simple_body: is_amazon_pair,
            });
        }
        if self.signing == Signing::OwnTwice {
            signers.push(Signer {
                domain: self.signs_as.to_owned(),
                selector: "test-ed".to_owned(),
                key: KeyName::Curve,
                has_simple_body: false,
            });
        }
        if let (Signing::OwnAndService | Signing::Service, Some(service)) = (
            self.signing,
            self.service.and_then(|index| SERVICES.get(index)),
        ) {
            signers.push(Signer {
                domain: service.domain.to_owned(),
                selector: service.selector.to_owned(),
                key: KeyName::Service,
                has_simple_body: service.has_simple_body,
            });
        }
        signers
    }

    /// The host that counts clicks, and the one that counts openings.
    pub(crate) fn trackers(&self) -> (&'static str, &'static str) {
        let service = self.service.and_then(|index| SERVICES.get(index));
        let click = if self.click.is_empty() {
            service.map_or("", |service| service.click)
        } else {
            self.click
        };
        let pixel = if self.click.is_empty() {
            service.map_or("", |service| service.pixel)
        } else {
            self.click
        };
        (click, pixel)
    }
}
