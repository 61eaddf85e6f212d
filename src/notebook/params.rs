//! Parameters that several cells share, and the customers that the whole notebook is about.

use super::document::{CellSpec, Document, Filter, ParamSpec};
use super::edit::{cell_mut, position};
use crate::analysis::{self, Field};
use crate::error::{Error, Result};
use serde_json::{Map, Value, json};

/// The kind of the parameter that says which customers all cells are about.
pub const CUSTOMERS: &str = "customers";
const REFERENCE: &str = "$param";

/// The id of the shared parameter that a value of a cell's `params` stands for: `{"$param": "period"}`.
pub fn reference(value: &Value) -> Option<&str> {
    let Value::Object(entries) = value else { return None };
    entries.get(REFERENCE).filter(|_| entries.len() == 1)?.as_str()
}

/// Whether a value says nothing: no condition, or what the analysis chooses.
pub(super) fn is_unset(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// A setting of several kinds of cells, such as the period, which always has a value; not a condition or a question of one.
fn is_common(field: &Field, default: &Value) -> bool {
    let has = |registered: &&analysis::Registered| {
        registered.fields.iter().any(|other| other.name == field.name && other.control == field.control)
    };
    !is_unset(default) && analysis::ALL.iter().filter(has).count() > 1
}

fn to(id: &str) -> Value {
    json!({ REFERENCE: id })
}

pub(super) fn field_of(kind: &str, name: &str) -> Option<&'static Field> {
    analysis::find(kind)?.fields.iter().find(|field| field.name == name)
}

impl Document {
    pub fn param(&self, id: &str) -> Result<&ParamSpec> {
        self.params.iter().find(|param| param.id == id).ok_or_else(|| Error::unknown("notebook-a-param", id))
    }

    /// A cell's parameters with the values of those that it shares.
    ///
    /// # Errors
    /// Unknown, when it refers to a parameter that the notebook does not have.
    pub fn resolved(&self, cell: &CellSpec) -> Result<Value> {
        let Value::Object(params) = &cell.params else { return Ok(cell.params.clone()) };
        if !params.values().any(|value| reference(value).is_some()) {
            return Ok(cell.params.clone());
        }
        let defaults = analysis::find(&cell.kind).map(|registered| registered.defaults()).unwrap_or_default();
        let mut resolved = Map::new();
        for (name, value) in params {
            let Some(id) = reference(value) else {
                resolved.insert(name.clone(), value.clone());
                continue;
            };
            let value = &self.param(id)?.value;
            // A result made with the default stays when the default is shared.
            if defaults.get(name) != Some(value) {
                resolved.insert(name.clone(), value.clone());
            }
        }
        Ok(if resolved.is_empty() { Value::Null } else { Value::Object(resolved) })
    }

    /// Which customers a cell keeps: its own filter, else the notebook's. The cell that finds the groups, and those it
    /// reads, look at everybody.
    pub fn filter_of(&self, cell: &CellSpec) -> Option<Filter> {
        if cell.filter.is_some() {
            return cell.filter.clone();
        }
        let shared = self.customers()?;
        (!self.reads(&shared.cell, &cell.id)).then_some(shared)
    }

    /// The customers that the whole notebook is about; `None` for all.
    pub fn customers(&self) -> Option<Filter> {
        let param = self.params.iter().find(|param| param.kind == CUSTOMERS)?;
        serde_json::from_value(param.value.clone()).ok()
    }

    /// Whether the first cell is the second, or reads it through others.
    fn reads(&self, from: &str, other: &str) -> bool {
        let (mut waiting, mut seen) = (vec![from.to_owned()], Vec::new());
        while let Some(id) = waiting.pop() {
            if id == other {
                return true;
            }
            if let Ok(cell) = self.cell(&id)
                && !seen.contains(&id)
            {
                waiting.extend(cell.uses.iter().cloned());
                waiting.extend(cell.filter.iter().map(|filter| filter.cell.clone()));
                seen.push(id);
            }
        }
        false
    }

    /// How many cells follow a parameter.
    pub fn n_following(&self, id: &str) -> usize {
        let follows = |cell: &&CellSpec| bound(cell).any(|(_, to)| to == id);
        self.cells.iter().filter(follows).count()
    }

    /// Whether another cell has a field of the same name and control.
    pub fn is_shareable(&self, cell: &CellSpec, field: &Field) -> bool {
        let has = |other: &&CellSpec| other.id != cell.id && is_alike(other, field);
        self.cells.iter().any(|other| has(&other))
    }

