//! Mails that were checked, held in memory for a short time: so that one can be handed back for a report.

use std::sync::Arc;

use facts::{Instant, Secret};

use crate::entry::{NoRandom, Visit, token};

/// Mails that are held at the same time; the one that came first goes.
pub(crate) const MOST_HELD: usize = 100;
/// Octets of all of them together.
pub(crate) const LARGEST_HELD: usize = 64 << 20;
/// Minutes for which a mail is held.
pub(crate) const HELD_MINUTES: i64 = 30;

/// A mail as it came.
#[derive(Clone)]
pub(crate) struct Mail {
    /// The name in addresses; nobody guesses it.
    name: Secret<String>,
    /// The token of the visitor who gave it.
    owner: Secret<String>,
    /// What its file is called.
    pub(crate) file: String,
    pub(crate) raw: Arc<[u8]>,
    until: i64,
}

impl Mail {
    pub(crate) fn name(&self) -> &str {
        self.name.reveal()
    }
}

/// All that are held.
#[derive(Default)]
pub(crate) struct Held(Vec<Mail>);

impl Held {
    /// Holds a mail for this visitor; `None` where it is larger than all that may be held.
    pub(crate) fn hold(
        &mut self,
        visit: &Visit,
        file: &str,
        raw: &[u8],
        now: Instant,
    ) -> Result<Option<Mail>, NoRandom> {
        self.forget(now);
        if raw.len() > LARGEST_HELD {
            return Ok(None);
        }
        let mail = Mail {
            name: token()?,
            owner: Secret::new(visit.form_token().to_owned()),
            file: file.to_owned(),
            raw: raw.into(),
            until: now.seconds().saturating_add(HELD_MINUTES * 60),
        };
        while self.0.len() >= MOST_HELD || self.octets() > LARGEST_HELD - raw.len() {
            self.0.remove(0);
        }
        self.0.push(mail.clone());
        Ok(Some(mail))
    }

    /// The mail of this name, where this visitor gave it and it is still here.
    pub(crate) fn mail(&mut self, visit: &Visit, name: &str, now: Instant) -> Option<Mail> {
        self.forget(now);
        let is_it =
            |mail: &&Mail| mail.name.reveal() == name && visit.owns(mail.owner.reveal()).is_ok();
        self.0.iter().find(is_it).cloned()
    }

    /// Drops what a visitor who leaves gave.
    pub(crate) fn leave(&mut self, visit: &Visit) {
        self.0
            .retain(|mail| visit.owns(mail.owner.reveal()).is_err());
    }

    fn forget(&mut self, now: Instant) {
        self.0.retain(|mail| now.seconds() < mail.until);
    }

    fn octets(&self) -> usize {
        self.0.iter().map(|mail| mail.raw.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Instant {
        Instant::from_seconds(seconds).expect("a moment")
    }

    #[test]
    fn a_mail_is_held_for_its_giver_and_a_short_time() {
        let (one, other) = (Visit::of("one"), Visit::of("other"));
        let mut held = Held::default();
        let mail = held.hold(&one, "a.eml", b"a", at(0)).expect("random");
        let mail = mail.expect("small enough");
        assert!(held.mail(&one, mail.name(), at(1)).is_some());
        assert!(held.mail(&other, mail.name(), at(1)).is_none());
        assert!(held.mail(&one, "guess", at(1)).is_none());
        let late = at(HELD_MINUTES * 60);
        assert!(held.mail(&one, mail.name(), late).is_none());
        let mail = held.hold(&one, "a.eml", b"a", at(0)).expect("random");
        let name = mail.expect("small enough").name().to_owned();
        held.leave(&other);
        assert!(held.mail(&one, &name, at(1)).is_some());
        held.leave(&one);
        assert!(held.mail(&one, &name, at(1)).is_none());
    }

    #[test]
    fn so_many_mails_are_held_and_so_large_ones() {
        let visit = Visit::of("one");
        let mut held = Held::default();
        for _ in 0..=MOST_HELD {
            held.hold(&visit, "a.eml", b"a", at(0)).expect("random");
        }
        assert_eq!(held.0.len(), MOST_HELD);
        let large = vec![b'a'; LARGEST_HELD];
        let mail = held.hold(&visit, "b.eml", &large, at(0)).expect("random");
        assert!(mail.is_some() && held.0.len() == 1);
        let larger = vec![b'a'; LARGEST_HELD + 1];
        let mail = held.hold(&visit, "c.eml", &larger, at(0)).expect("random");
        assert!(mail.is_none() && held.octets() == LARGEST_HELD);
    }
}
