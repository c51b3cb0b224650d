//! What is attached: what it is, what it holds, and the pages, calendars and mails inside it.

pub(crate) mod kind;

use mail_parser::MessagePart;

use crate::archive::{self, Contents, Entry};
use crate::body::{About, Body};
use crate::calendar;
use crate::charset;
use crate::html::Rendered;
use crate::page::{self, Scripts};
use crate::{Attachment, AttachmentKind, Document, Limits, Trouble};

/// Octets unpacked out of all archives of a message.
pub(crate) const UNPACKED: usize = 8 << 20;
/// Octets unpacked of one file in an archive.
const MEMBER: usize = 1 << 20;
/// Files of an archive that are unpacked.
const MEMBERS: usize = 32;
/// Octets of one attached page or calendar read.
const PAGE: usize = 1 << 20;

impl AttachmentKind {
    /// What a file is by its name alone, such as one of [`Attachment::contents`].
    #[must_use]
    pub fn of_name(name: &str) -> Self {
        kind::of_name(name)
    }
}

/// A file on its way to be looked into.
struct File<'a> {
    bytes: &'a [u8],
    kind: AttachmentKind,
    /// The charset that its part declares.
    charset: Option<String>,
}

impl Body {
    /// Notes an attachment and looks into it.
    pub(crate) fn attach(
        &mut self,
        part: &MessagePart<'_>,
        path: &[u16],
        about: &About,
        media: &str,
        limits: &Limits,
    ) {
        let bytes = part.decoded();
        let content = kind::of(about.names(), media, &bytes);
        let mut attachment = Attachment {
            part: path.to_vec(),
            name: about.name.clone(),
            media: media.to_owned(),
            kind: content.kind,
            is_encrypted: content.is_encrypted,
            ..Attachment::default()
        };
        let was_shown = self.texts.last().is_some_and(|text| text.part == path);
        let file = File {
            bytes: &bytes,
            kind: content.kind,
            charset: about.charset(),
        };
        if was_shown {
            // The mail program shows it: its text and links are there already.
            if let Some(text) = self.texts.last() {
                attachment.markup = text.markup.clone();
            }
        } else {
            self.look_into(&file, &mut attachment, limits);
        }
        self.attachments.push(attachment);
    }

    fn look_into(&mut self, file: &File<'_>, attachment: &mut Attachment, limits: &Limits) {
        match file.kind {
            AttachmentKind::Page => self.page(file, attachment, limits),
            AttachmentKind::Calendar => self.calendar(file, attachment, limits),
            // By their first bytes, so that an archive is looked into whatever it is called; office files are
            // archives too and hold nothing that is named to a person.
            AttachmentKind::Archive | AttachmentKind::Program | AttachmentKind::Other => {
                self.archive(file.bytes, attachment, limits);
            }
            _ => {}
        }
    }

    /// An attached page: a browser opens it with its scripts.
    fn page(&mut self, file: &File<'_>, attachment: &mut Attachment, limits: &Limits) {
        if is_saved_page(file.bytes) {
            self.saved_page(file.bytes, attachment, limits);
            return;
        }
        let unzipped;
        let mut bytes = file.bytes;
        if bytes.starts_with(b"\x1f\x8b") {
            // A packed picture (`.svgz`) is a page all the same.
            let (_, data) = archive::read(bytes, &mut self.unpacked);
            unzipped = data.into_owned();
            bytes = &unzipped;
        }
        let text = self.decoded(bytes, file.charset.as_deref(), limits);
        let room = limits.links.saturating_sub(self.links.len());
        let page = page::attached(page::read(&text, room, Scripts::Read, &mut self.room));
        self.take_page(page, attachment);
    }

    /// A page saved with its pictures (RFC 2557) is a mail by its form.
    fn saved_page(&mut self, bytes: &[u8], attachment: &mut Attachment, limits: &Limits) {
        let room = limits.text.min(self.room);
        let inner_limits = Limits {
            links: limits.links.saturating_sub(self.links.len()),
            text: room,
            ..*limits
        };
        let inner = crate::body::read_saved(bytes, &inner_limits);
        for trouble in inner.troubles {
            self.note(trouble);
        }
        self.room -= room - inner.room.min(room);
        for text in inner.texts {
            attachment.markup.add(&text.markup);
            self.document(&attachment.part, text.seen);
        }
        let links = inner.links.into_iter().map(|mut link| {
            link.source = crate::LinkSource::Page;
            link
        });
        self.add_links(&attachment.part, links.collect());
    }

    fn calendar(&mut self, file: &File<'_>, attachment: &Attachment, limits: &Limits) {
        let text = self.decoded(file.bytes, file.charset.as_deref(), limits);
        let room = limits.links.saturating_sub(self.links.len());
        let Some(calendar) = calendar::read(&text, room) else {
            return;
        };
        if calendar.is_cut {
            self.note(Trouble::TextCut);
        }
        if calendar.are_links_cut {
            self.note(Trouble::LinksCut);
        }
        self.document(&attachment.part, calendar.seen);
        self.add_links(&attachment.part, calendar.links);
    }

