//! The mails that were judged: a list to search, and one mail with all that is known of it.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Extension, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use facts::{AccountId, BrandId, ObservationId, Source, Verdict};
use mioboe::{MailLine, MailMark, MailSearch, MailStory, Owner, QuestionState, Store};
use serde::Deserialize;
use words::{Language, Names as _, Said, Value};

use crate::House;
use crate::entry::Visit;
use crate::fault::FaultKind;
use crate::home::{Stopped, Teller};
use crate::page::{Frame, Here, harmless_line, show};
use crate::tongue::Tongue;

/// Mails on one page.
const PAGE: u32 = 25;
/// Transactions of listing that a page waits for; the others go on behind it.
const WAITED_FOR: usize = 2;
/// Places of one mail that are shown.
const SHOWN_PLACES: usize = 20;

/// What the address of the list may carry.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// Words of subject or sender.
    words: String,
    verdict: String,
    brand: String,
    /// The place after which the page begins.
    after: String,
}

impl Asked {
    fn search(&self) -> MailSearch {
        MailSearch {
            words: self.words.clone(),
            verdict: Verdict::ALL
                .into_iter()
                .find(|verdict| verdict.as_str() == self.verdict),
            brand: Some(self.brand.as_str())
                .filter(|brand| !brand.is_empty())
                .map(|brand| BrandId(brand.into())),
        }
    }

    fn is_all(&self) -> bool {
        self.words.is_empty() && self.verdict.is_empty() && self.brand.is_empty()
    }

    /// The address of the page after this place.
    fn address(&self, after: MailMark) -> String {
        format!(
            "/mails?words={}&verdict={}&brand={}&after={after}",
            encoded(&self.words),
            encoded(&self.verdict),
            encoded(&self.brand)
        )
    }
}

/// A mail in the list.
struct Row {
    address: String,
    subject: String,
    from: String,
    when: String,
    sign: String,
    /// The class of the sign's color; its words say the same.
    class: &'static str,
}

/// One of several to choose from.
struct Choice {
    value: String,
    name: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "mails.html")]
struct MailsPage {
    frame: Frame,
    words: String,
    verdicts: Vec<Choice>,
    brands: Vec<Choice>,
    rows: Vec<Row>,
    more: Option<String>,
    /// Why the list is empty.
    nothing: String,
    /// Whether mails are still being listed, so that a search may miss some.
    is_behind: bool,
    is_searched: bool,
}

/// Shows the list.
pub(crate) async fn list(
    State(house): State<Arc<House>>,
    tongue: Tongue,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    match page(&house, &tongue, &asked).await {
        Ok(page) => show(StatusCode::OK, &page),
        Err(stopped) => stopped.page(&house, tongue),
    }
}

async fn page(house: &Arc<House>, tongue: &Tongue, asked: &Asked) -> Result<MailsPage, Stopped> {
    let teller = Teller { house, tongue };
    let mut page = MailsPage {
        words: asked.words.clone(),
        verdicts: Verdict::ALL
            .into_iter()
            .map(|verdict| Choice {
                value: verdict.as_str().to_owned(),
                name: tongue.say(&format!("sign-{}", verdict.as_str())),
                is_chosen: verdict.as_str() == asked.verdict,
            })
            .collect(),
        brands: brands(house, tongue, &asked.brand),
        rows: Vec::new(),
        more: None,
        nothing: tongue.say("pages-mails-nothing-kept"),
        is_behind: false,
        is_searched: !asked.is_all(),
        frame: Frame::new(tongue.clone(), Here::Mails),
    };
    let Some(store) = house.keeping.store().await? else {
        return Ok(page);
    };
    page.is_behind = keep_listed(house, &store).await && page.is_searched;
    let after = match asked.after.as_str() {
        "" => None,
        text => Some(MailMark::parse(text).ok_or(FaultKind::NothingHere)?),
    };
    let person = &house.settings.config.person;
    let found = mioboe::mails(&store, person, &asked.search(), after, PAGE).await?;
    if page.is_searched || after.is_some() {
        let id = if found.rest.is_some() {
            "pages-mails-further"
        } else {
            "pages-mails-none"
        };
        page.nothing = tongue.say(id);
    }
    page.rows = found.mails.iter().map(|mail| teller.row(mail)).collect();
    page.more = found.rest.map(|rest| asked.address(rest));
    Ok(page)
}

