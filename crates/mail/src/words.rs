//! The word lists of `data/mail`, folded and ready to be searched for.

use std::collections::{HashMap, HashSet};

use aho_corasick::MatchKind;
use facts::Domain;
use serde::Deserialize;

use crate::fold::{fold, is_japanese};
use crate::search::Search;

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
    order_number: Vec<String>,
    call: Vec<String>,
    charge: Vec<String>,
    greeting: Vec<String>,
    password: Vec<String>,
    coins: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActionFile {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "checked")]
    _checked: String,
    denied_before: Vec<String>,
    denied_after: Vec<String>,
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
    protectors: Vec<String>,
    redirectors: Vec<String>,
    free_mail: Vec<String>,
    shared: Vec<SharedTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SharedTable {
    kind: String,
    hosts: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EndingFile {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "checked")]
    _checked: String,
    programs: Vec<String>,
    documents: Vec<String>,
    pages: Vec<String>,
}

/// What a file's ending says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// Something that runs.
    Program,
    /// Something to read.
    Document,
    /// A page that a browser opens, or a profile that a device takes in.
    Page,
}

/// Not a request, but words that hostile mails like.
pub(crate) const ALARMING: &str = "alarming-words";

/// The kinds of request, in the words of the finding `asks-for-action`.
pub(crate) const ACTIONS: [&str; 17] = [
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
    "pay-with-gift-cards",
    "give-remote-control",
    "pay-in-crypto",
    "pay-to-new-account",
    ALARMING,
];

/// Requests that nobody honest makes in a mail; who warns of them names them too.
pub(crate) const GRAVE: [&str; 5] = [
    "send-code",
    "pay-with-gift-cards",
    "give-remote-control",
    "pay-in-crypto",
    "pay-to-new-account",
];

/// What kinds of place anybody can put something at, in the words of the finding `link-to-shared-host`.
pub(crate) const SHARED: [&str; 5] = ["shortener", "form", "site", "files", "tunnel"];

/// How many characters on either side of a grave request are looked at for a denial.
const DENIAL_REACH: usize = 80;

/// Finds whole words in folded text: Latin ones between word edges, Japanese ones anywhere.
#[derive(Debug)]
pub(crate) struct Finder {
    search: Search,
    words: Vec<String>,
}

impl Finder {
    fn new(words: &[String], kind: MatchKind) -> Result<Self, String> {
        let words: Vec<String> = words.iter().map(|word| fold(word).text).collect();
        let search = Search::new(words.iter(), kind)?;
        Ok(Self { search, words })
    }

    /// All matches, with the index of the word.
    pub(crate) fn all<'a>(
        &'a self,
        folded: &'a str,
    ) -> impl Iterator<Item = (usize, std::ops::Range<usize>)> + 'a {
        self.search
            .automaton(folded.len(), self.words.iter())
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

    /// Whether a text may begin with one of the words, by its first letter.
    pub(crate) fn may_begin(&self, folded: &str) -> bool {
        let first = folded.chars().next();
        first.is_none() || self.words.iter().any(|word| word.chars().next() == first)
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
    pub(crate) order_number: Finder,
    pub(crate) call: Finder,
    pub(crate) charge: Finder,
    pub(crate) greeting: Finder,
    pub(crate) password: Finder,
    pub(crate) coins: Finder,
    actions: Finder,
    action_of: Vec<&'static str>,
    denied_before: Finder,
    denied_after: Finder,
    trackers: Places<()>,
    protectors: Places<()>,
    redirectors: Places<()>,
    shared: Places<&'static str>,
    free_mail: HashSet<Domain>,
    endings: HashMap<String, FileKind>,
}

/// Hosts of a list, each with the beginnings of paths that make a place and what the place is, in the order of
/// the list.
#[derive(Debug)]
struct Places<T>(HashMap<Box<str>, Vec<Place<T>>>);

#[derive(Debug)]
struct Place<T> {
    rank: usize,
    path: Box<str>,
    is: T,
}

