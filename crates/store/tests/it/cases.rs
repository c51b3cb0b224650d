//! What a store does, as functions over any store; each returns what it was answered, in words to compare.

use std::pin::Pin;

use facts::{Answer, Currency, Instant, Money, ObservationKind, PersonId, Source, Thing};
use futures_util::TryStreamExt as _;
use store::{
    Batch, Error, Forget, Found, NewAnswer, NewCursor, NewEntry, NewQuestion, NewSealed,
    NewTelling, Owner, QuestionId, QuestionState, Store,
};

use crate::made::{about, at, batch, day, hanako, id, mail, person, placed, question};
use crate::mails::{mails_are_found_by_all_their_words, words_that_never_meet_end_a_page_early};
use crate::watching::{
    a_mail_is_gone_when_it_lies_nowhere, a_new_uidvalidity_keeps_what_was_known,
    a_number_given_to_another_mail_tells_of_that_one, a_telling_is_told_once,
    a_telling_of_a_clock_that_was_ahead_is_told, an_account_is_read_for_judging,
    cursors_stand_where_they_were_moved, reading_a_mail_is_noted_once,
    the_last_look_at_a_folder_dates_what_was_not_told,
};

type Running = Pin<Box<dyn Future<Output = String>>>;

pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) run: fn(Store) -> Running,
}

macro_rules! cases {
    ($($name:ident),* $(,)?) => {
        pub(crate) const CASES: &[Case] = &[$(Case {
            name: stringify!($name),
            run: |store| Box::pin($name(store)),
        }),*];
    };
}

cases! {
    the_same_kept_twice_changes_nothing,
    the_last_answer_counts_and_none_is_lost,
    what_was_answered_is_not_asked_again,
    open_questions_come_newest_day_and_most_costly_first,
    a_question_is_found_by_the_beginning_of_its_name,
    what_somebody_else_added_to_a_question_is_not_overwritten,
    a_mail_is_gone_when_it_lies_nowhere,
    a_new_uidvalidity_keeps_what_was_known,
    reading_a_mail_is_noted_once,
    the_last_look_at_a_folder_dates_what_was_not_told,
    an_account_is_read_for_judging,
    cursors_stand_where_they_were_moved,
    a_telling_is_told_once,
    a_telling_of_a_clock_that_was_ahead_is_told,
    a_number_given_to_another_mail_tells_of_that_one,
    entries_come_by_day_and_by_thing,
    only_sealed_bytes_are_kept_as_sealed,
    a_setting_is_replaced,
    one_bad_item_keeps_the_whole_batch_out,
    names_too_long_and_broken_json_are_refused,
    hostile_texts_are_kept_and_ordered_alike,
    the_ends_of_every_range_are_kept,
    observations_come_by_kind_and_time,
    every_source_is_read_back,
    persons_see_nothing_of_each_other,
    an_account_is_forgotten_whole,
    what_two_accounts_hold_is_forgotten_with_the_last_of_them,
    what_lies_before_a_day_is_forgotten,
    mails_are_found_by_all_their_words,
    words_that_never_meet_end_a_page_early,
}

