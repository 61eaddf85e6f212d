//! sBG: contracts that are renewed or not (Fader & Hardie 2007, "How to Project Customer Retention").
//!
//! Each customer fails to renew with a probability of their own, from Beta(α, β):
//! P(lost at renewal t) = α (β)_{t−1} / (α+β)_t, S(t) = (β)_t / (α+β)_t. The rate of renewal rises with tenure, because
//! those likely to leave leave first; a constant first-year rate understates lifetimes by a quarter or more.

use crate::stats::optimize::{Evaluation, Newton, covariance};
use crate::stats::special::rising_table;

/// Customers by what happened: lost at renewal `t` (1, 2, …), or still there after `t` renewals (0, 1, …).
#[derive(Clone, Debug, Default)]
pub struct Tenures {
    /// (t, how many)
    pub lost: Vec<(u32, f64)>,
    pub kept: Vec<(u32, f64)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sbg {
    pub alpha: f64,
    pub beta: f64,
    pub log_likelihood: f64,
    /// Covariance of ln α, ln β; `None` when the likelihood is flat.
    pub covariance: Option<[[f64; 2]; 2]>,
}

impl Sbg {
    /// S(t), the share still there after `t` renewals.
    pub fn survival(&self, t: u32) -> f64 {
        (0..t).map(|i| (self.beta + f64::from(i)) / (self.alpha + self.beta + f64::from(i))).product()
    }

    /// The rate at which those left after `t` renewals renew once more: (β+t) / (α+β+t).
    pub fn renewal_rate(&self, t: u32) -> f64 {
        (self.beta + f64::from(t)) / (self.alpha + self.beta + f64::from(t))
    }

    /// Expected renewals in the next `n` periods of a customer with `t` renewals.
    pub fn renewals(&self, t: u32, n: u32) -> f64 {
        let (mut alive, mut sum) = (1.0, 0.0);
        for i in 0..n {
            alive *= self.renewal_rate(t + i);
            sum += alive;
        }
        sum
    }
}

/// Maximum likelihood. `None` when nobody was lost or nobody renewed: then α or β runs away.
pub fn fit(tenures: &Tenures) -> Option<Sbg> {
    let renewed = |(t, n): &(u32, f64)| f64::from(*t) * n;
    let n_lost: f64 = tenures.lost.iter().map(|(_, n)| n).sum();
    let n_renewed = tenures.lost.iter().map(|(t, n)| f64::from(t - 1) * n).sum::<f64>()
        + tenures.kept.iter().map(renewed).sum::<f64>();
    if n_lost <= 0.0 || n_renewed <= 0.0 {
        return None;
    }
    let mut search = Newton::new([0.0, libm::log((n_renewed / n_lost).clamp(0.05, 50.0))], 1e-10, 12.0);
    while let Some(point) = search.ask() {
        let theta = point.map(libm::exp);
        search.tell(evaluate(&theta, tenures).in_logs(&theta));
    }
    let (point, best) = search.best()?;
    let [alpha, beta] = point.map(libm::exp);
    Some(Sbg { alpha, beta, log_likelihood: best.value, covariance: covariance(&best.hessian, 1e-4) })
}

fn evaluate([alpha, beta]: &[f64; 2], tenures: &Tenures) -> Evaluation<2> {
    let longest = tenures.lost.iter().chain(&tenures.kept).map(|(t, _)| *t).max().unwrap_or(0) as usize;
    let (up, down) = (rising_table(*beta, longest), rising_table(alpha + beta, longest));
    let mut sum = Evaluation::ZERO;
    let mut add = |above: usize, below: usize, n: f64| {
        let (u, d) = (up[above], down[below]);
        sum.value += n * (u.ln - d.ln);
        sum.gradient[0] -= n * d.first;
        sum.gradient[1] += n * (u.first - d.first);
        sum.hessian[0][0] -= n * d.second;
        sum.hessian[0][1] -= n * d.second;
        sum.hessian[1][0] -= n * d.second;
        sum.hessian[1][1] += n * (u.second - d.second);
    };
    let mut n_lost = 0.0;
    for &(t, n) in &tenures.lost {
        add(t as usize - 1, t as usize, n);
        n_lost += n;
    }
    for &(t, n) in &tenures.kept {
        add(t as usize, t as usize, n);
    }
    sum.value += n_lost * libm::log(*alpha);
    sum.gradient[0] += n_lost / alpha;
    sum.hessian[0][0] -= n_lost / (alpha * alpha);
    sum
}
