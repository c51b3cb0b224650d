//! The room at its door.

mod claims;
mod conduct;
mod smime;
mod verdict_table;
