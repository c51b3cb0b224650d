//! What cannot be answered: a page that says so, and what to do next.

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use mioboe::StoreError;
use words::{Failure, FailureKind};

use crate::alike::store_failure;
use crate::api::{Problem, json};
use crate::entry::WINDOW;
use crate::page::{Frame, Here, show};
use crate::tongue::Tongue;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// There is no such page.
    NothingHere,
    /// The page is not asked for in this way.
    NotSo,
    /// The browser has no session, or an old one.
    NotInside,
    /// The login link was used, replaced, or is too old.
    LinkUsed,
    /// A new login link was shown elsewhere. No fault, and the same page.
    LinkShown,
    /// Too many attempts.
    Limited,
    /// The request comes from another page.
    Foreign,
    /// The form is of an earlier session.
    OldForm,
    /// The form did not arrive whole.
    Torn,
    /// More was sent than is taken.
    TooLarge,
    /// Nothing was chosen or pasted.
    Nothing,
    /// As many mails as can be are being judged.
    Busy,
    /// There is no such question.
    NoQuestion,
    /// Files could not be laid down.
    NoRoom,
    /// More files than are taken in at once.
    ImportTooLarge,
    /// As much as can be is being taken in.
    ImportsWait,
    /// No file was chosen.
    NothingChosen,
    /// The account of an import has no name.
    NoAccount,
    /// A program did not show the token.
    NoToken,
    /// The question was answered before.
    Answered,
    /// The import is not over.
    NotOver,
    /// The mail is no longer held.
    MailGone,
    /// Nothing was kept yet.
    NoStore,
    /// A backup is being made.
    Backing,
    /// The browser has left. No fault, and the same page.
    Left,
    /// A fault of ours.
    Ours,
}

impl FaultKind {
    /// The word after `pages-fault-` in `data/words`; with `-next` behind it, what to do.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::NothingHere => "nothing-here",
            Self::NotSo => "not-so",
            Self::NotInside => "not-inside",
            Self::LinkUsed => "link-used",
            Self::LinkShown => "link-shown",
            Self::Limited => "limited",
            Self::Foreign => "foreign",
            Self::OldForm => "old-form",
            Self::Torn => "torn",
            Self::TooLarge => "too-large",
            Self::Nothing => "nothing",
            Self::Busy => "busy",
            Self::NoQuestion => "no-question",
            Self::NoRoom => "no-room",
            Self::ImportTooLarge => "import-too-large",
            Self::ImportsWait => "imports-wait",
            Self::NothingChosen => "nothing-chosen",
            Self::NoAccount => "no-account",
            Self::NoToken => "no-token",
            Self::Answered => "answered",
            Self::NotOver => "not-over",
            Self::MailGone => "mail-gone",
            Self::NoStore => "no-store",
            Self::Backing => "backing",
            Self::Left => "left",
            Self::Ours => "ours",
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::NothingHere | Self::NoQuestion | Self::MailGone | Self::NoStore => {
                StatusCode::NOT_FOUND
            }
            Self::NotSo => StatusCode::METHOD_NOT_ALLOWED,
            // 401 would have to name a scheme of HTTP's own (RFC 9110 §15.5.2).
            Self::NotInside | Self::LinkUsed | Self::Foreign | Self::OldForm => {
                StatusCode::FORBIDDEN
            }
            Self::LinkShown | Self::Left => StatusCode::OK,
            Self::Limited => StatusCode::TOO_MANY_REQUESTS,
            Self::Torn | Self::Nothing | Self::NothingChosen | Self::NoAccount => {
                StatusCode::BAD_REQUEST
            }
            Self::NoToken => StatusCode::UNAUTHORIZED,
            Self::Answered | Self::NotOver => StatusCode::CONFLICT,
            Self::NoRoom => StatusCode::INSUFFICIENT_STORAGE,
            Self::TooLarge | Self::ImportTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Busy | Self::ImportsWait | Self::Backing => StatusCode::SERVICE_UNAVAILABLE,
            Self::Ours => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Whether whoever sees the page may be outside.
    const fn is_outside(self) -> bool {
        matches!(
            self,
            Self::NotInside
                | Self::LinkUsed
                | Self::LinkShown
                | Self::Limited
                | Self::Foreign
                | Self::Left
        )
    }

    /// Whether a new link helps.
    const fn wants_link(self) -> bool {
        matches!(self, Self::NotInside | Self::LinkUsed | Self::Left)
    }
}

/// A fault on its way to a page.
#[derive(Debug)]
pub(crate) struct Fault {
    kind: FaultKind,
    /// What is said in the place of the kind's own words: what happened, and what to do.
    told: Option<(String, String)>,
}

impl From<FaultKind> for Fault {
    fn from(kind: FaultKind) -> Self {
        Self::of(kind)
    }
}

#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage {
    frame: Frame,
    title: String,
    next: String,
    wants_link: bool,
    is_for_check: bool,
}

