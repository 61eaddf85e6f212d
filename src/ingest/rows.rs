//! Rows that are no data: repeated headers, totals, the words under the table.

use super::RowClass;
use super::kind::{self, Kind};
use super::numbers::{self, Number};
use super::store::{Builder, Store};
use super::words;

/// Rows looked at from the end for a footer.
const MAX_FOOTER: usize = 60;
/// Full rows with a word for a total whose sums are looked at.
const MAX_SUMS: usize = 500;

/// The class of each row that is not data, by position.
pub fn classify(store: &Store, header: &[String]) -> Vec<(usize, RowClass)> {
    let n_rows = store.n_rows();
    let mut classes = vec![RowClass::Data; n_rows];
    if n_rows == 0 || store.columns.is_empty() {
        return Vec::new();
    }
    repeated_headers(store, header, &mut classes);
    let typical = typical_filled(store);
    if store.columns.len() > 1 {
        footers(store, typical, &mut classes);
        totals(store, typical, &mut classes);
    }
    classes.into_iter().enumerate().filter(|(_, class)| *class != RowClass::Data).collect()
}

fn n_filled(store: &Store, row_idx: usize) -> usize {
    store.columns.iter().filter(|column| !column.cell(row_idx).trim().is_empty()).count()
}

/// Filled cells of a middling row, from up to 200 rows spread over the table; of the fullest where the words below the
/// table may outnumber its rows.
fn typical_filled(store: &Store) -> usize {
    const FEW: usize = 12;
    let step = (store.n_rows() / 200).max(1);
    let mut filled: Vec<usize> =
        (0..store.n_rows()).step_by(step).map(|row_idx| n_filled(store, row_idx)).collect();
    filled.sort_unstable();
    filled[if filled.len() < FEW { filled.len() - 1 } else { filled.len() / 2 }]
}

fn repeated_headers(store: &Store, header: &[String], classes: &mut [RowClass]) {
    let Some((column, name)) = store.columns.iter().zip(header).find(|(_, name)| !name.trim().is_empty())
    else {
        return;
    };
    let Some(code) = column.find(name) else { return };
    for (row_idx, &found) in column.codes.iter().enumerate() {
        if found != code {
            continue;
        }
        // A second table may have a column less: what is there must be the header's.
        let cells =
            store.columns.iter().zip(header).map(|(column, name)| (column.cell(row_idx).trim(), name.trim()));
        let (n_same, n_other) =
            cells.filter(|(_, name)| !name.is_empty()).fold((0, 0), |(same, other), (cell, name)| {
                (same + usize::from(cell == name), other + usize::from(cell != name && !cell.is_empty()))
            });
        if n_other == 0 && n_same * 10 >= header.iter().filter(|name| !name.trim().is_empty()).count() * 8 {
            classes[row_idx] = RowClass::RepeatedHeader;
        }
    }
    if let Some(first) = classes.iter().position(|class| *class == RowClass::RepeatedHeader)
        && is_copy(store, first)
    {
        classes[first + 1..].fill(RowClass::RepeatedTable);
    }
}

/// Whether the rows below a repeated header are the rows of the table once more, from its first on.
fn is_copy(store: &Store, header_at: usize) -> bool {
    let n_below = store.n_rows() - header_at - 1;
    let n = n_below.min(header_at);
    if n < 3 || n_below > header_at + 3 || n * 10 < header_at * 8 {
        return false;
    }
    let is_same =
        |i: usize| store.columns.iter().all(|column| column.codes[i] == column.codes[header_at + 1 + i]);
    (0..n).filter(|&i| is_same(i)).count() * 10 >= n * 7
}

/// From the end: lines with hardly a cell filled, all of it words.
fn footers(store: &Store, typical: usize, classes: &mut [RowClass]) {
    let most = match store.columns.len() {
        0..=3 => 1,
        _ => (typical / 4).max(1),
    };
    if typical <= most {
        return;
    }
    let last = store.n_rows().saturating_sub(MAX_FOOTER);
    let begins_typed = begins_typed(&store.columns[0]);
    let mut n_seen = 0;
    for row_idx in (last..store.n_rows()).rev() {
        let filled: Vec<&str> = store
            .columns
            .iter()
            .map(|column| column.cell(row_idx).trim())
            .filter(|cell| !cell.is_empty())
            .collect();
        if is_total_row(store, row_idx, typical) {
            classes[row_idx] = RowClass::Total;
            n_seen += 1;
            continue;
        }
        let is_words = filled.iter().all(|cell| numbers::shape(cell).is_none())
            || filled.iter().any(|cell| words::is_footer(cell));
        let most =
            if filled.iter().any(|cell| words::is_footer(cell)) { store.columns.len() - 1 } else { most };
        // `Alter Kontostand;2.000,00 EUR` below rows that all begin with a date.
        let is_label = begins_typed
            && filled.len() * 2 <= typical
            && kind::of(store.columns[0].cell(row_idx)) == Kind::Word;
        if is_label {
            classes[row_idx] = RowClass::Footer;
            n_seen += 1;
            continue;
        }
        if filled.len() > most
            || !is_words
            || store.columns[0].cell(row_idx).trim().is_empty() && filled.len() > 1
        {
            break;
        }
        classes[row_idx] = RowClass::Footer;
        n_seen += 1;
    }
    // A table of which most rows would be footer is read wrongly: leave it.
    if n_seen * 2 > store.n_rows() && store.n_rows() > 20 {
        for class in classes.iter_mut().filter(|class| **class == RowClass::Footer) {
            *class = RowClass::Data;
        }
    }
}

