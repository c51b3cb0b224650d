//! Puts a message together from its parts.

use facts::{Address, ObservationId};

use crate::author::{self, Addresses};
use crate::body;
use crate::date;
use crate::encoded_words;
use crate::header::{self, HeaderBlock, RawField};
use crate::received;
use crate::{Field, Layout, Limits, Mailbox, Message, Trouble};

/// Octets of a subject kept.
const SUBJECT_LIMIT: usize = 8 << 10;

/// Reads a raw message; never fails, and says in [`Message::troubles`] what it could not read.
#[must_use]
pub fn read(raw: &[u8], limits: &Limits) -> Message {
    let id = ObservationId::of(raw);
    let mut troubles = Vec::new();
    let raw = match raw.get(..limits.message) {
        Some(start) if start.len() < raw.len() => {
            troubles.push(Trouble::MessageCut);
            start
        }
        _ => raw,
    };
    let block = header::scan(raw, limits);
    if block.is_cut {
        troubles.push(Trouble::FieldsCut);
    }
    if !is_mail(raw, &block) {
        troubles.push(Trouble::NotAMail);
    }
    let fields: Vec<Field> = block.fields.iter().map(shown).collect();
    let (author, has_odd_author) = author::author(&block.fields);
    let (subject, has_odd_subject) = subject(&block.fields);
    let (reply_to, has_odd_reply) = reply_to(&block.fields);
    if has_odd_author || has_odd_subject || has_odd_reply {
        troubles.push(Trouble::UnknownCharset);
    }
    let body = if troubles.contains(&Trouble::NotAMail) && is_binary(raw) {
        body::Body::default()
    } else {
        body::read(raw, &block, limits)
    };
    troubles.extend(&body.troubles);
    troubles.sort_unstable();
    troubles.dedup();
    Message {
        id,
        author,
        reply_to,
        return_path: return_path(&fields),
        subject,
        subject_line: block
            .fields
            .iter()
            .find(|f| f.is("subject"))
            .map_or(0, |f| f.line),
        date: first(&fields, "date").and_then(|field| date::parse(&field.value)),
        hops: fields
            .iter()
            .enumerate()
            .filter(|(_, field)| field.name.eq_ignore_ascii_case("received"))
            .map(|(at, field)| received::hop(&field.value, at))
            .collect(),
        layout: Layout {
            fields: block.fields.iter().map(|field| field.start).collect(),
            end: block.end,
            body: block.body,
            is_plain: block.is_plain,
        },
        fields,
        texts: body.texts,
        links: body.links,
        images: body.images,
        attachments: body.attachments,
        enclosed: body.enclosed,
        opaque: body.opaque.parts,
        documents: body.documents,
        has_smime_signature: body.has_smime_signature,
        smime: body.smime,
        is_pasted: false,
        troubles,
    }
}

/// A field as it is handed out.
fn shown(field: &RawField) -> Field {
    Field {
        name: field.name.clone(),
        line: field.line,
        value: String::from_utf8_lossy(field.value.trim_ascii()).into_owned(),
    }
}

fn first<'a>(fields: &'a [Field], name: &str) -> Option<&'a Field> {
    fields
        .iter()
        .find(|field| field.name.eq_ignore_ascii_case(name))
}

/// Whether anything in the block is a field that mails have.
fn is_mail(raw: &[u8], block: &HeaderBlock) -> bool {
    const USUAL: [&str; 14] = [
        "from",
        "to",
        "cc",
        "subject",
        "date",
        "received",
        "message-id",
        "mime-version",
        "content-type",
        "return-path",
        "reply-to",
        "sender",
        "delivered-to",
        "dkim-signature",
    ];
    block
        .fields
        .iter()
        .any(|field| USUAL.iter().any(|name| field.is(name)))
        && !is_binary(raw)
}

/// Whether the bytes are no text at all: many NULs near the beginning.
fn is_binary(raw: &[u8]) -> bool {
    let start = raw.get(..1024).unwrap_or(raw);
    start.iter().filter(|&&b| b == 0).count() > start.len() / 10
}

fn subject(fields: &[RawField]) -> (String, bool) {
    let mut subjects = Vec::new();
    let mut has_unknown_charset = false;
    for field in fields.iter().filter(|f| f.is("subject")).take(16) {
        let words = encoded_words::decode(field.value.trim_ascii());
        has_unknown_charset |= words.has_unknown_charset;
        subjects.push(crate::link::cut(&without_controls(&words.text), SUBJECT_LIMIT).to_owned());
    }
    (subjects.join("\n"), has_unknown_charset)
}

/// Text of a header as a line: control characters are gone, tabs are blanks.
fn without_controls(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\t' | '\n' | '\r' => Some(' '),
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect()
}

fn reply_to(fields: &[RawField]) -> (Vec<Mailbox>, bool) {
    let mut mailboxes = Vec::new();
    let mut has_unknown_charset = false;
    for field in fields.iter().filter(|f| f.is("reply-to")).take(16) {
        let Addresses {
            mailboxes: found,
            has_unknown_charset: is_unknown,
            ..
        } = author::addresses(field);
        has_unknown_charset |= is_unknown;
        mailboxes.extend(
            found
                .into_iter()
                .filter(|m| !m.written.is_empty() || !m.name.is_empty()),
        );
    }
    (mailboxes, has_unknown_charset)
}

/// The envelope sender that the last server recorded (RFC 5321 §4.4); the topmost is the last written.
fn return_path(fields: &[Field]) -> Option<Address> {
    let value = first(fields, "return-path")?.value.trim();
    let inner = match (value.find('<'), value.rfind('>')) {
        (Some(open), Some(close)) if open < close => value.get(open + 1..close)?,
        _ => value.split_whitespace().next()?,
    };
    // RFC 5321 §4.1.2: a source route is dropped.
    let inner = inner
        .strip_prefix('@')
        .and_then(|route| route.split_once(':'))
        .map_or(inner, |(_, rest)| rest);
    Address::parse(inner).ok()
}
