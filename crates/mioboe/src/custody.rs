//! What is done with the store as a whole: backups, their rehearsal, forgetting, and a look at its health.

use std::io;
use std::path::{Path, PathBuf};

use facts::{AccountId, Instant, Notice, ObservationId, PersonId, Secret};
use futures_util::TryStreamExt as _;
use store::{Asked, Batch, Error, Looked, NewQuestion, Owner, Place, Store};

use crate::keep::{Asking, AskingMail, TRIES, json};
use crate::teller::{ShutWay, shut_ways};

pub use store::seal::Work;
pub use store::{
    Backed, BackupKey, BackupOpener, Counts, EngineKind, Forget, Forgotten, Rehearsed, Restoring,
};

/// The name under which it is kept before when a person had everything forgotten.
const FORGOTTEN: &str = "forgotten-before";

/// Forgets for good. What a mailbox still holds from before is not taken from there again.
///
/// A question belongs to every account that holds one of its mails: it stays, with what those mails say, until the last
/// of them is forgotten.
///
/// # Errors
/// As [`Store::forget`].
pub async fn forget(store: &Store, what: &Forget, now: Instant) -> Result<Forgotten, Error> {
    if let Forget::Before { person, instant } = what {
        let latest = forgotten_before(store, person).await?.max(Some(*instant));
        let seconds = latest.map_or(0, Instant::seconds).to_string();
        store.set(person, FORGOTTEN, &seconds, now).await?;
    }
    if let Forget::Account(owner) = what {
        leave_to_others(store, owner, now).await?;
    }
    store.forget(what).await
}

/// Takes what only this account holds out of the questions that others hold too, and leaves those to the others.
async fn leave_to_others(store: &Store, owner: &Owner, now: Instant) -> Result<(), Error> {
    let mut others = store.accounts(&owner.person).await?;
    others.retain(|account| *account != owner.account);
    if others.is_empty() {
        return Ok(());
    }
    for _ in 1..TRIES {
        match leave_once(store, owner, &others, now).await {
            // Another mailbox added to one of them meanwhile; those that are done need nothing any more.
            Err(Error::Overtaken { .. }) => {}
            done => return done,
        }
    }
    leave_once(store, owner, &others, now).await
}

async fn leave_once(
    store: &Store,
    owner: &Owner,
    others: &[AccountId],
    now: Instant,
) -> Result<(), Error> {
    let mut left = Vec::new();
    let mut all = store.all_questions(&owner.person);
    while let Some(asked) = all.try_next().await? {
        left.extend(without(store, owner, others, asked).await?);
    }
    drop(all);
    for (heir, question) in left {
        let mut batch = Batch::new(heir, now);
        batch.questions.push(question);
        store.commit(&batch).await?;
    }
    Ok(())
}

/// A question without what one account alone holds, and whose it is then; `None` where there is nothing to change, or
/// nobody else holds any of it.
async fn without(
    store: &Store,
    owner: &Owner,
    others: &[AccountId],
    asked: Asked,
) -> Result<Option<(Owner, NewQuestion)>, Error> {
    let Asked {
        owner: last,
        question,
        ..
    } = asked;
    let Ok(mut asking) = serde_json::from_str::<Asking>(&question.content) else {
        return Ok(None);
    };
    let is_mine = |account: &str| *account == *owner.account.0;
    if last.account != owner.account && !asking.mails.iter().any(|mail| is_mine(&mail.account)) {
        return Ok(None);
    }
    let mut stays: Vec<AskingMail> = Vec::new();
    for mut mail in std::mem::take(&mut asking.mails) {
        if is_mine(&mail.account) {
            let Some(id) = ObservationId::parse(&mail.id) else {
                continue;
            };
            let mut holder = None;
            for account in others {
                let other = Owner {
                    person: owner.person.clone(),
                    account: account.clone(),
                };
                if store.holds(&other, &id).await? {
                    holder = Some(account);
                    break;
                }
            }
            let Some(holder) = holder else { continue };
            mail.account = holder.0.to_string();
        }
        stays.push(mail);
    }
    let Some((first, heir)) = stays.iter().find_map(|mail| {
        let id = ObservationId::parse(&mail.id)?;
        Some((id, mail.account.clone()))
    }) else {
        return Ok(None);
    };
    let is_kept = |mail: &str| stays.iter().any(|kept| kept.id == mail);
    asking.notices.retain(|notice| {
        let notice = Notice::from_json(&notice.to_string());
        notice.is_ok_and(|notice| is_kept(&notice.mail.to_string()))
    });
    asking.findings.retain(|finding| {
        match finding.get("mail").and_then(serde_json::Value::as_str) {
            Some(mail) => is_kept(mail),
            // It is about the account through which the question was raised last.
            None => last.account != owner.account,
        }
    });
    asking.mails = stays;
    let content = json(&asking);
    let observation = match question.observation {
        Some(id) if is_kept_id(&asking, &id) => Some(id),
        _ => Some(first),
    };
    let heir = if last.account == owner.account {
        Owner::new(&owner.person.0, &heir)
    } else {
        last
    };
    Ok(Some((
        heir,
        NewQuestion {
            content,
            observation,
            ..question
        },
    )))
}

fn is_kept_id(asking: &Asking, id: &ObservationId) -> bool {
    let id = id.to_string();
    asking.mails.iter().any(|mail| mail.id == id)
}

/// Before when a person had everything forgotten.
pub(crate) async fn forgotten_before(
    store: &Store,
    person: &PersonId,
) -> Result<Option<Instant>, Error> {
    let kept = store.setting(person, FORGOTTEN).await?;
    let seconds = kept.and_then(|kept| kept.parse().ok());
    Ok(seconds.and_then(Instant::from_seconds))
}

