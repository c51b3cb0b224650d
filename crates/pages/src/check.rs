//! Check a mail: a file, its source, or its text alone; judged in memory, and never kept.

use std::sync::Arc;

use askama::Template;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::{Extension, Multipart, State};
use axum::http::StatusCode;
use axum::response::Response;
use mioboe::sources;
use words::{Failure, FailureKind, Value};

use crate::House;
use crate::entry::Visit;
use crate::fault::{Fault, FaultKind};
use crate::held::Mail;
use crate::imports::failure_of;
use crate::page::{Frame, Here, show};
use crate::tongue::Tongue;
use crate::verdict::{self, Judged};

/// Octets of a mail that is uploaded or pasted; mail servers take no larger ones.
pub(crate) const LARGEST_MAIL: usize = 32 << 20;
/// Files that are checked at once.
const MOST_FILES: usize = 100;
/// Octets of all of them together.
const LARGEST_FILES: usize = 64 << 20;
/// Octets of a text without a source.
const LARGEST_TEXT: usize = 1 << 20;
/// Octets of an upload that are read, most of them to be thrown away: a browser shows an answer only once it could
/// send all.
pub(crate) const LARGEST_READ: usize = 128 << 20;
/// Octets of a form's token.
const LARGEST_TOKEN: usize = 256;
/// Characters of a file's name that are shown.
const LONGEST_NAME: usize = 120;

#[derive(Template)]
#[template(path = "check.html")]
struct CheckPage {
    frame: Frame,
    form_token: String,
    originals: Vec<String>,
}

/// Shows the forms.
pub(crate) async fn form(Extension(visit): Extension<Visit>, tongue: Tongue) -> Response {
    let page = CheckPage {
        form_token: visit.form_token().to_owned(),
        originals: words::originals(tongue.language),
        frame: Frame::new(tongue, Here::Check),
    };
    show(StatusCode::OK, &page)
}

/// What a person gave us.
enum Given {
    /// A file, or a pasted source, and what it is called.
    Octets(String, Vec<u8>),
    /// A text without a source.
    Text(String),
    /// Several files, and how many were left unread beyond them.
    Files(Vec<(String, Vec<u8>)>, usize),
}

/// What came of it.
enum Done {
    One(Box<Judged>, Option<(String, Arc<[u8]>)>),
    Many(Vec<One>, usize),
}

/// A file of many.
struct One {
    file: String,
    /// The verdict with the mail, or why there is none.
    judged: Result<(Judged, Arc<[u8]>), Told>,
}

/// A line of the list of many.
struct Line {
    class: &'static str,
    sign: String,
    file: String,
    headline: String,
    mail: Option<String>,
}

#[derive(Template)]
#[template(path = "many.html")]
struct ManyPage {
    frame: Frame,
    title: String,
    left_out: Option<String>,
    lines: Vec<Line>,
}

/// Judges what was given, and shows the verdict.
pub(crate) async fn judge(
    State(house): State<Arc<House>>,
    Extension(visit): Extension<Visit>,
    tongue: Tongue,
    upload: Result<Multipart, MultipartRejection>,
) -> Response {
    let mut upload = match upload {
        Ok(upload) => upload,
        Err(_) => return Fault::of(FaultKind::Torn).page(tongue),
    };
    // Held until the mail is judged: what lies in memory at the same time stays bounded.
    let permit = Arc::clone(&house.checks).try_acquire_owned().ok();
    let taken = match &permit {
        Some(_) => taken(&visit, &tongue, &mut upload).await,
        None => Err(FaultKind::Busy.into()),
    };
    let given = match taken {
        Ok(given) => given,
        Err(fault) => {
            // A browser shows an answer only once it could send all.
            while let Ok(Some(_)) = upload.next_field().await {}
            return fault.page(tongue);
        }
    };
    house.freshen();
    house.counts.checked();
    let checker = Arc::clone(&house.settings.checker);
    let told_in = tongue.clone();
    let judged = tokio::task::spawn_blocking(move || {
        let _held = permit;
        match given {
            Given::Text(text) => Ok::<_, Fault>(Done::One(
                Box::new(verdict::of_text(&checker, &told_in, &text)),
                None,
            )),
            Given::Octets(name, octets) => {
                let (judged, file, raw) =
                    judge_octets(&checker, &told_in, &name, octets).map_err(|told| told.fault())?;
                Ok(Done::One(Box::new(judged), Some((file, raw))))
            }
            Given::Files(files, left) => {
                let many = files.into_iter().map(|(name, octets)| One {
                    judged: judge_octets(&checker, &told_in, &name, octets)
                        .map(|(judged, _, raw)| (judged, raw)),
                    file: name,
                });
                Ok(Done::Many(many.collect(), left))
            }
        }
    })
    .await;
    match judged {
        Ok(Ok(Done::One(judged, given))) => {
            let mail = given.and_then(|(file, raw)| hold(&house, &visit, &file, &raw));
            verdict::page(&house, &visit, *judged, mail.as_ref(), tongue).await
        }
        Ok(Ok(Done::Many(many, left))) => show_many(&house, &visit, many, left, tongue),
        Ok(Err(fault)) => fault.page(tongue),
        // The judging itself tripped; what it was given stays ours.
        Err(_) => Fault::of(FaultKind::Ours).page(tongue),
    }
}

