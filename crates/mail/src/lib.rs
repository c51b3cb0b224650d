//! Decides whether a message truly comes from the brand it claims, and what a genuine one says; opens no link and no connection.

mod reason;

pub use reason::{Reason, Unread};
