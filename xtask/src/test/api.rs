//! Holds the interface for programs against its own description, with Schemathesis.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::Done;
use crate::run::{Program, found};

const SCRIPT: &str = include_str!("api.py");
/// What is installed, to the octet; for the machine that CI has.
const PACKAGES: &str = include_str!("schemathesis.txt");

/// Asks the built command everything.
///
/// # Errors
/// Where an answer is one that is not told of; in CI also where the tool cannot be installed.
pub(super) fn api(root: &Path, installs_nothing: bool, is_ci: bool) -> Result<Done> {
    let python = match prepared(root, installs_nothing) {
        Ok(Some(python)) => python,
        Ok(None) => {
            let reason = "no Python with schemathesis".to_owned();
            return Ok(Done::Skipped(reason));
        }
        Err(error) if !is_ci => {
            let reason = format!("schemathesis cannot be installed: {error:#}");
            return Ok(Done::Skipped(reason));
        }
        Err(error) => return Err(error),
    };
    let script = root.join("target/api.py");
    fs::write(&script, SCRIPT).context("target/api.py")?;
    Program::new(python)
        .arg(script)
        .arg(root.join("target/debug/mioboe"))
        .arg(root.join("fixtures/demo"))
        .run()?;
    Ok(Done::Ran)
}

/// The interpreter with the packages, in a folder of its own.
fn prepared(root: &Path, installs_nothing: bool) -> Result<Option<PathBuf>> {
    let folder = root.join("target/tools/schemathesis");
    let python = folder.join("bin/python3");
    let stamp = folder.join("packages.txt");
    if python.exists() && fs::read_to_string(&stamp).is_ok_and(|installed| installed == PACKAGES) {
        return Ok(Some(python));
    }
    if installs_nothing || found("python3").is_none() {
        return Ok(None);
    }
    let wanted = root.join("target/tools/schemathesis.txt");
    fs::write(&wanted, PACKAGES)?;
    Program::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(&folder)
        .run()?;
    Program::new(&python)
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ])
        .args([
            "--require-hashes",
            "--only-binary",
            ":all:",
            "--requirement",
        ])
        .arg(&wanted)
        .run()?;
    fs::write(&stamp, PACKAGES)?;
    Ok(Some(python))
}
