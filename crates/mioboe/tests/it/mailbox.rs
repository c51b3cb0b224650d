//! A mailbox on a real server is read once, followed, and never changed.

use std::path::Path;

use facts::{PersonId, Secret};
use jiff::tz::TimeZone;
use mioboe::{Checker, Keeper, MailboxRead, Options, Owner, Place, Store, open_questions};
use outside::Doors;
use outside::imap::{ImapLimits, ImapSession, ImapSettings, Login, Security};
use peers::Dovecot;

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures/notices/amazon")
        .join(name);
    std::fs::read(&path).expect("a fixture")
}

struct House {
    server: Dovecot,
    checker: Checker,
    keeper: Keeper,
    owner: Owner,
}

impl House {
    async fn open(server: Dovecot, folder: &Path) -> Self {
        let place = Place::Sqlite(folder.join("store.sqlite"));
        let store = Store::open(&place, &mioboe::opening())
            .await
            .expect("a store");
        let checker = Checker::new(Options {
            is_offline: true,
            trusted_receivers: vec!["mx.mioboe.example".to_owned()],
            ..Options::default()
        })
        .expect("a checker");
        Self {
            server,
            checker,
            keeper: Keeper::new(store, TimeZone::UTC),
            owner: Owner::new("me", "test"),
        }
    }

    async fn session(&self) -> ImapSession {
        let settings = ImapSettings {
            host: "127.0.0.1".to_owned(),
            port: self.server.plain_port(),
            security: Security::PlainToLoopback,
            user: Dovecot::USER.to_owned(),
            login: Login::Password(Secret::new(Dovecot::PASSWORD.to_owned())),
            extra_roots: Vec::new(),
            limits: ImapLimits::default(),
        };
        let door = Doors::default().imap().expect("the door is open");
        door.connect(&settings).await.expect("a session")
    }

    async fn read(&self) -> MailboxRead {
        let mut session = self.session().await;
        let read = mioboe::read_mailbox(&mut session, &self.checker, &self.keeper, &self.owner)
            .await
            .expect("a mailbox");
        session.logout().await;
        read
    }

    async fn questions(&self) -> usize {
        let person = PersonId("me".into());
        let cards = open_questions(self.keeper.store(), &person, 100, None).await;
        cards.expect("the store").len()
    }
}

#[test]
fn a_mailbox_is_read_once_and_followed_without_a_trace() {
    let Some(mut server) = Dovecot::start() else {
        return;
    };
    server.make_folder("Trash");
    server.deliver("", &fixture("gift-ordered.eml"));
    server.deliver(
        "",
        b"From: a@shop.example\r\nSubject: hello\r\n\r\nhello\r\n",
    );
    server.deliver("Trash", &fixture("ordered-one.eml"));
    let before = (server.messages(""), server.messages("Trash"));
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let mut house = House::open(server, folder.path()).await;
        let first = house.read().await;
        assert_eq!(
            (first.fetched, first.new, first.gone),
            (3, 3, 0),
            "{first:?}"
        );
        assert_eq!(first.questions, 2);
        assert_eq!(house.questions().await, 2);
        let second = house.read().await;
        assert_eq!((second.fetched, second.new, second.questions), (0, 0, 0));
        // A server moves what is new from `new` to `cur` when somebody looks; it marks nothing.
        let after = (house.server.messages(""), house.server.messages("Trash"));
        let is_read = |names: &[String]| {
            names
                .iter()
                .any(|name| name.contains(":2,") && name.contains('S'))
        };
        assert_eq!(
            (before.0.len(), before.1.len()),
            (after.0.len(), after.1.len())
        );
        assert!(!is_read(&after.0) && !is_read(&after.1), "{after:?}");

        house.server.deliver("", &fixture("gift-ordered-now.eml"));
        let third = house.read().await;
        assert_eq!(
            (third.fetched, third.new, third.questions),
            (1, 1, 1),
            "{third:?}"
        );

        house.server.delete_first("");
        let fourth = house.read().await;
        assert_eq!((fourth.fetched, fourth.gone), (0, 1), "{fourth:?}");
        assert_eq!(house.questions().await, 3, "what went is still asked about");

        // Numbered anew, everything is placed again and nothing is new.
        house.server.renumber("");
        let fifth = house.read().await;
        assert_eq!(
            (fifth.fetched, fifth.new, fifth.questions),
            (2, 0, 0),
            "{fifth:?}"
        );
        house.keeper.store().close().await;
    });
}

#[test]
fn a_marked_message_is_seen_to_be_marked() {
    let Some(mut server) = Dovecot::start() else {
        return;
    };
    server.deliver("", &fixture("gift-ordered.eml"));
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let house = House::open(server, folder.path()).await;
        house.read().await;
        let placed = |house: &House| {
            let (store, owner) = (house.keeper.store().clone(), house.owner.clone());
            async move {
                let placed = store.placements_in(&owner, "INBOX", None, 10).await;
                placed.expect("the store").remove(0)
            }
        };
        assert_eq!(placed(&house).await.read_since, None);
        house.server.mark_first("");
        house.read().await;
        assert!(placed(&house).await.read_since.is_some());
        house.keeper.store().close().await;
    });
}
