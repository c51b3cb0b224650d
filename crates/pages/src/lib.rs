//! Local pages over mioboe, for this machine's own browser; holds no rule, no sentence and no SQL.
//!
//! A page is asked for by a browser of this machine, which got in by a link that works once. Every action is a form
//! that works without a script; the one script shows how far an import is. What is uploaded to be checked is judged in
//! memory and never kept; what is uploaded to be taken in lies in a folder of ours until it was.

mod alike;
mod api;
mod assets;
mod check;
mod door;
mod entry;
mod fault;
mod health;
mod held;
mod help;
mod home;
mod imports;
mod keeping;
mod mails;
mod page;
mod patient;
mod report;
mod settings;
mod sources;
mod tongue;
mod verdict;

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn_with_state, map_response};
use axum::routing::{get, post};
use facts::{Instant, Secret};
use mioboe::config::Config;
use mioboe::{BrandNames, Checker, Place};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use words::Language;

pub use alike::{Known, store_failure};
use entry::Entry;
pub use entry::{NoRandom, token as new_token};
use health::Counts;
use held::Held;
use imports::Imports;
use jiff::tz::TimeZone;
use keeping::Keeping;
use patient::{Patience, Patiently};
pub use settings::{Around, Kit, Whereabouts};

/// Octets of a form without a file.
const LARGEST_FORM: usize = 64 << 10;
/// Mails that are taken in and judged at the same time.
const MOST_CHECKS: usize = 4;
/// Seconds for which an answer of DNS is used again without asking.
const ANSWERS_LIVE: i64 = 60 * 60;

/// What the pages stand on.
pub struct Settings {
    /// Judges mails.
    pub checker: Arc<Checker>,
    /// What the person set up.
    pub config: Config,
    /// Where the store is; it is opened when a page first needs it, and none is made.
    pub place: Place,
    /// The folder for the copy that is made before a migration.
    pub copies: Option<PathBuf>,
    /// The folder in which uploaded files lie until they are taken in; one of our own, which is made and emptied.
    pub uploads: PathBuf,
    /// The zone of the person's days.
    pub zone: TimeZone,
    /// The language of a browser that asks for none of ours.
    pub language: Language,
    /// What programs show to be let in; without one there is no interface for them.
    pub token: Option<Secret<String>>,
    /// The clock.
    pub clock: fn() -> Instant,
    /// Shows a login link where only the person sees it.
    pub show_link: Arc<dyn Fn(&str) + Send + Sync>,
    /// Where the person's things lie, and which doors are open.
    pub whereabouts: Whereabouts,
    /// What only the command around the pages can do.
    pub around: Arc<dyn Around>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

/// A place to be asked at: this machine alone.
#[derive(Debug)]
pub struct Listener {
    socket: TcpListener,
    address: SocketAddr,
}

impl Listener {
    /// Listens on the loopback address at this port; 0 takes any that is free.
    ///
    /// # Errors
    /// Where the port is taken, or the system allows none.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one socket that is listened on, at the loopback address"
    )]
    pub async fn open(port: u16) -> io::Result<Self> {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = socket.local_addr()?;
        Ok(Self { socket, address })
    }

    /// Where it is.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// The pages; a clone is the same pages.
#[derive(Clone, Debug)]
pub struct Pages(Arc<House>);

/// All that answering needs.
pub(crate) struct House {
    pub(crate) settings: Settings,
    pub(crate) address: SocketAddr,
    pub(crate) keeping: Keeping,
    pub(crate) brands: BrandNames,
    pub(crate) checks: Arc<Semaphore>,
    pub(crate) imports: Imports,
    pub(crate) counts: Counts,
    /// What is done for one person at a time: a test of the ways of telling, a backup.
    pub(crate) acts: Arc<Semaphore>,
    held: Mutex<Held>,
    /// When DNS answers were last forgotten, in seconds since 1970.
    fresh: AtomicI64,
    /// Whether mails are being listed behind a page.
    pub(crate) is_listing: AtomicBool,
    entry: Mutex<Entry>,
}

impl fmt::Debug for House {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("House")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl House {
    pub(crate) fn entry(&self) -> MutexGuard<'_, Entry> {
        self.entry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> Instant {
        (self.settings.clock)()
    }

