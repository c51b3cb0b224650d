//! Home: the open questions, one card each; what was just answered, to be taken back; what is watched and what is not.

use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Extension, Form, Query, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse as _, Response};
use facts::{AccountId, Answer, BrandId, Finding, Instant, Notice};
use mioboe::{Card, Owner, ReviewError, Store, StoreError};
use serde::Deserialize;
use words::{Form as Judged, Language, Names, Said, Value};

use crate::House;
use crate::entry::Visit;
use crate::fault::{Fault, FaultKind, of_form};
use crate::page::{Frame, Here, harmless_line, show};
use crate::tongue::Tongue;

/// Questions on one page.
const PAGE: usize = 20;
/// Items of an order that a card lists.
const LISTED_ITEMS: usize = 5;
/// Digits of a question's name.
const NAME: usize = 32;

/// Areas that will be watched one day, by the words after `pages-area-`.
const NOT_BUILT: &[&str] = &["purchases", "statements", "cards", "sign-ins", "passwords"];

/// What the address of home may carry.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// The question that was answered last.
    done: String,
    /// Whether it had been answered before, in another window.
    twice: String,
    /// The question after which the page begins.
    after: String,
}

/// A question as it is shown.
struct CardView {
    id: String,
    when: String,
    title: String,
    amount: String,
    /// What was seen.
    seen: Vec<String>,
    /// How we know.
    known: Vec<String>,
    /// Why it is asked, beyond that.
    reasons: Vec<Said>,
}

/// A question that was just answered.
struct Done {
    id: String,
    title: String,
    said: String,
    is_twice: bool,
    /// Whether there is an answer that can be taken back.
    is_answered: bool,
}

/// An area, and how far it was looked at.
pub(crate) struct Area {
    pub(crate) name: String,
    pub(crate) state: String,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    frame: Frame,
    form_token: String,
    title: String,
    done: Option<Done>,
    cards: Vec<CardView>,
    /// The last question, where there are more.
    more: Option<String>,
    beside: Vec<Said>,
    areas: Vec<Area>,
    unwatched: Vec<String>,
    is_kept: bool,
}

/// Why a page of what is kept is not shown.
pub(crate) enum Stopped {
    Kind(FaultKind),
    Store(StoreError),
}

impl From<FaultKind> for Stopped {
    fn from(kind: FaultKind) -> Self {
        Self::Kind(kind)
    }
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<ReviewError> for Stopped {
    fn from(error: ReviewError) -> Self {
        match error {
            ReviewError::Store(error) => Self::Store(error),
            _ => Self::Kind(FaultKind::NoQuestion),
        }
    }
}

impl Stopped {
    pub(crate) fn fault(self, house: &House, tongue: &Tongue) -> Fault {
        match self {
            Self::Kind(kind) => Fault::of(kind),
            Self::Store(error) => Fault::of_store(tongue, &house.keeping.place(), &error),
        }
    }

    pub(crate) fn page(self, house: &House, tongue: Tongue) -> Response {
        self.fault(house, &tongue).page(tongue)
    }
}

/// Shows home.
pub(crate) async fn home(
    State(house): State<Arc<House>>,
    Extension(visit): Extension<Visit>,
    tongue: Tongue,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let teller = Teller {
        house: &house,
        tongue: &tongue,
    };
    let page = match teller.page(&visit, &asked).await {
        Ok(page) => page,
        Err(stopped) => return stopped.page(&house, tongue),
    };
    show(StatusCode::OK, &page)
}

/// A form of answers.
#[derive(Deserialize)]
pub(crate) struct Answered {
    form_token: String,
    id: String,
    answer: String,
}

/// Keeps an answer, and goes home.
pub(crate) async fn answer(
    State(house): State<Arc<House>>,
    Extension(visit): Extension<Visit>,
    tongue: Tongue,
    answered: Result<Form<Answered>, FormRejection>,
) -> Response {
    match keep(&house, &visit, answered).await {
        Ok(to) => (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response(),
        Err(stopped) => stopped.page(&house, tongue),
    }
}

async fn keep(
    house: &House,
    visit: &Visit,
    answered: Result<Form<Answered>, FormRejection>,
) -> Result<String, Stopped> {
    let Form(answered) = answered.map_err(of_form)?;
    visit.owns(&answered.form_token)?;
    let answer = match Answer::parse(&answered.answer) {
        Some(Answer::Wrong) | None => return Err(FaultKind::Torn.into()),
        Some(answer) => answer,
    };
    let Some(store) = house.keeping.store().await? else {
        return Err(FaultKind::NoQuestion.into());
    };
    let card = find(house, &store, &answered.id).await?;
    let person = &house.settings.config.person;
    let before = mioboe::answer_of(&store, person, &card.asked.question.thing).await?;
    let id = card.asked.id.as_str();
    let to = match (before, answer) {
        // Another window was faster: what was said there stands until it is taken back.
        (Some(_), Answer::Mine | Answer::NotMine | Answer::Unsure) => {
            format!("/?done={id}&twice=1")
        }
        (None, Answer::Withdrawn) => format!("/?done={id}"),
        _ => {
            mioboe::answer(&store, &card, answer, house.now()).await?;
            format!("/?done={id}")
        }
    };
    Ok(to)
}

pub(crate) async fn find(house: &House, store: &Store, id: &str) -> Result<Card, Stopped> {
    let is_whole = id.len() == NAME && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_whole {
        return Err(FaultKind::NoQuestion.into());
    }
    Ok(mioboe::find_question(store, &house.settings.config.person, id).await?)
}

/// An account, and when it was last read.
pub(crate) struct Looked {
    pub(crate) account: AccountId,
    /// Whether the configuration names it to be followed.
    pub(crate) is_followed: bool,
    pub(crate) last: Option<Instant>,
}

/// Every account of the store and of the configuration, by name.
pub(crate) async fn accounts(
    house: &House,
    store: Option<&Store>,
) -> Result<Vec<Looked>, StoreError> {
    let config = &house.settings.config;
    let followed = || config.mailboxes.iter().map(|it| &it.account);
    let mut accounts: Vec<AccountId> = followed().cloned().collect();
    if let Some(store) = store {
        accounts.extend(store.accounts(&config.person).await?);
    }
    accounts.sort();
    accounts.dedup();
    let mut looked = Vec::new();
    for account in accounts {
        let is_followed = followed().any(|it| *it == account);
        let owner = Owner {
            person: config.person.clone(),
            account,
        };
        let cursors = match store {
            Some(store) => store.cursors(&owner).await?,
            None => Vec::new(),
        };
        looked.push(Looked {
            last: cursors.iter().map(|cursor| cursor.moved).max(),
            account: owner.account,
            is_followed,
        });
    }
    Ok(looked)
}

pub(crate) struct Teller<'a> {
    pub(crate) house: &'a House,
    pub(crate) tongue: &'a Tongue,
}

impl Names for Teller<'_> {
    fn brand(&self, id: &BrandId, language: Language) -> String {
        let (ja, en) = self.house.brands.of(id);
        match language {
            Language::Japanese => ja,
            Language::English => en,
        }
    }
}

