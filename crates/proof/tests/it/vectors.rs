//! The signatures printed in the RFCs.

use facts::{Method, ProofResult};

use crate::support::{ED25519_PUBLIC, judge, ours, zone};

/// RFC 6376 appendix A.2 with the key of appendix C.
#[test]
fn the_example_of_rfc_6376_verifies() {
    let mail = "DKIM-Signature: v=1; a=rsa-sha256; s=brisbane; d=example.com;\r\n      c=simple/simple; \
        q=dns/txt; i=joe@football.example.com;\r\n      h=Received : From : To : Subject : Date : Message-ID;\r\n      \
        bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n      \
        b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB\r\n        \
        4nujc7YopdG5dWLSdNg6xNAZpOPr+kHxt1IrE+NahM6L/LbvaHut\r\n        \
        KVdkLLkpVaVVQPzeRDI009SO2Il5Lu7rDNH6mZckBdrIx0orEtZV\r\n        4bmp/YzhwvcubU4=;\r\n\
        Received: from client1.football.example.com  [192.0.2.1]\r\n      by submitserver.example.com with SUBMISSION;\r\n      \
        Fri, 11 Jul 2003 21:01:54 -0700 (PDT)\r\n\
        From: Joe SixPack <joe@football.example.com>\r\nTo: Suzie Q <suzie@shopping.example.net>\r\n\
        Subject: Is dinner ready?\r\nDate: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n\
        Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n\r\n\
        Hi.\r\n\r\nWe lost the game. Are you hungry yet?\r\n\r\nJoe.\r\n";
    let records = zone(&[(
        "brisbane._domainkey.example.com",
        "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB",
    )]);
    let outcome = judge(mail.as_bytes(), &records, &[]);
    assert_eq!(
        ours(&outcome, Method::Dkim),
        [("example.com".into(), ProofResult::Pass)]
    );
    assert_eq!(
        outcome.sender.as_ref().map(|s| s.signer().as_str()),
        Some("example.com")
    );
    // The same mail stored with LF, and with an mbox separator.
    let stored = format!(
        "From joe Fri Jul 11 21:01:54 2003\n{}",
        mail.replace("\r\n", "\n")
    );
    assert_eq!(
        ours(&judge(stored.as_bytes(), &records, &[]), Method::Dkim)[0].1,
        ProofResult::Pass
    );
}

/// RFC 8463 appendix A.3.
#[test]
fn both_signatures_of_rfc_8463_verify() {
    let mail = "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n d=football.example.com; \
        i=@football.example.com;\r\n q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n subject : date : \
        message-id : from : subject : date;\r\n bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n \
        b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r\n Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\r\n\
        DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n d=football.example.com; i=@football.example.com;\r\n \
        q=dns/txt; s=test; t=1528637909; h=from : to : subject :\r\n date : message-id : from : subject : date;\r\n \
        bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n \
        b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3\r\n DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz\r\n \
        dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=\r\n\
        From: Joe SixPack <joe@football.example.com>\r\nTo: Suzie Q <suzie@shopping.example.net>\r\n\
        Subject: Is dinner ready?\r\nDate: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n\
        Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n\r\n\
        Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";
    let ed25519 = format!("v=DKIM1; k=ed25519; p={ED25519_PUBLIC}");
    let records = zone(&[
        ("brisbane._domainkey.football.example.com", &ed25519),
        (
            "test._domainkey.football.example.com",
            "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB",
        ),
    ]);
    let outcome = judge(mail.as_bytes(), &records, &[]);
    let football = || "football.example.com".to_owned();
    // Equal lines are one line.
    assert_eq!(
        ours(&outcome, Method::Dkim),
        [(football(), ProofResult::Pass)]
    );
    assert!(outcome.sender.is_some());
    for gone in ["brisbane", "test"] {
        let mut records = records.clone();
        records.insert(
            facts::DnsQuestion {
                name: format!("{gone}._domainkey.football.example.com").into(),
                kind: facts::RecordKind::Txt,
            },
            facts::DnsAnswer::NoSuchName,
        );
        let outcome = judge(mail.as_bytes(), &records, &[]);
        assert_eq!(
            ours(&outcome, Method::Dkim),
            [
                (football(), ProofResult::Pass),
                (football(), ProofResult::KeyGone)
            ],
            "without {gone}"
        );
    }
}
