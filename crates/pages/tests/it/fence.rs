//! What other pages in the same browser try.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use crate::browser::{HOST, House, ORIGIN, get, post};
use crate::questions::kept_mail;

#[test]
fn every_answer_carries_the_fence() {
    let house = House::new();
    let inside = house.inside();
    let outside = |path: &str| house.ask(get(path).body(Body::empty()).expect("a request"));
    for answered in [
        inside.get("/"),
        inside.get("/check"),
        inside.get("/nothing-here"),
        inside.post("/check", &[]),
        inside.post("/style.css", &[]),
        outside("/"),
        outside("/style.css"),
        outside("/icon.svg"),
        outside("/enter"),
        house.ask(Request::get("/").body(Body::empty()).expect("a request")),
    ] {
        let csp = answered.header("content-security-policy");
        assert!(csp.starts_with("default-src 'none'; "), "{csp}");
        for part in [
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        ] {
            assert!(csp.contains(part), "{csp}");
        }
        for loose in ["unsafe", "data:", "http", "*", "script-src"] {
            assert!(!csp.contains(loose), "{csp}");
        }
        for (name, value) in [
            ("x-frame-options", "DENY"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cache-control", "no-store"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answered.header(name), value, "{name}");
        }
        assert_eq!(answered.header("access-control-allow-origin"), "");
    }
}

#[test]
fn under_a_foreign_name_nothing_is_told() {
    let house = House::new();
    let inside = house.inside();
    struct Case {
        hosts: &'static [&'static str],
        line: &'static str,
        status: StatusCode,
    }
    let foreign = |host: &'static [&'static str]| Case {
        hosts: host,
        line: "/",
        status: StatusCode::MISDIRECTED_REQUEST,
    };
    for case in [
        foreign(&["evil.example"]),
        foreign(&["evil.example:4710"]),
        foreign(&["127.0.0.1.evil.example:4710"]),
        foreign(&["localhost.evil.example:4710"]),
        foreign(&["127.0.0.1"]),
        foreign(&["127.0.0.1:80"]),
        foreign(&["127.0.0.2:4710"]),
        foreign(&["user@127.0.0.1:4710"]),
        foreign(&[""]),
        Case {
            hosts: &[HOST],
            line: "http://evil.example/",
            status: StatusCode::MISDIRECTED_REQUEST,
        },
        Case {
            hosts: &[],
            line: "/",
            status: StatusCode::BAD_REQUEST,
        },
        Case {
            hosts: &[HOST, HOST],
            line: "/",
            status: StatusCode::BAD_REQUEST,
        },
        Case {
            hosts: &["localhost:4710"],
            line: "/",
            status: StatusCode::OK,
        },
    ] {
        let mut request = Request::get(case.line).header("cookie", &inside.cookie);
        for host in case.hosts {
            request = request.header("host", *host);
        }
        let answered = house.ask(request.body(Body::empty()).expect("a request"));
        assert_eq!(
            answered.status, case.status,
            "{:?} {}",
            case.hosts, case.line
        );
        assert_eq!(answered.body.is_empty(), case.status != StatusCode::OK);
    }
}

#[test]
fn a_foreign_page_changes_nothing() {
    let house = House::new();
    let (id, thing) = kept_mail(&house, "Your order");
    let inside = house.inside();
    let fields = [
        ("form_token", inside.form_token.as_str()),
        ("id", id.as_str()),
        ("answer", "mine"),
    ];
    let attacks: [&[(&str, &str)]; 9] = [
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "http://127.0.0.1:8080")],
        &[("origin", "http://localhost:4710")],
        &[("origin", "https://127.0.0.1:4710")],
        &[("origin", ORIGIN), ("origin", "https://evil.example")],
        &[("origin", ORIGIN), ("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site")],
        &[],
    ];
    for headers in attacks {
        let answered = inside.post_with("/answer", &fields, headers);
        assert_eq!(answered.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert!(answered.says("pages-fault-foreign-next"), "{headers:?}");
    }
    assert_eq!(house.answer_of(&thing), None);
    // A browser that sends no origin, and says that the page is ours.
    let ours = inside.post_with("/answer", &fields, &[("sec-fetch-site", "same-origin")]);
    assert_eq!(ours.status, StatusCode::SEE_OTHER);
    assert!(house.answer_of(&thing).is_some());
}

#[test]
fn a_form_without_its_token_changes_nothing() {
    let house = House::new();
    let (id, thing) = kept_mail(&house, "Your order");
    let (inside, another) = (house.inside(), house.inside());
    assert_ne!(inside.form_token, another.form_token);
    for token in ["", "guess", another.form_token.as_str()] {
        let fields = [
            ("form_token", token),
            ("id", id.as_str()),
            ("answer", "mine"),
        ];
        let answered = inside.post("/answer", &fields);
        assert_eq!(answered.status, StatusCode::FORBIDDEN, "{token}");
        assert!(answered.says("pages-fault-old-form-next"));
    }
    let without = inside.post("/answer", &[("id", id.as_str()), ("answer", "mine")]);
    assert_eq!(without.status, StatusCode::BAD_REQUEST);
    assert_eq!(house.answer_of(&thing), None);
}

#[test]
fn our_pages_are_not_loaded_into_others() {
    let house = House::new();
    let inside = house.inside();
    struct Case {
        site: &'static str,
        mode: &'static str,
        destination: &'static str,
        status: StatusCode,
    }
    for case in [
        Case {
            site: "cross-site",
            mode: "navigate",
            destination: "iframe",
            status: StatusCode::FORBIDDEN,
        },
        Case {
            site: "same-site",
            mode: "no-cors",
            destination: "image",
            status: StatusCode::FORBIDDEN,
        },
        Case {
            site: "cross-site",
            mode: "cors",
            destination: "empty",
            status: StatusCode::FORBIDDEN,
        },
        Case {
            site: "cross-site",
            mode: "navigate",
            destination: "document",
            status: StatusCode::OK,
        },
        Case {
            site: "none",
            mode: "navigate",
            destination: "document",
            status: StatusCode::OK,
        },
        Case {
            site: "same-origin",
            mode: "no-cors",
            destination: "style",
            status: StatusCode::OK,
        },
    ] {
        let headers = [
            ("sec-fetch-site", case.site),
            ("sec-fetch-mode", case.mode),
            ("sec-fetch-dest", case.destination),
        ];
        let answered = inside.get_with("/", &headers);
        assert_eq!(answered.status, case.status, "{headers:?}");
    }
}

#[test]
fn a_form_beyond_the_limit_is_refused_with_a_page() {
    let house = House::new();
    let inside = house.inside();
    let long = "a".repeat(64 << 10);
    let answered = inside.post("/answer", &[("form_token", &long)]);
    assert_eq!(answered.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(
        answered.says("pages-fault-too-large-next"),
        "{}",
        answered.body
    );
}

#[test]
fn other_ways_of_asking_get_a_page() {
    let house = House::new();
    let inside = house.inside();
    let wrong = inside.post("/", &[]);
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(wrong.says("pages-fault-not-so-next"), "{}", wrong.body);
    let nowhere = inside.get("/no/such/page");
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    assert!(nowhere.says("pages-fault-nothing-here-next"));
    let torn = post("/answer")
        .header("origin", ORIGIN)
        .header("cookie", &inside.cookie)
        .header("content-type", "application/json")
        .body(Body::from("{}"))
        .expect("a request");
    let torn = house.ask(torn);
    assert_eq!(torn.status, StatusCode::BAD_REQUEST);
    assert!(torn.says("pages-fault-torn-next"), "{}", torn.body);
}
