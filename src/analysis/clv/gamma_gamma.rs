//! Gamma-Gamma: what a customer spends a time (Fader & Hardie 2013, "The Gamma-Gamma Model of Monetary Value").
//!
//! Amounts are Gamma(p, ν) with ν ~ Gamma(q, γ), independent of how often a customer buys. For x amounts of mean z
//!
//! ln L = ln Γ(px+q) − ln Γ(px) − ln Γ(q) + q ln γ + (px−1) ln z + px ln x − (px+q) ln(γ + xz).

use crate::error::Result;
use crate::progress::Progress;
use crate::stats::optimize::{Evaluation, Newton, covariance};
use crate::stats::special::{digamma, ln_gamma, trigamma};

/// A fitted spend model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GammaGamma {
    pub p: f64,
    pub q: f64,
    pub gamma: f64,
    pub log_likelihood: f64,
    /// Covariance of ln p, ln q, ln γ.
    pub covariance: Option<[[f64; 3]; 3]>,
    /// Customers it was fitted on.
    pub n: u32,
}

impl GammaGamma {
    /// Expected amount a purchase of a customer with x repeat purchases of mean z: Fader & Hardie 2013, equation 5.
    /// Without repeats the mean of the population. `None` where that mean does not exist (q ≤ 1).
    pub fn expected(&self, x: u32, mean_spend: Option<f64>) -> Option<f64> {
        let x = if mean_spend.is_some_and(|z| z > 0.0) { f64::from(x) } else { 0.0 };
        let z = mean_spend.unwrap_or(0.0).max(0.0);
        let below = self.p * x + self.q - 1.0;
        (below > 0.0).then(|| self.p * (self.gamma + x * z) / below)
    }

    pub fn standard_errors(&self) -> [Option<f64>; 3] {
        let theta = [self.p, self.q, self.gamma];
        std::array::from_fn(|i| Some(theta[i] * libm::sqrt(self.covariance?[i][i])))
    }
}

/// (x, mean amount of the x repeat purchases, how many such customers), x > 0 and z > 0, by x.
pub type Spender = (u32, f64);

/// Fits by trust-region Newton. `None` with fewer than three spenders or when all spend alike.
pub async fn fit(spenders: &[Spender], progress: &Progress) -> Result<Option<GammaGamma>> {
    let n = spenders.len() as f64;
    let mean = spenders.iter().map(|(_, z)| z).sum::<f64>() / n;
    let spread = spenders.iter().map(|(_, z)| (z - mean) * (z - mean)).sum::<f64>() / n;
    if spenders.len() < 3 || mean.is_nan() || spread <= 1e-12 * mean * mean {
        return Ok(None);
    }
    // Amounts are scaled to mean 1, so that the start and the steps do not depend on the currency's unit.
    let scaled: Vec<Spender> = spenders.iter().map(|(x, z)| (*x, z / mean)).collect();
    let mut search = Newton::new([libm::log(3.0), libm::log(3.0), libm::log(0.7)], 1e-9, 14.0);
    while let Some(point) = search.ask() {
        let theta = point.map(libm::exp);
        let mut sum = Evaluation::ZERO;
        for slice in scaled.chunks(4096) {
            add(&theta, slice, &mut sum);
            progress.step("clv-stage-fitting", 0, 0).await?;
        }
        search.tell(sum.in_logs(&theta));
    }
    let Some((point, best)) = search.best() else { return Ok(None) };
    let [p, q, gamma] = point.map(libm::exp);
    // The density of z / mean is `mean` times that of z.
    let log_likelihood = best.value - n * libm::log(mean);
    let covariance = covariance(&best.hessian, 1e-4);
    Ok(Some(GammaGamma { p, q, gamma: gamma * mean, log_likelihood, covariance, n: spenders.len() as u32 }))
}

fn add(theta: &[f64; 3], spenders: &[Spender], into: &mut Evaluation<3>) {
    let [p, q, gamma] = *theta;
    let n = spenders.len() as f64;
    into.value += n * (q * libm::log(gamma) - ln_gamma(q));
    into.gradient[1] += n * (libm::log(gamma) - digamma(q));
    into.gradient[2] += n * q / gamma;
    into.hessian[1][1] -= n * trigamma(q);
    into.hessian[1][2] += n / gamma;
    into.hessian[2][2] -= n * q / (gamma * gamma);
    let (mut known, mut parts) = (0, [0.0; 7]);
    for &(count, z) in spenders {
        let x = f64::from(count);
        if known != count {
            // Spenders come by x, so the gamma functions are computed once an x.
            let (px, all) = (p * x, p * x + q);
            parts = [
                ln_gamma(all) - ln_gamma(px) + px * libm::log(x),
                digamma(all),
                digamma(px),
                trigamma(all),
                trigamma(px),
                libm::log(x),
                all,
            ];
            known = count;
        }
        let [front, psi_all, psi_px, tri_all, tri_px, ln_x, all] = parts;
        let sum = gamma + x * z;
        let (ln_sum, ln_z, inverse) = (libm::log(sum), libm::log(z), 1.0 / sum);
        into.value += front + (p * x - 1.0) * ln_z - all * ln_sum;
        into.gradient[0] += x * (psi_all - psi_px + ln_z + ln_x - ln_sum);
        into.gradient[1] += psi_all - ln_sum;
        into.gradient[2] -= all * inverse;
        into.hessian[0][0] += x * x * (tri_all - tri_px);
        into.hessian[0][1] += x * tri_all;
        into.hessian[0][2] -= x * inverse;
        into.hessian[1][1] += tri_all;
        into.hessian[1][2] -= inverse;
        into.hessian[2][2] += all * inverse * inverse;
    }
    for i in 0..3 {
        for j in 0..i {
            into.hessian[i][j] = into.hessian[j][i];
        }
    }
}
