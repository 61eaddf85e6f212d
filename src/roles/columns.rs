//! The columns of a source, described one by one for the check screen.

use super::evidence::is_email;
use super::keys::is_destroyed_by_excel;
use super::mapping::{Mapping, Role};
use super::passport::{samples, wire_name};
use super::synonyms::fold_header;
use crate::message::{Message, Value};
use crate::table::{Column, Data, Table};
use rustc_hash::FxHashSet;
use serde::Serialize;

/// One column.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ColumnRow {
    pub name: String,
    /// `text`, `number`, `date`, `time`.
    pub kind: &'static str,
    pub role: Option<String>,
    pub n_distinct: u32,
    pub empty_share: f64,
    pub min: Option<Value>,
    pub max: Option<Value>,
    pub samples: Vec<String>,
    pub warnings: Vec<Message>,
    pub is_personal: bool,
    /// How the column is computed; `None` for columns of the file.
    pub formula: Option<String>,
}

pub fn column_rows(table: &Table, mapping: &Mapping) -> Vec<ColumnRow> {
    table.columns.iter().map(|column| column_row(column, table, mapping)).collect()
}

fn column_row(column: &Column, table: &Table, mapping: &Mapping) -> ColumnRow {
    let role = mapping.role(&column.name);
    let (min, max) = range(column, table.n_rows);
    ColumnRow {
        name: column.name.clone(),
        kind: match &column.data {
            Data::Text(_) => "text",
            Data::Decimal { .. } | Data::Float(_) => "number",
            Data::Day(_) => "date",
            Data::Time(_) => "time",
        },
        role: role.map(|role| wire_name(&role)),
        n_distinct: n_distinct(column, table.n_rows),
        empty_share: empty_share(column, table.n_rows),
        min,
        max,
        samples: samples(table, &column.name),
        warnings: warnings(column, role),
        is_personal: holds_persons(column, table, mapping),
        formula: None,
    }
}

/// The share of rows without a value.
pub fn empty_share(column: &Column, n_rows: usize) -> f64 {
    column.validity.n_missing(n_rows) as f64 / n_rows.max(1) as f64
}

/// Different values of the whole column, not of a sample.
pub fn n_distinct(column: &Column, n_rows: usize) -> u32 {
    fn count<T: Copy + Eq + std::hash::Hash>(values: impl Iterator<Item = T>) -> usize {
        let (mut seen, mut last) = (FxHashSet::default(), None);
        for value in values {
            // Exports run in orders: most cells are as the one above.
            if last != Some(value) {
                seen.insert(value);
                last = Some(value);
            }
        }
        seen.len()
    }
    let valid = (0..n_rows).filter(|&row| column.is_valid(row));
    let n = match &column.data {
        Data::Text(text) => {
            let mut is_used = vec![false; text.dictionary.len()];
            for row in valid {
                is_used[text.codes[row] as usize] = true;
            }
            is_used.into_iter().filter(|&used| used).count()
        }
        Data::Decimal { mantissa: values, .. } | Data::Time(values) => count(valid.map(|row| values[row])),
        Data::Day(days) => count(valid.map(|row| days[row])),
        Data::Float(values) => count(valid.map(|row| values[row].to_bits())),
    };
    n as u32
}

fn range(column: &Column, n_rows: usize) -> (Option<Value>, Option<Value>) {
    if column.is_date() {
        let days = || (0..n_rows).filter_map(|row| column.day(row));
        return (days().min().map(Value::Day), days().max().map(Value::Day));
    }
    if !column.is_number() {
        return (None, None);
    }
    let decimals = if let Data::Decimal { scale, .. } = column.data { scale } else { 4 };
    let value = |n: f64| Value::Number(n, decimals);
    let numbers = (0..n_rows).filter_map(|row| column.number(row)).filter(|n| n.is_finite());
    let ends = numbers.fold(None, |ends: Option<(f64, f64)>, n| {
        Some(ends.map_or((n, n), |(least, most)| (least.min(n), most.max(n))))
    });
    (ends.map(|(least, _)| value(least)), ends.map(|(_, most)| value(most)))
}

