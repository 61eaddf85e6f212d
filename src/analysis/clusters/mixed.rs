//! Numbers and categories together: Gower's distance (Gower 1971) and partitioning around medoids (Kaufman & Rousseeuw
//! 1990) on a stated sample; the rest go to the nearest medoid.

use super::choose::Indices;
use crate::analysis::features::frame::FrameColumn;
use crate::error::Result;
use crate::order::Arrange;
use crate::progress::Progress;
use crate::stats::agreement::adjusted_rand;
use crate::stats::sample::Rng;

/// Rows of the sample, and of each null and resample.
pub const ROWS: usize = 1_000;
const NULL_ROWS: usize = 300;

/// What came of it: medoids and labels per number of groups.
pub struct Mixed {
    pub indices: Vec<Indices>,
    pub labels: Vec<Vec<u8>>,
    /// Rows of the frame.
    pub medoids: Vec<Vec<u32>>,
}

/// Distances within 0..=1: the mean over columns of |x − y| ÷ range, or of "differs".
struct Gower<'a> {
    columns: &'a [FrameColumn],
    ranges: Vec<f64>,
}

impl Gower<'_> {
    fn new(columns: &[FrameColumn]) -> Gower<'_> {
        let range = |column: &FrameColumn| {
            let low = column.values.iter().copied().fold(f64::INFINITY, f64::min);
            let high = column.values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            high - low
        };
        Gower { columns, ranges: columns.iter().map(range).collect() }
    }

    fn distance(&self, a: usize, b: usize) -> f64 {
        let sum: f64 = self
            .columns
            .iter()
            .zip(&self.ranges)
            .map(|(column, range)| {
                let (x, y) = (column.values[a], column.values[b]);
                match column.categories {
                    Some(_) => f64::from(u8::from(x != y)),
                    None if *range > 0.0 => (x - y).abs() / range,
                    None => 0.0,
                }
            })
            .sum();
        sum / self.columns.len().max(1) as f64
    }
}

/// A full matrix of distances between n rows.
struct Matrix {
    n: usize,
    cells: Vec<f32>,
}

impl Matrix {
    fn of(columns: &[FrameColumn], rows: &[u32]) -> Matrix {
        let gower = Gower::new(columns);
        let n = rows.len();
        let mut cells = vec![0f32; n * n];
        for a in 0..n {
            for b in a + 1..n {
                let distance = gower.distance(rows[a] as usize, rows[b] as usize) as f32;
                cells[a * n + b] = distance;
                cells[b * n + a] = distance;
            }
        }
        Matrix { n, cells }
    }

    fn get(&self, a: usize, b: usize) -> f64 {
        self.cells[a * self.n + b].into()
    }

    fn silhouette(&self, labels: &[u8], k: usize) -> Option<f64> {
        let mut counts = vec![0u32; k];
        labels.iter().for_each(|&label| counts[usize::from(label)] += 1);
        if k < 2 {
            return None;
        }
        let mut total = 0.0;
        for i in 0..self.n {
            let own = usize::from(labels[i]);
            if counts[own] < 2 {
                continue;
            }
            let mut sums = vec![0.0; k];
            (0..self.n).for_each(|j| sums[usize::from(labels[j])] += self.get(i, j));
            let inside = sums[own] / f64::from(counts[own] - 1);
            let outside = (0..k)
                .filter(|&c| c != own && counts[c] > 0)
                .map(|c| sums[c] / f64::from(counts[c]))
                .fold(f64::INFINITY, f64::min);
            let most = f64::max(inside, outside);
            if most > 0.0 && most.is_finite() {
                total += (outside - inside) / most;
            }
        }
        Some(total / self.n as f64)
    }

