//! BG/NBD, MBG/NBD and their regular-rhythm variants (M)BG/CNBD-k, as one family.
//!
//! While alive a customer buys with Erlang-k gaps of rate λ ~ Gamma(r, α); after each purchase (in the modified models
//! also after the first) the customer leaves with probability p ~ Beta(a, b). k = 1 is Fader, Hardie & Lee (2005) and
//! Batislam et al. (2007); k > 1 is Platzer & Reutterer (2016). With m = 1 in the modified models, else 0:
//!
//! L = (r)_kx α^r (b)_{x+m} / (a+b)_{x+m} · [ Σ_{j<k} (T−t_x)^j/j! (r+kx)_j (α+T)^−(r+kx+j)
//!                                           + a/(b+x+m−1) (α+t_x)^−(r+kx) ]
//!
//! (times a factor of the gaps alone, which does not depend on the parameters). Everything that is predicted follows
//! from P(n more purchases or more | alive) = E[(1−p)^(n−1)] · P(at least nk − j stages): sums of positive terms; no
//! hypergeometric function is needed.

use super::counting::{Stay, at_least};
use super::fit::{Likelihood, Term, combine};
use super::groups::{Groups, Row};
use super::nbd::{Logs, gamma_part};
use crate::stats::optimize::Evaluation;
use crate::stats::special::{beta_rule, gamma_rule, ln_add, ln_gamma, rising_table};

#[derive(Clone, Copy, Debug)]
pub struct Bg {
    /// Customers may leave right after their first purchase.
    pub is_modified: bool,
    pub k: u32,
}

pub struct BgTables {
    theta: [f64; 4],
    logs: Logs,
}

impl Likelihood<4> for Bg {
    type Tables = BgTables;

    fn begin(&self, theta: &[f64; 4], groups: &Groups) -> (BgTables, Evaluation<4>) {
        let [_, alpha, a, b] = *theta;
        let mut sum = Evaluation::ZERO;
        gamma_part(theta, groups, self.k, &mut sum);
        let m = u32::from(self.is_modified);
        let of_b = rising_table(b, (groups.max_x + m) as usize);
        let of_ab = rising_table(a + b, (groups.max_x + m) as usize);
        for &(x, n) in &groups.counts {
            let (up, down) = (of_b[(x + m) as usize], of_ab[(x + m) as usize]);
            sum.value += n * (up.ln - down.ln);
            sum.gradient[2] -= n * down.first;
            sum.gradient[3] += n * (up.first - down.first);
            sum.hessian[2][2] -= n * down.second;
            sum.hessian[2][3] -= n * down.second;
            sum.hessian[3][2] -= n * down.second;
            sum.hessian[3][3] += n * (up.second - down.second);
        }
        sum.value += gaps_part(groups, self.k);
        (BgTables { theta: *theta, logs: Logs::new(alpha, &groups.times) }, sum)
    }

    fn add(&self, tables: &mut BgTables, groups: &Groups, rows: &[Row], into: &mut Evaluation<4>) {
        if self.k == 1 {
            let same_x = |a: &Row, b: &Row| a.x == b.x;
            rows.chunk_by(same_x).for_each(|rows| self.add_plain(tables, rows, into));
            return;
        }
        let [r, _, a, b] = tables.theta;
        let logs = &tables.logs;
        let m = f64::from(u8::from(self.is_modified));
        for row in rows {
            let (last, age) = (row.last as usize, row.age as usize);
            let power = r + f64::from(self.k) * f64::from(row.x);
            let silence = groups.times[age] - groups.times[last];
            let alive = self.alive(power, logs.ln[age], logs.inverse[age], silence);
            if row.x == 0 && !self.is_modified {
                into.value += row.n * alive.ln;
                for i in 0..2 {
                    into.gradient[i] += row.n * alive.gradient[i];
                    for j in 0..2 {
                        into.hessian[i][j] += row.n * alive.hessian[i][j];
                    }
                }
                continue;
            }
            let (ln, inverse) = (logs.ln[last], logs.inverse[last]);
            let before = b + f64::from(row.x) + m - 1.0;
            let mut gone = Term {
                ln: libm::log(a / before) - power * ln,
                gradient: [-ln, -power * inverse, 1.0 / a, -1.0 / before],
                hessian: [[0.0; 4]; 4],
            };
            gone.hessian[0][1] = -inverse;
            gone.hessian[1][0] = -inverse;
            gone.hessian[1][1] = power * inverse * inverse;
            gone.hessian[2][2] = -1.0 / (a * a);
            gone.hessian[3][3] = 1.0 / (before * before);
            combine(&alive, &gone, row.n, into);
        }
    }
}