/// Lists what is not listed yet, here or behind this page; says whether anything is left.
pub(crate) async fn keep_listed(house: &Arc<House>, store: &Store) -> bool {
    for _ in 0..WAITED_FOR {
        match mioboe::list_mails(store).await {
            Ok(false) => return false,
            Ok(true) => {}
            // Somebody else writes: what is listed already can be searched.
            Err(_) => return true,
        }
    }
    if !house.is_listing.swap(true, Ordering::AcqRel) {
        let (house, store) = (Arc::clone(house), store.clone());
        tokio::spawn(async move {
            while let Ok(true) = mioboe::list_mails(&store).await {}
            house.is_listing.store(false, Ordering::Release);
        });
    }
    true
}

fn brands(house: &House, tongue: &Tongue, chosen: &str) -> Vec<Choice> {
    let mut choices: Vec<Choice> = house
        .brands
        .all()
        .map(|(id, ja, en)| Choice {
            value: id.as_str().to_owned(),
            name: match tongue.language {
                Language::Japanese => ja.to_owned(),
                Language::English => en.to_owned(),
            },
            is_chosen: id.as_str() == chosen,
        })
        .collect();
    choices.sort_by(|one, other| one.name.cmp(&other.name));
    choices
}

/// A text as a part of an address (RFC 3986 §2.1).
pub(crate) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

impl Teller<'_> {
    fn row(&self, mail: &MailLine) -> Row {
        Row {
            address: format!("/mail?account={}&id={}", encoded(&mail.account.0), mail.id),
            subject: self.line(&mail.note.subject, "empty-subject"),
            from: self.line(&mail.note.from, "empty-from"),
            when: self.when(mail),
            sign: self.sign(&mail.note.verdict),
            class: class(&mail.note.verdict),
        }
    }

    fn when(&self, mail: &MailLine) -> String {
        let at = [("at", Value::Instant(mail.moment))];
        self.tongue.say_with("pages-mails-when", &at)
    }

    /// A foreign text on one line, or what is said where there is none.
    fn line(&self, text: &str, empty: &str) -> String {
        let text = harmless_line(text);
        if text.trim().is_empty() {
            self.tongue.say(empty)
        } else {
            text
        }
    }

    fn sign(&self, verdict: &str) -> String {
        match Verdict::ALL.into_iter().find(|it| it.as_str() == verdict) {
            Some(verdict) => self.tongue.say(&format!("sign-{}", verdict.as_str())),
            None => self.tongue.say("pages-mails-not-read"),
        }
    }
}

fn class(verdict: &str) -> &'static str {
    let verdict = Verdict::ALL.into_iter().find(|it| it.as_str() == verdict);
    verdict.map_or("unproven", Verdict::as_str)
}

/// Which mail.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Which {
    account: String,
    id: String,
}

