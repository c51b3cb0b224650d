//! HTML as a person sees it: text, links and images; what the markup hides is kept apart.

mod color;
mod markup;
mod quick;
mod sheet;
mod style;
mod tree;

use url::Url;

use crate::link::{self, LABEL_LIMIT};
use crate::look;
use crate::{Link, LinkKind, Markup};

use markup::Gathered;
pub(crate) use markup::Inner;
use sheet::Sheet;
use style::{Look, Style};
use tree::{Id, Kind, Tree};

/// Octets kept of one image description.
const ALT_LIMIT: usize = 1 << 10;
/// Addresses looked at in one style or set of pictures.
const SOURCES: usize = 64;

/// A rendered document.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    pub(crate) seen: String,
    pub(crate) hidden: String,
    /// The part of the hidden text that stands before anything shown.
    pub(crate) preheader: String,
    pub(crate) markup: Markup,
    /// What scripts, event handlers and `javascript:` targets say.
    pub(crate) scripts: Vec<String>,
    /// Documents written inside this one.
    pub(crate) inner: Vec<Inner>,
    pub(crate) links: Vec<Link>,
    /// Descriptions of images, empty ones left out.
    pub(crate) alts: Vec<String>,
    /// Pictures that stand in the document itself (`data:`), decoded.
    pub(crate) pictures: Vec<Vec<u8>>,
    /// Whether links were left out.
    pub(crate) are_links_cut: bool,
    /// Whether the document was too large or too strange to be read as a browser does.
    pub(crate) is_cut: bool,
}

/// Renders a document; keeps at most `limit` links.
pub(crate) fn render(html: &str, limit: usize) -> Rendered {
    let Some(tree) = tree::parse(html) else {
        return crude(html, limit);
    };
    let Prepared {
        sheet,
        base,
        gathered,
        resources,
    } = gather(&tree);
    let mut page = Page {
        tree: &tree,
        sheet,
        base,
        limit,
        seen: Flow::default(),
        hidden: Flow::default(),
        preheader: Flow::default(),
        readings: Flow::default(),
        out: Rendered::default(),
    };
    page.walk();
    for written in &resources {
        page.resource(written);
    }
    let mut rendered = page.out;
    rendered.markup = gathered.markup;
    rendered.scripts = gathered.scripts;
    rendered.inner = gathered.inner;
    rendered.preheader = page.preheader.finish();
    rendered.seen = page.seen.finish();
    let readings = page.readings.finish();
    if !readings.is_empty() {
        if !rendered.seen.is_empty() {
            rendered.seen.push('\n');
        }
        rendered.seen.push_str(&readings);
    }
    rendered.hidden = page.hidden.finish();
    for link in &mut rendered.links {
        link.label = link.label.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    if tree.is_cut {
        let rest = crude(html, limit.saturating_sub(rendered.links.len()));
        rendered.seen.push('\n');
        rendered.seen.push_str(&rest.seen);
        rendered.links.extend(rest.links);
        rendered.are_links_cut |= rest.are_links_cut;
        rendered.is_cut = true;
    }
    rendered
}

/// What has to be known of the whole document before its text is read.
#[derive(Default)]
struct Prepared {
    sheet: Sheet,
    base: Option<Url>,
    gathered: Gathered,
    /// Addresses in style sheets.
    resources: Vec<String>,
}

/// Style sheets and the base come from anywhere in the document, so they are gathered first.
fn gather(tree: &Tree) -> Prepared {
    let mut all = Prepared::default();
    for (id, node) in tree.nodes.iter().enumerate() {
        let Kind::Element { name, .. } = &node.kind else {
            continue;
        };
        all.gathered.element(tree, id, &name.local);
        match &*name.local {
            "style" => {
                let mut child = node.first;
                while let Some(inner) = child.and_then(|id| tree.nodes.get(id)) {
                    if let Kind::Text(css) = &inner.kind {
                        all.sheet.add(css);
                        let room = SOURCES.saturating_sub(all.resources.len());
                        let urls = markup::style_urls(css).take(room).map(str::to_owned);
                        all.resources.extend(urls);
                    }
                    child = inner.next;
                }
            }
            "base" if all.base.is_none() => {
                all.base = attribute(&node.kind, "href").and_then(link::base);
            }
            _ => {}
        }
    }
    all
}

/// The value of an attribute.
fn attribute<'a>(kind: &'a Kind, name: &str) -> Option<&'a str> {
    match kind {
        Kind::Element { attributes, .. } => attributes
            .iter()
            .find(|a| &*a.name.local == name)
            .map(|a| &*a.value),
        _ => None,
    }
}

