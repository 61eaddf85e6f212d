//! Logistic regression by Newton's method, with what is needed to judge it: covariance, likelihood, separation.

/// A fit: the intercept first, then one weight a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Logistic {
    pub weights: Vec<f64>,
    /// Inverse of the observed information.
    pub covariance: Vec<Vec<f64>>,
    pub log_likelihood: f64,
}

/// Why there is no fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoFit {
    /// The columns tell the outcome exactly: weights would grow for ever.
    Separated,
    /// Columns repeat each other.
    Singular,
}

/// Maximum likelihood from a start; stops when the predicted gain is below 1e-12. Columns are standardised, parallel to
/// `outcome`.
pub fn fit(columns: &[&[f64]], outcome: &[bool], start: &[f64]) -> Result<Logistic, NoFit> {
    let p = columns.len() + 1;
    let mut weights = start.to_vec();
    weights.resize(p, 0.0);
    let mut likelihood = log_likelihood(columns, outcome, &weights);
    for _ in 0..100 {
        let (gradient, information) = derivatives(columns, outcome, &weights);
        let inverse = invert(&information).ok_or_else(|| no_fit(columns, outcome, &weights))?;
        let step: Vec<f64> =
            inverse.iter().map(|row| row.iter().zip(&gradient).map(|(a, g)| a * g).sum()).collect();
        let gain: f64 = step.iter().zip(&gradient).map(|(s, g)| s * g).sum();
        if gain < 1e-12 {
            return match is_separated(columns, outcome, &weights) {
                true => Err(NoFit::Separated),
                false => Ok(Logistic { weights, covariance: inverse, log_likelihood: likelihood }),
            };
        }
        let mut scale = 1.0;
        loop {
            let next: Vec<f64> = weights.iter().zip(&step).map(|(w, s)| w + scale * s).collect();
            let value = log_likelihood(columns, outcome, &next);
            if value >= likelihood || scale < 1e-6 {
                (weights, likelihood) = (next, f64::max(value, likelihood));
                break;
            }
            scale /= 2.0;
        }
        if weights.iter().any(|weight| weight.abs() > 50.0) {
            return Err(NoFit::Separated);
        }
    }
    Err(no_fit(columns, outcome, &weights))
}

fn no_fit(columns: &[&[f64]], outcome: &[bool], weights: &[f64]) -> NoFit {
    if is_separated(columns, outcome, weights) { NoFit::Separated } else { NoFit::Singular }
}

fn is_separated(columns: &[&[f64]], outcome: &[bool], weights: &[f64]) -> bool {
    outcome.iter().enumerate().all(|(i, &y)| {
        let p = probability(score(columns, weights, i));
        if y { p > 1.0 - 1e-4 } else { p < 1e-4 }
    })
}

fn score(columns: &[&[f64]], weights: &[f64], i: usize) -> f64 {
    weights[0] + columns.iter().zip(&weights[1..]).map(|(column, weight)| column[i] * weight).sum::<f64>()
}

fn probability(score: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-score))
}

impl Logistic {
    /// Probability of "yes" for a row of these columns.
    pub fn predict(&self, columns: &[&[f64]], i: usize) -> f64 {
        probability(score(columns, &self.weights, i))
    }
}

fn log_likelihood(columns: &[&[f64]], outcome: &[bool], weights: &[f64]) -> f64 {
    outcome
        .iter()
        .enumerate()
        .map(|(i, &y)| {
            let score = score(columns, weights, i);
            let signed = if y { -score } else { score };
            // −ln(1 + eˣ) without overflow.
            -(f64::max(signed, 0.0) + libm::log1p(libm::exp(-signed.abs())))
        })
        .sum()
}

