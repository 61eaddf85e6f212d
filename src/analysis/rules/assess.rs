//! Everything that is said about one rule.

use super::baseline::SizeBaseline;
use super::generate::{self, Found};
use super::lattice::Lattice;
use super::measures::{self, Counts};
use super::output::{AllMeasures, Doubt, Rule, Within};
use super::prepare::Prepared;
use super::significance::{Corrected, LOG10_ALPHA};
use super::split::Split;
use super::strata::Strata;

/// The baskets and what is known of them.
pub struct Assessor<'a> {
    pub prepared: &'a Prepared,
    pub lattice: &'a Lattice,
    pub baseline: &'a SizeBaseline,
    pub split: &'a Split,
    pub strata: &'a [Strata],
    /// Customer of each basket; empty without customers.
    pub customers: &'a [Option<u32>],
    pub min_support: f64,
    pub min_confidence: f64,
}

/// What was computed for all rules before the listed ones were chosen.
pub struct Tested {
    pub log10_p: f64,
    pub corrected: Corrected,
    pub corrected_log10_p: f64,
    pub shuffle_fdr: Option<f64>,
}

/// Joint baskets below which no sentence is made.
pub const MIN_BASKETS: u32 = 30;

impl Assessor<'_> {
    pub fn counts(&self, found: &Found) -> Counts {
        counts(self.lattice, found, self.min_support, self.min_confidence)
    }

    /// The rule with all its figures.
    pub fn assess(&self, found: &Found, tested: Tested) -> Rule {
        let mut counts = self.counts(found);
        let smaller = generate::best_smaller(self.lattice, found);
        counts.best_smaller_confidence = smaller.map_or(f64::NAN, |(xy, x)| f64::from(xy) / f64::from(x));
        let (mut x, mut y) = (Vec::new(), Vec::new());
        self.lattice.items(found.antecedent, &mut x);
        self.lattice.items(found.consequent, &mut y);
        let all = AllMeasures(measures::ALL.iter().map(|measure| measure.of(&counts)).collect());
        let value = |name: &str| {
            let position = measures::ALL.iter().position(|measure| measure.name == name)?;
            all.0.get(position).copied().flatten()
        };
        let Counts { n, n_x, n_y, n_xy, .. } = counts;
        let (confidence_low, confidence_high) = wilson(n_xy, n_x);
        let lift = value("lift").unwrap_or(0.0);
        let spread = ln_lift_error(&counts).map(|error| libm::exp(1.959_963_984_540_054 * error));
        let size_baseline = self.baseline.lift(x.len(), y.len());

        let occurrences = &self.prepared.occurrences;
        let (with_x, with_y) = (occurrences.common(&x), occurrences.common(&y));
        let with_both = both(&with_x, &with_y);
        let n_late =
            |baskets: &[u32]| baskets.iter().filter(|&&t| self.split.is_late[t as usize]).count() as u32;
        let (late_x, late_y, late_xy) = (n_late(&with_x), n_late(&with_y), n_late(&with_both));
        let share = |part: u32, whole: u32| (whole > 0).then(|| f64::from(part) / f64::from(whole));
        let holdout_lift = (late_x > 0 && late_y > 0).then(|| {
            f64::from(self.split.n_late) * f64::from(late_xy) / (f64::from(late_x) * f64::from(late_y))
        });
        let within: Vec<Within> =
            self.strata.iter().filter_map(|strata| strata.look(&with_x, &with_y, &with_both)).collect();

        let mut rule = Rule {
            antecedent: self.labels(&x),
            consequent: self.labels(&y),
            antecedent_codes: self.codes(&x),
            consequent_codes: self.codes(&y),
            n_xy,
            n_x,
            n_y,
            support: f64::from(n_xy) / f64::from(n),
            confidence: f64::from(n_xy) / f64::from(n_x),
            confidence_low,
            confidence_high,
            lift,
            lift_low: spread.map(|spread| lift / spread),
            lift_high: spread.map(|spread| lift * spread),
            size_baseline,
            size_adjusted_lift: size_baseline.map(|baseline| lift / baseline),
            leverage: value("leverage").unwrap_or(0.0),
            conviction: value("conviction"),
            zhang: zhang(&counts),
            jaccard: value("jaccard"),
            cosine: value("cosine"),
            kulczynski: value("kulczynski"),
            imbalance: value("imbalance"),
            phi: value("phi"),
            odds_ratio: value("oddsRatio"),
            chi_squared: value("chiSquared"),
            log10_p: tested.log10_p,
            corrected_log10_p: tested.corrected_log10_p,
            corrected: tested.corrected,
            shuffle_fdr: tested.shuffle_fdr,
            improvement: value("improvement"),
            redundant: smaller
                .is_some_and(|(xy, x)| u64::from(xy) * u64::from(n_x) >= u64::from(n_xy) * u64::from(x)),
            n_customers: self.n_customers(&with_both),
            early_confidence: share(n_xy - late_xy, n_x - late_x),
            holdout_confidence: share(late_xy, late_x),
            holdout_lift,
            holdout_n_x: late_x,
            holdout_n_xy: late_xy,
            within,
            is_trusted: false,
            doubts: Vec::new(),
            measures: all,
            antecedent_ranks: x,
            consequent_ranks: y,
        };
        rule.doubts = doubts(&rule);
        rule.is_trusted = rule.doubts.is_empty();
        rule
    }

    fn labels(&self, ranks: &[u32]) -> Vec<String> {
        ranks.iter().map(|&rank| self.prepared.entries[rank as usize].label.clone()).collect()
    }

    fn codes(&self, ranks: &[u32]) -> Vec<String> {
        ranks.iter().map(|&rank| self.prepared.entries[rank as usize].code.clone()).collect()
    }

    fn n_customers(&self, baskets: &[u32]) -> Option<u32> {
        if self.customers.is_empty() {
            return None;
        }
        let mut customers: Vec<u32> = baskets.iter().filter_map(|&t| self.customers[t as usize]).collect();
        customers.sort_unstable();
        customers.dedup();
        Some(customers.len() as u32)
    }
}