async fn the_same_kept_twice_changes_nothing(store: Store) -> String {
    let mut batch = batch(10);
    batch.observations = vec![mail("a", 1), mail("b", 2), mail("a", 3)];
    batch.placements = vec![placed("a", "INBOX", 1), placed("b", "INBOX", 2)];
    batch.questions = vec![question("a", 1, 5)];
    let first = store.commit(&batch).await.unwrap();
    assert_eq!(first.observations, [id("a"), id("b")]);
    assert_eq!(first.questions.len(), 1);
    batch.at = at(20);
    let again = store.commit(&batch).await.unwrap();
    assert_eq!(again, store::Committed::default());
    let kept = store
        .observation(&hanako(), &id("a"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept.moment, at(1));
    assert!(store.holds(&hanako(), &id("b")).await.unwrap());
    assert!(!store.holds(&hanako(), &id("c")).await.unwrap());
    assert_eq!(store.observation(&hanako(), &id("c")).await.unwrap(), None);
    let counts = store.counts().await.unwrap();
    assert_eq!(
        (counts.observations, counts.placements, counts.questions),
        (2, 2, 1)
    );
    format!("{first:?} {kept:?} {counts:?}")
}

fn said(answer: Answer) -> NewAnswer {
    NewAnswer {
        thing: about("a"),
        answer,
        content: "{}".to_owned(),
    }
}

async fn the_last_answer_counts_and_none_is_lost(store: Store) -> String {
    let mut first = batch(10);
    first.observations = vec![mail("a", 1)];
    first.questions = vec![question("a", 1, 5)];
    let asked = store.commit(&first).await.unwrap().questions.remove(0);
    let mut states = Vec::new();
    for (seconds, answer) in [
        (11, Answer::Mine),
        (12, Answer::Withdrawn),
        (13, Answer::Wrong),
        (14, Answer::NotMine),
    ] {
        assert!(
            store
                .answer(&asked, answer, "{}", at(seconds))
                .await
                .unwrap()
        );
        let state = store.question(&asked).await.unwrap().unwrap().state;
        let counts = store.answer_of(&person(), &about("a")).await.unwrap();
        states.push((state, counts.map(|given| given.answer)));
    }
    assert_eq!(
        states,
        [
            (QuestionState::Answered, Some(Answer::Mine)),
            (QuestionState::Open, None),
            (QuestionState::Answered, Some(Answer::Wrong)),
            (QuestionState::Answered, Some(Answer::NotMine)),
        ]
    );
    // The same answer of the same moment again, out of a queue that was replayed, turns nothing back.
    let mut replayed = batch(12);
    replayed.answers = vec![said(Answer::Withdrawn)];
    assert_eq!(store.commit(&replayed).await.unwrap().answers, []);
    let asked = store.question(&asked).await.unwrap().unwrap();
    assert_eq!(asked.state, QuestionState::Answered);
    let answers = store.answers(&person(), &about("a")).await.unwrap();
    assert_eq!(answers.len(), 4);
    let kept = store
        .observation(&hanako(), &answers[0].observation)
        .await
        .unwrap();
    assert_eq!(
        kept.as_ref().unwrap().observation.kind,
        ObservationKind::Answer
    );
    let nobody = store::QuestionId::of(&person(), &about("nothing"));
    assert!(
        !store
            .answer(&nobody, Answer::Mine, "{}", at(1))
            .await
            .unwrap()
    );
    format!("{answers:?} {asked:?} {kept:?}")
}

async fn what_was_answered_is_not_asked_again(store: Store) -> String {
    let mut answered = batch(10);
    answered.observations = vec![mail("a", 1), mail("b", 1)];
    answered.answers = vec![said(Answer::Unsure)];
    store.commit(&answered).await.unwrap();
    let mut raised = batch(20);
    raised.questions = vec![question("a", 1, 5), question("b", 1, 5)];
    let new = store.commit(&raised).await.unwrap();
    assert_eq!(new.questions.len(), 2);
    let open = store.open_questions(&person(), None, 10).await.unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].question.thing, about("b"));
    // Explained by something found later, then raised again with more.
    let mut withdrawn = batch(30);
    withdrawn.withdrawn = vec![about("b"), about("a")];
    store.commit(&withdrawn).await.unwrap();
    assert_eq!(store.open_questions(&person(), None, 10).await.unwrap(), []);
    let mut again = batch(40);
    again.questions = vec![question("a", 2, 50), question("b", 2, 60)];
    assert_eq!(store.commit(&again).await.unwrap().questions, []);
    let open = store.open_questions(&person(), None, 10).await.unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!((open[0].question.weight, open[0].opened), (60, at(20)));
    let answered = store.question(&new.questions[0]).await.unwrap().unwrap();
    assert_eq!(
        (answered.state, answered.question.weight),
        (QuestionState::Answered, 50)
    );
    format!("{open:?} {answered:?}")
}

