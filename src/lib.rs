//! Regulars · 熟客: customer files in, findings out, and nothing leaves the machine.
//!
//! One way through the house: bytes → [`table`] → [`roles`] → [`analysis`] → [`report`] → page.
//! The modules stand in reading order; a module uses only modules above it (`tests/layers.rs` checks this).
//! No module below `wasm` names a web type, reads a clock or draws unseeded randomness: "today" and the seed
//! are parameters, so that the same file gives the same answer, bit for bit, natively and in the browser.

/// A sentence as data: a key and typed values, put into words by [`report::text`].
pub mod message;
/// What can go wrong: kinds with values, a place, a hint.
pub mod error;
/// Sorting where speed is not the point: one copy of the algorithm.
pub mod order;
/// How long work reports where it is, gives way, and is stopped.
pub mod progress;
/// Numbers to numbers: special functions, optimisers, quantiles, the seeded generator.
pub mod stats;
/// Typed columns with validity, days, summaries, grouping.
pub mod table;
/// Generated shops for "Try it", with planted facts.
pub mod samples;
/// Bytes to a table and notes; never fails because of one bad row.
pub mod ingest;
/// Tables to customers, orders, lines and baskets.
pub mod roles;
/// Findings, tables and charts as plain data; their words and number formats.
pub mod report;
/// One file or folder per cell kind; the registry `ALL`.
pub mod analysis;
/// Cells, their graph, runs, undo, the file format, traces back to the rows.
pub mod notebook;
/// A chart as data onto any plotters backend.
pub mod draw;
/// The report as one HTML file without script.
pub mod publish;
/// The border to JavaScript. It converts and forwards; it decides nothing.
#[cfg(target_arch = "wasm32")]
pub mod wasm;
