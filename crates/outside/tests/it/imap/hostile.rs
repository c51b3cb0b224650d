//! Servers that lie, flood, or fall silent: each costs bounded memory and time, and is told by name.

use std::time::Duration;

use outside::imap::{Exceeded, Folder, ImapError, ImapLimits, ImapSettings};
use peers::{FakeImap, Guest, Handled, Protection};

use super::{fetched, opened, plain, run};

/// Where in a visit the server starts to misbehave.
const POINTS: [&str; 6] = ["GREETING", "AUTHENTICATE", "LIST", "EXAMINE", "UID", "IDLE"];

/// A whole visit: everything that is asked of a server.
fn visit(port: u16) -> Result<(), ImapError> {
    let settings = ImapSettings {
        limits: ImapLimits {
            largest_message: 1 << 20,
            ..plain(0).limits
        },
        ..plain(port)
    };
    run(async {
        let mut session = opened(&settings).await?;
        session.folders().await?;
        session.uids(1..=u32::MAX, |_| ()).await?;
        fetched(&mut session, &[3, 5, 9]).await?;
        session.wait(Duration::from_millis(300)).await?;
        Ok(())
    })
}

fn misbehaving(point: &'static str, act: impl Fn(&mut Guest) + Send + Sync + 'static) -> FakeImap {
    FakeImap::start(Protection::Plain, move |guest, command| {
        if command.starts_with(point) {
            act(guest);
            return Handled::Close;
        }
        Handled::No
    })
}

/// The largest memory that this process had so far, in octets.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|it| it.starts_with("VmHWM:"));
    let kib = line.and_then(|it| it.split_whitespace().nth(1)?.parse::<u64>().ok());
    kib.expect("a number") << 10
}

/// What misbehaves, and what comes of it.
struct Case {
    name: &'static str,
    act: fn(&mut Guest),
    expected: fn(&ImapError) -> bool,
}

#[test]
fn each_misbehaviour_at_each_point_has_its_own_end() {
    let is_over = |error: &ImapError| matches!(error, ImapError::CutOff { .. });
    let cases = [
        Case {
            name: "closes",
            act: |_| (),
            expected: is_over,
        },
        Case {
            name: "closes in the middle of a line",
            act: |guest| {
                guest.say("* OK [CAPAB");
            },
            expected: is_over,
        },
        Case {
            name: "closes in the middle of a literal",
            act: |guest| {
                guest.say("* 1 FETCH (UID 3 BODY[] {500}\r\nhello");
            },
            expected: |error| matches!(error, ImapError::CutOff { .. }),
        },
        Case {
            name: "never answers",
            act: Guest::fall_silent,
            expected: |error| matches!(error, ImapError::TimedOut),
        },
        Case {
            name: "answers with a tag that nobody said",
            act: |guest| {
                guest.say("zz9 OK done\r\n");
                guest.fall_silent();
            },
            expected: |error| matches!(error, ImapError::NotImap),
        },
        Case {
            name: "speaks HTTP",
            act: |guest| {
                guest.say("HTTP/1.1 400 Bad Request\r\n\r\n");
                guest.fall_silent();
            },
            expected: |error| matches!(error, ImapError::NotImap),
        },
        Case {
            name: "sends octets of no kind",
            act: |guest| {
                guest.send(&[0, 0xff, 0xfe, b'\r', b'\n', 0, 0, b'\n']);
                guest.fall_silent();
            },
            expected: |error| matches!(error, ImapError::NotImap),
        },
        Case {
            name: "sends a line without end",
            act: |guest| guest.say_without_end(b"* OK and so on"),
            expected: |error| matches!(error, ImapError::LimitExceeded(Exceeded::Line)),
        },
        Case {
            name: "announces two gigabytes",
            act: |guest| {
                guest.say("* 1 FETCH (UID 3 BODY[] {2147483648}\r\n");
                guest.say_without_end(b"x");
            },
            expected: |error| matches!(error, ImapError::LimitExceeded(Exceeded::Literal)),
        },
        Case {
            name: "announces more than a number holds",
            act: |guest| {
                guest.say("* 1 FETCH (UID 3 BODY[] {99999999999999999999999}\r\n");
                guest.fall_silent();
            },
            expected: |error| matches!(error, ImapError::LimitExceeded(Exceeded::Literal)),
        },
        Case {
            name: "announces one literal after the other",
            act: |guest| guest.say_without_end(b" {0}\r\n"),
            expected: |error| {
                matches!(
                    error,
                    ImapError::LimitExceeded(Exceeded::Literals) | ImapError::NotImap
                )
            },
        },
    ];
    for point in POINTS {
        for case in &cases {
            let server = misbehaving(point, case.act);
            let error = visit(server.port()).expect_err(case.name);
            // A greeting is one line, and a status that closes is no literal.
            let is_expected = (case.expected)(&error)
                || (point == "GREETING" && matches!(error, ImapError::NotImap));
            assert!(is_expected, "{point}: {}: {error:?}", case.name);
        }
    }
}

