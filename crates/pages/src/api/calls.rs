//! The calls of the interface: each looks something up in the same way as its page.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::rejection::{BytesRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use facts::{AccountId, Answer, BrandId, ObservationId, Verdict};
use futures_util::StreamExt as _;
use mioboe::{MailMark, MailSearch, Owner, StoreError};
use serde::Deserialize;
use utoipa::IntoParams;
use words::CheckLine;

use super::answers::{
    CheckAnswer, ImportAnswer, Imports, MailAnswer, MailWhole, Mails, Problem, QuestionAnswer,
    Questions, Said, SourceAnswer, Sources,
};
use super::{json, raw};
use crate::House;
use crate::check::Told;
use crate::fault::{Fault, FaultKind};
use crate::home::{Stopped, find};
use crate::imports::{account_name, begin};
use crate::mails::keep_listed;
use crate::tongue::Tongue;

/// Questions or mails on one page, where nothing else is asked for.
const PAGE: u32 = 25;
/// The most on one page.
const MOST_PAGE: u32 = 100;

type Home = State<Arc<House>>;
type Asked<T> = Result<Query<T>, QueryRejection>;
type Named<T> = Result<Path<T>, PathRejection>;

/// What went wrong, on its way to an answer.
enum Wrong {
    Stopped(Stopped),
    Fault(Fault),
}

impl From<Stopped> for Wrong {
    fn from(stopped: Stopped) -> Self {
        Self::Stopped(stopped)
    }
}

impl From<FaultKind> for Wrong {
    fn from(kind: FaultKind) -> Self {
        Self::Fault(Fault::of(kind))
    }
}

impl From<StoreError> for Wrong {
    fn from(error: StoreError) -> Self {
        Self::Stopped(error.into())
    }
}

fn answered(house: &House, tongue: &Tongue, done: Result<Response, Wrong>) -> Response {
    match done {
        Ok(response) => response,
        Err(Wrong::Stopped(stopped)) => stopped.fault(house, tongue).problem(tongue),
        Err(Wrong::Fault(fault)) => fault.problem(tongue),
    }
}

fn query<T>(asked: Asked<T>) -> Result<T, Wrong> {
    asked
        .map(|Query(it)| it)
        .map_err(|_| FaultKind::Torn.into())
}

fn path<T>(named: Named<T>) -> Result<T, Wrong> {
    named
        .map(|Path(it)| it)
        .map_err(|_| FaultKind::NothingHere.into())
}

fn body(body: Result<Bytes, BytesRejection>) -> Result<Bytes, Wrong> {
    body.map_err(|rejection| {
        let kind = if rejection.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE {
            FaultKind::TooLarge
        } else {
            FaultKind::Torn
        };
        kind.into()
    })
}

/// How a mail to check is called.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Called {
    /// The name of its file, which the answer repeats.
    #[serde(default)]
    #[param(required = false)]
    name: String,
}

/// Judges one mail, given raw; nothing of it is kept. The answer is a line of `mioboe check --json`.
#[utoipa::path(post, path = "/api/v1/check", tag = "check", params(Called),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, body = CheckAnswer, description = "`mioboe/check/1`, docs/schema/check-1.json"),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "no mail, or torn"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "no token"),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "more than 32 MiB"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "others are judged"),
    ), security(("token" = [])))]
pub(crate) async fn check(
    State(house): Home,
    tongue: Tongue,
    asked: Asked<Called>,
    given: Result<Bytes, BytesRejection>,
) -> Response {
    let done = checked(&house, &tongue, asked, given).await;
    answered(&house, &tongue, done)
}

