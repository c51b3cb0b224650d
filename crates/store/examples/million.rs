//! Fills a store with made-up mails, and lists its open questions: for measuring from outside.
//!
//! `cargo run --ignore-rust-version -p store --example million -- fill store.sqlite 1000000`, then
//! `perf stat` or `time` on `target/debug/examples/million list store.sqlite`.

#![allow(clippy::print_stdout, reason = "an example")]

use facts::{
    Day, Instant, Observation, ObservationId, ObservationKind, PersonId, Secret, Source, Thing,
};
use store::{Batch, Kept, NewPlacement, NewQuestion, Opening, Owner, Place, Store};

/// 2026-01-01T00:00:00Z, in seconds.
const NEW_YEAR: i64 = 1_767_225_600;
/// How many mails go into one batch.
const BATCH: u32 = 1_000;
/// Every so many mails one raises a question.
const ASKS: u32 = 20;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    #[expect(clippy::disallowed_methods, reason = "an example is its own command")]
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match words.as_slice() {
            ["fill", place, count] => fill(&open(place).await?, count.parse()?).await?,
            ["list", place] => {
                let store = open(place).await?;
                let person = PersonId("hanako".into());
                let open = store.open_questions(&person, None, 100).await?;
                println!("{} questions", open.len());
                store.close().await;
            }
            ["open", place] => open(place).await?.close().await,
            ["counts", place] => {
                let counts = open(place).await?.counts().await?;
                println!("{} observations", counts.observations);
                println!("{} open questions", counts.open_questions);
            }
            _ => return Err("fill PLACE COUNT, list PLACE, open PLACE or counts PLACE".into()),
        }
        Ok(())
    })
}

async fn open(place: &str) -> Result<Store, store::Error> {
    let place = if place.starts_with("postgres") {
        Place::Postgres(Secret::new(place.to_owned()))
    } else {
        Place::Sqlite(place.into())
    };
    Store::open(&place, &Opening::at(at(0))).await
}

fn at(seconds: i64) -> Instant {
    Instant(jiff::Timestamp::constant(NEW_YEAR + seconds, 0))
}

async fn fill(store: &Store, count: u32) -> Result<(), store::Error> {
    let owner = Owner::new("hanako", "hanako@mail.example");
    for first in (0..count).step_by(BATCH as usize) {
        let mut batch = Batch::new(owner.clone(), at(first.into()));
        for uid in first..count.min(first + BATCH) {
            let id = ObservationId::of(&uid.to_be_bytes());
            let day = i8::try_from(uid % 28 + 1).unwrap_or(1);
            batch.observations.push(Kept {
                observation: Observation {
                    id,
                    kind: ObservationKind::Mail,
                    source: Source::Mailbox {
                        folder: "INBOX".into(),
                        validity: 1,
                        uid,
                    },
                    person: None,
                    account: None,
                    taken: at(uid.into()),
                },
                moment: at(uid.into()),
                content: format!(
                    r#"{{"verdict":"unproven","subject":"お知らせ {uid}","from":"news@shop.example"}}"#
                ),
            });
            batch.placements.push(NewPlacement {
                folder: "INBOX".to_owned(),
                validity: 1,
                uid,
                observation: id,
                internal_date: Some(at(uid.into())),
                is_read: true,
                flags: vec!["\\Seen".to_owned()],
            });
            if uid % ASKS == 0 {
                batch.questions.push(NewQuestion {
                    thing: Thing::Mail(id),
                    observation: Some(id),
                    moment: at(uid.into()),
                    day: Day(jiff::civil::date(2026, 1, day)),
                    weight: (uid % 1_000).into(),
                    content:
                        r#"{"findings":["link-is-foreign","sender-is-foreign"],"amount":30000}"#
                            .to_owned(),
                });
            }
        }
        store.commit(&batch).await?;
    }
    Ok(())
}
