//! What the page shows, in words of one language. Plain data; nothing here decides what is true.

use super::document::{CellSpec, Filter, ParamSpec};
use super::graph::State;
use super::params::{CUSTOMERS, reference};
use super::prose::{self, Block};
use super::session::Session;
use crate::analysis::{self, Control, LabelValues, Registered, class_ids};
use crate::error::{Error, Kind, Result};
use crate::message::{Message, Value};
use crate::report::table::RowKind;
use crate::report::text::{Catalogue, Segment};
use crate::report::{Cells, ChartSpec, CheckState, Finding, Report, TableSpec};
use serde::Serialize;

/// The whole notebook, light enough to ask for after every change.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct NotebookView {
    pub title: String,
    pub as_of: Option<String>,
    pub mask_names: bool,
    pub sources: Vec<SourceView>,
    pub cells: Vec<CellHead>,
    pub bin: Vec<BinView>,
    /// What several cells share.
    pub params: Vec<ParamView>,
    /// Groups that cells have found: which customers the whole notebook is about.
    pub customers: Vec<GroupingView>,
    /// What undo would take back, in words.
    pub undo: Option<String>,
    pub redo: Option<String>,
    /// Pieces of the status line: rows, customers, orders.
    pub status: Vec<String>,
    /// Cells that should run, in order.
    pub due: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SourceView {
    pub id: String,
    pub name: String,
    pub is_loaded: bool,
    pub n_rows: u32,
    pub n_bytes: f64,
    pub columns: Vec<String>,
    /// Computed ones.
    pub derived: Vec<String>,
    /// Kept out of the other files' books.
    pub is_apart: bool,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct CellHead {
    pub id: String,
    pub kind: String,
    pub name: String,
    pub question: String,
    pub state: State,
    pub note: String,
    /// How long the last run took; 0 before the first.
    pub milliseconds: f64,
    /// Changes whenever what the cell shows changes.
    pub stamp: String,
}

/// A parameter that cells follow.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ParamView {
    pub id: String,
    pub title: String,
    /// How many cells follow it.
    pub n_cells: u32,
    pub field: FieldView,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct BinView {
    pub id: String,
    pub name: String,
}

/// One cell in full, without the rows of its tables.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct CellView {
    pub id: String,
    pub kind: String,
    pub name: String,
    pub question: String,
    pub state: State,
    pub findings: Vec<FindingView>,
    pub base: Option<String>,
    pub charts: Vec<ChartSpec>,
    pub tables: Vec<TableView>,
    /// Names of files of its own: models for other tools.
    pub files: Vec<String>,
    pub notes: Vec<String>,
    pub method: Vec<String>,
    pub checked: Option<CheckedView>,
    pub error: Option<ErrorView>,
    pub fields: Vec<FieldView>,
    /// What cells before this one know of customers.
    pub groupings: Vec<GroupingView>,
    pub uses: Vec<String>,
    pub note: String,
    /// The first finding in the reader's own words; empty when the calculated sentence stands.
    pub sentence: String,
    /// What a text cell says.
    pub prose: Vec<Block>,
}

/// Labels of an earlier cell: to keep some customers only, and to compare or describe by.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct GroupingView {
    pub cell: String,
    /// `segment`, `cluster`.
    pub label: String,
    pub title: String,
    /// Empty for numbers.
    pub classes: Vec<ClassView>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ClassView {
    pub id: String,
    pub label: String,
    /// The filter keeps these customers.
    pub is_kept: bool,
}

