//! Starts programs and says what became of them.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use anyhow::{Context as _, Result, bail};

/// A program about to be started.
pub(crate) struct Program {
    name: String,
    command: Command,
}

/// What a program left behind.
pub(crate) struct Ended {
    /// Its exit code; absent where a signal ended it.
    pub(crate) code: Option<i32>,
    /// Its standard output.
    pub(crate) stdout: String,
    /// Its standard error.
    pub(crate) stderr: String,
}

impl Program {
    /// A program by name or path.
    pub(crate) fn new(name: impl AsRef<OsStr>) -> Self {
        Self {
            name: name.as_ref().to_string_lossy().into_owned(),
            command: Command::new(name),
        }
    }

    /// The same program at the lowest priority, for work that others should not wait for.
    pub(crate) fn patient(name: &str) -> Self {
        let mut program = Self::new("nice").args(["-n", "19", name]);
        name.clone_into(&mut program.name);
        program
    }

    /// Adds arguments.
    pub(crate) fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.command.args(args);
        self
    }

    /// Adds one argument.
    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    /// Sets an environment variable.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Takes an environment variable away.
    pub(crate) fn without_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Sets the folder to start in.
    pub(crate) fn at(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Runs it with our own output.
    ///
    /// # Errors
    /// Where it cannot be started or does not end with 0.
    pub(crate) fn run(mut self) -> Result<()> {
        let status = self
            .command
            .stdin(Stdio::null())
            .status()
            .with_context(|| format!("`{}` cannot be started", self.name))?;
        if !status.success() {
            bail!("`{}` ended with {status}", self.name);
        }
        Ok(())
    }

    /// Runs it and keeps what it says, whatever its exit code.
    ///
    /// # Errors
    /// Where it cannot be started.
    pub(crate) fn ended(mut self) -> Result<Ended> {
        let output = self
            .command
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("`{}` cannot be started", self.name))?;
        Ok(Ended {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// Runs it and keeps its standard output.
    ///
    /// # Errors
    /// Where it cannot be started or does not end with 0; its last words are in the error.
    pub(crate) fn output(self) -> Result<String> {
        let name = self.name.clone();
        let ended = self.ended()?;
        if ended.code != Some(0) {
            let all: Vec<&str> = ended.stderr.lines().collect();
            let last = all
                .iter()
                .skip(all.len().saturating_sub(8))
                .copied()
                .collect::<Vec<_>>()
                .join("\n");
            bail!("`{name}` ended with {}\n{last}", shown(ended.code));
        }
        Ok(ended.stdout)
    }

    /// Runs it, shows each line to `watch` and passes it on to standard error where that says so; yields the exit code.
    ///
    /// # Errors
    /// Where it cannot be started.
    pub(crate) fn watched(mut self, watch: impl FnMut(&str) -> bool + Send) -> Result<Option<i32>> {
        let mut child = self
            .command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("`{}` cannot be started", self.name))?;
        let watch = Mutex::new(watch);
        let pass_on = |stream: Box<dyn Read + Send>| {
            let mut reader = BufReader::new(stream);
            let mut line = Vec::new();
            while reader
                .read_until(b'\n', &mut line)
                .is_ok_and(|read| read > 0)
            {
                let text = String::from_utf8_lossy(&line).into_owned();
                if watch.lock().is_ok_and(|mut watch| watch(text.trim_end())) {
                    eprint!("{text}");
                }
                line.clear();
            }
        };
        std::thread::scope(|scope| {
            if let Some(stream) = child.stdout.take() {
                scope.spawn(|| pass_on(Box::new(stream)));
            }
            if let Some(stream) = child.stderr.take() {
                scope.spawn(|| pass_on(Box::new(stream)));
            }
        });
        Ok(child
            .wait()
            .with_context(|| format!("`{}`", self.name))?
            .code())
    }
}

fn shown(code: Option<i32>) -> String {
    code.map_or_else(|| "a signal".to_owned(), |code| code.to_string())
}

/// Where a program stands in `PATH` (or in the folders where only root looks), if anywhere.
pub(crate) fn found(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin", "/sbin"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.is_file())
}

/// Cargo with a subcommand that takes `--ignore-rust-version`, which mail-parser's declared version makes
/// necessary (ARCHITECTURE.md, "Pins").
pub(crate) fn cargo(subcommand: &str) -> Program {
    Program::new("cargo").args([subcommand, "--ignore-rust-version"])
}

/// The name of the platform that the compiler builds for by itself.
///
/// # Errors
/// Where `rustc` does not answer.
pub(crate) fn host() -> Result<String> {
    let said = Program::new("rustc").args(["-vV"]).output()?;
    said.lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::to_owned)
        .context("`rustc -vV` names no host")
}

/// The root of the workspace.
///
/// # Errors
/// Where xtask was moved out of its folder.
pub(crate) fn root() -> Result<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .context("xtask stands in no folder")?;
    if !root.join("Cargo.toml").is_file() {
        bail!(
            "{} is no workspace; run `cargo xtask` inside the repository",
            root.display()
        );
    }
    Ok(root.to_path_buf())
}

/// Every file with this extension below a folder, by its path from the root.
///
/// # Errors
/// Where a folder cannot be listed.
pub(crate) fn files_below(root: &Path, folder: &str, extension: &str) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(root.join(folder)).with_context(|| folder.to_owned())? {
        let entry = entry?;
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            files.extend(files_below(root, &path, extension)?);
        } else if path
            .rsplit_once('.')
            .is_some_and(|(_, ending)| ending == extension)
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
