//! `mioboe doctor`: looks at configuration, store, permissions, ages and doors, and changes nothing.

use std::io;
use std::path::{Path, PathBuf};

use facts::{AccountId, Instant};
use mioboe::config::{Channel, Config, MailboxPlace, SecretsAt, Server};
use mioboe::custody::Examined;
use mioboe::{DoorName, Place, Runner, ShutWay, StoreError, secrets};
use rustix::fs::{Access, access, statvfs};
use words::Language;

use crate::args::Doctor;
use crate::check::{Outcome, tell_refused};
use crate::diagnostics;
use crate::home::{Home, handed};
use crate::report::Report;
use crate::start::Refused;
use crate::terminal::Terminal;

/// Less room than this on the store's disk is told: a migration copies the store first.
const LITTLE_ROOM: u64 = 64 << 20;
/// For how long a due notice may wait before it is told that nobody tells it.
const LONGEST_WAIT: i64 = 24 * 60 * 60;

/// All that a look shows, before it is said in words or as diagnostics.
pub(crate) struct Sight {
    pub(crate) home: Home,
    pub(crate) now: Instant,
    /// Why the configuration is not used.
    pub(crate) config_refused: Option<Refused>,
    pub(crate) store: StoreSight,
    pub(crate) files: Vec<FileSight>,
    /// Octets that are free where the store lies.
    pub(crate) room: Option<u64>,
    pub(crate) is_writable: bool,
    /// What stands between us and the secrets that are needed.
    pub(crate) secrets_fault: Option<(&'static str, Weight)>,
}

/// What can be said of the store.
pub(crate) enum StoreSight {
    /// The configuration would say where it is, and cannot be read.
    Unknown,
    /// There is none yet.
    None,
    Seen(Box<Examined>),
    Refused(StoreError),
}

/// A file or folder of ours, with who else may use it.
pub(crate) struct FileSight {
    pub(crate) path: PathBuf,
    pub(crate) part: Part,
    pub(crate) others: Others,
}

/// What a file is to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Store,
    Secrets,
    Config,
    Folder,
}

/// What other users of the machine may do with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Others {
    Nothing,
    Read,
    Write,
}

impl FileSight {
    /// Whether what others may do is something to mend.
    pub(crate) fn is_wrong(&self) -> bool {
        match self.part {
            Part::Store | Part::Secrets => self.others != Others::Nothing,
            // Neither a configuration nor a list of names holds a secret, but whoever writes there decides for us.
            Part::Config | Part::Folder => self.others == Others::Write,
        }
    }
}

/// Runs `mioboe doctor`.
///
/// # Errors
/// Where standard output cannot be written.
pub(crate) fn run(
    args: &Doctor,
    language: Language,
    terminal: &mut Terminal,
) -> io::Result<Outcome> {
    let (home, config_refused) = match Home::examine(&args.household) {
        Ok(examined) => examined,
        Err(refused) => {
            tell_refused(&refused, language, terminal);
            return Ok(Outcome::Failed);
        }
    };
    let is_named = args.household.store.is_some();
    let sight = look(home, config_refused, is_named)?;
    if args.diagnostics {
        terminal.write(&diagnostics::text(&sight, language))?;
    } else {
        Report {
            sight: &sight,
            language,
            terminal: &mut *terminal,
        }
        .write()?;
    }
    Ok(sight.outcome())
}

fn look(home: Home, config_refused: Option<Refused>, is_named: bool) -> io::Result<Sight> {
    let store = if config_refused.is_some() && !is_named {
        StoreSight::Unknown
    } else if home.unmade().is_some() {
        StoreSight::None
    } else {
        let person = &home.config.person;
        let accounts = home.config.mailboxes.iter();
        let accounts: Vec<AccountId> = accounts.map(|it| it.account.clone()).collect();
        let ways: Vec<&str> = home.config.channels.iter().map(Channel::word).collect();
        let examine = mioboe::custody::examine(&home.place, person, &accounts, &ways);
        let examined = Runner::new()?.run(examine);
        match examined {
            Ok(examined) => StoreSight::Seen(Box::new(examined)),
            Err(error) => StoreSight::Refused(error),
        }
    };
    let (room, is_writable) = match &home.place {
        Place::Sqlite(path) => (room(path), is_writable(path)),
        Place::Postgres(_) => (None, true),
    };
    Ok(Sight {
        now: mioboe::now(),
        secrets_fault: secrets_fault(&home),
        files: files(&home, &store),
        config_refused,
        store,
        room,
        is_writable,
        home,
    })
}

