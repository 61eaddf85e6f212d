//! Typed columns.

pub mod column;
pub mod day;
pub mod formula;
pub mod ids;

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

/// A number as it was typed, without blanks and without commas between groups of three digits; `None` where a comma stands
/// elsewhere: `12,50` may be twelve and a half.
pub fn ungrouped(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().replace('，', ",");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut groups = whole.trim_start_matches(['-', '+']).split(',');
    let n_first = groups.next().map_or(0, str::len);
    let is_group = |group: &str| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit());
    let is_clear = !whole.contains(',') || (1..=3).contains(&n_first) && groups.all(is_group);
    (is_clear && !fraction.contains(',')).then(|| text.replace(',', ""))
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
