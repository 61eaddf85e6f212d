//! What an analysis says, as plain data: sentences, tables, charts. `text` puts it into words, `draw` into pictures.

pub mod chart;
pub mod format;
pub mod table;
pub mod text;

use crate::message::Message;
use serde::Serialize;

pub use chart::{Axis, ChartSpec, Details, Format, Layer, Links, Scale, Tone};
pub use table::{Cells, TableColumn, TableSpec};

/// What a cell shows, in reading order: findings, charts, tables, notes, method.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// The first is the cell's headline.
    pub findings: Vec<Finding>,
    /// What the figures rest on: "4,338 customers · Dec 2010 – Dec 2011 · refunds netted".
    pub base: Option<Message>,
    pub charts: Vec<ChartSpec>,
    pub tables: Vec<TableSpec>,
    /// Cautions and what was left out.
    pub notes: Vec<Message>,
    /// Two sentences in plain words, then the formula and its source.
    pub method: Vec<Message>,
    /// The stability test of the headline.
    pub checked: Option<Checked>,
}

/// A sentence whose numbers can be traced to rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    pub message: Message,
    /// By value name of the message.
    pub traces: Vec<(String, Trace)>,
}

/// Where a number comes from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trace {
    /// What the number is, and its base.
    pub what: Message,
    /// `14,401,777.21 ÷ 25,308,031.76`, as a message with its values; `None` for plain counts.
    pub formula: Option<Message>,
    pub scope: Scope,
}

/// The rows behind a number, as positions in the ledger or baskets.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    All,
    Customers(Vec<u32>),
    Orders(Vec<u32>),
    Lines(Vec<u32>),
    /// Orders, and refunds.
    Trade(Vec<u32>, Vec<u32>),
    /// Baskets that hold all these items.
    Items(Vec<u32>),
    /// Rows of the cell's source at this position: of tables that are in no books.
    Rows(u16, Vec<u32>),
    /// Baskets that hold at least one item of each of these groups: categories, products in all their colours.
    Groups(Vec<Vec<u32>>),
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Checked {
    pub state: CheckState,
    pub message: Message,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum CheckState {
    Held,
    Weak,
    DidNotHold,
}

impl Finding {
    pub fn new(message: Message) -> Finding {
        Finding { message, traces: Vec::new() }
    }

    /// Ties the value called `name` to its rows.
    pub fn trace(mut self, name: &str, what: Message, scope: Scope) -> Finding {
        self.traces.push((name.to_owned(), Trace { what, formula: None, scope }));
        self
    }

    /// The same, with the sum or quotient that made it.
    pub fn trace_formula(mut self, name: &str, what: Message, formula: Message, scope: Scope) -> Finding {
        self.traces.push((name.to_owned(), Trace { what, formula: Some(formula), scope }));
        self
    }
}
