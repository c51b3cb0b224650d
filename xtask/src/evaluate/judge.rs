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
    /// Empty for a gap.
    #[serde(default)]
    severity: String,
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

    /// The codes of the findings that are more than a note.
    pub(super) fn warnings(&self) -> impl Iterator<Item = &str> {
        self.findings
            .iter()
            .filter(|finding| matches!(finding.severity.as_str(), "caution" | "danger"))
            .map(|finding| finding.code.as_str())
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
        gather(&ended.stdout, &mut judged)?;
    }
    if let Some(absent) = files.iter().find(|file| !judged.contains_key(*file)) {
        bail!("the command said nothing of {absent}");
    }
    Ok(judged)
}

/// Reads one object per line; of a file with several mails the first is kept.
fn gather(said: &str, judged: &mut BTreeMap<String, Judged>) -> Result<()> {
    for line in said.lines() {
        let one: Judged = serde_json::from_str(line).context("a line of the command's JSON")?;
        judged.entry(one.file.clone()).or_insert(one);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_mail_of_every_file_is_kept() {
        let said = r#"{"schema":"mioboe/check/1","file":"a","verdict":"doubtful","claims":[{"brand":"shop","places":["name"]}],"findings":[{"code":"x-y","severity":"danger"},{"code":"z","severity":"note"}],"gaps":[{"code":"g"}]}
{"file":"a","verdict":"genuine"}
{"file":"b","error":{"code":"not-a-mail"}}"#;
        let mut judged = BTreeMap::new();
        gather(said, &mut judged).expect("well-formed");
        let one = &judged["a"];
        assert!(one.is_caught() && one.error.is_none());
        assert_eq!(
            (one.brands().collect::<Vec<_>>(), one.codes(), one.gaps()),
            (vec!["shop"], "x-y z".to_owned(), "g".to_owned())
        );
        assert_eq!(one.warnings().collect::<Vec<_>>(), ["x-y"]);
        assert!(judged["b"].error.is_some() && !judged["b"].is_caught());
        assert!(gather("not json", &mut judged).is_err());
    }
}
