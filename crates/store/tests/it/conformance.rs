//! The cases on both engines, which have to give the same answers.

use store::{Place, Store};

use crate::cases::CASES;
use crate::made::opening;
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
