//! The two models that count chances instead of time: sBG for contracts, BG/BB for purchases period by period.

use super::bgbb::{self, Chances};
use super::data::{Histories, Summary};
use super::params::{Choice, Params};
use super::pictures::Pictures;
use super::score::{CustomerValue, Estimate, Totals};
use super::select::{self, Candidate};
use super::trust::Facts;
use super::{Base, Named, Output, pictures, rollup, sbg, spend, trust};
use crate::error::{Error, Result};
use crate::message::{Message, Value};
use crate::progress::Progress;

/// What a customer is expected to do, by a model of chances.
#[derive(Clone, Copy, Default)]
struct Chance {
    p_alive: f64,
    p_none: f64,
    expected: f64,
    variance: f64,
    range: (u32, u32),
    /// Purchases within the horizon, later ones counting less.
    discounted: f64,
    /// The same without a horizon; only with a discount rate above 0.
    forever: Option<f64>,
}

/// Chances to come: how likely the customer is still there at each, and when each falls.
struct Ahead {
    /// Chances within the horizon.
    n: u32,
    /// Time of the first from now, and between two, in time units.
    first: f64,
    step: f64,
    /// Discount a time unit.
    rate: f64,
}

impl Ahead {
    /// Σ over the chances of S(i) e^(−δ when), within the horizon and (with a discount) for ever; `stays(i)` is
    /// P(still there at chance i + 1 | there at chance i), `there` that of being there at the first.
    fn sums(&self, there: f64, stays: impl Fn(u32) -> f64) -> (f64, f64, Option<f64>) {
        let (mut alive, mut plain, mut discounted, mut forever) = (there, 0.0, 0.0, 0.0_f64);
        let mut worth = libm::exp(-self.rate * self.first);
        let fades = libm::exp(-self.rate * self.step);
        let mut i = 1;
        while i <= self.n || (self.rate > 0.0 && i < 200_000 && alive * worth > 1e-12 * forever.max(1e-300)) {
            if i <= self.n {
                plain += alive;
                discounted += alive * worth;
            }
            forever += alive * worth;
            alive *= stays(i);
            worth *= fades;
            i += 1;
        }
        (plain, discounted, (self.rate > 0.0).then_some(forever))
    }
}

/// A fitted model as the output shows it.
struct Fitted {
    key: &'static str,
    names: &'static [&'static str],
    theta: Vec<f64>,
    errors: Vec<Option<f64>>,
    log_likelihood: f64,
    /// Expected purchases of each customer with ln of each parameter a little lower and higher.
    moved: Vec<[Vec<f64>; 2]>,
    /// Of the parameters' logarithms.
    covariance: Vec<Vec<f64>>,
}

/// How far a parameter's logarithm is moved to measure a slope.
const H: f64 = 1e-3;

impl Fitted {
    /// Relative variance of a weighted total that comes from the parameters (delta method).
    fn drift(&self, weights: &[f64]) -> f64 {
        let total = |orders: &[f64]| orders.iter().zip(weights).map(|(n, w)| n * w).sum::<f64>();
        let slopes: Vec<f64> =
            self.moved.iter().map(|[low, high]| libm::log(total(high) / total(low)) / (2.0 * H)).collect();
        let pairs = self.covariance.iter().zip(&slopes);
        let variance: f64 =
            pairs.map(|(row, a)| row.iter().zip(&slopes).map(|(c, b)| a * c * b).sum::<f64>()).sum();
        if variance.is_finite() { variance.max(0.0) } else { 0.0 }
    }
}

