//! Computed columns of sources: bytes → table → computed columns → roles. Files of the same columns share them, so that
//! they still stand below one another.

use super::document::{DeriveSpec, Document, SourceSpec};
use super::edit::{Edit, source_mut};
use super::params::field_of;
use super::session::{Loaded, Session};
use crate::analysis::Control;
use crate::error::{Error, Result};
use crate::message::{Message, Value as Text};
use crate::roles::{BrokenColumn, Passport};
use crate::table::formula::{self, Fault, Formula, Tally};
use crate::table::{Column, Table};
use serde::Serialize;
use serde_json::Value;
use std::rc::Rc;

/// What came of the computed columns of a source.
#[derive(Clone, Default)]
pub struct Derived {
    specs: Vec<DeriveSpec>,
    /// For each, what became empty, or why there is no such column.
    outcomes: Vec<std::result::Result<Tally, Message>>,
    /// Counts how often they were computed.
    pub(super) version: u64,
}

/// A formula tried while it is written.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Trial {
    /// Where it cannot be understood: character from 0, how many, and why.
    pub at: u32,
    pub n: u32,
    pub why: Option<Message>,
    /// Headers of the columns it reads.
    pub columns: Vec<String>,
    /// Of the first rows: those columns' cells and the result.
    pub rows: Vec<Vec<String>>,
}

const TRIED: usize = 5;

impl Document {
    /// A source and those with the same columns, which share their computed ones.
    fn alike(&self, source: &str) -> Vec<&SourceSpec> {
        let columns = self.sources.iter().find(|spec| spec.id == source).map(|spec| &spec.expect.columns);
        let is_alike = |spec: &&SourceSpec| {
            spec.id == source || columns.is_some_and(|own| !own.is_empty() && *own == spec.expect.columns)
        };
        self.sources.iter().filter(is_alike).collect()
    }

    /// The computed columns of a source: its own and those of files with the same columns.
    pub fn derived_of(&self, source: &str) -> Vec<&DeriveSpec> {
        let mut found: Vec<&DeriveSpec> = Vec::new();
        for column in self.alike(source).iter().flat_map(|spec| &spec.derive) {
            if !found.iter().any(|known| known.name == column.name) {
                found.push(column);
            }
        }
        found
    }

    pub(super) fn set_derived(
        &mut self,
        source: &str,
        before: Option<&str>,
        column: Option<DeriveSpec>,
    ) -> Result<()> {
        let place =
            |spec: &SourceSpec| spec.derive.iter().position(|known| Some(known.name.as_str()) == before);
        let alike: Vec<String> = self.alike(source).iter().map(|spec| spec.id.clone()).collect();
        if let (Some(before), None) = (before, &column) {
            self.check_unread(&alike, before)?;
        }
        let found = self.alike(source).into_iter().find_map(|spec| Some((spec.id.clone(), place(spec)?)));
        match (found, column.clone()) {
            (Some((owner, place)), Some(column)) => source_mut(self, &owner)?.derive[place] = column,
            (Some((owner, place)), None) => drop(source_mut(self, &owner)?.derive.remove(place)),
            (None, Some(column)) if before.is_none() => source_mut(self, source)?.derive.push(column),
            (None, _) => return Err(Error::unknown("notebook-a-column", before.unwrap_or_default())),
        }
        // A role goes with its column.
        let (Some(before), name) = (before, column.map(|column| column.name)) else { return Ok(()) };
        if let Some(name) = name.as_deref().filter(|name| *name != before) {
            self.rename_column(&alike, before, name);
        }
        let alike = self.sources.iter_mut().filter(|spec| alike.contains(&spec.id));
        for mapping in alike.filter_map(|spec| spec.mapping.as_mut()) {
            match &name {
                Some(name) => mapping
                    .roles
                    .iter_mut()
                    .filter(|choice| choice.column == before)
                    .for_each(|choice| choice.column.clone_from(name)),
                None => mapping.roles.retain(|choice| choice.column != before),
            }
        }
        Ok(())
    }

