//! What is said of S/MIME signatures, and of their absence.

use facts::{DnsRecords, Instant, MailReport, Verdict};
use mail::OpenQuestions;

use crate::claims::JUDGE;

/// A mail signed by a made-up bank, as the room `proof` tests it.
const SIGNED: &str = include_str!("../../../proof/tests/smime/detached.eml");
const OTHER: &str = include_str!("../../../proof/tests/smime/other-mailbox.eml");
const SELF: &str = include_str!("../../../proof/tests/smime/self-signed.eml");
const BARE: &str = include_str!("../../../proof/tests/smime/without-certificates.eml");

fn judge(raw: &str) -> MailReport {
    let now = Instant::from_seconds(1_800_000_000).expect("a moment");
    let message = reading::read(raw.as_bytes(), &reading::Limits::default());
    let outcome = proof::prove(
        raw.as_bytes(),
        &message,
        &DnsRecords::closed(),
        now,
        &proof::Trust::default(),
        JUDGE.suffixes(),
    );
    JUDGE.mail(&message, &outcome, now, OpenQuestions::NotAsked)
}

/// Findings and gaps about S/MIME.
fn said(report: &MailReport) -> Vec<&'static str> {
    let findings = report.findings.iter().map(|finding| finding.code.as_str());
    let gaps = report.gaps.iter().map(|gap| gap.code.as_str());
    findings
        .chain(gaps)
        .filter(|code| code.starts_with("smime"))
        .collect()
}

#[test]
fn each_state_of_a_signature_is_said_once() {
    let broken = SIGNED.replace("見本銀行\r", "見本銀座\r");
    for (what, raw, expected) in [
        (
            "holds",
            SIGNED,
            &["smime-holds", "smime-issuer-not-known"][..],
        ),
        (
            "another's",
            OTHER,
            &["smime-other-mailbox", "smime-issuer-not-known"],
        ),
        ("flawed", SELF, &["smime-flawed"]),
        ("changed", &broken, &["smime-broken"]),
        ("cannot be checked", BARE, &["smime-not-verified"]),
        (
            "none",
            "From: notice@bank.example\r\nSubject: Notice\r\n\r\nhello\r\n",
            &[],
        ),
    ] {
        assert_eq!(said(&judge(raw)), expected, "{what}");
    }
}

/// A mail under a domain of a bank that signs all its mail with S/MIME, by the brand tables.
struct Bank {
    what: &'static str,
    from: &'static str,
    extra: &'static str,
    verdict: Verdict,
    missing: bool,
}

#[test]
fn a_bank_that_signs_everything_is_missed_where_nothing_else_speaks_for_it() {
    const ALL: &str = "From: 三井住友銀行 <SMBC_service@dn.smbc.co.jp>\r\n";
    const SOME: &str = "From: みずほ銀行 <send_mail@e-mail.mizuhobank.co.jp>\r\n";
    for case in [
        Bank {
            what: "unsigned",
            from: ALL,
            extra: "",
            verdict: Verdict::Unproven,
            missing: true,
        },
        Bank {
            what: "a bank that signs a part of its mail",
            from: SOME,
            extra: "",
            verdict: Verdict::Unproven,
            missing: false,
        },
        Bank {
            what: "by a list",
            from: ALL,
            extra: "List-Id: <talk.sender.example>\r\nSender: talk-bounces@sender.example\r\n",
            verdict: Verdict::Unproven,
            missing: false,
        },
        Bank {
            what: "a signature, if one that cannot be checked",
            from: ALL,
            extra: "Content-Type: multipart/signed; boundary=b; protocol=\"application/pkcs7-signature\"\r\n",
            verdict: Verdict::Unproven,
            missing: false,
        },
    ] {
        let raw = format!(
            "Received: from out.sender.example (out.sender.example [192.0.2.7])\r\n\tby mx.mailbox.example with ESMTP; \
             Mon, 16 Nov 2026 10:00:00 +0900\r\n{}To: hanako@mailbox.example\r\nSubject: Notice\r\n\
             Date: Mon, 16 Nov 2026 10:00:00 +0900\r\n{}\r\n--b\r\n\r\nお知らせ\r\n--b\r\n\
             Content-Type: application/pkcs7-signature\r\n\r\nMIA\r\n--b--\r\n",
            case.from, case.extra
        );
        let report = judge(&raw);
        assert_eq!(
            said(&report).contains(&"smime-missing"),
            case.missing,
            "{}",
            case.what
        );
        // Weak: alone it changes no verdict.
        assert_eq!(report.verdict, case.verdict, "{}", case.what);
    }
}
