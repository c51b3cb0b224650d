//! Mailboxes that are set up are read, followed and told of; what stands in the way is said with its mending.

use std::path::Path;
use std::process::Child;
use std::time::Duration;

use peers::{Dovecot, Hook};

use crate::run::{Place, Ran};

const LANG: (&str, &str) = ("LANG", "en_US.UTF-8");
const LONG: Duration = Duration::from_secs(60);
const KEY: &str = "key-of-hanako";

pub(crate) fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures/notices/amazon")
        .join(name);
    std::fs::read(&path).expect("a fixture")
}

/// A household in a folder of its own: one mailbox, told by a webhook.
pub(crate) struct House {
    pub(crate) place: Place,
    pub(crate) hook: Hook,
}

/// A watcher that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl House {
    pub(crate) fn new(mailbox: &str) -> Self {
        let place = Place::new();
        let hook = Hook::start();
        let folder = place.path().display().to_string();
        place.file("secrets/work", Dovecot::PASSWORD);
        place.file("secrets/hook", KEY);
        place.file(
            "config.toml",
            format!(
                "zone = \"Asia/Tokyo\"\n[secrets]\nplace = \"command\"\nprogram = \"/bin/cat\"\n\
                 arguments = [\"{folder}/secrets/{{name}}\"]\n\
                 [[mailbox]]\nname = \"work\"\n{mailbox}\n\
                 [[tell]]\nchannel = \"webhook\"\naddress = \"{}\"\nkey = \"hook\"\n",
                hook.address()
            ),
        );
        Self { place, hook }
    }

    fn of(server: &Dovecot) -> Self {
        Self::new(&format!(
            "host = \"127.0.0.1\"\nport = {}\nsecurity = \"plain-to-loopback\"\nuser = \"{}\"",
            server.plain_port(),
            Dovecot::USER
        ))
    }

    pub(crate) fn of_maildir() -> Self {
        let house = Self::new("maildir = \"mail\"");
        for part in [
            "cur",
            "new",
            "tmp",
            ".Trash/cur",
            ".Trash/new",
            ".Trash/tmp",
        ] {
            std::fs::create_dir_all(house.place.path().join("mail").join(part)).expect("a folder");
        }
        house
    }

    fn arguments<'a>(command: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        let mut all = vec![
            command,
            "--store",
            "store.sqlite",
            "--config",
            "config.toml",
        ];
        if command == "watch" {
            all.extend(["--shut", "dns", "--trust-receiver", "mx.mioboe.example"]);
        }
        all.extend(more);
        all
    }

    fn environment(&self) -> [(&str, &str); 3] {
        let home = self.place.path().to_str().expect("a path in UTF-8");
        [LANG, ("HOME", home), ("XDG_DATA_HOME", home)]
    }

    pub(crate) fn run(&self, command: &str, more: &[&str]) -> Ran {
        let arguments = Self::arguments(command, more);
        self.place.run_with(&arguments, &self.environment(), b"")
    }

    fn watch(&self) -> Running {
        let arguments = Self::arguments("watch", &[]);
        Running(self.place.start(&arguments, &self.environment()))
    }

    fn questions(&self) -> usize {
        let ran = self.run("review", &["--list", "--json"]);
        ran.out.lines().count()
    }

    /// The title and body of the next notice, whose signature is the webhook's.
    pub(crate) fn told(&self) -> (String, String) {
        let notice = self.hook.next(LONG).expect("a notice within a minute");
        let said: serde_json::Value = serde_json::from_str(&notice.body).expect("JSON");
        let text = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
        (text("title"), text("body"))
    }
}

#[test]
fn a_mailbox_is_read_once_then_followed_and_told_of() {
    let Some(mut server) = Dovecot::start() else {
        return;
    };
    server.deliver("", &fixture("gift-ordered.eml"));
    let house = House::of(&server);
    let once = house.run("watch", &["--once"]);
    once.assert_code(1);
    assert!(
        once.err.contains("work: one new mail, one thing"),
        "{}",
        once.err
    );
    assert_eq!(house.questions(), 1);
    let (title, body) = house.told();
    assert!(
        title.contains("work") && body.contains("One thing"),
        "{title}: {body}"
    );

    let again = house.run("watch", &["--once"]);
    again.assert_code(0);
    assert!(again.err.contains("nothing new"), "{}", again.err);

    let _running = house.watch();
    server.deliver("", &fixture("gift-ordered-now.eml"));
    let (title, body) = house.told();
    assert_eq!(title, "Do you remember this?");
    assert!(body.starts_with("Amazon: "), "{body}");
    assert_eq!(house.questions(), 2);

    // Another watcher would tell everything twice.
    let second = house.run("watch", &["--once"]);
    second.assert_code(2);
    assert!(
        second.err.contains("another mioboe watch"),
        "{}",
        second.err
    );
}

