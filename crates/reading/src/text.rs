//! Pasted text: an SMS, a link, a number, or a mail without its source; and mails forwarded inside a text.

use facts::{Address, ObservationId};

use crate::author;
use crate::body;
use crate::header::{self, RawField};
use crate::link;
use crate::{Author, Layout, Limits, Link, LinkKind, Mailbox, Message, Text, Trouble, read};

/// A mail that was forwarded inside the text of another.
#[derive(Clone, Debug, Default)]
pub struct Forwarded {
    /// The name in its From line.
    pub from_name: String,
    /// The address in its From line; nothing proves it.
    pub from_address: Option<Address>,
    /// Its subject line.
    pub subject: String,
    /// Where the forwarded block begins, its separator line included.
    pub start: usize,
    /// Where its text begins.
    pub body_start: usize,
}

/// Reads pasted text; nothing in it is proof of anything.
///
/// Lines such as `From:` or `件名:` at the head of a copied or forwarded mail give author and subject.
/// Text that is a whole mail source is read as one. [`Message::is_pasted`] is set either way.
#[must_use]
pub fn read_text(text: &str, limits: &Limits) -> Message {
    if is_source(text, limits) {
        let mut message = read(text.as_bytes(), limits);
        message.is_pasted = true;
        return message;
    }
    let mut troubles = Vec::new();
    let kept = link::cut(text, limits.text);
    if kept.len() < text.len() {
        troubles.push(Trouble::TextCut);
    }
    let plain = body::plain(kept.trim_start_matches('\u{feff}'), "text/plain");
    let (author, subject, seen) = match forwarded(&plain) {
        Some(found) => {
            // What stands before a forwarded block may be the sender's own text as well as the person's.
            let mut seen = plain.get(..found.start).unwrap_or_default().to_owned();
            seen.push_str(plain.get(found.body_start..).unwrap_or_default());
            (author_of(&found), found.subject, seen)
        }
        None => (Author::default(), String::new(), plain),
    };
    let mut links = links_in(&seen, limits.links);
    if links.len() > limits.links {
        troubles.push(Trouble::LinksCut);
        links.truncate(limits.links);
    }
    Message {
        id: ObservationId::of(text.as_bytes()),
        fields: Vec::new(),
        author,
        reply_to: Vec::new(),
        return_path: None,
        subject,
        subject_line: 0,
        date: None,
        hops: Vec::new(),
        texts: vec![Text {
            seen,
            charset: "utf-8".to_owned(),
            ..Text::default()
        }],
        links,
        images: Vec::new(),
        attachments: Vec::new(),
        enclosed: Vec::new(),
        opaque: Vec::new(),
        documents: Vec::new(),
        has_smime_signature: false,
        smime: None,
        is_pasted: true,
        layout: Layout::default(),
        troubles,
    }
}

/// Whether the text is a mail with its header, and not just a few lines copied from a screen.
fn is_source(text: &str, limits: &Limits) -> bool {
    let start = link::cut(text, 64 << 10);
    let block = header::scan(
        start.as_bytes(),
        &Limits {
            fields: limits.fields.min(200),
            ..*limits
        },
    );
    let has = |name: &str| block.fields.iter().any(|f| f.is(name));
    block.fields.len() >= 3
        && (has("received") || has("mime-version") || has("message-id"))
        && has("from")
}

fn author_of(found: &Forwarded) -> Author {
    let written = found
        .from_address
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    if written.is_empty() && found.from_name.is_empty() {
        return Author::default();
    }
    let mailbox = Mailbox {
        name: found.from_name.clone(),
        address: found.from_address.clone(),
        written,
        line: 0,
    };
    Author {
        mailboxes: vec![mailbox],
        irregular: Vec::new(),
    }
}