async fn open_questions_come_newest_day_and_most_costly_first(store: Store) -> String {
    let mut raised = batch(10);
    raised.observations = ["a", "b", "c", "d", "e"].map(|name| mail(name, 1)).into();
    raised.questions = vec![
        question("a", 1, 900),
        question("b", 3, 1),
        question("c", 3, 30_000),
        question("d", 2, -5),
        question("e", 3, 1),
    ];
    store.commit(&raised).await.unwrap();
    let all = store.open_questions(&person(), None, 10).await.unwrap();
    let order: Vec<_> = all
        .iter()
        .map(|asked| (asked.question.day, asked.question.weight))
        .collect();
    assert_eq!(
        order,
        [
            (day(3), 30_000),
            (day(3), 1),
            (day(3), 1),
            (day(2), -5),
            (day(1), 900)
        ]
    );
    for size in 1..=5 {
        let mut paged = Vec::new();
        let mut mark = None;
        loop {
            let page = store
                .open_questions(&person(), mark.as_ref(), size)
                .await
                .unwrap();
            let Some(last) = page.last() else { break };
            mark = Some(last.mark());
            paged.extend(page);
        }
        assert_eq!(paged, all, "pages of {size}");
    }
    format!("{all:?}")
}

async fn what_somebody_else_added_to_a_question_is_not_overwritten(store: Store) -> String {
    let mut raised = batch(10);
    raised.observations = vec![mail("a", 1)];
    raised.questions = vec![question("a", 1, 5)];
    let id = store.commit(&raised).await.unwrap().questions.remove(0);
    let read = async || store.question(&id).await.unwrap().unwrap().question;
    let added = |to: &NewQuestion, name: &str| NewQuestion {
        content: format!("[{}, \"{name}\"]", to.content),
        weight: to.weight + 1,
        ..to.clone()
    };
    let before = read().await;
    let (first, second) = (added(&before, "first"), added(&before, "second"));
    let mut renewed = batch(20);
    renewed.questions = vec![first.clone()];
    store.commit(&renewed).await.unwrap();
    // The same again is no harm, and from nothing or from what is no more there is.
    store.commit(&renewed).await.unwrap();
    let mut refused = Vec::new();
    for question in [
        second,
        NewQuestion {
            over: None,
            ..added(&before, "third")
        },
    ] {
        let mut overtaken = batch(30);
        overtaken.observations = vec![mail("b", 1)];
        overtaken.questions = vec![question];
        let error = store.commit(&overtaken).await.expect_err("overtaken");
        refused.push(matches!(error, Error::Overtaken { .. }));
    }
    assert_eq!(refused, [true, true]);
    assert_eq!(read().await.content, first.content);
    assert_eq!(store.counts().await.unwrap().observations, 1);
    let mut anew = batch(40);
    anew.questions = vec![added(&read().await, "second")];
    store.commit(&anew).await.unwrap();
    format!("{:?}", read().await)
}

async fn a_question_is_found_by_the_beginning_of_its_name(store: Store) -> String {
    let mut raised = batch(10);
    let names: Vec<String> = (0..40).map(|n| format!("m{n}")).collect();
    raised.observations = names.iter().map(|name| mail(name, 1)).collect();
    raised.questions = names.iter().map(|name| question(name, 1, 1)).collect();
    let ids = store.commit(&raised).await.unwrap().questions;
    let mut found = Vec::new();
    for id in &ids {
        for length in [1, 2, 8, 32] {
            let prefix = id.as_str()[..length].to_ascii_uppercase();
            let like = ids
                .iter()
                .filter(|id| id.as_str().starts_with(&prefix.to_ascii_lowercase()));
            let one = store.question_by_prefix(&person(), &prefix).await.unwrap();
            match (like.count(), &one) {
                (1, Found::One(asked)) => assert_eq!(&asked.id, id),
                (2.., Found::Several) => {}
                (count, other) => panic!("{prefix} begins {count} names and finds {other:?}"),
            }
            found.push(matches!(one, Found::One(_)));
        }
    }
    for torn in ["", "xyz", "%", "g", "é"] {
        assert_eq!(
            store.question_by_prefix(&person(), torn).await.unwrap(),
            Found::None
        );
    }
    let stranger = PersonId("taro".into());
    let theirs = store
        .question_by_prefix(&stranger, ids[0].as_str())
        .await
        .unwrap();
    assert_eq!(theirs, Found::None);
    format!("{found:?}")
}

