//! Fuzz targets: built, run for a while, shown to find a planted fault, and measured.
//!
//! The targets are built by cargo itself with the coverage passes of the compiler: cargo-fuzz cannot pass
//! `--ignore-rust-version` on. There is no unsafe code in the house, so no address sanitizer is linked; debug
//! assertions and overflow checks are on.

mod coverage;
mod page;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};

use crate::run::{Program, cargo, found, host};

/// A fuzz target, where its first inputs come from, and what it reads with.
pub(crate) struct Target {
    /// Its name.
    pub(crate) name: &'static str,
    /// Folders of inputs, from the root.
    seeds: &'static [&'static str],
    /// Longest input.
    max_len: u32,
    /// The sources of the reader, from the root, by the start of their paths: what its coverage is measured of.
    reader: &'static [&'static str],
}

pub(crate) const TARGETS: &[Target] = &[
    Target {
        name: "mail",
        seeds: &["fixtures/demo", "fixtures/brands", "fuzz/seeds/mail"],
        max_len: 8_192,
        reader: &[
            "crates/reading/src/body.rs",
            "crates/reading/src/charset",
            "crates/reading/src/encoded_words.rs",
            "crates/reading/src/parameters.rs",
            "crates/reading/src/read.rs",
        ],
    },
    Target {
        name: "headers",
        seeds: &["fixtures/demo", "fuzz/seeds/headers"],
        max_len: 8_192,
        reader: &[
            "crates/proof/src",
            "crates/reading/src/author",
            "crates/reading/src/date.rs",
            "crates/reading/src/header.rs",
            "crates/reading/src/received.rs",
        ],
    },
    Target {
        name: "html",
        seeds: &["fuzz/seeds/html"],
        max_len: 8_192,
        reader: &["crates/reading/src/html"],
    },
    Target {
        name: "links",
        seeds: &["fuzz/seeds/links"],
        max_len: 2_048,
        reader: &[
            "crates/reading/src/link.rs",
            "crates/mail/src/links.rs",
            "crates/mail/src/lookalike.rs",
        ],
    },
    Target {
        name: "mbox",
        seeds: &["fuzz/seeds/mbox"],
        max_len: 2_048,
        reader: &[
            "crates/reading/src/containers/lines.rs",
            "crates/reading/src/containers/mbox.rs",
            "crates/reading/src/containers/separator.rs",
        ],
    },
    Target {
        name: "archives",
        seeds: &["fuzz/seeds/archives"],
        max_len: 4_096,
        reader: &[
            "crates/reading/src/containers/emlx.rs",
            "crates/reading/src/containers/inflate.rs",
            "crates/reading/src/containers/tar.rs",
            "crates/reading/src/containers/zip.rs",
        ],
    },
    Target {
        name: "look",
        seeds: &["fuzz/seeds/look"],
        max_len: 4_096,
        reader: &["crates/reading/src/look"],
    },
    Target {
        name: "filters",
        seeds: &["fuzz/seeds/filters"],
        max_len: 4_096,
        reader: &[
            "crates/mail/src/mailbox/filters",
            "crates/reading/src/filters",
        ],
    },
    Target {
        name: "brands_table",
        seeds: &["data/brands", "fuzz/seeds/brands_table"],
        max_len: 8_192,
        reader: &["crates/brands/src/load.rs"],
    },
    Target {
        name: "imap",
        seeds: &["fuzz/seeds/imap"],
        max_len: 4_096,
        reader: &[
            "crates/outside/src/imap/answer.rs",
            "crates/outside/src/imap/fetch.rs",
            "crates/outside/src/imap/session.rs",
            "crates/outside/src/imap/utf7.rs",
            "crates/outside/src/imap/value.rs",
            "crates/outside/src/imap/wire.rs",
        ],
    },
    Target {
        name: "check",
        seeds: &["fixtures/demo", "fuzz/seeds/check"],
        max_len: 8_192,
        reader: &["crates/mail/src", "crates/mioboe/src/check.rs"],
    },
    Target {
        name: "notices",
        seeds: &["fuzz/seeds/notices"],
        max_len: 4_096,
        reader: &["crates/mail/src/notice"],
    },
];

/// Seconds within which a planted fault must be found.
const PATIENCE: u32 = 120;

/// What a command of the workshop does with the targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    /// Runs each for so many minutes.
    Run(u32),
    /// Shows that each finds its planted fault.
    Proof,
    /// Measures what the inputs found so far cover.
    Coverage,
}

