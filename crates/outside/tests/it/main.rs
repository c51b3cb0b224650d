//! The doors, each against a small server of our own on loopback or against a real one that the test starts.

mod child;
mod imap;
mod maildir;
mod peer;
mod secrets;
mod server;
#[cfg(feature = "session-bus")]
mod session;
mod sieve;
mod tell;

use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use facts::{DnsAnswer, DnsQuestion, DnsRecord, RecordKind};
use outside::{DnsDoor, DnsSettings, OutsideError};

use crate::server::Server;

fn settings(server: &Server) -> DnsSettings {
    DnsSettings {
        timeout_per_question: Duration::from_millis(800),
        whole: Duration::from_millis(3000),
        servers: vec![server.address()],
        ..DnsSettings::default()
    }
}

fn open(server: &Server) -> DnsDoor {
    DnsDoor::open(settings(server)).expect("a loopback server is given")
}

fn question(name: &str, kind: RecordKind) -> DnsQuestion {
    DnsQuestion {
        name: name.into(),
        kind,
    }
}

fn txt(text: &[u8]) -> DnsAnswer {
    DnsAnswer::Records(vec![DnsRecord::Txt(text.to_vec())])
}

struct Case {
    name: &'static str,
    kind: RecordKind,
    expected: DnsAnswer,
}

#[test]
fn every_kind_of_answer_comes_back_as_data() {
    let server = Server::start();
    let door = open(&server);
    let cases = [
        Case {
            name: "txt.example",
            kind: RecordKind::Txt,
            expected: txt(b"v=spf1 -all"),
        },
        Case {
            name: "alias.example",
            kind: RecordKind::Txt,
            expected: txt(b"v=spf1 -all"),
        },
        Case {
            name: "half-alias.example",
            kind: RecordKind::Txt,
            expected: txt(b"v=spf1 -all"),
        },
        Case {
            name: "host.example",
            kind: RecordKind::A,
            expected: DnsAnswer::Records(vec![
                DnsRecord::A(Ipv4Addr::new(192, 0, 2, 1)),
                DnsRecord::A(Ipv4Addr::new(192, 0, 2, 2)),
            ]),
        },
        Case {
            name: "host.example",
            kind: RecordKind::Aaaa,
            expected: DnsAnswer::Records(vec![DnsRecord::Aaaa(Ipv6Addr::LOCALHOST)]),
        },
        Case {
            name: "host.example",
            kind: RecordKind::Mx,
            expected: DnsAnswer::Records(vec![DnsRecord::Mx {
                preference: 10,
                exchange: "mx.host.example".into(),
            }]),
        },
        Case {
            name: "1.2.0.192.in-addr.arpa",
            kind: RecordKind::Ptr,
            expected: DnsAnswer::Records(vec![DnsRecord::Ptr("host.example".into())]),
        },
        Case {
            name: "gone.example",
            kind: RecordKind::Txt,
            expected: DnsAnswer::NoSuchName,
        },
        Case {
            name: "empty.example",
            kind: RecordKind::Txt,
            expected: DnsAnswer::Records(vec![]),
        },
        Case {
            name: "failing.example",
            kind: RecordKind::Txt,
            expected: DnsAnswer::Unreachable,
        },
        Case {
            name: "refused.example",
            kind: RecordKind::Txt,
            expected: DnsAnswer::Unreachable,
        },
        Case {
            name: "garbage.example",
            kind: RecordKind::Txt,
            expected: DnsAnswer::Unreachable,
        },
        Case {
            name: "silent.example",
            kind: RecordKind::Txt,
            expected: DnsAnswer::Unreachable,
        },
        Case {
            name: "long.example",
            kind: RecordKind::Txt,
            expected: txt(&[b'k'; 3000]),
        },
    ];
    let questions: Vec<DnsQuestion> = cases
        .iter()
        .map(|case| question(case.name, case.kind))
        .collect();
    let answers = door.ask(&questions);
    assert_eq!(answers.len(), cases.len());
    for (case, (asked, answer)) in cases.iter().zip(answers) {
        assert_eq!(asked, question(case.name, case.kind));
        assert_eq!(answer, case.expected, "{}", case.name);
    }
}

