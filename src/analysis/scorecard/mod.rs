//! Five measures of customer relations by period (Swift 2000): acquisition, retention, loyalty, satisfaction,
//! profitability, each with one exact definition.
//!
//! - **Acquisition**: customers with their first order ÷ customers with an order.
//! - **Retention**: customers with an order in this period and the one before ÷ customers with an order in the one before.
//! - **Loyalty**: net sales of customers who had ordered in an earlier period ÷ net sales of all known customers; orders
//!   instead of net sales where no column tells money.
//! - **Satisfaction**: ratings in the two highest points of the scale ÷ ratings, where a file holds dated ratings.
//! - **Profitability**: profit ÷ net sales of all known customers, where a margin is given or a column holds profits.

mod report;

use super::flow::{self, Flow};
use super::period::{Axis, Choice, LOG_STARTS, LogStart, OPTIONS, Unit};
use super::{Analysis, Control, Field, Inputs, Need};
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::report::Report;
use crate::roles::Role;
use crate::table::{Column, Data, Day, Table};
use serde::{Deserialize, Serialize};

pub struct Scorecard;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Length of a period. Default: by the length of the data and the usual time between two visits.
    pub period: Choice,
    /// Only the last so many periods. Default: all, up to 400.
    pub n_periods: Option<u32>,
    /// Whether the business is older than the file, so that customers of the first period are not new.
    pub log_start: LogStart,
    /// Profit as a part of net sales, 0..=1. Default: unknown.
    pub margin: Option<f64>,
    /// Column of profits in a file with dates, instead of `margin`. Default: a column whose name says profit.
    pub profit: Option<String>,
    /// The highest point of the rating scale. Default: the smallest of 5, 7, 10 and 100 that holds all ratings.
    pub scale_max: Option<u32>,
}

/// All arrays run over the periods, oldest first.
#[derive(Clone, Debug, Serialize)]
pub struct Output {
    pub period: Unit,
    /// `"2011-01"`.
    pub periods: Vec<String>,
    pub is_complete: Vec<bool>,
    pub n_active: Vec<u32>,
    pub n_new: Vec<u32>,
    pub n_retained: Vec<u32>,
    /// `None` where nobody ordered, and in a first period whose customers are not new.
    pub acquisition_share: Vec<Option<f64>>,
    pub retention_share: Vec<Option<f64>>,
    pub loyalty_share: Vec<Option<f64>>,
    /// Loyalty is of net sales; else of orders.
    pub is_loyalty_of_money: bool,
    /// Major units, known customers, refunds netted.
    pub net: Vec<f64>,
    pub satisfaction: Option<Satisfaction>,
    pub profit: Option<Profit>,
    pub starts_midway: bool,
    pub currency: String,
    #[serde(skip)]
    pub axis: Axis,
    #[serde(skip)]
    pub latest: Option<Latest>,
}

/// Ratings by period.
#[derive(Clone, Debug, Serialize)]
pub struct Satisfaction {
    pub column: String,
    pub scale_max: u32,
    pub n: Vec<u32>,
    pub n_top_two: Vec<u32>,
    pub top_two_share: Vec<Option<f64>>,
    pub mean: Vec<Option<f64>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Profit {
    /// Header of the column; `None` when it comes from the margin.
    pub column: Option<String>,
    /// Major units.
    pub profit: Vec<f64>,
    pub profit_share: Vec<Option<f64>>,
}

/// Customers behind the latest whole period's figures: positions.
#[derive(Clone, Debug)]
pub struct Latest {
    pub position: usize,
    pub active: Vec<u32>,
    pub new: Vec<u32>,
    pub before: Vec<u32>,
    pub retained: Vec<u32>,
}

impl Analysis for Scorecard {
    const KIND: &'static str = "scorecard";
    const NEEDS: &'static [Need] = &[Need::Orders, Need::Customers];
    const FIELDS: &'static [Field] = &[
        Field::new("period", Control::Choice { options: OPTIONS, default: "auto" }),
        Field::new("margin", Control::Share { min: 0.0, max: 1.0, default: None, is_log: false }),
        Field::new("n_periods", Control::Integer { min: 2, max: 400, default: None }),
        Field::advanced("profit", Control::Columns { is_many: false }),
        Field::advanced("scale_max", Control::Integer { min: 2, max: 1000, default: None }),
        Field::advanced("log_start", Control::Choice { options: LOG_STARTS, default: "auto" }),
    ];
    type Params = Params;
    type Output = Output;

