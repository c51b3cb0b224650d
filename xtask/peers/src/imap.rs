//! A mail server that follows a script: polite by default, and as hostile as a test wants.

use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::Certificate;

/// How a server protects its connections.
#[derive(Clone)]
pub enum Protection {
    /// Not at all.
    Plain,
    /// From the first octet.
    Tls(Certificate),
    /// After STARTTLS.
    StartTls(Certificate),
}

/// What a script made of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handled {
    /// It was answered.
    Yes,
    /// The polite server shall answer.
    No,
    /// The connection ends here.
    Close,
}

/// A server that follows a script; it ends when it is dropped.
pub struct FakeImap {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
    is_over: Arc<AtomicBool>,
    guests: Arc<Mutex<Vec<TcpStream>>>,
    doorman: Option<JoinHandle<()>>,
}

type Script = dyn Fn(&mut Guest, &str) -> Handled + Send + Sync;

/// What the polite server says when nobody answers for it.
const CAPABILITIES: &str =
    "IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2 IDLE CONDSTORE ID SPECIAL-USE LIST-EXTENDED";

impl FakeImap {
    /// Starts a server. The script is asked first, with the command without its tag and in capitals as far as its
    /// name goes; the greeting is the command `GREETING`.
    #[must_use]
    pub fn start(
        protection: Protection,
        script: impl Fn(&mut Guest, &str) -> Handled + Send + Sync + 'static,
    ) -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "the test plays the world behind the door, which listens on sockets"
        )]
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback");
        let address = listener.local_addr().expect("a bound socket");
        let heard = Arc::new(Mutex::new(Vec::new()));
        let is_over = Arc::new(AtomicBool::new(false));
        let guests = Arc::new(Mutex::new(Vec::new()));
        let script: Arc<Script> = Arc::new(script);
        let doorman = {
            let (heard, is_over, guests) = (
                Arc::clone(&heard),
                Arc::clone(&is_over),
                Arc::clone(&guests),
            );
            std::thread::spawn(move || {
                while let Ok((stream, _)) = listener.accept() {
                    if is_over.load(Ordering::Acquire) {
                        return;
                    }
                    if let Ok(known) = stream.try_clone() {
                        lock(&guests).push(known);
                    }
                    let (heard, script, protection) =
                        (Arc::clone(&heard), Arc::clone(&script), protection.clone());
                    std::thread::spawn(move || {
                        // A guest that goes away in the middle is what many tests are about.
                        let _ = serve(stream, &protection, &*script, &heard);
                    });
                }
            })
        };
        Self {
            address,
            heard,
            is_over,
            guests,
            doorman: Some(doorman),
        }
    }

    /// Its port, on loopback.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Every line that it heard so far, over all connections.
    #[must_use]
    pub fn heard(&self) -> Vec<String> {
        lock(&self.heard).clone()
    }
}

