//! Taking files in: uploaded into a folder of our own, judged and kept behind the page, and told of until dismissed.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use facts::AccountId;
use mioboe::{Import, Imported, Keeper, NotTaken, Owner, StoreError};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, watch};
use words::{Failure, FailureKind, Language, Told};

use crate::House;
use crate::alike::store_failure;

/// Octets that are taken in at once.
pub(crate) const LARGEST_IMPORT: usize = 4 << 30;
/// Files that are taken in at once.
pub(crate) const MOST_FILES: usize = 20_000;
/// Uploads that are received at the same time.
pub(crate) const MOST_UPLOADS: usize = 2;
/// Imports that are told of; the oldest that is over goes.
const MOST_IMPORTS: usize = 20;
/// Troubles of one import that are told one by one.
const MOST_TROUBLES: usize = 200;
/// Characters of a file's name.
const LONGEST_NAME: usize = 120;
/// Characters of an account's name.
const LONGEST_ACCOUNT: usize = 100;

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Another one goes first.
    Waiting,
    Running,
    Done,
    /// The person stopped it; what was kept stays.
    Stopped,
    /// The store could not keep it.
    Failed,
}

impl Stage {
    /// The word of the interface, and after `pages-import-` in `data/words`.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
        }
    }

    pub(crate) const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Stopped | Self::Failed)
    }
}

/// A file that could not be taken in, or the store that could not keep it.
#[derive(Clone, Debug)]
pub(crate) struct Trouble {
    pub(crate) file: String,
    pub(crate) position: Option<u64>,
    pub(crate) kind: FailureKind,
    limit: Option<u64>,
}

impl Trouble {
    fn of(taken: &NotTaken) -> Self {
        let code = taken.error.as_ref().map(mioboe::sources::ReadError::code);
        let kind = match code {
            None => FailureKind::Ours,
            Some(code) => failure_of(code),
        };
        Self {
            file: taken.file.clone(),
            position: taken.position,
            kind,
            limit: taken.error.as_ref().and_then(|error| error.limit()),
        }
    }

    /// What happened and what to do, in the words of every command.
    pub(crate) fn told(&self, language: Language) -> Told {
        let file = words::harmless(&self.file);
        words::tell(
            language,
            &Failure {
                position: self.position,
                limit: self.limit,
                ..Failure::of(self.kind, &file)
            },
        )
    }
}

/// The words for a file that gives no mail.
pub(crate) fn failure_of(code: &str) -> FailureKind {
    FailureKind::ALL
        .iter()
        .copied()
        .find(|kind| kind.as_str() == code)
        .unwrap_or(FailureKind::Unreadable)
}

/// How an import stands.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    pub(crate) stage: Stage,
    pub(crate) done: Imported,
    pub(crate) troubles: Vec<Trouble>,
    /// Troubles beyond those.
    pub(crate) more: u64,
}

/// Files that are, were, or will be taken in.
pub(crate) struct Job {
    pub(crate) id: u64,
    /// What the first of its files is called.
    pub(crate) name: String,
    pub(crate) files: usize,
    pub(crate) account: String,
    pub(crate) octets: u64,
    is_stopped: AtomicBool,
    progress: watch::Sender<Progress>,
}

impl Job {
    pub(crate) fn progress(&self) -> Progress {
        self.progress.borrow().clone()
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    /// Stops it between two pieces.
    pub(crate) fn stop(&self) {
        self.is_stopped.store(true, Ordering::Release);
    }

    fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Acquire)
    }

    fn turn(&self, stage: Stage) {
        self.progress.send_modify(|progress| progress.stage = stage);
    }

    fn add(&self, done: &Imported, troubles: Vec<Trouble>) {
        self.progress.send_modify(|progress| {
            progress.done = *done;
            for trouble in troubles {
                if progress.troubles.len() < MOST_TROUBLES {
                    progress.troubles.push(trouble);
                } else {
                    progress.more += 1;
                }
            }
        });
    }
}

/// All imports of this process.
pub(crate) struct Imports {
    /// Where files lie until they are taken in.
    folder: PathBuf,
    jobs: Mutex<Vec<Arc<Job>>>,
    next: AtomicU64,
    /// One after another: two would only wait for each other's transactions.
    turn: Semaphore,
    pub(crate) uploads: Arc<Semaphore>,
}

