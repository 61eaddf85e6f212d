//! How far two groupings of the same things agree.

/// Adjusted Rand index (Hubert & Arabie 1985): 1 for the same grouping, about 0 for chance. Labels are 0..k; pairs where
/// either is missing are left out. Two groupings with one group each agree: 1.
pub fn adjusted_rand(a: &[u32], b: &[u32]) -> f64 {
    let size = |labels: &[u32]| labels.iter().max().map_or(0, |&max| max as usize + 1);
    let (n_a, n_b) = (size(a), size(b));
    let mut cells = vec![0u64; n_a * n_b];
    for (&i, &j) in a.iter().zip(b) {
        cells[i as usize * n_b + j as usize] += 1;
    }
    let pairs = |n: u64| n as f64 * (n as f64 - 1.0) / 2.0;
    let together: f64 = cells.iter().map(|&n| pairs(n)).sum();
    let rows: f64 = (0..n_a).map(|i| pairs(cells[i * n_b..(i + 1) * n_b].iter().sum())).sum();
    let columns: f64 = (0..n_b).map(|j| pairs((0..n_a).map(|i| cells[i * n_b + j]).sum())).sum();
    let all = pairs(a.len().min(b.len()) as u64);
    if all == 0.0 {
        return 1.0;
    }
    let expected = rows * columns / all;
    let most = (rows + columns) / 2.0;
    if most == expected { 1.0 } else { (together - expected) / (most - expected) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_is_that_of_scikit_learn() {
        // sklearn.metrics.adjusted_rand_score([0, 0, 1, 1], [0, 0, 1, 2]) and its documented neighbours.
        assert!((adjusted_rand(&[0, 0, 1, 1], &[0, 0, 1, 2]) - 0.571_428_571_428_571_4).abs() < 1e-12);
        assert_eq!(adjusted_rand(&[0, 0, 1, 1], &[1, 1, 0, 0]), 1.0);
        assert_eq!(adjusted_rand(&[0, 0, 0, 0], &[0, 1, 2, 3]), 0.0);
        assert_eq!(adjusted_rand(&[], &[]), 1.0);
    }
}
