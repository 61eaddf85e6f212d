//! The figures behind the pictures.

use super::data::{Histories, Unit};
use super::fit::Fit;
use super::predict::Predictor;
use super::score::CustomerValue;
use super::select::{Outcome, Stage};
use crate::error::Result;
use crate::order::Arrange;
use crate::progress::Progress;
use crate::stats::quantile;
use crate::table::Day;
use serde::Serialize;

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Pictures {
    pub tracking: Option<Tracking>,
    pub frequency: Vec<FrequencyBar>,
    pub conditional: Vec<ConditionalPoint>,
    pub deciles: Vec<Decile>,
    /// Expected value of fifty customers, evenly spaced by rank, ascending.
    pub value_dots: Vec<f64>,
    pub history: Option<AliveHistory>,
}

/// Repeat purchases as they came and as the model, fitted on what lies before `split`, has them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tracking {
    #[serde(serialize_with = "super::iso_day")]
    pub split: Day,
    pub period_days: i32,
    /// Last day of each period.
    pub days: Vec<Day>,
    pub actual: Vec<f64>,
    pub model: Vec<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FrequencyBar {
    /// Repeat purchases; the last bar stands for so many or more.
    pub n_repeat_orders: u32,
    pub is_or_more: bool,
    pub actual: f64,
    pub model: f64,
}

/// Mean purchases in the hold-out of customers with so many repeats before.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConditionalPoint {
    pub n_repeat_orders: u32,
    pub is_or_more: bool,
    pub n_customers: u32,
    pub actual: f64,
    pub model: f64,
}

/// A tenth of the customers by expected purchases, lowest first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Decile {
    pub n_customers: u32,
    pub predicted: f64,
    pub actual: f64,
    /// Standard error of `actual`.
    pub error: f64,
}

/// P(alive) of one customer over time, with the days of their purchases.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AliveHistory {
    pub id: String,
    pub days: Vec<Day>,
    pub p_alive: Vec<f64>,
    pub purchases: Vec<Day>,
}

const BARS: u32 = 8;

/// Expected and actual repeats period by period, of the customers a stage knows.
pub async fn tracking(
    histories: &Histories,
    stage: &Stage,
    fit: &Fit,
    unit: Unit,
    until: Day,
    progress: &Progress,
) -> Result<Tracking> {
    let first = stage.summaries.iter().map(|s| s.first_day).min().unwrap_or(stage.cutoff);
    let length = (until - first).max(1);
    // Weeks, or longer periods when the history is long: at most about a hundred points.
    let period_days = [7, 14, 28, 91].into_iter().find(|days| length / days <= 110).unwrap_or(365);
    let n = (length as f64 / f64::from(period_days)) as usize + 1;
    let mut starts = vec![0.0; length as usize + 1];
    let mut actual = vec![0.0; n];
    for s in &stage.summaries {
        starts[(s.first_day - first) as usize] += 1.0;
        for visit in histories.until(s.customer, until).iter().skip(1) {
            let period = ((visit.day - first - 1).max(0) / period_days) as usize;
            if let Some(cell) = actual.get_mut(period) {
                *cell += 1.0;
            }
        }
    }
    let predictor = Predictor::new(fit);
    let mut of_age = Vec::with_capacity(length as usize + 1);
    for age in 0..=length {
        if age % 32 == 0 {
            progress.step("clv-stage-tracking", age as u64, length as u64).await?;
        }
        of_age.push(predictor.of_new(f64::from(age) / unit.days()));
    }
    let (mut days, mut model, mut before) = (Vec::new(), Vec::new(), 0.0);
    for period in 1..=n as i32 {
        let end = (period * period_days).min(length);
        let newcomers = starts[..=end as usize].iter().enumerate();
        let total: f64 =
            newcomers.filter(|(_, n)| **n > 0.0).map(|(start, n)| n * of_age[end as usize - start]).sum();
        days.push(first + end);
        model.push(total - before);
        before = total;
    }
    Ok(Tracking { split: stage.cutoff, period_days, days, actual, model })
}