impl Imports {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            jobs: Mutex::default(),
            next: AtomicU64::new(1),
            turn: Semaphore::new(1),
            uploads: Arc::new(Semaphore::new(MOST_UPLOADS)),
        }
    }

    /// Removes what a process before this one left.
    pub(crate) fn clear(&self) {
        // Where it cannot be removed it is not in the way either.
        let _ = fs::remove_dir_all(&self.folder);
    }

    fn jobs(&self) -> MutexGuard<'_, Vec<Arc<Job>>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The imports, the newest first.
    pub(crate) fn all(&self) -> Vec<Arc<Job>> {
        let mut jobs = self.jobs().clone();
        jobs.reverse();
        jobs
    }

    pub(crate) fn find(&self, id: u64) -> Option<Arc<Job>> {
        self.jobs().iter().find(|job| job.id == id).cloned()
    }

    /// Forgets an import that is over.
    pub(crate) fn dismiss(&self, id: u64) {
        self.jobs()
            .retain(|job| job.id != id || !job.progress.borrow().stage.is_over());
    }

    /// A folder for one upload, which goes away with what is returned.
    pub(crate) fn receive(&self) -> io::Result<Upload> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let folder = self.folder.join(id.to_string());
        make_folder(&folder)?;
        Ok(Upload {
            id,
            folder,
            files: Vec::new(),
            octets: 0,
            names: HashMap::new(),
        })
    }

    /// Takes up an upload that arrived whole; `None` where too many wait already.
    fn take_up(&self, upload: &Upload, account: String) -> Option<Arc<Job>> {
        let (progress, _) = watch::channel(Progress {
            stage: Stage::Waiting,
            done: Imported::default(),
            troubles: Vec::new(),
            more: 0,
        });
        let first = upload.files.first();
        let name = first.and_then(|path| path.file_name());
        let job = Arc::new(Job {
            id: upload.id,
            name: name.map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
            files: upload.files.len(),
            account,
            octets: upload.octets,
            is_stopped: AtomicBool::new(false),
            progress,
        });
        let mut jobs = self.jobs();
        if jobs.len() >= MOST_IMPORTS {
            let over = jobs
                .iter()
                .position(|job| job.progress.borrow().stage.is_over())?;
            jobs.remove(over);
        }
        jobs.push(Arc::clone(&job));
        Some(job)
    }
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Files on their way in; its folder goes with it.
pub(crate) struct Upload {
    id: u64,
    folder: PathBuf,
    files: Vec<PathBuf>,
    octets: u64,
    /// How often a name was there already.
    names: HashMap<String, u32>,
}

impl Drop for Upload {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A file that is being written.
pub(crate) struct Receiving {
    file: fs::File,
}

impl Upload {
    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.files.len() >= MOST_FILES
    }

    /// Begins a file; of two of the same name the second one lies in a folder of its own.
    pub(crate) fn begin(&mut self, name: &str) -> io::Result<Receiving> {
        let name = file_name(name);
        let before = self.names.entry(name.clone()).or_default();
        *before += 1;
        let folder = if *before > 1 {
            let folder = self.folder.join(before.to_string());
            make_folder(&folder)?;
            folder
        } else {
            self.folder.clone()
        };
        let path = folder.join(name);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path)?;
        self.files.push(path);
        Ok(Receiving { file })
    }

    pub(crate) fn write(&mut self, to: &mut Receiving, octets: &[u8]) -> io::Result<()> {
        self.octets += octets.len() as u64;
        to.file.write_all(octets)
    }
}

/// The last part of a name, and nothing that leads elsewhere.
fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last
        .chars()
        .filter(|letter| !letter.is_control())
        .take(LONGEST_NAME)
        .collect();
    let name = name.trim().trim_start_matches('.');
    // A folder of ours is named by a number.
    if name.is_empty() || name.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("mail-{name}")
    } else {
        name.to_owned()
    }
}

/// The name of an account as it was typed; `None` where it is none.
pub(crate) fn account_name(typed: &str) -> Option<String> {
    let name = typed.trim();
    let fits = !name.is_empty()
        && name.chars().count() <= LONGEST_ACCOUNT
        && !name.chars().any(char::is_control);
    fits.then(|| name.to_owned())
}