    /// Calls a computed column of these sources by its new name wherever it is read.
    fn rename_column(&mut self, sources: &[String], old: &str, new: &str) {
        let is_theirs = |id: &String| sources.contains(id);
        let has = |spec: &SourceSpec| {
            spec.expect.columns.iter().any(|name| name == old) || spec.derive.iter().any(|c| c.name == old)
        };
        let ids: Vec<String> = self.sources.iter().map(|spec| spec.id.clone()).collect();
        let is_only_theirs = !self.sources.iter().any(|spec| !is_theirs(&spec.id) && has(spec));
        let theirs = self.sources.iter_mut().filter(|spec| is_theirs(&spec.id));
        for column in theirs.flat_map(|spec| &mut spec.derive) {
            column.formula = formula::renamed(&column.formula, old, new);
        }
        for cell in self.cells.iter_mut().chain(&mut self.bin) {
            let table = cell.params.get("table").and_then(|id| ids.iter().find(|known| id == known.as_str()));
            let mut named = cell.uses.iter().filter(|id| ids.contains(id)).chain(table).peekable();
            let reads = if named.peek().is_some() { named.any(is_theirs) } else { is_only_theirs };
            if let (true, Value::Object(params)) = (reads, &mut cell.params) {
                let of = |(name, value): (&String, &mut Value)| rename(&cell.kind, name, value, old, new);
                params.iter_mut().for_each(of);
            }
        }
        if is_only_theirs {
            self.params.iter_mut().for_each(|param| {
                rename(&param.kind, &param.field, &mut param.value, old, new);
            });
        }
    }

    /// # Errors
    /// Refused, when another computed column or a cell reads this one: they are named.
    fn check_unread(&self, sources: &[String], name: &str) -> Result<()> {
        // What a new name would change reads it.
        let mut other = self.clone();
        other.rename_column(sources, name, "");
        let columns = |document: &Document| -> Vec<DeriveSpec> {
            document.sources.iter().flat_map(|spec| &spec.derive).cloned().collect()
        };
        let (before, after) = (columns(self), columns(&other));
        let readers = before.iter().zip(&after).filter(|(before, after)| before != after);
        let readers: Vec<String> = readers.map(|(column, _)| column.name.clone()).collect();
        let cells = self.cells.iter().zip(&other.cells).filter(|(before, after)| before != after);
        let shared = self.params.iter().zip(&other.params).filter(|(before, after)| before != after);
        let kinds = cells.map(|(cell, _)| &cell.kind).chain(shared.map(|(param, _)| &param.kind));
        let by = match kinds.map(|kind| Message::new(format!("{kind}-name"))).next() {
            _ if !readers.is_empty() => Text::List(readers),
            Some(cell) => cell.into(),
            None => return Ok(()),
        };
        Err(Error::refused(Message::new("derive-needed").text("column", name).with("by", by)))
    }
}

/// A value of a field that names columns, with this one's new name.
fn rename(kind: &str, field: &str, value: &mut Value, old: &str, new: &str) {
    let names_columns = |field: &crate::analysis::Field| match field.control {
        Control::Columns { .. } => true,
        Control::Text => field.data.is_empty(),
        _ => false,
    };
    if !field_of(kind, field).is_some_and(names_columns) {
        return;
    }
    let words = match value {
        Value::Array(items) => items.as_mut_slice(),
        value => std::slice::from_mut(value),
    };
    words.iter_mut().filter(|word| **word == old).for_each(|word| *word = Value::from(new));
}

impl Loaded {
    /// The columns of the file itself.
    pub fn read_columns(&self) -> &[Column] {
        &self.table.columns[..self.n_read]
    }

    /// Computes what is wanted: what changed, and the columns behind it, which may read it.
    fn derive(&mut self, specs: Vec<DeriveSpec>) {
        if specs == self.derived.specs {
            return;
        }
        // Nobody else holds the table but cells that run: then it is copied.
        let table = Rc::make_mut(&mut self.table);
        let same = specs.iter().zip(&self.derived.specs).take_while(|(wanted, known)| wanted == known);
        let mut outcomes = std::mem::take(&mut self.derived.outcomes);
        outcomes.truncate(same.count());
        let n_kept = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        table.columns.truncate(self.n_read + n_kept);
        let compute = |spec: &DeriveSpec| {
            // A newer file may have a column of its own by this name.
            if table.column(&spec.name).is_some() {
                return Err("derive-name-in-file".into());
            }
            let formula = understood(&spec.formula, &spec.name, table).map_err(|fault| fault.message())?;
            let (mut column, tally) = formula.column(&spec.name, table);
            // Whose contents it carries, through computed columns down to those of the file.
            for place in formula.carried().into_iter().filter_map(|name| table.position(name)) {
                let read = &table.columns[place];
                if place < self.n_read {
                    column.carries.push(read.name.clone());
                } else {
                    column.carries.extend(read.carries.iter().cloned());
                }
            }
            table.columns.push(column);
            Ok(tally)
        };
        let later: Vec<_> = specs[outcomes.len()..].iter().map(compute).collect();
        outcomes.extend(later);
        self.derived = Derived { specs, outcomes, version: self.derived.version + 1 };
    }

