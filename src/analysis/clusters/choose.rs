//! How many groups, and whether there are any. The silhouette alone misleads (it rewards one far customer), stability
//! alone misleads (noise can be cut the same way twice): here the silhouette must exceed that of data with the same
//! columns and correlations but no groups, and the groups must come again in resampled customers.

use super::indices;
use super::kmeans::{self, Fit};
use super::points::Points;
use crate::error::Result;
use crate::progress::Progress;
use crate::stats::agreement::adjusted_rand;
use crate::stats::sample::Rng;
use crate::stats::{quantile, special};
use serde::{Deserialize, Serialize};

/// Rows of the silhouette, of a null, of a null's silhouette, and of a resample: enough for the third decimal of a mean
/// over twenty, and stated in the report.
pub const SILHOUETTE_ROWS: usize = 5_000;
pub const NULL_ROWS: usize = 2_000;
pub const NULL_SILHOUETTE_ROWS: usize = 1_000;
pub const BOOTSTRAP_ROWS: usize = 2_000;
/// Excess silhouette and agreement that make groups clear or weak.
pub const CLEAR_EXCESS: f64 = 0.10;
pub const WEAK_EXCESS: f64 = 0.05;
pub const STABLE: f64 = 0.8;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Clear,
    Weak,
    None,
}

/// What speaks for a number of groups.
#[derive(Clone, Debug, Serialize)]
pub struct Indices {
    pub k: u32,
    /// Σ of squared distances to the own centre, scaled features.
    pub inertia: f64,
    /// Mean over all rows, or over 5,000 of them.
    pub silhouette: Option<f64>,
    /// Silhouette minus the mean of the nulls'.
    pub excess_silhouette: Option<f64>,
    pub calinski_harabasz: Option<f64>,
    pub davies_bouldin: Option<f64>,
    /// Mean adjusted Rand index with the groups of resampled rows.
    pub stability_ari: Option<f64>,
}

/// How a small set of rows is grouped for nulls and resamples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    KMeans,
    Ward,
}

/// Silhouettes of the nulls: one mean a k.
pub async fn null_silhouettes(
    points: &Points,
    ks: &[u32],
    n_nulls: u32,
    method: Method,
    seed: u64,
    progress: &Progress,
) -> Result<Vec<Option<f64>>> {
    let rows = if method == Method::Ward { 500 } else { NULL_ROWS };
    let mut rng = Rng::new(seed ^ 0x6e75_6c6c);
    let sample = points.subset(&rng.choose(points.n, rows));
    let copula = Copula::of(&sample);
    let mut sums = vec![(0.0, 0u32); ks.len()];
    for null in 0..u64::from(n_nulls) {
        let rows = copula.draw(&mut rng);
        // The rows of a null are in random order, so the first are a sample.
        let first: Vec<u32> = (0..rows.n.min(NULL_SILHOUETTE_ROWS) as u32).collect();
        let measured = rows.subset(&first);
        let tree = (method == Method::Ward).then(|| super::ward::ward(&rows));
        let mut partitions = Vec::with_capacity(ks.len());
        for &k in ks {
            progress.step("clusters-stage-nulls", null, n_nulls.into()).await?;
            partitions.push(match &tree {
                Some(tree) => tree.cut(k as usize),
                None => kmeans::quick(&rows, k as usize, &mut rng, progress).await?.labels,
            });
        }
        let partitions: Vec<&[u8]> = partitions.iter().map(|labels| &labels[..measured.n]).collect();
        let found = indices::silhouettes(&measured, &partitions, progress).await?;
        for (sum, value) in sums.iter_mut().zip(found) {
            if let Some(value) = value {
                *sum = (sum.0 + value, sum.1 + 1);
            }
        }
    }
    Ok(sums.iter().map(|&(sum, n)| (n > 0).then(|| sum / f64::from(n))).collect())
}

