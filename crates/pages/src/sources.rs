//! Where mails come from: what is watched and what is not, files to take in, and how far that is.

use std::convert::Infallible;
use std::sync::Arc;

use askama::Template;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Extension, Form, Multipart, Query, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use serde::Deserialize;
use words::{Told, Value};

use crate::House;
use crate::door::Live;
use crate::entry::Visit;
use crate::fault::{Fault, FaultKind, of_form};
use crate::home::{Area, Stopped, Teller};
use crate::imports::{Job, LARGEST_IMPORT, Progress, Upload, account_name, begin};
use crate::page::{Frame, Here, harmless_line, show};
use crate::tongue::Tongue;

/// Octets of a field of the form that is no file.
const LARGEST_FIELD: usize = 4 << 10;

/// An import as it is shown.
struct JobView {
    id: u64,
    title: String,
    status: String,
    is_over: bool,
    passed: u64,
    octets: u64,
    troubles: Vec<Told>,
    more: String,
}

#[derive(Template)]
#[template(path = "sources.html")]
struct SourcesPage {
    frame: Frame,
    form_token: String,
    areas: Vec<Area>,
    unwatched: Vec<String>,
    jobs: Vec<JobView>,
    is_busy: bool,
}

/// Shows the page.
pub(crate) async fn page(
    State(house): State<Arc<House>>,
    Extension(visit): Extension<Visit>,
    tongue: Tongue,
) -> Response {
    match of_house(&house, &visit, &tongue).await {
        Ok(page) => {
            let mut response = show(StatusCode::OK, &page);
            if page.is_busy {
                response.extensions_mut().insert(Live);
            }
            response
        }
        Err(stopped) => stopped.page(&house, tongue),
    }
}

async fn of_house(house: &House, visit: &Visit, tongue: &Tongue) -> Result<SourcesPage, Stopped> {
    let teller = Teller { house, tongue };
    let areas = match house.keeping.store().await? {
        Some(store) => teller.areas(&store).await?,
        None => teller.unread(),
    };
    let jobs: Vec<JobView> = house
        .imports
        .all()
        .iter()
        .map(|job| view(job, tongue))
        .collect();
    Ok(SourcesPage {
        form_token: visit.form_token().to_owned(),
        areas,
        unwatched: teller.unwatched(),
        is_busy: jobs.iter().any(|job| !job.is_over),
        jobs,
        frame: Frame::new(tongue.clone(), Here::Sources),
    })
}

fn view(job: &Job, tongue: &Tongue) -> JobView {
    let progress = job.progress();
    let name = harmless_line(&job.name);
    let account = harmless_line(&job.account);
    let values = [
        ("name", Value::Text(&name)),
        ("others", Value::Count(job.files.saturating_sub(1) as u64)),
        ("account", Value::Text(&account)),
    ];
    JobView {
        id: job.id,
        title: tongue.say_with("pages-import-title", &values),
        status: status(&progress, tongue),
        is_over: progress.stage.is_over(),
        passed: progress.done.passed.min(job.octets),
        octets: job.octets.max(1),
        troubles: progress
            .troubles
            .iter()
            .map(|trouble| trouble.told(tongue.language))
            .collect(),
        more: match progress.more {
            0 => String::new(),
            more => tongue.say_with("pages-import-more", &[("count", Value::Count(more))]),
        },
    }
}

/// How far it is, on one line.
fn status(progress: &Progress, tongue: &Tongue) -> String {
    let done = &progress.done;
    let values = [
        ("mails", Value::Count(done.mails)),
        ("new", Value::Count(done.new)),
        ("questions", Value::Count(done.questions)),
        ("unread", Value::Count(done.unread)),
        ("filters", Value::Count(done.filters)),
    ];
    tongue.say_with(
        &format!("pages-import-{}", progress.stage.as_str()),
        &values,
    )
}

/// Which import.
#[derive(Debug, Deserialize)]
pub(crate) struct Which {
    id: u64,
}

/// Tells how far an import is, line by line, until it is over.
pub(crate) async fn events(
    State(house): State<Arc<House>>,
    tongue: Tongue,
    which: Result<Query<Which>, QueryRejection>,
) -> Response {
    let job = which.ok().and_then(|Query(it)| house.imports.find(it.id));
    let Some(job) = job else {
        return Fault::of(FaultKind::NothingHere).page(tongue);
    };
    let mut watching = job.watch();
    watching.mark_changed();
    let lines = stream::unfold(Some(watching), move |watching| {
        let tongue = tongue.clone();
        async move {
            let mut watching = watching?;
            // Whoever asked first and whoever sends last are the same process: it ends with a stage that is over.
            watching.changed().await.ok()?;
            let progress = watching.borrow_and_update().clone();
            let line = Event::default();
            let (line, rest) = if progress.stage.is_over() {
                (line.event("over"), None)
            } else {
                (line, Some(watching))
            };
            let line = line.data(status(&progress, &tongue));
            Some((Ok::<_, Infallible>(line), rest))
        }
    });
    Sse::new(lines).into_response()
}