/// Reads the command line and does what it says.
///
/// # Errors
/// Where a word is not known, a target does not build, or one finds something (or does not find what it should).
pub(crate) fn fuzz(root: &Path, words: &[&str]) -> Result<()> {
    let (task, names) = match words {
        ["run", minutes, names @ ..] => (Task::Run(minutes.parse().context("minutes")?), names),
        ["proof", names @ ..] => (Task::Proof, names),
        ["coverage", names @ ..] => (Task::Coverage, names),
        _ => bail!("fuzz wants `run MINUTES`, `proof` or `coverage`, and may name targets"),
    };
    let mut targets: Vec<&Target> = Vec::new();
    for name in names {
        let known = TARGETS.iter().find(|target| target.name == *name);
        targets.push(known.with_context(|| format!("no target is called {name}"))?);
    }
    if targets.is_empty() {
        targets = TARGETS.iter().collect();
    }
    match task {
        Task::Run(minutes) => {
            let hall = Hall::build(root)?;
            hall.run_long(&targets, minutes)
        }
        Task::Proof => {
            let hall = Hall::build(root)?;
            page::write(root, "proof", &hall.prove(&targets)?)
        }
        Task::Coverage => page::write(root, "coverage", &coverage::measure(root, &targets)?),
    }
}

/// The cell of a table that belongs to a target.
pub(crate) struct Row {
    target: &'static str,
    cells: Vec<String>,
}

/// How a run ended.
pub(crate) struct Ended {
    /// Whether something was found.
    pub(crate) is_found: bool,
    /// Inputs tried.
    pub(crate) executions: u64,
    said: String,
}

/// In which manner a target is run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// As one of the tests.
    Short,
    /// At the lowest priority, for work that others should not wait for.
    Long,
    /// With the planted fault, beginning with the seeds alone.
    Planted,
}

impl Manner {
    /// Seconds by the clock after which an input counts as endless. A long run has the lowest priority, so that the
    /// clock tells less of it.
    const fn timeout(self) -> u32 {
        match self {
            Self::Long => 120,
            Self::Short | Self::Planted => 10,
        }
    }
}

/// The built targets and the folder where their inputs grow.
pub(crate) struct Hall {
    root: PathBuf,
    folder: PathBuf,
    programs: PathBuf,
}

const FLAGS: &[&str] = &[
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
];

/// Whether the targets can be built here: libFuzzer is C++.
pub(crate) fn can_build() -> bool {
    found("g++").or_else(|| found("c++")).is_some()
}

/// Builds the targets with these flags into a folder below `target`; yields where they stand.
fn build(root: &Path, folder: &Path, flags: &[&str]) -> Result<PathBuf> {
    let host = host()?;
    cargo("build")
        .args(["--release", "--bins", "--target", &host, "--target-dir"])
        .arg(folder)
        .env("RUSTFLAGS", flags.join(" "))
        .at(root.join("fuzz"))
        .run()?;
    Ok(folder.join(host).join("release"))
}

impl Hall {
    /// Builds all targets.
    ///
    /// # Errors
    /// Where they do not build.
    pub(crate) fn build(root: &Path) -> Result<Self> {
        let folder = root.join("target/fuzz");
        let programs = build(root, &folder, FLAGS)?;
        Ok(Self {
            root: root.to_owned(),
            folder,
            programs,
        })
    }

    /// Where inputs that break a target are kept.
    pub(crate) fn artifacts(&self) -> PathBuf {
        self.folder.join("artifacts")
    }

    /// Runs one target on the inputs that grew so far.
    ///
    /// # Errors
    /// Where it cannot be started.
    pub(crate) fn run(&self, target: &Target, seconds: u32) -> Result<Ended> {
        self.start(target, seconds, Manner::Short)
    }

