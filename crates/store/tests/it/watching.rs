//! What following a mailbox asks of a store, as functions over any store.

use facts::{Answer, Instant, ObservationKind};
use futures_util::TryStreamExt as _;
use store::{
    AccountState, FlagChange, Forget, Gone, NewAnswer, NewCursor, NewTelling, Owner, Store, Told,
};

use crate::made::{about, at, batch, hanako, id, mail, person, placed};

/// Which of three mails lie in no folder any more, since when, and gone at `since` or later.
async fn vanished(store: &Store, since: i64) -> Vec<(facts::ObservationId, Instant)> {
    let mut all = Vec::new();
    for name in ["a", "b", "c"] {
        let lain = store.placements(&hanako(), &id(name)).await.unwrap();
        let gone: Option<Vec<Instant>> = lain.iter().map(|it| it.gone_since).collect();
        let last = gone.and_then(|gone| gone.into_iter().max());
        all.extend(
            last.filter(|last| *last >= at(since))
                .map(|last| (id(name), last)),
        );
    }
    all.sort_by_key(|(id, last)| (*last, *id));
    all
}

fn gone(folder: &str, uids: &[u32]) -> Gone {
    Gone::Uids {
        folder: folder.to_owned(),
        validity: 7,
        uids: uids.to_vec(),
    }
}

pub(crate) async fn a_mail_is_gone_when_it_lies_nowhere(store: Store) -> String {
    let mut seen = batch(10);
    seen.observations = vec![mail("a", 1), mail("b", 1), mail("c", 1)];
    seen.placements = vec![
        placed("a", "INBOX", 1),
        placed("b", "INBOX", 2),
        placed("c", "INBOX", 3),
        placed("c", "Archive", 1),
    ];
    store.commit(&seen).await.unwrap();
    assert_eq!(vanished(&store, 0).await, []);
    // `a` is deleted, `b` is moved to the trash, one copy of `c` is deleted.
    let mut moved = batch(20);
    moved.gone = vec![gone("INBOX", &[1, 2, 3, 99])];
    moved.placements = vec![placed("b", "Trash", 1)];
    assert_eq!(store.commit(&moved).await.unwrap().gone, 3);
    assert_eq!(vanished(&store, 0).await, [(id("a"), at(20))]);
    assert_eq!(vanished(&store, 21).await, []);
    // The trash and the archive are emptied; both folders at one moment.
    let mut emptied = batch(30);
    emptied.gone = vec![
        Gone::Folder {
            folder: "Trash".to_owned(),
        },
        gone("Archive", &[1]),
    ];
    assert_eq!(store.commit(&emptied).await.unwrap().gone, 2);
    let mut late = vanished(&store, 25).await;
    late.sort();
    let mut expected = vec![(id("b"), at(30)), (id("c"), at(30))];
    expected.sort();
    assert_eq!(late, expected);
    assert_eq!(vanished(&store, 0).await.len(), 3);
    // Gone a second time changes nothing; put back, it is there again.
    emptied.at = at(40);
    assert_eq!(store.commit(&emptied).await.unwrap().gone, 0);
    let mut back = batch(50);
    back.placements = vec![placed("a", "INBOX", 1)];
    store.commit(&back).await.unwrap();
    assert_eq!(vanished(&store, 0).await.len(), 2);
    let uids = store.uids(&hanako(), "INBOX", 7).await.unwrap();
    assert_eq!(uids, [1]);
    let of_c = store.placements(&hanako(), &id("c")).await.unwrap();
    assert_eq!(
        of_c.iter().map(|p| &*p.folder).collect::<Vec<_>>(),
        ["Archive", "INBOX"]
    );
    format!(
        "{late:?} {of_c:?} {:?}",
        store.placements(&hanako(), &id("a")).await.unwrap()
    )
}

