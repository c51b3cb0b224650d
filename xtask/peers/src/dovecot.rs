//! A real Dovecot (2.3, as Debian 12 packages it) on free ports of loopback, in a temporary folder, as one user without
//! rights.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::{Authority, Certificate, Shown, free_port, must_run, say_skipped};

const PROGRAM: &str = "dovecot";

/// A running server with one mailbox; it ends when it is dropped, and with the thread that started it.
pub struct Dovecot {
    folder: TempDir,
    running: Option<Child>,
    owner: Owner,
    ports: [u16; 2],
    authority: Authority,
    delivered: u64,
}

/// Whom the server runs as.
struct Owner {
    name: String,
    group: String,
    uid: u32,
    gid: u32,
    /// Whether the tests run as root, which then steps down to this user.
    is_stepped_down_to: bool,
}

impl Dovecot {
    /// Whose mailbox it is.
    pub const USER: &'static str = "hanako@shop.example";
    /// The password.
    pub const PASSWORD: &'static str = "correct-horse-battery";

    /// Starts one; `None` where Dovecot is not installed, which is said and, under CI, a failure.
    #[must_use]
    pub fn start() -> Option<Self> {
        let is_here = ["/usr/sbin", "/usr/bin", "/usr/local/sbin"]
            .iter()
            .any(|folder| Path::new(folder).join(PROGRAM).exists());
        if !is_here {
            assert!(!must_run(), "dovecot is not installed");
            say_skipped("dovecot is not installed");
            return None;
        }
        let folder = tempfile::Builder::new()
            .prefix("dovecot")
            .tempdir()
            .expect("a temporary folder");
        let mut server = Self {
            owner: Owner::find(),
            ports: [0; 2],
            authority: Authority::new(),
            running: None,
            delivered: 0,
            folder,
        };
        server.ports = [free_port(), free_port()];
        server.furnish();
        server.restart();
        Some(server)
    }

    /// The port that speaks in clear and knows STARTTLS.
    #[must_use]
    pub fn plain_port(&self) -> u16 {
        self.ports[0]
    }

    /// The port that speaks TLS.
    #[must_use]
    pub fn tls_port(&self) -> u16 {
        self.ports[1]
    }

