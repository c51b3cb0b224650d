//! The built `mioboe` command, run as a person runs it.

mod bad;
mod containers;
mod faces;
mod look;
mod hostile;
mod many;
mod one;
mod run;
