//! Takes in the mails of files, a piece at a time, so that whoever waits can look on and stop it.

use std::io::Read as _;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use facts::Source;
use store::{Committed, Error, Owner};

use crate::keep::{Arrived, Keeper, Understood};
use crate::over_time::judge_over_time;
use crate::sources::{Item, ReadError, Sources};
use crate::{Checker, FilterList, LARGEST_FILTERS, now};

/// Mails that are judged and kept before anybody is told.
const PIECE: usize = 40;
/// Octets of mails from which on a piece is judged, however few its mails are.
const PIECE_OCTETS: usize = 8 << 20;

/// What came of taking files in, so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Octets of the files that were passed.
    pub passed: u64,
    /// Mails.
    pub mails: u64,
    /// Mails that were not kept before.
    pub new: u64,
    /// Notices in them.
    pub notices: u64,
    /// Questions that are new.
    pub questions: u64,
    /// What could not be read.
    pub unread: u64,
    /// Lists of filters.
    pub filters: u64,
    /// What was found in filters, and in what happened to the account.
    pub findings: u64,
}

/// A file, or a mail in one, that could not be taken in.
#[derive(Debug)]
pub struct NotTaken {
    /// The file, as it is called.
    pub file: String,
    /// Which mail of it, from 1.
    pub position: Option<u64>,
    /// Why; absent where judging it is what failed.
    pub error: Option<ReadError>,
}

/// Files to take in.
pub struct Import {
    /// The mails.
    pub sources: Sources,
    /// The folder that the names of files are told below, where they lie in one of ours.
    pub below: Option<PathBuf>,
    /// Whose they are.
    pub owner: Owner,
}

impl std::fmt::Debug for Import {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Import")
            .field("owner", &self.owner)
            .finish_non_exhaustive()
    }
}

enum Outcome {
    Mail(Source, Box<Understood>),
    Filters(Source, Box<FilterList>),
    NotTaken(NotTaken),
}

/// Takes files in. `said` is told how far it came after each piece, and may stop it; what is kept stays.
///
/// Mails are judged on threads of their own. Stopping comes between two pieces.
///
/// # Errors
/// Whatever the store says; what was kept before stays.
pub async fn import(
    checker: &Arc<Checker>,
    keeper: &Keeper,
    files: Import,
    mut said: impl FnMut(&Imported, Vec<NotTaken>) -> ControlFlow<()>,
) -> Result<Imported, Error> {
    let Import {
        mut sources,
        below,
        owner,
    } = files;
    let below = Arc::new(below);
    let mut done = Imported::default();
    loop {
        let (checker, below) = (Arc::clone(checker), Arc::clone(&below));
        let judged = tokio::task::spawn_blocking(move || {
            let (passed, items) = piece(&mut sources);
            let judged = judge(&checker, below.as_deref(), items);
            (sources, passed, judged)
        });
        let Ok((back, passed, judged)) = judged.await else {
            // Reading or judging tripped over a fault of ours; each mail is guarded, so this is the reading.
            let fault = NotTaken {
                file: String::new(),
                position: None,
                error: None,
            };
            done.unread += 1;
            let _ = said(&done, vec![fault]);
            return Ok(done);
        };
        sources = back;
        if judged.is_empty() {
            break;
        }
        done.passed += passed;
        let troubles = keep(keeper, &owner, judged, &mut done).await?;
        if said(&done, troubles).is_break() {
            return Ok(done);
        }
    }
    let judged = judge_over_time(keeper, &owner, now()).await?;
    done.questions += judged.new.len() as u64;
    done.findings += judged.findings.len() as u64;
    let _ = said(&done, Vec::new());
    Ok(done)
}

/// The next mails.
fn piece(sources: &mut Sources) -> (u64, Vec<Item>) {
    let (mut passed, mut octets, mut items) = (0, 0, Vec::new());
    while items.len() < PIECE && octets < PIECE_OCTETS {
        let Some(item) = sources.next() else { break };
        passed += item.passed;
        octets += item.body.as_ref().map_or(0, Vec::len);
        items.push(item);
    }
    (passed, items)
}

