//! Sends a draft: lays it out, signs it, and lets it travel to the made-up receiver.

use anyhow::Result;

use crate::clock::Moment;
use crate::dkim::{KeyName, Keys, signature};
use crate::draft::{Draft, Shape};
use crate::mime::{Charset, DOT, Field, Part, Transfer, mailbox, words};
use crate::page::{Block, Frame, html, plain};
use crate::people::Person;
use crate::random::Random;
use crate::route::{Route, Signing};
use crate::zone::Zone;

/// The server that receives for everybody in these sets.
pub(crate) const RECEIVER: &str = "mx.mailbox.example";

/// What became of a mail between its sender and the mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It came directly.
    Direct,
    /// An alumni address passed it on unchanged.
    Forwarded,
    /// A family mailing list added a subject tag and a footer, which breaks signatures.
    List,
    /// It came directly; the key was since taken from DNS.
    KeyGone,
    /// Somebody saved it without its trace.
    Saved,
}

/// A mail that arrived.
pub(crate) struct Arrived {
    pub(crate) bytes: Vec<u8>,
    /// `own`, `esp-only`, `none`, `broken`, `key-gone`.
    pub(crate) signed: &'static str,
    pub(crate) has_travelled: bool,
    pub(crate) fate: Fate,
}

/// What sending needs beside the draft.
pub(crate) struct Post<'a> {
    pub(crate) keys: &'a Keys,
    pub(crate) zone: &'a mut Zone,
    pub(crate) random: &'a mut Random,
    pub(crate) to: &'a Person,
    pub(crate) when: Moment,
}

