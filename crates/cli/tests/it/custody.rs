//! What a person needs around the store: the emergency kit, held secrets, mail providers, other engines and disks.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::keeping::{import_into, kept, valid};
use crate::run::{Place, Ran};

/// Where the person's folders are, below the place of a test.
pub(crate) struct Folders {
    pub(crate) home: PathBuf,
}

impl Folders {
    pub(crate) fn of(place: &Place) -> Self {
        Self {
            home: place.path().join("home"),
        }
    }

    pub(crate) fn run(
        &self,
        place: &Place,
        language: &str,
        arguments: &[&str],
        input: &str,
    ) -> Ran {
        let home = self.home.display().to_string();
        let lang = format!("{language}.UTF-8");
        let environment = [("LANG", lang.as_str()), ("HOME", home.as_str())];
        place.run_with(arguments, &environment, input.as_bytes())
    }

    pub(crate) fn config(&self, place: &Place, text: &str) {
        let _ = self;
        let file = place.file("home/.config/mioboe/config.toml", text);
        close(&file);
    }

    fn data(&self) -> PathBuf {
        self.home.join(".local/share/mioboe")
    }
}

/// Takes other people's rights away.
fn close(file: &Path) {
    set_mode(file, 0o600);
}

pub(crate) fn set_mode(file: &Path, mode: u32) {
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode)).expect("our own file");
}

pub(crate) fn mode(file: &Path) -> u32 {
    let about = std::fs::metadata(file).expect("a file");
    about.permissions().mode() & 0o777
}

/// Every file below a folder, with its mode and content.
pub(crate) fn everything(folder: &Path) -> Vec<(PathBuf, u32, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            all.push((path.clone(), mode(&path), Vec::new()));
            all.extend(everything(&path));
        } else {
            let content = std::fs::read(&path).expect("a file");
            all.push((path.clone(), mode(&path), content));
        }
    }
    all.sort();
    all
}

/// What a camera reads from the QR code on a page.
fn scanned(page: &str) -> String {
    const SCALE: usize = 6;
    let is_code = |line: &&str| {
        let signs = "█▀▄ ";
        line.chars().any(|c| c != ' ') && line.chars().all(|c| signs.contains(c))
    };
    let lines: Vec<Vec<char>> = page
        .lines()
        .filter(is_code)
        .map(|line| line.chars().collect())
        .collect();
    let columns = lines.iter().map(Vec::len).max().expect("a code");
    let margin = 4 * SCALE;
    let pixel = |x: usize, y: usize| {
        let (Some(x), Some(y)) = (x.checked_sub(margin), y.checked_sub(margin)) else {
            return 255;
        };
        let line = lines.get(y / (2 * SCALE));
        let sign = line.and_then(|line| line.get(x / SCALE));
        let is_upper = y % (2 * SCALE) < SCALE;
        match sign {
            Some('█') => 0,
            Some('▀') if is_upper => 0,
            Some('▄') if !is_upper => 0,
            _ => 255,
        }
    };
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(
        columns * SCALE + 2 * margin,
        lines.len() * 2 * SCALE + 2 * margin,
        pixel,
    );
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1, "{page}");
    grids[0].decode().expect("a code that can be read").1
}

#[test]
fn what_is_scanned_from_the_kit_opens_the_backup() {
    let place = kept();
    let backup = [
        "backup",
        "all.age",
        "--kit",
        "kit.txt",
        "--store",
        "store.sqlite",
    ];
    let ran = place.run(&backup);
    ran.assert_code(0);
    assert!(ran.out.is_empty(), "{}", ran.out);
    let file = place.path().join("kit.txt");
    assert_eq!(mode(&file), 0o600);
    let page = std::fs::read_to_string(&file).expect("a page");
    let passphrase = scanned(&page);
    assert_eq!(passphrase.len(), 29, "six groups of four signs");
    assert!(page.lines().any(|line| line.trim() == passphrase), "{page}");
    assert!(!ran.err.contains(&passphrase), "{}", ran.err);
    assert!(page.lines().all(|line| line.chars().count() <= 80));
    // The page is enough: what was scanned goes in through a pipe, as a person pastes it.
    let restored = place.run_with(
        &[
            "restore",
            "all.age",
            "--passphrase-file",
            "-",
            "--store",
            "second.sqlite",
        ],
        &[("LANG", "en_US.UTF-8")],
        passphrase.as_bytes(),
    );
    restored.assert_code(0);
    // Neither a kit nor a backup is written over, and none is left without the other.
    let before = everything(place.path());
    place.run(&backup).assert_code(2);
    let mut other = backup;
    other[1] = "other.age";
    let refused = place.run(&other);
    refused.assert_code(2);
    assert!(refused.err.contains("kit.txt"), "{}", refused.err);
    other = backup;
    other[3] = "other.txt";
    place.run(&other).assert_code(2);
    assert_eq!(everything(place.path()), before);
}

