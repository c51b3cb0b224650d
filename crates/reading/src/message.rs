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
    /// Whether it came from HTML.
    pub is_html: bool,
    /// The charset that was used to decode it, lower case (`utf-8`, `iso-2022-jp`, `gbk` …).
    pub charset: String,
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
    /// Raw bytes of attached messages (message/rfc822), outermost first.
    pub enclosed: Vec<Vec<u8>>,
    /// Whether an S/MIME signature is attached (RFC 8551 §3.5); nobody has verified it.
    pub has_smime_signature: bool,
    /// Whether this is pasted text rather than a mail with its header; nothing in it is proof.
    pub is_pasted: bool,
    /// What could not be read.
    pub troubles: Vec<Trouble>,
}
