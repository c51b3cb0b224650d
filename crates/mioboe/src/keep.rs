//! Keeps what mails say: each is judged once, and what only the person can know becomes a question.

use std::collections::HashMap;

use facts::{
    AmountRole, BrandId, Day, Instant, Money, Notice, NoticeKind, Observation, ObservationId,
    ObservationKind, PersonId, Reason as _, Source, Thing,
};
use jiff::tz::TimeZone;
use mail::mailbox::Language;
use serde::{Deserialize, Serialize};
use store::{Batch, Committed, Error, Kept, NewQuestion, Owner, QuestionId, Store};

use crate::news::{News, asked_id, queue};
use crate::{Checked, FilterList};

/// What one mail says, and what came of judging it.
#[derive(Clone, Debug)]
pub struct Understood {
    /// The verdict and its reasons.
    pub checked: Checked,
    /// What a proven mail says; empty for every other.
    pub notices: Vec<Notice>,
    /// What is kept of the mail.
    pub note: MailNote,
}

impl Understood {
    /// Whether a mail that speaks for a brand might be proven if DNS answered.
    pub(crate) fn awaits_dns(&self) -> bool {
        let silent = mail::Unread::DnsUnreachable { count: 0 }.code();
        let is_silent = self
            .checked
            .report
            .gaps
            .iter()
            .any(|gap| gap.code == silent);
        is_silent && !self.note.is_proven && self.note.brand.is_some()
    }
}

/// What is kept of a mail: its head, its verdict and the names of what was found; never its text.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(default)]
pub struct MailNote {
    /// The author as shown.
    pub from: String,
    /// The subject.
    pub subject: String,
    /// The author's domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
    /// When the sender says it was written, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<i64>,
    /// The verdict.
    pub verdict: String,
    /// The brand that it comes from or claims to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// Whether the sender is proven.
    pub is_proven: bool,
    /// The kinds of the notices in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<String>,
    /// The orders that those speak of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<String>,
    /// The language of its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What was found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
    /// What could not be checked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<String>,
    /// Its size in octets.
    pub octets: u64,
}

/// What is kept with a question.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(default)]
pub struct Asking {
    /// The mails that raised it, the first one first.
    pub mails: Vec<AskingMail>,
    /// What they say, as [`Notice::to_json`] writes it, in the same order.
    pub notices: Vec<serde_json::Value>,
    /// The list of filters that raised it, where it is one about rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filters: Option<AskingFilters>,
    /// What was found about the mails over time: code, severity, confidence, facts, and the mail where it is about one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<serde_json::Value>,
}

/// A list of filters that raised a question.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(default)]
pub struct AskingFilters {
    /// How the person called it.
    pub name: String,
    /// How many rules it has.
    pub rules: u64,
    /// What was found: code, severity, confidence, facts.
    pub findings: Vec<serde_json::Value>,
}

/// A mail that raised a question.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(default)]
pub struct AskingMail {
    /// The mail.
    pub id: String,
    /// The account whose mailbox it reached.
    pub account: String,
    /// The author as shown.
    pub from: String,
    /// The subject.
    pub subject: String,
    /// When it arrived, in seconds since 1970.
    pub arrived: i64,
    /// The domain that is proven to have sent it.
    pub sender: String,
}

impl Asking {
    /// The notices, as far as they can be read back.
    pub fn read(&self) -> impl Iterator<Item = Notice> + '_ {
        self.notices
            .iter()
            .filter_map(|json| Notice::from_json(&json.to_string()).ok())
    }
}

/// Notices that are kept with one question; an order of many parcels has many.
pub(crate) const MOST_NOTICES: usize = 40;

/// A mail on its way into the store.
#[derive(Clone, Copy, Debug)]
pub struct Arrived<'a> {
    /// What it says.
    pub understood: &'a Understood,
    /// Where it came from.
    pub source: &'a Source,
    /// When a server took it in, where one says so.
    pub received: Option<Instant>,
}

/// How often a batch is made that others overtake.
pub(crate) const TRIES: u32 = 8;

/// Puts what mails say into batches.
#[derive(Clone, Debug)]
pub struct Keeper {
    store: Store,
    zone: TimeZone,
    /// The ways by which the person is told of new questions, by their words.
    ways: Vec<&'static str>,
}