pub(crate) async fn a_new_uidvalidity_keeps_what_was_known(store: Store) -> String {
    let mut seen = batch(10);
    seen.observations = vec![mail("a", 1), mail("b", 1)];
    seen.placements = vec![placed("a", "INBOX", 1), placed("b", "INBOX", 2)];
    store.commit(&seen).await.unwrap();
    let mut anew = batch(20);
    anew.gone = vec![Gone::OtherValidities {
        folder: "INBOX".to_owned(),
        validity: 8,
    }];
    let mut placement = placed("a", "INBOX", 1);
    placement.validity = 8;
    anew.observations = vec![mail("a", 20)];
    anew.placements = vec![placement];
    let new = store.commit(&anew).await.unwrap();
    assert_eq!((new.gone, new.observations.len()), (2, 0));
    assert_eq!(vanished(&store, 0).await, [(id("b"), at(20))]);
    let first = store
        .placements_in(&hanako(), "INBOX", None, 2)
        .await
        .unwrap();
    let after = first.last().map(|p| (p.validity, p.uid));
    assert_eq!(after, Some((7, 2)));
    let rest = store
        .placements_in(&hanako(), "INBOX", after, 2)
        .await
        .unwrap();
    assert_eq!(rest.len(), 1);
    assert_eq!(rest[0].validity, 8);
    format!("{first:?} {rest:?}")
}

pub(crate) async fn a_number_given_to_another_mail_tells_of_that_one(store: Store) -> String {
    let mut seen = batch(10);
    seen.observations = vec![mail("a", 1), mail("b", 2)];
    let mut read = placed("a", "INBOX", 1);
    read.is_read = true;
    seen.placements = vec![read];
    store.commit(&seen).await.unwrap();
    // The folder was restored: the same number under the same UIDVALIDITY, and another mail.
    let mut anew = batch(20);
    anew.gone = vec![Gone::Folder {
        folder: "INBOX".to_owned(),
    }];
    let mut other = placed("b", "INBOX", 1);
    other.internal_date = Some(at(2));
    anew.placements = vec![other];
    assert_eq!(store.commit(&anew).await.unwrap().gone, 1);
    let lies = store.placements_in(&hanako(), "INBOX", None, 9).await;
    let lies = lies.unwrap();
    assert_eq!(lies.len(), 1);
    let only = &lies[0];
    assert_eq!(
        (only.observation, only.internal_date, only.gone_since),
        (id("b"), Some(at(2)), None)
    );
    assert_eq!((only.first_seen, only.read_since), (at(20), None));
    // The same mail again keeps what was known of it.
    let mut again = anew.clone();
    (again.at, again.gone) = (at(30), Vec::new());
    store.commit(&again).await.unwrap();
    let lies = store.placements_in(&hanako(), "INBOX", None, 9).await;
    assert_eq!(lies.as_ref().unwrap()[0].first_seen, at(20));
    format!("{lies:?}")
}

pub(crate) async fn a_telling_of_a_clock_that_was_ahead_is_told(store: Store) -> String {
    let telling = |id: &str, due| NewTelling {
        channel: "desktop".to_owned(),
        id: id.to_owned(),
        due: at(due),
        content: "{}".to_owned(),
    };
    const YEAR: i64 = 365 * 86_400;
    let mut ahead = batch(YEAR);
    ahead.tellings = vec![telling("ahead", YEAR)];
    store.commit(&ahead).await.unwrap();
    let mut made = batch(10);
    made.tellings = vec![
        telling("now", 10),
        telling("later", 3_600),
        telling("put-off", 10),
    ];
    store.commit(&made).await.unwrap();
    let due = async |limit| {
        let due = store
            .due_tellings(&person(), "desktop", at(20), limit)
            .await;
        due.unwrap()
    };
    let ids = |due: &[store::Telling]| -> Vec<String> {
        due.iter().map(|it| it.telling.id.clone()).collect()
    };
    assert_eq!(ids(&due(9).await), ["now", "put-off", "ahead"]);
    assert_eq!(ids(&due(2).await), ["now", "put-off"]);
    // A try that failed while the clock was ahead.
    let put_off = due(9).await.remove(1);
    let why = String::from("refused");
    let told = Told::Later { due: at(YEAR), why };
    store.settle(&put_off, &told).await.unwrap();
    let now = due(9).await;
    assert_eq!(ids(&now), ["now", "ahead", "put-off"]);
    format!("{now:?}")
}

