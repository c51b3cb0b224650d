//! Measures `mioboe watch` from outside, against a real mail server: the first reading, the way of a new mail to the
//! webhook, and what is left after being killed many times. Prints one block of Markdown.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a workshop tool talks on the terminal, reads its arguments, and plays the world behind the doors"
)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use data_encoding::BASE64;
use peers::{Dovecot, Hook, Postgres};
use tempfile::TempDir;
use wait4::{ResUse, Wait4 as _};

const IN_MEMORY: &str = "/dev/shm";
const LONG: Duration = Duration::from_secs(120);
const USAGE: &str = "watching MIOBOE FIXTURE (first COUNT | latency COUNT | kills COUNT (sqlite|postgres) | million)";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let [program, fixture, part @ ..] = words.as_slice() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let mails = Mails::of(Path::new(fixture));
    // A disk of whatever kind is not what is measured.
    if Path::new(IN_MEMORY).is_dir() {
        // It can be chosen once, and was not yet.
        let _ = tempfile::env::override_temp_dir(Path::new(IN_MEMORY));
    }
    let count = |text: &&str| text.parse::<usize>().expect("a number");
    match part {
        ["first", number] => first(program, &mails, count(number)),
        ["latency", number] => latency(program, &mails, count(number)),
        ["kills", number, engine] => kills(program, &mails, count(number), engine),
        ["million"] => million(program, &mails),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

/// Made-up mails: notices of gift cards bought, each of an order of its own, and newsletters.
struct Mails {
    head: String,
    text: String,
}

impl Mails {
    /// The number of the order in the fixture.
    const ORDER: &str = "5550001";

    fn of(fixture: &Path) -> Self {
        let whole = fs::read_to_string(fixture).expect("the fixture");
        let (head, body) = whole
            .split_once("\r\n\r\n")
            .or_else(|| whole.split_once("\n\n"))
            .expect("head and body");
        let body: String = body.split_whitespace().collect();
        let text = BASE64.decode(body.as_bytes()).expect("base64");
        let text = String::from_utf8(text).expect("UTF-8");
        assert!(text.contains(Self::ORDER), "the fixture names its order");
        Self {
            head: head.replace("base64", "8bit"),
            text,
        }
    }

    fn notice(&self, nth: usize) -> Vec<u8> {
        let number = format!("{:07}", 1_000_000 + nth);
        let head = self.head.replace("gift-ordered@", &format!("{number}@"));
        let text = self.text.replace(Self::ORDER, &number);
        format!("{head}\n\n{text}")
            .replace('\n', "\r\n")
            .into_bytes()
    }

    fn newsletter(nth: usize) -> Vec<u8> {
        let mut mail = format!(
            "Received: from out.mail.example (out.mail.example [192.0.2.7]) by mx.mioboe.example; \
             Mon, 16 Nov 2026 10:20:30 +0900\r\nFrom: \"Made Up Shop\" <news{nth}@mail.example>\r\n\
             To: hanako@shop.example\r\nSubject: What is new, {nth}\r\n\
             Date: Mon, 16 Nov 2026 10:20:30 +0900\r\nMessage-ID: <{nth}@mail.example>\r\n\
             MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body>\r\n"
        );
        for line in 0..30 {
            mail.push_str(&format!(
                "<p style=\"color:#333\">Item {line} of {nth}, お届け物: <a href=\"https://www.mail.example/item/{line}\">\
                 have a look</a> at what was packed on that day.</p>\r\n"
            ));
        }
        mail.push_str("</body></html>\r\n");
        mail.into_bytes()
    }
}

/// A household that watches one mailbox of a real server, told by a webhook.
struct House {
    folder: TempDir,
    program: PathBuf,
    hook: Hook,
    server: Dovecot,
    store: String,
}

impl House {
    fn new(program: &str, server: Dovecot, store: Option<String>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let hook = Hook::start();
        let at = folder.path().display().to_string();
        let write =
            |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
        write("work", Dovecot::PASSWORD);
        write("hook", "key-of-hanako");
        write(
            "config.toml",
            &format!(
                "zone = \"Asia/Tokyo\"\n[secrets]\nplace = \"command\"\nprogram = \"/bin/cat\"\narguments = [\"{at}/{{name}}\"]\n\
                 [[mailbox]]\nname = \"work\"\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"plain-to-loopback\"\nuser = \"{}\"\n\
                 [[tell]]\nchannel = \"webhook\"\naddress = \"{}\"\nkey = \"hook\"\n[digest]\nafter = 60000\nminutes = 1\n",
                server.plain_port(),
                Dovecot::USER,
                hook.address()
            ),
        );
        let program = fs::canonicalize(program).expect("the command");
        let store = store.unwrap_or_else(|| format!("{at}/store.sqlite"));
        Self {
            folder,
            program,
            hook,
            server,
            store,
        }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(words)
            .args(["--store", &Postgres::bare(&self.store)])
            .args(["--config", "config.toml"])
            .env("PGPASSWORD", Postgres::PASSWORD)
            .current_dir(self.folder.path())
            .env("HOME", self.folder.path())
            .env("XDG_DATA_HOME", self.folder.path())
            .env("LANG", "en_US.UTF-8")
            .stdin(Stdio::null());
        if words.first() == Some(&"watch") {
            command.args(["--shut", "dns", "--trust-receiver", "mx.mioboe.example"]);
        }
        command
    }

    fn say(&self, words: &[&str]) -> (Option<i32>, String, String) {
        let output = self.command(words).output().expect("the command starts");
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    }

    fn watch(&self) -> Running {
        let mut command = self.command(&["watch", "--quiet"]);
        let child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the command starts");
        Running(child)
    }

    /// The mails that are kept, by their identity; one that is there twice is a fault.
    fn kept(&self) -> BTreeSet<String> {
        let (code, out, err) = self.say(&["export"]);
        assert_eq!(code, Some(0), "{err}");
        let mut kept = BTreeSet::new();
        for line in out
            .lines()
            .filter(|line| line.contains("\"kind\":\"mail\""))
        {
            let id = between(line, "\"id\":\"", "\"").expect("an identity");
            assert!(kept.insert(id.to_owned()), "a mail was kept twice");
        }
        kept
    }

    fn questions(&self) -> usize {
        let (_, out, _) = self.say(&["review", "--list", "--json", "--limit", "1000000"]);
        out.lines().count()
    }
}

/// A process that is killed when it is no longer wanted.
struct Running(Child);

impl Running {
    fn kill(mut self) {
        self.0.kill().expect("it can be killed");
        self.0.wait().expect("it ends");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(inside, _)| inside)
}

fn server() -> Dovecot {
    Dovecot::start().expect("dovecot is installed")
}

fn used(command: &mut Command) -> ResUse {
    let child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let used = child.wait4().expect("it ends");
    assert!(
        matches!(used.status.code(), Some(0 | 1)),
        "{:?}",
        used.status
    );
    used
}

fn seconds(used: &ResUse) -> f64 {
    (used.rusage.utime + used.rusage.stime).as_secs_f64()
}

fn megabytes(used: &ResUse) -> f64 {
    // The kernel counts in kibibytes, the crate in octets.
    used.rusage.maxrss as f64 / 1e6
}

/// The first reading of a large mailbox, beside a program that only copies it.
fn first(program: &str, mails: &Mails, count: usize) {
    let mut server = server();
    let mut octets = 0;
    for nth in 0..count {
        let mail = if nth % 100 == 0 {
            mails.notice(nth)
        } else {
            Mails::newsletter(nth)
        };
        octets += mail.len();
        server.deliver("", &mail);
    }
    let house = House::new(program, server, None);
    // The server writes its index of the mailbox at the first visit, which is neither's work.
    house.say(&["watch", "--test"]);
    let copied = copy(&house);
    let read = used(&mut house.command(&["watch", "--once", "--quiet"]));
    let again = used(&mut house.command(&["watch", "--once", "--quiet"]));
    assert_eq!(house.kept().len(), count, "every mail is kept once");
    assert_eq!(
        house.questions(),
        count.div_ceil(100),
        "every notice is asked about"
    );
    let (read_s, copied_s) = (seconds(&read), seconds(&copied));
    println!(
        "{count} messages, {:.0} MB, in one folder of a Dovecot on loopback; one in a hundred a notice of a gift card.\n\n\
         | | CPU s | CPU ms per message | memory at most, MB |\n|---|---|---|---|\n\
         | `mioboe watch --once`, first reading: fetch, judge, keep | {read_s:.1} | {:.2} | {:.0} |\n\
         | the same again, nothing new | {:.2} | | {:.0} |\n\
         | mbsync, first copy to a Maildir | {copied_s:.1} | {:.2} | {:.0} |\n\n\
         mioboe takes {:.1} times the processor time of mbsync, which judges nothing. The server's time is not counted. \
         All {count} mails are kept once, and {} questions raised.",
        octets as f64 / 1e6,
        read_s * 1e3 / count as f64,
        megabytes(&read),
        seconds(&again),
        megabytes(&again),
        copied_s * 1e3 / count as f64,
        megabytes(&copied),
        read_s / copied_s,
        count.div_ceil(100),
    );
    let is_small = megabytes(&read) <= 200.0;
    println!(
        "\nBar: at most 200 MB: {}.",
        if is_small { "met" } else { "**missed**" }
    );
}

/// Copies the mailbox with mbsync.
fn copy(house: &House) -> ResUse {
    let near = house.folder.path().join("near");
    fs::create_dir_all(&near).expect("a folder");
    let config = house.folder.path().join("mbsyncrc");
    fs::write(
        &config,
        format!(
            "FSync no\n\nIMAPAccount a\nHost 127.0.0.1\nPort {}\nUser {}\nPass {}\nSSLType None\nAuthMechs LOGIN\n\n\
             IMAPStore far\nAccount a\n\nMaildirStore near\nPath {near}/\nInbox {near}/INBOX\nSubFolders Verbatim\n\n\
             Channel c\nFar :far:\nNear :near:\nPatterns INBOX\nCreate Near\nSync Pull\nSyncState {near}/state-\n",
            house.server.plain_port(),
            Dovecot::USER,
            Dovecot::PASSWORD,
            near = near.display(),
        ),
    )
    .expect("a file");
    used(
        Command::new("mbsync")
            .arg("-q")
            .arg("-c")
            .arg(&config)
            .arg("c"),
    )
}

/// When a message is heard of by somebody who only idles.
struct Idler {
    heard: Receiver<Instant>,
}

impl Idler {
    fn start(server: &Dovecot) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", server.plain_port())).expect("the server");
        let mut to = stream.try_clone().expect("a socket");
        let mut lines = BufReader::new(stream).lines();
        let mut until = |mark: &str| {
            while let Some(Ok(line)) = lines.next() {
                if line.starts_with(mark) {
                    return;
                }
            }
        };
        until("* OK");
        write!(to, "a LOGIN {} {}\r\n", Dovecot::USER, Dovecot::PASSWORD).expect("a socket");
        until("a OK");
        to.write_all(b"b EXAMINE INBOX\r\n").expect("a socket");
        until("b OK");
        to.write_all(b"c IDLE\r\n").expect("a socket");
        until("+");
        let (say, heard) = channel();
        std::thread::spawn(move || {
            // Kept open for as long as lines come.
            let _open = to;
            while let Some(Ok(line)) = lines.next() {
                if line.ends_with("EXISTS") && say.send(Instant::now()).is_err() {
                    return;
                }
            }
        });
        Self { heard }
    }
}

