//! A notice by mail, handed to the person's own mail server (RFC 5321, RFC 6409).
//!
//! The mail is composed by a library; the talk is our own, since that library reads a line without end into memory
//! and measures its patience by the line.

use std::sync::Arc;
use std::time::Duration;

use data_encoding::BASE64;
use facts::{Instant, Secret};
use lettre::message::Mailbox;
use rustls::ClientConfig;
use zeroize::Zeroizing;

use super::letter::letter;
use super::{Channel, Message, Sending, Trouble};
use crate::Security;
use crate::tls::{Roots, TlsError};
use crate::wire::{Wire, WireError, is_loopback};

/// Who we are for the server.
#[derive(Clone, Debug)]
pub struct SmtpLogin {
    /// The user name, usually the mail address.
    pub user: String,
    /// The password, usually one made for this program alone.
    pub password: Secret<String>,
}

/// Which server takes mail from us, and to whom.
#[derive(Clone, Debug)]
pub struct SmtpSettings {
    /// The server's name; its certificate must bear it.
    pub host: String,
    /// The port: 465 with immediate encryption, 587 with STARTTLS.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// Who we are; absent for a server of this machine that asks nobody.
    pub login: Option<SmtpLogin>,
    /// The sender, `name <address>` or an address alone.
    pub from: String,
    /// The recipient, likewise.
    pub to: String,
    /// Whose certificates count.
    pub roots: Roots,
    /// For how long one notice may take.
    pub patience: Duration,
}

/// Why notices cannot be sent by mail with these settings.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SmtpFault {
    /// Sender or recipient is no mail address in ASCII.
    #[error("`{0}` is no mail address")]
    Address(String),
    /// No encryption is meant for a server elsewhere.
    #[error("mail without encryption is handed to this machine only, not to {0}")]
    NotEncrypted(String),
    /// There are no certificates to trust.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// The open door to a mail server.
pub struct SmtpDoor {
    host: String,
    port: u16,
    security: Security,
    login: Option<SmtpLogin>,
    from: Mailbox,
    to: Mailbox,
    patience: Duration,
    /// Absent where nothing is encrypted.
    tls: Option<Arc<ClientConfig>>,
}

impl std::fmt::Debug for SmtpDoor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SmtpDoor({}:{})", self.host, self.port)
    }
}

impl SmtpDoor {
    pub(crate) fn open(settings: SmtpSettings) -> Result<Self, SmtpFault> {
        let tls = match settings.security {
            Security::PlainToLoopback if !is_loopback(&settings.host) => {
                return Err(SmtpFault::NotEncrypted(settings.host));
            }
            Security::PlainToLoopback => None,
            Security::Tls | Security::StartTls => Some(settings.roots.client()?),
        };
        Ok(Self {
            from: mailbox(&settings.from)?,
            to: mailbox(&settings.to)?,
            host: settings.host,
            port: settings.port,
            security: settings.security,
            login: settings.login,
            patience: settings.patience,
            tls,
        })
    }

    fn hand_over(&self, mail: &[u8]) -> Result<(), Sending> {
        let mut talk = Talk {
            wire: Wire::connect(&self.host, self.port, self.patience)?,
        };
        if self.security == Security::Tls {
            self.encrypt(&mut talk)?;
        }
        talk.hear()?.expect(220, Step::Greeting)?;
        let mut offers = talk.hello()?;
        if self.security == Security::StartTls {
            if !offers.has("STARTTLS") {
                return Err(refused(Trouble::NotEncrypted));
            }
            talk.ask(b"STARTTLS\r\n")?.expect(220, Step::Greeting)?;
            self.encrypt(&mut talk)?;
            // What was offered in clear counts for nothing (RFC 3207 §4.2).
            offers = talk.hello()?;
        }
        if let Some(login) = &self.login {
            talk.log_in(login, &offers)?;
        }
        let from = format!("MAIL FROM:<{}>\r\n", self.from.email);
        talk.ask(from.as_bytes())?.expect(250, Step::Mail)?;
        let to = format!("RCPT TO:<{}>\r\n", self.to.email);
        let heard = talk.ask(to.as_bytes())?;
        // 251: it will be passed on (RFC 5321 §3.4).
        if heard.code != 251 {
            heard.expect(250, Step::Mail)?;
        }
        talk.ask(b"DATA\r\n")?.expect(354, Step::Mail)?;
        talk.ask(&stuffed(mail))?.expect(250, Step::Mail)?;
        // It is delivered; whether the server hears the farewell does not matter.
        let _ = talk.wire.say(b"QUIT\r\n");
        Ok(())
    }

    fn encrypt(&self, talk: &mut Talk) -> Result<(), Sending> {
        let Some(tls) = &self.tls else {
            return Err(refused(Trouble::NotEncrypted));
        };
        Ok(talk.wire.encrypt(Arc::clone(tls), &self.host)?)
    }
}

impl Channel for SmtpDoor {
    fn name(&self) -> &'static str {
        "smtp"
    }

    fn send(&self, message: &Message, now: Instant) -> Sending {
        let Some(mail) = letter(message, &self.from, &self.to, now) else {
            return refused(Trouble::NotWritten);
        };
        match self.hand_over(&mail) {
            Ok(()) => Sending::Delivered,
            Err(sending) => sending,
        }
    }
}

