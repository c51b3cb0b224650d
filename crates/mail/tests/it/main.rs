//! The room at its door.

mod claims;
mod verdict_table;
