//! The notebook file, `*.regulars.json`: the recipe, without customer data.
//!
//! Readers keep keys they do not know, so that a file made by a newer version comes back whole. A file with only
//! `format`, `version` and `cells` is valid.

use crate::error::{Error, Kind, Result};
use crate::ingest::ReadOptions;
use crate::message::Message;
use crate::roles::{LedgerOptions, Mapping};
use crate::table::{Day, day};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The version that this program writes, and the newest that it reads.
pub const VERSION: u32 = 1;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    pub format: String,
    pub version: u32,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    #[serde(default)]
    pub settings: Settings,
    #[serde(default)]
    pub sources: Vec<SourceSpec>,
    /// What several cells share.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<ParamSpec>,
    #[serde(default)]
    pub cells: Vec<CellSpec>,
    /// Deleted cells, newest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bin: Vec<CellSpec>,
    /// Keys of newer versions, kept as they are.
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// "Today", `YYYY-MM-DD`; none means the last day of the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u32>,
    /// Show `Customer 4821` instead of names and ids.
    #[serde(rename = "maskNames")]
    pub mask_names: bool,
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

/// A file the notebook expects, and how it is read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SourceSpec {
    pub id: String,
    #[serde(default)]
    pub expect: Expected,
    #[serde(default)]
    pub read: ReadOptions,
    /// Roles the user chose or confirmed; detected ones are not saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<Mapping>,
    /// Columns computed from those of the file, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub derive: Vec<DeriveSpec>,
    /// What is done with doubtful rows, where it is not the usual.
    #[serde(default, skip_serializing_if = "LedgerOptions::is_usual")]
    pub rules: LedgerOptions,
    /// The user's own total from their report, as typed.
    #[serde(rename = "ownTotal", default, skip_serializing_if = "Option::is_none")]
    pub own_total: Option<String>,
    /// Kept out of the other files' books; only cells that name it read it.
    #[serde(rename = "isApart", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_apart: bool,
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

/// A computed column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeriveSpec {
    pub name: String,
    /// [`crate::table::formula`]
    pub formula: String,
}

/// How a file is recognised when the notebook is opened again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Expected {
    pub name: String,
    pub bytes: f64,
    pub rows: u32,
    pub columns: Vec<String>,
}

/// A value that cells follow by having `{"$param": id}` in its place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ParamSpec {
    pub id: String,
    /// The cell kind whose field it is; [`super::params::CUSTOMERS`] for a [`Filter`] over all cells.
    pub kind: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub field: String,
    #[serde(default)]
    pub value: Value,
    /// Its name on the page; the field's own when empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CellSpec {
    pub id: String,
    pub kind: String,
    /// Ids of sources, and of cells whose labels this one uses. Empty: all sources.
    #[serde(rename = "use", default, skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<String>,
    /// Only the customers that an earlier cell put into these classes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub params: Value,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The reader's own wording of the first finding, shown in its place and without its check.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sentence: String,
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    pub cell: String,
    /// Name of the labels: `"segment"`.
    pub label: String,
    /// Ids of the classes that stay ([`crate::analysis::class_ids`]).
    pub is: Vec<String>,
}

impl Default for Document {
    fn default() -> Document {
        Document {
            format: "regulars".into(),
            version: VERSION,
            title: String::new(),
            settings: Settings::default(),
            sources: Vec::new(),
            params: Vec::new(),
            cells: Vec::new(),
            bin: Vec::new(),
            others: Map::new(),
        }
    }
}

impl Document {
    /// Reads a notebook file.
    ///
    /// # Errors
    /// Not JSON, not a notebook, or made for a newer reader.
    pub fn parse(text: &str) -> Result<Document> {
        let document: Document =
            serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
                let why = Message::new("notebook-unreadable").text("why", error.to_string());
                Error::unreadable(why).at_line(error.line() as u32)
            })?;
        if document.format != "regulars" {
            let expected = Message::new("notebook-format");
            return Err(Error::new(Kind::Expected { expected, found: document.format }));
        }
        let needed = document.others.get("minReader").and_then(Value::as_u64).unwrap_or(1);
        if document.version == 0 || needed > u64::from(VERSION) {
            return Err(Error::unreadable(Message::new("notebook-newer").count("version", needed as usize)));
        }
        let mut seen = std::collections::BTreeSet::new();
        let ids = document.cells.iter().map(|cell| &cell.id).chain(document.sources.iter().map(|s| &s.id));
        for id in ids.chain(document.params.iter().map(|param| &param.id)) {
            if id.is_empty() || !seen.insert(id) {
                return Err(Error::unreadable(Message::new("notebook-id-twice").text("id", id)));
            }
        }
        if let Some(text) = &document.settings.as_of
            && day::parse_iso(text).is_none()
        {
            let expected = Message::new("notebook-as-of");
            return Err(Error::new(Kind::Expected { expected, found: text.clone() }));
        }
        Ok(document)
    }

    /// The file: stable key order, one entry a line for readable differences.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// "Today", when the notebook names it.
    pub fn as_of(&self) -> Option<Day> {
        self.settings.as_of.as_deref().and_then(day::parse_iso)
    }

    pub fn cell(&self, id: &str) -> Result<&CellSpec> {
        self.cells.iter().find(|cell| cell.id == id).ok_or_else(|| Error::unknown("notebook-a-cell", id))
    }

    /// An id that no cell has: `c1`, `c2`, …
    pub fn fresh_cell_id(&self) -> String {
        let is_param = |id: &str| self.params.iter().any(|param| param.id == id);
        let taken = |id: &str| self.cells.iter().chain(&self.bin).any(|cell| cell.id == id) || is_param(id);
        (1..).map(|n| format!("c{n}")).find(|id| !taken(id)).unwrap_or_default()
    }

    pub fn fresh_source_id(&self) -> String {
        (1..)
            .map(|n| format!("s{n}"))
            .find(|id| !self.sources.iter().any(|s| s.id == *id))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minimal_file_is_valid_and_unknown_keys_survive() {
        let text = r#"{"format":"regulars","version":1,"cells":[{"id":"c1","kind":"rules","params":{"min_support":0.01},"ui":{"x":1}}],"receipt":{"runs":[]}}"#;
        let document = Document::parse(text).unwrap();
        let again = Document::parse(&document.to_json()).unwrap();
        assert_eq!(document, again);
        assert!(again.to_json().contains("receipt") && again.to_json().contains("\"ui\""));
    }

    #[test]
    fn a_wrong_file_says_what_was_expected() {
        assert!(Document::parse("id,name\n1,a").is_err());
        assert!(Document::parse(r#"{"format":"other","version":1}"#).is_err());
        let twice =
            r#"{"format":"regulars","version":1,"cells":[{"id":"a","kind":"x"},{"id":"a","kind":"x"}]}"#;
        assert!(Document::parse(twice).is_err());
    }
}
