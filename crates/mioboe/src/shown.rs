//! What a person sees of a mail, taken out of its markup.

use reading::{LinkKind, Message};

/// Characters of all texts together that are shown.
const MOST_SHOWN: usize = 40_000;
/// Links that are shown.
const MOST_LINKS_SHOWN: usize = 100;
/// Characters of a link's label or target that are shown.
const LONGEST_LINK_SHOWN: usize = 300;

/// What a person sees of a mail: text without markup, as foreign as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// The texts, as rendered; of a mail in two forms both.
    pub texts: Vec<String>,
    /// The links that can be clicked, none of them followed.
    pub links: Vec<ShownLink>,
    /// Whether there is more than is shown.
    pub is_cut: bool,
}

/// A link of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownLink {
    /// What it is called.
    pub label: String,
    /// Where it leads.
    pub target: String,
}

impl Shown {
    pub(crate) fn of(message: &Message) -> Self {
        let mut shown = Self::default();
        let mut left = MOST_SHOWN;
        for text in &message.texts {
            let seen = text.seen.trim();
            let (kept, is_cut) = cut(seen, left);
            left = left.saturating_sub(kept.chars().count());
            shown.is_cut |= is_cut;
            if !kept.is_empty() && !shown.texts.contains(&kept) {
                shown.texts.push(kept);
            }
        }
        for link in &message.links {
            // What is loaded and not clicked is no link to a person.
            if link.kind == LinkKind::Resource {
                continue;
            }
            let (label, _) = cut(link.label.trim(), LONGEST_LINK_SHOWN);
            let (target, _) = cut(&link.target, LONGEST_LINK_SHOWN);
            let link = ShownLink { label, target };
            if shown.links.contains(&link) {
                continue;
            }
            if shown.links.len() >= MOST_LINKS_SHOWN {
                shown.is_cut = true;
                break;
            }
            shown.links.push(link);
        }
        shown
    }
}

/// The beginning of a text, and whether that is not all of it.
fn cut(text: &str, most: usize) -> (String, bool) {
    let mut characters = text.chars();
    let kept: String = characters.by_ref().take(most).collect();
    (kept, characters.next().is_some())
}
