//! A look at a mailbox keeps what its folders are for, when they were looked at, and only what changed.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use outside::Doors;
use outside::Security;
use outside::imap::{ImapLimits, ImapSession, ImapSettings, Login};
use peers::{FakeImap, Handled, Protection};

use crate::over_time::{House, checker, run};

/// What a made-up server tells of its one folder with mail.
#[derive(Clone, Copy)]
struct Told {
    validity: u32,
    seen: [bool; 2],
    change: u64,
    /// Whether the trash may be opened.
    is_shut: bool,
}

/// A server with two messages in the inbox, and a trash that is one by its mark alone.
fn server(told: &Arc<Mutex<Told>>) -> FakeImap {
    let told = Arc::clone(told);
    FakeImap::start(Protection::Plain, move |guest, command| {
        let told = *told.lock().expect("nobody panicked");
        let answer = match command.split(' ').next().unwrap_or_default() {
            "LIST" if told.is_shut => format!(
                "* LIST () \"/\" INBOX\r\n* LIST (\\Trash) \"/\" \"Away\"\r\n\
                 * LIST () \"/\" \"{}\"\r\n%T OK done\r\n",
                "deep/".repeat(250)
            ),
            "LIST" => "* LIST (\\HasNoChildren) \"/\" INBOX\r\n\
                 * LIST (\\Trash) \"/\" \"Away\"\r\n%T OK done\r\n"
                .to_owned(),
            "EXAMINE" if command.contains("Away") && told.is_shut => {
                "%T NO [NOPERM] not allowed\r\n".to_owned()
            }
            "EXAMINE" if command.contains("Away") => {
                "* 0 EXISTS\r\n* OK [UIDVALIDITY 3] ok\r\n* OK [UIDNEXT 1] ok\r\n\
                 %T OK [READ-ONLY] done\r\n"
                    .to_owned()
            }
            "EXAMINE" => format!(
                "* 2 EXISTS\r\n* OK [UIDVALIDITY {}] ok\r\n* OK [UIDNEXT 3] ok\r\n\
                 * OK [HIGHESTMODSEQ {}] ok\r\n%T OK [READ-ONLY] done\r\n",
                told.validity, told.change
            ),
            "UID" => {
                let mut answer = String::new();
                for (uid, is_seen) in (1..).zip(told.seen) {
                    let text = format!("From: a@shop.example\r\nSubject: {uid}\r\n\r\nHello\r\n");
                    let (size, seen) = (text.len(), if is_seen { "\\Seen" } else { "" });
                    answer += &if command.contains("BODY.PEEK[]") {
                        format!("* {uid} FETCH (UID {uid} BODY[] {{{size}}}\r\n{text})\r\n")
                    } else {
                        format!(
                            "* {uid} FETCH (UID {uid} FLAGS ({seen}) RFC822.SIZE {size} \
                             INTERNALDATE \"01-Nov-2026 09:00:00 +0900\")\r\n"
                        )
                    };
                }
                answer + "%T OK done\r\n"
            }
            _ => return Handled::No,
        };
        guest.say(&answer);
        Handled::Yes
    })
}

async fn session(server: &FakeImap) -> ImapSession {
    let settings = ImapSettings {
        host: "127.0.0.1".to_owned(),
        port: server.port(),
        security: Security::PlainToLoopback,
        user: "hanako".to_owned(),
        login: Login::Password(facts::Secret::new("pass".to_owned())),
        extra_roots: Vec::new(),
        limits: ImapLimits::default(),
    };
    let door = Doors::default().imap().expect("the door is open");
    door.connect(&settings).await.expect("a session")
}

