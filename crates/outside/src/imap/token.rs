//! Access tokens out of a command of the person's own.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use facts::Secret;
use zeroize::Zeroize as _;

/// Octets of the longest token that is taken; real ones have up to a few thousand.
const TOKEN_LIMIT: u64 = 16 << 10;

/// A command that prints a token or a password in its first line.
#[derive(Clone, Debug)]
pub struct TokenCommand {
    /// The program; no shell stands between.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// For how long it may run.
    pub patience: Duration,
}

/// Why there is no token. What the command said is never part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// Child processes are shut out.
    #[error("child processes are not allowed")]
    DoorShut,
    /// The program cannot be started; usually its path is wrong.
    #[error("the token command cannot be started")]
    NotStarted,
    /// It ended with an error of its own.
    #[error("the token command failed")]
    Failed,
    /// It took too long and was killed; usually it waited for somebody to type.
    #[error("the token command took too long")]
    TimedOut,
    /// It printed nothing, or no line of text.
    #[error("the token command printed no token")]
    NoToken,
}

impl TokenCommand {
    pub(crate) fn run(&self) -> Result<Secret<String>, TokenError> {
        #[expect(
            clippy::disallowed_methods,
            reason = "child processes are started in this room alone"
        )]
        let mut command = Command::new(&self.program);
        // It keeps the environment: what it looks up the token in is found through it.
        let mut child = Running(
            command
                .args(&self.arguments)
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .map_err(|_| TokenError::NotStarted)?,
        );
        let output = child.0.stdout.take().ok_or(TokenError::NotStarted)?;
        let (said, heard) = channel();
        std::thread::Builder::new()
            .name(String::from("token"))
            .spawn(move || {
                let mut line = Vec::new();
                let mut output = BufReader::new(output.take(TOKEN_LIMIT));
                let is_read = output.read_until(b'\n', &mut line).is_ok();
                // The rest is let through, so that the command does not die of a closed pipe.
                let _ = std::io::copy(&mut output.into_inner(), &mut std::io::sink());
                // Nobody may be waiting any more.
                let _ = said.send(is_read.then_some(line));
            })
            .map_err(|_| TokenError::NotStarted)?;
        let line = match heard.recv_timeout(self.patience) {
            Ok(line) => line.ok_or(TokenError::NoToken)?,
            Err(RecvTimeoutError::Timeout) => return Err(TokenError::TimedOut),
            Err(RecvTimeoutError::Disconnected) => return Err(TokenError::NoToken),
        };
        // Its output is closed, so it is about to end; one that does not is killed below.
        if !child.has_ended_well() {
            return Err(TokenError::Failed);
        }
        token(line)
    }
}

fn token(mut line: Vec<u8>) -> Result<Secret<String>, TokenError> {
    let token = std::str::from_utf8(&line)
        .ok()
        .map(str::trim)
        .filter(|it| !it.is_empty() && !it.contains(char::is_control))
        .map(|it| Secret::new(it.to_owned()));
    line.zeroize();
    token.ok_or(TokenError::NoToken)
}

struct Running(Child);

impl Running {
    /// Whether it ended by itself, and well, soon after it closed its output.
    fn has_ended_well(&mut self) -> bool {
        for _ in 0..200 {
            match self.0.try_wait() {
                Ok(Some(status)) => return status.success(),
                Ok(None) => std::thread::sleep(Duration::from_millis(10)),
                Err(_) => return false,
            }
        }
        false
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; waiting leaves no dead process behind in either case.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
