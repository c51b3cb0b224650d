//! Opens an address of this machine in the desktop's browser.

use std::io;
use std::process::{Command, Stdio};

use crate::Door;

/// The program that desktops open addresses with.
const OPENER: &str = "xdg-open";

/// Why no browser is opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenerError {
    /// The door to processes is shut.
    #[error("the door to processes is shut")]
    Shut,
    /// It is no address of this machine: nothing else is ever opened.
    #[error("not an address of this machine")]
    Foreign,
    /// The opener cannot be started; usually there is no desktop.
    #[error("the desktop's opener cannot be started: {0}")]
    NotStarted(#[source] io::Error),
}

/// Hands an address of this machine to the desktop's opener, and waits for nothing.
///
/// The opener's arguments can be seen by others who are logged in on this machine, for as long as it runs.
///
/// # Errors
/// [`OpenerError`], where nothing is opened.
pub fn open(door: Door, address: &str) -> Result<(), OpenerError> {
    open_with(OPENER, door, address)
}

fn open_with(opener: &str, door: Door, address: &str) -> Result<(), OpenerError> {
    if door == Door::Shut {
        return Err(OpenerError::Shut);
    }
    let is_ours = ["http://127.0.0.1:", "http://[::1]:"]
        .iter()
        .any(|start| address.starts_with(start));
    if !is_ours || address.contains(|c: char| c.is_control() || c.is_whitespace()) {
        return Err(OpenerError::Foreign);
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "child processes are started in this room alone"
    )]
    let mut command = Command::new(opener);
    let mut child = command
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(OpenerError::NotStarted)?;
    // It may be the browser itself; whoever waits leaves no dead process behind.
    std::thread::spawn(move || {
        let _ = child.wait();
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_of_this_machine_is_opened_and_only_through_an_open_door() {
        let ours = "http://127.0.0.1:4710/enter?token=a";
        assert!(matches!(
            open_with("true", Door::Shut, ours),
            Err(OpenerError::Shut)
        ));
        for foreign in [
            "https://evil.example/",
            "http://127.0.0.1.evil.example/",
            "file:///etc/passwd",
            "--help",
            "http://127.0.0.1:4710/ --help",
            "",
        ] {
            let opened = open_with("true", Door::Open, foreign);
            assert!(matches!(opened, Err(OpenerError::Foreign)), "{foreign}");
        }
        assert!(open_with("true", Door::Open, ours).is_ok());
        let missing = open_with("/no/such/opener", Door::Open, ours);
        assert!(matches!(missing, Err(OpenerError::NotStarted(_))));
    }
}
