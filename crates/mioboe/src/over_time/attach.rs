//! Joins what was found to the questions about the mails: each finding once, and a question where there is none.

use std::collections::{BTreeMap, HashMap, HashSet};

use facts::{Finding, Instant, Notice, ObservationId, Severity, Subject, Thing};
use mail::mailbox::{OverTime, Seen};
use serde_json::Value;
use store::{Batch, Error, NewQuestion, Owner, QuestionId, QuestionState};

use super::rows::MailRows;
use super::{is_about_waiting, kept};
use crate::keep::{
    Asking, AskingMail, Keeper, LEAST_WEIGHT, Lift, MOST_NOTICES, MailNote, TRIES, json, lifted,
    notice_id, things, weight,
};
use crate::news::{News, queue, risen_id};

/// Findings that are kept with one question.
const MOST_FINDINGS: usize = 20;
/// Questions that are kept in one transaction.
const BATCH: usize = 200;

/// What came of it.
pub(super) struct Attached {
    pub(super) new: Vec<QuestionId>,
    pub(super) rose: Vec<QuestionId>,
    /// The findings that are part of a question, by their place among all.
    pub(super) asked: HashSet<usize>,
}

/// A finding on its way to the question about one mail.
struct Joining<'a> {
    nth: usize,
    finding: &'a Finding,
    lift: Lift,
}

/// A question with its content read.
struct Opened {
    question: NewQuestion,
    asking: Asking,
    /// `None` where it is new.
    state: Option<QuestionState>,
    is_changed: bool,
    has_risen: bool,
}

pub(super) async fn attach(
    keeper: &Keeper,
    owner: &Owner,
    now: Instant,
    rows: &MailRows,
    said: &OverTime,
) -> Result<Attached, Error> {
    let mut attached = Attached {
        new: Vec::new(),
        rose: Vec::new(),
        asked: HashSet::new(),
    };
    for _ in 1..TRIES {
        match attach_once(keeper, owner, now, rows, said, &mut attached).await {
            // What is joined already is found joined.
            Err(Error::Overtaken { .. }) => {}
            Err(error) => return Err(error),
            Ok(()) => return Ok(attached),
        }
    }
    attach_once(keeper, owner, now, rows, said, &mut attached).await?;
    Ok(attached)
}

async fn attach_once(
    keeper: &Keeper,
    owner: &Owner,
    now: Instant,
    rows: &MailRows,
    said: &OverTime,
    attached: &mut Attached,
) -> Result<(), Error> {
    let mut desk = Desk {
        keeper,
        owner,
        now,
        rows,
        opened: Vec::new(),
        by_thing: HashMap::new(),
        asked: HashSet::new(),
    };
    for (mail, joining) in by_mail(rows, said) {
        desk.join(mail, &joining).await?;
    }
    desk.keep(attached).await
}

/// What is found about each proven mail.
fn by_mail<'a>(rows: &MailRows, said: &'a OverTime) -> BTreeMap<ObservationId, Vec<Joining<'a>>> {
    let proven: HashMap<ObservationId, &Seen> = rows
        .seen
        .iter()
        .filter(|seen| seen.is_proven)
        .map(|seen| (seen.mail, seen))
        .collect();
    let mut all: BTreeMap<ObservationId, Vec<Joining<'a>>> = BTreeMap::new();
    let mut put = |mail: ObservationId, nth, finding, lift| {
        if proven.contains_key(&mail) {
            let joining = Joining { nth, finding, lift };
            all.entry(mail).or_default().push(joining);
        }
    };
    // Floods stand in the order of their findings.
    let mut bursts = said.bursts.iter();
    for (nth, finding) in said.findings.iter().enumerate() {
        if is_about_waiting(finding) {
            continue;
        }
        let Subject::Message(mail) = &finding.subject else {
            let Some(burst) = bursts.next() else { continue };
            for mail in &burst.money {
                let arrived = proven.get(mail).map(|seen| seen.arrived);
                let is_inside = arrived.is_some_and(|at| burst.begin <= at && at <= burst.end);
                let lift = if is_inside {
                    Lift::InFlood
                } else {
                    Lift::NearFlood
                };
                put(*mail, nth, finding, lift);
            }
            continue;
        };
        let lift = match finding.severity {
            Severity::Danger => Lift::Danger,
            _ => Lift::None,
        };
        put(*mail, nth, finding, lift);
        // Whoever is asked about the order has to know of the change beside it.
        if finding.code == kept::change_near_order() {
            for evidence in finding.evidence.iter().skip(1) {
                put(evidence.observation, nth, finding, lift);
            }
        }
    }
    all
}

struct Desk<'a> {
    keeper: &'a Keeper,
    owner: &'a Owner,
    now: Instant,
    rows: &'a MailRows,
    opened: Vec<Opened>,
    /// Where the question about a thing stands; `None` where nothing is asked about it.
    by_thing: HashMap<Thing, Option<usize>>,
    asked: HashSet<usize>,
}

