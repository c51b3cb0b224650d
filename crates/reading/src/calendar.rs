//! Calendar entries (RFC 5545) as a person is shown them: what, where, when asked by whom, and every link.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::html;
use crate::link;
use crate::{Link, LinkKind, LinkSource};

/// Properties of one calendar looked at.
const PROPERTIES: usize = 20_000;
/// People invited whose names are shown.
const PEOPLE: usize = 50;
/// Descriptions that are pages.
const PAGES: usize = 16;

/// A calendar as read.
#[derive(Debug, Default)]
pub(crate) struct Calendar {
    pub(crate) seen: String,
    pub(crate) hidden: String,
    pub(crate) links: Vec<Link>,
    pub(crate) are_links_cut: bool,
    pub(crate) is_cut: bool,
}

/// One content line: `name;parameter=value:value` (§3.1).
struct Property<'a> {
    name: &'a str,
    parameters: Vec<(&'a str, &'a str)>,
    value: &'a str,
}

/// Reads a calendar; `None` where the text is none. Keeps at most `limit` links.
pub(crate) fn read(text: &str, limit: usize) -> Option<Calendar> {
    let text = unfolded(text);
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if !start
        .get(..15)
        .is_some_and(|begin| begin.eq_ignore_ascii_case("BEGIN:VCALENDAR"))
    {
        return None;
    }
    let mut calendar = Calendar::default();
    let mut reading = Reading {
        calendar: &mut calendar,
        limit,
        known: HashSet::new(),
        people: 0,
        pages: 0,
    };
    let mut components: Vec<&str> = Vec::new();
    for (nth, line) in start.lines().enumerate() {
        if nth >= PROPERTIES {
            reading.calendar.is_cut = true;
            break;
        }
        let Some(property) = Property::parse(line) else {
            reading.plain(line);
            continue;
        };
        if property.is("BEGIN") {
            if components.len() < 16 {
                components.push(property.value.trim());
            }
        } else if property.is("END") {
            components.pop();
        } else if !components
            .iter()
            .any(|c| c.eq_ignore_ascii_case("VALARM") || c.eq_ignore_ascii_case("VTIMEZONE"))
        {
            reading.property(&property);
        } else {
            reading.plain(&unescaped(property.value));
        }
    }
    let end = calendar.seen.trim_end().len();
    calendar.seen.truncate(end);
    for link in &mut calendar.links {
        link.source = LinkSource::Calendar;
    }
    Some(calendar)
}

struct Reading<'a> {
    calendar: &'a mut Calendar,
    limit: usize,
    /// Targets there are, since description and page usually say the same.
    known: HashSet<String>,
    people: usize,
    pages: usize,
}

impl Reading<'_> {
    fn property(&mut self, property: &Property<'_>) {
        for (_, value) in &property.parameters {
            if is_url(value) {
                self.anchor(value, "");
            }
        }
        let text = unescaped(property.value);
        match property.name.to_ascii_uppercase().as_str() {
            "SUMMARY" | "DESCRIPTION" | "LOCATION" | "COMMENT" | "CONTACT"
            | "STYLED-DESCRIPTION" | "NAME" | "X-WR-CALNAME" | "X-WR-CALDESC"
                if !property.is_page() =>
            {
                self.line(&text);
            }
            "SUMMARY" | "DESCRIPTION" | "STYLED-DESCRIPTION" | "X-ALT-DESC" => {
                self.page(&text, property.is_page());
            }
            "ORGANIZER" | "ATTENDEE" => self.person(property),
            _ => {
                // What stands in properties that no program shows is no text, but a link in it is not lost.
                if is_url(property.value.trim()) {
                    self.anchor(property.value.trim(), "");
                } else {
                    self.plain(&text);
                }
            }
        }
    }

    /// A description that is a page of its own.
    fn page(&mut self, text: &str, is_page: bool) {
        if !is_page && !text.contains('<') {
            self.line(text);
            return;
        }
        self.pages += 1;
        if self.pages > PAGES {
            self.calendar.is_cut = true;
            self.plain(text);
            return;
        }
        let room = self.limit.saturating_sub(self.calendar.links.len());
        let page = html::render(text, room);
        if !self.calendar.seen.contains(page.seen.trim()) {
            self.calendar.seen.push_str(page.seen.trim());
            self.calendar.seen.push('\n');
        }
        self.calendar.hidden.push_str(&page.hidden);
        self.calendar.is_cut |= page.is_cut;
        self.calendar.are_links_cut |= page.are_links_cut;
        for link in page.links {
            self.known.insert(link.target.clone());
            self.calendar.links.push(link);
        }
    }

    fn person(&mut self, property: &Property<'_>) {
        self.people += 1;
        if self.people > PEOPLE {
            return;
        }
        let name = property
            .parameters
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("CN"))
            .map(|(_, value)| caret(value))
            .unwrap_or_default();
        let value = property.value.trim();
        let address = match value.get(..7) {
            Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => value.get(7..),
            _ => Some(value),
        }
        .unwrap_or_default();
        let line = match (name.is_empty(), address.is_empty()) {
            (false, false) => format!("{name} <{address}>"),
            (false, true) => name,
            _ => address.to_owned(),
        };
        self.line(&line);
    }

    fn line(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            self.calendar.seen.extend(
                text.chars()
                    .filter(|c| !c.is_control() || matches!(c, '\n' | '\t')),
            );
            self.calendar.seen.push('\n');
            self.plain(text);
        }
    }

    fn anchor(&mut self, target: &str, label: &str) {
        let mut link = link::read(LinkKind::Anchor, target, None);
        label.clone_into(&mut link.label);
        self.link(link);
    }

    /// Takes the addresses in a text.
    fn plain(&mut self, text: &str) {
        for url in link::plain_urls(text)
            .into_iter()
            .filter_map(|r| text.get(r))
        {
            self.link(link::read_plain(url));
        }
    }

    fn link(&mut self, link: Link) {
        if self.known.contains(&link.target) {
            return;
        }
        if self.calendar.links.len() >= self.limit {
            self.calendar.are_links_cut = true;
            return;
        }
        self.known.insert(link.target.clone());
        self.calendar.links.push(link);
    }
}

