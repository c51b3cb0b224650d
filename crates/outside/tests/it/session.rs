//! The desktop's own bus: notices and the keyring, on a private bus of the test's.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use facts::{Instant, Secret};
use outside::Doors;
use outside::secrets::{KeyringSettings, SecretError, SecretName};
use outside::tell::{Channel as _, DesktopSettings, Message, Sending, Trouble, Urgency};
use zbus::blocking::connection::Builder;
use zbus::blocking::fdo::DBusProxy;
use zbus::zvariant::OwnedValue;

use crate::peer::{has, program};

const LONG: Duration = Duration::from_secs(60);

/// A program of the test's, ended with it.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

struct Bus {
    address: String,
    _daemon: Running,
}

impl Bus {
    fn start(folder: &Path) -> Self {
        let config = folder.join("bus.conf");
        let text = format!(
            "<busconfig><type>session</type><listen>unix:path={}/bus</listen><auth>EXTERNAL</auth>\
             <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>\
             <allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>",
            folder.display()
        );
        std::fs::write(&config, text).expect("written");
        let mut daemon = program("dbus-daemon")
            .arg(format!("--config-file={}", config.display()))
            .args(["--nofork", "--nopidfile", "--print-address=1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("started");
        let mut address = String::new();
        let output = daemon.stdout.take().expect("piped");
        BufReader::new(output)
            .read_line(&mut address)
            .expect("said");
        Self {
            address: address.trim().to_owned(),
            _daemon: Running(daemon),
        }
    }
}

/// What shows notices, in the place of a desktop.
struct Shower {
    shown: Sender<(String, String, u8)>,
    has_markup: bool,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Shower {
    fn get_capabilities(&self) -> Vec<String> {
        let words = if self.has_markup {
            ["body", "body-markup"].as_slice()
        } else {
            &["body"]
        };
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[expect(clippy::too_many_arguments, reason = "the interface has so many")]
    fn notify(
        &self,
        _app: String,
        _replaces: u32,
        _icon: String,
        summary: String,
        body: String,
        _actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        let urgency = hints
            .get("urgency")
            .and_then(|value| u8::try_from(value).ok())
            .unwrap_or(9);
        let _ = self.shown.send((summary, body, urgency));
        1
    }
}

fn told(bus: &str) -> Sending {
    let settings = DesktopSettings {
        bus: bus.to_owned(),
        patience: LONG,
    };
    let door = Doors::offline().desktop(settings).expect("open");
    let message = Message::new("質問があります", "a < b & c", Urgency::Urgent).expect("fit");
    door.send(&message, Instant::from_seconds(0).expect("a moment"))
}

#[test]
fn the_desktop_shows_a_notice_as_it_stands() {
    if !has("dbus-daemon", "dbus") {
        return;
    }
    for (has_markup, body) in [(false, "a < b & c"), (true, "a &lt; b &amp; c")] {
        let folder = tempfile::tempdir().expect("a folder");
        let bus = Bus::start(folder.path());
        let nobody = told(&bus.address);
        assert!(
            matches!(
                nobody,
                Sending::Later {
                    why: Trouble::NotReached,
                    ..
                }
            ),
            "{nobody:?}"
        );
        let (shown, seen) = channel();
        let _shower = Builder::address(bus.address.as_str())
            .and_then(|builder| builder.name("org.freedesktop.Notifications"))
            .and_then(|builder| {
                builder.serve_at(
                    "/org/freedesktop/Notifications",
                    Shower { shown, has_markup },
                )
            })
            .and_then(Builder::build)
            .expect("serving");
        assert_eq!(told(&bus.address), Sending::Delivered);
        let expected = ("質問があります".to_owned(), body.to_owned(), 2);
        assert_eq!(seen.recv_timeout(LONG).expect("shown"), expected);
    }
}

#[test]
fn a_bus_that_is_not_of_this_machine_is_not_spoken_to() {
    for address in [
        "",
        "tcp:host=127.0.0.1,port=1",
        "unixexec:path=/bin/false",
        "autolaunch:",
        "unix:path=/nowhere;tcp:host=127.0.0.1,port=1",
        "unix:path=/nowhere/at/all",
    ] {
        let sending = told(address);
        assert!(
            matches!(
                sending,
                Sending::Later {
                    why: Trouble::NotReached,
                    ..
                }
            ),
            "{address}: {sending:?}"
        );
        let settings = KeyringSettings {
            bus: address.to_owned(),
            patience: LONG,
        };
        let keyring = Doors::default().keyring(settings);
        let names = keyring.expect("the door is open").expect("open").names();
        assert!(matches!(names, Err(SecretError::NoKeyring)), "{address}");
    }
}

#[test]
fn the_keyring_keeps_secrets() {
    if !has("dbus-daemon", "dbus") || !has("gnome-keyring-daemon", "gnome-keyring") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let bus = Bus::start(folder.path());
    let settings = || KeyringSettings {
        bus: bus.address.clone(),
        patience: LONG,
    };
    let place = Doors::default().keyring(settings());
    let place = place.expect("the door is open").expect("open");
    let none = place.names();
    assert!(matches!(none, Err(SecretError::NoKeyring)), "{none:?}");
    assert!(matches!(Doors::shut().keyring(settings()), Ok(None)));

    let connection = Builder::address(bus.address.as_str())
        .and_then(Builder::build)
        .expect("connected");
    let names = DBusProxy::new(&connection).expect("a bus");
    let mut changes = names.receive_name_owner_changed().expect("told");
    let mut daemon = program("gnome-keyring-daemon")
        .args(["--foreground", "--unlock", "--components=secrets"])
        .arg(format!("--control-directory={}", folder.path().display()))
        .env("DBUS_SESSION_BUS_ADDRESS", &bus.address)
        .env("HOME", folder.path())
        .env("XDG_DATA_HOME", folder.path().join("data"))
        .env("XDG_RUNTIME_DIR", folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map(Running)
        .expect("started");
    let mut input = daemon.0.stdin.take().expect("piped");
    input.write_all(b"a passphrase").expect("said");
    drop(input);
    let is_there = changes.any(|change| {
        change
            .args()
            .is_ok_and(|change| change.name() == "org.freedesktop.secrets")
    });
    assert!(is_there);

    // The same place finds it, now that it is there.
    let mailbox = SecretName::parse("anna@mail.example").expect("a name");
    assert!(matches!(place.get(&mailbox), Err(SecretError::NotFound(_))));
    for text in ["first", "pässword"] {
        place
            .set(&mailbox, &Secret::new(text.to_owned()))
            .expect("kept");
        assert_eq!(place.get(&mailbox).expect("there").reveal(), text);
    }
    assert_eq!(
        place.names().expect("listed"),
        std::slice::from_ref(&mailbox)
    );
    place.remove(&mailbox).expect("forgotten");
    assert_eq!(place.names().expect("listed"), []);
    assert!(matches!(
        place.remove(&mailbox),
        Err(SecretError::NotFound(_))
    ));
}