/// Customers by number of repeats, counted and expected.
pub fn frequency(stage: &Stage, fit: &Fit) -> Vec<FrequencyBar> {
    let predictor = Predictor::new(fit);
    let mut ages = vec![0.0; stage.groups.times.len()];
    for row in &stage.groups.rows {
        ages[row.age as usize] += row.n;
    }
    let mut model = vec![0.0; BARS as usize];
    for (age, n) in stage.groups.times.iter().zip(&ages).filter(|(_, n)| **n > 0.0) {
        let shares = predictor.frequency(*age, BARS - 1);
        let rest = 1.0 - shares.iter().sum::<f64>();
        for (cell, share) in model.iter_mut().zip(shares.iter().chain([&rest])) {
            *cell += n * share;
        }
    }
    let mut actual = vec![0.0; BARS as usize];
    for (x, n) in &stage.groups.counts {
        actual[(*x).min(BARS - 1) as usize] += n;
    }
    (0..BARS)
        .map(|x| FrequencyBar {
            n_repeat_orders: x,
            is_or_more: x == BARS - 1,
            actual: actual[x as usize],
            model: model[x as usize].max(0.0),
        })
        .collect()
}

/// Hold-out purchases by number of repeats before.
pub fn conditional(stage: &Stage, predicted: &[f64], outcome: &Outcome) -> Vec<ConditionalPoint> {
    let mut points: Vec<ConditionalPoint> = (0..BARS)
        .map(|x| ConditionalPoint {
            n_repeat_orders: x,
            is_or_more: x == BARS - 1,
            n_customers: 0,
            actual: 0.0,
            model: 0.0,
        })
        .collect();
    for ((s, expected), actual) in stage.summaries.iter().zip(predicted).zip(&outcome.orders) {
        let point = &mut points[s.n_repeat_orders.min(BARS - 1) as usize];
        point.n_customers += 1;
        point.actual += actual;
        point.model += expected;
    }
    points.retain(|point| point.n_customers > 0);
    for point in &mut points {
        point.actual /= f64::from(point.n_customers);
        point.model /= f64::from(point.n_customers);
    }
    points
}

/// Tenths of the customers by expected purchases; ties broken by customer.
pub fn deciles(predicted: &[f64], actual: &[f64]) -> Vec<Decile> {
    let mut order: Vec<u32> = (0..predicted.len() as u32).collect();
    order.arrange_by(|&a, &b| predicted[a as usize].total_cmp(&predicted[b as usize]).then(a.cmp(&b)));
    let n = order.len();
    (0..10)
        .map(|i| &order[n * i / 10..n * (i + 1) / 10])
        .filter(|tenth| !tenth.is_empty())
        .map(|tenth| {
            let of = |values: &[f64]| tenth.iter().map(|&i| values[i as usize]).collect::<Vec<_>>();
            let (predicted, _) = quantile::mean_and_spread(&of(predicted)).unwrap_or_default();
            let (actual, spread) = quantile::mean_and_spread(&of(actual)).unwrap_or_default();
            let error = spread / libm::sqrt(tenth.len() as f64);
            Decile { n_customers: tenth.len() as u32, predicted, actual, error }
        })
        .collect()
}

/// Fifty customers that stand for all, by value.
pub fn value_dots(customers: &[CustomerValue]) -> Vec<f64> {
    let values = quantile::sorted(customers.iter().map(|c| c.expected_value.unwrap_or(c.expected_orders)));
    (0..50).filter_map(|i| quantile::at(&values, (f64::from(i) + 0.5) / 50.0)).collect()
}

/// The most frequent buyer whom the model half gives up, else the most frequent buyer: day by day.
pub fn history(
    histories: &Histories,
    customers: &[CustomerValue],
    fit: &Fit,
    unit: Unit,
    cutoff: Day,
) -> Option<AliveHistory> {
    let busiest = |c: &&CustomerValue| (c.n_repeat_orders, std::cmp::Reverse(c.customer_idx));
    let doubtful = customers.iter().filter(|c| c.p_alive < 0.5 && c.n_repeat_orders >= 3).max_by_key(busiest);
    let customer = doubtful.or_else(|| customers.iter().max_by_key(busiest))?;
    let visits = histories.until(customer.customer_idx, cutoff);
    let first = visits.first()?.day;
    let step = ((cutoff - first) / 400).max(1);
    let predictor = Predictor::new(fit);
    let (mut days, mut p_alive) = (Vec::new(), Vec::new());
    for day in (first..=cutoff).step_by(step as usize) {
        let n = visits.partition_point(|visit| visit.day <= day);
        let last = unit.between(first, visits[n - 1].day);
        days.push(day);
        p_alive.push(predictor.p_alive(n as u32 - 1, last, unit.between(first, day)));
    }
    let purchases = visits.iter().map(|visit| visit.day).collect();
    Some(AliveHistory { id: customer.id.clone(), days, p_alive, purchases })
}