    async fn run(inputs: &Inputs, params: &Params, progress: &Progress) -> Result<Output> {
        if params.margin.is_some_and(|margin| !(0.0..=1.0).contains(&margin)) {
            return Err(Error::parameter("margin", "scorecard-margin-range"));
        }
        if params.n_periods.is_some_and(|n| n < 2) {
            return Err(Error::parameter("n_periods", "flow-n-periods-range"));
        }
        let moves = flow::Params {
            period: params.period,
            n_periods: params.n_periods,
            window: 1,
            log_start: params.log_start,
        };
        let flow = Flow::run(inputs, &moves, progress).await?;
        let ledger = inputs.ledger()?;
        let n = flow.axis.n;
        let share = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
        let net: Vec<f64> = (0..n).map(|t| flow.net_new[t] + flow.net_returning[t]).collect();
        let (loyal, all) =
            if ledger.has_money { (flow.net_returning.clone(), net.clone()) } else { orders(inputs, &flow)? };
        let is_known = |t: usize| t > 0 || !flow.starts_midway;
        let acquisition =
            |t: usize| share(f64::from(flow.n_new[t]), f64::from(flow.n_active[t])).filter(|_| is_known(t));
        // Refunds can outweigh a period's sales on either side: then there is no share to speak of.
        let loyalty =
            |t: usize| share(loyal[t], all[t]).filter(|share| is_known(t) && (0.0..=1.0).contains(share));
        Ok(Output {
            period: flow.period,
            acquisition_share: (0..n).map(acquisition).collect(),
            loyalty_share: (0..n).map(loyalty).collect(),
            is_loyalty_of_money: ledger.has_money,
            satisfaction: satisfaction(inputs, params, &flow.axis),
            profit: profit(inputs, params, &flow.axis, &net)?,
            net,
            latest: latest(&flow),
            periods: flow.periods,
            is_complete: flow.is_complete,
            n_active: flow.n_active,
            n_new: flow.n_new,
            n_retained: flow.n_retained,
            retention_share: flow.retention_share,
            starts_midway: flow.starts_midway,
            currency: flow.currency,
            axis: flow.axis,
        })
    }

    fn report(output: &Output, _inputs: &Inputs) -> Report {
        report::report(output)
    }
}

/// Orders of customers who had ordered in an earlier period, and of all known customers.
fn orders(inputs: &Inputs, flow: &flow::Output) -> Result<(Vec<f64>, Vec<f64>)> {
    let ledger = inputs.ledger()?;
    let (mut loyal, mut all) = (vec![0.0; flow.axis.n], vec![0.0; flow.axis.n]);
    for customer in 0..ledger.customers.len() as u32 {
        let mut first = None;
        for (position, _) in flow.axis.walk(ledger, customer) {
            let first = *first.get_or_insert(position);
            if let Ok(t) = usize::try_from(position) {
                all[t] += 1.0;
                loyal[t] += f64::from(u8::from(position > first));
            }
        }
    }
    Ok((loyal, all))
}

fn latest(flow: &flow::Output) -> Option<Latest> {
    let latest = flow.latest.as_ref()?;
    let position = latest.position;
    Some(Latest {
        position,
        active: flow.active[position].clone(),
        new: latest.new.clone(),
        before: flow.active[position - 1].clone(),
        retained: latest.retained.clone(),
    })
}

/// Rows of a table with a day on the axis: position and row.
fn dated<'a>(
    table: &'a Table,
    days: &'a Column,
    axis: &'a Axis,
) -> impl Iterator<Item = (usize, usize)> + 'a {
    let position = |day: Day| usize::try_from(axis.position(day)).ok().filter(|_| day <= axis.to);
    (0..table.n_rows).filter_map(move |row| Some((position(days.day(row)?)?, row)))
}

