//! Measures how fast the command is, beside a filter that providers run and beside the least that any check must
//! do, and writes it down.

mod dns;
mod made;
mod profile;
mod rspamd;
mod took;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::evaluate::{records, release, today};
use crate::run::{cargo, files_below};
use crate::test::{Missing, provide};
use made::{Filling, mailbox};
use rspamd::Rspamd;
use took::{Took, fed, median, took};

const RUNS: usize = 5;
/// Turns in which both sides read all mails.
const TURNS: usize = 3;
/// The options that shut the door to the process that looks into pictures and documents.
const NO_LOOKS: &[&str] = &["--shut", "children"];
const SETS: &[&str] = &["phish-pot", "phish-ja", "ham", "genuine"];

/// What the issue asks for, held against what was measured.
struct Bars {
    page: String,
    missed: Vec<String>,
}

impl Bars {
    /// A line that says whether a bar was met.
    fn hold(&mut self, what: &str, value: f64, bar: f64, is_met: bool) {
        let word = if is_met { "met" } else { "**missed**" };
        let _ = writeln!(self.page, "| {what} | {value:.2} | {bar} | {word} |");
        if !is_met {
            self.missed.push(what.to_owned());
        }
    }
}

type Part = for<'b> fn(&Bench<'b>, &mut String, &mut Bars) -> Result<()>;

const PARTS: &[(&str, Part)] = &[
    ("mioboe, rspamd and the floor", |b, page, bars| {
        b.compare(page, bars)
    }),
    ("threads", |b, page, bars| b.threads(page, bars)),
    ("one mail", |b, page, bars| b.one_mail(page, bars)),
    ("the profile", |b, page, bars| b.profile(page, bars)),
    ("growth", |b, page, bars| b.growth(page, bars)),
    ("a large mailbox", |b, page, bars| b.large(page, bars)),
];

/// What is measured.
struct Bench<'a> {
    root: &'a Path,
    work: PathBuf,
    command: PathBuf,
    files: Vec<String>,
    mails: Vec<Vec<u8>>,
    megabytes: f64,
    /// Why rspamd is not here, where it is not.
    rspamd: Option<Missing>,
}

/// Measures and writes `docs/PERFORMANCE.md`.
///
/// # Errors
/// Where the corpus is absent, a program fails, or a bar is missed; the page is written all the same.
pub(crate) fn bench(root: &Path, installs_nothing: bool) -> Result<()> {
    if !root.join("../shared/corpus").is_dir() {
        bail!("../shared/corpus is not here; there is nothing to measure on");
    }
    let missing = provide("rspamd", "rspamd", installs_nothing)?;
    let bench = Bench::prepare(root, missing)?;
    let mut bars = Bars {
        page: String::new(),
        missed: Vec::new(),
    };
    let mut page = format!(
        "# Performance\n\nWritten by `cargo xtask bench` on {}; change nothing by hand.\n\
         Measured with the release build on {} ({} cores). Other load on the machine is not excluded, which is why \
         processor time is what counts; each figure is the median of {RUNS} runs by processor time where nothing \
         else is said.\n",
        today()?,
        processor(),
        cores(),
    );
    // Written after every part, so that a run cut short leaves what it measured.
    let out = root.join("docs/PERFORMANCE.md");
    for (name, part) in PARTS {
        eprintln!("{name}");
        part(&bench, &mut page, &mut bars)?;
        fs::write(&out, &page)?;
    }
    let _ = write!(
        page,
        "\n## Bars\n\n| what | measured | bar | |\n|---|---|---|---|\n{}",
        bars.page
    );
    fs::write(&out, page)?;
    eprintln!("docs/PERFORMANCE.md is written");
    if !bars.missed.is_empty() {
        bail!("missed: {}", bars.missed.join("; "));
    }
    Ok(())
}

impl<'a> Bench<'a> {
    fn prepare(root: &'a Path, rspamd: Option<Missing>) -> Result<Self> {
        let command = release(root)?;
        cargo("build")
            .args(["--release", "--package", "floor"])
            .at(root)
            .run()?;
        let work = root.join("target/bench");
        fs::create_dir_all(&work)?;
        let mut files = Vec::new();
        for set in SETS {
            files.extend(files_below(
                root,
                &format!("../shared/corpus/{set}"),
                "eml",
            )?);
        }
        let mut mails = Vec::new();
        let mut kept = Vec::new();
        for file in files {
            let raw = fs::read(root.join(&file)).with_context(|| file.clone())?;
            // An empty file is no mail to anybody.
            if !raw.is_empty() {
                mails.push(raw);
                kept.push(file);
            }
        }
        let octets: usize = mails.iter().map(Vec::len).sum();
        Ok(Self {
            root,
            work,
            command,
            files: kept,
            mails,
            megabytes: number(octets as u64) / 1e6,
            rspamd,
        })
    }