pub fn counts(lattice: &Lattice, found: &Found, min_support: f64, min_confidence: f64) -> Counts {
    let count = |node: u32| lattice.counts[node as usize];
    Counts {
        n: lattice.n_baskets(),
        n_x: count(found.antecedent),
        n_y: count(found.consequent),
        n_xy: count(found.both),
        best_smaller_confidence: f64::NAN,
        min_support,
        min_confidence,
    }
}

fn doubts(rule: &Rule) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    let mut add = |is_doubtful: bool, doubt: Doubt| {
        if is_doubtful {
            doubts.push(doubt);
        }
    };
    add(rule.n_xy < MIN_BASKETS, Doubt::FewBaskets);
    add(
        rule.corrected_log10_p > LOG10_ALPHA || rule.lift_low.is_some_and(|low| low <= 1.0),
        Doubt::NotSignificant,
    );
    add(rule.shuffle_fdr.is_some_and(|fdr| fdr > 0.05), Doubt::LikeShuffled);
    add(rule.size_adjusted_lift.is_some_and(|lift| lift <= 1.0), Doubt::BasketSize);
    add(rule.holdout_lift.is_some_and(|lift| lift <= 1.0), Doubt::NotLater);
    add(rule.lift > 1.0 && rule.within.iter().any(|within| within.adjusted_lift <= 1.0), Doubt::NotWithin);
    doubts
}

/// (P(Y|X) − P(Y|X̄)) / max of the two: −1 (never together) to 1 (always). Yan, Zhang & Zhang 2009.
pub fn zhang(c: &Counts) -> Option<f64> {
    let (n, x, y, xy) = (f64::from(c.n), f64::from(c.n_x), f64::from(c.n_y), f64::from(c.n_xy));
    let (with, without) = (xy / x, (y - xy) / (n - x));
    let value = (with - without) / with.max(without);
    value.is_finite().then_some(value)
}

/// Wilson's interval for a share, 95 %.
fn wilson(part: u32, whole: u32) -> (f64, f64) {
    let (n, z) = (f64::from(whole), 1.959_963_984_540_054);
    let p = f64::from(part) / n;
    let middle = p + z * z / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z * z / n;
    (((middle - half) / scale).max(0.0), ((middle + half) / scale).min(1.0))
}

/// Standard error of ln(lift) by the delta method over the four cells of a multinomial table.
fn ln_lift_error(c: &Counts) -> Option<f64> {
    let n = f64::from(c.n);
    let (x, y, xy) = (f64::from(c.n_x) / n, f64::from(c.n_y) / n, f64::from(c.n_xy) / n);
    let square = |a: f64| a * a;
    let sum = xy * square(1.0 / xy - 1.0 / x - 1.0 / y) + (x - xy) / square(x) + (y - xy) / square(y);
    // The mean of the gradient is −1.
    let variance = (sum - 1.0) / n;
    variance.is_finite().then(|| variance.max(0.0).sqrt())
}

/// The intersection of two ascending lists.
pub fn both(a: &[u32], b: &[u32]) -> Vec<u32> {
    let (mut i, mut j, mut both) = (0, 0, Vec::new());
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                both.push(a[i]);
                i += 1;
                j += 1;
            }
        }
    }
    both
}
