//! Tables below each other, and columns whose rows are picked from other tables.

use super::keys::{Keys, NONE, clean_id};
use super::ledger::RowRef;
use super::mapping::{Mapping, Role, RoleChoice};
use crate::table::{Column, Data, Table, TextColumn, Validity};
use std::borrow::Cow;
use std::collections::HashSet;

/// Where the rows of a table come from.
pub enum Origins {
    /// The rows of the source at this position, one to one.
    Source(u16),
    Rows(Vec<RowRef>),
}

impl Origins {
    pub fn of(&self, row: u32) -> RowRef {
        match self {
            Origins::Rows(rows) => rows[row as usize],
            Origins::Source(source) => RowRef { source: *source, row_idx: row },
        }
    }
}

/// A source and its position among the sources.
pub type Source<'a> = (u16, &'a Table, &'a Mapping);

pub fn numbered<'a>(sources: &[(&str, &'a Table, &'a Mapping)]) -> Vec<Source<'a>> {
    sources.iter().enumerate().map(|(i, (_, table, mapping))| (i as u16, *table, *mapping)).collect()
}

/// Sources of the same columns and grain below each other, in the order of the first of each.
pub fn piles<'a>(mut sources: Vec<Source<'a>>) -> Vec<Pile<'a>> {
    let mut piles = Vec::new();
    while let Some(&(_, table, mapping)) = sources.first() {
        let is_alike = |other: &Source| other.2.grain == mapping.grain && has_same_columns(table, other.1);
        let (alike, others) = sources.into_iter().partition::<Vec<Source>, _>(is_alike);
        piles.extend(Pile::of(&alike));
        sources = others;
    }
    piles
}

/// One source, or several of the same make below each other.
pub struct Pile<'a> {
    pub table: Cow<'a, Table>,
    pub mapping: Cow<'a, Mapping>,
    pub origins: Origins,
}

