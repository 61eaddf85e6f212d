//! Which rows count: a column, a comparison, a value.

use super::Comparison;
use crate::error::{Error, Result};
use crate::message::Message;
use crate::table::{Column, Data, Table, day};

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
        let plain = value.replace([',', '，', ' '], "");
        let wanted: f64 = plain.parse().map_err(|_| wrong("query-no-number-value"))?;
        Box::new(move |row| column.number(row).is_some_and(|number| compares(number.total_cmp(&wanted))))
    };
    // "Is not" keeps rows without a value.
    let is_negated = comparison == Comparison::IsNot;
    for (row, is_in) in is_in.iter_mut().enumerate() {
        *is_in = *is_in && test(row) != is_negated;
    }
    let key = format!("query-where-{}", comparison.key());
    Ok(Message::new(key).text("column", name).text("value", value))
}

/// The rows of the chosen customers: those that their books rest on; of a table beside the books, those that name one.
///
/// # Errors
/// Missing, when the table names no customers.
pub fn keep_customers(
    is_in: &mut [bool],
    ledger: &crate::roles::Ledger,
    source: &crate::analysis::Source,
) -> Result<()> {
    let place = ledger.sources.iter().position(|id| *id == source.id);
    let mut is_theirs = vec![false; is_in.len()];
    let mut n = 0;
    for row in ledger.rows().filter(|row| Some(usize::from(row.source)) == place) {
        if let Some(is_theirs) = is_theirs.get_mut(row.row_idx as usize) {
            *is_theirs = true;
            n += 1;
        }
    }
    if n == 0 {
        use crate::roles::Role::{CustomerEmail, CustomerId, CustomerName, CustomerPhone};
        let named = |role| source.mapping.column(role).and_then(|name| source.table.column(name));
        let column: Option<&Column> =
            [CustomerId, CustomerEmail, CustomerPhone, CustomerName].into_iter().find_map(named);
        let column = column.ok_or_else(|| Error::missing(vec!["need-customers".into()]))?;
        let mut known: Vec<&str> = Vec::new();
        for customer in &ledger.customers {
            known.push(&customer.id);
            known.extend(customer.name.as_deref());
        }
        known.sort_unstable();
        for (row, is_theirs) in is_theirs.iter_mut().enumerate() {
            *is_theirs = known.binary_search(&column.display(row).trim()).is_ok();
        }
    }
    is_in.iter_mut().zip(is_theirs).for_each(|(is_in, is_theirs)| *is_in &= is_theirs);
    Ok(())
}
