//! Whatever a mail server says through a whole visit is taken within its limits, and no message is made up.
#![no_main]

use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::LazyLock;
use std::time::Duration;

use facts::Secret;
use libfuzzer_sys::fuzz_target;
use outside::imap::{Body, Folder, ImapDoor, ImapError, ImapLimits, ImapSettings, Login};
use outside::{Doors, Security};

static WORDS: LazyLock<Vec<Vec<u8>>> =
    LazyLock::new(|| fuzz::words(include_str!("../dictionaries/imap.dict")));

static DOOR: LazyLock<ImapDoor> = LazyLock::new(|| Doors::default().imap().expect("it is open"));

/// Octets of the largest message that is taken here.
const LARGEST: u32 = 64;

static SETTINGS: LazyLock<ImapSettings> = LazyLock::new(|| ImapSettings {
    host: String::from("mail.shop.example"),
    port: 993,
    security: Security::Tls,
    user: String::from("hanako"),
    login: Login::Password(Secret::new(String::from("xyzzy-plugh"))),
    extra_roots: Vec::new(),
    limits: ImapLimits {
        idle: Duration::from_millis(1),
        poll: Duration::from_millis(1),
        largest_message: LARGEST,
        batch_messages: 3,
        ..ImapLimits::default()
    },
});

async fn visit(said: &[u8]) -> Result<(), ImapError> {
    let stream = tokio::io::join(Cursor::new(said.to_vec()), tokio::io::sink());
    let mut session = DOOR.connect_over(stream, &SETTINGS).await?;
    for folder in session.folders().await? {
        assert!(
            folder.raw_name.len() <= said.len(),
            "a name that nobody said"
        );
    }
    session.examine(&Folder::inbox()).await?;
    let mut uids = Vec::new();
    session
        .uids(1..=u32::MAX, |listed| uids.push(listed.uid))
        .await?;
    uids.truncate(64);
    let asked: BTreeSet<u32> = uids.iter().copied().collect();
    let mut seen = BTreeSet::new();
    let mut is_deep = false;
    let mut gone = BTreeSet::new();
    while !uids.is_empty() {
        let fetched = session
            .fetch(&uids, |message| {
                assert!(
                    asked.contains(&message.uid),
                    "a message that nobody asked for"
                );
                assert!(seen.insert(message.uid), "a message that comes twice");
                if let Body::Raw(raw) = message.body {
                    assert!(
                        raw.len() <= usize::try_from(LARGEST).expect("small"),
                        "too large"
                    );
                    assert!(
                        raw.is_empty() || said.windows(raw.len()).any(|part| part == raw),
                        "a message that nobody sent"
                    );
                    // No message of a seed has a mark of the server's own.
                    is_deep |= !message.flags.others.is_empty();
                }
            })
            .await;
        fuzz::planted(is_deep);
        let end = fetched?;
        assert!(end.rest.len() < uids.len(), "no step further");
        uids = end.rest;
        gone.extend(end.gone);
    }
    assert!(gone.is_disjoint(&seen), "gone and here");
    assert_eq!(
        seen.len() + gone.len(),
        asked.len(),
        "a number without an answer"
    );
    session.wait(Duration::from_millis(1)).await?;
    session.logout().await;
    Ok(())
}

fuzz_target!(|data: &[u8]| {
    let input = fuzz::input(data, &WORDS);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    if let Err(error) = runtime.block_on(visit(&input)) {
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("xyzzy-plugh"), "a secret in an error");
    }
});
