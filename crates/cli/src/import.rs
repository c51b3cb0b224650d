//! `mioboe import`: keeps what mails say.

use std::collections::BTreeSet;
use std::io::{self, Read as _};
use std::num::NonZeroUsize;

use facts::{Instant, Source};
use mioboe::{Arrived, Checker, Keeper, Owner, Runner, StoreError, Understood};
use words::{FailureKind, Form, Language, Value, label_with};

use crate::args::Import;
use crate::brands::Known;
use crate::check::{Outcome, shown, tell_no_resolver, tell_refused};
use crate::home::Home;
use crate::judge::{Judged, judge};
use crate::piece::{Trouble, pieces};
use crate::progress::Progress;
use crate::start::start;
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
    let opened =
        start(&args.checking).and_then(|started| Ok((started, Home::find(&args.household)?)));
    let (started, home) = match opened {
        Ok(opened) => opened,
        Err(refused) => {
            tell_refused(&refused, language, terminal);
            return Ok(Outcome::Failed);
        }
    };
    tell_no_resolver(&started, language, terminal);
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
        checker: &started.checker,
        is_json: args.json,
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
        advised: BTreeSet::new(),
    };
    let jobs = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let understand = |raw: &[u8]| started.checker.understand(raw);
    let judged = judge(pieces, understand, jobs, |judged| desk.take(judged));
    let kept = judged
        .and_then(|()| desk.keep())
        .and_then(|()| desk.judge_over_time());
    let Desk { counts, failed, .. } = desk;
    runner.run(store.close());
    if let Some(error) = failed {
        tell_refused(&home.refused(&error), language, terminal);
        return Ok(Outcome::Failed);
    }
    kept?;
    if let Err(refused) = started.keep_answers() {
        tell_refused(&refused, language, terminal);
        return Ok(Outcome::Failed);
    }
    if args.json {
        terminal.line(&words::import_line(&counts.told()))?;
    } else if !args.quiet {
        let values = [
            ("mails", Value::Count(counts.mails)),
            ("new", Value::Count(counts.new)),
            ("notices", Value::Count(counts.notices)),
        ];
        terminal.tell(&label_with(language, "import-done", &values));
        if counts.questions > 0 {
            let values = [("questions", Value::Count(counts.questions))];
            terminal.tell(&label_with(language, "import-asks", &values));
        }
        if counts.over_time > 0 {
            let values = [("findings", Value::Count(counts.over_time))];
            terminal.tell(&label_with(language, "import-found", &values));
        }
    }
    Ok(
        match (
            counts.unread,
            counts.questions + counts.found + counts.over_time,
        ) {
            (1.., _) => Outcome::Failed,
            (0, 1..) => Outcome::Found,
            (0, 0) => Outcome::Nothing,
        },
    )
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    mails: u64,
    new: u64,
    notices: u64,
    questions: u64,
    unread: u64,
    /// Lists of filters.
    filters: u64,
    /// What was found in them.
    found: u64,
    /// What was found in what happened to the account.
    over_time: u64,
}

impl Counts {
    fn told(self) -> words::Imported {
        words::Imported {
            mails: self.mails,
            new: self.new,
            notices: self.notices,
            questions: self.questions,
            unread: self.unread,
            filters: self.filters,
            findings: self.over_time,
        }
    }
}

/// A file that is small enough for a list of filters.
fn octets_of(file: &str) -> Option<Vec<u8>> {
    let mut octets = Vec::new();
    let opened = std::fs::File::open(file).ok()?;
    let limit = mioboe::LARGEST_FILTERS;
    opened.take(limit + 1).read_to_end(&mut octets).ok()?;
    (octets.len() as u64 <= limit).then_some(octets)
}

/// Where judged mails come in and wait for their transaction.
struct Desk<'a> {
    checker: &'a Checker,
    is_json: bool,
    keeper: Keeper,
    owner: Owner,
    runner: &'a Runner,
    progress: Progress,
    language: Language,
    terminal: &'a mut Terminal,
    waiting: Vec<(Source, Understood)>,
    counts: Counts,
    failed: Option<StoreError>,
    /// The kinds of failure whose advice was given.
    advised: BTreeSet<FailureKind>,
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
                let may_be_filters =
                    matches!(trouble.kind, FailureKind::NoMail | FailureKind::FolderEmpty)
                        && judged.position.is_none();
                if may_be_filters && self.take_filters(&judged.file)? {
                    return Ok(());
                }
                self.counts.unread += 1;
                self.tell(&judged.file, judged.position, &trouble);
            }
        }
        Ok(())
    }

    /// Takes a file for a list of filters; says whether it is one.
    fn take_filters(&mut self, file: &str) -> io::Result<bool> {
        let Some(octets) = octets_of(file) else {
            return Ok(false);
        };
        let Some(list) = self.checker.filters(file, &octets, &[]) else {
            return Ok(false);
        };
        self.counts.filters += 1;
        if !self.is_json {
            let names = Known(self.checker);
            for finding in &list.findings {
                let said = words::say(self.language, finding, Form::Mail, &names);
                self.terminal.line(&said.headline)?;
                for more in [said.why, said.what_to_do] {
                    if !more.is_empty() {
                        self.terminal.line(&format!("  {more}"))?;
                    }
                }
            }
            for gap in &list.gaps {
                let said = words::say_gap(self.language, gap, &names);
                self.terminal.line(&said.headline)?;
            }
        }
        let source = Source::File {
            name: file.into(),
            position: None,
        };
        let keeping = self
            .keeper
            .keep_filters(&self.owner, &list, &source, mioboe::now());
        match self.runner.run(keeping) {
            Ok(committed) => {
                self.counts.questions += committed.questions.len() as u64;
                self.counts.found += list.findings.len() as u64;
                Ok(true)
            }
            Err(error) => {
                self.failed = Some(error);
                Err(io::Error::other("the store"))
            }
        }
    }

    /// Judges the account with all that is kept of it by now.
    fn judge_over_time(&mut self) -> io::Result<()> {
        let judging = mioboe::judge_over_time(&self.keeper, &self.owner, mioboe::now());
        match self.runner.run(judging) {
            Ok(judged) => {
                self.counts.questions += judged.new.len() as u64;
                self.counts.over_time = judged.findings.len() as u64;
                Ok(())
            }
            Err(error) => {
                self.failed = Some(error);
                Err(io::Error::other("the store"))
            }
        }
    }

    fn tell(&mut self, file: &str, position: Option<u64>, trouble: &Trouble) {
        let named = shown(file, None, self.language);
        let told = words::tell(self.language, &trouble.at(&named, position));
        let terminal = &mut *self.terminal;
        let is_new = self.advised.insert(trouble.kind);
        self.progress.aside(|| {
            terminal.tell(&told.message);
            if is_new {
                terminal.tell(&format!("  {}", told.advice));
            }
        });
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
