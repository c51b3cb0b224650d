//! The sentences of each language, read once.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::harmless::harmless;
use crate::{Language, format};

/// One file of sentences in both languages.
pub(crate) struct Chapter {
    /// The file's name without `.ftl`.
    pub(crate) name: &'static str,
    ja: &'static str,
    en: &'static str,
}

impl Chapter {
    /// The Fluent source in a language.
    pub(crate) const fn source(&self, language: Language) -> &'static str {
        match language {
            Language::Japanese => self.ja,
            Language::English => self.en,
        }
    }
}

macro_rules! chapters {
    ($($name:literal),* $(,)?) => {
        &[$(Chapter {
            name: $name,
            ja: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/words/ja/", $name, ".ftl")),
            en: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/words/en/", $name, ".ftl")),
        }),*]
    };
}

/// Every file under `data/words`. The messages of `findings-*` and `gaps-*` are codes.
pub(crate) const CHAPTERS: &[Chapter] = chapters![
    "findings-mail",
    "findings-conduct",
    "gaps-mail",
    "findings-mailbox",
    "gaps-mailbox",
    "gaps-notices",
    "verdicts",
    "facts",
    "notices",
    "check",
    "help",
    "review",
    "pages",
    "mails",
    "sources",
    "watch",
    "custody",
    "kit",
    "doctor",
    "secrets",
    "presets",
    "reporting",
    "originals",
    "failures",
    "demo",
    "mailboxes",
    "explained",
    "reports",
    "settings",
];

static JAPANESE: LazyLock<FluentBundle<FluentResource>> =
    LazyLock::new(|| bind(Language::Japanese));
static ENGLISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bind(Language::English));

/// The message `id` (or one of its attributes) with the arguments filled in; `None` where it does not exist.
pub(crate) fn phrase(
    language: Language,
    id: &str,
    attribute: Option<&str>,
    arguments: Option<&FluentArgs<'_>>,
) -> Option<String> {
    let bundle = match language {
        Language::Japanese => &*JAPANESE,
        Language::English => &*ENGLISH,
    };
    let message = bundle.get_message(id)?;
    let pattern = match attribute {
        Some(name) => message.get_attribute(name)?.value(),
        None => message.value()?,
    };
    // An argument that is missing shows as `{$name}`; the tests of completeness find it.
    let mut problems = Vec::new();
    let text = bundle.format_pattern(pattern, arguments, &mut problems);
    Some(harmless(&text))
}

/// Whether the message exists.
pub(crate) fn has(language: Language, id: &str) -> bool {
    match language {
        Language::Japanese => JAPANESE.has_message(id),
        Language::English => ENGLISH.has_message(id),
    }
}

fn bind(language: Language) -> FluentBundle<FluentResource> {
    // Both names parse; the locale only chooses the plural rules.
    let locale: LanguageIdentifier = language.as_str().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // The marks around arguments would show as boxes in some terminals; arguments are made harmless instead.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(number) => Some(format::number(number.value)),
        _ => None,
    }));
    for chapter in CHAPTERS {
        // What does not parse, or stands twice, is reported by the tests; the rest is still said.
        let resource = match FluentResource::try_new(chapter.source(language).to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        let _ = bundle.add_resource(resource);
    }
    bundle
}
