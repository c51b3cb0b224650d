//! What is known of mail providers: host, port, how to log in; each with where it was found and when.

pub use outside::Security;
pub use outside::imap::{
    LoginKind, MailboxPreset, PresetStanding, PresetsError, UserForm, presets,
};
