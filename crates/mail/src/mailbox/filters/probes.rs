//! The made-up mails on which filters are run.

use brands::Brands;
use facts::{Address, BrandId};
use serde::Deserialize;

/// Addresses of one brand that mails are made for; more say nothing new.
const SENDERS: usize = 6;

/// The file of subjects.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[expect(dead_code, reason = "for whoever reads the file")]
    source: String,
    #[expect(dead_code, reason = "for whoever reads the file")]
    checked: String,
    ordinary: Vec<String>,
    hidden_folders: Vec<String>,
    topic: Vec<Topic>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Topic {
    word: String,
    subjects: Vec<String>,
}

/// The topics of notices, as words of facts.
const TOPICS: [&str; 4] = ["order", "card", "gift", "security"];

/// Why a mail was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A stranger's, about nothing.
    Ordinary,
    /// A stranger's, with the subject of a notice.
    Notice {
        topic: &'static str,
        /// The subject's place among all of them.
        subject: usize,
    },
    /// A brand's, or with its name in the subject.
    Brand {
        brand: BrandId,
        /// The subject's place among those of notices, where it is one.
        subject: Option<usize>,
    },
}

/// A made-up mail; everything in small letters as well, since most rules do not look at capitals.
#[derive(Clone, Debug)]
pub(super) struct Probe {
    pub(super) kind: Kind,
    pub(super) from: Text,
    pub(super) address: Text,
    pub(super) subject: Text,
    pub(super) body: Text,
}

/// A text and the same in small letters.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) written: String,
    pub(super) small: String,
}

impl Text {
    pub(super) fn new(written: &str) -> Self {
        Self {
            written: written.to_owned(),
            small: written.to_lowercase(),
        }
    }
}

/// All of them.
#[derive(Debug)]
pub(super) struct Probes {
    pub(super) all: Vec<Probe>,
    pub(super) ordinary: usize,
    pub(super) hidden_folders: Vec<String>,
    /// The topic of each subject of a notice.
    pub(super) topics: Vec<&'static str>,
}

impl Probes {
    pub(super) fn new(brands: &Brands) -> Result<Self, String> {
        let file: File = toml::from_str(include_str!("../../../../../data/mail/notices.toml"))
            .map_err(|error| error.to_string())?;
        let mut subjects: Vec<(&'static str, &str)> = Vec::new();
        for topic in &file.topic {
            let word = TOPICS
                .into_iter()
                .find(|known| *known == topic.word)
                .ok_or_else(|| format!("unknown topic {}", topic.word))?;
            subjects.extend(
                topic
                    .subjects
                    .iter()
                    .map(|subject| (word, subject.as_str())),
            );
        }
        let strangers = ["sakura@home.example", "tom@friends.example"];
        let mut all = Vec::new();
        for (subject, stranger) in file.ordinary.iter().zip(strangers.iter().cycle()) {
            all.push(probe(Kind::Ordinary, "", stranger, subject, ""));
        }
        let ordinary = all.len();
        for (at, (topic, subject)) in subjects.iter().enumerate() {
            let kind = Kind::Notice { topic, subject: at };
            all.push(probe(kind, "", "desk@notices.example", subject, subject));
        }
        let neutral = file.ordinary.first().map_or("", String::as_str);
        for brand in brands.iter() {
            let names = [&*brand.shown.ja, &*brand.shown.en];
            let body = names.join(" ");
            let kind = |subject| Kind::Brand {
                brand: brand.id.clone(),
                subject,
            };
            for name in names {
                // Somebody else's mail that names the brand: a rule that takes it goes by the name.
                let subject = format!("{name} {neutral}");
                all.push(probe(
                    kind(None),
                    "",
                    "desk@notices.example",
                    &subject,
                    &body,
                ));
            }
            for (nth, sender) in senders(brand).iter().enumerate() {
                let name = names.get(nth % 2).copied().unwrap_or_default();
                all.push(probe(kind(None), name, sender, neutral, &body));
                // All subjects from the first sender, and from the others one of each topic and language.
                for (at, (_, subject)) in subjects.iter().enumerate() {
                    if nth == 0 || is_first(&subjects, at) {
                        let body = format!("{body} {subject}");
                        all.push(probe(kind(Some(at)), name, sender, subject, &body));
                    }
                }
            }
        }
        Ok(Self {
            all,
            ordinary,
            hidden_folders: file.hidden_folders,
            topics: subjects.into_iter().map(|(topic, _)| topic).collect(),
        })
    }
}

/// Whether a subject is the first of its topic in its language; the files name Japanese ones before English ones.
fn is_first(subjects: &[(&'static str, &str)], at: usize) -> bool {
    let of = |at: usize| {
        subjects
            .get(at)
            .map(|(topic, subject)| (*topic, subject.is_ascii()))
    };
    at.checked_sub(1).and_then(of) != of(at)
}

/// Addresses that a brand writes from: those of its table, and one under each domain that mails.
fn senders(brand: &brands::Brand) -> Vec<String> {
    let mut senders: Vec<String> = brand
        .senders
        .iter()
        .filter(|sender| sender.foreign_content.is_none())
        .map(|sender| sender.address.to_string())
        .collect();
    // Those that stand first are kept, but every domain is tried before a second address of the first.
    senders.truncate(SENDERS / 2);
    for domain in brand
        .domains
        .iter()
        .filter(|domain| domain.mails && domain.standing.can_prove())
    {
        let is_there = senders.iter().any(|sender| {
            Address::parse(sender).is_ok_and(|address| address.domain() == &domain.name)
        });
        if !is_there && senders.len() < SENDERS {
            senders.push(format!("no-reply@{}", domain.name));
        }
    }
    senders
}

fn probe(kind: Kind, name: &str, address: &str, subject: &str, body: &str) -> Probe {
    let from = if name.is_empty() {
        address.to_owned()
    } else {
        format!("{name} <{address}>")
    };
    Probe {
        kind,
        from: Text::new(&from),
        address: Text::new(address),
        subject: Text::new(subject),
        body: Text::new(body),
    }
}