impl Bg {
    /// Rows with one x and k = 1. With w the share of the leaver's term, every derivative is a sum over the rows of a few
    /// moments of w, ln(α + t) and 1/(α + t), times factors that x alone decides.
    fn add_plain(&self, tables: &BgTables, rows: &[Row], into: &mut Evaluation<4>) {
        let [r, _, a, b] = tables.theta;
        let logs = &tables.logs;
        let Some(x) = rows.first().map(|row| f64::from(row.x)) else { return };
        let power = r + x;
        if x == 0.0 && !self.is_modified {
            for row in rows {
                let (ln, inverse) = (logs.ln[row.age as usize], logs.inverse[row.age as usize]);
                into.value -= row.n * power * ln;
                into.gradient[0] -= row.n * ln;
                into.gradient[1] -= row.n * power * inverse;
                into.hessian[0][1] -= row.n * inverse;
                into.hessian[1][0] -= row.n * inverse;
                into.hessian[1][1] += row.n * power * inverse * inverse;
            }
            return;
        }
        let before = b + x - f64::from(u8::from(!self.is_modified));
        let ln_leaves = libm::log(a / before);
        // Σ n ln L, and with u = n w (1 − w) the sums of n w, u, n·ln, n/(α+t), n/(α+t)², u δ, u ε, u δ², u δ ε, u ε²,
        // where δ and ε are the differences of ln(α+t) and of its derivative between T and t_x.
        let (mut value, mut left, mut spread, mut ln, mut first, mut second) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        let (mut u_d, mut u_e, mut u_dd, mut u_de, mut u_ee) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for row in rows {
            let (last, age) = (row.last as usize, row.age as usize);
            let (ln_age, ln_last) = (logs.ln[age], logs.ln[last]);
            let (inverse_age, inverse_last) = (logs.inverse[age], logs.inverse[last]);
            let (alive, gone) = (-power * ln_age, ln_leaves - power * ln_last);
            let apart = alive - gone;
            let small = libm::exp(-apart.abs());
            let part = 1.0 / (1.0 + small);
            let w = if apart > 0.0 { small * part } else { part };
            let n = row.n;
            let (nw, u) = (n * w, n * small * part * part);
            let n_alive = n - nw;
            let (d, e) = (ln_age - ln_last, inverse_age - inverse_last);
            value += n * (alive.max(gone) + libm::log1p(small));
            left += nw;
            spread += u;
            ln += n_alive * ln_age + nw * ln_last;
            first += n_alive * inverse_age + nw * inverse_last;
            second += n_alive * inverse_age * inverse_age + nw * inverse_last * inverse_last;
            u_d += u * d;
            u_e += u * e;
            u_dd += u * d * d;
            u_de += u * d * e;
            u_ee += u * e * e;
        }
        let (of_a, of_b) = (1.0 / a, -1.0 / before);
        into.value += value;
        let gradient = [-ln, -power * first, left * of_a, left * of_b];
        let hessian = [
            [u_dd, power * u_de - first, of_a * u_d, of_b * u_d],
            [0.0, power * (second + power * u_ee), power * of_a * u_e, power * of_b * u_e],
            [0.0, 0.0, of_a * of_a * (spread - left), of_a * of_b * spread],
            [0.0, 0.0, 0.0, of_b * of_b * (spread + left)],
        ];
        for i in 0..4 {
            into.gradient[i] += gradient[i];
            into.hessian[i][i] += hessian[i][i];
        }
        for (i, j) in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)] {
            into.hessian[i][j] += hessian[i][j];
            into.hessian[j][i] += hessian[i][j];
        }
    }
}

/// The same rhythm when nobody leaves: only the survivor's terms. What the departures of (M)BG/CNBD-k must beat.
pub struct Cnbd {
    pub k: u32,
}

impl Likelihood<2> for Cnbd {
    /// r, and the logarithms by α.
    type Tables = (f64, Logs);

    fn begin(&self, theta: &[f64; 2], groups: &Groups) -> ((f64, Logs), Evaluation<2>) {
        let mut sum = Evaluation::ZERO;
        gamma_part(theta, groups, self.k, &mut sum);
        sum.value += gaps_part(groups, self.k);
        ((theta[0], Logs::new(theta[1], &groups.times)), sum)
    }

