//! From a fit to customers: what each is expected to buy and bring, the totals, and how sure they are.

use super::Base;
use super::data::{Histories, Unit};
use super::fit::Fit;
use super::params::Params;
use super::predict::{Expected, Predictor};
use super::select::{self, Stage};
use super::trust;
use crate::error::Result;
use crate::progress::Progress;
use crate::stats::share::Z_95;
use crate::table::Day;
use serde::Serialize;

/// A customer and what is expected of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CustomerValue {
    pub id: String,
    /// Position in the ledger's customers; the row of a summarised table.
    pub customer_idx: u32,
    /// x
    pub n_repeat_orders: u32,
    /// t_x, time units.
    pub first_to_last: f64,
    /// T, time units.
    pub age: f64,
    pub p_alive: f64,
    /// P(no purchase within the horizon).
    pub p_none: f64,
    /// Purchases within the horizon.
    pub expected_orders: f64,
    /// 80 % range of the purchases within the horizon, by the model's own distribution.
    pub orders_low: u32,
    pub orders_high: u32,
    /// Amount a purchase, major units.
    pub expected_spend: Option<f64>,
    /// Margin of the expected purchases, discounted, less their costs, major units.
    pub expected_value: Option<f64>,
    /// The same without a horizon, before the cost of keeping in touch; only with a discount rate above 0.
    pub residual_value: Option<f64>,
    /// Net sales so far.
    pub value_to_date: Option<f64>,
}

/// A total and its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

