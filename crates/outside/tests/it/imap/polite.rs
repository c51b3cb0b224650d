//! What is said to a server that behaves, and what is made of its answers.

use std::time::Duration;

use facts::Secret;
use outside::Security;
use outside::imap::{
    Body, FetchEnd, Folder, FolderRole, ImapError, ImapLimits, ImapSettings, Login, NotOffered,
    Woken,
};
use peers::{FakeImap, Handled, Protection};

use super::{PASSWORD, commands, connect, fetched, opened, plain, run};

fn polite() -> FakeImap {
    FakeImap::start(Protection::Plain, |_, _| Handled::No)
}

#[test]
fn a_mailbox_is_read_and_nothing_else_is_said() {
    let server = polite();
    run(async {
        let mut session = connect(&plain(server.port())).await.expect("connected");
        let folders = session.folders().await.expect("listed");
        // This server writes it in its own way.
        assert_eq!(
            (folders[0].name.as_str(), folders[0].role),
            ("INBOX", FolderRole::Inbox)
        );
        assert_eq!(folders[1].name, "ゴミ箱");
        assert_eq!(folders[1].role, FolderRole::Trash);
        let state = session.examine(&folders[1]).await.expect("opened");
        assert_eq!((state.uid_validity, state.exists), (7, 3));
        assert_eq!(state.uid_next, Some(10));
        assert_eq!(state.highest_mod_sequence, Some(20));
        let mut listed = Vec::new();
        session
            .uids(1..=u32::MAX, |it| listed.push((it.uid, it.flags.is_seen)))
            .await
            .expect("listed");
        assert_eq!(listed, [(3, true), (5, true), (9, true)]);
        let seen = fetched(&mut session, &[9, 3, 4, 3]).await.expect("fetched");
        assert_eq!(seen.len(), 2);
        assert!(seen[0].starts_with("3: From: Hanako") && seen[1].ends_with("Hello 9\r\n"));
        let received = session.received(&[3, 4, 9]).await.expect("told");
        let numbers: Vec<u32> = received.keys().copied().collect();
        assert_eq!(numbers, [3, 9]);
        session.logout().await;
    });
    // The whole of what may be said: nothing that changes a mailbox is among it.
    assert_eq!(
        commands(&server),
        [
            "AUTHENTICATE",
            "LIST",
            "EXAMINE",
            "UID",
            "UID",
            "UID",
            "UID",
            "LOGOUT"
        ]
    );
    let heard = server.heard().join("\n");
    assert!(
        heard.contains("EXAMINE \"&MLQw33ux-\" (CONDSTORE)"),
        "{heard}"
    );
    assert!(heard.contains("UID FETCH 1:* (UID FLAGS)\n"), "{heard}");
    assert!(heard.contains("UID FETCH 3,9 (UID BODY.PEEK[])"), "{heard}");
    let loud = heard.to_uppercase();
    for never in [
        "SELECT", "STORE", "EXPUNGE", "BODY[", "RFC822 ", "APPEND", "COPY", "MOVE", "CLOSE",
    ] {
        assert!(
            !loud.replace("CONDSTORE", "").contains(never),
            "{never} in {heard}"
        );
    }
}

#[test]
fn what_is_gone_is_told_and_no_more_is_asked_for_at_once_than_may_be() {
    let server = polite();
    let mut settings = plain(server.port());
    settings.limits.batch_messages = 1;
    run(async {
        let mut session = opened(&settings).await.expect("opened");
        let mut taken = Vec::new();
        let mut uids = vec![9, 3, 4, 5, 0, 3];
        let mut ends = Vec::new();
        while !uids.is_empty() {
            let end = session.fetch(&uids, |message| taken.push(message.uid));
            let end = end.await.expect("fetched");
            uids.clone_from(&end.rest);
            ends.push((end.gone, end.rest));
        }
        assert_eq!(taken, [3, 5, 9]);
        let expected = [(vec![4], vec![5, 9]), (vec![], vec![9]), (vec![], vec![])];
        assert_eq!(ends, expected);
        let nothing = session.fetch(&[], |_| panic!("nothing was asked for"));
        assert_eq!(nothing.await.expect("fetched"), FetchEnd::default());
    });
}

