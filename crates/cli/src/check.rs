//! `mioboe check`: from files to verdicts.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal as _};
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use facts::{Instant, MailReport, Severity, Verdict};
use mioboe::Checked;
use words::{CheckLine, FailureKind, Language, Value, label, label_with};

use crate::args::{Check, Sort};
use crate::brands::Known;
use crate::judge::{Judged, judge};
use crate::list::{Tally, row};
use crate::piece::{Trouble, pieces, read_text};
use crate::progress::Progress;
use crate::start::{Refused, Started, start};
use crate::story::{Manner, Matter, story};
use crate::terminal::Terminal;

/// What a command ends with; the worse one wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// Nothing was found.
    Nothing,
    /// Something was found.
    Found,
    /// We failed, wholly or in part.
    Failed,
    /// We could not even begin, and may later: what starts us tries again.
    Later,
}

/// The largest pasted text that is read.
const LARGEST_TEXT: u64 = 1 << 20;

/// Runs the command.
///
/// # Errors
/// Where standard output cannot be written.
pub(crate) fn run(
    args: &Check,
    language: Language,
    terminal: &mut Terminal,
) -> io::Result<Outcome> {
    let started = match start(&args.checking) {
        Ok(started) => started,
        Err(refused) => {
            tell_refused(&refused, language, terminal);
            return Ok(Outcome::Failed);
        }
    };
    tell_no_resolver(&started, language, terminal);
    let outcome = match &args.text {
        Some(text) => check_text(text, args, &started, language, terminal)?,
        None => check_files(args, &started, language, terminal)?,
    };
    terminal.flush()?;
    match started.keep_answers() {
        Ok(None) => Ok(outcome),
        Ok(Some((file, count))) => {
            if !args.quiet {
                let values = [("file", Value::Text(&file)), ("count", Value::Count(count))];
                terminal.tell(&label_with(language, "summary-dns-written", &values));
            }
            Ok(outcome)
        }
        Err(refused) => {
            tell_refused(&refused, language, terminal);
            Ok(Outcome::Failed)
        }
    }
}

/// Tells that nobody can be asked, where that is so against the person's wish.
pub(crate) fn tell_no_resolver(started: &Started, language: Language, terminal: &mut Terminal) {
    if let Some(trouble) = &started.no_resolver {
        let told = words::tell(language, &trouble.at("mioboe", None));
        terminal.tell(&told.message);
        terminal.tell(&label(language, "goes-on-offline"));
    }
}

/// Whether a report calls for attention.
pub(crate) fn outcome_of(report: &MailReport) -> Outcome {
    let is_found = matches!(report.verdict, Verdict::Impostor | Verdict::Doubtful)
        || report
            .findings
            .iter()
            .any(|finding| finding.severity >= Severity::Caution);
    if is_found {
        Outcome::Found
    } else {
        Outcome::Nothing
    }
}

/// The JSON line of a judged mail.
pub(crate) fn json_line(checked: &Checked, file: &str, position: Option<u64>) -> String {
    words::check_line(&CheckLine {
        file,
        position,
        report: &checked.report,
        forwarded: checked.judged_enclosed,
    })
}

fn check_text(
    text: &str,
    args: &Check,
    started: &Started,
    language: Language,
    terminal: &mut Terminal,
) -> io::Result<Outcome> {
    if text == "-" && io::stdin().is_terminal() {
        terminal.tell(&label(language, "text-prompt"));
    }
    if names_a_file(text) {
        let values = [("file", Value::Text(text))];
        terminal.tell(&label_with(language, "hint-text-is-file", &values));
    }
    let text = if text == "-" {
        read_text("-", LARGEST_TEXT)
    } else {
        Ok(text.to_owned())
    };
    let text = text.and_then(|text| {
        if text.trim().is_empty() {
            Err(Trouble::of(FailureKind::Empty))
        } else {
            Ok(text)
        }
    });
    let judged = text.and_then(|text| {
        // A fault of ours is told like any failure.
        catch_unwind(AssertUnwindSafe(|| started.checker.check_text(&text)))
            .map(|checked| (Matter::of_text(&text), checked))
            .map_err(|_| Trouble::of(FailureKind::Ours))
    });
    match judged {
        Ok((matter, checked)) => {
            if args.json {
                terminal.line(&json_line(&checked, "-", None))?;
            } else {
                let manner = Manner {
                    matter,
                    ..manner(args, language, terminal)
                };
                let from = label(language, "pasted-text");
                terminal.write(&story(&checked, &from, &Known(&started.checker), manner))?;
            }
            Ok(outcome_of(&checked.report))
        }
        Err(trouble) => {
            let named = label(language, "pasted-text");
            let told = words::tell(language, &trouble.at(&named, None));
            terminal.tell(&told.message);
            terminal.tell(&told.advice);
            if args.json {
                terminal.line(&words::failure_line(language, &trouble.at("-", None)))?;
            }
            Ok(Outcome::Failed)
        }
    }
}