/// The way of a new mail to the webhook, beside that to somebody who only idles.
fn latency(program: &str, mails: &Mails, count: usize) {
    let mut house = House::new(program, server(), None);
    house.server.deliver("", &Mails::newsletter(0));
    house.say(&["watch", "--once"]);
    let _running = house.watch();
    let idler = Idler::start(&house.server);
    // The first tells that the watcher has begun.
    house.server.deliver("", &mails.notice(0));
    while house
        .hook
        .next(Duration::from_secs(60))
        .is_some_and(|it| !it.body.contains("remember"))
    {}
    let (mut told, mut idled) = (Vec::new(), Vec::new());
    while idler.heard.recv_timeout(Duration::from_secs(2)).is_ok() {}
    for nth in 1..=count {
        let delivered = Instant::now();
        house.server.deliver("", &mails.notice(nth));
        let notice = house.hook.next(LONG).expect("a notice");
        let heard = idler.heard.recv_timeout(LONG).expect("the server tells");
        told.push(notice.at.duration_since(delivered).as_secs_f64() * 1e3);
        idled.push(heard.duration_since(delivered).as_secs_f64() * 1e3);
    }
    let mut each: Vec<f64> = told
        .iter()
        .zip(&idled)
        .map(|(told, idled)| told / idled)
        .collect();
    for times in [&mut told, &mut idled, &mut each] {
        times.sort_by(f64::total_cmp);
    }
    let at = |times: &[f64], share: f64| {
        let last = times.len() - 1;
        times[((last as f64) * share).round() as usize]
    };
    println!(
        "{count} notices, one after the other, from their delivery into the mailbox; load from outside is not excluded.\n\n\
         | | median, ms | p99, ms |\n|---|---|---|\n\
         | a program that only idles hears of it | {:.0} | {:.0} |\n\
         | the webhook has mioboe's notice | {:.0} | {:.0} |\n\
         | the second, times the first | {:.2} | {:.2} |\n",
        at(&idled, 0.5),
        at(&idled, 0.99),
        at(&told, 0.5),
        at(&told, 0.99),
        at(&each, 0.5),
        at(&each, 0.99),
    );
    let is_quick = at(&each, 0.5) <= 2.0 && at(&told, 0.99) <= 2.0 * at(&idled, 0.99);
    println!(
        "Bar: within two IDLE round trips, median and p99: {}.",
        if is_quick { "met" } else { "**missed**" }
    );
}

