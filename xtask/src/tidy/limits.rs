//! Every limit stands in docs/LIMITS.md with the value that the code has and a test that is there.

use super::{Fault, File};

const PAGE: &str = "docs/LIMITS.md";
/// Rooms whose limits the page holds.
const ROOMS: &[&str] = &[
    "reading", "proof", "mail", "outside", "store", "mioboe", "pages", "cli",
];
/// The room whose other limits are of what is shown in a line, not of what is read.
const SHOWS: &str = "crates/cli/";
/// What the name of a constant that is a limit holds.
const MARKS: &[&str] = &["LIMIT", "LARGEST", "MOST", "ROUNDS", "TRIES"];

/// A limit in the code.
#[derive(Debug, PartialEq, Eq)]
struct Limit {
    path: String,
    name: String,
    value: String,
}

/// Holds the page against the code, in both directions.
pub(super) fn limits(files: &[File]) -> Vec<Fault> {
    let Some(page) = files.iter().find(|file| file.path == PAGE) else {
        return vec![Fault::new("limits", format!("{PAGE} is missing"))];
    };
    let known: Vec<Limit> = files.iter().flat_map(found).collect();
    let mut faults = Vec::new();
    let mut said: Vec<(String, String)> = Vec::new();
    for (nth, line) in (1..).zip(page.text.lines()) {
        let Some(row) = Row::read(line) else { continue };
        let fault = |text: String| Fault::new("limits", format!("{PAGE}:{nth}: {text}"));
        match known
            .iter()
            .find(|limit| limit.path == row.path && limit.name == row.name)
        {
            None => faults.push(fault(format!("{} has no {}", row.path, row.name))),
            Some(limit) if limit.value != row.value => {
                faults.push(fault(format!(
                    "{} is `{}` in the code",
                    row.name, limit.value
                )));
            }
            Some(_) => {}
        }
        if row.tests.is_empty() {
            faults.push(fault("no test is named".to_owned()));
        }
        for test in &row.tests {
            let begin = format!("fn {test}(");
            if !files
                .iter()
                .any(|file| file.source.is_some() && file.text.contains(&begin))
            {
                faults.push(fault(format!("there is no test {test}")));
            }
        }
        said.push((row.path, row.name));
    }
    for limit in known {
        let is_marked =
            !limit.path.starts_with(SHOWS) && MARKS.iter().any(|mark| limit.name.contains(mark));
        let is_said = said
            .iter()
            .any(|(path, name)| *path == limit.path && *name == limit.name);
        if is_marked && !is_said {
            faults.push(Fault::new(
                "limits",
                format!("{PAGE} does not tell {} of {}", limit.name, limit.path),
            ));
        }
    }
    faults
}

/// A row of a table of the page: `| what | value | `path` `NAME` | why | beyond | `test` |`.
struct Row {
    path: String,
    name: String,
    value: String,
    tests: Vec<String>,
}

impl Row {
    fn read(line: &str) -> Option<Self> {
        let cells: Vec<&str> = line.strip_prefix('|')?.split('|').map(str::trim).collect();
        let [_, value, place, _, _, tests, ..] = cells.as_slice() else {
            return None;
        };
        let mut place = quoted(place).into_iter();
        let path = place.next().filter(|path| path.ends_with(".rs"))?;
        Some(Self {
            path: format!("crates/{path}"),
            name: place.next()?,
            value: quoted(value).into_iter().next()?,
            tests: quoted(tests),
        })
    }
}

/// What stands between backquotes.
fn quoted(cell: &str) -> Vec<String> {
    cell.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// The numbers that a source of a room names: constants, and the fields of constants and `Default` values.
fn found(file: &File) -> Vec<Limit> {
    let is_room = ROOMS
        .iter()
        .any(|room| file.path.starts_with(&format!("crates/{room}/src/")));
    if !is_room || file.path.ends_with("tests.rs") {
        return Vec::new();
    }
    let mut limits = Vec::new();
    let mut has_fields = false;
    for line in file.text.lines() {
        // The unit tests stand last; what else is only for tests stands anywhere.
        if line == "mod tests {" {
            break;
        }
        if line.starts_with("impl Default for") {
            has_fields = true;
        } else if line.starts_with('}') {
            has_fields = false;
        }
        let line = line.trim();
        let constant = line.split_once("const ").and_then(|(before, rest)| {
            (before.is_empty() || before.starts_with("pub")).then_some(rest)
        });
        let (name, value) = if let Some(rest) = constant {
            let Some((name, rest)) = rest.split_once(": ") else {
                continue;
            };
            let Some((_, value)) = rest.split_once(" = ") else {
                continue;
            };
            has_fields |= value.ends_with('{');
            (name, value.trim_end_matches(';'))
        } else if has_fields && let Some((name, value)) = line.split_once(": ") {
            (name, value.trim_end_matches(','))
        } else {
            continue;
        };
        if value.contains(|c: char| c.is_ascii_digit()) && !value.contains('"') {
            limits.push(Limit {
                path: file.path.clone(),
                name: name.to_owned(),
                value: value.to_owned(),
            });
        }
    }
    limits
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "//! A room.\n\n#[cfg(test)]\nmod suite;\n\n/// Parts.\n\
        pub(crate) const PART_LIMIT: usize = 5 << 10;\nconst DEEPEST: Depth = Depth {\n    parts: 12,\n};\n\
        impl Default for Limits {\n    fn default() -> Self {\n        Self {\n            links: 2_000,\n";

    fn faults(rows: &str) -> Vec<String> {
        let files = [
            File::new("crates/reading/src/body.rs", CODE),
            File::new(
                "crates/reading/tests/it/limits.rs",
                "//! Tests.\nfn it_is_cut() {}\n",
            ),
            File::new(PAGE, rows),
        ];
        limits(&files).into_iter().map(|fault| fault.text).collect()
    }

    #[test]
    fn the_page_of_limits_says_what_the_code_says() {
        const GOOD: &str = "| parts | `5 << 10` | `reading/src/body.rs` `PART_LIMIT` | w | b | `it_is_cut` |\n\
            | levels | `12` | `reading/src/body.rs` `parts` | w | b | `it_is_cut` |\n\
            | links | `2_000` | `reading/src/body.rs` `links` | w | b | `it_is_cut` |\n";
        assert_eq!(faults(GOOD), [""; 0]);
        assert!(faults(&GOOD.replace("5 <<", "6 <<"))[0].contains("`5 << 10` in the code"));
        assert!(faults(&GOOD.replace("2_000", "2_001"))[0].contains("`2_000` in the code"));
        assert!(faults(&GOOD.replace("it_is_cut", "gone"))[0].contains("no test gone"));
        assert!(faults(&GOOD.replace("`links`", "`linkz`"))[0].contains("has no linkz"));
        assert!(faults("")[0].contains("does not tell PART_LIMIT"));
    }
}
