//! The interface for programs: who is let in, what it answers, and that it answers nothing that it does not tell of.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use serde_json::Value;

use crate::browser::{Answered, HOST, House, ORIGIN, TOKEN};
use crate::mails::{keep, made};
use crate::questions::kept_mail;

const LOOKALIKE: &[u8] = include_bytes!("../../../../fixtures/demo/03-lookalike.eml");

fn ask(house: &House, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answered {
    let mut request = Request::builder()
        .method(Method::from_bytes(method.as_bytes()).expect("a method"))
        .uri(path)
        .header("host", HOST);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    house.ask(request.body(Body::from(body.to_vec())).expect("a request"))
}

fn bearer() -> String {
    format!("Bearer {TOKEN}")
}

/// Asks as a program does that has the token.
fn call(house: &House, method: &str, path: &str, body: &[u8]) -> Answered {
    ask(house, method, path, &[("authorization", &bearer())], body)
}

fn json(answered: &Answered) -> Value {
    serde_json::from_str(&answered.body)
        .unwrap_or_else(|error| panic!("{error}: {}", answered.body))
}

fn described(house: &House) -> Value {
    json(&ask(house, "GET", "/api/v1/openapi.json", &[], b""))
}

#[test]
fn every_call_answers_only_what_it_tells_of() {
    let house = House::new();
    keep(&house, &[made("a", "a", "doubtful", "rakuten")]);
    let (question, _) = kept_mail(&house, "a");
    let mail = facts::ObservationId::of(b"a").to_string();
    let cookie = house.inside().cookie;
    let bearer = bearer();
    let openapi = described(&house);
    let paths = openapi["paths"].as_object().expect("paths");
    let (mut calls, mut seen) = (0, BTreeSet::new());
    for (path, operations) in paths {
        for (method, operation) in operations.as_object().expect("operations") {
            let told = operation["responses"].as_object().expect("responses");
            let secured = &operation["security"][0];
            assert!(secured.get("token").is_some(), "{method} {path}");
            let addresses = [
                path.replace("{id}", "0").replace("{account}", "x"),
                path.replace("{id}", "%00%FF").replace("{account}", "%2F"),
                path.replace(
                    "{id}",
                    if path.contains("mails") {
                        &mail
                    } else {
                        &question
                    },
                )
                .replace("{account}", "home%20%26%20hearth"),
                format!("{}?limit=0&after=x&verdict=x", path.replace("{id}", "1")),
                format!("{}?limit=x&account=me", path.replace("{id}", "-1")),
                format!("{}?account=me&name=a.eml", path.replace("{id}", "1")),
            ];
            let large = vec![b'x'; 70 << 10];
            for address in &addresses {
                for body in [
                    b"".as_slice(),
                    b"\xff{",
                    b"{\"answer\":\"mine\"}",
                    b"{\"answer\":\"unsure\"}",
                    LOOKALIKE,
                    &large,
                ] {
                    for headers in [
                        &[][..],
                        &[("authorization", "Bearer wrong")],
                        &[("authorization", "Basic eDp5")],
                        &[("cookie", cookie.as_str())],
                        &[("authorization", bearer.as_str())],
                    ] {
                        let method = method.to_uppercase();
                        let answered = ask(&house, &method, address, headers, body);
                        let status = answered.status.as_u16();
                        let name = format!("{method} {address}: {status} {}", answered.body);
                        assert!(told.contains_key(&status.to_string()), "{name}");
                        let is_in = headers.first().is_some_and(|(_, value)| *value == bearer);
                        assert_eq!(status == 401, !is_in, "{name}");
                        if status >= 400 {
                            assert_eq!(answered.header("content-type"), "application/problem+json");
                            let problem = json(&answered);
                            assert_eq!(problem["status"], status, "{name}");
                            for part in ["type", "title", "detail"] {
                                assert!(problem[part].as_str().is_some_and(|it| !it.is_empty()));
                            }
                        } else if status != 204 {
                            assert_eq!(answered.header("content-type"), "application/json");
                            json(&answered);
                        }
                        calls += 1;
                        seen.insert(format!("{method} {path} {status}"));
                    }
                }
            }
        }
    }
    assert!(calls > 1_000, "{calls}");
    for expected in [
        "POST /api/v1/check 200",
        "POST /api/v1/check 400",
        "GET /api/v1/questions 400",
        "GET /api/v1/questions/{id} 200",
        "POST /api/v1/questions/{id}/answer 200",
        "POST /api/v1/questions/{id}/answer 409",
        "POST /api/v1/questions/{id}/answer 413",
        "GET /api/v1/mails/{account}/{id} 200",
        "POST /api/v1/imports 202",
        "DELETE /api/v1/imports/{id} 404",
    ] {
        assert!(seen.contains(expected), "{expected} in {seen:#?}");
    }
}

#[test]
fn a_mail_is_checked_as_the_command_does_and_not_kept() {
    let house = House::new();
    let answered = call(
        &house,
        "POST",
        "/api/v1/check?name=03-lookalike.eml",
        LOOKALIKE,
    );
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.body);
    let told = json(&answered);
    assert_eq!(told["schema"], "mioboe/check/1");
    assert_eq!(told["verdict"], "impostor");
    assert_eq!(told["file"], "03-lookalike.eml");
    assert!(!told["findings"].as_array().expect("findings").is_empty());
    assert_eq!(house.files(), Vec::<String>::new());
}

