//! Where the processor time goes, by the kernel's sampler where there is one.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;

use crate::run::{Program, found};

/// The first that a symbol's name holds says what it was doing.
const WORK: &[(&str, &[&str])] = &[
    (
        "verifying signatures",
        &["bigint", "rsa::", "ed25519", "curve25519"],
    ),
    ("hashing", &["sha2", "sha1"]),
    (
        "parsing and rendering pages",
        &["html5ever", "markup5ever", "tendril", "reading::html"],
    ),
    (
        "reading the rest of a mail",
        &["reading::", "mail_parser", "encoding_rs", "encodify"],
    ),
    ("folding text", &["mail::fold", "unicode_"]),
    (
        "searching for names and phrases",
        &["aho_corasick", "memchr"],
    ),
    (
        "judging",
        &["mail::", "brands::", "facts::", "mioboe::check"],
    ),
    ("proving", &["proof::", "mail_auth"]),
    ("saying it as JSON", &["words::", "serde"]),
    (
        "memory",
        &[
            "malloc", "free", "realloc", "calloc", "memmove", "memcpy", "memset",
        ],
    ),
    ("the kernel: files, pipes, threads", &["[k]"]),
];

/// Adds the table; a line that says why not, where there is no sampler.
///
/// # Errors
/// Where the sampler starts and its report cannot be read.
pub(super) fn profile(
    root: &Path,
    work: &Path,
    command: &Path,
    arguments: &[String],
    page: &mut String,
) -> Result<()> {
    page.push_str("\n## Profile\n\n");
    let data = work.join("perf.data");
    let recorded = found("perf").map(|perf| {
        Program::new(perf)
            .args(["record", "-q", "-F", "4000", "-o"])
            .arg(&data)
            .arg("--")
            .arg(command)
            .args(arguments)
            .at(root)
            .ended()
    });
    if !matches!(&recorded, Some(Ok(ended)) if matches!(ended.code, Some(0..=2))) || !data.exists()
    {
        page.push_str("`perf` is not here or may not sample; there is no profile.\n");
        return Ok(());
    }
    let said = Program::new("perf")
        .args([
            "report",
            "--stdio",
            "--no-children",
            "-F",
            "overhead,sym",
            "-i",
        ])
        .arg(&data)
        .output()?;
    let _ = write!(
        page,
        "The same mails, one thread, sampled by `perf record -F 4000`; each function counts where its name belongs.\n\n\
         | share | work |\n|---|---|\n"
    );
    let (shares, top) = read(&said);
    for (work, share) in &shares {
        let _ = writeln!(page, "| {share:.1} % | {work} |");
    }
    page.push_str(
        "\nThe functions with the most time of their own:\n\n| share | function |\n|---|---|\n",
    );
    for (symbol, share) in top {
        let _ = writeln!(page, "| {share:.1} % | `{symbol}` |");
    }
    Ok(())
}

/// Of what, how many in a hundred samples.
type Share<Of> = (Of, f64);

/// Shares by kind of work, the largest first, and the 25 hottest symbols.
fn read(said: &str) -> (Vec<Share<&'static str>>, Vec<Share<String>>) {
    let mut sums: BTreeMap<&'static str, f64> = BTreeMap::new();
    let mut top = Vec::new();
    for line in said.lines() {
        let Some((share, symbol)) = line.trim().split_once("%") else {
            continue;
        };
        let Ok(share) = share.trim().parse::<f64>() else {
            continue;
        };
        *sums.entry(work_of(symbol)).or_default() += share;
        if top.len() < 25 {
            let name = symbol.replace("[.]", "").replace("[k]", "(kernel)");
            let name: String = name.trim().chars().take(100).collect();
            top.push((name.replace('|', "/"), share));
        }
    }
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by(|one, other| other.1.total_cmp(&one.1));
    (sums, top)
}

fn work_of(symbol: &str) -> &'static str {
    if symbol.contains("[k]") {
        return "the kernel: files, pipes, threads";
    }
    WORK.iter()
        .find(|(_, names)| names.iter().any(|name| symbol.contains(name)))
        .map_or("the standard library and the rest", |(work, _)| work)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_summed_by_what_they_do() {
        let said = "# Overhead  Symbol\n    30.00%  [.] mail::fold::fold\n    20.50%  [k] copy_to_iter\n     1.50%  [.] mail::fold::push\n     1.00%  [.] something\n";
        let (shares, top) = read(said);
        assert_eq!(
            shares,
            [
                ("folding text", 31.5),
                ("the kernel: files, pipes, threads", 20.5),
                ("the standard library and the rest", 1.0)
            ]
        );
        assert_eq!(top.first(), Some(&("mail::fold::fold".to_owned(), 30.0)));
    }
}
