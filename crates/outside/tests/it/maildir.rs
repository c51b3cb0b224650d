//! A Maildir is followed while real files come, move and go in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use outside::maildir::{Follower, Listing, MaildirError, MaildirEvent};

const LONG: Duration = Duration::from_secs(60);

struct Folder(tempfile::TempDir);

impl Folder {
    fn new(folders: &[&str]) -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        for name in folders {
            folder.make(name);
        }
        folder
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    fn make(&self, name: &str) {
        for part in ["tmp", "new", "cur"] {
            fs::create_dir_all(self.path(name).join(part)).expect("made");
        }
    }

    /// Lays a mail down as a mail server does: whole, by a new name.
    fn deliver(&self, name: &str) {
        let path = self.path(name);
        let file = path.file_name().expect("a name");
        let folder = path.parent().and_then(Path::parent).expect("a folder");
        let new = folder.join("tmp").join(file);
        fs::write(&new, "Subject: x\r\n\r\n").expect("written");
        fs::rename(new, &path).expect("moved");
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).expect("moved");
    }

    fn new_mail(&self, name: &str) -> MaildirEvent {
        MaildirEvent::New(self.path(name))
    }

    fn gone(&self, name: &str) -> MaildirEvent {
        MaildirEvent::Gone(self.path(name))
    }

    fn moved(&self, from: &str, to: &str) -> MaildirEvent {
        MaildirEvent::Moved {
            from: self.path(from),
            to: self.path(to),
        }
    }
}

/// Everything told until so many events came.
fn told(follower: &mut Follower, count: usize) -> Vec<MaildirEvent> {
    let mut events = Vec::new();
    while events.len() < count {
        let more = follower.next(LONG).expect("followed");
        assert!(!more.is_empty(), "only {events:?} was told");
        events.extend(more);
    }
    events
}

fn is_quiet(follower: &mut Follower) -> bool {
    let events = follower.next(Duration::from_millis(100)).expect("followed");
    events.is_empty()
}

#[test]
fn what_happens_to_a_mail_is_told() {
    let folder = Folder::new(&["", ".Trash", "lists/rust"]);
    folder.deliver("cur/old:2,S");
    let mut follower = Follower::open(folder.root()).expect("followed");
    assert_eq!(
        follower.listing().paths().collect::<Vec<_>>(),
        [folder.path("cur/old:2,S")]
    );
    folder.deliver("new/a");
    assert_eq!(told(&mut follower, 1), [folder.new_mail("new/a")]);
    folder.rename("new/a", "cur/a:2,");
    assert_eq!(told(&mut follower, 1), [folder.moved("new/a", "cur/a:2,")]);
    folder.rename("cur/a:2,", "cur/a:2,S");
    assert_eq!(
        told(&mut follower, 1),
        [folder.moved("cur/a:2,", "cur/a:2,S")]
    );
    folder.rename("cur/a:2,S", ".Trash/cur/a:2,ST");
    assert_eq!(
        told(&mut follower, 1),
        [folder.moved("cur/a:2,S", ".Trash/cur/a:2,ST")]
    );
    // As some programs move: another link, then away with the first.
    fs::hard_link(folder.path("cur/old:2,S"), folder.path("cur/old:2,RS")).expect("linked");
    fs::remove_file(folder.path("cur/old:2,S")).expect("removed");
    assert_eq!(
        told(&mut follower, 1),
        [folder.moved("cur/old:2,S", "cur/old:2,RS")]
    );
    fs::remove_file(folder.path("cur/old:2,RS")).expect("removed");
    assert_eq!(told(&mut follower, 1), [folder.gone("cur/old:2,RS")]);
    folder.deliver("lists/rust/new/b");
    assert_eq!(
        told(&mut follower, 1),
        [folder.new_mail("lists/rust/new/b")]
    );
    // Neither what is still being written nor what is hidden is a mail.
    fs::write(folder.path("tmp/c"), "x").expect("written");
    fs::write(folder.path("new/.d"), "x").expect("written");
    fs::write(folder.path("dovecot.index"), "x").expect("written");
    assert!(is_quiet(&mut follower));
    assert_eq!(follower.rescan().expect("listed"), []);
}

