//! Tables as rows for the page and as CSV, and the results of a whole run as JSON.

use super::graph::State;
use super::prose;
use super::session::Session;
use super::trace::TraceView;
use super::view::error_view;
use crate::error::{Error, Result};
use crate::message::{Message, Value};
use crate::order::Arrange;
use crate::report::text::Catalogue;
use crate::report::{Cells, TableSpec};
use serde::{Deserialize, Serialize};

/// Formatted rows of a table, and how full the bars in their cells are.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RowsView {
    /// Rows that the search left.
    pub n_rows: u32,
    pub rows: Vec<Vec<String>>,
    /// Parallel to the rows: one fill 0..=1 a column with a bar.
    pub bars: Vec<Vec<f64>>,
    /// Where each row stands in the table as it was made.
    pub positions: Vec<u32>,
}

/// What is wanted of a table's rows.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RowsWanted {
    pub offset: usize,
    pub limit: usize,
    /// Key of a column.
    pub sort: Option<String>,
    pub is_descending: bool,
    /// Names of customers are replaced by numbers.
    pub is_masked: bool,
    /// Only rows in which some cell holds this text.
    pub search: String,
}

/// How a CSV is written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CsvOptions {
    /// A byte order mark, so that Excel opens Chinese text.
    pub has_bom: bool,
    pub is_masked: bool,
    /// Tabs between the cells, for the clipboard of a spreadsheet.
    pub is_tabbed: bool,
}

impl Session {
    /// The table of a cell's newest result.
    ///
    /// # Errors
    /// There is no such cell, result or table.
    pub fn table(&self, cell: &str, table: &str) -> Result<&TableSpec> {
        self.document().cell(cell)?;
        let keys = self.keys();
        let stored = self.result(cell, &keys).ok_or_else(|| Error::unknown("notebook-a-table", table))?;
        let done = stored.0.outcome.as_ref().map_err(Error::clone)?;
        let found = done.report.tables.iter().find(|spec| spec.id == table);
        found.ok_or_else(|| Error::unknown("notebook-a-table", table))
    }

    /// The text of one of a cell's own files, from its newest result.
    ///
    /// # Errors
    /// There is no such cell, result or file.
    pub fn file(&self, cell: &str, name: &str) -> Result<String> {
        self.document().cell(cell)?;
        let keys = self.keys();
        let stored = self.result(cell, &keys).ok_or_else(|| Error::unknown("notebook-a-file", name))?;
        stored.0.outcome.as_ref().map_err(Error::clone)?.file(name)
    }
}

/// A page of a table of a cell. The order found for one page serves the next.
///
/// # Errors
/// There is no such cell, result or table.
pub fn page(
    session: &Session,
    cell: &str,
    table: &str,
    wanted: &RowsWanted,
    words: &Catalogue,
) -> Result<RowsView> {
    let spec = session.table(cell, table)?;
    let key = session.result(cell, &session.keys()).map(|(stored, _)| stored.key);
    let RowsWanted { sort, is_descending, is_masked, search, .. } = wanted;
    let tag = words.language.tag();
    let name = format!("{cell} {table} {key:?} {sort:?} {is_descending} {is_masked} {tag} {search}");
    let mut kept = session.ordered.borrow_mut();
    if kept.0 != name {
        *kept = (name, order(spec, wanted, words));
    }
    Ok(rows_at(spec, &kept.1, wanted, words))
}

pub fn rows(table: &TableSpec, wanted: &RowsWanted, words: &Catalogue) -> RowsView {
    rows_at(table, &order(table, wanted, words), wanted, words)
}

/// Positions of the rows that the search leaves, sorted.
fn order(table: &TableSpec, wanted: &RowsWanted, words: &Catalogue) -> Vec<usize> {
    let text = |column: usize, row: usize| shown(&table.columns[column].cells, row, wanted.is_masked, words);
    let mut order: Vec<usize> = (0..table.n_rows()).collect();
    if !wanted.search.is_empty() {
        let needle = wanted.search.to_lowercase();
        order.retain(|row| {
            (0..table.columns.len()).any(|column| text(column, *row).to_lowercase().contains(&needle))
        });
    }
    if let Some(column) = table.columns.iter().find(|column| Some(&column.key) == wanted.sort.as_ref()) {
        sort(&mut order, &column.cells, words);
        if wanted.is_descending {
            order.reverse();
        }
    }
    order
}

