//! Settings: what is set up is shown, a test is sent by a form, and a backup can be opened with what the page shows.

use axum::http::StatusCode;
use facts::Secret;
use mioboe::Store;
use mioboe::config::Config;
use mioboe::custody::{BackupOpener, Rehearsed};

use crate::browser::{Answered, House, Inside};
use crate::questions::kept_mail;

fn form(inside: &Inside<'_>, path: &str) -> Answered {
    inside.post(path, &[("form_token", &inside.form_token)])
}

#[test]
fn what_is_set_up_is_shown_and_what_is_secret_is_not() {
    let config = Config::parse(
        "[[tell]]\nchannel = \"desktop\"\n\
         [[tell]]\nchannel = \"webhook\"\naddress = \"https://hook.example/hush-7c1e\"\nkey = \"hook\"\n\
         [quiet]\nfrom = \"22:00\"\nuntil = \"07:00\"\n",
    )
    .expect("a configuration");
    let house = House::with(config);
    let inside = house.inside();
    let page = inside.get("/settings");
    assert_eq!(page.status, StatusCode::OK);
    for id in [
        "settings-way-desktop",
        "settings-ways-test",
        "settings-backup-none",
        "settings-leave-go",
        "door-dns",
        "door-keyring",
    ] {
        assert!(page.says(id), "{id}\n{}", page.body);
    }
    assert!(page.body.contains("hook.example") && !page.body.contains("hush-7c1e"));
    assert!(page.body.contains("from 22:00 to 07:00"));
    // The doors to the network are shut in this house.
    assert!(page.says("settings-door-shut") && page.says("settings-door-open"));
    let japanese = inside.get("/settings?lang=ja");
    assert!(japanese.body.contains("<html lang=\"ja\">"));
    assert!(japanese.header("set-cookie").contains("mioboe-lang=ja"));

    let tested = form(&inside, "/settings/test");
    assert_eq!(tested.status, StatusCode::OK);
    assert!(tested.body.contains("tested in en"), "{}", tested.body);
    for path in ["/settings/test", "/settings/backup"] {
        let refused = inside.post(path, &[("form_token", "guess")]);
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[test]
fn a_backup_is_opened_by_what_its_page_shows() {
    let house = House::new();
    let inside = house.inside();
    let nothing = form(&inside, "/settings/backup");
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    assert_eq!(house.files(), Vec::<String>::new());

    kept_mail(&house, "Your order");
    let page = form(&inside, "/settings/backup");
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.says("backup-page-now") && page.body.contains("<path d=\"M0 0h1v1h-1z"));
    let (_, rest) = page
        .body
        .split_once("<pre class=\"wrapped\" tabindex=\"0\">")
        .expect("a kit");
    let mut lines = rest.split("</pre>").next().expect("its end").lines();
    let file = lines.next().expect("a file").to_owned();
    let passphrase = Secret::new(lines.next().expect("a passphrase").to_owned());
    let scratch = house.store_file().with_file_name("scratch.sqlite");
    let rehearsed: Rehearsed = house.runner.run(async {
        let opener = BackupOpener::Passphrase(passphrase);
        let done = Store::rehearse(file.as_ref(), &opener, &scratch, &mioboe::opening()).await;
        done.expect("a backup that opens")
    });
    assert!(rehearsed.is_same && rehearsed.problems.is_empty());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = std::path::Path::new(&file).parent().expect("a folder");
        for (path, mode) in [(folder, 0o700), (file.as_ref(), 0o600)] {
            let found = std::fs::metadata(path).expect("it is there").permissions();
            assert_eq!(found.mode() & 0o777, mode, "{}", path.display());
        }
    }
}
