//! Answers remembered across mails, bounded in number, size and time.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use facts::{DnsAnswer, DnsQuestion, DnsRecord};
use tokio::sync::OnceCell;
use tokio::time::Instant;

/// An answer with the time until which it may be given again.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) answer: DnsAnswer,
    pub(crate) until: Instant,
}

/// A question's place: empty while the first asker waits for the answer, so that others wait with it.
pub(crate) type Slot = Arc<OnceCell<Held>>;

/// Remembered answers by question.
#[derive(Debug)]
pub(crate) struct Cache {
    slots: HashMap<DnsQuestion, Slot>,
    order: VecDeque<DnsQuestion>,
    limit: usize,
}

impl Cache {
    /// The shortest and longest time for which an answer is remembered, whatever its TTL says.
    pub(crate) const SHORTEST: Duration = Duration::from_secs(60);
    pub(crate) const LONGEST: Duration = Duration::from_secs(3600);
    /// For how long "does not exist" is remembered.
    pub(crate) const NEGATIVE: Duration = Duration::from_secs(300);
    /// Larger answers are given once and not remembered.
    const LARGEST: usize = 8 * 1024;

    /// An empty cache for at most `limit` questions.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            slots: HashMap::new(),
            order: VecDeque::new(),
            limit: limit.max(1),
        }
    }

    /// The place of a question; a new, empty one where nothing (or nothing fresh) is remembered.
    pub(crate) fn slot(&mut self, question: &DnsQuestion, now: Instant) -> Slot {
        if let Some(slot) = self.slots.get_mut(question) {
            if slot.get().is_some_and(|held| held.until <= now) {
                *slot = Slot::default();
            }
            return Arc::clone(slot);
        }
        while self.slots.len() >= self.limit {
            let Some(oldest) = self.order.pop_front() else {
                break;
            };
            self.slots.remove(&oldest);
        }
        let slot = Slot::default();
        self.slots.insert(question.clone(), Arc::clone(&slot));
        self.order.push_back(question.clone());
        slot
    }

    /// Forgets an answer that is too large to keep.
    pub(crate) fn settle(&mut self, question: &DnsQuestion, answer: &DnsAnswer) {
        if size(answer) > Self::LARGEST && self.slots.remove(question).is_some() {
            self.order.retain(|other| other != question);
        }
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.slots.len()
    }
}

fn size(answer: &DnsAnswer) -> usize {
    let DnsAnswer::Records(records) = answer else {
        return 0;
    };
    records
        .iter()
        .map(|record| match record {
            DnsRecord::Txt(text) => text.len() + 32,
            DnsRecord::Mx { exchange, .. } => exchange.len() + 32,
            DnsRecord::Ptr(name) => name.len() + 32,
            _ => 32,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use facts::RecordKind;

    use super::*;

    fn question(name: &str) -> DnsQuestion {
        DnsQuestion {
            name: name.into(),
            kind: RecordKind::Txt,
        }
    }

    #[test]
    fn the_oldest_question_makes_room() {
        let now = Instant::now();
        let mut cache = Cache::new(2);
        for name in ["a", "b", "c"] {
            let slot = cache.slot(&question(name), now);
            let held = Held {
                answer: DnsAnswer::NoSuchName,
                until: now + Cache::NEGATIVE,
            };
            slot.set(held).expect("a new slot");
        }
        assert_eq!(cache.len(), 2);
        assert!(cache.slot(&question("c"), now).get().is_some());
        assert!(cache.slot(&question("a"), now).get().is_none());
    }

    #[test]
    fn an_answer_ages_and_a_huge_one_is_not_kept() {
        let now = Instant::now();
        let mut cache = Cache::new(8);
        let held = Held {
            answer: DnsAnswer::NoSuchName,
            until: now + Cache::NEGATIVE,
        };
        cache
            .slot(&question("a"), now)
            .set(held)
            .expect("a new slot");
        assert!(
            cache
                .slot(&question("a"), now + Cache::NEGATIVE)
                .get()
                .is_none()
        );

        cache.slot(&question("big"), now);
        cache.settle(
            &question("big"),
            &DnsAnswer::Records(vec![DnsRecord::Txt(vec![b'x'; 60_000])]),
        );
        assert_eq!(cache.len(), 1);
    }
}