/// URLs with a scheme, and in pasted text also those without one, as short messages write them.
fn links_in(seen: &str, limit: usize) -> Vec<Link> {
    let mut found: Vec<(usize, Link)> = Vec::new();
    let with_scheme = link::plain_urls(seen);
    let mut start = 0;
    let end = std::iter::once(seen.len()..seen.len());
    for range in with_scheme.iter().cloned().chain(end) {
        let gap = seen.get(start..range.start).unwrap_or_default();
        for (at, name) in bare_urls(gap) {
            let mut link = link::read(LinkKind::Plain, &format!("http://{name}"), None);
            name.clone_into(&mut link.label);
            if link.host.is_some() {
                found.push((start + at, link));
            }
        }
        if let Some(written) = seen.get(range.clone()).filter(|w| !w.is_empty()) {
            found.push((range.start, link::read_plain(written)));
        }
        start = range.end;
        if found.len() > limit {
            break;
        }
    }
    found
        .into_iter()
        .zip(1..)
        .map(|((_, mut link), nth)| {
            link.nth = nth;
            link
        })
        .collect()
}

/// Host names with a path (`short.example/abc`), or a host name that is all of the text.
fn bare_urls(text: &str) -> Vec<(usize, &str)> {
    let is_part = |c: char| {
        c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '(' | ')' | ',' | ';' | '[' | ']')
    };
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, is_part(c)) {
            (None, true) => start = Some(at),
            (Some(begin), false) => {
                let token = text
                    .get(begin..at)
                    .unwrap_or_default()
                    .trim_end_matches(['.', '!', '?', ':', '\'', '*']);
                let (host, path) = token
                    .split_once('/')
                    .map_or((token, None), |(host, path)| (host, Some(path)));
                let is_alone = text.trim() == token;
                if (path.is_some() || is_alone) && is_host(host) {
                    found.push((begin, token));
                }
                start = None;
            }
            _ => {}
        }
    }
    found
}

fn is_host(host: &str) -> bool {
    let Some((rest, last)) = host.rsplit_once('.') else {
        return false;
    };
    last.len() >= 2
        && last.bytes().all(|b| b.is_ascii_alphabetic())
        && !rest.is_empty()
        && host.len() <= 253
        && rest.split('.').all(|label| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
        })
}

/// What a line of a forwarded header names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    From,
    Subject,
    Other,
}

/// Words before the colon, as mail programs write them in the languages of the corpus.
const LABELS: [(&str, Label); 38] = [
    ("from", Label::From),
    ("差出人", Label::From),
    ("送信者", Label::From),
    ("送信元", Label::From),
    ("発信者", Label::From),
    ("von", Label::From),
    ("de", Label::From),
    ("发件人", Label::From),
    ("寄件者", Label::From),
    ("보낸사람", Label::From),
    ("subject", Label::Subject),
    ("件名", Label::Subject),
    ("題名", Label::Subject),
    ("タイトル", Label::Subject),
    ("betreff", Label::Subject),
    ("objet", Label::Subject),
    ("asunto", Label::Subject),
    ("assunto", Label::Subject),
    ("主题", Label::Subject),
    ("主旨", Label::Subject),
    ("date", Label::Other),
    ("sent", Label::Other),
    ("日時", Label::Other),
    ("日付", Label::Other),
    ("送信日時", Label::Other),
    ("送信日", Label::Other),
    ("受信日時", Label::Other),
    ("gesendet", Label::Other),
    ("datum", Label::Other),
    ("to", Label::Other),
    ("宛先", Label::Other),
    ("an", Label::Other),
    ("cc", Label::Other),
    ("reply-to", Label::Other),
    ("返信先", Label::Other),
    ("添付ファイル", Label::Other),
    ("message-id", Label::Other),
    ("importance", Label::Other),
];

/// A line without quote marks and without the asterisks that a bold type leaves behind.
fn bare(line: &str) -> &str {
    line.trim_start_matches(['>', ' ', '\t', '　', '|']).trim()
}

/// The label of a line and the text behind it.
fn label(line: &str) -> Option<(Label, &str)> {
    let line = bare(line).trim_start_matches('*');
    let (name, value) = line.split_once([':', '：'])?;
    if name.len() > 40 {
        return None;
    }
    let name: String = name
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '*')
        .collect::<String>()
        .to_lowercase();
    let found = LABELS.iter().find(|(word, _)| *word == name)?;
    Some((found.1, value.trim_start_matches('*').trim()))
}

