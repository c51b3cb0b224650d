//! After the verdict: a report made ready to be sent by the person, and the person's word that the verdict is wrong.

use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Extension, Form, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION};
use axum::response::{IntoResponse as _, Response};
use facts::Answer;
use serde::Deserialize;
use words::{Contacts as _, Names as _, Value};

use crate::House;
use crate::alike::Known;
use crate::entry::Visit;
use crate::fault::{Fault, FaultKind, of_form};
use crate::held::HELD_MINUTES;
use crate::page::{Frame, Here, harmless_line, show};
use crate::tongue::Tongue;
use crate::verdict::{Asked, Judged, held};

/// Where a report goes.
struct Office {
    name: String,
    addresses: Vec<String>,
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    frame: Frame,
    mail: String,
    offices: Vec<Office>,
    unknown: Vec<String>,
    body: String,
    keep: String,
}

/// Makes a report ready; nothing is sent.
pub(crate) async fn report(
    State(house): State<Arc<House>>,
    Extension(visit): Extension<Visit>,
    tongue: Tongue,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let (mail, judged) = match held(&house, &visit, &tongue, &asked.mail).await {
        Ok(held) => held,
        Err(kind) => return Fault::of(kind).page(tongue),
    };
    let known = Known(&house.settings.checker);
    let (mut offices, mut unknown) = (Vec::new(), Vec::new());
    for claim in &judged.checked.report.claims {
        let name = known.brand(&claim.brand, tongue.language);
        match known.contact(&claim.brand) {
            Some(contact) if !contact.reports.is_empty() => offices.push(Office {
                name,
                addresses: contact.reports,
            }),
            _ => unknown.push(tongue.say_with("report-to-none", &[("brand", Value::Text(&name))])),
        }
    }
    offices.push(Office {
        name: tongue.say("report-to-council"),
        addresses: vec![tongue.say("report-council-address")],
    });
    let minutes = u64::try_from(HELD_MINUTES).unwrap_or_default();
    let page = ReportPage {
        mail: mail.name().to_owned(),
        offices,
        unknown,
        body: body(&tongue, &known, &judged),
        keep: tongue.say_with("report-keep", &[("minutes", Value::Count(minutes))]),
        frame: Frame::new(tongue, Here::Check),
    };
    show(StatusCode::OK, &page)
}

/// The text of a report; what of it comes out of the mail cannot be clicked.
fn body(tongue: &Tongue, known: &Known<'_>, judged: &Judged) -> String {
    let checked = &judged.checked;
    let claim = checked.report.claims.first();
    let first = match claim.map(|claim| known.brand(&claim.brand, tongue.language)) {
        Some(brand) => tongue.say_with("report-body-text", &[("brand", Value::Text(&brand))]),
        None => tongue.say("report-body-text-no-brand"),
    };
    let mut lines = vec![first, String::new()];
    for (id, value) in [
        ("report-body-from", harmless_line(&checked.from)),
        ("report-body-subject", harmless_line(&checked.subject)),
    ] {
        if !value.is_empty() {
            lines.push(tongue.say_with(id, &[("value", Value::Text(&value))]));
        }
    }
    if let Some(date) = checked.date {
        lines.push(tongue.say_with("report-body-date", &[("value", Value::Instant(date))]));
    }
    lines.extend([String::new(), tongue.say("report-body-no-link")]);
    lines.join("\n")
}

/// Hands the mail back as it came, to be saved and never shown.
pub(crate) async fn file(
    State(house): State<Arc<House>>,
    Extension(visit): Extension<Visit>,
    tongue: Tongue,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let Some(mail) = house.held().mail(&visit, &asked.mail, house.now()) else {
        return Fault::of(FaultKind::MailGone).page(tongue);
    };
    let head = [
        (CONTENT_TYPE, "application/octet-stream"),
        (CONTENT_DISPOSITION, "attachment; filename=\"mail.eml\""),
    ];
    (head, mail.raw.to_vec()).into_response()
}

/// What the person says of a verdict.
#[derive(Deserialize)]
pub(crate) struct Said {
    form_token: String,
    mail: String,
    answer: String,
}

/// Keeps that a verdict is wrong, or takes that back; and shows the verdict again.
pub(crate) async fn wrong(
    State(house): State<Arc<House>>,
    Extension(visit): Extension<Visit>,
    tongue: Tongue,
    said: Result<Form<Said>, FormRejection>,
) -> Response {
    match keep(&house, &visit, &tongue, said).await {
        Ok(to) => (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response(),
        Err(fault) => fault.page(tongue),
    }
}

async fn keep(
    house: &House,
    visit: &Visit,
    tongue: &Tongue,
    said: Result<Form<Said>, FormRejection>,
) -> Result<String, Fault> {
    let Form(said) = said.map_err(of_form)?;
    visit.owns(&said.form_token)?;
    let answer = match Answer::parse(&said.answer) {
        Some(answer @ (Answer::Wrong | Answer::Withdrawn)) => answer,
        _ => return Err(FaultKind::Torn.into()),
    };
    let (mail, judged) = held(house, visit, tongue, &said.mail).await?;
    let person = &house.settings.config.person;
    let done = async {
        let store = house.keeping.made().await?;
        mioboe::say_of_verdict(&store, person, &judged.checked, answer, house.now()).await
    };
    let place = house.keeping.place();
    done.await
        .map_err(|error| Fault::of_store(tongue, &place, &error))?;
    Ok(format!("/verdict?mail={}", mail.name()))
}
