//! `mioboe watch`: follows the mailboxes and tells what only the person can know.

use std::cell::RefCell;
use std::fs::{File, OpenOptions};
use std::io;
use std::sync::Arc;

use facts::BrandId;
use mioboe::telling::Message;
use mioboe::{
    AccessError, CertificateFault, Doors, Event, FiltersError, ImapError, MailboxError, News,
    Place, Runner, Telled, Until, WatchEnd, Watched, Watching, Wording,
};
use words::{FailureKind, Language, Value, label, label_with};

use crate::args::Watch;
use crate::brands::Named;
use crate::check::{Outcome, tell_no_resolver, tell_refused};
use crate::home::Home;
use crate::piece::Trouble;
use crate::start::{Refused, start};
use crate::terminal::Terminal;

/// Runs the command.
///
/// # Errors
/// Where standard output cannot be written.
pub(crate) fn run(
    args: &Watch,
    language: Language,
    terminal: &mut Terminal,
) -> io::Result<Outcome> {
    let opened =
        start(&args.checking).and_then(|started| Ok((started, Home::find(&args.household)?)));
    let (started, home) = match opened {
        Ok(opened) => opened,
        Err(refused) => return Ok(failed(&refused, language, terminal)),
    };
    if home.config.mailboxes.is_empty() {
        let refused = Refused {
            file: "config.toml".to_owned(),
            trouble: Trouble::of(FailureKind::NothingWatched),
        };
        return Ok(failed(&refused, language, terminal));
    }
    tell_no_resolver(&started, language, terminal);
    let doors = doors(args);
    let secrets = match secret_place(&home, &doors) {
        Ok(place) => place.map(Arc::new),
        Err(outcome) => return Ok(outcome),
    };
    let runner = Runner::new()?;
    let store = match runner.run(home.open()) {
        Ok(store) => store,
        Err(error) => return Ok(failed(&home.refused(&error), language, terminal)),
    };
    // Held until the end: two watchers would tell everything twice.
    let lock = match watch_lock(&home) {
        Ok(lock) => lock,
        Err(refused) => return Ok(failed(&refused, language, terminal)),
    };
    let wording = Worded {
        language,
        brands: Named::new(),
    };
    let watching = Watching {
        config: &home.config,
        zone: home.zone(),
        checker: &started.checker,
        store: &store,
        doors,
        secrets,
        bus: None,
        wording: &wording,
        seed: u64::from(std::process::id()),
    };
    let teller = Teller {
        language,
        quiet: args.quiet,
        terminal: RefCell::new(terminal),
        home: &home,
    };
    let end = runner.run(async {
        if args.test {
            return watching.test(|event| teller.say(event)).await;
        }
        let until = if args.once {
            Until::Read
        } else {
            let count = home.config.mailboxes.len() as u64;
            teller.hint("watch-begins", &[("count", Value::Count(count))]);
            Until::Stopped
        };
        watching.run(until, |event| teller.say(event)).await
    });
    let Teller { terminal, .. } = teller;
    let terminal = terminal.into_inner();
    runner.run(store.close());
    drop(lock);
    if let Err(refused) = started.keep_answers() {
        return Ok(failed(&refused, language, terminal));
    }
    Ok(match end {
        WatchEnd { failed: 1.., .. } => Outcome::Failed,
        WatchEnd { questions: 1.., .. } => Outcome::Found,
        WatchEnd { .. } => Outcome::Nothing,
    })
}

// MERGE: replaced by the held secrets' own place
fn secret_place(home: &Home, doors: &Doors) -> Result<Option<mioboe::SecretPlace>, Outcome> {
    use mioboe::config::SecretsAt;
    let SecretsAt::Command { program, arguments } = &home.config.secrets else {
        return Ok(None);
    };
    Ok(doors.secret_command(mioboe::CommandSettings {
        program: program.clone(),
        arguments: arguments.clone(),
        patience: std::time::Duration::from_secs(30),
    }))
}

fn failed(refused: &Refused, language: Language, terminal: &mut Terminal) -> Outcome {
    tell_refused(refused, language, terminal);
    Outcome::Failed
}

fn doors(args: &Watch) -> Doors {
    let open = if args.checking.offline {
        Doors::offline()
    } else {
        Doors::default()
    };
    args.checking
        .shut
        .iter()
        .copied()
        .fold(open, Doors::without)
}

