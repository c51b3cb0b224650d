//! Every finding and gap explained, out of the words themselves.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use words::Topic;

use crate::page::{Frame, Here, show};
use crate::tongue::Tongue;

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    topics: Vec<Topic>,
    frame: Frame,
}

/// Shows the page.
pub(crate) async fn help(tongue: Tongue) -> Response {
    let page = HelpPage {
        topics: words::explained(tongue.language),
        frame: Frame::new(tongue, Here::Help),
    };
    show(StatusCode::OK, &page)
}