/// Whether a text is the name of a file that is there, so that the file was probably meant.
fn names_a_file(text: &str) -> bool {
    /// No system has longer names.
    const LONGEST: usize = 4096;
    text != "-" && text.len() <= LONGEST && !text.contains('\n') && Path::new(text).is_file()
}

fn check_files(
    args: &Check,
    started: &Started,
    language: Language,
    terminal: &mut Terminal,
) -> io::Result<Outcome> {
    let mut files = args.files.clone();
    if files.is_empty() {
        if io::stdin().is_terminal() {
            terminal.tell(&label(language, "nothing-given"));
            return Ok(Outcome::Failed);
        }
        files.push(PathBuf::from("-"));
    }
    let (pieces, octets) = pieces(&files);
    let mut desk = Desk {
        args,
        language,
        known: Known(&started.checker),
        manner: manner(args, language, terminal),
        progress: Progress::new(octets, args.quiet, language),
        terminal,
        tally: Tally::default(),
        first: None,
        sorted: Vec::new(),
        advised: BTreeSet::new(),
        outcome: Outcome::Nothing,
    };
    let check = |raw: &[u8]| started.checker.check(raw);
    judge(pieces, check, jobs(args), |judged| desk.take(judged))?;
    desk.close(&files)
}

fn manner(args: &Check, language: Language, terminal: &Terminal) -> Manner {
    Manner {
        language,
        paint: terminal.paint(),
        columns: terminal.columns(),
        is_explained: args.explain,
        matter: Matter::Mail,
    }
}

fn jobs(args: &Check) -> NonZeroUsize {
    let two = NonZeroUsize::MIN.saturating_add(1);
    args.jobs
        .and_then(|jobs| NonZeroUsize::new(usize::from(jobs)))
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(two, |it| it.max(two)))
}

/// The file as shown: with the position inside an mbox.
pub(crate) fn shown(file: &str, position: Option<u64>, language: Language) -> String {
    let file = if file == "-" {
        label(language, "standard-input")
    } else {
        file.to_owned()
    };
    match position {
        Some(position) => {
            let values = [
                ("file", Value::Text(&file)),
                ("position", Value::Count(position)),
            ];
            label_with(language, "mail-of-file", &values)
        }
        None => file,
    }
}

pub(crate) fn tell_refused(refused: &Refused, language: Language, terminal: &mut Terminal) {
    let told = words::tell(language, &refused.trouble.at(&refused.file, None));
    terminal.tell(&told.message);
    if !told.advice.is_empty() {
        terminal.tell(&told.advice);
    }
}

/// Where judged mails come in, one after another, in order.
struct Desk<'a> {
    args: &'a Check,
    language: Language,
    known: Known<'a>,
    manner: Manner,
    progress: Progress,
    terminal: &'a mut Terminal,
    tally: Tally,
    /// The first mail waits: alone it gets its whole story, among others a line.
    first: Option<Judged<Checked>>,
    sorted: Vec<(Key, String)>,
    /// The kinds of failure whose advice was given; a thousand files need it once.
    advised: BTreeSet<FailureKind>,
    outcome: Outcome,
}

