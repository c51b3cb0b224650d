//! The built `mioboe` command, run as a person runs it.

mod bad;
mod containers;
mod custody;
mod doctor;
mod faces;
mod hostile;
mod keeping;
mod look;
mod many;
mod obstacles;
mod one;
mod run;
mod serving;
mod watching;