pub(crate) async fn reading_a_mail_is_noted_once(store: Store) -> String {
    let mut seen = batch(10);
    seen.observations = vec![mail("a", 1)];
    seen.placements = vec![placed("a", "INBOX", 1)];
    store.commit(&seen).await.unwrap();
    let mut all = Vec::new();
    for (seconds, is_read) in [(20, true), (30, false), (40, true)] {
        let mut changed = batch(seconds);
        let flags = if is_read {
            vec!["\\Seen".to_owned()]
        } else {
            Vec::new()
        };
        let change = |uid| FlagChange {
            folder: "INBOX".to_owned(),
            validity: 7,
            uid,
            is_read,
            flags: flags.clone(),
        };
        changed.flags = vec![change(1), change(2)];
        store.commit(&changed).await.unwrap();
        let now = store
            .placements(&hanako(), &id("a"))
            .await
            .unwrap()
            .remove(0);
        assert_eq!(now.read_since, Some(at(20)));
        assert_eq!(now.last_seen, at(seconds));
        assert_eq!(now.first_seen, at(10));
        assert_eq!(now.flags, flags);
        all.push(now);
    }
    format!("{all:?}")
}

fn inbox_looked_at(seconds: i64) -> store::Batch {
    let mut looked = batch(seconds);
    looked.cursors = vec![NewCursor {
        folder: "INBOX".to_owned(),
        validity: 7,
        next_uid: 9,
        modseq: None,
        content: "{}".to_owned(),
    }];
    looked
}

fn marked(uid: u32) -> FlagChange {
    FlagChange {
        folder: "INBOX".to_owned(),
        validity: 7,
        uid,
        is_read: true,
        flags: vec!["\\Seen".to_owned()],
    }
}

pub(crate) async fn the_last_look_at_a_folder_dates_what_was_not_told(store: Store) -> String {
    let mut seen = batch(10);
    seen.observations = vec![mail("a", 1), mail("b", 1), mail("c", 1), mail("d", 1)];
    seen.placements = vec![placed("a", "INBOX", 1), placed("b", "INBOX", 2)];
    let mut read = placed("c", "INBOX", 3);
    read.is_read = true;
    seen.placements.push(read);
    store.commit(&seen).await.unwrap();
    // Nobody has finished a look at the folder: the mail's own first sight is what is known.
    let mut early = batch(15);
    early.flags = vec![marked(1)];
    store.commit(&early).await.unwrap();
    store.commit(&inbox_looked_at(20)).await.unwrap();
    let mut late = inbox_looked_at(30);
    late.flags = vec![marked(2), marked(3)];
    late.gone = vec![gone("INBOX", &[1])];
    store.commit(&late).await.unwrap();
    let mut all = Vec::new();
    for (name, last_seen, gone_since, read_since, unread_at) in [
        ("a", 20, Some(30), Some(15), Some(10)),
        ("b", 30, None, Some(30), Some(20)),
        ("c", 30, None, Some(10), None),
    ] {
        let placed = store.placements(&hanako(), &id(name)).await.unwrap();
        let placed = placed.into_iter().next().unwrap();
        assert_eq!(placed.last_seen, at(last_seen), "{name}");
        assert_eq!(placed.gone_since, gone_since.map(at), "{name}");
        assert_eq!(placed.read_since, read_since.map(at), "{name}");
        assert_eq!(placed.unread_at, unread_at.map(at), "{name}");
        all.push(placed);
    }
    let marks = store.marks(&hanako(), "INBOX", 7).await.unwrap();
    let told: Vec<_> = marks.iter().map(|it| (it.uid, it.was_read)).collect();
    assert_eq!(told, [(2, true), (3, true)]);
    // A folder that is no longer there was last seen at the last look as well.
    let mut removed = batch(40);
    removed.gone = vec![Gone::Folder {
        folder: "INBOX".to_owned(),
    }];
    store.commit(&removed).await.unwrap();
    let last = store.placements(&hanako(), &id("b")).await.unwrap();
    assert_eq!(last[0].last_seen, at(30));
    format!("{all:?} {marks:?} {last:?}")
}