    fn count(&self) -> f64 {
        number(self.files.len() as u64)
    }

    /// How all mails are checked: offline, with the recorded DNS answers.
    fn arguments(&self, threads: usize, shut: &[&str]) -> Result<Vec<String>> {
        let dns = records(
            &self.root.join("../shared/corpus/dns/txt.json"),
            &self.work,
            "dns.json",
        )?;
        let threads = threads.to_string();
        let options = [
            "check",
            "--json",
            "--offline",
            "--jobs",
            &threads,
            "--dns-record",
            &dns,
        ];
        let options = options.iter().chain(shut).map(|&word| word.to_owned());
        Ok(options.chain(self.files.iter().cloned()).collect())
    }

    fn all(&self, threads: usize) -> Result<Took> {
        took(self.root, &self.command, &self.arguments(threads, &[])?)
    }

    /// As for a provider that wants no process of its own started for pictures.
    fn without_looks(&self) -> Result<Took> {
        let arguments = self.arguments(1, NO_LOOKS)?;
        took(self.root, &self.command, &arguments)
    }

    fn floor(&self, step: &str) -> Result<Took> {
        let program = self.root.join("target/release/floor");
        let arguments: Vec<String> = std::iter::once(step.to_owned())
            .chain(self.files.iter().cloned())
            .collect();
        median(RUNS, || took(self.root, &program, &arguments))
    }