/// What happens on the way out of an element.
#[derive(Clone, Copy)]
struct Frame {
    id: Id,
    look: Look,
    /// The link whose label is being read.
    anchor: Option<usize>,
    ends_line: bool,
    /// Whether it tells how a word is read.
    is_reading: bool,
}

struct Page<'a> {
    tree: &'a Tree,
    sheet: Sheet,
    base: Option<Url>,
    limit: usize,
    seen: Flow,
    hidden: Flow,
    preheader: Flow,
    /// How words are read (ruby), kept out of the words themselves.
    readings: Flow,
    out: Rendered,
}

impl Page<'_> {
    /// Walks the tree without recursion: depth is bounded, but not by the size of our stack.
    fn walk(&mut self) {
        let tree = self.tree;
        let mut open = vec![Frame {
            id: 0,
            look: Look::default(),
            anchor: None,
            ends_line: false,
            is_reading: false,
        }];
        let mut next = tree.nodes.first().and_then(|root| root.first);
        loop {
            let Some(top) = open.last().copied() else {
                return;
            };
            let Some(id) = next else {
                if top.ends_line {
                    self.seen.line();
                    self.hidden.line();
                }
                open.pop();
                next = tree.nodes.get(top.id).and_then(|node| node.next);
                continue;
            };
            let Some(node) = tree.nodes.get(id) else {
                return;
            };
            next = node.next;
            match &node.kind {
                Kind::Text(text) => self.text(text, &top),
                Kind::Element { name, .. } => {
                    if let Some(frame) = self.enter(id, &name.local, &top) {
                        open.push(frame);
                        next = node.first;
                    }
                }
                Kind::Nothing => {}
            }
        }
    }

    /// Opens an element; `None` where nothing inside can be seen.
    fn enter(&mut self, id: Id, tag: &str, parent: &Frame) -> Option<Frame> {
        let kind = self.tree.nodes.get(id).map(|node| &node.kind)?;
        if tag == "script" {
            self.target(LinkKind::Resource, kind, "src");
        }
        if matches!(
            tag,
            "script" | "style" | "title" | "template" | "noframes" | "noembed" | "datalist" | "rp"
        ) {
            return None;
        }
        let look = self.look(kind, tag, parent);
        let mut frame = Frame {
            id,
            look,
            anchor: parent.anchor,
            ends_line: false,
            is_reading: parent.is_reading,
        };
        match tag {
            "a" | "area" => {
                if let Some(href) = attribute(kind, "href").filter(|h| !h.trim().is_empty()) {
                    frame.anchor = self.link(LinkKind::Anchor, href);
                    if tag == "area"
                        && let Some(alt) = attribute(kind, "alt")
                    {
                        self.label(frame.anchor, alt);
                    }
                }
            }
            "form" => self.target(LinkKind::Form, kind, "action"),
            "button" | "input" => {
                self.target(LinkKind::Form, kind, "formaction");
                if tag == "input" {
                    self.input(kind, &frame);
                }
            }
            "img" => self.image(kind, &frame),
            "meta" => {
                let is_refresh = attribute(kind, "http-equiv")
                    .is_some_and(|h| h.trim().eq_ignore_ascii_case("refresh"));
                if let Some(target) = attribute(kind, "content")
                    .filter(|_| is_refresh)
                    .and_then(markup::refresh)
                {
                    self.link(LinkKind::Refresh, target);
                }
            }
            "iframe" | "frame" | "embed" | "video" | "audio" | "source" => {
                self.target(LinkKind::Resource, kind, "src");
                self.sources(kind);
                if tag == "iframe" {
                    return None;
                }
            }
            "object" => self.target(LinkKind::Resource, kind, "data"),
            // Pictures and copies of SVG name what they load as links do.
            "image" | "use" | "feimage" => self.target(LinkKind::Resource, kind, "href"),
            "link" => self.target(LinkKind::Resource, kind, "href"),
            "br" => {
                self.seen.hard_line();
                self.hidden.hard_line();
            }
            "td" | "th" => {
                self.seen.cell();
                self.hidden.gap();
            }
            // The reading of a word stands above it, not inside it.
            "rt" => {
                frame.is_reading = true;
                self.readings.line();
            }
            _ => {}
        }
        if let Some(image) = attribute(kind, "background") {
            self.resource(image);
        }
        if let Some(css) = attribute(kind, "style").filter(|css| css.contains('(')) {
            for written in markup::style_urls(css).take(SOURCES) {
                self.resource(written);
            }
        }
        if is_block(tag) {
            frame.ends_line = true;
            self.seen.line();
            self.hidden.line();
        }
        Some(frame)
    }

    fn look(&self, kind: &Kind, tag: &str, parent: &Frame) -> Look {
        let Kind::Element { attributes, .. } = kind else {
            return parent.look;
        };
        let mut style = Style::default();
        let (mut id, mut classes, mut inline, mut is_hidden) = (None, None, None, false);
        for attribute in attributes {
            match &*attribute.name.local {
                "id" => id = Some(&*attribute.value),
                "class" => classes = Some(&*attribute.value),
                "style" => inline = Some(&*attribute.value),
                "hidden" => is_hidden = true,
                "bgcolor" => style = style.with_background(&attribute.value),
                "background" => style = style.with_image(),
                "color" if tag == "font" => style = style.with_color(&attribute.value),
                "text" if tag == "body" => style = style.with_color(&attribute.value),
                _ => {}
            }
        }
        self.sheet.apply(&mut style, tag, id, classes);
        if let Some(inline) = inline {
            style.lay(&Style::parse(inline));
        }
        let mut look = parent.look.child(&style);
        look.is_gone |= is_hidden;
        look.keeps_blanks |= matches!(tag, "pre" | "textarea" | "listing" | "plaintext" | "xmp");
        look
    }

    fn text(&mut self, text: &str, frame: &Frame) {
        if !frame.look.is_seen() {
            self.hidden.push(text, frame.look.keeps_blanks);
            if self.seen.text.is_empty() {
                self.preheader.push(text, frame.look.keeps_blanks);
                self.preheader.gap();
            }
            return;
        }
        if frame.is_reading {
            self.readings.push(text, frame.look.keeps_blanks);
        } else {
            self.seen.push(text, frame.look.keeps_blanks);
        }
        if frame.anchor.is_some() {
            self.label(frame.anchor, text);
            return;
        }
        for range in link::plain_urls(text) {
            if self.is_full() {
                return;
            }
            let written = text.get(range).unwrap_or_default();
            self.out.links.push(link::read_plain(written));
        }
    }

    fn is_full(&mut self) -> bool {
        let is_full = self.out.links.len() >= self.limit;
        self.out.are_links_cut |= is_full;
        is_full
    }

    fn link(&mut self, kind: LinkKind, written: &str) -> Option<usize> {
        if self.is_full() {
            return None;
        }
        self.out
            .links
            .push(link::read(kind, written, self.base.as_ref()));
        Some(self.out.links.len() - 1)
    }

    fn target(&mut self, kind: LinkKind, element: &Kind, name: &str) {
        if let Some(written) = attribute(element, name).filter(|w| !w.trim().is_empty()) {
            if kind == LinkKind::Resource {
                self.resource(written);
            } else {
                self.link(kind, written);
            }
        }
    }

    /// A resource counts only where it is fetched from outside the message.
    fn resource(&mut self, written: &str) {
        let start: String = written
            .trim_start()
            .chars()
            .take(6)
            .collect::<String>()
            .to_ascii_lowercase();
        if !start.starts_with("cid:") && !start.starts_with("data:") && !written.trim().is_empty() {
            self.link(LinkKind::Resource, written);
        }
    }

    fn label(&mut self, anchor: Option<usize>, text: &str) {
        if let Some(link) = anchor.and_then(|at| self.out.links.get_mut(at)) {
            let room = LABEL_LIMIT.saturating_sub(link.label.len());
            link.label.push_str(link::cut(text, room));
        }
    }

    /// The pictures of which a browser takes one.
    fn sources(&mut self, kind: &Kind) {
        if let Some(set) = attribute(kind, "srcset") {
            for written in markup::sources(set).iter().take(SOURCES) {
                self.resource(written);
            }
        }
    }

    fn image(&mut self, kind: &Kind, frame: &Frame) {
        self.target(LinkKind::Resource, kind, "src");
        self.sources(kind);
        if frame.look.is_gone {
            return;
        }
        if self.out.pictures.len() < look::MOST_OPAQUE {
            let written = attribute(kind, "src").unwrap_or_default();
            self.out.pictures.extend(look::data_picture(written));
        }
        for name in ["alt", "title"] {
            let text = attribute(kind, name).map(str::trim).unwrap_or_default();
            if text.is_empty() || self.out.alts.last().is_some_and(|last| last == text) {
                continue;
            }
            if name == "alt" {
                self.label(frame.anchor, " ");
                self.label(frame.anchor, text);
            }
            if self.out.alts.len() < self.limit {
                self.out.alts.push(link::cut(text, ALT_LIMIT).to_owned());
            }
        }
    }

    /// The text on a button or in an empty field.
    fn input(&mut self, kind: &Kind, frame: &Frame) {
        let kind_of = attribute(kind, "type")
            .unwrap_or_default()
            .to_ascii_lowercase();
        if kind_of.trim() == "image" {
            self.target(LinkKind::Resource, kind, "src");
        }
        let text = match kind_of.as_str() {
            "hidden" | "checkbox" | "radio" | "image" => None,
            "submit" | "button" | "reset" => attribute(kind, "value"),
            _ => attribute(kind, "placeholder"),
        };
        if let Some(text) = text {
            self.text(text, frame);
            self.seen.gap();
        }
    }
}

