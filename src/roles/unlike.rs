//! Headers that promise what their cells do not hold: the reader is told, since the role stays empty.

use super::mapping::{Mapping, Role};
use super::synonyms::{Names, fold_header};
use crate::message::Message;
use crate::table::{Column, Data, Table};

/// A note for each column whose header names a day, an amount or a quantity and whose cells are words.
pub fn unlike(table: &Table, mapping: &Mapping) -> Vec<Message> {
    const PROMISES: [(Role, &str); 5] = [
        (Role::OrderDate, "roles-unlike-dates"),
        (Role::Quantity, "roles-unlike-numbers"),
        (Role::UnitPrice, "roles-unlike-numbers"),
        (Role::LineTotal, "roles-unlike-numbers"),
        (Role::OrderTotal, "roles-unlike-numbers"),
    ];
    let free = |role: &Role| mapping.column(*role).is_none();
    let promises: Vec<_> = PROMISES.into_iter().filter(|(role, _)| free(role)).collect();
    let is_used = |name: &str| mapping.roles.iter().any(|choice| choice.column == name);
    let words = |column: &&Column| matches!(column.data, Data::Text(_)) && !is_used(&column.name);
    if promises.is_empty() || mapping.platform.is_some() || !table.columns.iter().any(|column| words(&column))
    {
        return Vec::new();
    }
    let names = Names::default();
    let note = |column: &Column| {
        let header = fold_header(&column.name);
        let (_, key) = promises.iter().find(|(role, _)| names.score(*role, &header) >= 1.0)?;
        let row =
            (0..table.n_rows).find(|&row| column.text(row).is_some_and(|text| !text.trim().is_empty()))?;
        let example = column.text(row)?.trim();
        Some(
            Message::new(*key)
                .text("column", column.name.as_str())
                .text("example", example)
                .count("line", table.lines.get(row).copied().unwrap_or_default() as usize),
        )
    };
    table.columns.iter().filter(words).filter_map(note).collect()
}
