//! Holds the units of systemd against systemd itself.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use super::Done;
use crate::run::{Program, found};

/// The most exposure that a unit may have, in tenths, as `systemd-analyze security` counts: from 0 to 100.
const THRESHOLD: &str = "25";

/// Verifies every unit below `packaging`, with a program in the place of the one that is not installed.
pub(super) fn units(root: &Path) -> Result<Done> {
    if found("systemd-analyze").is_none() {
        return Ok(Done::Skipped(
            "systemd-analyze is not here; the units were NOT checked".to_owned(),
        ));
    }
    let folder = root.join("target/units");
    fs::create_dir_all(&folder)?;
    let mut count = 0;
    for entry in fs::read_dir(root.join("packaging")).context("packaging")? {
        let path = entry?.path();
        if path.extension().is_none_or(|ending| ending != "service") {
            continue;
        }
        let text = fs::read_to_string(&path)?;
        let Some(name) = path.file_name() else {
            continue;
        };
        if !text.contains("ExecStart=mioboe ") {
            bail!("{}: starts another program", path.display());
        }
        let checked = folder.join(name);
        fs::write(
            &checked,
            text.replace("ExecStart=mioboe ", "ExecStart=/bin/true "),
        )?;
        let ended = Program::new("systemd-analyze")
            .args(["verify", "--man=no"])
            .arg(&checked)
            .ended()?;
        // Unknown keys are only warned of; for us they are a hardening that is not there.
        let said: Vec<&str> = ended
            .stderr
            .lines()
            .filter(|line| line.contains(&*name.to_string_lossy()))
            .collect();
        if ended.code != Some(0) || !said.is_empty() {
            bail!("{}: {}", path.display(), ended.stderr.trim());
        }
        Program::new("systemd-analyze")
            .args(["security", "--offline=yes", "--no-pager"])
            .arg(format!("--threshold={THRESHOLD}"))
            .arg(&checked)
            .output()
            .context("more exposed than it may be")?;
        count += 1;
    }
    if count == 0 {
        bail!("packaging holds no unit");
    }
    Ok(Done::Ran)
}
