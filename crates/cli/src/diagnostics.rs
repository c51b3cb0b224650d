//! `mioboe doctor --diagnostics`: numbers and kinds, for whoever helps; made of nothing that a person wrote.
//!
//! Names, addresses, hosts, paths, folders, subjects and secrets are not masked here but never put in: every value is a
//! number, a word of this program, or the name of a provider that everybody knows. The words are the same in every
//! language, so that whoever helps can read them.

use std::fmt::Write as _;

use facts::Instant;
use mioboe::config::{Config, MailboxPlace, SecretsAt, Server};
use mioboe::custody::{Counts, EngineKind, Health};
use mioboe::{DoorName, Place, secrets};
use words::Language;

use crate::doctor::{FileSight, Others, Part, Sight, StoreSight, behind, is_always_used};
use crate::home::handed;

/// The text, a line for each value.
pub(crate) fn text(sight: &Sight, language: Language) -> String {
    let mut sheet = Sheet(String::new());
    sheet.put("diagnostics", "1");
    sheet.put("mioboe", env!("CARGO_PKG_VERSION"));
    sheet.put("system", std::env::consts::OS);
    sheet.put("machine", std::env::consts::ARCH);
    sheet.put("language", language.as_str());
    config(&mut sheet, sight);
    store(&mut sheet, sight);
    for file in &sight.files {
        put_file(&mut sheet, file);
    }
    for door in DoorName::ALL {
        let count = behind(door, &sight.home.config).len();
        let used = if is_always_used(door) || count > 0 {
            "open"
        } else {
            "unused"
        };
        sheet.put(
            &format!("door.{}", door.as_str()),
            &format!("{used} {count}"),
        );
    }
    sheet.0
}

/// Lines of a name and a value.
struct Sheet(String);

impl Sheet {
    fn put(&mut self, name: &str, value: &str) {
        let _ = writeln!(self.0, "{name}: {value}");
    }

    fn count(&mut self, name: &str, count: u64) {
        self.put(name, &count.to_string());
    }

    /// How long ago something was, in whole hours: enough to help, too little to know a person's day by.
    fn age(&mut self, name: &str, now: Instant, then: Option<Instant>) {
        let hours = then.map(|then| (now.0.as_second() - then.0.as_second()).div_euclid(3_600));
        let hours = hours.map_or_else(|| String::from("none"), |hours| format!("{hours} h"));
        self.put(name, &hours);
    }
}

fn config(sheet: &mut Sheet, sight: &Sight) {
    let standing = match (&sight.config_refused, sight.home.is_configured) {
        (Some(refused), _) => refused.trouble.kind.as_str(),
        (None, true) => "valid",
        (None, false) => "none",
    };
    sheet.put("config", standing);
    let config = &sight.home.config;
    sheet.put(
        "zone",
        if config.zone.is_some() {
            "named"
        } else {
            "system"
        },
    );
    sheet.put(
        "quiet",
        if config.quiet.is_some() {
            "set"
        } else {
            "none"
        },
    );
    for (at, mailbox) in config.mailboxes.iter().enumerate() {
        sheet.put(
            &format!("mailbox.{}", at + 1),
            &mailbox_kind(&mailbox.place),
        );
    }
    for channel in &config.channels {
        let is_shut = sight.shut_ways().iter().any(|it| it.way == channel.word());
        let standing = if is_shut { " shut" } else { "" };
        sheet.put("channel", &format!("{}{standing}", channel.word()));
    }
    put_secrets(sheet, config);
}

/// What kind of mailbox it is; a provider is named only where the table has it.
fn mailbox_kind(place: &MailboxPlace) -> String {
    let imap = match place {
        MailboxPlace::Maildir(_) => return String::from("maildir"),
        MailboxPlace::Imap(imap) => imap,
    };
    let sieve = if imap.sieve.is_some() { " sieve" } else { "" };
    match &imap.server {
        Server::Named { .. } => format!("imap{sieve}"),
        Server::Preset(id) => {
            let presets = mioboe::presets::presets().unwrap_or_default();
            let known = presets.into_iter().find(|preset| preset.id == *id);
            let id = known.map_or_else(|| String::from("unknown"), |preset| preset.id);
            format!("imap preset {id}{sieve}")
        }
    }
}

