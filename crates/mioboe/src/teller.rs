//! Tells the person what waits in the store: worded by the caller, each way at its own pace, nothing lost by a failure.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use facts::{Instant, PersonId};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use store::{Error, Store, Told};

use crate::access::{AccessError, Way};
use crate::config::Config;
use crate::news::News;
use crate::now;
use crate::telling::{
    AtNight, Batch, Due, MOST_WAITING, Message, QuietHours, Schedule, Sending, Telling, Trouble,
    Urgency,
};

/// Says news in the person's language.
///
/// A notice is shown on locked screens: what is worded passes [`Message::new`], and what that refuses is replaced by
/// [`Wording::bare`].
pub trait Wording {
    /// Title and body for one thing.
    fn one(&self, news: &News) -> (String, String);
    /// Title and body for several things at once, of which `left_out` more are only counted.
    fn several(&self, messages: &[Message], left_out: usize) -> (String, String);
    /// Title and body that say no more than that there is something to look at.
    fn bare(&self) -> (String, String);
}

/// What became of something to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Telled {
    /// So many things were told as one notice.
    Delivered {
        /// By which way.
        way: &'static str,
        /// How many; none for a test.
        things: usize,
    },
    /// It was not told, or not yet.
    Failed {
        /// By which way.
        way: &'static str,
        /// What stood in the way.
        why: Trouble,
        /// How many things are given up with it; none while they are tried again.
        given_up: usize,
    },
    /// The test notice was not told; nothing waits because of it.
    TestFailed {
        /// By which way.
        way: &'static str,
        /// What stood in the way.
        why: Trouble,
    },
}

/// Opens a way of telling, with its secrets fetched anew.
pub(crate) type Opener = Arc<dyn Fn() -> Result<Way, AccessError> + Send + Sync>;

/// How long after it could not be opened a way is tried again; doubled with each failure.
const FIRST_PAUSE: Duration = Duration::from_secs(60);
/// The longest such pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(60 * 60);

/// A way of telling that could not be opened when somebody watched last.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct ShutWay {
    /// Which.
    pub way: String,
    /// What stood in the way, for whoever looks for the cause.
    pub why: String,
    /// Since when, in seconds since 1970.
    pub since: i64,
}

/// The name under which it is kept that a way could not be opened.
fn shut_setting(way: &str) -> String {
    format!("way-shut:{way}")
}

/// The ways, of these, that could not be opened when somebody watched last.
///
/// # Errors
/// Whatever the store says.
pub(crate) async fn shut_ways(
    store: &Store,
    person: &PersonId,
    ways: &[&str],
) -> Result<Vec<ShutWay>, Error> {
    let mut shut = Vec::new();
    for way in ways {
        let kept = store.setting(person, &shut_setting(way)).await?;
        shut.extend(kept.and_then(|kept| serde_json::from_str::<ShutWay>(&kept).ok()));
    }
    Ok(shut)
}

/// One way of telling, with what waits before it.
struct Line {
    word: &'static str,
    open: Opener,
    /// The way, once it could be opened.
    way: Option<Way>,
    /// What was last said to stand before it.
    shut: Option<ShutWay>,
    failures: u32,
    /// Not before is it tried again.
    again: Option<tokio::time::Instant>,
    telling: Telling,
    /// What waits, by its ticket, as the store has it.
    held: BTreeMap<u64, store::Telling>,
    /// What became of some of it and is not in the store yet. Until it is, nothing more is sent: what went out and is
    /// not written down would go out again.
    unsettled: Vec<(u64, Told)>,
}

/// Tells what waits in the store, by every way that can be opened.
pub(crate) struct Teller {
    store: Store,
    person: PersonId,
    lines: Vec<Line>,
}

