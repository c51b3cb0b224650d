//! The session bus of the person's desktop, over a socket of this machine.
//!
//! The library below runs a loop of its own for each call, so no call may come from within an async task.

use std::time::Duration;

use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;

/// There is no bus at this address, or not on this machine.
#[derive(Debug)]
pub(crate) struct NoBus;

/// Connects to the bus at `address`, if it is a socket of this machine; a call waits for `patience` at most.
///
/// # Errors
/// [`NoBus`], where nobody answers, or the address leads to the network.
pub(crate) fn connect(address: &str, patience: Duration) -> Result<Connection, NoBus> {
    // An address may list several, and `tcp:`, `unixexec:` and `autolaunch:` are addresses too.
    let is_local = address
        .split(';')
        .filter(|one| !one.is_empty())
        .all(|one| one.starts_with("unix:path=") || one.starts_with("unix:abstract="));
    if !is_local || address.is_empty() {
        return Err(NoBus);
    }
    let builder = Builder::address(address).map_err(|_| NoBus)?;
    builder.method_timeout(patience).build().map_err(|_| NoBus)
}