/// A sentence in pieces; a piece that names a value can be traced.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FindingView {
    pub segments: Vec<Segment>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct CheckedView {
    pub state: CheckState,
    pub text: String,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ErrorView {
    /// `insufficient`, `missing`, `parameter` …
    pub kind: String,
    pub text: String,
    pub hint: Option<String>,
    /// What can be said all the same.
    pub instead: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TableView {
    pub id: String,
    pub title: String,
    pub columns: Vec<ColumnView>,
    pub n_rows: u32,
    pub is_personal: bool,
    /// Rows lead to the lines of the file behind them.
    pub is_traced: bool,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ColumnView {
    pub key: String,
    pub label: String,
    /// Numbers stand right.
    pub is_number: bool,
    pub has_bar: bool,
}

/// A parameter of a cell, its words and its present value as JSON text.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FieldView {
    pub name: String,
    pub label: String,
    pub help: String,
    pub control: Control,
    /// Labels of a choice's options, in order.
    pub option_labels: Vec<String>,
    /// Rows that a value can be given to, from the cell's result.
    pub entries: Vec<EntryView>,
    pub is_advanced: bool,
    pub value: String,
    pub is_default: bool,
    /// The shared parameter that it follows.
    pub shared: Option<String>,
    /// Other cells have this field too.
    pub is_shareable: bool,
}

/// A row of one of the cell's tables as a part of a parameter.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct EntryView {
    /// The name inside the parameter.
    pub key: String,
    /// What is in force.
    pub value: String,
    pub label: String,
}

/// An entry of the "add" menu.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct KindView {
    pub kind: String,
    pub name: String,
    pub question: String,
    /// Why it cannot run on the present data; `None` when it can.
    pub lacks: Option<String>,
    pub fields: Vec<FieldView>,
}

pub fn notebook(session: &Session, words: &Catalogue) -> NotebookView {
    let document = session.document();
    let keys = session.keys();
    let (undo, redo) = session.history_names();
    let say = |name: &'static str| words.text(&Message::new(name));
    // Numbers that a text quotes change with the cells that it quotes.
    let said = |cell: &CellSpec| -> String {
        let blocks = prose::blocks(session, cell, words);
        blocks.iter().flat_map(|block| &block.spans).map(|span| span.text.as_str()).collect()
    };
    let head = |cell: &CellSpec| {
        let result = session.result(&cell.id, &keys);
        let state = session.state(cell, &keys);
        CellHead {
            id: cell.id.clone(),
            kind: cell.kind.clone(),
            name: kind_text(words, &cell.kind, "name"),
            question: kind_text(words, &cell.kind, "question"),
            state,
            note: cell.note.clone(),
            milliseconds: result.map_or(0.0, |(stored, _)| stored.milliseconds),
            stamp: format!("{:x}-{state:?}-{}", result.map_or(0, |(stored, _)| stored.key), said(cell)),
        }
    };
    let source = |spec: &super::SourceSpec| {
        let loaded = session.loaded(&spec.id).ok();
        SourceView {
            id: spec.id.clone(),
            name: spec.expect.name.clone(),
            is_loaded: loaded.is_some(),
            n_rows: loaded.map_or(spec.expect.rows, |loaded| loaded.table.n_rows as u32),
            n_bytes: spec.expect.bytes,
            columns: spec.expect.columns.clone(),
            derived: document.derived_of(&spec.id).iter().map(|column| column.name.clone()).collect(),
            is_apart: spec.is_apart,
        }
    };
    NotebookView {
        title: document.title.clone(),
        as_of: document.settings.as_of.clone(),
        mask_names: document.settings.mask_names,
        sources: document.sources.iter().map(source).collect(),
        cells: document.cells.iter().map(head).collect(),
        bin: document
            .bin
            .iter()
            .map(|cell| BinView { id: cell.id.clone(), name: kind_text(words, &cell.kind, "name") })
            .collect(),
        params: document.params.iter().filter_map(|param| param_view(session, param, words)).collect(),
        customers: groupings(session, &document.cells, document.customers().as_ref(), words),
        undo: undo.map(say),
        redo: redo.map(say),
        status: status(session, words),
        due: session.due(),
    }
}

fn status(session: &Session, words: &Catalogue) -> Vec<String> {
    let sources = &session.document().sources;
    let n_rows: usize =
        sources.iter().filter_map(|spec| Some(session.loaded(&spec.id).ok()?.table.n_rows)).sum();
    if n_rows == 0 {
        return Vec::new();
    }
    let mut parts = vec![words.text(&Message::new("status-rows").count("n", n_rows))];
    if let Some(ledger) = session.inputs_of_all().ledger {
        parts.push(words.text(&Message::new("status-customers").count("n", ledger.customers.len())));
        parts.push(words.text(&Message::new("status-orders").count("n", ledger.orders.len())));
    }
    parts
}

