//! Each way of telling: delivered, tried later, or refused, against servers of our own.

use std::io::{Read, Write};
use std::sync::mpsc::Sender;
use std::time::Duration;

use data_encoding::{BASE64, HEXLOWER};
use facts::{Instant, Secret};
use hmac::{Hmac, KeyInit as _, Mac as _};
use outside::Security;
use outside::tell::{
    Channel, DesktopSettings, Message, NtfySettings, PlainHttp, Sending, SmtpFault, SmtpLogin,
    SmtpSettings, Topic, Trouble, Urgency, WebAddress, WebhookSettings,
};
use outside::{Doors, Roots, TlsError};
use sha2::Sha256;

use crate::peer::{Identity, Peer, Stream, encrypt, line, request};

const LONG: Duration = Duration::from_secs(60);
/// For what must run into its limit.
const SHORT: Duration = Duration::from_millis(400);

fn now() -> Instant {
    Instant::from_seconds(1_795_370_400).expect("a moment")
}

fn message() -> Message {
    Message::new(
        "3 件の質問があります",
        "身に覚えがありますか。",
        Urgency::Urgent,
    )
    .expect("fit")
}

fn later(why: Trouble) -> Sending {
    Sending::Later { why, wait: None }
}

fn refused(why: Trouble) -> Sending {
    Sending::Refused { why }
}

fn webhook(address: &str, roots: Roots, patience: Duration) -> Sending {
    Doors::default()
        .webhook(WebhookSettings {
            address: WebAddress::parse(address, PlainHttp::Never).expect("an address"),
            key: Secret::new(String::from("key-of-anna")),
            roots,
            patience,
        })
        .expect("certificates")
        .expect("open")
        .send(&message(), now())
}

#[test]
fn what_the_server_says_decides() {
    struct Case {
        answer: &'static str,
        sending: Sending,
    }
    let case = |answer, sending| Case { answer, sending };
    for case in [
        case("200 OK\r\ncontent-length: 0", Sending::Delivered),
        case("204 No Content", Sending::Delivered),
        case(
            "429 Slow down\r\nretry-after: 90\r\ncontent-length: 0",
            Sending::Later {
                why: Trouble::TooMany,
                wait: Some(Duration::from_secs(90)),
            },
        ),
        case(
            "503 Busy\r\nretry-after: 999999999\r\ncontent-length: 0",
            Sending::Later {
                why: Trouble::ServerFailed(503),
                wait: Some(Duration::from_secs(24 * 3600)),
            },
        ),
        case(
            "500 Oh\r\ncontent-length: 0",
            later(Trouble::ServerFailed(500)),
        ),
        case(
            "404 No\r\ncontent-length: 0",
            refused(Trouble::NotAccepted(404)),
        ),
        case("401 No\r\ncontent-length: 0", refused(Trouble::NotAllowed)),
    ] {
        let answer = case.answer;
        let peer = Peer::plain(move |stream, noted| {
            let _ = noted.send(request(stream));
            let _ = write!(stream, "HTTP/1.1 {answer}\r\n\r\n");
        });
        let address = format!("http://127.0.0.1:{}/hook", peer.port);
        let sending = webhook(&address, Roots::System, LONG);
        assert_eq!(sending, case.sending, "{answer}");
        peer.heard();
    }
}

#[test]
fn a_notice_follows_nobody_elsewhere() {
    let other = Peer::plain(|stream, noted| {
        let _ = noted.send(request(stream));
    });
    for code in [301, 302, 303, 307, 308] {
        let to = other.port;
        let peer = Peer::plain(move |stream, noted| {
            let _ = noted.send(request(stream));
            let _ = write!(
                stream,
                "HTTP/1.1 {code} Go\r\nlocation: http://127.0.0.1:{to}/\r\ncontent-length: 0\r\n\r\n"
            );
        });
        let address = format!("http://127.0.0.1:{}/", peer.port);
        let sending = webhook(&address, Roots::System, LONG);
        assert_eq!(sending, refused(Trouble::Redirected), "{code}");
        peer.heard();
        assert!(peer.is_silent() && other.is_silent(), "{code}");
    }
}

