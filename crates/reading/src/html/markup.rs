//! What markup can do beside showing text: forms, scripts, frames, and documents written inside a document.

use super::attribute;
use super::tree::{Id, Kind, Tree};
use crate::Markup;
use crate::charset;
use crate::encoded_words;
use crate::parameters;

/// Octets kept of the scripts of one document.
const SCRIPTS: usize = 1 << 20;
/// Scripts and event handlers kept.
const SCRIPT_COUNT: usize = 2_000;
/// Documents inside a document that are read.
const INNER: usize = 16;

/// What was gathered from all elements, shown or not: a script can show what is hidden.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) markup: Markup,
    /// The texts of scripts, of event handlers and of `javascript:` targets.
    pub(super) scripts: Vec<String>,
    /// Documents written in attributes.
    pub(super) inner: Vec<Inner>,
    octets: usize,
}

/// A document inside a document.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) html: String,
    /// Whether it is shown in a frame, and not only where a link leads.
    pub(crate) is_shown: bool,
}

impl Gathered {
    /// Takes in one element.
    pub(super) fn element(&mut self, tree: &Tree, id: Id, tag: &str) {
        let Some(kind) = tree.nodes.get(id).map(|node| &node.kind) else {
            return;
        };
        match tag {
            "form" => self.markup.forms += 1,
            "input" => {
                let is_password = attribute(kind, "type")
                    .is_some_and(|t| t.trim().eq_ignore_ascii_case("password"));
                self.markup.password_fields += u32::from(is_password);
            }
            "script" if is_code(attribute(kind, "type")) => {
                self.markup.scripts += 1;
                let mut child = tree.nodes.get(id).and_then(|node| node.first);
                while let Some(node) = child.and_then(|id| tree.nodes.get(id)) {
                    if let Kind::Text(text) = &node.kind {
                        self.script(text);
                    }
                    child = node.next;
                }
            }
            "meta" => {
                self.markup.has_refresh |= attribute(kind, "http-equiv")
                    .is_some_and(|h| h.trim().eq_ignore_ascii_case("refresh"))
                    && attribute(kind, "content").and_then(refresh).is_some();
            }
            "iframe" | "frame" | "embed" | "object" | "applet" | "portal" | "fencedframe" => {
                self.markup.frames += 1;
            }
            _ => {}
        }
        let Kind::Element { attributes, .. } = kind else {
            return;
        };
        for attribute in attributes {
            let name = &*attribute.name.local;
            let value = &*attribute.value;
            match name {
                "href" | "src" | "action" | "formaction" | "data" | "content" | "to" | "values" => {
                    self.target(tag, value);
                }
                "srcdoc" => self.document(value.to_owned(), true),
                _ if name.len() > 2
                    && name
                        .get(..2)
                        .is_some_and(|on| on.eq_ignore_ascii_case("on")) =>
                {
                    self.markup.scripts += 1;
                    self.script(value);
                }
                _ => {}
            }
        }
    }

    fn target(&mut self, tag: &str, value: &str) {
        let value = match tag {
            "meta" => refresh(value).unwrap_or_default(),
            _ => value,
        };
        let start: String = value
            .chars()
            .filter(|c| !c.is_control() && !c.is_whitespace())
            .take(11)
            .collect::<String>()
            .to_ascii_lowercase();
        if start == "javascript:" {
            self.script(value);
        } else if start.starts_with("data:")
            && let Some(html) = data_page(value)
        {
            let is_shown = matches!(tag, "iframe" | "frame" | "embed" | "object");
            self.document(html, is_shown);
        }
    }

    fn script(&mut self, text: &str) {
        let room = SCRIPTS.saturating_sub(self.octets);
        let text = crate::link::cut(text, room);
        if !text.trim().is_empty() && self.scripts.len() < SCRIPT_COUNT {
            self.octets += text.len();
            self.scripts.push(text.to_owned());
        }
    }

    fn document(&mut self, html: String, is_shown: bool) {
        if self.inner.len() < INNER && !html.trim().is_empty() {
            self.inner.push(Inner { html, is_shown });
        }
    }
}

impl Markup {
    /// Adds what another document's markup can do.
    pub(crate) fn add(&mut self, other: &Self) {
        self.forms = self.forms.saturating_add(other.forms);
        self.password_fields = self.password_fields.saturating_add(other.password_fields);
        self.scripts = self.scripts.saturating_add(other.scripts);
        self.has_refresh |= other.has_refresh;
        self.frames = self.frames.saturating_add(other.frames);
    }

    /// Counts tags in a document that could not be parsed.
    pub(super) fn crude(html: &str) -> Self {
        let html = html.to_ascii_lowercase();
        let count = |needle: &str| {
            u32::try_from(memchr::memmem::find_iter(html.as_bytes(), needle).count())
                .unwrap_or(u32::MAX)
        };
        Self {
            forms: count("<form"),
            password_fields: count("type=\"password")
                + count("type=password")
                + count("type='password"),
            scripts: count("<script"),
            has_refresh: html.contains("http-equiv=\"refresh")
                || html.contains("http-equiv=refresh"),
            frames: count("<iframe") + count("<object") + count("<embed"),
        }
    }
}

/// Whether a script of this type runs (HTML standard §4.12.1); data in a script does not.
fn is_code(kind: Option<&str>) -> bool {
    let kind = kind.unwrap_or_default().trim().to_ascii_lowercase();
    kind.is_empty() || kind == "module" || kind.contains("script")
}