#[test]
fn a_maildir_is_read_once_then_followed_and_told_of() {
    let house = House::of_maildir();
    let mail = |name: &str| house.place.path().join("mail").join(name);
    house
        .place
        .file("mail/new/1.a.host", fixture("gift-ordered.eml"));
    house.run("watch", &["--once"]).assert_code(1);
    assert_eq!(house.questions(), 1);
    house.told();
    let _running = house.watch();
    house
        .place
        .file("mail/tmp/2.b.host", fixture("gift-ordered-now.eml"));
    std::fs::rename(mail("tmp/2.b.host"), mail("new/2.b.host")).expect("a delivery");
    let (title, _) = house.told();
    assert_eq!(title, "Do you remember this?");
    assert_eq!(house.questions(), 2);
    assert!(mail("new/1.a.host").exists(), "nothing is moved or marked");
    // A mail program takes it out of `new` at once, and marks it as read.
    house
        .place
        .file("mail/tmp/3.c.host", fixture("ordered-one.eml"));
    std::fs::rename(mail("tmp/3.c.host"), mail("new/3.c.host")).expect("a delivery");
    std::fs::rename(mail("new/3.c.host"), mail("cur/3.c.host:2,S")).expect("a mail program");
    house.told();
    assert_eq!(house.questions(), 3);
}

#[test]
fn a_message_of_a_maildir_that_is_too_large_is_kept_as_not_read() {
    let house = House::of_maildir();
    let large = house
        .place
        .file("mail/new/1.a.host", "From: a@b.example\r\n\r\n");
    let file = std::fs::File::options()
        .write(true)
        .open(&large)
        .expect("a file");
    file.set_len((40 << 20) + 1).expect("a sparse file");
    house
        .place
        .file("mail/new/2.b.host", fixture("gift-ordered.eml"));
    let ran = house.run("watch", &["--once"]);
    ran.assert_code(1);
    assert!(
        ran.err.contains("one message could not be read"),
        "{}",
        ran.err
    );
    assert_eq!(house.questions(), 1);
    // It is there and was looked at; it is not read again and again.
    let again = house.run("watch", &["--once"]);
    again.assert_code(0);
    assert!(!again.err.contains("could not be read"), "{}", again.err);
}

#[test]
fn a_forgotten_mailbox_is_read_as_for_the_first_time() {
    let house = House::of_maildir();
    house
        .place
        .file("mail/new/1.a.host", fixture("gift-ordered.eml"));
    house.run("watch", &["--once"]);
    assert!(house.told().0.contains("work"));
    house
        .run("forget", &["--account", "work", "--yes"])
        .assert_code(0);
    let all = house.run("export", &[]);
    assert!(!all.out.contains("work"), "{}", all.out);
    house.run("watch", &["--once"]);
    assert!(house.told().0.contains("work"));
}

#[test]
fn what_was_forgotten_is_not_taken_from_the_mailbox_again() {
    let house = House::of_maildir();
    let old = house
        .place
        .file("mail/new/1.a.host", fixture("gift-ordered.eml"));
    let file = std::fs::File::options().write(true).open(&old);
    let years_ago = std::time::UNIX_EPOCH + Duration::from_secs(1_577_836_800);
    let dated = file.expect("a file").set_modified(years_ago);
    dated.expect("the time of a file");
    house
        .place
        .file("mail/new/2.b.host", fixture("ordered-one.eml"));
    house.run("watch", &["--once"]).assert_code(1);
    assert_eq!(house.questions(), 2);
    house.told();
    house
        .run("forget", &["--before", "2020-06-01", "--yes"])
        .assert_code(0);
    assert_eq!(house.questions(), 1);
    house.run("watch", &["--once"]).assert_code(0);
    assert_eq!(house.questions(), 1);
    assert!(house.hook.next(Duration::from_millis(1)).is_none());
    let exported = house.run("export", &[]);
    assert!(!exported.out.contains("gift-card"), "{}", exported.out);
}

