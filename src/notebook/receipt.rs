//! What the last runs said, kept with the recipe: next month's results stand beside this month's.
//!
//! A receipt holds one sentence a cell as data: aggregates, never rows. Sentences that name a person are left out, and
//! those that quote the data (a product, a store) too when values of the data are not wanted.

use super::document::Document;
use super::save::{persons_in, texts_of};
use super::session::Session;
use super::view::{FindingView, finding_view, kind_text};
use crate::message::{Message, Name, Value};
use crate::report::text::Catalogue;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;

/// One time that the notebook was run and kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Run {
    /// ISO time, from the one who asks: nothing here reads a clock.
    pub at: String,
    /// By source id.
    pub inputs: BTreeMap<String, Input>,
    /// The first finding of each cell that had one.
    pub cells: BTreeMap<String, Message>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Input {
    pub name: String,
    pub rows: u32,
    pub bytes: f64,
}

/// Last time beside now.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ChangesView {
    /// ISO time of the last time.
    pub at: String,
    /// The files of the last time.
    pub files: Vec<String>,
    /// Every sentence is the same as it was.
    pub is_same: bool,
    /// Cells that have a sentence then and now.
    pub rows: Vec<ChangeRow>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ChangeRow {
    pub cell: String,
    pub question: String,
    pub before: FindingView,
    pub now: FindingView,
    /// Names of values that differ.
    pub changed: Vec<String>,
    pub is_same: bool,
}

/// The newest run that a notebook file tells of. A receipt of another make is left alone.
pub(super) fn last_run(document: &Document) -> Option<Run> {
    let newest = document.others.get("receipt")?.get("runs")?.as_array()?.last()?;
    serde_json::from_value(newest.clone()).ok().filter(|run: &Run| !run.cells.is_empty())
}

pub(super) fn put_run(document: &mut Document, run: Run) {
    if !run.cells.is_empty() {
        document.others.insert("receipt".into(), json!({ "runs": [run] }));
    }
}

impl Session {
    /// What the cells say, as a receipt: those whose results hold, or `with_stale` ones too.
    pub(super) fn run_at(&self, at: &str, with_values: bool, with_stale: bool) -> Run {
        let document = self.document();
        let keys = self.keys();
        let mut run = Run { at: at.to_owned(), ..Run::default() };
        for cell in &document.cells {
            let Some((stored, holds)) = self.result(&cell.id, &keys) else { continue };
            let Ok(done) = &stored.outcome else { continue };
            let Some(finding) = done.report.findings.first().filter(|_| holds || with_stale) else {
                continue;
            };
            if !with_values && !texts_of(&finding.message).is_empty() {
                continue;
            }
            run.cells.insert(cell.id.clone(), finding.message.clone());
            for spec in document.sources.iter().filter(|spec| stored.sources.contains(&spec.id)) {
                let expect = spec.expect.clone();
                let input = Input { name: expect.name, rows: expect.rows, bytes: expect.bytes };
                run.inputs.insert(spec.id.clone(), input);
            }
        }
        let texts: Vec<(String, String)> =
            run.cells.iter().map(|(cell, message)| (cell.clone(), texts_of(message))).collect();
        for source in &document.sources {
            let (Ok(loaded), Ok(mapping)) = (self.loaded(&source.id), self.mapping(&source.id)) else {
                continue;
            };
            for cell in persons_in(&texts, &loaded.table, &mapping) {
                run.cells.remove(&cell);
            }
        }
        run
    }

    /// Keeps what was said last as the last time, before a newer file takes the place of this one. The newer file may
    /// already be read, so that the results no longer hold.
    pub fn remember(&mut self, at: &str) {
        let run = self.run_at(at, true, true);
        self.set_last_time(run);
    }
}

/// Last time's sentences beside those that hold now; `None` when there is no last time or nothing to compare yet.
pub fn changes(session: &Session, words: &Catalogue) -> Option<ChangesView> {
    let last = session.last_time()?;
    let keys = session.keys();
    let row = |cell: &super::CellSpec| {
        let before = last.cells.get(&cell.id)?;
        let (stored, true) = session.result(&cell.id, &keys)? else { return None };
        let now = stored.outcome.as_ref().ok()?.report.findings.first()?;
        if !words.has(&before.key) {
            return None;
        }
        let differs = |(name, value): &&(Name, Value)| before.get(name) != Some(value);
        Some(ChangeRow {
            cell: cell.id.clone(),
            question: kind_text(words, &cell.kind, "question"),
            before: FindingView { segments: words.segments(before) },
            is_same: *before == now.message,
            changed: now.message.values.iter().filter(differs).map(|(name, _)| name.to_string()).collect(),
            now: finding_view(now, words),
        })
    };
    let rows: Vec<ChangeRow> = session.document().cells.iter().filter_map(row).collect();
    (!rows.is_empty()).then(|| ChangesView {
        at: last.at.clone(),
        files: last.inputs.values().map(|input| input.name.clone()).collect(),
        is_same: rows.iter().all(|row| row.is_same),
        rows,
    })
}
