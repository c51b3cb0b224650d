//! Each limit of proving, at it and beyond: what stands in docs/LIMITS.md.

use facts::{DnsRecords, Method};
use proof::Standing;

use crate::receivers::{HOP, PASS, changed};
use crate::support::{MAIL, Sign, judge, ours};

/// A signature of a domain that has no key.
fn idle(nth: usize) -> String {
    format!(
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=d{nth}.l1.l2.l3.l4.example; s=s; h=from; \
         bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=QUJD\r\n"
    )
}

#[test]
fn signatures_beyond_the_limit_are_not_looked_at() {
    let sign = Sign::by("shop.example");
    let signed = sign.put_on(MAIL);
    let standing = |above: usize| {
        let idle: String = (0..above).map(idle).collect();
        judge(format!("{idle}{signed}").as_bytes(), &sign.zone(), &[]).standing
    };
    assert_eq!(standing(19), Standing::Proven);
    assert_ne!(standing(20), Standing::Proven);
}

#[test]
fn recorded_results_beyond_the_limits_are_not_read() {
    let proven = |records: &str| {
        let mail = format!("{records}{HOP}{}", changed());
        judge(mail.as_bytes(), &DnsRecords::closed(), &["mx.home.example"]).standing
            == Standing::Proven
    };
    // Fields.
    let other = "Authentication-Results: mx.home.example; spf=none\r\n";
    assert!(proven(&format!("{}{PASS}", other.repeat(49))));
    assert!(!proven(&format!("{}{PASS}", other.repeat(50))));
    // Results of one field.
    let results = |count: usize| PASS.replacen(';', &format!("{};", "; spf=none".repeat(count)), 1);
    assert!(proven(&results(1)), "{}", results(1));
    assert!(!proven(&results(60)));
    // Octets of one field.
    let padded = |size: usize| PASS.replacen(';', &format!(" ({});", "c".repeat(size)), 1);
    assert!(proven(&padded(16_000)));
    assert!(!proven(&padded(16 << 10)));
}

#[test]
fn a_chain_has_at_most_fifty_sets() {
    let lines = |count: usize| {
        let mut mail = String::new();
        for nth in 1..=count {
            let standing = if nth == 1 { "none" } else { "pass" };
            mail += &format!(
                "ARC-Seal: i={nth}; a=rsa-sha256; cv={standing}; d=a.example; s=s; b=QUJD\r\n\
                 ARC-Message-Signature: i={nth}; a=rsa-sha256; c=relaxed/relaxed; d=a.example; s=s; h=from; \
                 bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=QUJD\r\n\
                 ARC-Authentication-Results: i={nth}; a.example; dkim=pass\r\n"
            );
        }
        mail += MAIL;
        ours(
            &judge(mail.as_bytes(), &DnsRecords::closed(), &[]),
            Method::Arc,
        )
    };
    let result = |count: usize| lines(count).first().map(|(_, result)| *result);
    assert_ne!(result(50), result(51));
}

#[test]
fn a_trace_is_followed_for_a_hundred_hops() {
    let inner = "Received: from mx.home.example (localhost [127.0.0.1]) by mx.home.example with LMTP id 1; \
                 Thu, 15 Jan 2026 08:00:00 +0900\r\n";
    let client = |above: usize| {
        let mail = format!("{}{HOP}{MAIL}", inner.repeat(above));
        judge(mail.as_bytes(), &DnsRecords::closed(), &[])
            .trace
            .client
            == Some([192, 0, 2, 7].into())
    };
    assert!(client(99));
    assert!(!client(100));
}

#[test]
fn one_mail_raises_a_bounded_number_of_questions() {
    let mut mail: String = (0..20).map(idle).collect();
    for nth in 0..100 {
        mail += &format!(
            "Received: from a.b.c.d{nth}.example (a.b.c.d{nth}.example [192.0.2.{nth}]) by m.n.o.p.q{nth}.example with \
             ESMTP id 1; Thu, 15 Jan 2026 08:00:00 +0900\r\n"
        );
    }
    mail += MAIL;
    let outcome = judge(mail.as_bytes(), &DnsRecords::new(), &[]);
    assert!(
        (20..=200).contains(&outcome.needs.len()),
        "{}",
        outcome.needs.len()
    );
}
