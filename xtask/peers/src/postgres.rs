//! A real PostgreSQL on a free port of loopback, in a temporary folder, as one user without rights.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak, mpsc};

use crate::{free_port, must_run, say_skipped};

/// A running server; it is stopped when it is dropped, and when the thread that started it ends.
pub struct Postgres {
    folder: tempfile::TempDir,
    programs: PathBuf,
    port: u16,
    next: AtomicU32,
    ended: Mutex<mpsc::Receiver<()>>,
    process: u32,
}

/// The one server of this process; it is stopped when the last test lets go of it.
static RUNNING: Mutex<Weak<Postgres>> = Mutex::new(Weak::new());

impl Postgres {
    /// The password of the tests' own user, which no error may show.
    pub const PASSWORD: &'static str = "tsukimi-udon";

    /// The server, started where it does not run yet; `None` where it is not installed.
    #[must_use]
    pub fn running() -> Option<Arc<Self>> {
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = running.upgrade() {
            return Some(server);
        }
        let Some(programs) = programs() else {
            assert!(!must_run(), "PostgreSQL is not installed");
            say_skipped("PostgreSQL is not installed");
            return None;
        };
        let server = (0..5).find_map(|_| Self::start(&programs));
        let server = Arc::new(server.expect("PostgreSQL did not start on five ports"));
        *running = Arc::downgrade(&server);
        Some(server)
    }

    fn start(programs: &Path) -> Option<Self> {
        let folder = tempfile::Builder::new()
            .prefix("mioboe-pg-")
            .tempdir()
            .expect("the peer can be prepared");
        let user = other_user();
        if let Some((uid, gid)) = user {
            std::os::unix::fs::chown(folder.path(), Some(uid), Some(gid))
                .expect("the peer can be prepared");
        }
        let password = folder.path().join("password");
        std::fs::write(&password, Self::PASSWORD).expect("the peer can be prepared");
        if let Some((uid, gid)) = user {
            std::os::unix::fs::chown(&password, Some(uid), Some(gid))
                .expect("the peer can be prepared");
        }
        let cluster = folder.path().join("cluster");
        let made = as_user(user, &programs.join("initdb"))
            .args([
                "--no-sync",
                "-A",
                "scram-sha-256",
                "-U",
                "mioboe",
                "-E",
                "UTF8",
            ])
            .args(["--locale=C", "--pwfile"])
            .arg(&password)
            .arg("-D")
            .arg(&cluster)
            .output()
            .expect("the peer can be prepared");
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        let port = free_port();
        let mut start = as_user(user, &programs.join("postgres"));
        start
            .arg("-D")
            .arg(&cluster)
            .args(["-p", &port.to_string(), "-h", "127.0.0.1", "-k", ""])
            .args(["-c", "fsync=off", "-c", "max_connections=60"])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let (said, hear) = mpsc::channel();
        let (ends, ended) = mpsc::channel();
        // The thread that starts the server lives as long as it: the server is told when its parent dies.
        std::thread::spawn(move || {
            let mut child = start.spawn().expect("the peer can be prepared");
            let process = child.id();
            for line in
                BufReader::new(child.stderr.take().expect("the peer can be prepared")).lines()
            {
                if line.is_ok_and(|line| line.contains("ready to accept connections")) {
                    let _ = said.send(process);
                }
            }
            drop(said);
            let _ = child.wait();
            drop(ends);
        });
        let process = hear.recv().ok()?;
        Some(Self {
            folder,
            programs: programs.to_owned(),
            port,
            next: AtomicU32::new(1),
            ended: Mutex::new(ended),
            process,
        })
    }

    /// The server's address, with this password and more behind it.
    #[must_use]
    pub fn address(&self, password: &str, more: &str) -> String {
        format!(
            "postgres://mioboe:{password}@127.0.0.1:{}/postgres{more}",
            self.port
        )
    }

    /// Runs statements as the server's owner; the rows come back without ornaments.
    #[must_use]
    pub fn say(&self, sql: &str) -> String {
        let mut psql = Command::new(self.programs.join("psql"))
            .args(["-qAtX", "-v", "ON_ERROR_STOP=1", "-f", "-"])
            .arg(self.address(Self::PASSWORD, ""))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the peer can be prepared");
        psql.stdin
            .take()
            .expect("the peer can be prepared")
            .write_all(sql.as_bytes())
            .expect("the peer can be prepared");
        let said = psql.wait_with_output().expect("the peer can be prepared");
        assert!(
            said.status.success(),
            "{}",
            String::from_utf8_lossy(&said.stderr)
        );
        String::from_utf8(said.stdout).expect("the peer can be prepared")
    }

    /// A schema of its own on the server, so that a store is at home beside others: its address and its name.
    #[must_use]
    pub fn home(&self) -> (String, String) {
        let schema = format!("home_{}", self.next.fetch_add(1, Ordering::Relaxed));
        let _ = self.say(&format!("CREATE SCHEMA {schema}"));
        let more = format!("?options=-c%20search_path%3D{schema}");
        (self.address(Self::PASSWORD, &more), schema)
    }

    /// An address without the password, as a command line may have it.
    #[must_use]
    pub fn bare(address: &str) -> String {
        address.replacen(&format!(":{}@", Self::PASSWORD), "@", 1)
    }

    /// Whether these octets stand in any file of the server's tables.
    #[must_use]
    pub fn holds(&self, octets: &[u8]) -> bool {
        let _ = self.say("CHECKPOINT");
        holds(&self.folder.path().join("cluster/base"), octets)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let _ = Command::new("kill")
            .args(["-INT", &self.process.to_string()])
            .status();
        // Ends when the thread that waits for the server has seen its end.
        let _ = self
            .ended
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
    }
}

/// Where the distribution keeps the server's programs: the newest version.
fn programs() -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
        .collect();
    folders.sort();
    folders.pop()
}

/// The user to run the server as where we are root, as whom it refuses to run.
fn other_user() -> Option<(u32, u32)> {
    let id = |args: &[&str]| -> Option<u32> {
        let said = Command::new("id").args(args).output().ok()?;
        String::from_utf8(said.stdout).ok()?.trim().parse().ok()
    };
    if id(&["-u"]) != Some(0) {
        return None;
    }
    ["postgres", "nobody"]
        .iter()
        .find_map(|name| Some((id(&["-u", name])?, id(&["-g", name])?)))
}

/// A program run as another user, told to end when its parent does.
fn as_user(user: Option<(u32, u32)>, program: &Path) -> Command {
    let mut setpriv = Command::new("setpriv");
    setpriv.args(["--pdeathsig", "INT"]);
    if let Some((uid, gid)) = user {
        setpriv.args(["--reuid", &uid.to_string(), "--regid", &gid.to_string()]);
        setpriv.arg("--clear-groups");
    }
    setpriv.arg("--").arg(program);
    setpriv.env("LC_ALL", "C");
    setpriv
}

/// Whether these octets stand in any file below a folder.
fn holds(folder: &Path, octets: &[u8]) -> bool {
    std::fs::read_dir(folder)
        .expect("the peer can be prepared")
        .flatten()
        .any(|entry| {
            let path = entry.path();
            if path.is_dir() {
                return holds(&path, octets);
            }
            let bytes = std::fs::read(&path).unwrap_or_default();
            bytes.windows(octets.len()).any(|window| window == octets)
        })
}
