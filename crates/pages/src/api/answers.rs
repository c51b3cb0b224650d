//! What the interface answers.

use facts::{AccountId, Answer, Source};
use mioboe::{Card, MailLine, MailStory};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::imports::Job;
use crate::tongue::Tongue;

/// Why a call failed (RFC 9457).
#[derive(Serialize, ToSchema)]
pub(crate) struct Problem {
    /// A name that stays the same: `urn:mioboe:` and a word.
    #[serde(rename = "type")]
    #[schema(rename = "type")]
    pub(crate) kind: String,
    /// What happened, in the language that was asked for.
    pub(crate) title: String,
    /// The status of the answer.
    pub(crate) status: u16,
    /// What to do now.
    pub(crate) detail: String,
}

/// A line of `mioboe check --json`; docs/schema/check-1.json tells the rest.
#[derive(ToSchema)]
#[expect(dead_code, reason = "written by `words`, described here")]
pub(crate) struct CheckAnswer {
    schema: String,
    file: String,
    /// The SHA-256 of the mail.
    id: String,
    verdict: String,
}

/// A question that only the person can answer.
#[derive(Serialize, ToSchema)]
pub(crate) struct QuestionAnswer {
    /// Its name: 32 hexadecimal digits.
    pub(crate) id: String,
    /// What it is about.
    pub(crate) thing: String,
    /// When the thing happened (RFC 3339).
    pub(crate) moment: String,
    /// The account whose mailbox tells of it.
    pub(crate) account: String,
    /// The kind of the notice that weighs most.
    pub(crate) kind: Option<&'static str>,
    /// The brand that says so.
    pub(crate) brand: Option<String>,
    /// The sum at stake.
    pub(crate) sum: Option<Sum>,
    /// The subject of the first mail.
    pub(crate) subject: String,
    /// The domain that is proven to have sent it.
    pub(crate) sender: String,
    /// How many mails speak of it.
    pub(crate) mails: usize,
    /// The codes of what was found about them.
    pub(crate) findings: Vec<String>,
    /// What the person said; absent while it waits.
    pub(crate) answer: Option<&'static str>,
}

/// Money, in the smallest unit of its currency.
#[derive(Serialize, ToSchema)]
pub(crate) struct Sum {
    minor: i64,
    /// ISO 4217.
    currency: String,
}

impl QuestionAnswer {
    pub(crate) fn of(card: &Card, answer: Option<Answer>) -> Self {
        let first = card.mails.first();
        Self {
            id: card.asked.id.to_string(),
            thing: card.asked.question.thing.key(),
            moment: card.asked.question.moment.to_string(),
            account: card.asked.owner.account.0.to_string(),
            kind: card.kind().map(facts::NoticeKind::as_str),
            brand: card.brand().map(|brand| brand.as_str().to_owned()),
            sum: card.sum().map(|sum| Sum {
                minor: sum.minor,
                currency: sum.currency.as_str().to_owned(),
            }),
            subject: first.map_or_else(String::new, |mail| mail.subject.clone()),
            sender: first.map_or_else(String::new, |mail| mail.sender.clone()),
            mails: card.mails.len(),
            findings: card
                .findings
                .iter()
                .map(|finding| finding.code.as_str().to_owned())
                .collect(),
            answer: answer.map(Answer::as_str),
        }
    }
}

/// Open questions.
#[derive(Serialize, ToSchema)]
pub(crate) struct Questions {
    /// The newest day first, within a day the most costly first.
    pub(crate) questions: Vec<QuestionAnswer>,
    /// What to give as `after` for the next ones, where there are more.
    pub(crate) more: Option<String>,
}

/// An answer on its way in.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Said {
    pub(crate) answer: Word,
}

/// What a person may say.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Word {
    /// They remember it.
    Mine,
    /// They do not.
    NotMine,
    /// They cannot tell.
    Unsure,
    /// The answer before is taken back.
    Withdrawn,
}

impl Word {
    pub(crate) const fn answer(self) -> Answer {
        match self {
            Self::Mine => Answer::Mine,
            Self::NotMine => Answer::NotMine,
            Self::Unsure => Answer::Unsure,
            Self::Withdrawn => Answer::Withdrawn,
        }
    }
}

/// A mail that was judged.
#[derive(Serialize, ToSchema)]
pub(crate) struct MailAnswer {
    /// The SHA-256 of the mail.
    id: String,
    account: String,
    /// When it arrived (RFC 3339).
    moment: String,
    from: String,
    subject: String,
    /// Absent where the mail could not be read.
    verdict: Option<String>,
    brand: Option<String>,
    is_proven: bool,
    notices: Vec<String>,
    orders: Vec<String>,
    findings: Vec<String>,
    gaps: Vec<String>,
    octets: u64,
}