#[test]
fn a_message_that_is_too_large_is_not_asked_for() {
    let server = polite();
    let settings = ImapSettings {
        limits: ImapLimits {
            largest_message: 20,
            ..plain(0).limits
        },
        ..plain(server.port())
    };
    run(async {
        let mut session = opened(&settings).await.expect("opened");
        let seen = fetched(&mut session, &[3, 5]).await.expect("fetched");
        assert_eq!(seen, ["3: too large", "5: too large"]);
    });
    assert!(!server.heard().join("\n").contains("BODY"));
}

#[test]
fn messages_come_in_batches_of_bounded_size() {
    let server = polite();
    let settings = ImapSettings {
        limits: ImapLimits {
            batch_octets: 100,
            ..plain(0).limits
        },
        ..plain(server.port())
    };
    run(async {
        let mut session = opened(&settings).await.expect("opened");
        let seen = fetched(&mut session, &[3, 5, 9]).await.expect("fetched");
        assert_eq!(seen.len(), 3);
    });
    let heard = server.heard().join("\n");
    assert!(
        heard.contains("FETCH 3 (UID BODY") && heard.contains("FETCH 9 (UID BODY"),
        "{heard}"
    );
}

#[test]
fn a_server_may_give_messages_in_its_own_way() {
    struct Case {
        name: &'static str,
        answer: &'static str,
        expected: &'static [&'static str],
    }
    let cases = [
        Case {
            name: "flags of others in between, unknown items, and an empty message",
            answer: "* 1 FETCH (FLAGS (\\Seen))\r\n* 2 FETCH (X-NEW (A (B)) UID 5 BODY[] \"\")\r\n%T OK done\r\n",
            expected: &["5: "],
        },
        Case {
            name: "none of it",
            answer: "* 2 FETCH (UID 5 BODY[] NIL)\r\n%T OK done\r\n",
            expected: &["5: unreadable"],
        },
        Case {
            name: "an answer that breaks the grammar",
            answer: "* 2 FETCH (UID 5 BODY[] )\r\n%T OK done\r\n",
            expected: &["5: unreadable"],
        },
        Case {
            name: "a refusal",
            answer: "%T NO cannot read it\r\n",
            expected: &["5: unreadable"],
        },
        Case {
            name: "it went meanwhile",
            answer: "* 2 EXPUNGE\r\n%T OK done\r\n",
            expected: &[],
        },
        Case {
            name: "more than was said before, passed over",
            answer: "* 2 FETCH (UID 5 BODY[] {60}\r\n123456789012345678901234567890123456789012345678901234567890)\r\n%T OK done\r\n",
            expected: &["5: too large"],
        },
        Case {
            name: "more than was said before, quoted, so that no length was announced",
            answer: "* 2 FETCH (UID 5 BODY[] \"123456789012345678901234567890123456789012345678901234567890\")\r\n%T OK done\r\n",
            expected: &["5: too large"],
        },
        Case {
            name: "octets of any kind",
            answer: "* 2 FETCH (BODY[] {4}\r\na\0\u{e9} UID 5)\r\n%T OK done\r\n",
            expected: &["5: a\0\u{e9}"],
        },
    ];
    for case in cases {
        let server = FakeImap::start(Protection::Plain, move |guest, command| {
            if command.contains("RFC822.SIZE") {
                guest.say("* 2 FETCH (UID 5 RFC822.SIZE 10)\r\n%T OK done\r\n");
                Handled::Yes
            } else if command.contains("BODY.PEEK[]") {
                guest.say(case.answer);
                Handled::Yes
            } else {
                Handled::No
            }
        });
        let settings = ImapSettings {
            limits: ImapLimits {
                largest_message: 50,
                ..plain(0).limits
            },
            ..plain(server.port())
        };
        let seen = run(async {
            let mut session = opened(&settings).await?;
            fetched(&mut session, &[5]).await
        });
        assert_eq!(seen.expect(case.name), case.expected, "{}", case.name);
    }
}

