//! A process that keeps batches is killed at any moment; what it was told is kept is there, once.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;
use std::sync::mpsc;
use std::time::Duration;

use facts::Secret;
use store::{NewCursor, NewTelling, Place, Store};

use crate::made::{at, batch, hanako, id, mail, opening, person, placed, question};
use crate::peers::{Postgres, command};
use crate::wait;

/// How often a process is killed on each engine.
const KILLS: u32 = 50;
/// Tells a process of this test that it is the one to be killed, and where its store is.
const CHILD: &str = "MIOBOE_TEST_STORE";

fn place(address: &str) -> Place {
    if address.starts_with("postgres") {
        Place::Postgres(Secret::new(address.to_owned()))
    } else {
        Place::Sqlite(address.into())
    }
}

/// Keeps one batch after the other and says each that is kept.
async fn commit_for_ever(address: &str) {
    let store = Store::open(&place(address), &opening()).await.unwrap();
    let mut out = std::io::stdout();
    let cursors = store.cursors(&hanako()).await.unwrap();
    for next in cursors.first().map_or(0, |cursor| cursor.cursor.next_uid).. {
        let uid = u32::try_from(next).unwrap();
        let name = format!("m{uid}");
        let mut one = batch(i64::from(uid));
        one.observations = vec![mail(&name, 1)];
        one.placements = vec![placed(&name, "INBOX", uid)];
        one.questions = vec![question(&name, 1, 1)];
        one.tellings = vec![NewTelling {
            channel: "desktop".to_owned(),
            id: name,
            due: at(1),
            content: "{}".to_owned(),
        }];
        one.cursors = vec![NewCursor {
            folder: "INBOX".to_owned(),
            validity: 7,
            next_uid: next + 1,
            modseq: None,
            content: "{}".to_owned(),
        }];
        store.commit(&one).await.unwrap();
        writeln!(out, "kept {}", next + 1).unwrap();
        out.flush().unwrap();
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test starts itself again, to be killed"
)]
#[test]
fn a_kill_at_any_moment_loses_and_doubles_nothing() {
    if let Some(address) = std::env::var_os(CHILD) {
        wait(commit_for_ever(address.to_str().unwrap()));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.sqlite");
    let mut addresses = vec![(file.to_str().unwrap().to_owned(), String::new())];
    let server = Postgres::running();
    if let Some(server) = &server {
        let (Place::Postgres(address), schema) = server.place() else {
            panic!("a server's place");
        };
        addresses.push((address.reveal().clone(), schema));
    }
    for (address, schema) in addresses {
        let mut kept = 0;
        for kill in 0..KILLS {
            // Some are killed while they make the store, some long after.
            let patience = Duration::from_millis(u64::from(kill * kill * 7 % 160));
            let said = run_and_kill(&address, patience).unwrap_or(kept);
            assert!(said >= kept, "kill {kill}: what was kept before is gone");
            if let (Some(server), false) = (&server, schema.is_empty()) {
                // A commit that the server had heard of before the kill takes place nevertheless.
                server.say(&format!(
                    "SET client_min_messages = error; DO $$ BEGIN IF to_regclass('{schema}.observation') IS NOT NULL \
                     THEN LOCK TABLE {schema}.observation IN SHARE MODE; END IF; END $$;"
                ));
            }
            kept = wait(what_is_there(&address, said, kill));
        }
        assert!(
            kept > u64::from(KILLS),
            "too little was kept to tell: {kept}"
        );
    }
}

/// Starts the child, kills it after a while, and returns the last number that it said was kept.
fn run_and_kill(address: &str, patience: Duration) -> Option<u64> {
    let mut child = command(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "killed::a_kill_at_any_moment_loses_and_doubles_nothing",
        ])
        .arg("--nocapture")
        .env(CHILD, address)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (say, hear) = mpsc::channel();
    let reading = std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            // The first line follows what the test runner says without ending its own.
            if let Some((_, number)) = line.split_once("kept ") {
                let _ = say.send(number.parse::<u64>().unwrap());
            }
        }
    });
    // The time runs from the start, so that some kills fall into the making of the store.
    let (_never, timer) = mpsc::channel::<()>();
    let _ = timer.recv_timeout(patience);
    child.kill().unwrap();
    child.wait().unwrap();
    reading.join().unwrap();
    hear.iter().last()
}

async fn what_is_there(address: &str, said: u64, kill: u32) -> u64 {
    let store = Store::open(&place(address), &opening()).await.unwrap();
    let checked = store.check().await.unwrap();
    assert_eq!(checked.problems, [] as [String; 0], "kill {kill}");
    let cursors = store.cursors(&hanako()).await.unwrap();
    let kept = cursors.first().map_or(0, |cursor| cursor.cursor.next_uid);
    assert!(
        kept == said || kept == said + 1,
        "kill {kill}: {said} were said to be kept, {kept} are there"
    );
    let counts = store.counts().await.unwrap();
    let each = [
        counts.observations,
        counts.placements,
        counts.questions,
        counts.tellings,
    ];
    assert_eq!(each, [kept; 4], "kill {kill}: a batch is there in part");
    assert_eq!(counts.open_questions, kept);
    if kept > 0 {
        let last = id(&format!("m{}", kept - 1));
        assert!(store.holds(&hanako(), &last).await.unwrap());
        let open = store.open_questions(&person(), None, 1).await.unwrap();
        assert_eq!(open.len(), 1);
    }
    store.close().await;
    kept
}