impl Teller<'_> {
    async fn page(&self, visit: &Visit, asked: &Asked) -> Result<HomePage, Stopped> {
        let person = &self.house.settings.config.person;
        let mut page = HomePage {
            frame: Frame::new(self.tongue.clone(), Here::Home),
            form_token: visit.form_token().to_owned(),
            title: self.tongue.say("pages-home-nothing-kept"),
            done: None,
            cards: Vec::new(),
            more: None,
            beside: Vec::new(),
            areas: self.unread(),
            unwatched: self.unwatched(),
            is_kept: false,
        };
        let Some(store) = self.house.keeping.store().await? else {
            return Ok(page);
        };
        let after = if asked.after.is_empty() {
            None
        } else {
            Some(find(self.house, &store, &asked.after).await?.asked.mark())
        };
        // One more than is shown tells whether there are more.
        let wanted = u32::try_from(PAGE + 1).unwrap_or(u32::MAX);
        let mut cards = mioboe::open_questions(&store, person, wanted, after.as_ref()).await?;
        let has_more = cards.len() > PAGE;
        cards.truncate(PAGE);
        page.more = cards
            .last()
            .filter(|_| has_more)
            .map(|card| card.asked.id.as_str().to_owned());
        let count = [("count", Value::Count(cards.len() as u64))];
        page.title = match (cards.is_empty(), has_more || after.is_some()) {
            (true, _) => self.tongue.say("pages-home-none"),
            (false, false) => self.tongue.say_with("pages-home-some", &count),
            (false, true) => self.tongue.say("pages-home-many"),
        };
        page.cards = cards.iter().map(|card| self.card(card)).collect();
        if !asked.done.is_empty() {
            page.done = Some(self.done(&store, asked).await?);
        }
        let beside = mioboe::unasked_findings(&store, person).await?;
        page.beside = beside.iter().map(|finding| self.said(finding)).collect();
        page.areas = self.areas(&store).await?;
        page.is_kept = true;
        Ok(page)
    }

    async fn done(&self, store: &Store, asked: &Asked) -> Result<Done, Stopped> {
        let person = &self.house.settings.config.person;
        let card = find(self.house, store, &asked.done).await?;
        let answer = mioboe::answer_of(store, person, &card.asked.question.thing).await?;
        let word = answer.unwrap_or(Answer::Withdrawn).as_str();
        Ok(Done {
            id: card.asked.id.as_str().to_owned(),
            title: self.title(&card),
            said: self.tongue.say(&format!("answer-{word}")),
            is_twice: !asked.twice.is_empty() && answer.is_some(),
            is_answered: answer.is_some(),
        })
    }

    fn said(&self, finding: &Finding) -> Said {
        words::say(self.tongue.language, finding, Judged::Mail, self)
    }

    fn kind(&self, notice: &Notice) -> String {
        self.tongue
            .say(&format!("notice-kind-{}", notice.kind.as_str()))
    }

    pub(crate) fn title(&self, card: &Card) -> String {
        if let Some(notice) = card.leading() {
            let brand = self.brand(&notice.brand, self.tongue.language);
            let kind = self.kind(notice);
            let values = [("brand", Value::Text(&brand)), ("kind", Value::Text(&kind))];
            return self.tongue.say_with("pages-card-notice", &values);
        }
        if let Some(rules) = &card.filters {
            let values = [("name", Value::Text(&rules.name))];
            return self.tongue.say_with("pages-card-filters", &values);
        }
        let subject = card.mails.first().map_or("", |mail| mail.subject.as_str());
        let subject = harmless_line(subject);
        let values = [("subject", Value::Text(&subject))];
        self.tongue.say_with("pages-card-mail", &values)
    }

    fn card(&self, card: &Card) -> CardView {
        let (mut seen, mut known) = (Vec::new(), Vec::new());
        let add = |lines: &mut Vec<String>, id: &str, value: &str| {
            if !value.is_empty() {
                let value = harmless_line(value);
                lines.push(self.tongue.say_with(id, &[("value", Value::Text(&value))]));
            }
        };
        if let Some(notice) = card.leading() {
            for item in notice.items.iter().take(LISTED_ITEMS) {
                add(&mut seen, "review-item", &item.title);
            }
            let recipient = notice.recipient.as_ref().map(ToString::to_string);
            add(
                &mut seen,
                "review-recipient",
                &recipient.unwrap_or_default(),
            );
            let merchant = notice.merchant.as_deref().unwrap_or_default();
            add(&mut seen, "review-merchant", merchant);
            let digits = notice.card.as_ref().map_or("", |card| card.as_str());
            add(&mut seen, "review-card", digits);
            add(
                &mut seen,
                "review-place",
                notice.place.as_deref().unwrap_or_default(),
            );
            add(
                &mut seen,
                "review-device",
                notice.device.as_deref().unwrap_or_default(),
            );
            let orders: Vec<&str> = notice.orders.iter().map(|order| order.as_str()).collect();
            add(&mut known, "review-order", &orders.join(", "));
            let ip = notice.ip.map(|ip| ip.to_string()).unwrap_or_default();
            add(&mut known, "review-ip", &ip);
            if notice.is_unverified() {
                let brand = self.brand(&notice.brand, self.tongue.language);
                add(&mut known, "review-unverified", &brand);
            }
        }
        if let Some(mail) = card.mails.first() {
            add(&mut known, "review-subject", &mail.subject);
            if !mail.sender.is_empty() {
                let values = [("value", Value::Text(&mail.sender))];
                known.push(self.tongue.say_with("review-proven", &values));
            }
            add(&mut known, "review-account", &mail.account);
        }
        CardView {
            id: card.asked.id.as_str().to_owned(),
            when: self.tongue.say_with(
                "pages-card-when",
                &[("day", Value::Day(card.asked.question.day))],
            ),
            title: self.title(card),
            amount: card.sum().map(words::say_money).unwrap_or_default(),
            seen,
            known,
            reasons: card.findings.iter().map(|it| self.said(it)).collect(),
        }
    }

    fn mailbox(&self, name: &str, state: String) -> Area {
        let values = [("name", Value::Text(name))];
        Area {
            name: self.tongue.say_with("pages-area-mailbox", &values),
            state,
        }
    }

    /// The mailboxes of the configuration, of which nothing is known yet.
    pub(crate) fn unread(&self) -> Vec<Area> {
        let mailboxes = self.house.settings.config.mailboxes.iter();
        mailboxes
            .map(|it| self.mailbox(&it.account.0, self.tongue.say("pages-area-unread")))
            .collect()
    }

    /// Every account with when it was last read.
    pub(crate) async fn areas(&self, store: &Store) -> Result<Vec<Area>, StoreError> {
        let mut areas = Vec::new();
        for looked in accounts(self.house, Some(store)).await? {
            let state = match (looked.last, looked.is_followed) {
                (Some(at), true) => self
                    .tongue
                    .say_with("pages-area-read", &[("at", Value::Instant(at))]),
                (Some(at), false) => self
                    .tongue
                    .say_with("pages-area-no-more", &[("at", Value::Instant(at))]),
                (None, true) => self.tongue.say("pages-area-unread"),
                (None, false) => self.tongue.say("pages-area-imported"),
            };
            areas.push(self.mailbox(&looked.account.0, state));
        }
        Ok(areas)
    }

    /// What nobody looks at.
    pub(crate) fn unwatched(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.house.settings.config.mailboxes.is_empty() {
            lines.push(self.tongue.say("pages-area-no-mailbox"));
        }
        let areas = NOT_BUILT.iter();
        lines.extend(areas.map(|area| self.tongue.say(&format!("pages-area-{area}"))));
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_area_and_answer_is_said() {
        for area in NOT_BUILT {
            assert!(words::has_label(&format!("pages-area-{area}")), "{area}");
        }
        for answer in Answer::ALL {
            let id = format!("answer-{}", answer.as_str());
            assert!(words::has_label(&id), "{id}");
        }
    }
}