    /// The same mails through mioboe, rspamd and the floor.
    fn compare(&self, page: &mut String, bars: &mut Bars) -> Result<()> {
        let _ = write!(
            page,
            "\n## The same mails\n\n{} mails, {:.1} MB ({}), one process over all of them, offline, with the recorded \
             DNS answers.\n\n\
             | | CPU s | CPU ms per mail | MB per CPU s | times mioboe | wall s |\n|---|---|---|---|---|---|\n",
            self.files.len(),
            self.megabytes,
            SETS.join(", "),
        );
        let peer = match &self.rspamd {
            Some(_) => None,
            None => {
                let free_mail = free_mail(self.root)?;
                let running = Rspamd::start(&self.work, &free_mail)?;
                // Its first mails fill caches that a provider's are filled with.
                running.check(self.mails.get(..200).unwrap_or(&self.mails))?;
                Some(running)
            }
        };
        // In turns, so that load from outside meets both.
        let (mut ours, mut blind, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..TURNS {
            ours.push(self.all(1)?);
            blind.push(self.without_looks()?);
            if let Some(peer) = &peer {
                theirs.push(peer.check(&self.mails)?);
            }
            ours.push(self.all(1)?);
            blind.push(self.without_looks()?);
        }
        drop(peer);
        ours.push(self.all(1)?);
        blind.push(self.without_looks()?);
        theirs.sort_by(|one, other| one.took.cpu.total_cmp(&other.took.cpu));
        let middle = |took: Vec<Took>| {
            let mut runs = took.into_iter();
            median(runs.len(), || runs.next().context("a run"))
        };
        let (ours, blind) = (middle(ours)?, middle(blind)?);
        self.row(page, "mioboe, one thread", ours, ours);
        self.row(
            page,
            "mioboe, no looks into pictures (`--shut children`)",
            blind,
            ours,
        );
        // The middle, as of ours.
        if let Some(theirs) = theirs.get(theirs.len() / 2) {
            self.row(page, "rspamd, two workers", theirs.took, ours);
            let _ = write!(
                page,
                "\n{}: Debian's configuration with everything off that needs the world, a store or keys; a name \
                 server on loopback says at once that no name exists ({} questions). Its workers' processor time, \
                 the median of {TURNS} runs after 200 mails to warm up; they held {:.0} MB at most, and called {} mails more \
                 than clean. The client is not counted.\n",
                Rspamd::version()?,
                theirs.asked,
                number(theirs.peak) / 1e6,
                theirs.flagged,
            );
            for (what, ours) in [
                ("rspamd's CPU per mail, times mioboe's", ours),
                (
                    "rspamd's CPU per mail, times mioboe's without looks into pictures",
                    blind,
                ),
            ] {
                let times = theirs.took.cpu / ours.cpu;
                bars.hold(what, times, 5.0, times >= 5.0);
            }
        } else {
            let why = self.rspamd.as_ref().map_or("", |missing| missing.why);
            let _ = writeln!(page, "\nrspamd was not measured: {why}.");
        }
        page.push_str(
            "\nWhat is compared is not the same work. Both take the mail apart, decode and render its text, and look \
             at links.\n\
             mioboe besides hashes bodies and verifies signatures whose key is among the recorded answers, reads styles to know what \
             is shown, folds the text into the form the eye sees and holds it against every brand, and writes the \
             evidence as JSON. It also decodes every picture and draws every page of a PDF that may hold a QR code, in a \
             process of its own that counts here; what that costs is the difference between its two rows.\n\
             rspamd besides splits the text into words and languages, runs some hundred expressions over it, \
             asks for SPF, DKIM, DMARC and ARC records (none exist here, so it verifies no \
             signature), and writes a score; it looks into no QR code. mioboe reads files, rspamd a socket.\n",
        );
        self.floor_table(page, ours)
    }

    fn row(&self, page: &mut String, name: &str, took: Took, ours: Took) {
        let _ = writeln!(
            page,
            "| {name} | {:.2} | {:.3} | {:.1} | {:.2} | {:.2} |",
            took.cpu,
            took.cpu * 1e3 / self.count(),
            self.megabytes / took.cpu,
            took.cpu / ours.cpu,
            took.wall,
        );
    }

    /// The least that any check must do, over the same mails.
    fn floor_table(&self, page: &mut String, ours: Took) -> Result<()> {
        page.push_str(
            "\n## The floor\n\nThe least that any check must do, by the crates that do it (`xtask/floor`), over the \
             same mails: read the file, parse it (mail-parser), hash its body (SHA-256), and verify one RSA-2048 \
             signature for each DKIM-Signature, whether its key is known or not.\n\n\
             | step | CPU s | CPU ms per mail |\n|---|---|---|\n",
        );
        let read = self.floor("read")?.cpu;
        let mut sum = read;
        let mut step = |name: &str, cpu: f64| {
            let _ = writeln!(
                page,
                "| {name} | {cpu:.3} | {:.3} |",
                cpu * 1e3 / self.count()
            );
        };
        step("read", read);
        for name in ["parse", "hash", "verify"] {
            let cpu = (self.floor(name)?.cpu - read).max(0.0);
            sum += cpu;
            step(name, cpu);
        }
        step("together", sum);
        let _ = writeln!(
            page,
            "\nmioboe takes {:.1} times the floor; the profile tells where the rest goes.",
            ours.cpu / sum
        );
        Ok(())
    }

    fn threads(&self, page: &mut String, bars: &mut Bars) -> Result<()> {
        page.push_str("\n## Threads\n\n| threads | CPU s | wall s |\n|---|---|---|\n");
        let (mut one, mut two) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            one.push(self.all(1)?);
            two.push(self.all(2)?);
        }
        let mut middle = |name: &str, took: Vec<Took>| -> Result<f64> {
            let mut runs = took.into_iter();
            let took = median(RUNS, || runs.next().context("a run"))?;
            let _ = writeln!(page, "| {name} | {:.2} | {:.2} |", took.cpu, took.wall);
            Ok(took.cpu)
        };
        let (one, two) = (middle("1", one)?, middle("2", two)?);
        bars.hold(
            "CPU of two threads, times one's",
            two / one,
            1.1,
            two <= one * 1.1,
        );
        Ok(())
    }

