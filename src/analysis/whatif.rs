//! What if customers stayed longer, came more often, spent more? Answered by Pareto/NBD, whose departure rate is a
//! number that can be moved: a rate multiplied by k is a clock that runs k times as fast.
//!
//! "Retention five points higher" and "departures five percent fewer" are different questions: the first moves the share
//! of today's customers who are still there after a year from, say, 60 % to 65 %; the second takes a twentieth off the
//! rate at which they leave. Both are offered, and never mixed.

mod kept;
mod report;

use self::kept::Kept;
use super::clv::costs::{Cost, Costs};
use super::clv::data::Unit;
use super::clv::fit::Fit;
use super::clv::predict::Predictor;
use super::clv::score::Estimate;
use super::clv::select::Stage;
use super::clv::trust;
use super::{Analysis, Control, Field, Inputs, Need};
use crate::error::{Error, Result};
use crate::message::Message;
use crate::progress::Progress;
use crate::report::Report;
use crate::stats::share::Z_95;
use crate::stats::special::gauss_legendre;
use serde::{Deserialize, Serialize};

pub struct WhatIf;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Added to the share of customers who are still there after a year, −1..=1. Default 0.05.
    pub retention_points: f64,
    /// Relative change of the rate of leaving, −1..=1. Default 0.
    pub dropout_change: f64,
    /// Relative change of the rate of buying, −1..=1. Default 0.
    pub rate_change: f64,
    /// Relative change of the amount a purchase, −1..=1. Default 0.
    pub spend_change: f64,
    /// How far to look ahead, weeks. Default 52.
    pub horizon: f64,
    /// Share of sales that is profit, 0..=1. Default 1.
    pub margin: f64,
    /// A year, 0..=1. Default 0.
    pub discount_rate: f64,
    pub costs: Costs,
}

impl Default for Params {
    fn default() -> Params {
        Params {
            retention_points: 0.05,
            dropout_change: 0.0,
            rate_change: 0.0,
            spend_change: 0.0,
            horizon: 52.0,
            margin: 1.0,
            discount_rate: 0.0,
            costs: Costs::default(),
        }
    }
}

impl Params {
    /// Nothing is moved.
    pub fn is_still(&self) -> bool {
        let moved = [self.retention_points, self.dropout_change, self.rate_change, self.spend_change];
        moved.iter().all(|moved| *moved == 0.0)
    }
}

/// A lever moved alone, and what it does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lever {
    /// `retention_points`, `dropout_change`, `rate_change`, `spend_change`.
    pub name: &'static str,
    pub moved_by: f64,
    /// Relative change of the value.
    pub change: f64,
}

/// Value by a day, with and without the change.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CurvePoint {
    pub days: f64,
    pub before: f64,
    pub after: f64,
}

/// When a new customer of a group has earned the cost of winning one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BreakEven {
    pub group: String,
    #[serde(skip)]
    pub title: Message,
    pub acquisition: f64,
    /// `None` within ten years.
    pub days: Option<f64>,
    pub days_after: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Output {
    pub n_customers: usize,
    pub horizon_days: f64,
    /// Share of those alive today who are still there after a year.
    pub retention: f64,
    pub retention_after: f64,
    /// By how much the rate of leaving was multiplied.
    pub dropout_factor: f64,
    /// Money where there is money, else purchases. The interval holds the error of the fit and that of the past forecast.
    pub before: Estimate,
    pub after: Estimate,
    /// after − before.
    pub gain: Estimate,
    /// Relative: (after − before) ÷ before; the interval is that of the fit.
    pub change: Estimate,
    pub levers: Vec<Lever>,
    pub curve: Vec<CurvePoint>,
    /// Days until a new customer has earned the cost of winning one; `None` within ten years.
    pub break_even_days: Option<f64>,
    pub break_even_days_after: Option<f64>,
    /// Mean cost of winning a customer.
    pub acquisition: f64,
    /// Groups with costs of their own, then all others as one, where costs differ by group.
    pub break_even_by: Vec<BreakEven>,
    /// Root mean square of the relative errors of the same forecast made at earlier days; `None` when there was too little
    /// before them.
    pub backtest_error: Option<f64>,
    pub has_money: bool,
    pub currency: String,
    pub params: Params,
    pub cautions: Vec<Message>,
}

const UNIT: Unit = Unit::Week;
const YEAR: f64 = 365.2425 / 7.0;
/// Rows that the interval is measured on.
const ROWS_FOR_ERROR: usize = 1200;

/// Customers of one age together: all that is asked of them depends on it alone.
#[derive(Clone, Copy, Default)]
struct Group {
    /// β + T
    clock: f64,
    /// Σ P(alive)
    alive: f64,
    /// Σ P(alive) · E[λ] · amount a purchase
    sales: f64,
    /// Σ P(alive) · E[λ] · cost a purchase
    effort: f64,
    /// Σ cost of keeping in touch, a year
    upkeep: f64,
}

