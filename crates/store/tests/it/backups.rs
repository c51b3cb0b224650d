//! A backup is whole or refused, and goes from each engine into each.

use std::path::Path;

use facts::{ObservationId, Secret};
use store::{BackupKey, BackupOpener, Error, Owner, Place, Restoring, Store};

use crate::cases::full;
use crate::made::{at, batch, hanako, id, mail, opening, person, question};
use crate::peers::Postgres;
use crate::sealing::{PASSPHRASE, QUICK, age, age_is_here, identity, passphrase};
use crate::wait;

fn key() -> BackupKey {
    BackupKey::Passphrase(passphrase(), QUICK)
}

fn opener() -> BackupOpener {
    BackupOpener::Passphrase(passphrase())
}

/// A store of two persons, with something in each table.
async fn filled(place: &Place) -> Store {
    let store = Store::open(place, &opening()).await.unwrap();
    store.commit(&full(hanako(), 10)).await.unwrap();
    store
        .commit(&full(Owner::new("taro", "taro\u{1f600}@mail.example"), 20))
        .await
        .unwrap();
    store
        .set(&person(), "quiet", r#"{"from":"22:00\u0000"}"#, at(3))
        .await
        .unwrap();
    let many = (0..1_500).map(|n| mail(&format!("m{n}"), n)).collect();
    let mut more = batch(30);
    more.observations = many;
    store.commit(&more).await.unwrap();
    store
}

#[test]
fn a_backup_goes_from_each_engine_into_each() {
    let server = Postgres::running();
    wait(async {
        let folder = tempfile::tempdir().unwrap();
        let mut places = vec![Place::Sqlite(folder.path().join("one.sqlite"))];
        let mut targets = vec![Place::Sqlite(folder.path().join("other.sqlite"))];
        if let Some(server) = &server {
            places.push(server.place().0);
            targets.push(server.place().0);
        }
        let identity = identity();
        let unlocked = store::seal::unlock(identity.file.as_bytes(), &passphrase()).unwrap();
        let mut hashes = Vec::new();
        for (n, place) in places.iter().enumerate() {
            let store = filled(place).await;
            let file = folder.path().join(format!("{n}.age"));
            let sealed_for = BackupKey::Key(identity.key.clone());
            let backed = store.backup(&file, &sealed_for, at(99)).await.unwrap();
            assert_eq!(backed.rows["observation"], 1_506);
            assert_eq!(backed.rows["setting"], 1);
            let there = store.backup(&file, &key(), at(99)).await.unwrap_err();
            assert!(matches!(there, Error::File { .. }), "{there:?}");
            let bytes = std::fs::read(&file).unwrap();
            assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
            assert!(!bytes.windows(6).any(|window| window == b"hanako"));
            let opener = BackupOpener::Identity(unlocked.clone());
            let scratch = folder.path().join("scratch");
            let rehearsed = Store::rehearse(&file, &opener, &scratch, &opening())
                .await
                .unwrap();
            assert!(
                rehearsed.is_same && rehearsed.problems.is_empty(),
                "{rehearsed:?}"
            );
            assert!(!scratch.exists());
            for target in &targets {
                let replace = Restoring::Replace;
                let (restored, said) = Store::restore(&file, &opener, target, &opening(), replace)
                    .await
                    .unwrap();
                assert_eq!(said.sha256, backed.sha256);
                let counts = restored.counts().await.unwrap();
                assert_eq!(counts, store.counts().await.unwrap());
                // The store goes on from where it was.
                let mut more = batch(40);
                more.observations = vec![mail("after", 40)];
                more.questions = vec![question("after", 2, 1)];
                assert_eq!(
                    restored.commit(&more).await.unwrap().observations,
                    [id("after")]
                );
                restored.close().await;
            }
            hashes.push(backed.sha256);
            store.close().await;
        }
        assert!(hashes.iter().all(|hash| *hash == hashes[0]), "{hashes:?}");
    });
}

#[test]
fn nothing_is_touched_by_a_backup_that_is_not_whole() {
    wait(async {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let store = filled(&Place::Sqlite(path("store.sqlite"))).await;
        store
            .backup(&path("good.age"), &key(), at(99))
            .await
            .unwrap();
        let good = std::fs::read(path("good.age")).unwrap();
        let lines = lines(&store).await;
        store.close().await;
        let restore = async |bytes: &[u8], opener: &BackupOpener| {
            std::fs::write(path("bad.age"), bytes).unwrap();
            let place = Place::Sqlite(path("target.sqlite"));
            let empty = Restoring::Empty;
            let restored =
                Store::restore(&path("bad.age"), opener, &place, &opening(), empty).await;
            assert!(!path("target.sqlite").exists());
            restored.map(|_| ()).unwrap_err()
        };
        for length in [0, 10, 300, good.len() / 2, good.len() - 1] {
            let error = restore(&good[..length], &opener()).await;
            assert!(
                matches!(error, Error::NotSealed | Error::Backup { .. }),
                "{length} {error:?}"
            );
        }
        for at in [good.len() / 3, good.len() - 5] {
            let mut changed = good.clone();
            changed[at] ^= 1;
            let error = restore(&changed, &opener()).await;
            assert!(matches!(error, Error::Backup { .. }), "{at} {error:?}");
        }
        let wrong = BackupOpener::Passphrase(Secret::new("wrong".to_owned()));
        assert!(matches!(restore(&good, &wrong).await, Error::Passphrase));
        // Sealed as it should be, and wrong inside.
        let identity = identity();
        let unlocked = store::seal::unlock(identity.file.as_bytes(), &passphrase()).unwrap();
        let inside = BackupOpener::Identity(unlocked);
        let count = lines.len();
        let without = |skip: usize| {
            let kept = lines.iter().enumerate().filter(|(at, _)| *at != skip);
            kept.map(|(_, line)| format!("{line}\n"))
                .collect::<String>()
        };
        let changed = |from: &str, to: &str| lines.join("\n").replacen(from, to, 1) + "\n";
        for (name, text) in [
            ("no header", without(0)),
            ("a row is missing", without(5)),
            ("no end", without(count - 1)),
            ("a value is changed", changed("\"hanako\"", "\"jiro\"")),
            ("another form", changed("mioboe-store", "mioboe-stock")),
            ("more after the end", lines.join("\n") + "\n{}\n"),
            ("no line", String::new()),
            ("no JSON", "x\n".to_owned()),
        ] {
            let sealed = identity.key.seal(text.as_bytes()).unwrap();
            let error = restore(&sealed, &inside).await;
            assert!(matches!(error, Error::Backup { .. }), "{name} {error:?}");
        }
        let newer = changed("\"schema\":3", "\"schema\":4");
        let sealed = identity.key.seal(newer.as_bytes()).unwrap();
        let error = restore(&sealed, &inside).await;
        assert!(matches!(error, Error::Newer { found: 4, .. }), "{error:?}");
    });
}

/// Everything of a person's in the open form, line by line.
async fn lines(store: &Store) -> Vec<String> {
    let mut out = Vec::new();
    store.export(&person(), at(99), &mut out).await.unwrap();
    let text = String::from_utf8(out).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn what_is_there_is_replaced_only_where_that_is_said() {
    wait(async {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("backup.age");
        let place = Place::Sqlite(folder.path().join("store.sqlite"));
        let store = filled(&place).await;
        store.backup(&file, &key(), at(99)).await.unwrap();
        let mut later = batch(50);
        later.observations = vec![mail("later", 50)];
        store.commit(&later).await.unwrap();
        let restore = |restoring| {
            let (file, place) = (file.clone(), place.clone());
            async move { Store::restore(&file, &opener(), &place, &opening(), restoring).await }
        };
        let error = restore(Restoring::Empty).await.unwrap_err();
        assert!(matches!(error, Error::NotEmpty { .. }), "{error:?}");
        assert!(store.holds(&hanako(), &id("later")).await.unwrap());
        // While another process, here the store above, has it open.
        let (restored, _) = restore(Restoring::Replace).await.unwrap();
        assert!(!store.holds(&hanako(), &id("later")).await.unwrap());
        assert!(store.holds(&hanako(), &id("m7")).await.unwrap());
        assert_eq!(restored.check().await.unwrap().problems, [] as [String; 0]);
        restored.close().await;
        store.close().await;
    });
}

#[test]
fn an_export_holds_everything_of_one_person_and_nothing_of_another() {
    wait(async {
        let folder = tempfile::tempdir().unwrap();
        let store = filled(&Place::Sqlite(folder.path().join("store.sqlite"))).await;
        let lines = lines(&store).await;
        assert!(!lines.iter().any(|line| line.contains("taro")));
        let mut tables = std::collections::BTreeMap::<String, u64>::new();
        for line in &lines[1..lines.len() - 1] {
            let row: serde_json::Map<String, serde_json::Value> =
                serde_json::from_str(line).unwrap();
            let (table, row) = row.into_iter().next().unwrap();
            assert_eq!(row["person"], "hanako");
            *tables.entry(table).or_default() += 1;
        }
        assert_eq!(tables.len(), 10, "{tables:?}");
        assert_eq!(tables["observation"], 1_503);
        let header: serde_json::Value = serde_json::from_str(&lines[0]).unwrap();
        assert_eq!(header["person"], "hanako");
        let before_end: String = lines[..lines.len() - 1]
            .iter()
            .map(|l| format!("{l}\n"))
            .collect();
        let end: serde_json::Value = serde_json::from_str(lines.last().unwrap()).unwrap();
        let hash = ObservationId::of(before_end.as_bytes()).to_string();
        assert_eq!(end["end"]["sha256"], hash);
        store.close().await;
    });
}

#[test]
fn the_age_command_alone_opens_a_backup() {
    if !age_is_here() {
        return;
    }
    wait(async {
        let folder = tempfile::tempdir().unwrap();
        let store = filled(&Place::Sqlite(folder.path().join("store.sqlite"))).await;
        let identity = identity();
        let kit = identity.kit(at(0));
        std::fs::write(folder.path().join(kit.identity_name), &kit.identity).unwrap();
        let file = folder.path().join("mioboe-backup.age");
        for (key, line) in [
            (BackupKey::Key(identity.key.clone()), kit.open_backup),
            (key(), kit.open_backup_by_passphrase),
        ] {
            let backed = store.backup(&file, &key, at(99)).await.unwrap();
            assert!(age(folder.path(), line), "{line}");
            let opened = folder.path().join("backup.jsonl");
            assert_eq!(checksum(&opened), backed.sha256);
            std::fs::remove_file(&opened).unwrap();
            std::fs::remove_file(&file).unwrap();
        }
        assert!(!PASSPHRASE.is_empty());
        store.close().await;
    });
}

/// The SHA-256 of everything before the last line.
fn checksum(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let end = text.trim_end().rfind('\n').unwrap();
    ObservationId::of(&text.as_bytes()[..=end]).to_string()
}