    /// Processor time against size and number: growth beyond the size's own would show here.
    fn growth(&self, page: &mut String, bars: &mut Bars) -> Result<()> {
        page.push_str(
            "\n## Growth\n\nMade-up mails through standard input, with the cost of an empty mailbox taken away; \
             median of 3.\n\n\
             | what | mails | kB each | CPU s | CPU ms per MB |\n|---|---|---|---|---|\n",
        );
        let empty = self.stdin(1, 500, Filling::Text)?.cpu;
        let mut table = |name: &str, steps: [(u64, usize); 3], filling| -> Result<f64> {
            let mut per_megabyte = Vec::new();
            for (mails, octets) in steps {
                let cpu = (self.stdin(mails, octets, filling)?.cpu - empty).max(0.0);
                let cost = cpu * 1e9 / (number(mails) * number(octets as u64));
                let _ = writeln!(
                    page,
                    "| {name} | {mails} | {} | {cpu:.2} | {cost:.1} |",
                    octets / 1000
                );
                per_megabyte.push(cost);
            }
            Ok(match per_megabyte.as_slice() {
                [first, .., last] => last / first,
                _ => 0.0,
            })
        };
        let number = table(
            "more mails",
            [(500, 16_000), (2_000, 16_000), (8_000, 16_000)],
            Filling::Text,
        )?;
        let text = table(
            "longer pages",
            [(400, 60_000), (100, 240_000), (25, 960_000)],
            Filling::Text,
        )?;
        let attachment = table(
            "larger attachments",
            [(96, 1_000_000), (24, 4_000_000), (6, 16_000_000)],
            Filling::Attachment,
        )?;
        for (what, ratio) in [
            ("CPU per MB, 16 times the mails", number),
            ("CPU per MB, 16 times the page", text),
            ("CPU per MB, 16 times the attachment", attachment),
        ] {
            // Square growth would be 16; large pieces of memory come afresh from the kernel, which costs a little.
            bars.hold(what, ratio, 2.0, ratio <= 2.0);
        }
        Ok(())
    }

    fn stdin(&self, mails: u64, octets: usize, filling: Filling) -> Result<Took> {
        median(3, || {
            let options = ["check", "--json", "--offline", "--jobs", "1", "-"];
            let (took, _) = fed(&self.command, &options, |to| {
                mailbox(to, mails, octets, filling)
            })?;
            Ok(took)
        })
    }

    /// A mailbox of 5 GB, made while it is read.
    fn large(&self, page: &mut String, bars: &mut Bars) -> Result<()> {
        let options = ["check", "--json", "--offline", "--jobs", "2", "-"];
        let (took, peak) = fed(&self.command, &options, |to| {
            mailbox(to, 5_000, 1_000_000, Filling::Attachment)
        })?;
        let peak = number(peak) / 1e6;
        let _ = write!(
            page,
            "\n## A large mailbox\n\n5,000 mails of 1 MB, 5 GB together, through standard input with two threads, \
             once: {:.1} s of processor time, {:.1} s by the clock, {peak:.0} MB of memory at most (VmHWM).\n",
            took.cpu, took.wall,
        );
        bars.hold("MB of memory for 5 GB", peak, 150.0, peak <= 150.0);
        Ok(())
    }

    fn profile(&self, page: &mut String, _: &mut Bars) -> Result<()> {
        profile::profile(
            self.root,
            &self.work,
            &self.command,
            &self.arguments(1, &[])?,
            page,
        )
    }

    fn one_mail(&self, page: &mut String, _: &mut Bars) -> Result<()> {
        let mails = files_below(self.root, "fixtures/demo", "eml")?;
        let mail = mails.first().context("fixtures/demo holds no mail")?;
        let options = ["check", "--json", "--offline", mail].map(str::to_owned);
        let one = median(RUNS, || took(self.root, &self.command, &options))?;
        let _ = write!(
            page,
            "\n## One mail\n\nThe command started anew for one mail of the demo: {:.0} ms by the clock, {:.0} ms of \
             processor time. This start-up is part of every figure above.\n",
            one.wall * 1e3,
            one.cpu * 1e3,
        );
        Ok(())
    }
}

/// Our list of free mailboxes, one a line, for the list that rspamd would fetch.
fn free_mail(root: &Path) -> Result<String> {
    let hosts = fs::read_to_string(root.join("data/mail/hosts.toml"))?;
    let table: toml::Table = hosts.parse().context("data/mail/hosts.toml")?;
    let names = table
        .get("free_mail")
        .and_then(toml::Value::as_array)
        .context("data/mail/hosts.toml lists no free mailboxes")?;
    let names: Vec<&str> = names.iter().filter_map(toml::Value::as_str).collect();
    Ok(names.join("\n"))
}

/// The processor's name, as the kernel tells it.
fn processor() -> String {
    let about = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = about
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .and_then(|rest| rest.split_once(": "));
    name.map_or_else(
        || std::env::consts::ARCH.to_owned(),
        |(_, name)| name.trim().to_owned(),
    )
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts and sizes are far below 2^52"
)]
fn number(count: u64) -> f64 {
    count as f64
}