    /// BUILD, then the best single swap until none helps. Positions of medoids, and the sum of distances.
    fn pam(&self, k: usize) -> (Vec<usize>, f64) {
        let mut medoids: Vec<usize> = Vec::new();
        let mut nearest = vec![f64::INFINITY; self.n];
        for _ in 0..k {
            let mut best = (0, f64::INFINITY);
            for candidate in (0..self.n).filter(|i| !medoids.contains(i)) {
                let cost: f64 = (0..self.n).map(|i| f64::min(nearest[i], self.get(i, candidate))).sum();
                if cost < best.1 {
                    best = (candidate, cost);
                }
            }
            medoids.push(best.0);
            (0..self.n).for_each(|i| nearest[i] = f64::min(nearest[i], self.get(i, best.0)));
        }
        let mut cost: f64 = nearest.iter().sum();
        for _ in 0..50 {
            // Distances to the nearest and the second medoid make every swap one pass (Schubert & Rousseeuw 2019).
            let mut first = vec![(0usize, f64::INFINITY); self.n];
            let mut second = vec![f64::INFINITY; self.n];
            for i in 0..self.n {
                for (m, &medoid) in medoids.iter().enumerate() {
                    let distance = self.get(i, medoid);
                    if distance < first[i].1 {
                        second[i] = first[i].1;
                        first[i] = (m, distance);
                    } else if distance < second[i] {
                        second[i] = distance;
                    }
                }
            }
            let mut best = (0.0, 0, 0);
            for candidate in (0..self.n).filter(|i| !medoids.contains(i)) {
                let mut shared = 0.0;
                let mut change = vec![0.0; k];
                for i in 0..self.n {
                    let (own, distance) = first[i];
                    let new = self.get(i, candidate);
                    shared += f64::min(new - distance, 0.0);
                    // Without its own medoid the row goes to the candidate or to its second.
                    change[own] += f64::min(new, second[i]) - distance - f64::min(new - distance, 0.0);
                }
                for (m, change) in change.iter().enumerate() {
                    if shared + change < best.0 - 1e-9 {
                        best = (shared + change, m, candidate);
                    }
                }
            }
            if best.0 >= 0.0 {
                break;
            }
            medoids[best.1] = best.2;
            cost += best.0;
        }
        (medoids, cost)
    }

    fn labels(&self, medoids: &[usize]) -> Vec<u8> {
        (0..self.n).map(|i| closest(medoids.iter().map(|&m| self.get(i, m)))).collect()
    }
}

fn closest(distances: impl Iterator<Item = f64>) -> u8 {
    let mut best = (0, f64::INFINITY);
    for (i, distance) in distances.enumerate() {
        if distance < best.1 {
            best = (i as u8, distance);
        }
    }
    best.0
}

/// Groups for each k.
pub async fn mixed(
    columns: &[FrameColumn],
    ks: &[u32],
    (n_nulls, n_draws): (u32, u32),
    seed: u64,
    progress: &Progress,
) -> Result<Mixed> {
    let n = columns.first().map_or(0, |column| column.values.len());
    let mut rng = Rng::new(seed ^ 0x676f_7765);
    let rows = rng.choose(n, ROWS);
    let matrix = Matrix::of(columns, &rows);
    let small: Vec<u32> = rng.choose(rows.len(), NULL_ROWS).iter().map(|&i| rows[i as usize]).collect();
    let nulls = nulls(columns, &small, ks, n_nulls, &mut rng, progress).await?;
    let gower = Gower::new(columns);
    let mut mixed = Mixed { indices: Vec::new(), labels: Vec::new(), medoids: Vec::new() };
    for (i, &k) in ks.iter().enumerate() {
        progress.step("clusters-stage-fit", i as u64, ks.len() as u64).await?;
        let (medoids, cost) = matrix.pam(k as usize);
        let sample_labels = matrix.labels(&medoids);
        let medoids: Vec<u32> = medoids.iter().map(|&m| rows[m]).collect();
        let label = |row: usize| closest(medoids.iter().map(|&m| gower.distance(row, m as usize)));
        let labels: Vec<u8> = (0..n).map(label).collect();
        let (labels, medoids) = by_size(labels, medoids);
        let mut agreement = 0.0;
        for draw in 0..u64::from(n_draws) {
            progress.step("clusters-stage-bootstrap", draw, n_draws.into()).await?;
            let drawn: Vec<u32> =
                small.iter().map(|_| small[rng.below(small.len() as u64) as usize]).collect();
            let again = Matrix::of(columns, &drawn);
            let (found, _) = again.pam(k as usize);
            let found: Vec<u32> = found.iter().map(|&m| drawn[m]).collect();
            let of = |&row: &u32| {
                u32::from(closest(found.iter().map(|&m| gower.distance(row as usize, m as usize))))
            };
            let before: Vec<u32> = small.iter().map(|&row| labels[row as usize].into()).collect();
            agreement += adjusted_rand(&before, &small.iter().map(of).collect::<Vec<u32>>());
        }
        let silhouette = matrix.silhouette(&sample_labels, k as usize);
        mixed.indices.push(Indices {
            k,
            inertia: cost,
            silhouette,
            excess_silhouette: silhouette.zip(nulls[i]).map(|(found, null)| found - null),
            calinski_harabasz: None,
            davies_bouldin: None,
            stability_ari: (n_draws > 0).then(|| agreement / f64::from(n_draws)),
        });
        mixed.labels.push(labels);
        mixed.medoids.push(medoids);
    }
    Ok(mixed)
}