/// Whether a line announces a forwarded or quoted mail.
fn is_announcement(line: &str) -> bool {
    let line = bare(line);
    let lower = line.to_lowercase();
    let is_ruled = line.starts_with("--") && line.ends_with("--")
        || line.starts_with("==")
        || line.ends_with([':', '：']);
    is_ruled
        && [
            "forwarded message",
            "original message",
            "ursprüngliche nachricht",
            "message transféré",
            "転送",
            "元のメッセージ",
            "オリジナル",
        ]
        .iter()
        .any(|word| lower.contains(word))
}

/// Finds the first mail that was forwarded inside a text.
///
/// Known are the blocks of Gmail, Outlook, Apple Mail, Thunderbird and the Japanese providers: an
/// announcement and header lines, or at least a From line beside another header line.
#[must_use]
pub fn forwarded(seen: &str) -> Option<Forwarded> {
    let mut at = 0;
    let mut announced: Option<(usize, u32)> = None;
    let mut lines = seen.split_inclusive('\n').peekable();
    let mut block: Option<Block> = None;
    while let Some(line) = lines.next() {
        let start = at;
        at += line.len();
        match (label(line), &mut block) {
            (Some((kind, value)), Some(block)) => block.take(kind, value, at),
            (Some((kind, value)), None) => {
                let near = announced
                    .filter(|(_, lines)| *lines <= 3)
                    .map(|(start, _)| start);
                let mut begun = Block {
                    start: near.unwrap_or(start),
                    is_announced: near.is_some(),
                    ..Block::default()
                };
                begun.take(kind, value, at);
                block = Some(begun);
            }
            (None, Some(found)) => {
                let is_blank = bare(line).is_empty();
                let goes_on = is_blank && lines.peek().is_some_and(|next| label(next).is_some());
                // A folded value goes on indented.
                let is_folded = !is_blank
                    && line.starts_with([' ', '\t'])
                    && found.count > 0
                    && !found.is_whole();
                if goes_on || is_folded {
                    continue;
                }
                if found.is_whole() {
                    if is_blank {
                        found.end = at;
                    }
                    return Some(found.finish());
                }
                block = None;
                announced = None;
            }
            (None, None) => {
                if is_announcement(line) {
                    announced = Some((start, 0));
                } else if let Some((_, lines)) = &mut announced {
                    *lines += 1;
                }
            }
        }
    }
    block
        .filter(Block::is_whole)
        .map(|mut found| found.finish())
}

/// A block of header lines being read.
#[derive(Default)]
struct Block {
    start: usize,
    end: usize,
    count: u32,
    is_announced: bool,
    from: Option<String>,
    subject: String,
}

impl Block {
    fn take(&mut self, kind: Label, value: &str, end: usize) {
        match kind {
            Label::From if self.from.is_none() => self.from = Some(value.to_owned()),
            Label::Subject if self.subject.is_empty() => value.clone_into(&mut self.subject),
            _ => {}
        }
        self.count += 1;
        self.end = end;
    }

    /// A From line with another one, or any header line behind an announcement that names an author.
    fn is_whole(&self) -> bool {
        self.from.is_some() && (self.count >= 2 || self.is_announced)
    }