/// Numbers by chance that repeat (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % most
    }
}

/// Kills at random moments, half of them during first readings, half while watching; what is left must be whole.
fn kills(program: &str, mails: &Mails, count: usize, engine: &str) {
    const MAILS: usize = 400;
    const KILLS_OF_A_STORE: usize = 20;
    let postgres =
        (engine == "postgres").then(|| Postgres::running().expect("PostgreSQL is installed"));
    let mut chance = Chance(2026);
    let mut server = server();
    let mut notices = 0;
    for nth in 0..MAILS {
        if nth % 4 == 0 {
            server.deliver("", &mails.notice(nth));
            notices += 1;
        } else {
            server.deliver("", &Mails::newsletter(nth));
        }
    }
    let mut delivered = MAILS;
    let mut house = House::new(program, server, postgres.as_ref().map(|it| it.home().0));
    // How long a whole first reading takes here, so that kills fall into it.
    let begun = Instant::now();
    house.say(&["watch", "--once", "--quiet"]);
    let whole = begun.elapsed();
    check(&house, delivered, notices);
    let (mut first, mut restarts, mut stores) = (0, 0, 0);
    while first < count / 2 {
        house.store = postgres.as_ref().map_or_else(
            || {
                house
                    .folder
                    .path()
                    .join(format!("store-{first}.sqlite"))
                    .display()
                    .to_string()
            },
            |it| it.home().0,
        );
        for _ in 0..KILLS_OF_A_STORE.min(count / 2 - first) {
            let running = house.watch();
            pause(&mut chance, whole);
            running.kill();
            first += 1;
        }
        house.say(&["watch", "--once", "--quiet"]);
        check(&house, delivered, notices);
        stores += 1;
    }
    let mut watching = 0;
    while first + watching < count {
        let running = house.watch();
        pause(&mut chance, whole / 2);
        for _ in 0..chance.below(3) {
            house.server.deliver("", &mails.notice(delivered));
            delivered += 1;
            notices += 1;
        }
        if watching % 10 == 9 {
            house.server.restart();
            restarts += 1;
        }
        pause(&mut chance, whole / 2);
        running.kill();
        watching += 1;
    }
    house.say(&["watch", "--once", "--quiet"]);
    check(&house, delivered, notices);
    let mut told = 0;
    while house.hook.next(Duration::from_millis(200)).is_some() {
        told += 1;
    }
    println!(
        "| {engine} | {first} in {stores} stores | {watching} | {restarts} | {delivered} | {notices} | {told} | whole |"
    );
}

