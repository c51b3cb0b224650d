//! The filters of a mailbox as its server keeps them, read over ManageSieve (RFC 5804); nothing is changed.
//!
//! A thief who is in a mailbox hides the shop's mails with a filter; whoever reads the mails alone never sees it.

mod talk;

use std::sync::Arc;
use std::time::Duration;

use facts::Secret;
use rustls::ClientConfig;

use crate::Security;
use crate::tls::{Roots, TlsError};
use crate::wire::{WireError, is_loopback};
use crate::{Door, Doors};

/// Which server keeps the filters, and who we are for it.
#[derive(Clone, Debug)]
pub struct SieveSettings {
    /// The server's name; its certificate must bear it.
    pub host: String,
    /// The port, 4190 nearly always.
    pub port: u16,
    /// How the connection is protected; STARTTLS nearly always.
    pub security: Security,
    /// The user name, as for the mailbox.
    pub user: String,
    /// The password, as for the mailbox.
    pub password: Secret<String>,
    /// Whose certificates count.
    pub roots: Roots,
    /// For how long reading all filters may take.
    pub patience: Duration,
}

/// A filter as the server keeps it.
#[derive(Clone, PartialEq, Eq)]
pub struct SieveScript {
    /// Its name.
    pub name: String,
    /// Whether it is the one that is run on every mail.
    pub is_active: bool,
    /// Its text; absent where it is longer than is taken, or no text: what it does is not known.
    pub text: Option<String>,
}

impl std::fmt::Debug for SieveScript {
    /// A filter names the people a person writes with.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let octets = self.text.as_ref().map(String::len);
        write!(
            f,
            "SieveScript({:?}, active: {}, octets: {octets:?})",
            self.name, self.is_active
        )
    }
}

/// Why the filters are not known.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SieveError {
    /// No encryption is meant for a server elsewhere.
    #[error("{0} is not asked without encryption")]
    PlainElsewhere(String),
    /// There are no certificates to trust.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The host is not known, nobody answers there, or the connection was cut; many providers have no ManageSieve.
    #[error("nobody answers for the filters")]
    NotReached,
    /// It took too long.
    #[error("the server of the filters took too long")]
    TimedOut,
    /// The certificate is not for this host, is over its time, or nobody trusted made it.
    #[error("the certificate of the server of the filters is wrong")]
    WrongCertificate,
    /// The server does not encrypt, or not in a way that we know.
    #[error("the server of the filters does not encrypt")]
    NotEncrypted,
    /// The user name or password is wrong, or the server wants another way to log in.
    #[error("the server of the filters does not let us in")]
    NotAllowed,
    /// The server asks to come later.
    #[error("the server of the filters asks to come later")]
    TryLater,
    /// A line is longer, or there are more of them, than is taken.
    #[error("the server of the filters says too much")]
    TooLong,
    /// The server does not speak ManageSieve.
    #[error("the server of the filters is not understood")]
    NotUnderstood,
}

impl From<WireError> for SieveError {
    fn from(error: WireError) -> Self {
        match error {
            WireError::NotReached => Self::NotReached,
            WireError::TimedOut => Self::TimedOut,
            WireError::WrongCertificate => Self::WrongCertificate,
            WireError::NotEncrypted => Self::NotEncrypted,
            WireError::TooLong => Self::TooLong,
            WireError::SpokeTooEarly => Self::NotUnderstood,
        }
    }
}

/// The open door to the filters of one mailbox.
pub struct SieveDoor {
    settings: SieveSettings,
    /// Absent where nothing is encrypted.
    tls: Option<Arc<ClientConfig>>,
}

impl std::fmt::Debug for SieveDoor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "SieveDoor({}:{})",
            self.settings.host, self.settings.port
        )
    }
}

impl SieveDoor {
    /// Reads all filters of the mailbox, the active one first.
    ///
    /// # Errors
    /// [`SieveError`], where they are not known.
    pub fn read(&self) -> Result<Vec<SieveScript>, SieveError> {
        talk::read(&self.settings, self.tls.as_ref())
    }
}

impl Doors {
    /// The door to the filters of a mailbox, unless it is shut; nothing is asked yet.
    ///
    /// # Errors
    /// [`SieveError`], where the door is not shut and the settings do not do.
    pub fn sieve(&self, settings: SieveSettings) -> Result<Option<SieveDoor>, SieveError> {
        if self.sieve == Door::Shut {
            return Ok(None);
        }
        let tls = match settings.security {
            Security::PlainToLoopback if !is_loopback(&settings.host) => {
                return Err(SieveError::PlainElsewhere(settings.host));
            }
            Security::PlainToLoopback => None,
            Security::Tls | Security::StartTls => Some(settings.roots.client()?),
        };
        Ok(Some(SieveDoor { settings, tls }))
    }
}
