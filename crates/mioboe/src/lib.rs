//! The library: one function per question a person asks; the only place that joins rooms, outside and the clock.

mod check;
pub mod sources;

pub use check::{BrandCard, Checked, Checker, Options, StartError};