/// The largest group first; of equals the medoid that stands first.
fn by_size(labels: Vec<u8>, medoids: Vec<u32>) -> (Vec<u8>, Vec<u32>) {
    let mut counts = vec![0u32; medoids.len()];
    labels.iter().for_each(|&label| counts[usize::from(label)] += 1);
    let mut order: Vec<usize> = (0..medoids.len()).collect();
    order.arrange_by_key(|&m| (std::cmp::Reverse(counts[m]), medoids[m]));
    let mut rank = vec![0u8; medoids.len()];
    order.iter().enumerate().for_each(|(new, &old)| rank[old] = new as u8);
    (
        labels.into_iter().map(|label| rank[usize::from(label)]).collect(),
        order.into_iter().map(|m| medoids[m]).collect(),
    )
}

/// Mean silhouettes of data with the same columns and rank correlations but no groups; a category counts by the rank of
/// its frequency.
async fn nulls(
    columns: &[FrameColumn],
    rows: &[u32],
    ks: &[u32],
    n_nulls: u32,
    rng: &mut Rng,
    progress: &Progress,
) -> Result<Vec<Option<f64>>> {
    let coded: Vec<Vec<f64>> = columns.iter().map(|column| by_frequency(column, rows)).collect();
    let copula = super::choose::Copula::of_columns(&coded);
    let all: Vec<u32> = (0..rows.len() as u32).collect();
    let mut sums = vec![(0.0, 0u32); ks.len()];
    for null in 0..u64::from(n_nulls) {
        let drawn = copula.draw_columns(rng);
        let columns: Vec<FrameColumn> = columns
            .iter()
            .zip(drawn)
            .map(|(column, values)| FrameColumn { values, ..column.clone() })
            .collect();
        let matrix = Matrix::of(&columns, &all);
        for (sum, &k) in sums.iter_mut().zip(ks) {
            progress.step("clusters-stage-nulls", null, n_nulls.into()).await?;
            let (medoids, _) = matrix.pam(k as usize);
            if let Some(value) = matrix.silhouette(&matrix.labels(&medoids), k as usize) {
                *sum = (sum.0 + value, sum.1 + 1);
            }
        }
    }
    Ok(sums.iter().map(|&(sum, n)| (n > 0).then(|| sum / f64::from(n))).collect())
}

fn by_frequency(column: &FrameColumn, rows: &[u32]) -> Vec<f64> {
    let values: Vec<f64> = rows.iter().map(|&row| column.values[row as usize]).collect();
    let Some(names) = &column.categories else { return values };
    let mut counts = vec![0u32; names.len().max(1)];
    values.iter().for_each(|&code| counts[code as usize] += 1);
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.arrange_by_key(|&code| (std::cmp::Reverse(counts[code]), code));
    let mut rank = vec![0.0; counts.len()];
    order.iter().enumerate().for_each(|(new, &old)| rank[old] = new as f64);
    values.into_iter().map(|code| rank[code as usize]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::features::Unit;
    use crate::message::Message;
    use crate::progress::block_on;

    fn column(values: Vec<f64>, n_categories: usize) -> FrameColumn {
        FrameColumn {
            name: "c".into(),
            title: Message::new("c"),
            unit: Unit::Number,
            values,
            categories: (n_categories > 0).then(|| vec![Message::new("x"); n_categories]),
            fill: 0.0,
            n_filled: 0,
        }
    }

    #[test]
    fn medoids_are_the_best_of_all_pairs_on_small_data() {
        let mut rng = Rng::new(4);
        let columns = [
            column((0..24).map(|_| rng.normal()).collect(), 0),
            column((0..24).map(|_| rng.below(3) as f64).collect(), 3),
        ];
        let matrix = Matrix::of(&columns, &(0..24).collect::<Vec<u32>>());
        let cost =
            |a: usize, b: usize| (0..24).map(|i| f64::min(matrix.get(i, a), matrix.get(i, b))).sum::<f64>();
        let best = (0..24)
            .flat_map(|a| (0..a).map(move |b| (a, b)))
            .map(|(a, b)| cost(a, b))
            .fold(f64::INFINITY, f64::min);
        assert!((matrix.pam(2).1 - best).abs() < 1e-6);
    }

    #[test]
    fn categories_and_numbers_together_make_groups() {
        let mut rng = Rng::new(8);
        let columns = [
            column((0..120).map(|i| (i % 2) as f64 * 10.0 + rng.normal()).collect(), 0),
            column((0..120).map(|i| f64::from(i % 2)).collect(), 2),
        ];
        let found = block_on(mixed(&columns, &[2], (2, 2), 1, &Progress::none())).unwrap();
        assert!((0..120).all(|i| found.labels[0][i] == found.labels[0][i % 2]));
        assert_eq!(found.indices[0].stability_ari, Some(1.0));
    }
}
