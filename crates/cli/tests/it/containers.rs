//! Mailboxes and archives through the command: what is read, how it ends, and how much memory it takes.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::run::{Place, plain_mail};

#[test]
fn a_compressed_mailbox_is_judged_and_what_is_broken_is_said() {
    let place = Place::new();
    let mut mbox = String::new();
    for subject in ["one", "two"] {
        mbox += "From 1234567890@xxx Tue Mar 11 02:49:39 +0000 2026\nX-GM-THRID: 1\n";
        mbox += &plain_mail(subject).replace("\r\n", "\n");
        mbox += "\n";
    }
    let packed = gzip(mbox.as_bytes());
    place.file("box/1.mbox.gz", &packed);
    place.file("box/2.mbox.gz", &packed[..packed.len() - 30]);
    place.file(
        "box/3.msg",
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0],
    );
    place.file("box/4.eml", plain_mail("four"));
    let ran = place.run(&["check", "--offline", "--json", "--jobs", "3", "box"]);
    ran.assert_code(2);
    let lines: Vec<(String, Option<u64>, String)> = ran
        .json()
        .iter()
        .map(|line| {
            let code = line["error"]["code"].as_str().unwrap_or("judged");
            (
                line["file"].as_str().expect("a file").to_owned(),
                line["position"].as_u64(),
                code.to_owned(),
            )
        })
        .collect();
    let line = |file: &str, position, code: &str| (file.to_owned(), position, code.to_owned());
    assert_eq!(
        lines,
        [
            line("box/1.mbox.gz", Some(1), "judged"),
            line("box/1.mbox.gz", Some(2), "judged"),
            line("box/2.mbox.gz", Some(1), "archive-broken"),
            line("box/3.msg", None, "foreign-mailbox"),
            line("box/4.eml", None, "judged"),
        ]
    );
    assert!(
        ran.err.contains(".msg") && ran.err.contains(".eml"),
        "{}",
        ran.err
    );
    let piped = place.run_with(
        &["check", "--offline", "--json", "-"],
        &[("LANG", "en")],
        &packed,
    );
    piped.assert_code(0);
    assert_eq!(piped.json().len(), 2);
}

#[test]
fn names_inside_an_archive_do_not_reach_the_terminal_raw() {
    let place = Place::new();
    let mut tar = Vec::new();
    let mail = plain_mail("lunch");
    for name in ["\u{1b}[2Jowned.eml", "\u{202e}lme.eml"] {
        let mut header = [0u8; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[124..136].copy_from_slice(format!("{:011o}\0", mail.len()).as_bytes());
        header[156] = b'0';
        header[257..265].copy_from_slice(b"ustar\x0000");
        header[148..156].copy_from_slice(b"        ");
        let sum: u64 = header.iter().map(|&it| u64::from(it)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        tar.extend_from_slice(&header);
        tar.extend_from_slice(mail.as_bytes());
        tar.resize(tar.len().next_multiple_of(512), 0);
    }
    place.file("a.tar", &tar);
    for line in [
        &["check", "--offline", "a.tar"][..],
        &["check", "--offline", "--json", "a.tar"],
        &["check", "--offline", "--explain", "a.tar"],
    ] {
        let ran = place.run(line);
        ran.assert_code(0);
        assert!(ran.out.contains("owned.eml"), "{}", ran.out);
        for text in [&ran.out, &ran.err] {
            let is_harmful = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
            assert!(!text.contains(is_harmful), "{line:?}: {text:?}");
        }
    }
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).expect("in memory");
    encoder.finish().expect("in memory")
}

/// Writes an mbox of about so many octets: short mails, some with an attachment, a few large ones.
fn write_mbox(mut out: impl Write, octets: usize) -> io::Result<()> {
    let mut seed = 1u64;
    let mut written = 0;
    let mut number = 0u64;
    while written < octets {
        number += 1;
        let lines = match number {
            it if it % 50 == 0 => 40_000,
            it if it % 5 == 0 => 4_000,
            _ => 20,
        };
        let head = plain_mail(&number.to_string())
            .replace("\r\n", "\n")
            .replace("text/plain; charset=utf-8", "multipart/mixed; boundary=b");
        let mut mail = format!(
            "From 1@xxx Tue Mar 11 02:49:39 +0000 2026\n{head}\n--b\nContent-Type: text/plain\n\nSee you.\n--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=a.bin\nContent-Transfer-Encoding: base64\n\n"
        );
        for _ in 0..lines {
            for _ in 0..4 {
                seed = seed
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                mail += &format!("{:016x}", seed ^ (seed >> 29));
            }
            mail.push('\n');
        }
        mail += "--b--\n\n";
        out.write_all(mail.as_bytes())?;
        written += mail.len();
    }
    out.flush()
}

/// How a mailbox is handed in.
#[derive(Clone, Copy, Debug)]
enum Way {
    Piped,
    File,
    Gzip,
}

/// The largest amount of memory that the command took for a mailbox of so many octets, in kilobytes.
fn peak(way: Way, octets: usize) -> u64 {
    let place = Place::new();
    let file = || File::create(place.path().join("box")).expect("a file");
    let name = match way {
        Way::Piped => "-",
        Way::File => {
            write_mbox(io::BufWriter::new(file()), octets).expect("room");
            "box"
        }
        Way::Gzip => {
            write_mbox(GzEncoder::new(file(), Compression::fast()), octets).expect("room");
            "box"
        }
    };
    let line = [
        "check",
        "--offline",
        "--json",
        "--quiet",
        "--jobs",
        "2",
        name,
    ];
    let mut child = place.start(&line, &[("LANG", "en")]);
    let stdin = child.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || {
        if matches!(way, Way::Piped) {
            write_mbox(io::BufWriter::new(stdin), octets).expect("the command reads");
        }
    });
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let mut mails = 0;
    // The peak never falls, so the last look while the command is alive says nearly all; it writes a line a mail.
    for line in BufReader::new(child.stdout.take().expect("a pipe")).lines() {
        assert!(line.expect("a line").contains("\"verdict\""));
        mails += 1;
        let now = std::fs::read_to_string(&status).ok().and_then(|it| {
            let line = it.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
            line.trim().strip_suffix(" kB")?.parse().ok()
        });
        peak = now.unwrap_or(peak).max(peak);
    }
    writer.join().expect("the writer ends");
    assert!(child.wait().expect("an end").success());
    assert!(mails > 20 && peak > 0, "{mails} mails, {peak} kB");
    peak
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_mailbox() {
    const MB: usize = 1 << 20;
    for way in [Way::Piped, Way::File, Way::Gzip] {
        let (small, large) = (peak(way, SMALL * MB), peak(way, LARGE * MB));
        #[expect(
            clippy::print_stderr,
            clippy::use_debug,
            reason = "the test says what it measured"
        )]
        {
            eprintln!("{way:?}: {SMALL} MB {small} kB, {LARGE} MB {large} kB");
        }
        assert!(large < 150 * 1024, "{way:?}: {large} kB");
        assert!(large < small * 5 / 4, "{way:?}: {small} kB, {large} kB");
    }
}

/// Sizes of mailbox that are compared.
const SMALL: usize = 30;
const LARGE: usize = 300;