fn is_block(tag: &str) -> bool {
    matches!(
        tag,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "listing"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "option"
            | "p"
            | "plaintext"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
            | "xmp"
    )
}

/// Text as it flows down the page: blanks collapse, lines break.
#[derive(Debug, Default)]
struct Flow {
    text: String,
    wants_space: bool,
    /// Where the text of the open table cell begins, and whether the cell before it held a single letter.
    cell: Option<(usize, bool)>,
}

impl Flow {
    fn push(&mut self, text: &str, keeps_blanks: bool) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            match c {
                '\n' if keeps_blanks => self.hard_line(),
                ' ' | '\t' | '\n' | '\r' | '\x0c' | '\u{a0}' => self.wants_space = true,
                _ => {
                    if self.wants_space {
                        if !self.text.is_empty() && !self.text.ends_with('\n') {
                            self.text.push(' ');
                        }
                        self.wants_space = false;
                    }
                    // Everything up to the next blank, by octets; a no-break space is two of them.
                    let bytes = rest.as_bytes();
                    let is_blank = |(at, byte): (usize, &u8)| match byte {
                        b' ' | b'\t' | b'\n' | b'\r' | 0x0c => true,
                        0xc2 => bytes.get(at + 1) == Some(&0xa0),
                        _ => false,
                    };
                    let length = bytes.iter().enumerate().position(is_blank);
                    let (word, behind) = rest.split_at(length.unwrap_or(rest.len()));
                    self.text.push_str(word);
                    rest = behind;
                    continue;
                }
            }
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
    }

    /// Begins a line where none is begun.
    fn line(&mut self) {
        self.end_cell();
        self.wants_space = false;
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// Breaks the line, at most twice in a row.
    fn hard_line(&mut self) {
        self.end_cell();
        self.wants_space = false;
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn gap(&mut self) {
        self.wants_space = true;
    }

    /// Begins a table cell. A word laid out in cells of one letter each reads as a word.
    fn cell(&mut self) {
        let was_letter = self.end_cell();
        self.cell = Some((self.text.len(), was_letter));
        self.wants_space = true;
    }

    /// Ends the open cell; tells whether it held a single letter.
    fn end_cell(&mut self) -> bool {
        let Some((start, follows_letter)) = self.cell.take() else {
            return false;
        };
        let text = self.text.get(start..).unwrap_or_default();
        let mut letters = text.strip_prefix(' ').unwrap_or(text).chars();
        let is_letter = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
        if is_letter && follows_letter && text.starts_with(' ') {
            self.text.remove(start);
        }
        is_letter
    }

    fn finish(mut self) -> String {
        self.end_cell();
        self.text.truncate(self.text.trim_end().len());
        self.text
    }
}

/// Reads a document that cannot be parsed at a fair price: everything outside tags counts as seen, and
/// every URL anywhere as a link.
fn crude(html: &str, limit: usize) -> Rendered {
    let mut flow = Flow::default();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        flow.push(rest.get(..start).unwrap_or_default(), false);
        flow.gap();
        let inner = rest.get(start + 1..).unwrap_or_default();
        rest = inner
            .find('>')
            .and_then(|end| inner.get(end + 1..))
            .unwrap_or_default();
    }
    flow.push(rest, false);
    let urls = link::plain_urls(html);
    let are_links_cut = urls.len() > limit;
    let links = urls
        .into_iter()
        .take(limit)
        .filter_map(|range| html.get(range))
        .map(link::read_plain)
        .collect();
    Rendered {
        seen: flow.finish(),
        markup: Markup::crude(html),
        scripts: vec![html.to_owned()],
        links,
        are_links_cut,
        is_cut: true,
        ..Rendered::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(html: &str) -> String {
        render(html, 100).seen
    }

    #[test]
    fn text_reads_as_rendered() {
        for (html, expected) in [
            ("<p>A<p>B<br>C", "A\nB\nC"),
            ("Amazon&nbsp;&amp;&nbsp;Co", "Amazon & Co"),
            ("<table><tr><td>ab<td>c<tr><td>d</table>", "ab c\nd"),
            (
                "<table><tr><td>A<td> m<td><b>a</b><td>zon<td>1<td>2</table>",
                "Ama zon 1 2",
            ),
            (
                "<ruby>三<rp>(</rp><rt>みつ</rt>井<rt>い</rt></ruby>です",
                "三井です\nみつ\nい",
            ),
            ("A<b>ma</b>zon", "Amazon"),
            ("a \n <span> b</span>", "a b"),
            ("<pre>a\n b</pre>", "a\nb"),
            (
                "<script>x</script><style>y</style><title>t</title><!-- c -->z",
                "z",
            ),
            ("<template>x</template>y<noscript>n</noscript>", "yn"),
            ("A\u{200b}mazon", "A\u{200b}mazon"),
            ("<input type=submit value=送信>", "送信"),
            ("<p>unclosed <b>bold", "unclosed bold"),
            ("", ""),
        ] {
            assert_eq!(seen(html), expected, "{html}");
        }
    }

    #[test]
    fn what_is_hidden_is_kept_apart() {
        let page = render(
            "<style>.x{display:none}</style><body bgcolor=#eeeeee><div style='display:none'>a<b style='display:block'>b</b></div>\
             <span class=x>c</span><font color='#EEEEEE'>d</font><span hidden>e</span>\
             <div style='visibility:hidden'>f<i style='visibility:visible'>G</i></div>\
             <table><tr bgcolor=black><td><font color=white>H</font></table>\
             <div style='font-size:0'>h<span style='font-size:14px'>I</span></div>",
            10,
        );
        assert_eq!(page.seen.replace('\n', " "), "G H I");
        assert_eq!(page.hidden.replace(['\n', ' '], ""), "abcdefh");
    }

    #[test]
    fn links_have_the_label_a_person_sees() {
        let page = render(
            "<base href='https://evil.example/'><a href='https://www.shop.example/a'>https://<b>shop</b>.example\n</a>\
             <a href=x><img src='https://img.example/1.png' alt='注文を確認'></a><a href='https://h.example'><span style='display:none'>no</span></a>\
             see https://plain.example/ <form action='/post'></form><img src='cid:1' alt='Logo' title='Logo'>",
            10,
        );
        let read: Vec<(LinkKind, Option<&str>, &str)> = page
            .links
            .iter()
            .map(|l| (l.kind, l.host.as_deref(), l.label.as_str()))
            .collect();
        assert_eq!(
            read,
            [
                (
                    LinkKind::Anchor,
                    Some("www.shop.example"),
                    "https://shop.example"
                ),
                (LinkKind::Anchor, Some("evil.example"), "注文を確認"),
                (LinkKind::Resource, Some("img.example"), ""),
                (LinkKind::Anchor, Some("h.example"), ""),
                (
                    LinkKind::Plain,
                    Some("plain.example"),
                    "https://plain.example/"
                ),
                (LinkKind::Form, Some("evil.example"), ""),
            ]
        );
        assert_eq!(page.alts, ["注文を確認", "Logo"]);
    }

    #[test]
    fn a_hostile_document_is_read_in_bounds() {
        let many_attributes: String = (0..200_000).map(|n| format!("a{n:x} ")).collect();
        for html in [
            "<b>".repeat(300_000) + "end",
            "<div>".repeat(200_000) + "end",
            "<table><tr><td>".repeat(60_000) + "end",
            "<a href=x>".repeat(100_000) + "end",
            (0..40_000)
                .map(|n| format!("<p><b id={n}>"))
                .collect::<String>()
                + "end",
            (0..40_000)
                .map(|n| format!("<div><font color={n}></div>"))
                .collect::<String>()
                + "end",
            format!("<a {many_attributes}>end"),
            format!("<!-- <a x=\" --><a {many_attributes}>end"),
            "<svg><g>".repeat(100_000) + "end",
            "<select>".repeat(100_000) + "end",
            "<a><table>".repeat(50_000) + "end",
            "<body x>".repeat(100_000) + "end",
            "&amp".repeat(200_000) + "end",
            "< ".repeat(250_000) + "end",
        ] {
            let start = html.get(..20).unwrap_or_default().to_owned();
            let page = render(&html, 100);
            assert!(page.seen.ends_with("end"), "{start}: {}", page.seen.len());
            assert!(page.seen.len() <= 2 * html.len(), "{start}");
            assert!(page.links.len() <= 100, "{start}");
        }
    }
}
