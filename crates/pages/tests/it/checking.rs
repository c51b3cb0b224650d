//! Checking a mail: by file, by source, by text alone; and what cannot be checked.

use axum::http::StatusCode;

use crate::browser::{House, Part, escaped};

const LOOKALIKE: &[u8] = include_bytes!("../../../../fixtures/demo/03-lookalike.eml");

#[test]
fn a_mail_gets_one_sentence_the_axes_the_reasons_and_what_to_do() {
    let house = House::new();
    let inside = house.inside();
    let source = String::from_utf8(LOOKALIKE.to_vec()).expect("ASCII");
    for (name, verdict) in [
        (
            "a file",
            inside.check("C:\\mails\\03-lookalike.eml", LOOKALIKE),
        ),
        (
            "a source",
            inside.upload(&[
                inside.token_part(),
                Part::plain("source", source.as_bytes()),
            ]),
        ),
    ] {
        assert_eq!(verdict.status, StatusCode::OK, "{name}: {}", verdict.body);
        let at = |needle: &str| {
            let needle = escaped(needle);
            verdict
                .body
                .find(&needle)
                .unwrap_or_else(|| panic!("{name}: {needle} in {}", verdict.body))
        };
        let order = [
            "impostor",
            "What was found",
            "What to do",
            "To report it",
            "From the mail itself",
            "Claim",
            "Proof",
            "Match",
            "Content",
            "What decided",
            "What this cannot tell",
            "Read this mail as plain text",
        ];
        let mut last = 0;
        for needle in order {
            let found = verdict
                .body
                .get(last..)
                .and_then(|rest| rest.find(&escaped(needle)));
            last += found.unwrap_or_else(|| panic!("{name}: {needle} at {}", at(needle)));
        }
        assert!(
            verdict
                .body
                .contains("<section class=\"verdict impostor\">"),
            "{name}"
        );
        assert!(
            verdict.body.contains("<mark>") && !verdict.body.contains("C:\\mails"),
            "{name}"
        );
    }
    let japanese = inside.upload_in("ja", &[inside.token_part(), Part::file("a.eml", LOOKALIKE)]);
    assert!(japanese.body.contains("<html lang=\"ja\">") && japanese.body.contains("なりすまし"));
    assert_eq!(house.files(), Vec::<String>::new(), "a mail is not kept");
}

#[test]
fn a_text_alone_is_judged_and_never_called_genuine() {
    let house = House::new();
    let inside = house.inside();
    for text in [
        "Your account is locked: https://amazon.co.jp.login-check.example/a",
        "0120-000-000",
        "Hello, shall we have lunch on Friday?",
    ] {
        let verdict = inside.upload(&[inside.token_part(), Part::plain("text", text.as_bytes())]);
        assert_eq!(verdict.status, StatusCode::OK, "{text}");
        assert!(verdict.says("text-intro"), "{text}\n{}", verdict.body);
        assert!(
            !verdict.body.contains("class=\"verdict genuine\""),
            "{text}"
        );
    }
}

#[test]
fn what_is_no_mail_is_told_with_a_next_step() {
    let house = House::new();
    let inside = house.inside();
    struct Case {
        name: &'static str,
        octets: &'static [u8],
        says: &'static str,
    }
    for case in [
        Case {
            name: "photo.png",
            octets: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0",
            says: "photo.png",
        },
        Case {
            name: "note.txt",
            octets: b"just a note\n",
            says: "note.txt",
        },
        Case {
            name: "../../<script>.eml",
            octets: b"just a note\n",
            says: "&#60;script&#62;.eml",
        },
        Case {
            name: "empty.eml",
            octets: b"",
            says: "There is nothing to check",
        },
        Case {
            name: "blank.eml",
            octets: b" \r\n\r\n",
            says: "There is nothing to check",
        },
    ] {
        let answered = inside.check(case.name, case.octets);
        assert_eq!(answered.status, StatusCode::BAD_REQUEST, "{}", case.name);
        assert!(
            answered.body.contains(case.says),
            "{}: {}",
            case.name,
            answered.body
        );
        assert!(answered.says("pages-back-check") && !answered.body.contains("<script"));
    }
}

#[test]
fn of_a_mailbox_the_first_mail_is_shown_and_the_others_are_told() {
    let house = House::new();
    let mail = "From: a@one.example\r\nSubject: First letter\r\n\r\nHello\r\n";
    let second = "From: b@two.example\r\nSubject: Second letter\r\n\r\nHello\r\n";
    let mbox = format!(
        "From a@one.example Sun Nov 22 08:00:00 2026\r\n{mail}\r\nFrom b@two.example Sun Nov 22 08:00:00 2026\r\n{second}"
    );
    let verdict = house.inside().check("export.mbox", mbox.as_bytes());
    assert_eq!(verdict.status, StatusCode::OK, "{}", verdict.body);
    assert!(verdict.says("pages-first-of-many") && verdict.body.contains("First letter"));
    assert!(!verdict.body.contains("Second letter"));
}

