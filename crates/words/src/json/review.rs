//! Questions, answers and what was kept, as JSON.

use std::collections::BTreeMap;

use facts::{Answer, BrandId, Finding, Instant, Money, NoticeKind, OrderNumber, Subject};
use serde::Serialize;
use serde_json::Value;

use super::check::facts_v1;
use super::line;
use crate::say::{confidence_word, severity_word};

/// A question as it is told to a program.
#[derive(Clone, Copy, Debug)]
pub struct QuestionLine<'a> {
    /// Its name, which an answer gives back.
    pub id: &'a str,
    /// What it is about, by the key under which answers are kept.
    pub thing: &'a str,
    /// When the thing happened.
    pub moment: Instant,
    /// What the notice that weighs most tells.
    pub kind: Option<NoticeKind>,
    /// The brand that says so.
    pub brand: Option<&'a BrandId>,
    /// The sum at stake.
    pub sum: Option<Money>,
    /// The account whose mailbox the first mail reached.
    pub account: &'a str,
    /// The subject of that mail.
    pub subject: &'a str,
    /// The domain that is proven to have sent it.
    pub sender: &'a str,
    /// The orders it names.
    pub orders: &'a [OrderNumber],
    /// How many mails speak of it.
    pub mails: u64,
    /// What was found about those mails over time.
    pub findings: &'a [Finding],
}

#[derive(Serialize)]
struct QuestionV1<'a> {
    schema: &'static str,
    id: &'a str,
    thing: &'a str,
    moment: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    brand: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sum: Option<SumV1>,
    account: &'a str,
    subject: &'a str,
    sender: &'a str,
    orders: Vec<&'a str>,
    mails: u64,
    findings: Vec<FindingV1<'a>>,
}

#[derive(Serialize)]
struct FindingV1<'a> {
    code: &'static str,
    severity: &'static str,
    confidence: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    mail: Option<String>,
    facts: BTreeMap<&'a str, Value>,
}

#[derive(Serialize)]
struct SumV1 {
    minor: i64,
    currency: String,
}

#[derive(Serialize)]
struct AnswerV1<'a> {
    schema: &'static str,
    id: &'a str,
    answer: &'static str,
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Mails read.
    pub mails: u64,
    /// Those of them that were not kept before.
    pub new: u64,
    /// Notices of proven mails.
    pub notices: u64,
    /// Questions that are new.
    pub questions: u64,
    /// Files or mails that could not be read.
    pub unread: u64,
    /// Lists of filters read.
    pub filters: u64,
    /// What was found in what happened to the account over time.
    pub findings: u64,
}

#[derive(Serialize)]
struct ImportV1 {
    schema: &'static str,
    mails: u64,
    new: u64,
    notices: u64,
    questions: u64,
    unread: u64,
    filters: u64,
    findings: u64,
}

/// The line for an open question, without the line break.
#[must_use]
pub fn question_line(question: &QuestionLine<'_>) -> String {
    line(&QuestionV1 {
        schema: "mioboe/review/1",
        id: question.id,
        thing: question.thing,
        moment: question.moment.to_string(),
        kind: question.kind.map(NoticeKind::as_str),
        brand: question.brand.map(BrandId::as_str),
        sum: question.sum.map(|sum| SumV1 {
            minor: sum.minor,
            currency: sum.currency.as_str().to_owned(),
        }),
        account: question.account,
        subject: question.subject,
        sender: question.sender,
        orders: question.orders.iter().map(OrderNumber::as_str).collect(),
        mails: question.mails,
        findings: question
            .findings
            .iter()
            .map(|finding| FindingV1 {
                code: finding.code.as_str(),
                severity: severity_word(finding.severity),
                confidence: confidence_word(finding.confidence),
                mail: match &finding.subject {
                    Subject::Message(mail) => Some(mail.to_string()),
                    _ => None,
                },
                facts: facts_v1(&finding.facts),
            })
            .collect(),
    })
}

/// The line for an answer that was kept, without the line break.
#[must_use]
pub fn answer_line(id: &str, answer: Answer) -> String {
    line(&AnswerV1 {
        schema: "mioboe/review/1",
        id,
        answer: answer.as_str(),
    })
}

/// The line for an import, without the line break.
#[must_use]
pub fn import_line(imported: &Imported) -> String {
    line(&ImportV1 {
        schema: "mioboe/import/1",
        mails: imported.mails,
        new: imported.new,
        notices: imported.notices,
        questions: imported.questions,
        unread: imported.unread,
        filters: imported.filters,
        findings: imported.findings,
    })
}