#[test]
fn a_server_that_says_nothing_or_never_ends_costs_little() {
    let hung = Peer::plain(|stream, _| {
        // Until the other side gives up.
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
    });
    let address = format!("http://127.0.0.1:{}/", hung.port);
    let sending = webhook(&address, Roots::System, SHORT);
    assert_eq!(sending, later(Trouble::TimedOut));

    // The status is all that counts; the body is not even read.
    let endless = Peer::plain(|stream, _| {
        request(stream);
        let _ = write!(
            stream,
            "HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n"
        );
        while stream.write_all(&[b'x'; 4096]).is_ok() {}
    });
    let address = format!("http://127.0.0.1:{}/", endless.port);
    assert_eq!(webhook(&address, Roots::System, LONG), Sending::Delivered);

    let head = Peer::plain(|stream, _| {
        request(stream);
        let _ = write!(stream, "HTTP/1.1 200 OK\r\n");
        while stream
            .write_all(b"x: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n")
            .is_ok()
        {}
    });
    let address = format!("http://127.0.0.1:{}/", head.port);
    let sending = webhook(&address, Roots::System, LONG);
    assert!(
        matches!(sending, Sending::Later { .. }),
        "an endless head: {sending:?}"
    );

    let none = Peer::plain(|_, _| {});
    let address = format!("http://127.0.0.1:{}/", none.port);
    assert!(matches!(
        webhook(&address, Roots::System, LONG),
        Sending::Later { .. }
    ));
}

#[test]
fn only_the_right_certificate_is_believed() {
    fn answer(stream: &mut dyn Stream, noted: &Sender<Vec<u8>>) {
        let _ = noted.send(request(stream));
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        let _ = stream.flush();
    }
    let right = Identity::of("localhost");
    let wrong = Identity::of("shop.example");
    let address = |peer: &Peer| format!("https://localhost:{}/", peer.port);

    let peer = Peer::encrypted(&right, answer);
    let sending = webhook(&address(&peer), Roots::File(right.certificate()), LONG);
    assert_eq!(sending, Sending::Delivered);
    peer.heard();
    let sending = webhook(&address(&peer), Roots::File(wrong.certificate()), LONG);
    assert_eq!(sending, refused(Trouble::WrongCertificate));

    let peer = Peer::encrypted(&wrong, answer);
    let sending = webhook(&address(&peer), Roots::File(wrong.certificate()), LONG);
    assert_eq!(sending, refused(Trouble::WrongCertificate));
    assert!(peer.is_silent(), "nothing was said to a stranger");

    // One that does not encrypt although it should.
    let plain = Peer::plain(|stream, _| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    });
    let sending = webhook(&address(&plain), Roots::File(right.certificate()), LONG);
    assert_eq!(sending, refused(Trouble::NotEncrypted));
}

#[test]
fn a_file_of_certificates_is_only_so_large() {
    let identity = Identity::of("localhost");
    let pem = std::fs::read(identity.certificate()).expect("there");
    let large = identity.folder().join("large.pem");
    let filler = b"# nothing\n".repeat(900_000);
    std::fs::write(&large, [filler, pem].concat()).expect("written");
    let settings = SmtpSettings {
        roots: Roots::File(large),
        ..smtp(465, Security::Tls)
    };
    let fault = Doors::default().smtp(settings).err();
    assert!(
        matches!(fault, Some(SmtpFault::Tls(TlsError::NoCertificate(_)))),
        "{fault:?}"
    );
}

fn taken(stream: &mut std::net::TcpStream, noted: &Sender<Vec<u8>>) {
    let _ = noted.send(request(stream));
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
}

fn head_and_body(request: &[u8]) -> (String, serde_json::Value) {
    let text = String::from_utf8(request.to_vec()).expect("text");
    let (head, body) = text.split_once("\r\n\r\n").expect("head and body");
    (
        head.to_ascii_lowercase(),
        serde_json::from_str(body).expect("JSON"),
    )
}

fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[test]
fn a_webhook_is_signed_so_that_a_receiver_can_refuse_what_is_old_or_changed() {
    let peer = Peer::plain(taken);
    let address = format!("http://127.0.0.1:{}/hook?a=b", peer.port);
    assert_eq!(webhook(&address, Roots::System, LONG), Sending::Delivered);
    let request = peer.heard();
    let (head, json) = head_and_body(&request);
    assert!(head.starts_with("post /hook?a=b http/1.1\r\n"), "{head}");
    assert_eq!(json["schema"], "mioboe/notice/1");
    assert_eq!(json["title"], "3 件の質問があります");
    assert_eq!(json["urgency"], "urgent");
    assert_eq!(json["id"].as_str().map(str::len), Some(32));
    let timestamp = field(&head, "mioboe-timestamp").expect("a time");
    assert_eq!(timestamp, "1795370400");
    let said = field(&head, "mioboe-signature")
        .and_then(|value| value.strip_prefix("v1="))
        .expect("a signature");
    let said = HEXLOWER.decode(said.as_bytes()).expect("hexadecimal");
    let at = request.windows(4).position(|four| four == b"\r\n\r\n");
    let body = &request[at.expect("a body") + 4..];
    let verify = |key: &[u8], timestamp: &str, body: &[u8]| {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length");
        mac.update(format!("v1:{timestamp}:").as_bytes());
        mac.update(body);
        mac.verify_slice(&said).is_ok()
    };
    assert!(verify(b"key-of-anna", timestamp, body));
    assert!(!verify(b"key-of-bert", timestamp, body));
    assert!(!verify(b"key-of-anna", "1795370401", body));
    assert!(!verify(b"key-of-anna", timestamp, &body[1..]));
}

#[test]
fn ntfy_is_told_with_topic_and_token() {
    let peer = Peer::plain(taken);
    let mut settings = NtfySettings {
        server: WebAddress::parse(&format!("http://127.0.0.1:{}", peer.port), PlainHttp::Never)
            .expect("an address"),
        topic: Topic::parse("anna-7Hq").expect("a topic"),
        token: Some(Secret::new(String::from("tk_of_anna"))),
        roots: Roots::System,
        patience: LONG,
    };
    assert!(!format!("{settings:?}").contains("7Hq"));
    let open = |settings| {
        Doors::default()
            .ntfy(settings)
            .expect("certificates")
            .expect("open")
    };
    assert_eq!(
        open(settings.clone()).send(&message(), now()),
        Sending::Delivered
    );
    let (head, json) = head_and_body(&peer.heard());
    assert!(head.starts_with("post / http/1.1\r\n"), "{head}");
    assert_eq!(field(&head, "authorization"), Some("bearer tk_of_anna"));
    assert_eq!(json["topic"], "anna-7Hq");
    assert_eq!(json["priority"], 5);
    assert_eq!(json["message"], "身に覚えがありますか。");

    // A token with a line end cannot become a second header field.
    settings.token = Some(Secret::new(String::from("a\r\nx: y")));
    let sending = open(settings).send(&message(), now());
    assert_eq!(sending, refused(Trouble::NotWritten));
    assert!(peer.is_silent());
    for text in ["", "a/b", "a b", "話題", &"a".repeat(65)] {
        assert!(Topic::parse(text).is_err(), "{text}");
    }
}

#[test]
fn every_door_can_be_shut() {
    let settings = || WebhookSettings {
        address: WebAddress::parse("http://127.0.0.1:9/", PlainHttp::Never).expect("an address"),
        key: Secret::new(String::new()),
        roots: Roots::System,
        patience: LONG,
    };
    for doors in [Doors::shut(), Doors::offline()] {
        assert!(
            doors
                .webhook(settings())
                .expect("nothing to fail")
                .is_none()
        );
        let topic = Topic::parse("a").expect("a topic");
        let ntfy = NtfySettings {
            server: settings().address,
            topic,
            token: None,
            roots: Roots::System,
            patience: LONG,
        };
        assert!(doors.ntfy(ntfy).expect("nothing to fail").is_none());
        assert!(
            doors
                .smtp(smtp(25, Security::PlainToLoopback))
                .expect("nothing to fail")
                .is_none()
        );
    }
    let desktop = DesktopSettings {
        bus: String::new(),
        patience: LONG,
    };
    assert!(Doors::shut().desktop(desktop.clone()).is_none());
    assert!(Doors::offline().desktop(desktop).is_some());
}

fn smtp(port: u16, security: Security) -> SmtpSettings {
    SmtpSettings {
        host: String::from("localhost"),
        port,
        security,
        login: Some(SmtpLogin {
            user: String::from("anna"),
            password: Secret::new(String::from("p w")),
        }),
        from: String::from("mioboe <watch@mail.example>"),
        to: String::from("アンナ <anna@mail.example>"),
        roots: Roots::System,
        patience: LONG,
    }
}

