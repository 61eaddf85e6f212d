//! The rows of a file as they were read, a page at a time: sorted, searched, with their lines.

use super::export::RowsWanted;
use super::session::Session;
use crate::error::Result;
use crate::message::Message;
use crate::order::Arrange;
use crate::report::text::Catalogue;
use crate::roles::{Mapping, Role};
use crate::table::{Column, Data, Table, day};
use serde::Serialize;
use std::rc::Rc;

/// A page of a file's rows.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SheetView {
    pub columns: Vec<SheetColumn>,
    /// Rows that the search left.
    pub n_rows: u32,
    pub rows: Vec<SheetRow>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SheetColumn {
    pub name: String,
    pub is_number: bool,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SheetRow {
    /// Physical line, from 1.
    pub line: u32,
    pub cells: Vec<String>,
}

/// An order of rows that was asked for, so that scrolling does not sort again.
pub(super) struct Sorted {
    version: (u64, u64),
    sort: Option<String>,
    is_descending: bool,
    is_masked: bool,
    search: String,
    rows: Rc<Vec<u32>>,
}

/// # Errors
/// Unknown, when the source is not read.
pub fn sheet(session: &Session, source: &str, wanted: &RowsWanted, words: &Catalogue) -> Result<SheetView> {
    let (loaded, mapping) = (session.loaded(source)?, session.mapping(source)?);
    let table = &*loaded.table;
    let page = wanted.offset..wanted.offset.saturating_add(wanted.limit);
    let (n_rows, rows): (usize, Vec<usize>) = if wanted.search.is_empty() && wanted.sort.is_none() {
        (table.n_rows, page.take_while(|row| *row < table.n_rows).collect())
    } else {
        let sorted = in_order(session, loaded.version(), table, wanted, &mapping);
        let rows = sorted.iter().skip(wanted.offset).take(wanted.limit);
        (sorted.len(), rows.map(|row| *row as usize).collect())
    };
    let cells = |row: usize| {
        let shown = |column: &Column| {
            let text = shown(column, row, wanted.is_masked, &mapping, words);
            with_roc(text, column, row, &loaded.profile.roc_columns)
        };
        table.columns.iter().map(shown).collect()
    };
    Ok(SheetView {
        columns: table
            .columns
            .iter()
            .map(|column| SheetColumn { name: column.name.clone(), is_number: column.is_number() })
            .collect(),
        n_rows: n_rows as u32,
        rows: rows
            .into_iter()
            .map(|row| SheetRow { line: table.lines.get(row).copied().unwrap_or(0), cells: cells(row) })
            .collect(),
    })
}

/// A cell as it stands in the file, or a number in place of a person.
pub(super) fn shown(
    column: &Column,
    row: usize,
    is_masked: bool,
    mapping: &Mapping,
    words: &Catalogue,
) -> String {
    if !is_masked || !column.is_valid(row) || !mapping.names_persons(column) {
        return column.display(row);
    }
    match (mapping.role(&column.name), &column.data) {
        (Some(Role::CustomerId), Data::Text(text)) => {
            words.text(&Message::new("customer-masked").count("n", text.codes[row] as usize + 1))
        }
        _ => "•••".into(),
    }
}

/// A day with the year of the file beside it, where that counted from 1911: `2023-09-07 (民國112/09/07)`.
pub(super) fn with_roc(text: String, column: &Column, row: usize, roc_columns: &[String]) -> String {
    let day = match &column.data {
        Data::Day(days) => days[row],
        Data::Time(times) => day::of_seconds(times[row]),
        _ => return text,
    };
    if text.is_empty() || !roc_columns.contains(&column.name) {
        return text;
    }
    let (year, month, day) = day::ymd(day);
    format!("{text} (民國{}/{month:02}/{day:02})", year - 1911)
}

fn in_order(
    session: &Session,
    version: (u64, u64),
    table: &Table,
    wanted: &RowsWanted,
    mapping: &Mapping,
) -> Rc<Vec<u32>> {
    let mut kept = session.sorted.borrow_mut();
    if let Some(kept) = &*kept
        && kept.version == version
        && kept.sort == wanted.sort
        && kept.is_descending == wanted.is_descending
        && kept.is_masked == wanted.is_masked
        && kept.search == wanted.search
    {
        return kept.rows.clone();
    }
    let mut rows: Vec<u32> = (0..table.n_rows as u32).collect();
    if !wanted.search.is_empty() {
        // Masked names are not to be found by their letters either.
        let is_open = |column: &&Column| !(wanted.is_masked && mapping.names_persons(column));
        let columns = table.columns.iter().filter(is_open);
        let hits = hits(table.n_rows, columns, &wanted.search.to_lowercase());
        rows.retain(|row| hits[*row as usize]);
    }
    if let Some(column) = wanted.sort.as_deref().and_then(|name| table.column(name)) {
        sort(&mut rows, column, wanted.is_descending);
    }
    let rows = Rc::new(rows);
    *kept = Some(Sorted {
        version,
        sort: wanted.sort.clone(),
        is_descending: wanted.is_descending,
        is_masked: wanted.is_masked,
        search: wanted.search.clone(),
        rows: rows.clone(),
    });
    rows
}

/// Which rows hold the text. A word is looked at once, however many rows have it.
fn hits<'a>(n_rows: usize, columns: impl Iterator<Item = &'a Column>, needle: &str) -> Vec<bool> {
    let mut is_hit = vec![false; n_rows];
    for column in columns {
        let holds: Option<Vec<bool>> = match &column.data {
            Data::Text(text) => {
                Some(text.dictionary.iter().map(|word| word.to_lowercase().contains(needle)).collect())
            }
            _ => None,
        };
        for (row, hit) in is_hit.iter_mut().enumerate().filter(|(_, hit)| !**hit) {
            *hit = column.is_valid(row)
                && match (&holds, &column.data) {
                    (Some(holds), Data::Text(text)) => holds[text.codes[row] as usize],
                    _ => column.display(row).contains(needle),
                };
        }
    }
    is_hit
}

/// By value, missing cells first; rows of equal value stay in the order of the file.
fn sort(rows: &mut [u32], column: &Column, is_descending: bool) {
    let of = |value: &dyn Fn(usize) -> f64| -> Vec<f64> {
        (0..column.len())
            .map(|row| if column.is_valid(row) { value(row) } else { f64::NEG_INFINITY })
            .collect()
    };
    let keys = match &column.data {
        Data::Text(text) => {
            let mut codes: Vec<u32> = (0..text.dictionary.len() as u32).collect();
            codes.arrange_by(|a, b| text.dictionary.get(*a).cmp(text.dictionary.get(*b)));
            let mut rank = vec![0u32; codes.len()];
            codes.iter().enumerate().for_each(|(place, code)| rank[*code as usize] = place as u32);
            of(&|row| f64::from(rank[text.codes[row] as usize]))
        }
        Data::Day(days) => of(&|row| f64::from(days[row])),
        Data::Time(times) => of(&|row| times[row] as f64),
        Data::Decimal { mantissa, .. } => of(&|row| mantissa[row] as f64),
        Data::Float(values) => of(&|row| values[row]),
    };
    // A million rows: the standard sort, once.
    let of = |row: u32| keys[row as usize];
    rows.sort_by(|&a, &b| if is_descending { of(b).total_cmp(&of(a)) } else { of(a).total_cmp(&of(b)) });
}
