//! Keeps messages that were taken out of a mailbox, with where they lie.

use std::collections::HashSet;

use facts::{Instant, Observation, ObservationId, ObservationKind, Source};
use store::{Batch, Kept, NewPlacement, Owner};

use crate::custody::forgotten_before;
use crate::keep::{Arrived, Keeper, MailNote, Understood, json};
use crate::mailbox::{MailboxError, MailboxRead};
use crate::now;

/// A message that was fetched.
pub(crate) struct Taken {
    /// The numbering that its number is of.
    pub(crate) validity: u32,
    pub(crate) uid: u32,
    /// When the server took it in.
    pub(crate) received: Option<Instant>,
    pub(crate) is_read: bool,
    pub(crate) flags: Vec<String>,
    /// What it says; absent where it could not be read.
    pub(crate) understood: Option<Box<Understood>>,
}

/// For how long after its arrival a mail waits for DNS; then it is kept as what can be said without.
const DNS_PATIENCE: i64 = 24 * 60 * 60;

/// Keeps messages of one folder with where they lie, in one transaction.
///
/// What awaits DNS is not kept: it lies nowhere for the store, so that the next reading of all takes it again. What the
/// person had forgotten is placed and no more.
pub(crate) async fn keep_taken(
    keeper: &Keeper,
    owner: &Owner,
    folder: &str,
    mut taken: Vec<Taken>,
    read: &mut MailboxRead,
) -> Result<(), MailboxError> {
    let at = now();
    let all = taken.len();
    taken.retain(|taken| {
        let arrived = taken.received.unwrap_or(at);
        let age = at.seconds().saturating_sub(arrived.seconds());
        let awaits = |it: &Understood| it.awaits_dns() && age < DNS_PATIENCE;
        !taken.understood.as_deref().is_some_and(awaits)
    });
    read.postponed += (all - taken.len()) as u64;
    let floor = forgotten_before(keeper.store(), &owner.person).await?;
    let is_forgotten = |taken: &Taken| taken.received.is_some_and(|at| Some(at) < floor);
    let sources: Vec<Source> = taken.iter().map(|it| it.source(folder)).collect();
    let arrived: Vec<Arrived<'_>> = taken
        .iter()
        .zip(&sources)
        .filter(|(taken, _)| !is_forgotten(taken))
        .filter_map(|(taken, source)| {
            Some(Arrived {
                understood: taken.understood.as_deref()?,
                source,
                received: taken.received,
            })
        })
        .collect();
    let make = async || {
        let mut batch = Batch::new(owner.clone(), at);
        keeper.add(&mut batch, &arrived).await?;
        keeper.tell_of_new(&mut batch).await?;
        for (message, source) in taken.iter().zip(&sources) {
            let observation = match &message.understood {
                _ if is_forgotten(message) => forgotten(&mut batch, source),
                Some(understood) => understood.checked.report.id,
                None => message.unread(&mut batch, folder, source),
            };
            batch.placements.push(NewPlacement {
                folder: folder.to_owned(),
                validity: message.validity,
                uid: message.uid,
                observation,
                internal_date: message.received,
                is_read: message.is_read,
                flags: message.flags.clone(),
            });
        }
        Ok(batch)
    };
    let committed = keeper.commit(make).await?;
    read.fetched += taken.len() as u64;
    let is_unread = |it: &&Taken| it.understood.is_none() && !is_forgotten(it);
    read.unread += taken.iter().filter(is_unread).count() as u64;
    let mails: HashSet<ObservationId> = taken.iter().map(|it| it.id(owner, folder)).collect();
    let is_mail = |id: &&ObservationId| mails.contains(id);
    read.new += committed.observations.iter().filter(is_mail).count() as u64;
    read.questions += committed.questions.len() as u64;
    Ok(())
}

