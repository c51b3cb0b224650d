//! The interface for programs, under `/api/v1`: the questions of the pages, as JSON, for whoever has the token.
//!
//! A cookie does not open it and its token opens no page, so that neither can be borrowed for the other.

mod answers;
mod calls;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use serde::Serialize;
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::entry::is_same;
use crate::fault::{Fault, FaultKind};
pub(crate) use answers::Problem;

use crate::tongue::Tongue;
use crate::{House, LARGEST_FORM, check, imports};

/// What every path of the interface begins with.
pub(crate) const PATH: &str = "/api/v1/";

/// What the interface says of itself.
#[derive(OpenApi)]
#[openapi(
    info(title = "mioboe", version = "1"),
    paths(
        calls::check,
        calls::questions,
        calls::question,
        calls::answer,
        calls::mails,
        calls::mail,
        calls::sources,
        calls::imports,
        calls::import,
        calls::one_import,
        calls::stop_import,
        calls::forget_import,
    ),
    components(schemas(answers::Problem)),
    modifiers(&Bearer)
)]
struct Described;

/// Adds the one way to be let in.
struct Bearer;

impl utoipa::Modify for Bearer {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

/// The interface; there is none where no token was made.
pub(crate) fn router(house: &Arc<House>) -> Router<Arc<House>> {
    if house.settings.token.is_none() {
        return Router::new();
    }
    let large = |limit: usize| DefaultBodyLimit::max(limit);
    let calls = Router::new()
        .route("/questions", get(calls::questions))
        .route("/questions/{id}", get(calls::question))
        .route("/questions/{id}/answer", post(calls::answer))
        .route("/mails", get(calls::mails))
        .route("/mails/{account}/{id}", get(calls::mail))
        .route("/sources", get(calls::sources))
        .route(
            "/imports/{id}",
            get(calls::one_import).delete(calls::forget_import),
        )
        .route("/imports/{id}/stop", post(calls::stop_import))
        .layer(large(LARGEST_FORM))
        .merge(
            Router::new()
                .route("/check", post(calls::check))
                .layer(large(check::LARGEST_MAIL)),
        )
        .merge(
            Router::new()
                .route("/imports", get(calls::imports).post(calls::import))
                .layer(large(imports::LARGEST_IMPORT)),
        )
        .route_layer(from_fn_with_state(Arc::clone(house), only_with_token));
    let calls = calls
        .route("/openapi.json", get(described))
        .fallback(nothing_here)
        .method_not_allowed_fallback(not_so);
    Router::new().nest("/api/v1", calls)
}

async fn described() -> Response {
    json(StatusCode::OK, &Described::openapi())
}

async fn nothing_here(tongue: Tongue) -> Response {
    Fault::of(FaultKind::NothingHere).problem(&tongue)
}

async fn not_so(tongue: Tongue) -> Response {
    Fault::of(FaultKind::NotSo).problem(&tongue)
}

/// Lets through who gives the token (RFC 6750 §2.1).
async fn only_with_token(
    State(house): State<Arc<House>>,
    tongue: Tongue,
    request: Request,
    next: Next,
) -> Response {
    let wanted = house.settings.token.as_ref();
    let given = given(request.headers());
    if let (Some(wanted), Some(given)) = (wanted, given)
        && is_same(wanted.reveal(), given)
    {
        return next.run(request).await;
    }
    // Whoever is not let in is not listened to: the body is not read.
    let mut response = Fault::of(FaultKind::NoToken).problem(&tongue);
    response
        .headers_mut()
        .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

fn given(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return None;
    };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// An answer in JSON.
pub(crate) fn json(status: StatusCode, answer: &impl Serialize) -> Response {
    match serde_json::to_string(answer) {
        Ok(text) => raw(status, text),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// An answer that is JSON already.
fn raw(status: StatusCode, text: String) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], text).into_response()
}
