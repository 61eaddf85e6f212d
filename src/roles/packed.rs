//! Several products in one cell: `Product A x 1, Product B x 2`, `2 x Mug, Print`, `Mug; Print`. Such orders are unpacked
//! into one row a product; the order's amounts stay the order's.

use super::ledger::RowRef;
use super::mapping::{Grain, Mapping, Role, RoleChoice};
use super::stack::gather;
use super::words::{Standing, standing};
use crate::table::{Column, Data, Table, TextColumn, Validity};
use std::collections::HashSet;

/// Cells looked at before a column counts as packed.
const SAMPLE: usize = 2_000;

/// One product of a cell.
#[derive(Clone, Debug, PartialEq)]
struct Part<'a> {
    name: &'a str,
    quantity: i64,
}

/// The table with one row a product, its mapping, and the row of the original each row comes from; `None` when no cell
/// is packed.
pub fn unpack(
    table: &Table,
    mapping: &Mapping,
    origin: &dyn Fn(u32) -> RowRef,
) -> Option<(Table, Mapping, Vec<RowRef>)> {
    if !matches!(mapping.grain, Grain::Order | Grain::Line) || mapping.column(Role::ProductId).is_some() {
        return None;
    }
    let header = mapping.column(Role::ProductName)?;
    let column = table.column(header)?;
    let style = style(column)?;
    let (mut sources, mut names, mut quantities) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..table.n_rows {
        let cell = column.text(row).filter(|_| !gives_back(table, mapping, row));
        let parts = cell.map(|cell| parts(cell, style)).unwrap_or_default();
        if parts.is_empty() {
            sources.push(Some(row));
            names.push(column.text(row).unwrap_or_default());
            quantities.push(1);
        }
        for part in parts {
            sources.push(Some(row));
            names.push(part.name);
            quantities.push(part.quantity);
        }
    }
    let n_rows = sources.len();
    let mut unpacked = Table { name: table.name.clone(), columns: Vec::new(), n_rows, lines: Vec::new() };
    unpacked.lines =
        sources.iter().flatten().map(|&row| table.lines.get(row).copied().unwrap_or(0)).collect();
    unpacked.columns = table.columns.iter().map(|column| gather(column, &column.name, &sources)).collect();
    let validity = Validity::from_flags(names.iter().map(|name| !name.is_empty()));
    let products = Column::new(header, Data::Text(TextColumn::from_texts(names.iter().copied())), validity);
    if let Some(position) = unpacked.position(header) {
        unpacked.columns[position] = products;
    }
    let mut mapping = mapping.clone();
    let add = |role: Role, name: String, data: Data, table: &mut Table, mapping: &mut Mapping| {
        mapping.roles.retain(|choice| choice.role != role);
        mapping.roles.push(RoleChoice { role, column: name.clone(), confidence: 1.0, why: Vec::new() });
        table.columns.push(Column::new(name, data, Validity::all()));
    };
    let free = |wanted: &str| {
        let mut name = wanted.to_owned();
        while table.column(&name).is_some() {
            name.push('\'');
        }
        name
    };
    add(
        Role::Quantity,
        free("quantity"),
        Data::Decimal { mantissa: quantities, scale: 0 },
        &mut unpacked,
        &mut mapping,
    );
    if mapping.column(Role::OrderId).is_none() {
        let ids: Vec<String> = sources.iter().flatten().map(|row| format!("{:07}", row + 1)).collect();
        let ids = TextColumn::from_texts(ids.iter().map(String::as_str));
        add(Role::OrderId, free("order"), Data::Text(ids), &mut unpacked, &mut mapping);
    }
    // The amount of a packed row is the whole order's.
    let has_total = mapping.column(Role::OrderTotal).is_some();
    mapping
        .roles
        .retain(|choice| choice.role != Role::UnitPrice && !(has_total && choice.role == Role::LineTotal));
    for choice in mapping.roles.iter_mut().filter(|choice| choice.role == Role::LineTotal) {
        choice.role = Role::OrderTotal;
    }
    mapping.grain = Grain::Line;
    take_back(&mut unpacked, &mapping);
    let origins = sources.iter().flatten().map(|&row| origin(row as u32)).collect();
    Some((unpacked, mapping, origins))
}