/// A question that the mail belongs to.
struct QuestionView {
    id: String,
    title: String,
    /// What was said; absent while it waits.
    said: Option<String>,
    is_open: bool,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct MailPage {
    frame: Frame,
    form_token: String,
    sign: String,
    class: &'static str,
    subject: String,
    head: Vec<(String, String)>,
    places: Vec<String>,
    findings: Vec<Said>,
    gaps: Vec<Said>,
    questions: Vec<QuestionView>,
}

/// Shows one mail.
pub(crate) async fn one(
    State(house): State<Arc<House>>,
    Extension(visit): Extension<Visit>,
    tongue: Tongue,
    which: Result<Query<Which>, QueryRejection>,
) -> Response {
    let which = which.map(|Query(which)| which).unwrap_or_default();
    match story(&house, &which).await {
        Ok(story) => show(
            StatusCode::OK,
            &Teller {
                house: &house,
                tongue: &tongue,
            }
            .mail(&visit, &story),
        ),
        Err(stopped) => stopped.page(&house, tongue),
    }
}

async fn story(house: &House, which: &Which) -> Result<MailStory, Stopped> {
    let nothing = FaultKind::NothingHere;
    let id = ObservationId::parse(&which.id).ok_or(nothing)?;
    let store = house.keeping.store().await?.ok_or(nothing)?;
    let owner = Owner {
        person: house.settings.config.person.clone(),
        account: AccountId(which.account.as_str().into()),
    };
    let story = mioboe::mail(&store, &owner, &id).await?;
    Ok(story.ok_or(nothing)?)
}

impl Teller<'_> {
    fn mail(&self, visit: &Visit, story: &MailStory) -> MailPage {
        let note = &story.line.note;
        let tongue = self.tongue;
        let mut head = vec![
            (
                tongue.say("field-from"),
                self.line(&note.from, "empty-from"),
            ),
            (tongue.say("pages-mail-arrived"), self.when(&story.line)),
            (
                tongue.say("pages-mail-account"),
                harmless_line(&story.line.account.0),
            ),
        ];
        if let Some(brand) = &note.brand {
            let brand = self.brand(&BrandId(brand.as_str().into()), tongue.language);
            head.push((tongue.say("pages-mail-brand"), brand));
        }
        if !note.orders.is_empty() {
            let orders = harmless_line(&note.orders.join(", "));
            head.push((tongue.say("pages-mail-orders"), orders));
        }
        let kinds: Vec<String> = note
            .notices
            .iter()
            .map(|kind| format!("notice-kind-{kind}"))
            .filter(|id| words::has_label(id))
            .map(|id| tongue.say(&id))
            .collect();
        if !kinds.is_empty() {
            head.push((tongue.say("pages-mail-says"), kinds.join(", ")));
        }
        let code = |code: &String| words::say_code(tongue.language, code);
        MailPage {
            form_token: visit.form_token().to_owned(),
            sign: self.sign(&note.verdict),
            class: class(&note.verdict),
            subject: self.line(&note.subject, "empty-subject"),
            head,
            places: self.places(story),
            findings: note.findings.iter().map(code).collect(),
            gaps: note.gaps.iter().map(code).collect(),
            questions: story
                .questions
                .iter()
                .map(|(card, answer)| QuestionView {
                    id: card.asked.id.as_str().to_owned(),
                    title: self.title(card),
                    said: answer.map(|it| tongue.say(&format!("answer-{}", it.as_str()))),
                    is_open: answer.is_none() && card.asked.state == QuestionState::Open,
                })
                .collect(),
            frame: Frame::new(tongue.clone(), Here::Elsewhere),
        }
    }

    /// Where the mail lies and lay.
    fn places(&self, story: &MailStory) -> Vec<String> {
        let mut places = Vec::new();
        for placement in story.placements.iter().take(SHOWN_PLACES) {
            let folder = harmless_line(&placement.folder);
            let mut values = vec![
                ("folder", Value::Text(&folder)),
                ("from", Value::Instant(placement.first_seen)),
            ];
            places.push(match placement.gone_since {
                None => self.tongue.say_with("pages-mail-lies", &values),
                Some(until) => {
                    values.push(("until", Value::Instant(until)));
                    self.tongue.say_with("pages-mail-lay", &values)
                }
            });
        }
        if let Source::File { name, position } = &story.line.source {
            let name = harmless_line(name);
            let mut values = vec![
                ("file", Value::Text(&name)),
                ("at", Value::Instant(story.line.taken)),
            ];
            places.push(match position {
                None => self.tongue.say_with("pages-mail-file", &values),
                Some(position) => {
                    values.push(("position", Value::Count(*position)));
                    self.tongue.say_with("pages-mail-file-position", &values)
                }
            });
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_any_text() {
        assert_eq!(encoded("a b&c=日"), "a%20b%26c%3D%E6%97%A5");
    }

    #[test]
    fn every_verdict_has_a_sign() {
        for verdict in Verdict::ALL {
            assert!(words::has_label(&format!("sign-{}", verdict.as_str())));
        }
    }
}
