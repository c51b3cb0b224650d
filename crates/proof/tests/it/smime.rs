//! S/MIME: mails signed by `tests/smime/make.sh`, whole and tampered with, beside a second opinion.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant as Clock};

use facts::{DnsRecords, Method, ProofResult};
use proof::{AlignedSender, Outcome, SmimeFlaw, SmimeState, Standing};

use crate::support::judge;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/smime")
}

fn mail(name: &str) -> String {
    let path = folder().join(format!("{name}.eml"));
    String::from_utf8(std::fs::read(path).unwrap()).unwrap()
}

fn outcome(raw: &str) -> Outcome {
    judge(raw.as_bytes(), &DnsRecords::closed(), &[])
}

fn state(raw: &str) -> SmimeState {
    outcome(raw).smime.unwrap().state
}

fn received(raw: &str, date: &str) -> String {
    raw.replace("Fri, 1 Jan 2027 10:00:00 +0900", date)
}

struct Case {
    name: &'static str,
    state: SmimeState,
    is_authors: bool,
    /// What `openssl cms -verify` says of it, with the root it was certified under.
    second: bool,
}

const CASES: &[Case] = &[
    good("detached"),
    good("multipart"),
    good("opaque"),
    good("opaque-ber"),
    good("detached-ber"),
    good("ec256"),
    good("ec384"),
    good("sha512"),
    good("pss"),
    good("key-id"),
    good("without-attributes"),
    good("two-signers"),
    Case {
        second: false,
        ..good("without-middle")
    },
    Case {
        is_authors: false,
        ..good("other-mailbox")
    },
    // The outer signature is a stranger's; the inner one is read as a mail and not judged.
    Case {
        is_authors: false,
        ..good("twice")
    },
    Case {
        state: SmimeState::Unchecked,
        is_authors: false,
        second: false,
        name: "without-certificates",
    },
    flawed("sha1", SmimeFlaw::WeakHash, true),
    flawed("short-key", SmimeFlaw::ShortKey, true),
    flawed("self-signed", SmimeFlaw::SelfSigned, false),
    flawed("not-for-mail", SmimeFlaw::NotForMail, true),
    flawed("issuer-is-no-ca", SmimeFlaw::ChainBroken, false),
    // The certificate has the right name and number, and another key.
    Case {
        state: SmimeState::Broken,
        second: false,
        ..good("twin")
    },
];

const fn good(name: &'static str) -> Case {
    Case {
        name,
        state: SmimeState::Holds,
        is_authors: true,
        second: true,
    }
}

const fn flawed(name: &'static str, flaw: SmimeFlaw, second: bool) -> Case {
    Case {
        state: SmimeState::Flawed(flaw),
        second,
        ..good(name)
    }
}

#[test]
fn a_signature_is_what_it_was_made_to_be() {
    for case in CASES {
        let outcome = outcome(&mail(case.name));
        let smime = outcome.smime.as_ref().unwrap();
        assert_eq!(smime.state, case.state, "{}", case.name);
        assert_eq!(smime.is_authors, case.is_authors, "{}", case.name);
        // Whatever it says, it proves no author and passes nothing.
        assert_eq!(outcome.standing, Standing::Unsigned, "{}", case.name);
        assert_eq!(outcome.sender, None::<AlignedSender>, "{}", case.name);
        assert!(
            outcome
                .lines
                .iter()
                .all(|line| line.result != ProofResult::Pass),
            "{}",
            case.name
        );
        let lines = outcome.lines.iter();
        assert_eq!(lines.filter(|l| l.method == Method::Smime).count(), 1);
    }
}

#[test]
fn signer_and_issuer_are_read() {
    let smime = outcome(&mail("detached")).smime.unwrap();
    assert_eq!(smime.signer.as_deref(), Some("Mihon Bank"));
    assert_eq!(smime.issuer.as_deref(), Some("Mihon Root"));
    assert_eq!(smime.mailboxes.len(), 1);
    assert_eq!(smime.mailboxes[0].domain().as_str(), "bank.example");
    let smime = outcome(&mail("without-middle")).smime.unwrap();
    assert_eq!(smime.issuer.as_deref(), Some("Mihon Mail CA"));
    let smime = outcome(&mail("self-signed")).smime.unwrap();
    assert_eq!(smime.issuer.as_deref(), Some("Mihon Bank"));
}

