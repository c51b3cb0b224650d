//! Where a mailbox is, how to get in, and how much of a server's talk is taken.

use std::fmt;
use std::time::Duration;

use facts::Secret;

use crate::Security;

/// What proves to the server that the mailbox is the person's.
#[derive(Clone)]
#[non_exhaustive]
pub enum Login {
    /// A password, as a rule one made for this program alone.
    Password(Secret<String>),
    /// An OAuth access token, sent by XOAUTH2.
    XOAuth2(Secret<String>),
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Password(_) => "Password(…)",
            Self::XOAuth2(_) => "XOAuth2(…)",
        })
    }
}

impl Login {
    pub(super) fn secret(&self) -> &str {
        match self {
            Self::Password(secret) | Self::XOAuth2(secret) => secret.reveal(),
        }
    }
}

/// Where a mailbox is and how to get in.
#[derive(Clone, Debug)]
pub struct ImapSettings {
    /// The server's name, as it must stand in its certificate.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// Whose mailbox, in the form that the server wants.
    pub user: String,
    /// What proves it.
    pub login: Login,
    /// Certificates (PEM) of authorities that the person trusts besides the platform's; empty for none.
    pub extra_roots: Vec<u8>,
    /// How long is waited and how much is taken.
    pub limits: ImapLimits,
}

/// How long a server is waited for, and how much of what it says is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImapLimits {
    /// For how long a connection may take to open, and again for TLS, and again for the greeting.
    pub connect: Duration,
    /// For how long a server may say nothing while we wait for its answer.
    pub silence: Duration,
    /// For how long one command may take, however busily the server talks.
    pub command: Duration,
    /// After how long IDLE is renewed; below the 29 minutes of RFC 2177 §3, and short enough for a connection that died
    /// without a word to be noticed.
    pub idle: Duration,
    /// How often a server without IDLE is asked.
    pub poll: Duration,
    /// Octets of the largest message that is fetched.
    pub largest_message: u32,
    /// Octets of messages that one command asks for; a larger message is asked for alone.
    pub batch_octets: u32,
    /// Messages that one command asks for.
    pub batch_messages: usize,
}

impl Default for ImapLimits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(20),
            silence: Duration::from_secs(120),
            command: Duration::from_secs(900),
            idle: Duration::from_secs(540),
            poll: Duration::from_secs(60),
            largest_message: 40 << 20,
            batch_octets: 8 << 20,
            batch_messages: 500,
        }
    }
}
