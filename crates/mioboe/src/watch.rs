//! Watches everything that the person set up: each mailbox by itself, filters now and then, and tells what only they
//! can know.

use std::cell::{Cell, RefCell};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use facts::{Address, Instant, Source};
use futures_util::future::{Either, join, join_all, select};
use jiff::tz::TimeZone;
use outside::Doors;
use outside::imap::ImapDoor;
use outside::secrets::SecretPlace;
use outside::sieve::SieveError;
use store::{Batch, Owner, Store};
use tokio::sync::Notify;

use crate::access::{AccessError, imap_settings, sieve_settings, way};
use crate::config::{Channel, Config, Imap, Mailbox, MailboxPlace};
use crate::follow::{Access, Followed, Following};
use crate::keep::Keeper;
use crate::mailbox::{MailboxError, MailboxRead};
use crate::maildir::MaildirFollowing;
use crate::news::{News, queue};
use crate::over_time::JudgedOverTime;
use crate::suspects::TRIES_ALONE;
use crate::teller::{Opener, Telled, Teller, Wording};
use crate::{Checker, now};

/// How often the filters of a mailbox are read.
const FILTERS: Duration = Duration::from_secs(60 * 60);

/// The longest that the teller sleeps where something waits: clocks are put on and machines sleep.
const LONGEST_NAP: Duration = Duration::from_secs(60);

/// For how long the teller waits after the store failed it.
const STORE_PAUSE: Duration = Duration::from_secs(30);

/// What happened while mailboxes were watched.
#[derive(Debug)]
#[non_exhaustive]
pub enum Watched {
    /// A mailbox was read.
    Read(MailboxRead),
    /// What happened to it over time was judged.
    Judged(JudgedOverTime),
    /// The server could not be reached or broke off, or the store could keep nothing; it is tried again after this time.
    Cut {
        /// Why.
        error: MailboxError,
        /// For how long it is left alone.
        wait: Duration,
        /// Whether a message broke the connection, so that this reading goes on without it.
        goes_on: bool,
    },
    /// The mailbox is watched no longer: only the person can mend this.
    Stopped(MailboxError),
    /// Its filters were read.
    Filters {
        /// How many lists.
        lists: usize,
        /// How many more could not be read: too long, or of no form that is known.
        unread: usize,
        /// How many of them hold a rule that somebody else may have made.
        grave: usize,
        /// Questions that are new.
        questions: usize,
    },
    /// Its filters could not be read; they are tried again later.
    NoFilters(FiltersError),
    /// The mailbox can be reached as it is set up.
    Reached {
        /// Folders that are read.
        folders: usize,
    },
}

/// Why the filters of a mailbox are not known.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FiltersError {
    /// They cannot be reached as they are set up.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The server.
    #[error(transparent)]
    Server(#[from] SieveError),
    /// The store.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A thread broke: a fault of ours.
    #[error("a thread broke")]
    Broken,
}

/// Something to say of what is watched.
#[derive(Debug)]
pub enum Event<'a> {
    /// Of a mailbox.
    Mailbox(&'a str, Watched),
    /// Of telling.
    Told(Telled),
    /// A way of telling cannot be used as it is set up; it is tried again now and then, and what waits for it is kept.
    NoWay(&'static str, AccessError),
    /// A way of telling can be used after all.
    WayOpened(&'static str),
    /// What waits to be told could not be read; it is tried again.
    Untold(store::Error),
}

/// Everything that watching needs.
pub struct Watching<'a> {
    /// What the person set up.
    pub config: &'a Config,
    /// The person's zone.
    pub zone: TimeZone,
    /// What judges mails.
    pub checker: &'a Arc<Checker>,
    /// Where they are kept.
    pub store: &'a Store,
    /// Which doors are open.
    pub doors: Doors,
    /// Where passwords lie; absent where none is needed.
    pub secrets: Option<Arc<SecretPlace>>,
    /// Says the address of the session's bus, where there is one by now.
    pub bus: Arc<dyn Fn() -> Option<String> + Send + Sync>,
    /// Says what is told.
    pub wording: &'a dyn Wording,
    /// Spreads the waits of many watchers.
    pub seed: u64,
}

/// For how long it is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// Every mailbox was read once, and what was due told.
    Read,
    /// Nothing is left that can be watched.
    Stopped,
}

