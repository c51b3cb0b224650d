//! Everything once more against Dovecot, as Debian ships it.

use std::time::Duration;

use facts::Secret;
use outside::Security;
use outside::imap::{
    Backoff, Body, Folder, FolderRole, FolderState, ImapError, ImapLimits, ImapSession,
    ImapSettings, Login, Woken,
};
use peers::Dovecot;

use super::{connect, encrypted, fetched, plain, run};

fn patient(settings: ImapSettings) -> ImapSettings {
    ImapSettings {
        user: String::from(Dovecot::USER),
        login: Login::Password(Secret::new(String::from(Dovecot::PASSWORD))),
        limits: ImapLimits::default(),
        ..settings
    }
}

fn message(nth: u32) -> Vec<u8> {
    format!(
        "From: Hanako <hanako@shop.example>\r\nSubject: order {nth}\r\n\r\nThank you. {nth}\r\n"
    )
    .into_bytes()
}

async fn uids(session: &mut ImapSession) -> Vec<(u32, bool)> {
    let mut listed = Vec::new();
    session
        .uids(1..=u32::MAX, |it| listed.push((it.uid, it.flags.is_seen)))
        .await
        .expect("listed");
    listed
}

#[test]
fn a_mailbox_is_read_over_both_kinds_of_tls_and_no_flag_changes() {
    let Some(mut server) = Dovecot::start() else {
        return;
    };
    // ゴミ箱 and 迷惑メール, as IMAP spells them.
    for folder in ["&MLQw33ux-", "&j,dg0TDhMPww6w-", "Weg"] {
        server.make_folder(folder);
        server.deliver(folder, &message(100));
    }
    for nth in 0..60 {
        server.deliver("", &message(nth));
    }
    server.mark_first("");
    let authority = server.authority().to_owned();
    for settings in [
        encrypted(server.tls_port(), Security::Tls, &authority),
        encrypted(server.plain_port(), Security::StartTls, &authority),
        plain(server.plain_port()),
    ] {
        let settings = patient(settings);
        let marked = |server: &Dovecot| -> Vec<String> {
            server
                .messages("")
                .iter()
                .filter_map(|name| name.split_once(":2,").map(|(_, flags)| flags.to_owned()))
                .filter(|flags| !flags.is_empty())
                .collect()
        };
        let before = marked(&server);
        assert_eq!(before, ["S"]);
        run(async {
            let mut session = connect(&settings).await.expect("connected");
            let folders = session.folders().await.expect("listed");
            let role = |name: &str| {
                let folder = folders.iter().find(|it| it.name == name);
                folder.map(|it| (it.role, it.is_selectable))
            };
            assert_eq!(role("INBOX"), Some((FolderRole::Inbox, true)));
            assert_eq!(
                role("ゴミ箱"),
                Some((FolderRole::Trash, true)),
                "{folders:?}"
            );
            assert_eq!(
                role("迷惑メール"),
                Some((FolderRole::Junk, true)),
                "{folders:?}"
            );
            // Only the server knows what this one is for.
            assert_eq!(role("Weg"), Some((FolderRole::Trash, true)), "{folders:?}");
            for folder in &folders {
                let state = session.examine(folder).await.expect("opened");
                let known = uids(&mut session).await;
                assert_eq!(known.len(), usize::try_from(state.exists).expect("few"));
                let numbers: Vec<u32> = known.iter().map(|(uid, _)| *uid).collect();
                let seen = fetched(&mut session, &numbers).await.expect("fetched");
                assert_eq!(seen.len(), known.len(), "{}", folder.name);
                assert!(seen.iter().all(|it| it.contains("Thank you.")));
                if folder.role == FolderRole::Inbox {
                    assert_eq!(seen.len(), 60);
                    assert_eq!(known.iter().filter(|(_, is_seen)| *is_seen).count(), 1);
                }
            }
            session.logout().await;
        });
        assert_eq!(marked(&server), before, "a flag changed");
        assert_eq!(server.messages("").len(), 60);
    }
}

