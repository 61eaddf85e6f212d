//! The outcome and the columns: from a table, or from the customers' own history before a day and what they did after it.

use super::Params;
use crate::analysis::features::frame::FrameColumn;
use crate::analysis::features::{self, Frame, Transform};
use crate::analysis::{Inputs, Need};
use crate::error::{Error, Result};
use crate::message::{Message, Value};
use crate::roles::ledger::AttributeValues;
use crate::stats::quantile;
use crate::table::Day;

/// Variance inflation above this is named (Belsley, Kuh & Welsch 1980).
const INFLATED: f64 = 10.0;

pub(super) struct Design {
    pub frame: Frame,
    pub columns: Vec<DesignColumn>,
    pub is_yes: Vec<bool>,
    pub outcome: Message,
    pub ids: Vec<String>,
    pub customers: Vec<u32>,
    pub left_out: Vec<String>,
    pub collinear: Vec<String>,
    pub notes: Vec<Message>,
}

/// A standardised column: a number, or one category against the most frequent.
pub(super) struct DesignColumn {
    pub name: String,
    pub title: Message,
    pub scaled: Vec<f64>,
    /// Standard deviation in the column's own unit; `None` for a column on the log scale.
    pub spread: Option<f64>,
}

pub(super) fn design(inputs: &Inputs, params: &Params) -> Result<Design> {
    let (frame, is_yes, outcome) = match source(inputs, params)? {
        Some(at) => of_table(inputs, at, params)?,
        None => of_customers(inputs, params)?,
    };
    // From here on nothing knows the order of the file's rows.
    let order = frame.order_by(|row| u32::from(is_yes[row as usize]));
    let frame = frame.reordered(&order);
    let is_yes: Vec<bool> = order.iter().map(|&row| is_yes[row as usize]).collect();
    let mut columns: Vec<DesignColumn> =
        frame.columns.iter().flat_map(|column| expand(column, !frame.customers.is_empty())).collect();
    let left_out = leave_out_repeats(&mut columns);
    let collinear = inflated(&columns);
    let (ids, customers, notes) = (frame.ids.clone(), frame.customers.clone(), frame.notes.clone());
    Ok(Design { frame, columns, is_yes, outcome, ids, customers, left_out, collinear, notes })
}

/// Position of the source to study; `None` for customers.
fn source(inputs: &Inputs, params: &Params) -> Result<Option<usize>> {
    match params.table.as_deref().filter(|id| !id.is_empty()) {
        Some(id) => {
            let at = inputs.sources.iter().position(|source| source.id == id);
            at.map(Some).ok_or_else(|| Error::unknown("clusters-source", id))
        }
        None if inputs.has(Need::Customers) => Ok(None),
        None if !inputs.sources.is_empty() => Ok(Some(0)),
        None => Err(inputs.lack(Need::Customers)),
    }
}

fn of_table(inputs: &Inputs, at: usize, params: &Params) -> Result<(Frame, Vec<bool>, Message)> {
    let source = &inputs.sources[at];
    let name = params.outcome.as_deref().filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| Error::parameter("outcome", "drivers-outcome-needed"))?;
    let column = source.table.column(name).ok_or_else(|| Error::unknown("drivers-column", name))?;
    let values: Vec<Option<String>> = (0..source.table.n_rows)
        .map(|row| Some(column.display(row)).filter(|text| !text.is_empty()))
        .collect();
    let (flags, positive) = flags(name, &values, params)?;
    let names: Option<Vec<String>> = params
        .features
        .clone()
        .filter(|names| !names.is_empty())
        .map(|names| names.into_iter().filter(|other| other != name).collect());
    let mut frame = Frame::of_table(source, names.as_deref(), true)?;
    frame.columns.retain(|column| column.name != name);
    let outcome = Message::new("drivers-outcome-is").text("column", name).text("value", positive);
    let (frame, is_yes) = keep(frame, &flags);
    Ok((frame, is_yes, outcome))
}