/// Judges some mails on as many threads as the machine has room for, in their order.
fn judge(checker: &Checker, below: Option<&Path>, items: Vec<Item>) -> Vec<Outcome> {
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let each = items.len().div_ceil(threads.get()).max(1);
    let mut parts: Vec<Vec<Item>> = Vec::new();
    for item in items {
        match parts.last_mut() {
            Some(part) if part.len() < each => part.push(item),
            _ => parts.push(vec![item]),
        }
    }
    std::thread::scope(|scope| {
        let judging: Vec<_> = parts
            .into_iter()
            .map(|part| {
                scope.spawn(move || {
                    let one = |item| judge_one(checker, below, item);
                    part.into_iter().map(one).collect::<Vec<_>>()
                })
            })
            .collect();
        let judged = judging.into_iter().filter_map(|part| part.join().ok());
        judged.flatten().collect()
    })
}

fn judge_one(checker: &Checker, below: Option<&Path>, item: Item) -> Outcome {
    let named = below
        .and_then(|below| Path::new(&item.file).strip_prefix(below).ok())
        .map_or_else(|| item.file.clone(), |name| name.display().to_string());
    let source = Source::File {
        name: named.as_str().into(),
        position: item.position,
    };
    let error = match item.body {
        // One mail must never stop the others.
        Ok(raw) => match catch_unwind(AssertUnwindSafe(|| checker.understand(&raw))) {
            Ok(understood) => return Outcome::Mail(source, Box::new(understood)),
            Err(_) => None,
        },
        Err(error) => Some(error),
    };
    if matches!(error, Some(ReadError::NoMail | ReadError::NothingInside))
        && item.position.is_none()
        && let Some(octets) = octets_of(&item.file)
        && let Some(list) = checker.filters(&named, &octets, &[])
    {
        return Outcome::Filters(source, Box::new(list));
    }
    Outcome::NotTaken(NotTaken {
        file: named,
        position: item.position,
        error,
    })
}

/// A file that is small enough for a list of filters.
fn octets_of(file: &str) -> Option<Vec<u8>> {
    let mut octets = Vec::new();
    let opened = std::fs::File::open(file).ok()?;
    opened
        .take(LARGEST_FILTERS + 1)
        .read_to_end(&mut octets)
        .ok()?;
    (octets.len() as u64 <= LARGEST_FILTERS).then_some(octets)
}

/// Keeps what was judged, in one transaction for the mails; says what could not be taken.
async fn keep(
    keeper: &Keeper,
    owner: &Owner,
    judged: Vec<Outcome>,
    done: &mut Imported,
) -> Result<Vec<NotTaken>, Error> {
    let (mut mails, mut lists, mut troubles) = (Vec::new(), Vec::new(), Vec::new());
    for outcome in judged {
        match outcome {
            Outcome::Mail(source, understood) => mails.push((source, understood)),
            Outcome::Filters(source, list) => lists.push((source, list)),
            Outcome::NotTaken(trouble) => troubles.push(trouble),
        }
    }
    let arrived: Vec<Arrived<'_>> = mails
        .iter()
        .map(|(source, understood)| Arrived {
            understood,
            source,
            received: None,
        })
        .collect();
    // A piece without a mail needs no transaction.
    let committed = if arrived.is_empty() {
        Committed::default()
    } else {
        keeper.keep(owner, &arrived, now()).await?
    };
    let is_mail = |id: &&facts::ObservationId| {
        mails
            .iter()
            .any(|(_, understood)| understood.checked.report.id == **id)
    };
    done.mails += mails.len() as u64;
    done.new += committed.observations.iter().filter(is_mail).count() as u64;
    done.questions += committed.questions.len() as u64;
    let notices = mails.iter().map(|(_, it)| it.notices.len() as u64);
    done.notices += notices.sum::<u64>();
    for (source, list) in &lists {
        let committed = keeper.keep_filters(owner, list, source, now()).await?;
        done.filters += 1;
        done.findings += list.findings.len() as u64;
        done.questions += committed.questions.len() as u64;
    }
    done.unread += troubles.len() as u64;
    Ok(troubles)
}
