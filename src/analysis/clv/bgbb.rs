//! BG/BB: discrete opportunities to buy (Fader, Hardie & Shang 2010, "Customer-Base Analysis in a Discrete-Time
//! Noncontractual Setting"). Out of n opportunities a customer took x, the last at t_x.
//!
//! L = (α)_x (β)_{n−x} / (α+β)_n · (δ)_n / (γ+δ)_n
//!   + Σ_{t=t_x}^{n−1} (α)_x (β)_{t−x} / (α+β)_t · γ (δ)_t / (γ+δ)_{t+1}.

use super::fit::{Term, combine};
use crate::error::Result;
use crate::progress::Progress;
use crate::stats::optimize::{Evaluation, Newton, covariance};
use crate::stats::special::{Rising, ln_add, rising_table};

/// Customers alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chances {
    pub x: u32,
    pub last: u32,
    pub n: u32,
    pub count: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bgbb {
    /// α, β (buying), γ, δ (leaving).
    pub theta: [f64; 4],
    pub log_likelihood: f64,
    /// Covariance of the parameters' logarithms; `None` when the likelihood is flat.
    pub covariance: Option<[[f64; 4]; 4]>,
}

/// Rising factorials of α, β, α+β, δ, γ+δ.
struct Tables([Vec<Rising>; 5]);

impl Tables {
    fn new([a, b, c, d]: &[f64; 4], n: u32) -> Tables {
        Tables([*a, *b, a + b, *d, c + d].map(|z| rising_table(z, n as usize + 1)))
    }

    /// ln of (α)_x (β)_{t−x}/(α+β)_t · (δ)_t/(γ+δ)_{t+m} γ^m, with derivatives; m = 1 for those who left after t.
    fn term(&self, gamma: f64, x: u32, t: u32, m: u32) -> Term<4> {
        let Tables([a, b, ab, d, cd]) = self;
        let (a, b, ab) = (a[x as usize], b[(t - x) as usize], ab[t as usize]);
        let (d, cd) = (d[t as usize], cd[(t + m) as usize]);
        let m = f64::from(m);
        let mut hessian = [[0.0; 4]; 4];
        hessian[0][0] = a.second - ab.second;
        hessian[0][1] = -ab.second;
        hessian[1][0] = -ab.second;
        hessian[1][1] = b.second - ab.second;
        hessian[2][2] = -cd.second - m / (gamma * gamma);
        hessian[2][3] = -cd.second;
        hessian[3][2] = -cd.second;
        hessian[3][3] = d.second - cd.second;
        Term {
            ln: a.ln + b.ln - ab.ln + d.ln - cd.ln + m * libm::log(gamma),
            gradient: [a.first - ab.first, b.first - ab.first, m / gamma - cd.first, d.first - cd.first],
            hessian,
        }
    }
}

/// Maximum likelihood. `None` when it cannot be evaluated.
pub async fn fit(rows: &[Chances], progress: &Progress) -> Result<Option<Bgbb>> {
    let longest = rows.iter().map(|row| row.n).max().unwrap_or(0);
    let mut search = Newton::new([0.0, 0.0, -0.5, 0.5], 1e-9, 14.0);
    while let Some(point) = search.ask() {
        let theta = point.map(libm::exp);
        let tables = Tables::new(&theta, longest);
        let mut sum = Evaluation::ZERO;
        for (i, row) in rows.iter().enumerate() {
            if i % 64 == 0 {
                progress.step("clv-stage-fitting", 0, 0).await?;
            }
            let mut total = tables.term(theta[2], row.x, row.n, 0);
            for t in row.last..row.n {
                let mut both = Evaluation::ZERO;
                combine(&total, &tables.term(theta[2], row.x, t, 1), 1.0, &mut both);
                total = Term { ln: both.value, gradient: both.gradient, hessian: both.hessian };
            }
            sum.value += row.count * total.ln;
            for k in 0..4 {
                sum.gradient[k] += row.count * total.gradient[k];
                for j in 0..4 {
                    sum.hessian[k][j] += row.count * total.hessian[k][j];
                }
            }
        }
        search.tell(sum.in_logs(&theta));
    }
    Ok(search.best().map(|(point, best)| Bgbb {
        theta: point.map(libm::exp),
        log_likelihood: best.value,
        covariance: covariance(&best.hessian, 1e-4),
    }))
}

