//! The `mioboe` command: what a person asks, said in their language; holds no rule.
fn main() {}