#[test]
fn what_is_only_odd_is_passed_over() {
    const ODD: &str = "* 4294967296 EXISTS\r\n* -1 EXISTS\r\n* 0 EXPUNGE\r\n* ID ((((\r\n* LIST nonsense\r\n\
        * OK [UIDVALIDITY 99999999999] odd\r\n* 1 FETCH (UID -3 FLAGS ())\r\n* 1 FETCH (UID 0 RFC822.SIZE 5)\r\n\
        * 1 FETCH (UID 3 RFC822.SIZE -5)\r\n* XYZZY \u{e9}\0\r\n* SEARCH 1 2 3\r\n* 1 FETCH ((((((((((((((((((((\r\n";
    let server = FakeImap::start(Protection::Plain, |guest, command| {
        if !matches!(command, "GREETING" | "IDLE") {
            guest.say(ODD);
        }
        Handled::No
    });
    visit(server.port()).expect("the visit goes on");
}

#[test]
fn an_answer_before_the_greeting_is_no_greeting() {
    for said in [
        "* 5 EXISTS\r\n",
        "m1 OK hello\r\n",
        "+ go on\r\n",
        " OK\r\n",
    ] {
        let server = FakeImap::start(Protection::Plain, move |guest, _| {
            guest.say(said);
            Handled::Yes
        });
        let error = visit(server.port()).expect_err(said);
        assert!(matches!(error, ImapError::NotImap), "{said}: {error:?}");
    }
}

#[test]
fn a_wrong_length_is_noticed_and_no_mail_is_taken_for_an_answer() {
    struct Case {
        name: &'static str,
        length: usize,
    }
    // The mail itself holds lines that look like answers.
    const MAIL: &str = "Subject: x\r\n\r\n* 99 EXISTS\r\nm6 OK done\r\n";
    for case in [
        Case {
            name: "shorter than it is",
            length: 5,
        },
        Case {
            name: "longer than it is",
            length: 5000,
        },
    ] {
        let server = FakeImap::start(Protection::Plain, move |guest, command| {
            if !command.contains("BODY.PEEK[]") {
                return Handled::No;
            }
            guest.say(&format!(
                "* 1 FETCH (UID 3 BODY[] {{{}}}\r\n{MAIL})\r\n",
                case.length
            ));
            guest.fall_silent();
            Handled::Close
        });
        let error = visit(server.port()).expect_err(case.name);
        assert!(
            matches!(error, ImapError::NotImap | ImapError::TimedOut),
            "{}: {error:?}",
            case.name
        );
    }
}

#[test]
fn a_flood_of_answers_ends_and_costs_no_memory() {
    let before = peak();
    for (point, flood) in [
        ("AUTHENTICATE", &b"* 1 EXISTS\r\n"[..]),
        ("UID", b"* 1 FETCH (FLAGS (\\Seen))\r\n"),
        ("UID", b"* 1 FETCH (UID 3 FLAGS (\\Seen) RFC822.SIZE 5)\r\n"),
        ("AUTHENTICATE", b"+ \r\n"),
        ("IDLE", b"+ idling\r\n"),
        ("LIST", b"* LIST () \"/\" folder\r\n"),
        ("EXAMINE", b"* OK [UIDVALIDITY 7] again\r\n"),
    ] {
        let server = misbehaving(point, move |guest| guest.say_without_end(flood));
        let settings = ImapSettings {
            limits: ImapLimits {
                command: Duration::from_secs(5),
                ..plain(0).limits
            },
            ..plain(server.port())
        };
        let whole = async {
            let mut session = opened(&settings).await?;
            session.folders().await?;
            session.uids(1..=u32::MAX, |_| ()).await?;
            fetched(&mut session, &[3]).await?;
            session.wait(Duration::from_millis(300)).await
        };
        let ended = run(async { tokio::time::timeout(Duration::from_secs(30), whole).await });
        let error = ended.expect("it ends by itself").expect_err(point);
        let is_told = matches!(
            error,
            ImapError::LimitExceeded(Exceeded::Answers | Exceeded::Folders)
                | ImapError::TimedOut
                | ImapError::NotImap
        );
        assert!(is_told, "{point}: {error:?}");
    }
    let grown = peak().saturating_sub(before);
    assert!(grown < 64 << 20, "{grown} octets more than before");
}

#[test]
fn more_messages_than_anybody_keeps_are_not_believed() {
    let server = FakeImap::start(Protection::Plain, |guest, command| {
        if command.starts_with("EXAMINE") {
            guest.say("* 4294967295 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n%T OK done\r\n");
            return Handled::Yes;
        }
        Handled::No
    });
    let error = visit(server.port()).expect_err("not believed");
    assert!(
        matches!(error, ImapError::LimitExceeded(Exceeded::Messages)),
        "{error:?}"
    );
}

