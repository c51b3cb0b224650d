//! Messages on which the connection broke, remembered while a mailbox is followed.

use std::collections::BTreeMap;

/// How often a message is asked for alone before it counts as one that cannot be read.
pub(crate) const TRIES_ALONE: u32 = 3;

/// Messages that are remembered; of more, the first are forgotten and may break a connection once more.
const MOST_SUSPECTS: usize = 10_000;

/// A folder, its numbering, and a number.
type Spot = (String, u32, u32);

/// What a break means for the message that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// It is tried again, alone.
    TryAlone,
    /// It breaks the connection whenever it is asked for.
    ForGood,
}

/// What is remembered.
#[derive(Debug, Default)]
pub(crate) struct Suspects {
    /// How often the connection broke on each when it was asked for alone.
    alone: BTreeMap<Spot, u32>,
    /// How often it broke at all.
    breaks: u64,
    /// How many were given up and are not counted among what a reading did: the reading that gave them up broke off.
    given_up: u64,
    /// Whether one was given up since anything came: a server that breaks on everything would cost every message.
    has_given_up: bool,
}

impl Suspects {
    /// How often the connection broke on messages so far.
    pub(crate) fn breaks(&self) -> u64 {
        self.breaks
    }

    /// How many messages were given up since this was last asked.
    pub(crate) fn given_up(&mut self) -> u64 {
        std::mem::take(&mut self.given_up)
    }

    /// These messages without those on which the connection broke, and those, the least suspected first.
    pub(crate) fn sort(&self, folder: &str, validity: u32, uids: &[u32]) -> (Vec<u32>, Vec<u32>) {
        let mut suspected = Vec::new();
        let mut calm = Vec::new();
        for uid in uids {
            match self.alone.get(&(folder.to_owned(), validity, *uid)) {
                Some(tries) => suspected.push((*tries, *uid)),
                None => calm.push(*uid),
            }
        }
        suspected.sort_unstable();
        (calm, suspected.into_iter().map(|(_, uid)| uid).collect())
    }

    /// A message came.
    pub(crate) fn came(&mut self, folder: &str, validity: u32, uid: u32) {
        self.has_given_up = false;
        if !self.alone.is_empty() {
            self.alone.remove(&(folder.to_owned(), validity, uid));
        }
    }

