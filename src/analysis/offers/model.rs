//! EASE, blended with recent popularity.
//!
//! Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data": with P = (XᵀX + λI)⁻¹ of the customers × items
//! table X, the weights are B_ij = −P_ij / P_jj off the diagonal and 0 on it; the scores are X·B. It is the regression of
//! every item on all others, in closed form.

use super::history::{History, Windows};
use crate::error::{Error, Result};
use crate::order::Arrange;
use crate::progress::Progress;
use crate::stats::linalg::sweep;

/// Weight of recent popularity (1 for the most popular item) beside EASE's score in the list of new items, and beside
/// ln(1 + baskets) in the list of items to buy again. Chosen on public data by back-test; neither is sensitive.
pub const POPULARITY_WITH_EASE: f64 = 0.4;
pub const POPULARITY_WITH_FREQUENCY: f64 = 1.5;

pub struct Model {
    /// The items the model knows: those of most customers.
    pub items: Vec<u32>,
    /// Position of each item in `items`; `u32::MAX` for the others.
    pub position: Vec<u32>,
    /// B, row-major over `items`.
    pub weights: Vec<f64>,
    /// Customers with both items; on the diagonal, with the item.
    pub together: Vec<u32>,
    /// Recent popularity of every item, 0..=1.
    pub popularity: Vec<f64>,
    pub ridge: f64,
    pub n_customers: u32,
}

impl Model {
    /// # Errors
    /// Cancelled.
    pub async fn fit(
        history: &History,
        n_items: usize,
        windows: Windows,
        progress: &Progress,
    ) -> Result<Model> {
        let mut n_customers_of = vec![0u32; history.n_baskets.len()];
        let customers = || history.bought.iter().filter(|of| !of.is_empty());
        customers().flatten().for_each(|bought| n_customers_of[bought.item as usize] += 1);
        let mut items: Vec<u32> = (0..n_customers_of.len() as u32)
            .filter(|&item| n_customers_of[item as usize] > 0 && history.is_current(item, windows))
            .collect();
        items.arrange_by_key(|&item| (std::cmp::Reverse(n_customers_of[item as usize]), item));
        items.truncate(n_items);
        let n = items.len();
        let mut position = vec![u32::MAX; n_customers_of.len()];
        items.iter().enumerate().for_each(|(i, &item)| position[item as usize] = i as u32);

        let mut together = vec![0u32; n * n];
        let mut own = Vec::new();
        for (i, of) in customers().enumerate() {
            if i % 256 == 255 {
                progress.step("offers-stage-counting", i as u64, history.bought.len() as u64).await?;
            }
            own.clear();
            own.extend(of.iter().map(|bought| position[bought.item as usize]).filter(|&at| at != u32::MAX));
            for &a in &own {
                let row = &mut together[a as usize * n..(a as usize + 1) * n];
                own.iter().for_each(|&b| row[b as usize] += 1);
            }
        }
        let n_customers = customers().count() as u32;
        // A twentieth of the customers: the value is not sensitive within a factor of three.
        let ridge = (0.05 * f64::from(n_customers)).max(5.0);
        let mut weights: Vec<f64> = together.iter().map(|&count| f64::from(count)).collect();
        (0..n).for_each(|i| weights[i * n + i] += ridge);
        for k in 0..n {
            if k % 8 == 0 {
                progress.step("offers-stage-fitting", k as u64, n as u64).await?;
            }
            if !sweep(&mut weights, n, k) {
                return Err(Error::internal("the items' matrix is not positive definite"));
            }
        }
        let diagonal: Vec<f64> = (0..n).map(|i| weights[i * n + i]).collect();
        for i in 0..n {
            for j in 0..n {
                weights[i * n + j] = if i == j { 0.0 } else { -weights[i * n + j] / diagonal[j] };
            }
        }
        let most = history.n_recent.iter().copied().max().unwrap_or(0).max(1);
        let popularity = history.n_recent.iter().map(|&count| f64::from(count) / f64::from(most)).collect();
        Ok(Model { items, position, weights, together, popularity, ridge, n_customers })
    }

    /// EASE's score of every item the model knows, for a customer, into a buffer.
    pub fn ease(&self, history: &History, customer: usize, into: &mut Vec<f64>) {
        let n = self.items.len();
        into.clear();
        into.resize(n, 0.0);
        for bought in &history.bought[customer] {
            let at = self.position[bought.item as usize];
            if at != u32::MAX {
                let row = &self.weights[at as usize * n..(at as usize + 1) * n];
                into.iter_mut().zip(row).for_each(|(score, weight)| *score += weight);
            }
        }
    }

    /// The score of an item to buy again: ln(1 + own baskets with it) and its recent popularity.
    pub fn again(&self, item: u32, n_own: u32) -> f64 {
        libm::log1p(f64::from(n_own)) + POPULARITY_WITH_FREQUENCY * self.popularity[item as usize]
    }

    /// The customer's own item that speaks most for a new one: the largest weight.
    pub fn reason(&self, history: &History, customer: usize, position: usize) -> Option<u32> {
        let n = self.items.len();
        let own = history.bought[customer].iter().map(|bought| self.position[bought.item as usize]);
        own.filter(|&at| at != u32::MAX)
            .map(|at| (self.weights[at as usize * n + position], at))
            .filter(|&(weight, _)| weight > 0.0)
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
            .map(|(_, at)| at)
    }
}

/// The `k` best of scored candidates, best first; ties by item. Candidates without a positive score are no offers.
pub fn best(candidates: impl Iterator<Item = (f64, u32)>, k: usize) -> Vec<(f64, u32)> {
    let mut all: Vec<(f64, u32)> = candidates.filter(|(score, _)| *score > 0.0).collect();
    let order = |a: &(f64, u32), b: &(f64, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if all.len() > k && k > 0 {
        all.select_nth_unstable_by(k - 1, order);
    }
    all.truncate(k);
    all.sort_unstable_by(order);
    all
}