fn refused(why: Trouble) -> Sending {
    Sending::Refused { why }
}

fn mailbox(text: &str) -> Result<Mailbox, SmtpFault> {
    let fault = || SmtpFault::Address(text.to_owned());
    let mailbox: Mailbox = text.parse().map_err(|_| fault())?;
    // Addresses beyond ASCII need servers that know SMTPUTF8 on the whole way.
    let address: &str = mailbox.email.as_ref();
    if address.is_ascii() {
        Ok(mailbox)
    } else {
        Err(fault())
    }
}

/// The mail with each leading dot doubled and the end marked (RFC 5321 §4.5.2).
fn stuffed(mail: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(mail.len() + 16);
    let mut is_line_start = true;
    for octet in mail {
        if is_line_start && *octet == b'.' {
            out.push(b'.');
        }
        out.push(*octet);
        is_line_start = *octet == b'\n';
    }
    if !out.ends_with(b"\r\n") {
        out.extend(b"\r\n");
    }
    out.extend(b".\r\n");
    out
}

/// Where in the talk a reply came; the same code means other things in other places.
#[derive(Clone, Copy)]
enum Step {
    Greeting,
    Login,
    Mail,
}

/// What the server said: its code, and its words.
struct Heard {
    code: u16,
    lines: Vec<Vec<u8>>,
}

impl Heard {
    fn expect(self, code: u16, step: Step) -> Result<Self, Sending> {
        if self.code == code {
            return Ok(self);
        }
        Err(match (self.code, step) {
            // "Too many" has several codes; 421 and 450 to 452 all ask for patience (RFC 5321 §4.2.1).
            (400..=499, _) => Sending::Later {
                why: Trouble::ServerFailed(self.code),
                wait: None,
            },
            // Wrong password, a weaker way, or none at all (RFC 4954 §6).
            (500..=599, Step::Login) | (530 | 534 | 535 | 538, _) => refused(Trouble::NotAllowed),
            (500..=599, _) => refused(Trouble::NotAccepted(self.code)),
            _ => refused(Trouble::NotUnderstood),
        })
    }

    /// Whether the server offers an extension, and with `word word` also the parameter.
    fn has(&self, wanted: &str) -> bool {
        let mut words = wanted.split(' ');
        let name = words.next().unwrap_or_default();
        let parameter = words.next();
        self.lines.iter().skip(1).any(|line| {
            let line = String::from_utf8_lossy(line);
            let mut said = line.split_ascii_whitespace();
            said.next()
                .is_some_and(|word| word.eq_ignore_ascii_case(name))
                && parameter.is_none_or(|wanted| said.any(|word| word.eq_ignore_ascii_case(wanted)))
        })
    }
}

struct Talk {
    wire: Wire,
}

impl Talk {
    /// Octets of one line; RFC 5321 §4.5.3.1.5 has 512.
    const LONGEST_LINE: usize = 2 << 10;
    /// Lines of one reply; servers offer some twenty extensions.
    const MOST_LINES: usize = 100;

    fn ask(&mut self, words: &[u8]) -> Result<Heard, Sending> {
        self.wire.say(words)?;
        self.hear()
    }

    fn hello(&mut self) -> Result<Heard, Sending> {
        // The name of this machine is nobody's business; a number is always valid (RFC 5321 §4.1.3).
        self.ask(b"EHLO [127.0.0.1]\r\n")?
            .expect(250, Step::Greeting)
    }

    fn log_in(&mut self, login: &SmtpLogin, offers: &Heard) -> Result<(), Sending> {
        let user = login.user.as_bytes();
        let password = login.password.reveal().as_bytes();
        if offers.has("AUTH PLAIN") {
            // RFC 4616 §2
            let words = Zeroizing::new([b"\0", user, b"\0", password].concat());
            let line = Zeroizing::new(format!("AUTH PLAIN {}\r\n", BASE64.encode(&words)));
            self.ask(line.as_bytes())?.expect(235, Step::Login)?;
        } else if offers.has("AUTH LOGIN") {
            self.ask(b"AUTH LOGIN\r\n")?.expect(334, Step::Login)?;
            for (words, code) in [(user, 334), (password, 235)] {
                let line = Zeroizing::new(format!("{}\r\n", BASE64.encode(words)));
                self.ask(line.as_bytes())?.expect(code, Step::Login)?;
            }
        } else {
            return Err(refused(Trouble::NotAllowed));
        }
        Ok(())
    }

    fn hear(&mut self) -> Result<Heard, Sending> {
        let mut heard = Heard {
            code: 0,
            lines: Vec::new(),
        };
        while heard.lines.len() < Self::MOST_LINES {
            let line = self.wire.line(Self::LONGEST_LINE)?;
            let code = line
                .get(..3)
                .filter(|digits| digits.iter().all(u8::is_ascii_digit))
                .and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok())
                .ok_or(refused(Trouble::NotUnderstood))?;
            heard.code = code;
            heard.lines.push(line.get(4..).unwrap_or_default().to_vec());
            match line.get(3) {
                Some(b'-') => {}
                Some(b' ') | None => return Ok(heard),
                Some(_) => return Err(refused(Trouble::NotUnderstood)),
            }
        }
        Err(WireError::TooLong.into())
    }
}
