//! After the verdict: several mails at once, a report, the word that a verdict is wrong; and the explanations.

use axum::body::Body;
use axum::http::StatusCode;
use facts::{Answer, ObservationId, Thing};

use crate::browser::{House, Part, escaped, get, value_of};

const LOOKALIKE: &[u8] = include_bytes!("../../../../fixtures/demo/03-lookalike.eml");
const NEWSLETTER: &[u8] = include_bytes!("../../../../fixtures/demo/06-newsletter.eml");

fn thing(raw: &[u8]) -> Thing {
    Thing::Mail(ObservationId::of(raw))
}

#[test]
fn every_finding_and_gap_is_explained_and_a_verdict_leads_there() {
    let house = House::new();
    let inside = house.inside();
    for language in ["ja", "en"] {
        let help = inside.get_with("/help", &[("accept-language", language)]);
        assert_eq!(help.status, StatusCode::OK);
        let codes = mioboe::declared().into_iter().flatten();
        let mut count = 0;
        for (code, _) in codes {
            assert!(
                help.body.contains(&format!("id=\"{code}\"")),
                "{language}: {code}"
            );
            count += 1;
        }
        assert!(count > 100, "{count}");
    }
    let help = inside.get("/help").body;
    let verdict = inside.check("a.eml", LOOKALIKE).body;
    let leads: Vec<&str> = verdict
        .split("href=\"/help#")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(leads.contains(&"sender-is-lookalike"), "{leads:?}");
    for code in leads {
        assert!(help.contains(&format!("id=\"{code}\"")), "{code}");
    }
}

#[test]
fn several_files_get_a_line_each_the_worst_first() {
    let house = House::new();
    let inside = house.inside();
    let answered = inside.upload(&[
        inside.token_part(),
        Part::file("news.eml", NEWSLETTER),
        Part::file("none.eml", b"no mail at all"),
        Part::file("bad.eml", LOOKALIKE),
    ]);
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.body);
    let at = |needle: &str| {
        let found = answered.body.find(needle);
        found.unwrap_or_else(|| panic!("{needle} in {}", answered.body))
    };
    assert!(at("bad.eml") < at("none.eml") && at("none.eml") < at("news.eml"));
    assert!(answered.body.contains("3 files were checked"));
    assert!(answered.body.contains("<li class=\"impostor\">"));
    let (_, rest) = answered.body.split_once("/verdict?mail=").expect("a link");
    let name = rest.split('"').next().expect("a name");
    let verdict = inside.get(&format!("/verdict?mail={name}"));
    assert!(
        verdict
            .body
            .contains("<section class=\"verdict impostor\">")
    );
}

#[test]
fn of_very_many_files_so_many_are_checked_and_the_rest_is_counted() {
    let house = House::new();
    let inside = house.inside();
    let mut parts = vec![inside.token_part()];
    parts.extend((0..103).map(|_| Part::file("a.eml", NEWSLETTER)));
    let answered = inside.upload(&parts);
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.body);
    assert!(answered.body.contains("100 files were checked"));
    assert!(
        answered.body.contains("Of 103 files, 3 were not checked"),
        "{}",
        answered.body
    );
}

#[test]
fn so_many_octets_of_files_are_checked_at_once() {
    let house = House::new();
    let inside = house.inside();
    // No mail: it is refused by its look, so that only the sum of lengths takes part.
    let large = vec![b' '; 30 << 20];
    let parts = [
        inside.token_part(),
        Part::file("a.eml", &large),
        Part::file("b.eml", &large),
        Part::file("c.eml", &large),
    ];
    let answered = inside.upload(&parts);
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.body);
    assert!(
        answered.body.contains("Of 3 files, 1 were not checked"),
        "{}",
        answered.body
    );
}