/// # Errors
/// There is no such cell.
pub fn cell(session: &Session, id: &str, words: &Catalogue) -> Result<CellView> {
    let spec = session.document().cell(id)?;
    let keys = session.keys();
    let state = session.state(spec, &keys);
    let stored = session.result(id, &keys).map(|(stored, _)| &stored.outcome);
    // An old result behind which something is gone is not shown as if it were to be had.
    let stored = stored.filter(|stored| state != State::Blocked || stored.is_err());
    let empty = Report::default();
    let (report, error) = match stored {
        Some(Ok(done)) => (&done.report, None),
        Some(Err(error)) => (&empty, Some(error.clone())),
        None if spec.kind == prose::KIND => (&empty, None),
        None => (&empty, session.prepare(id).err()),
    };
    let registered = analysis::find(&spec.kind);
    let files = match stored {
        Some(Ok(done)) => done.file_names().iter().map(|name| (*name).to_owned()).collect(),
        _ => Vec::new(),
    };
    Ok(CellView {
        files,
        id: id.to_owned(),
        kind: spec.kind.clone(),
        name: kind_text(words, &spec.kind, "name"),
        question: kind_text(words, &spec.kind, "question"),
        state,
        findings: report.findings.iter().map(|finding| finding_view(finding, words)).collect(),
        base: base_text(session, id, report, words),
        charts: report.charts.clone(),
        tables: report.tables.iter().map(|table| table_view(table, words)).collect(),
        notes: report.notes.iter().map(|note| words.text(note)).collect(),
        method: report.method.iter().map(|line| words.text(line)).collect(),
        checked: report
            .checked
            .as_ref()
            // Nobody has checked what the reader wrote.
            .filter(|_| spec.sentence.is_empty())
            .map(|checked| CheckedView { state: checked.state, text: words.text(&checked.message) }),
        error: error.map(|error| error_view(&error, words)),
        fields: match registered {
            Some(registered) => fields(session, registered, spec, report, words),
            None if spec.kind == prose::KIND => vec![prose_field(prose::text_of(spec), words)],
            None => Vec::new(),
        },
        groupings: match registered {
            Some(_) => groupings(session, cells_above(session, id), spec.filter.as_ref(), words),
            None => Vec::new(),
        },
        uses: spec.uses.clone(),
        note: spec.note.clone(),
        sentence: spec.sentence.clone(),
        prose: prose::blocks(session, spec, words),
    })
}

/// What the numbers rest on, and whether the whole notebook is about some customers only.
pub fn base_text(session: &Session, id: &str, report: &Report, words: &Catalogue) -> Option<String> {
    let base = report.base.as_ref().map(|base| words.text(base));
    let only = session.result(id, &session.keys()).map_or(&[][..], |(stored, _)| &stored.only);
    if only.is_empty() {
        return base;
    }
    let names = only.iter().map(|name| words.text(name)).collect();
    let only = words.text(&Message::new("notebook-only").with("groups", Value::List(names)));
    Some(base.map_or(only.clone(), |base| format!("{base} · {only}")))
}

fn cells_above<'a>(session: &'a Session, id: &str) -> &'a [CellSpec] {
    let cells = &session.document().cells;
    let place = cells.iter().position(|cell| cell.id == id).unwrap_or(cells.len());
    &cells[..place]
}

