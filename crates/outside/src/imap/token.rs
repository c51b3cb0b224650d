//! Access tokens out of a command of the person's own.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use facts::Secret;
use tokio::io::AsyncReadExt as _;
use tokio::process::Command;
use tokio::time::timeout;
use zeroize::Zeroizing;

/// Octets that are taken of what a command prints; real tokens have up to a few thousand.
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
    /// It ended with an error of its own, or printed without end.
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
    /// Runs it and takes the first line; it keeps the environment, through which it finds what it looks into.
    pub(crate) async fn run(&self) -> Result<Secret<String>, TokenError> {
        #[expect(
            clippy::disallowed_methods,
            reason = "child processes are started in this room alone"
        )]
        let mut command = Command::new(&self.program);
        let mut child = command
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|_| TokenError::NotStarted)?;
        let output = child.stdout.take().ok_or(TokenError::NotStarted)?;
        let mut said = Zeroizing::new(Vec::new());
        let running = async {
            let is_read = output
                .take(TOKEN_LIMIT)
                .read_to_end(&mut said)
                .await
                .is_ok();
            let is_well = child.wait().await.is_ok_and(|status| status.success());
            is_read && is_well
        };
        match timeout(self.patience, running).await {
            Ok(true) => token(&said),
            Ok(false) => Err(TokenError::Failed),
            Err(_) => Err(TokenError::TimedOut),
        }
    }
}

fn token(said: &[u8]) -> Result<Secret<String>, TokenError> {
    let line = said.split(|it| *it == b'\n').next().unwrap_or_default();
    std::str::from_utf8(line)
        .ok()
        .map(str::trim)
        .filter(|it| !it.is_empty() && !it.contains(char::is_control))
        .map(|it| Secret::new(it.to_owned()))
        .ok_or(TokenError::NoToken)
}