/// Whether a file, and the folder in which its log lies, may be written; so where there is none yet.
fn is_writable(path: &Path) -> bool {
    if !path.exists() {
        return true;
    }
    access(path, Access::WRITE_OK).is_ok() && access(folder_of(path), Access::WRITE_OK).is_ok()
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// The octets that may still be written where this file lies, or would.
fn room(path: &Path) -> Option<u64> {
    let there = path.ancestors().skip(1).find(|folder| folder.exists())?;
    let there = if there.as_os_str().is_empty() {
        Path::new(".")
    } else {
        there
    };
    let about = statvfs(there).ok()?;
    Some(about.f_bavail.saturating_mul(about.f_frsize))
}

/// Every file of ours that is there, with what others may do with it.
fn files(home: &Home, store: &StoreSight) -> Vec<FileSight> {
    let mut named = vec![
        (home.data.clone(), Part::Folder),
        (secrets::file(&home.data), Part::Secrets),
    ];
    if home.config_file.exists() {
        named.push((home.config_file.clone(), Part::Config));
        named.push((folder_of(&home.config_file).to_owned(), Part::Folder));
    }
    if let Place::Sqlite(path) = &home.place {
        for ending in ["", "-wal", "-shm"] {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            named.push((name.into(), Part::Store));
        }
        let folder = folder_of(path);
        if path.exists() && folder != home.data {
            named.push((folder.to_owned(), Part::Folder));
        }
    }
    if let StoreSight::Seen(examined) = store {
        let copies = examined.health.copies.iter();
        named.extend(copies.map(|copy| (copy.clone(), Part::Store)));
    }
    let with_others = named.into_iter().filter_map(|(path, part)| {
        let others = others(&path)?;
        Some(FileSight { path, part, others })
    });
    with_others.collect()
}

#[cfg(unix)]
fn others(path: &Path) -> Option<Others> {
    let about = std::fs::metadata(path).ok()?;
    let mode = std::os::unix::fs::MetadataExt::mode(&about);
    // In a folder with the sticky bit others replace nothing of ours.
    let is_guarded = about.is_dir() && mode & 0o1000 != 0;
    Some(if mode & 0o022 != 0 && !is_guarded {
        Others::Write
    } else if mode & 0o044 != 0 {
        Others::Read
    } else {
        Others::Nothing
    })
}

#[cfg(not(unix))]
fn others(path: &Path) -> Option<Others> {
    path.exists().then_some(Others::Nothing)
}

impl Sight {
    /// Since when a notice waits that should have been told long ago.
    pub(crate) fn stuck_since(&self) -> Option<Instant> {
        let StoreSight::Seen(examined) = &self.store else {
            return None;
        };
        let due = examined.health.counts.as_ref()?.first_due?;
        (self.now.0.as_second() - due.0.as_second() > LONGEST_WAIT).then_some(due)
    }

    /// The ways of telling that could not be opened when somebody watched last.
    pub(crate) fn shut_ways(&self) -> &[ShutWay] {
        match &self.store {
            StoreSight::Seen(examined) => &examined.shut_ways,
            _ => &[],
        }
    }

    pub(crate) fn is_room_little(&self) -> bool {
        self.room.is_some_and(|room| room < LITTLE_ROOM)
    }

    pub(crate) fn outcome(&self) -> Outcome {
        if self.config_refused.is_some() || matches!(self.store, StoreSight::Refused(_)) {
            return Outcome::Failed;
        }
        let is_ill = match &self.store {
            StoreSight::Seen(examined) => {
                !examined.health.problems.is_empty() || examined.health.is_migration_due
            }
            _ => false,
        };
        let mut mailboxes = self.home.config.mailboxes.iter();
        let is_found = is_ill
            || mailboxes.any(|mailbox| mailbox_fault(&mailbox.place).is_some())
            || matches!(self.secrets_fault, Some((_, Weight::ToMend)))
            || !self.is_writable
            || self.is_room_little()
            || self.stuck_since().is_some()
            || !self.shut_ways().is_empty()
            || self.files.iter().any(FileSight::is_wrong);
        if is_found {
            Outcome::Found
        } else {
            Outcome::Nothing
        }
    }
}

/// What is wrong with where a mailbox should be, as an id of `data/words` and what it is about.
pub(crate) fn mailbox_fault(place: &MailboxPlace) -> Option<(&'static str, String)> {
    match place {
        MailboxPlace::Maildir(folder) => {
            let is_missing = !folder.is_dir();
            is_missing.then(|| ("doctor-maildir-missing", folder.display().to_string()))
        }
        MailboxPlace::Imap(imap) => match &imap.server {
            Server::Preset(id) => {
                let known = mioboe::presets::presets().unwrap_or_default();
                let is_known = known.iter().any(|preset| preset.id == *id);
                (!is_known).then(|| ("doctor-preset-unknown", id.clone()))
            }
            Server::Named { .. } => None,
        },
    }
}

/// Whether something is for the person to mend, or only the case of this very process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    ToMend,
    Here,
}

