//! What the house does for itself: test, tidy, evaluate, bench.
fn main() {}