impl Post<'_> {
    /// Draws what becomes of the mail; only signed mail meets the fates that are about signatures.
    pub(crate) fn fate(&mut self, draft: &Draft) -> Fate {
        let is_own = draft.sending.signing.is_own();
        match self.random.below(100) {
            0..=4 if is_own => Fate::List,
            5..=8 if is_own => Fate::KeyGone,
            9..=11 if is_own => Fate::Forwarded,
            12..=14 => Fate::Saved,
            _ => Fate::Direct,
        }
    }

    /// Sends `draft` and lets `fate` happen to it.
    pub(crate) fn send(&mut self, draft: &Draft, fate: Fate) -> Result<Arrived> {
        let route = draft.sending.route(draft.domain(), self.random, self.zone);
        let message = self.compose(draft);
        let mut signed = message.clone();
        for signer in route.signers.iter().rev() {
            let field = signature(&message, signer, self.keys, self.when)?;
            signed.splice(0..0, field);
            let name = format!("{}._domainkey.{}", signer.selector, signer.domain);
            self.zone.domain(&signer.domain);
            // A rotated key has its selector to itself, so that other mail keeps its own.
            if fate != Fate::KeyGone || signer.key == KeyName::Service {
                self.zone.text(&name, &self.keys.record(signer.key)?);
            }
        }
        if fate == Fate::KeyGone {
            signed = self.rotate(&message, &route)?;
        }
        let bytes = self.travel(draft, &route, signed, fate);
        Ok(Arrived {
            bytes,
            signed: match (draft.sending.signing, fate) {
                (signing, Fate::List) if signing.is_own() => "broken",
                (signing, Fate::KeyGone) if signing.is_own() => "key-gone",
                (Signing::Nobody, _) => "none",
                (Signing::Service, _) => "esp-only",
                _ => "own",
            },
            has_travelled: fate != Fate::Saved,
            fate,
        })
    }

    /// Signs again with a selector that is no longer in DNS.
    fn rotate(&mut self, message: &[u8], route: &Route) -> Result<Vec<u8>> {
        let mut signed = message.to_vec();
        for signer in route.signers.iter().rev() {
            let mut signer = signer.clone();
            if signer.key != KeyName::Service {
                signer.selector = format!("old{}", signer.selector);
                self.zone
                    .absent(&format!("{}._domainkey.{}", signer.selector, signer.domain));
            }
            signed.splice(0..0, signature(message, &signer, self.keys, self.when)?);
        }
        Ok(signed)
    }

    fn compose(&mut self, draft: &Draft) -> Vec<u8> {
        let charset = draft.charset.unwrap_or_else(|| {
            [
                Charset::Utf8,
                Charset::Iso2022Jp,
                Charset::ShiftJis,
                Charset::EucJp,
            ][self.random.weighted(&[79, 15, 4, 2])]
        });
        let is_quoted = self.random.chance(25);
        let transfer = if is_quoted {
            Transfer::Quoted
        } else {
            Transfer::Base64
        };
        let transfer = if charset == Charset::Iso2022Jp {
            Transfer::Plain
        } else {
            transfer
        };
        let mut blocks = draft.blocks.clone();
        if draft.is_bulk {
            let address = format!(
                "https://{}/unsubscribe/{}",
                draft.domain(),
                self.random.token(16)
            );
            blocks.push(Block::Link("配信停止はこちら".to_owned(), address));
        }
        let text_body = plain(&blocks);
        let (click, pixel) = draft.sending.trackers();
        let frame = Frame {
            preheader: draft.preheader.clone(),
            tracker: click.to_owned(),
            pixel: pixel.to_owned(),
            images: format!("images.{}", draft.sending.signs_as),
            brand: draft.name.clone(),
            look: self.random.below(3),
        };
        let shape = match draft.shape {
            Shape::Usual if draft.is_personal || self.random.chance(22) => Shape::Text,
            Shape::Usual if self.random.chance(8) => Shape::Html,
            other => other,
        };
        let page = html(&blocks, &frame, self.random);
        let text_part = Part::text("plain", &text_body, charset, transfer);
        let html_part = Part::text("html", &page, charset, transfer);
        let mut root = match shape {
            Shape::Text => text_part,
            Shape::Html => html_part,
            Shape::Usual | Shape::Both => {
                let html_part = if self.random.chance(8) {
                    self.with_logo(&page, charset, transfer)
                } else {
                    html_part
                };
                let boundary = self.boundary();
                Part::multipart("alternative", "", &boundary, &[text_part, html_part])
            }
        };
        if !draft.extra.is_empty() {
            let boundary = self.boundary();
            let parts: Vec<Part> = std::iter::once(root)
                .chain(draft.extra.iter().cloned())
                .collect();
            root = Part::multipart("mixed", "", &boundary, &parts);
        }
        let mut fields = vec![
            Field::new("Date", self.when.rfc5322()),
            Field::new(
                "From",
                mailbox(&draft.name, &draft.address, charset, is_quoted),
            ),
            Field::new("To", self.recipient(charset)),
        ];
        if let Some(address) = &draft.reply_to {
            fields.push(Field::new("Reply-To", address.as_str()));
        }
        fields.push(Field::new("Message-ID", self.identifier(draft)));
        fields.push(Field::new(
            "Subject",
            words(&draft.subject, charset, is_quoted),
        ));
        fields.push(Field::new("MIME-Version", "1.0"));
        for (name, value) in &draft.fields {
            fields.push(Field::new(name, value.as_str()));
        }
        if draft.is_bulk {
            self.unsubscribe(draft, click, &mut fields);
        }
        root.fields.splice(0..0, fields);
        root.write()
    }

    /// The page with a picture that travels inside the mail (RFC 2387).
    fn with_logo(&mut self, page: &str, charset: Charset, transfer: Transfer) -> Part {
        let identifier = format!("logo.{}@parts.example", self.random.hex(8));
        let page = format!("<img src=\"cid:{identifier}\" alt=\"\" width=\"120\">\n{page}");
        let parts = [
            Part::text("html", &page, charset, transfer),
            Part::file("image/png", "logo.png", &DOT, Some(&identifier)),
        ];
        Part::multipart("related", "; type=\"text/html\"", &self.boundary(), &parts)
    }

    fn unsubscribe(&mut self, draft: &Draft, click: &str, fields: &mut Vec<Field>) {
        let host = if click.is_empty() {
            draft.domain()
        } else {
            click
        };
        let token = self.random.token(20);
        fields.push(Field::new(
            "List-Unsubscribe",
            format!(
                "<https://{host}/u/{token}>,\r\n <mailto:unsub-{token}@{}>",
                draft.domain()
            ),
        ));
        if self.random.chance(60) {
            fields.push(Field::new(
                "List-Unsubscribe-Post",
                "List-Unsubscribe=One-Click",
            ));
        }
        let id = format!(
            "{}:{}:{}:post",
            self.random.digits(6),
            self.random.digits(4),
            self.random.token(6)
        );
        fields.push(Field::new("Feedback-ID", id));
        if self.random.chance(40) {
            fields.push(Field::new("Precedence", "bulk"));
        }
    }

    fn recipient(&mut self, charset: Charset) -> String {
        match self.random.below(3) {
            0 => self.to.address.clone(),
            1 => format!("<{}>", self.to.address),
            _ => mailbox(&self.to.name, &self.to.address, charset, false),
        }
    }

    fn boundary(&mut self) -> String {
        match self.random.below(3) {
            0 => format!(
                "----=_Part_{}_{}.{}",
                self.random.digits(6),
                self.random.digits(9),
                self.random.digits(13)
            ),
            1 => format!("--_NmP-{}-Part_1", self.random.hex(16)),
            _ => format!("b1_{}", self.random.hex(32)),
        }
    }

    fn identifier(&mut self, draft: &Draft) -> String {
        if draft.sending.service == Some(0) {
            let groups = [8, 4, 4, 4, 12]
                .map(|length| self.random.hex(length))
                .join("-");
            return format!(
                "<0101019{}-{groups}-000000@us-west-2.amazonses.com>",
                self.random.hex(9)
            );
        }
        format!(
            "<{}.{}@{}>",
            self.when.digits(),
            self.random.hex(14),
            draft.domain()
        )
    }

    /// Writes what the servers on the way write on top.
    fn travel(&mut self, draft: &Draft, route: &Route, signed: Vec<u8>, fate: Fate) -> Vec<u8> {
        if fate == Fate::Saved {
            return signed;
        }
        let mut below = Vec::new();
        if self.random.chance(70) {
            self.inner_hop(draft, route).write(&mut below);
        }
        let mut body = signed;
        let mut top: Vec<Field> = Vec::new();
        match fate {
            Fate::List => {
                body = list_footer(&body, draft.is_personal);
                let host = "lists.kazoku-no-wa.example";
                self.zone.host(host, "198.51.100.250");
                self.zone.text(
                    "lists.kazoku-no-wa.example",
                    "v=spf1 ip4:198.51.100.250 -all",
                );
                let envelope = format!("kazoku-bounces@{host}");
                top.push(Field::new("Return-Path", format!("<{envelope}>")));
                top.extend(self.results(draft, route, fate, "pass", host));
                top.push(self.receiver_hop(host, "198.51.100.250"));
                top.push(Field::new("List-Id", format!("<kazoku.{host}>")));
                top.push(Field::new("List-Post", format!("<mailto:kazoku@{host}>")));
                top.push(Field::new("Sender", envelope));
                let number = self.random.hex(10);
                top.push(Field::new(
                    "Received",
                    format!(
                        "from {} ({} [{}])\r\n\tby {host} (Postfix) with ESMTPS id {number};\r\n\t{}",
                        route.helo, route.helo, route.client, self.when.later(3).rfc5322()
                    ),
                ));
            }
            Fate::Forwarded => {
                let host = "fwd.alumni-net.example";
                self.zone.host(host, "198.51.100.251");
                top.push(Field::new("Return-Path", format!("<{}>", route.envelope)));
                top.extend(self.results(
                    draft,
                    route,
                    fate,
                    "softfail",
                    domain_of(&route.envelope),
                ));
                top.push(self.receiver_hop(host, "198.51.100.251"));
                let number = self.random.hex(10);
                top.push(Field::new(
                    "Received",
                    format!(
                        "from {} ({} [{}])\r\n\tby {host} (Postfix) with ESMTPS id {number}\r\n\tfor <sotsugyo@alumni-net.example>; {}",
                        route.helo, route.helo, route.client, self.when.later(3).rfc5322()
                    ),
                ));
            }
            _ => {
                top.push(Field::new("Return-Path", format!("<{}>", route.envelope)));
                let spf = if route.has_spf { "pass" } else { "none" };
                top.extend(self.results(draft, route, fate, spf, domain_of(&route.envelope)));
                top.push(self.receiver_hop(&route.helo, &route.client));
            }
        }
        let mut out = Vec::new();
        if self.random.chance(40) {
            let store = Field::new(
                "Received",
                format!(
                    "from {RECEIVER} (localhost [127.0.0.1])\r\n\tby store{}.mailbox.example with LMTP id {};\r\n\t{}",
                    self.random.between(1, 9),
                    self.random.token(12),
                    self.when.later(9).rfc5322()
                ),
            );
            // Return-Path stands first, as the last delivery wrote it.
            top.insert(1, store);
        }
        for field in &top {
            field.write(&mut out);
        }
        out.extend_from_slice(&below);
        out.extend_from_slice(&body);
        out
    }

    fn receiver_hop(&mut self, helo: &str, client: &str) -> Field {
        let reverse = if self.random.chance(90) {
            helo
        } else {
            "unknown"
        };
        Field::new(
            "Received",
            format!(
                "from {helo} ({reverse} [{client}])\r\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\r\n\tby {RECEIVER} (Postfix) with ESMTPS id {}\r\n\tfor <{}>; {}",
                self.random.hex(10).to_uppercase(),
                self.to.address,
                self.when.later(6).rfc5322()
            ),
        )
    }

    fn inner_hop(&mut self, draft: &Draft, route: &Route) -> Field {
        let inner = format!(
            "10.{}.{}.{}",
            self.random.below(250),
            self.random.below(250),
            self.random.between(2, 250)
        );
        let host = if draft.is_personal {
            "[192.168.1.7]".to_owned()
        } else {
            format!(
                "app{}.{}",
                self.random.between(1, 40),
                draft.sending.signs_as
            )
        };
        Field::new(
            "Received",
            format!(
                "from {host} ([{inner}])\r\n\tby {} with ESMTP id {};\r\n\t{}",
                route.helo,
                self.random.token(14),
                self.when.later(1).rfc5322()
            ),
        )
    }

    /// The receiver's own results, in about half of the mails (RFC 8601).
    fn results(
        &mut self,
        draft: &Draft,
        route: &Route,
        fate: Fate,
        spf: &str,
        envelope: &str,
    ) -> Option<Field> {
        if !self.random.chance(55) {
            return None;
        }
        let from = draft.domain();
        let is_signed_well = draft.sending.signing.is_own() && fate != Fate::List;
        let dmarc = match (
            draft.sending.policy,
            is_signed_well,
            route.is_spf_aligned && spf == "pass",
        ) {
            ("", _, _) => "none".to_owned(),
            (policy, true, _) => format!("pass (p={policy})"),
            (policy, _, true) if fate != Fate::List => format!("pass (p={policy})"),
            (policy, _, _) => format!("fail (p={policy})"),
        };
        let mut value = format!("{RECEIVER};\r\n\tspf={spf} smtp.mailfrom={envelope}");
        if route.signers.is_empty() {
            value.push_str(";\r\n\tdkim=none");
        }
        for signer in &route.signers {
            let result = if fate == Fate::List { "fail" } else { "pass" };
            value.push_str(&format!(
                ";\r\n\tdkim={result} header.d={} header.i=@{}",
                signer.domain, signer.domain
            ));
        }
        value.push_str(&format!(";\r\n\tdmarc={dmarc} header.from={from}"));
        Some(Field::new("Authentication-Results", value))
    }
}

fn domain_of(address: &str) -> &str {
    address
        .rsplit_once('@')
        .map_or(address, |(_, domain)| domain)
}

/// What list software does: a tag before the subject, a footer below the last part.
fn list_footer(message: &[u8], is_personal: bool) -> Vec<u8> {
    let text = String::from_utf8_lossy(message).into_owned();
    let tag = if is_personal {
        "\r\nSubject: [danwa:02417] "
    } else {
        "\r\nSubject: [kazoku] "
    };
    let tagged = text.replacen("\r\nSubject: ", tag, 1);
    if !tagged.contains("multipart/") && !tagged.contains("base64") {
        return format!(
            "{tagged}\r\n_______________________________________________\r\nkazoku mailing list\r\n"
        )
        .into_bytes();
    }
    tagged.into_bytes()
}
