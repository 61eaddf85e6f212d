//! What customers are expected to do by the two models of chances: each renewal, or each period, is one.

use super::bgbb::{self, Chances};
use super::data::{Histories, Summary, Unit};
use super::params::Params;
use super::sbg;
use crate::error::{Error, Result};
use crate::message::Message;
use crate::progress::Progress;
use crate::stats::share::wilson;
use crate::table::Day;

/// What is known of customers at a day, and how far ahead is asked.
pub(super) struct Known<'a> {
    pub summaries: &'a [Summary],
    pub end: Day,
    /// In time units.
    pub horizon: f64,
    pub params: &'a Params,
}

/// What a customer is expected to do, by a model of chances.
#[derive(Clone, Copy, Default)]
pub(super) struct Chance {
    pub p_alive: f64,
    pub p_none: f64,
    pub expected: f64,
    pub variance: f64,
    pub range: (u32, u32),
    /// Purchases within the horizon, later ones counting less.
    pub discounted: f64,
    /// The same without a horizon; only with a discount rate above 0.
    pub forever: Option<f64>,
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
pub(super) struct Fitted {
    pub key: &'static str,
    pub names: &'static [&'static str],
    pub theta: Vec<f64>,
    pub errors: Vec<Option<f64>>,
    pub log_likelihood: f64,
    /// Expected purchases of each customer with ln of each parameter a little lower and higher.
    moved: Vec<[Vec<f64>; 2]>,
    /// Of the parameters' logarithms.
    covariance: Vec<Vec<f64>>,
}

/// How far a parameter's logarithm is moved to measure a slope.
const H: f64 = 1e-3;

impl Fitted {
    /// Relative variance of a weighted total that comes from the parameters (delta method).
    pub(super) fn drift(&self, weights: &[f64]) -> f64 {
        let total = |orders: &[f64]| orders.iter().zip(weights).map(|(n, w)| n * w).sum::<f64>();
        let slopes: Vec<f64> =
            self.moved.iter().map(|[low, high]| libm::log(total(high) / total(low)) / (2.0 * H)).collect();
        let pairs = self.covariance.iter().zip(&slopes);
        let variance: f64 =
            pairs.map(|(row, a)| row.iter().zip(&slopes).map(|(c, b)| a * c * b).sum::<f64>()).sum();
        if variance.is_finite() { variance.max(0.0) } else { 0.0 }
    }
}

/// A customer silent for longer than this many gaps has left.
const LATEST: f64 = 1.5;

/// Renewals as far as they are decided: a payment is due one median gap after the one before, and until half a gap later
/// nobody knows. Renewals that are due but not decided are left out on both sides: the prompt ones are seen at once, the
/// missing ones only later.
pub(super) struct Renewals {
    /// Median gap, days.
    period: f64,
    end: Day,
    /// First day on which a payment leaves the next one open.
    open: Day,
    pub tenures: sbg::Tenures,
    /// Gaps of decided renewals in time, days, in order.
    gaps: Vec<Day>,
}

impl Renewals {
    pub fn of(summaries: &[Summary], histories: &Histories, end: Day, rhythm_days: Option<f64>) -> Renewals {
        let period = rhythm_days.unwrap_or(30.0).max(1.0);
        let open = end - libm::floor(LATEST * period) as Day;
        let (mut lost, mut kept) = (std::collections::BTreeMap::new(), std::collections::BTreeMap::new());
        let mut gaps = Vec::new();
        for s in summaries {
            let visits = histories.until(s.customer, end);
            let n = histories.until(s.customer, open - 1).len();
            let of = if s.last_day < open { &mut lost } else { &mut kept };
            *of.entry(n as u32).or_insert(0.0) += 1.0;
            let decided = visits.windows(2).take(n).map(|pair| pair[1].day - pair[0].day);
            gaps.extend(decided.filter(|gap| f64::from(*gap) <= LATEST * period));
        }
        gaps.sort_unstable();
        let tenures = sbg::Tenures { lost: lost.into_iter().collect(), kept: kept.into_iter().collect() };
        Renewals { period, end, open, tenures, gaps }
    }

    fn silent(&self, s: &Summary) -> Day {
        self.end - s.last_day
    }

    /// P(the next payment comes, later than now | it is not here yet): of those who renew, so many are as late as this.
    fn next(&self, fit: &sbg::Sbg, s: &Summary) -> f64 {
        let renews = fit.renewal_rate(s.n_repeat_orders);
        let n_earlier = self.gaps.partition_point(|gap| *gap <= self.silent(s));
        let later = 1.0 - n_earlier as f64 / self.gaps.len().max(1) as f64;
        renews * later / (renews * later + 1.0 - renews)
    }
}

