//! The questions that only the person can answer: listed, answered, taken back.

use facts::{
    AccountId, Answer, BrandId, Finding, Instant, Money, Notice, NoticeKind, PersonId, Thing,
};
use store::{Asked, Batch, Error, Found, Mark, NewAnswer, Owner, Store};

use crate::check::Checked;
use crate::keep::{Asking, AskingFilters, AskingMail, leading_sum};
use crate::over_time::kept;

/// A question as it is put to the person.
#[derive(Clone, Debug)]
pub struct Card {
    /// The question as it is kept.
    pub asked: Asked,
    /// What raised it, the first notice first.
    pub notices: Vec<Notice>,
    /// The mails that say so, in the same order as far as they can be read back.
    pub mails: Vec<AskingMail>,
    /// The list of filters that raised it, where it is one about rules.
    pub filters: Option<AskingFilters>,
    /// What was found about those rules, or about those mails over time; without evidence, which lies with them.
    pub findings: Vec<Finding>,
}

impl Card {
    pub(crate) fn of(asked: Asked) -> Self {
        let asking: Asking = serde_json::from_str(&asked.question.content).unwrap_or_default();
        Self {
            notices: asking.read().collect(),
            findings: asking
                .filters
                .iter()
                .flat_map(|rules| &rules.findings)
                .chain(&asking.findings)
                .filter_map(|value| kept::finding(value, &asked.owner.account))
                .collect(),
            mails: asking.mails,
            filters: asking.filters,
            asked,
        }
    }

    /// The notice that weighs most: the purchase before its parcels.
    #[must_use]
    pub fn leading(&self) -> Option<&Notice> {
        self.notices
            .iter()
            .max_by_key(|notice| crate::keep::weight(notice).unwrap_or(0))
    }

    /// What it is about.
    #[must_use]
    pub fn kind(&self) -> Option<NoticeKind> {
        self.leading().map(|notice| notice.kind)
    }

    /// The brand that says so.
    #[must_use]
    pub fn brand(&self) -> Option<&BrandId> {
        self.leading().map(|notice| &notice.brand)
    }

    /// The sum at stake.
    #[must_use]
    pub fn sum(&self) -> Option<Money> {
        self.leading().and_then(leading_sum)
    }
}

/// Why a question was not answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReviewError {
    /// There is no question whose name begins so.
    #[error("no question begins with {0}")]
    Unknown(String),
    /// More than one question's name begins so.
    #[error("several questions begin with {0}")]
    Several(String),
    /// The store could not be asked.
    #[error(transparent)]
    Store(#[from] Error),
}

/// The open questions of a person, the newest day and in it the most costly first.
///
/// # Errors
/// Whatever the store says.
pub async fn open_questions(
    store: &Store,
    person: &PersonId,
    limit: u32,
    after: Option<&Mark>,
) -> Result<Vec<Card>, Error> {
    let asked = store.open_questions(person, after, limit).await?;
    Ok(asked.into_iter().map(Card::of).collect())
}

/// The question whose name begins so.
///
/// # Errors
/// [`ReviewError`], where there is none or more than one.
pub async fn find_question(
    store: &Store,
    person: &PersonId,
    prefix: &str,
) -> Result<Card, ReviewError> {
    match store.question_by_prefix(person, prefix).await? {
        Found::One(asked) => Ok(Card::of(asked)),
        Found::Several => Err(ReviewError::Several(prefix.to_owned())),
        Found::None => Err(ReviewError::Unknown(prefix.to_owned())),
    }
}

/// Keeps the person's answer to a question; [`Answer::Withdrawn`] takes the last one back.
///
/// # Errors
/// [`ReviewError::Unknown`] where the question is gone by now, and nothing was kept; else whatever the store says.
pub async fn answer(
    store: &Store,
    card: &Card,
    answer: Answer,
    now: Instant,
) -> Result<(), ReviewError> {
    let id = &card.asked.id;
    if store.answer(id, answer, "{}", now).await? {
        Ok(())
    } else {
        Err(ReviewError::Unknown(id.as_str().to_owned()))
    }
}

/// What the person last said about a thing.
///
/// # Errors
/// Whatever the store says.
pub async fn answer_of(
    store: &Store,
    person: &PersonId,
    thing: &Thing,
) -> Result<Option<Answer>, Error> {
    let given = store.answer_of(person, thing).await?;
    Ok(given.map(|given| given.answer))
}

/// The account of mails that nobody watches: those that were imported or checked alone.
const UNWATCHED: &str = "import";

/// Keeps what the person says of a verdict ([`Answer::Wrong`], or [`Answer::Withdrawn`] to take that back); of the mail
/// itself nothing is kept but its name.
///
/// It never changes a verdict: whoever may say that a mail is genuine need not be asked by a program.
///
/// # Errors
/// Whatever the store says.
pub async fn say_of_verdict(
    store: &Store,
    person: &PersonId,
    checked: &Checked,
    answer: Answer,
    now: Instant,
) -> Result<(), Error> {
    let owner = Owner {
        person: person.clone(),
        account: AccountId(UNWATCHED.into()),
    };
    let mut batch = Batch::new(owner, now);
    let verdict = checked.report.verdict.as_str();
    batch.answers.push(NewAnswer {
        thing: Thing::Mail(checked.report.id),
        answer,
        content: serde_json::json!({ "verdict": verdict }).to_string(),
    });
    store.commit(&batch).await.map(|_| ())
}

/// What the person last said of the verdict on this mail.
///
/// # Errors
/// Whatever the store says.
pub async fn said_of_verdict(
    store: &Store,
    person: &PersonId,
    checked: &Checked,
) -> Result<Option<Answer>, Error> {
    answer_of(store, person, &Thing::Mail(checked.report.id)).await
}

#[cfg(test)]
mod tests {
    use facts::{Day, ObservationId};
    use store::{Batch, Forget, NewQuestion, Owner, Place, QuestionId};

    use super::*;

    #[test]
    fn an_answer_to_a_question_that_is_gone_is_not_taken_for_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = Place::Sqlite(folder.path().join("store.sqlite"));
        crate::Runner::new().expect("a runner").run(async {
            let store = Store::open(&place, &crate::opening()).await;
            let store = store.expect("a store");
            let owner = Owner::new("me", "work");
            let thing = Thing::Mail(ObservationId::of(b"a mail"));
            let id = QuestionId::of(&owner.person, &thing);
            let moment = crate::now();
            let mut batch = Batch::new(owner.clone(), moment);
            batch.questions.push(NewQuestion {
                thing,
                observation: None,
                moment,
                day: Day(jiff::civil::date(2026, 11, 23)),
                weight: 1,
                content: "{}".to_owned(),
                over: None,
            });
            store.commit(&batch).await.expect("kept");
            let card = find_question(&store, &owner.person, id.as_str()).await;
            let card = card.expect("the question");
            let kept = answer(&store, &card, Answer::Mine, moment).await;
            assert!(kept.is_ok(), "{kept:?}");
            let gone = store.forget(&Forget::Account(owner)).await;
            assert_eq!(gone.expect("forgotten").questions, 1);
            let kept = answer(&store, &card, Answer::Withdrawn, moment).await;
            assert!(
                matches!(&kept, Err(ReviewError::Unknown(name)) if name == id.as_str()),
                "{kept:?}"
            );
            store.close().await;
        });
    }
}