#[test]
fn what_was_changed_is_broken() {
    let good = mail("detached");
    let changed = good.replace("見本銀行\r", "見本銀座\r");
    assert_ne!(changed, good);
    assert_eq!(state(&changed), SmimeState::Broken);
    let typed = good.replacen("Content-Type: text/plain", "Content-Type: text/html", 1);
    assert_eq!(state(&typed), SmimeState::Broken);
    // Lines stored with bare line feeds are the same mail.
    assert_eq!(state(&good.replace("\r\n", "\n")), SmimeState::Holds);
    // The octets of the structure from the signed attributes on: a signing time of another hour, a digest.
    let structure = structure(&good);
    for (what, needle) in [
        (
            "time",
            &[0x2a_u8, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 5][..],
        ),
        ("digest", &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4]),
    ] {
        let at = structure
            .windows(needle.len())
            .position(|window| window == needle)
            .unwrap();
        let mut changed = structure.clone();
        changed[at + needle.len() + 6] ^= 1;
        let raw = with_structure(&good, &changed);
        assert_eq!(state(&raw), SmimeState::Broken, "{what}");
    }
    let last = structure.len() - 1;
    let mut changed = structure.clone();
    changed[last] ^= 1;
    assert_eq!(state(&with_structure(&good, &changed)), SmimeState::Broken);
    // Nothing but what was changed makes the difference.
    assert_eq!(state(&with_structure(&good, &structure)), SmimeState::Holds);
}

#[test]
fn certificates_are_judged_by_the_time_of_receipt() {
    for name in ["detached", "opaque", "ec256"] {
        let early = received(&mail(name), "Wed, 1 Jan 2020 10:00:00 +0900");
        let late = received(&mail(name), "Sat, 1 Jan 2101 10:00:00 +0900");
        assert_eq!(
            state(&early),
            SmimeState::Flawed(SmimeFlaw::NotYetValid),
            "{name}"
        );
        // A mail from the future: its receiver's clock is wrong, or it was received after all.
        assert_eq!(
            state(&late),
            SmimeState::Flawed(SmimeFlaw::Expired),
            "{name}"
        );
    }
}

#[test]
fn a_footer_put_under_a_signed_mail_is_not_covered() {
    let good = mail("detached");
    let (header, body) = good.split_once("MIME-Version: 1.0\r\n").unwrap();
    let list = format!(
        "{header}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=list\r\n\r\n--list\r\n{body}\r\n\
         --list\r\nContent-Type: text/plain\r\n\r\nhttps://list.example/\r\n--list--\r\n"
    );
    assert_eq!(
        state(&list),
        SmimeState::Flawed(SmimeFlaw::CoversPart),
        "wrapped by a list"
    );
    // A third part inside.
    let end = good.rfind("--").unwrap();
    let delimiter = good[..end].rsplit("\r\n").next().unwrap();
    let more = good.replace(
        &format!("{delimiter}--"),
        &format!("{delimiter}\r\nContent-Type: text/plain\r\n\r\nmore\r\n{delimiter}--"),
    );
    assert_eq!(state(&more), SmimeState::Flawed(SmimeFlaw::CoversPart));
    let inside = good.replace("見本銀行\r\n", "見本銀行\r\n-- \r\nlist\r\n");
    assert_eq!(state(&inside), SmimeState::Broken);
}

#[test]
fn what_an_opaque_signature_carries_is_read() {
    for name in ["opaque", "opaque-ber", "twice"] {
        let message = reading::read(mail(name).as_bytes(), &reading::Limits::default());
        assert_eq!(message.texts.len(), 1, "{name}");
        assert!(message.texts[0].seen.contains("見本銀行"), "{name}");
        assert!(
            message.has_smime_signature && message.troubles.is_empty(),
            "{name}"
        );
    }
}

