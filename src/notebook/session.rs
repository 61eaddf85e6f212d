//! One open notebook at work: sources read, ledgers kept, cells run.

use super::derive::Derived;
use super::document::{CellSpec, Document, Expected, Filter, SourceSpec};
use super::edit::{Edit, History};
use super::graph::{self, Fnv, State};
use super::prose;
use super::receipt::{self, Run};
use super::results::{Results, Stored, carry_over};
use super::sheet::Sorted;
use crate::analysis::{self, Done, Inputs, LabelValues, Labels, Memory, Need, Registered, Source, class_ids};
use crate::error::{Error, Kind, Result};
use crate::ingest::{Profile, Read, SetAside};
use crate::message::{Message, Value};
use crate::progress::Progress;
use crate::roles::{self, Baskets, Ledger, LedgerOptions, Mapping, Passport, Relation};
use crate::table::Table;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// The default notebook, in reading order; kinds that the data cannot feed are left out.
const DEFAULT_KINDS: [&str; 13] = [
    "overview",
    "concentration",
    "rfm",
    "cohorts",
    "flow",
    "churn",
    "rules",
    "clusters",
    "clv",
    "offers",
    "survey",
    "complaints",
    "list",
];
/// Of the list at the end of the default notebook: good customers who have gone quiet.
const DEFAULT_LIST: [&str; 2] = ["at_risk", "cannot_lose"];

/// A file in memory.
pub struct Loaded {
    pub table: Rc<Table>,
    pub profile: Profile,
    pub set_aside: Vec<SetAside>,
    pub notes: Vec<Message>,
    pub detected: Rc<Mapping>,
    /// So many columns are the file's own; computed ones stand behind them.
    pub(super) n_read: usize,
    pub(super) derived: Derived,
    /// Tells this reading of the file from every other in this session.
    version: u64,
}

impl Loaded {
    /// Of the file as read, and of its computed columns.
    pub(super) fn version(&self) -> (u64, u64) {
        (self.version, self.derived.version)
    }
}

#[derive(Default)]
pub struct Session {
    pub(super) document: Rc<Document>,
    history: History,
    pub(super) loaded: BTreeMap<String, Loaded>,
    results: BTreeMap<String, Results>,
    running: BTreeMap<String, u64>,
    books: RefCell<Vec<(u64, Rc<Books>)>>,
    n_loads: u64,
    /// What was said last time, when the notebook was opened or a newer file took the old one's place.
    last_time: Option<Run>,
    pub(super) sorted: RefCell<Option<Sorted>>,
    /// The last order of a result table's rows, and what it is the order of.
    pub(super) ordered: RefCell<(String, Vec<usize>)>,
}

/// What the sources of a cell add up to.
#[derive(Clone, Default)]
pub struct Books {
    pub ledger: Option<Rc<Ledger>>,
    pub baskets: Option<Rc<Baskets>>,
    /// Why there is no ledger.
    pub fault: Option<Error>,
}

/// A cell made ready to run, with its own hold on everything it reads.
pub struct Job {
    pub cell: String,
    pub key: u64,
    pub inputs: Inputs,
    registered: &'static Registered,
    params: serde_json::Value,
    sources: Vec<String>,
    only: Vec<Message>,
}

impl Job {
    /// # Errors
    /// What [`Registered::run`] says.
    pub async fn run(&self, progress: &Progress) -> Result<Done> {
        self.registered.run(&self.inputs, &self.params, progress).await
    }
}

impl Session {
    pub fn document(&self) -> &Document {
        &self.document
    }

    pub fn history_names(&self) -> (Option<&'static str>, Option<&'static str>) {
        self.history.names()
    }

    pub fn loaded(&self, source: &str) -> Result<&Loaded> {
        self.loaded.get(source).ok_or_else(|| Error::unknown("notebook-a-source", source))
    }

    pub fn is_loaded(&self, source: &str) -> bool {
        self.loaded.contains_key(source)
    }