fn of_customers(inputs: &Inputs, params: &Params) -> Result<(Frame, Vec<bool>, Message)> {
    let ledger = inputs.ledger()?;
    let horizon = Day::try_from(params.horizon_days).ok().filter(|days| (1..=3650).contains(days));
    let horizon = horizon.ok_or_else(|| Error::parameter("horizon_days", "drivers-horizon-range"))?;
    let last = ledger.orders.last().map_or(ledger.last_day, |order| order.day);
    let names = params.features.clone().filter(|names| !names.is_empty());
    if let Some(name) = params.outcome.as_deref().filter(|name| !name.is_empty()) {
        let attribute = ledger.attributes.iter().find(|attribute| attribute.name == name);
        let attribute = attribute.ok_or_else(|| Error::unknown("drivers-column", name))?;
        let values: Vec<Option<String>> = match &attribute.values {
            AttributeValues::Category { codes, names } => {
                codes.iter().map(|code| code.map(|code| names[code as usize].clone())).collect()
            }
            AttributeValues::Number(values) => {
                values.iter().map(|value| value.map(|v| v.to_string())).collect()
            }
        };
        let (flags, positive) = flags(name, &values, params)?;
        let as_of = features::as_of(ledger, params.as_of, inputs);
        let names = names.unwrap_or_else(|| usable(inputs, as_of, Some(name)));
        let frame = Frame::of_customers(inputs, as_of, Some(&names))?;
        let flags: Vec<Option<bool>> = frame.customers.iter().map(|&c| flags[c as usize]).collect();
        let outcome = Message::new("drivers-outcome-is").text("column", name).text("value", positive);
        let (frame, is_yes) = keep(frame, &flags);
        return Ok((frame, is_yes, outcome));
    }
    let as_of = params.as_of.unwrap_or(last.saturating_sub(horizon));
    let names = names.unwrap_or_else(|| usable(inputs, as_of, None));
    if as_of <= ledger.first_day || as_of >= last {
        let have = Message::new("drivers-span-have")
            .with("days", Value::Duration(f64::from(last - ledger.first_day)));
        return Err(Error::insufficient(
            have,
            Message::new("drivers-span-need").count("n", horizon as usize),
        ));
    }
    let frame = Frame::of_customers(inputs, as_of, Some(&names))?;
    let until = as_of.saturating_add(horizon);
    let is_silent = |&c: &u32| !ledger.orders_of(c).any(|order| order.day > as_of && order.day <= until);
    let is_yes = frame.customers.iter().map(is_silent).collect();
    let outcome = Message::new("drivers-outcome-silent")
        .with("from", Value::Day(as_of))
        .count("days", horizon as usize);
    Ok((frame, is_yes, outcome))
}

/// Features that do not merely restate others: overdue is recency over rhythm, and few customers have a rhythm.
fn usable(inputs: &Inputs, as_of: Day, except: Option<&str>) -> Vec<String> {
    let Ok(ledger) = inputs.ledger() else { return Vec::new() };
    let n = (0..ledger.customers.len() as u32)
        .filter(|&c| ledger.orders_of(c).next().is_some_and(|order| order.day <= as_of))
        .count();
    let features = [features::compute(ledger, as_of), features::known(ledger, inputs)].concat();
    features
        .into_iter()
        .filter(|feature| Some(feature.name.as_str()) != except)
        .filter(|feature| feature.categories.as_ref().is_none_or(|names| names.len() <= 10))
        .filter(|feature| 10 * feature.values.iter().flatten().count() >= 9 * n)
        .map(|feature| feature.name)
        .collect()
}

/// Which rows are yes, and the value that says so. Rows without a value are left out later.
fn flags(name: &str, values: &[Option<String>], params: &Params) -> Result<(Vec<Option<bool>>, String)> {
    const YES: [&str; 12] = ["1", "1.0", "yes", "y", "true", "t", "是", "有", "已流失", "churned", "x", "✓"];
    let mut distinct: Vec<&String> = values.iter().flatten().collect();
    distinct.sort_unstable();
    distinct.dedup();
    let count = |text: &str| values.iter().flatten().filter(|value| *value == text).count();
    let positive = match params.positive.as_deref().filter(|text| !text.is_empty()) {
        Some(chosen) => {
            distinct.iter().find(|value| value.as_str() == chosen).map(|value| value.to_string()).ok_or_else(
                || {
                    Error::parameter(
                        "positive",
                        Message::new("drivers-positive-unknown").text("value", chosen).text("column", name),
                    )
                },
            )?
        }
        None if distinct.len() == 2 => {
            let yes = distinct.iter().find(|value| YES.contains(&value.to_lowercase().as_str()));
            let rarer = if count(distinct[1]) <= count(distinct[0]) { distinct[1] } else { distinct[0] };
            yes.map_or(rarer, |yes| yes).to_string()
        }
        None if distinct.len() == 1 => {
            return Err(Error::parameter("outcome", Message::new("drivers-one-value").text("column", name)));
        }
        None => {
            let why = Message::new("drivers-two-values").text("column", name).count("n", distinct.len());
            return Err(Error::parameter("outcome", why));
        }
    };
    Ok((values.iter().map(|value| value.as_ref().map(|value| *value == positive)).collect(), positive))
}