/// Runs sBG or BG/BB where it was asked for, or where the customers are on a schedule.
pub async fn run(base: &Base, facts: &Facts, params: &Params, progress: &Progress) -> Result<Output> {
    let Some(histories) = &base.histories else {
        return Err(Error::refused("clv-refused-needs-orders"));
    };
    let is_contract = params.model != Choice::Bgbb;
    let (fitted, chances) = if is_contract {
        contract(base, facts, params)?
    } else {
        opportunities(base, histories, params, progress).await?
    };
    // The spend model is the same for all.
    let stage = select::stage(base.summaries.clone(), base.calibration_end, &[], progress).await?;
    let years = params.discounted_years();
    let customer = |(s, chance): (&Summary, &Chance)| {
        let spend = stage.spend_of(s);
        let costs = base.costs.of(s.customer);
        let profit = spend.map(|spend| params.margin * spend - costs.development);
        CustomerValue {
            id: base.ids[s.customer as usize].clone(),
            customer_idx: s.customer,
            n_repeat_orders: s.n_repeat_orders,
            first_to_last: s.first_to_last,
            age: s.age,
            p_alive: chance.p_alive,
            p_none: chance.p_none,
            expected_orders: chance.expected,
            orders_low: chance.range.0,
            orders_high: chance.range.1,
            expected_spend: spend,
            expected_value: profit.map(|profit| profit * chance.discounted - costs.retention * years),
            residual_value: profit.zip(chance.forever).map(|(profit, orders)| profit * orders),
            value_to_date: spend.map(|_| {
                histories.major(
                    histories.net(histories.until(s.customer, base.calibration_end), base.calibration_end),
                )
            }),
        }
    };
    let customers: Vec<CustomerValue> = base.summaries.iter().zip(&chances).map(customer).collect();
    let has_money = customers.iter().any(|c| c.expected_spend.is_some());
    let worth = |c: &CustomerValue| c.expected_spend.unwrap_or(1.0);
    let total: f64 = customers.iter().map(|c| worth(c) * c.expected_orders).sum();
    let chance: f64 = customers.iter().zip(&chances).map(|(c, of)| worth(c) * worth(c) * of.variance).sum();
    let weights: Vec<f64> = customers.iter().map(worth).collect();
    let model_error = match total > 0.0 {
        true => libm::sqrt(fitted.drift(&weights) + chance / (total * total)),
        false => 0.0,
    };
    let sum = |of: &dyn Fn(&CustomerValue) -> Option<f64>| customers.iter().filter_map(of).sum::<f64>();
    let has_residual = customers.iter().any(|c| c.residual_value.is_some());
    let totals = Totals {
        n_customers: customers.len(),
        n_returning: customers.iter().map(|c| 1.0 - c.p_none).sum(),
        orders: Estimate::around(customers.iter().map(|c| c.expected_orders).sum(), model_error),
        money: has_money.then(|| Estimate::around(total, model_error)),
        value: has_money.then(|| sum(&|c| c.expected_value)),
        residual_value: has_residual.then(|| sum(&|c| c.residual_value)),
        model_error,
        backtest_error: None,
    };
    let mut cautions = Vec::new();
    if is_contract {
        cautions.push(
            Message::new("clv-caution-contract")
                .share("share", facts.steady_share)
                .with("rhythm", Value::Duration(facts.rhythm_days.unwrap_or(0.0))),
        );
    }
    let named = |values: Vec<Option<f64>>| Named(fitted.names.iter().copied().zip(values).collect());
    Ok(Output {
        model: fitted.key.to_owned(),
        k: 1,
        parameters: named(fitted.theta.iter().map(|v| Some(*v)).collect()),
        standard_errors: named(fitted.errors.clone()),
        log_likelihood: fitted.log_likelihood,
        spend: stage.spend.map(spend),
        spend_correlation: trust::spend_correlation(&base.summaries),
        candidates: vec![Candidate {
            model: fitted.key.to_owned(),
            k: 1,
            is_heuristic: false,
            is_chosen: true,
            log_likelihood: Some(fitted.log_likelihood),
            gain: None,
            is_identified: None,
            holdout: None,
        }],
        totals,
        backtest: None,
        miss: None,
        range_coverage: None,
        rolling: Vec::new(),
        verdict: if is_contract { "contract" } else { "untested" },
        cautions,
        regularity: None,
        time_unit: params.time_unit,
        first_day: base.summaries.iter().map(|s| s.first_day).min().unwrap_or(0),
        calibration_end: base.calibration_end,
        observation_end: base.observation_end,
        horizon: params.horizon(),
        n_customers: facts.n_customers,
        n_repeat_customers: facts.n_repeaters,
        groups: rollup::rollup(&customers, &base.groupings, params, &base.costs),
        pictures: Pictures { value_dots: pictures::value_dots(&customers), ..Pictures::default() },
        customers,
        currency: base.currency.clone(),
        has_ledger: true,
    })
}

