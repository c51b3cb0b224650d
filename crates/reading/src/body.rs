//! Walks the parts of a message and reads those that a mail program shows.

use std::borrow::Cow;

use mail_parser::{DecodeProblems, HeaderName, MessageParser, MessagePart, PartFlags, PartKind};

use crate::archive;
use crate::attachment;
use crate::calendar;
use crate::charset;
use crate::enclosed;
use crate::header::{self, HeaderBlock};
use crate::link;
use crate::look;
use crate::page::{self, Scripts};
use crate::parameters::Parameters;
use crate::smime;
use crate::{Attachment, Document, Image, Limits, Link, Smime, Text, Trouble};

/// How many times [`Limits::text`] all text parts together may hold.
const TEXTS: usize = 8;
/// Octets kept of a file name.
const NAME_LIMIT: usize = 1 << 10;

/// What the body holds.
#[derive(Debug, Default)]
pub(crate) struct Body {
    pub(crate) texts: Vec<Text>,
    pub(crate) links: Vec<Link>,
    pub(crate) images: Vec<Image>,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) enclosed: Vec<Vec<u8>>,
    pub(crate) documents: Vec<Document>,
    pub(crate) opaque: look::Collected,
    pub(crate) has_smime_signature: bool,
    pub(crate) smime: Option<Smime>,
    pub(crate) troubles: Vec<Trouble>,
    /// Octets of text that may still be read.
    pub(crate) room: usize,
    /// Octets that may still be unpacked out of archives.
    pub(crate) unpacked: usize,
    /// Octets of enclosed mails that may still be kept.
    mails: usize,
    /// Signed structures taken apart.
    structures: usize,
    /// What was found in them and is still to be read.
    carried: Vec<(Vec<u8>, Vec<u16>)>,
}

/// A part's own header fields, as far as they matter here.
pub(crate) struct About {
    content_type: Parameters,
    disposition: Parameters,
    pub(crate) name: String,
    /// The name in Content-Type, where it is another one.
    other_name: String,
}

/// Reads the body of a message whose header block was scanned.
pub(crate) fn read(raw: &[u8], block: &HeaderBlock, limits: &Limits) -> Body {
    let mut body = Body {
        room: limits.text.saturating_mul(TEXTS),
        unpacked: attachment::UNPACKED,
        mails: limits.message,
        ..Body::default()
    };
    body.walk(&for_parser(raw, block), Vec::new(), limits);
    while let Some((entity, path)) = body.carried.pop() {
        let block = header::scan(&entity, limits);
        body.walk(&for_parser(&entity, &block), path, limits);
    }
    body
}

/// Reads a page that was saved in the form of a mail: only what is shown of it.
pub(crate) fn read_saved(raw: &[u8], limits: &Limits) -> Body {
    let mut body = Body {
        room: limits.text,
        ..Body::default()
    };
    let whole = for_parser(raw, &header::scan(raw, limits));
    walk(&whole, Vec::new(), limits, |part, path, about, _| {
        let media = about.media().to_owned();
        if !is_container(part)
            && matches!(
                media.as_str(),
                "text/html" | "application/xhtml+xml" | "image/svg+xml"
            )
        {
            body.text(part, path, about, &media, limits, Scripts::Read);
        }
    });
    body
}

/// The mails that a mail encloses, without those inside them.
pub(crate) fn enclosed_in(raw: &[u8], limits: &Limits) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let whole = for_parser(raw, &header::scan(raw, limits));
    walk(&whole, Vec::new(), limits, |part, _, about, _| {
        if !is_container(part) && is_mail(part, about) {
            found.push(part.decoded().into_owned());
        }
    });
    found
}

fn is_container(part: &MessagePart<'_>) -> bool {
    part.is_multipart() && part.children().len() > 0
}

/// Whether a part is a mail of its own.
fn is_mail(part: &MessagePart<'_>, about: &About) -> bool {
    let is_eml = attachment::kind::extension(&about.name) == "eml";
    match part.kind() {
        PartKind::Message(_) => true,
        PartKind::Binary | PartKind::InlineBinary => {
            is_eml || matches!(about.media(), "message/rfc822" | "message/global")
        }
        PartKind::Text | PartKind::Html | PartKind::Multipart => {
            is_eml && !is_shown(about, about.media())
        }
    }
}