    fn add(&self, (r, logs): &mut (f64, Logs), groups: &Groups, rows: &[Row], into: &mut Evaluation<2>) {
        let bg = Bg { is_modified: false, k: self.k };
        for row in rows {
            let (last, age) = (row.last as usize, row.age as usize);
            let power = *r + f64::from(self.k) * f64::from(row.x);
            let silence = groups.times[age] - groups.times[last];
            let alive = bg.alive(power, logs.ln[age], logs.inverse[age], silence);
            into.value += row.n * alive.ln;
            for i in 0..2 {
                into.gradient[i] += row.n * alive.gradient[i];
                for j in 0..2 {
                    into.hessian[i][j] += row.n * alive.hessian[i][j];
                }
            }
        }
    }
}

/// The gaps' own factor, Π gap^(k−1) / Γ(k), so that different k can be compared.
fn gaps_part(groups: &Groups, k: u32) -> f64 {
    let k = f64::from(k);
    (k - 1.0) * groups.sum_ln_gaps - groups.sum_x * ln_gamma(k)
}

impl Bg {
    /// The survivor's term: ln Σ_{j<k} s^j/j! (p)_j (α+T)^−(p+j), p = r + kx, with derivatives by r and α.
    fn alive(&self, power: f64, ln: f64, inverse: f64, silence: f64) -> Term<4> {
        let mut total = Term { ln: -power * ln, gradient: [0.0; 4], hessian: [[0.0; 4]; 4] };
        total.gradient[0] = -ln;
        total.gradient[1] = -power * inverse;
        total.hessian[0][1] = -inverse;
        total.hessian[1][0] = -inverse;
        total.hessian[1][1] = power * inverse * inverse;
        if self.k == 1 || silence <= 0.0 {
            return total;
        }
        let (mut first, mut second, mut weight_ln) = (0.0, 0.0, 0.0);
        for j in 1..self.k {
            let factor = power + f64::from(j - 1);
            weight_ln += libm::log(silence * factor / f64::from(j));
            first += 1.0 / factor;
            second -= 1.0 / (factor * factor);
            let stages = power + f64::from(j);
            let next = Term {
                ln: weight_ln - stages * ln,
                gradient: [first - ln, -stages * inverse, 0.0, 0.0],
                hessian: [
                    [second, -inverse, 0.0, 0.0],
                    [-inverse, stages * inverse * inverse, 0.0, 0.0],
                    [0.0; 4],
                    [0.0; 4],
                ],
            };
            let mut sum = Evaluation::ZERO;
            combine(&total, &next, 1.0, &mut sum);
            total = Term { ln: sum.value, gradient: sum.gradient, hessian: sum.hessian };
        }
        total
    }

    /// ln of the survivor's term at age `age`, stage by stage.
    fn stages(&self, theta: &[f64; 4], x: u32, last: f64, age: f64) -> impl Iterator<Item = f64> {
        let power = theta[0] + f64::from(self.k) * f64::from(x);
        let (ln, silence) = (libm::log(theta[1] + age), age - last);
        let mut weight = 0.0;
        (0..self.k).map(move |j| {
            if j > 0 {
                weight += libm::log(silence * (power + f64::from(j - 1)) / f64::from(j));
            }
            weight - (power + f64::from(j)) * ln
        })
    }

    /// How far a customer who is alive is likely to be on the way to the next purchase, stage by stage.
    pub(super) fn stage_weights(&self, theta: &[f64; 4], x: u32, last: f64, age: f64) -> Vec<f64> {
        let total = self.stages(theta, x, last, age).fold(f64::NEG_INFINITY, ln_add);
        self.stages(theta, x, last, age).map(|ln| libm::exp(ln - total)).collect()
    }

    /// ln of the leaver's term; −∞ when the customer cannot have left.
    fn gone(&self, theta: &[f64; 4], x: u32, last: f64) -> f64 {
        let [r, alpha, a, b] = *theta;
        if x == 0 && !self.is_modified {
            return f64::NEG_INFINITY;
        }
        let before = b + f64::from(x) - f64::from(u8::from(!self.is_modified));
        libm::log(a / before) - (r + f64::from(self.k) * f64::from(x)) * libm::log(alpha + last)
    }

    pub fn p_alive(&self, theta: &[f64; 4], x: u32, last: f64, age: f64) -> f64 {
        let alive = self.stages(theta, x, last, age).fold(f64::NEG_INFINITY, ln_add);
        1.0 / (1.0 + libm::exp(self.gone(theta, x, last) - alive))
    }