impl<'a> Pile<'a> {
    /// The sources below each other, by the first one's columns and roles. `None` of none.
    pub fn of(sources: &[Source<'a>]) -> Option<Pile<'a>> {
        let &(source, table, mapping) = sources.first()?;
        let mapping = Cow::Borrowed(mapping);
        if sources.len() == 1 {
            return Some(Pile { table: Cow::Borrowed(table), mapping, origins: Origins::Source(source) });
        }
        let rows = sources.iter().flat_map(|&(source, table, _)| {
            (0..table.n_rows as u32).map(move |row_idx| RowRef { source, row_idx })
        });
        let origins = Origins::Rows(rows.collect());
        let tables: Vec<&Table> = sources.iter().map(|(_, table, _)| *table).collect();
        Some(Pile { table: Cow::Owned(stack(&tables)), mapping, origins })
    }

    /// Positions of the sources that it is made of.
    pub fn sources(&self) -> Vec<u16> {
        match &self.origins {
            Origins::Source(source) => vec![*source],
            Origins::Rows(rows) => {
                let mut sources: Vec<u16> = rows.iter().map(|row| row.source).collect();
                sources.dedup();
                sources.sort_unstable();
                sources.dedup();
                sources
            }
        }
    }

    pub fn column(&self, role: Role) -> Option<&Column> {
        self.table.column(self.mapping.column(role)?)
    }

    /// The rows of another make below these, role by role, but only of orders that these do not know: two files that
    /// tell the same lines in two ways are not counted twice.
    pub fn with_orders_of(self, other: Pile<'a>) -> Pile<'a> {
        let orders = |pile: &Pile| pile.column(Role::OrderId).map(|column| Keys::of(column, clean_id));
        let (Some(own), Some(more)) = (orders(&self), orders(&other)) else { return self };
        let known: HashSet<&str> = own.names.iter().map(String::as_str).collect();
        let is_new = |code: u32| code != NONE && !known.contains(more.name(code));
        let rows: Vec<Option<usize>> =
            (0..other.table.n_rows).filter(|&row| is_new(more.codes[row])).map(Some).collect();
        if rows.is_empty() {
            return self;
        }
        let n_rows = self.table.n_rows + rows.len();
        let mut table = Table { name: self.table.name.clone(), n_rows, ..Table::default() };
        let line = |table: &Table, row: usize| table.lines.get(row).copied().unwrap_or(0);
        table.lines.extend((0..self.table.n_rows).map(|row| line(&self.table, row)));
        table.lines.extend(rows.iter().flatten().map(|&row| line(&other.table, row)));
        let mut mapping = self.mapping.clone().into_owned();
        mapping.roles.clear();
        for choice in self.mapping.roles.iter().chain(&other.mapping.roles) {
            if mapping.column(choice.role).is_some() {
                continue;
            }
            let name = free_name(&table, &choice.column);
            let missing = |n: usize| text_column(&name, vec![String::new(); n]);
            let above = self
                .column(choice.role)
                .map_or_else(|| Cow::Owned(missing(self.table.n_rows)), Cow::Borrowed);
            let below = other
                .column(choice.role)
                .map_or_else(|| missing(rows.len()), |column| gather(column, &name, &rows));
            table.columns.push(stack_columns(&name, &[&*above, &below]));
            mapping.roles.push(RoleChoice { column: name, ..choice.clone() });
        }
        let own = (0..self.table.n_rows as u32).map(|row| self.origins.of(row));
        let more = rows.iter().flatten().map(|&row| other.origins.of(row as u32));
        let origins = Origins::Rows(own.chain(more).collect());
        Pile { table: Cow::Owned(table), mapping: Cow::Owned(mapping), origins }
    }
}

pub fn has_same_columns(a: &Table, b: &Table) -> bool {
    a.columns.len() == b.columns.len() && a.columns.iter().all(|column| b.column(&column.name).is_some())
}

/// The rows of all tables below each other, by the first table's columns.
pub fn stack(tables: &[&Table]) -> Table {
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
pub fn stack_columns(name: &str, parts: &[&Column]) -> Column {
    // Parts in different currencies have none in common; a part without cells has no say.
    let mut currencies = parts.iter().filter(|part| !is_empty(part)).map(|part| part.currency);
    let currency = currencies.next().unwrap_or("");
    let is_one = currencies.all(|other| other == currency);
    let carries = parts.first().map(|part| part.carries.clone()).unwrap_or_default();
    Column { carries, ..stacked(name, parts).with_currency(if is_one { currency } else { "" }) }
}

/// A column without cells is of every kind.
fn is_empty(part: &Column) -> bool {
    part.validity.n_missing(part.len()) == part.len()
}

fn stacked(name: &str, parts: &[&Column]) -> Column {
    let validity = || {
        let flags = parts.iter().flat_map(|part| (0..part.len()).map(|row| part.is_valid(row)));
        if parts.iter().all(|part| part.validity == Validity::all()) {
            Validity::all()
        } else {
            Validity::from_flags(flags)
        }
    };
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

/// A name no column of the table has yet.
pub fn free_name(table: &Table, wanted: &str) -> String {
    let mut name = wanted.to_owned();
    let mut n = 2;
    while table.column(&name).is_some() {
        name = format!("{wanted} ({n})");
        n += 1;
    }
    name
}

pub fn text_column(name: &str, texts: Vec<String>) -> Column {
    let validity = Validity::from_flags(texts.iter().map(|text| !text.is_empty()));
    Column::new(name, Data::Text(TextColumn::from_texts(texts.iter().map(String::as_str))), validity)
}

/// The cells of some rows, missing where there is no row.
pub fn gather(column: &Column, name: &str, rows: &[Option<usize>]) -> Column {
    fn pick<T: Copy + Default>(values: &[T], rows: &[Option<usize>]) -> Vec<T> {
        rows.iter().map(|row| row.map_or_else(T::default, |row| values[row])).collect()
    }
    let data = match &column.data {
        // Code 0 of an empty dictionary would be out of range; such a column holds no cell.
        Data::Text(text) if text.dictionary.is_empty() => {
            Data::Text(TextColumn::from_texts(rows.iter().map(|_| "")))
        }
        Data::Text(text) => {
            Data::Text(TextColumn { codes: pick(&text.codes, rows), dictionary: text.dictionary.clone() })
        }
        Data::Decimal { mantissa, scale } => Data::Decimal { mantissa: pick(mantissa, rows), scale: *scale },
        Data::Float(values) => Data::Float(pick(values, rows)),
        Data::Day(days) => Data::Day(pick(days, rows)),
        Data::Time(times) => Data::Time(pick(times, rows)),
    };
    let validity = Validity::from_flags(rows.iter().map(|row| row.is_some_and(|row| column.is_valid(row))));
    let carries = column.carries.clone();
    Column { carries, ..Column::new(name, data, validity).with_currency(column.currency) }
}
