//! `mioboe watch`: follows the mailboxes and tells what only the person can know.

use std::cell::RefCell;
use std::fs::{File, OpenOptions};
use std::io;
use std::sync::Arc;

use facts::BrandId;
use mioboe::secrets::{SecretPlace, needed};
use mioboe::telling::Message;
use mioboe::{
    AccessError, CertificateFault, Checker, Doors, Event, FiltersError, ImapError, MailboxError,
    MaildirError, News, Place, Store, Telled, Until, WatchEnd, Watched, Watching, Wording,
};
use words::{FailureKind, Language, Value, label, label_with};

use crate::args::Watch;
use crate::brands::Named;
use crate::check::{Outcome, tell_no_resolver, tell_refused};
use crate::desk::{Desk, Stopped, with_home};
use crate::home::{Home, handed};
use crate::piece::Trouble;
use crate::secret::{IsNew, place, place_name, refusal};
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
    with_home(&args.household, language, terminal, |desk| {
        let started = start(&args.checking)?;
        if desk.home.config.mailboxes.is_empty() {
            return Err(Stopped::Refused(Refused {
                file: desk.home.config_file.display().to_string(),
                trouble: Trouble::of(FailureKind::NothingWatched),
            }));
        }
        tell_no_resolver(&started, language, desk.terminal);
        let doors = doors(args);
        let secrets = if needed(&desk.home.config).is_empty() {
            None
        } else {
            let file = args.passphrase_file.as_deref();
            match place(desk, &doors, file, IsNew::Never) {
                Ok(place) => Some(Arc::new(place)),
                // A session that is not up yet, after a boot: who starts us tries again.
                Err(Stopped::Refused(refused))
                    if refused.trouble.kind == FailureKind::NoKeyring =>
                {
                    return Err(Stopped::Later(refused));
                }
                Err(stopped) => return Err(stopped),
            }
        };
        let store = match desk.runner.run(desk.home.open()) {
            Ok(store) => store,
            // A database that starts beside us, after a boot: who starts us tries again.
            Err(error) if error.is_passing() => {
                return Err(Stopped::Later(desk.home.refused(&error)));
            }
            Err(error) => return Err(desk.refused(&error)),
        };
        // Held until the end: two watchers would tell everything twice.
        let lock = if args.test {
            None
        } else {
            watch_lock(desk.home)?
        };
        let end = watch(args, desk, &started.checker, &store, doors, secrets);
        desk.runner.run(store.close());
        drop(lock);
        started.keep_answers()?;
        Ok(match end {
            WatchEnd { failed: 1.., .. } => Outcome::Failed,
            WatchEnd { questions: 1.., .. } => Outcome::Found,
            WatchEnd { .. } => Outcome::Nothing,
        })
    })
}

