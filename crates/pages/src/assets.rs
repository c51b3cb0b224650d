//! The stylesheet and the icon; nothing else is loaded, and nothing from elsewhere.

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

/// The stylesheet.
pub(crate) async fn style() -> impl IntoResponse {
    (
        [(CONTENT_TYPE, "text/css; charset=utf-8")],
        include_str!("../assets/style.css"),
    )
}

/// The sign in the browser's tab.
pub(crate) async fn icon() -> impl IntoResponse {
    (
        [(CONTENT_TYPE, "image/svg+xml")],
        include_str!("../assets/icon.svg"),
    )
}