impl Desk<'_> {
    async fn join(&mut self, mail: ObservationId, joining: &[Joining<'_>]) -> Result<(), Error> {
        let store = self.keeper.store();
        let Some(kept) = store.observation(self.owner, &mail).await? else {
            return Ok(());
        };
        let mut notices = Vec::new();
        for nth in 0..MOST_NOTICES {
            let id = notice_id(mail, nth);
            let Some(notice) = store.observation(self.owner, &id).await? else {
                break;
            };
            notices.extend(Notice::from_json(&notice.content));
        }
        let note: MailNote = serde_json::from_str(&kept.content).unwrap_or_default();
        let about: Vec<Thing> = if notices.is_empty() {
            vec![Thing::Mail(mail)]
        } else {
            let mut about: Vec<Thing> = notices.iter().flat_map(things).collect();
            about.sort();
            about.dedup();
            about
        };
        let said = AskingMail {
            id: mail.to_string(),
            account: self.owner.account.0.to_string(),
            from: note.from,
            subject: note.subject,
            arrived: kept.moment.seconds(),
            sender: note.sender.unwrap_or_default(),
        };
        for thing in about {
            let worst = joining.iter().map(|joining| joining.finding.severity).max();
            let is_grave = worst >= Some(Severity::Caution);
            let at = match self.by_thing.get(&thing) {
                // One mail may be too slight for a question that the next one needs.
                Some(Some(at)) => Some(*at),
                _ => {
                    let about = notices
                        .iter()
                        .filter(|notice| things(notice).contains(&thing));
                    let about: Vec<&Notice> = about.collect();
                    self.open(&thing, mail, &said, &about, is_grave, kept.moment)
                        .await?
                }
            };
            self.by_thing.insert(thing, at);
            if let Some(at) = at {
                self.add(at, joining);
            }
        }
        Ok(())
    }

    /// The question about a thing: the one that is there, or a new one where `is_grave`.
    async fn open(
        &mut self,
        thing: &Thing,
        mail: ObservationId,
        said: &AskingMail,
        notices: &[&Notice],
        is_grave: bool,
        moment: Instant,
    ) -> Result<Option<usize>, Error> {
        let store = self.keeper.store();
        let id = QuestionId::of(&self.owner.person, thing);
        let opened = match store.question(&id).await? {
            Some(asked) => Opened {
                asking: serde_json::from_str(&asked.question.content).unwrap_or_default(),
                question: asked.question,
                state: Some(asked.state),
                is_changed: false,
                has_risen: false,
            },
            // What was answered is not asked again, whatever became of its question.
            None if !is_grave || self.rows.answered.contains_key(thing) => return Ok(None),
            None => {
                let mut asking = Asking::default();
                for notice in notices {
                    asking.join(said.clone(), notice);
                }
                if asking.mails.is_empty() {
                    asking.mails.push(said.clone());
                }
                let weights = notices.iter().filter_map(|notice| weight(notice));
                Opened {
                    question: NewQuestion {
                        thing: thing.clone(),
                        observation: Some(mail),
                        moment,
                        day: self.keeper.day(moment),
                        weight: weights.max().unwrap_or(LEAST_WEIGHT),
                        content: String::new(),
                        over: None,
                    },
                    asking,
                    state: None,
                    is_changed: true,
                    has_risen: false,
                }
            }
        };
        self.opened.push(opened);
        Ok(Some(self.opened.len() - 1))
    }

    /// Adds findings to a question that has them not yet.
    fn add(&mut self, at: usize, joining: &[Joining<'_>]) {
        let today = self.keeper.day(self.now);
        let Some(opened) = self.opened.get_mut(at) else {
            return;
        };
        for joining in joining {
            self.asked.insert(joining.nth);
            let value: Value = kept::finding_json(joining.finding);
            let there = &mut opened.asking.findings;
            if there.len() >= MOST_FINDINGS || there.iter().any(|it| kept::is_same(it, &value)) {
                continue;
            }
            there.push(value);
            opened.is_changed = true;
            let question = &mut opened.question;
            let before = (question.day, question.weight);
            question.weight = lifted(question.weight, joining.lift);
            // What a flood may bury is shown first, however old it is.
            if joining.lift >= Lift::NearFlood {
                question.day = question.day.max(today);
            }
            opened.has_risen |= before != (question.day, question.weight);
        }
    }

    async fn keep(self, attached: &mut Attached) -> Result<(), Error> {
        attached.asked = self.asked;
        let changed: Vec<Opened> = self
            .opened
            .into_iter()
            .filter(|opened| opened.is_changed)
            .collect();
        for some in changed.chunks(BATCH) {
            let mut batch = Batch::new(self.owner.clone(), self.now);
            for opened in some {
                let question = NewQuestion {
                    content: json(&opened.asking),
                    ..opened.question.clone()
                };
                // In the same transaction: a question never weighs more without its news.
                let is_open = opened.state != Some(QuestionState::Answered);
                if is_open && (opened.has_risen || opened.state.is_none()) {
                    let id = QuestionId::of(&self.owner.person, &opened.question.thing);
                    let news = News::of(&question).urgent();
                    queue(&mut batch, self.keeper.ways(), &risen_id(&id), &news);
                }
                batch.questions.push(question);
            }
            let committed = self.keeper.store().commit(&batch).await?;
            let new: HashSet<&QuestionId> = committed.questions.iter().collect();
            for opened in some {
                let is_open = opened.state != Some(QuestionState::Answered);
                let id = QuestionId::of(&self.owner.person, &opened.question.thing);
                if opened.has_risen && is_open && !new.contains(&id) {
                    attached.rose.push(id);
                }
            }
            attached.new.extend(committed.questions);
        }
        Ok(())
    }
}