pub(crate) async fn an_account_is_read_for_judging(store: Store) -> String {
    assert_eq!(
        store.account_state(&hanako()).await.unwrap(),
        AccountState::default()
    );
    let mut seen = batch(10);
    seen.observations = vec![mail("b", 3), mail("a", 2), mail("old", -9), mail("c", 3)];
    let mut old = placed("old", "INBOX", 1);
    old.internal_date = Some(at(-9));
    let mut untold = placed("b", "Archive", 1);
    untold.internal_date = None;
    seen.placements = vec![old, untold, placed("a", "INBOX", 2)];
    store.commit(&seen).await.unwrap();
    let mut other = seen.clone();
    other.owner = Owner::new("hanako", "second@mail.example");
    other.observations = vec![mail("other", 3)];
    other.placements.clear();
    store.commit(&other).await.unwrap();
    let kind = ObservationKind::Mail;
    let noted: Vec<_> = store
        .noted(&hanako(), kind, at(0))
        .try_collect()
        .await
        .unwrap();
    let ids: Vec<_> = noted.iter().map(|it| it.id).collect();
    assert_eq!(ids, [id("a"), id("b"), id("c")]);
    assert_eq!(noted[0].moment, at(2));
    assert_eq!(noted[0].content, r#"{"name":"a"}"#);
    let mut lain: Vec<_> = store.lain(&hanako(), at(0)).try_collect().await.unwrap();
    lain.sort_by_key(|it: &store::Lain| it.folder.clone());
    let places: Vec<_> = lain
        .iter()
        .map(|it| (&*it.folder, it.observation))
        .collect();
    assert_eq!(places, [("Archive", id("b")), ("INBOX", id("a"))]);

    // The same once more, and a look that finds nothing, change nothing; an answer and a mark do.
    let count = async || store.account_state(&hanako()).await.unwrap().changes;
    assert_eq!(count().await, 1);
    seen.placements.clear();
    store.commit(&seen).await.unwrap();
    store.commit(&inbox_looked_at(20)).await.unwrap();
    assert_eq!(count().await, 1);
    store
        .note_account(&hanako(), r#"{"judged":1}"#)
        .await
        .unwrap();
    let mut answered = batch(30);
    for (thing, answer) in [
        ("b", Answer::Unsure),
        ("a", Answer::Mine),
        ("b", Answer::Mine),
    ] {
        answered.answers = vec![NewAnswer {
            thing: about(thing),
            answer,
            content: "{}".to_owned(),
        }];
        store.commit(&answered).await.unwrap();
    }
    assert_eq!(count().await, 4);
    let mut flagged = batch(40);
    flagged.flags = vec![marked(2)];
    store.commit(&flagged).await.unwrap();
    let state = store.account_state(&hanako()).await.unwrap();
    assert_eq!((state.changes, &*state.content), (5, r#"{"judged":1}"#));
    let given: Vec<store::Given> = store
        .all_answers(&hanako().person)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(given.len(), 3);
    let of_b = given.iter().filter(|it| it.thing == about("b"));
    let of_b: Vec<_> = of_b.map(|it| it.answer).collect();
    assert_eq!(of_b, [Answer::Unsure, Answer::Mine]);
    // What was judged may tell of what is forgotten.
    let (person, instant) = (hanako().person, at(0));
    store
        .forget(&Forget::Before { person, instant })
        .await
        .unwrap();
    let after = store.account_state(&hanako()).await.unwrap();
    assert_eq!((after.changes, &*after.content), (6, "{}"));
    assert!(store.note_account(&hanako(), "{").await.is_err());
    format!("{noted:?} {lain:?} {given:?} {state:?}")
}

pub(crate) async fn cursors_stand_where_they_were_moved(store: Store) -> String {
    let cursor = |folder: &str, next_uid, modseq| NewCursor {
        folder: folder.to_owned(),
        validity: 7,
        next_uid,
        modseq,
        content: "{}".to_owned(),
    };
    let mut first = batch(10);
    first.cursors = vec![
        cursor("INBOX", 5, None),
        cursor("Archive", 9, Some(1 << 60)),
    ];
    store.commit(&first).await.unwrap();
    let mut second = batch(20);
    second.cursors = vec![cursor("INBOX", u64::from(u32::MAX) + 1, Some(3))];
    store.commit(&second).await.unwrap();
    let cursors = store.cursors(&hanako()).await.unwrap();
    assert_eq!(
        cursors
            .iter()
            .map(|c| (&c.cursor, c.moved))
            .collect::<Vec<_>>(),
        [
            (&cursor("Archive", 9, Some(1 << 60)), at(10)),
            (&cursor("INBOX", 1 << 32, Some(3)), at(20)),
        ]
    );
    format!("{cursors:?} {:?}", store.counts().await.unwrap().last_moved)
}

pub(crate) async fn a_telling_is_told_once(store: Store) -> String {
    let telling = |id: &str, due| NewTelling {
        channel: "desktop".to_owned(),
        id: id.to_owned(),
        due: at(due),
        content: r#"{"count":1}"#.to_owned(),
    };
    let mut made = batch(10);
    made.tellings = vec![
        telling("later", 200),
        telling("b", 100),
        telling("a", 100),
        telling("b", 5),
    ];
    assert_eq!(store.commit(&made).await.unwrap().tellings, 3);
    assert_eq!(
        store
            .due_tellings(&person(), "desktop", at(99), 10)
            .await
            .unwrap(),
        []
    );
    let due = store
        .due_tellings(&person(), "desktop", at(100), 10)
        .await
        .unwrap();
    let ids: Vec<_> = due.iter().map(|t| &*t.telling.id).collect();
    assert_eq!(ids, ["a", "b"]);
    store
        .settle(&due[0], &Told::Done { at: at(101) })
        .await
        .unwrap();
    let why = "refused".to_owned();
    store
        .settle(
            &due[1],
            &Told::Later {
                due: at(300),
                why: why.clone(),
            },
        )
        .await
        .unwrap();
    let due = store
        .due_tellings(&person(), "desktop", at(1000), 10)
        .await
        .unwrap();
    let ids: Vec<_> = due.iter().map(|t| (&*t.telling.id, t.tries)).collect();
    assert_eq!(ids, [("later", 0), ("b", 1)]);
    assert_eq!(store.counts().await.unwrap().first_due, Some(at(200)));
    store
        .settle(&due[0], &Told::Failed { at: at(1000), why })
        .await
        .unwrap();
    store
        .settle(&due[1], &Told::Done { at: at(1001) })
        .await
        .unwrap();
    // Told once is told, however often the same is made or settled again.
    store
        .settle(
            &due[1],
            &Told::Later {
                due: at(1),
                why: String::new(),
            },
        )
        .await
        .unwrap();
    assert_eq!(store.commit(&made).await.unwrap().tellings, 0);
    assert_eq!(
        store
            .due_tellings(&person(), "desktop", at(9999), 10)
            .await
            .unwrap(),
        []
    );
    format!("{due:?} {:?}", store.counts().await.unwrap())
}
