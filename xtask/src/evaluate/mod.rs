//! Measures verdicts over the corpus and over our own made-up mail, and writes them down.

mod attacks;
mod conduct;
mod corpus;
mod header;
mod judge;
mod page;
mod sections;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::run::{Program, cargo};
use page::Page;
use sections::Evaluation;

/// The words of a verdict in the order of the tables.
const VERDICTS: [&str; 5] = ["genuine", "impostor", "doubtful", "unproven", "no-claim"];

/// Measures everything and writes `docs/EVALUATION.md`.
///
/// # Errors
/// Where the corpus is absent, a program fails, or a figure misses its bar; the page is written all the same.
pub(crate) fn evaluate(root: &Path, command: Option<&Path>) -> Result<()> {
    let corpus = root.join("../shared/corpus");
    if !corpus.is_dir() {
        bail!("../shared/corpus is not here; there is nothing to measure on");
    }
    let (command, build) = match command {
        Some(command) => (
            command
                .canonicalize()
                .with_context(|| format!("{}", command.display()))?,
            "a given build",
        ),
        None => (release(root)?, "the release build"),
    };
    let work = root.join("target/evaluate");
    fs::create_dir_all(&work)?;

    let mut page = Page::default();
    page.title(&today()?, build);
    let evaluation = Evaluation::measure(root, &corpus, &command, &work)?;
    evaluation.verdicts(&mut page);
    evaluation.phish(&mut page);
    evaluation.unlisted(&mut page);
    evaluation.conduct(&mut page);
    evaluation.genuine(&mut page);
    evaluation.ham(&mut page);
    evaluation.generated(root, &command, &work, &mut page)?;
    attacks::attacks(root, &command, &work, &mut page)?;
    evaluation.baseline(&mut page);

    let missed = page.missed();
    fs::write(root.join("docs/EVALUATION.md"), page.text())?;
    eprintln!("docs/EVALUATION.md is written");
    if !missed.is_empty() {
        bail!("missed: {}", missed.join("; "));
    }
    Ok(())
}

/// Builds the command as people use it.
///
/// # Errors
/// Where it does not build.
pub(crate) fn release(root: &Path) -> Result<PathBuf> {
    cargo("build")
        .args(["--release", "--package", "cli", "--bin", "mioboe"])
        .at(root)
        .run()?;
    Ok(root.join("target/release/mioboe"))
}

/// The day, as the pages show it.
///
/// # Errors
/// Where the system has no `date`.
pub(crate) fn today() -> Result<String> {
    Ok(Program::new("date")
        .args(["+%F"])
        .output()?
        .trim()
        .to_owned())
}

/// A copy of recorded DNS answers, since the command may add to the file that it is given.
///
/// # Errors
/// Where it cannot be copied.
pub(crate) fn records(from: &Path, work: &Path, name: &str) -> Result<String> {
    let to = work.join(name);
    fs::copy(from, &to).with_context(|| format!("{}", from.display()))?;
    // What is read-only in the corpus stays writable here.
    Program::new("chmod").args(["u+w"]).arg(&to).run()?;
    Ok(to.display().to_string())
}
