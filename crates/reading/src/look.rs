//! What a process of its own sees in a picture or document, and how it comes into the message.

mod blocks;
mod code;
mod dark;
mod data_url;
mod document;
mod grey;
mod picture;
mod sheet;

use facts::ObservationId;
use serde::{Deserialize, Serialize};

use crate::{
    Document, Link, LinkKind, LinkSource, LookState, Message, Opaque, OpaqueKind, Trouble, link,
};

pub(crate) use blocks::drawn;
pub(crate) use data_url::data_picture;
pub(crate) use picture::{is_too_small, kind_of};

/// How much is looked at; beyond it [`Look::is_cut`] or [`Look::is_failed`] stands.
#[derive(Clone, Copy, Debug)]
pub struct LookLimits {
    /// Pixels of one picture that are decoded.
    pub pixels: u64,
    /// Pixels of the longer side at which codes are looked for.
    pub side: u32,
    /// Frames of a moving picture.
    pub frames: usize,
    /// Pages of a document whose text is read and that are drawn; with none, its links are read alone.
    pub pages: usize,
    /// Pages of a document whose links are read.
    pub linked_pages: usize,
    /// Octets of a document's text.
    pub text: usize,
    /// Links of a document, and codes of a picture or document.
    pub links: usize,
    /// Octets of one link or code.
    pub target: usize,
}

impl Default for LookLimits {
    fn default() -> Self {
        Self {
            pixels: 24_000_000,
            side: 1_400,
            frames: 6,
            pages: 8,
            linked_pages: 64,
            text: 64 << 10,
            links: 500,
            target: 8 << 10,
        }
    }
}

/// What was seen in one picture or document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// The texts of QR codes, in reading order, without repetition.
    pub codes: Vec<String>,
    /// The targets of link annotations, in order, without repetition.
    pub links: Vec<String>,
    /// The text that a document shows.
    pub text: String,
    /// Whether the document is encrypted.
    pub is_encrypted: bool,
    /// Whether the document carries a script or starts a program.
    #[serde(default)]
    pub has_script: bool,
    /// Whether more pages, pixels or text are there than were looked at.
    pub is_cut: bool,
    /// Whether nothing could be read of it.
    pub is_failed: bool,
    /// Whether corners of a code were seen and no code could be read: perhaps the rest stands in the next picture.
    #[serde(default)]
    pub has_torn_code: bool,
}

impl Look {
    /// What stands for bytes that nobody could look into.
    #[must_use]
    pub fn failed() -> Self {
        Self {
            is_failed: true,
            ..Self::default()
        }
    }

    fn add_code(&mut self, code: String, limits: &LookLimits) {
        add(&mut self.codes, code, limits, &mut self.is_cut);
    }

    fn add_link(&mut self, target: String, limits: &LookLimits) {
        add(&mut self.links, target, limits, &mut self.is_cut);
    }
}

fn add(all: &mut Vec<String>, text: String, limits: &LookLimits, is_cut: &mut bool) {
    let text = text.trim();
    if text.is_empty() || all.iter().any(|known| known == text) {
        return;
    }
    if all.len() >= limits.links || text.len() > limits.target {
        *is_cut = true;
        return;
    }
    all.push(text.to_owned());
}

/// Looks into a picture or document.
///
/// Decoders of foreign formats run here: the caller runs it in a process of its own, with limits on time and
/// memory, and takes an end of that process for [`Look::failed`].
#[must_use]
pub fn look(kind: OpaqueKind, bytes: &[u8], limits: &LookLimits) -> Look {
    match kind {
        OpaqueKind::Picture => picture::look(bytes, limits),
        OpaqueKind::Pdf => document::look(bytes, limits),
    }
}

/// Looks for a code that two pictures make together, side by side or one above the other.
#[must_use]
pub fn look_joined(first: &[u8], second: &[u8], limits: &LookLimits) -> Look {
    picture::look_joined(first, second, limits)
}

impl Message {
    /// Takes what was seen in the parts with this identity: codes and annotations become links, other texts a
    /// document. A second look at the same part changes nothing.
    pub fn take_look(&mut self, id: ObservationId, look: &Look) {
        let parts: Vec<(Vec<u16>, OpaqueKind)> = self
            .opaque
            .iter_mut()
            .filter(|part| part.id == id && part.state == LookState::NotLooked)
            .map(|part| {
                part.state = state_of(look);
                (part.part.clone(), part.kind)
            })
            .collect();
        for (part, kind) in parts {
            self.take(part, kind, look);
        }
    }

    /// Takes the code that the picture with this identity makes together with the one behind it.
    pub fn take_joined(&mut self, id: ObservationId, look: &Look) {
        let part = self.opaque.iter().find(|part| part.id == id);
        if let Some(part) = part.map(|part| part.part.clone()) {
            self.take(part, OpaqueKind::Picture, look);
        }
    }

