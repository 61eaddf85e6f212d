//! Dense symmetric matrices, row-major.

/// One step of inversion by sweeping (Gauss–Jordan without pivoting; Goodnight 1979): after steps 0..n the matrix holds
/// its inverse. Stable for positive definite matrices. Callers sweep step by step, so that long work can report in.
/// False when the pivot is not positive: the matrix is not positive definite, and its content is lost.
pub fn sweep(matrix: &mut [f64], n: usize, k: usize) -> bool {
    let pivot = matrix[k * n + k];
    // The negation also catches NaN.
    if !(pivot > 0.0 && pivot.is_finite()) {
        return false;
    }
    let mut row: Vec<f64> = matrix[k * n..(k + 1) * n].to_vec();
    row.iter_mut().for_each(|value| *value /= pivot);
    row[k] = 1.0 / pivot;
    for i in (0..n).filter(|&i| i != k) {
        let at = &mut matrix[i * n..(i + 1) * n];
        let factor = std::mem::take(&mut at[k]);
        if factor != 0.0 {
            at.iter_mut().zip(&row).for_each(|(value, by)| *value -= factor * by);
        }
    }
    matrix[k * n..(k + 1) * n].copy_from_slice(&row);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::sample::Rng;

    #[test]
    fn a_swept_matrix_is_its_inverse() {
        let (n, mut rng) = (30, Rng::new(5));
        let factor: Vec<f64> = (0..n * n).map(|_| rng.normal()).collect();
        let mut matrix = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..n {
                matrix[i * n + j] = (0..n).map(|k| factor[i * n + k] * factor[j * n + k]).sum();
            }
            matrix[i * n + i] += 1.0;
        }
        let mut inverse = matrix.clone();
        assert!((0..n).all(|k| sweep(&mut inverse, n, k)));
        for i in 0..n {
            for j in 0..n {
                let product: f64 = (0..n).map(|k| matrix[i * n + k] * inverse[k * n + j]).sum();
                assert!((product - f64::from(u8::from(i == j))).abs() < 1e-9);
            }
        }
        assert!(!sweep(&mut [0.0], 1, 0));
    }
}
