//! The same mails through rspamd, a filter that providers run, on loopback and cut off from the world.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use super::dns::NoNames;
use super::took::{Took, cpu, peak, ticks_per_second};
use crate::run::{Program, files_below};

/// Its processes that look at mail.
const WORKERS: usize = 2;

/// Mails under way at once: it waits within each for answers from DNS, which costs time and no work.
const SENDERS: usize = 48;

/// How long it may take until it answers: it compiles its expressions first.
const PATIENCE: Duration = Duration::from_secs(180);

/// Debian's default with everything off that needs the world, a store or a key: none of it would find anything here.
const OFF: &[&str] = &[
    "antivirus",
    "arc_signing",
    "asn",
    "bimi",
    "clickhouse",
    "dcc",
    "dkim_signing",
    "elastic",
    "fuzzy_check",
    "greylist",
    "history_redis",
    "metadata_exporter",
    "metric_exporter",
    "mx_check",
    "neural",
    "p0f",
    "ratelimit",
    "rbl",
    "replies",
    "reputation",
    "rspamd_update",
    "surbl",
    "url_redirector",
];

/// A running rspamd; it ends when it is dropped.
pub(super) struct Rspamd {
    main: Child,
    at: SocketAddr,
    names: NoNames,
}

/// What it took for the mails.
pub(super) struct Measured {
    /// Time by the clock and processor time of its workers.
    pub(super) took: Took,
    /// The peak of memory of its workers together, in octets.
    pub(super) peak: u64,
    /// How many mails it called more than clean.
    pub(super) flagged: usize,
    /// Questions that it asked the name server.
    pub(super) asked: u64,
}

impl Rspamd {
    /// Starts it with a configuration of its own below `work`, and waits until its expressions are compiled.
    ///
    /// # Errors
    /// Where it does not start or not answer in time.
    pub(super) fn start(work: &Path, free_mail: &str) -> Result<Self> {
        let work = work.join("rspamd");
        if work.exists() {
            fs::remove_dir_all(&work)?;
        }
        for folder in ["db", "run", "log"] {
            fs::create_dir_all(work.join(folder))?;
        }
        let names = NoNames::start()?;
        let at = free_port()?;
        configure(&work, names.at(), at, free_mail)?;
        let variable =
            |name: &str, folder: &str| format!("--var={name}={}/{folder}", work.display());
        let main = Command::new("rspamd")
            .args(["-i", "-f", "-c"])
            .arg(work.join("etc/rspamd.conf"))
            .args([
                variable("CONFDIR", "etc"),
                variable("LOCAL_CONFDIR", "etc"),
                variable("DBDIR", "db"),
                variable("RUNDIR", "run"),
                variable("LOGDIR", "log"),
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("`rspamd` cannot be started")?;
        let rspamd = Self { main, at, names };
        rspamd.wait(&work.join("log/rspamd.log"))?;
        Ok(rspamd)
    }

    /// Its version, in its own words.
    ///
    /// # Errors
    /// Where it does not say.
    pub(super) fn version() -> Result<String> {
        let said = Program::new("rspamd").args(["--version"]).output()?;
        Ok(said.lines().next().unwrap_or_default().trim().to_owned())
    }

    fn wait(&self, log: &Path) -> Result<()> {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            let said = fs::read_to_string(log).unwrap_or_default();
            // Once by each worker, when the helper has compiled them all.
            let ready = said.matches("full hyperscan database of").count();
            if ready >= WORKERS && self.workers().len() == WORKERS {
                return Ok(());
            }
            // Its log is a file: nothing tells when it grows.
            std::thread::park_timeout(Duration::from_millis(200));
        }
        bail!("rspamd was not ready in time; {}", log.display())
    }

    /// The processes that look at mail: children of ours that call themselves so.
    fn workers(&self) -> Vec<u32> {
        let main = self.main.id();
        let children = fs::read_to_string(format!("/proc/{main}/task/{main}/children"));
        children
            .unwrap_or_default()
            .split_whitespace()
            .filter_map(|id| id.parse().ok())
            .filter(|id: &u32| {
                fs::read_to_string(format!("/proc/{id}/cmdline"))
                    .is_ok_and(|name| name.starts_with("rspamd: normal"))
            })
            .collect()
    }

    /// Sends every mail, some at a time.
    ///
    /// # Errors
    /// Where one is not answered.
    pub(super) fn check(&self, mails: &[Vec<u8>]) -> Result<Measured> {
        let ticks = ticks_per_second()?;
        let workers = self.workers();
        let used = || workers.iter().filter_map(|&id| cpu(id, ticks)).sum::<f64>();
        let (before, asked, started) = (used(), self.names.asked(), Instant::now());
        let next = AtomicUsize::new(0);
        let flagged = AtomicUsize::new(0);
        let send = || -> Result<()> {
            while let Some(mail) = mails.get(next.fetch_add(1, Ordering::Relaxed)) {
                let said = post(self.at, mail)?;
                if !said.contains("\"action\":\"no action\"") {
                    flagged.fetch_add(1, Ordering::Relaxed);
                }
            }
            Ok(())
        };
        std::thread::scope(|scope| -> Result<()> {
            let senders: Vec<_> = (0..SENDERS).map(|_| scope.spawn(send)).collect();
            for sender in senders {
                sender.join().ok().context("a sender panicked")??;
            }
            Ok(())
        })?;
        if self.workers() != workers {
            bail!("a worker of rspamd was restarted while it was measured");
        }
        Ok(Measured {
            took: Took {
                wall: started.elapsed().as_secs_f64(),
                cpu: used() - before,
            },
            peak: workers.iter().filter_map(|&id| peak(id)).sum(),
            flagged: flagged.into_inner(),
            asked: self.names.asked() - asked,
        })
    }
}

impl Drop for Rspamd {
    fn drop(&mut self) {
        // Asked to end, it ends its workers too; killed, it would leave them behind.
        let asked = Program::new("kill").arg(self.main.id().to_string()).ended();
        if asked.is_err() {
            let _ = self.main.kill();
        }
        let _ = self.main.wait();
    }
}

#[expect(clippy::disallowed_methods, reason = "the peer listens on loopback")]
fn free_port() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("a port on loopback")?;
    Ok(listener.local_addr()?)
}