    /// Opens a notebook. Sources in memory stay where the new notebook expects the same file.
    pub fn open(&mut self, document: Document) {
        self.history.record("edit-open", self.document.clone());
        let old = std::mem::take(&mut self.loaded);
        for (_, loaded) in old {
            if let Some(spec) = document.sources.iter().find(|spec| fits(&spec.expect, &loaded)) {
                self.loaded.insert(spec.id.clone(), loaded);
            }
        }
        self.last_time = receipt::last_run(&document);
        self.document = Rc::new(document);
        self.derive_all();
    }

    pub(super) fn last_time(&self) -> Option<&Run> {
        self.last_time.as_ref()
    }

    /// The notebook carries it too, so that it survives an engine that died.
    pub(super) fn set_last_time(&mut self, run: Run) {
        let mut document = (*self.document).clone();
        receipt::put_run(&mut document, run.clone());
        self.document = Rc::new(document);
        self.last_time = Some(run);
    }

    /// How the sources read belong together.
    pub fn relations(&self) -> Vec<Relation> {
        let specs = self.document.sources.iter().filter(|spec| self.is_loaded(&spec.id));
        let sources: Vec<Source> = specs.filter_map(|spec| self.source(&spec.id).ok()).collect();
        let parts: Vec<_> =
            sources.iter().map(|source| (source.id.as_str(), &*source.table, &*source.mapping)).collect();
        roles::relate(&parts)
    }

    /// # Errors
    /// The edit does not fit the notebook; nothing is changed then.
    pub fn edit(&mut self, edit: Edit) -> Result<()> {
        self.check_derive(&edit)?;
        let name = edit.name();
        let mut changed = (*self.document).clone();
        edit.apply(&mut changed)?;
        self.replace(name, changed);
        Ok(())
    }

    fn replace(&mut self, name: &'static str, changed: Document) {
        self.history.record(name, self.document.clone());
        self.document = Rc::new(changed);
        self.derive_all();
    }

    pub fn undo(&mut self) -> bool {
        let before = self.history.undo(self.document.clone());
        let is_undone = before.map(|document| self.document = document).is_some();
        self.derive_all();
        is_undone
    }

    pub fn redo(&mut self) -> bool {
        let after = self.history.redo(self.document.clone());
        let is_redone = after.map(|document| self.document = document).is_some();
        self.derive_all();
        is_redone
    }

    /// Takes a file into the notebook: into the source named, else into one that expects such a file, else as a new
    /// source. Gives the source's id.
    pub fn put(&mut self, source: Option<&str>, read: Read, options: &crate::ingest::ReadOptions) -> String {
        let detected = Rc::new(roles::assign(&read));
        let Read { table, profile, set_aside, notes, .. } = read;
        self.n_loads += 1;
        let version = self.n_loads;
        let (n_read, derived) = (table.columns.len(), Derived::default());
        let table = Rc::new(table);
        let loaded = Loaded { table, profile, set_aside, notes, detected, n_read, derived, version };
        let expect = Expected {
            name: loaded.table.name.clone(),
            bytes: loaded.profile.n_bytes,
            rows: loaded.table.n_rows as u32,
            columns: loaded.table.columns.iter().map(|column| column.name.clone()).collect(),
        };
        let mut document = (*self.document).clone();
        let waiting = document.sources.iter().position(|spec| match source {
            Some(id) => spec.id == id,
            None => {
                !self.loaded.contains_key(&spec.id)
                    && (spec.expect.name.is_empty() || fits(&spec.expect, &loaded))
            }
        });
        let id = match waiting {
            Some(place) => {
                let spec = &mut document.sources[place];
                spec.expect = expect;
                spec.read = options.clone();
                spec.id.clone()
            }
            None => {
                let id = document.fresh_source_id();
                let spec =
                    SourceSpec { id: id.clone(), expect, read: options.clone(), ..SourceSpec::default() };
                document.sources.push(spec);
                id
            }
        };
        self.loaded.insert(id.clone(), loaded);
        if document != *self.document {
            self.replace("edit-add-source", document);
        }
        self.derive_all();
        id
    }