#[test]
fn a_message_that_breaks_a_batch_is_asked_for_alone() {
    let server = FakeImap::start(Protection::Plain, |guest, command| {
        if command.contains("UID FETCH 3,5,9 (UID BODY") {
            guest.say("%T NO one of them is broken\r\n");
            Handled::Yes
        } else if command.contains("UID FETCH 5 (UID BODY") {
            guest.say("%T NO it is broken\r\n");
            Handled::Yes
        } else {
            Handled::No
        }
    });
    run(async {
        let mut session = opened(&plain(server.port())).await.expect("opened");
        let seen = fetched(&mut session, &[3, 5, 9]).await.expect("fetched");
        assert_eq!(seen.len(), 3);
        assert_eq!(seen[1], "5: unreadable");
    });
}

#[test]
fn waiting_wakes_for_what_is_new_and_for_what_changed() {
    struct Case {
        said: &'static str,
        expected: Woken,
    }
    for case in [
        Case {
            said: "* 4 EXISTS\r\n",
            expected: Woken::New,
        },
        Case {
            said: "* OK still here\r\n* 2 EXPUNGE\r\n",
            expected: Woken::Changed,
        },
        Case {
            said: "* VANISHED 5\r\n",
            expected: Woken::Changed,
        },
        Case {
            said: "* 1 FETCH (FLAGS (\\Deleted))\r\n",
            expected: Woken::Changed,
        },
        Case {
            said: "* 3 EXISTS\r\n* 0 RECENT\r\n* OK still here\r\n",
            expected: Woken::Nothing,
        },
    ] {
        let server = FakeImap::start(Protection::Plain, move |guest, command| {
            if command != "IDLE" {
                return Handled::No;
            }
            guest.say("+ idling\r\n");
            guest.say(case.said);
            assert_eq!(guest.line().as_deref(), Some("DONE"));
            guest.say("%T OK done\r\n");
            Handled::Yes
        });
        let woken = run(async {
            let mut session = opened(&plain(server.port())).await?;
            session.wait(Duration::from_millis(300)).await
        });
        assert_eq!(woken.expect("awake"), case.expected, "{}", case.said);
    }
}

#[test]
fn what_happened_before_the_wait_counts() {
    let server = FakeImap::start(Protection::Plain, |guest, command| {
        if command == "NOOP" {
            guest.say("* 4 EXISTS\r\n%T OK done\r\n");
            return Handled::Yes;
        }
        Handled::No
    });
    run(async {
        let mut session = opened(&plain(server.port())).await.expect("opened");
        session.noop().await.expect("a command");
        assert_eq!(
            session.wait(Duration::from_secs(60)).await.expect("awake"),
            Woken::New
        );
    });
    assert!(!commands(&server).contains(&String::from("IDLE")));
}

#[test]
fn idle_is_renewed_and_a_server_without_it_is_asked() {
    let settings = |server: &FakeImap| ImapSettings {
        limits: ImapLimits {
            idle: Duration::from_millis(50),
            poll: Duration::from_millis(50),
            ..plain(0).limits
        },
        ..plain(server.port())
    };
    let renewed = polite();
    let asked = FakeImap::start(Protection::Plain, |guest, command| {
        match command.split(' ').next() {
            Some("GREETING") => guest.say("* OK hello\r\n"),
            Some("CAPABILITY") => guest.say("* CAPABILITY IMAP4rev1\r\n%T OK done\r\n"),
            Some("LOGIN") => guest.say("%T OK in\r\n"),
            Some("NOOP") => {
                guest.count += 1;
                let count = guest.count;
                guest.say(if count > 2 {
                    "* 9 EXISTS\r\n%T OK\r\n"
                } else {
                    "%T OK\r\n"
                })
            }
            _ => return Handled::No,
        };
        Handled::Yes
    });
    run(async {
        let mut session = opened(&settings(&renewed)).await.expect("opened");
        let woken = session
            .wait(Duration::from_millis(220))
            .await
            .expect("awake");
        assert_eq!(woken, Woken::Nothing);
        let mut session = opened(&settings(&asked)).await.expect("opened");
        assert!(!session.has_idle());
        let woken = session.wait(Duration::from_secs(60)).await.expect("awake");
        assert_eq!(woken, Woken::New);
    });
    let count = |server: &FakeImap, name| commands(server).iter().filter(|it| *it == name).count();
    assert!(count(&renewed, "IDLE") >= 3, "{:?}", renewed.heard());
    assert_eq!(count(&asked, "NOOP"), 3);
}

