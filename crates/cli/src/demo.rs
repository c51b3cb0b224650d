//! `mioboe demo`: a made-up household's mails, judged by the same code as any mail.

use std::io;

use mioboe::Checker;
use words::{FailureKind, Language, Value, label, label_with};

use crate::args;
use crate::brands::Known;
use crate::check::{Outcome, json_line};
use crate::layout::wrap;
use crate::piece::Trouble;
use crate::start::{Refused, offline_with};
use crate::story::brief;
use crate::terminal::{Terminal, Tone};

/// A mail that the binary carries.
struct Mail {
    /// The file's name without its ending, such as `1-genuine-order`.
    name: &'static str,
    raw: &'static [u8],
}

mod carried {
    use super::Mail;

    include!(concat!(env!("OUT_DIR"), "/demo_mails.rs"));
}

/// Runs the demo; writes no file and asks nobody.
///
/// # Errors
/// Where standard output cannot be written.
pub(crate) fn run(
    args: &args::Demo,
    language: Language,
    terminal: &mut Terminal,
) -> io::Result<Outcome> {
    let checker = match start() {
        Ok(checker) => checker,
        Err(refused) => {
            let failure = refused.trouble.at(&refused.file, None);
            terminal.tell(&words::tell(language, &failure).message);
            return Ok(Outcome::Failed);
        }
    };
    let judged = carried::MAILS
        .iter()
        .map(|mail| (mail, checker.check(mail.raw)));
    if args.json {
        for (mail, checked) in judged {
            terminal.line(&json_line(&checked, &file(mail), None))?;
        }
        return Ok(Outcome::Nothing);
    }
    let known = Known(&checker);
    let paint = terminal.paint();
    let columns = terminal.columns();
    for id in ["demo-intro", "demo-question", "demo-offline"] {
        terminal.line(&wrap(&label(language, id), columns, 0))?;
    }
    for (position, (mail, checked)) in (1..).zip(judged) {
        terminal.line("")?;
        terminal.line(&paint.text(Tone::Strong, &title(mail, position, language)))?;
        terminal.write(&brief(&checked, &known, language, paint, columns))?;
        if let Some(note) = note(mail, language) {
            terminal.line(&wrap(&format!("  {note}"), columns, 2))?;
        }
    }
    terminal.line("")?;
    for id in ["demo-closing", "demo-next", "demo-next-text"] {
        terminal.line(&wrap(&label(language, id), columns, 0))?;
    }
    Ok(Outcome::Nothing)
}

/// A checker that knows the recorded answers alone; refused where the binary was built without its fixtures.
fn start() -> Result<Checker, Refused> {
    let refused = |file: &str, kind| Refused {
        file: file.to_owned(),
        trouble: Trouble::of(kind),
    };
    if carried::MAILS.is_empty() {
        return Err(refused("fixtures/demo", FailureKind::FolderEmpty));
    }
    let records = words::read_dns(carried::RECORDS)
        .map_err(|_| refused("fixtures/demo/dns.json", FailureKind::DnsFileRefused))?;
    offline_with(records)
}

fn title(mail: &Mail, position: u64, language: Language) -> String {
    let topic = format!("demo-title-{}", topic(mail));
    let id = if words::has_label(&topic) {
        topic.as_str()
    } else {
        "demo-title-other"
    };
    // The forged order of the household is one of ¥30,000.
    let title = label_with(language, id, &[("amount", Value::Money(amount()))]);
    let total = u64::try_from(carried::MAILS.len()).unwrap_or(position);
    label_with(
        language,
        "demo-mail",
        &[
            ("position", Value::Count(position)),
            ("total", Value::Count(total)),
            ("title", Value::Text(&title)),
        ],
    )
}

/// What is said below a mail beside its verdict, where `words` has something to say.
fn note(mail: &Mail, language: Language) -> Option<String> {
    let id = format!("demo-note-{}", topic(mail));
    words::has_label(&id).then(|| label(language, &id))
}

/// The name of a mail without the number in front that orders it.
fn topic(mail: &Mail) -> &str {
    mail.name
        .trim_start_matches(|c: char| c.is_ascii_digit() || c == '-')
}

fn file(mail: &Mail) -> String {
    format!("demo/{}.eml", mail.name)
}

fn amount() -> facts::Money {
    let currency = facts::Currency::parse("JPY").expect("a currency of ISO 4217");
    facts::Money {
        minor: 30_000,
        currency,
    }
}