#[test]
fn attributes_of_one_mail_are_no_content_of_another() {
    // RFC 5652 §5.3 lets a signature without attributes be over the content itself. If the content may be the
    // attributes of an earlier mail, its signature fits a text that nobody wrote.
    let good = mail("opaque");
    let structure = structure(&good);
    let attributes = {
        let needle = [0x2a_u8, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 3];
        let at = structure
            .windows(needle.len())
            .position(|window| window == needle)
            .unwrap();
        // `[0]`, its length in three octets or fewer, the first attribute's own header.
        let start = (0..at).rev().find(|&i| structure[i] == 0xa0).unwrap();
        &structure[start..]
    };
    let (length, head) = match attributes[1] {
        0x81 => (usize::from(attributes[2]), 3),
        0x82 => (
            usize::from(attributes[2]) * 256 + usize::from(attributes[3]),
            4,
        ),
        short => (usize::from(short), 2),
    };
    let mut content = attributes[..head + length].to_vec();
    content[0] = 0x31;
    let old: &[u8] = "Content-Type: text/plain".as_bytes();
    assert!(structure.windows(old.len()).any(|w| w == old));
    let cms = forged(&structure, &content, &attributes[..head + length]);
    let raw = with_structure(&good, &cms);
    assert_eq!(state(&raw), SmimeState::Broken);
}

/// The structure with `content` inside and without its attributes: lengths of the containers mended.
fn forged(structure: &[u8], content: &[u8], attributes: &[u8]) -> Vec<u8> {
    let (info, _) = element(structure);
    let (kind, rest) = element_whole(info);
    let (wrapped, _) = element(rest);
    let (signed, _) = element(wrapped);
    let (version, rest) = element_whole(signed);
    let (digests, rest) = element_whole(rest);
    let (inner, rest) = element(rest);
    let (inner_kind, _) = element_whole(inner);
    let (certificates, rest) = element_whole(rest);
    let (signers, _) = element(rest);
    let (signer, _) = element(signers);
    let at = signer
        .windows(attributes.len())
        .position(|w| w == attributes)
        .unwrap();
    let signer = [&signer[..at], &signer[at + attributes.len()..]].concat();
    let inner = tlv(0x30, &[inner_kind, &tlv(0xa0, &tlv(4, content))].concat());
    let signers = tlv(0x31, &tlv(0x30, &signer));
    let signed = tlv(
        0x30,
        &[version, digests, &inner, certificates, &signers].concat(),
    );
    tlv(0x30, &[kind, &tlv(0xa0, &signed)].concat())
}

fn header(der: &[u8]) -> (usize, usize) {
    match der[1] {
        0x81 => (3, usize::from(der[2])),
        0x82 => (4, usize::from(der[2]) * 256 + usize::from(der[3])),
        short => (2, usize::from(short)),
    }
}

fn element(der: &[u8]) -> (&[u8], &[u8]) {
    let (head, length) = header(der);
    (&der[head..head + length], &der[head + length..])
}

fn element_whole(der: &[u8]) -> (&[u8], &[u8]) {
    let (head, length) = header(der);
    der.split_at(head + length)
}

fn tlv(tag: u8, value: &[u8]) -> Vec<u8> {
    let length = value.len();
    let mut der = vec![tag];
    if length < 0x80 {
        der.push(length as u8);
    } else {
        der.extend([0x82, (length >> 8) as u8, length as u8]);
    }
    der.extend(value);
    der
}

/// The octets of the structure in a mail of ours.
fn structure(raw: &str) -> Vec<u8> {
    let message = reading::read(raw.as_bytes(), &reading::Limits::default());
    message.smime.unwrap().cms
}

/// The mail with another structure in the place of its own.
fn with_structure(raw: &str, octets: &[u8]) -> String {
    let start = raw.rfind("\r\n\r\nMI").unwrap() + 4;
    let end = raw[start..]
        .find("\r\n\r\n")
        .unwrap_or(raw.len() - start - 2)
        + start;
    let text: Vec<String> = crate::support::encode(octets)
        .as_bytes()
        .chunks(64)
        .map(|line| String::from_utf8(line.to_vec()).unwrap())
        .collect();
    format!("{}{}{}", &raw[..start], text.join("\r\n"), &raw[end..])
}

