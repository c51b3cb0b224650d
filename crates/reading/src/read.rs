//! Puts a message together from its parts.

use facts::{Address, Instant, ObservationId};

use crate::{Author, Field, Irregularity, Limits, Mailbox, Message, Text, Trouble, header};

/// Reads a raw message; never fails, and says in [`Message::troubles`] what it could not read.
#[must_use]
pub fn read(raw: &[u8], limits: &Limits) -> Message {
    let id = ObservationId::of(raw);
    let block = header::scan(raw, limits);
    let parsed = mail_parser::MessageParser::new().parse(raw);
    let mut author = Author::default();
    for field in block.fields.iter().filter(|f| f.is("from")) {
        let value = String::from_utf8_lossy(&field.value).into_owned();
        let written = value.rsplit_once('<').map_or(value.as_str(), |(_, a)| a.trim_end().trim_end_matches('>'));
        let name = value.rsplit_once('<').map_or("", |(n, _)| n).trim().trim_matches('"').to_owned();
        author.mailboxes.push(Mailbox { name, address: Address::parse(written).ok(), written: written.to_owned(), line: field.line });
    }
    match author.mailboxes.len() {
        0 => author.irregular.push(Irregularity::NoFrom),
        1 => {}
        _ => author.irregular.push(Irregularity::SeveralFields),
    }
    let mut texts = Vec::new();
    if let Some(parsed) = &parsed {
        for (is_html, part) in parsed.root().html_body().map(|p| (true, p)).chain(parsed.root().text_body().map(|p| (false, p))) {
            if let Some(text) = part.text() {
                texts.push(Text { seen: text.into_owned(), is_html, charset: "utf-8".into(), ..Text::default() });
            }
        }
    }
    Message {
        id,
        subject: parsed.as_ref().and_then(|p| p.subject()).unwrap_or_default().to_owned(),
        subject_line: block.fields.iter().find(|f| f.is("subject")).map_or(0, |f| f.line),
        date: parsed.as_ref().and_then(|p| p.date()).and_then(|d| Instant::from_seconds(d.to_timestamp())),
        fields: block.fields.iter().map(|f| Field { name: f.name.clone(), line: f.line, value: String::from_utf8_lossy(&f.value).trim().to_owned() }).collect(),
        author,
        reply_to: Vec::new(),
        return_path: None,
        hops: Vec::new(),
        texts,
        links: Vec::new(),
        images: Vec::new(),
        attachments: Vec::new(),
        enclosed: Vec::new(),
        has_smime_signature: false,
        troubles: if block.fields.is_empty() { vec![Trouble::NotAMail] } else { Vec::new() },
    }
}
