//! A mail message as a person and as a mail program see it.

use facts::{Address, Instant, ObservationId};

/// How much of a message is read; beyond it stands a [`Trouble`].
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Octets of one message.
    pub message: usize,
    /// Header fields read.
    pub fields: usize,
    /// Parts read, at all levels together.
    pub parts: usize,
    /// Levels of nesting.
    pub depth: usize,
    /// Octets of one decoded text part.
    pub text: usize,
    /// Links kept.
    pub links: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message: 64 << 20,
            fields: 2_000,
            parts: 500,
            depth: 12,
            text: 1 << 20,
            links: 2_000,
        }
    }
}

/// A header field, in the order of the message.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name as written, without the colon and without space before it.
    pub name: String,
    /// The line of the raw message in which the field begins, from 1.
    pub line: u32,
    /// The value, unfolded, not decoded; invalid UTF-8 replaced.
    pub value: String,
}

/// One mailbox of an address header.
#[derive(Clone, Debug)]
pub struct Mailbox {
    /// The display name, encoded words decoded; a quoted or comment name counts. Empty where there is none.
    pub name: String,
    /// The address, where it is a well-formed one.
    pub address: Option<Address>,
    /// The address as written, whatever it is (`phish`, `"no-reply@Amazon.de"`, empty).
    pub written: String,
    /// The line of the field, from 1.
    pub line: u32,
}

/// Something in From that no honest mail program writes, or that two readers read differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Irregularity {
    /// No From field.
    NoFrom,
    /// More than one From field, counting `From :` and other disguised names (RFC 5322 §3.6).
    SeveralFields,
    /// More than one mailbox in From.
    SeveralMailboxes,
    /// A group (`Name: a@b;`).
    Group,
    /// An address without a domain, or with a malformed one.
    NoDomain,
    /// A control character or NUL in the field.
    Control,
    /// An encoded word where an address should stand.
    EncodedAddress,
    /// A source route, a quoted pair outside quotes, or text after the angle brackets.
    Malformed,
}

/// Who the message says wrote it, read strictly.
#[derive(Clone, Debug, Default)]
pub struct Author {
    /// Every mailbox found in every From field, also in malformed ones: all are claimed.
    pub mailboxes: Vec<Mailbox>,
    /// What is irregular; nothing irregular can ever be proven.
    pub irregular: Vec<Irregularity>,
}

impl Author {
    /// The one address, where From is a single field with a single well-formed mailbox and nothing irregular.
    #[must_use]
    pub fn sole(&self) -> Option<&Address> {
        match (self.mailboxes.as_slice(), self.irregular.as_slice()) {
            ([only], []) => only.address.as_ref(),
            _ => None,
        }
    }
}

/// One Received field (RFC 5321 §4.4), the topmost first.
#[derive(Clone, Debug, Default)]
pub struct Hop {
    /// What the client called itself in HELO/EHLO.
    pub helo: Option<String>,
    /// The client's reverse name as the server recorded it; `None` for `unknown` or where none stands.
    pub reverse: Option<String>,
    /// Whether the server wrote that the client has no reverse name (`unknown`).
    pub is_reverse_unknown: bool,
    /// The client's address.
    pub ip: Option<std::net::IpAddr>,
    /// The server that wrote the field.
    pub by: Option<String>,
    /// The protocol word after `with`.
    pub with: Option<String>,
    /// When, by that server's clock.
    pub at: Option<Instant>,
    /// The index of the field in [`Message::fields`].
    pub field: usize,
}

/// Text that a person sees.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// The part's position in the tree, from 1 at each level; empty for the root.
    pub part: Vec<u16>,
    /// The text as rendered: no markup, hidden text left out, lines kept.
    pub seen: String,
    /// Text that the markup hides from the person (hidden by CSS, zero size, same colour, off-screen).
    pub hidden: String,
    /// The part of the hidden text that stands before anything shown: a preview for lists of mails.
    pub preheader: String,
    /// Whether it came from HTML.
    pub is_html: bool,
    /// The charset that was used to decode it, lower case (`utf-8`, `iso-2022-jp`, `gbk` …).
    pub charset: String,
    /// What its markup can do.
    pub markup: Markup,
}

