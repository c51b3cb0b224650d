//! Shows that a check with `--offline` opens no socket: by the system calls it makes, and by giving the same answer
//! on a machine that has no network at all.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use super::Done;
use super::tally::Tally;
use crate::run::{Ended, Program, files_below, found};

/// How a check is made that must stay offline.
struct Case {
    name: &'static str,
    /// Whether recorded DNS answers are given, so that signatures are really verified.
    has_records: bool,
}

const CASES: &[Case] = &[
    Case {
        name: "offline",
        has_records: false,
    },
    Case {
        name: "offline with recorded DNS answers",
        has_records: true,
    },
];

/// Runs every case outside and inside a network namespace without interfaces, and under `strace`.
pub(super) fn offline(root: &Path, tally: &mut Tally) -> Result<Done> {
    let command = root.join("target/debug/mioboe");
    let folder = root.join("fixtures/demo");
    let mails = files_below(root, "fixtures/demo", "eml")?;
    if mails.is_empty() {
        bail!("fixtures/demo holds no mail");
    }
    let work = root.join("target/offline");
    fs::create_dir_all(&work)?;
    if found("unshare").is_none()
        || Program::new("unshare").args(["-rn", "true"]).ended()?.code != Some(0)
    {
        return Ok(Done::Skipped(
            "this system makes no network namespace (unshare -rn)".to_owned(),
        ));
    }

    for case in CASES {
        let mut arguments = vec![
            "check".to_owned(),
            "--json".to_owned(),
            "--offline".to_owned(),
        ];
        if case.has_records {
            // A copy: the command may add to the file it is given.
            let records = work.join("dns.json");
            fs::copy(folder.join("dns.json"), &records).context("fixtures/demo/dns.json")?;
            arguments.extend(["--dns-record".to_owned(), records.display().to_string()]);
        }
        arguments.extend(mails.iter().cloned());

        let outside = Program::new(&command).args(&arguments).at(root).ended()?;
        judged(&outside).with_context(|| case.name.to_owned())?;
        let inside = Program::new("unshare")
            .args(["-rn"])
            .arg(&command)
            .args(&arguments)
            .at(root)
            .ended()?;
        if (inside.code, &inside.stdout) != (outside.code, &outside.stdout) {
            bail!(
                "{}: without a network the answer is another (exit {:?} and {:?})",
                case.name,
                outside.code,
                inside.code
            );
        }
        eprintln!(
            "{}: {} mails, same answer without a network",
            case.name,
            mails.len()
        );
        tally.pass();

        if found("strace").is_some() {
            let sockets = sockets(&command, &arguments, root, &work)?;
            if let Some(first) = sockets.first() {
                bail!(
                    "{}: {} network sockets were opened, the first by `{first}`",
                    case.name,
                    sockets.len()
                );
            }
            eprintln!(
                "{}: no network socket in the trace of system calls",
                case.name
            );
            tally.pass();
        }
    }

    if found("strace").is_none() {
        tally.skip("offline: `strace` is not here, system calls were not watched".to_owned());
        return Ok(Done::Ran);
    }
    // The trace must be able to see a socket: the same mails with the door open. Nothing leaves the machine, since
    // the namespace has no interface.
    let mut arguments = vec!["check".to_owned(), "--json".to_owned()];
    arguments.extend(mails.iter().cloned());
    if sockets(&command, &arguments, root, &work)?.is_empty() {
        bail!("with the door open no socket was seen either: the trace proves nothing");
    }
    eprintln!("control: with the door open the trace does see sockets");
    tally.pass();
    Ok(Done::Ran)
}

/// A comparison of two failures would prove nothing: the command must have judged.
fn judged(ended: &Ended) -> Result<()> {
    if !matches!(ended.code, Some(0 | 1)) || !ended.stdout.contains("\"verdict\"") {
        let last: Vec<&str> = ended.stderr.lines().rev().take(3).collect();
        bail!(
            "the command did not judge (exit {:?}): {}",
            ended.code,
            last.join(" / ")
        );
    }
    Ok(())
}

/// The system calls that made an internet socket, inside a namespace without interfaces.
fn sockets(command: &Path, arguments: &[String], root: &Path, work: &Path) -> Result<Vec<String>> {
    let trace = work.join("trace.txt");
    Program::new("unshare")
        .args([
            "-rn",
            "timeout",
            "120",
            "strace",
            "-f",
            "-e",
            "trace=network",
            "-o",
        ])
        .arg(&trace)
        .arg(command)
        .args(arguments)
        .at(root)
        .ended()?;
    let text = fs::read_to_string(&trace).context("strace wrote nothing")?;
    if !text.contains("exited with") {
        bail!("the trace is torn; the command did not end in time");
    }
    Ok(text
        .lines()
        .filter(|line| line.contains("socket(AF_INET"))
        .map(str::to_owned)
        .collect())
}
