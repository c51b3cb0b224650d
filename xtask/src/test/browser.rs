//! Drives a real browser over the pages: how they look, whether they can be used, and what other pages can do to them.
//!
//! The cases stand in `xtask/browser`; each says in a line how it ended.

use std::path::Path;

use anyhow::{Result, bail};

use super::Done;
use super::tally::Tally;
use super::tools::Tools;
use crate::run::{Program, found};

/// The oldest node that playwright-core runs on.
const OLDEST_NODE: u32 = 20;
/// Fewer cases than this prove nothing: the browser did not get far.
const LEAST: usize = 100;

/// What a line of the cases says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Passed,
    Failed,
    /// Something else.
    Other,
}

impl Line {
    fn read(line: &str) -> Self {
        if line.starts_with("PASS ") {
            Self::Passed
        } else if line.starts_with("FAIL ") {
            Self::Failed
        } else {
            Self::Other
        }
    }
}

/// Runs every case; the pictures lie in `target/screenshots`.
pub(super) fn browse(root: &Path, tools: &Tools, is_ci: bool, tally: &mut Tally) -> Result<Done> {
    let (folder, chromium) = match missing(tools) {
        Ok(here) => here,
        Err(reason) if is_ci => bail!("{reason}; the pages were NOT seen by a browser"),
        Err(reason) => return Ok(Done::Skipped(reason)),
    };
    let (mut passed, mut failed) = (0_usize, 0_usize);
    let code = Program::new("node")
        .arg(root.join("xtask/browser/run.mjs"))
        .at(root)
        .env("MIOBOE", root.join("target/debug/mioboe"))
        .env("GENERATE", root.join("target/debug/generate"))
        .env("TOOLS", folder)
        .env("CHROMIUM", chromium)
        .env("ROOT", root)
        .env("WORK", root.join("target/browser"))
        .env("SHOTS", root.join("target/screenshots"))
        .watched(|line| {
            match Line::read(line) {
                Line::Passed => passed += 1,
                Line::Failed => failed += 1,
                Line::Other => {}
            }
            Line::read(line) != Line::Passed
        })?;
    for _ in 0..passed {
        tally.pass();
    }
    for _ in 0..failed {
        tally.fail();
    }
    eprintln!("{passed} cases passed, {failed} failed; the pictures lie in target/screenshots");
    if failed > 0 || code != Some(0) {
        bail!("{failed} cases in the browser failed (exit {code:?})");
    }
    if passed < LEAST {
        bail!("only {passed} cases ran");
    }
    Ok(Done::Ran)
}

/// What drives the browser, and the browser; or which of them is not here.
fn missing(tools: &Tools) -> Result<(&Path, std::path::PathBuf), String> {
    let folder = tools
        .browser()
        .ok_or("playwright-core and axe-core are not here")?;
    let chromium = found("chromium").ok_or("chromium is not here")?;
    let said = Program::new("node").args(["--version"]).output();
    let said = said.map_err(|_| "node is not here")?;
    if major(&said).is_none_or(|major| major < OLDEST_NODE) {
        return Err(format!("node {} is too old", said.trim()));
    }
    Ok((folder, chromium))
}

/// The first number of a version such as `v20.19.2`.
fn major(version: &str) -> Option<u32> {
    let digits = version.trim().strip_prefix('v')?;
    digits.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_the_cases_and_the_version_of_node_are_read() {
        for (line, expected) in [
            ("PASS browser: home-ja-light-390", Line::Passed),
            ("FAIL browser: home-ja-light-390: a reason", Line::Failed),
            ("first view of home: 3 requests, PASS or FAIL", Line::Other),
        ] {
            assert_eq!(Line::read(line), expected, "{line}");
        }
        assert_eq!(major("v20.19.2\n"), Some(20));
        assert_eq!(major("20.19.2"), None);
    }
}
