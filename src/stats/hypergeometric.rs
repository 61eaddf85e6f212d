//! The hypergeometric distribution: how many of `y` marked among `n` fall into a draw of `x`.
//!
//! P(K = k) = C(y, k) · C(n − y, x − k) / C(n, x). Its upper tail is Fisher's exact test, one-sided.

const LN_10: f64 = std::f64::consts::LN_10;

/// `x` drawn of `n`, of which `y` are marked. `x` and `y` are at most `n`.
#[derive(Clone, Copy, Debug)]
pub struct Hypergeometric {
    pub n: u32,
    pub x: u32,
    pub y: u32,
}

impl Hypergeometric {
    /// The smallest and the largest possible count.
    pub fn support(self) -> (u32, u32) {
        ((u64::from(self.x) + u64::from(self.y)).saturating_sub(u64::from(self.n)) as u32, self.x.min(self.y))
    }

    /// ln P(K = k). Negative infinity outside the support.
    pub fn ln_pmf(self, k: u32) -> f64 {
        let (low, high) = self.support();
        if k < low || k > high {
            return f64::NEG_INFINITY;
        }
        let (n, x, y) = (self.n, self.x, self.y);
        // Small factors first, so that the large ones cancel late and alike.
        let ln_choose = |n: u32, k: u32| ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k);
        ln_choose(y, k) + ln_choose(n - y, x - k) - ln_choose(n, x)
    }

    /// log10 P(K ≥ k): Fisher's exact test for "together more often than chance". Never underflows: 10⁻⁵⁰⁰⁰ is −5000.
    pub fn log10_upper(self, k: u32) -> f64 {
        let (low, high) = self.support();
        if k <= low {
            return 0.0;
        }
        if k > high {
            return f64::NEG_INFINITY;
        }
        if u64::from(k) * u64::from(self.n) > u64::from(self.x) * u64::from(self.y) {
            // Above the mean the terms fall: the first is the largest.
            return ((self.ln_pmf(k) + libm::log(self.sum_up(k))) / LN_10).min(0.0);
        }
        // At or below the mean: one minus the lower tail, whose terms fall on the way down.
        let lower = libm::exp(self.ln_pmf(k - 1)) * self.sum_down(k - 1);
        libm::log1p(-lower.min(1.0 - f64::EPSILON)) / LN_10
    }

    /// P(K ≤ k).
    pub fn lower(self, k: u32) -> f64 {
        if k >= self.support().1 {
            return 1.0;
        }
        // 1 − P(K > k) keeps its digits when the tail is small; the other way round when it is large.
        -libm::expm1(self.log10_upper(k + 1) * LN_10)
    }

    /// The smallest k with P(K ≤ k) ≥ `share`.
    pub fn quantile(self, share: f64) -> u32 {
        let (low, high) = self.support();
        let (mut from, mut to) = (low, high);
        while from < to {
            let middle = from + (to - from) / 2;
            if self.lower(middle) >= share { to = middle } else { from = middle + 1 }
        }
        from
    }

    /// Σ_{j ≥ k} P(j) / P(k).
    fn sum_up(self, k: u32) -> f64 {
        let (n, x, y) = (f64::from(self.n), f64::from(self.x), f64::from(self.y));
        let (mut sum, mut term, mut j) = (1.0, 1.0, f64::from(k));
        let high = f64::from(self.support().1);
        while j < high && term > sum * 1e-17 {
            term *= (x - j) * (y - j) / ((j + 1.0) * (n - x - y + j + 1.0));
            sum += term;
            j += 1.0;
        }
        sum
    }

    /// Σ_{j ≤ k} P(j) / P(k).
    fn sum_down(self, k: u32) -> f64 {
        let (n, x, y) = (f64::from(self.n), f64::from(self.x), f64::from(self.y));
        let (mut sum, mut term, mut j) = (1.0, 1.0, f64::from(k));
        let low = f64::from(self.support().0);
        while j > low && term > sum * 1e-17 {
            term *= j * (n - x - y + j) / ((x - j + 1.0) * (y - j + 1.0));
            sum += term;
            j -= 1.0;
        }
        sum
    }
}

/// ln n!.
pub fn ln_factorial(n: u32) -> f64 {
    libm::lgamma(f64::from(n) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_equal_the_sum_of_their_terms() {
        for (n, x, y) in [(10, 4, 5), (12, 9, 8), (30, 1, 30), (7, 0, 3), (25, 25, 25), (40, 13, 22)] {
            let law = Hypergeometric { n, x, y };
            let (low, high) = law.support();
            let total: f64 = (low..=high).map(|k| libm::exp(law.ln_pmf(k))).sum();
            assert!((total - 1.0).abs() < 1e-12);
            for k in 0..=n {
                let tail: f64 = (k..=n).map(|j| libm::exp(law.ln_pmf(j))).sum();
                let found = libm::exp10(law.log10_upper(k));
                assert!((found - tail).abs() < 1e-12, "{n} {x} {y} {k}: {found} {tail}");
            }
            assert_eq!(law.quantile(1.0), high);
        }
    }

    #[test]
    fn a_tiny_tail_keeps_its_exponent() {
        let law = Hypergeometric { n: 1_000_000, x: 10_000, y: 10_000 };
        let log10_p = law.log10_upper(9_000);
        assert!(log10_p < -10_000.0 && log10_p.is_finite());
    }
}
