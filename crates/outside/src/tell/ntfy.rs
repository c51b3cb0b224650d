//! A notice to the topic of an ntfy server, from where it reaches telephones.

use std::time::Duration;

use facts::{Instant, Secret};
use ureq::http::Request;

use super::http::{Client, WebAddress};
use super::{Channel, Message, Sending, Trouble, Urgency};
use crate::tls::{Roots, TlsError};

/// A topic of an ntfy server. Where the server asks for no token, whoever knows the topic reads along: it is a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic(Secret<String>);

/// The text cannot be a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a topic has 1 to 64 letters, digits, dashes and underscores")]
pub struct TopicFault;

impl Topic {
    /// Takes a topic: 1 to 64 letters, digits, `-` and `_`, which is what servers take.
    ///
    /// # Errors
    /// [`TopicFault`], where the text is none.
    pub fn parse(text: &str) -> Result<Self, TopicFault> {
        let is_topic = (1..=64).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        is_topic
            .then(|| Self(Secret::new(text.to_owned())))
            .ok_or(TopicFault)
    }
}

/// Where the server is and what it asks for.
#[derive(Clone, Debug)]
pub struct NtfySettings {
    /// The server, without the topic.
    pub server: WebAddress,
    /// The topic.
    pub topic: Topic,
    /// An access token, where the server asks for one.
    pub token: Option<Secret<String>>,
    /// Whose certificates count.
    pub roots: Roots,
    /// For how long one notice may take.
    pub patience: Duration,
}

/// The open door to ntfy.
#[derive(Debug)]
pub struct NtfyDoor {
    settings: NtfySettings,
    client: Client,
}

impl NtfyDoor {
    pub(crate) fn open(settings: NtfySettings) -> Result<Self, TlsError> {
        Ok(Self {
            client: Client::new(&settings.server, settings.patience, &settings.roots)?,
            settings,
        })
    }

    /// As JSON to the server's root: titles in a header field would have to be ASCII.
    fn request(&self, message: &Message) -> Option<Request<Vec<u8>>> {
        let body = if message.body().is_empty() {
            message.title()
        } else {
            message.body()
        };
        let json = serde_json::json!({
            "topic": self.settings.topic.0.reveal(),
            "title": message.title(),
            "message": body,
            "priority": match message.urgency() {
                Urgency::Normal => 3,
                Urgency::Urgent => 5,
            },
        });
        let mut request =
            Request::post(self.settings.server.as_str()).header("content-type", "application/json");
        if let Some(token) = &self.settings.token {
            request = request.header("authorization", format!("Bearer {}", token.reveal()));
        }
        request.body(serde_json::to_vec(&json).ok()?).ok()
    }
}

impl Channel for NtfyDoor {
    fn name(&self) -> &'static str {
        "ntfy"
    }

    fn send(&self, message: &Message, now: Instant) -> Sending {
        match self.request(message) {
            Some(request) => self.client.post(request, now),
            None => Sending::Refused {
                why: Trouble::NotWritten,
            },
        }
    }
}
