//! Several tables as one: the same columns are stacked.

use super::ledger::{Ledger, RowRef};
use super::mapping::Mapping;
use super::rows::is_sales;
use crate::error::{Error, Result};
use crate::message::Message;
use crate::table::{Column, Data, Table, TextColumn, Validity};
use std::borrow::Cow;

/// One sales table, and where its rows come from.
pub struct Combined<'a> {
    table: Cow<'a, Table>,
    mapping: Cow<'a, Mapping>,
    /// `None`: the rows of the source at this position.
    origins: std::result::Result<Vec<RowRef>, u16>,
}

impl Combined<'_> {
    pub fn table(&self) -> &Table {
        &self.table
    }

    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    pub fn origin(&self, row: u32) -> RowRef {
        match &self.origins {
            Ok(origins) => origins[row as usize],
            Err(source) => RowRef { source: *source, row_idx: row },
        }
    }

    /// Columns of customer tables, given to the ledger's customers.
    pub fn add_customer_attributes(&self, _ledger: &mut Ledger) {}
}

/// Combines the sources.
///
/// # Errors
/// Missing when none has dated orders.
pub fn combine<'a>(sources: &[(&str, &'a Table, &'a Mapping)]) -> Result<Combined<'a>> {
    let missing = || Error::missing(vec![Message::new("need-orders")]);
    let main = sources.iter().position(|(_, _, mapping)| is_sales(mapping)).ok_or_else(missing)?;
    let (_, table, mapping) = sources[main];
    let alike: Vec<(u16, &Table)> = sources
        .iter()
        .enumerate()
        .filter(|(_, (_, other, _))| has_same_columns(table, other))
        .map(|(i, (_, other, _))| (i as u16, *other))
        .collect();
    if alike.len() < 2 {
        return Ok(Combined {
            table: Cow::Borrowed(table),
            mapping: Cow::Borrowed(mapping),
            origins: Err(main as u16),
        });
    }
    let origins = alike
        .iter()
        .flat_map(|(source, table)| {
            (0..table.n_rows as u32).map(|row_idx| RowRef { source: *source, row_idx })
        })
        .collect();
    let tables: Vec<&Table> = alike.iter().map(|(_, table)| *table).collect();
    Ok(Combined { table: Cow::Owned(stack(&tables)), mapping: Cow::Borrowed(mapping), origins: Ok(origins) })
}

fn has_same_columns(a: &Table, b: &Table) -> bool {
    a.columns.len() == b.columns.len() && a.columns.iter().all(|column| b.column(&column.name).is_some())
}

/// The rows of all tables below each other, by the first table's columns.
fn stack(tables: &[&Table]) -> Table {
    let Some(first) = tables.first() else { return Table::default() };
    let columns = first
        .columns
        .iter()
        .map(|column| {
            let parts: Vec<&Column> = tables.iter().filter_map(|table| table.column(&column.name)).collect();
            stack_columns(&column.name, &parts)
        })
        .collect();
    Table {
        name: first.name.clone(),
        columns,
        n_rows: tables.iter().map(|table| table.n_rows).sum(),
        lines: tables.iter().flat_map(|table| table.lines.iter().copied()).collect(),
    }
}

/// One column of all parts. Numbers take the largest scale; parts of different kinds become text.
pub(super) fn stack_columns(name: &str, parts: &[&Column]) -> Column {
    let validity = || {
        let flags = parts.iter().flat_map(|part| (0..part.len()).map(|row| part.is_valid(row)));
        if parts.iter().all(|part| part.validity == Validity::all()) {
            Validity::all()
        } else {
            Validity::from_flags(flags)
        }
    };
    // A column without cells is of every kind.
    let is_empty = |part: &Column| part.validity.n_missing(part.len()) == part.len();
    let all = |test: &dyn Fn(&Data) -> bool| parts.iter().all(|part| is_empty(part) || test(&part.data));
    if all(&|data| matches!(data, Data::Decimal { .. })) {
        let scale = parts
            .iter()
            .map(|part| if let Data::Decimal { scale, .. } = part.data { scale } else { 0 })
            .max()
            .unwrap_or(0);
        let values: Option<Vec<i64>> = parts
            .iter()
            .flat_map(|part| {
                (0..part.len()).map(move |row| match &part.data {
                    Data::Decimal { mantissa, scale: own } if part.is_valid(row) => {
                        10i64.checked_pow(u32::from(scale - own))?.checked_mul(mantissa[row])
                    }
                    _ => Some(0),
                })
            })
            .collect();
        if let Some(mantissa) = values {
            return Column::new(name, Data::Decimal { mantissa, scale }, validity());
        }
    }
    if all(&|data| matches!(data, Data::Decimal { .. } | Data::Float(_))) {
        let values = parts
            .iter()
            .flat_map(|part| (0..part.len()).map(|row| part.number(row).unwrap_or(0.0)))
            .collect();
        return Column::new(name, Data::Float(values), validity());
    }
    if all(&|data| matches!(data, Data::Day(_))) {
        let days =
            parts.iter().flat_map(|part| (0..part.len()).map(|row| part.day(row).unwrap_or(0))).collect();
        return Column::new(name, Data::Day(days), validity());
    }
    if all(&|data| matches!(data, Data::Day(_) | Data::Time(_))) {
        let time = |part: &Column, row: usize| match &part.data {
            Data::Time(times) if part.is_valid(row) => times[row],
            _ => part.day(row).map_or(0, |day| i64::from(day) * 86_400),
        };
        let times = parts.iter().flat_map(|part| (0..part.len()).map(|row| time(part, row))).collect();
        return Column::new(name, Data::Time(times), validity());
    }
    let texts: Vec<String> =
        parts.iter().flat_map(|part| (0..part.len()).map(|row| part.display(row))).collect();
    Column::new(name, Data::Text(TextColumn::from_texts(texts.iter().map(String::as_str))), validity())
}
