//! Runs the built command and reads what it says.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use crate::run::Program;

/// What the command says of one mail; fields that are not asked for are passed over.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Judged {
    /// The file as given.
    pub(super) file: String,
    /// The verdict; empty where there is an error.
    #[serde(default)]
    pub(super) verdict: String,
    #[serde(default)]
    claims: Vec<Claimed>,
    #[serde(default)]
    findings: Vec<Coded>,
    #[serde(default)]
    gaps: Vec<Coded>,
    /// Why the file could not be read.
    #[serde(default)]
    pub(super) error: Option<serde_json::Value>,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Claimed {
    brand: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Coded {
    code: String,
}

impl Judged {
    /// The brands claimed, the deciding one first.
    pub(super) fn brands(&self) -> impl Iterator<Item = &str> {
        self.claims.iter().map(|claim| claim.brand.as_str())
    }

    /// The codes of the findings, the deciding one first.
    pub(super) fn codes(&self) -> String {
        self.findings
            .iter()
            .map(|finding| finding.code.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The codes of the gaps.
    pub(super) fn gaps(&self) -> String {
        self.gaps
            .iter()
            .map(|gap| gap.code.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Whether the verdict warns.
    pub(super) fn is_caught(&self) -> bool {
        matches!(self.verdict.as_str(), "impostor" | "doubtful")
    }
}

/// Judges files with these options and yields, per file, the first mail in it.
///
/// # Errors
/// Where the command cannot be run, or leaves out a file.
pub(super) fn judge(
    root: &Path,
    command: &Path,
    options: &[&str],
    files: &[String],
) -> Result<BTreeMap<String, Judged>> {
    let mut judged: BTreeMap<String, Judged> = BTreeMap::new();
    for some in files.chunks(400) {
        let ended = Program::new(command)
            .args(["check", "--json", "--offline"])
            .args(options)
            .args(some)
            .at(root)
            .ended()?;
        // 2 says that some file could not be read; which one stands in its line.
        if !matches!(ended.code, Some(0..=2)) || ended.stdout.is_empty() {
            let last: Vec<&str> = ended.stderr.lines().rev().take(3).collect();
            bail!(
                "the command ended with {:?}: {}",
                ended.code,
                last.join(" / ")
            );
        }
        for line in ended.stdout.lines() {
            let one: Judged = serde_json::from_str(line).context("a line of the command's JSON")?;
            judged.entry(one.file.clone()).or_insert(one);
        }
    }
    if let Some(absent) = files.iter().find(|file| !judged.contains_key(*file)) {
        bail!("the command said nothing of {absent}");
    }
    Ok(judged)
}
