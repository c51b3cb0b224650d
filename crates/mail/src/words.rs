//! The word lists of `data/mail`, folded and ready to be searched for.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use facts::Domain;
use serde::Deserialize;

use crate::fold::{fold, is_japanese};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordFile {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "checked")]
    _checked: String,
    service: Vec<String>,
    offer: Vec<String>,
    signature: Vec<String>,
    address: Vec<String>,
    others: Vec<String>,
    yours: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActionFile {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "checked")]
    _checked: String,
    action: Vec<ActionTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActionTable {
    word: String,
    phrases: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HostFile {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "checked")]
    _checked: String,
    trackers: Vec<String>,
    free_mail: Vec<String>,
}

/// Not a request, but words that hostile mails like.
pub(crate) const ALARMING: &str = "alarming-words";

/// The kinds of request, in the words of the finding `asks-for-action`.
pub(crate) const ACTIONS: [&str; 13] = [
    "confirm-account",
    "confirm-payment",
    "confirm-card-use",
    "confirm-identity",
    "unlock-account",
    "claim-prize",
    "track-parcel",
    "pay-fee",
    "call-number",
    "send-code",
    "open-attachment",
    "install",
    ALARMING,
];

/// Finds whole words in folded text: Latin ones between word edges, Japanese ones anywhere.
#[derive(Debug)]
pub(crate) struct Finder {
    automaton: AhoCorasick,
    words: Vec<String>,
}

impl Finder {
    fn new(words: &[String], kind: MatchKind) -> Result<Self, String> {
        let words: Vec<String> = words.iter().map(|word| fold(word).text).collect();
        let automaton = AhoCorasickBuilder::new()
            .match_kind(kind)
            .build(&words)
            .map_err(|error| error.to_string())?;
        Ok(Self { automaton, words })
    }

    /// All matches, with the index of the word.
    pub(crate) fn all<'a>(
        &'a self,
        folded: &'a str,
    ) -> impl Iterator<Item = (usize, std::ops::Range<usize>)> + 'a {
        self.automaton
            .find_iter(folded)
            .filter(|found| {
                let word = &self.words[found.pattern().as_usize()];
                has_word_edges(folded, found.start(), found.end(), word)
            })
            .map(|found| (found.pattern().as_usize(), found.range()))
    }

    /// Whether one of the words begins right here (after punctuation and one space).
    pub(crate) fn begins(&self, folded: &str, at: usize) -> bool {
        self.end_of_word_at(folded, at).is_some()
    }

    /// Where the word that begins right here ends, if one of ours does.
    pub(crate) fn end_of_word_at(&self, folded: &str, at: usize) -> Option<usize> {
        let rest = folded.get(at..)?;
        let skipped = rest
            .char_indices()
            .take(25)
            .find(|(_, c)| c.is_alphanumeric() || *c == '©')
            .map(|(at, _)| at)?;
        let close = rest
            .char_indices()
            .nth(24)
            .map_or(rest.len(), |(end, _)| end);
        if skipped >= close {
            return None;
        }
        let (_, range) = self.all(&rest[skipped..]).next()?;
        (range.start == 0).then_some(at + skipped + range.end)
    }

    /// Whether one of the words ends right here.
    pub(crate) fn ends(&self, folded: &str, at: usize) -> bool {
        let before = folded.get(..at).unwrap_or_default();
        let start = before
            .char_indices()
            .rev()
            .nth(11)
            .map_or(0, |(start, _)| start);
        self.all(&before[start..])
            .any(|(_, range)| start + range.end == at)
    }
}

fn has_word_edges(text: &str, start: usize, end: usize, word: &str) -> bool {
    let edge = |inside: Option<char>, outside: Option<char>| match (inside, outside) {
        (Some(inside), Some(outside)) => {
            is_japanese(inside)
                || is_japanese(outside)
                || !(inside.is_alphanumeric() && outside.is_alphanumeric())
        }
        _ => true,
    };
    edge(word.chars().next(), text[..start].chars().next_back())
        && edge(word.chars().next_back(), text[end..].chars().next())
}

/// All word lists.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) service: Finder,
    pub(crate) offer: Finder,
    pub(crate) signature: Finder,
    pub(crate) address: Finder,
    pub(crate) others: Finder,
    pub(crate) yours: Finder,
    actions: Finder,
    action_of: Vec<&'static str>,
    trackers: Vec<Domain>,
    free_mail: Vec<Domain>,
}