/// # Errors
/// Insufficient when nobody has left yet; refused when nobody renewed.
pub(super) fn contract(
    known: &Known,
    histories: &Histories,
    rhythm_days: Option<f64>,
) -> Result<(Fitted, Vec<Chance>)> {
    let params = known.params;
    let renewals = Renewals::of(known.summaries, histories, known.end, rhythm_days);
    let fit = sbg::fit(&renewals.tenures).ok_or_else(|| unfit(&renewals.tenures))?;
    let unit_days = params.time_unit.days();
    let period = renewals.period;
    let chance = |fit: &sbg::Sbg, s: &Summary| {
        let t = s.n_repeat_orders;
        if s.last_day < renewals.open {
            return Chance {
                p_none: 1.0,
                forever: (params.discount_rate > 0.0).then_some(0.0),
                ..Chance::default()
            };
        }
        let silent = f64::from(renewals.silent(s));
        let ahead = Ahead {
            n: libm::floor((known.horizon * unit_days + silent) / period).min(1e4) as u32,
            first: (period - silent).max(0.0) / unit_days,
            step: period / unit_days,
            rate: params.discount_per_unit(),
        };
        let first = renewals.next(fit, s);
        let (expected, discounted, forever) = ahead.sums(first, |i| fit.renewal_rate(t + i));
        // P(N ≥ n): what is left after n renewals.
        let (mut left, mut second, mut range) = (1.0, 0.0, (None, None));
        for n in 0..=ahead.n {
            let next = match n {
                n if n == ahead.n => 0.0,
                0 => first,
                n => left * fit.renewal_rate(t + n),
            };
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
            // What is paid for still runs.
            p_alive: if silent <= period { 1.0 } else { first },
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
        let each = known.summaries.iter();
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

/// Why sBG cannot be fitted, and what can be said all the same.
fn unfit(tenures: &sbg::Tenures) -> Error {
    if tenures.lost.iter().any(|(_, n)| *n > 0.0) {
        return Error::refused("clv-refused-unfit");
    }
    let n_customers: f64 = tenures.kept.iter().map(|(_, n)| n).sum();
    let n_renewals: f64 = tenures.kept.iter().map(|(t, n)| f64::from(*t) * n).sum();
    let most = tenures.kept.iter().map(|(t, _)| *t).max().unwrap_or(0);
    let (low, _) = wilson(n_renewals as u32, n_renewals as u32);
    let instead = Message::new("clv-instead-renewals")
        .count("n", n_renewals as usize)
        .count("most", most as usize)
        .share("low", low);
    Error::insufficient(
        Message::new("clv-have-nobody-left").count("n", n_customers as usize),
        "clv-need-leavers",
    )
    .instead(instead)
}

/// The chance at which a purchase on this day falls: the first is the time unit that begins with the first purchase.
fn chance_at(unit: Unit, s: &Summary, day: Day) -> u32 {
    libm::ceil(unit.between(s.first_day, day) - 1e-9) as u32
}

/// How many chances a customer took among those after the first `n`, the next `n_more`, and the last one taken (else `n`).
pub(super) fn taken(histories: &Histories, s: &Summary, unit: Unit, n: u32, n_more: u32) -> (u32, u32) {
    let (mut count, mut last) = (0, n);
    for visit in histories.of_customer(s.customer) {
        let at = chance_at(unit, s, visit.day);
        if at > last && at <= n + n_more {
            count += 1;
            last = at;
        }
    }
    (count, last)
}

/// (x, t_x, n) of a customer, where each time unit after the first purchase is a chance to buy, taken or not; one still
/// running is left out.
pub(super) fn chances_of(histories: &Histories, s: &Summary, end: Day, unit: Unit) -> (u32, u32, u32) {
    let n = libm::floor(unit.between(s.first_day, end) + 1e-9).min(1000.0) as u32;
    let (x, last) = taken(histories, s, unit, 0, n);
    (x, last, n)
}

/// BG/BB.
///
/// # Errors
/// Refused when it cannot be fitted.
pub(super) async fn opportunities(
    known: &Known<'_>,
    histories: &Histories,
    progress: &Progress,
) -> Result<(Fitted, Vec<Chance>)> {
    let params = known.params;
    let of = |s: &Summary| chances_of(histories, s, known.end, params.time_unit);
    let keys: Vec<(u32, u32, u32)> = known.summaries.iter().map(of).collect();
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
        n: libm::round(known.horizon).min(1e4) as u32,
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