/// Takes the place of the one watcher of a store; the system gives it back however we end.
fn watch_lock(home: &Home) -> Result<Option<File>, Refused> {
    // Several machines may watch one PostgreSQL, each for its own person.
    let Place::Sqlite(store) = &home.place else {
        return Ok(None);
    };
    let mut name = store.as_os_str().to_owned();
    name.push(".watch");
    let refused = |trouble| Refused {
        file: home.place.to_string(),
        trouble,
    };
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options
        .open(&name)
        .map_err(|error| refused(Trouble::of_system(&error)))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(std::fs::TryLockError::WouldBlock) => Err(refused(Trouble::of(FailureKind::WatchRuns))),
        // A network drive may know no locks; a watcher is worth more than the certainty that it is the only one.
        Err(std::fs::TryLockError::Error(_)) => Ok(Some(file)),
    }
}

/// Says what happens, while it does.
struct Teller<'a> {
    language: Language,
    quiet: bool,
    terminal: RefCell<&'a mut Terminal>,
    home: &'a Home,
}

impl Teller<'_> {
    fn tell(&self, id: &str, values: &[(&str, Value<'_>)]) {
        let line = label_with(self.language, id, values);
        self.terminal.borrow_mut().tell(&line);
    }

    fn hint(&self, id: &str, values: &[(&str, Value<'_>)]) {
        if !self.quiet {
            self.tell(id, values);
        }
    }

    fn refuse(&self, name: &str, trouble: Trouble) {
        let refused = Refused {
            file: name.to_owned(),
            trouble,
        };
        tell_refused(&refused, self.language, &mut self.terminal.borrow_mut());
    }

    fn say(&self, event: Event<'_>) {
        match event {
            Event::Mailbox(account, what) => self.mailbox(account, what),
            Event::Told(told) => self.told(told),
            Event::NoWay(way, error) => {
                self.refuse(way, access_trouble(&error, FailureKind::WayRefused))
            }
            Event::Untold(error) => {
                let refused = self.home.refused(&error);
                tell_refused(&refused, self.language, &mut self.terminal.borrow_mut());
            }
        }
    }

    fn mailbox(&self, account: &str, what: Watched) {
        let named = ("account", Value::Text(account));
        match what {
            Watched::Read(read) => {
                let new = ("new", Value::Count(read.new));
                match read.questions {
                    0 => self.hint("watch-read", &[named, new]),
                    questions => {
                        let questions = ("questions", Value::Count(questions));
                        self.tell("watch-read-asks", &[named, new, questions]);
                    }
                }
                if read.unread > 0 {
                    self.tell(
                        "watch-unread",
                        &[named, ("count", Value::Count(read.unread))],
                    );
                }
            }
            Watched::Cut { error, wait } => {
                self.refuse(account, imap_trouble(&error));
                let seconds = wait.as_secs().max(1);
                self.hint("watch-again", &[named, ("seconds", Value::Count(seconds))]);
            }
            Watched::Stopped(error) => {
                self.stopped(account, &error);
                self.tell("watch-stopped", &[named]);
            }
            Watched::Filters { lists, grave } => {
                let lists = ("lists", Value::Count(lists as u64));
                self.hint("watch-filters", &[named, lists]);
                if grave > 0 {
                    self.tell("watch-filters-grave", &[named]);
                }
            }
            Watched::NoFilters(error) => {
                let trouble = match &error {
                    FiltersError::Access(error) => {
                        access_trouble(error, FailureKind::FiltersUnread)
                    }
                    FiltersError::Store(error) => self.home.refused(error).trouble,
                    other => Trouble {
                        detail: Some(other.to_string()),
                        ..Trouble::of(FailureKind::FiltersUnread)
                    },
                };
                self.refuse(account, trouble);
            }
            Watched::Reached { folders } => {
                let folders = ("folders", Value::Count(folders as u64));
                self.tell("watch-reached", &[named, folders]);
            }
            _ => {}
        }
    }

    fn stopped(&self, account: &str, error: &MailboxError) {
        let trouble = match error {
            MailboxError::Server(error) => imap_trouble(error),
            MailboxError::Access(error) => access_trouble(error, FailureKind::ConfigRefused),
            MailboxError::Store(error) => {
                let refused = self.home.refused(error);
                tell_refused(&refused, self.language, &mut self.terminal.borrow_mut());
                return;
            }
            MailboxError::Maildir(mioboe::MaildirError::NoMoreWatches(_)) => {
                Trouble::of(FailureKind::MaildirWatches)
            }
            MailboxError::Maildir(error) => Trouble {
                detail: Some(error.to_string()),
                ..Trouble::of(FailureKind::MaildirUnread)
            },
            other => Trouble {
                detail: Some(other.to_string()),
                ..Trouble::of(FailureKind::Ours)
            },
        };
        self.refuse(account, trouble);
    }

    fn told(&self, told: Telled) {
        match told {
            Telled::Delivered { way, things: 0 } => {
                self.tell("watch-tested", &[("way", Value::Text(way))])
            }
            Telled::Delivered { way, things } => self.hint(
                "watch-told",
                &[
                    ("way", Value::Text(way)),
                    ("count", Value::Count(things as u64)),
                ],
            ),
            Telled::Failed { way, why, given_up } => {
                let why = label(self.language, &format!("trouble-{}", why.name()));
                let values = [
                    ("way", Value::Text(way)),
                    ("why", Value::Text(&why)),
                    ("count", Value::Count(given_up as u64)),
                ];
                let id = if given_up == 0 {
                    "watch-not-told"
                } else {
                    "watch-given-up"
                };
                self.tell(id, &values);
            }
        }
    }
}

fn imap_trouble(error: &ImapError) -> Trouble {
    let (kind, detail) = match error {
        ImapError::WrongPassword { said } => (FailureKind::MailboxPassword, said.clone()),
        ImapError::TokenRefused { said } => (FailureKind::MailboxToken, said.clone()),
        ImapError::NotNow { said } => (FailureKind::MailboxNotNow, said.clone()),
        ImapError::NotOffered(what) => (FailureKind::MailboxLacks, what.to_string()),
        ImapError::Certificate(trouble) => match trouble.fault {
            CertificateFault::WrongName => (FailureKind::CertificateName, trouble.names.join(", ")),
            CertificateFault::Expired => (
                FailureKind::CertificateExpired,
                trouble
                    .valid_until
                    .map(|it| it.to_string())
                    .unwrap_or_default(),
            ),
            CertificateFault::NotYetValid => (
                FailureKind::CertificateEarly,
                trouble
                    .valid_from
                    .map(|it| it.to_string())
                    .unwrap_or_default(),
            ),
            CertificateFault::UnknownIssuer => {
                (FailureKind::CertificateIssuer, trouble.issuer.clone())
            }
            _ => (FailureKind::CertificateBad, trouble.fault.to_string()),
        },
        ImapError::Tls { reason, .. } => (FailureKind::MailboxTls, reason.clone()),
        ImapError::NoRoots => (FailureKind::NoRoots, String::new()),
        ImapError::BadHost { host } => (FailureKind::MailboxHost, host.clone()),
        ImapError::PlainTextRefused { at } => (FailureKind::MailboxPlain, at.clone()),
        ImapError::CannotReach { at, reason } => {
            (FailureKind::MailboxUnreachable, format!("{at}: {reason}"))
        }
        ImapError::CutOff { said } | ImapError::Refused { said } => {
            (FailureKind::MailboxCut, said.clone())
        }
        ImapError::TimedOut | ImapError::Renumbered | ImapError::FolderGone { .. } => {
            (FailureKind::MailboxCut, String::new())
        }
        ImapError::NotImap => (FailureKind::MailboxForeign, String::new()),
        ImapError::LimitExceeded(what) => (FailureKind::MailboxForeign, what.to_string()),
        other => (FailureKind::Ours, other.to_string()),
    };
    Trouble {
        detail: (!detail.is_empty()).then_some(detail),
        ..Trouble::of(kind)
    }
}

/// What is set up and cannot be used; `otherwise` where it is a matter of one entry.
fn access_trouble(error: &AccessError, otherwise: FailureKind) -> Trouble {
    let kind = match error {
        AccessError::Secret(error) => {
            return Trouble {
                detail: Some(error.to_string()),
                ..Trouble::of(FailureKind::ConfigRefused)
            };
        }
        AccessError::UnknownPreset(_) => FailureKind::PresetUnknown,
        AccessError::Tls(_) => FailureKind::NoRoots,
        AccessError::NoDesktop => return Trouble::of(FailureKind::NoDesktop),
        AccessError::Shut(_) => FailureKind::DoorShut,
        _ => otherwise,
    };
    Trouble {
        detail: Some(error.to_string()),
        ..Trouble::of(kind)
    }
}

/// News in the person's language.
struct Worded {
    language: Language,
    brands: Named,
}

impl Worded {
    fn label(&self, id: &str, values: &[(&str, Value<'_>)]) -> String {
        label_with(self.language, id, values)
    }
}

impl Wording for Worded {
    fn one(&self, news: &News) -> (String, String) {
        match news {
            News::Asked {
                brand: Some(brand),
                kind: Some(kind),
                ..
            } => {
                let brand = self
                    .brands
                    .of(&BrandId(brand.as_str().into()), self.language);
                let kind = label(self.language, &format!("notice-kind-{kind}"));
                let named = [("brand", Value::Text(&brand)), ("kind", Value::Text(&kind))];
                let body = match news.sum() {
                    Some(sum) => {
                        let [brand, kind] = named;
                        self.label(
                            "tell-asked-body",
                            &[brand, kind, ("sum", Value::Money(sum))],
                        )
                    }
                    None => self.label("tell-asked-body-without-sum", &named),
                };
                (self.label("tell-asked", &[]), body)
            }
            News::Asked { .. } => (
                self.label("tell-asked", &[]),
                self.label("tell-asked-filters", &[]),
            ),
            News::FirstRead { account, questions } => {
                let account = [("account", Value::Text(account))];
                let questions = [("questions", Value::Count(*questions))];
                (
                    self.label("tell-first", &account),
                    self.label("tell-first-body", &questions),
                )
            }
            News::Unwatched { account } => (
                self.label("tell-unwatched", &[]),
                self.label("tell-unwatched-body", &[("account", Value::Text(account))]),
            ),
            News::Test => (
                self.label("tell-test", &[]),
                self.label("tell-test-body", &[]),
            ),
            _ => self.bare(),
        }
    }

    fn several(&self, messages: &[Message], left_out: usize) -> (String, String) {
        // One line stays for the number of those that have none.
        let shown = if messages.len() + left_out.min(1) > Message::MOST_LINES {
            Message::MOST_LINES - 1
        } else {
            messages.len()
        };
        let mut lines: Vec<&str> = messages
            .iter()
            .take(shown)
            .map(|message| message.body().lines().next().unwrap_or_default())
            .collect();
        let rest = messages.len() - shown + left_out;
        let more = self.label("tell-several-more", &[("count", Value::Count(rest as u64))]);
        if rest > 0 {
            lines.push(&more);
        }
        let count = (messages.len() + left_out) as u64;
        (
            self.label("tell-several", &[("count", Value::Count(count))]),
            lines.join("\n"),
        )
    }

    fn bare(&self) -> (String, String) {
        (
            self.label("tell-bare", &[]),
            self.label("tell-bare-body", &[]),
        )
    }
}

#[cfg(test)]
mod tests {
    use mioboe::telling::Urgency;

    use super::*;

    fn worded(language: Language) -> Worded {
        Worded {
            language,
            brands: Named::new(),
        }
    }

    fn asked(minor: i64) -> News {
        News::Asked {
            brand: Some("amazon".to_owned()),
            kind: Some("gift-card-bought".to_owned()),
            sum: Some((minor, "JPY".to_owned())),
            is_urgent: true,
        }
    }

    #[test]
    fn news_is_worded_so_that_it_may_leave_the_machine() {
        for language in Language::ALL {
            let wording = worded(language);
            for news in [
                asked(30_000),
                asked(i64::MAX),
                News::Asked {
                    brand: None,
                    kind: None,
                    sum: None,
                    is_urgent: false,
                },
                News::FirstRead {
                    account: "work".to_owned(),
                    questions: 137,
                },
                News::Unwatched {
                    account: "work".to_owned(),
                },
                News::Test,
            ] {
                let (title, body) = wording.one(&news);
                let made = Message::new(&title, &body, Urgency::Normal);
                assert!(made.is_ok() || news == asked(i64::MAX), "{title}: {body}");
            }
            let (title, body) = wording.bare();
            assert!(Message::new(&title, &body, Urgency::Normal).is_ok());
        }
        let (title, body) = worded(Language::Japanese).one(&asked(30_000));
        assert_eq!(title, label(Language::Japanese, "tell-asked"));
        assert!(body.contains("¥30,000"), "{body}");
    }

    #[test]
    fn a_digest_has_room_for_every_number() {
        let one = Message::new("a", "b", Urgency::Normal).expect("a notice");
        for (messages, left_out, lines) in [(2, 0, 2), (8, 0, 8), (9, 0, 8), (8, 3, 8), (2, 1, 3)] {
            let all = vec![one.clone(); messages];
            let (title, body) = worded(Language::English).several(&all, left_out);
            let made = Message::new(&title, &body, Urgency::Normal).expect("a digest");
            assert_eq!(made.body().lines().count(), lines, "{messages} {left_out}");
            let count = (messages + left_out).to_string();
            assert!(title.contains(&count), "{title}");
        }
    }
}