/// What stands between us and the secrets that are needed, as an id of `data/words`.
fn secrets_fault(home: &Home) -> Option<(&'static str, Weight)> {
    if secrets::needed(&home.config).is_empty() {
        return None;
    }
    let handed = handed();
    let (is_fault, id, weight) = match &home.config.secrets {
        // The watcher may run in a session or a service that has what this command has not.
        SecretsAt::Keyring => (handed.bus.is_none(), "doctor-no-bus", Weight::Here),
        SecretsAt::Credentials => {
            let is_fault = handed.credentials.is_none();
            (is_fault, "doctor-no-credentials", Weight::Here)
        }
        SecretsAt::File => {
            let is_fault = !secrets::file(&home.data).exists();
            (is_fault, "doctor-no-secrets-file", Weight::ToMend)
        }
        // A name without a folder is looked for by the system when it is started.
        SecretsAt::Command { program, .. } => {
            let is_fault = program.is_absolute() && !program.exists();
            (is_fault, "doctor-no-program", Weight::ToMend)
        }
    };
    is_fault.then_some((id, weight))
}

/// What stands behind a door, as far as the configuration has it.
pub(crate) fn behind(door: DoorName, config: &Config) -> Vec<String> {
    let mailboxes = || {
        config.mailboxes.iter().filter_map(|it| match &it.place {
            MailboxPlace::Imap(imap) => Some((&it.account, imap)),
            MailboxPlace::Maildir(_) => None,
        })
    };
    let of_channel =
        |wanted: &'static str| config.channels.iter().filter(move |it| it.word() == wanted);
    match door {
        DoorName::Imap => mailboxes()
            .map(|(account, imap)| format!("{} ({})", account.0, host(&imap.server)))
            .collect(),
        DoorName::Sieve => mailboxes()
            .filter_map(|(account, imap)| {
                let (host, port) = imap.sieve.as_ref()?;
                Some(format!("{} ({host}:{port})", account.0))
            })
            .collect(),
        DoorName::Desktop | DoorName::Ntfy | DoorName::Webhook => of_channel(door.as_str())
            .map(|channel| match channel {
                Channel::Ntfy { server, .. } => server.clone(),
                Channel::Webhook { address, .. } => address.clone(),
                _ => channel.word().to_owned(),
            })
            .collect(),
        DoorName::Smtp => of_channel("mail")
            .filter_map(|channel| match channel {
                Channel::Mail { host, port, .. } => Some(format!("{host}:{port}")),
                _ => None,
            })
            .collect(),
        DoorName::Keyring if config.secrets == SecretsAt::Keyring => secrets::needed(config)
            .into_iter()
            .map(|needed| needed.name)
            .collect(),
        DoorName::Keyring => Vec::new(),
        DoorName::Children => match &config.secrets {
            SecretsAt::Command { program, .. } => vec![program.display().to_string()],
            _ => Vec::new(),
        },
        DoorName::Dns => Vec::new(),
    }
}

/// The host of a server; of a preset what is known of it.
pub(crate) fn host(server: &Server) -> String {
    match server {
        Server::Named { host, port, .. } => format!("{host}:{port}"),
        Server::Preset(id) => {
            let presets = mioboe::presets::presets().unwrap_or_default();
            let known = presets.iter().find(|preset| preset.id == *id);
            known.map_or_else(
                || id.clone(),
                |preset| format!("{}:{}", preset.host, preset.port),
            )
        }
    }
}

/// Whether a door is used without being set up: by every check.
pub(crate) fn is_always_used(door: DoorName) -> bool {
    matches!(door, DoorName::Dns | DoorName::Children)
}

#[cfg(test)]
mod tests {
    use words::has_label;

    use super::*;

    #[test]
    fn every_door_is_said_in_both_languages() {
        for door in DoorName::ALL {
            assert!(has_label(&format!("door-{}", door.as_str())));
        }
    }

    #[test]
    fn what_is_behind_a_door_stands_in_the_configuration() {
        let config = Config::parse(
            r#"
            [secrets]
            place = "command"
            program = "/usr/bin/pass"
            [[mailbox]]
            name = "own"
            host = "mail.example"
            user = "hanako"
            sieve = "sieve.example:4190"
            [[mailbox]]
            name = "disk"
            maildir = "/home/hanako/Maildir"
            [[tell]]
            channel = "webhook"
            address = "https://hook.example/in"
            key = "hook-key"
            [[tell]]
            channel = "mail"
            host = "smtp.example"
            port = 465
            from = "a@mail.example"
            to = "b@mail.example"
            [[tell]]
            channel = "desktop"
            "#,
        )
        .expect("a configuration");
        for (door, expected) in [
            (DoorName::Dns, ""),
            (DoorName::Children, "/usr/bin/pass"),
            (DoorName::Imap, "own (mail.example:993)"),
            (DoorName::Desktop, "desktop"),
            (DoorName::Ntfy, ""),
            (DoorName::Webhook, "https://hook.example/in"),
            (DoorName::Smtp, "smtp.example:465"),
            (DoorName::Sieve, "own (sieve.example:4190)"),
            (DoorName::Keyring, ""),
        ] {
            assert_eq!(behind(door, &config).join(", "), expected, "{door:?}");
        }
    }
}
