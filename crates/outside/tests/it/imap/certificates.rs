//! TLS: which certificates are refused, with what to tell, and that nothing is said in clear.

use outside::Security;
use outside::imap::{CertificateFault, ImapError, NotOffered};
use peers::{Authority, FakeImap, Handled, Protection, Shown};

use super::{connect, encrypted, fetched, opened, run};

#[test]
fn a_good_certificate_opens_both_ways_in() {
    let authority = Authority::new();
    for (protection, security) in [
        (Protection::Tls(authority.issue(Shown::Good)), Security::Tls),
        (
            Protection::StartTls(authority.issue(Shown::Good)),
            Security::StartTls,
        ),
    ] {
        let server = FakeImap::start(protection, |_, _| Handled::No);
        let seen = run(async {
            let settings = encrypted(server.port(), security, authority.pem());
            let mut session = opened(&settings).await?;
            fetched(&mut session, &[3]).await
        });
        assert_eq!(seen.expect("read").len(), 1, "{security:?}");
    }
}

#[test]
fn a_bad_certificate_is_refused_with_its_reason() {
    struct Case {
        shown: Shown,
        is_known: bool,
        fault: CertificateFault,
    }
    let (authority, other) = (Authority::new(), Authority::new());
    for case in [
        Case {
            shown: Shown::OtherName,
            is_known: true,
            fault: CertificateFault::WrongName,
        },
        Case {
            shown: Shown::Expired,
            is_known: true,
            fault: CertificateFault::Expired,
        },
        Case {
            shown: Shown::NotYetValid,
            is_known: true,
            fault: CertificateFault::NotYetValid,
        },
        Case {
            shown: Shown::Good,
            is_known: false,
            fault: CertificateFault::UnknownIssuer,
        },
    ] {
        for security in [Security::Tls, Security::StartTls] {
            let certificate = authority.issue(case.shown);
            let protection = match security {
                Security::Tls => Protection::Tls(certificate),
                _ => Protection::StartTls(certificate),
            };
            let server = FakeImap::start(protection, |_, _| Handled::No);
            let roots = if case.is_known { &authority } else { &other };
            let settings = encrypted(server.port(), security, roots.pem());
            let error = run(connect(&settings)).expect_err("refused");
            assert!(!error.is_worth_retrying());
            let ImapError::Certificate(trouble) = error else {
                panic!("{error:?}");
            };
            assert_eq!(trouble.fault, case.fault);
            assert_eq!(trouble.host, "localhost");
            assert!(trouble.issuer.contains("Test Authority"), "{trouble:?}");
            let name = match case.shown {
                Shown::OtherName => "mail.shop.example",
                _ => "localhost",
            };
            assert_eq!(trouble.names, [name]);
            let until = trouble.valid_until.map(|it| it.to_string());
            let expected = match case.shown {
                Shown::Expired => "2001-01-01T00:00:00Z",
                _ => "2100-01-01T00:00:00Z",
            };
            assert_eq!(until.as_deref(), Some(expected));
            assert!(trouble.valid_from.is_some());
            // Nobody heard who came.
            assert!(!server.heard().join(" ").contains("AUTHENTICATE"));
        }
    }
}

#[test]
fn starttls_that_is_taken_away_is_missed() {
    for is_offered in [false, true] {
        let certificate = Authority::new().issue(Shown::Good);
        let server = FakeImap::start(Protection::StartTls(certificate), move |guest, command| {
            match command {
                "GREETING" if !is_offered => {
                    guest.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n")
                }
                "STARTTLS" => guest.say("%T NO not today\r\n"),
                _ => return Handled::No,
            };
            Handled::Yes
        });
        let settings = encrypted(server.port(), Security::StartTls, "");
        let error = run(connect(&settings)).expect_err("left");
        assert!(
            matches!(error, ImapError::NotOffered(NotOffered::StartTls)),
            "{error:?}"
        );
        assert!(!server.heard().join(" ").contains("AUTHENTICATE"));
    }
}

#[test]
fn what_is_slipped_in_before_tls_is_not_taken_for_protected() {
    let authority = Authority::new();
    let certificate = authority.issue(Shown::Good);
    let server = FakeImap::start(Protection::StartTls(certificate), |guest, command| {
        if command == "STARTTLS" {
            guest.say("%T OK begin\r\n* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] mine\r\n");
            return Handled::Yes;
        }
        Handled::No
    });
    let settings = encrypted(server.port(), Security::StartTls, authority.pem());
    let error = run(connect(&settings)).expect_err("left");
    assert!(matches!(error, ImapError::NotImap), "{error:?}");
}

#[test]
fn a_server_that_closes_instead_of_speaking_tls_is_told() {
    let certificate = Authority::new().issue(Shown::Good);
    let server = FakeImap::start(Protection::StartTls(certificate), |guest, command| {
        if command == "STARTTLS" {
            guest.say("%T OK begin\r\n");
            return Handled::Close;
        }
        Handled::No
    });
    let settings = encrypted(server.port(), Security::StartTls, "");
    let error = run(connect(&settings)).expect_err("over");
    assert!(matches!(error, ImapError::Tls { .. }), "{error:?}");
    assert!(error.is_worth_retrying());
}

#[test]
fn a_greeting_as_somebody_known_is_not_believed() {
    let certificate = Authority::new().issue(Shown::Good);
    let server = FakeImap::start(Protection::StartTls(certificate), |guest, command| {
        if command == "GREETING" {
            guest.say("* PREAUTH welcome back\r\n");
            return Handled::Yes;
        }
        Handled::No
    });
    let settings = encrypted(server.port(), Security::StartTls, "");
    let error = run(connect(&settings)).expect_err("left");
    assert!(
        matches!(error, ImapError::NotOffered(NotOffered::Login)),
        "{error:?}"
    );
}

#[test]
fn a_port_that_speaks_no_tls_and_a_file_that_is_no_authority_are_told() {
    let server = FakeImap::start(Protection::Plain, |_, _| Handled::No);
    let settings = encrypted(server.port(), Security::Tls, Authority::new().pem());
    let error = run(connect(&settings)).expect_err("no TLS");
    assert!(matches!(error, ImapError::Tls { .. }), "{error:?}");
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let settings = encrypted(server.port(), Security::Tls, broken);
    let error = run(connect(&settings)).expect_err("no authority");
    assert!(matches!(error, ImapError::NoRoots), "{error:?}");
}