async fn checked(
    house: &Arc<House>,
    tongue: &Tongue,
    asked: Asked<Called>,
    given: Result<Bytes, BytesRejection>,
) -> Result<Response, Wrong> {
    let name = query(asked)?.name;
    let name = crate::check::called(Some(&name), tongue);
    let octets = body(given)?.to_vec();
    let permit = Arc::clone(&house.checks).try_acquire_owned();
    let permit = permit.map_err(|_| FaultKind::Busy)?;
    house.freshen();
    house.counts.checked();
    let (house, tongue) = (Arc::clone(house), tongue.clone());
    let judged = tokio::task::spawn_blocking(move || {
        let _held = permit;
        let (item, _) = crate::check::first(&tongue, &name, octets).map_err(Told::fault)?;
        let checked = house.settings.checker.check(&item.raw);
        Ok(words::check_line(&CheckLine {
            file: &item.file,
            position: item.position,
            report: &checked.report,
            forwarded: checked.judged_enclosed,
        }))
    })
    .await;
    match judged {
        Ok(Ok(line)) => Ok(raw(StatusCode::OK, line)),
        Ok(Err(fault)) => Err(Wrong::Fault(fault)),
        Err(_) => Err(FaultKind::Ours.into()),
    }
}

/// A page of a list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Listed {
    /// Where to go on: `more` of the page before.
    #[serde(default)]
    #[param(required = false)]
    after: String,
    /// How many at most.
    #[serde(default = "page")]
    #[param(required = false, minimum = 1, maximum = 100)]
    limit: u32,
}

fn within(limit: u32) -> Result<u32, FaultKind> {
    let fits = (1..=MOST_PAGE).contains(&limit);
    fits.then_some(limit).ok_or(FaultKind::Torn)
}

const fn page() -> u32 {
    PAGE
}

/// The open questions.
#[utoipa::path(get, path = "/api/v1/questions", tag = "questions", params(Listed),
    responses(
        (status = 200, body = Questions, description = "the newest day first"),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "a parameter is none"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "no token"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no question to go on from"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "the store is out of reach"),
    ), security(("token" = [])))]
pub(crate) async fn questions(
    State(house): Home,
    tongue: Tongue,
    asked: Asked<Listed>,
) -> Response {
    let done = open_questions(&house, asked).await;
    answered(&house, &tongue, done)
}

async fn open_questions(house: &House, asked: Asked<Listed>) -> Result<Response, Wrong> {
    let asked = query(asked)?;
    let limit = within(asked.limit)?;
    let mut found = Questions {
        questions: Vec::new(),
        more: None,
    };
    if let Some(store) = house.keeping.store().await? {
        let after = match asked.after.as_str() {
            "" => None,
            id => Some(find(house, &store, id).await?.asked.mark()),
        };
        let person = &house.settings.config.person;
        // One more than is told shows whether there are more.
        let mut cards = mioboe::open_questions(&store, person, limit + 1, after.as_ref()).await?;
        let has_more = cards.len() > limit as usize;
        cards.truncate(limit as usize);
        let last = cards.last().filter(|_| has_more);
        found.more = last.map(|card| card.asked.id.to_string());
        found.questions = cards
            .iter()
            .map(|card| QuestionAnswer::of(card, None))
            .collect();
    } else if !asked.after.is_empty() {
        return Err(FaultKind::NoQuestion.into());
    }
    Ok(json(StatusCode::OK, &found))
}

/// One question, answered or not.
#[utoipa::path(get, path = "/api/v1/questions/{id}", tag = "questions",
    params(("id" = String, Path, description = "32 hexadecimal digits")),
    responses(
        (status = 200, body = QuestionAnswer, description = "the question"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "no token"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such question"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "the store is out of reach"),
    ), security(("token" = [])))]
pub(crate) async fn question(State(house): Home, tongue: Tongue, id: Named<String>) -> Response {
    let done = async {
        let id = path(id)?;
        let store = house.keeping.store().await?.ok_or(FaultKind::NoQuestion)?;
        let card = find(&house, &store, &id).await?;
        let person = &house.settings.config.person;
        let given = mioboe::answer_of(&store, person, &card.asked.question.thing).await?;
        Ok::<_, Wrong>(json(StatusCode::OK, &QuestionAnswer::of(&card, given)))
    };
    let done = done.await;
    answered(&house, &tongue, done)
}

