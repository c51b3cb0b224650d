//! Messages, one at a time: which there are, what is marked on them, and the messages themselves.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::RangeInclusive;

use facts::Instant;

use super::answer::{Answer, Status, Whole};
use super::error::{Exceeded, ImapError};
use super::session::{Command, ImapSession, MESSAGES_LIMIT, Taken, numbered};
use super::state::MessageFlags;
use super::wire::SMALL_LITERAL_LIMIT;

/// Messages whose sizes are asked for at once.
const SIZES_AT_ONCE: usize = 2000;

/// A message of the open folder, as listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number.
    pub uid: u32,
    /// What is marked on it.
    pub flags: MessageFlags,
}

/// A message that was fetched.
#[derive(Debug)]
pub struct Fetched<'a> {
    /// Its number.
    pub uid: u32,
    /// Its octets, as the server says; a server may be wrong.
    pub size: u64,
    /// When it came in, as the server says.
    pub internal_date: Option<Instant>,
    /// What is marked on it.
    pub flags: &'a MessageFlags,
    /// The message itself.
    pub body: Body<'a>,
}

/// A message's octets, or why there are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body<'a> {
    /// All of them.
    Raw(&'a [u8]),
    /// More than [`super::ImapLimits::largest_message`]; they were not asked for, or passed over.
    TooLarge,
    /// The server lists the message and does not give it, or not in a form that can be read.
    Unreadable,
}

/// How a fetch ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FetchEnd {
    /// Numbers that are not in the folder (any more).
    pub gone: Vec<u32>,
    /// Numbers that are still to be asked for, in order.
    pub rest: Vec<u32>,
}

/// What was told of a message before it is fetched.
#[derive(Debug)]
struct Head {
    size: u64,
    date: Option<Instant>,
    flags: MessageFlags,
}

impl ImapSession {
    /// Lists the messages of the open folder in a range of numbers, with what is marked on them.
    ///
    /// What went is seen by its absence from a whole list.
    ///
    /// # Errors
    /// [`ImapError`], where the connection ends or the server says too much.
    pub async fn uids(
        &mut self,
        range: RangeInclusive<u32>,
        mut take: impl FnMut(Listed),
    ) -> Result<(), ImapError> {
        let state = self.must_be_open()?;
        let (first, last) = (*range.start().max(&1), *range.end());
        // Some servers refuse a range of an empty folder.
        if first > last || state.exists == 0 {
            return Ok(());
        }
        let last_word = if last == u32::MAX {
            String::from("*")
        } else {
            last.to_string()
        };
        let words = format!("UID FETCH {first}:{last_word} (UID FLAGS)");
        let messages = usize::try_from(state.exists).unwrap_or(usize::MAX);
        if messages > MESSAGES_LIMIT {
            return Err(ImapError::LimitExceeded(Exceeded::Messages));
        }
        let command = Command::new(&words).expecting(messages);
        let done = self
            .run(command, SMALL_LITERAL_LIMIT, |answer| {
                let Some((uid, items)) = numbered(answer) else {
                    return Ok(Taken::No);
                };
                // `7:*` always names the last message, even below 7 (RFC 3501 §6.4.8).
                if (first..=last).contains(&uid)
                    && let Some(flags) = &items.flags
                {
                    take(Listed {
                        uid,
                        flags: flags.clone(),
                    });
                }
                Ok(Taken::Yes)
            })
            .await?;
        done.must_be_ok()
    }

    /// When these messages of the open folder came in, by their numbers, as far as the server says so.
    ///
    /// # Errors
    /// [`ImapError`], where the connection ends or the server says too much.
    pub async fn received(&mut self, uids: &[u32]) -> Result<BTreeMap<u32, Instant>, ImapError> {
        self.must_be_open()?;
        if uids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let heads = self.heads(uids).await?.into_iter();
        Ok(heads
            .filter_map(|(uid, head)| Some((uid, head.date?)))
            .collect())
    }