impl Estimate {
    /// Around a positive total with this relative error: the interval is symmetric in logarithms.
    pub fn around(value: f64, relative_error: f64) -> Estimate {
        let factor = libm::exp(Z_95 * relative_error);
        Estimate { value, low: value / factor, high: value * factor }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Totals {
    pub n_customers: usize,
    /// Customers expected to buy at least once within the horizon.
    pub n_returning: f64,
    pub orders: Estimate,
    /// Sales, before margin, discount and costs.
    pub money: Option<Estimate>,
    /// Sum of `expected_value`.
    pub value: Option<f64>,
    pub residual_value: Option<f64>,
    /// Relative standard error of the total by the model alone: parameters and chance.
    pub model_error: f64,
    /// Root mean square of the relative errors of the rolling back-tests; `None` when there were none.
    pub backtest_error: Option<f64>,
}

/// A past forecast and what came.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Origin {
    #[serde(serialize_with = "super::iso_day")]
    pub from: Day,
    #[serde(serialize_with = "super::iso_day")]
    pub until: Day,
    pub n_customers: usize,
    pub predicted_orders: f64,
    pub actual_orders: f64,
    pub predicted_money: Option<f64>,
    pub actual_money: f64,
}

impl Origin {
    /// ln(predicted ÷ actual), by money where there is money.
    pub fn error(&self) -> Option<f64> {
        let (predicted, actual) = match self.predicted_money {
            Some(money) => (money, self.actual_money),
            None => (self.predicted_orders, self.actual_orders),
        };
        (predicted > 0.0 && actual > 0.0).then(|| libm::log(predicted / actual))
    }
}

/// What is computed once for customers alike.
#[derive(Clone, Copy, Default)]
struct RowScore {
    p_alive: f64,
    p_none: f64,
    expected: Expected,
    range: (u32, u32),
    discounted: f64,
    forever: Option<f64>,
}

/// Scores every customer of a stage.
pub(super) async fn customers(
    stage: &Stage,
    fit: &Fit,
    params: &Params,
    base: &Base,
    ids: &dyn Fn(u32) -> String,
    progress: &Progress,
) -> Result<(Vec<CustomerValue>, Vec<f64>)> {
    let predictor = Predictor::new(fit);
    let (t, rate) = (params.horizon(), params.discount_per_unit());
    let mut scores = Vec::with_capacity(stage.groups.rows.len());
    for (i, row) in stage.groups.rows.iter().enumerate() {
        if i % 64 == 0 {
            progress.step("clv-stage-scoring", i as u64, stage.groups.rows.len() as u64).await?;
        }
        let (x, last, age) = stage.groups.at(row);
        let (p_alive, p_none) = (predictor.p_alive(x, last, age), predictor.p_none(x, last, age, t));
        let expected = predictor.expected_of(p_alive, x, last, age, t);
        scores.push(RowScore {
            p_alive,
            p_none,
            expected,
            range: predictor.range_of(p_alive, p_none, (x, last, age), t),
            discounted: if rate > 0.0 { predictor.discounted(x, last, age, t, rate) } else { expected.mean },
            forever: (rate > 0.0).then(|| predictor.discounted_forever(x, last, age, rate)),
        });
    }
    let years = params.discounted_years();
    let histories = base.histories.as_ref();
    let mut variances = Vec::with_capacity(stage.summaries.len());
    let customers = stage.summaries.iter().enumerate().map(|(i, s)| {
        let score = scores[stage.groups.row_of[i] as usize];
        let spend = stage.spend_of(s);
        let costs = base.costs.of(s.customer);
        let a_time = spend.map(|spend| params.margin * spend - costs.development);
        variances.push(score.expected.variance);
        CustomerValue {
            id: ids(s.customer),
            customer_idx: s.customer,
            n_repeat_orders: s.n_repeat_orders,
            first_to_last: s.first_to_last,
            age: s.age,
            p_alive: score.p_alive,
            p_none: score.p_none,
            expected_orders: score.expected.mean,
            orders_low: score.range.0,
            orders_high: score.range.1,
            expected_spend: spend,
            expected_value: a_time.map(|profit| profit * score.discounted - costs.retention * years),
            residual_value: a_time.zip(score.forever).map(|(profit, orders)| profit * orders),
            value_to_date: histories
                .filter(|_| spend.is_some())
                .map(|h| h.major(h.net(h.until(s.customer, stage.cutoff), stage.cutoff))),
        }
    });
    let customers = customers.collect();
    Ok((customers, variances))
}

/// Share of the customers who bought as often after the cut-off as their 80 % range said.
pub async fn coverage(
    stage: &Stage,
    fit: &Fit,
    t: f64,
    actual: &[f64],
    progress: &Progress,
) -> Result<Option<f64>> {
    let predictor = Predictor::new(fit);
    let mut ranges = Vec::with_capacity(stage.groups.rows.len());
    for (i, row) in stage.groups.rows.iter().enumerate() {
        if i % 64 == 0 {
            progress.step("clv-stage-scoring", i as u64, stage.groups.rows.len() as u64).await?;
        }
        let (x, last, age) = stage.groups.at(row);
        ranges.push(predictor.range(x, last, age, t));
    }
    let is_within = |(row, n): (&u32, &f64)| {
        let (low, high) = ranges[*row as usize];
        (f64::from(low)..=f64::from(high)).contains(n)
    };
    let n = stage.groups.row_of.iter().zip(actual).filter(|pair| is_within(*pair)).count();
    Ok((!actual.is_empty()).then(|| n as f64 / actual.len() as f64))
}

/// Root mean square of the relative errors of past forecasts.
pub fn past_error(origins: &[Origin]) -> Option<f64> {
    let errors: Vec<f64> = origins.iter().filter_map(Origin::error).collect();
    (!errors.is_empty()).then(|| libm::sqrt(errors.iter().map(|e| e * e).sum::<f64>() / errors.len() as f64))
}

/// Above this many rows the parameters' uncertainty is taken from every so-manieth row.
const ROWS_FOR_ERROR: usize = 4000;

/// Totals with intervals. The model's own error (parameters by the delta method, and chance) is too narrow by
/// experience; the errors of the rolling back-tests are added in quadrature.
pub async fn totals(
    stage: &Stage,
    fit: &Fit,
    scored: (&[CustomerValue], &[f64]),
    origins: &[Origin],
    t: f64,
    progress: &Progress,
) -> Result<Totals> {
    let (customers, variances) = scored;
    let worth = |c: &CustomerValue| c.expected_spend.unwrap_or(1.0);
    let total: f64 = customers.iter().map(|c| worth(c) * c.expected_orders).sum();
    let chance: f64 = customers.iter().zip(variances).map(|(c, v)| worth(c) * worth(c) * v).sum();
    let mut weights = vec![0.0; stage.groups.rows.len()];
    for (customer, &row) in customers.iter().zip(&stage.groups.row_of) {
        weights[row as usize] += worth(customer);
    }
    let drift = if total > 0.0 { drift(stage, fit, &weights, t, progress).await? } else { 0.0 };
    let model_error = if total > 0.0 { libm::sqrt(drift + chance / (total * total)) } else { 0.0 };
    let backtest_error = past_error(origins);
    let error = libm::sqrt(model_error * model_error + backtest_error.map_or(0.0, |e| e * e));
    let has_money = customers.iter().any(|c| c.expected_spend.is_some());
    let sum = |of: &dyn Fn(&CustomerValue) -> Option<f64>| -> Option<f64> {
        has_money.then(|| customers.iter().filter_map(of).sum())
    };
    Ok(Totals {
        n_customers: customers.len(),
        n_returning: customers.iter().map(|c| 1.0 - c.p_none).sum(),
        orders: Estimate::around(customers.iter().map(|c| c.expected_orders).sum(), error),
        money: has_money.then(|| Estimate::around(total, error)),
        value: sum(&|c| c.expected_value),
        residual_value: sum(&|c| c.residual_value)
            .filter(|_| customers.iter().any(|c| c.residual_value.is_some())),
        model_error,
        backtest_error,
    })
}

/// Relative variance of a weighted total that comes from the parameters: slopes by central differences, times their
/// covariance.
async fn drift(stage: &Stage, fit: &Fit, weights: &[f64], t: f64, progress: &Progress) -> Result<f64> {
    const H: f64 = 1e-3;
    let Some(covariance) = fit.covariance else { return Ok(0.0) };
    let n = fit.parameters().len();
    let step = weights.len().div_ceil(ROWS_FOR_ERROR).max(1);
    let mut slopes = [0.0; 4];
    for (i, slope) in slopes.iter_mut().enumerate().take(n) {
        let mut sides = [0.0; 2];
        for (side, sign) in sides.iter_mut().zip([-1.0, 1.0]) {
            let mut moved = fit.clone();
            moved.theta[i] *= libm::exp(sign * H);
            let predictor = Predictor::new(&moved);
            for (j, row) in stage.groups.rows.iter().enumerate().step_by(step) {
                if j % 256 == 0 {
                    progress.step("clv-stage-intervals", i as u64, n as u64).await?;
                }
                let (x, last, age) = stage.groups.at(row);
                *side += weights[j] * predictor.expected(x, last, age, t).mean;
            }
        }
        *slope = libm::log(sides[1] / sides[0]) / (2.0 * H);
    }
    let pairs = (0..n).flat_map(|i| (0..n).map(move |j| (i, j)));
    let variance: f64 = pairs.map(|(i, j)| slopes[i] * covariance[i][j] * slopes[j]).sum();
    Ok(if variance.is_finite() { variance.max(0.0) } else { 0.0 })
}

/// Forecasts from earlier days with the chosen model, fitted anew each time on what was known then; `known` is one of
/// them that has been made already.
pub async fn rolling(
    histories: &Histories,
    fit: &Fit,
    unit: Unit,
    end: Day,
    length_days: Day,
    known: Option<Origin>,
    progress: &Progress,
) -> Result<Vec<Origin>> {
    let mut origins = Vec::new();
    for half in 2..=4 {
        let from = end - length_days * half / 2;
        if from - histories.first_day < length_days / 2 {
            break;
        }
        let summaries = histories.summarise(unit, from);
        if !trust::can_fit(&summaries) {
            break;
        }
        if let Some(known) = known.filter(|known| (known.from, known.until) == (from, from + length_days)) {
            origins.push(known);
            continue;
        }
        let stage = select::stage(summaries, from, &[(fit.model, fit.k)], progress).await?;
        if let Some(fit) = stage.fits.first() {
            origins.push(origin(histories, &stage, fit, unit, from + length_days, progress).await?);
        }
    }
    Ok(origins)
}

/// One forecast from a stage's cut-off and what came until `until`.
pub async fn origin(
    histories: &Histories,
    stage: &Stage,
    fit: &Fit,
    unit: Unit,
    until: Day,
    progress: &Progress,
) -> Result<Origin> {
    let t = unit.between(stage.cutoff, until);
    let expected = select::expected_orders(stage, fit, t, progress).await?;
    let outcome = select::outcome(histories, stage, unit, until);
    let money: Option<f64> =
        stage.summaries.iter().zip(&expected).map(|(s, n)| Some(n * stage.spend_of(s)?)).sum();
    Ok(Origin {
        from: stage.cutoff,
        until,
        n_customers: expected.len(),
        predicted_orders: expected.iter().sum(),
        actual_orders: outcome.orders.iter().sum(),
        predicted_money: money,
        actual_money: outcome.money.iter().sum(),
    })
}
