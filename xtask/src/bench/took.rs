//! Runs a program and says what it took.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::run::Program;

/// What one run took.
#[derive(Clone, Copy, Debug)]
pub(super) struct Took {
    /// Seconds by the clock.
    pub(super) wall: f64,
    /// Seconds of processor time of all threads.
    pub(super) cpu: f64,
}

/// The run of the middle, by processor time, of several.
///
/// # Errors
/// Where a run fails.
pub(super) fn median(runs: usize, mut run: impl FnMut() -> Result<Took>) -> Result<Took> {
    let mut took = (0..runs).map(|_| run()).collect::<Result<Vec<_>>>()?;
    took.sort_by(|one, other| one.cpu.total_cmp(&other.cpu));
    took.get(runs / 2).copied().context("no run")
}

/// Runs a program with its output thrown away; the shell tells the processor time of its children.
///
/// # Errors
/// Where it cannot be started or ends with more than 2.
pub(super) fn took(root: &Path, program: &Path, arguments: &[String]) -> Result<Took> {
    const SCRIPT: &str = "\"$@\" > /dev/null 2>&1; code=$?; times; exit $code";
    let started = Instant::now();
    let ended = Program::new("sh")
        .args(["-c", SCRIPT, "sh"])
        .arg(program)
        .args(arguments)
        .at(root)
        .ended()?;
    let wall = started.elapsed().as_secs_f64();
    if !matches!(ended.code, Some(0..=2)) {
        bail!("{} ended with {:?}", program.display(), ended.code);
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

/// What a program took that was fed through its standard input, and its peak of memory in octets.
///
/// # Errors
/// Where it cannot be started, stops reading or fails.
pub(super) fn fed(
    program: &Path,
    arguments: &[&str],
    feed: impl FnOnce(&mut dyn Write) -> Result<()>,
) -> Result<(Took, u64)> {
    let started = Instant::now();
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(File::create("/dev/null")?)
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("{}", program.display()))?;
    let mut stdin = child.stdin.take().context("no standard input")?;
    let fed = feed(&mut stdin);
    drop(stdin);
    let watched = watch(child);
    fed?;
    let (cpu, peak) = watched?;
    let wall = started.elapsed().as_secs_f64();
    Ok((Took { wall, cpu }, peak))
}

/// Waits for a process and yields its processor time and peak of memory: both only grow, so what was read last
/// before the end stands.
fn watch(mut child: Child) -> Result<(f64, u64)> {
    let ticks = ticks_per_second()?;
    let process = child.id();
    let (tell, end) = channel();
    std::thread::spawn(move || tell.send(child.wait()));
    let mut last = (0.0, 0);
    loop {
        if let (Some(cpu), Some(peak)) = (cpu(process, ticks), peak(process)) {
            last = (cpu, peak);
        }
        match end.recv_timeout(Duration::from_millis(2)) {
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => bail!("nobody waits for the command"),
            Ok(status) => {
                let status = status?;
                if !matches!(status.code(), Some(0..=2)) {
                    bail!("the command ended with {status}");
                }
                return Ok(last);
            }
        }
    }
}

/// How many ticks of `/proc/PID/stat` make a second.
///
/// # Errors
/// Where `getconf` does not say.
pub(super) fn ticks_per_second() -> Result<f64> {
    let said = Program::new("getconf").args(["CLK_TCK"]).output()?;
    said.trim().parse().context("`getconf CLK_TCK`")
}

/// Seconds of processor time that a process has used so far.
pub(super) fn cpu(process: u32, ticks_per_second: f64) -> Option<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    Some(ticks(&stat)? / ticks_per_second)
}

/// Fields 14 and 15 of `/proc/PID/stat`; the second field is a name in brackets that may hold anything.
fn ticks(stat: &str) -> Option<f64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let user: f64 = fields.get(11)?.parse().ok()?;
    let system: f64 = fields.get(12)?.parse().ok()?;
    Some(user + system)
}

/// The most memory that a process has held so far, in octets.
pub(super) fn peak(process: u32) -> Option<u64> {
    high_water(&fs::read_to_string(format!("/proc/{process}/status")).ok()?)
}

fn high_water(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
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

    #[test]
    fn a_program_is_fed_and_waited_for() {
        let feed = |to: &mut dyn Write| Ok(to.write_all(b"exit 1\n")?);
        let (took, _) = fed(Path::new("sh"), &[], feed).expect("1 is an answer");
        assert!(took.wall > 0.0);
        let fails = |to: &mut dyn Write| Ok(to.write_all(b"exit 3\n")?);
        assert!(fed(Path::new("sh"), &[], fails).is_err());
    }

    #[test]
    fn what_the_kernel_tells_of_a_process_is_read() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194560 1 2 3 4 150 50 0 0 20 0 1 0 5 6";
        assert_eq!(ticks(stat), Some(200.0));
        assert_eq!(ticks("7 (a"), None);
        assert_eq!(
            high_water("Name:\ta\nVmHWM:\t   1024 kB\nVmRSS:\t 9 kB\n"),
            Some(1 << 20)
        );
        assert_eq!(high_water("Name:\ta\n"), None);
    }
}