#[test]
fn the_kit_takes_the_persons_own_passphrase_and_goes_to_a_printer() {
    let place = kept();
    for (language, passphrase, said) in [
        ("en_US", "correct horse battery staple", "emergency kit"),
        ("ja_JP", "月見うどん 大盛り", "非常用の紙"),
    ] {
        let backup = format!("{language}.age");
        place.file("own", format!("{passphrase}\n"));
        let ran = place.run_with(
            &[
                "backup",
                &backup,
                "--kit",
                "-",
                "--passphrase-file",
                "own",
                "--store",
                "store.sqlite",
            ],
            &[("LANG", &format!("{language}.UTF-8"))],
            b"",
        );
        ran.assert_code(0);
        assert!(ran.out.contains(said), "{}", ran.out);
        assert_eq!(scanned(&ran.out), passphrase);
        assert!(!ran.out.contains('\u{1b}'), "a pipe gets no colors");
    }
    // On a terminal's dark ground the code is dark on light all the same.
    let ran = place.run(&[
        "backup",
        "painted.age",
        "--kit",
        "-",
        "--color",
        "always",
        "--passphrase-file",
        "own",
        "--store",
        "store.sqlite",
    ]);
    ran.assert_code(0);
    let (on, off) = ("\u{1b}[30m\u{1b}[107m", "\u{1b}[0m");
    assert!(ran.out.matches(on).count() > 10, "{}", ran.out);
    let plain = ran.out.replace(on, "").replace(off, "");
    assert_eq!(scanned(&plain), "月見うどん 大盛り");
    place.file("own", "bell\u{7}\n");
    let refused = place.run(&[
        "backup",
        "third.age",
        "--kit",
        "third.txt",
        "--passphrase-file",
        "own",
        "--store",
        "store.sqlite",
    ]);
    refused.assert_code(2);
    assert!(!place.path().join("third.age").exists() && !place.path().join("third.txt").exists());
}

#[test]
fn secrets_are_kept_in_the_file_that_the_configuration_names() {
    let place = Place::new();
    let folders = Folders::of(&place);
    folders.config(
        &place,
        "[secrets]\nplace = \"file\"\n[[mailbox]]\nname = \"own\"\nhost = \"mail.example\"\nuser = \"hanako\"\n",
    );
    place.file("passphrase", "tsukimi\n");
    let secret = |arguments: &[&str], input: &str| {
        let mut all = vec!["secret"];
        all.extend(arguments);
        all.extend(["--passphrase-file", "passphrase"]);
        folders.run(&place, "en_US", &all, input)
    };
    let absent = secret(&["test", "own"], "");
    absent.assert_code(1);
    assert!(!folders.data().exists(), "a look makes nothing");
    let kept = secret(&["set", "own", "--from", "-"], "canary-hush\n");
    kept.assert_code(0);
    assert_eq!(mode(&folders.data()), 0o700);
    assert_eq!(mode(&folders.data().join("secrets")), 0o600);
    let there = secret(&["test", "own"], "");
    there.assert_code(0);
    assert!(there.err.contains("own is there"), "{}", there.err);
    for ran in [&kept, &there] {
        assert!(!format!("{}{}", ran.out, ran.err).contains("canary-hush"));
    }
    // Typed at a terminal, the secret does not show.
    let home = folders.home.display().to_string();
    let typed = place.typed_in_hiding(
        &["secret", "set", "own", "--passphrase-file", "passphrase"],
        &[("LANG", "en_US.UTF-8"), ("HOME", &home)],
        "canary-typed",
    );
    typed.assert_code(0);
    assert!(typed.err.contains("own is kept"), "{}", typed.err);
    assert!(!format!("{}{}", typed.out, typed.err).contains("canary-typed"));
    let other = secret(&["set", "owm", "--from", "-"], "x\n");
    other.assert_code(0);
    assert!(other.err.contains("does not name it"), "{}", other.err);
    secret(&["remove", "owm"], "").assert_code(0);
    secret(&["remove", "owm"], "").assert_code(2);
    // What cannot be is said, and what is kept stays.
    for (arguments, input, said) in [
        (
            &["set", "own", "--from", "-"][..],
            "\n",
            "nothing stands in it",
        ),
        (
            &["set", "own", "--from", "-"],
            "two\nlines\n",
            "cannot be kept",
        ),
        (&["set", "../own", "--from", "-"], "x\n", "name of a secret"),
        (&["set", "own"], "typed into a pipe\n", "A secret is needed"),
    ] {
        let refused = secret(arguments, input);
        refused.assert_code(2);
        assert!(refused.err.contains(said), "{}", refused.err);
    }
    secret(&["test", "own"], "").assert_code(0);
    place.file("passphrase", "wrong\n");
    let wrong = secret(&["test", "own"], "");
    wrong.assert_code(2);
    assert!(wrong.err.contains("does not open"), "{}", wrong.err);
    set_mode(&folders.data().join("secrets"), 0o644);
    let exposed = secret(&["test", "own"], "");
    exposed.assert_code(2);
    assert!(exposed.err.contains("0600"), "{}", exposed.err);
}