/// Goes through the parts in the order in which a mail program shows them; says of each whether something of
/// it was left out.
fn walk(
    whole: &[u8],
    path: Vec<u16>,
    limits: &Limits,
    mut visit: impl FnMut(&MessagePart<'_>, &[u16], &About, bool),
) {
    let parser = MessageParser::new()
        .max_depth(limits.depth.max(1))
        .max_parts(limits.parts.max(1))
        .max_encoded_nesting(0);
    let Some(message) = parser.parse(whole) else {
        return;
    };
    let mut open = vec![(message.root().root_part(), path)];
    while let Some((part, path)) = open.pop() {
        let is_cut = part
            .flags()
            .intersects(PartFlags::LIMIT_REACHED | PartFlags::NESTING_LIMIT);
        let about = About::of(&part);
        visit(&part, &path, &about, is_cut);
        if !is_container(&part) {
            continue;
        }
        let mut children: Vec<(MessagePart<'_>, Vec<u16>)> = part
            .children()
            .zip(1_u16..)
            .map(|(child, nth)| {
                let mut path = path.clone();
                path.push(nth);
                (child, path)
            })
            .collect();
        if about.content_type.value == "multipart/alternative" {
            // What a mail program shows comes first: the richest version before the plain one.
            children.sort_by_cached_key(|(child, _)| About::of(child).is_plain_text());
        }
        open.extend(children.into_iter().rev());
    }
}

/// The message as the MIME parser is given it: only the fields that describe the body, taken from our own
/// scan, so that both agree on where the header ends whatever tricks stand in it.
fn for_parser(raw: &[u8], block: &HeaderBlock) -> Vec<u8> {
    let rest = raw.get(block.body..).unwrap_or_default();
    let mut whole = Vec::with_capacity(rest.len() + 1024);
    let is_mime = |name: &str| {
        name.eq_ignore_ascii_case("mime-version")
            || name
                .get(..8)
                .is_some_and(|start| start.eq_ignore_ascii_case("content-"))
    };
    let mut fields: Vec<_> = block.fields.iter().filter(|f| is_mime(&f.name)).collect();
    // Of several Content-Type fields programs take the first or the last; the parser takes the last, and the
    // one that opens parts hides nothing.
    fields.sort_by_key(|f| {
        f.is("content-type")
            && f.value
                .trim_ascii_start()
                .get(..9)
                .is_some_and(|v| v.eq_ignore_ascii_case(b"multipart"))
    });
    for field in fields {
        whole.extend_from_slice(field.name.as_bytes());
        whole.push(b':');
        whole.extend(field.value.iter().map(|&b| {
            if matches!(b, b'\r' | b'\n' | 0) {
                b' '
            } else {
                b
            }
        }));
        whole.extend_from_slice(b"\r\n");
    }
    whole.extend_from_slice(b"\r\n");
    match header::with_line_feeds(rest, block.is_cr_only) {
        Cow::Borrowed(rest) => whole.extend_from_slice(rest),
        Cow::Owned(rest) => whole.extend(rest),
    }
    whole
}

impl About {
    fn of(part: &MessagePart<'_>) -> Self {
        let field = |name: HeaderName<'static>| {
            let header = part.headers().get(name);
            Parameters::parse(header.as_ref().map(|h| h.raw_value()).unwrap_or_default())
        };
        let content_type = field(HeaderName::ContentType);
        let disposition = field(HeaderName::ContentDisposition);
        let tidy = |name: Option<String>| {
            let name: String = name
                .unwrap_or_default()
                .chars()
                .filter(|c| !c.is_control())
                .collect();
            archive::shorten(name.trim(), NAME_LIMIT)
        };
        let mut name = tidy(disposition.text("filename"));
        let mut other_name = tidy(content_type.text("name"));
        if name.is_empty() || name == other_name {
            name = std::mem::take(&mut other_name);
        }
        Self {
            content_type,
            disposition,
            name,
            other_name,
        }
    }

    /// The names it has, in both fields.
    pub(crate) fn names(&self) -> [&str; 2] {
        [&self.name, &self.other_name]
    }

    /// The charset it declares.
    pub(crate) fn charset(&self) -> Option<String> {
        self.content_type
            .raw("charset")
            .map(|label| String::from_utf8_lossy(label).into_owned())
    }

    /// The media type; what is missing or malformed is plain text (RFC 2045 §5.2).
    fn media(&self) -> &str {
        let value = self.content_type.value.as_str();
        if value.split('/').filter(|half| !half.is_empty()).count() == 2 {
            value
        } else {
            "text/plain"
        }
    }

    fn is_plain_text(&self) -> bool {
        self.media() == "text/plain"
    }

    fn is_attached(&self) -> bool {
        self.disposition.value == "attachment"
    }
}

impl Body {
    fn walk(&mut self, whole: &[u8], path: Vec<u16>, limits: &Limits) {
        walk(whole, path, limits, |part, path, about, is_cut| {
            if is_cut {
                self.note(Trouble::PartsCut);
            }
            if is_container(part) {
                self.container(part, path, about);
            } else {
                self.leaf(part, path, about, limits);
            }
        });
    }

    pub(crate) fn note(&mut self, trouble: Trouble) {
        if !self.troubles.contains(&trouble) {
            self.troubles.push(trouble);
        }
    }

    fn container(&mut self, part: &MessagePart<'_>, path: &[u16], about: &About) {
        match about.content_type.value.as_str() {
            "multipart/encrypted" => self.note(Trouble::Encrypted),
            "multipart/signed" => {
                let protocol = about.content_type.text("protocol").unwrap_or_default();
                self.has_smime_signature |=
                    protocol.to_ascii_lowercase().contains("pkcs7-signature");
                self.detached(part, path);
            }
            _ => {}
        }
    }

    /// RFC 1847 §2.1: a signed content and its signature, and nothing else; a third part is not covered.
    fn detached(&mut self, part: &MessagePart<'_>, path: &[u16]) {
        let mut children = part.children();
        let (Some(content), Some(signature)) = (children.next(), children.next()) else {
            return;
        };
        let is_whole = path.is_empty() && children.next().is_none();
        let is_smime = smime::is_signature(About::of(&signature).media());
        if is_smime && self.smime.is_none() {
            self.smime = smime::detached(content.raw(), &signature.decoded(), is_whole);
        }
    }

    /// Unpacks a signature that carries what it signs; whether there was one.
    fn opaque(&mut self, part: &MessagePart<'_>, path: &[u16]) -> bool {
        if self.structures == smime::UNPACKED {
            return false;
        }
        let Some((found, content)) = smime::opaque(&part.decoded(), path.is_empty()) else {
            return false;
        };
        self.structures += 1;
        self.has_smime_signature = true;
        if self.smime.is_none() {
            self.smime = Some(found);
        }
        let mut inside = path.to_vec();
        inside.push(1);
        self.carried.push((content, inside));
        true
    }

    fn leaf(&mut self, part: &MessagePart<'_>, path: &[u16], about: &About, limits: &Limits) {
        let media = about.media().to_owned();
        if matches!(part.kind(), PartKind::Binary | PartKind::InlineBinary)
            || (matches!(part.kind(), PartKind::Text | PartKind::Html) && about.is_attached())
        {
            self.opaque.offer(path, &part.decoded());
        }
        match part.kind() {
            _ if is_mail(part, about) => {
                self.enclosed(part.decoded().into_owned(), limits);
                self.attach(part, path, about, &media, limits);
            }
            PartKind::Text | PartKind::Html | PartKind::Multipart if is_shown(about, &media) => {
                self.text(part, path, about, &media, limits, Scripts::Ignored);
                if !about.name.is_empty() {
                    self.attach(part, path, about, &media, limits);
                }
            }
            _ if media == "application/xhtml+xml" && !about.is_attached() => {
                self.text(part, path, about, &media, limits, Scripts::Ignored)
            }
            _ => self.other(part, path, about, &media, limits),
        }
    }

    /// A part that is neither text nor a message.
    fn other(
        &mut self,
        part: &MessagePart<'_>,
        path: &[u16],
        about: &About,
        media: &str,
        limits: &Limits,
    ) {
        match media {
            // RFC 8551 §3.2: enveloped content is encrypted, and so is one that does not show what it is;
            // a signature carries what it signs (§3.5.2).
            "application/pkcs7-mime" | "application/x-pkcs7-mime" => {
                let kind = about
                    .content_type
                    .text("smime-type")
                    .unwrap_or_default()
                    .to_ascii_lowercase();
                self.has_smime_signature |= kind == "signed-data";
                if kind != "certs-only" && !self.opaque(part, path) {
                    self.note(Trouble::Encrypted);
                }
            }
            "application/pkcs7-signature" | "application/x-pkcs7-signature" => {
                self.has_smime_signature = true
            }
            "application/pgp-encrypted" => self.note(Trouble::Encrypted),
            _ => self.has_smime_signature |= about.name.eq_ignore_ascii_case("smime.p7s"),
        }
        if media.starts_with("image/") {
            self.images.push(Image {
                part: path.to_vec(),
                alt: String::new(),
            });
        }
        if about.is_attached() || !about.name.is_empty() || !media.starts_with("image/") {
            self.attach(part, path, about, media, limits);
        }
    }

    /// Keeps an enclosed mail and those inside it, as long as there is room.
    pub(crate) fn enclosed(&mut self, raw: Vec<u8>, limits: &Limits) {
        let is_cut = enclosed::gather(raw, limits, &mut self.mails, &mut self.enclosed);
        if is_cut {
            self.note(Trouble::PartsCut);
        }
    }

    /// Adds links of a part, numbered on from those it has.
    pub(crate) fn add_links(&mut self, part: &[u16], links: Vec<Link>) {
        let before = self
            .links
            .iter()
            .rev()
            .take_while(|l| l.part == part)
            .count();
        let first = u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1);
        for (mut link, nth) in links.into_iter().zip(first..) {
            link.part = part.to_vec();
            link.nth = nth;
            self.links.push(link);
        }
    }

    fn text(
        &mut self,
        part: &MessagePart<'_>,
        path: &[u16],
        about: &About,
        media: &str,
        limits: &Limits,
        scripts: Scripts,
    ) {
        let (bytes, problems) = part.decoded_checked();
        let is_base64 = part.encoding() == mail_parser::Encoding::Base64;
        // Quoted-printable is malformed in half of all spam and reads well all the same.
        if (is_base64 && problems.contains(DecodeProblems::MALFORMED_TRANSFER_ENCODING))
            || (problems.contains(DecodeProblems::UNKNOWN_TRANSFER_ENCODING)
                && has_odd_encoding(part))
        {
            self.note(Trouble::BrokenEncoding);
        }
        let room = limits.text.min(self.room);
        let bytes = match bytes.get(..room) {
            Some(start) if start.len() < bytes.len() => {
                self.note(Trouble::TextCut);
                start
            }
            _ => &bytes,
        };
        self.room -= bytes.len();
        let is_html = matches!(
            media,
            "text/html" | "application/xhtml+xml" | "text/enriched" | "text/richtext"
        ) || (!about.content_type.value.contains('/') && looks_like_html(bytes));
        let declared = about.charset();
        let meta = if is_html {
            charset::meta_charset(bytes)
        } else {
            None
        };
        let decoded = charset::decode_body(bytes, declared.as_deref(), meta.as_deref());
        if decoded.is_label_unknown {
            self.note(Trouble::UnknownCharset);
        }
        let mut text = Text {
            part: path.to_vec(),
            is_html,
            charset: decoded.charset.to_owned(),
            ..Text::default()
        };
        let room = limits.links.saturating_sub(self.links.len());
        let links;
        if is_html {
            let page = page::read(&decoded.text, room, scripts, &mut self.room);
            if page.is_cut {
                self.note(Trouble::TextCut);
            }
            if page.are_links_cut {
                self.note(Trouble::LinksCut);
            }
            let alts = page.alts.into_iter().map(|alt| Image {
                part: path.to_vec(),
                alt,
            });
            self.images.extend(alts.take(limits.links));
            for picture in &page.pictures {
                self.opaque.offer(path, picture);
            }
            text.seen = page.seen;
            text.hidden = page.hidden;
            text.preheader = page.preheader;
            text.markup = page.markup;
            links = page.links;
        } else if media == "text/calendar"
            && let Some(calendar) = calendar::read(&decoded.text, room)
        {
            if calendar.is_cut {
                self.note(Trouble::TextCut);
            }
            if calendar.are_links_cut {
                self.note(Trouble::LinksCut);
            }
            text.seen = calendar.seen;
            text.hidden = calendar.hidden;
            links = calendar.links;
        } else {
            text.seen = plain(&decoded.text, media);
            let urls = link::plain_urls(&text.seen);
            if urls.len() > room {
                self.note(Trouble::LinksCut);
            }
            links = urls
                .into_iter()
                .take(room)
                .filter_map(|range| text.seen.get(range))
                .map(link::read_plain)
                .collect();
        }
        if text.seen.contains("-----BEGIN PGP MESSAGE-----") {
            self.note(Trouble::Encrypted);
        }
        for drawing in look::drawn(&text.seen) {
            self.opaque.offer(path, &drawing);
        }
        self.add_links(path, links);
        self.texts.push(text);
    }
}

