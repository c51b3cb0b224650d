//! The open questions: shown, answered, taken back, by two windows at once, without a store and with a wrong one.

use axum::http::StatusCode;
use facts::{
    Amount, AmountRole, Answer, BrandId, Currency, Day, Instant, Item, Money, Notice, NoticeKind,
    ObservationId, PersonId, Thing,
};
use mioboe::config::Config;
use mioboe::{Batch, Owner, Place, QuestionId, Store};
use store::NewQuestion;

use crate::browser::{House, escaped};

const HOSTILE: &str =
    "<script>hostile()</script><img src=x onerror=hostile()>\" onfocus=\"hostile()";

/// A question with this content.
pub(crate) fn kept(house: &House, name: &str, content: String) -> (String, Thing) {
    let thing = Thing::Mail(ObservationId::of(name.as_bytes()));
    let at = Instant::from_seconds(1_795_306_000).expect("a moment");
    let question = NewQuestion {
        thing: thing.clone(),
        observation: None,
        moment: at,
        day: Day(at.0.to_zoned(jiff_utc()).date()),
        weight: 1,
        content,
        over: None,
    };
    house.runner.run(async {
        let place = Place::Sqlite(house.store_file());
        let store = Store::open(&place, &mioboe::opening())
            .await
            .expect("a store");
        let mut batch = Batch::new(Owner::new("me", "import"), at);
        batch.questions.push(question);
        store.commit(&batch).await.expect("kept");
        store.close().await;
    });
    let id = QuestionId::of(&PersonId("me".into()), &thing);
    (id.as_str().to_owned(), thing)
}

/// A question about a mail of this subject.
pub(crate) fn kept_mail(house: &House, subject: &str) -> (String, Thing) {
    kept(house, subject, mail_content(subject, ""))
}

fn mail_content(subject: &str, notice: &str) -> String {
    format!(
        "{{\"mails\":[{{\"id\":\"\",\"account\":{subject:?},\"from\":\"x\",\"subject\":{subject:?},\"arrived\":0,\
         \"sender\":\"shop.example\"}}],\"notices\":[{notice}]}}"
    )
}

fn jiff_utc() -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::UTC
}

#[test]
fn a_question_is_a_card_whose_answer_can_be_taken_back() {
    let house = House::new();
    let mut notice = Notice::new(
        ObservationId::of(b"order"),
        BrandId("rakuten".into()),
        NoticeKind::OrderConfirmed,
    );
    notice.amounts.push(Amount {
        role: AmountRole::Total,
        money: Money {
            minor: 30_000,
            currency: Currency::parse("JPY").expect("a currency"),
        },
    });
    notice.items.push(Item {
        title: "Teapot at https://evil.example/x".into(),
        quantity: None,
        amount: None,
    });
    notice.merchant = Some(HOSTILE.into());
    let content = mail_content("Your order", &notice.to_json());
    let (id, thing) = kept(&house, "order", content);
    let inside = house.inside();
    let home = inside.get_with("/", &[("accept-language", "ja")]);
    for expected in [
        "<html lang=\"ja\">",
        "確かめたいことが 1 件あります",
        "2026年11月22日",
        "注文の確認",
        "<span class=\"amount\">¥30,000</span>",
        "Teapot at https://evil[.]example/x",
        "はい、あります",
        "いいえ",
        "わからない",
        "送信元は shop.example と確認済みです",
    ] {
        assert!(home.body.contains(expected), "{expected}\n{}", home.body);
    }
    assert!(
        !home.body.contains("<script") && !home.body.contains("<img"),
        "{}",
        home.body
    );

    let answered = inside.answer(&id, "not-mine");
    assert_eq!(answered.status, StatusCode::SEE_OTHER);
    assert_eq!(house.answer_of(&thing), Some(Answer::NotMine));
    let done = inside.get(&answered.header("location"));
    assert!(
        done.says("answer-not-mine") && done.says("pages-undo"),
        "{}",
        done.body
    );
    assert!(
        done.says("pages-home-none") && !done.says("pages-ask"),
        "{}",
        done.body
    );

    let undone = inside.answer(&id, "withdrawn");
    assert_eq!(undone.status, StatusCode::SEE_OTHER);
    assert_eq!(house.answer_of(&thing), None);
    let again = inside.get(&undone.header("location"));
    assert!(
        again.says("answer-withdrawn") && again.says("pages-ask"),
        "{}",
        again.body
    );
    assert!(!again.says("pages-undo"), "{}", again.body);
}

#[test]
fn of_two_windows_the_first_answer_stands_until_it_is_taken_back() {
    let house = House::new();
    let (id, thing) = kept_mail(&house, "Your order");
    let (one, other) = (house.inside(), house.inside());
    assert_eq!(one.answer(&id, "mine").status, StatusCode::SEE_OTHER);
    let late = other.answer(&id, "not-mine");
    assert_eq!(late.status, StatusCode::SEE_OTHER);
    assert_eq!(house.answer_of(&thing), Some(Answer::Mine));
    let told = other.get(&late.header("location"));
    assert!(
        told.says("pages-answered-twice") && told.says("answer-mine"),
        "{}",
        told.body
    );
    // Taking back twice is taking back once.
    for _ in 0..2 {
        assert_eq!(other.answer(&id, "withdrawn").status, StatusCode::SEE_OTHER);
    }
    assert_eq!(other.answer(&id, "unsure").status, StatusCode::SEE_OTHER);
    assert_eq!(house.answer_of(&thing), Some(Answer::Unsure));
}

