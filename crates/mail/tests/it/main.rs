//! The room at its door.

mod verdict_table;
