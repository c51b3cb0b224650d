//! Many words searched for at once, the faster the more there is to read.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind, StartKind};

/// Octets read from which on a whole table is worth its building, which takes longer than judging one mail.
const MANY: usize = 1 << 20;

/// An automaton that is built at once, and the table of all its moves that is built when much has been read.
#[derive(Debug)]
pub(crate) struct Search {
    builder: AhoCorasickBuilder,
    automaton: AhoCorasick,
    table: OnceLock<Option<AhoCorasick>>,
    read: AtomicUsize,
}

impl Search {
    /// # Errors
    /// What is wrong, where the words are too many to be searched for.
    pub(crate) fn new<'a>(
        words: impl Iterator<Item = &'a String>,
        kind: MatchKind,
    ) -> Result<Self, String> {
        let mut builder = AhoCorasickBuilder::new();
        builder.match_kind(kind);
        // Most of a text matches the beginnings of words only: those states are the fast ones.
        let automaton = builder.clone().dense_depth(3).build(words);
        Ok(Self {
            builder,
            automaton: automaton.map_err(|error| error.to_string())?,
            table: OnceLock::new(),
            read: AtomicUsize::new(0),
        })
    }

    /// What to read so many octets with; both find the same.
    pub(crate) fn automaton<'a>(
        &self,
        octets: usize,
        words: impl Iterator<Item = &'a String>,
    ) -> &AhoCorasick {
        // Few words are a table from the beginning.
        if self.automaton.kind() == AhoCorasickKind::DFA
            || self.read.fetch_add(octets, Ordering::Relaxed) < MANY
        {
            return &self.automaton;
        }
        let table = self.table.get_or_init(|| {
            let mut builder = self.builder.clone();
            builder
                .kind(Some(AhoCorasickKind::DFA))
                .start_kind(StartKind::Unanchored);
            builder.build(words).ok()
        });
        table.as_ref().unwrap_or(&self.automaton)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_comes_late_and_finds_the_same() {
        let words: Vec<String> = (0..500).map(|number| format!("{number}")).collect();
        for kind in [MatchKind::Standard, MatchKind::LeftmostLongest] {
            let search = Search::new(words.iter(), kind).expect("not too many words");
            let found = |octets: usize| {
                let automaton = search.automaton(octets, words.iter());
                let hits = automaton.find_iter("x12 499 500 7");
                let places: Vec<_> = hits.map(|hit| (hit.pattern(), hit.range())).collect();
                (automaton.kind() == AhoCorasickKind::DFA, places)
            };
            let (is_table, first) = found(MANY - 1);
            assert!(!is_table && !first.is_empty());
            assert_eq!(found(1), (false, first.clone()));
            assert_eq!(found(1), (true, first));
        }
    }
}