#[test]
fn secrets_of_others_are_looked_for_and_never_written() {
    let place = Place::new();
    let folders = Folders::of(&place);
    folders.config(&place, "[secrets]\nplace = \"credentials\"\n");
    place.file("credentials/own", "canary-hush\n");
    let credentials = place.path().join("credentials").display().to_string();
    let home = folders.home.display().to_string();
    let with = [
        ("LANG", "en_US.UTF-8"),
        ("HOME", home.as_str()),
        ("CREDENTIALS_DIRECTORY", credentials.as_str()),
    ];
    place
        .run_with(&["secret", "test", "own"], &with, b"")
        .assert_code(0);
    place
        .run_with(&["secret", "test", "other"], &with, b"")
        .assert_code(1);
    for act in [&["set", "own", "--from", "-"][..], &["remove", "own"]] {
        let mut arguments = vec!["secret"];
        arguments.extend(act);
        let refused = place.run_with(&arguments, &with, b"new\n");
        refused.assert_code(2);
        assert!(refused.err.contains("only reads"), "{}", refused.err);
    }
    let without = folders.run(&place, "en_US", &["secret", "test", "own"], "");
    without.assert_code(2);
    assert!(without.err.contains("LoadCredential"), "{}", without.err);
    folders.config(
        &place,
        "[secrets]\nplace = \"command\"\nprogram = \"/bin/false\"\n",
    );
    let failed = folders.run(&place, "ja_JP", &["secret", "test", "own"], "");
    failed.assert_code(2);
    assert!(failed.err.contains("/bin/false"), "{}", failed.err);
    // Without a desktop the keyring is told to be absent.
    folders.config(&place, "");
    let absent = folders.run(&place, "en_US", &["secret", "test", "own"], "");
    absent.assert_code(2);
    assert!(absent.err.contains("no keyring answers"), "{}", absent.err);
}

#[test]
fn mail_providers_are_told_in_both_languages_and_as_json() {
    let place = Place::new();
    let listed = place.run(&["presets", "--json"]);
    listed.assert_code(0);
    let presets: Vec<serde_json::Value> = listed
        .out
        .lines()
        .map(|line| valid("presets-1.json", line))
        .collect();
    assert!(presets.len() >= 8, "{}", listed.out);
    for language in ["en_US.UTF-8", "ja_JP.UTF-8"] {
        let all = place.run_with(&["presets"], &[("LANG", language)], b"");
        all.assert_code(0);
        let part = if language.starts_with("ja") {
            "ja"
        } else {
            "en"
        };
        for preset in &presets {
            for wanted in [
                &preset["shown"][part],
                &preset["how"][part],
                &preset["host"],
            ] {
                let wanted = wanted.as_str().expect("a text");
                assert!(all.out.contains(wanted), "{wanted}\n{}", all.out);
            }
        }
    }
    let id = presets[0]["id"].as_str().expect("a name");
    let domain = presets[0]["domains"][0].as_str().expect("a domain");
    for name in [id.to_owned(), format!("hanako@{domain}")] {
        let one = place.run(&["presets", "--json", &name]);
        assert_eq!(one.out.lines().count(), 1, "{}", one.out);
    }
    let none = place.run(&["presets", "mail.example"]);
    none.assert_code(2);
    assert!(none.err.contains("mail.example"), "{}", none.err);
}

