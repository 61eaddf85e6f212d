//! How good a partition is, by four measures.

use super::points::{BLOCK, Points, distances};
use crate::error::Result;
use crate::progress::Progress;

/// Mean silhouette (Rousseeuw 1987) over all rows given: exact, n² distances. Rows alone in their group count 0. `None`
/// for fewer than two groups.
pub async fn silhouette(points: &Points, labels: &[u8], progress: &Progress) -> Result<Option<f64>> {
    let k = labels.iter().max().map_or(0, |&max| usize::from(max) + 1);
    // Rows of one group stand together, so that a group's sum is one run of blocks.
    let mut order: Vec<u32> = (0..points.n as u32).collect();
    order.sort_by_key(|&i| labels[i as usize]);
    let mut ranges = Vec::with_capacity(k);
    let mut groups = Vec::with_capacity(k);
    let mut start = 0;
    for label in 0..k {
        let n = labels.iter().filter(|&&l| usize::from(l) == label).count();
        ranges.push(n);
        groups.push(points.subset(&order[start..start + n]));
        start += n;
    }
    if ranges.iter().filter(|&&n| n > 0).count() < 2 {
        return Ok(None);
    }
    let mut total = 0.0;
    let mut distance = [0f32; BLOCK];
    for (own, group) in groups.iter().enumerate() {
        for i in 0..group.n {
            if i % 16 == 0 {
                progress.step("clusters-stage-indices", i as u64, group.n as u64).await?;
            }
            if group.n == 1 {
                continue;
            }
            let row = group.row(i);
            let (mut inside, mut outside) = (0.0, f64::INFINITY);
            for (other, rows) in groups.iter().enumerate().filter(|(other, _)| ranges[*other] > 0) {
                let mut sum = 0.0;
                for b in 0..rows.n_blocks() {
                    distances(rows.block(b), &row, &mut distance);
                    sum += sum_of_roots(&distance, rows.n_in(b));
                }
                if other == own {
                    inside = sum / (group.n - 1) as f64;
                } else {
                    outside = f64::min(outside, sum / rows.n as f64);
                }
            }
            let most = f64::max(inside, outside);
            if most > 0.0 {
                total += (outside - inside) / most;
            }
        }
    }
    Ok(Some(total / points.n as f64))
}

/// Σ √x of the first n, in eight running sums so that it vectorises the same everywhere.
fn sum_of_roots(squares: &[f32; BLOCK], n: usize) -> f64 {
    let mut sums = [0f32; 8];
    if n == BLOCK {
        for eight in squares.chunks_exact(8) {
            for (sum, &square) in sums.iter_mut().zip(eight) {
                *sum += square.sqrt();
            }
        }
    } else {
        for (i, &square) in squares[..n].iter().enumerate() {
            sums[i % 8] += square.sqrt();
        }
    }
    sums.iter().map(|&sum| f64::from(sum)).sum()
}

/// (between ÷ (k − 1)) / (within ÷ (n − k)) (Caliński & Harabasz 1974).
pub fn calinski_harabasz(n: usize, k: usize, inertia: f64, total: f64) -> Option<f64> {
    if k < 2 || n <= k || inertia <= 0.0 {
        return None;
    }
    Some((total - inertia) / (k - 1) as f64 / (inertia / (n - k) as f64))
}

/// Mean over groups of the worst (sᵢ + sⱼ) / d(i, j) (Davies & Bouldin 1979): lower is better.
pub fn davies_bouldin(points: &Points, labels: &[u8], centers: &[f32]) -> Option<f64> {
    let d = points.d;
    let k = centers.len() / d.max(1);
    let (mut spread, mut counts) = (vec![0f64; k], vec![0u64; k]);
    for (i, &label) in labels.iter().enumerate() {
        let c = usize::from(label);
        let square: f64 =
            (0..d).map(|j| f64::from(points.get(i, j)) - f64::from(centers[c * d + j])).map(|t| t * t).sum();
        spread[c] += square.sqrt();
        counts[c] += 1;
    }
    for (spread, &n) in spread.iter_mut().zip(&counts) {
        *spread /= n.max(1) as f64;
    }
    let apart = |a: usize, b: usize| {
        let square: f64 = (0..d)
            .map(|j| f64::from(centers[a * d + j]) - f64::from(centers[b * d + j]))
            .map(|t| t * t)
            .sum();
        square.sqrt()
    };
    let worst = |a: usize| {
        (0..k).filter(|&b| b != a).map(|b| (spread[a] + spread[b]) / apart(a, b)).fold(0.0, f64::max)
    };
    let mean = (0..k).map(worst).sum::<f64>() / k as f64;
    (k > 1 && mean.is_finite()).then_some(mean)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::block_on;
    use crate::stats::sample::Rng;

    /// The silhouette as its definition says, one pair at a time.
    fn by_hand(rows: &[Vec<f64>], labels: &[u8], k: u8) -> f64 {
        let distance =
            |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt();
        let mut sum = 0.0;
        for (i, row) in rows.iter().enumerate() {
            let mean = |c: u8| {
                let others = (0..rows.len()).filter(|&j| j != i && labels[j] == c);
                let n = others.clone().count();
                (others.map(|j| distance(row, &rows[j])).sum::<f64>() / n as f64, n)
            };
            let (a, n) = mean(labels[i]);
            if n > 0 {
                let b = (0..k).filter(|&c| c != labels[i]).map(|c| mean(c).0).fold(f64::INFINITY, f64::min);
                sum += (b - a) / f64::max(a, b);
            }
        }
        sum / rows.len() as f64
    }

    #[test]
    fn indices_agree_with_their_definitions() {
        let mut rng = Rng::new(5);
        let rows: Vec<Vec<f64>> =
            (0..150).map(|i| vec![rng.normal() + (i % 3) as f64 * 2.0, rng.normal()]).collect();
        let labels: Vec<u8> = (0..150).map(|i| if i == 149 { 3 } else { (i % 3) as u8 }).collect();
        let columns: Vec<Vec<f64>> = (0..2).map(|j| rows.iter().map(|row| row[j]).collect()).collect();
        let points = Points::from_columns(&columns);
        let found = block_on(silhouette(&points, &labels, &Progress::none())).unwrap().unwrap();
        assert!((found - by_hand(&rows, &labels, 4)).abs() < 1e-6);
        assert_eq!(block_on(silhouette(&points, &[0; 150], &Progress::none())).unwrap(), None);
    }
}