/// Whether nearly all cells are numbers or dates, in a short table those above the words: a word there begins no row.
fn begins_typed(column: &Builder) -> bool {
    let step = (column.codes.len() / 200).max(1);
    let is_typed = |&code: &u32| matches!(kind::of(column.str(code)), Kind::Number | Kind::Date);
    let typed: Vec<bool> = column.codes.iter().step_by(step).map(is_typed).collect();
    let n_typed = typed.iter().filter(|&&is_typed| is_typed).count();
    n_typed * 4 >= typed.len() * 3
        || n_typed > 0 && typed.len() < 20 && typed[..n_typed].iter().all(|&is_typed| is_typed)
}

/// A word for a total in one of the first columns, or behind nothing but empty cells.
fn is_total_row(store: &Store, row_idx: usize, typical: usize) -> bool {
    let mut leading = store.columns.iter().take(3).map(|column| column.cell(row_idx));
    let first =
        || store.columns.iter().map(|column| column.cell(row_idx)).find(|cell| !cell.trim().is_empty());
    (leading.any(words::is_total) || first().is_some_and(words::is_total))
        && n_filled(store, row_idx) * 10 <= typical * 7
}

fn totals(store: &Store, typical: usize, classes: &mut [RowClass]) {
    // Rows with a word for a total, and whether it stands in one of the first columns.
    let mut candidates: Vec<(usize, bool)> = Vec::new();
    for (i, column) in store.columns.iter().enumerate().filter(|(_, column)| column.may_hold_totals()) {
        let is_total: Vec<bool> =
            (0..column.n_distinct() as u32).map(|code| words::is_total(column.str(code))).collect();
        if is_total.iter().any(|&is_total| is_total) {
            let rows = (0..store.n_rows()).filter(|&row_idx| is_total[column.codes[row_idx] as usize]);
            candidates.extend(rows.map(|row_idx| (row_idx, i < 3)));
        }
    }
    // The last row may be a total without a word for it.
    let last = (0..store.n_rows()).rev().find(|&row_idx| classes[row_idx] == RowClass::Data);
    let nameless = last.filter(|&row_idx| store.columns[0].cell(row_idx).trim().is_empty());
    candidates.sort_unstable();
    candidates.dedup();
    // Each sum is a walk over all rows above.
    let mut n_sums = 0;
    for (row_idx, is_leading) in candidates {
        if classes[row_idx] != RowClass::Data {
            continue;
        }
        let is_total = is_total_row(store, row_idx, typical)
            || is_leading && n_sums < MAX_SUMS && {
                n_sums += 1;
                equals_sums(store, row_idx, classes)
            };
        if is_total {
            classes[row_idx] = RowClass::Total;
        }
    }
    group_headings(store, classes);
    if let Some(row_idx) = nameless
        && n_filled(store, row_idx) * 10 <= typical * 7
        && equals_sums(store, row_idx, classes)
    {
        classes[row_idx] = RowClass::Total;
    }
}

/// `Acme Ltd` alone on a line above its lines, `Total Acme Ltd` below them.
fn group_headings(store: &Store, classes: &mut [RowClass]) {
    let first = |row_idx: usize| store.columns[0].cell(row_idx).trim();
    let names: Vec<&str> = (0..store.n_rows())
        .filter(|&row_idx| classes[row_idx] == RowClass::Total)
        .filter_map(|row_idx| {
            first(row_idx).strip_prefix("Total ").map(|name| name.trim_start_matches("for "))
        })
        .collect();
    if names.is_empty() {
        return;
    }
    let names: std::collections::HashSet<&str> = names.into_iter().collect();
    for (row_idx, class) in classes.iter_mut().enumerate() {
        if *class == RowClass::Data && names.contains(first(row_idx)) && n_filled(store, row_idx) == 1 {
            *class = RowClass::Total;
        }
    }
}

/// Whether at least two columns (or the only number) hold the sum of the rows since the last total, or of all rows.
fn equals_sums(store: &Store, row_idx: usize, classes: &[RowClass]) -> bool {
    let (mut n_numbers, mut n_equal) = (0, 0);
    for column in &store.columns {
        let Some(total) = value(column, row_idx).filter(|total| *total != 0.0) else { continue };
        n_numbers += 1;
        let (mut since_last, mut all, mut is_since) = (0.0, 0.0, true);
        for above in (0..row_idx).rev() {
            match classes[above] {
                RowClass::Data => {
                    let value = value(column, above).unwrap_or(0.0);
                    all += value;
                    if is_since {
                        since_last += value;
                    }
                }
                RowClass::Total => is_since = false,
                _ => {}
            }
        }
        let is_near = |sum: f64| (sum - total).abs() <= 0.01 + total.abs() * 1e-9;
        n_equal += usize::from(row_idx > 1 && (is_near(since_last) || is_near(all)));
    }
    n_equal > 0 && n_equal * 2 >= n_numbers
}

fn value(column: &Builder, row_idx: usize) -> Option<f64> {
    match numbers::parse(column.cell(row_idx))? {
        Number::Decimal { mantissa, scale } => Some(mantissa as f64 / libm::exp10(f64::from(scale))),
        Number::Float(value) => Some(value),
    }
}