    /// The mapping in force: the user's, else the detected one.
    pub fn mapping(&self, source: &str) -> Result<Rc<Mapping>> {
        let loaded = self.loaded(source)?;
        let spec = self.document.sources.iter().find(|spec| spec.id == source);
        Ok(match spec.and_then(|spec| spec.mapping.as_ref()) {
            Some(mapping) => Rc::new(mapping.clone()),
            None => loaded.detected.clone(),
        })
    }

    /// What is done with doubtful rows of a source.
    fn rules(&self, source: &str) -> LedgerOptions {
        let spec = self.document.sources.iter().find(|spec| spec.id == source);
        spec.map(|spec| spec.rules.clone()).unwrap_or_default()
    }

    /// What the check screen shows of a source.
    ///
    /// # Errors
    /// Unknown, when the source is not read.
    pub fn passport(&self, source: &str) -> Result<Passport> {
        let loaded = self.loaded(source)?;
        let (mapping, books) = (self.mapping(source)?, self.books(&[self.source(source)?]));
        let (profile, set_aside) = (&loaded.profile, &loaded.set_aside);
        let mut passport = roles::passport(
            &loaded.table,
            profile,
            set_aside,
            &loaded.notes,
            &mapping,
            &self.rules(source),
            books.ledger.as_deref(),
        );
        loaded.tell_derived(&mut passport);
        Ok(passport)
    }

    /// Why the user's own total differs from the file's; `None` when it agrees.
    ///
    /// # Errors
    /// Unknown, when the source is not read; a parameter error when the total is no number.
    pub fn explain_total(&self, source: &str, own_total: &str) -> Result<Option<Message>> {
        let loaded = self.loaded(source)?;
        let (mapping, books) = (self.mapping(source)?, self.books(&[self.source(source)?]));
        roles::explain_total(&loaded.table, &mapping, &self.rules(source), books.ledger.as_deref(), own_total)
    }

    fn source(&self, id: &str) -> Result<Source> {
        let table = self.loaded(id)?.table.clone();
        Ok(Source { id: id.to_owned(), table, mapping: self.mapping(id)? })
    }

    /// Adds the default cells for the sources read, unless the notebook has cells already.
    pub fn build_default(&mut self) {
        if !self.document.cells.is_empty() {
            return;
        }
        let inputs = self.inputs_of_all();
        let mut document = (*self.document).clone();
        for kind in DEFAULT_KINDS.iter().filter_map(|kind| analysis::find(kind)) {
            let is_fed = kind.needs.iter().all(|need| inputs.has(*need));
            if is_fed && kind.needs != [Need::Table] {
                let mut cell = CellSpec {
                    id: document.fresh_cell_id(),
                    kind: kind.kind.to_owned(),
                    ..CellSpec::default()
                };
                if kind.kind == "list" {
                    let Some(rfm) = document.cells.iter().find(|cell| cell.kind == "rfm") else { continue };
                    cell.uses = vec![rfm.id.clone()];
                    let is = DEFAULT_LIST.map(str::to_owned).to_vec();
                    cell.filter = Some(Filter { cell: rfm.id.clone(), label: "segment".into(), is });
                }
                document.cells.push(cell);
            }
        }
        self.replace("edit-default", document);
    }

    /// Inputs made of every source read, without filter or labels: what the menu offers to new cells.
    pub fn inputs_of_all(&self) -> Inputs {
        let sources = self.sources_of(&CellSpec::default()).unwrap_or_default();
        let books = self.books(&sources);
        Inputs {
            ledger: books.ledger.clone(),
            fault: books.fault.clone(),
            baskets: books.baskets.clone(),
            sources,
            labels: Vec::new(),
            as_of: self.document.as_of(),
            is_filtered: false,
            is_masked: false,
            memory: Memory::default(),
        }
    }

    pub fn keys(&self) -> BTreeMap<String, u64> {
        let sources = self
            .document
            .sources
            .iter()
            .filter_map(|spec| Some((spec.id.clone(), self.source_key(&spec.id)?)));
        graph::keys(&self.document, &sources.collect())
    }

