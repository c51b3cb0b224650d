//! Maildir, MH and what a folder may hold that is no plain file.

use std::path::Path;
use std::process::{Command, Stdio};

use mioboe::sources::{Item, ReadError, open};
use tempfile::TempDir;

fn place() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(path, content).expect("written");
}

fn mail(subject: &str) -> String {
    format!("From: a@b.example\nSubject: {subject}\n\nx\n")
}

fn said(path: &Path) -> Vec<String> {
    let folder = format!("{}/", path.display());
    let say = |item: Item| {
        let name = item
            .file
            .strip_prefix(&folder)
            .unwrap_or(&item.file)
            .to_owned();
        match item.body {
            Ok(_) => name,
            Err(error) => format!("{name}: {}", error.code()),
        }
    };
    open(&[path.to_owned()]).map(say).collect()
}

#[test]
fn a_maildir_gives_its_mails_and_those_of_its_folders() {
    let place = place();
    for (name, content) in [
        ("cur/1.a.host:2,S", mail("1").as_str()),
        ("cur/2.a.host;2,", &mail("2")),
        ("new/3.a.host", &mail("3")),
        ("tmp/4.a.host", "half a mail"),
        ("dovecot.index.log", "\u{1}\u{2}\u{3}"),
        ("dovecot-uidlist", "3 V1 N2"),
        ("maildirfolder", ""),
        ("subscriptions", "Sub"),
        (".Sub.Deeper/cur/5.a.host:2,", &mail("5")),
        (".Sub.Deeper/new/.keep", ""),
        (".Sub.Deeper/tmp/6", "half a mail"),
        (".Sub.Deeper/dovecot.index.cache", "\u{1}\u{2}"),
        ("Plain/cur/7.a.host", &mail("7")),
        ("Plain/new/8.a.host", &mail("8")),
        (".imap/index", "\u{1}\u{2}"),
    ] {
        write(place.path(), name, content);
    }
    assert_eq!(
        said(place.path()),
        [
            ".Sub.Deeper/cur/5.a.host:2,",
            "Plain/cur/7.a.host",
            "Plain/new/8.a.host",
            "cur/1.a.host:2,S",
            "cur/2.a.host;2,",
            "new/3.a.host",
        ]
    );
}

#[test]
fn a_mail_that_was_moved_while_others_were_read_is_found() {
    let place = place();
    for name in [
        "new/1.a.host",
        "new/2.a.host",
        "new/3.a.host",
        "cur/0.a.host:2,",
    ] {
        write(place.path(), name, mail(name));
    }
    let mut sources = open(&[place.path().to_owned()]);
    assert!(sources.next().expect("the first").body.is_ok());
    let rename = |from: &str, to: &str| {
        std::fs::rename(place.path().join(from), place.path().join(to)).expect("moved");
    };
    rename("new/1.a.host", "cur/1.a.host:2,S");
    std::fs::remove_file(place.path().join("new/2.a.host")).expect("removed");
    let rest: Vec<Item> = sources.collect();
    assert_eq!(rest.len(), 3);
    assert!(rest[0].file.ends_with("cur/1.a.host:2,S") && rest[0].body.is_ok());
    assert!(matches!(rest[1].body, Err(ReadError::NotFound)));
    assert!(rest[2].body.is_ok());
}

#[test]
fn a_folder_of_numbers_is_read_in_their_order() {
    let place = place();
    write(place.path(), ".mh_sequences", "cur: 2\n");
    for name in ["1", "2", "10", "9", "sub/1"] {
        write(place.path(), name, mail(name));
    }
    write(place.path(), ",3", mail("removed"));
    write(place.path(), "context", "Current-Folder: inbox\n");
    assert_eq!(said(place.path()), ["1", "2", "9", "10", "sub/1"]);
}

#[test]
fn a_mail_between_its_length_and_a_list_is_taken_out() {
    let place = place();
    let mail = mail("1");
    write(
        place.path(),
        "1.emlx",
        format!(
            "{}       \n{mail}<?xml version=\"1.0\"?>\n<plist></plist>\n",
            mail.len()
        ),
    );
    let items: Vec<Item> = open(&[place.path().to_owned()]).collect();
    assert_eq!(items[0].body.as_ref().expect("a mail"), mail.as_bytes());
}

#[cfg(unix)]
#[test]
fn circles_and_endless_things_end() {
    let place = place();
    write(place.path(), "box/1.eml", mail("1"));
    let link = |to: &Path, name: &str| {
        std::os::unix::fs::symlink(to, place.path().join(name)).expect("linked");
    };
    link(place.path(), "box/up");
    link(Path::new("loop"), "box/loop");
    link(Path::new("/dev/zero"), "box/zero");
    let found = said(&place.path().join("box"));
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0], "1.eml");
    assert!(found[1].starts_with("loop: "), "{found:?}");
    assert_eq!(said(Path::new("/dev/zero")), ["/dev/zero: binary"]);
    assert_eq!(said(Path::new("/dev/null")), ["/dev/null: empty"]);
    let mut deep = place.path().join("deep");
    for _ in 0..40 {
        deep.push("d");
    }
    std::fs::create_dir_all(&deep).expect("made");
    let found = said(&place.path().join("deep"));
    assert!(
        found.len() == 1 && found[0].ends_with(": too-deep"),
        "{found:?}"
    );
}