/// Answers a question, or takes the answer back.
#[utoipa::path(post, path = "/api/v1/questions/{id}/answer", tag = "questions",
    params(("id" = String, Path, description = "32 hexadecimal digits")),
    request_body(content = Said, content_type = "application/json"),
    responses(
        (status = 200, body = QuestionAnswer, description = "the question with its answer"),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "no answer"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "no token"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such question"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "answered already; take that back first"),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "more than 64 KiB"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "the store is out of reach"),
    ), security(("token" = [])))]
pub(crate) async fn answer(
    State(house): Home,
    tongue: Tongue,
    id: Named<String>,
    said: Result<Bytes, BytesRejection>,
) -> Response {
    let done = async {
        let id = path(id)?;
        let said: Said = serde_json::from_slice(&body(said)?).map_err(|_| FaultKind::Torn)?;
        let store = house.keeping.store().await?.ok_or(FaultKind::NoQuestion)?;
        let card = find(&house, &store, &id).await?;
        let person = &house.settings.config.person;
        let before = mioboe::answer_of(&store, person, &card.asked.question.thing).await?;
        let answer = said.answer.answer();
        let is_undo = answer == Answer::Withdrawn;
        if before.is_some() && !is_undo {
            return Err(Wrong::from(FaultKind::Answered));
        }
        if before.is_some() || !is_undo {
            let kept = mioboe::answer(&store, &card, answer, house.now()).await;
            kept.map_err(Stopped::from)?;
        }
        let given = Some(answer).filter(|_| !is_undo);
        Ok::<_, Wrong>(json(StatusCode::OK, &QuestionAnswer::of(&card, given)))
    };
    let done = done.await;
    answered(&house, &tongue, done)
}

/// What is looked for among the mails.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Searched {
    /// Words of the subject or the sender.
    #[serde(default)]
    #[param(required = false)]
    words: String,
    /// `genuine`, `impostor`, `doubtful`, `unproven` or `no-claim`.
    #[serde(default)]
    #[param(required = false)]
    verdict: String,
    /// The brand that it claims to be from.
    #[serde(default)]
    #[param(required = false)]
    brand: String,
    /// Where to go on: `more` of the page before.
    #[serde(default)]
    #[param(required = false)]
    after: String,
    /// How many at most.
    #[serde(default = "page")]
    #[param(required = false, minimum = 1, maximum = 100)]
    limit: u32,
}

/// Mails that were judged.
#[utoipa::path(get, path = "/api/v1/mails", tag = "mails", params(Searched),
    responses(
        (status = 200, body = Mails, description = "newest first"),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "a parameter is none"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "no token"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no place to go on from"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "the store is out of reach"),
    ), security(("token" = [])))]
pub(crate) async fn mails(State(house): Home, tongue: Tongue, asked: Asked<Searched>) -> Response {
    let done = found(&house, asked).await;
    answered(&house, &tongue, done)
}

async fn found(house: &Arc<House>, asked: Asked<Searched>) -> Result<Response, Wrong> {
    let asked = query(asked)?;
    let limit = within(asked.limit)?;
    let verdict = match asked.verdict.as_str() {
        "" => None,
        word => {
            let verdict = Verdict::ALL.into_iter().find(|it| it.as_str() == word);
            Some(verdict.ok_or(FaultKind::Torn)?)
        }
    };
    let after = match asked.after.as_str() {
        "" => None,
        text => Some(MailMark::parse(text).ok_or(FaultKind::NothingHere)?),
    };
    let search = MailSearch {
        words: asked.words,
        verdict,
        brand: Some(asked.brand)
            .filter(|brand| !brand.is_empty())
            .map(|brand| BrandId(brand.into())),
    };
    let mut mails = Mails {
        mails: Vec::new(),
        more: None,
        is_behind: false,
    };
    if let Some(store) = house.keeping.store().await? {
        mails.is_behind = keep_listed(house, &store).await;
        let person = &house.settings.config.person;
        let found = mioboe::mails(&store, person, &search, after, limit).await?;
        mails.mails = found.mails.iter().map(MailAnswer::of).collect();
        mails.more = found.rest.map(|rest| rest.to_string());
    }
    Ok(json(StatusCode::OK, &mails))
}