impl<T: Copy> Places<T> {
    /// Reads hosts, with a path behind a slash where one is meant.
    fn parse<'a>(written: impl Iterator<Item = (&'a String, T)>) -> Result<Self, String> {
        let mut places: HashMap<Box<str>, Vec<Place<T>>> = HashMap::new();
        for (rank, (written, is)) in written.enumerate() {
            let (host, path) = written.split_once('/').unwrap_or((written, ""));
            let host = Domain::parse(host).map_err(|error| format!("{written}: {error}"))?;
            let place = Place {
                rank,
                path: path.into(),
                is,
            };
            places.entry(host.as_str().into()).or_default().push(place);
        }
        Ok(Self(places))
    }

    /// What the first place of the list is that `host` and `path` lie in.
    fn of(&self, host: &Domain, path: &str) -> Option<T> {
        let path = path.trim_start_matches('/');
        let mut rest = Some(host.as_str());
        let mut first: Option<&Place<T>> = None;
        while let Some(name) = rest {
            let here = self.0.get(name).into_iter().flatten();
            first = here
                .chain(first)
                .filter(|place| place.holds(path))
                .min_by_key(|place| place.rank);
            rest = name.split_once('.').map(|(_, parent)| parent);
        }
        first.map(|place| place.is)
    }

    fn holds(&self, host: &Domain) -> bool {
        self.of(host, "").is_some()
    }
}

