//! The language of a page: what was chosen, what was chosen before, what the browser asks for.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use words::{Language, Value, label, label_with};

use crate::House;
use crate::entry::cookies;

/// The cookie that keeps the choice.
pub(crate) const COOKIE: &str = "mioboe-lang";

/// The pages that can be shown in the other language as they are.
const PAGES: &[&str] = &["/", "/check", "/help", "/settings"];

/// The language in which an answer is written, with the page on which it may be changed.
#[derive(Clone, Debug)]
pub(crate) struct Tongue {
    pub(crate) language: Language,
    /// The path of the page; home, where the page cannot be shown again.
    path: &'static str,
}

impl Tongue {
    /// A language by itself.
    #[cfg(test)]
    pub(crate) fn of(language: Language) -> Self {
        Self {
            language,
            path: "/",
        }
    }

    /// The phrase `id`.
    pub(crate) fn say(&self, id: &str) -> String {
        label(self.language, id)
    }

    /// The phrase `id` with values filled in.
    pub(crate) fn say_with(&self, id: &str, values: &[(&str, Value<'_>)]) -> String {
        label_with(self.language, id, values)
    }

    /// The name of the language (ISO 639-1), for the page's root.
    pub(crate) fn code(&self) -> &'static str {
        self.language.as_str()
    }

    /// The other language.
    fn another(&self) -> Language {
        match self.language {
            Language::Japanese => Language::English,
            Language::English => Language::Japanese,
        }
    }

    /// The name of the other language.
    pub(crate) fn other_code(&self) -> &'static str {
        self.another().as_str()
    }

    /// This page in the other language.
    pub(crate) fn other(&self) -> String {
        format!("{}?lang={}", self.path, self.other_code())
    }
}

impl FromRequestParts<Arc<House>> for Tongue {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        house: &Arc<House>,
    ) -> Result<Self, Self::Rejection> {
        let language = chosen(parts.uri.query())
            .or_else(|| kept(&parts.headers))
            .or_else(|| accepted(&parts.headers))
            .unwrap_or(house.settings.language);
        // Nothing that was asked for stands on a page: it may be anybody's.
        let page = PAGES.iter().find(|page| **page == parts.uri.path());
        let path = page.copied().unwrap_or("/");
        Ok(Self { language, path })
    }
}

/// The language that is chosen in a link.
pub(crate) fn chosen(query: Option<&str>) -> Option<Language> {
    query?
        .split('&')
        .find_map(|pair| Language::parse(pair.strip_prefix("lang=")?))
}

/// The language that was chosen before.
fn kept(headers: &HeaderMap) -> Option<Language> {
    cookies(headers).find_map(|(name, value)| Language::parse(value).filter(|_| name == COOKIE))
}

/// The language of ours that the browser would like best (RFC 9110 §12.5.4).
fn accepted(headers: &HeaderMap) -> Option<Language> {
    let mut best: Option<(Language, f32)> = None;
    for value in headers.get_all(ACCEPT_LANGUAGE) {
        for wish in value.to_str().unwrap_or_default().split(',') {
            let (tag, weight) = wish.split_once(';').unwrap_or((wish, "q=1"));
            let weight = weight.trim().strip_prefix("q=");
            let weight: f32 = weight.and_then(|it| it.parse().ok()).unwrap_or(0.0);
            let Some(language) = Language::parse(tag.trim()) else {
                continue;
            };
            // Of two wishes alike the first one counts; a weight of nothing is a refusal.
            if weight > 0.0 && best.is_none_or(|(_, before)| weight > before) {
                best = Some((language, weight));
            }
        }
    }
    best.map(|(language, _)| language)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_browser_gets_the_language_it_likes_best() {
        for (wish, expected) in [
            ("ja", Some(Language::Japanese)),
            ("de, en;q=0.8, ja;q=0.5", Some(Language::English)),
            ("en;q=0.3, ja-JP;q=0.9", Some(Language::Japanese)),
            ("ja;q=0, en;q=0.1", Some(Language::English)),
            ("de, *;q=0.5", None),
            ("ja;q=nonsense", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(wish));
            assert_eq!(accepted(&headers), expected, "{wish}");
        }
        assert_eq!(chosen(Some("a=b&lang=en")), Some(Language::English));
        assert_eq!(chosen(Some("lang=de&xlang=ja")), None);
    }
}
