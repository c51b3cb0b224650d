//! Short runs of every fuzz target.

use std::path::Path;

use anyhow::{Result, bail};

use super::Done;
use super::tally::Tally;
use crate::fuzz::{Hall, TARGETS, can_build};

/// Builds all targets and runs each for a short while.
pub(super) fn fuzz(root: &Path, is_quick: bool, tally: &mut Tally) -> Result<Done> {
    if !can_build() {
        return Ok(Done::Skipped(
            "libFuzzer needs a C++ compiler; nothing was fuzzed".to_owned(),
        ));
    }
    let hall = Hall::build(root)?;
    let seconds = if is_quick { 10 } else { 20 };
    let mut failed = Vec::new();
    for target in TARGETS {
        eprintln!("fuzz {}: {seconds} s", target.name);
        let ended = hall.run(target, seconds)?;
        if ended.is_found {
            ended.show();
            failed.push(target.name);
        } else {
            eprintln!(
                "fuzz {}: nothing found in {} executions",
                target.name, ended.executions
            );
            tally.pass();
        }
    }
    if !failed.is_empty() {
        bail!(
            "{} failed; the inputs are in {}",
            failed.join(", "),
            hall.artifacts().display()
        );
    }
    Ok(Done::Ran)
}
