//! The two models that count chances instead of time: sBG for contracts, BG/BB for purchases period by period.

use super::chances::{self, Chance, Fitted, Known};
use super::data::{Histories, Summary};
use super::params::{Choice, Params};
use super::pictures::Pictures;
use super::score::{CustomerValue, Estimate, Origin, Totals};
use super::select::{self, Candidate, Holdout, Outcome};
use super::trust::Facts;
use super::{Base, Named, Output, pictures, rollup, spend, trust, verdict_of};
use crate::error::{Error, Kind, Result};
use crate::message::{Message, Value};
use crate::progress::Progress;
use crate::table::Day;

/// Runs sBG or BG/BB where it was asked for, or where the customers are on a schedule.
pub async fn run(base: &Base, facts: &Facts, params: &Params, progress: &Progress) -> Result<Output> {
    let Some(histories) = &base.histories else {
        return Err(Error::refused("clv-refused-needs-orders"));
    };
    let is_contract = params.model != Choice::Bgbb;
    let known =
        Known { summaries: &base.summaries, end: base.calibration_end, horizon: params.horizon(), params };
    let (fitted, chances) = fit(&known, facts, histories, is_contract, progress).await?;
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
    let Test { candidates, backtest, range_coverage, mut pictures } =
        test(base, facts, histories, &fitted, params, progress).await?;
    pictures.value_dots = pictures::value_dots(&customers);
    let backtest_error = backtest.as_ref().and_then(Origin::error).map(f64::abs);
    let error = libm::hypot(model_error, backtest_error.unwrap_or(0.0));
    let sum = |of: &dyn Fn(&CustomerValue) -> Option<f64>| customers.iter().filter_map(of).sum::<f64>();
    let has_residual = customers.iter().any(|c| c.residual_value.is_some());
    let totals = Totals {
        n_customers: customers.len(),
        n_returning: customers.iter().map(|c| 1.0 - c.p_none).sum(),
        orders: Estimate::around(customers.iter().map(|c| c.expected_orders).sum(), error),
        money: has_money.then(|| Estimate::around(total, error)),
        value: has_money.then(|| sum(&|c| c.expected_value)),
        residual_value: has_residual.then(|| sum(&|c| c.residual_value)),
        model_error,
        backtest_error,
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
        verdict: if is_contract { "contract" } else { verdict_of(&candidates) },
        candidates,
        totals,
        backtest,
        miss: None,
        range_coverage,
        rolling: backtest.into_iter().collect(),
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
        pictures,
        customers,
        currency: base.currency.clone(),
        has_ledger: true,
    })
}

async fn fit(
    known: &Known<'_>,
    facts: &Facts,
    histories: &Histories,
    is_contract: bool,
    progress: &Progress,
) -> Result<(Fitted, Vec<Chance>)> {
    match is_contract {
        true => chances::contract(known, histories, facts.rhythm_days),
        false => chances::opportunities(known, histories, progress).await,
    }
}

/// What the past says of the model, where it can be asked.
struct Test {
    candidates: Vec<Candidate>,
    backtest: Option<Origin>,
    range_coverage: Option<f64>,
    pictures: Pictures,
}

/// The stretch that is forecast from what lies before it.
struct Stretch {
    split: Day,
    until: Day,
    /// In time units.
    t: f64,
}

/// What follows the calibration, where anything does, else the last part of it: the horizon, at most a third of the
/// period. BG/BB forecasts whole time units, so it is tested on whole ones, at least one; `None` when not even one follows.
fn stretch(base: &Base, params: &Params, is_contract: bool) -> Option<Stretch> {
    let unit = params.time_unit;
    let (end, last) = (base.calibration_end, base.observation_end);
    let first_day = base.summaries.iter().map(|s| s.first_day).min().unwrap_or(end);
    if is_contract {
        let wanted = libm::round(params.horizon() * unit.days()) as i32;
        let split = if last > end { end } else { end - wanted.min((end - first_day) / 3).max(1) };
        let until = last.max(end);
        return Some(Stretch { split, until, t: f64::from(until - split) / unit.days() });
    }
    if last > end {
        let t = libm::floor(unit.between(end, last) + 1e-9);
        let until = (end..=last).find(|day| unit.between(end, *day) >= t - 1e-9)?;
        return (t > 0.0).then_some(Stretch { split: end, until, t });
    }
    let t = libm::round(params.horizon().min(unit.between(first_day, end) / 3.0)).max(1.0);
    let split = (first_day..end).rev().find(|day| unit.between(*day, end) >= t - 1e-9)?;
    Some(Stretch { split, until: end, t })
}

