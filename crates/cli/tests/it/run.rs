//! Runs the command and writes the made-up mails that it is given.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// A folder of its own for one test.
pub(crate) struct Place {
    folder: TempDir,
}

/// What a run left behind.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file, with the folders above it.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        if let Some(above) = path.parent() {
            std::fs::create_dir_all(above).expect("a folder");
        }
        std::fs::write(&path, content).expect("a file");
        path
    }

    /// Runs the command here, in English unless the arguments or `environment` say otherwise.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, &[("LANG", "en_US.UTF-8")], b"")
    }

    pub(crate) fn run_with(
        &self,
        arguments: &[&str],
        environment: &[(&str, &str)],
        input: &[u8],
    ) -> Ran {
        let mut child = self.start(arguments, environment);
        let mut stdin = child.stdin.take().expect("a pipe");
        let input = input.to_vec();
        // A command that does not read its input closes the pipe.
        let writer = std::thread::spawn(move || {
            let _ = stdin.write_all(&input);
        });
        let output = child.wait_with_output().expect("an end");
        writer.join().expect("the writer ends");
        Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("output in UTF-8"),
            err: String::from_utf8(output.stderr).expect("messages in UTF-8"),
        }
    }

    /// What the command says when a person types these lines at a terminal.
    #[expect(
        clippy::disallowed_methods,
        reason = "the test starts the command that it tests"
    )]
    pub(crate) fn typed(
        &self,
        arguments: &[&str],
        environment: &[(&str, &str)],
        lines: &str,
    ) -> Ran {
        let (mut keyboard, terminal) = terminal();
        keyboard
            .write_all(lines.as_bytes())
            .expect("lines are typed");
        let output = Command::new(env!("CARGO_BIN_EXE_mioboe"))
            .args(arguments)
            .current_dir(self.path())
            .envs(environment.iter().copied())
            .stdin(terminal)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .output()
            .expect("an end");
        Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("output in UTF-8"),
            err: String::from_utf8(output.stderr).expect("messages in UTF-8"),
        }
    }

    /// What stands on the screen after a person typed this line, once the terminal shows nothing of what is typed.
    #[expect(
        clippy::disallowed_methods,
        reason = "the test starts the command that it tests"
    )]
    pub(crate) fn typed_in_hiding(
        &self,
        arguments: &[&str],
        environment: &[(&str, &str)],
        line: &str,
    ) -> Ran {
        use rustix::termios::{LocalModes, tcgetattr};

        let (mut keyboard, terminal) = terminal();
        let mut child = Command::new(env!("CARGO_BIN_EXE_mioboe"))
            .args(arguments)
            .current_dir(self.path())
            .envs(environment.iter().copied())
            .stdin(terminal.try_clone().expect("a second handle"))
            .stdout(Stdio::piped())
            .stderr(terminal)
            .spawn()
            .expect("the built command starts");
        let is_shown = || {
            let modes = tcgetattr(&keyboard).map(|it| it.local_modes);
            modes.is_ok_and(|modes| modes.contains(LocalModes::ECHO))
        };
        while is_shown() && matches!(child.try_wait(), Ok(None)) {
            std::thread::yield_now();
        }
        let typed = keyboard.write_all(format!("{line}\n").as_bytes());
        typed.expect("a line is typed");
        let output = child.wait_with_output().expect("an end");
        let mut screen = Vec::new();
        // A terminal whose other end is gone answers with an error, after all that stood on it.
        let _ = std::io::Read::read_to_end(&mut keyboard, &mut screen);
        Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("output in UTF-8"),
            err: String::from_utf8(screen).expect("messages in UTF-8"),
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the test starts the command that it tests"
    )]
    pub(crate) fn start(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_mioboe"))
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the built command starts")
    }
}

/// A terminal: the end of the person, and that of the command.
fn terminal() -> (std::fs::File, std::fs::File) {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

    let keyboard = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
    grantpt(&keyboard).expect("a terminal of ours");
    unlockpt(&keyboard).expect("a terminal of ours");
    let name = ptsname(&keyboard, Vec::new()).expect("a name");
    let terminal = std::fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open(name.to_str().expect("a path"))
        .expect("the other end");
    (std::fs::File::from(keyboard), terminal)
}

impl Ran {
    pub(crate) fn assert_code(&self, expected: i32) {
        assert_eq!(
            self.code,
            Some(expected),
            "out: {}\nerr: {}",
            self.out,
            self.err
        );
    }

    /// The lines of `--json`.
    pub(crate) fn json(&self) -> Vec<serde_json::Value> {
        self.out
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON on every line"))
            .collect()
    }
}

/// A mail that claims to be from nobody known.
pub(crate) fn plain_mail(subject: &str) -> String {
    format!(
        "Received: from mail.example.org (mail.example.org [192.0.2.7])\r\n\
         \tby mx.example.net with ESMTPS id 1; Sun, 22 Nov 2026 08:00:00 +0900\r\n\
         From: Taro Yamada <taro@example.org>\r\n\
         To: hanako@example.net\r\n\
         Subject: {subject}\r\n\
         Date: Sun, 22 Nov 2026 08:00:00 +0900\r\n\
         Message-ID: <{subject}@example.org>\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\
         \r\n\
         See you on Sunday.\r\n"
    )
}

/// A mail that says it is from a shop and is not.
pub(crate) fn false_mail() -> String {
    "Received: from vps.security-mail.example (unknown [198.51.100.9])\r\n\
     \tby mx.example.net with ESMTP id 2; Sun, 22 Nov 2026 08:10:00 +0900\r\n\
     From: \"Amazon.co.jp\" <info@security-mail.example>\r\n\
     To: hanako@example.net\r\n\
     Subject: Amazon.co.jp: your account is locked\r\n\
     Date: Sun, 22 Nov 2026 08:10:00 +0900\r\n\
     Message-ID: <2@security-mail.example>\r\n\
     Content-Type: text/html; charset=utf-8\r\n\
     \r\n\
     <p>Dear Amazon customer, your Amazon account is locked. Update your payment method within 24 hours:\r\n\
     <a href=\"https://amazon.co.jp.login-check.example/u\">https://www.amazon.co.jp/</a></p>\r\n"
        .to_owned()
}
