//! Kaplan–Meier curves and the log-rank test.

use crate::stats::{chi_squared, share};
use serde::{Deserialize, Serialize};

/// How long somebody was watched, and whether that ended with the event (else: still there when last seen).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spell {
    pub duration: f64,
    pub is_event: bool,
    /// Position of the group.
    pub group: u32,
}

/// The scale on which the 95 % interval is symmetric.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Interval {
    /// S^exp(± z·se): stays within 0..=1 (Kalbfleisch & Prentice 1980). lifelines' default.
    #[default]
    LogLog,
    /// S·exp(± z·se), cut at 1. R's default.
    Log,
    /// S ± z·se, cut at 0 and 1.
    Plain,
}

/// The product-limit estimate (Kaplan & Meier 1958): S(t) = Π (1 − d/n) over event times up to t; its variance is
/// Greenwood's (1926), S² Σ d/(n (n − d)). Arrays run over the times with an event.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Curve {
    pub n: u32,
    pub n_events: u32,
    /// The longest time anybody was watched.
    pub last_time: f64,
    pub times: Vec<f64>,
    /// Watched for at least this long.
    pub n_at_risk: Vec<u32>,
    pub n_events_at: Vec<u32>,
    pub survival: Vec<f64>,
    /// `None` where the curve has reached 0: Greenwood's variance is not defined there.
    pub standard_error: Vec<Option<f64>>,
    pub low: Vec<Option<f64>>,
    pub high: Vec<Option<f64>>,
    /// The first time at which the curve is at or below one half; `None` when it never is.
    pub median: Option<f64>,
    /// Where the interval's bounds cross one half (Brookmeyer & Crowley 1982).
    pub median_low: Option<f64>,
    pub median_high: Option<f64>,
    /// Area below the curve up to `last_time`.
    pub restricted_mean: f64,
}

/// Of spells in ascending order of duration.
pub fn kaplan_meier(spells: &[Spell], interval: Interval) -> Curve {
    let mut curve = Curve {
        n: spells.len() as u32,
        last_time: spells.last().map_or(0.0, |spell| spell.duration),
        ..Curve::default()
    };
    let (mut survival, mut greenwood, mut at) = (1.0, 0.0, 0.0);
    let mut i = 0;
    while i < spells.len() {
        let time = spells[i].duration;
        let n_here = spells[i..].iter().take_while(|spell| spell.duration == time).count();
        let d = spells[i..i + n_here].iter().filter(|spell| spell.is_event).count();
        let n = spells.len() - i;
        if d > 0 {
            curve.restricted_mean += survival * (time - at);
            at = time;
            survival *= (n - d) as f64 / n as f64;
            let is_over = n == d;
            if !is_over {
                greenwood += d as f64 / (n as f64 * (n - d) as f64);
            }
            let (low, high) = bounds(survival, greenwood, interval);
            curve.n_events += d as u32;
            curve.times.push(time);
            curve.n_at_risk.push(n as u32);
            curve.n_events_at.push(d as u32);
            curve.survival.push(survival);
            curve.standard_error.push((!is_over).then(|| survival * greenwood.sqrt()));
            curve.low.push((!is_over).then_some(low));
            curve.high.push((!is_over).then_some(high));
        }
        i += n_here;
    }
    curve.restricted_mean += survival * (curve.last_time - at);
    // A product of fractions may miss one half by its last bits.
    let crosses = |value: &dyn Fn(usize) -> f64| {
        (0..curve.times.len()).find(|&i| value(i) <= 0.5 + 1e-12).map(|i| curve.times[i])
    };
    let median = crosses(&|i| curve.survival[i]);
    let median_low = crosses(&|i| curve.low[i].unwrap_or(0.0));
    let median_high = crosses(&|i| curve.high[i].unwrap_or(1.0));
    (curve.median, curve.median_low, curve.median_high) = (median, median_low, median_high);
    curve
}

fn bounds(survival: f64, greenwood: f64, interval: Interval) -> (f64, f64) {
    let width = share::Z_95 * greenwood.sqrt();
    let (low, high) = match interval {
        Interval::Plain => (survival - survival * width, survival + survival * width),
        Interval::Log => (survival * libm::exp(-width), survival * libm::exp(width)),
        Interval::LogLog => {
            let ln = libm::log(survival);
            let factor = libm::exp(width / ln.abs());
            (libm::exp(ln * factor), libm::exp(ln / factor))
        }
    };
    (low.clamp(0.0, 1.0), high.clamp(0.0, 1.0))
}