#[test]
fn a_question_is_answered_and_taken_back_and_two_do_not_overwrite_each_other() {
    let house = House::new();
    let (id, _) = kept_mail(&house, "Your order");
    let open = json(&call(&house, "GET", "/api/v1/questions?limit=5", b""));
    assert_eq!(open["questions"][0]["id"], id.as_str());
    assert_eq!(open["questions"][0]["subject"], "Your order");
    let path = format!("/api/v1/questions/{id}/answer");
    let say = |word: &str| {
        let body = format!("{{\"answer\":\"{word}\"}}");
        call(&house, "POST", &path, body.as_bytes())
    };
    assert_eq!(json(&say("not-mine"))["answer"], "not-mine");
    let other = say("mine");
    assert_eq!(other.status, StatusCode::CONFLICT);
    assert_eq!(json(&other)["type"], "urn:mioboe:answered");
    let one = json(&call(
        &house,
        "GET",
        &format!("/api/v1/questions/{id}"),
        b"",
    ));
    assert_eq!(one["answer"], "not-mine");
    assert_eq!(json(&say("withdrawn"))["answer"], Value::Null);
    assert_eq!(json(&say("withdrawn"))["answer"], Value::Null);
    assert_eq!(json(&say("mine"))["answer"], "mine");
}

#[test]
fn mails_and_sources_are_told_page_by_page() {
    let house = House::new();
    let mails: Vec<_> = (0..5)
        .map(|n| made(&n.to_string(), &format!("Order {n}"), "genuine", "rakuten"))
        .collect();
    keep(&house, &mails);
    let first = json(&call(
        &house,
        "GET",
        "/api/v1/mails?limit=3&words=order",
        b"",
    ));
    let rest = first["more"].as_str().expect("more");
    let path = format!("/api/v1/mails?limit=3&words=order&after={rest}");
    let second = json(&call(&house, "GET", &path, b""));
    let subjects: Vec<&str> = [&first, &second]
        .into_iter()
        .flat_map(|page| page["mails"].as_array().expect("mails"))
        .map(|mail| mail["subject"].as_str().expect("a subject"))
        .collect();
    assert_eq!(
        subjects,
        ["Order 4", "Order 3", "Order 2", "Order 1", "Order 0"]
    );
    assert_eq!(second["more"], Value::Null);
    let sources = json(&call(&house, "GET", "/api/v1/sources", b""));
    assert_eq!(sources["sources"][0]["account"], "home & hearth");
    assert_eq!(sources["sources"][0]["is_followed"], false);
}

#[test]
fn a_search_that_finds_only_letters_ends_and_goes_on() {
    let house = House::new();
    let near = (0..30).map(|n| made(&format!("near{n}"), "ギフ、フト", "genuine", "rakuten"));
    let far = made("far", "ギフト", "genuine", "rakuten");
    let mails: Vec<_> = std::iter::once(far).chain(near).collect();
    keep(&house, &mails);
    let mut path = "/api/v1/mails?limit=1&words=%E3%82%AE%E3%83%95%E3%83%88".to_owned();
    let first = json(&call(&house, "GET", &path, b""));
    assert_eq!(first["mails"].as_array().map(Vec::len), Some(0));
    let rest = first["more"].as_str().expect("it goes on");
    path.push_str(&format!("&after={rest}"));
    let second = json(&call(&house, "GET", &path, b""));
    assert_eq!(second["mails"][0]["subject"], "ギフト");
    assert_eq!(second["more"], Value::Null);
}

