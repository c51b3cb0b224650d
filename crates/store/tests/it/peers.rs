//! Peers that the tests start and stop themselves.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use facts::Secret;
use store::Place;

/// The password of the test's own user, which no error may show.
pub(crate) const PASSWORD: &str = ::peers::Postgres::PASSWORD;

/// A PostgreSQL of our own on a free port of this machine, where stores are at home.
pub(crate) struct Postgres(Arc<::peers::Postgres>);

/// Says that a peer is not here; that is a failure where everything has to be.
#[expect(
    clippy::disallowed_methods,
    reason = "whether absence is a failure depends on where the tests run"
)]
pub(crate) fn absent(what: &str) {
    assert!(
        std::env::var_os("CI").is_none_or(|ci| ci != "true"),
        "{what} is not here"
    );
    eprintln!("skipped: {what} is not here");
}

#[expect(
    clippy::disallowed_methods,
    reason = "the tests start their peers themselves"
)]
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    Command::new(program)
}

impl Postgres {
    /// The server, started where it does not run yet; `None` where it is not installed.
    pub(crate) fn running() -> Option<Self> {
        ::peers::Postgres::running().map(Self)
    }

    /// A place of its own on the server: a schema, so that a store is at home beside others.
    pub(crate) fn place(&self) -> (Place, String) {
        let (address, schema) = self.0.home();
        (Place::Postgres(Secret::new(address)), schema)
    }

    /// A place that the server refuses.
    pub(crate) fn place_with_password(&self, password: &str) -> Place {
        Place::Postgres(Secret::new(self.0.address(password, "")))
    }

    /// Runs statements as the server's owner; the rows come back without ornaments.
    pub(crate) fn say(&self, sql: &str) -> String {
        self.0.say(sql)
    }

    /// Whether these octets stand in any file of the server's tables.
    pub(crate) fn holds(&self, octets: &[u8]) -> bool {
        self.0.holds(octets)
    }
}

/// Whether these octets stand in any file below a folder.
pub(crate) fn holds(folder: &Path, octets: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            return holds(&path, octets);
        }
        let bytes = std::fs::read(&path).unwrap_or_default();
        bytes.windows(octets.len()).any(|window| window == octets)
    })
}

/// Whether a program of the distribution is here.
pub(crate) fn is_here(program: &str) -> bool {
    ["/usr/bin", "/usr/local/bin", "/bin"]
        .iter()
        .any(|folder| Path::new(folder).join(program).exists())
}
