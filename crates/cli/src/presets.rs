//! `mioboe presets`: what is known of mail providers. Nothing is asked and nothing opened.

use std::io;

use mioboe::presets::{
    LoginKind, MailboxPreset, PresetStanding, Security, UserForm, presets as known,
};
use words::{FailureKind, Language, PresetLine, Value, label, label_with};

use crate::args::Presets;
use crate::check::{Outcome, tell_refused};
use crate::layout::wrap;
use crate::piece::Trouble;
use crate::start::Refused;
use crate::terminal::{Terminal, Tone};

/// Runs `mioboe presets`.
///
/// # Errors
/// Where standard output cannot be written.
pub(crate) fn run(
    args: &Presets,
    language: Language,
    terminal: &mut Terminal,
) -> io::Result<Outcome> {
    let presets = match known() {
        Ok(presets) => presets,
        Err(error) => {
            let refused = Refused {
                file: String::from("mioboe"),
                trouble: Trouble {
                    detail: Some(error.to_string()),
                    ..Trouble::of(FailureKind::Ours)
                },
            };
            tell_refused(&refused, language, terminal);
            return Ok(Outcome::Failed);
        }
    };
    let wanted = args.provider.as_deref();
    let mut is_first = true;
    for preset in presets
        .iter()
        .filter(|it| wanted.is_none_or(|name| is_meant(it, name)))
    {
        if args.json {
            terminal.line(&json(preset))?;
            is_first = false;
            continue;
        }
        if !is_first {
            terminal.line("")?;
        }
        is_first = false;
        show(preset, language, terminal)?;
        if let Some(name) = wanted {
            show_entry(preset, name, language, terminal)?;
        }
    }
    if is_first {
        let refused = Refused {
            file: wanted.unwrap_or_default().to_owned(),
            trouble: Trouble::of(FailureKind::NoPreset),
        };
        tell_refused(&refused, language, terminal);
        return Ok(Outcome::Failed);
    }
    Ok(Outcome::Nothing)
}

/// Whether a person means this provider: by its name here, what it is called, an address or a domain of it.
fn is_meant(preset: &MailboxPreset, name: &str) -> bool {
    let domain = name.rsplit_once('@').map_or(name, |(_, domain)| domain);
    let is = |text: &str| text.eq_ignore_ascii_case(name);
    is(&preset.id)
        || is(&preset.shown_ja)
        || is(&preset.shown_en)
        || preset
            .domains
            .iter()
            .any(|known| known.eq_ignore_ascii_case(domain))
}

fn show(preset: &MailboxPreset, language: Language, terminal: &mut Terminal) -> io::Result<()> {
    let shown = match language {
        Language::Japanese => &preset.shown_ja,
        Language::English => &preset.shown_en,
    };
    let heading = terminal.paint().text(Tone::Strong, shown);
    terminal.line(&heading)?;
    let server = format!("{}:{}", preset.host, preset.port);
    let security = label(language, security_label(preset.security));
    let login = label(
        language,
        &format!("preset-login-{}", login_word(preset.login)),
    );
    let user = label(language, &format!("preset-user-{}", user_word(preset.user)));
    let standing = standing_word(preset.standing);
    let standing = label(language, &format!("preset-standing-{standing}"));
    let mut lines = vec![
        label_with(language, "preset-id", &[("id", Value::Text(&preset.id))]),
        label_with(
            language,
            "preset-server",
            &[
                ("server", Value::Text(&server)),
                ("security", Value::Text(&security)),
            ],
        ),
        label_with(language, "preset-user", &[("user", Value::Text(&user))]),
        label_with(language, "preset-login", &[("login", Value::Text(&login))]),
        label(language, &format!("mailbox-{}-how", preset.id)),
    ];
    if let Some(page) = &preset.page {
        lines.push(label_with(
            language,
            "preset-page",
            &[("page", Value::Text(page))],
        ));
    }
    lines.push(label_with(
        language,
        "preset-known",
        &[
            ("standing", Value::Text(&standing)),
            ("day", Value::Day(preset.checked)),
        ],
    ));
    lines.push(label_with(
        language,
        "preset-source",
        &[("source", Value::Text(&preset.source))],
    ));
    for line in lines {
        terminal.line(&format!("  {}", wrap(&line, terminal.columns(), 2)))?;
    }
    Ok(())
}

/// Shows what to write into the configuration, with the user where the person named their address.
fn show_entry(
    preset: &MailboxPreset,
    name: &str,
    language: Language,
    terminal: &mut Terminal,
) -> io::Result<()> {
    terminal.line("")?;
    let what = label(language, "preset-entry");
    terminal.line(&wrap(&what, terminal.columns(), 0))?;
    let user = user_of(preset, name);
    let user = user.unwrap_or_else(|| label(language, "preset-entry-user"));
    for line in entry(preset, &user).lines() {
        terminal.line(&format!("  {line}"))?;
    }
    let then = label_with(
        language,
        "preset-entry-then",
        &[("id", Value::Text(&preset.id))],
    );
    terminal.line(&wrap(&then, terminal.columns(), 0))
}

