//! Opening: what is looked at before anything is touched, and who may read what is made.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use facts::{ObservationId, Secret};
use store::{EngineKind, Error, Place, Store};

use crate::made::{batch, hanako, id, mail, opening};
use crate::peers::{PASSWORD, Postgres};
use crate::wait;

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn hash(path: &Path) -> ObservationId {
    ObservationId::of(&std::fs::read(path).unwrap())
}

/// Overwrites octets of a file.
fn write_at(path: &Path, at: usize, octets: &[u8]) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[at..at + octets.len()].copy_from_slice(octets);
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn what_is_made_is_its_owners_alone() {
    wait(async {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/deep/store.sqlite");
        let place = Place::Sqlite(path.clone());
        let store = Store::open(&place, &opening()).await.unwrap();
        let mut seen = batch(1);
        seen.observations = vec![mail("a", 1)];
        store.commit(&seen).await.unwrap();
        assert!(store.holds(&hanako(), &id("a")).await.unwrap());
        assert_eq!(mode(path.parent().unwrap()), 0o700);
        for ending in ["", "-wal", "-shm"] {
            let file = format!("{}{ending}", path.display());
            assert_eq!(mode(Path::new(&file)), 0o600, "{file}");
        }
        store.close().await;
        let names: Vec<_> = std::fs::read_dir(path.parent().unwrap()).unwrap().collect();
        assert_eq!(names.len(), 1, "a closed store is one file");
        // A file that was copied with other rights is closed again.
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        let store = Store::open(&place, &opening()).await.unwrap();
        assert_eq!(mode(&path), 0o600);
        let checked = store.check().await.unwrap();
        assert_eq!(
            (checked.file_mode, checked.folder_mode),
            (Some(0o600), Some(0o700))
        );
        assert_eq!(checked.problems, [] as [String; 0]);
        assert!(checked.octets > 0);
        store.close().await;
    });
}

#[test]
fn a_newer_store_is_refused_untouched() {
    wait(async {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.sqlite");
        let place = Place::Sqlite(path.clone());
        Store::open(&place, &opening()).await.unwrap().close().await;
        // The version stands at octet 60 of the file's header.
        write_at(&path, 60, &99_u32.to_be_bytes());
        let before = hash(&path);
        let error = Store::open(&place, &opening()).await.unwrap_err();
        assert!(
            matches!(
                error,
                Error::Newer {
                    found: 99,
                    known: 3,
                    ..
                }
            ),
            "{error:?}"
        );
        assert_eq!(hash(&path), before);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        if let Some(server) = Postgres::running() {
            let (place, schema) = server.place();
            Store::open(&place, &opening()).await.unwrap().close().await;
            let later = "'later', true, '', 0";
            let columns = "version, description, success, checksum, execution_time";
            server.say(&format!(
                "SET search_path = {schema}; INSERT INTO store_migration ({columns}) VALUES (99, {later});"
            ));
            let error = Store::open(&place, &opening()).await.unwrap_err();
            assert!(
                matches!(
                    error,
                    Error::Newer {
                        found: 99,
                        known: 3,
                        ..
                    }
                ),
                "{error:?}"
            );
        }
    });
}

#[test]
fn what_is_no_store_is_refused_untouched() {
    wait(async {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.sqlite");
        let place = Place::Sqlite(path.clone());
        Store::open(&place, &opening()).await.unwrap().close().await;
        let store = std::fs::read(&path).unwrap();
        let mut other_program = store.clone();
        other_program[68..72].copy_from_slice(b"else");
        for foreign in [b"a letter".to_vec(), vec![0; 4096], other_program] {
            std::fs::write(&path, &foreign).unwrap();
            let error = Store::open(&place, &opening()).await.unwrap_err();
            assert!(matches!(error, Error::Foreign { .. }), "{error:?}");
            assert_eq!(std::fs::read(&path).unwrap(), foreign);
        }
        // A file of no octets is what a store begins as.
        std::fs::write(&path, b"").unwrap();
        Store::open(&place, &opening()).await.unwrap().close().await;
        assert_eq!(mode(&path), 0o600);
    });
}

#[test]
fn a_damaged_store_says_so() {
    wait(async {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.sqlite");
        let place = Place::Sqlite(path.clone());
        let store = Store::open(&place, &opening()).await.unwrap();
        let mut seen = batch(1);
        seen.observations = (0..500).map(|n| mail(&format!("m{n}"), n)).collect();
        store.commit(&seen).await.unwrap();
        store.close().await;
        let length = std::fs::metadata(&path).unwrap().len();
        // Every page but the first is overwritten.
        let noise = vec![0x5a; usize::try_from(length).unwrap() - 4096];
        write_at(&path, 4096, &noise);
        let error = match Store::open(&place, &opening()).await {
            Err(error) => error,
            Ok(store) => {
                let error = store.commit(&seen).await.unwrap_err();
                store.close().await;
                error
            }
        };
        assert!(matches!(error, Error::Damaged { .. }), "{error:?}");
    });
}

#[test]
fn an_address_is_shown_in_no_error() {
    let server = Postgres::running();
    wait(async {
        let secret = "kakushi-goto";
        let mut places = vec![
            Place::Postgres(Secret::new(format!("postgres://hanako:{secret}@:x/y"))),
            Place::Postgres(Secret::new(format!("{secret}://hanako"))),
            // Nobody listens on the discard port.
            Place::Postgres(Secret::new(format!(
                "postgres://hanako:{secret}@127.0.0.1:9/y"
            ))),
        ];
        places.extend(
            server
                .iter()
                .map(|server| server.place_with_password(secret)),
        );
        let mut kinds = Vec::new();
        for place in places {
            let error = Store::open(&place, &opening()).await.unwrap_err();
            let shown = format!("{error} {error:?} {place} {place:?}");
            assert!(
                !shown.contains(secret) && !shown.contains(PASSWORD),
                "{shown}"
            );
            kinds.push(error);
        }
        assert!(matches!(kinds[0], Error::Address), "{:?}", kinds[0]);
        assert!(
            matches!(kinds[2], Error::Unreachable { .. }),
            "{:?}",
            kinds[2]
        );
        if let Some(refused) = kinds.get(3) {
            assert!(matches!(refused, Error::Refused { .. }), "{refused:?}");
        }
    });
}