/// One mail with where it lies, and its questions.
#[utoipa::path(get, path = "/api/v1/mails/{account}/{id}", tag = "mails",
    params(("account" = String, Path, description = "the account"), ("id" = String, Path, description = "the SHA-256 of the mail")),
    responses(
        (status = 200, body = MailWhole, description = "the mail"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "no token"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such mail"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "the store is out of reach"),
    ), security(("token" = [])))]
pub(crate) async fn mail(
    State(house): Home,
    tongue: Tongue,
    named: Named<(String, String)>,
) -> Response {
    let done = async {
        let (account, id) = path(named)?;
        let id = ObservationId::parse(&id).ok_or(FaultKind::NothingHere)?;
        let store = house.keeping.store().await?.ok_or(FaultKind::NothingHere)?;
        let owner = Owner {
            person: house.settings.config.person.clone(),
            account: AccountId(account.into()),
        };
        let story = mioboe::mail(&store, &owner, &id).await?;
        let story = story.ok_or(FaultKind::NothingHere)?;
        Ok::<_, Wrong>(json(StatusCode::OK, &MailWhole::of(&story)))
    };
    let done = done.await;
    answered(&house, &tongue, done)
}

/// Where mails come from.
#[utoipa::path(get, path = "/api/v1/sources", tag = "sources",
    responses(
        (status = 200, body = Sources, description = "every account"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "no token"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "the store is out of reach"),
    ), security(("token" = [])))]
pub(crate) async fn sources(State(house): Home, tongue: Tongue) -> Response {
    let done = async {
        let store = house.keeping.store().await?;
        let accounts = crate::home::accounts(&house, store.as_ref()).await?;
        let sources = accounts
            .iter()
            .map(|it| SourceAnswer::of(&it.account, it.is_followed, it.last))
            .collect();
        Ok::<_, Wrong>(json(StatusCode::OK, &Sources { sources }))
    };
    let done = done.await;
    answered(&house, &tongue, done)
}

/// The imports of this process.
#[utoipa::path(get, path = "/api/v1/imports", tag = "imports",
    responses(
        (status = 200, body = Imports, description = "the newest first"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "no token"),
    ), security(("token" = [])))]
pub(crate) async fn imports(State(house): Home, tongue: Tongue) -> Response {
    let imports = house.imports.all();
    let imports = imports
        .iter()
        .map(|job| ImportAnswer::of(job, &tongue))
        .collect();
    json(StatusCode::OK, &Imports { imports })
}

/// How a file to take in is called, and whose it is.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Taken {
    /// The account that its mails are from.
    account: String,
    /// The name of the file.
    #[serde(default)]
    #[param(required = false)]
    name: String,
}

/// Takes one file in, of any form that `mioboe import` takes; it is judged and kept after the answer.
#[utoipa::path(post, path = "/api/v1/imports", tag = "imports", params(Taken),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 202, body = ImportAnswer, description = "it begins"),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "no file, or no account"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "no token"),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "more than 4 GiB"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "others are taken in"),
        (status = 507, body = Problem, content_type = "application/problem+json", description = "no room on the disk"),
    ), security(("token" = [])))]
pub(crate) async fn import(
    State(house): Home,
    tongue: Tongue,
    asked: Asked<Taken>,
    body: Body,
) -> Response {
    let done = received(&house, &tongue, asked, body).await;
    answered(&house, &tongue, done)
}