    /// L(x, t_x, T + t) / L(x, t_x, T).
    pub fn p_none(&self, theta: &[f64; 4], x: u32, last: f64, age: f64, t: f64) -> f64 {
        let gone = self.gone(theta, x, last);
        let now = self.stages(theta, x, last, age).fold(gone, ln_add);
        let then = self.stages(theta, x, last, age + t).fold(gone, ln_add);
        libm::exp(then - now).min(1.0)
    }

    /// First and second moment of the purchases in the next `t` of a customer who is alive.
    pub fn moments_if_alive(&self, theta: &[f64; 4], x: u32, last: f64, age: f64, t: f64) -> (f64, f64) {
        let [r, alpha, a, b] = *theta;
        let b = b + f64::from(x) + f64::from(u8::from(self.is_modified));
        let total = self.stages(theta, x, last, age).fold(f64::NEG_INFINITY, ln_add);
        let (mut mean, mut second) = (0.0, 0.0);
        for (j, ln) in self.stages(theta, x, last, age).enumerate() {
            let weight = libm::exp(ln - total);
            if weight < 1e-16 {
                continue;
            }
            let shape = r + f64::from(self.k) * f64::from(x) + j as f64;
            let mut stay = Stay::new(a, b);
            at_least(shape, alpha + age, t, self.k, j as u32, |n, tail| {
                let p = weight * stay.at(n) * tail;
                mean += p;
                second += (2.0 * f64::from(n) - 1.0) * p;
            });
        }
        (mean, second)
    }

    /// Discounted purchases without a horizon of a customer who is alive: with v = λ/(λ+δ), the discount of a stage, and
    /// j stages already passed, E[v^(k−j) / (1 − (1−p) v^k)]; for k = 1 that is E[λ / (δ + pλ)].
    pub fn discounted_forever_if_alive(
        &self,
        theta: &[f64; 4],
        x: u32,
        last: f64,
        age: f64,
        rate: f64,
    ) -> f64 {
        let [r, alpha, a, b] = *theta;
        let leaves = if a > 0.0 {
            beta_rule(a, b + f64::from(x) + f64::from(u8::from(self.is_modified)))
        } else {
            // Nobody leaves.
            vec![(0.0, 1.0)]
        };
        let total = self.stages(theta, x, last, age).fold(f64::NEG_INFINITY, ln_add);
        let k = f64::from(self.k);
        let mut sum = 0.0;
        for (j, ln) in self.stages(theta, x, last, age).enumerate() {
            let shape = r + k * f64::from(x) + j as f64;
            let mut stage = 0.0;
            for (g, weight) in gamma_rule(shape) {
                let ln_v = -libm::log1p(rate * (alpha + age) / g);
                let (first, left) = (libm::exp(ln_v * (k - j as f64)), -libm::expm1(ln_v * k));
                let kept = 1.0 - left;
                stage += weight * leaves.iter().map(|(p, w)| w * first / (left + p * kept)).sum::<f64>();
            }
            sum += libm::exp(ln - total) * stage;
        }
        sum
    }

    /// P(a new customer makes n or more repeat purchases within `t`), n = 1, 2, …, `n_max`.
    pub fn tails(&self, theta: &[f64; 4], t: f64, n_max: u32) -> Vec<f64> {
        let [r, alpha, a, b] = *theta;
        let mut tails = vec![0.0; n_max as usize];
        let mut stay = Stay::new(a, b + f64::from(u8::from(self.is_modified)));
        let first = if self.is_modified { b / (a + b) } else { 1.0 };
        at_least(r, alpha, t, self.k, 0, |n, tail| {
            let p = first * stay.at(n) * tail;
            if let Some(cell) = tails.get_mut(n as usize - 1) {
                *cell = p;
            }
        });
        tails
    }

    /// Expected repeat purchases of a new customer within `t`.
    pub fn of_new(&self, theta: &[f64; 4], t: f64) -> f64 {
        let [r, alpha, a, b] = *theta;
        let mut stay = Stay::new(a, b + f64::from(u8::from(self.is_modified)));
        let first = if self.is_modified { b / (a + b) } else { 1.0 };
        let mut mean = 0.0;
        at_least(r, alpha, t, self.k, 0, |n, tail| mean += first * stay.at(n) * tail);
        mean
    }
}