fn mailed(settings: SmtpSettings) -> Sending {
    Doors::default()
        .smtp(settings)
        .expect("settings")
        .expect("open")
        .send(&message(), now())
}

/// Plays a mail server: `replies` in order to each line, and a mail's text noted.
fn mail_server(
    stream: &mut (impl Read + Write + ?Sized),
    noted: &Sender<Vec<u8>>,
    replies: &[&str],
) {
    for reply in replies {
        if stream.write_all(reply.as_bytes()).is_err() || stream.flush().is_err() {
            return;
        }
        if reply.starts_with("354") {
            let mut mail = String::new();
            loop {
                let said = line(stream);
                if said == "." {
                    break;
                }
                mail += &said;
                mail.push('\n');
            }
            let _ = noted.send(mail.into_bytes());
        } else {
            let _ = noted.send(line(stream).into_bytes());
        }
    }
}

const HELLO: &str = "250-mail.example\r\n250-SIZE 1000\r\n250 AUTH PLAIN LOGIN\r\n";

#[test]
fn a_notice_by_mail_is_a_short_plain_mail() {
    let identity = Identity::of("localhost");
    let peer = Peer::encrypted(&identity, |stream, noted| {
        let replies = [
            "220 hi\r\n",
            HELLO,
            "235 ok\r\n",
            "250 ok\r\n",
            "251 ok\r\n",
            "354 go\r\n",
            "250 ok\r\n",
        ];
        mail_server(stream, noted, &replies);
    });
    let mut settings = smtp(peer.port, Security::Tls);
    settings.roots = Roots::File(identity.certificate());
    assert_eq!(mailed(settings), Sending::Delivered);
    assert_eq!(peer.heard(), b"EHLO [127.0.0.1]");
    let login = format!("AUTH PLAIN {}", BASE64.encode(b"\0anna\0p w"));
    assert_eq!(peer.heard(), login.as_bytes());
    assert_eq!(peer.heard(), b"MAIL FROM:<watch@mail.example>");
    assert_eq!(peer.heard(), b"RCPT TO:<anna@mail.example>");
    assert_eq!(peer.heard(), b"DATA");
    let mail = String::from_utf8(peer.heard()).expect("ASCII");
    for part in [
        "From: ",
        "Subject: 3 =?utf-8?b?",
        "Auto-Submitted: auto-generated",
        "Content-Type: text/plain; charset=utf-8",
        "Date: Sun, 22 Nov 2026 ",
        "Message-ID: <",
    ] {
        assert!(mail.contains(part), "{part} is missing in\n{mail}");
    }
    assert!(mail.is_ascii());
    assert_eq!(peer.heard(), b"QUIT");
}

#[test]
fn what_the_mail_server_says_decides() {
    struct Case {
        replies: &'static [&'static str],
        sending: Sending,
    }
    let case = |replies, sending| Case { replies, sending };
    for case in [
        case(
            &["421 later\r\n"] as &[_],
            later(Trouble::ServerFailed(421)),
        ),
        case(&["554 no\r\n"], refused(Trouble::NotAccepted(554))),
        case(
            &["220 hi\r\n", HELLO, "535 wrong\r\n"],
            refused(Trouble::NotAllowed),
        ),
        case(
            &["220 hi\r\n", HELLO, "454 later\r\n"],
            later(Trouble::ServerFailed(454)),
        ),
        case(
            &["220 hi\r\n", "250 mail.example\r\n"],
            refused(Trouble::NotAllowed),
        ),
        case(
            &[
                "220 hi\r\n",
                HELLO,
                "235 ok\r\n",
                "250 ok\r\n",
                "550 nobody\r\n",
            ],
            refused(Trouble::NotAccepted(550)),
        ),
        case(
            &[
                "220 hi\r\n",
                HELLO,
                "235 ok\r\n",
                "250 ok\r\n",
                "452 full\r\n",
            ],
            later(Trouble::ServerFailed(452)),
        ),
        case(
            &[
                "220 hi\r\n",
                HELLO,
                "235 ok\r\n",
                "250 ok\r\n",
                "250 ok\r\n",
                "354 go\r\n",
                "451 no\r\n",
            ],
            later(Trouble::ServerFailed(451)),
        ),
        case(&["hello\r\n"], refused(Trouble::NotUnderstood)),
        case(&["220_hi\r\n"], refused(Trouble::NotUnderstood)),
        case(&["220"], later(Trouble::TimedOut)),
    ] {
        let replies = case.replies;
        let peer = Peer::plain(move |stream, noted| mail_server(stream, noted, replies));
        let mut settings = smtp(peer.port, Security::PlainToLoopback);
        if replies == ["220"] {
            settings.patience = SHORT;
        }
        assert_eq!(mailed(settings), case.sending, "{replies:?}");
    }
}