/// A payment is due every median gap; a customer silent for more than one and a half of it has left.
fn contract(base: &Base, facts: &Facts, params: &Params) -> Result<(Fitted, Vec<Chance>)> {
    let period = facts.rhythm_days.unwrap_or(30.0).max(1.0);
    let is_kept = |s: &Summary| f64::from(base.calibration_end - s.last_day) <= 1.5 * period;
    let (mut lost, mut kept) = (std::collections::BTreeMap::new(), std::collections::BTreeMap::new());
    for s in &base.summaries {
        if is_kept(s) {
            *kept.entry(s.n_repeat_orders).or_insert(0.0) += 1.0;
        } else {
            *lost.entry(s.n_repeat_orders + 1).or_insert(0.0) += 1.0;
        }
    }
    let tenures = sbg::Tenures { lost: lost.into_iter().collect(), kept: kept.into_iter().collect() };
    let fit = sbg::fit(&tenures).ok_or_else(|| Error::refused("clv-refused-nobody-left"))?;
    let unit_days = params.time_unit.days();
    let chance = |fit: &sbg::Sbg, s: &Summary| {
        let t = s.n_repeat_orders;
        if !is_kept(s) {
            return Chance {
                p_none: 1.0,
                forever: (params.discount_rate > 0.0).then_some(0.0),
                ..Chance::default()
            };
        }
        let silent = f64::from(base.calibration_end - s.last_day);
        let ahead = Ahead {
            n: libm::floor((params.horizon() * unit_days + silent) / period).min(1e4) as u32,
            first: (period - silent).max(0.0) / unit_days,
            step: period / unit_days,
            rate: params.discount_per_unit(),
        };
        let first = fit.renewal_rate(t);
        let (expected, discounted, forever) = ahead.sums(first, |i| fit.renewal_rate(t + i));
        // P(N ≥ n): what is left after n renewals.
        let (mut left, mut second, mut range) = (1.0, 0.0, (None, None));
        for n in 0..=ahead.n {
            let next = if n < ahead.n { left * fit.renewal_rate(t + n) } else { 0.0 };
            second += (2.0 * f64::from(n) - 1.0).max(0.0) * left;
            if 1.0 - next >= 0.1 {
                range.0 = range.0.or(Some(n));
            }
            if 1.0 - next >= 0.9 {
                range.1 = range.1.or(Some(n));
            }
            left = next;
        }
        Chance {
            p_alive: 1.0,
            p_none: if ahead.n > 0 { 1.0 - first } else { 1.0 },
            expected,
            variance: (second - expected * expected).max(0.0),
            range: (range.0.unwrap_or(0), range.1.unwrap_or(ahead.n)),
            discounted,
            forever,
        }
    };
    // Customers of one tenure who paid on one day have the same chances: a base of 100,000 has some thousand kinds.
    let chances = |fit: &sbg::Sbg| -> Vec<Chance> {
        let mut of_kind = std::collections::BTreeMap::new();
        let kind = |s: &Summary| (s.n_repeat_orders, s.last_day);
        let each = base.summaries.iter();
        each.map(|s| *of_kind.entry(kind(s)).or_insert_with(|| chance(fit, s))).collect()
    };
    let theta = [fit.alpha, fit.beta];
    let moved = (0..2).map(|i| {
        [-1.0, 1.0].map(|sign| {
            let mut theta = theta;
            theta[i] *= libm::exp(sign * H);
            let fit = sbg::Sbg { alpha: theta[0], beta: theta[1], ..fit };
            chances(&fit).iter().map(|chance| chance.expected).collect()
        })
    });
    let fitted = Fitted {
        key: "sbg",
        names: &["alpha", "beta"],
        theta: theta.to_vec(),
        errors: (0..2).map(|i| Some(theta[i] * libm::sqrt(fit.covariance?[i][i]))).collect(),
        log_likelihood: fit.log_likelihood,
        moved: moved.collect(),
        covariance: fit.covariance.map_or_else(Vec::new, |rows| rows.map(Vec::from).to_vec()),
    };
    Ok((fitted, chances(&fit)))
}

