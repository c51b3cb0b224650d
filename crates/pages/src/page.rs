//! A page on its way to the browser.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse as _, Response};

use crate::tongue::Tongue;

/// What stands around every page.
pub(crate) struct Frame {
    pub(crate) tongue: Tongue,
    /// The page of the list at the top on which the person is.
    pub(crate) here: Here,
}

/// The pages of the list at the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Here {
    Home,
    Check,
    Mails,
    Sources,
    Help,
    Settings,
    /// On none of them.
    Elsewhere,
    /// Outside, where the list is not shown.
    Outside,
}

/// The list at the top: page, address, and its name in `data/words`.
pub(crate) const NAV: &[(Here, &str, &str)] = &[
    (Here::Home, "/", "pages-nav-home"),
    (Here::Check, "/check", "pages-nav-check"),
    (Here::Mails, "/mails", "pages-nav-mails"),
    (Here::Sources, "/sources", "pages-nav-sources"),
    (Here::Help, "/help", "pages-nav-help"),
    (Here::Settings, "/settings", "pages-nav-settings"),
];

impl Frame {
    pub(crate) fn new(tongue: Tongue, here: Here) -> Self {
        Self { tongue, here }
    }

    /// The phrase `id`.
    pub(crate) fn say(&self, id: &str) -> String {
        self.tongue.say(id)
    }

    /// The list at the top: address, name, and whether the person is there.
    pub(crate) fn pages(&self) -> impl Iterator<Item = (&'static str, String, bool)> {
        NAV.iter()
            .map(|(here, address, name)| (*address, self.say(name), *here == self.here))
    }

    pub(crate) fn is_inside(&self) -> bool {
        self.here != Here::Outside
    }
}

/// A foreign text on one line and harmless; where it holds a link, no program makes one of it.
///
/// A host alone is a name as people write it, and brands write their own so; it stays readable.
pub(crate) fn harmless_line(text: &str) -> String {
    let is_link = text.contains("//") || text.to_ascii_lowercase().contains("www.");
    if is_link {
        words::defanged(text, 0..text.len()).0
    } else {
        words::harmless(text).replace('\n', " ")
    }
}

/// The page as an answer.
pub(crate) fn show(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        // Writing into memory fails only where a page is written wrongly; the tests render every one.
        Err(_) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            [(CONTENT_TYPE, "text/plain; charset=utf-8")],
            "500",
        )
            .into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_of_the_list_has_a_name() {
        for (_, address, name) in NAV {
            assert!(words::has_label(name), "{address}");
        }
    }

    #[test]
    fn a_link_is_broken_and_a_name_is_not() {
        for (text, expected) in [
            ("Shop.example: your order", "Shop.example: your order"),
            ("at https://a.example/b", "at https://a[.]example/b"),
            ("WWW.a.example", "WWW.a[.]example"),
            ("one\r\ntwo\u{202e}", "one\u{fffd} two\u{fffd}"),
        ] {
            assert_eq!(harmless_line(text), expected);
        }
    }
}