    /// The connection broke while these were asked for.
    pub(crate) fn broke(
        &mut self,
        folder: &str,
        validity: u32,
        uids: &[u32],
        was_alone: bool,
    ) -> Broken {
        self.breaks += 1;
        for uid in uids {
            let spot = (folder.to_owned(), validity, *uid);
            let tries = self.alone.entry(spot.clone()).or_default();
            if !was_alone {
                continue;
            }
            *tries = tries.saturating_add(1);
            if *tries >= TRIES_ALONE && !self.has_given_up {
                self.has_given_up = true;
                self.given_up += 1;
                self.alone.remove(&spot);
                return Broken::ForGood;
            }
        }
        while self.alone.len() > MOST_SUSPECTS {
            self.alone.pop_first();
        }
        Broken::TryAlone
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use facts::Secret;
    use jiff::tz::TimeZone;
    use outside::imap::{ImapLimits, ImapSettings, Login};
    use outside::{Doors, Security};
    use peers::{FakeImap, Handled, Protection};
    use store::{Owner, Place, Store};

    use super::*;
    use crate::mailbox::{MailboxRead, read_all};
    use crate::{Checker, Keeper, MailboxError};

    /// What one visit after the other came to.
    async fn visits(server: &FakeImap, keeper: &Keeper, most: usize) -> Vec<Option<MailboxRead>> {
        let settings = ImapSettings {
            host: "127.0.0.1".to_owned(),
            port: server.port(),
            security: Security::PlainToLoopback,
            user: "hanako".to_owned(),
            login: Login::Password(Secret::new("correct horse".to_owned())),
            extra_roots: Vec::new(),
            limits: ImapLimits::default(),
        };
        let checker = Checker::new(crate::Options {
            is_offline: true,
            ..crate::Options::default()
        });
        let checker = Arc::new(checker.expect("the embedded tables"));
        let owner = Owner::new("me", "test");
        let door = Doors::default().imap().expect("the door is open");
        let mut suspects = Suspects::default();
        let mut ended = Vec::new();
        for _ in 0..most {
            let mut session = door.connect(&settings).await.expect("a session");
            let with = (&checker, keeper, &owner);
            let read = read_all(&mut session, with, &mut suspects).await;
            let is_over = read.is_ok();
            if let Err(error) = &read {
                assert!(matches!(error, MailboxError::Server(_)), "{error}");
                assert!(error.is_worth_retrying(), "{error}");
            }
            ended.push(read.ok());
            if is_over {
                break;
            }
        }
        assert!(suspects.alone.is_empty() || ended.last() == Some(&None));
        ended
    }

    async fn keeper(folder: &std::path::Path) -> Keeper {
        let place = Place::Sqlite(folder.join("store.sqlite"));
        let store = Store::open(&place, &crate::opening()).await;
        Keeper::new(store.expect("a store"), TimeZone::UTC)
    }

    #[test]
    fn a_message_that_breaks_the_connection_holds_up_nothing() {
        struct Case {
            name: &'static str,
            /// What is said before the end where message 5 is asked for.
            said: &'static str,
        }
        for case in [
            Case {
                name: "the server goes",
                said: "",
            },
            Case {
                name: "it goes in the middle of a message",
                said: "* 2 FETCH (UID 5 BODY[] {900}\r\nFrom:",
            },
            Case {
                name: "what it says is no answer",
                said: "From: somebody\r\n",
            },
            Case {
                name: "a message without end",
                said: "* 2 FETCH (UID 5 BODY[] {99999999999}\r\n",
            },
        ] {
            let server = FakeImap::start(Protection::Plain, move |guest, command| {
                let asks = command.contains("BODY.PEEK[]");
                let numbers = command.split(' ').nth(2).unwrap_or_default();
                if asks && numbers.split([',', ':']).any(|it| it == "5") {
                    guest.say(case.said);
                    return Handled::Close;
                }
                Handled::No
            });
            let folder = tempfile::tempdir().expect("a folder");
            crate::Runner::new().expect("a runner").run(async {
                let keeper = keeper(folder.path()).await;
                let ended = visits(&server, &keeper, 20).await;
                let read = ended.last().copied().flatten().expect("read to its end");
                // Both folders have the message; together once, alone three times, in each.
                assert_eq!(ended.len(), 2 * 4 + 1, "{}", case.name);
                assert_eq!((read.folders, read.unread), (2, 2), "{}", case.name);
                let owner = Owner::new("me", "test");
                for folder in ["INBOX", "ゴミ箱"] {
                    let uids = keeper.store().uids(&owner, folder, 7).await;
                    assert_eq!(uids.expect("the store"), [3, 5, 9], "{}", case.name);
                }
                // It is asked for no more.
                let again = visits(&server, &keeper, 1).await;
                assert_eq!(again[0].map(|read| read.fetched), Some(0), "{}", case.name);
                keeper.store().close().await;
            });
        }
    }

    #[test]
    fn a_server_that_breaks_on_everything_costs_one_message_and_no_more() {
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let server = FakeImap::start(Protection::Plain, move |_, command| {
            if command.contains("BODY.PEEK[]") {
                count.fetch_add(1, Ordering::Relaxed);
                return Handled::Close;
            }
            Handled::No
        });
        let folder = tempfile::tempdir().expect("a folder");
        crate::Runner::new().expect("a runner").run(async {
            let keeper = keeper(folder.path()).await;
            let ended = visits(&server, &keeper, 30).await;
            assert!(ended.len() == 30 && ended.iter().all(Option::is_none));
            assert_eq!(asked.load(Ordering::Relaxed), 30);
            let owner = Owner::new("me", "test");
            let uids = keeper.store().uids(&owner, "INBOX", 7).await;
            assert_eq!(uids.expect("the store").len(), 1);
            keeper.store().close().await;
        });
    }

    #[test]
    fn so_many_suspects_are_remembered() {
        let mut suspects = Suspects::default();
        for uid in 1..=20_000 {
            suspects.broke("INBOX", 1, &[uid], false);
        }
        assert_eq!(suspects.alone.len(), MOST_SUSPECTS);
        assert_eq!(suspects.breaks(), 20_000);
        let (calm, suspected) = suspects.sort("INBOX", 1, &[1, 20_000]);
        assert_eq!((calm, suspected), (vec![1], vec![20_000]));
    }
}