#[test]
fn a_server_that_will_not_idle_is_asked_now_and_then() {
    for said in ["%T NO not today\r\n", "+ idling\r\n%T OK enough\r\n"] {
        let server = FakeImap::start(Protection::Plain, move |guest, command| {
            match command {
                "IDLE" => guest.say(said),
                "NOOP" => guest.say("* 4 EXISTS\r\n%T OK done\r\n"),
                _ => return Handled::No,
            };
            Handled::Yes
        });
        let settings = ImapSettings {
            limits: ImapLimits {
                poll: Duration::from_millis(50),
                ..plain(0).limits
            },
            ..plain(server.port())
        };
        let woken = run(async {
            let mut session = opened(&settings).await?;
            session.wait(Duration::from_secs(60)).await
        });
        assert_eq!(woken.expect("awake"), Woken::New, "{said}");
    }
}

#[test]
fn a_refused_login_says_why_and_never_with_what() {
    struct Case {
        answer: &'static str,
        is_token: bool,
        expected: fn(&ImapError) -> bool,
    }
    let secret = PASSWORD;
    for case in [
        Case {
            answer: "%T NO [AUTHENTICATIONFAILED] wrong: correct horse battery\r\n",
            is_token: false,
            expected: |it| matches!(it, ImapError::WrongPassword { said } if said.contains("wrong: …")),
        },
        Case {
            answer: "%T NO [ALERT] Application-specific password required\r\n",
            is_token: false,
            expected: |it| matches!(it, ImapError::WrongPassword { said } if said.contains("Application")),
        },
        Case {
            answer: "%T NO [UNAVAILABLE] come back later\r\n",
            is_token: false,
            expected: |it| matches!(it, ImapError::NotNow { .. }) && it.is_worth_retrying(),
        },
        Case {
            // {"status":"400"}
            answer: "+ eyJzdGF0dXMiOiI0MDAifQ==\r\n",
            is_token: true,
            expected: |it| matches!(it, ImapError::TokenRefused { said } if said.contains("400")),
        },
        Case {
            answer: "* BYE too many of you\r\n",
            is_token: false,
            expected: |it| matches!(it, ImapError::CutOff { said } if said == "too many of you"),
        },
    ] {
        let server = FakeImap::start(Protection::Plain, move |guest, command| {
            if !command.starts_with("AUTHENTICATE") {
                return Handled::No;
            }
            guest.say(case.answer);
            if case.is_token {
                assert_eq!(guest.line().as_deref(), Some(""));
                guest.say("%T NO refused\r\n");
            }
            Handled::Yes
        });
        let mut settings = plain(server.port());
        if case.is_token {
            settings.login = Login::XOAuth2(Secret::new(String::from(secret)));
        }
        let error = run(connect(&settings)).expect_err("refused");
        assert!((case.expected)(&error), "{error:?}");
        let shown = format!("{error} {error:?} {settings:?}");
        assert!(
            !shown.contains("horse") && !shown.contains("battery"),
            "{shown}"
        );
    }
}

#[test]
fn a_login_that_is_not_offered_is_not_tried() {
    struct Case {
        offered: &'static str,
        is_token: bool,
        expected: NotOffered,
    }
    for case in [
        Case {
            offered: "IMAP4rev1 LOGINDISABLED",
            is_token: false,
            expected: NotOffered::Password,
        },
        Case {
            offered: "IMAP4rev1 AUTH=PLAIN",
            is_token: true,
            expected: NotOffered::XOAuth2,
        },
        Case {
            offered: "IMAP2",
            is_token: false,
            expected: NotOffered::Imap4Rev1,
        },
    ] {
        let server = FakeImap::start(Protection::Plain, move |guest, command| {
            match command {
                "GREETING" => guest.say("* OK hello\r\n"),
                "CAPABILITY" => guest.say(&format!("* CAPABILITY {}\r\n%T OK\r\n", case.offered)),
                _ => return Handled::No,
            };
            Handled::Yes
        });
        let mut settings = plain(server.port());
        if case.is_token {
            settings.login = Login::XOAuth2(Secret::new(String::from(PASSWORD)));
        }
        let error = run(connect(&settings)).expect_err("not offered");
        assert!(
            matches!(error, ImapError::NotOffered(it) if it == case.expected),
            "{error:?}"
        );
        assert_eq!(commands(&server), ["CAPABILITY"]);
    }
}