#[test]
fn a_report_names_where_it_goes_and_gives_the_mail_back_as_it_came() {
    let house = House::new();
    let (inside, another) = (house.inside(), house.inside());
    let verdict = inside.check("a.eml", LOOKALIKE);
    let name = value_of(&verdict.body, "mail");
    let report = inside.get(&format!("/report?mail={name}"));
    assert_eq!(report.status, StatusCode::OK);
    for expected in [
        "reportascam@amazon.com",
        "info@antiphishing.jp",
        "claims to be from Amazon",
        &escaped("I opened no link in it."),
    ] {
        assert!(
            report.body.contains(expected),
            "{expected}\n{}",
            report.body
        );
    }
    let path = format!("/report/mail.eml?mail={name}");
    let file = inside.get(&path);
    assert_eq!(file.body.as_bytes(), LOOKALIKE);
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"mail.eml\""
    );
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    for (who, path) in [
        (&another, path.as_str()),
        (&inside, "/report/mail.eml?mail=guess"),
        (&inside, "/report?mail="),
        (&inside, "/verdict"),
    ] {
        let gone = who.get(path);
        assert_eq!(gone.status, StatusCode::NOT_FOUND, "{path}");
        assert!(gone.says("pages-fault-mail-gone-next"), "{path}");
    }
    // Nothing of it lies on the disk.
    assert_eq!(house.files(), Vec::<String>::new());
}

#[test]
fn a_verdict_called_wrong_stays_and_is_shown_with_that_until_it_is_taken_back() {
    let house = House::new();
    let inside = house.inside();
    let verdict = inside.check("a.eml", LOOKALIKE);
    assert!(!verdict.says("wrong-said"));
    let name = value_of(&verdict.body, "mail");
    let say = |answer: &str| {
        let fields = [
            ("form_token", inside.form_token.as_str()),
            ("mail", name.as_str()),
            ("answer", answer),
        ];
        inside.post("/wrong", &fields)
    };
    assert_eq!(say("mine").status, StatusCode::BAD_REQUEST);
    let said = say("wrong");
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.body);
    assert_eq!(house.answer_of(&thing(LOOKALIKE)), Some(Answer::Wrong));
    assert!(inside.get(&said.header("location")).says("wrong-said"));
    // The same mail, days later, in another window.
    let again = house.inside().check("b.eml", LOOKALIKE);
    assert!(again.says("wrong-said"));
    assert!(again.body.contains("<section class=\"verdict impostor\">"));
    assert_eq!(say("withdrawn").status, StatusCode::SEE_OTHER);
    assert_eq!(house.answer_of(&thing(LOOKALIKE)), None);
    assert!(!inside.check("c.eml", LOOKALIKE).says("wrong-said"));
}

#[test]
fn whoever_leaves_is_out_and_others_stay() {
    let house = House::new();
    let (inside, another) = (house.inside(), house.inside());
    let verdict = inside.check("a.eml", LOOKALIKE);
    let name = value_of(&verdict.body, "mail");
    let wrong = inside.post("/leave", &[("form_token", "guess")]);
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    assert_eq!(inside.get("/").status, StatusCode::OK);
    let left = inside.post("/leave", &[("form_token", &inside.form_token)]);
    assert_eq!(left.status, StatusCode::OK);
    assert!(left.says("pages-fault-left-next"), "{}", left.body);
    assert!(left.header("set-cookie").contains("Max-Age=0"));
    for path in ["/", &format!("/report/mail.eml?mail={name}")] {
        assert_eq!(inside.get(path).status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(another.get("/").status, StatusCode::OK);
}

#[test]
fn outside_none_of_these_pages_is_shown() {
    let house = House::new();
    for path in ["/help", "/settings", "/report?mail=x", "/verdict?mail=x"] {
        let answered = house.ask(get(path).body(Body::empty()).expect("a request"));
        assert_eq!(answered.status, StatusCode::FORBIDDEN, "{path}");
        assert!(answered.says("pages-fault-not-inside-next"), "{path}");
    }
}