async fn entries_come_by_day_and_by_thing(store: Store) -> String {
    let entry = |name: &str, thing: &str, on, minor| NewEntry {
        id: name.to_owned(),
        thing: about(thing),
        money: Money {
            minor,
            currency: Currency::JPY,
        },
        day: day(on),
        content: "[]".to_owned(),
    };
    let mut kept = batch(10);
    kept.entries = vec![
        entry("3", "a", 3, 30_000),
        entry("1", "a", 1, -500),
        entry("2", "b", 2, i64::MAX),
        entry("3", "b", 9, 1),
    ];
    assert_eq!(store.commit(&kept).await.unwrap().entries, 3);
    let of_a = store.entries_of(&person(), &about("a")).await.unwrap();
    assert_eq!(
        of_a.iter().map(|e| &*e.entry.id).collect::<Vec<_>>(),
        ["1", "3"]
    );
    let days: Vec<_> = store
        .entries(&person(), day(1), day(3))
        .try_collect()
        .await
        .unwrap();
    assert_eq!(
        days.iter()
            .map(|e: &store::Entry| &*e.entry.id)
            .collect::<Vec<_>>(),
        ["1", "2"]
    );
    format!("{of_a:?} {days:?}")
}

async fn only_sealed_bytes_are_kept_as_sealed(store: Store) -> String {
    let blob = |bytes: &[u8]| NewSealed {
        thing: about("a"),
        kind: "code".to_owned(),
        bytes: bytes.to_vec(),
    };
    let mut plain = batch(10);
    plain.sealed = vec![blob(b"AQ3F-7WKLMN-2PXZ")];
    let refused = store.commit(&plain).await.unwrap_err();
    assert!(matches!(refused, Error::Unfit { .. }), "{refused:?}");
    let mut sealed = batch(10);
    sealed.sealed = vec![blob(b"age-encryption.org/v1\n\0\xff")];
    assert_eq!(store.commit(&sealed).await.unwrap().sealed, 1);
    // The same code sealed again is other bytes; the first ones stay.
    sealed.sealed = vec![blob(b"age-encryption.org/v1\n\x01")];
    assert_eq!(store.commit(&sealed).await.unwrap().sealed, 0);
    let kept = store.sealed_of(&person(), &about("a")).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].blob.bytes, b"age-encryption.org/v1\n\0\xff");
    format!("{refused} {kept:?} {:?}", kept[0].blob.bytes)
}