#[test]
fn a_storm_is_told_as_one_digest() {
    let house = House::of_maildir();
    house.run("watch", &["--once"]).assert_code(0);
    house.told();
    let one = String::from_utf8(fixture("ordered-one.eml")).expect("text");
    for nth in 1..=9 {
        let other = one
            .replace("Message-ID: <", &format!("Message-ID: <{nth}-"))
            .replace("ordered-one", &format!("ordered-{nth}"));
        house.place.file(&format!("mail/new/{nth}.a.host"), other);
    }
    for name in ["gift-ordered.eml", "gift-ordered-now.eml"] {
        house
            .place
            .file(&format!("mail/new/{name}.a.host"), fixture(name));
    }
    house.run("watch", &["--once"]).assert_code(1);
    assert_eq!(house.questions(), 3, "nine mails speak of one order");
    let (title, body) = house.told();
    assert_eq!(title, "3 things to look at");
    assert_eq!(body.lines().count(), 3, "{body}");
    assert!(house.hook.next(Duration::from_millis(1)).is_none());
}

#[test]
fn what_is_told_and_not_taken_is_told_later() {
    let house = House::of_maildir();
    house
        .place
        .file("mail/new/1.a.host", fixture("gift-ordered.eml"));
    house.hook.answer(503);
    let once = house.run("watch", &["--once"]);
    assert!(
        once.err.contains("not told, and tried again"),
        "{}",
        once.err
    );
    house.told();
    house.hook.answer(204);
    // The pause is kept across runs: nothing is sent again at once.
    house.run("watch", &["--once"]).assert_code(0);
    assert!(house.hook.next(Duration::from_millis(1)).is_none());
    let doctor = house.run("doctor", &[]);
    assert!(doctor.out.contains("1 notices waiting"), "{}", doctor.out);
}

