//! Settings: the language, the ways of telling, the doors, a backup, where the data is, and leaving.

use std::fs::DirBuilder;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Extension, Form, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use facts::{Instant, Secret};
use mioboe::config::{Channel, Config, SecretsAt};
use mioboe::custody::{BackupKey, Work, new_passphrase};
use mioboe::{Door, DoorName, Doors};
use serde::Deserialize;
use words::{Failure, FailureKind, Language, Value};

use crate::House;
use crate::entry::Visit;
use crate::fault::{Fault, FaultKind, of_form};
use crate::page::{Frame, Here, show};
use crate::tongue::Tongue;

/// What only the command around the pages can do: it knows the environment, the secrets and how a kit is printed.
pub trait Around: Send + Sync {
    /// Sends one test notice by every way of telling, waits for it, and says what came of each.
    fn test(&self, language: Language) -> Vec<String>;

    /// The emergency kit for a backup; `None` where the passphrase cannot be printed.
    fn kit(
        &self,
        language: Language,
        backup: &Path,
        passphrase: &Secret<String>,
        made: Instant,
    ) -> Option<Kit>;
}

/// The emergency kit of a backup, without its code.
#[derive(Debug)]
pub struct Kit {
    /// The page to print.
    pub text: Secret<String>,
    /// The passphrase as a code: lines of `█`, `▀`, `▄` and spaces, two rows of modules each.
    pub code: Vec<String>,
}

/// Where the person's things lie, and which doors are open.
#[derive(Clone, Debug)]
pub struct Whereabouts {
    /// The folder for data.
    pub data: PathBuf,
    /// The configuration.
    pub config: PathBuf,
    /// The doors.
    pub doors: Doors,
}

/// A door as it is shown.
struct DoorView {
    name: &'static str,
    state: String,
    what: String,
}

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage {
    frame: Frame,
    form_token: String,
    ways: Vec<String>,
    quiet: Option<String>,
    wants_passphrase: bool,
    tested: Vec<String>,
    doors: Vec<DoorView>,
    backups: String,
    is_kept: bool,
    folders: Vec<(String, String)>,
}

impl SettingsPage {
    fn is_japanese(&self) -> bool {
        self.frame.tongue.language == Language::Japanese
    }
}

#[derive(Template)]
#[template(path = "backup.html")]
struct BackupPage {
    frame: Frame,
    said: String,
    kit: Kit,
    code: Drawn,
}

/// A code as a drawing.
struct Drawn {
    side: usize,
    path: String,
}

impl Drawn {
    /// Draws each dark module as a square of one.
    fn of(lines: &[String]) -> Self {
        let mut path = String::new();
        for (row, line) in lines.iter().enumerate() {
            for (column, mark) in line.chars().enumerate() {
                let (upper, lower) = (matches!(mark, '█' | '▀'), matches!(mark, '█' | '▄'));
                for (is_dark, y) in [(upper, row * 2), (lower, row * 2 + 1)] {
                    if is_dark {
                        path.push_str(&format!("M{column} {y}h1v1h-1z"));
                    }
                }
            }
        }
        Self {
            side: lines.first().map_or(0, |line| line.chars().count()),
            path,
        }
    }
}

/// A form with nothing but its token.
#[derive(Deserialize)]
pub(crate) struct Plain {
    form_token: String,
}

fn owned(visit: &Visit, form: Result<Form<Plain>, FormRejection>) -> Result<(), FaultKind> {
    let Form(form) = form.map_err(of_form)?;
    visit.owns(&form.form_token)
}

/// Shows the settings.
pub(crate) async fn settings(
    State(house): State<Arc<House>>,
    Extension(visit): Extension<Visit>,
    tongue: Tongue,
) -> Response {
    show(StatusCode::OK, &page(&house, &visit, tongue, Vec::new()))
}

