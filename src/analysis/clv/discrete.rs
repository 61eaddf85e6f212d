//! The two models that count chances instead of time: sBG for contracts, BG/BB for purchases period by period.

use super::bgbb::{self, Chances};
use super::data::{Histories, Summary};
use super::params::{Choice, Params};
use super::pictures::Pictures;
use super::score::{CustomerValue, Estimate, Totals};
use super::select::{self, Candidate};
use super::trust::Facts;
use super::{Base, Named, Output, pictures, sbg, spend, trust};
use crate::error::{Error, Result};
use crate::message::{Message, Value};
use crate::progress::Progress;

/// What a customer is expected to do, by a model of chances.
struct Chance {
    p_alive: f64,
    p_none: f64,
    expected: f64,
}

/// A fitted model as the output shows it.
struct Fitted {
    key: &'static str,
    names: &'static [&'static str],
    theta: Vec<f64>,
    errors: Vec<Option<f64>>,
    log_likelihood: f64,
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
    let years = params.horizon() * params.time_unit.days() / 365.2425;
    let customer = |(s, chance): (&Summary, &Chance)| {
        let spend = stage.spend_of(s);
        let profit = spend.map(|spend| params.margin * spend - params.costs.development);
        CustomerValue {
            id: base.ids[s.customer as usize].clone(),
            customer_idx: s.customer,
            n_repeat_orders: s.n_repeat_orders,
            first_to_last: s.first_to_last,
            age: s.age,
            p_alive: chance.p_alive,
            p_none: chance.p_none,
            expected_orders: chance.expected,
            expected_spend: spend,
            expected_value: profit.map(|profit| profit * chance.expected - params.costs.retention * years),
            residual_value: None,
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
    // Chance alone: a renewal or a purchase varies about as much as its mean.
    let chance: f64 = customers.iter().map(|c| worth(c) * worth(c) * c.expected_orders).sum();
    let model_error = if total > 0.0 { libm::sqrt(chance) / total } else { 0.0 };
    let totals = Totals {
        n_customers: customers.len(),
        n_returning: customers.iter().map(|c| 1.0 - c.p_none).sum(),
        orders: Estimate::around(customers.iter().map(|c| c.expected_orders).sum(), model_error),
        money: has_money.then(|| Estimate::around(total, model_error)),
        value: has_money.then(|| customers.iter().filter_map(|c| c.expected_value).sum()),
        residual_value: None,
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
    let ahead = libm::floor(params.horizon() * params.time_unit.days() / period).min(1e4) as u32;
    let chance = |s: &Summary| {
        let t = s.n_repeat_orders;
        if !is_kept(s) {
            return Chance { p_alive: 0.0, p_none: 1.0, expected: 0.0 };
        }
        let p_none = if ahead > 0 { 1.0 - fit.renewal_rate(t) } else { 1.0 };
        Chance { p_alive: 1.0, p_none, expected: fit.renewals(t, ahead) }
    };
    let theta = [fit.alpha, fit.beta];
    let fitted = Fitted {
        key: "sbg",
        names: &["alpha", "beta"],
        theta: theta.to_vec(),
        errors: (0..2).map(|i| Some(theta[i] * libm::sqrt(fit.covariance?[i][i]))).collect(),
        log_likelihood: fit.log_likelihood,
    };
    Ok((fitted, base.summaries.iter().map(chance).collect()))
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
    let ahead = libm::round(params.horizon()).min(1e4) as u32;
    let mut scored = std::collections::BTreeMap::new();
    for row in &rows {
        progress.step("clv-stage-scoring", 0, 0).await?;
        let (x, last, n) = (row.x, row.last, row.n);
        let score = (fit.p_alive(x, last, n), fit.p_none(x, last, n, ahead), fit.expected(x, last, n, ahead));
        scored.insert((x, last, n), score);
    }
    let chance = |key: &(u32, u32, u32)| {
        let (p_alive, p_none, expected) = scored.get(key).copied().unwrap_or((0.0, 1.0, 0.0));
        Chance { p_alive, p_none, expected }
    };
    let fitted = Fitted {
        key: "bgbb",
        names: &["alpha", "beta", "gamma", "delta"],
        theta: fit.theta.to_vec(),
        errors: (0..4).map(|i| Some(fit.theta[i] * libm::sqrt(fit.covariance?[i][i]))).collect(),
        log_likelihood: fit.log_likelihood,
    };
    Ok((fitted, keys.iter().map(chance).collect()))
}