/// What is moved: factors on leaving, buying and spending.
#[derive(Clone, Copy)]
struct Change {
    leaving: f64,
    buying: f64,
    spending: f64,
}

const NONE: Change = Change { leaving: 1.0, buying: 1.0, spending: 1.0 };

struct World<'a> {
    stage: &'a Stage,
    params: &'a Params,
    rule: Vec<(f64, f64)>,
    discount: f64,
    /// By row of the stage's groups, summed over its customers: amount a purchase, its cost, upkeep a year.
    sums: Vec<[f64; 3]>,
}

impl World<'_> {
    fn groups(&self, fit: &Fit, step: usize) -> Vec<Group> {
        let predictor = Predictor::new(fit);
        let [r, alpha, _, beta] = fit.theta;
        let mut groups = vec![Group::default(); self.stage.groups.times.len()];
        for (row, [spend, cost, upkeep]) in self.stage.groups.rows.iter().zip(&self.sums).step_by(step.max(1))
        {
            let (x, last, age) = self.stage.groups.at(row);
            let p_alive = predictor.p_alive(x, last, age);
            let rate = p_alive * (r + f64::from(x)) / (alpha + age);
            let group = &mut groups[row.age as usize];
            group.clock = beta + age;
            group.alive += row.n * p_alive;
            group.sales += rate * spend;
            group.effort += rate * cost;
            group.upkeep += upkeep;
        }
        groups.retain(|group| group.clock > 0.0);
        groups
    }

    /// ∫_0^t e^(−δu) (c / (c + ku))^s du, in v = ln(1 + ku/c).
    fn life(&self, s: f64, c: f64, k: f64, t: f64) -> f64 {
        if k <= 0.0 {
            return self.weeks(t);
        }
        let top = libm::log1p(k * t / c);
        let add = |(at, weight): &(f64, f64)| {
            let v = top * at;
            let u = c / k * libm::expm1(v);
            weight * top * c / k * libm::exp(v * (1.0 - s) - self.discount * u)
        };
        self.rule.iter().map(add).sum()
    }

    /// ∫_0^t e^(−δu) du
    fn weeks(&self, t: f64) -> f64 {
        if self.discount > 0.0 { -libm::expm1(-self.discount * t) / self.discount } else { t }
    }

    /// Profit of these customers within `t`, less the cost of keeping in touch.
    fn value(&self, fit: &Fit, groups: &[Group], change: Change, t: f64) -> f64 {
        let years = self.weeks(t) / YEAR;
        let of = |g: &Group| {
            let life = change.buying * self.life(fit.theta[2], g.clock, change.leaving, t);
            life * (self.params.margin * change.spending * g.sales - g.effort) - years * g.upkeep
        };
        groups.iter().map(of).sum()
    }

    /// Share of those alive who are still there after a year.
    fn retention(&self, fit: &Fit, groups: &[Group], leaving: f64) -> f64 {
        let stay = |g: &Group| libm::exp(-fit.theta[2] * libm::log1p(leaving * YEAR / g.clock));
        let kept: f64 = groups.iter().map(|g| g.alive * stay(g)).sum();
        kept / groups.iter().map(|g| g.alive).sum::<f64>().max(1e-300)
    }

    /// The factor on leaving that moves the yearly retention by `points`.
    fn leaving_for(&self, fit: &Fit, groups: &[Group], points: f64) -> f64 {
        if points == 0.0 {
            return 1.0;
        }
        let goal = (self.retention(fit, groups, 1.0) + points).clamp(0.0, 1.0);
        let (mut low, mut high) = (0.0, 1.0);
        while self.retention(fit, groups, high) > goal && high < 1e6 {
            high *= 2.0;
        }
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if self.retention(fit, groups, middle) > goal {
                low = middle;
            } else {
                high = middle;
            }
        }
        0.5 * (low + high)
    }

    fn change(&self, fit: &Fit, groups: &[Group], params: &Params) -> Change {
        Change {
            leaving: self.leaving_for(fit, groups, params.retention_points) * (1.0 + params.dropout_change),
            buying: 1.0 + params.rate_change,
            spending: 1.0 + params.spend_change,
        }
    }

    /// A new customer's purchases within 0, 1, 2 … 520 weeks, the first included, and their mean amount.
    fn newcomer(&self, fit: &Fit, change: Change, spend: f64) -> Newcomer {
        let [r, alpha, s, beta] = fit.theta;
        let repeats = |week: f64| r / alpha * change.buying * self.life(s, beta, change.leaving, week);
        let purchases = (0..=520).map(|week| 1.0 + if week > 0 { repeats(f64::from(week)) } else { 0.0 });
        Newcomer { purchases: purchases.collect(), profit: self.params.margin * spend * change.spending }
    }
}

