//! Telling a person that there is something to look at: on the desktop, by ntfy, by a webhook, by mail.
//!
//! Each way is a door of its own. A way takes a [`Message`] and nothing else, says what became of it, and keeps
//! nothing: when to try again, and how much at once, is decided by the caller.

mod desktop;
mod http;
mod letter;
mod message;
mod ntfy;
mod smtp;
mod webhook;

use std::time::Duration;

use facts::Instant;

pub use desktop::{DesktopDoor, DesktopSettings};
pub use http::{AddressFault, PlainHttp, WebAddress};
pub use message::{Message, Unfit, Urgency};
pub use ntfy::{NtfyDoor, NtfySettings, Topic, TopicFault};
pub use smtp::{SmtpDoor, SmtpFault, SmtpLogin, SmtpSettings};
pub use webhook::{WebhookDoor, WebhookSettings};

use crate::tls::TlsError;
use crate::wire::WireError;
use crate::{Door, Doors};

/// What became of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// The other side took it. Whether a person has seen it is not known.
    Delivered,
    /// It may be taken later.
    Later {
        /// What stood in the way.
        why: Trouble,
        /// For how long the other side asked to be left alone.
        wait: Option<Duration>,
    },
    /// It will not be taken however often it is tried; a person must change something.
    Refused {
        /// What stood in the way.
        why: Trouble,
    },
}

/// What stood in the way of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Trouble {
    /// The host is not known, nobody answers there, or the connection was cut.
    NotReached,
    /// The answer did not come in time.
    TimedOut,
    /// The other side asks for fewer notices.
    TooMany,
    /// The other side failed, with this status or reply.
    ServerFailed(u16),
    /// The other side does not want it, with this status or reply; usually a wrong address, topic or recipient.
    NotAccepted(u16),
    /// The password or token is wrong, or does not allow it.
    NotAllowed,
    /// The other side sends us elsewhere. A notice goes where the person said and nowhere else.
    Redirected,
    /// The certificate is not for this host, is over its time, or nobody trusted made it.
    WrongCertificate,
    /// The other side does not encrypt, or not in a way that we know.
    NotEncrypted,
    /// The other side says more than an answer needs.
    AnswerTooLong,
    /// The other side does not speak the language of this way.
    NotUnderstood,
    /// The notice cannot be put into the form of this way; a fault of the settings.
    NotWritten,
}

impl Trouble {
    /// Its name, for JSON and for the words that explain it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotReached => "not-reached",
            Self::TimedOut => "timed-out",
            Self::TooMany => "too-many",
            Self::ServerFailed(_) => "server-failed",
            Self::NotAccepted(_) => "not-accepted",
            Self::NotAllowed => "not-allowed",
            Self::Redirected => "redirected",
            Self::WrongCertificate => "wrong-certificate",
            Self::NotEncrypted => "not-encrypted",
            Self::AnswerTooLong => "answer-too-long",
            Self::NotUnderstood => "not-understood",
            Self::NotWritten => "not-written",
        }
    }
}

/// One way of telling, open; shared by threads. It waits for the other side, so it has no place in an async task.
pub trait Channel: Send + Sync {
    /// The name of its door.
    fn name(&self) -> &'static str;

    /// Tells it once, within the time that the settings allow.
    fn send(&self, message: &Message, now: Instant) -> Sending;
}

impl From<WireError> for Sending {
    fn from(error: WireError) -> Self {
        let later = |why| Self::Later { why, wait: None };
        match error {
            WireError::NotReached => later(Trouble::NotReached),
            WireError::TimedOut => later(Trouble::TimedOut),
            // Trying again would not help: somebody stands between, or the settings name another host.
            WireError::WrongCertificate => Self::Refused {
                why: Trouble::WrongCertificate,
            },
            WireError::NotEncrypted => Self::Refused {
                why: Trouble::NotEncrypted,
            },
            WireError::TooLong => later(Trouble::AnswerTooLong),
            WireError::SpokeTooEarly => Self::Refused {
                why: Trouble::NotUnderstood,
            },
        }
    }
}

impl Doors {
    /// The door to the desktop, unless it is shut; nothing is said over the bus before the first notice.
    #[must_use]
    pub fn desktop(&self, settings: DesktopSettings) -> Option<DesktopDoor> {
        match self.desktop {
            Door::Open => Some(DesktopDoor::open(settings)),
            Door::Shut => None,
        }
    }

    /// The door to an ntfy server, unless it is shut.
    ///
    /// # Errors
    /// [`TlsError`], where the door is not shut and there are no certificates to trust.
    pub fn ntfy(&self, settings: NtfySettings) -> Result<Option<NtfyDoor>, TlsError> {
        match self.ntfy {
            Door::Open => NtfyDoor::open(settings).map(Some),
            Door::Shut => Ok(None),
        }
    }

    /// The door to a webhook, unless it is shut.
    ///
    /// # Errors
    /// [`TlsError`], where the door is not shut and there are no certificates to trust.
    pub fn webhook(&self, settings: WebhookSettings) -> Result<Option<WebhookDoor>, TlsError> {
        match self.webhook {
            Door::Open => WebhookDoor::open(settings).map(Some),
            Door::Shut => Ok(None),
        }
    }

    /// The door to a mail server, unless it is shut.
    ///
    /// # Errors
    /// [`SmtpFault`], where the door is not shut and the settings do not do.
    pub fn smtp(&self, settings: SmtpSettings) -> Result<Option<SmtpDoor>, SmtpFault> {
        match self.smtp {
            Door::Open => SmtpDoor::open(settings).map(Some),
            Door::Shut => Ok(None),
        }
    }
}
