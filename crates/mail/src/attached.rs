//! What a mail's attachments are, and what they hide.

use facts::{Evidence, Place, Quote};
use reading::{Attachment, AttachmentKind, LinkKind, LinkSource};

use crate::conduct::{Reader, Sign, WEAK, short};
use crate::content::at;
use crate::reason::Reason;
use crate::words::{FileKind, Words};

/// Attachments looked at.
const ATTACHMENTS: usize = 200;
/// Names inside one archive looked at.
const CONTENTS: usize = 2_000;
/// Blanks in a row that push an ending out of sight.
const BLANKS: usize = 8;

/// The signs of all attachments; each kind once.
pub(crate) fn signs(reader: &Reader<'_>) -> Vec<Sign> {
    let mut signs: Vec<Sign> = Vec::new();
    for attachment in reader.message.attachments.iter().take(ATTACHMENTS) {
        for (reason, points) in reasons(reader, attachment) {
            let kind = std::mem::discriminant(&reason);
            if signs
                .iter()
                .any(|sign| std::mem::discriminant(&sign.reason) == kind)
            {
                continue;
            }
            signs.push(Sign {
                reason,
                evidence: vec![Evidence {
                    observation: reader.message.id,
                    place: Place::Attachment {
                        part: attachment.part.clone(),
                    },
                    quote: Quote::whole(&attachment.name),
                }],
                points,
            });
        }
    }
    if let Some(locked) = signs.iter().find_map(|sign| match &sign.reason {
        Reason::AttachmentIsLocked { name } => Some(name.clone()),
        _ => None,
    }) {
        signs.extend(password_beside(reader, &locked));
    }
    signs
}

fn reasons(reader: &Reader<'_>, attachment: &Attachment) -> Vec<(Reason, u32)> {
    let mut reasons = Vec::new();
    let name = short(&attachment.name);
    let carrier = match attachment.kind {
        AttachmentKind::Program => Some(("program", 4)),
        AttachmentKind::Profile => Some(("profile", 2)),
        AttachmentKind::Macros => Some(("macros", 2)),
        _ => None,
    };
    let packed = || {
        attachment
            .contents
            .iter()
            .take(CONTENTS)
            .find(|inner| reader.words.file_kind(ending(inner)) == Some(FileKind::Program))
    };
    if let Some((carrier, points)) = carrier {
        let name = name.clone();
        reasons.push((Reason::ProgramAttached { name, carrier }, points));
    } else if let Some(inner) = packed() {
        let name = short(inner);
        let carrier = "archive";
        reasons.push((Reason::ProgramAttached { name, carrier }, 4));
    }
    if attachment.kind == AttachmentKind::Page {
        let holds = held(reader, attachment);
        let name = name.clone();
        reasons.push((Reason::PageAttached { name, holds }, 2));
    }
    let hides = hides_its_kind(&attachment.name, reader.words)
        .then_some(&attachment.name)
        .or_else(|| {
            attachment
                .contents
                .iter()
                .take(CONTENTS)
                .find(|inner| hides_its_kind(inner, reader.words))
        });
    if let Some(hides) = hides {
        reasons.push((Reason::AttachmentHidesItsKind { name: short(hides) }, 4));
    }
    if attachment.is_encrypted && attachment.kind != AttachmentKind::Signature {
        let name = name.clone();
        reasons.push((Reason::AttachmentIsLocked { name }, WEAK));
    }
    if attachment.kind == AttachmentKind::Calendar {
        reasons.push((Reason::InvitationAttached { name }, WEAK));
    }
    reasons
}

/// What an attached page can do.
fn held(reader: &Reader<'_>, attachment: &Attachment) -> &'static str {
    let markup = reader
        .message
        .texts
        .iter()
        .find(|text| text.part == attachment.part)
        .map(|text| &text.markup);
    let has_link = |kind: LinkKind| {
        reader.message.links.iter().any(|link| {
            link.source == LinkSource::Page && link.part == attachment.part && link.kind == kind
        })
    };
    if markup.is_some_and(|markup| markup.password_fields > 0) {
        "password"
    } else if markup.is_some_and(|markup| markup.forms > 0) || has_link(LinkKind::Form) {
        "form"
    } else if markup.is_some_and(|markup| markup.scripts > 0) {
        "script"
    } else {
        "page"
    }
}

/// A password given in the text beside a locked attachment.
fn password_beside(reader: &Reader<'_>, name: &str) -> Option<Sign> {
    reader.seen().iter().find_map(|seen| {
        let (_, range) = reader.words.password.all(&seen.folded.text).next()?;
        let spot = seen.folded.original(range.start, range.end);
        Some(Sign {
            reason: Reason::PasswordBesideAttachment { name: name.into() },
            // The password itself stands beside its word and is not shown.
            evidence: vec![Evidence {
                quote: Quote::default(),
                ..at(reader, seen, spot)
            }],
            points: 1,
        })
    })
}

/// Whether a name shows the ending of a document and ends as something that runs or opens in a browser, or turns
/// or pushes its ending out of sight.
fn hides_its_kind(name: &str, words: &Words) -> bool {
    let plain: String = name.chars().filter(|c| !is_turning(*c)).collect();
    let kind = words.file_kind(ending(&plain));
    let is_lively = matches!(kind, Some(FileKind::Program | FileKind::Page));
    if !is_lively {
        return false;
    }
    let stem = plain
        .rsplit_once('.')
        .map_or("", |(stem, _)| stem)
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '_' | '.' | '\u{3000}'));
    let blanks = name
        .split(|c: char| !c.is_whitespace())
        .map(|run| run.chars().count())
        .max()
        .unwrap_or(0);
    // `example.com` and `page.html` end in one.
    words.file_kind(ending(stem)) == Some(FileKind::Document)
        || blanks >= BLANKS
        || name.contains(is_turning)
}

/// Marks that turn the writing direction, so that `exe.pdf` is seen where `fdp.exe` stands.
fn is_turning(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What follows the last dot of a name.
fn ending(name: &str) -> &str {
    let name = name.trim_end_matches(|c: char| c.is_whitespace() || c == '.');
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_hide_their_kind() {
        let words = Words::embedded().expect("lists");
        for (name, expected) in [
            ("invoice.pdf.exe", true),
            ("請求書.PDF.html", true),
            ("photo.jpg .scr", true),
            ("invoice              .exe", true),
            ("invoice\u{202e}fdp.exe", true),
            ("setup.exe", false),
            ("invoice.pdf", false),
            ("archive.tar.gz", false),
            ("report.2026.html", false),
            ("www.shop.com", false),
            ("\u{202e}invoice.pdf", false),
            ("", false),
        ] {
            assert_eq!(hides_its_kind(name, &words), expected, "{name}");
        }
    }
}
