//! What two mailboxes hear of belongs to both, and goes with the last of them.

use std::sync::Arc;

use facts::{Answer, ObservationId, PersonId, Source};
use jiff::tz::TimeZone;
use mioboe::custody::{Forget, forget};
use mioboe::{Arrived, Card, Checker, Keeper, Options, Owner, Place, Runner, Store, now};

use crate::folder;

fn fixture(name: &str) -> Vec<u8> {
    let path = folder("fixtures/notices/amazon").join(name);
    std::fs::read(path).expect("a fixture")
}

/// The same mail under another name.
fn other(raw: &[u8], name: &str) -> Vec<u8> {
    let text = String::from_utf8(raw.to_vec()).expect("text");
    let with = text.replace("Message-ID: <", &format!("Message-ID: <{name}-"));
    assert_ne!(with, text);
    with.into_bytes()
}

struct House {
    checker: Arc<Checker>,
    keeper: Keeper,
}

impl House {
    async fn keep(&self, account: &str, raw: &[u8]) -> ObservationId {
        let understood = self.checker.understand(raw);
        assert!(!understood.notices.is_empty(), "it is proven");
        let source = Source::File {
            name: "a.eml".into(),
            position: None,
        };
        let arrived = Arrived {
            understood: &understood,
            source: &source,
            received: None,
        };
        let owner = Owner::new("me", account);
        let kept = self.keeper.keep(&owner, &[arrived], now()).await;
        kept.expect("kept");
        understood.checked.report.id
    }

    async fn all(&self) -> Vec<Card> {
        let person = PersonId("me".into());
        let store = self.keeper.store();
        let cards = mioboe::open_questions(store, &person, 100, None).await;
        cards.expect("the store")
    }
}

#[test]
fn a_question_of_two_mailboxes_stays_with_the_one_that_is_left() {
    for (gone, stays) in [("home", "work"), ("work", "home")] {
        let folder = tempfile::tempdir().expect("a folder");
        let place = Place::Sqlite(folder.path().join("store.sqlite"));
        Runner::new().expect("a runner").run(async {
            let store = Store::open(&place, &mioboe::opening()).await;
            let checker = Checker::new(Options {
                is_offline: true,
                trusted_receivers: vec!["mx.mioboe.example".to_owned()],
                ..Options::default()
            });
            let house = House {
                checker: Arc::new(checker.expect("a checker")),
                keeper: Keeper::new(store.expect("a store"), TimeZone::UTC),
            };
            // One mail that reaches both, one order of which each hears by a mail of its own, and one mail that
            // reaches only the mailbox that is forgotten.
            let both = fixture("gift-ordered.eml");
            let order = fixture("ordered-one.eml");
            for account in ["home", "work"] {
                house.keep(account, &both).await;
            }
            let mut own = Vec::new();
            for account in ["home", "work"] {
                own.push((account, house.keep(account, &other(&order, account)).await));
            }
            house.keep(gone, &fixture("gift-ordered-now.eml")).await;
            let own = |wanted: &str| {
                let found = own.iter().find(|(account, _)| *account == wanted);
                found.expect("each has one").1
            };
            let cards = house.all().await;
            assert_eq!(cards.len(), 3);
            let answered = cards
                .iter()
                .find(|card| card.asked.question.content.contains(&own(gone).to_string()));
            let answered = answered.expect("the order's").asked.id.clone();
            let person = PersonId("me".into());
            let store = house.keeper.store();
            let card = mioboe::find_question(store, &person, answered.as_str());
            let card = card.await.expect("there");
            mioboe::answer(house.keeper.store(), &card, Answer::NotMine, now())
                .await
                .expect("kept");

            let what = Forget::Account(Owner::new("me", gone));
            let forgotten = forget(house.keeper.store(), &what, now()).await;
            assert_eq!(forgotten.expect("forgotten").questions, 1);
            let cards = house.all().await;
            assert_eq!(cards.len(), 1, "the mail of both is asked about still");
            assert_eq!(&*cards[0].asked.owner.account.0, stays);
            assert_eq!(cards[0].mails.len(), 1);
            assert_eq!(cards[0].mails[0].account, stays);
            assert_eq!(cards[0].notices.len(), 1);
            // The order's question stays answered, and says nothing of the mail that is gone.
            let person = PersonId("me".into());
            let store = house.keeper.store();
            let card = mioboe::find_question(store, &person, answered.as_str()).await;
            let card = card.expect("there");
            let thing = &card.asked.question.thing;
            let answer = mioboe::answer_of(store, &person, thing).await;
            assert_eq!(answer.expect("the store"), Some(Answer::NotMine));
            assert_eq!((card.mails.len(), card.notices.len()), (1, 1));
            assert_eq!(card.mails[0].account, stays);
            assert_eq!(card.asked.question.observation, Some(own(stays)));
            assert!(!card.asked.question.content.contains(&own(gone).to_string()));
            assert!(!card.asked.question.content.contains(&format!("\"{gone}\"")));

            let what = Forget::Account(Owner::new("me", stays));
            let forgotten = forget(store, &what, now()).await.expect("forgotten");
            assert_eq!(forgotten.questions, 2);
            let counts = store.counts().await.expect("the store");
            assert_eq!(
                (counts.observations, counts.answers, counts.questions),
                (0, 0, 0)
            );
            store.close().await;
        });
    }
}
