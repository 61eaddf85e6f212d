//! Customers and features in one picture: the first two principal components (smartcore) of the standardised columns.

use super::points::Points;
use crate::analysis::features::Frame;
use crate::message::Message;
use crate::stats::quantile;
use crate::stats::sample::Rng;
use serde::Serialize;
use smartcore::decomposition::pca::{PCA, PCAParameters};
use smartcore::linalg::basic::arrays::Array;
use smartcore::linalg::basic::matrix::DenseMatrix;

/// Marks a chart can carry; the components are fitted on the same rows.
const ROWS: usize = 2_000;

#[derive(Clone, Debug, Serialize)]
pub struct Biplot {
    /// Rows shown, positions in the frame.
    pub rows: Vec<u32>,
    pub x: Vec<f64>,
    pub y: Vec<f64>,
    pub labels: Vec<Option<u8>>,
    /// One a feature: its weights in the two components.
    pub arrows: Vec<Arrow>,
    /// Share of the variance of the standardised columns that each component holds.
    pub explained_share: [f64; 2],
}

#[derive(Clone, Debug, Serialize)]
pub struct Arrow {
    pub name: String,
    #[serde(skip)]
    pub title: Message,
    pub x: f64,
    pub y: f64,
}

/// `None` for fewer than two columns or when the decomposition fails.
pub(super) fn biplot(frame: &Frame, points: &Points, labels: &[Option<u8>], seed: u64) -> Option<Biplot> {
    let d = points.d;
    if d < 2 || frame.columns.len() != d {
        return None;
    }
    let rows = Rng::new(seed ^ 0x0070_6361).choose(points.n, ROWS);
    let columns: Vec<Vec<f64>> = (0..d)
        .map(|j| {
            let values: Vec<f64> = rows.iter().map(|&row| points.get(row as usize, j).into()).collect();
            let (mean, spread) = quantile::mean_and_spread(&values).unwrap_or((0.0, 1.0));
            values.iter().map(|value| if spread > 0.0 { (value - mean) / spread } else { 0.0 }).collect()
        })
        .collect();
    let matrix: Vec<Vec<f64>> =
        (0..rows.len()).map(|i| columns.iter().map(|column| column[i]).collect()).collect();
    let matrix = DenseMatrix::from_2d_vec(&matrix).ok()?;
    let pca = PCA::fit(&matrix, PCAParameters::default().with_n_components(2)).ok()?;
    let weights = pca.components();
    let (n_rows, n_columns) = weights.shape();
    let weight = |feature: usize, component: usize| {
        let value = match (n_rows == d, n_columns == d) {
            (true, _) => *weights.get((feature, component)),
            _ => *weights.get((component, feature)),
        };
        // The decomposition uses functions of the standard library whose last bits differ between machines.
        libm::round(value * 1e6) / 1e6
    };
    let mut components: Vec<Vec<f64>> =
        (0..2).map(|component| (0..d).map(|feature| weight(feature, component)).collect()).collect();
    for weights in &mut components {
        let strongest =
            weights.iter().copied().fold(0.0, |a: f64, b: f64| if b.abs() > a.abs() { b } else { a });
        if strongest < 0.0 {
            weights.iter_mut().for_each(|weight| *weight = 0.0 - *weight);
        }
        if weights.iter().any(|weight| !weight.is_finite()) {
            return None;
        }
    }
    let score = |i: usize, weights: &[f64]| weights.iter().zip(&columns).map(|(w, c)| w * c[i]).sum::<f64>();
    let scores: Vec<Vec<f64>> =
        components.iter().map(|weights| (0..rows.len()).map(|i| score(i, weights)).collect()).collect();
    let share = |scores: &[f64]| {
        let variance = scores.iter().map(|value| value * value).sum::<f64>() / scores.len() as f64;
        (variance / d as f64).clamp(0.0, 1.0)
    };
    Some(Biplot {
        labels: rows.iter().map(|&row| labels[row as usize]).collect(),
        explained_share: [share(&scores[0]), share(&scores[1])],
        x: scores[0].clone(),
        y: scores[1].clone(),
        arrows: frame
            .columns
            .iter()
            .enumerate()
            .map(|(j, column)| Arrow {
                name: column.name.clone(),
                title: column.title.clone(),
                x: components[0][j],
                y: components[1][j],
            })
            .collect(),
        rows,
    })
}
