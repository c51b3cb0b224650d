//! The door to a person's mailbox: reads by IMAP and changes nothing there.
//!
//! Folders are opened by EXAMINE and messages read by `BODY.PEEK[]`, so that no flag of a message changes; there is no
//! code here that could say SELECT or STORE. Everything a server says is taken under limits ([`ImapLimits`]), one
//! answer at a time, and one message is held.

mod answer;
mod backoff;
mod certificate;
mod connect;
mod error;
mod fetch;
mod folder;
mod login;
mod presets;
mod session;
mod settings;
mod state;
mod utf7;
mod value;
mod wait;
mod wire;

pub use backoff::Backoff;
pub use certificate::{CertificateFault, CertificateTrouble};
pub use connect::ImapDoor;
pub use error::{Exceeded, ImapError, NotOffered};
pub use fetch::{Body, FetchEnd, Fetched, Listed};
pub use folder::{Folder, FolderRole};
pub use presets::{LoginKind, MailboxPreset, PresetStanding, PresetsError, UserForm, presets};
pub use session::ImapSession;
pub use settings::{ImapLimits, ImapSettings, Login};
pub use state::{FolderState, MessageFlags};
pub use wait::Woken;
