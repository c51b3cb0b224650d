//! Proves the absences that ARCHITECTURE.md promises and the style that can be checked by reading.

mod arrows;
mod files;
mod graph;
mod limits;
mod papers;
mod source;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::run::{Program, host};
use graph::Graph;
use source::Source;

/// A rule broken, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Which rule.
    pub(crate) rule: &'static str,
    /// What is wrong and where.
    pub(crate) text: String,
}

impl Fault {
    fn new(rule: &'static str, text: impl Into<String>) -> Self {
        Self {
            rule,
            text: text.into(),
        }
    }
}

/// A file of the repository.
#[derive(Debug)]
pub(crate) struct File {
    /// Its path from the root, with `/`.
    pub(crate) path: String,
    /// Its text; empty for a file that is not UTF-8.
    pub(crate) text: String,
    /// Taken apart, where it is Rust.
    pub(crate) source: Option<Source>,
}

impl File {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let source = path.ends_with(".rs").then(|| Source::read(text));
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            source,
        }
    }

    /// Whether the whole file is test code by its place.
    fn is_test(&self) -> bool {
        self.path
            .split('/')
            .any(|part| matches!(part, "tests" | "tests.rs" | "benches" | "examples"))
    }
}

/// Runs every rule over the repository.
///
/// # Errors
/// Where the repository cannot be read, or a rule is broken; each fault is printed.
pub(crate) fn tidy(root: &Path) -> Result<()> {
    let graph = Graph::read(&metadata(root)?)?;
    let files = tracked(root)?;
    let brands = brand_ids(root)?;
    let architecture = files
        .iter()
        .find(|file| file.path == "ARCHITECTURE.md")
        .context("ARCHITECTURE.md is missing")?;

    let mut faults = Vec::new();
    faults.extend(arrows::arrows(&graph));
    faults.extend(arrows::purity(&graph));
    faults.extend(arrows::heavy(&graph));
    faults.extend(arrows::clients(&graph));
    faults.extend(papers::sentences(&files, &architecture.text));
    faults.extend(papers::links(&files));
    faults.extend(limits::limits(&files));
    for file in &files {
        faults.extend(files::header(file));
        faults.extend(files::banned(file));
        faults.extend(files::pure_rooms(file));
        faults.extend(files::brand_names(file, &brands));
        faults.extend(files::sentences(file));
        faults.extend(files::machine(file));
        if let Some(lines) = files::too_long(file) {
            eprintln!(
                "tidy: {}: {lines} lines; past 800 a file is a question",
                file.path
            );
        }
    }
    for fault in &faults {
        eprintln!("tidy: [{}] {}", fault.rule, fault.text);
    }
    if !faults.is_empty() {
        bail!("tidy: {} faults", faults.len());
    }
    eprintln!(
        "tidy: {} files and {} members are in order",
        files.len(),
        graph.ours().count()
    );
    Ok(())
}

fn metadata(root: &Path) -> Result<String> {
    Program::new("cargo")
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .args(["--filter-platform", &host()?])
        .at(root)
        .output()
        .context(
            "the dependency graph cannot be read offline; `cargo fetch` brings what is missing",
        )
}

/// Every file that is tracked, or would be if it were added.
fn tracked(root: &Path) -> Result<Vec<File>> {
    let listed = Program::new("git")
        .args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "-z",
        ])
        .at(root)
        .output()?;
    let mut files = Vec::new();
    let mut paths: Vec<&str> = listed.split('\0').filter(|path| !path.is_empty()).collect();
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        // A file deleted and not yet committed is still listed.
        let Ok(bytes) = std::fs::read(root.join(path)) else {
            continue;
        };
        files.push(File::new(
            path,
            &String::from_utf8(bytes).unwrap_or_default(),
        ));
    }
    Ok(files)
}

fn brand_ids(root: &Path) -> Result<Vec<String>> {
    let folder = root.join("data/brands");
    let mut ids = Vec::new();
    let entries = std::fs::read_dir(&folder)
        .with_context(|| format!("{} cannot be listed", folder.display()))?;
    for entry in entries {
        let path: PathBuf = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            ids.extend(
                path.file_stem()
                    .map(|stem| stem.to_string_lossy().into_owned()),
            );
        }
    }
    ids.sort();
    Ok(ids)
}