/// Holds a mail for what may follow; one that cannot be held is judged all the same.
fn hold(house: &House, visit: &Visit, file: &str, raw: &[u8]) -> Option<Mail> {
    let held = house.held().hold(visit, file, raw, house.now());
    held.unwrap_or_default()
}

/// The list of many, what needs attention first.
fn show_many(
    house: &House,
    visit: &Visit,
    many: Vec<One>,
    left: usize,
    tongue: Tongue,
) -> Response {
    let order = |class: &str| {
        let order = [
            "impostor", "doubtful", "", "unproven", "no-claim", "genuine",
        ];
        order
            .iter()
            .position(|it| *it == class)
            .unwrap_or(order.len())
    };
    let mut lines: Vec<Line> = many
        .into_iter()
        .map(|one| match one.judged {
            Ok((judged, raw)) => {
                let (sign, class, headline) = judged.line();
                Line {
                    class,
                    sign: sign.to_owned(),
                    headline: headline.to_owned(),
                    mail: hold(house, visit, &one.file, &raw).map(|mail| mail.name().to_owned()),
                    file: one.file,
                }
            }
            Err(told) => Line {
                class: "",
                sign: String::new(),
                headline: format!("{} {}", told.message, told.advice),
                file: one.file,
                mail: None,
            },
        })
        .collect();
    lines.sort_by_key(|line| order(line.class));
    let count = |number: usize| Value::Count(number as u64);
    let page = ManyPage {
        title: tongue.say_with("many-title", &[("count", count(lines.len()))]),
        left_out: (left > 0).then(|| {
            let values = [
                ("all", count(lines.len() + left)),
                ("left", count(left)),
                ("most", count(MOST_FILES)),
            ];
            tongue.say_with("many-left-out", &values)
        }),
        lines,
        frame: Frame::new(tongue, Here::Check),
    };
    show(StatusCode::OK, &page)
}

/// Why a file has no verdict, in words.
pub(crate) struct Told {
    kind: FailureKind,
    message: String,
    advice: String,
}

impl Told {
    fn of(tongue: &Tongue, failure: &Failure<'_>) -> Self {
        let told = words::tell(tongue.language, failure);
        Self {
            kind: failure.kind,
            message: told.message,
            advice: told.advice,
        }
    }

    pub(crate) fn fault(self) -> Fault {
        Fault::told(self.kind, self.message, self.advice)
    }
}

/// Judges the first mail in what was uploaded, which may be a mailbox or an archive.
fn judge_octets(
    checker: &mioboe::Checker,
    tongue: &Tongue,
    name: &str,
    octets: Vec<u8>,
) -> Result<(Judged, String, Arc<[u8]>), Told> {
    let (mail, is_first_of_many) = first(tongue, name, octets)?;
    let judged = verdict::of_mail(checker, tongue, &mail.file, &mail.raw, is_first_of_many);
    Ok((judged, mail.file, mail.raw.into()))
}

/// A mail that was handed over.
pub(crate) struct First {
    pub(crate) file: String,
    pub(crate) position: Option<u64>,
    pub(crate) raw: Vec<u8>,
}

