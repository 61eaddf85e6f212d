//! Complaints: which causes make most of them, whether they grow, how long they take, who complains again.

mod report;

use super::period::{Axis, Choice, OPTIONS, Unit};
use super::{Analysis, Control, Field, Inputs, Need, Source};
use crate::error::{Error, Result};
use crate::order::Arrange;
use crate::progress::Progress;
use crate::report::Report;
use crate::roles::{Grain, Ledger, Role};
use crate::stats::quantile;
use crate::table::{Column, Data, Day};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub struct Complaints;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Id of the source with the complaints, one a row. Default: the first whose rows are tickets or that has `opened`.
    pub table: Option<String>,
    /// Column with the day (and time) of the complaint. Default: by its meaning.
    pub opened: Option<String>,
    /// Column with the day (and time) of its end. Default: by its meaning.
    pub resolved: Option<String>,
    /// Column with the cause. Default: the category.
    pub cause: Option<String>,
    /// Column with the customer. Default: by its meaning.
    pub customer: Option<String>,
    /// Length of a period. Default: by the length of the data.
    pub period: Choice,
}

#[derive(Clone, Debug, Serialize)]
pub struct Output {
    pub n: u32,
    /// Without a day: counted among the causes, not in time.
    pub n_without_day: u32,
    /// Most frequent first, ties by name. Empty without a column of causes.
    pub causes: Vec<Cause>,
    pub n_without_cause: u32,
    /// The fewest causes that make four in five complaints with a cause.
    pub n_vital: u32,
    pub trend: Option<Trend>,
    pub resolution: Option<Resolution>,
    pub repeat: Option<Repeat>,
    /// Net sales of customers who complained and of the others, where the customers are known from orders.
    pub value: Option<ValueOf>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Cause {
    pub name: String,
    pub n: u32,
    /// Of complaints with a cause.
    pub share: f64,
    pub cumulative_share: f64,
    pub n_resolved: u32,
    pub median_days: Option<f64>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Trend {
    pub period: Unit,
    pub periods: Vec<String>,
    pub is_complete: Vec<bool>,
    pub n: Vec<u32>,
    /// Complaints for 100 orders in the same period, where orders are known.
    pub per_100_orders: Vec<Option<f64>>,
    /// Kendall's test of a steady rise or fall over whole periods (Mann 1945), normal approximation; from eight periods.
    pub z: Option<f64>,
    #[serde(skip)]
    pub axis: Axis,
}

#[derive(Clone, Debug, Serialize)]
pub struct Resolution {
    pub n_resolved: u32,
    pub n_open: u32,
    /// Resolved before they were opened: left out.
    pub n_backwards: u32,
    /// Days, with fractions where both columns have clock times. Quantiles of type 7 over the resolved.
    pub median_days: f64,
    pub quartile_low: f64,
    pub quartile_high: f64,
    pub ninth_decile: f64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Repeat {
    pub n_customers: u32,
    /// With two complaints or more.
    pub n_repeaters: u32,
    /// Complaints of these ÷ complaints of known customers.
    pub share_of_complaints: f64,
    /// Most complaints first, ties by name.
    #[serde(skip)]
    pub repeaters: Vec<(String, u32)>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ValueOf {
    pub n_complainers: u32,
    pub n_others: u32,
    /// Major units a customer.
    pub median_net_complainers: f64,
    pub median_net_others: f64,
    pub net_of_complainers: f64,
    pub currency: String,
    /// Positions in the ledger's customers.
    #[serde(skip)]
    pub complainers: Vec<u32>,
}

impl Analysis for Complaints {
    const KIND: &'static str = "complaints";
    const NEEDS: &'static [Need] = &[Need::Table];
    const FIELDS: &'static [Field] = &[
        Field::new("table", Control::Source),
        Field::new("cause", Control::Columns { is_many: false }),
        Field::new("opened", Control::Columns { is_many: false }),
        Field::new("resolved", Control::Columns { is_many: false }),
        Field::new("customer", Control::Columns { is_many: false }),
        Field::new("period", Control::Choice { options: OPTIONS, default: "auto" }),
    ];
    type Params = Params;
    type Output = Output;

    async fn run(inputs: &Inputs, params: &Params, progress: &Progress) -> Result<Output> {
        progress.step("complaints-stage", 0, 1).await?;
        let source = source(inputs, params)?;
        let column = |name: &Option<String>, roles: &[Role]| find(source, name, roles);
        let opened = column(&params.opened, &[Role::TicketCreated, Role::OrderDate])?;
        let resolved = column(&params.resolved, &[Role::TicketResolved])?;
        let cause = column(&params.cause, &[Role::Category, Role::Status])?;
        let customer = column(
            &params.customer,
            &[Role::CustomerId, Role::CustomerEmail, Role::CustomerPhone, Role::CustomerName],
        )?;
        for (name, date) in [("opened", opened), ("resolved", resolved)] {
            if let Some(date) = date.filter(|date| !date.is_date()) {
                return Err(Error::parameter(name, "complaints-date").in_column(&date.name));
            }
        }
        let n = source.table.n_rows;
        if n == 0 || (opened.is_none() && cause.is_none()) {
            return Err(Error::insufficient("complaints-nothing", "complaints-need"));
        }
        let days = durations(n, opened, resolved);
        let (causes, n_without_cause) = causes(n, cause, &days);
        let n_vital =
            causes.iter().take_while(|cause| cause.cumulative_share - cause.share < 0.8).count() as u32;
        let repeat = customer.map(|customer| repeat(n, customer));
        Ok(Output {
            n: n as u32,
            n_without_day: opened
                .map_or(0, |opened| (0..n).filter(|&row| opened.day(row).is_none()).count() as u32),
            n_vital,
            causes,
            n_without_cause,
            trend: opened.and_then(|opened| trend(inputs, n, opened, params)),
            resolution: resolution(n, opened, resolved, &days),
            value: customer.and_then(|customer| value(inputs.ledger.as_deref()?, n, customer)),
            repeat: repeat.filter(|repeat| repeat.n_customers > 0),
        })
    }

    fn report(output: &Output, _inputs: &Inputs) -> Report {
        report::report(output)
    }
}

fn chosen(name: &Option<String>) -> Option<&str> {
    name.as_deref().map(str::trim).filter(|name| !name.is_empty())
}

fn source<'a>(inputs: &'a Inputs, params: &Params) -> Result<&'a Source> {
    if let Some(id) = &params.table {
        let found = inputs.sources.iter().find(|source| source.id == *id);
        return found.ok_or_else(|| Error::unknown("complaints-a-file", id));
    }
    let named: Vec<&str> =
        [&params.opened, &params.cause, &params.resolved].into_iter().filter_map(chosen).collect();
    let found = if named.is_empty() {
        inputs.sources.iter().find(|source| {
            source.mapping.grain == Grain::Ticket || source.mapping.column(Role::TicketCreated).is_some()
        })
    } else {
        let has_all = |source: &&Source| named.iter().all(|name| source.table.column(name).is_some());
        inputs.sources.iter().find(has_all)
    };
    found.ok_or_else(|| Error::insufficient("complaints-nothing", "complaints-need"))
}

fn find<'a>(source: &'a Source, name: &Option<String>, roles: &[Role]) -> Result<Option<&'a Column>> {
    match chosen(name) {
        Some(name) => {
            let found = source.table.column(name);
            found
                .map(Some)
                .ok_or_else(|| Error::unknown("complaints-a-column", name).in_file(&source.table.name))
        }
        None => {
            let named = roles.iter().find_map(|role| source.mapping.column(*role));
            Ok(named.and_then(|name| source.table.column(name)))
        }
    }
}