impl<T> Place<T> {
    fn holds(&self, path: &str) -> bool {
        path.strip_prefix(&*self.path).is_some_and(|rest| {
            self.path.is_empty() || rest.is_empty() || !rest.starts_with(char::is_alphanumeric)
        })
    }
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
        let files: EndingFile = toml::from_str(include_str!("../../../data/mail/files.toml"))
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
        let places = |written: &[String]| Places::parse(written.iter().map(|host| (host, ())));
        let mut shared = Vec::new();
        for table in &hosts.shared {
            let kind = *SHARED
                .iter()
                .find(|known| **known == table.kind)
                .ok_or_else(|| format!("unknown kind of shared host {}", table.kind))?;
            shared.extend(table.hosts.iter().map(|host| (host, kind)));
        }
        let longest = MatchKind::LeftmostLongest;
        Ok(Self {
            service: Finder::new(&words.service, MatchKind::LeftmostLongest)?,
            offer: Finder::new(&words.offer, MatchKind::LeftmostLongest)?,
            signature: Finder::new(&words.signature, MatchKind::LeftmostLongest)?,
            address: Finder::new(&words.address, MatchKind::LeftmostLongest)?,
            others: Finder::new(&words.others, MatchKind::LeftmostLongest)?,
            yours: Finder::new(&words.yours, MatchKind::LeftmostLongest)?,
            actions: Finder::new(&phrases, MatchKind::LeftmostLongest)?,
            action_of,
            order_number: Finder::new(&words.order_number, longest)?,
            call: Finder::new(&words.call, longest)?,
            charge: Finder::new(&words.charge, longest)?,
            greeting: Finder::new(&words.greeting, longest)?,
            password: Finder::new(&words.password, longest)?,
            coins: Finder::new(&words.coins, longest)?,
            denied_before: Finder::new(&actions.denied_before, longest)?,
            denied_after: Finder::new(&actions.denied_after, longest)?,
            shared: Places::parse(shared.into_iter())?,
            trackers: places(&hosts.trackers)?,
            protectors: places(&hosts.protectors)?,
            redirectors: places(&hosts.redirectors)?,
            free_mail: hosts
                .free_mail
                .iter()
                .map(|name| Domain::parse(name).map_err(|e| format!("{name}: {e}")))
                .collect::<Result<_, _>>()?,
            endings: [
                (files.programs, FileKind::Program),
                (files.documents, FileKind::Document),
                (files.pages, FileKind::Page),
            ]
            .into_iter()
            .flat_map(|(endings, kind)| endings.into_iter().map(move |ending| (ending, kind)))
            .collect(),
        })
    }

    /// What a folded text asks for, with the place of the first phrase of each kind.
    pub(crate) fn actions(&self, folded: &str) -> Vec<(&'static str, std::ops::Range<usize>)> {
        let mut found: Vec<(&'static str, std::ops::Range<usize>)> = Vec::new();
        for (at, range) in self.actions.all(folded) {
            let word = self.action_of[at];
            if GRAVE.contains(&word) && self.is_denied(folded, &range) {
                continue;
            }
            if !found.iter().any(|(known, _)| *known == word) {
                found.push((word, range));
            }
        }
        // A grave request says more than a plain one, and that more than words that also stand in honest notices.
        found.sort_by_key(|(word, _)| (*word == ALARMING, !GRAVE.contains(word)));
        found
    }

    /// Whether a grave request is named in order to warn of it, by what stands around it in its sentence.
    fn is_denied(&self, folded: &str, range: &std::ops::Range<usize>) -> bool {
        let is_stop = |c: char| matches!(c, '.' | '!' | '?' | '。');
        let before = folded.get(..range.start).unwrap_or_default();
        let from = before
            .char_indices()
            .rev()
            .take(DENIAL_REACH)
            .take_while(|(_, c)| !is_stop(*c))
            .last()
            .map_or(range.start, |(at, _)| at);
        let after = folded.get(range.end..).unwrap_or_default();
        let to = after
            .char_indices()
            .take(DENIAL_REACH)
            .take_while(|(_, c)| !is_stop(*c))
            .last()
            .map_or(0, |(at, c)| at + c.len_utf8());
        self.denied_before
            .all(before.get(from..).unwrap_or_default())
            .next()
            .is_some()
            || self
                .denied_after
                .all(after.get(..to).unwrap_or_default())
                .next()
                .is_some()
    }

    /// Whether a filter on the receiving side put its own name before a link.
    pub(crate) fn is_protector(&self, host: &Domain) -> bool {
        self.protectors.holds(host)
    }

    /// Whether a place is known to lead anybody anywhere.
    pub(crate) fn is_redirector(&self, host: &Domain, path: &str) -> bool {
        self.redirectors.of(host, path).is_some()
    }

    /// What a file's ending says it is; the case does not count.
    pub(crate) fn file_kind(&self, ending: &str) -> Option<FileKind> {
        self.endings.get(&ending.to_ascii_lowercase()).copied()
    }

    /// What kind of shared place this is, where anybody can put something.
    pub(crate) fn shared_kind(&self, host: &Domain, path: &str) -> Option<&'static str> {
        self.shared.of(host, path)
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
        self.trackers.holds(host)
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

    #[test]
    fn who_warns_of_a_grave_request_makes_none() {
        let words = Words::embedded().expect("lists");
        let grave = |text: &str| {
            words
                .actions(&fold(text).text)
                .into_iter()
                .map(|(word, _)| word)
                .find(|word| GRAVE.contains(word))
        };
        for (text, expected) in [
            (
                "Please buy gift cards and send us the code on the back.",
                Some("pay-with-gift-cards"),
            ),
            ("We will never ask you to pay with gift cards.", None),
            (
                "Do not trust anybody. Pay with gift cards today.",
                Some("pay-with-gift-cards"),
            ),
            ("If anyone asks you to buy gift cards, hang up.", None),
            (
                "コンビニでギフト券を購入して、番号の写真を送ってください。",
                Some("pay-with-gift-cards"),
            ),
            ("ギフト券でお支払いをお願いすることはありません。", None),
            ("認証コードを教えないでください。", None),
            ("認証コードを教えてください。", Some("send-code")),
            (
                "Install AnyDesk so that we can help you.",
                Some("give-remote-control"),
            ),
            (
                "Send bitcoin to the following wallet",
                Some("pay-in-crypto"),
            ),
            ("振込先が変更になりました。", Some("pay-to-new-account")),
            ("振込先の変更を求めるメールにご注意ください。", None),
        ] {
            assert_eq!(grave(text), expected, "{text}");
        }
    }

    #[test]
    fn a_spot_is_a_host_and_the_beginning_of_a_path() {
        let words = Words::embedded().expect("lists");
        let domain = |text: &str| Domain::parse(text).expect("a domain");
        assert!(words.is_redirector(&domain("www.google.com"), "/url"));
        assert!(!words.is_redirector(&domain("www.google.com"), "/urlaub"));
        assert!(!words.is_redirector(&domain("www.google.com"), "/search"));
        assert_eq!(
            words.shared_kind(&domain("docs.google.com"), "/forms/d/e/x/viewform"),
            Some("form")
        );
        assert_eq!(
            words.shared_kind(&domain("docs.google.com"), "/document"),
            None
        );
        assert_eq!(
            words.shared_kind(&domain("login.pages.dev"), "/"),
            Some("site")
        );
    }
}
