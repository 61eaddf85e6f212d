//! Cells, their graph, runs, undo, the file format, traces back to the rows.
//!
//! A [`Session`] holds one open notebook: its [`Document`] (the recipe; this is what is saved), the sources read so far
//! and the results. A result carries the key of everything that made it, so stale, undone and redone cells are told by
//! comparing keys, never by flags that could go wrong.

pub mod document;
pub mod edit;
pub mod params;
mod derive;
pub mod graph;
pub mod session;
pub mod results;
pub mod prose;
pub mod view;
pub mod trace;
pub mod export;
pub mod sheet;
mod save;
pub mod receipt;

pub use derive::Trial;
pub use document::{CellSpec, DeriveSpec, Document, Filter, ParamSpec, SourceSpec};
pub use edit::Edit;
pub use graph::State;
pub use session::{Job, Session};