/// What a new customer brings, week by week.
struct Newcomer {
    purchases: Vec<f64>,
    /// Of one purchase, before its costs.
    profit: f64,
}

impl Newcomer {
    /// Days until the profit covers the cost of winning the customer.
    fn break_even(&self, costs: Cost) -> Option<f64> {
        let earned = |(week, purchases): (usize, &f64)| {
            (self.profit - costs.development) * purchases - costs.retention * week as f64 / YEAR
        };
        let week = self.purchases.iter().enumerate().position(|week| earned(week) >= costs.acquisition)?;
        Some(week as f64 * 7.0)
    }
}

impl Analysis for WhatIf {
    const KIND: &'static str = "whatif";
    const NEEDS: &'static [Need] = &[Need::Orders, Need::Customers];
    const FIELDS: &'static [Field] = &[
        Field::new(
            "retention_points",
            Control::Share { min: -0.3, max: 0.3, default: Some(0.05), is_log: false },
        ),
        Field::new(
            "dropout_change",
            Control::Share { min: -0.9, max: 1.0, default: Some(0.0), is_log: false },
        ),
        Field::new("rate_change", Control::Share { min: -0.9, max: 1.0, default: Some(0.0), is_log: false }),
        Field::new("spend_change", Control::Share { min: -0.9, max: 1.0, default: Some(0.0), is_log: false }),
        Field::new("margin", Control::Share { min: 0.0, max: 1.0, default: Some(1.0), is_log: false }),
        Field::advanced("horizon", Control::Number { min: 1.0, max: 1040.0, default: Some(52.0) }),
        Field::advanced(
            "discount_rate",
            Control::Share { min: 0.0, max: 1.0, default: Some(0.0), is_log: false },
        ),
        Field::advanced("costs", Control::Data),
    ];
    type Params = Params;
    type Output = Output;

    async fn run(inputs: &Inputs, params: &Params, progress: &Progress) -> Result<Output> {
        check(params)?;
        let ledger = inputs.ledger()?;
        let kept = Kept::of(inputs, progress).await?;
        let (facts, stage, fit) = (&kept.facts, &kept.stage, kept.fit()?);
        let has_money = stage.mean_spend.is_some();
        let costs = params.costs.book(inputs, Some(ledger))?;
        let mut sums = vec![[0.0; 3]; stage.groups.rows.len()];
        for (s, &row) in stage.summaries.iter().zip(&stage.groups.row_of) {
            let (cost, sums) = (costs.of(s.customer), &mut sums[row as usize]);
            sums[0] += stage.spend_of(s).unwrap_or(1.0);
            sums[1] += cost.development;
            sums[2] += cost.retention;
        }
        let discount = libm::log1p(params.discount_rate) / YEAR;
        let world = World { stage, params, rule: gauss_legendre(16), discount, sums };
        let groups = world.groups(fit, 1);
        progress.step("whatif-stage", 1, 3).await?;
        let t = params.horizon;
        let change = world.change(fit, &groups, params);
        let (before, after) = (world.value(fit, &groups, NONE, t), world.value(fit, &groups, change, t));
        let gain =
            |after: f64, before: f64| if before != 0.0 { (after - before) / before.abs() } else { 0.0 };

        let spread = spread(&world, fit, params, t, progress).await?;
        let backtest_error = kept.past_error(t, progress).await?;
        // The fit's own error alone is too narrow by experience.
        let with_past =
            |error: f64| libm::sqrt(error * error + backtest_error.map_or(0.0, |past| past * past));
        let alone = |name: &'static str, moved_by: f64| {
            let still = Params {
                retention_points: 0.0,
                dropout_change: 0.0,
                rate_change: 0.0,
                spend_change: 0.0,
                ..params.clone()
            };
            let moved = match name {
                "retention_points" => Params { retention_points: moved_by, ..still },
                "dropout_change" => Params { dropout_change: moved_by, ..still },
                "rate_change" => Params { rate_change: moved_by, ..still },
                _ => Params { spend_change: moved_by, ..still },
            };
            let change = world.change(fit, &groups, &moved);
            Lever { name, moved_by, change: gain(world.value(fit, &groups, change, t), before) }
        };
        let levers = vec![
            alone("retention_points", 0.05),
            alone("dropout_change", -0.05),
            alone("rate_change", 0.05),
            alone("spend_change", 0.05),
        ];
        progress.step("whatif-stage", 2, 3).await?;
        let curve = (0..=24)
            .map(|i| t * f64::from(i) / 24.0)
            .map(|at| CurvePoint {
                days: at * 7.0,
                before: if at > 0.0 { world.value(fit, &groups, NONE, at) } else { 0.0 },
                after: if at > 0.0 { world.value(fit, &groups, change, at) } else { 0.0 },
            })
            .collect();
        let new_spend =
            stage.spend.and_then(|spend| spend.expected(0, None)).or(stage.mean_spend).unwrap_or(1.0);
        let typical = costs.mean(stage.summaries.iter().map(|s| s.customer));
        let newcomer = world.newcomer(fit, NONE, new_spend);
        let newcomer_after = world.newcomer(fit, change, new_spend);
        let break_even_by = costs
            .groups()
            .into_iter()
            .map(|(group, title, cost)| BreakEven {
                group,
                title,
                acquisition: cost.acquisition,
                days: newcomer.break_even(cost),
                days_after: newcomer_after.break_even(cost),
            })
            .collect();
        let mut cautions = Vec::new();
        if !stage.is_identified(fit) {
            cautions.push(Message::new("whatif-caution-no-departures"));
        }
        if facts.n_repeaters < trust::LEAST_REPEATERS {
            let caution = Message::new("clv-caution-small").count("n", facts.n_repeaters);
            cautions.push(caution.count("need", trust::LEAST_REPEATERS));
        }
        let around = |value: f64, error: f64| Estimate {
            value,
            low: value - Z_95 * error,
            high: value + Z_95 * error,
        };
        Ok(Output {
            n_customers: facts.n_customers,
            horizon_days: t * 7.0,
            retention: world.retention(fit, &groups, 1.0),
            retention_after: world.retention(fit, &groups, change.leaving),
            dropout_factor: change.leaving,
            before: around(before, with_past(spread[0]) * before.abs()),
            after: around(after, with_past(spread[1]) * after.abs()),
            gain: around(after - before, libm::hypot(spread[2] * before, with_past(0.0) * (after - before))),
            change: around(gain(after, before), spread[2]),
            levers,
            curve,
            break_even_days: newcomer.break_even(typical),
            break_even_days_after: newcomer_after.break_even(typical),
            acquisition: typical.acquisition,
            break_even_by,
            backtest_error,
            has_money,
            currency: ledger.currency.clone(),
            params: params.clone(),
            cautions,
        })
    }

    fn report(output: &Output, _inputs: &Inputs) -> Report {
        report::report(output)
    }
}