/// Agreement of each fit with the groups of resampled rows: mean adjusted Rand index.
pub async fn stability(
    points: &Points,
    fits: &[Fit],
    n_draws: u32,
    method: Method,
    seed: u64,
    progress: &Progress,
) -> Result<Vec<Option<f64>>> {
    let rows = if method == Method::Ward { 500 } else { BOOTSTRAP_ROWS };
    let mut rng = Rng::new(seed ^ 0x626f_6f74);
    let chosen = rng.choose(points.n, rows);
    let sample = points.subset(&chosen);
    let mut sums = vec![0.0; fits.len()];
    for draw in 0..u64::from(n_draws) {
        let drawn: Vec<u32> = (0..sample.n).map(|_| rng.below(sample.n as u64) as u32).collect();
        let resample = sample.subset(&drawn);
        let tree = (method == Method::Ward).then(|| super::ward::ward(&resample));
        for (sum, fit) in sums.iter_mut().zip(fits) {
            progress.step("clusters-stage-bootstrap", draw, n_draws.into()).await?;
            let centers = match &tree {
                Some(tree) => super::ward::centers(&resample, &tree.cut(fit.k)),
                None => kmeans::quick(&resample, fit.k, &mut rng, progress).await?.centers,
            };
            let again: Vec<u32> = kmeans::assign(&sample, &centers).into_iter().map(u32::from).collect();
            let before: Vec<u32> = chosen.iter().map(|&i| fit.labels[i as usize].into()).collect();
            *sum += adjusted_rand(&before, &again);
        }
    }
    Ok(sums.iter().map(|&sum| (n_draws > 0).then(|| sum / f64::from(n_draws))).collect())
}

/// The best number of groups and what it is worth.
///
/// Among the stable ones the largest excess decides; clear when it reaches 0.10. When none of those is clear, the
/// largest excess of all decides between weak and none.
pub fn verdict(indices: &[Indices]) -> (usize, Verdict) {
    let excess = |i: usize| indices[i].excess_silhouette.unwrap_or(f64::NEG_INFINITY);
    // Of equals the smaller k, because it comes first.
    let best = |of: &mut dyn Iterator<Item = usize>| {
        of.fold(None, |best: Option<usize>, i| match best {
            Some(b) if excess(b) >= excess(i) => Some(b),
            _ => Some(i),
        })
    };
    let is_stable = |&i: &usize| indices[i].stability_ari.is_some_and(|ari| ari >= STABLE);
    if let Some(i) = best(&mut (0..indices.len()).filter(is_stable)).filter(|&i| excess(i) >= CLEAR_EXCESS) {
        return (i, Verdict::Clear);
    }
    let i = best(&mut (0..indices.len())).unwrap_or(0);
    let is_weak = indices.get(i).is_some_and(|_| excess(i) >= WEAK_EXCESS);
    (i, if is_weak { Verdict::Weak } else { Verdict::None })
}

/// A Gaussian copula: the columns' own values and the correlations of their normal scores, nothing else.
pub(super) struct Copula {
    sorted: Vec<Vec<f64>>,
    /// Lower triangle L with L·Lᵀ = correlation, row by row.
    cholesky: Vec<Vec<f64>>,
    n: usize,
}

impl Copula {
    fn of(points: &Points) -> Copula {
        let column = |j: usize| (0..points.n).map(|i| f64::from(points.get(i, j))).collect();
        Copula::of_columns(&(0..points.d).map(column).collect::<Vec<Vec<f64>>>())
    }

    pub(super) fn of_columns(columns: &[Vec<f64>]) -> Copula {
        // Normal scores (van der Waerden 1952): the normal values that stand for the ranks.
        let score = |rank: &f64| special::normal_quantile((rank - 0.5) / columns[0].len() as f64);
        let scores: Vec<Vec<f64>> =
            columns.iter().map(|column| quantile::mid_ranks(column).iter().map(score).collect()).collect();
        let between = |a: usize, b: usize| match quantile::correlation(&scores[a], &scores[b]) {
            Some(rho) if a != b => rho,
            _ => f64::from(u8::from(a == b)),
        };
        let correlation: Vec<Vec<f64>> =
            (0..columns.len()).map(|a| (0..columns.len()).map(|b| between(a, b)).collect()).collect();
        Copula {
            cholesky: cholesky(&correlation),
            sorted: columns.iter().map(|column| quantile::sorted(column.iter().copied())).collect(),
            n: columns.first().map_or(0, Vec::len),
        }
    }

    /// As many rows as were given.
    fn draw(&self, rng: &mut Rng) -> Points {
        Points::from_columns(&self.draw_columns(rng))
    }

    pub(super) fn draw_columns(&self, rng: &mut Rng) -> Vec<Vec<f64>> {
        let d = self.sorted.len();
        let mut normal = vec![Vec::with_capacity(self.n); d];
        let mut independent = vec![0.0; d];
        for _ in 0..self.n {
            independent.iter_mut().for_each(|value| *value = rng.normal());
            for (column, row) in normal.iter_mut().zip(&self.cholesky) {
                column.push(row.iter().zip(&independent).map(|(l, z)| l * z).sum::<f64>());
            }
        }
        normal
            .iter()
            .zip(&self.sorted)
            .map(|(normal, sorted)| {
                let mut order: Vec<u32> = (0..self.n as u32).collect();
                order.sort_unstable_by(|&a, &b| {
                    normal[a as usize].total_cmp(&normal[b as usize]).then(a.cmp(&b))
                });
                let mut column = vec![0.0; self.n];
                for (rank, &i) in order.iter().enumerate() {
                    column[i as usize] = sorted[rank];
                }
                column
            })
            .collect()
    }
}