/// What these cells know of customers, and which groups a filter keeps.
fn groupings(
    session: &Session,
    cells: &[CellSpec],
    filter: Option<&Filter>,
    words: &Catalogue,
) -> Vec<GroupingView> {
    let keys = session.keys();
    let mut groupings = Vec::new();
    for cell in cells {
        let Some(Ok(done)) = session.result(&cell.id, &keys).map(|(stored, _)| &stored.outcome) else {
            continue;
        };
        for labels in &done.labels {
            let kept = filter.filter(|f| f.cell == cell.id && f.label == labels.name);
            let classes = match &labels.values {
                LabelValues::Class { names, .. } => class_ids(names)
                    .into_iter()
                    .zip(names)
                    .map(|(id, name)| ClassView {
                        is_kept: kept.is_some_and(|kept| {
                            kept.is.iter().any(|wanted| *wanted == id || *wanted == name.key)
                        }),
                        label: words.text(name),
                        id,
                    })
                    .collect(),
                LabelValues::Number(_) => Vec::new(),
            };
            let title = Message::new("notebook-labels-of")
                .text("cell", kind_text(words, &cell.kind, "name"))
                .text("title", words.text(&labels.title));
            let (label, title) = (labels.name.clone(), words.text(&title));
            groupings.push(GroupingView { cell: cell.id.clone(), label, title, classes });
        }
    }
    // A filter in force whose groups nobody finds is shown too, so that it can be taken away.
    let is_kept = groupings.iter().flat_map(|grouping| &grouping.classes).any(|class| class.is_kept);
    if let Some(filter) = filter.filter(|_| !is_kept) {
        let finder = session.document().cell(&filter.cell);
        let title = finder.map_or(filter.cell.clone(), |cell| kind_text(words, &cell.kind, "name"));
        let class = |id: &String| ClassView {
            id: id.clone(),
            label: words.text(&Message::new("notebook-group-unfound").text("group", id)),
            is_kept: true,
        };
        let classes = filter.is.iter().map(class).collect();
        groupings.push(GroupingView {
            cell: filter.cell.clone(),
            label: filter.label.clone(),
            title,
            classes,
        });
    }
    groupings
}

pub fn error_view(error: &Error, words: &Catalogue) -> ErrorView {
    let kind =
        serde_json::to_value(&error.kind).ok().and_then(|kind| Some(kind.get("kind")?.as_str()?.to_owned()));
    let instead = match &error.kind {
        Kind::Insufficient { instead: Some(instead), .. } => Some(words.text(instead)),
        _ => None,
    };
    let text = words.error(&Error { hint: None, ..error.clone() });
    let hint = error.hint.as_ref().map(|hint| words.text(hint));
    ErrorView { kind: kind.unwrap_or_default(), text, hint, instead }
}

/// Every kind, in menu order, and whether the present data can feed it.
pub fn kinds(session: &Session, words: &Catalogue) -> Vec<KindView> {
    let inputs = session.inputs_of_all();
    let text = KindView {
        kind: prose::KIND.to_owned(),
        name: kind_text(words, prose::KIND, "name"),
        question: kind_text(words, prose::KIND, "about"),
        lacks: None,
        fields: vec![prose_field("", words)],
    };
    analysis::ALL
        .iter()
        .map(|registered| {
            let lacking = registered.needs.iter().find(|need| !inputs.has(**need));
            KindView {
                kind: registered.kind.to_owned(),
                name: kind_text(words, registered.kind, "name"),
                question: kind_text(words, registered.kind, "question"),
                lacks: lacking.map(|need| words.text(&Error::missing(vec![need.message()]).message())),
                fields: {
                    let none = CellSpec { kind: registered.kind.to_owned(), ..CellSpec::default() };
                    fields(session, registered, &none, &Report::default(), words)
                },
            }
        })
        .chain([text])
        .collect()
}

/// The form of a text cell.
fn prose_field(text: &str, words: &Catalogue) -> FieldView {
    FieldView {
        name: prose::PARAMETER.to_owned(),
        label: words.text(&Message::new("text-text")),
        help: words.text(&Message::new("text-text-help")),
        control: Control::Prose,
        option_labels: Vec::new(),
        entries: Vec::new(),
        is_advanced: false,
        value: serde_json::Value::from(text).to_string(),
        is_default: text.is_empty(),
        shared: None,
        is_shareable: false,
    }
}

/// A kind's own words; the kind itself when a newer version made it.
pub fn kind_text(words: &Catalogue, kind: &str, part: &str) -> String {
    let key = format!("{kind}-{part}");
    if words.has(&key) { words.text(&Message::new(key)) } else { kind.to_owned() }
}

pub(super) fn finding_view(finding: &Finding, words: &Catalogue) -> FindingView {
    let mut segments = words.segments(&finding.message);
    for segment in &mut segments {
        // Only values with rows behind them are buttons.
        let is_traced = |name: &String| finding.traces.iter().any(|(traced, _)| traced == name);
        segment.value = segment.value.take().filter(is_traced);
    }
    FindingView { segments }
}