/// Days from one to the other, with fractions where both have clock times.
fn durations(n: usize, opened: Option<&Column>, resolved: Option<&Column>) -> Vec<Option<f64>> {
    let (Some(opened), Some(resolved)) = (opened, resolved) else { return vec![None; n] };
    (0..n)
        .map(|row| match (&opened.data, &resolved.data) {
            (Data::Time(from), Data::Time(to)) if opened.is_valid(row) && resolved.is_valid(row) => {
                Some((to[row] - from[row]) as f64 / 86_400.0)
            }
            _ => Some(f64::from(resolved.day(row)? - opened.day(row)?)),
        })
        .collect()
}

fn causes(n: usize, cause: Option<&Column>, days: &[Option<f64>]) -> (Vec<Cause>, u32) {
    let Some(column) = cause else { return (Vec::new(), n as u32) };
    let mut rows: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for row in (0..n).filter(|&row| column.is_valid(row)) {
        let name = column.display(row);
        if !name.trim().is_empty() {
            rows.entry(name.trim().to_owned()).or_default().push(row);
        }
    }
    let n_known: usize = rows.values().map(Vec::len).sum();
    let mut sorted: Vec<(String, Vec<usize>)> = rows.into_iter().collect();
    sorted.arrange_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.0.cmp(&b.0)));
    let mut so_far = 0;
    let causes = sorted
        .into_iter()
        .map(|(name, rows)| {
            so_far += rows.len();
            let taken: Vec<f64> =
                rows.iter().filter_map(|&row| days[row]).filter(|days| *days >= 0.0).collect();
            Cause {
                name,
                n: rows.len() as u32,
                share: rows.len() as f64 / n_known as f64,
                cumulative_share: so_far as f64 / n_known as f64,
                n_resolved: taken.len() as u32,
                median_days: quantile::median(taken),
            }
        })
        .collect();
    (causes, (n - n_known) as u32)
}