fn page(house: &House, visit: &Visit, tongue: Tongue, tested: Vec<String>) -> SettingsPage {
    let (config, place) = (&house.settings.config, &house.settings.whereabouts);
    let said = |id: &str, value: &str| tongue.say_with(id, &[("at", Value::Text(value))]);
    let way = |channel: &Channel| match channel {
        Channel::Desktop => tongue.say("settings-way-desktop"),
        Channel::Ntfy { server, .. } => said("settings-way-ntfy", server),
        Channel::Webhook { address, .. } => said("settings-way-webhook", host_of(address)),
        Channel::Mail { to, .. } => said("settings-way-mail", to),
    };
    let door = |name: &DoorName| DoorView {
        name: name.as_str(),
        state: tongue.say(
            match (is_open(&place.doors, *name), is_used(config, *name)) {
                (false, _) => "settings-door-shut",
                (true, false) => "settings-door-idle",
                (true, true) => "settings-door-open",
            },
        ),
        what: tongue.say(&format!("door-{}", name.as_str())),
    };
    let quiet = config.quiet.as_ref().map(|quiet| {
        let values = [
            ("from", Value::Text(&quiet.from)),
            ("until", Value::Text(&quiet.until)),
        ];
        tongue.say_with("settings-quiet", &values)
    });
    let backups = folder(&place.data).display().to_string();
    let shown = |id: &str, value: String| (tongue.say(id), value);
    SettingsPage {
        form_token: visit.form_token().to_owned(),
        ways: config.channels.iter().map(way).collect(),
        quiet,
        wants_passphrase: config.secrets == SecretsAt::File,
        tested,
        doors: DoorName::ALL.iter().map(door).collect(),
        backups: tongue.say_with(
            "settings-backup-where",
            &[("folder", Value::Text(&backups))],
        ),
        is_kept: house.keeping.is_there(),
        folders: vec![
            shown("settings-folder-store", house.keeping.place()),
            shown("settings-folder-config", place.config.display().to_string()),
            shown("settings-folder-data", place.data.display().to_string()),
        ],
        frame: Frame::new(tongue, Here::Settings),
    }
}

/// The host of an address: what stands behind it may be a secret.
fn host_of(address: &str) -> &str {
    let rest = address.split_once("//").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host.rsplit('@').next().unwrap_or_default()
}

/// Where backups are put.
fn folder(data: &Path) -> PathBuf {
    data.join("backups")
}

fn is_open(doors: &Doors, name: DoorName) -> bool {
    let door = match name {
        DoorName::Dns => doors.dns,
        DoorName::Children => doors.children,
        DoorName::Imap => doors.imap,
        DoorName::Desktop => doors.desktop,
        DoorName::Ntfy => doors.ntfy,
        DoorName::Webhook => doors.webhook,
        DoorName::Smtp => doors.smtp,
        DoorName::Sieve => doors.sieve,
        DoorName::Keyring => doors.keyring,
    };
    door == Door::Open
}

/// Whether what the person set up needs a door.
fn is_used(config: &Config, name: DoorName) -> bool {
    let tells = |word: &str| config.channels.iter().any(|it| it.word() == word);
    let servers = || {
        config.mailboxes.iter().filter_map(|it| match &it.place {
            mioboe::config::MailboxPlace::Imap(imap) => Some(imap),
            mioboe::config::MailboxPlace::Maildir(_) => None,
        })
    };
    match name {
        DoorName::Dns | DoorName::Children => true,
        DoorName::Imap => servers().next().is_some(),
        DoorName::Sieve => servers().any(|imap| imap.sieve.is_some()),
        DoorName::Desktop => tells("desktop"),
        DoorName::Ntfy => tells("ntfy"),
        DoorName::Webhook => tells("webhook"),
        DoorName::Smtp => tells("mail"),
        DoorName::Keyring => {
            config.secrets == SecretsAt::Keyring && !mioboe::secrets::needed(config).is_empty()
        }
    }
}

/// Sends a test notice by every way, and shows what came of it.
pub(crate) async fn test(
    State(house): State<Arc<House>>,
    Extension(visit): Extension<Visit>,
    tongue: Tongue,
    form: Result<Form<Plain>, FormRejection>,
) -> Response {
    if let Err(kind) = owned(&visit, form) {
        return Fault::of(kind).page(tongue);
    }
    // One after the other: whoever presses twice waits.
    let Ok(_held) = Arc::clone(&house.acts).try_acquire_owned() else {
        return Fault::of(FaultKind::Busy).page(tongue);
    };
    let (around, language) = (Arc::clone(&house.settings.around), tongue.language);
    let tested = tokio::task::spawn_blocking(move || around.test(language)).await;
    match tested {
        Ok(tested) => show(StatusCode::OK, &page(&house, &visit, tongue, tested)),
        Err(_) => Fault::of(FaultKind::Ours).page(tongue),
    }
}

