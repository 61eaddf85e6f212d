//! What a single cell looks like, for telling headers and delimiters: number, date, words or nothing.

use super::{dates, numbers, words};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Empty,
    Number,
    Date,
    Word,
}

pub fn of(cell: &str) -> Kind {
    let cell = cell.trim().trim_start_matches('\'').trim();
    if words::is_null(cell) {
        Kind::Empty
    } else if numbers::shape(cell).is_some() {
        Kind::Number
    } else if dates::stamp(cell).is_some() {
        Kind::Date
    } else {
        Kind::Word
    }
}