#[test]
fn a_file_is_taken_in_and_told_of() {
    let house = House::new();
    let begun = call(
        &house,
        "POST",
        "/api/v1/imports?account=me&name=a.eml",
        LOOKALIKE,
    );
    assert_eq!(begun.status, StatusCode::ACCEPTED, "{}", begun.body);
    let id = json(&begun)["id"].as_u64().expect("a number");
    // A page tells when it is over.
    house.inside().get(&format!("/import/events?id={id}"));
    let path = format!("/api/v1/imports/{id}");
    let done = json(&call(&house, "GET", &path, b""));
    assert_eq!(
        (&done["stage"], &done["new"]),
        (&Value::from("done"), &Value::from(1))
    );
    let all = json(&call(&house, "GET", "/api/v1/imports", b""));
    assert_eq!(all["imports"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        call(&house, "DELETE", &path, b"").status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        call(&house, "GET", &path, b"").status,
        StatusCode::NOT_FOUND
    );
}

#[test]
fn the_token_opens_no_page_and_no_browser_borrows_it() {
    let house = House::new();
    let bearer = bearer();
    let page = call(&house, "GET", "/mails", b"");
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.says("pages-fault-not-inside"));
    // A page of another origin that got hold of the token.
    for headers in [
        &[("origin", "https://evil.example")][..],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "cors")],
        &[("origin", ORIGIN), ("sec-fetch-site", "same-site")],
    ] {
        let mut all = vec![("authorization", bearer.as_str())];
        all.extend(headers);
        let refused = ask(&house, "POST", "/api/v1/check", &all, LOOKALIKE);
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert_eq!(json(&refused)["type"], "urn:mioboe:foreign");
        assert_eq!(refused.header("access-control-allow-origin"), "");
    }
    let elsewhere = Request::get("/api/v1/questions")
        .header("host", "evil.example")
        .header("authorization", &bearer)
        .body(Body::empty())
        .expect("a request");
    assert_eq!(house.ask(elsewhere).status, StatusCode::MISDIRECTED_REQUEST);
    let unknown = call(&house, "GET", "/api/v1/nothing", b"");
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert_eq!(json(&unknown)["type"], "urn:mioboe:nothing-here");
    let wrong = call(&house, "PUT", "/api/v1/sources", b"");
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(wrong.header("content-type"), "application/problem+json");
}

#[test]
fn whoever_watches_programs_learns_nothing_of_a_person() {
    let house = House::new();
    let get = |path: &str| ask(&house, "GET", path, &[], b"");
    assert_eq!(get("/healthz").body, "ok\n");
    assert_eq!(
        get("/readyz").status,
        StatusCode::OK,
        "no store yet is no fault"
    );
    keep(
        &house,
        &[made("a", "a-secret-subject", "doubtful", "rakuten")],
    );
    house.inside().check("a.eml", LOOKALIKE);
    assert_eq!(get("/readyz").status, StatusCode::OK);
    let metrics = get("/metrics");
    assert!(
        metrics
            .header("content-type")
            .starts_with("text/plain; version=0.0.4")
    );
    for expected in [
        "\nmioboe_checks_total 1\n",
        "\nmioboe_imports{stage=\"running\"} 0\n",
        "mioboe_answers_total{status=\"2xx\"} ",
    ] {
        assert!(
            metrics.body.contains(expected),
            "{expected} in {}",
            metrics.body
        );
    }
    for line in metrics.body.lines() {
        let is_ours = line.starts_with("# TYPE mioboe_") || line.starts_with("mioboe_");
        assert!(is_ours, "{line}");
    }
    for private in ["secret", "hearth", "rakuten", "store"] {
        assert!(!metrics.body.contains(private), "{private}");
    }
    std::fs::remove_file(house.store_file()).expect("removed");
    let _ = get("/readyz");
    std::fs::write(house.store_file(), "no store").expect("written");
    assert_eq!(get("/readyz").status, StatusCode::SERVICE_UNAVAILABLE);
    let gone = call(&house, "GET", "/api/v1/questions", b"");
    assert_eq!(gone.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        json(&gone)["title"]
            .as_str()
            .is_some_and(|it| it.contains("store.sqlite"))
    );
}
