//! A part of a file that is too large to hold: chosen columns, the first rows, or every so many-th customer.

use super::block::Block;
use super::cells::Cells;
use super::{ReadOptions, Shape, finish, store};
use crate::table::ids;

/// What is kept of each row, and which rows.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Positions of the columns that are kept; empty when all are.
    columns: Vec<usize>,
    most_rows: Option<usize>,
    /// Position of the customers' column, and how many customers stand for one.
    customers: Option<(usize, u64)>,
    /// The first rows are read and others followed.
    pub is_cut: bool,
}

impl Part {
    /// Names that the file does not have are passed over: next month's file is read whole rather than not at all.
    pub fn of(block: &Block, options: &ReadOptions) -> Part {
        let mut part = Part { most_rows: options.first_rows.map(|n| n.max(1) as usize), ..Part::default() };
        if block.shape == Shape::Table && block.master.is_none() {
            let names = finish::names(block, block.width);
            let wanted = &options.only_columns;
            part.columns = (0..names.len()).filter(|&at| wanted.contains(&names[at])).collect();
            part.customers = options.customers.as_ref().and_then(|sample| {
                let at = names.iter().position(|name| *name == sample.column)?;
                (sample.one_in > 1).then_some((at, u64::from(sample.one_in)))
            });
        }
        part
    }

    pub fn columns(&self) -> &[usize] {
        &self.columns
    }

    pub fn is_sample(&self) -> bool {
        self.customers.is_some()
    }

    /// The entries of the columns that are kept.
    pub fn kept(&self, all: &[String]) -> Vec<String> {
        if self.columns.is_empty() {
            return all.to_vec();
        }
        self.columns.iter().map(|&at| all.get(at).cloned().unwrap_or_default()).collect()
    }

    /// Whether so many rows are enough.
    pub fn is_full(&self, n_rows: usize) -> bool {
        self.most_rows.is_some_and(|most| n_rows >= most)
    }

    /// Whether the row's customer was drawn: by a hash of the id as it is compared later, so that all rows of a customer
    /// stay together, however the id is written. Rows without one belong to nobody and stay out.
    pub fn is_drawn(&self, cells: &Cells) -> bool {
        let Some((at, one_in)) = self.customers else { return true };
        let customer = if at < cells.len() { cells.get(at).trim_ascii() } else { b"" };
        let Some(id) = ids::clean_id(&String::from_utf8_lossy(customer)) else { return false };
        let id = if id.contains('@') { id.to_lowercase() } else { ids::bare_id(&id) };
        store::hash(id.as_bytes()).is_multiple_of(one_in)
    }
}
