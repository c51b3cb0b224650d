//! What a person is told of: kept in the store with what raised it, worded only when it goes out.

use facts::{Money, NoticeKind};
use serde::{Deserialize, Serialize};
use store::{Batch, NewQuestion, NewTelling, QuestionId};

use crate::keep::{Asking, leading_sum, weight};
use crate::telling::Urgency;

/// Something to tell a person: data without a sentence, and nothing that could be money or leads anywhere.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(tag = "news", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum News {
    /// Only the person can say whether this was them.
    Asked {
        /// Who says so; absent where it is about the mailbox itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        brand: Option<String>,
        /// What it says, as [`NoticeKind::as_str`] has it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<String>,
        /// The sum at stake in minor units, with its currency.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sum: Option<(i64, String)>,
        /// Whether it is about rules by which mail is hidden.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        is_about_filters: bool,
        /// Whether every hour counts.
        is_urgent: bool,
    },
    /// A mailbox was read for the first time.
    FirstRead {
        /// Which.
        account: String,
        /// Questions that wait because of it.
        questions: u64,
    },
    /// A mailbox is watched no longer, until the person mends something.
    Unwatched {
        /// Which.
        account: String,
    },
    /// A mailbox is out of reach for hours; it is tried on.
    Away {
        /// Which.
        account: String,
    },
    /// Nothing happened: the person tries the way of telling.
    Test,
}

impl News {
    /// The news that a question was raised.
    #[must_use]
    pub fn of(question: &NewQuestion) -> Self {
        let asking: Asking = serde_json::from_str(&question.content).unwrap_or_default();
        let leading = asking
            .read()
            .max_by_key(|notice| weight(notice).unwrap_or(0));
        Self::Asked {
            brand: leading
                .as_ref()
                .map(|notice| notice.brand.as_str().to_owned()),
            kind: leading
                .as_ref()
                .map(|notice| notice.kind.as_str().to_owned()),
            sum: leading
                .as_ref()
                .and_then(leading_sum)
                .map(|sum| (sum.minor, sum.currency.as_str().to_owned())),
            is_about_filters: asking.filters.is_some(),
            is_urgent: leading.is_none_or(|notice| hurries(notice.kind)),
        }
    }

    /// The same where something was found about it that makes it worth an hour of sleep.
    #[must_use]
    pub(crate) fn urgent(mut self) -> Self {
        if let Self::Asked { is_urgent, .. } = &mut self {
            *is_urgent = true;
        }
        self
    }

    /// How much it hurries.
    #[must_use]
    pub fn urgency(&self) -> Urgency {
        match self {
            Self::Asked {
                is_urgent: true, ..
            }
            | Self::Unwatched { .. }
            | Self::Away { .. } => Urgency::Urgent,
            Self::Asked { .. } | Self::FirstRead { .. } | Self::Test => Urgency::Normal,
        }
    }

    /// The sum at stake.
    #[must_use]
    pub fn sum(&self) -> Option<Money> {
        let Self::Asked {
            sum: Some((minor, code)),
            ..
        } = self
        else {
            return None;
        };
        let currency = facts::Currency::parse(code).ok()?;
        Some(Money {
            minor: *minor,
            currency,
        })
    }
}

/// Whether an hour is too long to wait: money that can still be stopped, or somebody in the account.
///
/// What people do themselves every week (orders, charges) waits for its turn; a gift card or a changed account does not.
fn hurries(kind: NoticeKind) -> bool {
    matches!(
        kind,
        NoticeKind::GiftCardBought
            | NoticeKind::PasswordChanged
            | NoticeKind::EmailChanged
            | NoticeKind::PhoneChanged
            | NoticeKind::TwoStepChanged
            | NoticeKind::AccountKindChanged
            | NoticeKind::AddressAdded
    )
}

/// Lays news for every way of telling into a batch, so that they are kept with what raised them or not at all.
///
/// The same `id` is told once by each way, however often it is queued.
pub(crate) fn queue(batch: &mut Batch, ways: &[&'static str], id: &str, news: &News) {
    let content = serde_json::to_string(news).expect("texts and numbers are JSON");
    for way in ways {
        batch.tellings.push(NewTelling {
            channel: (*way).to_owned(),
            id: id.to_owned(),
            due: batch.at,
            content: content.clone(),
        });
    }
}

/// The id under which the news of a question is queued.
pub(crate) fn asked_id(question: &QuestionId) -> String {
    format!("asked:{question}")
}

/// The id under which the news is queued that a question weighs more than before; told once.
pub(crate) fn risen_id(question: &QuestionId) -> String {
    format!("risen:{question}")
}