#[test]
fn a_login_without_sasl_carries_any_password() {
    let server = FakeImap::start(Protection::Plain, |guest, command| {
        match command.split(' ').next() {
            Some("GREETING") => guest.say("* OK [CAPABILITY IMAP4rev1] hello\r\n"),
            Some("CAPABILITY") => guest.say("* CAPABILITY IMAP4rev1\r\n%T OK\r\n"),
            Some("LOGIN") if command.ends_with('}') => {
                guest.say("+ go on\r\n");
                assert_eq!(guest.line().as_deref(), Some("pässword"));
                guest.say("%T OK in\r\n")
            }
            Some("LOGIN") => {
                assert_eq!(command, "LOGIN \"hanako@shop.example\" \"a\\\"b\\\\c\"");
                guest.say("%T OK in\r\n")
            }
            _ => return Handled::No,
        };
        Handled::Yes
    });
    for password in ["a\"b\\c", "pässword"] {
        let mut settings = plain(server.port());
        settings.login = Login::Password(Secret::new(String::from(password)));
        run(connect(&settings)).expect("logged in");
    }
}

#[test]
fn plain_text_is_spoken_to_this_machine_alone() {
    // 192.0.2.0/24 is for documentation (RFC 5737); nothing is sent there.
    let settings = ImapSettings {
        host: String::from("192.0.2.1"),
        ..plain(143)
    };
    let error = run(connect(&settings)).expect_err("refused");
    assert!(
        matches!(error, ImapError::PlainTextRefused { .. }),
        "{error:?}"
    );
    assert!(!error.is_worth_retrying());
}

#[test]
fn a_folder_that_is_gone_and_a_server_that_is_not_there_are_told_apart() {
    let server = FakeImap::start(Protection::Plain, |guest, command| {
        if command.starts_with("EXAMINE") {
            guest.say("%T NO [NONEXISTENT] no such folder\r\n");
            return Handled::Yes;
        }
        Handled::No
    });
    run(async {
        let mut session = connect(&plain(server.port())).await.expect("connected");
        let error = session.examine(&Folder::inbox()).await.expect_err("gone");
        assert!(matches!(error, ImapError::FolderGone { .. }), "{error:?}");
        let error = session
            .wait(Duration::ZERO)
            .await
            .expect_err("nothing is open");
        assert!(matches!(error, ImapError::NotOpen), "{error:?}");
    });
    let port = server.port();
    drop(server);
    let error = run(connect(&plain(port))).expect_err("nobody is there");
    assert!(matches!(error, ImapError::CannotReach { .. }), "{error:?}");
    let settings = ImapSettings {
        host: String::from("mail server"),
        security: Security::Tls,
        ..plain(port)
    };
    let error = run(connect(&settings)).expect_err("no name");
    assert!(matches!(error, ImapError::BadHost { .. }), "{error:?}");
}

#[test]
fn a_folder_numbered_anew_is_an_outcome_of_its_own() {
    let server = FakeImap::start(Protection::Plain, |guest, command| {
        if command == "NOOP" {
            guest.say("* OK [UIDVALIDITY 8] anew\r\n%T OK done\r\n");
            return Handled::Yes;
        }
        Handled::No
    });
    run(async {
        let mut session = opened(&plain(server.port())).await.expect("opened");
        let error = session.noop().await.expect_err("numbered anew");
        assert!(matches!(error, ImapError::Renumbered), "{error:?}");
    });
}

#[test]
fn a_message_can_be_held_as_it_comes() {
    let server = polite();
    run(async {
        let mut session = opened(&plain(server.port())).await.expect("opened");
        let mut dates = Vec::new();
        session
            .fetch(&[3], |message| {
                assert!(matches!(message.body, Body::Raw(raw) if raw.len() as u64 == message.size));
                dates.push(message.internal_date.map(|it| it.to_string()));
            })
            .await
            .expect("fetched");
        assert_eq!(dates, [Some(String::from("2026-11-22T00:00:00Z"))]);
    });
}
