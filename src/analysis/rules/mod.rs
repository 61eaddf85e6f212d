//! Association rules that can be trusted.

pub mod generate;
pub mod lattice;
pub mod leverage;
pub mod measures;
pub mod mine;
pub mod threshold;
pub mod transactions;
