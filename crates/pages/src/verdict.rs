//! The verdict on a mail as a page: one sentence, the reasons, what to do, the four axes, and the mail as harmless text.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use facts::Severity;
use mioboe::{Checked, Checker, Shown};
use words::{Matter, Story, Value};

use crate::alike::Known;
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
        ..judged(checker, tongue, &checked, Matter::Mail)
    }
}

/// Judges a text without a source.
pub(crate) fn of_text(checker: &Checker, tongue: &Tongue, text: &str) -> Judged {
    let checked = checker.check_text(text);
    judged(checker, tongue, &checked, Matter::of_text(text))
}

fn judged(checker: &Checker, tongue: &Tongue, checked: &Checked, matter: Matter) -> Judged {
    Judged {
        story: words::story(tongue.language, &checked.report, matter, &Known(checker)),
        matter,
        head: Vec::new(),
        notes: Vec::new(),
        mail: MailText::default(),
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

/// The page.
pub(crate) fn page(judged: Judged, tongue: Tongue) -> Response {
    let page = VerdictPage {
        frame: Frame::new(tongue, Here::Check),
        judged,
    };
    show(StatusCode::OK, &page)
}