impl Teller {
    /// A teller for these ways.
    pub(crate) fn new(
        store: Store,
        config: &Config,
        zone: &TimeZone,
        ways: Vec<(&'static str, Opener)>,
    ) -> Self {
        let schedule = schedule(config, zone);
        let lines = ways
            .into_iter()
            .map(|(word, open)| Line {
                word,
                open,
                way: None,
                shut: None,
                failures: 0,
                again: None,
                telling: Telling::new(schedule.clone()),
                held: BTreeMap::new(),
                unsettled: Vec::new(),
            })
            .collect();
        Self {
            store,
            person: config.person.clone(),
            lines,
        }
    }

    /// Opens the ways that are not open and are due to be tried; says of each what is new of it: that it cannot be
    /// opened, or that it is open after all.
    pub(crate) async fn open(&mut self) -> Vec<(&'static str, Result<(), AccessError>)> {
        let mut new = Vec::new();
        for line in &mut self.lines {
            let is_due = line
                .again
                .is_none_or(|again| again <= tokio::time::Instant::now());
            if line.way.is_some() || !is_due {
                continue;
            }
            let setting = shut_setting(line.word);
            let open = Arc::clone(&line.open);
            // A keyring or a program of the person's may take its time.
            let opened = tokio::task::spawn_blocking(move || open()).await;
            let kept = match opened.unwrap_or(Err(AccessError::Broken)) {
                Ok(way) => {
                    line.way = Some(way);
                    let before = self.store.setting(&self.person, &setting).await;
                    let was_shut = before.is_ok_and(|kept| kept.is_some_and(|kept| kept != "null"));
                    if line.shut.take().is_some() {
                        new.push((line.word, Ok(())));
                    }
                    was_shut.then(|| "null".to_owned())
                }
                Err(error) => {
                    let pause = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(line.failures));
                    line.failures = line.failures.saturating_add(1);
                    line.again = Some(tokio::time::Instant::now() + pause.min(LONGEST_PAUSE));
                    let why = error.to_string();
                    if line.shut.as_ref().is_some_and(|shut| shut.why == why) {
                        continue;
                    }
                    let since = line
                        .shut
                        .as_ref()
                        .map_or(now().seconds(), |shut| shut.since);
                    let shut = ShutWay {
                        way: line.word.to_owned(),
                        why,
                        since,
                    };
                    let kept = serde_json::to_string(&shut).ok();
                    line.shut = Some(shut);
                    new.push((line.word, Err(error)));
                    kept
                }
            };
            if let Some(kept) = kept {
                // It is for whoever looks later; the way is opened or said to be shut all the same.
                let _ = self.store.set(&self.person, &setting, &kept, now()).await;
            }
        }
        new
    }

    /// How many ways could not be opened.
    pub(crate) fn shut(&self) -> u64 {
        self.lines.iter().filter(|line| line.way.is_none()).count() as u64
    }

    /// Tells what is due now, by the ways that are open; says when to come again, where something waits.
    ///
    /// # Errors
    /// Whatever the store says. What was told before is settled.
    pub(crate) async fn turn(
        &mut self,
        wording: &dyn Wording,
        mut said: impl FnMut(Telled),
    ) -> Result<Option<Instant>, Error> {
        for line in &mut self.lines {
            line.write_down(&self.store).await?;
        }
        self.take(wording).await?;
        let mut next: Option<Instant> = None;
        for line in self.lines.iter_mut().filter(|line| line.way.is_some()) {
            loop {
                let at = now();
                match line.telling.due(at) {
                    Due::Nothing => break,
                    Due::At(moment) => {
                        next = Some(next.map_or(moment, |it| it.min(moment)));
                        break;
                    }
                    Due::Now(batch) => {
                        let sending = line.send(&batch, wording, at).await;
                        line.settle(&self.store, &batch, sending, &mut said).await?;
                    }
                }
            }
        }
        Ok(next)
    }

    /// Sends one test notice by each way that is open, at once and whatever the hour.
    pub(crate) async fn test(&mut self, wording: &dyn Wording, mut said: impl FnMut(Telled)) {
        for line in self.lines.iter().filter(|line| line.way.is_some()) {
            let message = message(wording.one(&News::Test), Urgency::Normal, wording);
            let sending = match message {
                Some(message) => line.deliver(message, now()).await,
                None => unwritten(),
            };
            said(match sending {
                Sending::Delivered => Telled::Delivered {
                    way: line.word,
                    things: 0,
                },
                Sending::Later { why, .. } | Sending::Refused { why } => Telled::TestFailed {
                    way: line.word,
                    why,
                },
            });
        }
    }

