//! Finds kept mails by words, newest first, page by page: by an index that is made after the mails are kept.
//!
//! The room does not know what stands in a mail. Whoever does takes from [`Store::unlisted`] what is not listed yet and
//! gives back what each mail is to be found by.

use facts::{ObservationKind, PersonId};
use sha2::{Digest as _, Sha256};

use crate::engine::{At as _, values};
use crate::read::{Unread, kept};
use crate::shapes::micros;
use crate::{Error, Kept, Store, queries};

/// Rows of a word that are read at once.
const CHUNK: u32 = 256;
/// Such reads for one page: common words that rarely stand together end it early, and it goes on from there.
const MOST_READS: u32 = 200;

/// A word of a person's mails, as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailWord(i64);

impl MailWord {
    /// The number of this word, which no other word and no other person's has.
    #[must_use]
    pub fn of(person: &PersonId, word: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(person.0.as_bytes());
        hash.update([0]);
        hash.update(word.as_bytes());
        let hash: [u8; 32] = hash.finalize().into();
        let (first, _) = hash.split_first_chunk().unwrap_or((&[0; 8], &[]));
        Self(i64::from_be_bytes(*first))
    }
}

/// A place in the list of mails, to go on from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MailMark {
    /// Microseconds since 1970.
    moment: i64,
    seq: i64,
}

impl MailMark {
    /// Before all mails.
    const NEWEST: Self = Self {
        moment: i64::MAX,
        seq: i64::MAX,
    };

    /// Reads back what `Display` writes; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (moment, seq) = text.split_once('.')?;
        Some(Self {
            moment: moment.parse().ok()?,
            seq: seq.parse().ok()?,
        })
    }

    /// The place just before this one, so that what stands here comes next.
    fn before(self) -> Self {
        Self {
            seq: self.seq.saturating_add(1),
            ..self
        }
    }
}

impl std::fmt::Display for MailMark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.moment, self.seq)
    }
}

/// Mails that were found, newest first.
#[derive(Clone, Debug, Default)]
pub struct MailsFound {
    /// The mails, each with its place in the list.
    pub mails: Vec<(MailMark, Kept)>,
    /// Where to go on, where there may be more.
    pub rest: Option<MailMark>,
}

/// A mail that is not listed yet.
#[derive(Clone, Debug)]
pub struct Unlisted {
    seq: i64,
    /// The mail.
    pub kept: Kept,
}

impl Store {
    /// Mails of everybody that are kept and not listed yet, at most `limit`.
    ///
    /// # Errors
    /// Whatever the engine says; so for every call below.
    pub async fn unlisted(&self, limit: u32) -> Result<Vec<Unlisted>, Error> {
        self.all(queries::UNLISTED, values![limit], |row| {
            Ok(Unlisted {
                seq: row.int(0)?,
                kept: kept(row)?,
            })
        })
        .await
    }

    /// Lists mails under their words, in one transaction.
    ///
    /// # Errors
    /// Whatever the engine says; nothing is listed then.
    pub async fn list(&self, mails: &[(Unlisted, Vec<MailWord>)]) -> Result<(), Error> {
        if mails.is_empty() {
            return Ok(());
        }
        let mut work = self.engine.write().await.at(&self.name)?;
        for (mail, words) in mails {
            for some in words.chunks(8) {
                let at = |n: usize| some.get(n).or(some.first()).map_or(0, |word| word.0);
                let values = values![
                    at(0),
                    at(1),
                    at(2),
                    at(3),
                    at(4),
                    at(5),
                    at(6),
                    at(7),
                    micros(mail.kept.moment),
                    mail.seq,
                ];
                work.execute(queries::LIST_WORDS, values)
                    .await
                    .at(&self.name)?;
            }
            work.execute(queries::UNQUEUE_MAIL, values![mail.seq])
                .await
                .at(&self.name)?;
        }
        work.commit().await.at(&self.name)
    }