fn pause(chance: &mut Chance, most: Duration) {
    let most = u64::try_from(most.as_micros()).unwrap_or(u64::MAX).max(1);
    std::thread::park_timeout(Duration::from_micros(chance.below(most)));
}

/// Every mail is kept once, every notice asked about once, nothing is new the next time, and the store is whole.
fn check(house: &House, mails: usize, notices: usize) {
    assert_eq!(house.kept().len(), mails, "no mail is missed");
    assert_eq!(
        house.questions(),
        notices,
        "every notice is asked about once"
    );
    let (code, _, err) = house.say(&["watch", "--once"]);
    assert_eq!(code, Some(0), "nothing is new: {err}");
    assert!(
        err.contains("nothing new"),
        "nothing is judged twice: {err}"
    );
    let (_, out, err) = house.say(&["doctor"]);
    assert!(out.contains("No damage was found"), "{out}{err}");
    let (code, _, err) = house.say(&["export"]);
    assert_eq!(code, Some(0), "{err}");
}

/// A store of a million observations.
fn million(program: &str, mails: &Mails) {
    const ROWS: usize = 1_000_000;
    println!(
        "| engine | observations | open questions | `review --list`, CPU ms | memory at most, MB |\n|---|---|---|---|---|"
    );
    for engine in ["sqlite", "postgres"] {
        let postgres =
            (engine == "postgres").then(|| Postgres::running().expect("PostgreSQL is installed"));
        let home = postgres.as_ref().map(|it| it.home());
        let mut server = server();
        for nth in 0..10 {
            server.deliver("", &mails.notice(nth));
        }
        let house = House::new(program, server, home.as_ref().map(|it| it.0.clone()));
        house.say(&["watch", "--once", "--quiet"]);
        let (random, series, hex) = match engine {
            "sqlite" => (
                "randomblob(32)",
                format!(
                    "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT i FROM n)",
                    ROWS / 10
                ),
                "lower(hex(randomblob(16)))",
            ),
            _ => (
                "sha256(random()::text::bytea)",
                format!("(SELECT generate_series(1, {}) AS i) AS n", ROWS / 10),
                "substr(encode(sha256(random()::text::bytea), 'hex'), 1, 32)",
            ),
        };
        let few = series.replace(&(ROWS / 10).to_string(), "1000");
        let sql = format!(
            "INSERT INTO observation (person, account, id, kind, source, taken, moment, content) \
             SELECT person, account, {random}, kind, source, taken, moment - i * CAST(1000000 AS BIGINT), content \
             FROM (SELECT * FROM observation WHERE kind = 'mail' LIMIT 10) AS o, {series};\n\
             INSERT INTO question (id, person, account, thing, observation, opened, moment, day, weight, state, content) \
             SELECT {hex}, person, account, thing || i, observation, opened, moment - i, day - i / 10, weight, state, content \
             FROM question AS q, {few};\n"
        );
        match &home {
            Some((_, schema)) => {
                let postgres = postgres.as_ref().expect("it runs");
                let _ = postgres.say(&format!("SET search_path TO {schema};\n{sql}ANALYZE;\n"));
            }
            None => {
                let status = Command::new("sqlite3").arg(&house.store).arg(&sql).status();
                assert!(
                    status.is_ok_and(|it| it.success()),
                    "sqlite3 fills the store"
                );
            }
        }
        let listed = used(&mut house.command(&["review", "--list"]));
        let ms = seconds(&listed) * 1e3;
        println!(
            "| {engine} | {ROWS} and more | 10010 | {ms:.0} ({}) | {:.0} |",
            if ms < 100.0 {
                "bar 100: met"
            } else {
                "bar 100: **missed**"
            },
            megabytes(&listed)
        );
    }
}
