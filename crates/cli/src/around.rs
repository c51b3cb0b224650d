//! What the pages ask of the command: a test of the ways of telling, and the kit of a backup.

use std::path::Path;
use std::sync::Arc;

use facts::{Instant, Secret};
use mioboe::config::Config;
use mioboe::secrets::{self, SecretPlace, needed};
use mioboe::{AccessError, Checker, Doors, Event, Runner, Telled, Watching};
use pages::{Around, Kit};
use words::{Failure, FailureKind, Language, Value, label, label_with};

use crate::brands::Named;
use crate::home::{Home, handed};
use crate::kit;
use crate::watch::Worded;

/// The command beside its pages.
pub(crate) struct Beside {
    pub(crate) home: Home,
    pub(crate) checker: Arc<Checker>,
    pub(crate) doors: Doors,
}

impl Beside {
    /// Where secrets lie, as far as nobody has to be asked for a passphrase.
    fn secrets(&self, config: &Config) -> Option<Arc<SecretPlace>> {
        if needed(config).is_empty() {
            return None;
        }
        let nobody = || Err(());
        secrets::place(config, &self.doors, &self.home.data, &handed(), nobody)
            .ok()
            .map(Arc::new)
    }
}

impl Around for Beside {
    fn test(&self, language: Language) -> Vec<String> {
        let refused = |file: &str, kind: FailureKind, detail: &str| {
            let failure = Failure {
                detail: Some(detail),
                ..Failure::of(kind, file)
            };
            let told = words::tell(language, &failure);
            format!("{} {}", told.message, told.advice)
        };
        let Ok(runner) = Runner::new() else {
            return vec![label(language, "pages-fault-ours")];
        };
        // Only the ways of telling are tried: mailboxes are read by the watcher.
        let config = Config {
            mailboxes: Vec::new(),
            ..self.home.config.clone()
        };
        let secrets = self.secrets(&config);
        let store = match runner.run(self.home.open()) {
            Ok(store) => store,
            Err(error) => {
                let refused = self.home.refused(&error);
                let told = words::tell(language, &refused.trouble.at(&refused.file, None));
                return vec![format!("{} {}", told.message, told.advice)];
            }
        };
        let wording = Worded {
            language,
            brands: Named::new(),
        };
        let watching = Watching {
            config: &config,
            zone: self.home.zone(),
            checker: &self.checker,
            store: &store,
            doors: self.doors,
            secrets,
            bus: Arc::new(|| handed().bus),
            wording: &wording,
            seed: u64::from(std::process::id()),
        };
        let mut lines = Vec::new();
        runner.run(watching.test(|event| match event {
            Event::Told(Telled::Delivered { way, .. }) => lines.push(label_with(
                language,
                "watch-tested",
                &[("way", Value::Text(way))],
            )),
            Event::Told(Telled::TestFailed { way, why }) => {
                let why = label(language, &format!("trouble-{}", why.name()));
                let values = [("way", Value::Text(way)), ("why", Value::Text(&why))];
                lines.push(label_with(language, "watch-test-failed", &values));
            }
            Event::NoWay(way, error) => {
                let kind = match &error {
                    AccessError::NoDesktop => FailureKind::NoDesktop,
                    AccessError::Shut(_) => FailureKind::DoorShut,
                    _ => FailureKind::WayRefused,
                };
                lines.push(refused(way, kind, &error.to_string()));
            }
            Event::Told(Telled::Failed { .. })
            | Event::Mailbox(..)
            | Event::WayOpened(_)
            | Event::Untold(_) => {}
        }));
        runner.run(store.close());
        lines
    }

    fn kit(
        &self,
        language: Language,
        backup: &Path,
        passphrase: &Secret<String>,
        made: Instant,
    ) -> Option<Kit> {
        let (text, code) = kit::for_page(&self.home, language, backup, passphrase, made)?;
        Some(Kit { text, code })
    }
}
