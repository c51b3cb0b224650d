//! What is known of providers' mail servers, read from `data/mailboxes/providers.toml`.

use facts::Day;
use serde::Deserialize;

use crate::Security;

/// What a provider lets a program in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LoginKind {
    /// The mailbox's own password.
    Password,
    /// A password made for programs in the mailbox's settings.
    AppPassword,
    /// An access token alone; passwords are not taken.
    Xoauth2,
}

/// How the provider wants the user written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UserForm {
    /// The whole address.
    Address,
    /// What stands before the `@`.
    BeforeAt,
    /// A name that the provider gave, which is not in the address.
    Given,
}

/// How well a row is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PresetStanding {
    /// The provider's own page says so.
    Official,
    /// Others say so; nobody here saw the provider's page.
    Reported,
    /// Nobody here found a source.
    Unverified,
}

/// A provider's mail server.
///
/// How to get the password stands in the words, under `mailbox-<id>-how`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MailboxPreset {
    /// A short name, in small letters.
    pub id: String,
    /// The provider's name in Japanese.
    pub shown_ja: String,
    /// The provider's name in English.
    pub shown_en: String,
    /// Domains of addresses that it serves.
    pub domains: Vec<String>,
    /// The server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// How the user is written.
    pub user: UserForm,
    /// What it lets a program in with.
    pub login: LoginKind,
    /// The provider's page about it; shown and never opened.
    pub page: Option<String>,
    /// How well all this is known.
    pub standing: PresetStanding,
    /// Where it was found.
    pub source: String,
    /// When.
    pub checked: Day,
}

/// The table cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PresetsError {
    /// It is not TOML of the known form; an unknown key is refused as well.
    #[error("the table of mailboxes cannot be read: {0}")]
    Form(#[from] toml::de::Error),
    /// A row has a day that is none, or another protection than TLS.
    #[error("the table of mailboxes has a wrong row: {id}")]
    Row {
        /// Which.
        id: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "mailbox")]
    mailboxes: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    shown: Shown,
    domains: Vec<String>,
    host: String,
    port: u16,
    security: Security,
    user: UserForm,
    login: LoginKind,
    page: Option<String>,
    standing: PresetStanding,
    source: String,
    checked: toml::value::Datetime,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shown {
    ja: String,
    en: String,
}

/// The providers that are known, in the order of the table.
///
/// # Errors
/// [`PresetsError`], where the table is broken; a test reads the one that is built in.
pub fn presets() -> Result<Vec<MailboxPreset>, PresetsError> {
    read(include_str!("../../../../data/mailboxes/providers.toml"))
}

fn read(text: &str) -> Result<Vec<MailboxPreset>, PresetsError> {
    let file: File = toml::from_str(text)?;
    file.mailboxes.into_iter().map(preset).collect()
}

fn preset(row: Row) -> Result<MailboxPreset, PresetsError> {
    let day = row.checked.date.and_then(|day| {
        let year = i16::try_from(day.year).ok()?;
        let month = i8::try_from(day.month).ok()?;
        jiff::civil::Date::new(year, month, i8::try_from(day.day).ok()?).ok()
    });
    // Plain text is no provider's.
    let Some(day) = day.filter(|_| row.security != Security::PlainToLoopback) else {
        return Err(PresetsError::Row { id: row.id });
    };
    Ok(MailboxPreset {
        id: row.id,
        shown_ja: row.shown.ja,
        shown_en: row.shown.en,
        domains: row.domains,
        host: row.host,
        port: row.port,
        security: row.security,
        user: row.user,
        login: row.login,
        page: row.page,
        standing: row.standing,
        source: row.source,
        checked: Day(day),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_provider_of_the_table_can_be_read_once() {
        let presets = presets().expect("the table is well-formed");
        let mut ids: Vec<&str> = presets.iter().map(|it| it.id.as_str()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "an id stands twice");
        assert!(
            presets
                .iter()
                .all(|it| !it.source.is_empty() && it.port != 0)
        );
        let mut domains: Vec<&String> = presets.iter().flat_map(|it| &it.domains).collect();
        let count = domains.len();
        domains.sort_unstable();
        domains.dedup();
        assert_eq!(domains.len(), count, "a domain stands twice");
    }

    #[test]
    fn what_the_table_may_not_say_is_refused() {
        const GOOD: &str = "[[mailbox]]\nid = \"a\"\nshown = { ja = \"a\", en = \"a\" }\ndomains = []\nhost = \"imap.shop.example\"\n\
            port = 993\nsecurity = \"tls\"\nuser = \"address\"\nlogin = \"password\"\nstanding = \"unverified\"\nsource = \"none\"\nchecked = 2026-11-22\n";
        assert_eq!(read(GOOD).expect("well-formed").len(), 1);
        for (from, to) in [
            ("port = 993", "port = 993\npert = 1"),
            ("\"tls\"", "\"plain\""),
            ("\"tls\"", "\"plain-to-loopback\""),
            ("2026-11-22", "10:00:00"),
            ("993", "70000"),
        ] {
            assert!(read(&GOOD.replace(from, to)).is_err(), "{to}");
        }
    }
}
