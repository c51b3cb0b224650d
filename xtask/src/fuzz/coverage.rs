//! How many lines of its reader a target's inputs reach.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::{Row, Target, build, lay_seeds};
use crate::run::{Program, host};

/// The least share of the reader's lines, in percent.
const LEAST: u64 = 70;
/// Inputs given to one process: a command line holds only so many names.
const BATCH: usize = 500;

/// Builds the targets once more with the compiler's counters of lines and runs them over the inputs that grew
/// so far.
pub(super) fn measure(root: &Path, targets: &[&'static Target]) -> Result<Vec<Row>> {
    let tools = tools()?;
    let folder = root.join("target/fuzz-coverage");
    let flags = [
        "--cfg=fuzzing",
        "-Cinstrument-coverage",
        "-Ccodegen-units=1",
    ];
    let programs = build(root, &folder, &flags)?;
    let mut rows = Vec::new();
    let mut poor = Vec::new();
    for target in targets {
        let program = programs.join(target.name);
        let counts = folder.join("counts").join(target.name);
        if counts.exists() {
            fs::remove_dir_all(&counts)?;
        }
        fs::create_dir_all(&counts)?;
        let seeds = folder.join("seeds").join(target.name);
        lay_seeds(root, target, &seeds)?;
        let mut inputs = files(&seeds)?;
        inputs
            .extend(files(&root.join("target/fuzz/corpus").join(target.name)).unwrap_or_default());
        for batch in inputs.chunks(BATCH) {
            Program::patient(&program.to_string_lossy())
                .arg("-verbosity=0")
                .args(batch)
                .env("LLVM_PROFILE_FILE", counts.join("%p.profraw"))
                .at(root)
                .output()?;
        }
        let merged = counts.join("all.profdata");
        Program::new(tools.join("llvm-profdata"))
            .args(["merge", "-sparse", "-o"])
            .arg(&merged)
            .args(files(&counts)?)
            .run()?;
        let report = Program::new(tools.join("llvm-cov"))
            .args(["export", "-summary-only", "-instr-profile"])
            .arg(&merged)
            .arg(&program)
            .output()?;
        let (reached, lines) = lines(&serde_json::from_str(&report)?, root, target.reader)?;
        let share = reached * 100 / lines.max(1);
        eprintln!(
            "fuzz {}: {reached} of {lines} lines, {share} %",
            target.name
        );
        if share < LEAST {
            poor.push(target.name);
        }
        rows.push(Row {
            target: target.name,
            cells: vec![
                inputs.len().to_string(),
                format!("{reached} of {lines}"),
                format!("{share} %"),
            ],
        });
    }
    ensure!(
        poor.is_empty(),
        "{} reach less than {LEAST} % of their readers; let them run longer first",
        poor.join(", ")
    );
    Ok(rows)
}

/// Lines reached and lines in all of the reader's files.
fn lines(report: &Value, root: &Path, reader: &[&str]) -> Result<(u64, u64)> {
    let files = report["data"][0]["files"].as_array().context("no files")?;
    let (mut reached, mut all) = (0, 0);
    for file in files {
        let path = Path::new(file["filename"].as_str().unwrap_or_default());
        let Ok(path) = path.strip_prefix(root) else {
            continue;
        };
        let path = path.to_string_lossy();
        if reader.iter().any(|start| path.starts_with(start)) && !path.ends_with("tests.rs") {
            let lines = &file["summary"]["lines"];
            reached += lines["covered"].as_u64().unwrap_or_default();
            all += lines["count"].as_u64().unwrap_or_default();
        }
    }
    ensure!(all > 0, "no line of {reader:?} was built");
    Ok((reached, all))
}

/// Where the compiler's own tools for coverage are; those of the distribution read another format.
fn tools() -> Result<PathBuf> {
    let sysroot = Program::new("rustc")
        .args(["--print", "sysroot"])
        .output()?;
    let folder = Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(host()?)
        .join("bin");
    ensure!(
        folder.join("llvm-cov").exists(),
        "llvm-cov is not here: rustup component add llvm-tools"
    );
    Ok(folder)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        files.push(entry?.path());
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_readers_lines_count() {
        let file = |name: &str, covered: u64| {
            serde_json::json!({
                "filename": name, "summary": { "lines": { "count": 10, "covered": covered } }
            })
        };
        let report = serde_json::json!({ "data": [{ "files": [
            file("/r/crates/reading/src/html/tree.rs", 9), file("/r/crates/reading/src/html.rs", 8),
            file("/r/crates/reading/src/link.rs", 1), file("/other/html.rs", 1),
        ] }] });
        let counted = lines(&report, Path::new("/r"), &["crates/reading/src/html"]);
        assert_eq!(counted.ok(), Some((17, 20)));
        assert!(lines(&report, Path::new("/r"), &["crates/none"]).is_err());
    }
}