impl Desk<'_> {
    fn take(&mut self, judged: Judged<Checked>) -> io::Result<()> {
        self.progress.advance(judged.passed);
        match &judged.outcome {
            Err(trouble) => {
                self.tally.unread += 1;
                self.outcome = Outcome::Failed;
                let failure = trouble.at(&judged.file, judged.position);
                let named = shown(&judged.file, None, self.language);
                let told = words::tell(self.language, &trouble.at(&named, judged.position));
                let (terminal, progress) = (&mut *self.terminal, &self.progress);
                let is_new = self.advised.insert(trouble.kind);
                progress.aside(|| {
                    terminal.tell(&told.message);
                    if is_new {
                        terminal.tell(&format!("  {}", told.advice));
                    }
                });
                if self.args.json {
                    let line = words::failure_line(self.language, &failure);
                    self.put(Key::of_failure(self.args.sort, &judged), line)?;
                }
                Ok(())
            }
            Ok(checked) => {
                self.tally.count(&checked.report);
                self.outcome = self.outcome.max(outcome_of(&checked.report));
                if self.tally.judged() == 1 && !self.args.json && !self.args.explain {
                    self.first = Some(judged);
                    return Ok(());
                }
                if let Some(first) = self.first.take() {
                    self.show(&first)?;
                }
                self.show(&judged)
            }
        }
    }

    /// Shows one of many mails.
    fn show(&mut self, judged: &Judged<Checked>) -> io::Result<()> {
        let Ok(checked) = &judged.outcome else {
            return Ok(());
        };
        if !self.is_wanted(checked.report.verdict) {
            self.tally.hidden += 1;
            return Ok(());
        }
        let file = shown(&judged.file, judged.position, self.language);
        let text = if self.args.json {
            json_line(checked, &judged.file, judged.position)
        } else if self.args.explain {
            story(checked, &file, &self.known, self.manner)
        } else {
            let width = self.terminal.width();
            row(checked, &file, self.language, self.manner.paint, width)
        };
        self.put(Key::of(self.args.sort, checked, judged), text)
    }

    fn is_wanted(&self, verdict: Verdict) -> bool {
        self.args.only.is_empty() || self.args.only.contains(&verdict)
    }

    fn put(&mut self, key: Key, text: String) -> io::Result<()> {
        if self.args.sort.is_some() {
            self.sorted.push((key, text));
            return Ok(());
        }
        if self.terminal.is_watched() {
            let (terminal, progress) = (&mut *self.terminal, &self.progress);
            progress.aside(|| terminal.line(&text))
        } else {
            // Into a file or pipe, lines and bar do not meet.
            self.terminal.line(&text)
        }
    }

    fn close(mut self, files: &[PathBuf]) -> io::Result<Outcome> {
        self.progress.done();
        if let Some(first) = self.first.take()
            && let Ok(checked) = &first.outcome
        {
            if !self.is_wanted(checked.report.verdict) {
                self.tally.hidden += 1;
                self.tell_filtered();
                return Ok(self.outcome);
            }
            let file = shown(&first.file, first.position, self.language);
            self.terminal
                .write(&story(checked, &file, &self.known, self.manner))?;
            let has_pointers = checked
                .report
                .findings
                .iter()
                .any(|it| !it.evidence.is_empty());
            if has_pointers && !self.args.quiet && self.terminal.is_watched() {
                self.terminal.tell("");
                self.terminal.tell(&label(self.language, "hint-explain"));
            }
            return Ok(self.outcome);
        }
        // The sort is stable: equal mails stay as they were found.
        self.sorted.sort_by(|one, other| one.0.cmp(&other.0));
        for (_, text) in &self.sorted {
            self.terminal.line(text)?;
        }
        if self.tally.judged() == 0 && self.tally.unread == 0 {
            return self.nothing_there(files);
        }
        if !self.args.json && !self.args.quiet && self.tally.judged() > 1 {
            for line in self.tally.summary(self.language) {
                self.terminal.tell(&line);
            }
            if !self.args.explain {
                self.terminal.tell(&label(self.language, "hint-one"));
            }
        } else if !self.args.json {
            self.tell_filtered();
        }
        Ok(self.outcome)
    }

    /// Says that the person's own choice hides mails, lest nothing is taken for "nothing found".
    fn tell_filtered(&mut self) {
        if !self.args.quiet
            && let Some(line) = self.tally.filtered(self.language)
        {
            self.terminal.tell(&line);
        }
    }

    /// Not one mail and not one failure: empty folders.
    fn nothing_there(self, files: &[PathBuf]) -> io::Result<Outcome> {
        let trouble = Trouble::of(FailureKind::FolderEmpty);
        for file in files {
            let file = file.display().to_string();
            let told = words::tell(self.language, &trouble.at(&file, None));
            self.terminal.tell(&told.message);
            self.terminal.tell(&format!("  {}", told.advice));
            if self.args.json {
                self.terminal.line(&words::failure_line(
                    self.language,
                    &trouble.at(&file, None),
                ))?;
            }
        }
        Ok(Outcome::Failed)
    }
}

