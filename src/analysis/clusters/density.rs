//! Groups by density: HDBSCAN (Campello, Moulavi & Sander 2013) on a stated sample. Rows in thin places belong to no
//! group; rows outside the sample join their nearest sampled row.

use super::choose::{Indices, Verdict};
use super::points::{BLOCK, NONE, Points, distances, every, numbers};
use super::{Grouping, Params, indices};
use crate::error::{Error, Result};
use crate::message::Message;
use crate::order::Arrange;
use crate::progress::Progress;
use crate::stats::agreement::adjusted_rand;
use crate::stats::sample::Rng;
use hdbscan::{Hdbscan, HdbscanHyperParams};

/// HDBSCAN compares all pairs.
const ROWS: usize = 1_500;

pub(super) async fn by_density(points: &Points, params: &Params, progress: &Progress) -> Result<Grouping> {
    let mut rng = Rng::new(u64::from(params.seed) ^ 0x6465_6e73);
    let rows = rng.choose(points.n, ROWS);
    let sample = points.subset(&rows);
    progress.step("clusters-stage-fit", 0, 1).await?;
    let found = groups(&sample)?;
    let k = found.iter().flatten().max().map_or(0, |&max| usize::from(max) + 1);
    if k == 0 {
        return Err(Error::insufficient(
            Message::new("clusters-density-none").count("n", sample.n),
            "clusters-density-need",
        ));
    }
    let labels =
        if sample.n == points.n { found.clone() } else { spread(points, &sample, &found, progress).await? };
    let centers = means(points, &labels, k);
    let inside: Vec<u32> = (0..sample.n as u32).filter(|&i| found[i as usize].is_some()).collect();
    let inside_labels: Vec<u8> = inside.iter().filter_map(|&i| found[i as usize]).collect();
    let silhouette = indices::silhouette(&sample.subset(&inside), &inside_labels, progress).await?;
    let n_draws = params.bootstraps.min(5);
    let mut agreement = 0.0;
    for draw in 0..u64::from(n_draws) {
        progress.step("clusters-stage-bootstrap", draw, n_draws.into()).await?;
        // Half of the rows each time: with replacement, copies would make dense spots of their own.
        let half = rng.choose(sample.n, sample.n / 2);
        let again = groups(&sample.subset(&half))?;
        let code = |label: Option<u8>| label.map_or(0, |label| u32::from(label) + 1);
        let before: Vec<u32> = half.iter().map(|&i| code(found[i as usize])).collect();
        agreement += adjusted_rand(&before, &again.into_iter().map(code).collect::<Vec<u32>>());
    }
    let stability_ari = (n_draws > 0).then(|| agreement / f64::from(n_draws));
    let of_inside = |&(i, label): &(usize, &Option<u8>)| label.map(|label| (i, label));
    let inertia = labels
        .iter()
        .enumerate()
        .filter_map(|pair| of_inside(&pair))
        .map(|(i, label)| {
            let center = &centers[usize::from(label) * points.d..];
            let square = |j: usize| f64::from(points.get(i, j)) - f64::from(center[j]);
            (0..points.d).map(|j| square(j) * square(j)).sum::<f64>()
        })
        .sum();
    // Density finds no groups by itself when there are none; what remains is whether it finds them again.
    let verdict = match stability_ari {
        Some(ari) if k > 1 && ari >= super::choose::STABLE => Verdict::Clear,
        Some(ari) if k > 1 && ari >= 0.5 => Verdict::Weak,
        _ => Verdict::None,
    };
    let indices = Indices {
        k: k as u32,
        inertia,
        silhouette,
        excess_silhouette: None,
        calinski_harabasz: None,
        davies_bouldin: None,
        stability_ari,
    };
    Ok(Grouping {
        indices: vec![indices],
        chosen: 0,
        verdict,
        labels,
        centers,
        dendrogram: Vec::new(),
        n_sample_rows: sample.n,
    })
}

/// Labels by size; `None` outside all groups.
fn groups(points: &Points) -> Result<Vec<Option<u8>>> {
    let rows: Vec<Vec<f32>> = (0..points.n).map(|i| points.row(i)).collect();
    let least = (points.n / 50).clamp(5, 100);
    let settings = HdbscanHyperParams::builder().min_cluster_size(least).min_samples(least.min(10)).build();
    let found = Hdbscan::new(&rows, settings).cluster().map_err(|e| Error::internal(format!("{e:?}")))?;
    let k = found.iter().max().map_or(0, |&max| (max + 1).max(0) as usize).min(50);
    let mut counts = vec![(0u32, u32::MAX); k];
    for (i, &label) in found.iter().enumerate() {
        if let Some(count) = usize::try_from(label).ok().and_then(|label| counts.get_mut(label)) {
            *count = (count.0 + 1, count.1.min(i as u32));
        }
    }
    let mut order: Vec<usize> = (0..k).filter(|&c| counts[c].0 > 0).collect();
    order.arrange_by_key(|&c| (std::cmp::Reverse(counts[c].0), counts[c].1));
    let rank = |label: i32| order.iter().position(|&c| i32::try_from(c) == Ok(label)).map(|r| r as u8);
    Ok(found.into_iter().map(rank).collect())
}

/// The label of the nearest sampled row.
async fn spread(
    points: &Points,
    sample: &Points,
    found: &[Option<u8>],
    progress: &Progress,
) -> Result<Vec<Option<u8>>> {
    let mut labels = Vec::with_capacity(points.n);
    let mut distance = NONE;
    for i in 0..points.n {
        if i % 256 == 0 {
            progress.step("clusters-stage-assign", i as u64, points.n as u64).await?;
        }
        let row = every(&points.row(i));
        let (mut nearest, mut least) = (0, f32::INFINITY);
        for b in 0..sample.n_blocks() {
            distances(sample.block(b), &row, &mut distance);
            for (at, value) in numbers(&[distance], sample.n_in(b)).enumerate() {
                if value < least {
                    (nearest, least) = (b * BLOCK + at, value);
                }
            }
        }
        labels.push(found[nearest]);
    }
    Ok(labels)
}

fn means(points: &Points, labels: &[Option<u8>], k: usize) -> Vec<f32> {
    let (mut sums, mut counts) = (vec![0f64; k * points.d], vec![0f64; k]);
    for (i, label) in labels.iter().enumerate() {
        let Some(label) = label.map(usize::from) else { continue };
        counts[label] += 1.0;
        for j in 0..points.d {
            sums[label * points.d + j] += f64::from(points.get(i, j));
        }
    }
    sums.iter().enumerate().map(|(at, sum)| (sum / counts[at / points.d].max(1.0)) as f32).collect()
}