#[test]
fn what_comes_goes_and_is_marked_is_noticed() {
    let Some(mut server) = Dovecot::start() else {
        return;
    };
    for nth in 0..5 {
        server.deliver("", &message(nth));
    }
    let settings = patient(plain(server.plain_port()));
    run(async {
        let mut session = connect(&settings).await.expect("connected");
        let first = session.examine(&Folder::inbox()).await.expect("opened");
        assert!(
            first.highest_mod_sequence.is_some(),
            "Dovecot counts changes"
        );
        assert!(session.has_idle());
        server.deliver("", &message(5));
        let woken = session.wait(Duration::from_secs(50)).await.expect("awake");
        assert_eq!(woken, Woken::New);
        assert_eq!(uids(&mut session).await.len(), 6);

        server.mark_first("");
        let woken = session.wait(Duration::from_secs(50)).await.expect("awake");
        assert_eq!(woken, Woken::Changed);
        let second = session.examine(&Folder::inbox()).await.expect("opened");
        assert!(second.highest_mod_sequence > first.highest_mod_sequence);
        let marked: Vec<(u32, bool)> = uids(&mut session).await;
        assert!(marked.contains(&(1, true)), "{marked:?}");

        server.delete_first("");
        let woken = session.wait(Duration::from_secs(50)).await.expect("awake");
        assert_eq!(woken, Woken::Changed);
        let third = session.examine(&Folder::inbox()).await.expect("opened");
        assert_eq!(third.exists, 5);
        assert!(!uids(&mut session).await.iter().any(|(uid, _)| *uid == 1));
        let end = session.fetch(&[1, 2], |_| ()).await.expect("fetched");
        assert_eq!(end.gone, [1]);
        let fourth = session.examine(&Folder::inbox()).await.expect("opened");
        assert_eq!(fourth, third);
    });
}

#[test]
fn a_server_that_goes_and_comes_back_is_found_again() {
    let Some(mut server) = Dovecot::start() else {
        return;
    };
    server.deliver("", &message(1));
    let settings = patient(plain(server.plain_port()));
    let mut backoff = Backoff::new(1);
    let state: FolderState = run(async {
        let mut session = connect(&settings).await.expect("connected");
        let state = session.examine(&Folder::inbox()).await.expect("opened");
        server.stop();
        let error = session
            .wait(Duration::from_secs(50))
            .await
            .expect_err("over");
        assert!(matches!(error, ImapError::CutOff { .. }), "{error:?}");
        assert!(error.is_worth_retrying());
        let error = connect(&settings).await.expect_err("nobody is there");
        assert!(matches!(error, ImapError::CannotReach { .. }), "{error:?}");
        assert!(backoff.after_failure() <= Backoff::FIRST);
        state
    });
    server.restart();
    run(async {
        let mut session = connect(&settings).await.expect("connected");
        backoff.after_success();
        let now = session.examine(&Folder::inbox()).await.expect("opened");
        assert_eq!(now.uid_validity, state.uid_validity);
    });
    server.renumber("");
    run(async {
        let mut session = connect(&settings).await.expect("connected");
        let now = session.examine(&Folder::inbox()).await.expect("opened");
        assert_ne!(now.uid_validity, state.uid_validity);
    });
}

#[test]
fn a_wrong_password_and_a_folder_that_is_not_there_are_told() {
    let Some(server) = Dovecot::start() else {
        return;
    };
    let mut settings = patient(plain(server.plain_port()));
    run(async {
        let mut session = connect(&settings).await.expect("connected");
        let nowhere = Folder {
            raw_name: b"Nowhere".to_vec(),
            ..Folder::inbox()
        };
        let error = session.examine(&nowhere).await.expect_err("not there");
        assert!(matches!(error, ImapError::FolderGone { .. }), "{error:?}");
    });
    settings.login = Login::Password(Secret::new(String::from("wrong")));
    let error = run(connect(&settings)).expect_err("wrong");
    assert!(
        matches!(error, ImapError::WrongPassword { .. }),
        "{error:?}"
    );
    settings.login = Login::XOAuth2(Secret::new(String::from("token")));
    let error = run(connect(&settings)).expect_err("not offered");
    assert!(matches!(error, ImapError::NotOffered(_)), "{error:?}");
}

#[test]
fn a_message_larger_than_the_limit_is_told_and_the_others_come() {
    let Some(mut server) = Dovecot::start() else {
        return;
    };
    server.deliver("", &message(1));
    let mut large = message(2);
    large.resize(100_000, b'x');
    server.deliver("", &large);
    server.deliver("", &[]);
    let mut settings = patient(plain(server.plain_port()));
    settings.limits.largest_message = 50_000;
    run(async {
        let mut session = connect(&settings).await.expect("connected");
        session.examine(&Folder::inbox()).await.expect("opened");
        let mut seen = Vec::new();
        session
            .fetch(&[1, 2, 3], |message| {
                seen.push((message.uid, matches!(message.body, Body::TooLarge)));
            })
            .await
            .expect("fetched");
        seen.sort_unstable();
        assert_eq!(seen, [(1, false), (2, true), (3, false)]);
    });
}
