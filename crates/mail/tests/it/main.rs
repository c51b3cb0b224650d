//! The room at its door.

mod claims;
mod conduct;
mod smime;
mod unclaimed;
mod verdict_table;