fn trend(inputs: &Inputs, n: usize, opened: &Column, params: &Params) -> Option<Trend> {
    let days: Vec<Day> = (0..n).filter_map(|row| opened.day(row)).collect();
    let (from, to) = (*days.iter().min()?, *days.iter().max()?);
    let unit =
        params.period.unit().unwrap_or_else(|| Unit::for_span(to.saturating_sub(from).saturating_add(1)));
    let axis = Axis::new(unit, from, to, None);
    let place = |day: Day| usize::try_from(axis.position(day)).ok().filter(|&t| t < axis.n);
    let (mut counts, mut orders) = (vec![0u32; axis.n], vec![0u32; axis.n]);
    days.iter().filter_map(|day| place(*day)).for_each(|t| counts[t] += 1);
    if let Some(ledger) = inputs.ledger.as_deref() {
        ledger.orders.iter().filter_map(|order| place(order.day)).for_each(|t| orders[t] += 1);
    }
    let whole: Vec<u32> = (0..axis.n).filter(|&t| axis.is_complete(t)).map(|t| counts[t]).collect();
    let per_100 = counts.iter().zip(&orders);
    Some(Trend {
        period: unit,
        periods: axis.labels(),
        is_complete: (0..axis.n).map(|t| axis.is_complete(t)).collect(),
        per_100_orders: per_100
            .map(|(&n, &orders)| (orders > 0).then(|| 100.0 * f64::from(n) / f64::from(orders)))
            .collect(),
        z: kendall(&whole),
        n: counts,
        axis,
    })
}

/// Mann's statistic S, standardised with the variance for ties (Kendall 1975), continuity-corrected.
fn kendall(values: &[u32]) -> Option<f64> {
    let n = values.len();
    if n < 8 {
        return None;
    }
    let mut s = 0i64;
    for (i, a) in values.iter().enumerate() {
        s += values[i + 1..].iter().map(|b| i64::from(b > a) - i64::from(b < a)).sum::<i64>();
    }
    let mut ties: BTreeMap<u32, f64> = BTreeMap::new();
    values.iter().for_each(|value| *ties.entry(*value).or_default() += 1.0);
    let term = |n: f64| n * (n - 1.0) * (2.0 * n + 5.0);
    let variance = (term(n as f64) - ties.values().map(|&t| term(t)).sum::<f64>()) / 18.0;
    let corrected = (s - s.signum()) as f64;
    Some(if variance > 0.0 { corrected / variance.sqrt() } else { 0.0 })
}