#[test]
fn what_is_no_question_or_no_answer_is_refused() {
    let house = House::new();
    let (id, thing) = kept_mail(&house, "Your order");
    let inside = house.inside();
    let unknown = "0".repeat(32);
    for (id, answer, status) in [
        (unknown.as_str(), "mine", StatusCode::NOT_FOUND),
        (&id[..8], "mine", StatusCode::NOT_FOUND),
        ("", "mine", StatusCode::NOT_FOUND),
        (HOSTILE, "mine", StatusCode::NOT_FOUND),
        (id.as_str(), "perhaps", StatusCode::BAD_REQUEST),
        (id.as_str(), "wrong", StatusCode::BAD_REQUEST),
    ] {
        let id = id.replace(['&', '%', '+'], "");
        let answered = inside.answer(&id, answer);
        assert_eq!(answered.status, status, "{id} {answer}");
        assert!(!answered.body.contains("hostile"), "{}", answered.body);
    }
    assert_eq!(inside.get("/?done=zz").status, StatusCode::NOT_FOUND);
    assert_eq!(inside.get("/?after=zz").status, StatusCode::NOT_FOUND);
    assert_eq!(house.answer_of(&thing), None);
}

#[test]
fn a_hostile_subject_is_text() {
    let house = House::new();
    kept_mail(&house, HOSTILE);
    let home = house.inside().get("/");
    assert!(
        home.body.contains(&escaped("<script>hostile()</script>")),
        "{}",
        home.body
    );
    for raw in ["<script", "<img", "onfocus=\"hostile"] {
        assert!(!home.body.contains(raw), "{}", home.body);
    }
}

#[test]
fn many_questions_come_page_by_page_and_none_is_lost() {
    let house = House::new();
    for nth in 0..45 {
        kept_mail(&house, &format!("Order number {nth:02}"));
    }
    let inside = house.inside();
    let mut seen = std::collections::BTreeSet::new();
    let mut path = String::from("/");
    let mut pages = 0;
    loop {
        pages += 1;
        let page = inside.get(&path).body;
        for nth in 0..45 {
            let title = format!("Mail “Order number {nth:02}”");
            if page.contains(&title) {
                assert!(seen.insert(nth), "{nth} stands twice");
            }
        }
        let Some((_, rest)) = page.split_once("href=\"/?after=") else {
            break;
        };
        path = format!("/?after={}", rest.split('"').next().expect("a name"));
    }
    assert_eq!((pages, seen.len()), (3, 45));
}

#[test]
fn home_says_what_is_watched_and_what_is_not() {
    let config = Config::parse("[[mailbox]]\nname = \"disk\"\nmaildir = \"/home/hanako/Maildir\"");
    let house = House::with(config.expect("a configuration"));
    let empty = house.inside().get("/");
    for id in [
        "pages-home-nothing-kept",
        "pages-home-begin",
        "pages-area-unread",
    ] {
        assert!(empty.says(id), "{id}\n{}", empty.body);
    }
    assert!(empty.says("pages-area-statements") && !empty.says("pages-area-no-mailbox"));
    assert_eq!(
        house.files(),
        Vec::<String>::new(),
        "looking makes no store"
    );
    assert!(House::new().inside().get("/").says("pages-area-no-mailbox"));
}

#[test]
fn a_store_that_goes_away_or_is_none_is_told_and_nothing_is_lost() {
    let house = House::new();
    let (id, _) = kept_mail(&house, "Your order");
    let inside = house.inside();
    assert!(inside.get("/").says("pages-ask"));
    let aside = house.store_file().with_extension("aside");
    std::fs::rename(house.store_file(), &aside).expect("moved away");
    let gone = inside.get("/");
    assert_eq!(gone.status, StatusCode::OK);
    assert!(gone.says("pages-home-nothing-kept"), "{}", gone.body);
    assert_eq!(inside.answer(&id, "mine").status, StatusCode::NOT_FOUND);
    std::fs::write(
        house.store_file(),
        "this is a letter, and no store\n".repeat(50),
    )
    .expect("written");
    let foreign = inside.get("/");
    assert_eq!(foreign.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        foreign
            .body
            .contains("store.sqlite: not a store of mioboe; nothing was touched"),
        "{}",
        foreign.body
    );
    std::fs::rename(&aside, house.store_file()).expect("moved back");
    let back = inside.get("/");
    assert!(back.says("pages-ask"), "{}", back.body);
}

#[test]
fn the_language_is_chosen_and_kept() {
    let house = House::new();
    let inside = house.inside();
    let chosen = inside.get_with("/?lang=ja", &[("accept-language", "en")]);
    assert!(chosen.body.contains("<html lang=\"ja\">"));
    let cookie = chosen.header("set-cookie");
    assert!(cookie.starts_with("mioboe-lang=ja; "), "{cookie}");
    let language = cookie.split(';').next().expect("a cookie");
    let both = format!("{}; {language}", inside.cookie);
    let request = crate::browser::get("/check")
        .header("cookie", both)
        .header("accept-language", "en");
    let kept = house.ask(request.body(axum::body::Body::empty()).expect("a request"));
    assert!(kept.body.contains("<html lang=\"ja\">") && kept.body.contains("/check?lang=en"));
    // A name of another host cannot be made out of the path.
    let slashes = inside.get("//evil.example/");
    assert!(!slashes.body.contains("//evil.example"), "{}", slashes.body);
}