    /// Names what is in an archive, and reads the small pages, calendars and mails in it, also those one archive deeper.
    fn archive(&mut self, bytes: &[u8], attachment: &mut Attachment, limits: &Limits) {
        let (contents, data) = archive::read(bytes, &mut self.unpacked);
        let mut left = MEMBERS;
        self.members(&contents, &data, "", attachment, limits, &mut left);
    }

    fn members(
        &mut self,
        contents: &Contents,
        data: &[u8],
        prefix: &str,
        attachment: &mut Attachment,
        limits: &Limits,
        left: &mut usize,
    ) {
        attachment.is_encrypted |= contents.is_encrypted;
        attachment.is_cut |= contents.is_cut;
        for entry in &contents.entries {
            if attachment.contents.len() >= archive::NAMES {
                attachment.is_cut = true;
                return;
            }
            let name = archive::tidy(&format!("{prefix}{}", entry.name));
            if !entry.name.is_empty() {
                attachment.contents.push(name.clone());
            }
            self.member(entry, data, &name, prefix, attachment, limits, left);
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a file in an archive, where it stands, and what may still be spent on it"
    )]
    fn member(
        &mut self,
        entry: &Entry,
        data: &[u8],
        name: &str,
        prefix: &str,
        attachment: &mut Attachment,
        limits: &Limits,
        left: &mut usize,
    ) {
        let is_worth_it = |kind| {
            matches!(
                kind,
                AttachmentKind::Page
                    | AttachmentKind::Archive
                    | AttachmentKind::Message
                    | AttachmentKind::Calendar
                    | AttachmentKind::Document
                    | AttachmentKind::Other
            )
        };
        if entry.data.is_none() || !is_worth_it(kind::of_name(&entry.name)) {
            return;
        }
        if *left == 0 {
            attachment.is_cut = true;
            return;
        }
        let room = self.unpacked;
        let Some(bytes) = archive::unpack(data, entry, MEMBER, &mut self.unpacked) else {
            attachment.is_cut |= room == 0 && !entry.is_encrypted;
            return;
        };
        *left -= 1;
        let content = kind::of([entry.name.as_str()], "", &bytes);
        let file = File {
            bytes: &bytes,
            kind: content.kind,
            charset: None,
        };
        match content.kind {
            AttachmentKind::Archive if prefix.is_empty() => {
                let (contents, data) = archive::read(&bytes, &mut self.unpacked);
                let prefix = format!("{name}/");
                self.members(&contents, &data, &prefix, attachment, limits, left);
            }
            AttachmentKind::Archive => attachment.is_cut = true,
            AttachmentKind::Message => self.enclosed(bytes.into_owned(), limits),
            AttachmentKind::Page => self.page(&file, attachment, limits),
            AttachmentKind::Calendar => self.calendar(&file, attachment, limits),
            _ => {}
        }
    }

    fn take_page(&mut self, page: Rendered, attachment: &mut Attachment) {
        if page.is_cut {
            self.note(Trouble::TextCut);
        }
        if page.are_links_cut {
            self.note(Trouble::LinksCut);
        }
        attachment.markup.add(&page.markup);
        self.document(&attachment.part, page.seen);
        self.add_links(&attachment.part, page.links);
    }

    fn document(&mut self, part: &[u16], text: String) {
        if !text.trim().is_empty() {
            self.documents.push(Document {
                has_script: false,
                part: part.to_vec(),
                text,
                is_encrypted: false,
            });
        }
    }

    /// The text of an attached page or calendar, as far as there is room for it.
    fn decoded(&mut self, bytes: &[u8], declared: Option<&str>, limits: &Limits) -> String {
        let room = PAGE.min(limits.text).min(self.room);
        let kept = bytes.get(..room).unwrap_or(bytes);
        if kept.len() < bytes.len() {
            self.note(Trouble::TextCut);
        }
        self.room -= kept.len();
        let meta = charset::meta_charset(kept);
        let decoded = charset::decode_body(kept, declared, meta.as_deref());
        if decoded.is_label_unknown {
            self.note(Trouble::UnknownCharset);
        }
        decoded.text
    }
}

/// Whether a page is one saved with its pictures, by its header fields.
fn is_saved_page(bytes: &[u8]) -> bool {
    let start = bytes.get(..4 << 10).unwrap_or(bytes).to_ascii_lowercase();
    let begins = start.trim_ascii_start();
    (begins.starts_with(b"from:")
        || begins.starts_with(b"mime-version:")
        || begins.starts_with(b"content-"))
        && kind::find(&start, b"content-type:").is_some()
}
