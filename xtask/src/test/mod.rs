//! Every check and every test, in one order, counted.

mod advisories;
mod api;
mod browser;
mod fuzz;
mod offline;
mod second_opinion;
mod tally;
mod tools;
mod units;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::run::{self, Program, cargo};
use crate::tidy;
use tally::Tally;
use tools::Tools;
pub(crate) use tools::{Missing, provide};

/// How to test.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    /// Nothing is installed; what is missing is skipped and counted.
    pub(crate) installs_nothing: bool,
    /// Fuzz runs are shorter.
    pub(crate) is_quick: bool,
    /// The only steps to run, by name; empty for all. The tools are looked for in any case.
    pub(crate) only: Vec<String>,
}

impl Options {
    /// Reads the command line.
    ///
    /// # Errors
    /// Where a word is not known.
    pub(crate) fn read(words: &[&str]) -> Result<Self> {
        let mut options = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--no-install" => options.installs_nothing = true,
                "--quick" => options.is_quick = true,
                "--only" => {
                    let step = words.next().context("--only wants the name of a step")?;
                    options.only.push((*step).to_owned());
                }
                other => bail!("`{other}` is not an option of test"),
            }
        }
        Ok(options)
    }
}

/// How a step ended that did not fail.
pub(crate) enum Done {
    /// It ran.
    Ran,
    /// It could not run here; the reason is printed and counted.
    Skipped(String),
}

/// One run of everything.
struct Session {
    root: PathBuf,
    options: Options,
    is_ci: bool,
    tally: Tally,
    failed_steps: Vec<String>,
    times: Vec<(String, Duration)>,
}

impl Session {
    /// Runs a step, announces it with its time, and goes on after a failure: one run shows all that is wrong.
    fn step(&mut self, name: &str, act: impl FnOnce(&mut Self) -> Result<Done>) {
        let is_wanted = self.options.only.is_empty()
            || name == "tools"
            || self.options.only.iter().any(|only| only == name);
        if !is_wanted {
            return;
        }
        eprintln!("\n==> {name}");
        let started = Instant::now();
        match act(self) {
            Ok(Done::Ran) => {}
            Ok(Done::Skipped(reason)) => {
                eprintln!("SKIPPED: {name}: {reason}");
                self.tally.skip(format!("{name}: {reason}"));
            }
            Err(error) => {
                eprintln!("FAILED: {name}: {error:#}");
                self.failed_steps.push(name.to_owned());
            }
        }
        let took = started.elapsed();
        eprintln!("<== {name}: {:.1} s", took.as_secs_f64());
        self.times.push((name.to_owned(), took));
    }
}

/// Installs what is missing and runs everything.
///
/// # Errors
/// Where any step failed; all steps are run before that is said.
pub(crate) fn test(options: Options) -> Result<()> {
    let mut session = Session {
        root: run::root()?,
        options,
        is_ci: std::env::var("CI").is_ok_and(|value| value == "true"),
        tally: Tally::default(),
        failed_steps: Vec::new(),
        times: Vec::new(),
    };
    let started = Instant::now();

    let mut tools = Tools::none(&session.root);
    session.step("tools", |session| {
        tools = Tools::prepare(&session.root, &session.options)?;
        for missing in tools.missing() {
            eprintln!("SKIPPED: {missing}");
            session.tally.skip(missing.clone());
        }
        Ok(Done::Ran)
    });
    session.step("fetch", |session| {
        // For all platforms: the licences of what other systems would link are checked too.
        Program::new("cargo")
            .args(["fetch", "--locked"])
            .at(&session.root)
            .run()?;
        Ok(Done::Ran)
    });
    // The long compiles of foreign tools go on in the background at the lowest priority.
    let installing = tools.install_cargo_tools();

    session.step("fmt", |session| {
        ran(Program::new("cargo")
            .args(["fmt", "--all", "--check"])
            .at(&session.root))?;
        ran(Program::new("cargo")
            .args(["fmt", "--check"])
            .at(session.root.join("fuzz")))
    });
    session.step("tidy", |session| {
        tidy::tidy(&session.root).map(|()| Done::Ran)
    });
    session.step("units", |session| units::units(&session.root));
    session.step("clippy", |session| {
        ran(cargo("clippy")
            .args([
                "--workspace",
                "--all-targets",
                "--locked",
                "--",
                "-D",
                "warnings",
            ])
            .at(&session.root))
    });
    session.step("tests", |session| tests(session, &tools));
    session.step("doc tests", doc_tests);
    session.step("doc", |session| {
        ran(cargo("doc")
            .args(["--workspace", "--no-deps", "--locked"])
            .env("RUSTDOCFLAGS", "-D warnings")
            .at(&session.root))
    });
    session.step("build", |session| {
        // Together with the tests, so that the crates below are built with the same features as a moment ago.
        ran(cargo("build")
            .args(["--workspace", "--bins", "--tests", "--locked"])
            .at(&session.root))
    });
    session.step("offline", |session| {
        offline::offline(&session.root, &mut session.tally)
    });
    // Not yet among all: a busy machine makes Chromium stick now and then. `--only browser` runs it.
    if session.options.only.iter().any(|only| only == "browser") {
        session.step("browser", |session| {
            browser::browse(&session.root, &tools, session.is_ci, &mut session.tally)
        });
    }
    session.step("second opinion", |session| {
        second_opinion::compare(&session.root, &tools, session.is_ci, &mut session.tally)
    });
    session.step("api", |session| {
        api::api(
            &session.root,
            session.options.installs_nothing,
            session.is_ci,
        )
    });
    session.step("fuzz", |session| {
        fuzz::fuzz(&session.root, session.options.is_quick, &mut session.tally)
    });
    session.step("cargo tools", |_| installing.wait().map(|()| Done::Ran));
    session.step("deny", |session| deny(&session.root, &tools));
    session.step("audit", |session| {
        advisories::audit(&session.root, &tools, session.is_ci)
    });
    if session.is_ci {
        session.step("generated files", |session| {
            ran(Program::new("git")
                .args(["diff", "--exit-code"])
                .at(&session.root))
            .context("a step changed a tracked file; commit what it writes")
        });
    }
    close(&session, started.elapsed())
}