fn warnings(column: &Column, role: Option<Role>) -> Vec<Message> {
    let mut warnings = Vec::new();
    if let Data::Text(text) = &column.data {
        let n = text.dictionary.iter().filter(|cell| is_destroyed_by_excel(cell.trim())).count();
        if n > 0 {
            warnings.push(Message::new("column-warning-excel").count("n", n));
        }
        let n_errors = text
            .dictionary
            .iter()
            .filter(|cell| {
                cell.starts_with('#')
                    && matches!(*cell, "#REF!" | "#N/A" | "#VALUE!" | "#DIV/0!" | "#NAME?" | "#NUM!")
            })
            .count();
        if n_errors > 0 {
            warnings.push(Message::new("column-warning-formula").count("n", n_errors));
        }
    }
    if role == Some(Role::OrderDate) && !column.is_date() && !column.is_number() {
        warnings.push(Message::new("column-warning-dates"));
    }
    warnings
}

/// Whether a column of this table is personal by itself, or computed from one that is.
pub fn holds_persons(column: &Column, table: &Table, mapping: &Mapping) -> bool {
    let is = |column: &Column| is_personal(column, mapping.role(&column.name));
    is(column) || column.carries.iter().filter_map(|name| table.column(name)).any(is)
}

/// Names, addresses, telephone numbers and the like: by role, by header, by cells.
fn is_personal(column: &Column, role: Option<Role>) -> bool {
    if role.is_some_and(|role| Role::PERSONAL.contains(&role)) {
        return true;
    }
    const MARKS: &[&str] = &[
        "address",
        "street",
        "zip",
        "postal",
        "phone",
        "mobile",
        "firstname",
        "lastname",
        "fullname",
        "birth",
        "ipaddress",
        "surname",
        "passport",
        "姓名",
        "收件",
        "收货人",
        "地址",
        "電話",
        "电话",
        "手機",
        "手机",
        "生日",
        "身分證",
        "身份证",
        "信箱",
        "邮箱",
        "電郵",
        "统编",
        "客户姓名",
        "adresse",
        "kundenname",
        "vorname",
        "nachname",
        "nom",
        "direccion",
        "dirección",
        "teléfono",
    ];
    let header = fold_header(&column.name).joined;
    if MARKS.iter().any(|mark| if mark.len() <= 3 { header == *mark } else { header.contains(mark) }) {
        return true;
    }
    match &column.data {
        Data::Text(text) => {
            let n = text.dictionary.len().min(200);
            let n_emails = text.dictionary.iter().take(n).filter(|cell| is_email(cell.trim())).count();
            n > 0 && n_emails * 2 > n
        }
        _ => false,
    }
}

/// How many rows are in all their cells the same as an earlier row.
pub fn duplicate_rows(table: &Table) -> usize {
    let mut hashes = row_hashes(table);
    hashes.sort_unstable();
    hashes.windows(2).filter(|pair| pair[0] == pair[1]).count()
}

/// Which rows are in all their cells the same as an earlier row.
pub fn is_copy(table: &Table) -> Vec<bool> {
    let mut seen = FxHashSet::default();
    row_hashes(table).into_iter().map(|hash| !seen.insert(hash)).collect()
}

fn row_hashes(table: &Table) -> Vec<u64> {
    let mut hashes = vec![0xcbf2_9ce4_8422_2325u64; table.n_rows];
    for column in &table.columns {
        for (row, hash) in hashes.iter_mut().enumerate() {
            let bits = if !column.is_valid(row) {
                u64::MAX
            } else {
                match &column.data {
                    Data::Text(text) => u64::from(text.codes[row]),
                    Data::Decimal { mantissa: values, .. } | Data::Time(values) => values[row] as u64,
                    Data::Day(days) => days[row] as u64,
                    Data::Float(values) => values[row].to_bits(),
                }
            };
            // The finaliser of splitmix64 keeps equal sums of cells apart.
            let mut mixed =
                hash.wrapping_mul(0x0000_0100_0000_01b3) ^ bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            *hash = mixed ^ (mixed >> 27);
        }
    }
    hashes
}
