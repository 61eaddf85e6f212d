//! Saving: the recipe goes out, customers do not.

use super::document::Document;
use super::session::Session;
use crate::error::{Error, Result};
use crate::message::Message;
use crate::roles::{Mapping, Role};
use crate::table::{Data, Table};
use serde_json::Value;

/// Columns in these roles name persons.
const PERSONAL: [Role; 4] = [Role::CustomerId, Role::CustomerEmail, Role::CustomerPhone, Role::CustomerName];

/// Shorter values (`12`, `王`) stand in too many innocent places to search for.
const SHORTEST: usize = 4;

impl Session {
    /// The notebook as a file. `with_values` keeps what the user picked from the data (product codes, chosen stores),
    /// which is part of the recipe; without it those parameters fall back to their defaults.
    ///
    /// # Errors
    /// A text of the notebook holds a value of a column that names persons: the cell is named, and nothing is written.
    pub fn save(&self, with_values: bool) -> Result<String> {
        let mut document = self.document().clone();
        if !with_values {
            document.cells.iter_mut().for_each(strip_values);
        }
        for source in &document.sources {
            let (Ok(loaded), Ok(mapping)) = (self.loaded(&source.id), self.mapping(&source.id)) else {
                continue;
            };
            if let Some(cell) = cell_with_person(&document, &loaded.table, &mapping) {
                return Err(Error::refused(Message::new("save-personal").text("cell", cell))
                    .hint("save-personal-hint"));
            }
        }
        Ok(document.to_json())
    }
}

/// Drops parameters that hold texts of the data: lists of texts.
fn strip_values(cell: &mut super::CellSpec) {
    cell.filter = None;
    if let Value::Object(params) = &mut cell.params {
        params.retain(|_, value| !matches!(value, Value::Array(items) if items.iter().any(Value::is_string)));
    }
}

/// The first cell whose note, filter or parameters hold a personal value of this table.
fn cell_with_person(document: &Document, table: &Table, mapping: &Mapping) -> Option<String> {
    let texts: Vec<(String, String)> = document
        .cells
        .iter()
        .map(|cell| {
            let mut text = cell.note.clone();
            collect(&cell.params, &mut text);
            cell.filter.iter().flat_map(|filter| &filter.is).for_each(|class| push(&mut text, class));
            (cell.id.clone(), text)
        })
        .filter(|(_, text)| text.len() >= SHORTEST)
        .collect();
    if texts.is_empty() {
        return None;
    }
    let columns = mapping.roles.iter().filter(|choice| PERSONAL.contains(&choice.role));
    for column in columns.filter_map(|choice| table.column(&choice.column)) {
        let Data::Text(column) = &column.data else { continue };
        for value in column.dictionary.iter().filter(|value| value.len() >= SHORTEST) {
            let finder = memchr::memmem::Finder::new(value);
            if let Some((cell, _)) = texts.iter().find(|(_, text)| finder.find(text.as_bytes()).is_some()) {
                return Some(cell.clone());
            }
        }
    }
    None
}

fn collect(value: &Value, text: &mut String) {
    match value {
        Value::String(word) => push(text, word),
        Value::Array(items) => items.iter().for_each(|item| collect(item, text)),
        Value::Object(entries) => entries.values().for_each(|item| collect(item, text)),
        _ => {}
    }
}

fn push(text: &mut String, word: &str) {
    text.push('\n');
    text.push_str(word);
}
