//! k-means (Lloyd 1982): greedy k-means++ starts (Arthur & Vassilvitskii 2007) on a sample, the best four on a larger
//! one, the winner on all rows. Distances are 32-bit, sums 64-bit; nothing depends on the machine.

use super::points::{BLOCK, LANES, LAPS, Lane, NONE, Points, distances, every, nearest, numbers};
use crate::error::Result;
use crate::order::Arrange;
use crate::progress::Progress;
use crate::stats::sample::Rng;
use wide::f32x16;

/// Rows of the first and of the second round of starts.
const FIRST_ROWS: usize = 20_000;
const SECOND_ROWS: usize = 100_000;
const N_FINALISTS: usize = 4;
/// Relative gain of inertia at which the last round stops.
const TOLERANCE: f64 = 1e-6;
const MAX_PASSES: u32 = 300;

/// A partition by nearest centre.
#[derive(Clone, Debug)]
pub struct Fit {
    pub k: usize,
    /// k rows of d numbers.
    pub centers: Vec<f32>,
    /// Σ of squared distances to the own centre.
    pub inertia: f64,
    /// One a row. Ordered by size, the largest first, then by centre.
    pub labels: Vec<u8>,
}

/// The best of `n_starts` on growing samples. `k` is 1..=255 and no more than there are distinct rows.
pub async fn fit(points: &Points, k: usize, n_starts: usize, seed: u64, progress: &Progress) -> Result<Fit> {
    let mut rng = Rng::new(seed ^ (k as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let first = sample(points, FIRST_ROWS, &mut rng);
    let is_whole = first.is_none();
    let rows = first.as_ref().unwrap_or(points);
    let mut starts = Vec::with_capacity(n_starts);
    for start in 0..n_starts as u64 {
        progress.step("clusters-stage-starts", start, n_starts as u64).await?;
        let centers = spread(rows, k, &mut rng);
        starts.push(lloyd(rows, centers, 1e-4, 30, progress).await?);
    }
    // Equal inertia: the earlier start, which the stable sort keeps.
    starts.arrange_by(|a, b| a.inertia.total_cmp(&b.inertia));
    starts.truncate(N_FINALISTS);
    let second = if is_whole { None } else { sample(points, SECOND_ROWS, &mut rng) };
    let rows = second.as_ref().unwrap_or(points);
    let n_finalists = if is_whole || second.is_some() { starts.len() } else { starts.len().min(2) };
    let mut best: Option<Fit> = None;
    for finalist in starts.into_iter().take(n_finalists) {
        let tolerance = if is_whole { 0.0 } else { TOLERANCE };
        let fit = lloyd(rows, finalist.centers, tolerance, MAX_PASSES, progress).await?;
        if best.as_ref().is_none_or(|best| fit.inertia < best.inertia) {
            best = Some(fit);
        }
    }
    let centers = best.as_ref().map(|best| best.centers.clone()).unwrap_or_default();
    match best {
        Some(best) if second.is_none() => Ok(canonical(best, points.d)),
        _ => Ok(canonical(lloyd(points, centers, TOLERANCE, MAX_PASSES, progress).await?, points.d)),
    }
}

/// A rougher fit of few starts, for resampled data.
pub async fn quick(points: &Points, k: usize, rng: &mut Rng, progress: &Progress) -> Result<Fit> {
    let mut best: Option<Fit> = None;
    for _ in 0..2 {
        let centers = spread(points, k, rng);
        let fit = lloyd(points, centers, 1e-4, 25, progress).await?;
        if best.as_ref().is_none_or(|best| fit.inertia < best.inertia) {
            best = Some(fit);
        }
    }
    Ok(best.unwrap_or(Fit { k, centers: Vec::new(), inertia: 0.0, labels: Vec::new() }))
}

/// The nearest of these centres for each row.
pub fn assign(points: &Points, centers: &[f32]) -> Vec<u8> {
    let (mut labels, mut distance) = (vec![NONE; points.n_blocks()], NONE);
    let centers = every(centers);
    for (b, labels) in labels.iter_mut().enumerate() {
        nearest(points.block(b), &centers, points.d, labels, &mut distance);
    }
    bytes(&labels, points.n)
}

fn bytes(labels: &[Lane], n: usize) -> Vec<u8> {
    numbers(labels, n).map(|label| label as u8).collect()
}

fn sample(points: &Points, n: usize, rng: &mut Rng) -> Option<Points> {
    (points.n > n).then(|| points.subset(&rng.choose(points.n, n)))
}

/// Greedy k-means++: each next centre is the best of 2 + ln k candidates drawn by squared distance.
fn spread(points: &Points, k: usize, rng: &mut Rng) -> Vec<f32> {
    let n_candidates = 2 + libm::floor(libm::log(k as f64)) as usize;
    let mut centers = points.row(rng.below(points.n as u64) as usize);
    let mut best = vec![[f32x16::splat(f32::INFINITY); LAPS]; points.n_blocks()];
    let mut sum = lower(points, &centers, &mut best);
    let mut trial = best.clone();
    let mut chosen = best.clone();
    for _ in 1..k {
        let mut least = f64::INFINITY;
        let mut center = Vec::new();
        for _ in 0..n_candidates {
            let candidate = points.row(draw(&best, points.n, rng.unit() * sum));
            trial.copy_from_slice(&best);
            let potential = lower(points, &candidate, &mut trial);
            if potential < least {
                (least, center) = (potential, candidate);
                std::mem::swap(&mut trial, &mut chosen);
            }
        }
        centers.extend(center);
        std::mem::swap(&mut best, &mut chosen);
        sum = least;
    }
    centers
}

/// Takes the distance to a new centre where it is shorter; gives the new sum.
fn lower(points: &Points, center: &[f32], best: &mut [Lane]) -> f64 {
    let (mut sum, mut distance) = (0.0, NONE);
    let center = every(center);
    for (b, best) in best.iter_mut().enumerate() {
        distances(points.block(b), &center, &mut distance);
        for (best, distance) in best.iter_mut().zip(&distance) {
            *best = best.fast_min(*distance);
        }
        sum += total(best, points.n_in(b));
    }
    sum
}

/// Σ of the first n numbers of a lane, in 64 bits: four sums side by side, so that none waits for the last.
fn total(lane: &Lane, n: usize) -> f64 {
    let mut sums = [0f64; LAPS];
    if n == BLOCK {
        let [a, b, c, d] = lane.each_ref().map(|lap| lap.as_array());
        for i in 0..a.len() {
            sums[0] += f64::from(a[i]);
            sums[1] += f64::from(b[i]);
            sums[2] += f64::from(c[i]);
            sums[3] += f64::from(d[i]);
        }
    } else {
        sums[0] = numbers(std::slice::from_ref(lane), n).map(f64::from).sum();
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3])
}

/// The row at which the running sum of weights passes the target.
fn draw(weights: &[Lane], n: usize, target: f64) -> usize {
    let mut sum = 0.0;
    let mut last = 0;
    for (i, weight) in numbers(weights, n).enumerate() {
        if weight > 0.0 {
            sum += f64::from(weight);
            last = i;
            if sum > target {
                break;
            }
        }
    }
    last
}

/// As many ones as there are rows left for a vector.
fn ones(n: usize) -> u32 {
    if n < LANES { (1 << n) - 1 } else { u32::MAX }
}

/// Passes until the relative gain is at most `tolerance` (0: until no row moves).
async fn lloyd(
    points: &Points,
    mut centers: Vec<f32>,
    tolerance: f64,
    max_passes: u32,
    progress: &Progress,
) -> Result<Fit> {
    let d = points.d;
    let k = centers.len() / d.max(1);
    // 255 marks rows without a label yet.
    let mut labels = vec![[f32x16::splat(f32::from(u8::MAX)); LAPS]; points.n_blocks()];
    let (mut sums, mut counts) = (vec![0f64; k * d], vec![0u64; k]);
    let (mut new, mut distance) = (NONE, NONE);
    let mut before = f64::INFINITY;
    let mut inertia = 0.0;
    for _ in 0..max_passes {
        inertia = 0.0;
        let mut n_moved = 0u64;
        let vectors = every(&centers);
        for (b, labels) in labels.iter_mut().enumerate() {
            if b % 512 == 0 {
                progress.step("clusters-stage-fit", b as u64, points.n_blocks() as u64).await?;
            }
            let block = points.block(b);
            nearest(block, &vectors, d, &mut new, &mut distance);
            inertia += total(&distance, points.n_in(b));
            for (lap, (new, old)) in new.iter().zip(labels).enumerate() {
                let first = b * BLOCK + lap * LANES;
                let mut moved = new.simd_ne(*old).to_bitmask() & ones(points.n.saturating_sub(first));
                while moved != 0 {
                    let i = moved.trailing_zeros() as usize;
                    moved &= moved - 1;
                    n_moved += 1;
                    let (new, old) = (new.as_array()[i] as usize, old.as_array()[i] as usize);
                    for (j, column) in block.iter().enumerate() {
                        let value = f64::from(column[lap].as_array()[i]);
                        sums[new * d + j] += value;
                        if old < k {
                            sums[old * d + j] -= value;
                        }
                    }
                    counts[new] += 1;
                    if old < k {
                        counts[old] -= 1;
                    }
                }
                *old = *new;
            }
        }
        let is_repaired = recenter(points, &mut centers, &sums, &counts);
        let gain = before - inertia;
        if !is_repaired && (n_moved == 0 || (tolerance > 0.0 && gain <= tolerance * inertia)) {
            break;
        }
        before = inertia;
    }
    Ok(Fit { k, centers, inertia, labels: bytes(&labels, points.n) })
}

/// Centres to the means of their rows; an empty one goes to the row farthest from all centres. True when one was empty.
fn recenter(points: &Points, centers: &mut [f32], sums: &[f64], counts: &[u64]) -> bool {
    let d = points.d;
    for (c, &count) in counts.iter().enumerate() {
        if count > 0 {
            for j in 0..d {
                centers[c * d + j] = (sums[c * d + j] / count as f64) as f32;
            }
        }
    }
    let empty: Vec<usize> = (0..counts.len()).filter(|&c| counts[c] == 0).collect();
    for &c in &empty {
        let (mut labels, mut distance) = (NONE, NONE);
        let (mut farthest, mut most) = (0, -1.0);
        let vectors = every(centers);
        for b in 0..points.n_blocks() {
            nearest(points.block(b), &vectors, d, &mut labels, &mut distance);
            for (i, value) in numbers(&[distance], points.n_in(b)).enumerate() {
                if value > most {
                    (farthest, most) = (b * BLOCK + i, value);
                }
            }
        }
        centers[c * d..(c + 1) * d].copy_from_slice(&points.row(farthest));
    }
    !empty.is_empty()
}

/// Labels by size, the largest first, then by centre.
fn canonical(fit: Fit, d: usize) -> Fit {
    let mut counts = vec![0u64; fit.k];
    for &label in &fit.labels {
        counts[usize::from(label)] += 1;
    }
    let center = |c: usize| &fit.centers[c * d..(c + 1) * d];
    let mut order: Vec<usize> = (0..fit.k).collect();
    order.arrange_by(|&a, &b| {
        let by_center = || center(a).iter().zip(center(b)).map(|(x, y)| x.total_cmp(y)).find(|o| o.is_ne());
        counts[b].cmp(&counts[a]).then(by_center().unwrap_or(a.cmp(&b)))
    });
    let mut rank = vec![0u8; fit.k];
    for (new, &old) in order.iter().enumerate() {
        rank[old] = new as u8;
    }
    Fit {
        k: fit.k,
        centers: order.iter().flat_map(|&c| center(c).to_vec()).collect(),
        inertia: fit.inertia,
        labels: fit.labels.iter().map(|&label| rank[usize::from(label)]).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::block_on;

    fn blobs(n: usize) -> Points {
        let mut rng = Rng::new(3);
        let middle = [(0.0, 0.0), (8.0, 0.0), (0.0, 8.0)];
        let rows: Vec<(f64, f64)> =
            (0..n).map(|i| (middle[i % 3].0 + rng.normal(), middle[i % 3].1 + rng.normal())).collect();
        Points::from_columns(&[rows.iter().map(|r| r.0).collect(), rows.iter().map(|r| r.1).collect()])
    }

    #[test]
    fn three_clouds_are_found_and_labels_are_by_size() {
        let points = blobs(400);
        let fit = block_on(fit(&points, 3, 5, 1, &Progress::none())).unwrap();
        assert!((0..400).all(|i| fit.labels[i] == fit.labels[i % 3]));
        let sizes: Vec<usize> =
            (0..3u8).map(|c| fit.labels.iter().filter(|&&label| label == c).count()).collect();
        assert_eq!(sizes, [134, 133, 133]);
        assert_eq!(fit.labels, assign(&points, &fit.centers));
    }

    #[test]
    fn an_empty_cluster_is_given_the_farthest_row() {
        let points = Points::from_columns(&[vec![0.0, 0.1, 0.2, 9.0]]);
        let fit = block_on(lloyd(&points, vec![0.1, 50.0, 60.0], 0.0, 50, &Progress::none())).unwrap();
        let mut sizes = [0; 3];
        fit.labels.iter().for_each(|&label| sizes[usize::from(label)] += 1);
        assert!(sizes.iter().all(|&n| n > 0), "{sizes:?}");
    }
}