async fn a_setting_is_replaced(store: Store) -> String {
    assert_eq!(store.setting(&person(), "quiet").await.unwrap(), None);
    store
        .set(&person(), "quiet", r#"{"from":22}"#, at(1))
        .await
        .unwrap();
    store.set(&person(), "quiet", "null", at(2)).await.unwrap();
    let refused = store.set(&person(), "quiet", "{", at(3)).await.unwrap_err();
    assert!(matches!(refused, Error::Unfit { .. }));
    let now = store.setting(&person(), "quiet").await.unwrap();
    assert_eq!(now.as_deref(), Some("null"));
    format!("{now:?} {refused}")
}

async fn one_bad_item_keeps_the_whole_batch_out(store: Store) -> String {
    let mut torn = batch(10);
    torn.observations = vec![mail("a", 1)];
    torn.placements = vec![placed("a", "INBOX", 1), placed("never-seen", "INBOX", 2)];
    let refused = store.commit(&torn).await.unwrap_err();
    assert!(matches!(refused, Error::Unfit { .. }), "{refused:?}");
    let counts = store.counts().await.unwrap();
    assert_eq!((counts.observations, counts.placements), (0, 0));
    torn.placements.pop();
    assert_eq!(store.commit(&torn).await.unwrap().observations.len(), 1);
    format!("{refused} {counts:?}")
}

async fn names_too_long_and_broken_json_are_refused(store: Store) -> String {
    let mut refused = Vec::new();
    let mut refuse = async |change: &dyn Fn(&mut Batch)| {
        let mut bad = batch(10);
        bad.observations = vec![mail("a", 1)];
        bad.placements = vec![placed("a", "INBOX", 1)];
        change(&mut bad);
        let error = store.commit(&bad).await.unwrap_err();
        assert!(matches!(error, Error::Unfit { .. }), "{error:?}");
        refused.push(error.to_string());
    };
    refuse(&|bad| bad.placements[0].folder = "x".repeat(1_001)).await;
    refuse(&|bad| bad.owner = Owner::new(&"x".repeat(321), "a")).await;
    refuse(&|bad| bad.owner = Owner::new("a", &"x".repeat(321))).await;
    refuse(&|bad| bad.observations[0].content = "{\"a\":".to_owned()).await;
    refuse(&|bad| bad.observations[0].content = "[".repeat(100_000)).await;
    refuse(&|bad| bad.observations[0].observation.person = Some(PersonId("taro".into()))).await;
    refuse(&|bad| bad.observations[0].content = format!("\"{}\"", "x".repeat(16 << 20))).await;
    refuse(&|bad| {
        let mut bytes = b"age-encryption.org/v1\n".to_vec();
        bytes.resize((80 << 20) + 1, 0);
        bad.sealed = vec![NewSealed {
            thing: about("a"),
            kind: "mail".to_owned(),
            bytes,
        }];
    })
    .await;
    assert_eq!(store.counts().await.unwrap().observations, 0);
    // The longest that is not refused fits into every index.
    let mut long = batch(10);
    long.owner = Owner::new(&noise(320), &noise(320));
    long.observations = vec![mail("a", 1)];
    let mut placement = placed("a", &noise(1_000), 1);
    placement.uid = u32::MAX;
    long.placements = vec![placement];
    let order = Thing::Order {
        brand: facts::BrandId("shop".into()),
        number: noise(1_000 - "order:shop:".len()).into(),
    };
    let mut asked = question("a", 1, 1);
    asked.thing = order.clone();
    long.questions = vec![asked];
    long.answers = vec![NewAnswer {
        thing: order,
        ..said(Answer::Mine)
    }];
    let new = store.commit(&long).await.unwrap();
    assert_eq!(new.questions.len(), 1);
    format!("{refused:?}")
}

/// Letters without a pattern, which no engine can press together.
fn noise(length: usize) -> String {
    let mut state = 1_u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        char::from(b'a' + ((state >> 33) % 26) as u8)
    };
    (0..length).map(|_| next()).collect()
}

