//! From a number back to the lines of the user's own file.

use super::results::Stored;
use super::session::Session;
use super::sheet;
use crate::error::{Error, Result};
use crate::message::{Message, Value};
use crate::report::text::Catalogue;
use crate::report::{Scope, Trace};
use crate::roles::{Baskets, Ledger, RowRef};
use serde::{Deserialize, Serialize};

/// A page of the rows behind a number.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TraceView {
    /// The number as it stands in the sentence.
    pub value: String,
    pub what: String,
    pub formula: Option<String>,
    pub n_rows: u32,
    /// The files of the rows, in their order.
    pub files: Vec<TracedFile>,
    pub rows: Vec<TracedRow>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TracedFile {
    pub source: String,
    /// Its headers.
    pub columns: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TracedRow {
    pub source: String,
    pub file: String,
    /// Physical line, from 1.
    pub line: u32,
    pub cells: Vec<String>,
}

/// What is traced: a value of a finding, or rows of a table (a chart's mark leads to rows of a table).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Place {
    Value {
        finding: usize,
        name: String,
    },
    /// Positions in the table as it was made, whatever order it is shown in.
    Rows {
        table: String,
        rows: Vec<usize>,
    },
}

/// The rows behind a number, `limit` of them from `offset`, in file order; persons are numbers when `is_masked`.
///
/// # Errors
/// The cell, finding, value or table does not exist, or the cell has no result.
pub fn trace(
    session: &Session,
    cell: &str,
    place: &Place,
    (offset, limit): (usize, usize),
    is_masked: bool,
    words: &Catalogue,
) -> Result<TraceView> {
    let keys = session.keys();
    let unknown = |name: &str| Error::unknown("notebook-a-number", name);
    let (stored, _) = session.result(cell, &keys).ok_or_else(|| unknown(cell))?;
    let done = stored.outcome.as_ref().map_err(Error::clone)?;
    let told: Told = match place {
        Place::Value { finding, name } => {
            let finding = done.report.findings.get(*finding).ok_or_else(|| unknown(name))?;
            let (_, trace) =
                finding.traces.iter().find(|(traced, _)| traced == name).ok_or_else(|| unknown(name))?;
            let text = finding.message.get(name).map(|value| words.value(value)).unwrap_or_default();
            Told::of(text, trace, words, rows_of(stored, &trace.scope))
        }
        Place::Rows { table, rows } => {
            let mut all: Vec<Told> = Vec::new();
            for row in rows {
                let (value, trace) = done.trace(table, *row).ok_or_else(|| unknown(table))?;
                let behind = rows_of(stored, &trace.scope);
                all.push(Told::of(words.value(&value), &trace, words, behind));
            }
            let title =
                done.report.tables.iter().find(|spec| spec.id == *table).map(|spec| spec.title.clone());
            Told::together(all, title.unwrap_or_default(), words).ok_or_else(|| unknown(table))?
        }
    };
    // An export takes all rows, and its days stay ISO.
    let has_roc = limit != usize::MAX;
    let page = told.rows.iter().skip(offset).take(limit);
    let rows: Vec<TracedRow> =
        page.filter_map(|row| traced(session, stored, *row, (is_masked, has_roc), words)).collect();
    let mut files: Vec<TracedFile> = Vec::new();
    for row in &rows {
        if files.iter().all(|file| file.source != row.source) {
            let columns = &session.loaded(&row.source)?.table.columns;
            let columns = columns.iter().map(|column| column.name.clone()).collect();
            files.push(TracedFile { source: row.source.clone(), columns });
        }
    }
    Ok(TraceView {
        value: told.value,
        what: told.what,
        formula: told.formula,
        n_rows: told.rows.len() as u32,
        files,
        rows,
    })
}

/// A trace in words, and its rows.
struct Told {
    value: String,
    what: String,
    formula: Option<String>,
    rows: Vec<RowRef>,
}

impl Told {
    fn of(value: String, trace: &Trace, words: &Catalogue, rows: Vec<RowRef>) -> Told {
        let formula = trace.formula.as_ref().map(|formula| words.text(formula));
        Told { value, what: words.text(&trace.what), formula, rows }
    }

    /// Several rows of a table as one: all their lines, each once.
    fn together(mut all: Vec<Told>, title: Message, words: &Catalogue) -> Option<Told> {
        let n = all.len();
        if n < 2 {
            return all.pop();
        }
        let what = Message::new("notebook-trace-together").with("table", title.into());
        let rows = sorted(all.into_iter().flat_map(|told| told.rows).collect());
        let value = words.value(&Value::Count(n as f64));
        Some(Told { value, what: words.text(&what), formula: None, rows })
    }
}

