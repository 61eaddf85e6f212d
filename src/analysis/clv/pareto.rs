//! Pareto/NBD (Schmittlein, Morrison & Colombo 1987): purchases at a rate from Gamma(r, α), a lifetime whose rate is
//! from Gamma(s, β). With A = r + x
//!
//! L = (r)_x α^r β^s · [ (α+T)^−A (β+T)^−s + s ∫_{t_x}^{T} (α+u)^−A (β+u)^−(s+1) du ]
//!
//! The integral is summed by Gauss–Legendre from panel to panel between the distinct times of the data: positive terms
//! only, where the usual difference of hypergeometric functions cancels. All customers with the same x share the panels.

use super::fit::{Likelihood, Term, combine};
use super::groups::{Groups, Row};
use super::nbd::gamma_part;
use crate::stats::optimize::Evaluation;
use crate::stats::special::gauss_legendre;

pub struct Pareto {
    short: Vec<(f64, f64)>,
    long: Vec<(f64, f64)>,
}

/// Moments of the integrand over a panel or several: ∫f, ∫f h_i, ∫f (h_i h_j + h_ij), h = ln f, divided by f at the
/// lower end.
#[derive(Clone, Copy, Debug, Default)]
struct Panel {
    sum: f64,
    first: [f64; 4],
    /// Upper triangle by rows: rr rα rs rβ αα αs αβ ss sβ ββ.
    second: [f64; 10],
}