    /// The authority behind its certificate, as PEM.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.authority.pem()
    }

    /// Puts a message into a folder, as a delivery does; `""` is the inbox, and other names are spelled as in IMAP, with
    /// a dot between levels.
    pub fn deliver(&mut self, folder: &str, message: &[u8]) {
        self.delivered += 1;
        let name = format!(
            "{}.M{}.test",
            1_700_000_000 + self.delivered,
            self.delivered
        );
        let maildir = self.maildir(folder);
        let (draft, place) = (
            maildir.join("tmp").join(&name),
            maildir.join("new").join(&name),
        );
        fs::write(&draft, message).expect("a folder of our own");
        self.own(&draft);
        fs::rename(&draft, &place).expect("a folder of our own");
    }

    /// Makes a folder.
    pub fn make_folder(&self, name: &str) {
        let maildir = self.maildir(name);
        for part in ["", "tmp", "new", "cur"] {
            let path = maildir.join(part);
            fs::create_dir_all(&path).expect("a folder of our own");
            self.own(&path);
        }
    }

    /// The names of a folder's messages, with their flags, in order.
    #[must_use]
    pub fn messages(&self, folder: &str) -> Vec<String> {
        let mut names = Vec::new();
        for path in self.message_paths(folder) {
            if let Some(name) = path.file_name() {
                names.push(name.to_string_lossy().into_owned());
            }
        }
        names.sort();
        names
    }

    /// Deletes the first message of a folder, as a mail program does behind our back.
    pub fn delete_first(&self, folder: &str) {
        let mut paths = self.message_paths(folder);
        paths.sort();
        fs::remove_file(paths.first().expect("a message is there")).expect("a folder of our own");
    }

    /// Marks the first message of a folder as seen, as a mail program does behind our back.
    pub fn mark_first(&self, folder: &str) {
        let mut paths = self.message_paths(folder);
        paths.sort();
        let path = paths.first().expect("a message is there");
        let name = path
            .file_name()
            .map(|it| it.to_string_lossy().into_owned())
            .unwrap_or_default();
        let bare = name.split(":2,").next().unwrap_or_default();
        let marked = self.maildir(folder).join("cur").join(format!("{bare}:2,S"));
        fs::rename(path, marked).expect("a folder of our own");
    }

    /// Forgets the numbers of a folder's messages, so that it is numbered anew; the server is restarted.
    pub fn renumber(&mut self, folder: &str) {
        self.stop();
        for entry in fs::read_dir(self.maildir(folder))
            .expect("a folder of our own")
            .flatten()
        {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name == "dovecot-uidlist" || name.starts_with("dovecot.index") {
                fs::remove_file(entry.path()).expect("a folder of our own");
            }
        }
        self.restart();
    }

    /// Ends the server and every connection.
    pub fn stop(&mut self) {
        if let Some(mut running) = self.running.take() {
            let mut kill = program("kill");
            // Asked like this, the master ends all of its children; killed, it would leave them behind.
            let is_asked = kill
                .arg(running.id().to_string())
                .status()
                .is_ok_and(|status| status.success());
            if !is_asked {
                let _ = running.kill();
            }
            let _ = running.wait();
        }
    }

    /// Starts the server, again if it runs.
    pub fn restart(&mut self) {
        self.stop();
        let config = self.folder.path().join("dovecot.conf");
        let mut command = program("setpriv");
        // A test that is killed takes its server along.
        command.args(["--pdeathsig", "TERM"]);
        if self.owner.is_stepped_down_to {
            command
                .arg(format!("--reuid={}", self.owner.uid))
                .arg(format!("--regid={}", self.owner.gid))
                .arg("--clear-groups");
        }
        command.arg(PROGRAM);
        let mut child = command
            .arg("-F")
            .arg("-c")
            .arg(config)
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("dovecot can be started");
        let log = child.stderr.take().expect("its log is ours");
        let mut log = BufReader::new(log);
        let mut said = String::new();
        loop {
            let before = said.len();
            let read = log.read_line(&mut said).unwrap_or_default();
            assert!(read > 0, "dovecot did not start: {said}");
            // The ports are open before this is said.
            if said
                .get(before..)
                .is_some_and(|it| it.contains("starting up"))
            {
                break;
            }
        }
        std::thread::spawn(move || {
            // A full pipe would stop it.
            let mut rest = Vec::new();
            let _ = log.read_to_end(&mut rest);
        });
        self.running = Some(child);
    }

    /// The process that stands over all others of this server.
    #[must_use]
    pub fn process(&self) -> Option<u32> {
        self.running.as_ref().map(Child::id)
    }

    fn maildir(&self, folder: &str) -> PathBuf {
        let root = self.folder.path().join("mail");
        if folder.is_empty() {
            root
        } else {
            root.join(format!(".{folder}"))
        }
    }

    fn message_paths(&self, folder: &str) -> Vec<PathBuf> {
        ["new", "cur"]
            .iter()
            .filter_map(|part| fs::read_dir(self.maildir(folder).join(part)).ok())
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .collect()
    }

    fn own(&self, path: &Path) {
        if self.owner.is_stepped_down_to {
            std::os::unix::fs::chown(path, Some(self.owner.uid), Some(self.owner.gid))
                .expect("root may give files away");
        }
    }

    fn furnish(&self) {
        let root = self.folder.path();
        self.own(root);
        for part in ["run", "state"] {
            fs::create_dir(root.join(part)).expect("a folder of our own");
            self.own(&root.join(part));
        }
        self.make_folder("");
        let Certificate { certificate, key } = self.authority.issue(Shown::Good);
        for (name, text) in [
            ("certificate.pem", certificate),
            ("key.pem", key),
            ("dovecot.conf", self.config()),
        ] {
            fs::write(root.join(name), text).expect("a folder of our own");
            self.own(&root.join(name));
        }
    }

    fn config(&self) -> String {
        let Owner {
            name,
            group,
            uid,
            gid,
            ..
        } = &self.owner;
        let [plain, tls] = self.ports;
        let root = self.folder.path().display();
        let password = Self::PASSWORD;
        format!(
            "base_dir = {root}/run\nstate_dir = {root}/state\nlog_path = /dev/stderr\nprotocols = imap\n\
             listen = 127.0.0.1\ndefault_internal_user = {name}\ndefault_internal_group = {group}\n\
             default_login_user = {name}\nfirst_valid_uid = 1\nfirst_valid_gid = 1\n\
             ssl = yes\nssl_cert = <{root}/certificate.pem\nssl_key = <{root}/key.pem\n\
             disable_plaintext_auth = no\nauth_mechanisms = plain login\nauth_failure_delay = 0\n\
             mail_location = maildir:{root}/mail\n\
             passdb {{\n  driver = static\n  args = password={password}\n}}\n\
             userdb {{\n  driver = static\n  args = uid={uid} gid={gid} home={root}\n}}\n\
             namespace inbox {{\n  inbox = yes\n  mailbox Weg {{\n    special_use = \\Trash\n  }}\n}}\n\
             service imap-login {{\n  chroot =\n  inet_listener imap {{\n    port = {plain}\n  }}\n\
             \x20 inet_listener imaps {{\n    port = {tls}\n    ssl = yes\n  }}\n}}\n\
             service anvil {{\n  chroot =\n  unix_listener anvil-auth-penalty {{\n    mode = 0\n  }}\n}}\n"
        )
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Owner {
    fn find() -> Self {
        let is_root = id(&["-u"]) == "0";
        // The package brings this user, who owns nothing.
        let name = if is_root {
            String::from("dovecot")
        } else {
            id(&["-un"])
        };
        Self {
            group: id(&["-gn", &name]),
            uid: id(&["-u", &name]).parse().expect("a number"),
            gid: id(&["-g", &name]).parse().expect("a number"),
            is_stepped_down_to: is_root,
            name,
        }
    }
}

fn id(arguments: &[&str]) -> String {
    let output = program("id")
        .args(arguments)
        .output()
        .expect("id is everywhere");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn program(name: &str) -> Command {
    Command::new(name)
}
