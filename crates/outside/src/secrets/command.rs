//! Secrets that another program prints, such as a password manager.

use std::io::{self, BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use facts::Secret;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Pid, PidfdFlags, pidfd_open};

use super::credential::text;
use super::{CommandSettings, LARGEST_SECRET, SecretError, SecretName};

/// Octets behind the secret that are read and thrown away.
const MOST_MORE: u64 = 1 << 20;

#[derive(Debug)]
pub(super) struct SecretCommand {
    settings: CommandSettings,
}

impl SecretCommand {
    pub(super) fn new(settings: CommandSettings) -> Self {
        Self { settings }
    }

    /// The first line that the program prints; it counts only where the program ends well.
    pub(super) fn get(&self, name: &SecretName) -> Result<Secret<String>, SecretError> {
        let settings = &self.settings;
        let failed = || SecretError::CommandFailed(settings.program.clone());
        let arguments = settings
            .arguments
            .iter()
            .map(|argument| argument.replace("{name}", name.as_str()));
        #[expect(
            clippy::disallowed_methods,
            reason = "child processes are started in this room alone"
        )]
        let mut command = Command::new(&settings.program);
        let mut child = command
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            // What it complains of may quote what it knows.
            .stderr(Stdio::null())
            .spawn()
            .map_err(|_| failed())?;
        let Some(output) = child.stdout.take() else {
            return Err(failed());
        };
        let (said, hears) = channel();
        let reader = std::thread::Builder::new()
            .name(String::from("secret"))
            .spawn(move || {
                let most = u64::try_from(LARGEST_SECRET).unwrap_or(u64::MAX);
                // At its full size at once, so that growing leaves no copies behind.
                let mut line = Vec::with_capacity(LARGEST_SECRET + 2);
                let mut output = BufReader::new(output);
                let mut first = output.by_ref().take(most + 1);
                let read = first.read_until(b'\n', &mut line);
                let _ = said.send(read.map(|_| line));
                // Who says more, as password managers do, would trip over a closed pipe.
                let _ = io::copy(&mut output.take(MOST_MORE), &mut io::sink());
            });
        let heard = match reader {
            Ok(_) => hears.recv_timeout(settings.patience),
            Err(_) => Err(RecvTimeoutError::Disconnected),
        };
        let line = match heard {
            Ok(Ok(line)) => line,
            Err(RecvTimeoutError::Timeout) => {
                end(&mut child);
                return Err(SecretError::CommandTimedOut(settings.program.clone()));
            }
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => {
                end(&mut child);
                return Err(failed());
            }
        };
        if !ends_within(&child, settings.patience) {
            end(&mut child);
            return Err(SecretError::CommandTimedOut(settings.program.clone()));
        }
        let is_good = child.wait().is_ok_and(|status| status.success());
        let mut secret = Some(text(name, line)?).filter(|_| is_good);
        match secret.take() {
            Some(secret) if !secret.reveal().is_empty() => Ok(secret),
            _ => Err(failed()),
        }
    }
}

/// Whether the child ends by itself; the system tells through a file descriptor that can be waited for.
fn ends_within(child: &Child, patience: Duration) -> bool {
    let Ok(descriptor) = pidfd_open(Pid::from_child(child), PidfdFlags::empty()) else {
        return false;
    };
    let Ok(patience) = patience.try_into() else {
        return false;
    };
    let mut waited = [PollFd::new(&descriptor, PollFlags::IN)];
    poll(&mut waited, Some(&patience)).is_ok_and(|ready| ready > 0)
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}