fn ran(program: Program) -> Result<Done> {
    program.run()?;
    Ok(Done::Ran)
}

fn tests(session: &mut Session, tools: &Tools) -> Result<Done> {
    let program = match tools.nextest() {
        Some(nextest) => Program::new(nextest).args([
            "nextest",
            "run",
            "--ignore-rust-version",
            "--workspace",
            "--locked",
            "--no-fail-fast",
            "--status-level=fail",
            // What a passing test says is where it says that it skipped something.
            "--success-output=final",
        ]),
        // Without nextest the standard runner does the same, more slowly.
        None => cargo("test").args([
            "--workspace",
            "--all-targets",
            "--locked",
            "--no-fail-fast",
            "--",
            "--nocapture",
        ]),
    };
    watched(session, program, "some tests failed")
}

fn doc_tests(session: &mut Session) -> Result<Done> {
    let program = cargo("test").args(["--workspace", "--doc", "--locked", "--no-fail-fast"]);
    watched(session, program, "some doc tests failed")
}

/// Runs a test runner and counts what it says.
fn watched(session: &mut Session, program: Program, failure: &'static str) -> Result<Done> {
    let program = program.at(&session.root).env("CARGO_TERM_COLOR", "never");
    let tally = &mut session.tally;
    if program.watched(|line| tally.read(line))? != Some(0) {
        bail!(failure);
    }
    Ok(Done::Ran)
}

fn deny(root: &Path, tools: &Tools) -> Result<Done> {
    let Some(deny) = tools.cargo_tool("cargo-deny") else {
        return Ok(Done::Skipped(
            "cargo-deny is not here; bans, licences and sources were NOT checked".to_owned(),
        ));
    };
    // Advisories are cargo-audit's, from a folder instead of the network.
    ran(Program::new(deny)
        .args(["--offline", "check", "bans", "licenses", "sources"])
        .at(root))
}

fn close(session: &Session, took: Duration) -> Result<()> {
    let tally = &session.tally;
    eprintln!("\n==> summary");
    for (name, time) in &session.times {
        eprintln!("{:>8.1} s  {name}", time.as_secs_f64());
    }
    eprintln!("{:>8.1} s  in all", took.as_secs_f64());
    for reason in tally.skips() {
        eprintln!("SKIPPED: {reason}");
    }
    for line in tally.closing_lines() {
        println!("{line}");
    }
    for step in &session.failed_steps {
        println!("FAILED: {step}");
    }
    // A step that failed without a failed test in it (a lint, a build) still is one failure.
    let failed = tally.failed().max(session.failed_steps.len());
    println!(
        "{} passed, {failed} failed, {} skipped",
        tally.passed(),
        tally.skips().len()
    );
    if !session.failed_steps.is_empty() {
        bail!(
            "{} of {} steps failed: {}",
            session.failed_steps.len(),
            session.times.len(),
            session.failed_steps.join(", ")
        );
    }
    Ok(())
}
