//! What a process of its own saw in a picture or document.

use serde::{Deserialize, Serialize};

/// What was seen in one picture or document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// The texts of QR codes, in reading order, without repetition.
    pub codes: Vec<String>,
    /// The targets of link annotations, in order, without repetition.
    pub links: Vec<String>,
    /// The text that a document shows.
    pub text: String,
    /// Whether the document is encrypted.
    pub is_encrypted: bool,
    /// Whether more pages, pixels or text are there than were looked at.
    pub is_cut: bool,
    /// Whether nothing could be read of it.
    pub is_failed: bool,
}
