//! Bytes to a table and notes.
//!
//! Reading never fails because of one bad row: the row is set aside, counted and shown. Only a file that is no table at
//! all (empty, binary, a picture) is an error.

mod aside;
mod block;
mod cells;
mod container;
mod convert;
mod dates;
mod dialect;
mod encoding;
mod finish;
mod header;
mod infer;
mod kind;
mod mend;
mod numbers;
mod part;
mod plan;
mod quotes;
mod reader;
mod rows;
mod shapes;
mod store;
mod tokens;
mod workbook;
mod words;

pub use convert::convert;
pub use encoding::Sample;
pub use infer::currency_column;
pub use reader::{Outcome, Preview, Reader};

use crate::error::{Error, Result};
use crate::message::Message;
use crate::table::Table;
use serde::{Deserialize, Serialize};

/// What the user overrides; everything unset is detected.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReadOptions {
    /// A WHATWG label: `utf-8`, `big5`, `gb18030`, `windows-1252`, `utf-16le` …
    pub encoding: Option<String>,
    pub delimiter: Option<String>,
    pub quote: Option<char>,
    /// Physical line of the header, counted from 0. `Some(-1)`: the file has none.
    pub header_row_index: Option<i64>,
    /// Sheet of a workbook, entry of an archive.
    pub part: Option<String>,
    pub columns: Vec<ColumnOverride>,
    /// Only these columns, by name; empty means all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub only_columns: Vec<String>,
    /// Only so many rows, from the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_rows: Option<u32>,
    /// Only some of the customers, each with all rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customers: Option<CustomerSample>,
}

/// One customer in so many, drawn by a hash of what stands in the column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomerSample {
    pub column: String,
    pub one_in: u32,
}

/// How one column is to be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnOverride {
    pub name: String,
    pub kind: ColumnKind,
    /// For dates that could be either: day first.
    #[serde(default)]
    pub day_first: Option<bool>,
    /// For years of two or three digits: the Republic of China's calendar.
    #[serde(default)]
    pub roc_years: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    Text,
    Id,
    Number,
    Date,
}

/// A file as read.
#[derive(Clone, Debug)]
pub struct Read {
    pub table: Table,
    pub profile: Profile,
    /// Every record that is not a row of the table, and every row that was mended, with its raw text.
    pub set_aside: Vec<SetAside>,
    pub notes: Vec<Message>,
}

/// How the bytes were understood.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Profile {
    pub n_bytes: f64,
    /// WHATWG label, lower case.
    pub encoding: String,
    pub delimiter: String,
    pub quote: Option<char>,
    /// `"lf"`, `"crlf"`, `"cr"` or `"mixed"`.
    pub line_ending: String,
    /// Physical line of the first header line, from 0; `None` when the file has no header.
    pub header_row_index: Option<u32>,
    pub preamble: Vec<String>,
    pub shape: Shape,
    /// Physical records by class; they add up to all records of the file.
    pub records: Vec<(RowClass, u32)>,
    /// Columns that are not in the file but were split off one: refunds in brackets.
    pub derived_columns: Vec<String>,
    /// Columns whose years counted from 1911 in the file.
    pub roc_columns: Vec<String>,
    /// Sheets of the workbook or entries of the archive; empty for a plain file.
    pub parts: Vec<String>,
    /// The sheet or entry that was read.
    pub part: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    #[default]
    Table,
    /// No header, one basket per line: `citrus fruit,margarine,ready soups`. The table is then long: columns `basket`
    /// (line number) and `item`.
    Baskets,
}

/// What a physical record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowClass {
    Data,
    Header,
    Blank,
    Preamble,
    RepeatedHeader,
    /// A second copy of the table below the first.
    RepeatedTable,
    Total,
    /// The head of an order, on a line of its own above the order's details.
    Master,
    Footer,
    Bad,
    /// Rows of customers that were not drawn.
    NotDrawn,
}

/// A record set aside or mended.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SetAside {
    /// Physical line, from 1.
    pub line: u32,
    pub column: Option<String>,
    /// Reason code of the bad-row report: `too_few_cells`, `bad_number` …
    pub reason: &'static str,
    pub raw: String,
    /// What was done: `kept`, `padded`, `trimmed`, `netted`, `set_aside`.
    pub action: &'static str,
}

/// Reads a whole file from memory.
///
/// # Errors
/// [`crate::error::Kind::Unreadable`] when it is no table at all.
pub fn read(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Read> {
    let opened = container::open(bytes, options).map_err(|error| error.in_file(name))?;
    if container::is_container(&opened.bytes) {
        // An archive in an archive; unpacking without end is a known trick.
        return Err(Error::unreadable("ingest-is-archive").in_file(name));
    }
    let samples = reader::samples_of(&opened.bytes);
    let mut reader = Reader::start(name, opened.bytes.len() as f64, &samples, &opened.options)?;
    drop(samples);
    loop {
        for chunk in opened.bytes.chunks(CHUNK) {
            reader.push(chunk)?;
        }
        match reader.finish()? {
            Outcome::Done(mut read) => {
                read.profile.parts = opened.parts;
                read.profile.part = opened.part;
                return Ok(*read);
            }
            Outcome::Again(again) => reader = *again,
        }
    }
}

/// Bytes handed to a [`Reader`] at once.
const CHUNK: usize = 1 << 20;
