//! A notice as signed JSON to an address of the person's choice; `docs/webhook.md` says how a receiver checks it.

use std::time::Duration;

use data_encoding::HEXLOWER;
use facts::{Instant, Secret};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use ureq::http::Request;

use super::http::{Client, WebAddress};
use super::{Channel, Message, Sending, Trouble};
use crate::tls::{Roots, TlsError};

/// Where notices go and what signs them.
#[derive(Clone, Debug)]
pub struct WebhookSettings {
    /// The address.
    pub address: WebAddress,
    /// The key that the receiver knows too; its octets sign as they stand.
    pub key: Secret<String>,
    /// Whose certificates count.
    pub roots: Roots,
    /// For how long one notice may take.
    pub patience: Duration,
}

/// The open door to a webhook.
#[derive(Debug)]
pub struct WebhookDoor {
    settings: WebhookSettings,
    client: Client,
}

impl WebhookDoor {
    pub(crate) fn open(settings: WebhookSettings) -> Result<Self, TlsError> {
        Ok(Self {
            client: Client::new(&settings.address, settings.patience, &settings.roots)?,
            settings,
        })
    }

    fn request(&self, message: &Message, now: Instant) -> Option<Request<Vec<u8>>> {
        let json = serde_json::json!({
            "schema": "mioboe/notice/1",
            "id": id(message),
            "title": message.title(),
            "body": message.body(),
            "urgency": message.urgency().name(),
        });
        let body = serde_json::to_vec(&json).ok()?;
        let timestamp = now.seconds().to_string();
        let signature = signature(self.settings.key.reveal().as_bytes(), &timestamp, &body)?;
        Request::post(self.settings.address.as_str())
            .header("content-type", "application/json")
            .header("mioboe-timestamp", &timestamp)
            .header("mioboe-signature", format!("v1={signature}"))
            .body(body)
            .ok()
    }
}

impl Channel for WebhookDoor {
    fn name(&self) -> &'static str {
        "webhook"
    }

    fn send(&self, message: &Message, now: Instant) -> Sending {
        match self.request(message, now) {
            Some(request) => self.client.post(request, now),
            None => Sending::Refused {
                why: Trouble::NotWritten,
            },
        }
    }
}

/// The same for the same text, so that a receiver knows a notice that is tried again.
fn id(message: &Message) -> String {
    let mut hash = Sha256::new();
    for text in [message.title(), message.body(), message.urgency().name()] {
        hash.update(text.as_bytes());
        hash.update([0]);
    }
    let mut id = HEXLOWER.encode(&hash.finalize());
    id.truncate(32);
    id
}

/// HMAC-SHA256 (RFC 2104) over `v1:`, the time, `:` and the body, in hexadecimal.
fn signature(key: &[u8], timestamp: &str, body: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(b"v1:");
    mac.update(timestamp.as_bytes());
    mac.update(b":");
    mac.update(body);
    Some(HEXLOWER.encode(&mac.finalize().into_bytes()))
}