#[test]
fn lies_about_sizes_make_nobody_hold_more_at_once() {
    const SIZE: usize = 100_000;
    let server = FakeImap::start(Protection::Plain, |guest, command| {
        let is_asked = |uid: u32| {
            let set = command.split(' ').nth(2).unwrap_or_default();
            set.split(',').any(|range| {
                let (first, last) = range.split_once(':').unwrap_or((range, range));
                let number = |text: &str| text.parse::<u32>().unwrap_or_default();
                (number(first)..=number(last)).contains(&uid)
            })
        };
        if command.contains("RFC822.SIZE") {
            for uid in (1..=30).filter(|uid| is_asked(*uid)) {
                guest.say(&format!("* {uid} FETCH (UID {uid} RFC822.SIZE 1)\r\n"));
            }
        } else if command.contains("BODY.PEEK[]") {
            for uid in (1..=30).filter(|uid| is_asked(*uid)) {
                guest.say(&format!("* {uid} FETCH (UID {uid} BODY[] {{{SIZE}}}\r\n"));
                guest.send(&[b'x'; SIZE]);
                guest.say(")\r\n");
            }
        } else {
            return Handled::No;
        }
        guest.say("%T OK done\r\n");
        Handled::Yes
    });
    let mut settings = plain(server.port());
    settings.limits.batch_octets = 250_000;
    run(async {
        let mut session = opened(&settings).await.expect("opened");
        let mut rest: Vec<u32> = (1..=30).collect();
        let mut all = Vec::new();
        while !rest.is_empty() {
            let mut came = Vec::new();
            let end = session.fetch(&rest, |message| came.push(message.uid));
            let end = end.await.expect("fetched");
            assert!((1..=3).contains(&came.len()), "{came:?}");
            assert!(end.gone.is_empty());
            all.append(&mut came);
            rest = end.rest;
        }
        assert_eq!(all, (1..=30).collect::<Vec<u32>>());
    });
}

#[test]
fn a_large_message_is_held_once() {
    // In the middle between what is usual and the limit; the peer holds none of it.
    const SIZE: usize = 32 << 20;
    let server = FakeImap::start(Protection::Plain, |guest, command| {
        if command.contains("RFC822.SIZE") {
            guest.say(&format!(
                "* 1 FETCH (UID 3 RFC822.SIZE {SIZE})\r\n%T OK done\r\n"
            ));
        } else if command.contains("BODY.PEEK[]") {
            guest.say(&format!("* 1 FETCH (UID 3 BODY[] {{{SIZE}}}\r\n"));
            for _ in 0..SIZE / (64 << 10) {
                guest.send(&[b'x'; 64 << 10]);
            }
            guest.say(")\r\n%T OK done\r\n");
        } else {
            return Handled::No;
        }
        Handled::Yes
    });
    let before = peak();
    let length = run(async {
        let mut session = opened(&plain(server.port())).await?;
        let mut length = 0;
        session
            .fetch(&[3], |message| {
                if let outside::imap::Body::Raw(raw) = message.body {
                    length = raw.len();
                }
            })
            .await?;
        Ok::<usize, ImapError>(length)
    });
    assert_eq!(length.expect("fetched"), SIZE);
    let grown = peak().saturating_sub(before);
    assert!(grown < 64 << 20, "{grown} octets more than before");
}

#[test]
fn a_server_that_drips_is_left_when_the_command_has_taken_too_long() {
    let server = misbehaving("EXAMINE", |guest| {
        // Each octet comes well before patience ends, and the line never does.
        while guest.send(b"*") {
            std::thread::park_timeout(Duration::from_millis(50));
        }
    });
    let settings = ImapSettings {
        limits: ImapLimits {
            command: Duration::from_millis(400),
            ..plain(0).limits
        },
        ..plain(server.port())
    };
    let error = run(opened(&settings)).expect_err("left");
    assert!(matches!(error, ImapError::TimedOut), "{error:?}");
}

#[test]
fn a_command_given_up_half_way_spoils_the_connection_and_says_so() {
    let server = misbehaving("NOOP", Guest::fall_silent);
    run(async {
        let mut session = opened(&plain(server.port())).await.expect("opened");
        let given_up = tokio::time::timeout(Duration::from_millis(50), session.noop()).await;
        assert!(given_up.is_err());
        let error = session
            .examine(&Folder::inbox())
            .await
            .expect_err("spoiled");
        assert!(matches!(error, ImapError::NotOpen), "{error:?}");
    });
}

#[test]
fn a_connection_that_died_without_a_word_is_noticed_when_idle_is_renewed() {
    let server = FakeImap::start(Protection::Plain, |guest, command| {
        if command == "IDLE" {
            guest.say("+ idling\r\n");
            guest.fall_silent();
            return Handled::Close;
        }
        Handled::No
    });
    let settings = ImapSettings {
        limits: ImapLimits {
            idle: Duration::from_millis(100),
            ..plain(0).limits
        },
        ..plain(server.port())
    };
    let error = run(async {
        let mut session = opened(&settings).await?;
        session.wait(Duration::from_secs(60)).await
    })
    .expect_err("dead");
    assert!(matches!(error, ImapError::TimedOut), "{error:?}");
}
