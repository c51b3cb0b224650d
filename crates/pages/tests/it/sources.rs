//! Taking files in: uploaded, judged behind the page, told of, stopped, put away.

use axum::http::StatusCode;

use crate::browser::{Answered, House, Inside, Part, multipart, value_of};

const LOOKALIKE: &[u8] = include_bytes!("../../../../fixtures/demo/03-lookalike.eml");

fn mail(number: usize) -> Vec<u8> {
    let head = format!("From: a{number}@shop.example\r\nSubject: Mail {number}\r\n");
    [
        head.as_bytes(),
        b"Date: Sun, 22 Nov 2026 10:00:00 +0900\r\n\r\nText.\r\n",
    ]
    .concat()
}

/// What is told of the newest import, until it is over.
fn events(inside: &Inside<'_>) -> Answered {
    let page = inside.get("/sources");
    let id = value_of(&page.body, "id");
    let told = inside.get(&format!("/import/events?id={id}"));
    assert_eq!(told.header("content-type"), "text/event-stream");
    told
}

fn wish(inside: &Inside<'_>, wish: &str) -> Answered {
    let page = inside.get("/sources");
    let id = value_of(&page.body, "id");
    let token = inside.form_token.as_str();
    inside.post(
        "/import/wish",
        &[("form_token", token), ("id", &id), ("wish", wish)],
    )
}

#[test]
fn files_are_taken_in_behind_the_page_and_troubles_stay_until_put_away() {
    let house = House::new();
    let inside = house.inside();
    let mbox: Vec<u8> = (0..50)
        .flat_map(|n| {
            [
                b"From a Sun Nov 22 10:00:00 2026\n".as_slice(),
                &mail(n),
                b"\n",
            ]
            .concat()
        })
        .collect();
    let begun = inside.import(
        "me@mail.example",
        &[
            ("03-lookalike.eml", LOOKALIKE),
            ("C:\\old\\all.mbox", &mbox),
            ("picture<b>.png", b"\x89PNG\r\n\x1a\n\0\0\0\0"),
            ("03-lookalike.eml", &mail(99)),
        ],
    );
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.body);
    let told = events(&inside);
    let (_, last) = told.body.rsplit_once("event: over\n").expect("its end");
    assert!(
        last.starts_with("data: Done: 52 checked, 52 of them new"),
        "{last}"
    );
    for _ in 0..2 {
        let page = inside.get("/sources");
        for expected in [
            "03-lookalike.eml and 3 more files → me@mail.example",
            "picture&#60;b&#62;.png",
            "me@mail.example",
            "value=\"dismiss\"",
        ] {
            assert!(page.body.contains(expected), "{expected}\n{}", page.body);
        }
        assert!(!page.body.contains("live.js") && !page.body.contains("refresh"));
    }
    // Nothing of the files is left, and nothing of a mail's text.
    let left = house.files();
    assert!(left.contains(&"store.sqlite".to_owned()), "{left:?}");
    assert!(house.uploads().is_empty(), "{:?}", house.uploads());
    let list = inside.get("/mails?words=49");
    assert!(list.body.contains("Mail 49"), "{}", list.body);
    // The same again is not new.
    inside.import("me@mail.example", &[("again.eml", LOOKALIKE)]);
    let again = events(&inside);
    assert!(
        again.body.contains("1 checked, 0 of them new"),
        "{}",
        again.body
    );
    for left in [1, 0] {
        assert_eq!(wish(&inside, "dismiss").status, StatusCode::SEE_OTHER);
        let page = inside.get("/sources");
        assert_eq!(page.body.matches("value=\"dismiss\"").count(), left);
    }
}