#[test]
fn questions_go_out_together_and_silence_ends_in_time() {
    let server = Server::start();
    let door = open(&server);
    let mut questions: Vec<DnsQuestion> = (0..20)
        .map(|n| question(&format!("silent{n}.example"), RecordKind::Txt))
        .collect();
    questions.push(question("txt.example", RecordKind::Txt));
    let start = tokio::time::Instant::now();
    let answers = door.ask(&questions);
    assert!(
        start.elapsed() < Duration::from_millis(2900),
        "{:?}",
        start.elapsed()
    );
    let (silent, last) = answers.split_at(20);
    assert!(
        silent
            .iter()
            .all(|(_, answer)| *answer == DnsAnswer::Unreachable)
    );
    assert_eq!(
        last.first().map(|(_, answer)| answer),
        Some(&txt(b"v=spf1 -all"))
    );
}

#[test]
fn what_cannot_be_a_name_is_not_asked() {
    let server = Server::start();
    let door = open(&server);
    let hostile = [
        "a\0b.example",
        "a\tb.example",
        "",
        "..",
        "日本.example",
        &"x".repeat(64),
        &"x.".repeat(200),
    ];
    let questions: Vec<DnsQuestion> = hostile
        .iter()
        .map(|name| question(name, RecordKind::Txt))
        .collect();
    for (asked, answer) in door.ask(&questions) {
        assert_eq!(answer, DnsAnswer::NoSuchName, "{}", asked.name);
    }
    assert_eq!(server.seen(), Vec::<String>::new());
}

#[test]
fn names_are_asked_as_they_are() {
    let server = Server::start();
    let door = open(&server);
    let _ = door.ask(&[
        question("netflix", RecordKind::Txt),
        question("gone.example", RecordKind::A),
    ]);
    let mut seen = server.seen();
    seen.sort();
    assert_eq!(seen, ["gone.example", "netflix"]);
}

#[test]
fn an_answer_is_remembered_across_mails_and_threads() {
    let server = Server::start();
    let door = open(&server);
    let asked = [
        question("txt.example", RecordKind::Txt),
        question("gone.example", RecordKind::Txt),
    ];
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..5 {
                    let answers = door.ask(&asked);
                    assert_eq!(
                        answers.first().map(|(_, answer)| answer),
                        Some(&txt(b"v=spf1 -all"))
                    );
                    assert_eq!(
                        answers.get(1).map(|(_, answer)| answer),
                        Some(&DnsAnswer::NoSuchName)
                    );
                }
            });
        }
    });
    assert_eq!(server.seen().len(), 2, "{:?}", server.seen());
}

#[test]
fn one_call_asks_a_bounded_number() {
    let server = Server::start();
    let door = DnsDoor::open(DnsSettings {
        questions_per_call: 3,
        ..settings(&server)
    })
    .expect("a loopback server is given");
    let questions: Vec<DnsQuestion> = (0..5)
        .map(|n| question(&format!("gone{n}.example"), RecordKind::Txt))
        .collect();
    let answers: Vec<DnsAnswer> = door
        .ask(&questions)
        .into_iter()
        .map(|(_, answer)| answer)
        .collect();
    assert_eq!(
        answers[..3],
        [
            DnsAnswer::NoSuchName,
            DnsAnswer::NoSuchName,
            DnsAnswer::NoSuchName
        ]
    );
    assert_eq!(
        answers[3..],
        [DnsAnswer::Unreachable, DnsAnswer::Unreachable]
    );
}

#[test]
fn a_name_that_nobody_answers_for_does_not_silence_the_servers() {
    let server = Server::start();
    let door = open(&server);
    for n in 0..3 {
        let answers = door.ask(&[question(&format!("silent{n}.example"), RecordKind::Txt)]);
        assert_eq!(
            answers.first().map(|(_, answer)| answer),
            Some(&DnsAnswer::Unreachable)
        );
    }
    let answers = door.ask(&[question("txt.example", RecordKind::Txt)]);
    assert_eq!(
        answers.first().map(|(_, answer)| answer),
        Some(&txt(b"v=spf1 -all"))
    );
}

#[test]
fn servers_that_answer_nobody_are_left_alone_for_a_while() {
    let server = Server::mute();
    let door = open(&server);
    let start = tokio::time::Instant::now();
    for n in 0..40 {
        let answers = door.ask(&[question(&format!("name{n}.example"), RecordKind::Txt)]);
        assert_eq!(
            answers.first().map(|(_, answer)| answer),
            Some(&DnsAnswer::Unreachable)
        );
    }
    // Forty patient questions would take half a minute.
    assert!(
        start.elapsed() < Duration::from_secs(8),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn a_machine_that_names_no_server_is_an_error_or_opens_the_door() {
    match DnsDoor::open(DnsSettings::default()) {
        Ok(door) => assert!(door.ask(&[]).is_empty()),
        Err(error) => assert!(matches!(error, OutsideError::NoDnsServer(_)), "{error}"),
    }
}