    /// Takes what became due out of the store's list, as much as fits.
    async fn take(&mut self, wording: &dyn Wording) -> Result<(), Error> {
        for line in self.lines.iter_mut().filter(|line| line.way.is_some()) {
            let limit = u32::try_from(MOST_WAITING + line.held.len()).unwrap_or(u32::MAX);
            let store = &self.store;
            let due = store
                .due_tellings(&self.person, line.word, now(), limit)
                .await?;
            let known: HashSet<String> = line
                .held
                .values()
                .map(|held| held.telling.id.clone())
                .collect();
            let mine = due.iter().filter(|due| !known.contains(&due.telling.id));
            for due in mine {
                if line.telling.waiting() >= MOST_WAITING {
                    break;
                }
                let news: Option<News> = serde_json::from_str(&due.telling.content).ok();
                let urgency = news.as_ref().map_or(Urgency::Normal, News::urgency);
                let worded = news.map_or_else(|| wording.bare(), |news| wording.one(&news));
                if let Some(message) = message(worded, urgency, wording) {
                    let ticket = line.telling.add(message);
                    line.held.insert(ticket, due.clone());
                }
            }
        }
        Ok(())
    }
}

impl Line {
    async fn send(&self, batch: &Batch, wording: &dyn Wording, at: Instant) -> Sending {
        let message = match batch.messages.as_slice() {
            [only] if batch.left_out == 0 => Some(only.clone()),
            several => message(
                wording.several(several, batch.left_out),
                batch.urgency(),
                wording,
            ),
        };
        match message {
            Some(message) => self.deliver(message, at).await,
            None => unwritten(),
        }
    }

    /// Waits for the other side on a thread of its own, so that mailboxes are followed meanwhile.
    async fn deliver(&self, message: Message, at: Instant) -> Sending {
        let Some(way) = self.way.clone() else {
            return unwritten();
        };
        tokio::task::spawn_blocking(move || way.send(&message, at))
            .await
            .unwrap_or_else(|_| unwritten())
    }

    /// Says and writes down what became of a batch.
    async fn settle(
        &mut self,
        store: &Store,
        batch: &Batch,
        sending: Sending,
        said: &mut impl FnMut(Telled),
    ) -> Result<(), Error> {
        let at = now();
        self.telling.told(batch, sending, at);
        let again = match self.telling.due(at) {
            Due::At(moment) => moment,
            Due::Nothing | Due::Now(_) => at,
        };
        let mut given_up = 0;
        for ticket in batch.tickets() {
            let told = match sending {
                Sending::Delivered => Told::Done { at },
                Sending::Later { why, .. } | Sending::Refused { why } => {
                    if self.telling.holds(*ticket) {
                        Told::Later {
                            due: again,
                            why: why.name().to_owned(),
                        }
                    } else {
                        given_up += 1;
                        Told::Failed {
                            at,
                            why: why.name().to_owned(),
                        }
                    }
                }
            };
            self.unsettled.push((*ticket, told));
        }
        said(match sending {
            Sending::Delivered => Telled::Delivered {
                way: self.word,
                things: batch.tickets().len(),
            },
            Sending::Later { why, .. } | Sending::Refused { why } => Telled::Failed {
                way: self.word,
                why,
                given_up,
            },
        });
        self.write_down(store).await
    }

    /// Writes down what the store does not know yet.
    async fn write_down(&mut self, store: &Store) -> Result<(), Error> {
        while let Some((ticket, told)) = self.unsettled.last() {
            if let Some(held) = self.held.get(ticket) {
                store.settle(held, told).await?;
            }
            if !self.telling.holds(*ticket) {
                self.held.remove(ticket);
            }
            self.unsettled.pop();
        }
        Ok(())
    }
}