#[test]
#[expect(clippy::disallowed_methods, reason = "this test is about time")]
fn junk_in_the_place_of_a_signature_is_no_signature_and_costs_little() {
    let good = mail("detached");
    let structure = structure(&good);
    // Cut anywhere: never a panic, never a signature that holds.
    for length in 0..structure.len() {
        let raw = with_structure(&good, &structure[..length]);
        let message = reading::read(raw.as_bytes(), &reading::Limits::default());
        assert!(message.has_smime_signature);
        assert!(message.smime.is_none(), "{length}");
    }
    // Every octet changed in turn.
    for at in (0..structure.len()).step_by(7) {
        let mut changed = structure.clone();
        changed[at] ^= 0x55;
        let outcome = outcome(&with_structure(&good, &changed));
        assert_ne!(outcome.standing, Standing::Proven, "{at}");
    }
    let deep = [0x30, 0x80].repeat(50_000);
    let wide = {
        let mut wide = structure[..200].to_vec();
        wide.extend([0x30, 0].repeat(5 << 20));
        wide
    };
    let sets = tlv_long(0x30, &[0x31, 0].repeat(5 << 20));
    let certificate = with_certificate(&structure, &huge_certificate());
    for (what, octets) in [
        ("deep", deep),
        ("wide", wide),
        ("sets", sets),
        ("a certificate of megabytes", certificate),
    ] {
        let raw = with_structure(&good, &octets);
        let start = Clock::now();
        let outcome = outcome(&raw);
        let took = start.elapsed();
        assert!(
            outcome
                .smime
                .is_none_or(|smime| smime.state == SmimeState::Unchecked),
            "{what}"
        );
        assert!(took < Duration::from_secs(20), "{what}: {took:?}");
    }
}

/// A certificate with a million extensions, which is whole otherwise.
fn huge_certificate() -> Vec<u8> {
    let mail = mail("self-signed");
    let own = structure(&mail);
    let (info, _) = element(&own);
    let (_, wrapped) = element_whole(info);
    let (signed, _) = element(element(wrapped).0);
    let rest = (0..3).fold(signed, |rest, _| element_whole(rest).1);
    let (certificate, _) = element(element(rest).0);
    let (to_sign, rest) = element_whole(certificate);
    let (fields, _) = element(to_sign);
    let extensions = {
        let mut at = fields;
        while at[0] != 0xa3 {
            at = element_whole(at).1;
        }
        fields.len() - at.len()
    };
    let one = [0x30, 7, 6, 3, 0x2a, 3, 4, 4, 0];
    let many = tlv_long(0xa3, &tlv_long(0x30, &one.repeat(1 << 20)));
    let fields = [&fields[..extensions], &many].concat();
    tlv_long(0x30, &[&tlv_long(0x30, &fields), rest].concat())
}

/// The structure with this certificate in the place of its own.
fn with_certificate(structure: &[u8], certificate: &[u8]) -> Vec<u8> {
    let (info, _) = element(structure);
    let (kind, wrapped) = element_whole(info);
    let (signed, _) = element(element(wrapped).0);
    let rest = (0..3).fold(signed, |rest, _| element_whole(rest).1);
    let start = &signed[..signed.len() - rest.len()];
    let (_, signers) = element_whole(rest);
    let signed = [start, &tlv_long(0xa0, certificate), signers].concat();
    tlv_long(
        0x30,
        &[kind, &tlv_long(0xa0, &tlv_long(0x30, &signed))].concat(),
    )
}

