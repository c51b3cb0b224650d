//! Every query finds what it asks for by an index, on both engines.

use store::{Batch, Place, Plan, Store, Walk};

use crate::made::{batch, hanako, mail, opening, placed, question};
use crate::peers::Postgres;
use crate::wait;

/// What no plan of a query by index may hold, in SQLite's words.
const SQLITE_WALKS: &[&str] = &["SCAN ", "TEMP B-TREE", "AUTOMATIC"];
/// What is walked there without harm: the few rows that the query itself made.
const SQLITE_SMALL: &[&str] = &["SCAN step", "SCAN CONSTANT ROW", "ROW VALUES CLAUSE"];
/// The same in PostgreSQL's words.
const POSTGRES_WALKS: &[&str] = &["Seq Scan", "Sort", "Hash", "Materialize"];

fn some_rows() -> Batch {
    let mut some = batch(10);
    for n in 0..2_000 {
        let name = format!("m{n}");
        some.observations.push(mail(&name, n));
        some.placements
            .push(placed(&name, "INBOX", u32::try_from(n).unwrap()));
        some.questions.push(question(&name, 1, n));
    }
    some
}

fn faults(plans: &[Plan], is_at_fault: impl Fn(&Plan, &str) -> bool) -> Vec<String> {
    let by_index = plans.iter().filter(|plan| plan.walk != Walk::Whole);
    let faulty = by_index.filter(|plan| plan.steps.lines().any(|step| is_at_fault(plan, step)));
    faulty
        .map(|plan| format!("{}:\n{}", plan.query, plan.steps))
        .collect()
}

#[test]
fn sqlite_finds_everything_by_an_index() {
    wait(async {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::Sqlite(folder.path().join("store.sqlite"));
        let store = Store::open(&place, &opening()).await.unwrap();
        for is_filled in [false, true] {
            if is_filled {
                store.commit(&some_rows()).await.unwrap();
            }
            let plans = store.plans().await.unwrap();
            assert!(plans.len() > 40);
            let faults = faults(&plans, |plan, step| {
                let walks = SQLITE_WALKS.iter().any(|walk| step.contains(walk));
                let is_small = SQLITE_SMALL.iter().any(|small| step.contains(small));
                let is_end = plan.walk == Walk::End && !step.contains("TEMP");
                walks && !is_small && !is_end
            });
            assert!(faults.is_empty(), "{}", faults.join("\n\n"));
        }
        store.close().await;
    });
}

#[test]
fn postgres_finds_everything_by_an_index() {
    let Some(server) = Postgres::running() else {
        return;
    };
    wait(async {
        let (place, schema) = server.place();
        let store = Store::open(&place, &opening()).await.unwrap();
        store.commit(&some_rows()).await.unwrap();
        assert_eq!(store.cursors(&hanako()).await.unwrap(), []);
        server.say(&format!("SET search_path = {schema}; ANALYZE;"));
        let plans = store.plans().await.unwrap();
        let faults = faults(&plans, |_, step| {
            POSTGRES_WALKS.iter().any(|walk| step.contains(walk))
        });
        assert!(faults.is_empty(), "{}", faults.join("\n\n"));
        // An index that is read without a condition is read from one end to the other.
        let unbound: Vec<_> = plans
            .iter()
            .filter(|plan| plan.walk == Walk::Index)
            .filter(|plan| {
                let count = |what: &str| plan.steps.matches(what).count();
                let scans = count("Index Scan") + count("Index Only Scan");
                count("Index Cond") < scans
            })
            .map(|plan| format!("{}:\n{}", plan.query, plan.steps))
            .collect();
        assert!(unbound.is_empty(), "{}", unbound.join("\n\n"));
        store.close().await;
    });
}
