//! Style sheets: the rules simple enough to follow, and what the others could show.

use std::collections::HashMap;

use super::style::{Shown, Style};

/// Rules of style sheets kept.
const RULE_LIMIT: usize = 4_000;

/// The rules of a document's style sheets that have one simple selector: a tag, a class or an id.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    tags: HashMap<String, Style>,
    classes: HashMap<String, Style>,
    ids: HashMap<String, Style>,
    rules: usize,
    /// What rules that are not followed (`@media`, compound selectors) could show of an element that is hidden
    /// otherwise, as pages made for telephones do; by tag, class and id.
    shown_tags: HashMap<String, Shown>,
    shown_classes: HashMap<String, Shown>,
    shown_ids: HashMap<String, Shown>,
    shown: usize,
}

impl Sheet {
    /// Adds the rules of one `style` element; rules inside `@media` and its like are left out.
    pub(super) fn add(&mut self, css: &str) {
        let css = without_comments(css);
        let mut rest = css.as_str();
        while let Some(open) = rest.find('{') {
            let selectors = rest.get(..open).unwrap_or_default().trim();
            let block_start = rest.get(open + 1..).unwrap_or_default();
            // An at-rule without a block (`@import …;`) may stand before the selector.
            let selectors = selectors.rsplit(';').next().unwrap_or_default().trim();
            let (block, after) = block_end(block_start);
            if selectors.starts_with('@') {
                self.conditional(block);
            } else {
                self.rule(selectors, block);
            }
            rest = after;
        }
    }

    /// Notes what the rules inside an at-rule could show.
    fn conditional(&mut self, css: &str) {
        let mut rest = css;
        while let Some(open) = rest.find('{') {
            let selectors = rest.get(..open).unwrap_or_default();
            let (block, after) = block_end(rest.get(open + 1..).unwrap_or_default());
            let style = Style::parse(block);
            for selector in selectors.split(',') {
                self.note_shown(selector, &style);
            }
            rest = after;
        }
    }

    fn note_shown(&mut self, selector: &str, style: &Style) {
        let shows = style.shows(false);
        if self.shown >= RULE_LIMIT || shows == Shown::default() {
            return;
        }
        self.shown += 1;
        let last = selector
            .split(|c: char| c.is_whitespace() || matches!(c, '>' | '+' | '~'))
            .rfind(|s| !s.is_empty())
            .unwrap_or_default();
        let mut names = last.split_inclusive(['.', '#', ':', '[']);
        let is_border = |c: char| matches!(c, '.' | '#' | ':' | '[');
        let tag = names.next().unwrap_or_default();
        let mut border = tag.chars().next_back();
        let mut has_name = false;
        for piece in names {
            let name = piece.trim_end_matches(is_border);
            let list = match border {
                Some('.') => &mut self.shown_classes,
                Some('#') => &mut self.shown_ids,
                _ => break,
            };
            let entry = list.entry(name.to_owned()).or_default();
            *entry = entry.and(shows);
            has_name = true;
            border = piece.chars().next_back();
        }
        // A bare tag counts only where it beats the style of the element itself.
        let tag = tag.trim_end_matches(is_border);
        let shows = style.shows(true);
        if !has_name && !tag.is_empty() && shows != Shown::default() {
            let entry = self.shown_tags.entry(tag.to_ascii_lowercase()).or_default();
            *entry = entry.and(shows);
        }
    }

    fn rule(&mut self, selectors: &str, block: &str) {
        let style = Style::parse(block);
        for selector in selectors.split(',').map(str::trim) {
            if self.rules >= RULE_LIMIT {
                return;
            }
            let is_name = |text: &str| {
                !text.is_empty()
                    && text
                        .chars()
                        .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
            };
            let slot = if let Some(class) = selector.strip_prefix('.').filter(|n| is_name(n)) {
                self.classes.entry(class.to_owned()).or_default()
            } else if let Some(id) = selector.strip_prefix('#').filter(|n| is_name(n)) {
                self.ids.entry(id.to_owned()).or_default()
            } else if is_name(selector) {
                self.tags.entry(selector.to_ascii_lowercase()).or_default()
            } else {
                self.note_shown(selector, &style);
                continue;
            };
            slot.lay(&style);
            self.rules += 1;
        }
    }

    /// Lays what the sheets say of an element over `style`, in the order of their weight.
    pub(super) fn apply(
        &self,
        style: &mut Style,
        tag: &str,
        id: Option<&str>,
        classes: Option<&str>,
    ) {
        let classes = classes.unwrap_or_default();
        if self.shown > 0 {
            style.shown = [
                self.shown_tags.get(tag),
                id.and_then(|id| self.shown_ids.get(id)),
            ]
            .into_iter()
            .chain(
                classes
                    .split_ascii_whitespace()
                    .take(32)
                    .map(|class| self.shown_classes.get(class)),
            )
            .flatten()
            .fold(Shown::default(), |all, one| all.and(*one));
        }
        if self.rules == 0 {
            return;
        }
        if let Some(rule) = self.tags.get(tag) {
            style.lay(rule);
        }
        for class in classes.split_ascii_whitespace().take(32) {
            if let Some(rule) = self.classes.get(class) {
                style.lay(rule);
            }
        }
        if let Some(rule) = id.and_then(|id| self.ids.get(id)) {
            style.lay(rule);
        }
    }
}

/// Splits a block off at its closing brace; blocks nest.
fn block_end(text: &str) -> (&str, &str) {
    let mut depth = 1_usize;
    for (at, b) in text.bytes().enumerate() {
        match b {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return (
                        text.get(..at).unwrap_or_default(),
                        text.get(at + 1..).unwrap_or_default(),
                    );
                }
            }
            _ => {}
        }
    }
    (text, "")
}

fn without_comments(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(start) = rest.find("/*") {
        kept.push_str(rest.get(..start).unwrap_or_default());
        let inner = rest.get(start + 2..).unwrap_or_default();
        rest = inner
            .find("*/")
            .and_then(|end| inner.get(end + 2..))
            .unwrap_or_default();
    }
    kept.push_str(rest);
    // Style sheets in mails hide themselves from old programs in an HTML comment.
    kept.replace("<!--", " ").replace("-->", " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::style::Look;

    #[test]
    fn simple_rules_of_a_sheet_apply() {
        let mut sheet = Sheet::default();
        sheet.add("<!-- @import url(x); /* .a{} */ .a, #b { display:none } p{font-size:0} @media screen { .c{display:none} .d{} } div p{display:none} .e{color:#FFF} -->");
        let is_seen = |tag, id, class| {
            let mut style = Style::default();
            sheet.apply(&mut style, tag, id, class);
            Look::default().child(&style).is_seen()
        };
        assert!(!is_seen("div", None, Some("x a")));
        assert!(!is_seen("div", Some("b"), None));
        assert!(!is_seen("p", None, None));
        assert!(is_seen("div", None, Some("c")));
        assert!(is_seen("div", None, Some("d")));
        assert!(!is_seen("div", None, Some("e")));
    }

    #[test]
    fn what_a_rule_for_telephones_shows_is_not_hidden() {
        let mut sheet = Sheet::default();
        sheet.add(".m, .n { display:none } @media (max-width:600px) { td.m { display:block !important } .n { width:100% !important } }");
        let is_seen = |class| {
            let mut style = Style::default();
            sheet.apply(&mut style, "td", None, Some(class));
            Look::default().child(&style).is_seen()
        };
        assert!(is_seen("m"));
        assert!(!is_seen("n"));
    }
}