    /// Fetches the first of these messages of the open folder, as many as are asked for at once
    /// ([`super::ImapLimits::batch_octets`]), and hands each to `take`; at least one is done with at each call.
    ///
    /// Every number is handed over once, or is in [`FetchEnd::gone`] or [`FetchEnd::rest`]. Nothing is marked: messages
    /// are peeked at (RFC 3501 §6.4.5, `BODY.PEEK`).
    ///
    /// # Errors
    /// [`ImapError`], where the connection ends or the server says too much; what was handed over stays so.
    pub async fn fetch(
        &mut self,
        uids: &[u32],
        mut take: impl FnMut(Fetched<'_>),
    ) -> Result<FetchEnd, ImapError> {
        self.must_be_open()?;
        let mut uids = uids.to_vec();
        uids.sort_unstable();
        uids.dedup();
        uids.retain(|uid| *uid > 0);
        let later = uids.split_off(uids.len().min(SIZES_AT_ONCE));
        let mut end = FetchEnd::default();
        if uids.is_empty() {
            return Ok(end);
        }
        let mut heads = self.heads(&uids).await?;
        end.gone
            .extend(uids.iter().filter(|uid| !heads.contains_key(uid)));
        self.bodies(&mut heads, &mut take, &mut end).await?;
        end.rest = heads.into_keys().chain(later).collect();
        Ok(end)
    }

    /// Sizes, dates and marks of messages whose numbers stand in order, so that what is too large is never asked for.
    async fn heads(&mut self, uids: &[u32]) -> Result<BTreeMap<u32, Head>, ImapError> {
        let words = format!(
            "UID FETCH {} (UID FLAGS INTERNALDATE RFC822.SIZE)",
            set(uids)
        );
        let mut heads = BTreeMap::new();
        let command = Command::new(&words).expecting(uids.len());
        let done = self
            .run(command, SMALL_LITERAL_LIMIT, |answer| {
                let Some((uid, items)) = numbered(answer) else {
                    return Ok(Taken::No);
                };
                // Marks alone are told of any message at any time.
                let Some(size) = items.size else {
                    return Ok(Taken::No);
                };
                if uids.binary_search(&uid).is_ok() {
                    heads.insert(
                        uid,
                        Head {
                            size,
                            date: items.date,
                            flags: items.flags.clone().unwrap_or_default(),
                        },
                    );
                }
                Ok(Taken::Yes)
            })
            .await?;
        done.must_be_ok()?;
        Ok(heads)
    }

    /// Takes what is too large and what one command asks for out of `heads`.
    async fn bodies(
        &mut self,
        heads: &mut BTreeMap<u32, Head>,
        take: &mut impl FnMut(Fetched<'_>),
        end: &mut FetchEnd,
    ) -> Result<(), ImapError> {
        let largest = u64::from(self.limits.largest_message);
        for (uid, head) in heads.extract_if(.., |_, head| head.size > largest) {
            take(head.fetched(uid, Body::TooLarge));
        }
        if heads.is_empty() {
            return Ok(());
        }
        let batch = self.batch(heads);
        let mut asked: BTreeMap<u32, Head> = batch
            .iter()
            .filter_map(|uid| heads.remove_entry(uid))
            .collect();
        let mut room = Room {
            octets: u64::from(self.limits.batch_octets).max(1),
            was_full: false,
        };
        self.bodies_of(&mut asked, &mut room, take).await?;
        // What a server did not give among others may come alone.
        while !room.was_full
            && let Some((uid, head)) = asked.pop_first()
        {
            let mut alone = BTreeMap::from([(uid, head)]);
            let is_there = self.bodies_of(&mut alone, &mut room, take).await?;
            let Some(head) = alone.remove(&uid) else {
                continue;
            };
            if room.was_full {
                heads.insert(uid, head);
            } else if is_there {
                take(head.fetched(uid, Body::Unreadable));
            } else {
                end.gone.push(uid);
            }
        }
        heads.append(&mut asked);
        Ok(())
    }

    /// The next messages that one command asks for.
    fn batch(&self, heads: &BTreeMap<u32, Head>) -> Vec<u32> {
        let mut octets = 0_u64;
        let mut batch = Vec::new();
        for (uid, head) in heads.iter().take(self.limits.batch_messages.max(1)) {
            octets = octets.saturating_add(head.size);
            if !batch.is_empty() && octets > u64::from(self.limits.batch_octets) {
                break;
            }
            batch.push(*uid);
        }
        batch
    }

    /// Asks for messages and takes those that come out of `asked`; says whether the server gave signs of having what it
    /// did not give.
    async fn bodies_of(
        &mut self,
        asked: &mut BTreeMap<u32, Head>,
        room: &mut Room,
        take: &mut impl FnMut(Fetched<'_>),
    ) -> Result<bool, ImapError> {
        let uids: Vec<u32> = asked.keys().copied().collect();
        let words = format!("UID FETCH {} (UID BODY.PEEK[])", set(&uids));
        let largest = u64::from(self.limits.largest_message);
        let mut is_there = false;
        let done = self
            .run(
                Command::new(&words).expecting(uids.len()),
                largest,
                |answer| {
                    if matches!(answer, Answer::Unreadable) {
                        is_there = true;
                        return Ok(Taken::Yes);
                    }
                    let Some((uid, items)) = numbered(answer) else {
                        return Ok(Taken::No);
                    };
                    let Some(whole) = &items.body else {
                        return Ok(Taken::No);
                    };
                    let body = match whole {
                        // A quoted text announces no length.
                        Whole::Octets(octets) if octets.len() as u64 > largest => Body::TooLarge,
                        Whole::Octets(octets) => Body::Raw(octets),
                        Whole::TooLarge => Body::TooLarge,
                        Whole::Nil => Body::Unreadable,
                    };
                    // What nobody asked for takes no room.
                    if asked.contains_key(&uid)
                        && room.has(body)
                        && let Some(head) = asked.remove(&uid)
                    {
                        take(head.fetched(uid, body));
                    }
                    Ok(Taken::Yes)
                },
            )
            .await?;
        // A refusal says that there is something to refuse (RFC 5530 §3, `EXPUNGEISSUED` apart).
        is_there |= done.status != Status::Ok && done.code != "EXPUNGEISSUED";
        Ok(is_there)
    }
}

/// How many octets of messages one call hands over, whatever sizes the server told: what is more is asked for again. The
/// first message always has room.
struct Room {
    octets: u64,
    was_full: bool,
}

impl Room {
    fn has(&mut self, body: Body<'_>) -> bool {
        let Body::Raw(raw) = body else { return true };
        self.was_full |= self.octets == 0;
        self.octets = self.octets.saturating_sub(raw.len() as u64);
        !self.was_full
    }
}

impl Head {
    fn fetched<'a>(&'a self, uid: u32, body: Body<'a>) -> Fetched<'a> {
        Fetched {
            uid,
            size: self.size,
            internal_date: self.date,
            flags: &self.flags,
            body,
        }
    }
}

/// Numbers in order as a set: `1:3,7` (RFC 3501 §9, `sequence-set`).
fn set(uids: &[u32]) -> String {
    let mut text = String::new();
    let mut uids = uids.iter().copied().peekable();
    while let Some(first) = uids.next() {
        let mut last = first;
        while let Some(next) = uids.next_if(|next| last.checked_add(1) == Some(*next)) {
            last = next;
        }
        if !text.is_empty() {
            text.push(',');
        }
        // Writing to a string cannot fail.
        let _ = if first == last {
            write!(text, "{first}")
        } else {
            write!(text, "{first}:{last}")
        };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_a_row_are_a_range() {
        assert_eq!(set(&[1, 2, 3, 7, 9, 10]), "1:3,7,9:10");
        assert_eq!(set(&[u32::MAX - 1, u32::MAX]), "4294967294:4294967295");
        assert_eq!(set(&[]), "");
    }
}
