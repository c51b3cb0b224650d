//! A notice as a mail: a short plain text and nothing else.

use std::time::{Duration, SystemTime};

use data_encoding::HEXLOWER;
use facts::Instant;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};

use super::Message;

/// The octets of a mail, ready for any server, or `None` where the header cannot be written.
pub(super) fn letter(
    message: &Message,
    from: &Mailbox,
    to: &Mailbox,
    now: Instant,
) -> Option<Vec<u8>> {
    let seconds = u64::try_from(now.seconds()).ok()?;
    let mut unique = [0; 16];
    getrandom::fill(&mut unique).ok()?;
    let id = format!(
        "<{}.{seconds}@{}>",
        HEXLOWER.encode(&unique),
        from.email.domain()
    );
    let mail = lettre::Message::builder()
        .from(from.clone())
        .to(to.clone())
        .subject(message.title())
        .date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
        .message_id(Some(id))
        // No absence note and no list answers to it (RFC 3834 §5).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            String::from("auto-generated"),
        ))
        .header(ContentType::TEXT_PLAIN)
        .body(format!("{}\r\n\r\n{}\r\n", message.title(), message.body()))
        .ok()?;
    Some(mail.formatted())
}