fn table_view(table: &TableSpec, words: &Catalogue) -> TableView {
    let column = |column: &crate::report::TableColumn| ColumnView {
        key: column.key.clone(),
        label: words.text(&column.label),
        is_number: !column.cells.is_text(),
        has_bar: column.has_bar,
    };
    TableView {
        id: table.id.clone(),
        title: words.text(&table.title),
        columns: table.columns.iter().map(column).collect(),
        n_rows: table.n_rows() as u32,
        is_personal: table.is_personal,
        is_traced: matches!(table.rows, RowKind::Traced),
    }
}

/// The form of a cell; entries come from the tables of its last report.
fn fields(
    session: &Session,
    registered: &Registered,
    spec: &CellSpec,
    report: &Report,
    words: &Catalogue,
) -> Vec<FieldView> {
    let (defaults, document) = (registered.defaults(), session.document());
    let view = |field: &analysis::Field| {
        let (key, number) = field.words(registered.kind);
        let own = spec.params.get(field.name);
        let shared = own.and_then(reference);
        let followed =
            shared.map(|id| document.param(id).map(|param| param.value.clone()).unwrap_or_default());
        let default = defaults.get(field.name).cloned().unwrap_or_default();
        let value = followed.or(own.cloned()).unwrap_or_else(|| default.clone());
        let options: &[&str] =
            if let Control::Choice { options, .. } = field.control { options } else { &[] };
        FieldView {
            name: field.name.to_owned(),
            label: format!("{} {number}", words.text(&Message::new(key.clone()))).trim_end().to_owned(),
            help: words.text(&Message::new(format!("{key}-help"))),
            control: field.control,
            option_labels: options
                .iter()
                .map(|option| words.text(&Message::new(format!("{key}-{option}"))))
                .collect(),
            entries: entries(&field.control, report, words).unwrap_or_default(),
            is_advanced: field.is_advanced,
            is_default: value == default && shared.is_none(),
            value: value.to_string(),
            shared: shared.map(str::to_owned),
            is_shareable: document.is_shareable(spec, field),
        }
    };
    registered.fields.iter().map(view).collect()
}

/// A shared parameter as the field of a cell that has nothing else; `None` for fields of newer versions.
fn param_view(session: &Session, param: &ParamSpec, words: &Catalogue) -> Option<ParamView> {
    if param.kind == CUSTOMERS {
        return None;
    }
    let params =
        serde_json::Value::Object([(param.field.clone(), param.value.clone())].into_iter().collect());
    let spec = CellSpec { kind: param.kind.clone(), params, ..CellSpec::default() };
    let fields = fields(session, analysis::find(&param.kind)?, &spec, &Report::default(), words);
    let field = fields.into_iter().find(|field| field.name == param.field)?;
    let title = if param.title.is_empty() { field.label.clone() } else { param.title.clone() };
    let n_cells = session.document().n_following(&param.id) as u32;
    Some(ParamView { id: param.id.clone(), title, n_cells, field })
}

fn entries(control: &Control, report: &Report, words: &Catalogue) -> Option<Vec<EntryView>> {
    let Control::Entries { table, key, label, value, .. } = control else { return None };
    let table = report.tables.iter().find(|spec| spec.id == *table)?;
    let column =
        |key: &str| table.columns.iter().find(|column| column.key == key).map(|column| &column.cells);
    let text = |cells: Option<&Cells>, row: usize| match cells {
        Some(Cells::Text(texts)) => texts.get(row).cloned(),
        Some(Cells::Count(counts)) => {
            counts.get(row).map(|count| count.map_or(String::new(), |n| n.to_string()))
        }
        Some(cells) => cells.message(row).map(|message| words.text(message)),
        None => None,
    };
    let (keys, labels, values) = (column(key), column(label), column(value));
    let entry = |row: usize| {
        let label = text(labels, row)?;
        let key = if keys.is_some() { text(keys, row)? } else { row.to_string() };
        Some(EntryView { key, value: text(values, row).unwrap_or_else(|| label.clone()), label })
    };
    (0..table.n_rows()).map(entry).collect()
}
