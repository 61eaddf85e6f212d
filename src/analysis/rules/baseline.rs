//! What lift chance gives when some baskets are large.

use super::transactions::Transactions;

/// Falling-factorial sums of basket sizes: F_k = Σ len (len − 1) … (len − k + 1).
///
/// When items fall into baskets at random but baskets keep their sizes, a set of k items is expected in about
/// F_k · Π (count_i / F_1) baskets; so the lift of a rule with a items on the left and b on the right is expected to be
/// N · F_{a+b} / (F_a · F_b), not 1. For pairs this is κ = N · Σ len(len − 1) / (Σ len)².
#[derive(Clone, Debug)]
pub struct SizeBaseline {
    n: f64,
    sums: Vec<f64>,
}

impl SizeBaseline {
    /// For rules of up to `max_length` items.
    pub fn new(data: &Transactions, max_length: usize) -> SizeBaseline {
        let mut sums = vec![0.0; max_length + 1];
        for basket in data.iter() {
            let mut product = 1.0;
            for (k, sum) in sums.iter_mut().enumerate() {
                *sum += product;
                product *= (basket.len() as f64 - k as f64).max(0.0);
            }
        }
        SizeBaseline { n: f64::from(data.n_baskets()), sums }
    }

    /// The lift to expect; `None` when no basket is large enough.
    pub fn lift(&self, n_antecedent: usize, n_consequent: usize) -> Option<f64> {
        let sum = |k: usize| self.sums.get(k).copied().filter(|&sum| sum > 0.0);
        Some(self.n * sum(n_antecedent + n_consequent)? / (sum(n_antecedent)? * sum(n_consequent)?))
    }
}