fn traced(
    session: &Session,
    stored: &Stored,
    row: RowRef,
    (is_masked, has_roc): (bool, bool),
    words: &Catalogue,
) -> Option<TracedRow> {
    let source = stored.sources.get(row.source as usize)?;
    let loaded = session.loaded(source).ok()?;
    let table = &loaded.table;
    let roc_columns = if has_roc { &loaded.profile.roc_columns[..] } else { &[] };
    let mapping = session.mapping(source).ok()?;
    let row_idx = row.row_idx as usize;
    let n_more =
        (row_idx + 1..table.n_rows).take_while(|&row| mapping.shares_line(table, row_idx, row)).count();
    let cell = |column| {
        let mut cells: Vec<String> = (row_idx..=row_idx + n_more)
            .map(|row| {
                let text = sheet::shown(column, row, is_masked, &mapping, words);
                sheet::with_roc(text, column, row, roc_columns)
            })
            .collect();
        cells.dedup();
        cells.join(", ")
    };
    Some(TracedRow {
        source: source.clone(),
        file: table.name.clone(),
        line: table.lines.get(row_idx).copied().unwrap_or(0),
        cells: table.columns.iter().map(cell).collect(),
    })
}

/// File rows of a scope, ascending, each once.
fn rows_of(stored: &Stored, scope: &Scope) -> Vec<RowRef> {
    if let Scope::Rows(source, rows) = scope {
        return rows.iter().map(|&row_idx| RowRef { source: *source, row_idx }).collect();
    }
    sorted(match (&stored.ledger, &stored.baskets) {
        (Some(ledger), _) => ledger_rows(stored, ledger, scope),
        (None, Some(baskets)) => {
            baskets_of(baskets, scope).flat_map(|i| baskets.rows(i).iter().copied()).collect()
        }
        (None, None) => Vec::new(),
    })
}

fn sorted(mut rows: Vec<RowRef>) -> Vec<RowRef> {
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// The baskets that hold what the scope says; all of them when it says nothing of items.
fn baskets_of<'a>(baskets: &'a Baskets, scope: &'a Scope) -> impl Iterator<Item = usize> + 'a {
    let holds = move |i: &usize| {
        let held = baskets.get(*i).items;
        let has = |item: &u32| held.binary_search(item).is_ok();
        match scope {
            Scope::Items(items) => items.iter().all(has),
            Scope::Groups(groups) => groups.iter().all(|group| group.iter().any(has)),
            _ => true,
        }
    };
    (0..baskets.len()).filter(holds)
}

fn ledger_rows(stored: &Stored, ledger: &Ledger, scope: &Scope) -> Vec<RowRef> {
    let order_rows = |order: &u32| ledger.rows_of(&ledger.orders[*order as usize]).collect::<Vec<_>>();
    let refunds = |is_in: &dyn Fn(&crate::roles::Refund) -> bool| {
        ledger.refunds.iter().filter(|refund| is_in(refund)).map(|refund| refund.row).collect::<Vec<_>>()
    };
    let all_orders = 0..ledger.orders.len() as u32;
    match scope {
        Scope::All => ledger.rows().collect(),
        Scope::Customers(customers) => {
            let mut is_in = vec![false; ledger.customers.len()];
            customers.iter().for_each(|&customer| is_in[customer as usize] = true);
            let belongs = |customer: Option<u32>| customer.is_some_and(|customer| is_in[customer as usize]);
            all_orders
                .filter(|order| belongs(ledger.orders[*order as usize].customer))
                .flat_map(|order| order_rows(&order))
                .chain(refunds(&|refund| belongs(refund.customer)))
                .collect()
        }
        Scope::Rows(..) => Vec::new(),
        Scope::Orders(orders) => orders.iter().flat_map(order_rows).collect(),
        Scope::Lines(lines) => lines.iter().map(|line| ledger.lines[*line as usize].row).collect(),
        Scope::Trade(orders, refunds) => {
            let given = refunds.iter().map(|place| ledger.refunds[*place as usize].row);
            orders.iter().flat_map(order_rows).chain(given).collect()
        }
        Scope::Items(_) | Scope::Groups(_) => {
            let Some(baskets) = &stored.baskets else { return Vec::new() };
            baskets_of(baskets, scope).flat_map(|i| order_rows(&baskets.origins[i])).collect()
        }
    }
}
