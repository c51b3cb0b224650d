//! Files, folders and containers.

use std::io::Write as _;

use mioboe::sources::{Item, ReadError, open};

fn items(path: &std::path::Path) -> Vec<Item> {
    open(&[path.to_owned()]).collect()
}

#[test]
fn a_folder_gives_its_mails_in_order_and_says_what_is_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).expect("written")
    };
    write("a.eml", b"From: a@b.example\r\n\r\nx");
    write("b.empty", b"");
    write("c.bin", &[0, 159, 146, 150, 0, 1, 2, 3, 0, 0]);
    write("d.txt", b"no header here, only a few words of prose\n");
    std::fs::create_dir(folder.path().join("e")).expect("made");
    write("e/f.eml", b"Subject: s\n\ny");
    std::os::unix::fs::symlink(folder.path().join("gone"), folder.path().join("g"))
        .expect("linked");
    let codes: Vec<String> = items(folder.path())
        .iter()
        .map(|item| {
            let name = item.file.rsplit('/').next().unwrap_or_default();
            let said = item.body.as_ref().map_or_else(ReadError::code, |_| "mail");
            format!("{name}: {said}")
        })
        .collect();
    assert_eq!(
        codes,
        [
            "a.eml: mail",
            "b.empty: empty",
            "c.bin: binary",
            "d.txt: no-mail",
            "f.eml: mail",
            "g: not-found"
        ]
    );
}

#[test]
fn a_mailbox_gives_its_mails_one_by_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("box");
    let mut file = std::fs::File::create(&path).expect("made");
    for n in 1..=3 {
        write!(file, "From x@y.example Mon Nov 16 10:00:00 2026\nFrom: a@b.example\nSubject: {n}\n\n>From here\n\n").expect("written");
    }
    let items = items(&path);
    assert_eq!(
        items.iter().map(|item| item.position).collect::<Vec<_>>(),
        [Some(1), Some(2), Some(3)]
    );
    let last = items[2].body.as_ref().expect("a mail");
    assert!(
        last.windows(10).any(|w| w == b"Subject: 3") && last.windows(9).any(|w| w == b"From here")
    );
}

#[test]
fn many_empty_mailboxes_do_not_exhaust_the_stack() {
    let folder = tempfile::tempdir().expect("a folder");
    for n in 0..3000 {
        std::fs::write(
            folder.path().join(format!("{n:05}")),
            b"From x@y.example Mon Nov 16 10:00:00 2026\n",
        )
        .expect("written");
    }
    assert!(items(folder.path()).len() <= 3000);
}

#[test]
fn a_refusal_of_the_system_is_told_apart() {
    let refused: ReadError = std::io::Error::from(std::io::ErrorKind::PermissionDenied).into();
    assert_eq!(refused.code(), "permission");
    assert!(matches!(
        items(std::path::Path::new("/nowhere/at/all"))[0].body,
        Err(ReadError::NotFound)
    ));
}
