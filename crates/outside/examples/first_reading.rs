//! Measures the first reading of a large mailbox from Dovecot, with mbsync reading the same beside it.
//!
//! `cargo run --release --ignore-rust-version -p outside --example first_reading -- 100000`
//!
//! What is measured is this process alone, from the connection to the last message; the server's work is not ours.
//! Linux alone: CPU seconds and peak memory are read from `/proc`.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use facts::Secret;
use outside::Doors;
use outside::imap::{Body, Folder, ImapLimits, ImapSettings, Login, Security};
use peers::Dovecot;

fn main() {
    #[expect(
        clippy::disallowed_methods,
        reason = "a measurement has no command line but this"
    )]
    let mut arguments = std::env::args_os();
    let count = arguments
        .nth(1)
        .and_then(|it| it.to_str()?.parse().ok())
        .unwrap_or(100_000_u32);
    let Some(mut server) = Dovecot::start() else {
        return;
    };
    for nth in 0..count {
        server.deliver("", &message(nth));
    }
    for (name, security, port) in [
        (
            "first (Dovecot numbers the mailbox), TLS",
            Security::Tls,
            server.tls_port(),
        ),
        ("again, TLS", Security::Tls, server.tls_port()),
        (
            "again, in clear",
            Security::PlainToLoopback,
            server.plain_port(),
        ),
    ] {
        read(&server, name, security, port);
    }
    mbsync(&server);
}

/// About 1.5 kB, as short order confirmations have.
fn message(nth: u32) -> Vec<u8> {
    let mut text = format!(
        "Received: from mail.shop.example by mx.home.example; Sun, 22 Nov 2026 09:00:00 +0900\r\n\
         From: Shop <order@shop.example>\r\nTo: hanako@home.example\r\nSubject: Your order {nth}\r\n\
         Message-ID: <{nth}@shop.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    );
    for line in 0..18 {
        text += &format!(
            "Line {line} of the confirmation of order {nth}, with thanks for your custom.\r\n"
        );
    }
    text.into_bytes()
}

fn read(server: &Dovecot, name: &str, security: Security, port: u16) {
    let settings = ImapSettings {
        host: String::from("localhost"),
        port,
        security,
        user: String::from(Dovecot::USER),
        login: Login::Password(Secret::new(String::from(Dovecot::PASSWORD))),
        extra_roots: server.authority().as_bytes().to_vec(),
        limits: ImapLimits::default(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    // The high-water mark of memory starts anew.
    let _ = fs::write("/proc/self/clear_refs", "5");
    let (before, begun) = (cpu("self").0, now());
    let (mut messages, mut octets) = (0_u64, 0_u64);
    runtime.block_on(async {
        let door = Doors::default().imap().expect("the door is open");
        let mut session = door.connect(&settings).await.expect("connected");
        session.examine(&Folder::inbox()).await.expect("opened");
        let mut uids = Vec::new();
        session
            .uids(1..=u32::MAX, None, |it| uids.push(it.uid))
            .await
            .expect("listed");
        session
            .fetch(&uids, |message| {
                if let Body::Raw(raw) = message.body {
                    messages += 1;
                    octets += u64::try_from(raw.len()).unwrap_or_default();
                }
                ControlFlow::Continue(())
            })
            .await
            .expect("fetched");
        session.logout().await;
    });
    say(&format!(
        "{name}: {messages} messages, {octets} octets, {:.2} s CPU, {:.1} s in all, peak {} kB",
        cpu("self").0 - before,
        now().saturating_sub(begun).as_secs_f64(),
        peak("self").unwrap_or_default()
    ));
}

/// mbsync writes what it reads, which is its trade; so its figure is no race but a scale.
fn mbsync(server: &Dovecot) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = folder.path().join("mbsyncrc");
    let text = format!(
        "IMAPAccount test\nHost 127.0.0.1\nPort {}\nUser {}\nPass {}\nSSLType None\nAuthMechs LOGIN\n\n\
         IMAPStore far\nAccount test\n\nMaildirStore near\nInbox {}/\n\n\
         Channel all\nFar :far:\nNear :near:\nPatterns INBOX\nSync Pull\nSyncState {}/\n",
        server.plain_port(),
        Dovecot::USER,
        Dovecot::PASSWORD,
        folder.path().join("mail").display(),
        folder.path().join("state").display(),
    );
    fs::create_dir(folder.path().join("state")).expect("a folder of our own");
    fs::write(&config, text).expect("a folder of our own");
    let (before, begun) = (cpu("self").1, now());
    #[expect(clippy::disallowed_methods, reason = "a peer is measured beside us")]
    let mut command = Command::new("mbsync");
    let started = command
        .arg("-c")
        .arg(&config)
        .args(["-q", "all"])
        .stdin(Stdio::null())
        .spawn();
    let Ok(mut child) = started else {
        say("mbsync: not here (package isync)");
        return;
    };
    let mut highest = 0;
    let is_well = loop {
        highest = highest.max(peak(&child.id().to_string()).unwrap_or_default());
        if let Ok(Some(status)) = child.try_wait() {
            break status.success();
        }
        std::thread::park_timeout(Duration::from_millis(20));
    };
    let messages = ["new", "cur"]
        .iter()
        .filter_map(|part| fs::read_dir(folder.path().join("mail").join(part)).ok())
        .map(Iterator::count)
        .sum::<usize>();
    say(&format!(
        "mbsync, in clear: {messages} messages (well: {is_well}), {:.2} s CPU, {:.1} s in all, peak {highest} kB",
        cpu("self").1 - before,
        now().saturating_sub(begun).as_secs_f64(),
    ));
}

/// CPU seconds of a process, and of its children that ended; the kernel counts hundredths (`proc(5)`).
fn cpu(process: &str) -> (f64, f64) {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: Vec<f64> = after_name
        .split_whitespace()
        .skip(11)
        .take(4)
        .filter_map(|it| it.parse().ok())
        .collect();
    match ticks.as_slice() {
        [user, system, user_below, system_below] => {
            ((user + system) / 100.0, (user_below + system_below) / 100.0)
        }
        _ => (0.0, 0.0),
    }
}

/// Peak memory in kB.
fn peak(process: &str) -> Option<u64> {
    let status = fs::read_to_string(Path::new("/proc").join(process).join("status")).ok()?;
    let line = status.lines().find(|it| it.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Since the machine was started.
fn now() -> Duration {
    let uptime = fs::read_to_string("/proc/uptime").unwrap_or_default();
    let seconds = uptime
        .split_whitespace()
        .next()
        .and_then(|it| it.parse().ok());
    Duration::from_secs_f64(seconds.unwrap_or_default())
}

#[expect(clippy::print_stdout, reason = "a measurement is for whoever runs it")]
fn say(text: &str) {
    println!("{text}");
}
