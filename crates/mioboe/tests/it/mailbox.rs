//! A mailbox on a real server is read once, followed, and never changed.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use facts::{PersonId, Secret};
use jiff::tz::TimeZone;
use mioboe::{
    Checker, Followed, Following, Keeper, MailboxError, MailboxRead, Options, Owner, Place, Runner,
    Store, open_questions,
};
use outside::Doors;
use outside::Security;
use outside::imap::{ImapError, ImapLimits, ImapSession, ImapSettings, Login};
use peers::Dovecot;

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures/notices/amazon")
        .join(name);
    std::fs::read(&path).expect("a fixture")
}

struct House {
    server: Dovecot,
    checker: Arc<Checker>,
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
            checker: Arc::new(checker),
            keeper: Keeper::new(store, TimeZone::UTC),
            owner: Owner::new("me", "test"),
        }
    }

    fn settings(&self) -> ImapSettings {
        ImapSettings {
            host: "127.0.0.1".to_owned(),
            port: self.server.plain_port(),
            security: Security::PlainToLoopback,
            user: Dovecot::USER.to_owned(),
            login: Login::Password(Secret::new(Dovecot::PASSWORD.to_owned())),
            extra_roots: Vec::new(),
            limits: ImapLimits::default(),
        }
    }

    async fn session(&self) -> ImapSession {
        let settings = self.settings();
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
    Runner::new().expect("a runner").run(async {
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
    Runner::new().expect("a runner").run(async {
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

#[test]
fn a_mailbox_is_followed_and_found_again_after_a_cut() {
    let Some(mut server) = Dovecot::start() else {
        return;
    };
    server.deliver("", &fixture("gift-ordered.eml"));
    let folder = tempfile::tempdir().expect("a folder");
    Runner::new().expect("a runner").run(async {
        let mut house = House::open(server, folder.path()).await;
        let settings = house.settings();
        let door = Doors::default().imap().expect("the door is open");
        let (checker, keeper, owner) = (house.checker, house.keeper, house.owner);
        let following = Following {
            door: &door,
            access: Arc::new(move || Ok(settings.clone())),
            checker: &checker,
            keeper: &keeper,
            owner: &owner,
        };
        let (mut fetched, mut cuts) = (Vec::new(), 0);
        let server = &mut house.server;
        let followed = following.run(7, |event| {
            match event {
                // A reading that brought nothing is no turn of ours.
                Followed::Read(read) if read.fetched == 0 => {}
                Followed::Read(read) => {
                    fetched.push((read.fetched, read.new, read.questions));
                    match fetched.len() {
                        1 => server.deliver("", &fixture("gift-ordered-now.eml")),
                        2 => server.restart(),
                        _ => return ControlFlow::Break(()),
                    }
                }
                Followed::Cut { .. } => {
                    cuts += 1;
                    if cuts == 1 {
                        server.deliver("", &fixture("ordered-one.eml"));
                    }
                }
                Followed::Judged(_) => {}
                _ => return ControlFlow::Break(()),
            }
            ControlFlow::Continue(())
        });
        let patience = std::time::Duration::from_secs(60);
        tokio::time::timeout(patience, followed)
            .await
            .expect("within a minute")
            .expect("nothing that only the person can mend");
        assert_eq!(fetched, [(1, 1, 1), (1, 1, 1), (1, 1, 1)]);
        assert!(cuts >= 1, "the server was restarted");
        keeper.store().close().await;
    });
}

#[test]
fn a_wrong_password_is_not_tried_again() {
    let Some(server) = Dovecot::start() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    Runner::new().expect("a runner").run(async {
        let house = House::open(server, folder.path()).await;
        let settings = ImapSettings {
            login: Login::Password(Secret::new("wrong".to_owned())),
            ..house.settings()
        };
        let door = Doors::default().imap().expect("the door is open");
        let following = Following {
            door: &door,
            access: Arc::new(move || Ok(settings.clone())),
            checker: &house.checker,
            keeper: &house.keeper,
            owner: &house.owner,
        };
        let mut told = 0;
        let ended = following
            .run(7, |_| {
                told += 1;
                ControlFlow::Continue(())
            })
            .await;
        assert!(
            matches!(
                ended,
                Err(MailboxError::Server(ImapError::WrongPassword { .. }))
            ),
            "{ended:?}"
        );
        assert_eq!(told, 0);
        house.keeper.store().close().await;
    });
}