fn rows_at(table: &TableSpec, order: &[usize], wanted: &RowsWanted, words: &Catalogue) -> RowsView {
    let text = |column: usize, row: usize| shown(&table.columns[column].cells, row, wanted.is_masked, words);
    let page = order.iter().skip(wanted.offset).take(wanted.limit);
    let with_bar: Vec<_> = table.columns.iter().filter(|column| column.has_bar).collect();
    let largest: Vec<f64> = with_bar.iter().map(|column| largest(&column.cells)).collect();
    RowsView {
        n_rows: order.len() as u32,
        rows: page
            .clone()
            .map(|&row| (0..table.columns.len()).map(|column| text(column, row)).collect())
            .collect(),
        positions: page.clone().map(|&row| row as u32).collect(),
        bars: page
            .map(|&row| {
                let fill = |(column, largest): (&&crate::report::TableColumn, &f64)| {
                    number(&column.cells, row)
                        .map_or(0.0, |n| if *largest > 0.0 { (n / largest).clamp(0.0, 1.0) } else { 0.0 })
                };
                with_bar.iter().zip(&largest).map(fill).collect()
            })
            .collect(),
    }
}

/// The table as CSV: keys as headers, exact numbers, days as ISO. Text that a spreadsheet would take for a formula is
/// quoted with an apostrophe.
pub fn csv(table: &TableSpec, options: &CsvOptions, words: &Catalogue) -> String {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(if options.is_tabbed { b'\t' } else { b',' })
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let header: Vec<&str> = table.columns.iter().map(|column| column.key.as_str()).collect();
    // Writing into memory cannot fail, and all records have the header's length.
    let _ = writer.write_record(header);
    for row in 0..table.n_rows() {
        let cells = table.columns.iter().map(|column| exact(&column.cells, row, options.is_masked, words));
        let _ = writer.write_record(cells);
    }
    finished(writer, options.has_bom)
}

/// The rows behind a number as CSV: the file and its line before the cells as they are shown; each file's rows under its
/// own headers.
pub fn traced_csv(view: &TraceView) -> String {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
    for file in &view.files {
        let own = ["file", "line"].map(String::from);
        let _ = writer.write_record(own.into_iter().chain(file.columns.iter().cloned().map(guarded)));
        for row in view.rows.iter().filter(|row| row.source == file.source) {
            let place = [guarded(row.file.clone()), row.line.to_string()];
            let _ = writer.write_record(place.into_iter().chain(row.cells.iter().cloned().map(guarded)));
        }
    }
    finished(writer, true)
}

fn finished(writer: csv::Writer<Vec<u8>>, has_bom: bool) -> String {
    let body = String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default();
    if has_bom { format!("\u{feff}{body}") } else { body }
}

/// Records set aside or mended, as CSV, so that they can be looked up and mended in the source.
pub fn set_aside(records: &[crate::ingest::SetAside]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let _ = writer.write_record(["line", "column", "reason", "action", "raw"]);
    for record in records {
        let line = record.line.to_string();
        let column = record.column.as_deref().unwrap_or_default();
        let _ =
            writer.write_record([&line, column, record.reason, record.action, &guarded(record.raw.clone())]);
    }
    finished(writer, true)
}

/// `results.json` of a headless run: every number of every output.
///
/// # Errors
/// An output that cannot be written as JSON.
pub fn results(session: &Session, words: &Catalogue) -> Result<serde_json::Value> {
    let keys = session.keys();
    let mut cells = serde_json::Map::new();
    for spec in &session.document().cells {
        let state = session.state(spec, &keys);
        let mut entry = serde_json::Map::new();
        entry.insert("kind".into(), spec.kind.clone().into());
        entry.insert("status".into(), status(state).into());
        let outcome = session.result(&spec.id, &keys).map(|(stored, _)| stored.outcome.clone());
        let error = match &outcome {
            Some(Ok(done)) => {
                entry.insert("output".into(), done.output_json()?);
                let findings = done.report.findings.iter().map(|finding| words.text(&finding.message));
                entry.insert("findings".into(), findings.collect::<Vec<_>>().into());
                let notes = done.report.notes.iter().map(|note| words.text(note));
                entry.insert("notes".into(), notes.collect::<Vec<_>>().into());
                None
            }
            Some(Err(error)) => Some(error.clone()),
            None if spec.kind == prose::KIND => None,
            None => session.prepare(&spec.id).err(),
        };
        if let Some(error) = error {
            entry.insert("output".into(), serde_json::Value::Null);
            entry.insert("findings".into(), Vec::<String>::new().into());
            let view = error_view(&error, words);
            entry.insert("reason".into(), view.text.clone().into());
            entry.insert("error".into(), serde_json::to_value(view).unwrap_or_default());
        }
        cells.insert(spec.id.clone(), entry.into());
    }
    Ok(serde_json::json!({ "cells": cells }))
}

