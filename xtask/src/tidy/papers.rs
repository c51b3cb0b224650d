//! Rules between the papers and the code.

use super::{Fault, File};

/// The first sentence of every room stands in ARCHITECTURE.md word for word.
///
/// A room's row is `| [`name`](folder) | sentence |`.
pub(super) fn sentences(files: &[File], architecture: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    for file in files {
        let Some(folder) = file
            .path
            .strip_suffix("/src/lib.rs")
            .or_else(|| file.path.strip_suffix("/src/main.rs"))
        else {
            continue;
        };
        if folder.starts_with("fuzz") {
            continue;
        }
        let name = folder.rsplit('/').next().unwrap_or(folder);
        let row = format!("| [`{name}`]({folder}) | {} |", first_sentence(&file.text));
        if !architecture.lines().any(|line| line == row) {
            faults.push(Fault::new(
                "sentence",
                format!("ARCHITECTURE.md has no row `{row}`"),
            ));
        }
    }
    faults
}

/// The first paragraph of a file's `//!` comment, in one line.
fn first_sentence(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(str::trim)
        .take_while(|line| !line.is_empty())
        .collect();
    lines.join(" ")
}

/// A link from a paper to a file of the repository leads somewhere.
pub(super) fn links(files: &[File]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| file.path.ends_with(".md")) {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (at, line) in file.text.lines().enumerate() {
            for target in line
                .split("](")
                .skip(1)
                .filter_map(|rest| rest.split_once(')'))
                .map(|pair| pair.0)
            {
                let path = target.split('#').next().unwrap_or("");
                if path.is_empty() || target.contains("://") || target.starts_with("mailto:") {
                    continue;
                }
                let path = joined(folder, path);
                let is_there = files
                    .iter()
                    .any(|other| other.path == path || other.path.starts_with(&format!("{path}/")));
                if !is_there {
                    faults.push(Fault::new(
                        "links",
                        format!("{}:{}: `{target}` leads nowhere", file.path, at + 1),
                    ));
                }
            }
        }
    }
    faults
}

fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_whose_sentence_drifted_is_a_fault() {
        let files = [
            File::new(
                "crates/mail/src/lib.rs",
                "//! Decides who\n//! wrote.\n//!\n//! More.\n",
            ),
            File::new("crates/facts/src/lib.rs", "//! Nouns.\n"),
        ];
        let architecture = "| [`mail`](crates/mail) | Decides who wrote. |\n| [`facts`](crates/facts) | Verbs. |\n";
        let faults = sentences(&files, architecture);
        assert_eq!(faults.len(), 1);
        assert_eq!(
            faults[0].text,
            "ARCHITECTURE.md has no row `| [`facts`](crates/facts) | Nouns. |`"
        );
    }

    #[test]
    fn a_link_to_nothing_is_a_fault() {
        let files = [
            File::new(
                "README.md",
                "[a](docs/a.md#x) [b](docs) [c](https://example.com) [d](gone.md) [e](#here)",
            ),
            File::new("docs/a.md", "[up](../README.md) [side](b.md)"),
        ];
        let texts: Vec<String> = links(&files).into_iter().map(|fault| fault.text).collect();
        assert_eq!(
            texts,
            [
                "README.md:1: `gone.md` leads nowhere",
                "docs/a.md:1: `b.md` leads nowhere"
            ]
        );
    }
}