/// The first mail in what was handed over, which may be a mailbox or an archive, and whether there are more.
pub(crate) fn first(tongue: &Tongue, name: &str, octets: Vec<u8>) -> Result<(First, bool), Told> {
    let mut items = sources::of_octets(name, octets);
    let failed = |kind: FailureKind, limit: Option<u64>| {
        let failure = Failure {
            limit,
            ..Failure::of(kind, name)
        };
        Told::of(tongue, &failure)
    };
    let item = items
        .next()
        .ok_or_else(|| failed(FailureKind::Empty, None))?;
    let raw = item
        .body
        .map_err(|error| failed(failure_of(error.code()), error.limit()))?;
    let first = First {
        file: item.file,
        position: item.position,
        raw,
    };
    Ok((first, items.next().is_some()))
}

/// Takes in a form: its token first, then one thing to judge.
async fn taken(visit: &Visit, tongue: &Tongue, upload: &mut Multipart) -> Result<Given, Fault> {
    let mut is_ours = false;
    let mut given = None;
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let (mut total, mut left) = (0_usize, 0_usize);
    while let Some(field) = upload.next_field().await.map_err(|it| torn(&it))? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "form_token" {
            let token = octets(field, LARGEST_TOKEN).await?;
            let token = token.as_deref().and_then(|it| std::str::from_utf8(it).ok());
            visit.owns(token.unwrap_or_default())?;
            is_ours = true;
            continue;
        }
        // The token stands first in our forms: of a form without one nothing is read.
        if !is_ours {
            return Err(FaultKind::OldForm.into());
        }
        if name == "mail" && (files.len() >= MOST_FILES || total >= LARGEST_FILES) {
            // Read to its end and thrown away.
            octets(field, 0).await?;
            left += 1;
            continue;
        }
        let (called, limit) = match name.as_str() {
            "mail" => (called(field.file_name(), tongue), LARGEST_MAIL),
            "source" => (tongue.say("pages-pasted-source"), LARGEST_MAIL),
            "text" => (tongue.say("pasted-text"), LARGEST_TEXT),
            _ => continue,
        };
        let Some(octets) = octets(field, limit).await? else {
            let failure = Failure {
                limit: u64::try_from(limit).ok(),
                ..Failure::of(FailureKind::TooLarge, &called)
            };
            return Err(Fault::of_file(tongue, &failure));
        };
        if name == "mail" {
            // An empty field of files comes as one empty file.
            if total.saturating_add(octets.len()) > LARGEST_FILES {
                left += 1;
            } else if !octets.is_empty() {
                total += octets.len();
                files.push((called, octets));
            }
            continue;
        }
        if given.is_none() && !octets.trim_ascii().is_empty() {
            given = Some(if name == "text" {
                Given::Text(String::from_utf8_lossy(&octets).into_owned())
            } else {
                Given::Octets(called, octets)
            });
        }
    }
    if !is_ours {
        return Err(FaultKind::OldForm.into());
    }
    if files.len() > 1 || left > 0 {
        return Ok(Given::Files(files, left));
    }
    let file = files.pop().filter(|(_, it)| !it.trim_ascii().is_empty());
    file.map(|(called, octets)| Given::Octets(called, octets))
        .or(given)
        .ok_or(Fault::of(FaultKind::Nothing))
}

/// The octets of a field; `None` where there are more than the limit, all of them read.
async fn octets(mut field: Field<'_>, limit: usize) -> Result<Option<Vec<u8>>, Fault> {
    let mut octets = Vec::new();
    let mut is_over = false;
    while let Some(piece) = field.chunk().await.map_err(|it| torn(&it))? {
        is_over |= octets.len().saturating_add(piece.len()) > limit;
        if is_over {
            octets = Vec::new();
        } else {
            octets.extend_from_slice(&piece);
        }
    }
    Ok((!is_over).then_some(octets))
}

fn torn(error: &MultipartError) -> Fault {
    Fault::of(if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        FaultKind::TooLarge
    } else {
        FaultKind::Torn
    })
}

/// What an uploaded file is called: the last part of its name, and not much of it.
pub(crate) fn called(name: Option<&str>, tongue: &Tongue) -> String {
    let name = name.unwrap_or_default();
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().take(LONGEST_NAME).collect();
    if name.trim().is_empty() {
        tongue.say("pages-upload")
    } else {
        name
    }
}
