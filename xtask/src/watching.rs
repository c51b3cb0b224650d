//! Measures `mioboe watch` against real mail servers and databases, and writes it down.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use crate::evaluate::{release, today};
use crate::run::{Program, cargo};
use crate::test::provide;

/// What each part needs: a program, and the package that brings it.
const NEEDED: &[(&str, &str)] = &[
    ("dovecot", "dovecot-imapd"),
    ("mbsync", "isync"),
    ("sqlite3", "sqlite3"),
];

/// A heading, the sentence below it, and what the measuring program is asked for.
const PARTS: &[(&str, &str, &[&[&str]])] = &[
    ("The first reading", "", &[&["first", "100000"]]),
    ("From a mail to the webhook", "", &[&["latency", "200"]]),
    (
        "Killed at random moments",
        "Half of the kills (SIGKILL) fall into first readings of 400 mails, half into watching, while mails come and the \
         server is restarted. Afterwards every mail is kept once, every notice asked about once, a further reading finds \
         nothing new, and `mioboe doctor` and `mioboe export`, which read and check everything, find no fault.\n\n\
         | engine | kills in first readings | while watching | restarts of the server | mails | notices | notices at the \
         webhook, first readings as one | store |\n|---|---|---|---|---|---|---|---|\n",
        &[&["kills", "200", "sqlite"], &["kills", "200", "postgres"]],
    ),
    (
        "A million observations",
        "The whole command, its start included; the server's own time is not counted for PostgreSQL.\n\n",
        &[&["million"]],
    ),
];

/// Measures and writes `docs/WATCHED.md`.
///
/// # Errors
/// Where a program is missing or anything is lost; the page is written only where everything was measured.
pub(crate) fn watching(root: &Path) -> Result<()> {
    for (program, package) in NEEDED {
        if let Some(missing) = provide(program, package, false)? {
            bail!("{program} is not here: {}", missing.why);
        }
    }
    let command = release(root)?;
    cargo("build")
        .args(["--release", "--package", "peers"])
        .at(root)
        .run()?;
    let mut page = format!(
        "# Watching, measured\n\nWritten by `cargo xtask watching` on {}; change nothing by hand. Release build; a Dovecot and \
         a PostgreSQL of the distribution on loopback, mailboxes and stores in memory (`/dev/shm`). Other load on the machine is not excluded, which is why processor \
         time and ratios are what counts.\n",
        today()?
    );
    for (heading, text, asked) in PARTS {
        eprintln!("{heading}");
        let _ = write!(page, "\n## {heading}\n\n{text}");
        for words in *asked {
            page.push_str(
                &Program::new(root.join("target/release/watching"))
                    .arg(&command)
                    .arg(root.join("fixtures/notices/amazon/gift-ordered.eml"))
                    .args(*words)
                    .at(root)
                    .output()?,
            );
        }
    }
    fs::write(root.join("docs/WATCHED.md"), page)?;
    eprintln!("docs/WATCHED.md is written");
    Ok(())
}