fn check(params: &Params) -> Result<()> {
    let relative = [
        ("retention_points", params.retention_points),
        ("dropout_change", params.dropout_change),
        ("rate_change", params.rate_change),
        ("spend_change", params.spend_change),
    ];
    if let Some((name, _)) = relative.into_iter().find(|(_, value)| !(-1.0..=1.0).contains(value)) {
        return Err(Error::parameter(name, "whatif-change-range"));
    }
    for (name, value) in [("margin", params.margin), ("discount_rate", params.discount_rate)] {
        if !(0.0..=1.0).contains(&value) {
            return Err(Error::parameter(name, "clv-share-range"));
        }
    }
    if !(params.horizon > 0.0 && params.horizon <= 1040.0) {
        return Err(Error::parameter("horizon", Message::new("clv-horizon-range").count("max", 1040)));
    }
    params.costs.check()
}

/// Standard errors of before (relative), after (relative) and the change, from the parameters: slopes by central
/// differences on a part of the customers, times the covariance.
async fn spread(
    world: &World<'_>,
    fit: &Fit,
    params: &Params,
    t: f64,
    progress: &Progress,
) -> Result<[f64; 3]> {
    const H: f64 = 1e-3;
    let Some(covariance) = fit.covariance else { return Ok([0.0; 3]) };
    let step = world.stage.groups.rows.len().div_ceil(ROWS_FOR_ERROR).max(1);
    let mut slopes = [[0.0; 4]; 3];
    for i in 0..4 {
        let mut sides = [[0.0; 3]; 2];
        for (side, sign) in sides.iter_mut().zip([-1.0, 1.0]) {
            progress.step("whatif-stage", 1, 3).await?;
            let mut moved = fit.clone();
            moved.theta[i] *= libm::exp(sign * H);
            let groups = world.groups(&moved, step);
            let change = world.change(&moved, &groups, params);
            let before = world.value(&moved, &groups, NONE, t).abs().max(1e-300);
            let after = world.value(&moved, &groups, change, t).abs().max(1e-300);
            *side = [libm::log(before), libm::log(after), after / before];
        }
        for (slope, (high, low)) in slopes.iter_mut().zip(sides[1].iter().zip(&sides[0])) {
            slope[i] = (high - low) / (2.0 * H);
        }
    }
    Ok(slopes.map(|slope| {
        let pairs = (0..4).flat_map(|i| (0..4).map(move |j| (i, j)));
        let variance: f64 = pairs.map(|(i, j)| slope[i] * covariance[i][j] * slope[j]).sum();
        if variance.is_finite() { libm::sqrt(variance.max(0.0)) } else { 0.0 }
    }))
}
