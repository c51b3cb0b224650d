//! What following a mailbox asks of a store, as functions over any store.

use facts::Instant;
use futures_util::TryStreamExt as _;
use store::{FlagChange, Gone, NewCursor, NewTelling, Store, Told};

use crate::made::{at, batch, hanako, id, mail, person, placed};

async fn vanished(store: &Store, since: i64) -> Vec<(facts::ObservationId, Instant)> {
    store
        .vanished(&hanako(), at(since))
        .try_collect()
        .await
        .unwrap()
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
    assert_eq!(store.due_tellings(&person(), at(99), 10).await.unwrap(), []);
    let due = store.due_tellings(&person(), at(100), 10).await.unwrap();
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
    let due = store.due_tellings(&person(), at(1000), 10).await.unwrap();
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
        store.due_tellings(&person(), at(9999), 10).await.unwrap(),
        []
    );
    format!("{due:?} {:?}", store.counts().await.unwrap())
}