    fn source_key(&self, source: &str) -> Option<u64> {
        let mut hasher = Fnv::default();
        self.loaded.get(source)?.version.hash(&mut hasher);
        let mapping = self.mapping(source).ok()?;
        serde_json::to_string(&(&*mapping, self.rules(source), self.document.derived_of(source)))
            .unwrap_or_default()
            .hash(&mut hasher);
        Some(hasher.finish())
    }

    /// Where each cell stands, in document order, with its newest result.
    pub fn state(&self, cell: &CellSpec, keys: &BTreeMap<String, u64>) -> State {
        let key = keys.get(&cell.id).copied();
        if self.running.contains_key(&cell.id) {
            return State::Running;
        }
        if cell.kind == prose::KIND {
            return State::Done;
        }
        if analysis::find(&cell.kind).is_none() {
            return State::Unknown;
        }
        match self.results.get(&cell.id).and_then(|results| results.best(key)) {
            None => match self.prepare(&cell.id) {
                Ok(_) => State::Empty,
                Err(_) => State::Blocked,
            },
            // What can never be brought up to date says why.
            Some((_, false)) if self.is_broken(cell) => State::Blocked,
            Some((_, false)) => State::Stale,
            Some((result, true)) => match &result.outcome {
                Ok(_) => State::Done,
                Err(error) => match error.kind {
                    Kind::Missing { .. } => State::Blocked,
                    Kind::Insufficient { .. } | Kind::Refused { .. } => State::Insufficient,
                    Kind::Cancelled => State::Empty,
                    _ => State::Failed,
                },
            },
        }
    }

    /// Whether a shared parameter or a computed column that the cell reads is not there.
    fn is_broken(&self, cell: &CellSpec) -> bool {
        let is_read = |spec: &&SourceSpec| cell.uses.contains(&spec.id) || cell.uses.is_empty();
        let mut sources = self.document.sources.iter().filter(is_read);
        self.document.resolved(cell).is_err() || sources.any(|spec| self.check_derived(&spec.id).is_err())
    }

    /// The cell's result: the one that holds, else the newest, and whether it holds.
    pub fn result(&self, cell: &str, keys: &BTreeMap<String, u64>) -> Option<(&Stored, bool)> {
        self.results.get(cell)?.best(keys.get(cell).copied())
    }

    /// Ids of cells that should run now, in an order that works.
    pub fn due(&self) -> Vec<String> {
        let keys = self.keys();
        let (sorted, _) = graph::order(&self.document);
        let is_due = |cell: &&CellSpec| matches!(self.state(cell, &keys), State::Empty | State::Stale);
        sorted.into_iter().filter(is_due).map(|cell| cell.id.clone()).collect()
    }

    /// Makes a cell ready to run.
    ///
    /// # Errors
    /// An unknown kind, a source that is not read yet, a cell before this one without a result, a circle.
    pub fn prepare(&self, cell: &str) -> Result<Job> {
        let spec = self.document.cell(cell)?;
        let registered =
            analysis::find(&spec.kind).ok_or_else(|| Error::unknown("notebook-a-kind", &spec.kind))?;
        let keys = self.keys();
        let Some(&key) = keys.get(cell) else {
            return Err(Error::missing(vec![Message::new("need-no-circle")]));
        };
        let sources = self.sources_of(spec)?;
        let mut books = (*self.books(&sources)).clone();
        let params = self.document.resolved(spec)?;
        let mut only = Vec::new();
        let filter = self.document.filter_of(spec);
        if let Some(filter) = &filter {
            (books, only) = self.filtered(&books, filter, &keys)?;
        }
        let labels = self.labels_for(spec, &books, &keys)?;
        let inputs = Inputs {
            ledger: books.ledger,
            fault: books.fault,
            baskets: books.baskets,
            sources: sources.clone(),
            labels,
            as_of: self.document.as_of(),
            is_filtered: filter.is_some(),
            is_masked: self.document.settings.mask_names,
            memory: self.results.get(cell).map(|results| results.memory.clone()).unwrap_or_default(),
        };
        let lacks_ledger = registered.needs.iter().any(|need| !inputs.has(*need));
        if lacks_ledger && let Some(fault) = &inputs.fault {
            return Err(fault.clone());
        }
        let sources = sources.into_iter().map(|source| source.id).collect();
        Ok(Job { cell: cell.to_owned(), key, inputs, registered, params, sources, only })
    }

