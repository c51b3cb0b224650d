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
        let settings = Settings {
            checker: Arc::clone(&started.checker),
            config: desk.home.config.clone(),
            place: desk.home.place.clone(),
            copies: desk.home.copies(),
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