fn put_secrets(sheet: &mut Sheet, config: &Config) {
    let handed = handed();
    let place = match (&config.secrets, handed.bus, handed.credentials) {
        (SecretsAt::Keyring, Some(_), _) => "keyring, bus",
        (SecretsAt::Keyring, None, _) => "keyring, no bus",
        (SecretsAt::File, ..) => "file",
        (SecretsAt::Credentials, _, Some(_)) => "credentials",
        (SecretsAt::Credentials, _, None) => "credentials, none handed over",
        (SecretsAt::Command { .. }, ..) => "command",
    };
    sheet.put("secrets", place);
    sheet.count("secrets.needed", secrets::needed(config).len() as u64);
}

fn store(sheet: &mut Sheet, sight: &Sight) {
    let engine = match sight.home.place {
        Place::Sqlite(_) => "sqlite",
        Place::Postgres(_) => "postgres",
    };
    match &sight.store {
        StoreSight::Unknown => sheet.put("store", "unknown"),
        StoreSight::None => sheet.put("store", &format!("{engine}, none yet")),
        StoreSight::Refused(error) => {
            let kind = sight.home.refused(error).trouble.kind.as_str();
            sheet.put("store", &format!("{engine}, {kind}"));
        }
        StoreSight::Seen(examined) => {
            let health = &examined.health;
            put_health(sheet, sight, health);
            for (at, look) in examined.accounts.iter().enumerate() {
                let name = format!("account.{}", at + 1);
                sheet.count(&format!("{name}.folders"), look.folders.len() as u64);
                let last = look.folders.iter().map(|folder| folder.moved).max();
                let first = look.folders.iter().map(|folder| folder.moved).min();
                sheet.age(&format!("{name}.newest"), sight.now, last);
                sheet.age(&format!("{name}.oldest"), sight.now, first);
            }
        }
    }
    if let Some(room) = sight.room {
        sheet.put("store.room", &format!("{} MiB", room >> 20));
    }
    sheet.put(
        "store.writable",
        if sight.is_writable { "yes" } else { "no" },
    );
}

fn put_health(sheet: &mut Sheet, sight: &Sight, health: &Health) {
    let kind = match health.engine {
        EngineKind::Sqlite => "sqlite",
        EngineKind::Postgres => "postgres",
    };
    // A packager may add to the version of a server; its number is enough.
    let version = health.engine_version.split_whitespace().next();
    sheet.put("store", &format!("{kind} {}", version.unwrap_or_default()));
    sheet.put("store.schema", &health.schema.to_string());
    let due = if health.is_migration_due {
        "due"
    } else {
        "none"
    };
    sheet.put("store.migration", due);
    sheet.put("store.size", &format!("{} KiB", health.octets >> 10));
    sheet.count("store.problems", health.problems.len() as u64);
    sheet.count("store.copies", health.copies.len() as u64);
    if let Some(counts) = &health.counts {
        put_counts(sheet, sight.now, counts);
    }
}

fn put_counts(sheet: &mut Sheet, now: Instant, counts: &Counts) {
    for (name, count) in [
        ("observations", counts.observations),
        ("answers", counts.answers),
        ("entries", counts.entries),
        ("sealed", counts.sealed),
        ("placements", counts.placements),
        ("cursors", counts.cursors),
        ("questions", counts.questions),
        ("questions.open", counts.open_questions),
        ("tellings", counts.tellings),
        ("tellings.waiting", counts.waiting_tellings),
        ("settings", counts.settings),
    ] {
        sheet.count(&format!("count.{name}"), count);
    }
    sheet.age("age.kept", now, counts.last_taken);
    sheet.age("age.looked", now, counts.last_moved);
    sheet.age("age.due", now, counts.first_due);
}

fn put_file(sheet: &mut Sheet, file: &FileSight) {
    let part = match file.part {
        Part::Store => "store",
        Part::Secrets => "secrets",
        Part::Config => "config",
        Part::Folder => "folder",
    };
    let others = match file.others {
        Others::Nothing => "none",
        Others::Read => "read",
        Others::Write => "write",
    };
    sheet.put(&format!("others.{part}"), others);
}