impl MailAnswer {
    pub(crate) fn of(line: &MailLine) -> Self {
        let note = &line.note;
        Self {
            id: line.id.to_string(),
            account: line.account.0.to_string(),
            moment: line.moment.to_string(),
            from: note.from.clone(),
            subject: note.subject.clone(),
            verdict: Some(note.verdict.clone()).filter(|verdict| !verdict.is_empty()),
            brand: note.brand.clone(),
            is_proven: note.is_proven,
            notices: note.notices.clone(),
            orders: note.orders.clone(),
            findings: note.findings.clone(),
            gaps: note.gaps.clone(),
            octets: note.octets,
        }
    }
}

/// Mails, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct Mails {
    pub(crate) mails: Vec<MailAnswer>,
    /// What to give as `after` for older ones. A page may be empty and still have more, where the search was long.
    pub(crate) more: Option<String>,
    /// Whether mails are still being listed, so that a search may miss some.
    pub(crate) is_behind: bool,
}

/// A mail with what is known of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct MailWhole {
    mail: MailAnswer,
    places: Vec<Place>,
    questions: Vec<QuestionAnswer>,
}

/// Where a mail lies, or was taken from.
#[derive(Serialize, ToSchema)]
struct Place {
    /// The folder of the mailbox.
    folder: Option<String>,
    /// The file.
    file: Option<String>,
    /// Which mail of the file, from 1.
    position: Option<u64>,
    /// Since when it was seen there (RFC 3339).
    since: String,
    /// When it was found gone from there.
    gone: Option<String>,
}

impl MailWhole {
    pub(crate) fn of(story: &MailStory) -> Self {
        let mut places: Vec<Place> = story
            .placements
            .iter()
            .map(|it| Place {
                folder: Some(it.folder.clone()),
                file: None,
                position: None,
                since: it.first_seen.to_string(),
                gone: it.gone_since.map(|at| at.to_string()),
            })
            .collect();
        if let Source::File { name, position } = &story.line.source {
            places.push(Place {
                folder: None,
                file: Some(name.to_string()),
                position: *position,
                since: story.line.taken.to_string(),
                gone: None,
            });
        }
        Self {
            mail: MailAnswer::of(&story.line),
            places,
            questions: story
                .questions
                .iter()
                .map(|(card, answer)| QuestionAnswer::of(card, *answer))
                .collect(),
        }
    }
}

/// An account that mails came through.
#[derive(Serialize, ToSchema)]
pub(crate) struct SourceAnswer {
    pub(crate) account: String,
    /// Whether the configuration names it to be followed.
    pub(crate) is_followed: bool,
    /// When new mail was last looked for (RFC 3339).
    pub(crate) last_read: Option<String>,
}

impl SourceAnswer {
    pub(crate) fn of(account: &AccountId, is_followed: bool, last: Option<facts::Instant>) -> Self {
        Self {
            account: account.0.to_string(),
            is_followed,
            last_read: last.map(|at| at.to_string()),
        }
    }
}

/// Where mails come from.
#[derive(Serialize, ToSchema)]
pub(crate) struct Sources {
    pub(crate) sources: Vec<SourceAnswer>,
}

/// Files that are, were, or will be taken in.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportAnswer {
    pub(crate) id: u64,
    account: String,
    /// `waiting`, `running`, `done`, `stopped` or `failed`.
    stage: &'static str,
    /// Octets of the files.
    octets: u64,
    /// Octets that were passed.
    passed: u64,
    mails: u64,
    new: u64,
    questions: u64,
    filters: u64,
    /// What could not be read.
    unread: u64,
    troubles: Vec<TroubleAnswer>,
}

/// What could not be taken in.
#[derive(Serialize, ToSchema)]
struct TroubleAnswer {
    file: String,
    position: Option<u64>,
    /// The word of the failure.
    code: &'static str,
    message: String,
    advice: String,
}

impl ImportAnswer {
    pub(crate) fn of(job: &Job, tongue: &Tongue) -> Self {
        let progress = job.progress();
        let done = progress.done;
        let troubles = progress.troubles.iter().map(|trouble| {
            let told = trouble.told(tongue.language);
            TroubleAnswer {
                file: trouble.file.clone(),
                position: trouble.position,
                code: trouble.kind.as_str(),
                message: told.message,
                advice: told.advice,
            }
        });
        Self {
            id: job.id,
            account: job.account.clone(),
            stage: progress.stage.as_str(),
            octets: job.octets,
            passed: done.passed,
            mails: done.mails,
            new: done.new,
            questions: done.questions,
            filters: done.filters,
            unread: done.unread,
            troubles: troubles.collect(),
        }
    }
}

/// Imports of this process, the newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct Imports {
    pub(crate) imports: Vec<ImportAnswer>,
}
