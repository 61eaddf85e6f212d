//! A result table: typed columns, formatted by language only when shown, exact when exported.

use crate::message::Message;
use serde::Serialize;

#[derive(Clone, Debug, Default, Serialize)]
pub struct TableSpec {
    /// Names the export: `DIR/<cell>-<id>.csv`.
    pub id: String,
    pub title: Message,
    pub columns: Vec<TableColumn>,
    /// What each row stands for, so that a row can be traced and a list made of it.
    pub rows: RowKind,
    /// One row a customer with data about persons: the export asks first, masked when names are hidden.
    pub is_personal: bool,
}

#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    #[default]
    Plain,
    /// Positions in the ledger's customers, parallel to the rows.
    Customers(Vec<u32>),
    /// Customers behind each row (a segment, a cluster).
    CustomerGroups(Vec<Vec<u32>>),
    /// Rows that the analysis itself traces (`Analysis::trace`): rules, patterns.
    Traced,
}

#[derive(Clone, Debug, Serialize)]
pub struct TableColumn {
    /// Stable name for exports: `days_since_last`.
    pub key: String,
    pub label: Message,
    pub cells: Cells,
    /// Draw a bar in the cell, from zero to the column's maximum.
    pub has_bar: bool,
}

/// Cells of one column; `None` is missing, never NaN.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", content = "cells", rename_all = "snake_case")]
pub enum Cells {
    Text(Vec<String>),
    /// Names of customers, masked in presenter mode.
    Person(Vec<String>),
    Message(Vec<Message>),
    /// One of a few names a row, for tables of very many rows; codes without a name are missing.
    Class {
        codes: Vec<u32>,
        names: Vec<Message>,
    },
    List(Vec<Vec<String>>),
    Count(Vec<Option<f64>>),
    Number(Vec<Option<f64>>, u8),
    Share(Vec<Option<f64>>),
    /// Major units.
    Money(Vec<Option<f64>>, String),
    Day(Vec<Option<i32>>),
    Duration(Vec<Option<f64>>),
}

impl Default for Message {
    fn default() -> Message {
        Message::new("")
    }
}

impl TableColumn {
    pub fn new(key: &str, label: impl Into<Message>, cells: Cells) -> TableColumn {
        TableColumn { key: key.to_owned(), label: label.into(), cells, has_bar: false }
    }

    pub fn with_bar(mut self) -> TableColumn {
        self.has_bar = true;
        self
    }
}

impl TableSpec {
    pub fn n_rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.cells.len())
    }
}

impl Cells {
    /// Words rather than numbers: they stand left and sort by letter.
    pub fn is_text(&self) -> bool {
        matches!(
            self,
            Cells::Text(_) | Cells::Person(_) | Cells::Message(_) | Cells::Class { .. } | Cells::List(_)
        )
    }

    pub fn len(&self) -> usize {
        match self {
            Cells::Text(cells) | Cells::Person(cells) => cells.len(),
            Cells::Message(cells) => cells.len(),
            Cells::Class { codes, .. } => codes.len(),
            Cells::List(cells) => cells.len(),
            Cells::Count(cells)
            | Cells::Number(cells, _)
            | Cells::Share(cells)
            | Cells::Money(cells, _)
            | Cells::Duration(cells) => cells.len(),
            Cells::Day(cells) => cells.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Words of the catalogue in this row.
    pub fn message(&self, row_idx: usize) -> Option<&Message> {
        match self {
            Cells::Message(messages) => messages.get(row_idx),
            Cells::Class { codes, names } => names.get(*codes.get(row_idx)? as usize),
            _ => None,
        }
    }
}
