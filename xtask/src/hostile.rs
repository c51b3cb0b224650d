//! What hostile files cost a release build, measured by the tests of `cli` and written into docs/LIMITS.md.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::run::cargo;

const PAGE: &str = "docs/LIMITS.md";
const START: &str =
    "<!-- hostile -->\n| kind | file | processor time | memory |\n|---|---|---|---|\n";
const END: &str = "<!-- end hostile -->";

/// Measures and writes.
///
/// # Errors
/// Where nothing builds, a file costs more than it may, or the page has no table.
pub(crate) fn hostile(root: &Path) -> Result<()> {
    cargo("build")
        .args(["--release", "--package", "cli", "--locked"])
        .at(root)
        .run()?;
    let tests = cargo("test")
        .args(["--package", "cli", "--test", "it", "--locked", "hostile::"])
        // One after another, so that none waits for another's memory.
        .args(["--", "--nocapture", "--test-threads", "1"])
        .env("MIOBOE_COMMAND", root.join("target/release/mioboe"))
        .env("CARGO_TERM_COLOR", "never")
        .at(root);
    let mut rows = String::new();
    let code = tests.watched(|line| {
        if let Some(at) = line.find("hostile | ") {
            rows.push_str(line.get(at + "hostile ".len()..).unwrap_or_default());
            rows.push('\n');
        }
        true
    })?;
    ensure!(code == Some(0), "a hostile file costs more than it may");
    let page = fs::read_to_string(root.join(PAGE)).context(PAGE)?;
    let page = with_table(&page, &rows).with_context(|| format!("{PAGE} has no table"))?;
    fs::write(root.join(PAGE), page)?;
    eprintln!("{PAGE} is written");
    Ok(())
}

fn with_table(page: &str, rows: &str) -> Option<String> {
    let from = page.find(START)? + START.len();
    let to = from + page.get(from..)?.find(END)?;
    Some(format!("{}{rows}{}", page.get(..from)?, page.get(to..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_replaced_and_the_rest_stays() {
        let page = format!("a\n{START}| old |\n{END}\nb\n");
        let expected = format!("a\n{START}| new |\n{END}\nb\n");
        assert_eq!(with_table(&page, "| new |\n"), Some(expected));
        assert_eq!(with_table("a", ""), None);
    }
}