fn status(state: State) -> &'static str {
    match state {
        State::Done | State::Stale => "done",
        State::Insufficient => "insufficient",
        State::Blocked | State::Empty | State::Unknown | State::Running => "blocked",
        State::Failed => "failed",
    }
}

fn masked(row: usize, words: &Catalogue) -> String {
    words.text(&Message::new("customer-masked").count("n", row + 1))
}

fn shown(cells: &Cells, row: usize, is_masked: bool, words: &Catalogue) -> String {
    let value = match cells {
        Cells::Person(_) if is_masked => return masked(row, words),
        Cells::Text(texts) | Cells::Person(texts) => return texts[row].clone(),
        Cells::Message(_) | Cells::Class { .. } => {
            return cells.message(row).map_or_else(String::new, |message| words.text(message));
        }
        Cells::List(lists) => Some(Value::List(lists[row].clone())),
        Cells::Count(numbers) => numbers[row].map(Value::Count),
        Cells::Number(numbers, decimals) => numbers[row].map(|n| Value::Number(n, *decimals)),
        Cells::Share(numbers) => {
            return numbers[row].map_or_else(String::new, |share| crate::report::format::percent(share, 1));
        }
        Cells::Money(numbers, currency) => numbers[row].map(|n| Value::Money(n, currency.clone())),
        Cells::Day(days) => days[row].map(Value::Day),
        Cells::Duration(numbers) => numbers[row].map(Value::Duration),
    };
    value.map_or_else(String::new, |value| words.value(&value))
}

fn exact(cells: &Cells, row: usize, is_masked: bool, words: &Catalogue) -> String {
    match cells {
        Cells::Day(days) => days[row].map_or_else(String::new, crate::table::day::iso),
        Cells::List(lists) => guarded(lists[row].join("; ")),
        Cells::Text(_) | Cells::Person(_) | Cells::Message(_) | Cells::Class { .. } => {
            guarded(shown(cells, row, is_masked, words))
        }
        _ => number(cells, row).map_or_else(String::new, |n| n.to_string()),
    }
}

/// Guards against formula injection (OWASP): text that begins like a formula gets an apostrophe.
fn guarded(text: String) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula { format!("'{text}") } else { text }
}

fn number(cells: &Cells, row: usize) -> Option<f64> {
    match cells {
        Cells::Count(numbers)
        | Cells::Number(numbers, _)
        | Cells::Share(numbers)
        | Cells::Money(numbers, _)
        | Cells::Duration(numbers) => numbers[row],
        Cells::Day(days) => days[row].map(f64::from),
        _ => None,
    }
}

fn largest(cells: &Cells) -> f64 {
    (0..cells.len()).filter_map(|row| number(cells, row)).fold(0.0, f64::max)
}

/// By number, missing last; by text otherwise. Equal rows keep their order.
fn sort(order: &mut [usize], cells: &Cells, words: &Catalogue) {
    if cells.is_text() {
        order.sort_by_cached_key(|&row| shown(cells, row, false, words));
        return;
    }
    order.arrange_by(|&a, &b| match (number(cells, a), number(cells, b)) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        (None, None) => std::cmp::Ordering::Equal,
        (a, _) => {
            if a.is_none() {
                std::cmp::Ordering::Less
            } else {
                std::cmp::Ordering::Greater
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::TableColumn;
    use crate::report::text::Language;

    #[test]
    fn exports_are_exact_and_safe_to_open() {
        let table = TableSpec {
            columns: vec![
                TableColumn::new("id", "x", Cells::Person(vec!["=1+1".into(), "b".into()])),
                TableColumn::new("spent", "x", Cells::Money(vec![Some(1234567.891), None], "GBP".into())),
            ],
            ..TableSpec::default()
        };
        let words = Catalogue::new(Language::English);
        assert_eq!(csv(&table, &CsvOptions::default(), &words), "id,spent\r\n'=1+1,1234567.891\r\nb,\r\n");
        let masked = CsvOptions { is_masked: true, has_bom: true, ..CsvOptions::default() };
        assert_eq!(
            csv(&table, &masked, &words),
            "\u{feff}id,spent\r\nCustomer 1,1234567.891\r\nCustomer 2,\r\n"
        );
        let wanted = RowsWanted { limit: 9, sort: Some("spent".into()), ..RowsWanted::default() };
        assert_eq!(rows(&table, &wanted, &words).rows[0][0], "b");
    }
}
