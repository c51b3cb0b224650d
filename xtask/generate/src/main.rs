//! Writes made-up mail for tests, the demo and the evaluation.
fn main() {}