/// What is to be done with an import.
#[derive(Deserialize)]
pub(crate) struct Wish {
    form_token: String,
    id: u64,
    wish: String,
}

/// Stops an import, or puts one away that is over.
pub(crate) async fn wish(
    State(house): State<Arc<House>>,
    Extension(visit): Extension<Visit>,
    tongue: Tongue,
    wish: Result<Form<Wish>, FormRejection>,
) -> Response {
    let done = wish.map_err(of_form).and_then(|Form(wish)| {
        visit.owns(&wish.form_token)?;
        match wish.wish.as_str() {
            "stop" => {
                if let Some(job) = house.imports.find(wish.id) {
                    job.stop();
                }
            }
            "dismiss" => house.imports.dismiss(wish.id),
            _ => return Err(FaultKind::Torn),
        }
        Ok(())
    });
    match done {
        Ok(()) => back(),
        Err(kind) => Fault::of(kind).page(tongue),
    }
}

fn back() -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, "/sources")]).into_response()
}

/// Takes files in.
pub(crate) async fn upload(
    State(house): State<Arc<House>>,
    Extension(visit): Extension<Visit>,
    tongue: Tongue,
    upload: Result<Multipart, MultipartRejection>,
) -> Response {
    let Ok(mut form) = upload else {
        return Fault::of(FaultKind::Torn).page(tongue);
    };
    let permit = Arc::clone(&house.imports.uploads).try_acquire_owned().ok();
    let received = match &permit {
        Some(_) => receive(&house, &visit, &mut form).await,
        None => Err(FaultKind::ImportsWait),
    };
    let begun = received
        .and_then(|(upload, account)| begin(&house, upload, account).ok_or(FaultKind::ImportsWait));
    match begun {
        Ok(_) => back(),
        Err(kind) => {
            // A browser shows an answer only once it could send all.
            while let Ok(Some(_)) = form.next_field().await {}
            Fault::of(kind).page(tongue)
        }
    }
}

/// Receives a form: its token first, then the account, then files.
async fn receive(
    house: &House,
    visit: &Visit,
    form: &mut Multipart,
) -> Result<(Upload, String), FaultKind> {
    let mut upload: Option<Upload> = None;
    let mut account = None;
    while let Some(mut field) = form.next_field().await.map_err(|it| torn(&it))? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "form_token" {
            visit.owns(&text(&mut field).await?)?;
            upload = Some(house.imports.receive().map_err(|_| FaultKind::NoRoom)?);
            continue;
        }
        // The token stands first in our forms: of a form without one nothing is read.
        let Some(upload) = &mut upload else {
            return Err(FaultKind::OldForm);
        };
        match name.as_str() {
            "account" => account = account_name(&text(&mut field).await?),
            "mails" => {
                let called = field.file_name().unwrap_or_default().to_owned();
                let mut file = None;
                if upload.is_full() {
                    return Err(FaultKind::ImportTooLarge);
                }
                while let Some(piece) = field.chunk().await.map_err(|it| torn(&it))? {
                    let mut begun = match file.take() {
                        Some(file) => file,
                        None => upload.begin(&called).map_err(|_| FaultKind::NoRoom)?,
                    };
                    upload
                        .write(&mut begun, &piece)
                        .map_err(|_| FaultKind::NoRoom)?;
                    file = Some(begun);
                }
            }
            _ => {}
        }
    }
    match (upload, account) {
        (None, _) => Err(FaultKind::OldForm),
        (Some(upload), _) if upload.is_empty() => Err(FaultKind::NothingChosen),
        (Some(_), None) => Err(FaultKind::NoAccount),
        (Some(upload), Some(account)) => Ok((upload, account)),
    }
}

async fn text(field: &mut Field<'_>) -> Result<String, FaultKind> {
    let mut octets = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|it| torn(&it))? {
        octets.extend_from_slice(&piece);
        if octets.len() > LARGEST_FIELD {
            return Err(FaultKind::Torn);
        }
    }
    String::from_utf8(octets).map_err(|_| FaultKind::Torn)
}

fn torn(error: &MultipartError) -> FaultKind {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        FaultKind::ImportTooLarge
    } else {
        FaultKind::Torn
    }
}

/// Octets that the form may have: its files, and what stands around each.
pub(crate) const LARGEST_BODY: usize = LARGEST_IMPORT + (64 << 20);

#[cfg(test)]
mod tests {
    use crate::imports::Stage;

    #[test]
    fn every_stage_is_said() {
        for stage in [
            Stage::Waiting,
            Stage::Running,
            Stage::Done,
            Stage::Stopped,
            Stage::Failed,
        ] {
            assert!(words::has_label(&format!(
                "pages-import-{}",
                stage.as_str()
            )));
        }
    }
}
