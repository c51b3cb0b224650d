//! What is known of mail providers, as JSON.

use facts::Day;
use serde::Serialize;

use super::line;

/// A mail provider as it is told to a program.
#[derive(Clone, Copy, Debug)]
pub struct PresetLine<'a> {
    /// Its name in the configuration.
    pub id: &'a str,
    /// Its name in Japanese.
    pub shown_ja: &'a str,
    /// Its name in English.
    pub shown_en: &'a str,
    /// Domains of addresses that it serves.
    pub domains: &'a [String],
    /// The server.
    pub host: &'a str,
    /// Its port.
    pub port: u16,
    /// `tls` or `starttls`.
    pub security: &'a str,
    /// How the user is written.
    pub user: &'a str,
    /// What it lets a program in with.
    pub login: &'a str,
    /// How to get that, in Japanese.
    pub how_ja: &'a str,
    /// How to get that, in English.
    pub how_en: &'a str,
    /// The provider's page about it.
    pub page: Option<&'a str>,
    /// How well all this is known.
    pub standing: &'a str,
    /// Where it was found.
    pub source: &'a str,
    /// When.
    pub checked: Day,
}

#[derive(Serialize)]
struct PresetV1<'a> {
    schema: &'static str,
    id: &'a str,
    shown: BothV1<'a>,
    domains: &'a [String],
    host: &'a str,
    port: u16,
    security: &'a str,
    user: &'a str,
    login: &'a str,
    how: BothV1<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'a str>,
    standing: &'a str,
    source: &'a str,
    checked: String,
}

#[derive(Serialize)]
struct BothV1<'a> {
    ja: &'a str,
    en: &'a str,
}

/// A mail provider as one line of JSON (`docs/schema/presets-1.json`).
#[must_use]
pub fn preset_line(preset: &PresetLine<'_>) -> String {
    line(&PresetV1 {
        schema: "mioboe/presets/1",
        id: preset.id,
        shown: BothV1 {
            ja: preset.shown_ja,
            en: preset.shown_en,
        },
        domains: preset.domains,
        host: preset.host,
        port: preset.port,
        security: preset.security,
        user: preset.user,
        login: preset.login,
        how: BothV1 {
            ja: preset.how_ja,
            en: preset.how_en,
        },
        page: preset.page,
        standing: preset.standing,
        source: preset.source,
        checked: preset.checked.0.to_string(),
    })
}
