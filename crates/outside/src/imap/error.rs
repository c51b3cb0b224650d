//! What can go wrong between us and a mail server, each with its meaning.

use std::io;

use super::certificate::CertificateTrouble;

/// Why the mailbox could not be read. No variant holds a password or a token.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImapError {
    /// The server refused the password: it is wrong, or the provider wants one made for programs (an app password), or
    /// IMAP is switched off in the mailbox's settings. `said` is what the server wrote.
    #[error("the server refused the password: {said}")]
    WrongPassword {
        /// The server's words, cut and cleaned.
        said: String,
    },
    /// The server refused the access token: it has run out (usual), was taken back, or is for another mailbox.
    #[error("the server refused the access token: {said}")]
    TokenRefused {
        /// The server's words, cut and cleaned.
        said: String,
    },
    /// The server cannot log anybody in now, or not this often (RFC 5530 `UNAVAILABLE`, `INUSE`, `LIMIT`); it passes.
    #[error("the server lets nobody in at the moment: {said}")]
    NotNow {
        /// The server's words, cut and cleaned.
        said: String,
    },
    /// The server does not offer what we insist on.
    #[error("the server does not offer {0}")]
    NotOffered(NotOffered),
    /// The server's certificate is not one for this name; nothing was sent to it.
    #[error("the certificate of {} is refused: {}", .0.host, .0.fault)]
    Certificate(Box<CertificateTrouble>),
    /// TLS failed for another reason than the certificate; usually the port speaks no TLS.
    #[error("TLS with {at} failed: {reason}")]
    Tls {
        /// Host and port.
        at: String,
        /// What the TLS library said.
        reason: String,
    },
    /// A file of authorities cannot be read as PEM, or neither it nor the platform has any authority.
    #[error("there are no authorities to hold certificates against")]
    NoRoots,
    /// The host has a name that cannot be one.
    #[error("{host} cannot be the name of a host")]
    BadHost {
        /// As given.
        host: String,
    },
    /// Plain text was asked for to a host that is not this machine; nothing was sent.
    #[error("{at} is not this machine, and plain text is spoken to this machine alone")]
    PlainTextRefused {
        /// Host and port.
        at: String,
    },
    /// No connection: the name is not known, the port is closed, or there is no network.
    #[error("{at} cannot be reached: {reason}")]
    CannotReach {
        /// Host and port.
        at: String,
        /// What the system said.
        reason: io::ErrorKind,
    },
    /// The connection ended while we wanted more; `said` is the server's farewell, if it sent one.
    #[error("the server ended the connection: {said}")]
    CutOff {
        /// The server's words, cut and cleaned; empty where it said nothing.
        said: String,
    },
    /// Nothing was heard for too long.
    #[error("the server did not answer in time")]
    TimedOut,
    /// What came is not IMAP, or not an answer to what we said; the connection is given up, since nothing after it can
    /// be believed.
    #[error("what the server says is not IMAP")]
    NotImap,
    /// The server says more than is taken.
    #[error("the server says more than is taken: {0}")]
    LimitExceeded(Exceeded),
    /// The folder is not there (any more), or may not be opened.
    #[error("the folder cannot be opened: {said}")]
    FolderGone {
        /// The server's words, cut and cleaned.
        said: String,
    },
    /// The folder's numbering changed while it was open (UIDVALIDITY): what was known of it counts no more.
    #[error("the folder was numbered anew")]
    Renumbered,
    /// The server refused a command that it should know.
    #[error("the server refused a command: {said}")]
    Refused {
        /// The server's words, cut and cleaned.
        said: String,
    },
    /// No folder is open, or the last command was given up half-way: a mistake of the caller.
    #[error("no folder is open on this connection")]
    NotOpen,
}

/// What we insist on and a server may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotOffered {
    /// STARTTLS: without it the password would cross the network in clear.
    #[error("STARTTLS")]
    StartTls,
    /// A login by password; such a server wants OAuth.
    #[error("a login by password")]
    Password,
    /// XOAUTH2.
    #[error("a login by access token")]
    XOAuth2,
    /// A login at all: it greets as if we were somebody already.
    #[error("a login")]
    Login,
    /// Numbers of messages that last (UIDVALIDITY): without them nothing can be found again.
    #[error("lasting numbers of messages")]
    Numbers,
    /// IMAP version 4rev1 (RFC 3501).
    #[error("IMAP4rev1")]
    Imap4Rev1,
}

/// Which limit a server broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Exceeded {
    /// A line.
    #[error("a line is too long")]
    Line,
    /// A literal: octets announced by their number.
    #[error("a literal is too long")]
    Literal,
    /// Literals of one answer.
    #[error("an answer has too many literals")]
    Literals,
    /// Answers to one command.
    #[error("there are too many answers to one command")]
    Answers,
    /// Messages of a folder.
    #[error("there are too many messages in one folder")]
    Messages,
    /// Folders of a mailbox.
    #[error("there are too many folders")]
    Folders,
}

impl ImapError {
    /// Whether the same may succeed later without the person doing anything.
    ///
    /// A wrong password tried again and again locks mailboxes, so that only troubles of the connection count.
    #[must_use]
    pub fn is_worth_retrying(&self) -> bool {
        match self {
            Self::NotNow { .. }
            | Self::CannotReach { .. }
            | Self::CutOff { .. }
            | Self::TimedOut
            | Self::Tls { .. }
            | Self::NotImap
            | Self::LimitExceeded(_)
            | Self::Refused { .. }
            | Self::Renumbered => true,
            Self::WrongPassword { .. }
            | Self::TokenRefused { .. }
            | Self::NotOffered(_)
            | Self::Certificate(_)
            | Self::NoRoots
            | Self::BadHost { .. }
            | Self::PlainTextRefused { .. }
            | Self::FolderGone { .. }
            | Self::NotOpen => false,
        }
    }
}

