//! NBD: everybody buys at a rate of their own, drawn from Gamma(r, α), and nobody ever leaves (Ehrenberg 1959). The
//! reference that a model with departures must beat.

use super::fit::Likelihood;
use super::groups::{Groups, Row};
use crate::stats::optimize::Evaluation;
use crate::stats::special::rising_table;

pub struct Nbd;

/// ln(α + t) and 1 / (α + t) at every distinct time.
pub struct Logs {
    pub ln: Vec<f64>,
    pub inverse: Vec<f64>,
}

impl Logs {
    pub fn new(shift: f64, times: &[f64]) -> Logs {
        Logs {
            ln: times.iter().map(|t| libm::log(shift + t)).collect(),
            inverse: times.iter().map(|t| 1.0 / (shift + t)).collect(),
        }
    }
}

/// n × [ln (r)_y + r ln α] and derivatives by r, α, for counts of y: what NBD-like models share.
pub fn gamma_part<const N: usize>(theta: &[f64; N], groups: &Groups, k: u32, into: &mut Evaluation<N>) {
    let (r, alpha) = (theta[0], theta[1]);
    let rising = rising_table(r, (k * groups.max_x) as usize);
    for &(x, n) in &groups.counts {
        let sums = rising[(k * x) as usize];
        into.value += n * sums.ln;
        into.gradient[0] += n * sums.first;
        into.hessian[0][0] += n * sums.second;
    }
    into.value += groups.n * r * libm::log(alpha);
    into.gradient[0] += groups.n * libm::log(alpha);
    into.gradient[1] += groups.n * r / alpha;
    into.hessian[0][1] += groups.n / alpha;
    into.hessian[1][0] += groups.n / alpha;
    into.hessian[1][1] -= groups.n * r / (alpha * alpha);
}

impl Likelihood<2> for Nbd {
    /// r, and the logarithms by α.
    type Tables = (f64, Logs);

    fn begin(&self, theta: &[f64; 2], groups: &Groups) -> ((f64, Logs), Evaluation<2>) {
        let mut sum = Evaluation::ZERO;
        gamma_part(theta, groups, 1, &mut sum);
        ((theta[0], Logs::new(theta[1], &groups.times)), sum)
    }

    /// L = Γ(r+x)/Γ(r) · α^r / (α+T)^(r+x).
    fn add(&self, (r, logs): &mut (f64, Logs), _groups: &Groups, rows: &[Row], into: &mut Evaluation<2>) {
        for row in rows {
            let (ln, inverse) = (logs.ln[row.age as usize], logs.inverse[row.age as usize]);
            let power = *r + f64::from(row.x);
            into.value -= row.n * power * ln;
            into.gradient[0] -= row.n * ln;
            into.gradient[1] -= row.n * power * inverse;
            into.hessian[0][1] -= row.n * inverse;
            into.hessian[1][0] -= row.n * inverse;
            into.hessian[1][1] += row.n * power * inverse * inverse;
        }
    }
}
