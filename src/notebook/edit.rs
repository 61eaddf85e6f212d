//! What can be done to a notebook, and undone without limit.

use super::document::{CellSpec, DeriveSpec, Document, Filter};
use crate::error::{Error, Result};
use crate::ingest::ReadOptions;
use crate::roles::Mapping;
use serde::de::{self, Deserialize, Deserializer};
use serde_json::{Map, Value};
use std::rc::Rc;

/// One change. Every change can be undone.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
pub enum Edit {
    /// A new cell behind this one; at the end when `after` is none.
    Add {
        kind: String,
        #[serde(default)]
        after: Option<String>,
        #[serde(default)]
        params: Value,
    },
    /// A copy of a cell, behind it.
    Duplicate {
        cell: String,
    },
    /// Into the bin.
    Remove {
        cell: String,
    },
    /// Out of the bin, to its old place or the end.
    Restore {
        cell: String,
    },
    /// To this position, counted from 0.
    Move {
        cell: String,
        to: u32,
    },
    Params {
        cell: String,
        params: Value,
    },
    Note {
        cell: String,
        text: String,
    },
    /// The first finding in the reader's own words; an empty text brings the calculated one back.
    Sentence {
        cell: String,
        text: String,
    },
    Uses {
        cell: String,
        uses: Vec<String>,
    },
    Filter {
        cell: String,
        filter: Option<Filter>,
    },
    /// Make a parameter of a field, for all cells that have it.
    Share {
        cell: String,
        field: String,
    },
    /// A value of the cell's own again.
    Unshare {
        cell: String,
        field: String,
    },
    /// Another value for a shared parameter.
    Param {
        id: String,
        value: Value,
    },
    /// No longer shared; cells keep the value.
    RemoveParam {
        id: String,
    },
    /// The customers that all cells are about.
    Customers {
        filter: Option<Filter>,
    },
    Title {
        text: String,
    },
    AsOf {
        day: Option<String>,
    },
    MaskNames {
        on: bool,
    },
    Mapping {
        source: String,
        mapping: Option<Mapping>,
    },
    Read {
        source: String,
        read: ReadOptions,
    },
    /// What is done with doubtful rows; none brings the usual back.
    Rule {
        source: String,
        rule: String,
        #[serde(default)]
        value: Option<String>,
    },
    /// A computed column, new or in the place of `before`; without a formula `before` goes.
    Derive {
        source: String,
        #[serde(default)]
        before: Option<String>,
        #[serde(default)]
        column: Option<DeriveSpec>,
    },
    OwnTotal {
        source: String,
        total: Option<String>,
    },
    /// Keep a source out of the others' books, or take it in.
    Apart {
        source: String,
        on: bool,
    },
    /// Forget a source.
    RemoveSource {
        source: String,
    },
}

/// Read from `{"op": "move", "cell": …, "to": …}`. By hand: serde's own inner tags would bring a second copy of every
/// deserialiser below into the engine.
impl<'de> Deserialize<'de> for Edit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Edit, D::Error> {
        let mut fields = Map::deserialize(deserializer)?;
        let Some(Value::String(op)) = fields.remove("op") else {
            return Err(de::Error::missing_field("op"));
        };
        Edit::deserialize(Value::Object(Map::from_iter([(op, Value::Object(fields))])))
            .map_err(de::Error::custom)
    }
}

