//! The look of `mioboe doctor` in words.

use std::io;

use facts::Instant;
use mioboe::config::{Config, MailboxPlace};
use mioboe::custody::{AccountLook, Health};
use mioboe::{DoorName, secrets};
use words::{Language, Value, label, label_with};

use crate::doctor::{Others, Part, Sight, StoreSight, behind, host, is_always_used, mailbox_fault};
use crate::secret::place_name;
use crate::start::Refused;
use crate::terminal::{Terminal, Tone};

/// Folders of one account that are listed; the longest unchanged first.
const LISTED_FOLDERS: usize = 20;

/// The look in words.
pub(crate) struct Report<'a> {
    pub(crate) sight: &'a Sight,
    pub(crate) language: Language,
    pub(crate) terminal: &'a mut Terminal,
}

impl Report<'_> {
    pub(crate) fn write(&mut self) -> io::Result<()> {
        self.heading("doctor-config-heading")?;
        self.config()?;
        self.heading("doctor-store-heading")?;
        self.store()?;
        self.heading("doctor-accounts-heading")?;
        self.accounts()?;
        self.heading("doctor-files-heading")?;
        self.files()?;
        self.heading("doctor-doors-heading")?;
        self.doors()
    }

    fn heading(&mut self, id: &str) -> io::Result<()> {
        let text = label(self.language, id);
        let text = self.terminal.paint().text(Tone::Strong, &text);
        self.terminal.line(&text)
    }

    fn say(&mut self, id: &str, values: &[(&str, Value<'_>)]) -> io::Result<()> {
        let said = label_with(self.language, id, values);
        self.terminal.line(&format!("  {said}"))
    }

    fn refused(&mut self, refused: &Refused) -> io::Result<()> {
        let told = words::tell(self.language, &refused.trouble.at(&refused.file, None));
        for line in told.message.lines().chain([told.advice.as_str()]) {
            self.terminal.line(&format!("  {line}"))?;
        }
        Ok(())
    }

    fn config(&mut self) -> io::Result<()> {
        let sight = self.sight;
        let file = sight.home.config_file.display().to_string();
        if let Some(refused) = &sight.config_refused {
            return self.refused(refused);
        }
        let id = if sight.home.is_configured {
            "doctor-config"
        } else {
            "doctor-no-config"
        };
        self.say(id, &[("file", Value::Text(&file))])?;
        let config = &sight.home.config;
        for mailbox in &config.mailboxes {
            let place = match &mailbox.place {
                MailboxPlace::Maildir(folder) => folder.display().to_string(),
                MailboxPlace::Imap(imap) => host(&imap.server),
            };
            let values = [
                ("name", Value::Text(&mailbox.account.0)),
                ("place", Value::Text(&place)),
            ];
            self.say("doctor-mailbox", &values)?;
            if let Some((id, value)) = mailbox_fault(&mailbox.place) {
                self.say(id, &[("name", Value::Text(&value))])?;
            }
        }
        if config.mailboxes.is_empty() {
            self.say("doctor-no-mailbox", &[])?;
        }
        for channel in &config.channels {
            let name = ("name", Value::Text(channel.word()));
            self.say("doctor-channel", &[name])?;
            for shut in sight
                .shut_ways()
                .iter()
                .filter(|it| it.way == channel.word())
            {
                let at = Instant::from_seconds(shut.since).unwrap_or(sight.now);
                let values = [
                    name,
                    ("why", Value::Text(&shut.why)),
                    ("at", Value::Instant(at)),
                ];
                self.say("doctor-channel-shut", &values)?;
            }
        }
        if config.channels.is_empty() {
            self.say("doctor-no-channel", &[])?;
        }
        self.secrets(config)
    }

    fn secrets(&mut self, config: &Config) -> io::Result<()> {
        let place = place_name(&self.sight.home, self.language);
        self.say("doctor-secrets", &[("place", Value::Text(&place))])?;
        let needed = secrets::needed(config);
        if needed.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = needed.iter().map(|needed| needed.name.as_str()).collect();
        let names = names.join(", ");
        self.say("doctor-secrets-needed", &[("names", Value::Text(&names))])?;
        match &self.sight.secrets_fault {
            Some((id, _)) => self.say(id, &[]),
            None => Ok(()),
        }
    }

    fn store(&mut self) -> io::Result<()> {
        let sight = self.sight;
        let place = sight.home.place.to_string();
        let file = [("file", Value::Text(&place))];
        match &sight.store {
            StoreSight::Unknown => return self.say("doctor-store-unknown", &[]),
            StoreSight::None => self.say("doctor-no-store", &file)?,
            StoreSight::Refused(error) => {
                let refused = sight.home.refused(error);
                self.refused(&refused)?;
            }
            StoreSight::Seen(examined) => self.health(&examined.health, &place)?,
        }
        if !sight.is_writable {
            self.say("doctor-read-only", &[])?;
        }
        match sight.room {
            Some(room) if sight.is_room_little() => {
                self.say("doctor-little-room", &[("octets", Value::Octets(room))])
            }
            Some(room) => self.say("doctor-room", &[("octets", Value::Octets(room))]),
            None => Ok(()),
        }
    }

    fn health(&mut self, health: &Health, place: &str) -> io::Result<()> {
        if health.schema == 0 {
            return self.say("doctor-no-store", &[("file", Value::Text(place))]);
        }
        let values = [
            ("file", Value::Text(place)),
            ("octets", Value::Octets(health.octets)),
        ];
        self.say("doctor-store", &values)?;
        if health.is_migration_due {
            self.say("doctor-migration-due", &[])?;
        }
        if let Some(counts) = &health.counts {
            let values = [
                ("mails", Value::Count(counts.observations)),
                ("questions", Value::Count(counts.open_questions)),
                ("waiting", Value::Count(counts.waiting_tellings)),
            ];
            self.say("doctor-counts", &values)?;
            match counts.last_taken {
                Some(at) => self.say("doctor-age", &[("at", Value::Instant(at))])?,
                None => self.say("doctor-no-age", &[])?,
            }
            if counts.waiting_tellings > 0
                && let Some(due) = counts.first_due
            {
                self.say("doctor-oldest-notice", &[("at", Value::Instant(due))])?;
            }
            if self.sight.stuck_since().is_some() {
                self.say("doctor-notices-stuck", &[])?;
            }
        }
        if health.problems.is_empty() {
            self.say("doctor-whole", &[])?;
        }
        for problem in &health.problems {
            self.say("doctor-problem", &[("problem", Value::Text(problem))])?;
        }
        for copy in &health.copies {
            let copy = copy.display().to_string();
            self.say("doctor-copy", &[("file", Value::Text(&copy))])?;
        }
        Ok(())
    }

    fn accounts(&mut self) -> io::Result<()> {
        let sight = self.sight;
        let looks: &[AccountLook] = match &sight.store {
            StoreSight::Seen(examined) => &examined.accounts,
            _ => &[],
        };
        if looks.is_empty() {
            return self.say("doctor-no-account", &[]);
        }
        for look in looks {
            let name = Value::Text(&look.account.0);
            if look.folders.is_empty() {
                let is_watched = sight.home.config.mailboxes.iter();
                let id = if is_watched.into_iter().any(|it| it.account == look.account) {
                    "doctor-account-unread"
                } else {
                    "doctor-account-imported"
                };
                self.say(id, &[("name", name)])?;
                continue;
            }
            let count = Value::Count(look.folders.len() as u64);
            self.say("doctor-account", &[("name", name), ("count", count)])?;
            for folder in look.folders.iter().take(LISTED_FOLDERS) {
                let values = [
                    ("folder", Value::Text(&folder.name)),
                    ("at", Value::Instant(folder.moved)),
                ];
                self.say("doctor-folder", &values)?;
            }
            let more = look.folders.len().saturating_sub(LISTED_FOLDERS) as u64;
            if more > 0 {
                self.say("doctor-more-folders", &[("count", Value::Count(more))])?;
            }
        }
        Ok(())
    }

    fn files(&mut self) -> io::Result<()> {
        let mut is_anything_said = false;
        for file in &self.sight.files {
            let id = match (file.others, file.part) {
                (Others::Nothing, _) | (Others::Read, Part::Folder) => continue,
                (Others::Read, Part::Config) => "doctor-config-readable",
                (Others::Read, _) => "doctor-exposed",
                (Others::Write, Part::Folder) => "doctor-folder-writable",
                (Others::Write, _) => "doctor-writable",
            };
            is_anything_said = true;
            let path = file.path.display().to_string();
            self.say(id, &[("file", Value::Text(&path))])?;
        }
        if is_anything_said {
            return Ok(());
        }
        if self.sight.files.is_empty() {
            return self.say("doctor-no-files", &[]);
        }
        self.say("doctor-private", &[])
    }

    fn doors(&mut self) -> io::Result<()> {
        for door in DoorName::ALL {
            let behind = behind(door, &self.sight.home.config);
            let what = label(self.language, &format!("door-{}", door.as_str()));
            let is_used = !behind.is_empty() || is_always_used(door);
            let names = behind.join(", ");
            let values = [
                ("door", Value::Text(door.as_str())),
                ("what", Value::Text(&what)),
                ("names", Value::Text(&names)),
            ];
            let id = match (is_used, behind.is_empty()) {
                (false, _) => "doctor-door-idle",
                (true, true) => "doctor-door-open",
                (true, false) => "doctor-door-used",
            };
            self.say(id, &values)?;
        }
        self.say("doctor-offline", &[])
    }
}