    pub fn start(&mut self, job: &Job) {
        self.running.insert(job.cell.clone(), job.key);
    }

    /// Keeps what a run gave. A stopped run leaves the result before it.
    pub fn finish(&mut self, job: &Job, outcome: Result<Done>, milliseconds: f64) {
        self.running.remove(&job.cell);
        let results = self.results.entry(job.cell.clone()).or_default();
        results.memory = job.inputs.memory.clone();
        if outcome.as_ref().is_err_and(Error::is_cancelled) {
            return;
        }
        results.push(Stored {
            key: job.key,
            outcome: outcome.map(Rc::new),
            ledger: job.inputs.ledger.clone(),
            baskets: job.inputs.baskets.clone(),
            sources: job.sources.clone(),
            only: job.only.clone(),
            milliseconds,
        });
    }

    /// Prepares, runs and keeps, for those who need not watch.
    pub async fn run(&mut self, cell: &str, progress: &Progress) -> Result<()> {
        let job = self.prepare(cell)?;
        let outcome = job.run(progress).await;
        let is_cancelled = outcome.as_ref().is_err_and(Error::is_cancelled);
        self.finish(&job, outcome, 0.0);
        if is_cancelled { Err(Error::cancelled()) } else { Ok(()) }
    }

    /// Forgets the work that later runs would build on: each cell does all of it again.
    pub fn forget_work(&mut self) {
        self.results.values_mut().for_each(|results| results.memory = Memory::default());
    }

    /// Forgets everything: data, results, notebook, history.
    pub fn erase(&mut self) {
        *self = Session::default();
    }

    /// The sources a cell reads: those it names, else all that are not kept apart.
    fn sources_of(&self, cell: &CellSpec) -> Result<Vec<Source>> {
        let is_named = |spec: &&SourceSpec| cell.uses.contains(&spec.id);
        let names_any = self.document.sources.iter().any(|spec| is_named(&spec));
        let mut sources = Vec::new();
        let is_read = |spec: &&SourceSpec| if names_any { is_named(spec) } else { !spec.is_apart };
        for spec in self.document.sources.iter().filter(is_read) {
            self.check_derived(&spec.id)?;
            match self.loaded.get(&spec.id) {
                Some(loaded) => sources.push(Source {
                    id: spec.id.clone(),
                    table: loaded.table.clone(),
                    mapping: self.mapping(&spec.id)?,
                }),
                None => {
                    return Err(Error::missing(vec![
                        Message::new("need-file").text("name", &spec.expect.name),
                    ]));
                }
            }
        }
        if sources.is_empty() {
            return Err(Error::missing(vec![Need::Table.message()]));
        }
        Ok(sources)
    }

    /// The ledger and baskets of these sources, made once.
    pub fn books(&self, sources: &[Source]) -> Rc<Books> {
        let mut hasher = Fnv::default();
        for source in sources {
            (&source.id, self.source_key(&source.id)).hash(&mut hasher);
        }
        let key = hasher.finish();
        if let Some((_, books)) = self.books.borrow().iter().find(|(k, _)| *k == key) {
            return books.clone();
        }
        let rules: Vec<LedgerOptions> = sources.iter().map(|source| self.rules(&source.id)).collect();
        let books = Rc::new(keep_books(sources, &rules));
        let mut kept = self.books.borrow_mut();
        if kept.len() >= 3 {
            kept.remove(0);
        }
        kept.push((key, books.clone()));
        books
    }

