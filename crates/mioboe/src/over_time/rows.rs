//! Rows for judging, from what the store keeps of one account.

use std::collections::HashMap;

use facts::{Answer, BrandId, Domain, Instant, NoticeKind, ObservationKind, Thing, Verdict};
use futures_util::TryStreamExt as _;
use mail::mailbox::{
    Answered, Change, Language, Placement, Reading, Renewal, Role, Rows, Seen, Watch,
};
use serde::Deserialize;
use store::{Error, Owner, Store};

use crate::keep::is_asked_about;
use crate::mailbox::FolderNote;

/// The rows of one account.
pub(super) struct MailRows {
    pub(super) seen: Vec<Seen>,
    placements: Vec<Placement>,
    renewals: Vec<Renewal>,
    pub(super) answered: HashMap<Thing, (Answer, Instant)>,
    answers: Vec<Answered>,
    watches: Vec<Watch>,
    /// Mails of which what was kept cannot be read.
    pub(super) unread: u64,
}

/// What judging needs of a [`MailNote`](crate::MailNote); the rest is passed over unread.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Note {
    sender: Option<String>,
    brand: Option<String>,
    verdict: String,
    is_proven: bool,
    notices: Vec<String>,
    orders: Vec<Box<str>>,
    language: Option<String>,
}

impl MailRows {
    pub(super) async fn read(store: &Store, owner: &Owner, now: Instant) -> Result<Self, Error> {
        let back = now.seconds().saturating_sub(Rows::DAYS * 86_400);
        let since = Instant::from_seconds(back).unwrap_or(now);
        let mut rows = Self {
            seen: Vec::new(),
            placements: Vec::new(),
            renewals: Vec::new(),
            answered: HashMap::new(),
            answers: Vec::new(),
            watches: Vec::new(),
            unread: 0,
        };
        let mut noted = store.noted(owner, ObservationKind::Mail, since);
        while let Some(noted) = noted.try_next().await? {
            match serde_json::from_str::<Note>(&noted.content) {
                Ok(note) => rows.seen.push(seen(owner, noted.id, noted.moment, note)),
                Err(_) => rows.unread += 1,
            }
        }
        drop(noted);
        rows.read_folders(store, owner, since).await?;
        rows.read_answers(store, owner).await?;
        Ok(rows)
    }

    async fn read_folders(
        &mut self,
        store: &Store,
        owner: &Owner,
        since: Instant,
    ) -> Result<(), Error> {
        let account = &owner.account;
        let mut folders: HashMap<String, (Role, Instant)> = HashMap::new();
        for cursor in store.cursors(owner).await? {
            let note = FolderNote::of(&cursor);
            let name = cursor.cursor.folder;
            self.renewals.extend(note.renewals().map(|when| Renewal {
                account: account.clone(),
                folder: name.as_str().into(),
                when,
            }));
            self.watches.extend(note.since().map(|since| Watch {
                account: account.clone(),
                since,
            }));
            folders.insert(name.clone(), (note.role(&name), cursor.moved));
        }
        let mut lain = store.lain(owner, since);
        while let Some(lain) = lain.try_next().await? {
            let (role, looked) = folders
                .get(&*lain.folder)
                .copied()
                .unwrap_or((Role::Other, lain.last_seen));
            self.placements.push(Placement {
                mail: lain.observation,
                account: account.clone(),
                role,
                folder: lain.folder,
                first_seen: lain.first_seen,
                // What is not gone was there at the last look, though nothing was written of it.
                last_seen: match lain.gone_since {
                    None => lain.last_seen.max(looked),
                    Some(_) => lain.last_seen,
                },
                gone_since: lain.gone_since,
                read: lain.read_since.map(|read_at| Reading {
                    unread_at: lain.unread_at,
                    read_at,
                }),
            });
        }
        Ok(())
    }

    /// The answers that count, about the mails and about the orders in them.
    async fn read_answers(&mut self, store: &Store, owner: &Owner) -> Result<(), Error> {
        let mut given = store.all_answers(&owner.person);
        while let Some(given) = given.try_next().await? {
            // By thing, the oldest first: the last one counts.
            if given.answer == Answer::Withdrawn {
                self.answered.remove(&given.thing);
            } else {
                self.answered.insert(given.thing, (given.answer, given.at));
            }
        }
        if self.answered.is_empty() {
            return Ok(());
        }
        for seen in &self.seen {
            let orders = seen.orders.iter().filter_map(|number| {
                Some(Thing::Order {
                    brand: seen.brand.clone()?,
                    number: number.clone(),
                })
            });
            for thing in std::iter::once(Thing::Mail(seen.mail)).chain(orders) {
                let Some((answer, when)) = self.answered.get(&thing) else {
                    continue;
                };
                self.answers.push(Answered {
                    mail: seen.mail,
                    answer: *answer,
                    when: *when,
                });
            }
        }
        Ok(())
    }

    pub(super) fn rows(&self) -> Rows<'_> {
        Rows {
            seen: &self.seen,
            placements: &self.placements,
            renewals: &self.renewals,
            answers: &self.answers,
            watches: &self.watches,
        }
    }
}

fn seen(owner: &Owner, mail: facts::ObservationId, arrived: Instant, note: Note) -> Seen {
    let kinds: Vec<NoticeKind> = note
        .notices
        .iter()
        .filter_map(|word| NoticeKind::parse(word))
        .collect();
    let change = kinds.iter().find_map(|kind| change(*kind));
    // An impostor's mail is none of the brand that it names: nobody misses it.
    let brand = note
        .brand
        .filter(|_| note.verdict != Verdict::Impostor.as_str());
    Seen {
        mail,
        account: owner.account.clone(),
        arrived,
        sender: note.sender.and_then(|name| Domain::parse(&name).ok()),
        brand: brand.map(|id| BrandId(id.into())),
        is_proven: note.is_proven,
        is_money: change.is_some() || kinds.iter().any(|kind| is_money(*kind)),
        is_asked: kinds.iter().any(|kind| is_asked_about(*kind)),
        change,
        orders: note.orders,
        language: note.language.as_deref().and_then(Language::parse),
    }
}

/// Whether a notice tells of an order, a charge, a gift, or an account in somebody else's hands.
const fn is_money(kind: NoticeKind) -> bool {
    matches!(
        kind,
        NoticeKind::OrderConfirmed
            | NoticeKind::GiftCardBought
            | NoticeKind::GiftCardReceived
            | NoticeKind::GiftCardOpened
            | NoticeKind::Shipped
            | NoticeKind::Delivered
            | NoticeKind::Cancelled
            | NoticeKind::Refunded
            | NoticeKind::PaymentProblem
            | NoticeKind::OrderHeld
            | NoticeKind::Charge
            | NoticeKind::ChargeReversed
            | NoticeKind::ChargeDeclined
            | NoticeKind::AccountHeld
            | NoticeKind::AccountSecured
    )
}

const fn change(kind: NoticeKind) -> Option<Change> {
    Some(match kind {
        NoticeKind::PasswordChanged => Change::Password,
        NoticeKind::EmailChanged => Change::Email,
        NoticeKind::PhoneChanged => Change::Phone,
        NoticeKind::TwoStepChanged => Change::TwoStep,
        NoticeKind::AccountKindChanged => Change::AccountKind,
        NoticeKind::AddressAdded => Change::Address,
        _ => return None,
    })
}