/// Runs a line of a shell where `$0` is a small disk of its own; `None` where no disk may be mounted, which is told.
#[expect(
    clippy::disallowed_methods,
    reason = "the test gives the command a disk of its own"
)]
fn on_a_disk(place: &Place, size: &str, line: &str) -> Option<Ran> {
    let disk = place.path().join("disk");
    std::fs::create_dir_all(&disk).expect("a folder");
    let run = |line: &str| {
        std::process::Command::new("unshare")
            .args(["--map-root-user", "--mount", "sh", "-c"])
            .arg(format!(
                "mount -t tmpfs -o size={size} none \"$0\" && {line}"
            ))
            .arg(&disk)
            .arg(env!("CARGO_BIN_EXE_mioboe"))
            .current_dir(place.path())
            .env("HOME", place.path().join("home"))
            .env("LANG", "en_US.UTF-8")
            .output()
    };
    if !run("true").is_ok_and(|said| said.status.success()) {
        assert!(!peers::must_run(), "no disk may be mounted here");
        say_skipped();
        return None;
    }
    let output = run(line).expect("an end");
    Some(Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("output in UTF-8"),
        err: String::from_utf8(output.stderr).expect("messages in UTF-8"),
    })
}

#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn say_skipped() {
    eprintln!("skipped: no disk may be mounted here");
}

#[test]
fn a_disk_that_is_read_only_or_full_is_told_in_plain_words() {
    let place = kept();
    let doctor = "\"$1\" doctor --store \"$0/store.sqlite\"";
    let copy = "cp store.sqlite \"$0\" && chmod 600 \"$0/store.sqlite\"";
    let locked = format!("{copy} && mount -o remount,ro \"$0\"");
    let Some(looked) = on_a_disk(&place, "100m", &format!("{locked} && {doctor}")) else {
        return;
    };
    looked.assert_code(1);
    assert!(looked.out.contains("cannot be written"), "{}", looked.out);
    assert!(looked.out.contains("No damage was found"), "{}", looked.out);
    let import = "\"$1\" import --offline --store \"$0/store.sqlite\" mails";
    let refused = on_a_disk(&place, "100m", &format!("{locked} && {import}")).expect("a disk");
    refused.assert_code(2);
    assert!(refused.err.contains("cannot be written"), "{}", refused.err);
    let looked = on_a_disk(&place, "2m", &format!("{copy} && {doctor}")).expect("a disk");
    looked.assert_code(1);
    assert!(looked.out.contains("Little room"), "{}", looked.out);
    let full = on_a_disk(&place, "60k", import).expect("a disk");
    full.assert_code(2);
    assert!(full.err.contains("the disk is full"), "{}", full.err);
    // A kit that finds no room leaves neither a page nor a backup.
    let fill = "head -c 1m /dev/zero > \"$0/rest\" || true";
    let backup = "\"$1\" backup \"$0/all.age\" --kit \"$0/kit.txt\" --store store.sqlite";
    let left = "ls \"$0\"";
    let line = format!("{{ {fill}; {backup}; {left}; }}");
    let refused = on_a_disk(&place, "100k", &line).expect("a disk");
    assert_eq!(refused.out.trim(), "rest", "{}", refused.err);
    assert!(
        refused.err.contains("emergency kit was not written"),
        "{}",
        refused.err
    );
}