/// Each time unit after the first purchase is a chance to buy, taken or not.
async fn opportunities(
    base: &Base,
    histories: &Histories,
    params: &Params,
    progress: &Progress,
) -> Result<(Fitted, Vec<Chance>)> {
    let unit = params.time_unit;
    let of = |s: &Summary| {
        let at = |day| libm::floor(unit.between(s.first_day, day) + 1e-9) as u32;
        let n = at(base.calibration_end).min(1000);
        let (mut x, mut last) = (0, 0);
        for visit in histories.until(s.customer, base.calibration_end) {
            // The first period is that of the first purchase; a period still running is left out.
            let period = at(visit.day);
            if period > last && period <= n {
                x += 1;
                last = period;
            }
        }
        (x, last, n)
    };
    let keys: Vec<(u32, u32, u32)> = base.summaries.iter().map(of).collect();
    let mut counts = std::collections::BTreeMap::new();
    for key in &keys {
        *counts.entry(*key).or_insert(0.0) += 1.0;
    }
    let rows: Vec<Chances> = counts
        .keys()
        .zip(counts.values())
        .map(|(&(x, last, n), &count)| Chances { x, last, n, count })
        .collect();
    let fit = bgbb::fit(&rows, progress).await?.ok_or_else(|| Error::refused("clv-refused-unfit"))?;
    let ahead = Ahead {
        n: libm::round(params.horizon()).min(1e4) as u32,
        first: 1.0,
        step: 1.0,
        rate: params.discount_per_unit(),
    };
    let mut scored = std::collections::BTreeMap::new();
    for row in &rows {
        progress.step("clv-stage-scoring", 0, 0).await?;
        let (x, last, n) = (row.x, row.last, row.n);
        let (mean, variance, range) = fit.outlook(x, last, n, ahead.n);
        let take = (fit.theta[0] + f64::from(x)) / (fit.theta[0] + fit.theta[1] + f64::from(n));
        let p_alive = fit.p_alive(x, last, n);
        let (_, discounted, forever) = ahead.sums(p_alive, |i| fit.stays(n + i));
        let score = Chance {
            p_alive,
            p_none: fit.p_none(x, last, n, ahead.n),
            expected: mean,
            variance,
            range,
            discounted: take * discounted,
            forever: forever.map(|sum| take * sum),
        };
        scored.insert((x, last, n), score);
    }
    let chance = |key: &(u32, u32, u32)| scored.get(key).copied().unwrap_or_default();
    let mut moved = Vec::new();
    for i in 0..4 {
        let mut sides = [Vec::new(), Vec::new()];
        for (side, sign) in sides.iter_mut().zip([-1.0, 1.0]) {
            let mut fit = fit;
            fit.theta[i] *= libm::exp(sign * H);
            let mut expected = std::collections::BTreeMap::new();
            for row in &rows {
                progress.step("clv-stage-intervals", i as u64, 4).await?;
                expected.insert((row.x, row.last, row.n), fit.expected(row.x, row.last, row.n, ahead.n));
            }
            *side = keys.iter().map(|key| expected.get(key).copied().unwrap_or(0.0)).collect();
        }
        moved.push(sides);
    }
    let fitted = Fitted {
        key: "bgbb",
        names: &["alpha", "beta", "gamma", "delta"],
        theta: fit.theta.to_vec(),
        errors: (0..4).map(|i| Some(fit.theta[i] * libm::sqrt(fit.covariance?[i][i]))).collect(),
        log_likelihood: fit.log_likelihood,
        moved,
        covariance: fit.covariance.map_or_else(Vec::new, |rows| rows.map(Vec::from).to_vec()),
    };
    Ok((fitted, keys.iter().map(chance).collect()))
}
