//! Writes what was measured into docs/FUZZING.md, each table between marks of its own.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::Row;
use crate::run::Program;

const PAGE: &str = "docs/FUZZING.md";

/// Puts rows into the table of this name; rows of targets that were not measured now stay.
pub(super) fn write(root: &Path, table: &str, rows: &[Row]) -> Result<()> {
    let path = root.join(PAGE);
    let page = fs::read_to_string(&path).context(PAGE)?;
    let today = Program::new("date").args(["-u", "+%Y-%m-%d"]).output()?;
    let page = replaced(&page, table, rows, today.trim())
        .with_context(|| format!("{PAGE} has no table {table}"))?;
    fs::write(&path, page)?;
    eprintln!("{PAGE} is written");
    Ok(())
}

fn replaced(page: &str, table: &str, rows: &[Row], today: &str) -> Option<String> {
    let (start, end) = (
        format!("<!-- {table} -->\n"),
        format!("<!-- end {table} -->"),
    );
    let from = page.find(&start)? + start.len();
    let to = from + page.get(from..)?.find(&end)?;
    let mut lines: Vec<String> = page.get(from..to)?.lines().map(str::to_owned).collect();
    for row in rows {
        let mut line = format!("| `{}` |", row.target);
        for cell in &row.cells {
            let _ = write!(line, " {cell} |");
        }
        let _ = write!(line, " {today} |");
        let begin = format!("| `{}` |", row.target);
        match lines.iter_mut().find(|old| old.starts_with(&begin)) {
            Some(old) => *old = line,
            None => lines.push(line),
        }
    }
    let lines = lines.join("\n");
    Some(format!("{}{lines}\n{}", page.get(..from)?, page.get(to..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measured_row_replaces_the_old_one_of_its_target() {
        let page = "x\n<!-- run -->\n| target |\n|---|\n| `mail` | 1 |\n| `html` | 2 |\n<!-- end run -->\ny\n";
        let row = |target| Row {
            target,
            cells: vec!["3".to_owned()],
        };
        assert_eq!(
            replaced(page, "run", &[row("mail"), row("mbox")], "2026-11-22").as_deref(),
            Some(
                "x\n<!-- run -->\n| target |\n|---|\n| `mail` | 3 | 2026-11-22 |\n| `html` | 2 |\n\
                 | `mbox` | 3 | 2026-11-22 |\n<!-- end run -->\ny\n"
            )
        );
        assert_eq!(replaced(page, "proof", &[], "2026-11-22"), None);
    }
}
