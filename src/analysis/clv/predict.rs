//! What a fitted model says of a customer with x repeats, the last at t_x, of age T. Times in the model's unit.

use super::bg::Bg;
use super::fit::{Fit, Model};
use super::pareto::Pareto;
use crate::stats::special::gauss_legendre;

/// A fit with what its predictions share.
pub struct Predictor<'a> {
    pub fit: &'a Fit,
    pareto: Pareto,
    discount_nodes: Vec<(f64, f64)>,
}

/// Mean and variance of a number of purchases.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Expected {
    pub mean: f64,
    pub variance: f64,
}

impl<'a> Predictor<'a> {
    pub fn new(fit: &'a Fit) -> Predictor<'a> {
        Predictor { fit, pareto: Pareto::default(), discount_nodes: gauss_legendre(8) }
    }

    /// Nodes and weights on 0..1 for integrals over a lifetime.
    pub(super) fn life_nodes(&self) -> &[(f64, f64)] {
        &self.discount_nodes
    }

    pub(super) fn bg(&self) -> Bg {
        let is_modified = matches!(self.fit.model, Model::Mbgnbd | Model::MbgcnbdK);
        Bg { is_modified, k: self.fit.k }
    }

    /// P(the customer has not left by T).
    pub fn p_alive(&self, x: u32, last: f64, age: f64) -> f64 {
        let theta = &self.fit.theta;
        match self.fit.model {
            Model::Nbd => 1.0,
            Model::Pnbd => self.pareto.p_alive(theta, x, last, age),
            _ => self.bg().p_alive(theta, x, last, age),
        }
    }

    /// P(no purchase in the next t) = L(x, t_x, T + t) / L(x, t_x, T). This ranks who is leaving; P(alive) does not.
    pub fn p_none(&self, x: u32, last: f64, age: f64, t: f64) -> f64 {
        let theta = &self.fit.theta;
        match self.fit.model {
            Model::Nbd => {
                let power = theta[0] + f64::from(x);
                libm::exp(-power * libm::log1p(t / (theta[1] + age)))
            }
            Model::Pnbd => self.pareto.p_none(theta, x, last, age, t),
            _ => self.bg().p_none(theta, x, last, age, t),
        }
    }

    fn moments_if_alive(&self, x: u32, last: f64, age: f64, t: f64) -> (f64, f64) {
        let theta = &self.fit.theta;
        match self.fit.model {
            Model::Nbd => {
                let (power, rate) = (theta[0] + f64::from(x), theta[1] + age);
                let mean = power * t / rate;
                (mean, mean * (1.0 + (power + 1.0) * t / rate))
            }
            Model::Pnbd => self.pareto.moments_if_alive(theta, x, age, t),
            _ => self.bg().moments_if_alive(theta, x, last, age, t),
        }
    }

    /// Purchases in the next t.
    pub fn expected(&self, x: u32, last: f64, age: f64, t: f64) -> Expected {
        self.expected_of(self.p_alive(x, last, age), x, last, age, t)
    }

    /// The same where P(alive) is known already.
    pub(super) fn expected_of(&self, alive: f64, x: u32, last: f64, age: f64, t: f64) -> Expected {
        let (mean, second) = self.moments_if_alive(x, last, age, t);
        let mean_here = alive * mean;
        Expected { mean: mean_here, variance: (alive * second - mean_here * mean_here).max(0.0) }
    }

    /// Purchases in the next t, each worth e^(−rate · when): ∫ e^(−δu) dE[N(u)] = e^(−δt) E[N(t)] + δ ∫ e^(−δu) E[N(u)] du.
    pub fn discounted(&self, x: u32, last: f64, age: f64, t: f64, rate: f64) -> f64 {
        if rate <= 0.0 {
            return self.expected(x, last, age, t).mean;
        }
        let alive = self.p_alive(x, last, age);
        let inner: f64 = self
            .discount_nodes
            .iter()
            .map(|(at, weight)| {
                let u = t * at;
                weight * t * libm::exp(-rate * u) * self.moments_if_alive(x, last, age, u).0
            })
            .sum();
        let (mean, _) = self.moments_if_alive(x, last, age, t);
        alive * (libm::exp(-rate * t) * mean + rate * inner)
    }

    /// Discounted purchases without a horizon (DERT, Fader, Hardie & Lee 2005b), for a discount rate δ > 0 per unit.
    /// Pareto/NBD: P(alive) · E[λ] · ∫ e^(−δu) (c/(c+u))^s du, c = β + T.
    pub fn discounted_forever(&self, x: u32, last: f64, age: f64, rate: f64) -> f64 {
        let [r, alpha, s, beta] = self.fit.theta;
        let (power, scale) = (r + f64::from(x), alpha + age);
        let alive = self.p_alive(x, last, age);
        match self.fit.model {
            Model::Nbd => power / scale / rate,
            Model::Pnbd => {
                // In v = ln(1 + u/c) the integrand c e^(v(1−s) − δc(e^v − 1)) is smooth and dies doubly exponentially.
                let c = beta + age;
                let top = libm::log1p(40.0 / (rate * c));
                let nodes = gauss_legendre(48);
                let life: f64 = nodes
                    .iter()
                    .map(|(at, weight)| {
                        let v = top * at;
                        weight * top * c * libm::exp(v * (1.0 - s) - rate * c * libm::expm1(v))
                    })
                    .sum();
                alive * power / scale * life
            }
            _ => alive * self.bg().discounted_forever_if_alive(&self.fit.theta, x, last, age, rate),
        }
    }

    /// Expected repeat purchases of a new customer within t.
    pub fn of_new(&self, t: f64) -> f64 {
        let theta = &self.fit.theta;
        match self.fit.model {
            _ if t <= 0.0 => 0.0,
            Model::Nbd => theta[0] * t / theta[1],
            Model::Pnbd => self.pareto.of_new(theta, t),
            _ => self.bg().of_new(theta, t),
        }
    }

    /// P(a new customer makes exactly n repeat purchases within t), n = 0..`n_max`.
    pub fn frequency(&self, t: f64, n_max: u32) -> Vec<f64> {
        let theta = &self.fit.theta;
        match self.fit.model {
            Model::Pnbd => self.pareto.frequency(theta, t, n_max),
            Model::Nbd => {
                let (r, q) = (theta[0], t / (theta[1] + t));
                let mut p = libm::exp(r * libm::log1p(-q));
                (0..n_max)
                    .map(|n| {
                        let now = p;
                        p *= (r + f64::from(n)) / f64::from(n + 1) * q;
                        now
                    })
                    .collect()
            }
            _ => {
                let tails = self.bg().tails(theta, t, n_max);
                (0..n_max as usize)
                    .map(|n| if n == 0 { 1.0 } else { tails[n - 1] } - tails.get(n).copied().unwrap_or(0.0))
                    .collect()
            }
        }
    }
}