impl Edit {
    /// The message key that names the change, for "Undo …".
    pub fn name(&self) -> &'static str {
        match self {
            Edit::Add { .. } => "edit-add",
            Edit::Duplicate { .. } => "edit-duplicate",
            Edit::Remove { .. } => "edit-remove",
            Edit::Restore { .. } => "edit-restore",
            Edit::Move { .. } => "edit-move",
            Edit::Params { .. } => "edit-params",
            Edit::Note { .. } => "edit-note",
            Edit::Sentence { .. } => "edit-sentence",
            Edit::Uses { .. } | Edit::Filter { .. } => "edit-inputs",
            Edit::Share { .. } | Edit::Unshare { .. } | Edit::Param { .. } | Edit::RemoveParam { .. } => {
                "edit-param"
            }
            Edit::Customers { .. } => "edit-customers",
            Edit::Title { .. } => "edit-title",
            Edit::AsOf { .. } | Edit::MaskNames { .. } => "edit-settings",
            Edit::Mapping { .. } => "edit-mapping",
            Edit::Read { .. } => "edit-read",
            Edit::Rule { .. } => "edit-rule",
            Edit::Derive { .. } => "edit-derive",
            Edit::OwnTotal { .. } => "edit-own-total",
            Edit::Apart { .. } => "edit-apart",
            Edit::RemoveSource { .. } => "edit-remove-source",
        }
    }

    /// # Errors
    /// The edit names a cell or source that does not exist, or a day that is none.
    pub fn apply(self, document: &mut Document) -> Result<()> {
        match self {
            Edit::Add { kind, after, params } => {
                let place = after.map(|id| position(document, &id)).transpose()?;
                let cell = CellSpec { id: document.fresh_cell_id(), kind, params, ..CellSpec::default() };
                document.cells.insert(place.map_or(document.cells.len(), |place| place + 1), cell);
            }
            Edit::Duplicate { cell } => {
                let place = position(document, &cell)?;
                let copy = CellSpec { id: document.fresh_cell_id(), ..document.cells[place].clone() };
                document.cells.insert(place + 1, copy);
            }
            Edit::Remove { cell } => {
                let place = position(document, &cell)?;
                let removed = document.cells.remove(place);
                // Without it nobody could say who these customers are.
                if document.customers().is_some_and(|filter| filter.cell == removed.id) {
                    document.set_customers(None)?;
                }
                document.bin.push(removed);
            }
            Edit::Restore { cell } => {
                let place = document.bin.iter().position(|binned| binned.id == cell);
                let place = place.ok_or_else(|| Error::unknown("notebook-a-cell", cell))?;
                let restored = document.bin.remove(place);
                document.cells.push(restored);
            }
            Edit::Move { cell, to } => {
                let place = position(document, &cell)?;
                let moved = document.cells.remove(place);
                document.cells.insert((to as usize).min(document.cells.len()), moved);
            }
            Edit::Params { cell, params } => cell_mut(document, &cell)?.params = params,
            Edit::Note { cell, text } => cell_mut(document, &cell)?.note = text,
            Edit::Sentence { cell, text } => cell_mut(document, &cell)?.sentence = text.trim().to_owned(),
            Edit::Uses { cell, uses } => cell_mut(document, &cell)?.uses = uses,
            Edit::Filter { cell, filter } => cell_mut(document, &cell)?.filter = filter,
            Edit::Share { cell, field } => document.share(&cell, &field)?,
            Edit::Unshare { cell, field } => document.unshare(&cell, &field)?,
            Edit::Param { id, value } => {
                document.param(&id)?;
                document
                    .params
                    .iter_mut()
                    .filter(|param| param.id == id)
                    .for_each(|p| p.value = value.clone());
            }
            Edit::RemoveParam { id } => document.remove_param(&id)?,
            Edit::Customers { filter } => document.set_customers(filter)?,
            Edit::Title { text } => document.title = text,
            Edit::AsOf { day } => {
                if let Some(text) = &day
                    && crate::table::day::parse_iso(text).is_none()
                {
                    return Err(Error::parameter("as_of", "notebook-as-of"));
                }
                document.settings.as_of = day;
            }
            Edit::MaskNames { on } => document.settings.mask_names = on,
            Edit::Mapping { source, mapping } => source_mut(document, &source)?.mapping = mapping,
            Edit::Read { source, read } => source_mut(document, &source)?.read = read,
            Edit::Rule { source, rule, value } => {
                source_mut(document, &source)?.rules.set(&rule, value.as_deref())?;
            }
            Edit::Derive { source, before, column } => {
                document.set_derived(&source, before.as_deref(), column)?;
            }
            Edit::OwnTotal { source, total } => source_mut(document, &source)?.own_total = total,
            Edit::Apart { source, on } => source_mut(document, &source)?.is_apart = on,
            Edit::RemoveSource { source } => {
                source_mut(document, &source)?;
                document.sources.retain(|spec| spec.id != source);
            }
        }
        Ok(())
    }
}

pub(super) fn position(document: &Document, id: &str) -> Result<usize> {
    document.cells.iter().position(|cell| cell.id == id).ok_or_else(|| Error::unknown("notebook-a-cell", id))
}

pub(super) fn cell_mut<'a>(document: &'a mut Document, id: &str) -> Result<&'a mut CellSpec> {
    let place = position(document, id)?;
    Ok(&mut document.cells[place])
}

pub(super) fn source_mut<'a>(document: &'a mut Document, id: &str) -> Result<&'a mut super::SourceSpec> {
    let found = document.sources.iter_mut().find(|source| source.id == id);
    found.ok_or_else(|| Error::unknown("notebook-a-source", id))
}

/// Past and future documents. A document is small (it holds no data), so whole copies are kept.
#[derive(Clone, Debug, Default)]
pub struct History {
    past: Vec<(&'static str, Rc<Document>)>,
    future: Vec<(&'static str, Rc<Document>)>,
}

impl History {
    /// Remembers the document as it was before the change called `name`.
    pub fn record(&mut self, name: &'static str, before: Rc<Document>) {
        self.past.push((name, before));
        self.future.clear();
    }

    /// The document before the last change, given the present one.
    pub fn undo(&mut self, present: Rc<Document>) -> Option<Rc<Document>> {
        let (name, before) = self.past.pop()?;
        self.future.push((name, present));
        Some(before)
    }

    pub fn redo(&mut self, present: Rc<Document>) -> Option<Rc<Document>> {
        let (name, after) = self.future.pop()?;
        self.past.push((name, present));
        Some(after)
    }

    /// Names of the changes that undo and redo would take back and bring again.
    pub fn names(&self) -> (Option<&'static str>, Option<&'static str>) {
        (self.past.last().map(|entry| entry.0), self.future.last().map(|entry| entry.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_comes_back() {
        let mut document = Document::default();
        let mut history = History::default();
        let edits = [
            r#"{"op":"add","kind":"rfm"}"#,
            r#"{"op":"add","kind":"rules","after":"c1"}"#,
            r#"{"op":"params","cell":"c2","params":{"min_support":0.1}}"#,
            r#"{"op":"move","cell":"c2","to":0}"#,
            r#"{"op":"duplicate","cell":"c1"}"#,
            r#"{"op":"remove","cell":"c2"}"#,
            r#"{"op":"restore","cell":"c2"}"#,
            r#"{"op":"title","text":"Review"}"#,
            r#"{"op":"sentence","cell":"c1","text":"Most money comes from few."}"#,
        ];
        let mut states = vec![document.clone()];
        for text in edits {
            let edit: Edit = serde_json::from_str(text).unwrap();
            history.record(edit.name(), Rc::new(document.clone()));
            edit.apply(&mut document).unwrap();
            states.push(document.clone());
        }
        for state in states.iter().rev().skip(1) {
            document = (*history.undo(Rc::new(document)).unwrap()).clone();
            assert_eq!(&document, state);
        }
        for state in &states[1..] {
            document = (*history.redo(Rc::new(document)).unwrap()).clone();
            assert_eq!(&document, state);
        }
        assert!(serde_json::from_str::<Edit>(r#"{"op":"add","kind":"rfm","wrong":1}"#).is_err());
    }
}