/// The structure with more certificates and signers before its own, and its own signer as `change` makes it.
fn with_more(
    structure: &[u8],
    certificates: &[u8],
    signers: &[u8],
    change: impl Fn(&[u8]) -> Vec<u8>,
) -> Vec<u8> {
    let (info, _) = element(structure);
    let (kind, wrapped) = element_whole(info);
    let (signed, _) = element(element(wrapped).0);
    let rest = (0..3).fold(signed, |rest, _| element_whole(rest).1);
    let start = &signed[..signed.len() - rest.len()];
    let (own_certificates, own_signers) = element_whole(rest);
    let own_certificates = [certificates, element(own_certificates).0].concat();
    let signer = change(element(element(own_signers).0).0);
    let own_signers = [signers, &tlv_long(0x30, &signer)].concat();
    let signed = [
        start,
        &tlv_long(0xa0, &own_certificates),
        &tlv_long(0x31, &own_signers),
    ]
    .concat();
    tlv_long(
        0x30,
        &[kind, &tlv_long(0xa0, &tlv_long(0x30, &signed))].concat(),
    )
}

#[test]
fn only_so_many_certificates_and_signers_of_only_such_a_size_are_read() {
    let good = mail("detached");
    let own = structure(&good);
    let found = |structure: Vec<u8>| {
        let smime = outcome(&with_structure(&good, &structure)).smime.unwrap();
        (smime.state, smime.issuer)
    };
    let none = |count: usize| [0x30, 0].repeat(count);
    let whole = found(own.clone());
    assert_eq!(whole.0, SmimeState::Holds);
    // Two of the sixteen are the mail's own.
    let certificates = |before| found(with_more(&own, &none(before), &[], <[u8]>::to_vec));
    assert_eq!(certificates(14), whole);
    assert_ne!(certificates(15), whole);
    assert_eq!(certificates(16).0, SmimeState::Unchecked);
    let signers = |before| found(with_more(&own, &[], &none(before), <[u8]>::to_vec));
    assert_eq!(signers(3), whole);
    assert_eq!(signers(4).0, SmimeState::Unchecked);
    // Attributes that are not signed (RFC 5652 §5.3) fill a signer up to this size, its header included.
    let filled = |size: usize| {
        found(with_more(&own, &[], &[], |signer| {
            let text = vec![0; size - 4 - signer.len() - 8];
            [signer, &tlv(0xa1, &tlv(4, &text))].concat()
        }))
    };
    assert_eq!(filled(64 << 10), whole);
    assert_eq!(filled((64 << 10) + 1).0, SmimeState::Unchecked);
}

fn tlv_long(tag: u8, value: &[u8]) -> Vec<u8> {
    let mut der = vec![tag, 0x84];
    der.extend(u32::try_from(value.len()).unwrap().to_be_bytes());
    der.extend(value);
    der
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "this test exists to ask another program"
)]
fn openssl_says_the_same() {
    let is_there = Command::new("openssl").arg("version").output();
    if is_there.is_err() {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "openssl is not installed"
        );
        eprintln!("openssl is not installed: no second opinion on S/MIME");
        return;
    }
    for case in CASES {
        let path = folder().join(format!("{}.eml", case.name));
        let status = Command::new("openssl")
            .args(["cms", "-verify", "-purpose", "any", "-attime", "1798765200"])
            .arg("-in")
            .arg(&path)
            .arg("-CAfile")
            .arg(folder().join("root.pem"))
            .output()
            .unwrap()
            .status;
        assert_eq!(status.success(), case.second, "{}", case.name);
    }
    // What we call broken and is not already a case: the signature alone, no certificate looked at.
    let good = mail("detached");
    for (what, raw, is_good) in [
        ("as it is", good.clone(), true),
        ("changed", good.replace("見本銀行\r", "見本銀座\r"), false),
        (
            "another type",
            good.replacen("Content-Type: text/plain", "Content-Type: text/html", 1),
            false,
        ),
    ] {
        let file = std::env::temp_dir().join(format!(
            "mioboe-smime-{}-{}.eml",
            std::process::id(),
            what.replace(' ', "-")
        ));
        std::fs::write(&file, &raw).unwrap();
        let status = Command::new("openssl")
            .args(["cms", "-verify", "-noverify", "-in"])
            .arg(&file)
            .output()
            .unwrap()
            .status;
        std::fs::remove_file(&file).unwrap();
        assert_eq!(status.success(), is_good, "{what}");
        assert_eq!(state(&raw) == SmimeState::Holds, is_good, "{what}");
    }
}