/// A copy of the packaged configuration with its remote lists replaced and the modules of [`OFF`] off.
fn configure(work: &Path, names: SocketAddr, at: SocketAddr, free_mail: &str) -> Result<()> {
    let etc = work.join("etc");
    Program::new("cp")
        .args(["-r", "/etc/rspamd"])
        .arg(&etc)
        .run()?;
    let (empty, free) = (work.join("empty.map"), work.join("free.map"));
    fs::write(&empty, "")?;
    fs::write(&free, free_mail)?;
    for file in files_below(&etc, "modules.d", "conf")? {
        let file = etc.join(file);
        let text = fs::read_to_string(&file)?;
        fs::write(&file, without_remote_maps(&text, &empty, &free))?;
    }
    let local = etc.join("local.d");
    fs::create_dir_all(&local)?;
    let write = |name: &str, text: &str| {
        let file: PathBuf = local.join(name);
        fs::write(&file, text).with_context(|| format!("{}", file.display()))
    };
    for module in OFF {
        write(&format!("{module}.conf"), "enabled = false;\n")?;
    }
    write(
        "options.inc",
        &format!(
            "dns {{ nameserver = [\"{names}\"]; timeout = 0.2s; retransmits = 2; }}\nfilters = \"chartable,dkim,regexp\";\n"
        ),
    )?;
    write(
        "worker-normal.inc",
        &format!("bind_socket = \"{at}\";\ncount = {WORKERS};\n"),
    )?;
    for worker in ["controller", "proxy", "fuzzy"] {
        write(
            &format!("worker-{worker}.inc"),
            "enabled = false;\ncount = 0;\n",
        )?;
    }
    write("logging.inc", "level = \"info\";\n")
}

/// Puts a file of ours where the text names a list on the web.
fn without_remote_maps(text: &str, empty: &Path, free: &Path) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let quoted: Vec<&str> = line.split('"').collect();
        let is_comment = line.trim_start().starts_with('#');
        match quoted.as_slice() {
            [before, address, after @ ..] if !is_comment && address.contains("://") => {
                let file = if address.contains("freemail/free") {
                    free
                } else {
                    empty
                };
                out.push_str(&format!(
                    "{before}\"{}\"{}",
                    file.display(),
                    after.join("\"")
                ));
            }
            _ => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

/// Hands a mail in and yields what was said of it.
fn post(at: SocketAddr, mail: &[u8]) -> Result<String> {
    #[expect(clippy::disallowed_methods, reason = "the peer listens on loopback")]
    let mut stream = TcpStream::connect(at).context("rspamd does not listen")?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let length = mail.len();
    let head = format!(
        "POST /checkv2 HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
    );
    stream.write_all(&[head.as_bytes(), mail].concat())?;
    let mut said = Vec::new();
    stream.read_to_end(&mut said)?;
    let said = String::from_utf8_lossy(&said).into_owned();
    if !said.starts_with("HTTP/1.1 200") {
        bail!("rspamd said {:?}", said.lines().next().unwrap_or_default());
    }
    Ok(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_on_the_web_become_files() {
        let text = "a {\n  map = \"https://maps.example/freemail/free.txt.zst\";\n  # \"https://stays.example\"\n  x = [\n    \"glob;https://maps.example/w.zst\",\n    \"$DIR/w\"\n  ];\n}\n";
        assert_eq!(
            without_remote_maps(text, Path::new("/e"), Path::new("/f")),
            "a {\n  map = \"/f\";\n  # \"https://stays.example\"\n  x = [\n    \"/e\",\n    \"$DIR/w\"\n  ];\n}\n"
        );
    }
}
