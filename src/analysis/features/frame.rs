//! Rows and columns for a method: customers with features, or any table's columns. Says what was left out and filled.

use super::{DEFAULT, Feature, Unit, compute, known};
use crate::analysis::{Inputs, Source};
use crate::error::{Error, Result};
use crate::message::{Message, Value};
use crate::roles::Role;
use crate::stats::quantile;
use crate::table::{Column, Data, Day};

/// Above this share of missing cells a column is left out rather than filled.
const MOST_MISSING: f64 = 0.5;

/// Complete columns over the same rows.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// One a row: the customer's id, the table's own key, or the row's position from 0.
    pub ids: Vec<String>,
    /// Positions in the ledger's customers; empty for a table.
    pub customers: Vec<u32>,
    pub columns: Vec<FrameColumn>,
    /// Words about columns and rows left out or filled.
    pub notes: Vec<Message>,
}

#[derive(Clone, Debug)]
pub struct FrameColumn {
    pub name: String,
    pub title: Message,
    pub unit: Unit,
    pub values: Vec<f64>,
    /// Names of categories when the values are codes into them.
    pub categories: Option<Vec<Message>>,
    /// What missing cells were given: the median, or the most frequent category.
    pub fill: f64,
    pub n_filled: u32,
}

impl Frame {
    pub fn n_rows(&self) -> usize {
        self.ids.len()
    }

    /// Customers with an order, and the features named (default: recency, frequency, money).
    ///
    /// # Errors
    /// Unknown when there is no such feature, insufficient when no column can be used.
    pub fn of_customers(inputs: &Inputs, as_of: Day, names: Option<&[String]>) -> Result<Frame> {
        let ledger = inputs.ledger()?;
        let all = [compute(ledger, as_of), known(ledger, inputs)].concat();
        let chosen: Vec<Feature> = match names {
            Some(names) if !names.is_empty() => names
                .iter()
                .map(|name| {
                    let found = all.iter().find(|feature| feature.name == *name).cloned();
                    found.ok_or_else(|| Error::unknown("features-feature", name))
                })
                .collect::<Result<_>>()?,
            _ => DEFAULT
                .iter()
                .filter_map(|name| all.iter().find(|feature| feature.name == *name).cloned())
                .collect(),
        };
        let customers: Vec<u32> = (0..ledger.customers.len() as u32)
            .filter(|&c| ledger.orders_of(c).next().is_some_and(|order| order.day <= as_of))
            .collect();
        let ids = customers.iter().map(|&c| ledger.customers[c as usize].id.clone()).collect();
        let mut frame = Frame { ids, customers, ..Frame::default() };
        for feature in chosen {
            let values = frame.customers.iter().map(|&c| feature.values[c as usize]).collect();
            frame.push(feature.name, feature.title, feature.unit, values, feature.categories);
        }
        Ok(frame)
    }