/// By what a line is sorted; failures come last, except by file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Unsorted,
    Verdict(u8),
    Date(Instant),
    Text(String, u64),
    Last,
}

impl Key {
    fn of(sort: Option<Sort>, checked: &Checked, judged: &Judged<Checked>) -> Self {
        match sort {
            None => Self::Unsorted,
            Some(Sort::Verdict) => Self::Verdict(urgency(&checked.report)),
            Some(Sort::Date) => match checked.date {
                Some(date) => Self::Date(date),
                None => Self::Last,
            },
            Some(Sort::From) => Self::Text(checked.from.to_lowercase(), 0),
            Some(Sort::File) => Self::of_file(judged),
        }
    }

    fn of_failure(sort: Option<Sort>, judged: &Judged<Checked>) -> Self {
        match sort {
            None => Self::Unsorted,
            Some(Sort::File) => Self::of_file(judged),
            Some(_) => Self::Last,
        }
    }

    fn of_file(judged: &Judged<Checked>) -> Self {
        Self::Text(judged.file.clone(), judged.position.unwrap_or(0))
    }
}

fn urgency(report: &MailReport) -> u8 {
    match report.verdict {
        Verdict::Genuine if words::is_foreign_content(report) => 2,
        Verdict::Impostor => 0,
        Verdict::Doubtful => 1,
        Verdict::Unproven => 2,
        Verdict::NoClaim => 3,
        Verdict::Genuine => 4,
    }
}

#[cfg(test)]
mod tests {
    use facts::{Code, Confidence, Facts, Finding, ObservationId, Subject};

    use super::*;

    fn report(verdict: Verdict, severity: Option<Severity>) -> MailReport {
        let id = ObservationId::of(b"");
        let findings = severity
            .map(|severity| Finding {
                code: Code::new("test-finding"),
                severity,
                confidence: Confidence::Likely,
                subject: Subject::Message(id),
                facts: Facts::new(),
                evidence: vec![],
            })
            .into_iter()
            .collect();
        MailReport {
            id,
            verdict,
            claims: vec![],
            proof: vec![],
            findings,
            gaps: vec![],
        }
    }

    #[test]
    fn something_is_found_when_a_person_should_look() {
        for (verdict, severity, expected) in [
            (Verdict::Genuine, None, Outcome::Nothing),
            (Verdict::Genuine, Some(Severity::Note), Outcome::Nothing),
            (Verdict::Genuine, Some(Severity::Caution), Outcome::Found),
            (Verdict::NoClaim, Some(Severity::Danger), Outcome::Found),
            (Verdict::Unproven, None, Outcome::Nothing),
            (Verdict::Doubtful, None, Outcome::Found),
            (Verdict::Impostor, None, Outcome::Found),
        ] {
            assert_eq!(
                outcome_of(&report(verdict, severity)),
                expected,
                "{verdict:?} {severity:?}"
            );
        }
        assert_eq!(Outcome::Found.max(Outcome::Failed), Outcome::Failed);
    }

    #[test]
    fn what_needs_attention_comes_first_and_what_has_no_key_last() {
        let key = |verdict| Key::Verdict(urgency(&report(verdict, None)));
        assert!(key(Verdict::Impostor) < key(Verdict::Genuine));
        let at = |seconds| Instant::from_seconds(seconds).expect("a moment");
        let (early, late) = (at(0), at(1));
        assert!(Key::Date(early) < Key::Date(late));
        assert!(Key::Date(late) < Key::Last);
        assert!(Key::Text("z".into(), 0) < Key::Last);
    }
}
