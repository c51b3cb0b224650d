//! Short runs of every fuzz target.
//!
//! The targets are built by cargo itself with the coverage passes of the compiler: cargo-fuzz cannot pass
//! `--ignore-rust-version` on. There is no unsafe code in the house, so no address sanitizer is linked; debug
//! assertions and overflow checks are on.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::Done;
use super::tally::Tally;
use crate::run::{Program, cargo, found, host};

/// A fuzz target and where its first inputs come from.
struct Target {
    name: &'static str,
    /// Folders of inputs, from the root; what is absent is passed over.
    seeds: &'static [&'static str],
    /// Longest input.
    max_len: u32,
}

const TARGETS: &[Target] = &[
    Target {
        name: "mail",
        seeds: &["fixtures/demo", "fixtures"],
        max_len: 16_384,
    },
    Target {
        name: "html",
        seeds: &["fuzz/seeds/html"],
        max_len: 8_192,
    },
    Target {
        name: "brands_table",
        seeds: &["data/brands"],
        max_len: 8_192,
    },
    Target {
        name: "check",
        seeds: &["fixtures/demo", "fuzz/seeds/check"],
        max_len: 16_384,
    },
];

const FLAGS: &[&str] = &[
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
];

/// Builds all targets and runs each for a short while.
pub(super) fn fuzz(root: &Path, is_quick: bool, tally: &mut Tally) -> Result<Done> {
    if found("g++").is_none() && found("c++").is_none() {
        return Ok(Done::Skipped(
            "libFuzzer needs a C++ compiler; nothing was fuzzed".to_owned(),
        ));
    }
    let host = host()?;
    let folder = root.join("target/fuzz");
    cargo("build")
        .args(["--release", "--bins", "--target", &host, "--target-dir"])
        .arg(&folder)
        .env("RUSTFLAGS", FLAGS.join(" "))
        .at(root.join("fuzz"))
        .run()?;
    let seconds = if is_quick { 10 } else { 20 };
    let mut failed = Vec::new();
    for target in TARGETS {
        let program = folder.join(&host).join("release").join(target.name);
        let found = run(root, &folder, &program, target, seconds)?;
        if found {
            failed.push(target.name);
        } else {
            tally.pass();
        }
    }
    if !failed.is_empty() {
        bail!(
            "{} failed; the inputs are in {}",
            failed.join(", "),
            folder.join("artifacts").display()
        );
    }
    Ok(Done::Ran)
}

/// Runs one target; true where it found something.
fn run(root: &Path, folder: &Path, program: &Path, target: &Target, seconds: u32) -> Result<bool> {
    let corpus = folder.join("corpus").join(target.name);
    let artifacts = folder.join("artifacts").join(target.name);
    let seeds = folder.join("seeds").join(target.name);
    for made in [&corpus, &artifacts, &seeds] {
        fs::create_dir_all(made)?;
    }
    for source in target.seeds {
        copy_files(&root.join(source), &seeds, target.max_len)?;
    }
    eprintln!("fuzz {}: {seconds} s", target.name);
    let mut last = String::new();
    let ended = Program::new(program)
        .args([
            format!("-max_total_time={seconds}"),
            format!("-max_len={}", target.max_len),
            "-timeout=10".to_owned(),
            "-rss_limit_mb=2048".to_owned(),
            "-print_final_stats=1".to_owned(),
            "-verbosity=0".to_owned(),
            format!("-artifact_prefix={}/", artifacts.display()),
        ])
        .args([&corpus, &seeds])
        .at(root)
        .ended()
        .with_context(|| target.name.to_owned())?;
    for line in ended.stderr.lines() {
        if line.starts_with("stat::number_of_executed_units") {
            line.clone_into(&mut last);
        }
    }
    if ended.code != Some(0) {
        let tail: Vec<&str> = ended.stderr.lines().collect();
        for line in tail.iter().skip(tail.len().saturating_sub(25)) {
            eprintln!("{line}");
        }
        return Ok(true);
    }
    eprintln!("fuzz {}: nothing found; {last}", target.name);
    Ok(false)
}

/// Copies the files of a folder and of those below it that are not longer than an input may be.
fn copy_files(from: &Path, to: &Path, longest: u32) -> Result<()> {
    let Ok(entries) = fs::read_dir(from) else {
        return Ok(());
    };
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in entries {
        paths.push(entry?.path());
    }
    for path in paths {
        let about = fs::metadata(&path)?;
        if about.is_dir() {
            copy_files(&path, to, longest)?;
        } else if about.len() <= u64::from(longest) {
            let name: String = path
                .components()
                .skip(1)
                .map(|part| part.as_os_str().to_string_lossy())
                .collect::<Vec<_>>()
                .join("-");
            fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}