impl Bgbb {
    fn likelihood(&self, x: u32, last: u32, n: u32) -> f64 {
        let tables = Tables::new(&self.theta, n);
        let gone = (last..n).map(|t| tables.term(self.theta[2], x, t, 1).ln);
        gone.fold(tables.term(self.theta[2], x, n, 0).ln, ln_add)
    }

    /// P(still there at opportunity n + 1).
    pub fn p_alive(&self, x: u32, last: u32, n: u32) -> f64 {
        let [_, _, gamma, delta] = self.theta;
        let alive = Tables::new(&self.theta, n).term(gamma, x, n, 0).ln - self.likelihood(x, last, n);
        libm::exp(alive) * (delta + f64::from(n)) / (gamma + delta + f64::from(n))
    }

    /// P(still there at opportunity m + 1 | there at opportunity m).
    pub fn stays(&self, m: u32) -> f64 {
        let [_, _, gamma, delta] = self.theta;
        (delta + f64::from(m)) / (gamma + delta + f64::from(m))
    }

    /// Expected purchases at the next `ahead` opportunities.
    pub fn expected(&self, x: u32, last: u32, n: u32, ahead: u32) -> f64 {
        let [alpha, beta, ..] = self.theta;
        let mut alive = self.p_alive(x, last, n);
        let rate = (alpha + f64::from(x)) / (alpha + beta + f64::from(n));
        let mut sum = 0.0;
        for i in 1..=ahead {
            sum += alive * rate;
            alive *= self.stays(n + i);
        }
        sum
    }

    /// Mean, variance and 80 % range of the purchases at the next `ahead` opportunities: who lives through m of them
    /// takes a beta-binomial number.
    pub fn outlook(&self, x: u32, last: u32, n: u32, ahead: u32) -> (f64, f64, (u32, u32)) {
        let [alpha, beta, ..] = self.theta;
        let (alpha, beta) = (alpha + f64::from(x), beta + f64::from(n - x));
        let mut there = self.p_alive(x, last, n);
        // (m, P(lives through m and takes k)), k stepping up from 0.
        let mut parts: Vec<(f64, f64)> = vec![(0.0, 1.0 - there)];
        let mut none = 1.0;
        for m in 1..=ahead {
            let next = if m < ahead { there * self.stays(n + m) } else { 0.0 };
            none *= (beta + f64::from(m - 1)) / (alpha + beta + f64::from(m - 1));
            parts.push((f64::from(m), (there - next) * none));
            there = next;
        }
        let (mut sum, mut mean, mut square, mut range) = (0.0, 0.0, 0.0, (None, None));
        for k in 0..=ahead {
            let kf = f64::from(k);
            let here: f64 = parts.iter().map(|(_, p)| p).sum();
            sum += here;
            mean += kf * here;
            square += kf * kf * here;
            if sum >= 0.1 {
                range.0 = range.0.or(Some(k));
            }
            if sum >= 0.9 {
                range.1 = range.1.or(Some(k));
            }
            for (m, p) in &mut parts {
                *p *= if *m > kf {
                    (*m - kf) / (kf + 1.0) * (alpha + kf) / (beta + *m - kf - 1.0)
                } else {
                    0.0
                };
            }
            if 1.0 - sum < 1e-14 {
                break;
            }
        }
        (mean, (square - mean * mean).max(0.0), (range.0.unwrap_or(0), range.1.unwrap_or(ahead)))
    }

    /// P(no purchase at the next `ahead` opportunities) = L(x, t_x, n + ahead) / L(x, t_x, n).
    pub fn p_none(&self, x: u32, last: u32, n: u32, ahead: u32) -> f64 {
        libm::exp(self.likelihood(x, last, n + ahead) - self.likelihood(x, last, n)).min(1.0)
    }
}
