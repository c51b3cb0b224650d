//! Coming in: a link that works once, and what stands in the way of everybody else.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use crate::browser::{HOST, House, ORIGIN, get, path_of, post};

fn empty(request: axum::http::request::Builder) -> Request<Body> {
    request.body(Body::empty()).expect("a request")
}

#[test]
fn a_link_lets_one_browser_in_and_is_used_up() {
    let house = House::new();
    let link = house.link();
    let entered = house.ask(empty(get(&link)));
    assert_eq!(entered.status, StatusCode::SEE_OTHER);
    assert_eq!(entered.header("location"), "/");
    let cookie = entered.header("set-cookie");
    for part in [
        "mioboe-4710=",
        "; HttpOnly",
        "; SameSite=Strict",
        "; Path=/",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let cookie = cookie.split(';').next().expect("a cookie").to_owned();
    let home = house.ask(empty(get("/").header("cookie", &cookie)));
    assert_eq!(home.status, StatusCode::OK, "{}", home.body);

    let replayed = house.ask(empty(get(&link)));
    assert_eq!(replayed.status, StatusCode::FORBIDDEN);
    assert!(replayed.says("pages-fault-link-used-next") && replayed.says("pages-new-link"));
    assert_eq!(replayed.header("set-cookie"), "");
    // The browser that used it goes back in its history.
    let back = house.ask(empty(get(&link).header("cookie", &cookie)));
    assert_eq!(
        (back.status, back.header("location").as_str()),
        (StatusCode::SEE_OTHER, "/")
    );
}

#[test]
fn looking_ahead_does_not_use_a_link_up() {
    let house = House::new();
    let link = house.link();
    for request in [
        Request::head(&link).header("host", HOST),
        get(&link).header("sec-purpose", "prefetch;prerender"),
        get(&link).header("purpose", "prefetch"),
    ] {
        let ahead = house.ask(empty(request));
        assert_eq!(ahead.status, StatusCode::FORBIDDEN);
        assert_eq!(ahead.header("set-cookie"), "");
    }
    assert_eq!(house.ask(empty(get(&link))).status, StatusCode::SEE_OTHER);
}

#[test]
fn without_a_session_every_page_says_how_to_come_in() {
    let house = House::new();
    for (request, cookie) in [
        (get("/"), ""),
        (get("/check"), "mioboe-4710="),
        (get("/?done=0"), "mioboe-4710=guess; other=1"),
        (post("/answer").header("origin", ORIGIN), ""),
        (post("/check").header("origin", ORIGIN), "mioboe-4711=guess"),
    ] {
        let answered = house.ask(empty(request.header("cookie", cookie)));
        assert_eq!(answered.status, StatusCode::FORBIDDEN);
        assert!(
            answered.says("pages-fault-not-inside-next"),
            "{}",
            answered.body
        );
        assert!(!answered.body.contains("form_token"), "{}", answered.body);
    }
}

#[test]
fn after_a_restart_a_browser_is_told_that_nothing_is_lost() {
    let house = House::new();
    let inside = house.inside();
    assert_eq!(inside.get("/").status, StatusCode::OK);
    let router = house.restarted().router();
    let answered = house.ask_of(&router, empty(get("/").header("cookie", &inside.cookie)));
    assert_eq!(answered.status, StatusCode::FORBIDDEN);
    assert!(answered.says("pages-fault-not-inside-next") && answered.says("pages-new-link"));
}

#[test]
fn guessing_links_ends_soon() {
    let house = House::new();
    let link = house.link();
    for guess in 0..10 {
        let guessed = house.ask(empty(get(&format!("/enter?token=guess{guess}"))));
        assert_eq!(guessed.status, StatusCode::FORBIDDEN, "{guess}");
    }
    for path in ["/enter?token=guess", link.as_str()] {
        let limited = house.ask(empty(get(path)));
        assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(limited.header("retry-after"), "600");
        assert!(limited.says("pages-fault-limited-next"));
    }
}

#[test]
fn a_new_link_is_shown_in_the_terminal_and_not_on_the_page() {
    let house = House::new();
    let old = house.link();
    let foreign = house.ask(empty(
        post("/enter/again").header("origin", "https://evil.example"),
    ));
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    assert!(house.shown().is_empty());
    for count in 1..=5 {
        let asked = house.ask(empty(post("/enter/again").header("origin", ORIGIN)));
        assert_eq!(asked.status, StatusCode::OK);
        assert!(asked.says("pages-fault-link-shown") && !asked.body.contains("token="));
        assert_eq!(house.shown().len(), count);
    }
    let limited = house.ask(empty(post("/enter/again").header("origin", ORIGIN)));
    assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS);
    let links = house.shown();
    assert_eq!(links.len(), 5);
    let replaced = house.ask(empty(get(&old)));
    assert_eq!(replaced.status, StatusCode::FORBIDDEN);
    let newest = path_of(links.last().expect("a link"));
    assert_eq!(house.ask(empty(get(&newest))).status, StatusCode::SEE_OTHER);
}
