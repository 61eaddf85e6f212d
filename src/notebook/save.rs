//! Saving: the recipe goes out, customers do not.

use super::document::{Document, ParamSpec};
use super::params::{CUSTOMERS, field_of, is_unset};
use super::receipt::put_run;
use super::session::Session;
use crate::analysis;
use crate::error::{Error, Result};
use crate::message::{self, Message};
use crate::roles::Mapping;
use crate::table::{Data, Table};
use serde_json::Value;

/// Shorter values (`12`, `王`) stand in too many innocent places to search for.
const SHORTEST: usize = 4;

impl Session {
    /// The notebook as a file, with a receipt of what holds `at` this ISO time. `with_values` keeps what the user
    /// picked from the data (product codes, chosen stores), which is part of the recipe; without it those parameters
    /// fall back to their defaults and findings to their calculated sentences.
    ///
    /// # Errors
    /// A text of the notebook holds a value of a column that names persons: the cell is named, and nothing is written.
    pub fn save(&self, with_values: bool, at: &str) -> Result<String> {
        let mut document = self.document().clone();
        if !with_values {
            document.cells.iter_mut().chain(&mut document.bin).for_each(strip_values);
            let of_data = |param: &&ParamSpec| {
                let field = field_of(&param.kind, &param.field);
                param.kind == CUSTOMERS
                    || is_of_data(&param.value)
                    || field.is_some_and(|field| !field.data.is_empty())
            };
            let dropped: Vec<String> = document.params.iter().filter(of_data).map(|p| p.id.clone()).collect();
            dropped.iter().for_each(|id| document.release(id, None));
            document.others.remove("receipt");
        }
        let columns = document.sources.iter().flat_map(|source| &source.derive);
        let formulas: Vec<(String, String)> = columns
            .map(|column| {
                // Twice a quotation mark stands for one.
                let text = format!("{}\n{}", column.name, column.formula);
                (column.name.clone(), text.replace("\"\"", "\"") + "\n" + &text)
            })
            .collect();
        for source in &document.sources {
            let (Ok(loaded), Ok(mapping)) = (self.loaded(&source.id), self.mapping(&source.id)) else {
                continue;
            };
            if let Some(cell) = cell_with_person(&document, &loaded.table, &mapping) {
                return Err(Error::refused(Message::new("save-personal").text("cell", cell))
                    .hint("save-personal-hint"));
            }
            if let Some(column) = persons_in(&formulas, &loaded.table, &mapping).into_iter().next() {
                let why = Message::new("save-personal-column").text("column", column);
                return Err(Error::refused(why).hint("save-personal-column-hint"));
            }
        }
        put_run(&mut document, self.run_at(at, with_values, false));
        Ok(document.to_json())
    }
}

/// Drops parameters that hold texts of the data: lists of texts, fields that say so and those that belong to them; and the
/// reader's wording of a finding, which began as the calculated one.
fn strip_values(cell: &mut super::CellSpec) {
    cell.filter = None;
    cell.sentence.clear();
    let fields = analysis::find(&cell.kind).map_or(&[][..], |registered| registered.fields);
    if let Value::Object(params) = &mut cell.params {
        let is_set = |name: &str| params.get(name).is_some_and(|value| !is_unset(value));
        let gone: Vec<&str> =
            fields.iter().filter(|field| is_set(field.data)).map(|field| field.name).collect();
        params.retain(|name, value| !is_of_data(value) && !gone.contains(&name.as_str()));
    }
}

/// Lists of texts were picked from the data: products, stores.
fn is_of_data(value: &Value) -> bool {
    matches!(value, Value::Array(items) if items.iter().any(Value::is_string))
}

/// The first cell or shared parameter whose note, filter or values hold a personal value of this table.
fn cell_with_person(document: &Document, table: &Table, mapping: &Mapping) -> Option<String> {
    let text = |cell: &super::CellSpec| {
        let mut text = cell.note.clone();
        push(&mut text, &cell.sentence);
        collect(&cell.params, &mut text);
        cell.filter.iter().flat_map(|filter| &filter.is).for_each(|class| push(&mut text, class));
        (cell.id.clone(), text)
    };
    let shared = |param: &ParamSpec| {
        let mut text = param.title.clone();
        collect(&param.value, &mut text);
        (param.id.clone(), text)
    };
    let cells = document.cells.iter().chain(&document.bin).map(text);
    let texts: Vec<(String, String)> = cells.chain(document.params.iter().map(shared)).collect();
    persons_in(&texts, table, mapping).into_iter().next()
}

/// Names of the texts that hold a personal value of this table.
pub(super) fn persons_in(texts: &[(String, String)], table: &Table, mapping: &Mapping) -> Vec<String> {
    let mut clean: Vec<&(String, String)> = texts.iter().filter(|(_, text)| text.len() >= SHORTEST).collect();
    let mut found = Vec::new();
    for column in table.columns.iter().filter(|column| mapping.names_persons(column)) {
        let Data::Text(column) = &column.data else { continue };
        for value in column.dictionary.iter().filter(|value| value.len() >= SHORTEST) {
            if clean.is_empty() {
                return found;
            }
            let finder = memchr::memmem::Finder::new(value);
            clean.retain(|(name, text)| {
                let is_clean = finder.find(text.as_bytes()).is_none();
                if !is_clean {
                    found.push(name.clone());
                }
                is_clean
            });
        }
    }
    found
}

/// The user's own words in a sentence, one a line.
pub(super) fn texts_of(message: &Message) -> String {
    let mut text = String::new();
    for (_, value) in &message.values {
        match value {
            message::Value::Text(word) => push(&mut text, word),
            message::Value::List(words) => words.iter().for_each(|word| push(&mut text, word)),
            message::Value::Message(inner) => text += &texts_of(inner),
            _ => {}
        }
    }
    text
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
