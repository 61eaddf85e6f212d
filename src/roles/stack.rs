//! Tables below each other, and columns whose rows are picked from other tables.

use crate::table::{Column, Data, Table, TextColumn, Validity};

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
    // Parts in different currencies have none in common.
    let currency = parts.first().map_or("", |part| part.currency);
    let is_one = parts.iter().all(|part| part.currency == currency);
    stacked(name, parts).with_currency(if is_one { currency } else { "" })
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
    Column::new(name, data, validity).with_currency(column.currency)
}