fn derivatives(columns: &[&[f64]], outcome: &[bool], weights: &[f64]) -> (Vec<f64>, Vec<Vec<f64>>) {
    let p = weights.len();
    let (mut gradient, mut information) = (vec![0.0; p], vec![vec![0.0; p]; p]);
    let mut row = vec![1.0; p];
    for (i, &y) in outcome.iter().enumerate() {
        for (cell, column) in row[1..].iter_mut().zip(columns) {
            *cell = column[i];
        }
        let probability = probability(score(columns, weights, i));
        let rest = f64::from(u8::from(y)) - probability;
        let weight = probability * (1.0 - probability);
        for (a, &x) in row.iter().enumerate() {
            gradient[a] += rest * x;
            information[a].iter_mut().zip(&row).for_each(|(cell, y)| *cell += weight * x * y);
        }
    }
    (gradient, information)
}

/// Inverse of a symmetric positive definite matrix by Gauss–Jordan on the diagonal; `None` when it is not.
pub fn invert(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let n = matrix.len();
    let mut left = matrix.to_vec();
    let mut right: Vec<Vec<f64>> =
        (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    for i in 0..n {
        let pivot = left[i][i];
        if pivot.is_nan() || pivot <= 1e-12 * matrix[i][i].max(1e-300) {
            return None;
        }
        left[i].iter_mut().for_each(|cell| *cell /= pivot);
        right[i].iter_mut().for_each(|cell| *cell /= pivot);
        let (pivot_left, pivot_right) = (left[i].clone(), right[i].clone());
        for other in (0..n).filter(|&other| other != i) {
            let factor = left[other][i];
            left[other].iter_mut().zip(&pivot_left).for_each(|(cell, p)| *cell -= factor * p);
            right[other].iter_mut().zip(&pivot_right).for_each(|(cell, p)| *cell -= factor * p);
        }
    }
    Some(right)
}

/// Area under the ROC curve: the chance that a "yes" has the higher score, ties half (Mann & Whitney). `None` when one
/// side is empty.
pub fn auc(scores: &[f64], outcome: &[bool]) -> Option<f64> {
    let n_yes = outcome.iter().filter(|&&y| y).count() as f64;
    let n_no = outcome.len() as f64 - n_yes;
    if n_yes == 0.0 || n_no == 0.0 {
        return None;
    }
    let ranks = super::quantile::mid_ranks(scores);
    let sum: f64 = ranks.iter().zip(outcome).filter(|(_, y)| **y).map(|(rank, _)| rank).sum();
    Some((sum - n_yes * (n_yes + 1.0) / 2.0) / (n_yes * n_no))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coefficients_are_those_of_r() {
        // R: glm(y ~ x, binomial) with x = 1..8, y = 0 0 1 0 1 0 1 1; see tests/golden/logistic.py.
        let x: Vec<f64> = (1..=8).map(f64::from).collect();
        let y = [false, false, true, false, true, false, true, true];
        let found = fit(&[&x], &y, &[]).unwrap();
        let wanted = [-2.673_379_620_9, 0.594_084_360_2, 2.120_728_033_1, 0.432_241_579_6, -4.224_790_537_4];
        let errors: Vec<f64> = (0..2).map(|i| found.covariance[i][i].sqrt()).collect();
        for (a, b) in [
            (found.weights[0], wanted[0]),
            (found.weights[1], wanted[1]),
            (errors[0], wanted[2]),
            (errors[1], wanted[3]),
            (found.log_likelihood, wanted[4]),
        ] {
            assert!((a - b).abs() < 1e-6, "{found:?} {errors:?}");
        }
    }

    #[test]
    fn an_outcome_told_exactly_has_no_fit() {
        let x: Vec<f64> = (1..=8).map(|i| f64::from(i) - 4.5).collect();
        let y: Vec<bool> = x.iter().map(|&x| x > 0.0).collect();
        assert_eq!(fit(&[&x], &y, &[]), Err(NoFit::Separated));
        let mixed = [true, false, true, false, true, false, true, false];
        assert_eq!(fit(&[&x, &x], &mixed, &[]), Err(NoFit::Singular));
    }

    #[test]
    fn auc_counts_pairs() {
        assert_eq!(auc(&[0.1, 0.4, 0.4, 0.9], &[false, false, true, true]), Some(0.875));
        assert_eq!(auc(&[0.1], &[true]), None);
    }
}
