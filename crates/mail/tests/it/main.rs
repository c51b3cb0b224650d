//! The room at its door.

mod claims;
mod smime;
mod verdict_table;
