//! Judges what happened to a mailbox over time, from what the store keeps, and puts what was found to the person.

mod attach;
pub(crate) mod kept;
mod rows;

use std::collections::HashSet;

use facts::{Finding, Gap, Instant, PersonId, Reason as _, Severity, Subject};
use mail::mailbox::{MailboxReason, MailboxUnread, OverTime, over_time};
use serde::{Deserialize, Serialize};
use store::{AccountState, Error, Owner, QuestionId, Store};

use crate::keep::Keeper;
use attach::Attached;
use rows::MailRows;

/// Where nothing changed, a judgement holds for so many seconds; what depends on the time alone is found then.
const HOLDS: i64 = 30 * 60;
/// Findings and gaps that are kept of one judgement; of more, each look judges anew.
const MOST_KEPT: usize = 1_000;
/// A flood in which no mail about money came is listed for so many seconds after its end.
const LISTED: i64 = 14 * 86_400;

/// What came of judging one account over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JudgedOverTime {
    /// Everything found, asked about or not, whether it was found before or not.
    pub findings: Vec<Finding>,
    /// What could not be judged.
    pub gaps: Vec<Gap>,
    /// Questions that are new.
    pub new: Vec<QuestionId>,
    /// Open questions that were there and weigh more than before; none of them is new.
    pub rose: Vec<QuestionId>,
}

impl JudgedOverTime {
    /// The questions to tell the person of: new or risen, each once.
    pub fn questions(&self) -> impl Iterator<Item = &QuestionId> {
        self.new.iter().chain(&self.rose)
    }
}

/// Judges one account by what the store keeps of the last [`Rows::DAYS`](mail::mailbox::Rows::DAYS) days.
///
/// What is found about mails joins the questions about them, which rise or are made where there are none; what the
/// person answered stays answered. Called again with nothing changed, it says the same, without questions, and keeps
/// nothing but, every half hour, that it was judged again.
///
/// # Errors
/// Whatever the store says; what was kept before stays, and the next call goes on.
pub async fn judge_over_time(
    keeper: &Keeper,
    owner: &Owner,
    now: Instant,
) -> Result<JudgedOverTime, Error> {
    let store = keeper.store();
    // Read before the rows, so that whatever is kept meanwhile counts as a change.
    let state = store.account_state(owner).await?;
    let last = Judgement::of_state(&state);
    if last.holds(state.changes, now) {
        return Ok(last.said(owner));
    }
    let rows = MailRows::read(store, owner, now).await?;
    let mut said = over_time(&rows.rows(), now);
    if rows.unread > 0 {
        let unread = MailboxUnread::KeptNotRead { count: rows.unread };
        said.gaps.push(Gap {
            code: unread.code(),
            subject: Subject::Account(owner.account.clone()),
            facts: unread.facts(),
        });
    }
    let attached = attach::attach(keeper, owner, now, &rows, &said).await?;
    let judgement = Judgement::of(&said, &attached, state.changes, now);
    if last != judgement {
        let content = serde_json::to_string(&judgement).unwrap_or_else(|_| "{}".to_owned());
        store.note_account(owner, &content).await?;
    }
    Ok(JudgedOverTime {
        findings: said.findings,
        gaps: said.gaps,
        new: attached.new,
        rose: attached.rose,
    })
}

/// What was found at the last judgement of each account and is part of no question.
///
/// # Errors
/// Whatever the store says.
pub async fn unasked_findings(store: &Store, person: &PersonId) -> Result<Vec<Finding>, Error> {
    let mut findings = Vec::new();
    for account in store.accounts(person).await? {
        let owner = Owner {
            person: person.clone(),
            account,
        };
        let last = Judgement::of_state(&store.account_state(&owner).await?);
        for value in &last.findings {
            let is_listed = value.get("is_listed").and_then(serde_json::Value::as_bool);
            if is_listed == Some(true) {
                findings.extend(kept::finding(value, &owner.account));
            }
        }
    }
    Ok(findings)
}

/// What is kept of the last judgement of an account.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
struct Judgement {
    /// How often the account had changed; absent where not everything found is kept here.
    changes: Option<u64>,
    /// When it was judged, in seconds since 1970.
    judged: i64,
    findings: Vec<serde_json::Value>,
    gaps: Vec<serde_json::Value>,
}

