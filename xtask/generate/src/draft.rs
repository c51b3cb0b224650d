//! A mail before it is sent: what it says, whom it claims to be from, and how its sender sends.

use crate::mime::{Charset, Part};
use crate::page::Block;
use crate::route::Sending;

/// How the body is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Text and HTML; text alone in some cases.
    Usual,
    /// Text and HTML in every case.
    Both,
    /// Text alone.
    Text,
    /// HTML alone.
    Html,
}

/// Whether the mail honestly says that it comes from a well-known brand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Says {
    /// It is from the brand and says so.
    From,
    /// It names the brand, and is somebody else's.
    About,
}

/// A mail before it is sent.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) kind: &'static str,
    /// Our own short label of the brand that is claimed or named; `-` where there is none.
    pub(crate) brand: String,
    pub(crate) says: Says,
    pub(crate) name: String,
    pub(crate) address: String,
    pub(crate) reply_to: Option<String>,
    pub(crate) subject: String,
    pub(crate) preheader: String,
    pub(crate) blocks: Vec<Block>,
    pub(crate) shape: Shape,
    pub(crate) charset: Option<Charset>,
    /// Parts beside the text: attachments, inner messages.
    pub(crate) extra: Vec<Part>,
    /// Fields that the sender's program adds.
    pub(crate) fields: Vec<(&'static str, String)>,
    pub(crate) sending: Sending,
    /// Whether it is advertising or a newsletter, with a way to unsubscribe.
    pub(crate) is_bulk: bool,
    /// Whether a person wrote it.
    pub(crate) is_personal: bool,
    pub(crate) note: String,
}

impl Draft {
    /// A mail of `kind` from `name` at `address`.
    pub(crate) fn new(kind: &'static str, name: &str, address: &str, sending: Sending) -> Self {
        Self {
            kind,
            brand: "-".to_owned(),
            says: Says::About,
            name: name.to_owned(),
            address: address.to_owned(),
            reply_to: None,
            subject: String::new(),
            preheader: String::new(),
            blocks: Vec::new(),
            shape: Shape::Usual,
            charset: None,
            extra: Vec::new(),
            fields: Vec::new(),
            sending,
            is_bulk: false,
            is_personal: false,
            note: String::new(),
        }
    }

    /// It claims to be from `brand`, and is.
    pub(crate) fn claims(mut self, brand: &str) -> Self {
        self.brand = brand.to_owned();
        self.says = Says::From;
        self
    }

    /// It names `brand` without being from it.
    pub(crate) fn about(mut self, brand: &str) -> Self {
        self.brand = brand.to_owned();
        self.says = Says::About;
        self
    }

    pub(crate) fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into();
        self
    }

    pub(crate) fn preheader(mut self, preheader: impl Into<String>) -> Self {
        self.preheader = preheader.into();
        self
    }

    pub(crate) fn blocks(mut self, blocks: Vec<Block>) -> Self {
        self.blocks = blocks;
        self
    }

    pub(crate) fn shape(mut self, shape: Shape) -> Self {
        self.shape = shape;
        self
    }

    pub(crate) fn charset(mut self, charset: Charset) -> Self {
        self.charset = Some(charset);
        self
    }

    pub(crate) fn part(mut self, part: Part) -> Self {
        self.extra.push(part);
        self
    }

    pub(crate) fn field(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    pub(crate) fn reply_to(mut self, address: impl Into<String>) -> Self {
        self.reply_to = Some(address.into());
        self
    }

    pub(crate) fn bulk(mut self) -> Self {
        self.is_bulk = true;
        self
    }

    pub(crate) fn personal(mut self) -> Self {
        self.is_personal = true;
        self
    }

    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// The domain in From.
    pub(crate) fn domain(&self) -> &str {
        self.address
            .rsplit_once('@')
            .map_or(self.address.as_str(), |(_, domain)| domain)
    }
}
