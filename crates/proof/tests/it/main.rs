//! Proof, tested at its door: raw mail, recorded DNS and a time in; lines, standing and sender out.

#![allow(missing_docs, reason = "tests")]
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

mod arc;
mod attacks;
mod corpus;
mod limits;
mod receivers;
mod signatures;
mod smime;
mod support;
mod vectors;