/// Whether a mail program shows a text part rather than offering it as a file.
fn is_shown(about: &About, media: &str) -> bool {
    let is_common = matches!(
        media,
        "text/plain" | "text/html" | "text/enriched" | "text/richtext" | "text/calendar"
    );
    !about.is_attached()
        && (is_common || about.name.is_empty())
        && (media.starts_with("text/") || media.starts_with("multipart/"))
}

/// Whether a transfer encoding is a word that means nothing, and not just a misspelt `8bit`.
fn has_odd_encoding(part: &MessagePart<'_>) -> bool {
    let written = part
        .content_transfer_encoding()
        .unwrap_or_default()
        .to_ascii_lowercase();
    !["7", "8", "bin", "utf", "none", "us-ascii"]
        .iter()
        .any(|start| written.starts_with(start))
        && !written.is_empty()
}

fn looks_like_html(bytes: &[u8]) -> bool {
    let start: Vec<u8> = bytes
        .iter()
        .copied()
        .skip_while(u8::is_ascii_whitespace)
        .take(15)
        .collect();
    let start = start.to_ascii_lowercase();
    [&b"<html"[..], b"<!doctype html", b"<body", b"<head"]
        .iter()
        .any(|tag| start.starts_with(tag))
}

/// Plain text as shown: one kind of line end, no control characters.
pub(crate) fn plain(text: &str, media: &str) -> String {
    if media == "text/calendar" {
        return plain_calendar(text);
    }
    let mut seen = String::with_capacity(text.len());
    let mut rest = text;
    // Nearly all of a text is as it is shown: it is taken by pieces up to the next control character.
    while let Some(length) = rest.bytes().position(may_be_control) {
        let (piece, behind) = rest.split_at(length);
        seen.push_str(piece);
        let mut chars = behind.chars();
        match chars.next() {
            Some('\r') if !chars.as_str().starts_with('\n') => seen.push('\n'),
            Some(c) if !c.is_control() => seen.push(c),
            _ => {}
        }
        rest = chars.as_str();
    }
    seen.push_str(rest);
    seen
}

/// A calendar as text, which folds its lines as headers do, even inside an escape (RFC 5545 §3.1).
fn plain_calendar(text: &str) -> String {
    let text = text
        .replace("\r\n", "\n")
        .replace("\n ", "")
        .replace("\n\t", "");
    let mut seen = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() != Some(&'\n') => seen.push('\n'),
            '\\' => match chars.next() {
                Some('n' | 'N') => seen.push('\n'),
                Some(other) if !other.is_control() => seen.push(other),
                _ => {}
            },
            '\n' | '\t' => seen.push(c),
            c if c.is_control() => {}
            c => seen.push(c),
        }
    }
    seen
}

/// Whether an octet is a control character that is not shown, or may be the first octet of one.
fn may_be_control(byte: u8) -> bool {
    matches!(byte, 0..=8 | 0x0b..=0x1f | 0x7f | 0xc2)
}