#[test]
fn what_stands_in_the_way_is_said_with_its_mending() {
    let Some(server) = Dovecot::start() else {
        return;
    };
    let house = House::of(&server);
    house.place.file("secrets/work", "hush-7c1e");
    let ran = house.run("watch", &["--once"]);
    ran.assert_code(2);
    assert!(
        ran.err.contains("refused the password") && ran.err.contains("app password"),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains("hush"), "no secret is said: {}", ran.err);

    let tested = house.run("watch", &["--test"]);
    tested.assert_code(2);
    let (title, _) = house.told();
    assert_eq!(title, "mioboe: a test");

    let over_tls = House::new(&format!(
        "host = \"localhost\"\nport = {}\nuser = \"{}\"",
        server.tls_port(),
        Dovecot::USER
    ));
    let ran = over_tls.run("watch", &["--test"]);
    ran.assert_code(2);
    assert!(
        ran.err.contains("nobody who is trusted vouches"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("roots"), "{}", ran.err);

    // A server that is away: who reads once is told and not kept waiting.
    let away = House::new(
        "host = \"127.0.0.1\"\nport = 1\nsecurity = \"plain-to-loopback\"\nuser = \"a\"",
    );
    let ran = away.run("watch", &["--once"]);
    ran.assert_code(2);
    assert!(ran.err.contains("cannot be reached"), "{}", ran.err);

    let nowhere = House::new("preset = \"nowhere\"\nuser = \"a\"");
    let ran = nowhere.run("watch", &["--once"]);
    ran.assert_code(2);
    assert!(
        ran.err.contains("no mail provider of this name"),
        "{}",
        ran.err
    );

    let empty = House::of_maildir();
    empty.place.file("config.toml", "");
    let ran = empty.run("watch", &[]);
    ran.assert_code(2);
    assert!(ran.err.contains("no mailbox is set up"), "{}", ran.err);
}

#[test]
fn mailboxes_are_tested_without_being_read() {
    let Some(mut server) = Dovecot::start() else {
        return;
    };
    server.deliver("", &fixture("gift-ordered.eml"));
    server.make_folder("Trash");
    let house = House::of(&server);
    let ran = house.run("watch", &["--test"]);
    ran.assert_code(0);
    assert!(
        ran.err.contains("work: can be reached; 2 folders"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("webhook: a test notice"), "{}", ran.err);
    assert_eq!(house.questions(), 0);
}

#[test]
fn killed_at_any_moment_nothing_is_missed_and_nothing_judged_twice() {
    const KILLS: u64 = 16;
    let Some(mut server) = Dovecot::start() else {
        return;
    };
    let one = String::from_utf8(fixture("ordered-one.eml")).expect("text");
    let mail = |nth: u64| one.replace("Message-ID: <", &format!("Message-ID: <{nth}-"));
    let mut delivered = 0;
    while delivered < 240 {
        server.deliver("", mail(delivered).as_bytes());
        delivered += 1;
    }
    let house = House::of(&server);
    for nth in 0..KILLS {
        let running = house.watch();
        // Later from time to time, so that the moments lie in start, reading and waiting.
        std::thread::park_timeout(Duration::from_millis(nth * 977 % 1600));
        if nth > KILLS / 2 {
            server.deliver("", mail(delivered).as_bytes());
            delivered += 1;
        }
        if nth == KILLS - 3 {
            server.restart();
        }
        drop(running);
    }
    house.run("watch", &["--once"]);
    let again = house.run("watch", &["--once"]);
    assert!(again.err.contains("nothing new"), "{}", again.err);
    let exported = house.run("export", &[]);
    exported.assert_code(0);
    let mut kept: Vec<String> = exported
        .json()
        .iter()
        .filter(|row| row["observation"]["kind"] == "mail")
        .map(|row| row["observation"]["id"].to_string())
        .collect();
    let all = kept.len();
    kept.sort();
    kept.dedup();
    assert_eq!((kept.len(), all as u64), (all, delivered), "each once");
    // All mails speak of one order.
    assert_eq!(house.questions(), 1);
    let doctor = house.run("doctor", &[]);
    assert!(doctor.out.contains("No damage was found"), "{}", doctor.out);
}

/// A server of filters (RFC 5804) that knows one script; its port.
#[expect(
    clippy::disallowed_methods,
    reason = "the test plays the world behind the door, which listens on sockets"
)]
fn server_of_filters(script: &'static str) -> u16 {
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};

    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("loopback");
    let port = listener.local_addr().expect("a bound socket").port();
    std::thread::spawn(move || {
        for mut to in listener.incoming().flatten() {
            let mut from = BufReader::new(to.try_clone().expect("a socket"));
            let _ = to.write_all(b"\"SIEVE\" \"fileinto\"\r\n\"SASL\" \"PLAIN\"\r\nOK\r\n");
            let mut line = String::new();
            while from.read_line(&mut line).is_ok_and(|read| read > 0) {
                // What stands in braces is how many octets follow.
                let literal = line
                    .split_once('{')
                    .and_then(|(_, rest)| rest.split_once('+'));
                if let Some(Ok(octets)) = literal.map(|(count, _)| count.parse::<usize>()) {
                    let mut rest = vec![0; octets + 2];
                    let _ = from.read_exact(&mut rest);
                }
                let said = match line.split_whitespace().next() {
                    Some("LISTSCRIPTS") => "\"main\" ACTIVE\r\nOK\r\n".to_owned(),
                    Some("GETSCRIPT") => format!("{{{}}}\r\n{script}\r\nOK\r\n", script.len()),
                    _ => "OK\r\n".to_owned(),
                };
                let _ = to.write_all(said.as_bytes());
                line.clear();
            }
        }
    });
    port
}