/// How a store is.
#[derive(Clone, Debug)]
pub struct Health {
    /// Which engine it stands on.
    pub engine: EngineKind,
    /// The engine's version, as it says it.
    pub engine_version: String,
    /// The version of its tables; 0 where there are none yet.
    pub schema: i64,
    /// Whether the tables are of an older version: the next command that opens the store copies and migrates it.
    pub is_migration_due: bool,
    /// What is kept, and how old it is; not known before a migration that is due.
    pub counts: Option<Counts>,
    /// What the engine complains about, in its own words; empty where all is well.
    pub problems: Vec<String>,
    /// The octets that it takes, its log included.
    pub octets: u64,
    /// Copies from before migrations that lie beside it.
    pub copies: Vec<PathBuf>,
}

/// A folder of a mailbox, and when something was last read in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderLook {
    /// Its name.
    pub name: String,
    /// When it was last found changed and read.
    pub moved: Instant,
}

/// How far an account was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountLook {
    /// The account.
    pub account: AccountId,
    /// Its folders, the longest unchanged first; none where nothing was read on a server.
    pub folders: Vec<FolderLook>,
}

/// What an examination of a store shows.
#[derive(Clone, Debug)]
pub struct Examined {
    /// How the store is.
    pub health: Health,
    /// How far each account of the person was read, by name; those that are watched and those that anything is kept of.
    pub accounts: Vec<AccountLook>,
    /// Ways of telling that could not be opened when somebody watched last.
    pub shut_ways: Vec<ShutWay>,
}

/// How often a store is read anew because another process wrote meanwhile.
const LOOKS: usize = 3;

/// Looks at a store from one end to the other, for a person who watches these accounts and is told by these ways;
/// changes nothing, and makes none.
///
/// # Errors
/// Where there is none, where it is damaged so that it cannot be read, of a newer version, or out of reach.
pub async fn examine(
    place: &Place,
    person: &PersonId,
    watched: &[AccountId],
    ways: &[&str],
) -> Result<Examined, Error> {
    let mut left = LOOKS;
    loop {
        left = left.saturating_sub(1);
        let looked = Store::look(place).await?;
        let examined = examine_once(&looked, person, watched, ways).await;
        let is_disturbed = looked.is_disturbed();
        looked.store.close().await;
        if !is_disturbed || left == 0 {
            return examined;
        }
    }
}

async fn examine_once(
    looked: &Looked,
    person: &PersonId,
    watched: &[AccountId],
    ways: &[&str],
) -> Result<Examined, Error> {
    let store = &looked.store;
    let (engine, engine_version) = looked.engine_version().await?;
    let checked = store.check().await?;
    let (mut counts, mut accounts, mut shut) = (None, Vec::new(), Vec::new());
    if !looked.is_migration_due() {
        shut = shut_ways(store, person, ways).await?;
        counts = Some(store.counts().await?);
        let mut names = store.accounts(person).await?;
        names.extend(watched.iter().cloned());
        names.sort();
        names.dedup();
        for account in names {
            let owner = Owner {
                person: person.clone(),
                account,
            };
            let cursors = store.cursors(&owner).await?.into_iter();
            let mut folders: Vec<FolderLook> = cursors
                .map(|cursor| FolderLook {
                    name: cursor.cursor.folder,
                    moved: cursor.moved,
                })
                .collect();
            folders.sort_by_key(|folder| folder.moved);
            accounts.push(AccountLook {
                account: owner.account,
                folders,
            });
        }
    }
    let health = Health {
        engine,
        engine_version,
        schema: looked.version,
        is_migration_due: looked.is_migration_due() && looked.version > 0,
        counts,
        octets: checked.octets.saturating_add(checked.log_octets),
        problems: checked.problems,
        copies: checked.copies,
    };
    Ok(Examined {
        health,
        accounts,
        shut_ways: shut,
    })
}

/// The file for a store that a rehearsal throws away: in the data folder, which is made where it is missing.
///
/// # Errors
/// Where the folder cannot be made.
pub fn rehearsal_place(data: &Path) -> io::Result<PathBuf> {
    std::fs::create_dir_all(data)?;
    let place = data.join("rehearsal.sqlite");
    // Left over from a rehearsal that was cut off.
    match std::fs::remove_file(&place) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(place),
    }
}

/// Signs of a passphrase that is made here: none of them looks like another one on paper.
const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// How many of them: 120 bits, which nobody guesses.
const MADE_SIGNS: usize = 24;
/// How many stand together.
const GROUP: usize = 4;

/// A new passphrase for a backup, to be printed rather than kept in mind: six groups of four signs.
///
/// # Errors
/// Where the system gives no random numbers.
pub fn new_passphrase() -> io::Result<Secret<String>> {
    let mut random = [0; MADE_SIGNS];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    let mut made = String::with_capacity(MADE_SIGNS + MADE_SIGNS / GROUP);
    for (at, octet) in random.iter().enumerate() {
        if at > 0 && at % GROUP == 0 {
            made.push('-');
        }
        // 256 is a multiple of 32, so each sign is as likely as any other.
        let sign = SIGNS.get(usize::from(octet % 32)).copied();
        made.push(char::from(sign.unwrap_or(b'0')));
    }
    Ok(Secret::new(made))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_passphrase_is_new_each_time_and_can_be_copied_by_hand() {
        let (one, two) = (new_passphrase(), new_passphrase());
        let (one, two) = (one.expect("random numbers"), two.expect("random numbers"));
        assert_ne!(one.reveal(), two.reveal());
        let groups: Vec<&str> = one.reveal().split('-').collect();
        assert_eq!(groups.len(), 6);
        for group in groups {
            assert!(group.len() == 4 && group.bytes().all(|b| SIGNS.contains(&b)));
        }
    }
}
