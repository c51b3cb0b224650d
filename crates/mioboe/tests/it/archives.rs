//! Compressed files and archives: what is inside comes out with its name, and what cannot be read is said.

use std::path::Path;

use mioboe::sources::{Item, ReadError, open};
use tempfile::TempDir;

use crate::pack::{Entry, How, entry, gzip, tar, zip};

const MAIL: &[u8] = b"From: a@b.example\r\nSubject: one\r\n\r\nx\r\n";
const MBOX: &[u8] = b"From x@y.example Mon Nov 16 10:00:00 2026\nFrom: a@b.example\nSubject: 1\n\nx\n\nFrom x@y.example Mon Nov 16 10:00:00 2026\nFrom: a@b.example\nSubject: 2\n\ny\n\n";

fn place() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn items(path: &Path) -> Vec<Item> {
    open(&[path.to_owned()]).collect()
}

/// `name position: mail|reason`, the name from below the folder.
fn said(items: &[Item], folder: &Path) -> Vec<String> {
    let folder = format!("{}/", folder.display());
    items
        .iter()
        .map(|item| {
            let name = item.file.strip_prefix(&folder).unwrap_or(&item.file);
            let position = item.position.map(|it| format!(" {it}")).unwrap_or_default();
            let what = item.body.as_ref().map_or_else(ReadError::code, |_| "mail");
            format!("{name}{position}: {what}")
        })
        .collect()
}

fn said_of(name: &str, content: &[u8]) -> Vec<String> {
    let place = place();
    let path = place.path().join(name);
    std::fs::write(&path, content).expect("written");
    said(&items(&path), place.path())
}

#[test]
fn a_compressed_file_gives_what_it_holds() {
    assert_eq!(said_of("a.eml.gz", &gzip(MAIL)), ["a.eml.gz: mail"]);
    assert_eq!(
        said_of("a.mbox.gz", &gzip(MBOX)),
        ["a.mbox.gz 1: mail", "a.mbox.gz 2: mail"]
    );
    // Members written one after another are one file.
    let (one, other) = MBOX.split_at(100);
    assert_eq!(
        said_of("a.mbox.gz", &[gzip(one), gzip(other)].concat()),
        ["a.mbox.gz 1: mail", "a.mbox.gz 2: mail"]
    );
    let twice = gzip(&gzip(MAIL));
    assert_eq!(said_of("a.gz", &twice), ["a.gz: mail"]);
    assert_eq!(said_of("a.gz", &gzip(&twice)), ["a.gz: too-deep"]);
    assert_eq!(said_of("a.gz", &gzip(b"")), ["a.gz: empty"]);
    let place = place();
    let path = place.path().join("a.eml.gz");
    std::fs::write(&path, gzip(MAIL)).expect("written");
    assert_eq!(items(&path)[0].body.as_ref().expect("a mail"), MAIL);
}

#[test]
fn every_file_of_an_archive_is_read_and_named() {
    let inner = zip(&[entry("inside.eml", MAIL)]);
    let deepest = zip(&[entry("inner.zip", &inner)]);
    let packed = gzip(MBOX);
    let long = format!("{}/x.eml", "d".repeat(120));
    let files: [(&str, &[u8]); 12] = [
        ("Takeout/", b""),
        ("Takeout/Mail/All.mbox", MBOX),
        ("Takeout/Mail/packed.mbox.gz", &packed),
        ("Takeout/archive_browser.html", b"<html>no mail</html>"),
        ("../../outside.eml", MAIL),
        ("/absolute.eml", MAIL),
        ("twice.eml", MAIL),
        ("twice.eml", MAIL),
        ("notes", b"a few words and no header\n"),
        (&long, MAIL),
        ("inner.zip", &inner),
        ("deepest.zip", &deepest),
    ];
    let expected = |archive: &str| {
        [
            "Takeout/Mail/All.mbox 1: mail",
            "Takeout/Mail/All.mbox 2: mail",
            "Takeout/Mail/packed.mbox.gz 1: mail",
            "Takeout/Mail/packed.mbox.gz 2: mail",
            "../../outside.eml: mail",
            "/absolute.eml: mail",
            "twice.eml: mail",
            "twice.eml: mail",
            "notes: no-mail",
            &format!("{long}: mail"),
            "inner.zip/inside.eml: mail",
            "deepest.zip/inner.zip: too-deep",
        ]
        .map(|line| format!("{archive}/{line}"))
    };
    for how in [How::Deflated, How::Stored, How::Wide] {
        let entries: Vec<Entry<'_>> = files
            .iter()
            .map(|(name, content)| Entry {
                how,
                ..entry(name, content)
            })
            .collect();
        assert_eq!(said_of("a.zip", &zip(&entries)), expected("a.zip"));
    }
    assert_eq!(said_of("a.tar", &tar(&files)), expected("a.tar"));
    assert_eq!(said_of("a.tgz", &gzip(&tar(&files))), expected("a.tgz"));
    // Nothing is written beside the archive.
    let place = place();
    let path = place.path().join("deep/er/a.zip");
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(&path, zip(&[entry("../../outside.eml", MAIL)])).expect("written");
    let mail = items(&path).remove(0).body.expect("a mail");
    assert_eq!(mail, MAIL);
    assert!(!place.path().join("outside.eml").exists());
}

