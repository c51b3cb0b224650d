//! A page with what is written inside it: documents in addresses and frames, and what its scripts would write.

use std::collections::HashSet;

use crate::html::{self, Rendered};
use crate::link;
use crate::script;
use crate::{LinkKind, LinkSource};

/// Addresses in scripts that are kept.
const SAID: usize = 500;

/// Whether the scripts of a page count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scripts {
    /// Mail programs run no script.
    Ignored,
    /// A browser runs them; they are read as text.
    Read,
}

/// Reads a page and the documents inside it, one level; keeps at most `limit` links. `room` is how many octets
/// of documents inside may be read, and is lessened by what was.
pub(crate) fn read(html: &str, limit: usize, scripts: Scripts, room: &mut usize) -> Rendered {
    let mut page = html::render(html, limit);
    let mut said = std::mem::take(&mut page.scripts);
    for inner in std::mem::take(&mut page.inner) {
        let sub = take_in(&mut page, &inner.html, room, limit, inner.is_shown);
        said.extend(sub);
    }
    if scripts == Scripts::Read && !said.is_empty() {
        run(&mut page, &said, room, limit);
    }
    page
}

/// What a document's scripts say, without running them.
fn run(page: &mut Rendered, scripts: &[String], room: &mut usize, limit: usize) {
    let found = script::read(scripts.iter().map(String::as_str));
    let mut urls = found.urls;
    if !found.markup.is_empty() {
        let inner = take_in(page, &found.markup, room, limit, true);
        // Scripts in what a script writes: their plain addresses only.
        for text in &inner {
            urls.extend(script::urls(text));
        }
    }
    let mut known: HashSet<String> = page.links.iter().map(|l| l.target.clone()).collect();
    for url in urls.iter().take(SAID) {
        if page.links.len() >= limit {
            page.are_links_cut = true;
            return;
        }
        let link = link::read(LinkKind::Plain, url, None);
        if link.host.is_some() && known.insert(link.target.clone()) {
            page.links.push(link);
        }
    }
    page.are_links_cut |= urls.len() > SAID;
}

/// Renders a document inside a page and adds what is in it; gives its scripts.
fn take_in(
    page: &mut Rendered,
    html: &str,
    room: &mut usize,
    limit: usize,
    is_shown: bool,
) -> Vec<String> {
    let html = {
        let kept = link::cut(html, *room);
        page.is_cut |= kept.len() < html.len();
        kept
    };
    *room -= html.len();
    let sub = html::render(html, limit.saturating_sub(page.links.len()));
    page.markup.add(&sub.markup);
    page.links.extend(sub.links);
    page.alts.extend(sub.alts);
    page.are_links_cut |= sub.are_links_cut;
    page.is_cut |= sub.is_cut;
    if is_shown && !sub.seen.is_empty() {
        if !page.seen.is_empty() {
            page.seen.push('\n');
        }
        page.seen.push_str(&sub.seen);
    }
    sub.scripts
}

/// Marks the links of a page that is attached and not shown by the mail program.
pub(crate) fn attached(mut page: Rendered) -> Rendered {
    for link in &mut page.links {
        link.source = LinkSource::Page;
    }
    page
}