    /// Asks DNS anew after a while; only between two mails, since one that is judged needs what it was told.
    pub(crate) fn freshen(&self) {
        let now = self.now().seconds();
        let is_alone = self.checks.available_permits().saturating_add(1) == MOST_CHECKS;
        if is_alone && now.saturating_sub(self.fresh.load(Ordering::Relaxed)) >= ANSWERS_LIVE {
            self.fresh.store(now, Ordering::Relaxed);
            self.settings.checker.forget_answers();
        }
    }

    /// The name of the session's cookie. Cookies do not tell ports apart, so that two of us must differ in it.
    pub(crate) fn cookie(&self) -> String {
        format!("mioboe-{}", self.address.port())
    }
}

impl Pages {
    /// Pages that are asked for at this address.
    #[must_use]
    pub fn new(settings: Settings, address: SocketAddr) -> Self {
        Self(Arc::new(House {
            keeping: Keeping::new(settings.place.clone(), settings.copies.clone()),
            address,
            brands: mioboe::brand_names(),
            checks: Arc::new(Semaphore::new(MOST_CHECKS)),
            counts: Counts::default(),
            // Two processes never share a port, so that none removes what another one receives.
            imports: Imports::new(settings.uploads.join(address.port().to_string())),
            is_listing: AtomicBool::new(false),
            acts: Arc::new(Semaphore::new(1)),
            held: Mutex::default(),
            entry: Mutex::new(Entry::default()),
            fresh: AtomicI64::new((settings.clock)().seconds()),
            settings,
        }))
    }

    /// A new link that lets one browser in, once and for a short time; the one before no longer works.
    ///
    /// # Errors
    /// Where the system gives no random numbers.
    pub fn link(&self) -> Result<String, NoRandom> {
        entry::new_link(&self.0)
    }

    /// What answers; for tests and for [`Pages::serve`].
    pub fn router(&self) -> Router {
        let house = &self.0;
        let inside = Router::new()
            .route("/", get(home::home))
            .route("/answer", post(home::answer))
            .route("/check", get(check::form))
            .route("/mails", get(mails::list))
            .route("/mail", get(mails::one))
            .route("/sources", get(sources::page))
            .route("/import/events", get(sources::events))
            .route("/import/wish", post(sources::wish))
            .route("/verdict", get(verdict::again))
            .route("/wrong", post(report::wrong))
            .route("/report", get(report::report))
            .route("/report/mail.eml", get(report::file))
            .route("/help", get(help::help))
            .route("/settings", get(settings::settings))
            .route("/settings/test", post(settings::test))
            .route("/settings/backup", post(settings::back_up))
            .route("/leave", post(settings::leave))
            .layer(DefaultBodyLimit::max(LARGEST_FORM))
            .merge(
                Router::new()
                    .route("/check", post(check::judge))
                    .layer(DefaultBodyLimit::max(check::LARGEST_READ)),
            )
            .merge(
                Router::new()
                    .route("/import", post(sources::upload))
                    .layer(DefaultBodyLimit::max(sources::LARGEST_BODY)),
            )
            .route_layer(from_fn_with_state(Arc::clone(house), entry::only_inside));
        Router::new()
            .merge(inside)
            .route("/enter", get(entry::enter))
            .route("/enter/again", post(entry::again))
            .route("/style.css", get(assets::style))
            .route("/icon.svg", get(assets::icon))
            .route("/live.js", get(assets::live))
            .route("/healthz", get(health::alive))
            .route("/readyz", get(health::ready))
            .route("/metrics", get(health::metrics))
            .merge(api::router(house))
            .fallback(fault::nothing_here)
            .method_not_allowed_fallback(fault::not_so)
            .layer(DefaultBodyLimit::max(LARGEST_FORM))
            .layer(from_fn_with_state(Arc::clone(house), door::guard))
            .layer(map_response(door::fence))
            .with_state(Arc::clone(house))
    }

    /// Answers until the process ends.
    ///
    /// # Errors
    /// Where the system takes the socket away.
    pub async fn serve(&self, listener: Listener) -> io::Result<()> {
        self.0.imports.clear();
        let patiently = Patiently {
            socket: listener.socket,
            patience: Patience::default(),
        };
        axum::serve(patiently, self.router().into_make_service()).await
    }
}
