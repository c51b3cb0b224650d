//! The mails that were judged: listed, searched, and one of them with all that is known.

use axum::http::StatusCode;
use facts::{Instant, Observation, ObservationId, ObservationKind, Source};
use mioboe::{Batch, Owner, Place, Store};
use store::{Kept, NewPlacement};

use crate::browser::{House, escaped};
use crate::questions::kept_mail;

pub(crate) struct Made {
    pub(crate) name: String,
    pub(crate) note: String,
}

pub(crate) fn made(name: &str, subject: &str, verdict: &str, brand: &str) -> Made {
    Made {
        name: name.to_owned(),
        note: format!(
            "{{\"from\":\"Shop <a@mail.shop.example>\",\"subject\":{subject:?},\"verdict\":{verdict:?},\
             \"brand\":{brand:?},\"findings\":[\"signature-missing\"],\"gaps\":[\"dns-unreachable\"],\
             \"orders\":[\"1-2\"],\"notices\":[\"order-confirmed\"],\"octets\":1}}"
        ),
    }
}

/// Keeps mails one after another, the last one newest; each lies in the folder `INBOX`.
pub(crate) fn keep(house: &House, mails: &[Made]) {
    let at = |seconds: usize| {
        Instant::from_seconds(1_795_300_000 + i64::try_from(seconds).expect("few"))
            .expect("a moment")
    };
    let mut batch = Batch::new(Owner::new("me", "home & hearth"), at(10_000));
    for (n, mail) in mails.iter().enumerate() {
        let id = ObservationId::of(mail.name.as_bytes());
        batch.observations.push(Kept {
            observation: Observation {
                id,
                kind: ObservationKind::Mail,
                source: Source::File {
                    name: "old.mbox".into(),
                    position: Some(3),
                },
                person: None,
                account: None,
                taken: at(10_000),
            },
            moment: at(n),
            content: mail.note.clone(),
        });
        batch.placements.push(NewPlacement {
            folder: "INBOX".to_owned(),
            validity: 7,
            uid: u32::try_from(n + 1).expect("few"),
            observation: id,
            internal_date: None,
            is_read: false,
            flags: Vec::new(),
        });
    }
    house.runner.run(async {
        let place = Place::Sqlite(house.store_file());
        let store = Store::open(&place, &mioboe::opening()).await;
        let store = store.expect("a store");
        store.commit(&batch).await.expect("kept");
        store.close().await;
    });
}

/// The subjects that a page lists.
fn listed(page: &str) -> Vec<String> {
    let rows = page.split("<a href=\"/mail?").skip(1);
    rows.map(|row| {
        let (_, rest) = row.split_once('>').expect("a link");
        rest.split('<').next().expect("its text").to_owned()
    })
    .collect()
}

#[test]
fn mails_are_listed_page_by_page_and_found_by_words_verdict_and_brand() {
    let house = House::new();
    let inside = house.inside();
    let empty = inside.get("/mails");
    assert!(empty.says("pages-mails-nothing-kept"), "{}", empty.body);
    assert_eq!(house.files(), Vec::<String>::new(), "looking makes none");
    let mut mails: Vec<Made> = (0..60)
        .map(|n| made(&n.to_string(), &format!("Order {n}"), "genuine", "rakuten"))
        .collect();
    mails.push(made(
        "gift",
        "【重要】ギフト券のお知らせ <script>",
        "impostor",
        "amazon",
    ));
    mails.push(made("card", "Your card order", "impostor", "rakuten"));
    keep(&house, &mails);
    let mut seen = Vec::new();
    let mut address = "/mails".to_owned();
    loop {
        let page = inside.get(&address);
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        seen.extend(listed(&page.body));
        let Some((_, rest)) = page.body.split_once("class=\"button\" href=\"") else {
            break;
        };
        let next = rest.split('"').next().expect("an address");
        address = next.replace("&#38;", "&");
    }
    assert_eq!(seen.len(), 62);
    assert_eq!(seen[0], "Your card order");
    assert_eq!(seen[1], "【重要】ギフト券のお知らせ &#60;script&#62;");
    assert_eq!(seen[61], "Order 0");
    for (asked, expected) in [
        ("words=order+17", vec!["Order 17"]),
        (
            "words=%E3%82%AE%E3%83%95%E3%83%88%E5%88%B8",
            vec![seen[1].as_str()],
        ),
        (
            "words=%E3%82%AE%E3%83%95%E3%83%88+%E9%87%8D%E8%A6%81",
            vec![&seen[1]],
        ),
        ("words=card&verdict=impostor", vec!["Your card order"]),
        ("words=card&verdict=genuine", vec![]),
        ("verdict=impostor&brand=amazon", vec![&seen[1]]),
        ("verdict=impostor&brand=rakuten", vec!["Your card order"]),
        ("words=nothing", vec![]),
    ] {
        let page = inside.get(&format!("/mails?{asked}"));
        assert_eq!(listed(&page.body), expected, "{asked}");
        assert_eq!(
            page.says("pages-mails-none"),
            expected.is_empty(),
            "{asked}"
        );
    }
    // Every mail says shop.example; the pages of a search go on as well.
    let shop = inside.get("/mails?words=shop&brand=rakuten");
    assert_eq!(listed(&shop.body).len(), 25);
    assert!(
        shop.body
            .contains("/mails?words=shop&#38;verdict=&#38;brand=rakuten&#38;after=")
    );
    assert_eq!(inside.get("/mails?after=x").status, StatusCode::NOT_FOUND);
}

#[test]
fn a_mail_shows_what_was_found_where_it_lies_and_its_questions() {
    let house = House::new();
    keep(&house, &[made("a", "a", "doubtful", "rakuten")]);
    let (question, _) = kept_mail(&house, "a");
    let inside = house.inside();
    let list = inside.get("/mails");
    let (_, rest) = list.body.split_once("<a href=\"/mail?").expect("a mail");
    let address = rest.split('"').next().expect("an address");
    assert!(address.starts_with("account=home%20%26%20hearth&#38;id="));
    let address = format!("/mail?{}", address.replace("&#38;", "&"));
    let page = inside.get(&address);
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for expected in [
        "<section class=\"verdict doubtful\">",
        "△ doubtful",
        "Mail from … normally carries a digital signature",
        "In “INBOX” since",
        "From the file old.mbox, mail 3",
        "home &#38; hearth",
        "1-2",
        "order confirmed",
        &question,
    ] {
        assert!(page.body.contains(expected), "{expected}\n{}", page.body);
    }
    assert!(page.says("pages-answer-not-mine"));
    inside.answer(&question, "unsure");
    let page = inside.get(&address);
    assert!(page.says("answer-unsure") && page.says("pages-undo"));
    assert!(!page.body.contains(&escaped("value=\"not-mine\"")) && !page.says("pages-answer-mine"));
    for unknown in [
        "/mail",
        "/mail?account=x&id=y",
        &address.replace("home", "h"),
    ] {
        assert_eq!(
            inside.get(unknown).status,
            StatusCode::NOT_FOUND,
            "{unknown}"
        );
    }
}