    fn start(&self, target: &Target, seconds: u32, manner: Manner) -> Result<Ended> {
        // What breaks on the planted fault is no finding, and what grew before is no help.
        let (corpus, artifacts) = if manner == Manner::Planted {
            let folder = self.folder.join("proof").join(target.name);
            if folder.exists() {
                fs::remove_dir_all(&folder)?;
            }
            (folder.join("corpus"), folder.join("artifacts"))
        } else {
            let corpus = self.folder.join("corpus").join(target.name);
            (corpus, self.artifacts().join(target.name))
        };
        let seeds = self.folder.join("seeds").join(target.name);
        fs::create_dir_all(&corpus)?;
        fs::create_dir_all(&artifacts)?;
        lay_seeds(&self.root, target, &seeds)?;
        let dictionary = self.root.join("fuzz/dictionaries").join(target.name);
        let program = self.programs.join(target.name);
        let mut program = match manner {
            Manner::Long => Program::patient(&program.to_string_lossy()),
            Manner::Short | Manner::Planted => Program::new(program),
        }
        .args([
            format!("-max_total_time={seconds}"),
            format!("-max_len={}", target.max_len),
            format!("-dict={}.dict", dictionary.display()),
            format!("-timeout={}", manner.timeout()),
            "-rss_limit_mb=2048".to_owned(),
            "-print_final_stats=1".to_owned(),
            "-verbosity=0".to_owned(),
            format!("-artifact_prefix={}/", artifacts.display()),
        ])
        .args([&corpus, &seeds])
        .at(&self.root);
        if manner == Manner::Planted {
            program = program.env("MIOBOE_PLANTED", "1");
        }
        let ended = program.ended().with_context(|| target.name.to_owned())?;
        let executions = ended
            .stderr
            .lines()
            .find_map(|line| line.strip_prefix("stat::number_of_executed_units:"))
            .and_then(|count| count.trim().parse().ok())
            .unwrap_or_default();
        Ok(Ended {
            is_found: ended.code != Some(0),
            executions,
            said: ended.stderr,
        })
    }

    /// Shows that each target finds its planted fault.
    fn prove(&self, targets: &[&Target]) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        for target in targets {
            let started = Instant::now();
            let ended = self.start(target, PATIENCE, Manner::Planted)?;
            let seconds = started.elapsed().as_secs();
            if !ended.said.contains("the planted fault") {
                ended.show();
                bail!(
                    "{} did not find its planted fault in {PATIENCE} s",
                    target.name
                );
            }
            eprintln!(
                "fuzz {}: planted fault found after {seconds} s",
                target.name
            );
            rows.push(Row {
                target: target.name,
                cells: vec![format!("{seconds} s")],
            });
        }
        Ok(rows)
    }

    /// Runs the targets for some minutes each, two at a time, and writes down each that found nothing.
    fn run_long(&self, targets: &[&'static Target], minutes: u32) -> Result<()> {
        let mut failed = Vec::new();
        for pair in targets.chunks(2) {
            let mut rows = Vec::new();
            let ended: Vec<Result<Ended>> = std::thread::scope(|scope| {
                let running: Vec<_> = pair
                    .iter()
                    .map(|target| scope.spawn(|| self.start(target, minutes * 60, Manner::Long)))
                    .collect();
                running
                    .into_iter()
                    .map(|one| one.join().unwrap_or_else(|_| bail!("a thread broke")))
                    .collect()
            });
            for (target, ended) in pair.iter().zip(ended) {
                let ended = ended?;
                eprintln!(
                    "fuzz {}: {minutes} min, {} executions, {}",
                    target.name,
                    ended.executions,
                    if ended.is_found {
                        "FOUND"
                    } else {
                        "nothing found"
                    }
                );
                if ended.is_found {
                    ended.show();
                    failed.push(target.name);
                    continue;
                }
                rows.push(Row {
                    target: target.name,
                    cells: vec![format!("{minutes} min"), ended.executions.to_string()],
                });
            }
            page::write(&self.root, "run", &rows)?;
        }
        ensure!(
            failed.is_empty(),
            "{} found something; the inputs are in {}",
            failed.join(", "),
            self.artifacts().display()
        );
        Ok(())
    }
}

impl Ended {
    /// Shows the last words of a run.
    pub(crate) fn show(&self) {
        let lines: Vec<&str> = self.said.lines().collect();
        for line in lines.iter().skip(lines.len().saturating_sub(25)) {
            eprintln!("{line}");
        }
    }
}

/// Lays the seeds of a target ready: each with a blank in front, which says that it is taken as it is.
fn lay_seeds(root: &Path, target: &Target, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for source in target.seeds {
        copy_files(&root.join(source), to, target.max_len)?;
    }
    Ok(())
}

/// Copies the files of a folder and of those below it that are not longer than an input may be.
fn copy_files(from: &Path, to: &Path, longest: u32) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let path = entry?.path();
        let about = fs::metadata(&path)?;
        if about.is_dir() {
            copy_files(&path, to, longest)?;
        } else if about.len() < u64::from(longest) {
            let name: String = path
                .components()
                .skip(1)
                .map(|part| part.as_os_str().to_string_lossy())
                .collect::<Vec<_>>()
                .join("-");
            let mut input = b" ".to_vec();
            input.extend(fs::read(&path)?);
            fs::write(to.join(name), input)?;
        }
    }
    Ok(())
}
