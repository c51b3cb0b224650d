//! What comes in at all, and what every answer carries: the fence against other pages in the same browser.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, HOST, HeaderName, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::House;
use crate::api;
use crate::fault::{Fault, FaultKind};
use crate::tongue::{self, Tongue};

/// What every answer carries.
///
/// A referrer is sent to our own pages alone. `no-referrer` would make browsers send `Origin: null` with our own
/// forms (Fetch §3.2, "append a request Origin header").
const FENCE: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    ("x-frame-options", "DENY"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cache-control", "no-store"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    ("x-dns-prefetch-control", "off"),
];

/// What the page of sources carries in its place: our own script, and our own answers for it.
const FENCE_OF_LIVE: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Marks an answer as the page that has the one script; no page that shows what foreign people wrote is one.
#[derive(Clone, Copy)]
pub(crate) struct Live;

/// Puts the fence around an answer.
pub(crate) async fn fence(mut response: Response) -> Response {
    let is_live = response.extensions().get::<Live>().is_some();
    for (name, value) in FENCE {
        response.headers_mut().insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    if is_live {
        response.headers_mut().insert(
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(FENCE_OF_LIVE),
        );
    }
    response
}

/// Refuses what was not meant for us or does not come from our own pages.
pub(crate) async fn guard(
    State(house): State<Arc<House>>,
    tongue: Tongue,
    request: Request,
    next: Next,
) -> Response {
    let host = match named_host(&house, &request) {
        Ok(host) => host,
        // Whoever asked under another name learns nothing about what stands here.
        Err(status) => return status.into_response(),
    };
    let is_program = request.uri().path().starts_with(api::PATH);
    let faulty = move |kind: FaultKind, tongue: Tongue| {
        if is_program {
            Fault::of(kind).problem(&tongue)
        } else {
            Fault::of(kind).page(tongue)
        }
    };
    // A program says nothing of pages; what a browser sends says where it comes from.
    let is_browser = request.headers().contains_key("origin")
        || request.headers().contains_key("sec-fetch-site");
    let may_come =
        (is_program && !is_browser) || is_from_us(request.method(), request.headers(), &host);
    if !may_come {
        return faulty(FaultKind::Foreign, tongue);
    }
    let chosen = tongue::chosen(request.uri().query());
    // A task of its own: what trips over a fault of ours still gets a page, and a browser that leaves cuts nothing in
    // half.
    let answered = tokio::spawn(next.run(request)).await;
    let mut response = answered.unwrap_or_else(|_| faulty(FaultKind::Ours, tongue));
    house.counts.answered(response.status());
    if let Some(language) = chosen {
        let cookie = format!(
            "{}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000",
            tongue::COOKIE,
            language.as_str()
        );
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }
    response
}

/// The name under which we were asked, where it is one that we listen on.
///
/// A name of somebody else's that leads to this machine (DNS rebinding) is refused, whatever it leads to.
///
/// # Errors
/// 400 without a name or with several (RFC 9112 §3.2), 421 under a foreign one (RFC 9110 §15.5.20).
fn named_host(house: &House, request: &Request) -> Result<String, StatusCode> {
    let mut hosts = request.headers().get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return Err(StatusCode::BAD_REQUEST);
    };
    let host = host.to_str().map_err(|_| StatusCode::BAD_REQUEST)?;
    let port = match house.address.port() {
        // Browsers leave out the port that HTTP has by itself.
        80 => String::new(),
        port => format!(":{port}"),
    };
    let names = [
        format!("{}{port}", house.address.ip()),
        format!("localhost{port}"),
    ];
    let is_ours = |host: &str| names.iter().any(|name| name.eq_ignore_ascii_case(host));
    // A whole address in the request line goes before the field (RFC 9112 §3.2.2).
    let is_line_ours = request
        .uri()
        .authority()
        .is_none_or(|authority| is_ours(authority.as_str()));
    if is_ours(host) && is_line_ours {
        Ok(host.to_ascii_lowercase())
    } else {
        Err(StatusCode::MISDIRECTED_REQUEST)
    }
}

/// Whether a request may come from where it comes.
///
/// What changes anything must come from a page of ours, and say so. What only shows may also be typed, or followed
/// from elsewhere into a window of its own; it may not be loaded into another page. Pages at other ports of this
/// machine count as the same site to a browser, and are foreign to us.
fn is_from_us(method: &Method, headers: &HeaderMap, host: &str) -> bool {
    let single = |name: &str| {
        let mut values = headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (None, _) => Some(None),
            (Some(value), None) => value.to_str().ok().map(Some),
            (Some(_), Some(_)) => None,
        }
    };
    // Said twice is said by nobody.
    let (Some(site), Some(mode), Some(destination), Some(origin)) = (
        single("sec-fetch-site"),
        single("sec-fetch-mode"),
        single("sec-fetch-dest"),
        single("origin"),
    ) else {
        return false;
    };
    if matches!(*method, Method::GET | Method::HEAD) {
        return match site {
            None | Some("same-origin" | "none") => true,
            Some(_) => mode == Some("navigate") && destination == Some("document"),
        };
    }
    let is_origin_ours = match origin {
        Some(origin) => origin.eq_ignore_ascii_case(&format!("http://{host}")),
        // A browser that sends no origin must at least say that it is ours.
        None => site == Some("same-origin"),
    };
    is_origin_ours && site.is_none_or(|site| site == "same-origin")
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use mioboe::config::Config;
    use mioboe::{Checker, Options, Place, Runner};
    use tower::ServiceExt as _;
    use words::Language;

    use super::*;
    use crate::{Pages, Settings};

    struct Nobody;

    impl crate::Around for Nobody {
        fn test(&self, _: Language) -> Vec<String> {
            Vec::new()
        }

        fn kit(
            &self,
            _: Language,
            _: &std::path::Path,
            _: &facts::Secret<String>,
            _: facts::Instant,
        ) -> Option<crate::Kit> {
            None
        }
    }

    async fn trips() -> StatusCode {
        panic!("a fault that the test makes")
    }

    #[test]
    fn a_fault_of_ours_gets_a_page() {
        let options = Options {
            is_offline: true,
            ..Options::default()
        };
        let settings = Settings {
            checker: Arc::new(Checker::new(options).expect("the embedded tables")),
            config: Config::default(),
            place: Place::Sqlite("no-store.sqlite".into()),
            copies: None,
            uploads: "no-uploads".into(),
            token: None,
            zone: jiff::tz::TimeZone::UTC,
            language: Language::English,
            clock: mioboe::now,
            show_link: Arc::new(|_| {}),
            whereabouts: crate::Whereabouts {
                data: "no-data".into(),
                config: "no-config".into(),
                doors: mioboe::Doors::shut(),
            },
            around: Arc::new(Nobody),
        };
        let Pages(house) = Pages::new(settings, ([127, 0, 0, 1], 80).into());
        let router = Router::new()
            .route("/", get(trips))
            .layer(from_fn_with_state(Arc::clone(&house), guard))
            .with_state(house);
        // Browsers leave out the port that HTTP has by itself.
        let request = Request::get("/").header("host", "127.0.0.1");
        let request = request.body(Body::empty()).expect("a request");
        let runner = Runner::new().expect("a runner");
        let answered = runner.run(router.oneshot(request));
        let answered = answered.unwrap_or_else(|never| match never {});
        assert_eq!(answered.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let kind = answered.headers().get("content-type").expect("a page");
        assert_eq!(kind, "text/html; charset=utf-8");
    }
}