fn resolution(
    n: usize,
    opened: Option<&Column>,
    resolved: Option<&Column>,
    days: &[Option<f64>],
) -> Option<Resolution> {
    let (opened, resolved) = (opened?, resolved?);
    let taken = quantile::sorted(days.iter().flatten().copied().filter(|days| *days >= 0.0));
    let is_open = |row: &usize| opened.is_valid(*row) && !resolved.is_valid(*row);
    Some(Resolution {
        n_resolved: taken.len() as u32,
        n_open: (0..n).filter(is_open).count() as u32,
        n_backwards: days.iter().flatten().filter(|days| **days < 0.0).count() as u32,
        median_days: quantile::tile(&taken, 1, 2)?,
        quartile_low: quantile::tile(&taken, 1, 4)?,
        quartile_high: quantile::tile(&taken, 3, 4)?,
        ninth_decile: quantile::tile(&taken, 9, 10)?,
    })
}

/// Complaints of each customer.
fn by_customer(n: usize, customer: &Column) -> BTreeMap<String, u32> {
    let mut found = BTreeMap::new();
    for row in (0..n).filter(|&row| customer.is_valid(row)) {
        let name = customer.display(row).trim().to_owned();
        if !name.is_empty() {
            *found.entry(name).or_insert(0) += 1;
        }
    }
    found
}

fn repeat(n: usize, customer: &Column) -> Repeat {
    let found = by_customer(n, customer);
    let all: u32 = found.values().sum();
    let n_customers = found.len() as u32;
    let mut repeaters: Vec<(String, u32)> = found.into_iter().filter(|(_, n)| *n > 1).collect();
    repeaters.arrange_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let again: u32 = repeaters.iter().map(|(_, n)| n).sum();
    Repeat {
        n_customers,
        n_repeaters: repeaters.len() as u32,
        share_of_complaints: f64::from(again) / f64::from(all.max(1)),
        repeaters,
    }
}

/// Net sales of customers with and without a complaint; `None` when too few are known from orders.
fn value(ledger: &Ledger, n: usize, customer: &Column) -> Option<ValueOf> {
    let names = by_customer(n, customer);
    let has_complained = |position: &u32| {
        let customer = &ledger.customers[*position as usize];
        names.contains_key(&customer.id)
            || customer.name.as_ref().is_some_and(|name| names.contains_key(name))
    };
    let all = (0..ledger.customers.len() as u32).filter(|&c| ledger.orders_of(c).next().is_some());
    let (complainers, others): (Vec<u32>, Vec<u32>) = all.partition(has_complained);
    if !ledger.has_money || complainers.len() < 10 || others.len() < 10 {
        return None;
    }
    let net = ledger.net_by_customer();
    let median = |of: &[u32]| quantile::median(of.iter().map(|&c| ledger.major(net[c as usize])));
    Some(ValueOf {
        n_complainers: complainers.len() as u32,
        n_others: others.len() as u32,
        median_net_complainers: median(&complainers)?,
        median_net_others: median(&others)?,
        net_of_complainers: ledger.major(complainers.iter().map(|&c| net[c as usize]).sum()),
        currency: ledger.currency.clone(),
        complainers,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_rise_is_told_from_noise() {
        // S = 28, variance 65.33 for eight different values: z = 27 / 8.083.
        let z = kendall(&[1, 2, 3, 4, 5, 6, 7, 8]).unwrap();
        assert!((z - 3.3405).abs() < 1e-3, "{z}");
        assert_eq!(kendall(&[5; 9]), Some(0.0));
        assert_eq!(kendall(&[1, 2, 3]), None);
    }
}