    /// Says on the check screen which columns are computed, and what did not work.
    pub(super) fn tell_derived(&self, passport: &mut Passport) {
        for row in &mut passport.columns {
            let Some(at) = self.derived.specs.iter().position(|spec| spec.name == row.name) else { continue };
            let Ok(tally) = &self.derived.outcomes[at] else { continue };
            row.formula = Some(self.derived.specs[at].formula.clone());
            let counts = [("derive-zero", tally.n_divided_by_zero), ("derive-unfit", tally.n_unfit)];
            let counts = counts.into_iter().filter(|(_, n)| *n > 0);
            row.warnings.extend(counts.map(|(key, n)| Message::new(key).count("n", n as usize)));
        }
        passport.broken.extend(self.derived.specs.iter().zip(&self.derived.outcomes).filter_map(
            |(spec, outcome)| {
                let why = outcome.as_ref().err()?.clone();
                Some(BrokenColumn { name: spec.name.clone(), formula: spec.formula.clone(), why })
            },
        ));
    }

    /// Columns that could not be computed, and why.
    fn derive_faults(&self) -> impl Iterator<Item = Message> {
        self.outcomes().filter_map(|(spec, outcome)| {
            let why = outcome.as_ref().err()?.clone();
            Some(Message::new("derive-fault").text("column", &spec.name).with("why", why.into()))
        })
    }

    fn outcomes(&self) -> impl Iterator<Item = (&DeriveSpec, &std::result::Result<Tally, Message>)> {
        self.derived.specs.iter().zip(&self.derived.outcomes)
    }
}

/// The formula of a column, which may read the columns before it.
fn understood(formula: &str, name: &str, table: &Table) -> std::result::Result<Formula, Fault> {
    let names = table.columns.iter().map(|column| column.name.as_str()).take_while(|other| *other != name);
    Formula::parse(formula, &names.collect::<Vec<_>>())
}

impl Session {
    /// Brings computed columns to what the notebook says.
    pub(super) fn derive_all(&mut self) {
        for (id, loaded) in &mut self.loaded {
            loaded.derive(self.document.derived_of(id).into_iter().cloned().collect());
        }
    }

    /// Whether a change of a computed column makes sense for the file as it is.
    pub(super) fn check_derive(&self, edit: &Edit) -> Result<()> {
        let Edit::Derive { source, before, column: Some(column) } = edit else { return Ok(()) };
        let name = column.name.trim();
        if name.is_empty() || name != column.name {
            return Err(Error::parameter("name", "derive-name-empty"));
        }
        let Ok(loaded) = self.loaded(source) else { return Ok(()) };
        if before.as_deref() != Some(name) && loaded.table.column(name).is_some() {
            return Err(Error::parameter("name", "derive-name-taken"));
        }
        let until = before.as_deref().unwrap_or(name);
        match understood(&column.formula, until, &loaded.table) {
            Ok(_) => Ok(()),
            Err(fault) => Err(Error::parameter(name, fault.message())),
        }
    }

    /// Tries a formula on the first rows; `before` is the column that it would take the place of.
    ///
    /// # Errors
    /// Unknown, when the source is not read.
    pub fn try_formula(&self, source: &str, before: &str, formula: &str) -> Result<Trial> {
        let table = &self.loaded(source)?.table;
        let none = Trial { at: 0, n: 0, why: None, columns: Vec::new(), rows: Vec::new() };
        Ok(match understood(formula, before, table) {
            Err(fault) => Trial { at: fault.at as u32, n: fault.n as u32, why: Some(fault.why), ..none },
            Ok(formula) => {
                let results = formula.preview(table, TRIED);
                let read: Vec<&Column> =
                    formula.columns.iter().filter_map(|name| table.column(name)).collect();
                let row = |(row, result): (usize, String)| {
                    read.iter().map(|column| column.display(row)).chain([result]).collect()
                };
                let rows = results.into_iter().enumerate().map(row).collect();
                Trial { columns: formula.columns, rows, ..none }
            }
        })
    }

    /// Whether the source has all its columns.
    ///
    /// # Errors
    /// Missing, with the first column of the source that cannot be computed: what reads its table would be wrong.
    pub(super) fn check_derived(&self, source: &str) -> Result<()> {
        let fault = self.loaded.get(source).and_then(|loaded| loaded.derive_faults().next());
        fault.map_or(Ok(()), |fault| Err(Error::missing(vec![fault])))
    }
}