#[test]
fn a_look_keeps_what_folders_are_for_and_only_what_changed() {
    run(async {
        let house = House::open().await;
        let checker = Arc::new(checker());
        let told = Arc::new(Mutex::new(Told {
            validity: 7,
            seen: [false, false],
            change: 20,
            is_shut: false,
        }));
        let server = server(&told);
        let mut session = session(&server).await;
        let read = async |session: &mut ImapSession| {
            let read = mioboe::read_mailbox(session, &checker, &house.keeper, &house.owner);
            read.await.expect("a mailbox")
        };
        let inbox = async || {
            let placed = house.store().placements_in(&house.owner, "INBOX", None, 10);
            placed.await.expect("the store")
        };
        let changes = async || {
            let state = house.store().account_state(&house.owner).await;
            state.expect("the store").changes
        };
        let note = async |folder: &str| -> serde_json::Value {
            let cursors = house.store().cursors(&house.owner).await;
            let cursors = cursors.expect("the store");
            let cursor = cursors.iter().find(|it| it.cursor.folder == folder);
            serde_json::from_str(&cursor.expect("a cursor").cursor.content).expect("JSON")
        };
        let looked = async || {
            let cursors = house.store().cursors(&house.owner).await;
            let cursors = cursors.expect("the store");
            let cursor = cursors.iter().find(|it| it.cursor.folder == "INBOX");
            cursor.expect("a cursor").moved
        };
        assert_eq!(read(&mut session).await.fetched, 2);
        let (first, since) = (inbox().await, note("INBOX").await["since"].clone());
        assert!(since.is_i64());
        assert_eq!(note("INBOX").await["role"], "inbox");
        assert_eq!(note("Away").await["role"], "trash");
        let kept = changes().await;

        // Nothing happened, then a change that is none of the marks: nothing is written but when it was looked.
        for change in [20, 21] {
            told.lock().expect("nobody panicked").change = change;
            read(&mut session).await;
            assert_eq!((inbox().await, changes().await), (first.clone(), kept));
        }

        // One message is marked: it alone is written, dated from the look before.
        let before = looked().await;
        *told.lock().expect("nobody panicked") = Told {
            validity: 7,
            seen: [true, false],
            change: 22,
            is_shut: false,
        };
        read(&mut session).await;
        let now = inbox().await;
        assert_eq!(now[1], first[1]);
        assert_eq!(now[0].unread_at, Some(before));
        assert!(now[0].read_since > Some(before), "{now:?}");
        assert_eq!(changes().await, kept + 1);

        // Numbered anew: when, and since when the folder is followed, is known.
        told.lock().expect("nobody panicked").validity = 8;
        assert_eq!(read(&mut session).await.gone, 2);
        let renewed = note("INBOX").await;
        assert_eq!(renewed["renewals"].as_array().map(Vec::len), Some(1));
        assert_eq!(renewed["since"], since);
        assert!(looked().await > before);

        // A folder that the server opens no longer and one whose name is too long are counted, and nothing else suffers.
        told.lock().expect("nobody panicked").is_shut = true;
        let shut = read(&mut session).await;
        assert_eq!(
            (shut.folders, shut.closed, shut.gone),
            (1, 2, 0),
            "{shut:?}"
        );
        session.logout().await;
        house.store().close().await;
    });
}

#[test]
fn marks_of_a_servers_own_are_held_to_a_number() {
    const MESSAGES: u32 = 700;
    run(async {
        let house = House::open().await;
        let checker = Arc::new(checker());
        let is_marked = Arc::new(AtomicBool::new(false));
        let marks = Arc::clone(&is_marked);
        // As long and as many as are taken of one message.
        let words: Vec<String> = (0..32).map(|nth| format!("{nth:0>200}")).collect();
        let words = words.join(" ");
        let server = FakeImap::start(Protection::Plain, move |guest, command| {
            let is_marked = marks.load(Ordering::Relaxed);
            let uids = 1..=MESSAGES;
            if command.starts_with("LIST") {
                guest.say("* LIST () \"/\" INBOX\r\n");
            } else if command.starts_with("EXAMINE") {
                guest.say(&format!(
                    "* {MESSAGES} EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n"
                ));
            } else if command.contains("BODY.PEEK[]") {
                for uid in uids {
                    guest.say(&format!(
                        "* {uid} FETCH (UID {uid} BODY[] {{4}}\r\na: b)\r\n"
                    ));
                }
            } else if command.starts_with("UID") {
                let marks = if is_marked { &*words } else { "" };
                for uid in uids {
                    guest.say(&format!(
                        "* {uid} FETCH (UID {uid} FLAGS ({marks}) RFC822.SIZE 4)\r\n"
                    ));
                }
            } else {
                return Handled::No;
            }
            guest.say("%T OK done\r\n");
            Handled::Yes
        });
        let mut session = session(&server).await;
        for marked in [false, true] {
            is_marked.store(marked, Ordering::Relaxed);
            let read =
                mioboe::read_mailbox(&mut session, &checker, &house.keeper, &house.owner).await;
            read.expect("a mailbox");
        }
        let placed = house
            .store()
            .placements_in(&house.owner, "INBOX", None, MESSAGES);
        let placed = placed.await.expect("the store");
        let counts: Vec<usize> = placed.iter().map(|it| it.flags.len()).collect();
        assert_eq!(counts.len(), 700);
        assert_eq!((counts.first(), counts.last()), (Some(&32), Some(&0)));
        session.logout().await;
        house.store().close().await;
    });
}