/// A notice, or the barest one where the words may not leave the machine.
fn message(worded: (String, String), urgency: Urgency, wording: &dyn Wording) -> Option<Message> {
    Message::new(&worded.0, &worded.1, urgency)
        .or_else(|_| {
            let (title, body) = wording.bare();
            Message::new(&title, &body, urgency)
        })
        .ok()
}

fn unwritten() -> Sending {
    Sending::Refused {
        why: Trouble::NotWritten,
    }
}

/// How each way is used, as the person set it up.
fn schedule(config: &Config, zone: &TimeZone) -> Schedule {
    let quiet = config.quiet.as_ref();
    Schedule {
        quiet: quiet
            .and_then(|quiet| QuietHours::parse(&quiet.from, &quiet.until, zone.clone()).ok()),
        at_night: if quiet.is_some_and(|quiet| quiet.urgent_at_night) {
            AtNight::UrgentIsTold
        } else {
            AtNight::NothingIsTold
        },
        window: SignedDuration::from_mins(i64::from(config.digest.minutes)),
        most_single: usize::from(config.digest.after),
        ..Schedule::default()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Mutex;

    use outside::tell::Channel;
    use store::{Batch as StoreBatch, Owner, Place};

    use super::*;
    use crate::news::queue;

    /// Takes every notice; the first one costs the teller its store.
    struct Costly {
        sent: Mutex<u32>,
        store: Store,
    }

    impl Channel for Costly {
        fn name(&self) -> &'static str {
            "costly"
        }
        fn send(&self, _: &Message, _: Instant) -> Sending {
            *self.sent.lock().expect("one thread") += 1;
            let store = self.store.clone();
            let runner = crate::Runner::new().expect("a runner");
            runner.run(store.close());
            Sending::Delivered
        }
    }

    struct Plain;

    impl Wording for Plain {
        fn one(&self, _: &News) -> (String, String) {
            ("one".to_owned(), "thing".to_owned())
        }
        fn several(&self, messages: &[Message], _: usize) -> (String, String) {
            ("several".to_owned(), messages.len().to_string())
        }
        fn bare(&self) -> (String, String) {
            ("something".to_owned(), "to look at".to_owned())
        }
    }

    async fn open(file: &Path) -> Store {
        let place = Place::Sqlite(file.to_owned());
        let opened = Store::open(&place, &crate::opening()).await;
        opened.expect("a store")
    }

    #[test]
    fn what_went_out_and_could_not_be_written_down_does_not_go_out_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("store.sqlite");
        crate::Runner::new().expect("a runner").run(async {
            let store = open(&file).await;
            let config = Config::parse("").expect("an empty configuration");
            let owner = Owner::new(&config.person.0, "mail");
            let mut batch = StoreBatch::new(owner, now());
            queue(&mut batch, &["webhook"], "test", &News::Test);
            store.commit(&batch).await.expect("queued");
            let way = Arc::new(Costly {
                sent: Mutex::new(0),
                store: store.clone(),
            });
            let costly = Arc::clone(&way) as Way;
            let opener: Opener = Arc::new(move || Ok(Arc::clone(&costly)));
            let ways = vec![("webhook", opener)];
            let mut teller = Teller::new(store, &config, &TimeZone::UTC, ways);
            assert!(teller.open().await.is_empty(), "nothing was wrong");
            let mut said = 0;
            let ended = teller.turn(&Plain, |_| said += 1).await;
            assert!(ended.is_err() && said == 1, "{ended:?}");
            // The store comes back.
            teller.store = open(&file).await;
            for _ in 0..2 {
                let next = teller.turn(&Plain, |_| said += 1).await;
                assert_eq!(next.expect("settled"), None);
            }
            assert_eq!((*way.sent.lock().expect("one thread"), said), (1, 1));
            let due = teller
                .store
                .due_tellings(&teller.person, "webhook", now(), 9);
            assert_eq!(due.await.expect("the store").len(), 0);
            teller.store.close().await;
        });
    }

    /// Takes every notice, or refuses it.
    struct Counting {
        sent: Mutex<u32>,
        sending: Sending,
    }

    impl Channel for Counting {
        fn name(&self) -> &'static str {
            "counting"
        }
        fn send(&self, _: &Message, _: Instant) -> Sending {
            *self.sent.lock().expect("one thread") += 1;
            self.sending
        }
    }

    #[test]
    fn a_way_that_cannot_be_opened_is_tried_again_and_nothing_is_lost() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("store.sqlite");
        crate::Runner::new().expect("a runner").run(async {
            let store = open(&file).await;
            let config = Config::parse("").expect("an empty configuration");
            let owner = Owner::new(&config.person.0, "mail");
            let mut batch = StoreBatch::new(owner, now());
            queue(&mut batch, &["webhook"], "first", &News::Test);
            store.commit(&batch).await.expect("queued");
            let way = Arc::new(Counting {
                sent: Mutex::new(0),
                sending: Sending::Delivered,
            });
            let is_locked = Arc::new(Mutex::new(true));
            let (locked, to_open) = (Arc::clone(&is_locked), Arc::clone(&way));
            let opener: Opener = Arc::new(move || {
                if *locked.lock().expect("one thread") {
                    Err(outside::secrets::SecretError::Locked.into())
                } else {
                    Ok(Arc::clone(&to_open) as Way)
                }
            });
            let ways = vec![("webhook", opener)];
            let mut teller = Teller::new(store.clone(), &config, &TimeZone::UTC, ways);
            let person = config.person.clone();
            let shut = async || {
                shut_ways(&store, &person, &["webhook"])
                    .await
                    .expect("the store")
            };
            let said = teller.open().await;
            assert!(matches!(said.as_slice(), [("webhook", Err(_))]), "{said:?}");
            assert_eq!(shut().await.len(), 1);
            assert!(shut().await[0].why.contains("lock"), "{:?}", shut().await);
            // What waits is not touched, and nobody is kept waiting for it.
            assert_eq!(teller.turn(&Plain, |_| ()).await.expect("a turn"), None);
            // Not before its time, and then said once.
            *is_locked.lock().expect("one thread") = false;
            assert!(teller.open().await.is_empty());
            assert!(teller.lines[0].way.is_none());
            *is_locked.lock().expect("one thread") = true;
            teller.lines[0].again = None;
            assert!(teller.open().await.is_empty(), "the same was said before");
            assert_eq!(teller.lines[0].failures, 2);
            *is_locked.lock().expect("one thread") = false;
            teller.lines[0].again = None;
            let said = teller.open().await;
            assert!(matches!(said.as_slice(), [("webhook", Ok(()))]), "{said:?}");
            assert_eq!(shut().await, []);
            let mut told = Vec::new();
            let turned = teller.turn(&Plain, |it| told.push(it)).await;
            assert_eq!(turned.expect("a turn"), None);
            let delivered = Telled::Delivered {
                way: "webhook",
                things: 1,
            };
            assert_eq!(told, [delivered]);
            assert_eq!(*way.sent.lock().expect("one thread"), 1);
            store.close().await;
        });
    }

    #[test]
    fn a_test_notice_that_fails_gives_nothing_up() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("store.sqlite");
        crate::Runner::new().expect("a runner").run(async {
            let store = open(&file).await;
            let config = Config::parse("").expect("an empty configuration");
            let why = Trouble::NotAllowed;
            let opener: Opener = Arc::new(move || {
                Ok(Arc::new(Counting {
                    sent: Mutex::new(0),
                    sending: Sending::Refused { why },
                }) as Way)
            });
            let ways = vec![("ntfy", opener)];
            let mut teller = Teller::new(store.clone(), &config, &TimeZone::UTC, ways);
            assert!(teller.open().await.is_empty());
            let mut told = Vec::new();
            teller.test(&Plain, |it| told.push(it)).await;
            assert_eq!(told, [Telled::TestFailed { way: "ntfy", why }]);
            store.close().await;
        });
    }
}