impl Curve {
    /// The curve at a time: its value, interval, and how many were watched at least so long. `None` beyond the last time.
    pub fn at(&self, time: f64) -> Option<(f64, Option<f64>, Option<f64>)> {
        if time > self.last_time {
            return None;
        }
        match self.times.partition_point(|&t| t <= time).checked_sub(1) {
            None => Some((1.0, None, None)),
            Some(i) => Some((self.survival[i], self.low[i], self.high[i])),
        }
    }
}

/// Whether the curves of several groups differ (Mantel 1966; Peto & Peto 1972).
#[derive(Clone, Debug, Serialize)]
pub struct LogRank {
    pub chi_squared: f64,
    pub degrees_of_freedom: u32,
    pub p: f64,
    pub log10_p: f64,
    /// Events of each group, and those expected if all had one curve.
    pub observed: Vec<u32>,
    pub expected: Vec<f64>,
}

/// Of spells in ascending order of duration; `None` with fewer than two groups or no event to compare at.
pub fn log_rank(spells: &[Spell], n_groups: usize) -> Option<LogRank> {
    if n_groups < 2 {
        return None;
    }
    let mut at_risk = vec![0u32; n_groups];
    spells.iter().for_each(|spell| at_risk[spell.group as usize] += 1);
    let (mut observed, mut expected) = (vec![0u32; n_groups], vec![0.0; n_groups]);
    let mut variance = vec![vec![0.0; n_groups]; n_groups];
    let mut i = 0;
    while i < spells.len() {
        let time = spells[i].duration;
        let here = &spells[i..i + spells[i..].iter().take_while(|spell| spell.duration == time).count()];
        let n = (spells.len() - i) as f64;
        let d = here.iter().filter(|spell| spell.is_event).count() as f64;
        if d > 0.0 {
            let share: Vec<f64> = at_risk.iter().map(|&n_j| f64::from(n_j) / n).collect();
            let scale = if n > 1.0 { d * (n - d) / (n - 1.0) } else { 0.0 };
            for j in 0..n_groups {
                expected[j] += d * share[j];
                for k in 0..n_groups {
                    let same = if j == k { 1.0 } else { 0.0 };
                    variance[j][k] += scale * share[j] * (same - share[k]);
                }
            }
        }
        for spell in here {
            observed[spell.group as usize] += u32::from(spell.is_event);
            at_risk[spell.group as usize] -= 1;
        }
        i += here.len();
    }
    let excess: Vec<f64> = observed.iter().zip(&expected).map(|(&o, e)| f64::from(o) - e).collect();
    let (chi_squared, rank) = quadratic(variance, excess);
    let ln_p = chi_squared::ln_tail(chi_squared, rank);
    (rank > 0).then(|| LogRank {
        chi_squared,
        degrees_of_freedom: rank,
        p: libm::exp(ln_p),
        log10_p: ln_p / std::f64::consts::LN_10,
        observed,
        expected,
    })
}

