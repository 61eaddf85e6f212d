//! From a number back to the lines of the user's own file.

use super::results::Stored;
use super::session::Session;
use super::sheet;
use crate::error::{Error, Result};
use crate::report::text::Catalogue;
use crate::report::{Scope, Trace};
use crate::roles::{Ledger, RowRef};
use serde::Serialize;

/// A page of the rows behind a number.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TraceView {
    /// The number as it stands in the sentence.
    pub value: String,
    pub what: String,
    pub formula: Option<String>,
    pub n_rows: u32,
    /// Headers of the file; empty when no single file is behind it.
    pub columns: Vec<String>,
    pub rows: Vec<TracedRow>,
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

/// The rows behind the value `name` of a finding, `limit` of them from `offset`, in file order; persons are numbers when
/// `is_masked`.
///
/// # Errors
/// The cell, finding or value does not exist, or the cell has no result.
pub fn trace(
    session: &Session,
    cell: &str,
    finding: usize,
    name: &str,
    (offset, limit): (usize, usize),
    is_masked: bool,
    words: &Catalogue,
) -> Result<TraceView> {
    let keys = session.keys();
    let unknown = || Error::unknown("notebook-a-number", name);
    let (stored, _) = session.result(cell, &keys).ok_or_else(unknown)?;
    let done = stored.outcome.as_ref().map_err(Error::clone)?;
    let finding = done.report.findings.get(finding).ok_or_else(unknown)?;
    let (_, trace) = finding.traces.iter().find(|(traced, _)| traced == name).ok_or_else(unknown)?;
    let rows = rows_of(stored, trace);
    let page = rows
        .iter()
        .skip(offset)
        .take(limit)
        .filter_map(|row| traced(session, stored, *row, is_masked, words));
    let first = stored.sources.first().and_then(|source| session.loaded(source).ok());
    Ok(TraceView {
        value: finding.message.get(name).map(|value| words.value(value)).unwrap_or_default(),
        what: words.text(&trace.what),
        formula: trace.formula.as_ref().map(|formula| words.text(formula)),
        n_rows: rows.len() as u32,
        columns: first
            .map_or_else(Vec::new, |loaded| loaded.table.columns.iter().map(|c| c.name.clone()).collect()),
        rows: page.collect(),
    })
}

fn traced(
    session: &Session,
    stored: &Stored,
    row: RowRef,
    is_masked: bool,
    words: &Catalogue,
) -> Option<TracedRow> {
    let source = stored.sources.get(row.source as usize)?;
    let table = &session.loaded(source).ok()?.table;
    let mapping = session.mapping(source).ok()?;
    let row_idx = row.row_idx as usize;
    Some(TracedRow {
        source: source.clone(),
        file: table.name.clone(),
        line: table.lines.get(row_idx).copied().unwrap_or(0),
        cells: table
            .columns
            .iter()
            .map(|column| sheet::shown(column, row_idx, is_masked, &mapping, words))
            .collect(),
    })
}

/// File rows of a scope, ascending, each once.
fn rows_of(stored: &Stored, trace: &Trace) -> Vec<RowRef> {
    let mut rows = match (&stored.ledger, &stored.baskets) {
        (Some(ledger), _) => ledger_rows(stored, ledger, &trace.scope),
        (None, Some(baskets)) => {
            let items: &[u32] = if let Scope::Items(items) = &trace.scope { items } else { &[] };
            let holds =
                |i: &usize| items.iter().all(|item| baskets.get(*i).items.binary_search(item).is_ok());
            (0..baskets.len())
                .filter(holds)
                .map(|i| RowRef { source: 0, row_idx: baskets.origins[i] })
                .collect()
        }
        (None, None) => Vec::new(),
    };
    rows.sort_unstable();
    rows.dedup();
    rows
}

fn ledger_rows(stored: &Stored, ledger: &Ledger, scope: &Scope) -> Vec<RowRef> {
    let order_rows = |order: &u32| {
        let order = &ledger.orders[*order as usize];
        let lines = ledger.lines_of(order).iter().map(|line| line.row);
        let own = lines.clone().next().is_none().then_some(order.row);
        lines.chain(own).collect::<Vec<_>>()
    };
    let refunds = |is_in: &dyn Fn(&crate::roles::Refund) -> bool| {
        ledger.refunds.iter().filter(|refund| is_in(refund)).map(|refund| refund.row).collect::<Vec<_>>()
    };
    let all_orders = 0..ledger.orders.len() as u32;
    match scope {
        Scope::All => all_orders.flat_map(|order| order_rows(&order)).chain(refunds(&|_| true)).collect(),
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
        Scope::Orders(orders) => orders.iter().flat_map(order_rows).collect(),
        Scope::Lines(lines) => lines.iter().map(|line| ledger.lines[*line as usize].row).collect(),
        Scope::Refunds(positions) => {
            positions.iter().map(|place| ledger.refunds[*place as usize].row).collect()
        }
        Scope::Items(items) => {
            let Some(baskets) = &stored.baskets else { return Vec::new() };
            (0..baskets.len())
                .filter(|i| items.iter().all(|item| baskets.get(*i).items.binary_search(item).is_ok()))
                .flat_map(|i| order_rows(&baskets.origins[i]))
                .collect()
        }
    }
}