    fn finish(&mut self) -> Forwarded {
        // Outlook writes `Name [mailto:a@b.example]`, Apple Mail may double the brackets.
        let written = self
            .from
            .take()
            .unwrap_or_default()
            .replace("[mailto:", "<")
            .replace("<mailto:", "<")
            .replace(']', ">")
            .replace("<<", "<")
            .replace(">>", ">");
        let field = RawField {
            name: "From".to_owned(),
            line: 0,
            start: 0,
            value: written.into_bytes(),
            is_disguised: false,
            has_control: false,
        };
        let read = author::addresses(&field);
        let first = read
            .mailboxes
            .iter()
            .find(|m| m.address.is_some())
            .or(read.mailboxes.first());
        let (from_name, from_address) = first
            .map(|m| (m.name.clone(), m.address.clone()))
            .unwrap_or_default();
        Forwarded {
            from_name,
            from_address,
            subject: std::mem::take(&mut self.subject),
            start: self.start,
            body_start: self.end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Case {
        what: &'static str,
        text: &'static str,
        name: &'static str,
        address: Option<&'static str>,
        subject: &'static str,
        body: &'static str,
    }

    #[test]
    fn a_forwarded_mail_is_found_in_the_text() {
        for case in [
            Case {
                what: "Gmail",
                text: "これ本物?\n\n---------- Forwarded message ---------\nFrom: ショップ <order@shop.example>\nDate: 2025年3月24日(月) 9:05\nSubject: ご注文の確認\nTo: <taro@mail.example>\n\n本文です\n",
                name: "ショップ",
                address: Some("order@shop.example"),
                subject: "ご注文の確認",
                body: "本文です\n",
            },
            Case {
                what: "Outlook",
                text: "-----Original Message-----\nFrom: Shop [mailto:order@shop.example] \nSent: Monday, March 24, 2025 9:05 AM\nTo: Taro\nSubject: Your order\n\nBody\n",
                name: "Shop",
                address: Some("order@shop.example"),
                subject: "Your order",
                body: "Body\n",
            },
            Case {
                what: "Japanese",
                text: "差出人: ショップ <order@shop.example>\n送信日時: 2025年3月24日 9:05\n宛先: 太郎\n件名: 重要なお知らせ\n\n本文",
                name: "ショップ",
                address: Some("order@shop.example"),
                subject: "重要なお知らせ",
                body: "本文",
            },
            Case {
                what: "Japanese with full-width colons, quoted",
                text: "転送されたメッセージ：\n\n> 差出人： ショップ\n> 件名： お知らせ\n>\n> 本文",
                name: "ショップ",
                address: None,
                subject: "お知らせ",
                body: "> 本文",
            },
            Case {
                what: "bold labels",
                text: "*From:* Shop <order@shop.example>\n*Subject:* Hello\nBody",
                name: "Shop",
                address: Some("order@shop.example"),
                subject: "Hello",
                body: "Body",
            },
        ] {
            let found = forwarded(case.text).expect(case.what);
            assert_eq!(found.from_name, case.name, "{}", case.what);
            assert_eq!(
                found.from_address.map(|a| a.to_string()).as_deref(),
                case.address,
                "{}",
                case.what
            );
            assert_eq!(found.subject, case.subject, "{}", case.what);
            assert_eq!(&case.text[found.body_start..], case.body, "{}", case.what);
        }
        for text in [
            "",
            "From: here to eternity",
            "Subject: x\nDate: y\n",
            "お知らせ: 本日\n",
        ] {
            assert!(forwarded(text).is_none(), "{text}");
        }
    }

    #[test]
    fn pasted_text_is_read_for_its_links_and_its_author() {
        let limits = Limits::default();
        for (text, hosts) in [
            (
                "【ショップ】ご確認 https://shop.example/aへ",
                vec!["shop.example"],
            ),
            ("お荷物 t.example/Ab3 まで", vec!["t.example"]),
            ("shop.example", vec!["shop.example"]),
            ("a@shop.example", vec![]),
            ("090-1234-5678", vec![]),
            ("3.5/5点", vec![]),
            (
                "www.shop.example と https://b.example",
                vec!["www.shop.example", "b.example"],
            ),
        ] {
            let message = read_text(text, &limits);
            let found: Vec<&str> = message
                .links
                .iter()
                .filter_map(|l| l.host.as_deref())
                .collect();
            assert_eq!(found, hosts, "{text}");
            assert!(message.is_pasted && message.troubles.is_empty());
        }
        let mail = read_text(
            "差出人: ショップ <order@shop.example>\n件名: 重要\n\n本文 https://evil.example/",
            &limits,
        );
        assert_eq!(
            mail.author.sole().map(ToString::to_string).as_deref(),
            Some("order@shop.example")
        );
        assert_eq!(mail.subject, "重要");
        assert_eq!(mail.texts[0].seen, "本文 https://evil.example/");
        let source = read_text(
            "Received: x\nMessage-ID: <1@x.example>\nFrom: a@b.example\nSubject: =?utf-8?B?44Ki?=\n\nx",
            &limits,
        );
        assert!(source.is_pasted);
        assert_eq!(source.subject, "ア");
    }
}
