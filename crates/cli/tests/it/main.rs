//! The built `mioboe` command, run as a person runs it.

mod bad;
mod faces;
mod many;
mod one;
mod run;
