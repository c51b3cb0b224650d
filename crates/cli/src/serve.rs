//! `mioboe serve`: shows the pages to a browser of this computer.

use std::io;
use std::sync::Arc;

use mioboe::Doors;
use pages::{Listener, Pages, Settings, Whereabouts};
use words::{Language, Value, label, label_with};

use crate::args::{Checking, Serve};
use crate::around::Beside;
use crate::check::{Outcome, tell_no_resolver};
use crate::desk::{Desk, Stopped, with_home};
use crate::start::start;
use crate::terminal::{Terminal, tell};
use crate::token;

/// Runs the command; it ends only where it cannot begin, or where the system takes the port away.
///
/// # Errors
/// Where standard output cannot be written.
pub(crate) fn run(
    args: &Serve,
    language: Language,
    terminal: &mut Terminal,
) -> io::Result<Outcome> {
    with_home(&args.household, language, terminal, |desk| {
        let started = start(&Checking {
            offline: args.offline,
            shut: args.shut.clone(),
            // A server is ended by its terminal, and then writes nothing.
            dns_record: None,
            trust_receiver: args.trust_receiver.clone(),
            brand_file: args.brand_file.clone(),
        })?;
        let open = if args.offline {
            Doors::offline()
        } else {
            Doors::default()
        };
        let doors = args.shut.iter().copied().fold(open, Doors::without);
        tell_no_resolver(&started, language, desk.terminal);
        let opened = match desk.runner.run(Listener::open(args.port)) {
            // Whoever is to be shown the pages asked for no port.
            Err(_) if args.open => desk.runner.run(Listener::open(0)),
            opened => opened,
        };
        let listener = match opened {
            Ok(listener) => listener,
            Err(error) => return Ok(taken(desk, args.port, &error)),
        };
        let token = match args.api.then(|| token::token(&desk.home.data)) {
            None => None,
            Some(Ok(token)) => Some(token),
            Some(Err(error)) => return Ok(no_token(desk, &error)),
        };
        let settings = Settings {
            token,
            checker: Arc::clone(&started.checker),
            config: desk.home.config.clone(),
            place: desk.home.place.clone(),
            copies: desk.home.copies(),
            uploads: desk.home.data.join("uploads"),
            zone: desk.home.zone(),
            language,
            clock: mioboe::now,
            show_link: Arc::new(move |link| tell(&say_link(language, link))),
            whereabouts: Whereabouts {
                data: desk.home.data.clone(),
                config: desk.home.config_file.clone(),
                doors,
            },
            around: Arc::new(Beside {
                home: desk.home.clone(),
                checker: Arc::clone(&started.checker),
                doors,
            }),
        };
        let address = listener.address();
        let pages = Pages::new(settings, address);
        let Ok(link) = pages.link() else {
            return Err(Stopped::Said("serve-no-random"));
        };
        desk.terminal.line(&say_link(language, &link))?;
        if args.api {
            let at = format!("http://{address}/api/v1");
            let file = token::file(&desk.home.data).display().to_string();
            let values = [("address", Value::Text(&at)), ("file", Value::Text(&file))];
            desk.tell("serve-api", &values);
        }
        desk.terminal.flush()?;
        if args.open {
            let id = if mioboe::show_in_browser(&doors, &link) {
                "serve-opened"
            } else {
                "serve-not-opened"
            };
            desk.terminal.tell(&label(language, id));
        }
        desk.terminal.tell(&label(language, "serve-ends"));
        match desk.runner.run(pages.serve(listener)) {
            Ok(()) => Ok(Outcome::Nothing),
            Err(error) => Ok(taken(desk, address.port(), &error)),
        }
    })
}

fn say_link(language: Language, link: &str) -> String {
    label_with(language, "serve-link", &[("link", Value::Text(link))])
}

/// The file with the token cannot be used.
fn no_token(desk: &mut Desk<'_>, error: &io::Error) -> Outcome {
    let file = token::file(&desk.home.data).display().to_string();
    let detail = error.to_string();
    let values = [
        ("file", Value::Text(&file)),
        ("detail", Value::Text(&detail)),
    ];
    desk.tell("serve-api-refused", &values);
    Outcome::Failed
}

/// The port cannot be used.
fn taken(desk: &mut Desk<'_>, port: u16, error: &io::Error) -> Outcome {
    let (port, detail) = (port.to_string(), error.to_string());
    let values = [
        ("port", Value::Text(&port)),
        ("detail", Value::Text(&detail)),
    ];
    desk.tell("serve-taken", &values);
    Outcome::Failed
}