impl Keeper {
    /// A keeper of this store, for a person whose days are those of `zone`.
    #[must_use]
    pub fn new(store: Store, zone: TimeZone) -> Self {
        Self {
            store,
            zone,
            ways: Vec::new(),
        }
    }

    /// The same keeper, which lays the news of each new question into the store for these ways of telling.
    #[must_use]
    pub fn telling(self, ways: &[&'static str]) -> Self {
        Self {
            ways: ways.to_vec(),
            ..self
        }
    }

    /// The ways of telling for which news is kept.
    #[must_use]
    pub fn ways(&self) -> &[&'static str] {
        &self.ways
    }

    /// Commits what `make` makes out of what the store holds, and makes it anew where somebody else (another mailbox,
    /// another process) added to one of its questions meanwhile.
    pub(crate) async fn commit(
        &self,
        make: impl AsyncFn() -> Result<Batch, Error>,
    ) -> Result<Committed, Error> {
        for _ in 1..TRIES {
            match self.store.commit(&make().await?).await {
                Err(Error::Overtaken { .. }) => {}
                done => return done,
            }
        }
        self.store.commit(&make().await?).await
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Adds mails to a batch: what was seen, what it says, and what is to be asked.
    ///
    /// A question that is there already, in the store or in the batch, gains the notice and keeps the moment of its
    /// first one.
    ///
    /// # Errors
    /// Whatever the store says where it is asked for the questions that are there already.
    pub(crate) async fn add(&self, batch: &mut Batch, mails: &[Arrived<'_>]) -> Result<(), Error> {
        let mut asked: HashMap<Thing, usize> = HashMap::new();
        for (at, question) in batch.questions.iter().enumerate() {
            asked.insert(question.thing.clone(), at);
        }
        for mail in mails {
            let Understood {
                checked, notices, ..
            } = mail.understood;
            let moment = self.moment(mail, batch.at);
            let observation = |id, kind| Observation {
                id,
                kind,
                source: mail.source.clone(),
                person: None,
                account: None,
                taken: batch.at,
            };
            let id = checked.report.id;
            let mut kept = vec![Kept {
                observation: observation(id, ObservationKind::Mail),
                moment,
                content: json(&mail.understood.note),
            }];
            for (nth, notice) in notices.iter().enumerate() {
                kept.push(Kept {
                    observation: observation(notice_id(id, nth), ObservationKind::Notice),
                    moment,
                    content: notice.to_json(),
                });
            }
            batch.observations.append(&mut kept);
            for notice in notices {
                let Some(weight) = weight(notice) else {
                    continue;
                };
                for thing in things(notice) {
                    let at = match asked.get(&thing) {
                        Some(at) => *at,
                        None => {
                            let question = self
                                .question(&batch.owner.person, &thing, id, moment)
                                .await?;
                            batch.questions.push(question);
                            asked.insert(thing.clone(), batch.questions.len() - 1);
                            batch.questions.len() - 1
                        }
                    };
                    let account = &batch.owner.account.0;
                    if let Some(question) = batch.questions.get_mut(at) {
                        let asking = AskingMail {
                            id: id.to_string(),
                            account: account.to_string(),
                            from: checked.from.clone(),
                            subject: checked.subject.clone(),
                            arrived: moment.seconds(),
                            sender: mail.understood.note.sender.clone().unwrap_or_default(),
                        };
                        join(question, asking, notice);
                        question.weight = heavier(question.weight, weight);
                    }
                }
            }
        }
        Ok(())
    }

    /// Adds to a batch the news of those of its questions that are not in the store yet.
    ///
    /// In the same transaction, so that a question is never kept without its news, whenever we are killed.
    ///
    /// # Errors
    /// Whatever the store says.
    pub(crate) async fn tell_of_new(&self, batch: &mut Batch) -> Result<(), Error> {
        if self.ways.is_empty() {
            return Ok(());
        }
        let mut news = Vec::new();
        for question in &batch.questions {
            let id = QuestionId::of(&batch.owner.person, &question.thing);
            if self.store.question(&id).await?.is_none() {
                news.push((asked_id(&id), News::of(question)));
            }
        }
        for (id, news) in &news {
            queue(batch, &self.ways, id, news);
        }
        Ok(())
    }

    /// Keeps mails of one owner in one transaction; what is there already stays as it is.
    ///
    /// # Errors
    /// Whatever the store says; nothing of the mails is kept then.
    pub async fn keep(
        &self,
        owner: &Owner,
        mails: &[Arrived<'_>],
        now: Instant,
    ) -> Result<Committed, Error> {
        self.commit(async || {
            let mut batch = Batch::new(owner.clone(), now);
            self.add(&mut batch, mails).await?;
            Ok(batch)
        })
        .await
    }

    /// Keeps a list of filters, and asks about it where somebody else may have made one of its rules.
    ///
    /// # Errors
    /// Whatever the store says; nothing is kept then.
    pub async fn keep_filters(
        &self,
        owner: &Owner,
        list: &FilterList,
        source: &Source,
        now: Instant,
    ) -> Result<Committed, Error> {
        self.commit(async || self.filters(owner, list, source, now).await)
            .await
    }

    async fn filters(
        &self,
        owner: &Owner,
        list: &FilterList,
        source: &Source,
        now: Instant,
    ) -> Result<Batch, Error> {
        let mut batch = Batch::new(owner.clone(), now);
        let about = AskingFilters {
            name: list.name.clone(),
            rules: list.rules,
            findings: list.kept(),
        };
        batch.observations.push(Kept {
            observation: Observation {
                id: list.id,
                kind: ObservationKind::Filter,
                source: source.clone(),
                person: None,
                account: None,
                taken: now,
            },
            moment: now,
            content: json(&about),
        });
        if list.is_grave() {
            let thing = Thing::Filter(list.id);
            let known = self.question(&owner.person, &thing, list.id, now).await?;
            batch.questions.push(NewQuestion {
                weight: RULES * STEP,
                content: json(&Asking {
                    filters: Some(about),
                    ..Asking::default()
                }),
                // It is as old as the day on which it was first seen.
                ..known
            });
            self.tell_of_new(&mut batch).await?;
        }
        Ok(batch)
    }

    /// The question about a thing as it is kept, or a new one.
    async fn question(
        &self,
        person: &PersonId,
        thing: &Thing,
        mail: ObservationId,
        moment: Instant,
    ) -> Result<NewQuestion, Error> {
        let known = self.store.question(&QuestionId::of(person, thing)).await?;
        Ok(known.map_or_else(
            || NewQuestion {
                thing: thing.clone(),
                observation: Some(mail),
                moment,
                day: self.day(moment),
                weight: 0,
                content: json(&Asking::default()),
                over: None,
            },
            |asked| asked.question,
        ))
    }

    /// When a mail arrived: by the server that took it in, else by its own Date where that is not in the future.
    fn moment(&self, mail: &Arrived<'_>, now: Instant) -> Instant {
        let said = mail.received.or(mail.understood.checked.date);
        said.filter(|at| *at <= now).unwrap_or(now)
    }

    /// The person's calendar day of a moment.
    pub(crate) fn day(&self, at: Instant) -> Day {
        Day(at.0.to_zoned(self.zone.clone()).date())
    }
}

/// Adds a notice to a question, once.
fn join(question: &mut NewQuestion, mail: AskingMail, notice: &Notice) {
    let mut asking: Asking = serde_json::from_str(&question.content).unwrap_or_default();
    asking.join(mail, notice);
    question.content = json(&asking);
}

impl Asking {
    /// Adds a notice, once.
    pub(crate) fn join(&mut self, mail: AskingMail, notice: &Notice) {
        let asking = self;
        let Ok(said) = serde_json::from_str::<serde_json::Value>(&notice.to_json()) else {
            return;
        };
        // A notice names its mail.
        if asking.notices.contains(&said) || asking.notices.len() >= MOST_NOTICES {
            return;
        }
        asking.mails.push(mail);
        asking.notices.push(said);
    }
}

/// What a notice is about: its orders, or the mail itself where it names none.
pub(crate) fn things(notice: &Notice) -> Vec<Thing> {
    if notice.orders.is_empty() {
        return vec![Thing::Mail(notice.mail)];
    }
    notice
        .orders
        .iter()
        .map(|number| Thing::Order {
            brand: notice.brand.clone(),
            number: number.as_str().into(),
        })
        .collect()
}

/// The name under which a notice of a mail is kept.
pub(crate) fn notice_id(mail: ObservationId, nth: usize) -> ObservationId {
    let mut name = b"notice ".to_vec();
    name.extend(mail.as_bytes());
    name.extend((nth as u64).to_be_bytes());
    ObservationId::of(&name)
}

/// From one rank to the next: more than any sum.
const STEP: i64 = 1_000_000_000_000;

/// From one rise to the next: more than any rank.
const RISE: i64 = 100 * STEP;

/// How far what was found over time lifts a question above all that only a notice raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lift {
    /// It stays where it is.
    None,
    /// Money or an account is at stake.
    Danger,
    /// A flood came soon before or after it.
    NearFlood,
    /// It lies within a flood.
    InFlood,
}

/// The weight of a question that is lifted so far at least.
pub(crate) const fn lifted(weight: i64, lift: Lift) -> i64 {
    let lift = lift as i64;
    if weight / RISE >= lift {
        weight
    } else {
        weight % RISE + lift * RISE
    }
}

/// The weight of a question that a notice of this weight joins; how far it was lifted stays.
fn heavier(weight: i64, notice: i64) -> i64 {
    weight.max(weight / RISE * RISE + notice)
}

/// What is at stake in a notice that raises no question by itself, where something found about it does.
pub(crate) const LEAST_WEIGHT: i64 = STEP;

/// The rank of rules that hide mail: as a change of the account.
const RULES: i64 = 4;

/// How costly it is not to be asked about a notice; `None` where there is nothing to ask.
///
/// First by what can be lost, then by the sum in minor units, whatever its currency: it only orders a list.
pub(crate) fn weight(notice: &Notice) -> Option<i64> {
    let sum = leading_sum(notice).map_or(0, |money| money.minor.clamp(0, STEP - 1));
    Some(rank(notice.kind)? * STEP + sum)
}

/// Whether a notice of this kind raises a question by itself.
pub(crate) fn is_asked_about(kind: NoticeKind) -> bool {
    rank(kind).is_some()
}

fn rank(kind: NoticeKind) -> Option<i64> {
    Some(match kind {
        NoticeKind::GiftCardBought => 6,
        NoticeKind::OrderConfirmed | NoticeKind::Charge | NoticeKind::Shipped => 5,
        NoticeKind::PasswordChanged
        | NoticeKind::EmailChanged
        | NoticeKind::PhoneChanged
        | NoticeKind::TwoStepChanged
        | NoticeKind::AccountKindChanged
        | NoticeKind::AddressAdded
        | NoticeKind::AccountHeld
        | NoticeKind::AccountSecured => 4,
        NoticeKind::SignedIn => 3,
        NoticeKind::PaymentProblem
        | NoticeKind::OrderHeld
        | NoticeKind::ChargeDeclined
        | NoticeKind::Delivered
        | NoticeKind::Cancelled => 2,
        NoticeKind::SignInAttempt
        | NoticeKind::AccountAccessAttempt
        | NoticeKind::PasswordResetAsked => 1,
        _ => return None,
    })
}

/// The sum that is at stake in a notice.
pub(crate) fn leading_sum(notice: &Notice) -> Option<Money> {
    [
        AmountRole::Gift,
        AmountRole::Charged,
        AmountRole::Total,
        AmountRole::Declined,
    ]
    .into_iter()
    .find_map(|role| notice.amount(role))
}

/// What was read of a mail beside its report.
pub(crate) struct Read {
    pub(crate) sender: Option<String>,
    pub(crate) is_proven: bool,
    pub(crate) brand: Option<BrandId>,
    pub(crate) language: Option<Language>,
    pub(crate) octets: usize,
}

/// What is kept of a mail.
pub(crate) fn note(checked: &Checked, read: &Read, notices: &[Notice]) -> MailNote {
    let report = &checked.report;
    MailNote {
        from: checked.from.clone(),
        subject: checked.subject.clone(),
        sender: read.sender.clone(),
        date: checked.date.map(Instant::seconds),
        verdict: report.verdict.as_str().to_owned(),
        brand: read.brand.as_ref().map(|brand| brand.as_str().to_owned()),
        is_proven: read.is_proven,
        notices: notices
            .iter()
            .map(|notice| notice.kind.as_str().to_owned())
            .collect(),
        orders: notices
            .iter()
            .flat_map(|notice| &notice.orders)
            .map(|order| order.as_str().to_owned())
            .collect(),
        language: read.language.map(|language| language.as_str().to_owned()),
        findings: report
            .findings
            .iter()
            .map(|finding| finding.code.as_str().to_owned())
            .collect(),
        gaps: report
            .gaps
            .iter()
            .map(|gap| gap.code.as_str().to_owned())
            .collect(),
        octets: read.octets as u64,
    }
}

pub(crate) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("texts, numbers and lists are JSON")
}

#[cfg(test)]
mod tests {
    use facts::{Currency, OrderNumber};

    use super::*;

    fn notice(mail: &[u8], kind: NoticeKind, yen: i64) -> Notice {
        let id = ObservationId::of(mail);
        let mut notice = Notice::new(id, BrandId("shop".into()), kind);
        let money = Money {
            minor: yen,
            currency: Currency::JPY,
        };
        notice.amounts.push(facts::Amount {
            role: AmountRole::Total,
            money,
        });
        notice
    }

    #[test]
    fn a_question_gains_each_notice_once_and_only_so_many() {
        let first = notice(b"first", NoticeKind::OrderConfirmed, 100);
        let mut question = NewQuestion {
            thing: Thing::Mail(first.mail),
            observation: None,
            moment: Instant::from_seconds(0).expect("a moment"),
            day: Day(jiff::civil::date(1970, 1, 1)),
            weight: 0,
            content: json(&Asking::default()),
            over: None,
        };
        let mail = |id: ObservationId| AskingMail {
            id: id.to_string(),
            ..AskingMail::default()
        };
        let count = |question: &NewQuestion| {
            let asking: Asking = serde_json::from_str(&question.content).expect("what was kept");
            (asking.mails.len(), asking.read().count())
        };
        join(&mut question, mail(first.mail), &first);
        join(&mut question, mail(first.mail), &first);
        assert_eq!(count(&question), (1, 1));
        for number in 0..2 * MOST_NOTICES {
            let more = notice(&number.to_be_bytes(), NoticeKind::Shipped, 100);
            join(&mut question, mail(more.mail), &more);
        }
        assert_eq!(count(&question), (MOST_NOTICES, MOST_NOTICES));
    }

    #[test]
    fn the_costlier_thing_weighs_more_whatever_its_sum() {
        struct Case {
            more: Notice,
            less: Notice,
        }
        for case in [
            Case {
                more: notice(b"a", NoticeKind::GiftCardBought, 500),
                less: notice(b"b", NoticeKind::OrderConfirmed, 900_000),
            },
            Case {
                more: notice(b"a", NoticeKind::Charge, 2),
                less: notice(b"b", NoticeKind::Charge, 1),
            },
            Case {
                more: notice(b"a", NoticeKind::SignedIn, 0),
                less: notice(b"b", NoticeKind::SignInAttempt, i64::MAX),
            },
        ] {
            assert!(
                weight(&case.more) > weight(&case.less),
                "{:?}",
                case.more.kind
            );
        }
        assert_eq!(weight(&notice(b"a", NoticeKind::Advertising, 9)), None);
    }

    #[test]
    fn a_lifted_question_stays_lifted_and_is_ordered_by_what_is_at_stake() {
        let cheap = weight(&notice(b"a", NoticeKind::SignedIn, 0)).expect("asked about");
        let dear = weight(&notice(b"b", NoticeKind::GiftCardBought, i64::MAX)).expect("so");
        assert!(lifted(cheap, Lift::Danger) > dear);
        assert!(lifted(cheap, Lift::InFlood) > lifted(dear, Lift::NearFlood));
        assert!(lifted(dear, Lift::Danger) > lifted(cheap, Lift::Danger));
        let high = lifted(cheap, Lift::InFlood);
        assert_eq!(lifted(high, Lift::Danger), high);
        assert_eq!(lifted(high, Lift::InFlood), high);
        assert_eq!(lifted(cheap, Lift::None), cheap);
        assert_eq!(heavier(high, dear), lifted(dear, Lift::InFlood));
        assert_eq!(heavier(dear, cheap), dear);
    }

    #[test]
    fn a_notice_is_about_its_orders_or_its_mail() {
        let mut notice = notice(b"a", NoticeKind::OrderConfirmed, 1);
        assert_eq!(things(&notice), [Thing::Mail(notice.mail)]);
        let number = OrderNumber::parse("250-1234567-7654321").expect("a number");
        notice.orders.push(number);
        assert_eq!(
            things(&notice),
            [Thing::Order {
                brand: notice.brand.clone(),
                number: "250-1234567-7654321".into()
            }]
        );
    }
}
