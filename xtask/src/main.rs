//! The workshop: `cargo xtask start | build | test | bench | lint`.
fn main() {}
