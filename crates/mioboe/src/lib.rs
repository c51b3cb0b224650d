//! The library: one function per question a person asks; the only place that joins rooms, outside and the clock.

mod access;
mod check;
pub mod config;
pub mod custody;
mod filters;
mod follow;
mod import;
mod keep;
mod look;
mod mailbox;
mod maildir;
mod mails;
mod news;
mod over_time;
pub mod presets;
mod review;
pub mod secrets;
mod shown;
pub mod sources;
mod suspects;
mod taken;
mod teller;
pub mod telling;
mod watch;

pub use access::AccessError;
pub use check::{BrandCard, Checked, Checker, Options, StartError};
pub use filters::{FilterList, LARGEST_FILTERS};
pub use follow::{Access, Followed, Following};
pub use import::{Import, Imported, NotTaken, import};
pub use keep::{Arrived, Asking, AskingFilters, AskingMail, Keeper, MailNote, Understood};
pub use look::{Viewer, serve_looks};
pub use mailbox::{MailboxError, MailboxRead, read_mailbox};
pub use mails::{MailLine, MailPage, MailSearch, MailStory, list_mails, mail, mails};
pub use news::News;
pub use outside::imap::{CertificateFault, ImapError};
pub use outside::maildir::MaildirError;
/// Which doors there are, and which a person shuts: the command names no room behind this one.
pub use outside::{Door, DoorName, Doors};
pub use over_time::{JudgedOverTime, judge_over_time, unasked_findings};
pub use review::{
    Card, ReviewError, answer, answer_of, find_question, open_questions, said_of_verdict,
    say_of_verdict,
};
pub use shown::{Shown, ShownLink};
pub use store::{
    Batch, Committed, Error as StoreError, MailMark, Opening, Owner, Place, Placement, QuestionId,
    QuestionState, Store,
};
pub use teller::{ShutWay, Telled, Wording};
pub use watch::{Event, FiltersError, Until, WatchEnd, Watched, Watching};

/// What brands are called.
#[derive(Debug)]
pub struct BrandNames(brands::Brands);

impl BrandNames {
    /// The brand's name in Japanese and in English; its identifier where no table has it.
    #[must_use]
    pub fn of(&self, id: &facts::BrandId) -> (String, String) {
        self.0.get(id).map_or_else(
            || (id.as_str().to_owned(), id.as_str().to_owned()),
            |brand| (brand.shown.ja.to_string(), brand.shown.en.to_string()),
        )
    }

    /// Every brand with its names in Japanese and in English.
    pub fn all(&self) -> impl Iterator<Item = (&facts::BrandId, &str, &str)> {
        self.0
            .iter()
            .map(|brand| (&brand.id, &*brand.shown.ja, &*brand.shown.en))
    }
}

/// The names of all brands of the embedded tables.
#[must_use]
pub fn brand_names() -> BrandNames {
    BrandNames(brands::Brands::embedded())
}

/// The clock, for those who keep and answer: read here and nowhere else.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the clock enters the house here")]
pub fn now() -> facts::Instant {
    facts::Instant(jiff::Timestamp::now())
}

/// Waits for what takes its time, for callers that do one thing after another.
#[derive(Debug)]
pub struct Runner(tokio::runtime::Runtime);

impl Runner {
    /// A runner on this thread.
    ///
    /// # Errors
    /// Where the system refuses the queue of events that it needs.
    pub fn new() -> std::io::Result<Self> {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map(Self)
    }

    /// Waits until it is done. A store is used by the runner that opened it.
    pub fn run<T>(&self, work: impl Future<Output = T>) -> T {
        self.0.block_on(work)
    }
}

/// A store opened now, with copies beside it.
#[must_use]
pub fn opening() -> Opening {
    Opening::at(now())
}

/// Opens an address of this machine in the desktop's browser; says whether it was handed over.
#[must_use]
pub fn show_in_browser(doors: &Doors, address: &str) -> bool {
    outside::opener::open(doors.children, address).is_ok()
}

/// Every finding and gap that a room can report, with the names of its facts, a list a room.
#[must_use]
pub fn declared() -> [&'static [(&'static str, &'static [&'static str])]; 4] {
    [
        mail::Reason::DECLARED,
        mail::Unread::DECLARED,
        mail::mailbox::MailboxReason::DECLARED,
        mail::mailbox::MailboxUnread::DECLARED,
    ]
}