/// What watching came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WatchEnd {
    /// Questions that are new.
    pub questions: u64,
    /// Mailboxes that are watched no longer or, read once, could not be reached, and ways of telling that cannot be
    /// used.
    pub failed: u64,
}

impl Watching<'_> {
    /// Watches the mailboxes, one beside the other, and tells.
    ///
    /// Ends where every mailbox was read (with [`Until::Read`]) or none can be watched any longer. Dropping the future
    /// ends it at once; what was committed stays, and so does what waits to be told.
    pub async fn run(&self, until: Until, said: impl FnMut(Event<'_>)) -> WatchEnd {
        let said = RefCell::new(said);
        let end = RefCell::new(WatchEnd::default());
        let mut teller = self.teller();
        let watch = Watch::new(self, until);
        let say = |account: &str, what: Watched| {
            match &what {
                Watched::Read(read) => end.borrow_mut().questions += read.questions,
                Watched::Judged(judged) => {
                    end.borrow_mut().questions += judged.questions().count() as u64;
                }
                Watched::Filters { questions, .. } => {
                    end.borrow_mut().questions += *questions as u64;
                }
                Watched::Stopped(_) => end.borrow_mut().failed += 1,
                Watched::Cut { goes_on: false, .. } if until == Until::Read => {
                    end.borrow_mut().failed += 1;
                }
                _ => {}
            }
            (said.borrow_mut())(Event::Mailbox(account, what));
        };
        let is_over = Cell::new(false);
        let mailboxes = async {
            let each = self.config.mailboxes.iter();
            join_all(each.map(|mailbox| watch.mailbox(mailbox, &say))).await;
            is_over.set(true);
            watch.wake.notify_one();
        };
        let telling = tell(
            &mut teller,
            self.wording,
            (&watch.wake, &is_over),
            until,
            &said,
        );
        join(mailboxes, telling).await;
        end.borrow_mut().failed += teller.shut();
        end.into_inner()
    }

    /// Connects to every mailbox and sends a test notice by every way of telling; reads nothing.
    pub async fn test(&self, said: impl FnMut(Event<'_>)) -> WatchEnd {
        let said = RefCell::new(said);
        let end = RefCell::new(WatchEnd::default());
        let mut teller = self.teller();
        let watch = Watch::new(self, Until::Read);
        for mailbox in &self.config.mailboxes {
            let what = match watch.reached(mailbox).await {
                Ok(folders) => Watched::Reached { folders },
                Err(error) => {
                    end.borrow_mut().failed += 1;
                    Watched::Stopped(error)
                }
            };
            (said.borrow_mut())(Event::Mailbox(&mailbox.account.0, what));
        }
        open_ways(&mut teller, &said).await;
        let tested = teller.test(self.wording, |told| {
            if matches!(told, Telled::TestFailed { .. }) {
                end.borrow_mut().failed += 1;
            }
            (said.borrow_mut())(Event::Told(told));
        });
        tested.await;
        end.borrow_mut().failed += teller.shut();
        end.into_inner()
    }

    /// A teller by the ways of the configuration, none of which is open yet.
    fn teller(&self) -> Teller {
        let ways = self.config.channels.iter().map(|channel| {
            let (word, channel, doors) = (channel.word(), channel.clone(), self.doors);
            let (secrets, bus) = (self.secrets.clone(), Arc::clone(&self.bus));
            let opener: Opener =
                Arc::new(move || way(&channel, &doors, secrets.as_deref(), bus().as_deref()));
            (word, opener)
        });
        let ways = ways.collect();
        Teller::new(self.store.clone(), self.config, &self.zone, ways)
    }
}

/// Opens the ways that are not open yet, and says what is new of them.
async fn open_ways(teller: &mut Teller, said: &RefCell<impl FnMut(Event<'_>)>) {
    for (word, opened) in teller.open().await {
        let event = match opened {
            Ok(()) => Event::WayOpened(word),
            Err(error) => Event::NoWay(word, error),
        };

        (said.borrow_mut())(event);
    }
}

/// Tells what becomes due, until the watching is over and what it raised last is told too.
///
/// It is never dropped half-way: a notice that went out and was not settled would go out again.
async fn tell(
    teller: &mut Teller,
    wording: &dyn Wording,
    (wake, is_over): (&Notify, &Cell<bool>),
    until_when: Until,
    said: &RefCell<impl FnMut(Event<'_>)>,
) {
    loop {
        open_ways(teller, said).await;
        let is_last = is_over.get();
        let told = |told| (said.borrow_mut())(Event::Told(told));
        let (nap, is_waiting) = match teller.turn(wording, told).await {
            Ok(next) => (next.map_or(LONGEST_NAP, until), next.is_some()),
            Err(error) => {
                (said.borrow_mut())(Event::Untold(error));
                // A store that fails for good keeps nobody here.
                (STORE_PAUSE, false)
            }
        };
        // That nothing is watched any more is told before we go, however long quiet hours or a failing way take; who
        // reads once comes again.
        if is_last && (until_when == Until::Read || !is_waiting) {
            return;
        }
        // Whichever comes first; a wake that came meanwhile is kept.
        let _ = tokio::time::timeout(nap.min(LONGEST_NAP), wake.notified()).await;
    }
}

fn until(moment: Instant) -> Duration {
    let wait = moment.0.duration_since(now().0);
    Duration::try_from(wait).unwrap_or_default()
}

/// What one watching shares between its mailboxes.
struct Watch<'a> {
    watching: &'a Watching<'a>,
    keeper: Keeper,
    door: Option<ImapDoor>,
    until: Until,
    wake: Notify,
}

impl<'a> Watch<'a> {
    fn new(watching: &'a Watching<'a>, until: Until) -> Self {
        let channels = watching.config.channels.iter();
        let ways: Vec<&'static str> = channels.map(Channel::word).collect();
        Self {
            watching,
            keeper: Keeper::new(watching.store.clone(), watching.zone.clone()).telling(&ways),
            door: watching.doors.imap(),
            until,
            wake: Notify::new(),
        }
    }

    /// Watches one mailbox until it was read, or only the person can mend what stands in the way.
    async fn mailbox(&self, mailbox: &Mailbox, say: &impl Fn(&str, Watched)) {
        let owner = Owner {
            person: self.watching.config.person.clone(),
            account: mailbox.account.clone(),
        };
        let account = &*mailbox.account.0;
        let narrowed = Cell::new(0);
        let tell = |event: Followed| {
            // Questions are told of as soon as they are kept.
            self.wake.notify_one();
            // Who reads once reads on behind a message that breaks the connection, as long as it may be that message.
            let goes_on = match &event {
                Followed::Cut { is_narrowed, .. } => {
                    narrowed.set(narrowed.get() + 1);
                    *is_narrowed && narrowed.get() <= TRIES_ALONE + 1
                }
                _ => false,
            };
            let is_end = matches!(event, Followed::Read(_) | Followed::Cut { .. }) && !goes_on;
            say(
                account,
                match event {
                    Followed::Read(read) => Watched::Read(read),
                    Followed::Judged(judged) => Watched::Judged(judged),
                    Followed::Cut { error, wait, .. } => Watched::Cut {
                        error,
                        wait,
                        goes_on,
                    },
                },
            );
            // Who comes back by themselves, as cron does, is not kept waiting for a server that is away.
            if self.until == Until::Read && is_end {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let ended = match &mailbox.place {
            MailboxPlace::Imap(imap) => {
                let following = match self.following(imap, &owner) {
                    Ok(following) => following,
                    Err(error) => return self.stop(&owner, error, say).await,
                };
                let followed = std::pin::pin!(following.run(self.watching.seed, tell));
                let filters = std::pin::pin!(self.filters(imap, &owner, say));
                match self.until {
                    // Both once.
                    Until::Read => join(followed, filters).await.0,
                    Until::Stopped => match select(followed, filters).await {
                        Either::Left((ended, _)) => ended,
                        Either::Right(((), followed)) => followed.await,
                    },
                }
            }
            MailboxPlace::Maildir(folder) => {
                let following = MaildirFollowing {
                    root: folder,
                    checker: self.watching.checker,
                    keeper: &self.keeper,
                    owner: &owner,
                };
                following.run(self.watching.seed, tell).await
            }
        };
        if let Err(error) = ended {
            self.stop(&owner, error, say).await;
        }
    }

    /// Says that a mailbox is watched no longer, here and by every way of telling, once a day.
    async fn stop(&self, owner: &Owner, error: MailboxError, say: &impl Fn(&str, Watched)) {
        let account = &*owner.account.0;
        if self.until == Until::Stopped {
            let at = now();
            let day = at.0.to_zoned(self.watching.zone.clone()).date();
            let news = News::Unwatched {
                account: account.to_owned(),
            };
            let mut batch = Batch::new(owner.clone(), at);
            let id = format!("unwatched:{account}:{day}");
            queue(&mut batch, self.keeper.ways(), &id, &news);
            // Where it is the store that fails, there is nothing to lay the news into.
            if self.keeper.store().commit(&batch).await.is_ok() {
                self.wake.notify_one();
            }
        }
        say(account, Watched::Stopped(error));
    }

    fn following<'b>(
        &'b self,
        imap: &Imap,
        owner: &'b Owner,
    ) -> Result<Following<'b>, MailboxError> {
        let door = self.door.as_ref().ok_or(AccessError::Shut("imap"))?;
        let (imap, secrets) = (imap.clone(), self.watching.secrets.clone());
        let access: Access = Arc::new(move || imap_settings(&imap, secrets.as_deref()));
        Ok(Following {
            door,
            access,
            checker: self.watching.checker,
            keeper: &self.keeper,
            owner,
        })
    }

    async fn reached(&self, mailbox: &Mailbox) -> Result<usize, MailboxError> {
        let owner = Owner {
            person: self.watching.config.person.clone(),
            account: mailbox.account.clone(),
        };
        match &mailbox.place {
            MailboxPlace::Imap(imap) => self.following(imap, &owner)?.test().await,
            MailboxPlace::Maildir(folder) => {
                let listing = outside::maildir::Listing::read(folder)?;
                Ok(listing.folders().count())
            }
        }
    }

    /// Reads the filters of a mailbox now and then, or once; ends at once where no server of filters is named.
    async fn filters(&self, imap: &Imap, owner: &Owner, say: &impl Fn(&str, Watched)) {
        if imap.sieve.is_none() {
            return;
        }
        loop {
            let read = self.read_filters(imap, owner).await;
            self.wake.notify_one();
            // A refused password is never sent again by itself.
            let is_refused = match &read {
                Err(FiltersError::Server(error)) => matches!(error, SieveError::NotAllowed),
                Err(FiltersError::Access(error)) => !error.is_worth_retrying(),
                _ => false,
            };
            say(
                &owner.account.0,
                match read {
                    Ok(read) => read,
                    Err(error) => Watched::NoFilters(error),
                },
            );
            if self.until == Until::Read || is_refused {
                return;
            }
            tokio::time::sleep(FILTERS).await;
        }
    }

    async fn read_filters(&self, imap: &Imap, owner: &Owner) -> Result<Watched, FiltersError> {
        let (settings, secrets) = (imap.clone(), self.watching.secrets.clone());
        let doors = self.watching.doors;
        let scripts = tokio::task::spawn_blocking(move || {
            let Some(settings) = sieve_settings(&settings, secrets.as_deref())? else {
                return Ok(Vec::new());
            };
            let door = doors.sieve(settings)?.ok_or(AccessError::Shut("sieve"))?;
            Ok::<_, FiltersError>(door.read()?)
        })
        .await
        .map_err(|_| FiltersError::Broken)??;
        let own: Vec<Address> = Address::parse(&imap.user).into_iter().collect();
        let (mut lists, mut unread, mut grave, mut questions) = (0, 0, 0, 0);
        for script in scripts {
            let checker = self.watching.checker;
            let text = script.text.as_ref();
            let list = text.and_then(|text| checker.filters(&script.name, text.as_bytes(), &own));
            let Some(list) = list else {
                unread += 1;
                continue;
            };
            let source = Source::File {
                name: script.name.as_str().into(),
                position: None,
            };
            let kept = self.keeper.keep_filters(owner, &list, &source, now());
            questions += kept.await?.questions.len();
            lists += 1;
            grave += usize::from(list.is_grave());
        }
        Ok(Watched::Filters {
            lists,
            unread,
            grave,
            questions,
        })
    }
}