/// Characters of a server's words that are kept.
const SAID_LENGTH: usize = 200;

/// Characters of a secret's beginning or end that are not repeated: fewer tell nothing, and stand in every other word.
const SECRET_PART: usize = 4;

/// A server's words, made fit to be shown: one short line, and without the secret that we sent, should it be quoted,
/// wholly or in part.
pub(super) fn said(text: &[u8], secrets: &[String]) -> String {
    let text = String::from_utf8_lossy(text.get(..4 << 10).unwrap_or(text));
    let text = masked(&text, secrets);
    let clean: String = text
        .chars()
        .map(|it| if it.is_control() { ' ' } else { it })
        .take(SAID_LENGTH)
        .collect();
    clean.trim().to_owned()
}

/// A text with every beginning and end of a secret in it replaced, from [`SECRET_PART`] characters on.
fn masked(text: &str, secrets: &[String]) -> String {
    let text: Vec<char> = text.chars().collect();
    let mut is_secret = vec![false; text.len()];
    let mut hide = |range: std::ops::Range<usize>| {
        for it in is_secret.get_mut(range).into_iter().flatten() {
            *it = true;
        }
    };
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        let secret: Vec<char> = secret.chars().collect();
        let least = secret.len().min(SECRET_PART);
        let common = |pairs: &mut dyn Iterator<Item = (&char, &char)>| {
            pairs.take_while(|(one, other)| one == other).count()
        };
        for at in 0..=text.len() {
            let (before, after) = text.split_at(at);
            let begun = common(&mut after.iter().zip(&secret));
            if begun >= least {
                hide(at..at + begun);
            }
            let ended = common(&mut before.iter().rev().zip(secret.iter().rev()));
            if ended >= least {
                hide(at - ended..at);
            }
        }
    }
    let mut masked = String::new();
    let mut was_secret = false;
    for (it, is_secret) in text.iter().zip(is_secret) {
        if !is_secret {
            masked.push(*it);
        } else if !was_secret {
            masked.push('…');
        }
        was_secret = is_secret;
    }
    masked
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;
    use facts::Secret;

    use super::super::login::secrets;
    use super::super::settings::{ImapLimits, ImapSettings, Login};
    use super::*;
    use crate::Security;

    /// The next number of a row that only looks like chance (splitmix64).
    fn draw(state: &mut u64) -> usize {
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = *state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % (1 << 20)).expect("small")
    }

    fn drawn(state: &mut u64, letters: &[char], length: usize) -> String {
        (0..length)
            .filter_map(|_| letters.get(draw(state) % letters.len()).copied())
            .collect()
    }

    /// Whatever beginning or end of a secret a server repeats, in whichever form, nothing of it stays.
    #[test]
    fn no_part_of_a_secret_is_repeated() {
        let of_secret: Vec<char> = r#"abcXYZ019"\ あ§"#.chars().collect();
        // Shares no letter with any form of the secret.
        let around: Vec<char> = "-_.:;!?()".chars().collect();
        let mut state = 7;
        let mut cases = 0;
        for _ in 0..400 {
            let length = 8 + draw(&mut state) % 40;
            let secret = drawn(&mut state, &of_secret, length);
            let login = Secret::new(secret.clone());
            let settings = ImapSettings {
                host: String::from("mail.shop.example"),
                port: 993,
                security: Security::Tls,
                user: String::from("hanako"),
                login: if draw(&mut state).is_multiple_of(2) {
                    Login::Password(login)
                } else {
                    Login::XOAuth2(login)
                },
                extra_roots: Vec::new(),
                limits: ImapLimits::default(),
            };
            let known = secrets(&settings);
            let quoted = secret.replace('\\', "\\\\").replace('"', "\\\"");
            for form in [secret.clone(), quoted, BASE64.encode(secret.as_bytes())] {
                let form: Vec<char> = form.chars().collect();
                let length = SECRET_PART + draw(&mut state) % (form.len() - SECRET_PART + 1);
                let (begin, end) = (
                    form.split_at(length).0,
                    form.split_at(form.len() - length).1,
                );
                for part in [begin, end] {
                    let part: String = part.iter().collect();
                    let before = drawn(&mut state, &around, 5);
                    let after = drawn(&mut state, &around, 5);
                    let told = said(format!("{before}{part}{after}").as_bytes(), &known);
                    // What is left of two places that overlap is shorter than what tells anything.
                    assert_eq!(told, format!("{before}…{after}"), "{part}");
                    cases += 1;
                }
            }
        }
        assert_eq!(cases, 2_400);
    }

    #[test]
    fn what_is_no_part_of_a_secret_stays() {
        let secrets = [String::from("kabocha-soup"), String::from("abc")];
        for (text, told) in [
            ("kabo", "…"),
            ("a kab of soup", "a kab of …"),
            ("ocha-sou", "ocha-sou"),
            ("ab bc abcabc", "ab bc …"),
            ("kabocha-soupkabocha-soup", "…"),
            ("", ""),
        ] {
            assert_eq!(said(text.as_bytes(), &secrets), told, "{text}");
        }
    }
}