    /// The mails of a person that have all of these words, newest first: at most `limit`, from `after` on.
    ///
    /// Without words it is all mails, listed or not. A page ends early where very many mails have each of the words
    /// and few have all; [`MailsFound::rest`] goes on from there.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn mails(
        &self,
        person: &PersonId,
        words: &[MailWord],
        after: Option<MailMark>,
        limit: u32,
    ) -> Result<MailsFound, Error> {
        let after = after.unwrap_or(MailMark::NEWEST);
        if !words.is_empty() {
            return self.mails_with(person, words, after, limit).await;
        }
        let values = values![
            &*person.0,
            ObservationKind::Mail.as_str(),
            after.moment,
            after.seq,
            // One more than asked for tells whether there are more.
            i64::from(limit) + 1
        ];
        let mut mails = self.all(queries::MAILS, values, mail).await?;
        let has_more = mails.len() > limit as usize;
        mails.truncate(limit as usize);
        Ok(MailsFound {
            rest: mails.last().map(|(mark, _)| *mark).filter(|_| has_more),
            mails,
        })
    }

    async fn mails_with(
        &self,
        person: &PersonId,
        words: &[MailWord],
        mut after: MailMark,
        limit: u32,
    ) -> Result<MailsFound, Error> {
        let mut lists: Vec<List> = words.iter().map(|word| List::of(*word)).collect();
        let mut reads = 0;
        let mut found = MailsFound::default();
        'next: loop {
            // The lists take turns in naming the next mail that all of them may have.
            let mut wanted: Option<MailMark> = None;
            let mut agreed = 0;
            let mut turn = 0;
            while agreed < lists.len() {
                if reads >= MOST_READS {
                    found.rest = Some(wanted.map_or(after, MailMark::before));
                    break 'next;
                }
                let count = lists.len();
                let Some(list) = lists.get_mut(turn % count) else {
                    break 'next;
                };
                turn += 1;
                let from = wanted.map_or(after, MailMark::before);
                let Some(named) = self.next_of(list, from, &mut reads).await? else {
                    break 'next;
                };
                agreed = if wanted == Some(named) { agreed + 1 } else { 1 };
                wanted = Some(named);
            }
            let Some(mark) = wanted else { break };
            if found.mails.len() >= limit as usize {
                found.rest = Some(after);
                break;
            }
            after = mark;
            let values = values![mark.seq];
            let kept = self
                .first(queries::OBSERVATION_BY_NUMBER, values, mail)
                .await?;
            // What was forgotten a moment ago is not there any more.
            found
                .mails
                .extend(kept.filter(|(_, kept)| kept.observation.person.as_ref() == Some(person)));
        }
        Ok(found)
    }

    /// The first mail of a word after a place.
    async fn next_of(
        &self,
        list: &mut List,
        after: MailMark,
        reads: &mut u32,
    ) -> Result<Option<MailMark>, Error> {
        loop {
            while let Some(mark) = list.read.get(list.at) {
                if *mark < after {
                    return Ok(Some(*mark));
                }
                list.at += 1;
            }
            if list.is_end {
                return Ok(None);
            }
            *reads += 1;
            let values = values![list.word.0, after.moment, after.seq, CHUNK];
            list.read = self
                .all(queries::MAILS_OF_WORD, values, |row| {
                    Ok(MailMark {
                        moment: row.int(0)?,
                        seq: row.int(1)?,
                    })
                })
                .await?;
            list.at = 0;
            list.is_end = list.read.len() < CHUNK as usize;
        }
    }
}

/// The mails of one word, as far as they were read.
struct List {
    word: MailWord,
    read: Vec<MailMark>,
    at: usize,
    is_end: bool,
}

impl List {
    fn of(word: MailWord) -> Self {
        Self {
            word,
            read: Vec::new(),
            at: 0,
            is_end: false,
        }
    }
}

fn mail(row: &crate::engine::Row) -> Result<(MailMark, Kept), Unread> {
    let mark = MailMark {
        moment: row.int(7)?,
        seq: row.int(0)?,
    };
    Ok((mark, kept(row)?))
}