    /// The books of the customers that a filter keeps, and the names of their groups.
    fn filtered(
        &self,
        books: &Books,
        filter: &Filter,
        keys: &BTreeMap<String, u64>,
    ) -> Result<(Books, Vec<Message>)> {
        let need = || self.lacks_cell(&filter.cell);
        let Some(ledger) = &books.ledger else { return Ok((books.clone(), Vec::new())) };
        let labels = self.labels_of(&filter.cell, ledger, keys)?;
        let labels = labels.iter().find(|labels| labels.name == filter.label).ok_or_else(need)?;
        let LabelValues::Class { codes, names } = &labels.values else { return Err(need()) };
        let ids = class_ids(names);
        // A name's whole key is understood too.
        let is_in: Vec<bool> = ids
            .iter()
            .zip(names)
            .map(|(id, name)| filter.is.iter().any(|wanted| wanted == id || *wanted == name.key))
            .collect();
        let is_kept: Vec<bool> = codes
            .iter()
            .map(|code| code.and_then(|code| is_in.get(code as usize)).copied().unwrap_or(false))
            .collect();
        let ledger = Rc::new(ledger.keep_customers(&is_kept));
        let baskets = books.baskets.as_ref().map(|_| Rc::new(Baskets::from_ledger(&ledger)));
        let kept = names.iter().zip(&is_in).filter(|(_, is_in)| **is_in).map(|(name, _)| name.clone());
        Ok((Books { ledger: Some(ledger), baskets, fault: None }, kept.collect()))
    }

    /// A cell before has no result; it is called by its name, one that is not there by its id.
    fn lacks_cell(&self, id: &str) -> Error {
        let known = self.document.cell(id).ok().filter(|spec| analysis::find(&spec.kind).is_some());
        let name = match known {
            Some(spec) => Message::new(format!("{}-name", spec.kind)).into(),
            None => Value::Text(id.to_owned()),
        };
        Error::missing(vec![Message::new("need-cell").with("cell", name)])
    }

    /// Labels of a cell that has run, told for this ledger's customers.
    fn labels_of(&self, cell: &str, to: &Ledger, keys: &BTreeMap<String, u64>) -> Result<Vec<Rc<Labels>>> {
        let current = self.results.get(cell).and_then(|results| results.current(keys.get(cell).copied()));
        let Some(Stored { outcome: Ok(done), ledger: Some(from), .. }) = current else {
            return Err(self.lacks_cell(cell));
        };
        let named =
            |labels: &Rc<Labels>| Rc::new(Labels { cell: cell.to_owned(), ..carry_over(labels, from, to) });
        Ok(done.labels.iter().map(named).collect())
    }

    fn labels_for(
        &self,
        spec: &CellSpec,
        books: &Books,
        keys: &BTreeMap<String, u64>,
    ) -> Result<Vec<Rc<Labels>>> {
        let Some(ledger) = &books.ledger else { return Ok(Vec::new()) };
        let mut labels = Vec::new();
        for id in spec.uses.iter().filter(|id| self.document.cells.iter().any(|cell| cell.id == **id)) {
            labels.extend(self.labels_of(id, ledger, keys)?);
        }
        Ok(labels)
    }
}

fn keep_books(sources: &[Source], rules: &[LedgerOptions]) -> Books {
    if !sources.is_empty() && sources.iter().all(|source| source.table.n_rows == 0) {
        let fault = Error::missing(vec![Message::new("need-rows")]);
        return Books { fault: Some(fault), ..Books::default() };
    }
    let parts: Vec<_> =
        sources.iter().map(|source| (source.id.as_str(), &*source.table, &*source.mapping)).collect();
    match roles::ledger_of(&parts, rules) {
        Ok(ledger) => {
            let ledger = Rc::new(ledger);
            let baskets = Baskets::from_ledger(&ledger);
            let baskets = (!baskets.items.is_empty()).then(|| Rc::new(baskets));
            Books { ledger: Some(ledger), baskets, fault: None }
        }
        Err(fault) => {
            let baskets = Baskets::from_tables(&parts, rules);
            Books { ledger: None, baskets: baskets.map(Rc::new), fault: Some(fault) }
        }
    }
}

/// The same file, or a newer one of the same make.
fn fits(expect: &Expected, loaded: &Loaded) -> bool {
    let columns = || loaded.read_columns().iter().map(|column| &column.name);
    if !expect.columns.is_empty() {
        return columns().eq(expect.columns.iter());
    }
    expect.name == loaded.table.name
}