/// The entry of a mailbox as the configuration has it.
fn entry(preset: &MailboxPreset, user: &str) -> String {
    let id = &preset.id;
    format!("[[mailbox]]\nname = \"{id}\"\npreset = \"{id}\"\nuser = \"{user}\"\n")
}

/// The user that follows from a person's address, where it has no letter that TOML would take for its own.
fn user_of(preset: &MailboxPreset, name: &str) -> Option<String> {
    let (local, _) = name.rsplit_once('@')?;
    let is_plain = |letter: char| letter.is_alphanumeric() || ".-_+@".contains(letter);
    let user = match preset.user {
        UserForm::Address => name,
        UserForm::BeforeAt => local,
        UserForm::Given => return None,
    };
    user.chars().all(is_plain).then(|| user.to_owned())
}

fn json(preset: &MailboxPreset) -> String {
    let how_id = format!("mailbox-{}-how", preset.id);
    let how_ja = label(Language::Japanese, &how_id);
    let how_en = label(Language::English, &how_id);
    words::preset_line(&PresetLine {
        id: &preset.id,
        shown_ja: &preset.shown_ja,
        shown_en: &preset.shown_en,
        domains: &preset.domains,
        host: &preset.host,
        port: preset.port,
        security: match preset.security {
            Security::StartTls => "starttls",
            _ => "tls",
        },
        user: user_word(preset.user),
        login: login_word(preset.login),
        how_ja: &how_ja,
        how_en: &how_en,
        page: preset.page.as_deref(),
        standing: standing_word(preset.standing),
        source: &preset.source,
        checked: preset.checked,
    })
}

fn security_label(security: Security) -> &'static str {
    match security {
        Security::StartTls => "preset-security-starttls",
        _ => "preset-security-tls",
    }
}

const fn login_word(login: LoginKind) -> &'static str {
    match login {
        LoginKind::Password => "password",
        LoginKind::AppPassword => "app-password",
        LoginKind::Xoauth2 => "xoauth2",
    }
}

const fn user_word(user: UserForm) -> &'static str {
    match user {
        UserForm::Address => "address",
        UserForm::BeforeAt => "before-at",
        UserForm::Given => "given",
    }
}

const fn standing_word(standing: PresetStanding) -> &'static str {
    match standing {
        PresetStanding::Official => "official",
        PresetStanding::Reported => "reported",
        PresetStanding::Unverified => "unverified",
    }
}

#[cfg(test)]
mod tests {
    use words::has_label;

    use super::*;

    #[test]
    fn every_word_of_a_provider_is_said_in_both_languages() {
        for preset in known().expect("the table is well-formed") {
            for id in [
                format!("mailbox-{}-how", preset.id),
                format!("preset-login-{}", login_word(preset.login)),
                format!("preset-user-{}", user_word(preset.user)),
                format!("preset-standing-{}", standing_word(preset.standing)),
                security_label(preset.security).to_owned(),
            ] {
                assert!(has_label(&id), "{id}");
            }
        }
        for user in [UserForm::Address, UserForm::BeforeAt, UserForm::Given] {
            assert!(has_label(&format!("preset-user-{}", user_word(user))));
        }
        for standing in [
            PresetStanding::Official,
            PresetStanding::Reported,
            PresetStanding::Unverified,
        ] {
            let word = standing_word(standing);
            assert!(has_label(&format!("preset-standing-{word}")));
        }
        assert!(has_label(security_label(Security::StartTls)));
    }

    #[test]
    fn what_is_shown_to_be_written_is_a_configuration() {
        use mioboe::config::{Config, MailboxPlace, Server};

        for preset in known().expect("the table is well-formed") {
            let user = user_of(&preset, "hanako+mail@b.example");
            let expected = match preset.user {
                UserForm::Address => Some("hanako+mail@b.example"),
                UserForm::BeforeAt => Some("hanako+mail"),
                UserForm::Given => None,
            };
            assert_eq!(user.as_deref(), expected);
            assert_eq!(user_of(&preset, "a\"\n[x]@b.example"), None);
            assert_eq!(user_of(&preset, &preset.id), None);
            for language in [Language::Japanese, Language::English] {
                let user = label(language, "preset-entry-user");
                let config = Config::parse(&entry(&preset, &user)).expect("a configuration");
                let [mailbox] = config.mailboxes.as_slice() else {
                    panic!("one mailbox: {config:?}");
                };
                let MailboxPlace::Imap(imap) = &mailbox.place else {
                    panic!("a server: {mailbox:?}");
                };
                assert!(matches!(&imap.server, Server::Preset(id) if *id == preset.id));
                assert_eq!(
                    (imap.secret.as_str(), imap.user.clone()),
                    (&*preset.id, user)
                );
            }
        }
    }

    #[test]
    fn a_provider_is_found_by_what_a_person_knows_of_it() {
        let presets = known().expect("the table is well-formed");
        let first = presets.first().expect("a provider");
        let domain = first.domains.first().expect("a domain");
        for name in [
            first.id.clone(),
            first.id.to_uppercase(),
            first.shown_ja.clone(),
            domain.clone(),
            format!("hanako@{domain}"),
        ] {
            assert!(is_meant(first, &name), "{name}");
        }
        assert!(!is_meant(first, "shop.example") && !is_meant(first, ""));
    }
}