#[test]
fn a_mail_server_without_end_is_left() {
    let lines = Peer::plain(|stream, _| while stream.write_all(b"220-hi\r\n").is_ok() {});
    assert_eq!(
        mailed(smtp(lines.port, Security::PlainToLoopback)),
        later(Trouble::AnswerTooLong)
    );
    let line = Peer::plain(|stream, _| while stream.write_all(&[b'2'; 4096]).is_ok() {});
    assert_eq!(
        mailed(smtp(line.port, Security::PlainToLoopback)),
        later(Trouble::AnswerTooLong)
    );
}

#[test]
fn nothing_is_said_where_encryption_was_wanted_and_is_not_there() {
    let identity = Identity::of("localhost");
    let with = |port| SmtpSettings {
        roots: Roots::File(identity.certificate()),
        ..smtp(port, Security::StartTls)
    };
    // Somebody between took the offer out.
    let stripped = Peer::plain(|stream, noted| {
        mail_server(stream, noted, &["220 hi\r\n", HELLO, "235 ok\r\n"]);
    });
    assert_eq!(mailed(with(stripped.port)), refused(Trouble::NotEncrypted));
    assert_eq!(stripped.heard(), b"EHLO [127.0.0.1]");
    assert!(!String::from_utf8_lossy(&stripped.heard()).contains("AUTH"));

    // Somebody between adds words that would count as encrypted.
    let injected = Peer::plain(|stream, noted| {
        let hello = "250-mail.example\r\n250 STARTTLS\r\n";
        mail_server(
            stream,
            noted,
            &["220 hi\r\n", hello, "220 go\r\n250 AUTH PLAIN\r\n"],
        );
    });
    assert_eq!(mailed(with(injected.port)), refused(Trouble::NotUnderstood));

    // As it should be: what was offered before is asked for again.
    let config = identity.config();
    let good = Peer::plain(move |stream, noted| {
        let hello = "250-mail.example\r\n250 STARTTLS\r\n";
        let _ = stream.write_all(b"220 hi\r\n");
        let _ = noted.send(line(stream).into_bytes());
        let _ = stream.write_all(hello.as_bytes());
        let _ = noted.send(line(stream).into_bytes());
        let _ = stream.write_all(b"220 go\r\n");
        let Some(mut stream) = encrypt(&config, stream) else {
            return;
        };
        let _ = noted.send(line(&mut stream).into_bytes());
        let replies = [
            HELLO,
            "235 ok\r\n",
            "250 ok\r\n",
            "250 ok\r\n",
            "354 go\r\n",
            "250 ok\r\n",
        ];
        mail_server(&mut stream, noted, &replies);
    });
    assert_eq!(mailed(with(good.port)), Sending::Delivered);
    for said in ["EHLO [127.0.0.1]", "STARTTLS", "EHLO [127.0.0.1]"] {
        assert_eq!(good.heard(), said.as_bytes());
    }

    let settings = SmtpSettings {
        host: String::from("mail.example"),
        ..smtp(25, Security::PlainToLoopback)
    };
    let fault = Doors::default().smtp(settings).err();
    assert!(matches!(fault, Some(SmtpFault::NotEncrypted(_))));
}

#[test]
fn an_address_that_is_none_is_refused_before_anything_is_said() {
    for text in [
        "",
        "anna",
        "anna@mail.example\r\nRCPT TO:<x@y.example>",
        "<anna@mail.example>, <bert@mail.example>",
        "あんな@mail.example",
    ] {
        let settings = SmtpSettings {
            to: text.to_owned(),
            ..smtp(25, Security::PlainToLoopback)
        };
        let fault = Doors::default().smtp(settings).err();
        assert!(matches!(fault, Some(SmtpFault::Address(_))), "{text:?}");
    }
}
