//! A table of customers already summarised: columns for x, t_x and T instead of orders.

use super::data::Summary;
use crate::analysis::Inputs;
use crate::error::{Error, Result};
use crate::message::Message;
use crate::roles::Role;

/// What tools that summarise call the mean amount of a repeat purchase.
const SPEND: [&str; 8] = [
    "monetary value",
    "mean spend",
    "average spend",
    "avg spend",
    "m x",
    "zbar",
    "平均消費金額",
    "平均消费金额",
];

/// Customers of a summarised table.
pub struct Summarised {
    pub summaries: Vec<Summary>,
    pub ids: Vec<String>,
    /// Rows that are incomplete or contradict themselves.
    pub n_left_out: usize,
}

/// Customers of the first source whose columns have these roles. Times are taken to be in the unit that the parameters
/// state. `None` when no source has them.
///
/// # Errors
/// Refused when the columns contradict each other (t_x above T, a repeat without a time between).
pub fn read(inputs: &Inputs) -> Result<Option<Summarised>> {
    let found = inputs.sources.iter().find_map(|source| {
        let column = |role| source.table.column(source.mapping.column(role)?);
        Some((source, column(Role::NRepeatOrders)?, column(Role::FirstToLast)?, column(Role::Age)?))
    });
    let Some((source, repeats, last, age)) = found else { return Ok(None) };
    let table = &source.table;
    let column = |role| table.column(source.mapping.column(role)?);
    let spend = [Role::PaidAmount, Role::OrderTotal, Role::LineTotal].into_iter().find_map(column);
    let is_spend = |name: &str| SPEND.contains(&name.trim().to_lowercase().replace(['_', '-'], " ").as_str());
    let spend = spend.or_else(|| table.columns.iter().find(|column| is_spend(&column.name)));
    let id = column(Role::CustomerId);
    let (mut summaries, mut ids) = (Vec::new(), Vec::new());
    let mut n_wrong = 0;
    for row in 0..table.n_rows {
        let (Some(x), Some(last), Some(age)) = (repeats.number(row), last.number(row), age.number(row))
        else {
            continue;
        };
        let is_count = x >= 0.0 && x == libm::trunc(x) && x < f64::from(u32::MAX);
        let is_ordered = (0.0..=age).contains(&last) && age.is_finite() && (x > 0.0) == (last > 0.0);
        if !is_count || !is_ordered {
            n_wrong += 1;
            continue;
        }
        summaries.push(Summary {
            customer: summaries.len() as u32,
            n_repeat_orders: x as u32,
            first_to_last: last,
            age,
            sum_ln_gaps: 0.0,
            mean_spend: spend.and_then(|spend| spend.number(row)).filter(|_| x > 0.0),
            first_day: 0,
            last_day: 0,
        });
        ids.push(id.map_or_else(|| (row + 1).to_string(), |id| id.display(row)));
    }
    if n_wrong > table.n_rows / 20 {
        let why = Message::new("clv-refused-summary").count("n", n_wrong).count("rows", table.n_rows);
        return Err(Error::refused(why).in_file(table.name.clone()));
    }
    let n_left_out = table.n_rows - summaries.len();
    Ok(Some(Summarised { summaries, ids, n_left_out }))
}
