//! Numbers to numbers. Nothing here knows of tables or customers.
//!
//! Transcendental functions come from `libm`, so that native and wasm give the same bits.

pub mod agreement;
pub mod quantile;
pub mod hypergeometric;
pub mod linalg;
pub mod logistic;
pub mod optimize;
pub mod chi_squared;
pub mod sample;
pub mod share;
pub mod special;
pub mod tree;
