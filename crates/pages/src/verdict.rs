//! The verdict on a mail as a page: one sentence, the reasons, what to do, the four axes, and the mail as harmless text.

use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Extension, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use facts::{Answer, Severity};
use mioboe::{Checked, Checker, Shown};
use serde::Deserialize;
use words::{Matter, Story, Value};

use crate::House;
use crate::alike::Known;
use crate::entry::Visit;
use crate::fault::{Fault, FaultKind};
use crate::held::Mail;
use crate::page::{Frame, Here, harmless_line, show};
use crate::tongue::Tongue;

/// Characters of a field of the mail's head that are shown.
const LONGEST_FIELD: usize = 400;

/// What was judged, said in a language.
pub(crate) struct Judged {
    story: Story,
    matter: Matter,
    /// The mail's head: what it is called, and what stands there.
    head: Vec<(String, String)>,
    notes: Vec<String>,
    mail: MailText,
    pub(crate) checked: Checked,
}

impl Judged {
    /// The verdict in a word, its class, and in a sentence: a line of a list.
    pub(crate) fn line(&self) -> (&str, &'static str, &str) {
        let story = &self.story;
        (
            &story.sign,
            story.shown_as.as_str(),
            &story.verdict.headline,
        )
    }
}

/// The mail as text that nothing turns into a link.
#[derive(Default)]
struct MailText {
    texts: Vec<String>,
    links: Vec<(String, String)>,
    is_cut: bool,
}

/// Judges a mail.
pub(crate) fn of_mail(
    checker: &Checker,
    tongue: &Tongue,
    file: &str,
    raw: &[u8],
    is_first_of_many: bool,
) -> Judged {
    let (checked, shown) = checker.check_and_show(raw);
    let mut notes = Vec::new();
    if checked.judged_enclosed.is_some() {
        notes.push(tongue.say("forwarded-note"));
    }
    if is_first_of_many {
        notes.push(tongue.say("pages-first-of-many"));
    }
    let head = [
        ("field-from", "empty-from", checked.from.as_str()),
        ("field-subject", "empty-subject", checked.subject.as_str()),
        ("field-file", "pages-upload", file),
    ]
    .map(|(name, empty, value)| (tongue.say(name), field(tongue, value, empty)))
    .into();
    Judged {
        head,
        notes,
        mail: MailText::of(&shown),
        ..judged(checker, tongue, checked, Matter::Mail)
    }
}

/// Judges a text without a source.
pub(crate) fn of_text(checker: &Checker, tongue: &Tongue, text: &str) -> Judged {
    let checked = checker.check_text(text);
    judged(checker, tongue, checked, Matter::of_text(text))
}

fn judged(checker: &Checker, tongue: &Tongue, checked: Checked, matter: Matter) -> Judged {
    Judged {
        story: words::story(tongue.language, &checked.report, matter, &Known(checker)),
        matter,
        head: Vec::new(),
        notes: Vec::new(),
        mail: MailText::default(),
        checked,
    }
}

/// A field of the mail's head on one line, cut, or what is said where nothing stands there.
fn field(tongue: &Tongue, value: &str, empty: &str) -> String {
    let start: String = value.chars().take(LONGEST_FIELD).collect();
    let text = harmless_line(&start);
    let text = text.trim();
    if text.is_empty() {
        tongue.say(empty)
    } else {
        text.to_owned()
    }
}

impl MailText {
    fn of(shown: &Shown) -> Self {
        let defanged = |text: &str| words::defanged(text, 0..text.len()).0;
        let lines = |text: &String| {
            let lines: Vec<String> = text.lines().map(defanged).collect();
            lines.join("\n")
        };
        Self {
            texts: shown.texts.iter().map(lines).collect(),
            links: shown
                .links
                .iter()
                .map(|link| (defanged(&link.label), defanged(&link.target)))
                .collect(),
            is_cut: shown.is_cut,
        }
    }
}

#[derive(Template)]
#[template(path = "verdict.html")]
struct VerdictPage {
    frame: Frame,
    judged: Judged,
    form_token: String,
    /// The name of the mail, where it is held.
    mail: Option<String>,
    /// Whether the person said that the verdict is wrong.
    is_called_wrong: bool,
}

impl VerdictPage {
    /// The class of the verdict's color; the sign beside it says the same in words.
    fn class(&self) -> &'static str {
        self.judged.story.shown_as.as_str()
    }

    /// The heading above the four axes.
    fn axes_heading(&self) -> String {
        let id = if self.judged.matter == Matter::Mail {
            "heading-raw"
        } else {
            "heading-raw-text"
        };
        self.frame.say(id)
    }

    /// The sign before a reason.
    fn weight(&self, severity: &Severity) -> &'static str {
        match severity {
            Severity::Danger => "danger",
            Severity::Caution => "caution",
            Severity::Note => "note",
        }
    }

    /// How many links the mail has.
    fn links(&self) -> String {
        let count = Value::Count(self.judged.mail.links.len() as u64);
        self.frame
            .tongue
            .say_with("pages-mail-links", &[("count", count)])
    }
}

/// The page, with what the person said of the verdict before.
pub(crate) async fn page(
    house: &House,
    visit: &Visit,
    judged: Judged,
    mail: Option<&Mail>,
    tongue: Tongue,
) -> Response {
    let page = VerdictPage {
        frame: Frame::new(tongue, Here::Check),
        form_token: visit.form_token().to_owned(),
        mail: mail.map(|mail| mail.name().to_owned()),
        is_called_wrong: is_called_wrong(house, &judged).await,
        judged,
    };
    show(StatusCode::OK, &page)
}

/// Whether the person said so; a store that cannot be asked changes no verdict.
async fn is_called_wrong(house: &House, judged: &Judged) -> bool {
    let Ok(Some(store)) = house.keeping.store().await else {
        return false;
    };
    let person = &house.settings.config.person;
    let said = mioboe::said_of_verdict(&store, person, &judged.checked).await;
    matches!(said, Ok(Some(Answer::Wrong)))
}

/// Which mail is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub(crate) mail: String,
}

/// Shows the verdict on a mail that is held, anew.
pub(crate) async fn again(
    State(house): State<Arc<House>>,
    Extension(visit): Extension<Visit>,
    tongue: Tongue,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    match held(&house, &visit, &tongue, &asked.mail).await {
        Ok((mail, judged)) => page(&house, &visit, judged, Some(&mail), tongue).await,
        Err(kind) => Fault::of(kind).page(tongue),
    }
}

/// A mail that is held, judged anew.
///
/// # Errors
/// [`FaultKind`], where it is no longer held or cannot be judged now.
pub(crate) async fn held(
    house: &House,
    visit: &Visit,
    tongue: &Tongue,
    name: &str,
) -> Result<(Mail, Judged), FaultKind> {
    let mail = house.held().mail(visit, name, house.now());
    let mail = mail.ok_or(FaultKind::MailGone)?;
    let permit = Arc::clone(&house.checks).try_acquire_owned();
    let permit = permit.map_err(|_| FaultKind::Busy)?;
    let checker = Arc::clone(&house.settings.checker);
    let (given, told_in) = (mail.clone(), tongue.clone());
    let judged = tokio::task::spawn_blocking(move || {
        let _held = permit;
        of_mail(&checker, &told_in, &given.file, &given.raw, false)
    });
    Ok((mail, judged.await.map_err(|_| FaultKind::Ours)?))
}