/// Only rows whose outcome is known.
fn keep(frame: Frame, flags: &[Option<bool>]) -> (Frame, Vec<bool>) {
    let rows: Vec<usize> = (0..flags.len()).filter(|&i| flags[i].is_some()).collect();
    let pick = |values: &[f64]| rows.iter().map(|&i| values[i]).collect::<Vec<f64>>();
    let columns =
        frame.columns.iter().map(|column| FrameColumn { values: pick(&column.values), ..column.clone() });
    let mut notes = frame.notes.clone();
    if rows.len() < flags.len() {
        notes.push(Message::new("drivers-note-unknown").count("n", flags.len() - rows.len()));
    }
    let kept = Frame {
        ids: rows.iter().map(|&i| frame.ids[i].clone()).collect(),
        customers: rows.iter().filter_map(|&i| frame.customers.get(i).copied()).collect(),
        columns: columns.collect(),
        notes,
    };
    (kept, flags.iter().flatten().copied().collect())
}

/// A number becomes one standardised column (on the log scale first for skewed features of customers), a category one
/// for each value but the most frequent.
fn expand(column: &FrameColumn, may_bend: bool) -> Vec<DesignColumn> {
    let standard = |name: String, title: Message, values: Vec<f64>, is_plain: bool| {
        let (mean, spread) = quantile::mean_and_spread(&values)?;
        (spread > 0.0).then(|| DesignColumn {
            name,
            title,
            scaled: values.iter().map(|value| (value - mean) / spread).collect(),
            spread: is_plain.then_some(spread),
        })
    };
    let Some(names) = &column.categories else {
        let wanted = if may_bend { Transform::Auto } else { Transform::None };
        let transform = wanted.resolve(&column.name, column.unit, &column.values);
        let bent = column.values.iter().map(|&value| transform.apply(value)).collect();
        return standard(column.name.clone(), column.title.clone(), bent, transform == Transform::None)
            .into_iter()
            .collect();
    };
    let count = |code: usize| column.values.iter().filter(|&&value| value as usize == code).count();
    let usual = (0..names.len()).max_by_key(|&code| (count(code), std::cmp::Reverse(code))).unwrap_or(0);
    (0..names.len())
        .filter(|&code| code != usual && count(code) > 0)
        .filter_map(|code| {
            let title = Message::new("drivers-category")
                .with("feature", column.title.clone().into())
                .with("category", names[code].clone().into())
                .with("usual", names[usual].clone().into());
            let plain = match names[code].get("name") {
                Some(Value::Text(text)) => text.clone(),
                _ => code.to_string(),
            };
            let values =
                column.values.iter().map(|&value| f64::from(u8::from(value as usize == code))).collect();
            standard(format!("{}={plain}", column.name), title, values, true)
        })
        .collect()
}

/// Takes out columns that the ones before them tell exactly (Gram–Schmidt); gives their names.
fn leave_out_repeats(columns: &mut Vec<DesignColumn>) -> Vec<String> {
    let mut basis: Vec<Vec<f64>> = Vec::new();
    let mut left_out = Vec::new();
    columns.retain(|column| {
        let mut rest = column.scaled.clone();
        for direction in &basis {
            let along: f64 = rest.iter().zip(direction).map(|(a, b)| a * b).sum();
            rest.iter_mut().zip(direction).for_each(|(a, b)| *a -= along * b);
        }
        let length = rest.iter().map(|a| a * a).sum::<f64>().sqrt();
        if length * length < 1e-8 * column.scaled.len() as f64 {
            left_out.push(column.name.clone());
            return false;
        }
        rest.iter_mut().for_each(|a| *a /= length);
        basis.push(rest);
        true
    });
    left_out
}

fn inflated(columns: &[DesignColumn]) -> Vec<String> {
    let n = columns.first().map_or(1, |column| column.scaled.len().max(1)) as f64;
    let dot = |a: &DesignColumn, b: &DesignColumn| {
        a.scaled.iter().zip(&b.scaled).map(|(x, y)| x * y).sum::<f64>() / n
    };
    let matrix: Vec<Vec<f64>> = columns.iter().map(|a| columns.iter().map(|b| dot(a, b)).collect()).collect();
    let Some(inverse) = crate::stats::logistic::invert(&matrix) else { return Vec::new() };
    columns
        .iter()
        .enumerate()
        .filter(|(j, _)| inverse[*j][*j] > INFLATED)
        .map(|(_, c)| c.name.clone())
        .collect()
}