impl Fault {
    pub(crate) const fn of(kind: FaultKind) -> Self {
        Self { kind, told: None }
    }

    /// A file that cannot be judged, in the words of every command.
    pub(crate) fn of_file(tongue: &Tongue, failure: &Failure<'_>) -> Self {
        let told = words::tell(tongue.language, failure);
        Self::told(failure.kind, told.message, told.advice)
    }

    /// The same, told already: what happened, and what to do.
    pub(crate) fn told(kind: FailureKind, message: String, advice: String) -> Self {
        Self {
            kind: match kind {
                FailureKind::TooLarge | FailureKind::ArchiveTooLarge => FaultKind::TooLarge,
                FailureKind::Ours => FaultKind::Ours,
                _ => FaultKind::Nothing,
            },
            told: Some((message, advice)),
        }
    }

    /// A store that cannot be used, in the words of every command.
    pub(crate) fn of_store(tongue: &Tongue, place: &str, error: &StoreError) -> Self {
        let kind = store_failure(error);
        let told = words::tell(tongue.language, &Failure::of(kind, place));
        Self {
            kind: FaultKind::Busy,
            told: Some((told.message, told.advice)),
        }
    }

    /// What happened, and what to do.
    fn said(&self, tongue: &Tongue) -> (String, String) {
        let word = self.kind.as_str();
        self.told.clone().unwrap_or_else(|| {
            (
                tongue.say(&format!("pages-fault-{word}")),
                tongue.say(&format!("pages-fault-{word}-next")),
            )
        })
    }

    /// The same for a program (RFC 9457).
    pub(crate) fn problem(self, tongue: &Tongue) -> Response {
        let (title, detail) = self.said(tongue);
        let status = self.kind.status();
        let problem = Problem {
            kind: format!("urn:mioboe:{}", self.kind.as_str()),
            title,
            status: status.as_u16(),
            detail,
        };
        let mut response = json(status, &problem);
        let form = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(CONTENT_TYPE, form);
        response
    }

    /// The page that says so.
    pub(crate) fn page(self, tongue: Tongue) -> Response {
        let (title, next) = self.said(&tongue);
        let here = if self.kind.is_outside() {
            Here::Outside
        } else {
            Here::Elsewhere
        };
        let page = FaultPage {
            frame: Frame::new(tongue, here),
            title,
            next,
            wants_link: self.kind.wants_link(),
            is_for_check: matches!(
                self.kind,
                FaultKind::Nothing | FaultKind::TooLarge | FaultKind::MailGone
            ),
        };
        let mut response = show(self.kind.status(), &page);
        if self.kind == FaultKind::Limited {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(WINDOW));
        }
        response
    }
}

/// A form that could not be read.
pub(crate) fn of_form(rejection: FormRejection) -> FaultKind {
    if rejection.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE {
        FaultKind::TooLarge
    } else {
        FaultKind::Torn
    }
}

/// There is no such page.
pub(crate) async fn nothing_here(tongue: Tongue) -> Response {
    Fault::of(FaultKind::NothingHere).page(tongue)
}

/// The page is not asked for in this way.
pub(crate) async fn not_so(tongue: Tongue) -> Response {
    Fault::of(FaultKind::NotSo).page(tongue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_that_is_locked_is_told_with_what_to_do() {
        let locked = StoreError::Busy {
            place: "store.sqlite".to_owned(),
        };
        for language in words::Language::ALL {
            let tongue = Tongue::of(language);
            let fault = Fault::of_store(&tongue, "store.sqlite", &locked);
            let (title, next) = fault.told.clone().expect("its own words");
            assert!(title.starts_with("store.sqlite: ") && !next.is_empty());
            let status = fault.page(tongue).status();
            assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        }
    }

    #[test]
    fn every_fault_is_said_with_a_next_step() {
        for kind in [
            FaultKind::NothingHere,
            FaultKind::NotSo,
            FaultKind::NotInside,
            FaultKind::LinkUsed,
            FaultKind::LinkShown,
            FaultKind::Limited,
            FaultKind::Foreign,
            FaultKind::OldForm,
            FaultKind::Torn,
            FaultKind::TooLarge,
            FaultKind::Nothing,
            FaultKind::Busy,
            FaultKind::NoQuestion,
            FaultKind::NoRoom,
            FaultKind::ImportTooLarge,
            FaultKind::ImportsWait,
            FaultKind::NothingChosen,
            FaultKind::NoAccount,
            FaultKind::NoToken,
            FaultKind::Answered,
            FaultKind::NotOver,
            FaultKind::MailGone,
            FaultKind::NoStore,
            FaultKind::Backing,
            FaultKind::Left,
            FaultKind::Ours,
        ] {
            for end in ["", "-next"] {
                let id = format!("pages-fault-{}{end}", kind.as_str());
                assert!(words::has_label(&id), "{id}");
            }
        }
    }
}
