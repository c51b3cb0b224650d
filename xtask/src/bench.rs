//! Measures how fast the command is, and writes it down.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

use crate::evaluate::{release, today};
use crate::run::Program;

/// What one run took.
#[derive(Clone, Copy, Debug)]
struct Took {
    /// Seconds by the clock.
    wall: f64,
    /// Seconds of processor time of all threads.
    cpu: f64,
}

const RUNS: usize = 3;

/// Measures and writes `docs/PERFORMANCE.md`.
///
/// # Errors
/// Where the corpus is absent or the command fails.
pub(crate) fn bench(root: &Path) -> Result<()> {
    let corpus = root.join("../shared/corpus");
    if !corpus.is_dir() {
        bail!("../shared/corpus is not here; there is nothing to measure on");
    }
    let command = release(root)?;
    let mut page = format!(
        "# Performance\n\nWritten by `cargo xtask bench` on {}; change nothing by hand.\n\
         Measured with the release build on {} ({} cores), `mioboe check --json --offline` over a folder, \
         median of {RUNS} runs by processor time, other load on the machine not excluded.\n\n\
         | set | mails | MB | threads | CPU s | CPU ms per mail | MB per CPU s | wall s | mails per wall s |\n\
         |---|---|---|---|---|---|---|---|---|\n",
        today()?,
        processor(),
        cores(),
    );
    for set in ["phish-pot", "phish-ja", "ham"] {
        let folder = format!("../shared/corpus/{set}");
        let (mails, bytes) = size(&root.join(&folder))?;
        for threads in [1_usize, 2] {
            let took = median(root, &command, &folder, threads)?;
            let megabytes = number(bytes) / 1e6;
            let _ = writeln!(
                page,
                "| {set} | {mails} | {megabytes:.1} | {threads} | {:.2} | {:.2} | {:.1} | {:.2} | {:.0} |",
                took.cpu,
                took.cpu * 1e3 / number(mails),
                megabytes / took.cpu,
                took.wall,
                number(mails) / took.wall,
            );
        }
    }
    let one = one_mail(root, &command)?;
    let _ = write!(
        page,
        "\nOne mail of the demo, the command started anew: {:.0} ms by the clock, {:.0} ms of processor time (median of \
         {RUNS}).\n\n\
         Threads are `--jobs`. Processor time is that of the child processes as the shell's `times` gives it.\n\n\
         Not measured yet: comparison with other filters on the same mails, memory, and verification with the network \
         open.\n",
        one.wall * 1e3,
        one.cpu * 1e3,
    );
    fs::write(root.join("docs/PERFORMANCE.md"), page)?;
    eprintln!("docs/PERFORMANCE.md is written");
    Ok(())
}

/// The processor's name, as the kernel tells it.
fn processor() -> String {
    let about = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = about
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .and_then(|rest| rest.split_once(": "));
    name.map_or_else(
        || std::env::consts::ARCH.to_owned(),
        |(_, name)| name.trim().to_owned(),
    )
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// How many files stand below a folder, and their octets.
fn size(folder: &Path) -> Result<(u64, u64)> {
    let (mut files, mut bytes) = (0, 0);
    for entry in fs::read_dir(folder).with_context(|| format!("{}", folder.display()))? {
        let entry = entry?;
        let about = entry.metadata()?;
        if about.is_dir() {
            let (more, larger) = size(&entry.path())?;
            files += more;
            bytes += larger;
        } else {
            files += 1;
            bytes += about.len();
        }
    }
    Ok((files, bytes))
}

fn median(root: &Path, command: &Path, folder: &str, threads: usize) -> Result<Took> {
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        runs.push(run(root, command, folder, threads)?);
    }
    runs.sort_by(|one, other| one.cpu.total_cmp(&other.cpu));
    runs.get(RUNS / 2).copied().context("no run")
}

fn one_mail(root: &Path, command: &Path) -> Result<Took> {
    let mut mails: Vec<String> = Vec::new();
    for entry in fs::read_dir(root.join("fixtures/demo")).context("fixtures/demo")? {
        mails.push(format!(
            "fixtures/demo/{}",
            entry?.file_name().to_string_lossy()
        ));
    }
    mails.sort();
    let mail = mails
        .into_iter()
        .find(|mail| mail.ends_with(".eml"))
        .context("fixtures/demo holds no mail")?;
    median(root, command, &mail, 2)
}

/// Runs the command on some processors; the shell tells the processor time of its children.
fn run(root: &Path, command: &Path, what: &str, threads: usize) -> Result<Took> {
    const SCRIPT: &str = "\"$@\" > /dev/null 2>&1; code=$?; times; exit $code";
    let jobs = threads.to_string();
    let started = Instant::now();
    let ended = Program::new("sh")
        .args(["-c", SCRIPT, "sh"])
        .arg(command)
        .args(["check", "--json", "--offline", "--jobs", &jobs, what])
        .at(root)
        .ended()?;
    let wall = started.elapsed().as_secs_f64();
    if !matches!(ended.code, Some(0..=2)) {
        bail!("the command ended with {:?} on {what}", ended.code);
    }
    let cpu =
        children(&ended.stdout).with_context(|| format!("`times` said {:?}", ended.stdout))?;
    Ok(Took { wall, cpu })
}

/// User and system time of the children, out of the second line of `times` (`0m1.250s 0m0.030s`).
fn children(said: &str) -> Option<f64> {
    let mut sum = 0.0;
    for word in said.lines().nth(1)?.split_whitespace() {
        let (minutes, seconds) = word.trim_end_matches('s').split_once('m')?;
        sum += minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?;
    }
    Some(sum)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "sizes of files are far below 2^52"
)]
fn number(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shells_times_are_read() {
        assert_eq!(
            children("0m0.000s 0m0.001s\n1m1.250s 0m0.250s\n"),
            Some(61.5)
        );
        assert_eq!(children("nothing"), None);
    }
}