fn watch(
    args: &Watch,
    desk: &mut Desk<'_>,
    checker: &Arc<Checker>,
    store: &Store,
    doors: Doors,
    secrets: Option<Arc<SecretPlace>>,
) -> WatchEnd {
    let (home, language) = (desk.home, desk.language);
    let wording = Worded {
        language,
        brands: Named::new(),
    };
    let watching = Watching {
        config: &home.config,
        zone: home.zone(),
        checker,
        store,
        doors,
        secrets,
        bus: Arc::new(|| handed().bus),
        wording: &wording,
        seed: u64::from(std::process::id()),
    };
    let teller = Teller {
        language,
        quiet: args.quiet,
        is_once: args.once,
        place: place_name(home, language),
        home,
        terminal: RefCell::new(desk.terminal),
    };
    desk.runner.run(async {
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
    })
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
    is_once: bool,
    /// What the place of secrets is called.
    place: String,
    home: &'a Home,
    terminal: RefCell<&'a mut Terminal>,
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
        self.tell_refused(&Refused {
            file: name.to_owned(),
            trouble,
        });
    }

    fn tell_refused(&self, refused: &Refused) {
        tell_refused(refused, self.language, &mut self.terminal.borrow_mut());
    }

    /// What is set up and cannot be used; `otherwise` where it is a matter of one entry.
    fn refuse_access(&self, name: &str, error: &AccessError, otherwise: FailureKind) {
        let kind = match error {
            AccessError::Secret(error) => return self.tell_refused(&refusal(&self.place, error)),
            AccessError::UnknownPreset(preset) => {
                return self.refuse(preset, Trouble::of(FailureKind::NoPreset));
            }
            AccessError::NoDesktop => {
                return self.refuse(name, Trouble::of(FailureKind::NoDesktop));
            }
            AccessError::SecretName(secret) => {
                return self.refuse(secret, Trouble::of(FailureKind::SecretName));
            }
            AccessError::Tls(_) => FailureKind::NoRoots,
            AccessError::Shut(_) => FailureKind::DoorShut,
            _ => otherwise,
        };
        let trouble = Trouble {
            detail: Some(error.to_string()),
            ..Trouble::of(kind)
        };
        self.refuse(name, trouble);
    }

    fn say(&self, event: Event<'_>) {
        match event {
            Event::Mailbox(account, what) => self.mailbox(account, what),
            Event::Told(told) => self.told(told),
            Event::NoWay(way, error) => {
                self.refuse_access(way, &error, FailureKind::WayRefused);
                if !self.is_once {
                    self.hint("watch-way-shut", &[("way", Value::Text(way))]);
                }
            }
            Event::WayOpened(way) => self.tell("watch-way-opened", &[("way", Value::Text(way))]),
            Event::Untold(error) => {
                self.tell_refused(&self.home.refused(&error));
            }
        }
    }

    fn mailbox(&self, account: &str, what: Watched) {
        let named = ("account", Value::Text(account));
        match what {
            Watched::Read(read) => {
                let new = ("new", Value::Count(read.new));
                match read.questions {
                    // Marks that change are no news to anybody who watches.
                    0 if read.new == 0 && !self.is_once => {}
                    0 => self.hint("watch-read", &[named, new]),
                    questions => {
                        let questions = ("questions", Value::Count(questions));
                        self.tell("watch-read-asks", &[named, new, questions]);
                    }
                }
                for (id, count) in [
                    ("watch-unread", read.unread),
                    ("watch-closed", read.closed),
                    ("watch-postponed", read.postponed),
                ] {
                    if count > 0 {
                        self.tell(id, &[named, ("count", Value::Count(count))]);
                    }
                }
            }
            Watched::Judged(judged) => {
                let count = judged.questions().count() as u64;
                if count > 0 {
                    self.tell("watch-judged", &[named, ("count", Value::Count(count))]);
                }
            }
            Watched::Cut {
                error,
                wait,
                goes_on,
            } => {
                self.mailbox_trouble(account, &error);
                if self.is_once && !goes_on {
                    return;
                }
                let seconds = wait.as_secs().max(1);
                self.hint("watch-again", &[named, ("seconds", Value::Count(seconds))]);
            }
            Watched::Stopped(error) => {
                self.mailbox_trouble(account, &error);
                self.tell("watch-stopped", &[named]);
            }
            Watched::Filters {
                lists,
                unread,
                grave,
                ..
            } => {
                let lists = ("lists", Value::Count(lists as u64));
                self.hint("watch-filters", &[named, lists]);
                if unread > 0 {
                    let unread = ("count", Value::Count(unread as u64));
                    self.tell("watch-filters-unread", &[named, unread]);
                }
                if grave > 0 {
                    self.tell("watch-filters-grave", &[named]);
                }
            }
            Watched::NoFilters(FiltersError::Access(error)) => {
                self.refuse_access(account, &error, FailureKind::FiltersUnread);
            }
            Watched::NoFilters(FiltersError::Store(error)) => {
                self.tell_refused(&self.home.refused(&error));
            }
            Watched::NoFilters(error) => self.refuse(
                account,
                Trouble {
                    detail: Some(error.to_string()),
                    ..Trouble::of(FailureKind::FiltersUnread)
                },
            ),
            Watched::Reached { folders } => {
                let folders = ("folders", Value::Count(folders as u64));
                self.tell("watch-reached", &[named, folders]);
            }
            _ => {}
        }
    }

    fn mailbox_trouble(&self, account: &str, error: &MailboxError) {
        let detailed = |kind, error: &dyn std::fmt::Display| Trouble {
            detail: Some(error.to_string()),
            ..Trouble::of(kind)
        };
        match error {
            MailboxError::Server(error) => self.refuse(account, imap_trouble(error)),
            MailboxError::Access(error) => {
                self.refuse_access(account, error, FailureKind::ConfigRefused);
            }
            MailboxError::Store(error) => self.tell_refused(&self.home.refused(error)),
            MailboxError::Maildir(MaildirError::NoMoreWatches(_)) => {
                self.refuse(account, Trouble::of(FailureKind::MaildirWatches));
            }
            MailboxError::Maildir(error) => {
                self.refuse(account, detailed(FailureKind::MaildirUnread, error));
            }
            other => self.refuse(account, detailed(FailureKind::Ours, other)),
        }
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
            Telled::TestFailed { way, why } => {
                let why = label(self.language, &format!("trouble-{}", why.name()));
                let values = [("way", Value::Text(way)), ("why", Value::Text(&why))];
                self.tell("watch-test-failed", &values);
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

/// News in the person's language.
pub(crate) struct Worded {
    pub(crate) language: Language,
    pub(crate) brands: Named,
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
            News::Asked {
                is_about_filters, ..
            } => {
                let body = if *is_about_filters {
                    "tell-asked-filters"
                } else {
                    "tell-asked-mailbox"
                };
                (self.label("tell-asked", &[]), self.label(body, &[]))
            }
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
            News::Away { account } => (
                self.label("tell-away", &[]),
                self.label("tell-away-body", &[("account", Value::Text(account))]),
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
            is_about_filters: false,
            is_urgent: true,
        }
    }

    fn about_the_mailbox(is_about_filters: bool) -> News {
        News::Asked {
            brand: None,
            kind: None,
            sum: None,
            is_about_filters,
            is_urgent: false,
        }
    }

    #[test]
    fn news_is_worded_so_that_it_may_leave_the_machine() {
        for language in Language::ALL {
            let wording = worded(language);
            for news in [
                asked(30_000),
                asked(i64::MAX),
                about_the_mailbox(false),
                about_the_mailbox(true),
                News::FirstRead {
                    account: "work".to_owned(),
                    questions: 137,
                },
                News::Unwatched {
                    account: "work".to_owned(),
                },
                News::Away {
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
        let english = worded(Language::English);
        let says_filters = [true, false].map(|is_about_filters| {
            let (_, body) = english.one(&about_the_mailbox(is_about_filters));
            body.contains("filters")
        });
        assert_eq!(says_filters, [true, false]);
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