/// Where a refresh leads: `0; url=…`, with or without the word and quotes (HTML standard §4.2.4.6).
pub(super) fn refresh(content: &str) -> Option<&str> {
    let rest = content.trim_start();
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let rest = rest.trim_start();
    let rest = rest.strip_prefix([';', ',']).unwrap_or(rest).trim_start();
    let rest = match rest.get(..3) {
        Some(word) if word.eq_ignore_ascii_case("url") => rest
            .get(3..)
            .map(str::trim_start)
            .and_then(|after| after.strip_prefix('='))
            .map_or(rest, str::trim_start),
        _ => rest,
    };
    let target = match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => rest.get(1..)?.split(quote).next()?,
        _ => rest,
    };
    let target = target.trim();
    (!target.is_empty()).then_some(target)
}

/// The page that a `data:` address holds (RFC 2397 §3), if it is one.
fn data_page(written: &str) -> Option<String> {
    let written: String = written
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    let rest = written.trim_start().get(5..)?;
    let (head, data) = rest.split_once(',')?;
    let head = head.to_ascii_lowercase();
    let media = head.split(';').next().unwrap_or_default().trim();
    if !matches!(
        media,
        "text/html" | "application/xhtml+xml" | "image/svg+xml" | "text/xml" | "application/xml"
    ) {
        return None;
    }
    let bytes = parameters::percent(data.as_bytes());
    let bytes = if head.split(';').any(|p| p.trim() == "base64") {
        encoded_words::base64(&bytes)
    } else {
        bytes
    };
    let label = head
        .split(';')
        .find_map(|p| p.trim().strip_prefix("charset="));
    let meta = charset::meta_charset(&bytes);
    Some(charset::decode_body(&bytes, label, meta.as_deref()).text)
}

/// The addresses of pictures in a `srcset` (HTML standard §4.8.4.2.1): the first word of each candidate.
pub(super) fn sources(srcset: &str) -> Vec<String> {
    // A comma may be part of an address, so only one before a blank or a scheme divides.
    srcset
        .replace(",http", ", http")
        .split(", ")
        .filter_map(|candidate| candidate.split_whitespace().next())
        .map(|source| source.trim_matches(',').to_owned())
        .filter(|source| !source.is_empty())
        .collect()
}

/// The addresses in `url(…)` of a style, `@import` included.
pub(super) fn style_urls(css: &str) -> impl Iterator<Item = &str> {
    let mut rest = css;
    std::iter::from_fn(move || {
        loop {
            let at = rest.find(['(', '@'])?;
            let before = rest.get(..at).unwrap_or_default();
            let is_url = before
                .get(before.len().saturating_sub(3)..)
                .is_some_and(|word| word.eq_ignore_ascii_case("url"));
            let is_import = rest
                .get(at..at + 7)
                .is_some_and(|word| word.eq_ignore_ascii_case("@import"));
            let inner = if is_import {
                rest.get(at + 7..).unwrap_or_default().trim_start()
            } else {
                rest.get(at + 1..).unwrap_or_default().trim_start()
            };
            rest = inner;
            if !is_url && !is_import {
                continue;
            }
            let found = match inner.chars().next() {
                Some(quote @ ('"' | '\'')) => inner.get(1..).and_then(|i| i.split(quote).next()),
                _ if is_url => inner.split(')').next(),
                _ => None,
            };
            if let Some(found) = found.map(str::trim).filter(|f| !f.is_empty()) {
                rest = inner.get(found.len()..).unwrap_or_default();
                return Some(found);
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refresh_is_read_as_a_browser_does() {
        for (content, expected) in [
            (
                "0; url=https://evil.example/",
                Some("https://evil.example/"),
            ),
            (
                "0;URL='https://evil.example/'",
                Some("https://evil.example/"),
            ),
            ("3 , url = \"a b\" c", Some("a b")),
            ("0;https://evil.example/", Some("https://evil.example/")),
            ("0.5;urlx", Some("urlx")),
            ("30", None),
            ("", None),
        ] {
            assert_eq!(refresh(content), expected, "{content}");
        }
    }

    #[test]
    fn pictures_of_styles_and_sets_are_found() {
        let urls: Vec<&str> = style_urls(
            "@import 'https://a.example/1'; b{background:URL( \"https://b.example/(2)\" ) no-repeat, url(https://c.example/3)} @media (x){} d{width:calc(1px)} e{background:url()}",
        )
        .collect();
        assert_eq!(
            urls,
            [
                "https://a.example/1",
                "https://b.example/(2)",
                "https://c.example/3"
            ]
        );
        let set = sources(
            "https://a.example/c_1,d/1.png 1x, https://b.example/2.png 2x,https://c.example/3.png",
        );
        assert_eq!(
            set,
            [
                "https://a.example/c_1,d/1.png",
                "https://b.example/2.png",
                "https://c.example/3.png"
            ]
        );
    }

    #[test]
    fn a_page_in_an_address_is_unwrapped() {
        for (written, expected) in [
            ("data:text/html,<p>a%20b", Some("<p>a b")),
            ("DATA:text/html;base64,PGI+", Some("<b>")),
            (" data:text/html;charset=utf-8;base64,44GC", Some("あ")),
            ("data:image/png;base64,iVBORw0KGgo=", None),
            ("data:,x", None),
            ("data:", None),
        ] {
            assert_eq!(data_page(written).as_deref(), expected, "{written}");
        }
    }
}