#[test]
fn the_filters_of_a_mailbox_are_read_and_asked_about() {
    let Some(server) = Dovecot::start() else {
        return;
    };
    let filters = server_of_filters(
        "require [\"fileinto\"];\r\nif address :domain :is \"from\" \"amazon.co.jp\" { discard; stop; }\r\n",
    );
    let house = House::new(&format!(
        "host = \"127.0.0.1\"\nport = {}\nsecurity = \"plain-to-loopback\"\nuser = \"{}\"\nsieve = \"127.0.0.1:{filters}\"",
        server.plain_port(),
        Dovecot::USER
    ));
    let ran = house.run("watch", &["--once"]);
    ran.assert_code(1);
    assert!(ran.err.contains("one list of filters"), "{}", ran.err);
    assert!(
        ran.err.contains("somebody else may have made"),
        "{}",
        ran.err
    );
    assert_eq!(house.questions(), 1);
    // In words, and not by the code of the finding.
    let asked = house.run("review", &["--list", "--json"]).json();
    assert_eq!(asked[0]["findings"][0]["code"], "filter-hides-brand");
    let shown = House::arguments("review", &[]);
    let shown = house.place.typed(&shown, &house.environment(), "q\n");
    assert!(shown.out.contains("mail from Amazon"), "{}", shown.out);
    assert!(
        shown.out.contains("change the password of the mailbox"),
        "{}",
        shown.out
    );
    assert!(!shown.out.contains("filter-hides"), "{}", shown.out);
    let told: Vec<String> = std::iter::from_fn(|| house.hook.next(Duration::from_millis(1)))
        .map(|notice| notice.body)
        .collect();
    assert!(
        told.iter().any(|body| body.contains("rule")),
        "of the filters too: {told:?}"
    );
    // The same list again is not asked about again.
    house.run("watch", &["--once"]);
    assert_eq!(house.questions(), 1);
    assert!(house.hook.next(Duration::from_millis(1)).is_none());
}

#[test]
fn mailboxes_that_hear_of_one_order_add_to_one_question() {
    const EACH: usize = 15;
    let house = House::of_maildir();
    let config = house.place.path().join("config.toml");
    let written = std::fs::read_to_string(&config).expect("the configuration");
    house.place.file(
        "config.toml",
        written + "[[mailbox]]\nname = \"home\"\nmaildir = \"mail2\"\n",
    );
    let one = String::from_utf8(fixture("ordered-one.eml")).expect("text");
    for (folder, from) in [("mail", 0), ("mail2", EACH)] {
        for part in ["cur", "new", "tmp"] {
            let part = house.place.path().join(folder).join(part);
            std::fs::create_dir_all(part).expect("a folder");
        }
        for nth in from..from + EACH {
            let other = one.replace("Message-ID: <", &format!("Message-ID: <{nth}-"));
            house
                .place
                .file(&format!("{folder}/new/{nth}.a.host"), other);
        }
    }
    house.run("watch", &["--once"]).assert_code(1);
    let asked = house.run("review", &["--list", "--json"]).json();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0]["mails"], 2 * EACH);
}

#[test]
fn filters_that_cannot_be_read_are_told() {
    let Some(server) = Dovecot::start() else {
        return;
    };
    let filters = server_of_filters("these are no rules of any kind\r\n");
    let house = House::new(&format!(
        "host = \"127.0.0.1\"\nport = {}\nsecurity = \"plain-to-loopback\"\nuser = \"{}\"\nsieve = \"127.0.0.1:{filters}\"",
        server.plain_port(),
        Dovecot::USER
    ));
    let ran = house.run("watch", &["--once"]);
    ran.assert_code(0);
    assert!(
        ran.err.contains("one list of filters could not be read"),
        "{}",
        ran.err
    );
}

#[test]
fn a_database_that_is_not_up_yet_is_worth_another_start() {
    let house = House::of_maildir();
    let away = "postgres://mioboe@127.0.0.1:1/mioboe";
    let arguments = ["watch", "--store", away, "--config", "config.toml"];
    let ran = house.place.run_with(&arguments, &house.environment(), b"");
    ran.assert_code(75);
    assert!(ran.err.contains("cannot be reached"), "{}", ran.err);
    // What never passes is told apart from it.
    house.place.file("store.sqlite", "no store at all");
    house.run("watch", &["--once"]).assert_code(2);
}

#[test]
fn a_pipe_in_a_maildir_keeps_nobody_waiting() {
    let house = House::of_maildir();
    let pipe = house.place.path().join("mail/new/1.a.host");
    let (pipe_of_ours, mode) = (rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR);
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, pipe_of_ours, mode, 0).expect("a pipe");
    house
        .place
        .file("mail/new/2.b.host", fixture("gift-ordered.eml"));
    house.run("watch", &["--once"]).assert_code(1);
    assert_eq!(house.questions(), 1);
}
