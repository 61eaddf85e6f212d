//! How good a partition is, by four measures.

use super::points::{BLOCK, LANES, NONE, Points, distances, every};
use crate::error::Result;
use crate::progress::Progress;

/// Mean silhouette of one partition, see [`silhouettes`].
pub async fn silhouette(points: &Points, labels: &[u8], progress: &Progress) -> Result<Option<f64>> {
    let found = silhouettes(points, &[labels], progress).await?;
    Ok(found.first().copied().flatten())
}

/// Running sums beside each other, so that one addition need not wait for the last.
const SUMS: usize = 4;

/// Mean silhouettes (Rousseeuw 1987) of several partitions of the same rows: exact, n² distances, each measured once for
/// all of them. Rows alone in their group count 0. `None` for fewer than two groups.
pub async fn silhouettes(
    points: &Points,
    partitions: &[&[u8]],
    progress: &Progress,
) -> Result<Vec<Option<f64>>> {
    let counts: Vec<[u32; 256]> = partitions
        .iter()
        .map(|labels| {
            let mut counts = [0; 256];
            labels.iter().for_each(|&label| counts[usize::from(label)] += 1);
            counts
        })
        .collect();
    let mut totals: Vec<Option<f64>> =
        counts.iter().map(|c| (c.iter().filter(|&&n| n > 0).count() > 1).then_some(0.0)).collect();
    let mut distance = NONE;
    let mut roots = vec![0f32; points.n_blocks() * BLOCK];
    let mut sums = [[0f64; 256]; SUMS];
    for i in 0..points.n {
        if i % 16 == 0 {
            progress.step("clusters-stage-indices", i as u64, points.n as u64).await?;
        }
        let row = every(&points.row(i));
        for (b, roots) in roots.chunks_exact_mut(BLOCK).enumerate() {
            distances(points.block(b), &row, &mut distance);
            for (roots, square) in roots.chunks_exact_mut(LANES).zip(&distance) {
                roots.copy_from_slice(square.sqrt().as_array());
            }
        }
        for ((labels, counts), total) in partitions.iter().zip(&counts).zip(&mut totals) {
            let own = usize::from(labels[i]);
            if let Some(total) = total
                && counts[own] > 1
            {
                *total += of_row(&roots[..points.n], labels, own, counts, &mut sums);
            }
        }
    }
    Ok(totals.into_iter().map(|total| total.map(|total| total / points.n as f64)).collect())
}

/// The silhouette of a row with these distances to all rows.
fn of_row(
    distances: &[f32],
    labels: &[u8],
    own: usize,
    counts: &[u32; 256],
    sums: &mut [[f64; 256]; SUMS],
) -> f64 {
    let k = counts.iter().rposition(|&n| n > 0).map_or(0, |last| last + 1);
    sums.iter_mut().for_each(|sums| sums[..k].fill(0.0));
    let (mut fours, mut labels_of) = (distances.chunks_exact(SUMS), labels.chunks_exact(SUMS));
    for (distances, labels) in fours.by_ref().zip(labels_of.by_ref()) {
        for (sums, (&distance, &label)) in sums.iter_mut().zip(distances.iter().zip(labels)) {
            sums[usize::from(label)] += f64::from(distance);
        }
    }
    for (&distance, &label) in fours.remainder().iter().zip(labels_of.remainder()) {
        sums[0][usize::from(label)] += f64::from(distance);
    }
    let sum = |label: usize| sums.iter().map(|sums| sums[label]).sum::<f64>();
    let inside = sum(own) / f64::from(counts[own] - 1);
    let outside = (0..k)
        .filter(|&label| label != own && counts[label] > 0)
        .map(|label| sum(label) / f64::from(counts[label]))
        .fold(f64::INFINITY, f64::min);
    let most = f64::max(inside, outside);
    if most > 0.0 { (outside - inside) / most } else { 0.0 }
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

        let of = |c: u8| rows.iter().zip(&labels).filter(move |(_, label)| **label == c).map(|(row, _)| row);
        let mean = |rows: Vec<&Vec<f64>>| -> Vec<f64> {
            (0..2).map(|j| rows.iter().map(|row| row[j]).sum::<f64>() / rows.len() as f64).collect()
        };
        let square = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum::<f64>();
        let centers: Vec<Vec<f64>> = (0..4).map(|c| mean(of(c).collect())).collect();
        let all = mean(rows.iter().collect());
        let within: f64 = (0..4)
            .flat_map(|c| of(c).map(move |row| (c, row)))
            .map(|(c, row)| square(row, &centers[usize::from(c)]))
            .sum();
        let between: f64 =
            (0..4).map(|c| of(c).count() as f64 * square(&centers[usize::from(c)], &all)).sum();
        let found = calinski_harabasz(150, 4, within, points.total_inertia()).unwrap();
        assert!((found / ((between / 3.0) / (within / 146.0)) - 1.0).abs() < 1e-6);
        let spread: Vec<f64> = (0..4u8)
            .map(|c| {
                of(c).map(|row| square(row, &centers[usize::from(c)]).sqrt()).sum::<f64>()
                    / of(c).count() as f64
            })
            .collect();
        let worst = |a: usize| {
            (0..4)
                .filter(|&b| b != a)
                .map(|b| (spread[a] + spread[b]) / square(&centers[a], &centers[b]).sqrt())
                .fold(0.0, f64::max)
        };
        let flat: Vec<f32> = centers.iter().flatten().map(|&value| value as f32).collect();
        let found = davies_bouldin(&points, &labels, &flat).unwrap();
        assert!((found - (0..4).map(worst).sum::<f64>() / 4.0).abs() < 1e-5);
    }
}
