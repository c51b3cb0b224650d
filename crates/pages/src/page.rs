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
    /// On none of them.
    Elsewhere,
    /// Outside, where the list is not shown.
    Outside,
}

impl Frame {
    pub(crate) fn new(tongue: Tongue, here: Here) -> Self {
        Self { tongue, here }
    }

    /// The phrase `id`.
    pub(crate) fn say(&self, id: &str) -> String {
        self.tongue.say(id)
    }

    pub(crate) fn is_home(&self) -> bool {
        self.here == Here::Home
    }

    pub(crate) fn is_check(&self) -> bool {
        self.here == Here::Check
    }

    pub(crate) fn is_inside(&self) -> bool {
        self.here != Here::Outside
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
