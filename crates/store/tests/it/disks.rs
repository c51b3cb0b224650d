//! A disk that is full, and one that may only be read.

use std::path::Path;

use store::{Error, Place, Store};

use crate::made::{batch, mail, opening};
use crate::peers::{absent, command};
use crate::wait;

/// Tells a process of this test that it has a small disk of its own, and where.
const DISK: &str = "MIOBOE_TEST_DISK";

#[expect(
    clippy::disallowed_methods,
    reason = "the test starts itself again, with a disk of its own"
)]
#[test]
fn a_disk_that_is_full_or_read_only_is_told_by_name() {
    if let Some(disk) = std::env::var_os(DISK) {
        wait(fill_and_lock(Path::new(&disk)));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let disk = |line: &str| {
        let mut unshare = command("unshare");
        unshare.args(["--map-root-user", "--mount", "sh", "-c"]);
        unshare.arg(format!("mount -t tmpfs -o size=2m none \"$0\" && {line}"));
        unshare
            .arg(folder.path())
            .arg(std::env::current_exe().unwrap());
        unshare.env(DISK, folder.path());
        unshare.output()
    };
    if !disk("true").is_ok_and(|said| said.status.success()) {
        absent("the right to mount a disk");
        return;
    }
    let name = "disks::a_disk_that_is_full_or_read_only_is_told_by_name";
    let said = disk(&format!("exec \"$1\" --exact {name}")).unwrap();
    assert!(
        said.status.success(),
        "{}{}",
        String::from_utf8_lossy(&said.stdout),
        String::from_utf8_lossy(&said.stderr)
    );
    assert!(String::from_utf8_lossy(&said.stdout).contains("1 passed"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

async fn fill_and_lock(disk: &Path) {
    let place = Place::Sqlite(disk.join("store.sqlite"));
    let store = Store::open(&place, &opening()).await.unwrap();
    let mut kept = 0;
    let error = loop {
        let mut more = batch(1);
        let names = (kept..kept + 50).map(|n| mail(&format!("m{n}"), 1));
        more.observations = names.collect();
        match store.commit(&more).await {
            Ok(new) => kept += new.observations.len(),
            Err(error) => break error,
        }
        assert!(kept < 100_000, "two megabytes hold no end of mails");
    };
    assert!(matches!(error, Error::Full { .. }), "{error:?}");
    let backup = disk.join("backup.age");
    let key = store::BackupKey::Key(crate::sealing::identity().key);
    let error = store
        .backup(&backup, &key, crate::made::at(1))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Full { .. }), "{error:?}");
    assert!(!backup.exists());
    let counts = store.counts().await.unwrap();
    assert_eq!(counts.observations, u64::try_from(kept).unwrap());
    assert_eq!(store.check().await.unwrap().problems, [] as [String; 0]);
    store.close().await;
    let locked = command("mount")
        .args(["-o", "remount,ro"])
        .arg(disk)
        .status();
    assert!(locked.unwrap().success());
    let error = Store::open(&place, &opening()).await.unwrap_err();
    assert!(matches!(error, Error::ReadOnly { .. }), "{error:?}");
    let new = Place::Sqlite(disk.join("new/store.sqlite"));
    let error = Store::open(&new, &opening()).await.unwrap_err();
    assert!(matches!(error, Error::ReadOnly { .. }), "{error:?}");
}