/// What the markup of an HTML text can do beside showing text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup {
    /// Forms.
    pub forms: u32,
    /// Fields that ask for a password.
    pub password_fields: u32,
    /// Scripts: elements and event handlers.
    pub scripts: u32,
    /// Whether the page sends the reader on by itself (`<meta http-equiv=refresh>`).
    pub has_refresh: bool,
    /// Frames and embedded objects.
    pub frames: u32,
}

/// Where in a message a link stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum LinkSource {
    /// In a text that a mail program shows.
    #[default]
    Body,
    /// In an attached page (`.html`).
    Page,
    /// In a calendar entry.
    Calendar,
    /// In a QR code of a picture.
    Code,
    /// In a document (PDF): an annotation, its text, or a QR code on a page.
    Document,
}

/// What a link does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LinkKind {
    /// An `href` of an anchor or area.
    Anchor,
    /// A URL standing in plain text.
    Plain,
    /// The action of a form.
    Form,
    /// A remote image or style (loaded, not clicked).
    Resource,
    /// A page that the markup goes on to by itself.
    Refresh,
}

/// A link, never followed.
#[derive(Clone, Debug)]
pub struct Link {
    /// The part it stands in.
    pub part: Vec<u16>,
    /// Its position among the part's links, from 1.
    pub nth: u32,
    /// What it does.
    pub kind: LinkKind,
    /// Where it stands.
    pub source: LinkSource,
    /// The target as written, whitespace and control characters inside removed as browsers do.
    pub target: String,
    /// The scheme, lower case; empty for a relative target.
    pub scheme: String,
    /// The host in ASCII form as a browser would resolve it; `None` where there is none.
    pub host: Option<String>,
    /// Whether text stands before an `@` in the authority.
    pub has_userinfo: bool,
    /// The label a person sees; the `alt` of an image inside counts.
    pub label: String,
}

/// An image in the body or attached.
#[derive(Clone, Debug, Default)]
pub struct Image {
    /// The part, or the HTML part that names it.
    pub part: Vec<u16>,
    /// Its description (`alt`, `title`).
    pub alt: String,
}

/// An attachment.
#[derive(Clone, Debug, Default)]
pub struct Attachment {
    /// The part.
    pub part: Vec<u16>,
    /// Its file name, decoded.
    pub name: String,
    /// Its media type, lower case.
    pub media: String,
    /// What it is by its name and first bytes, whatever it is called.
    pub kind: AttachmentKind,
    /// Whether it is encrypted, so that no scanner on the way could look into it.
    pub is_encrypted: bool,
    /// The names of the files inside an archive, as far as they could be read; those of an archive inside it
    /// stand behind its name and a slash.
    pub contents: Vec<String>,
    /// Whether it holds more than was looked at: more files, deeper archives, names that are packed themselves.
    pub is_cut: bool,
    /// What the markup of the page that it is, or of the pages in it, can do.
    pub markup: Markup,
}

/// What an attachment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum AttachmentKind {
    /// A web page (HTML, SVG, XHTML) that a browser opens with its scripts.
    Page,
    /// A calendar entry.
    Calendar,
    /// A configuration profile (`.mobileconfig`) or another file that changes a device's settings.
    Profile,
    /// Something that runs: a program, a script, a shortcut, an installer, a disk image.
    Program,
    /// An office document that can hold macros.
    Macros,
    /// A document: PDF, office, text.
    Document,
    /// A picture.
    Picture,
    /// An archive.
    Archive,
    /// A mail.
    Message,
    /// A signature or key of the mail itself.
    Signature,
    /// Anything else.
    #[default]
    Other,
}

/// What an [`Opaque`] part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OpaqueKind {
    /// A picture.
    Picture,
    /// A PDF document.
    Pdf,
}

/// A part whose content needs heavy or risky decoding: it is looked into by a process of its own.
#[derive(Clone, Debug)]
pub struct Opaque {
    /// The part.
    pub part: Vec<u16>,
    /// What it is, by its first bytes.
    pub kind: OpaqueKind,
    /// The identity of the decoded bytes.
    pub id: ObservationId,
    /// The decoded bytes.
    pub bytes: Vec<u8>,
    /// What became of it.
    pub state: LookState,
}

/// What became of an [`Opaque`] part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum LookState {
    /// Nobody looked yet, or nobody could.
    #[default]
    NotLooked,
    /// Looked into; what it holds stands among links and documents.
    Looked,
    /// Only a part of it was looked into (more pages or pixels than are read).
    Partly,
    /// It could not be read: broken, encrypted, over a limit.
    Failed,
}