/// vᵀ M⁻ v and the rank of M, for a symmetric positive semi-definite M (one row of the test's matrix depends on the
/// others): elimination on the largest remaining diagonal, until it is nothing.
fn quadratic(mut m: Vec<Vec<f64>>, mut v: Vec<f64>) -> (f64, u32) {
    let n = v.len();
    let largest = (0..n).map(|i| m[i][i]).fold(0.0, f64::max);
    let (mut left, mut sum, mut rank): (Vec<usize>, f64, u32) = ((0..n).collect(), 0.0, 0);
    while let Some(position) =
        (0..left.len()).reduce(|a, b| if m[left[b]][left[b]] > m[left[a]][left[a]] { b } else { a })
    {
        let pivot = left.swap_remove(position);
        if m[pivot][pivot] <= largest * 1e-10 {
            break;
        }
        sum += v[pivot] * v[pivot] / m[pivot][pivot];
        rank += 1;
        for &row in &left {
            let factor = m[row][pivot] / m[pivot][pivot];
            v[row] -= factor * v[pivot];
            for &column in &left {
                let step = factor * m[pivot][column];
                m[row][column] -= step;
            }
        }
    }
    (sum, rank)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spells(groups: &[&[(f64, bool)]]) -> Vec<Spell> {
        let mut spells: Vec<Spell> = groups
            .iter()
            .zip(0u32..)
            .flat_map(|(rows, group)| {
                rows.iter().map(move |&(duration, is_event)| Spell { duration, is_event, group })
            })
            .collect();
        spells.sort_by(|a, b| a.duration.total_cmp(&b.duration));
        spells
    }

    /// Weeks in remission, 6-mercaptopurine and placebo (Freireich et al. 1963; Cox & Oakes 1984, table 1.1).
    fn leukaemia() -> Vec<Spell> {
        let treated = [
            (6.0, true),
            (6.0, true),
            (6.0, true),
            (6.0, false),
            (7.0, true),
            (9.0, false),
            (10.0, true),
            (10.0, false),
            (11.0, false),
            (13.0, true),
            (16.0, true),
            (17.0, false),
            (19.0, false),
            (20.0, false),
            (22.0, true),
            (23.0, true),
            (25.0, false),
            (32.0, false),
            (32.0, false),
            (34.0, false),
            (35.0, false),
        ];
        let placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
            .map(|weeks| (f64::from(weeks), true));
        spells(&[&treated, &placebo])
    }

    #[test]
    fn the_curve_of_the_leukaemia_trial() {
        let treated: Vec<Spell> = leukaemia().into_iter().filter(|spell| spell.group == 0).collect();
        let curve = kaplan_meier(&treated, Interval::Plain);
        // Printed in Cox & Oakes and by R's survfit: S(6) = .857 (se .0764), S(10) = .753 (.0963), S(23) = .448 (.1346).
        let check = |i: usize, time: f64, survival: f64, error: f64| {
            assert_eq!(curve.times[i], time);
            assert!((curve.survival[i] - survival).abs() < 5e-4, "{}", curve.survival[i]);
            assert!((curve.standard_error[i].unwrap() - error).abs() < 5e-5);
        };
        check(0, 6.0, 0.857, 0.0764);
        check(2, 10.0, 0.753, 0.0963);
        check(6, 23.0, 0.448, 0.1346);
        assert_eq!((curve.median, curve.n_events), (Some(23.0), 9));
        let log = kaplan_meier(&treated, Interval::Log);
        // R: 0.720 and 1.000 at week 6; 0.249 and 0.807 at week 23.
        assert!((log.low[0].unwrap() - 0.720).abs() < 5e-4 && log.high[0] == Some(1.0));
        assert!((log.low[6].unwrap() - 0.249).abs() < 5e-4 && (log.high[6].unwrap() - 0.807).abs() < 5e-4);
    }

    #[test]
    fn the_log_rank_test_of_the_leukaemia_trial() {
        // R's survdiff: chi-squared 16.8 on 1 degree of freedom, expected 19.3 and 10.7.
        let test = log_rank(&leukaemia(), 2).unwrap();
        assert!((test.chi_squared - 16.793).abs() < 1e-3, "{}", test.chi_squared);
        assert_eq!((test.degrees_of_freedom, test.observed.as_slice()), (1, [9, 21].as_slice()));
        assert!((test.expected[0] - 19.25).abs() < 5e-3 && (test.expected[1] - 10.75).abs() < 5e-3);
        assert!((test.p - 4.17e-5).abs() < 1e-7);
    }

    #[test]
    fn without_censoring_the_curve_is_the_share_still_there() {
        let rows: Vec<(f64, bool)> = (1..=10).map(|day| (f64::from(day), true)).collect();
        let curve = kaplan_meier(&spells(&[&rows]), Interval::LogLog);
        for (i, survival) in curve.survival.iter().enumerate() {
            assert!((survival - (9 - i) as f64 / 10.0).abs() < 1e-12);
        }
        assert_eq!(curve.median, Some(5.0));
        assert!((curve.restricted_mean - 5.5).abs() < 1e-12);
        assert_eq!(curve.standard_error[9], None);
    }

    #[test]
    fn equal_groups_do_not_differ() {
        let rows = [(1.0, true), (2.0, false), (3.0, true)];
        let test = log_rank(&spells(&[&rows, &rows, &rows]), 3).unwrap();
        assert!(test.chi_squared.abs() < 1e-12 && test.degrees_of_freedom == 2 && test.p > 0.999);
        assert!(log_rank(&spells(&[&rows]), 1).is_none());
    }
}