    /// Rows in the order of a key, of their values, then of their ids: seeded draws and sums over rows so ordered do not
    /// depend on how the file was sorted.
    pub fn order_by(&self, key: impl Fn(u32) -> u32) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.n_rows() as u32).collect();
        order.sort_unstable_by(|&a, &b| {
            let values =
                |column: &FrameColumn| column.values[a as usize].total_cmp(&column.values[b as usize]);
            let by_values = || self.columns.iter().map(values).find(|o| o.is_ne());
            let by_id = || self.ids[a as usize].cmp(&self.ids[b as usize]).then(a.cmp(&b));
            key(a).cmp(&key(b)).then_with(|| by_values().unwrap_or_else(by_id))
        });
        order
    }

    /// The rows in this order.
    pub fn reordered(mut self, order: &[u32]) -> Frame {
        self.ids = order.iter().map(|&row| std::mem::take(&mut self.ids[row as usize])).collect();
        if !self.customers.is_empty() {
            self.customers = order.iter().map(|&row| self.customers[row as usize]).collect();
        }
        for column in &mut self.columns {
            column.values = order.iter().map(|&row| column.values[row as usize]).collect();
        }
        self
    }

    /// Columns of a table: those named, or all numbers that are no keys; with `is_mixed` also short lists of categories.
    ///
    /// # Errors
    /// Unknown when there is no such column or it cannot be used.
    pub fn of_table(source: &Source, names: Option<&[String]>, is_mixed: bool) -> Result<Frame> {
        let table = &source.table;
        let mut frame = Frame { ids: keys(source), ..Frame::default() };
        let title = |name: &str| Message::new("features-own").text("name", name);
        for column in &table.columns {
            let is_named = names.is_some_and(|names| names.contains(&column.name));
            if names.is_some_and(|names| !names.is_empty()) && !is_named {
                continue;
            }
            if column.is_number() {
                if !is_named && is_key(source, column) {
                    continue;
                }
                let values: Vec<Option<f64>> = (0..table.n_rows).map(|row| column.number(row)).collect();
                if !is_named && is_timestamp(&values) {
                    frame.notes.push(Message::new("features-note-timestamp").text("column", &column.name));
                    continue;
                }
                frame.push(column.name.clone(), title(&column.name), Unit::Number, values, None);
            } else if let Data::Text(text) = &column.data {
                let n = text.dictionary.len();
                if (is_mixed || is_named)
                    && n >= 2
                    && n <= 50.min(table.n_rows / 2)
                    && !is_key(source, column)
                {
                    // Codes in the order of the names, not of their first rows.
                    let mut sorted: Vec<&str> = text.dictionary.iter().collect();
                    sorted.sort_unstable();
                    let rank = |name: &str| sorted.binary_search(&name).map_or(0.0, |at| at as f64);
                    let ranks: Vec<f64> = text.dictionary.iter().map(rank).collect();
                    let code = |row: usize| column.is_valid(row).then(|| ranks[text.codes[row] as usize]);
                    let names = sorted.into_iter().map(title).collect();
                    let values = (0..table.n_rows).map(code).collect();
                    frame.push(column.name.clone(), title(&column.name), Unit::Number, values, Some(names));
                }
            }
        }
        for name in names.unwrap_or_default() {
            let is_there = frame.columns.iter().any(|column| column.name == *name);
            let is_noted =
                frame.notes.iter().any(|note| note.get("column") == Some(&Value::Text(name.clone())));
            if !is_there && !is_noted {
                return Err(Error::unknown("features-number-column", name));
            }
        }
        Ok(frame)
    }

    /// Adds a column, filled and checked; a constant or mostly empty one becomes a note.
    fn push(
        &mut self,
        name: String,
        title: Message,
        unit: Unit,
        values: Vec<Option<f64>>,
        categories: Option<Vec<Message>>,
    ) {
        let n_infinite = values.iter().flatten().filter(|value| !value.is_finite()).count();
        let present: Vec<f64> = values.iter().flatten().copied().filter(|value| value.is_finite()).collect();
        let note =
            |key: &'static str| Message::new(key).text("column", &name).with("title", title.clone().into());
        if n_infinite > 0 {
            self.notes.push(note("features-note-infinite").count("n", n_infinite));
        }
        let n_missing = values.len() - present.len();
        if present.is_empty() || n_missing as f64 > MOST_MISSING * values.len() as f64 {
            self.notes.push(note("features-note-empty").count("n", n_missing).count("all", values.len()));
            return;
        }
        if present.iter().all(|value| *value == present[0]) {
            self.notes.push(note("features-note-constant"));
            return;
        }
        let fill = match &categories {
            Some(names) => most_frequent(&present, names.len()),
            None => quantile::median(present.iter().copied()).unwrap_or(0.0),
        };
        if n_missing > 0 {
            self.notes.push(note("features-note-filled").count("n", n_missing).count("all", values.len()));
        }
        let values =
            values.into_iter().map(|value| value.filter(|v| v.is_finite()).unwrap_or(fill)).collect();
        let n_filled = n_missing as u32;
        self.columns.push(FrameColumn { name, title, unit, values, categories, fill, n_filled });
    }
}

fn most_frequent(codes: &[f64], n: usize) -> f64 {
    let mut counts = vec![0u32; n.max(1)];
    for &code in codes {
        if let Some(count) = counts.get_mut(code as usize) {
            *count += 1;
        }
    }
    let best = (0..counts.len()).max_by_key(|&i| (counts[i], std::cmp::Reverse(i))).unwrap_or(0);
    best as f64
}

/// The column that names rows, when its values differ from row to row; else positions.
fn keys(source: &Source) -> Vec<String> {
    let table = &source.table;
    let roles = [Role::CustomerId, Role::CustomerEmail, Role::OrderId];
    let column = roles.iter().find_map(|&role| table.column(source.mapping.column(role)?));
    if let Some(column) = column {
        let ids: Vec<String> = (0..table.n_rows).map(|row| column.display(row)).collect();
        let mut sorted: Vec<&String> = ids.iter().collect();
        sorted.sort_unstable();
        if sorted.windows(2).all(|pair| pair[0] != pair[1]) {
            return ids;
        }
    }
    (0..table.n_rows).map(|row| row.to_string()).collect()
}

fn is_key(source: &Source, column: &Column) -> bool {
    const KEYS: [Role; 7] = [
        Role::CustomerId,
        Role::CustomerEmail,
        Role::CustomerPhone,
        Role::OrderId,
        Role::LineId,
        Role::ProductId,
        Role::TicketId,
    ];
    KEYS.iter().any(|&role| source.mapping.column(role) == Some(column.name.as_str()))
}

/// Nanoseconds, microseconds or milliseconds since 1970 of the years 1990 to 2100: a time, not a size.
fn is_timestamp(values: &[Option<f64>]) -> bool {
    let mut present = values.iter().flatten().peekable();
    let within = |value: f64, per_second: f64| (6.3e8 * per_second..4.2e9 * per_second).contains(&value);
    present.peek().is_some()
        && [1e9, 1e6, 1e3].iter().any(|&scale| values.iter().flatten().all(|&value| within(value, scale)))
}
