//! Who depends on whom, and the key that tells whether a result still holds.

use super::document::{CellSpec, Document};
use serde::Serialize;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

/// Where a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum State {
    /// Never run.
    Empty,
    Running,
    Done,
    /// The result was made with other data or settings.
    Stale,
    /// An input is lacking.
    Blocked,
    /// The data cannot carry the method, or must not.
    Insufficient,
    Failed,
    /// Made by a newer version of the program.
    Unknown,
}

/// Cells whose results `cell` reads.
pub fn cells_before<'a>(document: &'a Document, cell: &'a CellSpec) -> Vec<&'a CellSpec> {
    let named = |id: &str| document.cells.iter().find(|other| other.id == id);
    let filter = document.filter_of(cell).and_then(|filter| named(&filter.cell));
    cell.uses.iter().filter_map(|id| named(id)).chain(filter).collect()
}

/// Cells in an order in which each stands behind what it reads, document order otherwise; then the cells that read
/// each other in a circle and can never run.
pub fn order(document: &Document) -> (Vec<&CellSpec>, Vec<&CellSpec>) {
    let mut sorted: Vec<&CellSpec> = Vec::new();
    let mut waiting: Vec<&CellSpec> = document.cells.iter().collect();
    while !waiting.is_empty() {
        let ready = waiting.iter().position(|cell| {
            let before = cells_before(document, cell);
            before.iter().all(|other| sorted.iter().any(|done| done.id == other.id))
        });
        match ready {
            Some(place) => sorted.push(waiting.remove(place)),
            None => break,
        }
    }
    (sorted, waiting)
}

/// A key for every cell that can run: equal keys mean equal data, inputs and settings, hence equal results.
pub fn keys(document: &Document, source_keys: &BTreeMap<String, u64>) -> BTreeMap<String, u64> {
    let mut keys = source_keys.clone();
    let (sorted, _) = order(document);
    for cell in sorted {
        let mut hasher = Fnv::default();
        (&cell.kind, &document.settings.as_of, &document.settings.seed).hash(&mut hasher);
        // Where names are masked, a free look may not ask for their letters.
        if document.settings.mask_names && cell.kind == "query" {
            true.hash(&mut hasher);
        }
        // A cell that follows nothing that exists says so when it is to run.
        let params = document.resolved(cell).unwrap_or_else(|_| cell.params.clone());
        params.to_string().hash(&mut hasher);
        let has_sources = cell.uses.iter().any(|id| source_keys.contains_key(id));
        if !has_sources {
            let is_apart = |id: &str| document.sources.iter().any(|spec| spec.id == id && spec.is_apart);
            source_keys.iter().filter(|(id, _)| !is_apart(id)).for_each(|entry| entry.hash(&mut hasher));
        }
        for id in &cell.uses {
            (id, keys.get(id)).hash(&mut hasher);
        }
        if let Some(filter) = document.filter_of(cell) {
            (keys.get(&filter.cell), &filter.label, &filter.is).hash(&mut hasher);
        }
        keys.insert(cell.id.clone(), hasher.finish());
    }
    keys.retain(|id, _| !source_keys.contains_key(id));
    keys
}

/// FNV-1a: the same on every machine, unlike the standard library's seeded hasher.
pub struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(id: &str, uses: &[&str]) -> CellSpec {
        CellSpec {
            id: id.into(),
            kind: "x".into(),
            uses: uses.iter().map(|&id| id.into()).collect(),
            ..Default::default()
        }
    }

    #[test]
    fn a_change_reaches_exactly_those_behind_it() {
        let mut document = Document {
            cells: vec![cell("a", &["b"]), cell("b", &[]), cell("c", &[])],
            ..Document::default()
        };
        let sources = BTreeMap::from([("s1".to_owned(), 7)]);
        let before = keys(&document, &sources);
        document.cells[1].params = serde_json::json!({"k": 3});
        let after = keys(&document, &sources);
        assert_ne!(before["a"], after["a"]);
        assert_ne!(before["b"], after["b"]);
        assert_eq!(before["c"], after["c"]);
        let order: Vec<_> = order(&document).0.iter().map(|cell| cell.id.clone()).collect();
        assert_eq!(order, ["b", "a", "c"]);
    }

    #[test]
    fn a_circle_never_runs_and_never_hangs() {
        let document = Document {
            cells: vec![cell("a", &["b"]), cell("b", &["a"]), cell("c", &[])],
            ..Document::default()
        };
        let (sorted, stuck) = order(&document);
        assert_eq!((sorted.len(), stuck.len()), (1, 2));
    }
}
