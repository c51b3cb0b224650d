//! A mailbox that was restored from a copy gives numbers that were known to other messages.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use facts::Secret;
use jiff::tz::TimeZone;
use mioboe::{Keeper, MailboxRead, Owner, Place, Runner, Store, read_mailbox};
use outside::imap::{ImapLimits, ImapSettings, Login};
use outside::{Doors, Security};
use peers::{FakeImap, Handled, Protection};

/// How the inbox stands at one time: the next number, and what lies in it by number, minute of arrival and subject.
struct Stand {
    next: u32,
    messages: &'static [(u32, u32, &'static str)],
    /// What is fetched of it, what of that is new, and what is gone.
    read: (u64, u64, u64),
}

const STANDS: [Stand; 6] = [
    Stand {
        next: 10,
        messages: &[(3, 1, "one"), (5, 2, "two"), (9, 3, "three")],
        read: (3, 3, 0),
    },
    // From a copy that was made before the last one came; another one came since, and nobody looked meanwhile.
    Stand {
        next: 7,
        messages: &[(3, 1, "one"), (5, 2, "two"), (6, 4, "four")],
        read: (3, 1, 1),
    },
    Stand {
        next: 7,
        messages: &[(3, 1, "one"), (5, 2, "two"), (6, 4, "four")],
        read: (0, 0, 0),
    },
    // Again, and so much came since that the next number is larger than ever.
    Stand {
        next: 12,
        messages: &[(3, 1, "one"), (5, 2, "two"), (6, 5, "five"), (11, 6, "six")],
        read: (4, 2, 0),
    },
    // A server whose next number contradicts its own list is not believed.
    Stand {
        next: 4,
        messages: &[(3, 1, "one"), (5, 2, "two"), (6, 5, "five"), (11, 6, "six")],
        read: (0, 0, 0),
    },
    Stand {
        next: 12,
        messages: &[],
        read: (0, 0, 4),
    },
];

fn server(now: &Arc<AtomicUsize>) -> FakeImap {
    let now = Arc::clone(now);
    FakeImap::start(Protection::Plain, move |guest, command| {
        let at = now.load(Ordering::Acquire);
        let stand = &STANDS[at];
        let mut answer = String::new();
        match command.split(' ').next().unwrap_or_default() {
            "LIST" => answer += "* LIST () \"/\" INBOX\r\n",
            "EXAMINE" => {
                let count = stand.messages.len();
                let _ = write!(
                    answer,
                    "* {count} EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT {}] ok\r\n\
                     * OK [HIGHESTMODSEQ {}] ok\r\n",
                    stand.next,
                    20 + at
                );
            }
            "UID" => {
                for (nth, (uid, minute, subject)) in (1..).zip(stand.messages) {
                    let text =
                        format!("From: hanako@shop.example\r\nSubject: {subject}\r\n\r\nHi\r\n");
                    let size = text.len();
                    let _ = if command.contains("BODY.PEEK[]") {
                        write!(
                            answer,
                            "* {nth} FETCH (UID {uid} BODY[] {{{size}}}\r\n{text})\r\n"
                        )
                    } else {
                        write!(
                            answer,
                            "* {nth} FETCH (UID {uid} FLAGS () INTERNALDATE \"22-Nov-2026 09:{minute:02}:00 +0900\" \
                             RFC822.SIZE {size})\r\n"
                        )
                    };
                }
            }
            _ => return Handled::No,
        }
        guest.say(&(answer + "%T OK done\r\n"));
        Handled::Yes
    })
}

#[test]
fn numbers_that_are_given_again_are_read_again() {
    let now = Arc::new(AtomicUsize::new(0));
    let server = server(&now);
    let settings = ImapSettings {
        host: "127.0.0.1".to_owned(),
        port: server.port(),
        security: Security::PlainToLoopback,
        user: "hanako".to_owned(),
        login: Login::Password(Secret::new("correct horse".to_owned())),
        extra_roots: Vec::new(),
        limits: ImapLimits::default(),
    };
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place::Sqlite(folder.path().join("store.sqlite"));
    Runner::new().expect("a runner").run(async {
        let store = Store::open(&place, &mioboe::opening()).await;
        let keeper = Keeper::new(store.expect("a store"), TimeZone::UTC);
        let checker = Arc::new(crate::offline());
        let owner = Owner::new("me", "test");
        let door = Doors::default().imap().expect("the door is open");
        for (at, stand) in STANDS.iter().enumerate() {
            now.store(at, Ordering::Release);
            let mut session = door.connect(&settings).await.expect("a session");
            let read = read_mailbox(&mut session, &checker, &keeper, &owner).await;
            let MailboxRead {
                fetched, new, gone, ..
            } = read.expect("read");
            assert_eq!((fetched, new, gone), stand.read, "{at}");
            // What lies there is what the server has, under its own name.
            let placed = keeper
                .store()
                .placements_in(&owner, "INBOX", None, 99)
                .await;
            let placed = placed.expect("the store");
            let there = placed.iter().filter(|it| it.gone_since.is_none());
            let mut said = Vec::new();
            for it in there {
                let kept = keeper.store().observation(&owner, &it.observation).await;
                let kept = kept.expect("the store").expect("kept");
                said.push((it.uid, kept.content));
            }
            assert_eq!(said.len(), stand.messages.len(), "{at}");
            for ((uid, content), (expected, _, subject)) in said.iter().zip(stand.messages) {
                assert_eq!(uid, expected);
                assert!(
                    content.contains(&format!("\"{subject}\"")),
                    "{at} {uid}: {content}"
                );
            }
        }
        keeper.store().close().await;
    });
}