/// Whether a row gives money back: by its total's sign or its status. It stays whole.
fn gives_back(table: &Table, mapping: &Mapping, row: usize) -> bool {
    let column = |role: Role| mapping.column(role).and_then(|name| table.column(name));
    let says_refund = |role: Role| {
        column(role)
            .and_then(|column| column.text(row))
            .is_some_and(|cell| standing(cell) == Standing::Refund)
    };
    [Role::OrderTotal, Role::LineTotal]
        .iter()
        .any(|&role| column(role).and_then(|column| column.number(row)).is_some_and(|total| total < 0.0))
        || says_refund(Role::Status)
        || says_refund(Role::ReturnStatus)
}

/// Beside the rows of an order that repeat its total, a refund's own total is told by its sign.
fn take_back(table: &mut Table, mapping: &Mapping) {
    let is_back: Vec<bool> = (0..table.n_rows).map(|row| gives_back(table, mapping, row)).collect();
    let total = mapping.column(Role::OrderTotal).and_then(|name| table.position(name));
    if let Some(Data::Decimal { mantissa, .. }) = total.map(|total| &mut table.columns[total].data) {
        for (total, _) in mantissa.iter_mut().zip(&is_back).filter(|(_, is_back)| **is_back) {
            *total = -total.saturating_abs();
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Style {
    /// Parts carry their count.
    Counted,
    /// Names between semicolons.
    Listed,
    /// `Product ID: 1, Product Qty: 2, … Product Name: Mug, …|Product ID: …`.
    Labelled,
}

fn style(column: &Column) -> Option<Style> {
    let Data::Text(text) = &column.data else { return None };
    let cells: Vec<&str> =
        text.dictionary.iter().filter(|cell| !cell.trim().is_empty()).take(SAMPLE).collect();
    let n = cells.len();
    let n_labelled =
        cells.iter().filter(|cell| cell.contains("Product Name:") && cell.contains("Product Qty:")).count();
    if n > 0 && n_labelled * 2 > n {
        return Some(Style::Labelled);
    }
    let n_counted =
        cells.iter().filter(|cell| split(cell).iter().any(|part| counted(part).is_some())).count();
    let has_several = cells.iter().any(|cell| split(cell).len() > 1);
    if n_counted * 2 > n && has_several {
        return Some(Style::Counted);
    }
    // A list without counts shows itself by parts that also stand alone.
    let single: HashSet<&str> =
        cells.iter().copied().filter(|cell| !cell.contains([';', '；'])).map(str::trim).collect();
    let listed: Vec<&str> = cells
        .iter()
        .filter(|cell| cell.contains([';', '；']))
        .flat_map(|cell| cell.split([';', '；']))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let n_known = listed.iter().filter(|part| single.contains(*part)).count();
    (!listed.is_empty() && n_known * 2 >= listed.len()).then_some(Style::Listed)
}

fn parts(cell: &str, style: Style) -> Vec<Part<'_>> {
    match style {
        Style::Counted => split(cell)
            .into_iter()
            .map(|part| counted(part).unwrap_or(Part { name: part, quantity: 1 }))
            .filter(|part| !part.name.is_empty())
            .collect(),
        Style::Listed => cell
            .split([';', '；'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|name| Part { name, quantity: 1 })
            .collect(),
        Style::Labelled => cell.split('|').filter_map(labelled).collect(),
    }
}

/// The pieces of a cell, at `;`, line ends, `|`, else at commas between counted parts.
fn split(cell: &str) -> Vec<&str> {
    let pieces = |marks: &[char]| -> Vec<&str> {
        cell.split(marks).map(str::trim).filter(|part| !part.is_empty()).collect()
    };
    if cell.contains([';', '；', '\n', '|']) {
        return pieces(&[';', '；', '\n', '|']);
    }
    // A comma inside a name must not cut it: pieces without a count join the piece that has one.
    let mut found: Vec<&str> = Vec::new();
    let mut start = 0;
    let ends: Vec<usize> =
        cell.match_indices([',', '，', '、']).map(|(at, _)| at).chain([cell.len()]).collect();
    for &end in &ends {
        let piece = cell[start..end].trim_matches([',', '，', '、', ' ']);
        let next_is_counted = cell[end..].trim_matches([',', '，', '、', ' ']);
        if ends_counted(piece) || end == cell.len() || starts_counted(next_is_counted) {
            if !piece.is_empty() {
                found.push(piece);
            }
            start = end;
        }
    }
    found
}

fn ends_counted(piece: &str) -> bool {
    counted(piece).is_some_and(|part| piece.starts_with(part.name))
}

fn starts_counted(piece: &str) -> bool {
    let first = piece.split([',', '，', '、']).next().unwrap_or_default().trim();
    counted(first).is_some_and(|part| !first.starts_with(part.name))
}

/// `Mug x 2`, `Mug ×2`, `Mug*2`, `2 x Mug`, `2x Mug`.
fn counted(piece: &str) -> Option<Part<'_>> {
    let piece = piece.trim();
    let is_times = |c: char| matches!(c, 'x' | 'X' | '×' | '*');
    let is_count =
        |text: &str| !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    if let Some(at) = piece.rfind(is_times) {
        let sign = piece[at..].chars().next().map_or(1, char::len_utf8);
        let (name, count) = (piece[..at].trim_end(), piece[at + sign..].trim());
        // "Maxx 2" ends in an x that belongs to the word: a letter needs a blank before it.
        let is_letter = piece[at..].starts_with(['x', 'X']);
        let is_free = !is_letter || piece[..at].ends_with(' ') || !name.ends_with(char::is_alphanumeric);
        if is_count(count) && is_free && !name.is_empty() {
            return Some(Part { name, quantity: count.parse().ok()? });
        }
    }
    let at = piece.find(is_times)?;
    let sign = piece[at..].chars().next().map_or(1, char::len_utf8);
    let (count, name) = (piece[..at].trim(), &piece[at + sign..]);
    (is_count(count) && name.starts_with(' ') && !name.trim().is_empty())
        .then(|| count.parse().ok().map(|quantity| Part { name: name.trim(), quantity }))?
}

fn labelled(entry: &str) -> Option<Part<'_>> {
    let after = |label: &str| entry.find(label).map(|at| &entry[at + label.len()..]);
    let name = after("Product Name:")?;
    let name = name.split(", Product ").next()?.trim();
    let quantity =
        after("Product Qty:").and_then(|text| text.split(',').next()?.trim().parse().ok()).unwrap_or(1);
    Some(Part { name, quantity })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cell: &str, expected: &[(&str, i64)]) {
        let found: Vec<(&str, i64)> =
            parts(cell, Style::Counted).iter().map(|part| (part.name, part.quantity)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn counted_cells_come_apart() {
        check("Product A x 1, Product B x 2", &[("Product A", 1), ("Product B", 2)]);
        check("2 x Mug, 1 x Print", &[("Mug", 2), ("Print", 1)]);
        check("Mug, blue x 2, Print x 1", &[("Mug, blue", 2), ("Print", 1)]);
        check("珍珠奶茶×2；紅茶×1", &[("珍珠奶茶", 2), ("紅茶", 1)]);
    }

    #[test]
    fn an_x_inside_a_word_is_no_count() {
        assert_eq!(counted("Xbox 360"), None);
        assert_eq!(counted("Maxx2"), None);
    }
}
