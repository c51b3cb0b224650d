//! `mioboe import`: keeps what mails say.

use std::io;
use std::num::NonZeroUsize;

use facts::{Instant, Source};
use mioboe::{Arrived, Keeper, Owner, Runner, StoreError, Understood};
use words::{Language, Value, label_with};

use crate::args::Import;
use crate::check::{Outcome, tell_refused};
use crate::home::Home;
use crate::judge::{Judged, judge};
use crate::piece::{Trouble, pieces};
use crate::progress::Progress;
use crate::start::{Asked, start_with};
use crate::terminal::Terminal;

/// Mails that are kept in one transaction.
const BATCH: usize = 200;

/// Runs the command.
///
/// # Errors
/// Where standard output cannot be written.
pub(crate) fn run(
    args: &Import,
    language: Language,
    terminal: &mut Terminal,
) -> io::Result<Outcome> {
    let asked = Asked {
        offline: args.offline,
        shut: &[],
        dns_record: args.dns_record.as_deref(),
        trust_receiver: &args.trust_receiver,
        brand_file: &args.brand_file,
    };
    let opened = start_with(&asked).and_then(|started| Ok((started, Home::find(&args.household)?)));
    let (started, home) = match opened {
        Ok(opened) => opened,
        Err(refused) => {
            tell_refused(&refused, language, terminal);
            return Ok(Outcome::Failed);
        }
    };
    let runner = Runner::new()?;
    let store = match runner.run(home.open()) {
        Ok(store) => store,
        Err(error) => {
            tell_refused(&home.refused(&error), language, terminal);
            return Ok(Outcome::Failed);
        }
    };
    let (pieces, octets) = pieces(&args.files);
    let mut desk = Desk {
        keeper: Keeper::new(store.clone(), home.zone()),
        owner: Owner {
            person: home.config.person.clone(),
            account: facts::AccountId(args.account.as_str().into()),
        },
        runner: &runner,
        progress: Progress::new(octets, args.quiet, language),
        language,
        terminal,
        waiting: Vec::new(),
        counts: Counts::default(),
        failed: None,
    };
    let jobs = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let understand = |raw: &[u8]| started.checker.understand(raw);
    let judged = judge(pieces, understand, jobs, |judged| desk.take(judged));
    let kept = judged.and_then(|()| desk.keep());
    let Desk { counts, failed, .. } = desk;
    runner.run(store.close());
    if let Some(error) = failed {
        tell_refused(&home.refused(&error), language, terminal);
        return Ok(Outcome::Failed);
    }
    kept?;
    if args.json {
        terminal.line(&words::import_line(&counts.told()))?;
    } else if !args.quiet {
        let values = [
            ("mails", Value::Count(counts.mails)),
            ("new", Value::Count(counts.new)),
            ("notices", Value::Count(counts.notices)),
            ("questions", Value::Count(counts.questions)),
        ];
        terminal.tell(&label_with(language, "import-done", &values));
    }
    Ok(match (counts.unread, counts.questions) {
        (1.., _) => Outcome::Failed,
        (0, 1..) => Outcome::Found,
        (0, 0) => Outcome::Nothing,
    })
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    mails: u64,
    new: u64,
    notices: u64,
    questions: u64,
    unread: u64,
}

impl Counts {
    fn told(self) -> words::Imported {
        words::Imported {
            mails: self.mails,
            new: self.new,
            notices: self.notices,
            questions: self.questions,
            unread: self.unread,
        }
    }
}

/// Where judged mails come in and wait for their transaction.
struct Desk<'a> {
    keeper: Keeper,
    owner: Owner,
    runner: &'a Runner,
    progress: Progress,
    language: Language,
    terminal: &'a mut Terminal,
    waiting: Vec<(Source, Understood)>,
    counts: Counts,
    failed: Option<StoreError>,
}

impl Desk<'_> {
    fn take(&mut self, judged: Judged<Understood>) -> io::Result<()> {
        self.progress.advance(judged.passed);
        match judged.outcome {
            Ok(understood) => {
                self.counts.mails += 1;
                self.counts.notices += understood.notices.len() as u64;
                let source = Source::File {
                    name: judged.file.into(),
                    position: judged.position,
                };
                self.waiting.push((source, *understood));
                if self.waiting.len() >= BATCH {
                    self.keep()?;
                }
            }
            Err(trouble) => {
                self.counts.unread += 1;
                self.tell(&judged.file, judged.position, &trouble);
            }
        }
        Ok(())
    }

    fn tell(&mut self, file: &str, position: Option<u64>, trouble: &Trouble) {
        let told = words::tell(self.language, &trouble.at(file, position));
        let terminal = &mut *self.terminal;
        self.progress.aside(|| terminal.tell(&told.message));
    }

    /// Keeps what waits; an error of the store ends the run.
    fn keep(&mut self) -> io::Result<()> {
        let mails: Vec<Arrived<'_>> = self
            .waiting
            .iter()
            .map(|(source, understood)| Arrived {
                understood,
                source,
                received: None,
            })
            .collect();
        let now: Instant = mioboe::now();
        let kept = self.runner.run(self.keeper.keep(&self.owner, &mails, now));
        match kept {
            Ok(committed) => {
                let ids: Vec<_> = self
                    .waiting
                    .iter()
                    .map(|(_, understood)| understood.checked.report.id)
                    .collect();
                self.counts.new += committed
                    .observations
                    .iter()
                    .filter(|id| ids.contains(id))
                    .count() as u64;
                self.counts.questions += committed.questions.len() as u64;
                self.waiting.clear();
                Ok(())
            }
            Err(error) => {
                self.failed = Some(error);
                Err(io::Error::other("the store"))
            }
        }
    }
}