#[test]
fn a_mailbox_that_shrinks_while_it_is_read_ends() {
    let place = place();
    let mbox = "From x@y.example Mon Nov 16 10:00:00 2026\nSubject: 1\n\nx\n\n".repeat(100_000);
    write(place.path(), "a.mbox", &mbox);
    let mut sources = open(&[place.path().join("a.mbox")]);
    assert!(sources.next().expect("the first").body.is_ok());
    let file = std::fs::OpenOptions::new()
        .write(true)
        .open(place.path().join("a.mbox"))
        .expect("the mailbox");
    file.set_len(1 << 20).expect("cut");
    let rest = sources.count();
    assert!((1000..99_999).contains(&rest), "{rest}");
}

#[test]
fn very_many_small_files_are_listed_and_read() {
    let place = place();
    // Links to one file cost no room.
    write(place.path(), "mail", mail("1"));
    let folder = place.path().join("box");
    std::fs::create_dir(&folder).expect("made");
    let mut first = place.path().join("mail");
    for number in 0..20_000u32 {
        let path = folder.join(number.to_string());
        if number % 10_000 == 0 {
            // A file has room for so many names only.
            std::fs::copy(place.path().join("mail"), &path).expect("copied");
            first = path;
        } else {
            std::fs::hard_link(&first, &path).expect("linked");
        }
    }
    let found = open(&[folder]).filter(|item| item.body.is_ok()).count();
    assert_eq!(found, 20_000);
}

/// Makes a mailbox of the form named first at the place named second, with mails read from a file, one a line,
/// escaped; prints the subjects and lengths that the other implementation reads back, sorted.
const ASK: &str = r"
import sys, mailbox
kind, path = sys.argv[1:]
box = {'maildir': mailbox.Maildir, 'mh': mailbox.MH}[kind](path)
for number in range(12):
    raw = b'From: a@b.example\nSubject: %d\n\n' % number + b'x\n' * number
    if kind == 'maildir':
        message = mailbox.MaildirMessage(raw)
        message.set_subdir('cur' if number % 2 else 'new')
        message.set_flags('FS' if number % 3 else '')
        box.add(message)
    else: box.add(raw)
if kind == 'maildir':
    box.add_folder('Sub').add(b'From: a@b.example\nSubject: sub\n\nx\n')
    print(len(box.get_folder('Sub').get_bytes(box.get_folder('Sub').keys()[0])))
for key in box.keys(): print(len(box.get_bytes(key)))
";

#[test]
#[allow(
    clippy::disallowed_methods,
    reason = "this test exists to ask another program"
)]
fn folders_written_by_another_implementation_are_read_whole() {
    for kind in ["maildir", "mh"] {
        let place = place();
        let path = place.path().join(kind);
        let asked = Command::new("python3")
            .args(["-c", ASK, kind])
            .arg(&path)
            .stdout(Stdio::piped())
            .output();
        let Ok(asked) = asked else {
            assert!(std::env::var_os("CI").is_none(), "python3 is missing");
            return;
        };
        let mut theirs: Vec<usize> = String::from_utf8_lossy(&asked.stdout)
            .lines()
            .map(|line| line.parse().expect("a length"))
            .collect();
        let mut ours: Vec<usize> = open(std::slice::from_ref(&path))
            .map(|item| item.body.expect("a mail").len())
            .collect();
        theirs.sort_unstable();
        ours.sort_unstable();
        assert!(ours.len() >= 12);
        assert_eq!(ours, theirs, "{kind}");
    }
}

#[test]
fn mails_that_were_moved_are_looked_for_so_many_times() {
    let is_found = |gone: usize| {
        let place = place();
        let name = |nth: usize| format!("new/{nth:03}.a.host");
        for nth in 0..=gone {
            write(place.path(), &name(nth), mail("x"));
        }
        std::fs::create_dir(place.path().join("cur")).expect("made");
        let mut sources = open(&[place.path().to_owned()]);
        for nth in 0..gone {
            std::fs::remove_file(place.path().join(name(nth))).expect("removed");
        }
        for item in sources.by_ref().take(gone) {
            assert!(matches!(item.body, Err(ReadError::NotFound)));
        }
        std::fs::rename(
            place.path().join(name(gone)),
            place.path().join(format!("cur/{gone:03}.a.host:2,S")),
        )
        .expect("moved");
        sources.next().expect("the last").body.is_ok()
    };
    assert!(is_found(63));
    assert!(!is_found(64));
}