/// The same forecast made for a stretch that is over, and the simple rules beside it.
async fn test(
    base: &Base,
    facts: &Facts,
    histories: &Histories,
    fitted: &Fitted,
    params: &Params,
    progress: &Progress,
) -> Result<Test> {
    let is_contract = params.model != Choice::Bgbb;
    let unit = params.time_unit;
    let mut candidates = vec![Candidate {
        model: fitted.key.to_owned(),
        k: 1,
        is_heuristic: false,
        is_chosen: true,
        log_likelihood: Some(fitted.log_likelihood),
        gain: None,
        is_identified: None,
        holdout: None,
    }];
    let untested =
        |candidates| Test { candidates, backtest: None, range_coverage: None, pictures: Pictures::default() };
    let Some(Stretch { split, until, t }) = stretch(base, params, is_contract) else {
        return Ok(untested(candidates));
    };
    let earlier = histories.summarise(unit, split);
    if !trust::can_fit(&earlier) {
        return Ok(untested(candidates));
    }
    let known = Known { summaries: &earlier, end: split, horizon: t, params };
    let chances = match fit(&known, facts, histories, is_contract, progress).await {
        Ok((_, chances)) => chances,
        // Nobody had left by then: there was nothing to learn from.
        Err(Error { kind: Kind::Refused { .. } | Kind::Insufficient { .. }, .. }) => {
            return Ok(untested(candidates));
        }
        Err(error) => return Err(error),
    };
    // Purchases, or periods with one.
    let came = |s: &Summary| match is_contract {
        true => histories.within(s.customer, split, until).len() as f64,
        false => {
            let (_, _, n) = chances::chances_of(histories, s, split, unit);
            f64::from(chances::taken(histories, s, unit, n, t as u32).0)
        }
    };
    let actual: Vec<f64> = earlier.iter().map(came).collect();
    let predicted: Vec<f64> = chances.iter().map(|chance| chance.expected).collect();
    candidates[0].holdout = Some(select::compare(&predicted, &actual));
    let counted: Vec<Summary> = earlier
        .iter()
        .map(|s| match is_contract {
            true => s.clone(),
            false => {
                let (x, last, n) = chances::chances_of(histories, s, split, unit);
                let [first_to_last, age] = [last, n].map(f64::from);
                Summary { n_repeat_orders: x, first_to_last, age, ..s.clone() }
            }
        })
        .collect();
    for (name, rule) in select::heuristics(&counted, t) {
        candidates.push(Candidate {
            model: name.to_owned(),
            is_heuristic: true,
            is_chosen: false,
            log_likelihood: None,
            holdout: Some(Holdout { log_score: None, ..select::compare(&rule, &actual) }),
            ..candidates[0].clone()
        });
    }
    let mut stage = select::stage(earlier, split, &[], progress).await?;
    let money = stage.summaries.iter().zip(&predicted).map(|(s, n)| Some(n * stage.spend_of(s)?)).sum();
    let outcome = Outcome { orders: actual, ..select::outcome(histories, &stage, unit, until) };
    let backtest = Origin {
        from: split,
        until,
        n_customers: predicted.len(),
        predicted_orders: predicted.iter().sum(),
        actual_orders: outcome.orders.iter().sum(),
        predicted_money: money,
        actual_money: outcome.money.iter().sum(),
    };
    let is_within =
        |(chance, n): (&Chance, &f64)| (f64::from(chance.range.0)..=f64::from(chance.range.1)).contains(n);
    let n_within = chances.iter().zip(&outcome.orders).filter(|pair| is_within(*pair)).count();
    let range_coverage = (!chances.is_empty()).then(|| n_within as f64 / chances.len() as f64);
    stage.summaries = counted;
    let pictures = Pictures {
        conditional: pictures::conditional(&stage, &predicted, &outcome),
        deciles: pictures::deciles(&predicted, &outcome.orders),
        ..Pictures::default()
    };
    Ok(Test { candidates, backtest: Some(backtest), range_coverage, pictures })
}
