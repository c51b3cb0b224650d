//! The library at its door.

mod words_are_complete;