    fn take(&mut self, part: Vec<u16>, kind: OpaqueKind, look: &Look) {
        let source = match kind {
            OpaqueKind::Picture => LinkSource::Code,
            OpaqueKind::Pdf => LinkSource::Document,
        };
        let mut nth = self
            .links
            .iter()
            .filter(|link| link.part == part)
            .map(|link| link.nth)
            .max()
            .unwrap_or_default();
        let mut is_cut = false;
        let mut put = |mut link: Link, links: &mut Vec<Link>| {
            let is_known = links
                .iter()
                .any(|known| known.part == part && known.target == link.target);
            if is_known {
                return;
            }
            if links.len() >= MOST_LINKS {
                is_cut = true;
                return;
            }
            nth += 1;
            link.nth = nth;
            link.part.clone_from(&part);
            link.source = source;
            links.push(link);
        };
        let mut text = look.text.clone();
        for code in &look.codes {
            match code_link(code) {
                Some(link) => put(link, &mut self.links),
                None => {
                    if !text.is_empty() {
                        text.push('\n');
                    }
                    text.push_str(code);
                }
            }
        }
        for target in &look.links {
            put(link::read(LinkKind::Anchor, target, None), &mut self.links);
        }
        for range in link::plain_urls(&look.text) {
            if let Some(written) = look.text.get(range) {
                put(link::read_plain(written), &mut self.links);
            }
        }
        if is_cut && !self.troubles.contains(&Trouble::LinksCut) {
            self.troubles.push(Trouble::LinksCut);
        }
        if !text.is_empty() || look.is_encrypted || look.has_script {
            self.documents.push(Document {
                part,
                text,
                is_encrypted: look.is_encrypted,
                has_script: look.has_script,
            });
        }
    }
}

/// Links kept in a message, those of codes and documents included.
const MOST_LINKS: usize = 4_000;

fn state_of(look: &Look) -> LookState {
    let has_anything =
        !(look.codes.is_empty() && look.links.is_empty() && look.text.trim().is_empty());
    match (look.is_failed, look.is_cut) {
        (true, _) if !has_anything => LookState::Failed,
        (true, _) | (_, true) => LookState::Partly,
        _ => LookState::Looked,
    }
}

/// The link that a code's text is, where it is one: phones open a web address, and one without a scheme too.
fn code_link(code: &str) -> Option<Link> {
    let code = code.trim();
    // Phones take the scheme in any case, and `URLTO:` and `MEBKM:` are bookmarks of the same kind.
    let inner = ["URLTO:", "url:", "URL:"]
        .iter()
        .find_map(|start| code.strip_prefix(start))
        .unwrap_or(code);
    let link = link::read(LinkKind::Anchor, inner, None);
    let is_web = matches!(link.scheme.as_str(), "http" | "https") && link.host.is_some();
    let is_other = matches!(
        link.scheme.as_str(),
        "mailto" | "tel" | "sms" | "smsto" | "javascript" | "data" | "intent"
    );
    if is_web || is_other {
        return Some(link);
    }
    let mut urls = link::plain_urls(code).into_iter();
    let only = urls.next()?;
    code.get(only).map(link::read_plain)
}

/// Pictures and documents taken out of a mail's parts, within bounds.
#[derive(Debug, Default)]
pub(crate) struct Collected {
    pub(crate) parts: Vec<Opaque>,
    /// How many of them are to be looked into.
    kept: usize,
    octets: usize,
}

/// How many pictures and documents of one mail are kept to look into.
pub(crate) const MOST_OPAQUE: usize = 32;
/// Octets of all of them together.
const MOST_OCTETS: usize = 32 << 20;

impl Collected {
    /// Keeps bytes that are a picture or a document by their first octets.
    pub(crate) fn offer(&mut self, part: &[u16], bytes: &[u8]) {
        let Some(kind) = kind_of(bytes) else {
            return;
        };
        // What is too much is named, so that nothing is hidden behind a heap of pictures.
        let is_over = self.kept >= MOST_OPAQUE || self.octets + bytes.len() > MOST_OCTETS;
        // A tracking pixel or an icon has no room for a code.
        let is_nothing = kind == OpaqueKind::Picture && is_too_small(bytes);
        if (is_over || is_nothing) && self.parts.len() >= MOST_OPAQUE * 2 {
            return;
        }
        let state = match (is_nothing, is_over) {
            (true, _) => LookState::Looked,
            (false, true) => LookState::Failed,
            (false, false) => LookState::NotLooked,
        };
        let is_kept = state == LookState::NotLooked;
        if is_kept {
            self.kept += 1;
            self.octets += bytes.len();
        }
        self.parts.push(Opaque {
            part: part.to_vec(),
            kind,
            id: ObservationId::of(bytes),
            bytes: if is_kept { bytes.to_vec() } else { Vec::new() },
            state,
        });
    }
}
