//! The revolving door: how the customer base fills and drains, period by period.
//!
//! A customer belongs to the base at the end of a period when the last `window` periods hold an order. So in every
//! period, exactly: base = base before + new + returned − lost, and base before = retained + lost.

mod report;

use super::period::{Axis, Choice, LOG_STARTS, LogStart, OPTIONS, Unit, span};
use super::{Analysis, Control, Field, Inputs, Need};
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::report::Report;
use crate::roles::Ledger;
use crate::stats::quantile;
use crate::table::Day;
use serde::{Deserialize, Serialize};

pub struct Flow;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Length of a period. Default: by the length of the data and the usual time between two visits.
    pub period: Choice,
    /// Only the last so many periods. Default: all, up to 400.
    pub n_periods: Option<u32>,
    /// For how many periods an order keeps a customer in the base. Default 1: the period of the order itself.
    pub window: u32,
    /// Whether the business is older than the file, so that customers of the first period are not new.
    pub log_start: LogStart,
}

impl Default for Params {
    fn default() -> Params {
        Params { period: Choice::Auto, n_periods: None, window: 1, log_start: LogStart::Auto }
    }
}

/// All arrays run over the periods, oldest first.
#[derive(Clone, Debug, Serialize)]
pub struct Output {
    pub period: Unit,
    pub window: u32,
    /// `"2011-01"`.
    pub periods: Vec<String>,
    /// Whether the data reach over the whole period.
    pub is_complete: Vec<bool>,
    /// The base before the first period.
    pub opening_stock: u32,
    /// First order ever.
    pub n_new: Vec<u32>,
    /// In the base before the period and after it.
    pub n_retained: Vec<u32>,
    /// Back with an order after having been lost.
    pub n_reactivated: Vec<u32>,
    /// In the base before the period, not after it.
    pub n_lost: Vec<u32>,
    /// The base at the end of the period.
    pub n_stock: Vec<u32>,
    /// Customers with an order in the period.
    pub n_active: Vec<u32>,
    /// New and reactivated minus lost.
    pub n_net_change: Vec<i64>,
    /// Retained ÷ base before; `None` when there was none.
    pub retention_share: Vec<Option<f64>>,
    /// Major units, refunds netted: of customers in the period of their first order, and of all others.
    pub net_new: Vec<f64>,
    pub net_returning: Vec<f64>,
    /// The customers of the first period probably bought before the file begins: they are not new.
    pub starts_midway: bool,
    /// Half of all gaps between two visits of a customer are shorter (days); `None` when nobody came twice.
    pub median_gap_days: Option<f64>,
    /// Sums over the last twelve whole periods at most.
    pub door: Option<Door>,
    /// Of the losses in the first half of the periods, how many came back up to now.
    pub came_back: Option<CameBack>,
    pub has_money: bool,
    pub currency: String,
    #[serde(skip)]
    pub axis: Axis,
    /// The last whole period, and who moved in it.
    #[serde(skip)]
    pub latest: Option<Latest>,
    #[serde(skip)]
    pub active: Vec<Vec<u32>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Door {
    pub n_periods: u32,
    pub n_new: u32,
    pub n_reactivated: u32,
    pub n_lost: u32,
    /// Lost for every one who came: lost ÷ (new + reactivated).
    pub lost_per_gain: f64,
    /// Retained ÷ base before, over all these periods.
    pub retention_share: Option<f64>,
    #[serde(skip)]
    pub lost: Vec<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CameBack {
    pub n_lost: u32,
    pub n_back: u32,
    pub share: f64,
}

/// Positions of the customers who moved in one period.
#[derive(Clone, Debug, Default)]
pub struct Latest {
    pub position: usize,
    pub new: Vec<u32>,
    pub reactivated: Vec<u32>,
    pub retained: Vec<u32>,
    pub lost: Vec<u32>,
}

/// A stretch in the base: from the period of entry to the period of loss, which lies outside.
#[derive(Clone, Copy, Debug)]
struct Stay {
    customer: u32,
    enter: i32,
    lost: i32,
    is_first: bool,
}

impl Analysis for Flow {
    const KIND: &'static str = "flow";
    const NEEDS: &'static [Need] = &[Need::Orders, Need::Customers];
    const FIELDS: &'static [Field] = &[
        Field::new("period", Control::Choice { options: OPTIONS, default: "auto" }),
        Field::new("window", Control::Integer { min: 1, max: 60, default: Some(1) }),
        Field::new("n_periods", Control::Integer { min: 2, max: 400, default: None }),
        Field::advanced("log_start", Control::Choice { options: LOG_STARTS, default: "auto" }),
    ];
    type Params = Params;
    type Output = Output;

    async fn run(inputs: &Inputs, params: &Params, progress: &Progress) -> Result<Output> {
        let ledger = inputs.ledger()?;
        if params.n_periods.is_some_and(|n| n < 2) {
            return Err(Error::parameter("n_periods", "flow-n-periods-range"));
        }
        if !(1..=400).contains(&params.window) {
            return Err(Error::parameter("window", "flow-window-range"));
        }
        let (from, to) = span(ledger, inputs)?;
        let median_gap_days = median_gap(ledger, to);
        let unit = params.period.unit().unwrap_or_else(|| unit_for(from, to, median_gap_days));
        let axis = Axis::new(unit, from, to, params.n_periods);
        if axis.n < 2 {
            return Err(Error::insufficient(unit.span(1), unit.span(2)));
        }
        let mut active = vec![Vec::new(); axis.n];
        let mut stays = Vec::new();
        let mut first = vec![None; ledger.customers.len()];
        let n = ledger.customers.len() as u32;
        for customer in 0..n {
            if customer % 4096 == 0 {
                progress.step("flow-stage", u64::from(customer), u64::from(n)).await?;
            }
            let visits = visits(ledger, customer, &axis);
            first[customer as usize] = visits.first().copied();
            for &visit in &visits {
                if let Ok(position) = usize::try_from(visit) {
                    active[position].push(customer);
                }
            }
            stay(customer, &visits, params.window as i32, &mut stays);
        }
        progress.step("flow-stage", u64::from(n), u64::from(n)).await?;
        Ok(output(ledger, params, axis, median_gap_days, &first, &stays, active))
    }

    fn report(output: &Output, _inputs: &Inputs) -> Report {
        report::report(output)
    }
}

/// Half of all gaps between two purchase days of a customer are shorter than this.
pub(super) fn median_gap(ledger: &Ledger, to: Day) -> Option<f64> {
    let mut gaps = Vec::new();
    for customer in 0..ledger.customers.len() as u32 {
        let mut last = None;
        for order in ledger.orders_of(customer).take_while(|order| order.day <= to) {
            if let Some(last) = last
                && order.day > last
            {
                gaps.push(f64::from(order.day - last));
            }
            last = Some(order.day);
        }
    }
    quantile::median(gaps)
}

/// A period should hold the usual time between two visits, while four periods are left.
fn unit_for(from: Day, to: Day, median_gap_days: Option<f64>) -> Unit {
    let mut unit = Unit::for_span(to - from + 1);
    while let Some(longer) = unit.longer()
        && median_gap_days.is_some_and(|gap| gap > unit.n_days())
        && f64::from(to - from + 1) >= 4.0 * longer.n_days()
    {
        unit = longer;
    }
    unit
}

/// Positions of the periods with an order, ascending.
fn visits(ledger: &Ledger, customer: u32, axis: &Axis) -> Vec<i32> {
    let mut visits: Vec<i32> = axis.walk(ledger, customer).map(|(position, _)| position).collect();
    visits.dedup();
    visits
}

/// Cuts the visits of a customer into stays in the base.
fn stay(customer: u32, visits: &[i32], window: i32, stays: &mut Vec<Stay>) {
    let mut is_first = true;
    let mut rest = visits;
    while let Some(&enter) = rest.first() {
        let n = 1 + rest.windows(2).take_while(|pair| pair[1] - pair[0] <= window).count();
        stays.push(Stay { customer, enter, lost: rest[n - 1] + window, is_first });
        is_first = false;
        rest = &rest[n..];
    }
}

fn output(
    ledger: &Ledger,
    params: &Params,
    axis: Axis,
    median_gap_days: Option<f64>,
    first: &[Option<i32>],
    stays: &[Stay],
    active: Vec<Vec<u32>>,
) -> Output {
    let n = axis.n;
    let (mut n_new, mut n_reactivated, mut n_lost) = (vec![0u32; n], vec![0u32; n], vec![0u32; n]);
    let mut opening_stock = 0;
    for stay in stays {
        match usize::try_from(stay.enter) {
            Ok(position) if stay.is_first => n_new[position] += 1,
            Ok(position) => n_reactivated[position] += 1,
            // Lost in the first period or later: in the base before it.
            Err(_) if stay.lost >= 0 => opening_stock += 1,
            Err(_) => {}
        }
        if let Some(lost) = usize::try_from(stay.lost).ok().filter(|&lost| lost < n) {
            n_lost[lost] += 1;
        }
    }
    let (mut n_stock, mut n_retained, mut n_net_change) = (Vec::new(), Vec::new(), Vec::new());
    let mut retention_share = Vec::new();
    let mut before = opening_stock;
    for t in 0..n {
        let retained = before - n_lost[t];
        n_retained.push(retained);
        retention_share.push((before > 0).then(|| f64::from(retained) / f64::from(before)));
        n_net_change.push(i64::from(n_new[t]) + i64::from(n_reactivated[t]) - i64::from(n_lost[t]));
        before = retained + n_new[t] + n_reactivated[t];
        n_stock.push(before);
    }
    let (net_new, net_returning) = money(ledger, first, &axis);
    let starts_midway = params.log_start.is_midway(&n_new, &axis);
    let mut output = Output {
        period: axis.unit,
        window: params.window,
        periods: axis.labels(),
        is_complete: (0..n).map(|t| axis.is_complete(t)).collect(),
        opening_stock,
        n_active: active.iter().map(|customers| customers.len() as u32).collect(),
        n_new,
        n_retained,
        n_reactivated,
        n_lost,
        n_stock,
        n_net_change,
        retention_share,
        net_new,
        net_returning,
        starts_midway,
        median_gap_days,
        door: None,
        came_back: came_back(stays, &axis),
        has_money: ledger.has_money,
        currency: ledger.currency.clone(),
        axis,
        latest: latest(stays, &axis),
        active,
    };
    output.door = door(&output, stays);
    output
}

/// Net sales of each period, split by whether it is the customer's first.
fn money(ledger: &Ledger, first: &[Option<i32>], axis: &Axis) -> (Vec<f64>, Vec<f64>) {
    let (mut new, mut returning) = (vec![0i128; axis.n], vec![0i128; axis.n]);
    let mut add = |customer: Option<u32>, day: Day, amount: i128| {
        let first = customer.and_then(|customer| first[customer as usize]);
        let Some(first) = first.filter(|_| day <= axis.to) else { return };
        let position = axis.position(day);
        let side = if position <= first { &mut new } else { &mut returning };
        // Money given back before the first order is taken off that order's period.
        if let Ok(position) = usize::try_from(position.max(first)) {
            side[position] += amount;
        }
    };
    for order in &ledger.orders {
        add(order.customer, order.day, i128::from(order.gross));
    }
    for refund in &ledger.refunds {
        add(refund.customer, refund.day, -i128::from(refund.amount));
    }
    let major = |sums: Vec<i128>| sums.into_iter().map(|sum| ledger.major(sum)).collect();
    (major(new), major(returning))
}

/// Who moved in the last whole period that has one before it.
fn latest(stays: &[Stay], axis: &Axis) -> Option<Latest> {
    let position = axis.n_finished().checked_sub(1).filter(|&position| position > 0)?;
    let t = position as i32;
    let mut latest = Latest { position, ..Latest::default() };
    for stay in stays {
        match stay {
            Stay { enter, is_first: true, .. } if *enter == t => latest.new.push(stay.customer),
            Stay { enter, .. } if *enter == t => latest.reactivated.push(stay.customer),
            Stay { enter, lost, .. } if *enter < t && *lost > t => latest.retained.push(stay.customer),
            Stay { lost, .. } if *lost == t => latest.lost.push(stay.customer),
            _ => {}
        }
    }
    Some(latest)
}

fn door(output: &Output, stays: &[Stay]) -> Option<Door> {
    // The first period has no base before it.
    let end = output.axis.n_finished();
    let start = end.saturating_sub(12).max(usize::from(output.axis.n_left_out == 0));
    if end < start + 2 {
        return None;
    }
    let sum = |values: &[u32]| values[start..end].iter().sum::<u32>();
    let (n_new, n_reactivated) = (sum(&output.n_new), sum(&output.n_reactivated));
    let (n_lost, n_retained) = (sum(&output.n_lost), sum(&output.n_retained));
    if n_new + n_reactivated == 0 {
        return None;
    }
    let mut lost: Vec<u32> = stays
        .iter()
        .filter(|stay| (start as i32..end as i32).contains(&stay.lost))
        .map(|stay| stay.customer)
        .collect();
    lost.dedup();
    let before = n_retained + n_lost;
    Some(Door {
        n_periods: (end - start) as u32,
        n_new,
        n_reactivated,
        n_lost,
        lost_per_gain: f64::from(n_lost) / f64::from(n_new + n_reactivated),
        retention_share: (before > 0).then(|| f64::from(n_retained) / f64::from(before)),
        lost,
    })
}

fn came_back(stays: &[Stay], axis: &Axis) -> Option<CameBack> {
    let half = axis.n as i32 / 2;
    let (mut n_lost, mut n_back) = (0, 0);
    for (i, stay) in stays.iter().enumerate() {
        if (0..=half).contains(&stay.lost) {
            n_lost += 1;
            n_back += u32::from(stays.get(i + 1).is_some_and(|next| next.customer == stay.customer));
        }
    }
    (n_lost > 0).then(|| CameBack { n_lost, n_back, share: f64::from(n_back) / f64::from(n_lost) })
}