#[test]
fn what_an_archive_keeps_shut_is_said_and_the_rest_read() {
    let how = |name, how| Entry {
        how,
        ..entry(name, MAIL)
    };
    let archive = zip(&[
        how("locked.eml", How::Locked),
        how("foreign.eml", How::Foreign),
        how("open.eml", How::Deflated),
        Entry {
            // A name as older programs on Japanese computers wrote it.
            name: b"\x83\x81\x81\x5b\x83\x8b.eml",
            ..entry("", MAIL)
        },
    ]);
    assert_eq!(
        said_of("a.zip", &archive),
        [
            "a.zip/locked.eml: archive-encrypted",
            "a.zip/foreign.eml: foreign-archive",
            "a.zip/open.eml: mail",
            "a.zip/メール.eml: mail",
        ]
    );
    assert_eq!(said_of("a.zip", &zip(&[])), ["a.zip: folder-empty"]);
    let none = zip(&[entry("a/", b""), entry("a/b.html", b"<html>")]);
    assert_eq!(said_of("a.zip", &none), ["a.zip: folder-empty"]);
    let shifted = [
        b"PK\x03\x04 a program that unpacks itself".as_slice(),
        &archive,
    ]
    .concat();
    assert_eq!(said_of("a.exe", &shifted).len(), 4);
}

#[test]
fn forms_that_are_not_read_are_named() {
    struct Case {
        name: &'static str,
        start: &'static [u8],
        said: &'static str,
        form: &'static str,
    }
    for case in [
        Case {
            name: "a.msg",
            start: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            said: "foreign-mailbox",
            form: ".msg",
        },
        Case {
            name: "a.pst",
            start: b"!BDN",
            said: "foreign-mailbox",
            form: ".pst",
        },
        Case {
            name: "a.xz",
            start: b"\xfd7zXZ\0",
            said: "foreign-archive",
            form: "xz",
        },
        Case {
            name: "a.bz2",
            start: b"BZh91AY&SY",
            said: "foreign-archive",
            form: "bzip2",
        },
        Case {
            name: "a.zst",
            start: b"\x28\xb5\x2f\xfd",
            said: "foreign-archive",
            form: "zstd",
        },
    ] {
        let place = place();
        let path = place.path().join(case.name);
        std::fs::write(&path, [case.start, &[0; 100]].concat()).expect("written");
        let items = items(&path);
        let error = items[0].body.as_ref().expect_err(case.name);
        assert_eq!(
            (error.code(), error.to_string().as_str()),
            (case.said, case.form)
        );
    }
}