/// Begins to take an upload in, behind every page; `None` where too many wait already.
pub(crate) fn begin(house: &Arc<House>, upload: Upload, account: String) -> Option<Arc<Job>> {
    let job = house.imports.take_up(&upload, account)?;
    let (house, begun) = (Arc::clone(house), Arc::clone(&job));
    let runtime = Handle::current();
    tokio::spawn(async move {
        let failing = Arc::clone(&begun);
        // On a thread of its own: what is kept is put together there, and no page waits for it.
        let taking = tokio::task::spawn_blocking(move || {
            let stage = runtime.block_on(whole(&house, &begun, &upload));
            // Whoever sees that it is over finds nothing left of the files.
            drop(upload);
            begun.turn(stage);
        });
        if taking.await.is_err() {
            failing.turn(Stage::Failed);
        }
    });
    Some(job)
}

/// Takes an upload in when its turn comes.
async fn whole(house: &House, job: &Arc<Job>, upload: &Upload) -> Stage {
    let _turn = house.imports.turn.acquire().await;
    match run(house, job, upload).await {
        Ok(stage) => stage,
        Err(error) => {
            let trouble = Trouble {
                file: house.keeping.place(),
                position: None,
                kind: store_failure(&error),
                limit: None,
            };
            let done = job.progress.borrow().done;
            job.add(&done, vec![trouble]);
            Stage::Failed
        }
    }
}

async fn run(house: &House, job: &Arc<Job>, upload: &Upload) -> Result<Stage, StoreError> {
    if job.is_stopped() {
        return Ok(Stage::Stopped);
    }
    job.turn(Stage::Running);
    let store = house.keeping.made().await?;
    let keeper = Keeper::new(store, house.settings.zone.clone());
    let files = Import {
        sources: mioboe::sources::open(&upload.files),
        below: Some(upload.folder.clone()),
        owner: Owner {
            person: house.settings.config.person.clone(),
            account: AccountId(job.account.as_str().into()),
        },
    };
    house.freshen();
    mioboe::import(&house.settings.checker, &keeper, files, |done, troubles| {
        job.add(done, troubles.iter().map(Trouble::of).collect());
        if job.is_stopped() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })
    .await?;
    Ok(if job.is_stopped() {
        Stage::Stopped
    } else {
        Stage::Done
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_uploaded_name_leads_nowhere() {
        for (given, expected) in [
            ("a.mbox", "a.mbox"),
            ("C:\\mails\\a.eml", "a.eml"),
            ("../../etc/passwd", "passwd"),
            ("..", "mail-"),
            ("", "mail-"),
            (".profile", "profile"),
            ("2", "mail-2"),
            ("a\0b\n.eml", "ab.eml"),
        ] {
            assert_eq!(file_name(given), expected, "{given:?}");
        }
        assert_eq!(
            account_name("  me@a.example "),
            Some("me@a.example".to_owned())
        );
        assert_eq!(account_name(" "), None);
        assert_eq!(account_name(&"x".repeat(LONGEST_ACCOUNT + 1)), None);
    }

    #[test]
    fn only_so_many_imports_are_told_of() {
        let folder = tempfile::tempdir().expect("a folder");
        let imports = Imports::new(folder.path().join("uploads"));
        let begun = || {
            let upload = imports.receive().expect("a folder of its own");
            imports.take_up(&upload, "me".to_owned())
        };
        let jobs: Vec<_> = (0..MOST_IMPORTS).filter_map(|_| begun()).collect();
        assert_eq!(jobs.len(), MOST_IMPORTS);
        assert!(begun().is_none(), "all of them are under way");
        jobs[3].turn(Stage::Done);
        let next = begun().expect("one that is over makes room");
        assert!(imports.find(jobs[3].id).is_none() && imports.find(next.id).is_some());
        let trouble = || Trouble {
            file: "a".to_owned(),
            position: None,
            kind: FailureKind::Empty,
            limit: None,
        };
        let many = (0..MOST_TROUBLES + 5).map(|_| trouble()).collect();
        next.add(&Imported::default(), many);
        let progress = next.progress();
        assert_eq!((progress.troubles.len(), progress.more), (MOST_TROUBLES, 5));
    }

    #[test]
    fn an_upload_that_is_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let imports = Imports::new(folder.path().join("uploads"));
        let mut upload = imports.receive().expect("a folder of its own");
        for octets in [b"one", b"two"] {
            let mut file = upload.begin("same.eml").expect("a file");
            upload.write(&mut file, octets).expect("written");
        }
        let read = |path: &PathBuf| fs::read(path).expect("what was written");
        let both: Vec<_> = upload.files.iter().map(read).collect();
        assert_eq!(both, [b"one", b"two"]);
        let inside = upload.folder.clone();
        assert!(inside.exists());
        drop(upload);
        assert!(!inside.exists());
    }
}