/// The text of a document attached (a PDF, a page, a calendar), for conduct and claim.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The part.
    pub part: Vec<u16>,
    /// The text that it shows.
    pub text: String,
    /// Whether it is encrypted.
    pub is_encrypted: bool,
    /// Whether it carries a script or starts a program.
    pub has_script: bool,
}

/// A CMS signature of the mail (S/MIME, RFC 8551).
#[derive(Clone, Debug, Default)]
pub struct Smime {
    /// The CMS structure (DER).
    pub cms: Vec<u8>,
    /// The signed content in its canonical form (CRLF), for a detached signature; absent where the structure
    /// carries the content itself.
    pub content: Option<Vec<u8>>,
    /// Whether what is signed is all of the body, and not a part of it.
    pub is_whole: bool,
}

/// What could not be read; becomes a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Trouble {
    /// The message is over the limit; only its beginning was read.
    MessageCut,
    /// More header fields than are read.
    FieldsCut,
    /// More parts or deeper nesting than are read.
    PartsCut,
    /// A text part over the limit; only its beginning was read.
    TextCut,
    /// More links than are kept.
    LinksCut,
    /// A charset that is not known; read as UTF-8 with replacements.
    UnknownCharset,
    /// A transfer encoding that broke off or is wrong.
    BrokenEncoding,
    /// An encrypted part (S/MIME or PGP) that cannot be read.
    Encrypted,
    /// The bytes do not look like a mail at all (binary, or no header field).
    NotAMail,
}

/// Where the pieces of a message lie in its raw bytes, as they were read.
///
/// Whoever verifies a signature must look at the same pieces: two scans that disagree on where a field or
/// the body begins let one mail be verified and another be shown.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// Where each of [`Message::fields`] begins.
    pub fields: Vec<usize>,
    /// Where the last field ends.
    pub end: usize,
    /// Where the body begins.
    pub body: usize,
    /// Whether every common reader finds these very fields and this body: no line without a name, no
    /// disguised name, no control character and no line end other than CRLF or LF stands in the header
    /// block. An mbox separator or a byte order mark above it is no harm.
    pub is_plain: bool,
}

/// A message read.
#[derive(Clone, Debug)]
pub struct Message {
    /// The identity of the raw bytes.
    pub id: ObservationId,
    /// All header fields read, topmost first.
    pub fields: Vec<Field>,
    /// Where they and the body lie in the raw bytes.
    pub layout: Layout,
    /// The author.
    pub author: Author,
    /// Reply-To mailboxes.
    pub reply_to: Vec<Mailbox>,
    /// The Return-Path address, if one is recorded and not empty.
    pub return_path: Option<Address>,
    /// The subject, decoded; several are joined by a line break.
    pub subject: String,
    /// The line of the (first) subject, from 1; 0 where there is none.
    pub subject_line: u32,
    /// The Date field.
    pub date: Option<Instant>,
    /// The trace, the topmost first.
    pub hops: Vec<Hop>,
    /// The texts a person sees; where a multipart/alternative has HTML and plain, both, HTML first.
    pub texts: Vec<Text>,
    /// The links, in order.
    pub links: Vec<Link>,
    /// The images.
    pub images: Vec<Image>,
    /// The attachments.
    pub attachments: Vec<Attachment>,
    /// Raw bytes of attached messages (message/rfc822, `.eml`, also in an archive), each before those inside it.
    pub enclosed: Vec<Vec<u8>>,
    /// Pictures and documents that a process of its own looks into.
    pub opaque: Vec<Opaque>,
    /// The texts of documents looked into.
    pub documents: Vec<Document>,
    /// Whether an S/MIME signature is attached (RFC 8551 §3.5).
    pub has_smime_signature: bool,
    /// The S/MIME signature, where it could be taken out.
    pub smime: Option<Smime>,
    /// Whether this is pasted text rather than a mail with its header; nothing in it is proof.
    pub is_pasted: bool,
    /// What could not be read.
    pub troubles: Vec<Trouble>,
}

impl Message {
    /// What must be looked into by a process of its own before all of the message is read.
    pub fn needs(&self) -> impl Iterator<Item = facts::Need> {
        self.opaque
            .iter()
            .filter(|part| part.state == LookState::NotLooked)
            .map(|part| facts::Need::Look(part.id))
    }
}