const PAIRS: [(usize, usize); 10] =
    [(0, 0), (0, 1), (0, 2), (0, 3), (1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (3, 3)];

/// ln(α+u), ln(β+u) and the inverses at one node, with its weight.
#[derive(Clone, Copy)]
struct Node {
    weight: f64,
    ln: [f64; 2],
    inverse: [f64; 2],
}

impl Node {
    fn new(theta: &[f64; 4], u: f64, weight: f64) -> Node {
        Node {
            weight,
            ln: [libm::log(theta[1] + u), libm::log(theta[3] + u)],
            inverse: [1.0 / (theta[1] + u), 1.0 / (theta[3] + u)],
        }
    }

    /// −ln f.
    fn height(&self, power: f64, s: f64) -> f64 {
        power * self.ln[0] + (s + 1.0) * self.ln[1]
    }
}

pub struct ParetoTables {
    theta: [f64; 4],
    /// At the distinct times.
    ends: Vec<Node>,
    /// Nodes of each panel between two neighbouring times.
    nodes: Vec<Node>,
    /// The x that `sums` belong to.
    x: Option<u32>,
    /// Per distinct time: the integral from there to the last time, relative to f at that time.
    sums: Vec<Panel>,
}

const SHORT: usize = 4;

impl Default for Pareto {
    fn default() -> Pareto {
        Pareto { short: gauss_legendre(SHORT), long: gauss_legendre(16) }
    }
}

impl Pareto {
    /// Fills `sums` for one x, from the last time down to the first t_x that has this x.
    fn integrate(&self, tables: &mut ParetoTables, times: &[f64], x: u32, first: usize) {
        let (r, s) = (tables.theta[0], tables.theta[2]);
        let power = r + f64::from(x);
        let mut above = Panel::default();
        tables.sums.resize(times.len(), Panel::default());
        if let Some(top) = tables.sums.last_mut() {
            *top = above;
        }
        for i in (first..times.len().saturating_sub(1)).rev() {
            let (low, high) = (&tables.ends[i], &tables.ends[i + 1]);
            let base = low.height(power, s);
            let drop = libm::exp(base - high.height(power, s));
            let mut panel = Panel::default();
            let nodes = &tables.nodes[i * SHORT..(i + 1) * SHORT];
            if self.is_short(low, high, power, s) {
                for node in nodes {
                    panel.add(node, power, s, base);
                }
            } else {
                let (from, to) = (times[i], times[i + 1]);
                self.visit_long(&tables.theta, power, from, to, base, |node| panel.add(node, power, s, base));
            }
            above.scale(drop);
            above.join(&panel);
            tables.sums[i] = above;
        }
        tables.x = Some(x);
    }

    /// Four nodes reach 1e-11 when f falls by less than e^0.5 and the panel is narrow beside the distance to the poles.
    fn is_short(&self, low: &Node, high: &Node, power: f64, s: f64) -> bool {
        let is_near = (0..2).all(|i| high.ln[i] - low.ln[i] < 0.4);
        is_near && high.height(power, s) - low.height(power, s) < 0.5
    }

    /// A wide or steep panel, in pieces of equal ratio of the shifted time.
    fn visit_long(
        &self,
        theta: &[f64; 4],
        power: f64,
        from: f64,
        to: f64,
        base: f64,
        mut visit: impl FnMut(&Node),
    ) {
        let s = theta[2];
        let shift = theta[1].min(theta[3]);
        let ratio = libm::log((shift + to) / (shift + from));
        let fall = Node::new(theta, to, 0.0).height(power, s) - base;
        let n = libm::ceil((ratio / 1.0).max(fall / 12.0)).clamp(1.0, 400.0);
        let mut low = from;
        for piece in 1..=n as u32 {
            let high = if f64::from(piece) == n {
                to
            } else {
                (shift + from) * libm::exp(ratio * f64::from(piece) / n) - shift
            };
            for &(at, weight) in &self.long {
                visit(&Node::new(theta, low + (high - low) * at, weight * (high - low)));
            }
            low = high;
            if Node::new(theta, low, 0.0).height(power, s) - base > 45.0 {
                return;
            }
        }
    }

    /// ln of s ∫ f over `from..to`; −∞ for an empty range.
    fn gone(&self, theta: &[f64; 4], x: u32, from: f64, to: f64) -> f64 {
        if to <= from {
            return f64::NEG_INFINITY;
        }
        let power = theta[0] + f64::from(x);
        let base = Node::new(theta, from, 0.0).height(power, theta[2]);
        let mut sum = 0.0;
        self.visit_long(theta, power, from, to, base, |node| {
            sum += node.weight * libm::exp(base - node.height(power, theta[2]));
        });
        libm::log(theta[2] * sum) - base
    }

    pub fn p_alive(&self, theta: &[f64; 4], x: u32, last: f64, age: f64) -> f64 {
        1.0 / (1.0 + libm::exp(self.gone(theta, x, last, age) - alive(theta, x, age)))
    }

    /// L(x, t_x, T + t) / L(x, t_x, T).
    pub fn p_none(&self, theta: &[f64; 4], x: u32, last: f64, age: f64, t: f64) -> f64 {
        use crate::stats::special::ln_add;
        let now = ln_add(alive(theta, x, age), self.gone(theta, x, last, age));
        let then = ln_add(alive(theta, x, age + t), self.gone(theta, x, last, age + t));
        libm::exp(then - now).min(1.0)
    }

    /// First and second moment of the purchases in the next `t` of a customer who is alive. With λ and the lifetime
    /// independent given that, E[N] = E[λ] E[life within t] and E[N²] = E[N] + E[λ²] E[(life within t)²].
    pub fn moments_if_alive(&self, theta: &[f64; 4], x: u32, age: f64, t: f64) -> (f64, f64) {
        let [r, alpha, s, beta] = *theta;
        let (power, rate) = (r + f64::from(x), alpha + age);
        let mean = power / rate * life(s, beta + age, t);
        let square: f64 = self
            .long
            .iter()
            .map(|(at, weight)| {
                // ∫ 2u S(u) du with u = c (e^v − 1), S(u) = (c / (c + u))^s.
                let c = beta + age;
                let v = libm::log1p(t / c) * at;
                let u = c * libm::expm1(v);
                weight * libm::log1p(t / c) * (c + u) * 2.0 * u * libm::exp(-s * v)
            })
            .sum();
        (mean, mean + power * (power + 1.0) / (rate * rate) * square)
    }

    /// Expected repeat purchases of a new customer within `t`.
    pub fn of_new(&self, theta: &[f64; 4], t: f64) -> f64 {
        theta[0] / theta[1] * life(theta[2], theta[3], t)
    }

    /// P(a new customer makes exactly n repeat purchases within `t`), n = 0..`n_max`.
    pub fn frequency(&self, theta: &[f64; 4], t: f64, n_max: u32) -> Vec<f64> {
        use crate::stats::special::ln_gamma;
        let [r, alpha, s, beta] = *theta;
        if t <= 0.0 {
            return (0..n_max).map(|n| f64::from(u8::from(n == 0))).collect();
        }
        let front = r * libm::log(alpha) + s * libm::log(beta);
        let shift = alpha.min(beta);
        let range = libm::log1p(t / shift);
        (0..n_max)
            .map(|n| {
                let n = f64::from(n);
                let choose = ln_gamma(r + n) - ln_gamma(r) - ln_gamma(n + 1.0) + front;
                let at = |u: f64, left: f64| {
                    let counted = if n == 0.0 { 0.0 } else { n * libm::log(u) };
                    libm::exp(choose + counted - (r + n) * libm::log(alpha + u) - left * libm::log(beta + u))
                };
                let gone: f64 = (0..4)
                    .flat_map(|piece| {
                        self.long.iter().map(move |(x, w)| ((f64::from(piece) + x) / 4.0, w / 4.0))
                    })
                    .map(|(x, weight)| {
                        let u = shift * libm::expm1(range * x);
                        weight * range * (shift + u) * s * at(u, s + 1.0)
                    })
                    .sum();
                at(t, s) + gone
            })
            .collect()
    }
}

/// ∫_0^t (c / (c + u))^s du, stable where s passes 1.
fn life(s: f64, c: f64, t: f64) -> f64 {
    let v = libm::log1p(t / c);
    let power = (1.0 - s) * v;
    if power.abs() < 1e-9 { c * v * (1.0 + 0.5 * power) } else { c * libm::expm1(power) / (1.0 - s) }
}

/// ln (α+T)^−A (β+T)^−s.
fn alive(theta: &[f64; 4], x: u32, age: f64) -> f64 {
    let [r, alpha, s, beta] = *theta;
    -(r + f64::from(x)) * libm::log(alpha + age) - s * libm::log(beta + age)
}

impl Panel {
    fn add(&mut self, node: &Node, power: f64, s: f64, base: f64) {
        let f = node.weight * libm::exp(base - node.height(power, s));
        let [inverse_a, inverse_b] = node.inverse;
        let h = [-node.ln[0], -power * inverse_a, -node.ln[1], -(s + 1.0) * inverse_b];
        let fh = [f * h[0], f * h[1], f * h[2], f * h[3]];
        self.sum += f;
        for (sum, value) in self.first.iter_mut().zip(fh) {
            *sum += value;
        }
        self.second[0] += fh[0] * h[0];
        self.second[1] += fh[0] * h[1] - f * inverse_a;
        self.second[2] += fh[0] * h[2];
        self.second[3] += fh[0] * h[3];
        self.second[4] += fh[1] * (h[1] - inverse_a);
        self.second[5] += fh[1] * h[2];
        self.second[6] += fh[1] * h[3];
        self.second[7] += fh[2] * h[2];
        self.second[8] += fh[2] * h[3] - f * inverse_b;
        self.second[9] += fh[3] * (h[3] - inverse_b);
    }

    fn scale(&mut self, factor: f64) {
        self.sum *= factor;
        self.first.iter_mut().chain(&mut self.second).for_each(|v| *v *= factor);
    }

    fn join(&mut self, other: &Panel) {
        self.sum += other.sum;
        for (mine, others) in self.first.iter_mut().zip(&other.first) {
            *mine += others;
        }
        for (mine, others) in self.second.iter_mut().zip(&other.second) {
            *mine += others;
        }
    }
}

impl Likelihood<4> for Pareto {
    type Tables = ParetoTables;

    fn begin(&self, theta: &[f64; 4], groups: &Groups) -> (ParetoTables, Evaluation<4>) {
        let mut sum = Evaluation::ZERO;
        gamma_part(theta, groups, 1, &mut sum);
        let (n, s, beta) = (groups.n, theta[2], theta[3]);
        sum.value += n * s * libm::log(beta);
        sum.gradient[2] += n * libm::log(beta);
        sum.gradient[3] += n * s / beta;
        sum.hessian[2][3] += n / beta;
        sum.hessian[3][2] += n / beta;
        sum.hessian[3][3] -= n * s / (beta * beta);
        let ends = groups.times.iter().map(|t| Node::new(theta, *t, 0.0)).collect();
        let nodes = groups
            .times
            .windows(2)
            .flat_map(|pair| {
                let width = pair[1] - pair[0];
                self.short.iter().map(move |(at, w)| Node::new(theta, pair[0] + width * at, w * width))
            })
            .collect();
        (ParetoTables { theta: *theta, ends, nodes, x: None, sums: Vec::new() }, sum)
    }

    fn add(&self, tables: &mut ParetoTables, groups: &Groups, rows: &[Row], into: &mut Evaluation<4>) {
        let [r, _, s, _] = tables.theta;
        for row in rows {
            let (last, age) = (row.last as usize, row.age as usize);
            if tables.x != Some(row.x) {
                self.integrate(tables, &groups.times, row.x, last);
            }
            let power = r + f64::from(row.x);
            let (start, end) = (&tables.ends[last], &tables.ends[age]);
            let mut alive = Term {
                ln: -power * end.ln[0] - s * end.ln[1],
                gradient: [-end.ln[0], -power * end.inverse[0], -end.ln[1], -s * end.inverse[1]],
                hessian: [[0.0; 4]; 4],
            };
            alive.hessian[0][1] = -end.inverse[0];
            alive.hessian[1][0] = -end.inverse[0];
            alive.hessian[1][1] = power * end.inverse[0] * end.inverse[0];
            alive.hessian[2][3] = -end.inverse[1];
            alive.hessian[3][2] = -end.inverse[1];
            alive.hessian[3][3] = s * end.inverse[1] * end.inverse[1];
            // From t_x to the last time of all, less from T to there.
            let base = start.height(power, s);
            let mut part = tables.sums[age];
            part.scale(-libm::exp(base - end.height(power, s)));
            part.join(&tables.sums[last]);
            // NaN cannot be: sums are finite. Where T is t_x nothing is left to integrate.
            let gone = if part.sum > 0.0 { part.term(base, s) } else { nothing() };
            combine(&alive, &gone, row.n, into);
        }
    }
}

/// A term of weight zero.
fn nothing() -> Term<4> {
    Term { ln: f64::NEG_INFINITY, gradient: [0.0; 4], hessian: [[0.0; 4]; 4] }
}

impl Panel {
    /// ln (s ∫ f) with derivatives.
    fn term(&self, base: f64, s: f64) -> Term<4> {
        let mut gradient = self.first.map(|v| v / self.sum);
        let mut hessian = [[0.0; 4]; 4];
        for (value, (i, j)) in self.second.iter().zip(PAIRS) {
            let cell = value / self.sum - gradient[i] * gradient[j];
            hessian[i][j] = cell;
            hessian[j][i] = cell;
        }
        gradient[2] += 1.0 / s;
        hessian[2][2] -= 1.0 / (s * s);
        Term { ln: libm::log(s * self.sum) - base, gradient, hessian }
    }
}
