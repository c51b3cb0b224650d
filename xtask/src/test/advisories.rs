//! Checks the lock file against known advisories, from a folder and without the network.

use std::path::Path;

use anyhow::Result;

use super::tools::Tools;
use super::{Done, ran};
use crate::run::Program;

/// Advisories that do not concern us, each with the reason.
const NOT_OURS: &[(&str, &str)] = &[(
    "RUSTSEC-2023-0071",
    "a timing leak in RSA private-key operations; mioboe verifies with public keys only",
)];

/// Runs cargo-audit where the folder of advisories is.
pub(super) fn audit(root: &Path, tools: &Tools, is_ci: bool) -> Result<Done> {
    let database = root.join("../shared/advisory-db");
    if !database.is_dir() {
        if is_ci {
            anyhow::bail!("../shared/advisory-db is not here; advisories were NOT checked");
        }
        return Ok(Done::Skipped(
            "../shared/advisory-db is not here; advisories were NOT checked".to_owned(),
        ));
    }
    let Some(audit) = tools.cargo_tool("cargo-audit") else {
        return Ok(Done::Skipped(
            "cargo-audit is not here; advisories were NOT checked".to_owned(),
        ));
    };
    let mut program = Program::new(audit).args([
        "audit",
        "--no-fetch",
        "--stale",
        "--deny",
        "unsound",
        "--db",
    ]);
    program = program.arg(&database);
    for (advisory, reason) in NOT_OURS {
        eprintln!("{advisory} is passed over: {reason}");
        program = program.args(["--ignore", advisory]);
    }
    ran(program.at(root))
}
