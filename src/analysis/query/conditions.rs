//! Which rows count: a column, a comparison, a value.

use super::Comparison;
use crate::analysis::Source;
use crate::error::{Error, Result};
use crate::message::Message;
use crate::roles::{Ledger, NONE, bare_id, currency_keys, customer_keys};
use crate::table::{Column, Data, Table, day, ungrouped};

/// Takes the rows out that do not meet the condition; gives the condition in words.
///
/// # Errors
/// An unknown column, a value that is missing or does not suit the column.
pub fn keep(
    is_in: &mut [bool],
    table: &Table,
    (name, comparison, value): (&str, Comparison, &str),
    field: &str,
) -> Result<Message> {
    let column = super::column(table, name)?;
    let value = value.trim();
    let wrong = |key: &'static str| Error::parameter(field, key).in_column(name);
    let is_empty = comparison == Comparison::Empty;
    if value.is_empty() && !is_empty {
        return Err(wrong("query-value-missing"));
    }
    let lower = value.to_lowercase();
    let says = |text: &str| {
        let text = text.trim().to_lowercase();
        if comparison == Comparison::Contains { text.contains(&lower) } else { text == lower }
    };
    let is_ordered = matches!(comparison, Comparison::AtLeast | Comparison::AtMost);
    let compares = |ordering: std::cmp::Ordering| match comparison {
        Comparison::AtLeast => ordering.is_ge(),
        Comparison::AtMost => ordering.is_le(),
        _ => ordering.is_eq(),
    };
    let test: Box<dyn Fn(usize) -> bool> = if is_empty {
        Box::new(|row| match &column.data {
            Data::Text(text) => !column.is_valid(row) || text.get(row).trim().is_empty(),
            _ => !column.is_valid(row),
        })
    } else if let Data::Text(text) = &column.data {
        if is_ordered {
            return Err(wrong("query-no-order"));
        }
        // Every different text is looked at once.
        let holds: Vec<bool> = text.dictionary.iter().map(says).collect();
        Box::new(move |row| column.is_valid(row) && holds[text.codes[row] as usize])
    } else if comparison == Comparison::Contains {
        Box::new(|row| column.is_valid(row) && says(&column.display(row)))
    } else if column.is_date() {
        let wanted = day::parse_iso(&value.replace(['/', '.'], "-")).ok_or_else(|| wrong("query-no-day"))?;
        Box::new(move |row| column.day(row).is_some_and(|day| compares(day.cmp(&wanted))))
    } else {
        let wanted = number_of(value).ok_or_else(|| wrong("query-no-number-value"))?;
        // Nought is nought, whatever its sign.
        let compare = move |number: f64| compares((number + 0.0).total_cmp(&wanted));
        Box::new(move |row| column.number(row).is_some_and(compare))
    };
    // "Is not" keeps rows without a value.
    let is_negated = comparison == Comparison::IsNot;
    for (row, is_in) in is_in.iter_mut().enumerate() {
        *is_in = *is_in && test(row) != is_negated;
    }
    let key = format!("query-where-{}", comparison.key());
    Ok(Message::new(key).text("column", name).text("value", value))
}

/// A number as people write it.
fn number_of(value: &str) -> Option<f64> {
    ungrouped(value)?.parse().ok().filter(|number: &f64| number.is_finite()).map(|number| number + 0.0)
}

/// Of rows with several currencies, those of one: what `wanted` says, else the most frequent (ties: the first by name).
/// Gives the currency, and whether others were taken out.
pub fn keep_currency(is_in: &mut [bool], column: &Column, wanted: Option<&str>) -> Option<(String, bool)> {
    let keys = currency_keys(column);
    let mut n_rows = vec![0u32; keys.names.len()];
    for (&code, _) in keys.codes.iter().zip(&*is_in).filter(|(code, is_in)| **code != NONE && **is_in) {
        n_rows[code as usize] += 1;
    }
    let used = || (0..keys.names.len()).filter(|&code| n_rows[code] > 0);
    let rank = |code: &usize| (std::cmp::Reverse(n_rows[*code]), &keys.names[*code]);
    let kept = used().find(|&code| wanted == Some(&*keys.names[code])).or(used().min_by_key(rank))?;
    let is_other = |code: u32| code != NONE && code as usize != kept;
    is_in.iter_mut().zip(&keys.codes).for_each(|(is_in, &code)| *is_in &= !is_other(code));
    Some((keys.names[kept].clone(), used().count() > 1))
}

/// The rows of the chosen customers: those that their books rest on, which is told; of a table beside the books, those that
/// name one.
///
/// # Errors
/// Missing, when the table names no customers.
pub fn keep_customers(is_in: &mut [bool], ledger: &Ledger, source: &Source) -> Result<bool> {
    let place = ledger.sources.iter().position(|id| *id == source.id);
    let mut is_theirs = vec![false; is_in.len()];
    let mut is_of_books = false;
    for row in ledger.rows().filter(|row| Some(usize::from(row.source)) == place) {
        if let Some(is_theirs) = is_theirs.get_mut(row.row_idx as usize) {
            (*is_theirs, is_of_books) = (true, true);
        }
    }
    if !is_of_books {
        // As the books do it. Two people may share a name: it is looked for where it is the key.
        let (keys, role) = customer_keys(&source.table, &source.mapping);
        if role.is_none() {
            return Err(Error::missing(vec!["need-customers".into()]));
        }
        let mut known: Vec<String> = ledger.customers.iter().map(|customer| bare_id(&customer.id)).collect();
        known.sort_unstable();
        let is_known: Vec<bool> =
            keys.names.iter().map(|name| known.binary_search(&bare_id(name)).is_ok()).collect();
        for (is_theirs, &code) in is_theirs.iter_mut().zip(&keys.codes) {
            *is_theirs = code != NONE && is_known[code as usize];
        }
    }
    is_in.iter_mut().zip(is_theirs).for_each(|(is_in, is_theirs)| *is_in &= is_theirs);
    Ok(is_of_books)
}