impl Words {
    /// Reads the embedded lists.
    ///
    /// # Errors
    /// What is wrong, where a list does not parse; a test shows that the embedded ones do.
    pub(crate) fn embedded() -> Result<Self, String> {
        let words: WordFile = toml::from_str(include_str!("../../../data/mail/words.toml"))
            .map_err(|e| e.to_string())?;
        let actions: ActionFile = toml::from_str(include_str!("../../../data/mail/actions.toml"))
            .map_err(|e| e.to_string())?;
        let hosts: HostFile = toml::from_str(include_str!("../../../data/mail/hosts.toml"))
            .map_err(|e| e.to_string())?;
        let mut phrases = Vec::new();
        let mut action_of = Vec::new();
        for table in actions.action {
            let word = *ACTIONS
                .iter()
                .find(|known| **known == table.word)
                .ok_or_else(|| format!("unknown action {}", table.word))?;
            for phrase in table.phrases {
                phrases.push(phrase);
                action_of.push(word);
            }
        }
        let domains = |names: Vec<String>| {
            names
                .iter()
                .map(|name| Domain::parse(name).map_err(|e| format!("{name}: {e}")))
                .collect::<Result<Vec<_>, _>>()
        };
        Ok(Self {
            service: Finder::new(&words.service, MatchKind::LeftmostLongest)?,
            offer: Finder::new(&words.offer, MatchKind::LeftmostLongest)?,
            signature: Finder::new(&words.signature, MatchKind::LeftmostLongest)?,
            address: Finder::new(&words.address, MatchKind::LeftmostLongest)?,
            others: Finder::new(&words.others, MatchKind::LeftmostLongest)?,
            yours: Finder::new(&words.yours, MatchKind::LeftmostLongest)?,
            actions: Finder::new(&phrases, MatchKind::LeftmostLongest)?,
            action_of,
            trackers: domains(hosts.trackers)?,
            free_mail: domains(hosts.free_mail)?,
        })
    }

    /// What a folded text asks for, with the place of the first phrase of each kind.
    pub(crate) fn actions(&self, folded: &str) -> Vec<(&'static str, std::ops::Range<usize>)> {
        let mut found: Vec<(&'static str, std::ops::Range<usize>)> = Vec::new();
        for (at, range) in self.actions.all(folded) {
            let word = self.action_of[at];
            if !found.iter().any(|(known, _)| *known == word) {
                found.push((word, range));
            }
        }
        // A plain request says more than words that also stand in honest notices.
        found.sort_by_key(|(word, _)| *word == ALARMING);
        found
    }

    /// Whether what follows a brand's name is said by the brand to its customers, its desk's name passed over
    /// ("…カスタマーセンターです", "… account").
    pub(crate) fn speaks_after(&self, folded: &str, at: usize) -> bool {
        let mut at = at;
        for _ in 0..4 {
            if self.address.begins(folded, at) {
                return true;
            }
            match self.service.end_of_word_at(folded, at) {
                Some(end) => at = end,
                None => return false,
            }
        }
        false
    }

    pub(crate) fn is_tracker(&self, host: &Domain) -> bool {
        self.trackers.iter().any(|tracker| host.is_within(tracker))
    }

    pub(crate) fn is_free_mail(&self, domain: &Domain) -> bool {
        self.free_mail.contains(domain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_lists_parse_and_every_action_has_phrases() {
        let words = Words::embedded().expect("lists");
        for action in ACTIONS {
            assert!(words.action_of.contains(&action), "{action}");
        }
    }

    #[test]
    fn phrases_are_found_in_disguise_and_only_as_whole_words() {
        let words = Words::embedded().expect("lists");
        let kinds = |text: &str| {
            words
                .actions(&fold(text).text)
                .into_iter()
                .map(|(word, _)| word)
                .collect::<Vec<_>>()
        };
        assert_eq!(kinds("Your account has been ѕuѕpended"), ["unlock-account"]);
        assert_eq!(kinds("アカウント が ロック"), ["unlock-account"]);
        assert_eq!(kinds("unpaidness"), Vec::<&str>::new());
        assert_eq!(kinds("本日の天気です"), Vec::<&str>::new());
    }
}
