//! How a connection to a server of the person's is protected, whatever is spoken over it.

use serde::Deserialize;

/// How a connection is protected.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first octet (RFC 8314 §3).
    #[default]
    #[serde(rename = "tls")]
    Tls,
    /// TLS after a word of agreement in clear; a server that does not offer it is left, and nothing is sent.
    #[serde(rename = "starttls")]
    StartTls,
    /// No protection, which is done only to an address of this very machine.
    #[serde(rename = "plain-to-loopback")]
    PlainToLoopback,
}