/// Every command of the store, on the server that a person named.
#[test]
fn every_command_of_the_store_works_on_postgres() {
    let Some(server) = peers::Postgres::running() else {
        return;
    };
    let (address, schema) = server.home();
    let address = peers::Postgres::bare(&address);
    let second = peers::Postgres::bare(&server.home().0);
    let place = kept();
    let folders = Folders::of(&place);
    close(&place.file(
        "home/.pgpass",
        format!("127.0.0.1:*:*:mioboe:{}\n", peers::Postgres::PASSWORD),
    ));
    let run = |arguments: &[&str], address: &str| {
        let mut all = arguments.to_vec();
        all.extend(["--store", address]);
        let ran = folders.run(&place, "en_US", &all, "");
        assert!(
            !format!("{}{}", ran.out, ran.err).contains(peers::Postgres::PASSWORD),
            "{}{}",
            ran.out,
            ran.err
        );
        ran
    };
    let untouched = run(&["doctor"], &address);
    untouched.assert_code(0);
    assert!(
        untouched.out.contains("Nothing is kept yet"),
        "{}",
        untouched.out
    );
    let tables = "SELECT COUNT(*) FROM pg_tables WHERE tablename = 'store_migration'";
    assert_eq!(server.say(tables).trim(), "0", "a look makes no tables");
    let imported = import_into(&place, &address);
    imported.assert_code(1);
    let told: serde_json::Value = serde_json::from_str(&imported.out).expect("JSON");
    assert_eq!((&told["new"], &told["questions"]), (&1.into(), &1.into()));
    let listed = run(&["review", "--list", "--json"], &address);
    listed.assert_code(1);
    // Both engines ask the same.
    let in_file = place.run(&["review", "--list", "--json", "--store", "store.sqlite"]);
    assert_eq!(listed.out, in_file.out);
    let asked = valid("review-1.json", &listed.out);
    let id = asked["id"].as_str().expect("a name");
    run(&["review", "--answer", id, "no"], &address).assert_code(0);
    run(&["review", "--list"], &address).assert_code(0);
    let with = ["--passphrase-file", "passphrase"];
    let backed = run(&["backup", "pg.age", with[0], with[1]], &address);
    backed.assert_code(0);
    run(
        &["restore", "pg.age", "--rehearse", with[0], with[1]],
        &address,
    )
    .assert_code(0);
    run(&["restore", "pg.age", with[0], with[1]], &address).assert_code(2);
    run(&["restore", "pg.age", with[0], with[1]], &second).assert_code(0);
    let rows = |ran: &Ran| -> Vec<String> {
        // The header says when it was made.
        ran.out
            .lines()
            .skip(1)
            .map(str::to_owned)
            .filter(|line| !line.contains("\"end\""))
            .collect()
    };
    let (one, two) = (run(&["export"], &address), run(&["export"], &second));
    one.assert_code(0);
    assert!(rows(&one).len() > 2);
    assert_eq!(rows(&one), rows(&two));
    // What was backed up on a server comes back into a file as well.
    let in_file = place.path().join("from-pg.sqlite").display().to_string();
    run(&["restore", "pg.age", with[0], with[1]], &in_file).assert_code(0);
    assert_eq!(rows(&run(&["export"], &in_file)), rows(&one));
    let looked = run(&["doctor"], &address);
    looked.assert_code(0);
    assert!(looked.out.contains("No damage was found"), "{}", looked.out);
    let diagnostics = run(&["doctor", "--diagnostics"], &address);
    assert!(
        diagnostics.out.contains("store: postgres 1"),
        "{}",
        diagnostics.out
    );
    // What was read on a server, and what waits to be told, as a watcher would leave it two days ago.
    let ago = "(EXTRACT(EPOCH FROM now()) * 1000000)::bigint - 172800000000";
    let _ = server.say(&format!(
        "SET search_path = {schema};
         INSERT INTO folder_cursor VALUES ('me', 'canary', 'Trash of canary', 7, 9, NULL, {ago}, '{{}}');
         INSERT INTO telling VALUES
             ('me', 'canary', 'webhook', 'canary', {ago}, {ago}, 3, 'waiting', NULL, 'canary', '{{}}');"
    ));
    place.file(
        "watched.toml",
        "[[mailbox]]\nname = \"canary\"\nhost = \"mail.canary.example\"\nuser = \"a\"\n",
    );
    let watched = ["doctor", "--config", "watched.toml"];
    let looked = run(&watched, &address);
    looked.assert_code(1);
    for said in [
        "canary: 1 folders",
        "- Trash of canary: ",
        "Notices do not get through",
    ] {
        assert!(looked.out.contains(said), "{said}\n{}", looked.out);
    }
    let diagnostics = run(&[&watched[..], &["--diagnostics"]].concat(), &address);
    for said in [
        "account.1.folders: 1",
        "account.1.newest: 48 h",
        "age.due: 48 h",
    ] {
        assert!(
            diagnostics.out.contains(said),
            "{said}\n{}",
            diagnostics.out
        );
    }
    assert!(!diagnostics.out.contains("canary"), "{}", diagnostics.out);
    run(&["forget", "--account", "import", "--yes"], &address).assert_code(0);
    assert!(!run(&["export"], &address).out.contains("gift-card-bought"));
    run(
        &["restore", "pg.age", "--replace", with[0], with[1]],
        &address,
    )
    .assert_code(0);
    assert_eq!(rows(&run(&["export"], &address)), rows(&one));
    let home = folders.home.display().to_string();
    let wrong = [
        ("LANG", "en_US.UTF-8"),
        ("HOME", home.as_str()),
        ("PGPASSWORD", "not-the-password"),
    ];
    let refused = place.run_with(&["doctor", "--store", &address], &wrong, b"");
    refused.assert_code(2);
    assert!(refused.out.contains("cannot be reached"), "{}", refused.out);
}