#[test]
fn a_mail_of_25_megabytes_is_judged_and_a_larger_one_gets_a_page() {
    let house = House::new();
    let inside = house.inside();
    let line = format!("{}\r\n", "QUJD".repeat(18));
    let of = |octets: usize| {
        let mut mail = b"From: a@one.example\r\nSubject: Large\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream; \
            name=\"a.bin\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            .to_vec();
        mail.extend(line.bytes().cycle().take(octets));
        mail
    };
    let large = inside.check("large.eml", &of(25 << 20));
    assert_eq!(large.status, StatusCode::OK, "{}", large.body);
    assert!(large.body.contains("Large"));
    let beyond = inside.check("larger.eml", &of(33 << 20));
    assert_eq!(beyond.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(
        beyond.body.contains("larger.eml") && beyond.body.contains("32 MiB"),
        "{}",
        beyond.body
    );
    let text = vec![b'a'; (1 << 20) + 1];
    let text = inside.upload(&[inside.token_part(), Part::plain("text", &text)]);
    assert_eq!(text.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text.body.contains("1 MiB"), "{}", text.body);
}

#[test]
fn an_upload_without_its_token_first_is_not_read() {
    let house = House::new();
    let inside = house.inside();
    let wrong = Part::plain("form_token", b"guess");
    let endless = vec![b'a'; 300];
    for parts in [
        vec![Part::file("a.eml", LOOKALIKE)],
        vec![Part::file("a.eml", LOOKALIKE), inside.token_part()],
        vec![wrong, Part::file("a.eml", LOOKALIKE)],
        vec![
            Part::plain("form_token", &endless),
            Part::file("a.eml", LOOKALIKE),
        ],
        vec![Part::plain("form_token", b"\xff\xfe")],
        vec![],
    ] {
        let answered = inside.upload(&parts);
        let is_refused = matches!(
            answered.status,
            StatusCode::FORBIDDEN | StatusCode::BAD_REQUEST
        );
        assert!(
            is_refused && !answered.body.contains("impostor"),
            "{}",
            answered.body
        );
    }
    let nothing = inside.upload(&[inside.token_part()]);
    assert!(nothing.says("pages-fault-nothing-next"), "{}", nothing.body);
}

#[test]
fn an_upload_that_breaks_off_gets_a_page() {
    let house = House::new();
    let inside = house.inside();
    let mut body =
        crate::browser::multipart(&[inside.token_part(), Part::file("a.eml", LOOKALIKE)]);
    body.truncate(body.len() - 200);
    let request = crate::browser::post("/check")
        .header("cookie", &inside.cookie)
        .header("origin", crate::browser::ORIGIN)
        .header("content-type", "multipart/form-data; boundary=limit-7c1e")
        .body(axum::body::Body::from(body))
        .expect("a request");
    let answered = house.ask(request);
    assert_eq!(answered.status, StatusCode::BAD_REQUEST);
    assert!(answered.says("pages-fault-torn-next"), "{}", answered.body);
    assert!(inside.check("a.eml", LOOKALIKE).body.contains("impostor"));
}

#[test]
fn an_upload_is_read_to_a_length() {
    let house = House::new();
    let inside = house.inside();
    let endless = vec![b'a'; 129 << 20];
    let answered = inside.upload(&[inside.token_part(), Part::file("a.eml", &endless)]);
    assert_eq!(answered.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(
        answered.says("pages-fault-too-large-next"),
        "{}",
        answered.body
    );
}

#[test]
fn a_long_mail_is_shown_to_a_limit() {
    let house = House::new();
    let inside = house.inside();
    let short = "From: a@one.example\r\nSubject: Long\r\n\r\nHello\r\n";
    assert!(
        !inside
            .check("short.eml", short.as_bytes())
            .says("pages-mail-cut")
    );
    let words = "word ".repeat(8_001);
    let links: String = (0..120)
        .map(|nth| format!("https://a{nth}.example/x\r\n"))
        .collect();
    for body in [words, links] {
        let mail = format!("From: a@one.example\r\nSubject: Long\r\n\r\n{body}\r\n");
        let shown = inside.check("long.eml", mail.as_bytes());
        assert!(shown.says("pages-mail-cut"), "{}", shown.body);
        assert!(shown.body.matches("word").count() < 8_100);
        assert!(shown.body.matches("<code>").count() <= 100);
    }
}