    /// Makes a parameter of a cell's field. Cells that have the same field and the same value follow it; of settings that
    /// several kinds of cells have, also those whose reader chose none.
    pub(super) fn share(&mut self, cell: &str, name: &str) -> Result<()> {
        let spec = self.cell(cell)?;
        let (kind, unknown) = (spec.kind.clone(), || Error::unknown("notebook-a-field", name));
        let field = field_of(&kind, name).ok_or_else(unknown)?;
        let default = |kind: &str| {
            let defaults = analysis::find(kind).map(|registered| registered.defaults());
            defaults.and_then(|defaults| defaults.get(name).cloned()).unwrap_or_default()
        };
        let own = |spec: &CellSpec| spec.params.get(name).cloned();
        let value = own(spec).unwrap_or_else(|| default(&kind));
        if reference(&value).is_some() {
            return Ok(());
        }
        let id = self.fresh_param_id(name);
        for other in &mut self.cells {
            let usual = default(&other.kind);
            let now = own(other).unwrap_or_else(|| usual.clone());
            let is_same = now == value && !is_unset(&value);
            let follows = is_same || (now == usual && is_common(field, &usual));
            if other.id == cell || is_alike(other, field) && follows {
                set(&mut other.params, name, to(&id));
            }
        }
        self.params.push(ParamSpec { id, kind, field: name.to_owned(), value, ..ParamSpec::default() });
        Ok(())
    }

    /// Gives a cell its own value again, the one that it followed.
    pub(super) fn unshare(&mut self, cell: &str, name: &str) -> Result<()> {
        let followed = self.cell(cell)?.params.get(name).and_then(reference).map(str::to_owned);
        if let Some(id) = followed {
            let value = self.param(&id)?.value.clone();
            set(&mut cell_mut(self, cell)?.params, name, value);
        }
        Ok(())
    }

    /// Takes a parameter away; the cells that followed it keep its value.
    pub(super) fn remove_param(&mut self, id: &str) -> Result<()> {
        let value = self.param(id)?.value.clone();
        self.release(id, Some(&value));
        Ok(())
    }

    /// Takes a parameter away; the cells that followed it get this value of their own, or none.
    pub(super) fn release(&mut self, id: &str, value: Option<&Value>) {
        for cell in self.cells.iter_mut().chain(&mut self.bin) {
            let names: Vec<String> =
                bound(cell).filter(|(_, to)| *to == id).map(|(name, _)| name.clone()).collect();
            for name in names {
                match (value, &mut cell.params) {
                    (Some(value), params) => set(params, &name, value.clone()),
                    (None, Value::Object(params)) => drop(params.remove(&name)),
                    _ => {}
                }
            }
        }
        self.params.retain(|param| param.id != id);
    }

    /// Says which customers all cells are about; none for all.
    pub(super) fn set_customers(&mut self, filter: Option<Filter>) -> Result<()> {
        let place = self.params.iter().position(|param| param.kind == CUSTOMERS);
        let value = filter.as_ref().map(|filter| json!(filter));
        if let Some(filter) = &filter {
            position(self, &filter.cell)?;
        }
        match (place, value) {
            (Some(place), Some(value)) => self.params[place].value = value,
            (Some(place), None) => drop(self.params.remove(place)),
            (None, Some(value)) => {
                let id = self.fresh_param_id(CUSTOMERS);
                self.params.push(ParamSpec { id, kind: CUSTOMERS.into(), value, ..ParamSpec::default() });
            }
            (None, None) => {}
        }
        Ok(())
    }

    /// The field's name, with a number where something else has that id.
    fn fresh_param_id(&self, name: &str) -> String {
        let taken = |id: &str| {
            self.params.iter().any(|param| param.id == id)
                || self.cells.iter().chain(&self.bin).any(|cell| cell.id == id)
                || self.sources.iter().any(|source| source.id == id)
        };
        let numbered = (2..).map(|n| format!("{name}-{n}"));
        std::iter::once(name.to_owned()).chain(numbered).find(|id| !taken(id)).unwrap_or_default()
    }
}

/// The fields of a cell that follow a parameter, and which.
fn bound(cell: &CellSpec) -> impl Iterator<Item = (&String, &str)> {
    let entries = cell.params.as_object().into_iter().flatten();
    entries.filter_map(|(name, value)| Some((name, reference(value)?)))
}

fn is_alike(cell: &CellSpec, field: &Field) -> bool {
    field_of(&cell.kind, field.name).is_some_and(|own| own.control == field.control)
}

fn set(params: &mut Value, name: &str, value: Value) {
    if !params.is_object() {
        *params = Value::Object(Map::new());
    }
    params[name] = value;
}
