//! Shares of counts with their uncertainty.

/// The two-sided 95 % point of the standard normal distribution.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// Wilson's score interval at 95 % for `k` of `n` (Wilson 1927; Brown, Cai & DasGupta 2001, eq. 4): within 0..=1 and
/// sensible at 0 and n, where the usual ± interval has no width. `(0, 1)` when n is 0.
pub fn wilson(k: u32, n: u32) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    let (k, n) = (f64::from(k), f64::from(n));
    let z2 = Z_95 * Z_95;
    let centre = (k + z2 / 2.0) / (n + z2);
    let half = Z_95 / (n + z2) * (k * (n - k) / n + z2 / 4.0).max(0.0).sqrt();
    let low = if k == 0.0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if k == n { 1.0 } else { (centre + half).min(1.0) };
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_agrees_with_r() {
        // prop.test(15, 50, correct = FALSE)$conf.int in R.
        let (low, high) = wilson(15, 50);
        assert!((low - 0.191_035_5).abs() < 1e-6 && (high - 0.437_503_5).abs() < 1e-6, "{low} {high}");
        assert_eq!(wilson(0, 10).0, 0.0);
        assert_eq!(wilson(10, 10).1, 1.0);
        assert_eq!(wilson(0, 0), (0.0, 1.0));
    }
}
