//! Typed columns.

pub mod column;
pub mod day;
pub mod formula;

pub use column::{Column, Data, Dictionary, TextColumn, Validity};
pub use day::Day;

/// A file as read: named, typed columns of one length, and where each row stood.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The file's (or sheet's) name.
    pub name: String,
    pub columns: Vec<Column>,
    pub n_rows: usize,
    /// Physical line of each row in the file, counted from 1. A record over several lines has its first.
    pub lines: Vec<u32>,
}

impl Table {
    /// The position of the column with this header.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}