/// Keeps that there are messages which the person had forgotten: one thing for all of them, which says nothing.
fn forgotten(batch: &mut Batch, source: &Source) -> ObservationId {
    let id = ObservationId::of(format!("forgotten {}", batch.owner.account.0).as_bytes());
    if !batch.observations.iter().any(|it| it.observation.id == id) {
        keep(batch, id, source, batch.at, &MailNote::default());
    }
    id
}

/// Keeps a mail of which no more is known than this.
fn keep(batch: &mut Batch, id: ObservationId, source: &Source, moment: Instant, note: &MailNote) {
    batch.observations.push(Kept {
        observation: Observation {
            id,
            kind: ObservationKind::Mail,
            source: source.clone(),
            person: None,
            account: None,
            taken: batch.at,
        },
        moment,
        content: json(note),
    });
}

impl Taken {
    /// The name of the mail; of one whose octets are not known, a name of its own.
    fn id(&self, owner: &Owner, folder: &str) -> ObservationId {
        let Some(understood) = &self.understood else {
            let account = &owner.account.0;
            let name = format!("unread {account} {folder} {} {}", self.validity, self.uid);
            return ObservationId::of(name.as_bytes());
        };
        understood.checked.report.id
    }

    /// Keeps that there is a message which could not be read.
    fn unread(&self, batch: &mut Batch, folder: &str, source: &Source) -> ObservationId {
        let id = self.id(&batch.owner, folder);
        let note = MailNote {
            gaps: vec!["message-cut".to_owned()],
            ..MailNote::default()
        };
        keep(batch, id, source, self.received.unwrap_or(batch.at), &note);
        id
    }

    fn source(&self, folder: &str) -> Source {
        Source::Mailbox {
            folder: folder.into(),
            validity: self.validity,
            uid: self.uid,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use store::{Place, Store};

    use super::*;
    use crate::Checker;

    #[test]
    fn a_brands_mail_that_dns_could_prove_waits_for_a_day() {
        let raw = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("../../fixtures/notices/amazon/gift-ordered.eml");
        let raw = std::fs::read(raw).expect("a fixture");
        let checker = Checker::new(crate::Options {
            is_offline: true,
            ..crate::Options::default()
        })
        .expect("the embedded tables");
        let silent = mail::Unread::DnsUnreachable { count: 1 };
        let folder = tempfile::tempdir().expect("a folder");
        let place = Place::Sqlite(folder.path().join("store.sqlite"));
        crate::Runner::new().expect("a runner").run(async {
            let store = Store::open(&place, &crate::opening()).await;
            let keeper = Keeper::new(store.expect("a store"), jiff::tz::TimeZone::UTC);
            let owner = Owner::new("me", "test");
            for (uid, hours, is_silent, postponed) in
                [(1, 23, true, 1), (2, 25, true, 0), (3, 0, false, 0)]
            {
                let mut understood = checker.understand(&raw);
                assert!(understood.note.brand.is_some() && !understood.note.is_proven);
                if is_silent {
                    understood.checked.report.gaps.push(facts::Gap {
                        code: facts::Reason::code(&silent),
                        subject: facts::Subject::Message(understood.checked.report.id),
                        facts: facts::Reason::facts(&silent),
                    });
                }
                let taken = Taken {
                    validity: 1,
                    uid,
                    received: Instant::from_seconds(now().seconds() - hours * 3_600),
                    is_read: false,
                    flags: Vec::new(),
                    understood: Some(Box::new(understood)),
                };
                let mut read = MailboxRead::default();
                let kept = keep_taken(&keeper, &owner, "INBOX", vec![taken], &mut read);
                kept.await.expect("the store");
                assert_eq!((read.postponed, read.fetched), (postponed, 1 - postponed));
                let uids = keeper.store().uids(&owner, "INBOX", 1).await;
                let is_placed = uids.expect("the store").contains(&uid);
                assert_eq!(is_placed, postponed == 0, "{uid}");
            }
            keeper.store().close().await;
        });
    }
}