/// Cholesky's factor of a correlation matrix; a matrix that is not positive definite is pulled towards the identity.
fn cholesky(matrix: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let d = matrix.len();
    for step in 0..=20 {
        let shrink = f64::from(step) / 20.0;
        let mut lower = vec![vec![0.0; d]; d];
        let mut is_good = true;
        for a in 0..d {
            for b in 0..=a {
                let value = if a == b { 1.0 } else { matrix[a][b] * (1.0 - shrink) };
                let rest = value - (0..b).map(|j| lower[a][j] * lower[b][j]).sum::<f64>();
                if a == b {
                    is_good &= rest > 1e-9;
                    lower[a][a] = f64::max(rest, 1e-9).sqrt();
                } else {
                    lower[a][b] = rest / lower[b][b];
                }
            }
        }
        if is_good {
            return lower;
        }
    }
    (0..d).map(|a| (0..d).map(|b| f64::from(u8::from(a == b))).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::block_on;

    /// Four clouds that no single column separates. (Clouds on a grid are made by their columns alone, and a null that
    /// keeps the columns keeps them.)
    fn blobs(n: usize, apart: f64) -> Points {
        let middles = [(0.0, 0.0), (1.0, 0.3), (0.5, 0.7), (-0.4, 0.9)];
        let mut rng = Rng::new(11);
        let rows: Vec<(f64, f64)> = (0..n)
            .map(|i| (apart * middles[i % 4].0 + rng.normal(), apart * middles[i % 4].1 + rng.normal()))
            .collect();
        Points::from_columns(&[rows.iter().map(|r| r.0).collect(), rows.iter().map(|r| r.1).collect()])
    }

    fn judge(points: &Points) -> (u32, Verdict) {
        let none = Progress::none();
        block_on(async {
            let ks: Vec<u32> = (2..=6).collect();
            let mut fits = Vec::new();
            for &k in &ks {
                fits.push(kmeans::fit(points, k as usize, 8, 1, &none).await.unwrap());
            }
            let nulls = null_silhouettes(points, &ks, 10, Method::KMeans, 1, &none).await.unwrap();
            let stable = stability(points, &fits, 10, Method::KMeans, 1, &none).await.unwrap();
            let mut all = Vec::new();
            for (i, fit) in fits.iter().enumerate() {
                let silhouette = indices::silhouette(points, &fit.labels, &none).await.unwrap();
                all.push(Indices {
                    k: ks[i],
                    inertia: fit.inertia,
                    silhouette,
                    excess_silhouette: Some(silhouette.unwrap() - nulls[i].unwrap()),
                    calinski_harabasz: None,
                    davies_bouldin: None,
                    stability_ari: stable[i],
                });
            }
            let (best, verdict) = verdict(&all);
            (all[best].k, verdict)
        })
    }

    #[test]
    fn four_clouds_are_clear_and_one_cloud_is_none() {
        assert_eq!(judge(&blobs(600, 10.0)), (4, Verdict::Clear));
        assert_eq!(judge(&blobs(600, 0.0)).1, Verdict::None);
    }

    #[test]
    fn a_null_keeps_columns_and_rank_correlation() {
        let mut rng = Rng::new(2);
        let x: Vec<f64> = (0..1000).map(|_| rng.normal()).collect();
        let y: Vec<f64> = x.iter().map(|x| libm::exp(x + 0.5 * rng.normal())).collect();
        let points = Points::from_columns(&[x, y]);
        let null = Copula::of(&points).draw(&mut rng);
        let column = |points: &Points, j| quantile::sorted((0..1000).map(|i| f64::from(points.get(i, j))));
        assert_eq!(column(&points, 1), column(&null, 1));
        let rank = |points: &Points| {
            let of =
                |j| quantile::mid_ranks(&(0..1000).map(|i| points.get(i, j).into()).collect::<Vec<f64>>());
            quantile::correlation(&of(0), &of(1)).unwrap()
        };
        assert!((rank(&points) - rank(&null)).abs() < 0.05);
    }
}