async fn hostile_texts_are_kept_and_ordered_alike(store: Store) -> String {
    let folders = [
        "a\0b",
        "Z",
        "a",
        "é",
        "あ",
        "😀",
        "\u{ffff}",
        "a'; DROP TABLE answer; --",
        "",
        "%_",
    ];
    let mut seen = batch(10);
    seen.observations = vec![mail("a", 1)];
    seen.observations[0].content = r#"{"text":"\u0000 \ud83d\ude00 '"}"#.to_owned();
    seen.cursors = folders
        .iter()
        .map(|folder| NewCursor {
            folder: (*folder).to_owned(),
            validity: 1,
            next_uid: 1,
            modseq: None,
            content: "\"\"".to_owned(),
        })
        .collect();
    seen.placements = folders
        .iter()
        .map(|folder| placed("a", folder, 1))
        .collect();
    store.commit(&seen).await.unwrap();
    let cursors = store.cursors(&hanako()).await.unwrap();
    assert_eq!(cursors.len(), folders.len());
    let names: Vec<_> = cursors.iter().map(|c| c.cursor.folder.clone()).collect();
    assert!(names.is_sorted(), "{names:?}");
    assert!(names.contains(&"a\u{fffd}b".to_owned()));
    let found = store.uids(&hanako(), "a\0b", 7).await.unwrap();
    assert_eq!(found, [1]);
    let kept = store
        .observation(&hanako(), &id("a"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept.content, seen.observations[0].content);
    format!(
        "{names:?} {kept:?} {:?}",
        store.placements(&hanako(), &id("a")).await.unwrap()
    )
}

async fn the_ends_of_every_range_are_kept(store: Store) -> String {
    let first = Instant(jiff::Timestamp::MIN);
    let last = Instant(jiff::Timestamp::MAX);
    let mut seen = batch(10);
    seen.observations = vec![mail("a", 1), mail("b", 1)];
    seen.observations[0].moment = first;
    seen.observations[1].moment = last;
    let mut placement = placed("a", "INBOX", u32::MAX);
    placement.validity = u32::MAX;
    placement.internal_date = Some(first);
    seen.placements = vec![placement];
    for (name, weight, day) in [
        ("a", i64::MIN, jiff::civil::Date::MIN),
        ("b", i64::MAX, jiff::civil::Date::MAX),
    ] {
        let mut asked = question(name, 1, weight);
        asked.day = facts::Day(day);
        seen.questions.push(asked);
    }
    seen.cursors = vec![NewCursor {
        folder: "INBOX".to_owned(),
        validity: u32::MAX,
        next_uid: u64::MAX,
        modseq: Some(u64::MAX),
        content: "0".to_owned(),
    }];
    store.commit(&seen).await.unwrap();
    let open = store.open_questions(&person(), None, 10).await.unwrap();
    let weights: Vec<_> = open.iter().map(|asked| asked.question.weight).collect();
    assert_eq!(weights, [i64::MAX, i64::MIN]);
    let next = store
        .open_questions(&person(), Some(&open[0].mark()), 10)
        .await
        .unwrap();
    assert_eq!(next, open[1..]);
    let cursors = store.cursors(&hanako()).await.unwrap();
    assert_eq!(cursors[0].cursor.next_uid, i64::MAX.unsigned_abs());
    let moment = store
        .observation(&hanako(), &id("b"))
        .await
        .unwrap()
        .unwrap()
        .moment;
    assert_eq!(moment.seconds(), last.seconds());
    let all: Vec<_> = store
        .observations(&person(), ObservationKind::Mail, first, last)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(all.len(), 1);
    format!(
        "{open:?} {cursors:?} {all:?} {:?}",
        store.placements(&hanako(), &id("a")).await
    )
}

async fn observations_come_by_kind_and_time(store: Store) -> String {
    let mut seen = batch(10);
    for n in 0..500 {
        let mut kept = mail(&format!("m{n}"), 1_000 - n / 2);
        if n % 5 == 0 {
            kept.observation.kind = ObservationKind::Notice;
        }
        seen.observations.push(kept);
    }
    store.commit(&seen).await.unwrap();
    let notices = store.observations(&person(), ObservationKind::Notice, at(800), at(900));
    let notices: Vec<store::Kept> = notices.try_collect().await.unwrap();
    assert_eq!(notices.len(), 40);
    assert!(notices.iter().map(|kept| kept.moment).is_sorted());
    assert!(
        notices
            .iter()
            .all(|kept| kept.moment >= at(800) && kept.moment < at(900))
    );
    let texts = store.observations(&person(), ObservationKind::Text, at(0), at(9_999));
    assert_eq!(texts.try_collect::<Vec<_>>().await.unwrap(), []);
    format!("{notices:?}")
}

async fn every_source_is_read_back(store: Store) -> String {
    let sources = [
        Source::File {
            name: "box.mbox".into(),
            position: Some(u64::MAX),
        },
        Source::File {
            name: "a \"quoted\"\nname".into(),
            position: None,
        },
        Source::Mailbox {
            folder: "受信箱".into(),
            validity: u32::MAX,
            uid: 0,
        },
        Source::Pasted,
        Source::Answered,
    ];
    let mut seen = batch(10);
    for (n, source) in sources.iter().enumerate() {
        let mut kept = mail(&format!("m{n}"), 1);
        kept.observation.source = source.clone();
        seen.observations.push(kept);
    }
    store.commit(&seen).await.unwrap();
    let mut read = Vec::new();
    for (n, source) in sources.iter().enumerate() {
        let kept = store
            .observation(&hanako(), &id(&format!("m{n}")))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(&kept.observation.source, source);
        assert_eq!(kept.observation.account, Some(hanako().account));
        read.push(kept);
    }
    format!("{read:?}")
}

async fn persons_see_nothing_of_each_other(store: Store) -> String {
    let taro = Owner::new("taro", "taro@mail.example");
    for owner in [
        hanako(),
        taro.clone(),
        Owner::new("taro", "second@mail.example"),
    ] {
        let mut seen = Batch::new(owner, at(10));
        seen.observations = vec![mail("a", 1)];
        seen.placements = vec![placed("a", "INBOX", 1)];
        seen.questions = vec![question("a", 1, 1)];
        let new = store.commit(&seen).await.unwrap();
        assert_eq!(new.observations.len(), 1);
    }
    let hers = store.open_questions(&person(), None, 10).await.unwrap();
    let his = store.open_questions(&taro.person, None, 10).await.unwrap();
    assert_eq!((hers.len(), his.len()), (1, 1));
    assert_ne!(hers[0].id, his[0].id);
    store
        .answer(&his[0].id, Answer::Mine, "{}", at(20))
        .await
        .unwrap();
    assert_eq!(store.answers(&person(), &about("a")).await.unwrap(), []);
    assert_eq!(
        store
            .open_questions(&person(), None, 10)
            .await
            .unwrap()
            .len(),
        1
    );
    let accounts = store.accounts(&taro.person).await.unwrap();
    assert_eq!(accounts.len(), 2);
    let nobody = store.accounts(&PersonId("nobody".into())).await.unwrap();
    assert_eq!(nobody, []);
    format!("{hers:?} {his:?} {accounts:?}")
}

/// Everything at once, for one owner.
pub(crate) fn full(owner: Owner, seconds: i64) -> Batch {
    let mut full = Batch::new(owner, at(seconds));
    full.observations = vec![mail("a", seconds), mail("b", seconds)];
    full.placements = vec![placed("a", "INBOX", 1), placed("b", "INBOX", 2)];
    full.answers = vec![said(Answer::Mine)];
    full.questions = vec![question("a", 1, 1), question("b", 1, 1)];
    for asked in &mut full.questions {
        asked.moment = at(seconds);
    }
    full.entries = vec![NewEntry {
        id: "1".to_owned(),
        thing: about("a"),
        money: Money {
            minor: 1,
            currency: Currency::JPY,
        },
        day: day(1),
        content: "{}".to_owned(),
    }];
    full.sealed = vec![NewSealed {
        thing: about("a"),
        kind: "code".to_owned(),
        bytes: b"age-encryption.org/v1\n".to_vec(),
    }];
    full.tellings = vec![NewTelling {
        channel: "desktop".to_owned(),
        id: "1".to_owned(),
        due: at(seconds),
        content: "{}".to_owned(),
    }];
    full.cursors = vec![NewCursor {
        folder: "INBOX".to_owned(),
        validity: 7,
        next_uid: 3,
        modseq: None,
        content: "{}".to_owned(),
    }];
    full
}

async fn an_account_is_forgotten_whole(store: Store) -> String {
    let taro = Owner::new("taro", "taro@mail.example");
    store.commit(&full(hanako(), 10)).await.unwrap();
    store.commit(&full(taro.clone(), 10)).await.unwrap();
    let before = store.counts().await.unwrap();
    let forgotten = store.forget(&Forget::Account(taro.clone())).await.unwrap();
    assert_eq!(
        (
            forgotten.observations,
            forgotten.questions,
            forgotten.sealed
        ),
        (3, 2, 1)
    );
    let after = store.counts().await.unwrap();
    for (had, has) in [
        (before.observations, after.observations),
        (before.answers, after.answers),
        (before.entries, after.entries),
        (before.sealed, after.sealed),
        (before.placements, after.placements),
        (before.cursors, after.cursors),
        (before.questions, after.questions),
        (before.tellings, after.tellings),
    ] {
        assert_eq!(had, 2 * has, "{before:?} {after:?}");
        assert!(has > 0);
    }
    assert_eq!(store.account_state(&taro).await.unwrap().changes, 0);
    // What is forgotten may be learnt anew.
    let new = store.commit(&full(taro, 20)).await.unwrap();
    assert_eq!((new.observations.len(), new.questions.len()), (2, 2));
    format!("{forgotten:?} {after:?}")
}

async fn what_two_accounts_hold_is_forgotten_with_the_last_of_them(store: Store) -> String {
    let second = Owner::new("hanako", "second@mail.example");
    let mut told = Vec::new();
    // Whichever of them the question was raised by last, and answered through.
    for (last, gone, stays) in [
        (&second, &second, hanako()),
        (&hanako(), &hanako(), second.clone()),
    ] {
        let other = if last == &second {
            hanako()
        } else {
            second.clone()
        };
        for owner in [&other, last] {
            let mut both = batch(10);
            both.owner = owner.clone();
            both.observations = vec![mail("both", 1)];
            both.questions = vec![question("both", 1, 1)];
            store.commit(&both).await.unwrap();
        }
        let mut alone = batch(11);
        alone.owner = gone.clone();
        alone.observations = vec![mail("alone", 1)];
        alone.questions = vec![question("alone", 1, 1)];
        store.commit(&alone).await.unwrap();
        for name in ["both", "alone"] {
            let id = QuestionId::of(&person(), &about(name));
            for (answer, seconds) in [(Answer::NotMine, 20), (Answer::Unsure, 21)] {
                let done = store.answer(&id, answer, "{}", at(seconds)).await;
                assert!(done.unwrap(), "{name}");
            }
        }
        let forgotten = store.forget(&Forget::Account(gone.clone())).await.unwrap();
        // Two mails, and the two answers about the one that nobody else holds.
        assert_eq!((forgotten.observations, forgotten.questions), (4, 1));
        let id = QuestionId::of(&person(), &about("both"));
        let kept = store.question(&id).await.unwrap().unwrap();
        assert_eq!((&kept.owner, kept.state), (&stays, QuestionState::Answered));
        let answers = store.answers(&person(), &about("both")).await.unwrap();
        let words: Vec<Answer> = answers.iter().map(|given| given.answer).collect();
        assert_eq!(words, [Answer::NotMine, Answer::Unsure]);
        assert!(
            store
                .answers(&person(), &about("alone"))
                .await
                .unwrap()
                .is_empty()
        );
        assert_eq!(store.check().await.unwrap().problems, [] as [String; 0]);
        told.push(format!("{forgotten:?} {kept:?} {answers:?}"));
        // The last of them takes it along.
        let forgotten = store.forget(&Forget::Account(stays)).await.unwrap();
        assert_eq!((forgotten.observations, forgotten.questions), (3, 1));
        let counts = store.counts().await.unwrap();
        assert_eq!(
            (counts.observations, counts.answers, counts.questions),
            (0, 0, 0)
        );
    }
    told.join("\n")
}

async fn what_lies_before_a_day_is_forgotten(store: Store) -> String {
    let second = Owner::new("hanako", "second@mail.example");
    store.commit(&full(hanako(), 10)).await.unwrap();
    let mut late = full(second, 3 * 86_400);
    late.answers.clear();
    late.questions = vec![question("c", 5, 1)];
    late.entries[0].day = day(5);
    late.tellings[0].id = "2".to_owned();
    store.commit(&late).await.unwrap();
    let before = Forget::Before {
        person: person(),
        instant: at(86_400),
    };
    let forgotten = store.forget(&before).await.unwrap();
    assert_eq!((forgotten.observations, forgotten.entries), (3, 1));
    assert_eq!(
        (forgotten.questions, forgotten.tellings, forgotten.sealed),
        (2, 1, 1)
    );
    let left = store.counts().await.unwrap();
    assert_eq!((left.observations, left.entries, left.sealed), (2, 1, 1));
    assert_eq!((left.placements, left.questions, left.tellings), (2, 1, 1));
    assert_eq!(store.forget(&before).await.unwrap().observations, 0);
    format!("{forgotten:?} {left:?}")
}
