//! Quantiles of type 7 (Hyndman & Fan 1996): what R, numpy and spreadsheets give by default.

/// The `i`-th of `q` quantiles of ascending values (`tile(v, 1, 5)` is the first quintile's end). The position
/// `(n − 1)·i / q` is split in whole numbers, so that no rounding decides between two neighbours, and the result scales
/// with the values. `None` when there are none.
pub fn tile(sorted: &[f64], i: u64, q: u64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)? as u64;
    let q = q.max(1);
    let position = u128::from(last) * u128::from(i.min(q));
    let whole = (position / u128::from(q)) as usize;
    let rest = (position % u128::from(q)) as f64 / q as f64;
    let low = sorted[whole];
    match sorted.get(whole + 1) {
        Some(high) if rest > 0.0 => Some(low + rest * (high - low)),
        _ => Some(low),
    }
}

/// The quantile of ascending values at a share 0..=1.
pub fn at(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let position = share.clamp(0.0, 1.0) * last as f64;
    let whole = libm::floor(position) as usize;
    let low = sorted[whole.min(last)];
    Some(match sorted.get(whole + 1) {
        Some(high) => low + (position - whole as f64) * (high - low),
        None => low,
    })
}

/// A copy in ascending order (total order of IEEE 754).
pub fn sorted(values: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.into_iter().collect();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

/// `None` when there are no values.
pub fn median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    tile(&sorted(values), 1, 2)
}

/// Mean and standard deviation with divisor n (`ddof` 0). `None` when there are no values.
pub fn mean_and_spread(values: &[f64]) -> Option<(f64, f64)> {
    if values.is_empty() {
        return None;
    }
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / n;
    Some((mean, variance.sqrt()))
}

/// Skewness g₁ = m₃ / m₂^1.5; 0 for constant values.
pub fn skewness(values: &[f64]) -> f64 {
    let Some((mean, spread)) = mean_and_spread(values) else { return 0.0 };
    if spread <= 0.0 {
        return 0.0;
    }
    values.iter().map(|value| (value - mean) / spread).map(|z| z * z * z).sum::<f64>() / values.len() as f64
}

/// Ranks from 1; equal values share the mean of their ranks.
pub fn mid_ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<u32> = (0..values.len() as u32).collect();
    order.sort_unstable_by(|&a, &b| values[a as usize].total_cmp(&values[b as usize]).then(a.cmp(&b)));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    while start < order.len() {
        let value = values[order[start] as usize];
        let tied = order[start..].iter().take_while(|&&i| values[i as usize] == value).count().max(1);
        let rank = start as f64 + (tied as f64 + 1.0) / 2.0;
        for &i in &order[start..start + tied] {
            ranks[i as usize] = rank;
        }
        start += tied;
    }
    ranks
}

/// Pearson's correlation; `None` when either side is constant.
pub fn correlation(x: &[f64], y: &[f64]) -> Option<f64> {
    let ((mean_x, spread_x), (mean_y, spread_y)) = (mean_and_spread(x)?, mean_and_spread(y)?);
    if spread_x <= 0.0 || spread_y <= 0.0 {
        return None;
    }
    let sum: f64 = x.iter().zip(y).map(|(a, b)| (a - mean_x) * (b - mean_y)).sum();
    Some((sum / (x.len() as f64 * spread_x * spread_y)).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_r_type_7() {
        // quantile(c(1, 2, 4, 8, 16, 32), c(.2, .4, .5, .9)) in R.
        let values = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0];
        assert_eq!(tile(&values, 1, 5), Some(2.0));
        assert_eq!(tile(&values, 2, 5), Some(4.0));
        assert_eq!(tile(&values, 1, 2), Some(6.0));
        assert_eq!(at(&values, 0.9), Some(24.0));
        assert_eq!(tile(&[], 1, 5), None);
        assert_eq!(tile(&[3.0], 4, 5), Some(3.0));
    }

    #[test]
    fn equal_values_share_a_rank() {
        assert_eq!(mid_ranks(&[5.0, 1.0, 5.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
    }
}
