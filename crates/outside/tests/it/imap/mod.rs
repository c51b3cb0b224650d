//! The door to mailboxes, against a server that follows a script and against Dovecot.

mod certificates;
mod dovecot;
mod hostile;
mod polite;

use std::time::Duration;

use facts::Secret;
use outside::Doors;
use outside::Security;
use outside::imap::{Body, Folder, ImapError, ImapLimits, ImapSession, ImapSettings, Login};
use peers::FakeImap;

const PASSWORD: &str = "correct horse battery";

/// Settings for a server on loopback that speaks in clear, with little patience.
fn plain(port: u16) -> ImapSettings {
    ImapSettings {
        host: String::from("127.0.0.1"),
        port,
        security: Security::PlainToLoopback,
        user: String::from("hanako@shop.example"),
        login: Login::Password(Secret::new(String::from(PASSWORD))),
        extra_roots: Vec::new(),
        limits: ImapLimits {
            connect: Duration::from_secs(10),
            silence: Duration::from_millis(1500),
            command: Duration::from_secs(20),
            ..ImapLimits::default()
        },
    }
}

fn encrypted(port: u16, security: Security, roots: &str) -> ImapSettings {
    ImapSettings {
        host: String::from("localhost"),
        security,
        extra_roots: roots.as_bytes().to_vec(),
        ..plain(port)
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}

async fn connect(settings: &ImapSettings) -> Result<ImapSession, ImapError> {
    let door = Doors::default().imap().expect("the door is open");
    door.connect(settings).await
}

async fn opened(settings: &ImapSettings) -> Result<ImapSession, ImapError> {
    let mut session = connect(settings).await?;
    session.examine(&Folder::inbox()).await?;
    Ok(session)
}

/// Numbers and what came of each, a message's text or why there is none.
async fn fetched(session: &mut ImapSession, uids: &[u32]) -> Result<Vec<String>, ImapError> {
    let mut seen = Vec::new();
    let mut rest = uids.to_vec();
    while !rest.is_empty() {
        let end = session
            .fetch(&rest, |message| {
                let body = match message.body {
                    Body::Raw(raw) => String::from_utf8_lossy(raw).into_owned(),
                    Body::TooLarge => String::from("too large"),
                    Body::Unreadable => String::from("unreadable"),
                };
                seen.push(format!("{}: {body}", message.uid));
            })
            .await?;
        rest = end.rest;
    }
    Ok(seen)
}

/// Every command that a server heard, without its tag, arguments left out.
fn commands(server: &FakeImap) -> Vec<String> {
    server
        .heard()
        .iter()
        .filter_map(|line| line.split(' ').nth(1).map(str::to_owned))
        .collect()
}