impl Drop for FakeImap {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Release);
        for guest in lock(&self.guests).drain(..) {
            // It may be closed already.
            let _ = guest.shutdown(Shutdown::Both);
        }
        #[expect(
            clippy::disallowed_methods,
            reason = "the doorman waits for somebody to come"
        )]
        let _ = TcpStream::connect(self.address);
        if let Some(doorman) = self.doorman.take() {
            let _ = doorman.join();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

trait Line: Read + Write + Send {}
impl<T: Read + Write + Send> Line for T {}

/// One connection, seen from the server.
pub struct Guest {
    stream: Option<BufReader<Box<dyn Line>>>,
    tls: Option<Arc<ServerConfig>>,
    bare: TcpStream,
    tag: String,
    /// For the script to count what it did.
    pub count: usize,
}

impl Guest {
    /// Says octets as they are; `%T` stands for the tag of the command. False once the guest is gone.
    pub fn say(&mut self, text: &str) -> bool {
        let text = text.replace("%T", &self.tag);
        self.send(text.as_bytes())
    }

    /// Says octets as they are. False once the guest is gone.
    pub fn send(&mut self, octets: &[u8]) -> bool {
        let Some(stream) = &mut self.stream else {
            return false;
        };
        let stream = stream.get_mut();
        stream
            .write_all(octets)
            .and_then(|()| stream.flush())
            .is_ok()
    }

    /// Says the same again and again until the guest goes.
    pub fn say_without_end(&mut self, octets: &[u8]) {
        let many = octets.repeat((64_usize << 10).div_ceil(octets.len().max(1)));
        while self.send(&many) {}
    }

    /// Waits for a line; `None` once the guest is gone.
    pub fn line(&mut self) -> Option<String> {
        let mut line = Vec::new();
        let read = self.stream.as_mut()?.read_until(b'\n', &mut line).ok()?;
        (read > 0).then(|| String::from_utf8_lossy(&line).trim_end().to_owned())
    }

    /// Says nothing more, and waits until the guest goes.
    pub fn fall_silent(&mut self) {
        while self.line().is_some() {}
    }

    fn start_tls(&mut self) -> io::Result<()> {
        let config = self.tls.take().ok_or(io::ErrorKind::Unsupported)?;
        // What was read and not yet understood was said in clear.
        drop(self.stream.take());
        let connection = ServerConnection::new(config).map_err(io::Error::other)?;
        let stream: Box<dyn Line> = Box::new(StreamOwned::new(connection, self.bare.try_clone()?));
        self.stream = Some(BufReader::new(stream));
        Ok(())
    }
}

fn serve(
    stream: TcpStream,
    protection: &Protection,
    script: &Script,
    heard: &Mutex<Vec<String>>,
) -> io::Result<()> {
    let bare = stream.try_clone()?;
    let mut guest = Guest {
        stream: Some(BufReader::new(Box::new(stream))),
        tls: match protection {
            Protection::Plain => None,
            Protection::Tls(certificate) | Protection::StartTls(certificate) => {
                Some(certificate.config())
            }
        },
        bare,
        tag: String::from("*"),
        count: 0,
    };
    if matches!(protection, Protection::Tls(_)) {
        guest.start_tls()?;
    }
    let mut said = Some(String::from("GREETING"));
    while let Some(command) = said {
        match script(&mut guest, &command) {
            Handled::Close => break,
            Handled::Yes => {}
            Handled::No => polite(&mut guest, &command)?,
        }
        said = guest.line().map(|line| {
            lock(heard).push(line.clone());
            let (tag, command) = line.split_once(' ').unwrap_or((line.as_str(), ""));
            tag.clone_into(&mut guest.tag);
            command.to_owned()
        });
    }
    let _ = guest.bare.shutdown(Shutdown::Both);
    Ok(())
}

/// A small mailbox with three messages, numbered 3, 5 and 9.
fn polite(guest: &mut Guest, command: &str) -> io::Result<()> {
    let starts = if guest.tls.is_some() {
        " STARTTLS LOGINDISABLED"
    } else {
        ""
    };
    let first = command.split(' ').next().unwrap_or_default();
    let answer = match first {
        "GREETING" => format!("* OK [CAPABILITY {CAPABILITIES}{starts}] ready\r\n"),
        "CAPABILITY" => format!("* CAPABILITY {CAPABILITIES}{starts}\r\n%T OK done\r\n"),
        "STARTTLS" => {
            guest.say("%T OK begin\r\n");
            return guest.start_tls();
        }
        "LOGIN" | "AUTHENTICATE" => format!("%T OK [CAPABILITY {CAPABILITIES}] in\r\n"),
        "LIST" => String::from(
            "* LIST (\\HasNoChildren) \"/\" Inbox\r\n* LIST (\\Trash) \"/\" \"&MLQw33ux-\"\r\n%T OK done\r\n",
        ),
        "EXAMINE" => String::from(
            "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 10] ok\r\n* OK [HIGHESTMODSEQ 20] ok\r\n%T OK [READ-ONLY] done\r\n",
        ),
        "UID" => {
            let mut answer = String::new();
            for (nth, uid) in (1..).zip([3, 5, 9]) {
                let text = message(uid);
                let size = text.len();
                answer += &if command.contains("BODY.PEEK[]") {
                    format!("* {nth} FETCH (UID {uid} BODY[] {{{size}}}\r\n{text})\r\n")
                } else {
                    format!(
                        "* {nth} FETCH (UID {uid} FLAGS (\\Seen) INTERNALDATE \"22-Nov-2026 09:00:00 +0900\" RFC822.SIZE {size} MODSEQ (12))\r\n"
                    )
                };
            }
            answer + "%T OK done\r\n"
        }
        "IDLE" => {
            guest.say("+ idling\r\n");
            while guest.line().is_some_and(|line| line != "DONE") {}
            String::from("%T OK done\r\n")
        }
        "ID" => String::from("* ID (\"name\" \"fake\")\r\n%T OK done\r\n"),
        "LOGOUT" => String::from("* BYE see you\r\n%T OK done\r\n"),
        _ => String::from("%T OK done\r\n"),
    };
    guest.say(&answer);
    Ok(())
}

/// The message of that number in the polite server's mailbox.
fn message(uid: u32) -> String {
    format!("From: Hanako <hanako@shop.example>\r\nSubject: message {uid}\r\n\r\nHello {uid}\r\n")
}