/// The first source with dated ratings.
fn satisfaction(inputs: &Inputs, params: &Params, axis: &Axis) -> Option<Satisfaction> {
    let (source, ratings, days) = inputs.sources.iter().find_map(|source| {
        let column = |role| source.mapping.column(role).and_then(|name| source.table.column(name));
        let days =
            [Role::OrderDate, Role::TicketCreated, Role::TicketResolved].into_iter().find_map(column)?;
        let ratings = column(Role::Rating).filter(|ratings| ratings.is_number())?;
        Some((source, ratings, days))
    })?;
    let highest = (0..source.table.n_rows).filter_map(|row| ratings.number(row)).fold(0.0, f64::max);
    let scale_max = params
        .scale_max
        .or_else(|| [5, 7, 10, 100].into_iter().find(|&top| highest <= f64::from(top)))
        .unwrap_or(100);
    let (mut n, mut n_top_two, mut sum) = (vec![0u32; axis.n], vec![0u32; axis.n], vec![0.0; axis.n]);
    for (t, row) in dated(&source.table, days, axis) {
        let Some(rating) = ratings.number(row).filter(|rating| rating.is_finite()) else { continue };
        n[t] += 1;
        n_top_two[t] += u32::from(rating >= f64::from(scale_max) - 1.0);
        sum[t] += rating;
    }
    if n.iter().all(|&n| n == 0) {
        return None;
    }
    let of = |t: usize, part: f64| (n[t] > 0).then(|| part / f64::from(n[t]));
    Some(Satisfaction {
        column: ratings.name.clone(),
        scale_max,
        top_two_share: (0..axis.n).map(|t| of(t, f64::from(n_top_two[t]))).collect(),
        mean: (0..axis.n).map(|t| of(t, sum[t])).collect(),
        n,
        n_top_two,
    })
}

const PROFIT_WORDS: [&str; 5] = ["profit", "毛利", "利潤", "利润", "gewinn"];

fn profit(inputs: &Inputs, params: &Params, axis: &Axis, net: &[f64]) -> Result<Option<Profit>> {
    let finish = |column: Option<String>, profit: Vec<f64>| Profit {
        column,
        profit_share: profit
            .iter()
            .zip(net)
            .map(|(profit, net)| (*net > 0.0).then(|| profit / net))
            .collect(),
        profit,
    };
    if let Some(margin) = params.margin {
        return Ok(Some(finish(None, net.iter().map(|net| net * margin).collect())));
    }
    let asked = params.profit.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let is_it = |column: &&Column| match asked {
        Some(name) => column.name == name,
        None => {
            let name = column.name.to_lowercase();
            column.is_number() && PROFIT_WORDS.iter().any(|word| name.contains(word))
        }
    };
    let found = inputs.sources.iter().find_map(|source| {
        let days = source.table.column(source.mapping.column(Role::OrderDate)?)?;
        Some((source, source.table.columns.iter().find(is_it)?, days))
    });
    let Some((source, column, days)) = found else {
        return match asked {
            Some(name) => Err(Error::unknown("scorecard-a-column", name)),
            None => Ok(None),
        };
    };
    let profit = match &column.data {
        // Exact decimals are summed as such.
        Data::Decimal { mantissa, scale } => {
            let mut sums = vec![0i128; axis.n];
            for (t, row) in dated(&source.table, days, axis).filter(|(_, row)| column.is_valid(*row)) {
                sums[t] += i128::from(mantissa[row]);
            }
            let unit = libm::exp10(f64::from(*scale));
            sums.into_iter().map(|sum| sum as f64 / unit).collect()
        }
        _ => {
            let mut sums = vec![0.0; axis.n];
            for (t, row) in dated(&source.table, days, axis) {
                sums[t] += column.number(row).filter(|profit| profit.is_finite()).unwrap_or(0.0);
            }
            sums
        }
    };
    Ok(Some(finish(Some(column.name.clone()), profit)))
}