impl<'a> Property<'a> {
    /// Reads a content line; a colon or semicolon inside quotes belongs to a parameter (§3.2).
    fn parse(line: &'a str) -> Option<Self> {
        let mut borders = Vec::new();
        let mut is_quoted = false;
        let mut value = None;
        for (at, b) in line.bytes().enumerate() {
            match b {
                b'"' => is_quoted = !is_quoted,
                b':' if !is_quoted => {
                    value = Some(at);
                    break;
                }
                b';' if !is_quoted && borders.len() < 64 => borders.push(at),
                _ => {}
            }
        }
        // A quote that nobody closed hides nothing.
        let end = match value {
            Some(at) => at,
            None => line.find(':')?,
        };
        borders.retain(|&at| at < end);
        borders.push(end);
        let name = line.get(..*borders.first()?)?.trim();
        let parameters = borders
            .windows(2)
            .filter_map(|two| line.get(two.first()? + 1..*two.get(1)?)?.split_once('='))
            .map(|(name, value)| (name.trim(), value.trim().trim_matches('"')))
            .collect();
        Some(Self {
            name,
            parameters,
            value: line.get(end + 1..)?,
        })
    }

    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Whether its value is HTML.
    fn is_page(&self) -> bool {
        self.parameters.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case("FMTTYPE") && value.eq_ignore_ascii_case("text/html")
        })
    }
}

fn is_url(value: &str) -> bool {
    ["http:", "https:", "data:", "javascript:", "www."]
        .iter()
        .any(|start| {
            value
                .get(..start.len())
                .is_some_and(|begin| begin.eq_ignore_ascii_case(start))
        })
}

/// Lines joined again that were folded (§3.1), with one kind of line end.
fn unfolded(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\n' => {
                if matches!(chars.peek(), Some(' ' | '\t')) {
                    chars.next();
                } else {
                    whole.push('\n');
                }
            }
            c => whole.push(c),
        }
    }
    whole
}

/// A text value with its escapes resolved (§3.3.11).
fn unescaped(value: &str) -> Cow<'_, str> {
    if !value.contains('\\') {
        return Cow::Borrowed(value);
    }
    let mut text = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(other) => text.push(other),
                None => {}
            },
            c => text.push(c),
        }
    }
    Cow::Owned(text)
}

/// A parameter's value with the escapes of RFC 6868 §3.1 resolved.
fn caret(value: &str) -> String {
    value
        .replace("^n", "\n")
        .replace("^'", "\"")
        .replace("^^", "^")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_reads_as_a_person_is_shown_it() {
        let text = "BEGIN:VCALENDAR\r\nPRODID:-//x//y\r\nBEGIN:VTIMEZONE\r\nTZURL:https://zone.example/\r\nEND:VTIMEZONE\r\n\
            BEGIN:VEVENT\r\nUID:1@x\r\nSUMMARY;LANGUAGE=ja:お支払い\r\n の確認\\, 至急\r\n\
            ORGANIZER;CN=\"ショップ: 係\";SENT-BY=\"mailto:a@b.example\":mailto:shop@evil.example\r\n\
            ATTENDEE;CN=Taro;RSVP=TRUE:MAILTO:taro@mail.example\r\n\
            DESCRIPTION;ALTREP=\"https://alt.example/d\":こちら\\nhttps://evil.example/a\\;b\\n\r\n\
            X-ALT-DESC;FMTTYPE=text/html:<html><a href=\"https://evil.example/html\">www.shop\r\n .example</a></html>\r\n\
            URL:https://evil.example/url\r\nATTACH;FMTTYPE=text/html:https://evil.example/f.html\r\n\
            LOCATION:オンライン\r\nX-ODD:see https://odd.example/ now\r\n\
            BEGIN:VALARM\r\nDESCRIPTION:REMINDER\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let calendar = read(text, 100).expect("a calendar");
        assert_eq!(
            calendar.seen,
            "お支払いの確認, 至急\nショップ: 係 <shop@evil.example>\nTaro <taro@mail.example>\nこちら\n\
             https://evil.example/a;b\nwww.shop.example\nオンライン"
        );
        let targets: Vec<(&str, &str)> = calendar
            .links
            .iter()
            .map(|l| (l.target.as_str(), l.label.as_str()))
            .collect();
        assert_eq!(
            targets,
            [
                ("https://zone.example/", "https://zone.example/"),
                ("https://alt.example/d", ""),
                ("https://evil.example/a;b", "https://evil.example/a;b"),
                ("https://evil.example/html", "www.shop.example"),
                ("https://evil.example/url", ""),
                ("https://evil.example/f.html", ""),
                ("https://odd.example/", "https://odd.example/"),
            ]
        );
        assert!(
            calendar
                .links
                .iter()
                .all(|l| l.source == LinkSource::Calendar)
        );
        for text in ["", "BEGIN:VCARD\nFN:x", "hello", "\"", "BEGIN:VCALENDA"] {
            assert!(read(text, 10).is_none(), "{text}");
        }
        let odd = "BEGIN:VCALENDAR\nSUMMARY;X=\"never closed:Hello\n:\nEND\nEND:VEVENT\n;;;:\nSUMMARY:b\\";
        assert_eq!(read(odd, 10).expect("a calendar").seen, "Hello\nb");
    }
}