#[test]
fn folders_that_come_move_and_go_are_followed() {
    let folder = Folder::new(&[""]);
    let mut follower = Follower::open(folder.root()).expect("followed");
    folder.make(".Junk");
    folder.deliver(".Junk/new/a");
    assert_eq!(told(&mut follower, 1), [folder.new_mail(".Junk/new/a")]);
    folder.deliver(".Junk/new/b");
    assert_eq!(told(&mut follower, 1), [folder.new_mail(".Junk/new/b")]);
    folder.rename(".Junk", ".Spam");
    let mut moved = told(&mut follower, 2);
    moved.sort_by_key(|event| format!("{event:?}"));
    assert_eq!(
        moved,
        [
            folder.moved(".Junk/new/a", ".Spam/new/a"),
            folder.moved(".Junk/new/b", ".Spam/new/b"),
        ]
    );
    folder.rename(".Spam/new/a", ".Spam/cur/a:2,");
    assert_eq!(
        told(&mut follower, 1),
        [folder.moved(".Spam/new/a", ".Spam/cur/a:2,")]
    );
    fs::remove_dir_all(folder.path(".Spam")).expect("removed");
    let mut gone = told(&mut follower, 2);
    gone.sort_by_key(|event| format!("{event:?}"));
    assert_eq!(
        gone,
        [folder.gone(".Spam/cur/a:2,"), folder.gone(".Spam/new/b")]
    );
}

#[test]
fn nothing_is_missed_among_thousands() {
    let folder = Folder::new(&["", ".Archive"]);
    let mut follower = Follower::open(folder.root()).expect("followed");
    let root = folder.root().to_owned();
    let work = std::thread::spawn(move || {
        for nth in 0..3_000 {
            let path = root.join(format!("tmp/{nth}"));
            fs::write(&path, "x").expect("written");
            fs::rename(&path, root.join(format!("new/{nth}"))).expect("moved");
            match nth % 3 {
                0 => fs::rename(
                    root.join(format!("new/{nth}")),
                    root.join(format!("cur/{nth}:2,S")),
                )
                .expect("moved"),
                1 => fs::rename(
                    root.join(format!("new/{nth}")),
                    root.join(format!(".Archive/cur/{nth}:2,")),
                )
                .expect("moved"),
                _ => {}
            }
        }
    });
    // Every mail is somewhere: told as new once, and wherever it was told last it lies.
    let mut at = std::collections::BTreeMap::new();
    let mut steps = 0;
    while steps < 5_000 {
        for event in follower.next(LONG).expect("followed") {
            match event {
                MaildirEvent::New(path) => {
                    let is_first = at.insert(path.clone(), ()).is_none();
                    assert!(is_first, "{path:?} was told twice");
                    steps += 1;
                }
                MaildirEvent::Moved { from, to } => {
                    assert!(at.remove(&from).is_some(), "{from:?} was never told");
                    at.insert(to, ());
                    steps += 1;
                }
                other => panic!("{other:?}"),
            }
        }
    }
    work.join().expect("done");
    let listed: Vec<PathBuf> = Listing::read(folder.root())
        .expect("listed")
        .paths()
        .collect();
    let mut listed = listed;
    listed.sort();
    assert_eq!(at.into_keys().collect::<Vec<_>>(), listed);
    assert_eq!(follower.rescan().expect("listed"), []);
}

#[test]
fn a_folder_that_is_no_maildir_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let error = Follower::open(folder.path()).err();
    assert!(matches!(error, Some(MaildirError::NoMaildir(_))));
    let error = Listing::read(&folder.path().join("none")).err();
    assert!(matches!(error, Some(MaildirError::NotRead { .. })));
}

#[test]
fn only_so_many_folders_are_looked_into() {
    let folder = Folder::new(&[""]);
    for nth in 0..5_001 {
        fs::create_dir(folder.path(&nth.to_string())).expect("made");
    }
    let listing = Listing::read(folder.root()).expect("listed");
    assert_eq!(listing.folders().count(), 1);
    assert_eq!(listing.unread(), [folder.root().to_owned()]);
}

#[test]
fn a_link_to_a_folder_leads_nowhere_and_depth_has_an_end() {
    let folder = Folder::new(&["", "a"]);
    std::os::unix::fs::symlink(folder.root(), folder.path("a/circle")).expect("linked");
    let deep = "x/".repeat(17) + "y";
    folder.make(&deep);
    folder.deliver(&format!("{deep}/new/m"));
    let listing = Listing::read(folder.root()).expect("listed");
    assert_eq!(listing.paths().count(), 0);
    assert_eq!(listing.folders().count(), 2);
    assert_eq!(listing.unread().len(), 1);
}
