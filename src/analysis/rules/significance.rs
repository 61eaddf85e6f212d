//! p for many rules at once. Everything in log10, because p underflows.

use super::params::Correction;
use crate::order::Arrange;
use crate::stats::hypergeometric::ln_factorial;
use serde::Serialize;

/// How many rules stay at 5 %, by correction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Significant {
    pub uncorrected: u32,
    pub bonferroni: u32,
    pub holm: u32,
    pub benjamini_hochberg: u32,
    pub benjamini_yekutieli: u32,
    pub search_space: u32,
}

/// The corrected values of one rule, log10, at most 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Corrected {
    pub bonferroni: f64,
    pub holm: f64,
    pub benjamini_hochberg: f64,
    pub benjamini_yekutieli: f64,
    pub search_space: f64,
}

impl Corrected {
    pub fn get(&self, correction: Correction) -> f64 {
        match correction {
            Correction::SearchSpace => self.search_space,
            Correction::Bonferroni => self.bonferroni,
            Correction::Holm => self.holm,
            Correction::BenjaminiHochberg => self.benjamini_hochberg,
            Correction::BenjaminiYekutieli => self.benjamini_yekutieli,
        }
    }
}

/// How many rules could have been found.
#[derive(Clone, Copy, Debug)]
pub struct SearchSpace {
    /// Items frequent enough to be in a rule.
    pub n_items: usize,
    pub max_consequent_length: usize,
    /// Lengths of rules looked at: 2 up to this.
    pub max_length: usize,
}

impl SearchSpace {
    /// log10 of the number of possible rules with this many items, times the number of lengths: each length has an
    /// equal share of the 5 % (Webb 2008, "Layered critical values").
    pub fn log10_tests(&self, length: usize) -> f64 {
        let (n, k) = (self.n_items as u32, length.min(self.n_items) as u32);
        let ln_sets = ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k);
        // Ways to choose a consequent of 1..=max items that leaves an antecedent.
        let (mut ways, mut choose) = (0.0, 1.0);
        for consequent in 1..=self.max_consequent_length.min(length.saturating_sub(1)) {
            choose *= (length - consequent + 1) as f64 / consequent as f64;
            ways += choose;
        }
        let n_lengths = self.max_length.saturating_sub(1).max(1);
        ln_sets / std::f64::consts::LN_10 + libm::log10(f64::max(ways, 1.0)) + libm::log10(n_lengths as f64)
    }
}

/// Corrects `log10_p` of all rules found; `length_of` gives the items of a rule.
pub fn correct(log10_p: &[f64], length_of: impl Fn(usize) -> usize, space: &SearchSpace) -> Vec<Corrected> {
    let n = log10_p.len();
    let mut order: Vec<u32> = (0..n as u32).collect();
    order.arrange_by(|&a, &b| log10_p[a as usize].total_cmp(&log10_p[b as usize]));
    let log10_n = libm::log10(n as f64);
    let harmonic: f64 = (1..=n).rev().map(|i| 1.0 / i as f64).sum();
    let mut corrected = vec![Corrected::default(); n];
    let mut tests_by_length: Vec<f64> = Vec::new();
    // Holm 1979: step down, (n − i + 1) p.
    let mut running = f64::NEG_INFINITY;
    for (i, &rule) in order.iter().enumerate() {
        let p = log10_p[rule as usize];
        running = running.max(p + libm::log10((n - i) as f64));
        let length = length_of(rule as usize);
        while tests_by_length.len() <= length {
            tests_by_length.push(space.log10_tests(tests_by_length.len()));
        }
        let at = &mut corrected[rule as usize];
        at.holm = running.min(0.0);
        at.bonferroni = (p + log10_n).min(0.0);
        at.search_space = (p + tests_by_length[length]).min(0.0);
    }
    // Benjamini & Hochberg 1995: step up, n p / i; Benjamini & Yekutieli 2001: times Σ 1/i.
    let mut running = f64::INFINITY;
    for (i, &rule) in order.iter().enumerate().rev() {
        running = running.min(log10_p[rule as usize] + log10_n - libm::log10((i + 1) as f64));
        corrected[rule as usize].benjamini_hochberg = running.min(0.0);
        corrected[rule as usize].benjamini_yekutieli = (running + libm::log10(harmonic)).min(0.0);
    }
    corrected
}

/// log10 0.05.
pub const LOG10_ALPHA: f64 = -1.301_029_995_663_981_2;

pub fn count(log10_p: &[f64], corrected: &[Corrected]) -> Significant {
    let n =
        |value: fn(&Corrected) -> f64| corrected.iter().filter(|c| value(c) <= LOG10_ALPHA).count() as u32;
    Significant {
        uncorrected: log10_p.iter().filter(|&&p| p <= LOG10_ALPHA).count() as u32,
        bonferroni: n(|c| c.bonferroni),
        holm: n(|c| c.holm),
        benjamini_hochberg: n(|c| c.benjamini_hochberg),
        benjamini_yekutieli: n(|c| c.benjamini_yekutieli),
        search_space: n(|c| c.search_space),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrections_equal_those_of_r() {
        // p.adjust(c(.01, .02, .03, .04)): bonferroni .04 .08 .12 .16, holm .04 .06 .06 .06, BH .04 ×4, BY .0833… ×4.
        let p: Vec<f64> = [0.01, 0.02, 0.03, 0.04].map(libm::log10).to_vec();
        let space = SearchSpace { n_items: 10, max_consequent_length: 1, max_length: 2 };
        let corrected = correct(&p, |_| 2, &space);
        let close = |log: f64, expected: f64| assert!((libm::exp10(log) - expected).abs() < 1e-12);
        for (i, c) in corrected.iter().enumerate() {
            close(c.bonferroni, [0.04, 0.08, 0.12, 0.16][i]);
            close(c.holm, [0.04, 0.06, 0.06, 0.06][i]);
            close(c.benjamini_hochberg, 0.04);
            close(c.benjamini_yekutieli, 0.04 * (25.0 / 12.0));
            // 45 pairs, two directions.
            close(c.search_space, [0.9, 1.0, 1.0, 1.0][i]);
        }
    }
}
