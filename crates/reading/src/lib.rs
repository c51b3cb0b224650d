//! Turns foreign bytes into text, links, images, rows and their places; judges nothing.
//!
//! No function here fails on foreign bytes: what was understood comes back, and what was not is a
//! [`Trouble`]. Sizes are bounded by [`Limits`].

mod archive;
mod attachment;
mod author;
mod body;
mod calendar;
mod charset;
mod containers;
mod date;
mod enclosed;
mod encoded_words;
mod filters;
mod header;
mod html;
mod link;
mod look;
pub mod message;
mod page;
mod parameters;
mod read;
mod received;
mod script;
mod smime;
mod text;

pub use containers::{
    ContainerError, Expansion, Kind, MboxItem, MboxSplitter, Member, Octets, Tar, Zip, gunzip,
    kind, unwrap_emlx,
};
pub use filters::{
    Action, Branch, Condition, Field as FilterField, FilterForm, FilterTrouble, FilterTroubleKind,
    Filters, Operator, Part, Rule, Step, Test, read_filters,
};
pub use look::{Look, LookLimits, look, look_joined};
pub use message::{
    Attachment, AttachmentKind, Author, Document, Field, Hop, Image, Irregularity, Layout, Limits,
    Link, LinkKind, LinkSource, LookState, Mailbox, Markup, Message, Opaque, OpaqueKind, Smime,
    Text, Trouble,
};
pub use read::read;
pub use text::{Forwarded, forwarded, read_text};