#[test]
fn two_processes_may_open_the_same_store() {
    wait(async {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::Sqlite(folder.path().join("store.sqlite"));
        let one = Store::open(&place, &opening()).await.unwrap();
        let other = Store::open(&place, &opening()).await.unwrap();
        let mut seen = batch(1);
        seen.observations = vec![mail("a", 1)];
        assert_eq!(one.commit(&seen).await.unwrap().observations.len(), 1);
        assert_eq!(other.commit(&seen).await.unwrap().observations.len(), 0);
        seen.observations.push(mail("b", 1));
        assert_eq!(other.commit(&seen).await.unwrap().observations, [id("b")]);
        assert!(one.holds(&hanako(), &id("b")).await.unwrap());
        one.close().await;
        other.close().await;
    });
}

#[test]
fn a_store_may_be_used_from_any_thread() {
    fn sendable<T: Send>(value: T) -> T {
        value
    }
    wait(async {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::Sqlite(folder.path().join("store.sqlite"));
        let store = sendable(Store::open(&place, &opening())).await.unwrap();
        let seen = batch(1);
        let new = sendable(store.commit(&seen)).await.unwrap();
        assert_eq!(new, store::Committed::default());
        let person = hanako().person;
        let open = sendable(store.open_questions(&person, None, 1))
            .await
            .unwrap();
        assert_eq!(open, []);
        drop(sendable(store.all_questions(&hanako().person)));
        let everything = store::Forget::Account(hanako());
        assert_eq!(
            sendable(store.forget(&everything))
                .await
                .unwrap()
                .observations,
            0
        );
        store.close().await;
    });
}

/// The names and contents of everything in a folder.
fn everything(folder: &Path) -> Vec<(String, u32, ObservationId)> {
    let mut all: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.display().to_string(), mode(&path), hash(&path))
        })
        .collect();
    all.sort();
    all
}

#[test]
fn a_look_changes_nothing_and_sees_what_is_kept() {
    wait(async {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.sqlite");
        let place = Place::Sqlite(path.clone());
        let missing = Store::look(&place).await.unwrap_err();
        assert!(matches!(missing, Error::File { .. }), "{missing}");
        let store = Store::open(&place, &opening()).await.unwrap();
        let mut seen = batch(1);
        seen.observations = vec![mail("a", 1)];
        store.commit(&seen).await.unwrap();
        // While another process has it open, what lies in its log is seen as well.
        let looked = Store::look(&place).await.unwrap();
        assert_eq!(looked.store.counts().await.unwrap().observations, 1);
        assert!(!looked.is_migration_due() && !looked.is_disturbed());
        looked.store.close().await;
        store.close().await;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        let before = everything(folder.path());
        let looked = Store::look(&place).await.unwrap();
        assert_eq!((looked.version, looked.known), (3, 3));
        let checked = looked.store.check().await.unwrap();
        assert_eq!(
            checked.file_mode,
            Some(0o644),
            "what is wrong is told and not mended"
        );
        assert_eq!(looked.store.counts().await.unwrap().observations, 1);
        assert_eq!(looked.engine_version().await.unwrap().0, EngineKind::Sqlite);
        let refused = looked.store.commit(&seen).await.unwrap_err();
        assert!(matches!(refused, Error::ReadOnly { .. }), "{refused}");
        assert!(!looked.is_disturbed());
        looked.store.close().await;
        assert_eq!(everything(folder.path()), before);
        // A write in between is noticed, since what was seen may not hang together.
        let looked = Store::look(&place).await.unwrap();
        let store = Store::open(&place, &opening()).await.unwrap();
        assert!(looked.is_disturbed());
        looked.store.close().await;
        store.close().await;
        write_at(&path, 60, &99_u32.to_be_bytes());
        let before = everything(folder.path());
        let newer = Store::look(&place).await.unwrap_err();
        assert!(matches!(newer, Error::Newer { found: 99, .. }), "{newer}");
        assert_eq!(everything(folder.path()), before);
    });
}

#[test]
fn a_look_at_a_server_writes_nothing_there() {
    let Some(server) = Postgres::running() else {
        return;
    };
    wait(async {
        let (place, _) = server.place();
        let looked = Store::look(&place).await.unwrap();
        assert_eq!(looked.version, 0, "a look makes no tables");
        assert!(looked.is_migration_due());
        looked.store.close().await;
        let store = Store::open(&place, &opening()).await.unwrap();
        let looked = Store::look(&place).await.unwrap();
        let mut seen = batch(1);
        seen.observations = vec![mail("a", 1)];
        let refused = looked.store.commit(&seen).await.unwrap_err();
        assert!(matches!(refused, Error::ReadOnly { .. }), "{refused}");
        store.commit(&seen).await.unwrap();
        assert_eq!(looked.store.counts().await.unwrap().observations, 1);
        let (kind, said) = looked.engine_version().await.unwrap();
        assert!(kind == EngineKind::Postgres && !said.is_empty(), "{said}");
        looked.store.close().await;
        store.close().await;
    });
}