#[test]
fn a_damaged_or_cut_archive_gives_what_is_there_and_says_so() {
    let many: Vec<u8> = (0..400u32)
        .flat_map(|n| {
            let noise = n.wrapping_mul(2_654_435_761);
            format!("From x@y.example Mon Nov 16 10:00:00 2026\nSubject: {n}\nMessage-ID: <{noise}@b.example>\n\n{noise:x}\n\n").into_bytes()
        })
        .collect();
    let packed = gzip(&many);
    for length in [packed.len() / 3, packed.len() / 2, packed.len() - 4] {
        let said = said_of("a.mbox.gz", &packed[..length]);
        assert!(said.len() > 10, "{said:?}");
        let last = said.last().expect("an item");
        assert!(last.ends_with(": archive-broken"), "{last}");
    }
    let tarred = tar(&[("a.eml", MAIL), ("b.mbox", &many)]);
    let said = said_of("a.tar", &tarred[..tarred.len() / 2]);
    assert_eq!(said[0], "a.tar/a.eml: mail");
    assert!(
        said.iter().any(|line| line.ends_with("archive-broken")),
        "{said:?}"
    );
    let archive = zip(&[
        entry("a.eml", MAIL),
        entry("b.mbox", &many),
        entry("c.eml", MAIL),
    ]);
    let said = said_of("a.zip", &archive[..archive.len() / 2]);
    assert_eq!(said, ["a.zip: archive-broken"]);
    // One octet changed anywhere never stops more than it touches, and never breaks us.
    for at in (0..archive.len()).step_by(41) {
        let mut changed = archive.clone();
        changed[at] ^= 0x55;
        assert!(!said_of("a.zip", &changed).is_empty(), "{at}");
    }
    let mut changed = archive;
    let inside = 60 + MAIL.len() + 200;
    changed[inside] ^= 0xff;
    let said = said_of("a.zip", &changed);
    assert_eq!(said.first().map(String::as_str), Some("a.zip/a.eml: mail"));
    assert_eq!(said.last().map(String::as_str), Some("a.zip/c.eml: mail"));
    assert!(
        said.iter().any(|line| line.ends_with("archive-broken")),
        "{said:?}"
    );
}

#[test]
fn what_expands_without_measure_is_stopped() {
    let filler = b"From: a@b.example\n\n"
        .iter()
        .copied()
        .chain(std::iter::repeat_n(b'x', 63 << 20));
    let bomb: Vec<u8> = filler.collect();
    // Each of them alone is within what a small file may expand to.
    let archive = zip(&[
        entry("1.eml", &bomb),
        entry("2.eml", &bomb),
        entry("3.eml", MAIL),
    ]);
    assert!(archive.len() < 200_000);
    assert_eq!(
        said_of("a.zip", &archive),
        [
            "a.zip/1.eml: mail",
            "a.zip/2.eml: archive-expands",
            "a.zip/3.eml: archive-expands"
        ]
    );
    let head = b"From x@y.example Mon Nov 16 10:00:00 2026\nFrom: a@b.example\n\n";
    let mailbox = [&head[..], &bomb[..60 << 20], b"\n\n"].concat().repeat(2);
    assert_eq!(
        said_of("a.mbox.gz", &gzip(&mailbox)),
        ["a.mbox.gz 1: mail", "a.mbox.gz 2: archive-expands"]
    );
}

#[test]
fn octets_passed_add_up_to_the_total_however_they_are_packed() {
    let place = place();
    let write = |name: &str, content: &[u8]| {
        std::fs::write(place.path().join(name), content).expect("written");
    };
    let mbox = MBOX.repeat(2000);
    write("a.mbox", &mbox);
    write("b.mbox.gz", &gzip(&mbox));
    write(
        "c.zip",
        &zip(&[entry("x.mbox", &mbox), entry("y.eml", MAIL)]),
    );
    write("d.tar", &tar(&[("x.mbox", &mbox)]));
    write("e.empty", b"");
    write("f.eml", MAIL);
    let sources = open(&[place.path().to_owned()]);
    let total = sources.total_bytes().expect("plain files");
    let passed: Vec<u64> = sources.map(|item| item.passed).collect();
    let sum: u64 = passed.iter().sum();
    // The last file's own end is told to nobody; here it is one mail.
    assert_eq!(sum, total);
    assert_eq!(passed.len(), 4000 * 4 + 3);
    assert!(passed[..4000].iter().filter(|&&it| it > 0).count() > 5);
}

#[test]
fn an_archive_that_lies_in_another_is_held_to_a_size() {
    let inner = |content: &[u8]| {
        zip(&[Entry {
            how: How::Stored,
            ..entry("a.eml", content)
        }])
    };
    let around = inner(b"").len();
    let said = |size: usize| {
        let mut mail = MAIL.to_vec();
        mail.resize(size - around, b'x');
        let archive = inner(&mail);
        assert_eq!(archive.len(), size);
        said_of("a.tar", &tar(&[("inner.zip", &archive)]))
    };
    assert_eq!(said(32 << 20), ["a.tar/inner.zip/a.eml: mail"]);
    assert_eq!(said((32 << 20) + 1), ["a.tar/inner.zip: archive-too-large"]);
}
