//! The cases on both engines, which have to give the same answers.

use facts::ObservationId;
use store::{Place, Store};

use crate::cases::CASES;
use crate::made::{batch, mail, opening, question};
use crate::peers::Postgres;
use crate::wait;

#[test]
fn both_engines_give_the_same_answers() {
    let server = Postgres::running();
    wait(async {
        for case in CASES {
            let folder = tempfile::tempdir().unwrap();
            let place = Place::Sqlite(folder.path().join("store.sqlite"));
            let store = Store::open(&place, &opening()).await.unwrap();
            let said = (case.run)(store.clone()).await;
            assert!(!said.is_empty(), "{}: says nothing", case.name);
            store.close().await;
            let Some(server) = &server else { continue };
            let (place, _) = server.place();
            let store = Store::open(&place, &opening()).await.unwrap();
            let also_said = (case.run)(store.clone()).await;
            store.close().await;
            assert_eq!(said, also_said, "{}", case.name);
        }
    });
}

/// Keeps batches that overlap with those of every other writer; says what was new to it.
async fn keep_overlapping(store: Store, writer: usize) -> Vec<ObservationId> {
    let mut new = Vec::new();
    for n in 0..30 {
        let mut some = batch(1);
        let names = ["a", "b", "c"].map(|name| format!("{name}{}", n + writer / 2));
        some.observations = names.iter().map(|name| mail(name, 1)).collect();
        some.questions = names.iter().map(|name| question(name, 1, 1)).collect();
        match store.commit(&some).await {
            Ok(kept) => new.extend(kept.observations),
            Err(error) => assert!(error.is_passing(), "{error:?}"),
        }
    }
    new
}

#[test]
fn writers_at_the_same_time_double_nothing() {
    let server = Postgres::running();
    wait(async {
        let folder = tempfile::tempdir().unwrap();
        let mut places = vec![Place::Sqlite(folder.path().join("store.sqlite"))];
        places.extend(server.iter().map(|server| server.place().0));
        for place in places {
            let one = Store::open(&place, &opening()).await.unwrap();
            let other = Store::open(&place, &opening()).await.unwrap();
            let writers = (0..6).map(|writer| {
                let store = if writer % 2 == 0 { &one } else { &other };
                keep_overlapping(store.clone(), writer)
            });
            let new = futures_util::future::join_all(writers).await.concat();
            let counts = one.counts().await.unwrap();
            let each: std::collections::HashSet<_> = new.iter().collect();
            assert_eq!(each.len(), new.len(), "new to one writer alone");
            assert_eq!(counts.observations, u64::try_from(new.len()).unwrap());
            assert_eq!(counts.questions, counts.observations);
            assert!(new.len() >= 90);
            one.close().await;
            other.close().await;
        }
    });
}