impl Judgement {
    /// The last one; an empty one, which holds for nothing, where there is none that can be read.
    fn of_state(state: &AccountState) -> Self {
        serde_json::from_str(&state.content).unwrap_or_default()
    }

    fn of(said: &OverTime, attached: &Attached, changes: u64, now: Instant) -> Self {
        let is_whole = said.findings.len() <= MOST_KEPT && said.gaps.len() <= MOST_KEPT;
        let findings = said.findings.iter().enumerate().take(MOST_KEPT);
        Self {
            changes: is_whole.then_some(changes),
            judged: now.seconds(),
            findings: findings
                .map(|(nth, finding)| {
                    let mut value = kept::finding_json(finding);
                    if is_listed(finding, &attached.asked, nth, now)
                        && let Some(object) = value.as_object_mut()
                    {
                        object.insert("is_listed".to_owned(), true.into());
                    }
                    value
                })
                .collect(),
            gaps: said
                .gaps
                .iter()
                .take(MOST_KEPT)
                .map(kept::gap_json)
                .collect(),
        }
    }

    /// Whether it still says what a new one would.
    fn holds(&self, changes: u64, now: Instant) -> bool {
        let age = now.seconds().saturating_sub(self.judged);
        self.changes == Some(changes) && (0..HOLDS).contains(&age)
    }

    fn said(&self, owner: &Owner) -> JudgedOverTime {
        let account = &owner.account;
        let findings = self.findings.iter();
        let gaps = self.gaps.iter();
        JudgedOverTime {
            findings: findings
                .filter_map(|value| kept::finding(value, account))
                .collect(),
            gaps: gaps.filter_map(|value| kept::gap(value, account)).collect(),
            ..JudgedOverTime::default()
        }
    }
}

/// Whether a finding that no question holds is shown beside the questions.
fn is_listed(finding: &Finding, asked: &HashSet<usize>, nth: usize, now: Instant) -> bool {
    if asked.contains(&nth) || !matches!(finding.subject, Subject::Account(_)) {
        return false;
    }
    match finding.facts.one("end") {
        // A flood passes; nobody can answer it, and it should not stand there for a year.
        Some(facts::Fact::Instant(end)) => {
            finding.severity >= Severity::Caution
                && now.seconds().saturating_sub(end.seconds()) <= LISTED
        }
        _ => true,
    }
}

/// Whether a finding is about the notices that wait, which no question can hold.
fn is_about_waiting(finding: &Finding) -> bool {
    let code = MailboxReason::NoticeUnanswered {
        count: 0,
        oldest: Instant(jiff::Timestamp::UNIX_EPOCH),
        age: "",
    }
    .code();
    finding.code == code
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(count: usize) -> OverTime {
        let reason = MailboxReason::NoticeUnanswered {
            count: 1,
            oldest: Instant(jiff::Timestamp::UNIX_EPOCH),
            age: "days",
        };
        let finding = Finding {
            code: reason.code(),
            severity: reason.severity(),
            confidence: reason.confidence(),
            subject: Subject::Account(facts::AccountId("test".into())),
            facts: reason.facts(),
            evidence: Vec::new(),
        };
        OverTime {
            findings: vec![finding; count],
            ..OverTime::default()
        }
    }

    #[test]
    fn a_judgement_of_very_much_is_not_relied_on() {
        let attached = Attached {
            new: Vec::new(),
            rose: Vec::new(),
            asked: HashSet::new(),
        };
        let at = |seconds: i64| Instant::from_seconds(seconds).expect("a moment");
        let judged = |count| Judgement::of(&found(count), &attached, 7, at(100));
        let all = judged(MOST_KEPT);
        assert!(all.holds(7, at(100)) && all.holds(7, at(100 + HOLDS - 1)));
        assert!(!all.holds(8, at(100)) && !all.holds(7, at(100 + HOLDS)));
        assert!(!all.holds(7, at(99)), "the clock was set back");
        assert_eq!(
            all.said(&Owner::new("me", "test")).findings,
            found(MOST_KEPT).findings
        );
        let more = judged(MOST_KEPT + 1);
        assert_eq!(more.findings.len(), MOST_KEPT);
        assert!(!more.holds(7, at(100)));
    }
}