#[test]
fn an_import_can_be_stopped_and_begins_without_a_script() {
    let house = House::new();
    let inside = house.inside();
    let names: Vec<String> = (0..400).map(|n| format!("{n}.eml")).collect();
    let mails: Vec<Vec<u8>> = (0..400).map(mail).collect();
    let files: Vec<(&str, &[u8])> = names
        .iter()
        .zip(&mails)
        .map(|(name, mail)| (name.as_str(), mail.as_slice()))
        .collect();
    inside.import("me", &files);
    let page = inside.get("/sources");
    for expected in [
        "<noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript>",
        "<script src=\"/live.js\" defer></script>",
        "data-live=\"/import/events?id=",
        "<progress max=",
        "value=\"stop\"",
    ] {
        assert!(page.body.contains(expected), "{expected}\n{}", page.body);
    }
    assert!(page.says("pages-import-look"));
    // What is under way cannot be put away.
    wish(&inside, "dismiss");
    assert_eq!(wish(&inside, "stop").status, StatusCode::SEE_OTHER);
    let told = events(&inside);
    let (_, last) = told.body.rsplit_once("event: over\n").expect("its end");
    assert!(last.starts_with("data: Stopped: "), "{last}");
    assert!(house.uploads().is_empty());
}

#[test]
fn ten_thousand_files_at_once_are_taken_in() {
    let house = House::new();
    let inside = house.inside();
    let names: Vec<String> = (0..10_000).map(|n| format!("{n}.txt")).collect();
    let files: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), b"no mail".as_slice()))
        .collect();
    let begun = inside.import("me", &files);
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.body);
    let told = events(&inside);
    assert!(told.body.contains("10000 not readable") || told.body.contains("10,000 not readable"));
    let page = inside.get("/sources");
    assert!(
        page.body.contains("9,800 more files or mails"),
        "{}",
        page.body.len()
    );
    let too_many: Vec<(&str, &[u8])> = std::iter::repeat_n(files[0], 20_001).collect();
    let refused = inside.import("me", &too_many);
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(refused.says("pages-fault-import-too-large"));
    assert!(house.uploads().is_empty());
}

#[test]
fn what_is_no_upload_of_ours_is_refused_and_leaves_nothing() {
    let house = House::new();
    let inside = house.inside();
    let token = inside.token_part();
    let account = Part::plain("account", b"me");
    let whole = multipart(&[token, account]);
    let cut = whole.get(..whole.len() - 20).expect("long enough").to_vec();
    for (body, status, id) in [
        (cut, StatusCode::BAD_REQUEST, "pages-fault-torn"),
        (whole, StatusCode::BAD_REQUEST, "pages-fault-nothing-chosen"),
        (
            multipart(&[account]),
            StatusCode::FORBIDDEN,
            "pages-fault-old-form",
        ),
        (
            multipart(&[Part::plain("form_token", b"guess"), account]),
            StatusCode::FORBIDDEN,
            "pages-fault-old-form",
        ),
        (b"x".to_vec(), StatusCode::BAD_REQUEST, "pages-fault-torn"),
    ] {
        let refused = inside.send_import(body);
        assert_eq!(refused.status, status, "{id}: {}", refused.body);
        assert!(refused.says(id), "{id}: {}", refused.body);
        assert!(house.uploads().is_empty(), "{id}");
    }
    let nameless = inside.import(" ", &[("a.eml", b"From: a@b.example\r\n\r\n")]);
    assert!(nameless.says("pages-fault-no-account"), "{}", nameless.body);
    assert_eq!(house.files(), ["uploads"], "nothing was kept");
    let gone = inside.get("/import/events?id=77");
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[test]
fn a_store_that_is_none_ends_an_import_in_words() {
    let house = House::new();
    let inside = house.inside();
    std::fs::write(house.store_file(), "no store").expect("written");
    inside.send_import(multipart(&[
        inside.token_part(),
        Part::plain("account", b"me"),
        Part::named("mails", "a.eml", LOOKALIKE),
    ]));
    // The page of sources cannot be shown without a store; what was begun is told of where it can.
    let told = inside.get("/import/events?id=1");
    let (_, last) = told.body.rsplit_once("event: over\n").expect("its end");
    assert!(last.starts_with("data: Ended early: 0 checked"), "{last}");
    std::fs::remove_file(house.store_file()).expect("removed");
    let page = inside.get("/sources");
    assert!(page.body.contains("store.sqlite: "), "{}", page.body);
}