/// Makes a backup, and shows once what opens it.
pub(crate) async fn back_up(
    State(house): State<Arc<House>>,
    Extension(visit): Extension<Visit>,
    tongue: Tongue,
    form: Result<Form<Plain>, FormRejection>,
) -> Response {
    if let Err(kind) = owned(&visit, form) {
        return Fault::of(kind).page(tongue);
    }
    let Ok(_held) = Arc::clone(&house.acts).try_acquire_owned() else {
        return Fault::of(FaultKind::Backing).page(tongue);
    };
    match backed(&house, &tongue).await {
        Ok((said, kit)) => {
            let page = BackupPage {
                code: Drawn::of(&kit.code),
                said,
                kit,
                frame: Frame::new(tongue, Here::Settings),
            };
            show(StatusCode::OK, &page)
        }
        Err(fault) => fault.page(tongue),
    }
}

async fn backed(house: &House, tongue: &Tongue) -> Result<(String, Kit), Fault> {
    let store = house.keeping.store().await;
    let place = house.keeping.place();
    let store = store
        .map_err(|error| Fault::of_store(tongue, &place, &error))?
        .ok_or(FaultKind::NoStore)?;
    let made = house.now();
    let folder = folder(&house.settings.whereabouts.data);
    let name = made.0.strftime("mioboe-%Y%m%d-%H%M%S.age").to_string();
    let file = folder.join(name);
    let shown = file.display().to_string();
    make(&folder).map_err(|error| {
        let failure = Failure {
            detail: Some(&error.to_string()),
            ..Failure::of(FailureKind::Unreadable, &shown)
        };
        Fault::of_file(tongue, &failure)
    })?;
    let passphrase = new_passphrase().map_err(|_| FaultKind::Ours)?;
    // Before the backup: none is left whose passphrase stands nowhere.
    let kit = house
        .settings
        .around
        .kit(tongue.language, &file, &passphrase, made)
        .ok_or(FaultKind::Ours)?;
    let key = BackupKey::Passphrase(passphrase, Work::OneSecond);
    let backed = store.backup(&file, &key, made).await;
    let backed = backed.map_err(|error| Fault::of_store(tongue, &shown, &error))?;
    let values = [
        ("file", Value::Text(&shown)),
        ("rows", Value::Count(backed.rows.values().sum())),
    ];
    Ok((tongue.say_with("backup-page-where", &values), kit))
}

/// Makes a folder for its owner alone.
fn make(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Ends the visit.
pub(crate) async fn leave(
    State(house): State<Arc<House>>,
    Extension(visit): Extension<Visit>,
    tongue: Tongue,
    form: Result<Form<Plain>, FormRejection>,
) -> Response {
    if let Err(kind) = owned(&visit, form) {
        return Fault::of(kind).page(tongue);
    }
    house.entry().leave(&visit);
    house.held().leave(&visit);
    let cookie = format!(
        "{}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0",
        house.cookie()
    );
    let mut response = Fault::of(FaultKind::Left).page(tongue);
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_address_only_the_host_is_shown() {
        for (address, host) in [
            ("https://hook.example/secret/path?key=1", "hook.example"),
            ("https://user:word@hook.example:8443/x", "hook.example:8443"),
            ("hook.example", "hook.example"),
        ] {
            assert_eq!(host_of(address), host);
        }
    }

    #[test]
    fn a_code_is_drawn_module_by_module() {
        let drawn = Drawn::of(&["█▀".to_owned(), "▄ ".to_owned()]);
        assert_eq!(drawn.side, 2);
        assert_eq!(
            drawn.path,
            "M0 0h1v1h-1zM0 1h1v1h-1zM1 0h1v1h-1zM0 3h1v1h-1z"
        );
    }
}