async fn received(
    house: &Arc<House>,
    tongue: &Tongue,
    asked: Asked<Taken>,
    body: Body,
) -> Result<Response, Wrong> {
    let asked = query(asked)?;
    let account = account_name(&asked.account).ok_or(FaultKind::NoAccount)?;
    let _permit = Arc::clone(&house.imports.uploads)
        .try_acquire_owned()
        .map_err(|_| FaultKind::ImportsWait)?;
    let mut upload = house.imports.receive().map_err(|_| FaultKind::NoRoom)?;
    let mut file = None;
    let mut pieces = body.into_data_stream();
    let mut octets = 0_usize;
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| FaultKind::Torn)?;
        octets = octets.saturating_add(piece.len());
        if octets > crate::imports::LARGEST_IMPORT {
            return Err(FaultKind::ImportTooLarge.into());
        }
        if piece.is_empty() {
            continue;
        }
        let mut begun = match file.take() {
            Some(file) => file,
            None => upload.begin(&asked.name).map_err(|_| FaultKind::NoRoom)?,
        };
        upload
            .write(&mut begun, &piece)
            .map_err(|_| FaultKind::NoRoom)?;
        file = Some(begun);
    }
    if upload.is_empty() {
        return Err(FaultKind::NothingChosen.into());
    }
    let job = begin(house, upload, account).ok_or(FaultKind::ImportsWait)?;
    Ok(json(StatusCode::ACCEPTED, &ImportAnswer::of(&job, tongue)))
}

/// How far one import is.
#[utoipa::path(get, path = "/api/v1/imports/{id}", tag = "imports",
    params(("id" = u64, Path, description = "its number")),
    responses(
        (status = 200, body = ImportAnswer, description = "the import"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "no token"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such import"),
    ), security(("token" = [])))]
pub(crate) async fn one_import(State(house): Home, tongue: Tongue, id: Named<u64>) -> Response {
    let job = path(id).and_then(|id| {
        let job = house.imports.find(id);
        job.ok_or(FaultKind::NothingHere.into())
    });
    let done = job.map(|job| json(StatusCode::OK, &ImportAnswer::of(&job, &tongue)));
    answered(&house, &tongue, done)
}

/// Stops an import; what was kept stays.
#[utoipa::path(post, path = "/api/v1/imports/{id}/stop", tag = "imports",
    params(("id" = u64, Path, description = "its number")),
    responses(
        (status = 202, body = ImportAnswer, description = "it stops after the piece at hand"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "no token"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such import"),
    ), security(("token" = [])))]
pub(crate) async fn stop_import(State(house): Home, tongue: Tongue, id: Named<u64>) -> Response {
    let job = path(id).and_then(|id| {
        let job = house.imports.find(id);
        job.ok_or(FaultKind::NothingHere.into())
    });
    let done = job.map(|job| {
        job.stop();
        json(StatusCode::ACCEPTED, &ImportAnswer::of(&job, &tongue))
    });
    answered(&house, &tongue, done)
}

/// Puts an import away that is over; its mails stay.
#[utoipa::path(delete, path = "/api/v1/imports/{id}", tag = "imports",
    params(("id" = u64, Path, description = "its number")),
    responses(
        (status = 204, description = "it is no longer told of"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "no token"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such import"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "it is not over"),
    ), security(("token" = [])))]
pub(crate) async fn forget_import(State(house): Home, tongue: Tongue, id: Named<u64>) -> Response {
    let done = path(id).and_then(|id| {
        let Some(_) = house.imports.find(id) else {
            return Err(FaultKind::NothingHere.into());
        };
        house.imports.dismiss(id);
        match house.imports.find(id) {
            Some(_) => Err(FaultKind::NotOver.into()),
            None => Ok(StatusCode::NO_CONTENT.into_response()),
        }
    });
    answered(&house, &tongue, done)
}
