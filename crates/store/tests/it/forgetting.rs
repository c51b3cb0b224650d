//! What is forgotten is gone from the files.

use facts::PersonId;
use store::{Batch, Forget, Owner, Place, Store};

use crate::cases::full;
use crate::made::{at, mail, opening, placed, question};
use crate::peers::{Postgres, holds};
use crate::wait;

const MARKER: &str = "kakushi-bun-no-shirushi";

/// Things that hold the marker, in every table that may.
fn marked(owner: Owner) -> Batch {
    let mut marked = full(owner, 10);
    for n in 0..200 {
        let name = format!("{MARKER}-{n}");
        marked.observations.push(mail(&name, n));
        marked.placements.push(placed(&name, &name, 1));
        marked.questions.push(question(&name, 1, n));
    }
    marked.tellings[0].content = format!("\"{MARKER}\"");
    marked.entries[0].content = format!("\"{MARKER}\"");
    marked.cursors[0].content = format!("\"{MARKER}\"");
    marked
}

#[test]
fn forgotten_octets_are_gone_from_sqlites_files() {
    wait(async {
        let what = [
            Forget::Account(Owner::new("taro", "taro@mail.example")),
            Forget::Before {
                person: PersonId("taro".into()),
                instant: at(50 * 86_400),
            },
        ];
        for forget in what {
            let folder = tempfile::tempdir().unwrap();
            let place = Place::Sqlite(folder.path().join("store.sqlite"));
            let store = Store::open(&place, &opening()).await.unwrap();
            let kept = Owner::new("hanako", "stays@mail.example");
            store.commit(&full(kept, 10)).await.unwrap();
            let mut marked = marked(Owner::new("taro", "taro@mail.example"));
            store.commit(&marked).await.unwrap();
            // Replaced texts lie in freed pages too.
            for asked in &mut marked.questions {
                let before = std::mem::replace(&mut asked.content, "\"renewed\"".to_owned());
                asked.over = Some(before);
            }
            store.commit(&marked).await.unwrap();
            assert!(holds(folder.path(), MARKER.as_bytes()));
            let before = store.check().await.unwrap();
            // A cursor has no date of its own.
            if let Forget::Before { .. } = forget {
                marked.cursors[0].content = "0".to_owned();
                store.commit(&marked).await.unwrap();
            }
            let forgotten = store.forget(&forget).await.unwrap();
            assert_eq!(forgotten.observations, 203);
            assert!(!holds(folder.path(), MARKER.as_bytes()), "{forget:?}");
            let after = store.check().await.unwrap();
            assert!(after.octets < before.octets + before.log_octets);
            assert_eq!((after.log_octets, after.problems.len()), (0, 0));
            assert_eq!(store.counts().await.unwrap().observations, 3);
            store.close().await;
            assert!(holds(folder.path(), b"stays@mail.example"));
        }
    });
}

#[test]
fn forgotten_octets_are_gone_from_postgres_tables() {
    let Some(server) = Postgres::running() else {
        return;
    };
    wait(async {
        let (place, _) = server.place();
        let store = Store::open(&place, &opening()).await.unwrap();
        let owner = Owner::new("taro", "taro@mail.example");
        store.commit(&marked(owner.clone())).await.unwrap();
        assert!(server.holds(MARKER.as_bytes()));
        let forgotten = store.forget(&Forget::Account(owner)).await.unwrap();
        assert_eq!(forgotten.observations, 203);
        assert!(!server.holds(MARKER.as_bytes()));
        assert_eq!(store.check().await.unwrap().problems, [] as [String; 0]);
        store.close().await;
    });
}
